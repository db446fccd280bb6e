use super::reader::{Read, Reader};
use crate::codec::https_url::{self, HttpsUrl};
use std::borrow::Cow;

/// Where an issuer's assertions are hosted, as far as its profile says
/// ([VerificationObject](https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#VerificationObject)).
///
/// Addresses are taken apart, never compared as texts: `https://vet.example.org.attacker.example/` begins like
/// `https://vet.example.org`, and lies elsewhere.
///
/// ```
/// use microcred::openbadges2::Scope;
/// let scope = Scope::default();
/// assert!(scope.allows("https://vet.example/badges/1", "https://vet.example/issuer").is_ok());
/// assert!(scope.allows("https://vet.example@attacker.example/1", "https://vet.example/issuer").is_err());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Scope {
    /// How the address of an assertion has to begin: one of these.
    pub starts_with: Vec<String>,
    /// The hosts that assertions are on; that of the issuer's own address if nothing is said.
    pub allowed_origins: Vec<String>,
}

/// Why an assertion is not within an issuer's scope.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OutOfScope {
    /// The assertion's id is no address.
    #[error("the id of the assertion is no https address: {0}")]
    Address(String),
    /// It does not begin as the issuer says.
    #[error("its address begins with none of the issuer's `startsWith`")]
    Start,
    /// It is on another host than the issuer says.
    #[error("its host is none of the issuer's `allowedOrigins`, or not that of the issuer where nothing is said")]
    Origin,
    /// The issuer's id is no address, so that its profile, with whatever hosts it names, is only what the badge says of it.
    #[error("the issuer's id is no https address, so nobody can be asked which hosts are its own")]
    Unknown,
}

impl Scope {
    /// Whether an assertion of this address may be one of the issuer's with that id. Both are looked at as https addresses.
    ///
    /// # Errors
    /// Why not.
    pub fn allows(&self, assertion: &str, issuer: &str) -> Result<(), OutOfScope> {
        let address = over_https(assertion);
        let address =
            HttpsUrl::parse(&address).map_err(|error: https_url::Error| OutOfScope::Address(error.to_string()))?;
        if !self.starts_with.is_empty() && !self.starts_with.iter().any(|start| begins(address, start)) {
            return Err(OutOfScope::Start);
        }
        let issuer = over_https(issuer);
        let own = HttpsUrl::parse(&issuer).map_err(|_| OutOfScope::Unknown)?;
        let allowed = match self.allowed_origins.as_slice() {
            [] => own.same_origin(address),
            hosts => hosts.iter().any(|host| is_on(address, host)),
        };
        if allowed { Ok(()) } else { Err(OutOfScope::Origin) }
    }
}

/// Whether an address has the origin of another one and a path that begins like its path.
fn begins(address: HttpsUrl<'_>, start: &str) -> bool {
    let start = over_https(start);
    let Ok(wanted) = HttpsUrl::parse(&start) else { return false };
    // A start without a path is any path of that host.
    let rest = |url: HttpsUrl<'_>| url.document().splitn(4, '/').nth(3).unwrap_or_default().to_owned();
    address.same_origin(wanted) && rest(address).starts_with(&rest(wanted))
}

/// Whether an address is on a host, which may name a port, and may be written as an address itself.
fn is_on(address: HttpsUrl<'_>, host: &str) -> bool {
    let host = host.trim_end_matches('/');
    let origin = if host.contains("://") { over_https(host) } else { Cow::Owned(format!("https://{host}")) };
    HttpsUrl::parse(&origin).is_ok_and(|wanted| wanted.same_origin(address) && wanted.document() == origin)
}

/// An address as it is asked for: over https, also where it says http.
pub(crate) fn over_https(address: &str) -> Cow<'_, str> {
    match address.split_once("://") {
        Some((scheme, rest)) if scheme != "https" && is_web(scheme) => Cow::Owned(format!("https://{rest}")),
        _ => Cow::Borrowed(address),
    }
}

/// Whether an id is an address, which no writing of its scheme in capitals changes.
pub(crate) fn is_address(id: &str) -> bool {
    id.split_once("://").is_some_and(|(scheme, _)| is_web(scheme))
}

