use super::Text;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Annex I, "Grade achieved": as it was given, such as `Pass` or `17`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Grade {
    /// The grade as it was given.
    pub value: String,
}

impl From<&str> for Grade {
    fn from(value: &str) -> Self {
        Self { value: value.to_owned() }
    }
}

impl From<String> for Grade {
    fn from(value: String) -> Self {
        Self { value }
    }
}

/// What a grade means: the scheme it is given in.
///
/// ```
/// use microcred::microcredential::GradingScheme;
/// let portuguese = GradingScheme::range("Escala de 0 a 20", "0", "20").passing("10");
/// let german = GradingScheme::range("Deutsche Notenskala", "5.0", "1.0").passing("4.0"); // the lowest grade first
/// let simple = GradingScheme::values("Pass or fail", ["Fail", "Pass"]).passing("Pass");
/// assert!(german.knows("1,7"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct GradingScheme {
    /// Its name.
    pub name: Text,
    /// What it means, in words; empty if nothing is said.
    pub description: Text,
    /// Where it is described (absolute IRI).
    pub url: Option<String>,
    /// The lowest grade of a range; the larger number where a smaller one is better, as in Germany and Austria.
    pub minimum: Option<String>,
    /// The highest grade of a range.
    pub maximum: Option<String>,
    /// The lowest grade that passes.
    pub pass: Option<String>,
    /// The grades there are, from the lowest to the highest; beside a range, those that are no numbers in it, such as
    /// `30 e lode`.
    pub values: Vec<String>,
}

