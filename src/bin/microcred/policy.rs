//! What follows from what is found, as the command line names it.

use crate::failure::Failure;
use crate::source;
use microcred::ops;
use microcred::ops::Verify;
use microcred::verify::Policy;
use std::path::Path;

/// The name of the policy that the official test suites are run with.
pub(crate) const CONFORMANCE: &str = "conformance";

/// What it says: each relaxation stands beside the test that forces it.
const EFFECTS: &str = include_str!("../../../vocab/policies/conformance.json");

/// A preset by its name, `conformance`, or a policy from a file.
pub(crate) fn named(name: &Path) -> Result<Policy, Failure> {
    match name.to_str() {
        Some(CONFORMANCE) => Ok(conformance()?),
        Some(text) if Policy::preset(text).is_some() => Ok(Policy::preset(text).unwrap_or_default()),
        _ if !name.exists() && name.as_os_str() != "-" => {
            let detail =
                "there is no such policy and no such file; write strict, lenient, conformance, or the name of a file";
            Err(Failure::file("file.unreadable", name, detail))
        }
        _ => source::read_as(name, Verify::policy),
    }
}

/// The policy of the test suites. It asks for as much trust as any other, so that nothing is accepted under it which is not
/// accepted otherwise: it changes what a report says, and what is signed.
pub(crate) fn conformance() -> Result<Policy, ops::Error> {
    Verify::policy(EFFECTS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use microcred::Limits;
    use microcred::json::{Node, Tree};
    use microcred::report::{Code, Effect};

    /// Every entry changes something, and says which test forces it.
    #[test]
    fn every_relaxation_stands_beside_its_test() {
        let policy = conformance().unwrap();
        let tree = Tree::parse(EFFECTS, &Limits::default()).unwrap();
        let entries: Vec<Node<'_>> = tree.root().get("effects").unwrap().items().collect();
        assert!(!entries.is_empty());
        for entry in entries {
            let text = |name: &str| entry.get(name).and_then(Node::as_str).unwrap_or_default();
            let code = Code::from_name(text("code")).unwrap();
            assert_ne!(policy.effect(code), Policy::strict().effect(code), "{code} needs no entry");
            assert_eq!(policy.effect(code).as_str(), text("effect"));
            let forced_by: Vec<Node<'_>> = entry.get("forcedBy").unwrap().items().collect();
            assert!(!forced_by.is_empty(), "{code}");
            for test in forced_by {
                assert!(["suite", "test"].iter().all(|name| test.get(name).and_then(Node::as_str).is_some()), "{code}");
            }
        }
    }

    /// What would leave a signature without meaning is never let through.
    #[test]
    fn signatures_and_undefined_terms_stay_errors() {
        let policy = conformance().unwrap();
        for name in [
            "proof.missing",
            "proof.signature.invalid",
            "proof.malformed",
            "proof.chain.broken",
            "context.undefined_term",
            "context.safe_mode",
            "context.protected_redefinition",
            "validity.expired",
            "jose.claims.ambiguous",
        ] {
            assert_eq!(policy.effect(Code::from_name(name).unwrap()), Effect::Invalid, "{name}");
        }
    }
}
