//! HL7 v2 messages as facts.
//!
//! Read are appointments (SIU S12, S13, S14, S15, S17, S26), visits (ADT A01, A03, A04; taken back
//! by A11 and A13) and patients (ADT A08, A28, A31, A40, and the PID of every other of these);
//! every other message concerns no fact. A text holds one message or many, with or without the envelopes of batches and files,
//! with lines that end in any way, and with the separators that each header names.
//!
//! What is not understood is kept out and named in [`Reading::left_out`] by message, segment and
//! field, as in `message[2].SCH-11`, with what somebody at the sending system would have to
//! change; the rest is read all the same. Messages, segments and repetitions are counted from 0,
//! fields and components from 1 as in the standard.
//!
//! A fact's id is made of source, type, event and control id (MSH-10); its time is that at which
//! the event was entered (EVN-2), else that of the message (MSH-7), else that of receipt (R32): a
//! feed that is told again, or in another order, is the same set of facts.
//!
//! ```
//! use prm_core::hl7v2::{self, ReadOptions};
//! let options = ReadOptions { zone: "Asia/Kolkata".parse().ok(), ..ReadOptions::default() };
//! let reading = hl7v2::read(
//!     "MSH|^~\\&|SCHED|LOTUS|||20260302113000||SIU^S12|17|P|2.5\r\
//!      SCH||a1|||||185349003^Check-up^SCT||||^^^202603101000\r\
//!      PID|||priya^^^LOTUS^MR\r\
//!      AIP|1||17^Rao^Asha^^^Dr\r",
//!     &options,
//! )?;
//! let [fact] = &reading.facts[..] else { panic!() };
//! assert_eq!(fact.id.as_str(), "hl7v2:SIU^S12/17");
//! assert_eq!(fact.patient.as_str(), "priya");
//! assert_eq!(fact.occurred.to_string(), "2026-03-02T06:00:00.000Z");
//! # Ok::<(), prm_core::PrmError>(())
//! ```
//!
//! A host that listens takes messages out of their frames ([`Mllp`]), reads each, stores what came
//! of it, and only then answers ([`acknowledge`]). Character sets are the host's: what is read is
//! text.
//!
//! What the standard says and is read otherwise here: an offset in MSH-7 is not lent to the other
//! times of a message (half a year later it is another one); a value that is left out says
//! nothing, and one that is `""` empties a list or takes back a death, but a date of birth, a
//! gender or an address cannot be emptied and is named. A discharge as one who died (PV1-36) is a
//! death, wherever else it is not said.
//!
//! Source: HL7 Version 2.5.1 and 2.8.2, chapters 2, 2A, 3 and 10.

mod acknowledgement;
mod appointment;
mod datatype;
mod draft;
mod message;
mod mllp;
mod patient;
mod segment;
mod separators;
mod time;
mod visit;

pub use super::reading::{ReadOptions, Reading};
pub use acknowledgement::acknowledge;
pub use message::messages;
pub use mllp::Mllp;

use crate::error::{ErrorCode, PrmError};
use crate::limits;
use draft::Draft;
use message::{Event, Message, Part};

/// Reads one message or many, of at most
/// [`limits::RESOURCE_BYTES`](crate::limits::RESOURCE_BYTES) together.
///
/// # Errors
/// `too_large`, or `invalid_resource` for a text that holds no message. A message that says
/// nothing legible is named in [`Reading::left_out`], and the others are read.
pub fn read(text: &str, options: &ReadOptions) -> Result<Reading, PrmError> {
    if text.len() > limits::RESOURCE_BYTES {
        let (length, most) = (text.len(), limits::RESOURCE_BYTES);
        let message = format!("the text has {length} bytes, more than the limit of {most}");
        return Err(PrmError::new(ErrorCode::TooLarge, message));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reading = Reading::default();
    let (mut count, mut empty) = (0, true);
    for part in message::parts(text) {
        empty = false;
        match part {
            Part::Message(text) => {
                one(text, options, count, &mut reading);
                count += 1;
            }
            Part::Stray(line) => {
                let message = "a line that stands in no message: every message begins with its \
                               own MSH segment";
                let error = PrmError::new(ErrorCode::InvalidResource, message);
                reading.leave_out(error.under(&format!("line[{line}]")));
            }
        }
    }
    if count == 0 && (!empty || text.trim().is_empty()) {
        let message = match text.trim_start().starts_with('<') {
            true => "HL7 v2 in XML is not read: have it sent with separators, from `MSH|^~\\&|` on",
            false => "no HL7 v2 message: one begins with `MSH|^~\\&|`",
        };
        return Err(PrmError::new(ErrorCode::InvalidResource, message).under("MSH"));
    }
    Ok(reading)
}

fn one(text: &str, options: &ReadOptions, index: usize, reading: &mut Reading) {
    match Message::parse(text) {
        Ok(None) => reading.ignored += 1,
        Ok(Some(message)) => {
            let mut part = Reading::default();
            match Draft::new(&message, options).map(facts) {
                Ok(found) => part = found,
                Err(error) => part.leave_out(error),
            }
            reading.take(part, &format!("message[{index}]"));
        }
        Err(error) => reading.leave_out(error.under(&format!("message[{index}]"))),
    }
}

/// The facts of a message. Who the patient is stands by itself: it is told even where the rest
/// cannot be.
fn facts(mut draft: Draft<'_>) -> Reading {
    let message = draft.message;
    // Among appointments there are meetings of staff, and groups of patients.
    let several = !message.event.is_of_visit() && message.event != Event::Described;
    let mut patients = Vec::new();
    for (index, group) in message.patients.iter().enumerate() {
        if !several && index > 0 {
            let error = "a message of this kind has one patient: send one for each";
            let error = PrmError::new(ErrorCode::TooMany, error);
            draft.leave_out(error.under(&group.pid.path(3)));
            break;
        }
        match patient::described(&mut draft, group) {
            Ok(patient) => patients.push(patient),
            Err(error) => draft.leave_out(error),
        }
    }
    if message.patients.is_empty() && !message.kind.starts_with("SIU") {
        let error = "nothing says whose message this is: send a PID segment";
        draft.leave_out(datatype::missing("PID", error));
        return draft.finish();
    }
    let done = match (message.event, &patients[..]) {
        (Event::Merged, _) => {
            message.patients.iter().try_for_each(|group| patient::merged(&mut draft, group))
        }
        (Event::Described, _) | (_, []) => Ok(()),
        (event, [patient, ..]) if event.is_of_visit() => visit::visit(&mut draft, patient),
        (_, patients) => appointment::appointment(&mut draft, patients),
    };
    if let Err(error) = done {
        draft.leave_out(error);
    }
    draft.finish()
}
