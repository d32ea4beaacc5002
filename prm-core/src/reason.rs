//! Why: the stable codes of decisions.

use serde::{Deserialize, Serialize};

use crate::{Timestamp, Verdict};

/// Declares the codes once: the enum, its wire text, the usual verdict and the English sentence.
macro_rules! reasons {
    ($($name:ident = $text:literal, $verdict:ident, $sentence:literal;)+) => {
        /// The stable code of a reason. Codes are added, never renamed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
        #[serde(rename_all = "snake_case")]
        pub enum ReasonCode {
            $(
                #[doc = $sentence]
                $name,
            )+
        }

        impl ReasonCode {
            /// Every code, in the order of declaration.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The code as it is on the wire.
            ///
            /// ```
            /// assert_eq!(prm_core::ReasonCode::QuietHours.as_str(), "quiet_hours");
            /// ```
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// The verdict that usually goes with it.
            pub const fn verdict(self) -> Verdict {
                match self { $(Self::$name => Verdict::$verdict,)+ }
            }

            /// The reason as a clause of plain English, without a full stop.
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence,)+ }
            }
        }
    };
}

reasons! {
    Ok = "ok", Send, "all checks passed";
    Deceased = "deceased", Deny, "the patient is recorded as deceased";
    MergedInto = "merged_into", Deny, "this record was merged into another";
    SubjectGone = "subject_gone", Skip, "the appointment or other subject is cancelled, replaced or removed";
    Superseded = "superseded", Skip, "a newer version of the subject exists";
    JourneyStopped = "journey_stopped", Skip, "the run has exited or was stopped";
    ConditionFalse = "condition_false", Skip, "the step's condition is false";
    GoalReached = "goal_reached", Skip, "the goal of the journey is reached";
    AlreadyRunning = "already_running", Skip, "an earlier run of the journey keeps this one from beginning";
    GroupCleared = "group_cleared", Skip, "a visit has made this group of steps needless";
    OtherWay = "other_way", Skip, "the journey took another way";
    NoLongerNeeded = "no_longer_needed", Skip, "the journey needs it no longer";
    EndlessLoop = "endless_loop", Skip, "the journey would go round without end";
    AnchorAbsent = "anchor_absent", Skip, "the step it is anchored on settled without that event";
    AlreadyTold = "already_told", Skip, "the same values were already told";
    NotTold = "not_told", Skip, "nobody was told the earlier values";
    AlreadySeen = "already_seen", Skip, "the recipient has already viewed it";
    Collapsed = "collapsed", Skip, "a later step of the same series is due too";
    CameLate = "came_late", Skip, "its time had passed before its cause happened";
    MarketingAuthorisation = "marketing_authorisation", Deny, "marketing of this kind needs a signed authorisation";
    NoConsent = "no_consent", Deny, "no consent for this opt-in purpose";
    ConsentRefused = "consent_refused", Deny, "consent for this purpose or channel was refused or withdrawn";
    DoNotContact = "do_not_contact", Deny, "do-not-contact is recorded";
    ConsentUnknown = "consent_unknown", Missed, "consent never became known in time";
    NoRecipient = "no_recipient", Hold, "no permitted recipient (minor, proxy, confidential request)";
    RecipientRestricted = "recipient_restricted", Deny, "the recipient may not receive this content";
    NoLine = "no_line", Hold, "no usable contact point for any permitted channel";
    LineInvalid = "line_invalid", Deny, "the contact point is expired, bounced or unverified";
    LineOptedOut = "line_opted_out", Deny, "the contact point has opted out of this sender";
    PersonOptedOut = "person_opted_out", Deny, "the person opted out at another contact point of this kind";
    LinePaused = "line_paused", Hold, "the contact point may have opted out: a person has still to read it";
    SubjectMuted = "subject_muted", Skip, "the patient wants no more messages about this";
    AnsweredEnough = "answered_enough", Skip, "this contact point was answered by itself often enough today";
    ServiceWindowClosed = "service_window_closed", Deny, "the channel's free-text window is closed and there is no template";
    ExemptionTerms = "exemption_terms", Deny, "the terms of the legal exemption are not met";
    ContentTooSensitive = "content_too_sensitive", Deny, "no variant of the message is permitted on this channel";
    NoLanguage = "no_language", Hold, "no text in a language of the recipient or of the practice";
    TextTooLong = "text_too_long", Hold, "the text is longer than the limit";
    CapReached = "cap_reached", Hold, "a frequency cap is reached until the stated time";
    ReservedFor = "reserved_for", Hold, "the slot is kept for a message of higher priority";
    QuietHours = "quiet_hours", Hold, "outside the permitted hours in a candidate zone";
    PassedHours = "passed_hours", Send, "it does not wait for the permitted hours";
    ClosedDay = "closed_day", Hold, "holiday or closed day";
    QuestionOpen = "question_open", Wait, "another question is open on this contact point";
    Expired = "expired", Missed, "no longer useful";
    MissedWindow = "missed_window", Missed, "no permitted instant before it stops being useful";
    MissingFact = "missing_fact", Hold, "a fact that the condition or the text needs is unknown";
    Incomplete = "incomplete", Wait, "required data of the subject are missing";
    NotDue = "not_due", Wait, "its time has not come";
    AnchorUnknown = "anchor_unknown", Wait, "the event it is anchored on has not happened";
    OtherExecutor = "other_executor", Wait, "another executor sends this channel";
    CombinedInto = "combined_into", Combine, "part of a combined message";
    AwaitingOne = "awaiting_one", Wait, "it waits for the first of several things";
    Retrying = "retrying", Wait, "it failed for a reason that may pass, and is tried again";
    Combining = "combining", Wait, "it waits for others to go with it";
    Settling = "settling", Wait, "a change is given time to settle";
    ClockWentBack = "clock_went_back", Hold, "the clock went back beyond the allowed skew";
    FactInFuture = "fact_in_future", Wait, "a fact is dated in the future";
    FactIdReused = "fact_id_reused", Note, "two facts came under one id";
    OtherPatient = "other_patient", Note, "the fact belongs to another patient and was not taken in";
    TransitionRefused = "transition_refused", Note, "the status change is not possible from the present status";
    VisitUnlinked = "visit_unlinked", Note, "no appointment matches the visit";
    UnknownValue = "unknown_value", Note, "the value is none that the attribute may have";
    UnknownSubject = "unknown_subject", Note, "what the fact speaks of is not known";
    ZoneAssumed = "zone_assumed", Note, "the zone is not stated; the named one was assumed";
    TzChanged = "tz_changed", Task, "time-zone data changed a told time: staff to verify";
    SafetySent = "safety_sent", Task, "a danger to the patient was told: a person has to follow it up";
    SafetyUnsent = "safety_unsent", Task, "a danger to the patient could not be told: a person has to call";
    TooLate = "too_late", Task, "a withdrawn message had already left";
    UrgentReply = "urgent_reply", Task, "a reply needs a person now";
    CrisisReply = "crisis_reply", Task, "a reply speaks of suicide or self-harm: a person is needed now";
    SafeguardingReply = "safeguarding_reply", Task, "a reply speaks of violence or abuse: a person is needed now";
    SafetyAnswer = "safety_answer", Task, "an answer to a questionnaire needs a person now";
    DeathReported = "death_reported", Hold, "a reply says that the patient has died: staff to verify";
    VerifyContact = "verify_contact", Task, "a reply says that the number is somebody else's: staff to verify";
    OptOutUnclear = "opt_out_unclear", Task, "a reply may be an opt-out: a person reads it, and the line is paused";
    OptOutWording = "opt_out_wording", Task, "a reply opted out in its own words: a person reads it";
    VisitUnclear = "visit_unclear", Task, "an opt-out came while a visit was to be confirmed: ask whether the visit was meant";
    RescheduleRequested = "reschedule_requested", Task, "the patient wishes another time: the visit stays until staff have arranged it";
    CancelRequested = "cancel_requested", Task, "the patient wishes no visit: it stays booked until staff have asked";
    AmbiguousReply = "ambiguous_reply", Task, "a reply fits more than one open question";
    UnansweredReply = "unanswered_reply", Task, "a reply that fits no open question needs a person";
    Unmerged = "unmerged", Task, "a record was parted from this one: staff look whose the facts of the time between are";
    Erased = "erased", Deny, "the person was erased";
    TooOld = "too_old", Note, "a fact lies before the sealed history";
    TooMany = "too_many", Note, "the limit of facts of one relationship is reached: the fact was not taken in";
}

/// One reason of a decision: its code and the fields that belong to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The stable code.
    pub code: ReasonCode,
    /// Until when it holds, where time alone will end it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub until: Option<Timestamp>,
    /// What it is about: the path of the missing value, the subject, the other key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub about: Option<String>,
    /// The rule behind it: the id of a cap of the playbook, or of a rule of a pack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub rule: Option<String>,
    /// The rule's citation: statute, regulation, standard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub source: Option<String>,
}

impl Reason {
    pub(crate) fn new(code: ReasonCode) -> Self {
        Self { code, until: None, about: None, rule: None, source: None }
    }

    pub(crate) fn until(code: ReasonCode, until: Timestamp) -> Self {
        Self { until: Some(until), ..Self::new(code) }
    }

    pub(crate) fn about(code: ReasonCode, about: impl Into<String>) -> Self {
        Self { about: Some(about.into()), ..Self::new(code) }
    }
}

impl From<ReasonCode> for Reason {
    fn from(code: ReasonCode) -> Self {
        Self::new(code)
    }
}
