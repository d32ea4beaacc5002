//! One target for each reader: no panic, no hang, no word of the patient, and what was accepted
//! stays the same when it is written and read again.
//!
//! `cargo test` runs each for a moment. For longer, in milliseconds, one after the other:
//! `BOLERO_RANDOM_TEST_TIME_MS=600000 BOLERO_RANDOM_ITERATIONS=0 cargo test --release -- --test-threads 2`

use std::fs;
use std::path::Path;

use prm_core::fhir::{self, BundleReader, NdjsonReader, ReadOptions};
use prm_core::hl7v2::{self, Mllp};
use prm_core::{
    Executor, Fact, FeedLine, Input, Lines, Playbook, Recurrence, Relationship, Reply, STARTER,
    Timestamp, decode,
};
use prm_fuzz::{silent, spoil};

fn now() -> Timestamp {
    "2026-03-09T06:00:00Z".parse().unwrap()
}

fn vectors(folder: &str) -> Vec<serde_json::Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors").join(folder);
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    paths.sort();
    let texts = paths.iter().filter(|path| path.is_file()).map(|path| fs::read(path).unwrap());
    texts.map(|text| serde_json::from_slice(&text).unwrap()).collect()
}

/// Facts of the vectors.
fn facts() -> Vec<String> {
    let mut found = Vec::new();
    for case in vectors("") {
        for step in case["steps"].as_array().into_iter().flatten() {
            found.extend(step["facts"].as_array().into_iter().flatten().map(ToString::to_string));
        }
    }
    found.sort();
    found.dedup();
    found
}

/// A relationship in the middle of things: told, asked, and opted out on one of two lines.
fn stepped() -> (Relationship, Lines) {
    let playbook = Playbook::compile(STARTER).unwrap();
    let mut relationship = Relationship::new("p1", "salt").unwrap();
    let mut lines = Lines::new();
    let facts = [
        r#"{"id": "1", "patient": "p1", "occurred": "2026-01-01T00:00:00Z", "content": {"type": "patient_described", "names": [{"family": "Sharma"}], "zone": "Asia/Kolkata", "birth_date": "1991-11-08", "contact_points": [{"line": "tel:+919812345670"}, {"line": "mailto:p@example.in"}]}}"#,
        r#"{"id": "2", "patient": "p1", "occurred": "2026-03-01T04:00:00Z", "content": {"type": "visit_completed", "visit": "v", "end": "2026-03-01T04:00Z", "class": "AMB"}}"#,
        r#"{"id": "3", "patient": "p1", "occurred": "2026-03-08T04:00:00Z", "content": {"type": "appointment_booked", "appointment": "a1", "start": "2026-03-10T10:00[Asia/Kolkata]"}}"#,
    ];
    let facts = facts.map(|fact| Fact::from_json(fact).unwrap());
    for (facts, now) in [
        (&facts[..2], "2026-03-01T06:30:00Z"),
        (&facts[2..], "2026-03-08T04:30:00Z"),
        (&[], "2026-03-09T04:40:00Z"),
    ] {
        let input = Input {
            facts,
            lines: &mut lines,
            executor: Executor::Server,
            now: now.parse().unwrap(),
        };
        playbook.step(&mut relationship, input).unwrap();
    }
    lines.block(&"mailto:p@example.in".parse().unwrap(), "lotus", now());
    assert!(relationship.entry_count() >= 2 && lines.ids().count() == 2);
    (relationship, lines)
}

#[test]
fn playbook() {
    let mut seeds: Vec<String> = vectors("playbooks").iter().map(ToString::to_string).collect();
    seeds.push(STARTER.to_owned());
    spoil(&seeds, |text| match Playbook::compile(text) {
        Ok(playbook) => {
            let again = Playbook::compile(playbook.document()).unwrap();
            assert_eq!(again.digest(), playbook.digest());
        }
        Err(error) => silent(&error),
    });
}

/// A playbook whose one step has this condition, this time, this text and this recurrence.
fn with(condition: &str, at: &str, text: &str, every: &str) -> String {
    serde_json::json!({
        "spec": "1.0",
        "practice": {"id": "a", "name": "A", "zone": "UTC", "languages": ["en"]},
        "messages": {"m": {"purpose": "treatment", "variants": [
            {"channel": "sms", "level": 3, "text": {"en": text}}]}},
        "journeys": [
            {"id": "j", "for": "visit", "enter_when": condition, "steps": [{"id": "s", "send": "m", "at": at}]},
            {"id": "r", "for": "recall", "every": every, "steps": [{"id": "s", "send": "m", "at": "at recall.due at 09:00"}]}
        ]
    })
    .to_string()
}

