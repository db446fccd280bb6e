//! Whatever is done to a valid badge, it is refused or reads the same, under the policy that lets the most through.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "generators/changes.rs"]
mod changes;
mod support;

use changes::{Original, change, leniently, original};
use microcred::badge::AchievementCredential;
use microcred::json::Value;
use microcred::report::{Outcome, Trust};
use microcred::trust::Anchors;
use microcred::verify::{NotAccepted, Policy};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use std::sync::LazyLock;
use support::{Counting, did_key, issuing_key, json, said, verifier};

/// How many changes are tried in all, an eighth in each property: ten thousand, or as many as `MICROCRED_MUTATIONS` says.
fn mutations() -> u32 {
    std::env::var("MICROCRED_MUTATIONS").ok().map_or(10_000, |count| count.parse().unwrap())
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
        prop_assert_eq!(verification.to_json().to_string(), verify().to_json().to_string());
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
            Err(error) => prop_assert!(matches!(error, NotAccepted::Shape(_)), "{error}"),
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: mutations() / 8, ..ProptestConfig::default() })]

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

    /// What is changed may be anything: trust goes with validity, and one input has one report.
    #[test]
    fn trusted_means_valid_and_reports_are_the_same(original in original(), changes in vec(change(), 0..3)) {
        let mut document = json(&original.text);
        changes.iter().for_each(|change| change.apply(&mut document).unwrap_or_default());
        trusted_is_valid(document.to_string().as_bytes())?;
    }

    /// White space, escapes and the order of members say nothing.
    #[test]
    fn another_spelling_is_the_same_badge(original in original(), seed in any::<u64>()) {
        let respelled = respelled(&json(&original.text), &mut { seed });
        let badge = leniently(&respelled).accept::<AchievementCredential>();
        prop_assert_eq!(badge.map(|badge| said(&badge).to_string_pretty()), Ok(original.said.clone()));
    }

}

/// Every way of securing and carrying.
mod every_way {
    use super::changes::{Change, change};
    use super::support::{badge_of, did_key, issuer_as, issuing_key, key, multikey, normal_reading, said, verifier};
    use microcred::badge::AchievementCredential;
    use microcred::bake::Baking;
    use microcred::codec::{base64url, hex};
    use microcred::json::{Pointer, Tree, Value};
    use microcred::jsonld::Contexts;
    use microcred::key::{Curve, PrivateKey};
    use microcred::proof::Suite;
    use microcred::proof::data_integrity::Cryptosuite;
    use microcred::proof::data_integrity::selective::{Selecting, derive};
    use microcred::resolve::Offline;
    use microcred::verify::{NotAccepted, Policy, Verification};
    use microcred::{Limits, vc};
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::Index;
    use std::sync::LazyLock;

    fn p256() -> PrivateKey {
        PrivateKey::from_ec_scalar(Curve::P256, &[7; 32]).unwrap()
    }

    fn secured(key: PrivateKey, suite: impl Into<Suite>) -> Vec<u8> {
        let did = did_key(&key);
        let method = format!("{did}#{}", multikey(&key));
        let mut document = badge_of(&did);
        super::support::object(&mut document, "/credentialSubject").insert("id", did_key(&super::support::key(9)));
        let issued = issuer_as(&did, key, &method).secure(&document.to_string(), suite);
        issued.unwrap_or_else(|error| panic!("{error}")).as_bytes().to_vec()
    }

    fn derived(key: PrivateKey, suite: Cryptosuite) -> Vec<u8> {
        let limits = Limits::default();
        let base = String::from_utf8(secured(key, suite)).unwrap();
        let tree = Tree::parse(&base, &limits).unwrap();
        let places = ["/name", "/credentialSubject/achievement/resultDescription"].map(Pointer::from_text);
        derive(tree.root(), &Selecting::new(places), &Contexts::bundled(), &limits).unwrap().to_string().into_bytes()
    }

