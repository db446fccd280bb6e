//! How a key is written in the documents that list it.

use super::{Jwk, PublicKey};
use crate::json::{Node, Object, Value};

/// A key as documents list it. Each has one Multikey and one JWK, so texts can be compared where keys are looked for: to read a point of
/// a curve takes long, and a stranger's document may hold thousands.
pub(crate) struct WrittenKey {
    multikey: String,
    jwk: Object,
}

impl WrittenKey {
    pub(crate) fn of(key: &PublicKey) -> Self {
        Self { multikey: key.to_multikey(), jwk: Jwk::new(key.clone()).to_json() }
    }

    /// Whether a text is its Multikey.
    pub(crate) fn is_multikey(&self, text: &str) -> bool {
        self.multikey == text
    }

    /// Whether a JWK holds its numbers.
    pub(crate) fn is_in_jwk(&self, jwk: Node<'_>) -> bool {
        let mut numbers = self.jwk.iter().filter(|(name, _)| !matches!(*name, "kty" | "crv"));
        numbers.all(|(name, number)| jwk.get(name).and_then(Node::as_str) == Value::as_str(number))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // clippy does not see that these are tests
mod tests {
    use super::*;
    use crate::json::Tree;
    use crate::key::PrivateKey;
    use crate::limits::Limits;

    #[test]
    fn each_key_is_found_as_it_is_written() {
        let [one, other] = [1, 2].map(|seed| PrivateKey::from_ed25519_seed(&[seed; 32]).public_key().clone());
        let p256 = PublicKey::from_multikey("zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP").unwrap();
        let keys = [one, other, p256];
        for (at, key) in keys.iter().enumerate() {
            let jwk = Value::from(Jwk::new(key.clone()).with_kid("1").to_json()).to_string();
            let tree = Tree::parse(&jwk, &Limits::default()).unwrap();
            for (place, known) in keys.iter().enumerate() {
                let written = WrittenKey::of(known);
                assert_eq!(written.is_multikey(&key.to_multikey()), at == place);
                assert_eq!(written.is_in_jwk(tree.root()), at == place);
            }
        }
    }
}
