//! Reading [Open Badges 2.0](https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html), of which there are
//! more in the world than of 3.0.
//!
//! An [`Assertion`] names a [`BadgeClass`], which names an [`Issuer`], each a document of its own at an address of its own;
//! an [`OpenBadge`] is the three together. [`Presented`] is what somebody hands over: JSON, a signed token, an image with
//! one of these inside. [`check`] says where a document is not as it should be.
//!
//! Nothing here is believed. [`Verifier`](crate::Verifier) takes such badges as it takes those of 3.0: for signed ones the issuer has to
//! list the key, for hosted ones the copy at the issuer is what counts, and its address has to be within the issuer's
//! [`Scope`].
//!
//! ```
//! use microcred::{Environment, Limits};
//! use microcred::json::Tree;
//! use microcred::openbadges2::OpenBadge;
//! # let json = &std::fs::read_to_string("examples/data/open-badge-2.json").unwrap();
//! let tree = Tree::parse(json, &Limits::default())?;
//! let (badge, _) = OpenBadge::read(tree.root())?;
//! let upgraded = badge.upgrade(&Environment::system())?;
//! assert_ne!(upgraded.badge.id.as_deref(), Some(badge.assertion.id.as_str()), "an upgraded badge is another badge");
//! println!("{}", upgraded.losses);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`upgrade`](OpenBadge::upgrade) makes an unsigned badge of 3.0, with new ids and links back. It is never verified, whatever
//! the old one was: only its issuer can sign it.

mod agreement;
mod assertion;
mod badge_class;
mod check;
mod context;
mod endorsement;
mod extension;
mod issuer;
mod moment;
mod presented;
mod reader;
mod revocation_list;
mod scope;
mod upgrade;

pub use assertion::{Assertion, Evidence, Recipient, Verification};
pub use badge_class::{Alignment, BadgeClass, Criteria, Image, Related};
pub use check::{Kind, check};
pub use endorsement::Endorsement;
pub use extension::Extension;
pub use issuer::{CryptographicKey, Issuer};
pub use presented::{Content, Presented};
pub use revocation_list::RevocationList;
pub use scope::{OutOfScope, Scope};
pub use upgrade::Upgraded;

pub(crate) use agreement::{Copied, name_one_issuer, undescribed, unsaid};
pub(crate) use issuer::as_signed;
pub(crate) use scope::{ELSEWHERE, is_address, over_https, same_as, same_host};

use crate::json::{Node, Pointer};
use crate::report::{Finding, Findings, code};
use crate::vc::types::{is_credential, is_presentation};

/// The context of Open Badges 2.0.
pub const CONTEXT: &str = "https://w3id.org/openbadges/v2";

/// SHA-256 of that context's canonical JSON, by which a copy inside a document is recognised.
const CONTEXT_SHA256: &str = "f0e3d4893d6d879fa78b384d58ead36bfc38a6891ff224efb410f59eb484f8df";

/// Something that a document describes in its place, or names by its address.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // the specification has these two
pub enum Reference<T> {
    /// Its address.
    Id(String),
    /// The thing itself.
    Embedded(Box<T>),
}

impl<T> Reference<T> {
    /// The thing itself, if it stands there.
    pub fn embedded(&self) -> Option<&T> {
        match self {
            Self::Id(_) => None,
            Self::Embedded(thing) => Some(thing),
        }
    }
}

impl Reference<Issuer> {
    /// The issuer's id, be it named or described.
    pub fn id(&self) -> &str {
        match self {
            Self::Id(id) => id,
            Self::Embedded(issuer) => &issuer.id,
        }
    }
}

impl Reference<BadgeClass> {
    /// The badge class's id, be it named or described.
    pub fn id(&self) -> &str {
        match self {
            Self::Id(id) => id,
            Self::Embedded(class) => &class.id,
        }
    }
}

/// An assertion with what it names.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OpenBadge {
    /// What was awarded to whom and when.
    pub assertion: Assertion,
    /// What it is awarded for.
    pub badge_class: BadgeClass,
    /// Who awards it.
    pub issuer: Issuer,
}

impl OpenBadge {
    /// Reads an assertion that holds its badge class and its issuer.
    ///
    /// # Errors
    /// If one of the three is not there: [`of`](Self::of) puts together what stands in documents of their own.
    pub fn read(node: Node<'_>) -> Result<(Self, Findings), Findings> {
        let (assertion, findings) = Assertion::read(node)?;
        let missing = |at: Pointer, what: &str| {
            let detail = format!("the {what} stands at an address of its own; give it as a resource");
            Findings::from_iter([Finding::new(code::ob2::LINKED_UNRESOLVED, at, detail)])
        };
        let at = Pointer::root().member("badge");
        let badge_class = assertion.badge.embedded().ok_or_else(|| missing(at.clone(), "badge class"))?.clone();
        let issuer = badge_class.issuer.embedded().ok_or_else(|| missing(at.member("issuer"), "issuer"))?.clone();
        Ok((Self::of(assertion, badge_class, issuer), findings))
    }

    /// The three together. Whether they belong together is for whoever fetched them to say.
    pub fn of(assertion: Assertion, badge_class: BadgeClass, issuer: Issuer) -> Self {
        Self { assertion, badge_class, issuer }
    }
}

/// Whether a document says that it is of Open Badges 2.0, and not a credential of the W3C; nothing about whether it is as it
/// should be.
pub fn is_open_badge_2(root: Node<'_>) -> bool {
    if is_credential(root) || is_presentation(root) {
        return false;
    }
    let contexts = root.get("@context").into_iter().flat_map(Node::each);
    contexts.into_iter().any(|context| context.as_str() == Some(CONTEXT) || is_copy_of_the_context(context))
}

/// Whether this is the context of Open Badges 2.0 as it was published.
fn is_copy_of_the_context(context: Node<'_>) -> bool {
    context.is_object()
        && context.get("obi").is_some()
        && crate::codec::digest::sha256_hex(crate::json::jcs::canonical(context, &[])) == CONTEXT_SHA256
}
