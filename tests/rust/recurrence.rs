//! Recurrence rules against third-party suites (shared data), against a plain reading of
//! RFC 5545 that goes through the calendar day by day, and against hostile text. That the
//! arithmetic gives what the crate `rrule` gives is proven inside of the library, where both can
//! be asked.

use std::{collections::BTreeMap, ops::Range};

use prm_core::{CivilDate, CivilTime, ErrorCode, Recurrence, Schedule, WallTime, Zone};
use prm_tests::shared_json;
use proptest::prelude::*;
use serde_json::Value;

type Slot = (CivilDate, CivilTime);

/// Reads `20260308` or `20260308T093000`, with or without a `Z`.
fn slot(text: &str) -> Slot {
    let number =
        |range: Range<usize>| text.get(range).map_or(0, |digits| digits.parse::<u32>().unwrap());
    let date = CivilDate::new(i32::try_from(number(0..4)).unwrap(), number(4..6), number(6..8));
    let time = CivilTime::new(number(9..11), number(11..13), number(13..15));
    (date.unwrap(), time.unwrap())
}

/// The first slots, more than one call may give, and whether they are all.
fn expand(rule: &Recurrence, first: Slot, most: usize) -> (Vec<Slot>, bool) {
    expand_schedule(&rule.clone().into(), first, most)
}

fn expand_schedule(schedule: &Schedule, first: Slot, most: usize) -> (Vec<Slot>, bool) {
    let page = |from: Option<Slot>| {
        let found = schedule.slots(first, from, 1000);
        let times = found.occurrences.iter().map(|found| Slot::from(found.at));
        (times.collect::<Vec<Slot>>(), found.complete)
    };
    let (mut slots, mut complete) = page(None);
    while let Some(last) = slots.last().copied().filter(|_| !complete && slots.len() < most) {
        let (further, all) = page(Some(last));
        complete = all;
        if further.len() < 2 {
            break;
        }
        slots.extend(further.into_iter().skip(1));
    }
    complete &= slots.len() <= most;
    slots.truncate(most);
    (slots, complete)
}

/// What became of the cases of a suite. `not_rfc` counts rules that break a MUST NOT or the
/// grammar of RFC 5545 (BYWEEKNO outside of FREQ=YEARLY, COUNT with UNTIL, BYEASTER, ...), which
/// some suites expect to be expanded all the same.
#[derive(Default)]
struct Tally {
    right: usize,
    refused: usize,
    not_rfc: usize,
    doubtful: usize,
    wrong: Vec<String>,
}

impl Tally {
    /// The rule of a case, or `None` where there is nothing to expand: a FREQ below a day is not
    /// the business of this library, and a refusal has to name a part of the rule.
    fn rule(&mut self, case: &Value) -> Option<Recurrence> {
        let text = case["rrule"].as_str().unwrap();
        if ["HOURLY", "MINUTELY", "SECONDLY"].iter().any(|freq| text.contains(freq)) {
            return None;
        }
        if DOUBTFUL.iter().any(|(id, _)| case["id"] == *id) {
            self.doubtful += 1;
            return None;
        }
        let error = match text.parse() {
            Ok(rule) => return Some(rule),
            Err(error) => error,
        };
        let named = text.split([';', '=']).any(|word| error.message().contains(word));
        assert!(named || error.message().contains("part"), "{text}: {error}");
        match error.code() {
            ErrorCode::InvalidRecurrence => self.not_rfc += 1,
            _ => self.refused += 1,
        }
        None
    }

    fn judge(&mut self, case: &Value, right: bool, found: &[Slot]) {
        match right {
            true => self.right += 1,
            false => self.wrong.push(format!("{case}: {:?}", found.get(..20).unwrap_or(found))),
        }
    }

    fn end(self, name: &str) {
        let Self { right, refused, not_rfc, doubtful, wrong } = self;
        let rules = right + refused + wrong.len();
        eprintln!(
            "{name}: {right} right, {refused} refused, {} wrong of {rules} RFC 5545 rules \
             ({not_rfc} more are refused as not RFC 5545, {doubtful} are listed as doubtful)",
            wrong.len()
        );
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert!(right * 100 >= rules * 95, "fewer than 95 of 100 right");
    }
}

