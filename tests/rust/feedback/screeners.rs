//! The clinical screeners: every case of the golden file, and every pattern of answers.

use prm_core::{Completeness, FlagState, ScoreSpec, score_response};
use prm_tests::shared_json;
use serde_json::Value;

use super::{answer, numbered, score};

fn values(case: &Value) -> Vec<Option<i32>> {
    let list = case["a"].as_array().expect("answers");
    list.iter().map(|value| value.as_i64().map(|value| i32::try_from(value).unwrap())).collect()
}

/// A flag as the golden files have it.
fn flag(found: &prm_core::Score, name: &str) -> Value {
    match found.flags.iter().find(|flag| flag.flag == name).expect("the flag").state {
        FlagState::Raised => true.into(),
        FlagState::Clear => false.into(),
        FlagState::Unknown => Value::Null,
    }
}

#[test]
fn depression_and_anxiety_are_scored_as_in_the_golden_file() {
    let Some(golden) = shared_json("golden/instruments.json") else { return };
    for case in golden["phq9"]["cases"].as_array().expect("cases") {
        let found = score("phq-9", numbered("phq", &values(case)));
        assert_eq!(found.score, case["score"].as_f64(), "{case}");
        assert_eq!(found.band.as_deref(), case["band"].as_str(), "{case}");
        if case["score"].is_null() {
            continue;
        }
        let harm = flag(&found, "self_harm");
        assert_eq!(harm.is_null(), case["item9_missing"] == true, "{case}");
        assert_eq!(harm == true, case["item9_flag"] == true, "{case}");
        assert_eq!(found.scales[1].value, case["phq2"].as_f64(), "{case}");
        assert_eq!(flag(&found, "phq2_positive"), case["phq2_positive"], "{case}");
        for name in ["major_syndrome", "other_syndrome"] {
            // Where an answer is missing, what depends on it is unknown, and never false.
            let own = flag(&found, name);
            let fits =
                own == case[name] || (own.is_null() && case["a"].to_string().contains("null"));
            assert!(fits, "{name} of {case}: {own}");
        }
    }
    for case in golden["gad7"]["cases"].as_array().expect("cases") {
        let found = score("gad-7", numbered("gad", &values(case)));
        assert_eq!(found.score, case["score"].as_f64(), "{case}");
        assert_eq!(found.band.as_deref(), case["band"].as_str(), "{case}");
        assert_eq!(found.scales[1].value, case["gad2"].as_f64(), "{case}");
        assert_eq!(flag(&found, "gad2_positive"), case["gad2_positive"], "{case}");
    }
}

#[test]
fn all_answers_of_phq_9_are_scored() {
    let bands =
        [(20, "severe"), (15, "moderately_severe"), (10, "moderate"), (5, "mild"), (0, "minimal")];
    let items: Vec<String> = (1..=9).map(|n| format!("phq{n}")).collect();
    for pattern in 0..4_i32.pow(9) {
        let mut rest = pattern;
        let answers: Vec<i32> = (0..9)
            .map(|_| {
                let value = rest % 4;
                rest /= 4;
                value
            })
            .collect();
        let given = items.iter().zip(&answers).map(|(item, value)| answer(item, *value)).collect();
        let found = score("phq-9", given);
        let total: i32 = answers.iter().sum();
        let band = bands.iter().find(|(from, _)| total >= *from).expect("a band").1;
        assert_eq!((found.score, found.band.as_deref()), (Some(f64::from(total)), Some(band)));
        assert_eq!(found.is_danger(), answers[8] > 0);
        let symptoms = answers.iter().enumerate();
        let symptoms = symptoms.filter(|(n, value)| **value >= if *n == 8 { 1 } else { 2 }).count();
        let core = answers[0] >= 2 || answers[1] >= 2;
        assert_eq!(flag(&found, "major_syndrome"), symptoms >= 5 && core);
        assert_eq!(flag(&found, "other_syndrome"), (2..5).contains(&symptoms) && core);
        assert_eq!(found.completeness, Completeness::Complete);
    }
}

