//! prm-core is the behaviour layer of patient relationships: an embeddable, deterministic, sans-IO
//! library. A host (an EHR, a notebook, a service, a phone) tells it what happened and what time
//! it is; it answers what to do now, why, and when to ask again. It stores nothing, sends nothing
//! and reads no clock: all time is an argument, all output a return value.
//!
//! ```
//! use prm_core::{Action, Executor, Fact, Input, Lines, Playbook, Relationship, STARTER};
//!
//! let playbook = Playbook::compile(STARTER)?; // or your own: every fault is told at once
//! let mut priya = Relationship::new("priya", "a secret of this practice")?;
//! let mut lines = Lines::new();
//!
//! // What the host has learnt: who Priya is, and that she booked a check-up.
//! let facts = [
//!     Fact::from_json(r#"{"id": "1", "patient": "priya", "occurred": "2026-03-02T06:00:00Z",
//!         "content": {"type": "patient_described", "names": [{"given": ["Priya"]}],
//!             "zone": "Asia/Kolkata", "contact_points": [{"line": "tel:+919812345670"}]}}"#)?,
//!     Fact::from_json(r#"{"id": "2", "patient": "priya", "occurred": "2026-03-02T06:00:00Z",
//!         "content": {"type": "appointment_booked", "appointment": "a1",
//!             "start": "2026-03-10T10:00[Asia/Kolkata]"}}"#)?,
//! ];
//! let now = "2026-03-02T06:00:00Z".parse()?;
//! let input = Input { facts: &facts, lines: &mut lines, executor: Executor::Server, now };
//! let outcome = playbook.step(&mut priya, input)?;
//! assert!(outcome.actions.is_empty()); // nothing yet; ask again on the day before, at nine
//! let wake = outcome.wake.unwrap();
//! assert_eq!(wake.at.to_string(), "2026-03-09T03:30:00.000Z");
//!
//! let text = priya.save(); // the host keeps it, and gives it back when it is time
//! let mut priya = Relationship::load(&text)?;
//! let input = Input { facts: &[], lines: &mut lines, executor: Executor::Server, now: wake.at };
//! let outcome = playbook.step(&mut priya, input)?;
//! let Some(Action::SendMessage { key, text, to, .. }) = outcome.actions.first() else { panic!() };
//! assert_eq!(to, "+919812345670");
//! assert!(text.starts_with("Priya, see you Tuesday, 10 March at 10:00 AM at Lotus Clinic."));
//!
//! // Why, at any later time.
//! let explanation = playbook.explain(&priya, &lines, *key, wake.at)?;
//! assert_eq!(
//!     explanation.sentence,
//!     "reminder of appointment:a1 by sms was sent on Monday, March 9 at 9:00 AM \
//!      (Asia/Kolkata): all checks passed."
//! );
//! # Ok::<(), prm_core::PrmError>(())
//! ```
//!
//! # The words
//!
//! | word | meaning |
//! |---|---|
//! | [`Playbook`] | What a practice decides, as one JSON document ([`document`]): journeys, rules, messages. Checked as a whole, compiled once, free of patient data. |
//! | [`Fact`] | Something that happened or is true, told by the host, in the past tense. |
//! | [`Relationship`] | All that is known about one patient, and all that was settled: the unit of storage. |
//! | [`Plan`] | What would happen until some instant, computed on demand and never stored. |
//! | [`Action`] | What the host must do now: send, withdraw, open or close a task. |
//! | ledger | What was settled, under stable keys, and what became of it: part of the relationship. |
//! | [`Decision`] | Why: a verdict, its reasons, the facts read, and the smallest change that would have flipped it. |
//! | [`Key`] | The name of one thing said to one person once; derived, never random. |
//! | [`Lines`] | Contact points with their own opt-outs, hand-overs and open questions; families share them. |
//! | [`Wake`] | When to ask again, and why. |
//! | [`Panel`] | Many relationships: which of them wake now. |
//!
//! # The law
//!
//! The open future is a pure function of playbook, relationship, lines and `now`; there is no
//! stored timer. A moved appointment, an edited journey, a death, an opt-out or new time-zone data
//! need no clean-up: the next plan is simply different. [`Playbook::step`] may come early, late
//! and twice; it is the only thing that changes a relationship. [`Playbook::plan`] takes the same
//! turns on copies, so that stepping at every wake hands over exactly what the plan said.
//!
//! Three words are never mixed: copies of one relationship are **joined**
//! ([`Relationship::join`]), two records of one person are **merged** ([`Relationship::merge`]),
//! and several messages to one recipient are **combined** (`rules.combine`).
//!
//! A host keeps three promises: it saves relationship, changed lines and actions in one
//! transaction, comparing revisions; it sends what it stored under a key once; and it says what
//! became of it. The rules behind all this are numbered R1 to R32 and named where they hold.
//!
//! # What it is not
//!
//! No EHR, no sender, no store, no legal advice.

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!();

