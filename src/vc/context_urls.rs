//! The well-known contexts by their URLs, and the order in which they stand.
//!
//! Their bodies are bundled with the library; here they are only names.

use crate::json::Node;

/// VC Data Model 1.1.
pub const CREDENTIALS_V1: &str = "https://www.w3.org/2018/credentials/v1";
/// VC Data Model 2.0.
pub const CREDENTIALS_V2: &str = "https://www.w3.org/ns/credentials/v2";
/// Undefined terms for examples of VC Data Model 2.0.
pub const CREDENTIALS_EXAMPLES_V2: &str = "https://www.w3.org/ns/credentials/examples/v2";
/// Open Badges 3.0, first context.
pub const OPEN_BADGES_3_0_0: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context.json";
/// Open Badges 3.0, first context under its second name.
pub const OPEN_BADGES_3_0_0_ALIAS: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context/ob_v3p0.jsonld";
/// Open Badges 3.0, context 3.0.1.
pub const OPEN_BADGES_3_0_1: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json";
/// Open Badges 3.0, context 3.0.2.
pub const OPEN_BADGES_3_0_2: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json";
/// Open Badges 3.0, context 3.0.3: the current one, of which two bodies have been published.
pub const OPEN_BADGES_3_0_3: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
/// The three service types of 1EdTech: status, schema and refresh.
pub const OPEN_BADGES_EXTENSIONS: &str = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json";
/// Comprehensive Learner Record 2.0.
pub const CLR_2_0_0: &str = "https://purl.imsglobal.org/spec/clr/v2p0/context.json";
/// Comprehensive Learner Record 2.0, context 2.0.1.
pub const CLR_2_0_1: &str = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json";
/// Terms of the Digital Credentials Consortium.
pub const DCC_V1: &str = "https://w3id.org/dcc/v1";
/// Bitstring status lists for VC Data Model 1.1.
pub const STATUS_V1: &str = "https://www.w3.org/ns/credentials/status/v1";
/// Status List 2021.
pub const STATUS_LIST_2021_V1: &str = "https://w3id.org/vc/status-list/2021/v1";
/// Data Integrity, first version.
pub const DATA_INTEGRITY_V1: &str = "https://w3id.org/security/data-integrity/v1";
/// Data Integrity, second version.
pub const DATA_INTEGRITY_V2: &str = "https://w3id.org/security/data-integrity/v2";
/// Multikey.
pub const MULTIKEY_V1: &str = "https://w3id.org/security/multikey/v1";
/// Ed25519Signature2020.
pub const ED25519_2020_V1: &str = "https://w3id.org/security/suites/ed25519-2020/v1";
/// JsonWebSignature2020.
pub const JWS_2020_V1: &str = "https://w3id.org/security/suites/jws-2020/v1";
/// DID documents.
pub const DID_V1: &str = "https://www.w3.org/ns/did/v1";
/// Our own terms for what Open Badges 3.0 has no place for.
pub const MICROCRED_DRAFT_1: &str = "https://w3id.org/microcred/draft-1";

/// The families of contexts, in the order in which they stand in a credential.
///
/// The VC context is first by [VC Data Model 2.0](https://www.w3.org/TR/vc-data-model-2.0/#contexts), the Open Badges
/// one follows by [Open Badges 3.0](https://www.imsglobal.org/spec/ob/v3p0/#serialization), with CLR 2.0 before it where
/// there is one; our own comes last because its terms are scoped to the types that the others define.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Family {
    /// The VC Data Model itself, 1.1 or 2.0.
    Credentials,
    /// Comprehensive Learner Record 2.0.
    Clr,
    /// Open Badges 3.0.
    OpenBadges,
    /// The service types of 1EdTech.
    OpenBadgesExtensions,
    /// Any other: extensions of data models.
    Extension,
    /// Keys, proofs, status lists.
    Security,
    /// Ours.
    Microcred,
}

