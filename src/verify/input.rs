//! From bytes to a document whose contexts and proofs are read.

use super::Verifier;
use super::checks::Checks;
use super::members;
use super::opened::{Opened, Role};
use super::proof::candidate::Candidate;
use super::proof::token::Token;
use super::status;
use crate::bake::{self, Container};
use crate::codec::digest;
use crate::json::{Kind, Node, Pointer};
use crate::jsonld::plain::{self, Screened};
use crate::jsonld::{ContextSet, Walked, reading, walk};
use crate::proof::{Envelope, EnvelopeFormat, is_jws_in_json, sealed, unwrapping};
use crate::report::{Check, Effect, Finding, Findings, Group, code};
use crate::vc::Document;
use crate::vc::context_urls::DataModel;
use crate::vc::types::{is_credential, is_presentation};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The member that the signature does not cover.
pub(super) const UNSIGNED: [&str; 1] = ["proof"];

pub(super) fn open(verifier: &Verifier, input: &[u8], checks: &mut Checks<'_>) -> Option<Opened> {
    let (document, token) = match Container::of(input) {
        None => unwrap(verifier, input, checks)?,
        Some(_) => unwrap_image(verifier, input, checks)?,
    };
    let root = document.root();
    let role = format(root, checks);
    checks.report.input.is_presentation = role == Role::Presentation;
    checks.report.input.format = format_name(root, token.as_ref());
    let token = token.map(|token| Candidate::token(token, root, role));
    let mut opened = Opened {
        role,
        sets: Vec::new(),
        walked: None,
        plain: false,
        shared: BTreeSet::new(),
        candidates: token.into_iter().collect(),
        document,
    };
    read_contexts(verifier, &mut opened, checks);
    Some(opened)
}

/// As [`unwrap`], of what an image carries. What arrived is the image.
fn unwrap_image(verifier: &Verifier, image: &[u8], checks: &mut Checks<'_>) -> Option<(Document, Option<Token>)> {
    checks.report.input.bytes = image.len();
    let sha256 = if image.len() <= verifier.limits.bytes { digest::sha256_hex(image) } else { String::new() };
    checks.report.input.sha256 = sha256.clone().into();
    let carried = match bake::extract(image, &verifier.limits) {
        Ok(carried) => carried,
        Err(error) => {
            checks.found("container.extract", error.into());
            return None;
        }
    };
    let notices = carried.notices().iter().map(|notice| Finding::new(notice.into(), Pointer::root(), ""));
    checks.result("container.extract", Group::Input, notices.collect());
    checks.report.input.container.push(carried.layer().to_owned());
    let unwrapped = unwrap(verifier, carried.credential(), checks);
    checks.report.input.bytes = image.len();
    checks.report.input.sha256 = sha256.into();
    unwrapped
}

/// The document, and the token that it stood in.
fn unwrap(verifier: &Verifier, input: &[u8], checks: &mut Checks<'_>) -> Option<(Document, Option<Token>)> {
    let limits = &verifier.limits;
    let token = if let Some(format) = EnvelopeFormat::of(input) {
        checks.report.input.bytes = input.len();
        if input.len() <= limits.bytes {
            checks.report.input.sha256 = match std::str::from_utf8(input) {
                Ok(text) => digest::OnDemand::new(&[], text.into()),
                Err(_) => digest::sha256_hex(input).into(),
            };
        }
        Token::read(format, input, limits, checks)?
    } else {
        let document = parse(verifier, input, checks)?;
        if is_jws_in_json(document.root()) {
            checks.found("format.type", sealed());
            return None;
        }
        if Envelope::kind_of(document.root()).is_none() {
            return Some((document, None));
        }
        checks.report.input.container.push("envelope".to_owned());
        let refused = |finding, checks: &mut Checks<'_>| {
            checks.found("token.form", finding);
            None
        };
        let envelope = match Envelope::read(document.root(), limits) {
            Ok(envelope) => envelope,
            Err(finding) => return refused(finding, checks),
        };
        let token = Token::read(envelope.format(), envelope.as_bytes(), limits, checks)?;
        if let Err(finding) = envelope.fits(token.claims.kind()) {
            return refused(finding, checks);
        }
        token
    };
    Some((Document::of_tree(token.claims.content().clone()), Some(token)))
}

fn parse(verifier: &Verifier, input: &[u8], checks: &mut Checks<'_>) -> Option<Document> {
    checks.report.input.bytes = input.len();
    match Document::read(input, &verifier.limits) {
        Ok(document) => {
            checks.report.input.sha256 = document.sha256_on_demand().clone();
            let mut findings = document.findings().clone();
            findings.extend(double_encoded(document.root()));
            checks.result("input.json", Group::Input, findings);
            Some(document)
        }
        Err(finding) => {
            if finding.code != code::input::TOO_LARGE {
                checks.report.input.sha256 = digest::sha256_hex(input).into();
            }
            checks.found("input.json", finding);
            None
        }
    }
}

