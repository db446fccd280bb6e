mod classes;
mod foreign;
mod origins;

use super::{Extension, OpenBadge};
use crate::badge::AchievementCredential;
use crate::env::{EntropyError, Environment};
use crate::json::{Object, Pointer};
use crate::microcredential::carrier::{Loss, LossReport, Recovered, Source};
use crate::report::Findings;
use origins::Origins;

/// A badge of Open Badges 3.0 that was made from one of 2.0: unsigned, and verified by nobody.
#[derive(Clone, Debug)]
#[must_use]
#[non_exhaustive]
pub struct Upgraded {
    /// The badge, with ids of its own.
    pub badge: AchievementCredential,
    /// What of the old one it does not hold; the pointers go into the assertion, with its badge class under `/badge` and the
    /// issuer under `/badge/issuer`.
    pub losses: LossReport,
    /// What was noticed in the old badge: that it was withdrawn, and terms of others.
    pub findings: Findings,
    /// Where each element of Annex I comes from in the old one.
    pub sources: Vec<Source>,
    /// What of the old one the new badge holds, and the elements of Annex I that it states do not.
    pub(crate) beyond: LossReport,
}

impl OpenBadge {
    /// The same as an unsigned badge of 3.0, ready to be issued by whoever issued the old one.
    ///
    /// Credential and achievement get new ids, and link to the old ones; the achievement has one id, whichever of the assertions of its
    /// class it is made from, and the one that the class links to if it does. The issuer likewise has the id that its profile links to, or
    /// keeps its address, which is also where a key of its own would be listed; [`upgrade_as`](Self::upgrade_as) gives it another id.
    ///
    /// # Errors
    /// If the source of random bytes fails.
    pub fn upgrade(&self, environment: &Environment) -> Result<Upgraded, EntropyError> {
        self.upgrade_as(self.issuer.id_in_3(), environment)
    }

    /// As [`upgrade`](Self::upgrade), with the id that the issuer has in Open Badges 3.0, such as its DID.
    ///
    /// # Errors
    /// As there.
    pub fn upgrade_as(&self, issuer: &str, environment: &Environment) -> Result<Upgraded, EntropyError> {
        self.upgrade_with_ids(issuer, None, environment)
    }

    /// As [`upgrade_as`](Self::upgrade_as), with the id that the achievement has in Open Badges 3.0, if one is given; it may be that of
    /// the badge class.
    ///
    /// # Errors
    /// As there.
    pub fn upgrade_with_ids(
        &self,
        issuer: &str,
        achievement: Option<&str>,
        environment: &Environment,
    ) -> Result<Upgraded, EntropyError> {
        let mut upgrade = Upgrade::default();
        let profile = upgrade.issuer(&self.issuer, issuer);
        let id = match achievement.map(str::to_owned).or_else(|| self.badge_class.id_in_3()) {
            Some(id) => id,
            None => environment.urn_uuid()?,
        };
        let mut achievement = upgrade.achievement(&self.badge_class, &id);
        let foreign = upgrade.foreign(self);
        upgrade.restate(&foreign, &mut achievement);
        let mut badge = upgrade.credential(self, profile, achievement);
        badge.credential_subject.result.extend(foreign.grade.as_ref().map(foreign::result));
        upgrade.people(self, &mut badge);
        let stated = Recovered::from_badge(&badge);
        upgrade.unstated(self, &foreign, &stated);
        upgrade.origins(self, &badge);
        upgrade.trace(&stated);
        let beyond = upgrade.beyond(&badge, &stated);
        badge.complete_ids(environment)?;
        Ok(Upgraded {
            badge,
            losses: upgrade.losses.into_iter().chain(upgrade.unread).collect(),
            findings: self.assertion.withdrawn().into_iter().chain(foreign.findings).collect(),
            sources: upgrade.sources,
            beyond,
        })
    }
}

#[derive(Default)]
struct Upgrade {
    losses: Vec<Loss>,
    /// What of the terms of others nobody read.
    unread: Vec<Loss>,
    sources: Vec<Source>,
    origins: Origins,
}

const NO_TERM: &str = "Open Badges 3.0 has no term for it; add a context that defines one, or say it in words";

fn class() -> Pointer {
    Pointer::root().member("badge")
}

fn profile() -> Pointer {
    class().member("issuer")
}

impl Upgrade {
    fn missing(&mut self, at: Pointer, reason: &'static str) {
        self.losses.push(Loss::missing(at, reason));
    }

    fn missing_if(&mut self, is_there: bool, at: Pointer, reason: &'static str) {
        if is_there {
            self.missing(at, reason);
        }
    }

    /// What stands in parts of a class and was not read.
    fn unread<'p>(&mut self, place: &Pointer, unread: impl Iterator<Item = &'p Pointer>) {
        for own in unread {
            let is_item = own.steps().last().is_some_and(|step| step.bytes().all(|digit| digit.is_ascii_digit()));
            let why = if is_item { "there is one, and it is the first" } else { NO_TERM };
            self.missing(own.below(place), why);
        }
    }

    /// Members that Open Badges 3.0 has no term for.
    fn unknown(&mut self, place: &Pointer, extra: &Object, extensions: &[Extension]) {
        let names = extra.iter().map(|(name, _)| name.to_owned()).chain(extensions.iter().map(|own| own.name.clone()));
        let places: Vec<_> = names.map(|name| place.member(&name)).collect();
        for at in places {
            self.missing(at, NO_TERM);
        }
    }
}
