//! A credential or presentation inside something signed: a JWS, an SD-JWT, a COSE message.

use crate::json::Pointer;
#[cfg(feature = "cose")]
use crate::json::Tree;
use crate::key::PublicKey;
use crate::limits::Limits;
use crate::proof::jose::{Claims, Header, Jws};
use crate::proof::sd_jwt::{Confirmation, ExpectedBinding, Processed};
use crate::proof::{EnvelopeFormat, Secured};
use crate::report::{Finding, Findings, Group, code};
use crate::resolve::{self, KeyReference, Plan};
use crate::verify::Verifier;
use crate::verify::checks::Checks;
use chrono::{DateTime, Utc};

/// A token, read but not believed, with what it claims.
#[derive(Debug)]
pub(in crate::verify) struct Token {
    form: Secured,
    pub(in crate::verify) claims: Claims,
}

impl Token {
    /// Reads whatever is not JSON.
    pub(in crate::verify) fn read(
        format: EnvelopeFormat,
        input: &[u8],
        limits: &Limits,
        checks: &mut Checks<'_>,
    ) -> Option<Self> {
        match Secured::read(format, input, limits) {
            Ok((form, claims)) => {
                let token = Self { form, claims };
                token.report(checks);
                Some(token)
            }
            Err(finding) => {
                checks.found("token.form", finding);
                None
            }
        }
    }

    /// What the outside says about itself, and whether its two halves agree.
    fn report(&self, checks: &mut Checks<'_>) {
        checks.report.input.container.push(self.container().to_owned());
        let header: Findings = match &self.form {
            Secured::Jws(jws) => jws.findings().clone(),
            Secured::SdJwt(token, _) => token.jws().findings().clone(),
            #[cfg(feature = "cose")]
            Secured::Cose(message) => message.findings().clone(),
        };
        checks.result("token.header", Group::Signature, header);
        checks.result("token.claims", Group::Signature, self.claims.findings().clone());
    }

