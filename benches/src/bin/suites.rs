//! Every way of securing, beside its raw operation, ssi and what npm has: one table of minima in microseconds, and of ratios.
//!
//! `cargo run --release --bin suites` measures all of it; `-- ecdsa` only suites whose names hold this, `-- --no-npm` without
//! Node. *token* is what a token by itself takes (parsing it, its signature, its claims), *verify* everything that is
//! in a report. *raw* is one operation of the key on a message of the same size: the signature of `ecdsa-sd-2023` is one for each
//! statement that is shown, and one more.

use ed25519_dalek::{Signer as _, SigningKey};
use microcred::badge::Profile;
use microcred::issue::{HolderChoice, Issuer};
use microcred::json::Pointer;
use microcred::jsonld::Contexts;
use microcred::key::{Algorithm, InMemorySigner, PrivateKey, Signer};
use microcred::present;
use microcred::proof::Suite;
use microcred::proof::cose::Sign1;
use microcred::proof::data_integrity::Cryptosuite::{
    Bbs2023, EcdsaJcs2019, EcdsaRdfc2019, EcdsaSd2023, EddsaJcs2022, EddsaRdfc2022,
};
use microcred::proof::data_integrity::selective::Selecting;
use microcred::proof::jose::{Claims, Jws};
use microcred::proof::sd_jwt::SdJwt;
use microcred::resolve::Offline;
use microcred::{Environment, Limits, Verifier};
use microcred_benches::badge;
use microcred_benches::measure::minima;
use microcred_benches::peers::npm;
use microcred_benches::peers::ssi::{Ssi, SsiTokens};
use serde_json::json;
use ssi::claims::data_integrity::AnySuite;
use std::hint::black_box;

/// The keys that the W3C publishes with its test vectors, for tests alone.
const P256: &str = "z42twTcNeSYcnqg1FLuSFs2bsGH3ZqbRHFmvS9XMsYhjxvHN";
const P384: &str = "z2fanyY7zgwNpZGxX5fXXibvScNaUWNprHU9dKx7qpVj7mws9J8LLt4mDB5TyH2GLHWkUc";

/// What a holder shows of the badge, besides what is always shown.
const SHOWN: [&str; 2] = ["/credentialSubject/creditsEarned", "/credentialSubject/achievement/criteria"];

/// What holders of an SD-JWT choose about.
const CHOSEN: [&str; 3] =
    ["/credentialSubject/creditsEarned", "/credentialSubject/role", "/credentialSubject/identifier"];

fn main() {
    let (flags, wanted): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|part| name.contains(part.as_str()));
    let keys = Keys::new();
    let npm = match flags.iter().any(|flag| flag == "--no-npm") {
        true => Err("not asked".to_owned()),
        false => npm::durations(&keys.material()),
    };
    if let Err(reason) = &npm {
        println!("npm is left out: {reason}\n");
    }
    let table = Table { npm: npm.unwrap_or_default() };
    table.head();
    let embedded = [
        ("eddsa-rdfc-2022", EddsaRdfc2022, &keys.ed25519),
        ("eddsa-jcs-2022", EddsaJcs2022, &keys.ed25519),
        ("ecdsa-rdfc-2019 P-256", EcdsaRdfc2019, &keys.p256),
        ("ecdsa-rdfc-2019 P-384", EcdsaRdfc2019, &keys.p384),
        ("ecdsa-jcs-2019 P-256", EcdsaJcs2019, &keys.p256),
        ("ecdsa-jcs-2019 P-384", EcdsaJcs2019, &keys.p384),
    ];
    for (name, suite, key) in embedded.into_iter().filter(|(name, ..)| is_wanted(name)) {
        table.embedded(name, suite.into(), key);
    }
    for (name, suite, key) in [("ecdsa-sd-2023", EcdsaSd2023, &keys.p256), ("bbs-2023", Bbs2023, &keys.bbs)] {
        if is_wanted(name) {
            table.selective(name, suite.into(), key);
        }
    }
    let algorithms = [("EdDSA", &keys.ed25519), ("ES256", &keys.p256), ("ES384", &keys.p384), ("RS256", &keys.rsa)];
    for suite in [Suite::OpenBadgesJwt, Suite::Jwt, Suite::SdJwt, Suite::Cose] {
        for (algorithm, key) in algorithms {
            let name = format!("{suite} {algorithm}");
            if is_wanted(&name) {
                table.token(&name, suite, key);
            }
        }
    }
}

/// One key for each algorithm.
struct Keys {
    ed25519: PrivateKey,
    p256: PrivateKey,
    p384: PrivateKey,
    rsa: PrivateKey,
    bbs: PrivateKey,
}

