//! Many responses: golden numbers, and the promises of counting and of leaving out.

use std::collections::BTreeMap;

use prm_core::insight::Columns;
use prm_core::{
    ErrorCode, Instrument, ScoreMeasure, ScoreRow, ScoreSpec, Scorer, Scores, ScoresSpec,
    ShareInterval, Tally, score_response, score_responses,
};
use prm_tests::shared_json;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::answer;

fn close(found: Option<f64>, expected: &Value) -> bool {
    let expected = expected.as_f64().expect("a number");
    found.is_some_and(|found| (found - expected).abs() <= 1e-10 * expected.abs().max(1.0))
}

fn of_instrument(instrument: &str) -> ScoresSpec {
    ScoresSpec { instrument: Some(instrument.to_owned()), least: Some(1), ..ScoresSpec::default() }
}

fn found(spec: &ScoresSpec, columns: Value) -> Scores {
    score_responses(spec, &Columns::from_json(columns).expect("columns")).expect("scores")
}

fn row<'s>(scores: &'s Scores, of: &str, measure: ScoreMeasure) -> &'s ScoreRow {
    let mut rows = scores.rows.iter();
    rows.find(|row| row.of.as_deref() == Some(of) && row.measure == measure).expect("the row")
}

/// A value so many times.
fn times(counts: &[(i32, i64)]) -> Value {
    let values = counts.iter().flat_map(|(value, n)| (0..*n).map(|_| *value));
    json!(values.collect::<Vec<_>>())
}

#[test]
fn net_scores_and_their_limits_are_those_of_the_golden_file() {
    let Some(golden) = shared_json("golden/nps_ci.json") else { return };
    for case in golden["cases"].as_array().expect("cases") {
        let n = |name: &str| case[name].as_i64().unwrap();
        let answers = times(&[(9, n("promoters")), (7, n("passives")), (0, n("detractors"))]);
        for (name, confidence) in [("adjwald_90", 0.9), ("adjwald_95", 0.95)] {
            let spec = ScoresSpec { confidence: Some(confidence), ..of_instrument("nps") };
            let scores = found(&spec, json!({"nps": answers}));
            let net = row(&scores, "nps", ScoreMeasure::Net);
            assert_eq!(net.n, case["n"].as_u64());
            assert!(close(net.value, &case["nps"]), "{case}");
            assert!(close(net.lower, &case[name][0]), "{name} of {case}: {net:?}");
            assert!(close(net.upper, &case[name][1]), "{name} of {case}: {net:?}");
        }
    }
    let Some(golden) = shared_json("golden/instruments.json") else { return };
    let [nps, csat, ces] = [0, 1, 2].map(|n| &golden["nps_csat_ces"][n]);
    let scores = found(&of_instrument("nps"), json!({"nps": nps["scores"]}));
    assert!(close(row(&scores, "nps", ScoreMeasure::Net).value, &nps["nps"]));
    let scores = found(&of_instrument("csat"), json!({"csat": csat["csat_1_5"]}));
    assert!(close(row(&scores, "csat", ScoreMeasure::Mean).value, &csat["mean"]));
    let top = row(&scores, "csat", ScoreMeasure::TopBox).value.map(|share| share * 100.0);
    assert!(close(top, &csat["top2"]));
    let scores = found(&of_instrument("ces"), json!({"ces": ces["ces_1_7"]}));
    assert!(close(row(&scores, "ces", ScoreMeasure::Mean).value, &ces["mean"]));
    let top = row(&scores, "ces", ScoreMeasure::TopBox).value.map(|share| share * 100.0);
    assert!(close(top, &ces["top3_pct"]));
    for case in golden["fft_2020"]["cases"].as_array().expect("cases") {
        let counts = case["counts"].as_array().unwrap().iter().zip(1..);
        let counts: Vec<_> = counts.map(|(n, value)| (value, n.as_i64().unwrap())).collect();
        let scores = found(&of_instrument("nhs-fft"), json!({"fft": times(&counts)}));
        let share = |measure| row(&scores, "fft", measure).value.map(|share| share * 100.0);
        assert!(close(share(ScoreMeasure::TopBox), &case["pos"]), "{case}");
        assert!(close(share(ScoreMeasure::BottomBox), &case["neg"]), "{case}");
    }
}

