//! What JavaScript gives, read with the core's own decoders so that codes and paths are the
//! core's.

use std::collections::BTreeMap;

use prm_core::{ErrorCode, Executor, Fact, FeedLine, PrmError, Reply, StepRequest, limits};
use serde_json::value::RawValue;

/// A text that becomes an instant, a key, a line or an id.
pub(crate) fn parsed<T: std::str::FromStr<Err = PrmError>>(
    text: &str,
    name: &str,
) -> Result<T, PrmError> {
    text.parse().map_err(|error: PrmError| error.under(name))
}

/// The same where nothing may be given.
pub(crate) fn perhaps<T: std::str::FromStr<Err = PrmError>>(
    text: Option<String>,
    name: &str,
) -> Result<Option<T>, PrmError> {
    text.map(|text| parsed(&text, name)).transpose()
}

pub(crate) fn executor(text: &str) -> Result<Executor, PrmError> {
    match text {
        "server" => Ok(Executor::Server),
        "device" => Ok(Executor::Device),
        _ => {
            let message = "no such word here: expected `server` or `device`";
            Err(PrmError::new(ErrorCode::UnknownWord, message).under("executor"))
        }
    }
}

/// A list of facts; a fault names the place in the list.
pub(crate) fn facts(text: &str) -> Result<Vec<Fact>, PrmError> {
    let items: Vec<&RawValue> = serde_json::from_str(text)
        .map_err(|_| wrong_type("expected a list of facts").under("facts"))?;
    let facts = items.iter().enumerate().map(|(index, item)| {
        fact(item.get()).map_err(|error| error.under(&format!("facts[{index}]")))
    });
    facts.collect()
}

/// A sound fact is read straight from its text; the core's decoder, which first makes a tree of
/// it, is asked when that fails, since it knows the code and the place.
fn fact(text: &str) -> Result<Fact, PrmError> {
    let fits = text.len() <= limits::FACT_BYTES;
    match fits.then(|| serde_json::from_str(text)) {
        Some(Ok(fact)) => Ok(fact),
        _ => Fact::from_json(text),
    }
}

/// Requests, each on its own: one that cannot be read costs no other.
pub(crate) fn requests(text: &str) -> Result<Vec<Result<StepRequest, PrmError>>, PrmError> {
    let items: Vec<&RawValue> = serde_json::from_str(text)
        .map_err(|_| wrong_type("expected a list of requests").under("requests"))?;
    Ok(items.iter().map(|item| request(item.get())).collect())
}

fn request(text: &str) -> Result<StepRequest, PrmError> {
    let mut fields: BTreeMap<String, &RawValue> = serde_json::from_str(text)
        .map_err(|_| wrong_type("expected an object with `patient` and `facts`"))?;
    let patient = fields.remove("patient").ok_or_else(|| {
        PrmError::new(ErrorCode::MissingField, "this field is required").under("patient")
    })?;
    let patient: String = serde_json::from_str(patient.get())
        .map_err(|_| wrong_type("expected an identifier").under("patient"))?;
    let facts = fields.remove("facts").map_or_else(|| Ok(vec![]), |text| facts(text.get()))?;
    if !fields.is_empty() {
        let message = "no such field here: expected `patient`, `facts`";
        return Err(PrmError::new(ErrorCode::UnknownField, message));
    }
    Ok(StepRequest { patient: parsed(&patient, "patient")?, facts })
}

/// A reply. The core reads replies inside a line of a facts file, so it is given one, and the
/// path is cut back to what the caller wrote.
pub(crate) fn reply(text: &str) -> Result<Reply, PrmError> {
    let line = format!(r#"{{"received": "1970-01-01T00:00:00Z", "reply": {text}}}"#);
    let found = FeedLine::from_json(&line).map_err(|error| {
        let path = error.path().strip_prefix("reply").unwrap_or_default();
        PrmError::new(error.code(), error.message()).under(path.trim_start_matches('.'))
    })?;
    found.reply.ok_or_else(|| wrong_type("expected a reply"))
}

fn wrong_type(message: &str) -> PrmError {
    PrmError::new(ErrorCode::InvalidType, message)
}
