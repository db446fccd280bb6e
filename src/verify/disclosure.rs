//! What a holder may not choose about: who issued the credential, what it is, by which schema, and whether it still holds.
//!
//! What of it is shown by the holder's choice proves nothing, since another one may have been withheld: a type by which the
//! credential would be no valid badge, or a status by which it is revoked. Where nothing that decides whether it holds is shown at all,
//! everything of the kind may have been withheld; and what is shown of the end says nothing about the status, nor the other way round.

use super::checks::Checks;
use super::opened::{Opened, Role};
use super::proof::signature::Proven;
use crate::json::{Node, Pointer};
use crate::proof::data_integrity::selective::{Disclosed, Shown};
use crate::proof::sd_jwt::Processed;
use crate::proof::{ALWAYS_SHOWN, DECIDES_VALIDITY};
use crate::report::{Code, Finding, Findings, Group, code};

/// What a holder could have chosen; nothing where there was no choice at all.
pub(super) fn findings(opened: &Opened, proven: &Proven) -> Option<Findings> {
    match (&proven.disclosed, proven.token(opened).and_then(|token| token.processed())) {
        (Some(disclosed), _) => Some(of_statements(opened.root(), disclosed)),
        (None, Some(processed)) => Some(of_claims(opened.role, processed)),
        (None, None) => None,
    }
}

/// Whether all that is shown is what the issuer wants to be shown, whatever else there may be.
pub(super) fn leaves_no_choice(findings: Option<&Findings>) -> bool {
    const ABOUT_THE_REST: [Code; 3] =
        [code::proof::MANDATORY_WITHHELD, code::proof::MANDATORY_END_UNKNOWN, code::proof::MANDATORY_STATUS_UNKNOWN];
    findings.is_none_or(|findings| findings.iter().all(|finding| ABOUT_THE_REST.contains(&finding.code)))
}

pub(super) fn check(findings: Option<Findings>, checks: &mut Checks<'_>) {
    if let Some(findings) = findings {
        checks.result("proof.mandatory_disclosure", Group::Signature, findings);
    }
}

fn of_statements(root: Node<'_>, disclosed: &Disclosed) -> Findings {
    let shown = ALWAYS_SHOWN.map(|name| (name, disclosed.member(root, name)));
    let is_shown = |name: &str| shown.iter().any(|(own, shown)| *own == name && *shown != Shown::Not);
    // Most credentials have an end or a status and not both, so that what is missing beside the other is told, and no more: nothing
    // that an honest issuer could do would make it known that there is none.
    let mut findings: Findings = match DECIDES_VALIDITY.into_iter().any(is_shown) {
        true => Deciding::missing(is_shown).map(Deciding::unknown).collect(),
        false => Findings::from_iter([withheld()]),
    };
    let by_choice = shown.iter().filter(|(_, shown)| *shown == Shown::ByChoice);
    findings.extend(
        by_choice.map(|(name, _)| Finding::new(code::proof::MANDATORY_DISCLOSURE, Pointer::root().member(name), "")),
    );
    findings
}

fn of_claims(role: Role, processed: &Processed) -> Findings {
    let mut findings = processed.findings();
    // A presentation is made by whoever shows it, and nobody revokes it.
    if role == Role::Credential {
        findings
            .extend(processed.chosen_about(|name| ALWAYS_SHOWN.contains(&name) && !DECIDES_VALIDITY.contains(&name)));
        findings.extend(unnamed_issuer(processed));
    }
    let is_withholding_at_top = processed.withheld_in().iter().any(|place| place.as_str().is_empty());
    let is_shown = |name: &str| processed.root().get(name).is_some();
    if is_withholding_at_top && !is_shown("exp") && !DECIDES_VALIDITY.into_iter().any(is_shown) {
        findings.push(withheld());
    } else if is_withholding_at_top && role == Role::Credential {
        findings.extend(Deciding::missing(is_shown).map(Deciding::unknown));
    }
    findings
}

/// Every credential has an issuer. If none is shown, it was withheld, and a claim may name another.
fn unnamed_issuer(processed: &Processed) -> Option<Finding> {
    let is_withholding_at_top = processed.withheld_in().iter().any(|place| place.as_str().is_empty());
    let is_withheld = is_withholding_at_top && processed.root().get("issuer").is_none();
    let detail = "it is not shown, and what the token claims besides may say another; ask the issuer to show it always";
    is_withheld.then(|| Finding::new(code::sd_jwt::CLAIM_MUST_BE_PLAIN, Pointer::root().member("issuer"), detail))
}

/// What can end a credential, each whatever is said of the other. When it starts says nothing about either.
#[derive(Clone, Copy)]
enum Deciding {
    End,
    Status,
}

impl Deciding {
    fn missing(is_shown: impl Fn(&str) -> bool) -> impl Iterator<Item = Self> {
        [Self::End, Self::Status].into_iter().filter(move |it| !it.is_shown(&is_shown))
    }

