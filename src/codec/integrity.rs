//! Digests as documents write them down beside the address of what they point to: Subresource Integrity and multihash.

use super::{Error, base64, digest, multibase};

/// The hash functions that such digests are made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl Algorithm {
    /// All of them, the weakest first.
    pub const ALL: [Self; 3] = [Self::Sha256, Self::Sha384, Self::Sha512];

    /// The name in Subresource Integrity, such as `sha384`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
        }
    }

    /// The algorithm of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == name)
    }

    /// Bytes of a digest.
    fn length(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// The header of its multihashes: the code of the algorithm and the length of the digest, each a varint of one byte.
    fn multihash(self) -> [u8; 2] {
        match self {
            Self::Sha256 => [0x12, 32],
            Self::Sha384 => [0x20, 48],
            Self::Sha512 => [0x13, 64],
        }
    }
}

/// A digest with the function that made it.
///
/// ```
/// use microcred::codec::integrity::Digest;
/// let sri = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
/// let digests = Digest::from_integrity(sri)?;
/// assert!(digests[0].is_of(b"abc"));
/// # Ok::<(), microcred::codec::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Digest {
    algorithm: Algorithm,
    bytes: Vec<u8>,
}

impl Digest {
    /// The digest of some bytes.
    pub fn of(algorithm: Algorithm, bytes: impl AsRef<[u8]>) -> Self {
        let bytes = match algorithm {
            Algorithm::Sha256 => digest::sha256(bytes).to_vec(),
            Algorithm::Sha384 => digest::sha384(bytes).to_vec(),
            Algorithm::Sha512 => digest::sha512(bytes).to_vec(),
        };
        Self { algorithm, bytes }
    }

    /// A digest that was computed before.
    ///
    /// # Errors
    /// If it has not the length that digests of the algorithm have.
    pub fn from_bytes(algorithm: Algorithm, bytes: Vec<u8>) -> Result<Self, Error> {
        if bytes.len() == algorithm.length() { Ok(Self { algorithm, bytes }) } else { Err(Error::Length) }
    }

    /// The digests of [integrity metadata](https://www.w3.org/TR/SRI/#the-integrity-attribute) that count: those by the
    /// strongest algorithm among them, any of which may match.
    ///
    /// # Errors
    /// If none of its items is a digest, or one of a known algorithm does not decode.
    pub fn from_integrity(text: &str) -> Result<Vec<Self>, Error> {
        let mut digests = Vec::new();
        for item in text.split_ascii_whitespace() {
            // Options after a question mark are reserved and say nothing yet.
            let item = item.split('?').next().unwrap_or_default();
            let Some((name, value)) = item.split_once('-') else { return Err(Error::Integrity) };
            // Algorithms that are not known are to be passed over.
            let Some(algorithm) = Algorithm::from_name(name) else { continue };
            // Digests stand there in the alphabets of either base64.
            let value = value.replace('-', "+").replace('_', "/");
            digests.push(Self::from_bytes(algorithm, base64::decode(&value)?)?);
        }
        let strongest = digests.iter().map(|digest| digest.algorithm).max().ok_or(Error::Integrity)?;
        digests.retain(|digest| digest.algorithm == strongest);
        Ok(digests)
    }

    /// The digest in a [multibase](https://www.w3.org/TR/cid-1.0/#multibase-0) text: a
    /// [multihash](https://www.w3.org/TR/cid-1.0/#multihash), or a digest without the header of one, as many write it.
    ///
    /// # Errors
    /// For other encodings and for hash functions that are not used here.
    pub fn from_multibase(text: &str) -> Result<Self, Error> {
        let bytes = multibase::decode(text)?;
        let bare = Algorithm::ALL.into_iter().find(|algorithm| bytes.len() == algorithm.length());
        if let Some(algorithm) = bare {
            return Self::from_bytes(algorithm, bytes);
        }
        let with_header =
            |algorithm: Algorithm| bytes.strip_prefix(&algorithm.multihash()).map(|rest| (algorithm, rest));
        let (algorithm, rest) = Algorithm::ALL.into_iter().find_map(with_header).ok_or(Error::Codec)?;
        Self::from_bytes(algorithm, rest.to_vec())
    }

    /// The digest as [Subresource Integrity](https://www.w3.org/TR/SRI/#the-integrity-attribute) writes it.
    pub fn to_integrity(&self) -> String {
        format!("{}-{}", self.algorithm.as_str(), base64::encode(&self.bytes))
    }

    /// Whether it is the digest of these bytes.
    pub fn is_of(&self, bytes: impl AsRef<[u8]>) -> bool {
        *self == Self::of(self.algorithm, bytes)
    }

    /// The function that made it.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

/// What an object states as `digestSRI`, or else as `digestMultibase`, in the spelling of the first
/// ([Integrity of Related Resources](https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources)).
pub(crate) fn stated(sri: Option<&str>, multibase: Option<&str>) -> Option<String> {
    let of_multibase = |text| Digest::from_multibase(text).ok().map(|digest| digest.to_integrity());
    sri.map(str::to_owned).or_else(|| multibase.and_then(of_multibase))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BARE: &str = "uJKGMkOmFbVJhEfKTduMC2XCyvRAYLjOVmZWwIH1wQ7k";

    /// FIPS 180-4's own samples of "abc", in the spelling of Subresource Integrity.
    #[test]
    fn the_strongest_counts() {
        let sha256 = "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
        let sha512 = "sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==";
        let found = Digest::from_integrity(&format!("{sha256} {sha512}?later unknown-zzzz")).unwrap();
        assert_eq!(found[0].to_integrity(), sha512);
        assert_eq!(found, [Digest::of(Algorithm::Sha512, "abc")]);
        assert_eq!(Digest::from_integrity(&sha256.replace('+', "-").replace('/', "_")), Digest::from_integrity(sha256));
        for (wrong, why) in [
            ("", Error::Integrity),
            ("sha256", Error::Integrity),
            ("unknown-zzzz", Error::Integrity),
            ("sha256-AAAA", Error::Length),
            ("sha384-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=", Error::Length),
        ] {
            assert_eq!(Digest::from_integrity(wrong), Err(why), "{wrong}");
        }
    }

    /// Both spellings; the last is how the W3C's suite for the data model writes a digest of the first bytes of its context.
    #[test]
    fn multihashes_with_and_without_header() {
        for algorithm in Algorithm::ALL {
            let digest = Digest::of(algorithm, "abc");
            let whole = [&algorithm.multihash()[..], &digest.bytes].concat();
            for text in [multibase::base58btc(&whole), format!("u{}", super::super::base64url::encode(&whole))] {
                assert_eq!(Digest::from_multibase(&text).as_ref(), Ok(&digest));
            }
            assert_eq!(Digest::from_multibase(&multibase::base58btc(&digest.bytes)), Ok(digest));
        }
        assert_eq!(Digest::from_multibase(BARE).map(|digest| digest.algorithm), Ok(Algorithm::Sha256));
        // The length in the header is another one, the function is SHA-1, there is no prefix.
        for wrong in [[&[0x12, 33][..], &[0; 33]].concat(), [&[0x11, 20][..], &[0; 20]].concat(), vec![0; 31]] {
            assert!(Digest::from_multibase(&multibase::base58btc(&wrong)).is_err());
        }
        assert_eq!(Digest::from_multibase(&BARE[1..]), Err(Error::Prefix));
    }
}
