//! Tokens by others: the samples of RFC 7515 and RFC 7520, the badges of 1EdTech, the cases of SD-JWT's own repository, and
//! the suite of the W3C for VC-JOSE-COSE.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod support;

use microcred::Limits;
use microcred::json::{Pointer, Tree, Value};
use microcred::key::{InMemorySigner, Jwk, PrivateKey, PublicKey, Signer};
use microcred::proof::jose::{Claims, Jws, KeyNaming, Place, Unsigned, vc_jwt, vp_jwt};
use microcred::proof::sd_jwt::{Confirmation, ExpectedBinding, Issuance, SdJwt};
use microcred::proof::{Envelope, TokenKind};
use microcred::report::{Finding, Severity, code};
use std::collections::{BTreeMap, BTreeSet};
use support::{corpus, environment, instant, json, read};

fn limits() -> Limits {
    Limits::default()
}

fn public(jwk: &str) -> PublicKey {
    Jwk::read(Tree::parse(jwk, &limits()).unwrap().root()).unwrap().key().clone()
}

fn private(jwk: &str) -> InMemorySigner {
    InMemorySigner::new(PrivateKey::from_jwk(jwk).unwrap().0).unwrap()
}

/// The same value with the members of objects in alphabetical order.
fn normal(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let members: BTreeMap<&str, Value> = object.iter().map(|(name, value)| (name, normal(value))).collect();
            Value::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(normal).collect()),
        other => other.clone(),
    }
}

const BAGGINS_RSA: &str = r#"{"kty":"RSA","kid":"bilbo.baggins@hobbiton.example","use":"sig","n":"n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw","e":"AQAB"}"#;
const BAGGINS_P521: &str = r#"{"kty":"EC","kid":"bilbo.baggins@hobbiton.example","use":"sig","crv":"P-521","x":"AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt","y":"AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1"}"#;

/// RFC 7515, Appendices A.2 to A.4; RFC 7520 §4.1 and §4.3.
#[test]
fn samples_of_the_rfcs() {
    let samples = [
        (
            r#"{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}"#,
            "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
        ),
        (
            r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#,
            "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
        ),
        (
            r#"{"kty":"EC","crv":"P-521","x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk","y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"}"#,
            "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn",
        ),
        (
            BAGGINS_RSA,
            "eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4.MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglII7PNDi84wnB-BDkoBwA78185hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS_de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLUQSE_oI-ZnmKJ3F4uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg",
        ),
        (
            BAGGINS_P521,
            "eyJhbGciOiJFUzUxMiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4.AE_R_YZCChjn4791jSQCrdPZCNYqHXCTZH0-JZGYNlaAjP2kqaluUIIUnC9qvbu9Plon7KRTzoNEuT4Va2cmL1eJAQy3mtPBu_u_sDDyYjnAMDxXPn7XrT0lw-kvAD890jl8e2puQens_IEKBpHABlsbEPX6sFY8OcGDqoRuBomu9xQ2",
        ),
    ];
    for (jwk, token) in samples {
        let jws = Jws::parse(token, &limits()).unwrap();
        assert_eq!(jws.verify(&public(jwk)), Ok(()), "{token}");
        for (other, _) in samples.iter().filter(|(other, _)| *other != jwk) {
            let expected = match public(other).algorithm() == public(jwk).algorithm() {
                true => code::proof::SIGNATURE_INVALID,
                false => code::proof::KEY_TYPE_MISMATCH,
            };
            assert_eq!(jws.verify(&public(other)).unwrap_err().code, expected);
        }
        let (input, signature) = token.rsplit_once('.').unwrap();
        let cut = format!("{input}.{}", &signature[..signature.len() / 8 * 4]);
        assert_eq!(
            Jws::parse(&cut, &limits()).unwrap().verify(&public(jwk)).unwrap_err().code,
            code::proof::SIGNATURE_MALFORMED
        );
    }
}

