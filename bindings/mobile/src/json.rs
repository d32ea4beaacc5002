//! JSON for hosts that keep or send things as text. It is the same JSON in every host.

use prm_core::{
    Erasure, ErrorCode, Explanation, Fact, Fault, FuzzReport, Offers, Outcome, Plan, PrmError,
    Reply, Routed, Slot, StepRequest, Still, TestReport, Timestamp, decode, limits, parse_json,
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{Answer, answer};

pub(crate) fn write<T: Serialize>(value: &T) -> Answer<String> {
    answer(|| {
        serde_json::to_string(value)
            .map_err(|_| PrmError::new(ErrorCode::Internal, "the value cannot be written"))
    })
}

/// Reads a value of some type, which has a name in the paths of errors.
pub(crate) fn read<T: DeserializeOwned>(text: &str, name: &str) -> Answer<T> {
    let value = || decode(&parse_json(text, limits::STATE_BYTES)?);
    answer(|| value().map_err(|error: PrmError| error.under(name)))
}

/// Reads a fact.
#[uniffi::export]
pub fn fact_from_json(text: String) -> Answer<Fact> {
    answer(|| Fact::from_json(&text))
}

/// Writes a fact.
#[uniffi::export]
pub fn fact_to_json(fact: Fact) -> Answer<String> {
    write(&fact)
}

/// Reads a reply.
#[uniffi::export]
pub fn reply_from_json(text: String) -> Answer<Reply> {
    answer(|| decode(&parse_json(&text, limits::FACT_BYTES)?))
}

/// Reads requests, each on its own: one that cannot be read costs no other.
pub(crate) fn requests(texts: &[String]) -> Result<Vec<Result<StepRequest, PrmError>>, PrmError> {
    let read = |text: &String| decode(&parse_json(text, limits::STATE_BYTES)?);
    prm_host::guard(|| Ok(texts.iter().map(read).collect()))
}

pub use prm_core::FeedLine;

/// One line of a facts file: a fact or a reply, and when the host learnt of it.
#[uniffi::remote(Record)]
pub struct FeedLine {
    /// When the host learnt of it.
    pub received: Timestamp,
    /// What happened.
    pub fact: Option<Fact>,
    /// What was written back: for `Playbook.route`.
    pub reply: Option<Reply>,
}

/// Reads a facts file: JSON lines, each a fact or a reply. The path of an error begins with the
/// line that it is in.
#[uniffi::export]
pub fn read_facts(text: String) -> Answer<Vec<FeedLine>> {
    answer(|| FeedLine::parse_lines(&text).collect())
}

/// Writes what a step gave.
#[uniffi::export]
pub fn outcome_to_json(outcome: Outcome) -> Answer<String> {
    write(&outcome)
}

/// Writes a plan.
#[uniffi::export]
pub fn plan_to_json(plan: Plan) -> Answer<String> {
    write(&plan)
}

/// Writes an explanation.
#[uniffi::export]
pub fn explanation_to_json(explanation: Explanation) -> Answer<String> {
    write(&explanation)
}

/// Writes whether something may still be sent.
#[uniffi::export]
pub fn still_to_json(still: Still) -> Answer<String> {
    write(&still)
}

/// Writes what came of test cases.
#[uniffi::export]
pub fn test_reports_to_json(reports: Vec<TestReport>) -> Answer<String> {
    write(&reports)
}

/// Writes what came of driving a playbook through made-up courses.
#[uniffi::export]
pub fn fuzz_report_to_json(report: FuzzReport) -> Answer<String> {
    write(&report)
}

/// Reads a time that has become free.
#[uniffi::export]
pub fn slot_from_json(text: String) -> Answer<Slot> {
    read(&text, "slot")
}

/// Writes to whom a time is offered.
#[uniffi::export]
pub fn offers_to_json(offers: Offers) -> Answer<String> {
    write(&offers)
}

/// Writes what an erasure leaves.
#[uniffi::export]
pub fn erasure_to_json(erasure: Erasure) -> Answer<String> {
    write(&erasure)
}

/// Writes what a reply was taken for.
#[uniffi::export]
pub fn routed_to_json(routed: Routed) -> Answer<String> {
    write(&routed)
}

/// Writes the faults of a playbook.
#[uniffi::export]
pub fn faults_to_json(faults: Vec<Fault>) -> Answer<String> {
    write(&faults)
}
