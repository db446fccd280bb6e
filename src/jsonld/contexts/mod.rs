mod bundled;
mod scopes;
mod set;

pub(super) use scopes::Scopes;
pub(crate) use set::ContextSet;
pub(super) use set::{ContextNumber, Memo, Scope};

use super::compiled_context::{Application, Context, ContextError};
use crate::codec::digest;
use crate::json::{Object, Tree, Value};
use crate::limits::Limits;
use rustc_hash::FxHashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, RwLock};

/// The contexts that are known, each body pinned by its SHA-256.
///
/// The bundled ones are inside the library; nothing is ever fetched. Others are registered with the digest that their
/// publisher gives:
///
/// ```
/// use microcred::jsonld::Contexts;
/// let body = r#"{"@context": {"@protected": true, "memberLevel": "https://club.example/terms#memberLevel"}}"#;
/// let sha256 = microcred::codec::digest::sha256_hex(body);
/// let contexts = Contexts::bundled().with("https://club.example/context/v1", body, &sha256)?;
/// assert!(contexts.knows("https://club.example/context/v1"));
/// # Ok::<(), microcred::jsonld::ContextError>(())
/// ```
#[derive(Clone)]
pub struct Contexts {
    bodies: Arc<Bodies>,
    compiled: Arc<RwLock<Compiled>>,
}

/// A context of a document: a pinned one by its URL, or one that the document itself holds.
pub(crate) enum Inline<'a> {
    Pinned(&'a str),
    Own(Value),
}

/// The bodies by their URLs, the newest first.
type Bodies = FxHashMap<String, Vec<Arc<Body>>>;

/// Roots that were compiled, by the numbers of their bodies.
type Compiled = FxHashMap<Vec<u64>, Arc<ContextSet>>;

/// The body of a context.
#[derive(Debug)]
pub(crate) struct Body {
    /// Distinguishes bodies of one process, those that strangers bring along among them.
    number: u64,
    pub(crate) url: Arc<str>,
    pub(crate) sha256: Arc<str>,
    pub(crate) provenance: &'static str,
    value: Arc<Value>,
}

impl Body {
    fn new(url: &str, sha256: &str, provenance: &'static str, value: Arc<Value>) -> Self {
        static NUMBERS: AtomicU64 = AtomicU64::new(0);
        let number = NUMBERS.fetch_add(1, Ordering::Relaxed);
        Self { number, url: url.into(), sha256: sha256.into(), provenance, value }
    }
}

/// Definitions that a document may bring in contexts of its own.
pub(super) const OWN_DEFINITIONS: usize = 1_000;

/// How many roots are remembered; strangers choose the combinations.
const REMEMBERED_SETS: usize = 64;

impl Contexts {
    /// The contexts inside the library: VC Data Model 1.1 and 2.0, Open Badges 3.0.0 to 3.0.3, CLR 2.0, the Data
    /// Integrity and key suites, status lists, DIDs, and our own.
    pub fn bundled() -> Self {
        static BUNDLED: LazyLock<Contexts> = LazyLock::new(Contexts::read_bundled);
        BUNDLED.clone()
    }

    /// The same with one more context, whose body must have the SHA-256 (hexadecimal) that is given.
    ///
    /// # Errors
    /// If the body has another digest, is not JSON with an `@context`, or cannot be compiled by itself.
    pub fn with(&self, url: &str, body: &str, sha256: &str) -> Result<Self, ContextError> {
        let found = digest::sha256_hex(body);
        if !found.eq_ignore_ascii_case(sha256) {
            return Err(ContextError::HashMismatch { url: url.to_owned(), expected: sha256.to_owned(), found });
        }
        let tree = Tree::parse(body, &Limits::default()).map_err(|error| ContextError::Malformed(error.to_string()))?;
        let value = Arc::new(tree.root().to_value());
        if value.get("@context").is_none() {
            return Err(ContextError::Malformed("a context document must have a member @context".to_owned()));
        }
        let body = Arc::new(Body::new(url, &found, "registered", value));
        let mut bodies = (*self.bodies).clone();
        let versions = bodies.entry(url.to_owned()).or_default();
        if !versions.iter().any(|known| known.sha256 == body.sha256) {
            versions.insert(0, Arc::clone(&body));
        }
        let contexts = Self { bodies: Arc::new(bodies), compiled: Arc::default() };
        contexts.compile(&[body])?;
        Ok(contexts)
    }

    /// Whether a context with this URL is registered.
    pub fn knows(&self, url: &str) -> bool {
        self.bodies.contains_key(url)
    }

    /// The URLs that are known, with the SHA-256 of each body, newest first.
    pub fn urls(&self) -> impl Iterator<Item = (&str, Vec<&str>)> {
        self.bodies.iter().map(|(url, bodies)| (url.as_str(), bodies.iter().map(|body| &*body.sha256).collect()))
    }

    /// What the body of a context says, the newest one: the same JSON, without the white space of the published bytes that
    /// [`urls`](Self::urls) gives the SHA-256 of.
    pub fn body(&self, url: &str) -> Option<String> {
        Some(self.bodies.get(url)?.first()?.value.to_string())
    }

    /// The compiled roots for a list of URLs: the newest bodies first, then those with one older body.
    ///
    /// # Errors
    /// If a URL is unknown, or two contexts do not go together.
    pub(crate) fn select(&self, urls: &[&str]) -> Result<Vec<Arc<ContextSet>>, ContextError> {
        let mut choices = Vec::with_capacity(urls.len());
        for url in urls {
            choices.push(self.bodies.get(*url).ok_or_else(|| ContextError::Unknown((*url).to_owned()))?);
        }
        let newest: Vec<Arc<Body>> = choices.iter().map(|bodies| Arc::clone(&bodies[0])).collect();
        let mut sets = vec![self.compile(&newest)?];
        for (place, bodies) in choices.iter().enumerate() {
            for older in &bodies[1..] {
                let mut chosen = newest.clone();
                chosen[place] = Arc::clone(older);
                sets.push(self.compile(&chosen)?);
            }
        }
        Ok(sets)
    }

