use std::fmt;
use std::str::FromStr;

/// An amount of credits or hours: at least zero, below a million, exact to the hundredth.
///
/// Credits add up to entitlements, so they are counted like money: never in binary fractions, never rounded.
///
/// ```
/// use microcred::framework::Quantity;
/// assert_eq!("2.500".parse::<Quantity>().unwrap().to_string(), "2.5");
/// assert_eq!("2.5".parse::<Quantity>().unwrap(), Quantity::from_hundredths(250).unwrap());
/// assert!("2.505".parse::<Quantity>().is_err() && "2,5".parse::<Quantity>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(u32);

/// Why a text is not a [`Quantity`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QuantityError {
    /// Not digits with at most one point.
    #[error("it is not a decimal number; write it with digits and a point, such as 2.5")]
    Form,
    /// More than two decimal places.
    #[error("it has more than two decimal places; amounts are counted in hundredths and never rounded here")]
    Precision,
    /// A million or more.
    #[error("it is a million or more; check the unit")]
    TooLarge,
}

impl Quantity {
    const CEILING: u32 = 100_000_000;

    /// An amount in hundredths, if it is below a million.
    pub fn from_hundredths(hundredths: u32) -> Option<Self> {
        (hundredths < Self::CEILING).then_some(Self(hundredths))
    }

    /// How many hundredths.
    pub fn hundredths(self) -> u32 {
        self.0
    }

    /// Whether it is nothing at all.
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether it has no decimal places.
    pub fn is_whole(self) -> bool {
        self.0.is_multiple_of(100)
    }

    /// As an [`xsd:duration`](https://www.w3.org/TR/xmlschema11-2/#duration) of so many hours: `60` is `PT60H`, `7.5` is `PT7H30M`.
    pub fn as_hours(self) -> String {
        // A hundredth of an hour is 36 seconds.
        let (hours, seconds) = (self.0 / 100, self.0 % 100 * 36);
        let part = |amount: u32, unit: char| if amount == 0 { String::new() } else { format!("{amount}{unit}") };
        match part(hours, 'H') + &part(seconds / 60, 'M') + &part(seconds % 60, 'S') {
            empty if empty.is_empty() => "PT0H".to_owned(),
            parts => format!("PT{parts}"),
        }
    }

    /// The hours that an `xsd:duration` of hours, minutes and seconds says.
    ///
    /// # Errors
    /// For a duration of days or longer (which no one reads as working hours in the same way), and for one that is not
    /// a whole number of hundredths of an hour.
    pub fn from_hours(duration: &str) -> Result<Self, QuantityError> {
        let mut rest = duration.strip_prefix("PT").filter(|rest| !rest.is_empty()).ok_or(QuantityError::Form)?;
        let mut seconds = 0_u64;
        for (unit, weight) in [('H', 3600), ('M', 60), ('S', 1)] {
            if let Some((amount, after)) = rest.split_once(unit) {
                let digits =
                    Some(amount).filter(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()));
                let amount: u64 = digits.ok_or(QuantityError::Form)?.parse().map_err(|_| QuantityError::TooLarge)?;
                seconds = amount
                    .checked_mul(weight)
                    .and_then(|more| seconds.checked_add(more))
                    .ok_or(QuantityError::TooLarge)?;
                rest = after;
            }
        }
        match rest {
            "" if !seconds.is_multiple_of(36) => Err(QuantityError::Precision),
            "" => u32::try_from(seconds / 36).ok().and_then(Self::from_hundredths).ok_or(QuantityError::TooLarge),
            _ => Err(QuantityError::Form),
        }
    }
}

impl FromStr for Quantity {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, QuantityError> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(fraction) || (whole.len() > 1 && whole.starts_with('0')) {
            return Err(QuantityError::Form);
        }
        // Zeros at the end say nothing more: 2.500 is the number that 2.5 is.
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > 2 {
            return Err(QuantityError::Precision);
        }
        let whole: u32 = whole.parse().map_err(|_| QuantityError::TooLarge)?;
        let fraction: u32 = format!("{fraction:0<2}").parse().map_err(|_| QuantityError::Form)?;
        let hundredths = whole.checked_mul(100).and_then(|hundreds| hundreds.checked_add(fraction));
        hundredths.and_then(Self::from_hundredths).ok_or(QuantityError::TooLarge)
    }
}

impl From<u16> for Quantity {
    fn from(whole: u16) -> Self {
        Self(u32::from(whole) * 100)
    }
}

impl From<u8> for Quantity {
    fn from(whole: u8) -> Self {
        Self::from(u16::from(whole))
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hundredths(formatter, self.0.into())
    }
}

/// Hundredths as a decimal number, with no more places than it needs.
pub(crate) fn write_hundredths(formatter: &mut fmt::Formatter<'_>, hundredths: u64) -> fmt::Result {
    let (whole, fraction) = (hundredths / 100, hundredths % 100);
    match fraction {
        0 => write!(formatter, "{whole}"),
        tenths if tenths.is_multiple_of(10) => write!(formatter, "{whole}.{}", tenths / 10),
        places => write!(formatter, "{whole}.{places:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_exact_or_refused() {
        for (text, hundredths) in
            [("0", 0), ("2", 200), ("2.5", 250), ("2.500", 250), ("5.000", 500), ("0.01", 1), ("999999.99", 99_999_999)]
        {
            assert_eq!(text.parse::<Quantity>().unwrap().hundredths(), hundredths, "{text}");
        }
        for (text, error) in [
            ("2.505", QuantityError::Precision),
            ("2.5050", QuantityError::Precision),
            ("1000000", QuantityError::TooLarge),
            ("99999999999999999999", QuantityError::TooLarge),
            ("", QuantityError::Form),
            ("2.", QuantityError::Form),
            (".5", QuantityError::Form),
            ("02", QuantityError::Form),
            ("-2", QuantityError::Form),
            ("+2", QuantityError::Form),
            ("2e1", QuantityError::Form),
            ("2,5", QuantityError::Form),
            ("٢", QuantityError::Form),
        ] {
            assert_eq!(text.parse::<Quantity>(), Err(error), "{text}");
        }
    }

    #[test]
    fn hours_are_durations_and_back() {
        for (text, duration) in
            [("60", "PT60H"), ("7.5", "PT7H30M"), ("0.01", "PT36S"), ("1.26", "PT1H15M36S"), ("0", "PT0H")]
        {
            let hours: Quantity = text.parse().unwrap();
            assert_eq!(hours.as_hours(), duration);
            assert_eq!(Quantity::from_hours(duration), Ok(hours));
        }
        assert_eq!(Quantity::from_hours("PT90M").unwrap().to_string(), "1.5");
        assert_eq!(Quantity::from_hours("PT1S"), Err(QuantityError::Precision));
        // The Commission's own sample says P60M, sixty months, where sixty hours are meant.
        for wrong in ["P60M", "P2D", "PT", "60", "PTH", "PT1.5H", "PT1M1H", "PT-1H"] {
            assert_eq!(Quantity::from_hours(wrong), Err(QuantityError::Form), "{wrong}");
        }
    }
}