/// Cases whose expectation is not one of RFC 5545, each with the reason.
const DOUBTFUL: [(&str, &str); 2] = [
    (
        "icaljs-71842730ddc4",
        "counts a DTSTART that the rule does not match: undefined in RFC 5545, and more than a \
         hundred other cases of these suites do not count it",
    ),
    (
        "dmfs-bf9ebaeb3162",
        "02:30 on eight last Sundays of March counts once: a zone's gap, not part of the rule",
    ),
];

#[test]
fn the_suites_of_other_calendars_end_as_expected() {
    let Some(data) = shared_json("data/recurrence/rrule_cases.json") else { return };
    let (mut tally, mut exceptions) = (Tally::default(), 0);
    for case in data["cases"].as_array().unwrap() {
        let text = |name: &str| case[name].as_str().unwrap_or_default();
        let Some(mut rule) = tally.rule(case) else { continue };
        if let Some(zone) = case["tzid"].as_str() {
            rule = rule.in_zone(zone.parse::<Zone>().unwrap());
        }
        let expected = case["expected"].as_array().unwrap().iter();
        let expected: Vec<Slot> = expected.map(|at| slot(at.as_str().unwrap())).collect();
        // Some more than expected, since EXDATE takes some away.
        let schedule = schedule(rule, &case["extra"]);
        exceptions += usize::from(schedule != Schedule::from(schedule.rule.clone()));
        let (mut found, complete) =
            expand_schedule(&schedule, slot(text("dtstart")), expected.len() + 10);
        let right = match case["window_end"].as_str().map(slot) {
            Some(end) => {
                found.retain(|at| *at <= end);
                found == expected
            }
            None if case["complete"] == true => {
                found == expected && (complete || expected.is_empty())
            }
            None => found.starts_with(&expected),
        };
        tally.judge(case, right, &found);
    }
    eprintln!("{exceptions} rules with EXDATE or RDATE");
    tally.end("suites of other calendars");
}

/// A rule with the EXDATE and RDATE lines of a case.
fn schedule(rule: Recurrence, lines: &Value) -> Schedule {
    let mut schedule = Schedule::from(rule);
    for line in lines.as_array().unwrap().iter().filter_map(Value::as_str) {
        let Some((name, values)) = line.split_once(':') else { continue };
        let slots = values.split(',').map(|text| WallTime::from(slot(text)));
        match name.starts_with("RDATE") {
            true => schedule.with.extend(slots),
            false => schedule.without.extend(slots),
        }
    }
    schedule
}

#[test]
fn the_properties_of_lib_recur_hold() {
    let Some(data) = shared_json("data/recurrence/dmfs_properties.json") else { return };
    let mut tally = Tally::default();
    for case in data["cases"].as_array().unwrap() {
        let (text, expect) = (case["rrule"].as_str().unwrap(), &case["expect"]);
        let Some(mut rule) = tally.rule(case) else { continue };
        let last = expect["other_LastInstance"].as_str().map(|text| text.replace('"', ""));
        if let Some((_, zone)) = last.as_deref().and_then(|text| text.split_once(", ")) {
            rule = rule.in_zone(zone.parse().unwrap());
        }
        // An endless rule is looked at for its first thousand slots, an ending one as a whole.
        let (slots, complete) = match text.contains("COUNT") || text.contains("UNTIL") {
            true => expand(&rule, slot(case["dtstart"].as_str().unwrap()), 20_000),
            false => expand(&rule, slot(case["dtstart"].as_str().unwrap()), 1_000),
        };
        let among = |name: &str, value: &dyn Fn(Slot) -> Value| match expect[name].as_array() {
            Some(allowed) => slots.iter().all(|slot| allowed.contains(&value(*slot))),
            None => true,
        };
        let number = |name: &str| match expect[name].as_u64() {
            Some(count) => complete && slots.len() as u64 == count,
            None => true,
        };
        let until = expect["other_Until"].as_str().map(|text| slot(&text.replace('"', "")));
        let right = number("count")
            && number("instances")
            && among("weekdays", &|(date, _)| WEEKDAYS[date.weekday()].into())
            && among("months", &|(date, _)| date.month().into())
            && among("monthdays", &|(date, _)| date.day().into())
            && among("hours", &|(_, time)| time.hour().into())
            && among("weeks", &|(date, _)| week_of(date, 0).1.into())
            && until.is_none_or(|until| slots.iter().all(|slot| slot.0 <= until.0))
            && last.is_none_or(|last| slots.last().copied().map(|at| at.0) == Some(slot(&last).0));
        tally.judge(case, right, &slots);
    }
    tally.end("properties of lib-recur");
}

