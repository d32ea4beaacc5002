//! What the bindings of prm-core share: objects that many calls and many threads use and that a
//! host may close, and faults that end a call and never the host's process.

#[cfg(feature = "feeds")]
pub mod feed;

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread::{self, ThreadId};

use prm_core::{ErrorCode, PrmError};

/// Runs a call; a fault of this library becomes an error with the code `internal`.
///
/// # Errors
/// Those of the call, and `internal` in the place of a panic.
pub fn guard<R>(call: impl FnOnce() -> Result<R, PrmError>) -> Result<R, PrmError> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|fault| Err(internal(fault.as_ref())))
}

/// The fault's own words could hold anything, so they stay where the panic hook put them.
fn internal(_: &(dyn Any + Send)) -> PrmError {
    PrmError::new(ErrorCode::Internal, "a fault of this library: please report it")
}

/// A value that lives on this side of a binding: used by many threads, one at a time, and closed
/// when its host says so.
pub struct Shared<T> {
    value: Mutex<Option<T>>,
    /// The thread that uses it, so that a callback which comes back to it is told and does not
    /// wait for itself.
    user: Mutex<Option<ThreadId>>,
    /// What it is, for messages.
    what: &'static str,
}

impl<T> std::fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {{ .. }}", self.what)
    }
}

impl<T> Shared<T> {
    /// A value that is open.
    pub fn new(what: &'static str, value: T) -> Self {
        Self { value: Mutex::new(Some(value)), user: Mutex::new(None), what }
    }

    /// Uses the value, after those who use it now.
    ///
    /// # Errors
    /// Those of the call; `closed` after [`close`](Self::close), `busy` for a call from inside a
    /// call of the same thread, `internal` when an earlier call met a fault in the middle of a
    /// change.
    pub fn with<R>(&self, call: impl FnOnce(&mut T) -> Result<R, PrmError>) -> Result<R, PrmError> {
        if *unpoisoned(self.user.lock()) == Some(thread::current().id()) {
            return Err(self.busy());
        }
        let value = self.value.lock().map_err(|_| self.broken())?;
        self.run(value, call)
    }

    /// Uses the value, unless somebody uses it now.
    ///
    /// # Errors
    /// As [`with`](Self::with), and `busy` where it would wait.
    pub fn try_with<R>(
        &self,
        call: impl FnOnce(&mut T) -> Result<R, PrmError>,
    ) -> Result<R, PrmError> {
        match self.value.try_lock() {
            Ok(value) => self.run(value, call),
            Err(TryLockError::WouldBlock) => Err(self.busy()),
            Err(TryLockError::Poisoned(_)) => Err(self.broken()),
        }
    }

    /// Closes it: what it held is dropped, and every later use is refused. Closing twice does no
    /// harm; closing from inside a call of the same thread does nothing.
    pub fn close(&self) {
        if *unpoisoned(self.user.lock()) != Some(thread::current().id()) {
            *unpoisoned(self.value.lock()) = None;
        }
    }

    fn run<R>(
        &self,
        mut value: MutexGuard<'_, Option<T>>,
        call: impl FnOnce(&mut T) -> Result<R, PrmError>,
    ) -> Result<R, PrmError> {
        let open = value.as_mut().ok_or_else(|| {
            PrmError::new(ErrorCode::Closed, format!("the {} was closed", self.what))
        })?;
        *unpoisoned(self.user.lock()) = Some(thread::current().id());
        let done = catch_unwind(AssertUnwindSafe(|| call(open)));
        *unpoisoned(self.user.lock()) = None;
        match done {
            Ok(done) => done,
            // The value may be half changed: nobody uses it any more.
            Err(fault) => {
                *value = None;
                Err(internal(fault.as_ref()))
            }
        }
    }

    fn busy(&self) -> PrmError {
        PrmError::new(ErrorCode::Busy, format!("the {} is in use by another call", self.what))
    }

    fn broken(&self) -> PrmError {
        let message = format!("the {} met a fault: load it again from what was saved", self.what);
        PrmError::new(ErrorCode::Internal, message)
    }
}

fn unpoisoned<T>(lock: Result<T, PoisonError<T>>) -> T {
    lock.unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[expect(clippy::panic, clippy::unwrap_used, reason = "a test fails loudly")]
mod tests {
    use super::*;

    fn code<R: std::fmt::Debug>(found: Result<R, PrmError>) -> &'static str {
        found.unwrap_err().code().as_str()
    }

    #[test]
    fn what_is_closed_busy_or_broken_says_so() {
        let shared = Shared::new("panel", 1);
        assert_eq!(shared.with(|value| Ok(*value)).unwrap(), 1);
        assert_eq!(shared.with(|_| Ok(code(shared.with(|_| Ok(()))))).unwrap(), "busy");
        assert_eq!(shared.with(|_| Ok(code(shared.try_with(|_| Ok(()))))).unwrap(), "busy");
        shared
            .with(|_| {
                shared.close();
                Ok(())
            })
            .unwrap();
        assert!(shared.with(|_| Ok(())).is_ok());
        assert_eq!(code(shared.with(|_| -> Result<(), _> { panic!("a fault") })), "internal");
        assert_eq!(code(shared.with(|_| Ok(()))), "closed");
        let shared = Shared::new("panel", 1);
        shared.close();
        shared.close();
        assert_eq!(code(shared.with(|_| Ok(()))), "closed");
        assert_eq!(code(guard(|| -> Result<(), _> { panic!("a fault") })), "internal");
    }

    #[test]
    fn many_threads_take_turns() {
        let shared = Shared::new("counter", 0);
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..1_000 {
                        shared
                            .with(|value| {
                                *value += 1;
                                Ok(())
                            })
                            .unwrap();
                    }
                });
            }
        });
        assert_eq!(shared.with(|value| Ok(*value)).unwrap(), 8_000);
    }
}
