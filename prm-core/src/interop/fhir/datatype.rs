//! The data types of FHIR that are read: times, names, telecoms, codings, periods.

use super::surroundings::Surroundings;
use crate::care::Service;
use crate::error::{ErrorCode, PrmError};
use crate::interop::json::Json;
use crate::{
    CivilDate, CivilTime, ContactPoint, ContactUse, HumanName, Language, LineId, LineKind, NameUse,
    Timestamp, Zone, ZonedTime,
};

/// Which end of a day, a month or a year is meant by one that stands for an instant.
#[derive(Clone, Copy)]
pub(super) enum Edge {
    /// Its first instant.
    First,
    /// The first instant after it: periods hold their last day.
    After,
}

/// Reads an instant, a dateTime or a date.
pub(super) fn instant(
    text: &str,
    around: &Surroundings<'_>,
    edge: Edge,
) -> Result<Timestamp, PrmError> {
    let (first, after): (CivilDate, CivilDate) = match text.len() {
        4 => {
            let first: CivilDate = format!("{text}-01-01").parse()?;
            (first, first.plus_months(12))
        }
        7 => {
            let first: CivilDate = format!("{text}-01").parse()?;
            (first, first.plus_months(1))
        }
        10 => {
            let first: CivilDate = text.parse()?;
            (first, first.plus_days(1))
        }
        // To the millisecond, which a time with a zone does not keep: of two versions of one second
        // the later stands.
        _ => match text.parse::<Timestamp>() {
            Ok(instant) => return Ok(instant),
            Err(_) => return Ok(time(text, around)?.instant()),
        },
    };
    let day = match edge {
        Edge::First => first,
        Edge::After => after,
    };
    Ok(around.options.zone.unwrap_or_else(Zone::utc).instant(day, CivilTime::MIDNIGHT))
}

/// Reads a time of day on a day, as its source gives it.
pub(super) fn time(text: &str, around: &Surroundings<'_>) -> Result<ZonedTime, PrmError> {
    let zone = around.options.zone;
    match text.parse::<ZonedTime>() {
        Ok(time) => Ok(zone.map_or(time, |zone| time.or_zone(zone))),
        Err(error) if error.code() == ErrorCode::NaiveTime && text.len() > 10 => match zone {
            Some(zone) => format!("{text}[{zone}]").parse(),
            None => Err(PrmError::new(
                ErrorCode::NaiveTime,
                "a time without an offset: give the zone of the facility",
            )),
        },
        Err(error) => Err(error),
    }
}

/// A period's start and the instant after its end.
pub(super) fn period(
    value: &Json<'_>,
    around: &Surroundings<'_>,
) -> Result<(Option<Timestamp>, Option<Timestamp>), PrmError> {
    value.object()?;
    let end = |name: &str, edge: Edge| {
        let read = |value: &Json<'_>| instant(value.text()?, around, edge);
        value.get(name).map(read).transpose().map_err(|error| error.under(name))
    };
    Ok((end("start", Edge::First)?, end("end", Edge::After)?))
}

/// The period of an element that may have one.
fn own_period(
    value: &Json<'_>,
    around: &Surroundings<'_>,
) -> Result<(Option<Timestamp>, Option<Timestamp>), PrmError> {
    let read = value.get("period").map(|value| period(value, around)).transpose();
    Ok(read.map_err(|error| error.under("period"))?.unwrap_or_default())
}

/// A name; one whose period is over counts as old.
pub(super) fn human_name(
    value: &Json<'_>,
    around: &Surroundings<'_>,
    as_of: Timestamp,
) -> Result<Option<HumanName>, PrmError> {
    value.object()?;
    let text = |name: &str| -> Result<Option<String>, PrmError> {
        let text = value.get(name).map(Json::text).transpose();
        let text = text.map_err(|error| error.under(name))?;
        Ok(text.filter(|text| !text.is_empty()).map(str::to_owned))
    };
    let (_, until) = own_period(value, around)?;
    let usage = match value.get("use").map(Json::text).transpose().map_err(|e| e.under("use"))? {
        _ if until.is_some_and(|until| until <= as_of) => Some(NameUse::Old),
        None => None,
        Some("usual") => Some(NameUse::Usual),
        Some("official") => Some(NameUse::Official),
        Some("temp") => Some(NameUse::Temp),
        Some("nickname") => Some(NameUse::Nickname),
        Some("anonymous") => Some(NameUse::Anonymous),
        Some("old") => Some(NameUse::Old),
        Some("maiden") => Some(NameUse::Maiden),
        Some(_) => return Err(super::draft::unknown_word("use")),
    };
    let mut given = Vec::new();
    if let Some(parts) = value.get("given") {
        for (index, part) in parts.items() {
            let part = part.text().map_err(|error| error.under(&format!("given[{index}]")))?;
            if !part.is_empty() {
                given.push(part.to_owned());
            }
        }
    }
    let name = HumanName { usage, text: text("text")?, given, family: text("family")? };
    let empty = name.text.is_none() && name.given.is_empty() && name.family.is_none();
    Ok((!empty).then_some(name))
}

