use crate::at_hand::AtHand;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{Format, target};
use microcred::Environment;
use microcred::ops::{DidResolve, Operation};

/// Look at decentralised identifiers.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    Resolve(Resolve),
}

/// Show the document of a DID, or what stands under the https URL of a key. Nothing is fetched unless it is asked for.
#[derive(clap::Args)]
struct Resolve {
    /// A DID, a DID URL, or an https URL.
    #[arg(value_name = "DID|URL")]
    id: String,
    #[command(flatten)]
    at_hand: AtHand,
    /// What the answer is written as: the document alone, or with where it came from.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Arguments {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let Action::Resolve(resolve) = self.action;
        resolve.run()
    }
}

impl Resolve {
    fn run(self) -> Result<Exit, Failure> {
        let mut operation = DidResolve::new(self.id);
        operation.resources = self.at_hand.resources()?;
        #[cfg(feature = "http")]
        if let Some(network) = self.at_hand.network() {
            operation = operation.with_resolver(network);
        }
        target::answer(&operation.run(&Environment::system())?, self.format)?;
        Ok(Exit::Done)
    }
}
