use super::{Alignment, Assertion, BadgeClass, Evidence, Extension, Issuer, OpenBadge, Reference};
use crate::badge::{
    Achievement, AchievementCredential, AchievementSubject, AchievementType, Address, Alignment as Alignment3,
    Criteria, Evidence as Evidence3, IdentifierEntry, Image, Profile, Related,
};
use crate::codec::iri;
use crate::env::{EntropyError, Environment};
use crate::json::{Object, Pointer, Value};
use crate::microcredential::CredentialKind;
use crate::microcredential::carrier::{self, Loss, LossReport, Recovered, Rule, Source};
use crate::report::Findings;

/// The classes of Open Badges 2.0, as the implementation guide of 3.0 links to them
/// ([Upgrading from 2.0](https://www.imsglobal.org/spec/ob/v3p0/impl/#upgrading-open-badges-2-0-to-3-0)).
const BADGE_CLASS: &str = "https://w3id.org/openbadges#BadgeClass";
const ASSERTION: &str = "https://w3id.org/openbadges#Assertion";
const VERSION: &str = "Open Badges v2p0";

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
    /// What was noticed about terms of others in the old badge.
    pub findings: Findings,
    /// Where each element of Annex I comes from in the old one.
    pub sources: Vec<Source>,
}

impl OpenBadge {
    /// The same as an unsigned badge of 3.0, ready to be issued by whoever issued the old one.
    ///
    /// Credential and achievement get new ids, and link to the old ones. The issuer keeps its address, which is also where a
    /// key of its own would be listed; [`upgrade_as`](Self::upgrade_as) gives it another id.
    ///
    /// # Errors
    /// If the source of random bytes fails.
    pub fn upgrade(&self, environment: &Environment) -> Result<Upgraded, EntropyError> {
        self.upgrade_as(&self.issuer.id, environment)
    }

    /// As [`upgrade`](Self::upgrade), with the id that the issuer has in Open Badges 3.0, such as its DID.
    ///
    /// # Errors
    /// As there.
    pub fn upgrade_as(&self, issuer: &str, environment: &Environment) -> Result<Upgraded, EntropyError> {
        let mut upgrade = Upgrade { losses: Vec::new(), sources: Vec::new() };
        let profile = upgrade.issuer(&self.issuer, issuer);
        let mut achievement = upgrade.achievement(&self.badge_class);
        achievement.id = Some(environment.urn_uuid()?);
        let foreign = upgrade.foreign(self, &achievement);
        upgrade.restate(&foreign, &mut achievement);
        let mut badge = upgrade.credential(&self.assertion, profile, achievement);
        upgrade.institution(self, &mut badge);
        badge.complete_ids(environment)?;
        upgrade.trace(self, &badge);
        Ok(Upgraded {
            badge,
            losses: upgrade.losses.into_iter().collect(),
            findings: foreign.findings,
            sources: upgrade.sources,
        })
    }
}

