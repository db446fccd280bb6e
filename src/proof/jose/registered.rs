//! The registered claims of a token ([RFC 7519 §4.1](https://www.rfc-editor.org/rfc/rfc7519#section-4.1)).

use crate::json::{Node, Pointer};
use crate::report::{Finding, Findings, code};
use crate::vc::DateTimeStamp;
use chrono::{DateTime, Datelike, Utc};

/// Claims that stand beside a credential and are no part of it.
pub(super) const NAMES: [&str; 11] =
    ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "nonce", "cnf", "vct", "vct#integrity"];

/// What the registered claims of a payload say.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Registered {
    pub(super) iss: Option<String>,
    pub(super) sub: Option<String>,
    pub(super) jti: Option<String>,
    pub(super) aud: Vec<String>,
    pub(super) nonce: Option<String>,
    pub(super) nbf: Option<DateTime<Utc>>,
    pub(super) exp: Option<DateTime<Utc>>,
    pub(super) iat: Option<DateTime<Utc>>,
}

impl Registered {
    pub(super) fn read(root: Node<'_>) -> Result<Self, Finding> {
        let string = |name: &str| root.get(name).map(text).transpose();
        let date = |name: &str| root.get(name).map(numeric_date).transpose();
        Ok(Self {
            iss: string("iss")?,
            sub: string("sub")?,
            jti: string("jti")?,
            aud: root.get("aud").into_iter().flat_map(Node::each).map(text).collect::<Result<_, _>>()?,
            nonce: string("nonce")?,
            nbf: date("nbf")?,
            exp: date("exp")?,
            iat: root.get("iat").and_then(any_date),
        })
    }

    /// Takes what only the other says, and finds where they disagree.
    pub(super) fn join(&mut self, other: Self) -> Findings {
        fn take<T: PartialEq>(own: &mut Option<T>, other: Option<T>, name: &str, findings: &mut Findings) {
            match (&own, other) {
                (Some(said), Some(other)) if *said != other => {
                    let detail = format!("`{name}` of the header and of the payload must be the same");
                    findings.push(at(name, code::jose::CLAIMS_MISMATCH, &detail));
                }
                (None, other) => *own = other,
                _ => {}
            }
        }
        let mut findings = Findings::new();
        take(&mut self.iss, other.iss, "iss", &mut findings);
        take(&mut self.sub, other.sub, "sub", &mut findings);
        take(&mut self.nbf, other.nbf, "nbf", &mut findings);
        take(&mut self.exp, other.exp, "exp", &mut findings);
        take(&mut self.iat, other.iat, "iat", &mut findings);
        if self.aud.is_empty() {
            self.aud = other.aud;
        }
        findings
    }
}

fn text(node: Node<'_>) -> Result<String, Finding> {
    node.as_str()
        .map(str::to_owned)
        .ok_or_else(|| Finding::new(code::jose::CLAIMS_MALFORMED, node.path(), "it must be a string"))
}

/// Seconds since 1970 in UTC, fractions allowed ([RFC 7519 §2](https://www.rfc-editor.org/rfc/rfc7519#section-2)).
pub(crate) fn numeric_date(node: Node<'_>) -> Result<DateTime<Utc>, Finding> {
    node.number_text().and_then(seconds).ok_or_else(|| {
        Finding::new(code::validity::MALFORMED, node.path(), "it must be a number of seconds since 1970")
    })
}

fn seconds(text: &str) -> Option<DateTime<Utc>> {
    let instant = match text.parse::<i64>() {
        Ok(whole) => DateTime::from_timestamp(whole, 0),
        Err(_) => {
            let number = text.parse::<f64>().ok().filter(|number| number.abs() < 1e12)?;
            let whole = number.floor();
            // Below 1e12 both conversions are exact enough for a fraction of a second.
            DateTime::from_timestamp(whole as i64, ((number - whole) * 1e9) as u32)
        }
    };
    instant.filter(|instant| (0..=9999).contains(&instant.year()))
}

/// When a token was issued decides nothing, so that the text forms that are about do no harm.
fn any_date(node: Node<'_>) -> Option<DateTime<Utc>> {
    match node.as_str() {
        Some(text) => DateTimeStamp::parse(text).ok().map(|stamp| stamp.instant()),
        None => numeric_date(node).ok(),
    }
}

/// A finding about one claim.
pub(super) fn at(claim: &str, code: crate::report::Code, detail: &str) -> Finding {
    Finding::new(code, Pointer::root().member(claim), detail)
}
