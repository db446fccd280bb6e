use super::{Date, DateTimeStamp, Text};
use crate::json::{Kind, Node, Number, Object, Pointer, Value};
use crate::report::{Code, Finding, Findings, code};

/// Something that is read from one JSON value, liberally: what does not fit is reported and kept by the reader.
pub(crate) trait Read: Sized {
    /// Reads a value; nothing if it does not fit.
    fn read(node: Node<'_>, findings: &mut Findings) -> Option<Self>;
}

/// Reads a whole document, which is called `what`, together with what did not fit.
pub(crate) fn read_whole<T: Read>(node: Node<'_>, what: &str) -> Result<(T, Findings), Findings> {
    let mut findings = Findings::new();
    match T::read(node, &mut findings) {
        Some(document) => Ok((document, findings)),
        None if findings.has_errors() => Err(findings),
        None => Err(not_an_object(what)),
    }
}

/// What is to be said about a document that is no object at all.
pub(crate) fn not_an_object(what: &str) -> Findings {
    let detail = format!("a {what} is a JSON object; give the whole of it");
    [Finding::new(code::model::SHAPE, Pointer::root(), detail)].into_iter().collect()
}

/// Reads the members of one object and keeps whatever nobody asked for or did not fit.
///
/// One-or-many, `null` as absence and the forms of numbers are dealt with here, so that a class only names its
/// members. Nothing is lost: [`rest`](Self::rest) gives back the members that are not in the model, and of a member
/// that fits only in part the items that do not.
pub(crate) struct Reader<'t, 'f> {
    node: Node<'t>,
    members: Vec<Member<'t>>,
    leftovers: Object,
    findings: &'f mut Findings,
}

struct Member<'t> {
    name: &'t str,
    value: Node<'t>,
    taken: bool,
}

/// Findings about one document beyond this number are not worth their time.
const ENOUGH: usize = 400;

impl<'t, 'f> Reader<'t, 'f> {
    /// Opens an object; nothing if it is not one.
    pub(crate) fn open(node: Node<'t>, findings: &'f mut Findings) -> Option<Self> {
        node.is_object().then(|| Self {
            node,
            members: node.members().map(|(name, value)| Member { name, value, taken: value.is_null() }).collect(),
            leftovers: Object::new(),
            findings,
        })
    }

