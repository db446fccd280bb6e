use super::Level;
use crate::framework::{CreditSystem, Quantity, QuantityError, Ratio};

/// Annex I, "Notional workload needed to achieve the learning outcomes": ECTS credits wherever possible, hours, and
/// credits of other systems, side by side. Nothing is converted.
///
/// ```
/// use microcred::microcredential::Workload;
/// let workload = Workload::ects("2.5")?.hours(65);
/// assert_eq!(workload.ects.unwrap().hundredths(), 250);
/// assert!(Workload::ects("2.505").is_err());
/// # Ok::<(), microcred::framework::QuantityError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Workload {
    /// ECTS credits.
    pub ects: Option<Quantity>,
    /// Hours of work of a typical learner.
    pub hours: Option<Quantity>,
    /// Credits of other systems.
    pub credits: Vec<Credits>,
}

/// Credits of a system other than ECTS.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Credits {
    /// What is counted.
    pub system: CreditSystem,
    /// How many.
    pub points: Quantity,
}

impl Workload {
    /// ECTS credits, from their decimal text.
    ///
    /// # Errors
    /// For a text that is not a decimal number with at most two decimal places.
    pub fn ects(credits: &str) -> Result<Self, QuantityError> {
        Ok(Self { ects: Some(credits.parse()?), ..Self::default() })
    }

    /// Hours alone.
    pub fn of_hours(hours: u16) -> Self {
        Self::default().hours(hours)
    }

    /// The same, with hours of work.
    #[must_use]
    pub fn hours(self, hours: u16) -> Self {
        Self { hours: Some(hours.into()), ..self }
    }

    /// The same, with credits of another system, from their decimal text. All spellings of one system give the same.
    ///
    /// # Errors
    /// For a text that is not a decimal number with at most two decimal places.
    pub fn credits(mut self, system: CreditSystem, points: &str) -> Result<Self, QuantityError> {
        self.credits.push(Credits { system: system.canonical(), points: points.parse()? });
        Ok(self)
    }

    /// Credits that are ECTS by the name of a country, such as EAP or högskolepoäng, where the learning is at these levels.
    pub(crate) fn national_ects(&self, levels: &[Level]) -> impl Iterator<Item = &Credits> {
        let one = Ratio::new(1, 1);
        self.convertible(levels).filter(move |own| own.system != CreditSystem::Ects && own.system.in_ects() == one)
    }

    /// Credits of other systems that are so many ECTS credits, where the learning is at these levels.
    pub(crate) fn convertible(&self, levels: &[Level]) -> impl Iterator<Item = &Credits> {
        let eqf = levels.iter().filter_map(Level::eqf).min();
        self.credits.iter().filter(move |own| own.system.in_ects().is_some() && own.system.converts_at(eqf))
    }

    /// Whether nothing is said about the workload.
    pub fn is_empty(&self) -> bool {
        self.ects.is_none() && self.hours.is_none() && self.credits.is_empty()
    }
}
