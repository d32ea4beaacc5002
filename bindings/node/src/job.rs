//! Long calls: they run on a thread of Node's pool, tell how far they are, and can be stopped.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use napi::bindgen_prelude::{AsyncTask, Task, Unknown};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Status};
use napi_derive::napi;
use prm_core::{ErrorCode, PrmError, SetAside};
use serde::Serialize;

use crate::call::{call, json};

/// The function that is told how many items are done.
pub(crate) type Progress = ThreadsafeFunction<u32, Unknown<'static>, u32, Status, false>;

/// What stops a call from outside: an `AbortSignal` sets it.
#[napi]
pub struct Stop {
    flag: Arc<AtomicBool>,
}

#[napi]
impl Stop {
    /// Not stopped.
    #[napi(constructor)]
    pub fn new() -> Self {
        Self { flag: Arc::default() }
    }

    /// Stops the call where it is.
    #[napi]
    pub fn stop(&self) {
        self.flag.store(true, Ordering::Relaxed);
    }
}

/// The caller's eye on a call.
pub(crate) struct Watch {
    flag: Arc<AtomicBool>,
    progress: Option<Progress>,
}

impl Watch {
    pub(crate) fn new(stop: &Stop, progress: Option<Progress>) -> Self {
        Self { flag: Arc::clone(&stop.flag), progress }
    }

    /// For the core, which asks it now and then.
    pub(crate) fn look(&self, done: usize) -> ControlFlow<()> {
        if let Some(progress) = &self.progress {
            let done = u32::try_from(done).unwrap_or(u32::MAX);
            // Nobody waits for the listener: a busy event loop does not slow the call down.
            progress.call(done, ThreadsafeFunctionCallMode::NonBlocking);
        }
        if self.flag.load(Ordering::Relaxed) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

type Body = Box<dyn FnOnce() -> Result<Vec<String>, PrmError> + Send>;

/// A call that runs on a worker; it answers with JSON texts.
pub struct Job {
    body: Option<Body>,
}

impl Job {
    pub(crate) fn start(
        body: impl FnOnce() -> Result<Vec<String>, PrmError> + Send + 'static,
    ) -> AsyncTask<Self> {
        AsyncTask::new(Self { body: Some(Box::new(body)) })
    }
}

impl Task for Job {
    type Output = Vec<String>;
    type JsValue = Vec<String>;

    fn compute(&mut self) -> napi::Result<Vec<String>> {
        let body = self.body.take();
        call(|| match body {
            Some(body) => body(),
            None => Err(PrmError::new(ErrorCode::Internal, "a job runs once")),
        })
    }

    fn resolve(&mut self, _: Env, output: Vec<String>) -> napi::Result<Vec<String>> {
        Ok(output)
    }
}

/// Items in one text of an answer: few enough that reading one does not hold the event loop up.
pub(crate) const PART: usize = 128;

/// The answer of a call for many: what was set aside, then the items in parts.
pub(crate) fn batch<T: Serialize>(
    items: &[T],
    set_aside: &[SetAside],
) -> Result<Vec<String>, PrmError> {
    let mut texts = vec![json(set_aside)?];
    for part in items.chunks(PART) {
        texts.push(json(part)?);
    }
    Ok(texts)
}
