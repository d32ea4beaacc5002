//! The same question asked the way one would write it without this library: a zoned date-time per
//! step by jiff, and a look through the ledger for each.

use std::hint::black_box;

use jiff::civil::{Date, time};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, ToSpan, ZonedDateTime};

use crate::{Row, row};

/// What was settled: run, step.
struct Entry {
    run: u64,
    step: &'static str,
}

/// What a step counts from, and how.
enum Rule {
    DayBeforeAtNine,
    HoursAfter(i64),
    DaysAfterAtTen(i64),
    NextBirthdayAtNine(Date),
}

struct Run {
    id: u64,
    anchor: Timestamp,
    steps: Vec<(&'static str, Rule)>,
}

fn due(rule: &Rule, anchor: Timestamp, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let local: ZonedDateTime = anchor.to_zoned_datetime(zone.clone());
    let wall = |date: Date, hour: i8| {
        date.to_datetime(time(hour, 0, 0, 0))
            .to_zoned_datetime(zone.clone())
            .ok()
            .map(|at| at.timestamp())
    };
    match rule {
        Rule::DayBeforeAtNine => wall(local.date().checked_sub(1.day()).ok()?, 9),
        Rule::HoursAfter(hours) => anchor.checked_add(hours.hours()).ok(),
        Rule::DaysAfterAtTen(days) => wall(local.date().checked_add(days.days()).ok()?, 10),
        Rule::NextBirthdayAtNine(born) => {
            let today = now.to_zoned_datetime(zone.clone()).date();
            let this = born.with().year(today.year()).build().ok()?;
            let next = if this < today { this.checked_add(1.year()).ok()? } else { this };
            wall(next, 9)
        }
    }
}

fn plan(runs: &[Run], ledger: &[Entry], now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let open = runs.iter().flat_map(|run| run.steps.iter().map(move |step| (run, step)));
    open.filter(|(run, (name, _))| {
        !ledger.iter().any(|entry| entry.run == run.id && entry.step == *name)
    })
    .filter_map(|(run, (_, rule))| due(rule, run.anchor, now, zone))
    .min()
}

/// The rows of this module.
pub(crate) fn rows() -> Vec<Row> {
    let zone = TimeZoneDatabase::bundled().get("America/New_York").unwrap();
    let now: Timestamp = "2026-03-02T00:00:00Z".parse().unwrap();
    let runs = || {
        vec![
            Run {
                id: 1,
                anchor: "2026-03-09T14:00:00Z".parse().unwrap(),
                steps: vec![("reminder", Rule::DayBeforeAtNine)],
            },
            Run {
                id: 2,
                anchor: "2026-02-28T15:30:00Z".parse().unwrap(),
                steps: vec![
                    ("thanks", Rule::HoursAfter(2)),
                    ("check-in", Rule::DaysAfterAtTen(7)),
                    ("feedback", Rule::DaysAfterAtTen(8)),
                ],
            },
            Run {
                id: 3,
                anchor: now,
                steps: vec![("wishes", Rule::NextBirthdayAtNine("1980-11-08".parse().unwrap()))],
            },
        ]
    };
    let old = |number: u64| -> Vec<Entry> {
        let thanks = Entry { run: 2, step: "thanks" };
        let others = (0..number).map(|number| Entry { run: 100 + number / 3, step: "reminder" });
        others.chain([thanks]).collect()
    };
    let idiomatic = |name, entries: u64| {
        let (runs, ledger, zone) = (runs(), old(entries), zone.clone());
        row(name, move || {
            black_box(plan(black_box(&runs), black_box(&ledger), black_box(now), &zone));
        })
    };
    vec![
        idiomatic("the same plan, jiff and a ledger scan", 0),
        idiomatic("the same plan, jiff and a scan of 256", 256),
    ]
}
