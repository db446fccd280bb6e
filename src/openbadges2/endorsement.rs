use super::Reference;
use super::issuer::Issuer;
use super::reader::{self, Read, Reader};
use crate::json::Node;
use crate::report::Findings;

/// What somebody says about a badge, a badge class or an issuer
/// ([Endorsement](https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#Endorsement)).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Endorsement {
    /// Its id (absolute IRI), usually where it is hosted.
    pub id: String,
    /// Who says so.
    pub issuer: Reference<Issuer>,
    /// What it is about (absolute IRI).
    pub about: String,
    /// What is said (Markdown).
    pub comment: Option<String>,
}

impl Endorsement {
    /// Reads a document, and what in it is not as it should be.
    ///
    /// # Errors
    /// If it is no endorsement of Open Badges 2.0 at all.
    pub fn read(node: Node<'_>) -> Result<(Self, Findings), Findings> {
        reader::whole(node)
    }
}

impl Read for Endorsement {
    const CLASS: &'static [&'static str] = &["Endorsement"];

    fn read(reader: &mut Reader<'_, '_>) -> Self {
        let id = reader.required_iri("id");
        for name in ["claim", "issuer", "issuedOn", reader.verification_name()] {
            reader.require(name);
        }
        let Claim(about, comment) = reader.many("claim").pop().unwrap_or_default();
        Self { id, issuer: reader.reference("issuer").unwrap_or(Reference::Id(String::new())), about, comment }
    }
}

#[derive(Default)]
struct Claim(String, Option<String>);

impl Read for Claim {
    const CLASS: &'static [&'static str] = &[];

    fn read(reader: &mut Reader<'_, '_>) -> Self {
        Self(reader.required_iri("id"), reader.text("endorsementComment"))
    }
}
