//! What people see: the certificate of a verified credential, a badge image, and reports as pages and for machines that test.
//! With the feature `pdf`, the certificate as PDF and the badge image as PNG too, set in the fonts of `vocab/fonts`.
//!
//! Whatever comes from a credential is text and nothing else: every string is escaped, isolated from the direction of the text around
//! it, and without characters that would turn it around. Pages hold no script and no link, and fetch nothing.

mod badge_image;
mod breaking;
mod certificate;
mod colour;
#[cfg(feature = "pdf")]
mod fonts;
mod labels;
mod link;
mod logo;
mod markup;
mod plural;
#[cfg(feature = "pdf")]
mod png;
mod qr;
mod report;
mod words;

#[cfg(feature = "pdf")]
pub(crate) use fonts::code_points;

pub use badge_image::BadgeImage;
pub use certificate::Certificate;
#[cfg(feature = "pdf")]
pub use certificate::Pdf;
pub use colour::{Colour, NotAColour};
pub use link::{Link, NotALink};
pub use logo::{Logo, NotALogo};
#[cfg(feature = "pdf")]
pub use png::NotDrawn;
pub use report::{html, junit, vc_api};
pub use words::Language;
