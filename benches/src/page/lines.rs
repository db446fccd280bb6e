//! How something grows: curves over two logarithmic axes.

use super::svg::{Anchor, Svg, duration, number};

/// One curve.
pub struct Series {
    /// Its name.
    pub name: String,
    /// What was measured, over what.
    pub points: Vec<(f64, f64)>,
}

/// A picture of curves.
pub struct Plot<'a> {
    /// What it shows.
    pub title: &'a str,
    /// The axis to the right, with its unit.
    pub x: &'a str,
    /// The axis upwards, with its unit.
    pub y: &'a str,
    /// Whether values are durations in microseconds.
    pub durations: bool,
    /// The curves.
    pub series: &'a [Series],
}

const SIZE: (f64, f64) = (720.0, 420.0);
/// Where the axes begin and end.
const LEFT: f64 = 84.0;
const RIGHT: f64 = 530.0;
const TOP: f64 = 48.0;
const BOTTOM: f64 = 360.0;

impl Plot<'_> {
    /// Draws it.
    pub fn draw(&self) -> String {
        let all = || self.series.iter().flat_map(|series| &series.points);
        let (xs, ys) = (Scale::over(all().map(|point| point.0), LEFT, RIGHT), Scale::over(all().map(|point| point.1), BOTTOM, TOP));
        let names: Vec<&str> = self.series.iter().map(|series| series.name.as_str()).collect();
        let description = format!("{} over {}, both logarithmic; curves of {}.", self.y, self.x, names.join(", "));
        let mut svg = Svg::new(SIZE.0 as u32, SIZE.1 as u32, self.title, &description);
        svg.text((LEFT, 24.0), Anchor::Start, true, self.title);
        for tick in ys.ticks() {
            let y = ys.at(tick);
            svg.line("grid", (LEFT, y), (RIGHT, y));
            let label = if self.durations { duration(tick) } else { number(tick) };
            svg.text((LEFT - 8.0, y + 4.0), Anchor::End, false, &label);
        }
        for tick in xs.ticks() {
            let x = xs.at(tick);
            svg.line("grid", (x, TOP), (x, BOTTOM));
            svg.text((x, BOTTOM + 20.0), Anchor::Middle, false, &number(tick));
        }
        svg.line("axis", (LEFT, TOP), (LEFT, BOTTOM));
        svg.line("axis", (LEFT, BOTTOM), (RIGHT, BOTTOM));
        svg.text(((LEFT + RIGHT) / 2.0, BOTTOM + 44.0), Anchor::Middle, false, self.x);
        svg.upwards((18.0, (TOP + BOTTOM) / 2.0), self.y);
        for (place, series) in self.series.iter().enumerate() {
            let points: Vec<_> = series.points.iter().map(|(x, y)| (xs.at(*x), ys.at(*y))).collect();
            svg.curve(place, &points);
            let y = TOP + 12.0 + 24.0 * place as f64;
            svg.mark(place, (RIGHT + 24.0, y));
            svg.text((RIGHT + 36.0, y + 4.0), Anchor::Start, false, &series.name);
        }
        svg.finish()
    }
}

/// A logarithmic axis.
struct Scale {
    /// Logarithms to the base of ten.
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    fn over(values: impl Iterator<Item = f64> + Clone, from: f64, to: f64) -> Self {
        let logs = values.map(|value| value.max(0.1).log10());
        let low = logs.clone().fold(f64::INFINITY, f64::min).floor();
        let high = logs.fold(f64::NEG_INFINITY, f64::max).ceil();
        Self { low, high: high.max(low + 1.0), from, to }
    }

    fn at(&self, value: f64) -> f64 {
        let part = (value.max(0.1).log10() - self.low) / (self.high - self.low);
        self.from + part * (self.to - self.from)
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        (self.low as i32..=self.high as i32).map(|power| 10_f64.powi(power))
    }
}
