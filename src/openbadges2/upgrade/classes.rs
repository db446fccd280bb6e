//! The classes of 2.0, each as what stands for it in 3.0.

use super::super::{
    Alignment, Assertion, BadgeClass, Evidence, Image as Image2, Issuer, OpenBadge, Related as Related2, Scope,
};
use super::{Upgrade, class, profile};
use crate::badge::{
    Achievement, AchievementCredential, AchievementSubject, Alignment as Alignment3, AlignmentTargetType, Criteria,
    Evidence as Evidence3, IdentifierEntry, Image, Profile, Related,
};
use crate::codec::iri;
use crate::json::Pointer;
use crate::microcredential::carrier;

/// The classes of Open Badges 2.0, as the implementation guide of 3.0 links to them
/// ([Upgrading from 2.0](https://www.imsglobal.org/spec/ob/v3p0/impl/#upgrading-open-badges-2-0-to-3-0)).
const BADGE_CLASS: &str = "https://w3id.org/openbadges#BadgeClass";
const ASSERTION: &str = "https://w3id.org/openbadges#Assertion";
const VERSION: &str = "Open Badges v2p0";

/// From when until when an assertion counts.
const DATES: [&str; 2] = ["issuedOn", "expires"];

impl Upgrade {
    pub(super) fn credential(
        &mut self,
        old: &OpenBadge,
        issuer: Profile,
        achievement: Achievement,
    ) -> AchievementCredential {
        let (root, assertion) = (Pointer::root(), &old.assertion);
        let (name, credits) = (achievement.name.clone(), achievement.credits_available.clone());
        let mut subject = AchievementSubject::new(achievement);
        subject.credits_earned = credits;
        subject.narrative = assertion.narrative.clone().map(Into::into);
        let recipient = &assertion.recipient;
        // An id in plain text is the id of the subject; any other identifier stays what it is, hash and salt included.
        if recipient.kind == "id" && !recipient.hashed && iri::is_absolute(&recipient.identity) {
            subject.id = Some(recipient.identity.clone());
        } else if !recipient.identity.is_empty() {
            subject.identifier.push(recipient.as_identity());
        }
        let mut badge = AchievementCredential::new(issuer, subject).name(name);
        badge.awarded_date = assertion.issued_on.as_ref().map(|date| date.to_utc());
        badge.valid_from.clone_from(&badge.awarded_date);
        badge.valid_until = assertion.expires.as_ref().map(|date| date.to_utc());
        badge.evidence = self.evidence(assertion);
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
        let is_other = assertion.language.is_some() && assertion.language != old.badge_class.language;
        let why = "a badge of Open Badges 3.0 says the language of its achievement alone";
        self.missing_if(is_other, root.member("@language"), why);
        let why = "a status is chosen when the new badge is issued";
        self.missing_if(assertion.revocation_reason.is_some(), root.member("revocationReason"), why);
        // What is no date was left where it stood.
        let (dates, extra): (Vec<_>, Vec<_>) = assertion.extra.iter().partition(|(name, _)| DATES.contains(name));
        for (name, _) in dates {
            self.missing(root.member(name), "it is no moment that can be read; say it when the new badge is issued");
        }
        let extra = extra.into_iter().map(|(name, value)| (name.to_owned(), value.clone())).collect();
        self.unknown(&root, &extra, &[]);
        let image = root.member("image");
        self.unread(&root, assertion.unread.iter().filter(|at| !at.is_within(&image)));
        badge
    }

    /// What the recipient did. That it is the old assertion itself is said by the link to that.
    fn evidence(&mut self, assertion: &Assertion) -> Vec<Evidence3> {
        let mut all = Vec::new();
        for (index, own) in assertion.evidence.iter().enumerate() {
            let is_assertion = own.id.as_ref() == Some(&assertion.id);
            if is_assertion && *own == Evidence::at(assertion.id.clone()) {
                continue;
            }
            let mut new = evidence(own);
            new.id = new.id.filter(|_| !is_assertion);
            let at = Pointer::root().member("evidence").item(index).member("id");
            let why = "an id that is no absolute IRI names something in the old document alone";
            self.missing_if(own.id.is_some() && new.id.is_none() && !is_assertion, at, why);
            all.push(new);
        }
        all
    }

