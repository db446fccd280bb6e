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
    /// How light it is ([WCAG 2.2, relative luminance](https://www.w3.org/TR/WCAG22/#dfn-relative-luminance)).
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// Whether dark ink is easier to read on it than white ink: more than where the contrasts with both are the same.
    fn is_light(self) -> bool {
        self.luminance() > 0.179
    }

    /// The same colour, as dark as letters on white have to be
    /// ([WCAG 2.2, contrast of at least 4.5](https://www.w3.org/TR/WCAG22/#contrast-minimum)).
    pub(super) fn on_white(self) -> Self {
        let mut dark = self;
        while 1.05 / (dark.luminance() + 0.05) < 4.5 {
            let darker = |channel: u8| (f64::from(channel) * 0.95) as u8;
            dark = Self(darker(dark.0), darker(dark.1), darker(dark.2));
        }
        dark
    }

    /// The same colour, a little darker, or lighter if it is dark already: a rim beside it.
    pub(super) fn shaded(self) -> Self {
        let light = |channel: u8| (f64::from(channel) + (255.0 - f64::from(channel)) * 0.22) as u8;
        let dark = |channel: u8| (f64::from(channel) * 0.78) as u8;
        let shade = |channel: u8| if self.is_light() { dark(channel) } else { light(channel) };
        Self(shade(self.0), shade(self.1), shade(self.2))
    }

    /// The same colour, as letters on its own ink: dark on white, or light on black as it is.
    pub(super) fn against_ink(self) -> Self {
        if self.is_light() { self } else { self.on_white() }
    }

    /// Red, green and blue.
    #[cfg(feature = "pdf")]
    pub(super) fn channels(self) -> [u8; 3] {
        [self.0, self.1, self.2]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_on_white_can_be_read() {
        let of = |text: &str| text.parse::<Colour>().unwrap_or_default().on_white().to_string();
        assert_eq!(of("#1f3a68"), "#1f3a68");
        for light in ["#ffd700", "#ffffff", "#00ff00"] {
            let dark: Colour = of(light).parse().unwrap_or_default();
            assert!(dark.luminance() <= 0.1834, "{light} became {dark}");
        }
    }
}
