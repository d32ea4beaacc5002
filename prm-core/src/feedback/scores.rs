//! Many responses, scored by group: columns in, rows out.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::built_in;
use super::instrument::Instrument;
use super::rows::{ItemTally, ScoreMeasure, ScoreRow, ShareInterval, Writer};
use super::scale_sum::ScaleSum;
use super::scorer::{GREATEST, Scorer};
use super::tally::{NO_ANSWER, Tally};
use crate::error::{ErrorCode, PrmError};
use crate::insight::Columns;
use crate::insight::columns::{at, path};
use crate::insight::number::normal_quantile;
use crate::insight::survival::share;
use crate::limits;

/// Responses that are to be scored by group: a row for each response, or for each invitation, with
/// gaps where nothing was answered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ScoresSpec {
    /// The id of a built-in instrument ([`INSTRUMENTS`](crate::INSTRUMENTS)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instrument: Option<String>,
    /// Or an instrument of one's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Instrument>,
    /// The columns of items, where they do not have the items' names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub items: BTreeMap<String, String>,
    /// The columns of groups, at most three.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
    /// The fewest that are told; 11 where it is absent, and 1 tells all. See [`Scores`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<u32>,
    /// The confidence of the limits; 0.95 where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// How the limits of shares are found; by Wilson where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<ShareInterval>,
    /// Whether each group is compared with all the others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub compare: bool,
}

/// Scores of groups.
///
/// Of a group nothing is told that is of fewer than `least`: no box or band that is above nothing
/// and below it, and none of the others of that item, from which it would follow. Where what is
/// left out of several groups would together be so few, the smallest of the others is left out too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Scores {
    /// The instrument.
    pub instrument: String,
    /// Its version.
    pub version: String,
    /// The measures: by item and scale, first of the whole, then by group in the order of names.
    pub rows: Vec<ScoreRow>,
}

/// Scores many responses by group.
///
/// # Errors
/// Those of [`score_response`](crate::score_response); `missing_column` where no item has a column,
/// `invalid_value` with column and row for what is no whole number, `too_many` for more than 10,000
/// groups. An answer that the item does not have counts as none.
///
/// ```
/// use prm_core::{ScoreMeasure, ScoresSpec, insight::Columns, score_responses};
/// use serde_json::json;
/// let columns = Columns::from_json(json!({"nps": [10, 9, 9, 8, 7, 6, 0, 10, 5, 9]}))?;
/// let spec = ScoresSpec { instrument: Some("nps".to_owned()), least: Some(1), ..Default::default() };
/// let found = score_responses(&spec, &columns)?;
/// let net = found.rows.iter().find(|row| row.measure == ScoreMeasure::Net).unwrap();
/// assert_eq!((net.n, net.value), (Some(10), Some(20.0)));
/// # Ok::<(), prm_core::PrmError>(())
/// ```
pub fn score_responses(spec: &ScoresSpec, columns: &Columns) -> Result<Scores, PrmError> {
    let scorer = &*spec.scorer()?;
    let (names, groups) = groups(spec, columns)?;
    let mut answers: Vec<Vec<i8>> = Vec::new();
    let mut known = false;
    for (item, rule) in scorer.items.iter().zip(&scorer.instrument.items) {
        let name = spec.items.get(&rule.id).unwrap_or(&rule.id);
        let there = columns.has(name);
        if !there && spec.items.contains_key(&rule.id) {
            columns.numbers(name)?;
        }
        known |= there && item.scored;
        answers.push(if there && item.scored { column(columns, name)? } else { Vec::new() });
    }
    if let Some(unknown) = spec.items.keys().find(|id| scorer.item(id).is_none()) {
        let error = PrmError::new(ErrorCode::UnknownWord, "no item has this name");
        return Err(error.under(&path(unknown).replacen("columns", "items", 1)));
    }
    if !known {
        let message = "no item of the instrument has a column";
        return Err(PrmError::new(ErrorCode::MissingField, message).under("columns"));
    }
    let mut tally = Tally::new(scorer, names.len());
    let answers: Vec<&[i8]> = answers.iter().map(Vec::as_slice).collect();
    tally.add(&groups, &answers);
    tally.scores(spec, &names)
}

impl ScoresSpec {
    /// The instrument that it names or brings, ready to count with ([`Tally`]).
    ///
    /// # Errors
    /// As [`score_responses`].
    pub fn scorer(&self) -> Result<Cow<'static, Scorer>, PrmError> {
        built_in::chosen(self.instrument.as_deref(), self.document.as_ref())
    }
}

/// The names of the groups in their order, and the group of each row.
type Names = Vec<Vec<Option<String>>>;

