use super::compiled_context::{Application, Context, ContextError, Term};
use super::predicate_order::{SharedOrder, TermNumber};
use crate::codec::digest;
use crate::json::{Node, Object, Tree, Value};
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
    bodies: Arc<FxHashMap<String, Vec<Arc<Body>>>>,
    compiled: Arc<RwLock<Compiled>>,
}

/// A context of a document: a pinned one by its URL, or one that the document itself holds.
pub(crate) enum Inline<'a> {
    Pinned(&'a str),
    Own(Value),
}

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

/// How many roots are remembered; strangers choose the combinations.
const REMEMBERED_SETS: usize = 64;

/// How many scoped contexts one root remembers.
const REMEMBERED_CONTEXTS: usize = 512;

/// How many URLs a list inside a document has at most for its outcome to be remembered.
const REMEMBERED_URLS: usize = 16;

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
        let memo = Memo { contexts: vec![root], previous: vec![None], ..Memo::default() };
        Ok(Arc::new(ContextSet {
            bodies: bodies.to_vec(),
            registry: Arc::clone(&self.bodies),
            memo: RwLock::new(Arc::new(memo)),
            predicates: SharedOrder::default(),
        }))
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
        let Ok(sets) = self.select(urls) else { return false };
        let root = Arc::clone(&sets[0].snapshot().contexts[0]);
        let application = Application { propagate: true, override_protected: false };
        matches!(root.apply(inline, application, &|url| self.load(url)), Err(ContextError::Protected(_)))
    }

    fn read_bundled() -> Self {
        let mut bodies: FxHashMap<String, Vec<Arc<Body>>> = FxHashMap::default();
        let limits = Limits::default();
        // Both the index and the bodies are part of the build, and a test reads every one of them.
        let parse = |text: &str| Tree::parse(text, &limits).map_or(Value::Null, |tree| tree.root().to_value());
        let index = parse(INDEX);
        for entry in index.as_array().unwrap_or_default() {
            let text = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default();
            let Some((_, body)) = BODIES.iter().find(|(file, _)| *file == text("file")) else { continue };
            let value = Arc::new(parse(body));
            let aliases = entry.get("aliases").and_then(Value::as_array).unwrap_or_default();
            for url in aliases.iter().filter_map(Value::as_str).chain([text("url")]) {
                let body = Body::new(url, text("sha256"), "bundled", Arc::clone(&value));
                bodies.entry(url.to_owned()).or_default().push(Arc::new(body));
            }
        }
        Self { bodies: Arc::new(bodies), compiled: Arc::default() }
    }
}

fn load(bodies: &FxHashMap<String, Vec<Arc<Body>>>, url: &str) -> Option<Arc<Value>> {
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

const INDEX: &str = include_str!("../../vocab/contexts/index.json");

macro_rules! bodies {
    ($($file:literal)*) => {
        &[$(($file, include_str!(concat!("../../vocab/contexts/", $file)))),*]
    };
}

const BODIES: &[(&str, &str)] = bodies! {
    "bitstring-status-list-v1.jsonld"
    "clr-v2p0-2.0.0.jsonld"
    "clr-v2p0-2.0.1.jsonld"
    "credentials-examples-v2.jsonld"
    "credentials-v1.jsonld"
    "credentials-v2.jsonld"
    "data-integrity-v1.jsonld"
    "data-integrity-v2.jsonld"
    "dcc-v1.jsonld"
    "did-v1.jsonld"
    "ed25519-2020-v1.jsonld"
    "jws-2020-v1.jsonld"
    "microcred-draft-1.jsonld"
    "multikey-v1.jsonld"
    "ob-v3p0-3.0.0.jsonld"
    "ob-v3p0-3.0.1.jsonld"
    "ob-v3p0-3.0.2.jsonld"
    "ob-v3p0-3.0.3-2024.jsonld"
    "ob-v3p0-3.0.3-2026.jsonld"
    "ob-v3p0-extensions.jsonld"
    "status-list-2021-v1.jsonld"
};

/// One list of contexts, compiled: the root and every scoped context met so far.
#[derive(Debug)]
pub(crate) struct ContextSet {
    bodies: Vec<Arc<Body>>,
    registry: Arc<FxHashMap<String, Vec<Arc<Body>>>>,
    memo: RwLock<Arc<Memo>>,
    pub(super) predicates: SharedOrder,
}

/// Number 0 is the root.
pub(super) type ContextNumber = u32;

/// Contexts by number, and which one comes of applying which scoped context to which.
#[derive(Clone, Debug, Default)]
struct Memo {
    contexts: Vec<Arc<Context>>,
    previous: Vec<Option<ContextNumber>>,
    applied: FxHashMap<(ContextNumber, TermNumber, Scope), ContextNumber>,
    /// And of those that stand inside documents, by their URLs.
    nested: FxHashMap<(ContextNumber, Vec<Box<str>>), ContextNumber>,
}

impl Memo {
    fn steps(&self) -> usize {
        self.applied.len() + self.nested.len()
    }
}

/// The two ways in which a term brings a context.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Scope {
    Type,
    Property,
}

