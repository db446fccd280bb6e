//! Whether one of the proofs holds: that somebody signed exactly this.

use super::candidate::{Candidate, Embedded, Securing};
use super::chain;
use super::judge::{Holding, Judge, Judged};
use super::token::Token;
use crate::json::{Node, Pointer};
use crate::proof::data_integrity::selective::Disclosed;
use crate::report::{Check, Effect, Finding, Group, Resource, code};
use crate::resolve::Refusal;
use crate::trust::Binding;
use crate::verify::Verifier;
use crate::verify::checks::Checks;
use crate::verify::opened::{Opened, Role};
use crate::verify::session::Budget;

/// The proof that counts. What a document says by how it is secured is to be had from here alone: anybody can add a proof to
/// a document, or put it into a token of his own.
#[derive(Debug)]
pub(in crate::verify) struct Proven {
    pub(in crate::verify) binding: Result<Binding, Refusal>,
    /// The place of its candidate.
    place: usize,
    /// What it shows, if it was derived.
    pub(in crate::verify) disclosed: Option<Disclosed>,
}

impl Proven {
    /// The proof, among those of the document that it is one of.
    pub(in crate::verify) fn candidate<'o>(&self, opened: &'o Opened) -> &'o Candidate {
        &opened.candidates[self.place]
    }

    /// The token that the document stood in, if that is the proof that counts.
    pub(in crate::verify) fn token<'o>(&self, opened: &'o Opened) -> Option<&'o Token> {
        self.candidate(opened).as_token()
    }

    /// The objects and arrays from which something may have been withheld; nothing if all of it is here.
    pub(in crate::verify) fn selection<'o>(&self, opened: &'o Opened) -> Option<&'o [Pointer]> {
        self.candidate(opened).selection()
    }
}

/// Judges every proof. The first that holds and is bound to the issuer counts, one about the whole before one about a part;
/// or else the first that holds.
pub(in crate::verify) fn check(
    verifier: &Verifier,
    opened: &Opened,
    budget: &Budget,
    checks: &mut Checks<'_>,
) -> Option<Proven> {
    let root = opened.root();
    let candidates = &opened.candidates;
    if candidates.len() > verifier.limits.proofs {
        checks.found("proof.present", Finding::new(code::input::LIMIT_PROOFS, root.path().member("proof"), ""));
        return None;
    }
    if let Some(finding) = chain::ambiguous(opened) {
        checks.found("proof.chain", finding);
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
    let Judged { mut held, failed } = Judge::new(verifier, opened, checks.report.as_of, budget).judge_all(candidates);
    // What arrived is the token: if that does not hold, nothing in it does.
    if failed.iter().any(|(candidate, _)| matches!(candidate.securing, Securing::Token(_))) {
        held.clear();
    }
    let is_bound = |(candidate, _): &(&Candidate, Holding)| candidate.binding().is_ok();
    let is_whole = |(_, holding): &(&Candidate, Holding)| holding.disclosed.is_none();
    let bound =
        held.iter().position(|held| is_bound(held) && is_whole(held)).or_else(|| held.iter().position(is_bound));
    let chosen = (!held.is_empty()).then(|| held.remove(bound.unwrap_or(0)));
    let Some((candidate, holding)) = chosen else {
        for (candidate, findings) in failed {
            let leaves_out = candidate.signs_statements() && refuses_what_is_left_out(verifier, checks);
            for finding in findings {
                let is_same = |check: &Check| check.code() == Some(finding.code) && check.pointer == finding.pointer;
                let is_told = finding.code == code::proof::CONTEXT && checks.report.checks.iter().any(is_same);
                match is_told || finding.code == code::proof::SIGNATURE_INVALID && leaves_out {
                    true => checks.not_run("proof.signature", Group::Signature, "context.compacted_form"),
                    false => checks.found(finding.code.check_of_a_proof(), unbound_first(candidate, finding)),
                }
            }
        }
        return None;
    };
    for (other, findings) in failed {
        let causes: Vec<_> = findings.iter().map(|finding| finding.code.explained()).collect();
        let place = other.place(root);
        checks.found("proof.set", Finding::new(code::proof::SET_MEMBER_FAILED, place, causes.join(" ")));
    }
    report_holding(verifier, opened, candidate, &holding, checks);
    for (other, _) in held {
        match other.binding() {
            Err(refusal) if bound.is_some() => {
                let place = other.place(root);
                let detail = match opened.role {
                    Role::Credential => format!("{}: {}", refusal.code, refusal.detail),
                    Role::Presentation => "its key is not shown to be the holder's".to_owned(),
                };
                checks.found("proof.set", Finding::new(code::proof::SET_MEMBER_UNBOUND, place, detail));
            }
            _ => report_signature(root, other, checks),
        }
    }
    let place = candidates.iter().position(|known| std::ptr::eq(known, candidate)).unwrap_or_default();
    Some(Proven { binding: candidate.binding().cloned(), place, disclosed: holding.disclosed })
}

/// Whether the document is refused for something that makes no statement. Others keep such statements, as an IRI with a space in
/// it, and sign them: so what is left says nothing about whether somebody changed it after signing.
fn refuses_what_is_left_out(verifier: &Verifier, checks: &Checks<'_>) -> bool {
    verifier.policy.effect(code::context::SAFE_MODE) == Effect::Invalid && checks.report.has(code::context::SAFE_MODE)
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
    let check = Check::holds("proof.signature", Group::Signature).at(candidate.place(root));
    let check = match &candidate.securing {
        Securing::Embedded(Embedded { proof: Ok(proof), .. }) => {
            check.with("cryptosuite", proof.suite.name()).with("verificationMethod", proof.verification_method.as_str())
        }
        Securing::Embedded(_) => return,
        Securing::Token(token) => check.with("container", token.container()),
    };
    checks.push(check);
}
