use crate::json::{Object, Pointer, Value};
use crate::proof::jose::PresentationClaims;
use crate::vc::DateTimeStamp;
use chrono::{DateTime, Utc};

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

    /// The claims of a token, where it is a presentation.
    pub(super) fn claims(&self, now: DateTime<Utc>) -> PresentationClaims {
        let mut claims = PresentationClaims::default().valid(now, self.expires.as_ref().map(DateTimeStamp::instant));
        claims.audience = self.domains.first().cloned();
        claims.nonce = self.challenge.clone();
        claims
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

/// What holders may choose about, where the suite lets them
/// ([selective disclosure](https://www.w3.org/TR/vc-data-model-2.0/#zero-knowledge-proofs)).
///
/// Issuer, types, validity, status and schema are always shown, whatever stands here.
///
/// ```
/// use microcred::issue::HolderChoice;
/// use microcred::json::Pointer;
/// // With ecdsa-sd-2023 and bbs-2023, everything else is the holder's choice.
/// let choice = HolderChoice::new().always([Pointer::from_text("/credentialSubject/achievement/name")]);
/// // With vc+sd-jwt, everything else is always shown.
/// let choice = HolderChoice::new().by_choice([Pointer::from_text("/credentialSubject/result")]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HolderChoice {
    pub(super) mandatory: Vec<Pointer>,
    pub(super) selective: Vec<Pointer>,
}

impl HolderChoice {
    /// What every suite does by itself.
    pub fn new() -> Self {
        Self::default()
    }

    /// What is always shown, with `ecdsa-sd-2023` and `bbs-2023`.
    pub fn mandatory(&self) -> &[Pointer] {
        &self.mandatory
    }

    /// What is left to the holder's choice, with `vc+sd-jwt`.
    pub fn selective(&self) -> &[Pointer] {
        &self.selective
    }

    /// The same, always showing these places, with `ecdsa-sd-2023` and `bbs-2023`.
    #[must_use]
    pub fn always(self, places: impl IntoIterator<Item = Pointer>) -> Self {
        Self { mandatory: places.into_iter().collect(), ..self }
    }

    /// The same, leaving these places to the holder's choice, with `vc+sd-jwt`: members of objects and items of arrays.
    #[must_use]
    pub fn by_choice(self, places: impl IntoIterator<Item = Pointer>) -> Self {
        Self { selective: places.into_iter().collect(), ..self }
    }
}
