use crate::at_hand::{self, GivenContexts};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::revocable::Revocable;
use crate::{policy, source, target};
use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser};
use microcred::Environment;
use microcred::issue::HolderChoice;
use microcred::json::Pointer;
use microcred::key::KeyFile;
use microcred::microcredential::carrier::{Carrier, LossReport};
use microcred::ops::{Issue, Issued, Operation};
use microcred::proof::Suite;
use microcred::proof::jose::KeyNaming;
use microcred::report::{Finding, Severity};
use std::fmt;
use std::path::PathBuf;

/// Sign a micro-credential, an unsigned credential, or a credential that has proofs already.
///
/// A micro-credential is issued in the name of the first awarding body that the key can belong to, or else of the key's
/// DID with the name of the first awarding body; --issuer says otherwise. A credential names its own issuer.
/// What a strict verifier would refuse is not signed, but for its dates: before the day that it is valid from, and after the one that it
/// is valid until, it is refused, and that is told, with whatever else `check` would warn of.
#[derive(clap::Args)]
// Behind --always and --by-choice, which take as many as there are, the file would be taken for one more.
#[command(override_usage = "microcred issue <FILE> --key <FILE> [OPTIONS]")]
pub(crate) struct Arguments {
    /// The micro-credential or the credential; `-` reads standard input.
    file: PathBuf,
    /// The key file, as `keygen` writes it.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// How a micro-credential travels: in terms of Open Badges 3.0 alone, or in those of microcred too [default: standard]
    #[arg(long, value_parser = PossibleValuesParser::new(["standard", "extended"]))]
    carrier: Option<String>,
    /// How it is secured: a proof inside, a token (vc-jwt as Open Badges has it, vc+jwt, vc+sd-jwt), or a binary message.
    /// What fits the key if left out: eddsa-rdfc-2022, ecdsa-rdfc-2019, vc-jwt or bbs-2023.
    #[arg(long, value_parser = PossibleValuesParser::new(Suite::all().map(Suite::name)))]
    suite: Option<String>,
    /// What the holder always shows, with ecdsa-sd-2023 and bbs-2023: JSON Pointers. All else is the holder's choice.
    #[arg(long, value_name = "POINTER", num_args = 1.., value_parser = Pointer::parse)]
    always: Vec<Pointer>,
    /// What the holder may leave out, with vc+sd-jwt: JSON Pointers. All else is always shown.
    #[arg(long, value_name = "POINTER", num_args = 1.., value_parser = Pointer::parse)]
    by_choice: Vec<Pointer>,
    /// Until when the proof alone holds, in RFC 3339; after that, nobody has signed it. A credential's own end is `validUntil` in it.
    #[arg(long, value_name = "RFC3339")]
    expires: Option<String>,
    /// Whom the proof is made for; may be given several times.
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    domain: Vec<String>,
    /// What the one who asked for the proof made up.
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    challenge: Option<String>,
    /// The id of the proof, so that others can build on it.
    #[arg(long, value_name = "IRI")]
    proof_id: Option<String>,
    /// The id of a proof on the document that this one builds on; may be given several times.
    #[arg(long, value_name = "IRI")]
    previous_proof: Vec<String>,
    /// Name the key in the header of a token by the key itself.
    #[arg(long)]
    key_in_header: bool,
    /// Name the key in the header of a token like this, such as its name in the issuer's key set.
    #[arg(long, value_name = "TEXT", conflicts_with = "key_in_header")]
    kid: Option<String>,
    /// The profile in whose name a micro-credential is issued: JSON, a Profile of Open Badges 3.0.
    #[arg(long, value_name = "FILE")]
    issuer: Option<PathBuf>,
    #[command(flatten)]
    revocable: Revocable,
    /// A signed endorsement that goes into the credential, where what it is about stands: the credential, its achievement, or the
    /// issuer. May be given several times.
    #[arg(long = "endorsement", value_name = "FILE")]
    endorsements: Vec<PathBuf>,
    #[command(flatten)]
    contexts: GivenContexts,
    /// What is signed although it is found: nothing (strict), what the official test suites want (conformance), or what a file
    /// with a policy lets pass.
    #[arg(long, value_name = "strict|conformance|FILE", default_value = "strict")]
    policy: PathBuf,
    #[command(flatten)]
    place: target::Place,
}

impl Arguments {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let mut issue = Issue::new(source::bytes(&self.file)?, KeyFile::read(&self.key)?);
        issue.suite = self.suite.as_deref().and_then(Suite::from_name);
        issue.holder_choice = HolderChoice::new().always(self.always).by_choice(self.by_choice);
        issue.options.expires = self.expires.as_deref().map(Issue::expiry).transpose()?;
        issue.options.domains = self.domain;
        issue.options.challenge = self.challenge;
        issue.options.id = self.proof_id;
        issue.options.previous = self.previous_proof;
        issue.key_reference = match self.kid {
            Some(kid) => Some(KeyNaming::Kid(kid)),
            None => self.key_in_header.then_some(KeyNaming::Jwk),
        };
        issue.carrier = self.carrier.as_deref().and_then(Carrier::from_name);
        issue.issuer = source::issuer(self.issuer.as_deref())?;
        issue.endorsements = source::endorsements(&self.endorsements)?;
        issue.status = self.revocable.store();
        issue.contexts = self.contexts.known()?;
        issue = issue.danger_under(&policy::named(&self.policy)?);
        // A place in a status list cannot be given back: that the file can be written is seen before one is taken.
        let run = || {
            let issued = issue.run(&Environment::system()).inspect_err(at_hand::ask_for_contexts_of)?;
            Ok(issued)
        };
        let issued = self.place.secured_by(run, Issued::secured)?;
        tell(issued.losses());
        issued.findings().iter().for_each(|finding| notice(finding, finding));
        Ok(Exit::Done)
    }
}

pub(crate) fn tell(losses: &LossReport) {
    if losses.is_empty() {
        return;
    }
    target::complain("note: not everything can be recovered from the badge (--carrier extended loses nothing):");
    losses.to_string().lines().for_each(|line| target::complain(&format!("  {line}")));
}

/// Says what is signed all the same, in the words of `what`.
pub(crate) fn notice(finding: &Finding, what: &dyn fmt::Display) {
    let weight = match finding.severity() {
        Severity::Info => "note",
        _ => "warning",
    };
    target::complain(&format!("{weight}: {what}"));
}
