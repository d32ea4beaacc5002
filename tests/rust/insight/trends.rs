//! Charts over time.

use prm_core::insight::{
    Assurance, Better, Chart, ChartKind, ChartPart, ChartSpec, Columns, Direction, DriftSpec,
    MonitorMethod, MonitorSpec, RangeConstant, Rule, RuleSet, Side, Variation, chart, drift,
    monitor, run_limits,
};
use prm_tests::{shared, shared_json};
use serde_json::{Value, json};

use super::{close, numbers};

fn word<T: serde::Serialize>(value: T) -> Value {
    json!(value)
}

#[test]
fn plotted_dots_are_those_of_the_nhs() {
    let Some(golden) = shared_json("golden/spc_nhsrplotthedots.json") else { return };
    let (mut series, mut points) = (0, 0);
    for case in golden["cases"].as_array().unwrap() {
        let (input, output) = (&case["input"], &case["output"]);
        let columns = Columns::new().with("y", numbers(&input["y"])).unwrap();
        let spec = ChartSpec {
            better: match input["improvement_direction"].as_str().unwrap() {
                "increase" => Better::Higher,
                "decrease" => Better::Lower,
                _ => Better::Neither,
            },
            target: input["target"].as_f64(),
            rebase: input["rebase_at_1based"].as_u64().iter().map(|at| *at as u32 - 1).collect(),
            baseline: input["fix_after_n_points"].as_u64().map(|many| many as u32),
            screen: input["screen_outliers"].as_bool(),
            rules: vec![RuleSet::PlotTheDots],
            ..ChartSpec::new(ChartKind::Xmr, "y")
        };
        let found = chart(&spec, &columns).unwrap();
        for (place, point) in found.points.iter().enumerate() {
            let here = |name: &str| &output[name][place];
            for (name, line) in [("mean", point.center), ("lpl", point.lower), ("upl", point.upper)]
            {
                let expected = here(name).as_f64().unwrap();
                assert!(close(line.unwrap(), expected), "{} {name} {place}", case["id"]);
            }
            let side = ["below", "neither", "above"];
            let expected = side[(here("relative_to_mean").as_i64().unwrap() + 1) as usize];
            assert_eq!(word(point.side), expected);
            assert_eq!(json!(point.beyond), *here("outside_limits"));
            assert_eq!(json!(point.near), *here("close_to_limits"), "{} {place}", case["id"]);
            assert_eq!(json!(point.part), *here("rebase_group"), "{} {place}", case["id"]);
            let short = found.parts[point.part as usize].short;
            assert_eq!(json!(short), *here("short_group_warning"), "{} {place}", case["id"]);
            let dot = point.dot.as_ref().unwrap();
            let cause = match (dot.rule, dot.side) {
                (None, _) => "Common Cause",
                (Some(Rule::BeyondLimit), Side::Above) => "Above UCL",
                (Some(Rule::BeyondLimit), _) => "Below LCL",
                (Some(Rule::Trend), Side::Above) => "7 Point Trend (Increasing)",
                (Some(Rule::Trend), _) => "7 Point Trend (Decreasing)",
                (Some(Rule::Shift), Side::Above) => "7 Points Above CL",
                (Some(Rule::Shift), _) => "7 Points Below CL",
                (Some(_), Side::Above) => "2 in 3 Above CL",
                (Some(_), _) => "2 in 3 Below CL",
            };
            assert_eq!(cause, here("special_cause_type"), "{} {place}", case["id"]);
            assert_eq!(variation(dot.variation), *here("point_type"), "{} {place}", case["id"]);
            points += 1;
        }
        assert_eq!(found.variation.map(variation).unwrap(), output["variation_type"]);
        let assurance = found.assurance.map_or(Value::Null, |found: Assurance| word(found));
        assert_eq!(assurance, output["assurance_type"], "{}", case["id"]);
        series += 1;
    }
    eprintln!("plot the dots: {points} points of {series} series");
    assert!(series >= 99 && points > 2_000);
}

fn variation(found: Variation) -> String {
    match word(found).as_str().unwrap() {
        "common_cause" => "common_cause".into(),
        other => format!("special_cause_{other}"),
    }
}

