//! Tokens: a token as it is; or two lines, a header and a payload, of which a signed token is made.

use super::{text, value};
use crate::judge::{LENIENT, STRICT, judged};
use crate::material::{self, DID, SIGNER, header, token};
use crate::mutate::Shape;
use crate::seeds::{Seeds, files};
use crate::{Target, support};
use microcred::Limits;
use microcred::codec::base64url;
use microcred::json::Value;
use microcred::key::Signer;
use microcred::proof::jose::{Claims, Jws};

pub const TARGET: Target = Target { name: "tokens", shape: Shape::Lines, longest: 16 * 1024, hold, seeds };

fn hold(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let token = match text.split_once('\n') {
        Some((header, payload)) => token(header, payload.as_bytes(), &SIGNER),
        None => text.to_owned(),
    };
    read(&token);
    let strict = judged(&STRICT, token.as_bytes(), &[]);
    let lenient = judged(&LENIENT, token.as_bytes(), &[]);
    // Whatever is strictly acceptable is so for those who ask less.
    assert!(strict.acceptable().is_err() || lenient.acceptable().is_ok(), "{lenient}");
}

/// A token that is read is the text that it came in, in the one encoding of what is in it.
pub fn read(token: &str) {
    let limits = Limits::default();
    let Ok(jws) = Jws::parse(token, &limits) else { return };
    assert_eq!(jws.as_str(), token);
    let signed = std::str::from_utf8(jws.signing_input()).expect("it is part of a text");
    assert_eq!(format!("{signed}.{}", base64url::encode(jws.signature())), token);
    let (_, payload) = signed.split_once('.').expect("two parts are signed");
    assert_eq!(base64url::encode(jws.payload()), payload);
    if let Ok(claims) = Claims::of_jws(&jws, &limits) {
        assert!(claims.content().root().is_object());
        claims.findings().iter().for_each(|finding| assert!(!finding.to_string().is_empty()));
    }
    // A key that did not sign it verifies nothing.
    if jws.signature().len() == 64 && jws.verify(SIGNER.identity().public_key()).is_ok() {
        assert!(jws.verify(material::HOLDER.identity().public_key()).is_err());
    }
}

fn seeds(seeds: &mut Seeds) {
    seeds.words(material::WORDS.iter().cloned());
    let badge = support::badge_of(&DID);
    let header = header("vc+jwt");
    seeds.add(format!("{header}\n{badge}"));
    let with_key = format!(
        r#"{{"alg":"EdDSA","typ":"JWT","jwk":{}}}"#,
        Value::from(microcred::key::Jwk::new(SIGNER.identity().public_key().clone()).to_json())
    );
    let mut claims = badge.clone();
    let members = support::object(&mut claims, "");
    members.insert("iss", DID.as_str());
    members.insert("jti", "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000001");
    members.insert("sub", "did:example:ana");
    members.insert("nbf", 1_788_220_800_i64);
    members.insert("exp", 1_945_987_200_i64);
    seeds.add(format!("{with_key}\n{claims}"));
    let older =
        badge.to_string().replace("https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1");
    seeds.add(format!("{}\n{{\"iss\":\"{}\",\"nbf\":1788220800,\"vc\":{older}}}", material::header("JWT"), *DID));
    let inside = token(&header, badge.to_string().as_bytes(), &SIGNER);
    seeds.add(format!(
        "{}\n{{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"type\":[\"VerifiablePresentation\"],\"holder\":\"{}\",\
         \"nonce\":\"n\",\"aud\":\"https://verifier.example\",\"verifiableCredential\":[{{\"@context\":\
         \"https://www.w3.org/ns/credentials/v2\",\"type\":\"EnvelopedVerifiableCredential\",\"id\":\"data:application/vc+jwt,{inside}\"}}]}}",
        material::header("vp+jwt"),
        *DID
    ));
    seeds.add(inside);
    for file in files(&["jwt", "json"]) {
        let Some(text) = text(&file) else { continue };
        let text = text.trim();
        if let Ok(jws) = Jws::parse(text, &Limits::default()) {
            seeds.add(text);
            if let Some(payload) = super::text(jws.payload()) {
                seeds.add(format!("{with_key}\n{}", payload.replace('\n', " ")));
            }
        } else if text.len() < 12_000
            && let Some(document) = value(text).filter(|document| document.get("issuer").is_some())
        {
            seeds.add(format!("{header}\n{}", material::own(&document)));
        }
    }
}