impl GradingScheme {
    /// A scheme of which only the name is said.
    pub fn named(name: impl Into<Text>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// A range of numbers, from the lowest grade to the highest.
    pub fn range(name: impl Into<Text>, minimum: impl Into<String>, maximum: impl Into<String>) -> Self {
        Self { minimum: Some(minimum.into()), maximum: Some(maximum.into()), ..Self::named(name) }
    }

    /// A list of grades, from the lowest to the highest.
    pub fn values<T: Into<String>>(name: impl Into<Text>, values: impl IntoIterator<Item = T>) -> Self {
        Self { values: values.into_iter().map(Into::into).collect(), ..Self::named(name) }
    }

    /// The same, with the lowest grade that passes.
    #[must_use]
    pub fn passing(self, pass: impl Into<String>) -> Self {
        Self { pass: Some(pass.into()), ..self }
    }

    /// The same, with what it means in words.
    #[must_use]
    pub fn description(self, description: impl Into<Text>) -> Self {
        Self { description: description.into(), ..self }
    }

    /// The same, with where it is described (absolute IRI).
    #[must_use]
    pub fn url(self, url: impl Into<String>) -> Self {
        Self { url: Some(url.into()), ..self }
    }

    /// Whether a grade is one of this scheme: in its range, or among its values. Where nothing is known about the grades, any
    /// is; a grade that is no number is never in a range.
    pub fn knows(&self, grade: &str) -> bool {
        if self.values.iter().any(|value| value == grade) {
            return true;
        }
        let bound = |bound: &Option<String>| bound.as_deref().and_then(number);
        match (bound(&self.minimum), bound(&self.maximum)) {
            (None, None) => self.values.is_empty(),
            (Some(worst), Some(best)) if worst > best => {
                number(grade).is_some_and(|grade| (best..=worst).contains(&grade))
            }
            (minimum, maximum) => number(grade).is_some_and(|grade| {
                minimum.is_none_or(|least| grade >= least) && maximum.is_none_or(|most| grade <= most)
            }),
        }
    }

    /// Whether a grade passes; nothing where the scheme does not say what does, or the two do not compare.
    ///
    /// The [values](Self::values) are taken as they are listed, from the lowest to the highest. Where grades that everybody knows stand in
    /// another order, such as A before F, nothing but the grade that has to be reached is known to pass. Neither is it where a range could
    /// be one of those in which the smaller number is better, as 1 to 5 with 4 for a pass: say 5 to 1, or list the values.
    pub fn passes(&self, grade: &str) -> Option<bool> {
        let pass = self.pass.as_deref()?;
        if grade == pass {
            return Some(true);
        }
        let place = |grade: &str| self.values.iter().position(|value| value == grade);
        if let (Some(own), Some(least)) = (place(grade), place(pass)) {
            return (!self.is_order_doubtful()).then_some(own >= least);
        }
        let (own, least) = (number(grade)?, number(pass)?);
        let bound = |bound: &Option<String>| bound.as_deref().and_then(number);
        // What passes stands for the bound that is not stated: it lies between the two.
        let (worst, best) = (bound(&self.minimum).unwrap_or(least), bound(&self.maximum).unwrap_or(least));
        match worst.partial_cmp(&best)? {
            _ if self.is_direction_doubtful() => None,
            Ordering::Less => Some(own >= least),
            Ordering::Greater => Some(own <= least),
            Ordering::Equal => None,
        }
    }
}

impl GradingScheme {
    /// Whether the values seem to be listed otherwise than from the lowest to the highest: by what grades mean that everybody knows, by one
    /// that denies another, and by where the range begins and ends.
    pub(crate) fn is_order_doubtful(&self) -> bool {
        let names: Vec<_> = self.values.iter().map(|value| value.trim().to_lowercase()).collect();
        let place = |bound: &Option<String>| self.values.iter().position(|value| Some(value) == bound.as_ref());
        falls(&names)
            || is_denied_above(&names)
            || place(&self.minimum).zip(place(&self.maximum)).is_some_and(|(lowest, highest)| highest < lowest)
    }
}

impl GradingScheme {
    /// Whether a range that is written from the smaller number to the larger could be one of those in which the smaller is better: they
    /// begin at 1 and end at 6 at most, and what passes lies in their upper half.
    pub(crate) fn is_direction_doubtful(&self) -> bool {
        let read = |bound: &Option<String>| bound.as_deref().and_then(number);
        let (lowest, highest) = (read(&self.minimum), read(&self.maximum));
        let is_written_so = match (lowest, highest) {
            (None, None) => false,
            (lowest, highest) => lowest.zip(highest).is_none_or(|(lowest, highest)| lowest < highest),
        };
        let begins = lowest.is_none_or(|lowest| lowest > 0.0 && lowest < 2.0);
        let ends = highest.is_none_or(|highest| (2.0..=6.0).contains(&highest));
        // Without its end, 1 to 4 is the shortest of them.
        let middle = f64::midpoint(1.0, highest.unwrap_or(4.0));
        is_written_so
            && begins
            && ends
            && read(&self.pass).is_some_and(|pass| pass >= middle && pass <= highest.unwrap_or(6.0))
    }
}

/// Whether words that everybody knows say that it was passed; nothing where they are none of those.
pub(crate) fn says_passed(words: &str) -> Option<bool> {
    let words = words.trim().to_lowercase();
    let is_denial = words.split_once(' ').is_some_and(|(first, _)| DENIALS.contains(&first));
    match Merit::of(&words) {
        _ if is_denial => Some(false),
        Some(Merit::Failing) => Some(false),
        Some(Merit::Word(_)) => Some(true),
        Some(Merit::Letter(_)) | None => None,
    }
}

/// Whether a grade that everybody knows is listed above a better one: none that fails is better than any other, letters compare with
/// letters, and words with words.
fn falls(names: &[String]) -> bool {
    let (mut any, mut letter, mut word) = (false, i8::MIN, 0);
    names.iter().any(|name| match Merit::of(name) {
        Some(Merit::Failing) => any,
        Some(Merit::Letter(worth)) => {
            any = true;
            letter = letter.max(worth);
            worth < letter
        }
        Some(Merit::Word(worth)) => {
            any = true;
            word = word.max(worth);
            worth < word
        }
        None => {
            any = true;
            false
        }
    })
}

/// Whether a name that says that another is not so, as `nicht bestanden` does of `bestanden`, is listed above it.
fn is_denied_above(names: &[String]) -> bool {
    let mut below = BTreeSet::new();
    names.iter().any(|name| {
        let denied = name.split_once(' ').filter(|(first, _)| DENIALS.contains(first)).map(|(_, rest)| rest.trim());
        let is_above = denied.is_some_and(|denied| below.contains(denied));
        below.insert(name.as_str());
        is_above
    })
}

/// What a grade is worth in the eyes of everybody.
enum Merit {
    Failing,
    Letter(i8),
    Word(usize),
}

impl Merit {
    /// Of a name in small letters.
    fn of(name: &str) -> Option<Self> {
        if FAILING.contains(&name) {
            return Some(Self::Failing);
        }
        if let Some(worth) = WORDS.iter().position(|words| words.contains(&name)) {
            return Some(Self::Word(worth));
        }
        let mut letters = name.chars();
        let worth = match letters.next()? {
            letter @ 'a'..='e' => i8::try_from(u32::from('e') - u32::from(letter)).ok()? * 3,
            _ => return None,
        };
        match letters.as_str() {
            "" => Some(Self::Letter(worth)),
            "+" => Some(Self::Letter(worth + 1)),
            "-" | "−" | "–" => Some(Self::Letter(worth - 1)),
            _ => None,
        }
    }
}

/// Grades that fail.
const FAILING: [&str; 17] = [
    "f",
    "fx",
    "fail",
    "failed",
    "failing",
    "unsatisfactory",
    "insufficient",
    "ungenügend",
    "nicht genügend",
    "insuffisant",
    "insuficiente",
    "insufficiente",
    "onvoldoende",
    "suspenso",
    "reprovado",
    "underkänd",
    "hylätty",
];

/// Words for grades, each line better than the one before.
const WORDS: [&[&str]; 5] = [
    &["pass", "passed", "sufficient"],
    &["satisfactory", "credit"],
    &["good", "merit"],
    &["very good", "distinction"],
    &["excellent", "outstanding", "high distinction"],
];

/// Words that deny what follows, where others have one word for it.
const DENIALS: [&str; 10] = ["not", "no", "non", "nicht", "niet", "não", "ikke", "inte", "nie", "ei"];

/// A number as people write it, with a comma or a point.
pub(super) fn number(text: &str) -> Option<f64> {
    text.replace(',', ".").parse::<f64>().ok().filter(|number| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_knows_what_passes() {
        let twenty = GradingScheme::range("0–20", "0", "20").passing("10");
        for (grade, passes) in [("10", Some(true)), ("9,5", Some(false)), ("20", Some(true)), ("A", None)] {
            assert_eq!(twenty.passes(grade), passes, "{grade}");
        }
        let german = GradingScheme::range("Deutsche Notenskala", "5.0", "1.0").passing("4.0");
        assert_eq!(
            [german.passes("1,7"), german.passes("4"), german.passes("4.3")],
            [Some(true), Some(true), Some(false)]
        );
        let simple = GradingScheme::values("Pass or fail", ["Fail", "Pass"]).passing("Pass");
        assert_eq!(
            (simple.passes("Pass"), simple.passes("Fail"), simple.passes("fail")),
            (Some(true), Some(false), None)
        );
        let italian =
            GradingScheme { values: vec!["30 e lode".into()], ..GradingScheme::range("", "0", "30").passing("18") };
        assert_eq!((italian.passes("30 e lode"), italian.passes("17")), (None, Some(false)));
        assert_eq!(GradingScheme::range("", "0", "20").passes("1"), None, "nobody says what passes");
        assert_eq!(GradingScheme::named("ours").passing("10").passes("9"), None, "nor which way it goes");
    }

    /// Nobody can tell the German scale from the Swiss one, if the smaller number is written first.
    #[test]
    fn a_doubtful_direction_says_nothing_of_what_passes() {
        let passes = |least: &str, most: &str, pass: &str, grade: &str| {
            GradingScheme::range("", least, most).passing(pass).passes(grade)
        };
        for (least, most, pass, grade) in [
            ("1.0", "5.0", "4.0", "5.0"),
            ("1.0", "5.0", "4.0", "1.3"),
            ("1", "6", "4", "6"),
            ("1", "4", "3", "4"),
            ("0,7", "5", "4", "5"),
        ] {
            assert_eq!(passes(least, most, pass, grade), None, "{least} to {most}, {pass}: {grade}");
            assert_eq!(passes(least, most, pass, pass), Some(true), "whichever way it goes");
            assert_eq!(passes(most, least, pass, most), Some(false), "written the other way round");
        }
        for (least, most, pass) in [
            ("1", "10", "5.5"),
            ("1", "5", "2"),
            ("2", "6", "3"),
            ("0", "5", "3"),
            ("0", "100", "80"),
            ("-3", "12", "2"),
        ] {
            assert_eq!(passes(least, most, pass, most), Some(true), "{least} to {most}, {pass}");
            assert_eq!(passes(least, most, pass, least), Some(false), "{least} to {most}, {pass}");
        }
        let from = GradingScheme { minimum: Some("1".into()), ..GradingScheme::default() };
        let until = GradingScheme { maximum: Some("5".into()), ..GradingScheme::default() };
        assert_eq!((from.passing("4").passes("5"), until.passing("4").passes("5")), (None, None), "half a range");
        let swiss = GradingScheme::range("", "1", "6").passing("4");
        let listed = GradingScheme { values: ["1", "2", "3", "4", "5", "6"].map(String::from).into(), ..swiss };
        assert_eq!((listed.passes("6"), listed.passes("3")), (Some(true), Some(false)), "what is listed is told");
    }

    /// What is listed the wrong way round is neither believed nor turned.
    #[test]
    fn a_doubtful_order_says_nothing_of_what_passes() {
        let passes = |values: &[&str], pass: &str, grade: &str| {
            GradingScheme::values("", values.iter().copied()).passing(pass).passes(grade)
        };
        let rising = ["F", "E", "D", "C", "B", "A"];
        assert_eq!((passes(&rising, "E", "A"), passes(&rising, "E", "F")), (Some(true), Some(false)));
        let falling = ["A", "B", "C", "D", "E", "F"];
        for grade in ["A", "F", "D"] {
            assert_eq!(passes(&falling, "E", grade), None, "{grade}");
        }
        assert_eq!(passes(&falling, "E", "E"), Some(true), "whatever the order");
        for (values, pass, other) in [
            (["Pass", "Fail"].as_slice(), "Pass", "Fail"),
            (&["Excellent", "Good", "Sufficient"], "Good", "Sufficient"),
            (&["Bestanden", "Nicht bestanden"], "Bestanden", "Nicht bestanden"),
            (&["B-", "B+", "B"], "B+", "B"),
            (&["1", "2", "F"], "2", "F"),
        ] {
            assert_eq!(passes(values, pass, other), None, "{values:?}");
        }
        for values in [
            ["Nicht bestanden", "Bestanden"].as_slice(),
            &["FX", "F", "E-", "E", "D+", "C"],
            &["Fail", "Pass", "Credit", "Distinction", "High Distinction"],
            &["5", "4", "3", "2", "1"],
        ] {
            let (first, last) = (values[0], values[values.len() - 1]);
            assert_eq!(passes(values, last, first), Some(false), "{values:?}");
        }
        let turned = GradingScheme { minimum: Some("5".into()), maximum: Some("1".into()), ..GradingScheme::default() };
        let turned = GradingScheme { values: ["1", "2", "3", "4", "5"].map(String::from).into(), ..turned };
        assert_eq!(turned.passing("4").passes("5"), None, "the range says that 5 is the lowest");
    }

    #[test]
    fn a_scheme_knows_its_grades() {
        let range = GradingScheme::range("0–20", "0", "20");
        for (grade, known) in
            [("17", true), ("17,5", true), ("0", true), ("20.0", true), ("20.1", false), ("-1", false), ("A", false)]
        {
            assert_eq!(range.knows(grade), known, "{grade}");
        }
        let list = GradingScheme::values("Pass or fail", ["Fail", "Pass"]);
        assert!(list.knows("Pass") && !list.knows("pass"));
        assert!(GradingScheme::named("Ours").knows("anything"));
        let german = GradingScheme::range("Deutsche Notenskala", "5.0", "1.0").passing("4.0");
        assert!(german.knows("1,7") && german.knows("5") && !german.knows("0.7") && !german.knows("6"));
        let italian =
            GradingScheme { values: vec!["30 e lode".into()], ..GradingScheme::range("Trentesimi", "0", "30") };
        assert!(italian.knows("30 e lode") && italian.knows("28") && !italian.knows("31") && !italian.knows("lode"));
    }
}
