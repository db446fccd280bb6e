//! What holds of every verification, whatever was verified.

use crate::material::DID;
use crate::support::{NOW, instant};
use microcred::Limits;
use microcred::badge::AchievementCredential;
use microcred::json::{Tree, Value};
use microcred::microcredential::MicroCredential;
use microcred::openbadges2::OpenBadge;
use microcred::report::{Outcome, Trust};
use microcred::resolve::did::Did;
use microcred::resolve::{Answer, Found, Need, NeedKind, Resolver};
use microcred::trust::Anchors;
use microcred::vc;
use microcred::verify::{Policy, Verification, Verifier};
use std::cell::Cell;
use std::sync::LazyLock;

/// A strict verifier that knows the issuer whose key signs here.
pub static STRICT: LazyLock<Verifier> = LazyLock::new(|| knowing(Policy::strict()));

/// The same under the policy that lets the most through.
pub static LENIENT: LazyLock<Verifier> = LazyLock::new(|| knowing(Policy::lenient()));

fn knowing(policy: Policy) -> Verifier {
    let anchors = format!(r#"{{"anchors": [{{"id": "{}"}}]}}"#, *DID);
    Verifier::new()
        .with_policy(policy)
        .with_environment(microcred::Environment::system().at(instant(NOW)))
        .with_anchors(Anchors::parse(&anchors).expect("anchors"))
        .with_diagnostics()
        .refreshing()
}

/// Answers one need after the other, whatever is asked for.
pub struct Answers<'a> {
    answers: &'a [Option<Vec<u8>>],
    asked: Cell<usize>,
}

impl<'a> Answers<'a> {
    pub fn new(answers: &'a [Option<Vec<u8>>]) -> Self {
        Self { answers, asked: Cell::new(0) }
    }
}

impl Resolver for Answers<'_> {
    fn resolve(&self, need: &Need) -> Answer {
        let asked = self.asked.replace(self.asked.get() + 1);
        assert!(asked < Limits::default().needs, "more is asked for than the budget allows: {need:?}");
        assert!(leads_somewhere(need), "{need:?}");
        match self.answers.get(asked % self.answers.len().max(1)) {
            Some(Some(bytes)) if bytes.len() <= need.max_bytes => {
                Answer::found(Found::supplied(need.url.clone(), bytes.clone()))
            }
            Some(None) => Answer::NotFound,
            _ => Answer::unavailable("it is not at hand"),
        }
    }
}

/// What is fetched stands at an https URL; the document of a DID whose method is not resolved here is asked for by the DID itself.
pub fn leads_somewhere(need: &Need) -> bool {
    let is_supplied = || Did::parse(&need.url).is_ok_and(|did| !matches!(did.method(), "key" | "jwk" | "web"));
    need.url.starts_with("https://") || need.kind == NeedKind::DidDocument && need.url == need.subject && is_supplied()
}

/// Verifies, and holds the verification to what every one promises.
pub fn judged(verifier: &Verifier, input: &[u8], answers: &[Option<Vec<u8>>]) -> Verification {
    let verification = verifier.verify(input, &Answers::new(answers));
    let report = holds(&verification);
    // One input has one report.
    let again = verifier.verify(input, &Answers::new(answers)).to_json().to_string();
    assert_eq!(again, report);
    verification
}

/// What holds of a verification and of everything in it. The text of its report.
fn holds(verification: &Verification) -> String {
    let report = verification.to_json();
    let text = report.to_string();
    same_when_read(&report, &text);
    same_when_read(&report, &report.to_string_pretty());
    assert!(!verification.to_string().is_empty());
    if verification.trust == Trust::Trusted {
        assert_eq!(verification.outcome, Outcome::Valid, "trusted, and not valid\n{verification}");
    }
    if verification.acceptable().is_ok() {
        assert_eq!(verification.outcome, Outcome::Valid);
        assert!(verification.trust >= Trust::IssuerBound, "{verification}");
        accepted(verification);
    } else {
        assert!(verification.accept::<AchievementCredential>().is_err());
        assert!(verification.accept::<vc::Credential>().is_err());
        assert!(verification.accept::<vc::Partial>().is_err());
        assert!(verification.accept::<OpenBadge>().is_err());
    }
    for (pointer, member) in verification.members().iter().chain(verification.endorsements()) {
        holds(member);
        if verification.is_presentation() && verification.outcome == Outcome::Valid {
            assert_eq!(member.outcome, Outcome::Valid, "{pointer}: a presentation stands and falls with what is in it");
        }
    }
    text
}

/// What is accepted is the same when it is written and read again.
fn accepted(verification: &Verification) {
    if let Ok(badge) = verification.accept::<AchievementCredential>() {
        let badge = badge.into_inner();
        let text = badge.to_json().to_string();
        let tree = Tree::parse(&text, &large()).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let (again, _) = AchievementCredential::read(tree.root()).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(again.to_json().to_string(), text);
        assert!(verification.accept::<vc::Credential>().is_ok(), "a badge is a credential");
    }
    if let Ok(held) = verification.accept::<MicroCredential>() {
        let held = held.into_inner();
        let text = held.to_json().to_string();
        let again = MicroCredential::from_json(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(again.to_json().to_string(), text);
    }
}

/// A value is the same when its text is read.
pub fn same_when_read(value: &Value, text: &str) {
    let tree =
        Tree::parse(text, &large()).unwrap_or_else(|error| panic!("what was written is not read: {error}\n{text}"));
    assert_eq!(tree.root().to_value().to_string(), value.to_string());
}

/// Limits for what the library writes itself.
pub fn large() -> Limits {
    Limits { bytes: 1 << 26, depth: 512, values: 4_000_000, ..Limits::default() }
}
