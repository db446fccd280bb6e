//! Whether one of the proofs holds: that somebody signed exactly this.

use super::Verifier;
use super::candidate::Candidate;
use super::chain;
use super::checks::Checks;
use super::forms::Forms;
use super::input::UNSIGNED;
use super::opened::{Opened, Role};
use crate::json::{Node, Value};
use crate::jsonld::{plain, walk};
use crate::proof::data_integrity::{self, Proof, Transformation, check_context, hash_data, hash_for};
use crate::report::{Check, Code, Finding, Findings, Group, Resource, code};
use crate::resolve::{Refusal, VerificationMethod};
use crate::trust::Binding;
use crate::vc::DateTimeStamp;

/// A proof that holds.
#[derive(Debug)]
pub(super) struct Proven {
    pub(super) binding: Result<Binding, Refusal>,
    /// The place of its candidate.
    pub(super) candidate: usize,
}

/// Judges every proof. The first that holds and is bound to the issuer counts, or else the first that holds.
pub(super) fn check(verifier: &Verifier, opened: &Opened, checks: &mut Checks<'_>) -> Option<Proven> {
    let root = opened.root();
    let candidates = &opened.candidates;
    if candidates.len() > verifier.limits.proofs {
        checks.found("proof.present", Finding::new(code::input::LIMIT_PROOFS, root.path().member("proof"), ""));
        return None;
    }
    if candidates.is_empty() {
        if !opened.sets.is_empty() || root.get("proof").is_none() {
            let detail = "issue it again with a proof; a credential in a JWT is another form";
            checks.found("proof.present", Finding::new(code::proof::MISSING, root.path().member("proof"), detail));
        } else {
            checks.not_run("proof.signature", Group::Signature, "context.pinned");
        }
        return None;
    }
    let Judged { mut held, failed } = Judge::new(verifier, opened).judge_all(candidates);
    let bound = held.iter().position(|(candidate, _)| candidate.binding().is_ok());
    let chosen = (!held.is_empty()).then(|| held.remove(bound.unwrap_or(0)));
    let Some((candidate, holding)) = chosen else {
        for (candidate, findings) in failed {
            for finding in findings {
                checks.found(check_id(finding.code), unbound_first(candidate, finding));
            }
        }
        return None;
    };
    for (other, findings) in failed {
        let codes: Vec<_> = findings.iter().map(|finding| finding.code.as_str()).collect();
        let place = other.place(root);
        checks.found("proof.set", Finding::new(code::proof::SET_MEMBER_FAILED, place, codes.join(", ")));
    }
    report_holding(verifier, opened, candidate, &holding, checks);
    for (other, _) in held {
        match other.binding() {
            Err(refusal) if bound.is_some() => {
                let place = other.place(root);
                let detail = refusal.code.as_str();
                checks.found("proof.set", Finding::new(code::proof::SET_MEMBER_FAILED, place, detail));
            }
            _ => report_signature(root, other, checks),
        }
    }
    let place = candidates.iter().position(|known| known.at == candidate.at).unwrap_or_default();
    Some(Proven { binding: candidate.binding(), candidate: place })
}

/// A key that was not looked up because it could not be the issuer's is refused for that reason.
fn unbound_first(candidate: &Candidate, finding: Finding) -> Finding {
    match candidate.binding() {
        Err(refusal) if finding.code == code::proof::VM_UNRESOLVED && refusal.code == code::issuer::KEY_UNBOUND => {
            Finding::new(refusal.code, finding.pointer, refusal.detail)
        }
        _ => finding,
    }
}

/// Writes down how a proof held, under which contexts.
fn report_holding(
    verifier: &Verifier,
    opened: &Opened,
    candidate: &Candidate,
    holding: &Holding,
    checks: &mut Checks<'_>,
) {
    report_signature(opened.root(), candidate, checks);
    if let Some(set) = opened.sets.get(holding.set) {
        checks.report.resources.extend(
            set.bodies().iter().map(|body| Resource::new("context", &*body.url, &*body.sha256, body.provenance)),
        );
    }
    if verifier.diagnostics {
        checks.report.diagnostics.clone_from(&holding.diagnostics);
    }
}

fn report_signature(root: Node<'_>, candidate: &Candidate, checks: &mut Checks<'_>) {
    if let Ok(proof) = &candidate.proof {
        checks.push(
            Check::holds("proof.signature", Group::Signature)
                .at(candidate.place(root))
                .with("cryptosuite", proof.suite.name())
                .with("verificationMethod", proof.verification_method.as_str()),
        );
    }
}

/// The check that a code of a proof belongs to.
fn check_id(code: Code) -> &'static str {
    match code.as_str() {
        "proof.unsupported" | "proof.malformed" => "proof.suite",
        "proof.purpose.not_authorized" => "proof.vm_purpose",
        "proof.vm.controller_mismatch" => "proof.vm_controller",
        "proof.created.future" => "proof.created",
        "proof.expired" => "proof.expires",
        "proof.chain.broken" => "proof.chain",
        name if name.starts_with("proof.key.") => "proof.key",
        name if name.starts_with("proof.vm.") || name.starts_with("did.") => "proof.vm_resolve",
        name if name.starts_with("issuer.") => "issuer.key_bound",
        _ => "proof.signature",
    }
}

/// How a signature held.
pub(super) struct Holding {
    /// The place of the contexts under which it did.
    set: usize,
    diagnostics: Option<Value>,
}

/// The proofs that hold and those that do not, each in the order of the document.
pub(super) struct Judged<'c> {
    pub(super) held: Vec<(&'c Candidate, Holding)>,
    pub(super) failed: Vec<(&'c Candidate, Vec<Finding>)>,
}

/// Judges the proofs of one document.
struct Judge<'a> {
    verifier: &'a Verifier,
    opened: &'a Opened,
    forms: Forms<'a>,
}

