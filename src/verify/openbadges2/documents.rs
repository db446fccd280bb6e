//! Badge class and issuer, each from its own address.

use super::telling::Telling;
use crate::codec::https_url::HttpsUrl;
use crate::json::{Node, Object, Pointer, Tree, Value};
use crate::openbadges2::{
    BadgeClass, Copied, ELSEWHERE, Issuer, Reference, as_signed, is_address, name_one_issuer, over_https, same_host,
    unsaid,
};
use crate::report::{Code, Finding, Findings, Group, code};
use crate::resolve::{Answer, Found, Need, NeedKind};

/// Something that was read, as it was written.
pub(super) struct Known<T> {
    pub(super) thing: T,
    pub(super) tree: Tree,
}

/// What a badge is about: its class and its issuer.
pub(super) struct Linked {
    pub(super) class: Known<BadgeClass>,
    pub(super) issuer: Known<Issuer>,
}

impl Telling<'_> {
    /// The answer to what stands at an address, or the need for it.
    pub(super) fn ask(&self, kind: NeedKind, id: &str) -> Result<Answer, Need> {
        let need = Need::new(kind, id, over_https(id));
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

    /// The badge class of an assertion and its issuer; nothing if one of them cannot be had. What a signed assertion describes
    /// was signed with it, and is what was awarded. A hosted one only repeats what stands at the addresses.
    pub(super) fn linked(
        &mut self,
        reference: &Reference<BadgeClass>,
        root: Node<'_>,
        is_signed: bool,
    ) -> Result<Option<Linked>, Need> {
        let at = Pointer::root().member("badge");
        let described = root.get("badge").filter(|class| class.is_object());
        let Some(now) = self.own(reference.id(), described, &at)? else { return Ok(None) };
        if described.is_some_and(|own| !name_one_issuer(own, now.root())) {
            let detail = "it names another issuer than the badge class at its own address";
            self.found("issuer.linked", code::ob2::EMBEDDED_DIFFERS, at.member("issuer"), detail);
            return Ok(None);
        }
        if let Some(described) = described {
            self.compare(described, &now, Copied::BadgeClass, &Pointer::root());
        }
        let signed = described.filter(|_| is_signed);
        let tree = signed.map_or(Some(now), |class| self.alone(class));
        let Some(class) = tree.and_then(|tree| self.known(tree, &at, BadgeClass::read)) else { return Ok(None) };
        let at = at.member("issuer");
        let Some(issuer) = self.linked_issuer(&class, described, is_signed, &at)? else { return Ok(None) };
        Ok(Some(Linked { class, issuer }))
    }

    /// The issuer of a badge class; `described` is what the assertion says of the class.
    fn linked_issuer(
        &mut self,
        class: &Known<BadgeClass>,
        described: Option<Node<'_>>,
        is_signed: bool,
        at: &Pointer,
    ) -> Result<Option<Known<Issuer>>, Need> {
        let of = |class: Node<'_>| {
            let profile = class.get("issuer").filter(|issuer| issuer.is_object())?;
            Tree::parse(&profile.to_value().to_string(), &self.verifier.limits).ok()
        };
        let (of_assertion, of_class) = (described.and_then(of), of(class.tree.root()));
        let Some(now) = self.own(class.thing.issuer.id(), of_class.as_ref().map(Tree::root), at)? else {
            return Ok(None);
        };
        for repeated in [&of_assertion, &of_class].into_iter().flatten() {
            self.compare(repeated.root(), &now, Copied::Profile, at);
        }
        let Some(own) = self.known(now, at, Issuer::read) else { return Ok(None) };
        let Some(signed) = of_assertion.filter(|_| is_signed) else { return Ok(Some(own)) };
        let signed = Value::from(as_signed(signed.root(), own.tree.root())).to_string();
        let tree = Tree::parse(&signed, &self.verifier.limits).ok();
        Ok(tree.and_then(|tree| Some(Known { thing: Issuer::read(tree.root()).ok()?.0, tree })))
    }

    /// What stands at the address that is an id; what has none is what is said of it.
    fn own(&mut self, id: &str, described: Option<Node<'_>>, at: &Pointer) -> Result<Option<Tree>, Need> {
        match described {
            _ if is_address(id) => self.document(id, at),
            Some(described) => Ok(self.alone(described)),
            None => {
                self.found("issuer.linked", code::ob2::LINKED_UNRESOLVED, at.clone(), "its id is no address");
                Ok(None)
            }
        }
    }

    /// Says where what is repeated of something is not what stands at its own address, or no longer.
    fn compare(&mut self, repeated: Node<'_>, now: &Tree, copied: Copied, place: &Pointer) {
        let Some(unsaid) = unsaid(repeated, now.root(), copied) else { return };
        let (code, at) = (code::ob2::EMBEDDED_OUTDATED, unsaid.at.below(place));
        if !self.report.checks.iter().any(|check| check.code() == Some(code) && check.pointer == at) {
            self.found("issuer.linked", code, at, unsaid.detail);
        }
    }

    fn known<T>(
        &mut self,
        tree: Tree,
        at: &Pointer,
        read: fn(Node<'_>) -> Result<(T, Findings), Findings>,
    ) -> Option<Known<T>> {
        match read(tree.root()) {
            Ok((thing, findings)) => {
                self.conformance(findings, at);
                Some(Known { thing, tree })
            }
            Err(findings) => {
                let why = findings.iter().next().map(ToString::to_string).unwrap_or_default();
                self.found("issuer.linked", code::ob2::LINKED_MALFORMED, at.clone(), why);
                None
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
            let found = match self.ask(NeedKind::OpenBadges2, &address)? {
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
        match self.parsed(NeedKind::OpenBadges2, found, asked, malformed) {
            Ok(tree) => Some(tree),
            Err((code, detail)) => {
                self.found("issuer.linked", code, at.clone(), detail);
                None
            }
        }
    }

    /// The same, or why there is none.
    pub(super) fn parsed(
        &self,
        kind: NeedKind,
        found: &Found,
        asked: &str,
        malformed: Code,
    ) -> Result<Tree, (Code, String)> {
        if !same_host(&found.final_url, asked) {
            return Err((code::ob2::ID_MISMATCH, ELSEWHERE.to_owned()));
        }
        Tree::parse_bytes(&found.bytes, &kind.limits(&self.verifier.limits))
            .map_err(|error| (malformed, error.to_string()))
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
