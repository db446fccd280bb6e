//! SVG that can be read on light and on dark ground, in an `img`: the colours follow what the reader's system prefers.

use std::fmt::Write;

/// A picture while it is drawn.
pub struct Svg(String);

/// Where a text is held.
#[derive(Clone, Copy)]
pub enum Anchor {
    /// At its start.
    Start,
    /// In its middle.
    Middle,
    /// At its end.
    End,
}

/// What series are drawn in, on light ground and on dark: the palette of Okabe and Ito, which the colour-blind can tell apart, with
/// the lightness that each ground needs.
const COLOURS: [(&str, &str); 5] = [
    ("#005a9c", "#56b4e9"),
    ("#b34700", "#e69f00"),
    ("#00734f", "#2fc79a"),
    ("#8a3a75", "#e094c8"),
    ("#6b6100", "#d8cc3a"),
];

impl Svg {
    /// An empty picture, with what it says for those who do not see it.
    pub fn new(width: u32, height: u32, title: &str, description: &str) -> Self {
        let mut text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
             role=\"img\" aria-labelledby=\"t d\" font-family=\"system-ui, sans-serif\" font-size=\"13\">\n\
             <title id=\"t\">{}</title>\n<desc id=\"d\">{}</desc>\n<style>\n",
            escaped(title),
            escaped(description)
        );
        let rules = |ground: &str, ink: &str, faint: &str, at: fn(&(&'static str, &'static str)) -> &'static str| {
            let mut rules = format!(".ground{{fill:{ground}}}text{{fill:{ink}}}.axis{{stroke:{ink}}}.grid{{stroke:{faint}}}");
            for (number, colour) in COLOURS.iter().enumerate() {
                let colour = at(colour);
                let _ = write!(rules, ".f{number}{{fill:{colour}}}.s{number}{{stroke:{colour};fill:none}}");
            }
            rules
        };
        let _ = writeln!(text, "{}", rules("#ffffff", "#1f2328", "#d1d9e0", |colours| colours.0));
        let dark = rules("#0d1117", "#e6edf3", "#3d444d", |colours| colours.1);
        let _ = writeln!(text, "@media (prefers-color-scheme: dark){{{dark}}}");
        let _ = writeln!(text, "</style>\n<rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>");
        Self(text)
    }

    /// A text.
    pub fn text(&mut self, (x, y): (f64, f64), anchor: Anchor, bold: bool, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let weight = if bold { " font-weight=\"600\"" } else { "" };
        let _ = writeln!(self.0, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\"{weight}>{}</text>", escaped(text));
    }

    /// A text that is read upwards.
    pub fn upwards(&mut self, (x, y): (f64, f64), text: &str) {
        let _ = writeln!(
            self.0,
            "<text transform=\"translate({x:.1} {y:.1}) rotate(-90)\" text-anchor=\"middle\">{}</text>",
            escaped(text)
        );
    }

    /// A line of a class: `axis` or `grid`.
    pub fn line(&mut self, class: &str, (x, y): (f64, f64), (to_x, to_y): (f64, f64)) {
        let _ = writeln!(self.0, "<line class=\"{class}\" x1=\"{x:.1}\" y1=\"{y:.1}\" x2=\"{to_x:.1}\" y2=\"{to_y:.1}\"/>");
    }

    /// A bar of a series.
    pub fn bar(&mut self, series: usize, (x, y): (f64, f64), width: f64, height: f64) {
        let series = series % COLOURS.len();
        let _ = writeln!(
            self.0,
            "<rect class=\"f{series}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"2\"/>"
        );
    }

    /// The points of a series, joined; each series has marks of its own form.
    pub fn curve(&mut self, series: usize, points: &[(f64, f64)]) {
        let series_of_colour = series % COLOURS.len();
        let path: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let _ = writeln!(self.0, "<polyline class=\"s{series_of_colour}\" stroke-width=\"2\" points=\"{}\"/>", path.join(" "));
        points.iter().for_each(|point| self.mark(series, *point));
    }

    /// The mark of a series.
    pub fn mark(&mut self, series: usize, (x, y): (f64, f64)) {
        let class = series % COLOURS.len();
        let _ = match series % 4 {
            0 => writeln!(self.0, "<circle class=\"f{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"/>"),
            1 => writeln!(self.0, "<rect class=\"f{class}\" x=\"{:.1}\" y=\"{:.1}\" width=\"8\" height=\"8\"/>", x - 4.0, y - 4.0),
            2 => writeln!(
                self.0,
                "<path class=\"f{class}\" d=\"M{x:.1} {:.1} l5 9 h-10 z\"/>",
                y - 5.0
            ),
            _ => writeln!(self.0, "<path class=\"f{class}\" d=\"M{x:.1} {:.1} l5 5 l-5 5 l-5 -5 z\"/>", y - 5.0),
        };
    }

    /// The picture.
    pub fn finish(mut self) -> String {
        self.0.push_str("</svg>\n");
        self.0
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Microseconds as people say them.
pub fn duration(microseconds: f64) -> String {
    match microseconds {
        few if few < 10.0 => format!("{few:.1} µs"),
        few if few < 1_000.0 => format!("{few:.0} µs"),
        some if some < 10_000.0 => format!("{:.1} ms", some / 1e3),
        some if some < 1e6 => format!("{:.0} ms", some / 1e3),
        many => format!("{:.1} s", many / 1e6),
    }
}

/// A number with its thousands set apart.
pub fn number(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
