//! How far a long call is.

use std::ops::ControlFlow;
use std::sync::Arc;

use prm_core::PrmError;

use crate::Answer;

/// Told now and then how far a call for many is.
#[uniffi::export(foreign)]
pub trait Progress: Send + Sync {
    /// So many items are done. False stops the call, which then throws `cancelled` and has changed
    /// nothing; so does an exception, which goes no further.
    fn done(&self, count: i64) -> bool;
}

/// Runs a call for many under a progress.
pub(crate) fn under<R>(
    progress: Option<Arc<dyn Progress>>,
    call: impl FnOnce(&mut dyn FnMut(usize) -> ControlFlow<()>) -> Result<R, PrmError>,
) -> Answer<R> {
    let mut tell = |count: usize| {
        let Some(progress) = &progress else { return ControlFlow::Continue(()) };
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        // What a host throws inside its callback arrives here as a panic, which must not reach the
        // panel in the middle of a change.
        match prm_host::guard(|| Ok(progress.done(count))) {
            Ok(true) => ControlFlow::Continue(()),
            Ok(false) | Err(_) => ControlFlow::Break(()),
        }
    };
    Ok(call(&mut tell)?)
}
