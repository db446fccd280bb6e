//! Every way of securing and carrying.

use crate::changes::spelling::{respelled, text_of};
use crate::changes::{Change, change};
use crate::support::{
    badge_of, did_key, issuer_as, issuing_key, json, key, multikey, normal_reading, object, said, verifier,
};
use crate::{changes_each, trusted_is_valid};
use microcred::badge::AchievementCredential;
use microcred::bake::{self, Baking};
use microcred::codec::{base64url, hex};
use microcred::issue::HolderChoice;
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

fn p384() -> PrivateKey {
    PrivateKey::from_ec_scalar(Curve::P384, &[7; 48]).unwrap()
}

/// What the holder of an SD-JWT may keep back.
const BY_CHOICE: [&str; 4] = [
    "/name",
    "/evidence",
    "/credentialSubject/achievement/description",
    "/credentialSubject/achievement/resultDescription",
];

pub fn secured(key: PrivateKey, suite: impl Into<Suite>) -> Vec<u8> {
    let suite = suite.into();
    let did = did_key(&key);
    let method = format!("{did}#{}", multikey(&key));
    let mut document = badge_of(&did);
    object(&mut document, "/credentialSubject").insert("id", did_key(&crate::support::key(9)));
    object(&mut document, "").insert("name", "Compétences écologiques");
    let by_choice = match suite {
        Suite::SdJwt => HolderChoice::new().by_choice(BY_CHOICE.map(Pointer::from_text)),
        _ => HolderChoice::new(),
    };
    let issuer = issuer_as(&did, key, &method).with_holder_choice(by_choice);
    let issued = issuer.secure(&document.to_string(), suite);
    issued.unwrap_or_else(|error| panic!("{error}")).as_bytes().to_vec()
}

fn derived(key: PrivateKey, suite: Cryptosuite) -> Vec<u8> {
    let limits = Limits::default();
    let base = String::from_utf8(secured(key, suite)).unwrap();
    let tree = Tree::parse(&base, &limits).unwrap();
    let places = ["/name", "/credentialSubject/achievement/resultDescription"].map(Pointer::from_text);
    derive(tree.root(), &Selecting::new(places), &Contexts::bundled(), &limits).unwrap().to_string().into_bytes()
}

/// A badge in one of the ways, and what it says.
struct Way {
    bytes: Vec<u8>,
    before: Value,
}

/// One of each: proofs, tokens, messages, selections, and the images that they are carried in.
static WAYS: LazyLock<Vec<Way>> = LazyLock::new(|| {
    let proof = secured(issuing_key(), Cryptosuite::EddsaRdfc2022);
    let token = secured(p256(), Suite::Jwt);
    let selective = secured(issuing_key(), Suite::SdJwt);
    let png = hex::decode(PNG).unwrap();
    let ways = vec![
        secured(issuing_key(), Cryptosuite::EddsaJcs2022),
        secured(issuing_key(), Cryptosuite::Ed25519Signature2020),
        secured(p256(), Cryptosuite::EcdsaRdfc2019),
        secured(p384(), Cryptosuite::EcdsaRdfc2019),
        secured(p256(), Cryptosuite::EcdsaJcs2019),
        secured(p384(), Cryptosuite::EcdsaJcs2019),
        derived(p256(), Cryptosuite::EcdsaSd2023),
        secured(issuing_key(), Suite::Jwt),
        secured(p384(), Suite::Jwt),
        secured(rsa(), Suite::Jwt),
        secured(issuing_key(), Suite::OpenBadgesJwt),
        secured(rsa(), Suite::OpenBadgesJwt),
        secured(p256(), Suite::SdJwt),
        baked(SVG, &proof),
        baked(SVG, &token),
        baked(&png, &proof),
        baked(&png, &token),
        baked(&png, &selective),
        proof,
        token,
        selective,
    ];
    #[cfg(feature = "cose")]
    let ways = [ways, vec![secured(p256(), Suite::Cose), secured(issuing_key(), Suite::Cose)]].concat();
    ways.into_iter().map(Way::of).collect()
});

impl Way {
    fn of(bytes: Vec<u8>) -> Self {
        let verification = leniently(&bytes);
        let before = what_it_says(&verification).unwrap_or_else(|| panic!("{verification}"));
        Self { bytes, before }
    }

    fn any() -> impl Strategy<Value = &'static Self> {
        any::<Index>().prop_map(|index| &WAYS[index.index(WAYS.len())])
    }
}

impl std::fmt::Debug for Way {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&String::from_utf8_lossy(&self.bytes))
    }
}

/// A key of RSA that is the same in every run, but for the primes that nobody can choose.
fn rsa() -> PrivateKey {
    static KEY: LazyLock<PrivateKey> = LazyLock::new(|| {
        PrivateKey::generate(microcred::key::Algorithm::RsaPkcs1Sha256, &microcred::Environment::system()).unwrap()
    });
    KEY.clone()
}

