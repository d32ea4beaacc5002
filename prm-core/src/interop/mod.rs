//! From what others write to facts.

mod facts_file;
#[cfg(feature = "fhir")]
pub mod fhir;
#[cfg(feature = "hl7v2")]
pub mod hl7v2;
#[cfg(feature = "fhir")]
mod json;
#[cfg(any(feature = "fhir", feature = "hl7v2"))]
mod reading;

pub use facts_file::FeedLine;
#[cfg(any(feature = "fhir", feature = "hl7v2"))]
pub use reading::ReadingReport;
