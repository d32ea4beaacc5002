//! What patients say about their care, and what becomes of it.

mod built_in;
mod counts;
mod form;
mod form_words;
mod instrument;
mod rows;
mod score;
mod scorer;
mod scores;
mod suggestion;
mod tally;

pub use built_in::INSTRUMENTS;
#[cfg(feature = "fhir")]
pub(crate) use built_in::{scorer_of_code, scorer_of_id};
pub(crate) use form::form_by_spec;
pub use form::{Form, FormFault, FormSpec, form};
pub use instrument::{
    AnswerBox, AnswerKind, AnswerOption, Band, BoxKind, FlagRule, Instrument, InstrumentItem,
    Recode, Scale, ScaleMethod, Screener, Threshold, Wording,
};
pub(crate) use score::score_by_spec;
pub use score::{
    AnswerFault, AnswerFaultKind, Completeness, Flag, FlagState, ItemAnswer, ItemState, Score,
    ScoreSpec, ScoredItem, ScoredScale, score_response,
};
pub use scorer::Scorer;
pub use scores::{ScoreMeasure, ScoreRow, Scores, ScoresSpec, ShareInterval, score_responses};
pub(crate) use suggestion::Response;
pub use tally::{NO_ANSWER, Tally};

/// The built-in instrument of the foundation: Net Promoter Score, 0 to 10 (Reichheld 2003).
pub(crate) const NPS: &str = "nps";
/// The range of its answers.
pub(crate) const NPS_RANGE: std::ops::RangeInclusive<i32> = 0..=10;
