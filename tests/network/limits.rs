//! Case 106 and the rest of what is too much: bytes, time, other types, requests. And what is kept.

use super::host::{Host, Stream};
use super::{JSON, assert_blocked, did_need, found, need};
use crate::support::cases::case;
use microcred::report::code::net;
use microcred::resolve::http::{Budget, CacheLimits, Timeouts};
use microcred::resolve::{Answer, NeedKind, Resolver};
use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::sleep;
use std::time::{Duration, Instant};

fn timeouts(connect: u64, read: u64) -> Timeouts {
    let mut timeouts = Timeouts::default();
    (timeouts.connect, timeouts.read) = (Duration::from_millis(connect), Duration::from_millis(read));
    timeouts
}

fn within(milliseconds: u64) -> Budget {
    let mut budget = Budget::default();
    budget.time = Duration::from_millis(milliseconds);
    budget
}

/// Sends spaces until the other side has had enough, and counts them.
fn flood(head: &'static str) -> (Host, Arc<AtomicUsize>) {
    let sent = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&sent);
    let host = Host::new(&["vet.example"], move |_, stream: &mut Stream| {
        stream.write_all(format!("HTTP/1.1 {JSON}\r\n{head}\r\n").as_bytes())?;
        let chunk = [b' '; 4096];
        while counter.load(Ordering::SeqCst) < 100 * 1024 * 1024 {
            if head.contains("chunked") {
                stream.write_all(b"1000\r\n")?;
            }
            stream.write_all(&chunk)?;
            if head.contains("chunked") {
                stream.write_all(b"\r\n")?;
            }
            counter.fetch_add(chunk.len(), Ordering::SeqCst);
        }
        Ok(())
    });
    (host, sent)
}

/// Case 106: 100 MB, announced or not.
#[test]
fn web_doc_100_mb() {
    case!(106);
    for head in ["", "Transfer-Encoding: chunked\r\n", "Content-Length: 104857600\r\n"] {
        let (host, sent) = flood(head);
        assert_blocked(&host.resolver().resolve(&did_need()), net::TOO_LARGE);
        sleep(Duration::from_millis(100));
        // What was under way in the buffers of two sockets.
        assert!(sent.load(Ordering::SeqCst) < 20 * 1024 * 1024, "{head}: {sent:?}");
    }
    let largest = " ".repeat(did_need().max_bytes);
    assert_eq!(
        found(Host::sending(&["vet.example"], JSON, &largest).resolver().resolve(&did_need())).bytes.len(),
        largest.len()
    );
    let larger = Host::sending(&["vet.example"], JSON, &format!("{largest} "));
    assert_blocked(&larger.resolver().resolve(&did_need()), net::TOO_LARGE);
}

/// Case 106: one byte at a time, each in time, and never an end; nothing at all; a head without end.
#[test]
fn web_slow_drip() {
    case!(106);
    let drip = Host::new(&["vet.example"], |_, stream| {
        stream.write_all(format!("HTTP/1.1 {JSON}\r\n\r\n").as_bytes())?;
        loop {
            stream.write_all(b" ")?;
            stream.flush()?;
            sleep(Duration::from_millis(50));
        }
    });
    let silence = Host::new(&["vet.example"], |_, _| {
        sleep(Duration::from_secs(5));
        Ok(())
    });
    for (host, resolver) in [
        (&drip, drip.resolver().with_budget(within(600))),
        (&silence, silence.resolver().with_budget(within(600))),
        (&silence, silence.resolver().with_timeouts(timeouts(1000, 300))),
    ] {
        let start = Instant::now();
        assert_blocked(&resolver.resolve(&did_need()), net::TIMEOUT);
        assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
        assert!(host.seen.connects() > 0);
    }
    let endless = Host::new(&["vet.example"], |_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\n")?;
        loop {
            stream.write_all(b"X-Padding: more of the same\r\n")?;
        }
    });
    assert_blocked(&endless.resolver().resolve(&did_need()), net::TOO_LARGE);
}

/// A lookup that does not come back holds nobody up.
#[test]
fn a_slow_lookup() {
    let host = Host::sending(&["vet.example"], JSON, "{}");
    let resolver = host
        .resolver_with(|_| {
            sleep(Duration::from_secs(5));
            Err(io::ErrorKind::Other.into())
        })
        .with_budget(within(300));
    let start = Instant::now();
    assert_blocked(&resolver.resolve(&did_need()), net::TIMEOUT);
    assert!(start.elapsed() < Duration::from_secs(3));
}

/// A host that accepts and then never shows its certificate.
#[test]
fn a_handshake_without_end() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let host = Host::sending(&["vet.example"], JSON, "{}");
    let resolver = host
        .resolver()
        .with_connect(move |_, timeout| std::net::TcpStream::connect_timeout(&address, timeout))
        .with_budget(within(400));
    let start = Instant::now();
    assert_blocked(&resolver.resolve(&did_need()), net::TIMEOUT);
    assert!(start.elapsed() < Duration::from_secs(3));
    drop(listener);
}

/// Case 106: compressed bytes are not unpacked, though a host sends them unasked.
#[test]
fn web_gzip_bomb() {
    case!(106);
    for encoding in ["gzip", "deflate", "br", "zstd", "gzip, gzip"] {
        let host = Host::sending(&["vet.example"], &format!("{JSON}\r\nContent-Encoding: {encoding}"), "\u{1f}");
        assert_blocked(&host.resolver().resolve(&did_need()), net::MEDIA_TYPE);
    }
}

