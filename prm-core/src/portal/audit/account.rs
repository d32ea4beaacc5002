//! What is read out of a chain: the accounting of disclosures, and who looked at a record; and what
//! is taken out of it when a person is erased.

use serde::{Deserialize, Serialize};

use super::append::few;
use super::line::{Line, Role};
use super::{AuditKind, AuditViewer, PurposeOfUse};
use crate::error::PrmError;
use crate::portal::{AccessAction, AccessVerdict, ItemKind};
use crate::{CivilDate, PatientId, Timestamp, limits};

const DAY: i64 = 24 * limits::HOUR;

/// Whose entries of a chain are meant. Long chains go in parts: what is found is joined.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AuditQuery {
    /// The lines, or a part of them.
    pub lines: Vec<String>,
    /// The patient.
    pub patient: PatientId,
    /// When it is asked.
    pub now: Timestamp,
}

crate::id::opaque_debug!(AuditQuery);

/// A line about a patient, as the patient may read it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AuditLook {
    /// Its number in the chain.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// What kind of event it is.
    pub kind: AuditKind,
    /// What kind of person or program it was.
    pub viewer: AuditViewer,
    /// Who, unless the name was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub viewer_id: Option<String>,
    /// What was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<AccessAction>,
    /// The item's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// What the item is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_kind: Option<ItemKind>,
    /// How many items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Why.
    pub purpose: PurposeOfUse,
    /// The reason or reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// To whom it went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
}

crate::id::opaque_debug!(AuditLook);

/// What was found.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AuditLooks {
    /// The lines, in their order.
    pub looks: Vec<AuditLook>,
    /// How many lines cannot be read: verify the chain.
    #[serde(default, skip_serializing_if = "super::is_none")]
    pub unread: u64,
}

crate::id::opaque_debug!(AuditLooks);

/// Who looked at a record, for its patient: what was let in, and every time that the glass was
/// broken. What was denied was not seen by anybody and is not told.
///
/// # Errors
/// `too_many` for more than [`limits::AUDIT_LINES`] lines.
///
/// ```
/// let query = serde_json::from_str(
///     r#"{"lines": [], "patient": "priya", "now": "2026-11-23T12:00:00Z"}"#)?;
/// assert!(prm_core::audit_looks(&query)?.looks.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn audit_looks(query: &AuditQuery) -> Result<AuditLooks, PrmError> {
    found(query, |line| {
        line.event.outcome == AccessVerdict::Permit || line.event.kind == AuditKind::BreakGlass
    })
}

/// The accounting of disclosures (45 CFR 164.528): of the six years before the request, when, to
/// whom, what and why. Left out are treatment, payment and operations, what went to the individual
/// or to those involved in the care, what the patient signed for, and what an agency had suspended.
///
/// # Errors
/// `too_many` for more than [`limits::AUDIT_LINES`] lines.
///
/// ```
/// let query = serde_json::from_str(
///     r#"{"lines": [], "patient": "priya", "now": "2026-11-23T12:00:00Z"}"#)?;
/// assert!(prm_core::audit_disclosures(&query)?.looks.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn audit_disclosures(query: &AuditQuery) -> Result<AuditLooks, PrmError> {
    let since = six_years_before(query.now);
    found(query, |line| {
        let event = &line.event;
        let told = match event.kind {
            AuditKind::Disclosure => true,
            AuditKind::Export => line.commit.contains_key(&Role::Recipient),
            _ => false,
        };
        told && event.outcome == AccessVerdict::Permit
            && event.purpose.is_accounted()
            && !event.authorized
            && event.viewer != AuditViewer::Patient
            && event.at >= since
            && event.at <= query.now
            && event.suspended_until.is_none_or(|until| until <= query.now)
    })
}

/// The same moment of the calendar six years before, in UTC; 28 February for the 29th.
fn six_years_before(now: Timestamp) -> Timestamp {
    let (day, rest) = (now.as_millis().div_euclid(DAY), now.as_millis().rem_euclid(DAY));
    let then = CivilDate::from_epoch_day(day).plus_months(-72).epoch_day();
    Timestamp::from_millis(then * DAY + rest).unwrap_or(Timestamp::MIN)
}

fn found(query: &AuditQuery, fits: impl Fn(&Line) -> bool) -> Result<AuditLooks, PrmError> {
    few(query.lines.len(), "lines")?;
    let mut all = AuditLooks { looks: Vec::new(), unread: 0 };
    for text in &query.lines {
        let Ok(line) = Line::read(text) else {
            all.unread = all.unread.saturating_add(1);
            continue;
        };
        if line.opened(Role::Patient) == Some(query.patient.as_str()) && fits(&line) {
            all.looks.push(look(&line));
        }
    }
    Ok(all)
}

fn look(line: &Line) -> AuditLook {
    let opened = |role| line.opened(role).map(ToOwned::to_owned);
    AuditLook {
        seq: line.seq,
        at: line.event.at,
        kind: line.event.kind,
        viewer: line.event.viewer,
        viewer_id: opened(Role::Viewer),
        action: line.event.action,
        item: opened(Role::Item),
        item_kind: line.event.item_kind,
        count: line.event.count,
        purpose: line.event.purpose,
        reason: opened(Role::Reason),
        recipient: opened(Role::Recipient),
    }
}

/// Who is to be erased.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AuditEraseSpec {
    /// The lines, or a part of them.
    pub lines: Vec<String>,
    /// The id of the patient or the related person.
    pub person: String,
}

crate::id::opaque_debug!(AuditEraseSpec);

/// Lines without a person.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AuditErased {
    /// All lines, in their order, to be stored in the place of those that were given.
    pub lines: Vec<String>,
    /// How many have changed.
    pub changed: u64,
}

crate::id::opaque_debug!(AuditErased);

/// Takes a person out of lines (R22): the names go, and the chain verifies as before, for it was
/// sealed over salted digests of the names. In lines about that patient the item, the reason and
/// the recipient go too; a member of staff who looked stays answerable.
///
/// # Errors
/// `too_many` for more than [`limits::AUDIT_LINES`] lines.
///
/// ```
/// let spec = serde_json::from_str(r#"{"lines": [], "person": "priya"}"#)?;
/// assert_eq!(prm_core::audit_erase(&spec)?.changed, 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn audit_erase(spec: &AuditEraseSpec) -> Result<AuditErased, PrmError> {
    few(spec.lines.len(), "lines")?;
    let mut erased = AuditErased { lines: Vec::with_capacity(spec.lines.len()), changed: 0 };
    for text in &spec.lines {
        // A line that cannot be read stays, for whoever looks into why.
        let without = Line::read(text).ok().and_then(|line| without(line, &spec.person));
        erased.changed = erased.changed.saturating_add(u64::from(without.is_some()));
        erased.lines.push(without.unwrap_or_else(|| text.clone()));
    }
    Ok(erased)
}

fn without(mut line: Line, person: &str) -> Option<String> {
    let is = |role| line.opened(role) == Some(person);
    let lay = matches!(line.event.viewer, AuditViewer::Patient | AuditViewer::RelatedPerson);
    let (about, looked) = (is(Role::Patient), lay && is(Role::Viewer));
    if about {
        for role in [Role::Patient, Role::Item, Role::Reason, Role::Recipient] {
            line.open.remove(&role);
        }
    }
    if looked || (about && lay) {
        line.open.remove(&Role::Viewer);
    }
    (about || looked).then(|| line.text())
}

const _: () = assert!(limits::AUDIT_TEXT_BYTES * 8 < limits::AUDIT_LINE_BYTES);
