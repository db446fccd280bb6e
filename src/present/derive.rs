//! A part of a credential, whatever it is secured with.

use crate::issue::Secured;
use crate::json::Pointer;
use crate::jsonld::Contexts;
use crate::limits::Limits;
use crate::proof::data_integrity::selective::{self, Selecting};
use crate::proof::sd_jwt::SdJwt;
use crate::proof::{Envelope, EnvelopeFormat, Suite, TokenError, TokenKind, Unwrapped};
use crate::report::{Finding, Findings, code};
use crate::vc::NestedCredential;
use crate::vc::types::is_credential;

/// Derives from a held credential the one that a verifier is shown: a credential with a base proof of `ecdsa-sd-2023` or
/// `bbs-2023` (feature `bbs`) becomes one with a derived proof, an SD-JWT one with fewer disclosures and without key
/// binding. Which of them it is shows in the input.
///
/// ```
/// use microcred::json::Pointer;
/// use microcred::jsonld::Contexts;
/// use microcred::proof::data_integrity::selective::Selecting;
/// use microcred::{Limits, present};
///
/// let selecting = Selecting::new([Pointer::from_text("/credentialSubject/achievement/name")]);
/// let refused = present::derive(b"{}", &selecting, &Contexts::bundled(), &Limits::default()).unwrap_err();
/// assert_eq!(refused.iter().next().map(|finding| finding.code.as_str()), Some("proof.missing"));
/// ```
///
/// # Errors
/// What keeps the credential from being read, `proof.missing` for one that nobody signed, `request.document_kind` for one that
/// shows all or nothing, and whatever [`selective::derive`] and [`SdJwt::present`] refuse.
pub fn derive(
    held: impl AsRef<[u8]>,
    selecting: &Selecting,
    contexts: &Contexts,
    limits: &Limits,
) -> Result<Secured, Findings> {
    let held = Unwrapped::read(held.as_ref(), limits).map_err(one)?;
    match held.format() {
        None => selective::derive_in_suite(held.document().root(), selecting, contexts, limits)
            .map(|(derived, suite)| Secured::of_text(derived.to_string(), suite.into())),
        Some(EnvelopeFormat::SdJwt) => sd_jwt(&held, limits)
            .and_then(|token| token.present(selecting.pointers(), limits).map_err(findings))
            .map(|shown| Secured::of_text(shown, Suite::SdJwt)),
        Some(_) => Err(one(Finding::new(
            code::request::DOCUMENT_KIND,
            Pointer::root(),
            "only an SD-JWT, or a credential with a base proof of ecdsa-sd-2023 or bbs-2023, can be shown in part",
        ))),
    }
}

/// A held credential as it stands in a [`Presentation`](crate::vc::Presentation): JSON as it is, anything else in an
/// envelope.
///
/// # Errors
/// What keeps it from being read; `proof.base` for one that is for its holder alone, which [`derive()`] makes into one that
/// can be shown; `request.document_kind` for what is no credential.
pub fn presentable(held: impl AsRef<[u8]>, limits: &Limits) -> Result<NestedCredential, Findings> {
    let unwrapped = Unwrapped::read(held.as_ref(), limits).map_err(one)?;
    let root = unwrapped.document().root();
    let refused = |code, detail| Err(one(Finding::new(code, Pointer::root(), detail)));
    if !is_credential(root) {
        return refused(code::request::DOCUMENT_KIND, "this is no credential; present credentials");
    }
    if selective::has_base_proof(root) {
        return refused(code::proof::BASE, "derive from it what the verifier is to see, and present that");
    }
    let enveloped = match (unwrapped.format(), unwrapped.secured()) {
        (None, _) | (_, None) => root.to_value(),
        (Some(EnvelopeFormat::Cose), Some(message)) => {
            Envelope::of_message(TokenKind::Credential, message.to_vec()).to_json()
        }
        (Some(format), Some(token)) => {
            let token = String::from_utf8_lossy(token);
            Envelope::of_token(TokenKind::Credential, format, token).to_json()
        }
    };
    NestedCredential::parse(&enveloped.to_string()).map_err(|error| one(error.into()))
}

/// The SD-JWT that was held.
pub(super) fn sd_jwt(held: &Unwrapped, limits: &Limits) -> Result<SdJwt, Findings> {
    let token = held.secured().filter(|_| held.format() == Some(EnvelopeFormat::SdJwt)).unwrap_or_default();
    SdJwt::parse(&String::from_utf8_lossy(token), limits).map_err(one)
}

pub(super) fn one(finding: Finding) -> Findings {
    Findings::from_iter([finding])
}

fn findings(error: TokenError) -> Findings {
    match error {
        TokenError::Refused(findings) => findings,
        error => one(Finding::new(code::request::FAILED, Pointer::root(), error.to_string())),
    }
}
