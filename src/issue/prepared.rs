use super::{IssueError, Secured};
use crate::codec::base64url;
use crate::json::{Node, Object, Pointer, Tree, Value};
use crate::jsonld::{ContextSet, Contexts, Hash, Walked, plain};
use crate::key::{PublicKey, SignerIdentity};
use crate::limits::Limits;
use crate::proof::data_integrity::{
    Canonicalizer, Cryptosuite, Form, Transformation, canonical_json, hash_data, hash_for,
};
use crate::report::{Finding, Findings, code};

/// A document on its way to a signature that is made elsewhere.
///
/// It holds no secret and can be stored: [`to_json`](Self::to_json) and [`from_json`](Self::from_json). The signature
/// goes over [`message`](Self::message); [`complete`](Self::complete) works the message out again from the document and
/// checks the signature before it releases anything.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepared {
    /// The document as it will be, without the new proof.
    document: Object,
    /// The new proof, without its value.
    proof: Object,
    suite: Cryptosuite,
    identity: SignerIdentity,
    message: Vec<u8>,
}

/// The version of the stored form.
const VERSION: &str = "1";

/// The contexts and limits that a document is prepared under.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) contexts: &'a Contexts,
    pub(super) limits: &'a Limits,
}

impl Prepared {
    /// Prepares a document for one more proof.
    pub(super) fn new(
        document: Object,
        proof: Object,
        suite: Cryptosuite,
        identity: SignerIdentity,
        ground: Ground<'_>,
    ) -> Result<Self, IssueError> {
        let message = message(&document, &proof, suite, identity.public_key(), ground)?;
        Ok(Self { document, proof, suite, identity, message })
    }

    /// What is to be signed, by the algorithm of the key: these bytes themselves, unhashed.
    pub fn message(&self) -> &[u8] {
        &self.message
    }

    /// Whose signature is awaited.
    pub fn identity(&self) -> &SignerIdentity {
        &self.identity
    }

    /// Puts the signature on the document, after working out again what it has to cover.
    ///
    /// # Errors
    /// If the signature is not that of the awaited key over this document; nothing is released then.
    pub fn complete(self, signature: Vec<u8>) -> Result<Secured, IssueError> {
        self.complete_with(signature, &Contexts::bundled(), &Limits::default())
    }

    /// As [`complete`](Self::complete), with contexts that are registered besides the bundled ones.
    ///
    /// # Errors
    /// As there.
    pub fn complete_with(
        self,
        signature: Vec<u8>,
        contexts: &Contexts,
        limits: &Limits,
    ) -> Result<Secured, IssueError> {
        let message =
            message(&self.document, &self.proof, self.suite, self.identity.public_key(), Ground { contexts, limits })?;
        let signature = self.identity.accept(&message, signature)?;
        Ok(self.release(&signature))
    }

    /// The document with its proof, once the signature is known to be good.
    pub(super) fn release(self, signature: &[u8]) -> Secured {
        let Self { mut document, proof, .. } = self;
        let proof = Value::from(proof.with("proofValue", crate::codec::multibase::base58btc(signature)));
        let proofs = match document.remove("proof") {
            None => vec![proof],
            Some(Value::Array(mut proofs)) => {
                proofs.push(proof);
                proofs
            }
            Some(one) => vec![one, proof],
        };
        Secured::new(Value::from(document.with("proof", Value::Array(proofs))).to_string())
    }

    /// The stored form. It holds the whole document, so it is as confidential as that.
    pub fn to_json(&self) -> Value {
        Object::new()
            .with("type", "PreparedCredential")
            .with("version", VERSION)
            .with("cryptosuite", self.suite.name())
            .with("verificationMethod", self.identity.verification_method())
            .with("publicKeyMultibase", self.identity.public_key().to_multikey())
            .with("message", base64url::encode(&self.message))
            .with("document", self.document.clone())
            .with("proof", self.proof.clone())
            .into()
    }

    /// Reads the stored form.
    ///
    /// # Errors
    /// If it is not one.
    pub fn from_json(text: &str) -> Result<Self, IssueError> {
        let tree = Tree::parse(text, &Limits::default())?;
        let root = tree.root();
        let wrong = |member: &str| IssueError::Prepared(format!("`{member}` is missing or malformed"));
        let string = |member: &str| root.get(member).and_then(Node::as_str).ok_or_else(|| wrong(member));
        let object = |member: &str| match root.get(member).map(Node::to_value) {
            Some(Value::Object(object)) => Ok(object),
            _ => Err(wrong(member)),
        };
        if string("type")? != "PreparedCredential" || string("version")? != VERSION {
            return Err(wrong("type"));
        }
        let key = PublicKey::from_multikey(string("publicKeyMultibase")?)?;
        let message = base64url::decode(string("message")?).ok();
        Ok(Self {
            document: object("document")?,
            proof: object("proof")?,
            suite: Cryptosuite::from_name(string("cryptosuite")?).ok_or_else(|| wrong("cryptosuite"))?,
            identity: SignerIdentity::new(key, string("verificationMethod")?)?,
            message: message.ok_or_else(|| wrong("message"))?,
        })
    }
}

