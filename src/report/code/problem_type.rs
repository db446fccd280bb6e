//! The types that problems have in HTTP.

use super::{Code, input, proof, request, status, subject, validity};

/// Verifiable Credentials Data Model 2.0, "Problem Details".
const DATA_MODEL: &str = "https://www.w3.org/TR/vc-data-model#";
/// Data Integrity 1.0, "Processing Errors".
const INTEGRITY: &str = "https://w3id.org/security#";
/// Bitstring Status List 1.0, "Processing Errors".
const STATUS_LIST: &str = "https://www.w3.org/ns/credentials/status-list#";
/// VCALM 1.0, "Error Handling".
const VCALM: &str = "https://www.w3.org/TR/vcalm#";
/// Ours, for what none of them has a name for.
const OWN: &str = "https://w3id.org/microcred/codes#";

/// The codes that mean what one of the specifications has a name for.
const KNOWN: &[(&str, &str, &[Code])] = &[
    (
        DATA_MODEL,
        "PARSING_ERROR",
        &[input::SYNTAX, input::ENCODING, input::DUPLICATE_KEY, input::SURROGATE, input::FORMAT, request::SYNTAX],
    ),
    (DATA_MODEL, "CRYPTOGRAPHIC_SECURITY_ERROR", &[proof::SIGNATURE_INVALID]),
    (DATA_MODEL, "MALFORMED_VALUE_ERROR", &[request::MEMBER, validity::MALFORMED]),
    (DATA_MODEL, "RANGE_ERROR", &[validity::NOT_YET, validity::EXPIRED, validity::WINDOW_INVERTED]),
    (
        INTEGRITY,
        "PROOF_VERIFICATION_ERROR",
        &[proof::MISSING, proof::MALFORMED, proof::SIGNATURE_MALFORMED, proof::EXPIRED, proof::CREATED_FUTURE],
    ),
    (INTEGRITY, "INVALID_DOMAIN_ERROR", &[subject::DOMAIN]),
    (INTEGRITY, "INVALID_CHALLENGE_ERROR", &[subject::CHALLENGE]),
    (STATUS_LIST, "STATUS_RETRIEVAL_ERROR", &[status::LIST_UNRESOLVED, status::LIST_TOO_LARGE, status::TIMESTAMP]),
    (
        STATUS_LIST,
        "STATUS_VERIFICATION_ERROR",
        &[
            status::PURPOSE_MISMATCH,
            status::LIST_MALFORMED,
            status::LIST_UNSIGNED,
            status::LIST_PROOF,
            status::LIST_UNBOUND,
            status::LIST_ISSUER_MISMATCH,
            status::LIST_INVALID,
            status::LIST_EXPIRED,
            status::LIST_NOT_YET,
        ],
    ),
    (STATUS_LIST, "STATUS_LIST_LENGTH_ERROR", &[status::LIST_TOO_SHORT]),
    (VCALM, "UNKNOWN_OPTION_PROVIDED", &[request::UNKNOWN_MEMBER]),
];

impl Code {
    /// The URL that is the type of a problem in HTTP ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457#section-3.1.1)): that which a
    /// specification has for it, or one of ours.
    pub(crate) fn problem_type(self) -> String {
        match KNOWN.iter().find(|(.., codes)| codes.contains(&self)) {
            Some((base, name, _)) => format!("{base}{name}"),
            None => format!("{OWN}{self}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::code::net;
    use std::collections::BTreeSet;

    #[test]
    fn a_code_has_one_type() {
        let mut seen = BTreeSet::new();
        for code in KNOWN.iter().flat_map(|(.., codes)| *codes) {
            assert!(seen.insert(code.as_str()), "{code} stands there twice");
        }
        for (code, kind) in [
            (proof::SIGNATURE_INVALID, "https://www.w3.org/TR/vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR"),
            (status::REVOKED, "https://w3id.org/microcred/codes#status.revoked"),
            (net::TIMEOUT, "https://w3id.org/microcred/codes#net.timeout"),
        ] {
            assert_eq!(code.problem_type(), kind);
        }
    }
}
