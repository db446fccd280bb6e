//! Changes that keep the form: members of JSON moved, copied, renamed and exchanged, lines exchanged, checksums made right.
//!
//! What is signed only after it was changed is read by whatever comes behind the signature; bytes that were merely flipped end
//! at the parser or at the signature.

use crate::material;
use microcred::Limits;
use microcred::json::{Number, Object, Pointer, Tree, Value};

/// What bytes are taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Anything: libFuzzer changes them.
    Bytes,
    /// A JSON text.
    Json,
    /// Lines, some of which are JSON texts.
    Lines,
}

impl Shape {
    /// The same changed a little; nothing where libFuzzer is to do it.
    pub fn mutate(self, data: &[u8], longest: usize, seed: u32) -> Option<Vec<u8>> {
        let mut chance = Chance(u64::from(seed) ^ 0x9e37_79b9_7f4a_7c15);
        // Whatever two readers could take differently is a matter of single bytes.
        if self == Self::Bytes || chance.below(4) == 0 {
            return None;
        }
        let text = std::str::from_utf8(data).ok()?;
        let changed = match self {
            Self::Json => changed(text, &mut chance)?,
            _ => {
                let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
                let at = chance.below(lines.len());
                match chance.below(8) {
                    0 => drop(lines.remove(at)),
                    1 => lines.insert(at, lines[chance.below(lines.len())].clone()),
                    2 => {
                        let other = chance.below(lines.len());
                        lines.swap(at, other);
                    }
                    _ => lines[at] = changed(&lines[at], &mut chance)?,
                }
                lines.join("\n")
            }
        };
        (changed.len() <= longest).then(|| changed.into_bytes())
    }
}

/// Numbers that look as if they were drawn.
pub struct Chance(u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    fn of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }
}

fn changed(text: &str, chance: &mut Chance) -> Option<String> {
    let mut value = Tree::parse(text, &Limits::default()).ok()?.root().to_value();
    for _ in 0..=chance.below(3) {
        change(&mut value, chance);
    }
    Some(if chance.below(16) == 0 { value.to_string_pretty() } else { value.to_string() })
}

/// Every place in a value.
fn places(value: &Value, here: &Pointer, found: &mut Vec<Pointer>) {
    found.push(here.clone());
    match value {
        Value::Object(object) => object.iter().for_each(|(name, value)| places(value, &here.member(name), found)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| places(value, &here.item(index), found));
        }
        _ => {}
    }
}

fn at<'v>(value: &'v mut Value, pointer: &Pointer) -> Option<&'v mut Value> {
    pointer.steps().try_fold(value, |value, step| match value {
        Value::Object(object) => object.get_mut(&step),
        Value::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
        _ => None,
    })
}

/// One change.
fn change(document: &mut Value, chance: &mut Chance) -> Option<()> {
    let mut all = Vec::new();
    places(document, &Pointer::root(), &mut all);
    let place = chance.of(&all);
    let other = chance.of(&all);
    let elsewhere = at(document, &other)?.clone();
    let target = at(document, &place)?;
    match chance.below(14) {
        // Exchanged for what stands elsewhere, or for what means something somewhere.
        0 => *target = elsewhere,
        1 => *target = any(chance),
        2 => *target = Value::Array(vec![target.clone()]),
        3 => *target = target.as_array()?.first()?.clone(),
        4 => *target = target.get("id").or_else(|| target.get("@value")).or_else(|| target.get("@id"))?.clone(),
        5 => {
            let name = chance.of(&["@value", "id", "@id", "@graph", "@list", "@set", "@included", "type"]);
            *target = Object::new().with(name, target.clone()).into();
        }
        // A member or an item more, or one less.
        6 | 7 => match target {
            Value::Object(object) => {
                let name = material::word(chance);
                let value = if chance.below(2) == 0 { elsewhere } else { any(chance) };
                object.insert(&name, value);
            }
            Value::Array(items) => {
                let index = chance.below(items.len() + 1);
                items.insert(index, elsewhere);
            }
            scalar => *scalar = any(chance),
        },
        8 => match target {
            Value::Object(object) => {
                let name = object.iter().nth(chance.below(object.len()))?.0.to_owned();
                object.remove(&name);
            }
            Value::Array(items) if !items.is_empty() => drop(items.remove(chance.below(items.len()))),
            scalar => *scalar = Value::Null,
        },
        // A member under another name.
        9 => {
            let object = target.as_object_mut()?;
            let name = object.iter().nth(chance.below(object.len()))?.0.to_owned();
            let value = object.remove(&name)?;
            object.insert(&material::word(chance), value);
        }
        10 => match target {
            Value::Array(items) if items.len() > 1 => {
                let (one, two) = (chance.below(items.len()), chance.below(items.len()));
                items.swap(one, two);
            }
            Value::Array(items) => items.extend(items.clone()),
            _ => *target = elsewhere,
        },
        // Texts and numbers by themselves.
        _ => match target {
            Value::String(text) => *text = respelled(text, chance),
            Value::Number(number) => *number = Number::from_text(chance.of(&NUMBERS)).unwrap_or(number.clone()),
            Value::Bool(truth) => *truth = !*truth,
            _ => *target = any(chance),
        },
    }
    Some(())
}

const NUMBERS: [&str; 14] = [
    "0",
    "-0",
    "1",
    "-1",
    "2.5",
    "1e0",
    "1E400",
    "9007199254740993",
    "18446744073709551616",
    "0.1",
    "1e-7",
    "131072",
    "94567",
    "4294967296",
];

fn any(chance: &mut Chance) -> Value {
    match chance.below(8) {
        0 => Value::Null,
        1 => Value::Bool(chance.below(2) == 0),
        2 => Number::from_text(chance.of(&NUMBERS)).map_or(Value::Null, Value::Number),
        3 => Value::Array(Vec::new()),
        4 => Object::new().into(),
        _ => material::word(chance).into(),
    }
}

fn respelled(text: &str, chance: &mut Chance) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let at = chance.below(letters.len() + 1);
    match chance.below(8) {
        0 => return material::word(chance),
        1 => letters.truncate(at),
        2 if at < letters.len() => drop(letters.remove(at)),
        3 => letters.insert(at, chance.of(&['0', '9', 'z', 'A', ' ', '-', '/', '#', ':', '%', '.', '_', '\u{0}'])),
        4 => letters.insert(at, chance.of(&['\u{202e}', 'é', '\u{301}', '\u{feff}', '𝒳', '\u{7f}', '<', '"', '&'])),
        5 if at < letters.len() => letters[at] = chance.of(&['0', '1', 'a', 'Z', '~', '?', '@', '\\']),
        6 => letters.extend(material::word(chance).chars()),
        _ => letters.splice(0..0, material::word(chance).chars()).for_each(drop),
    }
    letters.into_iter().collect()
}
