//! One entry and its list: what stands against the list, and if nothing does, what it says.

use super::Question;
use super::opened_list::OpenedList;
use super::revocations::Revocations;
use crate::codec::excerpt;
use crate::json::Node;
use crate::report::{Check, Code, Effect, Group, Report, Trust, code};
use crate::resolve::did::{Did, web};
use crate::resolve::{Found, HttpsUrl, in_words};
use crate::status::{MINIMUM_ENTRIES, StatusEntry, StatusList, StatusPurpose};
use crate::vc::parties;
use crate::verify::referral::{Arrived, Content, Referred};
use crate::verify::session::InCommon;
use crate::verify::{NotAccepted, Verification, Verifier};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

/// What to do about a list of another issuer that may be right.
const ALLOWING: &str = "if you know that it speaks for the issuer, say so in a policy: \
                        {\"id\": \"ours\", \"effects\": {\"status.list.issuer_mismatch\": \"warn\"}}";

/// What came of one entry.
pub(super) struct Answered {
    pub(super) checks: Vec<Check>,
    /// When its list was looked up; nothing if the status stays unknown.
    pub(super) checked_at: Option<DateTime<Utc>>,
    /// The report on a list that does not count.
    pub(super) list: Option<Report>,
}

/// What is the case with one entry, while it is being found out.
struct Inquiry<'a> {
    verifier: &'a Verifier,
    question: &'a Question,
    /// The trust in the credential, and so what a list that speaks for it has to reach.
    required: Trust,
    /// When the list was looked up.
    checked_at: DateTime<Utc>,
    checks: Vec<Check>,
    /// Whether the list has said what it has to say.
    is_told: bool,
    /// Whether other entries are looked up in the same list.
    is_shared: bool,
}

