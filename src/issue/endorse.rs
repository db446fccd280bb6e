//! Endorsements: what a third party, such as a quality assurance agency, says about a badge or what it awards
//! ([Open Badges 3.0 §5.1](https://www.imsglobal.org/spec/ob/v3p0/#endorsements)).

use super::{IssueError, Issuer, Misfit, Secured};
use crate::badge::{AchievementCredential, EndorsementCredential, EndorsementSubject, Profile, ProfileRef};
use crate::json::{Node, Pointer, Tree};
use crate::limits::Limits;
use crate::proof::{EnvelopeFormat, Suite, Unwrapped};
use crate::report::{Finding, Findings, code};
use crate::vc::DateTimeStamp;

/// What an endorsement was attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Endorsed {
    /// The badge itself.
    Badge,
    /// What the badge awards: one endorsement serves every learner.
    Achievement,
    /// The profile of its issuer: one serves everything that it issues.
    Issuer,
}

impl Issuer {
    /// Endorses, in this issuer's name, what has this id: an achievement, a badge, or the profile of an issuer. `name` is what the
    /// endorsement is called, `comment` what is said, in Markdown.
    ///
    /// Keep it beside the credential, or [`attach`] it before the credential is issued.
    ///
    /// # Errors
    /// As [`issue`](Self::issue), and if it would be secured with a proof that a holder derives others from: an endorsement has none.
    pub fn endorse(&self, id: &str, name: &str, comment: &str) -> Result<Secured, IssueError> {
        self.endorse_until(id, name, comment, None)
    }

    /// The same, until a moment.
    ///
    /// # Errors
    /// As [`endorse`](Self::endorse).
    pub fn endorse_until(
        &self,
        id: &str,
        name: &str,
        comment: &str,
        until: Option<DateTimeStamp>,
    ) -> Result<Secured, IssueError> {
        let suite = self.suite();
        if suite.is_selective() && matches!(suite, Suite::DataIntegrity(_)) {
            return Err(IssueError::Underived(suite.name(), self.key_type()));
        }
        let subject = EndorsementSubject::new(id).endorsement_comment(comment);
        let endorsement = EndorsementCredential::new(self.profile().clone(), name, subject);
        self.issue(&EndorsementCredential { valid_until: until, ..endorsement })
    }
}

/// Puts a signed endorsement into the badge that it is about, which has not been issued yet: into the badge itself, its
/// achievement, or the profile of its issuer, whichever has the id that is endorsed. Whether the endorsement holds is not looked at.
///
/// [`Issuer::with_endorsements`] does it for everything that is issued.
///
/// ```
/// use microcred::Issuer;
/// use microcred::badge::AchievementCredential;
/// use microcred::issue::{IssueError, Secured, attach};
/// fn endorsed(agency: &Issuer, body: &Issuer, mut badge: AchievementCredential) -> Result<Secured, IssueError> {
///     let achievement = badge.credential_subject.achievement.id.clone().unwrap_or_default();
///     let endorsement = agency.endorse(&achievement, "Accredited", "The programme was accredited in 2025.")?;
///     attach(&mut badge, &endorsement)?;
///     body.issue(&badge)
/// }
/// ```
///
/// # Errors
/// If it cannot be read as an endorsement, is about something else, was made by the badge's own issuer, or is a token that badges
/// have no place for: Open Badges takes a JWS.
pub fn attach(badge: &mut AchievementCredential, endorsement: impl AsRef<[u8]>) -> Result<Endorsed, IssueError> {
    attach_within(badge, endorsement.as_ref(), &Limits::default())
}

/// Puts all of them where they belong, and says of one that cannot be put there which it is.
pub(crate) fn attach_all(
    badge: &mut AchievementCredential,
    endorsements: &[Vec<u8>],
    limits: &Limits,
) -> Result<(), IssueError> {
    for (number, endorsement) in endorsements.iter().enumerate() {
        attach_within(badge, endorsement, limits).map_err(|error| match error {
            IssueError::Findings(findings) => IssueError::Endorsement { number, findings },
            IssueError::Json(error) => {
                IssueError::Endorsement { number, findings: Findings::from_iter([error.into()]) }
            }
            other => other,
        })?;
    }
    Ok(())
}

/// Puts an endorsement into a badge, within these limits.
fn attach_within(
    badge: &mut AchievementCredential,
    endorsement: &[u8],
    limits: &Limits,
) -> Result<Endorsed, IssueError> {
    let endorsement = endorsement.trim_ascii();
    let unwrapped = Unwrapped::read(endorsement, limits).map_err(IssueError::refused)?;
    let root = unwrapped.document().root();
    let (read, _) = EndorsementCredential::read(root).map_err(IssueError::Findings)?;
    if read.issuer.id().is_some() && read.issuer.id() == badge.issuer.id() {
        let detail = "whoever issues the badge has made it; let somebody else endorse";
        return Err(IssueError::refused(Finding::new(
            code::endorsement::SELF,
            Pointer::root().member("issuer"),
            detail,
        )));
    }
    let id = read.credential_subject.id.as_deref();
    let achievement = &mut badge.credential_subject.achievement;
    let (endorsed, whole, tokens) = match id {
        Some(_) if id == badge.id.as_deref() => (Endorsed::Badge, &mut badge.endorsement, &mut badge.endorsement_jwt),
        Some(_) if id == achievement.id.as_deref() => {
            (Endorsed::Achievement, &mut achievement.endorsement, &mut achievement.endorsement_jwt)
        }
        Some(own) if id == badge.issuer.id() => {
            if badge.issuer.profile().is_none() {
                badge.issuer = Profile::new(own).into();
            }
            let ProfileRef::Profile(profile) = &mut badge.issuer else { return Err(about_something_else(root)) };
            (Endorsed::Issuer, &mut profile.endorsement, &mut profile.endorsement_jwt)
        }
        _ => return Err(about_something_else(root)),
    };
    let text = || String::from_utf8_lossy(endorsement).into_owned();
    match unwrapped.format() {
        None => {
            let tree = Tree::parse_bytes(endorsement, limits)?;
            let own = tree.root().to_value().as_object().cloned();
            // One that is there already counts once.
            let own = own.filter(|own| !whole.contains(own));
            whole.extend(own);
        }
        Some(EnvelopeFormat::Jwt) => {
            let own = text();
            if !tokens.contains(&own) {
                tokens.push(own);
            }
        }
        Some(other) => {
            return Err(IssueError::NoPlace { suite: other.as_str(), what: Misfit::Endorsement });
        }
    }
    Ok(endorsed)
}

fn about_something_else(root: Node<'_>) -> IssueError {
    let subject = Pointer::root().member("credentialSubject");
    let at = root.get("credentialSubject").map_or(subject, Node::path).member("id");
    let detail =
        "its subject has the id of neither the badge, nor the achievement, nor the issuer; give them their ids first";
    IssueError::refused(Finding::new(code::endorsement::SUBJECT, at, detail))
}
