use crate::json::{Node, Object, Pointer, Value};
use crate::ops::{self, Members};
use crate::report::{Code, Finding, Findings, code};
use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE,
};
use axum::http::{HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;

/// Why a request was not carried out, as [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) has it: status, code, a JSON Pointer
/// into the request, a sentence, and what to do. It repeats nothing that a learner's name could be in.
#[derive(Debug)]
pub(super) struct Problem {
    status: StatusCode,
    findings: Findings,
    header: Option<Box<(HeaderName, HeaderValue)>>,
    /// Whether something was to be verified, and so was not.
    unverified: bool,
    reason: Option<Reason>,
}

/// Why an answer is the server's fault: for whoever runs it, who is told with the request, and for nobody else. It may name files.
#[derive(Clone, Debug)]
pub(super) struct Reason(pub(super) String);

impl Problem {
    pub(super) fn new(status: StatusCode, code: Code, detail: impl Into<String>) -> Self {
        Self::of(status, Findings::from_iter([Finding::new(code, Pointer::root(), detail)]))
    }

    fn of(status: StatusCode, findings: Findings) -> Self {
        Self { status, findings, header: None, unverified: false, reason: None }
    }

    /// The request is not one; the pointers go into it, and lead to something that is there.
    fn request(findings: Findings, root: Node<'_>) -> Self {
        let placed =
            findings.into_iter().map(|finding| Finding { pointer: nearest(&finding.pointer, root), ..finding });
        Self::of(StatusCode::BAD_REQUEST, placed.collect())
    }

    /// Whatever is wrong with the members of a request.
    pub(super) fn of_members<'t>(members: impl IntoIterator<Item = Members<'t>>, root: Node<'_>) -> Result<(), Self> {
        let found: Findings = members.into_iter().flat_map(Members::finish).collect();
        found.into_result(()).map_err(|findings| Self::request(findings, root))
    }

    /// One member of the request is not as it must be.
    pub(super) fn member(pointer: Pointer, detail: impl Into<String>) -> Self {
        Self::at(pointer, code::request::MEMBER, detail)
    }

    /// One thing about one place in the request.
    pub(super) fn at(pointer: Pointer, code: Code, detail: impl Into<String>) -> Self {
        Self::of(StatusCode::BAD_REQUEST, Findings::from_iter([Finding::new(code, pointer, detail)]))
    }

    /// An operation was not carried out. What it says about its document stands at `document` of the request, and what about
    /// its own members at whatever `place` says.
    pub(super) fn operation(
        error: ops::Error,
        root: Node<'_>,
        document: &Pointer,
        place: impl Fn(&str) -> &'static str,
    ) -> Self {
        match error {
            ops::Error::Refused(findings) => Self::request(findings.below(document), root),
            // Where the store is, nobody says in a request.
            ops::Error::Request(ref findings) if findings.iter().any(|finding| is_of_store(&finding.pointer)) => {
                Self::failed(details(findings))
            }
            ops::Error::Request(findings) => {
                let placed = findings.into_iter().map(|finding| {
                    let pointer = Pointer::from_text(place(finding.pointer.as_str()));
                    Finding { pointer, ..finding }
                });
                Self::request(placed.collect(), root)
            }
            error => Self::failed(details(error.findings())),
        }
    }

    /// The same, where something was to be verified: it says `"verified": false` too.
    pub(super) fn unverified(self) -> Self {
        Self { unverified: true, ..self }
    }

    /// The same with another status.
    pub(super) fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// Too much is asked at the moment.
    pub(super) fn busy(detail: &str) -> Self {
        Self {
            header: Some(Box::new((RETRY_AFTER, HeaderValue::from_static("1")))),
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE, code::request::BUSY, detail)
        }
    }

    /// Whoever asks has not shown that they may.
    pub(super) fn unauthorized(detail: &str) -> Self {
        Self {
            header: Some(Box::new((WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")))),
            ..Self::new(StatusCode::UNAUTHORIZED, code::request::UNAUTHORIZED, detail)
        }
    }

    /// What was sent is compressed, or otherwise not as it is ([RFC 9110 §15.5.16](https://www.rfc-editor.org/rfc/rfc9110#section-15.5.16)).
    pub(super) fn encoded() -> Self {
        let detail = "send it as it is, without content-encoding";
        Self {
            header: Some(Box::new((ACCEPT_ENCODING, HeaderValue::from_static("identity")))),
            ..Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, code::request::MEDIA_TYPE, detail)
        }
    }

    /// Nothing that the request is to blame for.
    pub(super) fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, code::request::FAILED, "try again; if it happens again, report it")
    }

    /// The same, with what whoever runs the server has to know, and nobody else.
    pub(super) fn failed(reason: impl Into<String>) -> Self {
        Self { reason: Some(Reason(reason.into())), ..Self::internal() }
    }

    /// Why it is the server's fault, if that is known.
    pub(super) fn reason(self) -> Option<Reason> {
        self.reason
    }

    /// `type`, `title`, `status`, `code`, `pointer` and `detail` of the first finding, and all of them under `findings`.
    fn to_json(&self) -> Value {
        let first = self.findings.iter().next();
        Object::new()
            .with_some("verified", self.unverified.then_some(false))
            .with_some("type", first.map(|finding| finding.code.problem_type()))
            .with("title", first.map_or("The request was refused.", |finding| finding.code.sentence()))
            .with("status", i64::from(self.status.as_u16()))
            .with_some("code", first.map(|finding| finding.code.as_str()))
            .with_some("pointer", first.map(|finding| finding.pointer.as_str()))
            .with_some("detail", first.map(|finding| finding.detail.as_str()).filter(|detail| !detail.is_empty()))
            .with("findings", Value::Array(self.findings.iter().map(Finding::to_json).collect()))
            .into()
    }
}

/// Whether it is about the registry's file, as operations call it.
fn is_of_store(pointer: &Pointer) -> bool {
    matches!(pointer.as_str(), "/store" | "/status/store")
}

fn details(findings: &Findings) -> String {
    findings.iter().map(|finding| finding.detail.as_str()).collect::<Vec<_>>().join("; ")
}

/// The place in a request that a pointer leads to, or the nearest on the way there: what an operation finds in a token, or in what was made of a
/// micro-credential, stands nowhere in the request. Of what is missing, its object is there.
fn nearest(pointer: &Pointer, root: Node<'_>) -> Pointer {
    let mut steps = pointer.steps().peekable();
    let (mut node, mut place) = (root, Pointer::root());
    while let Some(step) = steps.next() {
        match node.child(&step) {
            Some(child) => (node, place) = (child, place.member(&step)),
            None if node.is_object() && steps.peek().is_none() => return pointer.clone(),
            None => break,
        }
    }
    place
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response<Body> {
        let mut response = text(self.status, "application/problem+json", self.to_json().to_string());
        if let Some((name, value)) = self.header.map(|header| *header) {
            response.headers_mut().insert(name, value);
        }
        if let Some(reason) = self.reason {
            response.extensions_mut().insert(reason);
        }
        response
    }
}

/// What anybody may read, and web pages of anybody may too.
pub(super) fn for_pages(mut response: Response<Body>) -> Response<Body> {
    response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

/// A reply in JSON.
pub(super) fn json(status: StatusCode, text: impl Into<String>) -> Response<Body> {
    self::text(status, "application/json", text.into())
}

/// A reply in what is JSON too, under a name of its own.
pub(super) fn text(status: StatusCode, media_type: &'static str, text: String) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}
