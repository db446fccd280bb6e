#![doc = include_str!("../../../vocab/mapping.md")]

use crate::microcredential::annex;
use std::fmt::Write;

/// Where one member of the [JSON form](crate::microcredential::form) of a micro-credential goes.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Mapping {
    /// The member, as a JSON Pointer.
    pub member: &'static str,
    /// The element of Annex I, if it is one.
    pub element: Option<&'static str>,
    /// Where it stands in Open Badges 3.0.
    pub standard: &'static str,
    /// Where it stands with [`Carrier::Extended`](super::Carrier::Extended): a term of our context, or the same place.
    pub extended: &'static str,
    /// What of it may get lost with [`Carrier::Standard`](super::Carrier::Standard); empty if nothing can.
    pub lost: &'static str,
    /// Where it stands in a European Digital Credential: paths of member names, without regard to arrays, `;` between them.
    pub elm: &'static str,
    /// What of it may get lost in a European Digital Credential; empty if nothing can.
    pub lost_in_elm: &'static str,
    /// The terms in which edubadges (SURF) says it, if it does.
    pub edubadges: Option<&'static str>,
}

/// Where every member of the JSON form goes.
pub const MAPPING: &[Mapping] = &[
    row("/id", None, ["id", "id", ""], ["id", ""], None),
    row(
        "/learner/id",
        Some(annex::LEARNER),
        ["credentialSubject.id", "credentialSubject.id", ""],
        ["credentialSubject.id", ""],
        None,
    ),
    row(
        "/learner/name",
        Some(annex::LEARNER),
        ["identifier: name", "identifier: name", ""],
        ["credentialSubject.fullName", ""],
        None,
    ),
    row(
        "/learner/givenName",
        Some(annex::LEARNER),
        ["identifier: ext:givenName", "identifier: ext:givenName, givenName", ""],
        ["credentialSubject.givenName", ""],
        None,
    ),
    row(
        "/learner/familyName",
        Some(annex::LEARNER),
        ["identifier: ext:familyName", "identifier: ext:familyName, familyName", ""],
        ["credentialSubject.familyName", ""],
        None,
    ),
    row(
        "/learner/identifiers",
        Some(annex::LEARNER),
        ["identifier", "identifier", ""],
        [
            "credentialSubject.identifier; credentialSubject.contactPoint.emailAddress",
            "a hashed identifier has no place",
        ],
        Some("identifier; OB 2.0: recipient"),
    ),
    row(
        "/issued",
        Some(annex::DATE),
        ["awardedDate", "awardedDate", ""],
        ["issued; issuanceDate; validFrom; credentialSubject.hasClaim.awardedBy.awardingDate", ""],
        Some("validFrom; OB 2.0: issuedOn"),
    ),
    row(
        "/validUntil",
        None,
        ["validUntil", "validUntil", ""],
        ["validUntil; expirationDate", ""],
        Some("validUntil; OB 2.0: expires"),
    ),
    row(
        "/grade",
        Some(annex::GRADE),
        ["result.value", "result.value", ""],
        ["credentialSubject.hasClaim.provenBy.grade.noteLiteral", ""],
        Some("result.value; OB 2.0: grade_achieved"),
    ),
    row(
        "/offer/id",
        None,
        ["achievement.id", "achievement.id", ""],
        ["credentialSubject.hasClaim.specifiedBy.id", ONE_ID],
        Some("achievement.id; OB 2.0: badge.id"),
    ),
    row(
        "/offer/kind",
        None,
        ["achievement.achievementType", "achievement.achievementType", ""],
        ["credentialSubject.hasClaim.specifiedBy.category", ""],
        Some("achievementType; OB 2.0: typeBadgeClass"),
    ),
    row(
        "/offer/title",
        Some(annex::TITLE),
        ["achievement.name", "title", ONE_WORDING],
        [
            "credentialSubject.hasClaim.specifiedBy.title; credentialSubject.hasClaim.title; displayParameter.title",
            A_LANGUAGE,
        ],
        Some("achievement.name; OB 2.0: badge.name"),
    ),
    row(
        "/offer/description",
        None,
        ["achievement.description", "summary", ONE_WORDING],
        ["credentialSubject.hasClaim.specifiedBy.description", A_LANGUAGE],
        Some("achievement.description; OB 2.0: badge.description"),
    ),
    row(
        "/offer/code",
        None,
        ["achievement.humanCode", "achievement.humanCode", ""],
        ["credentialSubject.hasClaim.specifiedBy.identifier.notation", ""],
        Some("educationProgramIdentifier; OB 2.0: extensions:EducationProgramIdentifierExtension"),
    ),
    row(
        "/offer/issuerLocations",
        Some(annex::COUNTRY),
        ["issuer.address", "issuerLocation", "an address has one country"],
        ["issuer.location.address.countryCode; issuer.location.geographicName", ""],
        Some("issuer.address; OB 2.0: extensions:InstitutionCountryExtension"),
    ),
    row(
        "/offer/awardingBodies",
        Some(annex::AWARDING_BODY),
        [
            "issuer, or credentialSubject.source",
            "awardingBody",
            "there is a place for one awarding body, with one wording of its name",
        ],
        [
            "credentialSubject.hasClaim.awardedBy.awardingBody.id; credentialSubject.hasClaim.awardedBy.awardingBody.legalName; credentialSubject.hasClaim.awardedBy.awardingBody.location",
            ONE_ID,
        ],
        Some("issuer; OB 2.0: badge.issuer"),
    ),
    row(
        "/offer/learningOutcomes",
        Some(annex::LEARNING_OUTCOMES),
        [
            "alignment: ext:LearningOutcome, ext:ESCO, ext:Skill",
            "learningOutcome",
            "one wording is kept, without its language, and nothing about its kind",
        ],
        [
            "credentialSubject.hasClaim.specifiedBy.learningOutcome.title; credentialSubject.hasClaim.specifiedBy.learningOutcome.dcType; credentialSubject.hasClaim.specifiedBy.learningOutcome.relatedESCOSkill; credentialSubject.hasClaim.specifiedBy.learningOutcome.relatedSkill",
            "a kind other than knowledge and skill has no place, nor has a framework of skills without an IRI, and a concept has one name",
        ],
        Some("alignment; OB 2.0: badge.alignment, extensions:LearningOutcomeExtension"),
    ),
    row(
        "/offer/workload",
        Some(annex::WORKLOAD),
        [
            "alignment: ext:Workload; ECTS also as creditsAvailable and creditsEarned",
            "creditPoint, volumeOfLearning",
            "",
        ],
        [
            "credentialSubject.hasClaim.specifiedBy.creditPoint.point; credentialSubject.hasClaim.specifiedBy.volumeOfLearning",
            ONE_ID,
        ],
        Some(
            "ECTS, SBU, timeInvestment; OB 2.0: extensions:ECTSExtension, extensions:StudyLoadExtension, extensions:TimeInvestmentExtension",
        ),
    ),
    row(
        "/offer/level",
        Some(annex::LEVEL),
        ["alignment: ext:EQF, ext:NQF, ext:QFEHEA", "eqfLevel, nqfLevel, qfEheaCycle", ""],
        [
            "credentialSubject.hasClaim.specifiedBy.eqfLevel; credentialSubject.hasClaim.specifiedBy.nqfLevel; credentialSubject.hasClaim.specifiedBy.educationLevel",
            "a level of a national framework without a concept in EU Vocabularies has no place; state the EQF level beside it",
        ],
        Some("alignment: ext:EQF, ext:NLQF; OB 2.0: extensions:EQFExtension"),
    ),
    row(
        "/offer/assessmentTypes",
        Some(annex::ASSESSMENT),
        ["alignment: ext:AssessmentType", "assessmentType", ONE_WORDING],
        [
            "credentialSubject.hasClaim.provenBy.specifiedBy.dcType; credentialSubject.hasClaim.provenBy.specifiedBy.hasPart.dcType",
            ONE_NAME,
        ],
        Some("assessmentType; OB 2.0: the same"),
    ),
    row(
        "/offer/participation",
        Some(annex::PARTICIPATION),
        ["alignment: ext:Participation", "participation", ONE_WORDING],
        [
            "credentialSubject.hasClaim.specifiedBy.mode; credentialSubject.hasClaim.specifiedBy.influencedBy.dcType",
            ONE_NAME,
        ],
        Some("participationType; OB 2.0: participation"),
    ),
    row(
        "/offer/qualityAssurance",
        Some(annex::QUALITY_ASSURANCE),
        [
            "alignment: ext:QualityAssurance",
            "qualityAssurance",
            "the type and the decision have a place, and the name of the agency beside a decision of a type that has a concept, with one wording each, without its language",
        ],
        [
            "credentialSubject.hasClaim.specifiedBy.accreditation.dcType; credentialSubject.hasClaim.specifiedBy.accreditation.accreditingAgent; credentialSubject.hasClaim.specifiedBy.accreditation.landingPage; credentialSubject.hasClaim.specifiedBy.accreditation.dateIssued; credentialSubject.hasClaim.specifiedBy.accreditation.expiryDate",
            "a type outside EU Vocabularies has no place, and one id names one organisation",
        ],
        Some("alignment: ext:QualityAssurance; OB 2.0: qualityAssuranceName, qualityAssuranceUrl"),
    ),
    row(
        "/offer/prerequisites",
        Some(annex::PREREQUISITES),
        ["criteria.narrative", "prerequisites", NARRATIVE],
        ["credentialSubject.hasClaim.specifiedBy.entryRequirement.noteLiteral", A_LANGUAGE],
        None,
    ),
    row(
        "/offer/supervision",
        Some(annex::SUPERVISION),
        ["alignment: ext:Supervision, ext:Venue", "supervision, venue", ""],
        [
            "credentialSubject.hasClaim.provenBy.idVerification; credentialSubject.hasClaim.provenBy.specifiedBy.mode",
            "",
        ],
        Some("supervisionType, identityChecked; OB 2.0: assessmentSupervised, assessmentIdVerified"),
    ),
    row(
        "/offer/gradingScheme",
        None,
        [
            "achievement.resultDescription",
            "gradingScheme",
            "of its name one wording is kept, without its language, and a description or address has no place",
        ],
        [
            "credentialSubject.hasClaim.provenBy.specifiedBy.gradingScheme.title; credentialSubject.hasClaim.provenBy.specifiedBy.gradingScheme.description; credentialSubject.hasClaim.provenBy.specifiedBy.gradingScheme.supplementaryDocument",
            "its grades and bounds have no place",
        ],
        Some("achievement.resultDescription"),
    ),
    row(
        "/offer/stackability",
        Some(annex::STACKABILITY),
        ["alignment: ext:Stackability, ceterms:Credential", "stackability, stackableTowards", ONE_WORDING],
        [
            "credentialSubject.hasClaim.specifiedBy.isPartialQualification; credentialSubject.hasClaim.specifiedBy.isPartOf",
            ONE_ID,
        ],
        Some("OB 2.0: stackable"),
    ),
    row(
        "/offer/furtherInformation",
        Some(annex::FURTHER_INFORMATION),
        [
            "criteria.id for the first address",
            "furtherInformation",
            "there is a place for one address, and for no words",
        ],
        [
            "credentialSubject.hasClaim.specifiedBy.supplementaryDocument; credentialSubject.hasClaim.specifiedBy.additionalNote",
            A_LANGUAGE,
        ],
        Some("criteria.id; OB 2.0: badge.criteria.id, extensions:GradingTableExtension"),
    ),
    row(
        "/offer/learningSetting",
        None,
        ["alignment: ext:LearningSetting", "learningSetting", ONE_WORDING],
        ["credentialSubject.hasClaim.specifiedBy.learningSetting", "a setting outside EU Vocabularies has no place"],
        None,
    ),
    row(
        "/offer/fields",
        None,
        ["alignment: ext:ISCEDF", "thematicArea", NO_IRI],
        [
            "credentialSubject.hasClaim.specifiedBy.thematicArea; credentialSubject.hasClaim.specifiedBy.educationSubject",
            ONE_NAME,
        ],
        None,
    ),
    row(
        "/offer/languages",
        None,
        [
            "achievement.inLanguage; others as alignment: ext:Language",
            "learningLanguage",
            "a language beyond the first that is not in the table has no place",
        ],
        [
            "credentialSubject.hasClaim.specifiedBy.language",
            "a language that is not in the table has no place, nor has the region of one that is",
        ],
        Some("inLanguage; OB 2.0: extensions:LanguageExtension"),
    ),
];

