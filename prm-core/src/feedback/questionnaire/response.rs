//! Answers as a FHIR R4 QuestionnaireResponse
//! (`http://hl7.org/fhir/R4/questionnaireresponse.html`).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::resource::{LOINC, WEIGHTS};
use crate::error::{ErrorCode, PrmError};
use crate::feedback::instrument::{AnswerKind, Instrument, InstrumentItem};
use crate::feedback::{ItemAnswer, built_in};
use crate::insight::Columns;
use crate::{PatientId, ResponseId, Timestamp, limits};

/// Answers that are to be written as FHIR.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QuestionnaireResponseSpec {
    /// The id of a built-in instrument.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instrument: Option<String>,
    /// Or an instrument of one's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Instrument>,
    /// The response.
    pub response: ResponseId,
    /// Whose it is.
    pub patient: PatientId,
    /// When it was given.
    pub authored: Timestamp,
    /// The answers.
    pub answers: Vec<ItemAnswer>,
    /// The language of the questions that are written with it; the instrument's usual one where it
    /// is absent or has no wording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The canonical address of the questionnaire, where the host has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub questionnaire: Option<String>,
    /// Whether it corrects what was sent before under this id: `amended`, else `completed`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub amended: bool,
}

crate::id::opaque_debug!(QuestionnaireResponseSpec);

/// Writes answers as a FHIR R4 QuestionnaireResponse, whose reader (feature `fhir`) finds the same
/// instrument and the same answers in it, in the order of the instrument.
///
/// A chosen option is a coding with its weight (`ordinalValue`); a number of a scale an integer;
/// words are a string. An item that the instrument does not have is written with its number, so that
/// nothing is lost. Items of a LOINC panel are linked by their codes, as LOINC's own questionnaires
/// link them.
///
/// # Errors
/// Those of [`score_response`](crate::score_response) for the instrument, `too_many` for more than
/// 1,000 answers and `too_large` for words of more than 64 KiB.
///
/// ```
/// use prm_core::questionnaire_response;
/// let spec = serde_json::from_value(serde_json::json!({
///     "instrument": "phq-2", "response": "r1", "patient": "p1",
///     "authored": "2026-03-09T10:00:00Z", "answers": [{"item": "phq1", "value": 3}]
/// }))?;
/// let written = questionnaire_response(&spec)?;
/// assert_eq!(written["questionnaire"], "http://loinc.org/q/55757-9");
/// assert_eq!(written["item"][0]["answer"][0]["valueCoding"]["code"], "3");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn questionnaire_response(spec: &QuestionnaireResponseSpec) -> Result<Value, PrmError> {
    let scorer = built_in::chosen(spec.instrument.as_deref(), spec.document.as_ref())?;
    let instrument = scorer.instrument();
    if spec.answers.len() > limits::ANSWERED {
        let message = format!("a response has at most {} answers", limits::ANSWERED);
        return Err(PrmError::new(ErrorCode::TooMany, message).under("answers"));
    }
    let long = |answer: &ItemAnswer| {
        answer.words.as_ref().is_some_and(|words| words.len() > limits::TEXT_BYTES)
    };
    if let Some(place) = spec.answers.iter().position(long) {
        let message = format!("words have at most {} bytes", limits::TEXT_BYTES);
        let error = PrmError::new(ErrorCode::TooLarge, message).under("words");
        return Err(error.under(&format!("answers[{place}]")));
    }
    let panel = spec.document.is_none().then(|| built_in::panel_of(&instrument.id)).flatten();
    let canonical = match (&spec.questionnaire, panel) {
        (Some(told), _) => told.clone(),
        (None, Some(panel)) => format!("{LOINC}/q/{panel}"),
        (None, None) => format!("urn:prm:questionnaire:{}|{}", instrument.id, instrument.version),
    };
    let mut items: Vec<Value> = Vec::new();
    for item in &instrument.items {
        let code = || item.code.as_deref()?.strip_prefix(LOINC)?.strip_prefix('|');
        let link = panel.and_then(|_| code()).map(|code| format!("/{code}"));
        let link = link.unwrap_or_else(|| item.id.clone());
        let text = spec.language.as_ref().and_then(|language| item.prompt.get(language));
        let usual = || item.prompt.get(instrument.languages.first()?);
        let text = text.or_else(usual).map_or(item.label.as_str(), String::as_str);
        let given = spec.answers.iter().filter(|answer| answer.item == item.id);
        items.extend(written(&link, Some(text), given, Some((item, spec.language.as_deref()))));
    }
    let known = |answer: &&ItemAnswer| instrument.items.iter().any(|item| item.id == answer.item);
    for answer in spec.answers.iter().filter(|answer| !known(answer)) {
        items.extend(written(&answer.item, None, std::iter::once(answer), None));
    }
    let mut resource = json!({
        "resourceType": "QuestionnaireResponse",
        "id": spec.response,
        "questionnaire": canonical,
        "status": if spec.amended { "amended" } else { "completed" },
        "subject": {"reference": format!("Patient/{}", spec.patient)},
        "authored": spec.authored,
    });
    // A list in FHIR is never empty.
    if let (Some(fields), false) = (resource.as_object_mut(), items.is_empty()) {
        fields.insert("item".to_owned(), Value::Array(items));
    }
    Ok(resource)
}

/// The same through the door of analyses.
pub(crate) fn questionnaire_response_by_spec(
    spec: &QuestionnaireResponseSpec,
    _: &Columns,
) -> Result<Value, PrmError> {
    questionnaire_response(spec)
}

/// An item with its answers; nothing where there are none.
fn written<'a>(
    link: &str,
    text: Option<&str>,
    given: impl Iterator<Item = &'a ItemAnswer>,
    known: Option<(&InstrumentItem, Option<&str>)>,
) -> Option<Value> {
    let mut answers: Vec<Value> = Vec::new();
    for answer in given {
        if let Some(value) = answer.value {
            answers.push(match known {
                Some((item, language)) if item.answer == AnswerKind::Choice => {
                    json!({"valueCoding": coding(item, value, language)})
                }
                _ => json!({"valueInteger": value}),
            });
        }
        if let Some(words) = answer.words.as_ref().filter(|words| !words.trim().is_empty()) {
            answers.push(json!({"valueString": words}));
        }
    }
    let mut item = Map::from_iter([("linkId".to_owned(), Value::from(link))]);
    if let Some(text) = text {
        item.insert("text".to_owned(), Value::from(text));
    }
    (!answers.is_empty()).then(|| {
        item.insert("answer".to_owned(), Value::Array(answers));
        Value::Object(item)
    })
}

/// An option as a coding with its weight.
fn coding(item: &InstrumentItem, value: i32, language: Option<&str>) -> Value {
    let [ordinal, _] = WEIGHTS;
    let mut coding = json!({
        "extension": [{"url": ordinal, "valueDecimal": value}],
        "code": value.to_string(),
    });
    let option = item.options.iter().find(|option| option.value == value);
    let label = option.and_then(|option| {
        let asked = language.and_then(|language| option.label.get(language));
        asked.or_else(|| option.label.get("en")).or_else(|| option.label.values().next())
    });
    let shown = label.or(option.map(|option| &option.name));
    if let (Some(shown), Some(fields)) = (shown, coding.as_object_mut()) {
        fields.insert("display".to_owned(), Value::from(shown.as_str()));
    }
    coding
}
