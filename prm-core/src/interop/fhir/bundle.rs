//! One resource of any kind, and bundles of them.

use std::collections::BTreeMap;

use super::draft::Draft;
use super::reference::Target;
use super::{ReadOptions, Reading, appointment, consent, encounter, patient};
use crate::Timestamp;
use crate::error::{ErrorCode, PrmError};
use crate::interop::json::Json;

/// What a resource's reader knows beside the resource.
pub(super) struct Surroundings<'r> {
    pub(super) options: &'r ReadOptions,
    /// The entries of the bundle by their full address.
    pub(super) entries: BTreeMap<&'r str, Target<'r>>,
    /// The entry's own address, for a resource without an id.
    pub(super) address: Option<&'r str>,
    /// The time of the bundle, for resources that bear none.
    pub(super) time: Option<Timestamp>,
    depth: usize,
}

impl<'r> Surroundings<'r> {
    pub(super) fn alone(options: &'r ReadOptions) -> Self {
        Self { options, entries: BTreeMap::new(), address: None, time: None, depth: 0 }
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
        "Bundle" => return bundle(resource, around, reading),
        _ => {
            reading.ignored += 1;
            return Ok(());
        }
    };
    let mut draft = Draft::new(resource, kind, around)?;
    read(&mut draft)?;
    draft.finish(reading);
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
    let mut inside = Surroundings {
        options: around.options,
        entries: addresses(entries),
        address: None,
        time: time.and_then(|time| time.text().ok()?.parse().ok()).or(around.time),
        depth: around.depth + 1,
    };
    for (index, entry) in entries.items() {
        inside.address = entry.get("fullUrl").and_then(|url| url.text().ok());
        let mut inner = Reading::default();
        let (place, done) = match entry.get("resource") {
            Some(found) => ("resource", resource(found, &inside, &mut inner)),
            None => ("request", without_resource(entry)),
        };
        inner.left_out.extend(done.err());
        reading.take(inner, &format!("entry[{index}].{place}"));
    }
    Ok(())
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

fn addresses<'r>(entries: &'r Json<'_>) -> BTreeMap<&'r str, Target<'r>> {
    let named = entries.items().filter_map(|(_, entry)| {
        let address = entry.get("fullUrl")?.text().ok()?;
        let resource = entry.get("resource")?;
        let kind = resource.get("resourceType")?.text().ok()?;
        let id = resource.get("id").and_then(|id| id.text().ok());
        Some((address, Target { kind, id: id.unwrap_or_else(|| super::reference::tail(address)) }))
    });
    named.collect()
}
