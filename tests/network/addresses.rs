//! Cases 100, 101, 103 and 104: where the resolver goes, and where it does not.

use super::host::{Host, PUBLIC};
use super::{DID, DID_URL, JSON, assert_blocked, did_need, found, need};
use crate::support::cases::case;
use microcred::report::code;
use microcred::report::code::net;
use microcred::resolve::{Answer, Need, NeedKind, Resolver};
use std::io::Write;
use std::net::IpAddr;

/// Case 100, behind a name: not one connection, whatever else the name answers with.
#[test]
fn web_private_addresses_behind_a_name() {
    case!(100);
    let host = Host::sending(&["vet.example"], JSON, "{}");
    for address in [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.8",
        "198.18.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
    ] {
        let address: IpAddr = address.parse().unwrap();
        for addresses in [vec![address], vec![PUBLIC.parse().unwrap(), address]] {
            let resolver = host.resolver_with(move |_| Ok(addresses.clone()));
            assert_blocked(&resolver.resolve(&did_need()), net::PRIVATE_ADDRESS);
        }
    }
    assert_eq!(host.seen.connects(), 0);
}

/// Case 100, in the URL itself: not even a lookup. A did:web of that kind is refused before it becomes a need.
#[test]
fn web_addresses_instead_of_names() {
    case!(100);
    let host = Host::sending(&["vet.example"], JSON, "{}");
    for address in [
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "2130706433",
        "0x7f000001",
        "0X7f.0.0.1",
        "017700000001",
        "0177.0.0.1",
        "127.1",
        "93.184.216.34",
    ] {
        let asked = need(NeedKind::KeyDocument, &format!("https://{address}/key"));
        assert_blocked(&host.resolver().resolve(&asked), net::PRIVATE_ADDRESS);
        let planned = microcred::resolve::plan(&format!("did:web:{address}#key"));
        assert_eq!(planned.unwrap_err().code, code::proof::DID_MALFORMED, "{address}");
    }
    for url in ["http://vet.example/", "https://user:secret@vet.example/", "ftp://vet.example/", "file:///etc/passwd"] {
        assert_blocked(&host.resolver().resolve(&need(NeedKind::StatusList, url)), net::URL);
    }
    assert_eq!((host.seen.lookups(), host.seen.connects()), (0, 0));
}

/// Case 101.
#[test]
fn web_port_6379() {
    case!(101);
    let host = Host::sending(&["vet.example"], JSON, "{}");
    let asked =
        Need::new(NeedKind::DidDocument, "did:web:vet.example%3A6379", "https://vet.example:6379/.well-known/did.json");
    assert_blocked(&host.resolver().resolve(&asked), net::PORT);
    assert_eq!(host.seen.lookups(), 0);
    found(host.resolver().danger_with_port(6379).resolve(&asked));
    assert_eq!(host.seen.connects.lock().unwrap().as_slice(), [format!("{PUBLIC}:6379").parse().unwrap()]);
    assert!(host.seen.request().contains("\r\nHost: vet.example:6379\r\n"));
}

/// Case 103: the DID's document is nowhere but where it is, and no redirect leads inside.
#[test]
fn web_redirect_to_metadata() {
    case!(103);
    for status in ["301", "302", "303", "307", "308"] {
        let inside = format!("{status} Elsewhere\r\nLocation: https://metadata.internal/latest/meta-data");
        let host = Host::sending(&["vet.example", "metadata.internal"], &inside, "");
        let resolver = host.resolver_with(|name| {
            Ok(vec![if name == "vet.example" { PUBLIC } else { "169.254.169.254" }.parse().unwrap()])
        });
        assert_blocked(&resolver.resolve(&did_need()), net::REDIRECT);
        assert_blocked(
            &resolver.resolve(&need(NeedKind::KeySet, "https://vet.example/.well-known/jwks.json")),
            net::REDIRECT,
        );
        assert_eq!((host.seen.lookups(), host.seen.connects()), (2, 2));
        // What may be redirected is checked again, at each new place.
        let list = need(NeedKind::StatusList, "https://vet.example/status/1");
        assert_blocked(&resolver.resolve(&list), net::PRIVATE_ADDRESS);
        assert_eq!((host.seen.lookups(), host.seen.connects()), (4, 3));
    }
    let list = need(NeedKind::StatusList, "https://vet.example/status/1");
    for (location, code) in [
        ("http://vet.example/", net::REDIRECT),
        ("https://169.254.169.254/", net::PRIVATE_ADDRESS),
        ("https://[::1]/", net::PRIVATE_ADDRESS),
        ("//vet.example:22/", net::PORT),
        ("https://user@vet.example/", net::URL),
        ("file:///etc/passwd", net::REDIRECT),
        ("https://", net::REDIRECT),
        ("/round-and-round", net::REDIRECT),
    ] {
        let host = Host::sending(&["vet.example"], &format!("302 Found\r\nLocation: {location}"), "");
        assert_blocked(&host.resolver().resolve(&list), code);
        assert_eq!(host.seen.connects(), if location.starts_with("/r") { 4 } else { 1 }, "{location}");
    }
    let host = Host::sending(&["vet.example"], "302 Found", "");
    assert_blocked(&host.resolver().resolve(&list), net::REDIRECT);
}