    /// One of each: proofs, tokens, messages, selections, and the images that they are carried in.
    static WAYS: LazyLock<Vec<(Vec<u8>, Value)>> = LazyLock::new(|| {
        let p384 = PrivateKey::from_ec_scalar(Curve::P384, &[7; 48]).unwrap();
        let proof = secured(issuing_key(), Cryptosuite::EddsaRdfc2022);
        let token = secured(p256(), Suite::Jwt);
        let png = hex::decode(PNG).unwrap();
        let ways = vec![
            proof.clone(),
            secured(issuing_key(), Cryptosuite::EddsaJcs2022),
            secured(issuing_key(), Cryptosuite::Ed25519Signature2020),
            secured(p256(), Cryptosuite::EcdsaRdfc2019),
            secured(p384, Cryptosuite::EcdsaJcs2019),
            derived(p256(), Cryptosuite::EcdsaSd2023),
            token.clone(),
            secured(issuing_key(), Suite::OpenBadgesJwt),
            secured(issuing_key(), Suite::SdJwt),
            baked(SVG, &proof),
            baked(SVG, &token),
            baked(&png, &proof),
            baked(&png, &token),
        ];
        #[cfg(feature = "cose")]
        let ways = [ways, vec![secured(p256(), Suite::Cose)]].concat();
        let with_reading = |bytes: Vec<u8>| {
            let before = what_it_says(&leniently(&bytes)).unwrap();
            (bytes, before)
        };
        ways.into_iter().map(with_reading).collect()
    });

    /// One black pixel.
    const PNG: &str = "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6360000000\
        02000148afa4710000000049454e44ae426082";
    const SVG: &[u8] = br#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>"#;

    fn baked(image: &[u8], credential: &[u8]) -> Vec<u8> {
        Baking::new().image(image, std::str::from_utf8(credential).unwrap()).unwrap().as_bytes().to_vec()
    }

    /// What is read of it: a badge, or what is shown of one.
    fn what_it_says(verification: &Verification) -> Option<Value> {
        let badge = verification.accept::<AchievementCredential>();
        badge.ok().map(|badge| said(&badge)).or_else(|| reading(verification))
    }

    /// Refused, or read as it was; or no longer a badge in its form, and read by nobody as one.
    fn same_or_refused(changed: &[u8], before: &Value) -> Result<(), TestCaseError> {
        let verification = leniently(changed);
        match verification.accept::<AchievementCredential>() {
            Err(NotAccepted::Shape(_)) => {}
            Ok(_) | Err(NotAccepted::Selection { .. }) => {
                let now = what_it_says(&verification);
                prop_assert_eq!(now.as_ref(), Some(before));
            }
            Err(_) => prop_assert_ne!(verification.acceptable(), Ok(()), "{}", verification),
        }
        super::trusted_is_valid(changed)
    }

