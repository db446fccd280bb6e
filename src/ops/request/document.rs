use crate::json::Node;
use crate::openbadges2::is_open_badge_2;

/// What a document is, by how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DocumentKind {
    /// An achievement or an endorsement of Open Badges 3.0, signed or not.
    Badge,
    /// Another credential or a presentation of the VC Data Model.
    Credential,
    /// A document of Open Badges 2.0.
    OpenBadge2,
    /// The [JSON form](crate::microcredential::form) of a micro-credential.
    MicroCredential,
    /// The [JSON form](crate::microcredential::form) of an offer, or something that is nothing else.
    Offer,
}

impl DocumentKind {
    /// The kind of a document.
    pub fn of(root: Node<'_>) -> Self {
        let types = || root.get("type").into_iter().flat_map(Node::each).filter_map(Node::as_str);
        let is_badge = |name| matches!(name, "OpenBadgeCredential" | "AchievementCredential" | "EndorsementCredential");
        let is_envelope = |name| matches!(name, "VerifiableCredential" | "VerifiablePresentation");
        let has = |name| root.get(name).is_some();
        if types().any(is_badge) {
            Self::Badge
        } else if is_open_badge_2(root) {
            Self::OpenBadge2
        } else if has("@context") || types().any(is_envelope) {
            Self::Credential
        } else if has("learner") || has("issued") || has("offer") {
            Self::MicroCredential
        } else {
            Self::Offer
        }
    }

    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Badge => "badge",
            Self::Credential => "credential",
            Self::OpenBadge2 => "open-badge-2",
            Self::MicroCredential => "micro-credential",
            Self::Offer => "offer",
        }
    }

    /// For sentences.
    pub(in crate::ops) fn with_article(self) -> &'static str {
        match self {
            Self::Badge => "a badge",
            Self::Credential => "a credential",
            Self::OpenBadge2 => "an Open Badge 2.0",
            Self::MicroCredential => "a micro-credential",
            Self::Offer => "an offer",
        }
    }
}
