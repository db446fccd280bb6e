//! did:key ([the method](https://w3c-ccg.github.io/did-key-spec/)): the DID is the key, so there is nothing to look up.

use super::DidUrl;
use crate::key::{self, PublicKey};
use crate::report::code;
use crate::resolve::{Refusal, Source, VerificationMethod};

/// The verification method of a `did:key`, written with its fragment or without.
///
/// # Errors
/// `did.malformed` for anything but exactly one public key, `proof.key.weak` for a weak one, and `proof.vm.mismatch` for
/// a fragment that is not the key again.
pub fn verification_method(url: &DidUrl) -> Result<VerificationMethod, Refusal> {
    let identifier = url.did().identifier();
    let key = match PublicKey::from_multikey(identifier) {
        Ok(key) => Ok(key),
        Err(key::Error::Unsupported(kind)) => Err(kind),
        Err(error @ key::Error::Weak) => return Err(Refusal::new(error.code(), error.to_string())),
        Err(error) => return Err(Refusal::new(code::proof::DID_MALFORMED, error.to_string())),
    };
    if url.fragment().is_some_and(|fragment| fragment != identifier) {
        return Err(Refusal::new(code::proof::VM_MISMATCH, "write the key again as the fragment, or no fragment"));
    }
    Ok(VerificationMethod::new(url.as_str(), url.did().as_str(), key, Source::Did))
}

#[cfg(test)]
mod tests {
    use crate::codec::multibase;
    use crate::key::{KeyType, PublicKey};
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
        let method = method("did:key:zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP").unwrap();
        assert_eq!(method.key(), Err(KeyType::P256));
    }
}
