//! What a portal shows: an entry of the record, of which the host keeps the content.

use serde::{Deserialize, Serialize};

use crate::{PatientId, Timestamp};

/// An entry that somebody asks for. It holds what a decision needs, and no content.
///
/// ```
/// use prm_core::Item;
/// let item: Item = serde_json::from_str(
///     r#"{"id": "r1", "patient": "priya", "kind": "result", "status": "final",
///         "filed": "2026-11-09T16:00:00Z", "labels": ["N"]}"#)?;
/// assert_eq!(item.id, "r1");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The host's id.
    pub id: String,
    /// Whose record it is in.
    pub patient: PatientId,
    /// What it is.
    pub kind: ItemKind,
    /// HL7 security labels (FHIR `meta.security`), as `system|code` or as the code alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// The visit or appointment that it is of, as in `visit:v1`: protected care covers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// How far it is, as FHIR DiagnosticReport.status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<ItemStatus>,
    /// When it became final.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filed: Option<Timestamp>,
    /// The categories by which law or practice delay it, as in `malignancy`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// The place that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// For threads: the ids of the patient and related persons who write in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub participants: Vec<String>,
}

crate::id::opaque_debug!(Item);

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// An entry of the record: a visit, a problem, a note.
    Record,
    /// A result of a laboratory or of imaging.
    Result,
    /// A prescription.
    Prescription,
    /// A document.
    Document,
    /// An appointment.
    Appointment,
    /// A conversation.
    Thread,
    /// A bill.
    Bill,
    /// An immunisation.
    Immunization,
    /// An allergy.
    Allergy,
}

impl ItemKind {
    /// The scope that covers it.
    pub const fn scope(self) -> AccessScope {
        match self {
            Self::Record | Self::Document | Self::Immunization | Self::Allergy => {
                AccessScope::Record
            }
            Self::Result => AccessScope::Results,
            Self::Prescription => AccessScope::Refills,
            Self::Appointment => AccessScope::Appointments,
            Self::Thread => AccessScope::Messages,
            Self::Bill => AccessScope::Billing,
        }
    }
}

/// What a proxy may be granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum AccessScope {
    /// The record and its documents.
    Record,
    /// Results.
    Results,
    /// Conversations.
    Messages,
    /// Appointments.
    Appointments,
    /// Prescriptions and refills.
    Refills,
    /// Bills.
    Billing,
}

/// How far a report is: FHIR R4 DiagnosticReport.status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ItemStatus {
    /// Known of, without content.
    Registered,
    /// A part is there.
    Partial,
    /// Verified in part.
    Preliminary,
    /// Complete and verified.
    Final,
    /// Changed after it was final.
    Amended,
    /// Corrected after it was final.
    Corrected,
    /// Added to after it was final.
    Appended,
    /// Given up.
    Cancelled,
    /// Withdrawn: it never was true.
    EnteredInError,
    /// The source does not say.
    Unknown,
}

/// What somebody wants to do with an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AccessAction {
    /// To read it.
    Read,
    /// To write in it, as in a thread.
    Write,
    /// To ask for a change: a refill, another time.
    Request,
}