    pub(super) fn achievement(&mut self, old: &BadgeClass, id: &str) -> Achievement {
        // An id that is the class's own would describe that twice; where nothing else is said, it is said in words.
        let page = old.criteria.id.as_ref().filter(|page| ![&old.id, id].contains(&page.as_str()));
        let own = old.criteria.id.as_ref().filter(|_| page.is_none()).map(|id| format!("<{id}>"));
        let criteria = Criteria {
            id: page.cloned(),
            narrative: old.criteria.narrative.clone().or(own).map(Into::into),
            ..Criteria::default()
        };
        let mut achievement = Achievement::new(old.name.clone(), old.description.clone(), criteria).id(id);
        achievement.types.push(BADGE_CLASS.to_owned());
        achievement.tag.clone_from(&old.tags);
        achievement.version.clone_from(&old.version);
        let language = old.language.as_deref().map(|own| (own, carrier::language(own)));
        achievement.in_language = language.map(|(own, tag)| tag.map_or(own.to_owned(), |tag| tag.as_str().to_owned()));
        achievement.alignment = old.alignment.iter().map(alignment).collect();
        achievement.image = old.image.as_ref().map(image);
        if iri::is_absolute(&old.id) && old.id != id {
            let mut link = Related::new(&old.id).version(VERSION);
            link.types.push(BADGE_CLASS.to_owned());
            achievement.related.push(link);
        }
        let others =
            old.related.iter().filter(|own| ![&old.id, id].contains(&own.id.as_str()) && iri::is_absolute(&own.id));
        achievement.related.extend(others.filter(|own| !own.is_in_3("Achievement")).map(related));
        for (index, own) in old.related.iter().enumerate() {
            let is_lost = own.is_in_3("Achievement") && own.id != id;
            self.missing_if(is_lost, class().member("related").item(index), "the achievement has another id");
        }
        self.author(old.image.as_ref(), &class());
        let why = "an endorsement of Open Badges 2.0 cannot stand in one of 3.0; ask for a new one";
        self.missing_if(!old.endorsement.is_empty(), class().member("endorsement"), why);
        self.unread(&class(), old.unread.iter());
        achievement
    }

    pub(super) fn issuer(&mut self, old: &Issuer, id: &str) -> Profile {
        let mut new = Profile::new(id).name(old.name.clone());
        new.url.clone_from(&old.url);
        new.email.clone_from(&old.email);
        new.phone.clone_from(&old.telephone);
        new.description = old.description.clone().map(Into::into);
        new.image = old.image.as_ref().map(image);
        self.author(old.image.as_ref(), &profile());
        if old.id != id {
            new.other_identifier.push(IdentifierEntry::new("identifier", &old.id));
        }
        let why = "what the old profile says about verifying is about old badges";
        self.missing_if(!old.public_key.is_empty(), profile().member("publicKey"), why);
        self.missing_if(old.scope != Scope::default(), profile().member("verification"), why);
        self.missing_if(
            old.revocation_list.is_some(),
            profile().member("revocationList"),
            "a status is chosen when the new badge is issued",
        );
        let why = "an endorsement of Open Badges 2.0 cannot stand in one of 3.0; ask for a new one";
        self.missing_if(!old.endorsement.is_empty(), profile().member("endorsement"), why);
        for (index, own) in old.related.iter().enumerate() {
            let why = "an issuer of Open Badges 3.0 is related to nobody but its parent organisation";
            self.missing_if(own.id != id, profile().member("related").item(index), why);
        }
        self.unread(&profile(), old.unread.iter());
        new
    }

    fn author(&mut self, image: Option<&Image2>, of: &Pointer) {
        let is_named = image.is_some_and(|image| image.author.is_some());
        let why = "an image of Open Badges 3.0 names no author";
        self.missing_if(is_named, of.member("image").member("author"), why);
    }
}

fn image(old: &Image2) -> Image {
    let new = Image::new(&old.id);
    old.caption.iter().fold(new, |new, caption| new.caption(caption.clone()))
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
    new.target_type = old.target_type.as_deref().map(AlignmentTargetType::from);
    new
}

fn related(old: &Related2) -> Related {
    let mut new = Related::new(&old.id);
    new.types.extend(old.types.iter().filter(|name| iri::is_absolute(name)).cloned());
    new.in_language.clone_from(&old.language);
    new.version.clone_from(&old.version);
    new
}
