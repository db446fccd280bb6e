//! Puts an Open Badge 2.0 together from what was handed over and from what stands at the addresses that it names.

use crate::json::{Node, Pointer, Tree, Value};
use crate::limits::Limits;
use crate::openbadges2::{
    Assertion, BadgeClass, Content, Copied, ELSEWHERE, Issuer, OpenBadge, Presented, Reference, RevocationList,
    Verification, as_signed, is_address, name_one_issuer, over_https, same_as, same_host, undescribed, unsaid,
};
use crate::report::{Code, Finding, Findings, code};
use crate::resolve::{Answer, Need, NeedKind, Resolver};

/// A badge on its way, and what was found. Nothing is verified; but what its issuer says at an address counts for more than what
/// somebody hands over, except where that was signed.
pub(super) struct Gathering<'g> {
    pub(super) limits: &'g Limits,
    pub(super) resolver: &'g dyn Resolver,
    /// Why nothing is to be made of it.
    pub(super) refused: Findings,
    pub(super) noticed: Findings,
    /// What could not be looked up of all that may speak against it.
    pub(super) open: Findings,
}

/// What stands at an address.
enum Place {
    Found(Tree),
    Gone,
    /// Something of another host.
    Elsewhere,
    Unavailable(String),
    Malformed(String),
}

impl Place {
    fn found(self) -> Result<Tree, (Code, String)> {
        match self {
            Self::Found(tree) => Ok(tree),
            Self::Gone => Err((code::ob2::LINKED_UNRESOLVED, "there is nothing at its address".to_owned())),
            Self::Elsewhere => Err((code::ob2::ID_MISMATCH, ELSEWHERE.to_owned())),
            Self::Unavailable(reason) => Err((code::ob2::LINKED_UNRESOLVED, reason)),
            Self::Malformed(reason) => Err((code::ob2::LINKED_MALFORMED, reason)),
        }
    }
}

/// Who said what is read of the assertion.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    /// Whoever handed it over.
    ByAnyone,
    /// The issuer, in the copy that it hosts.
    Hosted,
    /// Whoever signed it.
    Signed,
}

impl<'g> Gathering<'g> {
    pub(super) fn new(limits: &'g Limits, resolver: &'g dyn Resolver) -> Self {
        Self { limits, resolver, refused: Findings::new(), noticed: Findings::new(), open: Findings::new() }
    }

    /// The badge, with no more than the ids of what cannot be had.
    ///
    /// # Errors
    /// If there is no assertion.
    pub(super) fn badge(&mut self, presented: &Presented) -> Result<OpenBadge, Findings> {
        let (assertion, tree, said) = self.assertion(presented)?;
        let at = Pointer::root().member("badge");
        let described = tree.root().get("badge").filter(|class| class.is_object());
        let class_now = self.linked(assertion.badge.id(), described.is_some(), &at);
        if let (Some(described), Some(now)) = (described, &class_now)
            && !name_one_issuer(described, now.root())
        {
            let detail = "it names another issuer than the badge class at its own address";
            self.refuse(code::ob2::EMBEDDED_DIFFERS, at.member("issuer"), detail);
        }
        let class_read = class_now.as_ref().and_then(|now| self.read(now.root(), &at, BadgeClass::read));
        let signed = assertion.badge.embedded().filter(|_| said == Said::Signed || class_read.is_none()).cloned();
        let is_signed = said == Said::Signed && signed.is_some();
        let is_described = signed.is_some();
        let class = signed.or(class_read).unwrap_or_else(|| BadgeClass::known_by(assertion.badge.id()));

        let at = at.member("issuer");
        let class_node = if is_described { described } else { class_now.as_ref().map(Tree::root) };
        let profile = class_node.and_then(|class| class.get("issuer")).filter(|issuer| issuer.is_object());
        let now = self.linked(class.issuer.id(), profile.is_some(), &at);
        let read = now.as_ref().and_then(|now| self.read(now.root(), &at, Issuer::read));
        let issuer = match (read, class.issuer.embedded()) {
            (Some(_), Some(own)) if is_signed => self.issuer_as_signed(own, profile, now.as_ref()),
            (Some(read), _) => read,
            (None, Some(own)) => own.clone(),
            (None, None) => Issuer::known_by(class.issuer.id()),
        };
        let arrived = presented.document().map(crate::vc::Document::root);
        self.compare(said, arrived, tree.root(), class_now.as_ref(), now.as_ref());
        self.revocation(&assertion, tree.root(), &issuer);
        Ok(OpenBadge::of(assertion, class, issuer))
    }