const AT: &str = "2 hours after visit.end";
const WHEN: &str = "visit.class == 'AMB' && patient.age >= 18";
const EVERY: &str = "FREQ=MONTHLY;INTERVAL=6";

fn compile_and_step(document: &str) {
    match Playbook::compile(document) {
        Ok(playbook) => {
            let (mut relationship, mut lines) =
                (Relationship::new("p1", "s").unwrap(), Lines::new());
            let facts = [
                r#"{"id": "1", "patient": "p1", "occurred": "2026-01-01T00:00:00Z", "content": {"type": "patient_described", "names": [{"family": "Sharma"}], "birth_date": "1991-11-08", "contact_points": [{"line": "tel:+919812345670"}]}}"#,
                r#"{"id": "2", "patient": "p1", "occurred": "2026-03-09T04:00:00Z", "content": {"type": "visit_completed", "visit": "v", "end": "2026-03-09T04:00Z", "class": "AMB"}}"#,
            ];
            let facts = facts.map(|fact| Fact::from_json(fact).unwrap());
            let input =
                Input { facts: &facts, lines: &mut lines, executor: Executor::Server, now: now() };
            playbook.step(&mut relationship, input).unwrap();
            playbook.plan(&relationship, &lines, now(), "2026-12-31T00:00:00Z".parse().unwrap());
        }
        Err(error) => silent(&error),
    }
}

#[test]
fn condition() {
    let seeds = [
        WHEN,
        "has(visit.disposition) || !(appointment.status in ['booked', 'arrived'])",
        "since(visit.end) > '2 days' && practice.name != \"x\"",
        "visit.service.startsWith('a')",
    ];
    let seeds = seeds.map(str::to_owned);
    spoil(&seeds, |text| compile_and_step(&with(text, AT, "x", EVERY)));
}

#[test]
fn moment() {
    let seeds = [
        AT,
        "1 day before appointment.start at 09:00",
        "on suggestion.received",
        "24 hours before visit.end",
    ];
    spoil(&seeds.map(str::to_owned), |text| compile_and_step(&with(WHEN, text, "x", EVERY)));
}

#[test]
fn template() {
    let seeds = [
        "{{ patient.greeting_name }}, see you {{ visit.end | day_and_time }} at {{ practice.name }}.",
        "{% if visit.instructions %}{{ visit.instructions | upper }}{% else %}-{% endif %}",
    ];
    spoil(&seeds.map(str::to_owned), |text| compile_and_step(&with(WHEN, AT, text, EVERY)));
}

#[test]
fn recurrence() {
    let seeds = [
        EVERY,
        "FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=10",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=DAILY;UNTIL=20271231T000000Z;INTERVAL=3",
        "FREQ=MONTHLY;BYDAY=-1FR;BYSETPOS=1;WKST=SU",
    ];
    spoil(&seeds.map(str::to_owned), |text| {
        match text.parse::<Recurrence>() {
            Ok(rule) => {
                assert_eq!(rule.to_string().parse::<Recurrence>().unwrap(), rule);
                let start = ("2026-01-31".parse().unwrap(), "09:00".parse().unwrap());
                let next = rule.next_after(start, start);
                assert!(next.is_none_or(|next| next > start));
            }
            Err(error) => silent(&error),
        }
        compile_and_step(&with(WHEN, AT, "x", text));
    });
}

#[test]
fn fact() {
    let playbook = Playbook::compile(STARTER).unwrap();
    spoil(&facts(), |text| {
        match Fact::from_json(text) {
            Ok(fact) => {
                assert!(Fact::from_json(&fact.to_json()).unwrap() == fact);
                let mut relationship = Relationship::new(fact.patient.as_str(), "s").unwrap();
                let mut lines = Lines::new();
                let facts = [fact];
                let input = Input {
                    facts: &facts,
                    lines: &mut lines,
                    executor: Executor::Server,
                    now: now(),
                };
                match playbook.step(&mut relationship, input) {
                    Ok(_) => {
                        let again = Relationship::load(&relationship.save()).unwrap();
                        assert_eq!(again.digest(), relationship.digest());
                    }
                    Err(error) => silent(&error),
                }
            }
            Err(error) => silent(&error),
        }
        FeedLine::parse_lines(text).for_each(|line| line.err().iter().for_each(silent));
    });
}

