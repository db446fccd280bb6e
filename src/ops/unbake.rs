use super::request::Request;
use super::{Answer, Error, Operation, bake, sealed};
use crate::bake::{Extracted, extract};
use crate::env::Environment;
use crate::json::{Object, Pointer, Value};
use crate::limits::Limits;
use crate::report::{Finding, Findings};
use std::fmt;

/// Takes the credential out of a PNG or SVG image. Nothing is verified.
#[derive(Clone)]
#[non_exhaustive]
pub struct Unbake {
    /// The image.
    pub image: Vec<u8>,
    /// The budgets.
    pub limits: Limits,
}

/// What an image carried.
#[derive(Clone, Debug)]
pub struct Unbaked {
    carried: Extracted,
    findings: Findings,
}

impl Unbake {
    /// Takes the credential out of this image.
    pub fn new(image: impl Into<Vec<u8>>) -> Self {
        Self { image: image.into(), limits: Limits::default() }
    }
}

impl Operation for Unbake {
    const NAME: &'static str = "unbake";
    const SCHEMA: &'static str = include_str!("../../vocab/schemas/operations/unbake.schema.json");
    const RESPONSE: &'static str = include_str!("../../vocab/schemas/operations/unbake.response.schema.json");
    type Answer = Unbaked;

    fn run(self, _: &Environment) -> Result<Unbaked, Error> {
        let carried = extract(&self.image, &self.limits)?;
        let findings = carried.notices().iter().map(|notice| Finding::new(notice.into(), Pointer::root(), ""));
        Ok(Unbaked { findings: findings.collect(), carried })
    }
}

impl sealed::Sealed for Unbake {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        request.require("image", "give the image: a PNG in base64, or the text of an SVG");
        let image = bake::image(request, "image", "a PNG");
        Some(Self { limits: request.limits(), ..Self::new(image?) })
    }
}

impl Unbaked {
    /// The credential, byte for byte as it was baked, without white space around it.
    pub fn credential(&self) -> &[u8] {
        self.carried.credential()
    }

    /// What was noticed about the image.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }
}

impl Answer for Unbaked {
    /// The exact text under `credential`, as a string; the `layer` it was in; and `findings` about the image.
    fn to_json(&self) -> Value {
        Object::new()
            .with("type", "Unbaked")
            .with("layer", self.carried.layer())
            .with("credential", self.carried.clone().into_string())
            .with("findings", self.findings.to_json())
            .into()
    }

    fn bytes(&self) -> Option<&[u8]> {
        Some(self.carried.credential())
    }
}

impl fmt::Display for Unbaked {
    /// The exact text.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&String::from_utf8_lossy(self.carried.credential()))
    }
}
