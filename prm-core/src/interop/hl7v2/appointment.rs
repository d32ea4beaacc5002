//! Appointments (SIU).

use super::datatype::{self, missing};
use super::draft::Draft;
use super::message::Event;
use super::segment::{Repetition, Segment};
use super::time;
use crate::error::PrmError;
use crate::{AppointmentId, AppointmentStatus, FactContent, PatientId, Place, ZonedTime};

/// SIU: booked, rescheduled, modified, cancelled, deleted or missed, for each of its patients.
///
/// A new time is told with the status, so that a feed which begins in the middle of an
/// appointment's life is whole.
pub(super) fn appointment(draft: &mut Draft<'_>, patients: &[PatientId]) -> Result<(), PrmError> {
    let message = draft.message;
    let needed = "an appointment is described in an SCH segment: send one";
    let sch = message.sch.as_ref().ok_or_else(|| missing("SCH", needed))?;
    let appointment = id(sch)?;
    let content = match message.event {
        Event::Cancelled => {
            let reason = draft.keep(sch.first(6)).and_then(|reason| datatype::code(&reason));
            FactContent::AppointmentCancelled { appointment, reason }
        }
        Event::Deleted => {
            let status = Some(AppointmentStatus::EnteredInError);
            changed(appointment, status, (None, None), Details::default())
        }
        Event::NoShow => {
            let schedule = schedule(draft, sch).unwrap_or_else(|error| {
                draft.leave_out(error);
                (None, None)
            });
            let details = Details::of(draft, sch);
            changed(appointment, Some(AppointmentStatus::Noshow), schedule, details)
        }
        // What was modified may be the time: then half of it would be a wrong one.
        Event::Modified => {
            let (schedule, status) = (schedule(draft, sch)?, draft.keep(status(sch)));
            changed(appointment, status, schedule, Details::of(draft, sch))
        }
        _ => {
            let (start, end) = schedule(draft, sch)?;
            let start = start.ok_or_else(|| {
                missing(
                    &sch.path(11),
                    "when the appointment begins is not said: send it in SCH-11.4 or TQ1-7",
                )
            })?;
            let details = Details::of(draft, sch);
            match (message.event, draft.keep(status(sch))) {
                (Event::Booked, None | Some(AppointmentStatus::Booked)) => {
                    let Details { service, place, practitioner } = details;
                    FactContent::AppointmentBooked {
                        appointment,
                        start,
                        end,
                        service,
                        place,
                        practitioner,
                        follows: None,
                    }
                }
                (_, status) => {
                    let status = status.or(Some(AppointmentStatus::Booked));
                    changed(appointment, status, (Some(start), end), details)
                }
            }
        }
    };
    for patient in patients {
        draft.tell(patient, content.clone())?;
    }
    Ok(())
}

/// What an appointment is beside its time.
#[derive(Default)]
struct Details {
    service: Option<crate::care::Service>,
    place: Option<Place>,
    practitioner: Option<String>,
}

impl Details {
    /// The service by the appointment's reason (SCH-7), its type (SCH-8) and what is booked
    /// (AIS-3); the place (AIL-3); the practitioner (AIP-3).
    fn of(draft: &mut Draft<'_>, sch: &Segment<'_>) -> Self {
        let message = draft.message;
        let mut concepts = Vec::new();
        for field in [7, 8] {
            concepts.extend(draft.keep(sch.first(field)));
        }
        for ais in kept(&message.ais) {
            concepts.extend(draft.keep(ais.first(3)));
        }
        Self {
            service: datatype::service(&concepts),
            place: first(draft, &message.ail, datatype::place),
            practitioner: first(draft, &message.aip, datatype::practitioner),
        }
    }
}

