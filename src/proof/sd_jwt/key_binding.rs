use super::SdJwt;
use crate::env::Clock;
use crate::json::{Node, Object, Pointer, Tree, Value};
use crate::key::{Jwk, PublicKey, SignerIdentity, thumbprint};
use crate::limits::Limits;
use crate::proof::TokenError;
use crate::proof::jose::{Header, Typ, Unsigned, is_one_key, numeric, numeric_date};
use crate::report::{Finding, code};
use chrono::{DateTime, TimeDelta, Utc};
use std::fmt;

/// The key that a credential was issued to ([RFC 7800 §3](https://www.rfc-editor.org/rfc/rfc7800#section-3)).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Confirmation {
    /// The key itself.
    Jwk(Jwk),
    /// Where it is found, such as the URL of a verification method of the holder's DID.
    Kid(String),
}

/// What a verifier asked the holder to sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedBinding {
    audience: Option<String>,
    nonce: String,
    now: DateTime<Utc>,
    skew: TimeDelta,
    max_age: TimeDelta,
}

/// How old a proof of the key may be unless the verifier says otherwise, in seconds.
const MAX_AGE: i64 = 600;

impl Confirmation {
    pub(crate) fn of_payload(payload: &Value) -> Result<Option<Self>, Finding> {
        payload.get("cnf").map(Self::read).transpose()
    }

    /// Of a token, in whose header it may stand as well: then it is one key in both.
    pub(crate) fn of_token(header: &Header, payload: &Value) -> Result<Option<Self>, Finding> {
        match (header.confirmation().map(Self::read).transpose()?, Self::of_payload(payload)?) {
            (Some(outer), Some(inner)) if outer != inner => {
                Err(refused("`cnf` of the credential: the header names another key than the payload"))
            }
            (outer, inner) => Ok(inner.or(outer)),
        }
    }

    fn read(confirmation: &Value) -> Result<Self, Finding> {
        let refused = |detail: &str| refused(&format!("`cnf` of the credential: {detail}"));
        if ["jwe", "jku"].iter().any(|other| confirmation.get(other).is_some()) {
            return Err(refused("it names a key by `jwe` or `jku`, which are not followed"));
        }
        match (confirmation.get("jwk"), confirmation.get("kid").map(Value::as_str)) {
            (Some(_), Some(None)) => Err(refused("`kid` must be a string")),
            (Some(jwk), kid) => {
                let tree = Tree::of(jwk, &Limits::default()).map_err(|error| refused(&error.to_string()))?;
                let jwk = Jwk::read(tree.root()).map_err(|error| refused(&error.to_string()))?;
                kid.flatten().map_or(Ok(()), |kid| is_one_key(kid, &jwk)).map_err(refused)?;
                // RFC 9449 §6.1
                let names_another = |jkt: &Value| jkt.as_str() != Some(&thumbprint(jwk.key()));
                if confirmation.get("jkt").is_some_and(names_another) {
                    return Err(refused("`jkt` is the thumbprint of another key than `jwk`"));
                }
                Ok(Self::Jwk(jwk))
            }
            (None, Some(Some(kid))) => Ok(Self::Kid(kid.to_owned())),
            _ => Err(refused("it must name a key by `jwk` or `kid`")),
        }
    }
}

impl fmt::Debug for Confirmation {
    /// Without the key, by which a learner could be traced.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Jwk(_) => "Jwk(…)",
            Self::Kid(_) => "Kid(…)",
        })
    }
}

impl ExpectedBinding {
    /// The verifier's own name, the nonce that it gave out, and the time.
    pub fn new(audience: impl Into<String>, nonce: impl Into<String>, now: DateTime<Utc>) -> Self {
        Self { audience: Some(audience.into()), ..Self::for_any_audience(nonce, now) }
    }

    /// The same by a verifier that does not say who it is. Nobody but the nonce tells then that the answer was meant for it.
    pub fn for_any_audience(nonce: impl Into<String>, now: DateTime<Utc>) -> Self {
        Self {
            audience: None,
            nonce: nonce.into(),
            now,
            skew: TimeDelta::seconds(300),
            max_age: TimeDelta::seconds(MAX_AGE),
        }
    }

    /// The same with another allowance for clocks that differ (300 seconds by default).
    #[must_use]
    pub fn with_skew(self, skew: TimeDelta) -> Self {
        Self { skew, ..self }
    }

    /// The same with another greatest age (600 seconds by default).
    #[must_use]
    pub fn with_max_age(self, max_age: TimeDelta) -> Self {
        Self { max_age, ..self }
    }

