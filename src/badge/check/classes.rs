//! The classes of Open Badges 3.0 as data, from [its data model](https://www.imsglobal.org/spec/ob/v3p0/#datamodels).
//! Those that CLR 2.0 adds are in [`super::clr`].

use super::class::{Class, Kind, Required, Types, Vocabulary, often, optional, required, required_in, set};
use super::rules;
use crate::badge::{AchievementType, AlignmentTargetType, IdentifierType, ResultStatusType, ResultType};

const CREDITS: Kind = Kind::Number(0.0..=f64::INFINITY);

pub(super) static ACHIEVEMENT_CREDENTIAL: Class = Class::credential(
    "AchievementCredential",
    Types::Set(&[&["VerifiableCredential"], &["AchievementCredential", "OpenBadgeCredential"]]),
    &[
        required("@context", Kind::Context),
        required("id", Kind::Iri),
        required_in(Required::V1, "name", Kind::Text),
        optional("description", Kind::Text),
        optional("image", Kind::Object(&IMAGE)),
        optional("awardedDate", Kind::DateTime),
        required("credentialSubject", Kind::Object(&ACHIEVEMENT_SUBJECT)),
        set("endorsement", Kind::Object(&ENDORSEMENT_CREDENTIAL)),
        set("endorsementJwt", Kind::CompactJws),
        set("evidence", Kind::Object(&EVIDENCE)),
        required("issuer", Kind::Issuer),
        required_in(Required::V2, "validFrom", Kind::DateTime),
        optional("validUntil", Kind::DateTime),
        required_in(Required::V1, "issuanceDate", Kind::DateTime),
        optional("expirationDate", Kind::DateTime),
        set("credentialSchema", Kind::Object(&IDENTIFIED_SERVICE)),
        often("credentialStatus", Kind::Object(&SERVICE)),
        often("refreshService", Kind::Object(&IDENTIFIED_SERVICE)),
        set("termsOfUse", Kind::Object(&SERVICE)),
    ],
);

pub(super) static ENDORSEMENT_CREDENTIAL: Class = Class::credential(
    "EndorsementCredential",
    Types::Set(&[&["VerifiableCredential"], &["EndorsementCredential"]]),
    &[
        required("@context", Kind::Context),
        required("id", Kind::Iri),
        required("name", Kind::Text),
        optional("description", Kind::Text),
        required("credentialSubject", Kind::Object(&ENDORSEMENT_SUBJECT)),
        optional("awardedDate", Kind::DateTime),
        set("evidence", Kind::Object(&EVIDENCE)),
        required("issuer", Kind::Issuer),
        required_in(Required::V2, "validFrom", Kind::DateTime),
        optional("validUntil", Kind::DateTime),
        required_in(Required::V1, "issuanceDate", Kind::DateTime),
        optional("expirationDate", Kind::DateTime),
        set("credentialSchema", Kind::Object(&IDENTIFIED_SERVICE)),
        often("credentialStatus", Kind::Object(&SERVICE)),
        often("refreshService", Kind::Object(&IDENTIFIED_SERVICE)),
        set("termsOfUse", Kind::Object(&SERVICE)),
    ],
);

static ENDORSEMENT_SUBJECT: Class = Class::new(
    "EndorsementSubject",
    Types::Set(&[&["EndorsementSubject"]]),
    &[required("id", Kind::Iri), optional("endorsementComment", Kind::Text)],
);

static ACHIEVEMENT_SUBJECT: Class = Class::new(
    "AchievementSubject",
    Types::Set(&[&["AchievementSubject"]]),
    &[
        optional("id", Kind::Iri),
        set("identifier", Kind::Object(&IDENTITY_OBJECT)),
        required("achievement", Kind::Object(&ACHIEVEMENT)),
        optional("activityStartDate", Kind::DateTime),
        optional("activityEndDate", Kind::DateTime),
        optional("creditsEarned", CREDITS),
        optional("image", Kind::Object(&IMAGE)),
        optional("licenseNumber", Kind::String),
        optional("narrative", Kind::Text),
        set("result", Kind::Object(&RESULT)),
        optional("role", Kind::Text),
        optional("source", Kind::Object(&PROFILE)),
        optional("term", Kind::Text),
    ],
)
.with_rule(rules::subject);

