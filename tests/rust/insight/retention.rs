//! How long patients stay.

use prm_core::insight::{
    ChurnSpec, Columns, QuantileKind, SpreadSpec, SurvivalInterval, SurvivalSpec, churn, spread,
    survival,
};
use prm_tests::shared_json;
use serde_json::json;

use super::{close, numbers};

#[test]
fn curves_are_those_of_lifelines() {
    let Some(golden) = shared_json("golden/kaplan_meier.json") else { return };
    let case = &golden["cases"]["waltons"];
    let columns = Columns::new().with("t", numbers(&case["T"])).unwrap();
    let columns = columns.with("e", numbers(&case["E"])).unwrap();
    let found = survival(&SurvivalSpec::new("t", "e"), &columns).unwrap();
    let curve = &found.curves[0];
    // There the curve begins with a row at 0.
    let expected = |name: &str| numbers(&case[name]).into_iter().skip(1).map(Option::unwrap);
    assert_eq!(curve.points.len(), expected("timeline").count());
    for (name, read) in [
        ("timeline", curve.points.iter().map(|point| point.time).collect::<Vec<f64>>()),
        ("S", curve.points.iter().map(|point| point.survival).collect()),
        ("ci_lo_loglog", curve.points.iter().map(|point| point.lower).collect()),
        ("ci_hi_loglog", curve.points.iter().map(|point| point.upper).collect()),
    ] {
        for (found, expected) in read.into_iter().zip(expected(name)) {
            assert!(close(found, expected), "{name}: {found} {expected}");
        }
    }
    assert_eq!(curve.quantiles[0].time, case["median"].as_f64());
    // The file's two groups are the first 34 rows, of one mutation, and the others.
    let groups = (0..163).map(|row| Some(if row < 34 { "miR-137" } else { "control" }));
    let columns = columns.with_texts("group", groups).unwrap();
    let spec = SurvivalSpec { group: Some("group".into()), ..SurvivalSpec::new("t", "e") };
    let test = survival(&spec, &columns).unwrap().log_rank.unwrap();
    assert!(close(test.chi_squared, case["logrank_chi2"].as_f64().unwrap()), "{test:?}");
    assert!((test.p / case["logrank_p"].as_f64().unwrap() - 1.0).abs() < 1e-9, "{test:?}");
}

#[test]
fn remission_is_that_of_freireich() {
    // Freireich et al. 1963: weeks of remission under 6-MP and under placebo; a plus is censored.
    let drug = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+";
    let placebo = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23";
    let rows = [("6-MP", drug), ("placebo", placebo)];
    let rows: Vec<(&str, &str)> = rows
        .iter()
        .flat_map(|(group, weeks)| weeks.split(' ').map(move |week| (*group, week)))
        .collect();
    let columns = Columns::new()
        .with("weeks", rows.iter().map(|(_, week)| week.trim_end_matches('+').parse().ok()))
        .and_then(|columns| {
            columns.with(
                "ended",
                rows.iter().map(|(_, week)| Some(f64::from(u8::from(!week.contains('+'))))),
            )
        })
        .and_then(|columns| columns.with_texts("group", rows.iter().map(|(group, _)| Some(*group))))
        .unwrap();
    let spec = SurvivalSpec {
        group: Some("group".into()),
        times: vec![0.0, 10.0, 40.0],
        interval: SurvivalInterval::Plain,
        ..SurvivalSpec::new("weeks", "ended")
    };
    let found = survival(&spec, &columns).unwrap();
    let [drug, placebo] = found.curves.as_slice() else { panic!("two groups") };
    let steps: Vec<f64> =
        drug.points.iter().filter(|point| point.events > 0).map(|point| point.survival).collect();
    let printed = [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482];
    for (found, printed) in steps.iter().zip(printed) {
        assert!((found - printed).abs() < 5e-5, "{found} {printed}");
    }
    // Printed standard errors of Greenwood at 6 and 23 weeks.
    let errors: Vec<f64> = [6.0, 23.0]
        .iter()
        .map(|week| drug.points.iter().find(|point| point.time == *week).unwrap().error.unwrap())
        .collect();
    assert!((errors[0] - 0.0764).abs() < 5e-5 && (errors[1] - 0.1346).abs() < 5e-5, "{errors:?}");
    assert_eq!((drug.quantiles[0].time, placebo.quantiles[0].time), (Some(23.0), Some(8.0)));
    assert_eq!(drug.quantiles[0].upper, None);
    assert_eq!(drug.shares.iter().map(|share| share.survival).collect::<Vec<_>>()[0], Some(1.0));
    assert_eq!((drug.shares[2].survival, placebo.shares[2].survival), (None, Some(0.0)));
    let test = found.log_rank.unwrap();
    assert!((test.chi_squared - 16.792_940_989_216_547).abs() < 1e-9, "{test:?}");
    assert!((test.p - 4.168_809_109_334_511e-5).abs() < 1e-12);
}

