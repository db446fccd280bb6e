//! Who learned what is told by nobody's `Debug`: whatever is made of a badge may end up in somebody's log.

use crate::support::{self, NOW, environment, instant, verifier};
use microcred::badge::AchievementCredential;
use microcred::issue::Issuable;
use microcred::json::Tree;
use microcred::jsonld::{Contexts, Hash, Work, statements};
use microcred::key::{InMemorySigner, KeyFile, Signer};
use microcred::microcredential::carrier::Carrier;
use microcred::ops::{
    Bake, Check, Convert, CredentialFormat, Derive, Inspect, Issue, IssueComplete, IssuePrepare, Operation, Present,
    Render, StackAward, StackEvaluate, Unbake, Verify, View,
};
use microcred::present::Asked;
use microcred::proof::data_integrity::Cryptosuite;
use microcred::proof::{Suite, Unwrapped};
use microcred::resolve::{Answer, Found, Memory, Offline};
use microcred::vc::{Credential, Document};
use microcred::{Environment, Issuer, Learner, Limits, MicroCredential, Offer, Verified, elm};
use std::fmt::Debug;

const OFFER: &str = include_str!("../../examples/data/offer.json");
const PATHWAY: &str = include_str!("../../examples/data/pathway.json");

/// What may not be told: the name, and the identifier.
const MARKS: [&str; 2] = ["Xymena", "x4m3n4"];

#[track_caller]
fn assert_untold(what: &str, value: &dyn Debug) {
    let told = format!("{value:?} {value:#?}");
    // As text, and as bytes in a list.
    let bytes = |mark: &str| mark.bytes().map(|byte| byte.to_string()).collect::<Vec<_>>().join(", ");
    for mark in MARKS {
        assert!(!told.contains(mark) && !told.contains(&bytes(mark)), "{what} tells {mark}: {told}");
    }
}

/// With random bytes that differ, so that ids do.
fn fresh() -> Environment {
    Environment::system().at(instant(NOW))
}

fn issuer() -> Issuer {
    support::issuer().with_environment(fresh())
}

fn held() -> MicroCredential {
    let learner = Learner::named("Xymena Quint").did("did:example:x4m3n4");
    let date = microcred::chrono::NaiveDate::from_ymd_opt(2026, 6, 15).unwrap();
    let held = Offer::from_json(OFFER).unwrap().award_to(learner).on(date).build().unwrap();
    held.with_ids(&fresh()).unwrap()
}

#[test]
fn debug_tells_no_learner() {
    let (held, limits) = (held(), Limits::default());
    assert_untold("a micro-credential", &held);
    assert_untold("what an issuer carries", &held.carry(&issuer()).unwrap());
    let carried = Carrier::Standard.carry(&held, issuer().profile()).unwrap();
    assert_untold("a badge", &carried);
    let written = elm::write(&held, &elm::Options::default());
    assert_untold("a European Digital Credential", &written);
    assert_untold("the same, read", &elm::read(written.document.to_string().as_bytes(), &limits).unwrap());
    assert_untold("what is to be signed", &issuer().prepare(&held).unwrap());

    for suite in [Cryptosuite::EddsaRdfc2022.into(), Cryptosuite::EddsaJcs2022.into(), Suite::Jwt, Suite::SdJwt] {
        let name = suite.name();
        let secured = issuer().with_suite(suite).issue(&held).unwrap();
        assert!(
            !matches!(suite, Suite::DataIntegrity(_)) || MARKS.iter().all(|mark| secured.as_str().contains(mark)),
            "{name}"
        );
        assert_untold(name, &secured);
        let verifier = verifier();
        let mut session = verifier.start(secured.as_bytes());
        assert_untold(name, &session);
        while let Some(need) = session.needs().first().cloned() {
            session.supply(&need.id, Answer::unavailable("nothing is fetched here"));
        }
        assert_untold(name, &session);
        let verification = session.finish();
        assert_untold(name, &verification);
        assert_untold(name, &*verification);
        let accepted: Verified<MicroCredential> = verification.accept().unwrap();
        assert_untold(name, &accepted);
        let accepted: Verified<AchievementCredential> = verifier.verify(&secured, &Offline).accept().unwrap();
        assert_untold(name, &accepted);
        let accepted: Verified<Credential> = verifier.verify(&secured, &Offline).accept().unwrap();
        assert_untold(name, &accepted);
        assert_untold(name, &Unwrapped::read(secured.as_bytes(), &limits).unwrap());
        let found = Found::supplied("https://vet.example/credential", secured.as_bytes());
        assert_untold(name, &found);
        assert_untold(name, &Answer::found(found));
        assert_untold(name, &Memory::new().with("did:example:x4m3n4", secured.as_bytes()));
    }

    let secured = issuer().issue(&held).unwrap();
    let document = Document::parse(secured.as_bytes(), &limits).unwrap();
    assert_untold("a document", &document);
    let tree = Tree::parse(secured.as_str(), &limits).unwrap();
    let statements = statements(tree.root(), &Contexts::bundled(), &["proof"], &limits).unwrap();
    assert!(MARKS.iter().all(|mark| statements.dataset.to_nquads().contains(mark)));
    assert_untold("statements", &statements);
    let canonical = statements.dataset.canonicalize(Hash::Sha256, &mut Work::new(5_000)).unwrap();
    assert!(MARKS.iter().all(|mark| canonical.nquads().contains(mark)));
    assert_untold("their canonical form", &canonical);
    let converted = Convert::new(secured.as_bytes(), CredentialFormat::Elm).run(&environment()).unwrap();
    assert_untold("what was converted", &converted);
}

