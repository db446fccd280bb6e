use super::application::Application;
use super::problem::{Problem, json};
use super::seat::Elsewhere;
use crate::json::Pointer;
use crate::ops::{DidResolution, DidResolve};
use axum::body::Body;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{Response, StatusCode};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The parameters of a query.
const FORMAT: &str = "publicKeyFormat";
const EXPERIMENTAL: &str = "enableExperimentalPublicKeyTypes";

/// `GET /1.0/identifiers/{did}`: the document of a DID, or the verification method of a DID URL.
///
/// `publicKeyFormat` may say `Multikey`; `enableExperimentalPublicKeyTypes` changes nothing, since no such type is written.
pub(super) async fn resolve(
    State(app): State<Arc<Application>>,
    did: Result<Path<String>, PathRejection>,
    query: Result<Query<BTreeMap<String, String>>, QueryRejection>,
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
    Ok(json(status(&resolution), resolution.to_json().to_string()))
}

/// As the [binding of DID Resolution to HTTP](https://www.w3.org/TR/did-resolution/#bindings-https) has it.
fn status(resolution: &DidResolution) -> StatusCode {
    match resolution.error().map(|error| error.name) {
        None => StatusCode::OK,
        Some("notFound") => StatusCode::NOT_FOUND,
        Some("internalError") => StatusCode::INTERNAL_SERVER_ERROR,
        Some("methodNotSupported") => StatusCode::NOT_IMPLEMENTED,
        Some(_) => StatusCode::BAD_REQUEST,
    }
}
