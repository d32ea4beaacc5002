//! Questionnaires of FHIR as instruments, and answers as FHIR.

use prm_core::fhir::{self, ReadOptions};
use prm_core::{
    AnswerKind, ErrorCode, INSTRUMENTS, Instrument, ItemAnswer, QuestionnaireReading,
    QuestionnaireResponseSpec, QuestionnaireSpec, instrument_of_questionnaire,
    questionnaire_response,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{answer, score};

fn read(questionnaire: Value) -> QuestionnaireReading {
    let spec = QuestionnaireSpec { questionnaire, language: Some("en".to_owned()) };
    instrument_of_questionnaire(&spec).expect("an instrument")
}

fn fault(questionnaire: Value, language: Option<&str>) -> String {
    let spec = QuestionnaireSpec { questionnaire, language: language.map(str::to_owned) };
    match instrument_of_questionnaire(&spec) {
        Ok(_) => "none".to_owned(),
        Err(error) => error.to_string(),
    }
}

fn weighted(code: &str, weight: i32, display: &str) -> Value {
    json!({"valueCoding": {"code": code, "display": display, "extension": [
        {"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": weight}
    ]}})
}

fn clinic() -> Value {
    json!({
        "resourceType": "Questionnaire", "id": "q1", "url": "https://lotus.example/Questionnaire/comfort",
        "version": "2.1", "title": "Comfort", "status": "active", "copyright": "Lotus Clinic",
        "item": [
            {"linkId": "intro", "type": "display", "text": "Welcome"},
            {"linkId": "came", "type": "boolean", "text": "Did you come?"},
            {"linkId": "g", "type": "group", "enableWhen": [
                {"question": "came", "operator": "=", "answerBoolean": true}
            ], "item": [
                {"linkId": "warm", "type": "choice", "text": "Was it warm?",
                 "_text": {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/translation",
                    "extension": [{"url": "lang", "valueCode": "es"},
                                  {"url": "content", "valueString": "¿Hacía calor?"}]}]},
                 "code": [{"system": "https://lotus.example/codes", "code": "W"}],
                 "answerOption": [weighted("no", 0, "No"), weighted("some", 1, "A little"),
                                  weighted("yes", 3, "Yes")]},
                {"linkId": "noise", "type": "integer", "text": "How loud was it?", "extension": [
                    {"url": "http://hl7.org/fhir/StructureDefinition/minValue", "valueInteger": 0},
                    {"url": "http://hl7.org/fhir/StructureDefinition/maxValue", "valueInteger": 10}]}
            ]},
            {"linkId": "why", "type": "text", "text": "Why?", "enableWhen": [
                {"question": "warm", "operator": "!=", "answerCoding": {"code": "yes"}}]}
        ]
    })
}

#[test]
fn a_questionnaire_of_ones_own_is_an_instrument() {
    let found = read(clinic());
    assert_eq!(found.left_out, []);
    let own = &found.instrument;
    assert_eq!(
        (own.id.as_str(), own.version.as_str(), own.title.as_str()),
        ("comfort", "2.1", "Comfort")
    );
    assert_eq!((own.licence.as_str(), own.languages.join(" ").as_str()), ("Lotus Clinic", "en es"));
    let items: Vec<_> = own.items.iter().map(|item| (item.id.as_str(), item.answer)).collect();
    let choice = AnswerKind::Choice;
    let expected = [
        ("came", choice),
        ("warm", choice),
        ("noise", AnswerKind::Scale),
        ("why", AnswerKind::Words),
    ];
    assert_eq!(items, expected);
    let warm = &own.items[1];
    assert_eq!(warm.options.iter().map(|option| option.value).collect::<Vec<_>>(), [0, 1, 3]);
    assert_eq!(warm.prompt["es"], "¿Hacía calor?");
    assert_eq!(warm.code.as_deref(), Some("https://lotus.example/codes|W"));
    let asked = |place: usize| {
        own.items[place].asked_if.as_ref().map(|s| (s.item.as_str(), s.any_of.clone()))
    };
    assert_eq!((asked(1), asked(2)), (Some(("came", vec![1])), Some(("came", vec![1]))));
    assert_eq!(asked(3), Some(("warm", vec![0, 1])));
    assert_eq!(own.scales[0].items, ["came", "warm", "noise"]);
}

