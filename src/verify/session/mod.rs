mod budget;
mod in_common;
mod story;

pub(super) use budget::Budget;
pub(super) use in_common::{InCommon, ListStory};
pub(super) use story::{Place, Presenter, Story};

#[cfg(feature = "batch")]
use super::proof::batch_signatures;
use super::verification::Verification;
use super::{Verifier, openbadges2};
#[cfg(feature = "batch")]
use crate::key::Ed25519;
#[cfg(feature = "batch")]
use crate::key::ed25519::batch_strict::Signed;
use crate::report::code;
use crate::resolve::{Answer, Need, Resolver};
use std::collections::HashSet;
use std::fmt;

/// One document on its way from bytes to a verdict. It does no I/O: it says what it needs, and is told.
///
/// ```
/// use microcred::resolve::Answer;
/// use microcred::verify::Verifier;
/// let verifier = Verifier::new();
/// let mut session = verifier.start(b"{}");
/// while let Some(need) = session.needs().first().cloned() {
///     // Fetch `need.url` in whatever way the host fetches, asynchronously or not.
///     session.supply(&need.id, Answer::unavailable("this example fetches nothing"));
/// }
/// println!("{}", session.finish());
/// ```
#[must_use]
pub struct Session<'v> {
    story: Told<'v>,
    /// What the host is asked for now.
    needs: Vec<Need>,
    /// Everything that was asked for, with what came.
    asked: Vec<(Need, Option<Answer>)>,
}

impl fmt::Debug for Session<'_> {
    /// How many needs are open: what is verified, and for whom, is nobody's business.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Session").field("needs", &self.needs.len()).finish_non_exhaustive()
    }
}

impl<'v> Session<'v> {
    pub(super) fn start(verifier: &'v Verifier, input: &[u8]) -> Self {
        let story = Told::open(verifier, input);
        let mut session = Self { story, needs: Vec::new(), asked: Vec::new() };
        session.advance();
        session
    }

    /// The same, stopping before anything is judged, when all keys are at hand. So it asks for keys and for nothing else.
    #[cfg(feature = "batch")]
    pub(super) fn start_held_back(verifier: &'v Verifier, input: &[u8]) -> Self {
        let mut story = Told::open(verifier, input);
        story.hold_back(true);
        let mut session = Self { story, needs: Vec::new(), asked: Vec::new() };
        session.advance();
        session
    }

    /// The signatures of a session that is held back, as far as they may be verified in one go with those of others and are by keys that are
    /// wanted, each with its place.
    #[cfg(feature = "batch")]
    pub(crate) fn signatures(&self, wanted: impl Fn(&Ed25519) -> bool) -> Vec<(usize, Signed)> {
        match &self.story {
            Told::Credential(story) => {
                story.opened.as_ref().map(|opened| batch_signatures::signatures(story.verifier, opened, wanted))
            }
            Told::OpenBadge2(_) => None,
        }
        .unwrap_or_default()
    }

    /// Goes on where it was held back, now that the signatures of these places are known to hold.
    #[cfg(feature = "batch")]
    pub(crate) fn judge(&mut self, holding: impl IntoIterator<Item = usize>) {
        if let Told::Credential(story) = &mut self.story {
            let candidates = story.opened.as_mut().map_or(&mut [][..], |opened| &mut opened.candidates);
            for place in holding {
                if let Some(candidate) = candidates.get_mut(place) {
                    candidate.holds_ahead = true;
                }
            }
        }
        self.story.hold_back(false);
        self.advance();
    }

    /// Asks a resolver for whatever is needed.
    pub(crate) fn ask(&mut self, resolver: &dyn Resolver) {
        while let Some(need) = self.needs.first().cloned() {
            self.supply(&need.id, resolver.resolve(&need));
        }
    }

    /// What is still needed, what decides first; empty when the session can be finished.
    pub fn needs(&self) -> &[Need] {
        &self.needs
    }

    /// Answers a need. An answer to something that is not needed changes nothing.
    pub fn supply(&mut self, id: &str, answer: Answer) {
        let Some(place) = self.needs.iter().position(|need| need.id == id) else { return };
        let need = self.needs.remove(place);
        self.story.supply(&need, &answer);
        if let Some((_, kept)) = self.asked.iter_mut().find(|(asked, _)| asked.id == id) {
            *kept = Some(answer);
        }
        self.advance();
    }

