//! What the VC-API adds to a verdict for those who ask: what was verified, what is wrong with it, and what was checked, member by member.

use crate::json::{Node, Object, Pointer, Value};
use crate::ops::Members;
use crate::render;
use crate::report::{Check, Code, Finding, Outcome, Severity, Status, code};
use crate::verify::{Policy, Verification};
use std::collections::{HashMap, HashSet};

/// The member under which a credential comes back.
pub(super) const CREDENTIAL: &str = "credential";

/// What a request wants told beside the verdict and the report.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    /// Under which member what was verified comes back, if it is to.
    secured: Option<&'static str>,
    problems: bool,
    results: bool,
}

impl Wanted {
    /// Reads the options; `secured` is the one by which what was verified comes back, and the member that it comes back under.
    pub(super) fn read(options: &mut Members<'_>, (secured, member): (&'static str, &'static str)) -> Self {
        let [secured, problems, results] =
            [secured, "returnProblemDetails", "returnResults"].map(|name| options.flag(name));
        Self { secured: secured.then_some(member), problems, results }
    }

    /// Adds it to what is told: `verified` and `report`. In a presentation, every credential has results of its own beside those of
    /// the presentation itself.
    pub(super) fn add_of_presentation(
        self,
        told: &mut Object,
        given: Node<'_>,
        options: Option<Node<'_>>,
        verification: &Verification,
        policy: &Policy,
    ) {
        self.add(told, given, options, verification);
        let Some(own) = told.remove("results") else { return };
        let of_credentials = Self { secured: self.secured.map(|_| CREDENTIAL), ..self };
        let credentials = verification.members().iter().filter_map(|(place, member)| {
            let mut told = render::vc_api(member, policy);
            let result = told.as_object_mut()?;
            of_credentials.add(result, given.pointer(place)?, None, member);
            result.remove("report");
            Some(told)
        });
        let results = Object::new().with("presentation", own).with("credentials", Value::Array(credentials.collect()));
        told.insert("results", results);
    }

    /// Adds it to what is told of a verification: `verified` and `report`.
    pub(super) fn add(
        self,
        told: &mut Object,
        given: Node<'_>,
        options: Option<Node<'_>>,
        verification: &Verification,
    ) {
        let holds = told.get("verified") == Some(&Value::Bool(true));
        // What was not verified is not given back under a name that says so.
        if let Some(member) = self.secured.filter(|_| holds) {
            told.insert(member, given.to_value());
        }
        if self.problems {
            // Where the trust alone is lacking, every check is in order.
            let refusal = match verification.outcome {
                Outcome::Valid if !holds => verification.refusal(),
                _ => None,
            };
            let refusal =
                refusal.map(|Finding { code, pointer, detail, .. }| problem(code, &pointer, &detail, Severity::Error));
            let problems = verification.checks.iter().filter(|check| !is_in_order(check)).filter_map(|check| {
                let code = check.code()?;
                Some(problem(code, &check.pointer, &check.detail, check.severity()))
            });
            told.insert("problemDetails", Value::Array(refusal.into_iter().chain(problems).collect()));
        }
        if self.results {
            told.insert("results", results(verification, given, options));
        }
    }
}

fn is_in_order(check: &Check) -> bool {
    match check.status {
        Status::Pass | Status::NotApplicable | Status::NotRun => true,
        Status::Warn | Status::Fail | Status::Indeterminate => false,
    }
}

/// As RFC 9457 has it; warnings are among them, as the VC-API wants.
fn problem(code: Code, pointer: &Pointer, detail: &str, severity: Severity) -> Value {
    Object::new()
        .with("type", code.problem_type())
        .with("title", code.sentence())
        .with_some("detail", (!detail.is_empty()).then_some(detail))
        .with("code", code.as_str())
        .with("pointer", pointer.as_str())
        .with("severity", severity.as_str())
        .with_some("spec", code.spec())
        .into()
}