#[test]
fn rules_that_other_calendars_refuse_are_refused_or_end() {
    let Some(data) = shared_json("data/recurrence/invalid_rules.json") else { return };
    let cases = data["cases"].as_array().unwrap();
    let mut refused = 0;
    for case in cases {
        let first = slot(case["dtstart"].as_str().unwrap());
        // What is taken has a defined, bounded result: the suites refuse these rules for being
        // unimplemented there (BYWEEKNO with a month) or for going beyond the year 9999, where
        // our calendar ends and the slots with it.
        let Ok(rule) = case["rrule"].as_str().unwrap().parse::<Recurrence>() else {
            refused += 1;
            continue;
        };
        let (slots, complete) = expand(&rule, first, 100);
        assert!(complete && slots.len() < 10, "{case}: {slots:?}");
        assert!(slots.iter().all(|slot| *slot >= first), "{case}: {slots:?}");
    }
    eprintln!("rules that others refuse: {refused} refused, {} bounded", cases.len() - refused);
}

#[test]
fn hostile_text_is_an_error() {
    let long = "1,".repeat(5_000_000);
    for text in [
        String::new(),
        ";".into(),
        "=".into(),
        "FREQ".into(),
        "FREQ=".into(),
        long.clone(),
        format!("FREQ=YEARLY;BYYEARDAY={long}1"),
        format!("FREQ=YEARLY;BYYEARDAY={}1", "1,".repeat(1_500) + "367,"),
        format!("FREQ=DAILY;{}", "BYHOUR=1;".repeat(300)),
        format!("FREQ=DAILY;INTERVAL={}", "9".repeat(3_000)),
        format!("FREQ=DAILY;BYMONTHDAY=-{}", "9".repeat(3_000)),
        "FREQ=DAILY;INTERVAL=0".into(),
        "FREQ=DAILY;INTERVAL=4294967297".into(),
        "FREQ=DAILY;COUNT=-1".into(),
        "FREQ=DAILY;UNTIL=99999999T999999Z".into(),
        "FREQ=MONTHLY;BYDAY=9999999999MO".into(),
        "FREQ=MONTHLY;BYDAY=\u{0661}MO".into(),
        "FREQ=DA\u{0131}LY".into(),
        "\u{feff}FREQ=DAILY".into(),
        "FREQ=DAILY\0".into(),
        "FREQ=DAILY ; COUNT=1".into(),
        "FREQ=DAILY\r\nEXDATE:20260101".into(),
        "DTSTART:20260101T090000 RRULE:FREQ=DAILY".into(),
    ] {
        let error = text.parse::<Recurrence>().unwrap_err();
        assert!(error.message().len() < 200 && error.message().is_ascii(), "{error}");
    }
}

