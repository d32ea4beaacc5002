//! Appointments.

use super::draft::{Draft, unknown_word};
use super::{datatype, reference};
use crate::error::PrmError;
use crate::interop::json::Json;
use crate::{AppointmentId, AppointmentStatus, Attendance, FactContent, PatientId, Place};

/// Who and what takes part.
#[derive(Default)]
struct Parties {
    patients: Vec<(PatientId, Option<Attendance>)>,
    place: Option<Place>,
    practitioner: Option<String>,
}

/// Appointment: `AppointmentChanged` for each patient that takes part; none where none does.
pub(super) fn appointment(draft: &mut Draft<'_>) -> Result<(), PrmError> {
    let status = status(draft.status()?)?;
    let appointment: AppointmentId =
        draft.id.parse().map_err(|error: PrmError| error.under("id"))?;
    let (start, end) = (draft.time("start")?, draft.time("end")?);
    let around = draft.around;
    let own = draft
        .read("created", |value| datatype::instant(value.text()?, around, datatype::Edge::First));
    // Never its start, which is to come: what is dated later than now has no effect yet (R2).
    let occurred = draft.occurred(own)?;
    let parties = parties(draft)?;
    let service = draft.resource.get("serviceType").and_then(datatype::service);
    // R4 and STU3 spell it with one l.
    let reasons = ["cancelationReason", "cancellationReason"];
    let reason = reasons.iter().find_map(|name| draft.resource.get(name));
    let reason =
        reason.and_then(|reason| datatype::code(reason).or_else(|| datatype::words(reason)));
    let follows = replaced(draft);
    for (patient, attendance) in parties.patients {
        let content = FactContent::AppointmentChanged {
            appointment: appointment.clone(),
            status: Some(status),
            start,
            end,
            service: service.clone(),
            place: parties.place.clone(),
            practitioner: parties.practitioner.clone(),
            attendance,
            follows: follows.clone(),
            reason: reason.clone(),
        };
        draft.tell(&patient, occurred, content)?;
    }
    Ok(())
}

fn status(word: &str) -> Result<AppointmentStatus, PrmError> {
    use AppointmentStatus as S;
    Ok(match word {
        "proposed" => S::Proposed,
        "pending" => S::Pending,
        "booked" => S::Booked,
        "arrived" => S::Arrived,
        "fulfilled" => S::Fulfilled,
        "cancelled" => S::Cancelled,
        "noshow" => S::Noshow,
        "entered-in-error" => S::EnteredInError,
        "checked-in" => S::CheckedIn,
        "waitlist" => S::Waitlist,
        _ => return Err(unknown_word("status")),
    })
}

fn parties(draft: &mut Draft<'_>) -> Result<Parties, PrmError> {
    let mut parties = Parties::default();
    let mut unresolved = Vec::new();
    let mut discussed = false;
    let around = draft.around;
    let Some(participants) = draft.resource.get("participant") else { return Ok(parties) };
    for (index, participant) in participants.items() {
        let Some(actor) = participant.get("actor") else { continue };
        let place = || format!("participant[{index}].actor");
        let target = match reference::target(actor, around) {
            Ok(target) => target,
            Err(error) => {
                match reference::kind(actor, draft.resource) {
                    Some("Location") if parties.place.is_none() => {
                        parties.place = reference::place(actor, draft.resource, around).ok();
                    }
                    Some("Practitioner" | "PractitionerRole") if parties.practitioner.is_none() => {
                        parties.practitioner = reference::display(actor);
                    }
                    _ => unresolved.push(error.under(&place())),
                }
                continue;
            }
        };
        match target.kind {
            "Patient" => {
                // Others meet about them: they are not expected, and not to be reminded.
                if participant.get("required").is_some_and(|r| r.text() == Ok("information-only")) {
                    discussed = true;
                    continue;
                }
                let id = target.id.parse().map_err(|error: PrmError| error.under(&place()))?;
                let attendance = match participant.get("status").map(Json::text) {
                    Some(Ok("accepted")) => Some(Attendance::Accepted),
                    Some(Ok("declined")) => Some(Attendance::Declined),
                    _ => None,
                };
                if !parties.patients.iter().any(|(known, _)| *known == id) {
                    parties.patients.push((id, attendance));
                }
            }
            "Location" if parties.place.is_none() => {
                parties.place = reference::place(actor, draft.resource, around).ok();
            }
            "Practitioner" | "PractitionerRole" if parties.practitioner.is_none() => {
                parties.practitioner = reference::display(actor);
            }
            _ => {}
        }
    }
    // R5 names the patient beside the participants too.
    if parties.patients.is_empty() && !discussed && draft.resource.get("subject").is_some() {
        parties.patients.extend(draft.patient("subject")?.map(|patient| (patient, None)));
    }
    // Somebody without an address is no loss beside a patient who has one.
    if parties.patients.is_empty() && !discussed {
        unresolved.into_iter().for_each(|error| draft.leave_out(error));
    }
    Ok(parties)
}

/// The appointment that this one replaces (R5).
fn replaced(draft: &mut Draft<'_>) -> Option<AppointmentId> {
    let around = draft.around;
    let list =
        draft.each("replaces", |value| reference::target(value, around)?.id.parse().map(Some));
    list.into_iter().flatten().next()
}
