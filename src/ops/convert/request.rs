//! What is asked for.

use super::{Convert, CredentialFormat};
use crate::codec::base64;
use crate::elm::DisplayImage;
use crate::microcredential::carrier::Carrier;
use crate::ops::request::Request;
use crate::ops::{Error, sealed};
use crate::vc::DateTimeStamp;

impl Convert {
    /// Reads the image by which Europass is to show a European Digital Credential.
    ///
    /// # Errors
    /// If it is of no kind that Europass shows.
    pub fn read_image(bytes: impl Into<Vec<u8>>) -> Result<DisplayImage, Error> {
        DisplayImage::of(bytes).ok_or_else(|| Error::member("image", "give a PNG or a JPEG: Europass shows no others"))
    }

    /// Reads until when a European Digital Credential is to be valid, in the form of [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339).
    ///
    /// # Errors
    /// If it is no moment with its offset.
    pub fn read_end(text: &str) -> Result<DateTimeStamp, Error> {
        DateTimeStamp::parse(text).map_err(|error| Error::member("validUntil", error.to_string()))
    }
}

fn image(request: &mut Request<'_>) -> Option<DisplayImage> {
    let Some(bytes) = request.given("image") else {
        return request.read("image", |text| match base64::decode(text) {
            Ok(bytes) => Convert::read_image(bytes),
            Err(_) => Err(Error::member("image", "write a PNG or a JPEG in base64 with padding")),
        });
    };
    let image = Convert::read_image(bytes);
    image.map_err(|error| error.findings().iter().for_each(|told| request.wrong("image", told.detail.as_str()))).ok()
}

impl sealed::Sealed for Convert {
    fn read(request: &mut Request<'_>) -> Option<Self> {
        let document = request.required_document("document");
        let names: Vec<_> = CredentialFormat::ALL.into_iter().map(CredentialFormat::as_str).collect();
        let from = match request.string("from") {
            None | Some("auto") => None,
            Some(name) => {
                let format = CredentialFormat::from_name(name);
                if format.is_none() {
                    request.wrong("from", format!("write auto, {}", names.join(", ")));
                }
                format
            }
        };
        let written: Vec<_> = CredentialFormat::ALL
            .into_iter()
            .filter(|format| format.is_written())
            .map(CredentialFormat::as_str)
            .collect();
        let to = request
            .named("to", &written.join(", "), |name| CredentialFormat::from_name(name).filter(|to| to.is_written()));
        request.require("to", &format!("write {}", written.join(", ")));
        let issuer = request.string("issuer").map(str::to_owned);
        let achievement = request.string("achievement").map(str::to_owned);
        let carrier = request.named("carrier", "standard or extended", Carrier::from_name);
        let eidas_identifier = request.string("eidasIdentifier").map(str::to_owned);
        let image = image(request);
        let valid_until = request.read("validUntil", Self::read_end);
        let upload = request.flag("upload");
        let resources = request.resources();
        let (limits, resolver) = (request.limits(), request.resolver());
        let convert = Self::new(document?, to?);
        let convert =
            Self { from, issuer, achievement, carrier, eidas_identifier, image, valid_until, upload, ..convert };
        Some(Self { resources, limits, resolver, ..convert })
    }
}
