use crate::codec::digest;
use crate::jsonld::Labelled;

/// Statements in two groups: the mandatory ones, which are signed together, and the others, each signed for itself.
#[derive(Debug)]
pub(crate) struct Grouped {
    pub(super) lines: Labelled,
    /// For each line, whether it is mandatory.
    pub(super) mandatory: Vec<bool>,
}

impl Grouped {
    /// SHA-256 of the mandatory lines.
    pub(crate) fn mandatory_hash(&self) -> [u8; 32] {
        let lines = (0..self.lines.len()).filter(|line| self.mandatory[*line]);
        digest::sha256(lines.map(|line| self.lines.line(line)).collect::<String>())
    }

    /// The lines that are signed one by one.
    pub(crate) fn others(&self) -> impl Iterator<Item = &str> {
        (0..self.lines.len()).filter(|line| !self.mandatory[*line]).map(|line| self.lines.line(line))
    }
}

#[cfg(test)]
impl Grouped {
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        (0..self.lines.len()).map(|line| self.lines.line(line))
    }

    /// The lines of one of the two groups, by number.
    pub(super) fn group(&self, mandatory: bool) -> std::collections::BTreeMap<usize, &str> {
        self.all().enumerate().filter(|(line, _)| self.mandatory[*line] == mandatory).collect()
    }
}
