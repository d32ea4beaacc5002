//! Many responses, counted: all that is told of groups follows from how often each answer was
//! given, so that ten million responses need no more memory than one.
//!
//! Everything counted is whole, sums among them, so that neither the order of responses nor how
//! they are parted among threads changes a bit of what is found.

use super::counts::Counts;
use super::instrument::{Scale, ScaleMethod};
use super::scorer::{GREATEST, ReadyScale, Scorer};

/// Stands for no answer.
pub const NO_ANSWER: i8 = -1;
/// How many responses are taken at a time.
const BLOCK: usize = 4_096;
/// One known item, above the sum of what they count for: at most 200 times 100.
const KNOWN: u32 = 1 << 16;
/// The most counts of a scale in a group.
const PAIRS: usize = 2_048;
/// Values of scales are summed in parts of this: whole numbers, which have no order.
const FRACTION: f64 = 1_099_511_627_776.0;

/// Counts of the answers of many responses, by group.
///
/// ```
/// use prm_core::{Instrument, Scorer, Tally};
/// let scorer = Scorer::new(Instrument::built_in("csat").unwrap())?;
/// let mut tally = Tally::new(&scorer, 2);
/// // Three responses: of the groups 0, 1 and 1; -1 is no answer.
/// tally.add(&[0, 1, 1], &[&[5, 4, -1], &[]]);
/// assert_eq!((tally.responses(0), tally.responses(1)), (1, 1));
/// # Ok::<(), prm_core::PrmError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Tally<'s> {
    pub(super) scorer: &'s Scorer,
    groups: usize,
    /// The answers of each item.
    items: Vec<Counts>,
    /// Of each scale how many of its items are known, by their sum; nothing where its value does
    /// not follow from that, and where it follows from the counts of its one item.
    pairs: Vec<Option<Counts>>,
    /// Responses with any answer, and all rows.
    responses: Counts,
    rows: Counts,
    /// By group and scale.
    pub(super) scales: Vec<ScaleSum>,
}

/// The values of a scale, summed.
#[derive(Clone, Debug, Default)]
pub(super) struct ScaleSum {
    pub(super) n: u64,
    sum: i128,
    squares: i128,
    /// How many are in each band.
    pub(super) bands: Vec<u64>,
}

impl<'s> Tally<'s> {
    /// Counts of nothing.
    pub fn new(scorer: &'s Scorer, groups: usize) -> Self {
        let rules = scorer.instrument.scales.iter();
        let empty =
            rules.map(|rule| ScaleSum { bands: vec![0; rule.bands.len()], ..ScaleSum::default() });
        let empty: Vec<ScaleSum> = empty.collect();
        let scales = std::iter::repeat_with(|| empty.iter().cloned()).take(groups).flatten();
        let pairs = scorer.scales.iter().map(|scale| scorer.pairs_of(scale));
        let pairs = pairs.map(|cells| cells.map(|cells| Counts::new(cells, groups)));
        Self {
            scorer,
            groups,
            items: scorer.items.iter().map(|item| Counts::new(item.counts.len(), groups)).collect(),
            pairs: pairs.collect(),
            responses: Counts::new(1, groups),
            rows: Counts::new(1, groups),
            scales: scales.collect(),
        }
    }

    /// Adds responses: the group of each, and for each item its answers; an empty list for an item
    /// that nobody answered. A response of no group of these, and an answer that an item does not
    /// have, are left out.
    pub fn add(&mut self, groups: &[u32], items: &[&[i8]]) {
        let mut start = 0;
        for block in groups.chunks(BLOCK) {
            let part =
                items.iter().map(|answers| answers.get(start..start + block.len()).unwrap_or(&[]));
            self.block(block, &part.collect::<Vec<_>>());
            start += block.len();
        }
    }

