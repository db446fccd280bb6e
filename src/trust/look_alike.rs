//! Names and hosts that can be mistaken for others ([UTS #39](https://www.unicode.org/reports/tr39/)).
//!
//! None of it makes a credential wrong: the issuer's id counts in every character whatever it looks like. But people read the
//! name, and whoever adds an issuer to their anchors should look at it letter by letter.

use crate::codec::invisible::is_invisible;
use crate::codec::punycode::host_to_ascii;
use crate::json::Pointer;
use crate::report::{Finding, Findings, code};
use crate::resolve::did::Did;

/// What about an issuer's id and name can be mistaken for somebody else's: `issuer.unicode`, a warning, once for each.
///
/// `issuer` is where the issuer stands in the credential. The id is warned of if its host is not plain ASCII, written as such or
/// in its `xn--` form; both, if they hold characters that cannot be seen or that turn the direction of text around, letters of
/// several scripts in one word, or letters that only imitate the Latin ones.
///
/// ```
/// use microcred::json::Pointer;
/// use microcred::report::code;
/// use microcred::trust::look_alikes;
/// let issuer = Pointer::root().member("issuer");
/// assert!(look_alikes("did:web:mit.edu", Some("Universit\u{e4}t Wien / \u{411}\u{413}\u{423}"), &issuer).is_empty());
/// let findings = look_alikes("did:web:xn--mi-smc.edu", Some("MI\u{422}"), &issuer);
/// assert_eq!(findings.len(), 2);
/// assert!(findings.contains(code::issuer::UNICODE));
/// ```
pub fn look_alikes(id: &str, name: Option<&str>, issuer: &Pointer) -> Findings {
    let of_id = host_problem(id).or_else(|| problem(id));
    let of_name = name.and_then(problem);
    let finding = |pointer: Pointer, detail: String| Finding::new(code::issuer::UNICODE, pointer, detail);
    let id = of_id.map(|detail| finding(issuer.member("id"), format!("the id {detail}")));
    let name = of_name.map(|detail| finding(issuer.member("name"), format!("the name {detail}")));
    id.into_iter().chain(name).collect()
}

/// A host that is shown in other letters than those it is looked up by.
fn host_problem(id: &str) -> Option<String> {
    let host = match Did::parse(id) {
        Ok(did) if did.method() == "web" => did.identifier().split([':', '%']).next().map(str::to_owned),
        Ok(_) => None,
        Err(_) => host(id).map(str::to_owned),
    }?;
    let Some(host) = host_to_ascii(&host) else {
        return Some(format!("has a host that is longer than hosts are: {}", spelled(&host)));
    };
    let is_foreign = |label: &str| label.starts_with("xn--") || label.contains('%');
    host.split('.')
        .any(is_foreign)
        .then(|| format!("has a host with letters beyond a to z, which is looked up as {}", spelled(&host)))
}

/// The host of any URL that has one, roughly: it is only looked at.
fn host(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '\\', '?', '#']).next()?;
    authority.rsplit('@').next()?.split(':').next()
}

fn problem(text: &str) -> Option<String> {
    // Most are plain letters, which are what they look like.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return None;
    }
    let mut before = None;
    for (at, character) in text.char_indices() {
        let after = text[at + character.len_utf8()..].chars().next();
        if is_hidden(character, before, after) {
            return Some(format!("holds a character that cannot be seen: U+{:04X}", u32::from(character)));
        }
        if is_imitation(character) {
            return Some(format!("holds a letter that imitates a Latin one: {}", spelled(text)));
        }
        before = Some(character);
    }
    let mixed = text.split(|character: char| !character.is_alphabetic()).find(|word| mixes_scripts(word))?;
    Some(format!("mixes letters of several scripts in one word: {}", spelled(mixed)))
}

