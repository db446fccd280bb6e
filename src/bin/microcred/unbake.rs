use crate::exit::Exit;
use crate::failure::Failure;
use crate::{source, target};
use microcred::Environment;
use microcred::ops::{Operation, Unbake};
use std::path::PathBuf;

/// Take the credential out of a PNG or SVG image, byte for byte but for white space around it. Nothing is verified.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The image; `-` reads standard input.
    file: PathBuf,
    #[command(flatten)]
    place: target::Place,
}

impl Arguments {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let unbaked = Unbake::new(source::bytes(&self.file)?).run(&Environment::system())?;
        self.place.raw(unbaked.credential())?;
        for finding in unbaked.findings() {
            target::complain(&format!("note: {finding}"));
        }
        Ok(Exit::Done)
    }
}
