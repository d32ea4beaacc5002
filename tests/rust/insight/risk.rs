//! Risks, against scikit-learn's numbers on the same rows (shared data, for evaluation only).

use std::process::Command;

use prm_core::CivilDate;
use prm_core::insight::{
    Columns, HistorySpec, RiskReportSpec, RiskScoreSpec, RiskSpec, history, judge_risk, score_risk,
    train_risk,
};
use prm_tests::{shared, shared_json};
use serde_json::{Value, json};

use super::{close, numbers};

#[test]
fn risks_are_judged_as_scikit_learn_does() {
    let Some(golden) = shared_json("golden/classifier_metrics.json") else { return };
    let columns = Columns::new().with("s", numbers(&golden["s"])).unwrap();
    let columns = columns.with("y", numbers(&golden["y"])).unwrap();
    let spec: RiskReportSpec =
        serde_json::from_value(json!({"risk": "s", "outcome": "y", "least": 1})).unwrap();
    let found = judge_risk(&spec, &columns).unwrap();
    for (name, found) in [
        ("auc", found.whole.auc),
        ("ap", found.average_precision),
        ("brier", found.whole.brier),
        ("log_loss", found.log_loss),
    ] {
        let expected = golden[name].as_f64().unwrap();
        assert!(close(found.unwrap(), expected), "{name}: {found:?} {expected}");
    }
    // Of ten rows nothing is told unless it is asked for.
    let spec = RiskReportSpec { least: None, ..spec };
    let hidden = judge_risk(&spec, &columns).unwrap();
    assert_eq!((hidden.whole.n, hidden.whole.auc, hidden.log_loss), (None, None, None));
    assert!(hidden.deciles.is_empty());
}

/// A row of the Kaggle file that can be used.
struct Booking {
    columns: Vec<String>,
    asked: CivilDate,
    day: CivilDate,
    lead: i64,
    missed: bool,
}

fn bookings() -> Option<Vec<Booking>> {
    let path = shared("data/noshow/kaggle_v2_may_2016.csv.gz")?;
    let Ok(unpacked) = Command::new("gzip").arg("-dc").arg(path).output() else {
        eprintln!("not run: gzip is not installed");
        return None;
    };
    let text = String::from_utf8(unpacked.stdout).unwrap();
    let days = |date: CivilDate| {
        let mut day = date;
        let mut count = 0;
        let first: CivilDate = "2015-11-01".parse().unwrap();
        while day > first {
            day = day.plus_days(-1);
            count += 1;
        }
        count
    };
    let mut known = std::collections::BTreeMap::new();
    let mut number = |date: CivilDate| *known.entry(date).or_insert_with(|| days(date));
    let rows = text.lines().skip(1).map(|line| {
        let columns: Vec<String> = line.split(',').map(str::to_owned).collect();
        let date = |text: &str| text[..10].parse::<CivilDate>().unwrap();
        let (asked, day) = (date(&columns[3]), date(&columns[4]));
        let lead = number(day) - number(asked);
        let missed = columns[13].trim() == "Yes";
        Booking { columns, asked, day, lead, missed }
    });
    // One age below 0, five appointments before they were booked.
    Some(rows.filter(|row| row.lead >= 0 && !row.columns[5].starts_with('-')).collect())
}

/// The features of the published baseline, for rows of which the history is known.
fn features(rows: &[&Booking], past: &[(u32, f64)]) -> Columns {
    let number = |place: usize| rows.iter().map(|row| row.columns[place].parse().ok()).collect();
    let of = |read: &dyn Fn(&Booking) -> f64| rows.iter().map(|row| Some(read(row))).collect();
    let mut columns: Vec<(&str, Vec<Option<f64>>)> = vec![
        ("lead", of(&|row| row.lead as f64)),
        ("same", of(&|row| f64::from(u8::from(row.lead == 0)))),
        ("prior", past.iter().map(|(prior, _)| Some(f64::from(*prior))).collect()),
        ("rate", past.iter().map(|(_, rate)| Some(*rate)).collect()),
        ("male", of(&|row| f64::from(u8::from(row.columns[2] == "M")))),
        ("hour", of(&|row| row.columns[3][11..13].parse().unwrap())),
        ("weekday", of(&|row| row.day.weekday() as f64)),
        ("missed", of(&|row| f64::from(u8::from(row.missed)))),
    ];
    for (name, place) in [
        ("age", 5),
        ("scholarship", 7),
        ("hypertension", 8),
        ("diabetes", 9),
        ("alcoholism", 10),
        ("handicap", 11),
        ("sms", 12),
    ] {
        columns.push((name, number(place)));
    }
    let gender = rows.iter().map(|row| Some(row.columns[2].clone()));
    columns
        .into_iter()
        .try_fold(Columns::new(), |all, (name, values)| all.with(name, values))
        .and_then(|columns| columns.with_texts("gender", gender))
        .unwrap()
}

const FEATURES: [&str; 14] = [
    "lead",
    "same",
    "rate",
    "prior",
    "age",
    "scholarship",
    "hypertension",
    "diabetes",
    "alcoholism",
    "handicap",
    "sms",
    "male",
    "hour",
    "weekday",
];

