//! What people see: the certificate of a verified credential, a badge image, and reports as pages and for machines that test.
//!
//! Whatever comes from a credential is text and nothing else: every string is escaped, isolated from the direction of the text around
//! it, and without characters that would turn it around. Pages hold no script and no link, and fetch nothing.

mod badge_image;
mod certificate;
mod colour;
mod logo;
mod markup;
mod qr;
mod report;
mod words;

pub use badge_image::BadgeImage;
pub use certificate::Certificate;
pub use colour::{Colour, NotAColour};
pub use logo::{Logo, NotALogo};
pub use report::{html, junit};
pub use words::Language;
