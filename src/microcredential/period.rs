use chrono::{Days, Months, NaiveDate};
use std::fmt;
use std::str::FromStr;

/// For how long something is valid: a span of the calendar, as [ISO 8601](https://www.iso.org/iso-8601-date-and-time-format.html)
/// writes it without hours.
///
/// It is counted as EU law counts periods ([Regulation 1182/71](https://eur-lex.europa.eu/eli/reg/1971/1182/oj), Article 3): two years
/// from 15 June 2026 end with 15 June 2028, and a month from 31 January with the last day of February.
///
/// ```
/// use microcred::microcredential::Period;
/// let period: Period = "P2Y".parse()?;
/// assert_eq!((period, period.to_string()), (Period::months(24), "P2Y".to_owned()));
/// let issued = chrono::NaiveDate::from_ymd_opt(2026, 6, 15).ok_or("no such day")?;
/// assert_eq!(period.after(issued).to_string(), "2028-06-15");
/// assert!("2 years".parse::<Period>().is_err() && "PT48H".parse::<Period>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    months: u32,
    days: u32,
}

/// A text is no [`Period`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "write a span of the calendar above zero, such as P2Y, P18M, P6W or P1Y6M (ISO 8601, without hours), with up to four digits each"
)]
#[non_exhaustive]
pub struct PeriodError;

impl Period {
    /// So many months.
    pub fn months(months: u16) -> Self {
        Self { months: months.into(), days: 0 }
    }

    /// So many days.
    pub fn days(days: u16) -> Self {
        Self { months: 0, days: days.into() }
    }

    /// The last day of it, counted from a day.
    pub fn after(self, day: NaiveDate) -> NaiveDate {
        let months = day.checked_add_months(Months::new(self.months));
        months.and_then(|day| day.checked_add_days(Days::new(self.days.into()))).unwrap_or(NaiveDate::MAX)
    }

    /// Whether it is no time at all.
    pub fn is_zero(self) -> bool {
        self.months == 0 && self.days == 0
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let mut rest = text.strip_prefix('P').ok_or(PeriodError)?;
        let mut part = |unit| part(&mut rest, unit);
        let (years, months, weeks, days) = (part('Y'), part('M'), part('W'), part('D'));
        let period = Self { months: years * 12 + months, days: weeks * 7 + days };
        // Weeks stand alone in ISO 8601.
        let is_mixed = text.contains('W') && text.contains(['Y', 'M', 'D']);
        if rest.is_empty() && !is_mixed && !period.is_zero() { Ok(period) } else { Err(PeriodError) }
    }
}

/// Takes an amount of a unit, of four digits at most, where it stands first.
fn part<'t>(rest: &mut &'t str, unit: char) -> u32 {
    let text: &'t str = rest;
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match text[digits..].strip_prefix(unit) {
        Some(after) if (1..=4).contains(&digits) => {
            *rest = after;
            text[..digits].parse().unwrap_or_default()
        }
        _ => 0,
    }
}

impl fmt::Display for Period {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_zero() {
            return formatter.write_str("P0D");
        }
        formatter.write_str("P")?;
        let parts = [(self.months / 12, 'Y'), (self.months % 12, 'M'), (self.days, 'D')];
        parts
            .into_iter()
            .filter(|(amount, _)| *amount > 0)
            .try_for_each(|(amount, unit)| write!(formatter, "{amount}{unit}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_ends_on_the_same_date_or_on_the_last_day_of_the_month() {
        let ends =
            |period: &str, from: &str| period.parse::<Period>().unwrap().after(from.parse().unwrap()).to_string();
        assert_eq!(ends("P2Y", "2026-06-15"), "2028-06-15");
        assert_eq!(ends("P1Y", "2028-02-29"), "2029-02-28");
        assert_eq!(ends("P1M", "2027-01-31"), "2027-02-28");
        assert_eq!(ends("P6W", "2026-06-15"), "2026-07-27");
        assert_eq!(ends("P1Y6M10D", "2026-06-15"), "2027-12-25");
    }

    #[test]
    fn a_period_is_written_as_it_is_read() {
        for (text, written) in [("P18M", "P1Y6M"), ("P2W", "P14D"), ("P9999Y", "P9999Y"), ("P0Y3M", "P3M")] {
            let period: Period = text.parse().unwrap();
            assert_eq!(period.to_string(), written);
            assert_eq!(period.to_string().parse(), Ok(period));
        }
        for text in ["", "P", "2Y", "P0D", "P2", "P-1Y", "P1.5Y", "P1M1Y", "P1Y2W", "PT1H", "P1YT0H", "P12345D", "p2y"]
        {
            assert_eq!(text.parse::<Period>(), Err(PeriodError), "{text}");
        }
    }
}