struct Upgrade {
    losses: Vec<Loss>,
    sources: Vec<Source>,
}

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

    fn credential(
        &mut self,
        assertion: &Assertion,
        issuer: Profile,
        achievement: Achievement,
    ) -> AchievementCredential {
        let root = Pointer::root();
        let (name, credits) = (achievement.name.clone(), achievement.credits_available.clone());
        let mut subject = AchievementSubject::new(achievement);
        subject.credits_earned = credits;
        subject.narrative = assertion.narrative.clone().map(Into::into);
        let recipient = &assertion.recipient;
        // An id in plain text is the id of the subject; any other identifier stays what it is, hash and salt included.
        if recipient.kind == "id" && !recipient.hashed && iri::is_absolute(&recipient.identity) {
            subject.id = Some(recipient.identity.clone());
        } else {
            subject.identifier.push(recipient.as_identity());
        }
        let mut badge = AchievementCredential::new(issuer, subject).name(name);
        badge.awarded_date = assertion.issued_on.as_ref().map(|date| date.to_utc());
        badge.valid_from.clone_from(&badge.awarded_date);
        badge.valid_until = assertion.expires.as_ref().map(|date| date.to_utc());
        badge.evidence =
            assertion.evidence.iter().filter(|own| own.id.as_ref() != Some(&assertion.id)).map(evidence).collect();
        badge.evidence.push(original(assertion));
        self.missing(
            root.member(assertion.verification_name),
            "the proof of the old badge proves nothing about the new one",
        );
        self.missing_if(
            assertion.image.is_some(),
            root.member("image"),
            "the image has the old assertion in it; bake the new one",
        );
        let why = "an endorsement of Open Badges 2.0 cannot stand in one of 3.0; ask for a new one";
        self.missing_if(!assertion.endorsement.is_empty(), root.member("endorsement"), why);
        let untold = |own: &&Extension| !self.sources.iter().any(|source| source.from == root.member(&own.name));
        let untold: Vec<_> = assertion.extensions.iter().filter(untold).cloned().collect();
        self.unknown(&root, &assertion.extra, &untold);
        badge
    }

    fn achievement(&mut self, old: &BadgeClass) -> Achievement {
        let criteria = Criteria {
            id: old.criteria.id.clone().filter(|id| *id != old.id),
            narrative: old.criteria.narrative.clone().map(Into::into),
            ..Criteria::default()
        };
        let mut achievement = Achievement::new(old.name.clone(), old.description.clone(), criteria);
        achievement.types.push(BADGE_CLASS.to_owned());
        achievement.tag.clone_from(&old.tags);
        achievement.version.clone_from(&old.version);
        let language = old.language.as_deref().map(|own| (own, carrier::language(own)));
        achievement.in_language = language.map(|(own, tag)| tag.map_or(own.to_owned(), |tag| tag.as_str().to_owned()));
        achievement.alignment = old.alignment.iter().map(alignment).collect();
        achievement.image = old.image.as_ref().map(|image| {
            let new = Image::new(&image.id);
            image.caption.iter().fold(new, |new, caption| new.caption(caption.clone()))
        });
        if iri::is_absolute(&old.id) {
            let mut link = Related::new(&old.id).version(VERSION);
            link.types.push(BADGE_CLASS.to_owned());
            achievement.related.push(link);
        }
        let others = old.related.iter().filter(|(id, _)| *id != old.id && iri::is_absolute(id));
        achievement.related.extend(others.map(|(id, language)| {
            let other = Related::new(id);
            language.iter().fold(other, |other, tag| other.in_language(tag))
        }));
        let author = old.image.as_ref().is_some_and(|image| image.author.is_some());
        self.missing_if(
            author,
            class().member("image").member("author"),
            "an image of Open Badges 3.0 names no author",
        );
        let why = "an endorsement of Open Badges 2.0 cannot stand in one of 3.0; ask for a new one";
        self.missing_if(!old.endorsement.is_empty(), class().member("endorsement"), why);
        achievement
    }

    fn issuer(&mut self, old: &Issuer, id: &str) -> Profile {
        let mut new = Profile::new(id).name(old.name.clone());
        new.url.clone_from(&old.url);
        new.email.clone_from(&old.email);
        new.phone.clone_from(&old.telephone);
        new.description = old.description.clone().map(Into::into);
        new.image = old.image.as_ref().map(|image| Image::new(&image.id));
        if old.id != id {
            new.other_identifier.push(IdentifierEntry::new("identifier", &old.id));
        }
        let why = "what the old profile says about verifying is about old badges";
        self.missing_if(!old.public_key.is_empty(), profile().member("publicKey"), why);
        self.missing_if(
            old.revocation_list.is_some(),
            profile().member("revocationList"),
            "a status is chosen when the new badge is issued",
        );
        let why = "an endorsement of Open Badges 2.0 cannot stand in one of 3.0; ask for a new one";
        self.missing_if(!old.endorsement.is_empty(), profile().member("endorsement"), why);
        new
    }

    /// What terms of others in the badge class, and extensions of the assertion, say about the elements of Annex I.
    fn foreign(&mut self, old: &OpenBadge, achievement: &Achievement) -> Recovered {
        let mut bare = Achievement::new("", "", Criteria::default());
        bare.id.clone_from(&achievement.id);
        let extensions = old.badge_class.extensions.iter().map(|own| (own.name.clone(), own.value.clone()));
        bare.extra = extensions.chain(old.badge_class.extra.clone()).collect();
        let mut badge = AchievementCredential::new(Profile::new(&old.issuer.id), AchievementSubject::new(bare));
        badge.extra = old.assertion.extensions.iter().map(|own| (own.name.clone(), own.value.clone())).collect();
        let mut foreign = Recovered::from_badge(&badge);
        let achievement = Pointer::root().member("credentialSubject").member("achievement");
        let back = |at: &Pointer| {
            let inside = at.as_str().strip_prefix(achievement.as_str());
            inside.map_or_else(|| at.clone(), |inside| Pointer::from_text(format!("{}{inside}", class().as_str())))
        };
        foreign.sources.retain(|source| source.rule != Rule::OpenBadges);
        foreign.sources.iter_mut().for_each(|source| source.from = back(&source.from));
        foreign.findings = foreign
            .findings
            .into_iter()
            .map(|mut finding| {
                finding.pointer = back(&finding.pointer);
                finding
            })
            .collect();
        foreign
    }

    /// Says what terms of others said in terms of Open Badges 3.0.
    fn restate(&mut self, foreign: &Recovered, achievement: &mut Achievement) {
        let elements = &foreign.elements;
        let id = achievement.id.clone().unwrap_or_default();
        let is_new = |new: &Alignment3, known: &[Alignment3]| {
            !known.iter().any(|own| own.target_url == new.target_url && own.target_code == new.target_code)
        };
        for alignment in carrier::alignments(elements, &id) {
            if is_new(&alignment, &achievement.alignment) {
                achievement.alignment.push(alignment);
            }
        }
        achievement.credits_available = elements.workload.ects.and_then(carrier::number);
        if achievement.in_language.is_none() {
            achievement.in_language = elements.languages.first().map(|tag| tag.as_str().to_owned());
        }
        achievement.human_code = elements.code.clone();
        let says_kind = foreign.sources.iter().any(|source| source.member == "/offer/kind");
        if says_kind && elements.kind == CredentialKind::MicroCredential {
            achievement.achievement_type = Some(AchievementType::MicroCredential);
        }
        self.sources.extend(foreign.sources.iter().cloned());
    }

    /// What extensions say about the institution behind the issuer.
    fn institution(&mut self, old: &OpenBadge, badge: &mut AchievementCredential) {
        let crate::badge::ProfileRef::Profile(issuer) = &mut badge.issuer else { return };
        let own = old.issuer.extensions.iter().map(|own| (profile(), own));
        let all = own.chain(old.badge_class.extensions.iter().map(|own| (class(), own)));
        let mut told = Vec::new();
        for (place, extension) in all {
            let at = place.member(&extension.name);
            let text = extension.said().and_then(written);
            let taken = match (extension.term(), text) {
                ("InstitutionIdentifier", Some(identifier)) => {
                    issuer.other_identifier.push(IdentifierEntry::new("ext:InstitutionIdentifier", identifier));
                    true
                }
                ("InstitutionName", Some(name)) => {
                    let own_name = issuer.name.as_ref().is_some_and(|own| own.as_str() == name);
                    if !own_name {
                        issuer.parent_org = Some(Box::new(parent(&name)));
                    }
                    true
                }
                ("InstitutionCountry", Some(country)) if country.len() == 2 => {
                    let address = issuer.address.get_or_insert_with(Address::new);
                    address.address_country_code = Some(country.to_ascii_uppercase());
                    self.sources.push(Source::new("/offer/issuerLocations", at.clone(), Rule::EdubadgesExtension));
                    true
                }
                _ => false,
            };
            if taken {
                told.push(at);
            }
        }
        let issuers: Vec<_> =
            old.issuer.extensions.iter().filter(|own| !told.contains(&profile().member(&own.name))).cloned().collect();
        self.unknown(&profile(), &old.issuer.extra, &issuers);
        let untold = |name: &str| {
            let at = class().member(name);
            !told.contains(&at) && !self.sources.iter().any(|source| source.from == at)
        };
        let classes: Vec<_> = old.badge_class.extensions.iter().filter(|own| untold(&own.name)).cloned().collect();
        // Of the terms for supervision, one is enough to tell them by.
        let supervised = self.sources.iter().any(|source| source.member == "/offer/supervision");
        let is_told_by_another = |name: &str| {
            supervised && carrier::foreign_member(name).is_some_and(|(member, _)| member == "/offer/supervision")
        };
        let extra: Object = old
            .badge_class
            .extra
            .iter()
            .filter(|(name, _)| untold(name) && !is_told_by_another(name))
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .collect();
        self.unknown(&class(), &extra, &classes);
    }

    /// Where the elements that were not told by terms of others come from.
    fn trace(&mut self, old: &OpenBadge, badge: &AchievementCredential) {
        let told: Vec<_> = self.sources.iter().map(|source| source.member).collect();
        let untold = Recovered::from_badge(badge).sources.into_iter().filter_map(|source| {
            let from = came_from(source.from.as_str(), old)?;
            let is_list = source.rule != Rule::OpenBadges;
            (is_list || !told.contains(&source.member)).then(|| Source::new(source.member, from, source.rule))
        });
        let untold: Vec<_> = untold.collect();
        self.sources.extend(untold);
    }

    /// Members that Open Badges 3.0 has no term for.
    fn unknown(&mut self, place: &Pointer, extra: &Object, extensions: &[Extension]) {
        let names = extra.iter().map(|(name, _)| name.to_owned()).chain(extensions.iter().map(|own| own.name.clone()));
        let places: Vec<_> = names.map(|name| place.member(&name)).collect();
        for at in places {
            self.missing(at, "Open Badges 3.0 has no term for it; add a context that defines one, or say it in words");
        }
    }
}

