use super::Outside;
use super::comparison::{party, same_second};
use crate::json::{Node, Pointer, jcs};
use crate::proof::TokenKind;
use crate::proof::jose::registered::{Registered, at};
use crate::report::{Finding, code};
use crate::vc::DateTimeStamp;
use crate::vc::types::is_presentation;
use chrono::{DateTime, Utc};

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

/// What makes a payload a credential or a presentation.
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
/// What makes it none, and does not belong beside one either: what decides whether the credential holds is not to stand
/// where nobody looks for it.
const DECIDES: [&str; 7] = ["id", "issuer", "holder", "credentialSchema", "termsOfUse", "refreshService", "proof"];

/// Where the content is. It may be in one place only, or say the same in both.
pub(super) fn place(root: Node<'_>, outside: &Outside<'_>) -> Result<Place, Finding> {
    let has = |names: &[&str]| names.iter().any(|name| root.get(name).is_some());
    let is_one = has(&OWN);
    let own = is_one || has(&DECIDES);
    let ambiguous = |claim, detail| Err(at(claim, code::jose::CLAIMS_AMBIGUOUS, detail));
    match (root.get("vc").is_some(), root.get("vp").is_some()) {
        (true, true) => ambiguous("vp", "it stands beside `vc`"),
        (true, false) if own && !is_repeated(root) => ambiguous("vc", "the payload is a credential besides"),
        (false, true) if own => ambiguous("vp", "the payload is a credential besides"),
        (true, false) if !outside.repeats => ambiguous("vc", "by its type the payload itself is the credential"),
        (false, true) if !outside.repeats => ambiguous("vp", "by its type the payload itself is the presentation"),
        (true, false) => Ok(Place::VcClaim),
        (false, true) => Ok(Place::VpClaim),
        (false, false) if is_one => Ok(Place::Payload),
        (false, false) if outside.discloses && is_sd_jwt_vc(root) => Err(sd_jwt_vc()),
        (false, false) => {
            let detail = "it holds neither a credential nor a presentation: it is another kind of token";
            Err(Finding::new(code::jose::TYP, Pointer::root(), detail))
        }
    }
}

/// Whether the payload of a token that discloses is a credential of the IETF, and none of the W3C.
pub(in crate::proof) fn is_sd_jwt_vc(root: Node<'_>) -> bool {
    root.get("vct").is_some() && ["vc", "vp"].iter().chain(&OWN).all(|name| root.get(name).is_none())
}

/// What is said of such a credential.
pub(in crate::proof) fn sd_jwt_vc() -> Finding {
    let detail =
        "verify it with software for such credentials, or ask its issuer for one of the W3C, such as an Open Badge 3.0";
    at("vct", code::format::SD_JWT_VC, detail)
}

/// Whether the payload repeats the whole credential in `vc`, and says nothing else that decides about it but what the claims
/// say as well: whichever of the two is taken, it is the same.
pub(super) fn is_repeated(root: Node<'_>) -> bool {
    let (Some(vc), Ok(claims)) = (root.get("vc").filter(|vc| vc.is_object()), Registered::read(root)) else {
        return false;
    };
    let is_same = |left: Node<'_>, right: Node<'_>| jcs::canonical(left, &[]) == jcs::canonical(right, &[]);
    let is_whole = vc.members().all(|(name, value)| root.get(name).is_some_and(|outer| is_same(value, outer)));
    let is_claimed = |name: &str, value: Node<'_>| {
        let text = value.as_str();
        let is_date = |claim: Option<DateTime<Utc>>| {
            let stamp = text.and_then(|text| DateTimeStamp::parse(text).ok());
            claim.zip(stamp).is_some_and(|(claim, stamp)| same_second(claim, stamp.instant()))
        };
        match name {
            "id" => text.is_some() && text == claims.jti.as_deref(),
            "issuer" => claims.iss.is_some() && party(root, TokenKind::Credential).0 == claims.iss.as_deref(),
            "issuanceDate" | "validFrom" => is_date(claims.nbf),
            "expirationDate" | "validUntil" => is_date(claims.exp),
            _ => false,
        }
    };
    let mut deciding = OWN.iter().chain(&DECIDES).filter_map(|name| Some((*name, root.get(name)?)));
    is_whole && deciding.all(|(name, value)| vc.get(name).is_some() || is_claimed(name, value))
}

pub(super) fn kind(content: Node<'_>, place: Place) -> TokenKind {
    match place {
        Place::VpClaim => TokenKind::Presentation,
        Place::VcClaim => TokenKind::Credential,
        Place::Payload if is_presentation(content) => TokenKind::Presentation,
        Place::Payload => TokenKind::Credential,
    }
}
