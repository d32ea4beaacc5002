//! Patients: who they are, and records found to be one.

use super::datatype::{self, Identifier, missing};
use super::draft::Draft;
use super::message::{Event, Group};
use super::segment::{Repetition, Segment};
use super::time;
use crate::error::{ErrorCode, PrmError};
use crate::{ContactPoint, ContactUse, FactContent, HumanName, Language, PatientId, Zone};

/// PID and PD1: `PatientDescribed`, unless they hold nothing but the identifier.
pub(super) fn described(draft: &mut Draft<'_>, group: &Group<'_>) -> Result<PatientId, PrmError> {
    let (pid, zone) = (&group.pid, draft.zone);
    let patient = patient_id(draft, pid)?.0;
    let birth_date = draft.keep(pid.read(7, time::birth_date));
    let gender = draft.keep(pid.read(8, gender));
    let (country, state) = address(draft, pid);
    let lives = country.is_some() || state.is_some();
    let content = FactContent::PatientDescribed {
        names: names(draft, pid),
        birth_date,
        birth_date_estimated: None,
        gender,
        deceased: deceased(draft, pid),
        languages: languages(draft, pid),
        zone: None,
        country,
        state,
        contact_points: contact_points(draft, pid, zone),
        labels: group.pd1.as_ref().and_then(|pd1| labels(draft, pd1)),
    };
    for (field, known) in [(7, false), (8, false), (11, lives)] {
        if pid.is_null(field) && !known {
            let message = "a deletion cannot be told: have what holds now sent";
            let error = PrmError::new(ErrorCode::InvalidValue, message);
            draft.leave_out(error.under(&pid.path(field)));
        }
    }
    if content != NOTHING {
        draft.tell(&patient, content)?;
    }
    Ok(patient)
}

const NOTHING: FactContent = FactContent::PatientDescribed {
    names: None,
    birth_date: None,
    birth_date_estimated: None,
    gender: None,
    deceased: None,
    languages: None,
    zone: None,
    country: None,
    state: None,
    contact_points: None,
    labels: None,
};

/// MRG: `PatientMerged` of each record that became this one.
pub(super) fn merged(draft: &mut Draft<'_>, group: &Group<'_>) -> Result<(), PrmError> {
    let (into, identifier) = patient_id(draft, &group.pid)?;
    if group.merged.is_empty() {
        let message = "a merge names the record that is gone: send an MRG segment after the PID";
        return Err(missing("MRG-1", message));
    }
    for mrg in &group.merged {
        let prior = Identifier::all(mrg, 1)?;
        let authority = draft.options.authority.as_deref();
        let prior = identifier.like(&prior, authority).ok_or_else(|| {
            missing(
                &mrg.path(1),
                "the record that is gone needs the same kind of identifier as in PID-3",
            )
        })?;
        let prior: PatientId = parsed(&prior.id, mrg, 1)?;
        if prior == into {
            let message = "a record cannot be merged into itself: PID-3 names the one that stays";
            return Err(PrmError::new(ErrorCode::Contradiction, message).under(&mrg.path(1)));
        }
        draft.tell(&prior, FactContent::PatientMerged { into: into.clone() })?;
    }
    Ok(())
}

/// The patient's identifier (PID-3).
fn patient_id(draft: &Draft<'_>, pid: &Segment<'_>) -> Result<(PatientId, Identifier), PrmError> {
    let all = Identifier::all(pid, 3)?;
    let authority = draft.options.authority.as_deref();
    let identifier = Identifier::choose(&all, authority).ok_or_else(|| {
        let message = match authority {
            Some(_) => "none of the identifiers is of the authority that the host knows",
            None => "nothing says whose message this is: send the patient's identifier there",
        };
        missing(&pid.path(3), message)
    })?;
    Ok((parsed(&identifier.id, pid, 3)?, identifier.clone()))
}

fn parsed(id: &str, segment: &Segment<'_>, field: usize) -> Result<PatientId, PrmError> {
    id.parse().map_err(|error: PrmError| error.under(&segment.path(field)))
}

fn names(draft: &mut Draft<'_>, pid: &Segment<'_>) -> Option<Vec<HumanName>> {
    let (as_of, zone) = (draft.occurred, draft.zone);
    list(draft, pid, 5, |repetition| datatype::human_name(repetition, as_of, zone))
}

