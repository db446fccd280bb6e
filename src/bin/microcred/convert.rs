use crate::at_hand::AtHand;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{Format, source, target};
use microcred::Environment;
use microcred::microcredential::carrier::Carrier;
use microcred::ops::{Answer, Convert, Converted, CredentialFormat, Operation};
use std::path::PathBuf;

/// Make of a micro-credential in one form the same in another, unsigned. Nothing is verified.
///
/// What is lost goes to standard error, and so does what keeps the micro-credential from being whole.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The document, or an image or token with it inside; `-` reads standard input.
    file: PathBuf,
    /// What it is.
    #[arg(long, value_parser = ["auto", "ob2", "ob3", "elm", "microcredential"], default_value = "auto")]
    from: String,
    /// What is made of it.
    #[arg(long, value_parser = ["ob3", "elm", "microcredential"])]
    to: String,
    /// The id of the issuer in what is made, such as its DID; that of the document if left out.
    #[arg(long, value_name = "IRI")]
    issuer: Option<String>,
    /// The id of the achievement in what is made of an Open Badge 2.0, which may be that of its badge class; one for all badges of the
    /// class if left out.
    #[arg(long, value_name = "IRI")]
    achievement: Option<String>,
    /// How a micro-credential travels in a badge that is made of it [default: standard].
    #[arg(long, value_parser = ["standard", "extended"])]
    carrier: Option<String>,
    /// The issuer's legal identifier under eIDAS in a European Digital Credential, such as VATPT-500000000; that of the document if left out,
    /// or else its id.
    #[arg(long, value_name = "IDENTIFIER")]
    eidas_identifier: Option<String>,
    /// The PNG or JPEG by which Europass shows a European Digital Credential; if it is left out, one is drawn of it.
    #[arg(long, value_name = "FILE")]
    image: Option<PathBuf>,
    /// Until when a European Digital Credential is valid, such as 2030-12-31T23:59:59Z; no longer than the document, and as long if left out.
    #[arg(long, value_name = "MOMENT")]
    valid_until: Option<String>,
    /// Make a European Digital Credential as the Europass issuer takes it, which seals it: as `credential` of an object.
    #[arg(long)]
    upload: bool,
    #[command(flatten)]
    at_hand: AtHand,
    /// What it is written as: the document alone, or all that is known about it.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    place: target::Place,
}

impl Arguments {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let to = CredentialFormat::from_name(&self.to).unwrap_or(CredentialFormat::MicroCredential);
        let mut convert = Convert::new(source::bytes(&self.file)?, to);
        convert.from = CredentialFormat::from_name(&self.from);
        convert.issuer = self.issuer;
        convert.achievement = self.achievement;
        convert.carrier = self.carrier.as_deref().and_then(Carrier::from_name);
        convert.eidas_identifier = self.eidas_identifier;
        let image = self.image.as_deref().map(source::bytes).transpose()?;
        convert.image = image.map(Convert::read_image).transpose()?;
        convert.valid_until = self.valid_until.as_deref().map(Convert::read_end).transpose()?;
        convert.upload = self.upload;
        convert.resources = self.at_hand.resources()?;
        #[cfg(feature = "http")]
        if let Some(network) = self.at_hand.network() {
            convert = convert.with_resolver(network);
        }
        let converted = convert.run(&Environment::system())?;
        match self.format {
            Format::Json => self.place.json(&converted.to_json())?,
            Format::Text => {
                self.place.raw(converted.to_string().as_bytes())?;
                tell(&converted);
            }
        }
        Ok(Exit::Done)
    }
}

fn tell(converted: &Converted) {
    let from = converted.from.as_str();
    target::complain(&format!("note: made from {from}, unsigned and verified by nobody: its issuer has to sign it"));
    let synthesised: Vec<_> = converted.synthesised.iter().map(ToString::to_string).collect();
    for (what, lines) in [
        ("what is lost:", converted.losses.to_string()),
        ("what a European Digital Credential requires and nobody stated:", synthesised.join("\n")),
        ("what keeps the micro-credential from being whole:", converted.gaps.to_string()),
        ("what was noticed:", converted.findings.to_string()),
    ] {
        if !lines.is_empty() {
            target::complain(&format!("note: {what}"));
            lines.lines().for_each(|line| target::complain(&format!("  {line}")));
        }
    }
}