/// Where in the old badge something of the new one stood; nothing for what is new.
fn came_from(at: &str, old: &OpenBadge) -> Option<Pointer> {
    const PLACES: [(&str, &str); 9] = [
        ("/awardedDate", "/issuedOn"),
        ("/credentialSubject/id", "/recipient"),
        ("/credentialSubject/identifier", "/recipient"),
        ("/credentialSubject/achievement/name", "/badge/name"),
        ("/credentialSubject/achievement/description", "/badge/description"),
        ("/credentialSubject/achievement/criteria/id", "/badge/criteria/id"),
        ("/credentialSubject/achievement/inLanguage", "/badge/@language"),
        ("/issuer", "/badge/issuer"),
        ("/credentialSubject/achievement/alignment", "/badge/alignment"),
    ];
    let (_, place) = PLACES.iter().find(|(new, _)| at == *new || new.ends_with("alignment") && at.starts_with(new))?;
    let rest = at.strip_prefix("/credentialSubject/achievement/alignment").unwrap_or_default();
    let index = rest.strip_prefix('/').map(str::parse::<usize>);
    // Those behind the old ones were made of terms of others.
    match index {
        Some(Ok(index)) if index >= old.badge_class.alignment.len() => None,
        _ => Some(Pointer::from_text(format!("{place}{rest}"))),
    }
}

