//! Numbers as RDF literals.

/// The [canonical form](https://www.w3.org/TR/json-ld11-api/#data-round-tripping) of a JSON number, and the name of its own XSD type.
///
/// Whole numbers below 10²¹ are integers unless a double is wanted; everything else is a double with one digit before the point.
pub(super) fn canonical(text: &str, as_double: bool) -> (String, &'static str) {
    if !as_double && is_short_integer(text) {
        return (text.to_owned(), "integer");
    }
    let value: f64 = text.parse().unwrap_or(0.0);
    if !as_double && value.fract() == 0.0 && value.abs() < 1e21 {
        // Adding zero turns -0 into 0.
        return (format!("{:.0}", value + 0.0), "integer");
    }
    let scientific = format!("{value:.15E}");
    let (mantissa, exponent) = scientific.split_once('E').unwrap_or((&scientific, "0"));
    let mantissa = mantissa.trim_end_matches('0');
    let point = if mantissa.ends_with('.') { "0" } else { "" };
    (format!("{mantissa}{point}E{exponent}"), "double")
}

/// Whether the text is already the canonical form of a small integer.
fn is_short_integer(text: &str) -> bool {
    text.len() <= 15 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether the canonical form says all that the text says: no more than 15 significant digits.
pub(super) fn is_exact(text: &str) -> bool {
    let mantissa = text.split(['e', 'E']).next().unwrap_or(text);
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let significant = digits.trim_start_matches('0').trim_end_matches('0');
    significant.len() <= 15
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_jsonld_js_writes_them() {
        for (text, expected) in [
            ("3", "3"),
            ("3.0", "3"),
            ("1e2", "100"),
            ("-0", "0"),
            ("-0.0", "0"),
            ("1.5", "1.5E0"),
            ("3.5", "3.5E0"),
            ("0.1", "1.0E-1"),
            ("7.5e-7", "7.5E-7"),
            ("1e21", "1.0E21"),
            ("100000000000000000000", "100000000000000000000"),
            ("-2.25", "-2.25E0"),
        ] {
            assert_eq!(canonical(text, false).0, expected, "{text}");
        }
        assert_eq!(canonical("5", true), ("5.0E0".to_owned(), "double"));
    }

    #[test]
    fn digits_beyond_what_is_signed() {
        assert!(is_exact("123456789012345") && is_exact("0.000100") && is_exact("1000000000000000000"));
        assert!(!is_exact("1.5000000000000000001") && !is_exact("9007199254740993"));
    }
}
