use super::super::picture;
use super::*;
use crate::render::certificate::content::{Verification, address};
use crate::report::Trust;

fn content(title: &str, facts: Vec<Value>, id: &str) -> Content {
    let verification = Verification {
        trust: Trust::IssuerBound,
        sentence: "The signature holds.",
        rows: ["issuer", "credential", "original"].map(|key| (Some(key), address(id))).to_vec(),
        code: None,
        cautions: vec!["A page."],
        credential: Some(id.to_owned()),
    };
    Content {
        kind: Value::ours("Certificate"),
        name: "Title".to_owned(),
        title: Value::theirs(title, None),
        learner: Value::theirs("Ana Silva", None),
        origin: Vec::new(),
        issued: Value::ours("15 June 2026"),
        facts,
        sections: Vec::new(),
        verification,
        badge: "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>".to_owned(),
    }
}

fn lowest(content: &Content) -> f32 {
    let mut layout = Layout::new(Language::ENGLISH, Colour::default(), Typesetter::default());
    layout.masthead(content, None, picture::badge(&content.badge).unwrap());
    layout.verification(&content.verification);
    layout.sheets.lowest()
}

/// Whatever a stranger writes, the foot of a page stays free, and nothing stands below the edge.
#[test]
fn nothing_stands_below_the_text_of_a_page() {
    let fact = || Value::theirs("12 credits of a system", None);
    let facts = || (0..60).map(|_| fact()).collect::<Vec<_>>();
    assert!(lowest(&content("Green skills", facts(), "urn:uuid:7")) < BOTTOM);
    // Where the title leaves no room for a row.
    for words in [560, 570, 580, 590, 600, 610, 620] {
        assert!(lowest(&content(&"green ".repeat(words), facts(), "urn:uuid:7")) < BOTTOM, "{words}");
    }
    assert!(lowest(&content("Green skills", Vec::new(), &"W".repeat(30_000))) < BOTTOM);
}