impl Family {
    /// The family of a context URL; what is not known is an [`Extension`](Self::Extension).
    ///
    /// ```
    /// use microcred::vc::context_urls::{CREDENTIALS_V2, Family};
    /// assert_eq!(Family::of(CREDENTIALS_V2), Family::Credentials);
    /// assert!(Family::Credentials < Family::of("https://example.org/our-terms"));
    /// ```
    pub fn of(url: &str) -> Self {
        match url {
            CREDENTIALS_V1 | CREDENTIALS_V2 => Self::Credentials,
            CLR_2_0_0 | CLR_2_0_1 => Self::Clr,
            OPEN_BADGES_3_0_0 | OPEN_BADGES_3_0_0_ALIAS | OPEN_BADGES_3_0_1 | OPEN_BADGES_3_0_2 | OPEN_BADGES_3_0_3 => {
                Self::OpenBadges
            }
            OPEN_BADGES_EXTENSIONS => Self::OpenBadgesExtensions,
            STATUS_V1 | STATUS_LIST_2021_V1 | DATA_INTEGRITY_V1 | DATA_INTEGRITY_V2 | MULTIKEY_V1 | ED25519_2020_V1
            | JWS_2020_V1 | DID_V1 => Self::Security,
            _ if url.starts_with("https://w3id.org/microcred/") => Self::Microcred,
            _ => Self::Extension,
        }
    }
}

/// The version of the VC Data Model that a first context announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DataModel {
    /// [VC Data Model 1.1](https://www.w3.org/TR/vc-data-model/)
    V1,
    /// [VC Data Model 2.0](https://www.w3.org/TR/vc-data-model-2.0/)
    V2,
}

impl DataModel {
    /// The version whose context this is.
    pub fn of(url: &str) -> Option<Self> {
        match url {
            CREDENTIALS_V1 => Some(Self::V1),
            CREDENTIALS_V2 => Some(Self::V2),
            _ => None,
        }
    }

    /// The version that the first context of a document announces.
    pub(crate) fn of_document(root: Node<'_>) -> Option<Self> {
        root.get("@context")?.each().next()?.as_str().and_then(Self::of)
    }

    /// The members in which it says from when and until when something is valid.
    pub(crate) fn dates(self) -> Dates {
        let version = match self {
            Self::V2 => 0,
            Self::V1 => 1,
        };
        Dates { from: FROM[version], until: UNTIL[version] }
    }
}

/// The members in which a version says from when and until when something is valid.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dates {
    pub(crate) from: &'static str,
    pub(crate) until: &'static str,
}

/// Both names of either end, the newer first: documents of VC 1.1 were made with those of 2.0 as well.
pub(crate) const FROM: [&str; 2] = ["validFrom", "issuanceDate"];
/// Likewise of the other.
pub(crate) const UNTIL: [&str; 2] = ["validUntil", "expirationDate"];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Every bundled context has its name here, and every name but an alias has its bundled context.
    #[test]
    fn the_names_are_those_of_the_bundled_contexts() {
        let index = include_str!("../../vocab/contexts/index.json");
        let index: serde_json::Value = serde_json::from_str(index).unwrap();
        let entries = index.as_array().or_else(|| index["contexts"].as_array()).unwrap();
        let bundled: BTreeSet<&str> = entries.iter().map(|entry| entry["url"].as_str().unwrap()).collect();
        let named = BTreeSet::from([
            CREDENTIALS_V1,
            CREDENTIALS_V2,
            CREDENTIALS_EXAMPLES_V2,
            OPEN_BADGES_3_0_0,
            OPEN_BADGES_3_0_1,
            OPEN_BADGES_3_0_2,
            OPEN_BADGES_3_0_3,
            OPEN_BADGES_EXTENSIONS,
            CLR_2_0_0,
            CLR_2_0_1,
            DCC_V1,
            STATUS_V1,
            STATUS_LIST_2021_V1,
            DATA_INTEGRITY_V1,
            DATA_INTEGRITY_V2,
            MULTIKEY_V1,
            ED25519_2020_V1,
            JWS_2020_V1,
            DID_V1,
        ]);
        let ours = BTreeSet::from([MICROCRED_DRAFT_1]);
        assert_eq!(bundled.difference(&ours).copied().collect::<BTreeSet<_>>(), named);
    }
}
