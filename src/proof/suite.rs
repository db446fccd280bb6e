use super::data_integrity::{Cryptosuite, Transformation};
use crate::key::KeyType;
use std::fmt;

/// A way of securing a document: which proof goes into it, or what it goes into.
///
/// ```
/// use microcred::proof::Suite;
/// use microcred::proof::data_integrity::Cryptosuite;
/// assert_eq!(Suite::from_name("eddsa-rdfc-2022"), Some(Cryptosuite::EddsaRdfc2022.into()));
/// assert_eq!(Suite::from_name("vc+jwt"), Some(Suite::Jwt));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Suite {
    /// A proof in the document ([Data Integrity](https://www.w3.org/TR/vc-data-integrity/)).
    DataIntegrity(Cryptosuite),
    /// A JWT as [Open Badges 3.0](https://www.imsglobal.org/spec/ob/v3p0/#jwt-proof) has it: claims repeat members of the
    /// credential. Presentations become what they become with [`Jwt`](Self::Jwt).
    OpenBadgesJwt,
    /// A JWT as [VC-JOSE-COSE](https://www.w3.org/TR/vc-jose-cose/#with-jose) has it: `vc+jwt` and `vp+jwt`.
    Jwt,
    /// An SD-JWT ([VC-JOSE-COSE](https://www.w3.org/TR/vc-jose-cose/#secure-with-sd-jwt)): `vc+sd-jwt` and `vp+sd-jwt`.
    SdJwt,
    /// A binary message ([VC-JOSE-COSE](https://www.w3.org/TR/vc-jose-cose/#securing-with-cose)): `vc+cose` and `vp+cose` (feature
    /// `cose`).
    Cose,
}

impl Suite {
    /// All in which something can be issued by this build.
    pub fn all() -> impl Iterator<Item = Self> {
        let embedded = Cryptosuite::all().filter(|suite| suite.is_issued()).map(Self::DataIntegrity);
        let message = cfg!(feature = "cose").then_some(Self::Cose);
        embedded.chain([Self::OpenBadgesJwt, Self::Jwt, Self::SdJwt]).chain(message)
    }

    /// The name: of the cryptosuite, or `vc-jwt`, `vc+jwt`, `vc+sd-jwt`, `vc+cose`.
    pub fn name(self) -> &'static str {
        match self {
            Self::DataIntegrity(suite) => suite.name(),
            Self::OpenBadgesJwt => "vc-jwt",
            Self::Jwt => "vc+jwt",
            Self::SdJwt => "vc+sd-jwt",
            Self::Cose => "vc+cose",
        }
    }

    /// The one of that name, if something can be issued in it.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|suite| suite.name() == name)
    }

    /// Whether it signs with keys of that kind.
    pub fn takes(self, key: KeyType) -> bool {
        match self {
            Self::DataIntegrity(suite) => suite.key_types().contains(&key),
            _ => matches!(key, KeyType::Ed25519 | KeyType::P256 | KeyType::P384 | KeyType::P521 | KeyType::Rsa),
        }
    }

    /// All that sign with keys of that kind.
    pub fn fitting(key: KeyType) -> impl Iterator<Item = Self> {
        Self::all().filter(move |suite| suite.takes(key))
    }

    /// The one to take for keys of that kind if nobody says otherwise: an embedded proof over RDF statements, which every
    /// verifier of Open Badges has to know, or a token where there is none for such keys.
    pub fn for_key(key: KeyType) -> Self {
        match key {
            KeyType::P256 | KeyType::P384 => Cryptosuite::EcdsaRdfc2019.into(),
            KeyType::P521 | KeyType::Rsa => Self::OpenBadgesJwt,
            KeyType::Bls12381G2 => Cryptosuite::Bbs2023.into(),
            _ => Cryptosuite::EddsaRdfc2022.into(),
        }
    }

    /// Whether it is for the holder, who chooses what of it verifiers are shown.
    pub fn is_selective(self) -> bool {
        match self {
            Self::DataIntegrity(suite) => suite.transformation() == Transformation::Selective,
            _ => self == Self::SdJwt,
        }
    }

    /// Whether status lists are secured with it: they are shown as they are, and are no badges.
    pub fn secures_lists(self) -> bool {
        !self.is_selective() && self != Self::OpenBadgesJwt
    }

    /// Whether a presentation that is secured with it says which challenge it answers, and for whom.
    pub fn answers(self) -> bool {
        !self.is_selective() && self != Self::Cose
    }
}

impl From<Cryptosuite> for Suite {
    fn from(suite: Cryptosuite) -> Self {
        Self::DataIntegrity(suite)
    }
}

impl fmt::Display for Suite {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
