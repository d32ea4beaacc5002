//! Zone traps made with Python's zoneinfo (shared data): every case.

use prm_core::{CivilDate, CivilTime, Span, Timestamp, Zone};
use prm_tests::shared_json;

#[test]
fn every_trap_of_the_shared_data_ends_as_expected() {
    let Some(data) = shared_json("data/tz/dst_cases.json") else { return };
    let cases = data["cases"].as_array().unwrap();
    let mut wrong = Vec::new();
    for case in cases {
        let text = |name: &str| case[name].as_str().unwrap();
        let zone: Zone = text("zone").parse().unwrap();
        let anchor: Timestamp = text("anchor_utc").parse().unwrap();
        let rule = &case["rule"];
        let found = match rule["type"].as_str().unwrap() {
            "elapsed" => {
                let hours = rule["hours"].as_i64().unwrap();
                let span: Span = format!("{} hours", hours.abs()).parse().unwrap();
                zone.shift(anchor, span, hours < 0)
            }
            _ => {
                let number = rule["n"].as_i64().unwrap();
                let unit = rule["unit"].as_str().unwrap();
                let span: Span = format!("{} {unit}", number.abs()).parse().unwrap();
                let at: CivilTime = rule["at"].as_str().unwrap().parse().unwrap();
                let (date, _) = zone.local(zone.shift(anchor, span, number < 0));
                zone.instant(date, at)
            }
        };
        let expected: Timestamp = text("expected_utc").parse().unwrap();
        if found != expected {
            wrong.push(format!("{}: {found} instead of {expected}", text("id")));
        }
    }
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), cases.len());
    eprintln!("{} zone traps, all as expected", cases.len());
}

/// Property of the design: every day of 2024 to 2032 in every zone has exactly one "09:00 on
/// the day before" (it exists, lies in order, and shows 09:00 unless the clocks skip it).
#[test]
fn every_day_in_every_zone_has_one_nine_o_clock() {
    let nine: CivilTime = "09:00".parse().unwrap();
    let first = CivilDate::new(2024, 1, 1).unwrap();
    let Some(names) = shared_json("data/tz/dst_cases.json") else { return };
    let mut zones: Vec<Zone> = names["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["zone"].as_str().unwrap().parse().unwrap())
        .collect();
    zones.sort();
    zones.dedup();
    for zone in zones {
        let mut last = Timestamp::MIN;
        for day in 0..3288 {
            let date = first.plus_days(day);
            let at = zone.instant(date, nine);
            assert!(at > last, "{zone} {date}");
            let (back_date, back_time) = zone.local(at);
            let skipped = back_date != date || back_time != nine;
            assert!(!skipped || back_time > nine || back_date > date, "{zone} {date}");
            last = at;
        }
    }
}
