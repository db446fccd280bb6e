//! did:web ([the method](https://w3c-ccg.github.io/did-method-web/)): a DID document under a host's https URL.

use super::{Did, Error};
use crate::codec::https_url::{is_host_name, read_port};

/// The https URL of a did:web's document. A pure function of the DID.
///
/// The host is written in lower case, as URLs are; the DID itself stays as it is, and the document must name it exactly so.
///
/// ```
/// use microcred::resolve::did::{Did, web};
/// let url = |did| web::document_url(&Did::parse(did)?);
/// assert_eq!(url("did:web:vet.example")?, "https://vet.example/.well-known/did.json");
/// assert_eq!(url("did:web:vet.example%3A8443:issuers:1")?, "https://vet.example:8443/issuers/1/did.json");
/// # Ok::<(), microcred::resolve::did::Error>(())
/// ```
///
/// # Errors
/// For another method, and for a host, port or path that could lead a fetcher astray: IP addresses, empty or dot segments,
/// encoded separators.
pub fn document_url(did: &Did) -> Result<String, Error> {
    if did.method() != "web" {
        return Err(Error::Method);
    }
    let mut segments = did.identifier().split(':');
    let authority = authority(segments.next().unwrap_or_default())?;
    let mut url = format!("https://{authority}");
    let mut has_path = false;
    for segment in segments {
        if !is_plain_segment(segment) {
            return Err(Error::Path);
        }
        url.push('/');
        url.push_str(segment);
        has_path = true;
    }
    url.push_str(if has_path { "/did.json" } else { "/.well-known/did.json" });
    Ok(url)
}

/// `host` or `host%3Aport` as `host[:port]`.
fn authority(text: &str) -> Result<String, Error> {
    let Some(mark) = text.find('%') else { return host(text) };
    let (name, port) = text.split_at(mark);
    let port = port.strip_prefix("%3A").or_else(|| port.strip_prefix("%3a")).ok_or(Error::Host)?;
    let port = read_port(port).ok_or(Error::Port)?;
    Ok(format!("{}:{port}", host(name)?))
}

fn host(name: &str) -> Result<String, Error> {
    is_host_name(name).then(|| name.to_ascii_lowercase()).ok_or(Error::Host)
}

