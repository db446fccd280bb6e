use super::mistaken::{mistaken, mistaken_value};
use crate::codec::digest;
use crate::json::{Error, ErrorKind, Node, Pointer, Tree};
use crate::limits::Limits;
use crate::report::{Finding, Findings, code};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What arrived: the bytes, and a strict tree over them.
///
/// Signatures are checked on this, never on a model that was written again.
#[derive(Clone, Debug)]
pub struct Document {
    tree: Tree,
    sha256: digest::OnDemand,
    findings: Findings,
}

impl Document {
    /// Reads bytes that hold one JSON document. A byte order mark is dropped and noted.
    ///
    /// # Errors
    /// Whatever is not strict JSON, with its place.
    pub fn parse(bytes: &[u8], limits: &Limits) -> Result<Self, Error> {
        let mut findings = Findings::new();
        let (mark, body): (&[u8], _) = match bytes.strip_prefix(BYTE_ORDER_MARK) {
            Some(body) => {
                findings.push(Finding::new(code::input::BOM, Pointer::root(), ""));
                (BYTE_ORDER_MARK, body)
            }
            None => (&[], bytes),
        };
        let tree = Tree::parse_bytes(body, limits)?;
        let sha256 = digest::OnDemand::new(mark, tree.shared_text());
        Ok(Self { tree, sha256, findings })
    }

    /// The same, saying what it is if it is something else that people often give.
    ///
    /// # Errors
    /// As there.
    pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Self, Finding> {
        let document = Self::parse(bytes, limits).map_err(|error| {
            let mistaken = match error.kind {
                ErrorKind::Syntax(_) | ErrorKind::Encoding => mistaken(bytes),
                _ => None,
            };
            let (code, detail) = match (mistaken, &error.kind) {
                (Some((code, detail)), _) => (code, detail.to_owned()),
                (None, ErrorKind::Syntax(_)) if !bytes.trim_ascii_start().starts_with(b"{") => {
                    (code::input::FORMAT, error.to_string())
                }
                (None, other) => (other.into(), error.to_string()),
            };
            Finding::new(code, Pointer::root(), detail)
        })?;
        match mistaken_value(document.root()) {
            Some(detail) => Err(Finding::new(code::input::FORMAT, Pointer::root(), detail)),
            None => Ok(document),
        }
    }

    /// What was taken out of something else, and read there.
    pub(crate) fn of_tree(tree: Tree) -> Self {
        let sha256 = digest::OnDemand::new(&[], tree.shared_text());
        Self { sha256, findings: Findings::new(), tree }
    }

    /// The outermost value.
    pub fn root(&self) -> Node<'_> {
        self.tree.root()
    }

    /// The tree.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// SHA-256 of the bytes as they arrived, in hexadecimal.
    pub fn sha256(&self) -> &str {
        self.sha256.as_str()
    }

    /// The same digest, for whoever may not need it.
    pub(crate) fn sha256_on_demand(&self) -> &digest::OnDemand {
        &self.sha256
    }

    /// What reading it noticed.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }
}
