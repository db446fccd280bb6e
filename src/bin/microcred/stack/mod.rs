mod pending;

use crate::at_hand::{AtHand, GivenContexts, GivenSchemas, GivenTables};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::issue::tell;
use crate::policy;
use crate::revocable::Revocable;
use crate::verify::{anchors, moment};
use crate::{Format, source, target};
use chrono::{DateTime, Utc};
use clap::builder::PossibleValuesParser;
use microcred::codec::digest;
use microcred::key::KeyFile;
use microcred::microcredential::carrier::Carrier;
use microcred::ops::{Awarded, Operation, StackAward, StackEvaluate, StackExplain};
use microcred::proof::Suite;
use microcred::stack::{LedgerError, SqliteLedger};
use microcred::{Environment, Limits};
use pending::Pending;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

/// Stack micro-credentials into a larger award, as a receiving organisation's pathway says.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    Evaluate(Box<Evaluate>),
    Award(Box<Award>),
    Explain(Explain),
}

/// Say where a learner stands: what is satisfied by what, what is missing, and what was not used and why.
///
/// Each credential is verified first, and none counts that is not accepted. Exit code 0 says that the pathway is complete, and
/// 3 that it is not.
#[derive(clap::Args)]
struct Evaluate {
    #[command(flatten)]
    asked: Asked,
    /// What the evaluation is written as.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Make the larger award, once the pathway is complete, and tell the ledger what was counted.
///
/// Exit code 1 says that it is not complete; nothing is signed then, and the ledger is told nothing. With --out and --ledger, a run
/// that was broken off is finished by the same command: the award is made once, and is not lost.
#[derive(clap::Args)]
// Behind --messages, which take as many as there are, the credentials would be taken for more of them.
#[command(override_usage = "microcred stack award <CREDENTIALS>... --pathway <FILE> --key <FILE> [OPTIONS]")]
struct Award {
    #[command(flatten)]
    asked: Asked,
    /// The file with the organisation's key.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// How the award is carried.
    #[arg(long, default_value = "extended", value_parser = PossibleValuesParser::new(["standard", "extended"]))]
    carrier: String,
    /// How it is secured; what fits the key if left out.
    #[arg(long, value_parser = PossibleValuesParser::new(Suite::all().map(Suite::name)))]
    suite: Option<String>,
    /// The profile in whose name it is issued: JSON, a Profile of Open Badges 3.0.
    #[arg(long, value_name = "FILE")]
    issuer: Option<PathBuf>,
    #[command(flatten)]
    revocable: Revocable,
    /// A file for the award and its parts together: a learner record (CLR 2.0), signed, where one can hold all of them, or else a
    /// presentation for the learner to sign; it is said which, and why.
    #[arg(long, value_name = "FILE")]
    bundle: Option<PathBuf>,
    #[command(flatten)]
    place: target::Place,
}

#[derive(clap::Args)]
struct Asked {
    /// The learner's credentials.
    #[arg(required = true)]
    credentials: Vec<PathBuf>,
    /// The pathway.
    #[arg(long, value_name = "FILE")]
    pathway: PathBuf,
    /// What was counted towards other awards already: a ledger that `award` keeps, and makes if it is not there, or an array of
    /// uses in JSON, which is only read. Without one nobody knows, and a pathway that demands no double use is not complete.
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// What follows from what is found in a credential: strict, lenient, or a file with a policy.
    #[arg(long, value_name = "strict|lenient|FILE", default_value = "strict")]
    policy: PathBuf,
    /// Judge validity for this moment, in RFC 3339. The clock stays where it is: what was revoked since is revoked.
    #[arg(long, value_name = "RFC3339", value_parser = moment)]
    now: Option<DateTime<Utc>>,
    #[command(flatten)]
    at_hand: AtHand,
    #[command(flatten)]
    schemas: GivenSchemas,
    /// The issuers that you trust. The pathway says whether others count.
    #[arg(long, value_name = "FILE")]
    anchors: Option<PathBuf>,
    #[command(flatten)]
    contexts: GivenContexts,
    #[command(flatten)]
    tables: GivenTables,
    /// A country (ISO 3166-1 alpha-2, or EU) to whose profiles the credentials and the award are held as well; they warn, and
    /// decide nothing.
    #[arg(long, value_name = "COUNTRY")]
    country: Option<String>,
    /// A profile to which they are held as well: the id of one, or a file with one. May be given several times.
    #[arg(long = "profile", value_name = "ID|FILE")]
    profiles: Vec<PathBuf>,
}

/// Say in words what a pathway takes.
#[derive(clap::Args)]
struct Explain {
    /// The pathway; `-` reads standard input.
    pathway: PathBuf,
    #[command(flatten)]
    tables: GivenTables,
    /// What it is written as.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Arguments {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        match self.command {
            Command::Evaluate(evaluate) => evaluate.run(),
            Command::Award(award) => award.run(),
            Command::Explain(explain) => explain.run(),
        }
    }
}