    /// A member that is there and not `null`, without taking it.
    pub(crate) fn peek(&self, name: &str) -> Option<Node<'t>> {
        self.members.iter().find(|member| member.name == name && !member.taken).map(|member| member.value)
    }

    /// Takes a member out, whatever it is.
    pub(crate) fn take(&mut self, name: &str) -> Option<Node<'t>> {
        let member = self.members.iter_mut().find(|member| member.name == name && !member.taken)?;
        member.taken = true;
        Some(member.value)
    }

    /// The one value of a member, read by a function. Of several the first that fits; the others stay.
    pub(crate) fn one_by<T>(
        &mut self,
        name: &str,
        mut read: impl FnMut(Node<'t>, &mut Findings) -> Option<T>,
    ) -> Option<T> {
        let value = self.take(name)?;
        let mut found = None;
        let mut unread = Vec::new();
        for item in value.each() {
            let fits = if found.is_none() { read(item, self.findings) } else { None };
            match fits {
                Some(_) => found = fits,
                None => unread.push(item),
            }
        }
        self.keep(name, value, &unread);
        found
    }

    /// All values of a member, read by a function; those that do not fit stay.
    pub(crate) fn many_by<T>(
        &mut self,
        name: &str,
        mut read: impl FnMut(Node<'t>, &mut Findings) -> Option<T>,
    ) -> Vec<T> {
        let Some(value) = self.take(name) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        let mut unread = Vec::new();
        for item in value.each() {
            match read(item, self.findings) {
                Some(item) => found.push(item),
                None => unread.push(item),
            }
        }
        self.keep_items(name, &unread);
        found
    }

    /// The one value of a member.
    pub(crate) fn one<T: Read>(&mut self, name: &str) -> Option<T> {
        self.one_by(name, T::read)
    }

    /// The value of the first of two members that is there: one name in VC 2.0, another in VC 1.1.
    pub(crate) fn one_of<T: Read>(&mut self, names: [&str; 2]) -> Option<T> {
        names.into_iter().find_map(|name| self.one(name))
    }

    /// All values of a member.
    pub(crate) fn many<T: Read>(&mut self, name: &str) -> Vec<T> {
        self.many_by(name, T::read)
    }

    /// A string; a number counts as its text.
    pub(crate) fn string(&mut self, name: &str) -> Option<String> {
        self.one(name)
    }

    /// A text for people.
    pub(crate) fn text(&mut self, name: &str) -> Option<Text> {
        let value = self.peek(name)?;
        let text = Text::from_json(value);
        self.take(name);
        if text.is_none() {
            self.keep(name, value, &value.each().collect::<Vec<_>>());
        }
        text
    }

    /// A text that has to be there; its absence is reported and an empty one stands in.
    pub(crate) fn required_text(&mut self, name: &str) -> Text {
        let text = self.text(name);
        self.require(name, text)
    }

    /// What has to be there; its absence is reported and an empty one stands in.
    pub(crate) fn require<T: Default>(&mut self, name: &str, value: Option<T>) -> T {
        value.unwrap_or_else(|| {
            self.missing(name);
            T::default()
        })
    }

    /// The types of an object of a class, which is among them afterwards even if it was not said.
    pub(crate) fn types(&mut self, class: &str) -> Vec<String> {
        let mut types: Vec<String> = self.many("type");
        if !types.iter().any(|name| name == class) {
            self.found(code::model::TYPE, self.node.path(), format!("add `{class}`"));
            types.insert(0, class.to_owned());
        }
        types
    }

    /// The types of a credential, of which one names its kind; the first of `kinds` stands in if none does.
    pub(crate) fn credential_types(&mut self, kinds: &[&str]) -> Vec<String> {
        let mut types = self.types("VerifiableCredential");
        if let ([kind, ..], false) = (kinds, types.iter().any(|name| kinds.contains(&name.as_str()))) {
            self.found(code::model::TYPE, self.node.path(), format!("add `{kind}`"));
            types.push((*kind).to_owned());
        }
        types
    }

    /// Takes the type of a class whose `type` is a single string; further types stay.
    pub(crate) fn single_type(&mut self, class: &str) {
        let types = self.take("type");
        let mut others = Vec::new();
        let mut said = false;
        for item in types.iter().flat_map(|types| types.each()) {
            match item.as_str() == Some(class) {
                true => said = true,
                false => others.push(item.to_value()),
            }
        }
        if !said {
            self.found(code::model::TYPE, self.node.path(), format!("write `{class}`"));
        }
        if !others.is_empty() {
            self.leftovers.insert("type", Value::Array(others));
        }
    }

    /// Reports that a member is missing.
    pub(crate) fn missing(&mut self, name: &str) {
        self.found(code::model::REQUIRED, self.node.path(), format!("add `{name}`"));
    }

    /// Ends the reading: the members that are not in the model, and what did not fit.
    pub(crate) fn rest(self) -> Object {
        let unknown = self.members.iter().filter(|member| !member.taken);
        let unknown = unknown.map(|member| (member.name.to_owned(), member.value.to_value()));
        self.leftovers.into_iter().chain(unknown).collect()
    }

    /// Keeps what could not be read of a member that has one value: all of it as it stood, or the items left over.
    fn keep(&mut self, name: &str, value: Node<'t>, unread: &[Node<'t>]) {
        match unread.len() == value.each().count() {
            true => self.keep_as(name, unread, "cannot be read as it stands", || value.to_value()),
            false => self.keep_items(name, unread),
        }
    }

    /// Keeps the items that could not be read of a member that has many values.
    fn keep_items(&mut self, name: &str, unread: &[Node<'t>]) {
        let items = || Value::Array(unread.iter().map(|item| item.to_value()).collect());
        self.keep_as(name, unread, "holds more than can be read", items);
    }

    fn keep_as(&mut self, name: &str, unread: &[Node<'t>], fault: &str, kept: impl FnOnce() -> Value) {
        if let [first, ..] = unread {
            self.found(code::model::SHAPE, first.path(), format!("`{name}` {fault}; it is kept as it was"));
            self.leftovers.insert(name, kept());
        }
    }

    fn found(&mut self, code: Code, pointer: Pointer, detail: String) {
        if self.findings.len() < ENOUGH {
            self.findings.push(Finding::new(code, pointer, detail));
        }
    }
}

impl Read for String {
    fn read(node: Node<'_>, _: &mut Findings) -> Option<Self> {
        node.as_str().or(node.number_text()).map(str::to_owned)
    }
}

impl Read for bool {
    fn read(node: Node<'_>, _: &mut Findings) -> Option<Self> {
        match node.as_str() {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => node.as_bool(),
        }
    }
}

impl Read for Number {
    /// A number, or a string that holds one.
    fn read(node: Node<'_>, _: &mut Findings) -> Option<Self> {
        node.number_text().or(node.as_str()).and_then(Self::from_text)
    }
}

impl Read for DateTimeStamp {
    fn read(node: Node<'_>, _: &mut Findings) -> Option<Self> {
        node.as_str().and_then(|text| Self::parse(text).ok())
    }
}

impl Read for Date {
    fn read(node: Node<'_>, _: &mut Findings) -> Option<Self> {
        node.as_str().and_then(|text| Self::parse(text).ok())
    }
}

impl Read for Object {
    /// An object, kept as JSON.
    fn read(node: Node<'_>, _: &mut Findings) -> Option<Self> {
        match (node.kind(), node.to_value()) {
            (Kind::Object, Value::Object(object)) => Some(object),
            _ => None,
        }
    }
}
