//! What a verified credential can be read as, and why one is not accepted.

use crate::badge::{AchievementCredential, ClrCredential, EndorsementCredential};
use crate::json::{Node, Pointer};
use crate::microcredential::MicroCredential;
use crate::openbadges2::OpenBadge;
use crate::report::{Finding, Findings, Outcome, Trust, code};
use crate::vc;

/// Types that a verified credential can be read as.
///
/// Sealed: what counts as readable is decided here.
pub trait Accept: Sized + sealed::Sealed {
    /// Whether it can be read from a selection.
    #[doc(hidden)]
    const TAKES_SELECTIONS: bool = false;

    /// The type from an Open Badge 2.0, for the one that is one.
    #[doc(hidden)]
    fn of_open_badge_2(_: &OpenBadge) -> Option<Self> {
        None
    }

    /// Reads the type from a document whose bare references have been resolved. In a selection, something may be missing
    /// from the places that are given.
    #[doc(hidden)]
    fn read_verified(root: Node<'_>, withheld_in: &[Pointer]) -> Result<Self, Findings>;
}

mod sealed {
    pub trait Sealed {}
}

/// Why a credential is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotAccepted {
    /// It is invalid, or could not be judged.
    #[error("the credential is {}{}; the report says why", outcome.as_str(), primary.map_or(String::new(), |code| format!(" ({code})")))]
    Outcome {
        /// The outcome.
        outcome: Outcome,
        /// The first cause.
        primary: Option<crate::report::Code>,
    },
    /// It is valid, but its issuer is not known well enough.
    #[error("the credential's trust is {}, but {} is required", found.as_str(), required.as_str())]
    Trust {
        /// What was found.
        found: Trust,
        /// What the policy requires.
        required: Trust,
    },
    /// A lenient policy let it pass, but what is readable is not what is signed.
    #[error("what is readable in the document is not exactly what is signed, so no policy can accept it")]
    NotPlain,
    /// The holder has shown a part of it, from which the whole cannot be read.
    #[error(
        "the holder has shown a selection, and something may be missing{}; accept it as vc::Partial, or ask the holder for all of it",
        places(.withheld_in)
    )]
    Selection {
        /// The objects and arrays from which something may be missing; empty where the proof does not say where.
        withheld_in: Vec<Pointer>,
    },
    /// It is a badge of 2.0, which is accepted as what it is. What is made of one is verified by nobody.
    #[error(
        "it is an Open Badge 2.0: accept it as openbadges2::OpenBadge; what is converted from it counts as verified only once its issuer has signed that"
    )]
    OpenBadge2,
    /// It is not a credential of the wanted type.
    #[error("the credential cannot be read as the type that is wanted: {0}")]
    Shape(Findings),
}

fn places(withheld_in: &[Pointer]) -> String {
    let places: Vec<&str> =
        withheld_in.iter().map(|place| if place.as_str().is_empty() { "the top" } else { place.as_str() }).collect();
    if places.is_empty() { String::new() } else { format!(" from {}", places.join(", ")) }
}

macro_rules! accept {
    ($($type:ty)*) => {$(
        impl sealed::Sealed for $type {}

        impl Accept for $type {
            fn read_verified(root: Node<'_>, _: &[Pointer]) -> Result<Self, Findings> {
                Self::read(root).map(|(value, _)| value)
            }
        }
    )*};
}

impl sealed::Sealed for MicroCredential {}

impl Accept for MicroCredential {
    fn read_verified(root: Node<'_>, _: &[Pointer]) -> Result<Self, Findings> {
        let (badge, _) = AchievementCredential::read(root)?;
        let (held, findings) = Self::from_badge(&badge)?;
        findings.into_result(held)
    }
}

impl sealed::Sealed for OpenBadge {}

impl Accept for OpenBadge {
    fn of_open_badge_2(badge: &OpenBadge) -> Option<Self> {
        Some(badge.clone())
    }

    fn read_verified(_: Node<'_>, _: &[Pointer]) -> Result<Self, Findings> {
        let detail = "this is a credential of the W3C, and none of Open Badges 2.0";
        Err(Findings::from_iter([Finding::new(code::ob2::CONTEXT, Pointer::root(), detail)]))
    }
}

impl sealed::Sealed for vc::Partial {}

impl Accept for vc::Partial {
    const TAKES_SELECTIONS: bool = true;

    fn read_verified(root: Node<'_>, withheld_in: &[Pointer]) -> Result<Self, Findings> {
        Ok(Self::new(root, withheld_in))
    }
}

accept! { AchievementCredential ClrCredential EndorsementCredential vc::Credential vc::Presentation }
