//! Journeys and their steps as they are written.

use serde::Serialize;

use super::document::Receipt;
use super::node::{Place, Read};
use crate::{Channel, Schedule, Timestamp};

/// A journey: steps that follow one subject.
///
/// ```json
/// {
///   "id": "visits", "for": "appointment", "service": "check-up",
///   "steps": [
///     {
///       "id": "reminder", "send": "visit_reminder", "at": "1 day before appointment.start at 09:00",
///       "tells": ["appointment.start", "appointment.place"]
///     }
///   ]
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Journey {
    /// The id: part of every key.
    pub id: String,
    /// What it is about: each such thing of a patient gets a run of its own.
    #[serde(rename = "for")]
    pub subject: Subject,
    /// For appointments and visits: the service of those that it follows; for recalls that of the
    /// visits after which it comes. Every one where left out; one of which no service is known is of
    /// none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// For occasions and anniversaries, and needed there: the name of those that it follows
    /// (`occasion_recorded`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occasion: Option<String>,
    /// For recalls: how often after the last visit, and for anniversaries: how often after the
    /// occasion (a year where left out), as a span (`6 months`) or an RFC 5545 rule
    /// (`FREQ=MONTHLY;INTERVAL=6`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<String>,
    /// For recalls, in place of `every`: a rule with its exceptions. Its slots are days. A slot
    /// that is moved is due on the new day, under the name of the old one:
    ///
    /// ```json
    /// {
    ///   "rule": "FREQ=MONTHLY;INTERVAL=6", "month_end": "clamp", "since": "2026-06-01",
    ///   "without": ["2026-12-24"], "with": ["2027-01-11"], "moved": {"2027-05-01": "2027-05-04"}
    /// }
    /// ```
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Schedule>,
    /// Asked until the first step has been settled: the run begins when it is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enter_when: Option<String>,
    /// Asked at every step: the run ends when it is false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stay_while: Option<String>,
    /// Asked at every step: the run ends when it is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit_when: Option<String>,
    /// Asked on every fact and at every step: once it is true of a run that has begun, its goal is
    /// reached, and it ends for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<String>,
    /// Whether it begins anew for another subject: `always`, also beside an earlier run (where left
    /// out); `never`; `after_exit`, when no earlier run goes on; or a span (`90 days`) after the
    /// beginning of the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reentry: Option<String>,
    /// Steps that a visit makes needless together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
    /// The steps.
    pub steps: Vec<Step>,
}

/// Steps that a visit makes needless: what is said around a check-up of the twentieth week is not
/// said to whoever came for it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Group {
    /// The id, which steps name.
    pub id: String,
    /// The service of the visits that clear it; every visit where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cleared_by: Option<String>,
    /// From when such a visit counts, as a sentence of time.
    pub from: String,
    /// Until when it counts; without end where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// What a journey is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// An appointment.
    Appointment,
    /// A visit.
    Visit,
    /// A birthday, once a year.
    Birthday,
    /// An enrolment in a programme.
    Enrolment,
    /// Something that the practice gives a name: an enquiry, a referral, a discharge.
    Occasion,
    /// A day that comes back after an occasion: a year after an operation, and every year.
    Anniversary,
    /// Care that is due again after the last visit.
    Recall,
    /// A response to a questionnaire, with the suggestion in it.
    Feedback,
}

