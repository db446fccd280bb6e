use crate::codec::excerpt;
use crate::json::{Pointer, Tree};
use crate::proof::TokenKind;
use crate::proof::jose::{Header, Typ, typ};
use crate::report::{Finding, code};

/// What the outside of a token says about its payload.
pub(crate) struct Outside<'a> {
    /// What the payload has to be, where that is said.
    pub(crate) kind: Option<TokenKind>,
    /// Whether registered claims repeat the credential (Open Badges 3.0, VC-JWT 1.1), or may be left out and have a
    /// meaning of their own (VC-JOSE-COSE).
    pub(crate) repeats: bool,
    /// Whether the holder may choose what to show, as in the credentials of the IETF, which say by `vct` what they are.
    pub(crate) discloses: bool,
    /// The issuer, where the header repeats it.
    pub(crate) issuer: Option<&'a str>,
    /// Claims of a protected header, which count like those of the payload.
    pub(crate) claims: Option<&'a Tree>,
}

impl<'a> Outside<'a> {
    pub(super) fn of_jws(header: &'a Header) -> Result<Self, Finding> {
        let (kind, repeats) = match header.typ() {
            Typ::Unsaid | Typ::Jwt => (None, true),
            Typ::VcJwt => (Some(TokenKind::Credential), false),
            Typ::VpJwt => (Some(TokenKind::Presentation), false),
            _ => return Err(typ::unfit(header.typ_text(), "JWT, vc+jwt or vp+jwt")),
        };
        Self { kind, repeats, discloses: false, issuer: header.issuer(), claims: None }.with_cty(header)
    }

    pub(crate) fn of_sd_jwt(header: &'a Header) -> Result<Self, Finding> {
        let kind = match header.typ() {
            Typ::VcSdJwt | Typ::DcSdJwt => TokenKind::Credential,
            Typ::VpSdJwt => TokenKind::Presentation,
            _ => return Err(typ::unfit(header.typ_text(), "vc+sd-jwt, dc+sd-jwt or vp+sd-jwt")),
        };
        Self { kind: Some(kind), repeats: false, discloses: true, issuer: header.issuer(), claims: None }
            .with_cty(header)
    }

    /// The content type, where it is said, has to be that of such a payload.
    fn with_cty(mut self, header: &Header) -> Result<Self, Finding> {
        let Some(cty) = header.cty() else { return Ok(self) };
        let lower = cty.to_ascii_lowercase();
        let said = match lower.strip_prefix("application/").unwrap_or(&lower) {
            "vc" | "vc+ld+json" => Some(TokenKind::Credential),
            "vp" | "vp+ld+json" => Some(TokenKind::Presentation),
            "json" | "ld+json" | "credential-claims-set+json" => None,
            _ => return Err(wrong_cty(cty)),
        };
        match (self.kind, said) {
            (Some(kind), Some(said)) if kind != said => Err(wrong_cty(cty)),
            _ => {
                self.kind = self.kind.or(said);
                Ok(self)
            }
        }
    }
}

fn wrong_cty(cty: &str) -> Finding {
    let cty = excerpt(cty, 64);
    Finding::new(code::jose::TYP, Pointer::root(), format!("its `cty` is {cty:?} where vc or vp belongs"))
}