impl Asked {
    /// The evaluation, asking the ledger as it is opened here.
    fn into_operation(
        self,
        opened: impl FnOnce(&Path) -> Result<SqliteLedger, Failure>,
    ) -> Result<StackEvaluate, Failure> {
        let frameworks = self.tables.known()?;
        let pathway = source::read_as(&self.pathway, |text| StackEvaluate::pathway_with(text, &frameworks))?;
        let credentials = self.credentials.iter().map(|path| source::bytes(path)).collect::<Result<_, _>>()?;
        let mut evaluate = StackEvaluate::new(pathway, credentials);
        evaluate.policy = policy::named(&self.policy)?;
        evaluate.now = self.now;
        evaluate.resources = self.at_hand.resources()?;
        evaluate.schemas = self.schemas.known()?;
        evaluate.anchors = self.anchors.as_deref().map(anchors).transpose()?;
        evaluate.contexts = self.contexts.known()?;
        evaluate.frameworks = frameworks;
        evaluate.country = self.country;
        (evaluate.profiles, evaluate.own_profiles) = source::profiles(&self.profiles)?;
        #[cfg(feature = "http")]
        if let Some(network) = self.at_hand.network() {
            evaluate = evaluate.with_resolver(network);
        }
        match &self.ledger {
            None => Ok(evaluate),
            Some(path) if is_json(path) => {
                evaluate.ledger = Some(source::read_as(path, StackEvaluate::ledger)?);
                Ok(evaluate)
            }
            Some(path) => Ok(evaluate.with_ledger(opened(path)?)),
        }
    }
}

/// The ledger that is only asked.
fn asked(path: &Path) -> Result<SqliteLedger, Failure> {
    SqliteLedger::open_existing(path).map_err(|error| unusable(path, &error))
}

/// The ledger that is told of an award. That it is new is said: it would be so too if its name was mistyped.
fn told(path: &Path) -> Result<SqliteLedger, Failure> {
    let is_new = !path.exists();
    let ledger = SqliteLedger::open(path).map_err(|error| unusable(path, &error))?;
    if is_new {
        target::complain(&format!(
            "there was no ledger {}: a new one was made, in which nothing is counted",
            path.display()
        ));
    }
    Ok(ledger)
}

fn unusable(path: &Path, error: &LedgerError) -> Failure {
    Failure::file("file.unreadable", path, error.to_string())
}

/// Whether a file is a list of uses rather than a ledger.
fn is_json(path: &Path) -> bool {
    let Ok(file) = File::open(path) else { return false };
    let mut bytes = BufReader::new(file.take(Limits::default().bytes as u64)).bytes().map_while(Result::ok).peekable();
    for marked in "\u{feff}".bytes() {
        bytes.next_if_eq(&marked);
    }
    bytes.find(|byte| !b" \t\r\n".contains(byte)) == Some(b'[')
}

impl Evaluate {
    fn run(self) -> Result<Exit, Failure> {
        let evaluated = self.asked.into_operation(asked)?.run(&Environment::system())?;
        target::answer(&evaluated, self.format)?;
        Ok(if evaluated.evaluation.is_complete { Exit::Done } else { Exit::Indeterminate })
    }
}

