use super::vocabulary::Concept;
use crate::framework::Table;
use std::sync::LazyLock;

static FIELDS: LazyLock<Table> = LazyLock::new(|| Table::parse(include_str!("../../vocab/eu/isced-f.tsv")));

/// A field of education: of [ISCED-F 2013](http://data.europa.eu/snb/isced-f/25831c2), or any other.
///
/// ```
/// use microcred::microcredential::Field;
/// let field = Field::isced("0713").unwrap();
/// assert_eq!(field.to_string(), "Electricity and energy");
/// assert_eq!(Field::from_uri("http://data.europa.eu/snb/isced-f/0713"), field);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Field {
    /// A field of ISCED-F by its code: two digits for a broad field, three for a narrow one, four for a detailed one.
    Isced(IscedF),
    /// Any other field.
    Other(Concept),
}

/// A code of the table of ISCED-F 2013.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IscedF(&'static str);

impl Field {
    /// The field of ISCED-F with this code, if there is one.
    pub fn isced(code: &str) -> Option<Self> {
        FIELDS.find("code", code).map(|row| Self::Isced(IscedF(FIELDS.cell(row, "code"))))
    }

    /// The field with this URI; one that is not known here is kept as [`Other`](Self::Other).
    pub fn from_uri(uri: &str) -> Self {
        match FIELDS.find("uri", uri) {
            Some(row) => Self::Isced(IscedF(FIELDS.cell(row, "code"))),
            None => Self::Other(Concept::with_uri(uri)),
        }
    }

    /// The URI, if it has one.
    pub fn uri(&self) -> Option<&str> {
        match self {
            Self::Isced(code) => Some(code.cell("uri")),
            Self::Other(concept) => concept.uri.as_deref(),
        }
    }
}

impl IscedF {
    /// The code.
    pub fn code(self) -> &'static str {
        self.0
    }

    /// What people call it, in English.
    pub fn label(self) -> &'static str {
        self.cell("label")
    }

    fn cell(self, column: &str) -> &'static str {
        FIELDS.find("code", self.0).map_or("", |row| FIELDS.cell(row, column))
    }
}

impl std::fmt::Display for Field {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Isced(code) => formatter.write_str(code.label()),
            Self::Other(concept) if concept.label.is_empty() => {
                formatter.write_str(concept.uri.as_deref().unwrap_or_default())
            }
            Self::Other(concept) => concept.label.fmt(formatter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_a_field() {
        assert_eq!(FIELDS.len(), 220);
        for row in 0..FIELDS.len() {
            let field = Field::isced(FIELDS.cell(row, "code")).unwrap();
            assert_eq!(field.uri(), Some(FIELDS.cell(row, "uri")));
            assert_eq!(Field::from_uri(FIELDS.cell(row, "uri")), field);
        }
        assert_eq!(Field::isced("9998"), None);
    }
}
