use crate::at_hand::{self, AtHand, GivenContexts, GivenSchemas};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{Format, policy, source, target};
use chrono::{DateTime, Utc};
use clap::builder::NonEmptyStringValueParser;
use microcred::Environment;
use microcred::ops::{Operation, Verify};
use microcred::render;
use microcred::report::{Code, Fact, Outcome, Report};
use microcred::trust::Anchors;
use microcred::verify::{Recipient, Verification};
use std::borrow::Cow;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// Say whether a credential or a presentation may be believed. Nothing is fetched unless it is asked for.
///
/// It is JSON, a token, or a binary message. Of a presentation, every credential in it is told about by itself.
///
/// Exit code 0 says that it is valid and its issuer known as well as required; 1, that it is invalid; 2, that it is valid
/// and its issuer less well known than required; 3, that it could not be told.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    verifying: Verifying,
    /// What the report is written as.
    #[arg(long, value_enum, default_value_t)]
    format: ReportFormat,
    /// Whether a text has colours: auto, if it goes to a terminal and NO_COLOR is not set.
    #[arg(long, value_enum, default_value_t)]
    colour: Colours,
}

/// Whether a text has colours.
#[derive(Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Colours {
    #[default]
    Auto,
    Always,
    Never,
}

impl Colours {
    /// See <https://no-color.org/>.
    fn are_wanted(self) -> bool {
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_dumb = std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
        match self {
            Self::Auto => std::io::stdout().is_terminal() && !is_set("NO_COLOR") && !is_dumb,
            Self::Always => true,
            Self::Never => false,
        }
    }
}

/// What a report is written as.
#[derive(Clone, Copy, Default, clap::ValueEnum)]
enum ReportFormat {
    /// For people at a terminal.
    #[default]
    Text,
    /// For programs.
    Json,
    /// A page for a browser.
    Html,
    /// For build servers.
    Junit,
    /// As the VC-API answers.
    VcApi,
}

/// What is verified, and how.
#[derive(clap::Args)]
pub(crate) struct Verifying {
    /// The credential or presentation; `-` reads standard input.
    file: PathBuf,
    #[command(flatten)]
    manner: Manner,
}

/// How it is verified.
#[derive(clap::Args)]
pub(crate) struct Manner {
    /// What follows from what is found: strict, lenient, conformance (what the official test suites are run with; it lets
    /// pass what nobody should rely on), or a file with a policy.
    #[arg(long, value_name = "strict|lenient|conformance|FILE", default_value = "strict")]
    policy: PathBuf,
    /// Judge validity for this moment, in RFC 3339. The clock stays where it is: what was revoked since is revoked.
    #[arg(long, value_name = "RFC3339", value_parser = moment)]
    now: Option<DateTime<Utc>>,
    #[command(flatten)]
    at_hand: AtHand,
    #[command(flatten)]
    contexts: GivenContexts,
    #[command(flatten)]
    schemas: GivenSchemas,
    /// Ask for schemas that a credential declares and that were not given: among the resources, then over the network if
    /// that is allowed.
    #[arg(long)]
    fetch_schemas: bool,
    /// Ask for the newer copy of a credential, where it says that there is one; if that is as good, judge the copy.
    #[arg(long)]
    refresh: bool,
    /// The issuers that you trust. With them, a credential of anybody else is valid and ends with exit code 2.
    #[arg(long, value_name = "FILE")]
    anchors: Option<PathBuf>,
    /// Whom it should have been issued to: an id, an e-mail address, or a name.
    #[arg(long, value_name = "VALUE")]
    recipient: Option<String>,
    /// An endorsement that is kept beside a badge, of the badge or what is in it; may be given several times.
    #[arg(long = "endorsement", value_name = "FILE")]
    endorsements: Vec<PathBuf>,
    /// What whoever presents it was asked to sign.
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    challenge: Option<String>,
    /// Who you are: a presentation must have been made for you.
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    domain: Option<String>,
}

