//! What is shown says everything that the credential says, and nothing in it is active, whatever the credential says.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

#[path = "rendering/images.rs"]
mod images;
#[path = "rendering/issuers.rs"]
mod issuers;
#[path = "rendering/originals.rs"]
mod originals;
#[path = "rendering/reports.rs"]
mod reports;

use microcred::badge::{EndorsementCredential, Profile};
use microcred::issue::{Endorsed, StatusLists, attach};
use microcred::microcredential::carrier::Carrier;
use microcred::microcredential::{MicroCredential, annex};
use microcred::proof::Suite;
use microcred::render::{BadgeImage, Certificate, Language, Link, Logo, NotALink};
use microcred::report::{Effect, code};
use microcred::resolve::Offline;
use microcred::status::registry::MemoryRegistry;
use microcred::trust::Anchors;
use microcred::verify::Policy;
use microcred::{Environment, Limits, Verified, bake};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use support::cases::{case, say};

const EXAMPLE: &str = include_str!("../examples/data/micro-credential.json");

fn verified(held: &MicroCredential) -> Verified<MicroCredential> {
    let badge = support::issuer().with_carrier(Carrier::Extended).issue(held).unwrap();
    support::verifier().verify(&badge, &Offline).accept().unwrap()
}

fn example() -> MicroCredential {
    MicroCredential::from_json(EXAMPLE).unwrap()
}

/// The names of elements and attributes in some markup.
fn names(markup: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (at, _) in markup.match_indices('<') {
        let tag = &markup[at + 1..];
        let end = tag.find('>').unwrap_or_else(|| panic!("{tag}"));
        // The values of attributes hold no quotes of their own.
        let outside: String = tag[..end].split('"').step_by(2).collect();
        let words = outside.split(|character: char| character.is_whitespace() || "/=!".contains(character));
        names.extend(words.filter(|word| !word.is_empty()).map(str::to_ascii_lowercase));
    }
    names
}

#[test]
fn a_certificate_says_every_element() {
    let verified = verified(&example());
    let page = Certificate::of(&verified).to_html();
    for (element, said) in [
        (annex::LEARNER, "Ana Silva"),
        (annex::TITLE, "<h1><bdi lang=\"en\">Green skills for VET trainers</bdi></h1>"),
        (annex::COUNTRY, "<bdi>Lisboa</bdi>, <bdi>Portugal</bdi>"),
        (annex::AWARDING_BODY, "Example Polytechnic"),
        (annex::DATE, "<time datetime=\"2026-06-15\">15 June 2026</time>"),
        (annex::LEARNING_OUTCOMES, "Knows the energy classes of workshop machines"),
        (annex::WORKLOAD, "<li>2 ECTS</li><li>60 hours</li>"),
        (annex::LEVEL, "EQF, Level\u{a0}4"),
        (annex::ASSESSMENT, "practical assessment"),
        (annex::PARTICIPATION, "blended"),
        (annex::QUALITY_ASSURANCE, "Example Quality Agency"),
        (annex::PREREQUISITES, "Experience as a trainer"),
        (annex::SUPERVISION, "supervised, identity verified, on site"),
        (annex::GRADE, "<bdi>17</bdi> <small>(<bdi lang=\"en\">Portuguese scale from 0 to 20</bdi>)</small>"),
        (annex::STACKABILITY, "Certificate in Sustainable Training"),
        (annex::FURTHER_INFORMATION, "https://vet.example/courses/green-skills"),
        ("what the signature says", "the key belongs to the identifier below"),
        ("when it was verified", "23 November 2026, 11:00 UTC"),
        ("the credential", "<dt>Credential</dt>"),
    ] {
        assert!(page.contains(said), "{element}: no {said} in {page}");
    }
    assert!(!page.contains("not reviewed"));
}

/// What has a status that nobody looked up is not said to have none.
#[test]
fn a_status_that_was_not_looked_up_is_said_to_be_there() {
    assert!(Certificate::of(&verified(&example())).to_html().contains("no status that could be looked up"));
    let registry = Arc::new(MemoryRegistry::new(support::environment()));
    let lists = StatusLists::new(registry, "https://vet.example/status/{list}.json");
    let issuer = support::issuer().with_carrier(Carrier::Extended).with_status(lists);
    let policy = Policy::strict().danger_set_effect(code::status::LIST_UNRESOLVED, Effect::Warn);
    let held =
        support::verifier().with_policy(policy).verify(issuer.issue(&example()).unwrap(), &Offline).accept().unwrap();
    let page = Certificate::of(&held).to_html();
    assert!(page.contains("has a status, which was not looked up") && !page.contains("no status"), "{page}");
}