/// A step of a journey: one thing that is done at its time. It sends a message (`send`), opens a
/// task or calls a person at once (`task`, `alert`), closes a task (`close`), notes a value
/// (`set`), starts or stops a journey (`start`, `stop`), or takes one of several ways (`branch`,
/// `split`, `wait`).
///
/// Ways are anchors like any other: `2 days after answer.silent`. What hangs on a way that was
/// not taken is left out, with all that hangs on it (`other_way`); what comes after either hangs
/// on `answer.settled`.
///
/// ```json
/// {
///   "id": "answer", "at": "reminder.handed_over",
///   "wait": {
///     "first_of": [
///       {"way": "yes", "when": "appointment.confirmed"},
///       {"way": "gone", "at": "appointment.cancelled"}
///     ],
///     "until": "1 day after due", "otherwise": "silent"
///   }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Step {
    /// The id: part of every key.
    pub id: String,
    /// Earlier ids of this step, so that what was said under them stays said.
    #[serde(default)]
    pub was: Vec<String>,
    /// The message to send.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub send: Option<String>,
    /// What the message asks: `nps` or `confirm`. An answer from the contact point is taken for
    /// the answer to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask: Option<String>,
    /// The task to open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<TaskRule>,
    /// The person to call at once, by day and by night: an urgent task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alert: Option<TaskRule>,
    /// The step whose task is closed, where it is still open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub close: Option<String>,
    /// The value to note about the patient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set: Option<SetRule>,
    /// The occasion to record, now: the journeys that follow such begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// The journey whose present runs end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop: Option<String>,
    /// Ways by condition: the first whose `when` is true is taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub branch: Vec<Arm>,
    /// Ways by lot, in the stated shares: for a patient always the same one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub split: Vec<Share>,
    /// Ways by what happens first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<WaitRule>,
    /// When: `1 day before appointment.start at 09:00`, `2 hours after visit.end`,
    /// `suggestion.received`, `1 day after check-in.settled at 10:00`.
    pub at: String,
    /// Until when it is useful, in the same words, with `due` for the step's own time; 48 hours
    /// after that where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub useful_until: Option<String>,
    /// Asked when it is due: skipped where false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The values that it tells: `appointment.start`, `appointment.place`,
    /// `appointment.practitioner`.
    #[serde(default)]
    pub tells: Vec<String>,
    /// What happens when a value that it told has changed; `again` where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_change: Option<OnChange>,
    /// What happens when its time had passed before its cause happened;
    /// `send_while_useful` where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<Late>,
    /// What happens when no permitted hour lies between its time and the end of its usefulness
    /// (R13); `hold` where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet: Option<Quiet>,
    /// Spreads it over this long after its time, so that a panel does not go out in one instant
    /// (R25): a step that is due at a time of the day only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spread: Option<String>,
    /// What has to be reported of the message, and when the next channel is tried without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback: Option<Fallback>,
    /// How often one channel is tried again when a message failed for a reason that may pass
    /// (`failed`, not `bounced`), five minutes later and then after twice as long each time, while
    /// it is useful; not where left out, at most [`RETRIES`](crate::limits::RETRIES).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retries: Option<u32>,
    /// The channels that are tried, in order; those of the message where empty.
    #[serde(default)]
    pub channels: Vec<Channel>,
    /// Which of several due steps goes first, the lowest; by purpose where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<u32>,
    /// Steps of one series that are overdue together become the newest that is still useful.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
    /// The group of steps that a visit makes needless together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// A due time before this never fires, so that a new step does not reach back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// Whether it waits for the consent that it needs, as long as it is useful.
    #[serde(default)]
    pub await_consent: bool,
    /// Whether it is decided again when the consent comes for want of which it was denied.
    #[serde(default)]
    pub retry_on_consent: bool,
    /// For a time after a receipt (`delivered`, `read`, `answered`): how long after the hand-over
    /// to wait for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise_after: Option<String>,
    /// What happens without that receipt; `skip` where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Otherwise>,
}

/// A task for a member of staff.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TaskRule {
    /// What is to be done.
    pub title: String,
    /// Who is to do it.
    pub pool: String,
    /// How much time there is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
}

/// A value to note about a patient.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SetRule {
    /// The attribute, one of the playbook's.
    pub attribute: String,
    /// The value, as its type is written (`12`, `true`, `2026-03-08`), or `today` for a day;
    /// forgotten where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// A way that is taken by a condition.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Arm {
    /// The name of the way.
    pub way: String,
    /// When it is taken. The last one may leave it out: it is taken where no other is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
}

/// A way that is taken by lot.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Share {
    /// The name of the way.
    pub way: String,
    /// Its share in percent; the shares make 100.
    pub share: u32,
}

/// A wait for the first of several things.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WaitRule {
    /// What is waited for. What happened earliest counts, and of equals the first.
    pub first_of: Vec<Cause>,
    /// Until when, as a sentence of time, with `due` for the step's own time: `3 days after due`.
    pub until: String,
    /// The way that is taken then.
    pub otherwise: String,
}

/// A thing that is waited for.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cause {
    /// The name of the way that is taken when it happens.
    pub way: String,
    /// The time that comes, as a sentence: `reminder.answered`, `visit.end`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The condition that becomes true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
}

/// What happens when a value that was told has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OnChange {
    /// It is told again.
    Again,
    /// It was told once, and that is enough.
    Once,
}

/// What happens to a step whose time had passed before its cause happened (an appointment that is
/// booked an hour ahead, a reminder of the day before).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Late {
    /// It is left out.
    Skip,
    /// It is done at once, as long as it is useful.
    SendWhileUseful,
}

/// What happens when the permitted hours and the usefulness of a step do not meet (R13).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Quiet {
    /// It is missed.
    Hold,
    /// It goes out at the last permitted minute before its time.
    Earlier,
    /// It is missed on this channel, and the next one is tried.
    NextChannel,
    /// A person is asked to do it.
    Task,
}

/// When the next channel is tried: without the receipt within the time.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fallback {
    /// The receipt that is waited for.
    pub unless: Receipt,
    /// How long after the hand-over.
    pub within: String,
}

/// What happens without a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Otherwise {
    /// The step is left out.
    Skip,
    /// The step is done.
    Go,
}

