//! The peers beside each other: bars over a logarithmic axis, with ratios.

use super::svg::{Anchor, Svg, duration};

/// A group of bars: one operation.
pub struct Group<'a> {
    /// What is done.
    pub name: &'a str,
    /// Who does it, in how many microseconds; ours first.
    pub bars: Vec<(String, f64)>,
}

const WIDTH: f64 = 720.0;
const LEFT: f64 = 190.0;
const RIGHT: f64 = 560.0;
const BAR: f64 = 22.0;

/// Draws groups.
pub fn draw(title: &str, groups: &[Group<'_>]) -> String {
    let all = || groups.iter().flat_map(|group| &group.bars).map(|bar| bar.1.log10());
    let low = all().fold(f64::INFINITY, f64::min).floor();
    let high = all().fold(f64::NEG_INFINITY, f64::max).ceil();
    let at = |value: f64| LEFT + (value.log10() - low) / (high - low) * (RIGHT - LEFT);
    let rows: usize = groups.iter().map(|group| group.bars.len() + 1).sum();
    let bottom = 44.0 + rows as f64 * (BAR + 6.0);
    let said: Vec<String> = groups
        .iter()
        .flat_map(|group| group.bars.iter().map(|(name, took)| format!("{} {}: {}", group.name, name, duration(*took))))
        .collect();
    let mut svg = Svg::new(WIDTH as u32, (bottom + 56.0) as u32, title, &said.join("; "));
    svg.text((16.0, 24.0), Anchor::Start, true, title);
    for power in low as i32..=high as i32 {
        let x = at(10_f64.powi(power));
        svg.line("grid", (x, 40.0), (x, bottom));
        svg.text((x, bottom + 18.0), Anchor::Middle, false, &duration(10_f64.powi(power)));
    }
    let mut y = 44.0;
    for group in groups {
        svg.text((16.0, y + 17.0), Anchor::Start, true, group.name);
        y += BAR + 6.0;
        let ours = group.bars.first().map_or(1.0, |bar| bar.1);
        for (place, (name, took)) in group.bars.iter().enumerate() {
            svg.text((LEFT - 10.0, y + 16.0), Anchor::End, false, name);
            svg.bar(place, (LEFT, y), at(*took) - LEFT, BAR);
            let ratio = if place == 0 { String::new() } else { format!(" · {:.0}×", took / ours) };
            svg.text((at(*took) + 8.0, y + 16.0), Anchor::Start, false, &format!("{}{ratio}", duration(*took)));
            y += BAR + 6.0;
        }
    }
    svg.line("axis", (LEFT, 40.0), (LEFT, bottom));
    svg.text(((LEFT + RIGHT) / 2.0, bottom + 42.0), Anchor::Middle, false, "shortest duration on one core, logarithmic; × is how many times as long as microcred");
    svg.finish()
}
