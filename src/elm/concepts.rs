//! The schemes of the concepts that ELM refers to.

use crate::framework::Table;
use std::sync::LazyLock;

/// The scheme of a concept of EU Vocabularies or ESCO, by its URI.
pub(super) fn scheme_of(uri: &str) -> Option<String> {
    const SNB: &str = "http://data.europa.eu/snb/";
    const AUTHORITY: &str = "http://publications.europa.eu/resource/authority/";
    let list_of = |rest: &str| rest.split_once('/').map(|(list, _)| list.to_owned());
    if let Some(rest) = uri.strip_prefix(SNB) {
        return list_of(rest).map(|list| format!("{SNB}{list}/25831c2"));
    }
    if let Some(rest) = uri.strip_prefix(AUTHORITY) {
        return list_of(rest).map(|list| format!("{AUTHORITY}{list}"));
    }
    uri.starts_with(ESCO).then(|| format!("{ESCO}concept-scheme/skills"))
}

/// Whether a URI is a concept of this list of EU Vocabularies, so that ELM takes it where it wants one of the list.
pub(super) fn is_of(uri: &str, list: &str) -> bool {
    uri.strip_prefix("http://data.europa.eu/snb/")
        .and_then(|rest| rest.strip_prefix(list)?.strip_prefix('/'))
        .is_some_and(|rest| !rest.is_empty())
}

/// What EU Vocabularies call a form of participation, which may have another name in Annex I.
pub(super) fn eu_name(uri: &str) -> Option<&'static str> {
    static TABLES: LazyLock<[Table; 2]> = LazyLock::new(|| {
        let tables = [include_str!("../../vocab/eu/modes.tsv"), include_str!("../../vocab/eu/learning-activities.tsv")];
        tables.map(Table::parse)
    });
    TABLES.iter().find_map(|table| table.find("uri", uri).map(|row| table.cell(row, "label")))
}

pub(super) const ESCO: &str = "http://data.europa.eu/esco/";
