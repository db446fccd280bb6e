//! Who signs, in whose name, about whom, in what it stands, and what strangers do to it: put together in all ways, and judged by what
//! is so. Elsewhere what was signed is changed; here nothing has to be.

use super::strangers::wrapped_by;
use crate::support::{
    self, add_proof, at, badge_of, did_key, edited, environment, issuer_as, json, key, multikey, object, sign_by_hand,
};
use microcred::badge::AchievementCredential;
use microcred::codec::{base64url, digest};
use microcred::issue::Secured;
use microcred::json::{Object, Tree, Value};
use microcred::key::{InMemorySigner, PrivateKey};
use microcred::present::{Asked, Presenter, presentable};
use microcred::proof::Suite;
use microcred::proof::data_integrity::Cryptosuite;
use microcred::report::{Outcome, Trust};
use microcred::resolve::Offline;
use microcred::trust::Anchors;
use microcred::vc::Presentation;
use microcred::verify::{Verification, Verifier};
use microcred::{Limits, vc};
use proptest::prelude::*;
use proptest::sample::select;

const CHALLENGE: &str = "u7kqV9";
const DOMAIN: &str = "https://verifier.example";

/// Of whom no more is said.
const ADDRESS: &str = r#"[{"type": "IdentityObject", "hashed": false, "identityHash": "ana@vet.example", "identityType": "emailAddress"}]"#;

/// Everybody can sign, and everybody can be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Party {
    /// An issuer that the verifier knows.
    Known,
    /// One that it does not.
    Unknown,
    Ana,
    Eva,
}

impl Party {
    const ALL: [Self; 4] = [Self::Known, Self::Unknown, Self::Ana, Self::Eva];

    fn key(self) -> PrivateKey {
        key(120 + self as u8)
    }

    fn did(self) -> String {
        did_key(&self.key())
    }
}

/// What became of a credential after it was signed, or what it says of its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Untouched,
    Ended,
    /// Another name was written into it.
    Changed,
    /// Somebody added a proof of his own beside that of its issuer.
    ProvedBy(Party),
    /// Somebody made a token of it, in which its proof still stands.
    WrappedBy(Party),
    /// In its envelope stands a name beside it.
    Beside,
}

/// Whether the holder may leave out whom a credential is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Naming {
    Always,
    /// He may, and has not.
    Shown,
    Withheld,
}

#[derive(Clone, Debug)]
struct Credential {
    /// In whose name it is.
    issuer: Party,
    signer: Party,
    learner: Option<Party>,
    naming: Naming,
    suite: Suite,
    fate: Fate,
    /// A badge without, a learner record with any.
    members: Option<Vec<Credential>>,
}

#[derive(Clone, Debug)]
struct Shown {
    holder: Option<Party>,
    signer: Party,
    suite: Suite,
    challenge: &'static str,
    members: Vec<Credential>,
}

impl Credential {
    /// Whether it is what its issuer said, and still says.
    fn is_genuine(&self) -> bool {
        match self.fate {
            Fate::Untouched => self.issuer == self.signer,
            Fate::ProvedBy(party) | Fate::WrappedBy(party) => self.issuer == self.signer || self.issuer == party,
            Fate::Ended | Fate::Changed | Fate::Beside => false,
        }
    }

    /// Whether somebody who presents it may pass for its learner.
    fn is_for(&self, presenter: Party) -> bool {
        self.learner.is_none_or(|learner| learner == presenter && self.naming != Naming::Withheld)
    }

    /// Whether it says itself that this is its learner.
    fn names(&self, presenter: Party) -> bool {
        self.learner == Some(presenter) && self.naming != Naming::Withheld
    }

    /// Whether it is a part of what its issuer signed.
    fn is_part(&self) -> bool {
        self.learner.is_some() && self.naming == Naming::Withheld
    }

    /// Whether nothing at all is to be said against it, or against what is in it, for whoever presents it.
    fn is_clean(&self, presenter: Option<Party>) -> bool {
        let is_untouched = self.is_genuine() && self.fate == Fate::Untouched;
        let mut inside = self.members.iter().flatten();
        is_untouched
            && !self.is_part()
            && presenter.is_none_or(|presenter| self.is_for(presenter))
            && inside.all(|member| {
                // Records hold objects, and nothing in an envelope.
                member.secured().starts_with('{') && member.is_clean(presenter) && self.learner == member.learner
            })
    }

