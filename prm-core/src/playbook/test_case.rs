//! Test cases that a playbook carries: what its authors expect of it, checked before a patient
//! meets it.

use serde::{Deserialize, Serialize};

use super::Playbook;
use super::build::Build;
use super::node::{Place, Read, shown};
use super::play::Play;
use crate::error::{self, ErrorCode};
use crate::fact::FactContent;
use crate::vocabulary::nearest;
use crate::{Action, Channel, Decision, Key, LineId, MessageEvent, ReasonCode, Timestamp, Verdict};

/// A test case: what is known and happens, until when it is played, and what must come of it.
///
/// ```json
/// {
///   "id": "reminded-the-day-before",
///   "given": [
///     {"at": "2026-03-02T06:00:00Z", "fact": {"type": "appointment_booked",
///       "appointment": "a1", "start": "2026-03-10T10:00[Asia/Kolkata]"}}
///   ],
///   "until": "2026-03-11T00:00:00Z",
///   "then": [{"at": "2026-03-09T03:30:00Z", "send": "visit_reminder", "channel": "sms"}]
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TestCase {
    /// The id.
    pub id: String,
    /// What it shows, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What is known and happens, in any order.
    pub given: Vec<Given>,
    /// Until when it is played: every wake until then is followed.
    pub until: Timestamp,
    /// What is done, in order: all of it, and nothing else.
    #[serde(default)]
    pub then: Vec<Done>,
    /// Decisions that must be among those that are made; there may be others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decided: Vec<Decided>,
}

/// Something that is known or happens: a fact, a reply, or a report.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Given {
    /// When it is learnt of; facts have happened then too. Instants of test cases may also be
    /// written as times on the wall of a place: `2026-03-09T09:00[Asia/Kolkata]`.
    pub at: Timestamp,
    /// What happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<FactContent>,
    /// What is written back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<GivenReply>,
    /// What became of a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<GivenReport>,
}

/// Something that is written back.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GivenReply {
    /// From where.
    pub line: LineId,
    /// By which channel.
    pub channel: Channel,
    /// What.
    pub text: String,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GivenReport {
    /// Of which: the n-th action of `then`, from 0.
    pub of: u32,
    /// What.
    pub event: MessageEvent,
}

/// One thing that is done: one of `send`, `withdraw`, `task` and `close`, with what is known of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Done {
    /// When; at any time where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// The message that is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub send: Option<String>,
    /// The message that is withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdraw: Option<String>,
    /// The pool that gets a task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<String>,
    /// The pool whose task is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub close: Option<String>,
    /// The channel of what is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// The contact point to which it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<LineId>,
    /// A part of its text, or of a task's title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
    /// Why a task is opened or closed, or a message withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<ReasonCode>,
}

/// A decision that is made.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Decided {
    /// When; at any time where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// The step's id.
    pub step: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The first reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<ReasonCode>,
}

/// What came of one test case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct TestReport {
    /// The case's id.
    pub id: String,
    /// Whether everything came as expected.
    pub passed: bool,
    /// What did not, each on a line.
    pub failures: Vec<String>,
    /// What was done, each on a line: what the case may expect instead.
    pub done: Vec<String>,
}

/// The words of a type that a document takes over from elsewhere.
fn decoded<T: serde::de::DeserializeOwned>(place: &Place<'_>) -> Option<T> {
    match error::decode(&place.value()) {
        Ok(value) => Some(value),
        Err(error) => {
            place.refuse(&error);
            None
        }
    }
}

macro_rules! decoded {
    ($($type:ty),+) => {$(
        impl Read for $type {
            fn read(place: &Place<'_>) -> Option<Self> {
                decoded(place)
            }
        }
    )+};
}

decoded!(FactContent, MessageEvent, ReasonCode, Verdict, LineId);

impl Read for TestCase {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let case = Self {
            id: fields.required("id", String::new()),
            title: fields.optional("title"),
            given: fields.required("given", Vec::new()),
            until: fields.required("until", Timestamp::MIN),
            then: fields.optional("then").unwrap_or_default(),
            decided: fields.optional("decided").unwrap_or_default(),
        };
        fields.finish();
        Some(case)
    }
}

impl Read for Given {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let given = Self {
            at: fields.required("at", Timestamp::MIN),
            fact: fields.optional("fact"),
            reply: fields.optional("reply"),
            report: fields.optional("report"),
        };
        fields.finish();
        Some(given)
    }
}

impl Read for GivenReply {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let line = fields.optional("line");
        let reply = Self {
            channel: fields.required("channel", Channel::Sms),
            text: fields.required("text", String::new()),
            line: line?,
        };
        fields.finish();
        Some(reply)
    }
}

