//! What every class does in the same way when it is written.

use crate::json::{Object, Value};

/// The `type` array of an object of a class, which is among its types whatever the model says.
pub(crate) fn types(class: &str, types: &[String]) -> Value {
    let missing = (!types.iter().any(|name| name == class)).then_some(class);
    Value::Array(missing.into_iter().chain(types.iter().map(String::as_str)).map(Value::from).collect())
}

/// The `type` array of a credential, of which one names its kind: the first of `kinds` if the model names none.
pub(crate) fn credential_types(types: &[String], kinds: &[&str]) -> Value {
    let mut all = types.to_vec();
    if let ([kind, ..], false) = (kinds, types.iter().any(|name| kinds.contains(&name.as_str()))) {
        all.push((*kind).to_owned());
    }
    self::types("VerifiableCredential", &all)
}

/// One object as it is, several as an array: for members that may have several values but seldom have.
pub(crate) fn one_or_many(objects: &[Object]) -> Option<Value> {
    match objects {
        [] => None,
        [only] => Some(Value::Object(only.clone())),
        several => Some(Value::Array(several.iter().cloned().map(Value::Object).collect())),
    }
}

/// The object together with the members that its reader kept.
///
/// Items that were left over from a member go back behind it; a single value that was kept whole gives way to one that
/// was set since.
pub(crate) fn with_rest(mut object: Object, rest: &Object) -> Value {
    for (name, kept) in rest.iter() {
        match (object.get_mut(name), kept) {
            (None, _) => object.insert(name, kept.clone()),
            (Some(stand_in), _) if is_empty(stand_in) => *stand_in = kept.clone(),
            (Some(Value::Array(items)), Value::Array(more)) => items.extend(more.iter().cloned()),
            (Some(single), Value::Array(more)) => {
                let items = std::iter::once(single.clone()).chain(more.iter().cloned());
                *single = Value::Array(items.collect());
            }
            (Some(_), _) => {}
        }
    }
    Value::Object(object)
}

/// Whether this is what a model has where a required member was missing.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::String(text) => text.is_empty(),
        Value::Object(object) => object.is_empty(),
        _ => false,
    }
}
