//! What the shapes of European Digital Credentials demand, in the terms of the context `edc-ap`.
//!
//! Source: the SHACL shapes `edc-generic-no-cv` and `edc-generic-full`, version 1.1.0, of the Commission's
//! [European Learning Model](https://github.com/european-commission-empl/European-Learning-Model), put together and not copied.

/// What each class has at least once (`sh:minCount`).
pub(super) const MANDATORY: [(&str, &[&str]); 38] = [
    (
        CREDENTIAL,
        &[
            "credentialProfiles",
            "credentialSchema",
            "credentialSubject",
            "displayParameter",
            "issued",
            "issuer",
            "validFrom",
        ],
    ),
    ("Person", &["hasClaim"]),
    ("Organisation", &["legalName", "location"]),
    ("Group", &["prefLabel"]),
    ("Location", &["address"]),
    ("Address", &["countryCode"]),
    ("Identifier", &["notation"]),
    ("LegalIdentifier", &["notation", "spatial"]),
    ("DisplayParameter", &["title", "language", "primaryLanguage", "individualDisplay"]),
    ("IndividualDisplay", &["language", "displayDetail"]),
    ("DisplayDetail", &["image", "page"]),
    ("MediaObject", &["content", "contentEncoding", "contentType"]),
    ("WebResource", &["contentURL"]),
    ("Note", &["noteLiteral"]),
    // A claim of no class of its own says its type instead.
    ("Claim", &["title", "awardedBy", "dcType"]),
    ("LearningAchievement", &["title", "awardedBy"]),
    ("LearningActivity", &["title", "awardedBy"]),
    ("LearningAssessment", &["title", "awardedBy", "grade"]),
    ("LearningEntitlement", &["title", "awardedBy"]),
    ("AwardingProcess", &["awardingBody"]),
    ("AwardingOpportunity", &["awardingBody"]),
    ("Specification", &["title"]),
    ("LearningAchievementSpecification", &["title"]),
    ("Qualification", &["title"]),
    ("LearningActivitySpecification", &["title"]),
    ("LearningAssessmentSpecification", &["title"]),
    ("LearningEntitlementSpecification", &["title", "dcType", "entitlementStatus"]),
    ("LearningOpportunity", &["title", "providedBy"]),
    ("LearningOutcome", &["title"]),
    ("CreditPoint", &["framework", "point"]),
    ("GradingScheme", &["title"]),
    ("ShortenedGrading", &["percentageEqual", "percentageHigher", "percentageLower"]),
    ("ResultCategory", &["count", "label"]),
    ("Accreditation", &["dcType", "title", "accreditingAgent"]),
    ("Evidence", &["dcType"]),
    ("Grant", &["title"]),
    ("Amount", &["unit", "value"]),
    ("VerificationCheck", &["dcType", "elmSubject", "verificationStatus"]),
];

pub(super) const CREDENTIAL: &str = "EuropeanDigitalCredential";

/// What the issuer of a credential has beside (`IssuerNodeShape`).
pub(super) const OF_THE_ISSUER: &str = "eIDASIdentifier";

/// What the Europass issuer writes into a document when it seals it: the time, and from the certificate what the issuer is called by law.
/// The Commission's own samples of what is uploaded do not have it.
pub(super) const WRITTEN_IN_SEALING: [&str; 2] = ["issued", OF_THE_ISSUER];

/// The members that are wordings, by their languages (`rdf:langString`).
pub(super) const WORDINGS: [&str; 15] = [
    "altLabel",
    "birthName",
    "category",
    "definition",
    "description",
    "familyName",
    "fullName",
    "geographicName",
    "givenName",
    "legalName",
    "noteLiteral",
    "patronymicName",
    "prefLabel",
    "schemeAgency",
    "title",
];

const AGENTS: &[&str] = &["Organisation", "Person", "Agent"];
const CLAIMS: &[&str] =
    &["LearningAchievement", "LearningActivity", "LearningAssessment", "LearningEntitlement", "Claim"];
