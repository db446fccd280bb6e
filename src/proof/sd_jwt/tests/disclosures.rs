//! What stands in a payload and its disclosures.

use super::*;

#[track_caller]
fn assert_refused(payload: &str, disclosures: &[&str], code: Code, place: &str) {
    let finding = process(payload, disclosures).unwrap_err();
    assert_eq!((finding.code, finding.pointer.as_str()), (code, place), "{finding}");
}

const A: &str = r#"["s1","a",1]"#;
const ITEM: &str = r#"["s2","x"]"#;

#[test]
fn no_disclosure_and_no_digest_counts_twice() {
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
fn a_disclosure_whose_digest_stands_nowhere_is_refused() {
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
fn digests_are_made_in_a_way_that_is_known_and_said_at_the_top() {
    for algorithm in [r#""none""#, r#""md5""#, r#""SHA-256""#, r#""sha-1""#, "null", "256", r#""""#] {
        assert_refused(&format!(r#"{{"_sd_alg":{algorithm}}}"#), &[], code::sd_jwt::ALG_NOT_ALLOWED, "");
    }
    // As good, and not computed here: that proves nothing either way.
    for algorithm in ["sha3-256", "sha3-512", "blake2b-256"] {
        assert_refused(&format!(r#"{{"_sd_alg":"{algorithm}"}}"#), &[], code::sd_jwt::ALG_UNSUPPORTED, "");
    }
    assert_eq!(code::sd_jwt::ALG_UNSUPPORTED.effect(), crate::report::Effect::Indeterminate);
    // Of a credential of the IETF nothing is looked at.
    for algorithm in ["sha3-256", "md5"] {
        let payload = format!(r#"{{"vct":"eu.europa.ec.eudi.pid.1","_sd_alg":"{algorithm}"}}"#);
        assert_refused(&payload, &[], code::format::SD_JWT_VC, "/vct");
        let payload = format!(r#"{{"vct":"x","@context":[],"_sd_alg":"{algorithm}"}}"#);
        assert!(process(&payload, &[]).unwrap_err().code != code::format::SD_JWT_VC);
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
fn a_decoy_is_taken_for_something_withheld() {
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
fn a_disclosure_takes_the_place_of_no_claim() {
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
fn what_decides_about_validity_is_not_disclosed() {
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

/// And the names of members in them, longer together than in any one.
#[test]
fn names_are_counted_across_disclosures() {
    let name = "a".repeat(Limits::NAMES / 2);
    let mut disclosures = vec![disclosure(A)];
    let processed = |disclosures: &[String]| {
        let payload = format!(r#"{{"_sd":["{}"]}}"#, digest_of(disclosures.last().unwrap()));
        let texts: Vec<&str> = disclosures.iter().map(String::as_str).collect();
        process(&payload, &texts)
    };
    for _ in 0..2 {
        let inner = digest_of(disclosures.last().unwrap());
        disclosures.push(disclosure(&format!(r#"["s","{name}",{{"_sd":["{inner}"]}}]"#)));
        assert!(processed(&disclosures).is_ok());
    }
    let inner = digest_of(disclosures.last().unwrap());
    disclosures.push(disclosure(&format!(r#"["s","b",{{"_sd":["{inner}"]}}]"#)));
    assert_eq!(processed(&disclosures).unwrap_err().code, code::input::LIMIT_NAMES);
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
