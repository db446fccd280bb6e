//! did:key ([the method](https://w3c-ccg.github.io/did-key-spec/)): the DID is the key, so there is nothing to look up.

use super::{Did, DidUrl, signing_document};
use crate::json::{Object, Value};
use crate::key::{self, PublicKey};
use crate::report::code;
use crate::resolve::{Refusal, Source, VerificationMethod};
use crate::vc::context_urls::MULTIKEY_V1;

/// The verification method of a `did:key`, written with its fragment or without.
///
/// # Errors
/// `did.malformed` for anything but exactly one public key, `key.private_exposed` for a private one, `proof.key.weak` for a
/// weak one, `proof.key.malformed` for one that is no point on its curve, and `proof.vm.mismatch` for a fragment that is not the
/// key again.
pub fn verification_method(url: &DidUrl) -> Result<VerificationMethod, Refusal> {
    let identifier = url.did().identifier();
    let key = match PublicKey::from_did_key(identifier) {
        Ok(key) => Ok(key),
        Err(key::Error::Unsupported(kind)) => Err(kind),
        Err(error) => return Err(refusal(&error)),
    };
    if url.fragment().is_some_and(|fragment| fragment != identifier) {
        return Err(Refusal::new(code::proof::VM_MISMATCH, "write the key again as the fragment, or no fragment"));
    }
    Ok(VerificationMethod::new(url.as_str(), url.did().as_str(), key, Source::Did))
}

/// The document of a `did:key`: its one method as a `Multikey`, for everything that a key that signs can do. Keys for agreeing
/// on secrets are not derived from it. Where the DID is a JWK, its method goes by that and holds the Multikey of the same key.
///
/// ```
/// use microcred::resolve::did::{Did, key};
/// let did = Did::parse("did:key:z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi")?;
/// let document = key::document(&did)?;
/// assert_eq!(document.get("id").and_then(|id| id.as_str()), Some(did.as_str()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Those of [`verification_method`]; `did.method_unsupported` for another method, and `proof.key.type_mismatch` for a key of a
/// kind that is not used here.
pub fn document(did: &Did) -> Result<Value, Refusal> {
    if did.method() != "key" {
        return Err(Refusal::new(code::proof::DID_METHOD_UNSUPPORTED, "it is not a did:key"));
    }
    let key = PublicKey::from_did_key(did.identifier()).map_err(|error| refusal(&error))?;
    let id = format!("{did}#{}", did.identifier());
    let method = Object::new()
        .with("id", id.as_str())
        .with("type", "Multikey")
        .with("controller", did.as_str())
        .with("publicKeyMultibase", key.to_multikey());
    Ok(signing_document(did, MULTIKEY_V1, &id, method, false))
}

fn refusal(error: &key::Error) -> Refusal {
    let code = match error {
        key::Error::PrivateExposed | key::Error::Unsupported(_) => error.code(),
        error if error.is_of_the_key_itself() => error.code(),
        _ => code::proof::DID_MALFORMED,
    };
    Refusal::new(code, error.to_string())
}

#[cfg(test)]
mod tests {
    use crate::codec::multibase;
    use crate::json::Tree;
    use crate::key::{Jwk, KeyType, PublicKey};
    use crate::limits::Limits;
    use crate::report::{Code, code};
    use crate::resolve::{Plan, Source, VerificationMethod, plan};

    const KEY: &str = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi";
    const OTHER: &str = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";

    fn method(url: &str) -> Result<VerificationMethod, Code> {
        match plan(url) {
            Ok(Plan::Immediate(method)) => Ok(method),
            Ok(Plan::Needs(need)) => panic!("a did:key needs nothing, not {need:?}"),
            Err(refusal) => Err(refusal.code),
        }
    }

