//! What was decided about one planned step, and what would have changed it.

use serde::{Deserialize, Serialize};

use crate::{Channel, FactId, Key, KeyParts, Purpose, Reason, ReasonCode, Timestamp, Zone};

/// What becomes of one planned step.
///
/// `send`, `combine`, `done`, `skip`, `missed` and `deny` settle it: it is never decided again, whatever
/// facts arrive (R3). `wait` and `hold` leave it open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is done now.
    Send,
    /// Its time, or the event it is anchored on, has not come.
    Wait,
    /// It is due, and something that can still change is in the way.
    Hold,
    /// It became part of a combined message.
    Combine,
    /// The journey took a way, or told something, and went on: the host has nothing to do.
    Done,
    /// There is no need for it.
    Skip,
    /// It could not be done in time.
    Missed,
    /// It may not be done.
    Deny,
    /// A remark on a fact; nothing was decided.
    Note,
    /// A person has to look.
    Task,
}

impl Verdict {
    /// Whether a step with this verdict is never decided again (R3).
    pub const fn settles(self) -> bool {
        matches!(
            self,
            Self::Send | Self::Combine | Self::Done | Self::Skip | Self::Missed | Self::Deny
        )
    }

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::Wait => "wait",
            Self::Hold => "hold",
            Self::Combine => "combine",
            Self::Done => "done",
            Self::Skip => "skip",
            Self::Missed => "missed",
            Self::Deny => "deny",
            Self::Note => "note",
            Self::Task => "task",
        }
    }
}

/// A change that would remove one block. The set of all is the decision's flip: apply every one,
/// decide afresh, and the verdict is `send`; apply fewer, and it is not (R20).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Cure {
    /// Ask again at this time.
    ///
    /// ```json
    /// {"type": "wait_until", "at": "2026-03-10T02:30:00.000Z"}
    /// ```
    WaitUntil {
        /// The first instant at which time stands in the way no longer.
        at: Timestamp,
    },
    /// Consent for a purpose on a channel.
    ///
    /// ```json
    /// {"type": "consent", "purpose": "marketing", "channel": "sms"}
    /// ```
    Consent {
        /// The purpose of the message.
        purpose: Purpose,
        /// The channel of the attempt.
        channel: Channel,
        /// Whether it has to be signed.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        signed: bool,
    },
    /// The contact point opts in again.
    ///
    /// ```json
    /// {"type": "unblock", "channel": "sms"}
    /// ```
    Unblock {
        /// The channel whose contact point has opted out.
        channel: Channel,
    },
    /// The contact point is found to be right.
    ///
    /// ```json
    /// {"type": "verify", "channel": "email"}
    /// ```
    Verify {
        /// The channel whose contact point is in doubt.
        channel: Channel,
    },
    /// Something that is missing becomes known.
    ///
    /// ```json
    /// {"type": "add", "what": "visit.instructions"}
    /// ```
    Add {
        /// The path or the name of what is missing.
        what: String,
    },
    /// The playbook is changed.
    ///
    /// ```json
    /// {"type": "edit", "field": "messages.visit_reminder"}
    /// ```
    Edit {
        /// The path in the playbook.
        field: String,
    },
}

impl Cure {
    /// Whether a member of staff can bring it about, and is asked to.
    pub(crate) fn is_of_staff(&self) -> bool {
        matches!(self, Self::Add { .. } | Self::Verify { .. } | Self::Edit { .. })
    }
}

/// A check of the gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum CheckName {
    /// The patient is alive.
    Deceased,
    /// The record was not merged into another.
    Merged,
    /// The subject is still there, and what is said of it still so.
    Subject,
    /// The journey goes on.
    Journey,
    /// Nobody wrote that the patient has died.
    DeathReported,
    /// The patient did not ask to hear no more of the subject.
    Muted,
    /// What a third party pays for is authorised.
    Authorisation,
    /// The patient may be contacted at all.
    DoNotContact,
    /// The patient allows the purpose on the channel.
    Consent,
    /// There is somebody who may be told.
    Recipient,
    /// There is a contact point in use.
    ContactPoint,
    /// The contact point has not opted out.
    OptOut,
    /// Free text may go, or there is an approved template.
    ServiceWindow,
    /// The terms of the exemption that it relies on are met.
    Exemption,
    /// There are words that the channel admits, in a language of the recipient or the practice,
    /// and all they name is known.
    Content,
    /// No other question is open there.
    Question,
    /// It is no answer too many.
    Answers,
    /// It is not too often.
    Caps,
    /// It is an hour for it.
    Hours,
    /// It is still useful.
    Usefulness,
}

