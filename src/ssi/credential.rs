use super::Error;
use crate::json::{Object, Pointer, Value};
use crate::limits::Limits;
use crate::vc::Document;
use ::ssi::claims::data_integrity::AnyDataIntegrity;
use ::ssi::claims::vc::AnyJsonCredential;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A credential for ssi, of VC Data Model 2.0 or 1.1, with its proofs as members like any other.
///
/// Numbers keep their text. Some ssi cannot write, such as `1e2` and integers beyond 64 bits; some dates it does not read,
/// such as those of 1970. Both are errors here.
///
/// # Errors
/// If ssi does not read it, or would give back another one.
pub fn credential_to_ssi(document: &Document) -> Result<AnyJsonCredential, Error> {
    read(document)
}

/// A credential with embedded proofs for ssi, as its verifier takes them. Whatever that verifier says about it is no verdict
/// of this library.
///
/// # Errors
/// If ssi does not read it or does not know a proof in it, or would give back another one.
pub fn secured_to_ssi(document: &Document) -> Result<AnyDataIntegrity<AnyJsonCredential>, Error> {
    read(document)
}

/// The document that ssi writes for a credential or a presentation of its own, to be judged like any other that arrives.
///
/// # Errors
/// If ssi cannot write it, or not as strict JSON within the default limits.
pub fn document_from_ssi(credential: &impl Serialize) -> Result<Document, Error> {
    let bytes = serde_json::to_vec(credential).map_err(|_| Error::NotWritten)?;
    Ok(Document::parse(&bytes, &Limits::default())?)
}

/// Reads a document into a type of ssi and makes sure that nothing has become of it on the way.
fn read<T: DeserializeOwned + Serialize>(document: &Document) -> Result<T, Error> {
    let text = document.tree().text();
    let theirs =
        serde_json::from_str(text).map_err(|error| Error::NotRead { line: error.line(), column: error.column() })?;
    let again = document_from_ssi(&theirs)?;
    match difference(&document.root().to_value(), &again.root().to_value(), &Pointer::root()) {
        Some(place) => Err(Error::Changed(place)),
        None => Ok(theirs),
    }
}

/// The first place where two documents differ. One value alone is the same as an array with that value.
fn difference(ours: &Value, theirs: &Value, place: &Pointer) -> Option<Pointer> {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) => {
            let names = ours.iter().chain(theirs.iter()).map(|(name, _)| name);
            names.into_iter().find_map(|name| member_difference(name, ours, theirs, place))
        }
        (Value::Array(_), _) | (_, Value::Array(_)) => {
            let (ours, theirs) = (items(ours), items(theirs));
            let changed = |(at, (ours, theirs))| difference(ours, theirs, &place.item(at));
            match ours.len() == theirs.len() {
                true => ours.iter().zip(theirs).enumerate().find_map(changed),
                false => Some(place.clone()),
            }
        }
        _ => (ours != theirs).then(|| place.clone()),
    }
}

fn member_difference(name: &str, ours: &Object, theirs: &Object, place: &Pointer) -> Option<Pointer> {
    let place = place.member(name);
    match (ours.get(name), theirs.get(name)) {
        (Some(ours), Some(theirs)) => difference(ours, theirs, &place),
        _ => Some(place),
    }
}

fn items(value: &Value) -> &[Value] {
    value.as_array().unwrap_or(std::slice::from_ref(value))
}