mod action;
mod care;
mod communication;
mod condition;
mod conversation;
mod decision;
mod engine;
mod error;
mod explain;
mod fact;
mod feedback;
#[cfg(feature = "uniffi")]
pub mod foreign;
pub mod guide;
mod id;
pub mod insight;
mod interop;
mod journey;
pub mod limits;
mod panel;
mod patient;
mod picture;
mod playbook;
mod portal;
mod reason;
mod register;
mod relationship;
mod time;
mod vector;
mod vocabulary;
mod waitlist;

pub use action::Action;
pub use care::{AppointmentStatus, Attendance, Place, Service};
pub use communication::email::{self, MailHeader, Unsubscribe};
pub use communication::readability::{self, ReadingGrade};
pub use communication::sms::{self, OutsideGsm7, SmsEncoding, SmsText};
pub use communication::{Channel, Language, Purpose};
pub use communication::{phone, push};
#[cfg(feature = "bench")]
#[doc(hidden)]
pub use condition::probe;
pub use conversation::{Concern, LineRead, Lines, Reply, Resolution, Routed};
pub use decision::{CheckLine, CheckName, Cure, Decision, Slack, Verdict};
pub use engine::{Executor, Input, Outcome, Plan, PlannedTurn, Still, Wake};
pub use error::{ErrorCode, ErrorReport, Fault, PrmError, Severity, decode, parse_json};
pub use explain::{Explanation, MessageHistory};
pub use fact::{Fact, FactContent};
pub use feedback::{
    AnswerBox, AnswerFault, AnswerFaultKind, AnswerKind, AnswerOption, Band, BoxKind, Completeness,
    Flag, FlagRule, FlagState, Form, FormFault, FormSpec, INSTRUMENTS, Instrument, InstrumentItem,
    ItemAnswer, ItemState, NO_ANSWER, QuestionnaireReading, QuestionnaireResponseSpec,
    QuestionnaireSpec, Recode, Scale, ScaleMethod, Score, ScoreMeasure, ScoreRow, ScoreSpec,
    ScoredItem, ScoredScale, Scorer, Scores, ScoresSpec, Screener, ShareInterval, Tally, Threshold,
    Wording, form, instrument_of_questionnaire, questionnaire_response, score_response,
    score_responses,
};
pub use id::{
    AppointmentId, EnrolmentId, FactId, Key, KeyParts, Name, OccasionId, PatientId, PersonId,
    ReplyId, RequestId, ResponseId, SlotId, VisitId, WaitingId,
};
pub use interop::FeedLine;
#[cfg(any(feature = "fhir", feature = "hl7v2"))]
pub use interop::ReadingReport;
#[cfg(feature = "fhir")]
pub use interop::fhir;
#[cfg(feature = "hl7v2")]
pub use interop::hl7v2;
pub use panel::{
    LoadBatch, Panel, PlanBatch, SaveBatch, SetAside, StepBatch, StepRequest, WakeBatch,
};
pub use patient::{
    BirthDate, ContactFinding, ContactPoint, ContactUse, HumanName, LineId, LineKind, NameUse,
    OptOutScope,
};
pub use picture::{
    Picture, Theme, Timeline, TimelineEntry, TimelineEvent, TimelineKind, TimelineRequest,
};
pub use playbook::{
    BEHAVIOUR, FuzzFailure, FuzzReport, FuzzStep, Playbook, SPEC, STARTER, STARTERS, TestReport,
    document, rule, rule_pack, rule_packs,
};
pub use portal::{
    AccessAction, AccessCode, AccessDecision, AccessReason, AccessScope, AccessVerdict,
    AuditAppendSpec, AuditCheckpoint, AuditCheckpointReadSpec, AuditCheckpointSpec, AuditDecision,
    AuditDecisions, AuditEntry, AuditEraseSpec, AuditErased, AuditFault, AuditFaultCode,
    AuditFhirSpec, AuditHead, AuditKind, AuditLook, AuditLooks, AuditQuery, AuditReport,
    AuditSealed, AuditState, AuditVerifySpec, AuditViewer, BreakGlass, HoldReason, HostKey, Item,
    ItemAccess, ItemKind, ItemStatus, LinkPurpose, LinkRevocation, Obligation, PROOFS,
    PortalDocument, PortalView, PurposeOfUse, ReleaseEvent, ReleaseRule, RoleRule, Sensitivity,
    Token, TokenClaims, TokenFault, TokenReadSpec, TokenReading, TokenSpec, Viewer, audit_append,
    audit_checkpoint, audit_checkpoint_read, audit_disclosures, audit_entries, audit_erase,
    audit_fhir, audit_looks, audit_verify, portal_rules, prove, token_issue, token_read,
};
pub use reason::{Reason, ReasonCode};
pub use relationship::{Erasure, MessageEvent, Relationship};
pub use time::{
    CivilDate, CivilTime, LeapDay, MonthEnd, Occurrence, Occurrences, Recurrence, Schedule, Slots,
    Span, Timestamp, WallTime, Zone, ZonedTime, tzdb_version,
};

pub use waitlist::{Candidate, CandidateStatus, Offers, Slot, SlotStatus, Wishes};

/// The README's code is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
