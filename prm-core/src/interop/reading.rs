//! What a reader of feeds is told, and what it gives.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{ErrorCode, ErrorReport, PrmError};
use crate::id::opaque_debug;
use crate::{Fact, PatientId, Timestamp, Zone, limits};

/// What a reader has to be told, since resources and messages do not say it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ReadOptions {
    /// The name of the source. It begins every fact's id, so that two systems which number alike
    /// stay apart; `fhir` or `hl7v2` where it is empty.
    pub source: String,
    /// The zone of the facility: wall times are seen in it, and times and days that come without
    /// an offset are local to it. Without it such times are refused, and days begin at 00:00 UTC.
    pub zone: Option<Zone>,
    /// When the host received what is read: the time of what bears none.
    pub received: Option<Timestamp>,
    /// HL7 v2: the zones of sending facilities that have one of their own, by the name or the
    /// universal id in MSH-4; `zone` is that of the others.
    pub zones: BTreeMap<String, Zone>,
    /// HL7 v2: who assigns the identifiers by which the host knows its patients, by the name or
    /// the universal id in PID-3.4. Then no other identifier names a patient; without it the
    /// first medical record number does, else the first identifier.
    pub authority: Option<String>,
    /// FHIR: patients whom the host knows by an identifier, given as `system|value`: who is meant
    /// by a reference that gives an identifier and no address
    /// (`Patient?identifier=system|value`). Patients of the same bundle come first.
    pub patients: BTreeMap<String, PatientId>,
}

impl ReadOptions {
    /// The name of the source, or that of the reader.
    pub(super) fn source_or<'s>(&'s self, reader: &'s str) -> &'s str {
        if self.source.is_empty() { reader } else { &self.source }
    }
}

/// What a resource, a bundle, a message or a line of a feed gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The facts, in the order of the input.
    pub facts: Vec<Fact>,
    /// What was not understood and is not among the facts: its path, and why. At most
    /// [`limits::LEFT_OUT`](crate::limits::LEFT_OUT); a last one then says that there is more.
    pub left_out: Vec<PrmError>,
    /// How many resources or messages were no concern of ours.
    pub ignored: usize,
}

/// A [`Reading`] as data.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Reading"))]
#[serde(deny_unknown_fields)]
pub struct ReadingReport {
    /// The facts, in the order of the input.
    pub facts: Vec<Fact>,
    /// What was not understood and is not among the facts: its path, and why.
    pub left_out: Vec<ErrorReport>,
    /// How many resources or messages were no concern of ours.
    pub ignored: u32,
}

opaque_debug!(ReadingReport);

impl From<Reading> for ReadingReport {
    fn from(reading: Reading) -> Self {
        Self {
            facts: reading.facts,
            left_out: reading.left_out.iter().map(PrmError::report).collect(),
            ignored: u32::try_from(reading.ignored).unwrap_or(u32::MAX),
        }
    }
}

impl From<ReadingReport> for Reading {
    fn from(report: ReadingReport) -> Self {
        Self {
            facts: report.facts,
            left_out: report.left_out.into_iter().map(PrmError::from).collect(),
            ignored: usize::try_from(report.ignored).unwrap_or(usize::MAX),
        }
    }
}

impl Reading {
    /// The same, from a place in something greater.
    pub(super) fn within(mut self, place: &str) -> Self {
        if !self.left_out.is_empty() {
            let left_out = std::mem::take(&mut self.left_out).into_iter();
            self.left_out = left_out.map(|error| error.under(place)).collect();
        }
        self
    }

    /// Takes in what a part gave that lies at `place`.
    pub(super) fn take(&mut self, part: Self, place: &str) {
        self.facts.extend(part.facts);
        self.ignored += part.ignored;
        part.left_out.into_iter().for_each(|error| self.leave_out(error.under(place)));
    }

    pub(super) fn leave_out(&mut self, error: PrmError) {
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