/// What every operation that is given a learner's credential answers.
#[test]
fn no_answer_tells_its_learner() {
    let environment = fresh();
    let mut held: serde_json::Value = serde_json::from_str(&held().to_json().to_string()).unwrap();
    held["offer"]["workload"] = serde_json::json!({"ects": "2"});
    let held = held.to_string();
    let key = || KeyFile::new(support::issuing_key());
    let issued = Issue::new(held.as_bytes(), key()).run(&environment).unwrap();
    assert_untold("what was issued", &issued);
    let badge = issued.secured().as_bytes();
    assert!(MARKS.iter().all(|mark| issued.secured().as_str().contains(mark)));
    assert_untold("a report", &Verify::new(badge).run(&environment).unwrap());
    assert_untold("an inspection", &Inspect::new(badge).run(&environment).unwrap());
    assert_untold("a check", &Check::new(badge).run(&environment).unwrap());
    for format in [CredentialFormat::Elm, CredentialFormat::MicroCredential] {
        assert_untold("a conversion", &Convert::new(badge, format).run(&environment).unwrap());
    }
    let baked = Bake::new(badge).run(&environment).unwrap();
    assert_untold("an image", &baked);
    assert_untold("what was in it", &Unbake::new(baked.baked().as_bytes()).run(&environment).unwrap());
    for view in View::ALL {
        let mut render = Render::new(badge);
        render.view = view;
        assert_untold(view.as_str(), &render.run(&environment).unwrap());
    }

    let to_sign = IssuePrepare::new(Issue::new(held.as_bytes(), key())).run(&environment).unwrap();
    assert_untold("what is to be signed", &to_sign);
    let signer = InMemorySigner::new(support::issuing_key()).unwrap();
    let signature = signer.sign(to_sign.prepared().message()).unwrap();
    let completed = IssueComplete::new(to_sign.prepared().clone(), signature).run(&environment).unwrap();
    assert_untold("what was signed elsewhere", &completed);

    let mut choosable = Issue::new(held.as_bytes(), key());
    choosable.suite = Some(Suite::SdJwt);
    let choosable = choosable.run(&environment).unwrap();
    let derived = Derive::new(choosable.secured().as_bytes(), []).run(&environment).unwrap();
    assert_untold("a part", &derived);
    let asked = Asked::new("1c5f").by("https://verifier.example");
    let presented = Present::new([badge.to_vec()], key(), asked).run(&environment).unwrap();
    assert_untold("a presentation", &presented);
    assert_untold("what it holds", &Inspect::new(presented.secured().as_bytes()).run(&environment).unwrap());

    let mut pathway: serde_json::Value = serde_json::from_str(PATHWAY).unwrap();
    pathway["groups"] = serde_json::json!([]);
    pathway["requirements"] = serde_json::json!([{"id": "volume", "totalCredits": {"atLeast": "2"}}]);
    let pathway = StackEvaluate::pathway(&pathway.to_string()).unwrap();
    // The second is refused, and shown as that.
    let forged = issued.secured().as_str().replace("Quint", "Quant");
    let evaluate = StackEvaluate::new(pathway, vec![badge.to_vec(), forged.into_bytes()]);
    let evaluated = evaluate.clone().run(&environment).unwrap();
    assert_eq!((evaluated.evaluation.is_complete, evaluated.refused.len()), (true, 1));
    assert_untold("an evaluation", &evaluated);
    let mut award = StackAward::new(evaluate, key());
    award.bundle = true;
    let awarded = award.run(&environment).unwrap();
    assert!(MARKS.iter().all(|mark| awarded.bundle.as_ref().unwrap().document.contains(mark)));
    assert_untold("an award", &awarded);
}
