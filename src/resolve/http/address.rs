//! Which hosts, ports and addresses anything is fetched from.

use super::Problem;
use crate::report::code;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

/// Where a URL leads, as far as the URL alone shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// The name, in lower case and in ASCII.
    pub(super) host: String,
    pub(super) port: u16,
}

impl Target {
    /// Reads a URL that something may be fetched from: https, a name and no address, one of these ports, and nobody's name
    /// and password.
    pub(super) fn of(url: &Url, ports: &[u16]) -> Result<Self, Problem> {
        let refused = |code, detail: &str| Err(Problem::new(code, detail));
        if url.scheme() != "https" {
            return refused(code::net::URL, "only https URLs are fetched");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refused(code::net::URL, "it holds a user name, which hides the host it leads to");
        }
        let host = match url.host() {
            Some(Host::Domain(name)) => name,
            // The parser has read decimal, octal and hexadecimal spellings as the addresses that they are.
            Some(Host::Ipv4(_) | Host::Ipv6(_)) => {
                return refused(
                    code::net::PRIVATE_ADDRESS,
                    "hosts are fetched from by their names, not their addresses",
                );
            }
            None => return refused(code::net::URL, "it names no host"),
        };
        if host.ends_with('.') {
            return refused(code::net::URL, "the host name ends in a dot; write it without");
        }
        let port = url.port_or_known_default().unwrap_or_default();
        if !ports.contains(&port) {
            return refused(code::net::PORT, &format!("port {port} was not opened for fetching (`danger_with_port`)"));
        }
        Ok(Self { host: host.to_owned(), port })
    }
}

/// The addresses of a host, if all of them are on the public internet. One that is not spoils the rest: a name that
/// answers with both is up to something.
pub(super) fn all_public(addresses: &[IpAddr]) -> Result<(), Problem> {
    match addresses.iter().find(|address| !is_public(**address)) {
        None => Ok(()),
        Some(_) => Err(Problem::new(code::net::PRIVATE_ADDRESS, "one of its addresses is a private or reserved one")),
    }
}

/// Whether an address is one that anybody on the internet could reach, by the registries of special-purpose addresses
/// ([IPv4](https://www.iana.org/assignments/iana-ipv4-special-registry/),
/// [IPv6](https://www.iana.org/assignments/iana-ipv6-special-registry/)).
///
/// ```
/// use microcred::resolve::http::is_public;
/// assert!(is_public("93.184.216.34".parse()?));
/// assert!(!is_public("169.254.169.254".parse()?) && !is_public("::ffff:127.0.0.1".parse()?));
/// # Ok::<(), std::net::AddrParseError>(())
/// ```
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let special = match address.octets() {
        // "This network", private, loopback, link-local.
        [0 | 10 | 127, ..] | [169, 254, ..] | [172, 16..=31, ..] | [192, 168, ..] => true,
        // Shared by carriers (100.64.0.0/10).
        [100, 64..=127, ..] => true,
        // Protocol assignments, the three for documentation, the former relays to IPv6, benchmarks.
        [192, 0, 0 | 2, _] | [198, 51, 100, _] | [203, 0, 113, _] | [192, 88, 99, _] | [198, 18 | 19, ..] => true,
        // Public in form, and answered by the host machine in one large cloud.
        [168, 63, 129, 16] => true,
        // Multicast, reserved, broadcast.
        [224..=255, ..] => true,
        _ => false,
    };
    !special
}