    /// Whether the claims of a key binding are an answer to this.
    fn is_met(&self, claims: Node<'_>) -> Result<(), Finding> {
        match &self.audience {
            _ if claims.get("aud").and_then(Node::as_str) == Some("") => return Err(refused("`aud` names nobody")),
            Some(audience) => is_said(claims, "aud", audience, "is not what was asked for")?,
            None => said(claims, "aud").map(|_| ())?,
        }
        is_said(claims, "nonce", &self.nonce, "is not what was asked for")?;
        let moment = |name: &str| {
            let malformed = |_| refused(&format!("`{name}` must be a number of seconds since 1970"));
            claims.get(name).map(|claim| numeric_date(claim).map_err(malformed)).transpose()
        };
        let issued = moment("iat")?.ok_or_else(|| refused("`iat` is missing"))?;
        let clock = Clock { now: self.now, skew: self.skew };
        if clock.is_before(issued) {
            return Err(refused("it was made in the future"));
        }
        if self.now - issued > self.max_age + self.skew {
            return Err(refused("it is too old; ask for a fresh one"));
        }
        if moment("nbf")?.is_some_and(|start| clock.is_before(start)) {
            return Err(refused("it does not hold yet, by its `nbf`"));
        }
        if moment("exp")?.is_some_and(|end| clock.is_after(end)) {
            return Err(refused("it has ended, by its `exp`; ask for a fresh one"));
        }
        Ok(())
    }
}

impl SdJwt {
    /// Whether whoever presents this has the key, and made the proof of it for this verifier, now, and over exactly this
    /// selection ([RFC 9901 §7.3](https://www.rfc-editor.org/rfc/rfc9901#section-7.3)).
    ///
    /// # Errors
    /// `subject.holder_binding`, whatever is the matter.
    pub fn verify_key_binding(
        &self,
        key: &PublicKey,
        expected: &ExpectedBinding,
        limits: &Limits,
    ) -> Result<(), Finding> {
        expected.is_met(self.bound_claims(key, limits)?.root())
    }

    /// As [`verify_key_binding`](Self::verify_key_binding), of a proof that may be a recording: for whoever it was made, and whenever.
    ///
    /// # Errors
    /// `subject.holder_binding` if it was made with another key, or over another selection.
    pub(crate) fn verify_recorded_key_binding(&self, key: &PublicKey, limits: &Limits) -> Result<(), Finding> {
        self.bound_claims(key, limits).map(|_| ())
    }

    /// What a key binding says, if the key signed it over exactly this selection.
    fn bound_claims(&self, key: &PublicKey, limits: &Limits) -> Result<Tree, Finding> {
        let Some(jws) = self.key_binding() else {
            return Err(refused("the presentation carries no key binding; ask the holder for one"));
        };
        if jws.header().typ() != Typ::KbJwt {
            return Err(refused("the type of the key binding must be kb+jwt"));
        }
        jws.verify(key).map_err(|finding| refused(&finding.message()))?;
        let claims = jws.claims_set(limits).map_err(|finding| refused(&finding.message()))?;
        let sd_hash = self.algorithm.digest(self.without_key_binding());
        is_said(claims.root(), "sd_hash", &sd_hash, "is not that of what is shown")?;
        Ok(claims)
    }

    /// Binds a presentation to its holder's key, for one verifier. A key binding that is there already gives way.
    pub fn bind(&self, audience: &str, nonce: &str, now: DateTime<Utc>, holder: &SignerIdentity) -> Unsigned {
        let presentation = self.without_key_binding();
        let claims = Object::new()
            .with("iat", numeric(now))
            .with("aud", audience)
            .with("nonce", nonce)
            .with("sd_hash", self.algorithm.digest(presentation));
        let header = Object::new().with("typ", "kb+jwt");
        Unsigned::new(header, Value::from(claims).to_string().as_bytes(), holder).between(presentation, "")
    }

    /// As [`bind`](Self::bind), if the credential was issued to that very key.
    ///
    /// # Errors
    /// `subject.holder_binding` if it was issued to another key, or to none, or if the verifier has no name.
    pub fn bind_as_holder(
        &self,
        audience: &str,
        nonce: &str,
        now: DateTime<Utc>,
        holder: &SignerIdentity,
    ) -> Result<Unsigned, TokenError> {
        if audience.is_empty() {
            return Err(refused("say which verifier has asked: a key binding for nobody is refused").into());
        }
        let payload = self.signed().to_value();
        match Confirmation::of_payload(&payload)? {
            Some(Confirmation::Jwk(jwk)) if jwk.key() != holder.public_key() => {
                Err(refused("the credential was issued to another key").into())
            }
            None => Err(refused("the credential was not issued to a key").into()),
            Some(_) => Ok(self.bind(audience, nonce, now, holder)),
        }
    }
}

/// Whether a claim says what it has to.
fn is_said(claims: Node<'_>, name: &str, wanted: &str, otherwise: &str) -> Result<(), Finding> {
    match said(claims, name)? == wanted {
        true => Ok(()),
        false => Err(refused(&format!("`{name}` {otherwise}"))),
    }
}

/// What a claim says, which has to be there.
fn said<'t>(claims: Node<'t>, name: &str) -> Result<&'t str, Finding> {
    let claim = claims.get(name).ok_or_else(|| refused(&format!("`{name}` is missing")))?;
    claim.as_str().ok_or_else(|| refused(&format!("`{name}` must be a string")))
}

pub(super) fn refused(detail: &str) -> Finding {
    Finding::new(code::subject::HOLDER_BINDING, Pointer::root(), detail)
}
