//! Center and limits of a part, by the kind of chart.
//!
//! Formulas as in Montgomery, "Introduction to Statistical Quality Control", and Laney 2002; where
//! programs differ, qicharts2 0.8 is followed.

use super::spec::{ChartKind, RangeConstant};
use crate::insight::number::{count, mean, median, sum};

/// Moving ranges above so many times their mean are left out, once (Nelson 1982).
const SCREEN: f64 = 3.267;

/// What a point is made of.
#[derive(Clone, Debug)]
pub(super) struct Raw {
    /// The first of its rows.
    pub(super) row: usize,
    pub(super) at: Option<String>,
    /// What is drawn.
    pub(super) value: Option<f64>,
    /// What it is of or by; of a subgroup, its rows.
    pub(super) size: Option<f64>,
    /// The standard deviation of a subgroup.
    pub(super) spread: Option<f64>,
    pub(super) left_out: bool,
    /// Whether it is among the points that make center and limits.
    pub(super) base: bool,
}

/// The lines at a point. All are on the scale of the chart; `z` is by how many standard deviations
/// the value is off the center, on the scale on which the limits are even.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lines {
    pub(super) center: Option<f64>,
    pub(super) lower: Option<f64>,
    pub(super) upper: Option<f64>,
    pub(super) near_lower: Option<f64>,
    pub(super) near_upper: Option<f64>,
    pub(super) z: Option<f64>,
}

/// How moving ranges become limits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ranges {
    pub(super) screen: bool,
    pub(super) constant: RangeConstant,
}

impl Ranges {
    /// Standard deviations in a mean moving range.
    fn factor(self) -> f64 {
        match self.constant {
            RangeConstant::Published => 2.66 / 3.0,
            RangeConstant::Rounded => 1.0 / 1.128,
            RangeConstant::Exact => std::f64::consts::PI.sqrt() / 2.0,
        }
    }

    /// The upper limit of moving ranges by their mean.
    fn ceiling(self) -> f64 {
        match self.constant {
            RangeConstant::Exact => {
                let d2 = 2.0 / std::f64::consts::PI.sqrt();
                1.0 + 3.0 * (2.0 - d2 * d2).sqrt() / d2
            }
            _ => SCREEN,
        }
    }

    /// The standard deviation of a series of values, by its moving ranges.
    fn deviation(self, values: &[Option<f64>]) -> Option<f64> {
        let ranges: Vec<f64> = moving_ranges(values).into_iter().flatten().collect();
        let mut center = mean(&ranges)?;
        if self.screen {
            let limit = SCREEN * center;
            let usual: Vec<f64> = ranges.into_iter().filter(|range| *range < limit).collect();
            center = mean(&usual).unwrap_or(center);
        }
        Some(center * self.factor())
    }
}

/// The steps from one value to the next; none over a gap.
pub(super) fn moving_ranges(values: &[Option<f64>]) -> Vec<Option<f64>> {
    let pairs = values.windows(2).map(|pair| match pair {
        [Some(before), Some(after)] => Some((after - before).abs()),
        _ => None,
    });
    std::iter::once(None).chain(pairs).take(values.len()).collect()
}

