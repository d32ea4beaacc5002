//! Hostile input: an error with code and path, bounded, and without any of the content.

use prm_core::{
    Executor, Fact, Input, Lines, Playbook, PrmError, Relationship, Reply, STARTER, Timestamp,
};
use prm_tests::world::{World, at};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Words that must never leave through an error or a debug view.
const SECRETS: [&str; 6] =
    ["Priyadarshini", "Venkataraman", "919876500001", "secret.patient", "1987-04-23", "chlamydia"];

fn patient() -> Value {
    json!({
        "id": "f1", "patient": "p1", "occurred": "2026-03-01T06:00:00Z",
        "content": {
            "type": "patient_described",
            "names": [{"given": ["Priyadarshini"], "family": "Venkataraman"}],
            "birth_date": "1987-04-23", "gender": "female", "languages": ["en-IN"],
            "zone": "Asia/Kolkata",
            "contact_points": [
                {"line": "tel:+919876500001", "use": "mobile", "rank": 1},
                {"line": "mailto:secret.patient@example.in", "rank": 2}
            ]
        }
    })
}

fn others() -> Vec<Value> {
    let fact = |id: &str, content: Value| json!({"id": id, "patient": "p1", "occurred": "2026-03-02T06:00:00Z", "content": content});
    vec![
        fact(
            "f2",
            json!({"type": "appointment_booked", "appointment": "a1", "start": "2026-03-10T10:00[Asia/Kolkata]", "service": {"text": "chlamydia"}, "place": {"id": "x", "name": "chlamydia ward"}}),
        ),
        fact(
            "f3",
            json!({"type": "visit_completed", "visit": "v1", "end": "2026-03-02T10:00[Asia/Kolkata]"}),
        ),
        fact(
            "f4",
            json!({"type": "instructions_given", "visit": "v1", "text": "chlamydia: take the tablets"}),
        ),
        fact(
            "f5",
            json!({"type": "feedback_received", "response": "r1", "instrument": "nps", "score": 3, "suggestion": "chlamydia"}),
        ),
        fact(
            "f7",
            json!({"type": "feedback_received", "response": "r2", "instrument": "csat", "answers": [{"item": "csat", "value": 2}, {"item": "comment", "words": "chlamydia"}]}),
        ),
        fact(
            "f6",
            json!({"type": "reply_received", "reply": "i1", "line": "tel:+919876500001", "channel": "sms", "text": "chlamydia", "resolution": {"type": "staff"}}),
        ),
    ]
}

fn silent(text: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "`{secret}` is in: {text}");
    }
}

fn refused(error: &PrmError) {
    silent(&error.to_string());
    silent(&format!("{error:?}"));
    assert!(error.message().len() < 400, "{error}");
}

#[test]
fn nothing_of_a_patient_is_in_a_debug_view() {
    let playbook = Playbook::compile(STARTER).unwrap();
    let mut relationship = Relationship::new("p1", "salt").unwrap();
    let mut lines = Lines::new();
    let mut facts = vec![patient()];
    facts.extend(others());
    let facts: Vec<Fact> =
        facts.iter().map(|fact| Fact::from_json(&fact.to_string()).unwrap()).collect();
    for fact in &facts {
        silent(&format!("{fact:?} {:?}", fact.content));
    }
    let now: Timestamp = "2026-03-09T03:30:00Z".parse().unwrap();
    let input = Input { facts: &facts, lines: &mut lines, executor: Executor::Server, now };
    silent(&format!("{input:?}"));
    let outcome = playbook.step(&mut relationship, input).unwrap();
    assert!(!outcome.actions.is_empty());
    silent(&format!("{outcome:?} {:?} {:?}", outcome.actions, outcome.decisions));
    silent(&format!("{relationship:?} {lines:?} {playbook:?}"));
    silent(&format!("{:?}", outcome.lines));
    silent(&format!("{:?}", playbook.plan(&relationship, &lines, now, at(60 * 24 * 60))));
    let key = outcome.actions[0].key();
    let explanation = playbook.explain(&relationship, &lines, key, now).unwrap();
    silent(&format!("{explanation:?} {}", explanation.sentence));
}