    fn block(&mut self, groups: &[u32], items: &[&[i8]]) {
        let cleaned = self.cleaned(groups.len(), items);
        let items: Vec<&[i8]> = items
            .iter()
            .zip(&cleaned)
            .map(|(answers, cleaned)| cleaned.as_deref().unwrap_or(answers))
            .collect();
        let mut answered = vec![0_u8; groups.len()];
        for ((answers, item), counts) in items.iter().zip(&self.scorer.items).zip(&mut self.items) {
            // Of every byte, whether it is an answer; one below nothing is far above them all.
            let mut known = [false; 256];
            for (cell, counts) in known.iter_mut().zip(&item.counts) {
                *cell = counts.is_some();
            }
            for ((group, answer), any) in groups.iter().zip(*answers).zip(&mut answered) {
                let place = usize::from(answer.cast_unsigned());
                if known.get(place) == Some(&true) && counts.add(*group, place) {
                    *any = 1;
                }
            }
        }
        for (group, any) in groups.iter().zip(&answered) {
            self.rows.add(*group, 0);
            if *any > 0 {
                self.responses.add(*group, 0);
            }
        }
        let scorer = self.scorer;
        for (place, scale) in scorer.scales.iter().enumerate() {
            // A scale of one item follows from its counts.
            match self.pairs.get_mut(place) {
                Some(Some(counts)) => pair(scorer, counts, scale, groups, &items),
                _ if scale.items.len() > 1 => self.scale(place, scale, groups, &items),
                _ => {}
            }
        }
    }

    /// The answers to items that a screener leaves out, without those; nothing for other items.
    fn cleaned(&self, rows: usize, items: &[&[i8]]) -> Vec<Option<Vec<i8>>> {
        let mut cleaned: Vec<Option<Vec<i8>>> = vec![None; items.len()];
        let mut not_asked: Vec<Option<Vec<bool>>> = vec![None; items.len()];
        for (place, item) in self.scorer.items.iter().enumerate() {
            let Some((screener, any_of)) = &item.asked_if else { continue };
            let Some(answers) = items.get(place) else { continue };
            let first = items.get(*screener).copied().unwrap_or(&[]);
            // Without answers to the screener, all that depends on it stays.
            if first.is_empty() && not_asked.get(*screener).is_none_or(Option::is_none) {
                continue;
            }
            let known = self.scorer.items.get(*screener);
            let skipped = not_asked.get(*screener).and_then(Option::as_ref);
            let skips: Vec<bool> = (0..rows)
                .map(|row| {
                    let answer = i32::from(first.get(row).copied().unwrap_or(NO_ANSWER));
                    let given = known.is_some_and(|known| known.counts(answer).is_some());
                    skipped.is_some_and(|skipped| skipped.get(row) == Some(&true))
                        || (given && !any_of.contains(&answer))
                })
                .collect();
            let rest = answers.iter().zip(&skips);
            let rest = rest.map(|(answer, skip)| if *skip { NO_ANSWER } else { *answer }).collect();
            if let (Some(cell), Some(skip)) = (cleaned.get_mut(place), not_asked.get_mut(place)) {
                *cell = Some(rest);
                *skip = Some(skips);
            }
        }
        cleaned
    }

    /// Adds the values of a scale of several items.
    fn scale(&mut self, place: usize, scale: &ReadyScale, groups: &[u32], items: &[&[i8]]) {
        let mut sums = vec![0_i32; groups.len()];
        let mut parts =
            vec![0_f64; if scale.method == ScaleMethod::Linear { groups.len() } else { 0 }];
        let mut known = vec![0_u16; groups.len()];
        for item in &scale.items {
            let (Some(answers), Some(ready)) = (items.get(*item), self.scorer.items.get(*item))
            else {
                continue;
            };
            let mut table = [-1_i32; GREATEST as usize + 1];
            for (cell, counts) in table.iter_mut().zip(&ready.counts) {
                *cell = counts.unwrap_or(-1);
            }
            let (least, most) = ready.range;
            for (row, answer) in answers.iter().enumerate() {
                let at = usize::try_from(*answer).unwrap_or(usize::MAX);
                let Some(counts) = table.get(at).copied().filter(|counts| *counts >= 0) else {
                    continue;
                };
                if let (Some(sum), Some(known)) = (sums.get_mut(row), known.get_mut(row)) {
                    *sum += counts;
                    *known += 1;
                }
                if let Some(part) = parts.get_mut(row) {
                    *part += f64::from(counts - least) * 100.0 / f64::from(most - least);
                }
            }
        }
        let Some(rule) = self.scorer.instrument.scales.get(place) else { return };
        for (row, group) in groups.iter().enumerate() {
            let (Some(sum), Some(known)) = (sums.get(row), known.get(row)) else { continue };
            let parts = parts.get(row).copied().unwrap_or(0.0);
            let value = scale.of_sums(*sum, usize::from(*known), parts, &rule.table);
            let group = usize::try_from(*group).unwrap_or(usize::MAX);
            let cell = group.checked_mul(self.scorer.scales.len()).map(|start| start + place);
            let cell = cell.filter(|_| group < self.groups);
            let cell = cell.and_then(|cell| self.scales.get_mut(cell));
            if let (Some(value), Some(cell)) = (value, cell) {
                let band = rule.bands.iter().rposition(|band| band.from <= value);
                cell.add(value, 1, band);
            }
        }
    }

