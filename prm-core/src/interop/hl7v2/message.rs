//! Messages: how a text falls into them, and the segments of one.

use super::segment::Segment;
use super::separators::Separators;
use crate::error::{ErrorCode, PrmError};
use crate::{id, limits};

/// A stretch of a text.
pub(super) enum Part<'t> {
    /// A message, from its header to its last segment.
    Message(&'t str),
    /// A line that stands in no message: which line of the text, from 0.
    Stray(usize),
}

/// Splits a text into its messages. Envelopes of batches and files are passed over: what they
/// hold says nothing of a patient.
pub(super) fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = lines(text).enumerate().peekable();
    std::iter::from_fn(move || {
        loop {
            let (index, (from, line)) = lines.next()?;
            match kind(line) {
                Kind::Header => {
                    let mut end = from + line.len();
                    while let Some((_, (from, line))) = lines
                        .next_if(|(_, (_, line))| matches!(kind(line), Kind::Segment | Kind::Other))
                    {
                        end = from + line.len();
                    }
                    return Some(Part::Message(text.get(from..end).unwrap_or_default()));
                }
                Kind::Envelope => {}
                Kind::Segment | Kind::Other => return Some(Part::Stray(index)),
            }
        }
    })
}

/// The messages of a text, one after the other: for a host that reads and acknowledges each by
/// itself.
///
/// ```
/// use prm_core::hl7v2;
/// let batch = "BHS|^~\\&|EHR\rMSH|^~\\&|EHR||||||ADT^A08|1\rPID|||p1\rMSH|^~\\&|EHR||||||ACK|2\rBTS|2";
/// let messages: Vec<&str> = hl7v2::messages(batch).collect();
/// assert_eq!(messages.len(), 2);
/// assert!(messages[1].starts_with("MSH|^~\\&|EHR||||||ACK"));
/// ```
pub fn messages(text: &str) -> impl Iterator<Item = &str> {
    parts(text).filter_map(|part| match part {
        Part::Message(message) => Some(message),
        Part::Stray(_) => None,
    })
}

/// The lines that are not empty, and where each begins. Carriage returns end lines, line feeds
/// and both together too; the characters of MLLP's frames and white space in front are no part of
/// them.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(from..).filter(|rest| !rest.is_empty())?;
            let end = rest.bytes().position(|byte| byte == b'\r' || byte == b'\n');
            let line = rest.get(..end.unwrap_or(rest.len()))?;
            let start = from;
            from += line.len() + 1;
            let trimmed = line.trim_start_matches([' ', '\t', '\u{b}', '\u{1c}']);
            let start = start + line.len() - trimmed.len();
            let trimmed = trimmed.trim_end_matches('\u{1c}');
            if !trimmed.is_empty() {
                return Some((start, trimmed));
            }
        }
    })
}

enum Kind {
    Header,
    Envelope,
    Segment,
    Other,
}

fn kind(line: &str) -> Kind {
    let Some((name, rest)) = line.split_at_checked(3) else { return Kind::Other };
    let named = name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !named || rest.starts_with(char::is_alphanumeric) {
        return Kind::Other;
    }
    match name {
        "MSH" => Kind::Header,
        "FHS" | "BHS" | "BTS" | "FTS" => Kind::Envelope,
        _ => Kind::Segment,
    }
}

/// What a message is about, of those that concern a fact (MSH-9).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    Booked,
    Rescheduled,
    Modified,
    Cancelled,
    Deleted,
    NoShow,
    Admitted,
    Discharged,
    Registered,
    AdmissionCancelled,
    DischargeCancelled,
    Described,
    Merged,
}

impl Event {
    fn of(kind: &str, trigger: &str) -> Option<(Self, &'static str)> {
        Some(match (kind, trigger) {
            ("SIU", "S12") => (Self::Booked, "SIU^S12"),
            ("SIU", "S13") => (Self::Rescheduled, "SIU^S13"),
            ("SIU", "S14") => (Self::Modified, "SIU^S14"),
            ("SIU", "S15") => (Self::Cancelled, "SIU^S15"),
            ("SIU", "S17") => (Self::Deleted, "SIU^S17"),
            ("SIU", "S26") => (Self::NoShow, "SIU^S26"),
            ("ADT", "A01") => (Self::Admitted, "ADT^A01"),
            ("ADT", "A03") => (Self::Discharged, "ADT^A03"),
            ("ADT", "A04") => (Self::Registered, "ADT^A04"),
            ("ADT", "A08") => (Self::Described, "ADT^A08"),
            ("ADT", "A11") => (Self::AdmissionCancelled, "ADT^A11"),
            ("ADT", "A13") => (Self::DischargeCancelled, "ADT^A13"),
            ("ADT", "A28") => (Self::Described, "ADT^A28"),
            ("ADT", "A31") => (Self::Described, "ADT^A31"),
            ("ADT", "A40") => (Self::Merged, "ADT^A40"),
            _ => return None,
        })
    }

