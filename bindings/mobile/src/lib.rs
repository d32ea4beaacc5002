//! prm-core for Kotlin and Swift, by UniFFI.
//!
//! The types are the core's own ([`prm_core::foreign`] says how they cross); what is here are the
//! objects that live on this side: [`Playbook`], [`Relationship`], [`Lines`] and [`Panel`]. Calls
//! are coarse, since one call costs tens of microseconds on a JVM. Every call answers or throws
//! the one error: a fault of this library is an error with the code `internal` and never the end
//! of an app.

mod about;
mod craft;
mod insight;
mod json;
mod lines;
mod panel;
mod picture;
mod playbook;
mod progress;
mod proof;
mod relationship;

pub use about::*;
pub use craft::*;
pub use insight::*;
pub use json::*;
pub use lines::Lines;
pub use panel::Panel;
pub use picture::*;
pub use playbook::{Playbook, check_change, check_playbook, publish_playbook};
pub use progress::Progress;
pub use proof::*;
pub use relationship::Relationship;

use prm_core::foreign::PrmError;

uniffi::setup_scaffolding!();

/// What every call gives.
type Answer<R> = Result<R, PrmError>;

/// Runs a call that uses no shared object.
fn answer<R>(call: impl FnOnce() -> Result<R, prm_core::PrmError>) -> Answer<R> {
    Ok(prm_host::guard(call)?)
}
