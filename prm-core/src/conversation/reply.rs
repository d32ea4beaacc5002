//! What is written back, and what it is taken for.

use serde::{Deserialize, Serialize};

use super::Lines;
use crate::care::Attendance;
use crate::fact::{Fact, FactContent};
use crate::feedback;
use crate::id::opaque_debug;
use crate::{Channel, FactId, Key, LineId, PatientId, ReplyId, ResponseId, Timestamp};

/// Something that was written back from a contact point.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// The gateway's id.
    pub id: ReplyId,
    /// Where it came from.
    pub line: LineId,
    /// By which channel.
    pub channel: Channel,
    /// When it was written or received.
    pub occurred: Timestamp,
    /// Its words.
    pub text: String,
}

/// What a reply was taken for (R11). It is recorded, and only a fact by staff changes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Resolution {
    /// The contact point opted out of this sender.
    OptOut {},
    /// The contact point opted in again.
    OptIn {},
    /// A request for help.
    Help {},
    /// The answer to a question that was open on the line when it was written.
    Answer {
        /// The message that asked.
        question: Key,
    },
    /// It fits several open questions: a person decides.
    Ambiguous {
        /// The messages that asked.
        candidates: Vec<Key>,
    },
    /// It fits none: a person reads it.
    Staff {},
}

/// A reply, resolved.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Routed {
    /// What it was taken for.
    pub resolution: Resolution,
    /// Whose relationship it goes to; absent for a line to which nothing was ever sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub patient: Option<PatientId>,
    /// The facts to give to the next step of that relationship.
    pub facts: Vec<Fact>,
}

opaque_debug!(Reply, Routed);

/// What a message asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Ask {
    /// Will you come? Yes or no.
    Confirm,
    /// How likely are you to recommend us, 0 to 10, with words where you like.
    Nps,
}

/// An answer in the words of a question.
enum Answer {
    Attendance(Attendance),
    Score(i32, Option<String>),
}

impl Ask {
    fn read(self, text: &str) -> Option<Answer> {
        match self {
            Self::Confirm => match plain(text).as_str() {
                "YES" | "Y" | "1" | "C" | "CONFIRM" => {
                    Some(Answer::Attendance(Attendance::Accepted))
                }
                "NO" | "N" | "2" => Some(Answer::Attendance(Attendance::Declined)),
                _ => None,
            },
            Self::Nps => {
                let text = text.trim();
                let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
                let (digits, rest) = text.split_at_checked(end)?;
                let score: i32 = digits.parse().ok()?;
                // "9/10" and "9.5" are not taken apart: a person reads them.
                let odd = rest.starts_with(['/', ':', '%'])
                    || rest
                        .strip_prefix(['.', ','])
                        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
                let words = rest.trim_start_matches(|c: char| !c.is_alphanumeric()).trim();
                let words = (!words.is_empty()).then(|| words.to_owned());
                (feedback::NPS_RANGE.contains(&score) && !odd)
                    .then_some(Answer::Score(score, words))
            }
        }
    }

    /// Whether one reply could answer both, so that only one may be open on a line at a time.
    pub(crate) fn collides(self, _other: Self) -> bool {
        // Every alphabet so far reads plain numbers.
        true
    }
}

/// Upper case, without what people put around a word.
fn plain(text: &str) -> String {
    text.trim_matches(|c: char| !c.is_alphanumeric()).to_uppercase()
}

/// Words that opt out by themselves (47 CFR 64.1200(a)(10); CTIA).
const STOP: [&str; 9] =
    ["STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPT OUT"];
/// Words that opt in again (CTIA).
const START: [&str; 2] = ["START", "UNSTOP"];
/// Words that ask for help (CTIA).
const HELP: [&str; 2] = ["HELP", "INFO"];

/// Resolves a reply against the line that it came from, as that line was when it was written.
pub(crate) fn route(lines: &mut Lines, sender: &str, reply: &Reply) -> Routed {
    let known = lines.resolution(&reply.line, &reply.id).cloned();
    let resolution = known.clone().unwrap_or_else(|| resolve(lines, sender, reply));
    if known.is_none() {
        match resolution {
            Resolution::OptOut {} => lines.block(&reply.line, sender, reply.occurred),
            Resolution::OptIn {} => lines.unblock(&reply.line, sender, reply.occurred),
            _ => {}
        }
        lines.hear(&reply.line, reply.channel, reply.occurred);
        lines.remember(&reply.line, reply.id.clone(), resolution.clone());
    }
    let patient = addressee(lines, reply, &resolution);
    let facts = patient.as_ref().map(|patient| facts(lines, reply, &resolution, patient));
    if let (Resolution::Answer { question }, None) = (&resolution, &known) {
        lines.release(&reply.line, *question, reply.occurred.plus(1), false);
    }
    Routed { resolution, patient, facts: facts.unwrap_or_default() }
}

