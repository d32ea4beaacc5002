//! The entries of a bundle: by their addresses, and patients by their identifiers too.

use std::collections::BTreeMap;

use crate::interop::json::Json;
use crate::limits;

/// Addresses and identifiers that one reader keeps; those of later entries are not known to it.
const ADDRESSES: usize = 200_000;

/// The resource that a reference means; its kind is empty where nothing says it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target<'r> {
    pub(super) kind: &'r str,
    pub(super) id: &'r str,
}

/// What was found of an identifier.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Named<'r> {
    Nobody,
    Patient(&'r str),
    /// Patients that claim it alike.
    Several,
}

/// The entries of a bundle that may be referred to, in bounded memory.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    by_address: BTreeMap<Box<str>, (Box<str>, Box<str>)>,
    /// The id of the patient; none where several claim the identifier.
    by_identifier: BTreeMap<Box<str>, Option<Box<str>>>,
}

impl Addresses {
    pub(super) const fn new() -> Self {
        Self { by_address: BTreeMap::new(), by_identifier: BTreeMap::new() }
    }

    /// Takes note of an entry, where anything that is read may refer to it.
    pub(super) fn note(&mut self, entry: &Json<'_>) {
        let text = |value: &Json<'_>, name: &str| Some(value.get(name)?.text().ok()?.to_owned());
        let Some(resource) = entry.get("resource") else { return };
        let Some(kind) = text(resource, "resourceType").filter(|kind| is_referred_to(kind)) else {
            return;
        };
        let address = text(entry, "fullUrl");
        let own = text(resource, "id");
        let Some(id) = own.or_else(|| address.as_deref().map(|address| tail(address).to_owned()))
        else {
            return;
        };
        if kind == "Patient" {
            let identifiers = resource.get("identifier").into_iter().flat_map(Json::items);
            for (_, identifier) in identifiers.take(limits::LIST) {
                if let Some(name) = identifier_of(identifier) {
                    self.claim(&name, &id);
                }
            }
        }
        if let Some(address) = address.filter(|address| self.has_room(&[address, &id])) {
            self.by_address.insert(address.into(), (kind.into(), id.into()));
        }
    }

    fn claim(&mut self, identifier: &str, patient: &str) {
        if let Some(known) = self.by_identifier.get_mut(identifier) {
            if known.as_deref() != Some(patient) {
                *known = None;
            }
        } else if self.has_room(&[identifier, patient]) {
            self.by_identifier.insert(identifier.into(), Some(patient.into()));
        }
    }

    fn has_room(&self, texts: &[&str]) -> bool {
        self.by_address.len() + self.by_identifier.len() < ADDRESSES
            && texts.iter().all(|text| text.len() <= limits::ID_BYTES * 2)
    }

    pub(super) fn get(&self, address: &str) -> Option<Target<'_>> {
        self.by_address.get(address).map(|(kind, id)| Target { kind, id })
    }

    /// Whom an identifier names, given as `system|value`.
    pub(super) fn patient(&self, identifier: &str) -> Named<'_> {
        match self.by_identifier.get(identifier) {
            None => Named::Nobody,
            Some(None) => Named::Several,
            Some(Some(id)) => Named::Patient(id),
        }
    }
}

/// An Identifier as `system|value`; none without a value, which would be anybody's.
pub(super) fn identifier_of(identifier: &Json<'_>) -> Option<String> {
    let value = identifier.get("value")?.text().ok().filter(|value| !value.is_empty())?;
    let system = identifier.get("system").and_then(|system| system.text().ok()).unwrap_or_default();
    Some(format!("{system}|{value}"))
}

/// The last part of an address: the id of `https://ehr.example/fhir/Patient/p1` and of
/// `urn:uuid:…`.
pub(super) fn tail(address: &str) -> &str {
    address.rsplit(['/', ':']).next().unwrap_or(address)
}

/// Whether a resource that is read here may refer to one of this kind.
fn is_referred_to(kind: &str) -> bool {
    matches!(
        kind,
        "Patient"
            | "Group"
            | "RelatedPerson"
            | "Practitioner"
            | "PractitionerRole"
            | "CareTeam"
            | "Device"
            | "HealthcareService"
            | "Location"
            | "Appointment"
    )
}
