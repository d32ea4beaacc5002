//! The table of traps (`tests/TRAPS.md`) names tests that exist, and two traps of quiet hours.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use prm_core::{Action, Executor, Fact, Input, Lines, Playbook, Relationship, Timestamp};
use serde_json::{Value, json};

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Whether a file of tests has a test of that name: a function without arguments or with those of
/// a property, under `#[test]`.
fn has_test(source: &str, name: &str) -> bool {
    let Some((before, _)) = source.split_once(&format!("fn {name}(")) else { return false };
    let above = before.rsplit("\n\n").next().unwrap_or(before);
    above.contains("#[test]")
}

#[test]
fn the_table_names_what_exists() {
    let table = fs::read_to_string(here().join("TRAPS.md")).unwrap();
    let index = fs::read_to_string(here().join("vectors/index.json")).unwrap();
    let index: Value = serde_json::from_str(&index).unwrap();
    let cases: BTreeSet<&str> = index["cases"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|case| case["file"].as_str())
        .collect();
    let mut numbers = Vec::new();
    for row in table.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [number, trap, guards] = cells.as_slice() else { panic!("{row}") };
        let Ok(number) = number.parse::<u32>() else { continue };
        assert!(trap.len() > 20, "{row}");
        numbers.push(number);
        let guards: Vec<&str> = guards.split(", ").collect();
        for guard in &guards {
            let guard = guard.trim_matches('`');
            if let Some(vector) = guard.strip_prefix("vectors/") {
                assert!(cases.contains(vector), "trap {number}: no vector {vector}");
                assert!(here().join(guard).exists(), "trap {number}: {guard}");
                continue;
            }
            let (file, test) = guard.split_once("::").unwrap_or_else(|| panic!("{guard}"));
            let path = match file.strip_prefix("rust/") {
                Some(_) => here().join(file),
                None => here().join("..").join(file),
            };
            let source =
                fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
            assert!(has_test(&source, test), "trap {number}: no test {test} in {file}");
        }
    }
    let wanted: Vec<u32> = (1..=37).collect();
    assert_eq!(numbers, wanted);
}

#[test]
fn what_is_no_test_is_not_taken_for_one() {
    assert!(has_test("#[test]\nfn a() {}", "a"));
    assert!(has_test("proptest! {\n    /// It.\n    #[test]\n    fn a(x in 1..2) {}\n}", "a"));
    assert!(!has_test("#[test]\nfn b() {}\n\nfn a() {}", "a"));
    assert!(!has_test("#[test]\nfn ab() {}", "a"));
}

fn document(from: &str, to: &str) -> String {
    json!({
        "spec": "1.0",
        "practice": {"id": "hill", "name": "Hill", "zone": "America/New_York", "languages": ["en"]},
        "rules": {"packs": [], "windows": [{"from": from, "to": to}]},
        "messages": {"note": {"purpose": "treatment", "variants": [
            {"channel": "sms", "level": 0, "text": {"en": "Please call us."}}
        ]}},
    })
    .to_string()
}

#[test]
fn hours_that_end_as_they_begin_are_refused() {
    let faults = Playbook::check(&document("08:00", "08:00")).unwrap();
    assert!(faults.iter().any(|fault| fault.path == "rules.windows[0].to"), "{faults:?}");
    let faults = Playbook::check(&document("20:00", "08:00")).unwrap();
    assert!(faults.iter().all(|fault| !fault.path.starts_with("rules.windows")), "{faults:?}");
}

/// Half past twelve in UTC is half past seven in winter and half past eight in summer.
#[test]
fn quiet_hours_follow_the_clocks() {
    let playbook = Playbook::compile(&document("08:00", "20:00")).unwrap();
    for (asked, goes) in [
        ("2026-01-14T12:30:00Z", "2026-01-14T13:00:00Z"),
        ("2026-07-15T12:30:00Z", "2026-07-15T12:30:00Z"),
        ("2026-07-15T11:30:00Z", "2026-07-15T12:00:00Z"),
    ] {
        let fact = |id: &str, content: &Value| {
            let fact = json!({"id": id, "patient": "p1", "occurred": asked, "content": content});
            Fact::from_json(&fact.to_string()).unwrap()
        };
        let facts = [
            fact(
                "1",
                &json!({
                    "type": "patient_described", "birth_date": "1980-01-01",
                    "zone": "America/New_York", "contact_points": [{"line": "tel:+12125550100"}]
                }),
            ),
            fact("2", &json!({"type": "message_requested", "request": "q1", "message": "note"})),
        ];
        let mut patient = Relationship::new("p1", "salt").unwrap();
        let mut lines = Lines::new();
        let mut now: Timestamp = asked.parse().unwrap();
        let mut facts = facts.as_slice();
        let sent = loop {
            let input = Input { facts, lines: &mut lines, executor: Executor::Server, now };
            let outcome = playbook.step(&mut patient, input).unwrap();
            if outcome.actions.iter().any(|action| matches!(action, Action::SendMessage { .. })) {
                break now;
            }
            now = outcome.wake.expect("it waits").at;
            facts = &[];
        };
        assert_eq!(sent, goes.parse().unwrap());
    }
}
