use super::{ListState, RegistryError};
use crate::codec::https_url::HttpsUrl;
use crate::codec::iri;
use crate::status::{MINIMUM_ENTRIES, StatusPurpose};

/// How many entries a list has if nothing is said, and the fewest that it may have: few enough to fetch, and enough for a
/// credential to hide among the others
/// ([herd privacy](https://www.w3.org/TR/vc-bitstring-status-list/#herd-privacy)).
pub const DEFAULT_ENTRIES: u32 = MINIMUM_ENTRIES as u32;

/// The most entries that a list may have.
pub const MOST_ENTRIES: u32 = 10_000_000;

/// Two mebibytes, so that a list in which nothing repeats is still within what verifiers accept.
const MOST_BITS: u32 = 1 << 24;

/// Where the number of a list stands in its URL.
const NUMBER: &str = "{list}";

/// What lists for a purpose are opened as, when one is needed.
///
/// ```
/// use microcred::status::StatusPurpose;
/// use microcred::status::registry::ListPlan;
/// let plan = ListPlan::new("did:web:vet.example", "https://vet.example/status/{list}.json", StatusPurpose::Revocation);
/// assert_eq!(plan.check(), Ok(()));
/// assert_eq!(plan.url(3), "https://vet.example/status/3.json");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ListPlan {
    /// Who issues the credentials and their lists: a DID or a URL.
    pub issuer: String,
    /// Where lists are published: a URL with `{list}` in its last segment, where the number of the list goes. Without
    /// it, the number becomes a segment of its own.
    pub url: String,
    /// What the lists say: revocation, suspension or messages.
    pub purpose: StatusPurpose,
    /// How many credentials a list has entries for; a multiple of 8, from [`DEFAULT_ENTRIES`] to [`MOST_ENTRIES`].
    pub entries: u32,
    /// For the purpose [`Message`](StatusPurpose::Message): 2, 4, 8 … up to 256 of them, the first for new credentials
    /// ([statusMessage](https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistentry)).
    pub messages: Vec<String>,
}

impl ListPlan {
    /// Lists of [`DEFAULT_ENTRIES`].
    pub fn new(issuer: impl Into<String>, url: impl Into<String>, purpose: StatusPurpose) -> Self {
        Self { issuer: issuer.into(), url: url.into(), purpose, entries: DEFAULT_ENTRIES, messages: Vec::new() }
    }

    /// The same with longer lists.
    #[must_use]
    pub fn with_entries(self, entries: u32) -> Self {
        Self { entries, ..self }
    }

    /// The same with messages.
    #[must_use]
    pub fn with_messages(self, messages: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { messages: messages.into_iter().map(Into::into).collect(), ..self }
    }

    /// Bits an entry (`statusSize`).
    pub fn size(&self) -> u8 {
        match self.purpose {
            StatusPurpose::Message => self.messages.len().max(2).ilog2().to_le_bytes()[0],
            _ => 1,
        }
    }

    /// The greatest value that an entry can have.
    pub(super) fn greatest(&self) -> u32 {
        (1 << self.size()) - 1
    }

    /// The URL of the list with a number.
    pub fn url(&self, number: u32) -> String {
        match self.url.contains(NUMBER) {
            true => self.url.replace(NUMBER, &number.to_string()),
            false => format!("{}/{number}", self.url.trim_end_matches('/')),
        }
    }

    /// The file that the list with a number is published in: the last segment of its URL.
    pub fn file_name(&self, number: u32) -> String {
        let url = self.url(number);
        url.rsplit_once('/').map_or(url.as_str(), |(_, name)| name).to_owned()
    }

    /// Whether the list with a number is in a file of its own: where digits stand around the number, two lists may have one name, and
    /// one would be published in the place of the other.
    pub(super) fn check_beside<'l>(
        &self,
        number: u32,
        others: impl IntoIterator<Item = &'l ListState>,
    ) -> Result<(), RegistryError> {
        let name = self.file_name(number);
        let has_name = |other: &ListState| other.number != number && other.plan.file_name(other.number) == name;
        match others.into_iter().any(has_name) {
            true => Err(RegistryError::Plan(
                "another list is published in a file of that name already; let no digits stand beside the number of a list",
            )),
            false => Ok(()),
        }
    }

    /// Whether lists can be kept as planned.
    ///
    /// # Errors
    /// What speaks against it.
    pub fn check(&self) -> Result<(), RegistryError> {
        let name = self.file_name(1);
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        let is_kept =
            matches!(self.purpose, StatusPurpose::Revocation | StatusPurpose::Suspension | StatusPurpose::Message);
        let refusals = [
            (!is_kept, "lists are kept for revocation, suspension and messages"),
            (
                self.issuer.is_empty() || self.issuer.len() > 2_000,
                "name its issuer by a DID or URL of at most 2,000 bytes",
            ),
            (
                !is_web(&self.url(1)),
                "give an https URL of at most 2,000 bytes, of a host with a name and without query and fragment, for the lists",
            ),
            (
                self.url.matches(NUMBER).count() > 1 || name == self.file_name(2) || !name.bytes().all(is_name),
                "the number of a list goes into the last segment of its URL, beside letters, digits, dots, `-` and `_`",
            ),
            (
                name.starts_with('.'),
                "the last segment of the URL of a list is the name of a file, and may not begin with a dot",
            ),
            (self.entries < DEFAULT_ENTRIES, "a list has at least 131,072 entries, so that none stands out"),
            (self.entries > MOST_ENTRIES, "a list has at most 10,000,000 entries"),
            (!self.entries.is_multiple_of(8), "a list has a multiple of 8 entries"),
            (
                self.entries.saturating_mul(u32::from(self.size())) > MOST_BITS,
                "a list has at most 16,777,216 bits; with fewer entries there is room for more messages",
            ),
            (
                self.purpose == StatusPurpose::Message
                    && !(self.messages.len().is_power_of_two() && (2..=256).contains(&self.messages.len())),
                "a list for messages has 2, 4, 8, 16, 32, 64, 128 or 256 of them",
            ),
            (
                self.messages.iter().any(|text| text.is_empty() || text.len() > 2_000),
                "a message has between 1 and 2,000 bytes",
            ),
            (
                self.purpose != StatusPurpose::Message && !self.messages.is_empty(),
                "messages are for the purpose `message`",
            ),
        ];
        match refusals.into_iter().find(|(refused, _)| *refused) {
            Some((_, why)) => Err(RegistryError::Plan(why)),
            None => Ok(()),
        }
    }
}

/// Whether it looks like where verifiers fetch lists: over https, or, while something is being tried out, on this machine.
fn is_web(url: &str) -> bool {
    let Some((scheme, rest)) = iri::split_scheme(url) else { return false };
    let authority = rest.strip_prefix("//").and_then(|rest| rest.split('/').next()).unwrap_or_default();
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    let is_fetched = match scheme {
        "https" => HttpsUrl::parse(url).is_ok(),
        "http" => matches!(host, "localhost" | "127.0.0.1" | "[::1]"),
        _ => false,
    };
    is_fetched
        && url.len() <= 2_000
        && url.is_ascii()
        && iri::is_made_of_iri_characters(url)
        && !url.contains(['?', '#', '@'])
}