impl ContextSet {
    /// The bodies it was compiled from, in order.
    pub(crate) fn bodies(&self) -> &[Arc<Body>] {
        &self.bodies
    }

    fn snapshot(&self) -> Arc<Memo> {
        self.memo.read().map_or_else(|poisoned| Arc::clone(&poisoned.into_inner()), |memo| Arc::clone(&memo))
    }

    /// The contexts as they stand before a walk.
    pub(super) fn known(&self) -> Known<'_> {
        Known { set: self, memo: self.snapshot() }
    }
}

/// The contexts that were there before a walk, held for as long as it takes.
pub(super) struct Known<'s> {
    set: &'s ContextSet,
    memo: Arc<Memo>,
}

impl Known<'_> {
    /// A view for one walk.
    pub(super) fn scopes(&self) -> Scopes<'_> {
        Scopes { set: self.set, known: &self.memo, memo: Arc::clone(&self.memo), grown: 0 }
    }
}

/// The contexts of one walk: looked up without locks, grown where a combination is new.
pub(super) struct Scopes<'s> {
    set: &'s ContextSet,
    known: &'s Memo,
    memo: Arc<Memo>,
    grown: usize,
}

/// A context during a walk: one that was known before is borrowed, since counting its users at every node would cost
/// more than looking it up.
pub(super) enum Held<'s> {
    Known(&'s Arc<Context>),
    New(Arc<Context>),
}

impl std::ops::Deref for Held<'_> {
    type Target = Arc<Context>;

    #[inline]
    fn deref(&self) -> &Arc<Context> {
        match self {
            Self::Known(context) => context,
            Self::New(context) => context,
        }
    }
}

/// How many scoped contexts one document may bring that no document brought before.
const NEW_CONTEXTS: usize = 256;

impl<'s> Scopes<'s> {
    #[inline]
    pub(super) fn context(&self, number: ContextNumber) -> Held<'s> {
        match self.known.contexts.get(number as usize) {
            Some(context) => Held::Known(context),
            None => Held::New(Arc::clone(&self.memo.contexts[number as usize])),
        }
    }

    /// The context inside a node, after the scoped contexts of its types.
    pub(super) fn inside(&mut self, object: Node<'_>, number: ContextNumber) -> Result<ContextNumber, ContextError> {
        let context = self.context(number);
        if let [name] = &context.type_names[..] {
            return self.inside_types(object.get(name), number);
        }
        let values = context.type_names.iter().filter_map(|name| object.get(name));
        let types: Vec<&str> = values.flat_map(Node::each).filter_map(Node::as_str).collect();
        self.of_types(&context, types, number)
    }

    /// The same, given the only member that says types.
    pub(super) fn inside_types(
        &mut self,
        types: Option<Node<'_>>,
        number: ContextNumber,
    ) -> Result<ContextNumber, ContextError> {
        let mut names = types.into_iter().flat_map(Node::each).filter_map(Node::as_str);
        let Some(first) = names.next() else { return Ok(number) };
        let context = self.context(number);
        match names.next() {
            // Most nodes have one type.
            None => self.of_type(&context, first, number),
            Some(second) => self.of_types(&context, [first, second].into_iter().chain(names).collect(), number),
        }
    }

    fn of_types(
        &mut self,
        outer: &Context,
        mut types: Vec<&str>,
        number: ContextNumber,
    ) -> Result<ContextNumber, ContextError> {
        types.sort_unstable();
        types.into_iter().try_fold(number, |number, name| self.of_type(outer, name, number))
    }

    /// The context after the scoped context of a type, if it has one.
    #[inline]
    fn of_type(&mut self, outer: &Context, name: &str, number: ContextNumber) -> Result<ContextNumber, ContextError> {
        match outer.term(name) {
            Some(term) => self.apply(number, term, Scope::Type),
            None => Ok(number),
        }
    }

    /// The context that a node in a member starts with: first the types of the outer node lose their hold
    /// (unless the node is a bare reference), then the member's own context comes in.
    pub(super) fn below(
        &mut self,
        value: Node<'_>,
        number: ContextNumber,
        term: Option<&Term>,
    ) -> Result<ContextNumber, ContextError> {
        let context = self.context(number);
        let number = if context.is_bare_reference(value) {
            number
        } else {
            self.memo.previous[number as usize].unwrap_or(number)
        };
        match term {
            Some(term) => self.apply(number, term, Scope::Property),
            None => Ok(number),
        }
    }

    /// The context after the scoped context of `term`, if it has one.
    pub(super) fn apply(
        &mut self,
        number: ContextNumber,
        term: &Term,
        scope: Scope,
    ) -> Result<ContextNumber, ContextError> {
        let Some(local) = &term.scoped else { return Ok(number) };
        let key = (number, term.number, scope);
        if let Some(known) = self.memo.applied.get(&key) {
            return Ok(*known);
        }
        if self.grown >= NEW_CONTEXTS {
            return Err(ContextError::Exotic("more combinations of scoped contexts than any honest document"));
        }
        self.grown += 1;
        let application = match scope {
            Scope::Type => Application { propagate: false, override_protected: false },
            Scope::Property => Application { propagate: true, override_protected: true },
        };
        let registry = &self.set.registry;
        let next = self.context(number).apply(local, application, &|url| load(registry, url))?;
        let next = self.intern(next);
        Arc::make_mut(&mut self.memo).applied.insert(key, next);
        Ok(next)
    }

    /// The context after one that stands inside the document, by URL.
    pub(super) fn apply_nested(
        &mut self,
        number: ContextNumber,
        local: Node<'_>,
    ) -> Result<ContextNumber, ContextError> {
        let urls: Option<Vec<Box<str>>> =
            local.each().take(REMEMBERED_URLS + 1).map(|url| Some(url.as_str()?.into())).collect();
        // The members of a record mostly have the same ones.
        let key = urls.filter(|urls| urls.len() <= REMEMBERED_URLS && !local.is_null()).map(|urls| (number, urls));
        if let Some(known) = key.as_ref().and_then(|key| self.memo.nested.get(key)) {
            return Ok(*known);
        }
        if self.grown >= NEW_CONTEXTS {
            return Err(ContextError::Exotic("more contexts inside the document than any honest document"));
        }
        self.grown += 1;
        let registry = &self.set.registry;
        let application = Application { propagate: true, override_protected: false };
        let next = self.context(number).apply(&local.to_value(), application, &|url| load(registry, url))?;
        let next = self.intern(next);
        if let Some(key) = key {
            Arc::make_mut(&mut self.memo).nested.insert(key, next);
        }
        Ok(next)
    }

    fn intern(&mut self, context: Arc<Context>) -> ContextNumber {
        if let Some(known) = self.memo.contexts.iter().position(|known| *known == context) {
            return known as ContextNumber;
        }
        let previous = context.previous.clone().map(|previous| self.intern(previous));
        let memo = Arc::make_mut(&mut self.memo);
        memo.contexts.push(context);
        memo.previous.push(previous);
        memo.contexts.len() as ContextNumber - 1
    }
}

