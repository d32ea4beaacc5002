//! What follows from decisions: messages that are withdrawn, tasks that a person must do, and
//! those that nobody need do any more.

use std::collections::BTreeSet;

use crate::action::Action;
use crate::communication::gate::{self, Attempt};
use crate::condition::Truth;
use crate::decision::Decision;
use crate::id::{KeyParts, Name};
use crate::journey::decide::Settling;
use crate::journey::run::marked;
use crate::journey::{Case, Run, Turn};
use crate::playbook::{Event, Journey, Step, What};
use crate::reason::{Reason, ReasonCode};
use crate::relationship::{Entry, HeardReply, Mark};
use crate::{Channel, FactId, Key, PersonId, Resolution};

/// The journey of what the library itself does.
const OWN: &str = "prm";
/// What the steps of tasks begin with that held steps ask for.
const NEED: &str = "prm:";
/// Who does tasks for which the playbook names nobody.
const STAFF: &str = "staff";

/// Tasks that a person alone closes.
const STAYS: [ReasonCode; 4] = [
    ReasonCode::TzChanged,
    ReasonCode::SafetySent,
    ReasonCode::SafetyUnsent,
    ReasonCode::MissedWindow,
];
/// What a reply asks of staff, and the message that each is about.
fn asked_of_staff(reply: &HeardReply) -> Vec<(ReasonCode, Option<Key>)> {
    let concerns = reply.concerns.iter().map(|concern| (concern.reason(), None));
    let own = match &reply.resolution {
        // Whoever reads it for a concern reads all of it.
        Resolution::Staff {} if reply.concerns.is_empty() => {
            Some((ReasonCode::UnansweredReply, None))
        }
        Resolution::Ambiguous { candidates } => {
            Some((ReasonCode::AmbiguousReply, candidates.first().copied()))
        }
        Resolution::RescheduleRequest { question } => {
            Some((ReasonCode::RescheduleRequested, *question))
        }
        Resolution::CancelRequest { question } => Some((ReasonCode::CancelRequested, *question)),
        _ => None,
    };
    concerns.chain(own).collect()
}

impl ReasonCode {
    /// Whether a person is needed at once.
    const fn is_danger(self) -> bool {
        matches!(
            self,
            Self::CrisisReply | Self::UrgentReply | Self::SafeguardingReply | Self::SafetyAnswer
        )
    }
}

impl<'t> Turn<'t> {
    /// The run, journey and step that an entry belongs to, as they are now.
    fn origin(&self, parts: &KeyParts) -> Option<(Run, &'t Journey, Option<&'t Step>)> {
        let (index, journey) = self.play.journey(&parts.journey)?;
        let about = self.scene().about(journey, &parts.subject, &parts.occurrence)?;
        let mut run = Run {
            entry: Name::clone(&parts.entry),
            occurrence: Name::clone(&parts.occurrence),
            entered: true,
            ..Run::new(index, about, Name::clone(&parts.subject))
        };
        let case = Case { scene: self.scene(), journey, run: &run };
        let forks = journey.steps.iter().enumerate().filter(|(_, step)| !step.ways().is_empty());
        let taken = forks.filter_map(|(index, step)| {
            let entries = self.entries(&case, step).map(|(_, parts, entry)| (parts, entry));
            Some((index, marked(step, entries)?))
        });
        run.outcomes = taken.collect();
        Some((run, journey, journey.step(&parts.step).map(|(_, step)| step)))
    }

    /// Asks the gate again about what was handed over and not yet accepted, and withdraws what it
    /// would refuse now (R7).
    pub(super) fn withdraw(&mut self) {
        let outstanding: Vec<(Key, KeyParts, Entry)> = self
            .ledger
            .iter()
            .filter(|(_, entry)| entry.is_outstanding(self.now))
            .filter_map(|(key, entry)| Some((key, entry.parts.clone()?, entry.clone())))
            .collect();
        let mut withdrawn = BTreeSet::new();
        for (key, parts, entry) in outstanding {
            let Some(reason) = self.refused(&parts, &entry) else { continue };
            // What went in a combined message is taken back with all of it; the others are told
            // again by themselves.
            let whole = entry.went_in().unwrap_or(key);
            self.decisions.push(Decision {
                key: Some(key),
                parts: Some(parts),
                channel: entry.settled.and_then(|settled| settled.channel),
                ..Decision::new(self.now, reason.clone())
            });
            if withdrawn.insert(whole) {
                self.ledger.report(whole, Mark::Recalled, self.now);
                self.changed = true;
                self.actions.push(Action::WithdrawMessage { key: whole, reason: reason.code });
            }
        }
    }

