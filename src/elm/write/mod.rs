mod achievement;
mod assessment;
mod display;
mod organisation;
mod writer;

use crate::badge::Profile;
use crate::elm::read;
use crate::json::{Object, Pointer, Value};
use crate::limits::Limits;
use crate::microcredential::carrier::mapping::A_LANGUAGE;
use crate::microcredential::carrier::{Loss, LossReport, Lost};
use crate::microcredential::{MicroCredential, Text};
use crate::vc::DateTimeStamp;
use crate::vc::context_urls::CREDENTIALS_V1;
use crate::vc::masked::Masked;
use display::Shown;
pub use display::{DisplayImage, ImageType};
use std::collections::{HashMap, HashSet};
use std::fmt;
pub use writer::SYNTHESISED;
use writer::Writer;

/// What a European Digital Credential needs and a micro-credential does not say.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// Who will seal it: id, name and home page are written; where it is says the offer. Without it, the first awarding body.
    pub issuer: Option<Profile>,
    /// The issuer's legal identifier under [eIDAS](https://eur-lex.europa.eu/eli/reg/2014/910). Without it, the issuer's id
    /// stands in its place, synthesised.
    pub eidas_identifier: Option<String>,
    /// What Europass shows as the face of the credential. Without it, a blank dot, synthesised.
    pub image: Option<DisplayImage>,
    /// From when the credential is valid; from the day of the award if nothing is said.
    pub valid_from: Option<DateTimeStamp>,
    /// Until when the credential is valid; until when the micro-credential is, if nothing is said.
    pub valid_until: Option<DateTimeStamp>,
    /// The issuer's name in all its wordings, where they are known; a profile has one.
    pub(crate) issuer_name: Text,
    /// The learner's number in a country: without one, it is an identifier like any other.
    pub(crate) national_number: Option<read::NationalNumber>,
}

impl Options {
    /// The same, with who will seal it.
    #[must_use]
    pub fn issuer(self, issuer: Profile) -> Self {
        Self { issuer: Some(issuer), ..self }
    }

    /// The same, with the issuer's legal identifier under eIDAS.
    #[must_use]
    pub fn eidas_identifier(self, identifier: impl Into<String>) -> Self {
        Self { eidas_identifier: Some(identifier.into()), ..self }
    }

    /// The same, with the image to show. (The library's own badge image is made by [`render`](crate::render), which stands above
    /// this module.)
    #[must_use]
    pub fn image(self, image: DisplayImage) -> Self {
        Self { image: Some(image), ..self }
    }

    /// The same, valid from then on.
    #[must_use]
    pub fn valid_from(self, from: DateTimeStamp) -> Self {
        Self { valid_from: Some(from), ..self }
    }

    /// The same, valid until then.
    #[must_use]
    pub fn valid_until(self, until: DateTimeStamp) -> Self {
        Self { valid_until: Some(until), ..self }
    }

    /// The same, with what the issuer says of itself elsewhere.
    #[must_use]
    pub(crate) fn issuer_in_own_words(self, issuer: &read::InOwnWords) -> Self {
        let identifier = issuer.legal_identifier.as_ref().map(|identifier| identifier.notation.clone());
        Self { eidas_identifier: identifier, issuer_name: issuer.name.clone(), ..self }
    }
}

/// A European Digital Credential, not sealed, and what it does not say as the micro-credential does.
#[derive(Clone, PartialEq, Eq)]
#[must_use]
#[non_exhaustive]
pub struct Written {
    /// The document.
    pub document: Value,
    /// What a reader of it cannot recover; pointers into the [JSON form](crate::microcredential::form).
    pub losses: LossReport,
    /// What ELM requires and the micro-credential does not say.
    pub synthesised: Vec<Synthesised>,
    /// What of the options stands there as they say it.
    pub(crate) kept: Vec<Kept>,
}

/// What is said of a credential beside its elements, and has a place here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    IssuerId,
    IssuerName,
    IssuerPage,
    ValidFrom,
}

impl fmt::Debug for Written {
    /// Without the document: it says who learned what.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Written")
            .field("document", &Masked(&self.document))
            .field("losses", &self.losses)
            .field("synthesised", &self.synthesised)
            .finish()
    }
}

/// A value that was made up because ELM requires one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Synthesised {
    /// Where it stands in the document.
    pub pointer: Pointer,
    /// What it is, in a sentence.
    pub what: &'static str,
}

impl Synthesised {
    /// The JSON form: an object with `pointer` and `what`.
    pub fn to_json(&self) -> Value {
        Object::new().with("pointer", self.pointer.as_str()).with("what", self.what).into()
    }
}

impl fmt::Display for Synthesised {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} is synthesised: {}", self.pointer, self.what)
    }
}

/// Makes a European Digital Credential of a micro-credential. See [the module](crate::elm).
///
/// The order in which identifiers, participation, further information and fields are listed says nothing and is not kept.
pub fn write(held: &MicroCredential, options: &Options) -> Written {
    let shown = Shown::of(held.offer());
    let mut writer = Writer::showing(&shown.primary);
    let document: Value = credential(&mut writer, held, options, &shown).into();
    let losses = losses(held, &document);
    let kept = std::mem::take(&mut writer.kept);
    let synthesised = writer.synthesised(&document);
    Written { document, losses, synthesised, kept }
}

