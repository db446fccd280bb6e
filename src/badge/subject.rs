use super::class::{Class, class, setters};
use super::{Achievement, IdentifierType, IdentityMatch, IdentityObject, Image, Profile, Result};
use crate::env::{EntropyError, Environment};
use crate::json::{Node, Number, Object, Value};
use crate::report::Findings;
use crate::vc::masked::Masked;
use crate::vc::reader::{Read, Reader};
use crate::vc::{DateTimeStamp, Text, writer};
use std::fmt;

/// Who achieved what ([AchievementSubject](https://www.imsglobal.org/spec/ob/v3p0/#achievementsubject)).
///
/// At least one of `id` and `identifier` is needed.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AchievementSubject {
    /// The learner's id, such as a DID.
    pub id: Option<String>,
    /// All types; `AchievementSubject` is among them.
    pub types: Vec<String>,
    /// Other identifiers of the learner, in plain text or hashed.
    pub identifier: Vec<IdentityObject>,
    /// What was achieved.
    pub achievement: Achievement,
    /// When the activity began.
    pub activity_start_date: Option<DateTimeStamp>,
    /// When the activity ended.
    pub activity_end_date: Option<DateTimeStamp>,
    /// The credits that were earned, with the text of the number; the unit is not said in Open Badges 3.0.
    pub credits_earned: Option<Number>,
    /// A picture of this badge in particular.
    pub image: Option<Image>,
    /// The number of a licence that was granted.
    pub license_number: Option<String>,
    /// What this learner did, in Markdown.
    pub narrative: Option<Text>,
    /// What was reached.
    pub result: Vec<Result>,
    /// The role that the learner had.
    pub role: Option<Text>,
    /// Who assessed on the issuer's behalf.
    pub source: Option<Profile>,
    /// The term in which it happened.
    pub term: Option<Text>,
    /// Members beyond the model, as they were read.
    pub extra: Object,
}

impl AchievementSubject {
    /// A learner who achieved something; `id` or `identifier` is to be added.
    pub fn new(achievement: Achievement) -> Self {
        Self {
            id: None,
            types: vec!["AchievementSubject".into()],
            identifier: Vec::new(),
            achievement,
            activity_start_date: None,
            activity_end_date: None,
            credits_earned: None,
            image: None,
            license_number: None,
            narrative: None,
            result: Vec::new(),
            role: None,
            source: None,
            term: None,
            extra: Object::new(),
        }
    }

    /// Compares the learner's identifiers with one that is known otherwise
    /// ([Verify the recipient](https://www.imsglobal.org/spec/ob/v3p0/#verify-recipient)).
    ///
    /// `Same` if one of them is, `Different` if all of that type are others. The `id` is not among them.
    pub fn identified_by(&self, identity_type: &IdentifierType, known: &str) -> IdentityMatch {
        let of_that_type = self.identifier.iter().filter(|identity| identity.identity_type == *identity_type);
        let found: Vec<_> = of_that_type.map(|identity| identity.matches(identity_type, known)).collect();
        if found.contains(&IdentityMatch::Same) {
            IdentityMatch::Same
        } else if found.is_empty() || found.contains(&IdentityMatch::NotComparable) {
            IdentityMatch::NotComparable
        } else {
            IdentityMatch::Different
        }
    }

    pub(super) fn complete_ids(&mut self, environment: &Environment) -> std::result::Result<(), EntropyError> {
        self.achievement.complete_ids(environment)?;
        self.result.iter_mut().try_for_each(|result| result.complete_ids(environment))?;
        match &mut self.source {
            Some(source) => source.complete_ids(environment),
            None => Ok(()),
        }
    }
}

setters!(AchievementSubject {
    set id: String,
    add identifier: IdentityObject,
    set activity_start_date: DateTimeStamp,
    set activity_end_date: DateTimeStamp,
    set credits_earned: Number,
    set image: Image,
    set license_number: String,
    set narrative: Text,
    add result: Result,
    set role: Text,
    set source: Profile,
    set term: Text,
});
class!(AchievementSubject);

impl Read for AchievementSubject {
    fn read(node: Node<'_>, findings: &mut Findings) -> Option<Self> {
        let mut reader = Reader::open(node, findings)?;
        let Some(achievement) = reader.one("achievement") else {
            reader.missing("achievement");
            return None;
        };
        Some(Self {
            id: reader.string("id"),
            types: reader.types("AchievementSubject"),
            identifier: reader.many("identifier"),
            achievement,
            activity_start_date: reader.one("activityStartDate"),
            activity_end_date: reader.one("activityEndDate"),
            credits_earned: reader.one("creditsEarned"),
            image: reader.one("image"),
            license_number: reader.string("licenseNumber"),
            narrative: reader.text("narrative"),
            result: reader.many("result"),
            role: reader.text("role"),
            source: reader.one("source"),
            term: reader.text("term"),
            extra: reader.rest(),
        })
    }
}

impl Class for AchievementSubject {
    fn write(&self) -> Value {
        let object = Object::new()
            .with_some("id", self.id.as_ref())
            .with("type", writer::types("AchievementSubject", &self.types))
            .with_all("identifier", &self.identifier)
            .with("achievement", &self.achievement)
            .with_some("activityStartDate", self.activity_start_date.as_ref())
            .with_some("activityEndDate", self.activity_end_date.as_ref())
            .with_some("creditsEarned", self.credits_earned.clone())
            .with_some("image", self.image.as_ref())
            .with_some("licenseNumber", self.license_number.as_ref())
            .with_some("narrative", self.narrative.as_ref())
            .with_all("result", &self.result)
            .with_some("role", self.role.as_ref())
            .with_some("source", self.source.as_ref())
            .with_some("term", self.term.as_ref());
        writer::with_rest(object, &self.extra)
    }
}

impl fmt::Debug for AchievementSubject {
    /// Shows what was achieved and hides who did.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AchievementSubject")
            .field("id", &Masked(&self.id))
            .field("types", &self.types)
            .field("identifier", &self.identifier)
            .field("achievement", &self.achievement)
            .field("activity_start_date", &self.activity_start_date)
            .field("activity_end_date", &self.activity_end_date)
            .field("credits_earned", &self.credits_earned)
            .field("license_number", &Masked(&self.license_number))
            .field("narrative", &Masked(&self.narrative))
            .field("result", &Masked(&self.result))
            .field("source", &self.source)
            .field("extra", &Masked(&self.extra))
            .finish_non_exhaustive()
    }
}
