use std::fmt;

/// A JSON number with the text it was written with.
///
/// The text is always valid JSON and within the range of a double; `3`, `3.0` and `3e0` are three different
/// numbers here and one number to [`as_f64`](Self::as_f64).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Number(Box<str>);

impl Number {
    /// A number from its JSON text, if it is one.
    ///
    /// ```
    /// use microcred::json::Number;
    /// assert!(Number::from_text("2.50").is_some());
    /// assert!(Number::from_text("02").is_none() && Number::from_text("1e999").is_none());
    /// ```
    pub fn from_text(text: &str) -> Option<Self> {
        let end = scan(text.as_bytes(), 0)?;
        (end == text.len() && text.parse::<f64>().is_ok_and(f64::is_finite)).then(|| Self(text.into()))
    }

    /// The text as written.
    pub fn text(&self) -> &str {
        &self.0
    }

    pub(super) fn into_text(self) -> String {
        self.0.into_string()
    }

    /// The nearest double, which is what JSON-LD and JavaScript see.
    pub fn as_f64(&self) -> f64 {
        self.0.parse().unwrap_or(f64::NAN)
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(value.to_string().into())
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The end of the JSON number that starts at `start`, or nothing if none does.
pub(super) fn scan(bytes: &[u8], start: usize) -> Option<usize> {
    let digits = |mut at: usize| {
        let first = at;
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        (at > first).then_some(at)
    };
    let mut at = start + usize::from(bytes.get(start) == Some(&b'-'));
    at = match bytes.get(at)? {
        b'0' => at + 1,
        _ => digits(at)?,
    };
    if bytes.get(at) == Some(&b'.') {
        at = digits(at + 1)?;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1;
        at += usize::from(matches!(bytes.get(at), Some(b'+' | b'-')));
        at = digits(at)?;
    }
    Some(at)
}