/// The link to the assertion itself.
fn original(assertion: &Assertion) -> Evidence3 {
    let mut link = Evidence3::new().name("Open Badge 2.0").description("The badge that this one was made from.");
    link.types.push(ASSERTION.to_owned());
    if iri::is_absolute(&assertion.id) { link.id(&assertion.id) } else { link }
}

fn evidence(old: &Evidence) -> Evidence3 {
    let mut new = Evidence3::new();
    new.id.clone_from(&old.id);
    new.narrative = old.narrative.clone().map(Into::into);
    new.name = old.name.clone().map(Into::into);
    new.description = old.description.clone().map(Into::into);
    new.genre = old.genre.clone().map(Into::into);
    new.audience = old.audience.clone().map(Into::into);
    // A name for a thing without one is of one document alone.
    new.id = new.id.filter(|id| iri::is_absolute(id));
    new
}

fn alignment(old: &Alignment) -> Alignment3 {
    let mut new = Alignment3::new(old.target_name.clone(), old.target_url.clone());
    new.target_code.clone_from(&old.target_code);
    new.target_description = old.target_description.clone().map(Into::into);
    new.target_framework = old.target_framework.clone().map(Into::into);
    new
}

fn parent(name: &str) -> Profile {
    let mut parent = Profile::new("");
    parent.id = None;
    parent.name(name)
}

fn written(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.text().to_owned()),
        other => other.as_str().map(str::to_owned),
    }
}

impl Reference<Issuer> {
    /// The issuer's id, be it named or described.
    pub fn id(&self) -> &str {
        match self {
            Self::Id(id) => id,
            Self::Embedded(issuer) => &issuer.id,
        }
    }
}

impl Reference<BadgeClass> {
    /// The badge class's id, be it named or described.
    pub fn id(&self) -> &str {
        match self {
            Self::Id(id) => id,
            Self::Embedded(class) => &class.id,
        }
    }
}