/// A text in which every character beyond ASCII is a number; shortened.
fn spelled(text: &str) -> String {
    const LONGEST: usize = 80;
    let mut spelled = String::new();
    for character in text.chars().take(LONGEST) {
        match character.is_ascii() && !character.is_ascii_control() {
            true => spelled.push(character),
            false => spelled.push_str(&format!("\\u{{{:x}}}", u32::from(character))),
        }
    }
    spelled
}

fn is_hidden(character: char, before: Option<char>, after: Option<char>) -> bool {
    // Joiners shape letters in Arabic and Indic scripts, and emoji; between other letters they only hide.
    let joins = |neighbour: Option<char>| {
        neighbour.is_some_and(|other| matches!(other, '\u{600}'..='\u{109f}' | '\u{2600}'..='\u{27bf}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}'))
    };
    match character {
        '\u{200c}' | '\u{200d}' => !(joins(before) && joins(after)),
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{3164}' | '\u{ffa0}' => true,
        '\u{e0000}'..='\u{e0fff}' => true,
        other => other.is_control() || is_invisible(other),
    }
}

/// Mathematical and full-width letters and digits, and those in circles and squares.
fn is_imitation(character: char) -> bool {
    matches!(character, '\u{ff10}'..='\u{ff5a}' | '\u{1d400}'..='\u{1d7ff}' | '\u{24b6}'..='\u{24e9}' | '\u{1f130}'..='\u{1f189}')
}

fn mixes_scripts(word: &str) -> bool {
    let mut scripts = word.chars().filter_map(script);
    match scripts.next() {
        Some(first) => scripts.any(|other| other != first),
        None => false,
    }
}

/// The scripts that have letters which look like another's. Han, kana and Hangul stand together, and beside Latin, rightly.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Greek,
    Cyrillic,
    Armenian,
    Hebrew,
    Arabic,
    Georgian,
    CanadianAboriginal,
    Cherokee,
    Coptic,
    Lisu,
}

