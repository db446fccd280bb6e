//! Which profiles a micro-credential is held to, where an operation is asked for some.

use crate::json::{Object, Pointer, Value};
use crate::microcredential::form::Quoted;
use crate::microcredential::profile::{InForce, Judged, Profile, Profiles};
use crate::microcredential::{Location, MicroCredential, Offer};
use crate::ops::Error;
use crate::ops::request::{Request, one_or_many, text_of};
use crate::report::{Finding, Findings, code};
use chrono::NaiveDate;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::{self, Formatter};

/// What is asked for: the profiles of a country, and some by their ids.
pub(in crate::ops) struct AskedProfiles<'a> {
    country: Option<Cow<'a, str>>,
    ids: &'a [String],
    all: Profiles,
}

/// What one profile says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ByProfile {
    /// The id of the profile.
    pub profile: String,
    /// Whether it was in force; nothing where it was named and not asked for by its country.
    pub in_force: Option<InForce>,
    /// Warnings and notes, with pointers into the JSON form of what was looked at.
    pub findings: Findings,
}

impl<'a> AskedProfiles<'a> {
    /// What is asked for, among the profiles that are bundled and one's own.
    ///
    /// # Errors
    /// If the country is none, or no profile of an id is known.
    pub(in crate::ops) fn new(country: Option<&'a str>, ids: &'a [String], own: &Profiles) -> Result<Self, Error> {
        let all = own.iter().cloned().fold(Profiles::bundled().clone(), Profiles::with);
        if let Some(unknown) = ids.iter().find(|id| all.by_id(id).is_none()) {
            let known: Vec<_> = all.iter().map(|profile| profile.id.as_str()).collect();
            return Err(Error::member("profiles", format!("{unknown} is none; the profiles are {}", known.join(", "))));
        }
        // A profile of one's own may name its country in another way.
        let is_named = |code: &str| all.iter().any(|own| own.country.as_deref() == Some(code));
        let country = country.map(|code| match is_named(code) {
            true => Cow::Borrowed(code),
            false => Location::code_of(code).into(),
        });
        let asked = Self { country, ids, all };
        match asked.country.as_deref() {
            // A country without profiles is one all the same; what is none would never have any.
            Some(code) if !asked.has_profiles(code) && Location::country(code).country_name().is_none() => {
                let detail = format!(
                    "{} is none; write EU, or two capital letters, such as PT; there are profiles of {}",
                    Quoted(code),
                    asked.countries()
                );
                Err(Error::member("country", detail))
            }
            _ => Ok(asked),
        }
    }

    fn has_profiles(&self, country: &str) -> bool {
        self.all.iter().any(|own| own.country.as_deref() == Some(country))
    }

    fn countries(&self) -> String {
        let known: BTreeSet<_> = self.all.iter().filter_map(|own| own.country.as_deref()).collect();
        known.into_iter().collect::<Vec<_>>().join(", ")
    }

    /// That there is no profile of the country, if there is none.
    fn without_profiles(&self, country: &str) -> Option<Finding> {
        let detail = || {
            let known = self.countries();
            format!("there is no profile of {country}, and there are some of {known}; give a profile of your own")
        };
        (!self.has_profiles(country)).then(|| Finding::new(code::profile::NONE_APPLIES, Pointer::root(), detail()))
    }

    /// Refuses a country without profiles, where nobody would be told that it has none.
    pub(in crate::ops) fn require_profiles(&self) -> Result<(), Error> {
        match self.country.as_deref().and_then(|country| self.without_profiles(country)) {
            Some(none) => Err(Error::member("country", none.detail)),
            None => Ok(()),
        }
    }

    pub(in crate::ops) fn held(&self, held: &MicroCredential, today: NaiveDate) -> Vec<ByProfile> {
        let judged = self.country.as_deref().map(|country| self.all.check(held, country, today));
        self.told(judged, |profile| profile.check(held, today))
    }

    pub(in crate::ops) fn offered(&self, offer: &Offer, today: NaiveDate) -> Vec<ByProfile> {
        let judged = self.country.as_deref().map(|country| self.all.check_offer(offer, country, today));
        self.told(judged, |profile| profile.check_offer(offer, today))
    }

    /// Why no profile of the country applies, if none does.
    pub(in crate::ops) fn none_for(&self, held: &MicroCredential) -> Option<Finding> {
        let country = self.country.as_deref()?;
        self.without_profiles(country).or_else(|| self.all.none_for(held, country))
    }

    /// The same for an offer.
    pub(in crate::ops) fn none_for_offer(&self, offer: &Offer, today: NaiveDate) -> Option<Finding> {
        let country = self.country.as_deref()?;
        self.without_profiles(country).or_else(|| self.all.none_for_offer(offer, country, today))
    }

    /// What each says, once: one that is of the country and is named as well is told with whether it was in force.
    fn told(&self, judged: Option<Vec<Judged<'_>>>, check: impl Fn(&Profile) -> Findings) -> Vec<ByProfile> {
        let of_country = judged.into_iter().flatten().map(|judged| ByProfile {
            profile: judged.profile.id.clone(),
            in_force: Some(judged.in_force),
            findings: judged.findings,
        });
        let mut told: Vec<_> = of_country.collect();
        for profile in self.ids.iter().filter_map(|id| self.all.by_id(id)) {
            if told.iter().all(|own| own.profile != profile.id) {
                told.push(ByProfile { profile: profile.id.clone(), in_force: None, findings: check(profile) });
            }
        }
        told
    }
}

impl ByProfile {
    /// The id, and a word where it is not certain that the profile was in force.
    pub(in crate::ops) fn name(&self) -> String {
        match self.in_force {
            Some(InForce::Perhaps) => format!("{} (perhaps in force)", self.profile),
            _ => self.profile.clone(),
        }
    }

    /// `profile`, `findings`, and `perhaps` where it is not certain that the profile was in force.
    pub(in crate::ops) fn to_json(&self) -> Object {
        Object::new()
            .with("profile", &self.profile)
            .with_some("perhaps", (self.in_force == Some(InForce::Perhaps)).then_some(true))
            .with("findings", Value::Array(self.findings.iter().map(Finding::to_json).collect()))
    }

    pub(in crate::ops) fn write(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        self.findings.iter().try_for_each(|finding| crate::ops::write_finding(formatter, finding))
    }
}

/// The members `country` and `profiles`: a country, ids of profiles, and profiles of one's own.
pub(in crate::ops) struct ProfileMembers {
    pub(in crate::ops) country: Option<String>,
    pub(in crate::ops) ids: Vec<String>,
    pub(in crate::ops) own: Profiles,
}

impl ProfileMembers {
    /// Reads `country` and `profiles`, of which each is an id, or a profile as JSON or as its text.
    pub(in crate::ops) fn read(request: &mut Request<'_>) -> Self {
        let country = request.string("country").map(str::to_owned);
        let mut members = Self { country, ids: Vec::new(), own: Profiles::default() };
        for one in request.take("profiles").map(one_or_many).unwrap_or_default() {
            let text = text_of(one);
            if !one.is_object() && !text.trim_start().starts_with('{') {
                match one.as_str() {
                    Some(id) => members.ids.push(id.to_owned()),
                    None => request.wrong("profiles", "write an id or a profile, or an array of them"),
                }
                continue;
            }
            match Profile::from_json(&text) {
                Ok(profile) => {
                    members.ids.push(profile.id.clone());
                    members.own = members.own.with(profile);
                }
                Err(findings) => request.tell(findings, one.path()),
            }
        }
        members
    }
}
