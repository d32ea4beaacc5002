//! The audit: a hash chain of lines that the host stores and anybody can verify.

mod account;
mod append;
mod entry;
mod fhir;
mod line;
mod verify;

pub use account::{
    AuditEraseSpec, AuditErased, AuditLook, AuditLooks, AuditQuery, audit_disclosures, audit_erase,
    audit_looks,
};
pub use append::{
    AuditAppendSpec, AuditCheckpoint, AuditCheckpointSpec, AuditHead, AuditSealed, audit_append,
    audit_checkpoint, audit_checkpoint_read,
};
pub use entry::{
    AuditDecision, AuditDecisions, AuditEntry, AuditKind, AuditViewer, PurposeOfUse, audit_entries,
};
pub use fhir::{AuditFhirSpec, audit_fhir};
pub use verify::{
    AuditFault, AuditFaultCode, AuditReport, AuditState, AuditVerifySpec, audit_verify,
};

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_none(number: &u64) -> bool {
    *number == 0
}