    /// Whether it is about a visit.
    pub(super) fn is_of_visit(self) -> bool {
        matches!(
            self,
            Self::Admitted
                | Self::Discharged
                | Self::Registered
                | Self::AdmissionCancelled
                | Self::DischargeCancelled
        )
    }
}

/// A patient in a message, and the records that became this one.
pub(super) struct Group<'m> {
    pub(super) pid: Segment<'m>,
    pub(super) pd1: Option<Segment<'m>>,
    pub(super) merged: Vec<Segment<'m>>,
}

/// A message that concerns a fact, taken apart into segments. Of each kind the first is kept,
/// or the first [`limits::LIST`] where several mean something.
pub(super) struct Message<'m> {
    pub(super) event: Event,
    /// Its type, as in `SIU^S12`.
    pub(super) kind: &'static str,
    pub(super) separators: Separators,
    pub(super) text: &'m str,
    pub(super) header: Segment<'m>,
    pub(super) evn: Option<Segment<'m>>,
    pub(super) patients: Vec<Group<'m>>,
    pub(super) pv1: Option<Segment<'m>>,
    pub(super) sch: Option<Segment<'m>>,
    pub(super) tq1: Vec<Segment<'m>>,
    /// Services, locations, personnel and other resources of an appointment.
    pub(super) ais: Vec<Segment<'m>>,
    pub(super) ail: Vec<Segment<'m>>,
    pub(super) aip: Vec<Segment<'m>>,
    pub(super) aig: Vec<Segment<'m>>,
    /// Lines that are no segments, by their index in the message.
    pub(super) odd: Vec<usize>,
}

impl<'m> Message<'m> {
    /// Takes a message apart; `None` for one that concerns no fact.
    pub(super) fn parse(text: &'m str) -> Result<Option<Self>, PrmError> {
        let mut lines = lines(text).map(|(_, line)| line);
        let first = lines.next().unwrap_or_default();
        let separators = Separators::of(first)?;
        let Some((event, kind)) = event(text, first, separators)? else { return Ok(None) };
        let mut message = Self {
            event,
            kind,
            separators,
            text,
            header: Segment::new(first, 0, separators),
            evn: None,
            patients: Vec::new(),
            pv1: None,
            sch: None,
            tq1: Vec::new(),
            ais: Vec::new(),
            ail: Vec::new(),
            aip: Vec::new(),
            aig: Vec::new(),
            odd: Vec::new(),
        };
        for (index, line) in lines.enumerate() {
            message.take(index + 1, line);
        }
        Ok(Some(message))
    }

    fn take(&mut self, index: usize, line: &'m str) {
        let name = line.get(..3).unwrap_or_default();
        let ends = line.get(3..).is_some_and(|rest| {
            rest.trim_end().is_empty() || rest.starts_with(self.separators.field)
        });
        if !ends || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            if self.odd.len() < limits::LIST {
                self.odd.push(index);
            }
            return;
        }
        let separators = self.separators;
        let segment = |index: usize| Segment::new(line, index, separators);
        let one = |place: &mut Option<Segment<'m>>| {
            place.get_or_insert_with(|| segment(0));
        };
        let several = |list: &mut Vec<Segment<'m>>| {
            if list.len() < limits::LIST {
                list.push(segment(list.len()));
            }
        };
        match name {
            "EVN" => one(&mut self.evn),
            "PV1" => one(&mut self.pv1),
            "SCH" => one(&mut self.sch),
            "TQ1" => several(&mut self.tq1),
            "AIS" => several(&mut self.ais),
            "AIL" => several(&mut self.ail),
            "AIP" => several(&mut self.aip),
            "AIG" => several(&mut self.aig),
            "PID" if self.patients.len() < limits::LIST => {
                let pid = segment(self.patients.len());
                self.patients.push(Group { pid, pd1: None, merged: Vec::new() });
            }
            "PD1" => {
                if let Some(group) = self.patients.last_mut() {
                    one(&mut group.pd1);
                }
            }
            "MRG" => {
                let before: usize = self.patients.iter().map(|group| group.merged.len()).sum();
                if let Some(group) = self.patients.last_mut().filter(|_| before < limits::LIST) {
                    group.merged.push(segment(before));
                }
            }
            _ => {}
        }
    }

    /// What tells this message from every other: its control id (MSH-10), or where it has none a
    /// digest of it.
    pub(super) fn control_id(&self) -> Result<String, PrmError> {
        let given = self.header.text(10)?;
        Ok(match given {
            Some(id) => id.into_owned(),
            None => id::hex(&id::sha256(&[self.text]), 16),
        })
    }
}

