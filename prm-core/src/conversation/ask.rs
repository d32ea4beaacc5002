//! What a message asks, and how an answer to it reads.

use serde::{Deserialize, Serialize};

use super::plain::digit;
use super::words::{Intent, Meaning};
use crate::care::Attendance;
use crate::feedback;

/// What a message asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Ask {
    /// Will you come? Yes, no, or at another time.
    Confirm,
    /// How likely are you to recommend us, 0 to 10, with words where you like.
    Nps,
}

/// An answer in the words of a question.
#[derive(Debug, PartialEq)]
pub(super) enum Answer {
    Attendance(Attendance),
    /// Another time is wished for: a person arranges it.
    Reschedule,
    Score(i32, Option<String>),
}

impl Ask {
    /// Reads a reply as an answer; `exact` is what it means as one word of the table.
    pub(super) fn read(self, text: &str, exact: Option<&Meaning>) -> Option<Answer> {
        match self {
            Self::Confirm => match exact?.intent {
                Intent::Yes => Some(Answer::Attendance(Attendance::Accepted)),
                Intent::No => Some(Answer::Attendance(Attendance::Declined)),
                Intent::Reschedule => Some(Answer::Reschedule),
                _ => None,
            },
            Self::Nps => score(text),
        }
    }

    /// Whether one reply could answer both, so that only one may be open on a line at a time.
    pub(crate) fn collides(self, _other: Self) -> bool {
        // Every alphabet so far reads plain numbers.
        true
    }
}

/// A score at the beginning, in the digits of any script, and the words after it.
fn score(text: &str) -> Option<Answer> {
    let text = text.trim();
    let end = text.find(|c| digit(c).is_none()).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    let digits: String = digits.chars().filter_map(digit).map(char::from).collect();
    let score: i32 = digits.parse().ok()?;
    // "9/10" and "9.5" are not taken apart: a person reads them.
    let odd = rest.starts_with(['/', ':', '%'])
        || rest
            .strip_prefix(['.', ',', '٫'])
            .is_some_and(|rest| rest.starts_with(|c| digit(c).is_some()));
    // The keycap of an emoji digit belongs to the digit.
    let rest = rest.trim_start_matches(['\u{fe0f}', '\u{20e3}']);
    let words = rest.trim_start_matches(|c: char| !c.is_alphanumeric()).trim();
    let words = (!words.is_empty()).then(|| words.to_owned());
    (feedback::NPS_RANGE.contains(&score) && !odd).then_some(Answer::Score(score, words))
}

#[cfg(test)]
mod tests {
    use super::super::plain::Plain;
    use super::super::words::words;
    use super::*;

    fn nps(text: &str) -> Option<(i32, Option<String>)> {
        match Ask::Nps.read(text, None) {
            Some(Answer::Score(score, words)) => Some((score, words)),
            _ => None,
        }
    }

    #[test]
    fn a_score_may_come_with_words() {
        assert_eq!(nps("9"), Some((9, None)));
        assert_eq!(nps(" 10! "), Some((10, None)));
        assert_eq!(nps("9. Please open earlier"), Some((9, Some("Please open earlier".into()))));
        assert_eq!(nps("0 - never again"), Some((0, Some("never again".into()))));
        for text in ["11", "9/10", "9.5", "٩٫٥", "nine", "", "-1", "99999999999999999999"] {
            assert_eq!(nps(text), None, "{text}");
        }
    }

    #[test]
    fn a_score_may_be_in_the_digits_of_any_script() {
        for text in ["10", "१०", "১০", "١٠", "۱۰", "௧௦", "１０"] {
            assert_eq!(nps(text), Some((10, None)), "{text}");
        }
        assert_eq!(nps("९ अच्छा"), Some((9, Some("अच्छा".into()))));
        assert_eq!(nps("9️⃣"), Some((9, None)));
    }

    #[test]
    fn a_visit_is_confirmed_in_every_language() {
        let read = |text: &str| Ask::Confirm.read(text, words().exact(&Plain::of(text), &[]));
        let yes =
            ["yes", "Y", "1", "१", "Oui !", "Sí", "sim", "Ja", "sì", "हाँ", "haan", "ஆம்", "হ্যাঁ"];
        let also = ["是", "có", "نعم", "네", "Да", "oo", "wi", "tak", "OK", "١"];
        for text in yes.into_iter().chain(also) {
            assert_eq!(read(text), Some(Answer::Attendance(Attendance::Accepted)), "{text}");
        }
        for text in
            ["no", "N", "3", "३", "non", "não", "nein", "नहीं", "இல்லை", "না", "不", "لا", "нет", "nie"]
        {
            assert_eq!(read(text), Some(Answer::Attendance(Attendance::Declined)), "{text}");
        }
        for text in ["R", "2", "reschedule", "२", "改期", "VERSCHIEBEN"] {
            assert_eq!(read(text), Some(Answer::Reschedule), "{text}");
        }
        for text in ["maybe", "12", "yes I think so", "", "🙂"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
