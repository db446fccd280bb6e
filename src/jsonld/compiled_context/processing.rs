//! [Context processing](https://www.w3.org/TR/json-ld11-api/#context-processing-algorithms): from a local context to an
//! active one.

use super::definition::Defining;
use super::error::malformed;
use super::{Application, Context, ContextError, Loader, is_language_tag};
use crate::json::{Object, Value};
use std::sync::Arc;

/// How deep contexts may load one another.
const DEEPEST: usize = 8;

pub(super) struct Processing<'a> {
    loader: &'a Loader<'a>,
    depth: usize,
}

impl<'a> Processing<'a> {
    pub(super) fn new(loader: &'a Loader<'a>) -> Self {
        Self { loader, depth: 0 }
    }

    pub(super) fn apply(
        &mut self,
        active: &Arc<Context>,
        local: &Value,
        application: Application,
        inline: bool,
    ) -> Result<Arc<Context>, ContextError> {
        let propagate = match local.get("@propagate") {
            None => application.propagate,
            Some(Value::Bool(propagate)) => *propagate,
            Some(_) => return Err(malformed("@propagate must be true or false")),
        };
        let mut result = (**active).clone();
        if !propagate && result.previous.is_none() {
            result.previous = Some(Arc::clone(active));
        }
        let items = local.as_array().unwrap_or(std::slice::from_ref(local));
        for item in items {
            match item {
                Value::Null => {
                    if !application.override_protected && result.has_protected_terms() {
                        return Err(ContextError::Protected("null".to_owned()));
                    }
                    let previous = (!propagate).then(|| Arc::clone(active));
                    result = Context { previous, ..Context::default() };
                }
                Value::String(url) => {
                    let body = self.load(url)?;
                    self.depth += 1;
                    let next = Arc::new(result);
                    result =
                        (*self.apply(&next, &body, Application { propagate: true, ..application }, false)?).clone();
                    self.depth -= 1;
                }
                Value::Object(definitions) => self.define(&mut result, definitions, application, inline)?,
                _ => return Err(malformed("a context must be a URL, an object or null")),
            }
        }
        result.index();
        Ok(Arc::new(result))
    }

    /// The `@context` of a registered body.
    fn load(&self, url: &str) -> Result<Value, ContextError> {
        if self.depth >= DEEPEST {
            return Err(ContextError::Cycle);
        }
        let body = (self.loader)(url).ok_or_else(|| ContextError::Unknown(url.to_owned()))?;
        body.get("@context").cloned().ok_or_else(|| malformed("a context document must have a member @context"))
    }

    fn define(
        &mut self,
        result: &mut Context,
        definitions: &Object,
        application: Application,
        inline: bool,
    ) -> Result<(), ContextError> {
        let imported;
        let definitions = match definitions.get("@import") {
            None => definitions,
            Some(Value::String(url)) => {
                let Value::Object(mut merged) = self.load(url)? else {
                    return Err(malformed("an imported context must be one object"));
                };
                if merged.get("@import").is_some() {
                    return Err(ContextError::Cycle);
                }
                definitions.iter().filter(|(key, _)| *key != "@import").for_each(|(key, value)| {
                    merged.insert(key, value.clone());
                });
                imported = merged;
                &imported
            }
            Some(_) => return Err(malformed("@import must be a URL")),
        };
        if definitions.get("@version").is_some_and(|version| version.to_string() != "1.1") {
            return Err(malformed("@version must be 1.1"));
        }
        if inline && definitions.get("@base").is_some_and(|base| *base != Value::Null) {
            return Err(ContextError::Exotic("@base"));
        }
        if definitions.get("@direction").is_some_and(|direction| *direction != Value::Null) {
            return Err(ContextError::Exotic("@direction"));
        }
        match definitions.get("@vocab") {
            None => {}
            Some(Value::Null) => result.vocab = None,
            Some(Value::String(vocab)) => {
                let iri = result.expand_vocabulary(vocab).filter(|iri| !iri.starts_with("_:"));
                let iri = iri.ok_or(ContextError::Exotic("a relative @vocab"))?.into_owned();
                result.vocab = Some(iri.into());
            }
            Some(_) => return Err(malformed("@vocab must be an IRI or null")),
        }
        match definitions.get("@language") {
            None => {}
            Some(Value::Null) => result.language = None,
            Some(Value::String(language)) => result.language = Some(language_tag(language)?),
            Some(_) => return Err(malformed(NO_LANGUAGE)),
        }
        let protected = match definitions.get("@protected") {
            None => false,
            Some(Value::Bool(protected)) => *protected,
            Some(_) => return Err(malformed("@protected must be true or false")),
        };
        let mut defining = Defining::new(result, definitions, protected, application.override_protected);
        for (name, _) in definitions.iter() {
            if !matches!(
                name,
                "@base" | "@direction" | "@import" | "@language" | "@propagate" | "@protected" | "@version" | "@vocab"
            ) {
                defining.define(name)?;
            }
        }
        Ok(())
    }
}

impl Context {
    fn has_protected_terms(&self) -> bool {
        self.terms.values().any(|term| term.protected)
    }
}

const NO_LANGUAGE: &str = "@language must be a language tag or null";

pub(super) fn language_tag(language: &str) -> Result<Box<str>, ContextError> {
    match is_language_tag(language) {
        true => Ok(language.to_ascii_lowercase().into()),
        false => Err(malformed(NO_LANGUAGE)),
    }
}
