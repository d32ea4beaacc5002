//! Plotting the dots: the rules and verdicts of NHS "making data count", as the NHS-R community's
//! NHSRplotthedots has them.

use super::spec::{Assurance, Better, ChartPoint, Dot, Rule, Side, Signal, Variation};
use crate::insight::number::index;

/// Points in a row that make a shift or a trend.
const ROW: usize = 7;

/// The rules that each point of a part meets, the first of their order for each.
pub(super) fn judge(points: &mut [ChartPoint], better: Better) {
    let known: Vec<usize> = points
        .iter()
        .enumerate()
        .filter(|(_, point)| point.value.is_some() && !point.left_out)
        .map(|(place, _)| place)
        .collect();
    let shift = rows(&points_of(points, &known, |point| point.side), ROW);
    let steps = steps(&points_of(points, &known, |point| point.value.unwrap_or(0.0)));
    let trend = trends(&steps, known.len());
    let pairs = two_of_three(&points_of(points, &known, |point| (point.side, point.near)));
    let mut found: Vec<Option<(Rule, Side)>> = vec![None; points.len()];
    let marks = known.iter().zip(shift).zip(trend).zip(pairs);
    for (((place, shift), trend), pair) in marks {
        let mark = match (trend, pair, shift) {
            (Side::Neither, Side::Neither, Side::Neither) => continue,
            (Side::Neither, Side::Neither, side) => (Rule::Shift, side),
            (Side::Neither, side, _) => (Rule::TwoOfThree, side),
            (side, _, _) => (Rule::Trend, side),
        };
        if let Some(slot) = found.get_mut(*place) {
            *slot = Some(mark);
        }
    }
    for (point, found) in points.iter_mut().zip(found) {
        if point.value.is_some() {
            let found = if point.beyond { Some((Rule::BeyondLimit, point.side)) } else { found };
            point.dot = Some(dot(found, better));
        }
    }
}

fn points_of<T>(points: &[ChartPoint], known: &[usize], read: impl Fn(&ChartPoint) -> T) -> Vec<T> {
    known.iter().filter_map(|place| points.get(*place)).map(read).collect()
}

fn dot(found: Option<(Rule, Side)>, better: Better) -> Dot {
    let side = found.map_or(Side::Neither, |(_, side)| side);
    let variation = match (side, better) {
        (Side::Neither, _) => Variation::CommonCause,
        (Side::Above, Better::Higher) | (Side::Below, Better::Lower) => Variation::Improvement,
        (Side::Above, Better::Lower) | (Side::Below, Better::Higher) => Variation::Concern,
        (Side::Above, Better::Neither) => Variation::NeutralHigh,
        (Side::Below, Better::Neither) => Variation::NeutralLow,
    };
    Dot { rule: found.map(|(rule, _)| rule), side, variation }
}

/// Marks every run of one side that is at least so long.
pub(super) fn rows(sides: &[Side], long: usize) -> Vec<Side> {
    sides
        .chunk_by(|one, next| one == next)
        .flat_map(|run| {
            let side = run.first().copied().unwrap_or(Side::Neither);
            let marked = if run.len() >= long { side } else { Side::Neither };
            std::iter::repeat_n(marked, run.len())
        })
        .collect()
}

/// The directions from each value to the next.
pub(super) fn steps(values: &[f64]) -> Vec<Side> {
    let direction = |before: f64, after: f64| match after - before {
        step if step > 0.0 => Side::Above,
        step if step < 0.0 => Side::Below,
        _ => Side::Neither,
    };
    values.iter().zip(values.iter().skip(1)).map(|(one, next)| direction(*one, *next)).collect()
}

/// Marks the points of every trend: so many points, one step fewer. A point that ends one and
/// begins another belongs to the later.
fn trends(steps: &[Side], points: usize) -> Vec<Side> {
    let marked = rows(steps, ROW - 1);
    (0..points)
        .map(|place| {
            let after = marked.get(place).copied().unwrap_or(Side::Neither);
            let before = place.checked_sub(1).and_then(|place| marked.get(place));
            if after == Side::Neither { before.copied().unwrap_or(Side::Neither) } else { after }
        })
        .collect()
}

/// Marks the points near a limit in every window of three on one side of the center of which at
/// least two are so.
fn two_of_three(points: &[(Side, bool)]) -> Vec<Side> {
    let mut marked = vec![Side::Neither; points.len()];
    for (first, window) in points.windows(3).enumerate() {
        let side = window.first().map_or(Side::Neither, |(side, _)| *side);
        let one_side = side != Side::Neither && window.iter().all(|(other, _)| *other == side);
        if one_side && window.iter().filter(|(_, near)| *near).count() >= 2 {
            let places = marked.iter_mut().skip(first).zip(window);
            places.filter(|(_, (_, near))| *near).for_each(|(mark, _)| *mark = side);
        }
    }
    marked
}

/// The rules that were met, as signals: points in a row that meet the same are one.
pub(super) fn signals(points: &[ChartPoint], first: usize) -> Vec<Signal> {
    let met = |point: &ChartPoint| point.dot.as_ref().and_then(|dot| Some((dot.rule?, dot.side)));
    let found: Vec<(Option<(Rule, Side)>, usize)> =
        points.iter().enumerate().map(|(place, point)| (met(point), first + place)).collect();
    found
        .chunk_by(|one, next| one.0 == next.0)
        .filter_map(|run| {
            let (rule, side) = run.first()?.0?;
            // What is beyond a limit is told on every chart.
            let points = run.iter().map(|(_, place)| index(*place)).collect();
            (rule != Rule::BeyondLimit).then_some(Signal { rule, side, points })
        })
        .collect()
}

/// Whether the last lines promise the target.
pub(super) fn assurance(last: &ChartPoint, target: f64, better: Better) -> Option<Assurance> {
    let (lower, upper) = (last.lower?, last.upper?);
    let above = target > upper;
    if !above && target >= lower {
        return (better != Better::Neither).then_some(Assurance::Inconsistent);
    }
    match better {
        Better::Neither => None,
        Better::Higher if above => Some(Assurance::ConsistentFail),
        Better::Lower if !above => Some(Assurance::ConsistentFail),
        _ => Some(Assurance::ConsistentPass),
    }
}
