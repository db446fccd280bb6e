//! What is asked for from outside: one operation a file, JSON in and JSON out.
//!
//! The command line and whatever serves other languages go through here and through nothing else, so that all of them
//! do the same; the exception are two commands that answer test suites of the W3C as those want it, `jose-cose` and `json-schema`. Each operation is a type, for hosts in Rust, and a name with a JSON form, for all others:
//!
//! | Name | Operation | What it does |
//! |---|---|---|
//! | `keygen` | [`Keygen`] | makes a key |
//! | `issue` | [`Issue`] | signs a micro-credential or an unsigned credential |
//! | `issue_prepare` | [`IssuePrepare`] | makes what is to be signed, for a key that signs elsewhere |
//! | `issue_complete` | [`IssueComplete`] | puts a signature that was made elsewhere in its place |
//! | `derive` | [`Derive`] | makes of a credential one that shows a part of it |
//! | `present` | [`Present`] | shows credentials to somebody who asked, signed by their holder |
//! | `verify` | [`Verify`] | says whether a credential or a presentation may be believed |
//! | `inspect` | [`Inspect`] | shows what a badge says, and what a presentation or record holds, verified or not |
//! | `convert` | [`Convert`] | makes of a micro-credential in one form the same in another, and says what is lost |
//! | `endorse` | [`Endorse`] | says in signed form what somebody thinks of a badge or what it awards |
//! | `bake` | [`Bake`] | puts a credential into an image |
//! | `unbake` | [`Unbake`] | takes the credential out of an image |
//! | `render` | [`Render`] | makes a certificate, a badge image or a report to look at |
//! | `did_resolve` | [`DidResolve`] | gives the document of a DID |
//! | `status_allocate` | [`StatusAllocate`] | gives a credential its places in status lists |
//! | `status_change` | [`StatusChange`] | revokes, suspends or reinstates a credential |
//! | `status_publish` | [`StatusPublish`] | signs status lists and writes them into files |
//! | `status_inspect` | [`StatusInspect`] | shows what a status list is, and what stands at a place of it |
//! | `batch_issue` | `BatchIssue` | issues to a whole cohort (feature `batch`) |
//! | `batch_verify` | `BatchVerify` | verifies as many credentials as there are (feature `batch`) |
//! | `check` | [`Check`] | says where a badge, a micro-credential or an offer is not as it should be |
//! | `stack_evaluate` | [`StackEvaluate`] | says where a learner stands on a pathway to a larger award |
//! | `stack_award` | [`StackAward`] | makes the larger award, once a pathway is complete |
//! | `stack_explain` | [`StackExplain`] | says in words what a pathway takes |
//! | `levels_convert` | [`LevelsConvert`] | says which level of the EQF a national level is referenced to |
//! | `info` | [`Info`] | says what this library is: versions, features, operations, contexts |
//! | `self_test` | [`SelfTest`] | signs, verifies and bakes what is known, on this machine |
//!
//! ```
//! use microcred::{Environment, ops};
//! let request = r#"{"document": {"title": "Green skills"}}"#;
//! let answer = ops::call("check", request, &Environment::system())?;
//! assert_eq!(answer.get("kind").and_then(|kind| kind.as_str()), Some("offer"));
//! assert_eq!(answer.get("passed").map(ToString::to_string).as_deref(), Some("false"));
//! # Ok::<(), ops::Error>(())
//! ```
//!
//! Where a request holds a `document`, it is a string with the text as it arrived, such as a token, or the JSON itself. What
//! is binary, an image with a credential in it or a COSE message, is taken in base64, as operations give it. An unknown
//! member of a request is refused. [`operations`] gives the JSON Schema of each request, [`responses`] that of each answer;
//! `docs/operations.md` is made from them. What many requests have in common is said once, in an [`Engine`].
//!
//! What is verified never crosses: to verify and to evaluate, or to show, is one operation. What could not be looked up comes back under
//! `needs` of `verify` and `stack_evaluate`, and the same is asked again with it under `resources`. `render` and `stack_award` are
//! refused for want of it, and a refusal has no `needs`: it says which of the two tells them.

