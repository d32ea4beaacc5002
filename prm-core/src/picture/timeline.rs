//! A patient's time: what happened, what is planned, and why.

use serde::{Deserialize, Serialize};

use crate::communication::{date, day_and_time, time};
use crate::decision::Decision;
use crate::explain::{self, Heading, MessageHistory, recorded};
use crate::id::opaque_debug;
use crate::playbook::What;
use crate::{
    Action, Channel, Key, KeyParts, Language, Lines, MessageEvent, PatientId, Playbook, Reason,
    Relationship, Timestamp, Verdict, Wake, Zone,
};

/// A patient's time for staff to look at: what was settled and what became of it, the
/// appointments and visits, and what is planned until an instant.
///
/// It says step, message, channel, verdict and reason. The words of messages are in it only where
/// they are asked for, and only those that are planned: what was sent is not kept here.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Timeline {
    /// Whose.
    pub patient: PatientId,
    /// Between what happened and what is planned.
    pub now: Timestamp,
    /// Until when it is planned.
    pub until: Timestamp,
    /// The zone of its days and times: the patient's, as far as it is known.
    pub zone: Zone,
    /// The language of its words.
    pub language: Language,
    /// What happened, in the order of time.
    pub past: Vec<TimelineEntry>,
    /// What would happen, were nothing else to be learnt, in the order of time.
    pub planned: Vec<TimelineEntry>,
    /// Whether the plan reaches its end, and not only the limit of turns.
    pub complete: bool,
    /// What is waited for at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wake: Option<Wake>,
}

/// One thing on a timeline.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TimelineEntry {
    /// When.
    pub at: Timestamp,
    /// The day, as is the reader's custom.
    pub day: String,
    /// The time of the day, as is the reader's custom.
    pub time: String,
    /// What it is.
    pub kind: TimelineKind,
    /// What it is called: the step, or the appointment or visit.
    pub title: String,
    /// What was or would be decided; absent of care.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// The verdict in words.
    pub said: String,
    /// The key, for [`Playbook::explain`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Key>,
    /// The journey.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub journey: Option<String>,
    /// Kind and id of what it is about, as in `appointment:a1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The message's id in the playbook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// The way that the journey took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way: Option<String>,
    /// Why, as codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
    /// The same as one plain sentence.
    pub sentence: String,
    /// What became of it since.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<TimelineEvent>,
    /// The text that would be sent, where texts are asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What stands on a timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TimelineKind {
    /// A message.
    Message,
    /// A task for staff.
    Task,
    /// A step of the journey itself, or one that came to nothing.
    Step,
    /// An appointment or a visit.
    Care,
}

/// What became of a message or a task.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TimelineEvent {
    /// What.
    pub event: MessageEvent,
    /// When it was reported.
    pub at: Timestamp,
    /// The same in words.
    pub said: String,
}

/// What a timeline is asked for.
#[derive(Clone, Debug)]
pub struct TimelineRequest {
    /// What time it is.
    pub now: Timestamp,
    /// Until when to plan.
    pub until: Timestamp,
    /// The reader's language: English, Spanish or Hindi; English for any other.
    pub language: Language,
    /// Whether the texts of planned messages are to be shown: they are the patient's.
    pub texts: bool,
}

opaque_debug!(Timeline, TimelineEntry, TimelineEvent);

impl Playbook {
    /// A patient's time: what happened (sent, delivered, answered, skipped, denied), what is
    /// planned until an instant, and why, in the reader's language. For staff.
    ///
    /// ```
    /// use prm_core::{Language, Lines, Playbook, Relationship, STARTER, Theme, TimelineRequest};
    /// let playbook = Playbook::compile(STARTER)?;
    /// let priya = Relationship::new("priya", "salt")?;
    /// let (now, until) = ("2026-03-02T06:00:00Z".parse()?, "2026-04-02T06:00:00Z".parse()?);
    /// let asked = TimelineRequest { now, until, language: Language::english(), texts: false };
    /// let timeline = playbook.timeline(&priya, &Lines::new(), &asked);
    /// assert!(timeline.past.is_empty() && timeline.complete);
    /// assert!(timeline.html(Theme::Auto).contains("What is planned"));
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    pub fn timeline(
        &self,
        relationship: &Relationship,
        lines: &Lines,
        asked: &TimelineRequest,
    ) -> Timeline {
        let zone = self.zone_of(relationship, asked.now);
        let maker = Maker { playbook: self, reader: &asked.language, zone };
        let mut past: Vec<TimelineEntry> = relationship
            .ledger
            .iter()
            .filter_map(|(key, entry)| {
                let decision = recorded(relationship, key)?;
                let way = entry.settled.as_ref()?.way.as_ref();
                let events = relationship.events(key);
                Some(maker.happened(&decision, way.map(|way| &**way), &events))
            })
            .collect();
        let plan = self.plan(relationship, lines, asked.now, asked.until);
        let mut planned = Vec::new();
        for turn in &plan.turns {
            for decision in turn.decisions.iter().filter(|decision| decision.key.is_some()) {
                let action = turn.actions.iter().find(|action| Some(action.key()) == decision.key);
                let entry = maker.planned(decision, action, asked.texts);
                // What waits is said once, and no more when it is settled.
                planned.retain(|known: &TimelineEntry| {
                    known.key != entry.key || known.verdict.is_some_and(Verdict::settles)
                });
                planned.push(entry);
            }
        }
        for entry in maker.care(relationship, asked.now) {
            if entry.at < asked.now {
                past.push(entry);
            } else if entry.at <= asked.until {
                planned.push(entry);
            }
        }
        past.sort_by(|one, other| (one.at, &one.title).cmp(&(other.at, &other.title)));
        planned.sort_by_key(|entry| entry.at);
        Timeline {
            patient: relationship.patient().clone(),
            now: asked.now,
            until: asked.until,
            zone,
            language: explain::language(&asked.language),
            past,
            planned,
            complete: plan.complete,
            wake: plan.wake,
        }
    }
}