    /// Why what was handed over under an entry may not go any more.
    pub(crate) fn refused(&self, parts: &KeyParts, entry: &Entry) -> Option<Reason> {
        // A journey or step that the playbook no longer has says nothing about what it sent.
        self.play.journey(&parts.journey)?;
        let Some((run, journey, step)) = self.origin(parts) else {
            return Some(ReasonCode::SubjectGone.into());
        };
        let step = step?;
        let What::Send { message, ask, .. } = &step.what else { return None };
        let settled = entry.settled.as_ref()?;
        let case = Case { scene: self.scene(), journey, run: &run };
        let (told, again) = case.told(step);
        if told != parts.told || again != parts.again {
            return Some(Reason::about(ReasonCode::Superseded, &*parts.subject));
        }
        let recipient = self.parts(&case, step, 0).recipient;
        let of_origin = self.view.origins.iter().any(|origin| *origin.as_str() == *parts.recipient);
        if recipient != parts.recipient && !of_origin {
            // It went to somebody who stands for the patient no longer (R21).
            return Some(ReasonCode::RecipientRestricted.into());
        }
        gate::stands(&Attempt {
            planned: &[],
            case,
            step,
            message: self.play.message(*message)?,
            ask: *ask,
            channel: settled.channel.unwrap_or(Channel::Sms),
            until: settled.expires.unwrap_or(self.now),
            ledger: self.ledger,
            lines: self.lines,
        })
        .err()
    }

    /// Whether somebody was told values of a run's subject that do not hold any more: by the last
    /// message about it, or about the appointment that it replaces (R5, R31).
    pub(super) fn was_told_otherwise(&self, case: &Case<'_>, event: Event) -> bool {
        let subjects: Vec<String> = match case.appointment() {
            Some(appointment) => {
                let before = self.view.predecessor(appointment);
                let subjects = before.into_iter().chain([appointment]);
                subjects.map(|appointment| format!("appointment:{}", appointment.id)).collect()
            }
            None => vec![case.run.subject.to_string()],
        };
        let told = subjects.iter().flat_map(|subject| self.ledger.of_subject(subject));
        let last = told
            .filter(|(_, parts, entry)| entry.is_live() && !entry.is_task() && *parts.told != *"-")
            .max_by_key(|(key, _, entry)| (entry.handed_over(), *key));
        let Some((_, parts, _)) = last else { return false };
        if event == Event::AppointmentCancelled {
            return true;
        }
        let step =
            self.play.journey(&parts.journey).and_then(|(_, journey)| journey.step(&parts.step));
        step.is_none_or(|(_, step)| case.told(step).0 != parts.told)
    }

    /// Opens the tasks that a person must do, and closes those whose cause has gone.
    pub(super) fn tasks(&mut self) {
        let needs = std::mem::take(&mut self.needs);
        let mut wanted: Vec<(KeyParts, Reason, Option<Key>)> = Vec::new();
        for (journey, subject, occurrence, code) in &needs {
            let step = format!("{NEED}{}", code.as_str());
            let parts = KeyParts {
                journey: Name::clone(journey),
                occurrence: Name::clone(occurrence),
                ..self.own_parts(subject, &step)
            };
            wanted.push((parts, (*code).into(), None));
        }
        for (journey, subject, occurrence, code) in std::mem::take(&mut self.stays) {
            let step = format!("{NEED}{}", code.as_str());
            let parts = KeyParts { journey, occurrence, ..self.own_parts(&subject, &step) };
            wanted.push((parts, code.into(), None));
        }
        if let Some(into) = self.view.patient.merged.get().filter(|_| !self.view.is_stub) {
            let subject = format!("patient:{}", self.patient);
            let reason = Reason::about(ReasonCode::MergedInto, into.as_str());
            wanted.push((self.own_parts(&subject, "merged"), reason, None));
        }
        for (fact, from, _) in &self.view.parted {
            let reason = Reason::about(ReasonCode::Unmerged, from.as_str());
            let subject = format!("unmerge:{fact}");
            wanted.push((self.own_parts(&subject, ReasonCode::Unmerged.as_str()), reason, None));
        }
        for reply in &self.view.replies {
            let subject = format!("reply:{}", reply.id);
            for (code, about) in asked_of_staff(reply) {
                wanted.push((self.own_parts(&subject, code.as_str()), code.into(), about));
            }
        }
        for response in &self.view.responses {
            let answer = response.is_danger(self.play).then_some(ReasonCode::SafetyAnswer);
            // What was said in a reply was seen as one.
            let heard =
                self.view.replies.iter().any(|reply| reply.id.as_str() == response.id.as_str());
            let words = response.concerns.iter().filter(|_| !heard).map(|c| c.reason());
            for code in words.chain(answer) {
                let subject = format!("feedback:{}", response.id);
                let about = response.question.get().copied();
                wanted.push((self.own_parts(&subject, code.as_str()), code.into(), about));
            }
        }
        for (key, entry) in self.ledger.iter() {
            // It had left before it could be withdrawn: someone must know (R7).
            let of_one = entry.went_in().is_none();
            if of_one && entry.marks.has(Mark::TooLate) && entry.marks.has(Mark::Recalled) {
                let subject = format!("message:{key}");
                let parts = self.own_parts(&subject, ReasonCode::TooLate.as_str());
                if self.is_grave(entry) {
                    wanted.push((parts, ReasonCode::TooLate.into(), Some(key)));
                }
            }
        }
        let open: Vec<Key> = wanted.iter().map(|(parts, ..)| self.key(parts)).collect();
        self.close(&open);
        for (parts, reason, about) in wanted {
            self.open(parts, reason, about);
        }
        self.needs = needs;
    }