/// What one check of the gate said of an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct CheckLine {
    /// The check.
    pub check: CheckName,
    /// Whether it was passed.
    pub passed: bool,
    /// What was in the way, with the rule and its source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub reason: Option<Reason>,
    /// What would remove it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub cure: Option<Cure>,
    /// The facts that it read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub facts: Vec<FactId>,
}

/// Until when a `send` would have stayed a `send`, were time alone to pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Slack {
    /// The first block that time alone would bring.
    pub code: ReasonCode,
    /// When.
    pub at: Timestamp,
}

/// Why: for one planned step the verdict, its reasons, the facts used, and the smallest change
/// that would have flipped it.
///
/// ```json
/// {
///   "at": "2026-03-09T18:00:00.000Z",
///   "verdict": "hold",
///   "key": "0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2",
///   "parts": {
///     "journey": "visits", "subject": "appointment:a1", "entry": "0", "step": "moved",
///     "occurrence": "-", "recipient": "priya", "told": "5f2c01aa89d3be70",
///     "again": 0, "attempt": 0
///   },
///   "channel": "sms",
///   "due": "2026-03-09T18:00:00.000Z",
///   "useful_until": "2026-03-10T04:30:00.000Z",
///   "reasons": [{"code": "quiet_hours", "until": "2026-03-10T02:30:00.000Z"}],
///   "facts": ["fhir:Appointment/a1/2"],
///   "flip": [{"type": "wait_until", "at": "2026-03-10T02:30:00.000Z"}]
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// When it was decided.
    pub at: Timestamp,
    /// What was decided.
    pub verdict: Verdict,
    /// The key of the step; absent for a remark on a fact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub key: Option<Key>,
    /// What the key is made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub parts: Option<KeyParts>,
    /// The channel of the attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub channel: Option<Channel>,
    /// The way that the step took, where it takes one of several: also the arm of an experiment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub way: Option<String>,
    /// When the step was due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub due: Option<Timestamp>,
    /// Until when it is useful.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub useful_until: Option<Timestamp>,
    /// The reasons, the deciding one first; all blocks are listed.
    pub reasons: Vec<Reason>,
    /// The facts that were read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub facts: Vec<FactId>,
    /// The zones that had to be assumed, where none is stated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub zones: Vec<Zone>,
    /// The smallest change that would have flipped it; empty when none would.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub flip: Vec<Cure>,
    /// For a `send`: what time alone would have brought in its way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub slack: Option<Slack>,
    /// In an explanation: what each check of the gate says, in its order (R20).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub checks: Vec<CheckLine>,
}

impl Decision {
    pub(crate) fn new(at: Timestamp, reason: impl Into<Reason>) -> Self {
        let reason = reason.into();
        Self {
            at,
            verdict: reason.code.verdict(),
            key: None,
            parts: None,
            channel: None,
            way: None,
            due: None,
            useful_until: None,
            reasons: vec![reason],
            facts: Vec::new(),
            zones: Vec::new(),
            flip: Vec::new(),
            slack: None,
            checks: Vec::new(),
        }
    }

    /// A remark on a fact.
    pub(crate) fn note(at: Timestamp, reason: impl Into<Reason>, fact: &FactId) -> Self {
        Self { facts: vec![fact.clone()], ..Self::new(at, reason) }
    }

    /// The reason that decided.
    pub fn reason(&self) -> ReasonCode {
        self.reasons.first().map_or(ReasonCode::Ok, |reason| reason.code)
    }
}
