//! What a credential says about where its status stands.

use super::{
    LARGEST_SIZE, ListKind, MINIMUM_ENTRIES, RevocationListEntry, StatusList2021Entry, StatusMessage, StatusPurpose,
};
use crate::json::{Node, Object};
use crate::report::{Finding, Findings, code};
use crate::vc::types::types;

/// An entry of `credentialStatus`, by its type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StatusEntry {
    /// An entry of Bitstring Status List 1.0.
    Bitstring(BitstringStatusListEntry),
    /// An entry of StatusList2021, which came before it.
    StatusList2021(StatusList2021Entry),
    /// 1EdTech's list of the credentials that were revoked.
    RevocationList(RevocationListEntry),
    /// An entry of a type that is not known here.
    Other {
        /// Its type.
        kind: String,
    },
}

impl StatusEntry {
    /// Reads an entry by its one type.
    ///
    /// # Errors
    /// `status.entry.malformed`, `status.index.malformed`, `status.size.unsupported`, with the place of what is the matter.
    pub fn read(node: Node<'_>) -> Result<Self, Finding> {
        let mut types = types(node);
        let (Some(kind), None) = (types.next(), types.next()) else {
            return Err(malformed(node, "it has one type, which says how its status is looked up"));
        };
        match kind {
            BitstringStatusListEntry::TYPE => BitstringStatusListEntry::read(node).map(Self::Bitstring),
            StatusList2021Entry::TYPE => StatusList2021Entry::read(node).map(Self::StatusList2021),
            RevocationListEntry::TYPE => RevocationListEntry::read(node).map(Self::RevocationList),
            other => Ok(Self::Other { kind: other.to_owned() }),
        }
    }

    /// Where an entry that can be read without doubt is not as its specification says: an index that is a JSON number, or
    /// values without messages.
    pub fn departures(&self, node: Node<'_>) -> Findings {
        let mut findings = Findings::new();
        if let Some(index) = node.get("statusListIndex").filter(|index| index.number_text().is_some()) {
            findings.push(Finding::new(code::status::INDEX_NUMBER, index.path(), "write it as a string"));
        }
        if let Self::Bitstring(entry) = self
            && (entry.size > 1 || !entry.messages.is_empty())
            && entry.messages.len() as u64 != 1 << entry.size
        {
            let detail = format!("{} values need as many messages", 1_u64 << entry.size);
            findings.push(Finding::new(code::status::MESSAGES, node.path().member("statusMessage"), detail));
        }
        findings
    }

    /// The URL of the list.
    pub fn list(&self) -> Option<&str> {
        match self {
            Self::Bitstring(entry) => Some(&entry.list),
            Self::StatusList2021(entry) => Some(&entry.list),
            Self::RevocationList(entry) => Some(&entry.id),
            Self::Other { .. } => None,
        }
    }

    /// What the status says, where the entry says that.
    pub fn purpose(&self) -> Option<&StatusPurpose> {
        match self {
            Self::Bitstring(entry) => Some(&entry.purpose),
            Self::StatusList2021(entry) => Some(&entry.purpose),
            Self::RevocationList(_) | Self::Other { .. } => None,
        }
    }

    /// The place in a list of bits: of what kind that is, how many bits an entry has, and which entry it is.
    pub(crate) fn place(&self) -> Option<(ListKind, u8, u64)> {
        match self {
            Self::Bitstring(entry) => Some((ListKind::Bitstring, entry.size, entry.index)),
            Self::StatusList2021(entry) => Some((ListKind::StatusList2021, 1, entry.index)),
            Self::RevocationList(_) | Self::Other { .. } => None,
        }
    }

    /// The words for a value, if there are any.
    pub(crate) fn message(&self, value: u32) -> Option<&str> {
        match self {
            Self::Bitstring(entry) => entry.message(value),
            _ => None,
        }
    }
}

/// A place in a list of Bitstring Status List 1.0
/// ([BitstringStatusListEntry](https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistentry)).
///
/// ```
/// use microcred::status::{BitstringStatusListEntry, StatusPurpose};
/// let entry = BitstringStatusListEntry::new(StatusPurpose::Revocation, "https://vet.example/status/3", 94567);
/// assert_eq!(
///     microcred::json::Value::from(entry.to_json()).to_string(),
///     concat!(
///         r#"{"type":"BitstringStatusListEntry","statusPurpose":"revocation","statusListIndex":"94567","#,
///         r#""statusListCredential":"https://vet.example/status/3"}"#
///     )
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BitstringStatusListEntry {
    /// The entry's own id: a URL, other than that of the list.
    pub id: Option<String>,
    /// What the status says.
    pub purpose: StatusPurpose,
    /// The place in the list, in entries.
    pub index: u64,
    /// The URL of the list credential.
    pub list: String,
    /// Bits of an entry, 1 to 32.
    pub size: u8,
    /// What the values mean.
    pub messages: Vec<StatusMessage>,
    /// URLs of material about the status.
    pub references: Vec<String>,
}

