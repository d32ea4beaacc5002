//! What facts say about access and release.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{AccessScope, LinkPurpose, Sensitivity};
use crate::fact::FactContent;
use crate::register::{Register, Source};
use crate::{PersonId, Timestamp};

/// Why one item is withheld from a viewer by a decision about this patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum HoldReason {
    /// A clinician found a risk to somebody's life or physical safety (45 CFR 171.201).
    Harm,
    /// The patient wants it kept from everybody else (45 CFR 171.202).
    Privacy,
    /// The patient asked to see it later.
    PatientRequest,
}

/// What happened to a result that a release can wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum ReleaseEvent {
    /// A clinician directed that it be released.
    ReleasedByClinician,
    /// A clinician talked it over with the patient.
    DiscussedByClinician,
    /// It became final.
    StatusFinal,
    /// The hold was lifted.
    HoldLifted,
}

#[derive(Clone, PartialEq)]
pub(super) struct Proxy {
    pub(super) scopes: Vec<AccessScope>,
    pub(super) patient_agreed: bool,
    pub(super) until: Option<Timestamp>,
}

#[derive(Clone, PartialEq)]
pub(super) struct Timed {
    pub(super) on: bool,
    pub(super) until: Option<Timestamp>,
}

impl Timed {
    /// Whether it holds at an instant.
    pub(super) fn is_on(&self, now: Timestamp) -> bool {
        self.on && self.until.is_none_or(|until| now < until)
    }
}

/// The registers of access and release.
#[derive(Clone, Default)]
pub(crate) struct PortalFacts {
    pub(super) proxies: BTreeMap<PersonId, Register<Proxy>>,
    pub(super) restricted: BTreeMap<String, Register<bool>>,
    pub(super) consents: BTreeMap<(Option<PersonId>, Sensitivity), Register<Timed>>,
    pub(super) holds: BTreeMap<String, BTreeMap<HoldReason, Register<Timed>>>,
    pub(super) events: BTreeMap<String, BTreeMap<ReleaseEvent, Source>>,
    /// Links that no longer hold: subject and purpose, and before when they were issued.
    pub(super) links: BTreeMap<(Option<String>, Option<LinkPurpose>), Timestamp>,
}

impl PortalFacts {
    pub(crate) fn apply(&mut self, content: &FactContent, source: &Source) {
        match content {
            FactContent::ProxyAccessChanged { person, scopes, patient_agreed, until } => {
                let proxy = Proxy {
                    scopes: scopes.clone(),
                    patient_agreed: *patient_agreed,
                    until: *until,
                };
                let register = self.proxies.entry(person.clone()).or_default();
                register.write_stricter(proxy, source, |proxy| proxy.scopes.is_empty());
            }
            FactContent::AccessRestricted { viewer, restricted } => {
                let register = self.restricted.entry(viewer.clone()).or_default();
                register.write_stricter(*restricted, source, |value| *value);
            }
            FactContent::SensitiveAccessChanged { person, sensitivities, granted, until } => {
                for sensitivity in sensitivities {
                    let answer = Timed { on: *granted, until: *until };
                    let register = self.consents.entry((person.clone(), *sensitivity)).or_default();
                    register.write_stricter(answer, source, |answer| !answer.on);
                }
            }
            FactContent::ReleaseHeld { item, reason, held, until, .. } => {
                let hold = Timed { on: *held, until: *until };
                let holds = self.holds.entry(item.clone()).or_default();
                holds.entry(*reason).or_default().write_stricter(hold, source, |hold| hold.on);
            }
            FactContent::ReleaseAdvanced { item, event, .. } => {
                let events = self.events.entry(item.clone()).or_default();
                events.entry(*event).or_insert_with(|| source.clone());
            }
            FactContent::LinksRevoked { subject, purpose, before } => {
                // Never taken back: the latest instant counts, whatever the order.
                let latest = self.links.entry((subject.clone(), *purpose)).or_insert(*before);
                *latest = (*latest).max(*before);
            }
            _ => {}
        }
    }
}
