//! prm-core: the behaviour layer of patient relationships.
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
mod id;
mod journey;
pub mod limits;
mod patient;
mod playbook;
mod reason;
mod relationship;
mod time;
mod vocabulary;

pub use action::Action;
pub use care::{AppointmentStatus, Attendance, Place, Service};
pub use communication::{Channel, Language, Purpose};
pub use conversation::{LineRead, Lines, Reply, Resolution, Routed};
pub use decision::{Cure, Decision, Slack, Verdict};
pub use engine::{
    Executor, Explanation, Input, MessageHistory, Outcome, Plan, PlannedTurn, Still, Wake,
};
pub use error::{ErrorCode, Fault, PrmError, Severity};
pub use fact::{Fact, FactContent};
pub use id::{
    AppointmentId, EnrolmentId, FactId, Key, KeyParts, PatientId, PersonId, ReplyId, RequestId,
    ResponseId, VisitId,
};
pub use patient::{BirthDate, ContactPoint, ContactUse, HumanName, LineId, LineKind, NameUse};
pub use playbook::{BEHAVIOUR, Playbook, SPEC, STARTER, document};
pub use reason::{Reason, ReasonCode};
pub use relationship::{MessageEvent, Relationship};
pub use time::{
    CivilDate, CivilTime, Recurrence, Slots, Span, Timestamp, Zone, ZonedTime, tzdb_version,
};