mod bake;
#[cfg(feature = "batch")]
mod batch;
mod check;
mod convert;
mod derive;
mod did;
mod endorse;
mod engine;
mod error;
mod info;
mod inspect;
mod issue;
mod keygen;
mod levels_convert;
mod present;
mod render;
mod request;
mod self_test;
mod stack;
mod status;
mod unbake;
mod verify;

pub use bake::{Bake, BakedImage};
#[cfg(feature = "batch")]
pub use batch::{BatchIssue, BatchVerified, BatchVerify};
pub use check::{Check, Checked};
pub use convert::{Convert, Converted, CredentialFormat};
pub use derive::{Derive, Derived};
pub use did::{DidResolution, DidResolutionError, DidResolutionErrorName, DidResolve, Resolved};
pub use endorse::{Endorse, Endorsement};
pub use engine::Engine;
pub use error::Error;
pub use info::{About, Info};
pub use inspect::{Inspect, InspectedBadge, InspectedSet, Inspection};
pub use issue::{Completed, Issue, IssueComplete, IssuePrepare, Issued, ToSign};
pub use keygen::{Keygen, NewKey};
pub use levels_convert::{ConvertedLevel, ConvertedLevels, LevelsConvert};
pub use present::{Present, Presented};
pub use render::{Format, Render, Rendered, View};
pub use request::document::DocumentKind;
#[cfg(feature = "server")]
pub(crate) use request::members::Members;
pub use request::profiles::ByProfile;
pub use request::signing_key::{Signers, SigningKey};
pub use self_test::{SelfTest, SelfTested};
pub use stack::{
    Awarded, Bundled, Evaluated, Explained, RefusedCredential, StackAward, StackEvaluate, StackExplain, ToldCredential,
};
#[cfg(feature = "server")]
pub(crate) use status::key_for_lists;
pub use status::{
    InspectedList, ListPlace, StatusAllocate, StatusChange, StatusChanged, StatusInspect, StatusPlaces, StatusPublish,
    StatusPublished, StatusStore, signed_status_list,
};
pub use unbake::{Unbake, Unbaked};
pub use verify::Verify;

use crate::codec::invisible::in_one_line;
use crate::env::Environment;
use crate::json::Value;
use crate::report::{Finding, Severity};
use request::Request;
use std::fmt::{self, Display, Formatter};
use zeroize::Zeroize;

/// Something that can be asked for, with everything that it takes.
pub trait Operation: Sized + sealed::Sealed {
    /// What it is called.
    const NAME: &'static str;
    /// The JSON Schema of its request.
    const SCHEMA: &'static str;
    /// The JSON Schema of its answer.
    const RESPONSE: &'static str;
    /// What it gives.
    type Answer: Answer;

    /// Carries it out.
    ///
    /// # Errors
    /// What was refused, and why; or what failed.
    fn run(self, environment: &Environment) -> Result<Self::Answer, Error>;
}

/// What an operation gives: JSON for machines, and as text for people at a terminal.
pub trait Answer: Display {
    /// The JSON form.
    fn to_json(&self) -> Value;

    /// The text of the JSON form.
    fn to_json_string(&self) -> String {
        let mut json = self.to_json();
        let text = json.to_string();
        // It may hold a private key, which then is in the text alone.
        json.zeroize();
        text
    }

    /// What was made, where that is not JSON or must not be written anew: something signed, an image, a page.
    fn bytes(&self) -> Option<&[u8]> {
        None
    }
}

mod sealed {
    use super::request::Request;