fn resolve(lines: &Lines, sender: &str, reply: &Reply) -> Resolution {
    let word = plain(&reply.text);
    if STOP.contains(&word.as_str()) {
        return Resolution::OptOut {};
    }
    let candidates: Vec<Key> = lines
        .questions(&reply.line)
        .iter()
        .filter(|question| question.is_open_at(reply.occurred))
        .filter(|question| question.ask.read(&reply.text).is_some())
        .map(|question| question.key)
        .collect();
    match candidates.as_slice() {
        [question] => return Resolution::Answer { question: *question },
        [] => {}
        _ => return Resolution::Ambiguous { candidates },
    }
    // YES without a question re-subscribes a line that is blocked, and no other.
    let yes = word == "YES" && lines.is_blocked(&reply.line, sender);
    if yes || START.contains(&word.as_str()) {
        Resolution::OptIn {}
    } else if HELP.contains(&word.as_str()) {
        Resolution::Help {}
    } else {
        Resolution::Staff {}
    }
}

/// The patient whom a reply concerns: the one who was asked, else the one to whom the line was
/// last written about.
fn addressee(lines: &Lines, reply: &Reply, resolution: &Resolution) -> Option<PatientId> {
    let asked = match resolution {
        Resolution::Answer { question } => Some(*question),
        Resolution::Ambiguous { candidates } => candidates.first().copied(),
        _ => None,
    };
    let questions = lines.questions(&reply.line);
    if let Some(question) = questions.iter().find(|question| Some(question.key) == asked) {
        return Some(question.patient.clone());
    }
    let handovers = lines.handovers(&reply.line);
    let before = handovers.iter().rev().find(|handover| handover.at <= reply.occurred);
    before.or(handovers.last()).map(|handover| handover.patient.clone())
}

fn facts(lines: &Lines, reply: &Reply, resolution: &Resolution, patient: &PatientId) -> Vec<Fact> {
    let fact = |suffix: &str, content: FactContent| {
        let id: FactId = format!("reply:{}{suffix}", reply.id).parse().ok()?;
        Some(Fact {
            id,
            patient: patient.clone(),
            occurred: reply.occurred,
            recorded: None,
            content,
        })
    };
    let received = FactContent::ReplyReceived {
        reply: reply.id.clone(),
        line: reply.line.clone(),
        channel: reply.channel,
        text: reply.text.clone(),
        resolution: resolution.clone(),
    };
    let answer = match resolution {
        Resolution::Answer { question } => answered(lines, reply, *question),
        _ => None,
    };
    fact("", received)
        .into_iter()
        .chain(answer.and_then(|content| fact("/answer", content)))
        .collect()
}

fn answered(lines: &Lines, reply: &Reply, key: Key) -> Option<FactContent> {
    let question = lines.questions(&reply.line).iter().find(|question| question.key == key)?;
    match question.ask.read(&reply.text)? {
        Answer::Attendance(attendance) => {
            let (appointment, start) = question.appointment.clone()?;
            Some(FactContent::AppointmentAnswered { appointment, attendance, start: Some(start) })
        }
        Answer::Score(score, suggestion) => {
            let response: ResponseId = reply.id.as_str().parse().ok()?;
            Some(FactContent::FeedbackReceived {
                response,
                instrument: feedback::NPS.to_owned(),
                score: Some(score),
                suggestion,
                question: Some(key),
                anonymous: false,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nps(text: &str) -> Option<(i32, Option<String>)> {
        match Ask::Nps.read(text) {
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
        for text in ["11", "9/10", "9.5", "nine", "", "-1", "99999999999999999999"] {
            assert_eq!(nps(text), None, "{text}");
        }
    }

    #[test]
    fn only_a_word_by_itself_opts_out() {
        let mut lines = Lines::new();
        let mut said = |id: &str, text: &str| {
            let reply = Reply {
                id: id.parse().unwrap(),
                line: "tel:+919812345670".parse().unwrap(),
                channel: Channel::Sms,
                occurred: Timestamp::from_millis(1).unwrap(),
                text: text.into(),
            };
            route(&mut lines, "lotus", &reply).resolution
        };
        assert_eq!(said("1", "Can I stop taking metformin?"), Resolution::Staff {});
        assert_eq!(said("2", "yes"), Resolution::Staff {});
        assert_eq!(said("3", "Stop."), Resolution::OptOut {});
        assert_eq!(said("4", "yes"), Resolution::OptIn {});
        assert_eq!(said("5", "help"), Resolution::Help {});
        // A reply that comes twice is one.
        assert_eq!(said("3", "Stop."), Resolution::OptOut {});
    }
}
