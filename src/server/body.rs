use super::application::Application;
use super::problem::Problem;
use crate::json::Tree;
use crate::limits::Limits;
use crate::report::code;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, EXPECT};
use axum::http::{HeaderMap, Request, StatusCode};
use std::future::poll_fn;
use std::ops::Deref;
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Of a body that is too large, so much is read all the same and forgotten: to a client that is still sending, a connection that is closed
/// under it says nothing, and the answer is lost.
const FORGOTTEN: usize = 16 * 1024 * 1024;

/// The body of a request that has arrived whole. As long as there is this, the request has its place among those that are worked on.
pub(super) struct Arrived {
    bytes: Vec<u8>,
    _read: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
}

impl Deref for Arrived {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

/// Reads the body of a request whole, JSON, of bounded size, in bounded time; and only then takes a place for the request: who sends
/// nothing keeps nobody else out. What has been read of all bodies together is bounded too.
///
/// A page in somebody's browser can send text and forms to any server that it can reach, but JSON only with that server's leave:
/// so nothing but JSON is taken.
pub(super) async fn read(app: &Application, request: Request<Body>) -> Result<Arrived, Problem> {
    let (most, time) = (app.limits.body, app.limits.body_time);
    if !is_json(request.headers()) {
        let detail = "send JSON, and say so: content-type: application/json";
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, code::request::MEDIA_TYPE, detail));
    }
    if !is_plain(request.headers()) {
        return Err(Problem::encoded());
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
        false => tokio::time::timeout(time, whole(&mut body, most, &app.bodies)).await,
    };
    match read {
        Ok(Ok(Some((bytes, read)))) => Ok(Arrived { bytes, _read: read, _place: app.place()? }),
        Ok(Ok(None)) => {
            drop(tokio::time::timeout(time, forget(&mut body)).await);
            Err(too_large())
        }
        Ok(Err(Unread::NoRoom)) => Err(Problem::busy("too much is being sent at once; send it again in a moment")),
        Ok(Err(Unread::CutShort)) => {
            let detail = "the body ends before it is whole, or its chunks are none: send it again";
            Err(Problem::new(StatusCode::BAD_REQUEST, code::request::SYNTAX, detail))
        }
        Err(_) => {
            let detail = format!("send the whole body within {} ms", time.as_millis());
            Err(Problem::new(StatusCode::REQUEST_TIMEOUT, code::request::TIMEOUT, detail))
        }
    }
}

/// Why a body was not read to its end.
enum Unread {
    /// What arrives is no whole body.
    CutShort,
    /// As much of others is kept already as there is room for.
    NoRoom,
}

/// All of a body, with its share of the room for all of them; nothing of one that is too large.
async fn whole(
    body: &mut Body,
    most: usize,
    room: &Arc<Semaphore>,
) -> Result<Option<(Vec<u8>, OwnedSemaphorePermit)>, Unread> {
    let take = |length: usize| {
        let length = u32::try_from(length).map_err(|_| Unread::NoRoom)?;
        Arc::clone(room).try_acquire_many_owned(length).map_err(|_| Unread::NoRoom)
    };
    let (mut bytes, mut share) = (Vec::new(), take(0)?);
    while let Some(data) = next(body).await {
        let data = data?;
        if bytes.len() + data.len() > most {
            return Ok(None);
        }
        share.merge(take(data.len())?);
        bytes.extend_from_slice(&data);
    }
    Ok(Some((bytes, share)))
}

/// The next bytes of a body, if there are more.
async fn next(body: &mut Body) -> Option<Result<Bytes, Unread>> {
    loop {
        let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await?;
        match frame.map(|frame| frame.into_data()) {
            Ok(Ok(data)) => return Some(Ok(data)),
            // Trailers say nothing here.
            Ok(Err(_)) => {}
            Err(_) => return Some(Err(Unread::CutShort)),
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

/// Whether what was sent is as it is, and not compressed, which nobody could tell from JSON that is none.
fn is_plain(headers: &HeaderMap) -> bool {
    let mut encodings = headers.get_all(CONTENT_ENCODING).iter();
    encodings.all(|encoding| encoding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

fn is_json(headers: &HeaderMap) -> bool {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence.starts_with("application/") && essence.ends_with("+json")
}
