use crate::codec::invisible::in_one_line;
use crate::env::Environment;
use crate::json::{Node, Object, Tree, Value};
use crate::limits::Limits;
use crate::ops::request::Request;
use crate::ops::{Answer, Error, Operation, sealed};
use crate::proof::Unwrapped;
use crate::report::{Finding, code};
use crate::resolve::{Fallback, Memory, Need, NeedKind, Resolver, in_words};
use crate::status::{Bitstring, BitstringError, MINIMUM_ENTRIES, RevocationList, RevocationListEntry, StatusList};
use crate::vc::context_urls::{FROM, UNTIL};
use crate::vc::parties;
use std::fmt;
use std::sync::Arc;

/// Shows what a status list is, how long, and what stands at a place of it. Tokens are opened. Nothing is verified.
///
/// The list is at hand, or it is looked up under its URL, among [`resources`](Self::resources) or by a
/// [resolver](Self::with_resolver); by default nothing is fetched.
#[derive(Clone)]
#[non_exhaustive]
pub struct StatusInspect {
    /// Where the list is.
    pub list: ListPlace,
    /// The entry to look at.
    pub index: Option<u64>,
    /// Bits of an entry; the list itself does not say it.
    pub size: u8,
    /// Lists at hand, each under its URL.
    pub resources: Memory,
    /// The budgets.
    pub limits: Limits,
    /// Whom to ask for the rest.
    resolver: Option<Arc<dyn Resolver + Send + Sync>>,
}

/// Where a status list is.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ListPlace {
    /// Here: the list credential as it arrived, or 1EdTech's list.
    Here(Vec<u8>),
    /// Under an https URL.
    Url(String),
}

/// What a status list says of itself, and of one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InspectedList {
    /// `BitstringStatusList`, `StatusList2021` or `1EdTechRevocationList`.
    pub kind: &'static str,
    /// The list's own URL, as it says.
    pub id: Option<String>,
    /// Whose list it is, as it says.
    pub issuer: Option<String>,
    /// What its entries are about.
    pub purposes: Vec<String>,
    /// From when it is valid, as it says.
    pub valid_from: Option<String>,
    /// Until when, as it says.
    pub valid_until: Option<String>,
    /// For how many milliseconds it may be kept, as it says.
    pub ttl: Option<u64>,
    /// How many entries there are.
    pub entries: u64,
    /// How many of them are set; of a list of credentials, how many are revoked.
    pub set: u64,
    /// The entry that was asked for, and its value.
    pub value: Option<(u64, u32)>,
}

impl StatusInspect {
    /// Inspects a list at hand, taking its entries for one bit each.
    pub fn new(list: impl Into<Vec<u8>>) -> Self {
        Self::of(ListPlace::Here(list.into()))
    }

    /// Inspects the list under an https URL.
    pub fn at(url: impl Into<String>) -> Self {
        Self::of(ListPlace::Url(url.into()))
    }

    fn of(list: ListPlace) -> Self {
        Self { list, index: None, size: 1, resources: Memory::new(), limits: Limits::default(), resolver: None }
    }

    /// The same, asking a resolver for what is not at hand.
    #[must_use]
    pub fn with_resolver(self, resolver: impl Resolver + Send + Sync + 'static) -> Self {
        Self { resolver: Some(Arc::new(resolver)), ..self }
    }

    fn bytes(&mut self) -> Result<Vec<u8>, Error> {
        let url = match &mut self.list {
            ListPlace::Here(bytes) => return Ok(std::mem::take(bytes)),
            ListPlace::Url(url) if url.starts_with("https://") => &*url,
            ListPlace::Url(_) => return Err(Error::member("url", "write an https URL")),
        };
        let need = Need::new(NeedKind::StatusList, url, url);
        let at_hand = Fallback::new().or(std::mem::take(&mut self.resources));
        let resolver = match self.resolver.take() {
            Some(resolver) => at_hand.or(resolver),
            None => at_hand,
        };
        match resolver.resolve(&need).resource() {
            Ok(found) => Ok(found.bytes.to_vec()),
            Err((code, reason)) => Err(refused(code::status::LIST_UNRESOLVED, in_words(code, reason))),
        }
    }
}

impl Operation for StatusInspect {
    const NAME: &'static str = "status_inspect";
    const SCHEMA: &'static str = include_str!("../../../vocab/schemas/operations/status_inspect.schema.json");
    const RESPONSE: &'static str =
        include_str!("../../../vocab/schemas/operations/status_inspect.response.schema.json");
    type Answer = InspectedList;

    fn run(mut self, _: &Environment) -> Result<InspectedList, Error> {
        let bytes = self.bytes()?;
        // A list of credentials is neither a credential nor signed.
        if let Ok(tree) = Tree::parse_bytes(&bytes, &RevocationList::limits(&self.limits))
            && RevocationList::is(tree.root())
        {
            return self.credentials(tree.root());
        }
        let unwrapped = Unwrapped::read(&bytes, &self.limits).map_err(Error::refused)?;
        self.bits(unwrapped.document().root())
    }
}

