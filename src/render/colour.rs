use std::fmt;
use std::str::FromStr;

/// A colour, as `#rrggbb`.
///
/// ```
/// use microcred::render::Colour;
/// assert_eq!("#003399".parse::<Colour>()?.to_string(), "#003399");
/// assert!("red; background: url(x)".parse::<Colour>().is_err());
/// # Ok::<(), microcred::render::NotAColour>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Colour(u8, u8, u8);

/// A text that is no colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no colour; write # and six hexadecimal digits, such as #003399")]
#[allow(clippy::exhaustive_structs)] // there is nothing more to say
pub struct NotAColour;

impl Colour {
    /// Whether dark ink is easier to read on it than white ink
    /// ([WCAG 2.2, relative luminance](https://www.w3.org/TR/WCAG22/#dfn-relative-luminance)).
    fn is_light(self) -> bool {
        let linear = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        // Where the contrasts with black and with white are the same.
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2) > 0.179
    }

    /// The ink that is easiest to read on it.
    pub(super) fn ink(self) -> &'static str {
        if self.is_light() { "#000000" } else { "#ffffff" }
    }
}

impl Default for Colour {
    fn default() -> Self {
        Self(0x1f, 0x3a, 0x68)
    }
}

impl FromStr for Colour {
    type Err = NotAColour;

    fn from_str(text: &str) -> Result<Self, NotAColour> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6).ok_or(NotAColour)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(NotAColour);
        }
        let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| NotAColour);
        Ok(Self(channel(0)?, channel(2)?, channel(4)?))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}
