//! Whether a document is plain: whether what is readable is exactly what is signed.

use super::compartments::{self, Borders};
use super::{ContextError, ContextSet, Contexts, Inline, Walked, context_finding, reading};
use crate::json::{Node, Pointer};
use crate::limits::Limits;
use crate::report::{Code, Finding, Findings, code};
use crate::vc::context_urls::DataModel;
use crate::vc::types::{is_credential, is_presentation};
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many differing descriptions are told; more would say nothing new.
const NOTED: usize = 32;

/// Whether what was found about the statements of a document matters where its tree itself is signed, as in a token: not that statements would
/// merge, nor that a token that is presented as it is makes none
/// ([VC Data Model 1.1 §6.3.1](https://www.w3.org/TR/vc-data-model/#jwt-decoding)).
pub(crate) fn matters_to_a_tree(finding: &Finding, root: Node<'_>) -> bool {
    let is_token_presented = || {
        let found = root.pointer(&finding.pointer).filter(|node| node.as_str().is_some());
        let mut presented = root.get("verifiableCredential").into_iter().flat_map(Node::each);
        finding.code == code::context::NOT_COMPACTED
            && is_presentation(root)
            && !is_credential(root)
            && found.is_some_and(|found| presented.any(|node| node.index() == found.index()))
    };
    finding.code != code::context::NODE_DESCRIBED_TWICE
        && finding.code != code::context::NOT_PLAIN
        && !is_token_presented()
}

/// The compiled contexts of a document, the likeliest bodies first.
///
/// # Errors
/// What is wrong with `@context`: not an array of pinned URLs in the order that their specifications fix.
pub(crate) fn contexts(root: Node<'_>, registry: &Contexts, limits: &Limits) -> Result<Vec<Arc<ContextSet>>, Findings> {
    let (sets, inline) = contexts_with_inline(root, registry, limits)?;
    if inline.is_empty() { Ok(sets) } else { Err(inline) }
}

/// The same of a document that may hold contexts of its own, with what is to be said of those. Such a document is never
/// plain: its author says what its words mean.
///
/// # Errors
/// Whatever else is wrong with `@context`.
pub(crate) fn contexts_with_inline(
    root: Node<'_>,
    registry: &Contexts,
    limits: &Limits,
) -> Result<(Vec<Arc<ContextSet>>, Findings), Findings> {
    let pointer = || Pointer::root().member("@context");
    let mut findings = Findings::new();
    let mut inline = Findings::new();
    let mut listed = Vec::new();
    let mut urls = Vec::new();
    let Some(context) = root.get("@context") else {
        findings.push(Finding::new(code::format::VERSION, pointer(), "`@context` is missing"));
        return Err(findings);
    };
    if let Some(item) = context.each().nth(limits.contexts) {
        let detail = format!("at most {} are read", limits.contexts);
        return Err(Findings::from_iter([Finding::new(code::context::TOO_MANY, item.path(), detail)]));
    }
    for (index, item) in context.each().enumerate() {
        let place = || if context.is_array() { pointer().item(index) } else { pointer() };
        match item.as_str() {
            Some(url) if urls.contains(&url) => {
                let detail = "it stands there before; ask the issuer to name it once, and to sign that";
                findings.push(Finding::new(code::context::REPEATED, place(), detail));
            }
            Some(url) => {
                if !registry.knows(url) {
                    findings.push(context_finding(&ContextError::Unknown(url.chars().take(200).collect()), place()));
                }
                urls.push(url);
                listed.push(Inline::Pinned(url));
            }
            None if item.is_object() && registry.redefines_protected(&urls, &item.to_value()) => {
                findings.push(Finding::new(code::context::PROTECTED, place(), "an inline context redefines a term"));
            }
            None => {
                let detail = "publish the context and register it by its SHA-256";
                let finding = Finding::new(code::context::INLINE, place(), detail);
                if item.is_object() && index > 0 {
                    inline.push(finding)
                } else {
                    findings.push(finding)
                }
                listed.push(Inline::Own(item.to_value()));
            }
        }
    }
    if context.is_null() {
        findings.push(Finding::new(code::context::INLINE, pointer(), "`@context` is null"));
    }
    findings.extend(order(&urls).map(|(code, detail)| Finding::new(code, pointer(), detail)));
    if !findings.is_empty() {
        findings.extend(inline);
        return Err(findings);
    }
    let sets = match inline.is_empty() {
        true => registry.select(&urls),
        false => registry.select_with_inline(&listed).map(|set| vec![set]),
    };
    match sets {
        Ok(sets) => Ok((sets, inline)),
        Err(error) => {
            let findings = Findings::from_iter([context_finding(&error, pointer())]);
            Err(findings.into_iter().chain(inline).collect())
        }
    }
}

