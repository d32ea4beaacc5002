//! The rules of runs (Anhøj and Olesen 2014): whether a series crosses its center as chance does.

use super::spec::{ChartPart, Rule, Side, Signal};
use crate::insight::number::{count, index, place};

/// The longest run and the fewest crossings that chance explains among so many useful points:
/// log2(n) + 3, rounded to the nearest, and the twentieth part of the binomial distribution of
/// n - 1 tosses.
///
/// ```
/// use prm_core::insight::run_limits;
/// assert_eq!(run_limits(20), (7, 6));
/// assert_eq!(run_limits(24), (8, 8));
/// assert_eq!(run_limits(0), (0, 0));
/// ```
pub fn run_limits(useful: u32) -> (u32, u32) {
    if useful == 0 {
        return (0, 0);
    }
    let floor = useful.ilog2();
    // Half a power of two more rounds up: n² > 2^(2 floor + 1). It is never equal.
    let up = u64::from(useful) * u64::from(useful) > 1_u64 << (2 * floor + 1);
    (floor + u32::from(up) + 3, fewest_crossings(useful - 1))
}

/// The smallest k with P(X <= k) >= 0.05 of fair tosses. The chances are taken relative to that of
/// the middle, since 2^-n is no number for long series.
fn fewest_crossings(tosses: u32) -> u32 {
    let n = f64::from(tosses);
    let middle = f64::from(tosses / 2);
    let mut below = vec![1.0_f64];
    let mut at = middle;
    let mut weight = 1.0;
    while at > 0.0 && weight > 1e-25 {
        weight *= at / (n - at + 1.0);
        at -= 1.0;
        below.push(weight);
    }
    let mut above = 0.0;
    let (mut at, mut weight) = (middle, 1.0);
    while at < n && weight > 1e-25 {
        weight *= (n - at) / (at + 1.0);
        at += 1.0;
        above += weight;
    }
    let total = below.iter().rev().fold(0.0, |sum, weight| sum + weight) + above;
    let lowest = middle - count(below.len() - 1);
    let mut sum = 0.0;
    for (step, weight) in below.iter().rev().enumerate() {
        sum += weight;
        if sum >= 0.05 * total {
            return index(place(lowest + count(step)));
        }
    }
    index(place(middle))
}

/// What the sides of the points of a part say: those left out and gaps are not among them.
/// `first` is the place of the first point of the part; `places` are those of the sides.
pub(super) fn judge(part: &mut ChartPart, sides: &[Side], places: &[u32]) -> Vec<Signal> {
    let useful: Vec<(Side, u32)> = sides
        .iter()
        .copied()
        .zip(places.iter().copied())
        .filter(|(side, _)| *side != Side::Neither)
        .collect();
    let runs: Vec<&[(Side, u32)]> = useful.chunk_by(|one, next| one.0 == next.0).collect();
    part.counted = index(sides.len());
    part.useful = index(useful.len());
    (part.longest_run_max, part.crossings_min) = run_limits(part.useful);
    part.longest_run = runs.iter().map(|run| index(run.len())).max().unwrap_or(0);
    part.crossings = index(runs.len().saturating_sub(1));
    let mut signals: Vec<Signal> = runs
        .iter()
        .filter(|run| index(run.len()) > part.longest_run_max)
        .map(|run| Signal {
            rule: Rule::LongRun,
            side: run.first().map_or(Side::Neither, |(side, _)| *side),
            points: run.iter().map(|(_, place)| *place).collect(),
        })
        .collect();
    if part.crossings < part.crossings_min {
        let points = useful.iter().map(|(_, place)| *place).collect();
        signals.push(Signal { rule: Rule::FewCrossings, side: Side::Neither, points });
    }
    part.runs_signal = !signals.is_empty();
    signals
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_of_long_series_are_numbers() {
        assert_eq!(run_limits(100), (10, 41));
        assert_eq!(run_limits(1_000_000), (23, 499_177));
        assert_eq!(run_limits(1), (3, 0));
        assert_eq!(run_limits(2), (4, 0));
    }
}