impl BitstringStatusListEntry {
    /// Its `type`.
    pub const TYPE: &'static str = "BitstringStatusListEntry";

    /// An entry of one bit.
    pub fn new(purpose: StatusPurpose, list: impl Into<String>, index: u64) -> Self {
        let list = list.into();
        Self { id: None, purpose, index, list, size: 1, messages: Vec::new(), references: Vec::new() }
    }

    /// The same with an id.
    #[must_use]
    pub fn with_id(self, id: impl Into<String>) -> Self {
        Self { id: Some(id.into()), ..self }
    }

    /// The same with entries of so many bits and what each of their values means.
    #[must_use]
    pub fn with_messages(self, size: u8, messages: impl IntoIterator<Item = StatusMessage>) -> Self {
        Self { size, messages: messages.into_iter().collect(), ..self }
    }

    /// The words for a value, if there are any.
    pub fn message(&self, value: u32) -> Option<&str> {
        self.messages.iter().find(|message| message.status == value).map(|message| message.message.as_str())
    }

    /// The JSON form. `statusSize` is left out when it is 1.
    pub fn to_json(&self) -> Object {
        let references = self.references.iter().map(String::as_str);
        Object::new()
            .with_some("id", self.id.as_deref())
            .with("type", Self::TYPE)
            .with("statusPurpose", self.purpose.as_str())
            .with("statusListIndex", self.index.to_string())
            .with("statusListCredential", self.list.as_str())
            .with_some("statusSize", (self.size > 1).then_some(i64::from(self.size)))
            .with_all("statusMessage", self.messages.iter().map(StatusMessage::to_json))
            .with_all("statusReference", references)
    }

    /// Reads the JSON form. The index may also be a number, as 1EdTech's own tests have it.
    ///
    /// # Errors
    /// `status.entry.malformed`, `status.index.malformed`, `status.size.unsupported`.
    pub fn read(node: Node<'_>) -> Result<Self, Finding> {
        let list = text(node, "statusListCredential")?;
        let id = node.get("id").and_then(Node::as_str);
        if id == Some(list) {
            return Err(malformed(node, "its id is that of the list; give it one of its own, or none"));
        }
        let messages = match node.get("statusMessage") {
            None => Vec::new(),
            Some(messages) => messages
                .each()
                .take(MINIMUM_ENTRIES)
                .map(|message| {
                    let detail = "a message has a status such as \"0x1\" and a message";
                    StatusMessage::read(message).ok_or_else(|| malformed(message, detail))
                })
                .collect::<Result<_, _>>()?,
        };
        let references = node.get("statusReference").into_iter().flat_map(Node::each);
        Ok(Self {
            id: id.map(str::to_owned),
            purpose: text(node, "statusPurpose")?.into(),
            index: index(node)?,
            list: list.to_owned(),
            size: size(node)?,
            messages,
            references: references.filter_map(Node::as_str).map(str::to_owned).collect(),
        })
    }
}

/// A member that has to be a string.
pub(super) fn text<'t>(node: Node<'t>, name: &str) -> Result<&'t str, Finding> {
    match node.get(name) {
        None => Err(malformed(node, &format!("it has no {name}"))),
        Some(value) => value.as_str().ok_or_else(|| malformed(value, "write one string")),
    }
}

