use crate::codec::invisible::is_invisible;
use crate::codec::{der, digest, hex};
use crate::key::PublicKey;
use chrono::{DateTime, NaiveDate, Utc};

/// What an X.509 certificate ([RFC 5280](https://www.rfc-editor.org/rfc/rfc5280)) says about itself.
///
/// None of it was checked: not who signed the certificate, not whether it was revoked, and not whether it was made for seals.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Certificate {
    /// Whose it is, as [RFC 4514](https://www.rfc-editor.org/rfc/rfc4514) writes names.
    pub subject: String,
    /// By which identifier its subject is known in a register (`organizationIdentifier`, [ETSI EN 319 412-1 §5.1.4](https://www.etsi.org/deliver/etsi_en/319400_319499/31941201/)),
    /// such as `VATPT-500000000`, if it says so.
    pub organization_identifier: Option<String>,
    /// Who issued it.
    pub issuer: String,
    /// Its serial number, in hexadecimal digits.
    pub serial: String,
    /// From when it holds.
    pub not_before: DateTime<Utc>,
    /// Until when it holds.
    pub not_after: DateTime<Utc>,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub sha256: String,
    /// The key that it is about, if it is of a kind that is verified with here.
    pub key: Option<PublicKey>,
}

impl Certificate {
    /// Reads a certificate in DER; nothing if it is none.
    pub fn from_der(bytes: &[u8]) -> Option<Self> {
        let mut outer = der::Reader::new(bytes);
        let mut certificate = outer.enter(der::SEQUENCE)?;
        let mut body = certificate.enter(der::SEQUENCE)?;
        certificate.enter(der::SEQUENCE)?;
        certificate.bits()?;
        if !outer.is_empty() || !certificate.is_empty() {
            return None;
        }
        if body.peek() == Some(0xa0) {
            body.next()?;
        }
        let serial = body.expect(der::INTEGER).filter(|serial| !serial.is_empty())?;
        let serial = serial.strip_prefix(&[0]).filter(|rest| !rest.is_empty()).unwrap_or(serial);
        body.enter(der::SEQUENCE)?;
        let (issuer, _) = name(body.enter(der::SEQUENCE)?)?;
        let mut validity = body.enter(der::SEQUENCE)?;
        let (not_before, not_after) = (time(validity.next()?)?, time(validity.next()?)?);
        let (subject, organization_identifier) = name(body.enter(der::SEQUENCE)?)?;
        let info = body.next().filter(|info| info.tag == der::SEQUENCE)?;
        let key = PublicKey::from_subject_public_key_info(info.whole).ok();
        let (serial, sha256) = (hex::encode(serial), digest::sha256_hex(bytes));
        Some(Self { subject, organization_identifier, issuer, serial, not_before, not_after, sha256, key })
    }
}

fn time(element: der::Element<'_>) -> Option<DateTime<Utc>> {
    let text = std::str::from_utf8(element.content).ok()?.strip_suffix('Z')?;
    let is_of_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let (year, rest) = match (element.tag, text.len(), is_of_digits) {
        (der::UTC_TIME, 12, true) => {
            let year: i32 = text[..2].parse().ok()?;
            (if year < 50 { 2000 + year } else { 1900 + year }, &text[2..])
        }
        (der::GENERALIZED_TIME, 14, true) => (text[..4].parse().ok()?, &text[4..]),
        _ => return None,
    };
    let part = |index: usize| rest[index * 2..index * 2 + 2].parse::<u32>().ok();
    let day = NaiveDate::from_ymd_opt(year, part(0)?, part(1)?)?;
    Some(day.and_hms_opt(part(2)?, part(3)?, part(4)?)?.and_utc())
}

/// The parts of a name, the last first, as RFC 4514 has it; and the identifier of an organisation as it is.
fn name(mut parts: der::Reader<'_>) -> Option<(String, Option<String>)> {
    let (mut shown, mut identifier) = (Vec::new(), None);
    while !parts.is_empty() {
        let mut set = parts.enter(der::SET)?;
        let mut together = Vec::new();
        while !set.is_empty() {
            let mut attribute = set.enter(der::SEQUENCE)?;
            let kind = der::dotted(attribute.expect(der::OBJECT_IDENTIFIER)?)?;
            let value = attribute.next()?;
            let said = text(value);
            if kind == ORGANIZATION_IDENTIFIER {
                identifier.clone_from(&said);
            }
            let value = said.map_or_else(|| format!("#{}", hex::encode(value.whole)), |text| escaped(&text));
            together.push(format!("{}={value}", attribute_name(&kind)));
        }
        shown.push(together.join("+"));
    }
    shown.reverse();
    Some((shown.join(","), identifier))
}

const ORGANIZATION_IDENTIFIER: &str = "2.5.4.97";

/// Names of RFC 4514 §3, and those that certificates of seals have besides; any other by its number.
fn attribute_name(kind: &str) -> &str {
    match kind {
        "2.5.4.3" => "CN",
        "2.5.4.4" => "SN",
        "2.5.4.5" => "serialNumber",
        "2.5.4.6" => "C",
        "2.5.4.7" => "L",
        "2.5.4.8" => "ST",
        "2.5.4.9" => "STREET",
        "2.5.4.10" => "O",
        "2.5.4.11" => "OU",
        "2.5.4.12" => "title",
        "2.5.4.42" => "GN",
        ORGANIZATION_IDENTIFIER => "organizationIdentifier",
        "0.9.2342.19200300.100.1.25" => "DC",
        "1.2.840.113549.1.9.1" => "emailAddress",
        other => other,
    }
}

