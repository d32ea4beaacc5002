//! Properties over generated rules of the validated set: the arithmetic gives what the crate
//! `rrule` gives, a jump near the asked day gives what a walk from the start gives, and a schedule
//! is its rule with its exceptions.
//!
//! `PRM_CASES=10000 cargo test -p prm-core recurrence::proof` asks for more cases.

use std::collections::BTreeMap;
use std::ops::Range;

use proptest::prelude::*;

use super::*;
use crate::time::WallTime;

#[expect(clippy::disallowed_methods, reason = "who runs a test says how many cases")]
fn config() -> ProptestConfig {
    let cases = std::env::var("PRM_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig {
        cases: cases.unwrap_or(1_000),
        max_global_rejects: 10_000_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

const WEEKDAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// A start in a year of the given range.
fn starts(years: Range<i32>) -> impl Strategy<Value = Slot> {
    (years, 1..=12_u32, 1..=31_u32, 0..86_400_i64).prop_map(|(year, month, day, second)| {
        let date = (1..=day).rev().find_map(|day| CivilDate::new(year, month, day).ok());
        (date.unwrap(), CivilTime::from_second_of_day(second))
    })
}

/// A part with up to `most` numbers of this size, from the end too where `signed`; often none.
fn part(name: &'static str, range: Range<i32>, most: usize) -> impl Strategy<Value = String> {
    let number = range.prop_filter("0 counts from nowhere", move |number| {
        *number != 0 || ["BYHOUR", "BYMINUTE", "BYSECOND"].contains(&name)
    });
    let list = prop_oneof![3 => Just(Vec::new()), 1 => prop::collection::vec(number, 1..=most)];
    list.prop_map(move |list| match list.as_slice() {
        [] => String::new(),
        list => {
            let list: Vec<String> = list.iter().map(i32::to_string).collect();
            format!(";{name}={}", list.join(","))
        }
    })
}

/// A rule of the validated set that the arithmetic takes.
fn rules() -> impl Strategy<Value = Recurrence> {
    let freq = prop::sample::select(vec!["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]);
    let interval = prop_oneof![2 => Just(1), 2 => 2..=7_u32, 1 => 1..=400_u32];
    let end = prop_oneof![
        2 => Just(String::new()),
        1 => (1..60_u32).prop_map(|count| format!(";COUNT={count}")),
        1 => (9_880..9_999_u32, 1..=12_u32, 1..=28_u32)
            .prop_map(|(y, m, d)| format!(";UNTIL={y:04}{m:02}{d:02}")),
        1 => (9_880..9_999_u32, 1..=12_u32, 1..=28_u32)
            .prop_map(|(y, m, d)| format!(";UNTIL={y:04}{m:02}{d:02}T120000")),
    ];
    let nth = prop_oneof![3 => Just(0), 1 => -4..=5_i32];
    let day = (nth, prop::sample::select(WEEKDAYS.to_vec())).prop_map(|(nth, day)| match nth {
        0 => day.to_owned(),
        nth => format!("{nth}{day}"),
    });
    let days = prop_oneof![
        2 => Just(String::new()),
        2 => prop::sample::subsequence(WEEKDAYS.to_vec(), 1..=7)
            .prop_map(|days| format!(";BYDAY={}", days.join(","))),
        1 => prop::collection::vec(day, 1..=4)
            .prop_map(|days| format!(";BYDAY={}", days.join(","))),
    ];
    let parts = (
        part("BYMONTH", 1..13, 4),
        part("BYMONTHDAY", -31..32, 8),
        part("BYHOUR", 0..24, 3),
        part("BYMINUTE", 0..60, 2),
        part("BYSECOND", 0..60, 2),
        part("BYSETPOS", -8..9, 3),
    );
    let week_start = prop::sample::select(WEEKDAYS.to_vec());
    (freq, interval, end, days, parts, week_start).prop_filter_map(
        "a rule of the set that the arithmetic takes",
        |(freq, interval, end, days, (a, b, c, d, e, f), start)| {
            let text = format!(
                "FREQ={freq};INTERVAL={interval}{end}{days}{a}{b}{c}{d}{e}{f};WKST={start}"
            );
            text.parse().ok().filter(direct::takes)
        },
    )
}

/// The same walk by the crate `rrule`.
fn by_rrule(rule: &Recurrence, first: Slot, near: CivilDate) -> Walk {
    let walk = rule.walk(first, near, Policy::default());
    let near = if matches!(rule.end, End::Count(_)) { first.0 } else { near.max(first.0) };
    let candidates = Box::new(general::candidates(rule, first, near));
    Walk { candidates: Candidates::General(candidates), ..walk }
}

fn policies() -> impl Strategy<Value = (Option<MonthEnd>, Option<LeapDay>)> {
    (
        prop::sample::select(vec![None, Some(MonthEnd::Skip), Some(MonthEnd::Clamp)]),
        prop::sample::select(vec![None, Some(LeapDay::February28), Some(LeapDay::March1)]),
    )
}

proptest! {
    #![proptest_config(config())]

    /// The starts are late, since `rrule` looks for what never comes up to the year 9999.
    #[test]
    fn the_arithmetic_gives_what_rrule_gives(
        rule in rules(),
        first in starts(9_880..9_990),
        skip in 0..8_000_i64,
    ) {
        prop_assert!(general::takes(&rule), "{rule}");
        let near = first.0.plus_days(skip);
        for near in [first.0, near] {
            let own: Vec<Slot> = rule.walk(first, near, Policy::default())
                .filter(|slot| slot.0 >= near).take(60).collect();
            let other: Vec<Slot> = by_rrule(&rule, first, near)
                .filter(|slot| slot.0 >= near).take(60).collect();
            prop_assert_eq!(own, other, "{} from {:?} near {}", rule, first, near);
        }
    }

    #[test]
    fn a_jump_gives_what_a_walk_gives(
        rule in rules(),
        first in starts(9_800..9_990),
        after in starts(9_790..9_999),
        (month_end, leap_day) in policies(),
    ) {
        let schedule = Schedule { month_end, leap_day, ..Schedule::from(rule) };
        let mut walk = schedule.rule.walk(first, first.0, schedule.policy());
        let walked = walk.find(|slot| *slot > after);
        let jumped = schedule.next_after(first, after).map(|found| Slot::from(found.at));
        prop_assert_eq!(jumped, walked);
        if month_end != Some(MonthEnd::Clamp) && leap_day.is_none() {
            prop_assert_eq!(schedule.rule.next_after(first, after), walked);
        }
    }

    /// Of every month that the rule reaches, the day or the last one; read month by month.
    #[test]
    fn days_beyond_the_month_are_on_its_last_one(
        yearly in any::<bool>(),
        interval in 1..30_u16,
        first in starts(1..9_900),
        leap_day in prop::sample::select(vec![None, Some(LeapDay::February28), Some(LeapDay::March1)]),
    ) {
        let leap_day = leap_day.filter(|_| yearly);
        let freq = if yearly { "YEARLY" } else { "MONTHLY" };
        let rule: Recurrence = format!("FREQ={freq};INTERVAL={interval}").parse().unwrap();
        let schedule = Schedule { month_end: Some(MonthEnd::Clamp), leap_day, ..rule.into() };
        prop_assert_eq!(schedule.check(), Ok(()));
        let months = i32::from(interval) * if yearly { 12 } else { 1 };
        let expected: Vec<CivilDate> = (0..40)
            .map(|number| {
                let date = first.0.plus_months(months * number);
                let moves = leap_day == Some(LeapDay::March1) && date.day() < first.0.day();
                if moves { date.plus_days(1) } else { date }
            })
            .collect();
        let found = schedule.slots(first, None, 40).occurrences;
        let found: Vec<CivilDate> = found.iter().map(|found| found.slot.date).collect();
        let all = expected.iter().take(found.len()).copied().collect::<Vec<_>>();
        prop_assert_eq!(&found, &all);
        let end = CivilDate::new(9_999, 12, 31).unwrap();
        let cut = expected.iter().filter(|date| **date < end).count();
        prop_assert!(found.len() >= cut);
    }

    /// A schedule is the set of its rule's slots, changed as it says.
    #[test]
    fn a_schedule_is_its_rule_with_its_exceptions(
        rule in rules(),
        first in starts(9_900..9_950),
        without in prop::collection::vec(0..30_usize, 0..6),
        moved in prop::collection::vec((0..30_usize, -100..100_i64), 0..6),
        with in prop::collection::vec(-50..2_000_i64, 0..5),
        since in prop::option::of(0..900_i64),
        ask in -10..1_500_i64,
        span in 0..2_000_i64,
    ) {
        let slots = rule.slots(first, None, 200).slots;
        let name = |index: &usize| slots.get(*index).map(|slot| WallTime::from(*slot));
        let on = |days: i64| WallTime::from((first.0.plus_days(days), first.1));
        let mut schedule = Schedule::from(rule);
        schedule.without = without.iter().filter_map(name).collect();
        schedule.with = with.iter().map(|days| on(*days)).collect();
        for (index, days) in &moved {
            // A slot that the rule does not have, too.
            let slot = name(index).unwrap_or(on(*days));
            let at = WallTime::from((slot.date.plus_days(*days), first.1));
            schedule.moved.insert(slot, at);
        }
        schedule.since = since.map(on);

        let mut expected: BTreeMap<WallTime, WallTime> =
            slots.iter().map(|slot| WallTime::from(*slot)).chain(schedule.with.iter().copied())
                .map(|slot| (slot, slot)).collect();
        for (slot, at) in &schedule.moved {
            expected.entry(*slot).and_modify(|known| *known = *at);
        }
        expected.retain(|slot, at| {
            !schedule.without.contains(slot)
                && *slot >= WallTime::from(first)
                && schedule.since.is_none_or(|since| *slot >= since && *at >= since)
        });
        let mut expected: Vec<Occurrence> =
            expected.into_iter().map(|(slot, at)| Occurrence { at, slot }).collect();
        expected.sort();
        // Beyond this the slots of the rule were not listed.
        let horizon = match slots.len() {
            200 => slots.last().map(|slot| WallTime::from((slot.0.plus_days(-110), slot.1))),
            _ => None,
        };
        let known = |found: &Occurrence| horizon.is_none_or(|horizon| found.at < horizon);
        expected.retain(known);

        let start = (first.0.plus_days(-200), first.1);
        let mut found = schedule.slots(first, Some(start), 1_000).occurrences;
        found.retain(known);
        prop_assert_eq!(&found, &expected);

        let after = on(ask);
        let next = schedule.next_after(first, after.into()).filter(known);
        prop_assert_eq!(next, expected.iter().copied().find(|known| known.at > after));

        let until = on(ask + span);
        if horizon.is_none_or(|horizon| until < horizon) {
            let last = schedule.last_within(first, after.into(), until.into());
            let mut within = expected.iter().copied();
            let within = within.rfind(|known| known.at > after && known.at <= until);
            prop_assert_eq!(last, within);
        }
    }
}
