//! prm-core for Node: the native half.
//!
//! Data crosses as JSON text, which V8 reads and writes faster than one property at a time, and
//! which keeps the core's own decoders, codes and paths. Everything that a user of Node sees
//! (dates, plain objects, errors with fields, the order of long calls) is made of it in `lib/*.js`.

#![cfg_attr(test, allow(dead_code, reason = "napi exports nothing where a test is built"))]

mod call;
mod craft;
mod feed;
mod insight;
mod job;
mod lines;
mod panel;
mod picture;
mod playbook;
mod proof;
mod read;
mod relationship;
mod stream;

use std::collections::BTreeMap;

use napi_derive::napi;
use prm_core::{BEHAVIOUR, ErrorCode, INSTRUMENTS, SPEC, STARTER, STARTERS, limits};
use serde::Serialize;

use crate::call::{call, json};

/// Facts, runs and outcomes are many small things.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Serialize)]
struct Constants {
    spec: &'static str,
    behaviour: u32,
    tzdb: &'static str,
    starter: &'static str,
    starters: BTreeMap<&'static str, &'static str>,
    instruments: BTreeMap<&'static str, &'static str>,
    error_codes: &'static [ErrorCode],
    limits: BTreeMap<&'static str, i64>,
}

/// A limit by its name in the core; times are in milliseconds.
macro_rules! named {
    ($($name:ident),+ $(,)?) => {
        BTreeMap::from([$((
            stringify!($name),
            i64::try_from(limits::$name).unwrap_or(i64::MAX),
        ),)+])
    };
}

/// What never changes while the library is loaded, as JSON text.
#[napi]
pub fn constants() -> napi::Result<String> {
    call(|| {
        json(&Constants {
            spec: SPEC,
            behaviour: BEHAVIOUR,
            tzdb: prm_core::tzdb_version(),
            starter: STARTER,
            starters: STARTERS.iter().copied().collect(),
            instruments: INSTRUMENTS.iter().copied().collect(),
            error_codes: ErrorCode::ALL,
            limits: named![
                MAX_SKEW,
                STALE_HANDOVER,
                SETTLE,
                USEFUL,
                STOP_CONFIRMATION,
                VISIT_LINK,
                PLAYBOOK_BYTES,
                FACT_BYTES,
                STATE_BYTES,
                RESOURCE_BYTES,
                TEXT_BYTES,
                ID_BYTES,
                OUTPUT_BYTES,
                PUSH_BYTES,
                TEMPLATE_FUEL,
                TEMPLATE_BYTES,
                NESTING,
                CONDITION_BYTES,
                JOURNEYS,
                STEPS,
                MESSAGES,
                LIST,
                ACTIONS,
                ROWS,
                PAIRED,
                FACTS,
                SLOTS,
                TURNS,
                FAULTS,
                LEFT_OUT,
            ],
        })
    })
}

/// A fault of this library, made on purpose: how a test proves that no fault ends the process.
#[cfg(debug_assertions)]
#[napi(js_name = "_panic")]
#[allow(clippy::panic, reason = "what it is for; the macro hides it from `expect`")]
pub fn fault() -> napi::Result<()> {
    call(|| std::panic::panic_any("made on purpose"))
}
