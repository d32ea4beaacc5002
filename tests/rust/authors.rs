//! The test cases that a playbook carries: those of the starter pass, one that is wrong says what
//! came instead, and one that cannot be meant is refused.

use prm_core::{Playbook, STARTER};
use serde_json::{Value, json};

fn with(tests: &Value) -> String {
    let mut document: Value = serde_json::from_str(STARTER).unwrap();
    document["tests"] = tests.clone();
    document.to_string()
}

fn booked() -> Value {
    json!({"id": "t", "until": "2026-03-11T00:00:00Z", "given": [
        {"at": "2026-03-02T06:00:00Z", "fact": {"type": "patient_described",
            "names": [{"given": ["Priya"]}], "birth_date": "1991-11-08", "zone": "Asia/Kolkata",
            "languages": ["en-IN"], "contact_points": [{"line": "tel:+919812345670"}]}},
        {"at": "2026-03-02T06:00:00Z", "fact": {"type": "appointment_booked",
            "appointment": "a1", "start": "2026-03-10T10:00[Asia/Kolkata]"}}
    ]})
}

#[test]
fn the_starter_passes_its_own_tests() {
    let reports = Playbook::compile(STARTER).unwrap().test();
    assert!(reports.len() >= 6);
    for report in reports {
        assert!(report.passed, "{report:#?}");
        assert_eq!(report.done.is_empty(), report.id == "nothing-to-the-dead");
    }
}

#[test]
fn times_may_be_written_on_a_wall_and_an_empty_expectation_is_doubtful() {
    let mut case = booked();
    case["then"] = json!([{"at": "2026-03-09T09:00[Asia/Kolkata]", "send": "visit_reminder"}]);
    let reports = Playbook::compile(&with(&json!([case]))).unwrap().test();
    assert!(reports[0].passed, "{reports:#?}");
    case["then"] = json!([]);
    let faults = Playbook::check(&with(&json!([case]))).unwrap();
    assert!(faults.iter().any(|fault| fault.path == "tests[0]"), "{faults:#?}");
}

#[test]
fn a_test_that_fails_says_what_came() {
    let mut case = booked();
    case["then"] = json!([
        {"send": "visit_reminder", "channel": "email"},
        {"task": "staff"}
    ]);
    case["decided"] = json!([{"step": "reminder", "verdict": "skip"}]);
    let report = Playbook::compile(&with(&json!([case]))).unwrap().test().remove(0);
    assert!(!report.passed);
    let failures = report.failures.join("\n");
    assert!(failures.contains("then[0]: expected send visit_reminder by email, found 2026-03-09T03:30:00.000Z send visit_reminder by sms"), "{failures}");
    assert!(failures.contains("then[1]: expected task staff, found nothing"), "{failures}");
    assert!(
        failures.contains(
            "decided[0]: expected reminder skip , found 2026-03-09T03:30:00.000Z send ok"
        ),
        "{failures}"
    );
    // Nothing may happen that is not expected.
    let report = Playbook::compile(&with(&json!([booked()]))).unwrap().test().remove(0);
    assert!(report.failures[0].contains("expected nothing, found"), "{:?}", report.failures);
}

#[test]
fn what_cannot_be_meant_is_refused() {
    for (change, path, code) in [
        (
            json!({"then": [{"send": "visit_remindr"}]}),
            "tests[0].then[0].send",
            "unknown_reference",
        ),
        (json!({"then": [{"at": "2026-03-09T03:30:00Z"}]}), "tests[0].then[0]", "contradiction"),
        (
            json!({"then": [{"send": "visit_reminder", "task": "staff"}]}),
            "tests[0].then[0]",
            "contradiction",
        ),
        (json!({"given": [{"at": "2026-03-02T06:00:00Z"}]}), "tests[0].given[0]", "contradiction"),
        (
            json!({"given": [{"at": "2026-03-02", "fact": {"type": "visit_cancelled", "visit": "v1"}}]}),
            "tests[0].given[0].at",
            "naive_time",
        ),
        (
            json!({"given": [{"at": "2026-03-02T06:00:00Z", "fact": {"type": "visit_forgotten", "visit": "v1"}}]}),
            "tests[0].given[0].fact.type",
            "unknown_word",
        ),
        (
            json!({"decided": [{"step": "x", "verdict": "sent"}]}),
            "tests[0].decided[0].verdict",
            "unknown_word",
        ),
        (json!({"until": 3}), "tests[0].until", "invalid_type"),
        (json!({"thne": []}), "tests[0].thne", "unknown_field"),
    ] {
        let mut case = booked();
        for (name, value) in change.as_object().unwrap() {
            case[name] = value.clone();
        }
        let faults = Playbook::check(&with(&json!([case]))).unwrap();
        let found = faults.iter().any(|fault| fault.path == path && fault.code.as_str() == code);
        assert!(found, "{path} {code}: {faults:?}");
    }
    let twice = Playbook::check(&with(&json!([booked(), booked()]))).unwrap();
    assert!(twice.iter().any(|fault| fault.path == "tests[1].id"), "{twice:?}");
}

/// A case whose wakes never end, and one of a long time, come to an end.
#[test]
fn a_long_time_is_played() {
    let mut case = booked();
    case["until"] = json!("2126-01-01T00:00:00Z");
    let report = Playbook::compile(&with(&json!([case]))).unwrap().test().remove(0);
    assert!(report.done.len() > 90, "a birthday each year: {}", report.done.len());
}
