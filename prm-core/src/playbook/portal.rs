//! The portal's part of a playbook: read and checked.

use std::collections::BTreeSet;

use super::document::Document;
use super::node::{Faults, Place, Read, shown};
use crate::error::ErrorCode;
use crate::portal::{PortalDocument, PortalRules, ReleaseRule, RoleRule};
use crate::{AccessAction, ItemKind};

impl Read for PortalDocument {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let document = Self {
            roles: fields.optional("roles").unwrap_or_default(),
            systems: fields.optional("systems").unwrap_or_default(),
            release: fields.optional("release").unwrap_or_default(),
            preliminary: fields.optional("preliminary").unwrap_or_default(),
            break_glass_hours: fields.optional("break_glass_hours"),
        };
        fields.finish();
        Some(document)
    }
}

impl Read for RoleRule {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let rule = Self {
            role: fields.required("role", String::new()),
            kinds: fields.optional("kinds").unwrap_or_default(),
            actions: fields.required("actions", Vec::new()),
            places: fields.optional("places").unwrap_or_default(),
            beyond_care_team: fields.optional("beyond_care_team").unwrap_or_default(),
        };
        fields.finish();
        Some(rule)
    }
}

impl Read for ReleaseRule {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let rule = Self {
            id: fields.required("id", String::new()),
            category: fields.required("category", String::new()),
            hours: fields.optional("hours"),
        };
        fields.finish();
        Some(rule)
    }
}

impl Read for ItemKind {
    fn read(place: &Place<'_>) -> Option<Self> {
        place.word(&[
            ("record", Self::Record),
            ("result", Self::Result),
            ("prescription", Self::Prescription),
            ("document", Self::Document),
            ("appointment", Self::Appointment),
            ("thread", Self::Thread),
            ("bill", Self::Bill),
            ("immunization", Self::Immunization),
            ("allergy", Self::Allergy),
        ])
    }
}

impl Read for AccessAction {
    fn read(place: &Place<'_>) -> Option<Self> {
        place.word(&[("read", Self::Read), ("write", Self::Write), ("request", Self::Request)])
    }
}

/// Words that mean everything.
const BLANKET: [&str; 5] = ["", "*", "all", "any", "every"];

/// Compiles and checks the portal's rules.
pub(super) fn build(document: &Document, faults: &Faults) -> PortalRules {
    let portal = document.portal.clone().unwrap_or_default();
    let mut ids = BTreeSet::new();
    for (index, rule) in portal.release.iter().enumerate() {
        let path = format!("portal.release[{index}]");
        if BLANKET.contains(&rule.category.trim().to_lowercase().as_str()) {
            let message = "a delay of all results keeps patients from their own record";
            let help = "delay one category, or hold one result for one patient (45 CFR 171)";
            let help = Some(help.to_owned());
            faults.help(ErrorCode::Contradiction, &format!("{path}.category"), message, help);
        }
        if rule.hours.is_some_and(|hours| hours == 0 || hours > 30 * 24) {
            let message = "a delay is of 1 to 720 hours";
            faults.error(ErrorCode::InvalidValue, &format!("{path}.hours"), message);
        }
        if !ids.insert(rule.id.as_str()) {
            let message = format!("`{}` is there twice", shown(&rule.id));
            faults.error(ErrorCode::DuplicateId, &format!("{path}.id"), message);
        }
    }
    for (index, rule) in portal.roles.iter().enumerate() {
        let path = format!("portal.roles[{index}]");
        if rule.role.trim().is_empty() {
            let message = "a role has a name";
            faults.error(ErrorCode::InvalidValue, &format!("{path}.role"), message);
        }
        if rule.actions.is_empty() {
            let message = "a role that may do nothing";
            faults.error(ErrorCode::Unreachable, &format!("{path}.actions"), message);
        }
        for (at, place) in rule.places.iter().enumerate() {
            if !document.places.contains_key(place) {
                let message = format!("there is no place `{}`", shown(place));
                let path = format!("{path}.places[{at}]");
                faults.error(ErrorCode::UnknownReference, &path, message);
            }
        }
    }
    if portal.break_glass_hours.is_some_and(|hours| !(1..=24).contains(&hours)) {
        let message = "a broken glass stays open for 1 to 24 hours";
        faults.error(ErrorCode::InvalidValue, "portal.break_glass_hours", message);
    }
    PortalRules::new(&portal)
}