    #[test]
    fn both_ways_of_writing_it() {
        for url in [format!("did:key:{KEY}"), format!("did:key:{KEY}#{KEY}")] {
            let method = method(&url).unwrap();
            assert_eq!(method.key(), Ok(&PublicKey::from_multikey(KEY).unwrap()));
            assert_eq!((method.url(), method.source()), (url.as_str(), &Source::Did));
            assert_eq!(method.controller(), format!("did:key:{KEY}"));
        }
    }

    /// Case 73.
    #[test]
    fn di_didkey_fragment_mismatch() {
        assert_eq!(method(&format!("did:key:{KEY}#{OTHER}")), Err(code::proof::VM_MISMATCH));
        assert_eq!(method(&format!("did:key:{KEY}#key-1")), Err(code::proof::VM_MISMATCH));
    }

    /// Case 109.
    #[test]
    fn did_key_overlong_varint_wrong_codec_trailing_bytes() {
        let key = multibase::decode_base58btc(KEY).unwrap();
        let did = |bytes: &[u8]| method(&format!("did:key:{}", multibase::base58btc(bytes)));
        assert!(did(&key).is_ok());
        for (what, bytes) in [
            ("overlong varint", [&[0xed, 0x81, 0x00], &key[2..]].concat()),
            ("codec of a secret key", [&[0x80, 0x26], &key[2..]].concat()),
            ("codec of no key", [&[0x12, 0x20], &key[2..]].concat()),
            ("trailing byte", [&key[..], &[0]].concat()),
            ("missing byte", key[..33].to_vec()),
            ("no key at all", key[..2].to_vec()),
            ("nothing", Vec::new()),
        ] {
            assert_eq!(did(&bytes), Err(code::proof::DID_MALFORMED), "{what}");
        }
        for text in ["did:key:u7QE", "did:key:1.1:z6Mk", "did:key:z0", "did:key:", &format!("did:key:{KEY}/path#{KEY}")]
        {
            assert_eq!(method(text), Err(code::proof::DID_MALFORMED), "{text}");
        }
    }

    /// Case 87, behind a DID.
    #[test]
    fn weak_keys_are_named_as_such() {
        let weak = multibase::base58btc(&[&[0xed, 0x01][..], &[0; 32]].concat());
        assert_eq!(method(&format!("did:key:{weak}#{weak}")), Err(code::proof::KEY_WEAK));
    }

    #[test]
    fn keys_of_other_kinds_are_found_and_named() {
        let method = method("did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme").unwrap();
        assert_eq!(method.key(), Err(KeyType::Secp256k1));
    }

    /// Registered for kinds that have no name here, not registered at all, and longer than two bytes.
    #[test]
    fn keys_of_kinds_that_are_not_known_are_not_called_malformed() {
        for (what, header) in [
            ("sr25519", &[0xef, 0x01][..]),
            ("x448", &[0x84, 0x24][..]),
            ("sm2", &[0x86, 0x24][..]),
            ("a kind to come", &[0x90, 0x24][..]),
            ("three bytes", &[0xd2, 0xd6, 0x03][..]),
        ] {
            let multikey = multibase::base58btc(&[header, &[7; 32]].concat());
            let method = method(&format!("did:key:{multikey}#{multikey}")).unwrap();
            assert_eq!(method.key(), Err(KeyType::Other), "{what}");
        }
    }

    /// A DID of the tests of walt.id's identity libraries (OpenId4VciTest): the form that EBSI gives to natural persons.
    const OF_JWK: &str = "z2dmzD81cgPx8Vki7JbuuMmFYrWPgYoytykUZ3eyqht1j9Kboj7g9PfXJxbbs4KYegyr7ELnFVnpDMzbJJDDNZjavX6jvtDmALMb\
                          XAGW67pdTgFea2FrGGSFs8Ejxi96oFLGHcL4P6bjLDPBJEvRRHSrG4LsPne52fczt2MWjHLLJBvhAC";
    const JWK: &str = concat!(
        r#"{"crv":"P-256","kty":"EC","x":"AvOFLJgwIftVMBmW0Adfw1vZ6_f5rKz2Q9Il8tMyYv4","#,
        r#""y":"ZGynk89Jz8qKKP3qTlVm-w6LWc895B6__JbS4ldAQio"}"#
    );

