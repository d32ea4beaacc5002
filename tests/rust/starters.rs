//! The starter playbooks: sound, in three languages, each with test cases of its own that pass.

use std::path::Path;
use std::time::Instant;

use prm_core::{Playbook, STARTERS, Timestamp};
use serde_json::Value;

const LANGUAGES: [&str; 3] = ["en", "es", "hi"];

/// The starters as they lie in the source, so that a change of one is tried without a build.
fn starters() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../prm-core/src/starters");
    let read = |name: &str| std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
    STARTERS.iter().map(|(name, _)| ((*name).to_owned(), read(name))).collect()
}

#[test]
fn they_are_all_there() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../prm-core/src/starters");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    let mut names: Vec<String> = STARTERS.iter().map(|(name, _)| (*name).to_owned()).collect();
    files.sort();
    names.sort();
    assert_eq!(files, names);
    assert_eq!(names.len(), 9);
}

#[test]
fn nothing_is_doubtful() {
    let mut faults = Vec::new();
    for (name, document) in starters() {
        let found = Playbook::check(&document).unwrap();
        faults.extend(found.iter().map(|fault| format!("{name}: {fault}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn their_own_tests_pass() {
    let mut failed = Vec::new();
    for (name, document) in starters() {
        let reports = Playbook::compile(&document).unwrap().test();
        assert!(reports.len() >= 4, "{name} has {} test cases", reports.len());
        let wrong = reports.iter().filter(|report| !report.passed);
        failed.extend(wrong.map(|report| format!("{name}: {report:#?}")));
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Every text stands in each language, and each is another one.
#[test]
fn every_text_is_in_three_languages() {
    for (name, document) in starters() {
        let document: Value = serde_json::from_str(&document).unwrap();
        for (message, rule) in document["messages"].as_object().unwrap() {
            for (index, variant) in rule["variants"].as_array().unwrap().iter().enumerate() {
                for field in ["text", "subject"] {
                    let Some(texts) = variant.get(field).and_then(Value::as_object) else {
                        continue;
                    };
                    let of = |tag: &str| {
                        let text = texts.get(tag).and_then(Value::as_str);
                        text.unwrap_or_else(|| panic!("{name}: {message}[{index}].{field}.{tag}"))
                    };
                    let [en, es, hi] = LANGUAGES.map(of);
                    assert!(en != es && en != hi && es != hi, "{name}: {message}[{index}]");
                    let devanagari = |c: char| ('\u{900}'..='\u{97f}').contains(&c);
                    assert!(hi.contains(devanagari), "{name}: {message}[{index}]");
                    assert!(!en.contains(devanagari) && !es.contains(devanagari), "{name}");
                }
                let level = variant["level"].as_u64().unwrap();
                assert!(variant["channel"] != "sms" || level <= 1, "{name}: {message}[{index}]");
            }
        }
    }
}

/// In whatever week a pregnancy is lost, from then on for a year nothing is sent but the one quiet
/// text, not on a birthday either, and a midwife is asked to call at once.
#[test]
fn a_loss_ends_everything_in_every_week() {
    let (_, text) = starters().into_iter().find(|(name, _)| name == "prenatal").unwrap();
    let mut document: Value = serde_json::from_str(&text).unwrap();
    let case = |id: &str| {
        let cases = document["tests"].as_array().unwrap();
        cases.iter().find(|case| case["id"] == id).unwrap().clone()
    };
    let given = case("a-loss-ends-everything")["given"].as_array().unwrap()[..2].to_vec();
    let enrolled: Timestamp = given[1]["at"].as_str().unwrap().parse().unwrap();
    let hour = 3_600_000;
    let moments: Vec<Timestamp> = (0..34)
        .flat_map(|week| [4, 20].map(|of_day| enrolled.as_millis() + (week * 168 + of_day) * hour))
        .map(|at| Timestamp::from_millis(at).unwrap())
        .collect();
    let cases = moments.iter().enumerate().map(|(index, at)| {
        let until = Timestamp::from_millis(at.as_millis() + 360 * 24 * hour).unwrap();
        let loss = serde_json::json!({"at": at, "fact":
            {"type": "occasion_recorded", "occasion": "l1", "name": "pregnancy-loss"}});
        let given = [given.as_slice(), &[loss]].concat();
        serde_json::json!({"id": format!("loss-{index}"), "given": given, "until": until})
    });
    document["tests"] = cases.collect();
    let reports = Playbook::compile(&document.to_string()).unwrap().test();
    assert_eq!(reports.len(), moments.len());
    for (report, lost) in reports.iter().zip(moments.iter().map(ToString::to_string)) {
        let done = report.done.iter().map(String::as_str);
        // Instants of one length: their texts are in the order of time.
        let after: Vec<&str> = done.filter(|line| line[..lost.len()] >= *lost).collect();
        let sent: Vec<&&str> = after.iter().filter(|line| line.contains(" send ")).collect();
        assert!(sent.len() == 1 && sent[0].contains(" send we_are_here "), "{lost}: {after:#?}");
        let call = format!("{lost} task midwives: Call in person");
        assert!(after.iter().any(|line| line.starts_with(&call)), "{lost}: {after:#?}");
    }
}

/// No message of a starter invites to a public review.
#[test]
fn nobody_is_chosen_for_a_review() {
    for (name, document) in starters() {
        assert!(!document.contains("invites_review"), "{name}");
    }
}

#[test]
fn the_largest_is_checked_quickly() {
    let starters = starters();
    let (name, document) = starters.iter().max_by_key(|(_, document)| document.len()).unwrap();
    Playbook::check(document).unwrap();
    let begin = Instant::now();
    for _ in 0..10 {
        Playbook::check(document).unwrap();
    }
    let each = begin.elapsed() / 10;
    println!("{name}: {} bytes are checked in {each:?}", document.len());
}

/// Steps that the made-up courses do not come to, each with why, and the test case that does.
const NOT_DRIVEN: &[(&str, &str, &str)] = &[];

/// Driven through made-up courses no starter breaks a law, and no step is there for nothing.
#[test]
fn every_step_is_reached_or_explained() {
    let mut wrong = Vec::new();
    for (name, document) in starters() {
        let playbook = Playbook::compile(&document).unwrap();
        let report = playbook.fuzz(6, 100);
        assert_eq!(report.courses, 100, "{name}");
        wrong.extend(report.failures.iter().map(|failure| {
            format!("{name}: {} {}\n  {}", failure.law, failure.message, failure.case)
        }));
        for step in &report.steps {
            let path = format!("{name}/{}", step.step);
            let explained = NOT_DRIVEN.iter().find(|(step, ..)| *step == path);
            match (step.done, explained) {
                (0, None) => wrong.push(format!("{path} is never done")),
                (1.., Some(_)) => wrong.push(format!("{path} is done: its row is needless")),
                _ => {}
            }
        }
        println!("{name}: {} messages, {} steps", report.messages, report.steps.len());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