fn script(character: char) -> Option<Script> {
    Some(match character {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{2af}' | '\u{1d00}'..='\u{1d25}' | '\u{1e00}'..='\u{1eff}' => {
            Script::Latin
        }
        '\u{2c60}'..='\u{2c7f}' | '\u{a722}'..='\u{a7ff}' | '\u{ab30}'..='\u{ab64}' => Script::Latin,
        '\u{370}'..='\u{3ff}' | '\u{1d26}'..='\u{1d2a}' | '\u{1f00}'..='\u{1fff}' | '\u{2126}' => Script::Greek,
        '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' | '\u{1d2b}' | '\u{2de0}'..='\u{2dff}' => Script::Cyrillic,
        '\u{a640}'..='\u{a69f}' => Script::Cyrillic,
        '\u{531}'..='\u{58a}' => Script::Armenian,
        '\u{591}'..='\u{5f4}' => Script::Hebrew,
        '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}' => Script::Arabic,
        '\u{10a0}'..='\u{10ff}' | '\u{1c90}'..='\u{1cbf}' | '\u{2d00}'..='\u{2d2d}' => Script::Georgian,
        '\u{1400}'..='\u{167f}' => Script::CanadianAboriginal,
        '\u{13a0}'..='\u{13fd}' | '\u{ab70}'..='\u{abbf}' => Script::Cherokee,
        '\u{2c80}'..='\u{2cff}' => Script::Coptic,
        '\u{a4d0}'..='\u{a4ff}' => Script::Lisu,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn warns(id: &str, name: Option<&str>) -> Vec<String> {
        let findings = look_alikes(id, name, &Pointer::root().member("issuer"));
        findings.iter().map(|finding| finding.pointer.as_str().to_owned()).collect()
    }

    /// Case 107: `miт.edu` with a Cyrillic т, in whatever way it is written.
    #[test]
    fn web_idn_homograph() {
        for id in [
            "did:web:xn--mi-smc.edu",
            "did:web:XN--mi-smc.edu:issuers:1",
            "https://xn--mi-smc.edu/issuers/1",
            "https://mi\u{442}.edu/issuers/1",
            "https://www.XN--MI-SMC.edu:8443/",
            "did:web:mi\u{442}.edu",
        ] {
            assert_eq!(warns(id, Some("MIT")), ["/issuer/id"], "{id}");
        }
        let findings = look_alikes("https://mi\u{442}.edu/", None, &Pointer::root());
        let detail = &findings.iter().next().unwrap().detail;
        assert!(detail.contains("xn--mi-smc.edu") && detail.is_ascii(), "{detail}");
    }

    /// A name of 61 KB took 13 seconds.
    #[test]
    fn a_host_that_is_too_long_to_be_one_is_told_without_being_encoded() {
        let distinct: String = (0..200_000).filter_map(|at| char::from_u32(0x4e00 + at)).collect();
        for id in [
            format!("https://{distinct}.example/"),
            format!("did:web:{}.example", "a".repeat(64)),
            format!("https://{}example/", "a.".repeat(130)),
        ] {
            let findings = look_alikes(&id, None, &Pointer::root());
            let detail = &findings.iter().next().unwrap().detail;
            assert!(detail.contains("longer than hosts are") && detail.len() < 1_000, "{detail}");
        }
    }

    #[test]
    fn honest_names_in_many_scripts() {
        for name in [
            "Universit\u{e9} de Li\u{e8}ge",
            "\u{395}\u{3b8}\u{3bd}\u{3b9}\u{3ba}\u{3cc} \u{39c}\u{3b5}\u{3c4}\u{3c3}\u{3cc}\u{3b2}\u{3b9}\u{3bf}",
            "\u{421}\u{43e}\u{444}\u{438}\u{439}\u{441}\u{43a}\u{438} \u{443}\u{43d}\u{438}\u{432}\u{435}\u{440}\u{441}\u{438}\u{442}\u{435}\u{442} (Sofia University)",
            "\u{6771}\u{4eac}\u{5927}\u{5b66}Tokyo",
            "Vilniaus Gedimino technikos universitetas",
            "IT4All 2.0 \u{2013} O\u{2019}Brien & S\u{f8}n",
            "\u{646}\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{645}",
            "Academy \u{1f469}\u{200d}\u{1f393}",
            "Z\u{302}",
            "",
        ] {
            assert_eq!(warns("did:web:vet.example", Some(name)), [""; 0], "{name}");
        }
        for id in
            ["did:key:z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi", "https://vet.example/issuers/1", "urn:uuid:1"]
        {
            assert_eq!(warns(id, None), [""; 0], "{id}");
        }
    }

    #[test]
    fn names_that_pretend() {
        for name in [
            "M\u{406}T",
            "\u{391}cademy",
            "Univ\u{435}rsity",
            "MIT\u{200b}",
            "\u{202e}TIM",
            "M\u{200d}IT",
            "\u{feff}MIT",
            "\u{ff2d}\u{ff29}\u{ff34}",
            "\u{1d40c}\u{1d408}\u{1d413}",
            "MIT\u{e0041}",
            "M\u{ad}IT",
            "\u{24c2}IT",
            "MIT\u{7}",
            "O\u{555}",
            "\u{13a2}nstitute",
        ] {
            assert_eq!(warns("did:web:vet.example", Some(name)), ["/issuer/name"], "{name:?}");
        }
    }

    proptest! {
        /// Whatever it is, it is told in ASCII, and plain letters are never warned of.
        #[test]
        fn details_are_legible(id in "(did:web:|https://)?\\PC{0,30}", name in "\\PC{0,30}|[ -~]{0,30}") {
            for finding in look_alikes(&id, Some(&name), &Pointer::root()) {
                prop_assert!(finding.detail.is_ascii(), "{}", finding.detail);
                prop_assert!(finding.pointer.as_str() == "/id" || !name.is_ascii());
            }
        }
    }
}
