//! Messages that become one (R18), as promises: two children whose mother has one telephone, or
//! two adults who share it, and what may happen in some weeks.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use prm_core::{Action, Fact, Key, Playbook, ReasonCode, STARTER, Verdict, Zone};
use prm_tests::world::{Event, Moment, PATIENTS, SHARED, World, at, moments};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The starter practice, where reminders and thanks of one recipient become one text.
static PLAYBOOK: LazyLock<Playbook> = LazyLock::new(|| {
    let mut document: Value = serde_json::from_str(STARTER).unwrap();
    let words = |text: &str| json!({"en": text, "hi": text, "es": text});
    for (_, message) in document["messages"].as_object_mut().unwrap() {
        for variant in message["variants"].as_array_mut().unwrap() {
            if variant["channel"] == "sms" {
                variant["part"] = words("{{ practice.name }}");
            }
        }
    }
    for (name, purpose) in [("visits_of_all", "treatment"), ("news_of_all", "operations")] {
        document["messages"][name] = json!({"purpose": purpose, "variants": [
            {"channel": "sms", "level": 1,
             "text": words("{{ combined.count }}:\n{{ combined.parts }}")}
        ]});
    }
    document["rules"]["combine"] = json!([
        {"message": "visits_of_all", "within": "45 minutes"},
        {"message": "news_of_all", "within": "3 hours"},
    ]);
    Playbook::compile(&document.to_string()).unwrap_or_else(|error| panic!("{error}"))
});

/// What the world begins with: children with a mother, or not.
fn family(children: bool) -> Vec<Moment> {
    let mut first = Vec::new();
    for patient in 0..2 {
        if children {
            let born = json!({"type": "patient_described", "birth_date": "2016-05-05"});
            first.push((0, Event::Fact(patient, born)));
            let mother = json!({
                "type": "related_person_described", "person": format!("mother-{patient}"),
                "names": [{"given": ["Ana"], "family": "Reed"}], "relationships": ["mother"],
                "contact_points": [{"line": SHARED}]
            });
            first.push((0, Event::Fact(patient, mother)));
        }
        for (appointment, day) in [("a1", 5), ("a2", 5), ("a3", 9)] {
            let zone: Zone = "Asia/Kolkata".parse().unwrap();
            let date = zone.local(at(0)).0.plus_days(day);
            let booked = json!({
                "type": "appointment_booked", "appointment": appointment,
                "start": format!("{date}T1{patient}:00[Asia/Kolkata]")
            });
            first.push((0, Event::Fact(patient, booked)));
        }
    }
    first
}

fn run(children: bool, moments: &[Moment]) -> World {
    let mut world = World::new(&PLAYBOOK);
    for (minute, event) in family(children).iter().chain(moments) {
        world.happen(*minute, event);
    }
    world.advance(at(60 * 24 * 60));
    world
}

