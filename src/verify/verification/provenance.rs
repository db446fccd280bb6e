//! What is known about what was accepted.

use super::super::opened::Opened;
use super::super::proof::signature::Proven;
use super::super::verified::{Disclosure, Endorsement, Provenance, StatedPart, Verified};
use super::Verification;
use crate::badge::EndorsementCredential;
use crate::codec::integrity;
use crate::json::{Node, Pointer};
use crate::openbadges2::OpenBadge;
use crate::report::{Fact, Trust};
use crate::vc::context_urls::{OPEN_BADGES_3_0_0, OPEN_BADGES_3_0_0_ALIAS, OPEN_BADGES_3_0_1};
use crate::vc::types::has_type;
use crate::vc::{self, parties};

impl Verification {
    /// What is known about a document, whose references are resolved in `whole`.
    pub(super) fn provenance(&self, opened: &Opened, proven: &Proven, whole: Node<'_>) -> Provenance {
        let root = opened.root();
        let bound = proven.binding.as_ref().ok().map(|binding| binding.issuer());
        Provenance {
            // As the key was bound; as it is written, where a policy does without.
            issuer: bound.or_else(|| parties::issuer_id(root)).unwrap_or_default().to_owned(),
            issuer_name: issuer_name(whole),
            trusted_name: self.trusted_name(),
            credential: root.get("id").and_then(Node::as_str).map(str::to_owned),
            trust: self.report.trust,
            has_other_key: self.has_other_key,
            policy_sha256: self.report.policy.sha256.clone(),
            input_sha256: self.report.input.sha256.as_str().to_owned(),
            verified_at: self.report.verified_at,
            as_of: self.report.as_of,
            valid_until: opened.end(),
            status_checked_at: self.status_checked_at,
            has_status: self.has_status(),
            disclosure: if proven.selection(opened).is_some() { Disclosure::Selected } else { Disclosure::Whole },
            endorsements: self.endorsements.iter().map(|(pointer, it)| it.as_endorsement(pointer)).collect(),
            made_of: made_of(whole),
            signs_order: !proven.candidate(opened).signs_statements() || lists_values(root),
            editions: editions(whole),
        }
    }

    /// The name that the verifier itself has for an issuer whom it trusts.
    fn trusted_name(&self) -> Option<String> {
        self.anchor_name.clone().filter(|_| self.report.trust >= Trust::Trusted)
    }

    /// Whether there is a status to look up, as far as that is known.
    fn has_status(&self) -> bool {
        !self.report.checks.iter().any(|check| check.id == "status" && check.fact == Fact::NotApplicable)
    }

    pub(super) fn provenance_of(&self, badge: &OpenBadge) -> Provenance {
        Provenance {
            issuer: badge.issuer.id.clone(),
            issuer_name: Some(badge.issuer.name.clone()).filter(|name| !name.is_empty()),
            trusted_name: self.trusted_name(),
            credential: Some(badge.assertion.id.clone()),
            trust: self.report.trust,
            has_other_key: false,
            policy_sha256: self.report.policy.sha256.clone(),
            input_sha256: self.report.input.sha256.as_str().to_owned(),
            verified_at: self.report.verified_at,
            as_of: self.report.as_of,
            valid_until: badge.assertion.expires.as_ref().map(|stamp| stamp.instant()),
            status_checked_at: self.status_checked_at,
            has_status: self.has_status(),
            disclosure: Disclosure::Whole,
            endorsements: Vec::new(),
            made_of: Vec::new(),
            signs_order: false,
            editions: Vec::new(),
        }
    }

    fn as_endorsement(&self, pointer: &Pointer) -> Endorsement {
        let credential = self.accept::<EndorsementCredential>().ok().map(Verified::into_inner);
        Endorsement { pointer: pointer.clone(), outcome: self.report.outcome, trust: self.report.trust, credential }
    }
}

/// What the one issuer calls itself.
fn issuer_name(root: Node<'_>) -> Option<String> {
    let name = vc::Text::from_json(parties::issuer(root)?.get("name")?)?;
    Some(name.as_str().to_owned()).filter(|name| !name.is_empty())
}

/// The evidence that is a credential which was counted: with our own type, or with a digest. That may be of any file, which nothing tells.
fn made_of(root: Node<'_>) -> Vec<StatedPart> {
    let evidence = root.get("evidence").into_iter().flat_map(Node::each);
    let parts = evidence.filter(|own| {
        has_type(*own, "EcStackedPart")
            || ["digestSRI", "digestMultibase"].iter().any(|digest| own.get(digest).is_some())
    });
    parts
        .map(|own| {
            let text = |name: &str| own.get(name).and_then(Node::as_str);
            let digest = integrity::stated(text("digestSRI"), text("digestMultibase"));
            StatedPart { id: text("id").map(str::to_owned), digest }
        })
        .collect()
}

/// Whether `allowedValue` is a list under the contexts of a document: in those of Open Badges 3.0.0 and 3.0.1 it is a set, of
/// which statements say no order.
fn lists_values(root: Node<'_>) -> bool {
    let mut urls = root.get("@context").into_iter().flat_map(Node::each).filter_map(Node::as_str);
    !urls.any(|url| matches!(url, OPEN_BADGES_3_0_0 | OPEN_BADGES_3_0_0_ALIAS | OPEN_BADGES_3_0_1))
}

fn editions(root: Node<'_>) -> Vec<String> {
    let achievement = root.get("credentialSubject").and_then(|subject| subject.get("achievement"));
    let related = achievement.and_then(|achievement| achievement.get("related")).into_iter().flat_map(Node::each);
    related.filter_map(|own| own.get("id")?.as_str().map(str::to_owned)).collect()
}