    /// The JSON that is signed in a proof or a token, and how to put other JSON in its place.
    fn inside(secured: &[u8]) -> Option<(String, impl Fn(&str) -> String)> {
        let text = std::str::from_utf8(secured).ok().filter(|text| !text.starts_with('<'))?.to_owned();
        let payload = match text.starts_with('{') {
            true => text.clone(),
            false => String::from_utf8(base64url::decode(text.split('.').nth(1)?).ok()?).ok()?,
        };
        let put = move |json: &str| match text.starts_with('{') {
            true => json.to_owned(),
            false => {
                let mut parts: Vec<String> = text.split('.').map(str::to_owned).collect();
                parts[1] = base64url::encode(json.as_bytes());
                parts.join(".")
            }
        };
        Some((payload, put))
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: super::mutations() / 8, ..ProptestConfig::default() })]

        #[test]
        fn no_byte_can_be_changed(way in any::<Index>(), place in any::<Index>(), flip in 1..=255_u8) {
            let (bytes, before) = &WAYS[way.index(WAYS.len())];
            let mut changed = bytes.clone();
            changed[place.index(bytes.len())] ^= flip;
            same_or_refused(&changed, before)?;
        }

        /// Members deleted, repeated, moved, copied, exchanged and written otherwise, in what every way has signed.
        #[test]
        fn no_member_can_be_changed(way in any::<Index>(), changes in vec(change(), 1..3)) {
            let (bytes, before) = &WAYS[way.index(WAYS.len())];
            if let Some((payload, put)) = inside(bytes) {
                let mut document = super::support::json(&payload);
                changes.iter().for_each(|change: &Change| change.apply(&mut document).unwrap_or_default());
                same_or_refused(put(&document.to_string()).as_bytes(), before)?;
            }
        }
    }

    fn leniently(bytes: &[u8]) -> Verification {
        verifier().with_policy(Policy::lenient()).verify(bytes, &Offline)
    }

    /// What is accepted of it, whatever is shown.
    fn reading(verification: &Verification) -> Option<Value> {
        let partial = verification.accept::<vc::Partial>().ok()?.into_inner();
        Some(normal_reading(partial.shown()))
    }

    /// Flips one bit of every so many bytes, each time another one.
    fn flip(original: &[u8], stride: usize) {
        let before = reading(&leniently(original)).unwrap();
        for place in (0..original.len()).step_by(stride) {
            let mut changed = original.to_vec();
            changed[place] ^= 1 << (place / stride % 8);
            let verification = leniently(&changed);
            match reading(&verification) {
                None => assert_ne!(verification.acceptable(), Ok(()), "{place}: {verification}"),
                Some(now) => assert_eq!(now, before, "{place}"),
            }
        }
        // Nor is a part of it anything by itself.
        for end in (0..original.len()).step_by(stride * 8) {
            assert_eq!(reading(&leniently(&original[..end])), None, "{end}");
        }
    }

    #[test]
    fn tokens() {
        for suite in [Suite::Jwt, Suite::OpenBadgesJwt, Suite::SdJwt] {
            for key in [issuing_key(), p256()] {
                flip(&secured(key, suite), 5);
            }
        }
    }

    #[cfg(feature = "cose")]
    #[test]
    fn messages() {
        for key in [issuing_key(), p256()] {
            flip(&secured(key, Suite::Cose), 5);
        }
    }

    #[test]
    fn proofs_on_nist_curves() {
        let p384 = PrivateKey::from_ec_scalar(Curve::P384, &[7; 48]).unwrap();
        for suite in [Cryptosuite::EcdsaRdfc2019, Cryptosuite::EcdsaJcs2019] {
            for key in [p256(), p384.clone()] {
                flip(&secured(key, suite), 7);
            }
        }
    }

    #[test]
    fn selections() {
        flip(&derived(p256(), Cryptosuite::EcdsaSd2023), 7);
    }

    #[cfg(feature = "bbs")]
    #[test]
    fn selections_that_nobody_can_link() {
        let key = PrivateKey::generate(microcred::key::Algorithm::Bbs, &microcred::Environment::system()).unwrap();
        flip(&derived(key, Cryptosuite::Bbs2023), 157);
    }

    #[test]
    fn presentations() {
        use microcred::key::InMemorySigner;
        use microcred::present::{Asked, Presenter};
        let badge = String::from_utf8(secured(issuing_key(), Cryptosuite::EddsaRdfc2022)).unwrap();
        let shown = vc::Presentation::new().verifiable_credential(vc::NestedCredential::parse(&badge).unwrap());
        for suite in [Suite::from(Cryptosuite::EddsaRdfc2022), Cryptosuite::EddsaJcs2022.into(), Suite::Jwt] {
            let presenter = Presenter::new(InMemorySigner::new(key(9)).unwrap()).with_suite(suite);
            let presenter = presenter.with_environment(super::support::environment());
            let presented = presenter.present(&shown, &Asked::new("1")).unwrap();
            let verify = |bytes: &[u8]| verifier().with_challenge("1").verify(bytes, &Offline);
            let inside = |verification: &Verification| {
                verification.accept::<vc::Presentation>().ok().map(|shown| normal_reading(&shown.to_json()))
            };
            let before = inside(&verify(presented.as_bytes())).unwrap();
            for place in (0..presented.as_bytes().len()).step_by(11) {
                let mut changed = presented.as_bytes().to_vec();
                changed[place] ^= 1 << (place % 8);
                if let Some(now) = inside(&verify(&changed)) {
                    assert_eq!(now, before, "{place}");
                }
            }
        }
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
