//! The patient portal: who may see and do what, and when (R21, R23).
//!
//! The host keeps the content; this module is asked about each [`Item`] at the moment of reading.
//! A permit needs a grant and no block: every rule can only add blocks, so that a proxy, a label
//! or a rule that is added never opens what another rule closed.

mod access;
mod audit;
mod decision;
mod door;
mod facts;
mod item;
mod labels;
mod release;
mod rules;
mod secret;
mod token;
mod viewer;

pub use audit::{
    AuditAppendSpec, AuditCheckpoint, AuditCheckpointSpec, AuditDecision, AuditDecisions,
    AuditEntry, AuditEraseSpec, AuditErased, AuditFault, AuditFaultCode, AuditFhirSpec, AuditHead,
    AuditKind, AuditLook, AuditLooks, AuditQuery, AuditReport, AuditSealed, AuditState,
    AuditVerifySpec, AuditViewer, PurposeOfUse, audit_append, audit_checkpoint,
    audit_checkpoint_read, audit_disclosures, audit_entries, audit_erase, audit_fhir, audit_looks,
    audit_verify,
};
pub use decision::{
    AccessCode, AccessDecision, AccessReason, AccessVerdict, ItemAccess, Obligation, PortalView,
};
pub use door::{AuditCheckpointReadSpec, PROOFS, prove};
pub(crate) use facts::PortalFacts;
pub use facts::{HoldReason, ReleaseEvent};
pub use item::{AccessAction, AccessScope, Item, ItemKind, ItemStatus};
pub use labels::Sensitivity;
pub(crate) use rules::PortalRules;
pub use rules::{PortalDocument, ReleaseRule, RoleRule, portal_rules};
pub use secret::HostKey;
pub use token::{
    LinkPurpose, LinkRevocation, Token, TokenClaims, TokenFault, TokenReadSpec, TokenReading,
    TokenSpec, token_issue, token_read,
};
pub use viewer::{BreakGlass, Viewer};