impl Keys {
    fn new() -> Self {
        let generate = |algorithm| PrivateKey::generate(algorithm, &Environment::system()).expect("a key");
        Self {
            ed25519: PrivateKey::from_ed25519_seed(&badge::SEED),
            p256: PrivateKey::from_multikey(P256).expect("a key"),
            p384: PrivateKey::from_multikey(P384).expect("a key"),
            rsa: generate(Algorithm::RsaPkcs1Sha256),
            bbs: generate(Algorithm::Bbs),
        }
    }

    /// What Node needs: the badge in two forms, and the keys.
    fn material(&self) -> serde_json::Value {
        let multikeys = [("ed25519", &self.ed25519), ("p256", &self.p256), ("p384", &self.p384), ("bbs", &self.bbs)];
        let multikeys = multikeys.map(|(name, key)| {
            let secret = key.to_multikey().map(|secret| secret.to_string());
            (name.to_owned(), json!({"public": key.public_key().to_multikey(), "secret": secret}))
        });
        let parse = |text: String| serde_json::from_str::<serde_json::Value>(&text).expect("JSON");
        json!({
            "issuer": badge::ISSUER,
            "badge": parse(badge::unsigned()),
            "selectable": parse(badge::selectable_by(badge::ISSUER)),
            "shown": SHOWN,
            "keys": multikeys.into_iter().collect::<serde_json::Map<_, _>>(),
        })
    }
}

fn did(key: &PrivateKey) -> String {
    format!("did:key:{}", key.public_key().to_multikey())
}

fn signer(key: &PrivateKey) -> InMemorySigner {
    InMemorySigner::new(key.clone()).expect("a signer")
}

fn issuer(key: &PrivateKey) -> Issuer {
    Issuer::new(Profile::new(did(key)), signer(key))
}

fn verifier() -> Verifier {
    Verifier::new().as_of("2026-04-01T00:00:00Z".parse().expect("a moment"))
}

fn verify(verifier: &Verifier, input: &[u8]) -> bool {
    verifier.verify(input, &Offline).acceptable().is_ok()
}

fn pointers(places: &[&str]) -> Vec<Pointer> {
    places.iter().map(|place| Pointer::from_text(*place)).collect()
}

/// Signing and verifying a message of some bytes, and nothing else.
struct Raw {
    sign: Box<dyn Fn() -> bool>,
    verify: Box<dyn Fn() -> bool>,
}

impl Raw {
    fn of(key: &PrivateKey, bytes: usize) -> Self {
        let message = vec![7; bytes];
        if key.algorithm() == Algorithm::Ed25519 {
            let key = SigningKey::from_bytes(&badge::SEED);
            let (public, signature, signed) = (key.verifying_key(), key.sign(&message), message.clone());
            return Self {
                sign: Box::new(move || {
                    black_box(key.sign(black_box(&message)));
                    true
                }),
                verify: Box::new(move || public.verify_strict(black_box(&signed), &signature).is_ok()),
            };
        }
        let (signer, public, signed) = (signer(key), key.public_key().clone(), message.clone());
        let signature = signer.sign(&message).expect("a signature");
        Self {
            sign: Box::new(move || signer.sign(black_box(&message)).is_ok()),
            verify: Box::new(move || public.verify(black_box(&signed), &signature).is_ok()),
        }
    }
}

/// The table as it is printed.
struct Table {
    npm: npm::Durations,
}

impl Table {
    fn head(&self) {
        println!(
            "{:<24}{:<8}{:>10}{:>10}{:>8}{:>11}{:>8}{:>11}{:>8}",
            "", "", "ours", "raw", "× raw", "ssi", "÷ ours", "npm", "÷ ours"
        );
    }

    fn row(&self, name: &str, operation: &str, ours: f64, raw: Option<f64>, ssi: Option<f64>) {
        let npm = self.npm.get(&format!("{name} {operation}")).copied();
        let cell =
            |value: Option<f64>, decimals: usize| value.map_or("–".to_owned(), |value| format!("{value:.decimals$}"));
        println!(
            "{name:<24}{operation:<8}{ours:>10.1}{:>10}{:>8}{:>11}{:>8}{:>11}{:>8}",
            cell(raw, 1),
            cell(raw.map(|raw| ours / raw), 2),
            cell(ssi, 0),
            cell(ssi.map(|ssi| ssi / ours), 1),
            cell(npm, 0),
            cell(npm.map(|npm| npm / ours), 1),
        );
    }

