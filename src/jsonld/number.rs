//! Numbers as RDF literals.

use std::borrow::Cow;

const XSD_INTEGER: &str = "http://www.w3.org/2001/XMLSchema#integer";
pub(super) const XSD_DOUBLE: &str = "http://www.w3.org/2001/XMLSchema#double";

/// The [canonical form](https://www.w3.org/TR/json-ld11-api/#data-round-tripping) of a JSON number, and its own datatype.
///
/// Whole numbers below 10²¹ are integers unless a double is wanted; everything else is a double with one digit before the point.
pub(super) fn canonical(text: &str, as_double: bool) -> (Cow<'_, str>, &'static str) {
    if !as_double && is_short_integer(text) {
        return (text.into(), XSD_INTEGER);
    }
    if !as_double && let Some(double) = short_decimal(text) {
        return (double.into(), XSD_DOUBLE);
    }
    let value: f64 = text.parse().unwrap_or(0.0);
    if !as_double && value.fract() == 0.0 && value.abs() < 1e21 {
        // Adding zero turns -0 into 0.
        return (format!("{:.0}", value + 0.0).into(), XSD_INTEGER);
    }
    (double(value).into(), XSD_DOUBLE)
}

/// Whether a text is what some JSON number is written as.
pub(super) fn is_canonical(text: &str, as_double: bool) -> bool {
    let starts_as_one = match text.strip_prefix('-').unwrap_or(text).as_bytes() {
        [b'0', b'0'..=b'9', ..] => false,
        [first, ..] => first.is_ascii_digit(),
        [] => false,
    };
    starts_as_one && text.parse::<f64>().is_ok_and(f64::is_finite) && canonical(text, as_double).0 == text
}

/// The canonical double of a number such as `2.5` that a double holds exactly: up to 15 digits, whose denominator is a
/// power of two. Others, such as `99.99`, show in their sixteenth digit that they are only near.
fn short_decimal(text: &str) -> Option<String> {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.')?;
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() || whole.starts_with('0') || whole.len() + fraction.len() > 15 {
        return None;
    }
    let digits = || whole.bytes().chain(fraction.bytes());
    if !digits().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let all = digits().fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'));
    let (first, rest) = whole.split_at(1);
    all.is_multiple_of(5_u64.pow(fraction.len() as u32))
        .then(|| [sign, first, ".", rest, fraction, "E", &rest.len().to_string()].concat())
}

/// One digit, a point, at most fifteen more: halves are rounded up, as ECMAScript's `toExponential(15)` does.
///
/// `{:.15E}` would round them to the even digit, and 1.0000152587890625 ends in such a half.
fn double(value: f64) -> String {
    let (rounded, exponent) = sixteen_digits(value.abs()).unwrap_or_else(|| sixteen_digits_of_any(value.abs()));
    let digits = rounded.to_string();
    let (first, rest) = digits.split_at(1);
    let rest = rest.trim_end_matches('0');
    let sign = if value < 0.0 { "-" } else { "" };
    [sign, first, ".", if rest.is_empty() { "0" } else { rest }, "E", &exponent.to_string()].concat()
}

/// The first sixteen digits and the exponent of a number of everyday size with a fraction, in whole numbers of 128 bits.
fn sixteen_digits(value: f64) -> Option<(u64, i32)> {
    if !(1e-4..1e15).contains(&value) {
        return None;
    }
    // The value is `significand` / 2^`shift`, exactly.
    let bits = value.to_bits();
    let significand = (bits & ((1 << 52) - 1)) | 1 << 52;
    let shift = u32::try_from(1075 - (bits >> 52).cast_signed()).ok().filter(|shift| *shift > 0)?;
    let mut exponent = value.log10().floor() as i32;
    loop {
        let power = 10_u128.pow(u32::try_from(15 - exponent).ok()?);
        let scaled = u128::from(significand) * power;
        match scaled >> shift {
            // The logarithm is not exact beside powers of ten.
            ..1_000_000_000_000_000 => exponent -= 1,
            10_000_000_000_000_000.. => exponent += 1,
            _ => {
                let rounded = ((scaled >> (shift - 1)) + 1) >> 1;
                let carried = rounded == 10_000_000_000_000_000;
                let rounded = if carried { rounded / 10 } else { rounded };
                return Some((u64::try_from(rounded).ok()?, exponent + i32::from(carried)));
            }
        }
    }
}

/// The same for any number.
fn sixteen_digits_of_any(value: f64) -> (u64, i32) {
    let mut seventeen = format!("{value:.16E}");
    if seventeen.as_bytes().get(17) == Some(&b'5') {
        // A half, or something that was rounded to one: forty digits are exact wherever it is a half.
        seventeen = format!("{value:.40E}");
    }
    let (mantissa, exponent) = seventeen.split_once('E').unwrap_or((&seventeen, "0"));
    let mut exponent: i32 = exponent.parse().unwrap_or(0);
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).take(17).collect();
    let mut rounded = (digits.parse::<u64>().unwrap_or(0) + 5) / 10;
    if rounded >= 10_000_000_000_000_000 {
        rounded /= 10;
        exponent += 1;
    }
    (rounded, exponent)
}

/// Whether the text is already the canonical form of a small integer.
fn is_short_integer(text: &str) -> bool {
    text.len() <= 15 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether the canonical form says all that the text says: no more than 15 significant digits.
pub(super) fn is_exact(text: &str) -> bool {
    let mantissa = text.split(['e', 'E']).next().unwrap_or(text);
    let digits = || mantissa.bytes().filter(u8::is_ascii_digit);
    let leading = digits().take_while(|digit| *digit == b'0').count();
    let trailing = mantissa.bytes().rev().filter(u8::is_ascii_digit).take_while(|digit| *digit == b'0').count();
    digits().count() <= 15 + leading + trailing
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
            ("99.99", "9.998999999999999E1"),
            ("0.30000000000000004", "3.0E-1"),
            ("1.0000152587890625", "1.000015258789063E0"),
            ("9.9999999999999999", "10"),
            ("9.9999999999999995e22", "9.999999999999999E22"),
            ("1e300", "1.0E300"),
            ("5e-324", "4.940656458412465E-324"),
            ("9007199254740993", "9007199254740992"),
            ("123456789012345680000", "123456789012345683968"),
        ] {
            assert_eq!(canonical(text, false).0, expected, "{text}");
        }
        assert_eq!(canonical("5", true), ("5.0E0".into(), XSD_DOUBLE));
    }

    proptest! {
        /// Both ways to sixteen digits give the same.
        #[test]
        fn whole_numbers_are_exact(value in prop_oneof![1e-4..1e15, 0.5..2000.0, (0..1_000_000_i64).prop_map(|cents| cents as f64 / 100.0)], ulps in 0..3_u64) {
            let value: f64 = value;
            for value in [value, f64::from_bits(value.to_bits() + ulps), 10_f64.powf(value.log10().round())] {
                if let Some(found) = sixteen_digits(value) {
                    prop_assert_eq!(found, sixteen_digits_of_any(value), "{}", value);
                }
            }
        }
    }

    #[test]
    fn digits_beyond_what_is_signed() {
        assert!(is_exact("123456789012345") && is_exact("0.000100") && is_exact("1000000000000000000"));
        assert!(!is_exact("1.5000000000000000001") && !is_exact("9007199254740993"));
    }
}