#[test]
fn limits_of_shares_are_those_of_the_golden_file() {
    let Some(golden) = shared_json("golden/ci_proportion.json") else { return };
    for case in golden["cases"].as_array().expect("cases") {
        let (k, n) = (case["k"].as_i64().unwrap(), case["n"].as_i64().unwrap());
        let answers = times(&[(9, k), (0, n - k)]);
        for (confidence, percent) in [(0.9, 90), (0.95, 95), (0.99, 99)] {
            for (interval, name) in
                [(ShareInterval::Wilson, "wilson"), (ShareInterval::Jeffreys, "jeffreys")]
            {
                let expected = &case[format!("{name}_{percent}")];
                if expected.is_null() {
                    continue;
                }
                let (confidence, interval) = (Some(confidence), Some(interval));
                let spec = ScoresSpec { confidence, interval, ..of_instrument("nps") };
                let scores = found(&spec, json!({"nps": answers}));
                let top = row(&scores, "nps", ScoreMeasure::TopBox);
                // Of none and of all, one end is exact, which the other program does not say.
                let exact =
                    |share: i64, end: f64, value: Option<f64>| k == share && value == Some(end);
                let lower = exact(0, 0.0, top.lower) || close(top.lower, &expected[0]);
                let upper = exact(n, 1.0, top.upper) || close(top.upper, &expected[1]);
                assert!(
                    lower && upper,
                    "{name} {percent} of {k} of {n}: {top:?} is not {expected}"
                );
            }
        }
    }
}

#[test]
fn cahps_items_and_composites_are_those_of_the_golden_file() {
    let Some(golden) = shared_json("golden/cahps_proportional_scores.json") else { return };
    let counts = &golden["freq_missing_excluded"]["counts"];
    let answers: Vec<(i32, i64)> = (1..)
        .zip(["never", "sometimes", "usually", "always"])
        .map(|(value, name)| (value, counts[name].as_i64().unwrap()))
        .collect();
    let scorer = Scorer::new(Instrument::built_in("cg-cahps").unwrap()).unwrap();
    let item = scorer.instrument().items.iter().position(|item| item.id == "listened").unwrap();
    let mut tally = Tally::new(&scorer, 1);
    for (value, n) in answers {
        let answers = vec![i8::try_from(value).unwrap(); usize::try_from(n).unwrap()];
        let mut items: Vec<&[i8]> = vec![&[]; scorer.instrument().items.len()];
        items[item] = &answers;
        tally.add(&vec![0; answers.len()], &items);
    }
    let scores = tally.scores(&of_instrument("cg-cahps"), &[vec![]]).unwrap();
    let share = |measure| row(&scores, "listened", measure).value.map(|share| share * 100.0);
    let boxes = &golden["bottom_middle_top_4pt"];
    assert!(close(share(ScoreMeasure::BottomBox), &boxes["bottom"]));
    assert!(close(share(ScoreMeasure::MiddleBox), &boxes["middle"]));
    assert!(close(share(ScoreMeasure::TopBox), &boxes["top"]));
    let linear = row(&scores, "listened", ScoreMeasure::Linear).value;
    assert!(close(linear, &golden["linear_mean_0_100"]));
    // A composite is the mean of its items' shares, whatever number each was answered by.
    let table = &golden["composite_table6"];
    let names = ["urgent_soon", "routine_soon", "question_same_day"];
    let mut columns = BTreeMap::new();
    for (name, shares) in names.iter().zip(table["items"].as_array().unwrap()) {
        let share = |n: usize| shares[n].as_i64().unwrap();
        columns.insert(*name, times(&[(1, share(0)), (3, share(1)), (4, share(2))]));
    }
    let scores = found(&of_instrument("cg-cahps"), json!(columns));
    for (n, measure) in
        [ScoreMeasure::BottomBox, ScoreMeasure::MiddleBox, ScoreMeasure::TopBox].iter().enumerate()
    {
        let share = row(&scores, "access", *measure).value.map(|share| share * 100.0);
        assert!(close(share, &table["composite"][n]), "{measure:?}");
    }
    // Where an item has no answer at all, those that have some make the composite.
    let staff = &golden["office_staff"];
    let answers = |n: usize| {
        let top = staff["items_top"][n].as_i64().unwrap();
        times(&[(4, top), (1, 100 - top)])
    };
    let both = json!({"staff_helpful": answers(0), "staff_courteous": answers(1)});
    let scores = found(&of_instrument("cg-cahps"), both);
    let top = row(&scores, "staff", ScoreMeasure::TopBox).value.map(|share| share * 100.0);
    assert!(close(top, &staff["composite"]));
    let scores = found(&of_instrument("cg-cahps"), json!({"staff_helpful": answers(0)}));
    let top = row(&scores, "staff", ScoreMeasure::TopBox).value.map(|share| share * 100.0);
    assert!(close(top, &staff["items_top"][0]));
    let mean = &golden["mean_example"];
    let scores = found(&of_instrument("cg-cahps"), json!({"respect": mean["responses"]}));
    assert!(close(row(&scores, "respect", ScoreMeasure::Mean).value, &mean["mean"]));
}

