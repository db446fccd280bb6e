use super::Reference;
use super::endorsement::Endorsement;
use super::extension::Extension;
use super::issuer::Issuer;
use super::over_https;
use super::reader::{self, Read, Reader};
use crate::codec::{digest, iri};
use crate::env::urn_uuid;
use crate::json::{Node, Object, Pointer};
use crate::report::Findings;

/// What an assertion is awarded for
/// ([BadgeClass](https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#BadgeClass)).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BadgeClass {
    /// Its id (absolute IRI), usually where it is hosted.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// How it looks.
    pub image: Option<Image>,
    /// What one has to do for it.
    pub criteria: Criteria,
    /// Who awards it.
    pub issuer: Reference<Issuer>,
    /// What it corresponds to in frameworks.
    pub alignment: Vec<Alignment>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// What others say about it.
    pub endorsement: Vec<Reference<Endorsement>>,
    /// The language that it is written in (BCP 47).
    pub language: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// Other versions of it.
    pub related: Vec<Related>,
    /// Extensions of the specification.
    pub extensions: Vec<Extension>,
    /// Members of no place in the class.
    pub extra: Object,
    /// Where else something stands in it that is not read.
    pub(crate) unread: Vec<Pointer>,
}

/// What one has to do for a badge
/// ([Criteria](https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#Criteria)).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Criteria {
    /// Where it can be read.
    pub id: Option<String>,
    /// In words (Markdown).
    pub narrative: Option<String>,
}

/// What a badge corresponds to in a framework
/// ([AlignmentObject](https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#Alignment)).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Alignment {
    /// What the target is called.
    pub target_name: String,
    /// Where it is.
    pub target_url: String,
    /// What it is about.
    pub target_description: Option<String>,
    /// The framework that it is in.
    pub target_framework: Option<String>,
    /// Its code in there.
    pub target_code: Option<String>,
    /// What kind of thing it is. The class has no such member; Open Badges 3.0 has, and issuers have written it before.
    pub target_type: Option<String>,
}

/// An image
/// ([Image](https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#Image)).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Image {
    /// Its address, or a `data:` URI.
    pub id: String,
    /// What it shows.
    pub caption: Option<String>,
    /// Who made it (IRI).
    pub author: Option<String>,
}

/// Another version of a badge class, or what it has become in Open Badges 3.0.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Related {
    /// Its id (absolute IRI).
    pub id: String,
    /// Its types, if it says any.
    pub types: Vec<String>,
    /// The language that it is written in (BCP 47).
    pub language: Option<String>,
    /// Its version.
    pub version: Option<String>,
}

/// What the classes of Open Badges 3.0 are called in links to them begins so.
const VOCABULARY_OF_3: &str = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#";

impl BadgeClass {
    /// What stands in for one of which nothing is known but its id.
    pub(crate) fn known_by(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: String::new(),
            description: String::new(),
            image: None,
            criteria: Criteria::default(),
            issuer: Reference::Id(String::new()),
            alignment: Vec::new(),
            tags: Vec::new(),
            endorsement: Vec::new(),
            language: None,
            version: None,
            related: Vec::new(),
            extensions: Vec::new(),
            extra: Object::new(),
            unread: Vec::new(),
        }
    }

    /// The id that it has in Open Badges 3.0: the one that it links to, or else one that follows from its own. Nothing if it has none.
    pub(crate) fn id_in_3(&self) -> Option<String> {
        let linked = self.related.iter().find(|own| own.is_in_3("Achievement"));
        let made = || {
            let digest = digest::sha256(over_https(&self.id).as_bytes());
            iri::is_absolute(&self.id).then_some(urn_uuid(*digest.first_chunk()?, 8))
        };
        linked.map(|own| own.id.clone()).or_else(made)
    }

    /// Reads a document, and what in it is not as it should be.
    ///
    /// # Errors
    /// If it is no badge class of Open Badges 2.0 at all.
    pub fn read(node: Node<'_>) -> Result<(Self, Findings), Findings> {
        reader::whole(node)
    }
}

