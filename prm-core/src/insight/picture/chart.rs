//! A run chart or control chart, with the icons of "making data count".

use std::fmt::Write;

use super::axis::Axis;
use super::canvas::{Canvas, cut, wrapped};
use super::{Drawing, PictureSpec};
use crate::error::PrmError;
use crate::insight::number::count;
use crate::insight::{Assurance, Better, Chart, ChartPoint, Rule, Side, Variation};

/// Draws a chart: the series, center and limits of each part, the target, the points that stand out
/// by colour and shape, and what it says as icons and in words.
///
/// # Errors
/// `invalid_value` for a size out of range.
///
/// ```
/// use prm_core::insight::{ChartKind, ChartSpec, Columns, PictureSpec, chart, draw_chart};
/// let columns = Columns::new().with("days", [12.0, 14.0, 13.0, 15.0].map(Some))?;
/// let chart = chart(&ChartSpec::new(ChartKind::Xmr, "days"), &columns)?;
/// let spec = PictureSpec { title: "Days to the next appointment".into(), ..Default::default() };
/// let picture = draw_chart(&chart, &spec)?;
/// assert!(picture.svg.starts_with("<svg") && picture.alt.contains("4 points"));
/// # Ok::<(), prm_core::PrmError>(())
/// ```
pub fn draw_chart(chart: &Chart, spec: &PictureSpec) -> Result<Drawing, PrmError> {
    let (width, height) = spec.size(420.0)?;
    let mut canvas = Canvas::new(width, height, spec.theme);
    let icons = icons(chart);
    let words_end = width - 24.0 - 52.0 * count(icons.len());
    canvas.text(20.0, 30.0, "title", &cut(&spec.title, (words_end - 20.0) / 1.35));
    let lines = wrapped(&chart.sentence, words_end - 20.0);
    let mut y = 50.0;
    for line in lines.iter().take(3) {
        canvas.text(20.0, y, "quiet", line);
        y += 16.0;
    }
    for (place, icon) in icons.iter().enumerate() {
        let center = (width - 44.0 - 52.0 * count(icons.len() - 1 - place), 38.0);
        icon.draw(&mut canvas, center);
    }
    let plot = Plot::new(chart, (58.0, y.max(74.0) + 18.0), (width - 128.0, height - 66.0));
    plot.draw(&mut canvas, chart, spec);
    legend(&mut canvas, chart, height - 14.0);
    let alt = alt(chart, spec);
    Ok(canvas.finish(&spec.title, alt))
}

/// Where the points are.
struct Plot {
    y: Axis,
    left: f64,
    right: f64,
    bottom: f64,
    step: f64,
}

impl Plot {
    fn new(chart: &Chart, from: (f64, f64), to: (f64, f64)) -> Self {
        let lines = chart.points.iter().flat_map(|point| {
            [point.value, point.center, point.lower, point.upper].into_iter().flatten()
        });
        let all: Vec<f64> = lines.chain(chart.target).collect();
        let least = all.iter().copied().fold(f64::INFINITY, f64::min);
        let most = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (least, most) = if all.is_empty() { (0.0, 1.0) } else { (least, most) };
        let step = (to.0 - from.0) / count(chart.points.len().max(1));
        let y = Axis::around(least, most, 5.0, to.1, from.1);
        Self { y, left: from.0, right: to.0, bottom: to.1, step }
    }

    fn x(&self, place: usize) -> f64 {
        self.left + (count(place) + 0.5) * self.step
    }