impl Award {
    fn run(self) -> Result<Exit, Failure> {
        let Self { asked, key, carrier, suite, issuer, revocable, bundle, place } = self;
        if let (Some(out), Some(bundle)) = (place.path(), &bundle)
            && std::path::absolute(out).ok() == std::path::absolute(bundle).ok()
        {
            return Err(Failure::file(
                "request.member",
                bundle,
                "the award goes there; name another file for the bundle",
            ));
        }
        let ledger = asked.ledger.clone();
        if let Some(path) = ledger.as_deref().filter(|path| is_json(path)) {
            let detail = "an award is written into a ledger; this is a list of uses, which is only read";
            return Err(Failure::file("request.member", path, detail));
        }
        let mut award = StackAward::new(asked.into_operation(told)?, KeyFile::read(&key)?);
        award.carrier = Carrier::from_name(&carrier).unwrap_or(award.carrier);
        award.suite = suite.as_deref().and_then(Suite::from_name);
        award.issuer = source::issuer(issuer.as_deref())?;
        award.status = revocable.store();
        award.bundle = bundle.is_some();
        let request = request_of(&award.evaluate);
        let making = Making { award, bundle: bundle.clone(), place };
        let (Some(out), Some(path)) = (making.place.path().map(Path::to_owned), ledger) else {
            return making.make(|_| Ok(()));
        };
        let (mut pending, left) = Pending::begin(&out)?;
        left.iter().try_for_each(|left| left.refuse_other_ledger(&path, &out))?;
        let is_made = |award: &str| told(&path)?.has_award(award).map_err(|error| unusable(&path, &error));
        if let Some(left) = left
            && is_made(&left.award)?
        {
            left.finish(&request, &out, making.place.forces())?;
            pending.end();
            target::complain(
                "a run that was broken off had told the ledger of its award: here it is, and no other was made",
            );
            return Ok(Exit::Done);
        }
        let made = making.make(|awarded| pending.keep(&request, &path, awarded, bundle.as_deref()));
        // What the ledger was told and could not be written waits for the next run.
        if made.is_ok() || !pending.kept().is_some_and(|award| is_made(award).unwrap_or(true)) {
            pending.end();
        }
        made
    }
}

/// What an award is asked of, so that another request is told from the same one: the pathway and the credentials, by a digest.
fn request_of(evaluate: &StackEvaluate) -> String {
    let credentials = evaluate.credentials.iter().map(digest::sha256_hex);
    let all: Vec<String> = std::iter::once(evaluate.pathway.to_json().to_string()).chain(credentials).collect();
    digest::sha256_hex(all.join("\n"))
}

/// An award that is about to be made.
struct Making {
    award: StackAward,
    bundle: Option<PathBuf>,
    place: target::Place,
}

impl Making {
    /// Makes the award, which is handed to `keep` before the ledger is told.
    fn make(self, keep: impl FnOnce(&Awarded) -> Result<(), Failure>) -> Result<Exit, Failure> {
        let Self { award, bundle, place } = self;
        // What the ledger has been told cannot be taken back: everything that may fail is tried before.
        let run = || {
            bundle.iter().try_for_each(|path| target::free(path, place.forces()))?;
            award.run_keeping(&Environment::system(), keep)
        };
        let awarded = place.secured_by(run, |awarded| &awarded.secured)?;
        tell(awarded.secured.losses());
        awarded.findings.iter().for_each(|found| target::complain(&format!("{}: {}", found.code, found.detail)));
        if let (Some(path), Some(bundle)) = (&bundle, &awarded.bundle) {
            target::file(path, format!("{}\n", bundle.document).as_bytes(), place.forces())?;
            target::complain(&bundle.to_string());
        }
        Ok(Exit::Done)
    }
}

impl Explain {
    fn run(self) -> Result<Exit, Failure> {
        let frameworks = self.tables.known()?;
        let pathway = StackEvaluate::pathway_with(&source::text(&self.pathway)?, &frameworks)?;
        let mut explain = StackExplain::new(pathway);
        explain.frameworks = frameworks;
        target::answer(&explain.run(&Environment::system())?, self.format)?;
        Ok(Exit::Done)
    }
}
