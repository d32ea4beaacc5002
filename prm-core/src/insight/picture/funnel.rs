//! A funnel: bars from the same left edge, with what was lost between them and why.

use std::fmt::Write;

use super::axis::written;
use super::canvas::{Canvas, cut};
use super::{Drawing, PictureSpec};
use crate::error::PrmError;
use crate::insight::number::count;
use crate::insight::{Funnel, FunnelStep};

/// Draws a funnel.
///
/// # Errors
/// `invalid_value` for a size out of range.
pub fn draw_funnel(funnel: &Funnel, spec: &PictureSpec) -> Result<Drawing, PrmError> {
    let steps = count(funnel.steps.len());
    let (width, height) = spec.size(92.0 + 62.0 * steps)?;
    let mut canvas = Canvas::new(width, height, spec.theme);
    canvas.text(20.0, 30.0, "title", &cut(&spec.title, (width - 40.0) / 1.35));
    let unit = spec.unit.as_deref().unwrap_or("rows");
    let mut said = match funnel.n {
        Some(n) => format!("{n} {unit}"),
        None => format!("too few {unit} to be told"),
    };
    match funnel.out_of_order {
        Some(0) => {}
        Some(many) => {
            let _ = write!(said, "; {many} out of order, counted as far as they came in order");
        }
        None => said.push_str("; a few out of order, counted as far as they came in order"),
    }
    canvas.text(20.0, 50.0, "quiet", &said);
    let (left, right) = (150.0, width - 245.0);
    let room = ((height - 76.0) / steps.max(1.0)).max(30.0);
    let mut alt = format!("{}. {said}.", spec.title.trim_end_matches('.'));
    for (place, step) in funnel.steps.iter().enumerate() {
        let top = 68.0 + room * count(place);
        canvas.text(left - 12.0, top + 20.0, "end strong", &cut(&step.name, left - 24.0));
        let words = words(step, place == 0);
        let _ = write!(alt, " {}: {words}.", step.name);
        // The whole lies behind each bar, so that a short one is seen for what it is.
        let whole = (right - left, 28.0);
        canvas.bar((left, top), whole, "fill:var(--grid)", "all");
        if let Some(share) = step.share {
            let long = ((right - left) * share, 28.0);
            canvas.bar((left, top), long, "fill:var(--good)", &format!("{}: {words}", step.name));
        }
        let mut lines = words.split("; ");
        canvas.text(right + 12.0, top + 13.0, "strong", lines.next().unwrap_or_default());
        canvas.text(right + 12.0, top + 28.0, "quiet", lines.next().unwrap_or_default());
        if let Some(lost) = lost(step) {
            let _ = write!(alt, " {lost}.");
            canvas.text(left, top + 44.0, "quiet", &cut(&lost, width - left - 20.0));
        }
    }
    Ok(canvas.finish(&spec.title, alt))
}

fn percent(share: f64) -> String {
    format!("{}%", written((share * 1_000.0).round() / 10.0, 3))
}

fn words(step: &FunnelStep, first: bool) -> String {
    let (Some(reached), Some(share)) = (step.reached, step.share) else {
        return if step.suppressed { "not told; too few".to_owned() } else { "0".to_owned() };
    };
    let mut text = format!("{reached} ({})", percent(share));
    if first && step.share == Some(1.0) {
        return text;
    }
    if let (Some(before), Some(lower), Some(upper)) = (step.share_of_before, step.lower, step.upper)
    {
        let _ = write!(
            text,
            "; {} of before ({} to {})",
            percent(before),
            percent(lower),
            percent(upper)
        );
    }
    text
}

fn lost(step: &FunnelStep) -> Option<String> {
    let lost = step.lost.filter(|lost| *lost > 0)?;
    let reasons: Vec<String> =
        step.reasons.iter().map(|reason| format!("{} {}", reason.reason, reason.count)).collect();
    let why = if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join(", ")) };
    Some(format!("{lost} lost{why}"))
}
