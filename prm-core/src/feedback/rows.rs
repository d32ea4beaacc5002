//! The rows of scores: measures of groups, without those of too few.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::instrument::BoxKind;
use crate::insight::beta::jeffreys;
use crate::insight::few::{Cells, Counted, told, told_of};
use crate::insight::number::{count, false_discovery, sum, two_sided, wilson};

/// How the limits of a share are found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ShareInterval {
    /// By the score test (Wilson 1927).
    #[default]
    Wilson,
    /// Quantiles of a beta distribution by Jeffreys's prior (Brown, Cai, DasGupta 2001).
    Jeffreys,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ScoreMeasure {
    /// Responses of rows (0 to 1; Wilson 1927).
    ResponseRate,
    /// The mean of what answers count for, or of a scale's values (normal limits).
    Mean,
    /// The mean of where answers are between the least and the greatest, 0 to 100.
    Linear,
    /// Answers in the top box of all answers (0 to 1; Wilson). Of a scale, the mean of its items'
    /// shares, each counting the same, as CAHPS composites are; without limits, which the covariance
    /// of its items decides.
    TopBox,
    /// Those in the middle box.
    MiddleBox,
    /// Those in the bottom box.
    BottomBox,
    /// The top box less the bottom box, -100 to 100 (adjusted Wald limits: Rocks 2016).
    Net,
    /// Responses in a band of a scale, of those with a value (0 to 1; Wilson).
    Band,
}

impl ScoreMeasure {
    /// The measure as it is on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ResponseRate => "response_rate",
            Self::Mean => "mean",
            Self::Linear => "linear",
            Self::TopBox => "top_box",
            Self::MiddleBox => "middle_box",
            Self::BottomBox => "bottom_box",
            Self::Net => "net",
            Self::Band => "band",
        }
    }
}

/// One measure of one group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ScoreRow {
    /// The names of the group, one for each column of groups; none for the whole.
    pub group: Vec<Option<String>>,
    /// The item or scale; nothing for the rate of responses.
    pub of: Option<String>,
    /// What is measured.
    pub measure: ScoreMeasure,
    /// The band, of that measure.
    pub band: Option<String>,
    /// Of how many; nothing where it is not told.
    pub n: Option<u64>,
    /// The value; nothing of nobody, and where it is not told.
    pub value: Option<f64>,
    /// The limits of it.
    pub lower: Option<f64>,
    /// The upper one.
    pub upper: Option<f64>,
    /// How likely a share differs as much from that of all other groups by chance (two-sided z).
    pub p: Option<f64>,
    /// The same, corrected for so many groups (Benjamini and Hochberg 1995).
    pub q: Option<f64>,
    /// Whether the numbers are left out.
    pub suppressed: bool,
}

/// The answers of a group to an item.
#[derive(Clone, Debug, Default)]
pub(super) struct ItemTally {
    n: u64,
    sum: u64,
    squares: u64,
    /// Top, middle and bottom.
    boxes: [u64; 3],
    has_boxes: bool,
    /// How many answers count differently, and the counts where there are but two.
    values: Vec<u64>,
}

/// A mean, and its standard error where there are two values.
type Mean = Option<(f64, Option<f64>)>;

const BOXES: [(BoxKind, ScoreMeasure); 3] = [
    (BoxKind::Top, ScoreMeasure::TopBox),
    (BoxKind::Middle, ScoreMeasure::MiddleBox),
    (BoxKind::Bottom, ScoreMeasure::BottomBox),
];

impl ItemTally {
    pub(super) fn of(
        counts: &[u64],
        values: &[Option<i32>],
        boxes: &BTreeMap<i32, BoxKind>,
    ) -> Self {
        let mut tally = Self { has_boxes: !boxes.is_empty(), ..Self::default() };
        let mut by_value: BTreeMap<i32, u64> = BTreeMap::new();
        for (count, value) in counts.iter().zip(values) {
            let Some(value) = value else { continue };
            let weight = u64::try_from(*value).unwrap_or(0);
            tally.n += count;
            tally.sum += count * weight;
            tally.squares += count * weight * weight;
            *by_value.entry(*value).or_default() += count;
            let own = boxes.get(value).and_then(|kind| BOXES.iter().position(|(k, _)| k == kind));
            if let Some(cell) = own.and_then(|place| tally.boxes.get_mut(place)) {
                *cell += count;
            }
        }
        tally.values = by_value.into_values().collect();
        tally
    }