    fn is_shown(self, is_shown: impl Fn(&str) -> bool) -> bool {
        match self {
            Self::End => ["validUntil", "expirationDate", "exp"].into_iter().any(is_shown),
            Self::Status => is_shown("credentialStatus"),
        }
    }

    fn unknown(self) -> Finding {
        let code = match self {
            Self::End => code::proof::MANDATORY_END_UNKNOWN,
            Self::Status => code::proof::MANDATORY_STATUS_UNKNOWN,
        };
        Finding::new(code, Pointer::root(), "ask the issuer whether it gives out what cannot be left out")
    }
}

fn withheld() -> Finding {
    let detail = "ask for it, or ask the issuer to make it mandatory";
    Finding::new(code::proof::MANDATORY_WITHHELD, Pointer::root(), detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Tree, Value};
    use crate::jsonld::Contexts;
    use crate::key::{Algorithm, InMemorySigner, PrivateKey, Signer};
    use crate::proof::data_integrity::selective::{self, Selecting};
    use crate::{Environment, Limits};

    const CREDENTIAL: &str = r#"{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"],
        "issuer": {"id": "https://vet.example/", "name": "Example VET"}, "name": "Badge", "validUntil": "2030-01-01T00:00:00Z",
        "credentialSchema": {"id": "https://vet.example/schema", "type": "JsonSchema"},
        "credentialSubject": {"id": "did:example:ana"}}"#;

    fn pointers(places: &[&str]) -> Vec<Pointer> {
        places.iter().map(|place| Pointer::from_text(*place)).collect()
    }

    fn tree(text: &str) -> Tree {
        Tree::parse(text, &Limits::default()).unwrap()
    }

    /// What is found where the issuer makes this mandatory, and the holder shows that besides.
    fn found(suite: &str, algorithm: Algorithm, mandatory: &[&str], shown: &[&str]) -> Vec<(Code, String)> {
        let (contexts, limits, environment) = (Contexts::bundled(), Limits::default(), Environment::system());
        let signer = InMemorySigner::new(PrivateKey::generate(algorithm, &environment).unwrap()).unwrap();
        let options = format!(
            r#"{{"type": "DataIntegrityProof", "cryptosuite": "{suite}", "created": "2026-09-01T00:00:00Z",
                 "verificationMethod": "did:example:issuer#1", "proofPurpose": "assertionMethod"}}"#
        );
        let [document, options] = [CREDENTIAL, &*options].map(|text| tree(text).root().to_value());
        let (Value::Object(document), Value::Object(options)) = (document, options) else { panic!("two objects") };
        let mandatory = |_: Node<'_>| pointers(mandatory);
        let base =
            selective::sign_showing(&document, &options, mandatory, &signer, &environment, &contexts, &limits).unwrap();
        let base = tree(&base.to_string());
        let derived = selective::derive(base.root(), &Selecting::new(pointers(shown)), &contexts, &limits).unwrap();
        let derived = tree(&derived.to_string());
        let key = signer.identity().public_key();
        let disclosed = selective::check(derived.root(), key, &contexts, &limits).unwrap();
        let findings = of_statements(derived.root(), &disclosed).into_iter();
        findings.map(|finding| (finding.code, finding.pointer.as_str().to_owned())).collect()
    }

    /// Whose a credential is, what it is and by which schema is no more up to the holder than whether it holds.
    #[test]
    fn what_decides_is_shown_by_no_choice() {
        let suites = [
            ("ecdsa-sd-2023", Algorithm::EcdsaP256),
            #[cfg(feature = "bbs")]
            ("bbs-2023", Algorithm::Bbs),
        ];
        for (suite, algorithm) in suites {
            let unknown = (code::proof::MANDATORY_STATUS_UNKNOWN, String::new());
            let cases: [(&[&str], &[&str], &[&str]); 5] = [
                (&["/issuer", "/validUntil", "/credentialSchema"], &["/name"], &[]),
                (&["/validUntil"], &["/issuer"], &["/issuer"]),
                (&["/issuer/id", "/validUntil"], &["/issuer/name"], &["/issuer"]),
                (&["/issuer", "/validUntil"], &["/credentialSchema"], &["/credentialSchema"]),
                (&[], &["/issuer", "/validUntil"], &["/issuer", "/type", "/validUntil"]),
            ];
            for (mandatory, shown, expected) in cases {
                let chosen = expected.iter().map(|place| (code::proof::MANDATORY_DISCLOSURE, (*place).to_owned()));
                let expected: Vec<(Code, String)> = std::iter::once(unknown.clone()).chain(chosen).collect();
                assert_eq!(found(suite, algorithm, mandatory, shown), expected, "{suite} {mandatory:?} {shown:?}");
            }
            let nothing = found(suite, algorithm, &[], &["/issuer"]);
            assert!(nothing.contains(&(code::proof::MANDATORY_WITHHELD, String::new())), "{nothing:?}");
            assert!(nothing.contains(&(code::proof::MANDATORY_DISCLOSURE, "/type".to_owned())), "{nothing:?}");
        }
    }
}
