//! What attackers and careless issuers send, one named case each, with the outcome and the code that follow.
//!
//! Badges are issued here with a fixed key and a stopped clock; nothing is fetched, and the resolver says whether
//! anything was asked of it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

#[path = "../support/mod.rs"]
mod support;

mod caps;
mod combinations;
mod containers;
mod contexts;
mod dates;
mod descriptions;
mod disclosure;
mod drawings;
mod ecdsa;
mod endorsements;
mod forgeries;
mod holders;
mod hosts;
mod identities;
mod input;
mod jose;
mod jose_keys;
mod keys;
mod learners;
mod network;
mod open_badges_2;
mod open_badges_2_described;
mod open_badges_2_keys;
mod presentations;
mod proofs;
mod resources;
mod schemas;
mod secrets;
mod self_asserted;
mod self_asserted_shown;
mod services;
mod status;
mod status_lists;
mod strangers;
mod table;

use microcred::badge::AchievementCredential;
use microcred::issue::IssueError;
use microcred::report::{Code, Effect, Group, Outcome, Status};
use microcred::vc;
use microcred::verify::{NotAccepted, Policy, Verification};
use std::time::{Duration, Instant};
use support::cases::{saw, say};
use support::{Counting, verifier};

/// What a strict verifier says, asking nothing of anybody.
fn verify(text: impl AsRef<[u8]>) -> Verification {
    let resolver = Counting::new();
    let verification = verifier().verify(text, &resolver);
    assert_eq!(resolver.asked(), [""; 0]);
    saw(&verification);
    verification
}

/// What a lenient verifier says, which does not mind how a badge is made.
fn leniently(text: &str) -> Verification {
    verifier().with_policy(Policy::lenient()).verify(text, &Counting::new())
}

/// The outcome and its first cause are these, and no policy can make the content pass as verified.
#[track_caller]
fn assert_refused(verification: &Verification, outcome: Outcome, code: Code) {
    saw(verification);
    let primary = verification.primary.as_ref().map(|primary| primary.code);
    assert_eq!((verification.outcome, primary), (outcome, Some(code)), "{verification}");
    assert!(verification.accept::<AchievementCredential>().is_err());
    assert!(verification.accept::<vc::Credential>().is_err());
}

#[track_caller]
fn assert_invalid(text: &str, code: Code) {
    assert_refused(&verify(text), Outcome::Invalid, code);
}

/// The document says the same as the one that was signed, so that the signature holds, and it is refused all the same:
/// it reads otherwise. A policy that looks at nothing but the proof does not help.
#[track_caller]
fn assert_only_the_screen_refuses(text: &str, code: Code) {
    let verification = verify(text);
    assert_refused(&verification, Outcome::Invalid, code);
    let signature = verification.check("proof.signature").map(|check| check.status);
    assert_eq!(signature, Some(Status::Pass), "{verification}");
    let ignored = [Group::Context, Group::Status, Group::Conformance];
    let blind = Code::all()
        .filter(|code| ignored.contains(&code.group()))
        .fold(Policy::lenient(), |policy, code| policy.danger_set_effect(code, Effect::Ignore));
    let verification = verifier().with_policy(blind).verify(text, &Counting::new());
    assert_eq!(verification.accept::<vc::Credential>(), Err(NotAccepted::NotPlain), "{verification}");
}

/// As [`assert_only_the_screen_refuses`], for what only the general way from JSON to statements covers: without it,
/// nobody can tell what was signed.
#[track_caller]
fn assert_the_screen_refuses(text: &str, code: Code) {
    let verification = verify(text);
    assert_refused(&verification, Outcome::Invalid, code);
    if cfg!(feature = "json-ld") {
        let signature = verification.check("proof.signature").map(|check| check.status);
        assert_eq!(signature, Some(Status::Pass), "{verification}");
    } else {
        assert!(verification.has(microcred::report::code::input::FEATURE_MISSING), "{verification}");
    }
}

#[track_caller]
fn assert_valid(text: &str) {
    assert_eq!(valid(text).outcome, Outcome::Valid);
}

#[track_caller]
fn valid(text: &str) -> Verification {
    let verification = verify(text);
    assert_eq!(verification.outcome, Outcome::Valid, "{verification}");
    verification
}

/// The content of a valid badge.
#[track_caller]
fn accepted(text: &str) -> AchievementCredential {
    valid(text).accept::<AchievementCredential>().unwrap().into_inner()
}

/// Issuing it is refused for this reason.
#[track_caller]
fn assert_not_issued<T: std::fmt::Debug>(issued: Result<T, IssueError>, code: Code) {
    match issued {
        Err(IssueError::Findings(findings)) if findings.contains(code) => say(format!("refused {code}")),
        other => panic!("{code} was expected: {other:?}"),
    }
}

/// Runs something that must not take longer than this. What others do on the machine meanwhile is no fault of it: where the system says
/// how long this thread was really at work, that counts.
#[track_caller]
fn within<T>(limit: Duration, run: impl FnOnce() -> T) -> T {
    let (start, worked) = (Instant::now(), at_work());
    let result = run();
    let elapsed = worked.zip(at_work()).map_or_else(|| start.elapsed(), |(before, after)| after - before);
    assert!(elapsed < limit, "it took {elapsed:?}");
    result
}

/// How long this thread has been on a core so far, where the system tells it.
fn at_work() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}