pub(super) static ACHIEVEMENT: Class = Class::new(
    "Achievement",
    Types::Set(&[&["Achievement"]]),
    &[
        required("id", Kind::Iri),
        required("name", Kind::Text),
        required("description", Kind::Text),
        required("criteria", Kind::Object(&CRITERIA)),
        optional("achievementType", Kind::Term(&ACHIEVEMENT_TYPE)),
        set("alignment", Kind::Object(&ALIGNMENT)),
        optional("creator", Kind::Object(&PROFILE)),
        optional("creditsAvailable", CREDITS),
        set("endorsement", Kind::Object(&ENDORSEMENT_CREDENTIAL)),
        set("endorsementJwt", Kind::CompactJws),
        optional("fieldOfStudy", Kind::Text),
        optional("humanCode", Kind::String),
        optional("image", Kind::Object(&IMAGE)),
        optional("inLanguage", Kind::Language),
        set("otherIdentifier", Kind::Object(&IDENTIFIER_ENTRY)),
        set("related", Kind::Object(&RELATED)),
        set("resultDescription", Kind::Object(&RESULT_DESCRIPTION)),
        optional("specialization", Kind::Text),
        set("tag", Kind::String),
        optional("version", Kind::String),
    ],
);

static CRITERIA: Class =
    Class::new("Criteria", Types::Free, &[optional("id", Kind::Iri), optional("narrative", Kind::Text)])
        .with_rule(rules::criteria);

static ALIGNMENT: Class = Class::new(
    "Alignment",
    Types::Set(&[&["Alignment"]]),
    &[
        optional("id", Kind::Iri),
        required("targetName", Kind::Text),
        required("targetUrl", Kind::Url),
        optional("targetCode", Kind::String),
        optional("targetDescription", Kind::Text),
        optional("targetFramework", Kind::Text),
        optional("targetType", Kind::Term(&ALIGNMENT_TARGET_TYPE)),
    ],
);

static RESULT: Class = Class::new(
    "Result",
    Types::Set(&[&["Result"]]),
    &[
        optional("id", Kind::Iri),
        optional("achievedLevel", Kind::Url),
        set("alignment", Kind::Object(&ALIGNMENT)),
        optional("resultDescription", Kind::Url),
        optional("status", Kind::Term(&RESULT_STATUS_TYPE)),
        optional("value", Kind::String),
    ],
);

static RESULT_DESCRIPTION: Class = Class::new(
    "ResultDescription",
    Types::Set(&[&["ResultDescription"]]),
    &[
        required("id", Kind::Iri),
        required("name", Kind::Text),
        required("resultType", Kind::Term(&RESULT_TYPE)),
        set("alignment", Kind::Object(&ALIGNMENT)),
        set("allowedValue", Kind::String),
        optional("requiredLevel", Kind::Url),
        optional("requiredValue", Kind::String),
        set("rubricCriterionLevel", Kind::Object(&RUBRIC_CRITERION_LEVEL)),
        optional("valueMax", Kind::String),
        optional("valueMin", Kind::String),
    ],
);

static RUBRIC_CRITERION_LEVEL: Class = Class::new(
    "RubricCriterionLevel",
    Types::Set(&[&["RubricCriterionLevel"]]),
    &[
        required("id", Kind::Iri),
        required("name", Kind::Text),
        set("alignment", Kind::Object(&ALIGNMENT)),
        optional("description", Kind::Text),
        optional("level", Kind::Text),
        optional("points", Kind::String),
    ],
);

static RELATED: Class = Class::new(
    "Related",
    Types::Set(&[&["Related"]]),
    &[required("id", Kind::Iri), optional("inLanguage", Kind::Language), optional("version", Kind::String)],
);

pub(super) static EVIDENCE: Class = Class::new(
    "Evidence",
    Types::Set(&[&["Evidence"]]),
    &[
        optional("id", Kind::Iri),
        optional("narrative", Kind::Text),
        optional("name", Kind::Text),
        optional("description", Kind::Text),
        optional("genre", Kind::Text),
        optional("audience", Kind::Text),
    ],
);