#[test]
fn each_reader_gets_their_language() {
    let verified = verified(&example());
    let page = |tag| Certificate::of(&verified).in_language(Language::of(tag).unwrap()).to_html();
    let portuguese = page("pt-PT");
    for said in [
        "<html lang=\"pt\">",
        "Competências verdes para formadores",
        "15 de junho de 2026",
        "Resultados de aprendizagem",
        "QEQ, Nível\u{a0}4",
        "<bdi>Avaliação prática</bdi>",
        "garantia da qualidade do programa",
        "<bdi lang=\"en\">Electricity and energy</bdi>",
        "não foram revistos",
    ] {
        assert!(portuguese.contains(said), "no {said} in {portuguese}");
    }
    // Who asks for Bokmål or Nynorsk gets Norwegian.
    let norwegian = page("nb-NO");
    assert_eq!(norwegian, page("nn"));
    for said in
        ["<html lang=\"no\">", "15. juni 2026", "Læringsutbytte", "<bdi>Praktisk vurdering</bdi>", "EQF, Nivå\u{a0}4"]
    {
        assert!(norwegian.contains(said), "no {said} in {norwegian}");
    }
    // What there is no wording for is in English, and says so.
    let greek = page("el");
    assert!(
        greek.contains("<bdi lang=\"en\">Green skills for VET trainers</bdi>") && greek.contains("15 Ιουνίου 2026")
    );
}

/// Case 126: every string of a micro-credential that may be anything is hostile.
#[test]
fn render_xss_everywhere() {
    case!(126);
    for hostile in [
        "<img src=x onerror=alert(1)>",
        "\"><script>alert(1)</script>",
        "' onmouseover='alert(1)",
        "](javascript:alert(1))",
        "{{7*7}}${7*7}<%= 7 %>",
        "</style><style>*{background:url(https://attacker.example/)}",
        "</title></main><svg onload=alert(1)>",
        "&lt;script&gt;&#60;script>",
        "\u{202e}gnp.exe\u{2066}\u{2069}\u{2069}",
        "<!--",
        "]]><a href=\"https://attacker.example/\">",
    ] {
        assert_eq!(Link::new(hostile), Err(NotALink), "{hostile}");
        let held = made_hostile(hostile);
        let verified = verified(&held);
        let safe = Certificate::of(&self::verified(&example())).to_html();
        for language in [Language::ENGLISH, Language::of("mt").unwrap()] {
            let page = Certificate::of(&verified).in_language(language).to_html();
            let more: BTreeSet<_> = names(&page).difference(&names(&safe)).cloned().collect();
            assert_eq!(more, BTreeSet::new(), "{hostile}: {page}");
            let turned = |character| matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            assert!(!page.contains(turned), "{hostile}");
            assert!(!hostile.contains(['<', '>', '"', '\'']) || !page.contains(hostile), "{hostile} as it is");
        }
        let image = BadgeImage::of(verified.offer()).to_svg();
        let more: BTreeSet<_> =
            names(&image).difference(&names(&BadgeImage::of(example().offer()).to_svg())).cloned().collect();
        assert_eq!(more, BTreeSet::new(), "{hostile}: {image}");
        say("nothing active");
    }
}

/// The example with a text in every place that takes it.
fn made_hostile(hostile: &str) -> MicroCredential {
    let mut value: Value = serde_json::from_str(EXAMPLE).unwrap();
    let mut places = Vec::new();
    find(&value, String::new(), &mut places);
    let mut changed = 0;
    for place in places {
        let mut tried = value.clone();
        *tried.pointer_mut(&place).unwrap() = hostile.into();
        if MicroCredential::from_json(&tried.to_string()).is_ok() {
            value = tried;
            changed += 1;
        }
    }
    assert!(changed >= 30, "{changed} places took {hostile}");
    MicroCredential::from_json(&value.to_string()).unwrap()
}

