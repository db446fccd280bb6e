use super::*;
use crate::codec::{base64url, digest};
use crate::env::Environment;
use crate::json::{Object, Pointer, Value};
use crate::key::{InMemorySigner, Jwk, PrivateKey, Signer};
use crate::proof::jose::{KeyReference, Unsigned};
use crate::proof::{TokenError, TokenKind};
use crate::report::Code;
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

fn signer(seed: u8) -> InMemorySigner {
    InMemorySigner::new(PrivateKey::from_ed25519_seed(&[seed; 32])).unwrap()
}

fn now() -> DateTime<Utc> {
    "2026-11-23T11:00:00Z".parse().unwrap()
}

fn limits() -> Limits {
    Limits::default()
}

fn disclosure(json: &str) -> String {
    base64url::encode(json.as_bytes())
}

fn digest_of(disclosure: &str) -> String {
    base64url::encode(&digest::sha256(disclosure))
}

/// A token with whatever payload and disclosures, signed.
fn forge(payload: &str, disclosures: &[&str]) -> String {
    let header = Object::new().with("typ", "vc+sd-jwt");
    let token = Unsigned::new(header, payload.as_bytes(), signer(1).identity()).sign(&signer(1)).unwrap();
    let disclosures: String = disclosures.iter().flat_map(|text| [text, "~"]).collect();
    format!("{token}~{disclosures}")
}

fn process(payload: &str, disclosures: &[&str]) -> Result<Processed, Finding> {
    SdJwt::parse(&forge(payload, disclosures), &limits())?.process(&limits())
}

#[track_caller]
fn assert_refused(payload: &str, disclosures: &[&str], code: Code, place: &str) {
    let finding = process(payload, disclosures).unwrap_err();
    assert_eq!((finding.code, finding.pointer.as_str()), (code, place), "{finding}");
}

const A: &str = r#"["s1","a",1]"#;
const ITEM: &str = r#"["s2","x"]"#;

