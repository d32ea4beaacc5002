//! Rules by zones of one, two and three standard deviations: Nelson, "The Shewhart Control Chart:
//! Tests for Special Causes" (1984), and the Western Electric handbook (1956).

use super::dots::{rows, steps};
use super::spec::{Rule, RuleSet, Side, Signal};
use crate::insight::number::index;

/// A point that counts: its place in the chart, its value, and how far it is off the center.
#[derive(Clone, Copy, Debug)]
pub(super) struct Zoned {
    pub(super) place: usize,
    pub(super) value: f64,
    pub(super) z: f64,
}

/// Every rule of a set that the points of a part meet.
pub(super) fn judge(set: RuleSet, points: &[Zoned]) -> Vec<Signal> {
    let sides: Vec<Side> = points.iter().map(|point| side(point.z, 0.0)).collect();
    let marked: Vec<(Rule, Vec<Mark>)> = match set {
        RuleSet::PlotTheDots => Vec::new(),
        RuleSet::Nelson => {
            let values: Vec<f64> = points.iter().map(|point| point.value).collect();
            let steps = steps(&values);
            let within: Vec<bool> = points.iter().map(|point| point.z.abs() < 1.0).collect();
            let beyond: Vec<bool> = points.iter().map(|point| point.z.abs() > 1.0).collect();
            vec![
                (Rule::Nelson1, sided(most(points, 3.0, 1, 1))),
                (Rule::Nelson2, sided(rows(&sides, 9))),
                (Rule::Nelson3, sided(trends(&steps, points.len()))),
                (Rule::Nelson4, alternating(&steps, points.len())),
                (Rule::Nelson5, sided(most(points, 2.0, 3, 2))),
                (Rule::Nelson6, sided(most(points, 1.0, 5, 4))),
                (Rule::Nelson7, lasting(&within, 15)),
                (Rule::Nelson8, lasting(&beyond, 8)),
            ]
        }
        RuleSet::WesternElectric => vec![
            (Rule::WesternElectric1, sided(most(points, 3.0, 1, 1))),
            (Rule::WesternElectric2, sided(most(points, 2.0, 3, 2))),
            (Rule::WesternElectric3, sided(most(points, 1.0, 5, 4))),
            (Rule::WesternElectric4, sided(rows(&sides, 8))),
        ],
    };
    let signals = |(rule, marks): (Rule, Vec<Mark>)| signals(rule, points, &marks);
    marked.into_iter().flat_map(signals).collect()
}

/// Whether a point met a rule, and on which side.
type Mark = Option<Side>;

fn side(z: f64, beyond: f64) -> Side {
    if z > beyond {
        Side::Above
    } else if z < -beyond {
        Side::Below
    } else {
        Side::Neither
    }
}

fn sided(sides: Vec<Side>) -> Vec<Mark> {
    sides.into_iter().map(|side| (side != Side::Neither).then_some(side)).collect()
}

/// Marks the points beyond so many standard deviations in every window of which so many are.
fn most(points: &[Zoned], beyond: f64, window: usize, many: usize) -> Vec<Side> {
    let sides: Vec<Side> = points.iter().map(|point| side(point.z, beyond)).collect();
    let mut marked = vec![Side::Neither; points.len()];
    for (first, seen) in sides.windows(window).enumerate() {
        for side in [Side::Above, Side::Below] {
            if seen.iter().filter(|other| **other == side).count() >= many {
                let places = marked.iter_mut().skip(first).zip(seen);
                places.filter(|(_, other)| **other == side).for_each(|(mark, _)| *mark = side);
            }
        }
    }
    marked
}

/// Marks six points that rise or fall.
fn trends(steps: &[Side], points: usize) -> Vec<Side> {
    let marked = rows(steps, 5);
    let step = |place: usize| marked.get(place).copied().unwrap_or(Side::Neither);
    (0..points)
        .map(|place| match (step(place), place.checked_sub(1).map_or(Side::Neither, step)) {
            (Side::Neither, before) => before,
            (after, _) => after,
        })
        .collect()
}

/// Marks fourteen points that go up and down in turn.
fn alternating(steps: &[Side], points: usize) -> Vec<Mark> {
    let turns =
        |one: &Side, next: &Side| *one != Side::Neither && *next != Side::Neither && one != next;
    let mut marked = vec![None; points];
    let mut first = 0;
    for run in steps.chunk_by(turns) {
        if run.len() >= 13 {
            let places = marked.iter_mut().skip(first).take(run.len() + 1);
            places.for_each(|mark| *mark = Some(Side::Neither));
        }
        first += run.len();
    }
    marked
}

/// Marks every run of truths that is at least so long.
fn lasting(truths: &[bool], long: usize) -> Vec<Mark> {
    truths
        .chunk_by(|one, next| one == next)
        .flat_map(|run| {
            let met = run.first() == Some(&true) && run.len() >= long;
            std::iter::repeat_n(met.then_some(Side::Neither), run.len())
        })
        .collect()
}

/// Points in a row that meet a rule on the same side are one signal; rules of single points have
/// one for each.
fn signals(rule: Rule, points: &[Zoned], marks: &[Mark]) -> Vec<Signal> {
    let single = matches!(rule, Rule::Nelson1 | Rule::WesternElectric1);
    let marked: Vec<(Mark, usize)> =
        marks.iter().copied().zip(points.iter().map(|point| point.place)).collect();
    marked
        .chunk_by(|one, next| one.0 == next.0 && !single)
        .filter_map(|run| {
            let side = run.first()?.0?;
            let points = run.iter().map(|(_, place)| index(*place)).collect();
            Some(Signal { rule, side, points })
        })
        .collect()
}