/// RFC 7520 §4.2 and §4.4: algorithms that are not on the list, one that is sound and one that proves nothing.
#[test]
fn samples_with_other_algorithms_are_refused() {
    for (header, expected) in [
        ("eyJhbGciOiJQUzM4NCIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9", code::jose::ALG_UNSUPPORTED),
        (
            "eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9",
            code::jose::ALG_NOT_ALLOWED,
        ),
    ] {
        assert_eq!(Jws::parse(&format!("{header}.SXTi.AAAA"), &limits()).unwrap_err().code, expected);
    }
}

fn signers() -> Vec<InMemorySigner> {
    use microcred::key::Algorithm;
    let make = |algorithm| {
        let key = PrivateKey::generate(algorithm, &microcred::Environment::system()).ok()?;
        InMemorySigner::new(key).ok()
    };
    let signers: Vec<_> = Algorithm::ALL.into_iter().filter_map(make).collect();
    assert!(signers.len() >= 4);
    signers
}

/// Every algorithm signs tokens that its own key alone verifies.
#[test]
fn every_algorithm_signs_for_itself() {
    let signers = signers();
    for signer in &signers {
        let token = Unsigned::new(Default::default(), b"{}", signer.identity()).sign(signer).unwrap();
        let jws = Jws::parse(&token, &limits()).unwrap();
        for other in &signers {
            let verified = jws.verify(other.identity().public_key()).map_err(|finding| finding.code);
            let same = other.identity() == signer.identity();
            assert_eq!(verified, if same { Ok(()) } else { Err(code::proof::KEY_TYPE_MISMATCH) });
        }
        // ECDSA signatures are malleable; what a token says is the same then.
        let again = Unsigned::new(Default::default(), b"{}", signer.identity()).sign(signer).unwrap();
        assert_eq!(Jws::parse(&again, &limits()).unwrap().signing_input(), jws.signing_input());
    }
}

/// The examples of the specification of Open Badges 3.0: signed with the key in the header; without `nbf`, which warns.
#[test]
fn tokens_of_the_specification() {
    for number in 1..=8 {
        let Some(token) = read(&format!("1edtech-spec/spec-2024-04-03-jwt-0{number}.jwt")) else { return };
        let jws = Jws::parse(token.trim_ascii(), &limits()).unwrap();
        assert_eq!(jws.verify(jws.header().jwk().unwrap().key()), Ok(()), "{number}");
        let claims = Claims::of_jws(&jws, &limits()).unwrap();
        assert_eq!((claims.kind(), claims.place()), (TokenKind::Credential, Place::Payload));
        let codes: BTreeSet<_> = claims.findings().iter().map(|finding| finding.code.as_str()).collect();
        assert_eq!(codes, BTreeSet::from(["jose.claims.missing"]), "{number}");
        let missing: BTreeSet<_> = claims.findings().iter().map(|finding| finding.pointer.as_str()).collect();
        assert!(missing.contains("/nbf") && missing.is_subset(&BTreeSet::from(["/nbf", "/exp"])), "{missing:?}");
        let content = claims.content().root();
        assert!(content.get("iss").is_none() && content.get("sub").is_none() && content.get("issuer").is_some());
    }
}

