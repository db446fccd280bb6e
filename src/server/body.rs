use super::problem::Problem;
use crate::json::Tree;
use crate::limits::Limits;
use crate::report::code;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, Request, StatusCode};
use std::time::Duration;

/// Reads the body of a request whole: JSON, of bounded size, in bounded time.
///
/// A page in somebody's browser can send text and forms to any server that it can reach, but JSON only with that server's leave:
/// so nothing but JSON is taken.
pub(super) async fn read(request: Request<Body>, most: usize, time: Duration) -> Result<Bytes, Problem> {
    if !is_json(request.headers()) {
        let detail = "send JSON, and say so: content-type: application/json";
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, code::request::MEDIA_TYPE, detail));
    }
    let too_large = || {
        let detail = format!("send {most} bytes at most");
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, code::input::TOO_LARGE, detail)
    };
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > most as u64) {
        return Err(too_large());
    }
    match tokio::time::timeout(time, to_bytes(request.into_body(), most)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        // Either there is more than that, or whoever sent it has gone and hears no answer.
        Ok(Err(_)) => Err(too_large()),
        Err(_) => {
            let detail = format!("send the whole body within {} s", time.as_secs());
            Err(Problem::new(StatusCode::REQUEST_TIMEOUT, code::request::TIMEOUT, detail))
        }
    }
}

/// Reads the JSON of a body. The document in it is read again by the operation, with its own limits.
pub(super) fn parse(bytes: &[u8]) -> Result<Tree, Problem> {
    let limits = Limits { depth: Limits::default().depth + 2, ..Limits::default() };
    Tree::parse_bytes(bytes, &limits)
        .map_err(|error| Problem::new(StatusCode::BAD_REQUEST, code::request::SYNTAX, error.to_string()))
}

fn is_json(headers: &HeaderMap) -> bool {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence.starts_with("application/") && essence.ends_with("+json")
}
