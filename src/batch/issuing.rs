//! One run: rows become credentials, block by block.

use super::folder::{Files, Folder, Opened, file_name};
use super::journal::{Entry, Journal, Record};
use super::learners::{Learners, Secret, Standing, first_eight};
use super::roster::{Roster, Row, Rows, Survey};
use super::workers::in_stages;
use super::{BatchError, Cohort, IssuedBefore, Progress, RefusedRow, Summary, Workers};
use crate::bake::Baking;
use crate::codec::hex;
use crate::issue::{IssueError, Secured};
use crate::json::Pointer;
use crate::microcredential::carrier::LossReport;
use crate::microcredential::{MicroCredential, Offer};
use crate::proof::TokenError;
use crate::report::{Finding, Findings, code};
use crate::status::registry::Place;
use std::ops::ControlFlow;

/// Rows that are looked at for one block, at most: where nearly all are issued already, somebody waits to hear of it.
const LOOKED_AT: u64 = 8_192;

/// Files that are brought to the disk side by side. A disk has more to do at once than a processor: each takes milliseconds,
/// of which nearly all is waiting.
const WRITERS: usize = 16;

/// Everything that a run takes.
pub(super) struct Issuing<'c> {
    pub(super) cohort: &'c Cohort,
    pub(super) roster: &'c Roster,
    pub(super) survey: Survey,
    pub(super) workers: Workers,
}

/// A row that is to be issued.
struct Planned {
    row: Row,
    entry: Entry,
    /// Whether its file is in its place already.
    is_kept: bool,
}

/// A credential that has been made.
struct Made {
    entry: Entry,
    /// What goes into its file; nothing if that is in its place.
    content: Option<Vec<u8>>,
    losses: LossReport,
    /// What was noticed about it.
    noticed: Findings,
}

/// What becomes of some rows.
#[derive(Default)]
struct Block {
    rows: u64,
    made: Vec<Made>,
    refused: Vec<RefusedRow>,
}

/// What keeps a credential from being made.
enum Trouble {
    /// Only this one.
    Row(RefusedRow),
    /// All of them.
    All(BatchError),
}

