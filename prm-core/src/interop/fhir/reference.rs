//! References between resources.

use super::bundle::Surroundings;
use crate::Place;
use crate::error::{ErrorCode, PrmError};
use crate::interop::json::Json;

/// The resource that a reference means; its kind is empty where nothing says it.
#[derive(Clone, Copy)]
pub(super) struct Target<'r> {
    pub(super) kind: &'r str,
    pub(super) id: &'r str,
}

/// The last part of an address: the id of `https://ehr.example/fhir/Patient/p1` and of
/// `urn:uuid:…`.
pub(super) fn tail(address: &str) -> &str {
    address.rsplit(['/', ':']).next().unwrap_or(address)
}

/// Reads a reference: relative, absolute, with a version, by the address of a bundle's entry.
pub(super) fn target<'r>(
    reference: &'r Json<'_>,
    around: &Surroundings<'r>,
) -> Result<Target<'r>, PrmError> {
    reference.object()?;
    let Some(text) = reference.get("reference") else {
        let message = "a reference without an address; identifiers are not resolved";
        return Err(PrmError::new(ErrorCode::UnknownReference, message));
    };
    let text = text.text().map_err(|error| error.under("reference"))?;
    if let Some(known) = around.entries.get(text) {
        return Ok(known);
    }
    let said = reference.get("type").and_then(|kind| kind.text().ok()).unwrap_or_default();
    if let Some(id) = text.strip_prefix("urn:uuid:").or_else(|| text.strip_prefix("urn:oid:")) {
        around.may_come_later();
        return Ok(Target { kind: said, id });
    }
    let message = match text {
        _ if text.starts_with('#') => "a contained resource has no identity of its own",
        _ if text.contains('?') => "a conditional reference names no resource",
        _ => {
            let plain = text.split_once("/_history").map_or(text, |(plain, _)| plain);
            return match plain.rsplit_once('/') {
                Some((before, id)) if !id.is_empty() => Ok(Target { kind: tail(before), id }),
                None if !plain.is_empty() => Ok(Target { kind: said, id: plain }),
                _ => {
                    let message = "not a reference, as in `Patient/p1`";
                    Err(PrmError::new(ErrorCode::UnknownReference, message).under("reference"))
                }
            };
        }
    };
    Err(PrmError::new(ErrorCode::UnknownReference, message).under("reference"))
}

/// The words that a reference is shown with.
pub(super) fn display(reference: &Json<'_>) -> Option<String> {
    let words = reference.get("display")?.text().ok()?;
    (!words.is_empty()).then(|| words.to_owned())
}

/// What a reference means that leads nowhere: what it says itself, or the kind of the contained
/// resource.
pub(super) fn kind<'r>(reference: &'r Json<'_>, resource: &'r Json<'r>) -> Option<&'r str> {
    let said = reference.get("type").and_then(|kind| kind.text().ok());
    said.or_else(|| contained(reference, resource).map(|(kind, _)| kind))
}

/// The contained resource that a reference means, with its kind.
fn contained<'r>(reference: &Json<'_>, resource: &'r Json<'r>) -> Option<(&'r str, &'r Json<'r>)> {
    let id = reference.get("reference")?.text().ok()?.strip_prefix('#')?;
    let named = |part: &&Json<'_>| part.get("id").is_some_and(|own| own.text() == Ok(id));
    let found = resource.get("contained")?.items().map(|(_, part)| part).find(named)?;
    Some((found.get("resourceType")?.text().ok()?, found))
}

/// The place that a reference of a resource means; one that leads nowhere is known by the words it
/// is shown with, or by the name of the contained place.
pub(super) fn place(
    reference: &Json<'_>,
    resource: &Json<'_>,
    around: &Surroundings<'_>,
) -> Result<Place, PrmError> {
    let name = display(reference).or_else(|| {
        let (_, place) = contained(reference, resource)?;
        let name = place.get("name")?.text().ok()?;
        (!name.is_empty()).then(|| name.to_owned())
    });
    match (target(reference, around), &name) {
        (Ok(target), _) => Ok(Place { id: target.id.to_owned(), name }),
        (Err(_), Some(words)) => Ok(Place { id: words.clone(), name }),
        (Err(error), None) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fhir::ReadOptions;
    use crate::interop::fhir::bundle::Entries;

    #[test]
    fn every_form_of_reference_is_resolved_or_refused() {
        let options = ReadOptions::default();
        let mut around = Surroundings::alone(&options);
        let known = [("urn:uuid:1", Target { kind: "Patient", id: "p1" })];
        around.entries = Entries::Here(known.into());
        for (text, expected) in [
            (r#"{"reference": "Patient/p1"}"#, Ok(("Patient", "p1"))),
            (r#"{"reference": "https://ehr.example/r4/Patient/p1"}"#, Ok(("Patient", "p1"))),
            (r#"{"reference": "Patient/p1/_history/3"}"#, Ok(("Patient", "p1"))),
            (r#"{"reference": "urn:uuid:1"}"#, Ok(("Patient", "p1"))),
            (r#"{"reference": "urn:uuid:2", "type": "Patient"}"#, Ok(("Patient", "2"))),
            (r#"{"reference": "p1", "type": "Patient"}"#, Ok(("Patient", "p1"))),
            (r##"{"reference": "#p1"}"##, Err("reference")),
            (r#"{"reference": "Patient?identifier=x|1"}"#, Err("reference")),
            (r#"{"reference": "Patient/"}"#, Err("reference")),
            (r#"{"reference": ""}"#, Err("reference")),
            (r#"{"reference": 1}"#, Err("reference")),
            (r#"{"identifier": {"value": "1"}}"#, Err("")),
            (r#""Patient/p1""#, Err("")),
        ] {
            let json = Json::parse(text, 1000, None).unwrap();
            let found = target(&json, &around);
            let found = found.as_ref().map(|found| (found.kind, found.id)).map_err(PrmError::path);
            assert_eq!(found, expected, "{text}");
        }
    }
}
