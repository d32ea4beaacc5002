//! Steps for many: while one thread steps, the other reads requests and builds answers.

use std::iter;
use std::mem;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;

use prm_core::{
    ErrorCode, Executor, Outcome, Panel, Playbook, PrmError, SetAside, StepRequest, Timestamp,
};
use prm_host::Shared;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::error::detached;
use crate::write::{to_python, without_collector};

/// Requests that are handed over at a time.
const CHUNK: usize = 128;
/// Chunks that are read ahead of the answers.
const AHEAD: usize = 4;

/// What the thread that steps is told.
pub(crate) struct Order<'o> {
    pub(crate) playbook: &'o Playbook,
    pub(crate) executor: Executor,
    pub(crate) now: Timestamp,
}

/// What the answers have become so far.
#[derive(Default)]
struct Built {
    outcomes: Vec<Py<PyAny>>,
    set_aside: Vec<SetAside>,
}

/// Steps a panel through requests, in order. An exception of `progress`, or Ctrl-C, ends the call,
/// which then has changed nothing.
pub(crate) fn step_many<'py>(
    py: Python<'py>,
    panel: &Shared<Panel>,
    order: &Order<'_>,
    items: Vec<Py<PyAny>>,
    read: fn(&Bound<'_, PyAny>) -> Result<StepRequest, PrmError>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let mut raised = None;
    let done = detached(py, || {
        panel.with(|panel| {
            through(panel, order, &items, read, |sound, built| {
                let told = sound.and_then(|()| {
                    Python::attach(|py| {
                        py.check_signals()?;
                        let done = (built.outcomes.len(), items.len());
                        progress.as_ref().map_or(Ok(()), |told| told.call1(py, done).map(drop))
                    })
                });
                told.map_err(|error| raised = Some(error)).is_ok()
            })
        })
    });
    if let Some(error) = raised {
        return Err(error);
    }
    let Built { outcomes, set_aside } = done?;
    let batch = PyDict::new(py);
    batch.set_item("outcomes", PyList::new(py, outcomes)?)?;
    batch.set_item("set_aside", to_python(py, &set_aside)?)?;
    Ok(batch.into_any())
}

fn through(
    panel: &mut Panel,
    order: &Order<'_>,
    items: &[Py<PyAny>],
    read: fn(&Bound<'_, PyAny>) -> Result<StepRequest, PrmError>,
    mut go_on: impl FnMut(PyResult<()>, &Built) -> bool,
) -> Result<Built, PrmError> {
    let (requests_in, requests) = mpsc::channel::<Vec<Result<StepRequest, PrmError>>>();
    let (answers_in, answers) = mpsc::channel::<Vec<Result<Outcome, PrmError>>>();
    let stop = &AtomicBool::new(false);
    let of = items.len();
    thread::scope(|scope| {
        let steps = scope.spawn(move || step(panel, order, requests, &answers_in, of, stop));
        let mut chunks = items.chunks(CHUNK);
        let (mut built, mut under_way) = (Built::default(), 0);
        while built.outcomes.len() < of {
            if under_way < AHEAD
                && let Some(chunk) = chunks.next()
            {
                let requests =
                    Python::attach(|py| chunk.iter().map(|item| read(item.bind(py))).collect());
                under_way += usize::from(requests_in.send(requests).is_ok());
                continue;
            }
            let Ok(chunk) = answers.recv() else { break };
            under_way = under_way.saturating_sub(1);
            let sound = Python::attach(|py| without_collector(py, || build(py, chunk, &mut built)));
            if !go_on(sound, &built) {
                stop.store(true, Ordering::Relaxed);
                break;
            }
        }
        // The other thread sees the end of the requests, and whether it is a good one.
        drop(requests_in);
        let fault =
            || PrmError::new(ErrorCode::Internal, "a fault of this library: please report it");
        steps.join().unwrap_or_else(|_| Err(fault()))?;
        Ok(built)
    })
}

/// What the thread that steps does.
fn step(
    panel: &mut Panel,
    order: &Order<'_>,
    requests: mpsc::Receiver<Vec<Result<StepRequest, PrmError>>>,
    answers: &mpsc::Sender<Vec<Result<Outcome, PrmError>>>,
    of: usize,
    stop: &AtomicBool,
) -> Result<(), PrmError> {
    let (mut chunk, mut done) = (Vec::with_capacity(CHUNK), 0);
    let answered = &mut |answer| {
        if done < of {
            done += 1;
            chunk.push(answer);
            if chunk.len() == CHUNK || done == of {
                let full = mem::replace(&mut chunk, Vec::with_capacity(CHUNK));
                if answers.send(full).is_err() {
                    return ControlFlow::Break(());
                }
            }
        }
        if stop.load(Ordering::Relaxed) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    // One more than there are: to be asked once after the last whether all went well.
    let end = iter::once_with(|| Err(PrmError::new(ErrorCode::Cancelled, "the end")));
    let requests = requests.into_iter().flatten().chain(end);
    panel.step_each(order.playbook, requests, order.executor, order.now, answered)
}

/// Adds the answers of a chunk.
fn build(py: Python<'_>, chunk: Vec<Result<Outcome, PrmError>>, built: &mut Built) -> PyResult<()> {
    let first = built.outcomes.len();
    for (index, answer) in chunk.iter().enumerate() {
        if let Err(error) = answer {
            let index = u32::try_from(first + index).unwrap_or(u32::MAX);
            built.set_aside.push(SetAside { index, error: error.report() });
        }
    }
    let outcomes: Vec<Option<Outcome>> = chunk.into_iter().map(Result::ok).collect();
    let outcomes: Vec<Py<PyAny>> = to_python(py, &outcomes)?.extract()?;
    built.outcomes.extend(outcomes);
    Ok(())
}
