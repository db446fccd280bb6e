//! Judging the proofs of one document, each by itself and then as they build on each other.

use super::candidate::{Candidate, Embedded, Securing};
use super::chain;
use super::forms::Forms;
use super::token::Token;
use crate::json::{Node, Value};
use crate::jsonld::plain::{self, Screened};
use crate::jsonld::walk;
use crate::key::PublicKey;
use crate::proof::data_integrity::selective::Disclosed;
use crate::proof::data_integrity::{self, Proof, ProofValue, Transformation, check_context, hash_data, hash_for};
use crate::report::{Finding, Findings, code};
use crate::resolve::{Refusal, VerificationMethod};
use crate::vc::DateTimeStamp;
use crate::verify::Verifier;
use crate::verify::input::UNSIGNED;
use crate::verify::members;
use crate::verify::opened::{Opened, Role};
use crate::verify::session::Budget;
use chrono::{DateTime, SecondsFormat, Utc};

/// How a signature held.
#[derive(Clone)]
pub(in crate::verify) struct Holding {
    /// The place of the contexts under which it did.
    pub(in crate::verify) set: usize,
    pub(in crate::verify) diagnostics: Option<Value>,
    /// What a derived proof shows.
    pub(in crate::verify) disclosed: Option<Disclosed>,
}

/// The proofs that hold and those that do not, each in the order of the document.
pub(in crate::verify) struct Judged<'c> {
    pub(in crate::verify) held: Vec<(&'c Candidate, Holding)>,
    pub(in crate::verify) failed: Vec<(&'c Candidate, Vec<Finding>)>,
}

/// Judges the proofs of one document.
pub(in crate::verify) struct Judge<'a> {
    verifier: &'a Verifier,
    opened: &'a Opened,
    /// The moment that validity is judged for.
    as_of: DateTime<Utc>,
    /// What all documents of the input have in common.
    budget: &'a Budget,
    forms: Forms<'a>,
    /// Whether other documents have left less for the canonical forms than there is for one.
    is_short: bool,
    /// What came of derived proofs, by the places where they stand.
    derived: Vec<(usize, Result<Holding, Finding>)>,
}

impl<'a> Judge<'a> {
    pub(in crate::verify) fn new(
        verifier: &'a Verifier,
        opened: &'a Opened,
        as_of: DateTime<Utc>,
        budget: &'a Budget,
    ) -> Self {
        let steps = budget.canonicalisation(&verifier.limits);
        let is_short = steps < verifier.limits.canonicalisation;
        let forms = Forms::new(verifier, opened, steps);
        Self { verifier, opened, as_of, budget, forms, is_short, derived: Vec::new() }
    }