/// The wording comes from the host, the scoring from its owners.
#[test]
fn the_wording_of_a_known_panel_comes_from_the_host() {
    let found = read(json!({
        "resourceType": "Questionnaire", "url": "https://lotus.example/Questionnaire/mood",
        "status": "active", "language": "fr", "code": [{"system": "http://loinc.org", "code": "55757-9"}],
        "item": [
            {"linkId": "1", "type": "choice", "text": "Peu d'intérêt ou de plaisir à faire les choses",
             "code": [{"system": "http://loinc.org", "code": "44250-9"}],
             "answerOption": [weighted("LA6568-5", 0, "Jamais"), weighted("LA6571-9", 3, "Presque tous les jours")]},
            {"linkId": "/44255-8", "type": "choice", "text": "Être triste, déprimé ou désespéré"},
            {"linkId": "x", "type": "string", "text": "Autre"}
        ]
    }));
    assert_eq!(found.instrument.id, "phq-2");
    assert_eq!(found.instrument.languages, ["en", "fr"]);
    let [interest, mood] = &found.instrument.items[..] else { panic!("two items") };
    assert!(interest.prompt["fr"].starts_with("Peu") && mood.prompt["fr"].starts_with("Être"));
    assert_eq!(interest.options[3].label["fr"], "Presque tous les jours");
    assert_eq!(found.instrument.scales, Instrument::built_in("phq-2").unwrap().scales);
    let left_out: Vec<_> = found.left_out.iter().map(|error| error.path.as_str()).collect();
    assert_eq!(left_out, ["questionnaire.item[2]"]);
}

#[test]
fn what_an_instrument_does_not_have_is_named() {
    let mut questionnaire = clinic();
    let more = json!([
        {"linkId": "many", "type": "choice", "repeats": true, "answerOption": [weighted("a", 1, "A")]},
        {"linkId": "set", "type": "choice", "answerValueSet": "https://lotus.example/ValueSet/x"},
        {"linkId": "flat", "type": "choice", "answerOption": [weighted("a", 1, "A"), weighted("b", 1, "B")]},
        {"linkId": "free", "type": "integer"},
        {"linkId": "day", "type": "date"},
        {"linkId": "odd", "type": "boolean", "enableWhen": [
            {"question": "came", "operator": "exists", "answerBoolean": true}]}
    ]);
    let items = questionnaire["item"].as_array_mut().unwrap();
    items.extend(more.as_array().unwrap().iter().cloned());
    let found = read(questionnaire);
    let paths: Vec<_> = found.left_out.iter().map(|error| error.path.as_str()).collect();
    let expected = [
        "questionnaire.item[4]",
        "questionnaire.item[5]",
        "questionnaire.item[6]",
        "questionnaire.item[7]",
        "questionnaire.item[8]",
        "questionnaire.item[9].enableWhen",
    ];
    assert_eq!(paths, expected);
    // What has no weights is asked, and counts for nothing.
    assert!(found.instrument.items.iter().any(|item| item.id == "flat"));
    assert!(!found.instrument.scales[0].items.contains(&"flat".to_owned()));
}