/// Every place of a fact, replaced by every kind of wrong value.
#[test]
fn wrong_types_name_the_place_and_nothing_else() {
    let wrong = [
        Value::Null,
        json!(true),
        json!(-1),
        json!(1e300),
        json!("Priyadarshini"),
        json!(["Priyadarshini"]),
        json!({"Priyadarshini": "Venkataraman"}),
    ];
    let mut facts = vec![patient()];
    facts.extend(others());
    let mut tried = 0;
    for fact in facts {
        for pointer in pointers(&fact, "") {
            for value in &wrong {
                let mut broken = fact.clone();
                *broken.pointer_mut(&pointer).unwrap() = value.clone();
                if let Err(error) = Fact::from_json(&broken.to_string()) {
                    refused(&error);
                    assert!(!error.path().is_empty() || pointer.is_empty(), "{pointer}: {error}");
                }
                tried += 1;
            }
        }
    }
    assert!(tried > 300, "{tried}");
}

fn pointers(value: &Value, at: &str) -> Vec<String> {
    let mut found = vec![at.to_owned()];
    match value {
        Value::Object(fields) => {
            found.extend(fields.iter().flat_map(|(name, v)| pointers(v, &format!("{at}/{name}"))));
        }
        Value::Array(items) => {
            found.extend(
                items.iter().enumerate().flat_map(|(i, v)| pointers(v, &format!("{at}/{i}"))),
            );
        }
        _ => {}
    }
    found
}

/// Whatever a text is cut down to, there is an error or a value, never a panic.
#[test]
fn truncated_texts_are_refused() {
    let mut world = World::new(&Playbook::compile(STARTER).unwrap());
    let booked = json!({"id": "f9", "patient": "p1", "occurred": at(0), "content":
        {"type": "appointment_booked", "appointment": "a1", "start": "2026-03-10T10:00[Asia/Kolkata]"}});
    world.step(0, at(0), &[Fact::from_json(&booked.to_string()).unwrap()]);
    world.advance(at(20 * 24 * 60));
    let saved = world.relationships[0].save();
    let line = world.lines.save(&World::shared()).unwrap();
    for end in 0..saved.len() {
        if let Some(text) = saved.get(..end) {
            refused(&Relationship::load(text).unwrap_err());
        }
    }
    for end in 0..line.len() {
        if let Some(text) = line.get(..end) {
            refused(&Lines::new().load(text).unwrap_err());
        }
    }
    let fact = patient().to_string();
    for end in 0..fact.len() {
        refused(&Fact::from_json(&fact[..end]).unwrap_err());
    }
    let starter = STARTER.trim_end();
    for end in (0..starter.len()).step_by(7) {
        if let Some(text) = starter.get(..end) {
            refused(&Playbook::compile(text).unwrap_err());
        }
    }
}

#[test]
fn deep_huge_and_broken_texts_end_early() {
    let deep = "[".repeat(100_000);
    let deep_object = "{\"a\":".repeat(100_000);
    let long = format!("\"{}\"", "x".repeat(20 << 20));
    let mut odd = vec![
        deep,
        deep_object,
        long,
        "\"\\ud800\"".into(),
        "\u{feff}{}".into(),
        "nul".into(),
        "1e999".into(),
        "{\"a\":1,\"a\":2}".into(),
    ];
    odd.push(format!("[{}]", vec!["0"; 1_000_000].join(",")));
    odd.push(format!("{{\"id\":\"{}\"}}", "y".repeat(300 << 10)));
    for text in &odd {
        refused(&Playbook::compile(text).unwrap_err());
        refused(&Fact::from_json(text).unwrap_err());
        refused(&Relationship::load(text).unwrap_err());
        refused(&Lines::new().load(text).unwrap_err());
    }
    // A text in a fact beyond its limit is the host's to mend: nothing changes.
    let playbook = Playbook::compile(STARTER).unwrap();
    let mut relationship = Relationship::new("p1", "salt").unwrap();
    let before = relationship.save();
    let text = "z".repeat(100 << 10);
    let fact = json!({"id": "f", "patient": "p1", "occurred": at(0), "content":
        {"type": "instructions_given", "visit": "v1", "text": text}});
    let fact = Fact::from_json(&fact.to_string()).unwrap();
    let mut lines = Lines::new();
    let input = Input { facts: &[fact], lines: &mut lines, executor: Executor::Server, now: at(0) };
    let error = playbook.step(&mut relationship, input).unwrap_err();
    assert_eq!(error.path(), "facts[0].content.text");
    assert_eq!(relationship.save(), before);
}