/// A list: nothing said where the field is empty, an empty one where it is deleted.
fn list<T>(
    draft: &mut Draft<'_>,
    pid: &Segment<'_>,
    field: usize,
    read: impl FnMut(&Repetition<'_>) -> Result<Option<T>, PrmError>,
) -> Option<Vec<T>> {
    let mut refused = Vec::new();
    let found = datatype::each(pid, field, read, &mut refused);
    refused.into_iter().for_each(|error| draft.leave_out(error));
    (!found.is_empty() || pid.is_null(field)).then_some(found)
}

/// Numbers at home (PID-13) and at work (PID-14) are one list: all that this source knows. From
/// version 2.7 on both of them may be in PID-40 instead.
fn contact_points(
    draft: &mut Draft<'_>,
    pid: &Segment<'_>,
    zone: Option<Zone>,
) -> Option<Vec<ContactPoint>> {
    let mut read = |field, usage| {
        list(draft, pid, field, |telecom| datatype::contact_point(telecom, usage, zone))
    };
    match (read(13, Some(ContactUse::Home)), read(14, Some(ContactUse::Work))) {
        (None, None) => read(40, None),
        (home, work) => Some(home.into_iter().chain(work).flatten().collect()),
    }
}

/// PID-15.
fn languages(draft: &mut Draft<'_>, pid: &Segment<'_>) -> Option<Vec<Language>> {
    list(draft, pid, 15, |repetition| match repetition.texts() {
        0 => Ok(None),
        _ => datatype::language(repetition).map(Some),
    })
}

/// The country and the state of the home address (PID-11), or else of the first that is one
/// where somebody lives.
fn address(draft: &mut Draft<'_>, pid: &Segment<'_>) -> (Option<String>, Option<String>) {
    let mut refused = Vec::new();
    let read = |address: &Repetition<'_>| {
        let part = |at| address.text(at).map(|text| text.into_owned());
        let rank = match address.code(7).as_deref() {
            Some("H" | "HOME") => 0,
            // Where somebody was born or came from, or does not live any more.
            Some("BA" | "N" | "BDL" | "BR" | "F") => return Ok(None),
            Some("B" | "O") => 2,
            _ => 1,
        };
        Ok(Some((rank, part(6), part(4))))
    };
    let found = datatype::each(pid, 11, read, &mut refused);
    refused.into_iter().for_each(|error| draft.leave_out(error));
    let home = found.into_iter().min_by_key(|(rank, ..)| *rank);
    home.map(|(_, country, state)| (country, state)).unwrap_or_default()
}

/// Gender as recorded: the codes of table 0001 in FHIR's words, any other as it is.
fn gender(text: &str) -> Result<String, PrmError> {
    Ok(match text.to_ascii_uppercase().as_str() {
        "F" => "female".into(),
        "M" => "male".into(),
        "A" | "N" | "O" => "other".into(),
        "U" => "unknown".into(),
        word if word.len() > 2 && !word.contains(char::is_alphabetic) => {
            let message = "no gender but a number: are the fields before it all there";
            return Err(PrmError::new(ErrorCode::UnknownWord, message));
        }
        _ => text.into(),
    })
}

/// Yes or no (table 0136), in the words that are sent for it.
fn indicator(text: &str) -> Result<bool, PrmError> {
    match text.to_ascii_uppercase().as_str() {
        "Y" | "YES" | "TRUE" => Ok(true),
        "N" | "NO" | "FALSE" => Ok(false),
        _ => Err(PrmError::new(ErrorCode::UnknownWord, "this is said by `Y` or `N`")),
    }
}

/// PID-30, or a time of death (PID-29) of whatever sense: somebody who has died is not written to
/// because the time is illegible. Where neither speaks, the way in which a visit ended does.
fn deceased(draft: &mut Draft<'_>, pid: &Segment<'_>) -> Option<bool> {
    let when = draft.keep(pid.text(29)).is_some();
    let said = draft.keep(pid.read(30, indicator));
    let expired = expired(draft);
    let reason = match (when, expired) {
        (true, _) => "a time of death is there (PID-29)",
        (false, true) => "the discharge is that of one who died (PV1-36)",
        (false, false) => return said.or_else(|| pid.is_null(30).then_some(false)),
    };
    if said == Some(false) || (!when && pid.is_null(30)) {
        let message =
            format!("{reason}, so the patient counts as dead: have it corrected, or say `Y`");
        let error = PrmError::new(ErrorCode::Contradiction, message);
        draft.leave_out(error.under(&pid.path(30)));
    }
    Some(true)
}

/// Whether the patient was discharged as one who died: at home, in a facility or wherever (PV1-36,
/// table 0112).
fn expired(draft: &Draft<'_>) -> bool {
    // What a discharge that is taken back was, and who takes part in a meeting, says nothing.
    let event = matches!(draft.message.event, Event::Discharged | Event::Described);
    let pv1 = draft.message.pv1.as_ref().filter(|_| event);
    // An illegible one is named where the visit is read.
    let code = pv1.and_then(|pv1| pv1.first(36).ok()?).and_then(|field| field.code(1));
    matches!(code.as_deref(), Some("20" | "40" | "41" | "42"))
}

/// PD1-12: who must not be spoken of is a restricted record.
fn labels(draft: &mut Draft<'_>, pd1: &Segment<'_>) -> Option<Vec<String>> {
    const RESTRICTED: &str = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality|R";
    match draft.keep(pd1.read(12, indicator)) {
        Some(true) => Some(vec![RESTRICTED.into()]),
        Some(false) => Some(Vec::new()),
        None => pd1.is_null(12).then(Vec::new),
    }
}
