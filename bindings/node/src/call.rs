//! The frame of every call from JavaScript: no fault leaves it, and errors cross as data.

use napi::Status;
use prm_core::{ErrorCode, Fault, PrmError};
use serde::Serialize;

/// An error as `lib/error.js` reads it: the whole of it, so that nothing has to be guessed from a
/// sentence there.
#[derive(Serialize)]
struct Thrown<'e> {
    code: ErrorCode,
    path: &'e str,
    message: &'e str,
    faults: &'e [Fault],
}

/// Runs the body of a call.
pub(crate) fn call<R>(body: impl FnOnce() -> Result<R, PrmError>) -> napi::Result<R> {
    prm_host::guard(body).map_err(|error| {
        let thrown = Thrown {
            code: error.code(),
            path: error.path(),
            message: error.message(),
            faults: error.faults(),
        };
        let text = serde_json::to_string(&thrown).unwrap_or_default();
        napi::Error::new(Status::GenericFailure, text)
    })
}

/// An answer as JSON text.
pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> Result<String, PrmError> {
    serde_json::to_string(value)
        .map_err(|_| PrmError::new(ErrorCode::Internal, "the answer cannot be written"))
}