/// Makes entries for a reader.
struct Maker<'m> {
    playbook: &'m Playbook,
    reader: &'m Language,
    zone: Zone,
}

impl Maker<'_> {
    fn entry(&self, at: Timestamp, kind: TimelineKind, title: &str) -> TimelineEntry {
        let dates = explain::language(self.reader);
        let (day, clock) = self.zone.local(at);
        TimelineEntry {
            at,
            day: date(&dates, day),
            time: time(&dates, clock),
            kind,
            title: title.to_owned(),
            verdict: None,
            said: String::new(),
            key: None,
            journey: None,
            subject: None,
            message: None,
            channel: None,
            way: None,
            reasons: Vec::new(),
            sentence: String::new(),
            events: Vec::new(),
            text: None,
        }
    }

    /// What a decision says, before and after the fact.
    fn decided(&self, decision: &Decision, kind: TimelineKind, planned: bool) -> TimelineEntry {
        let parts = decision.parts.as_ref();
        let title = parts.map_or("", |parts| &*parts.step);
        let open = planned && !decision.verdict.settles() && decision.verdict != Verdict::Task;
        let at = decision.due.filter(|due| open && *due > decision.at).unwrap_or(decision.at);
        let text = |name: &str| Some(name.to_owned());
        TimelineEntry {
            verdict: Some(decision.verdict),
            said: explain::verdict(self.reader, decision.verdict, planned),
            key: decision.key,
            journey: parts.and_then(|parts| text(&parts.journey)),
            subject: parts.and_then(|parts| text(&parts.subject)),
            message: parts.and_then(|parts| self.message(parts)),
            channel: decision.channel,
            way: decision.way.as_ref().and_then(|way| text(way)),
            reasons: decision.reasons.clone(),
            ..self.entry(at, kind, title)
        }
    }

    fn happened(
        &self,
        decision: &Decision,
        way: Option<&str>,
        events: &[MessageHistory],
    ) -> TimelineEntry {
        let kind = self.kind(decision);
        let events = events.iter().filter(|history| history.event != MessageEvent::HandedOver);
        let events = events.map(|history| TimelineEvent {
            event: history.event,
            at: history.at,
            said: explain::event(self.reader, history.event, &self.when(history.at)),
        });
        TimelineEntry {
            way: way.map(str::to_owned),
            sentence: explain::sentence(self.reader, decision, &[], self.zone),
            events: events.collect(),
            ..self.decided(decision, kind, false)
        }
    }

    fn planned(&self, decision: &Decision, action: Option<&Action>, texts: bool) -> TimelineEntry {
        let mut decision = decision.clone();
        let mut kind = self.kind(&decision);
        if let Some(Action::OpenTask { .. }) = action {
            kind = TimelineKind::Task;
            decision.verdict = Verdict::Task;
        }
        let mut entry = TimelineEntry {
            sentence: explain::planned(self.reader, &decision, self.zone),
            ..self.decided(&decision, kind, true)
        };
        if let Some(Action::SendMessage { message, text, .. }) = action {
            entry.message = Some(message.clone());
            entry.text = Some(text.clone()).filter(|_| texts);
        }
        entry
    }

    fn when(&self, at: Timestamp) -> String {
        let (date, time) = self.zone.local(at);
        day_and_time(&explain::language(self.reader), date, time)
    }

    fn step(&self, parts: &KeyParts) -> Option<&What> {
        let (_, journey) = self.playbook.inner.journey(&parts.journey)?;
        Some(&journey.step(&parts.step)?.1.what)
    }

    fn message(&self, parts: &KeyParts) -> Option<String> {
        match self.step(parts)? {
            What::Send { message, .. } => {
                Some(self.playbook.inner.message(*message)?.id.to_string())
            }
            _ => None,
        }
    }

    fn kind(&self, decision: &Decision) -> TimelineKind {
        let what = decision.parts.as_ref().and_then(|parts| self.step(parts));
        match (decision.verdict, what) {
            (Verdict::Task, _) | (_, Some(What::Task { .. })) => TimelineKind::Task,
            (_, Some(What::Send { .. })) => TimelineKind::Message,
            (_, None) if decision.channel.is_some() => TimelineKind::Message,
            _ => TimelineKind::Step,
        }
    }

    /// The appointments that were not taken back, and the visits, at their beginning.
    fn care(&self, relationship: &Relationship, now: Timestamp) -> Vec<TimelineEntry> {
        let view = relationship.view(now);
        let appointments = view.appointments.iter().filter_map(|appointment| {
            let start = appointment.start.get()?.instant();
            let status = appointment.status.get()?.as_str();
            let subject = format!("appointment:{}", appointment.id);
            Some((start, Heading::Appointment, subject, Some(status)))
        });
        let visits = view.visits.iter().filter(|visit| !visit.is_cancelled()).filter_map(|visit| {
            let start = visit.start.get().or(visit.end.get())?.instant();
            Some((start, Heading::Visit, format!("visit:{}", visit.id), None))
        });
        appointments
            .chain(visits)
            .map(|(at, heading, subject, status)| {
                let title = explain::heading(self.reader, heading);
                let sentence = match status {
                    Some(status) => format!("{subject}: {}, {status}.", self.when(at)),
                    None => format!("{subject}: {}.", self.when(at)),
                };
                TimelineEntry {
                    said: status.unwrap_or_default().to_owned(),
                    subject: Some(subject),
                    sentence,
                    ..self.entry(at, TimelineKind::Care, title)
                }
            })
            .collect()
    }
}
