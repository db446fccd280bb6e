//! What evaluating a schema may cost. A schema of a few lines can apply to a value again and again, so before it is
//! evaluated it is counted how often its parts would be, as if nothing ever cut that short.

use super::{SchemaError, Schemas};
use crate::codec::excerpt;
use crate::json::{Node, Pointer};
use std::collections::HashMap;
use std::rc::Rc;
use url::Url;

/// How often parts of a schema may be applied to one credential.
const STEPS: usize = 100_000;

/// How many bytes of a text a pattern is tried on for one step.
const BYTES_PER_STEP: usize = 256;

/// How many members of a credential may be looked for in them.
const LOOKS: usize = 1_000_000;

/// How deeply parts may stand in each other: whoever evaluates them goes down as far.
const DEPTH: usize = 200;

/// References in a schema and those that it leads to, each as often as it has places to lead to: the largest of 1EdTech's
/// have 81.
const REFERENCES: usize = 500;

/// Parts of a schema that have a URL of their own, and how long those may be.
const RESOURCES: usize = 500;
const LONGEST_URL: usize = 2048;

/// Patterns in them, each of which is compiled: the largest of 1EdTech's have 160.
const PATTERNS: usize = 500;

/// The parts of a schema, and which apply where another one does.
pub(super) struct Graph {
    parts: Vec<Part>,
}

#[derive(Default)]
struct Part {
    /// Applied to the same value.
    here: Vec<usize>,
    /// Applied to a member.
    member: HashMap<String, usize>,
    /// Applied to every member, perhaps.
    members: Vec<usize>,
    /// Applied to every item, perhaps.
    items: Vec<usize>,
    /// The names that must be there and the values of which one must be: each is compared, and each that is missing is told.
    names: usize,
    /// Patterns that a text must match.
    patterns: usize,
    /// To say what is unevaluated, everything that applies here is looked at once more.
    twice: bool,
}

impl Graph {
    pub(super) fn new(schema: Node<'_>, url: &str, known: &Schemas) -> Result<Self, SchemaError> {
        let base = Url::parse(url).map_err(|_| SchemaError::Invalid(format!("{url:.200} is not a URL")))?;
        let mut builder = Builder {
            known,
            urls: Vec::new(),
            resources: HashMap::new(),
            anchors: HashMap::new(),
            places: HashMap::new(),
            graph: Vec::new(),
            references: 0,
            patterns: 0,
        };
        let document = builder.open(schema, &base)?;
        builder.part(document, schema, &document_base(schema, &base), 0)?;
        Ok(Self { parts: builder.graph })
    }

    /// Whether all parts that apply to a value and to what is in it are within the limits.
    pub(super) fn is_affordable(&self, instance: Node<'_>) -> bool {
        let mut open = vec![(0, instance, 0)];
        let (mut steps, mut looks) = (0, 0);
        while let Some((part, node, depth)) = open.pop() {
            let Some(part) = self.parts.get(part) else { continue };
            let mut next = Vec::new();
            for _ in 0..=usize::from(part.twice) {
                next.extend(part.here.iter().map(|part| (*part, node)));
            }
            let text = node.as_str().map_or(0, str::len);
            steps += 1 + next.len() + part.names + part.patterns * (text / BYTES_PER_STEP);
            let is_about_members = !(part.member.is_empty() && part.members.is_empty());
            for (name, value) in node.members().take_while(|_| is_about_members) {
                let before = next.len();
                next.extend(part.member.get(name).into_iter().chain(&part.members).map(|part| (*part, value)));
                let more = next.len() - before;
                (steps, looks) = (steps + more + more * (name.len() / BYTES_PER_STEP), looks + 1);
                if steps > STEPS || looks > LOOKS {
                    return false;
                }
            }
            for item in node.items().take_while(|_| !part.items.is_empty()) {
                next.extend(part.items.iter().map(|part| (*part, item)));
                steps += part.items.len();
                if steps > STEPS {
                    return false;
                }
            }
            if steps > STEPS || depth > DEPTH {
                return false;
            }
            open.extend(next.into_iter().map(|(part, node)| (part, node, depth + 1)));
        }
        true
    }
}

struct Builder<'t> {
    known: &'t Schemas,
    /// The URLs under which the documents are registered, by their numbers.
    urls: Vec<String>,
    /// What has a URL of its own: the document that it stands in, by the index of its root, and its place.
    resources: HashMap<String, (usize, Node<'t>)>,
    /// The places that have an anchor, by its name, and under no name those that are recursive; each with the URL that
    /// references are relative to there.
    anchors: HashMap<&'t str, Vec<Target<'t>>>,
    /// The parts that are there, by document and index.
    places: HashMap<(usize, usize), usize>,
    graph: Vec<Part>,
    references: usize,
    patterns: usize,
}