#[test]
fn missed_visits_are_foreseen_as_well_as_by_scikit_learn() {
    let Some(golden) = shared_json("golden/noshow_kaggle_baselines.json") else { return };
    let Some(rows) = bookings() else { return };
    // A half of the file is here; the published numbers are of the whole. The comparison on the
    // same rows is in the tests of Python, where scikit-learn is.
    assert!(rows.len() > 50_000);
    let split: CivilDate = "2016-05-25".parse().unwrap();
    let train: Vec<usize> = (0..rows.len()).filter(|row| rows[*row].day < split).collect();
    let test: Vec<usize> = (0..rows.len()).filter(|row| rows[*row].day >= split).collect();
    let base = train.iter().filter(|row| rows[**row].missed).count() as f64 / train.len() as f64;
    // What each booking knew: days before that of booking.
    let texts = |read: &dyn Fn(&Booking) -> String| {
        rows.iter().map(|row| Some(read(row))).collect::<Vec<_>>()
    };
    let known = Columns::new()
        .with_texts("patient", texts(&|row| row.columns[0].clone()))
        .and_then(|columns| columns.with_texts("asked", texts(&|row| row.asked.to_string())))
        .and_then(|columns| columns.with_texts("day", texts(&|row| row.day.to_string())))
        .and_then(|columns| {
            columns.with("missed", rows.iter().map(|row| Some(f64::from(u8::from(row.missed)))))
        })
        .unwrap();
    let asked: HistorySpec = serde_json::from_value(json!({"patient": "patient", "asked": "asked",
        "happened": "day", "outcome": "missed", "base": base}))
    .unwrap();
    let past = history(&asked, &known).unwrap();
    let part = |places: &[usize]| {
        let chosen: Vec<&Booking> = places.iter().map(|place| &rows[*place]).collect();
        let past: Vec<(u32, f64)> =
            places.iter().map(|place| (past.prior[*place], past.rate[*place])).collect();
        features(&chosen, &past)
    };
    let feature = |name: &str| {
        let transform = if name == "lead" { "log" } else { "number" };
        json!({"column": name, "transform": transform})
    };
    let spec: RiskSpec = serde_json::from_value(json!({"name": "no-show", "outcome": "missed",
        "features": FEATURES.map(feature), "groups": ["gender", "scholarship"]}))
    .unwrap();
    let model = train_risk(&spec, &part(&train)).unwrap();
    // A card is text, and no bit of it is lost.
    let card = serde_json::to_string(&model).unwrap();
    let model: prm_core::insight::RiskModel = serde_json::from_str(&card).unwrap();
    assert_eq!(serde_json::to_string(&model).unwrap(), card);
    let judged = |places: &[usize]| {
        let columns = part(places);
        let asked = RiskScoreSpec { model: model.clone(), reasons: Some(0) };
        let scores = score_risk(&asked, &columns).unwrap().scores;
        let columns = columns.with("risk", scores.iter().map(|score| Some(score.risk))).unwrap();
        let asked: RiskReportSpec = serde_json::from_value(json!({"risk": "risk",
            "outcome": "missed", "groups": ["gender", "scholarship"]}))
        .unwrap();
        judge_risk(&asked, &columns).unwrap()
    };
    let found = judged(&test);
    let ahead: Vec<usize> = test.iter().copied().filter(|row| rows[*row].lead > 0).collect();
    let (auc, brier) = (found.whole.auc.unwrap(), found.whole.brier.unwrap());
    let honest = judged(&ahead).whole.auc.unwrap();
    let peer = &golden["temporal_train_before_2016-05-25"];
    let of = |value: &Value| value.as_f64().unwrap();
    eprintln!(
        "no-show from 2016-05-25: AUC {auc:.4} (scikit-learn {:.4}), Brier {brier:.4} ({:.4}); \
         without bookings for the same day AUC {honest:.4}, calibration slope {:.3}, {} steps",
        of(&peer["LR_all"][0]),
        of(&peer["LR_all"][1]),
        found.calibration_slope.unwrap(),
        model.steps,
    );
    assert!(auc >= of(&peer["LR_all"][0]) - 0.01, "{auc}");
    assert!(brier <= of(&peer["LR_all"][1]) + 0.005, "{brier}");
    assert!(honest >= 0.58 && honest < auc - 0.05, "{honest}");
    for group in &found.groups {
        let name = group.group.as_deref().unwrap();
        let expected = match group.column.as_deref() {
            Some("gender") => &peer["LR_all_by_gender"][name],
            _ => &peer["LR_all_by_scholarship"][name],
        };
        assert!((group.auc.unwrap() - of(expected)).abs() < 0.03, "{name}: {:?}", group.auc);
        assert!(group.auc_lower.unwrap() < group.auc.unwrap());
    }
    let tenths: Vec<f64> = found.deciles.iter().map(|tenth| tenth.observed).collect();
    assert_eq!(tenths.len(), 10);
    assert!(tenths[9] > 3.0 * tenths[1], "{tenths:?}");
}

#[test]
fn what_cannot_be_learnt_is_said() {
    let train = |columns: Value, spec: Value| {
        let columns = Columns::from_json(columns).unwrap();
        let spec: RiskSpec = serde_json::from_value(spec).unwrap();
        train_risk(&spec, &columns)
    };
    let spec = |penalty: f64| json!({"name": "n", "outcome": "y", "features": [{"column": "x"}], "penalty": penalty});
    let parted = json!({"x": [1, 2, 3, 4], "y": [0, 0, 1, 1]});
    let error = train(parted.clone(), spec(0.0)).unwrap_err();
    assert!(["penalty", "features"].contains(&error.path()), "{error}");
    assert!(train(parted, spec(1.0)).unwrap().weights[0].weight > 0.0);
    let never = json!({"x": [1, 2], "y": [0, 0]});
    assert_eq!(train(never, spec(1.0)).unwrap_err().path(), "columns.y");
    let missing = json!({"x": [1, null], "y": [0, 1]});
    assert_eq!(train(missing, spec(1.0)).unwrap_err().path(), "columns.x[1]");
    // A feature that never differs teaches nothing and breaks nothing.
    let even = json!({"x": [5, 5, 5, 5], "y": [0, 1, 0, 1]});
    assert_eq!(train(even, spec(1.0)).unwrap().weights[0].weight, 0.0);
}