#[test]
fn what_is_no_questionnaire_is_refused() {
    let q = |items: Value| json!({"resourceType": "Questionnaire", "id": "q", "item": items});
    assert_eq!(
        fault(q(json!([{"linkId": "a", "type": "boolean"}])), None),
        "language: neither the questionnaire nor `language` says its language"
    );
    assert_eq!(
        fault(json!({"resourceType": "Patient"}), Some("en")),
        "questionnaire.resourceType: expected a Questionnaire"
    );
    assert_eq!(
        fault(q(json!([{"linkId": "a", "type": "text"}])), Some("en")),
        "instrument.scales[0].items: a scale has an item at least"
    );
    let twice = json!([{"linkId": "a", "type": "boolean"}, {"linkId": "a", "type": "boolean"}]);
    assert!(fault(q(twice), Some("en")).contains("another has this name"));
    assert!(
        fault(q(json!([{"type": "boolean"}])), Some("en")).starts_with("questionnaire.item[0]")
    );
    assert!(fault(json!("text"), Some("en")).starts_with("questionnaire"));
    assert!(fault(q(json!([])), Some("not a language")).starts_with("language"));
    let mut deep = json!({"linkId": "a", "type": "boolean"});
    for _ in 0..40 {
        deep = json!({"linkId": "g", "type": "group", "item": [deep]});
    }
    let found = read(q(json!([{"linkId": "b", "type": "boolean"}, deep])));
    assert_eq!(found.left_out[0].code, ErrorCode::TooDeep);
}

fn spec(instrument: &str, answers: Vec<ItemAnswer>) -> QuestionnaireResponseSpec {
    QuestionnaireResponseSpec {
        instrument: Some(instrument.to_owned()),
        document: None,
        response: "r1".parse().unwrap(),
        patient: "p1".parse().unwrap(),
        authored: "2026-03-09T10:00:00Z".parse().unwrap(),
        answers,
        language: None,
        questionnaire: None,
        amended: false,
    }
}

/// What the FHIR reader finds in it.
fn back(written: &Value) -> (String, Vec<ItemAnswer>) {
    let reading = fhir::read(&written.to_string(), &ReadOptions::default()).expect("a resource");
    assert_eq!(reading.left_out, []);
    let content = serde_json::to_value(&reading.facts[0].content).unwrap();
    let answers = content.get("answers").cloned().unwrap_or(json!([]));
    (content["instrument"].as_str().unwrap().to_owned(), serde_json::from_value(answers).unwrap())
}

#[test]
fn too_much_is_refused() {
    let many = vec![answer("nps", 1); 1_001];
    assert_eq!(questionnaire_response(&spec("nps", many)).unwrap_err().path(), "answers");
    let words = Some("x".repeat(65 << 10));
    let long = ItemAnswer { item: "nps".to_owned(), value: None, words };
    let error = questionnaire_response(&spec("nps", vec![long])).unwrap_err();
    assert_eq!((error.path(), error.code()), ("answers[0].words", ErrorCode::TooLarge));
    let error = questionnaire_response(&spec("none", Vec::new())).unwrap_err();
    assert_eq!(error.path(), "instrument");
}

proptest! {
    /// What is written is read back: the same instrument and the same answers, in its order, and so
    /// the same score.
    #[test]
    fn answers_survive_fhir(
        place in 0..INSTRUMENTS.len(),
        marks in prop::collection::vec((0_usize..30, -2_i32..103, any::<bool>()), 0..40),
    ) {
        let id = INSTRUMENTS[place].0;
        let items = Instrument::built_in(id).unwrap().items;
        let answers: Vec<ItemAnswer> = marks
            .iter()
            .map(|(item, value, says)| {
                let item = items.get(*item).map_or("elsewhere", |item| &item.id);
                match says {
                    true => ItemAnswer { item: item.to_owned(), value: None, words: Some("Därför.".to_owned()) },
                    false => answer(item, *value),
                }
            })
            .collect();
        let written = questionnaire_response(&spec(id, answers.clone())).unwrap();
        let (instrument, found) = back(&written);
        prop_assert_eq!(instrument, id);
        let mut sorted = answers.clone();
        sorted.sort_by_key(|answer| items.iter().position(|item| item.id == answer.item).unwrap_or(usize::MAX));
        prop_assert!(found == sorted);
        prop_assert_eq!(score(id, found).score, score(id, answers).score);
    }
}
