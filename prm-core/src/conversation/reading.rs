//! What the text of a reply says by itself, before anything is known of the line.

use super::concern::Concern;
use super::plain::{Plain, sentences};
use super::words::{Intent, Meaning, Tier, said_in, words};
use crate::Language;

/// What a text says.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// What it means as one word of the table.
    pub(super) exact: Option<&'static Meaning>,
    /// What must be seen by a person: dangers, a death, a wrong number.
    pub(super) concerns: Vec<Concern>,
    /// An opt-out in words of one's own.
    pub(super) opt_out: Option<&'static Meaning>,
    /// The language of the words of a danger: it is answered in it.
    pub(super) danger: Option<&'static Language>,
    /// Something like an opt-out inside a longer text.
    pub(super) unclear: bool,
    /// A request about the visit: another time, or none.
    pub(super) request: Option<&'static Meaning>,
    /// Whether a machine wrote it.
    pub(super) automatic: bool,
}

impl Reading {
    /// Reads a text; `preferred` are the languages that decide a clash of words.
    pub(super) fn of(text: &str, preferred: &[Language]) -> Self {
        let table = words();
        let exact = table.exact(&Plain::of(text), preferred);
        let mut reading = Self { exact, ..Self::default() };
        let mut spoken: Vec<&'static Language> = Vec::new();
        for (meaning, asks) in said_in(text) {
            match (meaning.intent, meaning.tier) {
                (Intent::OptOut, Tier::Phrase) => {
                    reading.opt_out = reading.opt_out.or(Some(meaning));
                }
                // "Can you take me off this medicine?" is a question to a clinician.
                (Intent::OptOut, _) => reading.unclear |= !asks,
                (Intent::Reschedule | Intent::CancelVisit, _) => {
                    reading.request = reading.request.or(Some(meaning));
                }
                (Intent::Automatic, _) => reading.automatic = true,
                (intent, _) => {
                    let concern = Concern::of(intent);
                    let danger = concern.is_some_and(Concern::is_danger);
                    spoken.extend(meaning.language().filter(|_| danger));
                    reading.concerns.extend(concern);
                }
            }
        }
        let liked = |language: &&&Language| preferred.iter().any(|like| language.is_like(like));
        reading.danger = spoken.iter().find(liked).or(spoken.first()).copied();
        reading.unclear |= exact.is_none() && has_word_of_its_own(text);
        reading.concerns.sort();
        reading.concerns.dedup();
        reading
    }

    /// Whether it speaks of a danger.
    pub(super) fn is_danger(&self) -> bool {
        self.concerns.iter().any(|concern| concern.is_danger())
    }
}

/// The dangers that a text speaks of.
pub(crate) fn dangers(text: &str) -> Vec<Concern> {
    let mut concerns = Reading::of(text, &[]).concerns;
    concerns.retain(|concern| concern.is_danger());
    concerns
}

/// Whether an opt-out word stands by itself in a longer text: as a sentence, or before its first
/// comma ("STOP. I want to die", "Stop, thank you").
fn has_word_of_its_own(text: &str) -> bool {
    let opts_out = |part: &str| {
        let meaning = words().exact(&Plain::of(part), &[]);
        meaning.is_some_and(|meaning| meaning.intent == Intent::OptOut)
    };
    sentences(text).any(|(sentence, asks)| {
        let first = sentence.split([',', '，', '،', '、']).next().unwrap_or(sentence);
        !asks && (opts_out(sentence) || opts_out(first))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Reading {
        Reading::of(text, &[])
    }

    #[test]
    fn three_tiers() {
        assert!(read("STOP").exact.is_some_and(|meaning| meaning.intent == Intent::OptOut));
        assert!(read("please stop texting me").opt_out.is_some());
        for text in [
            "Can I stop taking metformin?",
            "When should I stop sending my sugar readings?",
            "Could you take me off this blood thinner?",
            "The pain does not end",
            "I will stop by on Tuesday",
            "Should I quit smoking before the scan?",
            "Bus stop",
        ] {
            let reading = read(text);
            assert!(reading.exact.is_none() && reading.opt_out.is_none(), "{text}");
            assert!(!reading.unclear, "{text}");
        }
        for text in
            ["STOP. I want to die", "Stop, you are rude", "remove me please", "Stop!\nThanks"]
        {
            let reading = read(text);
            assert!(reading.unclear && reading.exact.is_none(), "{text}");
        }
    }

    #[test]
    fn dangers_are_found_beside_everything_else() {
        assert_eq!(read("STOP. I want to die").concerns, [Concern::Crisis]);
        assert_eq!(
            read("he hits me and I can't breathe").concerns,
            [Concern::Urgent, Concern::Safeguarding]
        );
        assert_eq!(read("9. Thank you").concerns, []);
        assert!(read("I’m driving right now").automatic);
    }
}