const ACHIEVEMENT_SPECIFICATIONS: &[&str] = &["Qualification", "LearningAchievementSpecification"];
const SPECIFICATIONS: &[&str] = &[
    "Qualification",
    "LearningAchievementSpecification",
    "LearningActivitySpecification",
    "LearningAssessmentSpecification",
    "LearningEntitlementSpecification",
];
const CLAIMS_AND_SPECIFICATIONS: &[&str] = &[
    "LearningAchievement",
    "LearningActivity",
    "LearningAssessment",
    "LearningEntitlement",
    "Qualification",
    "LearningAchievementSpecification",
    "LearningActivitySpecification",
    "LearningAssessmentSpecification",
    "LearningEntitlementSpecification",
    "LearningOpportunity",
];

/// Of which class the values of members are (`sh:class`), if they are objects. Where that depends on what has the member, it is any of those.
pub(super) const CLASSES: [(&[&str], &[&str]); 43] = [
    (&["issuer", "credentialSubject", "holder"], AGENTS),
    (&["awardingBody", "assessedBy", "directedBy", "evidenceTarget", "member"], AGENTS),
    (&["accreditingAgent", "limitOrganisation", "organisation", "providedBy", "memberOf"], &["Organisation"]),
    (&["hasSubOrganization", "subOrganizationOf"], &["Organisation"]),
    (&["groupMemberOf"], &["Group"]),
    (&["credentialSchema"], &["ShaclValidator2017"]),
    (&["evidence"], &["Evidence"]),
    (&["hasCredential", "elmSubject"], &[CREDENTIAL]),
    (&["verificationCheck"], &["VerificationCheck"]),
    (&["displayParameter"], &["DisplayParameter"]),
    (&["individualDisplay"], &["IndividualDisplay"]),
    (&["displayDetail"], &["DisplayDetail"]),
    (&["attachment", "bannerImage", "embeddedEvidence", "image", "logo"], &["MediaObject"]),
    (&["contactForm", "homepage", "landingPage", "report", "supplementaryDocument"], &["WebResource"]),
    (
        &[
            "additionalNote",
            "admissionProcedure",
            "entryRequirement",
            "fullAddress",
            "grade",
            "learningOutcomeSummary",
            "scheduleInformation",
        ],
        &["Note"],
    ),
    (&["location", "placeOfBirth"], &["Location"]),
    (&["address"], &["Address"]),
    (&["contactPoint"], &["ContactPoint"]),
    (&["emailAddress"], &["Mailbox"]),
    (&["phone"], &["Phone"]),
    (&["identifier"], &["Identifier", "LegalIdentifier"]),
    (&[OF_THE_ISSUER, "registration", "taxIdentifier", "vatIdentifier"], &["LegalIdentifier"]),
    (&["hasClaim", "awards"], CLAIMS),
    (&["awardedBy"], &["AwardingProcess"]),
    (&["awardingOpportunity"], &["AwardingOpportunity"]),
    (&["used"], &["LearningAssessment"]),
    (&["specifiedBy"], SPECIFICATIONS),
    (&["hasPart", "isPartOf", "generalisationOf", "specialisationOf"], CLAIMS_AND_SPECIFICATIONS),
    (&["provenBy"], &["LearningAssessment", "LearningAssessmentSpecification"]),
    (&["influencedBy"], &["LearningActivity", "LearningActivitySpecification"]),
    (&["entitlesTo"], &["LearningEntitlement", "LearningEntitlementSpecification"]),
    (
        &["proves", "influences", "entitledBy"],
        &["LearningAchievement", "Qualification", "LearningAchievementSpecification"],
    ),
    (&["learningAchievementSpecification"], ACHIEVEMENT_SPECIFICATIONS),
    (&["learningActivitySpecification"], &["LearningActivitySpecification"]),
    (&["limitQualification"], &["Qualification"]),
    (&["learningOpportunity"], &["LearningOpportunity"]),
    (&["learningOutcome"], &["LearningOutcome"]),
    (&["creditPoint", "creditReceived"], &["CreditPoint"]),
    (&["gradingScheme"], &["GradingScheme"]),
    (&["shortenedGrading"], &["ShortenedGrading"]),
    (&["accreditation"], &["Accreditation"]),
    (&["inScheme"], &["ConceptScheme"]),
    (
        &[
            "attachmentType",
            "citizenshipCountry",
            "contentEncoding",
            "contentType",
            "countryCode",
            "credentialProfiles",
            "dcType",
            "decision",
            "educationLevel",
            "educationSubject",
            "educationalSystemNote",
            "entitlementStatus",
            "eqfLevel",
            "framework",
            "gender",
            "gradeStatus",
            "idVerification",
            "language",
            "learningSchedule",
            "learningSetting",
            "limitCredentialType",
            "limitEQFLevel",
            "limitField",
            "limitJurisdiction",
            "limitNationalOccupation",
            "limitOccupation",
            "mode",
            "noteFormat",
            "nqfLevel",
            "primaryLanguage",
            "qualificationCode",
            "relatedESCOSkill",
            "relatedSkill",
            "reusabilityLevel",
            "spatial",
            "spatialCode",
            "subject",
            "targetGroup",
            "thematicArea",
            "unit",
            "verificationStatus",
        ],
        &["Concept"],
    ),
];