/// A telecom as a contact point; `None` for one that no message goes to (fax, pager, web page) or
/// that has no address.
pub(super) fn contact_point(
    value: &Json<'_>,
    around: &Surroundings<'_>,
) -> Result<Option<ContactPoint>, PrmError> {
    value.object()?;
    let text =
        |name: &str| value.get(name).map(Json::text).transpose().map_err(|error| error.under(name));
    let Some(address) = text("value")?.filter(|address| !address.is_empty()) else {
        return Ok(None);
    };
    let kind = match text("system")? {
        Some("phone" | "sms") => LineKind::Phone,
        Some("email") => LineKind::Email,
        None if address.contains('@') => LineKind::Email,
        None => LineKind::Phone,
        Some("fax" | "pager" | "url" | "other") => return Ok(None),
        Some(_) => return Err(super::draft::unknown_word("system")),
    };
    let usage = match text("use")? {
        None => None,
        Some("home") => Some(ContactUse::Home),
        Some("work") => Some(ContactUse::Work),
        Some("temp") => Some(ContactUse::Temp),
        Some("old") => Some(ContactUse::Old),
        Some("mobile") => Some(ContactUse::Mobile),
        Some(_) => return Err(super::draft::unknown_word("use")),
    };
    let rank = value.get("rank").map(Json::number).transpose().map_err(|e| e.under("rank"))?;
    let address =
        ["tel:", "mailto:"].iter().find_map(|p| address.strip_prefix(p)).unwrap_or(address);
    let line = LineId::new(kind, address).map_err(|error| error.under("value"))?;
    let (from, until) = own_period(value, around)?;
    let rank = rank.and_then(|rank| u32::try_from(rank).ok()).filter(|rank| *rank > 0);
    Ok(Some(ContactPoint { line, usage, rank, from, until }))
}

/// The languages of `communication`, the preferred ones first.
pub(super) fn language(value: &Json<'_>) -> Result<Option<(bool, Language)>, PrmError> {
    value.object()?;
    let Some(language) = value.get("language") else { return Ok(None) };
    let preferred = value.get("preferred").map(Json::boolean).transpose();
    let preferred = preferred.map_err(|error| error.under("preferred"))?.unwrap_or(false);
    let tags = codings(language).filter_map(|coding| coding.get("code")?.text().ok());
    let mut parsed = tags.map(str::parse::<Language>);
    match parsed.next() {
        // A language in words alone names no template.
        None => Ok(None),
        Some(tag) => Ok(Some((preferred, tag.map_err(|error| error.under("language"))?))),
    }
}

/// The codings of a CodeableConcept, of a CodeableReference (R5) or of a Coding alone.
pub(super) fn codings<'r>(value: &'r Json<'_>) -> impl Iterator<Item = &'r Json<'r>> {
    let concept = value.get("concept").unwrap_or(value);
    let list = concept.get("coding").unwrap_or(concept);
    list.items().map(|(_, coding)| coding)
}

/// A coding as `system|code`, or the code alone.
pub(super) fn coding(coding: &Json<'_>) -> Option<String> {
    let code = coding.get("code")?.text().ok().filter(|code| !code.is_empty())?;
    let system = coding.get("system").and_then(|system| system.text().ok());
    Some(match system {
        Some(system) if !system.is_empty() => format!("{system}|{code}"),
        _ => code.to_owned(),
    })
}

/// The code of the first coding.
pub(super) fn code(concept: &Json<'_>) -> Option<String> {
    let code = codings(concept).find_map(|coding| coding.get("code")?.text().ok())?;
    (!code.is_empty()).then(|| code.to_owned())
}

/// The words of a concept, or of its first coding.
pub(super) fn words(concept: &Json<'_>) -> Option<String> {
    let concept = concept.get("concept").unwrap_or(concept);
    let own = concept.get("text").and_then(|text| text.text().ok());
    let shown = || codings(concept).find_map(|coding| coding.get("display")?.text().ok());
    own.or_else(shown).filter(|words| !words.is_empty()).map(str::to_owned)
}

/// What is done, from one concept or several.
pub(super) fn service(concepts: &Json<'_>) -> Option<Service> {
    let items = || concepts.items().map(|(_, concept)| concept);
    let codings: Vec<String> = items().flat_map(codings).filter_map(coding).collect();
    let text = items().find_map(words);
    (!codings.is_empty() || text.is_some()).then_some(Service { codings, text })
}