    fn unsigned(&self) -> Value {
        let mut document = match &self.members {
            None => badge_of(&self.issuer.did()),
            Some(members) => record(self.issuer, members),
        };
        let learner = object(&mut document, "/credentialSubject");
        learner.remove("id");
        match self.learner {
            Some(party) => learner.insert("id", party.did()),
            None => learner.insert("identifier", json(ADDRESS)),
        }
        if self.fate == Fate::Ended {
            object(&mut document, "").insert("validUntil", "2026-10-01T00:00:00Z");
        }
        document
    }

    /// A token in which the holder may choose about the id of the learner.
    fn concealing(&self, learner: Party) -> String {
        let disclosure = base64url::encode(format!(r#"["salt","id","{}"]"#, learner.did()).as_bytes());
        let digest = base64url::encode(&digest::sha256(&disclosure));
        let mut document = self.unsigned();
        let subject = object(&mut document, "/credentialSubject");
        subject.remove("id");
        subject.insert("identifier", json(ADDRESS));
        subject.insert("_sd", json(&format!(r#"["{digest}"]"#)));
        let token = wrapped_by(&document.to_string(), "vc+sd-jwt", Object::new(), &self.signer.key());
        if self.naming == Naming::Shown { format!("{token}{disclosure}~") } else { token }
    }

    /// As it is handed on: JSON with a proof, or a token.
    fn secured(&self) -> String {
        let document = self.unsigned();
        let text = document.to_string();
        let issued = || in_own_name(self.signer).secure(&text, self.suite).ok().map(Secured::into_string);
        // In another's name, or where an issuer would not: as somebody does who asks nobody.
        let by_hand = || match self.suite {
            Suite::DataIntegrity(_) if self.members.is_none() && self.learner != Some(self.issuer) => {
                sign_by_hand(&document, &self.signer.key(), &[])
            }
            Suite::SdJwt => wrapped_by(&text, "vc+sd-jwt", Object::new(), &self.signer.key()),
            _ => wrapped_by(&text, "vc+jwt", Object::new(), &self.signer.key()),
        };
        let signed = match self.learner {
            Some(learner) if self.naming != Naming::Always => self.concealing(learner),
            _ => issued().filter(|_| self.issuer == self.signer).unwrap_or_else(by_hand),
        };
        match (self.fate, signed.starts_with('{')) {
            (Fate::Changed, true) => edited(&signed, |document| object(document, "").insert("name", "Another")),
            (Fate::Changed, false) => with_payload(&signed, |payload| object(payload, "").insert("name", "Another")),
            (Fate::ProvedBy(party), true) if self.members.is_none() => {
                let mut theirs = json(&sign_by_hand(&document, &party.key(), &[]));
                let proof = at(&mut theirs, "/proof/0").clone();
                edited(&signed, |document| add_proof(document, proof))
            }
            (Fate::WrappedBy(party), true) => wrapped_by(&signed, "vc+jwt", Object::new(), &party.key()),
            _ => signed,
        }
    }

    /// As it stands in something else.
    fn nested(&self) -> Value {
        let secured = self.secured();
        let mut nested = presentable(secured.as_bytes(), &Limits::default()).unwrap().to_json();
        if self.fate == Fate::Beside {
            object(&mut nested, "").insert("name", "Another");
        }
        nested
    }
}

fn in_own_name(party: Party) -> microcred::Issuer {
    issuer_as(&party.did(), party.key(), &format!("{}#{}", party.did(), multikey(&party.key())))
}

/// A token with something else in it, under the same signature.
fn with_payload(token: &str, edit: impl FnOnce(&mut Value)) -> String {
    let parts: Vec<&str> = token.splitn(3, '.').collect();
    let payload = String::from_utf8(base64url::decode(parts[1]).unwrap()).unwrap();
    [parts[0], &base64url::encode(edited(&payload, edit).as_bytes()), parts[2]].join(".")
}

fn record(publisher: Party, members: &[Credential]) -> Value {
    let subject = Object::new()
        .with_all("type", ["ClrSubject"])
        .with_all("verifiableCredential", members.iter().map(Credential::nested));
    let issuer = Object::new().with("id", publisher.did()).with_all("type", ["Profile"]).with("name", "Publisher");
    let contexts = [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ];
    let record = Object::new()
        .with_all("@context", contexts)
        .with("id", "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000099")
        .with_all("type", ["VerifiableCredential", "ClrCredential"])
        .with("issuer", Value::from(issuer))
        .with("validFrom", "2026-01-01T00:00:00Z")
        .with("name", "Record")
        .with("credentialSubject", subject);
    record.into()
}

impl Shown {
    /// As its holder would present it; as anybody else, or with what no presenter takes, a token that somebody made by hand.
    fn secured(&self) -> String {
        let document = Object::new()
            .with_all("@context", ["https://www.w3.org/ns/credentials/v2"])
            .with_all("type", ["VerifiablePresentation"]);
        let document = match self.holder {
            Some(holder) => document.with("holder", holder.did()),
            None => document,
        };
        let document = document.with_all("verifiableCredential", self.members.iter().map(Credential::nested));
        let text = Value::from(document).to_string();
        let presented = || {
            let tree = Tree::parse(&text, &Limits::default()).unwrap();
            let (presentation, _) = Presentation::read(tree.root()).ok()?;
            let presenter = Presenter::new(InMemorySigner::new(self.signer.key()).unwrap());
            let presenter = presenter.with_environment(environment()).with_suite(self.suite);
            presenter.present(&presentation, &Asked::new(self.challenge).by(DOMAIN)).ok()
        };
        let by_hand = || {
            let claims = Object::new().with("nonce", self.challenge).with("aud", DOMAIN);
            wrapped_by(&text, "vp+jwt", claims, &self.signer.key())
        };
        presented().map_or_else(by_hand, Secured::into_string)
    }

    /// Whether it answers this question, in the signer's own name or in nobody's.
    fn is_answer(&self) -> bool {
        self.challenge == CHALLENGE && self.holder.is_none_or(|holder| holder == self.signer)
    }
}

fn party() -> impl Strategy<Value = Party> {
    select(&Party::ALL[..])
}

/// Who signs for somebody: most often himself.
fn signer_for(party: Party) -> impl Strategy<Value = Party> {
    prop_oneof![6 => Just(party), 1 => select(&Party::ALL[..])]
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        10 => Just(Fate::Untouched),
        1 => Just(Fate::Ended),
        1 => Just(Fate::Changed),
        1 => party().prop_map(Fate::ProvedBy),
        1 => party().prop_map(Fate::WrappedBy),
        1 => Just(Fate::Beside),
    ]
}

fn suites_of_badges() -> impl Strategy<Value = Suite> {
    let embedded = [Cryptosuite::EddsaRdfc2022, Cryptosuite::EddsaJcs2022].map(Suite::from);
    select([embedded.as_slice(), &[Suite::Jwt, Suite::OpenBadgesJwt, Suite::SdJwt]].concat())
}

fn credential(
    suites: impl Strategy<Value = Suite>,
    members: impl Strategy<Value = Option<Vec<Credential>>>,
) -> impl Strategy<Value = Credential> {
    let learner = prop_oneof![5 => Just(Some(Party::Ana)), 2 => Just(Some(Party::Eva)), 1 => Just(None)];
    let parties = party().prop_flat_map(|issuer| (Just(issuer), signer_for(issuer)));
    let naming = prop_oneof![6 => Just(Naming::Always), 1 => Just(Naming::Shown), 2 => Just(Naming::Withheld)];
    (parties, (learner, naming), suites, fate(), members).prop_map(
        |((issuer, signer), (learner, naming), suite, fate, members)| {
            let suite = if naming == Naming::Always { suite } else { Suite::SdJwt };
            Credential { issuer, signer, learner, naming, suite, fate, members }
        },
    )
}

/// Badges, records of badges, and records of records.
fn anything() -> impl Strategy<Value = Credential> {
    let badge = credential(suites_of_badges(), Just(None));
    badge.prop_recursive(2, 8, 3, |inside| {
        let suites = select(vec![Suite::from(Cryptosuite::EddsaJcs2022), Suite::Jwt, Suite::SdJwt]);
        credential(suites, prop::collection::vec(inside, 1..=3).prop_map(Some))
    })
}

fn shown() -> impl Strategy<Value = Shown> {
    let suites = select(vec![Suite::from(Cryptosuite::EddsaRdfc2022), Cryptosuite::EddsaJcs2022.into(), Suite::Jwt]);
    let holder = prop_oneof![4 => Just(Some(Party::Ana)), 1 => Just(Some(Party::Eva)), 2 => Just(None)];
    let parties = holder.prop_flat_map(|holder| {
        let usual = holder.unwrap_or(Party::Ana);
        (Just(holder), signer_for(usual))
    });
    let challenge = prop_oneof![9 => Just(CHALLENGE), 1 => Just("another")];
    (parties, suites, challenge, prop::collection::vec(anything(), 0..=3))
        .prop_map(|((holder, signer), suite, challenge, members)| Shown { holder, signer, suite, challenge, members })
}

fn verifier() -> Verifier {
    let anchors = format!(r#"{{"anchors": [{{"id": "{}", "name": "Example VET"}}]}}"#, Party::Known.did());
    support::verifier().with_anchors(Anchors::parse(&anchors).unwrap())
}

fn is_accepted(verification: &Verification) -> bool {
    verification.accept::<vc::Credential>().is_ok() || verification.accept::<AchievementCredential>().is_ok()
}

/// What is said of a credential and of all that is in it is so. `presenter` is who has shown it, if anybody has; where there was no
/// answer to the question, it may be refused for that.
fn assert_true(
    verification: &Verification,
    credential: &Credential,
    presenter: Option<Party>,
    is_answer: bool,
) -> Result<(), TestCaseError> {
    let accepted = is_accepted(verification);
    let is_so = credential.is_genuine() && presenter.is_none_or(|presenter| credential.is_for(presenter));
    prop_assert!(!accepted || is_so, "accepted: {credential:?}\n{verification}");
    let is_known = verification.trust == Trust::Trusted;
    prop_assert!(!is_known || (credential.is_genuine() && credential.issuer == Party::Known), "{verification}");
    prop_assert!(!is_answer || !credential.is_clean(presenter) || accepted, "refused: {credential:?}\n{verification}");
    let inside = credential.members.as_deref().unwrap_or_default();
    let read = verification.members();
    // What does not hold is not always taken apart.
    prop_assert!(read.len() == inside.len() || (read.is_empty() && !accepted), "{verification}");
    read.iter().zip(inside).try_for_each(|((_, read), member)| {
        assert_true(read, member, presenter, is_answer)?;
        let alone = is_accepted(&verifier().verify(member.secured(), &Offline));
        prop_assert!(!is_accepted(read) || alone, "held up by what it stands in: {member:?}\n{read}");
        Ok(())
    })
}

/// Whether it is somebody else's, or may be, or a record in which something of somebody else's holds, unless one who is known says that
/// it is about whoever presents it.
fn is_anothers(credential: &Credential, presenter: Party) -> bool {
    let is_vouched_for = credential.issuer == Party::Known && credential.names(presenter);
    let mut inside = credential.members.iter().flatten().filter(|_| !is_vouched_for);
    credential.is_genuine() && (!credential.is_for(presenter) || inside.any(|member| is_anothers(member, presenter)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_accepted_is_its_issuers(
        credential in anything().prop_filter("an envelope is for what stands in something", |own| own.fate != Fate::Beside),
    ) {
        assert_true(&verifier().verify(credential.secured(), &Offline), &credential, None, true)?;
    }

    #[test]
    fn whatever_is_presented_is_its_holders(shown in shown()) {
        let verification = verifier().with_challenge(CHALLENGE).with_domain(DOMAIN).verify(shown.secured(), &Offline);
        let is_accepted = verification.accept::<vc::Presentation>().is_ok();
        prop_assert_eq!(is_accepted, verification.outcome == Outcome::Valid);
        let mut members = shown.members.iter();
        if is_accepted {
            prop_assert!(shown.is_answer(), "{shown:?}\n{verification}");
            prop_assert!(members.clone().all(Credential::is_genuine), "{shown:?}\n{verification}");
            let anothers = members.clone().any(|member| is_anothers(member, shown.signer));
            prop_assert!(!anothers, "{shown:?}\n{verification}");
        } else {
            let is_clean = members.all(|member| member.is_clean(Some(shown.signer)));
            prop_assert!(!shown.is_answer() || !is_clean, "{shown:?}\n{verification}");
        }
        let presenter = shown.is_answer().then_some(shown.signer);
        for ((_, read), member) in verification.members().iter().zip(&shown.members) {
            assert_true(read, member, presenter, shown.is_answer())?;
        }
    }
}
