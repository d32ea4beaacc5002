//! FHIR R4 resources as facts.
//!
//! Read are `Patient`, `RelatedPerson`, `Appointment`, `Encounter`, `Consent` and
//! `QuestionnaireResponse`, one by one, in a `Bundle` (of any type, its history too), line by line ([`NdjsonReader`]) or from a bundle of
//! any size ([`BundleReader`]); every other resource concerns no fact and is gone through without
//! being built. What R5 and STU3 write differently in these six is understood.
//!
//! What is not understood is kept out and named in [`Reading::left_out`], the rest of the resource
//! is read all the same. A resource whose sense hangs on what cannot be read (an appointment
//! without a legible status or start) is an error as a whole: half of it would be a wrong fact.
//!
//! A fact's id is made of source, resource id and version, its time is the resource's own
//! `meta.lastUpdated` (R32): a feed that is told again, or in another order, is the same set of
//! facts. Of versions of one time the last counts: a version of several digits is written so that
//! ids come in the order of the versions, as in `fhir:Appointment/a1/~12`.
//!
//! References are followed to addresses, and to patients by one identifier
//! (`Patient?identifier=system|value`, or a reference that has but an identifier): those of the
//! same bundle, then those of [`ReadOptions::patients`].
//!
//! JSON is read as the standard has it: a byte order mark is passed over, comments and commas too
//! many are refused with their line.
//!
//! ```
//! use prm_core::fhir::{self, ReadOptions};
//! let reading = fhir::read(
//!     r#"{"resourceType": "Appointment", "id": "a1", "status": "booked",
//!         "meta": {"versionId": "1", "lastUpdated": "2026-03-02T06:00:00Z"},
//!         "start": "2026-03-10T10:00:00+05:30",
//!         "participant": [{"actor": {"reference": "Patient/priya"}, "status": "accepted"}]}"#,
//!     &ReadOptions::default(),
//! )?;
//! assert_eq!(reading.facts[0].id.as_str(), "fhir:Appointment/a1/1");
//! assert_eq!(reading.facts[0].patient.as_str(), "priya");
//! # Ok::<(), prm_core::PrmError>(())
//! ```
//!
//! Source: HL7 FHIR R4 (4.0.1), <https://hl7.org/fhir/R4/>.

mod addresses;
mod appointment;
mod bundle;
mod bundle_reader;
mod consent;
mod datatype;
mod draft;
mod encounter;
mod ndjson;
mod patient;
mod questionnaire_response;
mod reference;
mod source;
mod surroundings;

pub use bundle_reader::BundleReader;
pub use ndjson::NdjsonReader;

pub use super::reading::{ReadOptions, Reading};

use super::json::Json;
use crate::error::PrmError;
use crate::limits;
use surroundings::Surroundings;

/// Reads one resource or one bundle, of at most
/// [`limits::RESOURCE_BYTES`](crate::limits::RESOURCE_BYTES).
///
/// # Errors
/// `invalid_json`, `too_large` or `too_deep` for the text; for a single resource that says nothing
/// legible, the code and path of what is wrong. An entry of a bundle that says nothing legible is
/// named in [`Reading::left_out`], and the other entries are read.
pub fn read(text: &str, options: &ReadOptions) -> Result<Reading, PrmError> {
    let resource = Json::parse(text, limits::RESOURCE_BYTES, Some(bundle::keep))?;
    let mut reading = Reading::default();
    bundle::resource(&resource, &Surroundings::alone(options), &mut reading)?;
    Ok(reading)
}