impl Read for BadgeClass {
    const CLASS: &'static [&'static str] = &["BadgeClass"];

    fn read(reader: &mut Reader<'_, '_>) -> Self {
        let id = reader.required_iri("id");
        for name in ["criteria", "issuer"] {
            reader.require(name);
        }
        let images = reader.page_or("image", Image::at);
        if images.iter().any(|image| image.is_data() && !image.is_badge_image()) {
            reader.wrong(reader.at("image"), "a badge is an image in PNG or SVG");
        }
        let criteria = reader.page_or("criteria", Criteria::at);
        Self {
            id,
            name: reader.required_text("name"),
            description: reader.required_text("description"),
            image: reader.only("image", images),
            criteria: reader.only("criteria", criteria).unwrap_or_default(),
            issuer: reader.reference("issuer").unwrap_or(Reference::Id(String::new())),
            alignment: reader.many("alignment"),
            tags: reader.texts("tags"),
            endorsement: reader.references("endorsement"),
            language: reader.text("@language"),
            version: reader.text("version"),
            related: reader.page_or("related", Related::at),
            extensions: reader.extensions(),
            extra: reader.rest(),
            unread: reader.unread(),
        }
    }
}

impl Related {
    /// What is known by its address alone.
    pub(super) fn at(id: String) -> Self {
        Self { id, types: Vec::new(), language: None, version: None }
    }

    /// Whether it is of a class of Open Badges 3.0: a badge class and an issuer say so of what they have become there
    /// ([Upgrading from 2.0](https://www.imsglobal.org/spec/ob/v3p0/impl/#upgrading-open-badges-2-0-to-3-0)).
    pub(super) fn is_in_3(&self, class: &str) -> bool {
        iri::is_absolute(&self.id)
            && self.types.iter().any(|name| name.strip_prefix(VOCABULARY_OF_3).is_some_and(|own| own == class))
    }
}

impl Read for Related {
    const CLASS: &'static [&'static str] = &[];
    const IS_PART: bool = true;

    fn read(reader: &mut Reader<'_, '_>) -> Self {
        Self {
            id: reader.required_iri("id"),
            types: reader.texts("type"),
            language: reader.text("@language"),
            version: reader.text("version"),
        }
    }
}

impl Criteria {
    fn at(url: String) -> Self {
        Self { id: Some(url), narrative: None }
    }
}

impl Read for Criteria {
    const CLASS: &'static [&'static str] = &["Criteria"];
    const SAYS_TYPE: bool = false;
    const IS_PART: bool = true;

    fn read(reader: &mut Reader<'_, '_>) -> Self {
        Self { id: reader.text("id"), narrative: reader.text("narrative") }
    }
}

impl Alignment {
    /// Reads a document that is an alignment by itself.
    pub(super) fn read_whole(node: Node<'_>) -> Result<(Self, Findings), Findings> {
        reader::whole(node)
    }
}

impl Read for Alignment {
    const CLASS: &'static [&'static str] = &["AlignmentObject", "Alignment"];
    const SAYS_TYPE: bool = false;
    const IS_PART: bool = true;

    fn read(reader: &mut Reader<'_, '_>) -> Self {
        Self {
            target_name: reader.required_text("targetName"),
            target_url: reader.required_iri("targetUrl"),
            target_description: reader.text("targetDescription"),
            target_framework: reader.text("targetFramework"),
            target_code: reader.text("targetCode"),
            target_type: reader.text("targetType"),
        }
    }
}

impl Image {
    pub(super) fn at(id: String) -> Self {
        Self { id, ..Self::default() }
    }

    /// Whether it stands in the document itself.
    pub fn is_data(&self) -> bool {
        self.id.starts_with("data:")
    }

    fn is_badge_image(&self) -> bool {
        ["data:image/png", "data:image/svg+xml"].iter().any(|kind| self.id.starts_with(kind))
    }
}

impl Read for Image {
    const CLASS: &'static [&'static str] = &[];
    const IS_PART: bool = true;

    fn read(reader: &mut Reader<'_, '_>) -> Self {
        Self { id: reader.required_text("id"), caption: reader.text("caption"), author: reader.text("author") }
    }
}
