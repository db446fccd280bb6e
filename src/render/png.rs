//! SVG drawn as pixels: with the fonts that are here, and nothing from outside.

use super::fonts::DATABASE;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree};
use std::sync::Arc;

/// Why there is no picture or document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotDrawn {
    /// The logo cannot be drawn.
    #[error("the logo cannot be drawn: {0}; save it anew as PNG or JPEG, or give a smaller one")]
    Logo(String),
    /// The credential says more than a PDF is made of.
    #[error(
        "the certificate would have {letters} letters, and PDFs are made of {most} at most; make a page of HTML of it"
    )]
    TooLong {
        /// How many letters it would have.
        letters: usize,
        /// How many it may have.
        most: usize,
    },
    /// Most of the title, of the name of the learner, or of what is stated is in letters that the fonts of a PDF do not have.
    #[error(
        "most of the title, of the learner's name or of what is stated is in letters that the fonts of a PDF do not have; make a page of HTML of it, which is shown in the fonts of whoever reads it"
    )]
    Illegible,
    /// The credential says something that the standards for archives and for accessibility do not let a PDF hold.
    #[error("what the credential says cannot be written in a PDF for archives: {0}; make a page of HTML of it")]
    Unfit(String),
    /// What would be written is not as the standards want it; the fault is ours.
    #[error("this cannot be drawn: {0}; please report it")]
    Fault(String),
}

/// An SVG as PNG of that height, in pixels.
pub(super) fn drawn(svg: &[u8], height: f32) -> Result<Vec<u8>, String> {
    let tree = Tree::from_data(svg, &options()).map_err(|error| error.to_string())?;
    let size = tree.size();
    let scale = height / size.height();
    let width = (size.width() * scale).round();
    if !(1.0..=4000.0).contains(&width) {
        return Err("it is far wider or far narrower than it is high".to_owned());
    }
    let mut pixels = Pixmap::new(width as u32, height as u32).ok_or("it has no size")?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| error.to_string())
}

/// Pictures inside a picture are not looked for, neither in it nor among the files of this machine.
fn options() -> Options<'static> {
    Options {
        font_family: "Source Sans 3".to_owned(),
        fontdb: Arc::clone(&DATABASE),
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    }
}
