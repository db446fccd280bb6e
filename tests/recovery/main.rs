//! What others have made is read as far as it goes: badges of edubadges, the extensions of Open Badges 2.0, and the corpus.

#![allow(clippy::unwrap_used)]

mod edubadges;
mod lost;
mod others;
mod results;

use microcred::Limits;
use microcred::badge::AchievementCredential;
use microcred::json::Tree;

fn read(json: &str) -> AchievementCredential {
    AchievementCredential::read(Tree::parse(json, &Limits::default()).unwrap().root()).unwrap().0
}

/// As edubadges makes Open Badges 3.0: terms of its own glossary, an alignment for the EQF, another for quality assurance.
const EDUBADGE: &str = r#"{
  "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", "https://edubadges.nl/static/obv3-glossary"],
  "id": "https://badges.example/credentials/1",
  "type": ["VerifiableCredential", "OpenBadgeCredential"],
  "issuer": {"id": "did:web:uni.example", "type": ["Profile"], "name": "Example University", "address": {"type": ["Address"], "addressCountryCode": "NL"}},
  "validFrom": "2025-11-02T23:30:00+01:00",
  "name": "Water management",
  "credentialSubject": {
    "type": ["AchievementSubject"],
    "identifier": [{"type": "IdentityObject", "hashed": true, "identityHash": "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399", "identityType": "emailAddress", "salt": "Kosher"}],
    "result": [{"type": ["Result"], "resultDescription": "urn:uuid:1", "value": "8"}],
    "achievement": {
      "id": "https://badges.example/achievements/1", "type": ["Achievement", "EducredentialAchievement"], "achievementType": "MicroCredential",
      "name": "Water management", "description": "Dikes and polders.", "criteria": {"narrative": "Pass."}, "inLanguage": "nl",
      "ECTS": 2.5, "SBU": 70, "assessmentType": "application of a skill", "participationType": "blended",
      "supervisionType": "supervised online", "identityChecked": true,
      "alignment": [
        {"type": ["Alignment"], "targetType": "ext:EQF", "targetName": "EQF level 6", "targetCode": "6", "targetUrl": "https://europass.europa.eu/en/description-eight-eqf-levels"},
        {"type": ["Alignment"], "targetType": "ext:QualityAssurance", "targetName": "NVAO", "targetUrl": "https://quality.example/nvao"},
        {"type": ["Alignment"], "targetName": "develop digital content", "targetUrl": "http://data.europa.eu/esco/skill/5fd5c985-eaaa-47aa-8314-62359c54505a"}
      ],
      "resultDescription": [{"id": "urn:uuid:1", "type": ["ResultDescription"], "name": "Final grade", "resultType": "ext:ECTSGradeScore", "valueMin": "1", "valueMax": "10", "requiredValue": "5.5"}]
    }
  }
}"#;