#[test]
fn screeners_clean_columns_as_they_clean_one_response() {
    let Some(golden) = shared_json("golden/cahps_proportional_scores.json") else { return };
    for case in golden["screener"].as_array().expect("cases") {
        let screener = match case["screener"].as_str() {
            Some("yes") => json!([1]),
            Some("no") => json!([2]),
            _ => json!([null]),
        };
        let columns = json!({"urgent_needed": screener, "urgent_soon": [case["dependent"]]});
        let scores = found(&of_instrument("cg-cahps"), columns);
        let n = row(&scores, "urgent_soon", ScoreMeasure::Mean).n;
        assert_eq!(n, Some(u64::from(!case["out_dependent"].is_null())), "{case}");
    }
}

#[test]
fn groups_are_compared_with_the_others() {
    let groups: Vec<String> = (0..4).flat_map(|g| vec![format!("site {g}"); 50]).collect();
    let answers: Vec<i32> =
        (0..200).map(|n| if n / 50 == 0 && n % 50 < 45 { 10 } else { 7 * (n % 2) }).collect();
    let spec = ScoresSpec { by: vec!["site".into()], compare: true, ..of_instrument("nps") };
    let scores = found(&spec, json!({"site": groups, "nps": answers}));
    let tops: Vec<_> = scores
        .rows
        .iter()
        .filter(|row| row.of.as_deref() == Some("nps") && row.measure == ScoreMeasure::TopBox)
        .collect();
    assert_eq!(tops.len(), 5);
    assert_eq!((tops[0].p, tops[0].group.len()), (None, 0));
    // 45 of 50 against 0 of 150: z = 0.9 / sqrt(0.225 * 0.775 * (1/50 + 1/150)).
    assert!(tops[1].p.unwrap() < 1e-30 && tops[1].q.unwrap() <= 4.0 * tops[1].p.unwrap());
    assert!(tops[2].p.unwrap() > 1e-5 && tops[2].p == tops[3].p);
    assert_eq!(tops[4].q, tops[4].p);
}

