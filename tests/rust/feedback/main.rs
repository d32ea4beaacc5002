//! Feedback: instruments scored as their owners define (shared golden numbers), whatever is
//! answered.

mod forms;
mod instruments;
mod many;
mod questionnaires;
mod screeners;

use prm_core::{ItemAnswer, Score, ScoreSpec, score_response};

/// An answer with a value.
fn answer(item: &str, value: i32) -> ItemAnswer {
    ItemAnswer { item: item.to_owned(), value: Some(value), words: None }
}

/// The score of answers to a built-in instrument.
fn score(instrument: &str, answers: Vec<ItemAnswer>) -> Score {
    let instrument = Some(instrument.to_owned());
    score_response(&ScoreSpec { instrument, answers, ..ScoreSpec::default() }).expect("scored")
}

/// The answers to numbered items, with gaps.
fn numbered(prefix: &str, values: &[Option<i32>]) -> Vec<ItemAnswer> {
    let values = values.iter().enumerate();
    values.filter_map(|(n, value)| Some(answer(&format!("{prefix}{}", n + 1), (*value)?))).collect()
}
