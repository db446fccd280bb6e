//! Whatever is done to a valid badge, it is refused or reads the same, under the policy that lets the most through.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "generators/changes.rs"]
mod changes;
mod support;

use changes::{Original, change, leniently, original};
use microcred::badge::AchievementCredential;
use microcred::json::Value;
use microcred::report::Outcome;
use microcred::verify::NotAccepted;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use support::{json, said};

impl Original {
    /// The changed text is refused, or says the same.
    fn holds_for(&self, changed: impl AsRef<[u8]>) -> Result<(), TestCaseError> {
        let verification = leniently(&changed);
        if verification.outcome != Outcome::Valid {
            prop_assert!(verification.accept::<AchievementCredential>().is_err());
            return Ok(());
        }
        match verification.accept::<AchievementCredential>() {
            Ok(badge) => {
                let said = said(&badge).to_string_pretty();
                let differing = said.lines().zip(self.said.lines()).find(|(now, before)| now != before);
                prop_assert_eq!((said.len(), differing), (self.said.len(), None));
            }
            // Valid, and no longer a badge in its form: nobody reads it as one.
            Err(error) => prop_assert!(matches!(error, NotAccepted::Shape(_)), "{error}"),
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_byte_can_be_changed(original in original(), place in any::<Index>(), byte in any::<u8>()) {
        let mut bytes = original.text.clone().into_bytes();
        let place = place.index(bytes.len());
        bytes[place] = byte;
        original.holds_for(&bytes)?;
    }

    #[test]
    fn no_bit_can_be_flipped(original in original(), place in any::<Index>(), bit in 0..8) {
        let mut bytes = original.text.clone().into_bytes();
        let place = place.index(bytes.len());
        bytes[place] ^= 1_u8 << bit;
        original.holds_for(&bytes)?;
    }

    #[test]
    fn bytes_cut_out_and_repeated(original in original(), from in any::<Index>(), to in any::<Index>(), twice in any::<bool>()) {
        let bytes = original.text.as_bytes();
        let (from, to) = (from.index(bytes.len()), to.index(bytes.len()));
        let (from, to) = (from.min(to), from.max(to));
        let changed = if twice { [&bytes[..to], &bytes[from..]].concat() } else { [&bytes[..from], &bytes[to..]].concat() };
        original.holds_for(&changed)?;
    }

    #[test]
    fn one_change_to_the_structure(original in original(), change in change()) {
        let mut document = json(&original.text);
        if change.apply(&mut document).is_some() {
            original.holds_for(document.to_string())?;
        }
    }

    #[test]
    fn several_changes_to_the_structure(original in original(), changes in vec(change(), 2..5)) {
        let mut document = json(&original.text);
        changes.iter().for_each(|change| change.apply(&mut document).unwrap_or_default());
        original.holds_for(document.to_string())?;
    }

    /// White space, escapes and the order of members say nothing.
    #[test]
    fn another_spelling_is_the_same_badge(original in original(), seed in any::<u64>()) {
        let respelled = respelled(&json(&original.text), &mut { seed });
        let badge = leniently(&respelled).accept::<AchievementCredential>();
        prop_assert_eq!(badge.map(|badge| said(&badge).to_string_pretty()), Ok(original.said.clone()));
    }

}

/// The same JSON with members in another order, white space between, and escapes inside strings.
fn respelled(value: &Value, seed: &mut u64) -> String {
    let mut next = || {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *seed >> 33
    };
    let space = [" ", "", "\n", "\t\r "][(next() % 4) as usize];
    let rotation = next() as usize;
    match value {
        Value::Object(object) => {
            let mut members: Vec<_> = object.iter().collect();
            let middle = rotation % members.len().max(1);
            members.rotate_left(middle);
            let members: Vec<String> = members
                .into_iter()
                .map(|(name, value)| format!("{}{space}:{}", respelled(&name.into(), seed), respelled(value, seed)))
                .collect();
            format!("{{{space}{}}}", members.join(&format!("{space},")))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| respelled(item, seed)).collect();
            format!("[{}{space}]", items.join(&format!(",{space}")))
        }
        Value::String(text) => {
            let escaped = |letter: char| {
                letter.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04X}")).collect::<String>()
            };
            let mut spelled = String::new();
            for letter in text.chars() {
                let special = matches!(letter, '"' | '\\') || letter < ' ';
                *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                if special || (*seed >> 33).is_multiple_of(16) {
                    spelled.push_str(&escaped(letter))
                } else {
                    spelled.push(letter)
                }
            }
            format!("\"{spelled}\"")
        }
        other => format!("{space}{other}"),
    }
}