/// A case of qicharts2: its rows as columns, and its lines.
fn compared(case: &Value, spec: &ChartSpec, columns: &Columns) -> Chart {
    let found = chart(spec, columns).unwrap();
    let rows = case["output"].as_array().unwrap();
    assert_eq!(found.points.len(), rows.len());
    for (point, row) in found.points.iter().zip(rows) {
        let mut lines = vec![("y", point.value), ("cl", point.center)];
        lines.extend([("ucl", point.upper), ("lcl", point.lower)]);
        // There the second line of moving ranges is two thirds of the limit, from nothing: that is
        // no second standard deviation.
        if spec.kind != ChartKind::Mr {
            lines.extend([("ucl.95", point.near_upper), ("lcl.95", point.near_lower)]);
        }
        for (name, found) in lines {
            let right = match (found, row[name].as_f64()) {
                (Some(found), Some(expected)) => close(found, expected),
                (None, None) => true,
                _ => false,
            };
            assert!(right, "{} row {} {name}: {found:?} {}", case["desc"], point.row, row[name]);
        }
        assert_eq!(json!(point.beyond), row["sigma.signal"]);
        assert_eq!(json!(point.part + 1), row["part"]);
        same_part(&found.parts[point.part as usize], row);
    }
    found
}

fn same_part(part: &ChartPart, row: &Value) {
    assert_eq!(
        json!(part.counted),
        row["n.useful"].as_u64().map_or(json!(null), |_| json!(part.counted))
    );
    for (name, found) in [
        ("n.useful", part.useful),
        ("longest.run", part.longest_run),
        ("longest.run.max", part.longest_run_max),
        ("n.crossings", part.crossings),
        ("n.crossings.min", part.crossings_min),
    ] {
        assert_eq!(json!(found), row[name], "{name}");
    }
    assert_eq!(json!(part.runs_signal), row["runs.signal"]);
}

fn column(case: &Value, name: &str) -> Vec<Option<f64>> {
    case["input"].as_array().unwrap().iter().map(|row| row[name].as_f64()).collect()
}

#[test]
fn charts_of_every_kind_are_those_of_qicharts2() {
    let Some(golden) = shared_json("golden/spc_qicharts2.json") else { return };
    let cases = &golden["cases"];
    let mut ran = 0;
    let mut check = |id: &str, of: &str, value: &str, size: Option<&str>, spec: ChartSpec| {
        let (case, rows) = (&cases[id], &cases[of]);
        let mut columns = Columns::new().with("value", column(rows, value)).unwrap();
        if let Some(size) = size {
            columns = columns.with("size", column(rows, size)).unwrap();
        }
        if rows["input"][0].get("sample").is_some() {
            columns = columns.with("sample", column(rows, "sample")).unwrap();
        }
        compared(case, &spec, &columns);
        ran += 1;
    };
    let of = |kind| ChartSpec {
        constant: Some(RangeConstant::Rounded),
        ..ChartSpec::new(kind, "value")
    };
    let sized = |kind| ChartSpec { size: Some("size".into()), ..of(kind) };
    let grouped = |kind| ChartSpec { at: Some("sample".into()), ..of(kind) };
    check("m63_xbar", "m63_xbar", "obs", None, grouped(ChartKind::XBar));
    check("m63_s", "m63_s", "obs", None, grouped(ChartKind::S));
    let frozen = |kind| ChartSpec { baseline: Some(20), ..of(kind) };
    check("m65_i", "m65_i", "cost", None, frozen(ChartKind::Xmr));
    check("m65_mr", "m65_mr", "cost", None, frozen(ChartKind::Mr));
    let unscreened = ChartSpec { screen: Some(false), ..of(ChartKind::Xmr) };
    check("m65_i_noscreen", "m65_i_noscreen", "cost", None, unscreened);
    let parts = ChartSpec { rebase: vec![30], leave_out: vec![14, 22], ..sized(ChartKind::P) };
    check("m71_p", "m71_p", "count", Some("size"), parts);
    check("m71_pp", "m71_pp", "count", Some("size"), sized(ChartKind::PPrime));
    check("m74_p", "m74_p", "count", Some("size"), sized(ChartKind::P));
    check("m74_pp", "m74_pp", "count", Some("size"), sized(ChartKind::PPrime));
    let left_out = ChartSpec { baseline: Some(26), leave_out: vec![5, 19], ..of(ChartKind::C) };
    check("m73_c", "m73_c", "count", None, left_out);
    check("m74_u", "m74_u", "count", Some("size"), sized(ChartKind::U));
    check("cdi_c", "cdi_c", "n", None, of(ChartKind::C));
    check("cdi_run", "cdi_c", "n", None, of(ChartKind::Run));
    let rebased = ChartSpec { rebase: vec![24], ..of(ChartKind::Run) };
    check("cdi_run_part24", "cdi_c", "n", None, rebased);
    // The last one sums up rows that the file does not have.
    assert_eq!(ran, cases.as_object().unwrap().len() - 1);
}

