use crate::json::Value;
use std::fmt;

/// Stands in `Debug` for something about a learner: shows whether it is there, never what it is.
pub(crate) struct Masked<'a, T>(pub(crate) &'a T);

impl<T> fmt::Debug for Masked<'_, Option<T>> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.0.is_some() { "Some(…)" } else { "None" })
    }
}

impl<T> fmt::Debug for Masked<'_, Vec<T>> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "[{} masked]", self.0.len())
    }
}

impl fmt::Debug for Masked<'_, Value> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Object(members) => Masked(members).fmt(formatter),
            _ => formatter.write_str("…"),
        }
    }
}

impl fmt::Debug for Masked<'_, crate::json::Object> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{{{} masked}}", self.0.len())
    }
}
