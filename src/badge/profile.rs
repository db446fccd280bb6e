use super::class::{Class, class, setters};
use super::{Address, IdentifierEntry, Image};
use crate::env::{EntropyError, Environment};
use crate::json::{Node, Object, Value};
use crate::report::{Finding, Findings, code};
use crate::vc::masked::Masked;
use crate::vc::reader::{Read, Reader};
use crate::vc::{Date, Text, writer};
use std::fmt;

/// Somebody: an issuer, a creator, an assessor ([Profile](https://www.imsglobal.org/spec/ob/v3p0/#profile)).
///
/// ```
/// use microcred::badge::Profile;
/// let issuer = Profile::new("https://vet.example/").name("Example VET").url("https://vet.example/");
/// assert_eq!(issuer.to_json().get("type").unwrap().to_string(), r#"["Profile"]"#);
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Profile {
    /// The id, such as a DID or an https URL.
    pub id: Option<String>,
    /// All types; `Profile` is among them.
    pub types: Vec<String>,
    /// The name; an issuer may leave it out.
    pub name: Option<Text>,
    /// The home page.
    pub url: Option<String>,
    /// The telephone number, in the form of E.164.
    pub phone: Option<String>,
    /// What or who it is.
    pub description: Option<Text>,
    /// Endorsements with proofs of their own, exactly as they were signed.
    pub endorsement: Vec<Object>,
    /// Endorsements as compact JWS.
    pub endorsement_jwt: Vec<String>,
    /// A logo or a portrait.
    pub image: Option<Image>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The postal address.
    pub address: Option<Address>,
    /// Identifiers in other systems.
    pub other_identifier: Vec<IdentifierEntry>,
    /// The name of the person who is authorised to speak for it.
    pub official: Option<Text>,
    /// The organisation that this one belongs to.
    pub parent_org: Option<Box<Profile>>,
    /// A person's family name.
    pub family_name: Option<String>,
    /// A person's given name.
    pub given_name: Option<String>,
    /// A person's further given names.
    pub additional_name: Option<String>,
    /// A person's patronymic.
    pub patronymic_name: Option<String>,
    /// What stands before a person's name, such as a title.
    pub honorific_prefix: Option<String>,
    /// What stands behind a person's name.
    pub honorific_suffix: Option<String>,
    /// What stands before a person's family name, such as `de`.
    pub family_name_prefix: Option<String>,
    /// A person's date of birth.
    pub date_of_birth: Option<Date>,
    /// Members beyond the model, as they were read.
    pub extra: Object,
}

impl Profile {
    /// Somebody by the id: an absolute IRI such as a DID or an https URL.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: Some(id.into()), ..Self::nobody() }
    }

    fn nobody() -> Self {
        Self {
            id: None,
            types: vec!["Profile".into()],
            name: None,
            url: None,
            phone: None,
            description: None,
            endorsement: Vec::new(),
            endorsement_jwt: Vec::new(),
            image: None,
            email: None,
            address: None,
            other_identifier: Vec::new(),
            official: None,
            parent_org: None,
            family_name: None,
            given_name: None,
            additional_name: None,
            patronymic_name: None,
            honorific_prefix: None,
            honorific_suffix: None,
            family_name_prefix: None,
            date_of_birth: None,
            extra: Object::new(),
        }
    }

    /// The same as part of an organisation.
    #[must_use]
    pub fn parent_org(self, organisation: Self) -> Self {
        Self { parent_org: Some(Box::new(organisation)), ..self }
    }

    /// What stands inside has a name that is made of what it says: the same profile is the same in every credential.
    pub(super) fn complete_ids(&mut self, environment: &Environment) -> Result<(), EntropyError> {
        super::ids::complete(&mut self.id, environment)?;
        self.complete_inside();
        Ok(())
    }

    fn complete_inside(&mut self) {
        let own = self.id.as_deref().unwrap_or_default();
        if let Some(address) = &mut self.address {
            address.complete_ids(own);
        }
        if let Some(organisation) = &mut self.parent_org {
            if super::ids::is_missing(&organisation.id) {
                organisation.id = Some(super::ids::derived(organisation.as_ref(), own, "parentOrg"));
            }
            organisation.complete_inside();
        }
    }
}

setters!(Profile {
    set name: Text,
    set url: String,
    set phone: String,
    set description: Text,
    add endorsement: Object,
    add endorsement_jwt: String,
    set image: Image,
    set email: String,
    set address: Address,
    add other_identifier: IdentifierEntry,
    set official: Text,
});
class!(Profile);

/// Organisations that are read above somebody. Each takes some of the stack, and how many there are is a stranger's choice.
const MOST_ABOVE: usize = 8;

impl Read for Profile {
    /// A string is the `id`.
    fn read(node: Node<'_>, findings: &mut Findings) -> Option<Self> {
        Self::read_above(0, node, findings)
    }
}

