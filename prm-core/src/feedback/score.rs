//! A response, scored: what was answered, what it adds up to, and what a person must see.

use super::built_in;
use super::instrument::{AnswerKind, ScaleMethod};
use super::scored::{
    AnswerFault, AnswerFaultKind, Completeness, Flag, FlagState, ItemAnswer, ItemState, Score,
    ScoreSpec, ScoredItem, ScoredScale,
};
use super::scorer::{ReadyFlag, ReadyItem, ReadyScale, Scorer};
use crate::error::PrmError;
use crate::insight::Columns;

/// Scores one response.
///
/// Recording an answer never fails because of what it says: what cannot be taken is a fault of
/// the score, and the rest is scored.
///
/// # Errors
/// `unknown_word` for an instrument that is not built in, `missing_field` for none, and the faults
/// of an instrument of one's own.
///
/// ```
/// use prm_core::{ItemAnswer, ScoreSpec, score_response};
/// let answers = (1..=9).map(|n| ItemAnswer { item: format!("phq{n}"), value: Some(1), words: None });
/// let spec = ScoreSpec {
///     instrument: Some("phq-9".to_owned()),
///     answers: answers.collect(),
///     ..ScoreSpec::default()
/// };
/// let score = score_response(&spec)?;
/// assert_eq!((score.score, score.band.as_deref()), (Some(9.0), Some("mild")));
/// assert_eq!(score.raised().collect::<Vec<_>>(), ["self_harm"]);
/// # Ok::<(), prm_core::PrmError>(())
/// ```
pub fn score_response(spec: &ScoreSpec) -> Result<Score, PrmError> {
    let given = Given { sex: spec.sex.as_deref(), cut_off: spec.cut_off };
    let version = spec.version.as_deref();
    let scorer = built_in::chosen(spec.instrument.as_deref(), spec.document.as_ref())?;
    Ok(scorer.score(&spec.answers, version, given))
}

/// The same through the door of analyses, which has no columns for it.
pub(crate) fn score_by_spec(spec: &ScoreSpec, _: &Columns) -> Result<Score, PrmError> {
    score_response(spec)
}

/// What is known beside the answers.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Given<'g> {
    pub(crate) sex: Option<&'g str>,
    pub(crate) cut_off: Option<f64>,
}

impl Scorer {
    /// Scores a response.
    pub(crate) fn score(
        &self,
        answers: &[ItemAnswer],
        version: Option<&str>,
        given: Given<'_>,
    ) -> Score {
        let mut faults = Vec::new();
        if version.is_some_and(|version| version != self.instrument.version) {
            faults.push(AnswerFault { answer: None, fault: AnswerFaultKind::OtherVersion });
        }
        if self.instrument.retired {
            faults.push(AnswerFault { answer: None, fault: AnswerFaultKind::Retired });
        }
        let items = self.items(answers, &mut faults);
        let marks = if self.has_dangers() { self.marks(answers) } else { Vec::new() };
        let counts: Vec<Option<i32>> = items.iter().map(|item| item.counts).collect();
        let scales: Vec<ScoredScale> = self
            .instrument
            .scales
            .iter()
            .zip(&self.scales)
            .map(|(rule, scale)| {
                let answered = scale.items.iter().filter_map(|place| *counts.get(*place)?).count();
                let (value, sum) = scale.value(&counts, &self.items, &rule.table);
                let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
                ScoredScale {
                    scale: rule.id.clone(),
                    value,
                    sum,
                    band: value.and_then(|value| rule.band(value)).map(|at| at.id.clone()),
                    answered: number(answered),
                    of: number(scale.items.len()),
                }
            })
            .collect();
        let flags = self.instrument.flags.iter().zip(&self.flags).map(|(rule, flag)| Flag {
            flag: rule.id.clone(),
            safety: rule.safety,
            state: match flag.scale {
                None if rule.safety => flag.of_answers(&counts, &items, &marks),
                None => flag.of_answers(&counts, &items, &[]),
                Some(scale) => {
                    let by_sex = || given.sex.and_then(|sex| rule.from_by_sex.get(sex).copied());
                    let from = match rule.from_by_sex.is_empty() {
                        true => Some(rule.from.unwrap_or(f64::NEG_INFINITY)),
                        false => given.cut_off.or_else(by_sex),
                    };
                    let value = scales.get(scale).and_then(|scale| scale.value);
                    state_of(value, from, rule.to.unwrap_or(f64::INFINITY))
                }
            },
        });
        let flags = flags.collect();
        let main = scales.get(self.main);
        let asked = || items.iter().filter(|item| item.state != ItemState::NotAsked);
        let missing = || asked().filter(|item| item.state != ItemState::Answered);
        Score {
            instrument: self.instrument.id.clone(),
            version: self.instrument.version.clone(),
            score: main.and_then(|scale| scale.value),
            band: main.and_then(|scale| scale.band.clone()),
            completeness: self.completeness(&items),
            missing: missing().map(|item| item.item.clone()).collect(),
            items,
            scales,
            flags,
            faults,
        }
    }