#[test]
fn a_danger_is_seen_whatever_is_missing() {
    let found = score("phq-9", vec![answer("phq9", 1)]);
    assert_eq!((found.score, found.is_danger()), (None, true));
    assert_eq!(found.completeness, Completeness::Partial);
    let found = score("phq-9", numbered("phq", &[Some(0); 8]));
    assert_eq!(flag(&found, "self_harm"), Value::Null);
}

#[test]
fn well_being_alcohol_and_health_are_scored_as_in_the_golden_file() {
    let Some(golden) = shared_json("golden/instruments.json") else { return };
    for case in golden["who5"]["cases"].as_array().expect("cases") {
        let found = score("who-5", numbered("who", &values(case)));
        assert_eq!(found.score, case["pct"].as_f64(), "{case}");
        assert_eq!(found.scales[0].sum, case["raw"].as_f64(), "{case}");
        assert_eq!(flag(&found, "poor_wellbeing"), case["pct"].as_f64() <= Some(50.0), "{case}");
    }
    for case in golden["audit_c"]["cases"].as_array().expect("cases") {
        let answers = numbered("audit", &values(case));
        let asked = |sex: Option<&str>, cut_off| {
            let instrument = Some("audit-c".to_owned());
            let (sex, answers) = (sex.map(str::to_owned), answers.clone());
            let spec = ScoreSpec { instrument, answers, sex, cut_off, ..ScoreSpec::default() };
            flag(&score_response(&spec).expect("scored"), "positive")
        };
        assert_eq!(asked(Some("male"), None), case["men"], "{case}");
        assert_eq!(asked(Some("female"), None), case["women"], "{case}");
        assert_eq!(asked(None, Some(5.0)), case["uk"], "{case}");
        assert_eq!(asked(None, None), Value::Null, "never guessed");
        assert_eq!(asked(Some("other"), None), Value::Null, "never guessed");
    }
    let tables = &golden["promis_global"];
    for sum in 4..=20 {
        // One way to reach each sum of four items from 1 to 5.
        let parts: Vec<i32> = (0..4).map(|n| 1 + (sum - 4 - 4 * n).clamp(0, 4)).collect();
        let pain = [10, 7, 4, 1, 0];
        let answers = vec![
            answer("global03", parts[0]),
            answer("global06", parts[1]),
            answer("global07", pain[usize::try_from(parts[2] - 1).unwrap()]),
            answer("global08", 6 - parts[3]),
            answer("global02", parts[0]),
            answer("global04", parts[1]),
            answer("global05", parts[2]),
            answer("global10", 6 - parts[3]),
        ];
        let found = score("promis-global-10", answers);
        let table = |name: &str| tables[name]["raw_to_t"][sum.to_string()].as_f64();
        assert_eq!(found.scales[0].value, table("gph"), "{sum}");
        assert_eq!(found.scales[1].value, table("gmh"), "{sum}");
    }
    for (pain, counts) in tables["pain_recode"].as_object().expect("a table") {
        let found = score("promis-global-10", vec![answer("global07", pain.parse().unwrap())]);
        let own = found.items.iter().find(|item| item.item == "global07").expect("the item");
        assert_eq!(own.counts.map(i64::from), counts.as_i64(), "{pain}");
    }
}

/// Whatever else was marked on a question of safety, a mark that is high enough makes a person look.
#[test]
fn a_slip_of_the_pen_does_not_hide_a_danger() {
    let harm = |marks: &[i32]| {
        let mut answers = numbered("phq", &[Some(0); 8]);
        answers.extend(marks.iter().map(|mark| answer("phq9", *mark)));
        flag(&score("phq-9", answers), "self_harm")
    };
    for marks in [&[2, 3][..], &[0, 1], &[3, 0], &[0, 0, 2], &[7], &[0, 12], &[-1, 1]] {
        assert_eq!(harm(marks), true, "{marks:?}");
    }
    assert_eq!(harm(&[0, 0]), false);
    // Nothing that is high enough, and nothing that can be read.
    assert_eq!((harm(&[]), harm(&[-1])), (Value::Null, Value::Null));
}
