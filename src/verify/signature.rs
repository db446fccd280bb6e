//! Whether one of the proofs holds: that somebody signed exactly this.

use super::Verifier;
use super::input::UNSIGNED;
use super::session::{Checks, Opened};
use crate::json::{Node, Object, Tree, Value};
use crate::jsonld::{ContextSet, Dataset, Walked, plain, walk};
use crate::proof::data_integrity::{
    self, Canonicalizer, Form, NOT_OPTIONS, Proof, Transformation, canonical_json, check_context, hash_data,
};
use crate::report::{Check, Code, Effect, Finding, Findings, Group, Resource, code};
use crate::resolve::{self, Answer, Need, Plan, Purpose, Refusal, VerificationMethod};
use crate::trust::{self, Binding, Bond};
use crate::vc::DateTimeStamp;
use std::sync::Arc;

/// A proof on its way to being judged.
#[derive(Debug)]
pub(super) struct Candidate {
    /// The index of its node.
    at: usize,
    proof: Result<Proof, Finding>,
    /// The key that it names.
    method: Lookup<VerificationMethod>,
    /// What makes that key the issuer's.
    binding: Lookup<Binding>,
    /// The statements of its options under the likeliest contexts.
    options: Option<Walked>,
}

/// Something that may have to be looked up first.
#[derive(Debug)]
enum Lookup<T> {
    Done(Result<T, Refusal>),
    Waiting(Need),
}

impl<T> Lookup<T> {
    fn need(&self) -> Option<&Need> {
        match self {
            Self::Waiting(need) => Some(need),
            Self::Done(_) => None,
        }
    }
}

/// A proof that holds.
pub(super) struct Proven {
    pub(super) binding: Result<Binding, Refusal>,
}

impl Candidate {
    /// The proofs of a document, and what it takes to judge each of them.
    pub(super) fn read_all(verifier: &Verifier, opened: &Opened) -> Vec<Self> {
        let root = opened.root();
        let proofs = root.get("proof").into_iter().flat_map(Node::each);
        let (set, issuer) = (opened.sets.first(), super::issuer::id(root));
        proofs.take(verifier.limits.proofs + 1).map(|node| Self::read(verifier, node, set, issuer)).collect()
    }

    fn read(verifier: &Verifier, node: Node<'_>, set: Option<&Arc<ContextSet>>, issuer: Option<&str>) -> Self {
        let proof = Proof::read(node);
        let options =
            set.filter(|_| node.is_object()).and_then(|set| walk(node, set, &NOT_OPTIONS, &verifier.limits).ok());
        let unread = || Refusal::new(code::proof::VM_UNRESOLVED, "the proof cannot be read");
        let mut candidate = Self {
            at: node.index(),
            method: Lookup::Done(Err(unread())),
            binding: Lookup::Done(Err(unread())),
            proof,
            options,
        };
        candidate.look_up(issuer);
        candidate
    }

    /// Finds out what has to be looked up. An address that could not be the issuer's is never asked for.
    fn look_up(&mut self, issuer: Option<&str>) {
        let Ok(proof) = &self.proof else { return };
        let url = proof.verification_method.as_str();
        match resolve::plan(url) {
            Ok(Plan::Immediate(method)) => self.found(Ok(method), issuer),
            Ok(Plan::Needs(need)) => match issuer.map(|issuer| trust::may_bind(issuer, url)) {
                Some(Err(refusal)) => {
                    let unasked = Answer::unavailable("it is not asked for, since it could not be the issuer's");
                    self.method = Lookup::Done(resolve::interpret(url, &unasked, Purpose::AssertionMethod));
                    self.binding = Lookup::Done(Err(refusal));
                }
                _ => self.method = Lookup::Waiting(need),
            },
            Err(refusal) => self.found(Err(refusal), issuer),
        }
    }