/// Members of what is verified by the checks that are about them: the name of each, whether that is in order, and what stands there. A member
/// that is not there has no result. What a token holds is told like what stands in JSON; its own signature has no place there.
fn results(verification: &Verification, given: Node<'_>, options: Option<Node<'_>>) -> Value {
    let checks = &verification.checks;
    let result = |id: &str, input: Value| result_of(is_verified(checks.iter().filter(|check| check.id == id)), input);
    let content = verification.content().unwrap_or(given);
    let mut results = Object::new();
    for (member, id) in
        [("validFrom", "validity.from"), ("validUntil", "validity.until"), ("holder", "subject.holder_binding")]
    {
        if let Some(node) = content.get(member) {
            results.insert(member, result(id, node.to_value()));
        }
    }
    for (member, id) in [("credentialStatus", "status"), ("credentialSchema", "schema.declared")] {
        if let Some(node) = content.get(member) {
            results.insert(member, results_of_each(checks.iter().filter(|check| check.id == id), node));
        }
    }
    for (member, id) in [("challenge", "subject.challenge"), ("domain", "subject.domain")] {
        if let Some(asked) = options.and_then(|options| options.get(member)) {
            results.insert(member, result(id, asked.to_value()));
        }
    }
    let signatures = || checks.iter().filter(|check| check.id == "proof.signature" && check.status == Status::Pass);
    let proof = given.get("proof");
    let is_list = proof.is_some_and(Node::is_array);
    let proofs = proof.into_iter().flat_map(Node::each).enumerate().map(|(index, proof)| {
        let place = Pointer::root().member("proof");
        let place = if is_list { place.item(index) } else { place };
        result_of(signatures().any(|check| check.pointer == place), proof.to_value())
    });
    results.insert("proof", Value::Array(proofs.collect()));
    results.into()
}

/// Several, each by what is about it, and by what is about none of them by itself. A revocation does not speak for a suspension.
fn results_of_each<'c>(checks: impl Iterator<Item = &'c Check>, all: Node<'_>) -> Value {
    // Whoever sends it says how many there are: each is looked at a few times, and not once for every other.
    let (mut about, mut general) = (HashMap::<_, Vec<&Check>>::new(), Vec::new());
    let places: HashSet<Pointer> = all.each().map(Node::path).collect();
    for check in checks {
        match places.contains(&check.pointer) {
            true => about.entry(&check.pointer).or_default().push(check),
            false => general.push(check),
        }
    }
    let each = all.each().map(|entry| {
        let own = about.get(&entry.path()).map_or(&[][..], Vec::as_slice);
        let mut result = result_of(is_verified(own.iter().chain(&general).copied()), entry.to_value());
        let value = own.first().and_then(|check| check.params.get("value"));
        if let (Some(result), Some(value)) = (result.as_object_mut(), value) {
            result.insert("value", value.clone());
        }
        result
    });
    Value::Array(each.collect())
}

/// What is said of a schema that nothing was held to.
const UNKNOWN: [Code; 2] = [code::schema::UNCHECKED, code::schema::UNUSABLE];

/// What was not looked at is not in order, whatever it is.
fn is_verified<'c>(mut checks: impl Iterator<Item = &'c Check> + Clone) -> bool {
    // A schema that nobody has at hand is a warning, and says nothing of what would have been held to it.
    let is_unknown = |check: &Check| check.code().is_some_and(|code| UNKNOWN.contains(&code));
    checks.clone().any(|check| matches!(check.status, Status::Pass | Status::Warn))
        && checks.all(|check| {
            matches!(check.status, Status::Pass | Status::Warn | Status::NotApplicable) && !is_unknown(check)
        })
}

/// `verified` as the VC-API says since August 2025, and `valid` as it said before and its examples still do.
fn result_of(verified: bool, input: Value) -> Value {
    Object::new().with("verified", verified).with("valid", verified).with("input", input).into()
}