    fn draw(&self, canvas: &mut Canvas, chart: &Chart, spec: &PictureSpec) {
        for value in self.y.ticks() {
            let y = self.y.at(value);
            canvas.line("grid", (self.left, y), (self.right, y));
            canvas.text(self.left - 8.0, y + 4.0, "quiet end", &spec.write(value));
        }
        if let Some(unit) = &spec.unit {
            canvas.text(self.left - 38.0, self.y.at(self.y.most) - 10.0, "quiet", unit);
        }
        self.times(canvas, chart);
        for (class, line) in [
            ("limit", (|point| point.lower) as fn(&ChartPoint) -> Option<f64>),
            ("limit", |point| point.upper),
            ("center", |point| point.center),
        ] {
            canvas.path(class, "", &self.steps(chart, line));
        }
        if let Some(target) = chart.target {
            let y = self.y.at(target);
            canvas.line("target", (self.left, y), (self.right, y));
        }
        let mut series = String::new();
        let mut open = false;
        for (place, point) in chart.points.iter().enumerate() {
            let first = chart.parts.iter().any(|part| usize::try_from(part.first) == Ok(place));
            if let Some(value) = point.value {
                let word = if open && !first { 'L' } else { 'M' };
                let _ = write!(series, "{word}{:.1} {:.1}", self.x(place), self.y.at(value));
            }
            open = point.value.is_some();
        }
        canvas.path("series", "", &series);
        for (place, point) in chart.points.iter().enumerate() {
            if let Some(value) = point.value {
                let (class, shape) = look(chart, point);
                let size = (self.step / 2.0).clamp(2.0, 5.0);
                let path = shape.path(self.x(place), self.y.at(value), size);
                canvas.mark(class, &path, &about(place, point, spec));
            }
        }
        self.labels(canvas, chart, spec);
    }

    /// A line that goes with the points, each half a step to its left and right.
    fn steps(&self, chart: &Chart, line: impl Fn(&ChartPoint) -> Option<f64>) -> String {
        let mut path = String::new();
        let mut before: Option<(u32, f64)> = None;
        for (place, point) in chart.points.iter().enumerate() {
            let Some(value) = line(point) else {
                before = None;
                continue;
            };
            let (x, y) = (self.x(place), self.y.at(value));
            let _ = match before {
                Some((part, _)) if part != point.part => {
                    write!(path, "M{:.1} {y:.1}", x - self.step / 2.0)
                }
                Some((_, last)) if last == value => Ok(()),
                Some(_) => write!(path, "V{y:.1}"),
                None => write!(path, "M{:.1} {y:.1}", x - self.step / 2.0),
            };
            let _ = write!(path, "H{:.1}", x + self.step / 2.0);
            before = Some((point.part, value));
        }
        path
    }

    fn times(&self, canvas: &mut Canvas, chart: &Chart) {
        canvas.line("axis", (self.left, self.bottom), (self.right, self.bottom));
        let label = |place: usize, point: &ChartPoint| match &point.at {
            // Of an instant the day is enough.
            Some(at) => at.get(..10).filter(|_| at.len() > 10).unwrap_or(at).to_owned(),
            None => (place + 1).to_string(),
        };
        let widest = chart.points.iter().enumerate();
        let widest = widest.map(|(place, point)| label(place, point).chars().count()).max();
        let room = 7.0 * count(widest.unwrap_or(1)) + 14.0;
        let every =
            crate::insight::number::place((room / self.step.max(1e-6)).ceil().clamp(1.0, 1e6));
        for (place, point) in chart.points.iter().enumerate().step_by(every.max(1)) {
            let x = self.x(place);
            canvas.line("axis", (x, self.bottom), (x, self.bottom + 4.0));
            canvas.text(x, self.bottom + 18.0, "quiet middle", &label(place, point));
        }
    }

    /// What the lines are, at their right end, none over another.
    fn labels(&self, canvas: &mut Canvas, chart: &Chart, spec: &PictureSpec) {
        let last = chart.points.iter().rev().find(|point| point.center.is_some());
        let center = match chart.kind {
            crate::insight::ChartKind::Run | crate::insight::ChartKind::G => "median",
            _ => "mean",
        };
        let line = |name: &str, value: Option<f64>| {
            value.map(|value| (self.y.at(value), format!("{name} {}", spec.write(value))))
        };
        let mut labels: Vec<(f64, String)> = [
            line("upper", last.and_then(|point| point.upper)),
            line(center, last.and_then(|point| point.center)),
            line("lower", last.and_then(|point| point.lower)),
            line("target", chart.target),
        ]
        .into_iter()
        .flatten()
        .collect();
        labels.sort_by(|one, other| one.0.total_cmp(&other.0));
        let mut least = f64::NEG_INFINITY;
        for (y, text) in labels {
            least = y.max(least + 14.0);
            canvas.text(self.right + 8.0, least + 4.0, "quiet", &text);
        }
    }
}

/// The shapes of points: what a colour says is said by one of these too.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Circle,
    Square,
    Diamond,
    Up,
    Down,
    Cross,
}