    /// The key is known, or known to be out of reach: what makes it the issuer's?
    fn found(&mut self, method: Result<VerificationMethod, Refusal>, issuer: Option<&str>) {
        self.binding = match (&method, issuer) {
            (Err(refusal), _) => Lookup::Done(Err(refusal.clone())),
            (Ok(_), None) => {
                Lookup::Done(Err(Refusal::new(code::issuer::MISSING, "name the issuer by its DID or URL")))
            }
            (Ok(method), Some(issuer)) => match trust::bind(issuer, method) {
                Ok(Bond::Bound(binding)) => Lookup::Done(Ok(binding)),
                Ok(Bond::Needs(need)) => Lookup::Waiting(need),
                Err(refusal) => Lookup::Done(Err(refusal)),
            },
        };
        self.method = Lookup::Done(method);
    }

    pub(super) fn need(&self) -> Option<&Need> {
        self.method.need().or_else(|| self.binding.need())
    }

    /// Takes an answer, if it is the one that this proof waits for.
    pub(super) fn supply(&mut self, id: &str, answer: &Answer, issuer: Option<&str>) {
        let (Ok(proof), Some(need)) = (&self.proof, self.need()) else { return };
        if need.id != id {
            return;
        }
        match &self.method {
            Lookup::Waiting(_) => {
                let method = resolve::interpret(&proof.verification_method, answer, Purpose::AssertionMethod);
                self.found(method, issuer);
            }
            Lookup::Done(Ok(method)) => {
                let binding =
                    trust::bind_by_document(issuer.unwrap_or_default(), method, answer, Purpose::AssertionMethod);
                self.binding = Lookup::Done(binding);
            }
            Lookup::Done(Err(_)) => {}
        }
    }

    /// Gives up waiting: whatever is still needed could not be looked up.
    pub(super) fn give_up(&mut self, issuer: Option<&str>) {
        // The key first, then what binds it.
        for _ in 0..2 {
            if let Some(need) = self.need().cloned() {
                self.supply(&need.id, &Answer::unavailable("nobody supplied it"), issuer);
            }
        }
    }

    pub(super) fn transformation(&self) -> Option<Transformation> {
        self.proof.as_ref().ok().map(|proof| proof.suite.transformation())
    }

    /// What the proof says that its own signature does not cover.
    pub(super) fn departures(&self, root: Node<'_>) -> Vec<Finding> {
        let departures = self.options.iter().flat_map(|walked| &walked.departures);
        departures.map(|departure| departure.finding(root)).collect()
    }

    fn method(&self) -> Result<&VerificationMethod, Refusal> {
        match &self.method {
            Lookup::Done(method) => method.as_ref().map_err(Refusal::clone),
            Lookup::Waiting(_) => Err(Refusal::new(code::proof::VM_UNRESOLVED, "nobody supplied its document")),
        }
    }

    fn binding(&self) -> Result<Binding, Refusal> {
        match &self.binding {
            Lookup::Done(binding) => binding.clone(),
            Lookup::Waiting(_) => {
                Err(Refusal::new(code::issuer::KEY_UNRESOLVED, "nobody supplied the issuer's document"))
            }
        }
    }
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
    let mut forms = Forms::new(verifier, opened);
    let Judged { mut held, failed } = forms.judge_all(candidates);
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
        let place = root.sibling(other.at).path();
        checks.found("proof.set", Finding::new(code::proof::SET_MEMBER_FAILED, place, codes.join(", ")));
    }
    report_holding(verifier, opened, candidate, &holding, checks);
    for (other, _) in held {
        match other.binding() {
            Err(refusal) if bound.is_some() => {
                let place = root.sibling(other.at).path();
                let detail = refusal.code.as_str();
                checks.found("proof.set", Finding::new(code::proof::SET_MEMBER_FAILED, place, detail));
            }
            _ => report_signature(root, other, checks),
        }
    }
    Some(Proven { binding: candidate.binding() })
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
                .at(root.sibling(candidate.at).path())
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
struct Holding {
    /// The place of the contexts under which it did.
    set: usize,
    diagnostics: Option<Value>,
}

