//! Whatever is done to a valid badge, it is refused or reads the same, under the policy that lets the most through.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../generators/changes.rs"]
mod changes;
mod disclosures;
#[path = "../support/mod.rs"]
mod support;
mod ways;

use changes::spelling::{respelled, text_of};
use changes::{Original, change, leniently, original};
use microcred::badge::AchievementCredential;
use microcred::report::{Outcome, Trust};
use microcred::trust::Anchors;
use microcred::verify::{NotAccepted, Policy};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use std::sync::LazyLock;
use support::{Counting, did_key, issuing_key, json, said, verifier};

/// The properties that share the changes: seven here, four of every way of securing, one of disclosures.
const PROPERTIES: u32 = 12;

/// How many changes each property tries: ten thousand in all, or as many as `MICROCRED_MUTATIONS` says.
fn changes_each() -> ProptestConfig {
    let all = std::env::var("MICROCRED_MUTATIONS").ok().map_or(10_000, |count| count.parse().unwrap());
    ProptestConfig { failure_persistence: None, cases: u32::div_ceil(all, PROPERTIES), ..ProptestConfig::default() }
}

/// Whoever knows the issuer of every original.
static ANCHORS: LazyLock<Anchors> =
    LazyLock::new(|| Anchors::parse(&format!(r#"{{"anchors": [{{"id": "{}"}}]}}"#, did_key(&issuing_key()))).unwrap());

/// Trust is for what is valid alone, under whatever policy; and one input has one report.
fn trusted_is_valid(changed: &[u8]) -> Result<(), TestCaseError> {
    for policy in [Policy::strict(), Policy::lenient()] {
        let verify = || {
            let verifier = verifier().with_policy(policy.clone()).with_anchors(ANCHORS.clone());
            verifier.verify(changed, &Counting::new())
        };
        let verification = verify();
        let trusted = verification.trust == Trust::Trusted;
        prop_assert!(!trusted || verification.outcome == Outcome::Valid, "{verification}");
        prop_assert_eq!(verification.to_json_string(), verify().to_json_string());
    }
    Ok(())
}

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
            Err(NotAccepted::Shape(_)) => {}
            // What no proof covers stands in a proof beside the one that holds, and this policy warns of both: nobody reads
            // it either, and whose it is counts for nothing.
            Err(error) => {
                prop_assert!(error == NotAccepted::NotPlain && verification.trust == Trust::Integrity, "{error}")
            }
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(changes_each())]

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
            original.holds_for(text_of(&document))?;
        }
    }

    #[test]
    fn several_changes_to_the_structure(original in original(), changes in vec(change(), 2..5)) {
        let mut document = json(&original.text);
        changes.iter().for_each(|change| change.apply(&mut document).unwrap_or_default());
        original.holds_for(text_of(&document))?;
    }

    /// What is changed may be anything: trust goes with validity, and one input has one report.
    #[test]
    fn trusted_means_valid_and_reports_are_the_same(original in original(), changes in vec(change(), 0..3)) {
        let mut document = json(&original.text);
        changes.iter().for_each(|change| change.apply(&mut document).unwrap_or_default());
        trusted_is_valid(text_of(&document).as_bytes())?;
    }

    /// White space, escapes and the order of members say nothing.
    #[test]
    fn another_spelling_is_the_same_badge(original in original(), seed in any::<u64>()) {
        let respelled = respelled(&json(&original.text), &mut { seed });
        let badge = leniently(&respelled).accept::<AchievementCredential>();
        prop_assert_eq!(badge.map(|badge| said(&badge).to_string_pretty()), Ok(original.said.clone()));
    }

}
