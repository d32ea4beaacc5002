//! Visits (ADT).

use super::datatype::{self, missing};
use super::draft::Draft;
use super::message::Event;
use super::segment::Segment;
use super::time;
use crate::error::PrmError;
use crate::{FactContent, PatientId, VisitId, ZonedTime};

/// A01 and A04: `VisitStarted`; A03: `VisitCompleted`; A11: `VisitCancelled`; A13, which takes a
/// discharge back: `VisitCancelled`, then `VisitStarted`.
pub(super) fn visit(draft: &mut Draft<'_>, patient: &PatientId) -> Result<(), PrmError> {
    let message = draft.message;
    let needed = "a visit is described in a PV1 segment: send one, with its number in PV1-19";
    let pv1 = message.pv1.as_ref().ok_or_else(|| missing("PV1", needed))?;
    let visit = id(pv1)?;
    if matches!(message.event, Event::AdmissionCancelled | Event::DischargeCancelled) {
        draft.tell(patient, FactContent::VisitCancelled { visit: visit.clone() })?;
        if message.event == Event::AdmissionCancelled {
            return Ok(());
        }
    }
    let class = draft.keep(pv1.text(2)).and_then(|code| class(&code));
    let place = draft.keep(pv1.first(3)).and_then(|place| datatype::place(&place));
    let content = match message.event {
        Event::Discharged => {
            let start = draft.keep(when(draft, pv1, 44));
            let end = match when(draft, pv1, 45)? {
                Some(end) => end,
                None => of_event(draft, pv1, 45)?,
            };
            let disposition = draft.keep(pv1.first(36)).and_then(|code| datatype::code(&code));
            FactContent::VisitCompleted {
                visit,
                appointment: None,
                start,
                end,
                class,
                service: None,
                place,
                disposition,
            }
        }
        event => {
            let start = match (when(draft, pv1, 44)?, event) {
                (Some(start), _) => start,
                (None, Event::DischargeCancelled) => {
                    let message = "the discharge is taken back, and the visit with it: send when \
                                   it began, so that it goes on";
                    return Err(missing(&pv1.path(44), message));
                }
                (None, _) => of_event(draft, pv1, 44)?,
            };
            let usual = match event {
                Event::Admitted => Some("IMP"),
                Event::Registered => Some("AMB"),
                _ => None,
            };
            let class = class.or_else(|| usual.map(str::to_owned));
            FactContent::VisitStarted {
                visit,
                appointment: None,
                start,
                class,
                service: None,
                place,
            }
        }
    };
    draft.tell(patient, content)
}

/// The visit's number (PV1-19).
fn id(pv1: &Segment<'_>) -> Result<VisitId, PrmError> {
    let number = pv1.first(19)?.and_then(|number| number.text(1));
    let number =
        number.ok_or_else(|| missing(&pv1.path(19), "the visit has no number: send one there"))?;
    number.parse().map_err(|error: PrmError| error.under(&pv1.path(19)))
}

fn when(draft: &Draft<'_>, pv1: &Segment<'_>, field: usize) -> Result<Option<ZonedTime>, PrmError> {
    pv1.read(field, |text| time::about(text, draft.zone))
}

/// A visit that does not say when, begins or ends with the event that tells it.
fn of_event(draft: &Draft<'_>, pv1: &Segment<'_>, field: usize) -> Result<ZonedTime, PrmError> {
    let message = match field {
        44 => "when the visit began is not said: send it there, or in EVN-6 or EVN-2",
        _ => "when the visit ended is not said: send it there, or in EVN-6 or EVN-2",
    };
    draft.event_time().ok_or_else(|| missing(&pv1.path(field), message))?
}

/// The class of PV1-2 (table 0004) in the words of HL7 v3 ActCode; none for one that is not known.
fn class(code: &str) -> Option<String> {
    let class = match code.to_ascii_uppercase().as_str() {
        "I" | "B" | "INPATIENT" => "IMP",
        "O" | "R" | "OUTPATIENT" => "AMB",
        "E" | "EMERGENCY" => "EMER",
        "P" => "PRENC",
        _ => return None,
    };
    Some(class.into())
}
