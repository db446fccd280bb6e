use super::Misfit;
use crate::env::EntropyError;
use crate::key::{self, KeyType, SignError};
use crate::proof::data_integrity::selective::PrepareError;
use crate::proof::{Suite, TokenError};
use crate::report::{Finding, Findings};
use crate::status::registry::{PublishError, RegistryError};
use crate::{json, resolve};

/// Why nothing was issued.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IssueError {
    /// The text is not strict JSON.
    #[error(transparent)]
    Json(#[from] json::Error),
    /// A verifier would refuse it: everything that is wrong, each with its place.
    #[error("a strict verifier would refuse the credential:\n{0}")]
    Findings(Findings),
    /// An endorsement that was to go into the credential is not one that can: everything that is wrong, with places in the endorsement.
    #[error("endorsement {} cannot go into the credential:\n{findings}", .number + 1)]
    Endorsement {
        /// Which of those that were given, from 0.
        number: usize,
        /// What is wrong with it.
        findings: Findings,
    },
    /// The signer's key could never be shown to be the issuer's.
    #[error(
        "the signing key cannot be the issuer's: {0}; sign with a key under the issuer's DID or URL, or change the issuer's id"
    )]
    Unbound(resolve::Refusal),
    /// Other proofs are on the document already, and would break.
    #[error(
        "the document needs the context <{0}> for this proof, but other proofs already cover its contexts; add it before the first proof"
    )]
    ContextAfterProof(&'static str),
    /// The suite is only read here.
    #[error("{0} is read for the sake of old credentials, but no longer issued; use eddsa-rdfc-2022")]
    ReadOnly(&'static str),
    /// The suite takes other keys.
    #[error("{suite} does not sign with a key of the kind {found}; {}", fitting(*.found))]
    KeyMismatch {
        /// The suite.
        suite: &'static str,
        /// The kind of the signer's key.
        found: KeyType,
    },
    /// Presentations that are secured like this do not say what they answer.
    #[error(
        "a presentation secured with {0} names no challenge, so it could be shown again; use {answering}",
        answering = answering()
    )]
    Unanswering(&'static str),
    /// Endorsements that are secured like this would have to be derived by a holder, and have none.
    #[error("an endorsement in {} could be shown by nobody: its holder would derive from it what is shown, and it has none; {}", .0, whole(*.1))]
    Underived(&'static str, KeyType),
    /// Something was asked for that the suite has no place for.
    #[error("{suite} has no place for {what} here; {}", what.way_out())]
    NoPlace {
        /// The suite.
        suite: &'static str,
        /// What was asked for.
        what: Misfit,
    },
    /// No such token can be made of the document.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// No proof for selective disclosure can be made of the document.
    #[error(transparent)]
    Selective(#[from] PrepareError),
    /// The suite is left out of this build.
    #[error("{0} is issued by builds with the feature {1}")]
    FeatureMissing(&'static str, &'static str),
    /// No place in a status list was given, or no list read.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// A status list was not published.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// Nothing was signed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The key is not one that can be used.
    #[error(transparent)]
    Key(#[from] key::Error),
    /// No ids could be made.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// What was prepared is not what is being completed.
    #[error("this is not something that was prepared here: {0}")]
    Prepared(String),
}

impl IssueError {
    pub(super) fn refused(finding: Finding) -> Self {
        Self::Findings(Findings::from_iter([finding]))
    }
}

/// The suites that say what a presentation answers, for a sentence.
fn answering() -> String {
    let names: Vec<_> = Suite::all().filter(|suite| suite.answers()).map(Suite::name).collect();
    names.join(", ")
}

/// The suites for such keys, for a sentence.
fn fitting(key: KeyType) -> String {
    let names: Vec<_> = Suite::fitting(key).map(Suite::name).collect();
    match names.is_empty() {
        true => "nothing does; use another key".to_owned(),
        false => format!("these do: {}", names.join(", ")),
    }
}

/// The suites for such keys that are shown as they are, for a sentence.
fn whole(key: KeyType) -> String {
    let names: Vec<_> = Suite::fitting(key).filter(|suite| !suite.is_selective()).map(Suite::name).collect();
    match names.is_empty() {
        true => "such a key signs nothing else, so use another one".to_owned(),
        false => format!("use {}", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_cannot_answer_is_told_of_those_that_do() {
        for suite in Suite::all().filter(|suite| !suite.answers()) {
            let told = IssueError::Unanswering(suite.name()).to_string();
            let (_, others) = told.split_once("; use ").unwrap();
            let others: Vec<_> = others.split(", ").map(|name| Suite::from_name(name).unwrap()).collect();
            assert!(!others.is_empty() && others.into_iter().all(Suite::answers), "{told}");
        }
    }
}
