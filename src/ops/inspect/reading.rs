//! What a document is, opened and read as that.

use super::super::request::document::DocumentKind;
use super::super::request::{european, open_badge, text_of};
use super::super::{CredentialFormat, Error};
use super::{InspectedBadge, InspectedSet, Inspection};
use crate::badge::AchievementCredential;
use crate::elm;
use crate::env::Environment;
use crate::json::{Node, Pointer};
use crate::limits::Limits;
use crate::microcredential::carrier::{self, Recovered};
use crate::openbadges2::{self, Presented};
#[cfg(feature = "bbs")]
use crate::proof::data_integrity::bbs;
use crate::proof::data_integrity::{Proof, ProofValue, ecdsa_sd};
use crate::proof::sd_jwt::SdJwt;
use crate::proof::{EnvelopeFormat, Unwrapped};
use crate::report::{Finding, Findings, code};
use crate::resolve::Resolver;
use crate::vc::parties::subjects;
use crate::vc::types::{has_type, is_presentation};

pub(super) fn inspect(
    input: &[u8],
    limits: &Limits,
    depth: usize,
    resolver: &dyn Resolver,
    environment: &Environment,
) -> Result<Inspection, Error> {
    if let Some(presented) = Presented::read(input, limits) {
        return open_badge_2(&presented.map_err(Error::refused)?, limits, resolver, environment);
    }
    if european::is_bare(input, limits) {
        return european_digital_credential(input, Vec::new(), limits);
    }
    let unwrapped = Unwrapped::read_to_show(input, limits).map_err(Error::refused)?;
    let root = unwrapped.document().root();
    let proofs = proofs(&unwrapped);
    if european::is_one(root) {
        return european_digital_credential(text_of(root).as_bytes(), proofs, limits);
    }
    let is_presentation = is_presentation(root);
    let holding = match (is_presentation, has_type(root, "ClrCredential")) {
        (true, _) => Some(root),
        (false, true) => root.get("credentialSubject"),
        (false, false) => None,
    };
    if let Some(holding) = holding {
        if depth >= limits.embedded_depth {
            let detail = "take it out of what it stands in, or raise the limit `embeddedDepth`";
            return Err(Error::refused(Finding::new(code::input::LIMIT_EMBEDDED, Pointer::root(), detail)));
        }
        let nodes = holding.each().filter_map(|node| node.get("verifiableCredential")).flat_map(Node::each);
        let nodes: Vec<_> = nodes.collect();
        let (read, unread) = nodes.split_at(limits.embedded.min(nodes.len()));
        let inspected = |node: &Node<'_>| {
            (node.path(), inspect(text_of(*node).as_bytes(), limits, depth + 1, resolver, environment))
        };
        let credentials = read.iter().map(inspected).collect();
        let findings = unread.first().map(|first| {
            let detail =
                "from here on, none was read; take it apart and inspect the parts, or raise the limit `embedded`";
            Finding::new(code::input::LIMIT_EMBEDDED, first.path(), detail)
        });
        let findings = findings.into_iter().collect();
        let set = InspectedSet { is_presentation, proofs, credentials, truncated: unread.len(), findings };
        return Ok(Inspection::Set(set));
    }
    refuse_others(root)?;
    let (badge, _) = AchievementCredential::read(root).map_err(Error::reasons)?;
    let mut recovered = Recovered::from_badge(&badge);
    let issuer = (badge.issuer.id().map(str::to_owned), badge.issuer.name().map(ToString::to_string));
    let mut gaps = recovered.gaps();
    let losses = carrier::leftovers(root, &badge, &recovered);
    if let Some(unread) = european_half(root) {
        // What is not stated in one half may stand in the other.
        gaps = gaps.into_iter().filter(|gap| gap.code != code::ec::MISSING).collect();
        gaps.push(Finding { pointer: Pointer::root().member("offer"), ..unread.clone() });
        recovered.findings.push(unread);
    }
    let inspected = InspectedBadge::new(CredentialFormat::OpenBadges3, issuer, proofs, recovered, gaps);
    let is_selection = is_selection(&unwrapped, limits);
    Ok(InspectedBadge { losses, is_selection, ..inspected }.into())
}

/// That a badge is a European Digital Credential as well, whose claims were not read.
fn european_half(root: Node<'_>) -> Option<Finding> {
    let claims = subjects(root).find_map(|subject| subject.get("hasClaim"));
    let claims = claims.filter(|_| has_type(root, "EuropeanDigitalCredential"))?;
    let detail = "it is a European Digital Credential as well, and of the two only the badge was read; what is not stated in it may \
                  stand here";
    Some(Finding::new(code::ec::CARRIER_UNREADABLE, claims.path(), detail))
}