const COUNTRIES: &str = "http://publications.europa.eu/resource/authority/country";
const LANGUAGES: &str = "http://publications.europa.eu/resource/authority/language";
const UNITS: &str = "http://publications.europa.eu/resource/authority/atu";
const CURRENCIES: &str = "http://publications.europa.eu/resource/authority/currency";
const SKILLS: &str = "http://data.europa.eu/esco/concept-scheme/skills";
const OCCUPATIONS: &str = "http://data.europa.eu/esco/concept-scheme/occupations";

/// Of which list the concepts are that a member of a class has (`skos:inScheme`).
pub(super) const SCHEMES: [(&str, &[&str], &str); 24] = [
    ("credentialProfiles", &[CREDENTIAL], "http://data.europa.eu/snb/credential/25831c2"),
    ("primaryLanguage", &["DisplayParameter"], LANGUAGES),
    (
        "language",
        &[
            "DisplayParameter",
            "Qualification",
            "LearningAchievementSpecification",
            "LearningActivitySpecification",
            "LearningAssessmentSpecification",
            "WebResource",
        ],
        LANGUAGES,
    ),
    ("countryCode", &["Address"], COUNTRIES),
    ("spatial", &["LegalIdentifier"], COUNTRIES),
    ("citizenshipCountry", &["Person"], COUNTRIES),
    ("thematicArea", ACHIEVEMENT_SPECIFICATIONS, "http://data.europa.eu/snb/isced-f/25831c2"),
    ("learningSetting", ACHIEVEMENT_SPECIFICATIONS, "http://data.europa.eu/snb/learning-setting/25831c2"),
    ("eqfLevel", &["Qualification"], "http://data.europa.eu/snb/eqf/25831c2"),
    ("nqfLevel", &["Qualification"], "http://data.europa.eu/snb/qdr/25831c2"),
    ("relatedESCOSkill", &["LearningOutcome"], SKILLS),
    ("reusabilityLevel", &["LearningOutcome"], "http://data.europa.eu/snb/skill-reuse-level/25831c2"),
    ("dcType", &["LearningOutcome"], "http://data.europa.eu/snb/skill-type/25831c2"),
    ("dcType", &["Accreditation"], "http://data.europa.eu/snb/accreditation/25831c2"),
    ("dcType", &["Claim"], "http://data.europa.eu/snb/claim-type/25831c2"),
    ("dcType", &["Evidence"], "http://data.europa.eu/snb/evidence-type/25831c2"),
    ("dcType", &["VerificationCheck"], "http://data.europa.eu/snb/verification/25831c2"),
    ("verificationStatus", &["VerificationCheck"], "http://data.europa.eu/snb/verification-status/25831c2"),
    ("limitEQFLevel", &["Accreditation"], "http://data.europa.eu/snb/eqf/25831c2"),
    ("limitField", &["Accreditation"], "http://data.europa.eu/snb/isced-f/25831c2"),
    ("limitJurisdiction", &["Accreditation", "LearningEntitlementSpecification"], UNITS),
    ("limitOccupation", &["LearningEntitlementSpecification"], OCCUPATIONS),
    (
        "entitlementStatus",
        &["LearningEntitlementSpecification"],
        "http://data.europa.eu/snb/entitlement-status/25831c2",
    ),
    ("unit", &["Amount"], CURRENCIES),
];
