//! Records that become one, are parted again, or are erased (R17, R22), as promises.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use prm_core::{Action, Decision, Fact, Lines, Playbook, ReasonCode, Relationship, STARTER};
use prm_tests::world::{Event, Moment, PATIENTS, World, at, moments};
use proptest::prelude::*;
use serde_json::json;

static PLAYBOOK: LazyLock<Playbook> = LazyLock::new(|| Playbook::compile(STARTER).unwrap());

const LATER: i64 = 31 * 24 * 60;

fn run(moments: &[Moment]) -> World {
    let mut world = World::new(&PLAYBOOK);
    for (minute, event) in moments {
        world.happen(*minute, event);
    }
    world
}

fn pair(world: &World) -> (Relationship, Relationship) {
    let [one, two] = world.relationships.clone();
    (one, two)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: prm_tests::cases(300), failure_persistence: None, ..ProptestConfig::default() })]

    /// A merge that is undone gives back what there was: to the duplicate all of it, to the other
    /// all of it and the note that it happened.
    #[test]
    fn a_merge_that_is_undone_gives_back(moments in moments()) {
        let world = run(&moments);
        let (mut one, mut two) = pair(&world);
        let (facts, entries, before) = (one.fact_count(), one.entry_count(), two.digest());
        let all = facts + two.fact_count();
        one.merge(&mut two, at(LATER)).unwrap();
        prop_assert_eq!(one.fact_count(), all, "a fact was lost");
        prop_assert_eq!(two.entry_count(), 0);
        let mut one = Relationship::load(&one.save()).unwrap();
        let mut two = Relationship::load(&two.save()).unwrap();
        one.unmerge(&mut two, at(LATER + 1)).unwrap();
        prop_assert_eq!(two.digest(), before);
        prop_assert_eq!((one.fact_count(), one.entry_count()), (facts + 1, entries));
        prop_assert_eq!(one.origins().count(), 0);
    }

    /// The order of what was heard and of merges does not matter: facts given to the survivor
    /// under the old id, or to the stub and merged again, are the same.
    #[test]
    fn a_late_fact_comes_either_way(moments in moments(), late in moments()) {
        let world = run(&moments);
        let facts: Vec<Fact> = late.iter().enumerate().filter_map(|(index, (minute, event))| {
            let Event::Fact(_, content) = event else { return None };
            Some(Fact::from_json(&json!({
                "id": format!("late{index}"), "patient": PATIENTS[1], "occurred": at(*minute),
                "recorded": at(LATER), "content": content
            }).to_string()).unwrap())
        }).collect();
        let input = |lines, facts| prm_core::Input {
            facts, lines, executor: prm_core::Executor::Server, now: at(LATER),
        };
        let (mut one, mut two) = pair(&world);
        one.merge(&mut two, at(LATER)).unwrap();
        let (mut other_one, mut other_two) = (one.clone(), two.clone());
        let mut lines = world.lines.clone();
        PLAYBOOK.step(&mut one, input(&mut lines, &facts)).unwrap();
        let mut lines = world.lines.clone();
        PLAYBOOK.step(&mut other_two, input(&mut lines, &facts)).unwrap();
        other_one.merge(&mut other_two, at(LATER)).unwrap();
        prop_assert_eq!(one.fact_count(), other_one.fact_count());
    }

    /// A stub never speaks; nobody is told twice what either record was told.
    #[test]
    fn a_stub_is_silent_and_nothing_is_told_twice(moments in moments(), after in moments()) {
        let mut world = run(&moments);
        let told = |world: &World| {
            let mut told: BTreeMap<String, u32> = BTreeMap::new();
            for (_, _, action) in world.sends() {
                let Action::SendMessage { parts, .. } = action else { continue };
                if *parts.told != *"-" {
                    let what = format!("{}/{}/{}/{}", parts.subject, parts.step, parts.told, parts.again);
                    *told.entry(what).or_default() += 1;
                }
            }
            told
        };
        let before = told(&world);
        let [one, two] = &mut world.relationships;
        one.merge(two, at(LATER)).unwrap();
        let sent = world.log.len();
        world.step(0, at(LATER), &[]);
        world.step(1, at(LATER), &[]);
        for (minute, event) in &after {
            if !matches!(event, Event::Report(..)) {
                world.happen(LATER + minute, event);
            }
        }
        world.advance(at(LATER + 60 * 24 * 60));
        let stub = |(_, patient, action): &&(prm_core::Timestamp, usize, Action)| {
            *patient == 1 && matches!(action, Action::SendMessage { .. })
        };
        prop_assert!(world.log[sent..].iter().find(stub).is_none(), "a stub spoke");
        // Reports before the merge may have freed a telling for another try.
        let reported = moments.iter().any(|(_, event)| matches!(event, Event::Report(..)));
        for (what, times) in told(&world) {
            let known = before.get(&what).copied().unwrap_or(0);
            prop_assert!(reported || known == 0 || times == known, "told again: {what}");
        }
    }

    /// Of an erased person nothing is left, nothing is said, and nothing is taken in; the other
    /// patient of the telephone keeps what is theirs.
    #[test]
    fn nothing_is_left_of_an_erased_person(moments in moments(), after in moments()) {
        let mut world = run(&moments);
        let other = world.digests()[1].clone();
        let lines = &mut world.lines;
        let erasure = PLAYBOOK.erase(&mut world.relationships[0], lines, at(LATER));
        prop_assert_eq!(&world.digests()[1], &other);
        let text = world.relationships[0].save();
        for word in ["Ana", "919812345670", "example.in", "1980", "Rest.", "earlier"] {
            prop_assert!(!text.contains(word), "{word} is left");
        }
        for line in world.lines.ids() {
            let text = world.lines.save(line).unwrap();
            prop_assert!(!text.contains("\"p1\""), "a line remembers");
        }
        let plain = serde_json::to_string(&erasure.opted_out).unwrap();
        prop_assert!(!plain.contains("91981"), "an address in the clear");
        let sent = world.log.len();
        let facts = world.relationships[0].fact_count();
        prop_assert_eq!(facts, 0);
        for (minute, event) in &after {
            world.happen(LATER + minute, event);
        }
        world.advance(at(LATER + 60 * 24 * 60));
        let own = world.log[sent..].iter().find(|(_, patient, _)| *patient == 0);
        prop_assert!(own.is_none(), "an erased person was written to");
        prop_assert_eq!(world.relationships[0].entry_count(), 0);
        let again = Relationship::load(&world.relationships[0].save()).unwrap();
        prop_assert!(again.is_erased());
    }
}