#[test]
fn playbooks_of_any_size_are_checked_in_bounded_work() {
    let step = |n: usize| json!({"id": format!("s{n}"), "send": "m", "at": "visit.end"});
    let steps: Vec<Value> = (0..1_000).map(step).collect();
    let document = json!({
        "spec": "1.0", "practice": {"id": "x", "name": "X", "zone": "UTC", "languages": ["en"]},
        "messages": {"m": {"purpose": "treatment", "variants": [{"channel": "sms", "level": 0, "text": {"en": "x"}}]}},
        "journeys": [{"id": "j", "for": "visit", "steps": steps}]
    });
    let error = Playbook::compile(&document.to_string()).unwrap_err();
    assert!(error.faults().iter().any(|fault| fault.code.as_str() == "too_many"));
    let mut document = document;
    document["journeys"][0]["steps"] = json!([step(0)]);
    document["journeys"][0]["enter_when"] = json!(format!("{}true", "!".repeat(1 << 20)));
    let error = Playbook::compile(&document.to_string()).unwrap_err();
    assert_eq!(error.faults()[0].path, "journeys[0].enter_when");
    document["journeys"][0]["enter_when"] = json!(vec!["("; 3_000].concat());
    assert!(Playbook::compile(&document.to_string()).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any change of some bytes of a saved state is an error or a relationship, never a panic.
    #[test]
    fn broken_states_never_panic(places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
        let mut relationship = Relationship::new("p1", "salt").unwrap();
        let facts = [Fact::from_json(&patient().to_string()).unwrap()];
        let playbook = Playbook::compile(STARTER).unwrap();
        let mut lines = Lines::new();
        let input = Input { facts: &facts, lines: &mut lines, executor: Executor::Server, now: at(0) };
        playbook.step(&mut relationship, input).unwrap();
        let mut bytes = relationship.save().into_bytes();
        for (place, byte) in places {
            let index = place.index(bytes.len());
            bytes[index] = byte;
        }
        if let Ok(text) = String::from_utf8(bytes) {
            match Relationship::load(&text) {
                Err(error) => refused(&error),
                Ok(mut loaded) => {
                    let mut lines = Lines::new();
                    let input = Input { facts: &[], lines: &mut lines, executor: Executor::Server, now: at(1) };
                    let _ = playbook.step(&mut loaded, input);
                }
            }
        }
    }

    /// Any words as a reply end as something.
    #[test]
    fn any_reply_is_resolved(text in "\\PC{0,200}") {
        let playbook = Playbook::compile(STARTER).unwrap();
        let reply: Reply = serde_json::from_value(json!({
            "id": "i", "line": "tel:+919812345670", "channel": "sms", "occurred": at(0), "text": text
        })).unwrap();
        let mut lines = Lines::new();
        let _ = playbook.route(&mut lines, &reply);
        prop_assert!(lines.revision(&World::shared()) > 0);
    }
}

/// Found by fuzzing: a step that went round for ever on entries whose parts or verdicts had been
/// tampered with.
#[test]
fn a_ledger_that_was_tampered_with_ends() {
    let playbook = Playbook::compile(STARTER).unwrap();
    let mut lines = Lines::new();
    let mut relationship = Relationship::new("p", "salt").unwrap();
    let now: Timestamp = "2026-03-09T14:00:00Z".parse().unwrap();
    let facts = [
        r#"{"id": "1", "patient": "p", "occurred": "2026-03-02T06:00:00Z", "content":
            {"type": "patient_described", "contact_points": [{"line": "tel:+919812345670"}]}}"#,
        r#"{"id": "2", "patient": "p", "occurred": "2026-03-02T06:00:00Z", "content":
            {"type": "appointment_booked", "appointment": "a", "start": "2026-03-10T10:00[Asia/Kolkata]"}}"#,
    ]
    .map(|fact| Fact::from_json(fact).unwrap());
    let input = Input { facts: &facts, lines: &mut lines, executor: Executor::Server, now };
    assert_eq!(playbook.step(&mut relationship, input).unwrap().actions.len(), 1);
    let text = relationship.save();
    assert!(text.contains("\"v\":\"send\""), "{text}");
    let held = text.replace("\"v\":\"send\"", "\"v\":\"hold\"");
    assert_eq!(Relationship::load(&held).unwrap_err().code().as_str(), "corrupt_state");
    for name in ["reminder", "appointment:a"] {
        let mut other = Relationship::load(&text.replacen(name, "nothing", 1)).unwrap();
        let input = Input { facts: &[], lines: &mut lines, executor: Executor::Server, now };
        playbook.step(&mut other, input).unwrap();
    }
}