const ONE_WORDING: &str = "one wording is kept, without its language";
/// Of every wording in a European Digital Credential.
pub(crate) const A_LANGUAGE: &str =
    "a wording without a language is taken for one in the language that is shown, and no region of a language is kept";
const NO_IRI: &str = "a value without an IRI has no place, and of a name one wording is kept";
const NARRATIVE: &str = "it stands in the narrative alone, for people";
const ONE_ID: &str = "an id that names something else there already is not kept";
const ONE_NAME: &str = "a concept that is named twice keeps the first of its names";

const fn row(
    member: &'static str,
    element: Option<&'static str>,
    [standard, extended, lost]: [&'static str; 3],
    [elm, lost_in_elm]: [&'static str; 2],
    edubadges: Option<&'static str>,
) -> Mapping {
    Mapping { member, element, standard, extended, lost, elm, lost_in_elm, edubadges }
}

/// The whole table in Markdown, as `vocab/mapping.md` shows it.
pub fn table() -> String {
    let mut text = String::from(
        "| Annex I | Member | Open Badges 3.0 | Our context | ELM | edubadges |\n|---|---|---|---|---|---|\n",
    );
    for row in MAPPING {
        let elm = places_in_elm(row.elm);
        let _ = writeln!(
            text,
            "| {} | `{}` | {} | {} | {} | {} |",
            row.element.unwrap_or_default(),
            row.member,
            with_loss(row.standard, row.lost),
            row.extended,
            with_loss(&elm, row.lost_in_elm),
            row.edubadges.unwrap_or_default(),
        );
    }
    text
}

fn with_loss(places: &str, lost: &str) -> String {
    match lost {
        "" => places.to_owned(),
        lost => format!("{places} (*{lost}*)"),
    }
}

/// The long paths that most of them have in common are abbreviated: S, A, and Q.
fn places_in_elm(paths: &str) -> String {
    let shorter = paths.split("; ").map(|path| {
        let (start, rest) = [
            ("Q", path.strip_prefix("credentialSubject.hasClaim.specifiedBy.")),
            ("A", path.strip_prefix("credentialSubject.hasClaim.")),
            ("S", path.strip_prefix("credentialSubject.")),
        ]
        .into_iter()
        .find_map(|(letter, rest)| Some((letter, rest?)))
        .unwrap_or(("", path));
        if start.is_empty() { format!("`{rest}`") } else { format!("`{start}.{rest}`") }
    });
    shorter.collect::<Vec<_>>().join(", ")
}