/// The keywords whose values are never schemas.
const DATA: [&str; 4] = ["const", "default", "enum", "examples"];

impl<'t> Builder<'t> {
    /// Takes note of a document and of whatever in it has a URL. Gives its number.
    fn open(&mut self, root: Node<'t>, url: &Url) -> Result<usize, SchemaError> {
        let number = self.urls.len();
        self.urls.push(address(url));
        self.name(number, root, url)?;
        self.name_all(number, root, &Rc::new(url.clone()))?;
        Ok(number)
    }

    fn name_all(&mut self, number: usize, node: Node<'t>, base: &Rc<Url>) -> Result<(), SchemaError> {
        let own = own_url(node, base).map(Rc::new);
        if let Some(url) = &own {
            self.name(number, node, url)?;
        }
        let base = own.as_ref().unwrap_or(base);
        let text = |name: &str| node.get(name).and_then(Node::as_str);
        let of_id = text("$id").and_then(|id| id.strip_prefix('#'));
        let is_recursive = node.get("$recursiveAnchor").is_some();
        let names = [text("$anchor"), text("$dynamicAnchor"), of_id, is_recursive.then_some("")];
        for name in names.into_iter().flatten() {
            self.anchors.entry(name).or_default().push((number, node, Rc::clone(base)));
        }
        for (_, value) in node.members().filter(|(name, _)| !DATA.contains(name)) {
            self.name_all(number, value, base)?;
        }
        node.items().try_for_each(|item| self.name_all(number, item, base))
    }

    fn name(&mut self, number: usize, node: Node<'t>, url: &Url) -> Result<(), SchemaError> {
        let address = address(url);
        if address.len() > LONGEST_URL {
            return Err(SchemaError::Invalid(format!("a URL in it has more than {LONGEST_URL} characters")));
        }
        let is_other = |(document, known): &(usize, Node<'t>)| *document != number || known.index() != node.index();
        let is_anothers =
            self.urls.get(number).is_some_and(|own| *own != address) && self.known.document(&address).is_some();
        // The schemas that schemas are written in are everybody's.
        if is_anothers || is_of_dialect(&address) || self.resources.get(&address).is_some_and(is_other) {
            return Err(SchemaError::IdTwice(excerpt(&address, 200)));
        }
        self.resources.insert(address, (number, node));
        if self.resources.len() > RESOURCES {
            Err(SchemaError::TooMany("parts with a URL of their own"))
        } else {
            Ok(())
        }
    }

    /// The part at a place, with everything that it may lead to.
    fn part(&mut self, document: usize, node: Node<'t>, base: &Url, depth: usize) -> Result<usize, SchemaError> {
        if let Some(part) = self.places.get(&(document, node.index())) {
            return Ok(*part);
        }
        if depth > DEPTH {
            return Err(SchemaError::Endless(excerpt(node.path().as_str(), 200)));
        }
        let number = self.graph.len();
        self.places.insert((document, node.index()), number);
        self.graph.push(Part::default());
        let mut part = Part::default();
        for (name, value) in node.members() {
            match name {
                "$ref" | "$dynamicRef" | "$recursiveRef" => {
                    let reference = value.as_str().unwrap_or_default();
                    let targets = self.targets(reference, base, name != "$ref")?;
                    self.references += targets.len().max(1);
                    if self.references > REFERENCES {
                        return Err(SchemaError::TooMany("references"));
                    }
                    for (document, node, base) in targets {
                        part.here.push(self.part(document, node, &base, depth + 1)?);
                    }
                }
                "allOf" | "anyOf" | "oneOf" | "not" | "if" | "then" | "else" => {
                    for node in value.each() {
                        part.here.push(self.below(document, node, base, depth)?);
                    }
                }
                "dependentSchemas" | "dependentRequired" | "dependencies" => {
                    for (_, node) in value.members() {
                        match node.is_array() {
                            true => part.names += node.extent().len(),
                            false => part.here.push(self.below(document, node, base, depth)?),
                        }
                    }
                }
                "required" | "enum" | "const" | "type" => part.names += value.extent().len(),
                "properties" => {
                    for (name, node) in value.members() {
                        part.member.insert(name.to_owned(), self.below(document, node, base, depth)?);
                    }
                }
                "patternProperties" => {
                    for (_, node) in value.members() {
                        part.members.push(self.below(document, node, base, depth)?);
                        self.pattern()?;
                    }
                }
                "pattern" => {
                    part.patterns += 1;
                    self.pattern()?;
                }
                "additionalProperties" | "unevaluatedProperties" | "propertyNames" => {
                    part.members.push(self.below(document, value, base, depth)?)
                }
                "items" | "prefixItems" | "additionalItems" | "unevaluatedItems" | "contains" => {
                    for node in value.each() {
                        part.items.push(self.below(document, node, base, depth)?);
                    }
                }
                _ => {}
            }
            part.twice |= name.starts_with("unevaluated");
        }
        self.graph[number] = part;
        Ok(number)
    }

    fn below(&mut self, document: usize, node: Node<'t>, base: &Url, depth: usize) -> Result<usize, SchemaError> {
        let own = own_url(node, base);
        self.part(document, node, own.as_ref().unwrap_or(base), depth + 1)
    }

    fn pattern(&mut self) -> Result<(), SchemaError> {
        self.patterns += 1;
        if self.patterns > PATTERNS { Err(SchemaError::TooMany("patterns")) } else { Ok(()) }
    }

    /// Where a reference leads; one that depends on what is evaluated may lead to several places.
    fn targets(&mut self, reference: &str, base: &Url, dynamic: bool) -> Result<Vec<Target<'t>>, SchemaError> {
        let missing = || SchemaError::Reference(excerpt(reference, 200));
        let url = base.join(reference).map_err(|_| missing())?;
        if is_of_dialect(&address(&url)) {
            return Ok(Vec::new());
        }
        let known = self.known;
        if !self.resources.contains_key(&address(&url)) {
            let document = known.document(&address(&url)).ok_or_else(missing)?;
            self.open(document.root(), &url)?;
        }
        let fragment = unescaped(url.fragment().unwrap_or_default()).ok_or_else(missing)?;
        let resource = self.resources.get(&address(&url)).copied();
        let mut targets = Vec::new();
        if let Some((document, resource)) = resource.filter(|_| fragment.is_empty() || fragment.starts_with('/'))
            && let Some(node) = resource.pointer(&Pointer::from_text(&*fragment))
        {
            targets.push((document, node, Rc::new(base_at(resource, node, &url))));
        }
        // Whatever has the anchor may be meant, in whichever resource it stands if that depends on what is evaluated.
        let is_meant = |(document, node, _): &&Target<'t>| {
            let is_within =
                |(own, resource): (usize, Node<'_>)| own == *document && resource.extent().contains(&node.index());
            dynamic || !fragment.is_empty() && resource.is_some_and(is_within)
        };
        let anchored = self.anchors.get(fragment.as_str()).into_iter().flatten().filter(is_meant);
        // More are too many in any case.
        targets.extend(anchored.take(REFERENCES + 1).cloned());
        if targets.is_empty() { Err(missing()) } else { Ok(targets) }
    }
}