impl Read for GivenReport {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let report = Self {
            of: fields.required("of", 0),
            event: fields.required("event", MessageEvent::Accepted),
        };
        fields.finish();
        Some(report)
    }
}

impl Read for Done {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let done = Self {
            at: fields.optional("at"),
            send: fields.optional("send"),
            withdraw: fields.optional("withdraw"),
            task: fields.optional("task"),
            close: fields.optional("close"),
            channel: fields.optional("channel"),
            line: fields.optional("line"),
            says: fields.optional("says"),
            reason: fields.optional("reason"),
        };
        fields.finish();
        Some(done)
    }
}

impl Read for Decided {
    fn read(place: &Place<'_>) -> Option<Self> {
        let mut fields = place.fields()?;
        let decided = Self {
            at: fields.optional("at"),
            step: fields.required("step", String::new()),
            verdict: fields.required("verdict", Verdict::Note),
            reason: fields.optional("reason"),
        };
        fields.finish();
        Some(decided)
    }
}

impl Build<'_> {
    /// Test cases that say what they mean.
    pub(super) fn tests(&self) -> Vec<TestCase> {
        let tests = &self.document.tests;
        self.unique("tests", tests.iter().map(|test| test.id.as_str()));
        for (index, test) in tests.iter().enumerate() {
            let path = format!("tests[{index}]");
            if test.then.is_empty() && test.decided.is_empty() {
                let message =
                    "it expects that nothing happens, as it would if nothing began at all";
                let help = "say in `decided` which step is left out, and why";
                self.faults.warning(ErrorCode::Contradiction, &path, message, help);
            }
            for (place, given) in test.given.iter().enumerate() {
                let path = format!("{path}.given[{place}]");
                let parts = [given.fact.is_some(), given.reply.is_some(), given.report.is_some()];
                if parts.iter().filter(|part| **part).count() != 1 {
                    let message = "one thing is given: a `fact`, a `reply` or a `report`";
                    self.error(ErrorCode::Contradiction, &path, message);
                }
            }
            for (place, done) in test.then.iter().enumerate() {
                let path = format!("{path}.then[{place}]");
                let parts = [&done.send, &done.withdraw, &done.task, &done.close];
                if parts.iter().filter(|part| part.is_some()).count() != 1 {
                    let message = "one thing is done: `send`, `withdraw`, `task` or `close`";
                    self.error(ErrorCode::Contradiction, &path, message);
                }
                let messages = &self.document.messages;
                for (field, id) in [("send", &done.send), ("withdraw", &done.withdraw)] {
                    let Some(id) = id.as_ref().filter(|id| !messages.contains_key(*id)) else {
                        continue;
                    };
                    let near = nearest(id, messages.keys().map(String::as_str));
                    let help = near.map(|near| format!("did you mean `{near}`?"));
                    let message = format!("no such message: `{}`", shown(id));
                    let path = format!("{path}.{field}");
                    self.faults.help(ErrorCode::UnknownReference, &path, message, help);
                }
            }
        }
        tests.clone()
    }
}

impl Playbook {
    /// Plays every test case that the document carries, and says what came of each. The cases are
    /// played for one patient, `patient`; messages are handed over and nothing is reported of them
    /// but what a case gives.
    ///
    /// ```
    /// use prm_core::{Playbook, STARTER};
    /// let reports = Playbook::compile(STARTER)?.test();
    /// assert!(reports.iter().all(|report| report.passed));
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    pub fn test(&self) -> Vec<TestReport> {
        self.inner.tests.iter().map(|case| Play::new(self).play(case)).collect()
    }
}

