//! What a credential points to: a status list, a newer version of it, a schema. Nothing of it is asked for before the proof
//! holds, and what is a credential itself has a story of its own.

use super::endorsements::Endorsed;
use super::session::{ListStory, Place, Story};
use super::status::OpenedList;
use super::{Verification, Verifier};
use crate::report::Code;
use crate::resolve::{Answer, Found, Need};
use std::sync::Arc;

/// Why a document is verified.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Errand {
    /// It arrived, or stands inside what arrived.
    #[default]
    Itself,
    /// A credential says that its status stands in it. Its own status is not followed, and nothing in it is opened.
    StatusList,
    /// It stands in a credential as an endorsement of something there.
    Endorsement(Endorsed),
    /// It may be a newer copy of a credential. It points to no newer one.
    Refresh,
}

/// Something that a credential points to, on its way to being read.
#[derive(Debug)]
pub(super) struct Referral<'v> {
    need: Need,
    /// What its story is told for; nothing for a document without one.
    errand: Option<Errand>,
    state: State<'v>,
}

#[derive(Debug)]
enum State<'v> {
    Awaited,
    Missing(Option<Code>, String),
    Here(Found, Option<Box<Story<'v>>>),
    /// A status list, to which others may point as well.
    List(Arc<ListStory<'v>>),
}

impl<'v> Referral<'v> {
    /// A credential, which is verified by itself.
    pub(super) fn story(need: Need, errand: Errand) -> Self {
        Self { need, errand: Some(errand), state: State::Awaited }
    }

    /// A document that proves nothing by itself.
    pub(super) fn document(need: Need) -> Self {
        Self { need, errand: None, state: State::Awaited }
    }

    /// What is missing now: the document, or whatever its own story needs.
    pub(super) fn needs(&self, open: &mut Vec<Need>) {
        match &self.state {
            State::Awaited => open.push(self.need.clone()),
            State::Here(_, Some(story)) => story.needs(open),
            State::List(list) => list.needs(open),
            State::Missing(..) | State::Here(_, None) => {}
        }
    }

    /// Takes an answer wherever it is awaited, and says whether this was the document itself. `place` is that of whatever points
    /// to it.
    pub(super) fn supply(&mut self, verifier: &'v Verifier, place: &Place<'v>, need: &Need, answer: &Answer) -> bool {
        match &mut self.state {
            State::Awaited if self.need.id == need.id => {
                self.state = match answer.resource() {
                    Ok(found) => self.arrived(verifier, place, found),
                    Err((code, reason)) => State::Missing(code, reason.to_owned()),
                };
                true
            }
            State::Here(_, Some(story)) => {
                story.supply(need, answer);
                false
            }
            State::List(list) => {
                list.supply(need, answer);
                false
            }
            _ => false,
        }
    }

    fn arrived(&self, verifier: &'v Verifier, place: &Place<'v>, found: &Found) -> State<'v> {
        match &self.errand {
            None => State::Here(found.clone(), None),
            Some(Errand::StatusList) => State::List(place.in_common.list(verifier, place.depth + 1, &self.need, found)),
            Some(errand) => {
                let place = place.inside(None, errand.clone());
                State::Here(found.clone(), Some(Box::new(Story::open(verifier, &found.bytes, place))))
            }
        }
    }

    pub(super) fn advance(&mut self) {
        match &mut self.state {
            State::Here(_, Some(story)) => story.advance(),
            State::List(list) => list.advance(),
            State::Awaited | State::Missing(..) | State::Here(_, None) => {}
        }
    }

    /// Ends its story.
    pub(super) fn conclude(self, verifier: &Verifier) -> Referred {
        let arrived = match self.state {
            State::Awaited => Err((None, "nobody supplied it".to_owned())),
            State::Missing(code, reason) => Err((code, reason)),
            State::Here(found, None) => Ok(Arrived { found, content: Content::Document }),
            State::Here(found, Some(story)) => {
                Ok(Arrived { found, content: Content::Credential(Box::new(story.conclude())) })
            }
            State::List(list) => {
                list.conclude(verifier).map(|(found, list)| Arrived { found, content: Content::List(list) })
            }
        };
        Referred { need: self.need, arrived }
    }
}

/// What became of something that a credential points to.
#[derive(Debug)]
pub(super) struct Referred {
    pub(super) need: Need,
    /// The document, or in words why there is none, with a more exact code if the host gave one.
    pub(super) arrived: Result<Arrived, (Option<Code>, String)>,
}

/// Something that a credential points to, as it was found.
#[derive(Debug)]
pub(super) struct Arrived {
    pub(super) found: Found,
    pub(super) content: Content,
}

/// What it is.
#[derive(Debug)]
pub(super) enum Content {
    /// A document without a story.
    Document,
    /// A credential, and how its own story ended.
    Credential(Box<Verification>),
    /// A status list, and how its own story ended.
    List(Arc<OpenedList>),
}
