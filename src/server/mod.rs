//! The [VC-API](https://w3c-ccg.github.io/vc-api/) over HTTP (feature `server`): what the [operations](crate::ops) do, for
//! whoever would rather send a request than link a library.
//!
//! | Endpoint | What it does |
//! |---|---|
//! | `POST /issuers/{suite}/credentials/issue` | signs a credential with the key of that suite |
//! | `POST /credentials/verify`, `POST /presentations/verify` | says whether something may be believed: 200 if so, else 400, with the report |
//! | `POST /credentials/derive` | shows a part of a credential |
//! | `POST /credentials/status`, `GET /status/{list}` | revokes or suspends; the list that says so, signed as it stands |
//! | `GET /issuers` | who issues here, in which suites |
//! | `GET /1.0/identifiers/{did}` | the document of a DID |
//! | `GET /health`, `GET /openapi.json` | whether it is up; what is described here, for machines |
//!
//! ```no_run
//! use microcred::server::{Configuration, Server};
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let server = Server::bind(Configuration::new("127.0.0.1:8080".parse()?))?;
//! println!("{}", server.url());
//! server.run(std::future::pending()).await?;
//! # Ok(())
//! # }
//! ```
//!
//! Whoever has shown to be the issuer is believed, or, with [anchors](Configuration::anchors), these alone. Nothing is fetched unless
//! a resolver is given, which may be any; [resources](Configuration::resources) are at hand without one:
//!
//! ```
//! use microcred::resolve::http::HttpResolver;
//! use microcred::server::Configuration;
//! use microcred::trust::Anchors;
//! use std::sync::Arc;
//! let mut configuration = Configuration::new("127.0.0.1:8080".parse()?);
//! configuration.anchors = Some(Anchors::parse(r#"{"anchors": [{"id": "did:web:vet.example"}]}"#)?);
//! let document = r#"{"id": "did:web:vet.example", "verificationMethod": []}"#;
//! configuration.resources.insert("did:web:vet.example", document);
//! configuration.resolver = Some(Arc::new(HttpResolver::new()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Whatever could grow is in [`ServerLimits`]; what goes
//! beyond is refused with a status that says so. A log gets method, path template, status and duration of each request, be
//! it answered or not, and nothing that was in it; and what is wrong with the server itself, where that is why it could not answer.

mod application;
mod body;
mod change;
mod configuration;
mod credentials;
mod guard;
mod identifiers;
mod issuers;
mod listener;
mod openapi;
mod outside;
mod presence;
mod problem;
mod results;
mod seat;
mod status;
mod store;
mod tls;
mod work;
mod write_timeout;

pub use configuration::{Configuration, Error, ServerLimits, Token};
pub use guard::Logged;
pub use listener::Server;
pub use tls::Tls;