/// What a step does, by the fields that say so.
pub(super) fn things(step: &Step) -> Vec<&'static str> {
    let all = [
        ("send", step.send.is_some()),
        ("task", step.task.is_some()),
        ("alert", step.alert.is_some()),
        ("close", step.close.is_some()),
        ("set", step.set.is_some()),
        ("start", step.start.is_some()),
        ("stop", step.stop.is_some()),
        ("branch", !step.branch.is_empty()),
        ("split", !step.split.is_empty()),
        ("wait", step.wait.is_some()),
    ];
    all.into_iter().filter(|(_, given)| *given).map(|(name, _)| name).collect()
}

/// The ways that a step may take, in the order in which they are written.
pub(super) fn ways(step: &Step) -> Vec<&str> {
    let branch = step.branch.iter().map(|arm| arm.way.as_str());
    let split = step.split.iter().map(|share| share.way.as_str());
    let wait = step.wait.iter().flat_map(|wait| {
        let causes = wait.first_of.iter().map(|cause| cause.way.as_str());
        causes.chain([wait.otherwise.as_str()])
    });
    branch.chain(split).chain(wait).collect()
}

impl Read for Journey {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let journey = Self {
            id: fields.required("id", String::new()),
            subject: fields.required("for", Subject::Appointment),
            service: fields.optional("service"),
            occasion: fields.optional("occasion"),
            every: fields.optional("every"),
            schedule: fields.optional("schedule"),
            enter_when: fields.optional("enter_when"),
            stay_while: fields.optional("stay_while"),
            exit_when: fields.optional("exit_when"),
            goal: fields.optional("goal"),
            reentry: fields.optional("reentry"),
            groups: fields.optional("groups").unwrap_or_default(),
            steps: fields.required("steps", Vec::new()),
        };
        fields.finish();
        Some(journey)
    }
}

impl Read for Step {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let step = Self {
            id: fields.required("id", String::new()),
            was: fields.optional("was").unwrap_or_default(),
            send: fields.optional("send"),
            ask: fields.optional("ask"),
            task: fields.optional("task"),
            alert: fields.optional("alert"),
            close: fields.optional("close"),
            set: fields.optional("set"),
            start: fields.optional("start"),
            stop: fields.optional("stop"),
            branch: fields.optional("branch").unwrap_or_default(),
            split: fields.optional("split").unwrap_or_default(),
            wait: fields.optional("wait"),
            at: fields.required("at", String::new()),
            useful_until: fields.optional("useful_until"),
            when: fields.optional("when"),
            tells: fields.optional("tells").unwrap_or_default(),
            on_change: fields.optional("on_change"),
            late: fields.optional("late"),
            quiet: fields.optional("quiet"),
            spread: fields.optional("spread"),
            fallback: fields.optional("fallback"),
            retries: fields.optional("retries"),
            channels: fields.optional("channels").unwrap_or_default(),
            priority: fields.optional("priority"),
            series: fields.optional("series"),
            group: fields.optional("group"),
            since: fields.optional("since"),
            await_consent: fields.optional("await_consent").unwrap_or_default(),
            retry_on_consent: fields.optional("retry_on_consent").unwrap_or_default(),
            otherwise_after: fields.optional("otherwise_after"),
            otherwise: fields.optional("otherwise"),
        };
        fields.finish();
        Some(step)
    }
}

impl Read for Fallback {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let fallback = Self {
            unless: fields.required("unless", Receipt::Delivered),
            within: fields.required("within", String::new()),
        };
        fields.finish();
        Some(fallback)
    }
}

impl Read for TaskRule {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let rule = Self {
            title: fields.required("title", String::new()),
            pool: fields.required("pool", String::new()),
            within: fields.optional("within"),
        };
        fields.finish();
        Some(rule)
    }
}

impl Read for Group {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let rule = Self {
            id: fields.required("id", String::new()),
            cleared_by: fields.optional("cleared_by"),
            from: fields.required("from", String::new()),
            until: fields.optional("until"),
        };
        fields.finish();
        Some(rule)
    }
}

impl Read for SetRule {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let rule = Self {
            attribute: fields.required("attribute", String::new()),
            to: fields.optional("to"),
        };
        fields.finish();
        Some(rule)
    }
}

impl Read for Arm {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let rule =
            Self { way: fields.required("way", String::new()), when: fields.optional("when") };
        fields.finish();
        Some(rule)
    }
}

impl Read for Share {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let rule =
            Self { way: fields.required("way", String::new()), share: fields.required("share", 0) };
        fields.finish();
        Some(rule)
    }
}

impl Read for WaitRule {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let rule = Self {
            first_of: fields.required("first_of", Vec::new()),
            until: fields.required("until", String::new()),
            otherwise: fields.required("otherwise", String::new()),
        };
        fields.finish();
        Some(rule)
    }
}

impl Read for Cause {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let rule = Self {
            way: fields.required("way", String::new()),
            at: fields.optional("at"),
            when: fields.optional("when"),
        };
        fields.finish();
        Some(rule)
    }
}
