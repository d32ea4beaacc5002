//! What the host must do now.

use serde::{Deserialize, Serialize};

use crate::id::opaque_debug;
use crate::{
    Channel, FactId, Key, KeyParts, Language, LineId, PatientId, PersonId, Purpose, ReasonCode,
    Timestamp, Unsubscribe,
};

/// What the host must do now. Store it under its key in the transaction that saves the
/// relationship, then do it.
///
/// The enum is exhaustive on purpose: an action that a host does not know is a message that is
/// never sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// Send a message. A host that does so later than
    /// [`STALE_HANDOVER`](crate::limits::STALE_HANDOVER) asks
    /// [`Playbook::still`](crate::Playbook::still) first, and reports what became of it.
    ///
    /// ```json
    /// {
    ///   "type": "send_message",
    ///   "key": "0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2",
    ///   "parts": {
    ///     "journey": "visits", "subject": "appointment:a1", "entry": "0", "step": "reminder",
    ///     "occurrence": "-", "recipient": "priya", "told": "5f2c01aa89d3be70",
    ///     "again": 0, "attempt": 0
    ///   },
    ///   "patient": "priya",
    ///   "recipient": "priya",
    ///   "purpose": "treatment",
    ///   "channel": "sms",
    ///   "line": "tel:+919812345670",
    ///   "to": "+919812345670",
    ///   "message": "visit_reminder",
    ///   "level": 1,
    ///   "language": "en-IN",
    ///   "text": "Priya, see you Tuesday, 10 March at 10:00 AM at Lotus Clinic.",
    ///   "segments": 1,
    ///   "expires_at": "2026-03-10T02:30:00.000Z"
    /// }
    /// ```
    SendMessage {
        /// The key: also the idempotency key for the gateway.
        key: Key,
        /// What the key is made of.
        parts: KeyParts,
        /// Whom it is about.
        patient: PatientId,
        /// Who reads it: the patient's id or a related person's.
        recipient: String,
        /// What it is for.
        purpose: Purpose,
        /// By which channel.
        channel: Channel,
        /// The contact point.
        line: LineId,
        /// The contact point's address alone.
        to: String,
        /// The message's id in the playbook.
        message: String,
        /// The content level of the text.
        level: u32,
        /// The language of the text.
        language: Language,
        /// The subject, for e-mail and letters; the title, for push. It is one line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        subject: Option<String>,
        /// The text.
        text: String,
        /// The approved template that the text is, for channels that have such (WhatsApp).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        approved: Option<String>,
        /// The same as HTML, for an e-mail that has it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        html: Option<String>,
        /// How many segments the text takes, for SMS ([`sms::segments`](crate::sms::segments)).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        segments: Option<u32>,
        /// For an e-mail that must offer a way out of further ones.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        unsubscribe: Option<Unsubscribe>,
        /// The keys of the messages that it says in one (R18). What is reported of it is theirs.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        combines: Vec<Key>,
        /// After this instant it must not be sent.
        expires_at: Timestamp,
    },
    /// Do not send what was handed over under this key. Report `withdrawn`, or `too_late` when it
    /// has left.
    ///
    /// ```json
    /// {
    ///   "type": "withdraw_message", "key": "0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2",
    ///   "reason": "line_opted_out"
    /// }
    /// ```
    WithdrawMessage {
        /// The key of the message.
        key: Key,
        /// Why.
        reason: ReasonCode,
    },
    /// Give staff a task.
    ///
    /// ```json
    /// {
    ///   "type": "open_task",
    ///   "key": "0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2",
    ///   "parts": {
    ///     "journey": "visits", "subject": "appointment:a1", "entry": "0",
    ///     "step": "prm:no_recipient", "occurrence": "-", "recipient": "tara", "told": "-",
    ///     "again": 0, "attempt": 0
    ///   },
    ///   "patient": "tara",
    ///   "pool": "staff",
    ///   "title": "no permitted recipient (minor, proxy, confidential request)",
    ///   "reason": "no_recipient",
    ///   "people": ["meera"]
    /// }
    /// ```
    OpenTask {
        /// The key.
        key: Key,
        /// What the key is made of.
        parts: KeyParts,
        /// Whom it is about.
        patient: PatientId,
        /// Who is to do it: a pool of the playbook, or `staff`.
        pool: String,
        /// What is to be done.
        title: String,
        /// Why, where the library itself asks for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        reason: Option<ReasonCode>,
        /// The message that it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        about: Option<Key>,
        /// Who stands by the patient, for a task that nobody else can be told of.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        people: Vec<PersonId>,
        /// The facts that somebody has to look at.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        facts: Vec<FactId>,
        /// Until when it should be done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        due: Option<Timestamp>,
        /// Whether a person is needed at once, by day and by night: the host calls whoever is on
        /// duty. Such a task is never closed by this library.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        urgent: bool,
    },
    /// A task is not needed any more: its cause has gone.
    ///
    /// ```json
    /// {
    ///   "type": "close_task", "key": "0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2",
    ///   "reason": "subject_gone"
    /// }
    /// ```
    CloseTask {
        /// The key of the task.
        key: Key,
        /// Why.
        reason: ReasonCode,
    },
}

opaque_debug!(Action);

impl Action {
    /// The key that it is about.
    pub fn key(&self) -> Key {
        match self {
            Self::SendMessage { key, .. }
            | Self::WithdrawMessage { key, .. }
            | Self::OpenTask { key, .. }
            | Self::CloseTask { key, .. } => *key,
        }
    }
}