/// The order in which contexts must stand: the data model first, and once. Where those of Open Badges and CLR have to stand is for the model
/// to say: a proof covers the meaning that they have in any order.
fn order(urls: &[&str]) -> Option<(Code, &'static str)> {
    let is_data_model = |url: &&str| DataModel::of(url).is_some();
    if !urls.first().is_some_and(is_data_model) {
        let code = if urls.iter().any(is_data_model) { code::context::ORDER } else { code::format::VERSION };
        let detail = "the first context must be https://www.w3.org/ns/credentials/v2 (or …/2018/credentials/v1)";
        return Some((code, detail));
    }
    urls[1..].iter().any(is_data_model).then_some((code::context::ORDER, "the data model stands once, and first"))
}

/// Where a walked document is not plain.
pub(crate) fn screen(root: Node<'_>, set: &ContextSet, walked: &Walked, without: &[&str]) -> Findings {
    let described = walked.described.iter().collect();
    let differing = reading::differing_descriptions(root, set, walked, described, without);
    findings(root, walked, differing)
}

/// What is found in a document whose own tree is signed: a name without a meaning is signed there like any other.
pub(crate) fn in_tree(finding: Finding) -> Finding {
    if ![code::context::UNDEFINED_TERM, code::context::SAFE_MODE].contains(&finding.code) {
        return finding;
    }
    let detail = format!("{}; it is signed, but nothing says what it means", finding.detail);
    Finding { detail, ..finding }
}

/// Whether a walked document is plain, taking each credential in a learner record that has a proof of its own by itself.
#[derive(Debug, Default)]
pub(crate) struct Screened {
    /// Where the document is not plain.
    pub(crate) findings: Findings,
    /// The indices of the credentials inside that share nodes with the rest. The document is plain only if their own
    /// proofs hold, and each of them is plain.
    pub(crate) shared: BTreeSet<usize>,
}

/// Whether a walked document is plain, if the proofs of the credentials hold that stand in it.
pub(crate) fn screen_apart(root: Node<'_>, set: &ContextSet, walked: &Walked, without: &[&str]) -> Screened {
    let Some(borders) = Borders::of(root) else {
        return Screened { findings: screen(root, set, walked, without), ..Screened::default() };
    };
    match compartments::survey(root, &borders, set, walked, without) {
        Ok(survey) => Screened { findings: findings(root, walked, Ok(survey.differing)), shared: survey.shared },
        Err(error) => Screened { findings: findings(root, walked, Err(error)), ..Screened::default() },
    }
}

/// What there is to do where the issuer is the learner.
const FOR_THE_SELF_ASSERTED: &str = "the issuer is the learner: let `issuer` have the type `Profile` alone, with the name and all \
     that describes a person, and `credentialSubject` the type `AchievementSubject` alone, with its own members and no name, \
     description or image; or secure it as JSON (eddsa-jcs-2022 or a token)";

fn findings(root: Node<'_>, walked: &Walked, differing: Result<Vec<usize>, ContextError>) -> Findings {
    let mut findings: Findings = walked.departures.iter().map(|departure| departure.finding(root)).collect();
    match differing {
        Ok(places) => findings.extend(places.into_iter().take(NOTED).map(|at| {
            let way_out = match reading::is_issuer_and_subject(root, root.sibling(at)) {
                true => FOR_THE_SELF_ASSERTED,
                false => "describe the node in one place and refer to it by its id elsewhere",
            };
            let detail = match described_elsewhere(root, walked, at) {
                Some(place) if place == Pointer::root() => {
                    format!("the other one is the document itself; {way_out}")
                }
                Some(place) => format!("the other one stands at {place}; {way_out}"),
                None => way_out.to_owned(),
            };
            Finding::new(code::context::NODE_DESCRIBED_TWICE, root.sibling(at).path(), detail)
        })),
        Err(error) => findings.push(context_finding(&error, Pointer::root())),
    }
    findings
}

/// Another place in which the node is described that is described here.
fn described_elsewhere(root: Node<'_>, walked: &Walked, at: usize) -> Option<Pointer> {
    let own = walked.described.iter().find(|mention| mention.at == at)?;
    let id = walked.dataset.str(own.id);
    let other = walked.described.iter().find(|mention| mention.at != at && walked.dataset.str(mention.id) == id)?;
    Some(root.sibling(other.at).path())
}
