use super::reader::{self, Read, Reader};
use crate::json::Node;
use crate::report::Findings;

/// The assertions that an issuer has withdrawn, of those that it signed
/// ([RevocationList](https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#RevocationList)).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RevocationList {
    /// Its id (absolute IRI), usually where it is hosted.
    pub id: String,
    /// The issuer whose list it is, if it says so.
    pub issuer: Option<String>,
    /// The assertions by their ids, each with the reason if one is given.
    pub revoked: Vec<(String, Option<String>)>,
}

impl RevocationList {
    /// Reads a document, and what in it is not as it should be.
    ///
    /// # Errors
    /// If it is no revocation list of Open Badges 2.0 at all.
    pub fn read(node: Node<'_>) -> Result<(Self, Findings), Findings> {
        reader::whole(node)
    }

    /// What the list says of an assertion: nothing, or that it is withdrawn, and why if it says that too.
    pub fn revocation(&self, assertion: &str) -> Option<Option<&str>> {
        let (_, reason) = self.revoked.iter().find(|(id, _)| id == assertion)?;
        Some(reason.as_deref())
    }
}

impl Read for RevocationList {
    const CLASS: &'static [&'static str] = &["RevocationList"];

    fn read(reader: &mut Reader<'_, '_>) -> Self {
        let entries = reader.page_or("revokedAssertions", |id| Entry(id, None));
        reader.require("revokedAssertions");
        Self {
            id: reader.text("id").unwrap_or_default(),
            issuer: reader.text("issuer"),
            revoked: entries.into_iter().map(|Entry(id, reason)| (id, reason)).collect(),
        }
    }
}

struct Entry(String, Option<String>);

impl Read for Entry {
    const CLASS: &'static [&'static str] = &[];

    fn read(reader: &mut Reader<'_, '_>) -> Self {
        // `uid` is how assertions of before 2.0 are named.
        let id = reader.text("id").or_else(|| reader.text("uid")).unwrap_or_default();
        Self(id, reader.text("revocationReason"))
    }
}