/// The index: digits and nothing else, without leading zeros.
pub(super) fn index(node: Node<'_>) -> Result<u64, Finding> {
    /// Every number up to here is itself in JSON of any reader.
    const HIGHEST: u64 = (1 << 53) - 1;
    let Some(value) = node.get("statusListIndex") else { return Err(malformed(node, "it has no statusListIndex")) };
    let digits = value.as_str().or_else(|| value.number_text()).unwrap_or_default();
    let is_decimal = !digits.is_empty()
        && digits.bytes().all(|digit| digit.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'));
    let index = digits.parse().ok().filter(|index| is_decimal && *index <= HIGHEST);
    index.ok_or_else(|| {
        let detail = "write an index of the list as a string of digits, without leading zeros";
        Finding::new(code::status::INDEX_MALFORMED, value.path(), detail)
    })
}

/// Bits of an entry: one if nothing else is said.
fn size(node: Node<'_>) -> Result<u8, Finding> {
    let Some(value) = node.get("statusSize") else { return Ok(1) };
    match value.number_text().and_then(|text| text.parse::<u8>().ok()) {
        Some(size @ 1..=LARGEST_SIZE) => Ok(size),
        _ => {
            let detail = "write a number of bits between 1 and 32";
            Err(Finding::new(code::status::SIZE_UNSUPPORTED, value.path(), detail))
        }
    }
}

pub(super) fn malformed(node: Node<'_>, detail: &str) -> Finding {
    Finding::new(code::status::ENTRY_MALFORMED, node.path(), detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Tree;
    use crate::limits::Limits;
    use crate::report::Code;

    fn read(text: &str) -> Result<StatusEntry, Finding> {
        StatusEntry::read(Tree::parse(text, &Limits::default()).unwrap().root())
    }

    fn with_index(index: &str) -> Result<u64, Code> {
        let text = format!(
            r#"{{"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": {index},
                "statusListCredential": "https://vet.example/status/3"}}"#
        );
        match read(&text) {
            Ok(StatusEntry::Bitstring(entry)) => Ok(entry.index),
            Ok(other) => panic!("{other:?}"),
            Err(finding) => Err(finding.code),
        }
    }

    #[test]
    fn an_index_is_digits_and_nothing_else() {
        assert_eq!(with_index(r#""0""#), Ok(0));
        assert_eq!(with_index(r#""94567""#), Ok(94_567));
        assert_eq!(with_index("23"), Ok(23));
        let long = format!("\"{}\"", "9".repeat(400));
        for bad in [
            r#""007""#,
            r#""-1""#,
            r#""+1""#,
            r#""1.0""#,
            r#""1e3""#,
            r#""abc""#,
            r#""""#,
            r#"" 1""#,
            r#""٣""#,
            "1.0",
            "1e3",
            "-1",
            "null",
            "[\"1\"]",
            r#""9223372036854775808""#,
            r#""18446744073709551616""#,
            r#""0x10""#,
            &long,
        ] {
            assert_eq!(with_index(bad), Err(code::status::INDEX_MALFORMED), "{bad:.20}");
        }
    }

    /// The example of Bitstring Status List 1.0 for messages, filled up to the number of values that it demands.
    #[test]
    fn an_entry_with_messages() {
        let text = r#"{
            "id": "https://example.com/credentials/status/8#492847", "type": "BitstringStatusListEntry",
            "statusPurpose": "message", "statusListIndex": "492847",
            "statusListCredential": "https://example.com/credentials/status/8", "statusSize": 2,
            "statusMessage": [{"status": "0x0", "message": "pending_review"}, {"status": "0x1", "message": "accepted"},
                {"status": "0x2", "message": "rejected"}, {"status": "0x3", "message": "undefined"}],
            "statusReference": ["https://example.org/status-dictionary/"]}"#;
        let Ok(StatusEntry::Bitstring(entry)) = read(text) else { panic!() };
        assert_eq!((entry.size, entry.message(2), entry.message(4)), (2, Some("rejected"), None));
        assert_eq!(entry.purpose, StatusPurpose::Message);
        let tree = Tree::parse(text, &Limits::default()).unwrap();
        assert_eq!(crate::json::Value::from(entry.to_json()), tree.root().to_value());
    }

    #[test]
    fn what_is_no_entry() {
        for (text, code) in [
            (r#""https://vet.example/status/3#1""#, code::status::ENTRY_MALFORMED),
            ("{}", code::status::ENTRY_MALFORMED),
            (r#"{"type": ["BitstringStatusListEntry", "1EdTechRevocationList"]}"#, code::status::ENTRY_MALFORMED),
            (r#"{"type": "BitstringStatusListEntry"}"#, code::status::ENTRY_MALFORMED),
            (r#"{"type": "1EdTechRevocationList"}"#, code::status::ENTRY_MALFORMED),
        ] {
            assert_eq!(read(text).unwrap_err().code, code, "{text}");
        }
        let other = read(r#"{"type": "CredentialStatusList2017"}"#);
        assert_eq!(other, Ok(StatusEntry::Other { kind: "CredentialStatusList2017".to_owned() }));
    }

    #[test]
    fn sizes() {
        for (size, expected) in
            [("1", Ok(1)), ("32", Ok(32)), ("0", Err(())), ("33", Err(())), ("\"2\"", Err(())), ("2.0", Err(()))]
        {
            let text = format!(
                r#"{{"type": "BitstringStatusListEntry", "statusPurpose": "message", "statusListIndex": "1",
                    "statusListCredential": "https://vet.example/status/3", "statusSize": {size}}}"#
            );
            match read(&text) {
                Ok(StatusEntry::Bitstring(entry)) => assert_eq!(Ok(entry.size), expected),
                Ok(other) => panic!("{other:?}"),
                Err(finding) => assert_eq!((finding.code, expected), (code::status::SIZE_UNSUPPORTED, Err(()))),
            }
        }
    }
}
