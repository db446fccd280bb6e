//! Pictures in the document: the logo and the QR code.

use super::super::super::{Logo, NotDrawn, png, qr};
use krilla::geom::{Path, PathBuilder, Rect};
use krilla::image::Image;

/// A logo that can be drawn.
pub(super) struct Drawable {
    pub(super) image: Image,
    /// How wide it is for its height.
    pub(super) ratio: f32,
    pub(super) alternative: String,
}

/// More pixels than a printer can use at that size, and more than are worth their memory.
const MOST_PIXELS: u64 = 4_000_000;
/// How high an SVG is drawn, in pixels: more than 300 to the inch where it stands.
const DRAWN_HEIGHT: f32 = 400.0;

/// The logo as pixels: SVG is drawn, with nothing but itself and our fonts.
pub(super) fn logo(logo: Option<&Logo>) -> Result<Option<Drawable>, NotDrawn> {
    let Some(logo) = logo else { return Ok(None) };
    let failed = |detail: String| NotDrawn::Logo(detail);
    let (bytes, media_type) = logo.image();
    let image = match media_type {
        "image/svg+xml" => {
            let drawn = png::drawn(bytes, DRAWN_HEIGHT).map_err(failed)?;
            Image::from_png(drawn.into(), false).map_err(failed)?
        }
        "image/png" => Image::from_png(bytes.to_vec().into(), false).map_err(failed)?,
        _ => Image::from_jpeg(bytes.to_vec().into(), false).map_err(failed)?,
    };
    let (width, height) = image.size();
    if u64::from(width) * u64::from(height) > MOST_PIXELS || width == 0 || height == 0 {
        return Err(failed(format!("{width} × {height} pixels are too many or none")));
    }
    Ok(Some(Drawable { image, ratio: width as f32 / height as f32, alternative: logo.alternative().to_owned() }))
}

/// A badge image as pixels.
pub(super) fn badge(svg: &str) -> Result<Image, NotDrawn> {
    let drawn = png::drawn(svg.as_bytes(), DRAWN_HEIGHT).map_err(NotDrawn::Fault)?;
    Image::from_png(drawn.into(), false).map_err(NotDrawn::Fault)
}

/// A text as the dark parts of a QR code of that side; nothing if the text is too long for one.
pub(super) fn code(text: &str, x: f32, y: f32, side: f32) -> Option<Path> {
    let qr::Code { size, dark } = qr::code(text)?;
    let module = side / size as f32;
    let mut path = PathBuilder::new();
    for (column, row, length) in dark {
        let (left, top) = (x + column as f32 * module, y + row as f32 * module);
        path.push_rect(Rect::from_xywh(left, top, length as f32 * module, module)?);
    }
    path.finish()
}

/// A tick in a box of that side.
pub(super) fn tick(x: f32, y: f32, side: f32) -> Option<Path> {
    let points = [(0.18, 0.53), (0.27, 0.43), (0.43, 0.6), (0.74, 0.26), (0.83, 0.35), (0.43, 0.79)];
    let mut path = PathBuilder::new();
    for (at, (across, down)) in points.into_iter().enumerate() {
        let (left, top) = (x + across * side, y + down * side);
        if at == 0 { path.move_to(left, top) } else { path.line_to(left, top) }
    }
    path.close();
    path.finish()
}

/// The letter i in a box of that side.
pub(super) fn information(x: f32, y: f32, side: f32) -> Option<Path> {
    let mut path = PathBuilder::new();
    for (top, height) in [(0.2, 0.14), (0.4, 0.4)] {
        path.push_rect(Rect::from_xywh(x + 0.43 * side, y + top * side, 0.14 * side, height * side)?);
    }
    path.finish()
}

/// A disc in a box of that side.
pub(super) fn disc(x: f32, y: f32, side: f32) -> Option<Path> {
    let (radius, bow) = (side / 2.0, side / 2.0 * 0.5523);
    let (across, down) = (x + radius, y + radius);
    let mut path = PathBuilder::new();
    path.move_to(across, down - radius);
    path.cubic_to(across + bow, down - radius, across + radius, down - bow, across + radius, down);
    path.cubic_to(across + radius, down + bow, across + bow, down + radius, across, down + radius);
    path.cubic_to(across - bow, down + radius, across - radius, down + bow, across - radius, down);
    path.cubic_to(across - radius, down - bow, across - bow, down - radius, across, down - radius);
    path.close();
    path.finish()
}