/// One black pixel.
const PNG: &str = "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6360000000\
    02000148afa4710000000049454e44ae426082";
const SVG: &[u8] = br#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>"#;

fn baked(image: &[u8], credential: &[u8]) -> Vec<u8> {
    Baking::new().image(image, credential).unwrap().as_bytes().to_vec()
}

/// The image with other bytes in place of those, whatever they are: nothing that puts credentials into images would do so.
fn carrying(image: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let replaced = |bytes: &[u8]| {
        let at = bytes.windows(from.len()).position(|window| window == from)?;
        Some([&bytes[..at], to, &bytes[at + from.len()..]].concat())
    };
    let Some(mut chunks) = image.strip_prefix(b"\x89PNG\r\n\x1a\n") else { return replaced(image).unwrap() };
    let mut changed = image[..8].to_vec();
    while let Some((length, rest)) = chunks.split_first_chunk() {
        let (chunk, rest) = rest.split_at(4 + u32::from_be_bytes(*length) as usize);
        let chunk = replaced(chunk).unwrap_or(chunk.to_vec());
        let mut crc = flate2::Crc::new();
        crc.update(&chunk);
        changed.extend_from_slice(&(chunk.len() as u32 - 4).to_be_bytes());
        changed.extend_from_slice(&chunk);
        changed.extend_from_slice(&crc.sum().to_be_bytes());
        chunks = &rest[4..];
    }
    changed
}

pub fn leniently(bytes: &[u8]) -> Verification {
    verifier().with_policy(Policy::lenient()).verify(bytes, &Offline)
}

/// What is accepted of it, whatever is shown.
pub fn reading(verification: &Verification) -> Option<Value> {
    let partial = verification.accept::<vc::Partial>().ok()?.into_inner();
    Some(normal_reading(partial.shown()))
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
    trusted_is_valid(changed)
}

/// What of a token is JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Header,
    Payload,
}

/// The same with other JSON inside: in a proof, in a part of a token, in a message, or in an image with one of them.
fn edited(secured: &[u8], part: Part, edit: &dyn Fn(&str) -> String) -> Vec<u8> {
    if secured.starts_with(b"\x89PNG") || secured.starts_with(b"<svg") {
        let inside = bake::extract(secured, &Limits::default()).unwrap();
        return carrying(secured, inside.credential(), &edited(inside.credential(), part, edit));
    }
    #[cfg(feature = "cose")]
    if secured.starts_with(&[0xd2]) {
        use coset::TaggedCborSerializable;
        let mut message = coset::CoseSign1::from_tagged_slice(secured).unwrap();
        let payload = String::from_utf8(message.payload.take().unwrap()).unwrap();
        message.payload = Some(edit(&payload).into_bytes());
        return message.to_tagged_vec().unwrap();
    }
    let text = std::str::from_utf8(secured).unwrap();
    if text.starts_with('{') {
        return edit(text).into_bytes();
    }
    let mut parts: Vec<String> = text.splitn(3, '.').map(str::to_owned).collect();
    let place = &mut parts[usize::from(part == Part::Payload)];
    *place = base64url::encode(edit(&String::from_utf8(base64url::decode(place).unwrap()).unwrap()).as_bytes());
    parts.join(".").into_bytes()
}

/// Changes to JSON, one after the other.
fn apply(changes: &[Change], text: &str) -> String {
    let mut document = json(text);
    changes.iter().for_each(|change| change.apply(&mut document).unwrap_or_default());
    text_of(&document)
}

proptest! {
    #![proptest_config(changes_each())]

    #[test]
    fn no_byte_can_be_changed(way in Way::any(), place in any::<Index>(), flip in 1..=255_u8) {
        let mut changed = way.bytes.clone();
        changed[place.index(way.bytes.len())] ^= flip;
        same_or_refused(&changed, &way.before)?;
    }

    /// Members deleted, repeated, moved, copied, exchanged, renamed and written otherwise, in what every way has signed.
    #[test]
    fn no_member_can_be_changed(way in Way::any(), changes in vec(change(), 1..3)) {
        let changed = edited(&way.bytes, Part::Payload, &|text| apply(&changes, text));
        same_or_refused(&changed, &way.before)?;
    }

    /// Nor in what a token says about its signature.
    #[test]
    fn no_member_of_a_header_can_be_changed(way in Way::any(), changes in vec(change(), 1..3)) {
        let changed = edited(&way.bytes, Part::Header, &|text| apply(&changes, text));
        same_or_refused(&changed, &way.before)?;
    }

    /// White space, escapes and the order of members: nothing to a proof, and everything to a token.
    #[test]
    fn another_spelling_says_the_same_or_is_refused(way in Way::any(), part in prop_oneof![Just(Part::Header), Just(Part::Payload)], seed in any::<u64>()) {
        let changed = edited(&way.bytes, part, &|text| respelled(&json(text), &mut { seed }));
        let inside = bake::extract(&way.bytes, &Limits::default()).map_or(way.bytes.clone(), |inside| inside.credential().to_vec());
        let verification = leniently(&changed);
        if inside.starts_with(b"{") {
            let now = what_it_says(&verification);
            prop_assert_eq!(now.as_ref(), Some(&way.before), "{}", verification);
        } else if changed != way.bytes {
            prop_assert_ne!(verification.acceptable(), Ok(()), "{}", verification);
        }
        trusted_is_valid(&changed)?;
    }
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
    // Nor is a part of it anything by itself; an SD-JWT shows less where a disclosure is missing.
    for end in (0..original.len()).step_by(stride * 8).filter(|end| !original[..*end].ends_with(b"~")) {
        assert_eq!(reading(&leniently(&original[..end])), None, "{end}");
    }
}

