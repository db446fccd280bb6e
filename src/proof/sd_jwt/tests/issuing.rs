//! What is concealed, and what may not be.

use super::*;

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
            issuance.issue(&document, &KeyNaming::Jwk, signer(1).identity(), &environment(), &limits()).unwrap_err();
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
    let error = issuance.issue(CREDENTIAL, &KeyNaming::Jwk, signer(1).identity(), &broken, &limits()).unwrap_err();
    assert_eq!(error, TokenError::Entropy(crate::env::EntropyError));
}