    /// Makes room for more groups.
    pub fn grow(&mut self, groups: usize) {
        if groups <= self.groups {
            return;
        }
        let more = Self::new(self.scorer, groups - self.groups);
        self.groups = groups;
        self.counts_mut().for_each(|counts| counts.grow(groups));
        self.scales.extend(more.scales);
    }

    /// All that is counted.
    fn counts_mut(&mut self) -> impl Iterator<Item = &mut Counts> {
        let totals = [&mut self.responses, &mut self.rows];
        self.items.iter_mut().chain(self.pairs.iter_mut().flatten()).chain(totals)
    }

    fn all_counts(&self) -> impl Iterator<Item = &Counts> {
        let totals = [&self.responses, &self.rows];
        self.items.iter().chain(self.pairs.iter().flatten()).chain(totals)
    }

    /// The groups in another order: for each place, which of them stands there; nobody where none
    /// does.
    #[must_use]
    pub fn ordered(&self, order: &[Option<usize>]) -> Self {
        let mut found = Self::new(self.scorer, order.len());
        for (to, own) in found.counts_mut().zip(self.all_counts()) {
            *to = own.ordered(order);
        }
        let scales = self.scorer.scales.len();
        let known = order.iter().enumerate().filter_map(|(place, from)| Some((place, (*from)?)));
        for (place, from) in known {
            let cells = found.scales.iter_mut().skip(place * scales).take(scales);
            cells
                .zip(self.scales.iter().skip(from * scales))
                .for_each(|(to, own)| own.clone_into(to));
        }
        found
    }

    /// Adds what another counted of the same instrument and groups.
    pub fn join(&mut self, other: &Self) {
        self.counts_mut().zip(other.all_counts()).for_each(|(own, other)| own.join(other));
        self.scales.iter_mut().zip(&other.scales).for_each(|(own, other)| own.join(other));
    }

    /// How many responses of a group have an answer.
    pub fn responses(&self, group: usize) -> u64 {
        self.responses.one(group)
    }

    /// How many rows a group has, those without any answer among them.
    pub fn rows(&self, group: usize) -> u64 {
        self.rows.one(group)
    }

    /// How often each answer of an item was given, from 0 on.
    pub fn counts(&self, group: usize, item: usize) -> &[u64] {
        self.items.get(item).map_or(&[], |counts| counts.of(group))
    }

    /// The values of a scale in a group.
    pub(super) fn scale_of(&self, group: usize, place: usize) -> ScaleSum {
        let Some(scale) = self.scorer.scales.get(place) else { return ScaleSum::default() };
        let Some(rule) = self.scorer.instrument.scales.get(place) else {
            return ScaleSum::default();
        };
        if let Some(Some(counts)) = self.pairs.get(place) {
            return self.sum_of_pairs(counts.of(group), scale, rule);
        }
        let [item] = scale.items.as_slice() else {
            let cell = group * self.scorer.scales.len() + place;
            return self.scales.get(cell).cloned().unwrap_or_default();
        };
        let mut sum = ScaleSum { bands: vec![0; rule.bands.len()], ..ScaleSum::default() };
        let Some(ready) = self.scorer.items.get(*item) else { return sum };
        let (least, most) = ready.range;
        for (count, counts) in self.counts(group, *item).iter().zip(&ready.counts) {
            let Some(counts) = counts.filter(|_| *count > 0) else { continue };
            let part = f64::from(counts - least) * 100.0 / f64::from((most - least).max(1));
            if let Some(value) = scale.of_sums(counts, 1, part, &rule.table) {
                let band = rule.bands.iter().rposition(|band| band.from <= value);
                sum.add(value, *count, band);
            }
        }
        sum
    }
}

