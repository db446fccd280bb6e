use crate::at_hand::GivenTables;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{Format, target};
use microcred::Environment;
use microcred::ops::{LevelsConvert, Operation};

/// Look up levels of qualifications frameworks.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    Convert(Convert),
}

/// Say which EQF level a national level is referenced to, how well that is known, and what stands there elsewhere.
#[derive(clap::Args)]
struct Convert {
    /// The country as the EU writes it, such as IE, EL or UK, or a part of one, such as UK-SCT; EQF for the EQF itself.
    country: String,
    /// The level as its framework writes it.
    level: String,
    /// Only levels of this country.
    #[arg(long, value_name = "COUNTRY")]
    to: Option<String>,
    #[command(flatten)]
    tables: GivenTables,
    /// What it is written as.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Arguments {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let Command::Convert(convert) = self.command;
        let frameworks = convert.tables.known()?;
        let mut asked = LevelsConvert::new(convert.country, convert.level).with_frameworks(frameworks);
        asked.to = convert.to;
        target::answer(&asked.run(&Environment::system())?, convert.format)?;
        Ok(Exit::Done)
    }
}
