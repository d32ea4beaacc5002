//! Tables and measures of a panel, against counts that are made by hand while it is built.

use std::collections::BTreeMap;

use prm_core::insight::{Identifiers, PracticeSpec, TableName, TableSpec, practice, table};
use prm_core::{Action, Executor, Fact, Input, Panel, Playbook, Relationship, STARTER, Timestamp};
use serde_json::{Value, json};

/// What is counted while the panel is built.
#[derive(Default)]
struct Counted {
    handed_over: u32,
    delivered: u32,
    read: u32,
    missed: u32,
    kept: u32,
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Sixty patients with a check-up each; what becomes of each is by their number.
fn built() -> (Panel, Counted) {
    let playbook = Playbook::compile(STARTER).unwrap();
    let (mut panel, mut counted) = (Panel::new(), Counted::default());
    for number in 0..60_u32 {
        let patient = format!("p{number:02}");
        let mut id = 0;
        let mut fact = |when: &str, content: Value| {
            id += 1;
            let fact = json!({"id": format!("{patient}-{id}"), "patient": patient,
                "occurred": when, "content": content});
            Fact::from_json(&fact.to_string()).unwrap()
        };
        let line = format!("tel:+9198123456{number:02}");
        let facts = [
            fact(
                "2026-03-01T06:00:00Z",
                json!({"type": "patient_described", "zone": "Asia/Kolkata",
                "birth_date": "1980-07-20", "languages": ["en-IN"],
                "contact_points": [{"line": line, "use": "mobile"}]}),
            ),
            fact(
                "2026-03-01T07:00:00Z",
                json!({"type": "appointment_booked", "appointment": "a",
                "start": format!("2026-03-1{}T10:00[Asia/Kolkata]", number % 3)}),
            ),
        ];
        let mut relationship = Relationship::new(&patient, "salt").unwrap();
        let mut step = |facts: &[Fact], now: &str, relationship: &mut Relationship| {
            let lines = panel.lines_mut();
            let input = Input { facts, lines, executor: Executor::Server, now: at(now) };
            playbook.step(relationship, input).unwrap()
        };
        step(&facts, "2026-03-01T08:00:00Z", &mut relationship);
        let told =
            step(&[], &format!("2026-03-{:02}T03:30:00Z", 9 + number % 3), &mut relationship);
        let key = told.actions.iter().find_map(|action| match action {
            Action::SendMessage { key, .. } => Some(*key),
            _ => None,
        });
        let key = key.expect("a reminder");
        counted.handed_over += 1;
        let mut reported = Vec::new();
        let mut report = |event: &str| {
            let content = json!({"type": "message_reported", "key": key, "event": event});
            reported.push(fact("2026-03-12T01:00:00Z", content));
        };
        // A third is read, without a word of its delivery; every second of the others delivered.
        if number % 3 == 0 {
            report("read");
            (counted.read, counted.delivered) = (counted.read + 1, counted.delivered);
        } else if number % 2 == 0 {
            report("delivered");
            counted.delivered += 1;
        }
        let (missed, status) = if number % 4 == 1 { (1, "noshow") } else { (0, "fulfilled") };
        counted.missed += missed;
        counted.kept += 1 - missed;
        reported.push(fact(
            "2026-03-13T08:00:00Z",
            json!({"type": "appointment_changed", "appointment": "a", "status": status}),
        ));
        step(&reported, "2026-03-13T09:00:00Z", &mut relationship);
        panel.add(relationship);
    }
    (panel, counted)
}

#[test]
fn measures_are_what_was_counted() {
    let (panel, counted) = built();
    let found = practice(&panel, &PracticeSpec::default(), at("2026-03-14T00:00:00Z")).unwrap();
    let by: BTreeMap<(&str, String), _> = found
        .measures
        .iter()
        .map(|measure| ((measure.name.as_str(), measure.by.join(" ")), &measure.rates))
        .collect();
    let whole = &by[&("no_show", String::new())].whole;
    assert_eq!(
        (whole.n, whole.events),
        (Some(counted.missed + counted.kept), Some(counted.missed))
    );
    let reading = by[&("reading", "journey step".to_owned())];
    let reminders = reading
        .groups
        .iter()
        .find(|group| group.group == [Some("visits".to_owned()), Some("reminder".to_owned())]);
    let reminders = reminders.unwrap();
    assert_eq!((reminders.n, reminders.events), (Some(counted.handed_over), Some(counted.read)));
    let delivery = &by[&("delivery", "channel".to_owned())].whole;
    assert!(delivery.events.unwrap() >= counted.read + counted.delivered);
    assert_eq!(found.lead_days.groups[0].n, 60);
    // What was read has been delivered, whether or not somebody said so.
    let steps: BTreeMap<&str, Option<u32>> =
        found.funnel.steps.iter().map(|step| (step.name.as_str(), step.reached)).collect();
    assert_eq!(steps["delivered"], Some(counted.read + counted.delivered));
    assert_eq!(steps["read"], Some(counted.read));
}

#[test]
fn names_are_kept_left_out_or_replaced() {
    let (panel, _) = built();
    let now = at("2026-03-14T00:00:00Z");
    let secret = || Identifiers::Pseudonyms { secret: "a secret".into() };
    for name in [TableName::Patients, TableName::Intents, TableName::Appointments, TableName::Tasks]
    {
        let text = |identifiers| {
            json!(table(&panel, &TableSpec { table: name, identifiers }, now)).to_string()
        };
        assert!(text(Identifiers::LeftOut).find("p07").is_none(), "{name:?}");
        assert!(text(secret()).find("p07").is_none(), "{name:?}");
        assert_eq!(text(secret()), text(secret()));
    }
    let of = |table_name, identifiers| {
        json!(table(&panel, &TableSpec { table: table_name, identifiers }, now))["patient"][7]
            .clone()
    };
    let kept = of(TableName::Patients, Identifiers::Kept);
    assert_eq!(kept, "p07");
    // One name in all tables, another with another secret.
    let replaced = of(TableName::Patients, secret());
    assert_eq!(replaced, of(TableName::Appointments, secret()));
    let other = Identifiers::Pseudonyms { secret: "another".into() };
    assert_ne!(replaced, of(TableName::Patients, other));
}

#[test]
fn an_anonymous_author_is_not_named_by_the_place_of_a_row() {
    let mut panel = Panel::new();
    let playbook = Playbook::compile(STARTER).unwrap();
    for (patient, score, anonymous) in [("a", 9, false), ("b", 2, true), ("c", 8, false)] {
        let fact = json!({"id": patient, "patient": patient, "occurred": "2026-03-01T06:00:00Z",
            "content": {"type": "feedback_received", "response": patient, "instrument": "nps",
                "score": score, "anonymous": anonymous}});
        let facts = [Fact::from_json(&fact.to_string()).unwrap()];
        let mut relationship = Relationship::new(patient, "salt").unwrap();
        let now = at("2026-03-01T07:00:00Z");
        let input =
            Input { facts: &facts, lines: panel.lines_mut(), executor: Executor::Server, now };
        playbook.step(&mut relationship, input).unwrap();
        panel.add(relationship);
    }
    let spec = TableSpec { table: TableName::Responses, identifiers: Identifiers::Kept };
    let found = json!(table(&panel, &spec, at("2026-03-02T00:00:00Z")));
    assert_eq!(found["patient"], json!(["a", "c", null]));
    assert_eq!(found["score"], json!([9, 8, 2]));
    assert_eq!(found["response"][2], Value::Null);
}

#[test]
fn a_table_without_rows_has_its_columns() {
    let (panel, _) = built();
    let now = at("2026-03-14T00:00:00Z");
    for name in [
        TableName::Patients,
        TableName::Intents,
        TableName::Appointments,
        TableName::Tasks,
        TableName::Visits,
        TableName::Responses,
    ] {
        let spec = TableSpec { table: name, identifiers: Identifiers::Kept };
        let names = |panel: &Panel| {
            let found = table(panel, &spec, now);
            found.columns().iter().map(|column| column.name).collect::<Vec<_>>()
        };
        assert!(names(&Panel::new()).len() > 7);
        assert_eq!(names(&Panel::new()), names(&panel));
    }
}

#[test]
fn the_third_next_available_is_that_of_the_golden_file() {
    let Some(golden) = prm_tests::shared_json("golden/suppression_and_access.json") else { return };
    for case in golden["tnaa"].as_array().expect("cases") {
        let asked = case["asked"].as_str().unwrap().parse().unwrap();
        let columns = json!({"free": case["open_slots"]});
        let columns = prm_core::insight::Columns::from_json(columns).unwrap();
        let spec = prm_core::insight::AccessSpec::new("free", asked);
        let found = prm_core::insight::third_available(&spec, &columns).unwrap();
        let own = &found.groups[0];
        assert_eq!(own.days.map(u64::from), case["calendar_days"].as_u64(), "{case}");
        if let Some(worked) = case["business_days"].as_u64() {
            assert_eq!(own.business_days.map(u64::from), Some(worked), "{case}");
        }
    }
}