#[test]
fn a_schedule_is_read_and_written_as_it_is_said() {
    let text = r#"{"rule":"FREQ=MONTHLY;INTERVAL=6","month_end":"clamp","without":["2026-12-24"],"with":["2027-01-11T09:30"],"moved":{"2027-05-01":"2027-05-04T10:00"},"since":"2026-06-01"}"#;
    let schedule = Schedule::from_json(text).unwrap();
    assert_eq!(serde_json::to_string(&schedule).unwrap(), text);
    let plain = Schedule::from("FREQ=DAILY".parse::<Recurrence>().unwrap());
    assert_eq!(serde_json::to_string(&plain).unwrap(), r#"{"rule":"FREQ=DAILY"}"#);
}

#[test]
fn what_is_wrong_with_a_schedule_has_a_code_and_a_path() {
    let days: Vec<String> = (0..1_001)
        .map(|day| {
            let date = CivilDate::new(2026, 1, 1).unwrap().plus_days(day);
            format!("\"{date}\"")
        })
        .collect();
    let many = format!(r#"{{"rule": "FREQ=DAILY", "without": [{}]}}"#, days.join(","));
    for (text, code, path) in [
        (r#"{}"#, ErrorCode::MissingField, "rule"),
        (r#"{"rule": "FREQ=HOURLY"}"#, ErrorCode::UnsupportedRecurrence, "rule"),
        (r#"{"rule": "FREQ=DAILY;BYDAY=1MO"}"#, ErrorCode::InvalidRecurrence, "rule"),
        (r#"{"rule": "FREQ=DAILY", "exdate": []}"#, ErrorCode::UnknownField, "exdate"),
        (r#"{"rule": "FREQ=DAILY", "month_end": "clip"}"#, ErrorCode::UnknownWord, "month_end"),
        (
            r#"{"rule": "FREQ=DAILY", "without": ["2026-02-29"]}"#,
            ErrorCode::InvalidTime,
            "without[0]",
        ),
        (
            r#"{"rule": "FREQ=DAILY", "since": "2026-03-08T09:00Z"}"#,
            ErrorCode::InvalidTime,
            "since",
        ),
        (
            r#"{"rule": "FREQ=DAILY", "moved": {"2026-03-08": "x"}}"#,
            ErrorCode::InvalidTime,
            "moved.?",
        ),
        (r#"{"rule": "FREQ=DAILY", "month_end": "clamp"}"#, ErrorCode::Contradiction, "month_end"),
        (
            r#"{"rule": "FREQ=YEARLY;BYDAY=1MO", "month_end": "clamp"}"#,
            ErrorCode::Contradiction,
            "month_end",
        ),
        (r#"{"rule": "FREQ=MONTHLY", "leap_day": "march1"}"#, ErrorCode::Contradiction, "leap_day"),
        (
            r#"{"rule": "FREQ=DAILY", "with": ["2026-03-08", "2026-03-08T00:00"]}"#,
            ErrorCode::DuplicateId,
            "with[1]",
        ),
        (
            r#"{"rule": "FREQ=DAILY", "with": ["2026-03-08"], "without": ["2026-03-08"]}"#,
            ErrorCode::Contradiction,
            "with[0]",
        ),
        (
            r#"{"rule": "FREQ=DAILY", "moved": {"2026-03-08": "2026-03-09"}, "without": ["2026-03-08"]}"#,
            ErrorCode::Contradiction,
            "moved.2026-03-08",
        ),
        (&many, ErrorCode::TooMany, ""),
    ] {
        let error = Schedule::from_json(text).unwrap_err();
        assert_eq!((error.code(), error.path()), (code, path), "{text:.120}: {error}");
    }
}

const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const DAYS_BEFORE: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

fn leap(date: CivilDate) -> i64 {
    CivilDate::new(date.year(), 2, 29).is_ok().into()
}

fn day_of_year(date: CivilDate) -> i64 {
    let leap_day = if date.month() > 2 { leap(date) } else { 0 };
    DAYS_BEFORE[date.month() as usize - 1] + leap_day + i64::from(date.day())
}

/// The year and the number of the week of a day; the fourth day of a week tells its year.
fn week_of(date: CivilDate, week_start: usize) -> (i32, i64) {
    let fourth = date.plus_days(3 - ((date.weekday() + 7 - week_start) % 7) as i64);
    (fourth.year(), (day_of_year(fourth) - 1) / 7 + 1)
}

/// A rule as its parts, to be read the plain way: every day of the calendar is asked.
#[derive(Clone, Debug)]
struct Plain {
    freq: &'static str,
    interval: i64,
    count: Option<usize>,
    /// In days after the start.
    until: Option<i64>,
    week_start: usize,
    days: Vec<(i64, usize)>,
    by: BTreeMap<&'static str, Vec<i64>>,
}

impl Plain {
    fn text(&self, first: CivilDate) -> String {
        let mut text = format!("FREQ={};INTERVAL={}", self.freq, self.interval);
        text += &format!(";WKST={}", WEEKDAYS[self.week_start]);
        if let Some(count) = self.count {
            text += &format!(";COUNT={count}");
        }
        if let Some(days) = self.until {
            text += &format!(";UNTIL={}", first.plus_days(days).to_string().replace('-', ""));
        }
        let nth = |nth: i64| if nth == 0 { String::new() } else { nth.to_string() };
        let days: Vec<String> = self.days.iter().map(|(n, day)| nth(*n) + WEEKDAYS[*day]).collect();
        let lists = self
            .by
            .iter()
            .map(|(name, list)| (*name, list.iter().map(i64::to_string).collect::<Vec<_>>()));
        for (name, list) in lists.chain([("BYDAY", days)]).filter(|(_, list)| !list.is_empty()) {
            text += &format!(";{name}={}", list.join(","));
        }
        text
    }

    fn by(&self, name: &str) -> &[i64] {
        self.by.get(name).map_or(&[], Vec::as_slice)
    }

    /// Fills in what RFC 5545 takes from the start.
    fn completed(mut self, (date, time): Slot) -> Self {
        let given = |name: &str| !self.by(name).is_empty();
        let dated = given("BYYEARDAY") || given("BYMONTHDAY") || !self.days.is_empty();
        let (months, hours) = (given("BYMONTH"), given("BYHOUR"));
        let of_week = self.freq == "WEEKLY" || given("BYWEEKNO");
        if !dated && of_week {
            self.days.push((0, date.weekday()));
        } else if !dated && self.freq != "DAILY" {
            self.by.insert("BYMONTHDAY", vec![date.day().into()]);
        }
        if !dated && !of_week && self.freq == "YEARLY" && !months {
            self.by.insert("BYMONTH", vec![date.month().into()]);
        }
        if !hours {
            self.by.insert("BYHOUR", vec![time.hour().into()]);
        }
        self
    }

    fn has(&self, date: CivilDate) -> bool {
        let among = |name: &str, number: i64, length: i64| {
            let list = self.by(name);
            list.is_empty() || list.contains(&number) || list.contains(&(number - length - 1))
        };
        let (year, week) = week_of(date, self.week_start);
        let (_, weeks) = week_of(CivilDate::new(year, 12, 28).unwrap(), self.week_start);
        let (day, length) = (i64::from(date.day()), month_length(date));
        let (year_day, year_length) = (day_of_year(date), 365 + leap(date));
        let in_month = self.freq == "MONTHLY" || !self.by("BYMONTH").is_empty();
        let (place, size) = if in_month { (day, length) } else { (year_day, year_length) };
        let nth = |nth: i64| nth == 0 || nth == (place + 6) / 7 || -nth == (size - place + 7) / 7;
        among("BYMONTH", date.month().into(), 100)
            && among("BYWEEKNO", week, weeks)
            && among("BYYEARDAY", year_day, year_length)
            && among("BYMONTHDAY", day, length)
            && (self.days.is_empty()
                || self.days.iter().any(|(n, day)| *day == date.weekday() && nth(*n)))
    }

    /// The slots of the first `horizon` days.
    fn slots(self, first: Slot, horizon: i64) -> Vec<Slot> {
        let plain = self.completed(first);
        let since_week = (first.0.weekday() + 7 - plain.week_start) % 7;
        let month = |date: CivilDate| i64::from(date.year()) * 12 + i64::from(date.month());
        let (back, unit): (i64, &dyn Fn(i64, CivilDate) -> i64) = match plain.freq {
            "DAILY" => (0, &|day, _| day),
            "WEEKLY" => (since_week as i64, &|day, _| day / 7),
            "MONTHLY" => (i64::from(first.0.day()) - 1, &|_, date| month(date)),
            _ => (day_of_year(first.0) - 1, &|_, date| date.year().into()),
        };
        let mut units: BTreeMap<i64, Vec<Slot>> = BTreeMap::new();
        let start = first.0.plus_days(-back);
        for day in 0..horizon + back + 400 {
            let date = start.plus_days(day);
            let slots = units.entry(unit(day, date) - unit(0, start)).or_default();
            let hours = (0..24).filter(|hour| plain.by("BYHOUR").contains(&i64::from(*hour)));
            for hour in hours.filter(|_| plain.has(date)) {
                let (minute, second) = (first.1.minute(), first.1.second());
                slots.push((date, CivilTime::new(hour, minute, second).unwrap()));
            }
        }
        let chosen = units.into_iter().filter(|(unit, _)| unit % plain.interval == 0);
        let slots = chosen.flat_map(|(_, slots)| {
            let length = slots.len() as i64;
            let places = plain.by("BYSETPOS").to_vec();
            slots.into_iter().zip(1..).filter(move |(_, place)| {
                let from_end = place - length - 1;
                places.is_empty() || places.contains(place) || places.contains(&from_end)
            })
        });
        let until = plain.until.map(|days| first.0.plus_days(days));
        let slots = slots.map(|(slot, _)| slot).filter(|slot| *slot >= first);
        let slots = slots.take(plain.count.unwrap_or(usize::MAX));
        let end = first.0.plus_days(horizon);
        slots.filter(|slot| slot.0 < end && until.is_none_or(|until| slot.0 <= until)).collect()
    }
}

fn month_length(date: CivilDate) -> i64 {
    let day = |day| CivilDate::new(date.year(), date.month(), day).is_ok();
    (28..=31).rev().find(|length| day(*length)).unwrap().into()
}

/// A start in a year of the given range.
fn starts(years: Range<i32>) -> impl Strategy<Value = Slot> {
    (years, 1..=12_u32, 1..=31_u32, 0..86_400_u32).prop_map(|(year, month, day, second)| {
        let date = (1..=day).rev().find_map(|day| CivilDate::new(year, month, day).ok());
        let time = CivilTime::new(second / 3600, second / 60 % 60, second % 60);
        (date.unwrap(), time.unwrap())
    })
}

/// A part with up to `most` numbers of this size, from the end too where `signed`; often none.
fn part(
    name: &'static str,
    greatest: i64,
    signed: bool,
    most: usize,
) -> impl Strategy<Value = (&'static str, Vec<i64>)> {
    let least = if signed { -greatest } else { 1 };
    let number = (least..=greatest).prop_filter("not 0", |number| *number != 0);
    let list = prop_oneof![3 => Just(Vec::new()), 1 => prop::collection::vec(number, 1..=most)];
    list.prop_map(move |list| (name, list))
}

fn plain_rules() -> impl Strategy<Value = Plain> {
    let freq = prop::sample::select(vec!["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]);
    let interval = prop_oneof![2 => Just(1), 1 => 2..=5_i64];
    let end = prop_oneof![
        2 => Just((None, None)),
        1 => (1..40_usize).prop_map(|count| (Some(count), None)),
        1 => (0..2_000_i64).prop_map(|days| (None, Some(days))),
    ];
    let nth = prop_oneof![3 => Just(0), 1 => -4..=5_i64, 1 => -52..=53_i64];
    let days = prop_oneof![
        1 => Just(Vec::new()),
        2 => prop::collection::vec((nth, 0..7_usize), 1..=4),
        1 => prop::collection::vec((Just(0), 0..7_usize), 1..=7),
    ];
    let parts = (
        part("BYMONTH", 12, false, 4),
        part("BYMONTHDAY", 31, true, 8),
        part("BYHOUR", 23, false, 3),
        part("BYSETPOS", 8, true, 3),
        part("BYWEEKNO", 53, true, 4),
        part("BYYEARDAY", 366, true, 20),
    );
    (freq, interval, end, 0..7_usize, days, parts).prop_map(
        |(freq, interval, (count, until), week_start, days, (a, b, c, d, weeks, year_days))| {
            let mut by = BTreeMap::from([a, b, c, d]);
            // Every other FREQ with these is refused, so that few rules would be left.
            by.extend([weeks, year_days].into_iter().filter(|_| freq == "YEARLY"));
            Plain { freq, interval, count, until, week_start, days, by }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1000,
        max_global_rejects: 100_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Every rule that is taken means what the standard says, read day by day. The starts
    /// are late, since the search for what never comes goes on to the year 9999.
    #[test]
    fn a_rule_means_what_the_standard_says(
        plain in plain_rules(),
        first in starts(9890..9990),
        skip in 0..2_000_i64,
    ) {
        let parsed = plain.text(first.0).parse::<Recurrence>();
        prop_assume!(parsed.is_ok());
        let (rule, horizon) = (parsed.unwrap(), 2_200);
        let end = first.0.plus_days(horizon);
        let expected = plain.slots(first, horizon);
        let mut found = rule.slots(first, None, 1000).slots;
        found.retain(|slot| slot.0 < end);
        prop_assert_eq!(&found[..], &expected[..expected.len().min(1000)]);

        let from = (first.0.plus_days(skip), first.1);
        let mut found = rule.slots(first, Some(from), 20).slots;
        found.retain(|slot| slot.0 < end);
        let later: Vec<Slot> = expected.iter().copied().filter(|slot| *slot >= from).collect();
        prop_assert_eq!(&found[..], &later[..later.len().min(20)]);

        let next = rule.next_after(first, from).filter(|slot| slot.0 < end);
        prop_assert_eq!(next, later.into_iter().find(|slot| *slot > from));
    }
}
