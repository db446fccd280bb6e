//! From micro-credentials to larger awards: what a receiving organisation's award takes, and where a learner stands.
//!
//! A [`Pathway`] is what the organisation writes down: groups of credentials, and [requirements](Rule) of what is counted. Its
//! [evaluation](Pathway::evaluate) is a pure function of the pathway, the credentials of one learner, what a ledger says about
//! them, and a day. Nothing but a [`Verified`](crate::verify::Verified) credential is taken.
//!
//! ```
//! use microcred::stack::{Holdings, LedgerView, Pathway};
//! # let json = &std::fs::read_to_string("examples/data/pathway.json").unwrap();
//! let pathway = Pathway::from_json(json)?;
//! print!("{}", pathway.summary());
//! let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).ok_or("no such day")?;
//! let evaluation = pathway.evaluate(Holdings::new(), &LedgerView::empty(), day);
//! assert!(!evaluation.is_complete);
//! assert_eq!(evaluation.way[0].words, "3 credentials from group “Special-purpose awards”, together 30 ECTS");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How it is decided
//!
//! A credential counts once, whole, in one group. Rules about single credentials (age, grade, assessment, …) say which may count at
//! all; caps, overlaps and windows, which may count together. Of what is left, the allocation is taken that satisfies the most
//! mandatory groups and requirements, then the most optional ones, then counts the most credits; among equals, that in
//! which the oldest credentials stand in the places that come first: mandatory groups first, those that fewest credentials fit
//! next. It is exact, or the [evaluation says](Optimality) by how much it may not be.
//!
//! A share is of the credits that are counted, or of the least that the award takes while there are fewer. Levels compare
//! through the EQF. What is not stated, not placed or not shown satisfies nothing, and is reckoned against every cap.
//!
//! Three things hold in every pathway, whether it says so or not: a credential, with what it was made of, counts towards one
//! award, unless [`Rule::NoDoubleUse`] allows more; all that is counted is about one learner; and of credentials for one
//! achievement one counts. Whose credentials they are is said by those alone that may count, and where the pathway asks for
//! issuers, by theirs; a prerequisite has to stand as what is counted does: its issuer known well enough, verified lately enough,
//! still valid, the same learner's.
//!
//! # What may get worse
//!
//! A complete pathway stays complete whatever of the same learner's is added, unless that shows that two of those that are counted, or
//! one of them and what it presupposes, are one thing: an award between a larger one and a part of it; and unless the search was ended,
//! which the evaluation says. Credentials of somebody else's are not to be mixed in: the learner is who most of them name. In an
//! incomplete one, a requirement that was satisfied may fail
//! once a learner holds one more credential for the reasons that [`Rule::may_fail_later`] names and for no other, as long
//! as no two groups compete for one credential.

mod allocate;
mod amount;
mod audit;
mod compose;
mod context;
mod evaluate;
mod evaluation;
mod form;
mod identity;
mod implication;
mod kind;
mod ledger;
mod level_bound;
mod part;
mod pathway;
mod requirement;
mod selector;
mod show;
mod wanted;
mod words;

pub use amount::Amount;
pub use audit::{Audit, AuditedPart, Problem, Standing, audit, counted_twice};
pub use compose::{AwardError, Bundle, Composed, StackedPart, bundle, instead_of_record};
pub use evaluation::{
    CountedCredential, Evaluation, GroupResult, Optimality, Reason, Regrouped, RequirementResult, Status, Step,
    UnusedCredential,
};
#[cfg(feature = "store")]
pub use ledger::SqliteLedger;
pub use kind::RequirementKind;
pub use ledger::{CredentialKey, Ledger, LedgerError, LedgerView, MemoryLedger, Use};
pub use level_bound::LevelBound;
pub use part::Holdings;
pub use pathway::{CatalogueEntry, CreditRule, Group, Members, Pathway, Select};
pub use requirement::{Bounds, CountBounds, GradeBound, Percent, Requirement, Rule, Scale};
pub use selector::Selector;
