use super::application::Application;
use super::problem::{Problem, text};
use super::seat::Elsewhere;
use crate::json::Pointer;
use crate::ops::{DidResolution, DidResolutionErrorName as Name, DidResolve};
use crate::report::code;
use axum::body::Body;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, Response, StatusCode};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The parameters of a query.
const FORMAT: &str = "publicKeyFormat";
const EXPERIMENTAL: &str = "enableExperimentalPublicKeyTypes";

/// `GET /1.0/identifiers/{did}`: the document of a DID, or the verification method of a DID URL.
///
/// `accept` may ask for the whole result or for the document alone. `publicKeyFormat` may say `Multikey`; `enableExperimentalPublicKeyTypes` changes nothing, since no such type is written.
pub(super) async fn resolve(
    State(app): State<Arc<Application>>,
    did: Result<Path<String>, PathRejection>,
    query: Result<Query<BTreeMap<String, String>>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let Path(did) = did.map_err(|_| Problem::member(Pointer::root(), "write the DID in UTF-8, percent-encoded"))?;
    let Query(query) =
        query.map_err(|_| Problem::member(Pointer::root(), "write the query in UTF-8, percent-encoded"))?;
    let known = [FORMAT, EXPERIMENTAL];
    if let Some(unknown) = query.keys().find(|name| !known.contains(&name.as_str())) {
        let detail = format!("leave it out; the parameters are {}", known.join(", "));
        return Err(Problem::member(Pointer::root().member(unknown), detail));
    }
    if query.get(EXPERIMENTAL).is_some_and(|value| !matches!(value.as_str(), "true" | "false")) {
        return Err(Problem::member(Pointer::root().member(EXPERIMENTAL), "write true or false"));
    }
    let wanted = Wanted::read(&headers, did.contains(['/', '?', '#'])).ok_or_else(|| {
        let detail = format!("accept one of {}", TYPES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", "));
        Problem::new(StatusCode::NOT_ACCEPTABLE, code::request::ACCEPT, detail)
    })?;
    let (worker, place) = (Arc::clone(&app), app.place()?);
    let resolution = app
        .work
        .run_seated(move |seat| {
            let _place = place;
            let mut operation = DidResolve::new(did);
            operation.resources = worker.resources.clone();
            if let Some(resolver) = &worker.resolver {
                operation = operation.with_resolver(Elsewhere::new(Arc::clone(resolver), seat));
            }
            Ok(operation.resolution(query.get(FORMAT).map(String::as_str), &worker.environment))
        })
        .await?;
    let (media_type, body) = match resolution.document().filter(|_| wanted.form == Form::Document) {
        Some(document) => (wanted.media_type, document.to_string()),
        None => (wanted.result_type(&resolution), resolution.to_json().to_string()),
    };
    Ok(text(status(&resolution), media_type, body))
}

/// What is given to whoever asks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Everything that came of it.
    Result,
    /// The same, of a DID and of the URL of a part of its document.
    OfDid,
    OfUrl,
    /// The document alone, or the part of it.
    Document,
}

const JSON: &str = "application/json";
const OF_DID: &str = "application/did-resolution";
const OF_URL: &str = "application/did-url-dereferencing";

/// What may be asked for.
const TYPES: [(&str, Form); 6] = [
    (JSON, Form::Result),
    (OF_DID, Form::OfDid),
    (OF_URL, Form::OfUrl),
    ("application/did", Form::Document),
    ("application/did+ld+json", Form::Document),
    ("application/did+json", Form::Document),
];

/// In which form, and under which name.
struct Wanted {
    form: Form,
    media_type: &'static str,
}

impl Wanted {
    /// What the header `accept` asks for first among what can be given; the result where nothing is said. Nothing if it is all something else.
    fn read(headers: &HeaderMap, is_url: bool) -> Option<Self> {
        let asked = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
        let names = asked.flat_map(|value| value.split(',')).filter_map(|range| range.split(';').next());
        let names = names.map(|name| name.trim().to_ascii_lowercase()).filter(|name| !name.is_empty());
        let mut names = names.peekable();
        let found = |name: String| match name.as_str() {
            // JSON-LD is what resolvers were asked for before there were types of their own.
            "*/*" | "application/*" | "application/ld+json" => Some((JSON, Form::Result)),
            name => TYPES.into_iter().find(|(known, _)| *known == name),
        };
        let fits = |(_, form): &(&str, Form)| *form != if is_url { Form::OfDid } else { Form::OfUrl };
        let (media_type, form) = match names.peek() {
            None => (JSON, Form::Result),
            Some(_) => names.filter_map(found).find(fits)?,
        };
        Some(Self { form, media_type })
    }

    /// What a result is called that is given although the document was wanted.
    fn result_type(&self, resolution: &DidResolution) -> &'static str {
        match (self.form, resolution.is_dereferenced()) {
            (Form::Document, true) => OF_URL,
            (Form::Document, false) => OF_DID,
            _ => self.media_type,
        }
    }
}

/// As the [binding of DID Resolution to HTTP](https://www.w3.org/TR/did-resolution/#bindings-https) has it.
fn status(resolution: &DidResolution) -> StatusCode {
    match resolution.error().map(|error| error.name) {
        None => StatusCode::OK,
        Some(Name::NotFound) => StatusCode::NOT_FOUND,
        Some(Name::InternalError | Name::InvalidDidDocument) => StatusCode::INTERNAL_SERVER_ERROR,
        Some(Name::MethodNotSupported) => StatusCode::NOT_IMPLEMENTED,
        Some(
            Name::InvalidDid
            | Name::InvalidDidUrl
            | Name::InvalidPublicKey
            | Name::InvalidPublicKeyLength
            | Name::InvalidPublicKeyType
            | Name::UnsupportedPublicKeyType,
        ) => StatusCode::BAD_REQUEST,
    }
}
