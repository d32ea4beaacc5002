//! `python3 benches/peers/recurrence.py`: the rows of `benches/peers/recurrence.json` in Rust, as
//! JSON lines.

use std::hint::black_box;
use std::time::{Duration, Instant};

use prm_core::{CivilDate, CivilTime, Recurrence, Timestamp, Zone};
use serde_json::{Value, json};

const ROWS: &str = include_str!("../peers/recurrence.json");

/// The least time of one run, of several rounds.
fn nanos(runs: usize, mut once: impl FnMut()) -> f64 {
    let (mut times, mut best) = (1_u32, f64::INFINITY);
    for _ in 0..7 {
        loop {
            let began = Instant::now();
            for _ in 0..times {
                once();
            }
            let taken = began.elapsed();
            if taken > Duration::from_millis(10) {
                #[expect(clippy::cast_precision_loss, reason = "a count of runs")]
                let all = f64::from(times) * runs as f64;
                best = best.min(taken.as_secs_f64() * 1e9 / all);
                break;
            }
            times *= 2;
        }
    }
    best
}

fn say(row: &str, sum: i64, ns: f64) {
    println!("{}", json!({"row": row, "sum": sum, "ns": ns}));
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rows: Value = serde_json::from_str(ROWS)?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (zone, time): (String, CivilTime) = (text(&rows["zone"]), text(&rows["time"]).parse()?);
    let place: Zone = zone.parse()?;
    let noon: CivilTime = "12:00".parse()?;
    let afters: Vec<Timestamp> = texts(&rows["after"])
        .into_iter()
        .map(|day| Ok(place.instant(day.parse()?, noon)))
        .collect::<Result<_, prm_core::PrmError>>()?;

    // From an instant to an instant, by the clocks of the zone, as the peers do it.
    let next = |rule: &Recurrence, first: (CivilDate, CivilTime), zone: Zone, after: Timestamp| {
        let (date, time) = rule.next_after(first, zone.local(after)).unwrap_or(first);
        (date, zone.instant(date, time))
    };
    let number = |date: CivilDate| {
        i64::from(date.year()) * 10_000 + i64::from(date.month() * 100 + date.day())
    };
    for row in rows["rules"].as_array().into_iter().flatten() {
        let (name, rule) = (text(&row["row"]), text(&row["rule"]));
        let first = (text(&row["start"]).parse()?, time);
        let parsed: Recurrence = rule.parse()?;
        let sum = afters.iter().map(|after| number(next(&parsed, first, place, *after).0)).sum();
        let ns = nanos(afters.len(), || {
            for after in &afters {
                black_box(next(black_box(&parsed), black_box(first), place, black_box(*after)));
            }
        });
        say(&format!("{name}, parsed"), sum, ns);
        let ns = nanos(afters.len(), || {
            for after in &afters {
                let (rule, zone) = (black_box(&rule).parse(), black_box(&zone).parse());
                if let (Ok(rule), Ok(zone)) = (rule, zone) {
                    black_box(next(&rule, black_box(first), zone, black_box(*after)));
                }
            }
        });
        say(&format!("{name}, from text"), sum, ns);
    }

    let zones: Vec<Zone> =
        texts(&rows["zones"]).into_iter().map(str::parse).collect::<Result<_, _>>()?;
    let appointments: Vec<Timestamp> =
        texts(&rows["appointments"]).into_iter().map(str::parse).collect::<Result<_, _>>()?;
    let day_before = |zone: Zone, at: Timestamp| {
        let (date, _) = zone.local(at);
        zone.instant(date.plus_days(-1), time)
    };
    let pairs: Vec<(Zone, Timestamp)> =
        zones.iter().flat_map(|zone| appointments.iter().map(move |at| (*zone, *at))).collect();
    let sum = pairs.iter().map(|(zone, at)| day_before(*zone, *at).as_millis() / 1000).sum();
    let ns = nanos(pairs.len(), || {
        for (zone, at) in &pairs {
            black_box(day_before(black_box(*zone), black_box(*at)));
        }
    });
    say("day before at 09:00", sum, ns);
    Ok(())
}