/// What the validator of 1EdTech is tested with. Of two of them nobody has the key.
#[test]
fn tokens_of_the_validator() {
    let Some(clr) = read("1edtech-validator/inspector-clr/clr20/simple.jwt") else { return };
    let jws = Jws::parse(clr.trim_ascii(), &limits()).unwrap();
    assert_eq!(jws.verify(jws.header().jwk().unwrap().key()), Ok(()));
    let claims = Claims::of_jws(&jws, &limits()).unwrap();
    assert_eq!((claims.kind(), claims.place()), (TokenKind::Credential, Place::VcClaim));
    assert!(!claims.findings().has_errors(), "{}", claims.findings());
    assert!(claims.content().root().get("issuer").is_some());

    for name in ["simple", "velocity"] {
        let token = read(&format!("1edtech-validator/inspector-vc/ob30/{name}.jwt")).unwrap();
        let jws = Jws::parse(token.trim_ascii(), &limits()).unwrap();
        assert!(jws.header().jwk().is_none());
        let claims = Claims::of_jws(&jws, &limits()).unwrap();
        assert_eq!(claims.place(), Place::VcClaim);
        assert!(!claims.findings().has_errors(), "{name}: {}", claims.findings());
    }
    // Open Badges 2.0 has no tokens of this kind, but tokens all the same.
    for name in ["simple", "simple-revoked", "simple-not-revoked"] {
        let token = read(&format!("1edtech-validator/inspector-vc/ob20/{name}.jwt")).unwrap();
        assert!(Jws::parse(token.trim_ascii(), &limits()).is_ok(), "{name}");
    }
}

struct Case {
    name: String,
    issuance: String,
    presentation: String,
    user_claims: Value,
    payload: Value,
    verified: Value,
    binding: Option<Value>,
}

/// A text of a case; the cases in JSON serialisation are written in the compact one.
fn token(folder: &std::path::Path, name: &str) -> String {
    if let Ok(text) = std::fs::read_to_string(folder.join(format!("{name}.txt"))) {
        return text;
    }
    let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
    assert_eq!(SdJwt::parse(&text, &limits()).unwrap_err().code, code::input::FORMAT);
    let text = json(&text);
    let token = text.as_str().map_or(text.clone(), json);
    assert_eq!(SdJwt::parse(&token.to_string(), &limits()).unwrap_err().code, code::input::FORMAT);
    let member = |name: &str| token.get(name).and_then(Value::as_str);
    let disclosures = token.get("disclosures").and_then(Value::as_array).unwrap();
    let disclosures: String = disclosures.iter().flat_map(|text| [text.as_str().unwrap(), "~"]).collect();
    let jws = ["protected", "payload", "signature"].map(|name| member(name).unwrap()).join(".");
    format!("{jws}~{disclosures}{}", member("kb_jwt").unwrap_or_default())
}

fn cases(folder: &str) -> Vec<Case> {
    let Some(corpus) = corpus() else { return Vec::new() };
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(corpus.join("sd-jwt").join(folder)).unwrap() {
        let path = entry.unwrap().path();
        if !path.is_dir() {
            continue;
        }
        let read = |name: &str| std::fs::read_to_string(path.join(name)).ok().map(|text| json(&text));
        cases.push(Case {
            name: path.file_name().unwrap().to_str().unwrap().to_owned(),
            issuance: token(&path, "sd_jwt_issuance"),
            presentation: token(&path, "sd_jwt_presentation"),
            user_claims: read("user_claims.json").unwrap(),
            payload: read("sd_jwt_payload.json").unwrap(),
            verified: read("verified_contents.json").unwrap(),
            binding: read("kb_jwt_payload.json"),
        });
    }
    cases
}

