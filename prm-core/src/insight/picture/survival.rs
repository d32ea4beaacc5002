//! Curves of how long it takes, with their limits and the number at risk.

use std::fmt::Write;

use super::axis::{Axis, written};
use super::canvas::{Canvas, cut, wrapped};
use super::{Drawing, PictureSpec};
use crate::error::PrmError;
use crate::insight::number::count;
use crate::insight::{Survival, SurvivalCurve};

/// Strokes that are told apart without colours.
const DASHES: [&str; 6] = ["none", "7 3", "2 3", "9 3 2 3", "12 4", "4 2 1 2"];

/// Draws curves: steps with their limits, a stroke where watching of somebody ended, and below how
/// many were still watched. Of more than six groups the first six are drawn.
///
/// # Errors
/// `invalid_value` for a size out of range.
pub fn draw_survival(survival: &Survival, spec: &PictureSpec) -> Result<Drawing, PrmError> {
    let curves: Vec<&SurvivalCurve> = survival.curves.iter().take(DASHES.len()).collect();
    let table = 30.0 + 16.0 * count(curves.len());
    let (width, height) = spec.size(390.0 + table)?;
    let mut canvas = Canvas::new(width, height, spec.theme);
    canvas.text(20.0, 30.0, "title", &cut(&spec.title, (width - 40.0) / 1.35));
    let said = said(survival, spec);
    let mut top = 50.0;
    for line in wrapped(&said, width - 40.0).iter().take(3) {
        canvas.text(20.0, top, "quiet", line);
        top += 16.0;
    }
    let (left, right, bottom) = (94.0, width - 120.0, height - table - 40.0);
    let last = curves.iter().filter_map(|curve| curve.points.last()).map(|point| point.time);
    let x = Axis::exact(0.0, last.fold(0.0, f64::max), 6.0, left, right);
    let y = Axis::exact(0.0, 1.0, 5.0, bottom, top + 10.0);
    for share in y.ticks() {
        canvas.line("grid", (left, y.at(share)), (right, y.at(share)));
        canvas.text(
            left - 8.0,
            y.at(share) + 4.0,
            "quiet end",
            &format!("{}%", written(share * 100.0, 3)),
        );
    }
    canvas.line("axis", (left, bottom), (right, bottom));
    for time in x.ticks() {
        canvas.line("axis", (x.at(time), bottom), (x.at(time), bottom + 4.0));
        canvas.text(x.at(time), bottom + 18.0, "quiet middle", &written(time, 3));
    }
    if let Some(unit) = &spec.unit {
        canvas.text(right + 10.0, bottom + 18.0, "quiet", unit);
    }
    canvas.text(20.0, bottom + 40.0, "quiet", "still watched");
    let mut ends: Vec<(f64, String, usize)> = Vec::new();
    for (place, curve) in curves.iter().enumerate() {
        let (path, ribbon, marks) = paths(curve, &x, &y);
        canvas.path("", &format!("fill:var(--s{place});opacity:.14;stroke:none"), &ribbon);
        let dash = DASHES.get(place).copied().unwrap_or("none");
        let stroke =
            format!("stroke:var(--s{place});fill:none;stroke-width:2.2;stroke-dasharray:{dash}");
        canvas.path("", &stroke, &path);
        canvas.path("", &format!("stroke:var(--s{place});fill:none;stroke-width:1.2"), &marks);
        let name = curve.group.clone().unwrap_or_else(|| "all".to_owned());
        let end = curve.points.last().map_or(1.0, |point| point.survival);
        ends.push((y.at(end), name.clone(), place));
        let row = bottom + 56.0 + 16.0 * count(place);
        canvas.text(left - 12.0, row, "end", &cut(&name, left - 24.0));
        for time in x.ticks() {
            let at_risk = curve.points.iter().find(|point| point.time >= time);
            let at_risk = at_risk.map_or(0, |point| point.at_risk).to_string();
            canvas.text(x.at(time), row, "quiet middle", &at_risk);
        }
    }
    // From below, clear of the axis, none over another.
    ends.sort_by(|one, other| other.0.total_cmp(&one.0));
    let mut most = bottom - 12.0;
    for (y, name, place) in ends.into_iter().filter(|_| curves.len() > 1) {
        let least = y.min(most);
        most = least - 16.0;
        let dash = DASHES.get(place).copied().unwrap_or("none");
        let stroke =
            format!("stroke:var(--s{place});fill:none;stroke-width:2.2;stroke-dasharray:{dash}");
        canvas.path("", &stroke, &format!("M{:.1} {least:.1}h22", right + 6.0));
        canvas.text(right + 33.0, least + 4.0, "strong", &cut(&name, 84.0));
    }
    let alt = format!("{}. {said}", spec.title.trim_end_matches('.'));
    Ok(canvas.finish(&spec.title, alt))
}

/// The steps, the room between their limits, and the strokes of those whose watching ended.
fn paths(curve: &SurvivalCurve, x: &Axis, y: &Axis) -> (String, String, String) {
    let mut path = format!("M{:.1} {:.1}", x.at(0.0), y.at(1.0));
    let mut above = path.clone();
    let mut below: Vec<(f64, f64)> = vec![(x.at(0.0), y.at(1.0))];
    let mut marks = String::new();
    for point in &curve.points {
        let at = x.at(point.time);
        let _ = write!(path, "H{at:.1}V{:.1}", y.at(point.survival));
        let _ = write!(above, "H{at:.1}V{:.1}", y.at(point.upper));
        let low = below.last().map_or(y.at(1.0), |(_, low)| *low);
        below.push((at, low));
        below.push((at, y.at(point.lower)));
        if point.censored > 0 {
            let _ = write!(marks, "M{at:.1} {:.1}v8", y.at(point.survival) - 4.0);
        }
    }
    for (at, low) in below.iter().rev() {
        let _ = write!(above, "L{at:.1} {low:.1}");
    }
    above.push('Z');
    (path, above, marks)
}

/// The curves in words.
fn said(survival: &Survival, spec: &PictureSpec) -> String {
    let unit = spec.unit.as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
    let of = |curve: &SurvivalCurve| {
        let name = curve.group.as_deref().map(|name| format!("{name}: ")).unwrap_or_default();
        let median = curve.quantiles.iter().find(|found| found.share == 0.5);
        let median = match median.map(|found| found.time) {
            Some(Some(time)) => format!(", half after {}{unit}", written(time, 3)),
            Some(None) => ", more than half left at the end".to_owned(),
            None => String::new(),
        };
        format!("{name}{} of {} had the event{median}", curve.events, curve.n)
    };
    let mut text: Vec<String> = survival.curves.iter().map(of).collect();
    if let Some(test) = survival.log_rank {
        let p = if test.p < 0.001 {
            "p < 0.001".to_owned()
        } else {
            format!("p = {}", written(test.p, 2))
        };
        text.push(format!("do they differ? log-rank {p}"));
    }
    text.join("; ") + "."
}
