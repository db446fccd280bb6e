use super::request::Request;
use super::{Answer, Error, Format, Operation, render, sealed};
use crate::bake::{Baked, Baking, Container};
use crate::codec::base64;
use crate::env::Environment;
use crate::json::{Object, Pointer, Value};
use crate::limits::Limits;
use crate::openbadges2::Presented;
use crate::proof::Unwrapped;
use crate::proof::data_integrity::selective;
use crate::render::{Colour, Language};
use crate::report::{Finding, code};
use std::fmt;

/// Puts a credential into a PNG or SVG image.
#[derive(Clone)]
#[non_exhaustive]
pub struct Bake {
    /// The credential: JSON, or a compact token.
    pub document: Vec<u8>,
    /// The image; where there is none, one is drawn from what the badge says.
    pub image: Option<Vec<u8>>,
    /// What is drawn where there is no image: SVG, or PNG (feature `pdf`).
    pub drawn: Format,
    /// Whether a credential that is in the image already is replaced.
    pub replace: bool,
    /// The budgets.
    pub limits: Limits,
}

/// An image with a credential in it.
#[derive(Clone, Debug)]
pub struct BakedImage {
    baked: Baked,
    container: Container,
    notes: Vec<String>,
}

impl Bake {
    /// Bakes into an image that is drawn from what the badge says.
    pub fn new(document: impl Into<Vec<u8>>) -> Self {
        Self { document: document.into(), image: None, drawn: Format::Svg, replace: false, limits: Limits::default() }
    }
}

impl Operation for Bake {
    const NAME: &'static str = "bake";
    const SCHEMA: &'static str = include_str!("../../vocab/schemas/operations/bake.schema.json");
    const RESPONSE: &'static str = include_str!("../../vocab/schemas/operations/bake.response.schema.json");
    type Answer = BakedImage;

    fn run(self, _: &Environment) -> Result<BakedImage, Error> {
        if let Some(presented) = Presented::read(&self.document, &self.limits) {
            presented.map_err(Error::refused)?;
            let detail = "an Open Badge 2.0 is baked by nobody any more: convert it to 3.0, have its issuer sign what comes of it, and bake that";
            return Err(Error::refused(Finding::new(code::request::DOCUMENT_KIND, Pointer::root(), detail)));
        }
        let unshowable = unshowable(&self.document, &self.limits);
        let baking = Baking::new().with_limits(self.limits.clone());
        let baking = if self.replace { baking.replacing() } else { baking };
        let (image, mut notes) = match self.image {
            Some(image) => (image, Vec::new()),
            None => {
                render::badge_image(&self.document, Language::ENGLISH, Colour::default(), self.drawn, &self.limits)?
            }
        };
        let baked = baking.image(image, &self.document)?;
        notes.extend(unshowable.map(str::to_owned));
        let container = Container::of(baked.as_bytes()).unwrap_or(Container::Svg);
        Ok(BakedImage { baked, container, notes })
    }
}

/// Why whoever is shown the image could not verify what is in it, as far as that can be seen without verifying anything.
fn unshowable(document: &[u8], limits: &Limits) -> Option<&'static str> {
    let unwrapped = Unwrapped::read(document, limits).ok()?;
    let root = unwrapped.document().root();
    if selective::has_base_proof(root) {
        return Some(
            "its proof is for its holder alone, and invalid for everybody else who is shown it: derive from it what is to be shown, and bake that",
        );
    }
    let is_signed = unwrapped.format().is_some() || root.get("proof").is_some();
    (!is_signed)
        .then_some("nobody has signed it, so that nobody can verify it: issue it first, and bake what is issued")
}

impl sealed::Sealed for Bake {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        let document = request.required_document("document");
        let image = image(request, "image", "a PNG");
        let drawn = request.named("drawn", "svg or png", drawable);
        let (replace, limits) = (request.flag("replace"), request.limits());
        Some(Self { image, drawn: drawn.unwrap_or(Format::Svg), replace, limits, ..Self::new(document?) })
    }
}

/// A format that a badge image can be drawn as.
fn drawable(name: &str) -> Option<Format> {
    Format::from_name(name).filter(|format| super::View::BadgeImage.formats().contains(format))
}

/// The image of a member: an SVG as it is, or one of these kinds in base64.
pub(super) fn image(request: &mut Request<'_>, member: &'static str, kinds: &str) -> Option<Vec<u8>> {
    if let Some(bytes) = request.given(member) {
        return Some(bytes);
    }
    let text = request.string(member)?;
    if Container::of(text.as_bytes()).is_some() {
        return Some(text.as_bytes().to_vec());
    }
    let image = base64::decode(text).ok();
    if image.is_none() {
        request.wrong(member, format!("write {kinds} in base64 with padding, or the text of an SVG"));
    }
    image
}

impl BakedImage {
    /// The image, and what was left out of the template.
    pub fn baked(&self) -> &Baked {
        &self.baked
    }

    /// What whoever hands it out should know, in sentences.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }
}

impl Answer for BakedImage {
    /// `image` in base64, its `mediaType`, what was `removed` from the template, and `notes`.
    fn to_json(&self) -> Value {
        Object::new()
            .with("type", "BakedImage")
            .with("mediaType", self.container.media_type())
            .with("image", base64::encode(self.baked.as_bytes()))
            .with("removed", self.baked.removed().iter().map(Value::from).collect::<Vec<_>>())
            .with("notes", self.notes.iter().map(|note| Value::from(note.as_str())).collect::<Vec<_>>())
            .into()
    }

    fn bytes(&self) -> Option<&[u8]> {
        Some(self.baked.as_bytes())
    }
}

impl fmt::Display for BakedImage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}, {} bytes", self.container.media_type(), self.baked.as_bytes().len())?;
        self.baked.removed().iter().try_for_each(|name| writeln!(formatter, "  left out: {name}"))
    }
}
