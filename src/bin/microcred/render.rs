use crate::exit::Exit;
use crate::failure::Failure;
use crate::verify::Verifying;
use crate::{source, target};
use clap::builder::PossibleValuesParser;
use microcred::Environment;
use microcred::ops::{Format, Operation, Render, View};
use microcred::render::{Colour, Language, Logo};
use std::path::PathBuf;

/// Make something to look at: the certificate of a credential, a badge image, or a report.
///
/// A certificate is made of credentials that are valid and whose issuer is known as well as required, and of no others.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    verifying: Verifying,
    /// What to make; if it is left out, what the format is usually for, and otherwise a certificate.
    #[arg(long, value_parser = PossibleValuesParser::new(View::ALL.map(View::as_str)))]
    view: Option<String>,
    /// What to make it as: a certificate as html or pdf, a badge image as svg or png, a report as html, junit or vc-api. PDF and PNG need
    /// a build with the feature pdf.
    #[arg(long, value_parser = PossibleValuesParser::new(Format::ALL.map(Format::as_str)))]
    format: Option<String>,
    /// The language of the words around what the credential says, such as pt.
    #[arg(long, value_name = "TAG", value_parser = language, default_value = "en")]
    lang: Language,
    /// The colour of a certificate or badge image, such as #003399.
    #[arg(long, value_name = "COLOUR")]
    colour: Option<Colour>,
    /// The logo of a certificate: PNG, JPEG or SVG.
    #[arg(long, value_name = "FILE")]
    logo: Option<PathBuf>,
    /// What the logo shows, for those who do not see it.
    #[arg(long, value_name = "TEXT", requires = "logo", default_value = "")]
    logo_text: String,
    /// Where the credential itself is kept, an https or http URL; the QR code of a certificate leads there.
    #[arg(long, value_name = "URL")]
    link: Option<String>,
    #[command(flatten)]
    place: target::Place,
}

impl Arguments {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let verify = self.verifying.operation()?;
        let mut render = Render::new(Vec::new());
        render.verify = verify;
        render.format = self.format.as_deref().and_then(Format::from_name);
        let usual = render.format.map_or(View::Certificate, Format::view);
        render.view = self.view.as_deref().and_then(View::from_name).unwrap_or(usual);
        render.language = self.lang;
        render.colour = self.colour.unwrap_or_default();
        render.link = self.link;
        if let Some(path) = &self.logo {
            let logo = Logo::new(source::bytes(path)?, self.logo_text);
            render.logo = Some(logo.map_err(|error| Failure::file("file.unusable", path, error.to_string()))?);
        }
        let rendered = render.run(&Environment::system())?;
        self.place.raw(rendered.content())?;
        rendered.notes().iter().for_each(|note| target::complain(&format!("note: {note}")));
        Ok(Exit::Done)
    }
}

fn language(tag: &str) -> Result<Language, String> {
    let tags = || Language::all().map(Language::tag).collect::<Vec<_>>().join(", ");
    Language::of(tag).ok_or_else(|| format!("there are words in {}", tags()))
}
