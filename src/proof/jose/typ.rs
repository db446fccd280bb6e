//! What a token says that it is.

use crate::codec::excerpt;
use crate::json::Pointer;
use crate::report::{Finding, code};

/// The `typ` of a header ([RFC 7515 §4.1.9](https://www.rfc-editor.org/rfc/rfc7515#section-4.1.9)), as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Typ {
    /// The header does not say.
    Unsaid,
    /// `JWT`: some token, as Open Badges 3.0 has it.
    Jwt,
    /// `vc+jwt` and its older names: the payload is a credential.
    VcJwt,
    /// `vp+jwt` and its older names: the payload is a presentation.
    VpJwt,
    /// `vc+sd-jwt`: a credential whose holder chooses what to show; in older SD-JWT VCs, a credential of that kind.
    VcSdJwt,
    /// `vp+sd-jwt`: a presentation whose holder chooses what to show.
    VpSdJwt,
    /// `dc+sd-jwt`: an SD-JWT VC.
    DcSdJwt,
    /// `kb+jwt`: the proof that a holder has a key.
    KbJwt,
    /// Anything else.
    Other,
}

impl Typ {
    /// What a `typ` means. Names of media types do not distinguish small and capital letters, and `application/` may be
    /// left out.
    pub fn of(typ: Option<&str>) -> Self {
        let Some(typ) = typ else { return Self::Unsaid };
        let lower = typ.to_ascii_lowercase();
        match lower.strip_prefix("application/").unwrap_or(&lower) {
            "jwt" => Self::Jwt,
            "vc+jwt" | "vc+ld+jwt" | "vc-ld+jwt" | "vc+ld+json+jwt" => Self::VcJwt,
            "vp+jwt" | "vp+ld+jwt" | "vp-ld+jwt" | "vp+ld+json+jwt" => Self::VpJwt,
            "vc+sd-jwt" | "vc+ld+json+sd-jwt" => Self::VcSdJwt,
            "vp+sd-jwt" | "vp+ld+json+sd-jwt" => Self::VpSdJwt,
            "dc+sd-jwt" => Self::DcSdJwt,
            "kb+jwt" => Self::KbJwt,
            _ => Self::Other,
        }
    }
}

/// The finding for a token that is meant for something else.
pub(crate) fn unfit(typ: Option<&str>, wanted: &str) -> Finding {
    let said = match typ {
        Some(typ) => format!("its `typ` is {:?}", excerpt(typ, 64)),
        None => "it has no `typ`".to_owned(),
    };
    Finding::new(code::jose::TYP, Pointer::root(), format!("{said} where {wanted} belongs"))
}