impl Issuing<'_> {
    pub(super) fn run(
        &self,
        mut opened: Opened,
        mut progress: impl FnMut(&Progress) -> ControlFlow<()> + Send,
    ) -> Result<Summary, BatchError> {
        let sha256 = hex::encode(&self.survey.sha256);
        if opened.roster.as_ref() != Some(&sha256) {
            opened.journal.append(std::iter::once(Record::Roster(sha256)))?;
        }
        let secret = opened.journal.secret.clone();
        let offer = self.offer(&secret);
        let (issued_before, findings) = (opened.learners.issued_before(), offer.check());
        let mut summary = Summary { issued_before, findings, ..Summary::default() };
        let mut rows = self.roster.rows()?;
        let (folder, journal, learners) = (&mut opened.folder, &mut opened.journal, &mut opened.learners);
        let writers = Workers::new(WRITERS)?;
        let mut done = Progress::default();
        let files = folder.files();
        let make = || self.make(&mut rows, &offer, &secret, learners, folder);
        let ended = in_stages(make, |block| {
            commit(&block, &writers, &files, journal)?;
            done.done += block.rows;
            done.refused += block.refused.len() as u64;
            done.share = Progress::share_of(done.done, self.survey.rows);
            note(block, &mut summary);
            Ok(progress(&done))
        })?;
        summary.broken_off = ended.is_break();
        if summary.broken_off {
            return Ok(summary);
        }
        if rows.sha256() != self.survey.sha256 {
            return Err(BatchError::RosterInMotion);
        }
        summary.gone = gone(&opened)?;
        Ok(summary)
    }

    /// What is awarded: with an id, the same for everybody, if it has none.
    fn offer(&self, secret: &Secret) -> Offer {
        let offer = self.cohort.offer.clone();
        match offer.id {
            Some(_) => offer,
            None => offer.with_id(format!("urn:uuid:{}", secret.uuid("offer", ""))),
        }
    }

    /// The next block, all but written; none when there are no more rows.
    fn make(
        &self,
        rows: &mut Rows<'_>,
        offer: &Offer,
        secret: &Secret,
        learners: &mut Learners,
        folder: &mut Folder,
    ) -> Result<Option<Block>, BatchError> {
        let (mut block, mut planned) = (Block::default(), Vec::new());
        while planned.len() < self.cohort.block && block.rows < LOOKED_AT {
            let Some(row) = rows.next()? else { break };
            block.rows += 1;
            match self.plan(row, secret, learners, folder) {
                Ok(plan) => planned.extend(plan),
                Err(refused) => block.refused.push(refused),
            }
        }
        if block.rows == 0 {
            return Ok(None);
        }
        let mut awarded = Vec::with_capacity(planned.len());
        for award in self.workers.map(planned, |plan| self.award(plan, offer)) {
            match award {
                Ok(award) => awarded.push(award),
                Err(Trouble::Row(refused)) => block.refused.push(refused),
                Err(Trouble::All(error)) => return Err(error),
            }
        }
        let places = self.places(&awarded)?;
        let mut with_places = Vec::with_capacity(awarded.len());
        for ((plan, award), places) in awarded.into_iter().zip(places) {
            match self.revoked(&plan, &places)? {
                None => with_places.push(((plan, award), places)),
                Some(refused) => block.refused.push(refused),
            }
        }
        for made in self.workers.map(with_places, |((plan, award), places)| self.issue(plan, &award, &places)) {
            match made {
                Ok(made) => block.made.push(made),
                Err(Trouble::Row(refused)) => block.refused.push(refused),
                Err(Trouble::All(error)) => return Err(error),
            }
        }
        block.refused.sort_by_key(|refused| refused.line);
        Ok(Some(block))
    }

    /// What is to be done about a row: nothing, if its credential is there.
    fn plan(
        &self,
        row: Row,
        secret: &Secret,
        learners: &mut Learners,
        folder: &mut Folder,
    ) -> Result<Option<Planned>, RefusedRow> {
        let (learner, content) = (row.learner(secret), row.content(secret));
        let finding = match learners.meet(&learner, first_eight(&content), row.line, row.number) {
            Standing::New => None,
            Standing::Issued => return Ok(None),
            Standing::Duplicate(line) => {
                let detail =
                    format!("see line {line}; delete one of the two, or correct what tells the learners apart");
                Some(Finding::new(code::roster::DUPLICATE, Pointer::root(), detail))
            }
            Standing::IssuedOtherwise(number) => {
                let detail = format!(
                    "it is in the file that begins with {number:06}, and stands; restore the row, or revoke the credential and issue another one by itself"
                );
                Some(Finding::new(code::roster::ISSUED_OTHERWISE, Pointer::root(), detail))
            }
        };
        if let Some(finding) = finding {
            let findings = row.findings.iter().cloned().chain([finding]).collect();
            return Err(RefusedRow { line: row.line, row: row.number, findings });
        }
        let uuid = secret.uuid("credential", &hex::encode(&content));
        let kept = folder.kept(&uuid);
        let entry = Entry {
            line: row.line,
            number: row.number,
            id: row.credential_id().map_or_else(|| format!("urn:uuid:{uuid}"), str::to_owned),
            file: kept.clone().unwrap_or_else(|| file_name(row.number, &uuid, self.cohort.ending())),
            learner,
            content: first_eight(&content),
        };
        Ok(Some(Planned { row, entry, is_kept: kept.is_some() }))
    }

    fn award(&self, plan: Planned, offer: &Offer) -> Result<(Planned, MicroCredential), Trouble> {
        let (line, row) = (plan.row.line, plan.row.number);
        let award = plan.row.award(offer, self.cohort.awarded, &plan.entry.id, self.cohort.issuer.environment());
        match award.map_err(|error| Trouble::All(error.into()))? {
            Ok(award) => Ok((plan, award)),
            Err(findings) => Err(Trouble::Row(RefusedRow { line, row, findings })),
        }
    }

    /// The places of a block in status lists, in one transaction; none if nothing is to be revocable.
    fn places(&self, awarded: &[(Planned, MicroCredential)]) -> Result<Vec<Vec<Place>>, BatchError> {
        let issuer = &self.cohort.issuer;
        let Some(lists) = issuer.status().filter(|_| !awarded.is_empty()) else {
            return Ok(vec![Vec::new(); awarded.len()]);
        };
        let ids: Vec<&str> = awarded.iter().map(|(plan, _)| plan.entry.id.as_str()).collect();
        Ok(lists.allocate_all(issuer.profile().id.as_deref().unwrap_or_default(), &ids)?)
    }

    /// What keeps a row from being issued under the id that it gives, which was revoked in a status list; a credential that is there
    /// already stands as it is.
    fn revoked(&self, plan: &Planned, places: &[Place]) -> Result<Option<RefusedRow>, BatchError> {
        let issuer = &self.cohort.issuer;
        let (Some(lists), Some(id), false) = (issuer.status(), plan.row.credential_id(), plan.is_kept) else {
            return Ok(None);
        };
        let found = lists.revoked(issuer.profile().id.as_deref().unwrap_or_default(), id, places)?;
        Ok(found.map(|finding| RefusedRow {
            line: plan.row.line,
            row: plan.row.number,
            findings: Findings::from_iter([Finding { pointer: plan.row.column_of(&finding.pointer), ..finding }]),
        }))
    }

    fn issue(&self, plan: Planned, award: &MicroCredential, places: &[Place]) -> Result<Made, Trouble> {
        let noticed = plan.row.noticed(award, self.cohort.issuer.environment());
        if plan.is_kept {
            return Ok(Made { entry: plan.entry, content: None, losses: LossReport::default(), noticed });
        }
        let refused =
            |findings: Findings| Trouble::Row(RefusedRow { line: plan.row.line, row: plan.row.number, findings });
        let secured = self.cohort.issuer.issue_at(award, places).map_err(|error| match error {
            IssueError::Findings(findings) | IssueError::Token(TokenError::Refused(findings)) => refused(findings),
            // Such as an endorsement that does not fit: it stands in the issuer, and not in the row.
            error => Trouble::All(error.into()),
        })?;
        let losses = secured.losses().clone();
        let content = self.content(secured).map_err(Trouble::All)?;
        Ok(Made { entry: plan.entry, content: Some(content), losses, noticed })
    }

    /// What goes into the file.
    fn content(&self, secured: Secured) -> Result<Vec<u8>, BatchError> {
        Ok(match &self.cohort.template {
            Some(template) => {
                let baking = Baking::new().with_limits(self.cohort.issuer.limits().clone());
                baking.image(template, secured.as_bytes())?.into_bytes()
            }
            None if secured.is_binary() => secured.as_bytes().to_vec(),
            None => (secured.into_string() + "\n").into_bytes(),
        })
    }
}

