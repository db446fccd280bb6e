//! Whether what somebody has signed was made by its holder, for this verifier, now.

use super::Verification;
use super::Verifier;
use super::checks::Checks;
use super::opened::{Opened, Role};
use super::proof::candidate::{Embedded, Securing};
use super::proof::signature::Proven;
use super::proof::token::Token;
use crate::json::Pointer;
use crate::report::{Check, Effect, Finding, Group, Trust, code};

/// Whether it answers what this verifier has asked.
pub(super) fn answer(verifier: &Verifier, opened: &Opened, proven: &Proven, checks: &mut Checks<'_>) {
    let candidate = proven.candidate(opened);
    let place = |member: &str| candidate.place(opened.root()).member(member);
    match &candidate.securing {
        Securing::Embedded(Embedded { proof: Ok(proof), .. }) => {
            challenge(verifier, opened.role, proof.challenge.as_deref(), || place("challenge"), checks);
            domain(verifier, opened.role, &proof.domains, || place("domain"), checks);
        }
        Securing::Embedded(_) => {}
        Securing::Token(token) if token.has_key_binding() => key_binding(verifier, token, checks),
        // What lets its holder choose answers by a key binding and in no other way.
        Securing::Token(token)
            if token.processed().is_some() && opened.role == Role::Credential && verifier.challenge.is_some() =>
        {
            key_binding(verifier, token, checks)
        }
        Securing::Token(token) => {
            challenge(verifier, opened.role, token.claims.nonce(), || place("nonce"), checks);
            domain(verifier, opened.role, token.claims.audience(), || place("aud"), checks);
        }
    }
}

/// Whether a key binding of what stands inside of a presentation is its holder's. For whom it was made is for the presentation to say.
pub(super) fn recorded(verifier: &Verifier, opened: &Opened, proven: &Proven, checks: &mut Checks<'_>) {
    let bound = proven.token(opened).and_then(|token| token.recorded_key_binding(&verifier.limits));
    if let Some(Err(finding)) = bound {
        checks.found("subject.holder_binding", finding);
    }
}

/// Whether whoever shows a selection holds the key that it was issued to.
fn key_binding(verifier: &Verifier, token: &Token, checks: &mut Checks<'_>) {
    let id = "subject.holder_binding";
    match token.key_binding(verifier, verifier.environment.now()) {
        Some(Ok(())) => checks.holds(id, Group::Subject),
        Some(Err(finding)) => checks.found(id, finding),
        None => {}
    }
    if verifier.challenge.is_none() {
        let detail = "tell the verifier which nonce was given, so that it is compared";
        checks.found(id, Finding::new(code::subject::CHALLENGE_UNASKED, Pointer::root(), detail));
    } else if verifier.domain.is_none() && token.has_key_binding() {
        let detail = "tell the verifier who it is, so that it is compared";
        checks.found(id, Finding::new(code::subject::DOMAIN_UNASKED, Pointer::root(), detail));
    }
}

/// The trust in a presentation: that its holder has signed, and then as much as there is in every credential in it.
pub(super) fn trust(own: Trust, inside: &[(Pointer, Verification)]) -> Trust {
    let least = inside.iter().map(|(_, member)| member.report().trust).min();
    match least {
        Some(least) if own >= Trust::IssuerBound => least,
        _ => own,
    }
}

/// Whether the holder has signed.
pub(super) fn holder(opened: &Opened, proven: &Proven, checks: &mut Checks<'_>) -> Trust {
    // Where it names nobody, whoever holds the key presents it.
    let place = match opened.root().get("holder") {
        Some(_) => Pointer::root().member("holder"),
        None => proven.candidate(opened).place(opened.root()),
    };
    match &proven.binding {
        Ok(binding) => {
            let check = Check::holds("subject.holder_binding", Group::Subject).at(place);
            checks.push(check.with("basis", binding.basis().as_str()));
            Trust::IssuerBound
        }
        Err(refusal) => {
            let finding = match refusal.code.effect() {
                Effect::Indeterminate => Finding::new(code::subject::HOLDER_UNRESOLVED, place, refusal.detail.clone()),
                _ => {
                    let detail = "have the holder present it, signed with a key of the holder's own";
                    Finding::new(code::subject::HOLDER_BINDING, place, detail)
                }
            };
            checks.found("subject.holder_binding", finding);
            Trust::Integrity
        }
    }
}

/// What is the matter with a credential that is asked what only a presentation of it answers.
const ANSWERS_NOBODY: &str = "it is a credential and no presentation of one, and so was made for no verifier in particular; have its \
                              holder present it, or leave out challenge and domain";

/// Whether the presentation was made for what this verifier asked.
fn challenge(verifier: &Verifier, role: Role, given: Option<&str>, at: impl Fn() -> Pointer, checks: &mut Checks<'_>) {
    let id = "subject.challenge";
    match (verifier.challenge.as_deref(), given) {
        (Some(asked), Some(given)) if asked == given => checks.holds(id, Group::Subject),
        (Some(_), _) => {
            let detail = match (role, given) {
                (Role::Credential, None) => ANSWERS_NOBODY,
                _ => "ask for a new presentation; this one may have been recorded",
            };
            checks.found(id, Finding::new(code::subject::CHALLENGE, at(), detail));
        }
        (None, Some(_)) => {
            let detail = "tell the verifier which challenge was given, so that it is compared";
            checks.found(id, Finding::new(code::subject::CHALLENGE_UNASKED, at(), detail));
        }
        (None, None) => checks.not_applicable(id, Group::Subject),
    }
}

/// Whether the presentation was made for this verifier.
fn domain(verifier: &Verifier, role: Role, given: &[String], at: impl Fn() -> Pointer, checks: &mut Checks<'_>) {
    let id = "subject.domain";
    match verifier.domain.as_ref() {
        Some(own) if given.contains(own) => checks.holds(id, Group::Subject),
        Some(_) => {
            let detail = match role {
                Role::Credential if given.is_empty() => ANSWERS_NOBODY,
                _ => "it was made for another verifier, or for any",
            };
            checks.found(id, Finding::new(code::subject::DOMAIN, at(), detail));
        }
        None if given.is_empty() => checks.not_applicable(id, Group::Subject),
        None => {
            let detail = "tell the verifier who it is, so that it is compared: what was made for another verifier may be passed on";
            checks.found(id, Finding::new(code::subject::DOMAIN_UNASKED, at(), detail));
        }
    }
}
