use crate::batch::{BatchAction, BatchError, BatchVerifier, Credentials, Progress, Submitted};
use crate::codec::invisible::escaped_in_json;
use crate::env::Environment;
use crate::files::whole::{Draft, Readers};
use crate::json::{Object, Value};
use crate::ops::request::Request;
use crate::ops::{Answer, Error, Operation, Verify, sealed};
use crate::report::Outcome;
use crate::resolve::Resolver;
use crate::verify::Verification;
use std::fmt;
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Verifies as many credentials as there are, in bounded memory, and writes a report on a line for each, in their order.
///
/// They come from files that hold one on each line (`.ndjson`, `.jsonl`), from folders, and from files that are one: see
/// [`Credentials`]. A line of the output is an object with the `source` and the `report`; with an `error`
/// instead where a file in a folder cannot be read.
#[derive(Clone)]
#[non_exhaustive]
pub struct BatchVerify {
    /// How each is verified; its document is none of them.
    pub how: Verify,
    /// Files and folders.
    pub credentials: Vec<PathBuf>,
    /// The file that the reports go to; there must be none yet.
    pub reports: PathBuf,
    /// On how many threads; as many as there are cores if it is none.
    pub threads: usize,
    /// Whether Ed25519 signatures are verified together: see [`BatchVerifier::danger_batch_ed25519`].
    pub danger_batch_ed25519: bool,
}

/// How the verifications ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BatchVerified {
    /// Valid, and the issuer known as well as required.
    pub accepted: u64,
    /// Valid, and the issuer less well known than required.
    pub below_trust: u64,
    /// It could not be told.
    pub indeterminate: u64,
    /// Invalid.
    pub invalid: u64,
    /// Whether it was broken off.
    pub broken_off: bool,
}

/// What became of one.
struct Judged {
    line: String,
    outcome: Outcome,
    accepted: bool,
    share: Option<f64>,
}

impl BatchVerify {
    /// Verifies strictly, now, offline, without anchors.
    pub fn new(credentials: impl IntoIterator<Item = impl Into<PathBuf>>, reports: impl Into<PathBuf>) -> Self {
        let credentials = credentials.into_iter().map(Into::into).collect();
        Self {
            how: Verify::new(Vec::new()),
            credentials,
            reports: reports.into(),
            threads: 0,
            danger_batch_ed25519: false,
        }
    }

    /// Carries it out, with the reports to `output`; `progress` hears of every hundredth credential, and may break off.
    ///
    /// # Errors
    /// If what is to be verified cannot be read, or the reports not be written. A bad credential is a report.
    pub fn run_into(
        self,
        environment: &Environment,
        output: &mut dyn Write,
        progress: impl FnMut(&Progress) -> ControlFlow<()>,
    ) -> Result<BatchVerified, Error> {
        let open = |path: &PathBuf| {
            Credentials::open(path, &self.how.limits).map(|opened| (path.is_dir(), opened)).map_err(Error::from)
        };
        let all: Vec<_> = self.credentials.iter().map(open).collect::<Result<_, Error>>()?;
        let all = all.into_iter().flat_map(|(is_folder, credentials)| {
            credentials
                .map(move |one| one.or_else(|error| if is_folder { Submitted::unread(error) } else { Err(error) }))
        });
        self.judge(all, environment, output, progress)
    }

    /// The same with credentials from a stream, such as standard input.
    ///
    /// # Errors
    /// As there.
    pub fn run_on(
        self,
        credentials: Credentials<'_>,
        environment: &Environment,
        output: &mut dyn Write,
        progress: impl FnMut(&Progress) -> ControlFlow<()>,
    ) -> Result<BatchVerified, Error> {
        self.judge(credentials, environment, output, progress)
    }

    fn judge(
        mut self,
        credentials: impl Iterator<Item = Result<Submitted, BatchError>>,
        environment: &Environment,
        output: &mut dyn Write,
        progress: impl FnMut(&Progress) -> ControlFlow<()>,
    ) -> Result<BatchVerified, Error> {
        self.how.require_anchors();
        let (verifier, resolver, _) = self.how.prepare(environment);
        let mut verifier = BatchVerifier::new(verifier).on_threads(self.threads);
        if self.danger_batch_ed25519 {
            verifier = verifier.danger_batch_ed25519();
        }
        judge(&verifier, credentials, &resolver, output, progress)
    }
}