/// Whether a path segment stays where it is put: not empty, no dots that climb, nothing encoded that means something else
/// when decoded.
fn is_plain_segment(segment: &str) -> bool {
    const SEPARATORS: [&str; 8] = ["%2e", "%2f", "%5c", "%3f", "%23", "%25", "%40", "%7f"];
    let lower = segment.to_ascii_lowercase();
    let encodes_control =
        || lower.match_indices('%').any(|(at, _)| matches!(lower.as_bytes().get(at + 1), Some(b'0' | b'1')));
    !segment.is_empty()
        && segment.bytes().any(|byte| byte != b'.')
        && !SEPARATORS.iter().any(|separator| lower.contains(separator))
        && !encodes_control()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn url(did: &str) -> Result<String, Error> {
        Did::parse(did).and_then(|did| document_url(&did))
    }

    /// The samples of the method's specification.
    #[test]
    fn samples_of_the_method() {
        for (did, expected) in [
            ("did:web:w3c-ccg.github.io", "https://w3c-ccg.github.io/.well-known/did.json"),
            ("did:web:w3c-ccg.github.io:user:alice", "https://w3c-ccg.github.io/user/alice/did.json"),
            ("did:web:example.com%3A3000:user:alice", "https://example.com:3000/user/alice/did.json"),
            // Of the host alone the colon is decoded.
            ("did:web:example.com:a%3Ab", "https://example.com/a%3Ab/did.json"),
        ] {
            assert_eq!(url(did).as_deref(), Ok(expected));
        }
    }

    /// Case 102.
    #[test]
    fn web_path_traversal() {
        for (did, error) in [
            ("did:web:h.example:..:..:x", Error::Path),
            ("did:web:h.example:.:x", Error::Path),
            ("did:web:h.example:...:x", Error::Path),
            ("did:web:h.example:%2e%2e:x", Error::Path),
            ("did:web:h.example:%2E.:x", Error::Path),
            ("did:web:h.example:a%2Fb", Error::Path),
            ("did:web:h.example:a%5cb", Error::Path),
            ("did:web:h.example:a%3Fb", Error::Path),
            ("did:web:h.example:a%23b", Error::Path),
            ("did:web:h.example:a%252Fb", Error::Path),
            ("did:web:h.example:a%00b", Error::Path),
            ("did:web:h.example::x", Error::Path),
            ("did:web:h.example%2Fx", Error::Host),
            ("did:web:user%40h.example", Error::Host),
            ("did:web:user@h.example", Error::Identifier),
            ("did:web:h.example?x", Error::Identifier),
            ("did:web:h.example/x", Error::Identifier),
            ("did:web:h.example#x", Error::Identifier),
            ("did:web::x", Error::Host),
        ] {
            assert_eq!(url(did), Err(error), "{did}");
        }
    }

    /// Case 100, as far as the DID alone shows it.
    #[test]
    fn web_addresses_are_no_hosts() {
        for host in
            ["127.0.0.1", "10.0.0.1", "2130706433", "0x7f000001", "0X7F.1", "127.1", "017700000001", "169.254.169.254"]
        {
            assert_eq!(url(&format!("did:web:{host}")), Err(Error::Host), "{host}");
        }
        assert_eq!(url("did:web:[::1]"), Err(Error::Identifier));
    }

    /// Case 101: the port is legible here and judged by whoever fetches.
    #[test]
    fn web_ports() {
        assert_eq!(url("did:web:h.example%3A6379").as_deref(), Ok("https://h.example:6379/.well-known/did.json"));
        assert_eq!(url("did:web:h.example%3a443").as_deref(), Ok("https://h.example:443/.well-known/did.json"));
        for port in ["", "0", "65536", "0443", "+443", "443%3A1", "a"] {
            assert!(url(&format!("did:web:h.example%3A{port}")).is_err(), "{port}");
        }
    }

    /// Case 108: the host is fetched in lower case, and a trailing dot is no host.
    #[test]
    fn web_case_and_trailing_dot() {
        assert_eq!(url("did:web:H.Example:Path").as_deref(), Ok("https://h.example/Path/did.json"));
        assert_ne!(Did::parse("did:web:H.Example"), Did::parse("did:web:h.example"));
        assert_eq!(url("did:web:h.example."), Err(Error::Host));
        assert_eq!(url("did:web:-h.example"), Err(Error::Host));
    }

    /// Case 107: what looks like another host is spelled out.
    #[test]
    fn web_idn_homograph() {
        assert_eq!(url("did:web:mi\u{442}.edu"), Err(Error::Identifier));
        assert_eq!(url("did:web:mi%D1%82.edu"), Err(Error::Host));
        assert_eq!(url("did:web:xn--mi-mmc.edu").as_deref(), Ok("https://xn--mi-mmc.edu/.well-known/did.json"));
    }

    proptest! {
        /// Whatever is mapped stays on the host that the DID names, at the place that it names.
        #[test]
        fn the_url_is_the_one_that_the_did_spells(identifier in "[a-zA-Z0-9.%:-]{1,40}") {
            if let Ok(mapped) = url(&format!("did:web:{identifier}")) {
                let parsed = ::url::Url::parse(&mapped).unwrap();
                let host = identifier.split([':', '%']).next().unwrap().to_ascii_lowercase();
                prop_assert_eq!(parsed.host_str(), Some(host.as_str()));
                prop_assert_eq!(parsed.username(), "");
                prop_assert!(parsed.path().ends_with("/did.json"));
                prop_assert_eq!(parsed.path().split('/').count(), mapped["https://".len()..].split('/').count());
                prop_assert!(parsed.query().is_none() && parsed.fragment().is_none());
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "did:web:\\PC{0,40}") {
            let _ = url(&text);
        }
    }
}
