//! Playbooks that are too large, too deep or go round: refused in bounded time, with a message
//! that helps. Times are printed and not asserted.

use std::time::Instant;

use prm_core::{ErrorCode, Fault, Playbook, STARTER};
use serde_json::{Value, json};

fn with(journeys: Value) -> String {
    let mut document: Value = serde_json::from_str(STARTER).expect("the starter");
    document["journeys"] = journeys;
    document["tests"] = json!([]);
    document.to_string()
}

fn check(name: &str, text: &str) -> Result<Vec<Fault>, ErrorCode> {
    let began = Instant::now();
    let faults = Playbook::check(text).map_err(|error| error.code());
    let found = match &faults {
        Ok(faults) => format!("{} faults", faults.len()),
        Err(code) => code.to_string(),
    };
    println!("{name}: {} bytes, {found}, {:?}", text.len(), began.elapsed());
    faults
}

fn says(faults: &[Fault], code: ErrorCode, path: &str) {
    let found = faults.iter().any(|fault| fault.code == code && fault.path == path);
    assert!(found, "no {code} at {path}: {:?}", faults.first());
}

fn step(id: &str, at: &str) -> Value {
    json!({"id": id, "send": "thank_you", "at": at})
}

#[test]
fn ten_thousand_steps() {
    let steps: Vec<Value> =
        (0..10_000).map(|n| step(&format!("s{n}"), "2 hours after visit.end")).collect();
    let faults =
        check("ten thousand steps", &with(json!([{"id": "a", "for": "visit", "steps": steps}])));
    says(&faults.expect("faults"), ErrorCode::TooMany, "journeys[0].steps");
}

#[test]
fn all_that_is_permitted() {
    // 200 journeys of 200 steps, each anchored on the one before.
    let journeys: Vec<Value> = (0..200)
        .map(|j| {
            let steps: Vec<Value> = (0..200)
                .map(|n| match n {
                    0 => step("s0", "2 hours after visit.end"),
                    n => step(&format!("s{n}"), &format!("1 day after s{}.settled", n - 1)),
                })
                .collect();
            json!({"id": format!("j{j}"), "for": "visit", "steps": steps})
        })
        .collect();
    let text = with(Value::Array(journeys));
    assert!(text.len() < 4 << 20);
    let faults = check("40,000 steps in chains", &text).expect("faults");
    assert!(faults.iter().all(|fault| fault.severity == prm_core::Severity::Warning));
}

#[test]
fn conditions_of_a_megabyte_and_nesting() {
    let long = "patient.age > 3 && ".repeat(55_000) + "true";
    let journey = |when: &str| json!([{"id": "a", "for": "visit", "enter_when": when, "steps": [step("s", "visit.end")]}]);
    let faults = check("a condition of a megabyte", &with(journey(&long))).expect("faults");
    says(&faults, ErrorCode::TooLarge, "journeys[0].enter_when");
    let deep = "(".repeat(2_000) + "true" + &")".repeat(2_000);
    let faults = check("parentheses, 2,000 deep", &with(journey(&deep))).expect("faults");
    says(&faults, ErrorCode::TooDeep, "journeys[0].enter_when");
    let nested = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    let text = with(json!([])).replacen("\"journeys\":[]", &format!("\"journeys\":{nested}"), 1);
    assert_eq!(check("JSON, 10,000 deep", &text), Err(ErrorCode::TooDeep));
    let large = with(json!([])) + &" ".repeat(5 << 20);
    assert_eq!(check("five megabytes", &large), Err(ErrorCode::TooLarge));
}

#[test]
fn what_goes_round() {
    let steps: Vec<Value> = (0..200)
        .map(|n| step(&format!("s{n}"), &format!("1 day after s{}.settled", (n + 1) % 200)))
        .collect();
    let faults =
        check("a circle of 200 steps", &with(json!([{"id": "a", "for": "visit", "steps": steps}])))
            .expect("faults");
    says(&faults, ErrorCode::Unreachable, "journeys[0].steps[0].at");
    let ring: Vec<Value> = (0..200)
        .map(|n| {
            let start = json!({"id": "go", "start": format!("o{}", (n + 1) % 200), "at": "occasion.at"});
            json!({"id": format!("j{n}"), "for": "occasion", "occasion": format!("o{n}"), "steps": [start]})
        })
        .collect();
    let faults = check("a ring of 200 journeys", &with(Value::Array(ring))).expect("faults");
    says(&faults, ErrorCode::Unreachable, "journeys[0].steps[0].start");
}

#[test]
fn many_ways_and_many_faults() {
    let ways: Vec<Value> =
        (0..10_000).map(|n| json!({"way": format!("w{n}"), "share": 1})).collect();
    let fork = json!({"id": "s", "split": ways, "at": "visit.end"});
    let faults =
        check("ten thousand ways", &with(json!([{"id": "a", "for": "visit", "steps": [fork]}])))
            .expect("faults");
    says(&faults, ErrorCode::TooMany, "journeys[0].steps[0].split");
    let wrong: Vec<Value> = (0..200).map(|n| step(&format!("s{n}"), "soon")).collect();
    let faults = check("200 faults", &with(json!([{"id": "a", "for": "visit", "steps": wrong}])))
        .expect("faults");
    assert!(faults.len() >= 200);
}
