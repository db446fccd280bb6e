use crate::json::{Kind, Node, Object, Pointer, Value};
use crate::jsonld::Walked;
use crate::report::{Finding, code};

/// The places of a document that some pointers select.
///
/// It holds what [`selectJsonLd`](https://www.w3.org/TR/vc-di-ecdsa/#selectjsonld) copies: the values that the pointers lead
/// to, and of every object on the way its id and types. Two things are settled here that the algorithm leaves open:
///
/// - Lists, JSON literals and texts with a language are one place: a pointer into one of them selects all of it. Cut
///   short, they would make statements that nobody signed.
/// - An embedded credential that repeats its contexts keeps them, so that its members mean the same.
#[derive(Debug)]
pub(crate) struct Selection {
    /// For each entry of the tree, whether it is selected.
    marks: Vec<bool>,
}

/// Members of an object that come with whatever is selected inside it.
const COMPANIONS: [&str; 3] = ["@context", "id", "type"];

impl Selection {
    /// What the pointers select.
    ///
    /// # Errors
    /// `request.pointer` if one of them is malformed, or leads nowhere or to the proof.
    pub(crate) fn of<'p>(
        root: Node<'_>,
        pointers: impl IntoIterator<Item = &'p Pointer>,
        walked: &Walked,
    ) -> Result<Self, Finding> {
        let mut selection = Self { marks: vec![false; root.extent().end] };
        for pointer in pointers {
            selection.add(root, pointer, walked)?;
        }
        Ok(selection)
    }

    pub(crate) fn selects(&self, index: usize) -> bool {
        self.marks[index]
    }

    /// The document with nothing but what is selected, without its proof.
    pub(crate) fn reveal(&self, root: Node<'_>) -> Object {
        root.members()
            .filter(|(name, value)| *name != "proof" && self.selects(value.index()))
            .map(|(name, value)| (name.to_owned(), self.revealed(value)))
            .collect()
    }

    fn revealed(&self, node: Node<'_>) -> Value {
        let selected = |child: &Node<'_>| self.selects(child.index());
        match node.kind() {
            Kind::Array => Value::Array(node.items().filter(selected).map(|item| self.revealed(item)).collect()),
            Kind::Object => {
                let members = node.members().filter(|(_, value)| selected(value));
                Value::Object(members.map(|(name, value)| (name.to_owned(), self.revealed(value))).collect())
            }
            _ => node.to_value(),
        }
    }

    fn add(&mut self, root: Node<'_>, pointer: &Pointer, walked: &Walked) -> Result<(), Finding> {
        let nowhere = |detail: &str| Finding::new(code::request::POINTER, pointer.clone(), detail);
        Pointer::parse(pointer.as_str()).map_err(|error| nowhere(&error.to_string()))?;
        let mut here = root;
        let mut whole = None;
        for (depth, step) in pointer.steps().enumerate() {
            if depth == 0 && step == "proof" {
                return Err(nowhere("a proof does not cover itself"));
            }
            if whole.is_none() {
                if walked.indivisible.contains(&here.index()) || here.get("@value").is_some() {
                    whole = Some(here);
                } else {
                    self.pass(here);
                }
            }
            here = here.child(&step).ok_or_else(|| nowhere("the document has nothing there"))?;
        }
        // What is selected stands in its objects, so these come with it.
        self.marks[whole.unwrap_or(here).extent()].fill(true);
        self.pass(root);
        Ok(())
    }

    /// Marks an object or array on the way, with what comes along.
    fn pass(&mut self, node: Node<'_>) {
        self.marks[node.index()] = true;
        for name in COMPANIONS {
            if let Some(value) = node.get(name) {
                self.marks[value.extent()].fill(true);
            }
        }
    }
}
