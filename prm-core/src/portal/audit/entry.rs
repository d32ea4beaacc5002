//! What is written down about one access: who, what, why and how it ended, never content.

use serde::{Deserialize, Serialize};

use crate::portal::{
    AccessAction, AccessCode, AccessDecision, AccessVerdict, Item, ItemKind, Obligation, Viewer,
};
use crate::{PatientId, Timestamp};

/// What kind of event it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AuditKind {
    /// Somebody asked for an item, and was let in or not.
    Access,
    /// The glass was broken: the second entry beside the access, with the reason.
    BreakGlass,
    /// Something was told to somebody outside of the practice (45 CFR 164.528).
    Disclosure,
    /// Something was taken out as a file.
    Export,
    /// A person was erased (R22).
    Erasure,
}

/// Who looks, as kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AuditViewer {
    /// The patient.
    Patient,
    /// A related person.
    RelatedPerson,
    /// A member of staff.
    Staff,
    /// A program.
    System,
}

/// Why: HL7 v3 PurposeOfUse (`http://terminology.hl7.org/CodeSystem/v3-ActReason`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PurposeOfUse {
    /// Treatment: `TREAT`.
    Treatment,
    /// Treatment in an emergency: `ETREAT`.
    EmergencyTreatment,
    /// The glass was broken: `BTG`.
    BreakGlass,
    /// Payment: `HPAYMT`.
    Payment,
    /// The practice's own operations: `HOPERAT`.
    Operations,
    /// The patient asked: `PATRQT`.
    PatientRequest,
    /// The family asked: `FAMRQT`.
    FamilyRequest,
    /// Public health: `PUBHLTH`.
    PublicHealth,
    /// Research: `HRESCH`.
    Research,
    /// A court, an order, law enforcement: `HLEGAL`.
    Legal,
    /// Health oversight: `HCOMPL`.
    Oversight,
    /// To avert a threat to somebody: `THREAT`.
    Threat,
}

impl PurposeOfUse {
    /// The code of HL7 v3 ActReason.
    ///
    /// ```
    /// assert_eq!(prm_core::PurposeOfUse::Treatment.code(), "TREAT");
    /// ```
    pub const fn code(self) -> &'static str {
        match self {
            Self::Treatment => "TREAT",
            Self::EmergencyTreatment => "ETREAT",
            Self::BreakGlass => "BTG",
            Self::Payment => "HPAYMT",
            Self::Operations => "HOPERAT",
            Self::PatientRequest => "PATRQT",
            Self::FamilyRequest => "FAMRQT",
            Self::PublicHealth => "PUBHLTH",
            Self::Research => "HRESCH",
            Self::Legal => "HLEGAL",
            Self::Oversight => "HCOMPL",
            Self::Threat => "THREAT",
        }
    }

    /// Whether a disclosure for it is accounted for: not for treatment, payment and operations, not
    /// to the individual, not to those involved in the care (45 CFR 164.528(a)(1)(i), (ii), (v)).
    pub(super) const fn is_accounted(self) -> bool {
        matches!(
            self,
            Self::PublicHealth | Self::Research | Self::Legal | Self::Oversight | Self::Threat
        )
    }
}

/// One event, to be sealed into the chain. It has no place for content.
///
/// ```
/// let entry: prm_core::AuditEntry = serde_json::from_str(r#"{"at": "2026-11-23T12:00:00Z",
///     "kind": "disclosure", "patient": "priya", "viewer": "staff", "viewer_id": "s1",
///     "purpose": "public_health", "item_kind": "result", "recipient": "Department of Health",
///     "outcome": "permit"}"#)?;
/// assert_eq!(format!("{entry:?}"), "AuditEntry { .. }");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AuditEntry {
    /// When.
    pub at: Timestamp,
    /// What kind of event it is.
    pub kind: AuditKind,
    /// Whose record.
    pub patient: PatientId,
    /// What kind of person or program looks.
    pub viewer: AuditViewer,
    /// Who: an id, or a pseudonym that the host can resolve.
    pub viewer_id: String,
    /// What was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<AccessAction>,
    /// The item's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// What the item is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_kind: Option<ItemKind>,
    /// How many items, where the entry is of several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Why.
    pub purpose: PurposeOfUse,
    /// The reason in an emergency, or the reference of a request: at most 1,024 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// For disclosures and exports: to whom, with the address where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// Whether the patient signed for it (45 CFR 164.508): then it is not accounted for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub authorized: bool,
    /// Until when an agency asked that it be left out of the accounting (45 CFR 164.528(a)(2)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended_until: Option<Timestamp>,
    /// How it ended.
    pub outcome: AccessVerdict,
    /// All that spoke against it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<AccessCode>,
    /// What the host had to do as it let the viewer in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub obligations: Vec<Obligation>,
}

