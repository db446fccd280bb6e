use super::problem::Problem;
use crate::json::Tree;
use crate::limits::Limits;
use crate::report::code;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, EXPECT};
use axum::http::{HeaderMap, Request, StatusCode};
use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

/// Of a body that is too large, so much is read all the same and forgotten: to a client that is still sending, a connection that is closed
/// under it says nothing, and the answer is lost.
const FORGOTTEN: usize = 16 * 1024 * 1024;

/// Reads the body of a request whole: JSON, of bounded size, in bounded time.
///
/// A page in somebody's browser can send text and forms to any server that it can reach, but JSON only with that server's leave:
/// so nothing but JSON is taken.
pub(super) async fn read(request: Request<Body>, most: usize, time: Duration) -> Result<Vec<u8>, Problem> {
    if !is_json(request.headers()) {
        let detail = "send JSON, and say so: content-type: application/json";
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, code::request::MEDIA_TYPE, detail));
    }
    let too_large = || {
        let detail = format!("send {most} bytes at most");
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, code::input::TOO_LARGE, detail)
    };
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let declared = length.is_some_and(|length| length > most as u64);
    // Whoever waits for leave to send has sent nothing yet, and is not asked to.
    if declared && request.headers().contains_key(EXPECT) {
        return Err(too_large());
    }
    let mut body = request.into_body();
    let read = match declared {
        true => Ok(Ok(None)),
        false => tokio::time::timeout(time, whole(&mut body, most)).await,
    };
    match read {
        Ok(Ok(Some(bytes))) => Ok(bytes),
        Ok(Ok(None)) => {
            drop(tokio::time::timeout(time, forget(&mut body)).await);
            Err(too_large())
        }
        Ok(Err(CutShort)) => {
            let detail = "the body ends before it is whole, or its chunks are none: send it again";
            Err(Problem::new(StatusCode::BAD_REQUEST, code::request::SYNTAX, detail))
        }
        Err(_) => {
            let detail = format!("send the whole body within {} ms", time.as_millis());
            Err(Problem::new(StatusCode::REQUEST_TIMEOUT, code::request::TIMEOUT, detail))
        }
    }
}

/// What arrives is no whole body.
struct CutShort;

/// All of a body; nothing of one that is too large.
async fn whole(body: &mut Body, most: usize) -> Result<Option<Vec<u8>>, CutShort> {
    let mut bytes = Vec::new();
    while let Some(data) = next(body).await {
        bytes.extend_from_slice(&data?);
        if bytes.len() > most {
            return Ok(None);
        }
    }
    Ok(Some(bytes))
}

/// The next bytes of a body, if there are more.
async fn next(body: &mut Body) -> Option<Result<Bytes, CutShort>> {
    loop {
        let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await?;
        match frame.map(|frame| frame.into_data()) {
            Ok(Ok(data)) => return Some(Ok(data)),
            // Trailers say nothing here.
            Ok(Err(_)) => {}
            Err(_) => return Some(Err(CutShort)),
        }
    }
}

async fn forget(body: &mut Body) {
    let mut read = 0;
    while let Some(Ok(data)) = next(body).await {
        read += data.len();
        if read > FORGOTTEN {
            return;
        }
    }
}

/// Reads the JSON of a body. The document in it is read again by the operation, with its own limits.
pub(super) fn parse(bytes: &[u8], limits: &Limits) -> Result<Tree, Problem> {
    let limits = Limits { depth: limits.depth.saturating_add(2), ..limits.clone() };
    // What some programs write before every text in UTF-8 says nothing (RFC 8259 §8.1).
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    Tree::parse_bytes(bytes, &limits)
        .map_err(|error| Problem::new(StatusCode::BAD_REQUEST, code::request::SYNTAX, error.to_string()))
}

fn is_json(headers: &HeaderMap) -> bool {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence.starts_with("application/") && essence.ends_with("+json")
}
