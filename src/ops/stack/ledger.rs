//! The ledger that an evaluation asks and an award is written down in.

use crate::json::Pointer;
use crate::ops::{Error, StackEvaluate};
use crate::report::{Finding, Findings, code};
use crate::stack::{
    Amount, CredentialKey, Evaluation, Holdings, Ledger, LedgerError, LedgerView, Pathway, RequirementKind,
    RequirementResult, Rule, Status, Step, Use,
};
use chrono::NaiveDate;
use std::path::Path;
use std::sync::Arc;

/// What is said where no ledger is asked.
pub(super) const UNASKED: &str = "no ledger was asked: give one, an empty one if nothing was counted yet";

impl StackEvaluate {
    /// Asks the ledger in the file that is named, if one is. Whether it was made, because there was none.
    pub(super) fn open_ledger(&mut self, may_make: bool) -> Result<bool, Error> {
        let Some(path) = &self.ledger_store else { return Ok(false) };
        let is_new = !path.exists();
        self.live = Some(open(path, may_make)?);
        Ok(is_new)
    }

    /// Whether somebody knows what was counted already.
    pub(super) fn asks_ledger(&self) -> bool {
        self.ledger.is_some() || self.live.is_some()
    }

    /// What the ledger says.
    pub(super) fn look_up(&self, holdings: &Holdings) -> Result<LedgerView, Error> {
        let Some(ledger) = &self.live else { return Ok(self.ledger.clone().unwrap_or_default()) };
        let keys: Vec<CredentialKey> = holdings.keys().cloned().collect();
        ledger.view(&keys).map_err(|error| Error::failed(error.to_string()))
    }

    /// Where the learner stands, by what the ledger said.
    pub(super) fn evaluation(&self, holdings: Holdings, seen: &LedgerView, day: NaiveDate) -> Evaluation {
        let mut evaluation = self.pathway.evaluate_with(holdings, seen, day, &self.frameworks);
        if !self.asks_ledger() {
            unasked(&mut evaluation, &self.pathway);
        }
        evaluation
    }

    /// Writes down in the ledger that is asked what was counted.
    pub(super) fn commit(&self, seen: &LedgerView, keys: &[CredentialKey], used: &Use) -> Result<(), Error> {
        match &self.live {
            None => Ok(()),
            Some(ledger) => ledger.commit(seen, keys, used).map_err(|error| match error {
                LedgerError::Changed { .. } | LedgerError::Exists(_) => {
                    Error::refused(Finding::new(code::stack::LEDGER_CHANGED, Pointer::root(), error.to_string()))
                }
                LedgerError::Missing
                | LedgerError::Busy
                | LedgerError::Foreign
                | LedgerError::Version { .. }
                | LedgerError::Shared { .. }
                | LedgerError::Unusable(_) => Error::failed(error.to_string()),
            }),
        }
    }

    /// A ledger from its JSON form: an array of uses, each with `issuer`, `credential`, `award`, `pathway` and `on`.
    ///
    /// # Errors
    /// If it is none.
    pub fn ledger(text: &str) -> Result<LedgerView, Error> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Row {
            issuer: String,
            credential: String,
            award: String,
            pathway: String,
            on: String,
        }
        let wrong = |at: Pointer| {
            let detail = "write an array of objects with issuer, credential, award, pathway, and on, a date";
            Error::Request(Findings::from_iter([Finding::new(code::request::MEMBER, at, detail)]))
        };
        let ledger = Pointer::root().member("ledger");
        let rows: Vec<serde_json::Value> = serde_json::from_str(text).map_err(|_| wrong(ledger.clone()))?;
        rows.into_iter().enumerate().try_fold(LedgerView::empty(), |view, (index, row)| {
            let is_wrong = || wrong(ledger.clone().item(index));
            let row: Row = serde_json::from_value(row).map_err(|_| is_wrong())?;
            let on = row.on.parse().map_err(|_| is_wrong())?;
            Ok(view.with(CredentialKey::new(row.issuer, row.credential), Use::new(row.award, row.pathway, on)))
        })
    }
}

/// What was not looked up is not satisfied: where the pathway demands it, it is not complete; otherwise somebody should look.
fn unasked(evaluation: &mut Evaluation, pathway: &Pathway) {
    let own = pathway.requirements();
    let first = evaluation.requirements.len().saturating_sub(own.len());
    let mut is_demanded = false;
    for (told, requirement) in evaluation.requirements[first..].iter_mut().zip(own) {
        if matches!(requirement.rule, Rule::NoDoubleUse(_)) {
            told.status = if requirement.optional { Status::Warn } else { Status::NotEvaluable };
            told.missing = Some(UNASKED.to_owned());
            is_demanded |= !requirement.optional;
        }
    }
    if is_demanded {
        evaluation.is_complete = false;
        evaluation.way.push(Step {
            credits: Amount::default(),
            credentials: 0,
            group: None,
            conditions: Vec::new(),
            words: UNASKED.to_owned(),
        });
    } else {
        let always = RequirementResult {
            id: "doubleUse".to_owned(),
            kind: RequirementKind::NoDoubleUse,
            words: "counted towards no other award".to_owned(),
            status: Status::Warn,
            used: Vec::new(),
            missing: Some(UNASKED.to_owned()),
        };
        evaluation.requirements.insert(first, always);
    }
}

#[cfg(feature = "store")]
fn open(path: &Path, may_make: bool) -> Result<Arc<dyn Ledger>, Error> {
    use crate::stack::SqliteLedger;
    let opened = if may_make { SqliteLedger::open(path) } else { SqliteLedger::open_existing(path) };
    match opened {
        Ok(ledger) => Ok(Arc::new(ledger)),
        Err(error @ LedgerError::Busy) => Err(Error::failed(error.to_string())),
        Err(error) => Err(Error::member("ledgerStore", error.to_string())),
    }
}

#[cfg(not(feature = "store"))]
fn open(_: &Path, _: bool) -> Result<Arc<dyn Ledger>, Error> {
    Err(Error::member("ledgerStore", "this build keeps no ledger in a file; use one with the feature `store`"))
}
