//! The same said in other letters, and almost the same: what a reader may take for equal and a signature may not.

use microcred::json::{Number, Object, Value};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Members that JSON has twice stand in an [`Object`] under this prefix, since it holds every name once.
pub const TWICE: &str = "twice:";

/// The document as text, with those members under their own name.
pub fn text_of(document: &Value) -> String {
    document.to_string().replace(&format!("\"{TWICE}"), "\"")
}

/// Another way to write one value, or something that looks like it.
#[derive(Clone, Debug)]
pub enum Spelling {
    /// Numbers with a point, an exponent, zeros.
    Number(Index),
    /// A moment in another zone, with a fraction, in small letters.
    Moment(Index),
    /// Letters composed, decomposed, from another script, or not to be seen.
    Letters(Index),
    /// IRIs with a default port, an escape, a slash.
    Iri(Index),
    /// A keyword of JSON-LD around it.
    Keyword(&'static str),
    /// A class by its other name or its IRI.
    Class(Index),
}

pub fn spelling() -> impl Strategy<Value = Spelling> {
    let index = any::<Index>;
    let keywords = select(vec!["@id", "@value", "@set", "@list", "@graph", "@language", "@included", "@nest"]);
    prop_oneof![
        3 => index().prop_map(Spelling::Number),
        3 => index().prop_map(Spelling::Moment),
        3 => index().prop_map(Spelling::Letters),
        2 => index().prop_map(Spelling::Iri),
        2 => keywords.prop_map(Spelling::Keyword),
        1 => index().prop_map(Spelling::Class),
    ]
}

impl Spelling {
    /// The value spelled so; nothing where that is not possible.
    pub fn of(&self, value: &Value) -> Option<Value> {
        let text = value.as_str();
        match self {
            Self::Number(index) => match value {
                Value::Number(number) => Number::from_text(&one(index, &numbers(number.text()))?).map(Value::Number),
                _ => one(index, &numerals(text?)).map(Value::from),
            },
            Self::Moment(index) => one(index, &moments(text?)).map(Value::from),
            Self::Letters(index) => one(index, &letters(text?)).map(Value::from),
            Self::Iri(index) => one(index, &iris(text?)).map(Value::from),
            Self::Class(index) => one(index, &classes(text?)).map(Value::from),
            Self::Keyword("@language") => Some(Object::new().with("@value", text?).with("@language", "en").into()),
            Self::Keyword(keyword @ ("@id" | "@value")) => Some(Object::new().with(keyword, value.clone()).into()),
            Self::Keyword(keyword) => Some(Object::new().with(keyword, Value::Array(vec![value.clone()])).into()),
        }
    }
}

fn one(index: &Index, spellings: &[String]) -> Option<String> {
    (!spellings.is_empty()).then(|| spellings[index.index(spellings.len())].clone())
}

/// The same number, where it is one at all.
fn numbers(text: &str) -> Vec<String> {
    let Some(number) = Number::from_text(text).map(|number| number.as_f64()) else { return Vec::new() };
    let mut spelled = vec![format!("{number:e}"), format!("{number:?}"), format!("-{text}")];
    if !text.contains(['e', 'E']) {
        spelled.extend(["e0", "E+0", "e-0", "e00"].map(|end| format!("{text}{end}")));
        spelled.push(if text.contains('.') { format!("{text}000") } else { format!("{text}.0") });
        spelled.push(format!("{}e-1", number * 10.0));
    }
    spelled
}

/// Numbers that stand in a text, where every sign is signed.
fn numerals(text: &str) -> Vec<String> {
    match text.parse::<f64>() {
        Ok(_) => {
            vec![format!("{text}.0"), format!("0{text}"), format!("+{text}"), format!("{text}e0"), format!(" {text}")]
        }
        Err(_) => Vec::new(),
    }
}

fn moments(text: &str) -> Vec<String> {
    let Some(local) = text.strip_suffix('Z').filter(|local| local.contains('T')) else { return Vec::new() };
    let mut spelled: Vec<String> = ["+00:00", "-00:00", "z", ".000Z", ".0Z", "", "+01:00", "+0000", " Z"]
        .map(|end| format!("{local}{end}"))
        .into();
    spelled.push(text.replace('T', "t"));
    spelled.push(text.replace('T', " "));
    spelled.push(format!("{}+01:00", local.replacen("T00", "T01", 1)));
    spelled
}

/// Each with its parts, in the letters that the badges have.
const COMPOSED: [(&str, &str); 4] = [("é", "e\u{301}"), ("É", "E\u{301}"), ("ü", "u\u{308}"), ("Å", "A\u{30a}")];

fn letters(text: &str) -> Vec<String> {
    let mut spelled = Vec::new();
    for (whole, parts) in COMPOSED {
        spelled.extend([text.replace(whole, parts), text.replace(parts, whole)]);
    }
    spelled.extend([text.replace('a', "а"), text.replace('e', "е"), text.replace('Å', "\u{212b}")]);
    spelled.extend([text.to_uppercase(), text.to_lowercase()]);
    spelled.extend(["\u{200b}", "\u{feff}", " ", "\u{a0}", "\u{0}"].map(|more| format!("{text}{more}")));
    spelled.push(format!(" {text}"));
    spelled.push(text.trim().to_owned());
    spelled.retain(|spelled| spelled != text);
    spelled
}

fn iris(text: &str) -> Vec<String> {
    let Some((scheme, rest)) = text.split_once(':').filter(|(scheme, _)| !scheme.contains(' ')) else {
        return Vec::new();
    };
    let mut spelled =
        vec![format!("{}:{rest}", scheme.to_uppercase()), format!("{text}/"), format!("{text}#"), format!("{text}?")];
    if let Some((host, path)) = rest.trim_start_matches('/').split_once('/') {
        spelled.push(format!("{scheme}://{host}:443/{path}"));
        spelled.push(format!("{scheme}://{}/{path}", host.to_uppercase()));
        spelled.push(format!("{scheme}://{host}/./{path}"));
        spelled.push(format!("{scheme}://{host}/x/../{path}"));
    }
    spelled.push(text.replacen('e', "%65", 1));
    spelled.push(rest.to_owned());
    spelled.push(format!("<{text}>"));
    spelled
}

fn classes(text: &str) -> Vec<String> {
    if text.is_empty() || !text.chars().all(|letter| letter.is_ascii_alphabetic()) {
        return Vec::new();
    }
    let mut spelled = vec![
        format!("https://purl.imsglobal.org/spec/vc/ob/vocab.html#{text}"),
        format!("https://www.w3.org/2018/credentials#{text}"),
        format!("ob:{text}"),
        format!("_:{text}"),
    ];
    match text {
        "OpenBadgeCredential" => spelled.push("AchievementCredential".to_owned()),
        "AchievementCredential" => spelled.push("OpenBadgeCredential".to_owned()),
        _ => {}
    }
    spelled
}

/// Another name for a member: an alias, a keyword, an IRI, or letters that look the same.
pub fn another_name(name: &str, index: &Index) -> String {
    let mut names = vec![
        name.to_uppercase(),
        format!("{name} "),
        format!("{name}\u{200b}"),
        name.replacen('a', "а", 1),
        name.replacen('e', "е", 1),
        format!("https://purl.imsglobal.org/spec/vc/ob/vocab.html#{name}"),
        format!("https://www.w3.org/2018/credentials#{name}"),
        format!("https://schema.org/{name}"),
        format!("schema:{name}"),
        format!("@{name}"),
    ];
    match name {
        "id" | "type" => names.extend([format!("@{name}"), format!("@{name}")]),
        "@context" => names.push("context".to_owned()),
        _ => {}
    }
    names.swap_remove(index.index(names.len()))
}

/// The same JSON with members in another order, white space between, and escapes inside strings.
pub fn respelled(value: &Value, seed: &mut u64) -> String {
    let mut next = || {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *seed >> 33
    };
    let space = [" ", "", "\n", "\t\r "][(next() % 4) as usize];
    let rotation = next() as usize;
    match value {
        Value::Object(object) => {
            let mut members: Vec<_> = object.iter().collect();
            let middle = rotation % members.len().max(1);
            members.rotate_left(middle);
            let members: Vec<String> = members
                .into_iter()
                .map(|(name, value)| {
                    let name = name.strip_prefix(TWICE).unwrap_or(name);
                    format!("{}{space}:{}", respelled(&name.into(), seed), respelled(value, seed))
                })
                .collect();
            format!("{{{space}{}}}", members.join(&format!("{space},")))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| respelled(item, seed)).collect();
            format!("[{}{space}]", items.join(&format!(",{space}")))
        }
        Value::String(text) => {
            let escaped = |letter: char| {
                letter.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04X}")).collect::<String>()
            };
            let mut spelled = String::new();
            for letter in text.chars() {
                let special = matches!(letter, '"' | '\\') || letter < ' ';
                *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                if special || (*seed >> 33).is_multiple_of(16) {
                    spelled.push_str(&escaped(letter))
                } else {
                    spelled.push(letter)
                }
            }
            format!("\"{spelled}\"")
        }
        other => format!("{space}{other}"),
    }
}
