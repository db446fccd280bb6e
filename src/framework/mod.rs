//! Qualifications frameworks and credit systems: [EQF](Eqf), [national frameworks](NqfLevel), the
//! [cycles of the QF-EHEA](Cycle), and the units in which a [workload](CreditSystem) is counted.
//!
//! The tables are data, in `vocab/eu` and `vocab/frameworks`; what they do not know is kept, never refused.
//! Credits of one system become those of another only where a [`Conversion`] is asked for: by an exact ratio, rounded once in a
//! stated direction, and always shown.

mod conversion;
mod credit_system;
mod eqf;
mod frameworks;
mod national_credits;
mod nqf;
mod order;
mod own_table;
mod qf_ehea;
mod quantity;
mod spelling;
mod table;

pub use conversion::{Conversion, HoursPerCredit, Ratio, Rounding, Unit};
pub use credit_system::{CreditSystem, HOUR_IRI};
pub use eqf::Eqf;
pub use frameworks::{Confidence, Frameworks, Referencing};
pub use nqf::NqfLevel;
pub(crate) use order::Standing;
pub use own_table::TableError;
pub use qf_ehea::Cycle;
pub(crate) use quantity::write_hundredths;
pub use quantity::{Quantity, QuantityError};
pub(crate) use table::Table;