/// The first text that looks as if UTF-8 had been encoded twice: a lead byte of UTF-8, read as Latin-1 or
/// Windows-1252, and after it what a continuation byte would have become.
fn double_encoded(root: Node<'_>) -> Option<Finding> {
    fn suspicious(text: &str) -> bool {
        !text.is_ascii()
            && text.chars().zip(text.chars().skip(1)).any(|(lead, next)| {
                matches!(lead, '\u{c2}'..='\u{c3}') && matches!(next, '\u{80}'..='\u{bf}')
                    || lead == '\u{e2}' && matches!(next, '\u{80}' | '\u{82}' | '\u{84}' | '€' | '‚' | '„')
            })
    }
    fn find(node: Node<'_>) -> Option<Pointer> {
        match node.kind() {
            Kind::String => node.as_str().is_some_and(suspicious).then(|| node.path()),
            Kind::Array => node.items().find_map(find),
            Kind::Object => node.members().find_map(|(_, value)| find(value)),
            _ => None,
        }
    }
    // Most texts hold none of the lead bytes at all, neither as such nor as an escape.
    let text = root.document_text();
    let follows = |at: usize| matches!(text.as_bytes().get(at + 1), Some(0x82 | 0x83 | 0xa2));
    let leads = memchr::memchr_iter(0xc3, text.as_bytes()).any(follows);
    if !leads && (root.document_is_without_escapes() || !text.contains("\\u00")) {
        return None;
    }
    find(root).map(|pointer| {
        Finding::new(
            code::input::DOUBLE_ENCODED,
            pointer,
            "it was encoded before signing; ask the issuer to issue it again",
        )
    })
}

/// Whether it says to be a credential or a presentation of a version that is read here.
fn format(root: Node<'_>, checks: &mut Checks<'_>) -> Role {
    let (is_credential, is_presentation) = (is_credential(root), is_presentation(root));
    let mut findings = Findings::new();
    if is_credential == is_presentation {
        let detail = unwrapping(root)
            .unwrap_or_else(|| "the types must hold either VerifiableCredential or VerifiablePresentation".to_owned());
        findings.push(Finding::new(code::format::TYPE, Pointer::root().member("type"), detail));
    }
    checks.result("format.type", Group::Format, findings);
    if DataModel::of_document(root) == Some(DataModel::V1) {
        checks.push(Check::found("format.version", code::format::VERSION_OLD, Pointer::root().member("@context"), ""));
    }
    if is_presentation && !is_credential { Role::Presentation } else { Role::Credential }
}

fn format_name(root: Node<'_>, token: Option<&Token>) -> String {
    let version = match DataModel::of_document(root) {
        Some(DataModel::V1) => "vcdm1.1",
        Some(DataModel::V2) => "vcdm2",
        None => "json",
    };
    let secured = if root.get("proof").is_some() { "+di" } else { "" };
    match token {
        Some(token) => format!("{version}{secured}+{}", token.container()),
        None => format!("{version}{secured}"),
    }
}

/// The contexts, the statements that the document makes under them, and whether it is plain.
fn read_contexts(verifier: &Verifier, opened: &mut Opened, checks: &mut Checks<'_>) {
    let root = opened.document.root();
    // Without a policy that lets it pass, nothing more is made of a document that brings its own contexts.
    let lets_pass = verifier.policy.effect(code::context::INLINE) < Effect::Indeterminate;
    let (sets, inline) = match plain::contexts_with_inline(root, &verifier.contexts, &verifier.limits) {
        Ok((sets, inline)) if inline.is_empty() || lets_pass => (sets, inline),
        Ok((_, findings)) | Err(findings) => return checks.result("context.pinned", Group::Context, findings),
    };
    let own_contexts = !inline.is_empty();
    checks.result("context.pinned", Group::Context, inline);
    let (Screened { mut findings, shared }, walked) = read_statements(verifier, root, &sets);
    opened.sets = sets;
    opened.walked = walked;
    let embedded = Candidate::read_all(verifier, opened);
    opened.candidates.extend(embedded);
    let root = opened.document.root();
    if !only_trees_are_signed(&opened.candidates) {
        opened.shared = shared;
        if opened.walked.as_ref().is_some_and(|walked| !reading::is_resolvable(root, walked, &verifier.limits)) {
            let detail = "with each description where it is referred to, the document would be too large or too deep; \
                          refer to fewer nodes that refer to others";
            findings.push(Finding::new(code::input::LIMIT_VALUES, Pointer::root(), detail));
        }
    } else {
        let weighing = findings.into_iter().filter(|finding| plain::matters_to_a_tree(finding, root));
        findings = weighing.map(plain::in_tree).collect();
    }
    for candidate in &opened.candidates {
        findings.extend(candidate.departures(root));
    }
    if own_contexts {
        findings.extend(opened.shared.iter().map(|at| members::not_apart(root.sibling(*at))));
    }
    let findings: Findings = findings.into_iter().map(|finding| status::twice_described(root, finding)).collect();
    opened.plain = findings.is_empty() && !own_contexts;
    if opened.plain && !opened.shared.is_empty() {
        // Only the proofs of the credentials inside can tell.
        return;
    }
    checks.result("context.compacted_form", Group::Context, findings);
}

fn only_trees_are_signed(candidates: &[Candidate]) -> bool {
    !candidates.is_empty() && candidates.iter().all(Candidate::signs_tree)
}

fn read_statements(verifier: &Verifier, root: Node<'_>, sets: &[Arc<ContextSet>]) -> (Screened, Option<Walked>) {
    match walk(root, &sets[0], &UNSIGNED, &verifier.limits) {
        Ok(walked) => (plain::screen_apart(root, &sets[0], &walked, &UNSIGNED), Some(walked)),
        Err(error) => (Screened { findings: Findings::from_iter([error.finding()]), ..Screened::default() }, None),
    }
}
