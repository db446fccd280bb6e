use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write;

/// The white around a code, in modules ([ISO/IEC 18004](https://www.iso.org/standard/83389.html), §6.3.8).
const QUIET: usize = 4;

/// The dark modules of a QR code.
pub(super) struct Code {
    /// How many modules a side has, with the white around.
    pub(super) size: usize,
    /// Runs of dark modules: column, row and length.
    pub(super) dark: Vec<(usize, usize, usize)>,
}

/// A text as a QR code. Nothing if the text is too long for one.
pub(super) fn code(text: &str) -> Option<Code> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let (width, colours) = (code.width(), code.to_colors());
    let mut dark = Vec::new();
    for (row, modules) in colours.chunks(width).enumerate() {
        let mut column = 0;
        for run in modules.chunk_by(|one, next| one == next) {
            if run.first() == Some(&Color::Dark) {
                dark.push((column + QUIET, row + QUIET, run.len()));
            }
            column += run.len();
        }
    }
    Some(Code { size: width + 2 * QUIET, dark })
}

/// Whether a QR code has room for a text.
pub(super) fn fits(text: &str) -> bool {
    code(text).is_some()
}

/// A text as a QR code: an SVG of one path. Nothing if the text is too long for one.
pub(super) fn svg(text: &str, label: &str) -> Option<String> {
    let Code { size, dark } = code(text)?;
    let mut path = String::new();
    for (column, row, length) in dark {
        // Writing to a string does not fail.
        let _ = write!(path, "M{column} {row}h{length}v1h-{length}z");
    }
    Some(format!(
        "<svg class=\"qr\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" role=\"img\" aria-label=\"{}\" \
         shape-rendering=\"crispEdges\"><rect width=\"{size}\" height=\"{size}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>",
        super::markup::escaped(label)
    ))
}
