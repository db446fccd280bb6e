use super::class::{Class, class, setters};
use super::{AchievementType, Alignment, IdentifierEntry, Image, Profile, ResultDescription};
use crate::env::{EntropyError, Environment};
use crate::json::{Node, Number, Object, Value};
use crate::report::Findings;
use crate::vc::reader::{Read, Reader};
use crate::vc::{Text, writer};

/// What can be achieved, apart from who did ([Achievement](https://www.imsglobal.org/spec/ob/v3p0/#achievement)).
///
/// ```
/// use microcred::badge::{Achievement, AchievementType, Criteria};
/// let achievement = Achievement::new("Green skills", "Energy audits for trainers", Criteria::narrative("An audit."))
///     .achievement_type(AchievementType::MicroCredential)
///     .tag("energy");
/// assert_eq!(achievement.to_json().get("tag").unwrap().to_string(), r#"["energy"]"#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Achievement {
    /// The id.
    pub id: Option<String>,
    /// All types; `Achievement` is among them.
    pub types: Vec<String>,
    /// What it is called.
    pub name: Text,
    /// What it is.
    pub description: Text,
    /// What has to be done for it.
    pub criteria: Criteria,
    /// What kind of achievement it is.
    pub achievement_type: Option<AchievementType>,
    /// What it corresponds to elsewhere.
    pub alignment: Vec<Alignment>,
    /// Who made it, if that is not the issuer.
    pub creator: Option<Profile>,
    /// The credits that it is worth, with the text of the number; the unit is not said in Open Badges 3.0.
    pub credits_available: Option<Number>,
    /// Endorsements with proofs of their own, exactly as they were signed.
    pub endorsement: Vec<Object>,
    /// Endorsements as compact JWS.
    pub endorsement_jwt: Vec<String>,
    /// The field of study.
    pub field_of_study: Option<Text>,
    /// A code for people, such as a course number.
    pub human_code: Option<String>,
    /// A picture of the achievement, usually the badge image.
    pub image: Option<Image>,
    /// The language of its texts.
    pub in_language: Option<String>,
    /// Identifiers in other systems.
    pub other_identifier: Vec<IdentifierEntry>,
    /// Other editions: in another language, or earlier ones.
    pub related: Vec<Related>,
    /// The results that are possible.
    pub result_description: Vec<ResultDescription>,
    /// The specialisation within the field of study.
    pub specialization: Option<Text>,
    /// Words to find it by.
    pub tag: Vec<String>,
    /// The version of the achievement.
    pub version: Option<String>,
    /// Members beyond the model, as they were read.
    pub extra: Object,
}

impl Achievement {
    /// An achievement by its name, description and criteria, all of which Open Badges 3.0 demands.
    pub fn new(name: impl Into<Text>, description: impl Into<Text>, criteria: Criteria) -> Self {
        Self {
            id: None,
            types: vec!["Achievement".into()],
            name: name.into(),
            description: description.into(),
            criteria,
            achievement_type: None,
            alignment: Vec::new(),
            creator: None,
            credits_available: None,
            endorsement: Vec::new(),
            endorsement_jwt: Vec::new(),
            field_of_study: None,
            human_code: None,
            image: None,
            in_language: None,
            other_identifier: Vec::new(),
            related: Vec::new(),
            result_description: Vec::new(),
            specialization: None,
            tag: Vec::new(),
            version: None,
            extra: Object::new(),
        }
    }

    pub(super) fn complete_ids(&mut self, environment: &Environment) -> Result<(), EntropyError> {
        super::ids::complete(&mut self.id, environment)?;
        super::ids::complete_alignments(&mut self.alignment, environment)?;
        if let Some(creator) = &mut self.creator {
            creator.complete_ids(environment)?;
        }
        self.result_description.iter_mut().try_for_each(|description| description.complete_ids(environment))
    }
}

setters!(Achievement {
    set id: String,
    set achievement_type: AchievementType,
    add alignment: Alignment,
    set creator: Profile,
    set credits_available: Number,
    add endorsement_jwt: String,
    set field_of_study: Text,
    set human_code: String,
    set image: Image,
    set in_language: String,
    add other_identifier: IdentifierEntry,
    add related: Related,
    add result_description: ResultDescription,
    set specialization: Text,
    add tag: String,
    set version: String,
});
class!(Achievement);