fn text(element: der::Element<'_>) -> Option<String> {
    const UTF8: u8 = 0x0c;
    const PRINTABLE: u8 = 0x13;
    const TELETEX: u8 = 0x14;
    const IA5: u8 = 0x16;
    const BMP: u8 = 0x1e;
    let bytes = element.content;
    match element.tag {
        UTF8 => std::str::from_utf8(bytes).ok().map(str::to_owned),
        PRINTABLE | IA5 if bytes.is_ascii() => std::str::from_utf8(bytes).ok().map(str::to_owned),
        // What issuers write as such is Latin 1.
        TELETEX => Some(bytes.iter().map(|byte| char::from(*byte)).collect()),
        BMP if bytes.len().is_multiple_of(2) => {
            let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16(&units).ok()
        }
        _ => None,
    }
}

/// Escapes what RFC 4514 §2.4 wants escaped, and everything that would not show as what it is.
fn escaped(text: &str) -> String {
    let last = text.chars().count().saturating_sub(1);
    let mut shown = String::with_capacity(text.len());
    for (index, character) in text.chars().enumerate() {
        let is_at_the_edge = character == ' ' && (index == 0 || index == last) || character == '#' && index == 0;
        match character {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => shown.extend(['\\', character]),
            _ if is_at_the_edge => shown.extend(['\\', character]),
            _ if character.is_control() || is_invisible(character) => {
                let mut bytes = [0; 4];
                for byte in character.encode_utf8(&mut bytes).bytes() {
                    shown.push_str(&format!("\\{byte:02x}"));
                }
            }
            _ => shown.push(character),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::base64;

    /// [RFC 7517, appendix B](https://www.rfc-editor.org/rfc/rfc7517#appendix-B): a key, and a certificate for it.
    const RFC_7517: &str = "MIIDQjCCAiqgAwIBAgIGATz/FuLiMA0GCSqGSIb3DQEBBQUAMGIxCzAJBgNVBAYTAlVTMQswCQYDVQQIEwJDTzEPMA0GA1UEBxMGRGVudmVyMRwwGgYDVQQKExNQaW5nIElkZW50aXR5IENvcnAuMRcwFQYDVQQDEw5CcmlhbiBDYW1wYmVsbDAeFw0xMzAyMjEyMzI5MTVaFw0xODA4MTQyMjI5MTVaMGIxCzAJBgNVBAYTAlVTMQswCQYDVQQIEwJDTzEPMA0GA1UEBxMGRGVudmVyMRwwGgYDVQQKExNQaW5nIElkZW50aXR5IENvcnAuMRcwFQYDVQQDEw5CcmlhbiBDYW1wYmVsbDCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAL64zn8/QnHYMeZ0LncoXaEde1fiLm1jHjmQsF/449IYALM9if6amFtPDy2yvz3YlRij66s5gyLCyO7ANuVRJx1NbgizcAblIgjtdf/u3WG7K+IiZhtELto/A7Fck9Ws6SQvzRvOE8uSirYbgmj6He4iO8NCyvaK0jIQRMMGQwsU1quGmFgHIXPLfnpnfajr1rVTAwtgV5LEZ4Iel+W1GC8ugMhyr4/p1MtcIM42EA8BzE6ZQqC7VPqPvEjZ2dbZkaBhPbiZAS3YeYBRDWm1p1OZtWamT3cEvqqPpnjL1XyW+oyVVkaZdklLQp2Btgt9qr21m42f4wTw+Xrp6rCKNb0CAwEAATANBgkqhkiG9w0BAQUFAAOCAQEAh8zGlfSlcI0o3rYDPBB07aXNswb4ECNIKG0CETTUxmXl9KUL+9gGlqCz5iWLOgWsnrcKcY0vXPG9J1r9AqBNTqNgHq2G03X09266X5CpOe1zFo+Owb1zxtp3PehFdfQJ610CDLEaS9V9Rqp17hCyybEpOGVwe8fnk+fbEL2Bo3UPGrpsHzUoaGpDftmWssZkhpBJKVMJyf/RuP2SmmaIzmnw9JiSlYhzo4tpzd5rFXhjRbg4zW9C+2qok+2+qDM1iJ684gPHMIY8aLWrdgQTxkumGmTqgawR+N5MDtdPTEQ0XfIBc2cJEUyMTY5MPvACWpkA6SdS4xSvdXK3IVfOWA==";

    #[test]
    fn the_certificate_of_rfc_7517_says_what_it_says() {
        let bytes = base64::decode(RFC_7517).unwrap();
        let certificate = Certificate::from_der(&bytes).unwrap();
        assert_eq!(certificate.subject, "CN=Brian Campbell,O=Ping Identity Corp.,L=Denver,ST=CO,C=US");
        assert_eq!(certificate.issuer, certificate.subject);
        assert_eq!(certificate.serial, "013cff16e2e2");
        assert_eq!(certificate.not_before.to_rfc3339(), "2013-02-21T23:29:15+00:00");
        assert_eq!(certificate.not_after.to_rfc3339(), "2018-08-14T22:29:15+00:00");
        let Some(PublicKey::Rsa(numbers)) = certificate.key else { panic!("an RSA key") };
        // The same numbers as in the JWK beside it.
        assert_eq!(crate::codec::base64url::encode(&numbers.modulus()[..9]), "vrjOfz9Ccdgx");
        assert_eq!(numbers.exponent(), [1, 0, 1]);
        for cut in 0..bytes.len() {
            assert_eq!(Certificate::from_der(&bytes[..cut]), None, "{cut}");
        }
        assert_eq!(Certificate::from_der(&[bytes.as_slice(), &[0]].concat()), None);
    }

    #[test]
    fn names_cannot_pretend_to_have_other_parts() {
        assert_eq!(escaped("A, O=B"), "A\\, O=B");
        assert_eq!(escaped(" #a\u{202e}b\n "), "\\ #a\\e2\\80\\aeb\\0a\\ ");
    }
}
