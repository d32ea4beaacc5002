//! How far a long call is.

use std::ops::ControlFlow;
use std::sync::Arc;

use crate::Answer;

/// Told now and then how far a call for many is.
#[uniffi::export(rust, foreign)]
pub trait Progress: Send + Sync {
    /// So many items are done; false stops the call, which then throws `cancelled` and has changed
    /// nothing. An error stops it too, and is what the call throws.
    fn done(&self, count: i64) -> Answer<bool>;
}

/// Runs a call for many under a progress.
pub(crate) fn under<R>(
    progress: Option<Arc<dyn Progress>>,
    call: impl FnOnce(&mut dyn FnMut(usize) -> ControlFlow<()>) -> Result<R, prm_core::PrmError>,
) -> Answer<R> {
    let mut failed = None;
    let mut tell = |count: usize| {
        let Some(progress) = &progress else { return ControlFlow::Continue(()) };
        match progress.done(i64::try_from(count).unwrap_or(i64::MAX)) {
            Ok(true) => ControlFlow::Continue(()),
            Ok(false) => ControlFlow::Break(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    };
    let answer = call(&mut tell);
    match failed {
        Some(error) => Err(error),
        None => Ok(answer?),
    }
}
