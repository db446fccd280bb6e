//! One GET of HTTP/1.1 ([RFC 9112](https://www.rfc-editor.org/rfc/rfc9112)) on a connection that is closed afterwards.

use super::Problem;
use super::connection::broken;
use crate::report::code;
use std::io::{BufRead, BufReader, Read, Write};

/// More bytes of head are not read.
const LONGEST_HEAD: usize = 16 * 1024;
const MOST_HEADERS: usize = 64;

/// The head of a response, as far as anybody here asks.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) status: u16,
    pub(super) location: Option<String>,
    pub(super) media_type: Option<String>,
    /// For how many seconds it may be kept; nothing if it does not say.
    pub(super) fresh_for: Option<u32>,
    encoding: Option<String>,
    framing: Framing,
}

/// How the end of a body is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Framing {
    #[default]
    UntilClosed,
    Length(u64),
    Chunked,
}

/// Asks for a path, and reads the head of the answer.
pub(super) fn ask<S: Read + Write>(
    stream: S,
    authority: &str,
    path: &str,
    accept: &[&str],
) -> Result<(Head, BufReader<S>), Problem> {
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {authority}\r\nAccept: {}\r\nAccept-Encoding: identity\r\n\
         User-Agent: microcred/{}\r\nConnection: close\r\n\r\n",
        accept.join(", "),
        env!("CARGO_PKG_VERSION")
    );
    let mut stream = BufReader::new(stream);
    stream.get_mut().write_all(request.as_bytes()).and_then(|()| stream.get_mut().flush()).map_err(broken)?;
    let head = read_head(&mut stream)?;
    Ok((head, stream))
}

/// The head of the final answer; those that only say that it is on its way are passed over.
pub(super) fn read_head(stream: &mut impl BufRead) -> Result<Head, Problem> {
    for _ in 0..4 {
        let head = parse_head(&head_text(stream)?)?;
        if !(100..200).contains(&head.status) {
            return Ok(head);
        }
    }
    Err(Problem::new(code::net::HTTP, "it announces an answer and does not give it"))
}

fn head_text(stream: &mut impl BufRead) -> Result<Vec<u8>, Problem> {
    let mut text = Vec::new();
    loop {
        let before = text.len();
        let room = u64::try_from(LONGEST_HEAD - before).unwrap_or(0);
        stream.by_ref().take(room).read_until(b'\n', &mut text).map_err(broken)?;
        match &text[before..] {
            b"\r\n" | b"\n" if before > 0 => return Ok(text),
            line if line.ends_with(b"\n") => {}
            _ if text.len() >= LONGEST_HEAD => {
                return Err(Problem::new(code::net::TOO_LARGE, "the head of the answer does not end"));
            }
            _ => return Err(Problem::new(code::net::CONNECTION, "the host broke off in the head of its answer")),
        }
    }
}

/// For how many seconds one directive of `Cache-Control` lets an answer be kept
/// ([RFC 9111 §5.2.2](https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2)).
fn freshness(directive: &str) -> Option<u32> {
    match directive.trim() {
        "no-store" | "private" | "no-cache" => Some(0),
        // What cannot be read keeps nothing.
        directive => directive.strip_prefix("max-age=").map(|seconds| seconds.trim_matches('"').parse().unwrap_or(0)),
    }
}

fn parse_head(text: &[u8]) -> Result<Head, Problem> {
    let not_http = |detail: &str| Problem::new(code::net::HTTP, detail);
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    match response.parse(text) {
        Ok(httparse::Status::Complete(_)) => {}
        Ok(httparse::Status::Partial) => return Err(not_http("the head of the answer is not whole")),
        Err(error) => return Err(not_http(&format!("the head of the answer cannot be read: {error}"))),
    }
    let mut head = Head { status: response.code.unwrap_or_default(), ..Head::default() };
    let mut lengths = Vec::new();
    let mut transfer = Vec::new();
    let mut age = 0;
    for header in response.headers.iter() {
        let value = String::from_utf8_lossy(header.value).trim().to_owned();
        match header.name.to_ascii_lowercase().as_str() {
            "location" => head.location = Some(value),
            "content-type" => head.media_type = Some(value),
            "content-encoding" => head.encoding = Some(value.to_ascii_lowercase()),
            "cache-control" => {
                let said = value.to_ascii_lowercase();
                head.fresh_for = head.fresh_for.into_iter().chain(said.split(',').filter_map(freshness)).min();
            }
            "age" => age = value.parse().unwrap_or(u32::MAX),
            "content-length" => lengths.push(value),
            "transfer-encoding" => transfer.push(value.to_ascii_lowercase()),
            _ => {}
        }
    }
    head.fresh_for = head.fresh_for.map(|seconds| seconds.saturating_sub(age));
    head.framing = match (transfer.as_slice(), lengths.as_slice()) {
        ([], []) => Framing::UntilClosed,
        ([], [length, rest @ ..]) if rest.iter().all(|other| other == length) => match parse_length(length) {
            Some(length) => Framing::Length(length),
            None => return Err(not_http("the length of the answer is no number")),
        },
        ([one], []) if one == "chunked" => Framing::Chunked,
        _ => return Err(not_http("the answer says in several ways how long it is")),
    };
    Ok(head)
}

