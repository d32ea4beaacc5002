//! Playbooks driven through made-up courses: the laws hold on every one that this project has.

use std::fs;
use std::path::PathBuf;

use prm_core::{Playbook, STARTER, STARTERS};

fn courses() -> u32 {
    std::env::var("PRM_COURSES").ok().and_then(|text| text.parse().ok()).unwrap_or(150)
}

fn drive(name: &str, text: &str, seed: u32) {
    let playbook = Playbook::compile(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let report = playbook.fuzz(seed, courses());
    println!(
        "{name}: {} messages in {} courses, at most {} a day",
        report.messages, report.courses, report.most_in_a_day
    );
    for failure in &report.failures {
        println!("  {} {}\n    {}", failure.law, failure.message, failure.case);
    }
    assert!(report.failures.is_empty(), "{name}: {} laws are broken", report.failures.len());
}

#[test]
fn the_laws_hold_on_every_playbook() {
    drive("starter", STARTER, 1);
    for (name, text) in STARTERS {
        drive(name, text, 1);
    }
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors/playbooks");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("playbooks").map(|file| file.expect("a file").path()).collect();
    files.sort();
    assert!(files.len() > 20);
    for file in files {
        let text = fs::read_to_string(&file).expect("a playbook");
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        drive(&name, &text, 2);
    }
}

#[test]
fn the_same_seed_gives_the_same_report_and_the_steps_of_the_starter_are_reached() {
    let playbook = Playbook::compile(STARTER).expect("the starter");
    let report = playbook.fuzz(3, 300);
    assert_eq!(report, playbook.fuzz(3, 300));
    assert_ne!(report, playbook.fuzz(4, 300));
    let unreached: Vec<&str> =
        report.steps.iter().filter(|step| step.done == 0).map(|step| &*step.step).collect();
    assert!(unreached.is_empty(), "never done: {unreached:?}");
}
