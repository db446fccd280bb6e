//! https URLs, taken apart as they are written ([RFC 3986](https://www.rfc-editor.org/rfc/rfc3986)).
//!
//! Issuers and keys are known by such URLs, and two readers that take one apart differently would take one issuer for
//! another. So nothing is repaired: what a browser would rewrite before it follows (a backslash, a tab, a host in letters
//! beyond a to z, a number for a host, dots that climb) is refused, and what is left every reader reads alike.

/// How long a URL may be, in bytes.
const LONGEST: usize = 2048;

/// An https URL of plain ASCII, kept as it was written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HttpsUrl<'u> {
    text: &'u str,
    /// In whatever case it was written.
    host: &'u str,
    port: u16,
    /// `/` where nothing was written.
    path: &'u str,
    query: Option<&'u str>,
    fragment: Option<&'u str>,
}

/// Why a text is not an https URL that everybody reads alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Error {
    #[error("it is not an https URL in plain ASCII of at most {LONGEST} characters")]
    Form,
    #[error("it holds a user name, which hides the host it leads to")]
    UserName,
    #[error("its host is not a name in letters, digits and hyphens with dots between")]
    Host,
    #[error("its port is not a number from 1 to 65535 without zeros before it")]
    Port,
    #[error("its path has a segment of dots, which leads elsewhere than it says")]
    DotSegment,
}

impl<'u> HttpsUrl<'u> {
    /// Reads an https URL without user information.
    pub(crate) fn parse(text: &'u str) -> Result<Self, Error> {
        let rest = text.strip_prefix("https://").filter(|_| is_made_of_url_characters(text)).ok_or(Error::Form)?;
        let (rest, fragment) = cut(rest, '#');
        let (rest, query) = cut(rest, '?');
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if authority.contains('@') {
            return Err(Error::UserName);
        }
        let (host, port) = cut(authority, ':');
        if !is_host_name(host) {
            return Err(Error::Host);
        }
        let port = port.map_or(Ok(443), |port| read_port(port).ok_or(Error::Port))?;
        if path.split('/').any(is_dot_segment) {
            return Err(Error::DotSegment);
        }
        Ok(Self { text, host, port, path: if path.is_empty() { "/" } else { path }, query, fragment })
    }

    /// The URL as it was written.
    pub(crate) fn text(self) -> &'u str {
        self.text
    }

    /// The URL up to its fragment.
    pub(crate) fn document(self) -> &'u str {
        cut(self.text, '#').0
    }

    /// What follows the hash, if it is there.
    pub(crate) fn fragment(self) -> Option<&'u str> {
        self.fragment
    }

    /// Scheme, host and port, in the one way in which they are written best: `https://vet.example:8443`.
    pub(crate) fn origin(self) -> String {
        let host = self.host.to_ascii_lowercase();
        match self.port {
            443 => format!("https://{host}"),
            port => format!("https://{host}:{port}"),
        }
    }

    /// Whether two URLs have scheme, host and port in common.
    pub(crate) fn same_origin(self, other: HttpsUrl<'_>) -> bool {
        self.host.eq_ignore_ascii_case(other.host) && self.port == other.port
    }

    /// Whether two URLs lead to one place.
    pub(crate) fn same_place(self, other: HttpsUrl<'_>) -> bool {
        self.same_origin(other) && (self.path, self.query, self.fragment) == (other.path, other.query, other.fragment)
    }

    /// Whether this document stands below another URL, path segment by path segment.
    pub(crate) fn is_below(self, other: HttpsUrl<'_>) -> bool {
        // What some server takes for a slash (`%2f`, `%5c`, `%252f`) or for dots that climb (`..;`) may lead out again.
        let is_clear = |path: &str| !path.contains(['%', ';']);
        let is_below = |path: &str| path.starts_with('/') && path.len() > 1 && is_clear(path);
        let above = other.path.trim_end_matches('/');
        self.same_origin(other) && other.query.is_none() && self.path.strip_prefix(above).is_some_and(is_below)
    }
}

/// Whether this is a name that a host can have: labels of letters, digits and hyphens, and nothing that reads as an
/// address (`127.1`, `2130706433`, `0x7f000001` are IPv4 addresses to browsers).
pub(crate) fn is_host_name(name: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = name.rsplit('.').next().unwrap_or_default();
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit())
        || last.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("0x"));
    name.len() <= 253 && name.split('.').all(is_label) && !is_number
}

/// A port from 1 to 65535, as one writes it.
pub(crate) fn read_port(text: &str) -> Option<u16> {
    text.parse::<u16>().ok().filter(|port| *port > 0 && port.to_string() == text)
}

fn is_made_of_url_characters(text: &str) -> bool {
    let is_whole = |at: usize| matches!(text.as_bytes().get(at + 1..at + 3), Some(digits) if digits.iter().all(u8::is_ascii_hexdigit));
    text.len() <= LONGEST
        && text.is_ascii()
        && super::iri::is_made_of_iri_characters(text)
        && text.match_indices('%').all(|(at, _)| is_whole(at))
}

/// `.` or `..`, encoded or not.
fn is_dot_segment(segment: &str) -> bool {
    let decoded = segment.replace("%2e", ".").replace("%2E", ".");
    matches!(&*decoded, "." | "..")
}

