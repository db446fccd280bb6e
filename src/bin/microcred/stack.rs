use crate::exit::Exit;
use crate::failure::Failure;
use crate::policy;
use crate::verify::{anchors, moment};
use crate::{Format, source, target};
use chrono::{DateTime, Utc};
use microcred::Environment;
use microcred::ops::{Operation, StackEvaluate, StackExplain};
use std::path::PathBuf;

/// Stack micro-credentials into a larger award, as a receiving organisation's pathway says.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    Evaluate(Box<Evaluate>),
    Explain(Explain),
}

/// Say where a learner stands: what is satisfied by what, what is missing, and what was not used and why.
///
/// Each credential is verified first, and none counts that is not accepted. Exit code 0 says that the pathway is complete, and
/// 3 that it is not.
#[derive(clap::Args)]
struct Evaluate {
    /// The learner's credentials.
    #[arg(required = true)]
    credentials: Vec<PathBuf>,
    /// The pathway.
    #[arg(long, value_name = "FILE")]
    pathway: PathBuf,
    /// What was counted towards other awards already: an array of uses.
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// What follows from what is found in a credential: strict, lenient, or a file with a policy.
    #[arg(long, value_name = "strict|lenient|FILE", default_value = "strict")]
    policy: PathBuf,
    /// Judge for this moment, in RFC 3339.
    #[arg(long, value_name = "RFC3339", value_parser = moment)]
    now: Option<DateTime<Utc>>,
    /// A document that may be needed, under its DID or its URL. May be given several times.
    #[arg(long = "resource", value_name = "URL=FILE", value_parser = source::resource)]
    resources: Vec<(String, PathBuf)>,
    /// The issuers that you trust. The pathway says whether others count.
    #[arg(long, value_name = "FILE")]
    anchors: Option<PathBuf>,
    /// What the evaluation is written as.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Say in words what a pathway takes.
#[derive(clap::Args)]
struct Explain {
    /// The pathway; `-` reads standard input.
    pathway: PathBuf,
    /// What it is written as.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Arguments {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        match self.command {
            Command::Evaluate(evaluate) => evaluate.run(),
            Command::Explain(explain) => explain.run(),
        }
    }
}

impl Evaluate {
    fn run(self) -> Result<Exit, Failure> {
        let pathway = StackEvaluate::pathway(&source::text(&self.pathway)?)?;
        let credentials = self.credentials.iter().map(|path| source::bytes(path)).collect::<Result<_, _>>()?;
        let mut evaluate = StackEvaluate::new(pathway, credentials);
        if let Some(path) = &self.ledger {
            evaluate.ledger = StackEvaluate::ledger(&source::text(path)?)?;
        }
        evaluate.policy = policy::named(&self.policy)?;
        evaluate.now = self.now;
        evaluate.resources = source::resources(&self.resources)?;
        evaluate.anchors = self.anchors.as_deref().map(anchors).transpose()?;
        let evaluated = evaluate.run(&Environment::system())?;
        target::answer(&evaluated, self.format)?;
        Ok(if evaluated.evaluation.is_complete { Exit::Done } else { Exit::Indeterminate })
    }
}

impl Explain {
    fn run(self) -> Result<Exit, Failure> {
        let pathway = StackEvaluate::pathway(&source::text(&self.pathway)?)?;
        target::answer(&StackExplain::new(pathway).run(&Environment::system())?, self.format)?;
        Ok(Exit::Done)
    }
}
