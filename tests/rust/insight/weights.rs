//! Weights beside R's `survey`, and shares drawn towards the whole beside their golden file.

use prm_core::insight::{Columns, RakeSpec, ShrinkSpec, rake, shrink};
use prm_tests::shared_json;
use serde_json::{Value, json};

use super::{close, numbers};

fn margins(of: Value) -> RakeSpec {
    serde_json::from_value(json!({"margins": of})).expect("a spec")
}

#[test]
fn raking_is_that_of_r() {
    let Some(golden) = shared_json("golden/raking_survey_R.json") else { return };
    let api = &golden["rake_api"];
    let columns =
        Columns::from_json(json!({"stype": api["stype"], "wide": api["schwide"]})).unwrap();
    let spec = margins(json!({
        "stype": {"E": api["pop_stype"][0], "H": api["pop_stype"][1], "M": api["pop_stype"][2]},
        "wide": {"No": api["pop_schwide"][0], "Yes": api["pop_schwide"][1]},
    }));
    let found = rake(&spec, &columns).unwrap();
    assert!(found.met);
    let expected = numbers(&api["weights"]);
    for (own, expected) in found.weights.iter().zip(expected) {
        assert!(close(*own, expected.unwrap()), "{own} is not {expected:?}");
    }
    assert!(close(found.effective, api["n_eff"].as_f64().unwrap()), "{}", found.effective);
    let scores = numbers(&api["api00"]);
    let weighted = |weights: &[f64]| {
        let all: f64 = weights.iter().sum();
        scores.iter().zip(weights).map(|(y, w)| y.unwrap() * w).sum::<f64>() / all
    };
    assert!(close(weighted(&found.weights), api["mean"].as_f64().unwrap()));
    // One margin is post-stratification.
    let one = margins(json!({
        "stype": {"E": api["pop_stype"][0], "H": api["pop_stype"][1], "M": api["pop_stype"][2]},
    }));
    let found = rake(&one, &columns).unwrap();
    assert!(close(weighted(&found.weights), golden["poststrat_stype"]["mean"].as_f64().unwrap()));
    let two = &golden["rake_2x2"];
    let (mut sex, mut age, mut cells) = (Vec::new(), Vec::new(), Vec::new());
    for (cell, n) in two["counts"].as_object().unwrap() {
        let (s, a) = cell.split_once(' ').unwrap();
        for _ in 0..n.as_u64().unwrap() {
            sex.push(s);
            age.push(a);
            cells.push(cell);
        }
    }
    let columns = Columns::from_json(json!({"sex": sex, "age": age})).unwrap();
    let m = &two["margins"];
    let spec =
        margins(json!({"sex": {"F": m["F"], "M": m["M"]}, "age": {"y": m["y"], "o": m["o"]}}));
    let found = rake(&spec, &columns).unwrap();
    for (cell, weight) in cells.iter().zip(&found.weights) {
        assert!(close(*weight, two["cell_weight"][cell.as_str()].as_f64().unwrap()), "{cell}");
    }
}

#[test]
fn shares_are_drawn_towards_the_whole() {
    let Some(golden) = shared_json("golden/eb_betabinomial.json") else { return };
    let columns = Columns::from_json(json!({"k": golden["k"], "n": golden["n"]})).unwrap();
    let spec = ShrinkSpec { events: "k".into(), of: "n".into() };
    let found = shrink(&spec, &columns).unwrap();
    let near =
        |own: f64, name: &str| assert!(close(own, golden[name].as_f64().unwrap()), "{name}: {own}");
    near(found.pooled, "pooled");
    near(found.rho, "rho");
    near(found.strength.unwrap(), "M");
    for (name, own) in [("shrunk", &found.shares), ("reliability", &found.reliability)] {
        for (own, expected) in own.iter().zip(numbers(&golden[name])) {
            assert!(close(*own, expected.unwrap()), "{name}: {own}");
        }
    }
}

#[test]
fn faults_name_column_and_row() {
    let columns =
        Columns::from_json(json!({"g": ["a", "b", null], "k": [1, 2, 3], "n": [1, 1, 0.5]}))
            .unwrap();
    let raked = |of: Value| rake(&margins(of), &columns).unwrap_err().to_string();
    assert_eq!(raked(json!({"g": {"a": 1, "b": 1}})), "columns.g[2]: a value is missing");
    assert_eq!(raked(json!({})), "margins: 1 to 20 columns have margins");
    let whole = Columns::from_json(json!({"g": ["a", "b"], "k": [3, 2], "n": [1, 2]})).unwrap();
    let raked = |of: Value| rake(&margins(of), &whole).unwrap_err().to_string();
    assert_eq!(raked(json!({"g": {"a": 1}})), "columns.g[1]: this group has no margin");
    assert_eq!(
        raked(json!({"g": {"a": 1, "b": 1, "c": 1}})),
        "margins.g: no row is in one of the groups"
    );
    assert_eq!(raked(json!({"g": {"a": 1, "b": 0}})), "margins.g: a margin is above nothing");
    // Margins that contradict one another are told to.
    let both = json!({"g": {"a": 1, "b": 1}, "k": {"3": 1, "2": 3}});
    assert!(!rake(&margins(both), &whole).unwrap().met);
    let spec = ShrinkSpec { events: "k".into(), of: "n".into() };
    assert_eq!(shrink(&spec, &columns).unwrap_err().path(), "columns.n[2]");
    assert_eq!(shrink(&spec, &whole).unwrap_err().to_string(), "columns.k[0]: more than there are");
    let alone = Columns::from_json(json!({"k": [1, 0], "n": [2, 0]})).unwrap();
    assert_eq!(
        shrink(&spec, &alone).unwrap_err().to_string(),
        "of: fewer than two entities have any"
    );
}
