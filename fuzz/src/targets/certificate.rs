//! Micro-credentials in their own form: issued, verified, read back as they were, and shown on a certificate that says no more.

use super::text;
use crate::Target;
use crate::judge::{STRICT, judged, same_when_read};
use crate::material::{self, ISSUER};
use crate::mutate::Shape;
use crate::seeds::{self, Seeds};
use microcred::Offer;
use microcred::microcredential::MicroCredential;
use microcred::microcredential::carrier::Carrier;
use microcred::render::{BadgeImage, Certificate, Language, Link};
use microcred::report::{Outcome, code};
use quick_xml::Reader;
use quick_xml::events::Event;

pub const TARGET: Target = Target { name: "certificate", shape: Shape::Json, longest: 12 * 1024, hold, seeds };

fn hold(data: &[u8]) {
    let Some(text) = text(data) else { return };
    if let Ok(offer) = Offer::from_json(text) {
        let written = offer.to_json();
        same_when_read(&written, &written.to_string());
        assert_eq!(Offer::from_json(&written.to_string()).as_ref(), Ok(&offer));
    }
    let Ok(held) = MicroCredential::from_json(text) else { return };
    let written = held.to_json();
    same_when_read(&written, &written.to_string());
    assert_eq!(MicroCredential::from_json(&written.to_string()).as_ref(), Ok(&held), "{written}");
    for carrier in [Carrier::Standard, Carrier::Extended] {
        let Ok(badge) = ISSUER.clone().with_carrier(carrier).issue(&held) else { continue };
        let verification = judged(&STRICT, badge.as_bytes(), &[]);
        let in_time = !verification.has(code::validity::EXPIRED) && !verification.has(code::validity::NOT_YET);
        // Whatever is issued, a strict verifier takes.
        if in_time {
            assert_eq!(verification.outcome, Outcome::Valid, "{verification}\n{badge:?}");
        }
        let Ok(verified) = verification.accept::<MicroCredential>() else {
            assert!(
                carrier == Carrier::Standard || !in_time,
                "what our own context carries is read back\n{verification}"
            );
            continue;
        };
        if carrier == Carrier::Extended && held.id().is_some() && held.offer().id.is_some() {
            assert_eq!(verified.to_json().to_string(), written.to_string(), "our own context loses nothing");
        }
        for tag in ["en", "pt", "el"] {
            let language = Language::of(tag).unwrap_or_default();
            let link = Link::new("https://vet.example/badges/7.json").expect("a link");
            let certificate = Certificate::of(&verified).in_language(language).with_link(link);
            page(&certificate.to_html());
            #[cfg(feature = "pdf")]
            assert!(certificate.to_pdf().is_ok_and(|pdf| pdf.as_bytes().starts_with(b"%PDF")));
        }
        let image = BadgeImage::of(held.offer()).to_svg();
        super::svg::harmless(image.as_bytes());
    }
}

/// A page holds no script, no link and nothing from elsewhere, whatever stands in the credential.
fn page(html: &str) {
    let body = html.split_once("<body>").and_then(|(_, body)| body.rsplit_once("</body>")).expect("a body").0;
    let mut reader = Reader::from_str(body);
    reader.config_mut().check_end_names = false;
    loop {
        let element = match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => element,
            Ok(Event::Eof) => return,
            Ok(_) => continue,
            Err(error) => panic!("the page is not well formed: {error}\n{body}"),
        };
        let name = AsRef::<str>::as_ref(&element.name()).to_lowercase();
        assert!(!matches!(name.as_str(), "script" | "a" | "iframe" | "link" | "object" | "form" | "base"), "<{name}>");
        for attribute in element.attributes().flatten() {
            let name = AsRef::<str>::as_ref(&attribute.key).to_lowercase();
            assert!(!name.starts_with("on"), "a listener: {name}");
            if matches!(name.as_str(), "href" | "src") {
                let value = attribute.value.to_lowercase();
                assert!(value.starts_with("data:image/") || value.starts_with('#'), "it leads elsewhere: {value}");
            }
        }
    }
}

fn seeds(seeds: &mut Seeds) {
    seeds.words(material::WORDS.iter().cloned());
    seeds.add(seeds::own("examples/data/micro-credential.json"));
    seeds.add(seeds::own("examples/data/offer.json"));
    let small = r#"{"id":"urn:a:1","learner":{"name":"Ana"},"issued":"2026-06-15","offer":{"id":"urn:a:2","title":"Green skills",
        "awardingBodies":[{"id":"https://vet.example/","name":"Example VET","country":"PT"}],"learningOutcomes":["Plans an energy audit"],
        "workload":{"hours":"7.5"},"level":{"nqf":{"country":"IE","framework":"NFQ","level":"6"}},"assessmentTypes":["portfolio"],
        "participation":["online"],"qualityAssurance":["internal"]}}"#;
    seeds.add(small);
}