impl Read for Achievement {
    fn read(node: Node<'_>, findings: &mut Findings) -> Option<Self> {
        let mut reader = Reader::open(node, findings)?;
        let criteria = reader.one("criteria");
        Some(Self {
            id: reader.string("id"),
            types: reader.types("Achievement"),
            name: reader.required_text("name"),
            description: reader.required_text("description"),
            criteria: reader.require("criteria", criteria),
            achievement_type: reader.one("achievementType"),
            alignment: reader.many("alignment"),
            creator: reader.one("creator"),
            credits_available: reader.one("creditsAvailable"),
            endorsement: reader.many("endorsement"),
            endorsement_jwt: reader.many("endorsementJwt"),
            field_of_study: reader.text("fieldOfStudy"),
            human_code: reader.string("humanCode"),
            image: reader.one("image"),
            in_language: reader.string("inLanguage"),
            other_identifier: reader.many("otherIdentifier"),
            related: reader.many("related"),
            result_description: reader.many("resultDescription"),
            specialization: reader.text("specialization"),
            tag: reader.many("tag"),
            version: reader.string("version"),
            extra: reader.rest(),
        })
    }
}

impl Class for Achievement {
    fn write(&self) -> Value {
        let object = Object::new()
            .with_some("id", self.id.as_ref())
            .with("type", writer::types("Achievement", &self.types))
            .with("name", &self.name)
            .with("description", &self.description)
            .with("criteria", &self.criteria)
            .with_some("achievementType", self.achievement_type.as_ref())
            .with_all("alignment", &self.alignment)
            .with_some("creator", self.creator.as_ref())
            .with_some("creditsAvailable", self.credits_available.clone())
            .with_all("endorsement", self.endorsement.iter().cloned())
            .with_all("endorsementJwt", &self.endorsement_jwt)
            .with_some("fieldOfStudy", self.field_of_study.as_ref())
            .with_some("humanCode", self.human_code.as_ref())
            .with_some("image", self.image.as_ref())
            .with_some("inLanguage", self.in_language.as_ref())
            .with_all("otherIdentifier", &self.other_identifier)
            .with_all("related", &self.related)
            .with_all("resultDescription", &self.result_description)
            .with_some("specialization", self.specialization.as_ref())
            .with_all("tag", &self.tag)
            .with_some("version", self.version.as_ref());
        writer::with_rest(object, &self.extra)
    }
}

/// What has to be done for an achievement ([Criteria](https://www.imsglobal.org/spec/ob/v3p0/#criteria)): a page, a
/// narrative, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Criteria {
    /// The URL of a page that says it.
    pub id: Option<String>,
    /// What has to be done, in Markdown.
    pub narrative: Option<Text>,
    /// Members beyond the model, as they were read.
    pub extra: Object,
}

impl Criteria {
    /// Criteria that say what has to be done, in Markdown.
    pub fn narrative(narrative: impl Into<Text>) -> Self {
        Self { narrative: Some(narrative.into()), ..Self::default() }
    }

    /// Criteria that stand on a page.
    pub fn page(url: impl Into<String>) -> Self {
        Self { id: Some(url.into()), ..Self::default() }
    }
}

class!(Criteria);

impl Read for Criteria {
    /// A string is the `id`, as in Open Badges 2.0.
    fn read(node: Node<'_>, findings: &mut Findings) -> Option<Self> {
        if let Some(url) = node.as_str() {
            return Some(Self::page(url));
        }
        let mut reader = Reader::open(node, findings)?;
        Some(Self { id: reader.string("id"), narrative: reader.text("narrative"), extra: reader.rest() })
    }
}

impl Class for Criteria {
    fn write(&self) -> Value {
        let object = Object::new().with_some("id", self.id.as_ref()).with_some("narrative", self.narrative.as_ref());
        writer::with_rest(object, &self.extra)
    }
}

/// Another edition of an achievement ([Related](https://www.imsglobal.org/spec/ob/v3p0/#related)).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Related {
    /// The id of the other edition.
    pub id: Option<String>,
    /// All types; `Related` is among them.
    pub types: Vec<String>,
    /// The language of the other edition.
    pub in_language: Option<String>,
    /// The version of the other edition.
    pub version: Option<String>,
    /// Members beyond the model, as they were read.
    pub extra: Object,
}

impl Related {
    /// Another edition by its id.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: Some(id.into()),
            types: vec!["Related".into()],
            in_language: None,
            version: None,
            extra: Object::new(),
        }
    }
}

setters!(Related {
    set in_language: String,
    set version: String,
});
class!(Related);

impl Read for Related {
    fn read(node: Node<'_>, findings: &mut Findings) -> Option<Self> {
        let mut reader = Reader::open(node, findings)?;
        Some(Self {
            id: reader.string("id"),
            types: reader.types("Related"),
            in_language: reader.string("inLanguage"),
            version: reader.string("version"),
            extra: reader.rest(),
        })
    }
}

impl Class for Related {
    fn write(&self) -> Value {
        let object = Object::new()
            .with_some("id", self.id.as_ref())
            .with("type", writer::types("Related", &self.types))
            .with_some("inLanguage", self.in_language.as_ref())
            .with_some("version", self.version.as_ref());
        writer::with_rest(object, &self.extra)
    }
}
