//! What JavaScript gives, read with the core's own decoders so that codes and paths are the
//! core's.

use prm_core::{
    ErrorCode, Executor, Fact, PrmError, Reply, StepRequest, decode, limits, parse_json,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::job::PART;

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
    each(&items)
}

fn each(items: &[&RawValue]) -> Result<Vec<Fact>, PrmError> {
    let facts = items.iter().enumerate().map(|(index, item)| {
        sound(item.get()).map_or_else(
            || Fact::from_json(item.get()).map_err(|error| error.under(&format!("facts[{index}]"))),
            Ok,
        )
    });
    facts.collect()
}

/// What is sound is read straight from its text. The core's decoder, which first makes a tree of
/// it, is asked when that fails, since it knows the code and the place. No fact in a text of the
/// size of one is larger than one may be.
fn sound<T: DeserializeOwned>(text: &str) -> Option<T> {
    if text.len() > limits::FACT_BYTES {
        return None;
    }
    serde_json::from_str(text).ok()
}

/// So many requests from the texts of their parts, read as they are asked for.
pub(crate) fn requests(
    parts: Vec<String>,
    total: usize,
) -> impl Iterator<Item = Result<StepRequest, PrmError>> {
    let starts = (0..total).step_by(PART);
    parts
        .into_iter()
        .zip(starts)
        .flat_map(move |(text, start)| part(&text, PART.min(total - start)))
}

/// Requests, each on its own: one that cannot be read costs no other.
fn part(text: &str, number: usize) -> Vec<Result<StepRequest, PrmError>> {
    if let Some(requests) = sound::<Vec<StepRequest>>(text)
        && requests.len() == number
    {
        return requests.into_iter().map(Ok).collect();
    }
    match serde_json::from_str::<Vec<&RawValue>>(text) {
        Ok(items) if items.len() == number => {
            items.iter().map(|item| request(item.get())).collect()
        }
        _ => (0..number).map(|_| Err(wrong_type("expected a request"))).collect(),
    }
}

#[derive(Deserialize)]
struct Told<'t> {
    #[serde(borrow, default)]
    facts: Vec<&'t RawValue>,
}

fn request(text: &str) -> Result<StepRequest, PrmError> {
    if let Some(request) = sound(text) {
        return Ok(request);
    }
    // A request may be long, each of its facts not.
    if let Ok(told) = serde_json::from_str::<Told<'_>>(text) {
        each(&told.facts)?;
    }
    decode(&parse_json(text, usize::MAX)?)
}

/// A reply.
pub(crate) fn reply(text: &str) -> Result<Reply, PrmError> {
    decode(&parse_json(text, limits::FACT_BYTES)?)
}

/// A value of some type, from JSON text.
pub(crate) fn data<T: DeserializeOwned>(text: &str, name: &str) -> Result<T, PrmError> {
    let value = parse_json(text, limits::STATE_BYTES).map_err(|error| error.under(name))?;
    decode(&value).map_err(|error| error.under(name))
}

fn wrong_type(message: &str) -> PrmError {
    PrmError::new(ErrorCode::InvalidType, message)
}
