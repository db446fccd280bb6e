//! Whom a presentation is bound to, and for whom.

use super::*;

fn bound(change: impl FnOnce(Object) -> Object, header: Object, key: u8) -> String {
    let held = held();
    let claims = Object::new()
        .with("iat", now().timestamp())
        .with("aud", "https://verifier.example/")
        .with("nonce", "n-0S6")
        .with("sd_hash", digest_of(held.without_key_binding()));
    let claims = Value::from(change(claims)).to_string();
    Unsigned::new(header, claims.as_bytes(), signer(key).identity())
        .between(held.without_key_binding(), "")
        .sign(&signer(key))
        .unwrap()
}

fn check(token: &str) -> Result<(), Finding> {
    let token = SdJwt::parse(token, &limits())?;
    let Some(Confirmation::Jwk(holder)) = token.process(&limits())?.confirmation()? else { panic!("no key") };
    let expected = ExpectedBinding::new("https://verifier.example/", "n-0S6", now());
    token.verify_key_binding(holder.key(), &expected, &limits())
}

#[test]
fn a_holder_binds_a_presentation() {
    let holder = signer(2);
    let unsigned = held().bind_as_holder("https://verifier.example/", "n-0S6", now(), holder.identity()).unwrap();
    let token = unsigned.sign(&holder).unwrap();
    assert_eq!(check(&token), Ok(()));
    // Bound again, for another verifier, the first binding gives way.
    let again = SdJwt::parse(&token, &limits()).unwrap().bind("https://other.example/", "m", now(), holder.identity());
    let again = SdJwt::parse(&again.sign(&holder).unwrap(), &limits()).unwrap();
    assert_eq!(again.without_key_binding(), held().without_key_binding());
    for (other, why) in [(signer(1), "another key"), (signer(3), "another key")] {
        let error = held().bind_as_holder("a", "n", now(), other.identity()).unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
    }
    let unbound = issue(&Issuance::concealing([])).unwrap();
    assert!(unbound.bind_as_holder("a", "n", now(), holder.identity()).is_err());
}

#[test]
fn a_key_binding_answers_one_verifier_now_and_over_this_selection() {
    let header = || Object::new().with("typ", "kb+jwt");
    assert_eq!(check(&bound(|claims| claims, header(), 2)), Ok(()));
    let without = |name: &'static str| {
        bound(
            |mut claims| {
                claims.remove(name);
                claims
            },
            header(),
            2,
        )
    };
    let with = |name: &'static str, value: Value| bound(|claims| claims.with(name, value), header(), 2);
    let held = held();
    for (token, why) in [
        (without("aud"), "aud"),
        (without("nonce"), "nonce"),
        (without("iat"), "iat"),
        (without("sd_hash"), "sd_hash"),
        (with("aud", "https://attacker.example/".into()), "aud"),
        (with("aud", vec!["https://verifier.example/"].into()), "aud"),
        (with("nonce", "older".into()), "nonce"),
        (with("sd_hash", digest_of("another selection~").into()), "sd_hash"),
        (with("iat", (now().timestamp() + 301).into()), "future"),
        (with("iat", (now().timestamp() - 901).into()), "too old"),
        (with("iat", "2026-11-23T11:00:00Z".into()), "iat"),
        (bound(|claims| claims, Object::new().with("typ", "JWT"), 2), "kb+jwt"),
        (bound(|claims| claims, Object::new(), 2), "kb+jwt"),
        (bound(|claims| claims, header(), 1), "signature"),
        (held.as_str().to_owned(), "no key binding"),
        (format!("{}a.b.c", held.as_str()), "base64url"),
        (bound(|claims| claims, header(), 2).replace('~', "~~").replacen("~~", "~", 1), "disclosure"),
    ] {
        let finding = check(&token).unwrap_err();
        let expected = if why == "disclosure" { code::sd_jwt::MALFORMED } else { code::subject::HOLDER_BINDING };
        assert_eq!(finding.code, expected, "{finding}");
        assert!(finding.message().contains(why), "{why}: {finding}");
    }
    // One more or one less disclosure than was bound.
    let token = bound(|claims| claims, header(), 2);
    let (front, binding) = token.rsplit_once('~').unwrap();
    let (front, _) = front.rsplit_once('~').unwrap();
    assert_eq!(check(&format!("{front}~{binding}")).unwrap_err().code, code::subject::HOLDER_BINDING);

    let patient = ExpectedBinding::new("https://verifier.example/", "n-0S6", now() + TimeDelta::hours(1));
    let token = SdJwt::parse(&token, &limits()).unwrap();
    let key = signer(2).identity().public_key().clone();
    assert!(token.verify_key_binding(&key, &patient, &limits()).is_err());
    assert_eq!(token.verify_key_binding(&key, &patient.with_max_age(TimeDelta::hours(2)), &limits()), Ok(()));
}

#[test]
fn confirmations_are_read_strictly() {
    let confirmation = |cnf: &str| process(&format!(r#"{{"cnf":{cnf}}}"#), &[]).unwrap().confirmation();
    assert_eq!(
        confirmation(r#"{"kid":"did:key:z6Mk#z6Mk"}"#),
        Ok(Some(Confirmation::Kid("did:key:z6Mk#z6Mk".to_owned())))
    );
    let jwk = Jwk::new(signer(2).identity().public_key().clone());
    assert_eq!(confirmation(&format!(r#"{{"jwk":{}}}"#, Value::from(jwk.to_json()))), Ok(Some(Confirmation::Jwk(jwk))));
    for cnf in ["{}", "1", r#"{"kid":1}"#, r#"{"jwk":{}}"#, r#"{"jwk":{"kty":"oct","k":"AA"}}"#, r#"{"x5t#S256":"AA"}"#]
    {
        assert_eq!(confirmation(cnf).unwrap_err().code, code::subject::HOLDER_BINDING, "{cnf}");
    }
    assert_eq!(process("{}", &[]).unwrap().confirmation(), Ok(None));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// No character of a bound presentation can be changed, left out or added.
    #[test]
    fn every_character_counts(at in 0.0..1.0_f64, other in "[A-Za-z0-9_.~-]") {
        let token = bound(|claims| claims, Object::new().with("typ", "kb+jwt"), 2);
        let at = (at * token.len() as f64) as usize;
        let holds = |text: &str| {
            SdJwt::parse(text, &limits()).is_ok_and(|token| token.jws().verify(signer(1).identity().public_key()).is_ok())
                && check(text).is_ok()
        };
        prop_assert!(holds(&token));
        let (before, after) = token.split_at(at);
        let changed = [format!("{before}{other}{}", &after[1..]), format!("{before}{}", &after[1..]), format!("{before}{other}{after}")];
        for text in changed.into_iter().filter(|text| *text != token) {
            prop_assert!(!holds(&text), "{text}");
        }
    }
}
