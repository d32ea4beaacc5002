//! Charts over time: what changed, and what is only chance.

mod dots;
mod limits;
mod runs;
mod sentence;
mod spec;
mod zones;

pub use runs::run_limits;
pub use spec::{
    Assurance, Better, Chart, ChartKind, ChartPart, ChartPoint, ChartSpec, Dot, RangeConstant,
    Rule, RuleSet, Side, Signal, Variation,
};

use self::limits::{Lines, Ranges, Raw};
use super::columns::{Columns, Place, at as at_row, wrong};
use super::number::{deviation, index, mean};
use crate::error::{ErrorCode, PrmError};

/// Points below which limits will not hold.
const SHORT: usize = 13;

/// Draws a run chart or a control chart: its points with center and limits, the rules that they
/// meet, and with [`RuleSet::PlotTheDots`] a verdict.
///
/// # Errors
/// `missing_field` for a column that is not there or a value that may not be missing,
/// `invalid_type` and `invalid_value` for what does not fit the chart (a count that is not whole,
/// more events than cases, times that do not grow): the path names column and row.
///
/// ```
/// use prm_core::insight::{Better, ChartKind, ChartSpec, Columns, RuleSet, chart};
/// use serde_json::json;
/// let columns = Columns::from_json(json!({
///     "month": ["2026-01", "2026-02", "2026-03", "2026-04"], "missed": [9, 7, 8, 2],
///     "booked": [100, 90, 95, 105],
/// }))?;
/// let spec = ChartSpec {
///     size: Some("booked".into()), at: Some("month".into()), better: Better::Lower,
///     rules: vec![RuleSet::PlotTheDots], ..ChartSpec::new(ChartKind::P, "missed")
/// };
/// let chart = chart(&spec, &columns)?;
/// assert_eq!(chart.points[3].value, Some(2.0 / 105.0));
/// assert_eq!(chart.sentence, "4 points; nothing but common cause variation.");
/// # Ok::<(), prm_core::PrmError>(())
/// ```
pub fn chart(spec: &ChartSpec, columns: &Columns) -> Result<Chart, PrmError> {
    let mut raws = raws(spec, columns)?;
    let starts = starts(spec, raws.len())?;
    mark(spec, &mut raws, &starts)?;
    if spec.kind == ChartKind::Mr {
        to_ranges(&mut raws, &starts);
    }
    let ranges = Ranges {
        screen: spec.screen.unwrap_or(true),
        constant: spec.constant.unwrap_or(match spec.kind {
            ChartKind::Xmr | ChartKind::Mr => RangeConstant::Published,
            _ => RangeConstant::Rounded,
        }),
    };
    let mut chart = Chart {
        kind: spec.kind,
        better: spec.better,
        target: spec.target,
        points: Vec::with_capacity(raws.len()),
        parts: Vec::with_capacity(starts.len()),
        signals: Vec::new(),
        variation: None,
        assurance: None,
        sentence: String::new(),
    };
    for (part, first) in starts.iter().copied().enumerate() {
        let end = starts.get(part + 1).copied().unwrap_or(raws.len());
        let raws = raws.get(first..end).unwrap_or_default();
        let lines = limits::fit(spec.kind, raws, ranges);
        judge(spec, &mut chart, raws, &lines, first);
    }
    chart.signals.sort_by(|one, other| (one.rule, &one.points).cmp(&(other.rule, &other.points)));
    let last = chart.points.iter().rev().find(|point| point.value.is_some());
    chart.variation = last.and_then(|point| point.dot.as_ref()).map(|dot| dot.variation);
    chart.assurance = match (last, spec.target) {
        (Some(last), Some(target)) => dots::assurance(last, target, spec.better),
        _ => None,
    };
    chart.sentence = sentence::write(&chart);
    Ok(chart)
}

impl ChartSpec {
    /// A chart of one column, with nothing else said.
    pub fn new(kind: ChartKind, value: &str) -> Self {
        Self {
            kind,
            value: value.to_owned(),
            size: None,
            at: None,
            better: Better::Neither,
            target: None,
            rebase: Vec::new(),
            baseline: None,
            leave_out: Vec::new(),
            screen: None,
            constant: None,
            rules: Vec::new(),
        }
    }
}

