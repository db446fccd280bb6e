//! The story of one badge, from what was handed over to what its issuer says about it now.

use super::Told;
use super::documents::Linked;
use super::hosted::WITHDRAWN;
use crate::badge::{IdentifierType, IdentityMatch};
use crate::json::{Node, Object, Pointer, Tree};
use crate::key::PublicKey;
use crate::openbadges2::{
    Assertion, Content, Kind, OpenBadge, Presented, Reference, RevocationList, Verification, same_as,
};
use crate::report::{Check, Effect, Finding, Findings, Group, Report, Resource, Trust, code};
use crate::resolve::{Answer, Need, NeedKind};
use crate::trust;
use crate::verify::checks::Checks;
use crate::verify::issuer::{OTHER_KEY, imitation};
use crate::verify::{Recipient, Verifier};
use chrono::{DateTime, Utc};

pub(super) struct Telling<'s> {
    pub(super) verifier: &'s Verifier,
    pub(super) presented: &'s Presented,
    pub(super) answers: &'s [(Need, Answer)],
    pub(super) report: Report,
    /// Where the documents are not as they should be.
    pub(super) conformance: Findings,
}

/// An assertion that its issuer stands for, as far as that is known.
pub(super) struct Proven {
    pub(super) assertion: Assertion,
    /// The same as it is written.
    pub(super) tree: Tree,
    /// The key that signed it, if it is the issuer's.
    pub(super) key: Option<PublicKey>,
    pub(super) linked: Option<Linked>,
}

impl<'s> Telling<'s> {
    pub(super) fn new(
        verifier: &'s Verifier,
        presented: &'s Presented,
        answers: &'s [(Need, Answer)],
        report: Report,
    ) -> Self {
        Self { verifier, presented, answers, report, conformance: Findings::new() }
    }

