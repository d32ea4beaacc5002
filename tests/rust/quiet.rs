//! The quiet plan allocates nothing (a counting allocator says so), whatever lies in the ledger.

use prm_core::{Executor, Fact, Input, Lines, Playbook, Relationship, STARTER, Timestamp};
use serde_json::json;

fn fact(id: &str, occurred: Timestamp, content: serde_json::Value) -> Fact {
    let fact = json!({"id": id, "patient": "p", "occurred": occurred, "content": content});
    Fact::from_json(&fact.to_string()).unwrap()
}

/// A patient with an appointment ahead, so many visits behind, all told, and a birthday.
fn stepped(visits: i64) -> (Playbook, Relationship, Timestamp) {
    let playbook = Playbook::compile(STARTER).unwrap();
    let mut relationship = Relationship::new("p", "salt").unwrap();
    let mut lines = Lines::new();
    let day = |day: i64| Timestamp::from_millis(1_772_323_200_000 + day * 86_400_000).unwrap();
    let mut facts = vec![
        fact(
            "d",
            day(-5_000),
            json!({
                "type": "patient_described", "zone": "America/New_York", "birth_date": "1980-11-08",
                "contact_points": [{"line": "tel:+13125550100"}]
            }),
        ),
        fact(
            "b",
            day(-5),
            json!({
                "type": "appointment_booked", "appointment": "a", "start": day(20)
            }),
        ),
    ];
    for number in 0..visits {
        let at = day(number * 15 - 3_000);
        facts.push(fact(
            &format!("v{number}"),
            at,
            json!({
                "type": "visit_completed", "visit": format!("v{number}"), "end": at
            }),
        ));
    }
    facts.sort_by_key(|fact| fact.occurred);
    let now = day(0);
    for fact in facts {
        let mut next = Some(fact.occurred);
        let facts = [fact];
        let mut facts = &facts[..];
        // The fact, and what follows from it within two weeks.
        while let Some(at) = next {
            let input = Input { facts, lines: &mut lines, executor: Executor::Server, now: at };
            let wake = playbook.step(&mut relationship, input).unwrap().wake;
            let last = at.as_millis() + 14 * 86_400_000;
            next = wake.map(|wake| wake.at).filter(|at| at.as_millis() < last && *at < now);
            facts = &[];
        }
    }
    let input = Input { facts: &[], lines: &mut lines, executor: Executor::Server, now };
    playbook.step(&mut relationship, input).unwrap();
    (playbook, relationship, now)
}

#[test]
fn a_quiet_plan_allocates_nothing() {
    for visits in [0, 100] {
        let (playbook, relationship, now) = stepped(visits);
        assert!(relationship.entry_count() >= usize::try_from(visits).unwrap() * 2);
        let expected = relationship.wake().map(|wake| wake.at);
        let mut found = None;
        let counted = allocation_counter::measure(|| {
            found = playbook.next_wake(&relationship, now);
        });
        assert_eq!(counted.count_total, 0, "with {visits} old visits");
        assert!(found > Some(now) && found <= expected, "{found:?} {expected:?}");
    }
}