    /// The word for it in reports.
    pub(in crate::verify) fn container(&self) -> &'static str {
        match &self.form {
            Secured::Jws(_) => "jwt",
            Secured::SdJwt(..) => "sd-jwt",
            #[cfg(feature = "cose")]
            Secured::Cose(_) => "cose",
        }
    }

    /// How it names its key. Without a name, the key of a party that is a key.
    pub(in crate::verify) fn reference(&self, party: Option<&str>) -> Option<KeyReference> {
        match (self.form.key_id(), self.form.header().and_then(Header::jwk)) {
            (None, Some(jwk)) => Some(KeyReference::embedded(jwk.key().clone())),
            (Some(kid), Some(jwk)) => Some(KeyReference::embedded_with_id(jwk.key().clone(), kid)),
            (Some(kid), None) => Some(KeyReference::from_kid(kid)),
            (None, None) => party
                .map(KeyReference::from_kid)
                .filter(|_| party.is_some_and(|party| party.starts_with("did:key:") || party.starts_with("did:jwk:"))),
        }
    }

    /// Whether this key signed exactly this.
    pub(in crate::verify) fn verify(&self, key: &PublicKey) -> Result<(), Finding> {
        match &self.form {
            Secured::Jws(jws) => jws.verify(key),
            Secured::SdJwt(token, _) => token.jws().verify(key),
            #[cfg(feature = "cose")]
            Secured::Cose(message) => message.verify(key),
        }
    }

    /// Whether this key may have signed it, by what its header says.
    pub(in crate::verify) fn fits(&self, key: &PublicKey) -> Result<(), Finding> {
        match &self.form {
            Secured::Jws(jws) => jws.fits(key),
            Secured::SdJwt(token, _) => token.jws().fits(key),
            #[cfg(feature = "cose")]
            Secured::Cose(message) => message.verify(key),
        }
    }

    /// What is signed, and the signature; nothing for a message whose parts have to be put together first.
    #[cfg(feature = "batch")]
    pub(in crate::verify) fn signed(&self) -> Option<(&[u8], &[u8])> {
        match &self.form {
            Secured::Jws(jws) => Some((jws.signing_input(), jws.signature())),
            Secured::SdJwt(token, _) => Some((token.jws().signing_input(), token.jws().signature())),
            #[cfg(feature = "cose")]
            Secured::Cose(_) => None,
        }
    }

    /// What the holder disclosed, if there was a choice.
    pub(in crate::verify) fn processed(&self) -> Option<&Processed> {
        match &self.form {
            Secured::SdJwt(_, processed) => Some(processed),
            _ => None,
        }
    }

    /// Whether a key binding goes with it.
    pub(in crate::verify) fn has_key_binding(&self) -> bool {
        matches!(&self.form, Secured::SdJwt(token, _) if token.key_binding().is_some())
    }

    /// Whether whoever shows it holds the key that it was issued to, and shows it to this verifier now. Nothing if that is
    /// no question for such a token.
    pub(in crate::verify) fn key_binding(
        &self,
        verifier: &Verifier,
        now: DateTime<Utc>,
    ) -> Option<Result<(), Finding>> {
        let Secured::SdJwt(token, _) = &self.form else { return None };
        let nonce = match (&verifier.challenge, &verifier.domain) {
            (Some(challenge), _) => challenge.clone(),
            // It may be a recording then, but not one that was made for another verifier.
            (None, Some(_)) => nonce(token.key_binding()?, &verifier.limits).unwrap_or_default(),
            (None, None) => return self.recorded_key_binding(&verifier.limits),
        };
        let expected = match &verifier.domain {
            Some(audience) => ExpectedBinding::new(audience, nonce, now),
            None => ExpectedBinding::for_any_audience(nonce, now),
        };
        let expected = expected.with_skew(verifier.policy.skew());
        let key = self.confirmation(&verifier.limits).and_then(|confirmation| holder_key(confirmation.as_ref()));
        Some(key.and_then(|key| token.verify_key_binding(&key, &expected, &verifier.limits)))
    }

    /// Whether a key binding that nobody asked for was made by the holder, over what is shown. Nothing if there is none, or if its key
    /// is not at hand: it proves nothing then, and was not asked to.
    pub(in crate::verify) fn recorded_key_binding(&self, limits: &Limits) -> Option<Result<(), Finding>> {
        let Secured::SdJwt(token, _) = &self.form else { return None };
        token.key_binding()?;
        match self.confirmation(limits).and_then(|confirmation| holder_key(confirmation.as_ref())) {
            Ok(key) => Some(token.verify_recorded_key_binding(&key, limits)),
            Err(finding) if finding.code == code::subject::HOLDER_UNRESOLVED => None,
            Err(finding) => Some(Err(finding)),
        }
    }

    /// The key that it was issued to, if it names one.
    pub(in crate::verify) fn confirmation(&self, limits: &Limits) -> Result<Option<Confirmation>, Finding> {
        match &self.form {
            Secured::Jws(jws) => Confirmation::of_token(jws.header(), &jws.claims_set(limits)?.root().to_value()),
            Secured::SdJwt(token, processed) => Confirmation::of_token(token.jws().header(), processed.payload()),
            #[cfg(feature = "cose")]
            Secured::Cose(message) => {
                let of = |claims: &Tree| Confirmation::of_payload(&claims.root().to_value());
                match message.claims_beside()?.map_or(Ok(None), |beside| of(&beside))? {
                    Some(beside) => Ok(Some(beside)),
                    None => of(&message.claims_set(limits)?),
                }
            }
        }
    }
}

/// What a key binding says that it answers.
fn nonce(binding: &Jws, limits: &Limits) -> Option<String> {
    binding.claims_set(limits).ok()?.root().get("nonce")?.as_str().map(str::to_owned)
}

/// The key of the holder that a credential was issued to.
fn holder_key(confirmation: Option<&Confirmation>) -> Result<PublicKey, Finding> {
    let refused = |code, detail: &str| Finding::new(code, Pointer::root().member("cnf"), detail);
    match confirmation {
        Some(Confirmation::Jwk(jwk)) => Ok(jwk.key().clone()),
        Some(Confirmation::Kid(kid)) => match resolve::plan(kid) {
            Ok(Plan::Immediate(method)) => method
                .key()
                .cloned()
                .map_err(|kind| refused(code::subject::HOLDER_BINDING, &format!("the key is of the kind {kind}"))),
            _ => Err(refused(code::subject::HOLDER_UNRESOLVED, "the key of `cnf` is not looked up; name it by `jwk`")),
        },
        None => Err(refused(code::subject::HOLDER_BINDING, "the credential was issued to no key")),
    }
}
