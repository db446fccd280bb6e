//! Whether the key is the issuer's, and whether the issuer is one that the verifier knows.

use super::Verifier;
use super::checks::Checks;
use super::opened::Opened;
use super::proof::signature::Proven;
use crate::json::{Node, Pointer};
use crate::jsonld::Walked;
use crate::report::{Check, Finding, Group, Resource, Trust, code};
use crate::trust::{self, Anchors, Standing};
use crate::vc::parties::{id_of, subjects};
use std::collections::HashSet;

/// More ids, and more names, of those who are named are not looked at: people read a few, and strangers write what fits.
const MOST_NAMED: usize = 256;

pub(super) fn check(verifier: &Verifier, opened: &Opened, proven: &Proven, checks: &mut Checks<'_>) -> Trust {
    let named = Named::of(opened, proven);
    look_alikes(&named, checks);
    let trust = standing(verifier, proven, checks);
    // Whom the verifier knows may call itself and others as it likes.
    if trust < Trust::Trusted && !verifier.anchors.is_empty() {
        imitations(&verifier.anchors, opened.root(), &named, checks);
    }
    trust
}

/// What to do about an anchor with another key than those that are noted for it.
pub(super) const OTHER_KEY: &str = "ask the issuer in another way whether it is its own, and only then note it";

/// How far the issuer is known.
fn standing(verifier: &Verifier, proven: &Proven, checks: &mut Checks<'_>) -> Trust {
    let place = Pointer::root().member("issuer");
    let binding = match &proven.binding {
        Ok(binding) => binding,
        Err(refusal) => {
            checks.found("issuer.key_bound", Finding::new(refusal.code, place, refusal.detail.clone()));
            return Trust::Integrity;
        }
    };
    checks.push(
        Check::holds("issuer.key_bound", Group::Issuer).at(place.clone()).with("basis", binding.basis().as_str()),
    );
    if verifier.anchors.is_empty() {
        checks.not_applicable("issuer.registry", Group::Issuer);
        return Trust::IssuerBound;
    }
    checks.report.resources.push(Resource::new("anchors", "", verifier.anchors.sha256(), "supplied"));
    let (code, detail) = match verifier.anchors.judge(binding) {
        Standing::Anchored(_) => {
            checks.push(Check::holds("issuer.registry", Group::Issuer).at(place));
            return Trust::Trusted;
        }
        Standing::OtherKey(_) => (code::issuer::ANCHOR_OTHER_KEY, OTHER_KEY),
        Standing::Unknown => (code::issuer::NOT_ANCHORED, "add it to the anchors if you trust it"),
    };
    checks.found("issuer.registry", Finding::new(code, place, detail));
    Trust::IssuerBound
}

/// Those on whose behalf the issuer says to have awarded it.
fn sources(root: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    subjects(root).filter_map(|subject| subject.get("source")).flat_map(Node::each)
}

/// All who are named as having awarded it.
fn parties(root: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    root.get("issuer").into_iter().flat_map(Node::each).chain(sources(root))
}

/// Everything that is said of them. Where statements are signed, who is named by the id alone may be described anywhere.
fn descriptions<'o>(opened: &'o Opened, proven: &Proven) -> impl Iterator<Item = Node<'o>> {
    let root = opened.root();
    let unnamed: HashSet<&str> = parties(root).filter(|party| party.get("name").is_none()).filter_map(id_of).collect();
    let signs_statements = proven.candidate(opened).signs_statements();
    let walked = opened.walked.as_ref().filter(|_| !unnamed.is_empty() && signs_statements);
    let described = walked.into_iter().flat_map(Walked::descriptions).map(move |at| root.sibling(at));
    let elsewhere = described.filter(move |node| id_of(*node).is_some_and(|id| unnamed.contains(id)));
    parties(root).chain(elsewhere).filter(|party| party.is_object())
}

/// The names of one of them, which may stand there in several languages.
fn names(party: Node<'_>) -> impl Iterator<Item = &str> {
    let names = party.get("name").into_iter().flat_map(Node::each);
    names.filter_map(|name| name.as_str().or_else(|| name.get("@value")?.as_str()))
}

/// Who is named as having awarded it, as far as that is looked at.
struct Named<'o> {
    parties: Vec<Node<'o>>,
    /// Everything that is said of them, with the names in it.
    described: Vec<(Node<'o>, Vec<&'o str>)>,
    /// The first of those beyond.
    beyond: Option<Node<'o>>,
}

impl<'o> Named<'o> {
    fn of(opened: &'o Opened, proven: &Proven) -> Self {
        let mut all = parties(opened.root());
        let parties = all.by_ref().take(MOST_NAMED).collect();
        let mut named = Self { parties, described: Vec::new(), beyond: all.next() };
        let mut left = MOST_NAMED;
        for party in descriptions(opened, proven) {
            let mut all = names(party);
            let looked_at: Vec<_> = all.by_ref().take(left).collect();
            left -= looked_at.len();
            if !looked_at.is_empty() {
                named.described.push((party, looked_at));
            }
            if all.next().is_some() {
                named.beyond = named.beyond.or(Some(party));
                break;
            }
        }
        named
    }
}

/// Whether a name or host could be taken for another.
fn look_alikes(named: &Named<'_>, checks: &mut Checks<'_>) {
    for party in &named.parties {
        for finding in trust::look_alikes(id_of(*party).unwrap_or_default(), None, &Pointer::root()) {
            let pointer = if party.is_object() { finding.pointer.below(&party.path()) } else { party.path() };
            checks.found("issuer.unicode", Finding { pointer, ..finding });
        }
    }
    for (party, names) in &named.described {
        let mut findings = names.iter().flat_map(|name| trust::look_alikes("", Some(name), &Pointer::root()));
        if let Some(finding) = findings.next() {
            checks.found("issuer.unicode", Finding { pointer: finding.pointer.below(&party.path()), ..finding });
        }
    }
    if let Some(beyond) = named.beyond {
        let detail = format!("only the first {MOST_NAMED} who are named were looked at");
        checks.found("issuer.unicode", Finding::new(code::issuer::UNICODE, beyond.path(), detail));
    }
}

/// Whether somebody goes by the name of an anchor in a credential that no anchor has signed.
fn imitations(anchors: &Anchors, root: Node<'_>, named: &Named<'_>, checks: &mut Checks<'_>) {
    let is_anchor = |source: &Node<'_>| id_of(*source).and_then(|id| anchors.anchor(id));
    let sources = sources(root).take(MOST_NAMED);
    for (source, anchor) in sources.filter_map(|source| Some((source, is_anchor(&source)?))) {
        let detail = format!("it says that this is the anchor {}, which has not signed it: ask there", anchor.id);
        checks.found("issuer.unicode", Finding::new(code::issuer::UNICODE, source.path(), detail));
    }
    for (party, names) in &named.described {
        let id = id_of(*party).unwrap_or_default();
        if let Some(finding) = names.iter().find_map(|name| imitation(anchors, id, name, &party.path())) {
            checks.found("issuer.unicode", finding);
        }
    }
}

/// The finding about somebody whose name is that of an anchor of another id, or is read as that.
pub(super) fn imitation(anchors: &Anchors, id: &str, name: &str, at: &Pointer) -> Option<Finding> {
    let anchor = anchors.imitated(id, name)?;
    let detail = format!("the name is, or is easily read as, that of the anchor {}, which has another id", anchor.id);
    Some(Finding::new(code::issuer::UNICODE, at.member("name"), detail))
}
