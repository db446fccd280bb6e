//! What a command may look up, and where.

use crate::failure::Failure;
use crate::{source, target};
use microcred::framework::Frameworks;
use microcred::jsonld::Contexts;
use microcred::ops::Error;
use microcred::report::{Code, code};
use microcred::resolve::Memory;
#[cfg(feature = "http")]
use microcred::resolve::http::HttpResolver;
use microcred::verify::Schemas;
use std::path::PathBuf;

// What is at hand, and whether the network may be asked for the rest. Not a documentation comment: clap would take it for the
// command's.
#[derive(clap::Args)]
pub(crate) struct AtHand {
    /// A document that may be needed, under its DID or its URL: a DID document, a key document, a status list, the key set of a
    /// host (https://HOST/.well-known/jwks.json), what an Open Badge 2.0 names. May be given several times.
    #[arg(long = "resource", value_name = "URL=FILE", value_parser = source::resource)]
    resources: Vec<(String, PathBuf)>,
    #[cfg(feature = "http")]
    #[command(flatten)]
    network: Network,
}

// Whether the network may be asked.
#[cfg(feature = "http")]
#[derive(clap::Args)]
pub(crate) struct Network {
    /// Fetch what is needed and not at hand, over https and from public addresses alone.
    #[arg(long)]
    network: bool,
    /// Fetch from this port too, and not from 443 alone: of any public host, which whoever made the document names, and where other
    /// services may listen. May be given several times.
    #[arg(long, value_name = "PORT", requires = "network", value_parser = clap::value_parser!(u16).range(1..))]
    danger_with_port: Vec<u16>,
}

#[cfg(feature = "http")]
impl Network {
    /// Whom to ask, if anybody.
    pub(crate) fn resolver(&self) -> Option<HttpResolver> {
        let opened = || self.danger_with_port.iter().copied().fold(HttpResolver::new(), HttpResolver::danger_with_port);
        self.network.then(opened)
    }
}

impl AtHand {
    pub(crate) fn resources(&self) -> Result<Memory, Failure> {
        source::resources(&self.resources)
    }

    /// The DIDs and URLs under which documents were given.
    pub(crate) fn names(&self) -> Vec<String> {
        self.resources.iter().map(|(name, _)| name.clone()).collect()
    }

    /// Whom to ask for the rest, with one budget for each verification.
    #[cfg(feature = "http")]
    pub(crate) fn network(&self) -> Option<HttpResolver> {
        self.network.resolver()
    }
}

// Contexts beside those of the library.
#[derive(clap::Args)]
pub(crate) struct GivenContexts {
    /// A context that the library does not bring along, under its URL; may be given several times. Name a file only if you know
    /// that it is the context.
    #[arg(long = "context", value_name = "URL=FILE", value_parser = source::resource)]
    contexts: Vec<(String, PathBuf)>,
}

impl GivenContexts {
    /// The contexts inside the library, and those that were given.
    pub(crate) fn known(&self) -> Result<Contexts, Failure> {
        source::contexts(&self.contexts)
    }
}

// JSON Schemas that credentials declare.
#[derive(clap::Args)]
pub(crate) struct GivenSchemas {
    /// A JSON Schema, under the URL by which credentials declare it; may be given several times. One may refer to those
    /// that were given before it.
    #[arg(long = "schema", value_name = "URL=FILE", value_parser = source::resource)]
    schemas: Vec<(String, PathBuf)>,
}

impl GivenSchemas {
    /// Those that were given.
    pub(crate) fn known(&self) -> Result<Schemas, Failure> {
        source::schemas(&self.schemas)
    }
}

// Tables of levels and of credit systems beside those of the library.
#[derive(clap::Args)]
pub(crate) struct GivenTables {
    /// A table of levels or of credit systems of your own, beside those that are inside. May be given several times.
    #[arg(long = "table", value_name = "FILE")]
    tables: Vec<PathBuf>,
}

impl GivenTables {
    /// The tables inside the library, and those that were given.
    pub(crate) fn known(&self) -> Result<Frameworks, Failure> {
        source::frameworks(&self.tables)
    }
}

/// Says with which option a context is given, if one was unknown.
pub(crate) fn ask_for_contexts(mut found: impl Iterator<Item = Code>) {
    if found.any(|found| found == code::context::UNKNOWN) {
        target::complain("to give it a context that is unknown here: --context URL=FILE");
    }
}

/// The same of what an operation does not do.
pub(crate) fn ask_for_contexts_of(refused: &Error) {
    ask_for_contexts(refused.findings().iter().map(|finding| finding.code));
}
