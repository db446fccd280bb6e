//! The certificate as a page for browsers and for paper.

use super::super::markup::{escaped, isolated};
use super::super::qr;
use super::Certificate;
use super::content::{Content, Piece, Section, Value, Verification};

const STYLE: &str = include_str!("certificate.css");
/// From how many characters on a title is set smaller.
const LONG: usize = 110;

/// The page.
pub(super) fn page(certificate: &Certificate<'_>, content: &Content) -> String {
    let page = [
        head(certificate, &content.name),
        "<body>\n<div class=\"sheet\">\n".to_owned(),
        masthead(certificate, content),
        "<main>\n".to_owned(),
        content.sections.iter().map(|one| section(certificate, one)).collect(),
        "</main>\n".to_owned(),
        verification(certificate, &content.verification),
        "</div>\n</body>\n</html>\n".to_owned(),
    ];
    page.concat()
}

fn head(certificate: &Certificate<'_>, title: &str) -> String {
    let (tag, colour) = (certificate.language.tag(), certificate.colour);
    let (ink, legible, title) = (colour.ink(), colour.on_white(), escaped(title));
    format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{title}</title>\n<style>\n:root {{ --accent: {colour}; --ink: {ink}; --legible: {legible}; }}\n{STYLE}</style>\n</head>\n"
    )
}

/// What it is, what it is called, who got it, from whom and when.
fn masthead(certificate: &Certificate<'_>, content: &Content) -> String {
    let logo = certificate.logo.as_ref().map_or(String::new(), |logo| {
        format!("<img class=\"logo\" src=\"{}\" alt=\"{}\">", escaped(&logo.url()), escaped(logo.alternative()))
    });
    let long = if content.name.chars().count() > LONG { " class=\"long\"" } else { "" };
    let origin: String =
        content.origin.iter().map(|line| format!("<p class=\"bodies\">{}</p>\n", value(line))).collect();
    let facts: String = content.facts.iter().map(|fact| format!("<li>{}</li>", value(fact))).collect();
    let facts = if facts.is_empty() { facts } else { format!("<ul class=\"facts\">{facts}</ul>\n") };
    format!(
        "<header>\n<div class=\"top\"><div>{logo}<p class=\"kind\">{}</p>\n<h1{long}>{}</h1></div>\
         <div class=\"badge\" aria-hidden=\"true\">{}</div></div>\n\
         <p class=\"learner\"><span>{}</span> <strong>{}</strong></p>\n\
         {origin}<p class=\"day\">{}</p>\n{facts}</header>\n",
        value(&content.kind),
        value(&content.title),
        content.badge,
        escaped(certificate.language.word("learner")),
        value(&content.learner),
        value(&content.issued),
    )
}

fn section(certificate: &Certificate<'_>, section: &Section) -> String {
    let values = match section.values.as_slice() {
        [one] => format!("<p>{}</p>", value(one)),
        several => {
            let items: String = several.iter().map(|one| format!("<li>{}</li>", value(one))).collect();
            format!("<ul>{items}</ul>")
        }
    };
    format!("<section><h2>{}</h2>{values}</section>\n", escaped(certificate.language.word(section.key)))
}

fn verification(certificate: &Certificate<'_>, verification: &Verification) -> String {
    let language = certificate.language;
    let rows = verification.rows.iter().map(|(key, stated)| match key {
        Some(key) => format!("<div><dt>{}</dt><dd>{}</dd></div>", escaped(language.word(key)), value(stated)),
        None => format!("<div><dt>{}</dt><dd>{}</dd></div>", escaped(language.word("status")), value(stated)),
    });
    let scan = language.word("scan");
    let code = verification.code.as_deref().and_then(|text| {
        let code = qr::svg(text, &format!("{scan}: {text}"))?;
        Some(format!("<figure>{code}<figcaption>{}</figcaption></figure>\n", escaped(scan)))
    });
    let cautions: String =
        verification.cautions.iter().map(|words| format!("<p class=\"caution\">{}</p>\n", escaped(words))).collect();
    format!(
        "<footer>\n{}<div>\n<h2>{}</h2>\n<p class=\"sentence {}\">{}</p>\n<dl>{}</dl>\n{cautions}</div>\n</footer>\n",
        code.unwrap_or_default(),
        escaped(language.word("verification")),
        verification.trust.as_str(),
        escaped(verification.sentence),
        rows.collect::<String>(),
    )
}

fn value(value: &Value) -> String {
    value.pieces().iter().map(piece).collect()
}

fn piece(piece: &Piece) -> String {
    match piece {
        Piece::Ours(words) => escaped(words),
        Piece::Theirs { words, language } => isolated(words, language.as_deref()),
        Piece::Time { words, machine } => format!("<time datetime=\"{}\">{}</time>", escaped(machine), escaped(words)),
        Piece::Small(inside) => format!("<small>{}</small>", value(inside)),
        Piece::Break => "<br>".to_owned(),
    }
}