/// Counts how many items of a scale are known, and their sum.
fn pair(scorer: &Scorer, counts: &mut Counts, scale: &ReadyScale, groups: &[u32], items: &[&[i8]]) {
    // Both in one number: the sum below, how many above.
    let mut pairs = vec![0_u32; groups.len()];
    let mut most = 0;
    for item in &scale.items {
        let (Some(answers), Some(ready)) = (items.get(*item), scorer.items.get(*item)) else {
            continue;
        };
        most += place_of(ready.range.1);
        let mut table = [0_u32; 256];
        for (cell, counts) in table.iter_mut().zip(&ready.counts) {
            *cell = counts.map_or(0, |counts| KNOWN | u32::try_from(counts).unwrap_or(0));
        }
        for (pair, answer) in pairs.iter_mut().zip(*answers) {
            *pair += table.get(usize::from(answer.cast_unsigned())).copied().unwrap_or(0);
        }
    }
    for (group, pair) in groups.iter().zip(&pairs) {
        let (known, sum) = (place_of_count(pair / KNOWN), place_of_count(pair % KNOWN));
        if known > 0 {
            counts.add(*group, known * (most + 1) + sum);
        }
    }
}

impl Tally<'_> {
    fn sum_of_pairs(&self, counts: &[u64], scale: &ReadyScale, rule: &Scale) -> ScaleSum {
        let mut sum = ScaleSum { bands: vec![0; rule.bands.len()], ..ScaleSum::default() };
        let ranges = || scale.items.iter().filter_map(|item| self.scorer.items.get(*item));
        let most: usize = ranges().map(|item| place_of(item.range.1)).sum();
        let (low, high) = ranges().next().map_or((0, 1), |item| item.range);
        let counts = counts.iter().enumerate();
        for (cell, count) in counts.filter(|(_, count)| **count > 0) {
            let known = cell / (most + 1);
            let own = i32::try_from(cell % (most + 1)).unwrap_or(0);
            let above = own - low * i32::try_from(known).unwrap_or(0);
            let parts = f64::from(above) * 100.0 / f64::from((high - low).max(1));
            if let Some(value) = scale.of_sums(own, known, parts, &rule.table) {
                let band = rule.bands.iter().rposition(|band| band.from <= value);
                sum.add(value, *count, band);
            }
        }
        sum
    }
}

impl Scorer {
    /// How many counts tell all of a scale: how many of its items are known, by their sum. Nothing
    /// for one item, whose counts do; for too many; and where items count differently.
    fn pairs_of(&self, scale: &ReadyScale) -> Option<usize> {
        let ranges: Vec<(i32, i32)> =
            scale.items.iter().filter_map(|item| Some(self.items.get(*item)?.range)).collect();
        let alike = ranges.iter().all(|range| Some(range) == ranges.first());
        let most: usize = ranges.iter().map(|(_, most)| place_of(*most)).sum();
        let cells = (ranges.len() + 1) * (most + 1);
        let follows = alike || scale.method != ScaleMethod::Linear;
        (ranges.len() > 1 && follows && cells <= PAIRS).then_some(cells)
    }
}

fn place_of(value: i32) -> usize {
    usize::try_from(value).unwrap_or(0)
}

fn place_of_count(value: u32) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

impl ScaleSum {
    fn add(&mut self, value: f64, times: u64, band: Option<usize>) {
        let (value, times) = (fixed(value), i128::from(times));
        self.n += u64::try_from(times).unwrap_or(0);
        self.sum += value * times;
        self.squares += value * value * times;
        if let Some(band) = band.and_then(|band| self.bands.get_mut(band)) {
            *band += u64::try_from(times).unwrap_or(0);
        }
    }

    pub(super) fn join(&mut self, other: &Self) {
        self.n += other.n;
        self.sum += other.sum;
        self.squares += other.squares;
        self.bands.resize(self.bands.len().max(other.bands.len()), 0);
        self.bands.iter_mut().zip(&other.bands).for_each(|(own, other)| *own += other);
    }

    /// The mean, and the standard error of it where there are two values.
    pub(super) fn mean(&self) -> Option<(f64, Option<f64>)> {
        if self.n == 0 {
            return None;
        }
        let n = i128::from(self.n);
        let mean = float(self.sum) / (float(n) * FRACTION);
        // Of the square of the sum, which would not fit, only the nth part is made.
        let square = (self.sum / n) * self.sum + (self.sum % n) * self.sum / n;
        let squares = self.squares - square;
        let variance = float(squares) / FRACTION / FRACTION / float(n - 1);
        Some((mean, (n > 1).then(|| (variance / float(n)).sqrt())))
    }
}

/// A value in whole parts.
#[expect(clippy::cast_possible_truncation, reason = "values of scales are far below 2^80")]
fn fixed(value: f64) -> i128 {
    libm::round(value * FRACTION) as i128
}

#[expect(clippy::cast_precision_loss, reason = "the nearest number is meant")]
fn float(value: i128) -> f64 {
    value as f64
}