    /// Whether a message that left too late told the dead, or one who had opted out.
    fn is_grave(&self, entry: &Entry) -> bool {
        let line = entry.settled.as_ref().and_then(|settled| settled.line.as_ref());
        let blocked = line.is_some_and(|line| self.lines.is_blocked(line, &self.play.practice.id));
        self.view.patient.is_deceased() || blocked
    }

    fn own_parts(&self, subject: &str, step: &str) -> KeyParts {
        KeyParts {
            journey: OWN.into(),
            subject: subject.into(),
            entry: "0".into(),
            step: step.into(),
            occurrence: "-".into(),
            recipient: self.patient.into(),
            told: "-".into(),
            again: 0,
            attempt: 0,
        }
    }

    /// Opens a task, once.
    fn open(&mut self, parts: KeyParts, reason: Reason, about: Option<Key>) {
        let key = self.key(&parts);
        if self.ledger.get(key).is_some_and(|entry| entry.settled.is_some()) {
            return;
        }
        let urgent = reason.code.is_danger();
        let task = Action::OpenTask {
            key,
            parts: parts.clone(),
            patient: self.patient.clone(),
            pool: STAFF.to_owned(),
            title: reason.code.sentence().to_owned(),
            reason: Some(reason.code),
            about,
            people: self.people(reason.code),
            facts: self.facts_to_look_at(&parts),
            due: None,
            urgent,
        };
        // Whoever is in danger comes before everything else that the host must do.
        let place = if urgent { 0 } else { self.actions.len() };
        self.actions.insert(place, task);
        let decision = Decision {
            verdict: crate::Verdict::Send,
            key: Some(key),
            parts: Some(parts.clone()),
            ..Decision::new(self.now, reason)
        };
        self.settle(key, parts, &decision, Settling { task: true, ..Settling::default() });
        self.decisions.push(Decision { verdict: crate::Verdict::Task, ..decision });
    }

    /// The facts that a task is about: those of the time between a merge and its undoing.
    fn facts_to_look_at(&self, parts: &KeyParts) -> Vec<FactId> {
        let of_task = |fact: &FactId| parts.subject.strip_prefix("unmerge:") == Some(fact.as_str());
        let parted = self.view.parted.iter().find(|(fact, ..)| of_task(fact));
        parted.map(|(_, _, facts)| facts.clone()).unwrap_or_default()
    }

    /// Who stands by a patient who cannot be told in person.
    fn people(&self, code: ReasonCode) -> Vec<PersonId> {
        let people = self.view.people.iter().filter(|person| person.holds_at(self.now));
        match code {
            ReasonCode::NoRecipient => people.map(|person| person.id.clone()).collect(),
            _ => Vec::new(),
        }
    }

    /// Closes the open tasks whose cause has gone.
    fn close(&mut self, wanted: &[Key]) {
        let open: Vec<(Key, KeyParts)> = self
            .ledger
            .iter()
            .filter(|(key, entry)| entry.is_open_task() && !wanted.contains(key))
            .filter_map(|(key, entry)| Some((key, entry.parts.clone()?)))
            .collect();
        for (key, parts) in open {
            let Some(reason) = self.gone(&parts) else { continue };
            self.ledger.report(key, Mark::Recalled, self.now);
            self.changed = true;
            self.actions.push(Action::CloseTask { key, reason: reason.code });
            self.decisions.push(Decision {
                key: Some(key),
                parts: Some(parts),
                ..Decision::new(self.now, reason)
            });
        }
    }

    /// Why a task that nothing asks for any more need not be done; `None` when a person decides.
    fn gone(&self, parts: &KeyParts) -> Option<Reason> {
        if *parts.journey == *OWN {
            return (*parts.step == *"merged").then(|| ReasonCode::SubjectGone.into());
        }
        let need = parts.step.strip_prefix(NEED);
        if need.is_some_and(|need| STAYS.iter().any(|code| code.as_str() == need)) {
            return None;
        }
        if parts.step.starts_with(NEED) {
            // Whoever came of age or got a telephone is told by the step itself.
            return Some(ReasonCode::SubjectGone.into());
        }
        let Some((run, journey, step)) = self.origin(parts) else {
            self.play.journey(&parts.journey)?;
            return Some(ReasonCode::SubjectGone.into());
        };
        let (case, step) = (Case { scene: self.scene(), journey, run: &run }, step?);
        let settled = step.when.as_ref().is_some_and(|when| when.ask(&case) == Truth::False);
        match gate::cause(&case, step) {
            Err((reason, _)) => Some(reason),
            Ok(_) => settled.then(|| ReasonCode::ConditionFalse.into()),
        }
    }
}