fn parse_length(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// Reads a body of at most so many bytes.
pub(super) fn read_body(
    head: &Head,
    stream: &mut impl BufRead,
    max_bytes: usize,
    body: &mut Vec<u8>,
) -> Result<(), Problem> {
    if head.encoding.as_deref().is_some_and(|encoding| encoding != "identity") {
        let detail = "it is compressed although plain bytes were asked for, and compressed bytes are not unpacked";
        return Err(Problem::new(code::net::MEDIA_TYPE, detail));
    }
    match head.framing {
        Framing::Length(length) => {
            let length = usize::try_from(length).ok().filter(|length| *length <= max_bytes).ok_or_else(too_large)?;
            stream.by_ref().take(length as u64).read_to_end(body).map_err(broken)?;
            match body.len() == length {
                true => Ok(()),
                false => Err(Problem::new(code::net::CONNECTION, "the host broke off in the middle of its answer")),
            }
        }
        Framing::UntilClosed => {
            stream.by_ref().take((max_bytes as u64).saturating_add(1)).read_to_end(body).map_err(broken)?;
            if body.len() > max_bytes { Err(too_large()) } else { Ok(()) }
        }
        Framing::Chunked => read_chunks(stream, max_bytes, body),
    }
}

fn read_chunks(stream: &mut impl BufRead, max_bytes: usize, body: &mut Vec<u8>) -> Result<(), Problem> {
    let not_chunked = || Problem::new(code::net::HTTP, "the chunks of the answer are not formed as they should be");
    loop {
        let mut line = Vec::new();
        stream.by_ref().take(256).read_until(b'\n', &mut line).map_err(broken)?;
        let line = line.strip_suffix(b"\r\n").ok_or_else(not_chunked)?;
        let size = line.split(|byte| *byte == b';').next().unwrap_or_default();
        let size = std::str::from_utf8(size).map_err(|_| not_chunked())?.trim();
        let digits = !size.is_empty() && size.bytes().all(|byte| byte.is_ascii_hexdigit());
        let size = if digits { usize::from_str_radix(size, 16) } else { return Err(not_chunked()) };
        // A size that is no number of this machine's is larger than anything that is read.
        let size = size.map_err(|_| too_large())?;
        if size == 0 {
            // Trailers are of no interest, and the connection ends here.
            return Ok(());
        }
        if size > max_bytes - body.len() {
            return Err(too_large());
        }
        let whole = body.len() + size;
        stream.by_ref().take(size as u64).read_to_end(body).map_err(broken)?;
        let mut end = [0; 2];
        stream.read_exact(&mut end).map_err(broken)?;
        if body.len() != whole || end != *b"\r\n" {
            return Err(not_chunked());
        }
    }
}

fn too_large() -> Problem {
    Problem::new(code::net::TOO_LARGE, "it was not read to its end")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Code;
    use proptest::prelude::*;

    fn read(answer: &[u8], max_bytes: usize) -> Result<Vec<u8>, Code> {
        let mut stream = answer;
        let mut body = Vec::new();
        let read = read_head(&mut stream).and_then(|head| read_body(&head, &mut stream, max_bytes, &mut body));
        read.map(|()| body).map_err(|problem| problem.code)
    }

    fn text(answer: &str) -> Result<String, Code> {
        read(&answer.replace('\n', "\r\n").into_bytes(), 16).map(|body| String::from_utf8(body).unwrap())
    }

    #[test]
    fn bodies_in_their_three_framings() {
        assert_eq!(text("HTTP/1.1 200 OK\nContent-Length: 2\n\n{}and more").as_deref(), Ok("{}"));
        assert_eq!(text("HTTP/1.1 200 OK\n\n{}").as_deref(), Ok("{}"));
        assert_eq!(text("HTTP/1.0 200 OK\n\n").as_deref(), Ok(""));
        let chunked = "HTTP/1.1 200 OK\nTransfer-Encoding: Chunked\n\n";
        // RFC 9112 §7.1: extensions after the size, and trailers at the end.
        assert_eq!(text(&format!("{chunked}4;a=b\nWiki\nA\npedia in 1\n0\nx: y\n\n")).as_deref(), Ok("Wikipedia in 1"));
        assert_eq!(text("HTTP/1.1 103 Early Hints\n\nHTTP/1.1 200 OK\n\n{}").as_deref(), Ok("{}"));
    }

    #[test]
    fn a_publisher_says_how_long_an_answer_is_kept() {
        for (headers, seconds) in [
            ("", None),
            ("Cache-Control: public, max-age=60\n", Some(60)),
            ("cache-control: Max-Age=\"60\"\nAge: 45\n", Some(15)),
            ("Cache-Control: max-age=60\nAge: 61\n", Some(0)),
            ("Cache-Control: max-age=60\nCache-Control: no-cache\n", Some(0)),
            ("Cache-Control: max-age=soon\n", Some(0)),
            ("Cache-Control: public, immutable\n", None),
        ] {
            let answer = format!("HTTP/1.1 200 OK\n{headers}\n").replace('\n', "\r\n");
            let head = read_head(&mut answer.as_bytes()).unwrap_or_default();
            assert_eq!(head.fresh_for, seconds, "{headers}");
        }
    }

    #[test]
    fn nothing_is_read_beyond_the_limit() {
        let seventeen = "x".repeat(17);
        for answer in [
            format!("HTTP/1.1 200 OK\nContent-Length: 17\n\n{seventeen}"),
            format!("HTTP/1.1 200 OK\nContent-Length: 18446744073709551615\n\n{seventeen}"),
            format!("HTTP/1.1 200 OK\n\n{seventeen}"),
            format!("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n11\n{seventeen}\n0\n\n"),
            "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nffffffffffffffffff\n".to_owned(),
            format!("HTTP/1.1 200 OK\nX: {}\n\n", "x".repeat(LONGEST_HEAD)),
        ] {
            assert_eq!(text(&answer), Err(code::net::TOO_LARGE), "{answer}");
        }
        let sixteen = "x".repeat(16);
        assert_eq!(text(&format!("HTTP/1.1 200 OK\nContent-Length: 16\n\n{sixteen}")), Ok(sixteen));
    }

    #[test]
    fn what_is_not_whole_or_not_http() {
        for (answer, code) in [
            ("HTTP/1.1 200 OK\nContent-Length: 9\n\n{}", code::net::CONNECTION),
            ("HTTP/1.1 200 OK\nContent-Le", code::net::CONNECTION),
            ("", code::net::CONNECTION),
            ("SSH-2.0-OpenSSH\n\n", code::net::HTTP),
            ("HTTP/1.1 200 OK\nContent-Length: -1\n\n", code::net::HTTP),
            ("HTTP/1.1 200 OK\nContent-Length: 1\nContent-Length: 2\n\n{}", code::net::HTTP),
            ("HTTP/1.1 200 OK\nContent-Length: 2\nTransfer-Encoding: chunked\n\n{}", code::net::HTTP),
            ("HTTP/1.1 200 OK\nTransfer-Encoding: gzip, chunked\n\n{}", code::net::HTTP),
            ("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n-1\n", code::net::HTTP),
            ("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\n{}}\n0\n\n", code::net::HTTP),
            (
                "HTTP/1.1 100 Continue\n\nHTTP/1.1 100 Continue\n\nHTTP/1.1 100 Continue\n\nHTTP/1.1 100 Continue\n\n",
                code::net::HTTP,
            ),
            ("HTTP/1.1 200 OK\nContent-Encoding: gzip\n\n{}", code::net::MEDIA_TYPE),
            ("HTTP/1.1 200 OK\nContent-Encoding: identity, br\n\n{}", code::net::MEDIA_TYPE),
        ] {
            assert_eq!(text(answer), Err(code), "{answer}");
        }
        let many = format!("HTTP/1.1 200 OK\n{}\n", "a: b\n".repeat(MOST_HEADERS + 1));
        assert_eq!(text(&many), Err(code::net::HTTP));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(
            head in "(HTTP/1.1 200 OK\r\n)?((Content-Length|Transfer-Encoding): ([0-9]{1,20}|chunked)\r\n){0,2}\r\n",
            body: Vec<u8>
        ) {
            if let Ok(body) = read(&[head.as_bytes(), &body].concat(), 16) {
                prop_assert!(body.len() <= 16);
            }
        }
    }
}