/// What a message is about. Some of version 2.2 and older name the event in EVN-1 alone.
fn event(
    text: &str,
    header: &str,
    separators: Separators,
) -> Result<Option<(Event, &'static str)>, PrmError> {
    let said = header.split(separators.field).nth(8).unwrap_or_default();
    let mut words = said.split([separators.component, separators.repetition]).map(str::trim);
    let kind = words.next().unwrap_or_default();
    if kind.is_empty() {
        let message = "nothing says what the message is about: write its type and event there, \
                       as in `SIU^S12`";
        return Err(PrmError::new(ErrorCode::MissingField, message).under("MSH-9"));
    }
    let kind = kind.to_ascii_uppercase();
    if kind != "SIU" && kind != "ADT" {
        return Ok(None);
    }
    let trigger = words.next().unwrap_or_default().to_ascii_uppercase();
    if !trigger.is_empty() {
        return Ok(Event::of(&kind, &trigger));
    }
    let evn = lines(text).map(|(_, line)| line).find(|line| line.starts_with("EVN"));
    let trigger = evn.and_then(|line| line.split(separators.field).nth(1)).unwrap_or_default();
    if trigger.trim().is_empty() {
        let message = "the event is not named: write type and event there, as in `SIU^S12`";
        return Err(PrmError::new(ErrorCode::MissingField, message).under("MSH-9"));
    }
    Ok(Event::of(&kind, trigger.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_falls_into_messages_whatever_ends_its_lines() {
        for end in ["\r", "\n", "\r\n", "\r\r\n"] {
            let lines = [
                "\u{b}FHS|^~\\&|",
                "BHS|^~\\&|",
                "MSH|^~\\&|1",
                "PID|||a",
                "  NTE|||b",
                "",
                "MSH|^~\\&|2",
                "text with a break",
                "BTS|2",
                "PID|||stray",
                "BHS|",
                "MSH|^~\\&|3",
                "FTS|1\u{1c}",
            ];
            let text = lines.join(end);
            let found: Vec<String> = parts(&text)
                .map(|part| match part {
                    Part::Message(message) => message.replace(end, "/"),
                    Part::Stray(line) => line.to_string(),
                })
                .collect();
            let expected = [
                "MSH|^~\\&|1/PID|||a/  NTE|||b",
                "MSH|^~\\&|2/text with a break",
                "8",
                "MSH|^~\\&|3",
            ];
            assert_eq!(found, expected, "{end:?}");
        }
        assert_eq!(parts("").count(), 0);
        assert_eq!(messages("\u{feff}MSH|^~\\&|").count(), 1);
        // `MSHX` is no header, `MSH` alone is one that ends early.
        assert_eq!(messages("MSHX|^~\\&|\rMSH").count(), 1);
    }

    #[test]
    fn the_event_is_in_the_header_or_else_in_evn() {
        let of = |text: &str| match Message::parse(text) {
            Ok(found) => found.map_or("nothing", |message| message.kind).to_owned(),
            Err(error) => format!("{} {}", error.path(), error.code()),
        };
        assert_eq!(of("MSH|^~\\&|||||||SIU^S12^SIU_S12|1"), "SIU^S12");
        assert_eq!(of("MSH|^~\\&|||||||adt^a01|1\rEVN|A04"), "ADT^A01");
        assert_eq!(of("MSH|^~\\&|||||||ADT|1\rEVN|A04"), "ADT^A04");
        assert_eq!(of("MSH|^~\\&|||||||ADT|1\rEVN|"), "MSH-9 missing_field");
        assert_eq!(of("MSH|^~\\&|||||||ADT|1"), "MSH-9 missing_field");
        assert_eq!(of("MSH|^~\\&|||||||^A01|1"), "MSH-9 missing_field");
        assert_eq!(of("MSH|^~\\&|||||||ADT^A31|1"), "ADT^A31");
        assert_eq!(of("MSH|^~\\&|||||||ADT^A12|1"), "nothing");
        assert_eq!(of("MSH|^~\\&|||||||ORU^R01|1"), "nothing");
        assert_eq!(of("MSH*^~\\&*******ADT^A08"), "ADT^A08");
        assert_eq!(of("MSH|^~\\&"), "MSH-9 missing_field");
    }
}
