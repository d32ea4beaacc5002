//! A response, and the suggestion in it: received, owned, answered or declined (R24).

use crate::fact::FactContent;
use crate::register::{Register, Source};
use crate::{Key, ResponseId};

/// A response to a questionnaire. Its words, where there are any, are a suggestion, which a
/// member of staff owns and answers; its author is told that it was heard, and what came of it.
#[derive(Clone)]
pub(crate) struct Response {
    pub(crate) id: ResponseId,
    pub(crate) instrument: Register<String>,
    pub(crate) score: Register<i32>,
    pub(crate) suggestion: Register<String>,
    pub(crate) question: Register<Key>,
    anonymous: Register<bool>,
    pub(crate) owner: Register<String>,
    /// What came of it, and whether it was acted on.
    outcome: Register<(String, bool)>,
}

impl Response {
    pub(crate) fn new(id: ResponseId) -> Self {
        Self {
            id,
            instrument: Register::default(),
            score: Register::default(),
            suggestion: Register::default(),
            question: Register::default(),
            anonymous: Register::default(),
            owner: Register::default(),
            outcome: Register::default(),
        }
    }

    pub(crate) fn apply(&mut self, content: &FactContent, source: &Source) {
        match content {
            FactContent::FeedbackReceived {
                response: _,
                instrument,
                score,
                suggestion,
                question,
                anonymous,
            } => {
                self.instrument.write(instrument.clone(), source);
                self.score.write_some(score.as_ref(), source);
                let words = suggestion.as_ref().filter(|words| !words.trim().is_empty());
                self.suggestion.write_some(words, source);
                self.question.write_some(question.as_ref(), source);
                self.anonymous.write_stricter(*anonymous, source, |value| *value);
            }
            FactContent::SuggestionOwned { suggestion: _, owner } => {
                self.owner.write(owner.clone(), source);
            }
            FactContent::SuggestionAnswered { suggestion: _, outcome } => {
                self.outcome.write((outcome.clone(), true), source);
            }
            FactContent::SuggestionDeclined { suggestion: _, reason } => {
                self.outcome.write((reason.clone(), false), source);
            }
            _ => {}
        }
    }

    /// Whether the author wishes to stay unnamed.
    pub(crate) fn is_anonymous(&self) -> bool {
        self.anonymous.get().copied().unwrap_or(false)
    }

    /// What came of it, and where that was said.
    pub(crate) fn outcome(&self) -> Option<&str> {
        self.outcome.get().map(|(words, _)| words.as_str())
    }

    /// When it was acted on.
    pub(crate) fn answered(&self) -> Option<&Source> {
        self.outcome.get().filter(|(_, acted)| *acted)?;
        self.outcome.source()
    }

    /// When it was declined.
    pub(crate) fn declined(&self) -> Option<&Source> {
        self.outcome.get().filter(|(_, acted)| !*acted)?;
        self.outcome.source()
    }
}