pub(super) fn look_up(
    verifier: &Verifier,
    (credential, required): (Node<'_>, Trust),
    question: &Question,
    list: Option<(&Referred, &InCommon<'_>)>,
    is_shared: bool,
    now: DateTime<Utc>,
) -> Answered {
    let issuer = parties::issuer_id(credential);
    let mut inquiry =
        Inquiry { verifier, question, required, checked_at: now, checks: Vec::new(), is_told: false, is_shared };
    let (arrived, in_common) = match list.map(|(list, in_common)| (&list.arrived, in_common)) {
        Some((Ok(arrived), in_common)) => (arrived, in_common),
        Some((Err((code, reason)), _)) => {
            inquiry.found(missing(*code), in_words(*code, reason));
            return inquiry.answered(None);
        }
        None => {
            inquiry.found(code::status::LIST_UNRESOLVED, "it was not asked for");
            return inquiry.answered(None);
        }
    };
    inquiry.checked_at = arrived.found.fetched_at.unwrap_or(now);
    match &question.entry {
        StatusEntry::RevocationList(_) => {
            let list = in_common.revocations(verifier, &question.need, &arrived.found);
            inquiry.revocation_list(issuer, credential, (&arrived.found, &*list))
        }
        _ => inquiry.list_credential(issuer, arrived, now),
    }
}

impl Inquiry<'_> {
    /// A list inside a credential, which has had a story of its own.
    fn list_credential(mut self, issuer: Option<&str>, arrived: &Arrived, now: DateTime<Utc>) -> Answered {
        let Content::List(opened) = &arrived.content else {
            self.found(code::status::LIST_MALFORMED, "");
            return self.answered(None);
        };
        let verification = &opened.verification;
        let (Some(root), Some(list)) = (verification.root(), &opened.list) else {
            let is_large = verification.has(code::input::TOO_LARGE);
            let code = if is_large { code::status::LIST_TOO_LARGE } else { code::status::LIST_MALFORMED };
            self.found(code, verification.report().cause());
            return self.answered(Some(verification.report().clone()));
        };
        let list = match list {
            Ok(list) => list,
            Err(finding) => {
                self.found(code::status::LIST_MALFORMED, finding.detail.clone());
                return self.answered(Some(verification.report().clone()));
            }
        };
        self.stands(verification);
        // What nobody has signed need not be read, unless a policy takes it all the same.
        if !verification.holds() && self.is_open() {
            return self.answered(Some(verification.report().clone()));
        }
        if issuer.is_none() || parties::issuer_id(root) != issuer {
            self.found(code::status::LIST_ISSUER_MISMATCH, ALLOWING);
        }
        let is_other = |id: &str| without_fragment(id) != self.question.need.url;
        if root.get("id").and_then(Node::as_str).is_some_and(is_other) {
            self.found(code::status::LIST_ID_MISMATCH, "publish the list under its id");
        }
        self.entry(opened, list, arrived, now);
        let report = (!self.is_told).then(|| verification.report().clone());
        self.answered(report)
    }

    /// Whether the list credential itself may be believed.
    fn stands(&mut self, verification: &Verification) {
        let cause = || verification.report().cause();
        let is_signed = verification.holds();
        if !is_signed && verification.has(code::proof::MISSING) {
            return self.found(code::status::LIST_UNSIGNED, "");
        }
        if !is_signed {
            return self.found(code::status::LIST_PROOF, cause());
        }
        // What is not plain is never bound either, and that is the lesser matter.
        if verification.opened_by().is_some_and(|(opened, _)| !opened.plain) {
            return self.found(code::status::LIST_INVALID, cause());
        }
        // What is not valid is never trusted, so that comes later.
        if verification.trust < self.required.min(Trust::IssuerBound) {
            return self.found(code::status::LIST_UNBOUND, cause());
        }
        let validity = [
            (code::validity::NOT_YET, code::status::LIST_NOT_YET),
            (code::validity::EXPIRED, code::status::LIST_EXPIRED),
        ];
        let is_selection = verification.opened_by().is_some_and(|(opened, proven)| proven.selection(opened).is_some());
        match validity.into_iter().find(|(found, _)| verification.has(*found)) {
            Some((_, code)) => self.found(code, ""),
            // Whoever serves it could have left out the list that says otherwise.
            None if is_selection => {
                self.found(code::status::LIST_INVALID, "it is shown in part; publish the whole of it")
            }
            None if verification.has(code::issuer::ANCHOR_OTHER_KEY) => {
                self.found(code::status::LIST_UNBOUND, "its issuer is an anchor, and its key is not noted for that")
            }
            None => match verification.acceptable() {
                // Whoever has noted the issuer's keys takes a list for a credential under one of them under none but those.
                Ok(()) | Err(NotAccepted::Trust { .. }) if verification.trust < self.required => {
                    self.found(code::status::LIST_UNBOUND, "the credential's is an anchor's, and this one is not")
                }
                // That an issuer is known less well than a policy wants is said of the credential.
                Ok(()) | Err(NotAccepted::Trust { .. }) => {}
                Err(_) => self.found(code::status::LIST_INVALID, cause()),
            },
        }
    }

    /// The entry in a list that could be read.
    fn entry(&mut self, opened: &OpenedList, list: &StatusList, arrived: &Arrived, now: DateTime<Utc>) {
        let (Some((kind, size, index)), Some(purpose)) = (self.question.entry.place(), self.question.entry.purpose())
        else {
            return;
        };
        if list.kind != kind {
            let detail = format!("the list is a {}", list.kind.as_str());
            return self.found(code::status::LIST_MALFORMED, detail);
        }
        if !list.purposes.contains(purpose) {
            return self.found(code::status::PURPOSE_MISMATCH, format!("the entry is for {:.60}", purpose.as_str()));
        }
        // As with every moment, clocks may differ; for so long, resolvers may keep what they fetched.
        let kept = arrived.found.fetched_at.map(|fetched_at| now - fetched_at - self.verifier.policy.skew());
        let ttl = list.ttl.and_then(|ttl| i64::try_from(ttl).ok()).and_then(TimeDelta::try_milliseconds);
        if ttl.zip(kept).is_some_and(|(ttl, kept)| kept > ttl) {
            self.found(code::status::LIST_STALE, "fetch it again");
        }
        match opened.look_up(list, self.is_shared, (size, index), self.verifier.limits.status_list) {
            Ok(found) => {
                if found.entries < MINIMUM_ENTRIES as u64 {
                    self.found(code::status::LIST_TOO_SHORT, format!("it has {} entries", found.entries));
                }
                self.value(purpose, index, found.value);
            }
            Err(error) => self.found(error.code(), error.to_string()),
        }
    }

    /// What a value of the list means. It counts only if nothing stands against the list.
    fn value(&mut self, purpose: &StatusPurpose, index: u64, value: u32) {
        if self.is_open() {
            return;
        }
        let message = self.question.entry.message(value).unwrap_or_default();
        let detail = excerpt(message, 200);
        let code = match (purpose, value) {
            (StatusPurpose::Message, 0) if message.is_empty() => None,
            (StatusPurpose::Message, _) => Some(code::status::MESSAGE),
            (_, 0) => None,
            (StatusPurpose::Suspension, _) => Some(code::status::SUSPENDED),
            (StatusPurpose::Refresh, _) => Some(code::status::REFRESH_AVAILABLE),
            _ => Some(code::status::REVOKED),
        };
        let check = match code {
            Some(code) => self.check(code, detail),
            None => Check::holds("status", Group::Status).at(self.question.pointer.clone()),
        };
        let check =
            check.with("purpose", purpose.as_str()).with("index", index.to_string()).with("value", i64::from(value));
        self.told(check);
    }

    /// A list of credentials by their ids, which nobody has signed: only where it stands says whose it is.
    fn revocation_list(
        mut self,
        issuer: Option<&str>,
        credential: Node<'_>,
        (found, read): (&Found, &Result<Revocations, (Code, String)>),
    ) -> Answered {
        let Some(id) = credential.get("id").and_then(Node::as_str) else {
            self.found(code::status::UNSUPPORTED, "the credential has no id that the list could name");
            return self.answered(None);
        };
        let revocations = match read {
            Ok(revocations) => revocations,
            Err((code, detail)) => {
                self.found(*code, detail.as_str());
                return self.answered(None);
            }
        };
        let list = &revocations.list;
        if !issuer.is_some_and(|issuer| stands_at(&found.final_url, issuer)) {
            let detail = "it does not stand at the issuer's own origin";
            self.found(code::status::LIST_UNSIGNED, detail);
        }
        if issuer != Some(list.issuer.as_str()) {
            self.found(code::status::LIST_ISSUER_MISMATCH, ALLOWING);
        }
        if list.id.as_deref().is_some_and(|own| own != self.question.need.url) {
            self.found(code::status::LIST_ID_MISMATCH, "");
        }
        if self.is_open() {
            return self.answered(None);
        }
        let check = match revocations.of(id) {
            Some(revoked) => {
                let reason = revoked.reason.as_deref().unwrap_or_default();
                self.check(code::status::REVOKED, excerpt(reason, 200))
            }
            None => Check::holds("status", Group::Status).at(self.question.pointer.clone()),
        };
        self.told(check.with("purpose", "revocation"));
        self.answered(None)
    }

    fn check(&self, code: Code, detail: impl Into<String>) -> Check {
        Check::found("status", code, self.question.pointer.clone(), detail)
    }

    fn found(&mut self, code: Code, detail: impl Into<String>) {
        let check = self.check(code, detail).with("list", self.question.need.url.as_str());
        self.checks.push(check);
    }

    /// Writes down what the list says, and as of when.
    fn told(&mut self, check: Check) {
        let checked_at = self.checked_at.to_rfc3339_opts(SecondsFormat::Secs, true);
        self.checks.push(check.with("list", self.question.need.url.as_str()).with("checkedAt", checked_at));
        self.is_told = true;
    }

    /// Whether something stands against the list, under the policy. That it is short does not make it wrong, and of one that calls itself
    /// otherwise is told what it says, beside that.
    fn is_open(&self) -> bool {
        let mut codes = self.checks.iter().filter_map(Check::code);
        codes.any(|code| {
            code != code::status::LIST_TOO_SHORT
                && code != code::status::LIST_ID_MISMATCH
                && self.verifier.policy.effect(code) >= Effect::Indeterminate
        })
    }

    fn answered(self, list: Option<Report>) -> Answered {
        Answered { checks: self.checks, checked_at: self.is_told.then_some(self.checked_at), list }
    }
}

fn missing(code: Option<Code>) -> Code {
    if code == Some(code::net::TOO_LARGE) { code::status::LIST_TOO_LARGE } else { code::status::LIST_UNRESOLVED }
}

fn without_fragment(url: &str) -> &str {
    url.split('#').next().unwrap_or_default()
}

/// Whether a document stands at an issuer's own origin: that of its URL, or of its `did:web`.
fn stands_at(url: &str, issuer: &str) -> bool {
    let own = Did::parse(issuer).map_or_else(|_| Ok(issuer.to_owned()), |did| web::document_url(&did));
    match (HttpsUrl::parse(url), HttpsUrl::parse(&own.unwrap_or_default())) {
        (Ok(url), Ok(own)) => url.same_origin(own),
        _ => false,
    }
}
