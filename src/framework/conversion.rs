use super::spelling::eu_country;
use super::{CreditSystem, Quantity, Table};
use std::fmt;
use std::sync::LazyLock;

static HOURS: LazyLock<Table> = LazyLock::new(|| Table::parse(include_str!("../../vocab/frameworks/ects-hours.tsv")));

/// What a workload is counted in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(clippy::exhaustive_enums)] // credits, or hours of work
pub enum Unit {
    /// Credits of a system.
    Credits(CreditSystem),
    /// Hours of work of a typical learner.
    Hours,
}

/// A ratio of two whole numbers, in lowest terms: how conversions stay exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ratio {
    numerator: u32,
    denominator: u32,
}

/// In which direction a conversion is rounded, once, to the hundredth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums)] // there are two directions
pub enum Rounding {
    /// Towards zero: what is not there is not counted.
    #[default]
    Down,
    /// Away from zero.
    Up,
}

/// One conversion that was made: what from, what to, by which ratio, and how it was rounded.
///
/// ```
/// use microcred::framework::{Conversion, CreditSystem, Rounding, Unit};
/// let uk = Unit::Credits(CreditSystem::from_name("UK"));
/// let ects = Unit::Credits(CreditSystem::Ects);
/// let conversion = Conversion::between(uk, "45".parse()?, ects, Rounding::Down).ok_or("no ratio is known")?;
/// assert_eq!(conversion.to_string(), "45 UK credits × 1/2 = 22.5 ECTS");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Conversion {
    /// What was given.
    pub from: Unit,
    /// How much of it.
    pub amount: Quantity,
    /// What was asked for.
    pub to: Unit,
    /// How much of `to` one of `from` is.
    pub ratio: Ratio,
    /// In which direction it was rounded, if it had to be.
    pub rounding: Rounding,
    /// How much of `to` it is.
    pub result: Quantity,
    /// Whether nothing was rounded.
    pub exact: bool,
}

/// How many hours of work a country counts for one ECTS credit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct HoursPerCredit {
    /// At least.
    pub least: Ratio,
    /// At most.
    pub most: Ratio,
    /// What it rests on; empty where it is general knowledge.
    pub basis: &'static str,
    /// How certain it is, in the words of the table.
    pub certainty: &'static str,
}

impl Ratio {
    /// Numerator over denominator, unless one of them is zero.
    pub fn new(numerator: u32, denominator: u32) -> Option<Self> {
        let divisor = greatest_common_divisor(numerator, denominator);
        (numerator > 0 && denominator > 0)
            .then(|| Self { numerator: numerator / divisor, denominator: denominator / divisor })
    }

    /// The numerator, in lowest terms.
    pub fn numerator(self) -> u32 {
        self.numerator
    }

    /// The denominator, in lowest terms.
    pub fn denominator(self) -> u32 {
        self.denominator
    }

    /// The other way round.
    #[must_use]
    pub fn inverse(self) -> Self {
        Self { numerator: self.denominator, denominator: self.numerator }
    }

    pub(super) fn times(self, other: Self) -> Option<Self> {
        Self::new(self.numerator.checked_mul(other.numerator)?, self.denominator.checked_mul(other.denominator)?)
    }
}

fn greatest_common_divisor(one: u32, other: u32) -> u32 {
    if other == 0 { one.max(1) } else { greatest_common_divisor(other, one % other) }
}

impl Rounding {
    /// The word used in JSON: `down`, `up`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Down => "down",
            Self::Up => "up",
        }
    }
}

impl HoursPerCredit {
    /// What a country counts, by its code as the EU or ISO 3166-1 writes it; `EU` is what the ECTS Users' Guide says for all.
    pub fn of(country: &str) -> Option<Self> {
        let row = HOURS.find("country", &eu_country(country))?;
        let ratio = |column| Ratio::new(HOURS.cell(row, column).parse().ok()?, 60);
        Some(Self {
            least: ratio("least")?,
            most: ratio("most")?,
            basis: HOURS.cell(row, "basis"),
            certainty: HOURS.cell(row, "certainty"),
        })
    }