/// Keys may move about on their host, status lists to another one, three times at most.
#[test]
fn redirects_that_are_followed() {
    let host = Host::new(&["vet.example", "cdn.example"], |request, stream| {
        let location = match request.split(' ').nth(1) {
            Some("/keys") => "/issuer/keys?v=1",
            Some("/list") => "https://cdn.example/list/2",
            _ => return stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{}"),
        };
        stream.write_all(format!("HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n").as_bytes())
    });
    let keys = found(host.resolver().resolve(&need(NeedKind::KeyDocument, "https://vet.example/keys")));
    assert_eq!(keys.final_url, "https://vet.example/issuer/keys?v=1");
    let list = found(host.resolver().resolve(&need(NeedKind::StatusList, "https://vet.example/list")));
    assert_eq!(list.final_url, "https://cdn.example/list/2");
    assert_eq!(host.seen.names.lock().unwrap().last().map(String::as_str), Some("cdn.example"));
}

/// Case 104: a name that is public when it is asked first, and private afterwards, is not asked again.
#[test]
fn web_dns_rebinding() {
    case!(104);
    let host = Host::sending(&["vet.example"], JSON, "{}");
    let turn = std::sync::atomic::AtomicUsize::new(0);
    let resolver = host.resolver_with(move |_| {
        let first = turn.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0;
        Ok(vec![if first { PUBLIC } else { "127.0.0.1" }.parse().unwrap()])
    });
    found(resolver.clone().resolve(&did_need()));
    assert_eq!(host.seen.lookups(), 1);
    assert_eq!(host.seen.connects.lock().unwrap().as_slice(), [format!("{PUBLIC}:443").parse().unwrap()]);
    // The next fetch looks again, and is refused.
    let other = Need::new(NeedKind::DidDocument, format!("{DID}:a"), "https://vet.example/a/did.json");
    assert_blocked(&resolver.resolve(&other), net::PRIVATE_ADDRESS);
    assert_eq!(host.seen.connects(), 1);
}

/// Case 108: a trailing dot is another name, and capital letters are not.
#[test]
fn web_case_and_trailing_dot() {
    case!(108);
    let host = Host::sending(&["vet.example"], JSON, "{}");
    assert_blocked(&host.resolver().resolve(&need(NeedKind::KeyDocument, "https://vet.example./k")), net::URL);
    found(host.resolver().resolve(&need(NeedKind::KeyDocument, "https://VET.Example/k")));
    assert_eq!(host.seen.lookups.lock().unwrap().as_slice(), ["vet.example"]);
}

/// Several addresses of one host: the next is tried where one does not answer.
#[test]
fn the_next_address_is_tried() {
    let host = Host::sending(&["vet.example"], JSON, "{}");
    let address = host.address();
    let resolver = host
        .resolver_with(|_| Ok(vec!["93.184.216.1".parse().unwrap(), "93.184.216.2".parse().unwrap()]))
        .with_connect(move |checked: std::net::SocketAddr, timeout| match checked.ip().to_string().as_str() {
            "93.184.216.1" => Err(std::io::ErrorKind::ConnectionRefused.into()),
            _ => std::net::TcpStream::connect_timeout(&address, timeout),
        });
    assert!(matches!(resolver.resolve(&did_need()), Answer::Found(found) if found.final_url == DID_URL));
}
