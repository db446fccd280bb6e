//! Status lists: what others publish, and those that are kept here.

mod allocate;
mod change;
mod inspect;
mod publish;

use crate::exit::Exit;
use crate::failure::Failure;
use microcred::status::registry::Change;

/// Look at status lists, and keep them: who has which place, what was revoked, and publishing it.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    Inspect(inspect::Inspect),
    Allocate(allocate::Allocate),
    /// Withdraw a credential, for good.
    Revoke(change::Changing),
    /// Suspend a credential for the time being.
    Suspend(change::Changing),
    /// Lift a suspension.
    Reinstate(change::Changing),
    /// Show another message.
    Message(change::Message),
    /// Take back a revocation that was a mistake.
    UndoRevocation(change::Changing),
    Publish(publish::Publish),
}

impl Arguments {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        match self.action {
            Action::Inspect(inspect) => inspect.run(),
            Action::Allocate(allocate) => allocate.run(),
            Action::Revoke(changing) => changing.run(Change::Revoke),
            Action::Suspend(changing) => changing.run(Change::Suspend),
            Action::Reinstate(changing) => changing.run(Change::Reinstate),
            Action::Message(message) => message.run(),
            Action::UndoRevocation(changing) => changing.run(Change::UndoRevocation),
            Action::Publish(publish) => publish.run(),
        }
    }
}