/// The lines of every point of a part.
pub(super) fn fit(kind: ChartKind, part: &[Raw], ranges: Ranges) -> Vec<Lines> {
    let base = || part.iter().filter(|raw| raw.base && raw.value.is_some());
    let values: Vec<f64> = base().filter_map(|raw| raw.value).collect();
    // Points of the base as a series: those left out do not stand between their neighbours.
    let series: Vec<Option<f64>> =
        part.iter().filter(|raw| raw.base).map(|raw| raw.value).collect();
    let sizes = || base().filter_map(|raw| raw.size);
    let weighted = || {
        let whole = sum(base().filter_map(|raw| Some(raw.value? * raw.size?)));
        let of = sum(sizes());
        (of > 0.0).then(|| whole / of)
    };
    match kind {
        ChartKind::Run => even(part, median(&values), None, Bounds::NONE),
        ChartKind::Xmr => even(part, mean(&values), ranges.deviation(&series), Bounds::NONE),
        ChartKind::Mr => {
            let center = mean(&values);
            let deviation = center.map(|center| center * (ranges.ceiling() - 1.0) / 3.0);
            even(part, center, deviation, Bounds::POSITIVE)
        }
        ChartKind::C => {
            let center = mean(&values);
            even(part, center, center.map(f64::sqrt), Bounds::POSITIVE)
        }
        ChartKind::G => geometric(part, &values),
        ChartKind::T => time_between(part, &series, ranges),
        ChartKind::P | ChartKind::PPrime => {
            let center = weighted();
            let unit = |center: f64| (center * (1.0 - center)).sqrt();
            by_size(kind == ChartKind::PPrime, part, center, unit, Bounds::SHARE, ranges)
        }
        ChartKind::U | ChartKind::UPrime => {
            let prime = kind == ChartKind::UPrime;
            by_size(prime, part, weighted(), f64::sqrt, Bounds::POSITIVE, ranges)
        }
        ChartKind::XBar => {
            let Some(sigma) = within(base()) else {
                return even(part, weighted(), None, Bounds::NONE);
            };
            let center = weighted();
            lines(part, |raw| Some((center?, sigma / raw.size?.sqrt(), Bounds::NONE)))
        }
        ChartKind::S => {
            let Some(sigma) = within(base()) else { return vec![Lines::default(); part.len()] };
            lines(part, |raw| {
                let c4 = c4(raw.size?);
                Some((c4 * sigma, sigma * (1.0 - c4 * c4).max(0.0).sqrt(), Bounds::POSITIVE))
            })
        }
    }
}

/// What limits may not pass.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    least: f64,
    most: f64,
}

impl Bounds {
    const NONE: Self = Self { least: f64::NEG_INFINITY, most: f64::INFINITY };
    const POSITIVE: Self = Self { least: 0.0, most: f64::INFINITY };
    const SHARE: Self = Self { least: 0.0, most: 1.0 };
}

/// Lines that are the same at every point.
fn even(part: &[Raw], center: Option<f64>, deviation: Option<f64>, bounds: Bounds) -> Vec<Lines> {
    match deviation {
        Some(deviation) => lines(part, |_| Some((center?, deviation, bounds))),
        None => part.iter().map(|_| Lines { center, ..Lines::default() }).collect(),
    }
}

/// Lines from a center and a standard deviation at each point.
fn lines(part: &[Raw], at: impl Fn(&Raw) -> Option<(f64, f64, Bounds)>) -> Vec<Lines> {
    part.iter()
        .map(|raw| {
            let Some((center, deviation, bounds)) = at(raw) else { return Lines::default() };
            let line = |deviations: f64| {
                Some((center + deviations * deviation).clamp(bounds.least, bounds.most))
            };
            let z = raw.value.map(|value| off(value - center, deviation));
            Lines {
                center: Some(center),
                lower: line(-3.0),
                upper: line(3.0),
                near_lower: line(-2.0),
                near_upper: line(2.0),
                z,
            }
        })
        .collect()
}

/// By how many standard deviations something is off; where there is no spread at all, whatever is
/// off is so by more than any rule asks.
fn off(distance: f64, deviation: f64) -> f64 {
    if deviation > 0.0 {
        distance / deviation
    } else if distance == 0.0 {
        0.0
    } else {
        f64::MAX.copysign(distance)
    }
}

