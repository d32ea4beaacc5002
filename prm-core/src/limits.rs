//! The budgets of this library, as public constants (semantics, "Constants").
//!
//! Hostile input meets one of these, never a hang or an abort.

use crate::Timestamp;

/// Milliseconds in a second, a minute, an hour: elapsed time only, never a calendar day.
pub(crate) const SECOND: i64 = 1_000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const HOUR: i64 = 60 * MINUTE;

/// How far two honest clocks may differ, in ms: a fact dated later than this has no effect until
/// then (R2), and a clock that went back by more hands nothing over (R26).
pub const MAX_SKEW: i64 = 10 * MINUTE;
/// A host that sends a hand-over older than this, in ms, asks `still` first (R7).
pub const STALE_HANDOVER: i64 = 60 * SECOND;
/// What is anchored on a change waits this long, in ms, so that cancel and re-book become one
/// move (R5, R31).
pub const SETTLE: i64 = 10 * MINUTE;
/// A message is useful for this long after its due time, in ms, where its step says nothing else.
pub const USEFUL: i64 = 48 * HOUR;
/// One confirmation of a STOP is sent within this time, in ms (R11).
pub const STOP_CONFIRMATION: i64 = 5 * MINUTE;
/// Replies of one line that are answered by themselves within a day, so that two machines do not
/// write to one another for ever (R11); dangers are counted by themselves.
pub const ANSWERS: usize = 4;
/// How long an automatic answer to a danger is useful, in ms: later a person has long acted.
pub const DANGER_ANSWER: i64 = HOUR;
/// A booking at most this long after its visit began may still be that visit's, in ms (R31).
pub const VISIT_LINK: i64 = 4 * HOUR;

/// Answers of one response to a questionnaire.
pub const ANSWERED: usize = 1_000;

/// Groups of one analysis.
pub const GROUPS: usize = 10_000;

/// Bytes of a playbook document.
pub const PLAYBOOK_BYTES: usize = 4 << 20;
/// Bytes of one fact as JSON text.
pub const FACT_BYTES: usize = 256 << 10;
/// Bytes of a saved relationship, or of saved lines.
pub const STATE_BYTES: usize = 16 << 20;
/// Bytes of one resource or message of a feed.
pub const RESOURCE_BYTES: usize = 16 << 20;
/// Bytes of a free text inside a fact (instructions, a reply).
pub const TEXT_BYTES: usize = 64 << 10;
/// Bytes of an identifier.
pub const ID_BYTES: usize = 256;
/// Bytes that one template may write.
pub const OUTPUT_BYTES: usize = 16 << 10;
/// Bytes of a notification's payload (APNs and FCM).
pub const PUSH_BYTES: u32 = 4_096;
/// Instructions that one template may run.
pub const TEMPLATE_FUEL: u64 = 20_000;
/// Bytes of one template.
pub const TEMPLATE_BYTES: usize = 16 << 10;
/// Levels of nesting, in JSON, conditions and templates.
pub const NESTING: usize = 32;
/// Bytes of a condition or of a sentence of time.
pub const CONDITION_BYTES: usize = 4 << 10;

/// Journeys in a playbook.
pub const JOURNEYS: usize = 200;
/// Steps in a journey.
pub const STEPS: usize = 200;
/// Ways of one step.
pub const WAYS: usize = 20;
/// Times that what a step tells may make another step due at the same instant: a journey that
/// starts itself meets it.
pub const ECHOES: usize = 10;
/// Messages in a playbook.
pub const MESSAGES: usize = 1_000;
/// Items in any other list of a playbook (windows, caps, services, codings).
pub const LIST: usize = 1_000;
/// Actions that one call may return; the rest follows at the wake, which is then `now`.
pub const ACTIONS: usize = 1_000;
/// Messages that go as one.
pub const COMBINED: usize = 20;
/// Times that one channel is tried again.
pub const RETRIES: u32 = 5;
/// How long a message waits before it is tried again, in ms: five minutes, then twice as long each
/// time.
pub const BACK_OFF: i64 = 5 * 60_000;
/// Rounds of decisions of one step; each decides all that is due.
pub const ROUNDS: usize = 500;
/// Facts of one relationship.
pub const FACTS: usize = 20_000;
/// Slots that one call may expand from a recurrence.
pub const SLOTS: usize = 1_000;
/// Turns of the loop of one plan: a plan that needs more ends early and says so.
pub const TURNS: usize = 10_000;
/// Faults that one check reports.
pub const FAULTS: usize = 200;
/// Elements and resources that one reading of a feed lists as left out.
pub const LEFT_OUT: usize = 20_000;
/// Rows of the columns of one analysis.
pub const ROWS: usize = 20_000_000;
/// Bytes of the columns of one analysis as JSON text.
pub const COLUMNS_BYTES: usize = 1 << 30;
/// The greatest number of a column, either way: no sum of squares of so many is infinite.
pub const NUMBER: f64 = 1e100;
/// Points of an analysis that compares each with each.
pub const PAIRED: usize = 5_000;
/// Bytes of a reason or of a recipient in the audit.
pub const AUDIT_TEXT_BYTES: usize = 1_024;
/// Bytes of one line of an audit chain.
pub const AUDIT_LINE_BYTES: usize = 16 << 10;
/// Entries or lines of an audit chain that one call takes: longer chains go in parts.
pub const AUDIT_LINES: usize = 100_000;
/// Attempts to find the place of a fault in hostile input.
pub(crate) const LOCATE_TRIES: usize = 2_000;

/// The earliest and the latest instant that this library works with.
pub const TIME_RANGE: (Timestamp, Timestamp) = (Timestamp::MIN, Timestamp::MAX);
