use super::{HolderChoice, ProofOptions};
use crate::json::Node;
use crate::proof::Suite;
use crate::proof::jose::KeyNaming;
use crate::vc::types::is_presentation;
use std::fmt;

/// Something that was asked for, and for which a suite has no place: it would be left out in silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Misfit {
    /// What is [always shown](HolderChoice::always), with a suite that shows everything or asks for what is by choice.
    Always,
    /// What is left to the [holder's choice](HolderChoice::by_choice), with a suite that shows everything or asks for what is always shown.
    ByChoice,
    /// The moment of making, outside of a Data Integrity proof.
    Created,
    /// An end, where neither proof nor token says one of its own.
    Expires,
    /// A domain, likewise.
    Domain,
    /// More than one domain, in a token.
    Domains,
    /// A challenge, where nothing is answered.
    Challenge,
    /// The id of a proof, outside of one.
    ProofId,
    /// The proofs that one builds on, outside of one.
    PreviousProof,
    /// Another way of naming the key than by its verification method, outside of a JSON token.
    KeyReference,
    /// A status list, which is always shown whole.
    StatusList,
    /// An endorsement inside a badge.
    Endorsement,
}

impl Misfit {
    /// What of this there is no place for in the suite, if it secures that document.
    pub(super) fn find(
        suite: Suite,
        root: Node<'_>,
        options: &ProofOptions,
        choice: &HolderChoice,
        key_reference: &KeyNaming,
    ) -> Option<Self> {
        let ProofOptions { id, created, expires, domains, challenge, previous } = options;
        let is_embedded = matches!(suite, Suite::DataIntegrity(_));
        let is_token = suite == Suite::OpenBadgesJwt || suite == Suite::Jwt;
        let answers = is_embedded || is_token && is_presentation(root);
        let misfits = [
            (Self::Always, !(choice.mandatory.is_empty() || is_embedded && suite.is_selective())),
            (Self::ByChoice, !choice.selective.is_empty() && suite != Suite::SdJwt),
            (Self::Created, created.is_some() && !is_embedded),
            (Self::Expires, expires.is_some() && !answers),
            (Self::Domain, !domains.is_empty() && !answers),
            (Self::Domains, domains.len() > 1 && !is_embedded),
            (Self::Challenge, challenge.is_some() && !answers),
            (Self::ProofId, id.is_some() && !is_embedded),
            (Self::PreviousProof, !previous.is_empty() && !is_embedded),
            (
                Self::KeyReference,
                *key_reference != KeyNaming::VerificationMethod && (is_embedded || suite == Suite::Cose),
            ),
        ];
        misfits.into_iter().find_map(|(misfit, is_one)| is_one.then_some(misfit))
    }

    /// What to do.
    pub(super) fn way_out(self) -> &'static str {
        match self {
            Self::Always => {
                "leave it out: it is for ecdsa-sd-2023 and bbs-2023; with vc+sd-jwt, name what is by choice"
            }
            Self::ByChoice => {
                "leave it out: it is for vc+sd-jwt; with ecdsa-sd-2023 and bbs-2023, name what is always shown"
            }
            Self::Expires | Self::Domain | Self::Challenge => {
                "leave it out: only a Data Integrity proof, or the token of a presentation, has it"
            }
            Self::Domains => "name one: a token is made for one",
            Self::Created | Self::ProofId | Self::PreviousProof => "leave it out: only a Data Integrity proof has it",
            Self::KeyReference => {
                "leave it out: only JSON tokens name their key in another way than by its verification method"
            }
            Self::StatusList => "use another suite",
            Self::Endorsement => "secure it with a Data Integrity proof, or as a JWT",
        }
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Always => "what is always shown",
            Self::ByChoice => "a holder's choice",
            Self::Created => "the moment of its making",
            Self::Expires => "an end of its own",
            Self::Domain => "a domain",
            Self::Domains => "more than one domain",
            Self::Challenge => "a challenge",
            Self::ProofId => "the id of a proof",
            Self::PreviousProof => "the proofs that it builds on",
            Self::KeyReference => "another name of the key",
            Self::StatusList => "a status list, which is always shown whole",
            Self::Endorsement => "an endorsement inside a badge",
        })
    }
}
