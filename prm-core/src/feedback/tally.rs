//! Many responses, counted: all that is told of groups follows from how often each answer was
//! given, so that ten million responses need no more memory than one.
//!
//! Everything counted is whole, sums among them, so that neither the order of responses nor how
//! they are parted among threads changes a bit of what is found.

use super::counts::Counts;
use super::instrument::ScaleMethod;
use super::scale_sum::ScaleSum;
use super::scorer::{ReadyScale, Scorer};

/// Stands for no answer.
pub const NO_ANSWER: i8 = -1;
/// How many responses are taken at a time.
const BLOCK: usize = 4_096;
/// One known item, above the sum of what they count for: at most 200 times 100.
const KNOWN: u32 = 1 << 16;
/// The most counts of a scale in a group.
const PAIRS: usize = 2_048;

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

impl<'s> Tally<'s> {
    /// Counts of nothing.
    pub fn new(scorer: &'s Scorer, groups: usize) -> Self {
        let empty = || scorer.instrument.scales.iter().map(ScaleSum::of);
        let scales = std::iter::repeat_with(empty).take(groups).flatten();
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

    /// Adds the values of a scale of several items, response by response.
    fn scale(&mut self, place: usize, scale: &ReadyScale, groups: &[u32], items: &[&[i8]]) {
        let scorer = self.scorer;
        let Some(rule) = scorer.instrument.scales.get(place) else { return };
        for (row, group) in groups.iter().enumerate() {
            let counts = items.iter().zip(&scorer.items).map(|(answers, item)| {
                answers.get(row).and_then(|answer| item.counts(i32::from(*answer)))
            });
            let (value, _) = scale.value(&counts.collect::<Vec<_>>(), &scorer.items, &rule.table);
            let group = usize::try_from(*group).ok().filter(|group| *group < self.groups);
            let cell = group.map(|group| group * scorer.scales.len() + place);
            if let (Some(value), Some(cell)) =
                (value, cell.and_then(|cell| self.scales.get_mut(cell)))
            {
                cell.add(rule, value, 1);
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
        let mut sum = ScaleSum::of(rule);
        let first = scale.items.first().and_then(|item| self.scorer.items.get(*item));
        let (Some(first), Some(item)) = (first, scale.items.first()) else { return sum };
        if let Some(Some(counts)) = self.pairs.get(place) {
            let width = self.scorer.most_of(scale) + 1;
            for (cell, count) in counts.of(group).iter().enumerate().filter(|(_, n)| **n > 0) {
                let (known, own) = (cell / width, i32::try_from(cell % width).unwrap_or(0));
                let part = first.part(own, i32::try_from(known).unwrap_or(0));
                if let Some(value) = scale.of_sums(own, known, part, &rule.table) {
                    sum.add(rule, value, *count);
                }
            }
        } else if scale.items.len() == 1 {
            for (count, counts) in self.counts(group, *item).iter().zip(&first.counts) {
                let Some(counts) = counts.filter(|_| *count > 0) else { continue };
                if let Some(value) = scale.of_sums(counts, 1, first.part(counts, 1), &rule.table) {
                    sum.add(rule, value, *count);
                }
            }
        } else if let Some(kept) = self.scales.get(group * self.scorer.scales.len() + place) {
            sum = kept.clone();
        }
        sum
    }
}

/// Counts how many items of a scale are known, and their sum.
fn pair(scorer: &Scorer, counts: &mut Counts, scale: &ReadyScale, groups: &[u32], items: &[&[i8]]) {
    // Both in one number: the sum below, how many above.
    let mut pairs = vec![0_u32; groups.len()];
    let width = scorer.most_of(scale) + 1;
    for item in &scale.items {
        let (Some(answers), Some(ready)) = (items.get(*item), scorer.items.get(*item)) else {
            continue;
        };
        let mut table = [0_u32; 256];
        for (cell, counts) in table.iter_mut().zip(&ready.counts) {
            *cell = counts.map_or(0, |counts| KNOWN | u32::try_from(counts).unwrap_or(0));
        }
        for (pair, answer) in pairs.iter_mut().zip(*answers) {
            *pair += table.get(usize::from(answer.cast_unsigned())).copied().unwrap_or(0);
        }
    }
    for (group, pair) in groups.iter().zip(&pairs) {
        let place = |part: u32| usize::try_from(part).unwrap_or(usize::MAX);
        let (known, sum) = (place(pair / KNOWN), place(pair % KNOWN));
        if known > 0 {
            counts.add(*group, known * width + sum);
        }
    }
}

impl Scorer {
    /// How many counts tell all of a scale: how many of its items are known, by their sum. Nothing
    /// for one item, whose counts do; for too many; and where items count differently.
    fn pairs_of(&self, scale: &ReadyScale) -> Option<usize> {
        let ranges: Vec<(i32, i32)> =
            scale.items.iter().filter_map(|item| Some(self.items.get(*item)?.range)).collect();
        let alike = ranges.iter().all(|range| Some(range) == ranges.first());
        let cells = (ranges.len() + 1) * (self.most_of(scale) + 1);
        let follows = alike || scale.method != ScaleMethod::Linear;
        (ranges.len() > 1 && follows && cells <= PAIRS).then_some(cells)
    }

    /// The greatest sum of a scale's items.
    fn most_of(&self, scale: &ReadyScale) -> usize {
        let items = scale.items.iter().filter_map(|item| self.items.get(*item));
        items.map(|item| usize::try_from(item.range.1).unwrap_or(0)).sum()
    }
}
