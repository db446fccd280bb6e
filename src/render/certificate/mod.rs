//! The certified document of the Council's definition, as a page.

mod elements;
mod values;

use super::markup::{escaped, isolated};
use super::{Colour, Language, Logo, qr};
use crate::badge::EndorsementCredential;
use crate::microcredential::{CredentialKind, MicroCredential};
use crate::report::Trust;
use crate::verify::Verified;
use elements::Section;
use values::Values;

const STYLE: &str = include_str!("certificate.css");

/// The certificate of a micro-credential: one HTML page with everything in it, for a screen of any width and for A4 paper.
///
/// It can be made of verified credentials alone, and says when and how they were verified. Texts are shown in the language that
/// is asked for where the credential has them in it, else in English, else as they are; names of concepts of EU
/// Vocabularies are English, and marked so.
///
/// ```
/// use microcred::render::{Certificate, Language};
/// use microcred::{MicroCredential, Verified};
/// fn page(verified: &Verified<MicroCredential>) -> String {
///     let language = Language::of("pt").unwrap_or_default();
///     Certificate::of(verified).in_language(language).with_link("https://vet.example/badges/7.json").to_html()
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Certificate<'c> {
    credential: &'c Verified<MicroCredential>,
    endorsements: Vec<&'c Verified<EndorsementCredential>>,
    language: Language,
    colour: Colour,
    logo: Option<Logo>,
    link: Option<String>,
}

impl<'c> Certificate<'c> {
    /// The certificate in English, in the colours of the house, without a logo.
    pub fn of(credential: &'c Verified<MicroCredential>) -> Self {
        Self {
            credential,
            endorsements: Vec::new(),
            language: Language::ENGLISH,
            colour: Colour::default(),
            logo: None,
            link: None,
        }
    }

    /// The same in another language.
    #[must_use]
    pub fn in_language(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// The same in another colour.
    #[must_use]
    pub fn in_colour(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }

    /// The same with a logo.
    #[must_use]
    pub fn with_logo(self, logo: Logo) -> Self {
        Self { logo: Some(logo), ..self }
    }

    /// The same with a QR code that leads to where the credential itself is kept. Without one, the code holds the id of the
    /// credential.
    #[must_use]
    pub fn with_link(self, url: impl Into<String>) -> Self {
        Self { link: Some(url.into()), ..self }
    }

    /// The same with what others say about it, such as a quality assurance agency. One that is about something else than this
    /// credential, what it awards or its issuer is left out.
    #[must_use]
    pub fn with_endorsement(mut self, endorsement: &'c Verified<EndorsementCredential>) -> Self {
        let provenance = self.credential.provenance();
        let own = [self.credential.id(), self.credential.offer().id.as_deref(), Some(provenance.issuer.as_str())];
        let about = endorsement.credential_subject.id.as_deref();
        if about.is_some() && own.contains(&about) {
            self.endorsements.push(endorsement);
        }
        self
    }

    /// The page.
    pub fn to_html(&self) -> String {
        let values = Values { language: self.language };
        let offer = self.credential.offer();
        let sections = elements::sections(self.credential, &values);
        let title = self.language.wording(&offer.title);
        let page = [
            self.head(title.1),
            "<body>\n<main>\n".to_owned(),
            self.masthead(&values),
            sections.iter().map(|section| self.section(section)).collect(),
            self.endorsements(&values),
            self.verification(&values),
            "</main>\n</body>\n</html>\n".to_owned(),
        ];
        page.concat()
    }

    fn head(&self, title: &str) -> String {
        let (tag, accent, ink) = (self.language.tag(), self.colour, self.colour.ink());
        let title = escaped(title);
        format!(
            "<!doctype html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
             <title>{title}</title>\n<style>\n:root {{ --accent: {accent}; --ink: {ink}; }}\n{STYLE}</style>\n</head>\n"
        )
    }

    /// What it is, what it is called, who got it, and from whom.
    fn masthead(&self, values: &Values) -> String {
        let offer = self.credential.offer();
        let kind = match &offer.kind {
            CredentialKind::Other(term) => isolated(term, None),
            named => escaped(self.language.word(named.name())),
        };
        let logo = self.logo.as_ref().map_or(String::new(), |logo| {
            format!("<img class=\"logo\" src=\"{}\" alt=\"{}\">\n", escaped(logo.url()), escaped(logo.alternative()))
        });
        let bodies: Vec<String> = offer.awarding_bodies.iter().map(|body| values.text(&body.name)).collect();
        let facts = [values.workload(&offer.workload), offer.levels.iter().map(|level| values.level(level)).collect()];
        let facts: String = facts.concat().iter().map(|fact| format!("<li>{fact}</li>")).collect();
        let learner = values.learner(self.credential.learner()).into_iter().next().unwrap_or_default();
        format!(
            "<header>\n{logo}<p class=\"kind\">{kind}</p>\n<h1>{}</h1>\n<p class=\"learner\"><span>{}</span> <strong>{learner}</strong></p>\n\
             <p class=\"bodies\">{}</p>\n<ul class=\"facts\">{facts}</ul>\n</header>\n",
            values.text(&offer.title),
            self.language.word("learner"),
            bodies.join(" · "),
        )
    }

    fn section(&self, section: &Section) -> String {
        let values = match section.values.as_slice() {
            [one] => format!("<p>{one}</p>"),
            several => {
                let items: String = several.iter().map(|value| format!("<li>{value}</li>")).collect();
                format!("<ul>{items}</ul>")
            }
        };
        format!("<section><h2>{}</h2>{values}</section>\n", escaped(self.language.word(section.key)))
    }

    fn endorsements(&self, values: &Values) -> String {
        let endorsements: Vec<String> = self.endorsements.iter().map(|one| values.endorsement(one)).collect();
        match endorsements.is_empty() {
            true => String::new(),
            false => self.section(&Section { key: "endorsements", values: endorsements }),
        }
    }

    /// How far it can be believed, and where the original is.
    fn verification(&self, values: &Values) -> String {
        let (language, provenance) = (self.language, self.credential.provenance());
        let trust = match provenance.trust {
            Trust::Trusted => "trusted",
            Trust::IssuerBound => "issuer_bound",
            Trust::None | Trust::Integrity => "integrity",
        };
        let row = |key: &str, value: &str| format!("<div><dt>{}</dt><dd>{value}</dd></div>", language.word(key));
        let status = match provenance.status_checked_at {
            Some(moment) => row("status_checked_at", &values.moment(moment)),
            None => format!("<div><dd>{}</dd></div>", language.word("no_status")),
        };
        let id = provenance.credential.as_deref();
        let code = self.link.as_deref().or(id).and_then(|text| {
            let code = qr::svg(text, language.word("scan"))?;
            Some(format!("<figure>{code}<figcaption>{}</figcaption></figure>\n", language.word("scan")))
        });
        let unreviewed = match language.is_reviewed() {
            true => String::new(),
            false => format!("<p class=\"caution\">{}</p>\n", language.word("unreviewed")),
        };
        format!(
            "<footer>\n{}<div>\n<h2>{}</h2>\n<p>{}</p>\n<dl>{}{}{status}{}</dl>\n<p class=\"caution\">{}</p>\n{unreviewed}</div>\n</footer>\n",
            code.unwrap_or_default(),
            language.word("verification"),
            language.word(trust),
            row("issuer", &isolated(&provenance.issuer, None)),
            row("verified_at", &values.moment(provenance.verified_at)),
            id.map_or(String::new(), |id| row("credential", &isolated(id, None))),
            language.word("caution"),
        )
    }
}
