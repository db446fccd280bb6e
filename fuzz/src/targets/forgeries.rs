//! What was signed is changed afterwards: it is refused, or reads as it did.

use crate::judge::{LENIENT, judged};
use crate::material::{self, DID, ISSUER, SELECTIVE, SIGNER};
use crate::mutate::Shape;
use crate::seeds::{Seeds, files};
use crate::{Target, support};
use microcred::badge::AchievementCredential;
use microcred::bake::Baking;
use microcred::json::Value;
use microcred::proof::Suite;
use microcred::proof::data_integrity::Cryptosuite;
use microcred::vc;
use microcred::verify::{NotAccepted, Verification};
use std::collections::BTreeSet;
use std::sync::LazyLock;

pub const TARGET: Target = Target { name: "forgeries", shape: Shape::Json, longest: 16 * 1024, hold, seeds };

/// A badge that is signed in each way, and carried in each.
static SIGNED: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let badge = support::badge_of(&DID).to_string();
    let secure =
        |suite: Suite| ISSUER.secure(&badge, suite).unwrap_or_else(|error| panic!("{error}")).as_bytes().to_vec();
    let suites: [Suite; 7] = [
        Cryptosuite::EddsaRdfc2022.into(),
        Cryptosuite::EddsaJcs2022.into(),
        Cryptosuite::Ed25519Signature2020.into(),
        Suite::Jwt,
        Suite::OpenBadgesJwt,
        Suite::SdJwt,
        Suite::Cose,
    ];
    let mut all: Vec<Vec<u8>> = suites.map(secure).into();
    for image in [super::svg::PLAIN.as_bytes(), super::png::pixel().as_slice()] {
        for at in [0, 3] {
            all.push(Baking::new().image(image, &all[at]).expect("an image to bake into").into_bytes());
        }
    }
    all.extend(SELECTIVE.each_ref().map(|text| text.clone().into_bytes()));
    // The key that everybody knows signs this in the tokens of another target too.
    all.push(material::token(&material::header("vc+jwt"), badge.as_bytes(), &SIGNER).into_bytes());
    all
});

/// Everything that was ever signed here, as it reads.
static SAID: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let said = |signed: &Vec<u8>| said(&judged(&LENIENT, signed, &[]));
    SIGNED.iter().filter_map(said).collect()
});

fn hold(data: &[u8]) {
    let known = &*SAID;
    assert!(known.len() > 1, "what was signed is not read: {known:?}");
    let verification = judged(&LENIENT, data, &[]);
    if let Some(now) = said(&verification) {
        let issuer = verification.accept::<vc::Partial>().map(|shown| shown.provenance().issuer.clone());
        let ours = [DID.clone(), support::did_key(&material::p256())];
        if issuer.is_ok_and(|issuer| ours.contains(&issuer)) {
            assert!(known.contains(&now), "another reading is called valid: {now}");
        }
    }
}

/// What is read of it: a badge, or what is shown of one.
fn said(verification: &Verification) -> Option<String> {
    match verification.accept::<AchievementCredential>() {
        Ok(badge) => Some(support::said(&badge).to_string()),
        Err(NotAccepted::Selection { .. }) => {
            let shown = verification.accept::<vc::Partial>().ok()?.into_inner();
            Some(support::normal_reading(shown.shown()).to_string())
        }
        // No longer a badge in its form: nobody reads it as one.
        Err(_) => None,
    }
}

fn seeds(seeds: &mut Seeds) {
    seeds.words(material::WORDS.iter().cloned());
    SIGNED.iter().for_each(|signed| seeds.add(signed.clone()));
    for file in files(&["json", "jwt", "png", "svg", "cbor", "cose"]) {
        let is_signed = |document: Value| document.get("proof").is_some();
        if file.len() < 16 * 1024 && super::text(&file).and_then(super::value).is_none_or(is_signed) {
            seeds.add(file);
        }
    }
}