fn credential(writer: &mut Writer, held: &MicroCredential, options: &Options, shown: &Shown) -> Object {
    let id = held.id().map(|id| writer.claim(id, "credential"));
    let issued = midnight(held.issued());
    let issuer = organisation::issuer(writer, held.offer(), options);
    let display = display::parameter(writer, held.offer(), options, shown);
    let subject = achievement::subject(writer, held, options);
    let credential = Object::new()
        .with("@context", vec![CREDENTIALS_V1, super::CONTEXT])
        .with_some("id", id)
        .with("type", vec!["VerifiableCredential", "EuropeanDigitalCredential"])
        .with("credentialSchema", Object::new().with("id", SCHEMA).with("type", "ShaclValidator2017"))
        .with("credentialProfiles", writer.concept(GENERIC, "Generic"))
        .with("displayParameter", display)
        .with("issuer", issuer)
        .with("issuanceDate", issued.as_str())
        .with("issued", issued.as_str())
        .with("validFrom", options.valid_from.as_ref().map_or(issued.as_str(), DateTimeStamp::as_str));
    let until = options.valid_until.as_ref().or(held.valid_until());
    writer.kept.extend(options.valid_from.as_ref().map(|_| Kept::ValidFrom));
    let credential =
        super::VALID_UNTIL.into_iter().fold(credential, |credential, member| credential.with_some(member, until));
    credential.with("credentialSubject", subject)
}

/// The shapes that it is made for.
const SCHEMA: &str = "http://data.europa.eu/snb/model/ap/edc-generic-full";
/// The profile of a credential of no special kind; there is none for micro-credentials.
pub(super) const GENERIC: &str = "http://data.europa.eu/snb/credential/e34929035b";

fn midnight(day: chrono::NaiveDate) -> String {
    format!("{day}T00:00:00Z")
}

/// Reads back what was written, without the image, and compares.
fn losses(held: &MicroCredential, document: &Value) -> LossReport {
    let carried = held.to_json();
    let text = match document.clone() {
        Value::Object(mut object) => {
            object.remove("displayParameter");
            Value::Object(object).to_string()
        }
        other => other.to_string(),
    };
    let limits = Limits { bytes: usize::MAX, values: usize::MAX, ..Limits::default() };
    let mut recovered = match read::read(text.as_bytes(), &limits) {
        Ok(read) => read.recovered.to_json(),
        // Whoever else reads it cannot recover it either.
        Err(_) => Value::Object(Object::new()),
    };
    for (part, member) in UNORDERED {
        in_order_of(&carried, &mut recovered, part, member);
    }
    let losses = LossReport::between(&carried, &recovered, |row| row.lost_in_elm);
    losses.iter().cloned().map(|loss| reworded(loss, &carried)).collect()
}

/// The lists that have no order: each is put together from several places.
const UNORDERED: [(&str, &str); 4] =
    [("learner", "identifiers"), ("offer", "participation"), ("offer", "furtherInformation"), ("offer", "fields")];

/// The same, for another reason where it is a wording that got its language from what is shown, or lost the region of it.
fn reworded(loss: Loss, carried: &Value) -> Loss {
    let is_text = |step: &String| TEXTS.contains(&step.as_str());
    let at = loss.pointer.steps().last().filter(is_text).and_then(|_| value_at(carried, &loss.pointer));
    let is_reworded = loss.lost == Lost::Altered
        && match at {
            Some(Value::Object(wordings)) => wordings.iter().any(|(tag, _)| tag == "und" || tag.contains('-')),
            other => other.is_some(),
        };
    Loss { reason: if is_reworded { A_LANGUAGE } else { loss.reason }, ..loss }
}

/// The members of the JSON form that are wordings.
const TEXTS: [&str; 6] = ["title", "description", "text", "name", "label", "prerequisites"];

fn value_at<'v>(value: &'v Value, pointer: &Pointer) -> Option<&'v Value> {
    pointer.steps().try_fold(value, |value, step| match value.as_array() {
        Some(items) => items.get(step.parse::<usize>().ok()?),
        None => value.get(&step),
    })
}

/// Puts the items of a list that has no order into the order of another.
fn in_order_of(carried: &Value, recovered: &mut Value, part: &str, member: &str) {
    let Some(wanted) = carried.get(part).and_then(|part| part.get(member)?.as_array()) else {
        return;
    };
    let part = recovered.as_object_mut().and_then(|object| object.get_mut(part)?.as_object_mut());
    if let Some(Value::Array(items)) = part.and_then(|part| part.get_mut(member)) {
        // What came back as it was stands in its order; anything else stays where it is among the rest.
        let wanted: Vec<String> = wanted.iter().map(Value::to_string).collect();
        let mut places: HashMap<&str, usize> = HashMap::new();
        for (place, item) in wanted.iter().enumerate() {
            places.entry(item).or_insert(place);
        }
        let found = std::mem::take(items).into_iter().map(|item| (places.get(&*item.to_string()).copied(), item));
        let (mut known, others): (Vec<_>, Vec<_>) = found.partition(|(place, _)| place.is_some());
        known.sort_by_key(|(place, _)| *place);
        let came_back: HashSet<usize> = known.iter().filter_map(|(place, _)| *place).collect();
        let (mut known, mut others) = (known.into_iter(), others.into_iter());
        let is_known = |item: &String| places.get(&**item).is_some_and(|place| came_back.contains(place));
        let ordered = wanted.iter().filter_map(|item| if is_known(item) { known.next() } else { others.next() });
        *items = ordered.map(|(_, item)| item).collect();
        items.extend(others.map(|(_, item)| item));
    }
}