fn groups(spec: &ScoresSpec, columns: &Columns) -> Result<(Names, Vec<u32>), PrmError> {
    if spec.by.len() > 3 {
        let error = PrmError::new(ErrorCode::InvalidValue, "at most three columns of groups");
        return Err(error.under("by"));
    }
    let by: Vec<Vec<Option<String>>> =
        spec.by.iter().map(|name| columns.texts(name)).collect::<Result<_, _>>()?;
    let name = |row: usize| -> Vec<Option<String>> {
        by.iter().map(|names| names.get(row).cloned().flatten()).collect()
    };
    let mut places: BTreeMap<Vec<Option<String>>, u32> = BTreeMap::new();
    for row in 0..columns.rows() {
        places.entry(name(row)).or_insert(0);
        if places.len() > limits::GROUPS {
            let message = format!("more than {} groups", limits::GROUPS);
            return Err(PrmError::new(ErrorCode::TooMany, message).under("by"));
        }
    }
    for (place, group) in (0..).zip(places.values_mut()) {
        *group = place;
    }
    let rows = (0..columns.rows()).map(|row| places.get(&name(row)).copied().unwrap_or(u32::MAX));
    let rows = rows.collect();
    Ok((places.into_keys().collect(), rows))
}

/// A column of answers.
fn column(columns: &Columns, name: &str) -> Result<Vec<i8>, PrmError> {
    let numbers = columns.numbers(name)?.into_iter().enumerate();
    numbers
        .map(|(row, value)| {
            let Some(value) = value else { return Ok(NO_ANSWER) };
            if value.floor() != value {
                let message = "an answer is a whole number";
                return Err(at(PrmError::new(ErrorCode::InvalidValue, message), name, row));
            }
            let within = (0.0..=f64::from(GREATEST)).contains(&value);
            #[expect(clippy::cast_possible_truncation, reason = "whole, and from 0 to 100")]
            Ok(if within { value as i8 } else { NO_ANSWER })
        })
        .collect()
}

impl Tally<'_> {
    /// What the counts come to. The groups have these names.
    ///
    /// # Errors
    /// `invalid_value` for a confidence that is none.
    pub fn scores(
        &self,
        spec: &ScoresSpec,
        names: &[Vec<Option<String>>],
    ) -> Result<Scores, PrmError> {
        let confidence = spec.confidence.unwrap_or(0.95);
        share(confidence, "confidence")?;
        let mut writer = Writer {
            names,
            by: !spec.by.is_empty(),
            least: u64::from(spec.least.unwrap_or(11)),
            z: normal_quantile(0.5 + confidence / 2.0),
            confidence,
            interval: spec.interval.unwrap_or_default(),
            compare: spec.compare,
            boxes: BTreeMap::new(),
            rows: Vec::new(),
        };
        let groups = 0..names.len();
        let rates = groups.clone().map(|group| (self.rows(group), vec![self.responses(group)]));
        writer.shares(
            None,
            &rates.collect::<Vec<_>>(),
            &[(ScoreMeasure::ResponseRate, None)],
            true,
        );
        // Of each item, the answers of every group.
        let items: Vec<Vec<ItemTally>> = self
            .scorer
            .items
            .iter()
            .enumerate()
            .map(|(place, item)| {
                let of =
                    |group| ItemTally::of(self.counts(group, place), &item.counts, &item.boxes);
                groups.clone().map(of).collect()
            })
            .collect();
        let rules = self.scorer.instrument.items.iter().zip(&self.scorer.items);
        for ((rule, item), tallies) in rules.zip(&items).filter(|((_, item), _)| item.scored) {
            writer.item(&rule.id, tallies, item.range);
        }
        for (place, rule) in self.scorer.instrument.scales.iter().enumerate() {
            let sums: Vec<_> = groups.clone().map(|group| self.scale_of(group, place)).collect();
            let mut whole = ScaleSum::default();
            sums.iter().for_each(|sum| whole.join(sum));
            let means: Vec<_> = sums.iter().map(|sum| (sum.n, sum.mean())).collect();
            // A scale of one item tells what that item's mean tells.
            let only = match self.scorer.scales.get(place).map(|scale| scale.items.as_slice()) {
                Some([item]) => items.get(*item),
                _ => None,
            };
            let parts: Vec<_> = only.into_iter().flatten().map(ItemTally::parts_of_mean).collect();
            writer.means(&rule.id, ScoreMeasure::Mean, (whole.n, whole.mean()), &means, &parts);
            if !rule.bands.is_empty() {
                let bands: Vec<_> = sums.iter().map(|sum| (sum.n, sum.bands.clone())).collect();
                let measures: Vec<_> = rule
                    .bands
                    .iter()
                    .map(|band| (ScoreMeasure::Band, Some(band.id.clone())))
                    .collect();
                writer.shares(Some(&rule.id), &bands, &measures, false);
            }
            let Some(scale) = self.scorer.scales.get(place) else { continue };
            let ready = || scale.items.iter().filter_map(|item| self.scorer.items.get(*item));
            if scale.items.len() > 1 && ready().all(|item| !item.boxes.is_empty()) {
                let tallies = scale.items.iter().filter_map(|item| items.get(*item));
                writer.composite(&rule.id, &rule.items, &tallies.collect::<Vec<_>>());
            }
        }
        Ok(Scores {
            instrument: self.scorer.instrument.id.clone(),
            version: self.scorer.instrument.version.clone(),
            rows: writer.rows,
        })
    }
}