/// Case 106.
#[test]
fn web_wrong_mime() {
    case!(106);
    let sent_as = |media_type: &str| {
        let host = Host::sending(&["vet.example"], &format!("200 OK\r\nContent-Type: {media_type}"), "{}");
        host.resolver().resolve(&did_need())
    };
    for media_type in ["text/plain", "application/octet-stream", "application/jsonp", "", "json"] {
        assert_blocked(&sent_as(media_type), net::MEDIA_TYPE);
    }
    for page in ["text/html", "Text/HTML; charset=utf-8", "application/xhtml+xml", "image/svg+xml", "image/png"] {
        assert_blocked(&sent_as(page), net::PAGE);
    }
    assert_blocked(&Host::sending(&["vet.example"], "200 OK", "{}").resolver().resolve(&did_need()), net::MEDIA_TYPE);
    let set = Host::sending(&["vet.example"], "200 OK\r\nContent-Type: application/jwk-set+json", "{}");
    let wanted = need(NeedKind::KeySet, "https://vet.example/.well-known/jwks.json");
    assert_eq!(found(set.resolver().resolve(&wanted)).media_type.as_deref(), Some("application/jwk-set+json"));
    assert_blocked(&set.resolver().resolve(&did_need()), net::MEDIA_TYPE);
}

#[test]
fn one_verification_has_one_budget() {
    let host = Host::sending(&["vet.example"], JSON, &" ".repeat(1000));
    let wanted = |place: usize| need(NeedKind::StatusList, &format!("https://vet.example/{place}"));
    let mut budget = Budget::default();
    budget.requests = 3;
    let resolver = host.resolver().with_budget(budget);
    let one = resolver.for_verification().unwrap();
    for place in 0..3 {
        found(one.resolve(&wanted(place)));
    }
    assert_blocked(&one.resolve(&wanted(3)), net::TOO_MANY);
    // What is at hand costs nothing, and the next verification starts anew.
    found(one.resolve(&wanted(0)));
    found(resolver.for_verification().unwrap().resolve(&wanted(3)));

    let mut budget = Budget::default();
    budget.bytes = 2500;
    let resolver = host.resolver().with_budget(budget);
    let one = resolver.for_verification().unwrap();
    found(one.resolve(&wanted(0)));
    found(one.resolve(&wanted(1)));
    assert_blocked(&one.resolve(&wanted(2)), net::TOO_MANY);
    // What is too large by itself is another matter, since there it would be the next time as well.
    let mut small = wanted(2);
    small.max_bytes = 100;
    assert_blocked(&one.resolve(&small), net::TOO_LARGE);

    // What is broken off was fetched all the same.
    let broken = format!("HTTP/1.1 {JSON}\r\nContent-Length: 2000\r\n\r\n{}", " ".repeat(1000));
    let breaking = Host::new(&["vet.example"], move |_, stream| stream.write_all(broken.as_bytes()));
    let resolver = breaking.resolver().with_budget(budget);
    let one = resolver.for_verification().unwrap();
    assert_blocked(&one.resolve(&wanted(0)), net::CONNECTION);
    assert_blocked(&one.resolve(&wanted(1)), net::TOO_MANY);

    let resolver = host.resolver().with_budget(within(200));
    let one = resolver.for_verification().unwrap();
    found(one.resolve(&wanted(0)));
    sleep(Duration::from_millis(250));
    assert_blocked(&one.resolve(&wanted(1)), net::TIMEOUT);
    assert_eq!(Budget::default().requests, 16);
}

#[test]
fn what_was_fetched_is_kept_for_a_while() {
    let host = Host::sending(&["vet.example"], JSON, "{}");
    let now = Arc::new(Mutex::new(super::support::instant(super::support::NOW)));
    let clock = Arc::clone(&now);
    let environment = microcred::Environment::system().with_clock(move || *clock.lock().unwrap());
    let resolver = host.resolver().with_environment(environment);
    let first = found(resolver.resolve(&did_need()));
    *now.lock().unwrap() += chrono::TimeDelta::seconds(299);
    let again = found(resolver.resolve(&did_need()));
    assert_eq!((again.provenance.as_str(), again.fetched_at, &again.bytes), ("cache", first.fetched_at, &first.bytes));
    assert_eq!(again.sha256(), first.sha256());
    assert_eq!(host.seen.connects(), 1);
    *now.lock().unwrap() += chrono::TimeDelta::seconds(1);
    assert_eq!(found(resolver.resolve(&did_need())).provenance.as_str(), "network");
    assert_eq!(host.seen.connects(), 2);

    let nothing = resolver.with_cache(CacheLimits::NOTHING);
    nothing.resolve(&did_need());
    nothing.resolve(&did_need());
    assert_eq!(host.seen.connects(), 4);
    let private = Host::sending(&["vet.example"], &format!("{JSON}\r\nCache-Control: max-age=9, No-Store"), "{}");
    let resolver = private.resolver();
    assert!(matches!(
        (resolver.resolve(&did_need()), resolver.resolve(&did_need())),
        (Answer::Found(_), Answer::Found(_))
    ));
    assert_eq!(private.seen.connects(), 2);
}