impl Profile {
    /// Reads the organisation so many steps above somebody.
    fn read_above(steps: usize, node: Node<'_>, findings: &mut Findings) -> Option<Self> {
        if let Some(id) = node.as_str() {
            return Some(Self::new(id));
        }
        let mut reader = Reader::open(node, findings)?;
        Some(Self {
            id: reader.string("id"),
            types: reader.types("Profile"),
            name: reader.text("name"),
            url: reader.string("url"),
            phone: reader.string("phone"),
            description: reader.text("description"),
            endorsement: reader.many("endorsement"),
            endorsement_jwt: reader.many("endorsementJwt"),
            image: reader.one("image"),
            email: reader.string("email"),
            address: reader.one("address"),
            other_identifier: reader.many("otherIdentifier"),
            official: reader.text("official"),
            parent_org: reader.one_by("parentOrg", |node, findings| Self::read_parent(steps, node, findings)),
            family_name: reader.string("familyName"),
            given_name: reader.string("givenName"),
            additional_name: reader.string("additionalName"),
            patronymic_name: reader.string("patronymicName"),
            honorific_prefix: reader.string("honorificPrefix"),
            honorific_suffix: reader.string("honorificSuffix"),
            family_name_prefix: reader.string("familyNamePrefix"),
            date_of_birth: reader.one("dateOfBirth"),
            extra: reader.rest(),
        })
    }

    fn read_parent(steps: usize, node: Node<'_>, findings: &mut Findings) -> Option<Box<Self>> {
        if steps == MOST_ABOVE {
            let detail = format!("name {MOST_ABOVE} organisations above one another at most");
            findings.push(Finding::new(code::model::SHAPE, node.path(), detail));
            return None;
        }
        Self::read_above(steps + 1, node, findings).map(Box::new)
    }
}

impl Class for Profile {
    fn write(&self) -> Value {
        let object = Object::new()
            .with_some("id", self.id.as_ref())
            .with("type", writer::types("Profile", &self.types))
            .with_some("name", self.name.as_ref())
            .with_some("url", self.url.as_ref())
            .with_some("phone", self.phone.as_ref())
            .with_some("description", self.description.as_ref())
            .with_all("endorsement", self.endorsement.iter().cloned())
            .with_all("endorsementJwt", &self.endorsement_jwt)
            .with_some("image", self.image.as_ref())
            .with_some("email", self.email.as_ref())
            .with_some("address", self.address.as_ref())
            .with_all("otherIdentifier", &self.other_identifier)
            .with_some("official", self.official.as_ref())
            .with_some("parentOrg", self.parent_org.as_deref())
            .with_some("familyName", self.family_name.as_ref())
            .with_some("givenName", self.given_name.as_ref())
            .with_some("additionalName", self.additional_name.as_ref())
            .with_some("patronymicName", self.patronymic_name.as_ref())
            .with_some("honorificPrefix", self.honorific_prefix.as_ref())
            .with_some("honorificSuffix", self.honorific_suffix.as_ref())
            .with_some("familyNamePrefix", self.family_name_prefix.as_ref())
            .with_some("dateOfBirth", self.date_of_birth.as_ref());
        writer::with_rest(object, &self.extra)
    }
}

impl fmt::Debug for Profile {
    /// Shows the organisation and hides the person: a profile may be a learner's.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let person = self.family_name.is_some() || self.given_name.is_some() || self.date_of_birth.is_some();
        let mut shown = formatter.debug_struct("Profile");
        shown.field("types", &self.types).field("url", &self.url).field("parent_org", &self.parent_org);
        if person {
            shown.field("id", &Masked(&self.id)).field("name", &Masked(&self.name));
        } else {
            shown.field("id", &self.id).field("name", &self.name);
        }
        shown.finish_non_exhaustive()
    }
}

/// Who issued something ([ProfileRef](https://www.imsglobal.org/spec/ob/v3p0/#profileref)): an id alone, or a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // the specification has these two
pub enum ProfileRef {
    /// The id alone.
    Id(String),
    /// The whole profile.
    Profile(Box<Profile>),
}

impl ProfileRef {
    /// The id, if there is one.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Id(id) => Some(id),
            Self::Profile(profile) => profile.id.as_deref(),
        }
    }

    /// The profile, if it is here.
    pub fn profile(&self) -> Option<&Profile> {
        match self {
            Self::Id(_) => None,
            Self::Profile(profile) => Some(profile),
        }
    }

    /// The name, if it is here.
    pub fn name(&self) -> Option<&Text> {
        self.profile()?.name.as_ref()
    }

    pub(super) fn complete_ids(&mut self, environment: &Environment) -> Result<(), EntropyError> {
        match self {
            Self::Id(_) => Ok(()),
            Self::Profile(profile) => profile.complete_ids(environment),
        }
    }
}

class!(ProfileRef);

impl From<Profile> for ProfileRef {
    fn from(profile: Profile) -> Self {
        Self::Profile(Box::new(profile))
    }
}

impl Read for ProfileRef {
    fn read(node: Node<'_>, findings: &mut Findings) -> Option<Self> {
        match node.as_str() {
            Some(id) => Some(Self::Id(id.to_owned())),
            None => Profile::read(node, findings).map(Self::from),
        }
    }
}

impl Class for ProfileRef {
    fn write(&self) -> Value {
        match self {
            Self::Id(id) => id.into(),
            Self::Profile(profile) => profile.to_json(),
        }
    }
}