/// The points, from the rows.
fn raws(spec: &ChartSpec, columns: &Columns) -> Result<Vec<Raw>, PrmError> {
    let values = columns.numbers(&spec.value)?;
    let subgroups = matches!(spec.kind, ChartKind::XBar | ChartKind::S);
    let times = match &spec.at {
        Some(name) => {
            growing(name, &columns.places(name)?, subgroups)?;
            Some(columns.texts(name)?)
        }
        None => None,
    };
    let at = |row: usize| times.as_ref().and_then(|times| times.get(row)).cloned().flatten();
    if subgroups {
        let name = needed(spec.at.as_ref(), "at")?;
        return Ok(groups(&columns.places(name)?, &values, at));
    }
    let sizes =
        if matches!(spec.kind, ChartKind::P | ChartKind::PPrime | ChartKind::U | ChartKind::UPrime)
        {
            let name = needed(spec.size.as_ref(), "size")?;
            Some((name, columns.numbers(name)?))
        } else {
            None
        };
    let rows = values.into_iter().enumerate().map(|(row, value)| {
        if let Some(value) = value {
            checked(spec, row, value)?;
        }
        let mut raw =
            Raw { row, at: at(row), value, size: None, spread: None, left_out: false, base: true };
        if let (Some((name, sizes)), Some(value)) = (&sizes, value) {
            let size = sizes.get(row).copied().flatten();
            let size = size.ok_or_else(|| {
                at_row(PrmError::new(ErrorCode::MissingField, "a size is missing"), name, row)
            })?;
            if size < 1e-100 {
                return Err(wrong(name, row, "a size is greater than 0"));
            }
            if matches!(spec.kind, ChartKind::P | ChartKind::PPrime) && value > size {
                return Err(wrong(&spec.value, row, "more than the size"));
            }
            raw.value = Some(value / size);
            raw.size = Some(size);
        }
        Ok(raw)
    });
    rows.collect()
}

/// A value that its chart cannot have.
fn checked(spec: &ChartSpec, row: usize, value: f64) -> Result<(), PrmError> {
    let counted =
        !matches!(spec.kind, ChartKind::Run | ChartKind::Xmr | ChartKind::Mr | ChartKind::T);
    if counted && value.fract() != 0.0 {
        return Err(wrong(&spec.value, row, "expected a count: a whole number"));
    }
    if (counted || spec.kind == ChartKind::T) && value < 0.0 {
        return Err(wrong(&spec.value, row, "less than 0"));
    }
    Ok(())
}

fn needed<'s>(name: Option<&'s String>, field: &str) -> Result<&'s String, PrmError> {
    let missing = || PrmError::new(ErrorCode::MissingField, "this kind of chart needs a column");
    name.ok_or_else(|| missing().under(field))
}

/// Times grow from row to row; those of subgroups may stay.
fn growing(name: &str, places: &[Place], may_stay: bool) -> Result<(), PrmError> {
    for (row, (before, after)) in places.iter().zip(places.iter().skip(1)).enumerate() {
        if before > after {
            return Err(wrong(name, row + 1, "earlier than the row before: sort the rows by time"));
        }
        if before == after && !may_stay {
            return Err(wrong(name, row + 1, "the same time as the row before"));
        }
    }
    Ok(())
}

/// Rows of one time as a point: their mean, their number, their spread.
fn groups(
    places: &[Place],
    values: &[Option<f64>],
    at: impl Fn(usize) -> Option<String>,
) -> Vec<Raw> {
    let mut row = 0;
    places
        .chunk_by(|one, next| one == next)
        .map(|group| {
            let first = row;
            row += group.len();
            let values: Vec<f64> =
                values.get(first..row).into_iter().flatten().copied().flatten().collect();
            Raw {
                row: first,
                at: at(first),
                value: mean(&values),
                size: Some(super::number::count(values.len())),
                spread: deviation(&values),
                left_out: false,
                base: true,
            }
        })
        .collect()
}

/// The first points of the parts.
fn starts(spec: &ChartSpec, points: usize) -> Result<Vec<usize>, PrmError> {
    let mut starts = vec![0];
    for (place, start) in spec.rebase.iter().enumerate() {
        let start = usize::try_from(*start).unwrap_or(usize::MAX);
        if starts.last().is_some_and(|last| start <= *last) || start >= points {
            let message = "expected the place of a point, each greater than the one before";
            let error = PrmError::new(ErrorCode::InvalidValue, message);
            return Err(error.under(&format!("rebase[{place}]")));
        }
        starts.push(start);
    }
    Ok(starts)
}

