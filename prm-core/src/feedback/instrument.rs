//! The instrument as it is written: one JSON document, checked as a whole.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A questionnaire with its scoring, as its owners define it.
///
/// ```
/// use prm_core::Instrument;
/// let phq9 = Instrument::built_in("phq-9").unwrap();
/// assert_eq!((phq9.items.len(), phq9.main.as_str()), (10, "total"));
/// assert!(phq9.licence.contains("No permission required"));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    /// The id by which facts and analyses name it.
    pub id: String,
    /// Its version; answers may say which one they are of.
    pub version: String,
    /// Its title, for people.
    pub title: String,
    /// Where its scoring is defined.
    pub source: String,
    /// On what terms it may be used, and whose it is.
    pub licence: String,
    /// Whether the wording of its items may be shipped with software.
    pub wording: Wording,
    /// The languages of its wording, the usual one first (BCP 47); none where the host brings it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// Whether no new answers are asked for: what was answered is still scored.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
    /// Its items, in the order in which they are asked; at most 200.
    pub items: Vec<InstrumentItem>,
    /// What its items are added up to; at most 50.
    pub scales: Vec<Scale>,
    /// The scale whose value is the score of a response.
    pub main: String,
    /// What makes a person look; at most 50.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<FlagRule>,
    /// The items of which half make a response complete (the half rule of CAHPS); all that were to
    /// be asked make it where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub key_items: Vec<String>,
}

/// Whether the wording of an instrument may be shipped with software.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Wording {
    /// It may.
    Shipped,
    /// The host brings it, under its own licence: the document has codes and short labels.
    Host,
}

/// An item of an instrument.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct InstrumentItem {
    /// Its stable name.
    pub id: String,
    /// A short label, for tables.
    pub label: String,
    /// A code of another system: `http://loinc.org|44250-9`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The question by language.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub prompt: BTreeMap<String, String>,
    /// How it is answered.
    pub answer: AnswerKind,
    /// The answers of a choice, in the order in which they are shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<AnswerOption>,
    /// The least answer of a scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<i32>,
    /// The greatest answer of a scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<i32>,
    /// It is asked only of those who gave such an answer to an earlier item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_if: Option<Screener>,
    /// What answers count for, where that is not the answer itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recode: Vec<Recode>,
    /// The boxes of what answers count for, which part them whole: every one is in one box.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub boxes: Vec<AnswerBox>,
}

/// How an item is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AnswerKind {
    /// One of some options.
    Choice,
    /// A whole number from the least to the greatest.
    Scale,
    /// In words, which are not scored.
    Words,
}

/// An answer of a choice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AnswerOption {
    /// Its value, 0 to 100.
    pub value: i32,
    /// A short name.
    pub name: String,
    /// Its wording by language.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub label: BTreeMap<String, String>,
}

/// On what answer to an earlier item another depends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Screener {
    /// The earlier item.
    pub item: String,
    /// Its answers with which this one is asked.
    pub any_of: Vec<i32>,
}

/// What answers count for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Recode {
    /// The least of these answers.
    pub from: i32,
    /// The greatest; the least where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<i32>,
    /// What they count for, 0 to 100.
    pub counts: i32,
}

/// A box of what answers count for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AnswerBox {
    /// Which.
    pub kind: BoxKind,
    /// The least of it.
    pub from: i32,
    /// The greatest; the least where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<i32>,
}

/// The three boxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum BoxKind {
    /// The best answers; promoters.
    Top,
    /// Those between.
    Middle,
    /// The worst; detractors.
    Bottom,
}

/// What items are added up to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// Its stable name.
    pub id: String,
    /// A short label.
    pub label: String,
    /// Its items.
    pub items: Vec<String>,
    /// How they are added up.
    pub method: ScaleMethod,
    /// By how much the result is multiplied (WHO-5: 4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<i32>,
    /// What each sum stands for, from the least that is possible (PROMIS: T scores).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub table: Vec<f64>,
    /// How many of the items may be missing; none where it is absent. A sum is then that of the
    /// answered ones as if the others were like them, rounded half up (PHQ-9: 2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub may_miss: Option<u32>,
    /// The bands of its value, each from its least to the next one's: they part it whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bands: Vec<Band>,
}

/// How items are added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ScaleMethod {
    /// Their sum.
    Sum,
    /// Their mean.
    Mean,
    /// The mean of where each is between its least and its greatest, 0 to 100.
    Linear,
}

/// A band of a scale's value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Its stable name.
    pub id: String,
    /// Its least value.
    pub from: f64,
}

/// What makes a person look: enough answers that are high enough, or the value of a scale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FlagRule {
    /// Its stable name.
    pub id: String,
    /// Whether it is about the patient's safety: a member of staff is told at once, whatever the
    /// playbook says, and also where the score is missing. Any mark that is high enough raises it,
    /// also one of several, one that the item does not have, and one that was not to be asked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub safety: bool,
    /// Answers that count, each from so much on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Threshold>,
    /// How many of these it takes; 1 where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<u32>,
    /// How many it may be at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
    /// Answers of which one must be among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<Threshold>,
    /// Or the scale whose value it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<String>,
    /// From which value of that scale on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<f64>,
    /// Up to which value, that one too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<f64>,
    /// From which value on for a recorded sex (AUDIT-C): never guessed, so that without a
    /// recorded sex or a cut-off of the host it is unknown.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub from_by_sex: BTreeMap<String, f64>,
}

/// An answer that is high enough: what it counts for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// The item.
    pub item: String,
    /// The least.
    pub from: i32,
}

impl Recode {
    pub(super) fn holds(&self, answer: i32) -> bool {
        (self.from..=self.to.unwrap_or(self.from)).contains(&answer)
    }
}

impl AnswerBox {
    pub(super) fn holds(&self, value: i32) -> bool {
        (self.from..=self.to.unwrap_or(self.from)).contains(&value)
    }
}
