//! What an SD-JWT shows may become less, as its holder pleases, and never anything else.

use crate::changes::change;
use crate::changes::spelling::{respelled, text_of};
use crate::support::issuing_key;
use crate::ways::{leniently, reading, secured};
use crate::{changes_each, trusted_is_valid};
use microcred::Limits;
use microcred::codec::base64url;
use microcred::json::{Tree, Value};
use microcred::proof::Suite;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use std::sync::LazyLock;

/// One thing done to the parts that follow the token.
#[derive(Clone, Debug)]
enum Tampering {
    Withhold(Index),
    Repeat(Index),
    Exchange(Index, Index),
    /// Of another SD-JWT by the same issuer.
    Foreign(Index, Index),
    Edit(Index, crate::changes::Change),
    Respell(Index, u64),
    Flip(Index, Index, u8),
}

fn tampering() -> impl Strategy<Value = Tampering> {
    let index = any::<Index>;
    prop_oneof![
        2 => index().prop_map(Tampering::Withhold),
        1 => index().prop_map(Tampering::Repeat),
        1 => (index(), index()).prop_map(|(one, other)| Tampering::Exchange(one, other)),
        2 => (index(), index()).prop_map(|(place, other)| Tampering::Foreign(place, other)),
        3 => (index(), change()).prop_map(|(place, change)| Tampering::Edit(place, change)),
        1 => (index(), any::<u64>()).prop_map(|(place, seed)| Tampering::Respell(place, seed)),
        2 => (index(), index(), 1..=255_u8).prop_map(|(place, byte, flip)| Tampering::Flip(place, byte, flip)),
    ]
}

/// Two badges whose disclosures have salts of their own, and what the first says.
static ORIGINALS: LazyLock<([Vec<String>; 2], Value)> = LazyLock::new(|| {
    let texts = [issuing_key(), issuing_key()].map(|key| String::from_utf8(secured(key, Suite::SdJwt)).unwrap());
    let before = reading(&leniently(texts[0].as_bytes())).unwrap();
    (texts.map(|text| text.split('~').map(str::to_owned).collect()), before)
});

impl Tampering {
    /// The token, its disclosures, and what is after the last `~`.
    fn apply(&self, parts: &mut Vec<String>) {
        let count = parts.len().saturating_sub(2);
        let of = |index: &Index, more: usize| 1 + index.index(count + more);
        let edit = |text: &mut String, edit: &dyn Fn(&Value) -> String| {
            let inside =
                base64url::decode(text).ok().and_then(|bytes| Tree::parse_bytes(&bytes, &Limits::default()).ok());
            if let Some(inside) = inside {
                *text = base64url::encode(edit(&inside.root().to_value()).as_bytes());
            }
        };
        match self {
            Self::Foreign(place, other) => {
                let foreign = &ORIGINALS.0[1];
                let taken = foreign[1 + other.index(foreign.len() - 2)].clone();
                parts.insert(of(place, 1), taken);
            }
            _ if count == 0 => {}
            Self::Withhold(place) => drop(parts.remove(of(place, 0))),
            Self::Repeat(place) => parts.insert(of(place, 0), parts[of(place, 0)].clone()),
            Self::Exchange(one, other) => parts.swap(of(one, 0), of(other, 0)),
            Self::Edit(place, change) => edit(&mut parts[of(place, 0)], &|inside| {
                let mut inside = inside.clone();
                change.apply(&mut inside).unwrap_or_default();
                text_of(&inside)
            }),
            Self::Respell(place, seed) => edit(&mut parts[of(place, 0)], &|inside| respelled(inside, &mut { *seed })),
            Self::Flip(place, byte, flip) => {
                let place = of(place, 0);
                let mut bytes = parts[place].clone().into_bytes();
                let at = byte.index(bytes.len().max(1));
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = (*byte ^ flip) & 0x7f;
                }
                parts[place] = String::from_utf8(bytes).unwrap();
            }
        }
    }
}

/// Whether nothing stands here that did not stand there. One for an array of one is no difference.
fn is_part_of(now: &Value, before: &Value) -> bool {
    match (now, before) {
        (Value::Object(now), Value::Object(before)) => {
            now.iter().all(|(name, value)| before.get(name).is_some_and(|before| is_part_of(value, before)))
        }
        (Value::Array(now), Value::Array(before)) => {
            now.iter().all(|item| before.iter().any(|before| is_part_of(item, before)))
        }
        (now, Value::Array(before)) => before.iter().any(|before| is_part_of(now, before)),
        _ => now == before,
    }
}

proptest! {
    #![proptest_config(changes_each())]

    #[test]
    fn what_is_shown_was_signed(tamperings in vec(tampering(), 1..4)) {
        let ([original, _], before) = &*ORIGINALS;
        let mut parts = original.clone();
        tamperings.iter().for_each(|tampering| tampering.apply(&mut parts));
        let changed = parts.join("~");
        let verification = leniently(changed.as_bytes());
        match reading(&verification) {
            Some(now) => prop_assert!(is_part_of(&now, before), "{}", now),
            None => prop_assert_ne!(verification.acceptable(), Ok(()), "{}", verification),
        }
        trusted_is_valid(changed.as_bytes())?;
    }
}

/// Each alone: what is withheld is gone, and the rest stands.
#[test]
fn each_can_be_withheld() {
    let ([original, _], before) = &*ORIGINALS;
    assert!(original.len() > 4, "there are disclosures");
    for place in 1..original.len() - 1 {
        let mut parts = original.clone();
        parts.remove(place);
        let now = reading(&leniently(parts.join("~").as_bytes())).unwrap();
        assert!(is_part_of(&now, before) && now != *before, "{now}");
    }
}
