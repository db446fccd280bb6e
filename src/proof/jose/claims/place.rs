use super::Outside;
use crate::json::{Node, Pointer};
use crate::proof::TokenKind;
use crate::proof::jose::registered::at;
use crate::report::{Finding, code};
use crate::vc::types::is_presentation;

/// Where in the payload the content stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Place {
    /// The payload is the credential; registered claims stand among its members.
    Payload,
    /// In the claim `vc`, as VC Data Model 1.1 has it.
    VcClaim,
    /// In the claim `vp`, as VC Data Model 1.1 has it.
    VpClaim,
}

impl Place {
    pub(super) fn claim(self) -> &'static str {
        match self {
            Self::VpClaim => "vp",
            _ => "vc",
        }
    }
}

/// Where the content is. It may be in one place only.
pub(super) fn place(root: Node<'_>, outside: &Outside<'_>) -> Result<Place, Finding> {
    // What makes a payload a credential or a presentation.
    const OWN: [&str; 9] = [
        "@context",
        "type",
        "credentialSubject",
        "verifiableCredential",
        "validFrom",
        "validUntil",
        "issuanceDate",
        "expirationDate",
        "credentialStatus",
    ];
    // What makes it none, and does not belong beside one either: what decides whether the credential holds is not to stand
    // where nobody looks for it.
    const DECIDES: [&str; 7] = ["id", "issuer", "holder", "credentialSchema", "termsOfUse", "refreshService", "proof"];
    let has = |names: &[&str]| names.iter().any(|name| root.get(name).is_some());
    let is_one = has(&OWN);
    let own = is_one || has(&DECIDES);
    let ambiguous = |claim, detail| Err(at(claim, code::jose::CLAIMS_AMBIGUOUS, detail));
    match (root.get("vc").is_some(), root.get("vp").is_some()) {
        (true, true) => ambiguous("vp", "it stands beside `vc`"),
        (true, false) if own => ambiguous("vc", "the payload is a credential besides"),
        (false, true) if own => ambiguous("vp", "the payload is a credential besides"),
        (true, false) if !outside.repeats => ambiguous("vc", "by its type the payload itself is the credential"),
        (false, true) if !outside.repeats => ambiguous("vp", "by its type the payload itself is the presentation"),
        (true, false) => Ok(Place::VcClaim),
        (false, true) => Ok(Place::VpClaim),
        (false, false) if is_one => Ok(Place::Payload),
        (false, false) if outside.discloses && root.get("vct").is_some() => {
            let detail = "verify it with software for such credentials, or ask its issuer for one of the W3C, such as an Open Badge 3.0";
            Err(at("vct", code::format::SD_JWT_VC, detail))
        }
        (false, false) => {
            let detail = "it holds neither a credential nor a presentation: it is another kind of token";
            Err(Finding::new(code::jose::TYP, Pointer::root(), detail))
        }
    }
}

pub(super) fn kind(content: Node<'_>, place: Place) -> TokenKind {
    match place {
        Place::VpClaim => TokenKind::Presentation,
        Place::VcClaim => TokenKind::Credential,
        Place::Payload if is_presentation(content) => TokenKind::Presentation,
        Place::Payload => TokenKind::Credential,
    }
}