impl Play<'_> {
    fn play(mut self, case: &TestCase) -> TestReport {
        let mut given: Vec<(usize, &Given)> = case.given.iter().enumerate().collect();
        given.sort_by_key(|(_, given)| given.at);
        for (index, given) in given.into_iter().filter(|(_, given)| given.at <= case.until) {
            self.advance(given.at);
            self.give(index, given);
        }
        self.advance(case.until);
        self.compare(case);
        TestReport {
            id: case.id.clone(),
            passed: self.failures.is_empty(),
            done: self.done.iter().map(|(at, action)| self.told(*at, action)).collect(),
            failures: self.failures,
        }
    }

    fn compare(&mut self, case: &TestCase) {
        let mut failures = Vec::new();
        let most = case.then.len().max(self.done.len());
        for index in 0..most {
            let expected = case.then.get(index).map(|done| done.told());
            let found = self.done.get(index).map(|(at, action)| self.told(*at, action));
            match (case.then.get(index), self.done.get(index)) {
                (Some(done), Some((at, action))) if self.fits(done, *at, action) => {}
                _ => failures.push(format!(
                    "then[{index}]: expected {}, found {}",
                    expected.unwrap_or_else(|| "nothing".into()),
                    found.unwrap_or_else(|| "nothing".into())
                )),
            }
        }
        for (index, wanted) in case.decided.iter().enumerate() {
            let fits = |(at, found): &&(Timestamp, Decision)| {
                found.parts.as_ref().is_some_and(|parts| *parts.step == *wanted.step)
                    && found.verdict == wanted.verdict
                    && wanted.reason.is_none_or(|reason| found.reason() == reason)
                    && wanted.at.is_none_or(|wanted| wanted == *at)
            };
            if self.decisions.iter().any(|found| fits(&found)) {
                continue;
            }
            let of_step = self.decisions.iter().filter(|(_, found)| {
                found.parts.as_ref().is_some_and(|parts| *parts.step == *wanted.step)
            });
            let found: Vec<String> = of_step
                .map(|(at, found)| {
                    format!("{at} {} {}", found.verdict.as_str(), found.reason().as_str())
                })
                .collect();
            let found = if found.is_empty() { "nothing".to_owned() } else { found.join(", ") };
            let reason = wanted.reason.map_or("", ReasonCode::as_str);
            failures.push(format!(
                "decided[{index}]: expected {} {} {reason}, found {found}",
                wanted.step,
                wanted.verdict.as_str(),
            ));
        }
        self.failures.extend(failures);
    }

    /// The message or pool of an action that was done under a key.
    fn named(&self, key: Key) -> &str {
        let found = self.done.iter().find_map(|(_, action)| match action {
            Action::SendMessage { key: of, message, .. } if *of == key => Some(message.as_str()),
            Action::OpenTask { key: of, pool, .. } if *of == key => Some(pool.as_str()),
            _ => None,
        });
        found.unwrap_or("?")
    }

    fn fits(&self, done: &Done, at: Timestamp, action: &Action) -> bool {
        let says = |text: &str| done.says.as_ref().is_none_or(|part| text.contains(part.as_str()));
        let why = |reason| done.reason.is_none_or(|wanted| Some(wanted) == reason);
        let what = match action {
            Action::SendMessage { message, channel, line, text, subject, .. } => {
                done.send.as_ref() == Some(message)
                    && done.channel.is_none_or(|wanted| wanted == *channel)
                    && done.line.as_ref().is_none_or(|wanted| wanted == line)
                    && (says(text) || subject.as_deref().is_some_and(says))
            }
            Action::WithdrawMessage { key, reason } => {
                done.withdraw.as_deref() == Some(self.named(*key)) && why(Some(*reason))
            }
            Action::OpenTask { pool, title, reason, .. } => {
                done.task.as_ref() == Some(pool) && says(title) && why(*reason)
            }
            Action::CloseTask { key, reason } => {
                done.close.as_deref() == Some(self.named(*key)) && why(Some(*reason))
            }
        };
        what && done.at.is_none_or(|wanted| wanted == at)
    }

    /// An action on a line.
    fn told(&self, at: Timestamp, action: &Action) -> String {
        match action {
            Action::SendMessage { message, channel, text, .. } => {
                format!(
                    "{at} send {message} by {}: {}",
                    channel.as_str(),
                    text.replace('\n', " / ")
                )
            }
            Action::WithdrawMessage { key, reason } => {
                format!("{at} withdraw {}: {}", self.named(*key), reason.as_str())
            }
            Action::OpenTask { pool, title, .. } => format!("{at} task {pool}: {title}"),
            Action::CloseTask { key, reason } => {
                format!("{at} close {}: {}", self.named(*key), reason.as_str())
            }
        }
    }
}

impl Done {
    /// What is expected, on a line.
    fn told(&self) -> String {
        let what = [
            ("send", &self.send),
            ("withdraw", &self.withdraw),
            ("task", &self.task),
            ("close", &self.close),
        ];
        let what = what.into_iter().find_map(|(word, name)| Some((word, name.as_ref()?)));
        let (word, name) = what.map_or(("", ""), |(word, name)| (word, name.as_str()));
        let mut told = format!("{word} {name}");
        if let Some(at) = self.at {
            told = format!("{at} {told}");
        }
        if let Some(channel) = self.channel {
            told.push_str(&format!(" by {}", channel.as_str()));
        }
        if let Some(line) = &self.line {
            told.push_str(&format!(" to {line}"));
        }
        if let Some(says) = &self.says {
            told.push_str(&format!(" with `{}`", shown(says)));
        }
        if let Some(reason) = self.reason {
            told.push_str(&format!(": {}", reason.as_str()));
        }
        told
    }
}
