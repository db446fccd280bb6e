//! The targets, the riskiest first.

mod certificate;
mod codec;
mod contexts;
mod dates;
mod dids;
mod documents;
mod elm;
mod forgeries;
mod graphs;
mod json;
mod keys;
mod messages;
mod open_badges_2;
mod operations;
mod pathways;
mod png;
mod sd_jwt;
mod selective;
mod status;
mod svg;
mod tokens;

use crate::Target;

/// All of them.
pub static TARGETS: &[Target] = &[
    documents::TARGET,
    forgeries::TARGET,
    json::TARGET,
    tokens::TARGET,
    sd_jwt::TARGET,
    messages::TARGET,
    selective::TARGET,
    png::TARGET,
    svg::TARGET,
    status::TARGET,
    contexts::TARGET,
    graphs::TARGET,
    pathways::TARGET,
    operations::TARGET,
    open_badges_2::TARGET,
    elm::TARGET,
    dids::TARGET,
    keys::TARGET,
    certificate::TARGET,
    codec::TARGET,
    dates::TARGET,
];

/// The bytes as text, if they are.
fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}

/// A JSON text as a value, if it is one.
fn value(text: &str) -> Option<microcred::json::Value> {
    Some(microcred::json::Tree::parse(text, &microcred::Limits::default()).ok()?.root().to_value())
}
