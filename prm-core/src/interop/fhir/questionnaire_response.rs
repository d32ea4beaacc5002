//! Answers to questionnaires.

use super::datatype::{self, Edge};
use super::draft::{Draft, unknown_word};
use crate::error::{ErrorCode, PrmError, join};
use crate::feedback::{Scorer, WEIGHTS, scorer, scorer_of_code};
use crate::interop::json::Json;
use crate::{FactContent, ItemAnswer, ResponseId, limits};

/// The answers of PHQ and GAD in LOINC, from 0 to 3.
const FREQUENCIES: [&str; 4] = ["LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"];
/// How deep items may stand in items.
const DEPTH: usize = 8;

/// QuestionnaireResponse: `FeedbackReceived`, with an answer for each item; nothing while it is
/// being filled in, and `FeedbackWithdrawn` where it was entered in error.
///
/// The instrument is the built-in one of the questionnaire's LOINC panel, else the last part of its
/// canonical address, whose version is that of the answers. An item is the one of its LOINC code
/// in that instrument, else its `linkId`. A coded answer counts by its weight, by its LOINC code, or
/// by a code that is a whole number; what counts by none of these is left out and said so.
pub(super) fn questionnaire_response(draft: &mut Draft<'_>) -> Result<(), PrmError> {
    let status = draft.status()?;
    let done = match status {
        "completed" | "amended" | "entered-in-error" => true,
        "in-progress" | "stopped" => false,
        _ => return Err(unknown_word("status")),
    };
    let patient = match draft.patient("subject")? {
        None => draft.patient("source")?,
        found => found,
    };
    let (Some(patient), true) = (patient, done) else { return Ok(()) };
    let around = draft.around;
    let authored =
        draft.read("authored", |value| datatype::instant(value.text()?, around, Edge::First));
    let occurred = draft.occurred(authored)?;
    if status == "entered-in-error" {
        let response = draft.id.parse().map_err(|error: PrmError| error.under("id"))?;
        return draft.tell(&patient, occurred, FactContent::FeedbackWithdrawn { response });
    }
    let Some(canonical) = draft.must("questionnaire", Json::text)? else {
        let error = PrmError::new(ErrorCode::MissingField, "the answers are to no questionnaire");
        draft.leave_out(error.under("questionnaire"));
        return Ok(());
    };
    let (address, version) = match canonical.split_once('|') {
        Some((address, version)) => (address, Some(version.to_owned())),
        None => (canonical, None),
    };
    let name = address.trim_end_matches('/').rsplit(['/', ':']).next().unwrap_or(address);
    let known = scorer_of_code(name).or_else(|| scorer(name));
    let instrument = known.map_or(name, |scorer| scorer.instrument().id.as_str()).to_owned();
    let response: ResponseId = draft.id.parse().map_err(|error: PrmError| error.under("id"))?;
    let (mut answers, mut left_out) = (Vec::new(), Vec::new());
    if let Some(items) = draft.resource.get("item") {
        walk(items, "item", known, 0, &mut answers, &mut left_out);
    }
    left_out.into_iter().for_each(|error| draft.leave_out(error));
    // The questionnaire's version is its publisher's, not that of the built-in scoring.
    let version = version.filter(|_| known.is_none());
    let content = FactContent::FeedbackReceived {
        response,
        instrument,
        score: None,
        answers,
        version,
        suggestion: None,
        question: None,
        anonymous: false,
    };
    draft.tell(&patient, occurred, content)
}

fn walk(
    items: &Json<'_>,
    path: &str,
    known: Option<&Scorer>,
    depth: usize,
    answers: &mut Vec<ItemAnswer>,
    left_out: &mut Vec<PrmError>,
) {
    if depth >= DEPTH {
        let message = format!("items stand in items up to {DEPTH} deep");
        left_out.push(PrmError::new(ErrorCode::TooDeep, message).under(path));
        return;
    }
    for (index, item) in items.items() {
        let path = join(path, &format!("[{index}]"));
        if answers.len() >= limits::ANSWERED {
            let message = format!("a response has at most {} answers", limits::ANSWERED);
            left_out.push(PrmError::new(ErrorCode::TooMany, message).under(&path));
            return;
        }
        match item.get("linkId").map(Json::text) {
            Some(Ok(link)) => {
                let own = link.trim_start_matches('/');
                let name = known.and_then(|scorer| scorer.item_of_code(own)).unwrap_or(link);
                for (place, answer) in item.get("answer").into_iter().flat_map(Json::items) {
                    let path = join(&path, &format!("answer[{place}]"));
                    match value(answer, name) {
                        Ok(answer) => answers.extend(answer),
                        Err(error) => left_out.push(error.under(&path)),
                    }
                    if let Some(inner) = answer.get("item") {
                        walk(inner, &join(&path, "item"), known, depth + 1, answers, left_out);
                    }
                }
            }
            Some(Err(error)) => left_out.push(error.under("linkId").under(&path)),
            None => {
                let error = PrmError::new(ErrorCode::MissingField, "this field is required");
                left_out.push(error.under("linkId").under(&path));
            }
        }
        if let Some(inner) = item.get("item") {
            walk(inner, &join(&path, "item"), known, depth + 1, answers, left_out);
        }
    }
}

/// What an answer says; nothing where it has but items of its own.
fn value(answer: &Json<'_>, item: &str) -> Result<Option<ItemAnswer>, PrmError> {
    let of = |value: i64| {
        let error = || PrmError::new(ErrorCode::InvalidValue, "a value that is no answer");
        let value = Some(i32::try_from(value).map_err(|_| error())?);
        Ok(Some(ItemAnswer { item: item.to_owned(), value, words: None }))
    };
    if let Some(number) = answer.get("valueInteger") {
        return of(number.number().map_err(|error| error.under("valueInteger"))?);
    }
    if let Some(number) = answer.get("valueDecimal") {
        return of(number.number().map_err(|error| error.under("valueDecimal"))?);
    }
    if let Some(truth) = answer.get("valueBoolean") {
        return of(i64::from(truth.boolean().map_err(|error| error.under("valueBoolean"))?));
    }
    for name in ["valueString", "valueText"] {
        if let Some(words) = answer.get(name) {
            let words = Some(words.text().map_err(|error| error.under(name))?.to_owned());
            return Ok(Some(ItemAnswer { item: item.to_owned(), value: None, words }));
        }
    }
    let Some(coding) = answer.get("valueCoding") else {
        let nested = answer.get("item").is_some();
        let message = "an answer of a kind that is not read";
        return if nested { Ok(None) } else { Err(PrmError::new(ErrorCode::InvalidType, message)) };
    };
    match weight(coding) {
        Some(weight) => of(weight),
        None => {
            let message = "an option without a weight, whose code is no whole number";
            Err(PrmError::new(ErrorCode::InvalidValue, message).under("valueCoding"))
        }
    }
}

/// What an option counts for.
fn weight(coding: &Json<'_>) -> Option<i64> {
    let extensions = coding.get("extension").into_iter().flat_map(Json::items);
    let mut weights = extensions.filter_map(|(_, extension)| {
        let url = extension.get("url")?.text().ok()?;
        let known = WEIGHTS.contains(&url);
        known.then(|| extension.get("valueDecimal")?.number().ok()).flatten()
    });
    let code = || coding.get("code")?.text().ok();
    let loinc = || {
        let place = FREQUENCIES.iter().position(|own| Some(*own) == code())?;
        i64::try_from(place).ok()
    };
    weights.next().or_else(loinc).or_else(|| code()?.parse().ok())
}
