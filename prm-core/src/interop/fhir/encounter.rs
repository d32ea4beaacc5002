//! Visits.

use super::draft::{Draft, unknown_word};
use super::{datatype, reference};
use crate::care::Service;
use crate::error::{ErrorCode, PrmError};
use crate::interop::json::Json;
use crate::{AppointmentId, FactContent, Place, VisitId, ZonedTime};

/// Encounter: `VisitStarted`, `VisitCompleted` or `VisitCancelled`; nothing while it is planned.
pub(super) fn encounter(draft: &mut Draft<'_>) -> Result<(), PrmError> {
    let stage = stage(draft.status()?)?;
    let Some(patient) = draft.patient("subject")? else { return Ok(()) };
    let visit: VisitId = draft.id.parse().map_err(|error: PrmError| error.under("id"))?;
    let (start, end) = period(draft)?;
    let occurred = draft.occurred(end.or(start).map(ZonedTime::instant))?;
    let stage = match (stage, start, end) {
        (Stage::Planned, ..) => return Ok(()),
        (Stage::Completed, Some(_), None) => {
            // It is known to be over, not since when.
            draft.leave_out(missing("period.end"));
            Stage::Started
        }
        (Stage::Completed, None, None) | (Stage::Started, None, _) => {
            return Err(missing("period.start"));
        }
        (stage, ..) => stage,
    };
    let appointment = appointment(draft);
    let class = draft.resource.get("class").and_then(class);
    let (service, place) = (service(draft.resource), place(draft));
    let content = match (stage, start, end) {
        (Stage::Completed, start, Some(end)) => FactContent::VisitCompleted {
            visit,
            appointment,
            start,
            end,
            class,
            service,
            place,
            disposition: disposition(draft.resource),
        },
        (Stage::Started, Some(start), _) => {
            FactContent::VisitStarted { visit, appointment, start, class, service, place }
        }
        _ => FactContent::VisitCancelled { visit },
    };
    draft.tell(&patient, occurred, content)
}

enum Stage {
    Planned,
    Started,
    Completed,
    Cancelled,
}

fn stage(word: &str) -> Result<Stage, PrmError> {
    Ok(match word {
        "planned" | "unknown" => Stage::Planned,
        // `on-hold`, `discharged` and `completed` are words of R5; who is discharged may still
        // have to be billed, not seen.
        "arrived" | "triaged" | "in-progress" | "onleave" | "on-hold" => Stage::Started,
        "finished" | "completed" | "discharged" => Stage::Completed,
        "cancelled" | "entered-in-error" | "discontinued" => Stage::Cancelled,
        _ => return Err(unknown_word("status")),
    })
}

fn missing(path: &str) -> PrmError {
    PrmError::new(ErrorCode::MissingField, "a visit that has begun or ended says when").under(path)
}

/// When it began and ended; R5 calls it `actualPeriod`.
fn period(draft: &Draft<'_>) -> Result<(Option<ZonedTime>, Option<ZonedTime>), PrmError> {
    let around = draft.around;
    let read = |period: &Json<'_>| {
        period.object()?;
        let end = |name: &str| {
            let read = |value: &Json<'_>| whole_time(value.text()?, around);
            period.get(name).map(read).transpose().map_err(|error| error.under(name))
        };
        Ok((end("start")?, end("end")?))
    };
    let found = match draft.must("period", read)? {
        Some(found) => Some(found),
        None => draft.must("actualPeriod", read)?,
    };
    Ok(found.unwrap_or_default())
}

/// A time, or noon of a day where only the day is known: the day that is meant in every zone of
/// a country.
fn whole_time(
    text: &str,
    around: &super::surroundings::Surroundings<'_>,
) -> Result<ZonedTime, PrmError> {
    match text.len() {
        10 => datatype::time(&format!("{text}T12:00:00"), around)
            .or_else(|_| datatype::time(&format!("{text}T12:00:00Z"), around)),
        _ => datatype::time(text, around),
    }
}

fn appointment(draft: &mut Draft<'_>) -> Option<AppointmentId> {
    let around = draft.around;
    let list =
        draft.each("appointment", |value| reference::target(value, around)?.id.parse().map(Some));
    list.into_iter().flatten().next()
}

/// A Coding in R4, a list of concepts in R5.
fn class(value: &Json<'_>) -> Option<String> {
    value.items().find_map(|(_, value)| datatype::code(value))
}

/// `serviceType`, else `type`: what many systems have instead.
fn service(resource: &Json<'_>) -> Option<Service> {
    ["serviceType", "type"].iter().find_map(|name| datatype::service(resource.get(name)?))
}

/// Where it began, which is where it was booked.
fn place(draft: &mut Draft<'_>) -> Option<Place> {
    let (around, resource) = (draft.around, draft.resource);
    let found = draft.each("location", |value| {
        let Some(location) = value.get("location") else { return Ok(None) };
        let status = value.get("status").and_then(|status| status.text().ok());
        if matches!(status, Some("planned" | "reserved")) {
            return Ok(None);
        }
        reference::place(location, resource, around)
            .map(Some)
            .map_err(|error| error.under("location"))
    });
    found.into_iter().flatten().next()
}

/// Where the patient went: `hospitalization` in R4, `admission` in R5.
fn disposition(resource: &Json<'_>) -> Option<String> {
    let stay = resource.get("hospitalization").or_else(|| resource.get("admission"))?;
    datatype::code(stay.get("dischargeDisposition")?)
}
