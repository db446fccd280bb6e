//! Where the original is: for cameras, for eyes and for ears.

use crate::{example, offering, support, verified};
use microcred::MicroCredential;
use microcred::microcredential::carrier::Carrier;
use microcred::render::{Certificate, Link};
use microcred::resolve::Offline;
use serde_json::json;

/// Whoever has no camera reads where the code leads.
#[test]
fn a_code_leads_where_it_says() {
    let verified = verified(&example());
    let address = "https://vet.example/badges/7.json";
    let page = Certificate::of(&verified).with_link(Link::new(address).unwrap()).to_html();
    assert!(page.contains(&format!("aria-label=\"Scan for the original: {address}\"")), "{page}");
    assert!(page.contains(&format!("<dt>Original</dt><dd><bdi>{address}</bdi></dd>")), "{page}");
    // An id that is no address leads nowhere, and so there is no code.
    let id = verified.provenance().credential.clone().unwrap();
    assert!(id.starts_with("urn:uuid:"), "{id}");
    let page = Certificate::of(&verified).to_html();
    assert!(!page.contains("<figure>") && !page.contains("Scan for"), "{page}");
    assert!(page.contains(&format!("<dt>Credential</dt><dd><bdi>{id}</bdi></dd>")), "{page}");
}

/// An id that is an address leads to the original, if anything does.
#[test]
fn an_address_is_a_link_too() {
    let address = "https://vet.example/credentials/7";
    let held = example().with_ids(&support::environment()).unwrap();
    let mut badge = Carrier::Extended.carry(&held, support::issuer().profile()).unwrap().badge.to_json();
    support::object(&mut badge, "").insert("id", address);
    let signed = support::sign_by_hand(&badge, &support::issuing_key(), &[]);
    let verified = support::verifier().verify(signed, &Offline).accept::<MicroCredential>().unwrap();
    let page = Certificate::of(&verified).to_html();
    assert!(page.contains(&format!("aria-label=\"Scan for the original: {address}\"")), "{page}");
    assert!(page.contains("<dt>Credential</dt>") && !page.contains("<dt>Original</dt>"), "{page}");
}

/// At the head stands what can be taken in at a glance; the elements say all of it.
#[test]
fn a_head_holds_a_few_facts() {
    let credits: Vec<_> = (0..60).map(|number| json!({"system": format!("System {number}"), "points": "12"})).collect();
    let long = "4 ".repeat(200);
    let level = json!({"eqf": 4, "nqf": [{"country": "PT", "framework": "QNQ", "level": long.trim()}]});
    let verified =
        verified(&offering(&json!({"workload": {"ects": "2", "hours": 1, "credits": credits}, "level": level})));
    let page = Certificate::of(&verified).to_html();
    let (head, rest) = page.split_once("</header>").unwrap();
    let facts: Vec<_> = head.split("<ul class=\"facts\">").nth(1).unwrap().split("<li>").skip(1).collect();
    assert!(facts.len() == 5 && facts[0].starts_with("2 ECTS<") && facts[1].starts_with("1 hour<"), "{facts:?}");
    assert!(facts[4].starts_with("EQF, Level"), "{facts:?}");
    assert_eq!(rest.matches("<bdi>System ").count(), 60);
    assert!(rest.contains(long.trim()));
}
