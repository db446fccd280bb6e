//! The JSON Canonicalization Scheme ([RFC 8785](https://www.rfc-editor.org/rfc/rfc8785)).

use super::value::write_string;
use super::{Kind, Node};

/// The canonical text of a value; members of the outermost object named in `without` are left out.
pub(crate) fn canonical(node: Node<'_>, without: &[&str]) -> String {
    let mut text = String::new();
    write(&mut text, node, without);
    text
}

fn write(text: &mut String, node: Node<'_>, without: &[&str]) {
    match node.kind() {
        Kind::Null => text.push_str("null"),
        Kind::Bool => text.push_str(if node.as_bool() == Some(true) { "true" } else { "false" }),
        Kind::Number => text.push_str(&canonical_number(node.as_f64().unwrap_or(0.0))),
        Kind::String => write_string(text, node.as_str().unwrap_or_default()),
        Kind::Array => {
            text.push('[');
            for (index, item) in node.items().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(text, item, &[]);
            }
            text.push(']');
        }
        Kind::Object => {
            let mut members: Vec<_> = node.members().filter(|(key, _)| !without.contains(key)).collect();
            members.sort_by(|(left, _), (right, _)| left.encode_utf16().cmp(right.encode_utf16()));
            text.push('{');
            for (index, (key, value)) in members.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_string(text, key);
                text.push(':');
                write(text, value, &[]);
            }
            text.push('}');
        }
    }
}

/// A finite double as ECMAScript writes it (RFC 8785 §3.2.2.3).
fn canonical_number(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let (sign, digits, exponent) = shortest_digits(value);
    let count = digits.len() as i32;
    let body = match exponent {
        0..=20 if count <= exponent + 1 => format!("{digits}{}", "0".repeat((exponent + 1 - count) as usize)),
        0..=20 => {
            let (whole, fraction) = digits.split_at((exponent + 1) as usize);
            format!("{whole}.{fraction}")
        }
        -6..=-1 => format!("0.{}{digits}", "0".repeat((-exponent - 1) as usize)),
        _ => {
            let (first, rest) = digits.split_at(1);
            let point = if rest.is_empty() { "" } else { "." };
            let plus = if exponent > 0 { "+" } else { "" };
            format!("{first}{point}{rest}e{plus}{exponent}")
        }
    };
    format!("{sign}{body}")
}

/// Sign, digits and decimal exponent of the first digit: the shortest that round-trip, ties to the even digit.
///
/// The standard library rounds such ties up, so the digits come from serde_json's formatter, which does as ECMAScript does.
fn shortest_digits(value: f64) -> (&'static str, String, i32) {
    let text = serde_json::Number::from_f64(value).map_or_else(|| "0.0".to_owned(), |number| number.to_string());
    let sign = if text.starts_with('-') { "-" } else { "" };
    let (mantissa, exponent) =
        text.trim_start_matches('-').split_once(['e', 'E']).unwrap_or((&text[sign.len()..], "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let leading_zeros = all.bytes().take_while(|byte| *byte == b'0').count();
    let digits = all[leading_zeros..].trim_end_matches('0').to_owned();
    (sign, digits, exponent + whole.len() as i32 - 1 - leading_zeros as i32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Tree;
    use crate::limits::Limits;

    /// The number samples of RFC 8785, Appendix B.
    #[test]
    fn numbers_of_rfc_8785() {
        for (bits, expected) in [
            (0x0000_0000_0000_0000_u64, "0"),
            (0x8000_0000_0000_0000, "0"),
            (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"),
            (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"),
            (0xc340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
            (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
            (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
            (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
            (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
            (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x41b3_de43_5555_5553, "333333333.3333332"),
            (0x41b3_de43_5555_5554, "333333333.33333325"),
            (0x41b3_de43_5555_5555, "333333333.3333333"),
            (0x41b3_de43_5555_5556, "333333333.3333334"),
            (0x41b3_de43_5555_5557, "333333333.33333343"),
            (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
            (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
        ] {
            assert_eq!(canonical_number(f64::from_bits(bits)), expected);
        }
    }

    /// The sorting sample of RFC 8785 §3.2.3: by UTF-16 code units, not by code points.
    #[test]
    fn sorting_of_rfc_8785() {
        let text = r#"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh",
            "1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}"#;
        let tree = Tree::parse(text, &Limits::default()).expect("strict JSON");
        let canonical = canonical(tree.root(), &[]);
        let order: Vec<usize> = ["Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew"]
            .iter()
            .map(|word| canonical.find(word).expect("every value is written"))
            .collect();
        assert!(order.is_sorted(), "{canonical}");
    }
}