    fn join(&mut self, other: &Self) {
        self.n += other.n;
        self.sum += other.sum;
        self.squares += other.squares;
        self.has_boxes |= other.has_boxes;
        self.boxes.iter_mut().zip(other.boxes).for_each(|(own, other)| *own += other);
        self.values.resize(self.values.len().max(other.values.len()), 0);
        self.values.iter_mut().zip(&other.values).for_each(|(own, other)| *own += other);
    }

    /// The mean and its standard error.
    fn mean(&self) -> Mean {
        let (n, sum, squares) = (float(self.n), float(self.sum), float(self.squares));
        let mean = sum / n;
        let variance = (squares - sum * sum / n) / (n - 1.0);
        let error = (self.n > 1).then(|| (variance.max(0.0) / n).sqrt());
        (self.n > 0).then_some((mean, error))
    }

    /// A mean of two values gives their shares.
    pub(super) fn parts_of_mean(&self) -> Vec<u64> {
        if self.values.len() <= 2 { self.values.clone() } else { Vec::new() }
    }
}

/// Writes rows, without those of too few.
pub(super) struct Writer<'w> {
    pub(super) names: &'w [Vec<Option<String>>],
    pub(super) by: bool,
    pub(super) least: u64,
    pub(super) z: f64,
    pub(super) confidence: f64,
    pub(super) interval: ShareInterval,
    pub(super) compare: bool,
    /// Of which groups the boxes of each item are told.
    pub(super) boxes: BTreeMap<String, Vec<bool>>,
    pub(super) rows: Vec<ScoreRow>,
}