impl Arguments {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let given = self.verifying.manner.at_hand.names();
        let verify = self.verifying.operation()?;
        let policy = verify.policy.clone();
        let verification = verify.run(&Environment::system())?;
        match self.format {
            ReportFormat::Text if self.colour.are_wanted() => target::exactly(&verification.coloured().to_string())?,
            ReportFormat::Text => target::answer(&verification, Format::Text)?,
            ReportFormat::Json => target::answer(&verification, Format::Json)?,
            ReportFormat::Html => target::exactly(&render::html(&verification))?,
            ReportFormat::Junit => target::exactly(&render::junit(&verification))?,
            ReportFormat::VcApi => target::json(&render::vc_api(&verification, &policy))?,
        }
        if matches!(self.format, ReportFormat::Text) {
            ask_for_what_is_missing(&verification, &given);
        }
        Ok(exit(&verification))
    }
}

impl Verifying {
    pub(crate) fn operation(self) -> Result<Verify, Failure> {
        self.manner.operation(source::bytes(&self.file)?)
    }
}

impl Manner {
    pub(crate) fn operation(self, document: Vec<u8>) -> Result<Verify, Failure> {
        let mut verify = Verify::new(document);
        verify.policy = policy::named(&self.policy)?;
        verify.now = self.now;
        verify.resources = self.at_hand.resources()?;
        verify.contexts = self.contexts.known()?;
        verify.schemas = self.schemas.known()?;
        verify.fetch_schemas = self.fetch_schemas;
        verify.refresh = self.refresh;
        verify.anchors = self.anchors.as_deref().map(anchors).transpose()?;
        verify.recipient = self.recipient.as_deref().map(Recipient::guess);
        verify.endorsements = source::all(&self.endorsements)?;
        verify.challenge = self.challenge;
        verify.domain = self.domain;
        #[cfg(feature = "http")]
        if let Some(network) = self.at_hand.network() {
            verify = verify.with_resolver(network);
        }
        Ok(verify)
    }
}

/// Says with which options it can be given what was not at hand. What was given and not taken has its own reason.
fn ask_for_what_is_missing(verification: &Verification, given: &[String]) {
    at_hand::ask_for_contexts(codes(verification).into_iter());
    for need in verification.unmet().iter().filter(|need| !given.contains(&need.subject) && !given.contains(&need.url))
    {
        target::complain(&format!("to give it what it looked for: --resource {}=FILE", quoted(&need.subject)));
    }
}

/// A word of a command line that is made to be copied: a stranger has chosen it, and a shell reads more into some characters.
fn quoted(word: &str) -> Cow<'_, str> {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || ":/._%@+,=-".contains(character);
    match word.chars().all(is_plain) {
        true => Cow::Borrowed(word),
        false => Cow::Owned(format!("'{}'", word.replace('\'', "'\\''"))),
    }
}

/// What was found, in everything that stands inside as well.
fn codes(report: &Report) -> Vec<Code> {
    let own = report.checks.iter().filter_map(|check| match check.fact {
        Fact::Found(code) => Some(code),
        _ => None,
    });
    own.chain(report.children.iter().flat_map(|(_, child)| codes(child))).collect()
}

fn exit(verification: &Verification) -> Exit {
    match verification.outcome {
        Outcome::Invalid => Exit::Invalid,
        Outcome::Indeterminate => Exit::Indeterminate,
        Outcome::Valid => match verification.acceptable() {
            Ok(()) => Exit::Done,
            Err(refused) => {
                target::complain(&format!("not accepted: {refused}"));
                Exit::BelowTrust
            }
        },
    }
}

pub(crate) fn anchors(path: &Path) -> Result<Anchors, Failure> {
    source::read_as(path, Anchors::parse)
}

pub(crate) fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    Verify::moment(text).ok_or_else(|| "write a date and time such as 2026-11-23T11:00:00Z".to_owned())
}