#[test]
fn time_between_events_is_that_of_montgomery() {
    // Example 7.6 of the sixth edition: hours between failures of a valve.
    let hours = [
        286, 948, 536, 124, 816, 729, 4, 143, 431, 8, 2837, 596, 81, 227, 603, 492, 1199, 1214,
        2831, 96,
    ];
    let columns = Columns::new().with("hours", hours.map(|hours| Some(f64::from(hours)))).unwrap();
    let found = chart(&ChartSpec::new(ChartKind::T, "hours"), &columns).unwrap();
    let point = &found.points[0];
    assert!((point.center.unwrap() - 430.041).abs() < 0.001, "{:?}", point.center);
    assert!((point.upper.unwrap() - 6_937.93).abs() < 0.01, "{:?}", point.upper);
    assert_eq!(point.lower, Some(0.0));
}

#[test]
fn runs_are_as_long_as_chance_explains() {
    let Some(path) = shared("golden/anhoej_limits_n2_200.csv") else { return };
    let text = std::fs::read_to_string(path).unwrap();
    let rows: Vec<Vec<u32>> = text
        .lines()
        .skip(1)
        .map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect())
        .collect();
    assert_eq!(rows.len(), 199);
    for row in rows {
        assert_eq!(run_limits(row[0]), (row[1], row[2]), "n = {}", row[0]);
    }
}

#[test]
fn zones_are_judged_as_nelson_and_western_electric_do() {
    let Some(golden) = shared_json("golden/nelson_we_shewhart.json") else { return };
    let mut compared = 0;
    for case in golden["cases"].as_array().unwrap() {
        let columns = Columns::new().with("y", numbers(&case["y"])).unwrap();
        for (name, set, prefix) in [
            ("nelson", RuleSet::Nelson, "nelson_"),
            ("western_electric", RuleSet::WesternElectric, "western_electric_"),
        ] {
            let spec = ChartSpec {
                screen: Some(false),
                constant: Some(RangeConstant::Exact),
                rules: vec![set],
                ..ChartSpec::new(ChartKind::Xmr, "y")
            };
            let found = chart(&spec, &columns).unwrap();
            let ranges =
                chart(&ChartSpec { kind: ChartKind::Mr, rules: vec![], ..spec }, &columns).unwrap();
            let stats = &case[name]["stats"];
            let (point, range) = (&found.points[0], &ranges.points[0]);
            for (name, line) in [
                ("i_center", point.center),
                ("i_lcl", point.lower),
                ("i_ucl", point.upper),
                ("mr_center", range.center),
                ("mr_lcl", range.lower),
                ("mr_ucl", range.upper),
            ] {
                assert!(
                    close(line.unwrap(), stats[name].as_f64().unwrap()),
                    "{} {name}",
                    case["id"]
                );
            }
            let mut expected: Vec<(String, Vec<u32>)> = Vec::new();
            let mut beyond: Vec<u32> = Vec::new();
            for violation in case[name]["violations"].as_array().unwrap() {
                let rule = violation[0].as_str().unwrap();
                let points: Vec<u32> = serde_json::from_value(violation[1].clone()).unwrap();
                match rule {
                    // Of the chart of ranges that the peer draws below.
                    "beyond_limits" => beyond.extend(points),
                    rule => expected.push((rule.replace("we_", "western_electric_"), points)),
                }
            }
            let mut said: Vec<(String, Vec<u32>)> = found
                .signals
                .iter()
                .map(|signal| {
                    (word(signal.rule).as_str().unwrap().to_owned(), signal.points.clone())
                })
                .filter(|(rule, _)| rule.starts_with(prefix))
                .collect();
            expected.sort();
            said.sort();
            assert_eq!(said, expected, "{} {name}", case["id"]);
            let wide: Vec<u32> = (0..)
                .zip(&ranges.points)
                .filter(|(_, point)| point.beyond)
                .map(|(place, _)| place)
                .collect();
            assert_eq!(wide, beyond, "{} ranges", case["id"]);
            compared += 1;
        }
    }
    assert_eq!(compared, 12);
}

