//! The addresses of the entries that a reader has gone through.

use std::collections::BTreeMap;

use super::reference::Target;
use crate::limits;

/// Addresses that one reader keeps; those of later entries are not known to it.
const ADDRESSES: usize = 200_000;

/// The entries of a bundle by their full address, in bounded memory.
#[derive(Debug, Default)]
pub(super) struct Addresses(BTreeMap<Box<str>, (Box<str>, Box<str>)>);

impl Addresses {
    pub(super) fn insert(&mut self, address: &str, target: Target<'_>) {
        let short = [address, target.id].iter().all(|text| text.len() <= limits::ID_BYTES * 2);
        if short && self.0.len() < ADDRESSES {
            self.0.insert(address.into(), (target.kind.into(), target.id.into()));
        }
    }

    pub(super) fn get(&self, address: &str) -> Option<Target<'_>> {
        self.0.get(address).map(|(kind, id)| Target { kind, id })
    }
}

/// Whether a resource that is read here may refer to one of this kind.
pub(super) fn is_referred_to(kind: &str) -> bool {
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