/// Whether two addresses are of one host, looked at over https.
pub(crate) fn same_host(one: &str, other: &str) -> bool {
    let (one, other) = (over_https(one), over_https(other));
    match (HttpsUrl::parse(&one), HttpsUrl::parse(&other)) {
        (Ok(one), Ok(other)) => one.same_origin(other),
        _ => false,
    }
}

/// What is said of a host that answers from another one.
pub(crate) const ELSEWHERE: &str = "the host that was asked points to another one, which speaks for itself alone";

/// Whether an id is this one: addresses that lead to one place, UUIDs in whatever case, and else the same text.
pub(crate) fn same_as(id: &str) -> impl Fn(&str) -> bool {
    let id = over_https(id).into_owned();
    let is_uuid = id.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("urn:uuid:"));
    move |other| {
        let other = over_https(other);
        let is_one_place = || {
            let (Ok(one), Ok(other)) = (HttpsUrl::parse(&id), HttpsUrl::parse(&other)) else { return false };
            one.same_place(other)
        };
        other == id || is_uuid && other.eq_ignore_ascii_case(&id) || is_one_place()
    }
}

fn is_web(scheme: &str) -> bool {
    ["https", "http"].iter().any(|web| scheme.eq_ignore_ascii_case(web))
}

impl Read for Scope {
    const CLASS: &'static [&'static str] = &[];

    fn read(reader: &mut Reader<'_, '_>) -> Self {
        let property = reader.text("verificationProperty");
        if property.is_some_and(|property| property != "id") {
            reader.wrong(reader.at("verificationProperty"), "assertions are verified by their `id`");
        }
        Self { starts_with: reader.texts("startsWith"), allowed_origins: reader.texts("allowedOrigins") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(starts_with: &[&str], allowed_origins: &[&str]) -> Scope {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Scope { starts_with: texts(starts_with), allowed_origins: texts(allowed_origins) }
    }

    #[test]
    fn an_address_is_taken_apart() {
        let issuer = "https://vet.example/issuer";
        let starting = scope(&["https://vet.example/badges"], &[]);
        for good in ["https://vet.example/badges/1", "https://VET.example:443/badges/1", "http://vet.example/badges"] {
            assert_eq!(starting.allows(good, issuer), Ok(()), "{good}");
        }
        for (bad, why) in [
            ("https://vet.example.attacker.example/badges/1", OutOfScope::Start),
            ("https://vet.example/other/1", OutOfScope::Start),
            ("https://vet.example:8443/badges/1", OutOfScope::Start),
            ("https://attacker.example/?https://vet.example/badges", OutOfScope::Start),
        ] {
            assert_eq!(starting.allows(bad, issuer), Err(why), "{bad}");
        }
        for bad in
            ["https://vet.example@attacker.example/badges/1", "https://vet.example/badges/../x", "urn:uuid:1", ""]
        {
            assert!(matches!(starting.allows(bad, issuer), Err(OutOfScope::Address(_))), "{bad}");
        }
        // A start that names no path is no start of a longer host.
        assert!(scope(&["https://vet.example"], &[]).allows("https://vet.example/x", issuer).is_ok());
        let lures = scope(&["https://vet.example"], &["vet.example.attacker.example"]);
        assert_eq!(lures.allows("https://vet.example.attacker.example/x", issuer), Err(OutOfScope::Start));
    }

    #[test]
    fn hosts_are_compared_whole() {
        let hosts = scope(&[], &["badges.example", "https://other.example", "third.example:8443"]);
        for good in ["https://badges.example/1", "https://other.example/1", "https://third.example:8443/1"] {
            assert_eq!(hosts.allows(good, "https://vet.example/"), Ok(()), "{good}");
            // Whoever has no address cannot have said so.
            for nowhere in ["urn:uuid:1", "did:web:vet.example", ""] {
                assert_eq!(hosts.allows(good, nowhere), Err(OutOfScope::Unknown), "{good}, {nowhere}");
            }
        }
        for bad in ["https://a.badges.example/1", "https://third.example/1", "https://vet.example/1"] {
            assert_eq!(hosts.allows(bad, "https://vet.example/"), Err(OutOfScope::Origin), "{bad}");
        }
        assert_eq!(Scope::default().allows("https://vet.example/1", "urn:uuid:1"), Err(OutOfScope::Unknown));
    }
}
