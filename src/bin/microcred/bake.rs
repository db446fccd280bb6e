use crate::exit::Exit;
use crate::failure::Failure;
use crate::{source, target};
use clap::builder::PossibleValuesParser;
use microcred::Environment;
use microcred::ops::{Bake, Format, Operation};
use std::path::PathBuf;

/// Put a badge or another credential into a PNG or SVG image.
///
/// Pixels are not touched. An SVG loses what could do more than be looked at, which is told.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The credential: JSON, or a token; `-` reads standard input.
    file: PathBuf,
    /// The image; if it is left out, one is drawn from what the badge says.
    #[arg(long, value_name = "FILE")]
    template: Option<PathBuf>,
    /// What to draw where no image is given; PNG needs a build with the feature pdf.
    #[arg(long, value_name = "svg|png", default_value = "svg", value_parser = PossibleValuesParser::new(["svg", "png"]))]
    drawn: String,
    /// Replace a credential that the image carries already.
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    place: target::Place,
}

impl Arguments {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let mut bake = Bake::new(source::bytes(&self.file)?);
        bake.image = self.template.as_deref().map(source::bytes).transpose()?;
        bake.drawn = Format::from_name(&self.drawn).unwrap_or(Format::Svg);
        bake.replace = self.replace;
        let image = bake.run(&Environment::system())?;
        self.place.raw(image.baked().as_bytes())?;
        for name in image.baked().removed() {
            target::complain(&format!("note: left out of the image: {name}"));
        }
        image.notes().iter().for_each(|note| target::complain(&format!("note: {note}")));
        Ok(Exit::Done)
    }
}