    pub(super) fn checks(&mut self) -> Checks<'_> {
        Checks { report: &mut self.report, limit: self.verifier.limits.findings }
    }

    /// Tells it, or says what is needed to go on.
    pub(super) fn tell(mut self) -> Result<Told, Need> {
        let presented = self.presented;
        let root = presented.document().map(crate::vc::Document::root);
        self.report.input.format = "ob2".to_owned();
        let proven = match (&presented.content, root) {
            (Content::Address(address), _) => {
                self.report.input.format = "ob2+hosted".to_owned();
                self.hosted(address, None)?
            }
            (_, Some(root)) => match self.arrived(root) {
                Some(assertion) => self.prove(assertion, root)?,
                None => None,
            },
            (_, None) => None,
        };
        let Some(mut proven) = proven else { return Ok(self.unproven()) };
        let is_signed = proven.assertion.verification != Verification::Hosted;
        if proven.linked.is_none() && !self.is_lost() {
            proven.linked = self.linked(&proven.assertion.badge, proven.tree.root(), is_signed)?;
        }
        if !is_signed {
            if !self.is_as_hosted(root, &proven) {
                return Ok(self.unproven());
            }
            self.holds("proof.hosted", Group::Signature);
        }
        let mut trust = Trust::Integrity;
        if let Some(linked) = &proven.linked {
            let bound = if is_signed { proven.key.is_some() } else { self.within_scope(&proven.assertion.id, linked) };
            if bound {
                trust = self.issuer(linked, proven.key.as_ref());
            }
        }
        self.validity(&proven.assertion);
        let checked_at = self.status(&proven)?;
        self.recipient(&proven.assertion);
        self.privacy(&proven.assertion);
        let findings = std::mem::take(&mut self.conformance);
        self.checks().result("model.open_badges_2", Group::Conformance, findings);
        if !proven.assertion.endorsement.is_empty() {
            self.found("endorsements", code::ob2::ENDORSEMENTS, Pointer::root().member("endorsement"), "");
        }
        let badge = proven.linked.map(|linked| {
            let written = Object::new()
                .with("assertion", proven.tree.root().to_value())
                .with("badge", linked.class.tree.root().to_value())
                .with("issuer", linked.issuer.tree.root().to_value());
            (OpenBadge::of(proven.assertion, linked.class.thing, linked.issuer.thing), written)
        });
        Ok(Told { report: self.report, trust, badge, status_checked_at: checked_at })
    }

    /// What was handed over, if it is an assertion.
    fn arrived(&mut self, root: Node<'_>) -> Option<Assertion> {
        match Assertion::read(root) {
            Ok((assertion, findings)) => {
                self.holds("format.type", Group::Format);
                self.conformance(findings, &Pointer::root());
                Some(assertion)
            }
            Err(findings) => {
                let is_other = Kind::is_another(root, Kind::Assertion);
                let decisive = |finding: &Finding| finding.code.group() == Group::Format;
                let told = findings.into_iter().filter(decisive).map(|finding| {
                    // What is of another class may well be in order, and signed.
                    let is_it = is_other && finding.code == code::ob2::TYPE;
                    Finding { code: if is_it { code::ob2::OTHER_CLASS } else { finding.code }, ..finding }
                });
                let findings = told.collect();
                self.checks().result("format.type", Group::Format, findings);
                None
            }
        }
    }

    /// The proof. What is lost already is not asked for.
    fn prove(&mut self, assertion: Assertion, root: Node<'_>) -> Result<Option<Proven>, Need> {
        let presented = self.presented;
        if self.is_lost_as_it_stands(&assertion) {
            return Ok(None);
        }
        let at = Pointer::root().member(assertion.verification_name);
        match assertion.verification.clone() {
            Verification::Hosted => {
                self.report.input.format = "ob2+hosted".to_owned();
                // What the hosted copy is like counts, and not what this one is like.
                self.conformance = Findings::new();
                let id = assertion.id.clone();
                self.hosted(&id, Some(root))
            }
            Verification::Signed { creator } => match presented.token() {
                Some(jws) => {
                    self.report.input.format = "ob2+jws".to_owned();
                    self.signed(jws, assertion, root, creator.as_deref())
                }
                None => {
                    self.unsigned(at);
                    Ok(None)
                }
            },
            Verification::Other(way) => {
                let way: String = way.chars().take(64).collect();
                let detail = format!("it is verified by {way:?}; verify it with software that knows that");
                self.found("proof.signature", code::proof::UNSUPPORTED, at, detail);
                Ok(None)
            }
        }
    }

    /// Says that a badge is to be believed for its signature, and has none.
    pub(super) fn unsigned(&mut self, at: Pointer) {
        let detail = "give the token, or the image that it is in";
        self.found("proof.signature", code::ob2::UNSIGNED, at, detail);
    }

    /// Ends the story of what nobody stands for.
    fn unproven(mut self) -> Told {
        let findings = std::mem::take(&mut self.conformance);
        if !findings.is_empty() {
            self.checks().result("model.open_badges_2", Group::Conformance, findings);
        }
        for (id, group) in [
            ("issuer.hosts", Group::Issuer),
            ("validity.until", Group::Validity),
            ("status", Group::Status),
            ("subject.recipient", Group::Subject),
        ] {
            if self.report.check(id).is_none() {
                self.checks().not_run(id, group, "proof.signature");
            }
        }
        Told::nothing(self.report)
    }

    /// Whether what was found decides against the badge.
    fn is_lost(&self) -> bool {
        let policy = &self.verifier.policy;
        self.report.checks.iter().filter_map(Check::code).any(|code| policy.effect(code) == Effect::Invalid)
    }

    /// Whether dates, recipient or form decide against it whatever anybody would say about it. Then nothing is asked for.
    fn is_lost_as_it_stands(&mut self, assertion: &Assertion) -> bool {
        let mut alone = Telling::new(self.verifier, self.presented, &[], self.report.clone());
        alone.validity(assertion);
        alone.recipient(assertion);
        let findings = self.conformance.clone();
        let policy = &self.verifier.policy;
        let is_malformed = findings.iter().any(|finding| policy.effect(finding.code) == Effect::Invalid);
        if alone.is_lost() {
            self.report = alone.report;
        }
        self.is_lost() || is_malformed
    }

    /// Whether the issuer, who stands for the badge, is one that the verifier knows.
    fn issuer(&mut self, linked: &Linked, key: Option<&PublicKey>) -> Trust {
        let issuer = &linked.issuer.thing;
        let at = Pointer::root().member("badge").member("issuer");
        for finding in trust::look_alikes(&issuer.id, Some(&issuer.name), &at) {
            self.checks().found("issuer.unicode", finding);
        }
        let anchors = &self.verifier.anchors;
        if anchors.is_empty() {
            self.checks().not_applicable("issuer.registry", Group::Issuer);
            return Trust::IssuerBound;
        }
        self.report.resources.push(Resource::new("anchors", "", anchors.sha256(), "supplied"));
        let (code, detail) = match anchors.anchor(&issuer.id) {
            None => (code::issuer::NOT_ANCHORED, "add it to the anchors if you trust it"),
            Some(anchor) if anchor.keys.as_ref().is_none_or(|keys| key.is_some_and(|key| keys.contains(key))) => {
                self.checks().push(Check::holds("issuer.registry", Group::Issuer).at(at));
                return Trust::Trusted;
            }
            Some(_) => (code::issuer::ANCHOR_OTHER_KEY, OTHER_KEY),
        };
        if let Some(finding) = imitation(anchors, &issuer.id, &issuer.name, &at) {
            self.checks().found("issuer.unicode", finding);
        }
        self.found("issuer.registry", code, at, detail);
        Trust::IssuerBound
    }

    /// From when until when.
    fn validity(&mut self, assertion: &Assertion) {
        let (now, skew) = (self.report.as_of, self.verifier.policy.skew());
        let moment = |stamp: &Option<crate::vc::DateTimeStamp>| stamp.as_ref().map(|stamp| stamp.instant());
        let (start, end) = (moment(&assertion.issued_on), moment(&assertion.expires));
        let (from, until) = (Pointer::root().member("issuedOn"), Pointer::root().member("expires"));
        let is_early = |start: DateTime<Utc>| start.checked_sub_signed(skew).is_none_or(|start| now < start);
        let is_late = |end: DateTime<Utc>| end.checked_add_signed(skew).is_some_and(|end| now > end);
        match start {
            Some(start) if is_early(start) => {
                self.found("validity.from", code::validity::NOT_YET, from, format!("it starts at {start}"));
            }
            Some(_) => self.holds("validity.from", Group::Validity),
            // A date that cannot be read is found where the form is.
            None => self.checks().not_applicable("validity.from", Group::Validity),
        }
        match (start, end) {
            (Some(start), Some(end)) if end < start => {
                self.found("validity.until", code::validity::WINDOW_INVERTED, until, "");
            }
            (_, Some(end)) if is_late(end) => {
                self.found("validity.until", code::validity::EXPIRED, until, format!("it ended at {end}"));
            }
            (_, Some(_)) => self.holds("validity.until", Group::Validity),
            (_, None) => self.checks().not_applicable("validity.until", Group::Validity),
        }
    }

    /// Whether the issuer has withdrawn it: as the hosted copy says, and the issuer's list.
    fn status(&mut self, proven: &Proven) -> Result<Option<DateTime<Utc>>, Need> {
        let now = self.report.verified_at;
        if proven.assertion.revoked {
            let at = Pointer::root().member("revoked");
            let detail = match proven.assertion.verification {
                Verification::Hosted => WITHDRAWN,
                _ => "it says so itself, and was signed with that in it",
            };
            self.found("status", code::status::REVOKED, at, detail);
            return Ok(Some(now));
        }
        let is_hosted = proven.assertion.verification == Verification::Hosted;
        let Some(linked) = &proven.linked else {
            self.checks().not_run("status", Group::Status, "issuer.linked");
            return Ok(None);
        };
        let Some(reference) = &linked.issuer.thing.revocation_list else {
            match is_hosted {
                true => self.holds("status", Group::Status),
                false => self.checks().not_applicable("status", Group::Status),
            }
            return Ok(is_hosted.then_some(now));
        };
        // Nothing more is asked for on behalf of what is lost anyway.
        if self.is_lost() {
            self.checks().not_run("status", Group::Status, "proof.signature");
            return Ok(None);
        }
        let at = Pointer::root().member("badge").member("issuer").member("revocationList");
        let list = match reference {
            // It is read by itself, since what is wrong with it is more than a blemish of the profile around it.
            Reference::Embedded(_) => self.embedded_list(linked.issuer.tree.root(), &at),
            Reference::Id(id) => self.revocation_list(id, &at)?,
        };
        let Some(list) = list else { return Ok(None) };
        if list.issuer.as_deref().is_some_and(|issuer| !same_as(&linked.issuer.thing.id)(issuer)) {
            self.found("status", code::status::LIST_ISSUER_MISMATCH, at, "");
            return Ok(None);
        }
        match list.names(&proven.assertion.id, proven.tree.root()) {
            true => self.found("status", code::status::REVOKED, at, "the issuer's list names it"),
            false => self.holds("status", Group::Status),
        }
        Ok(Some(now))
    }

    fn revocation_list(&mut self, id: &str, at: &Pointer) -> Result<Option<RevocationList>, Need> {
        self.note_http(id, at);
        let found = match self.ask(NeedKind::RevocationList, id)? {
            Answer::Found(found) => found,
            answer => {
                let detail = self.unanswered(&answer);
                self.found("status", code::status::LIST_UNRESOLVED, at.clone(), detail);
                return Ok(None);
            }
        };
        match self.parsed(NeedKind::RevocationList, &found, id, code::status::LIST_MALFORMED) {
            Ok(tree) => Ok(self.read_list(tree.root(), at)),
            Err((code, detail)) => {
                self.found("status", code, at.clone(), detail);
                Ok(None)
            }
        }
    }

    fn embedded_list(&mut self, issuer: Node<'_>, at: &Pointer) -> Option<RevocationList> {
        let list = issuer.get("revocationList").and_then(|list| self.alone(list.each().next()?));
        match list {
            Some(list) => self.read_list(list.root(), at),
            None => {
                self.found("status", code::status::LIST_MALFORMED, at.clone(), "");
                None
            }
        }
    }

    fn read_list(&mut self, list: Node<'_>, at: &Pointer) -> Option<RevocationList> {
        match RevocationList::whole(list) {
            Ok(list) => Some(list),
            Err(why) => {
                self.found("status", code::status::LIST_MALFORMED, at.clone(), why);
                None
            }
        }
    }

    /// Whether it was awarded to somebody in particular.
    fn recipient(&mut self, assertion: &Assertion) {
        let Some(wanted) = &self.verifier.recipient else {
            return self.checks().not_applicable("subject.recipient", Group::Subject);
        };
        let recipient = &assertion.recipient;
        let compared = match wanted {
            Recipient::Id(id) if recipient.kind == "url" => recipient.matches("url", id),
            Recipient::Id(id) => recipient.matches("id", id),
            Recipient::Identifier(IdentifierType::EmailAddress, address) => recipient.matches("email", address),
            Recipient::Identifier(..) => IdentityMatch::NotComparable,
        };
        let code = match compared {
            IdentityMatch::Same => return self.holds("subject.recipient", Group::Subject),
            IdentityMatch::Different => code::subject::RECIPIENT_MISMATCH,
            IdentityMatch::NotComparable => code::subject::RECIPIENT_UNKNOWN,
        };
        self.found("subject.recipient", code, Pointer::root().member("recipient"), "");
    }

    /// What it gives away about the learner.
    fn privacy(&mut self, assertion: &Assertion) {
        let recipient = &assertion.recipient;
        let code = match (recipient.hashed, recipient.identity.starts_with("md5$"), recipient.salt.is_some()) {
            (false, ..) if recipient.kind == "id" => return,
            (false, ..) => code::subject::PLAIN_IDENTIFIER,
            (true, true, _) => code::subject::WEAK_HASH,
            (true, false, false) => code::subject::UNSALTED_HASH,
            (true, false, true) => return,
        };
        self.found("privacy.identifier", code, Pointer::root().member("recipient"), "");
    }
}
