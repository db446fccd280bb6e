use super::Text;
use std::cmp::Ordering;

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
    pub fn passes(&self, grade: &str) -> Option<bool> {
        let pass = self.pass.as_deref()?;
        if grade == pass {
            return Some(true);
        }
        let place = |grade: &str| self.values.iter().position(|value| value == grade);
        if let (Some(own), Some(least)) = (place(grade), place(pass)) {
            return Some(own >= least);
        }
        let (own, least) = (number(grade)?, number(pass)?);
        let bound = |bound: &Option<String>| bound.as_deref().and_then(number);
        // What passes stands for the bound that is not stated: it lies between the two.
        let (worst, best) = (bound(&self.minimum).unwrap_or(least), bound(&self.maximum).unwrap_or(least));
        match worst.partial_cmp(&best)? {
            Ordering::Less => Some(own >= least),
            Ordering::Greater => Some(own <= least),
            Ordering::Equal => None,
        }
    }
}

fn number(text: &str) -> Option<f64> {
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