    /// Goes as far as can be gone without asking, and asks for what then is missing: each thing once, as far as the
    /// limits go.
    fn advance(&mut self) {
        loop {
            let open = self.open();
            let known = |need: &&Need| self.asked_about(need).is_some_and(|(_, answer)| answer.is_some());
            let again: Vec<Need> = open.iter().filter(known).cloned().collect();
            if again.is_empty() {
                for need in open {
                    if self.asked_about(&need).is_none() && self.asked.len() < self.story.verifier().limits.needs {
                        self.asked.push((need.clone(), None));
                        self.needs.push(need);
                    }
                }
                return;
            }
            // Somebody has asked for the same before.
            for need in again {
                if let Some((_, Some(answer))) = self.asked_about(&need) {
                    let answer = answer.clone();
                    self.story.supply(&need, &answer);
                }
            }
        }
    }

    /// What is missing now, each thing once.
    fn open(&mut self) -> Vec<Need> {
        self.story.advance();
        let mut open: Vec<Need> = Vec::new();
        self.story.needs(&mut open);
        let mut met = HashSet::new();
        open.retain(|need| met.insert(need.id.clone()));
        open
    }

    fn asked_about(&self, need: &Need) -> Option<&(Need, Option<Answer>)> {
        self.asked.iter().find(|(asked, _)| asked.id == need.id)
    }

    /// Ends the session. What was needed and not supplied could not be looked up.
    pub fn finish(mut self) -> Verification {
        self.story.hold_back(false);
        loop {
            let open = self.open();
            if open.is_empty() {
                break;
            }
            // All of them before it is looked again: a stranger may point to thousands.
            for need in open {
                let answer = match self.asked_about(&need) {
                    Some((_, answer)) => answer.clone().unwrap_or_else(|| Answer::unavailable("nobody supplied it")),
                    None => Answer::Unavailable {
                        code: Some(code::input::LIMIT_NEEDS),
                        reason: "it was not asked for, since so much was asked for before".to_owned(),
                    },
                };
                self.story.supply(&need, &answer);
            }
        }
        let is_open = |answer: &Option<Answer>| !matches!(answer, Some(Answer::Found(_) | Answer::NotFound));
        let unmet = self.asked.into_iter().filter(|(_, answer)| is_open(answer)).map(|(need, _)| need).collect();
        self.story.conclude().with_unmet(unmet)
    }
}

/// The story of what arrived, in whichever generation of badges it is told.
#[derive(Debug)]
enum Told<'v> {
    Credential(Box<Story<'v>>),
    OpenBadge2(Box<openbadges2::Story<'v>>),
}

impl<'v> Told<'v> {
    fn open(verifier: &'v Verifier, input: &[u8]) -> Self {
        let story = Story::open(verifier, input, Place::default());
        // What is no credential may be a badge of before there were any.
        let older = || openbadges2::Story::open(verifier, input);
        match story.is_no_credential().then(older).flatten() {
            Some(older) => Self::OpenBadge2(Box::new(older)),
            None => Self::Credential(Box::new(story)),
        }
    }

    fn verifier(&self) -> &Verifier {
        match self {
            Self::Credential(story) => story.verifier,
            Self::OpenBadge2(story) => story.verifier(),
        }
    }

    fn needs(&self, open: &mut Vec<Need>) {
        match self {
            Self::Credential(story) => story.needs(open),
            Self::OpenBadge2(story) => story.needs(open),
        }
    }

    fn supply(&mut self, need: &Need, answer: &Answer) {
        match self {
            Self::Credential(story) => story.supply(need, answer),
            Self::OpenBadge2(story) => story.supply(need, answer),
        }
    }

    fn advance(&mut self) {
        match self {
            Self::Credential(story) => story.advance(),
            Self::OpenBadge2(story) => story.advance(),
        }
    }

    fn hold_back(&mut self, is_held_back: bool) {
        if let Self::Credential(story) = self {
            story.is_held_back = is_held_back;
        }
    }

    fn conclude(self) -> Verification {
        match self {
            Self::Credential(story) => story.conclude(),
            Self::OpenBadge2(story) => story.conclude(),
        }
    }
}