    pub(in crate::verify) fn judge_all<'c>(&mut self, candidates: &'c [Candidate]) -> Judged<'c> {
        let mut judged = Judged { held: Vec::new(), failed: Vec::new() };
        for candidate in candidates {
            match self.judge(candidate) {
                Ok(holding) => judged.held.push((candidate, holding)),
                Err(findings) => {
                    let findings = findings.into_iter().map(|finding| self.as_ones_own(finding)).collect();
                    judged.failed.push((candidate, findings));
                }
            }
        }
        self.budget.canonicalised(self.forms.taken());
        while let Some((place, finding)) = chain::built_on_sand(self.opened, &judged) {
            let (candidate, _) = judged.held.remove(place);
            judged.failed.push((candidate, vec![finding]));
        }
        let place = |candidate: &Candidate| candidates.iter().position(|known| std::ptr::eq(known, candidate));
        judged.failed.sort_by_key(|(candidate, _)| place(candidate));
        judged
    }

    /// What others have used up says nothing about this document.
    fn as_ones_own(&self, finding: Finding) -> Finding {
        if !self.is_short || finding.code != code::input::LIMIT_CANONICALISATION {
            return finding;
        }
        let detail = "verify its credentials one by one, or raise the limit `canonicalisation`";
        Finding::new(code::input::LIMIT_TOGETHER, finding.pointer, detail)
    }

    fn judge(&mut self, candidate: &Candidate) -> Result<Holding, Vec<Finding>> {
        match &candidate.securing {
            Securing::Embedded(embedded) => self.judge_embedded(candidate, embedded),
            Securing::Token(token) => self.judge_token(candidate, token),
        }
    }

    fn judge_token(&self, candidate: &Candidate, token: &Token) -> Result<Holding, Vec<Finding>> {
        let root = self.opened.root();
        let refused = |refusal: Refusal| vec![Finding::new(refusal.code, root.path(), refusal.detail)];
        let method = candidate.method().map_err(refused)?;
        let key = method_key(method, token.container()).map_err(refused)?;
        let verified = if candidate.holds_ahead { token.fits(key) } else { token.verify(key) };
        verified.map_err(|finding| vec![finding])?;
        let now = self.verifier.environment.now();
        candidate.check_lifetime(self.made(token.claims.issued_at(), now), now).map_err(refused)?;
        Ok(Holding { set: 0, diagnostics: None, disclosed: None })
    }

    fn judge_embedded(&mut self, candidate: &Candidate, embedded: &Embedded) -> Result<Holding, Vec<Finding>> {
        let proof = embedded.proof.as_ref().map_err(|finding| vec![finding.clone()])?;
        let root = self.opened.root();
        let node = root.sibling(embedded.at);
        let refused = |refusal: Refusal| {
            let place = node.get("verificationMethod").unwrap_or(node);
            vec![Finding::new(refusal.code, place.path(), refusal.detail)]
        };
        check_context(node, root, Some(proof.suite)).map_err(|finding| vec![finding])?;
        let method = candidate.method().map_err(refused)?;
        let key = method_key(method, proof.suite.name()).map_err(refused)?;
        if !proof.suite.key_types().contains(&key.key_type()) {
            let detail = format!("{} does not fit {}", key.key_type(), proof.suite.name());
            return Err(refused(Refusal::new(code::proof::KEY_TYPE_MISMATCH, detail)));
        }
        let holding = match &proof.value {
            // So it does under the likeliest contexts, which are the first to be tried.
            ProofValue::Signature(_) if candidate.holds_ahead => Holding { set: 0, diagnostics: None, disclosed: None },
            ProofValue::Signature(signature) => self.hold(embedded, proof, key, signature)?,
            _ => self.hold_derived(embedded, proof, key)?,
        };
        let findings = self.judge_options(node, proof, candidate, holding.set);
        if findings.is_empty() { Ok(holding) } else { Err(findings) }
    }

    /// When a proof says that it was made. A presentation is made while it is asked for, whatever it says.
    fn made(&self, said: Option<DateTime<Utc>>, now: DateTime<Utc>) -> DateTime<Utc> {
        said.filter(|_| self.opened.role == Role::Credential).unwrap_or(now)
    }

    /// Under which contexts the signature holds, if under any.
    fn hold(
        &mut self,
        embedded: &Embedded,
        proof: &Proof,
        key: &PublicKey,
        signature: &[u8],
    ) -> Result<Holding, Vec<Finding>> {
        let node = self.opened.root().sibling(embedded.at);
        let hash = hash_for(key);
        let mut failure = None;
        for set in 0..self.opened.sets.len() {
            let (options, document) = match self.forms.pair(embedded, proof, set, hash) {
                Ok(forms) => forms,
                Err(finding) => {
                    failure = Some(finding);
                    continue;
                }
            };
            match key.verify(&hash_data(&options, document), signature) {
                Ok(()) => {
                    let diagnostics = self.verifier.diagnostics;
                    let diagnostics = diagnostics.then(|| data_integrity::diagnostics(&options, document));
                    return Ok(Holding { set, diagnostics, disclosed: None });
                }
                Err(error) => {
                    failure = Some(Finding::new(code::proof::SIGNATURE_INVALID, node.path(), error.to_string()));
                    if proof.suite.transformation() == Transformation::Jcs {
                        break;
                    }
                }
            }
        }
        Err(vec![failure.unwrap_or_else(|| without_contexts(node))])
    }

    /// Under which contexts a derived proof holds, if under any. The same proof once more comes to the same.
    fn hold_derived(&mut self, embedded: &Embedded, proof: &Proof, key: &PublicKey) -> Result<Holding, Vec<Finding>> {
        let root = self.opened.root();
        let node = root.sibling(embedded.at);
        let is_same = |other: Node<'_>| {
            let [own, others] = [node, other].map(|proof| proof.get("proofValue").and_then(Node::as_str));
            own == others && other.to_value() == node.to_value()
        };
        let known = self.derived.iter().find(|(at, _)| is_same(root.sibling(*at)));
        let held = match known {
            Some((_, held)) => held.clone(),
            None => {
                let held = self.try_derived(embedded, proof, key);
                self.derived.push((embedded.at, held.clone()));
                held
            }
        };
        held.map_err(|finding| vec![finding])
    }

    /// Each try pays for its statements: nobody else's signature has to hold for a stranger's statements to be verified.
    fn try_derived(&mut self, embedded: &Embedded, proof: &Proof, key: &PublicKey) -> Result<Holding, Finding> {
        let node = self.opened.root().sibling(embedded.at);
        let statements = proof.value.statements();
        let mut failure = None;
        for set in 0..self.opened.sets.len() {
            if !self.budget.may_verify(statements, &self.verifier.limits) {
                let detail = "verify its credentials one by one, or raise the limit `statements`";
                return Err(Finding::new(code::input::LIMIT_STATEMENTS, node.path(), detail));
            }
            match self.forms.disclosed(embedded, proof, set, key) {
                Ok(disclosed) => return Ok(Holding { set, diagnostics: None, disclosed: Some(disclosed) }),
                Err(finding) => failure = Some(finding),
            }
        }
        Err(failure.unwrap_or_else(|| without_contexts(node)))
    }

    /// What the options say, now that it is known that they were signed.
    fn judge_options(&self, node: Node<'_>, proof: &Proof, candidate: &Candidate, set: usize) -> Vec<Finding> {
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
        let clock = self.verifier.policy.clock(now);
        let mut moment = |member: &str, text: &Option<String>| match text.as_deref().map(DateTimeStamp::parse_instant) {
            None => None,
            Some(Ok(instant)) => Some(instant),
            Some(Err(error)) => {
                findings.push(Finding::new(code::proof::MALFORMED, place(member), error.to_string()));
                None
            }
        };
        let created = moment("created", &proof.created);
        let expires = moment("expires", &proof.expires);
        if let Some(created) = created.filter(|created| clock.is_before(*created)) {
            let [created, now] = [created, now].map(|moment| moment.to_rfc3339_opts(SecondsFormat::Secs, true));
            let detail = format!("it was made at {created}, and here it is {now}: look at the clock of this machine");
            findings.push(Finding::new(code::proof::CREATED_FUTURE, place("created"), detail));
        }
        // One that has expired is not revived by asking for an earlier moment, and for a later one it has expired by then.
        let latest = self.verifier.policy.clock(now.max(self.as_of));
        if expires.is_some_and(|expires| latest.is_after(expires)) {
            findings.push(Finding::new(code::proof::EXPIRED, place("expires"), ""));
        }
        if let Err(refusal) = candidate.check_lifetime(self.made(created, now), now) {
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
            Ok(walked) => {
                let Screened { findings, shared } = plain::screen_apart(root, set, &walked, &UNSIGNED);
                // Those on which it depends under the likeliest contexts are looked at when all is told; no others.
                let unforeseen = shared.difference(&self.opened.shared).map(|at| members::not_apart(root.sibling(*at)));
                findings.into_iter().chain(unforeseen).collect()
            }
            Err(error) => Findings::from_iter([error.finding()]),
        }
    }
}

/// Nothing is known about what the document says.
fn without_contexts(proof: Node<'_>) -> Finding {
    Finding::new(code::context::UNKNOWN, proof.path(), "")
}

/// The key of a verification method, if it is of a kind that is used here.
fn method_key<'m>(method: &'m VerificationMethod, user: &str) -> Result<&'m PublicKey, Refusal> {
    method.usable_key(|kind| format!("{kind} does not fit {user}"))
}
