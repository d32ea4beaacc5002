//! The waitlist: no time is given twice, the order is kept, and nothing depends on the order in
//! which the panel or the answers are told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use prm_core::{
    CandidateStatus, Executor, Fact, Input, Lines, Offers, Panel, Playbook, Relationship, Slot,
    SlotStatus, Timestamp,
};
use proptest::prelude::*;
use serde_json::{Value, json};

static PLAYBOOK: LazyLock<Playbook> = LazyLock::new(|| {
    let text = include_str!("../vectors/playbooks/slots.json");
    Playbook::compile(text).expect("a playbook")
});

const HOUR: i64 = 3_600_000;

fn at(minute: i64) -> Timestamp {
    let from: Timestamp = "2026-03-09T13:00:00Z".parse().expect("a time");
    Timestamp::from_millis(from.as_millis() + minute * 60_000).expect("a time")
}

fn fact(id: &str, patient: &str, minute: i64, content: Value) -> Fact {
    let fact = json!({
        "id": id, "patient": patient, "occurred": at(minute), "recorded": at(minute),
        "content": content
    });
    Fact::from_json(&fact.to_string()).expect("a fact")
}

fn slot(number: usize) -> Slot {
    serde_json::from_value(json!({
        "id": format!("s{number}"), "start": format!("2026-03-10T{:02}:00[America/New_York]", 12 + number),
        "end": format!("2026-03-10T{:02}:30[America/New_York]", 12 + number),
        "service": {"text": "Check-up"}
    }))
    .expect("a slot")
}

/// One who waits: since when, how urgently, with whether they would like a check-up.
type One = (i64, u32, bool);
/// Who answers, after how many rounds, with yes or no; and how late it is heard.
type Answer = (usize, usize, bool, i64);

struct World {
    panel: Panel,
    lines: Lines,
}

impl World {
    fn new(people: &[One], order: impl Iterator<Item = usize>) -> Self {
        let mut world = Self { panel: Panel::new(), lines: Lines::new() };
        for number in order {
            let (since, priority, fits) = people[number];
            let id = format!("p{number}");
            let service = if fits { "Check-up" } else { "Dental" };
            world.panel.add(Relationship::new(&id, "salt").expect("an id"));
            let me = json!({
                "type": "patient_described", "birth_date": "1991-11-08", "languages": ["en-US"],
                "zone": "America/New_York", "names": [{"given": ["Ana"]}],
                "contact_points": [{"line": format!("tel:+1212555{number:04}"), "rank": 1}]
            });
            let joined = json!({
                "type": "waitlist_joined", "waiting": "w",
                "wishes": {"service": {"text": service}, "priority": priority}
            });
            world.step(&fact("me", &id, -9_000, me), at(-60));
            world.step(&fact("w", &id, -since, joined), at(-60));
        }
        world
    }

    fn step(&mut self, fact: &Fact, now: Timestamp) {
        let mut relationship = self.panel.relationship(&fact.patient).expect("known").clone();
        let facts = std::slice::from_ref(fact);
        let executor = Executor::Server;
        let input = Input { facts, lines: &mut self.lines, executor, now };
        PLAYBOOK.step(&mut relationship, input).expect("a sound fact");
        self.panel.add(relationship);
    }

    fn offer(&self, slot: &Slot, now: Timestamp) -> Offers {
        self.panel.offer(&PLAYBOOK, slot, now)
    }