/// The issuer's key of `settings.yml`: the first lines with these names.
fn issuer_key(folder: &str) -> PublicKey {
    let settings = read(&format!("sd-jwt/{folder}/settings.yml")).unwrap();
    let value = |name: &str| {
        let line = settings.lines().find_map(|line| line.trim().strip_prefix(&format!("{name}: ")));
        line.unwrap().to_owned()
    };
    public(&format!(r#"{{"kty":"EC","crv":"P-256","x":"{}","y":"{}"}}"#, value("x"), value("y")))
}

fn check_case(case: &Case, issuer: &PublicKey) {
    let parse = |text: &str| {
        let token = SdJwt::parse(text, &limits()).unwrap_or_else(|finding| panic!("{}: {finding}", case.name));
        assert_eq!(token.jws().verify(issuer), Ok(()), "{}", case.name);
        token
    };
    let process = |token: &SdJwt| token.process(&limits()).unwrap_or_else(|finding| panic!("{}: {finding}", case.name));
    let held = parse(&case.issuance);
    let shown = parse(&case.presentation);
    let signed = Tree::parse_bytes(held.jws().payload(), &limits()).unwrap().root().to_value();
    assert_eq!(normal(&signed), normal(&case.payload), "{}", case.name);

    // With every disclosure, the claims are those that the issuer began with.
    let whole = process(&held);
    for (name, value) in case.user_claims.as_object().unwrap().iter() {
        assert_eq!(whole.payload().get(name).map(normal), Some(normal(value)), "{}: {name}", case.name);
    }
    let processed = process(&shown);
    assert_eq!(normal(processed.payload()), normal(&case.verified), "{}", case.name);
    let all = shown.disclosures().len() == held.disclosures().len();
    assert!(all || processed.is_withholding(), "{}", case.name);

    // A holder who chooses the same places passes on the same disclosures.
    let texts = |token: &SdJwt| -> BTreeSet<String> {
        token.disclosures().iter().map(|disclosure| disclosure.as_str().to_owned()).collect()
    };
    let chosen = texts(&shown);
    let places: Vec<Pointer> = (held.disclosures().iter().zip(whole.disclosed()))
        .filter(|(disclosure, _)| chosen.contains(disclosure.as_str()))
        .map(|(_, place)| place.clone())
        .collect();
    let presented = SdJwt::parse(&held.present(&places, &limits()).unwrap(), &limits()).unwrap();
    assert_eq!(texts(&presented), chosen, "{}", case.name);
    assert_eq!(normal(process(&presented).payload()), normal(&case.verified), "{}", case.name);

    // One disclosure too many, and one that nobody signed.
    if let Some(first) = shown.disclosures().first() {
        let front = shown.without_key_binding();
        let twice = SdJwt::parse(&format!("{front}{}~", first.as_str()), &limits()).unwrap();
        assert_eq!(twice.process(&limits()).unwrap_err().code, code::sd_jwt::DISCLOSURE_DUPLICATE);
        let foreign = SdJwt::parse(&format!("{front}WyJzIiwieCIsMV0~"), &limits()).unwrap();
        assert_eq!(foreign.process(&limits()).unwrap_err().code, code::sd_jwt::DISCLOSURE_UNREFERENCED);
    }
    check_binding(case, &shown);
}

/// Its header has a number for `kid`, which RFC 7515 §4.1.4 forbids. What it carries is processed under another header.
fn check_case_of_a_numeric_kid(case: &Case) {
    assert_eq!(SdJwt::parse(&case.presentation, &limits()).unwrap_err().code, code::jose::HEADER_MALFORMED);
    let signer = InMemorySigner::new(support::issuing_key()).unwrap();
    let unsigned = Unsigned::new(Default::default(), case.payload.to_string().as_bytes(), signer.identity());
    let mut parts: Vec<&str> = case.presentation.split('~').collect();
    let token = unsigned.sign(&signer).unwrap();
    parts[0] = &token;
    let processed = SdJwt::parse(&parts.join("~"), &limits()).unwrap().process(&limits()).unwrap();
    assert_eq!(normal(processed.payload()), normal(&case.verified));
}

fn check_binding(case: &Case, shown: &SdJwt) {
    let Some(binding) = &case.binding else {
        assert!(shown.key_binding().is_none(), "{}", case.name);
        return;
    };
    let confirmation = shown.process(&limits()).unwrap().confirmation().unwrap();
    let Some(Confirmation::Jwk(holder)) = confirmation else { panic!("{}: no key", case.name) };
    let text = |name: &str| binding.get(name).and_then(Value::as_str).unwrap();
    let Some(Value::Number(issued)) = binding.get("iat") else { panic!("{}", case.name) };
    let issued = chrono_at(issued.text().parse().unwrap());
    let verify = |expected: ExpectedBinding| shown.verify_key_binding(holder.key(), &expected, &limits());
    let verified = verify(ExpectedBinding::new(text("aud"), text("nonce"), issued));
    if case.name.starts_with("json_serialization") {
        // The tool that made them bound another text than the compact form.
        assert_eq!(shown.key_binding().unwrap().verify(holder.key()), Ok(()), "{}", case.name);
        assert_eq!(verified.unwrap_err().detail, "`sd_hash` is not that of what is shown", "{}", case.name);
        return;
    }
    assert_eq!(verified, Ok(()), "{}", case.name);
    for wrong in [
        ExpectedBinding::new("https://other.example/", text("nonce"), issued),
        ExpectedBinding::new(text("aud"), "0", issued),
        ExpectedBinding::new(
            text("aud"),
            text("nonce"),
            instant(support::NOW) + microcred::chrono::TimeDelta::days(400),
        ),
    ] {
        assert_eq!(verify(wrong).unwrap_err().code, code::subject::HOLDER_BINDING);
    }
}

fn chrono_at(seconds: i64) -> microcred::chrono::DateTime<microcred::chrono::Utc> {
    microcred::chrono::DateTime::from_timestamp(seconds, 0).unwrap()
}

#[test]
fn sd_jwt_cases() {
    for (folder, count) in [("rfc-examples", 15), ("python-testcases", 17)] {
        let cases = cases(folder);
        if cases.is_empty() {
            return;
        }
        assert_eq!(cases.len(), count, "{folder}");
        let issuer = issuer_key(folder);
        for case in &cases {
            match case.name.as_str() {
                "header_mod" => check_case_of_a_numeric_kid(case),
                _ => check_case(case, &issuer),
            }
        }
    }
}

/// What the suite of the W3C for VC-JOSE-COSE wants, as far as tokens alone go.
mod w3c {
    use super::*;

    pub(super) fn file(name: &str) -> String {
        read(&format!("w3c-vectors/raw/vc-jose-cose-test-suite/{name}")).unwrap()
    }

    pub(super) fn key(name: &str) -> (PublicKey, InMemorySigner) {
        let file = json(&file(name));
        let jwk = |name: &str| file.get(name).unwrap().to_string();
        (public(&jwk("publicKeyJwk")), private(&jwk("secretKeyJwk")))
    }

    /// Whether a token is one that its suite calls right: signed by the key, of the right type, its claims in agreement,
    /// and everything that it envelops an envelope.
    pub(super) fn accept(claims: &Claims, wanted: TokenKind) -> Result<(), String> {
        let errors: Vec<&Finding> =
            claims.findings().iter().filter(|finding| finding.severity() == Severity::Error).collect();
        if !errors.is_empty() || claims.kind() != wanted {
            return Err(format!("{errors:?}"));
        }
        let enclosed = claims.content().root().get("verifiableCredential");
        for credential in enclosed.into_iter().flat_map(|credentials| credentials.each()) {
            Envelope::read(credential, &limits()).map_err(|finding| finding.to_string())?;
        }
        Ok(())
    }

    pub(super) fn verify_text(token: &str, key: &PublicKey, feature: &str, wanted: TokenKind) -> Result<(), String> {
        let said = |finding: Finding| finding.to_string();
        if feature.ends_with("sdjwt") {
            let token = SdJwt::parse(token, &limits()).map_err(said)?;
            token.jws().verify(key).map_err(said)?;
            let processed = token.process(&limits()).map_err(said)?;
            return accept(&token.claims(&processed, &limits()).map_err(said)?, wanted);
        }
        let jws = Jws::parse(token, &limits()).map_err(said)?;
        jws.verify(key).map_err(said)?;
        accept(&Claims::of_jws(&jws, &limits()).map_err(said)?, wanted)
    }

    #[cfg(feature = "cose")]
    pub(super) fn verify_bytes(token: &str, key: &PublicKey, wanted: TokenKind) -> Result<(), String> {
        let said = |finding: Finding| finding.to_string();
        let bytes = microcred::codec::base64::decode(token).map_err(|error| error.to_string())?;
        let message = microcred::proof::cose::Sign1::parse(&bytes, &limits()).map_err(said)?;
        message.verify(key).map_err(said)?;
        accept(&message.claims(&limits()).map_err(said)?, wanted)
    }

    #[cfg(feature = "cose")]
    pub(super) fn issue_bytes(document: &str, signer: &InMemorySigner, wanted: TokenKind) -> String {
        use microcred::proof::cose::{vc_cose, vp_cose};
        let key = KeyNaming::VerificationMethod;
        let unsigned = match wanted {
            TokenKind::Credential => vc_cose(document, &key, signer.identity(), &limits()),
            TokenKind::Presentation => vp_cose(document, &key, signer.identity(), &limits()),
        };
        microcred::codec::base64::encode(&unsigned.unwrap().sign(signer).unwrap())
    }

    /// `a.b[0]` as a JSON Pointer.
    fn pointer(path: &str) -> Pointer {
        Pointer::from_text(format!("/{}", path.replace(['.', '['], "/").replace(']', "")))
    }

    pub(super) fn issue_text(test: &Value, document: &str, signer: &InMemorySigner, wanted: TokenKind) -> String {
        let key = KeyNaming::VerificationMethod;
        let feature = test.get("feature").and_then(Value::as_str).unwrap();
        let unsigned = if feature.ends_with("sdjwt") {
            let paths = test.get("disclosure_paths").and_then(Value::as_array).unwrap();
            let paths = paths.iter().map(|path| pointer(path.as_str().unwrap()));
            Issuance::concealing(paths).issue(document, &key, signer.identity(), &environment(), &limits())
        } else if wanted == TokenKind::Credential {
            vc_jwt(document, &key, signer.identity(), &limits())
        } else {
            vp_jwt(document, &Default::default(), &key, signer.identity(), &limits())
        };
        unsigned.unwrap().sign(signer).unwrap()
    }
}

#[test]
fn the_suite_of_the_w3c() {
    if corpus().is_none() {
        return;
    }
    let mut run = 0;
    for (name, test) in json(&w3c::file("test-mapping.json")).as_object().unwrap().iter() {
        let member = |name: &str| test.get(name).and_then(Value::as_str).unwrap();
        let feature = member("feature");
        let wanted = match feature.starts_with("credential") {
            true => TokenKind::Credential,
            false => TokenKind::Presentation,
        };
        let (key, signer) = w3c::key(member("key_file"));
        let input = w3c::file(member("input_file"));
        let cose = feature.ends_with("cose");
        // Members that no context defines are no business of tokens.
        if name.starts_with("5.") || cose && cfg!(not(feature = "cose")) {
            continue;
        }
        let result = match (member("fn"), cose) {
            ("verify", false) => w3c::verify_text(input.trim_ascii(), &key, feature, wanted),
            ("issue", false) => {
                let token = w3c::issue_text(test, &input, &signer, wanted);
                w3c::verify_text(&token, &key, feature, wanted)
            }
            #[cfg(feature = "cose")]
            ("verify", true) => w3c::verify_bytes(input.trim_ascii(), &key, wanted),
            #[cfg(feature = "cose")]
            ("issue", true) => w3c::verify_bytes(&w3c::issue_bytes(&input, &signer, wanted), &key, wanted),
            other => panic!("{other:?}"),
        };
        assert_eq!(result.is_ok(), member("expected_result") == "success", "{name}: {result:?}");
        run += 1;
    }
    assert_eq!(run, if cfg!(feature = "cose") { 34 } else { 25 });
}

/// Whoever serves it needs to know under which media type.
#[test]
fn what_is_secured_says_what_it_is() {
    use microcred::proof::Suite;
    use microcred::proof::data_integrity::Cryptosuite;
    let did = support::did_key(&support::issuing_key());
    let document = |version: &str, class: &str, rest: &str| {
        format!(r#"{{"@context": ["https://www.w3.org/{version}"], "type": ["{class}"], {rest}}}"#)
    };
    let subject = format!(r#""issuer": "{did}", "credentialSubject": {{"id": "did:example:ana"}}"#);
    let valid = format!(
        r#""id": "urn:uuid:0a8be0a9-4f5e-4b0e-9a6e-000000000001", "validFrom": "2026-09-01T00:00:00Z", {subject}"#
    );
    let credential = document("ns/credentials/v2", "VerifiableCredential", &valid);
    let dated = format!(r#""issuanceDate": "2026-09-01T00:00:00Z", {subject}"#);
    let credential_1 = document("2018/credentials/v1", "VerifiableCredential", &dated);
    let presentation = document("ns/credentials/v2", "VerifiablePresentation", &format!(r#""holder": "{did}""#));
    let embedded = Suite::from(Cryptosuite::EddsaRdfc2022);
    for (document, suite, media_type) in [
        (&credential, embedded, "application/vc"),
        (&credential_1, embedded, "application/ld+json"),
        (&presentation, embedded, "application/vp"),
        (&credential, Suite::OpenBadgesJwt, "application/jwt"),
        (&presentation, Suite::OpenBadgesJwt, "application/vp+jwt"),
        (&credential, Suite::Jwt, "application/vc+jwt"),
        (&presentation, Suite::Jwt, "application/vp+jwt"),
        (&credential, Suite::SdJwt, "application/vc+sd-jwt"),
        (&credential, Suite::Cose, "application/vc+cose"),
        (&presentation, Suite::Cose, "application/vp+cose"),
    ] {
        if !cfg!(feature = "cose") && suite == Suite::Cose {
            continue;
        }
        let secured = support::issuer().secure(document, suite).unwrap();
        // Open Badges have no presentations: they become what others are.
        let suite = if media_type == "application/vp+jwt" { Suite::Jwt } else { suite };
        assert_eq!((secured.suite(), secured.media_type()), (suite, media_type));
        let id = json(document).get("id").and_then(Value::as_str).map(str::to_owned);
        assert_eq!(secured.id(), id, "{suite}");
        assert_eq!(secured.is_binary(), suite == Suite::Cose);
        let told = format!("{secured:?}");
        assert!(told.contains(&format!("bytes: {}", secured.as_bytes().len())), "{told}");
        let bytes = secured.as_bytes().to_vec();
        assert_eq!(secured.clone().into_bytes(), bytes);
        assert_eq!(Vec::from(secured), bytes);
    }
    // However large it was allowed to be.
    let many = vec![r#"{"@context": "https://www.w3.org/ns/credentials/v2", "id": "data:application/vc+jwt,e30.e30.AA", "type": "EnvelopedVerifiableCredential"}"#; 20_000].join(",");
    let large =
        document("ns/credentials/v2", "VerifiablePresentation", &format!(r#""verifiableCredential": [{many}]"#));
    let most = usize::MAX;
    let limits = Limits { bytes: most, values: most, types: most, quads: most, embedded: most, ..Limits::default() };
    let secured = support::issuer().with_limits(limits).secure(&large, Suite::Jwt).unwrap();
    assert_eq!(secured.media_type(), "application/vp+jwt");
}

/// The start of a message may happen to be UTF-8 (`d2 84` is a letter), and it is a message all the same, for whoever opens it.
#[cfg(feature = "cose")]
#[test]
fn a_message_is_told_from_a_token_by_one_rule() {
    let message = b"\xd2\x84abc";
    let unwrapped = microcred::proof::Unwrapped::read(message, &limits()).unwrap_err();
    assert_eq!(unwrapped.code, code::jose::COSE_MALFORMED);
    let verification = microcred::Verifier::new().verify(message, &microcred::resolve::Offline);
    assert!(verification.has(unwrapped.code), "{verification}");
}
