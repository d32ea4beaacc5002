//! The starter playbooks: sound, in three languages, each with test cases of its own that pass.

use std::path::Path;
use std::time::Instant;

use prm_core::{Playbook, STARTERS};
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