    /// Asks, steps what comes, and checks what must hold of it.
    fn round(&mut self, slot: &Slot, now: Timestamp) -> Result<Offers, TestCaseError> {
        let offers = self.offer(slot, now);
        prop_assert_eq!(&offers, &self.offer(slot, now), "asked again it says the same");
        let booked = offers.candidates.iter().filter(|c| c.status == CandidateStatus::Booked);
        prop_assert!(booked.count() <= 1, "a time is given twice");
        let close = slot.start.instant().as_millis() - 2 * HOUR;
        let proposed: BTreeSet<&str> = offers
            .facts
            .iter()
            .filter(|fact| fact.id.as_str().ends_with(":proposed"))
            .map(|fact| fact.patient.as_str())
            .collect();
        prop_assert!(proposed.len() <= 2, "more than a group");
        prop_assert!(proposed.is_empty() || now.as_millis() < close, "offered too late");
        // Nobody is passed over: those who wait come after those who are asked now.
        let mut waits = false;
        for candidate in &offers.candidates {
            waits |= candidate.status == CandidateStatus::Waiting;
            let asked = proposed.contains(candidate.patient.as_str());
            prop_assert!(!(waits && asked), "somebody was passed over");
        }
        for fact in &offers.facts {
            self.step(fact, now);
        }
        let after = self.offer(slot, now);
        prop_assert!(
            after.facts.is_empty(),
            "what was told is told again: {}",
            serde_json::to_string(&(&offers, &after)).unwrap_or_default()
        );
        Ok(offers)
    }
}

fn people() -> impl Strategy<Value = Vec<One>> {
    prop::collection::vec((0_i64..50, 0_u32..3, prop::bool::weighted(0.8)), 1..8)
}

fn answers() -> impl Strategy<Value = Vec<Answer>> {
    prop::collection::vec((0_usize..8, 0_usize..8, any::<bool>(), 0_i64..20), 0..10)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: prm_tests::cases(150), failure_persistence: None, ..ProptestConfig::default() })]

    /// However many wait, and whoever answers when: a time is given at most once, a patient gets at
    /// most one of two, the order is kept, and the first yes that was heard in time wins.
    #[test]
    fn no_time_is_given_twice(people in people(), answers in answers()) {
        let slots = [slot(0), slot(1)];
        let mut world = World::new(&people, 0..people.len());
        let mut holders: BTreeMap<usize, String> = BTreeMap::new();
        for round in 0..10_usize {
            let minute = i64::try_from(round).expect("small") * 35;
            let now = at(minute);
            for (number, slot) in slots.iter().enumerate() {
                let offers = world.round(slot, now)?;
                if let Some(held) = holders.get(&number) {
                    let taken = offers.taken_by.as_ref().map(|p| p.as_str());
                    prop_assert_eq!(taken, Some(held.as_str()), "it changed hands");
                }
                if let Some(patient) = &offers.taken_by {
                    prop_assert_eq!(offers.status, SlotStatus::Taken);
                    holders.insert(number, patient.to_string());
                }
                for (who, _, yes, late) in answers.iter().filter(|(_, when, ..)| *when == round) {
                    let id = format!("p{who}");
                    // Only what was offered is answered, also when it has just gone.
                    let asked = |c: &&prm_core::Candidate| c.status != CandidateStatus::Waiting;
                    let mut candidates = offers.candidates.iter().filter(asked);
                    let candidate = candidates.find(|c| c.patient.as_str() == id);
                    let Some(candidate) = candidate else { continue };
                    let attendance = if *yes { "accepted" } else { "declined" };
                    let content = json!({
                        "type": "appointment_answered", "appointment": candidate.appointment,
                        "attendance": attendance
                    });
                    let answered = fact(&format!("a{round}-{number}-{who}-{yes}"), &id, minute + 1, content);
                    world.step(&answered, at(minute + 1 + late));
                }
            }
        }
        let distinct: BTreeSet<&String> = holders.values().collect();
        prop_assert_eq!(distinct.len(), holders.len(), "one patient has two times");
        for number in holders.values() {
            let number: usize = number.trim_start_matches('p').parse().expect("a number");
            prop_assert!(people[number].2, "who has it does not wish it");
        }
    }

    /// The same patients in another order are asked alike.
    #[test]
    fn the_order_of_the_panel_changes_nothing(people in people(), minute in 0_i64..600) {
        let one = World::new(&people, 0..people.len()).offer(&slot(0), at(minute));
        let other = World::new(&people, (0..people.len()).rev()).offer(&slot(0), at(minute));
        prop_assert_eq!(one, other);
    }
}