/// What stands before the first of these characters, and what after it, if there is one.
fn cut(text: &str, at: char) -> (&str, Option<&str>) {
    text.split_once(at).map_or((text, None), |(before, after)| (before, Some(after)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use url::{Host, Url};

    #[test]
    fn what_browsers_would_repair_is_refused() {
        for (text, error) in [
            ("http://vet.example/", Error::Form),
            ("HTTPS://vet.example/", Error::Form),
            ("https:/vet.example/", Error::Form),
            ("https:\\\\vet.example/", Error::Form),
            ("https://vet.example\\@other.example/", Error::Form),
            ("https://vet.example/a b", Error::Form),
            ("https://vet.example/\t", Error::Form),
            ("https://mi\u{442}.edu/", Error::Form),
            ("https://vet.example/%2", Error::Form),
            ("https://vet.example/%zz", Error::Form),
            ("https://user@vet.example/", Error::UserName),
            ("https://:@vet.example/", Error::UserName),
            ("https://", Error::Host),
            ("https:///vet.example", Error::Host),
            ("https://vet.example.", Error::Host),
            ("https://vet..example/", Error::Host),
            ("https://-vet.example/", Error::Host),
            ("https://vet_.example/", Error::Host),
            ("https://v%65t.example/", Error::Host),
            ("https://127.0.0.1/", Error::Host),
            ("https://127.1/", Error::Host),
            ("https://2130706433/", Error::Host),
            ("https://0x7F000001/", Error::Host),
            ("https://vet.0x7/", Error::Host),
            ("https://[::1]/", Error::Host),
            ("https://vet.example:/", Error::Port),
            ("https://vet.example:0/", Error::Port),
            ("https://vet.example:0443/", Error::Port),
            ("https://vet.example:65536/", Error::Port),
            ("https://vet.example:+443/", Error::Port),
            ("https://vet.example/a/../b", Error::DotSegment),
            ("https://vet.example/./b", Error::DotSegment),
            ("https://vet.example/a/%2e%2E", Error::DotSegment),
            ("https://vet.example/a/.%2e/b?q", Error::DotSegment),
        ] {
            assert_eq!(HttpsUrl::parse(text).err(), Some(error), "{text}");
        }
        let long = format!("https://vet.example/{}", "a".repeat(LONGEST));
        assert_eq!(HttpsUrl::parse(&long).err(), Some(Error::Form));
    }

    #[test]
    fn origins_have_one_spelling() {
        let origin = |text| HttpsUrl::parse(text).unwrap().origin();
        assert_eq!(origin("https://Vet.Example:443/x?y#z"), "https://vet.example");
        assert_eq!(origin("https://vet.example:8443"), "https://vet.example:8443");
    }

    /// Texts near to URLs, hostile ones too.
    fn nearly_urls() -> impl Strategy<Value = String> {
        let authority = "([a-z]{1,3}:?[a-z]{0,2}@)?([a-zA-Z0-9.%_\\[\\]:-]{1,12}|(vet|xn--mi-smc|1\\.2)(\\.[A-Za-z0-9]{1,4})?)(:[0-9]{0,6})?";
        let inside = "[a-zA-Z0-9._~%/?#:@!$&'()*+,;= \\\\-]{0,16}|(/(\\.|%2e|%2E|a|%2f){0,3}){0,4}";
        (prop::sample::select(vec!["https://", "https:", "https:///", "HTTPS://", "http://"]), authority, inside)
            .prop_map(|(scheme, authority, inside)| format!("{scheme}{authority}{inside}"))
    }

    fn port(url: &Url) -> u16 {
        url.port_or_known_default().unwrap()
    }

    proptest! {
        /// What is accepted here reads the same to the URL parser of browsers, which changes nothing in it.
        #[test]
        fn accepted_urls_are_read_alike_everywhere(text in nearly_urls(), other in nearly_urls()) {
            let Ok(here) = HttpsUrl::parse(&text) else { return Ok(()) };
            // It also looks into the Punycode of a label, which is nothing but letters here.
            let Ok(there) = Url::parse(&text) else {
                prop_assert!(here.host.to_ascii_lowercase().contains("xn--"), "{}", text);
                return Ok(());
            };
            prop_assert_eq!(there.host(), Some(Host::Domain(&*here.host.to_ascii_lowercase())));
            prop_assert_eq!((port(&there), there.path()), (here.port, here.path));
            // Some write an apostrophe in a query as `%27`.
            let query = here.query.map(|query| query.replace('\'', "%27"));
            prop_assert_eq!(there.query(), query.as_deref());
            prop_assert_eq!(there.fragment(), here.fragment);
            prop_assert_eq!((there.scheme(), there.username(), there.password()), ("https", "", None));
            prop_assert_eq!(there.origin().ascii_serialization(), here.origin());
            if let (Ok(other_here), Ok(other_there)) = (HttpsUrl::parse(&other), Url::parse(&other)) {
                prop_assert_eq!(here.same_origin(other_here), there.origin() == other_there.origin());
                prop_assert!(!here.same_place(other_here) || there == other_there);
            }
        }

        /// What is refused here but not there is nothing that an issuer would publish.
        #[test]
        fn plain_urls_are_accepted(text in "https://[a-z]{1,8}(\\.[a-z]{2,5}){1,2}(:[1-9][0-9]{0,3})?(/[a-zA-Z0-9_~!$&'()*+,;=:@-]{1,6}){0,3}(\\?[a-z=&/?0-9]{0,5})?(#[a-zA-Z0-9/?=-]{0,5})?") {
            prop_assert!(HttpsUrl::parse(&text).is_ok());
            prop_assert!(Url::parse(&text).is_ok());
        }
    }
}