/// What a suite signs of a document and its proof options. Refuses whatever a verifier would not find plain.
fn message(
    document: &Object,
    proof: &Object,
    suite: Cryptosuite,
    key: &PublicKey,
    ground: Ground<'_>,
) -> Result<Vec<u8>, IssueError> {
    if !suite.is_issued() {
        return Err(IssueError::ReadOnly(suite.name()));
    }
    if !suite.key_types().contains(&key.key_type()) {
        return Err(IssueError::KeyMismatch { suite: suite.name(), found: key.key_type() });
    }
    let (hash, limits) = (hash_for(key), ground.limits);
    let plain_document = tree(document, limits)?;
    let sets = plain::contexts(plain_document.root(), ground.contexts, limits).map_err(IssueError::Findings)?;
    let mut forms = Forms { suite, hash, set: &sets[0], canonicalizer: Canonicalizer::new(&sets[0], limits) };
    let options = tree(proof, limits)?;
    let walked = forms.screened(plain_document.root(), &["proof"], Pointer::root())?;
    let document = match chained(document, proof)? {
        None => forms.form(plain_document.root(), &["proof"], &walked)?,
        Some(chained) => {
            let chained = tree(&chained, limits)?;
            let walked = forms.walked(chained.root(), &[])?;
            forms.form(chained.root(), &[], &walked)?
        }
    };
    let walked = forms.screened(options.root(), &[], Pointer::root().member("proof"))?;
    Ok(hash_data(&forms.form(options.root(), &[], &walked)?, &document))
}

/// Makes the canonical forms that a suite signs.
struct Forms<'a> {
    suite: Cryptosuite,
    hash: Hash,
    set: &'a ContextSet,
    canonicalizer: Canonicalizer<'a>,
}

impl Forms<'_> {
    fn walked(&self, root: Node<'_>, without: &[&str]) -> Result<Walked, IssueError> {
        self.canonicalizer.walk(root, without).map_err(|error| refused(error.finding()))
    }

    /// The statements of something that a verifier will find plain.
    fn screened(&self, root: Node<'_>, without: &[&str], place: Pointer) -> Result<Walked, IssueError> {
        let walked = self.walked(root, without)?;
        let mut findings = plain::screen(root, self.set, &walked, without);
        if self.suite.transformation() == Transformation::Jcs {
            findings =
                findings.into_iter().filter(|finding| finding.code != code::context::NODE_DESCRIBED_TWICE).collect();
        }
        if findings.is_empty() {
            return Ok(walked);
        }
        let placed = findings.into_iter().map(|finding| Finding { pointer: finding.pointer.below(&place), ..finding });
        Err(IssueError::Findings(placed.collect()))
    }

    fn form(&mut self, root: Node<'_>, without: &[&str], walked: &Walked) -> Result<Form, IssueError> {
        match self.suite.transformation() {
            Transformation::Jcs => Ok(canonical_json(root, without, self.hash)),
            Transformation::Rdfc => self.canonicalizer.statements(&walked.dataset, self.hash).map_err(refused),
        }
    }
}

fn refused(finding: Finding) -> IssueError {
    IssueError::Findings(Findings::from_iter([finding]))
}

/// The document with the proofs that a new one builds on, which it signs as well; nothing if it builds on none.
fn chained(document: &Object, proof: &Object) -> Result<Option<Object>, IssueError> {
    let one_or_many = |value: Option<&Value>| match value {
        None => Vec::new(),
        Some(Value::Array(items)) => items.clone(),
        Some(one) => vec![one.clone()],
    };
    let previous = one_or_many(proof.get("previousProof"));
    if previous.is_empty() {
        return Ok(None);
    }
    let known = one_or_many(document.get("proof"));
    let named = |id: &Value| {
        let found = known.iter().find(|proof| proof.get("id") == Some(id)).cloned();
        let place = Pointer::root().member("proof").member("previousProof");
        found.ok_or_else(|| {
            refused(Finding::new(code::proof::CHAIN_BROKEN, place, "name a proof that the document has"))
        })
    };
    let proofs = previous.iter().map(named).collect::<Result<_, _>>()?;
    let mut chained = document.clone();
    chained.insert("proof", Value::Array(proofs));
    Ok(Some(chained))
}

fn tree(object: &Object, limits: &Limits) -> Result<Tree, IssueError> {
    Ok(Tree::parse(&Value::from(object.clone()).to_string(), limits)?)
}