#[test]
fn who_left_is_by_the_stated_definition() {
    let Some(golden) = shared_json("golden/suppression_and_access.json") else { return };
    let cases = golden["retention"].as_array().unwrap();
    let columns = json!({
        "seen": cases.iter().map(|case| case["last_visit"].clone()).collect::<Vec<_>>(),
        "booked": cases.iter().map(|case| case["future"].clone()).collect::<Vec<_>>(),
    });
    let spec = ChurnSpec {
        last_visit: "seen".into(),
        booked: Some("booked".into()),
        as_of: cases[0]["asof"].as_str().unwrap().parse().unwrap(),
        months: 18,
        group: None,
        confidence: None,
    };
    let found = churn(&spec, &Columns::from_json(columns).unwrap()).unwrap();
    assert_eq!(found.standings.len(), cases.len());
    for (found, case) in found.standings.iter().zip(cases) {
        let expected = case["status"].as_str().unwrap().trim_end_matches("_boundary");
        assert_eq!(json!(found), expected, "{case}");
    }
}

#[test]
fn quantiles_are_those_of_numpy() {
    let Some(golden) = shared_json("golden/quantiles.json") else { return };
    let columns = Columns::new().with("x", numbers(&golden["x"])).unwrap();
    let found = |kind, share: f64| {
        let spec = SpreadSpec { kind, shares: vec![share], ..SpreadSpec::new("x") };
        spread(&spec, &columns).unwrap().groups[0].quantiles[0].value
    };
    for (name, kind, share) in [
        ("p50_type7", QuantileKind::Linear, 0.5),
        ("p90_type7", QuantileKind::Linear, 0.9),
        ("p95_type7", QuantileKind::Linear, 0.95),
        ("p90_inverted_cdf", QuantileKind::Seen, 0.9),
        ("p90_hazen", QuantileKind::Hazen, 0.9),
        ("p90_weibull", QuantileKind::Weibull, 0.9),
        ("p90_median_unbiased", QuantileKind::MedianUnbiased, 0.9),
    ] {
        let expected = golden[name].as_f64().unwrap();
        assert!(close(found(kind, share), expected), "{name}");
    }
}

#[test]
fn limits_of_a_quantile_hold_as_often_as_they_say() {
    // All values of a wheel, drawn by a simple generator: the true median is known.
    let mut state = 7_u64;
    let mut draw = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f64
    };
    let held = (0..1_000)
        .filter(|_| {
            let columns = Columns::new().with("x", (0..60).map(|_| Some(draw()))).unwrap();
            let spec = SpreadSpec { shares: vec![0.5], ..SpreadSpec::new("x") };
            let found = spread(&spec, &columns).unwrap().groups[0].quantiles[0];
            let middle = f64::from(1_u32 << 23);
            found.lower.unwrap() <= middle && middle <= found.upper.unwrap()
        })
        .count();
    assert!((940..=990).contains(&held), "{held} of 1000");
}