    /// What one of some countries counts. The range of the ECTS Users' Guide stands for a country that is not in the table and where
    /// no country is named, and beside that of a country of which the table is less than certain.
    pub(crate) fn of_any<'c>(countries: impl IntoIterator<Item = &'c str>) -> Option<Self> {
        let guide = Self::of("EU")?;
        let own = countries.into_iter().map(|country| match Self::of(country) {
            Some(own) if own.certainty.starts_with("high") => own,
            Some(own) => own.or(guide),
            None => guide,
        });
        Some(own.reduce(Self::or).unwrap_or(guide))
    }

    /// From the least to the most of the two.
    fn or(self, other: Self) -> Self {
        let per_60 = |ratio: Ratio| u64::from(ratio.numerator) * 60 / u64::from(ratio.denominator);
        let lower = if per_60(other.least) < per_60(self.least) { other.least } else { self.least };
        let higher = if per_60(other.most) > per_60(self.most) { other.most } else { self.most };
        Self { least: lower, most: higher, ..self }
    }

    /// How many hours so many ECTS credits are, at least and at most: whole hours, as they are stated.
    pub fn hours(&self, ects: Quantity) -> (u32, u32) {
        let parts = |ratio: Ratio| {
            (u64::from(ects.hundredths()) * u64::from(ratio.numerator), 100 * u64::from(ratio.denominator))
        };
        let ((least, below), (most, above)) = (parts(self.least), parts(self.most));
        let whole = |hours| u32::try_from(hours).unwrap_or(u32::MAX);
        (whole(least / below), whole(most.div_ceil(above)))
    }

    /// How many ECTS credits so many hours are, at least and at most; nothing where that is a million or more.
    pub fn ects(&self, hours: Quantity) -> Option<(Quantity, Quantity)> {
        let by = |ratio: Ratio, rounding| {
            let ects = Unit::Credits(CreditSystem::Ects);
            Some(Conversion::by(Unit::Hours, hours, ects, ratio.inverse(), rounding)?.result)
        };
        Some((by(self.most, Rounding::Down)?, by(self.least, Rounding::Up)?))
    }
}

impl Conversion {
    /// Converts credits of one system into another, by way of ECTS; nothing where a ratio is not known, and for hours,
    /// whose ratio has to be [stated](Self::by).
    pub fn between(from: Unit, amount: Quantity, to: Unit, rounding: Rounding) -> Option<Self> {
        let ratio = match (&from, &to) {
            (Unit::Credits(from), Unit::Credits(to)) => from.in_ects()?.times(to.in_ects()?.inverse())?,
            _ => return None,
        };
        Self::by(from, amount, to, ratio, rounding)
    }

    /// Converts by a ratio: how much of `to` one of `from` is. Nothing if the result is a million or more.
    pub fn by(from: Unit, amount: Quantity, to: Unit, ratio: Ratio, rounding: Rounding) -> Option<Self> {
        let product = u64::from(amount.hundredths()) * u64::from(ratio.numerator);
        let denominator = u64::from(ratio.denominator);
        let exact = product.is_multiple_of(denominator);
        let whole = match rounding {
            Rounding::Down => product / denominator,
            Rounding::Up => product.div_ceil(denominator),
        };
        let result = Quantity::from_hundredths(u32::try_from(whole).ok()?)?;
        Some(Self { from, amount, to, ratio, rounding, result, exact })
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.denominator {
            1 => write!(formatter, "{}", self.numerator),
            denominator => write!(formatter, "{}/{denominator}", self.numerator),
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Credits(system) => system.short(),
            Self::Hours => "hours",
        })
    }
}

