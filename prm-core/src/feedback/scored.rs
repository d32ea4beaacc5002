//! What is asked of a response, and what is found: answers in, items, scales and flags out.

use serde::{Deserialize, Serialize};

use super::instrument::Instrument;
use crate::id::opaque_debug;

/// An answer to an item: a value, or words. Two different values of one item are several marks,
/// which count as none.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct ItemAnswer {
    /// The item's name in the instrument.
    pub item: String,
    /// The value of the option, or the number; nothing where it was left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub value: Option<i32>,
    /// What was said in words, at most 64 KiB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub words: Option<String>,
}

/// A response that is to be scored.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ScoreSpec {
    /// The id of a built-in instrument ([`INSTRUMENTS`](crate::INSTRUMENTS)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instrument: Option<String>,
    /// Or an instrument of one's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Instrument>,
    /// The answers.
    pub answers: Vec<ItemAnswer>,
    /// The recorded sex, for flags that depend on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<String>,
    /// The host's own cut-off for these flags, in place of the sex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut_off: Option<f64>,
    /// The version of the instrument that was answered, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// A scored response.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// The instrument.
    pub instrument: String,
    /// Its version.
    pub version: String,
    /// The value of its main scale; nothing where too much is missing.
    pub score: Option<f64>,
    /// The band of that.
    pub band: Option<String>,
    /// Every item, in their order.
    pub items: Vec<ScoredItem>,
    /// Every scale, in their order.
    pub scales: Vec<ScoredScale>,
    /// Every flag, in their order.
    pub flags: Vec<Flag>,
    /// How much was answered.
    pub completeness: Completeness,
    /// The items that were to be answered and are not.
    pub missing: Vec<String>,
    /// What of the answers could not be taken: none of it keeps the rest from being scored.
    pub faults: Vec<AnswerFault>,
}

/// An item of a response.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ScoredItem {
    /// The item.
    pub item: String,
    /// What is there.
    pub state: ItemState,
    /// The answer, where it counts.
    pub value: Option<i32>,
    /// What it counts for.
    pub counts: Option<i32>,
}

/// What is there of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// An answer.
    Answered,
    /// None.
    Missing,
    /// It was not to be asked: an answer to it does not count, since the screener wins.
    NotAsked,
    /// An answer that the item does not have.
    OutOfRange,
    /// Several answers.
    SeveralMarks,
}

/// A scale of a response.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ScoredScale {
    /// The scale.
    pub scale: String,
    /// Its value; nothing where too much is missing.
    pub value: Option<f64>,
    /// The sum before it was multiplied or looked up; only of a sum.
    pub sum: Option<f64>,
    /// The band.
    pub band: Option<String>,
    /// How many of its items were answered.
    pub answered: u32,
    /// How many it has.
    pub of: u32,
}

/// A flag of a response.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Flag {
    /// The flag.
    pub flag: String,
    /// Whether it is raised.
    pub state: FlagState,
    /// Whether it is about the patient's safety.
    pub safety: bool,
}

/// Whether a flag is raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FlagState {
    /// It is, whatever is missing.
    Raised,
    /// It is not, whatever is missing.
    Clear,
    /// It depends on what is missing.
    Unknown,
}

/// How much of a response was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Completeness {
    /// Half of the key items and one item that is scored; or, where there are no key items, all
    /// that was to be asked.
    Complete,
    /// One item that is scored.
    Partial,
    /// None: it counts as no response.
    Incomplete,
}

/// What of the answers could not be taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AnswerFault {
    /// The place of the answer in the list, from 0; nothing where it is about the whole.
    pub answer: Option<u32>,
    /// What is wrong with it.
    pub fault: AnswerFaultKind,
}

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AnswerFaultKind {
    /// The instrument has no such item.
    UnknownItem,
    /// The item has no such answer.
    OutOfRange,
    /// The item was answered before, otherwise.
    SeveralMarks,
    /// Words where a value belongs, or a value where words do.
    WrongKind,
    /// It was not to be asked.
    NotAsked,
    /// The answers are of another version of the instrument, and scored by this one.
    OtherVersion,
    /// The instrument is retired.
    Retired,
}

opaque_debug!(ItemAnswer, ScoreSpec, Score, ScoredItem, ScoredScale, Flag);

impl Score {
    /// The names of the flags that are raised.
    pub fn raised(&self) -> impl Iterator<Item = &str> {
        let raised = self.flags.iter().filter(|flag| flag.state == FlagState::Raised);
        raised.map(|flag| flag.flag.as_str())
    }

    /// Whether a flag about the patient's safety is raised.
    pub fn is_danger(&self) -> bool {
        self.flags.iter().any(|flag| flag.safety && flag.state == FlagState::Raised)
    }
}