/// What cannot be merged is refused, and nothing has changed.
#[test]
fn what_is_not_one_person_is_refused() {
    let new = |patient: &str, salt: &str| Relationship::new(patient, salt).unwrap();
    let (mut one, now) = (new("p1", "s"), at(0));
    let code = |result: Result<(), prm_core::PrmError>| result.unwrap_err().code().as_str();
    assert_eq!(code(one.merge(&mut new("p1", "s"), now)), "wrong_patient");
    assert_eq!(code(one.merge(&mut new("p2", "other"), now)), "wrong_patient");
    assert_eq!(code(one.unmerge(&mut new("p2", "s"), now)), "wrong_patient");
    let mut erased = new("p3", "s");
    PLAYBOOK.erase(&mut erased, &mut Lines::new(), now);
    assert_eq!(code(one.merge(&mut erased, now)), "wrong_patient");
    let mut stub = new("p4", "s");
    one.merge(&mut stub, now).unwrap();
    one.merge(&mut stub, now).unwrap();
    assert_eq!(code(new("p5", "s").merge(&mut stub, now)), "wrong_patient");
    assert_eq!(code(stub.merge(&mut new("p6", "s"), now)), "wrong_patient");
    assert_eq!(one.origins().map(|origin| origin.as_str()).collect::<Vec<_>>(), ["p4"]);
}

/// Two records that use one id for different facts lose none, and get their own ids back.
#[test]
fn one_id_of_two_records_is_two_facts() {
    let fact = |patient: &str, start: &str| {
        Fact::from_json(
            &json!({"id": "f1", "patient": patient, "occurred": at(0), "content":
            {"type": "appointment_booked", "appointment": patient, "start": start}})
            .to_string(),
        )
        .unwrap()
    };
    let step = |one: &mut Relationship, facts: &[Fact]| -> Vec<Decision> {
        let mut lines = Lines::new();
        let executor = prm_core::Executor::Server;
        let input = prm_core::Input { facts, lines: &mut lines, executor, now: at(1) };
        PLAYBOOK.step(one, input).unwrap().decisions
    };
    let mut one = Relationship::new("p1", "s").unwrap();
    let mut two = Relationship::new("p2", "s").unwrap();
    step(&mut one, &[fact("p1", "2026-03-10T10:00[Asia/Kolkata]")]);
    step(&mut two, &[fact("p2", "2026-03-11T10:00[Asia/Kolkata]")]);
    let before = two.digest();
    one.merge(&mut two, at(2)).unwrap();
    assert_eq!(one.fact_count(), 2);
    one.unmerge(&mut two, at(3)).unwrap();
    assert_eq!(two.digest(), before);
    let noted = step(&mut one, &[fact("p2", "2026-03-11T10:00[Asia/Kolkata]")]);
    assert!(noted.iter().any(|note| note.reason() == ReasonCode::OtherPatient));
}
