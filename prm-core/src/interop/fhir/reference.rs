//! References between resources.

use std::borrow::Cow;

use super::addresses::{Named, Target, identifier_of, tail};
use super::surroundings::Surroundings;
use crate::Place;
use crate::error::{ErrorCode, PrmError};
use crate::interop::json::Json;

/// Reads a reference: relative, absolute, with a version, by the address of a bundle's entry; of
/// a patient by an identifier too, be it in a condition (`Patient?identifier=system|value`) or in
/// the place of an address.
pub(super) fn target<'r>(
    reference: &'r Json<'_>,
    around: &Surroundings<'r>,
) -> Result<Target<'r>, PrmError> {
    reference.object()?;
    let said = reference.get("type").and_then(|kind| kind.text().ok()).unwrap_or_default();
    let Some(text) = reference.get("reference") else {
        return match reference.get("identifier").and_then(identifier_of) {
            Some(identifier) if said == "Patient" || said.is_empty() => {
                patient(&identifier, around).map_err(|error| error.under("identifier"))
            }
            _ => Err(unknown("a reference without an address that can be followed")),
        };
    };
    let text = text.text().map_err(|error| error.under("reference"))?;
    if let Some(known) = around.entries.get(text) {
        return Ok(known);
    }
    followed(text, said, around).map_err(|error| error.under("reference"))
}

fn followed<'r>(
    text: &'r str,
    said: &'r str,
    around: &Surroundings<'r>,
) -> Result<Target<'r>, PrmError> {
    if let Some(id) = text.strip_prefix("urn:uuid:").or_else(|| text.strip_prefix("urn:oid:")) {
        around.may_come_later();
        return Ok(Target { kind: said, id });
    }
    if text.starts_with('#') {
        return Err(unknown("a contained resource has no identity of its own"));
    }
    if let Some((kind, condition)) = condition(text) {
        return match condition.strip_prefix("identifier=") {
            Some(one) if kind == "Patient" && !one.contains(['&', ',']) => {
                patient(&decoded(one), around)
            }
            _ => Err(unknown(
                "a condition is followed where it names a patient by one identifier, as in \
                 `Patient?identifier=system|value`",
            )),
        };
    }
    let plain = text.split_once("/_history").map_or(text, |(plain, _)| plain);
    match plain.rsplit_once('/') {
        Some((before, id)) if !id.is_empty() => Ok(Target { kind: tail(before), id }),
        None if !plain.is_empty() => Ok(Target { kind: said, id: plain }),
        _ => Err(unknown("not a reference, as in `Patient/p1`")),
    }
}

/// The patient whom an identifier names: among the entries, else among those the host knows.
fn patient<'r>(identifier: &str, around: &Surroundings<'r>) -> Result<Target<'r>, PrmError> {
    // A value without its system is anybody's.
    let complete = identifier.split_once('|').is_some_and(|(_, value)| !value.is_empty());
    if !complete {
        return Err(unknown("an identifier is given as `system|value`"));
    }
    match (around.entries.patient(identifier), around.options.patients.get(identifier)) {
        (Named::Patient(id), _) => Ok(Target { kind: "Patient", id }),
        (Named::Several, _) => Err(unknown("several patients of the bundle have this identifier")),
        (Named::Nobody, Some(id)) => Ok(Target { kind: "Patient", id: id.as_str() }),
        (Named::Nobody, None) => {
            around.may_come_later();
            Err(unknown(
                "no patient is known by this identifier: have the patient sent in the same \
                 bundle, or give `patients`",
            ))
        }
    }
}

fn unknown(message: &str) -> PrmError {
    PrmError::new(ErrorCode::UnknownReference, message)
}

/// The kind and the search of a conditional reference.
fn condition(text: &str) -> Option<(&str, &str)> {
    text.split_once('?').map(|(address, condition)| (tail(address), condition))
}

/// Text of an address without its percent signs, where it has any that mean something.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let code = after.get(..2).filter(|_| *first == b'%');
        let code = code.and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The words that a reference is shown with.
pub(super) fn display(reference: &Json<'_>) -> Option<String> {
    let words = reference.get("display")?.text().ok()?;
    (!words.is_empty()).then(|| words.to_owned())
}