    /// The assertion that counts: of a hosted one, the copy at its issuer if that can be had.
    fn assertion(&mut self, presented: &Presented) -> Result<(Assertion, Tree, Said), Findings> {
        let document = match &presented.content {
            Content::Address(address) => {
                let told = |(code, detail): (Code, String)| Finding::new(code, Pointer::root(), detail);
                let tree = self.asked(NeedKind::OpenBadges2, address).found();
                let tree = tree.map_err(|error| Findings::from_iter([told(error)]))?;
                let (assertion, told) = Assertion::read(tree.root())?;
                self.noticed.extend(told);
                if !same_as(address)(&assertion.id) {
                    self.refuse(code::ob2::ID_MISMATCH, Pointer::root(), "");
                }
                return Ok((assertion, tree, Said::Hosted));
            }
            Content::Document(document) => document,
            Content::Token(token) => &token.1,
        };
        let (assertion, told) = Assertion::read(document.root())?;
        let is_hosted = presented.token().is_none() && assertion.verification == Verification::Hosted;
        if is_hosted
            && !assertion.revoked
            && let Some((own, tree)) = self.hosted(&assertion, document.root())
        {
            return Ok((own, tree, Said::Hosted));
        }
        self.noticed.extend(told);
        let said = if presented.token().is_some() { Said::Signed } else { Said::ByAnyone };
        Ok((assertion, document.tree().clone(), said))
    }

    /// The copy that its issuer hosts, unless that says nothing but that it was withdrawn.
    fn hosted(&mut self, arrived: &Assertion, root: Node<'_>) -> Option<(Assertion, Tree)> {
        let at = Pointer::root().member("id");
        let hosted = match self.asked(NeedKind::OpenBadges2, &arrived.id) {
            Place::Found(hosted) => hosted,
            Place::Unavailable(reason) => {
                self.open.push(Finding::new(code::ob2::HOSTED_UNRESOLVED, at, reason));
                return None;
            }
            Place::Gone => {
                self.refuse(code::ob2::HOSTED_GONE, at, "");
                return None;
            }
            Place::Elsewhere => {
                self.refuse(code::ob2::HOSTED_REDIRECTED, at, "");
                return None;
            }
            Place::Malformed(reason) => {
                self.refuse(code::ob2::HOSTED_MALFORMED, at, reason);
                return None;
            }
        };
        if hosted.root().get("revoked").and_then(Node::as_bool) == Some(true) {
            self.refuse(code::status::REVOKED, Pointer::root(), "the copy that its issuer hosts says so");
            return None;
        }
        match Assertion::read(hosted.root()) {
            Ok((own, told)) if same_as(&arrived.id)(&own.id) => {
                if let Some(unsaid) = unsaid(root, hosted.root(), Copied::Assertion) {
                    self.refuse(code::ob2::HOSTED_DIFFERS, unsaid.at, unsaid.detail);
                }
                self.noticed.extend(told);
                Some((own, hosted))
            }
            Ok(_) => {
                self.refuse(code::ob2::ID_MISMATCH, at, "");
                None
            }
            Err(told) => {
                let why = told.iter().next().map(ToString::to_string).unwrap_or_default();
                self.refuse(code::ob2::HOSTED_MALFORMED, at, why);
                None
            }
        }
    }

    /// What stands at the address of a badge class or a profile, which may be described where it is named.
    fn linked(&mut self, id: &str, is_described: bool, at: &Pointer) -> Option<Tree> {
        if id.is_empty() {
            return None;
        }
        match self.asked(NeedKind::OpenBadges2, id).found() {
            Ok(tree) => return Some(tree),
            Err((code, detail)) if !is_described || code != code::ob2::LINKED_UNRESOLVED => {
                self.refuse(code, at.clone(), detail);
            }
            Err(_) => {}
        }
        None
    }

