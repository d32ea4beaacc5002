//! Patients and those who stand by them.

use super::datatype::{self, Edge};
use super::draft::Draft;
use super::reference;
use crate::error::{ErrorCode, PrmError};
use crate::interop::json::Json;
use crate::{ContactPoint, FactContent, HumanName, Language, PatientId, Timestamp, Zone};

/// What patients and related persons have in common.
struct Person {
    names: Option<Vec<HumanName>>,
    languages: Option<Vec<Language>>,
    contact_points: Option<Vec<ContactPoint>>,
}

fn person(draft: &mut Draft<'_>, as_of: Timestamp) -> Person {
    let around = draft.around;
    let names = draft.each("name", |name| datatype::human_name(name, around, as_of));
    let contact_points = draft.each("telecom", |value| datatype::contact_point(value, around));
    let mut languages = draft.each("communication", datatype::language);
    if let Some(languages) = &mut languages {
        languages.sort_by_key(|(preferred, _)| !*preferred);
    }
    let languages = languages.map(|list| list.into_iter().map(|(_, tag)| tag).collect());
    Person { names, languages, contact_points }
}

/// Patient: `PatientDescribed`, and `PatientMerged` where the record was replaced by another.
pub(super) fn patient(draft: &mut Draft<'_>) -> Result<(), PrmError> {
    let id: PatientId = draft.id.parse().map_err(|error: PrmError| error.under("id"))?;
    let occurred = draft.occurred(None)?;
    let Person { names, languages, contact_points } = person(draft, occurred);
    let birth_date = draft.read("birthDate", |value| {
        // Some write the hour of birth too.
        let text = value.text()?;
        text.get(..10).unwrap_or(text).parse()
    });
    let gender = draft.read("gender", |value| value.text().map(str::to_owned));
    let (home, country, state) = address(draft);
    let zone = draft.read("extension", zone).flatten().or_else(|| home.and_then(address_zone));
    let content = FactContent::PatientDescribed {
        names,
        birth_date,
        birth_date_estimated: None,
        gender,
        deceased: deceased(draft),
        languages,
        zone,
        country,
        state,
        contact_points,
        labels: labels(draft.resource),
    };
    draft.tell(&id, occurred, content)?;
    if draft.read("active", Json::boolean) == Some(false) {
        let message = "an inactive record is read as any other: merged and dead patients are told \
                       by `link` and `deceased`";
        draft.leave_out(PrmError::new(ErrorCode::InvalidValue, message).under("active"));
    }
    let around = draft.around;
    let replaced = draft.each("link", |link| {
        link.object()?;
        if link.get("type").map(Json::text).transpose().map_err(|e| e.under("type"))?
            != Some("replaced-by")
        {
            return Ok(None);
        }
        let missing = || PrmError::new(ErrorCode::MissingField, "this field is required");
        let other = link.get("other").ok_or_else(missing);
        let target = other.and_then(|other| reference::target(other, around));
        target.and_then(|other| other.id.parse()).map(Some).map_err(|e| e.under("other"))
    });
    if let Some(into) = replaced.into_iter().flatten().next() {
        draft.tell(&id, occurred, FactContent::PatientMerged { into })?;
    }
    Ok(())
}

/// RelatedPerson: `RelatedPersonDescribed`.
pub(super) fn related_person(draft: &mut Draft<'_>) -> Result<(), PrmError> {
    let Some(patient) = draft.patient("patient")? else {
        return Err(PrmError::new(ErrorCode::MissingField, "whose relation this is must be said")
            .under("patient"));
    };
    let person_id = draft.id.parse().map_err(|error: PrmError| error.under("id"))?;
    let occurred = draft.occurred(None)?;
    let Person { names, languages, contact_points } = person(draft, occurred);
    let around = draft.around;
    // Whether and until when somebody may speak for a patient is no matter for guessing.
    let active = draft.must("active", Json::boolean)?;
    let (from, until) =
        draft.must("period", |value| datatype::period(value, around))?.unwrap_or_default();
    let relationships = draft.each("relationship", |concept| {
        // One concept may be both next of kin and wife.
        let coded: Vec<String> = datatype::codings(concept).filter_map(datatype::coding).collect();
        let words = || datatype::words(concept).into_iter().collect();
        Ok(Some(if coded.is_empty() { words() } else { coded }))
    });
    let relationships = relationships.map(|concepts| concepts.into_iter().flatten().collect());
    let content = FactContent::RelatedPersonDescribed {
        person: person_id,
        names,
        relationships,
        languages,
        contact_points,
        active,
        from,
        until,
    };
    draft.tell(&patient, occurred, content)
}

/// `deceasedBoolean`, or a `deceasedDateTime` of whatever date: somebody who has died is not
/// written to because the date is illegible.
fn deceased(draft: &mut Draft<'_>) -> Option<bool> {
    if draft.resource.get("deceasedDateTime").is_some() {
        let around = draft.around;
        draft.read("deceasedDateTime", |value| {
            datatype::instant(value.text()?, around, Edge::First)
        });
        return Some(true);
    }
    draft.read("deceasedBoolean", Json::boolean)
}

/// The home address, or the first that is not of old; its country and its state.
fn address<'r>(draft: &mut Draft<'r>) -> (Option<&'r Json<'r>>, Option<String>, Option<String>) {
    let addresses = draft.each("address", |value| {
        value.object()?;
        let usage = value.get("use").and_then(|usage| usage.text().ok());
        Ok((usage != Some("old")).then_some((usage != Some("home"), value)))
    });
    let home = addresses.into_iter().flatten().min_by_key(|(other, _)| *other);
    let Some((_, home)) = home else { return (None, None, None) };
    let text = |name: &str| {
        let text = home.get(name).and_then(|value| value.text().ok());
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    (Some(home), text("country"), text("state"))
}

/// The extension `timezone`, of a patient or of an address.
fn zone(extensions: &Json<'_>) -> Result<Option<Zone>, PrmError> {
    let Some((index, extension)) = extensions.items().find(|(_, extension)| {
        let url = extension.get("url").and_then(|url| url.text().ok()).unwrap_or_default();
        matches!(
            url,
            "http://hl7.org/fhir/StructureDefinition/timezone"
                | "http://hl7.org/fhir/StructureDefinition/tz-code"
        )
    }) else {
        return Ok(None);
    };
    let Some(code) = extension.get("valueCode").or_else(|| extension.get("valueString")) else {
        return Ok(None);
    };
    let zone = code.text().and_then(str::parse);
    zone.map(Some).map_err(|error| error.under(&format!("[{index}].valueCode")))
}

fn address_zone(address: &Json<'_>) -> Option<Zone> {
    zone(address.get("extension")?).ok().flatten()
}

/// Security labels as `system|code`.
fn labels(resource: &Json<'_>) -> Option<Vec<String>> {
    let labels = resource.get("meta")?.get("security")?;
    Some(labels.items().filter_map(|(_, label)| datatype::coding(label)).collect())
}
