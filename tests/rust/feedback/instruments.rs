//! Instruments as documents: what is read, what is refused, and how bad answers end.

use prm_core::{
    AnswerFaultKind, Completeness, ErrorCode, Executor, Fact, INSTRUMENTS, Input, Instrument,
    ItemAnswer, ItemState, Lines, Playbook, Relationship, STARTER, ScoreSpec, Scorer, parse_json,
    score_response,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{answer, score};

fn document(id: &str) -> Value {
    let (_, text) = INSTRUMENTS.iter().find(|(name, _)| *name == id).expect("built in");
    parse_json(text, 1 << 20).expect("JSON")
}

#[test]
fn all_built_in_instruments_are_whole() {
    for (id, text) in INSTRUMENTS {
        let scorer = Scorer::from_json(&parse_json(text, 1 << 20).unwrap()).expect(id);
        let instrument = scorer.instrument();
        assert_eq!(instrument.id, *id);
        assert_eq!(Instrument::built_in(id).as_ref(), Some(instrument));
        let shipped = !instrument.languages.is_empty();
        for item in &instrument.items {
            // What is shipped is whole in its languages; what is not, says nothing.
            let languages: Vec<&str> = item.prompt.keys().map(String::as_str).collect();
            let mut all: Vec<&str> = instrument.languages.iter().map(String::as_str).collect();
            all.sort_unstable();
            assert_eq!(languages, if shipped { all } else { Vec::new() }, "{id} {}", item.id);
        }
    }
}

#[test]
fn faults_of_a_document_are_told_at_once_with_their_paths() {
    let faults = |change: &dyn Fn(&mut Value)| -> Vec<String> {
        let mut written = document("phq-9");
        change(&mut written);
        let error = Scorer::from_json(&written).expect_err("a fault");
        let own = [format!("{}: {}", error.path(), error.message())];
        match error.faults() {
            [] => own.to_vec(),
            several => several.iter().map(|f| format!("{}: {}", f.path, f.message)).collect(),
        }
    };
    assert_eq!(
        faults(&|written| {
            written["main"] = json!("sum");
            written["items"][3]["id"] = json!("phq1");
            written["scales"][0]["items"][8] = json!("phq99");
            written["scales"][0]["bands"][0]["from"] = json!(1);
            written["flags"][0]["answers"][0]["item"] = json!("nobody");
        }),
        faults_of_that()
    );
    let one = |change: &dyn Fn(&mut Value)| faults(change).remove(0);
    let wrong = |path: &str, value: Value| {
        one(&|written| *written.pointer_mut(path).expect("the place") = value.clone())
    };
    for (path, value, says) in [
        ("/id", json!(" "), "id: must not be empty"),
        ("/licence", json!(""), "licence: must not be empty"),
        (
            "/items/0/options/0/value",
            json!(101),
            "items[0].options[0].value: must be from 0 to 100",
        ),
        (
            "/items/0/options/1/value",
            json!(0),
            "items[0].options[1].value: another option has this value",
        ),
        ("/items/0/options", json!([]), "items[0].options: a choice has 1 to 200 options"),
        ("/items/0/answer", json!("words"), "items[0]: words have no options, limits or boxes"),
        (
            "/items/0/answer",
            json!("scale"),
            "items[0]: a scale goes `from` a number `to` a greater, within 0 to 100",
        ),
        ("/scales/0/may_miss", json!(9), "scales[0].may_miss: must be fewer than the items"),
        (
            "/scales/0/bands/1/from",
            json!(0),
            "scales[0].bands[1].from: must be above that of the band before",
        ),
        (
            "/scales/0/bands/1/id",
            json!("minimal"),
            "scales[0].bands[1].id: a band has a name of its own",
        ),
        (
            "/scales/0/items/1",
            json!("phq1"),
            "scales[0].items[1]: the item stands twice in this scale",
        ),
        ("/flags/3/least", json!(10), "flags[3].least: must be 1 at least and can be reached"),
        ("/flags/1/scale", json!("phq-3"), "flags[1].scale: no scale has this name"),
        ("/key_items/0", json!("phq0"), "key_items[0]: no item has this name"),
        ("/wording", json!("mine"), "wording: "),
    ] {
        let said = wrong(path, value);
        assert!(said.starts_with(says), "{path}: {said}");
    }
    let mut written = document("cg-cahps");
    written["items"][0]["asked_if"] = json!({"item": "staff_helpful", "any_of": [4]});
    let error = Scorer::from_json(&written).expect_err("a fault");
    assert_eq!(
        error.to_string(),
        "items[0].asked_if.item: must stand before the items that it decides on"
    );
    let mut written = document("promis-global-10");
    written["scales"][0]["table"] = json!([1.0, 2.0]);
    let error = Scorer::from_json(&written).expect_err("a fault");
    assert_eq!(error.to_string(), "scales[0].table: a sum from 4 to 20 has a table of 17 values");
    assert_eq!(error.code(), ErrorCode::InvalidValue);
}

/// What five faults in one document say, in the order of the document.
fn faults_of_that() -> Vec<String> {
    [
        "items[3].id: another has this name",
        "scales[0].items[3]: no item has this name",
        "scales[0].items[8]: no item has this name",
        "scales[0].bands: the least value 0 is in no band",
        "flags[0].answers[0].item: no item has this name",
        "flags[3].answers[3].item: no item has this name",
        "flags[4].answers[3].item: no item has this name",
        "main: no scale has this name",
        "key_items[3]: no item has this name",
    ]
    .map(str::to_owned)
    .to_vec()
}

#[test]
fn bad_answers_have_defined_ends() {
    let mut answers = vec![
        answer("urgent_needed", 2),
        answer("urgent_soon", 4),
        answer("routine_soon", 3),
        answer("explained", 5),
        answer("listened", 4),
        answer("listened", 4),
        answer("respect", 3),
        answer("respect", 4),
        answer("nobody", 1),
        answer("rating", 11),
        answer("rating", -1),
    ];
    answers.push(ItemAnswer { item: "enough_time".into(), value: None, words: Some("yes".into()) });
    let found = score("cg-cahps", answers);
    let state = |item: &str| found.items.iter().find(|own| own.item == item).unwrap().state;
    // The screener wins; without it, what depends on it stays (AHRQ 2017).
    assert_eq!(state("urgent_soon"), ItemState::NotAsked);
    assert_eq!(state("routine_soon"), ItemState::Answered);
    assert_eq!(state("explained"), ItemState::OutOfRange);
    assert_eq!(state("listened"), ItemState::Answered);
    assert_eq!(state("respect"), ItemState::SeveralMarks);
    assert_eq!(state("rating"), ItemState::SeveralMarks);
    assert_eq!(state("enough_time"), ItemState::Missing);
    let faults: Vec<_> = found.faults.iter().map(|fault| (fault.answer, fault.fault)).collect();
    assert_eq!(
        faults,
        [
            (Some(3), AnswerFaultKind::OutOfRange),
            (Some(7), AnswerFaultKind::SeveralMarks),
            (Some(8), AnswerFaultKind::UnknownItem),
            (Some(9), AnswerFaultKind::OutOfRange),
            (Some(10), AnswerFaultKind::SeveralMarks),
            (Some(11), AnswerFaultKind::WrongKind),
            (Some(1), AnswerFaultKind::NotAsked),
        ]
    );
    assert_eq!((found.score, found.completeness), (None, Completeness::Partial));
    assert_eq!(found.scales[0].value, Some(200.0 / 3.0));
    let nothing = score("cg-cahps", Vec::new());
    assert_eq!(nothing.completeness, Completeness::Incomplete);
    assert!(nothing.faults.is_empty());
}

#[test]
fn a_version_and_a_retired_instrument_are_told_of() {
    let mut own = Instrument::built_in("csat").unwrap();
    own.retired = true;
    let spec = ScoreSpec {
        document: Some(own),
        answers: vec![answer("csat", 4)],
        version: Some("0".to_owned()),
        ..ScoreSpec::default()
    };
    let found = score_response(&spec).unwrap();
    let faults: Vec<_> = found.faults.iter().map(|fault| fault.fault).collect();
    assert_eq!(faults, [AnswerFaultKind::OtherVersion, AnswerFaultKind::Retired]);
    assert_eq!((found.score, found.band.as_deref()), (Some(4.0), Some("satisfied")));
    let error = score_response(&ScoreSpec::default()).expect_err("no instrument");
    assert_eq!(error.to_string(), "instrument: name an `instrument`, or give a `document`");
    let unknown = ScoreSpec { instrument: Some("pam".into()), ..ScoreSpec::default() };
    assert_eq!(score_response(&unknown).expect_err("licensed").code(), ErrorCode::UnknownWord);
}

#[test]
fn answers_stay_out_of_debug_views() {
    let words = Some("chlamydia".to_owned());
    let own = ItemAnswer { item: "comment".into(), value: None, words };
    assert_eq!(format!("{own:?}"), "ItemAnswer { .. }");
    let instrument = Some("csat".to_owned());
    let spec = ScoreSpec { instrument, answers: vec![own], ..ScoreSpec::default() };
    assert!(!format!("{spec:?} {:?}", score_response(&spec)).contains("chlamydia"));
}

#[test]
fn answers_beyond_the_limits_are_refused_with_their_place() {
    let told = |answers: Value| {
        let playbook = Playbook::compile(STARTER).unwrap();
        let fact = json!({"id": "1", "patient": "p1", "occurred": "2026-03-02T06:00:00Z", "content": {
            "type": "feedback_received", "response": "r1", "instrument": "nps", "answers": answers,
        }});
        let fact = Fact::from_json(&fact.to_string())?;
        let mut known = Relationship::new("p1", "salt")?;
        let now = "2026-03-02T06:00:00Z".parse()?;
        let (facts, executor) = (&[fact], Executor::Server);
        playbook.step(&mut known, Input { facts, lines: &mut Lines::new(), executor, now })
    };
    let many = told(json!(vec![json!({"item": "nps", "value": 1}); 1001])).unwrap_err();
    assert_eq!((many.code(), many.path()), (ErrorCode::TooMany, "facts[0].content.answers"));
    let long = told(json!([{"item": "nps", "words": "x".repeat(70_000)}])).unwrap_err();
    assert_eq!((long.code(), long.path()), (ErrorCode::TooLarge, "facts[0].content.answers"));
    let kind = told(json!([{"item": "nps", "value": "9"}])).unwrap_err();
    assert_eq!(kind.path(), "content.answers[0].value");
    // What is merely wrong is recorded.
    assert!(told(json!([{"item": "nobody", "value": 1_000_000}])).is_ok());
}

proptest! {
    /// Whatever is answered, a score comes of it: within the scale, in one band, and the same for
    /// any order of the answers' items.
    #[test]
    fn every_response_has_a_score(
        place in 0..INSTRUMENTS.len(),
        marks in prop::collection::vec((0_usize..30, -2_i32..103), 0..60),
    ) {
        let id = INSTRUMENTS[place].0;
        let instrument = Instrument::built_in(id).unwrap();
        let items = &instrument.items;
        let answers: Vec<ItemAnswer> = marks
            .iter()
            .map(|(item, value)| match items.get(*item) {
                Some(item) => answer(&item.id, *value),
                None => answer("elsewhere", *value),
            })
            .collect();
        let found = score(id, answers.clone());
        for (scale, rule) in found.scales.iter().zip(&instrument.scales) {
            prop_assert!(scale.answered <= scale.of);
            let missing = scale.of - scale.answered;
            let enough = scale.answered > 0 && missing <= rule.may_miss.unwrap_or(0);
            prop_assert_eq!(scale.value.is_some(), enough);
            prop_assert_eq!(scale.band.is_some(), enough && !rule.bands.is_empty());
            prop_assert!(scale.value.is_none_or(f64::is_finite));
        }
        let mut turned = answers;
        turned.reverse();
        let again = score(id, turned);
        // Which of several marks comes first matters to the faults alone.
        prop_assert_eq!((found.score, found.band, found.flags), (again.score, again.band, again.flags));
    }
}