    /// A proof over the whole badge, which signs two digests.
    fn embedded(&self, name: &str, suite: Suite, key: &PrivateKey) {
        let (issuer, verifier, unsigned) = (issuer(key), verifier(), badge::unsigned_by(&did(key)));
        let signed = issuer.secure(&unsigned, suite).expect("a signature").into_string();
        let raw = Raw::of(key, 64);
        let peer = match suite {
            Suite::DataIntegrity(EddsaRdfc2022) => Some(Ssi::new(AnySuite::EdDsaRdfc2022, key)),
            Suite::DataIntegrity(EcdsaRdfc2019) => Some(Ssi::new(AnySuite::EcdsaRdfc2019, key)),
            _ => None,
        };
        let by_peer = peer.as_ref().map(|peer| peer.issue(&unsigned));
        let [ours, raw_sign] =
            minima([&mut || issuer.secure(black_box(&unsigned), suite).is_ok(), &mut || (raw.sign)()]);
        let theirs = peer.as_ref().map(|peer| minima([&mut || !peer.issue(black_box(&unsigned)).is_empty()])[0]);
        self.row(name, "issue", ours, Some(raw_sign), theirs);
        let [ours, raw_verify] =
            minima([&mut || verify(&verifier, black_box(signed.as_bytes())), &mut || (raw.verify)()]);
        let theirs = peer.zip(by_peer).map(|(peer, signed)| minima([&mut || peer.verify(black_box(&signed))])[0]);
        self.row(name, "verify", ours, Some(raw_verify), theirs);
    }

    /// A proof from which the holder derives a part.
    fn selective(&self, name: &str, suite: Suite, key: &PrivateKey) {
        let (verifier, contexts, limits) = (verifier(), Contexts::bundled(), Limits::default());
        let issuer = issuer(key);
        let unsigned = badge::selectable_by(&did(key));
        let held = issuer.secure(&unsigned, suite).expect("a signature").into_string();
        let selecting = Selecting::new(pointers(&SHOWN));
        let derive = || present::derive(black_box(held.as_bytes()), &selecting, &contexts, &limits);
        let shown = derive().expect("a part").into_string();
        let holds = |input: &str| {
            verifier
                .verify(input, &Offline)
                .report()
                .check("proof.signature")
                .is_some_and(|check| check.code().is_none())
        };
        assert!(holds(&shown), "we refuse what we derived: {}", verifier.verify(&shown, &Offline));
        let raw = (key.algorithm() != Algorithm::Bbs).then(|| Raw::of(key, 64));
        let [sign, check] = match &raw {
            Some(raw) => minima([&mut || (raw.sign)(), &mut || (raw.verify)()]).map(Some),
            None => [None, None],
        };
        let [issued, derived, verified] =
            minima([&mut || issuer.secure(black_box(&unsigned), suite).is_ok(), &mut || derive().is_ok(), &mut || {
                holds(black_box(&shown))
            }]);
        self.row(name, "issue", issued, sign, None);
        self.row(name, "derive", derived, None, None);
        self.row(name, "verify", verified, check, None);
    }

    /// Something that the badge is put into.
    fn token(&self, name: &str, suite: Suite, key: &PrivateKey) {
        let (verifier, limits) = (verifier(), Limits::default());
        let choice = HolderChoice::new().by_choice(pointers(&CHOSEN));
        let issuer = match suite {
            Suite::SdJwt => issuer(key).with_holder_choice(choice),
            _ => issuer(key),
        };
        let unsigned = badge::unsigned_by(&did(key));
        let secured = issuer.secure(&unsigned, suite).expect("a token");
        let token = secured.as_bytes();
        assert!(verify(&verifier, token), "we refuse what we issued: {}", verifier.verify(token, &Offline));
        let text = || std::str::from_utf8(token).expect("a text");
        let public = key.public_key();
        let read = || match suite {
            Suite::Cose => {
                let message = Sign1::parse(black_box(token), &limits).expect("a message");
                message.verify(public).is_ok() && message.claims(&limits).is_ok()
            }
            Suite::SdJwt => {
                let token = SdJwt::parse(black_box(text()), &limits).expect("a token");
                let processed = token.process(&limits).expect("a payload");
                token.jws().verify(public).is_ok() && token.claims(&processed, &limits).is_ok()
            }
            _ => {
                let token = Jws::parse(black_box(text()), &limits).expect("a token");
                token.verify(public).is_ok() && Claims::of_jws(&token, &limits).is_ok()
            }
        };
        let signed = match suite {
            Suite::Cose => token.len(),
            _ => text().rfind('.').unwrap_or_default(),
        };
        let raw = Raw::of(key, signed);
        let [ours, raw_sign] =
            minima([&mut || issuer.secure(black_box(&unsigned), suite).is_ok(), &mut || (raw.sign)()]);
        self.row(name, "issue", ours, Some(raw_sign), None);
        let is_plain_token =
            matches!(suite, Suite::OpenBadgesJwt | Suite::Jwt) && key.algorithm() != Algorithm::RsaPkcs1Sha256;
        let peer = SsiTokens::new();
        let theirs = is_plain_token.then(|| minima([&mut || peer.verify(black_box(text()))])[0]);
        let [alone, raw_verify, whole] =
            minima([&mut || read(), &mut || (raw.verify)(), &mut || verify(&verifier, black_box(token))]);
        self.row(name, "token", alone, Some(raw_verify), theirs);
        self.row(name, "verify", whole, Some(raw_verify), None);
    }
}
