//! What countries, sectors and projects expect of a micro-credential beyond Annex I: dated profiles, which are data.
//!
//! A profile only ever warns, or advises: no rule of a country makes a micro-credential invalid elsewhere. Those of
//! `vocab/profiles` are [bundled](Profiles::bundled); a new country is another file in the same form, and anybody
//! [adds](Profiles::with) their own.
//!
//! ```
//! use microcred::Offer;
//! use microcred::microcredential::profile::Profiles;
//! # let json = &std::fs::read_to_string("examples/data/offer.json").unwrap();
//! let offer = Offer::from_json(json)?;
//! let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).ok_or("no such day")?;
//! for judged in Profiles::bundled().check_offer(&offer, "NL", today) {
//!     println!("{}: {}", judged.profile.title, judged.findings); // its 25 hours are less than 240, and so on
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod element;
mod form;
mod known_date;
mod rule;

pub use element::Element;
pub(crate) use form::unit;
pub use known_date::{InForce, KnownDate};
pub use rule::{Demand, Rule, Volume};

use super::{Elements, MicroCredential};
use crate::json::Pointer;
use crate::report::{Finding, Findings, code};
use chrono::NaiveDate;
use rule::Subject;
use std::sync::LazyLock;

static BUNDLED: LazyLock<Profiles> = LazyLock::new(|| {
    let read = FILES.iter().filter_map(|text| Profile::from_json(text).ok());
    Profiles { profiles: read.collect() }
});

const FILES: [&str; 15] = [
    include_str!("../../../vocab/profiles/ee-micro-qualification.json"),
    include_str!("../../../vocab/profiles/es-university.json"),
    include_str!("../../../vocab/profiles/es-vet.json"),
    include_str!("../../../vocab/profiles/eu-2022.json"),
    include_str!("../../../vocab/profiles/fi-higher-education.json"),
    include_str!("../../../vocab/profiles/ie-nfq.json"),
    include_str!("../../../vocab/profiles/nl-higher-education.json"),
    include_str!("../../../vocab/profiles/nl-vet.json"),
    include_str!("../../../vocab/profiles/no-courses.json"),
    include_str!("../../../vocab/profiles/nz-2015.json"),
    include_str!("../../../vocab/profiles/nz-2022.json"),
    include_str!("../../../vocab/profiles/pl-standard.json"),
    include_str!("../../../vocab/profiles/se-courses.json"),
    include_str!("../../../vocab/profiles/si-higher-education.json"),
    include_str!("../../../vocab/profiles/we-build-0.1.json"),
];

/// What somebody expects of a micro-credential, from when until when, and where that is written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Profile {
    /// Its name, such as `nl-higher-education`.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The country (ISO 3166-1 alpha-2, or `EU`), if it is one's.
    pub country: Option<String>,
    /// The sector of education, if it is of one.
    pub sector: Option<String>,
    /// The first day on which it holds, or the year of it.
    pub valid_from: Option<KnownDate>,
    /// The last day on which it holds, or the year of it.
    pub valid_until: Option<KnownDate>,
    /// What stands behind it: law, recommendation, framework.
    pub status: String,
    /// How well it is known: `high`, `medium-high`, `medium`, `low`.
    pub confidence: String,
    /// Where it is written.
    pub source: String,
    /// For a whole country, it is only for what states these.
    pub only_if: Vec<Element>,
    /// For a whole country, it is not for what states one of these.
    pub unless: Vec<Element>,
    /// What it expects.
    pub rules: Vec<Rule>,
}

/// The profiles that are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profiles {
    profiles: Vec<Profile>,
}

/// What a profile has to say.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Judged<'p> {
    /// The profile.
    pub profile: &'p Profile,
    /// Whether it was in force on the day that matters: never [`No`](InForce::No).
    pub in_force: InForce,
    /// Warnings and notes, with pointers into the [JSON form](super::form) of what was looked at. Where it was only perhaps in
    /// force and has something to say, the first says so.
    pub findings: Findings,
}