proptest! {
    #![proptest_config(ProptestConfig { cases: prm_tests::cases(300), failure_persistence: None, ..ProptestConfig::default() })]

    /// Nothing is told twice: a message goes alone, or in one combined message, under one key.
    #[test]
    fn a_message_goes_once(moments in moments(), children in any::<bool>()) {
        let world = run(children, &moments);
        let mut keys: BTreeSet<Key> = BTreeSet::new();
        let mut wholes: BTreeMap<Key, BTreeSet<Key>> = BTreeMap::new();
        for (_, _, action) in world.sends() {
            let Action::SendMessage { key, combines, .. } = action else { continue };
            prop_assert!(keys.insert(*key), "sent twice");
            for member in combines {
                prop_assert!(keys.insert(*member), "told twice");
                wholes.entry(*key).or_default().insert(*member);
            }
            prop_assert!(combines.len() != 1, "one is not several");
        }
        // Each part is settled in its own relationship, and says in what it went.
        for (_, _, outcome) in &world.outcomes {
            for decision in &outcome.decisions {
                if decision.verdict == Verdict::Combine {
                    let key = decision.key.unwrap();
                    let into = decision.reasons[0].about.as_ref().unwrap().parse::<Key>().unwrap();
                    prop_assert_eq!(decision.reason(), ReasonCode::CombinedInto);
                    prop_assert!(wholes.get_mut(&into).is_some_and(|parts| parts.remove(&key)));
                }
            }
        }
        prop_assert!(wholes.values().all(BTreeSet::is_empty), "a part that nobody settled");
    }

    /// What is combined keeps the hours of every part, and goes while each is useful.
    #[test]
    fn a_combined_message_keeps_its_hours(moments in moments(), children in any::<bool>()) {
        let world = run(children, &moments);
        for (now, patient, action) in world.sends() {
            let Action::SendMessage { combines, expires_at, .. } = action else { continue };
            prop_assert!(now < expires_at);
            if combines.is_empty() {
                continue;
            }
            for other in 0..2 {
                let mut zone = "Asia/Kolkata".to_owned();
                for (minute, event) in &moments {
                    if let Event::Fact(p, content) = event
                        && *p == other && at(*minute) <= *now
                        && let Some(stated) = content["zone"].as_str()
                    {
                        zone = stated.to_owned();
                    }
                }
                // Whose part it is not may be anywhere.
                let whose = |member: &Key| world.relationships[other].status(*member).is_some();
                if other == *patient || combines.iter().any(whose) {
                    let (_, time) = zone.parse::<Zone>().unwrap().local(*now);
                    prop_assert!((8..20).contains(&time.hour()), "sent at {time} in {zone}");
                }
            }
        }
    }

    /// Nobody is told of what was cancelled before the message went: what waits is decided afresh.
    #[test]
    fn nothing_stale_is_combined(moments in moments(), children in any::<bool>()) {
        let world = run(children, &moments);
        for (now, _, action) in world.sends() {
            let Action::SendMessage { combines, .. } = action else { continue };
            for (then, patient, outcome) in &world.outcomes {
                for decision in outcome.decisions.iter().filter(|d| then == now && d.verdict == Verdict::Combine) {
                    let Some(parts) = decision.parts.as_ref().filter(|_| combines.contains(&decision.key.unwrap())) else { continue };
                    let Some(appointment) = parts.subject.strip_prefix("appointment:") else { continue };
                    let last = family(children).into_iter().chain(moments.clone())
                        .filter(|(minute, _)| at(*minute) <= *now)
                        .filter_map(|(_, event)| match event {
                            Event::Fact(p, content) if p == *patient && content["appointment"] == appointment => Some(content),
                            _ => None,
                        }).next_back();
                    let cancelled = last.is_some_and(|content| content["type"] == "appointment_cancelled");
                    // A notice that it was cancelled says just that.
                    prop_assert!(!cancelled || *parts.step != *"reminder", "a reminder of what is cancelled");
                }
            }
        }
    }

    /// Saved and loaded between all steps, it is the same.
    #[test]
    fn save_then_load_is_identity(moments in moments(), children in any::<bool>()) {
        let plain = run(children, &moments);
        let mut forgetful = World::new(&PLAYBOOK);
        forgetful.forgetful = true;
        for (minute, event) in family(children).iter().chain(&moments) {
            forgetful.happen(*minute, event);
        }
        forgetful.advance(at(60 * 24 * 60));
        prop_assert_eq!(plain.digests(), forgetful.digests());
        let times = |world: &World| world.log.iter().map(|(at, p, a)| (*at, *p, a.key())).collect::<Vec<_>>();
        prop_assert_eq!(times(&plain), times(&forgetful));
    }

    /// Early wakes change nothing, and a second step gives nothing.
    #[test]
    fn early_wakes_change_nothing(moments in moments(), children in any::<bool>(), early in prop::collection::vec(0_i64..40 * 24 * 60, 0..20)) {
        let plain = run(children, &moments);
        let mut busy = World::new(&PLAYBOOK);
        let mut all: Vec<(i64, Option<Event>)> = family(children).into_iter().chain(moments).map(|(minute, event)| (minute, Some(event))).collect();
        all.extend(early.into_iter().map(|minute| (minute, None)));
        all.sort_by_key(|(minute, event)| (*minute, event.is_none()));
        for (minute, event) in &all {
            match event {
                Some(event) => busy.happen(*minute, event),
                None => {
                    busy.advance(at(*minute));
                    for patient in 0..2 {
                        let outcome = busy.step(patient, at(*minute), &[]);
                        prop_assert!(outcome.actions.is_empty(), "an action that no wake announced");
                    }
                }
            }
        }
        busy.advance(at(60 * 24 * 60));
        prop_assert_eq!(plain.digests(), busy.digests());
    }

    /// The plan law holds: what the plan says is what stepping at every wake hands over.
    #[test]
    fn stepping_hands_over_the_plan(moments in moments(), patient in 0_usize..2, children in any::<bool>()) {
        let mut world = World::new(&PLAYBOOK);
        for (minute, event) in family(children).iter().chain(&moments) {
            world.happen(*minute, event);
        }
        let now = at(moments.last().map_or(0, |(minute, _)| *minute));
        let [planned, done] = world.planned_and_done(patient, now, at(50 * 24 * 60));
        prop_assert_eq!(planned, done);
    }
}

/// Two practices that share a telephone say nothing for each other (R27).
#[test]
fn two_practices_are_not_combined() {
    let mut other: Value = serde_json::from_str(PLAYBOOK.document()).unwrap();
    other["practice"]["id"] = json!("hill");
    let other = Playbook::compile(&other.to_string()).unwrap();
    let mut world = World::new(&PLAYBOOK);
    for (minute, event) in family(true) {
        // Each child is a patient of one of them.
        world.playbook = match &event {
            Event::Fact(1, _) => other.clone(),
            _ => PLAYBOOK.clone(),
        };
        let Event::Fact(patient, content) = &event else { panic!() };
        let id = content["appointment"].as_str().or(content["type"].as_str()).unwrap();
        let fact = json!({"id": format!("{patient}-{id}"), "patient": PATIENTS[*patient],
            "occurred": at(minute), "content": content});
        let fact = Fact::from_json(&fact.to_string()).unwrap();
        world.step(*patient, at(minute), &[fact]);
    }
    let mut most = 0;
    for _ in 0..200 {
        let next = (0..2).filter_map(|p| Some((world.relationships[p].wake()?.at, p))).min();
        let Some((now, patient)) = next.filter(|(now, _)| *now < at(12 * 24 * 60)) else { break };
        world.playbook = if patient == 1 { other.clone() } else { PLAYBOOK.clone() };
        for action in world.step(patient, now, &[]).actions {
            if let Action::SendMessage { combines, .. } = action {
                most = most.max(combines.len());
            }
        }
    }
    assert_eq!(most, 2, "those of one child, and not of both");
}

/// The tests above would pass if nothing were ever combined.
#[test]
fn families_are_combined() {
    for children in [true, false] {
        let world = run(children, &[]);
        let of = |action: &Action| match action {
            Action::SendMessage { combines, .. } => combines.len(),
            _ => 0,
        };
        let most = world.sends().map(|(_, _, action)| of(action)).max().unwrap();
        assert_eq!(most, if children { 4 } else { 2 });
    }
}