crate::id::opaque_debug!(AuditEntry);

/// What was decided about one item, or about several in one view.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AuditDecisions {
    /// Who looked.
    pub viewer: Viewer,
    /// What was asked.
    pub action: AccessAction,
    /// The items, each with what was decided.
    pub decided: Vec<AuditDecision>,
    /// Why; treatment for staff and the patient's own request for the others where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<PurposeOfUse>,
    /// When.
    pub now: Timestamp,
}

crate::id::opaque_debug!(AuditDecisions);

/// What was decided about an item.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AuditDecision {
    /// The item.
    pub item: Item,
    /// What was decided.
    pub decision: AccessDecision,
}

crate::id::opaque_debug!(AuditDecision);

/// What is to be written down about decisions: an entry for each, and a second one where the glass
/// was broken (obligation `second_audit_entry`), with the reason.
///
/// ```
/// use prm_core::{AuditDecisions, audit_entries};
/// let decided: AuditDecisions = serde_json::from_str(r#"{
///     "viewer": {"type": "staff", "id": "s1", "roles": ["clinician"],
///         "break_glass": {"reason": "found unconscious", "since": "2026-11-23T12:00:00Z"}},
///     "action": "read", "now": "2026-11-23T12:01:00Z",
///     "decided": [{"item": {"id": "r1", "patient": "priya", "kind": "result"},
///         "decision": {"verdict": "permit", "reasons": [],
///             "obligations": ["second_audit_entry", "review", "notify_patient"]}}]}"#)?;
/// let entries = audit_entries(&decided);
/// assert_eq!(entries.len(), 2);
/// assert_eq!(entries[1].reason.as_deref(), Some("found unconscious"));
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn audit_entries(decisions: &AuditDecisions) -> Vec<AuditEntry> {
    let (viewer, viewer_id, glass) = match &decisions.viewer {
        Viewer::Patient {} => (AuditViewer::Patient, None, None),
        Viewer::RelatedPerson { person } => {
            (AuditViewer::RelatedPerson, Some(person.as_str()), None)
        }
        Viewer::Staff { id, break_glass, .. } => {
            (AuditViewer::Staff, Some(id.as_str()), break_glass.as_ref())
        }
        Viewer::System { name } => (AuditViewer::System, Some(name.as_str()), None),
    };
    let usual = match viewer {
        AuditViewer::Patient => PurposeOfUse::PatientRequest,
        AuditViewer::RelatedPerson => PurposeOfUse::FamilyRequest,
        AuditViewer::Staff => PurposeOfUse::Treatment,
        AuditViewer::System => PurposeOfUse::Operations,
    };
    let mut entries = Vec::new();
    for AuditDecision { item, decision } in &decisions.decided {
        let entry = AuditEntry {
            at: decisions.now,
            kind: AuditKind::Access,
            patient: item.patient.clone(),
            viewer,
            viewer_id: viewer_id.unwrap_or(item.patient.as_str()).to_owned(),
            action: Some(decisions.action),
            item: Some(item.id.clone()),
            item_kind: Some(item.kind),
            count: None,
            purpose: decisions.purpose.unwrap_or(usual),
            reason: None,
            recipient: None,
            authorized: false,
            suspended_until: None,
            outcome: decision.verdict,
            codes: decision.reasons.iter().map(|reason| reason.code).collect(),
            obligations: decision.obligations.clone(),
        };
        let second = decision.obligations.contains(&Obligation::SecondAuditEntry);
        let broken = second.then(|| AuditEntry {
            kind: AuditKind::BreakGlass,
            purpose: PurposeOfUse::BreakGlass,
            reason: glass.map(|glass| glass.reason.clone()),
            ..entry.clone()
        });
        entries.push(entry);
        entries.extend(broken);
    }
    entries
}