    /// What is there of each item, with screeners cleaned forward as AHRQ does (2017): a screener
    /// that says so makes what depends on it not asked; a missing one does not.
    fn items(&self, answers: &[ItemAnswer], faults: &mut Vec<AnswerFault>) -> Vec<ScoredItem> {
        let mut found: Vec<(ItemState, Option<i32>)> =
            vec![(ItemState::Missing, None); self.items.len()];
        let mut last: Vec<Option<usize>> = vec![None; self.items.len()];
        for (at, answer) in answers.iter().enumerate() {
            let mut fault = |fault| {
                faults.push(AnswerFault { answer: u32::try_from(at).ok(), fault });
            };
            let Some(place) = self.item(&answer.item) else {
                fault(AnswerFaultKind::UnknownItem);
                continue;
            };
            let words = answer.words.as_ref().is_some_and(|words| !words.trim().is_empty());
            let (Some(item), Some(rule), Some(cell)) =
                (self.items.get(place), self.instrument.items.get(place), found.get_mut(place))
            else {
                continue;
            };
            if let Some(last) = last.get_mut(place) {
                *last = Some(at);
            }
            if rule.answer == AnswerKind::Words {
                if answer.value.is_some() {
                    fault(AnswerFaultKind::WrongKind);
                }
                if words {
                    *cell = (ItemState::Answered, None);
                }
                continue;
            }
            if words {
                fault(AnswerFaultKind::WrongKind);
            }
            let Some(value) = answer.value else { continue };
            *cell = match *cell {
                (ItemState::Missing, _) if item.counts(value).is_none() => {
                    fault(AnswerFaultKind::OutOfRange);
                    (ItemState::OutOfRange, None)
                }
                (ItemState::Missing, _) => (ItemState::Answered, Some(value)),
                (ItemState::Answered, Some(before)) if before == value => *cell,
                _ => {
                    fault(AnswerFaultKind::SeveralMarks);
                    (ItemState::SeveralMarks, None)
                }
            };
        }
        for (place, item) in self.items.iter().enumerate() {
            let Some((screener, any_of)) = &item.asked_if else { continue };
            let asks = match found.get(*screener) {
                Some((ItemState::NotAsked, _)) => false,
                Some((ItemState::Answered, Some(value))) => any_of.contains(value),
                _ => true,
            };
            if let (false, Some(cell)) = (asks, found.get_mut(place)) {
                if cell.0 == ItemState::Answered {
                    let answer = last.get(place).copied().flatten();
                    let answer = answer.and_then(|at| u32::try_from(at).ok());
                    faults.push(AnswerFault { answer, fault: AnswerFaultKind::NotAsked });
                }
                *cell = (ItemState::NotAsked, None);
            }
        }
        let rules = self.instrument.items.iter().zip(&self.items);
        rules
            .zip(found)
            .map(|((rule, item), (state, value))| ScoredItem {
                item: rule.id.clone(),
                state,
                value,
                counts: value.and_then(|value| item.counts(value)),
            })
            .collect()
    }

    /// The greatest mark of each item, also of one whose answer does not count: where it is about
    /// safety, a slip of the pen is a reason to look and none to look away.
    fn marks(&self, answers: &[ItemAnswer]) -> Vec<Option<i32>> {
        let mut marks = vec![None; self.items.len()];
        for answer in answers {
            let Some(place) = self.item(&answer.item) else { continue };
            let (Some(mark), Some(item)) = (marks.get_mut(place), self.items.get(place)) else {
                continue;
            };
            let value = answer.value.filter(|_| item.scored);
            *mark = (*mark).max(value.map(|value| item.counts(value).unwrap_or(value)));
        }
        marks
    }

    fn completeness(&self, items: &[ScoredItem]) -> Completeness {
        let answered = |item: &ScoredItem| item.state == ItemState::Answered;
        let scored =
            items.iter().zip(&self.items).any(|(item, rule)| rule.scored && answered(item));
        if !scored {
            return Completeness::Incomplete;
        }
        let enough = if self.key_items.is_empty() {
            let rules = items.iter().zip(&self.items).filter(|(_, rule)| rule.scored);
            rules
                .map(|(item, _)| item)
                .all(|item| answered(item) || item.state == ItemState::NotAsked)
        } else {
            let key = self.key_items.iter().filter_map(|place| items.get(*place));
            2 * key.filter(|item| answered(item)).count() >= self.key_items.len()
        };
        if enough { Completeness::Complete } else { Completeness::Partial }
    }
}

