//! What is said of seals. No chain of certificates is checked; what a seal says of itself is compared with the rest.

use super::InOwnWords;
use crate::elm::seal::SealState;
use crate::elm::source::Source;
use crate::elm::{Certificate, Seal};
use crate::json::Pointer;
use crate::report::{Finding, Findings, code};
use crate::vc::DateTimeStamp;
use chrono::{DateTime, Utc};

/// The state of each, and that nothing else is known.
pub(super) fn say(findings: &mut Findings, source: &Source) {
    let mut say = |code, detail: String| findings.push(Finding::new(code, Pointer::root(), detail));
    for seal in &source.seals {
        match seal.state {
            SealState::Holds => {
                let subject = seal.certificate.as_ref().map_or("", |certificate| &certificate.subject);
                say(code::elm::SEAL_HOLDS, format!("the certificate is for {subject}"));
            }
            SealState::Broken => say(code::elm::SEAL_BROKEN, String::new()),
            SealState::NotChecked(why) => say(code::elm::SEAL_UNREADABLE, why.to_owned()),
        }
    }
    match source.seals.is_empty() {
        true => say(code::elm::UNSEALED, String::new()),
        false => say(code::elm::SEAL_UNCHECKED, String::new()),
    }
}

/// Europass writes who the certificate is for where the issuer says what it is called by law: another there is somebody else. And nothing is
/// sealed with a certificate that does not hold yet, or no more.
pub(super) fn compare(findings: &mut Findings, source: &Source, issuer: Option<&InOwnWords>) {
    let own = issuer.and_then(|issuer| issuer.legal_identifier.as_ref());
    for seal in source.seals.iter().filter(|seal| seal.state == SealState::Holds) {
        let Some(certificate) = &seal.certificate else { continue };
        if let (Some(own), Some(theirs)) = (own, &certificate.organization_identifier)
            && !own.notation.trim().eq_ignore_ascii_case(theirs.trim())
        {
            let detail = format!("the certificate is for {theirs}, and the issuer calls itself {}", own.notation);
            findings.push(Finding::new(code::elm::SEAL_OTHER, own.at.clone(), detail));
        }
        if let Some(claimed) = claimed_time(seal).filter(|time| !is_within(certificate, *time)) {
            let (from, until) = (certificate.not_before, certificate.not_after);
            let detail = format!("it says {claimed}, and the certificate holds from {from} until {until}");
            findings.push(Finding::new(code::elm::SEAL_TIME, Pointer::root(), detail));
        }
    }
}

/// The time as it says it: a text, or seconds.
fn claimed_time(seal: &Seal) -> Option<DateTime<Utc>> {
    let claimed = seal.claimed_time.as_deref()?;
    let stamp = DateTimeStamp::parse(claimed).map(|stamp| stamp.instant());
    stamp.ok().or_else(|| DateTime::from_timestamp(claimed.parse().ok()?, 0))
}

fn is_within(certificate: &Certificate, time: DateTime<Utc>) -> bool {
    (certificate.not_before..=certificate.not_after).contains(&time)
}