    /// Operations are read from JSON here alone.
    pub trait Sealed: Sized {
        #[doc(hidden)]
        fn read(request: &mut Request<'_>) -> Option<Self>;
    }
}

/// The version of all operations together. Within a major version, operations and members are only ever added.
pub const VERSION: &str = "1.0";

/// The operations: name and JSON Schema of the request.
pub fn operations() -> impl Iterator<Item = (&'static str, &'static str)> {
    OPERATIONS.iter().map(|operation| (operation.name, operation.schema))
}

/// The operations: name and JSON Schema of the answer. What is refused is an [`Error`] in its JSON form,
/// `vocab/schemas/operation-error.schema.json`.
pub fn responses() -> impl Iterator<Item = (&'static str, &'static str)> {
    OPERATIONS.iter().map(|operation| (operation.name, operation.response))
}

/// Carries out the operation of that name: JSON in, JSON out.
///
/// # Errors
/// As [`Operation::run`]; and everything at once that is wrong with the request.
pub fn call(name: &str, request: &str, environment: &Environment) -> Result<Value, Error> {
    Engine::new(environment.clone()).call(name, request)
}

const OPERATIONS: &[Entry] = &[
    entry::<Keygen>(),
    entry::<Issue>(),
    entry::<IssuePrepare>(),
    entry::<IssueComplete>(),
    entry::<Derive>(),
    entry::<Present>(),
    entry::<Verify>(),
    entry::<Inspect>(),
    entry::<Check>(),
    entry::<Convert>(),
    entry::<Endorse>(),
    entry::<Bake>(),
    entry::<Unbake>(),
    entry::<Render>(),
    entry::<DidResolve>(),
    entry::<StatusAllocate>(),
    entry::<StatusChange>(),
    entry::<StatusPublish>(),
    entry::<StatusInspect>(),
    entry::<StackEvaluate>(),
    entry::<StackAward>(),
    entry::<StackExplain>(),
    entry::<LevelsConvert>(),
    entry::<Info>(),
    entry::<SelfTest>(),
    #[cfg(feature = "batch")]
    entry::<BatchIssue>(),
    #[cfg(feature = "batch")]
    entry::<BatchVerify>(),
];

struct Entry {
    name: &'static str,
    schema: &'static str,
    response: &'static str,
    answer: Carry,
}

/// Reads a request and carries it out.
type Carry = fn(&Engine, &str, &[(&str, &[u8])]) -> Result<Box<dyn Answer>, Error>;

const fn entry<O: Operation<Answer: 'static>>() -> Entry {
    Entry { name: O::NAME, schema: O::SCHEMA, response: O::RESPONSE, answer: answer::<O> }
}

fn answer<O: Operation<Answer: 'static>>(
    engine: &Engine,
    request: &str,
    given: &[(&str, &[u8])],
) -> Result<Box<dyn Answer>, Error> {
    let operation = Request::parse_for(engine, request, given, O::read).map_err(Error::Request)?;
    Ok(Box::new(operation.run(&engine.environment)?))
}

/// A finding for people at a terminal, laid out as reports are.
fn write_finding(formatter: &mut Formatter<'_>, finding: &Finding) -> fmt::Result {
    let mark = match finding.severity() {
        Severity::Error => '✗',
        Severity::Warning => '!',
        Severity::Info => '·',
    };
    writeln!(
        formatter,
        "{}",
        format!("  {mark} {} {}", finding.code, in_one_line(finding.pointer.as_str())).trim_end()
    )?;
    writeln!(formatter, "      {}", finding.code.sentence())?;
    match finding.detail.as_str() {
        "" => Ok(()),
        detail => writeln!(formatter, "      {}", in_one_line(detail)),
    }
}

/// Requests hold documents about learners, and keys, so that no more is shown of them than what they are called.
macro_rules! masked {
    ($($request:ident)*) => {$(
        impl fmt::Debug for $request {
            fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
                formatter.debug_struct(stringify!($request)).finish_non_exhaustive()
            }
        }
    )*};
}

masked! {
    Bake Check Convert Derive DidResolve Endorse Inspect Issue IssueComplete IssuePrepare Present Render StackAward StackEvaluate
    StackExplain StatusInspect StatusPublish ToSign Unbake Verify
}
#[cfg(feature = "batch")]
masked! { BatchIssue BatchVerify }