impl Shape {
    fn path(self, x: f64, y: f64, size: f64) -> String {
        let s = size;
        match self {
            Self::Circle => {
                let r = s * 0.8;
                format!(
                    "M{:.1} {y:.1}a{r:.1} {r:.1} 0 1 0 {:.1} 0a{r:.1} {r:.1} 0 1 0 -{:.1} 0",
                    x - r,
                    2.0 * r,
                    2.0 * r
                )
            }
            Self::Square => {
                format!("M{:.1} {:.1}h{:.1}v{:.1}h-{:.1}z", x - s, y - s, 2.0 * s, 2.0 * s, 2.0 * s)
            }
            Self::Diamond => {
                let s = s * 1.35;
                format!("M{x:.1} {:.1}l{s:.1} {s:.1}l-{s:.1} {s:.1}l-{s:.1} -{s:.1}z", y - s)
            }
            Self::Up => {
                let s = s * 1.2;
                format!("M{x:.1} {:.1}l{s:.1} {:.1}h-{:.1}z", y - s, 1.8 * s, 2.0 * s)
            }
            Self::Down => {
                let s = s * 1.2;
                format!("M{x:.1} {:.1}l{s:.1} -{:.1}h-{:.1}z", y + s, 1.8 * s, 2.0 * s)
            }
            Self::Cross => {
                let s = s * 0.9;
                let t = s / 2.5;
                format!(
                    "M{:.1} {:.1}l{s:.1} {s:.1}l{s:.1} -{s:.1}l{t:.1} {t:.1}l-{s:.1} {s:.1}l{s:.1} {s:.1}l-{t:.1} {t:.1}l-{s:.1} -{s:.1}l-{s:.1} {s:.1}l-{t:.1} -{t:.1}l{s:.1} -{s:.1}l-{s:.1} -{s:.1}z",
                    x - s,
                    y - s - t
                )
            }
        }
    }
}

/// How a point looks.
fn look(chart: &Chart, point: &ChartPoint) -> (&'static str, Shape) {
    if point.left_out {
        return ("dot usual", Shape::Cross);
    }
    match point.dot.as_ref().map(|dot| (dot.variation, dot.side)) {
        Some((Variation::Improvement, _)) => ("dot good", Shape::Square),
        Some((Variation::Concern, _)) => ("dot bad", Shape::Diamond),
        Some((Variation::NeutralHigh | Variation::NeutralLow, Side::Above)) => {
            ("dot other", Shape::Up)
        }
        Some((Variation::NeutralHigh | Variation::NeutralLow, _)) => ("dot other", Shape::Down),
        Some((Variation::CommonCause, _)) => ("dot usual", Shape::Circle),
        // Without verdicts, what is beyond a limit stands out.
        None if point.beyond => match (point.side, chart.better) {
            (Side::Above, Better::Higher) | (Side::Below, Better::Lower) => {
                ("dot good", Shape::Square)
            }
            (Side::Below, Better::Higher) | (Side::Above, Better::Lower) => {
                ("dot bad", Shape::Diamond)
            }
            (Side::Above, _) => ("dot other", Shape::Up),
            _ => ("dot other", Shape::Down),
        },
        None => ("dot usual", Shape::Circle),
    }
}

/// What a point says to whoever points at it.
fn about(place: usize, point: &ChartPoint, spec: &PictureSpec) -> String {
    let when = point.at.clone().unwrap_or_else(|| format!("point {}", place + 1));
    let value = point.value.map(|value| spec.write(value)).unwrap_or_default();
    let mut text = format!("{when}: {value}");
    if let Some(dot) = point.dot.as_ref().filter(|dot| dot.rule.is_some()) {
        let _ = write!(text, ", {}", variation(dot.variation));
    }
    if point.left_out {
        text.push_str(", left out");
    }
    text
}

fn variation(variation: Variation) -> &'static str {
    match variation {
        Variation::CommonCause => "common cause variation",
        Variation::Improvement => "special cause: improvement",
        Variation::Concern => "special cause: concern",
        Variation::NeutralHigh => "special cause: higher",
        Variation::NeutralLow => "special cause: lower",
    }
}

