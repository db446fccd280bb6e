//! base58btc, the alphabet of `did:key` and `proofValue`.

use super::Error;

const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// Longer texts are refused: decoding costs the square of the length.
const LONGEST: usize = 2048;

const INVALID: u8 = 0xff;

const VALUES: [u8; 128] = {
    let mut values = [INVALID; 128];
    let mut digit = 0;
    while digit < 58 {
        values[ALPHABET[digit] as usize] = digit as u8;
        digit += 1;
    }
    values
};

/// Encodes bytes, leading zeros as leading `1`s.
pub fn encode(bytes: &[u8]) -> String {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let mut digits: Vec<u8> = Vec::with_capacity(bytes.len() * 138 / 100 + 1);
    for byte in &bytes[zeros..] {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            carry += u32::from(*digit) << 8;
            *digit = (carry % 58) as u8;
            carry /= 58;
        }
        while carry > 0 {
            digits.push((carry % 58) as u8);
            carry /= 58;
        }
    }
    std::iter::repeat_n('1', zeros)
        .chain(digits.iter().rev().map(|digit| ALPHABET[usize::from(*digit)] as char))
        .collect()
}

/// Decodes a text.
///
/// # Errors
/// For characters outside the alphabet, and for texts of more than 2048 characters.
pub fn decode(text: &str) -> Result<Vec<u8>, Error> {
    if text.len() > LONGEST {
        return Err(Error::TooLong);
    }
    let zeros = text.bytes().take_while(|byte| *byte == b'1').count();
    // Base 2^64 limbs, least significant first; ten digits at a time (58^10 < 2^64).
    let mut limbs: Vec<u64> = Vec::with_capacity(text.len() / 10 + 1);
    let digits = &text.as_bytes()[zeros..];
    for (chunk_at, chunk) in digits.chunks(10).enumerate() {
        let mut carry = 0_u128;
        let mut factor = 1_u128;
        for (at, byte) in chunk.iter().enumerate() {
            let value = VALUES.get(usize::from(*byte)).copied().unwrap_or(INVALID);
            if value == INVALID {
                return Err(Error::Alphabet(zeros + chunk_at * 10 + at));
            }
            carry = carry * 58 + u128::from(value);
            factor *= 58;
        }
        for limb in &mut limbs {
            carry += u128::from(*limb) * factor;
            *limb = carry as u64;
            carry >>= 64;
        }
        if carry > 0 {
            limbs.push(carry as u64);
        }
    }
    let mut bytes = Vec::with_capacity(zeros + limbs.len() * 8);
    bytes.resize(zeros, 0);
    for (place, limb) in limbs.iter().rev().enumerate() {
        let leading = if place == 0 { limb.leading_zeros() as usize / 8 } else { 0 };
        bytes.extend_from_slice(&limb.to_be_bytes()[leading..]);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The samples of the IETF draft "The Base58 Encoding Scheme".
    #[test]
    fn samples_of_the_draft() {
        for (bytes, text) in [
            (&b"Hello World!"[..], "2NEpo7TZRRrLZSi2U"),
            (
                b"The quick brown fox jumps over the lazy dog.",
                "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
            ),
            (&[0x00, 0x00, 0x28, 0x7f, 0xb4, 0xcd], "11233QC4"),
        ] {
            assert_eq!(encode(bytes), text);
            assert_eq!(decode(text).as_deref(), Ok(bytes));
        }
    }

    #[test]
    fn refuses_what_is_outside_the_alphabet() {
        assert_eq!(decode("111110"), Err(Error::Alphabet(5)));
        assert_eq!(decode("z\u{e9}"), Err(Error::Alphabet(1)));
        assert_eq!(decode(&"2".repeat(3000)), Err(Error::TooLong));
    }
}
