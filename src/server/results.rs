//! What the VC-API adds to a verdict for those who ask: what was verified, what is wrong with it, and what was checked, member by member.

use crate::json::{Node, Object, Pointer, Value};
use crate::ops::Members;
use crate::render;
use crate::report::Severity;
use crate::verify::{Policy, Verification};

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
        self.add(told, given, options);
        let Some(own) = told.remove("results") else { return };
        let of_credentials = Self { secured: self.secured.map(|_| CREDENTIAL), ..self };
        let credentials = verification.members().iter().filter_map(|(place, member)| {
            let mut told = render::vc_api(member, policy);
            let result = told.as_object_mut()?;
            of_credentials.add(result, given.pointer(place)?, None);
            result.remove("report");
            Some(told)
        });
        let results = Object::new().with("presentation", own).with("credentials", Value::Array(credentials.collect()));
        told.insert("results", results);
    }

    /// Adds it to what is told: `verified` and `report`.
    pub(super) fn add(self, told: &mut Object, given: Node<'_>, options: Option<Node<'_>>) {
        let holds = told.get("verified") == Some(&Value::Bool(true));
        let checks: Vec<Value> = told
            .get("report")
            .and_then(|report| report.get("checks")?.as_array())
            .map(<[Value]>::to_vec)
            .unwrap_or_default();
        // What was not verified is not given back under a name that says so.
        if let Some(member) = self.secured.filter(|_| holds) {
            told.insert(member, given.to_value());
        }
        if self.problems {
            let problems = checks.iter().filter(|check| !is_in_order(check));
            let mut problems: Vec<Value> = problems.map(|check| problem(check, text(check, "severity"))).collect();
            // Where the trust alone is lacking, every check is in order.
            let refusal = told.get("report").filter(|report| text(report, "outcome") == "valid");
            if let Some(refusal) = refusal.and_then(|report| report.get("refusal")).filter(|_| !holds) {
                problems.insert(0, problem(refusal, Severity::Error.as_str()));
            }
            told.insert("problemDetails", Value::Array(problems));
        }
        if self.results {
            told.insert("results", results(&checks, given, options));
        }
    }
}

fn text<'c>(check: &'c Value, member: &str) -> &'c str {
    check.get(member).and_then(Value::as_str).unwrap_or_default()
}

fn is_in_order(check: &Value) -> bool {
    matches!(text(check, "status"), "pass" | "not_applicable" | "not_run")
}

/// As RFC 9457 has it; warnings are among them, as the VC-API wants.
fn problem(check: &Value, severity: &str) -> Value {
    let kind = Some(text(check, "spec")).filter(|spec| !spec.is_empty()).unwrap_or("about:blank");
    Object::new()
        .with("type", kind)
        .with("title", text(check, "message"))
        .with_some("detail", check.get("detail").cloned())
        .with("code", text(check, "code"))
        .with("pointer", text(check, "pointer"))
        .with("severity", severity)
        .into()
}

/// Members of what is verified by the checks that are about them: the name of each, whether that is in order, and what stands there. A member
/// that is not there has no result.
fn results(checks: &[Value], given: Node<'_>, options: Option<Node<'_>>) -> Value {
    let about = |id: &str| -> Vec<&Value> { checks.iter().filter(|check| text(check, "id") == id).collect() };
    let result = |id: &str, input: Value| {
        let own = about(id);
        // What was not looked at is not in order, whatever it is.
        let verified = own.iter().any(|check| matches!(text(check, "status"), "pass" | "warn"))
            && own.iter().all(|check| matches!(text(check, "status"), "pass" | "warn" | "not_applicable"));
        result_of(verified, input)
    };
    let mut results = Object::new();
    for (member, id) in
        [("validFrom", "validity.from"), ("validUntil", "validity.until"), ("holder", "subject.holder_binding")]
    {
        if let Some(node) = given.get(member) {
            results.insert(member, result(id, node.to_value()));
        }
    }
    if let Some(node) = given.get("credentialStatus") {
        let entries = node.each().map(|entry| result("status", entry.to_value()));
        results.insert("credentialStatus", Value::Array(entries.collect()));
    }
    for (member, id) in [("challenge", "subject.challenge"), ("domain", "subject.domain")] {
        if let Some(asked) = options.and_then(|options| options.get(member)) {
            results.insert(member, result(id, asked.to_value()));
        }
    }
    let signatures = about("proof.signature");
    let proof = given.get("proof");
    let is_list = proof.is_some_and(Node::is_array);
    let proofs = proof.into_iter().flat_map(Node::each).enumerate().map(|(index, proof)| {
        let place = Pointer::root().member("proof");
        let place = if is_list { place.item(index) } else { place };
        let holds = |check: &&Value| text(check, "status") == "pass" && text(check, "pointer") == place.as_str();
        result_of(signatures.iter().any(holds), proof.to_value())
    });
    results.insert("proof", Value::Array(proofs.collect()));
    results.into()
}

/// `verified` as the VC-API says since August 2025, and `valid` as it said before and its examples still do.
fn result_of(verified: bool, input: Value) -> Value {
    Object::new().with("verified", verified).with("valid", verified).with("input", input).into()
}
