//! Who the learner is: never what stands there, only where something is the matter.

use super::Check;
use crate::badge::{IdentifierType, IdentityObject};
use crate::json::Pointer;
use crate::microcredential::kind::is_own_term;
use crate::microcredential::{Learner, annex};
use crate::report::{Finding, code};

impl Check {
    /// Says where something is the matter, and never what stands there.
    pub(super) fn learner(&mut self, learner: &Learner, at: &Pointer) {
        self.present(learner.is_identified(), at.clone(), annex::LEARNER);
        self.iri(learner.id.as_deref(), || at.member("id"));
        for (member, name) in
            [("name", &learner.name), ("givenName", &learner.given_name), ("familyName", &learner.family_name)]
        {
            self.string(name.as_deref(), || at.member(member));
        }
        for (index, identifier) in learner.identifiers.iter().enumerate() {
            let at = at.member("identifiers").item(index);
            if learner.identifiers[..index].contains(identifier) {
                self.say(code::ec::DUPLICATE, at.clone(), "the list holds this already; keep one");
            }
            self.identifier(identifier, at);
        }
    }

    fn identifier(&mut self, identifier: &IdentityObject, at: Pointer) {
        match &identifier.identity_type {
            // The name has its place; a plain one here would be a second.
            IdentifierType::Name if !identifier.hashed => {
                self.say(code::ec::DUPLICATE, at.member("type"), "a name in plain text has a place of its own, `name`");
            }
            IdentifierType::Extension(own) if matches!(own.as_str(), "ext:givenName" | "ext:familyName") => {
                self.say(code::ec::DUPLICATE, at.member("type"), "the parts of the name have a place of their own");
            }
            kind if !is_identifier_type(kind) => {
                let detail =
                    "the type is none of Open Badges; write one such as emailAddress, or ext: and a word of your own";
                self.say(code::ec::UNKNOWN_VALUE, at.member("type"), detail);
            }
            IdentifierType::EmailAddress if !identifier.hashed && !identifier.identity_hash.contains('@') => {
                let detail = "it has no @; write it as name@host, or give what it is as another identifier";
                let at = at.member("value");
                self.findings.push(Finding::new(code::ec::LEARNER_EMAIL, at, detail).about(annex::LEARNER));
            }
            IdentifierType::EmailAddress | IdentifierType::NationalIdentityNumber if !identifier.hashed => {
                let detail = "hash it unless the learner wants everybody who sees the badge to know it";
                self.findings.push(Finding::new(code::ec::LEARNER_PLAIN, at.clone(), detail).about(annex::LEARNER));
            }
            _ => {}
        }
        if identifier.hashed && !is_salted_sha256(identifier) {
            self.say(
                code::ec::LEARNER_HASH,
                at,
                "write `sha256$` and 64 hexadecimal digits, with the `salt` that was used",
            );
        } else {
            self.string(Some(&identifier.identity_hash), || at.member("value"));
        }
    }
}

fn is_identifier_type(kind: &IdentifierType) -> bool {
    match kind {
        IdentifierType::Unknown(_) => false,
        IdentifierType::Extension(own) => is_own_term(own),
        _ => true,
    }
}

fn is_salted_sha256(identifier: &IdentityObject) -> bool {
    let digest = identifier.identity_hash.strip_prefix("sha256$");
    digest.is_some_and(|digest| digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()))
        && identifier.salt.as_deref().is_some_and(|salt| !salt.is_empty())
}
