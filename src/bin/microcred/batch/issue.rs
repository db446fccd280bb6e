use super::Bar;
use crate::at_hand::GivenContexts;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::revocable::Revocable;
use crate::{Format, source, target};
use clap::builder::PossibleValuesParser;
use microcred::Environment;
use microcred::chrono::NaiveDate;
use microcred::key::KeyFile;
use microcred::microcredential::carrier::Carrier;
use microcred::ops::BatchIssue;
use microcred::proof::Suite;
use std::ops::ControlFlow;
use std::path::PathBuf;

/// Issue an offer to everybody in a roster, each into a file of its own.
///
/// The roster is what a spreadsheet exports: CSV in UTF-8, separated by commas, semicolons or tabs, with a header. Its columns are
/// id (a DID), name, givenName, familyName, emailAddress and other types of identifiers (they go into the credential hashed), issued
/// (2026-06-15), validUntil, grade, and credentialId.
///
/// It may be ended or killed at any moment: the same command goes on where it was, and issues nothing twice. A row that nothing
/// can be issued for stops nobody else; it is listed at the end, and the exit code is 1. Correct such rows, and go on with
/// --accept-changes. What is issued all the same, such as a date to come, is told on standard error.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// What is issued: the JSON form of an offer.
    #[arg(long, value_name = "FILE")]
    offer: PathBuf,
    /// The roster.
    #[arg(long, value_name = "FILE")]
    learners: PathBuf,
    /// The key file, as `keygen` writes it.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The folder for the credentials; it is made if there is none. A file is called by its row and the credential's id. The journal
    /// in its hidden folder holds no names, and a secret: keep it, and do not pass it on.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// The date of issuing, for rows that have none.
    #[arg(long, value_name = "DATE", value_parser = date)]
    issued: Option<NaiveDate>,
    /// How a micro-credential travels: in terms of Open Badges 3.0 alone, or in those of microcred too [default: standard]
    #[arg(long, value_parser = PossibleValuesParser::new(["standard", "extended"]))]
    carrier: Option<String>,
    /// How it is secured; what fits the key if left out.
    #[arg(long, value_parser = PossibleValuesParser::new(Suite::all().map(Suite::name)))]
    suite: Option<String>,
    /// The profile in whose name it is issued: JSON, a Profile of Open Badges 3.0.
    #[arg(long, value_name = "FILE")]
    issuer: Option<PathBuf>,
    #[command(flatten)]
    revocable: Revocable,
    /// A signed endorsement of the offer (by its id) or of the issuer, which goes into every credential; may be given several times.
    #[arg(long = "endorsement", value_name = "FILE")]
    endorsements: Vec<PathBuf>,
    #[command(flatten)]
    contexts: GivenContexts,
    /// Bake each credential into this image: PNG or SVG.
    #[arg(long, value_name = "IMAGE")]
    bake: Option<PathBuf>,
    /// A column of the roster that is left out; may be given several times.
    #[arg(long = "ignore-column", value_name = "NAME")]
    ignored_columns: Vec<String>,
    /// Go on although the roster has changed: new and corrected rows are issued, and what was issued stands.
    #[arg(long)]
    accept_changes: bool,
    /// What the summary is written as.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Arguments {
    pub(super) fn run(self) -> Result<Exit, Failure> {
        let offer = source::read_as(&self.offer, |text| BatchIssue::read_offer(text).map(|_| text.to_owned()))?;
        let mut batch = BatchIssue::new(offer, self.learners, KeyFile::read(&self.key)?, self.out);
        batch.issued = self.issued;
        batch.carrier = self.carrier.as_deref().and_then(Carrier::from_name);
        batch.suite = self.suite.as_deref().and_then(Suite::from_name);
        batch.issuer = source::issuer(self.issuer.as_deref())?;
        batch.endorsements = source::endorsements(&self.endorsements)?;
        batch.contexts = self.contexts.known()?;
        batch.status = self.revocable.store();
        batch.image = self.bake.as_deref().map(source::bytes).transpose()?;
        batch.ignored_columns = self.ignored_columns;
        batch.accept_changes = self.accept_changes;
        let bar = Bar::new();
        let summary = batch.run_with(&Environment::system(), |progress| {
            bar.show(progress);
            ControlFlow::Continue(())
        });
        bar.clear();
        let summary = summary?;
        target::answer(&summary, self.format)?;
        crate::issue::tell(&summary.losses);
        summary.findings.iter().for_each(|finding| crate::issue::notice(finding, &format!("the offer: {finding}")));
        summary.noticed.iter().for_each(|noticed| crate::issue::notice(&noticed.finding, noticed));
        Ok(if summary.is_complete() { Exit::Done } else { Exit::Invalid })
    }
}

fn date(text: &str) -> Result<NaiveDate, String> {
    BatchIssue::date(text).ok_or_else(|| "write a date such as 2026-06-15".to_owned())
}
