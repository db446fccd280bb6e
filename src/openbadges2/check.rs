use super::badge_class::Alignment;
use super::context::context;
use super::{Assertion, BadgeClass, CryptographicKey, Endorsement, Issuer, RevocationList};
use crate::codec::iri;
use crate::json::{Node, Pointer};
use crate::report::{Finding, Findings, code};

/// What a document of Open Badges 2.0 is, by its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A badge that somebody was awarded.
    Assertion,
    /// What badges are awarded for.
    BadgeClass,
    /// Who awards badges.
    Issuer,
    /// A key that badges are signed with.
    CryptographicKey,
    /// A list of withdrawn badges.
    RevocationList,
    /// What somebody says about one of these.
    Endorsement,
    /// What a badge corresponds to in a framework.
    Alignment,
    /// A class of somebody's own, by its IRI.
    Own,
}

impl Kind {
    /// The kind of a document, if its types name one and nothing that is unknown.
    pub fn of(root: Node<'_>) -> Option<Self> {
        let types: Vec<&str> = root.get("type").into_iter().flat_map(Node::each).filter_map(Node::as_str).collect();
        let kinds: Option<Vec<Self>> = types.iter().map(|name| Self::named(name)).collect();
        let kinds = kinds?;
        kinds.iter().copied().find(|kind| *kind != Self::Own).or_else(|| kinds.first().copied())
    }

    /// Whether a document is of a class of the specification, and not of the wanted one.
    pub(crate) fn is_another(root: Node<'_>, wanted: Self) -> bool {
        Self::of(root).is_some_and(|kind| kind != wanted && kind != Self::Own)
    }

    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "Assertion" => Self::Assertion,
            "BadgeClass" => Self::BadgeClass,
            "Issuer" | "Profile" => Self::Issuer,
            "CryptographicKey" => Self::CryptographicKey,
            "RevocationList" => Self::RevocationList,
            "Endorsement" => Self::Endorsement,
            "AlignmentObject" => Self::Alignment,
            own if iri::is_absolute(own) || own.contains(':') => Self::Own,
            _ => return None,
        })
    }
}

/// Says where a document of Open Badges 2.0 is not as it should be. Nothing is looked up and nothing is verified.
///
/// ```
/// use microcred::{Limits, json::Tree, openbadges2};
/// let tree = Tree::parse(r#"{"@context": "https://w3id.org/openbadges/v2", "type": "Issuer"}"#, &Limits::default())?;
/// let findings = openbadges2::check(tree.root());
/// assert!(findings.to_string().contains("add `url`"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn check(root: Node<'_>) -> Findings {
    fn found<T>(read: Result<(T, Findings), Findings>) -> Findings {
        read.map_or_else(|findings| findings, |(_, findings)| findings)
    }
    match Kind::of(root) {
        Some(Kind::Assertion) => found(Assertion::read(root)),
        Some(Kind::BadgeClass) => found(BadgeClass::read(root)),
        Some(Kind::Issuer) => found(Issuer::read(root)),
        Some(Kind::CryptographicKey) => found(CryptographicKey::read(root)),
        Some(Kind::RevocationList) => found(RevocationList::read(root)),
        Some(Kind::Endorsement) => found(Endorsement::read(root)),
        Some(Kind::Alignment) => found(Alignment::read_whole(root)),
        Some(Kind::Own) => {
            let mut findings = Findings::new();
            context(root, &mut findings);
            findings
        }
        None => {
            let mut findings = Findings::new();
            context(root, &mut findings);
            let detail = "write a class of the specification, or the IRI of one of your own";
            findings.push(Finding::new(code::ob2::TYPE, Pointer::root().member("type"), detail));
            findings
        }
    }
}
