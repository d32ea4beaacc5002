//! From what others write to facts.

mod facts_file;
#[cfg(feature = "fhir")]
pub mod fhir;
#[cfg(feature = "fhir")]
mod json;

pub use facts_file::FeedLine;