/// The number of a document, a place in it, and the URL that references are relative to there.
type Target<'t> = (usize, Node<'t>, Rc<Url>);

/// The URL that a part gives itself, if it does.
fn own_url(node: Node<'_>, base: &Url) -> Option<Url> {
    let id = node.get("$id")?.as_str().filter(|id| !id.starts_with('#'))?;
    base.join(id).ok()
}

fn document_base(root: Node<'_>, url: &Url) -> Url {
    own_url(root, url).unwrap_or_else(|| url.clone())
}

/// The base at a place below a resource.
fn base_at(resource: Node<'_>, node: Node<'_>, url: &Url) -> Url {
    // The URL that led to the resource is its own already, unless it has another one by itself.
    let absolute = resource.get("$id").and_then(Node::as_str).and_then(|id| Url::parse(id).ok());
    let mut base = absolute.unwrap_or_else(|| url.clone());
    let mut here = resource;
    let mut below: Vec<Node<'_>> = Vec::new();
    while here.index() != node.index() {
        let next = here.members().map(|(_, value)| value).chain(here.items());
        let Some(next) = next.into_iter().find(|next| next.extent().contains(&node.index())) else { break };
        below.push(next);
        here = next;
    }
    for step in below {
        base = document_base(step, &base);
    }
    base
}

/// Whether a URL is one under which dialects are described.
fn is_of_dialect(address: &str) -> bool {
    address.contains("://json-schema.org/")
}

/// A URL without its fragment.
fn address(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    url.into()
}

/// The text of a fragment without its percent-encoding.
fn unescaped(fragment: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next()?.to_ascii_lowercase(), rest.next()?.to_ascii_lowercase()];
                *crate::codec::hex::decode(std::str::from_utf8(&digits).ok()?).ok()?.first()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}
