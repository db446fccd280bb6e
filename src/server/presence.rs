use super::application::Application;
use super::problem::json;
use crate::json::Object;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use std::sync::Arc;

/// `GET /health`
pub(super) async fn health() -> Response<Body> {
    let health = Object::new().with("status", "ok").with("version", env!("CARGO_PKG_VERSION"));
    json(StatusCode::OK, crate::json::Value::from(health).to_string())
}

/// `GET /issuers`
pub(super) async fn issuers(State(app): State<Arc<Application>>) -> Response<Body> {
    json(StatusCode::OK, app.issuers.to_json(&app.url).to_string())
}
