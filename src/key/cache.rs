//! Public keys lately read, so that the badges of one issuer do not pay for its key again and again.
//!
//! A key follows from its text and from nothing else, so remembering one changes no verdict. A stranger who chooses many
//! keys can only displace others: the places are fixed in number, each holds one text of
//! bounded length and its key.

use super::PublicKey;
use rustc_hash::FxHasher;
use std::hash::Hasher;
use std::sync::RwLock;

/// How many keys are remembered.
const PLACES: usize = 256;

/// Multikeys of Ed25519 have 48 characters, those of RSA with 4096 bits have 725; what is longer is seldom seen twice.
const LONGEST: usize = 768;

struct Known {
    text: Box<str>,
    key: PublicKey,
}

/// The Multikeys of this process.
pub(super) static MULTIKEYS: Cache = Cache::new();

/// And its JWKs, by what they follow from: apart, since a text of one form must not pass as one of the other.
pub(super) static JWKS: Cache = Cache::new();

pub(super) struct Cache([RwLock<Option<Known>>; PLACES]);

impl Cache {
    const fn new() -> Self {
        Self([const { RwLock::new(None) }; PLACES])
    }

    /// The key that `text` stands for: as remembered, or as `decode` reads it.
    pub(super) fn remembered<E>(
        &self,
        text: &str,
        decode: impl FnOnce(&str) -> Result<PublicKey, E>,
    ) -> Result<PublicKey, E> {
        if text.len() > LONGEST {
            return decode(text);
        }
        let mut hasher = FxHasher::default();
        hasher.write(text.as_bytes());
        let place = &self.0[hasher.finish() as usize % PLACES];
        // Nobody waits for anybody: a place in use is as good as an empty one.
        if let Ok(known) = place.try_read()
            && let Some(known) = known.as_ref().filter(|known| *known.text == *text)
        {
            return Ok(known.key.clone());
        }
        let key = decode(text)?;
        if let Ok(mut known) = place.try_write() {
            *known = Some(Known { text: text.into(), key: key.clone() });
        }
        Ok(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::{Error, PrivateKey};

    #[test]
    fn each_text_keeps_its_own_key() {
        let cache = Cache::new();
        let texts: Vec<(String, PublicKey)> = (0..3 * PLACES as u32)
            .map(|number| {
                let mut seed = [7; 32];
                seed[..4].copy_from_slice(&number.to_le_bytes());
                let key = PrivateKey::from_ed25519_seed(&seed).public_key().clone();
                (key.to_multikey(), key)
            })
            .collect();
        for (text, key) in texts.iter().chain(&texts).chain(texts.iter().rev()) {
            assert_eq!(cache.remembered(text, PublicKey::decode_multikey).as_ref(), Ok(key));
        }
    }

    #[test]
    fn a_remembered_key_is_not_read_again_and_errors_are_not_remembered() {
        let cache = Cache::new();
        let key = PrivateKey::from_ed25519_seed(&[9; 32]).public_key().clone();
        assert_eq!(cache.remembered("z6Mk", |_| Err(Error::Header)), Err(Error::Header));
        assert_eq!(cache.remembered::<Error>("z6Mk", |_| Ok(key.clone())).as_ref(), Ok(&key));
        assert_eq!(cache.remembered("z6Mk", |_| Err(Error::Header)).as_ref(), Ok(&key));
        let long = "z".repeat(LONGEST + 1);
        assert_eq!(cache.remembered::<Error>(&long, |_| Ok(key.clone())).as_ref(), Ok(&key));
        assert_eq!(cache.remembered(&long, |_| Err(Error::Header)), Err(Error::Header));
    }
}