impl Profile {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: NaiveDate) -> InForce {
        let begun = self.valid_from.map_or(InForce::Yes, |from| from.has_begun(day));
        begun.min(self.valid_until.map_or(InForce::Yes, |until| until.still_lasts(day)))
    }

    /// Holds a micro-credential to the profile; `today` is for dates in the future.
    pub fn check(&self, held: &MicroCredential, today: NaiveDate) -> Findings {
        self.judge(&Subject::held(held), today)
    }

    /// Holds an offer to the profile. What only an awarded micro-credential states is not asked for.
    pub fn check_offer(&self, offer: &Elements, today: NaiveDate) -> Findings {
        self.judge(&Subject::offered(offer), today)
    }

    fn judge(&self, subject: &Subject<'_>, today: NaiveDate) -> Findings {
        self.rules.iter().flat_map(|rule| rule.judge(subject, today)).collect()
    }

    /// Whether it is meant, where all of a country are asked, whenever it holds.
    fn is_for(&self, subject: &Subject<'_>, country: &str) -> bool {
        let states = |element: &Element| element.is_stated(subject) == Some(true);
        self.country.as_deref() == Some(country) && self.only_if.iter().all(states) && !self.unless.iter().any(states)
    }

    /// Why it is not meant or not in force, where all of its country are asked; nothing if it applies.
    fn why_not(&self, subject: &Subject<'_>, day: NaiveDate) -> Option<String> {
        let states = |element: &&Element| element.is_stated(subject) == Some(true);
        if let Some(wanted) = self.only_if.iter().find(|element| !states(element)) {
            return Some(format!("is only for what states {}", wanted.name()));
        }
        if let Some(unwanted) = self.unless.iter().find(states) {
            return Some(format!("is not for what states {}", unwanted.name()));
        }
        (self.holds_on(day) == InForce::No).then(|| format!("was not in force on {day}"))
    }

    /// What it has to say if it was in force, which is not known.
    fn doubt(&self, subject: &Subject<'_>, day: NaiveDate) -> Finding {
        let at = if subject.award.is_some() { Pointer::root().member("issued") } else { Pointer::root() };
        let from = self.valid_from.filter(|from| from.has_begun(day) == InForce::Perhaps);
        let until = self.valid_until.filter(|until| until.still_lasts(day) == InForce::Perhaps);
        let when = match (from, until) {
            (Some(from), _) => format!("it begins on some day of {from}"),
            (None, Some(until)) => format!("it ends on some day of {until}"),
            (None, None) => String::new(),
        };
        let detail = format!("of {}: {when}, and no more is known; what it expects is told in case it was", self.id);
        Finding::new(code::profile::IN_FORCE, at, detail)
    }
}

impl Profiles {
    /// Those of `vocab/profiles`.
    pub fn bundled() -> &'static Self {
        &BUNDLED
    }

    /// The same, with one more; one of the same id is replaced.
    #[must_use]
    pub fn with(mut self, profile: Profile) -> Self {
        self.profiles.retain(|own| own.id != profile.id);
        self.profiles.push(profile);
        self
    }

    /// The profile of that id.
    pub fn by_id(&self, id: &str) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.id == id)
    }

    /// All of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Profile> {
        self.profiles.iter()
    }

    /// Holds a micro-credential to the profiles of a country that were in force on its date of issuing.
    pub fn check(&self, held: &MicroCredential, country: &str, today: NaiveDate) -> Vec<Judged<'_>> {
        self.judge(&Subject::held(held), country, held.issued(), today)
    }

    /// Holds an offer to the profiles of a country that are in force today.
    pub fn check_offer(&self, offer: &Elements, country: &str, today: NaiveDate) -> Vec<Judged<'_>> {
        self.judge(&Subject::offered(offer), country, today, today)
    }

    /// Which profiles of a country there are, and why none of them applies to a micro-credential; nothing where one does.
    pub(crate) fn none_for(&self, held: &MicroCredential, country: &str) -> Option<Finding> {
        self.none(&Subject::held(held), country, held.issued())
    }

    /// The same for an offer, on a day.
    pub(crate) fn none_for_offer(&self, offer: &Elements, country: &str, day: NaiveDate) -> Option<Finding> {
        self.none(&Subject::offered(offer), country, day)
    }

    fn none(&self, subject: &Subject<'_>, country: &str, day: NaiveDate) -> Option<Finding> {
        let own = self.profiles.iter().filter(|profile| profile.country.as_deref() == Some(country));
        let reasons = own.map(|profile| profile.why_not(subject, day).map(|why| format!("{} {why}", profile.id)));
        let reasons = reasons.collect::<Option<Vec<_>>>()?;
        Some(Finding::new(code::profile::NONE_APPLIES, subject.at.clone(), reasons.join("; ")))
    }

    fn judge(&self, subject: &Subject<'_>, country: &str, day: NaiveDate, today: NaiveDate) -> Vec<Judged<'_>> {
        let meant = self.profiles.iter().filter(|profile| profile.is_for(subject, country));
        let in_force = meant.map(|profile| (profile, profile.holds_on(day))).filter(|(_, own)| *own != InForce::No);
        let judged = in_force.map(|(profile, in_force)| {
            let found = profile.judge(subject, today);
            let doubt = (in_force == InForce::Perhaps && !found.is_empty()).then(|| profile.doubt(subject, day));
            Judged { profile, in_force, findings: doubt.into_iter().chain(found).collect() }
        });
        judged.collect()
    }
}

impl<'p> IntoIterator for &'p Profiles {
    type Item = &'p Profile;
    type IntoIter = std::slice::Iter<'p, Profile>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_read_and_written_as_it_is() {
        assert_eq!(Profiles::bundled().iter().count(), FILES.len());
        for text in FILES {
            let profile = Profile::from_json(text).map_err(|findings| findings.to_string()).unwrap();
            let written = Profile::from_json(&profile.to_json().to_string()).unwrap();
            assert_eq!(written, profile);
            assert!(!profile.rules.is_empty(), "{}", profile.id);
        }
    }
}
