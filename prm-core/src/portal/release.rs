//! When results, notes and documents become visible: at once, unless law or a decision about this
//! very item says otherwise (45 CFR 171).

use super::decision::{AccessCode, AccessReason, Edges};
use super::{HoldReason, Item, ItemKind, ItemStatus, PortalFacts, PortalRules, ReleaseEvent};
use crate::Timestamp;

/// Everything that withholds an item from the patient, or from a related person.
pub(super) fn blocks(
    rules: &PortalRules,
    areas: &[&str],
    facts: &PortalFacts,
    item: &Item,
    is_patient: bool,
    now: Timestamp,
    edges: &mut Edges,
) -> Vec<AccessReason> {
    let mut blocks = Vec::new();
    match item.status {
        Some(ItemStatus::Cancelled | ItemStatus::EnteredInError) => {
            blocks.push(AccessReason::new(AccessCode::Withdrawn));
        }
        Some(
            ItemStatus::Final | ItemStatus::Amended | ItemStatus::Corrected | ItemStatus::Appended,
        ) => {}
        Some(ItemStatus::Preliminary | ItemStatus::Partial) if rules.preliminary => {}
        None if item.kind != ItemKind::Result || item.filed.is_some() => {}
        _ => blocks.push(AccessReason::awaiting(AccessCode::NotFinal, ReleaseEvent::StatusFinal)),
    }
    let events = facts.events.get(&item.id);
    let happened = |event| events.is_some_and(|events| events.contains_key(&event));
    let binding = rules.delays.iter().filter(|rule| {
        rule.area.as_deref().is_none_or(|area| areas.contains(&area))
            && item.categories.contains(&rule.category)
    });
    for rule in binding {
        let code = if rule.own { AccessCode::PracticeRule } else { AccessCode::StateLaw };
        if rule.early_release && happened(ReleaseEvent::ReleasedByClinician) {
            continue;
        }
        let block = match (rule.hours, item.filed) {
            (Some(hours), Some(filed)) => {
                let until = filed.plus(i64::from(hours) * crate::limits::HOUR);
                edges.add(until);
                (until > now).then(|| AccessReason::until(code, until))
            }
            // Without the instant from which it counts nothing can have passed.
            (Some(_), None) => Some(AccessReason::awaiting(code, ReleaseEvent::StatusFinal)),
            (None, _) => {
                let event = ReleaseEvent::DiscussedByClinician;
                (!happened(event)).then(|| AccessReason::awaiting(code, event))
            }
        };
        blocks.extend(block.map(|block| block.by(&rule.id)));
    }
    for (reason, register) in facts.holds.get(&item.id).into_iter().flatten() {
        let code = match reason {
            HoldReason::Harm => AccessCode::Harm,
            HoldReason::Privacy if !is_patient => AccessCode::PrivacyPreference,
            HoldReason::PatientRequest if is_patient => AccessCode::PatientRequest,
            HoldReason::Privacy | HoldReason::PatientRequest => continue,
        };
        let Some(hold) = register.get() else { continue };
        edges.extend(hold.until);
        if hold.is_on(now) {
            let block = match hold.until {
                Some(until) => AccessReason::until(code, until),
                None => AccessReason::awaiting(code, ReleaseEvent::HoldLifted),
            };
            blocks.push(block.from(register.source()));
        }
    }
    blocks
}