#[test]
fn small_changes_are_seen_as_montgomery_does() {
    let Some(golden) = shared_json("golden/cusum_ewma.json") else { return };
    let columns = Columns::new().with("y", numbers(&golden["data"])).unwrap();
    let seen = |method| {
        monitor(&MonitorSpec { value: "y".into(), method, reset: false }, &columns).unwrap()
    };
    let sums =
        seen(MonitorMethod::Cusum { slack: 0.5, limit: 5.0, expected: 10.0, deviation: 1.0 });
    for (point, row) in sums.points.iter().zip(golden["cusum_cplus_cminus"].as_array().unwrap()) {
        assert!(close(point.upper, row[0].as_f64().unwrap()));
        assert!(close(-point.lower, row[1].as_f64().unwrap()));
    }
    assert_eq!(json!(sums.signals[0] + 1), golden["first_cplus_gt5"]);
    let average =
        seen(MonitorMethod::Ewma { weight: 0.1, width: 2.7, expected: 10.0, deviation: 1.0 });
    for (point, row) in average.points.iter().zip(golden["ewma_z_lcl_ucl"].as_array().unwrap()) {
        let found = [point.upper, point.lower_limit, point.upper_limit];
        for (found, expected) in found.iter().zip(numbers(row)) {
            assert!(close(*found, expected.unwrap()));
        }
    }
}

#[test]
fn outcomes_are_summed_by_their_likelihood() {
    // Odds twice as high, one event of ten expected: an event adds ln(2/1.1), none adds ln(1/1.1).
    let outcomes = [1, 0, 1, 1, 1, 1, 0].map(|event| Some(f64::from(event)));
    let columns = Columns::new().with("failed", outcomes).unwrap();
    let method = MonitorMethod::BernoulliCusum { expected: 0.1, odds_ratio: 2.0, limit: 2.0 };
    let spec = MonitorSpec { value: "failed".into(), method, reset: true };
    let seen = monitor(&spec, &columns).unwrap();
    let (event, none) = ((2.0_f64 / 1.1).ln(), (1.0_f64 / 1.1).ln());
    let sums = [
        event,
        event + none,
        2.0 * event + none,
        3.0 * event + none,
        4.0 * event + none,
        event,
        event + none,
    ];
    for (point, expected) in seen.points.iter().zip(sums) {
        assert!(close(point.upper, expected), "{point:?} {expected}");
    }
    assert_eq!(seen.signals, [4]);
    // Odds half as high: no event is a small hint of it, an event takes back more.
    let none = (0.9_f64 + 0.5 * 0.1).ln();
    assert!(close(seen.points[1].lower, none), "{} {none}", seen.points[1].lower);
    assert_eq!(seen.points[2].lower, 0.0);
}

#[test]
fn slow_changes_are_those_of_mann_and_kendall() {
    let Some(golden) = shared_json("golden/mann_kendall.json") else { return };
    let mut compared = 0;
    for case in golden["cases"].as_array().unwrap() {
        let columns = Columns::new().with("y", numbers(&case["y"])).unwrap();
        for (name, season, correlated) in
            [("original", None, false), ("hamed_rao", None, true), ("seasonal", Some(12), false)]
        {
            let Some(expected) = case.get(name).filter(|expected| expected.is_object()) else {
                continue;
            };
            let spec = DriftSpec { value: "y".into(), season, correlated, alpha: None };
            let found = drift(&spec, &columns).unwrap();
            for (name, found) in [
                ("p", found.p),
                ("z", found.z),
                ("Tau", found.tau),
                ("s", found.s),
                ("var_s", found.variance),
                ("slope", found.slope),
                ("intercept", found.intercept),
            ] {
                let expected = expected[name].as_f64().unwrap();
                assert!(close(found, expected), "{} {name}: {found} {expected}", case["id"]);
            }
            let direction = match found.direction {
                Direction::Rising => "increasing",
                Direction::Falling => "decreasing",
                Direction::Neither => "no trend",
            };
            assert_eq!(direction, expected["trend"]);
            compared += 1;
        }
    }
    assert_eq!(compared, 4);
}
