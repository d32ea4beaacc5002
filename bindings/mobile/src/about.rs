//! What this library says of itself.

use std::collections::HashMap;

use prm_core::ErrorCode;

use crate::{Answer, answer};

/// The playbook that comes with the library, to begin with.
#[uniffi::export]
pub fn starter() -> Answer<String> {
    answer(|| Ok(prm_core::STARTER.to_owned()))
}

/// Playbooks for common journeys, by name: whole, in three languages, each with its tests.
#[uniffi::export]
pub fn starters() -> Answer<HashMap<String, String>> {
    answer(|| Ok(named(prm_core::STARTERS)))
}

/// The documents of the built-in instruments, by their ids.
#[uniffi::export]
pub fn instruments() -> Answer<HashMap<String, String>> {
    answer(|| Ok(named(prm_core::INSTRUMENTS)))
}

/// Documents by their names.
fn named(documents: &[(&str, &str)]) -> HashMap<String, String> {
    let named = |(name, document): &(&str, &str)| ((*name).to_owned(), (*document).to_owned());
    documents.iter().map(named).collect()
}

/// The version of the playbook document that this library reads.
#[uniffi::export]
pub fn spec() -> Answer<String> {
    answer(|| Ok(prm_core::SPEC.to_owned()))
}

/// The version of the behaviour: it rises when the same input may have another outcome.
#[uniffi::export]
pub fn behaviour() -> Answer<i64> {
    answer(|| Ok(i64::from(prm_core::BEHAVIOUR)))
}

/// The version of the time-zone database that is compiled in.
#[uniffi::export]
pub fn tzdb_version() -> Answer<String> {
    answer(|| Ok(prm_core::tzdb_version().to_owned()))
}

/// Every error code as it is written in JSON and in every host, in the order of `ErrorCode`.
#[uniffi::export]
pub fn error_codes() -> Answer<Vec<String>> {
    answer(|| Ok(ErrorCode::ALL.iter().map(|code| code.as_str().to_owned()).collect()))
}

/// Meets a fault on purpose, so that a test sees what an app would see. Absent from releases.
#[cfg(debug_assertions)]
#[uniffi::export]
#[expect(clippy::panic, reason = "it is what this is for")]
pub fn meet_fault() -> Answer<bool> {
    answer(|| panic!("a fault on purpose"))
}
