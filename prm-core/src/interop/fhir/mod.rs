//! FHIR R4 resources as facts.
//!
//! Read are `Patient`, `RelatedPerson`, `Appointment`, `Encounter` and `Consent`, one by one, in
//! a `Bundle` (of any type, its history too), line by line ([`NdjsonReader`]) or from a bundle of
//! any size ([`BundleReader`]); every other resource concerns no fact and is gone through without
//! being built. What R5 and STU3 write differently in these five is understood.
//!
//! What is not understood is kept out and named in [`Reading::left_out`], the rest of the resource
//! is read all the same. A resource whose sense hangs on what cannot be read (an appointment
//! without a legible status or start) is an error as a whole: half of it would be a wrong fact.
//!
//! A fact's id is made of source, resource id and version, its time is the resource's own
//! `meta.lastUpdated` (R32): a feed that is told again, or in another order, is the same set of
//! facts.
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
mod reference;
mod source;

pub use bundle_reader::BundleReader;
pub use ndjson::NdjsonReader;

use super::json::Json;
use crate::error::{ErrorCode, PrmError};
use crate::{Fact, Timestamp, Zone, limits};

/// What a reader has to be told, since resources do not say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// The name of the source. It begins every fact's id, so that two systems which number alike
    /// stay apart.
    pub source: String,
    /// The zone of the facility: wall times are seen in it, and times and days that come without
    /// an offset are local to it. Without it such times are refused, and days begin at 00:00 UTC.
    pub zone: Option<Zone>,
    /// When the host received what is read: the time of resources that bear none.
    pub received: Option<Timestamp>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { source: "fhir".into(), zone: None, received: None }
    }
}

/// What a resource, a bundle or a line of a feed gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The facts, in the order of the input.
    pub facts: Vec<Fact>,
    /// What was not understood and is not among the facts: its path, and why. At most
    /// [`limits::LEFT_OUT`](crate::limits::LEFT_OUT); a last one then says that there is more.
    pub left_out: Vec<PrmError>,
    /// How many resources were no concern of ours.
    pub ignored: usize,
}

impl Reading {
    /// The same, from a place in something greater.
    fn within(mut self, place: &str) -> Self {
        if !self.left_out.is_empty() {
            let left_out = std::mem::take(&mut self.left_out).into_iter();
            self.left_out = left_out.map(|error| error.under(place)).collect();
        }
        self
    }

    /// Takes in what a part gave that lies at `place`.
    fn take(&mut self, part: Self, place: &str) {
        self.facts.extend(part.facts);
        self.ignored += part.ignored;
        part.left_out.into_iter().for_each(|error| self.leave_out(error.under(place)));
    }

    fn leave_out(&mut self, error: PrmError) {
        match limits::LEFT_OUT.checked_sub(self.left_out.len()) {
            None | Some(0) => {}
            Some(1) => {
                let message = "more was left out than is listed";
                self.left_out.push(PrmError::new(ErrorCode::TooMany, message));
            }
            Some(_) => self.left_out.push(error),
        }
    }
}

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
    bundle::resource(&resource, &bundle::Surroundings::alone(options), &mut reading)?;
    Ok(reading)
}
