//! 1EdTech's lists: plain JSON, read once for all credentials of one input that point to them.

use crate::json::{ErrorKind, Tree};
use crate::limits::Limits;
use crate::report::{Code, Finding, code};
use crate::resolve::Found;
use crate::status::{RevocationList, RevokedCredential};
use std::collections::HashMap;

/// A list that could be read.
#[derive(Debug)]
pub(in crate::verify) struct Revocations {
    pub(super) list: RevocationList,
    /// Where those stand in it that are revoked.
    places: HashMap<String, usize>,
}

impl Revocations {
    /// Reads a list, or says what is the matter with it.
    pub(in crate::verify) fn read(found: &Found, limits: &Limits) -> Result<Self, (Code, String)> {
        if !found.may_be_json() {
            return Err((code::status::LIST_MALFORMED, "it is not served as JSON".to_owned()));
        }
        let tree = Tree::parse_bytes(&found.bytes, &RevocationList::limits(limits)).map_err(|error| {
            let is_large = matches!(error.kind, ErrorKind::TooLarge(_) | ErrorKind::Values(_));
            (if is_large { code::status::LIST_TOO_LARGE } else { code::status::LIST_MALFORMED }, error.to_string())
        })?;
        let list = RevocationList::read(tree.root()).map_err(|Finding { code, detail, .. }| (code, detail))?;
        let revoked = list.credentials.iter().enumerate().filter(|(_, entry)| entry.revoked);
        // Of several about the same, the first.
        let places = revoked.rev().map(|(place, entry)| (entry.id.clone(), place)).collect();
        Ok(Self { list, places })
    }

    /// The entry that says that a credential is revoked.
    pub(super) fn of(&self, credential: &str) -> Option<&RevokedCredential> {
        self.list.credentials.get(*self.places.get(credential)?)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // clippy does not see that these are tests
mod tests {
    use super::*;

    fn read(entries: impl Iterator<Item = String>) -> Result<Revocations, (Code, String)> {
        let entries: Vec<_> = entries.collect();
        let text = format!(r#"{{"issuer": "did:web:vet.example", "revokedCredential": [{}]}}"#, entries.join(","));
        Revocations::read(&Found::supplied("https://vet.example/revoked", text), &Limits::default())
    }

    /// More than 10,000 were more values than a credential may have, and so no issuer of many could withdraw any.
    #[test]
    fn a_list_may_be_as_long_as_its_bytes_allow() {
        let entry = |at: usize| {
            format!(r#"{{"id": "urn:uuid:{at:036}", "revoked": {}, "revocationReason": "{at}"}}"#, at.is_multiple_of(2))
        };
        let list = read((0..30_000).map(entry)).unwrap();
        for (at, reason) in [(0, Some("0")), (29_998, Some("29998")), (29_999, None), (30_000, None)] {
            let revoked = list.of(&format!("urn:uuid:{at:036}"));
            assert_eq!(revoked.and_then(|entry| entry.reason.as_deref()), reason, "{at}");
        }
    }

    #[test]
    fn a_list_that_is_too_large_is_not_called_malformed() {
        let refused = |entries: usize, entry: &str| read((0..entries).map(|_| entry.to_owned())).unwrap_err().0;
        assert_eq!(refused(600_000, "0"), code::status::LIST_TOO_LARGE, "more values than its bytes make likely");
        assert_eq!(refused(1_000_000, "      "), code::status::LIST_TOO_LARGE);
        assert_eq!(refused(1, "0"), code::status::LIST_MALFORMED);
    }
}
