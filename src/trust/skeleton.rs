use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// What is left of a name for somebody who reads it in passing ([UTS #39](https://www.unicode.org/reports/tr39/#Confusable_Detection)
/// calls it a skeleton): its letters and numbers without case, accents, spaces and signs, each as the Latin letter that it looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Skeleton(Vec<char>);

/// More letters of a name are not read in passing, whoever wrote them.
const LONGEST: usize = 200;

/// From how many letters on one that differs is overlooked.
const LONG: usize = 8;

/// Letters and what is taken for them, after case is folded. Greek is read as its capitals.
const TAKEN_FOR: &[(&str, &str)] = &[
    ("a", "àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặɑαάа"),
    ("ae", "æǣǽ"),
    ("b", "ḃḅḇβвƅ"),
    ("c", "çćĉċčḉсϲ"),
    ("d", "ďđðḋḍḏḑḓԁ"),
    ("e", "èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệεέеё"),
    ("f", "ḟƒ"),
    ("g", "ĝğġģǧǵḡɡց"),
    ("h", "ĥħȟḣḥḧḩḫẖηήнһ"),
    ("j", "ĵǰјϳ"),
    ("k", "ķǩḱḳḵκк"),
    // I, l and 1 are one stroke in many a typeface.
    ("l", "iìíîïĩīĭįǐȉȋḭḯỉịıιίϊіїĺļľŀłḷḹḻḽӏ"),
    ("m", "ḿṁṃμм"),
    ("n", "ñńņňŉǹṅṇṉṋνո"),
    ("o", "òóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợοόоօ"),
    ("oe", "œ"),
    ("p", "ṕṗρр"),
    ("q", "ԛ"),
    ("r", "ŕŗřȑȓṙṛṝṟ"),
    ("s", "śŝşšșṡṣṥṧṩѕ"),
    ("ss", "ß"),
    ("t", "ţťŧțṫṭṯṱẗτт"),
    ("u", "ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữựս"),
    ("v", "ṽṿѵ"),
    ("w", "ŵẁẃẅẇẉԝ"),
    ("x", "ẋẍχх"),
    ("y", "ýÿŷȳẏẙỳỵỷỹυύуў"),
    ("z", "źżžẑẓẕζ"),
];

/// The same, by what is taken for another.
static LETTERS: LazyLock<FxHashMap<char, &str>> = LazyLock::new(|| {
    let letters = |(taken_for, others): &(&'static str, &'static str)| {
        others.chars().map(|other| (other, *taken_for)).collect::<Vec<_>>()
    };
    TAKEN_FOR.iter().flat_map(letters).collect()
});

impl Skeleton {
    /// The skeleton of a name, if there are letters or numbers in it: that of its beginning, if it is longer than names are.
    pub(super) fn of(name: &str) -> Option<Self> {
        let mut letters = String::new();
        for word in name.split(|character: char| !character.is_alphanumeric()) {
            // None of them has more than four bytes.
            if letters.len() > 4 * LONGEST {
                break;
            }
            // A number is one; a digit among letters passes for a letter.
            let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
            for character in word.chars().take(LONGEST).map(unadorned).flat_map(char::to_lowercase) {
                match character {
                    '0' if !is_number => letters.push('o'),
                    '1' if !is_number => letters.push('l'),
                    '5' if !is_number => letters.push('s'),
                    'i' => letters.push('l'),
                    // What is left of a capital with a dot when case is folded.
                    '\u{307}' => {}
                    ascii if ascii.is_ascii() => letters.push(ascii),
                    other => match LETTERS.get(&other) {
                        Some(taken_for) => letters.push_str(taken_for),
                        None => letters.push(other),
                    },
                }
            }
        }
        let letters = letters.replace("rn", "m").replace("vv", "w");
        (!letters.is_empty()).then(|| Self(letters.chars().take(LONGEST).collect()))
    }

    /// How many letters it has. One that is taken for another has as many, or one more or less.
    pub(super) fn length(&self) -> usize {
        self.0.len()
    }

    /// Whether one is taken for the other: they are the same, or long and differ in one letter. Numbers tell organisations apart.
    pub(super) fn is_taken_for(&self, other: &Self) -> bool {
        let (Self(one), Self(other)) = (self, other);
        let is_long = one.len().min(other.len()) >= LONG;
        one == other || is_long && differ_in_one_letter(one, other)
    }
}

/// Whether a letter was left out, put in, put in another's place, or changed places with the next.
fn differ_in_one_letter(one: &[char], other: &[char]) -> bool {
    if one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let same = one.iter().zip(other).take_while(|(left, right)| left == right).count();
    let is_letter = |letter: &char| !letter.is_ascii_digit();
    match (&one[same..], &other[same..]) {
        ([extra, rest @ ..], shorter) if rest == shorter => is_letter(extra),
        (shorter, [extra, rest @ ..]) if rest == shorter => is_letter(extra),
        ([left, rest @ ..], [right, others @ ..]) if rest == others => is_letter(left) && is_letter(right),
        ([left, next, rest @ ..], [right, after, others @ ..]) if rest == others => {
            left == after && next == right && is_letter(left) && is_letter(next)
        }
        _ => false,
    }
}

