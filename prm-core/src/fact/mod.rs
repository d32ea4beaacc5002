//! What happened or is true, as the host tells it.
//!
//! Facts are in the past tense and are a set: their order of arrival does not matter, and the
//! same fact told twice is one fact (R1). Each writes *registers* (an appointment's schedule, its
//! status, a patient's name); in every register the fact with the latest stamp stands (R2).
//!
//! Every variant of [`FactContent`] carries an example of its content as JSON.

mod content;

use serde::{Deserialize, Serialize};

use crate::error::{self, PrmError};
use crate::id::opaque_debug;
use crate::{FactId, PatientId, Timestamp, limits};

pub use content::FactContent;

/// Something that happened or is true, told by the host.
///
/// ```
/// use prm_core::Fact;
/// let fact = Fact::from_json(r#"{
///   "id": "fhir:Appointment/a1/1",
///   "patient": "priya",
///   "occurred": "2026-03-02T06:00:00Z",
///   "content": {
///     "type": "appointment_booked", "appointment": "a1",
///     "start": "2026-03-10T10:00:00+05:30[Asia/Kolkata]",
///     "service": {"codings": ["http://snomed.info/sct|185349003"]}
///   }
/// }"#)?;
/// assert_eq!(fact.patient.as_str(), "priya");
/// # Ok::<(), prm_core::PrmError>(())
/// ```
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// The id, unique in the relationship: a fact told again under it is the same fact.
    pub id: FactId,
    /// Whom it is about.
    pub patient: PatientId,
    /// When it happened or became true; its place in the order of all facts.
    pub occurred: Timestamp,
    /// When the host learnt of it; the `now` of the step that brings it where left out. Nothing
    /// that was decided between `occurred` and `recorded` is judged by the fact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub recorded: Option<Timestamp>,
    /// What happened.
    pub content: FactContent,
}

impl Fact {
    /// Reads a fact from JSON text.
    ///
    /// # Errors
    /// A code and the path of what does not fit; never any of the content.
    pub fn from_json(text: &str) -> Result<Self, PrmError> {
        error::decode(&error::parse_json(text, limits::FACT_BYTES)?)
    }

    /// Writes the fact as JSON text.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// When the host learnt of it, as far as it is known.
    pub(crate) fn recorded(&self) -> Timestamp {
        self.recorded.unwrap_or(self.occurred)
    }

    /// The order in which facts are replayed: by when they occurred, then by id.
    pub(crate) fn stamp(&self) -> (Timestamp, &FactId) {
        (self.occurred, &self.id)
    }
}

opaque_debug!(Fact);