#[test]
fn reply() {
    let seed = r#"{"id": "in-1", "line": "tel:+919812345670", "channel": "sms", "occurred": "2026-03-09T03:30:20Z", "text": "9 Sharma"}"#;
    let playbook = Playbook::compile(STARTER).unwrap();
    let (_, lines) = stepped();
    spoil(&[seed.to_owned()], |text| {
        let Ok(value) = serde_json::from_str(text) else { return };
        match decode::<Reply>(&value) {
            Ok(reply) => drop(playbook.route(&mut lines.clone(), &reply)),
            Err(error) => silent(&error),
        }
    });
}

#[test]
fn saved_relationship() {
    let playbook = Playbook::compile(STARTER).unwrap();
    let (relationship, lines) = stepped();
    spoil(&[relationship.save()], |text| match Relationship::load(text) {
        Ok(mut loaded) => {
            assert_eq!(Relationship::load(&loaded.save()).unwrap().digest(), loaded.digest());
            let mut lines = lines.clone();
            let input =
                Input { facts: &[], lines: &mut lines, executor: Executor::Server, now: now() };
            playbook.step(&mut loaded, input).unwrap();
        }
        Err(error) => silent(&error),
    });
}

#[test]
fn saved_line() {
    let (_, lines) = stepped();
    let seeds: Vec<String> = lines.ids().filter_map(|line| lines.save(line)).collect();
    spoil(&seeds, |text| {
        let mut lines = Lines::new();
        match lines.load(text) {
            Ok(line) => {
                let saved = lines.save(&line).unwrap();
                let mut again = Lines::new();
                again.load(&saved).unwrap();
                assert_eq!(again.save(&line).unwrap(), saved);
            }
            Err(error) => silent(&error),
        }
    });
}

#[test]
fn fhir_resource() {
    let clinic = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/priya/clinic");
    let mut seeds = Vec::new();
    for day in fs::read_dir(clinic).unwrap() {
        for file in fs::read_dir(day.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|end| end == "ndjson") {
                seeds.extend(fs::read_to_string(path).unwrap().lines().map(str::to_owned));
            }
        }
    }
    seeds.sort();
    seeds.push(format!(
        r#"{{"resourceType": "Bundle", "type": "history", "entry": [{{"fullUrl": "urn:uuid:1", "resource": {}}}]}}"#,
        seeds[0]
    ));
    spoil(&seeds, |text| {
        if let Err(error) = fhir::read(text, &ReadOptions::default()) {
            silent(&error);
        }
        for reading in NdjsonReader::new(text.as_bytes(), ReadOptions::default()) {
            match reading {
                Ok(reading) => reading.left_out.iter().for_each(silent),
                Err(error) => silent(&error),
            }
        }
    });
}

#[test]
fn fhir_bundle() {
    let patient = r#"{"resourceType": "Patient", "id": "p", "name": [{"family": "Sharma"}], "meta": {"lastUpdated": "2026-03-01T00:00:00Z"}}"#;
    let seed = format!(
        r#"{{"resourceType": "Bundle", "type": "collection", "timestamp": "2026-03-01T00:00:00Z", "entry": [{{"fullUrl": "urn:uuid:1", "resource": {patient}}}, {{"resource": {{"resourceType": "Observation", "id": "o"}}}}]}}"#
    );
    spoil(&[seed], |text| {
        for reading in BundleReader::new(text.as_bytes(), ReadOptions::default()) {
            match reading {
                Ok(reading) => reading.left_out.iter().for_each(silent),
                Err(error) => silent(&error),
            }
        }
    });
}

#[test]
fn hl7v2_message() {
    let seeds: Vec<String> = vectors("")
        .iter()
        .filter_map(|case| case["steps"][0]["hl7v2"].as_str().map(str::to_owned))
        .collect();
    assert!(seeds.len() > 30);
    spoil(&seeds, |text| {
        let options = ReadOptions { zone: "Asia/Kolkata".parse().ok(), ..ReadOptions::default() };
        let result = hl7v2::read(text, &options);
        match &result {
            Ok(reading) => reading.left_out.iter().for_each(silent),
            Err(error) => silent(error),
        }
        hl7v2::acknowledge(text, &result, now());
        let mut mllp = Mllp::new();
        mllp.feed(text.as_bytes());
        mllp.feed(&Mllp::encode(text));
        while mllp.next_message().is_some() {}
    });
}