/// Whether a holder derived it from more, or left out disclosures of a token.
fn is_selection(unwrapped: &Unwrapped, limits: &Limits) -> bool {
    let is_derived = |proof: Node<'_>| match Proof::read(proof).map(|proof| proof.value) {
        Ok(ProofValue::EcdsaSd(value)) => matches!(*value, ecdsa_sd::ProofValue::Derived(_)),
        #[cfg(feature = "bbs")]
        Ok(ProofValue::Bbs(value)) => matches!(*value, bbs::ProofValue::Derived(_)),
        _ => false,
    };
    let token = unwrapped.secured().filter(|_| unwrapped.format() == Some(EnvelopeFormat::SdJwt));
    let is_withholding = |token: &[u8]| {
        let token = SdJwt::parse(&String::from_utf8_lossy(token), limits).ok()?;
        token.process(limits).ok().map(|processed| processed.is_withholding())
    };
    token.and_then(is_withholding).unwrap_or(false)
        || unwrapped.document().root().get("proof").into_iter().flat_map(Node::each).any(is_derived)
}

fn european_digital_credential(
    input: &[u8],
    proofs: Vec<(String, String)>,
    limits: &Limits,
) -> Result<Inspection, Error> {
    let elm::Read { source, recovered, issuer, losses, issuer_in_own_words, .. } = european::read(input, limits)?;
    let legal_identifier = issuer_in_own_words.and_then(|words| words.legal_identifier).map(|own| own.notation);
    let issuer = issuer.map_or((None, None), |issuer| (issuer.id, issuer.name.map(|name| name.to_string())));
    let gaps = recovered.gaps();
    let inspected = InspectedBadge::new(CredentialFormat::Elm, issuer, proofs, recovered, gaps);
    Ok(InspectedBadge { seals: source.seals, losses, legal_identifier, ..inspected }.into())
}

/// A badge of 2.0, in terms of what it would become.
fn open_badge_2(
    presented: &Presented,
    limits: &Limits,
    resolver: &dyn Resolver,
    environment: &Environment,
) -> Result<Inspection, Error> {
    let (badge, told) = open_badge::shown(presented, limits, resolver).map_err(Error::reasons)?;
    let upgraded = badge.upgrade(environment).map_err(|error| Error::failed(error.to_string()))?;
    let mut recovered = Recovered::from_badge(&upgraded.badge);
    recovered.sources = open_badge::sources(presented, upgraded.sources);
    // Of an issuer that could not be read, nothing but the id that it would be given is there.
    if badge.issuer.id.is_empty() && badge.issuer.name.is_empty() {
        recovered.elements.awarding_bodies.clear();
        recovered.sources.retain(|source| source.member != "/offer/awardingBodies");
    }
    let gaps = open_badge::gaps(recovered.gaps(), &told);
    // What is said about it is said about the old one.
    recovered.id = Some(badge.assertion.id.clone());
    recovered.elements.id = Some(badge.badge_class.id.clone()).filter(|id| !id.is_empty());
    recovered.findings = told.into_iter().chain(upgraded.findings).collect();
    let proofs = match (presented.token(), &badge.assertion.verification) {
        (Some(_), openbadges2::Verification::Signed { creator }) => {
            vec![("jws".to_owned(), creator.clone().unwrap_or_else(|| "a key of its issuer".to_owned()))]
        }
        (_, openbadges2::Verification::Hosted) => vec![("hosted".to_owned(), badge.assertion.id.clone())],
        _ => Vec::new(),
    };
    let name = Some(badge.issuer.name).filter(|name| !name.is_empty());
    let issuer = (Some(badge.issuer.id).filter(|id| !id.is_empty()), name);
    let losses = [&upgraded.losses, &upgraded.beyond].into_iter().flat_map(|told| open_badge::losses(presented, told));
    let inspected = InspectedBadge::new(CredentialFormat::OpenBadges2, issuer, proofs, recovered, gaps);
    Ok(InspectedBadge { losses: losses.collect(), ..inspected }.into())
}

/// Only what awards an achievement has elements to show.
fn refuse_others(root: Node<'_>) -> Result<(), Error> {
    let awards = |subject: Node<'_>| subject.get("achievement").is_some();
    if subjects(root).any(awards) {
        return Ok(());
    }
    let kind = DocumentKind::unwrapped(root)?;
    let is_endorsement = kind == DocumentKind::Endorsement;
    let kind = kind.with_article();
    let detail = match is_endorsement {
        true => format!(
            "it is {kind}, which awards no achievement: give it to `verify` under `endorsements`, beside what it is about"
        ),
        false => format!("it was taken for {kind}, which awards no achievement; give a badge"),
    };
    Err(Error::Refused(Findings::from_iter([Finding::new(code::request::DOCUMENT_KIND, Pointer::root(), detail)])))
}

fn proofs(unwrapped: &Unwrapped) -> Vec<(String, String)> {
    let text = |node: Node<'_>, name| node.get(name).and_then(Node::as_str).map(str::to_owned);
    let around = unwrapped.format().map(|format| {
        let suite = match unwrapped.unverifiable() {
            Some(algorithm) => format!("{} ({algorithm}, which is not verified here)", format.as_str()),
            None => format.as_str().to_owned(),
        };
        (suite, unwrapped.key().unwrap_or("a key that it has no name for").to_owned())
    });
    let proofs = unwrapped.document().root().get("proof").into_iter().flat_map(Node::each).map(|proof| {
        let suite = text(proof, "cryptosuite").or_else(|| text(proof, "type"));
        (suite.unwrap_or_default(), text(proof, "verificationMethod").unwrap_or_default())
    });
    proofs.chain(around).collect()
}