fn find(value: &Value, place: String, places: &mut Vec<String>) {
    match value {
        Value::String(_) => places.push(place),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| find(item, format!("{place}/{at}"), places))
        }
        Value::Object(members) => members.iter().for_each(|(name, item)| find(item, format!("{place}/{name}"), places)),
        _ => {}
    }
}

/// What is drawn here is what baking would let stand.
#[test]
fn the_badge_image_can_be_baked() {
    let held = example();
    let image = BadgeImage::of(held.offer()).in_colour("#ffd700".parse().unwrap()).to_svg();
    for said in ["Green skills for", "Example VET Centre", "2 ECTS · EQF 4", "fill=\"#000000\""] {
        assert!(image.contains(said), "no {said} in {image}");
    }
    let badge = support::issuer().issue(&held).unwrap();
    let baked = bake::svg(&image, &badge).unwrap();
    assert_eq!(baked.removed(), [""; 0]);
    assert_eq!(bake::extract(&baked, &Limits::default()).unwrap().credential(), badge.as_bytes());
}

/// The example with other members in its offer.
fn offering(members: &Value) -> MicroCredential {
    let mut held: Value = serde_json::from_str(EXAMPLE).unwrap();
    for (name, value) in members.as_object().unwrap() {
        held["offer"][name] = value.clone();
    }
    MicroCredential::from_json(&held.to_string()).unwrap()
}

/// The lines of text of an image.
fn lines(image: &str) -> Vec<&str> {
    let texts = image.split("<text ").skip(1);
    texts.map(|text| text.split(['>', '<']).nth(1).unwrap()).collect()
}

/// Nobody stated that level 7 of Ukraine is one of the EQF, nor how many hours 15 credits of the United Kingdom are.
#[test]
fn the_badge_image_says_what_is_stated() {
    let nqf = |country, framework, level| json!({"country": country, "framework": framework, "level": level});
    let ukraine = nqf("UA", "NQF-UA", "7");
    let long = "Framework of qualifications for everybody who ever learned something anywhere";
    for (workload, level, expected) in [
        (json!({"ects": "3"}), json!({"nqf": [ukraine]}), &["3 ECTS · NQF-UA 7"][..]),
        (json!({"hours": 200}), json!({"qfEhea": "short"}), &["200 hours", "QF-EHEA short cycle"]),
        (
            json!({"credits": [{"system": "UK", "points": "15"}], "hours": 150}),
            json!({"eqf": 7}),
            &["15 UK credits · EQF 7"],
        ),
        (json!({"ects": "3"}), json!({"eqf": 7, "nqf": [nqf("IE", "NFQ", "9")]}), &["3 ECTS · EQF 7"]),
        (json!({"ects": "3"}), json!({"nqf": [nqf("IE", "NFQ", "9")], "qfEhea": "second"}), &["3 ECTS · NFQ 9"]),
        (
            json!({"credits": [{"system": "EKAP", "points": "12"}]}),
            json!({"nqf": [nqf("EE", "EstQF", "5")]}),
            &["12 Estonian vocational credits", "EstQF 5"],
        ),
        // What nobody could read there is left out as a whole, and the next that is stated stands for it.
        (
            json!({"credits": [{"system": long, "points": "12"}], "hours": 26}),
            json!({"nqf": [nqf("XX", long, "5"), nqf("IE", "NFQ", "9")]}),
            &["26 hours · NFQ 9"],
        ),
        (json!({"credits": [{"system": long, "points": "12"}]}), json!({"nqf": [nqf("XX", long, "5")]}), &[]),
    ] {
        let held = offering(&json!({"workload": workload, "level": level}));
        let image = BadgeImage::of(held.offer()).to_svg();
        let said = lines(&image);
        let facts: Vec<_> = said.into_iter().skip_while(|line| !line.contains("trainers")).skip(1).collect();
        assert_eq!(facts, expected, "{image}");
        assert_eq!(image.contains("<rect"), !expected.is_empty());
    }
}