#[test]
fn faults_name_column_and_row() {
    let fails = |spec: &ScoresSpec, columns: Value| {
        let error = score_responses(spec, &Columns::from_json(columns).unwrap()).unwrap_err();
        (error.code(), error.to_string())
    };
    let nps = of_instrument("nps");
    let fault = fails(&nps, json!({"nps": [9, null, 9.5]}));
    assert_eq!(fault.1, "columns.nps[2]: an answer is a whole number");
    assert_eq!(fails(&nps, json!({"csat": [5]})).0, ErrorCode::MissingField);
    assert_eq!(fails(&nps, json!({"nps": ["nine"]})).0, ErrorCode::InvalidType);
    let named = ScoresSpec { items: [("nps".into(), "q1".into())].into(), ..of_instrument("nps") };
    assert_eq!(fails(&named, json!({"nps": [9]})).1.split(':').next(), Some("columns.q1"));
    let unknown =
        ScoresSpec { items: [("ups".into(), "nps".into())].into(), ..of_instrument("nps") };
    assert_eq!(fails(&unknown, json!({"nps": [9]})).1, "items.ups: no item has this name");
    let many = ScoresSpec { by: vec!["g".into()], ..of_instrument("nps") };
    let groups: Vec<u32> = (0..10_001).collect();
    let answers = vec![9; groups.len()];
    assert_eq!(fails(&many, json!({"g": groups, "nps": answers})).0, ErrorCode::TooMany);
    // What an item does not have is no answer, above, below and far away.
    let scores = found(&nps, json!({"nps": [9, 11, -1, 127, 128, 1000, -1000, 0]}));
    assert_eq!(row(&scores, "nps", ScoreMeasure::Net).n, Some(2));
    // Nor is it a response.
    let scores = found(&of_instrument("csat"), json!({"csat": [0, 5, null, 6]}));
    let rate = &scores.rows[0];
    assert_eq!(
        (rate.measure, rate.n, rate.value),
        (ScoreMeasure::ResponseRate, Some(4), Some(0.25))
    );
}

fn responses() -> impl Strategy<Value = Vec<(u32, Vec<i8>)>> {
    let response = (0_u32..4, prop::collection::vec(-1_i8..5, 10));
    prop::collection::vec(response, 0..120)
}