/// What a reference means that leads nowhere: what it says itself, the kind that its condition is
/// about, or that of the contained resource.
pub(super) fn kind<'r>(reference: &'r Json<'_>, resource: &'r Json<'r>) -> Option<&'r str> {
    let said = reference.get("type").and_then(|kind| kind.text().ok());
    let asked = || Some(condition(reference.get("reference")?.text().ok()?)?.0);
    said.or_else(asked).or_else(|| contained(reference, resource).map(|(kind, _)| kind))
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
    use crate::interop::fhir::addresses::Addresses;

    #[test]
    fn every_form_of_reference_is_resolved_or_refused() {
        let patients = [("urn:mrn|7".to_owned(), "p7".parse().unwrap())].into();
        let options = ReadOptions { patients, ..ReadOptions::default() };
        let mut entries = Addresses::default();
        for (address, id, identifiers) in [
            ("urn:uuid:1", r#""id": "p1","#, r#"{"system": "https://a/b", "value": "1|x"}"#),
            ("urn:uuid:a", "", r#"{"value": "2"}, {"value": ""}, {"system": "s"}"#),
            ("urn:uuid:3", r#""id": "p3","#, r#"{"system": "s", "value": "3"}"#),
            ("urn:uuid:4", r#""id": "p4","#, r#"{"system": "s", "value": "3"}"#),
        ] {
            let patient = format!(
                r#"{{"fullUrl": "{address}", "resource": {{{id} "resourceType": "Patient",
                     "identifier": [{identifiers}]}}}}"#
            );
            entries.note(&Json::parse(&patient, 1000, None).unwrap());
        }
        let around = Surroundings { entries: &entries, ..Surroundings::alone(&options) };
        for (text, expected) in [
            (r#"{"reference": "Patient/p1"}"#, Ok(("Patient", "p1"))),
            (r#"{"reference": "https://ehr.example/r4/Patient/p1"}"#, Ok(("Patient", "p1"))),
            (r#"{"reference": "Patient/p1/_history/3"}"#, Ok(("Patient", "p1"))),
            (r#"{"reference": "urn:uuid:1"}"#, Ok(("Patient", "p1"))),
            (r#"{"reference": "urn:uuid:2", "type": "Patient"}"#, Ok(("Patient", "2"))),
            (r#"{"reference": "p1", "type": "Patient"}"#, Ok(("Patient", "p1"))),
            (r##"{"reference": "#p1"}"##, Err("reference")),
            (r#"{"reference": "Patient?identifier=https://a/b|1|x"}"#, Ok(("Patient", "p1"))),
            (
                r#"{"reference": "Patient?identifier=https%3A%2F%2Fa/b%7c1%7Cx"}"#,
                Ok(("Patient", "p1")),
            ),
            (r#"{"reference": "https://e/Patient?identifier=urn:mrn|7"}"#, Ok(("Patient", "p7"))),
            (r#"{"reference": "Patient?identifier=|2"}"#, Ok(("Patient", "a"))),
            (r#"{"reference": "Patient?identifier=2"}"#, Err("reference")),
            (r#"{"reference": "Patient?identifier=|"}"#, Err("reference")),
            (r#"{"reference": "Patient?identifier=s|"}"#, Err("reference")),
            (r#"{"reference": "Patient?identifier=s|3"}"#, Err("reference")),
            (r#"{"reference": "Patient?identifier=S|7"}"#, Err("reference")),
            (r#"{"reference": "Patient?identifier=|2&name=x"}"#, Err("reference")),
            (r#"{"reference": "Patient?name=priya"}"#, Err("reference")),
            (r#"{"reference": "Group?identifier=|2"}"#, Err("reference")),
            (r#"{"reference": "Patient/"}"#, Err("reference")),
            (r#"{"reference": ""}"#, Err("reference")),
            (r#"{"reference": 1}"#, Err("reference")),
            (r#"{"identifier": {"system": "urn:mrn", "value": "7"}}"#, Ok(("Patient", "p7"))),
            (r#"{"identifier": {"value": "2"}, "type": "Patient"}"#, Ok(("Patient", "a"))),
            (r#"{"identifier": {"value": "2"}, "type": "Group"}"#, Err("")),
            (r#"{"identifier": {"value": "1"}}"#, Err("identifier")),
            (r#"{"identifier": {"system": "urn:mrn"}}"#, Err("")),
            (r#""Patient/p1""#, Err("")),
        ] {
            let json = Json::parse(text, 1000, None).unwrap();
            let found = target(&json, &around);
            let found = found.as_ref().map(|found| (found.kind, found.id)).map_err(PrmError::path);
            assert_eq!(found, expected, "{text}");
        }
    }
}