#[test]
fn case_98_sdjwt_disclosure_dup() {
    let a = disclosure(A);
    let payload = format!(r#"{{"_sd":["{}"]}}"#, digest_of(&a));
    assert_eq!(process(&payload, &[&a]).unwrap().payload().to_string(), r#"{"a":1}"#);
    assert_refused(&payload, &[&a, &a], code::sd_jwt::DISCLOSURE_DUPLICATE, "");

    let digest = digest_of(&a);
    for twice in [
        format!(r#"{{"_sd":["{digest}","{digest}"]}}"#),
        format!(r#"{{"b":{{"_sd":["{digest}"]}},"_sd":["{digest}"]}}"#),
        format!(r#"{{"b":[{{"...":"{digest}"}}],"_sd":["{digest}"]}}"#),
    ] {
        // Whether or not it is disclosed.
        assert_eq!(process(&twice, &[]).unwrap_err().code, code::sd_jwt::DIGEST_DUPLICATE);
    }
    let inside = disclosure(&format!(r#"["s3","b",{{"_sd":["{digest}"]}}]"#));
    let payload = format!(r#"{{"_sd":["{digest}","{}"]}}"#, digest_of(&inside));
    assert_eq!(process(&payload, &[&inside]).unwrap_err().code, code::sd_jwt::DIGEST_DUPLICATE);
}

#[test]
fn case_98_sdjwt_unreferenced() {
    let (a, item) = (disclosure(A), disclosure(ITEM));
    let payload = format!(r#"{{"_sd":["{}"]}}"#, digest_of(&a));
    assert_refused(&payload, &[&a, &item], code::sd_jwt::DISCLOSURE_UNREFERENCED, "");
    assert_refused("{}", &[&a], code::sd_jwt::DISCLOSURE_UNREFERENCED, "");
    // What an inner disclosure belongs to was left out.
    let outer = disclosure(&format!(r#"["s3","b",{{"_sd":["{}"]}}]"#, digest_of(&a)));
    let payload = format!(r#"{{"_sd":["{}"]}}"#, digest_of(&outer));
    assert_eq!(process(&payload, &[&a, &outer]).unwrap().payload().to_string(), r#"{"b":{"a":1}}"#);
    assert_refused(&payload, &[&a], code::sd_jwt::DISCLOSURE_UNREFERENCED, "");
    // The digest goes over the text of the disclosure, so that another text for the same content has another one.
    let respelled = disclosure(r#"["s1", "a", 1]"#);
    let payload = format!(r#"{{"_sd":["{}"]}}"#, digest_of(&a));
    assert_refused(&payload, &[&respelled], code::sd_jwt::DISCLOSURE_UNREFERENCED, "");
}

#[test]
fn case_98_sdjwt_sd_alg() {
    for algorithm in [r#""none""#, r#""md5""#, r#""SHA-256""#, r#""sha-1""#, "null", "256", r#""""#] {
        assert_refused(&format!(r#"{{"_sd_alg":{algorithm}}}"#), &[], code::sd_jwt::ALG_NOT_ALLOWED, "");
    }
    let a = disclosure(A);
    for (algorithm, digest) in [
        (r#""_sd_alg":"sha-256","#, base64url::encode(&digest::sha256(&a))),
        (r#""_sd_alg":"sha-384","#, base64url::encode(&digest::sha384(&a))),
        (r#""_sd_alg":"sha-512","#, base64url::encode(&digest::sha512(&a))),
        ("", base64url::encode(&digest::sha256(&a))),
    ] {
        let payload = format!(r#"{{{algorithm}"_sd":["{digest}"]}}"#);
        assert_eq!(process(&payload, &[&a]).unwrap().payload().to_string(), r#"{"a":1}"#, "{algorithm}");
    }
    assert_refused(r#"{"a":{"_sd_alg":"sha-256"}}"#, &[], code::sd_jwt::CLAIM_RESERVED, "/a/_sd_alg");
}

#[test]
fn case_98_sdjwt_decoy() {
    let (a, decoys) = (disclosure(A), [digest_of("x"), digest_of("y")]);
    let payload = format!(r#"{{"_sd":["{}","{}"],"b":[{{"...":"{}"}}]}}"#, decoys[0], digest_of(&a), decoys[1]);
    let processed = process(&payload, &[&a]).unwrap();
    assert_eq!(processed.payload().to_string(), r#"{"b":[],"a":1}"#);
    // Nobody can tell decoys from what is withheld.
    assert!(processed.is_withholding());
    assert_eq!(processed.withheld_in(), [Pointer::from_text("/b"), Pointer::root()]);
    assert_eq!(processed.disclosed(), [Pointer::from_text("/a")]);
    assert!(!process(r#"{"_sd":[],"_sd_alg":"sha-256"}"#, &[]).unwrap().is_withholding());
}

#[test]
fn case_98_sdjwt_claim_overwrite() {
    for name in ["iss", "nbf", "exp", "cnf", "vct", "status"] {
        let claim = disclosure(&format!(r#"["s","{name}",1]"#));
        let payload = format!(r#"{{"_sd":["{}"]}}"#, digest_of(&claim));
        assert_refused(&payload, &[&claim], code::sd_jwt::CLAIM_MUST_BE_PLAIN, &format!("/{name}"));
        let payload = format!(r#"{{"_sd":["{}"],"{name}":2}}"#, digest_of(&claim));
        assert_refused(&payload, &[&claim], code::sd_jwt::CLAIM_OVERWRITTEN, &format!("/{name}"));
    }
    let (a, again) = (disclosure(A), disclosure(r#"["s9","a",2]"#));
    let payload = format!(r#"{{"_sd":["{}","{}"]}}"#, digest_of(&a), digest_of(&again));
    assert_refused(&payload, &[&a, &again], code::sd_jwt::CLAIM_OVERWRITTEN, "/a");
    for name in ["_sd", "...", "_sd_alg"] {
        let reserved = disclosure(&format!(r#"["s","{name}",[]]"#));
        let payload = format!(r#"{{"b":{{"_sd":["{}"]}}}}"#, digest_of(&reserved));
        assert_refused(&payload, &[&reserved], code::sd_jwt::CLAIM_RESERVED, &format!("/b/{name}"));
    }
}

/// What decides about validity may be neither shown nor left out at the holder's choice.
#[test]
fn case_94_sdjwt_hide_valid_until() {
    for name in ["validUntil", "validFrom", "credentialStatus", "expirationDate", "@context"] {
        let claim = disclosure(&format!(r#"["s","{name}","x"]"#));
        let processed = process(&format!(r#"{{"_sd":["{}"]}}"#, digest_of(&claim)), &[&claim]).unwrap();
        let findings: Vec<_> = processed.findings().into_iter().map(|finding| finding.code).collect();
        assert_eq!(findings, [code::sd_jwt::CLAIM_MUST_BE_PLAIN], "{name}");
    }
    let size = disclosure(r#"["s","statusSize",2]"#);
    let payload = format!(r#"{{"credentialStatus":[{{"_sd":["{}"]}}]}}"#, digest_of(&size));
    for disclosures in [&[size.as_str()][..], &[]] {
        assert!(process(&payload, disclosures).unwrap().findings().contains(code::sd_jwt::CLAIM_MUST_BE_PLAIN));
    }
    // Who issued it, and of what type it is, is covered by the signature either way.
    let issuer = disclosure(r#"["s","issuer","https://vet.example/"]"#);
    assert!(process(&format!(r#"{{"_sd":["{}"]}}"#, digest_of(&issuer)), &[&issuer]).unwrap().findings().is_empty());
}

#[test]
fn disclosures_fit_their_places() {
    let (a, item) = (disclosure(A), disclosure(ITEM));
    assert_refused(&format!(r#"{{"_sd":["{}"]}}"#, digest_of(&item)), &[&item], code::sd_jwt::DISCLOSURE_MALFORMED, "");
    let list = format!(r#"{{"b":[0,{{"...":"{}"}}]}}"#, digest_of(&a));
    assert_refused(&list, &[&a], code::sd_jwt::DISCLOSURE_MALFORMED, "/b/1");
    let list = format!(r#"{{"b":[{{"...":"{}"}},{{"...":"{}"}},2]}}"#, digest_of("decoy"), digest_of(&item));
    let processed = process(&list, &[&item]).unwrap();
    assert_eq!(processed.payload().to_string(), r#"{"b":["x",2]}"#);
    assert_eq!(processed.disclosed(), [Pointer::from_text("/b/0")]);
}

#[test]
fn digests_stand_where_they_belong() {
    let digest = digest_of("x");
    for (payload, code, place) in [
        (r#"{"_sd":"x"}"#.to_owned(), code::sd_jwt::DIGEST_MALFORMED, "/_sd"),
        (r#"{"_sd":[1]}"#.to_owned(), code::sd_jwt::DIGEST_MALFORMED, "/_sd"),
        (r#"{"_sd":["short"]}"#.to_owned(), code::sd_jwt::DIGEST_MALFORMED, "/_sd"),
        (format!(r#"{{"_sd":["{digest}="]}}"#), code::sd_jwt::DIGEST_MALFORMED, "/_sd"),
        (r#"{"b":[{"...":1}]}"#.to_owned(), code::sd_jwt::DIGEST_MALFORMED, "/b/0"),
        (format!(r#"{{"b":[{{"...":"{digest}","c":1}}]}}"#), code::sd_jwt::DIGEST_MALFORMED, "/b/0"),
        (format!(r#"{{"...":"{digest}"}}"#), code::sd_jwt::CLAIM_RESERVED, "/..."),
        (format!(r#"{{"b":{{"...":"{digest}"}}}}"#), code::sd_jwt::CLAIM_RESERVED, "/b/..."),
    ] {
        assert_refused(&payload, &[], code, place);
    }
}

#[test]
fn disclosures_are_read_strictly() {
    for malformed in [
        "[]",
        r#"["s"]"#,
        r#"["s","a",1,2]"#,
        r#"[1,"a",1]"#,
        r#"["s",1,1]"#,
        "{}",
        "1",
        "[",
        r#"["s","a",{"b":1,"b":2}]"#,
    ] {
        assert_refused("{}", &[&disclosure(malformed)], code::sd_jwt::DISCLOSURE_MALFORMED, "");
    }
    assert_refused("{}", &["A=="], code::sd_jwt::DISCLOSURE_MALFORMED, "");
    assert_refused("{}", &[""], code::sd_jwt::MALFORMED, "");
    let few = Limits { disclosures: 2, ..limits() };
    let token = forge("{}", &[&disclosure(A), &disclosure(ITEM), &disclosure("[\"s\",3]")]);
    assert_eq!(SdJwt::parse(&token, &few).unwrap_err().code, code::sd_jwt::LIMIT_DISCLOSURES);
    assert_eq!(SdJwt::parse(&token, &Limits { bytes: 10, ..limits() }).unwrap_err().code, code::input::TOO_LARGE);
    for other in ["", "a.b.c", r#"{"payload":"~"}"#] {
        assert_eq!(SdJwt::parse(other, &limits()).unwrap_err().code, code::input::FORMAT, "{other}");
    }
}

/// Disclosures in disclosures, deeper than arrays and objects may be nested.
#[test]
fn depth_is_counted_across_disclosures() {
    let mut disclosures = vec![disclosure(A)];
    for _ in 0..limits().depth {
        let inner = digest_of(disclosures.last().unwrap());
        disclosures.push(disclosure(&format!(r#"["s","a",{{"_sd":["{inner}"]}}]"#)));
    }
    let payload = format!(r#"{{"_sd":["{}"]}}"#, digest_of(disclosures.last().unwrap()));
    let texts: Vec<&str> = disclosures.iter().map(String::as_str).collect();
    assert_eq!(process(&payload, &texts).unwrap_err().code, code::input::DEPTH);
}

const CREDENTIAL: &str = r#"{"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],"issuer":"https://vet.example/","validFrom":"2026-09-01T00:00:00Z","credentialSubject":{"id":"did:example:ana","familyName":"Silva","results":[{"value":"B","points":81.50},{"value":"A"}]}}"#;

fn environment() -> Environment {
    let counter = std::sync::atomic::AtomicU8::new(1);
    Environment::system().at(now()).with_entropy(move |bytes| {
        bytes.fill(counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        Ok(())
    })
}

fn pointers(texts: &[&str]) -> Vec<Pointer> {
    texts.iter().map(|text| Pointer::from_text(*text)).collect()
}

fn issue(issuance: &Issuance) -> Result<SdJwt, TokenError> {
    let unsigned = issuance.issue(
        CREDENTIAL,
        &KeyReference::VerificationMethod,
        signer(1).identity(),
        &environment(),
        &limits(),
    )?;
    Ok(SdJwt::parse(&unsigned.sign(&signer(1)).unwrap(), &limits()).unwrap())
}

fn normal(text: &str) -> Value {
    fn sorted(value: Value) -> Value {
        match value {
            Value::Object(object) => {
                let mut members: Vec<_> = object.into_iter().map(|(name, value)| (name, sorted(value))).collect();
                members.sort_by(|left, right| left.0.cmp(&right.0));
                Value::Object(members.into_iter().collect())
            }
            Value::Array(items) => items.into_iter().map(sorted).collect::<Vec<_>>().into(),
            other => other,
        }
    }
    sorted(Tree::parse(text, &limits()).unwrap().root().to_value())
}

#[test]
fn what_is_issued_can_be_shown_in_part() {
    let concealed = pointers(&[
        "/credentialSubject/familyName",
        "/credentialSubject/results/0",
        "/credentialSubject/results/0/points",
        "/credentialSubject/results",
    ]);
    let held = issue(&Issuance::concealing(concealed.clone()).with_decoys(2)).unwrap();
    assert_eq!(held.jws().verify(signer(1).identity().public_key()), Ok(()));
    assert_eq!(held.disclosures().len(), 4);
    for secret in ["Silva", "81.50", "familyName"] {
        assert!(!std::str::from_utf8(held.jws().payload()).unwrap().contains(secret), "{secret}");
    }
    let whole = held.process(&limits()).unwrap();
    assert_eq!(normal(&whole.payload().to_string()), normal(CREDENTIAL));
    assert!(whole.is_withholding(), "decoys");
    let mut disclosed = whole.disclosed().to_vec();
    disclosed.sort();
    let mut expected = concealed;
    expected.sort();
    assert_eq!(disclosed, expected);

    let shown = held.present(&pointers(&["/credentialSubject/results/0"]), &limits()).unwrap();
    let shown = SdJwt::parse(&shown, &limits()).unwrap();
    assert_eq!(shown.disclosures().len(), 2, "the list comes with its item");
    let claims = shown.claims(&shown.process(&limits()).unwrap(), &limits()).unwrap();
    assert_eq!(claims.kind(), TokenKind::Credential);
    let expected = CREDENTIAL.replace(r#""familyName":"Silva","#, "").replace(r#","points":81.50"#, "");
    assert_eq!(normal(claims.content().text()), normal(&expected));

    let nothing = SdJwt::parse(&held.present(&[], &limits()).unwrap(), &limits()).unwrap();
    assert_eq!(nothing.disclosures().len(), 0);
    let refused = held.present(&pointers(&["/credentialSubject/grade"]), &limits()).unwrap_err();
    assert!(matches!(refused, TokenError::Refused(_)));
}

#[test]
fn what_a_verifier_needs_cannot_be_concealed() {
    for place in [
        "/issuer",
        "/issuer/name",
        "/type",
        "/type/0",
        "/validFrom",
        "/validUntil",
        "/credentialStatus",
        "/credentialSchema/id",
        "/@context",
        "/iss",
        "/nbf",
        "/exp",
        "/cnf",
        "/vct",
        "/status",
    ] {
        let TokenError::Refused(findings) = issue(&Issuance::concealing(pointers(&[place]))).unwrap_err() else {
            panic!()
        };
        assert!(findings.contains(code::sd_jwt::CLAIM_MUST_BE_PLAIN), "{place}");
    }
    for place in ["", "/credentialSubject/grade", "/credentialSubject/results/2", "credentialSubject"] {
        let TokenError::Refused(findings) = issue(&Issuance::concealing(pointers(&[place]))).unwrap_err() else {
            panic!()
        };
        assert!(findings.contains(code::request::MEMBER), "{place}");
    }
    for name in ["_sd", "...", "_sd_alg"] {
        let document = CREDENTIAL.replace("familyName", name);
        let issuance = Issuance::concealing([]);
        let error =
            issuance.issue(&document, &KeyReference::Jwk, signer(1).identity(), &environment(), &limits()).unwrap_err();
        assert!(error.to_string().contains("sdjwt.claim.reserved"), "{error}");
    }
}

#[test]
fn salts_are_fresh_and_digests_are_in_no_telling_order() {
    let held = issue(
        &Issuance::concealing(pointers(&["/credentialSubject/familyName", "/credentialSubject/id"])).with_decoys(3),
    )
    .unwrap();
    let subject = held.signed().get("credentialSubject").unwrap();
    let digests: Vec<&str> = subject.get("_sd").unwrap().items().filter_map(Node::as_str).collect();
    assert_eq!(digests.len(), 5);
    assert!(digests.is_sorted());
    let salts: std::collections::HashSet<String> =
        held.disclosures().iter().map(|disclosure| disclosure.as_str()[..20].to_owned()).collect();
    assert_eq!(salts.len(), 2);
    let broken = Environment::system().with_entropy(|_| Err(crate::env::EntropyError));
    let issuance = Issuance::concealing(pointers(&["/credentialSubject/id"]));
    let error = issuance.issue(CREDENTIAL, &KeyReference::Jwk, signer(1).identity(), &broken, &limits()).unwrap_err();
    assert_eq!(error, TokenError::Entropy(crate::env::EntropyError));
}

fn held() -> SdJwt {
    let holder = signer(2).identity().public_key().clone();
    issue(&Issuance::concealing(pointers(&["/credentialSubject/familyName"])).to_holder(holder)).unwrap()
}

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
fn case_99_sdjwt_kb_missing_aud_or_nonce() {
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

#[test]
fn case_68_other_tokens_are_no_sd_jwt_credentials() {
    let token = |typ: &str| {
        let unsigned = Unsigned::new(Object::new().with("typ", typ), CREDENTIAL.as_bytes(), signer(1).identity());
        let token = SdJwt::parse(&format!("{}~", unsigned.sign(&signer(1)).unwrap()), &limits()).unwrap();
        token.claims(&token.process(&limits()).unwrap(), &limits()).map(|claims| claims.kind())
    };
    for typ in ["vc+sd-jwt", "dc+sd-jwt", "application/vc+sd-jwt"] {
        assert_eq!(token(typ), Ok(TokenKind::Credential), "{typ}");
    }
    for typ in ["JWT", "kb+jwt", "vc+jwt", "example+sd-jwt", "vp+sd-jwt"] {
        assert_eq!(token(typ).unwrap_err().code, code::jose::TYP, "{typ}");
    }
}

#[test]
fn debug_says_nothing_about_learners() {
    let held = held();
    let processed = held.process(&limits()).unwrap();
    let shown = format!("{held:?} {:?} {processed:?} {:?}", held.disclosures(), processed.confirmation());
    assert!(!shown.contains("Silva") && !shown.contains("ana"), "{shown}");
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(
        text in "[A-Za-z0-9_.~-]{0,100}",
        payload in r#"\{("(_sd|_sd_alg|\.\.\.|a|cnf)":(\["[A-Za-z0-9_-]{43}"\]|\{"_sd":[0-9]\}|"sha-256"|\[\{"\.\.\.":"x"\}\]),?){0,1}"b":1\}"#,
        item in r#"\["s",("a",)?(1|\{"_sd":\["[A-Za-z0-9_-]{43}"\]\})\]"#,
    ) {
        let _ = SdJwt::parse(&text, &limits());
        let _ = process(&payload, &[&disclosure(&item)]);
    }
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
