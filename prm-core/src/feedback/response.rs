//! A response, and the suggestion in it: received, owned, answered or declined (R24).

use super::score::Given;
use super::{ItemAnswer, Score, Scorer, built_in};
use crate::conversation::{Concern, dangers};
use crate::fact::FactContent;
use crate::playbook::Compiled;
use crate::register::{Register, Source};
use crate::{Key, ResponseId};

/// A response to a questionnaire. Its words, where there are any, are a suggestion, which a
/// member of staff owns and answers; its author is told that it was heard, and what came of it.
#[derive(Clone)]
pub(crate) struct Response {
    pub(crate) id: ResponseId,
    pub(crate) instrument: Register<String>,
    pub(crate) score: Register<i32>,
    answers: Register<(Vec<ItemAnswer>, Option<String>)>,
    /// The dangers that its words speak of.
    pub(crate) concerns: Vec<Concern>,
    pub(crate) suggestion: Register<String>,
    pub(crate) question: Register<Key>,
    anonymous: Register<bool>,
    pub(crate) owner: Register<String>,
    /// What came of it, and whether it was acted on.
    outcome: Register<(String, bool)>,
    withdrawn: Register<bool>,
}

impl Response {
    pub(crate) fn new(id: ResponseId) -> Self {
        Self {
            id,
            instrument: Register::default(),
            score: Register::default(),
            answers: Register::default(),
            concerns: Vec::new(),
            suggestion: Register::default(),
            question: Register::default(),
            anonymous: Register::default(),
            owner: Register::default(),
            outcome: Register::default(),
            withdrawn: Register::default(),
        }
    }

    pub(crate) fn apply(&mut self, content: &FactContent, source: &Source) {
        match content {
            FactContent::FeedbackReceived {
                response: _,
                instrument,
                score,
                answers,
                version,
                suggestion,
                question,
                anonymous,
            } => {
                self.instrument.write(instrument.clone(), source);
                self.score.write_some(score.as_ref(), source);
                if !answers.is_empty() {
                    self.answers.write((answers.clone(), version.clone()), source);
                }
                // Words are a suggestion wherever they were written.
                let words =
                    suggestion.iter().chain(answers.iter().filter_map(|a| a.words.as_ref()));
                let words = words.filter(|words| !words.trim().is_empty());
                let words: Vec<&str> = words.map(String::as_str).collect();
                if !words.is_empty() {
                    let words = words.join("\n");
                    self.concerns = dangers(&words);
                    self.suggestion.write(words, source);
                }
                self.question.write_some(question.as_ref(), source);
                self.anonymous.write_stricter(*anonymous, source, |value| *value);
                self.withdrawn.write_stricter(false, source, |value| *value);
            }
            FactContent::FeedbackWithdrawn { .. } => {
                self.withdrawn.write_stricter(true, source, |value| *value);
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

    /// The instrument by which it is scored: one of the playbook's, of the version that was
    /// answered where it has it, or a built-in one.
    fn scorer<'p>(&self, own: &'p [Scorer]) -> Option<&'p Scorer> {
        let id = self.instrument.get()?;
        let version = self.answers.get().and_then(|(_, version)| version.as_ref());
        let named = || own.iter().filter(|scorer| scorer.instrument().id == *id);
        named()
            .find(|scorer| Some(&scorer.instrument().version) == version)
            .or(named().next_back())
            .or(built_in::scorer(id))
    }

    /// What its answers add up to; nothing where there are none, or none of a known instrument.
    pub(crate) fn scored(&self, own: &[Scorer], sex: Option<&str>) -> Option<Score> {
        let scorer = self.scorer(own)?;
        let given = Given { sex, cut_off: None };
        match (self.answers.get(), self.score.get()) {
            (Some((answers, version)), _) => Some(scorer.score(answers, version.as_deref(), given)),
            // The score of one item is its answer.
            (None, Some(score)) => {
                let item = scorer.only_item()?.to_owned();
                let answer = ItemAnswer { item, value: Some(*score), words: None };
                Some(scorer.score(&[answer], None, given))
            }
            (None, None) => None,
        }
    }

    /// Its score, rounded half up where it is no whole number.
    pub(crate) fn value(&self, own: &[Scorer]) -> Option<i64> {
        let of_answers = || {
            let score = self.scored(own, None)?.score?;
            #[expect(clippy::cast_possible_truncation, reason = "sums of at most 200 answers")]
            Some((score + 0.5).floor() as i64)
        };
        match self.answers.get() {
            Some(_) => of_answers(),
            None => self.score.get().map(|score| i64::from(*score)),
        }
    }

    /// The band of its score.
    pub(crate) fn band<'p>(&self, own: &'p [Scorer]) -> Option<&'p str> {
        let score = self.scored(own, None)?.score?;
        self.scorer(own)?.band(score)
    }

    /// Whether an answer speaks of a danger to the patient.
    pub(crate) fn is_danger(&self, play: &Compiled) -> bool {
        let own = &play.instruments;
        let flags = self.scorer(own).is_some_and(Scorer::has_dangers);
        flags && self.scored(own, None).is_some_and(|score| score.is_danger())
    }

    /// Whether the author wishes to stay unnamed.
    pub(crate) fn is_anonymous(&self) -> bool {
        self.anonymous.get().copied().unwrap_or(false)
    }

    /// Whether it was entered in error.
    pub(crate) fn is_withdrawn(&self) -> bool {
        self.withdrawn.get().copied().unwrap_or(false)
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