impl StatusInspect {
    fn bits(&self, credential: Node<'_>) -> Result<InspectedList, Error> {
        let list = StatusList::read(credential).map_err(Error::refused)?;
        let bits = Bitstring::decode_as(&list.encoded, list.kind.encoding(), self.size, self.limits.status_list);
        let bits = bits.map_err(undecodable)?;
        let value = |index: u64| -> Result<_, Error> {
            let value = usize::try_from(index).ok().and_then(|index| bits.value(index));
            let nowhere = || BitstringError::Index { index, entries: bits.entries() as u64 };
            Ok::<_, Error>((index, value.ok_or_else(nowhere).map_err(undecodable)?))
        };
        let text = |name| credential.get(name).and_then(Node::as_str).map(str::to_owned);
        Ok(InspectedList {
            kind: list.kind.as_str(),
            id: text("id"),
            issuer: parties::issuer_id(credential).map(str::to_owned),
            purposes: list.purposes.iter().map(ToString::to_string).collect(),
            valid_from: FROM.into_iter().find_map(text),
            valid_until: UNTIL.into_iter().find_map(text),
            ttl: list.ttl,
            entries: bits.entries() as u64,
            set: bits.count_set() as u64,
            value: self.index.map(value).transpose()?,
        })
    }

    fn credentials(&self, list: Node<'_>) -> Result<InspectedList, Error> {
        if self.index.is_some() {
            return Err(Error::member("index", "this list goes by the ids of credentials; leave the index out"));
        }
        let list = RevocationList::read(list).map_err(Error::refused)?;
        Ok(InspectedList {
            kind: RevocationListEntry::TYPE,
            set: list.credentials.iter().filter(|credential| credential.revoked).count() as u64,
            entries: list.credentials.len() as u64,
            id: list.id,
            issuer: Some(list.issuer),
            purposes: vec!["revocation".to_owned()],
            valid_from: None,
            valid_until: None,
            ttl: None,
            value: None,
        })
    }
}

fn undecodable(error: BitstringError) -> Error {
    refused(error.code(), error.to_string())
}

fn refused(code: crate::report::Code, detail: impl Into<String>) -> Error {
    Error::refused(Finding::new(code, crate::json::Pointer::root(), detail))
}

impl sealed::Sealed for StatusInspect {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        let document = request.document("document");
        let url = request.string("url").map(str::to_owned);
        let list = match (document, url) {
            (Some(document), None) => Some(ListPlace::Here(document)),
            (None, Some(url)) => Some(ListPlace::Url(url)),
            _ => {
                request.wrong("document", "give either the list, as a string with its text or as JSON, or its url");
                None
            }
        };
        let index = request.number("index", u64::MAX);
        let size =
            request.number("size", u64::from(crate::status::LARGEST_SIZE)).and_then(|size| u8::try_from(size).ok());
        let resources = request.resources();
        let (limits, resolver) = (request.limits(), request.resolver());
        Some(Self { index, size: size.unwrap_or(1), resources, limits, resolver, ..Self::of(list?) })
    }
}

impl Answer for InspectedList {
    /// `kind`, `purposes`, `entries`, `set`, and of `id`, `issuer`, `validFrom`, `validUntil`, `ttl`, `index` and `value` those
    /// that there are.
    fn to_json(&self) -> Value {
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        Object::new()
            .with("type", "InspectedList")
            .with("kind", self.kind)
            .with_some("id", self.id.as_deref())
            .with_some("issuer", self.issuer.as_deref())
            .with("purposes", Value::Array(self.purposes.iter().map(|purpose| purpose.as_str().into()).collect()))
            .with_some("validFrom", self.valid_from.as_deref())
            .with_some("validUntil", self.valid_until.as_deref())
            .with_some("ttl", self.ttl.map(number))
            .with("entries", number(self.entries))
            .with("set", number(self.set))
            .with_some("index", self.value.map(|(index, _)| number(index)))
            .with_some("value", self.value.map(|(_, value)| i64::from(value)))
            .into()
    }
}

/// For people at a terminal.
impl fmt::Display for InspectedList {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{} for {}, not verified", self.kind, in_one_line(&self.purposes.join(", ")))?;
        let told = [
            ("id", &self.id),
            ("issuer", &self.issuer),
            ("valid from", &self.valid_from),
            ("valid until", &self.valid_until),
        ];
        for (name, value) in told {
            if let Some(value) = value {
                writeln!(formatter, "  {name}: {}", in_one_line(value))?;
            }
        }
        if let Some(ttl) = self.ttl {
            match ttl.is_multiple_of(1000) {
                true => writeln!(formatter, "  may be kept for {} s", ttl / 1000)?,
                false => writeln!(formatter, "  may be kept for {ttl} ms")?,
            }
        }
        write!(formatter, "  {} entries, {} of them set", self.entries, self.set)?;
        if self.kind != RevocationListEntry::TYPE && self.entries < MINIMUM_ENTRIES as u64 {
            write!(formatter, " (fewer than the {MINIMUM_ENTRIES} that a list must have)")?;
        }
        match self.value {
            Some((index, value)) => write!(formatter, "\n  entry {index}: {value}"),
            None => Ok(()),
        }
    }
}