/// At home, credits and frameworks are called what people call them there; elsewhere as in English.
#[test]
fn credits_and_frameworks_are_called_as_at_home() {
    for (country, framework, language, unit, national) in [
        ("EE", "EstQF", "et", ("EAP", "Estonian credits"), "EKR"),
        ("HR", "HKO", "hr", ("ECVET", "ECVET"), "HKO"),
        ("SI", "SOK", "sl", ("CFU", "crediti formativi universitari"), "SOK"),
        ("LV", "LKI", "lv", ("hp", "högskolepoäng"), "LKI"),
        ("LT", "LTKS", "lt", ("op", "opintopiste"), "LTKS"),
        ("PL", "PRK", "pl", ("EKAP", "Estonian vocational credits"), "PRK"),
    ] {
        let level = json!({"nqf": [{"country": country, "framework": framework, "level": "6"}]});
        let workload = json!({"credits": [{"system": unit.0, "points": "6"}]});
        let verified = verified(&offering(&json!({"workload": workload, "level": level})));
        let page = |tag| Certificate::of(&verified).in_language(Language::of(tag).unwrap()).to_html();
        let (home, english) = (page(language), page("en"));
        assert!(home.contains(&format!("<bdi>{}</bdi>", unit.0)), "{} in {home}", unit.0);
        assert!(english.contains(&format!("<bdi>{}</bdi>", unit.1)), "{} in {english}", unit.1);
        assert!(home.contains(&format!("<bdi>{national}</bdi>")), "{national} in {home}");
    }
}

/// Before whatever comes first in the alphabet, a language of the learning is taken.
#[test]
fn titles_are_in_a_language_of_the_credential() {
    let titles = json!({"de": "IT-Sicherheit", "it": "Sicurezza informatica"});
    let verified = verified(&offering(&json!({"title": titles, "languages": ["it"]})));
    let title = |tag| {
        let page = Certificate::of(&verified).in_language(Language::of(tag).unwrap()).to_html();
        let heading = page.split("<h1").nth(1).unwrap().split("</h1>").next().unwrap().to_owned();
        (heading.contains("IT-Sicherheit"), heading.contains("Sicurezza informatica"))
    };
    assert_eq!(title("de"), (true, false));
    assert_eq!((title("en"), title("fr")), ((false, true), (false, true)));
}

/// English pages name every language in English; pages in others name it in theirs.
#[test]
fn languages_are_named_in_the_language_of_the_page() {
    let verified = verified(&offering(&json!({"languages": ["pt", "ga", "ca", "cy"]})));
    let page = |tag| Certificate::of(&verified).in_language(Language::of(tag).unwrap()).to_html();
    let (english, french) = (page("en"), page("fr"));
    for name in ["Portuguese", "Irish", "Catalan", "Welsh"] {
        assert!(english.contains(&format!("<bdi>{name}</bdi>")), "no {name} in {english}");
    }
    assert!(!english.contains("português") && !english.contains("Gaeilge"));
    assert!(["portugais", "irlandais", "catalan"].iter().all(|name| french.contains(&format!("<bdi>{name}</bdi>"))));
}

/// Concepts that the EU names in English alone, or not at all, have words of ours where they are certain.
#[test]
fn concepts_without_published_names_have_ours() {
    let members = json!({
        "participation": ["volunteering", "work experience"],
        "learningSetting": "informal",
        "assessmentTypes": ["testing"],
    });
    let verified = verified(&offering(&members));
    let page = |tag| Certificate::of(&verified).in_language(Language::of(tag).unwrap()).to_html();
    for (tag, words) in [
        ("nl", ["vrijwilligerswerk", "werkervaring", "informeel leren"]),
        ("bg", ["доброволчество", "трудов опит", "самостоятелно учене"]),
    ] {
        let page = page(tag);
        assert!(words.iter().all(|word| page.contains(word)), "{page}");
        assert!(page.contains("<bdi lang=\"en\">testing</bdi>"), "{page}");
    }
    assert!(page("en").contains("<bdi>work experience</bdi>"));
}

