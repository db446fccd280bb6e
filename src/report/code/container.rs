//! The image that a credential came in.

use super::Code;
use crate::bake::{Error, Notice};

codes! {
    NOT_AN_IMAGE "container.format" Input Invalid "The image is of a kind that carries no credentials." "https://www.imsglobal.org/spec/ob/v3p0/#baking";
    EMPTY "container.empty" Input Invalid "The image carries no credential." "https://www.imsglobal.org/spec/ob/v3p0/#baking";
    MULTIPLE "container.multiple" Input Invalid "The image carries several credentials, so two readers could take different ones." "https://www.imsglobal.org/spec/ob/v3p0/#baking";
    ALREADY_BAKED "container.already_baked" Input Invalid "The image carries a credential already." "https://www.imsglobal.org/spec/ob/v3p0/#baking";
    CONTENT "container.content" Input Invalid "What was to be baked is no credential that an image can carry." "https://www.imsglobal.org/spec/ob/v3p0/#baking";
    PNG_MALFORMED "container.png.malformed" Input Invalid "The PNG image is not made as it must be." "https://www.w3.org/TR/png-3/#5Chunk-layout";
    PNG_TRUNCATED "container.png.truncated" Input Invalid "The PNG image breaks off." "https://www.w3.org/TR/png-3/#5Chunk-layout";
    PNG_CHECKSUM "container.png.checksum" Input Invalid "A checksum says that the PNG image was damaged." "https://www.w3.org/TR/png-3/#5CRC-algorithm";
    PNG_TRAILING "container.png.trailing" Input Invalid "Something stands behind the end of the PNG image, where only other readers would look." "https://www.w3.org/TR/png-3/#11IEND";
    INFLATED "container.inflated" Input Invalid "A compressed text in the image becomes longer than the limit allows." "";
    OTHER_CHUNK "container.png.chunk" Input Warn "The credential is in a chunk that is compressed, or that is meant for Latin letters alone." "https://www.imsglobal.org/spec/ob/v3p0/#png";
    LEGACY "container.keyword.legacy" Input Warn "The credential stands in the image under a name of before Open Badges 3.0." "https://www.imsglobal.org/spec/ob/v3p0/#baking";
    SVG_MALFORMED "container.svg.malformed" Input Invalid "The SVG image is not made as it must be." "https://www.w3.org/TR/xml/";
    SVG_DOCTYPE "container.svg.doctype" Input Invalid "The SVG image has a document type of its own." "https://www.w3.org/TR/xml/#sec-prolog-dtd";
    SVG_ENTITY "container.svg.entity" Input Invalid "The SVG image uses an entity that XML does not define by itself." "https://www.w3.org/TR/xml/#sec-entity-decl";
    SVG_LIMIT "container.svg.limit" Input Invalid "The SVG image is deeper or broader than the limits allow." "";
}

impl From<&Error> for Code {
    fn from(error: &Error) -> Self {
        match error {
            Error::NotAnImage => NOT_AN_IMAGE,
            Error::TooLarge(_) | Error::Outgrown(_) => super::input::TOO_LARGE,
            Error::PngMalformed { .. } => PNG_MALFORMED,
            Error::PngTruncated(_) => PNG_TRUNCATED,
            Error::PngChecksum(_) => PNG_CHECKSUM,
            Error::Inflated(_) => INFLATED,
            Error::SvgMalformed { .. } => SVG_MALFORMED,
            Error::SvgDoctype => SVG_DOCTYPE,
            Error::SvgEntity(_) => SVG_ENTITY,
            Error::SvgTooComplex(_) => SVG_LIMIT,
            Error::Empty => EMPTY,
            Error::Multiple => MULTIPLE,
            Error::AlreadyBaked => ALREADY_BAKED,
            Error::NotACredential(_) => CONTENT,
        }
    }
}

impl From<&Notice> for Code {
    fn from(notice: &Notice) -> Self {
        match notice {
            Notice::LegacyName => LEGACY,
            Notice::OtherChunk => OTHER_CHUNK,
            Notice::Trailing(_) => PNG_TRAILING,
        }
    }
}
