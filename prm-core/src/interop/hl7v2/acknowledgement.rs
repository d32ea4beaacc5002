//! Answers to messages: ACK.

use std::fmt::Write as _;

use super::message::{Event, Message, messages};
use super::segment::Segment;
use super::separators::Separators;
use super::{Reading, time};
use crate::error::{ErrorCode, PrmError};
use crate::{FactContent, Timestamp};

/// The answer to a message, by what came of reading it.
///
/// `AA` for a message whose facts were read, or that concerns none; what was left out of it is
/// listed as warnings. `AE` for one whose own fact could not be read, and for an error of the
/// host (`internal`, `busy`): the sender may send it again. `AR` for a text that cannot be read
/// as a message at all. Places and codes are named, never what stood there.
///
/// The answer is to the first message of the text: a host that receives batches answers each of
/// their [`messages`].
///
/// ```
/// use prm_core::hl7v2::{self, ReadOptions};
/// let text = "MSH|^~\\&|SCHED|LOTUS|PRM|US|20260302113000+0530||SIU^S12|17|P|2.5\rPID|||priya\r\
///             SCH||a1";
/// let result = hl7v2::read(text, &ReadOptions::default());
/// let answer = hl7v2::acknowledge(text, &result, "2026-03-02T06:00:00Z".parse()?);
/// let lines: Vec<&str> = answer.lines().flat_map(|line| line.split('\r')).collect();
/// assert_eq!(lines[0], "MSH|^~\\&|PRM|US|SCHED|LOTUS|20260302060000+0000||ACK^S12^ACK|17|P|2.5");
/// assert!(lines[1].starts_with("MSA|AE|17|"));
/// assert!(lines[2].starts_with("ERR||SCH^1^11|101^Required field missing^HL70357|E|missing_field|"));
/// # Ok::<(), prm_core::PrmError>(())
/// ```
pub fn acknowledge(text: &str, result: &Result<Reading, PrmError>, now: Timestamp) -> String {
    let message = messages(text).next().unwrap_or_default();
    let first = message.split(['\r', '\n']).next().unwrap_or_default();
    let separators = Separators::of(first).unwrap_or(Separators::USUAL);
    let header = Segment::new(first, 0, separators);
    let code = code(message, result);
    let errors = match result {
        Ok(reading) => &reading.left_out[..],
        Err(error) => std::slice::from_ref(error),
    };
    let mut answer = Answer { separators, text: String::new() };
    let f = separators.field;
    let trigger = header.raw(9).split(separators.component).nth(1).unwrap_or_default();
    let c = separators.component;
    let kind = match trigger {
        "" => "ACK".to_owned(),
        trigger => format!("ACK{c}{trigger}{c}ACK"),
    };
    let Separators { repetition, escape, subcomponent, .. } = separators;
    let _ = write!(answer.text, "MSH{f}{c}{repetition}{escape}{subcomponent}");
    let when = time::written(now);
    for value in [header.raw(5), header.raw(6), header.raw(3), header.raw(4), &when, "", &kind] {
        answer.raw(value);
    }
    for field in 10..=12 {
        answer.raw(header.raw(field));
    }
    answer.end();
    answer.text.push_str("MSA");
    answer.raw(code);
    answer.raw(header.raw(10));
    if code != "AA"
        && let Some(error) = errors.first()
    {
        answer.value(&error.to_string());
    }
    answer.end();
    let version = header.raw(12).split(c).next().unwrap_or_default();
    let old = ["2.1", "2.2", "2.3", "2.4"].iter().any(|old| version.starts_with(old));
    for error in errors.iter().take(MOST) {
        answer.error(error, code, old);
    }
    answer.text
}

/// How many errors an answer lists.
const MOST: usize = 100;