/// Nobody but the issuer vouches for it: whoever else is named as the awarding body, the issuer stands above them.
#[test]
fn the_issuer_is_named_beside_another_body() {
    let issuer = support::issuer();
    let id = issuer.profile().id.clone().unwrap();
    let environment = Environment::system().at(support::instant(support::NOW));
    for carrier in [Carrier::Standard, Carrier::Extended] {
        let page = |source: Option<(&str, &str)>| {
            let held = example().with_ids(&environment).unwrap();
            let mut badge = carrier.carry(&held, issuer.profile()).unwrap().badge;
            let subject = &mut badge.credential_subject;
            subject.source = source.filter(|(source, _)| *source != id).map(|(id, name)| Profile::new(id).name(name));
            let bodies = source.map(|(id, name)| {
                let body: microcred::json::Value = serde_json::from_value(serde_json::json!({
                    "type": ["EcOrganisation"], "sameAs": id, "legalName": {"en": name},
                }))
                .unwrap();
                microcred::json::Value::Array(vec![body])
            });
            if let Some(bodies) = bodies.filter(|_| carrier == Carrier::Extended) {
                subject.achievement.extra.insert("awardingBody", bodies);
            }
            let verification = support::verifier().verify(support::secure(&badge.to_json()), &Offline);
            let verified = verification.accept::<MicroCredential>().unwrap();
            assert_eq!(verified.provenance().issuer_name.as_deref(), Some("Example VET"));
            Certificate::of(&verified).to_html()
        };
        let heading = |page: &str| page[..page.find("</header>").unwrap()].to_owned();
        let other = page(Some(("https://harvard.example/", "Harvard University")));
        let named = format!("Issuer: <bdi>Example VET</bdi> <small><bdi>{id}</bdi></small>");
        assert!(heading(&other).contains(&named), "{other}");
        assert!(other.matches("<small>(as stated by the issuer)</small>").count() == 2, "{other}");
        // Under the issuer's id, another name than its own is no less a claim.
        if carrier == Carrier::Extended {
            let renamed = page(Some((&id, "Harvard University")));
            assert!(heading(&renamed).contains(&named), "{renamed}");
        }
        if carrier == Carrier::Standard {
            let own = page(None);
            assert!(!own.contains("as stated by the issuer") && !heading(&own).contains("Issuer:"), "{own}");
        }
    }
}