    /// The DID of a JWK that is written like this.
    fn of_jwk(text: &str) -> String {
        let multibase = multibase::base58btc(&[&[0xd1, 0xd6, 0x03][..], text.as_bytes()].concat());
        format!("did:key:{multibase}#{multibase}")
    }

    #[test]
    fn a_did_key_that_is_a_jwk_is_read() {
        assert_eq!(of_jwk(JWK), format!("did:key:{OF_JWK}#{OF_JWK}"));
        for url in [format!("did:key:{OF_JWK}"), of_jwk(JWK)] {
            let method = method(&url).unwrap();
            let tree = Tree::parse(JWK, &Limits::default()).unwrap();
            assert_eq!(method.key(), Ok(Jwk::read(tree.root()).unwrap().key()));
            assert_eq!((method.url(), method.source()), (url.as_str(), &Source::Did));
            assert_eq!(method.controller(), format!("did:key:{OF_JWK}"));
        }
        assert_eq!(method(&format!("did:key:{OF_JWK}#{KEY}")), Err(code::proof::VM_MISMATCH));
    }

    /// One key has one name: its required members in their order and nothing else.
    #[test]
    fn a_jwk_in_any_other_form_is_no_did_key() {
        for (what, text) in [
            ("a space", JWK.replace(r#"","kty"#, r#"", "kty"#)),
            ("another order", JWK.replace(r#""crv":"P-256","kty":"EC""#, r#""kty":"EC","crv":"P-256""#)),
            ("an escape", JWK.replace("P-256", r"\u0050-256")),
            ("one more member", JWK.replace(r#""x":"#, r#""use":"sig","x":"#)),
            ("a kid", JWK.replace(r#""x":"#, r#""kid":"1","x":"#)),
            ("a member twice", JWK.replace(r#""x":"#, r#""kty":"EC","x":"#)),
            ("less", JWK.replace(r#""kty":"EC","#, "")),
            ("no JSON", JWK.replace('}', "")),
            ("more behind it", format!("{JWK} ")),
            ("no object", r#""P-256""#.to_owned()),
            ("nothing", String::new()),
        ] {
            assert_eq!(method(&of_jwk(&text)), Err(code::proof::DID_MALFORMED), "{what}");
        }
        let private = JWK.replace(r#""kty""#, r#""d":"AA","kty""#);
        assert_eq!(method(&of_jwk(&private)), Err(code::proof::KEY_PRIVATE_EXPOSED));
        let elsewhere = JWK.replace("AvOF", "AvOG");
        assert_eq!(method(&of_jwk(&elsewhere)), Err(code::proof::KEY_MALFORMED));
        let other_kind = method(&of_jwk(&JWK.replace("P-256", "secp256k1"))).unwrap();
        assert_eq!(other_kind.key(), Err(KeyType::Secp256k1));
    }

    /// Case 91, behind a DID: about half of all abscissas belong to no point of P-256.
    #[test]
    fn points_that_are_not_on_their_curve_are_named_as_such() {
        let bytes = |x: u8| [&[0x80, 0x24, 0x02][..], &[0; 31], &[x]].concat();
        let on_curve = |x: u8| PublicKey::from_multicodec(&bytes(x)).is_ok();
        let (good, bad) = ((0..=255).find(|x| on_curve(*x)).unwrap(), (0..=255).find(|x| !on_curve(*x)).unwrap());
        let did = |x: u8| method(&format!("did:key:{}", multibase::base58btc(&bytes(x)))).map(|_| ());
        assert_eq!((did(good), did(bad)), (Ok(()), Err(code::proof::KEY_MALFORMED)));
    }
}
