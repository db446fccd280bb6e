//! SD-JWT: a token as it is; or lines, of which one is made. The header; the payload, in which `#2` stands for the digest of the
//! second disclosure; the disclosures, in which `#3` stands for that of the third; and after `~` what the holder signs, in which `#`
//! stands for the digest of all of it.

use super::text;
use crate::Target;
use crate::judge::{LENIENT, STRICT, judged};
use crate::material::{self, DID, HOLDER, SIGNER, token};
use crate::mutate::Shape;
use crate::seeds::{Seeds, files};
use crate::support;
use microcred::Limits;
use microcred::codec::{base64url, digest};
use microcred::json::{Object, Pointer, Value};
use microcred::key::{Jwk, Signer};
use microcred::proof::jose::KeyNaming;
use microcred::proof::sd_jwt::{ExpectedBinding, Issuance, SdJwt};

pub const TARGET: Target = Target { name: "sd_jwt", shape: Shape::Lines, longest: 16 * 1024, hold, seeds };

fn hold(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let token = if text.contains('\n') { made_of(text) } else { text.to_owned() };
    read(&token);
    let strict = judged(&STRICT, token.as_bytes(), &[]);
    let lenient = judged(&LENIENT, token.as_bytes(), &[]);
    assert!(strict.acceptable().is_err() || lenient.acceptable().is_ok(), "{lenient}");
}

fn read(token: &str) {
    let limits = Limits::default();
    let Ok(read) = SdJwt::parse(token, &limits) else { return };
    assert_eq!(read.as_str(), token);
    assert!(token.starts_with(read.without_key_binding()) && read.without_key_binding().ends_with('~'));
    super::tokens::read(read.jws().as_str());
    let again = SdJwt::parse(read.without_key_binding(), &limits).expect("without key binding it is one too");
    assert!(again.key_binding().is_none());
    let Ok(processed) = read.process(&limits) else { return };
    // What was put back is there once, and no digest is left where somebody would read it.
    let payload = processed.payload();
    assert_eq!(again.process(&limits).map(|again| again.payload().to_string()).ok(), Some(payload.to_string()));
    processed
        .disclosed()
        .iter()
        .for_each(|place| assert!(at(payload, place).is_some(), "{place} is disclosed, and not there"));
    no_digests(payload);
    assert!(processed.disclosed().len() <= read.disclosures().len());
    let _ = processed.findings();
    // Shown again, whole or in part, it says that or less.
    if let Ok(shown) = read.present(processed.disclosed(), &limits) {
        let shown = SdJwt::parse(&shown, &limits).expect("what is shown is an SD-JWT");
        assert_eq!(shown.process(&limits).map(|shown| shown.payload().to_string()).ok(), Some(payload.to_string()));
    }
    if let Ok(none) = read.present(&[], &limits) {
        assert!(SdJwt::parse(&none, &limits).is_ok_and(|none| none.process(&limits).is_ok()));
    }
    let expected = ExpectedBinding::new("https://verifier.example", "n", support::instant(support::NOW));
    if read.verify_key_binding(HOLDER.identity().public_key(), &expected, &limits).is_ok() {
        assert!(read.verify_key_binding(SIGNER.identity().public_key(), &expected, &limits).is_err());
    }
}

fn at<'v>(value: &'v Value, place: &Pointer) -> Option<&'v Value> {
    place.steps().try_fold(value, |value, step| match value {
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        other => other.get(&step),
    })
}

fn no_digests(value: &Value) {
    match value {
        Value::Object(object) => object.iter().for_each(|(name, value)| {
            assert!(!matches!(name, "_sd" | "..."), "{value} is left");
            no_digests(value);
        }),
        Value::Array(items) => items.iter().for_each(no_digests),
        _ => {}
    }
}

fn made_of(text: &str) -> String {
    let lines: Vec<&str> = text.split('\n').collect();
    let [header, payload, rest @ ..] = lines.as_slice() else { return text.to_owned() };
    let (bindings, disclosures): (Vec<&str>, Vec<&str>) = rest.iter().copied().partition(|line| line.starts_with('~'));
    // From the last to the first, since one may stand in those before it.
    let mut digests: Vec<(String, String)> = Vec::new();
    let filled = |text: &str, digests: &[(String, String)]| {
        digests.iter().fold(text.to_owned(), |text, (name, digest)| {
            text.replace(&format!("\"{name}\""), &format!("\"{digest}\""))
        })
    };
    let mut encoded = Vec::new();
    for (index, disclosure) in disclosures.iter().enumerate().take(40).collect::<Vec<_>>().into_iter().rev() {
        let disclosure = base64url::encode(filled(disclosure, &digests).as_bytes());
        digests.push((format!("#{}", index + 1), base64url::encode(&digest::sha256(&disclosure))));
        encoded.insert(0, disclosure);
    }
    let mut all = token(header, filled(payload, &digests).as_bytes(), &SIGNER);
    encoded.iter().for_each(|disclosure| all.extend(["~", disclosure.as_str()]));
    all.push('~');
    if let Some(binding) = bindings.first() {
        let hash = base64url::encode(&digest::sha256(&all));
        let claims = binding[1..].replace("\"#\"", &format!("\"{hash}\""));
        all.push_str(&token(r#"{"alg":"EdDSA","typ":"kb+jwt"}"#, claims.as_bytes(), &HOLDER));
    }
    all
}

fn seeds(seeds: &mut Seeds) {
    seeds.words(material::WORDS.iter().cloned());
    let mut badge = support::badge_of(&DID);
    let jwk = Jwk::new(HOLDER.identity().public_key().clone()).to_json();
    support::object(&mut badge, "").insert("cnf", Object::new().with("jwk", jwk));
    support::object(&mut badge, "/credentialSubject").remove("result");
    support::object(&mut badge, "").insert("_sd_alg", "sha-256");
    support::object(&mut badge, "").insert("_sd", vec!["#1".to_owned(), base64url::encode(&digest::sha256("decoy"))]);
    support::object(&mut badge, "/credentialSubject").insert("_sd", vec!["#2"]);
    let tags = support::at(&mut badge, "/credentialSubject/achievement/tag");
    *tags = Value::Array(vec!["energy".into(), Object::new().with("...", "#3").into()]);
    let disclosures = [
        r#"["salt1","name","Green skills"]"#,
        r##"["salt2","result",[{"type":["Result"],"_sd":["#4"]}]]"##,
        r#"["salt3","audit"]"#,
        r#"["salt4","value","B"]"#,
    ];
    let binding = r##"~{"iat":1795431600,"aud":"https://verifier.example","nonce":"n","sd_hash":"#"}"##;
    for typ in ["vc+sd-jwt", "dc+sd-jwt"] {
        let all = format!("{}\n{badge}\n{}", material::header(typ), disclosures.join("\n"));
        seeds.add(format!("{all}\n{binding}"));
        seeds.add(made_of(&all));
        seeds.add(all);
    }
    let places = ["/name", "/credentialSubject/result"].map(Pointer::from_text);
    let issued = Issuance::concealing(places).issue(
        &support::badge_of(&DID).to_string(),
        &KeyNaming::VerificationMethod,
        SIGNER.identity(),
        &material::environment(),
        &Limits::default(),
    );
    if let Ok(issued) = issued.map(|unsigned| unsigned.sign(&*SIGNER)) {
        seeds.add(issued.expect("a key in memory signs"));
    }
    for file in files(&["jwt", "txt", "sdjwt", "sd-jwt"]) {
        if let Some(text) = text(&file).map(str::trim).filter(|text| SdJwt::is_like(text) && !text.contains('\n')) {
            seeds.add(text);
        }
    }
}
