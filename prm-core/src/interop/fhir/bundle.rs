//! One resource of any kind, and bundles of them.

use super::addresses::Addresses;
use super::draft::{self, Draft};
use super::surroundings::Surroundings;
use super::{Reading, appointment, consent, encounter, patient, questionnaire_response};
use crate::error::{ErrorCode, PrmError};
use crate::interop::json::{Json, Keep};

/// What is kept of a resource: all of those that are read, and the names of the others, which may
/// be referred to.
pub(super) fn keep(kind: &str) -> Keep {
    match kind {
        "Patient"
        | "RelatedPerson"
        | "Appointment"
        | "Encounter"
        | "Consent"
        | "QuestionnaireResponse" => Keep::Whole,
        "Bundle" => Keep::Parts,
        _ => Keep::Name,
    }
}

/// Reads a resource or a bundle into `reading`.
pub(super) fn resource(
    resource: &Json<'_>,
    around: &Surroundings<'_>,
    reading: &mut Reading,
) -> Result<(), PrmError> {
    resource.object()?;
    let kind = resource.get("resourceType").ok_or_else(|| {
        PrmError::new(ErrorCode::MissingField, "no FHIR resource: this field is required")
            .under("resourceType")
    })?;
    let kind = kind.text().map_err(|error| error.under("resourceType"))?;
    let read = match kind {
        "Patient" => patient::patient,
        "RelatedPerson" => patient::related_person,
        "Appointment" => appointment::appointment,
        "Encounter" => encounter::encounter,
        "Consent" => consent::consent,
        "QuestionnaireResponse" => questionnaire_response::questionnaire_response,
        "Bundle" => return bundle(resource, around, reading),
        _ => {
            reading.ignored += 1;
            return Ok(());
        }
    };
    let drafted = Draft::new(resource, kind, around).and_then(|mut draft| {
        read(&mut draft)?;
        Ok(draft)
    });
    drafted.map_err(|error| draft::of_kind(error, kind))?.finish(reading);
    Ok(())
}

fn bundle(
    bundle: &Json<'_>,
    around: &Surroundings<'_>,
    reading: &mut Reading,
) -> Result<(), PrmError> {
    if around.depth >= DEPTH {
        return Err(PrmError::new(ErrorCode::TooDeep, "bundles in bundles in bundles"));
    }
    let Some(entries) = bundle.get("entry") else { return Ok(()) };
    let time = bundle.get("timestamp").or_else(|| bundle.get("meta")?.get("lastUpdated"));
    let mut addresses = Addresses::default();
    entries.items().for_each(|(_, entry)| addresses.note(entry));
    let mut inside = Surroundings {
        options: around.options,
        entries: &addresses,
        address: None,
        time: time.and_then(|time| time.text().ok()?.parse().ok()).or(around.time),
        later: None,
        depth: around.depth + 1,
    };
    for (index, entry) in entries.items() {
        inside.address = entry.get("fullUrl").and_then(|url| url.text().ok());
        let (place, inner) = self::entry(entry, &inside);
        if place == "resource" && inner.left_out.is_empty() {
            reading.take(inner, "");
        } else {
            reading.take(inner, &format!("entry[{index}].{place}"));
        }
    }
    Ok(())
}

/// Reads an entry; gives the field that was read, and what it gave.
pub(super) fn entry(entry: &Json<'_>, inside: &Surroundings<'_>) -> (&'static str, Reading) {
    let mut reading = Reading::default();
    let (place, done) = match entry.get("resource") {
        Some(found) => ("resource", resource(found, inside, &mut reading)),
        None => ("request", without_resource(entry)),
    };
    if let Err(error) = done {
        reading.leave_out(error);
    }
    (place, reading)
}

/// Bundles may hold bundles (a searchset of documents), not without end.
const DEPTH: usize = 4;

/// A deletion says which resource is gone, but not whose it was.
fn without_resource(entry: &Json<'_>) -> Result<(), PrmError> {
    let request = entry.get("request").and_then(|request| request.get("method"));
    match request.map(Json::text) {
        Some(Ok("DELETE")) => {
            let message = "a deletion is not read: send the resource once more, with the status \
                           entered-in-error";
            Err(PrmError::new(ErrorCode::InvalidResource, message))
        }
        _ => Ok(()),
    }
}
