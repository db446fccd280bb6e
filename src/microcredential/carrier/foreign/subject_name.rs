//! The Digital Credentials Consortium and those who follow it: the learner's name is that of the subject, where Open Badges 3.0
//! has an identifier for it.

use super::super::recover::Recovered;
use super::{Rule, said};
use crate::badge::AchievementCredential;
use crate::json::Pointer;
use crate::report::code;

pub(super) fn read(badge: &AchievementCredential, found: &mut Recovered) {
    let Some(name) = badge.credential_subject.extra.get("name").and_then(said) else { return };
    let at = Pointer::root().member("credentialSubject").member("name");
    match &found.learner.name {
        Some(known) if *known == name => found.read.push(at),
        // An identifier says it for certain; what else stands there is told as left over.
        Some(_) => {}
        None => {
            found.learner.name = Some(name);
            found.say(code::ec::CARRIER_FOREIGN, at.clone(), "Open Badges 3.0 states the name as an identifier");
            found.take("/learner", at, Rule::SubjectName);
        }
    }
}