    fn compile(&self, bodies: &[Arc<Body>]) -> Result<Arc<ContextSet>, ContextError> {
        let key: Vec<u64> = bodies.iter().map(|body| body.number).collect();
        if let Some(set) = self.compiled.read().ok().and_then(|compiled| compiled.get(&key).cloned()) {
            return Ok(set);
        }
        let set = self.compile_anew(bodies)?;
        if let Ok(mut compiled) = self.compiled.write() {
            // Strangers, who may order contexts as they like, displace others and keep nobody out for good.
            if compiled.len() >= REMEMBERED_SETS
                && let Some(place) = compiled.keys().next().cloned()
            {
                compiled.remove(&place);
            }
            compiled.insert(key, Arc::clone(&set));
        }
        Ok(set)
    }

    fn compile_anew(&self, bodies: &[Arc<Body>]) -> Result<Arc<ContextSet>, ContextError> {
        let mut root = Arc::new(Context::default());
        let application = Application { propagate: true, override_protected: false };
        for body in bodies {
            let local = body.value.get("@context").cloned().unwrap_or(Value::Null);
            root = root.apply(&local, application, &|url| self.load(url))?;
        }
        Ok(Arc::new(ContextSet::new(bodies, &self.bodies, root)))
    }

    fn load(&self, url: &str) -> Option<Arc<Value>> {
        load(&self.bodies, url)
    }

    /// The compiled root for contexts of which some stand in the document itself. Strangers write those, so that nothing of
    /// it is remembered.
    pub(crate) fn select_with_inline(&self, contexts: &[Inline<'_>]) -> Result<Arc<ContextSet>, ContextError> {
        let body = |context: &Inline<'_>| match context {
            Inline::Pinned(url) => match self.bodies.get(*url) {
                Some(bodies) => Ok(Arc::clone(&bodies[0])),
                None => Err(ContextError::Unknown((*url).to_owned())),
            },
            Inline::Own(value) => {
                check_size(value)?;
                let sha256 = digest::sha256_hex(value.to_string());
                // Some put a whole context document there.
                let value = match value.get("@context") {
                    Some(_) => value.clone(),
                    None => Object::new().with("@context", value.clone()).into(),
                };
                Ok(Arc::new(Body::new("", &sha256, "inline", Arc::new(value))))
            }
        };
        let bodies = contexts.iter().map(body).collect::<Result<Vec<_>, _>>()?;
        self.compile_anew(&bodies)
    }

    /// Whether an inline context would redefine what the pinned ones protect.
    pub(crate) fn redefines_protected(&self, urls: &[&str], inline: &Value) -> bool {
        if check_size(inline).is_err() {
            return false;
        }
        let Ok(sets) = self.select(urls) else { return false };
        let root = Arc::clone(&sets[0].snapshot().contexts[0]);
        let application = Application { propagate: true, override_protected: false };
        matches!(root.apply(inline, application, &|url| self.load(url)), Err(ContextError::Protected(_)))
    }
}

/// A stranger's context is compiled before anything about the document is known, and again in each scope.
fn check_size(inline: &Value) -> Result<(), ContextError> {
    match definitions(inline) > OWN_DEFINITIONS {
        true => Err(ContextError::Exotic("more definitions of its own than are looked at")),
        false => Ok(()),
    }
}

/// The values in a context, those of scoped contexts among them.
fn definitions(value: &Value) -> usize {
    match value {
        Value::Object(members) => members.iter().map(|(_, value)| 1 + definitions(value)).sum(),
        Value::Array(items) => items.iter().map(|item| 1 + definitions(item)).sum(),
        _ => 0,
    }
}

fn load(bodies: &Bodies, url: &str) -> Option<Arc<Value>> {
    Some(Arc::clone(&bodies.get(url)?.first()?.value))
}

impl std::fmt::Debug for Contexts {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Contexts").field("urls", &self.bodies.len()).finish_non_exhaustive()
    }
}

impl Default for Contexts {
    fn default() -> Self {
        Self::bundled()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vc::context_urls::{CREDENTIALS_V2, DATA_INTEGRITY_V1, DATA_INTEGRITY_V2, OPEN_BADGES_3_0_3};

    #[test]
    fn every_bundled_context_compiles() {
        let contexts = Contexts::bundled();
        for (url, _) in contexts.urls() {
            contexts.select(&[url]).unwrap_or_else(|error| panic!("{url}: {error}"));
        }
    }

    /// A protected term may be defined again if nothing changes. Whether it does is no matter of the order in which a
    /// definition is written; jsonld.js takes and refuses the same pairs.
    #[test]
    fn protected_terms_may_be_defined_again_in_another_order() {
        let contexts = Contexts::bundled();
        let integrity_2 = DATA_INTEGRITY_V2;
        assert!(contexts.select(&[CREDENTIALS_V2, integrity_2]).is_ok());
        assert!(contexts.select(&[CREDENTIALS_V2, OPEN_BADGES_3_0_3, integrity_2]).is_ok());
        let changed = contexts.select(&[CREDENTIALS_V2, DATA_INTEGRITY_V1]);
        assert!(matches!(changed, Err(ContextError::Protected(term)) if term == "DataIntegrityProof"));
    }
}