    fn read<T>(
        &mut self,
        node: Node<'_>,
        at: &Pointer,
        read: fn(Node<'_>) -> Result<(T, Findings), Findings>,
    ) -> Option<T> {
        match read(node) {
            Ok((thing, told)) => {
                self.noticed.extend(told.below(at));
                Some(thing)
            }
            Err(told) => {
                self.refused.extend(told.below(at));
                None
            }
        }
    }

    /// An issuer that is described in what was signed; about verifying it says what stands at its own address.
    fn issuer_as_signed(&self, own: &Issuer, profile: Option<Node<'_>>, now: Option<&Tree>) -> Issuer {
        let merged = profile.zip(now).and_then(|(profile, now)| {
            let text = Value::from(as_signed(profile, now.root())).to_string();
            let tree = Tree::parse(&text, self.limits).ok()?;
            Issuer::read(tree.root()).ok()
        });
        merged.map_or_else(|| own.clone(), |(issuer, _)| issuer)
    }

    /// Holds what is described where it is named against what stands at the addresses.
    fn compare(
        &mut self,
        said: Said,
        arrived: Option<Node<'_>>,
        counting: Node<'_>,
        class: Option<&Tree>,
        profile: Option<&Tree>,
    ) {
        let (class, profile) = (class.map(Tree::root), profile.map(Tree::root));
        let outdated = undescribed(counting, [None, class, profile]);
        let (code, own) = match said {
            Said::ByAnyone => (code::ob2::EMBEDDED_DIFFERS, outdated),
            Said::Hosted | Said::Signed => {
                let at = outdated.map(|unsaid| (unsaid.at, unsaid.detail));
                let told = at.map(|(at, detail)| Finding::new(code::ob2::EMBEDDED_OUTDATED, at, detail));
                self.noticed.extend(told);
                let hosted = arrived.filter(|_| said == Said::Hosted);
                let unsaid = hosted.and_then(|arrived| undescribed(arrived, [Some(counting), class, profile]));
                (code::ob2::HOSTED_DIFFERS, unsaid)
            }
        };
        if let Some(unsaid) = own {
            self.refuse(code, unsaid.at, unsaid.detail);
        }
    }

    /// Whether the issuer's list names it.
    fn revocation(&mut self, assertion: &Assertion, root: Node<'_>, issuer: &Issuer) {
        let at = Pointer::root().member("badge").member("issuer").member("revocationList");
        let list = match &issuer.revocation_list {
            None => return,
            Some(Reference::Embedded(list)) => Ok((**list).clone()),
            Some(Reference::Id(id)) => match self.asked(NeedKind::RevocationList, id) {
                Place::Found(tree) => RevocationList::whole(tree.root()),
                Place::Malformed(reason) => Err(reason),
                Place::Unavailable(reason) => return self.list_unresolved(at, reason),
                Place::Gone => return self.list_unresolved(at, "there is nothing at its address".to_owned()),
                Place::Elsewhere => return self.list_unresolved(at, ELSEWHERE.to_owned()),
            },
        };
        let list = match list {
            Ok(list) => list,
            Err(why) => return self.noticed.push(Finding::new(code::status::LIST_MALFORMED, at, why)),
        };
        if list.issuer.as_deref().is_some_and(|own| !same_as(&issuer.id)(own)) {
            return self.noticed.push(Finding::new(code::status::LIST_ISSUER_MISMATCH, at, ""));
        }
        if list.names(&assertion.id, root) {
            self.refuse(code::status::REVOKED, at, "the issuer's list names it");
        }
    }

    fn list_unresolved(&mut self, at: Pointer, reason: String) {
        self.open.push(Finding::new(code::status::LIST_UNRESOLVED, at, reason));
    }

    fn asked(&self, kind: NeedKind, id: &str) -> Place {
        let limits = kind.limits(self.limits);
        match self.resolver.resolve(&Need::new(kind, id, over_https(id))) {
            Answer::Found(found) if is_address(id) && !same_host(&found.final_url, id) => Place::Elsewhere,
            Answer::Found(found) => match Tree::parse_bytes(&found.bytes, &limits) {
                Ok(tree) => Place::Found(tree),
                Err(error) => Place::Malformed(error.to_string()),
            },
            Answer::NotFound => Place::Gone,
            Answer::Unavailable { reason, .. } => {
                Place::Unavailable(format!("{reason}; give it as a resource under its address"))
            }
        }
    }

    fn refuse(&mut self, code: Code, at: Pointer, detail: impl Into<String>) {
        self.refused.push(Finding::new(code, at, detail));
    }
}
