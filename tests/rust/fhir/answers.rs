//! Answers to questionnaires: which instrument, item and value each is, and what is not read.

use prm_core::ErrorCode;
use serde_json::{Value, json};

use super::{contents, meta, paths, read, with};

fn response(items: Value) -> Value {
    json!({
        "resourceType": "QuestionnaireResponse", "id": "qr1", "meta": meta(), "status": "completed",
        "questionnaire": "http://loinc.org/q/44249-1|2.72", "subject": {"reference": "Patient/p1"},
        "authored": "2026-03-01T09:00:00+05:30", "item": items
    })
}

#[test]
fn answers_to_questionnaires_are_feedback() {
    let weighted = json!({"system": "http://loinc.org", "code": "LA6570-1", "extension": [
        {"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": 2}
    ]});
    let items = json!([
        {"linkId": "/44250-9", "answer": [{"valueCoding": weighted}]},
        {"linkId": "/44255-8", "answer": [{"valueCoding": {"system": "http://loinc.org", "code": "LA6571-9"}}]},
        {"linkId": "group", "item": [
            {"linkId": "phq9", "answer": [{"valueInteger": 1}]},
            {"linkId": "note", "answer": [{"valueString": "It was a hard year."}]}
        ]}
    ]);
    let told = contents(&response(items));
    assert_eq!(
        told,
        [json!({
            "type": "feedback_received", "response": "qr1", "instrument": "phq-9", "answers": [
                {"item": "phq1", "value": 2}, {"item": "phq2", "value": 3}, {"item": "phq9", "value": 1},
                {"item": "note", "words": "It was a hard year."}
            ]
        })]
    );
    // One of the practice's own keeps its name, its links and its version.
    let own = with(
        response(
            json!([{"linkId": "wait", "answer": [{"valueCoding": {"code": "3"}}, {"valueDecimal": 4}]}]),
        ),
        json!({"questionnaire": "https://lotus.example/Questionnaire/waiting|2"}),
    );
    assert_eq!(
        contents(&own),
        [json!({
            "type": "feedback_received", "response": "qr1", "instrument": "waiting", "version": "2",
            "answers": [{"item": "wait", "value": 3}, {"item": "wait", "value": 4}]
        })]
    );
    let error = with(response(json!([])), json!({"status": "entered-in-error"}));
    assert_eq!(contents(&error), [json!({"type": "feedback_withdrawn", "response": "qr1"})]);
    for status in ["in-progress", "stopped"] {
        assert_eq!(
            contents(&with(response(json!([])), json!({"status": status}))),
            [] as [Value; 0]
        );
    }
}

#[test]
fn what_of_answers_is_not_read_is_named() {
    let mut deep = json!({"linkId": "x", "answer": [{"valueInteger": 1}]});
    for _ in 0..9 {
        deep = json!({"linkId": "g", "item": [deep]});
    }
    let reading = read(&response(json!([
        {"linkId": "a", "answer": [{"valueDate": "2026-03-01"}, {"valueInteger": "1"}, {"valueCoding": {"code": "often"}}]},
        {"answer": [{"valueInteger": 1}]},
        {"linkId": "b", "answer": [{"valueInteger": 99_999_999_999_i64}]},
        deep
    ])))
    .unwrap();
    assert_eq!(reading.facts.len(), 1);
    assert_eq!(
        paths(&reading),
        [
            "item[0].answer[0]: invalid_type",
            "item[0].answer[1].valueInteger: invalid_type",
            "item[0].answer[2].valueCoding: invalid_value",
            "item[1].linkId: missing_field",
            "item[2].answer[0]: invalid_value",
            "item[3].item[0].item[0].item[0].item[0].item[0].item[0].item[0].item: too_deep",
        ]
    );
    let mut none = response(json!([]));
    none.as_object_mut().unwrap().remove("questionnaire");
    let reading = read(&none).unwrap();
    assert_eq!(
        (reading.facts.len(), paths(&reading)),
        (0, vec!["questionnaire: missing_field".to_owned()])
    );
    let odd = with(response(json!([])), json!({"status": "ready"}));
    assert_eq!(read(&odd).unwrap_err().code(), ErrorCode::UnknownWord);
}
