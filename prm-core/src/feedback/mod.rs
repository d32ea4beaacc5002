//! What patients say about their care, and what becomes of it.

mod built_in;
mod counts;
mod form;
mod form_words;
mod instrument;
mod questionnaire;
mod response;
mod rows;
mod scale_sum;
mod score;
mod scored;
mod scorer;
mod scores;
mod tally;

pub use built_in::INSTRUMENTS;
#[cfg(feature = "fhir")]
pub(crate) use built_in::{scorer, scorer_of_code};
pub(crate) use form::form_by_spec;
pub use form::{Form, FormFault, FormSpec, form};
pub use instrument::{
    AnswerBox, AnswerKind, AnswerOption, Band, BoxKind, FlagRule, Instrument, InstrumentItem,
    Recode, Scale, ScaleMethod, Screener, Threshold, Wording,
};
#[cfg(feature = "fhir")]
pub(crate) use questionnaire::WEIGHTS;
pub use questionnaire::{
    QuestionnaireReading, QuestionnaireResponseSpec, QuestionnaireSpec,
    instrument_of_questionnaire, questionnaire_response,
};
pub(crate) use questionnaire::{questionnaire_by_spec, questionnaire_response_by_spec};
pub(crate) use response::Response;
pub use rows::{ScoreMeasure, ScoreRow, ShareInterval};
pub(crate) use score::score_by_spec;
pub use score::score_response;
pub use scored::{
    AnswerFault, AnswerFaultKind, Completeness, Flag, FlagState, ItemAnswer, ItemState, Score,
    ScoreSpec, ScoredItem, ScoredScale,
};
pub use scorer::Scorer;
pub use scores::{Scores, ScoresSpec, score_responses};
pub use tally::{NO_ANSWER, Tally};

/// The built-in instrument of the foundation: Net Promoter Score, 0 to 10 (Reichheld 2003).
pub(crate) const NPS: &str = "nps";
/// The range of its answers.
pub(crate) const NPS_RANGE: std::ops::RangeInclusive<i32> = 0..=10;
