//! Badge class and issuer, each from its own address.

use super::agreement;
use super::telling::Telling;
use crate::codec::https_url::HttpsUrl;
use crate::json::{Node, Object, Pointer, Tree, Value};
use crate::openbadges2::{BadgeClass, Issuer, Reference, is_address, over_https};
use crate::report::{Code, Finding, Findings, Group, code};
use crate::resolve::{Answer, Found, Need, NeedKind};

/// Something that was read, as it was written.
pub(super) struct Known<T> {
    pub(super) thing: T,
    pub(super) written: Value,
}

/// What a badge is about: its class and its issuer.
pub(super) struct Linked {
    pub(super) class: Known<BadgeClass>,
    pub(super) issuer: Known<Issuer>,
}

/// Whether two addresses are of one host, looked at over https.
pub(super) fn same_host(one: &str, other: &str) -> bool {
    let (one, other) = (over_https(one), over_https(other));
    match (HttpsUrl::parse(&one), HttpsUrl::parse(&other)) {
        (Ok(one), Ok(other)) => one.same_origin(other),
        _ => false,
    }
}

impl Telling<'_> {
    /// The answer to what stands at an address, or the need for it.
    pub(super) fn ask(&mut self, id: &str) -> Result<Answer, Need> {
        let need = Need::new(NeedKind::OpenBadges2, id, over_https(id));
        if let Err(error) = HttpsUrl::parse(&need.url) {
            return Ok(Answer::unavailable(error.to_string()));
        }
        let known = self.answers.iter().find(|(own, _)| own.id == need.id);
        known.map(|(_, answer)| answer.clone()).ok_or(need)
    }

    /// Says once that an address is asked for otherwise than it is written.
    pub(super) fn note_http(&mut self, id: &str, at: &Pointer) {
        if id.starts_with("http://") {
            self.found("net.https", code::ob2::HTTP, at.clone(), "");
        }
    }

    /// The badge class of an assertion and its issuer; nothing if one of them cannot be had.
    pub(super) fn linked(&mut self, reference: &Reference<BadgeClass>, root: Node<'_>) -> Result<Option<Linked>, Need> {
        let at = Pointer::root().member("badge");
        let embedded = reference.embedded().and_then(|_| root.get("badge"));
        let Some(class) = self.thing(reference.id(), embedded, &at, BadgeClass::read)? else { return Ok(None) };
        let at = at.member("issuer");
        let id = class.thing.issuer.id().to_owned();
        // What the class repeats of its issuer is held against the issuer's own profile.
        let text = class.written.to_string();
        let tree = Tree::parse(&text, &self.verifier.limits).ok();
        let embedded = tree.as_ref().and_then(|tree| tree.root().get("issuer")).filter(|issuer| issuer.is_object());
        let Some(issuer) = self.thing(&id, embedded, &at, Issuer::read)? else { return Ok(None) };
        // So is what the assertion repeats of it, where that stands in a class that has an address of its own.
        let repeated = root.get("badge").and_then(|class| class.get("issuer")).filter(|issuer| issuer.is_object());
        let profile = Tree::parse(&issuer.written.to_string(), &self.verifier.limits).ok();
        if let (Some(repeated), Some(profile)) = (repeated, profile)
            && let Some(unsaid) = agreement::unsaid(repeated, profile.root())
        {
            self.found("issuer.linked", code::ob2::EMBEDDED_DIFFERS, unsaid.at, unsaid.detail);
            return Ok(None);
        }
        Ok(Some(Linked { class, issuer }))
    }

    /// Something under an id, which the assertion may describe as well.
    fn thing<T>(
        &mut self,
        id: &str,
        embedded: Option<Node<'_>>,
        at: &Pointer,
        read: fn(Node<'_>) -> Result<(T, Findings), Findings>,
    ) -> Result<Option<Known<T>>, Need> {
        let (tree, is_own) = match (is_address(id), embedded) {
            (true, _) => (self.document(id, at)?, true),
            // What has no address cannot be held against anything.
            (false, Some(embedded)) => (self.alone(embedded), false),
            (false, None) => {
                self.found("issuer.linked", code::ob2::LINKED_UNRESOLVED, at.clone(), "its id is no address");
                return Ok(None);
            }
        };
        let Some(tree) = tree else { return Ok(None) };
        if let Some(unsaid) = embedded.filter(|_| is_own).and_then(|own| agreement::unsaid(own, tree.root())) {
            self.found("issuer.linked", code::ob2::EMBEDDED_DIFFERS, unsaid.at, unsaid.detail);
            return Ok(None);
        }
        match read(tree.root()) {
            Ok((thing, findings)) => {
                self.conformance(findings, at);
                Ok(Some(Known { thing, written: tree.root().to_value() }))
            }
            Err(findings) => {
                let why = findings.iter().next().map(ToString::to_string).unwrap_or_default();
                self.found("issuer.linked", code::ob2::LINKED_MALFORMED, at.clone(), why);
                Ok(None)
            }
        }
    }

    /// An object of a document as a document of its own, under the context of the whole.
    pub(super) fn alone(&self, node: Node<'_>) -> Option<Tree> {
        let Value::Object(members) = node.to_value() else { return None };
        let context = Object::new().with("@context", crate::openbadges2::CONTEXT);
        let document: Object =
            context.into_iter().chain(members.into_iter().filter(|(name, _)| name != "@context")).collect();
        Tree::parse(&Value::from(document).to_string(), &self.verifier.limits).ok()
    }

    /// What stands at an address. If it says that it lives at another one of that host, it is read from there, once.
    fn document(&mut self, id: &str, at: &Pointer) -> Result<Option<Tree>, Need> {
        self.note_http(id, at);
        let mut address = id.to_owned();
        for is_last in [false, true] {
            let found = match self.ask(&address)? {
                Answer::Found(found) => found,
                answer => {
                    let detail = self.unanswered(&answer);
                    self.found("issuer.linked", code::ob2::LINKED_UNRESOLVED, at.clone(), detail);
                    return Ok(None);
                }
            };
            let Some(tree) = self.parse(&found, &address, at, code::ob2::LINKED_MALFORMED) else { return Ok(None) };
            let said = tree.root().get("id").and_then(Node::as_str).unwrap_or_default().to_owned();
            // Who has no address hosts nothing, and is found to when the hosts are looked at.
            if over_https(&said) == over_https(&address) || !is_address(&said) {
                return Ok(Some(tree));
            }
            if is_last || !same_host(&said, &address) {
                self.found("issuer.linked", code::ob2::ID_MISMATCH, at.clone(), "");
                return Ok(None);
            }
            self.found("issuer.linked", code::ob2::MOVED, at.clone(), "");
            address = said;
        }
        Ok(None)
    }

    /// The JSON of an answer that came from the host that was asked.
    pub(super) fn parse(&mut self, found: &Found, asked: &str, at: &Pointer, malformed: Code) -> Option<Tree> {
        if !same_host(&found.final_url, asked) {
            let detail = "the host that was asked points to another one, which speaks for itself alone";
            self.found("issuer.linked", code::ob2::ID_MISMATCH, at.clone(), detail);
            return None;
        }
        match Tree::parse_bytes(&found.bytes, &self.verifier.limits) {
            Ok(tree) => Some(tree),
            Err(error) => {
                self.found("issuer.linked", malformed, at.clone(), error.to_string());
                None
            }
        }
    }

    pub(super) fn unanswered(&self, answer: &Answer) -> String {
        match answer {
            Answer::Unavailable { code: Some(code), reason } => format!("{code}: {reason}"),
            Answer::Unavailable { code: None, reason } => reason.clone(),
            _ => "there is nothing at its address".to_owned(),
        }
    }

    pub(super) fn conformance(&mut self, findings: Findings, at: &Pointer) {
        for finding in findings {
            let pointer = finding.pointer.below(at);
            self.conformance.push(Finding { pointer, ..finding });
        }
    }

    pub(super) fn found(&mut self, id: &'static str, code: Code, at: Pointer, detail: impl Into<String>) {
        self.checks().found(id, Finding::new(code, at, detail));
    }

    pub(super) fn holds(&mut self, id: &'static str, group: Group) {
        self.checks().holds(id, group);
    }
}