/// What became of the message itself, whatever became of its details.
fn code(message: &str, result: &Result<Reading, PrmError>) -> &'static str {
    let reading = match result {
        Ok(reading) => reading,
        Err(error) if matches!(error.code(), ErrorCode::Internal | ErrorCode::Busy) => return "AE",
        Err(_) => return "AR",
    };
    let told =
        |tells: fn(&FactContent) -> bool| reading.facts.iter().any(|fact| tells(&fact.content));
    let done = match Message::parse(message) {
        Err(_) => false,
        Ok(None) => true,
        Ok(Some(message)) => match message.event {
            Event::Described => told(|fact| matches!(fact, FactContent::PatientDescribed { .. })),
            Event::Merged => told(|fact| matches!(fact, FactContent::PatientMerged { .. })),
            Event::Admitted | Event::Registered => {
                told(|fact| matches!(fact, FactContent::VisitStarted { .. }))
            }
            Event::AdmissionCancelled | Event::DischargeCancelled => {
                told(|fact| matches!(fact, FactContent::VisitCancelled { .. }))
            }
            Event::Discharged => told(|fact| matches!(fact, FactContent::VisitCompleted { .. })),
            _ => told(|fact| {
                matches!(
                    fact,
                    FactContent::AppointmentBooked { .. }
                        | FactContent::AppointmentChanged { .. }
                        | FactContent::AppointmentCancelled { .. }
                )
            }),
        },
    };
    if done || reading.left_out.is_empty() { "AA" } else { "AE" }
}

/// An answer as it is written.
struct Answer {
    separators: Separators,
    text: String,
}

impl Answer {
    /// A field that is written already.
    fn raw(&mut self, value: &str) {
        self.text.push(self.separators.field);
        self.text.push_str(value);
    }

    /// A text as a field.
    fn value(&mut self, text: &str) {
        let encoded = self.separators.encode(text);
        self.raw(&encoded);
    }

    /// Ends a segment.
    fn end(&mut self) {
        let kept = self.text.trim_end_matches(self.separators.field).len();
        self.text.truncate(kept);
        self.text.push('\r');
    }

    fn error(&mut self, error: &PrmError, code: &str, old: bool) {
        let c = self.separators.component;
        let place = location(error.path(), c);
        let (number, words) = standard(error.code());
        self.text.push_str("ERR");
        if old {
            // Before version 2.5 there was one field, with the code as its last component.
            let open = 3_usize.saturating_sub(place.matches(c).count());
            let open = c.to_string().repeat(open);
            self.raw(&format!("{place}{open}{number}&{words}"));
            return self.end();
        }
        self.raw("");
        self.raw(&place);
        self.raw(&format!("{number}{c}{words}{c}HL70357"));
        self.raw(if code == "AA" { "W" } else { "E" });
        self.value(error.code().as_str());
        self.raw("");
        self.raw("");
        self.value(error.message());
        self.end();
    }
}

/// A path as the standard names a place (ERL): segment, which one, field, which repetition,
/// component.
fn location(path: &str, c: char) -> String {
    let path = path.split_once("].").filter(|(before, _)| before.starts_with("message["));
    let Some((_, path)) = path else { return String::new() };
    let (segment, rest) = path.split_once('-').unwrap_or((path, ""));
    let (name, index) = indexed(segment);
    if name.len() != 3 {
        return String::new();
    }
    let mut place = format!("{name}{c}{}", index.unwrap_or(1));
    let (field, component) = rest.split_once('.').unwrap_or((rest, ""));
    let (field, repetition) = indexed(field);
    if !field.is_empty() {
        let _ = write!(place, "{c}{field}");
    }
    match (repetition, component) {
        (None, "") => {}
        (repetition, component) => {
            let _ = write!(place, "{c}{}", repetition.unwrap_or(1));
            if !component.is_empty() {
                let _ = write!(place, "{c}{component}");
            }
        }
    }
    place
}

/// A name and its index, counted from 1 as in the standard.
fn indexed(text: &str) -> (&str, Option<usize>) {
    let Some((name, rest)) = text.split_once('[') else { return (text, None) };
    let index = rest.strip_suffix(']').and_then(|index| index.parse::<usize>().ok());
    (name, index.map(|index| index + 1))
}

/// The code of the standard (table 0357).
fn standard(code: ErrorCode) -> (u16, &'static str) {
    match code {
        ErrorCode::MissingField => (101, "Required field missing"),
        ErrorCode::UnknownWord => (103, "Table value not found"),
        ErrorCode::InvalidResource => (100, "Segment sequence error"),
        ErrorCode::Internal | ErrorCode::Busy => (207, "Application internal error"),
        _ => (102, "Data type error"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_as_the_standard_names_them() {
        for (path, place) in [
            ("message[0].SCH-11", "SCH^1^11"),
            ("message[2].PID[1]-13[1].4", "PID^2^13^2^4"),
            ("message[0].SCH-11.4", "SCH^1^11^1^4"),
            ("message[0].PV1", "PV1^1"),
            ("message[0].segment[3]", ""),
            ("MSH", ""),
            ("", ""),
        ] {
            assert_eq!(location(path, '^'), place, "{path}");
        }
    }
}