impl ReadyItem {
    /// What an answer counts for; nothing where the item does not have it.
    pub(super) fn counts(&self, value: i32) -> Option<i32> {
        usize::try_from(value).ok().and_then(|value| *self.counts.get(value)?)
    }

    /// Where a sum of so many answers is between their least and their greatest, 0 to 100 for each.
    pub(super) fn part(&self, sum: i32, answers: i32) -> f64 {
        let (least, most) = self.range;
        f64::from(sum - answers * least) * 100.0 / f64::from((most - least).max(1))
    }
}

impl ReadyScale {
    /// The sum of what is known, with what is missing like the rest, rounded half up; nothing
    /// where too much is missing.
    fn whole_sum(&self, sum: i32, known: usize) -> Option<i32> {
        if known == 0 || self.items.len() - known.min(self.items.len()) > self.may_miss {
            return None;
        }
        let (sum, known) = (i64::from(sum), i64::try_from(known).ok()?);
        let of = i64::try_from(self.items.len()).ok()?;
        // Half up, in whole numbers: none of these sums is negative.
        i32::try_from((2 * sum * of + known) / (2 * known)).ok()
    }

    /// The value of a scale of which so many items are known: by their sum, or by the sum of where
    /// each is between its ends.
    pub(super) fn of_sums(&self, sum: i32, known: usize, parts: f64, table: &[f64]) -> Option<f64> {
        let whole = self.whole_sum(sum, known)?;
        let n = crate::insight::number::count(known);
        let value = match self.method {
            ScaleMethod::Sum if table.is_empty() => f64::from(whole),
            ScaleMethod::Sum => *table.get(usize::try_from(whole - self.least).ok()?)?,
            ScaleMethod::Mean => f64::from(sum) / n,
            ScaleMethod::Linear => parts / n,
        };
        Some(value * self.times)
    }

    /// The value of the scale, and the sum before it was multiplied or looked up, where enough
    /// was answered.
    pub(super) fn value(
        &self,
        counts: &[Option<i32>],
        items: &[ReadyItem],
        table: &[f64],
    ) -> (Option<f64>, Option<f64>) {
        let (mut sum, mut known, mut parts) = (0, 0, 0.0);
        for place in &self.items {
            let (Some(Some(value)), Some(item)) = (counts.get(*place), items.get(*place)) else {
                continue;
            };
            sum += value;
            known += 1;
            parts += item.part(*value, 1);
        }
        let whole = self.whole_sum(sum, known).filter(|_| self.method == ScaleMethod::Sum);
        (self.of_sums(sum, known, parts, table), whole.map(f64::from))
    }
}

impl ReadyFlag {
    /// Whether enough answers are high enough, by what is known of them; a mark that is high
    /// enough counts whatever else was marked.
    fn of_answers(
        &self,
        counts: &[Option<i32>],
        items: &[ScoredItem],
        marks: &[Option<i32>],
    ) -> FlagState {
        // What was not to be asked cannot count.
        let open =
            |place: usize| items.get(place).is_none_or(|item| item.state != ItemState::NotAsked);
        let tally = |rules: &[(usize, i32)]| {
            let (mut sure, mut possible) = (0, 0);
            for (place, from) in rules {
                if marks.get(*place).copied().flatten().is_some_and(|mark| mark >= *from) {
                    sure += 1;
                    continue;
                }
                match counts.get(*place).copied().flatten() {
                    Some(value) => sure += usize::from(value >= *from),
                    None => possible += usize::from(open(*place)),
                }
            }
            (sure, sure + possible)
        };
        let (sure, possible) = tally(&self.answers);
        let (with, perhaps_with) = tally(&self.with);
        let needs_with = !self.with.is_empty();
        if possible < self.least || sure > self.most || (needs_with && perhaps_with == 0) {
            FlagState::Clear
        } else if sure >= self.least && possible <= self.most && (!needs_with || with > 0) {
            FlagState::Raised
        } else {
            FlagState::Unknown
        }
    }
}

/// Whether a value is within bounds.
fn state_of(value: Option<f64>, from: Option<f64>, to: f64) -> FlagState {
    match (value, from) {
        (Some(value), Some(from)) if value >= from && value <= to => FlagState::Raised,
        (Some(_), Some(_)) => FlagState::Clear,
        _ => FlagState::Unknown,
    }
}

impl super::instrument::Scale {
    /// The place of the band of a value.
    pub(super) fn band_place(&self, value: f64) -> Option<usize> {
        self.bands.iter().rposition(|band| band.from <= value)
    }

    /// The band of a value.
    pub(super) fn band(&self, value: f64) -> Option<&super::instrument::Band> {
        self.bands.get(self.band_place(value)?)
    }
}