/// The proofs that hold and those that do not, each in the order of the document.
struct Judged<'c> {
    held: Vec<(&'c Candidate, Holding)>,
    failed: Vec<(&'c Candidate, Vec<Finding>)>,
}

/// The canonical forms of one document, made once for all its proofs.
struct Forms<'a> {
    verifier: &'a Verifier,
    opened: &'a Opened,
    /// One for each list of contexts that was tried.
    canonicalizers: Vec<Canonicalizer<'a>>,
    statements: Vec<Option<Result<Form, Finding>>>,
    json: Option<Form>,
}

impl<'a> Forms<'a> {
    fn new(verifier: &'a Verifier, opened: &'a Opened) -> Self {
        let canonicalizers = opened.sets.iter().map(|set| Canonicalizer::new(set, &verifier.limits)).collect();
        let statements = opened.sets.iter().map(|_| None).collect();
        Self { verifier, opened, canonicalizers, statements, json: None }
    }

    fn judge_all<'c>(&mut self, candidates: &'c [Candidate]) -> Judged<'c> {
        let mut judged = Judged { held: Vec::new(), failed: Vec::new() };
        for candidate in candidates {
            match self.judge(candidate) {
                Ok(holding) => judged.held.push((candidate, holding)),
                Err(findings) => judged.failed.push((candidate, findings)),
            }
        }
        while let Some((place, finding)) = self.built_on_sand(&judged) {
            let (candidate, _) = judged.held.remove(place);
            judged.failed.push((candidate, vec![finding]));
        }
        judged.failed.sort_by_key(|(candidate, _)| candidate.at);
        judged
    }

    /// A proof that holds only by itself, since one that it builds on does not, and what that means for it.
    fn built_on_sand(&self, judged: &Judged<'_>) -> Option<(usize, Finding)> {
        judged.held.iter().enumerate().find_map(|(place, (candidate, _))| {
            let previous = candidate.proof.as_ref().ok().and_then(|proof| self.chain(proof))?;
            let (_, findings) =
                judged.failed.iter().find(|(failed, _)| previous.iter().any(|previous| previous.at == failed.at))?;
            // What could not be told about the one cannot be told about the other.
            let unknown = findings.iter().all(|finding| finding.code.effect() == Effect::Indeterminate);
            let place_of_proof = self.opened.root().sibling(candidate.at).path();
            let finding = match findings.first() {
                Some(first) if unknown => first.clone(),
                _ => Finding::new(code::proof::CHAIN_BROKEN, place_of_proof, "a previous proof does not hold"),
            };
            Some((place, finding))
        })
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
        let verifier = self.verifier;
        let mut result = Err(vec![Finding::new(code::context::UNKNOWN, node.path(), "")]);
        for set in 0..self.opened.sets.len() {
            let (options, document) = match self.pair(candidate, proof, set) {
                Ok(forms) => forms,
                Err(finding) => {
                    result = Err(vec![finding]);
                    continue;
                }
            };
            let data = hash_data(&options, document);
            match key.verify(&data, &proof.signature) {
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
        if proof.purpose != Purpose::AssertionMethod.as_str() {
            let detail = "a credential needs a proof for assertionMethod";
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

    /// The forms of the options and of the document that a proof signs.
    fn pair(&mut self, candidate: &Candidate, proof: &Proof, set: usize) -> Result<(Form, &Form), Finding> {
        let root = self.opened.root();
        let node = root.sibling(candidate.at);
        if proof.suite.transformation() == Transformation::Jcs {
            let options = canonical_json(node, &NOT_OPTIONS);
            let chained = self.chained(proof)?;
            let form = match chained {
                Some(tree) => canonical_json(tree.root(), &[]),
                None => canonical_json(root, &UNSIGNED),
            };
            return Ok((options, self.json.insert(form)));
        }
        let canonicalizer = &mut self.canonicalizers[set];
        let walked;
        let options = match &candidate.options {
            Some(options) if set == 0 => options,
            _ => {
                walked = canonicalizer.walk(node, &NOT_OPTIONS).map_err(|error| error.finding())?;
                &walked
            }
        };
        if options.outside {
            return Err(self.outside(node));
        }
        let options = canonicalizer.statements(&options.dataset)?;
        if let Some(tree) = self.chained(proof)? {
            let form = self.document(tree.root(), &[], set)?;
            return Ok((options, self.json.insert(form)));
        }
        if self.statements[set].is_none() {
            let form = self.document(root, &UNSIGNED, set);
            self.statements[set] = Some(form);
        }
        match &self.statements[set] {
            Some(Ok(form)) => Ok((options, form)),
            Some(Err(finding)) => Err(finding.clone()),
            None => Err(self.outside(root)),
        }
    }

    fn document(&mut self, root: Node<'_>, without: &[&str], set: usize) -> Result<Form, Finding> {
        let canonicalizer = &mut self.canonicalizers[set];
        let walked;
        let document = match &self.opened.walked {
            Some(document) if set == 0 && without == UNSIGNED => document,
            _ => {
                walked = canonicalizer.walk(root, without).map_err(|error| error.finding())?;
                &walked
            }
        };
        if !document.outside {
            return canonicalizer.statements(&document.dataset);
        }
        let dataset = general(root, without, self.verifier)?;
        canonicalizer.statements(&dataset)
    }

    fn outside(&self, node: Node<'_>) -> Finding {
        Finding::new(code::context::NOT_COMPACTED, node.path(), "the proof's options cannot be walked")
    }

    /// The document that a proof in a chain signs: with the proofs that it builds on.
    fn chained(&self, proof: &Proof) -> Result<Option<Tree>, Finding> {
        if proof.previous.is_empty() {
            return Ok(None);
        }
        let root = self.opened.root();
        let place = root.path().member("proof");
        let broken = |detail: &str| Finding::new(code::proof::CHAIN_BROKEN, place.clone(), detail);
        let mut previous = Vec::new();
        for candidate in
            self.chain(proof).ok_or_else(|| broken("a previous proof is missing, or builds on this one"))?
        {
            previous.push(root.sibling(candidate.at).to_value());
        }
        let mut document = match root.to_value() {
            Value::Object(object) => object,
            _ => Object::new(),
        };
        document.insert("proof", Value::Array(previous));
        Tree::parse(&Value::from(document).to_string(), &self.verifier.limits)
            .map(Some)
            .map_err(|error| broken(&error.to_string()))
    }

    /// The proofs that a proof names, if all are there and none leads back to it.
    fn chain(&self, proof: &Proof) -> Option<Vec<&Candidate>> {
        let find = |id: &String| {
            self.opened
                .candidates
                .iter()
                .find(|candidate| candidate.proof.as_ref().is_ok_and(|known| known.id.as_ref() == Some(id)))
        };
        let direct: Vec<&Candidate> = proof.previous.iter().map(find).collect::<Option<_>>()?;
        let mut open = direct.clone();
        for _ in 0..=self.opened.candidates.len() {
            let ids =
                open.iter().filter_map(|candidate| candidate.proof.as_ref().ok()).flat_map(|known| &known.previous);
            open = ids.map(find).collect::<Option<_>>()?;
            if open.is_empty() {
                return Some(direct);
            }
        }
        None
    }
}

/// The statements of a document outside the class that is walked.
#[cfg(feature = "json-ld")]
fn general(root: Node<'_>, without: &[&str], verifier: &Verifier) -> Result<Dataset, Finding> {
    use crate::jsonld::general::{Options, node_to_nquads};
    let contexts = |url: &str| verifier.contexts.body(url).map(Arc::from);
    let options = Options::safe().limits(verifier.limits.clone());
    let refused = |detail: String| Finding::new(code::context::PROCESSING, root.path(), detail);
    let nquads = node_to_nquads(root, without, &contexts, &options).map_err(|error| refused(error.to_string()))?;
    Dataset::parse_nquads(&nquads).map_err(|error| refused(error.to_string()))
}

/// The statements of a document outside the class that is walked.
#[cfg(not(feature = "json-ld"))]
fn general(root: Node<'_>, _: &[&str], _: &Verifier) -> Result<Dataset, Finding> {
    let detail = "the document uses JSON-LD that only the general way understands; build with the feature json-ld";
    Err(Finding::new(code::input::FEATURE_MISSING, root.path(), detail))
}