proptest! {
    /// However responses are ordered and parted, the counts are the same bits; and they are what
    /// scoring them one by one gives.
    #[test]
    fn counting_has_no_order(mut responses in responses(), cut in 0_usize..120) {
        let scorer = Scorer::new(Instrument::built_in("phq-9").unwrap()).unwrap();
        let names: Vec<_> = (0..4).map(|n| vec![Some(n.to_string())]).collect();
        let spec = ScoresSpec { by: vec!["g".into()], ..of_instrument("phq-9") };
        let counted = |responses: &[(u32, Vec<i8>)]| {
            let mut tally = Tally::new(&scorer, 4);
            let groups: Vec<u32> = responses.iter().map(|(group, _)| *group).collect();
            let items: Vec<Vec<i8>> = (0..10)
                .map(|item| responses.iter().map(|(_, answers)| answers[item]).collect())
                .collect();
            let items: Vec<&[i8]> = items.iter().map(Vec::as_slice).collect();
            tally.add(&groups, &items);
            tally
        };
        let whole = counted(&responses).scores(&spec, &names).unwrap();
        let cut = cut.min(responses.len());
        let mut parts = counted(&responses[cut..]);
        parts.join(&counted(&responses[..cut]));
        prop_assert_eq!(&parts.scores(&spec, &names).unwrap(), &whole);
        responses.reverse();
        prop_assert_eq!(&counted(&responses).scores(&spec, &names).unwrap(), &whole);
        let single: Vec<f64> = responses
            .iter()
            .filter_map(|(_, answers)| {
                let answers = answers.iter().enumerate();
                let answers = answers.map(|(n, value)| answer(&format!("phq{}", n + 1), i32::from(*value)));
                let spec = ScoreSpec {
                    instrument: Some("phq-9".into()), answers: answers.collect(), ..ScoreSpec::default()
                };
                score_response(&spec).unwrap().score
            })
            .collect();
        let mean = row(&whole, "total", ScoreMeasure::Mean);
        let count = u64::try_from(single.len()).unwrap();
        prop_assert_eq!(mean.n, Some(count));
        #[expect(clippy::cast_precision_loss, reason = "a small count")]
        let expected = (count > 0).then(|| single.iter().sum::<f64>() / count as f64);
        let near = mean.value.zip(expected).is_none_or(|(a, b)| (a - b).abs() < 1e-9);
        prop_assert!(near && mean.value.is_some() == expected.is_some());
    }

    /// No number of one to ten is told, and none follows from what is.
    #[test]
    fn nothing_of_too_few_is_told(responses in responses()) {
        let spec = ScoresSpec {
            instrument: Some("nps".into()), by: vec!["g".into()], ..ScoresSpec::default()
        };
        let columns = json!({
            "g": responses.iter().map(|(group, _)| group.to_string()).collect::<Vec<_>>(),
            "nps": responses.iter().map(|(_, answers)| match answers[0] {
                -1 => None, 0 | 1 => Some(3), 2 => Some(8), _ => Some(10),
            }).collect::<Vec<_>>(),
        });
        let told = found(&spec, columns.clone());
        let all = found(&ScoresSpec { least: Some(1), ..spec }, columns);
        for (told, truth) in told.rows.iter().zip(&all.rows) {
            prop_assert_eq!((&told.group, told.measure), (&truth.group, truth.measure));
            if told.suppressed {
                prop_assert_eq!((told.n, told.value, told.lower), (None, None, None));
                continue;
            }
            let n = truth.n.unwrap();
            prop_assert!(n == 0 || n >= 11);
            let share = matches!(truth.measure, ScoreMeasure::TopBox | ScoreMeasure::MiddleBox
                | ScoreMeasure::BottomBox | ScoreMeasure::Band);
            if let (true, Some(share)) = (share, truth.value) {
                #[expect(clippy::cast_precision_loss, reason = "a small count")]
                let count = share * n as f64;
                prop_assert!(!(0.5..=10.5).contains(&count), "{told:?}");
            }
        }
        // What is left out of a measure, taken together from the whole, is of none or of enough.
        for at in told.rows.iter().enumerate().filter(|(_, row)| row.group.is_empty()).map(|(n, _)| n) {
            let groups = || told.rows.iter().zip(&all.rows).skip(at + 1).take_while(|(row, _)| !row.group.is_empty());
            let hidden: u64 = groups().filter(|(row, _)| row.suppressed).filter_map(|(_, truth)| truth.n).sum();
            let shown = groups().any(|(row, _)| !row.suppressed && row.n > Some(0));
            prop_assert!(told.rows[at].suppressed || hidden == 0 || hidden >= 11 || !shown);
        }
    }
}

/// The mean of a question with two answers is the share of one of them, and so is that of a scale
/// which has but this question.
#[test]
fn a_scale_of_one_question_tells_no_more_than_the_question() {
    let item = |id: &str| {
        json!({"id": id, "label": id, "answer": "choice",
               "options": [{"value": 0, "name": "no"}, {"value": 1, "name": "yes"}]})
    };
    let document = json!({
        "id": "own", "version": "1", "title": "Own", "source": "test", "licence": "ours",
        "wording": "shipped", "items": [item("a")], "main": "s",
        "scales": [{"id": "s", "label": "s", "items": ["a"], "method": "sum"}]
    });
    let spec = ScoresSpec {
        document: Some(serde_json::from_value(document).unwrap()),
        ..ScoresSpec::default()
    };
    // Four of forty said yes.
    let answers: Vec<i32> = (0..40).map(|n| i32::from(n < 4)).collect();
    let scores = found(&spec, json!({"a": answers}));
    for of in ["a", "s"] {
        let row = row(&scores, of, ScoreMeasure::Mean);
        assert!(row.suppressed && row.value.is_none(), "{of}");
    }
}