/// The letter or digit of a mathematical, full-width or circled one.
fn unadorned(character: char) -> char {
    let letter = |at: u32| char::from_u32(if at < 26 { 0x41 + at } else { 0x61 + at - 26 }).unwrap_or(character);
    let number = u32::from(character);
    match number {
        0xff10..=0xff5a => char::from_u32(number - 0xfee0).unwrap_or(character),
        0x24b6..=0x24e9 => letter(number - 0x24b6),
        0x1d400..=0x1d6a3 => letter((number - 0x1d400) % 52),
        0x1d7ce..=0x1d7ff => char::from_u32(0x30 + (number - 0x1d7ce) % 10).unwrap_or(character),
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn is_taken_for(one: &str, other: &str) -> bool {
        Skeleton::of(one).zip(Skeleton::of(other)).is_some_and(|(one, other)| one.is_taken_for(&other))
    }

    #[test]
    fn names_that_are_read_as_another() {
        for imitation in [
            "Harvard University",
            "HARVARD UNIVERSITY",
            " harvard-university.",
            "HarvardUniversity\u{200b}",
            "Harvard Universlty",
            "Harvard UnIversIty",
            "Harvard Un1versity",
            "H\u{430}rv\u{430}rd Univ\u{435}rsity",
            "H\u{e1}rvard Universit\u{fd}",
            "Ha\u{301}rvard University",
            "\u{ff28}\u{ff41}\u{ff52}\u{ff56}\u{ff41}\u{ff52}\u{ff44} \u{1d414}\u{1d427}iversity",
            "Havard University",
            "Havrard University",
            "Harvard Universtiy",
            "Harvard Univer$ity",
            "Harvard Universityy",
        ] {
            assert!(is_taken_for(imitation, "Harvard University"), "{imitation:?}");
            assert!(is_taken_for("Harvard University", imitation), "{imitation:?}");
        }
        assert!(is_taken_for("Modem Leaming", "Modern Learning"));
        assert!(is_taken_for("\u{39c}\u{399}\u{3a4}", "MIT"), "in Greek letters alone");
        assert!(is_taken_for("M.I.T.", "mit") && is_taken_for("\u{130}stanbul", "Istanbul"));
        assert!(is_taken_for("\u{421}\u{41e}\u{424}\u{418}\u{42f}", "\u{441}\u{43e}\u{444}\u{438}\u{44f}"));
    }

    /// What differs in more than a letter, in a number, or in a letter of a short name is another organisation.
    #[test]
    fn names_of_others() {
        for (one, other) in [
            ("University of Kent", "University of Ghent"),
            ("University of Essex", "University of Sussex"),
            ("Universit\u{e9} Paris 7", "Universit\u{e9} Paris 8"),
            ("Universit\u{e9} Paris 1", "Universit\u{e9} Paris 5"),
            ("Universit\u{e9} Lyon 2", "Universit\u{e9} Lyon"),
            ("School 12 Town", "School 21 Town"),
            ("ETH", "ETA"),
            ("Harvard", "Haward"),
            ("MIT", "MITx"),
            ("Harvard University", "Harvard"),
            ("", ""),
            ("\u{1f393}", "\u{1f3eb}"),
            ("!!", "-"),
        ] {
            assert!(!is_taken_for(one, other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn no_letter_is_taken_for_two() {
        let mut seen = BTreeSet::new();
        for character in TAKEN_FOR.iter().flat_map(|(_, others)| others.chars()) {
            assert!(seen.insert(character), "{character:?} stands there twice");
            assert_eq!(character.to_lowercase().to_string(), character.to_string(), "{character:?} is no small letter");
        }
    }

    /// A name of 1,200,000 letters took 11 seconds.
    #[test]
    fn only_the_beginning_of_a_long_name_is_read() {
        for name in ["\u{a66e}".repeat(400_000), "\u{e0} ".repeat(400_000), "a".repeat(LONGEST + 1)] {
            assert_eq!(Skeleton::of(&name).unwrap().length(), LONGEST);
        }
        let spread: String =
            "Harvard University".chars().map(|letter| format!("{letter}{}", " ".repeat(1_000))).collect();
        assert!(is_taken_for(&spread, "Harvard University"), "what is no letter is passed over");
    }

    proptest! {
        #[test]
        fn it_is_symmetric_and_bears_any_text(one in "\\PC{0,20}|[a-c ]{6,12}", other in "\\PC{0,20}|[a-c ]{6,12}") {
            prop_assert_eq!(is_taken_for(&one, &other), is_taken_for(&other, &one));
            prop_assert_eq!(is_taken_for(&one, &one), one.chars().any(char::is_alphanumeric));
        }
    }
}