/// Marks what is left out, and what makes the limits.
fn mark(spec: &ChartSpec, raws: &mut [Raw], starts: &[usize]) -> Result<(), PrmError> {
    for (place, point) in spec.leave_out.iter().enumerate() {
        let found = usize::try_from(*point).ok().and_then(|point| raws.get_mut(point));
        let Some(raw) = found else {
            let error = PrmError::new(ErrorCode::InvalidValue, "expected the place of a point");
            return Err(error.under(&format!("leave_out[{place}]")));
        };
        raw.left_out = true;
    }
    let baseline =
        spec.baseline.map_or(usize::MAX, |many| usize::try_from(many).unwrap_or(usize::MAX));
    if baseline < 2 {
        let error = PrmError::new(ErrorCode::InvalidValue, "a baseline has at least two points");
        return Err(error.under("baseline"));
    }
    for (place, raw) in raws.iter_mut().enumerate() {
        let start = starts.iter().rev().find(|start| **start <= place).copied().unwrap_or(0);
        raw.base = !raw.left_out && place - start < baseline;
        if spec.kind == ChartKind::S {
            raw.value = raw.spread;
        }
    }
    Ok(())
}

/// Values become the steps between them, within each part.
fn to_ranges(raws: &mut [Raw], starts: &[usize]) {
    let values: Vec<Option<f64>> = raws.iter().map(|raw| raw.value).collect();
    let ranges = limits::moving_ranges(&values);
    for (place, (raw, range)) in raws.iter_mut().zip(ranges).enumerate() {
        raw.value = if starts.contains(&place) { None } else { range };
    }
}

/// Adds a part: its points, and what the rules say of them.
fn judge(spec: &ChartSpec, chart: &mut Chart, raws: &[Raw], lines: &[Lines], first: usize) {
    let part_number = index(chart.parts.len());
    let mut points: Vec<ChartPoint> = raws
        .iter()
        .zip(lines)
        .map(|(raw, lines)| point(spec.kind, raw, lines, part_number))
        .collect();
    let counted: Vec<usize> = raws
        .iter()
        .enumerate()
        .filter(|(_, raw)| raw.value.is_some() && !raw.left_out)
        .map(|(place, _)| place)
        .collect();
    let mut part = ChartPart {
        first: index(first),
        points: index(points.len()),
        counted: 0,
        useful: 0,
        longest_run: 0,
        longest_run_max: 0,
        crossings: 0,
        crossings_min: 0,
        runs_signal: false,
        limit_signal: points.iter().any(|point| point.beyond),
        short: points.len() < SHORT,
    };
    let sides: Vec<Side> =
        counted.iter().filter_map(|place| points.get(*place)).map(|point| point.side).collect();
    let places: Vec<u32> = counted.iter().map(|place| index(first + place)).collect();
    chart.signals.extend(runs::judge(&mut part, &sides, &places));
    for (place, point) in points.iter().enumerate().filter(|(_, point)| point.beyond) {
        let points = vec![index(first + place)];
        chart.signals.push(Signal { rule: Rule::BeyondLimit, side: point.side, points });
    }
    let zoned: Vec<zones::Zoned> = counted
        .iter()
        .filter_map(|place| {
            let (value, z) = (raws.get(*place)?.value?, lines.get(*place)?.z?);
            Some(zones::Zoned { place: first + place, value, z })
        })
        .collect();
    let mut sets = spec.rules.clone();
    sets.sort_unstable();
    sets.dedup();
    for set in sets {
        if set == RuleSet::PlotTheDots {
            dots::judge(&mut points, spec.better);
            chart.signals.extend(dots::signals(&points, first));
        } else {
            chart.signals.extend(zones::judge(set, &zoned));
        }
    }
    chart.points.extend(points);
    chart.parts.push(part);
}

fn point(kind: ChartKind, raw: &Raw, lines: &Lines, part: u32) -> ChartPoint {
    let side = match (raw.value, lines.center) {
        (Some(value), Some(center)) if value > center => Side::Above,
        (Some(value), Some(center)) if value < center => Side::Below,
        _ => Side::Neither,
    };
    let outside = |lower: Option<f64>, upper: Option<f64>| {
        let below = matches!((raw.value, lower), (Some(value), Some(lower)) if value < lower);
        below || matches!((raw.value, upper), (Some(value), Some(upper)) if value > upper)
    };
    let beyond = outside(lines.lower, lines.upper);
    let sized = !matches!(kind, ChartKind::Run | ChartKind::Xmr | ChartKind::Mr);
    ChartPoint {
        row: index(raw.row),
        at: raw.at.clone(),
        value: raw.value,
        size: raw.size.filter(|_| sized),
        part,
        left_out: raw.left_out,
        center: lines.center,
        lower: lines.lower,
        upper: lines.upper,
        near_lower: lines.near_lower,
        near_upper: lines.near_upper,
        side,
        beyond,
        near: !beyond && outside(lines.near_lower, lines.near_upper),
        dot: None,
    }
}
