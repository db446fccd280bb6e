use crate::badge::AchievementType;

/// What kind of credential is awarded.
///
/// The Council Recommendation speaks of micro-credentials; what they stack into carries the same elements.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CredentialKind {
    /// A micro-credential.
    #[default]
    MicroCredential,
    /// A certificate.
    Certificate,
    /// A diploma.
    Diploma,
    /// A degree.
    Degree,
    /// Any other: an achievement type of [Open Badges 3.0](https://www.imsglobal.org/spec/ob/v3p0/#achievementtype-enumeration), such
    /// as `Course`, or an extension such as `ext:Module`.
    Other(String),
}

impl CredentialKind {
    /// The four that have a name here.
    pub const NAMED: [Self; 4] = [Self::MicroCredential, Self::Certificate, Self::Diploma, Self::Degree];

    /// The word used in JSON, or the achievement type of any other.
    pub fn name(&self) -> &str {
        match self {
            Self::MicroCredential => "micro-credential",
            Self::Certificate => "certificate",
            Self::Diploma => "diploma",
            Self::Degree => "degree",
            Self::Other(term) => term,
        }
    }

    /// The achievement type of Open Badges 3.0 that carries it.
    pub fn achievement_type(&self) -> &str {
        match self {
            Self::MicroCredential => "MicroCredential",
            Self::Certificate => "Certificate",
            Self::Diploma => "Diploma",
            Self::Degree => "Degree",
            Self::Other(term) => term,
        }
    }

    /// The kind of that name, or the other kind of that achievement type, if Open Badges knows it or it is an extension.
    pub fn from_term(term: &str) -> Option<Self> {
        Self::NAMED.into_iter().find(|kind| kind.name() == term).or_else(|| other_kind(term))
    }

    /// The kind that an achievement type of Open Badges 3.0 stands for.
    pub fn from_achievement_type(term: &str) -> Self {
        let named = Self::NAMED.into_iter().find(|kind| kind.achievement_type() == term);
        named.unwrap_or_else(|| Self::Other(term.to_owned()))
    }
}

/// Another kind than the four that have a name, if Open Badges knows the term or it is an extension as its schema has them.
pub(super) fn other_kind(term: &str) -> Option<CredentialKind> {
    let known = match AchievementType::from(term) {
        AchievementType::Unknown(_) => false,
        AchievementType::Extension(own) => is_own_term(&own),
        _ => true,
    };
    let kind = CredentialKind::from_achievement_type(term);
    (known && matches!(kind, CredentialKind::Other(_))).then_some(kind)
}

/// Whether this is `ext:` and a word that the pattern of Open Badges allows; its class has no hyphen.
pub(super) fn is_own_term(term: &str) -> bool {
    let word = term.strip_prefix("ext:").unwrap_or_default();
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._".contains(&byte))
}
