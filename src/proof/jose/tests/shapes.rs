//! The text of a token.

use super::*;

#[test]
fn bytes_have_one_spelling() {
    let token = forge(JWT, CREDENTIAL);
    let [header, payload, signature] = parts(&token).unwrap();
    for changed in [
        format!("{header}=.{payload}.{signature}"),
        format!("{header}.{payload}=.{signature}"),
        format!("{header}.{payload}.{signature}=="),
        format!("{header}.{payload}.{signature}\n"),
        format!(" {token}"),
        format!("{header}.{}+.{signature}", &payload[..payload.len() - 1]),
    ] {
        assert_refused(&changed, code::jose::ENCODING);
    }
    // 64 bytes leave four bits of the last character unused: fifteen other characters decode to the same bytes.
    let last = signature.chars().last().unwrap();
    let spare = (b'A'..=b'Z').chain(b'a'..=b'z').map(char::from).filter(|other| *other != last);
    for other in spare {
        assert_refused(
            &format!("{header}.{payload}.{}{other}", &signature[..signature.len() - 1]),
            match "AQgw".contains(other) {
                true => code::proof::SIGNATURE_INVALID,
                false => code::jose::ENCODING,
            },
        );
    }
}

#[test]
fn a_token_has_three_parts_of_strict_json() {
    let token = forge(JWT, CREDENTIAL);
    let [header, payload, signature] = parts(&token).unwrap();
    for other in [
        format!("{token}."),
        format!("{token}.AA"),
        format!("{token}.AA.AA"),
        format!("{header}.{payload}"),
        format!("{header}..{signature}"),
        format!(r#"{{"protected":"{header}","payload":"{payload}","signature":"{signature}"}}"#),
        String::new(),
        "not a token".to_owned(),
    ] {
        assert_refused(&other, code::input::FORMAT);
    }
    let encrypted = parse(&format!("{token}.AA.AA")).unwrap_err();
    assert!(encrypted.detail.contains("JWE"), "{encrypted}");
    assert_refused(&with_header(r#"["EdDSA"]"#), code::jose::HEADER_MALFORMED);
    assert_refused(&with_header(r#"{"alg":"none","alg":"EdDSA"}"#), code::input::DUPLICATE_KEY);
    assert_refused(
        &with_header(&format!(r#"{{"alg":"EdDSA","x":{}1{}}}"#, "[".repeat(9), "]".repeat(9))),
        code::input::DEPTH,
    );
    let large = Limits { bytes: 100, ..Limits::default() };
    assert_eq!(Jws::parse(&token, &large).unwrap_err().code, code::input::TOO_LARGE);
    let two_issuers = CREDENTIAL.replace("\"id\":\"urn:uuid:1\"", "\"issuer\":\"https://victim.example/\"");
    assert_eq!(claims(JWT, &two_issuers).unwrap_err().code, code::input::DUPLICATE_KEY);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// No character of a token can be changed, left out or added.
    #[test]
    fn every_character_counts(at in 0.0..1.0_f64, other in "[A-Za-z0-9_.=~-]") {
        let token = forge(JWT, CREDENTIAL);
        let at = (at * token.len() as f64) as usize;
        let key = signer(1).identity().public_key().clone();
        let holds = |text: &str| parse(text).is_ok_and(|jws| jws.verify(&key).is_ok());
        prop_assert!(holds(&token));
        let (before, after) = token.split_at(at);
        let changed = [format!("{before}{other}{}", &after[1..]), format!("{before}{}", &after[1..]), format!("{before}{other}{after}")];
        for text in changed.into_iter().filter(|text| *text != token) {
            prop_assert!(!holds(&text), "{text}");
        }
    }
}