/// What each colour and shape means, of those that are there.
fn legend(canvas: &mut Canvas, chart: &Chart, y: f64) {
    let mut known: Vec<(&str, Shape, &str)> = Vec::new();
    for point in chart.points.iter().filter(|point| point.value.is_some()) {
        let (class, shape) = look(chart, point);
        let words = match (class, shape) {
            (_, Shape::Cross) => "left out",
            ("dot good", _) => "improvement",
            ("dot bad", _) => "concern",
            ("dot other", Shape::Up) => "higher than usual",
            ("dot other", _) => "lower than usual",
            _ => "common cause",
        };
        if !known.iter().any(|(_, _, other)| *other == words) {
            known.push((class, shape, words));
        }
    }
    let mut x = 58.0;
    for (class, shape, words) in known {
        canvas.mark(class, &shape.path(x + 6.0, y - 4.0, 5.0), words);
        canvas.text(x + 17.0, y, "quiet", words);
        x += 44.0 + 6.6 * count(words.chars().count());
    }
}

/// A verdict as a sign in a ring.
struct Icon {
    class: &'static str,
    colour: &'static str,
    sign: &'static str,
    words: &'static str,
    dots: [f64; 5],
}

impl Icon {
    fn draw(&self, canvas: &mut Canvas, center: (f64, f64)) {
        let (x, y) = center;
        canvas.circle("ring", &format!("stroke:var({})", self.colour), center, 21.0);
        canvas.text(x, y + 1.0, &format!("sign {}", self.class), self.sign);
        for (place, height) in self.dots.iter().enumerate() {
            let dot = (x - 10.0 + 5.0 * count(place), y + 11.0 - height);
            canvas.circle(self.class, "", dot, 1.9);
        }
        canvas.text(x, y + 36.0, "quiet middle", self.words);
    }
}

fn icons(chart: &Chart) -> Vec<Icon> {
    let rising = [0.0, 1.0, 0.5, 2.5, 4.0];
    let falling = [4.0, 3.0, 3.5, 1.5, 0.0];
    let usual = [0.0, 3.0, 1.0, 3.5, 1.5];
    let last = chart.points.iter().rev().find_map(|point| point.dot.as_ref());
    let up = last.is_some_and(|dot| dot.side == Side::Above);
    let dots = if up { rising } else { falling };
    let sign = if up { "H" } else { "L" };
    let variation = chart.variation.map(|variation| {
        let (class, colour, words) = match variation {
            Variation::CommonCause => ("usual", "--usual", "usual"),
            Variation::Improvement => ("good", "--good", "better"),
            Variation::Concern => ("bad", "--bad", "worse"),
            Variation::NeutralHigh => ("other", "--other", "higher"),
            Variation::NeutralLow => ("other", "--other", "lower"),
        };
        if variation == Variation::CommonCause {
            Icon { class, colour, sign: "~", words, dots: usual }
        } else {
            Icon { class, colour, sign, words, dots }
        }
    });
    let assurance = chart.assurance.map(|assurance| {
        let level = [0.0; 5];
        match assurance {
            Assurance::ConsistentPass => {
                Icon { class: "good", colour: "--good", sign: "P", words: "meets", dots: level }
            }
            Assurance::ConsistentFail => {
                Icon { class: "bad", colour: "--bad", sign: "F", words: "misses", dots: level }
            }
            Assurance::Inconsistent => {
                Icon { class: "usual", colour: "--usual", sign: "?", words: "varies", dots: usual }
            }
        }
    });
    variation.into_iter().chain(assurance).collect()
}

/// The chart in words: what it is of, what it says, its last value and its lines.
fn alt(chart: &Chart, spec: &PictureSpec) -> String {
    let mut text = format!("{}. {}", spec.title.trim_end_matches('.'), chart.sentence);
    let last = chart.points.iter().enumerate().rev().find(|(_, point)| point.value.is_some());
    if let Some((place, point)) = last {
        let _ = write!(text, " Last, {}.", about(place, point, spec));
        for (name, line) in
            [("Center", point.center), ("lower limit", point.lower), ("upper limit", point.upper)]
        {
            if let Some(value) = line {
                let mark = if name == "Center" { ' ' } else { ',' };
                let _ = write!(
                    text,
                    "{}{name} {}",
                    if mark == ',' { ", " } else { " " },
                    spec.write(value)
                );
            }
        }
        text.push('.');
    }
    let out = chart.signals.iter().filter(|signal| signal.rule == Rule::BeyondLimit).count();
    if out > 0 {
        let _ = write!(text, " Points beyond a limit: {out}.");
    }
    text
}
