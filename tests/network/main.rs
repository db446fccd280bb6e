//! Fetching over https, on its guard: cases 100 to 110. Hosts are on loopback with a certificate authority of their own; the
//! resolver is told that they have public addresses, and what it looks up and connects to is counted.

#![cfg(feature = "http")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

#[path = "../support/mod.rs"]
mod support;

mod addresses;
mod host;
mod limits;
mod verifying;

use host::Host;
use microcred::report::Code;
use microcred::resolve::http::HttpResolver;
use microcred::resolve::{Answer, Found, Need, NeedKind, Resolver};

const DID: &str = "did:web:vet.example";
const DID_URL: &str = "https://vet.example/.well-known/did.json";
const JSON: &str = "200 OK\r\nContent-Type: application/json";

fn did_need() -> Need {
    Need::new(NeedKind::DidDocument, DID, DID_URL)
}

fn need(kind: NeedKind, url: &str) -> Need {
    Need::new(kind, url, url)
}

#[track_caller]
fn found(answer: Answer) -> Found {
    match answer {
        Answer::Found(found) => found,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn assert_blocked(answer: &Answer, code: Code) {
    match answer {
        Answer::Unavailable { code: Some(found), reason } if *found == code => {
            support::cases::say(format!("indeterminate {code}"));
            assert!(!reason.contains("vet.example") && !reason.contains("://"), "no address in {reason}");
        }
        other => panic!("{code} was expected, not {other:?}"),
    }
}

#[test]
fn a_document_arrives_as_it_is() {
    let host =
        Host::sending(&["vet.example"], "200 OK\r\nContent-Type: Application/JSON; charset=utf-8", r#"{"id":"x"}"#);
    let found = found(host.resolver().with_environment(support::environment()).resolve(&did_need()));
    assert_eq!(*found.bytes, *br#"{"id":"x"}"#);
    assert_eq!((found.final_url.as_str(), found.provenance.as_str()), (DID_URL, "network"));
    assert_eq!(found.fetched_at, Some(support::instant(support::NOW)));
    assert_eq!(host.seen.names.lock().unwrap().as_slice(), ["vet.example"]);
    // Nothing that says who asks, or that asks for compressed bytes.
    assert_eq!(
        host.seen.request(),
        format!(
            "GET /.well-known/did.json HTTP/1.1\r\nHost: vet.example\r\nAccept: {}\r\nAccept-Encoding: identity\r\n\
             User-Agent: microcred/{}\r\nConnection: close\r\n\r\n",
            did_need().accept.join(", "),
            env!("CARGO_PKG_VERSION")
        )
    );
}

/// The name in the certificate, and the authority that made it.
#[test]
fn a_host_must_show_who_it_is() {
    use microcred::report::code::net::TLS;
    let host = Host::sending(&["elsewhere.example"], JSON, "{}");
    assert_blocked(&host.resolver().resolve(&did_need()), TLS);
    assert_eq!(host.seen.request(), "");
    let impostor = Host::sending(&["vet.example"], JSON, "{}");
    let other = Host::sending(&["vet.example"], JSON, "{}");
    let address = impostor.address();
    let resolver =
        other.resolver().with_connect(move |_, timeout| std::net::TcpStream::connect_timeout(&address, timeout));
    assert_blocked(&resolver.resolve(&did_need()), TLS);
    assert!(HttpResolver::new().with_roots([]).is_err());
    assert!(HttpResolver::new().with_roots([b"no certificate".to_vec()]).is_err());
}

#[test]
fn what_is_not_there_and_what_fails() {
    use microcred::report::code::net;
    for status in ["404 Not Found", "410 Gone"] {
        let host = Host::sending(&["vet.example"], status, "");
        assert_eq!(host.resolver().resolve(&did_need()), Answer::NotFound);
    }
    for status in
        ["204 No Content", "206 Partial Content", "304 Not Modified", "401 Unauthorized", "500 Oh", "300 Many"]
    {
        let host = Host::sending(&["vet.example"], status, "");
        assert_blocked(&host.resolver().resolve(&did_need()), net::STATUS);
    }
    let nowhere = Host::sending(&["vet.example"], JSON, "{}").resolver();
    let refused = nowhere.clone().with_connect(|_, _| Err(std::io::ErrorKind::ConnectionRefused.into()));
    assert_blocked(&refused.resolve(&did_need()), net::CONNECTION);
    assert_blocked(&nowhere.clone().with_lookup(|_: &str| Ok(Vec::new())).resolve(&did_need()), net::DNS);
    let lost = nowhere.with_lookup(|_: &str| Err(std::io::ErrorKind::NotFound.into()));
    assert_blocked(&lost.resolve(&did_need()), net::DNS);
}

/// A proxy is used when it is asked for, and gets the address that was checked.
#[test]
fn a_proxy_tunnels_to_the_checked_address() {
    use microcred::resolve::http::Proxy;
    use std::io::{Read, Write};
    let host = Host::sending(&["vet.example"], JSON, "{}");
    let (listener, target) = (std::net::TcpListener::bind("127.0.0.1:0").unwrap(), host.address());
    let proxy = listener.local_addr().unwrap();
    let tunnel = std::thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            client.read_exact(&mut byte).unwrap();
            head.extend(byte);
        }
        client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").unwrap();
        let mut server = std::net::TcpStream::connect(target).unwrap();
        let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
        let up = std::thread::spawn(move || std::io::copy(&mut from, &mut to));
        let _ = std::io::copy(&mut server, &mut client);
        drop((client, server));
        let _ = up.join();
        String::from_utf8(head).unwrap()
    });
    let resolver = host.resolver().with_connect(Proxy::at(proxy));
    assert_eq!(*found(resolver.resolve(&did_need())).bytes, *b"{}");
    drop(host);
    assert!(tunnel.join().unwrap().starts_with("CONNECT 93.184.216.34:443 HTTP/1.1\r\n"));
}