pub(super) static PROFILE: Class = Class::new(
    "Profile",
    Types::Set(&[&["Profile"]]),
    &[
        required("id", Kind::Iri),
        optional("name", Kind::Text),
        optional("url", Kind::Url),
        optional("phone", Kind::String),
        optional("description", Kind::Text),
        set("endorsement", Kind::Object(&ENDORSEMENT_CREDENTIAL)),
        set("endorsementJwt", Kind::CompactJws),
        optional("image", Kind::Object(&IMAGE)),
        optional("email", Kind::String),
        optional("address", Kind::Object(&ADDRESS)),
        set("otherIdentifier", Kind::Object(&IDENTIFIER_ENTRY)),
        optional("official", Kind::Text),
        optional("parentOrg", Kind::Object(&PROFILE)),
        optional("familyName", Kind::String),
        optional("givenName", Kind::String),
        optional("additionalName", Kind::String),
        optional("patronymicName", Kind::String),
        optional("honorificPrefix", Kind::String),
        optional("honorificSuffix", Kind::String),
        optional("familyNamePrefix", Kind::String),
        optional("dateOfBirth", Kind::Date),
    ],
);

static ADDRESS: Class = Class::new(
    "Address",
    Types::Set(&[&["Address"]]),
    &[
        optional("id", Kind::Iri),
        optional("addressCountry", Kind::String),
        optional("addressCountryCode", Kind::String),
        optional("addressRegion", Kind::String),
        optional("addressLocality", Kind::String),
        optional("streetAddress", Kind::String),
        optional("postOfficeBoxNumber", Kind::String),
        optional("postalCode", Kind::String),
        optional("geo", Kind::Object(&GEO_COORDINATES)),
    ],
);

static GEO_COORDINATES: Class = Class::new(
    "GeoCoordinates",
    Types::Single,
    &[
        optional("id", Kind::Iri),
        required("latitude", Kind::Number(-90.0..=90.0)),
        required("longitude", Kind::Number(-180.0..=180.0)),
    ],
);

pub(super) static IMAGE: Class = Class::closed("Image", &[required("id", Kind::Iri), optional("caption", Kind::Text)]);

static IDENTIFIER_ENTRY: Class = Class::closed(
    "IdentifierEntry",
    &[required("identifier", Kind::String), required("identifierType", Kind::Term(&IDENTIFIER_TYPE))],
);

pub(super) static IDENTITY_OBJECT: Class = Class::closed(
    "IdentityObject",
    &[
        required("hashed", Kind::Boolean),
        required("identityHash", Kind::String),
        required("identityType", Kind::Term(&IDENTIFIER_TYPE)),
        optional("salt", Kind::String),
    ],
)
.with_rule(rules::identity);

/// Status and terms of use, whose content is for others to know.
pub(super) static SERVICE: Class = Class::new("service", Types::Service, &[optional("id", Kind::Iri)]);

/// Schema and refresh, which are found at their id.
pub(super) static IDENTIFIED_SERVICE: Class = Class::new("service", Types::Service, &[required("id", Kind::Iri)]);

static ACHIEVEMENT_TYPE: Vocabulary = open("AchievementType", AchievementType::TERMS);
static ALIGNMENT_TARGET_TYPE: Vocabulary = open("AlignmentTargetType", AlignmentTargetType::TERMS);
static RESULT_TYPE: Vocabulary = open("ResultType", ResultType::TERMS);
static IDENTIFIER_TYPE: Vocabulary = open("IdentifierType", IdentifierType::TERMS);
static RESULT_STATUS_TYPE: Vocabulary =
    Vocabulary { name: "ResultStatusType", terms: ResultStatusType::TERMS, open: false };

const fn open(name: &'static str, terms: &'static [&'static str]) -> Vocabulary {
    Vocabulary { name, terms, open: true }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Name;

    #[test]
    fn every_member_is_found_by_its_name() {
        for class in [&ACHIEVEMENT_CREDENTIAL, &ENDORSEMENT_CREDENTIAL, &ACHIEVEMENT, &PROFILE, &SERVICE, &CRITERIA] {
            for (place, member) in class.members.iter().enumerate() {
                assert_eq!(class.place(Name::of(member.name.as_bytes())), Some(place), "{}", member.name);
            }
            for other in ["", "x", "ids", "type", "creditsEarned2"] {
                assert_eq!(
                    class.place(Name::of(other.as_bytes())),
                    class.members.iter().position(|member| member.name == other),
                    "{other}"
                );
            }
        }
    }
}