/// Shares and rates: the standard deviation is by the root of the size, and with Laney's spread by
/// that between the points.
fn by_size(
    prime: bool,
    part: &[Raw],
    center: Option<f64>,
    unit: impl Fn(f64) -> f64,
    bounds: Bounds,
    ranges: Ranges,
) -> Vec<Lines> {
    let Some(center) = center else { return vec![Lines::default(); part.len()] };
    let plain = |raw: &Raw| raw.size.map(|size| unit(center) / size.sqrt());
    let between = if prime {
        let series: Vec<Option<f64>> = part
            .iter()
            .filter(|raw| raw.base)
            .map(|raw| Some((raw.value? - center) / plain(raw).filter(|unit| *unit > 0.0)?))
            .collect();
        ranges.deviation(&series).unwrap_or(0.0)
    } else {
        1.0
    };
    lines(part, |raw| Some((center, plain(raw)? * between, bounds)))
}

/// Cases between events: the limits around the mean, the line in the middle at the median, since
/// the distribution leans.
fn geometric(part: &[Raw], values: &[f64]) -> Vec<Lines> {
    let (mean, middle) = (mean(values), median(values));
    let deviation = mean.map(|mean| (mean * (mean + 1.0)).sqrt());
    let mut found = even(part, mean, deviation, Bounds::POSITIVE);
    found.iter_mut().for_each(|lines| lines.center = middle);
    found
}

/// Time between events: single values of the root of 3.6, and back.
fn time_between(part: &[Raw], series: &[Option<f64>], ranges: Ranges) -> Vec<Lines> {
    let root = |value: f64| libm::pow(value, 1.0 / 3.6);
    let back = |value: Option<f64>| value.map(|value| libm::pow(value.max(0.0), 3.6));
    let roots: Vec<Option<f64>> = series.iter().map(|value| value.map(root)).collect();
    let known: Vec<f64> = roots.iter().copied().flatten().collect();
    let part: Vec<Raw> =
        part.iter().map(|raw| Raw { value: raw.value.map(root), ..raw.clone() }).collect();
    let found = even(&part, mean(&known), ranges.deviation(&roots), Bounds::NONE);
    found
        .into_iter()
        .map(|lines| Lines {
            center: back(lines.center),
            lower: back(lines.lower),
            upper: back(lines.upper),
            near_lower: back(lines.near_lower),
            near_upper: back(lines.near_upper),
            z: lines.z,
        })
        .collect()
}

/// The standard deviation within subgroups: of equal ones the mean of theirs by c4, otherwise the
/// root of their pooled variance.
fn within<'r>(groups: impl Iterator<Item = &'r Raw>) -> Option<f64> {
    let groups: Vec<(f64, f64)> = groups.filter_map(|raw| Some((raw.spread?, raw.size?))).collect();
    let (_, first) = *groups.first()?;
    if groups.iter().all(|(_, size)| *size == first) {
        return Some(
            sum(groups.iter().map(|(spread, _)| *spread)) / count(groups.len()) / c4(first),
        );
    }
    let freedom = sum(groups.iter().map(|(_, size)| size - 1.0));
    let squares = sum(groups.iter().map(|(spread, size)| (size - 1.0) * spread * spread));
    Some((squares / freedom).sqrt())
}

/// The mean of a sample's standard deviation, by that of its distribution: √(2/(n-1)) Γ(n/2) /
/// Γ((n-1)/2), the quotient by the recurrence q(n) q(n+1) = (n-1)/2 from q(2) = 1/√π.
fn c4(size: f64) -> f64 {
    let mut quotient = 1.0 / std::f64::consts::PI.sqrt();
    let mut at = 2.0;
    while at < size {
        quotient = (at - 1.0) / 2.0 / quotient;
        at += 1.0;
    }
    (2.0 / (size - 1.0)).sqrt() * quotient
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c4_is_that_of_the_tables() {
        for (size, found) in [(2.0, 0.797_884_560_8), (5.0, 0.939_985_603), (25.0, 0.989_640_375_6)]
        {
            assert!((c4(size) - found).abs() < 1e-9, "{size}");
        }
    }

    #[test]
    fn ranges_do_not_go_over_gaps() {
        let ranges = moving_ranges(&[Some(1.0), Some(4.0), None, Some(2.0), Some(1.0)]);
        assert_eq!(ranges, [None, Some(3.0), None, None, Some(1.0)]);
    }
}
