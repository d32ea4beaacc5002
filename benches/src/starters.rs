//! The nine starter playbooks as one, with a patient who is under way in all of them: what each
//! further journey costs.

use std::hint::black_box;

use prm_core::{Executor, Fact, Input, Lines, Playbook, Relationship, STARTERS, Timestamp};
use serde_json::{Value, json};

use crate::{Row, row};

/// The first of the starters as one playbook. What has a name of its own in each is told apart.
fn merged(number: usize) -> Value {
    let mut whole = Value::Null;
    for (place, (_, text)) in STARTERS.iter().take(number).enumerate() {
        let text = text.replace("attribute.", &format!("attribute.s{place}_"));
        let mut one: Value = serde_json::from_str(&text).expect("a starter");
        let named = |value: &Value| json!(format!("s{place}-{}", value.as_str().unwrap_or("")));
        // One journey of each: nine are three times three.
        one["journeys"].as_array_mut().expect("journeys").truncate(1);
        for journey in one["journeys"].as_array_mut().expect("journeys") {
            for field in ["id", "occasion"] {
                if !journey[field].is_null() {
                    journey[field] = named(&journey[field]);
                }
            }
            for step in journey["steps"].as_array_mut().expect("steps") {
                if !step["send"].is_null() {
                    step["send"] = named(&step["send"]);
                }
                // What it starts or stops is not here.
                let fields = step.as_object_mut().expect("a step");
                if fields.remove("start").or(fields.remove("stop")).is_some() {
                    fields.insert("task".into(), json!({"title": "Look", "pool": "desk"}));
                }
                if !step["set"].is_null() {
                    let name = step["set"]["attribute"].as_str().unwrap_or("").to_owned();
                    step["set"]["attribute"] = json!(format!("s{place}_{name}"));
                }
            }
        }
        let renamed = |map: &Value, mark: &str| -> Value {
            let fields = map.as_object().into_iter().flatten();
            fields.map(|(id, value)| (format!("s{place}{mark}{id}"), value.clone())).collect()
        };
        one["messages"] = renamed(&one["messages"], "-");
        one["attributes"] = renamed(&one["attributes"], "_");
        if whole.is_null() {
            one["replies"] = json!({});
            one["rules"]["combine"] = json!([]);
            one["tests"] = json!([]);
            whole = one;
            continue;
        }
        for field in ["messages", "attributes", "services"] {
            for (name, value) in one[field].as_object().into_iter().flatten() {
                whole[field][name] = value.clone();
            }
        }
        let more = one["journeys"].as_array().cloned().unwrap_or_default();
        whole["journeys"].as_array_mut().expect("journeys").extend(more);
    }
    whole
}

fn fact(id: &str, content: &Value) -> Fact {
    let fact = json!({
        "id": id, "patient": "p", "occurred": "2026-06-01T06:00:00Z",
        "recorded": "2026-06-01T06:00:00Z", "content": content
    });
    Fact::from_json(&fact.to_string()).expect("a fact")
}

/// A patient to whom everything has happened that any journey of the nine follows.
fn facts() -> Vec<Fact> {
    let nine = merged(9);
    let mut contents = vec![
        json!({
            "type": "patient_described", "birth_date": "1991-06-20", "languages": ["en-IN"],
            "zone": "Asia/Kolkata", "names": [{"given": ["Asha"]}],
            "contact_points": [{"line": "tel:+919812345670", "rank": 1}]
        }),
        json!({
            "type": "consent_changed", "granted": true,
            "purposes": ["recall", "feedback", "greeting", "marketing"]
        }),
    ];
    let services = nine["services"].as_object().into_iter().flatten();
    for (place, (_, codings)) in services.enumerate() {
        let coding = codings[0].as_str().unwrap_or("");
        let service = match coding.strip_prefix("text|") {
            Some(words) => json!({"text": words}),
            None => json!({"codings": [coding]}),
        };
        contents.push(json!({
            "type": "appointment_booked", "appointment": format!("a{place}"), "service": service,
            "start": format!("2026-06-1{}T10:00[Asia/Kolkata]", place % 10)
        }));
        contents.push(json!({
            "type": "visit_completed", "visit": format!("v{place}"), "service": service,
            "class": "IMP", "start": "2026-05-31T10:00[Asia/Kolkata]",
            "end": "2026-05-31T11:00[Asia/Kolkata]"
        }));
    }
    for (place, journey) in nine["journeys"].as_array().into_iter().flatten().enumerate() {
        if let Some(name) = journey["occasion"].as_str() {
            contents.push(json!({
                "type": "occasion_recorded", "occasion": format!("o{place}"), "name": name
            }));
        }
    }
    contents.push(json!({
        "type": "enrolled", "enrolment": "e", "programme": "prenatal", "start": "2026-04-20"
    }));
    let facts = contents.iter().enumerate();
    facts.map(|(place, content)| fact(&format!("f{place}"), content)).collect()
}

/// A plan of a month, for a patient who is under way in all journeys.
pub(crate) fn rows() -> Vec<Row> {
    let plan = |name, number| {
        let playbook = Playbook::compile(&merged(number).to_string()).expect("playbooks in one");
        let mut relationship = Relationship::new("p", "salt").expect("an id");
        let mut lines = Lines::new();
        let now: Timestamp = "2026-06-01T06:00:00Z".parse().expect("an instant");
        let until: Timestamp = "2026-07-01T06:00:00Z".parse().expect("an instant");
        let facts = facts();
        let input = Input { facts: &facts, lines: &mut lines, executor: Executor::Server, now };
        playbook.step(&mut relationship, input).expect("sound facts");
        row(name, move || {
            let plan = playbook.plan(black_box(&relationship), &lines, now, until);
            assert!(!black_box(plan).turns.is_empty());
        })
    };
    let quiet = |name, number| {
        let playbook = Playbook::compile(&merged(number).to_string()).expect("playbooks in one");
        let mut relationship = Relationship::new("p", "salt").expect("an id");
        let mut lines = Lines::new();
        let now: Timestamp = "2026-06-01T06:00:00Z".parse().expect("an instant");
        let facts = facts();
        let input = Input { facts: &facts, lines: &mut lines, executor: Executor::Server, now };
        playbook.step(&mut relationship, input).expect("sound facts");
        row(name, move || {
            black_box(playbook.next_wake(black_box(&relationship), now));
        })
    };
    let largest = STARTERS.iter().map(|(_, text)| *text).max_by_key(|text| text.len());
    let largest = largest.unwrap_or_default();
    vec![
        plan("plan of a month, three journeys", 3),
        plan("plan of a month, nine journeys", 9),
        quiet("quiet plan, three journeys", 3),
        quiet("quiet plan, nine journeys", 9),
        row("check of the largest starter", move || {
            assert!(black_box(Playbook::check(black_box(largest))).is_ok());
        }),
    ]
}
