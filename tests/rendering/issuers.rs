//! A name is what somebody calls themselves; a certificate says by what they are known.

use crate::{offering, support};
use microcred::badge::Profile;
use microcred::issue::Issuer;
use microcred::key::InMemorySigner;
use microcred::microcredential::MicroCredential;
use microcred::microcredential::carrier::Carrier;
use microcred::render::Certificate;
use microcred::report::{Effect, Trust, code};
use microcred::resolve::Offline;
use microcred::trust::Anchors;
use microcred::verify::Policy;
use microcred::{Verified, Verifier};
use serde_json::json;
use support::{attackers_key, did_key, issuing_key};

const NAME: &str = "University of Everywhere";

/// Anybody with a key can award something in any name, with the DID of the key as the id of the awarding body.
fn held() -> MicroCredential {
    offering(&json!({"awardingBodies": [{"id": did_key(&issuing_key()), "name": {"en": NAME}, "country": "IE"}]}))
}

fn profile() -> Profile {
    Profile::new(did_key(&issuing_key())).name(NAME)
}

fn accepted(verifier: &Verifier, badge: &str) -> Verified<MicroCredential> {
    verifier.verify(badge, &Offline).accept().unwrap()
}

/// The head of the certificate, and the rest of it.
fn page(verified: &Verified<MicroCredential>) -> (String, String) {
    let page = Certificate::of(verified).to_html();
    let (head, rest) = page.split_once("</header>").unwrap();
    (head.split_once("<header>").unwrap().1.to_owned(), rest.to_owned())
}

#[test]
fn a_name_alone_is_no_mark_of_trust() {
    let did = did_key(&issuing_key());
    let signer = InMemorySigner::new(issuing_key()).unwrap();
    let issuer =
        Issuer::new(profile(), signer).with_environment(support::environment()).with_carrier(Carrier::Extended);
    let badge = issuer.issue(&held()).unwrap().into_string();
    let stated = format!("<p class=\"bodies\"><bdi lang=\"en\">{NAME}</bdi> <small><bdi>{did}</bdi></small></p>");

    let (head, rest) = page(&accepted(&support::verifier(), &badge));
    assert!(head.contains(&stated), "{head}");
    assert!(rest.contains("<p class=\"sentence issuer_bound\">"), "{rest}");
    assert!(
        rest.contains("The name is the issuer’s own word.")
            && rest.contains(&format!("<dt>Issuer</dt><dd><bdi>{did}</bdi></dd>"))
    );

    let trusting = |anchor: &str| {
        let anchors = Anchors::parse(&format!(r#"{{"anchors": [{{"id": "{did}"{anchor}}}]}}"#)).unwrap();
        accepted(&support::verifier().with_anchors(anchors), &badge)
    };
    // An anchor without a name is known by its id.
    let (head, rest) = page(&trusting(""));
    assert!(head.contains(&stated) && rest.contains("<p class=\"sentence trusted\">"), "{head}");
    // One with a name is known by that, whatever it calls itself.
    let verified = trusting(&format!(r#", "name": "{NAME}""#));
    assert_eq!(verified.provenance().trusted_name.as_deref(), Some(NAME));
    let (head, rest) = page(&verified);
    assert!(head.contains(&format!("<p class=\"bodies\"><bdi>{NAME}</bdi></p>")), "{head}");
    assert!(
        rest.contains(&format!("<dt>Issuer</dt><dd><bdi>{NAME}</bdi> <small><bdi>{did}</bdi></small></dd>")),
        "{rest}"
    );
    let (head, _) = page(&trusting(r#", "name": "The one in the next street""#));
    let both = format!(
        "<p class=\"bodies\"><bdi>The one in the next street</bdi> <small><bdi lang=\"en\">{NAME}</bdi> (as stated by the issuer)</small></p>"
    );
    assert!(head.contains(&both), "{head}");
}

/// A policy may let a key pass that is nobody's; the certificate has no sign for that.
#[test]
fn a_key_of_somebody_is_no_mark_at_all() {
    let held = held().with_ids(&support::environment()).unwrap();
    let unsigned = Carrier::Extended.carry(&held, &profile()).unwrap().badge;
    let badge = support::sign_by_hand(&unsigned.to_json(), &attackers_key(), &[]);
    let policy = Policy::strict()
        .danger_set_effect(code::issuer::KEY_UNBOUND, Effect::Warn)
        .danger_require_trust(Trust::Integrity);
    let verified = accepted(&support::verifier().with_policy(policy), &badge);
    assert_eq!((verified.provenance().trust, verified.provenance().trusted_name.as_deref()), (Trust::Integrity, None));
    let (head, rest) = page(&verified);
    assert!(head.contains(&format!("<small><bdi>{}</bdi></small>", did_key(&issuing_key()))), "{head}");
    assert!(rest.contains("<p class=\"sentence integrity\">The signature holds; whose key it is"), "{rest}");
    let page = Certificate::of(&verified).to_html();
    assert!(!page.contains(".integrity"), "no style gives it a sign: {page}");
}