impl fmt::Display for Conversion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {} × {} = {} {}", self.amount, self.from, self.ratio, self.result, self.to)?;
        if self.exact { Ok(()) } else { write!(formatter, ", rounded {}", self.rounding.name()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn convert(from: &str, amount: &str, to: &str, rounding: Rounding) -> Option<String> {
        let unit = |name| Unit::Credits(CreditSystem::from_name(name));
        Conversion::between(unit(from), amount.parse().unwrap(), unit(to), rounding).map(|made| made.to_string())
    }

    #[test]
    fn ratios_are_exact_and_shown() {
        for (from, amount, to, shown) in [
            ("UK", "60", "ECTS", "60 UK credits × 1/2 = 30 ECTS"),
            ("cats", "15", "ECTS", "15 UK credits × 1/2 = 7.5 ECTS"),
            ("ECTS", "7.5", "NZ", "7.5 ECTS × 2 = 15 New Zealand credits"),
            ("hp", "7.5", "ECTS", "7.5 högskolepoäng × 1 = 7.5 ECTS"),
            ("ekap", "60", "ECTS", "60 Estonian vocational credits × 1 = 60 ECTS"),
            ("UK", "0.01", "ECTS", "0.01 UK credits × 1/2 = 0 ECTS, rounded down"),
        ] {
            assert_eq!(convert(from, amount, to, Rounding::Down).as_deref(), Some(shown));
        }
        let up = convert("UK", "0.01", "ECTS", Rounding::Up);
        assert_eq!(up.as_deref(), Some("0.01 UK credits × 1/2 = 0.01 ECTS, rounded up"));
    }

    #[test]
    fn what_has_no_ratio_is_not_converted() {
        assert_eq!(convert("ECVET", "10", "ECTS", Rounding::Down), None);
        assert_eq!(convert("semester credits", "10", "ECTS", Rounding::Down), None);
        let hours = Conversion::between(Unit::Hours, 75_u8.into(), Unit::Credits(CreditSystem::Ects), Rounding::Down);
        assert_eq!(hours, None, "hours have no ratio of their own");
    }

    #[test]
    fn hours_are_converted_by_a_ratio_that_is_stated() {
        let ects = || Unit::Credits(CreditSystem::Ects);
        let by = |hours: &str, ratio: Ratio, rounding| {
            Conversion::by(Unit::Hours, hours.parse().unwrap(), ects(), ratio.inverse(), rounding).unwrap().to_string()
        };
        let finland = HoursPerCredit::of("FI").unwrap();
        assert_eq!(finland.least.to_string(), "80/3");
        assert_eq!(by("1600", finland.least, Rounding::Down), "1600 hours × 3/80 = 60 ECTS");
        assert_eq!(by("75", finland.least, Rounding::Down), "75 hours × 3/80 = 2.81 ECTS, rounded down");
        assert_eq!(by("75", HoursPerCredit::of("EU").unwrap().least, Rounding::Down), "75 hours × 1/25 = 3 ECTS");
    }

    #[test]
    fn credits_are_hours_as_their_country_counts_them() {
        let hours = |countries: &[&str], ects: &str| {
            HoursPerCredit::of_any(countries.iter().copied()).unwrap().hours(ects.parse().unwrap())
        };
        assert_eq!(hours(&["NL"], "5"), (140, 140));
        assert_eq!((hours(&["GB"], "5"), hours(&["UK"], "5")), ((100, 100), (100, 100)));
        assert_eq!(hours(&[], "5"), (125, 150), "the ECTS Users' Guide");
        assert_eq!(hours(&["US"], "5"), (125, 150));
        assert_eq!(hours(&["EE"], "0.5"), (13, 13));
        assert_eq!(hours(&["SE"], "5"), (125, 150), "the table is less than certain");
        assert_eq!(hours(&["IE"], "5"), (100, 150));
        assert_eq!(hours(&["NL", "AT"], "5"), (125, 140), "a joint offer");
        assert_eq!(hours(&["IT"], "2"), (50, 60), "those of nurses are longer");
        let sweden = HoursPerCredit::of("SE").unwrap();
        assert_eq!(sweden.hours("5".parse().unwrap()), (133, 134), "nobody states thirds of an hour");
        let ects = |country: &str, hours: &str| {
            let (least, most) = HoursPerCredit::of(country).unwrap().ects(hours.parse().unwrap()).unwrap();
            (least.to_string(), most.to_string())
        };
        assert_eq!(ects("NL", "84"), ("3".into(), "3".into()));
        assert_eq!(ects("EU", "100"), ("3.33".into(), "4".into()));
    }

    #[test]
    fn every_row_of_the_table_of_hours_can_be_used() {
        for row in 0..HOURS.len() {
            let country = HOURS.cell(row, "country");
            let hours = HoursPerCredit::of(country).unwrap();
            // In no country is an ECTS credit less than 20 hours or more than 30.
            assert!(hours.least.numerator() >= 20 * hours.least.denominator(), "{country}");
            assert!(hours.most.numerator() <= 30 * hours.most.denominator(), "{country}");
        }
        assert_eq!(HOURS.len(), 22);
    }
}