/// The first resource of a kind that says what it is.
fn first<T>(
    draft: &mut Draft<'_>,
    list: &[Segment<'_>],
    read: impl Fn(&Repetition<'_>) -> Option<T>,
) -> Option<T> {
    kept(list).find_map(|segment| draft.keep(segment.first(3)).and_then(|found| read(&found)))
}

/// The resources that are not taken off the appointment (action code D in their second field).
fn kept<'s, 'm>(list: &'s [Segment<'m>]) -> impl Iterator<Item = &'s Segment<'m>> {
    list.iter().filter(|segment| segment.raw(2) != "D")
}

fn changed(
    appointment: AppointmentId,
    status: Option<AppointmentStatus>,
    (start, end): (Option<ZonedTime>, Option<ZonedTime>),
    details: Details,
) -> FactContent {
    let Details { service, place, practitioner } = details;
    FactContent::AppointmentChanged {
        appointment,
        status,
        start,
        end,
        service,
        place,
        practitioner,
        attendance: None,
        follows: None,
        reason: None,
    }
}

/// The number of the appointment: SCH-1, else SCH-2. Either is there for good by the standard; of
/// the feeds that were seen, all have the former, and in some the latter is that of an order.
fn id(sch: &Segment<'_>) -> Result<AppointmentId, PrmError> {
    for field in [1, 2] {
        if let Some(id) = sch.first(field)?.and_then(|number| number.text(1)) {
            return id.parse().map_err(|error: PrmError| error.under(&sch.path(field)));
        }
    }
    Err(missing(&sch.path(1), "the appointment has no number: send one in SCH-1 or SCH-2"))
}

/// Where a start may stand, in a segment that is not there it does not.
type Found = Result<Option<ZonedTime>, PrmError>;

/// When it begins and ends: by TQ1-7 and TQ1-8, else by SCH-11 (which version 2.5 withdraws), else
/// from when its service, person, place or other resource is booked.
fn schedule(
    draft: &mut Draft<'_>,
    sch: &Segment<'_>,
) -> Result<(Option<ZonedTime>, Option<ZonedTime>), PrmError> {
    let (message, zone) = (draft.message, draft.zone);
    let at = |segment: &Segment<'_>, field: usize| -> Found {
        segment.read(field, |text| time::to_the_minute(text, zone))
    };
    if let Some(tq1) = message.tq1.first()
        && let Some(start) = at(tq1, 7)?
    {
        if message.tq1.len() > 1 {
            draft.leave_out(one_time("TQ1[1]"));
        }
        return Ok((Some(start), draft.keep(at(tq1, 8))));
    }
    let timing = sch.repetitions(11)?;
    if let Some(timing) = timing.first() {
        let part = |component: usize| -> Found {
            let read = timing.text(component).map(|text| time::to_the_minute(&text, zone));
            read.transpose().map_err(|e| e.under(&format!("{}.{component}", sch.path(11))))
        };
        if let Some(start) = part(4)? {
            shifted(sch, zone)?;
            let end = draft.keep(part(5));
            if sch.repetitions(11)?.len() > 1 {
                draft.leave_out(one_time(&format!("{}[1]", sch.path(11))));
            }
            return Ok((Some(start), end));
        }
    }
    for (list, field) in
        [(&message.ais, 4), (&message.aip, 6), (&message.ail, 6), (&message.aig, 8)]
    {
        for segment in kept(list) {
            if let Some(start) = at(segment, field)? {
                return Ok((Some(start), None));
            }
        }
    }
    Ok((None, None))
}

/// A time in place of a unit (SCH-10) means that a field before it is left out: then what stands
/// in SCH-11 is the end.
fn shifted(sch: &Segment<'_>, zone: Option<crate::Zone>) -> Result<(), PrmError> {
    let unit = sch.first(10)?.and_then(|unit| unit.text(4));
    if unit.is_none_or(|unit| time::to_the_minute(&unit, zone).is_err()) {
        return Ok(());
    }
    let message = "a time where the unit of the duration belongs: are the fields before it all \
                   there";
    Err(PrmError::new(crate::ErrorCode::Contradiction, message).under(&sch.path(10)))
}

fn one_time(path: &str) -> PrmError {
    let message = "an appointment has one time, the first is read: send a message for each";
    PrmError::new(crate::ErrorCode::TooMany, message).under(path)
}

/// The status that the scheduling system gives (SCH-25, table 0278); none for a word of its own.
fn status(sch: &Segment<'_>) -> Result<Option<AppointmentStatus>, PrmError> {
    use AppointmentStatus as S;
    let Some(said) = sch.first(25)? else { return Ok(None) };
    let word = datatype::code(&said).unwrap_or_default().to_ascii_lowercase();
    Ok(match word.as_str() {
        "booked" | "overbook" => Some(S::Booked),
        "pending" => Some(S::Pending),
        "waitlist" => Some(S::Waitlist),
        "started" => Some(S::Arrived),
        "complete" | "completed" => Some(S::Fulfilled),
        "cancelled" | "canceled" | "dc" => Some(S::Cancelled),
        "deleted" => Some(S::EnteredInError),
        "noshow" | "no-show" => Some(S::Noshow),
        _ => None,
    })
}