#[test]
fn tokens() {
    for suite in [Suite::Jwt, Suite::OpenBadgesJwt] {
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
    for suite in [Cryptosuite::EcdsaRdfc2019, Cryptosuite::EcdsaJcs2019] {
        for key in [p256(), p384()] {
            flip(&secured(key, suite), 7);
        }
    }
}

#[test]
fn selections() {
    flip(&derived(p256(), Cryptosuite::EcdsaSd2023), 7);
}

/// A hundredth of the changes, since a pairing takes its time.
#[cfg(feature = "bbs")]
mod selections_that_nobody_can_link {
    use super::*;

    fn way() -> &'static Way {
        static WAY: LazyLock<Way> = LazyLock::new(|| {
            let algorithm = microcred::key::Algorithm::Bbs;
            let key = PrivateKey::generate(algorithm, &microcred::Environment::system()).unwrap();
            Way::of(derived(key, Cryptosuite::Bbs2023))
        });
        &WAY
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: changes_each().cases.div_ceil(100), ..changes_each() })]

        #[test]
        fn no_byte_can_be_changed(place in any::<Index>(), flip in 1..=255_u8) {
            let mut changed = way().bytes.clone();
            changed[place.index(way().bytes.len())] ^= flip;
            same_or_refused(&changed, &way().before)?;
        }

        #[test]
        fn no_member_can_be_changed(changes in vec(change(), 1..3)) {
            let changed = edited(&way().bytes, Part::Payload, &|text| apply(&changes, text));
            same_or_refused(&changed, &way().before)?;
        }
    }

    #[test]
    fn bits() {
        flip(&way().bytes, 157);
    }
}

mod presentations {
    use super::*;
    use microcred::key::InMemorySigner;
    use microcred::present::{Asked, Presenter};

    fn presented() -> [Vec<u8>; 3] {
        let badge = String::from_utf8(secured(issuing_key(), Cryptosuite::EddsaRdfc2022)).unwrap();
        let shown = vc::Presentation::new().verifiable_credential(vc::NestedCredential::parse(&badge).unwrap());
        let suites = [Suite::from(Cryptosuite::EddsaRdfc2022), Cryptosuite::EddsaJcs2022.into(), Suite::Jwt];
        suites.map(|suite| {
            let presenter = Presenter::new(InMemorySigner::new(key(9)).unwrap()).with_suite(suite);
            let presenter = presenter.with_environment(crate::support::environment());
            presenter.present(&shown, &Asked::new("1")).unwrap().as_bytes().to_vec()
        })
    }

    fn reading(bytes: &[u8]) -> Option<Value> {
        let verification = verifier().with_challenge("1").verify(bytes, &Offline);
        verification.accept::<vc::Presentation>().ok().map(|shown| normal_reading(&shown.to_json()))
    }

    #[test]
    fn bits() {
        for presented in presented() {
            let before = reading(&presented).unwrap();
            for place in (0..presented.len()).step_by(11) {
                let mut changed = presented.clone();
                changed[place] ^= 1 << (place % 8);
                if let Some(now) = reading(&changed) {
                    assert_eq!(now, before, "{place}");
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: changes_each().cases.div_ceil(10), ..changes_each() })]

        #[test]
        fn no_member_can_be_changed(which in 0..3_usize, changes in vec(change(), 1..3)) {
            static PRESENTED: LazyLock<[(Vec<u8>, Value); 3]> = LazyLock::new(|| {
                presented().map(|bytes| {
                    let before = reading(&bytes).unwrap();
                    (bytes, before)
                })
            });
            let (bytes, before) = &PRESENTED[which];
            let changed = edited(bytes, Part::Payload, &|text| apply(&changes, text));
            if let Some(now) = reading(&changed) {
                prop_assert_eq!(&now, before);
            }
        }
    }
}