/// A quality assurance agency endorses what is awarded, before it is issued; the certificate shows who.
#[test]
fn endorsements_show() {
    let agency = support::key(9);
    let did = support::did_key(&agency);
    let agency = support::issuer_as(&did, agency.clone(), &format!("{did}#{}", support::multikey(&agency)));
    // Ids must differ, and the tests' sources of random bytes all begin alike.
    let real = Environment::system().at(support::instant(support::NOW));
    let agency = agency.with_environment(real.clone());
    let held = example().with_ids(&real).unwrap();
    let mut badge = Carrier::Extended.carry(&held, support::issuer().profile()).unwrap().badge;
    let achievement = badge.credential_subject.achievement.id.clone().unwrap();
    let endorsement = agency.endorse(&achievement, "Accredited", "Accredited until 2030.").unwrap();
    assert_eq!(attach(&mut badge, &endorsement), Ok(Endorsed::Achievement));
    let other = agency.endorse("https://vet.example/other", "Accredited", "Of another.").unwrap();
    assert!(attach(&mut badge, &other).unwrap_err().to_string().contains("endorsement.subject"));
    let token =
        agency.with_suite(Suite::from_name("vc-jwt").unwrap()).endorse(&achievement, "Again", "Again.").unwrap();
    assert_eq!(attach(&mut badge, &token), Ok(Endorsed::Achievement));

    let issued = support::issuer().issue(&badge).unwrap();
    let verification = support::verifier().verify(&issued, &Offline);
    let endorsements: Vec<Verified<EndorsementCredential>> =
        verification.endorsements().iter().map(|(_, one)| one.accept().unwrap()).collect();
    assert_eq!(endorsements.len(), 2, "{verification}");
    let verified = verification.accept::<MicroCredential>().unwrap();
    let page = Certificate::of(&verified).with_endorsement(&endorsements[0]).to_html();
    let said = format!("<h2>Endorsed by</h2><p><bdi>Example VET</bdi> <small><bdi>{did}</bdi></small></p>");
    assert!(page.contains(&said), "anybody can take a name: {page}");
    // Of another, it does not show, whoever puts it there.
    let report = support::verifier().verify(&other, &Offline);
    let other = report.accept::<EndorsementCredential>().unwrap();
    assert!(!Certificate::of(&verified).with_endorsement(&other).to_html().contains("Endorsed by"));
    // Once the verifier has a name for the endorser, that is enough.
    let known = [(&did, "Quality Agency"), (&support::did_key(&support::issuing_key()), "Example VET")];
    let anchors = known.map(|(id, name)| format!(r#"{{"id": "{id}", "name": "{name}"}}"#));
    let anchors = Anchors::parse(&format!(r#"{{"anchors": [{}]}}"#, anchors.join(","))).unwrap();
    let verification = support::verifier().with_anchors(anchors).verify(&issued, &Offline);
    let endorsement = verification.endorsements()[0].1.accept().unwrap();
    let page = Certificate::of(&verification.accept().unwrap()).with_endorsement(&endorsement).to_html();
    let said = "<h2>Endorsed by</h2><p><bdi>Quality Agency</bdi> <small><bdi>Example VET</bdi> (as stated by the issuer)</small></p>";
    assert!(page.contains(said), "{page}");
}

#[test]
fn logos_are_pictures() {
    assert!(Logo::new(b"\x89PNG\r\n\x1a\n", "An oak").is_ok());
    assert!(Logo::new("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "An oak").is_ok());
    assert!(Logo::new("<script>alert(1)</script>", "").is_err());
    let verified = verified(&example());
    let page = Certificate::of(&verified).with_logo(Logo::new(b"\xff\xd8\xff", "\"><script>").unwrap()).to_html();
    assert!(page.contains("src=\"data:image/jpeg;base64,/9j/\" alt=\"&quot;&gt;&lt;script&gt;\""));
}

/// What is drawn is the same on every machine and in every run.
#[cfg(feature = "pdf")]
mod drawn {
    use super::*;
    use microcred::render::NotDrawn;

    fn pdf(held: &MicroCredential, tag: &str) -> microcred::render::Pdf {
        Certificate::of(&verified(held)).in_language(Language::of(tag).unwrap()).to_pdf().unwrap()
    }

    /// The names in a file that are not compressed away: all of its objects but the streams.
    fn says(pdf: &[u8], name: &str) -> bool {
        pdf.windows(name.len()).any(|window| window == name.as_bytes())
    }

    #[test]
    fn the_same_certificate_is_the_same_file() {
        let verified = verified(&example());
        let certificate = Certificate::of(&verified).with_link(Link::new("https://vet.example/badges/7.json").unwrap());
        let (first, second) = (certificate.to_pdf().unwrap(), certificate.to_pdf().unwrap());
        assert_eq!(first, second);
        assert!(first.pages() == 2 && first.missing().is_empty(), "{first:?}");
        assert_eq!(BadgeImage::of(example().offer()).to_png(), BadgeImage::of(example().offer()).to_png());
    }

    #[test]
    fn every_language_can_be_printed() {
        for language in Language::all() {
            let pdf = pdf(&example(), language.tag());
            assert!(pdf.as_bytes().starts_with(b"%PDF-1.7"), "{}", language.tag());
            assert!(pdf.missing().is_empty(), "{}", language.tag());
        }
    }

    /// Case 126: nothing of a credential's strings is active on paper either.
    #[test]
    fn nothing_in_a_document_is_active() {
        case!(126);
        for hostile in ["](javascript:app.alert(1))", ") >> endobj <<", "<a href=\"https://attacker.example/\">"] {
            let verified = verified(&made_hostile(hostile));
            let pdf = Certificate::of(&verified).to_pdf().unwrap();
            assert!(says(pdf.as_bytes(), "/StructTreeRoot"), "names can be read");
            for active in ["/JavaScript", "/URI", "/Launch", "/OpenAction", "/Annot", "/EmbeddedFile", "/AcroForm"] {
                assert!(!says(pdf.as_bytes(), active), "{active}");
            }
            say("nothing active");
        }
    }

    #[test]
    fn characters_without_a_font_are_told() {
        let held = example().to_json().to_string().replace("Ana Silva", "Ana \u{738b}\u{e000} Silva");
        let pdf = pdf(&MicroCredential::from_json(&held).unwrap(), "en");
        assert_eq!(pdf.missing(), ['\u{738b}', '\u{e000}']);
    }

    /// Arabic stands first, and no font here has it: whoever brings their own fonts sees it, and pixels and paper have Bulgarian.
    #[test]
    fn a_wording_that_can_be_set_comes_first() {
        let title = json!({"ar": "أساسيات", "bg": "Основи на киберсигурността", "ja": "基礎"});
        let held = offering(&json!({"title": title}));
        let image = BadgeImage::of(held.offer());
        assert!(image.to_svg().contains("أساسيات"));
        assert!(image.missing().is_empty(), "{:?}", image.missing());
        let bulgarian = offering(&json!({"title": title["bg"]}));
        assert_eq!(image.to_png(), BadgeImage::of(bulgarian.offer()).to_png());
        assert!(pdf(&held, "en").missing().is_empty());
        let verified = verified(&held);
        assert!(Certificate::of(&verified).to_html().contains("<bdi lang=\"ar\">أساسيات</bdi>"));
        // Whoever asks for a language gets it, and hears what is missing.
        let held = offering(&json!({"title": {"bg": "Основи", "en": "Basics of 基礎 \u{e000}"}}));
        assert_eq!(BadgeImage::of(held.offer()).missing(), ['基', '礎', '\u{e000}']);
        let arabic = offering(&json!({"title": {"ar": "أب"}}));
        assert_eq!(BadgeImage::of(arabic.offer()).missing(), ['أ', 'ب']);
    }

    /// As long as it may be: it takes more pages, and nothing stands outside of them.
    #[test]
    fn long_texts_take_more_pages() {
        let long = "Donaudampfschifffahrtsgesellschaft ".repeat(400);
        let held = example().to_json().to_string().replace("How to plan an energy audit", &long);
        assert!(pdf(&MicroCredential::from_json(&held).unwrap(), "de").pages() >= 4);
    }

    /// What is too much for paper is refused, and said to be what the credential says.
    #[test]
    fn what_cannot_be_printed_is_refused() {
        let made = |words: &str| {
            let held = example().to_json().to_string().replace("How to plan an energy audit", words);
            Certificate::of(&verified(&MicroCredential::from_json(&held).unwrap())).to_pdf()
        };
        assert!(matches!(made(&"ab ".repeat(15_000)), Err(NotDrawn::TooLong { letters: 45_000.., most: 40_000 })));
        // One letter with more marks than a PDF can give back as text.
        assert!(matches!(made(&format!("a{}", "\u{301}".repeat(20_000))), Err(NotDrawn::Unfit(_))));
        assert!(made(&format!("a{}", "\u{301}".repeat(50))).is_ok());
    }

    /// A certificate on which nobody could read who got it, or what for, is none.
    #[test]
    fn what_nobody_could_read_is_refused() {
        let made = |from: &str, to: &str| {
            let held = example().to_json().to_string().replace(from, to);
            Certificate::of(&verified(&MicroCredential::from_json(&held).unwrap())).to_pdf()
        };
        assert_eq!(made("Ana Silva", "王小明"), Err(NotDrawn::Illegible));
        assert_eq!(made("Green skills for VET trainers", "绿色技能"), Err(NotDrawn::Illegible));
        let japanese: String = ('\u{4e00}'..'\u{5400}').collect();
        assert_eq!(made("How to plan an energy audit", &japanese), Err(NotDrawn::Illegible));
        // A word here and there is told, and the panel has room for what is told.
        let some: String = ('\u{4e00}'..'\u{4f00}').collect();
        let drawn = made("How to plan an energy audit", &some).unwrap();
        assert!(drawn.missing().len() == 256 && drawn.pages() <= 3, "{drawn:?}");
    }

    #[test]
    fn logos_are_drawn() {
        let verified = verified(&example());
        let with = |logo| Certificate::of(&verified).with_logo(logo).to_pdf();
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><path d=\"M0 0h9v9z\"/><image href=\"/etc/hostname\" width=\"9\" height=\"9\"/></svg>";
        assert!(with(Logo::new(svg, "An oak").unwrap()).is_ok());
        let png = BadgeImage::of(example().offer()).to_png().unwrap();
        assert!(with(Logo::new(&png, "").unwrap()).is_ok());
        assert!(matches!(with(Logo::new(b"\xff\xd8\xff", "").unwrap()), Err(NotDrawn::Logo(_))));
    }

    #[test]
    fn the_badge_image_in_pixels_can_be_baked() {
        let held = example();
        let image = BadgeImage::of(held.offer()).to_png().unwrap();
        let badge = support::issuer().issue(&held).unwrap();
        let baked = bake::png(&image, &badge).unwrap();
        assert_eq!(bake::extract(&baked, &Limits::default()).unwrap().credential(), badge.as_bytes());
    }
}