fn judge(
    verifier: &BatchVerifier,
    credentials: impl Iterator<Item = Result<Submitted, BatchError>>,
    resolver: &(dyn Resolver + Sync),
    output: &mut dyn Write,
    mut progress: impl FnMut(&Progress) -> ControlFlow<()>,
) -> Result<BatchVerified, Error> {
    let (mut tally, mut done) = (BatchVerified::default(), Progress::default());
    let tell = |one: Submitted, verification: Verification| {
        let source = Value::from(one.place);
        let (member, told, outcome, accepted) = match one.unread {
            Some(why) => {
                let error = Error::member("credentials", why).to_json().to_string();
                ("error", error, Outcome::Indeterminate, false)
            }
            None => ("report", verification.to_json_string(), verification.outcome, verification.acceptable().is_ok()),
        };
        let line = format!("{{\"source\":{source},\"{member}\":{told}}}\n");
        // It may go to a terminal.
        Judged { line: escaped_in_json(&line).into_owned(), outcome, accepted, share: one.share }
    };
    let take = |judged: Judged| {
        match output.write_all(judged.line.as_bytes()) {
            // A reader that has seen enough is no failure.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(ControlFlow::Break(())),
            written => written.map_err(|error| unwritten(&error))?,
        }
        tally.note(&judged);
        done.done += 1;
        done.refused = tally.invalid;
        done.share = judged.share;
        Ok(if done.done.is_multiple_of(100) { progress(&done) } else { ControlFlow::Continue(()) })
    };
    let ended = verifier.verify(credentials, resolver, tell, take)?;
    tally.broken_off = ended.is_break();
    let flushed = output.flush().or_else(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Ok(()),
        _ => Err(error),
    });
    flushed.map_err(|error| unwritten(&error))?;
    Ok(tally)
}

fn unwritten(error: &io::Error) -> BatchError {
    BatchError::io(BatchAction::WritingReports, Path::new("the reports"), error)
}

impl Operation for BatchVerify {
    const NAME: &'static str = "batch_verify";
    const SCHEMA: &'static str = include_str!("../../../vocab/schemas/operations/batch_verify.schema.json");
    const RESPONSE: &'static str = include_str!("../../../vocab/schemas/operations/batch_verify.response.schema.json");
    type Answer = BatchVerified;

    fn run(self, environment: &Environment) -> Result<BatchVerified, Error> {
        let reports = self.reports.clone();
        let refused = |error: io::Error| Error::member("reports", format!("{}: {error}", reports.display()));
        let taken = || Error::member("reports", "there is such a file already; name another one");
        if reports.exists() {
            return Err(taken());
        }
        let mut output = BufWriter::new(Draft::new(&reports, Readers::AsUsual).map_err(refused)?);
        let tally = self.run_into(environment, &mut output, |_| ControlFlow::Continue(()))?;
        let written = output.into_inner().map_err(io::IntoInnerError::into_error).and_then(Draft::create_new);
        written.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => taken(),
            _ => refused(error),
        })?;
        Ok(tally)
    }
}

impl sealed::Sealed for BatchVerify {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        request.require("credentials", "name the files and folders with the credentials");
        let credentials = request.strings("credentials");
        request.require("reports", "name the file that the reports go to");
        let reports = request.string("reports");
        let danger_batch_ed25519 = request.flag("dangerBatchEd25519");
        let how = Verify::read_how(request);
        Some(Self { how, danger_batch_ed25519, ..Self::new(credentials, reports?) })
    }
}

impl BatchVerified {
    /// How many were verified.
    pub fn all(&self) -> u64 {
        self.accepted + self.below_trust + self.indeterminate + self.invalid
    }

    fn note(&mut self, judged: &Judged) {
        *match judged.outcome {
            Outcome::Valid if judged.accepted => &mut self.accepted,
            Outcome::Valid => &mut self.below_trust,
            Outcome::Indeterminate => &mut self.indeterminate,
            Outcome::Invalid => &mut self.invalid,
        } += 1;
    }
}

impl Answer for BatchVerified {
    /// How many ended in each way.
    fn to_json(&self) -> Value {
        let count = |number: u64| Value::from(number.cast_signed());
        Object::new()
            .with("type", "BatchVerified")
            .with("accepted", count(self.accepted))
            .with("belowTrust", count(self.below_trust))
            .with("indeterminate", count(self.indeterminate))
            .with("invalid", count(self.invalid))
            .with("brokenOff", self.broken_off)
            .into()
    }
}

impl fmt::Display for BatchVerified {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            formatter,
            "{} accepted, {} valid below the required trust, {} indeterminate, {} invalid",
            self.accepted, self.below_trust, self.indeterminate, self.invalid
        )?;
        if self.all() == 0 {
            writeln!(formatter, "nothing was there to be verified")?;
        }
        if self.broken_off { writeln!(formatter, "broken off") } else { Ok(()) }
    }
}
