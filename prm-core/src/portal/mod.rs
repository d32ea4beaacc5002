//! The patient portal: who may see and do what, and when (R21, R23).
//!
//! The host keeps the content; this module is asked about each [`Item`] at the moment of reading.
//! A permit needs a grant and no block: every rule can only add blocks, so that a proxy, a label
//! or a rule that is added never opens what another rule closed.

mod access;
mod decision;
mod facts;
mod item;
mod labels;
mod release;
mod rules;
mod viewer;

pub use decision::{
    AccessCode, AccessDecision, AccessReason, AccessVerdict, ItemAccess, Obligation, PortalView,
};
pub(crate) use facts::PortalFacts;
pub use facts::{HoldReason, ReleaseEvent};
pub use item::{AccessAction, AccessScope, Item, ItemKind, ItemStatus};
pub use labels::Sensitivity;
pub(crate) use rules::PortalRules;
pub use rules::{PortalDocument, ReleaseRule, RoleRule, portal_rules};
pub use viewer::{BreakGlass, Viewer};
