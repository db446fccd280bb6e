use crate::framework::{Quantity, write_hundredths};
use std::fmt;
use std::ops::Add;

/// A sum of credits or hours, exact to the hundredth; unlike a [`Quantity`] it may reach a million.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(u64);

impl Amount {
    /// So many hundredths.
    pub fn from_hundredths(hundredths: u64) -> Self {
        Self(hundredths)
    }

    /// How many hundredths.
    pub fn hundredths(self) -> u64 {
        self.0
    }

    /// Whether it is nothing at all.
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl From<Quantity> for Amount {
    fn from(quantity: Quantity) -> Self {
        Self(u64::from(quantity.hundredths()))
    }
}

impl Add for Amount {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl std::iter::Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), Add::add)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hundredths(formatter, self.0)
    }
}