/// Brings a block to the disk: the journal, then each file, and their names.
fn commit(block: &Block, writers: &Workers, files: &Files, journal: &mut Journal) -> Result<(), BatchError> {
    if block.made.is_empty() {
        return Ok(());
    }
    let write = |made: &Made| match &made.content {
        Some(content) => files.write(&made.entry.file, content),
        None => Ok(()),
    };
    journal.append(block.made.iter().map(|made| Record::Issued(made.entry.clone())))?;
    writers.map(block.made.iter().collect(), write).into_iter().collect::<Result<(), _>>()?;
    files.sync()?;
    journal.settle()
}

fn note(block: Block, summary: &mut Summary) {
    summary.issued += block.made.len() as u64;
    for made in &block.made {
        made.noticed.iter().for_each(|finding| summary.notice(made.entry.line, finding.clone()));
    }
    if let Some(first) = block.made.into_iter().find(|made| made.content.is_some() && summary.losses.is_empty()) {
        summary.losses = first.losses;
    }
    block.refused.into_iter().for_each(|refused| summary.refuse(refused));
}

/// What was issued to learners whom no row is about any more.
fn gone(opened: &Opened) -> Result<Vec<IssuedBefore>, BatchError> {
    let journaled = opened.gone()?.into_iter();
    let journaled = journaled.map(|entry| IssuedBefore { line: entry.line, id: Some(entry.id), file: entry.file });
    let unclaimed = opened.folder.unclaimed().map(|file| IssuedBefore { line: 0, id: None, file: file.clone() });
    Ok(journaled.chain(unclaimed).collect())
}
