use super::application::Application;
use super::problem::{for_pages, json};
use super::status;
use crate::json::Object;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use std::sync::Arc;

/// `GET /health`: whether it is up, and can say what is revoked.
pub(super) async fn health(State(app): State<Arc<Application>>) -> Response<Body> {
    let worker = Arc::clone(&app);
    let (status, word, reason) = match app.checkup.run(move || status::look_into(&worker)).await {
        Ok(()) => (StatusCode::OK, "ok", None),
        Err(problem) => (StatusCode::SERVICE_UNAVAILABLE, "degraded", problem.reason()),
    };
    let health = Object::new().with("status", word).with("version", env!("CARGO_PKG_VERSION"));
    let mut response = json(status, crate::json::Value::from(health).to_string());
    if let Some(reason) = reason {
        response.extensions_mut().insert(reason);
    }
    response
}

/// `GET /issuers`
pub(super) async fn issuers(State(app): State<Arc<Application>>) -> Response<Body> {
    for_pages(json(StatusCode::OK, app.issuers.to_json(&app.url).to_string()))
}
