//! One resource of any kind, and bundles of them.

use std::cell::Cell;
use std::collections::BTreeMap;

use super::addresses::{self, Addresses};
use super::draft::{self, Draft};
use super::reference::{self, Target};
use super::{ReadOptions, Reading, appointment, consent, encounter, patient};
use crate::Timestamp;
use crate::error::{ErrorCode, PrmError};
use crate::interop::json::{Json, Keep};

/// What a resource's reader knows beside the resource.
pub(super) struct Surroundings<'r> {
    pub(super) options: &'r ReadOptions,
    /// The entries of the bundle by their full address.
    pub(super) entries: Entries<'r>,
    /// The entry's own address, for a resource without an id.
    pub(super) address: Option<&'r str>,
    /// The time of the bundle, for resources that bear none.
    pub(super) time: Option<Timestamp>,
    /// Where not all entries are known yet: whether one was referred to that may still come.
    pub(super) later: Option<&'r Cell<bool>>,
    pub(super) depth: usize,
}

/// The entries of a bundle by their full address.
pub(super) enum Entries<'r> {
    /// Of a bundle that is held as a whole.
    Here(BTreeMap<&'r str, Target<'r>>),
    /// Of one that is gone through.
    Seen(&'r Addresses),
}

impl<'r> Entries<'r> {
    pub(super) fn get(&self, address: &str) -> Option<Target<'r>> {
        match self {
            Self::Here(entries) => entries.get(address).copied(),
            Self::Seen(addresses) => addresses.get(address),
        }
    }
}

impl<'r> Surroundings<'r> {
    pub(super) fn alone(options: &'r ReadOptions) -> Self {
        let entries = Entries::Here(BTreeMap::new());
        Self { options, entries, address: None, time: None, later: None, depth: 0 }
    }

    /// Notes that an address was not found which a later entry may have.
    pub(super) fn may_come_later(&self) {
        if let Some(later) = self.later {
            later.set(true);
        }
    }
}

/// What is kept of a resource: all of those that are read, and the names of the others, which may
/// be referred to.
pub(super) fn keep(kind: &str) -> Keep {
    match kind {
        "Patient" | "RelatedPerson" | "Appointment" | "Encounter" | "Consent" => Keep::Whole,
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
    let mut inside = Surroundings {
        options: around.options,
        entries: Entries::Here(entries.items().filter_map(|(_, entry)| address(entry)).collect()),
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

/// The address of an entry and what lies there, where anything that is read may refer to it.
pub(super) fn address<'r>(entry: &'r Json<'_>) -> Option<(&'r str, Target<'r>)> {
    let address = entry.get("fullUrl")?.text().ok()?;
    let resource = entry.get("resource")?;
    let kind = resource.get("resourceType")?.text().ok()?;
    let id = resource.get("id").and_then(|id| id.text().ok());
    let target = Target { kind, id: id.unwrap_or_else(|| reference::tail(address)) };
    addresses::is_referred_to(kind).then_some((address, target))
}