impl<'a> Judge<'a> {
    fn new(verifier: &'a Verifier, opened: &'a Opened) -> Self {
        Self { verifier, opened, forms: Forms::new(verifier, opened) }
    }

    fn judge_all<'c>(&mut self, candidates: &'c [Candidate]) -> Judged<'c> {
        let mut judged = Judged { held: Vec::new(), failed: Vec::new() };
        for candidate in candidates {
            match self.judge(candidate) {
                Ok(holding) => judged.held.push((candidate, holding)),
                Err(findings) => judged.failed.push((candidate, findings)),
            }
        }
        while let Some((place, finding)) = chain::built_on_sand(self.opened, &judged) {
            let (candidate, _) = judged.held.remove(place);
            judged.failed.push((candidate, vec![finding]));
        }
        judged.failed.sort_by_key(|(candidate, _)| candidate.at);
        judged
    }

    fn judge(&mut self, candidate: &Candidate) -> Result<Holding, Vec<Finding>> {
        let proof = candidate.proof.as_ref().map_err(|finding| vec![finding.clone()])?;
        let root = self.opened.root();
        let node = root.sibling(candidate.at);
        let refused = |refusal: Refusal, member: &str| {
            let place = node.get(member).unwrap_or(node);
            vec![Finding::new(refusal.code, place.path(), refusal.detail)]
        };
        check_context(node, root).map_err(|finding| vec![finding])?;
        let method = candidate.method().map_err(|refusal| refused(refusal, "verificationMethod"))?;
        let key = method.key().map_err(|kind| {
            let detail = format!("{} does not fit {}", kind.as_str(), proof.suite.name());
            refused(Refusal::new(code::proof::KEY_TYPE_MISMATCH, detail), "verificationMethod")
        })?;
        if !proof.suite.key_types().contains(&key.key_type()) {
            let detail = format!("{} does not fit {}", key.key_type(), proof.suite.name());
            return Err(refused(Refusal::new(code::proof::KEY_TYPE_MISMATCH, detail), "verificationMethod"));
        }
        let hash = hash_for(key);
        let verifier = self.verifier;
        let mut result = Err(vec![Finding::new(code::context::UNKNOWN, node.path(), "")]);
        for set in 0..self.opened.sets.len() {
            let (options, document) = match self.forms.pair(candidate, proof, set, hash) {
                Ok(forms) => forms,
                Err(finding) => {
                    result = Err(vec![finding]);
                    continue;
                }
            };
            let data = hash_data(&options, document);
            match key.verify(&data, &proof.value) {
                Ok(()) => {
                    let diagnostics = verifier.diagnostics.then(|| data_integrity::diagnostics(&options, document));
                    result = Ok((set, diagnostics));
                    break;
                }
                Err(error) => {
                    result = Err(vec![Finding::new(code::proof::SIGNATURE_INVALID, node.path(), error.to_string())]);
                    if proof.suite.transformation() == Transformation::Jcs {
                        break;
                    }
                }
            }
        }
        let (set, diagnostics) = result?;
        let findings = self.judge_options(candidate, proof, method, set);
        if !findings.is_empty() {
            return Err(findings);
        }
        Ok(Holding { set, diagnostics })
    }

    /// What the options say, now that it is known that they were signed.
    fn judge_options(
        &self,
        candidate: &Candidate,
        proof: &Proof,
        method: &VerificationMethod,
        set: usize,
    ) -> Vec<Finding> {
        let node = self.opened.root().sibling(candidate.at);
        let place = |member: &str| node.get(member).unwrap_or(node).path();
        let mut findings = Vec::new();
        if proof.purpose != self.opened.role.purpose().as_str() {
            let detail = match self.opened.role {
                Role::Credential => "a credential needs a proof for assertionMethod",
                Role::Presentation => "a presentation needs a proof for authentication",
            };
            findings.push(Finding::new(code::proof::PURPOSE_NOT_AUTHORIZED, place("proofPurpose"), detail));
        }
        let now = self.verifier.environment.now();
        let skew = self.verifier.policy.skew();
        let mut moment = |member: &str, text: &Option<String>| match text.as_deref().map(DateTimeStamp::parse) {
            None => None,
            Some(Ok(stamp)) => Some(stamp.instant()),
            Some(Err(error)) => {
                findings.push(Finding::new(code::proof::MALFORMED, place(member), error.to_string()));
                None
            }
        };
        let created = moment("created", &proof.created);
        let expires = moment("expires", &proof.expires);
        if created.is_some_and(|created| created > now + skew) {
            findings.push(Finding::new(code::proof::CREATED_FUTURE, place("created"), ""));
        }
        if expires.is_some_and(|expires| expires < now - skew) {
            findings.push(Finding::new(code::proof::EXPIRED, place("expires"), ""));
        }
        if let Err(refusal) = method.check_at(created.unwrap_or(now)) {
            findings.push(Finding::new(refusal.code, place("verificationMethod"), refusal.detail));
        }
        // Under older bodies than the likeliest, the document must be plain again.
        if set > 0 {
            findings.extend(self.screen_again(set));
        }
        findings
    }

    fn screen_again(&self, set: usize) -> Findings {
        let (root, set) = (self.opened.root(), &self.opened.sets[set]);
        match walk(root, set, &UNSIGNED, &self.verifier.limits) {
            Ok(walked) => plain::screen(root, set, &walked, &UNSIGNED),
            Err(error) => Findings::from_iter([error.finding()]),
        }
    }
}