impl Drop for Scopes<'_> {
    /// Shares what was new with the walks to come, unless another walk has been faster.
    fn drop(&mut self) {
        if self.grown > 0
            && self.memo.contexts.len().max(self.memo.nested.len()) <= REMEMBERED_CONTEXTS
            && let Ok(mut shared) = self.set.memo.write()
            && shared.steps() < self.memo.steps()
        {
            *shared = Arc::clone(&self.memo);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vc::context_urls::{CREDENTIALS_V2, OPEN_BADGES_3_0_3};

    /// The pins of the index are the digests of the bodies, and every body is there.
    #[test]
    fn bundled_bodies_have_their_digests() {
        let tree = Tree::parse(INDEX, &Limits::default()).unwrap();
        let files: Vec<(String, String)> = tree
            .root()
            .items()
            .map(|entry| {
                let text = |name| entry.get(name).and_then(|value| value.as_str()).unwrap().to_owned();
                (text("file"), text("sha256"))
            })
            .collect();
        assert_eq!(files.len(), BODIES.len());
        for (file, sha256) in files {
            let (_, body) = BODIES.iter().find(|(name, _)| *name == file).unwrap();
            assert_eq!(digest::sha256_hex(body), sha256, "{file}");
        }
    }

    /// A record of many credentials, each with the same contexts of its own.
    #[test]
    fn a_context_that_stands_in_many_places_is_processed_once() {
        let set = Contexts::bundled().select(&[CREDENTIALS_V2]).unwrap().remove(0);
        let inner = Tree::parse(
            &format!(r#"[["{CREDENTIALS_V2}", "{OPEN_BADGES_3_0_3}"], "{CREDENTIALS_V2}", [], null]"#),
            &Limits::default(),
        )
        .unwrap();
        let places: Vec<Node<'_>> = inner.root().items().collect();
        let known = set.known();
        let mut scopes = known.scopes();
        let badge = scopes.apply_nested(0, places[0]).unwrap();
        assert_ne!(badge, 0);
        for _ in 0..NEW_CONTEXTS {
            assert_eq!(scopes.apply_nested(0, places[0]), Ok(badge));
            assert_eq!(scopes.apply_nested(0, places[1]), Ok(0), "the same again changes nothing");
            assert_eq!(scopes.apply_nested(0, places[2]), Ok(0), "nor does none at all");
        }
        assert!(scopes.apply_nested(0, places[3]).is_err(), "which is not null, that would take protected terms away");
    }

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
        let integrity_2 = "https://w3id.org/security/data-integrity/v2";
        assert!(contexts.select(&[CREDENTIALS_V2, integrity_2]).is_ok());
        assert!(contexts.select(&[CREDENTIALS_V2, OPEN_BADGES_3_0_3, integrity_2]).is_ok());
        let changed = contexts.select(&[CREDENTIALS_V2, "https://w3id.org/security/data-integrity/v1"]);
        assert!(matches!(changed, Err(ContextError::Protected(term)) if term == "DataIntegrityProof"));
    }
}