/// Only the global unicast range is public at all: that leaves out loopback, unique local, link-local, the former site-local,
/// multicast, and IPv4 addresses in IPv6 clothing (`::ffff:0:0/96`, `64:ff9b::/96`, `64:ff9b:1::/48`).
fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        // Protocol assignments, Teredo and benchmarks among them (2001::/23), and documentation.
        [0x2001, 0..=0x01ff, ..] | [0x2001, 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => false,
        // 6to4.
        [0x2002, ..] => false,
        [first, ..] => (0x2000..=0x3fff).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn special_addresses_are_not_public() {
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.0.170",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:93.184.216.34",
            "::7f00:1",
            "64:ff9b::a00:1",
            "64:ff9b::5db8:d822",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:2::1",
            "2001:10::1",
            "2001:20::1",
            "2001:1ff::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "3fff:fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn their_neighbours_are() {
        for address in [
            "1.0.0.1",
            "9.255.255.255",
            "11.0.0.1",
            "100.63.255.255",
            "100.128.0.1",
            "126.0.0.1",
            "128.0.0.1",
            "168.63.129.15",
            "169.253.0.1",
            "169.255.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "192.0.3.1",
            "192.88.98.1",
            "192.167.0.1",
            "192.169.0.1",
            "198.17.0.1",
            "198.20.0.1",
            "198.51.99.1",
            "203.0.112.1",
            "223.255.255.255",
            "2001:200::1",
            "2001:db7::1",
            "2001:db9::1",
            "2003::1",
            "2606:2800:220:1::1",
            "2a00:1450::1",
            "3ffe::1",
            "3fff:1000::1",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn targets() {
        let of = |url: &str| Target::of(&Url::parse(url).unwrap(), &[443]).map(|target| target.host);
        assert_eq!(of("https://VET.example/a").as_deref(), Ok("vet.example"));
        assert_eq!(of("https://vet.example:443/a").as_deref(), Ok("vet.example"));
        for (url, code) in [
            ("http://vet.example/", code::net::URL),
            ("ftp://vet.example/", code::net::URL),
            ("file:///etc/passwd", code::net::URL),
            ("https://user@vet.example/", code::net::URL),
            ("https://:secret@vet.example/", code::net::URL),
            ("https://vet.example./", code::net::URL),
            ("https://vet.example:6379/", code::net::PORT),
            ("https://vet.example:80/", code::net::PORT),
            ("https://127.0.0.1/", code::net::PRIVATE_ADDRESS),
            ("https://93.184.216.34/", code::net::PRIVATE_ADDRESS),
            ("https://[::1]/", code::net::PRIVATE_ADDRESS),
            ("https://[::ffff:127.0.0.1]/", code::net::PRIVATE_ADDRESS),
            ("https://2130706433/", code::net::PRIVATE_ADDRESS),
            ("https://0x7f000001/", code::net::PRIVATE_ADDRESS),
            ("https://0X7f.1/", code::net::PRIVATE_ADDRESS),
            ("https://017700000001/", code::net::PRIVATE_ADDRESS),
            ("https://127.1/", code::net::PRIVATE_ADDRESS),
            ("https://1２7.0.0.1/", code::net::PRIVATE_ADDRESS),
        ] {
            assert_eq!(of(url).map_err(|problem| problem.code), Err(code), "{url}");
        }
        let opened = Target::of(&Url::parse("https://vet.example:8443/").unwrap(), &[443, 8443]).unwrap();
        assert_eq!(opened.port, 8443);
    }

    proptest! {
        /// What the standard library calls special is never public here.
        #[test]
        fn never_more_public_than_the_standard_library_says(bits: u32, tail: u128) {
            let address = Ipv4Addr::from(bits);
            let special = address.is_private() || address.is_loopback() || address.is_link_local()
                || address.is_broadcast() || address.is_documentation() || address.is_multicast() || address.is_unspecified();
            prop_assert!(!special || !is_public(address.into()));
            prop_assert!(!is_public(address.to_ipv6_mapped().into()));
            prop_assert!(!is_public(address.to_ipv6_compatible().into()));
            let address = Ipv6Addr::from(tail);
            let special = address.is_loopback() || address.is_unspecified() || address.is_multicast()
                || address.is_unique_local() || address.is_unicast_link_local();
            prop_assert!(!special || !is_public(address.into()));
        }
    }
}
