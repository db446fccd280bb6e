//! The copy that an issuer hosts, which is the proof of a hosted badge.

use super::documents::Linked;
use super::telling::{Proven, Telling};
use crate::codec::https_url::HttpsUrl;
use crate::json::{Node, Pointer};
use crate::openbadges2::{
    Assertion, Copied, OutOfScope, Scope, Verification, is_address, over_https, same_host, undescribed, unsaid,
};
use crate::report::{Group, code};
use crate::resolve::{Answer, Need, NeedKind};

/// How it is known that an assertion was withdrawn.
pub(super) const WITHDRAWN: &str = "the copy that its issuer hosts says so";

impl Telling<'_> {
    /// The assertion as its issuer hosts it; nothing if that is not what was handed over, or could not be had. What arrived may
    /// be its address alone.
    pub(super) fn hosted(&mut self, id: &str, arrived: Option<Node<'_>>) -> Result<Option<Proven>, Need> {
        let (at, unresolved) = match arrived {
            Some(_) => (Pointer::root().member("id"), code::ob2::HOSTED_UNRESOLVED),
            None => (Pointer::root(), code::ob2::ADDRESS_ALONE),
        };
        let address = over_https(id);
        if let Err(error) = HttpsUrl::parse(&address) {
            self.found("proof.hosted", code::ob2::HOSTED_ADDRESS, at, error.to_string());
            return Ok(None);
        }
        self.note_http(id, &at);
        let found = match self.ask(NeedKind::OpenBadges2, id)? {
            Answer::Found(found) => found,
            Answer::NotFound => {
                self.found("proof.hosted", code::ob2::HOSTED_GONE, at, "");
                return Ok(None);
            }
            answer => {
                let detail = self.unanswered(&answer);
                self.found("proof.hosted", unresolved, at, detail);
                return Ok(None);
            }
        };
        if !same_host(&found.final_url, id) {
            self.found("proof.hosted", code::ob2::HOSTED_REDIRECTED, at, "");
            return Ok(None);
        }
        let Some(tree) = self.parse(&found, id, &at, code::ob2::HOSTED_MALFORMED) else { return Ok(None) };
        let (assertion, findings) = match Assertion::read(tree.root()) {
            Ok(read) => read,
            Err(_) if tree.root().get("revoked").and_then(Node::as_bool) == Some(true) => {
                self.found("status", code::status::REVOKED, Pointer::root(), WITHDRAWN);
                return Ok(None);
            }
            Err(findings) => {
                let why = findings.iter().next().map(ToString::to_string).unwrap_or_default();
                self.found("proof.hosted", code::ob2::HOSTED_MALFORMED, at, why);
                return Ok(None);
            }
        };
        if over_https(&assertion.id) != address {
            self.found("proof.hosted", code::ob2::ID_MISMATCH, at, "");
            return Ok(None);
        }
        match (arrived, &assertion.verification) {
            (None, Verification::Signed { .. }) => {
                self.unsigned(at);
                return Ok(None);
            }
            (None, Verification::Other(way)) => {
                let way: String = way.chars().take(64).collect();
                let detail = format!("it is verified by {way:?}; verify it with software that knows that");
                self.found("proof.hosted", code::proof::UNSUPPORTED, at, detail);
                return Ok(None);
            }
            (None, Verification::Hosted) => self.holds("format.type", Group::Format),
            (Some(_), _) => {}
        }
        if let Some(unsaid) = arrived.and_then(|arrived| unsaid(arrived, tree.root(), Copied::Assertion)) {
            // An assertion that was withdrawn may say nothing else.
            if assertion.revoked {
                self.found("status", code::status::REVOKED, Pointer::root(), WITHDRAWN);
                return Ok(None);
            }
            self.found("proof.hosted", code::ob2::HOSTED_DIFFERS, unsaid.at, unsaid.detail);
            return Ok(None);
        }
        self.conformance(findings, &Pointer::root());
        Ok(Some(Proven { tree, assertion, key: None, linked: None }))
    }

    /// Whether what arrived describes badge class and issuer as the hosted copy does, or as they are at their own addresses.
    pub(super) fn is_as_hosted(&mut self, arrived: Option<Node<'_>>, proven: &Proven) -> bool {
        let Some(linked) = &proven.linked else { return true };
        let documents = [proven.tree.root(), linked.class.tree.root(), linked.issuer.tree.root()].map(Some);
        let unsaid = arrived.and_then(|arrived| undescribed(arrived, documents));
        if let Some(unsaid) = &unsaid {
            self.found("proof.hosted", code::ob2::HOSTED_DIFFERS, unsaid.at.clone(), unsaid.detail);
        }
        unsaid.is_none()
    }

    /// Whether the issuer hosts its assertions where this one is.
    pub(super) fn within_scope(&mut self, assertion: &str, linked: &Linked) -> bool {
        let issuer = &linked.issuer.thing;
        let Err(out) = issuer.scope.allows(assertion, &issuer.id) else {
            self.holds("issuer.hosts", Group::Issuer);
            // Whoever hosts the class says what it is awarded for.
            let (class, is_silent) = (&linked.class.thing.id, issuer.scope == Scope::default());
            if is_silent && is_address(class) && !same_host(class, &issuer.id) {
                self.found("issuer.hosts", code::ob2::CLASS_ORIGIN, Pointer::root().member("badge").member("id"), "");
            }
            return true;
        };
        let code = match out {
            OutOfScope::Unknown => code::ob2::ORIGIN_UNKNOWN,
            _ => code::ob2::ORIGIN,
        };
        self.found("issuer.hosts", code, Pointer::root().member("id"), out.to_string());
        false
    }
}
