use crate::json::{Object, Value};
use crate::vc::DateTimeStamp;

/// What a proof says beside its signature
/// ([Data Integrity §2.1](https://www.w3.org/TR/vc-data-integrity/#proofs)); all of it is signed.
///
/// ```
/// use microcred::issue::ProofOptions;
/// let options = ProofOptions::new().answering("u7kq…").for_domain("https://verifier.example");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProofOptions {
    /// The id, so that other proofs can build on this one: an absolute IRI.
    pub id: Option<String>,
    /// When it was made; the moment of signing if nothing is said.
    pub created: Option<DateTimeStamp>,
    /// Until when it holds.
    pub expires: Option<DateTimeStamp>,
    /// Whom it is made for.
    pub domains: Vec<String>,
    /// What the one who asked for it made up.
    pub challenge: Option<String>,
    /// The ids of the proofs on the document that it builds on: it signs them as well.
    pub previous: Vec<String>,
}

impl ProofOptions {
    /// Nothing but what every proof says.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with an id.
    #[must_use]
    pub fn with_id(self, id: impl Into<String>) -> Self {
        Self { id: Some(id.into()), ..self }
    }

    /// The same, said to be made at a moment.
    #[must_use]
    pub fn created(self, created: DateTimeStamp) -> Self {
        Self { created: Some(created), ..self }
    }

    /// The same, holding until a moment.
    #[must_use]
    pub fn expiring(self, expires: DateTimeStamp) -> Self {
        Self { expires: Some(expires), ..self }
    }

    /// The same, made for one more domain.
    #[must_use]
    pub fn for_domain(mut self, domain: impl Into<String>) -> Self {
        self.domains.push(domain.into());
        self
    }

    /// The same, answering a challenge.
    #[must_use]
    pub fn answering(self, challenge: impl Into<String>) -> Self {
        Self { challenge: Some(challenge.into()), ..self }
    }

    /// The same, building on one more proof of the document, which it names by its id
    /// ([proof chains](https://www.w3.org/TR/vc-data-integrity/#proof-chains)).
    #[must_use]
    pub fn building_on(mut self, proof: impl Into<String>) -> Self {
        self.previous.push(proof.into());
        self
    }

    /// The members of a proof, after its type.
    pub(super) fn members(&self, now: &str, verification_method: &str, purpose: &str) -> Object {
        let one_or_many = |texts: &[String]| match texts {
            [] => None,
            [one] => Some(Value::from(one.as_str())),
            many => Some(Value::Array(many.iter().map(|text| text.as_str().into()).collect())),
        };
        Object::new()
            .with_some("id", self.id.as_deref())
            .with("created", self.created.as_ref().map_or(now, DateTimeStamp::as_str))
            .with_some("expires", self.expires.as_ref().map(DateTimeStamp::as_str))
            .with("verificationMethod", verification_method)
            .with("proofPurpose", purpose)
            .with_some("domain", one_or_many(&self.domains))
            .with_some("challenge", self.challenge.as_deref())
            .with_some("previousProof", one_or_many(&self.previous))
    }
}
