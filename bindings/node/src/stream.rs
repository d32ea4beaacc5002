//! Steps for many: while the worker steps, the event loop already reads the answers that are made.

use std::ops::ControlFlow;

use napi::Status;
use napi::bindgen_prelude::Unknown;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use prm_core::{
    ErrorCode, Executor, Outcome, Panel, Playbook, PrmError, SetAside, StepRequest, Timestamp,
};

use crate::call::json;
use crate::job::{PART, Watch};

/// The function that is given the answers, in parts that are JSON texts of lists.
pub(crate) type Parts = ThreadsafeFunction<String, Unknown<'static>, String, Status, false>;

/// Answers between two looks at whether to go on, as the core has it for other calls for many.
const STRIDE: usize = 64;

/// Steps a panel through requests, in order; gives what was set aside.
pub(crate) fn step_many(
    panel: &mut Panel,
    playbook: &Playbook,
    requests: impl Iterator<Item = Result<StepRequest, PrmError>>,
    total: usize,
    (executor, now): (Executor, Timestamp),
    (parts, watch): (&Parts, &Watch),
) -> Result<Vec<SetAside>, PrmError> {
    let (mut part, mut set_aside, mut fault) = (Vec::with_capacity(PART), Vec::new(), None);
    let mut done = 0;
    let answered = &mut |answer: Result<Outcome, PrmError>| {
        if let Err(error) = &answer {
            let index = u32::try_from(done).unwrap_or(u32::MAX);
            set_aside.push(SetAside { index, error: error.report() });
        }
        part.push(answer.ok());
        done += 1;
        if part.len() == PART || done == total {
            if let Err(error) = hand_over(parts, &part) {
                fault = Some(error);
                return ControlFlow::Break(());
            }
            part.clear();
        }
        if done.is_multiple_of(STRIDE) || done == total {
            return watch.look(done);
        }
        ControlFlow::Continue(())
    };
    let stepped = panel.step_each(playbook, requests, executor, now, answered);
    stepped.map_err(|error| fault.unwrap_or(error))?;
    Ok(set_aside)
}

fn hand_over(parts: &Parts, part: &[Option<Outcome>]) -> Result<(), PrmError> {
    match parts.call(json(part)?, ThreadsafeFunctionCallMode::NonBlocking) {
        Status::Ok => Ok(()),
        // The thread of JavaScript is at its end.
        _ => Err(PrmError::new(ErrorCode::Cancelled, "nobody waits for the answers any more")),
    }
}
