//! The rules of hours, recipients and spread (R13, R21, R25) as properties, each against a count of
//! minutes.

use prm_core::{
    Action, Channel, Executor, Fact, Input, Lines, Playbook, Relationship, Timestamp, Zone,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const MINUTE: i64 = 60_000;
const OWN: &str = "tel:+12125550100";
const MOTHERS: &str = "tel:+12125550177";

fn playbook(zone: &str, windows: &Value, step: &Value) -> Playbook {
    let text = json!({"en": "See you."});
    let document = json!({
        "spec": "1.0",
        "practice": {"id": "hill", "name": "Hill", "zone": zone, "languages": ["en"]},
        "rules": {"packs": [], "windows": windows},
        "messages": {"note": {"purpose": "treatment", "variants": [
            {"channel": "sms", "level": 1, "text": text},
            {"channel": "email", "level": 1, "text": text, "subject": text}
        ]}},
        "journeys": [{"id": "visits", "for": "appointment", "steps": [step]}]
    });
    Playbook::compile(&document.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

fn fact(patient: &str, id: &str, at: Timestamp, content: &Value) -> Fact {
    let fact = json!({"id": id, "patient": patient, "occurred": at, "content": content});
    Fact::from_json(&fact.to_string()).unwrap()
}

fn described(patient: &str, at: Timestamp, born: &str, zone: &str) -> Fact {
    fact(
        patient,
        "described",
        at,
        &json!({
            "type": "patient_described", "birth_date": born, "zone": zone, "languages": ["en"],
            "contact_points": [{"line": OWN}, {"line": "mailto:p@example.org"}]
        }),
    )
}

/// Everything that is done until an instant.
fn played(
    playbook: &Playbook,
    patient: &str,
    facts: &[Fact],
    until: Timestamp,
) -> Vec<(Timestamp, Action)> {
    let mut relationship = Relationship::new(patient, "salt").unwrap();
    let mut lines = Lines::new();
    let mut done = Vec::new();
    let mut now = facts.iter().map(|fact| fact.occurred).max();
    let mut facts = facts;
    while let Some(at) = now.filter(|at| *at <= until) {
        let input = Input { facts, lines: &mut lines, executor: Executor::Server, now: at };
        let outcome = playbook.step(&mut relationship, input).unwrap();
        done.extend(outcome.actions.into_iter().map(|action| (at, action)));
        now = outcome.wake.map(|wake| wake.at);
        facts = &[];
    }
    done
}

fn at(minute: i64) -> Timestamp {
    Timestamp::from_millis(1_772_582_400_000 + minute * MINUTE).unwrap()
}

fn clock(minute: i64) -> String {
    let minute = minute.rem_euclid(1440);
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: prm_tests::cases(500), failure_persistence: None, ..ProptestConfig::default() })]

    /// R13: what becomes of a message whose usefulness ends before the next permitted minute.
    #[test]
    fn windows_against_usefulness(
        from in 0_i64..48, length in 1_i64..48, due in 0_i64..1440, useful in 1_i64..1200,
        quiet in prop::sample::select(vec!["hold", "earlier", "next_channel", "task"]),
    ) {
        let (from, to) = (from * 30, (from + length) * 30 % 1440);
        prop_assume!(from != to);
        let windows = json!([{"channels": ["sms"], "from": clock(from), "to": clock(to)}]);
        let step = json!({
            "id": "note", "send": "note", "at": format!("1 day before appointment.start at {}", clock(due)),
            "useful_until": format!("{useful} minutes after due"), "quiet": quiet
        });
        let playbook = playbook("UTC", &windows, &step);
        // Booked on the first day, the note is due on the fifth.
        let facts = [
            described("p1", at(0), "1980-01-01", "UTC"),
            fact("p1", "booked", at(0), &json!({
                "type": "appointment_booked", "appointment": "a1", "start": "2026-03-10T00:00[UTC]"
            })),
        ];
        let due = 5 * 1440 + due;
        let open = |minute: i64| {
            let of_day = minute.rem_euclid(1440);
            if from < to { (from..to).contains(&of_day) } else { of_day >= from || of_day < to }
        };
        let found: Vec<(i64, &str)> = played(&playbook, "p1", &facts, at(9 * 1440)).iter().map(|(when, action)| {
            let minute = (when.as_millis() - at(0).as_millis()) / MINUTE;
            (minute, match action {
                Action::SendMessage { channel: Channel::Sms, .. } => "sms",
                Action::SendMessage { .. } => "email",
                Action::OpenTask { .. } => "task",
                _ => "other",
            })
        }).collect();
        let next = (due..due + useful).find(|minute| open(*minute));
        let expected: Vec<(i64, &str)> = match (next, quiet) {
            (Some(next), _) => vec![(next, "sms")],
            (None, "earlier") => (0..due).rev().find(|minute| open(*minute)).map(|last| (last, "sms")).into_iter().collect(),
            (None, "next_channel") => vec![(due, "email")],
            (None, "task") => vec![(due, "task")],
            (None, _) => vec![],
        };
        prop_assert_eq!(found, expected);
    }

    /// R21: until 00:00 of the eighteenth birthday, where the patient is, the mother is told; from
    /// then on the patient is.
    #[test]
    fn majority_and_proxies(
        day in 0_i64..20, hour in 0_i64..24, zone in prop::sample::select(vec!["Asia/Kolkata", "America/New_York", "Australia/Lord_Howe", "UTC"]),
        known in any::<bool>(),
    ) {
        let step = json!({"id": "note", "send": "note", "at": "1 hour before appointment.start", "channels": ["sms"]});
        let playbook = playbook(zone, &json!([]), &step);
        let place: Zone = zone.parse().unwrap();
        let start = at(day * 1440 + hour * 60 + 600);
        let mut facts = vec![
            described("p1", at(0), "2008-03-14", zone),
            fact("p1", "booked", at(0), &json!({
                "type": "appointment_booked", "appointment": "a1", "start": format!("{start}[{zone}]")
            })),
        ];
        if known {
            facts.push(fact("p1", "mother", at(0), &json!({
                "type": "related_person_described", "person": "m", "relationships": ["mother"],
                "languages": ["en"], "contact_points": [{"line": MOTHERS}]
            })));
        }
        let told = played(&playbook, "p1", &facts, at(40 * 1440));
        let lines: Vec<String> = told.iter().filter_map(|(_, action)| match action {
            Action::SendMessage { line, .. } => Some(line.to_string()),
            _ => None,
        }).collect();
        let due = Timestamp::from_millis(start.as_millis() - 60 * MINUTE).unwrap();
        let minor = |when: Timestamp| place.local(when).0.to_string().as_str() < "2026-03-14";
        let expected: Vec<&str> = match (minor(due), known) {
            (false, _) => vec![OWN],
            (true, true) => vec![MOTHERS],
            // Whoever comes of age before the visit begins is told then.
            (true, false) if !minor(Timestamp::from_millis(start.as_millis() - 1).unwrap()) => vec![OWN],
            (true, false) => vec![],
        };
        prop_assert_eq!(lines, expected);
    }

    /// R25: a spread step is due within its spread and its hours, at the same time whenever it is
    /// asked, and not for all patients at once.
    #[test]
    fn spread(minutes in 2_i64..240, hour in 8_i64..20) {
        let windows = json!([{"channels": ["sms"], "from": "08:00", "to": "20:00"}]);
        let step = json!({
            "id": "note", "send": "note", "at": format!("1 day before appointment.start at {}", clock(hour * 60)),
            "spread": format!("{minutes} minutes")
        });
        let playbook = playbook("UTC", &windows, &step);
        let mut times = std::collections::BTreeSet::new();
        for number in 0..40 {
            let patient = format!("p{number}");
            let facts = [
                described(&patient, at(0), "1980-01-01", "UTC"),
                fact(&patient, "booked", at(0), &json!({
                    "type": "appointment_booked", "appointment": "a1", "start": "2026-03-10T00:00[UTC]"
                })),
            ];
            let done = played(&playbook, &patient, &facts, at(9 * 1440));
            prop_assert_eq!(done.len(), 1);
            let due = (done[0].0.as_millis() - at(5 * 1440 + hour * 60).as_millis()) / 1000;
            let last = (minutes * 60).min((20 - hour) * 3600);
            prop_assert!((0..last.max(1)).contains(&due), "{due} of {last}");
            prop_assert_eq!(&done, &played(&playbook, &patient, &facts, at(9 * 1440)));
            times.insert(due);
        }
        prop_assert!(times.len() > 3, "{times:?}");
    }
}
