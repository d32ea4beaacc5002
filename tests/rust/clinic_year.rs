//! Two months of a practice's year (shared data): every reminder against an independent reading of
//! the feed, and the same ledger in any order, in one run or several.

use std::fs::File;
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use priya::Options;
use prm_core::fhir::{NdjsonReader, ReadOptions};
use prm_core::{CivilDate, CivilTime, Timestamp, Zone};
use prm_tests::shared;
use prm_tests::store::{Left, fresh};
use serde_json::json;

fn day(text: &str) -> Timestamp {
    let date: CivilDate = text.parse().unwrap();
    Zone::utc().instant(date, CivilTime::MIDNIGHT)
}

fn options(store: &Path, until: &str) -> Options {
    let story = Options::story(store).unwrap();
    Options {
        fhir: None,
        facts: None,
        from: day("2024-01-01"),
        until: day(until),
        fresh: false,
        lines: false,
        ..story
    }
}

fn run(options: &Options) -> Left {
    let mut out = Vec::new();
    priya::run(options, &mut out).unwrap();
    println!("{}", String::from_utf8(out).unwrap());
    Left::of(&options.store)
}

/// The feed's lines of two months, so that a debug build is done soon.
fn two_months(name: &str) -> Option<PathBuf> {
    let feed = shared("data/clinic_year/feed.ndjson")?;
    let text = std::fs::read_to_string(feed).unwrap();
    let path = fresh(name).with_file_name("feed.ndjson");
    let end = text.lines().position(|line| line.contains("\"lastUpdated\":\"2024-03")).unwrap();
    let kept: Vec<&str> = text.lines().take(end).collect();
    std::fs::write(&path, kept.join("\n")).unwrap();
    Some(path)
}

#[test]
fn every_reminder_as_an_independent_script_expects() {
    let Some(feed) = two_months("months") else { return };
    let store = feed.with_file_name("store.sqlite");
    let options = Options { fhir: Some(feed.clone()), ..options(&store, "2024-03-01") };
    run(&options);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tools/reminders.py");
    let arguments = ["2024-01-01", "2024-02-29"];
    let checked =
        Command::new("python3").arg(script).arg(&feed).arg(&store).args(arguments).output();
    let checked = checked.expect("python3");
    let said = String::from_utf8_lossy(&checked.stdout);
    println!("{said}");
    assert!(checked.status.success(), "{said}{}", String::from_utf8_lossy(&checked.stderr));
    let agreed: usize = said.split_whitespace().next().unwrap().parse().unwrap();
    assert!(agreed > 500, "{said}");
}

/// What is received within one hour comes in any order, and some of it twice (R1, R32).
#[test]
fn shuffled_and_repeated_is_the_same_ledger() {
    let Some(feed) = two_months("order") else { return };
    let mut received = Timestamp::MIN;
    let mut lines = Vec::new();
    let reader = BufReader::new(File::open(&feed).unwrap());
    for reading in NdjsonReader::new(reader, ReadOptions::default()) {
        for fact in reading.unwrap().facts {
            received = received.max(fact.occurred);
            let hour = 3_600_000;
            let polled = Timestamp::from_millis((received.as_millis() / hour + 1) * hour).unwrap();
            lines.push(json!({"received": polled, "fact": fact}).to_string());
        }
    }
    let run_of = |name: &str, lines: &[String]| {
        let store = fresh(name);
        let facts = store.with_file_name("facts.jsonl");
        let mut file = File::create(&facts).unwrap();
        for line in lines {
            writeln!(file, "{line}").unwrap();
        }
        run(&Options { facts: Some(facts), ..options(&store, "2024-03-01") })
    };
    let straight = run_of("order-straight", &lines);
    let mut shuffled = lines.clone();
    shuffled.extend(lines.iter().step_by(10).cloned());
    // A fixed shuffle: the order of the digests of line and place.
    shuffled.sort_by_cached_key(|line| {
        line.bytes().fold(7_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3).rotate_left(5)
        })
    });
    assert_ne!(shuffled.first(), lines.first());
    assert_eq!(run_of("order-shuffled", &shuffled), straight);
    assert!(straight.outbox.len() > 1_000, "{}", straight.outbox.len());
}

#[test]
fn in_one_run_in_two_and_again() {
    let Some(feed) = two_months("runs") else { return };
    let store = feed.with_file_name("one.sqlite");
    let whole = Options { fhir: Some(feed.clone()), ..options(&store, "2024-02-15") };
    let once = run(&whole);
    assert_eq!(run(&whole), once);
    let store = feed.with_file_name("two.sqlite");
    let first = Options { fhir: Some(feed), ..options(&store, "2024-01-20") };
    run(&first);
    let until = day("2024-02-15");
    assert_eq!(run(&Options { until, ..first }), once);
}
