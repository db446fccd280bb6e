//! Host labels in letters beyond a to z, as they are looked up: Punycode ([RFC 3492](https://www.rfc-editor.org/rfc/rfc3492)).

/// The longest name of a host, and the longest label of one ([RFC 1035 §2.3.4](https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4)).
const LONGEST_HOST: usize = 253;
const LONGEST_LABEL: usize = 63;

/// The form in which a host name is looked up: `xn--` and Punycode for each label that is not plain ASCII. Nothing for a name that is
/// too long to be one in that form: encoding takes a step for each pair of letters of a label, and strangers write them.
///
/// It shows people what a name really spells; nothing is looked up by it here, so letters are put into lower case and
/// not normalised further.
pub(crate) fn host_to_ascii(host: &str) -> Option<String> {
    // Every letter takes one of ASCII at least.
    let has_room = |text: &str, most: usize| text.chars().nth(most).is_none();
    let label = |label: &str| match label.is_ascii() {
        _ if !has_room(label, LONGEST_LABEL) => None,
        true => Some(label.to_owned()),
        false => Some(format!("xn--{}", encode(label))).filter(|label| has_room(label, LONGEST_LABEL)),
    };
    let host = Some(host).filter(|host| has_room(host, LONGEST_HOST))?.to_lowercase();
    let labels: Vec<_> = host.split('.').map(label).collect::<Option<_>>()?;
    Some(labels.join(".")).filter(|host| has_room(host, LONGEST_HOST))
}

/// Encodes one label ([§6.3](https://www.rfc-editor.org/rfc/rfc3492#section-6.3)).
fn encode(label: &str) -> String {
    const BASE: u32 = 36;
    const DIGITS: &[u8; BASE as usize] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let mut text: String = label.chars().filter(char::is_ascii).collect();
    let basic = text.len() as u32;
    if basic > 0 {
        text.push('-');
    }
    let mut points: Vec<u32> = label.chars().map(u32::from).collect();
    points.sort_unstable();
    points.dedup();
    let (mut handled, mut bias, mut before, mut delta) = (basic, 72, 128, 0_u32);
    for point in points.into_iter().filter(|point| *point >= 128) {
        delta = delta.saturating_add((point - before).saturating_mul(handled + 1));
        for other in label.chars().map(u32::from) {
            if other < point {
                delta = delta.saturating_add(1);
            }
            if other == point {
                let mut rest = delta;
                for k in (1..).map(|step| step * BASE) {
                    let threshold = k.saturating_sub(bias).clamp(1, 26);
                    if rest < threshold {
                        break;
                    }
                    let digit = threshold + (rest - threshold) % (BASE - threshold);
                    text.push(char::from(DIGITS[digit as usize]));
                    rest = (rest - threshold) / (BASE - threshold);
                }
                text.push(char::from(DIGITS[rest as usize % DIGITS.len()]));
                bias = adapted(delta, handled + 1, handled == basic);
                delta = 0;
                handled += 1;
            }
        }
        delta = delta.saturating_add(1);
        before = point + 1;
    }
    text
}

/// [§6.1](https://www.rfc-editor.org/rfc/rfc3492#section-6.1).
fn adapted(delta: u32, points: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta = delta.saturating_add(delta / points);
    let mut k = 0;
    while delta > 455 {
        delta /= 35;
        k += 36;
    }
    k + 36 * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Samples A, B, D, I and L of RFC 3492 §7.1.
    #[test]
    fn samples_of_rfc_3492() {
        for (label, encoded) in [
            (
                "\u{644}\u{64a}\u{647}\u{645}\u{627}\u{628}\u{62a}\u{643}\u{644}\u{645}\u{648}\u{634}\u{639}\u{631}\u{628}\u{64a}\u{61f}",
                "egbpdaj6bu4bxfgehfvwxn",
            ),
            ("\u{4ed6}\u{4eec}\u{4e3a}\u{4ec0}\u{4e48}\u{4e0d}\u{8bf4}\u{4e2d}\u{6587}", "ihqwcrb4cv8a8dqg056pqjye"),
            ("Pro\u{10d}prost\u{11b}nemluv\u{ed}\u{10d}esky", "Proprostnemluvesky-uyb24dma41a"),
            (
                "\u{43f}\u{43e}\u{447}\u{435}\u{43c}\u{443}\u{436}\u{435}\u{43e}\u{43d}\u{438}\u{43d}\u{435}\u{433}\u{43e}\u{432}\u{43e}\u{440}\u{44f}\u{442}\u{43f}\u{43e}\u{440}\u{443}\u{441}\u{441}\u{43a}\u{438}",
                "b1abfaaepdrnnbgefbadotcwatmq2g4l",
            ),
            ("3\u{5e74}B\u{7d44}\u{91d1}\u{516b}\u{5148}\u{751f}", "3B-ww4c5e180e575a65lsy2b"),
        ] {
            assert_eq!(encode(label), encoded);
        }
        assert_eq!(host_to_ascii("Mi\u{442}.edu").as_deref(), Some("xn--mi-smc.edu"));
    }

    #[test]
    fn what_is_too_long_for_a_host_is_not_encoded() {
        let host = |label: &str, count: usize| host_to_ascii(&vec![label; count].join("."));
        assert!(host(&"a".repeat(63), 1).is_some() && host(&"a".repeat(64), 1).is_none());
        assert!(host("a", 127).is_some() && host("a", 128).is_none());
        // Short as it is written, long as it is looked up.
        assert!(host(&"\u{4e00}\u{9fa5}".repeat(31), 1).is_none());
        assert!(host("\u{4e00}", 25).is_some() && host("\u{4e00}", 60).is_none());
        let distinct: String = (0..300_000).filter_map(|at| char::from_u32(0x4e00 + at)).collect();
        assert!(host(&distinct, 1).is_none() && host(&distinct, 3).is_none());
    }

    proptest! {
        /// As the URL parser of browsers does it.
        #[test]
        fn as_browsers_look_hosts_up(host in "[a-z\u{e0}-\u{f6}\u{430}-\u{44f}\u{4e00}-\u{4e40}]{1,10}\\.example") {
            let url = url::Url::parse(&format!("https://{host}/")).unwrap();
            prop_assert_eq!(url.host_str().map(str::to_owned), host_to_ascii(&host));
        }

        #[test]
        fn no_host_makes_it_panic(host in "\\PC{0,40}") {
            prop_assert!(host_to_ascii(&host).is_none_or(|host| host.is_ascii()));
        }
    }
}