impl Writer<'_> {
    /// The groups with the whole before them: whether each is told. How many there are comes
    /// first, so that a group whose number is left out is left out of every measure.
    fn told(&self, whole: &Cells, groups: &[Cells]) -> Vec<bool> {
        let number = |cells: &Cells| Cells { whole: cells.whole, parts: Vec::new() };
        let numbers: Vec<Cells> = groups.iter().map(number).collect();
        let known = told(!number(whole).is_few(self.least), &numbers, self.least);
        let whole_told = !whole.is_few(self.least);
        let told = told_of(whole_told, groups, self.least, known);
        std::iter::once(whole_told).chain(told.into_iter().filter(|_| self.by)).collect()
    }

    /// The limits of a share.
    fn limits(&self, found: usize, of: usize) -> Option<(f64, f64)> {
        match self.interval {
            ShareInterval::Wilson => wilson(found, of, self.z),
            ShareInterval::Jeffreys => jeffreys(found, of, self.confidence),
        }
    }

    fn group(&self, place: usize) -> Vec<Option<String>> {
        let own = place.checked_sub(1).and_then(|place| self.names.get(place));
        own.cloned().unwrap_or_default()
    }

    fn row(
        &mut self,
        (place, told): (usize, bool),
        of: Option<&str>,
        (measure, band): (ScoreMeasure, Option<String>),
        n: u64,
        (value, limits): (Option<f64>, Option<(f64, f64)>),
    ) {
        let (lower, upper) = limits.filter(|_| told).unzip();
        self.rows.push(ScoreRow {
            group: self.group(place),
            of: of.map(str::to_owned),
            measure,
            band,
            n: told.then_some(n),
            value: value.filter(|_| told),
            lower,
            upper,
            p: None,
            q: None,
            suppressed: !told,
        });
    }

    /// Parts of wholes, as shares; `rest` says that what is in no part counts as one.
    pub(super) fn shares(
        &mut self,
        of: Option<&str>,
        groups: &[(u64, Vec<u64>)],
        measures: &[(ScoreMeasure, Option<String>)],
        rest: bool,
    ) {
        let cells: Vec<Cells> = groups
            .iter()
            .map(|(whole, parts)| {
                let left = rest.then(|| whole.saturating_sub(parts.iter().sum()));
                Cells { whole: *whole, parts: parts.iter().copied().chain(left).collect() }
            })
            .collect();
        let width = cells.first().map_or(0, |cells| cells.parts.len());
        let mut whole = Cells { whole: 0, parts: vec![0; width] };
        cells.iter().for_each(|group| whole.join(group));
        let told = self.told(&whole, &cells);
        for (part, measure) in measures.iter().enumerate() {
            let from = self.rows.len();
            let all = std::iter::once(&whole).chain(&cells);
            let places: Vec<(usize, bool)> = told.iter().copied().enumerate().collect();
            for ((place, told), cells) in places.into_iter().zip(all) {
                let k = cells.parts.get(part).copied().unwrap_or(0);
                let value = (cells.whole > 0).then(|| float(k) / float(cells.whole));
                let limits = self.limits(size(k), size(cells.whole));
                self.row((place, told), of, measure.clone(), cells.whole, (value, limits));
            }
            if self.compare {
                let k = |cells: &Cells| cells.parts.get(part).copied().unwrap_or(0);
                let pairs = cells.iter().map(|cells| (k(cells), cells.whole)).collect::<Vec<_>>();
                self.compare(from + 1, &pairs, (k(&whole), whole.whole));
            }
        }
    }

    /// Tests each group against all others, from a row on; those that are not told are not.
    fn compare(&mut self, from: usize, groups: &[(u64, u64)], whole: (u64, u64)) {
        let shown = |row: &ScoreRow| !row.suppressed;
        let tests: Vec<Option<f64>> = self
            .rows
            .iter()
            .skip(from)
            .zip(groups)
            .map(|(row, (k, n))| {
                let (others_k, others_n) = (whole.0 - k, whole.1 - n);
                if !shown(row) || *n == 0 || others_n == 0 {
                    return None;
                }
                let pooled = float(whole.0) / float(whole.1);
                let difference = float(*k) / float(*n) - float(others_k) / float(others_n);
                let spread = pooled * (1.0 - pooled) * (1.0 / float(*n) + 1.0 / float(others_n));
                (spread > 0.0).then(|| two_sided(difference / spread.sqrt()))
            })
            .collect();
        let adjusted = false_discovery(&tests);
        for (row, (p, q)) in self.rows.iter_mut().skip(from).zip(tests.into_iter().zip(adjusted)) {
            (row.p, row.q) = (p, q);
        }
    }

    pub(super) fn means(
        &mut self,
        of: &str,
        measure: ScoreMeasure,
        whole: (u64, Mean),
        groups: &[(u64, Mean)],
        parts: &[Vec<u64>],
    ) {
        let cells: Vec<Cells> = groups
            .iter()
            .enumerate()
            .map(|(place, (whole, _))| Cells {
                whole: *whole,
                parts: parts.get(place).cloned().unwrap_or_default(),
            })
            .collect();
        let width = parts.iter().map(Vec::len).max().unwrap_or(0);
        let mut all = Cells { whole: 0, parts: vec![0; width] };
        cells.iter().for_each(|group| all.join(group));
        all.whole = whole.0;
        let told = self.told(&all, &cells);
        let values: Vec<_> = std::iter::once(&whole).chain(groups).copied().collect();
        for ((place, told), (n, mean)) in told.into_iter().enumerate().zip(values) {
            let limits = mean.and_then(|(mean, error)| {
                let half = self.z * error?;
                Some((mean - half, mean + half))
            });
            self.row((place, told), Some(of), (measure, None), n, (mean.map(|(m, _)| m), limits));
        }
    }

    /// The measures of an item.
    pub(super) fn item(&mut self, id: &str, groups: &[ItemTally], (least, most): (i32, i32)) {
        let mut whole = ItemTally::default();
        groups.iter().for_each(|group| whole.join(group));
        let parts: Vec<Vec<u64>> = groups.iter().map(ItemTally::parts_of_mean).collect();
        let means: Vec<_> = groups.iter().map(|group| (group.n, group.mean())).collect();
        self.means(id, ScoreMeasure::Mean, (whole.n, whole.mean()), &means, &parts);
        if least < most {
            // Of whole numbers, so that 4.6 of 1 to 5 is 90.
            let linear = |tally: &ItemTally| {
                let width = f64::from(most - least);
                let above = float(tally.sum) - float(tally.n) * f64::from(least);
                let value = above * 100.0 / (float(tally.n) * width);
                tally.mean().map(|(_, error)| (value, error.map(|e| e * 100.0 / width)))
            };
            let means: Vec<_> = groups.iter().map(|group| (group.n, linear(group))).collect();
            let all = (whole.n, linear(&whole));
            self.means(id, ScoreMeasure::Linear, all, &means, &parts);
        }
        if !whole.has_boxes {
            return;
        }
        let boxes: Vec<_> = groups.iter().map(|group| (group.n, group.boxes.to_vec())).collect();
        let measures = BOXES.map(|(_, measure)| (measure, None));
        let from = self.rows.len();
        self.shares(Some(id), &boxes, &measures, false);
        // A net score is told where its boxes are.
        let told: Vec<bool> =
            self.rows.iter().skip(from).take(1 + groups.len()).map(|row| !row.suppressed).collect();
        let tallies = std::iter::once(&whole).chain(groups.iter().filter(|_| self.by));
        let nets: Vec<_> = tallies.map(|tally| (tally.n, net(tally, self.z))).collect();
        for ((place, (n, (value, limits))), told) in nets.into_iter().enumerate().zip(told.clone())
        {
            self.row((place, told), Some(id), (ScoreMeasure::Net, None), n, (value, limits));
        }
        self.boxes.insert(id.to_owned(), told);
    }

    /// The boxes of a scale: the mean of its items' shares; of those that have answers. It is told
    /// where the boxes of all of these are.
    pub(super) fn composite(&mut self, id: &str, items: &[String], tallies: &[&Vec<ItemTally>]) {
        let whole = tallies.iter().map(|groups| {
            let mut whole = ItemTally::default();
            groups.iter().for_each(|group| whole.join(group));
            whole
        });
        let whole: Vec<ItemTally> = whole.collect();
        let groups = if self.by { self.names.len() } else { 0 };
        for (part, (_, measure)) in BOXES.into_iter().enumerate() {
            for place in 0..=groups {
                let own = tallies.iter().zip(&whole).map(|(groups, whole)| match place {
                    0 => Some(whole),
                    _ => groups.get(place - 1),
                });
                let own: Vec<&ItemTally> = own.flatten().collect();
                let known = || own.iter().zip(items).filter(|(item, _)| item.n > 0);
                let told = known().all(|(_, item)| {
                    self.boxes.get(item).and_then(|told| told.get(place)) == Some(&true)
                });
                let share = |(item, _): (&&ItemTally, &String)| {
                    item.boxes.get(part).map_or(0.0, |k| float(*k) / float(item.n))
                };
                let (sum, answered) = (sum(known().map(share)), known().count());
                let n = own.iter().map(|item| item.n).max().unwrap_or(0);
                let value = (answered > 0).then(|| sum / count(answered));
                self.row((place, told), Some(id), (measure, None), n, (value, None));
            }
        }
    }
}

/// The net score of a group in points, and its limits: three answers more, of which three quarters
/// are in each outer box (Rocks 2016).
fn net(tally: &ItemTally, z: f64) -> (Option<f64>, Option<(f64, f64)>) {
    let [top, _, bottom] = tally.boxes;
    let n = float(tally.n);
    let value = (tally.n > 0).then(|| (float(top) - float(bottom)) * 100.0 / n);
    let of = n + 3.0;
    let (p, d) = ((float(top) + 0.75) / of, (float(bottom) + 0.75) / of);
    let half = z * ((p + d - (p - d) * (p - d)) / of).sqrt();
    let limits = ((p - d - half) * 100.0, (p - d + half) * 100.0);
    (value, value.map(|_| limits))
}

#[expect(clippy::cast_precision_loss, reason = "counts below 2^53")]
fn float(count: u64) -> f64 {
    count as f64
}

fn size(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
