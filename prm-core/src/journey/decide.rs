//! What becomes of one step that is due.

use std::sync::Arc;

use crate::action::Action;
use crate::communication::gate;
use crate::condition::Truth;
use crate::decision::{Cure, Decision, Verdict};
use crate::id::{KeyParts, Name};
use crate::journey::send::Sending;
use crate::journey::{Case, Placed, Turn};
use crate::playbook::{Anchor, BEHAVIOUR, Step, What};
use crate::reason::{Reason, ReasonCode};
use crate::relationship::{Entry, Settled};
use crate::{Channel, Key, LineId, Purpose, Timestamp, tzdb_version};

impl Turn<'_> {
    /// The parts of a key.
    pub(crate) fn parts(&self, case: &Case<'_>, step: &Step, attempt: u32) -> KeyParts {
        let (told, again) = case.told(step);
        // A task is about the patient; a message goes to whoever stands for them.
        let sends = matches!(step.what, What::Send { .. });
        let person = case.recipient().ok().filter(|_| sends).and_then(|found| found.person());
        KeyParts {
            journey: Name::clone(&case.journey.id),
            subject: Name::clone(&case.run.subject),
            entry: Name::clone(&case.run.entry),
            step: Name::clone(&step.id),
            occurrence: Name::clone(&case.run.occurrence),
            recipient: person.map_or_else(|| self.patient.into(), |person| (&person.id).into()),
            told,
            again,
            attempt,
        }
    }

    pub(crate) fn key(&self, parts: &KeyParts) -> Key {
        Key::derive(self.salt, &self.play.practice.id, parts)
    }

    /// Decides one step that is due. Says whether anything was settled.
    pub(super) fn decide(
        &mut self,
        case: &Case<'_>,
        step: &Step,
        placed: &Placed<'_>,
        overtaken: bool,
    ) -> bool {
        let before = self.decisions.len();
        let now = self.now;
        let decision = |parts: &KeyParts, key: Key, reason: Reason| Decision {
            key: Some(key),
            parts: Some(parts.clone()),
            due: Some(placed.due),
            useful_until: Some(placed.until),
            facts: placed.fact.into_iter().cloned().collect(),
            ..Decision::new(now, reason)
        };
        // What is not the verdict of one channel settles the first attempt that is not settled.
        let tried = self.tried(case, step);
        let next = (0..).find(|attempt| !tried.contains(attempt)).unwrap_or(0);
        let parts = KeyParts { attempt: next, ..self.parts(case, step, 0) };
        let key = self.key(&parts);
        if let Some(reason) = self.needless(case, step, placed, overtaken) {
            let mut decision = decision(&parts, key, reason);
            if let Err((_, facts)) = gate::cause(case, step) {
                decision.facts.extend(facts);
            }
            self.rule(parts, decision, None);
            return self.decisions.len() > before;
        }
        if let Some(unknown) = case.unknown(step) {
            let reason = self.missing(unknown);
            let mut decision = decision(&parts, key, reason);
            decision.flip = vec![self.adding(unknown)];
            if self.now >= placed.until {
                decision.verdict = Verdict::Missed;
                decision.flip.clear();
                decision.reasons.insert(0, ReasonCode::Expired.into());
            }
            self.rule(parts, decision, None);
            return self.decisions.len() > before;
        }
        match &step.what {
            What::Task { title, pool, within, urgent } => {
                let due = within.map(|within| case.after(placed.due, within));
                let mut decision = decision(&parts, key, ReasonCode::Ok.into());
                if self.adopt(key, &parts, placed, None) {
                    return true;
                }
                if self.now >= placed.until {
                    decision = Decision { verdict: Verdict::Missed, ..decision };
                    decision.reasons = vec![ReasonCode::Expired.into()];
                    self.rule(parts, decision, None);
                } else {
                    let action = Action::OpenTask {
                        key,
                        parts: parts.clone(),
                        patient: self.patient.clone(),
                        pool: pool.clone(),
                        title: title.clone(),
                        reason: None,
                        about: None,
                        people: Vec::new(),
                        facts: Vec::new(),
                        due,
                        urgent: *urgent,
                    };
                    // Whoever is in danger comes before everything else that the host must do.
                    let place = if *urgent { 0 } else { self.actions.len() };
                    self.actions.insert(place, action);
                    self.settle(
                        key,
                        parts,
                        &decision,
                        Settling { task: true, ..Settling::default() },
                    );
                    self.decisions.push(decision);
                }
            }
            What::Send { message, ask, chain } => {
                if let Some(message) = self.play.message(*message) {
                    let sending = Sending { step, message, ask: *ask, chain };
                    self.send(case, &sending, placed);
                }
            }
            _ if self.now >= placed.until => {
                let mut decision = decision(&parts, key, ReasonCode::Expired.into());
                decision.verdict = Verdict::Missed;
                self.rule(parts, decision, None);
            }
            What::Close(task) => {
                self.close_task(case, *task);
                let decision = decision(&parts, key, ReasonCode::Ok.into());
                self.rule(parts, Decision { verdict: Verdict::Done, ..decision }, None);
            }
            What::Tell(tell) => {
                let decision = decision(&parts, key, ReasonCode::Ok.into());
                self.tell(case, tell, parts, decision);
            }
            What::Fork(fork) => {
                let decision = decision(&parts, key, ReasonCode::Ok.into());
                self.fork(case, (step, fork), placed, parts, decision);
            }
        }
        self.decisions.len() > before
    }

    /// Why a due step need not, or may not, be done at all, whatever the channel.
    fn needless(
        &mut self,
        case: &Case<'_>,
        step: &Step,
        placed: &Placed<'_>,
        overtaken: bool,
    ) -> Option<Reason> {
        // What lies on another way is nobody's business.
        if placed.absent == Some(ReasonCode::OtherWay) {
            return Some(ReasonCode::OtherWay.into());
        }
        if let Err((reason, _)) = gate::cause(case, step) {
            return Some(reason);
        }
        if let Some(absent) = placed.absent {
            return Some(absent.into());
        }
        if placed.late {
            return Some(ReasonCode::CameLate.into());
        }
        if overtaken {
            return Some(ReasonCode::Collapsed.into());
        }
        if step.when.as_ref().is_some_and(|when| when.ask(case) == Truth::False) {
            return Some(ReasonCode::ConditionFalse.into());
        }
        if let Anchor::Event(event) = step.at.anchor
            && event.is_change()
            && !self.was_told_otherwise(case, event)
        {
            return Some(ReasonCode::NotTold.into());
        }
        let last = self.last_told(case, step)?;
        let (told, again) = case.told(step);
        if last.told == told && last.again == again {
            // This very telling is being tried on its next channel.
            return None;
        }
        if last.told == told {
            return Some(ReasonCode::AlreadyTold.into());
        }
        let changed =
            *last.tzdb != *tzdb_version() && !case.told_history(step).contains(&last.told);
        if changed {
            self.ask_person(case, ReasonCode::TzChanged);
            return Some(ReasonCode::TzChanged.into());
        }
        None
    }

    /// Asks a person to look, whatever is decided later.
    pub(super) fn ask_person(&mut self, case: &Case<'_>, code: ReasonCode) {
        self.stays.insert((
            Name::clone(&case.journey.id),
            Name::clone(&case.run.subject),
            Name::clone(&case.run.occurrence),
            code,
        ));
    }

    /// The last telling of a step that was handed over and neither failed nor was withdrawn.
    fn last_told(&self, case: &Case<'_>, step: &Step) -> Option<LastTold> {
        if step.tells.is_empty() {
            return None;
        }
        let live = self.entries(case, step).filter(|(_, _, entry)| entry.is_live());
        let last = live.max_by_key(|(key, _, entry)| (entry.handed_over(), *key));
        last.and_then(|(_, parts, entry)| {
            Some(LastTold {
                told: Name::clone(&parts.told),
                again: parts.again,
                tzdb: Arc::clone(&entry.settled.as_ref()?.tzdb),
            })
        })
    }

    /// The entries of a step, under the ids that it has and had.
    pub(super) fn entries<'l>(
        &'l self,
        case: &'l Case<'_>,
        step: &'l Step,
    ) -> impl Iterator<Item = (Key, &'l KeyParts, &'l Entry)> {
        [&step.id].into_iter().chain(&step.was).flat_map(move |id| {
            self.ledger.of_step(
                &case.journey.id,
                &case.run.subject,
                &case.run.entry,
                id,
                &case.run.occurrence,
            )
        })
    }

    pub(super) fn about(
        &self,
        parts: &KeyParts,
        placed: &Placed<'_>,
        channel: Channel,
        reason: Reason,
    ) -> Decision {
        Decision {
            key: Some(self.key(parts)),
            parts: Some(parts.clone()),
            channel: Some(channel),
            due: Some(placed.due),
            useful_until: Some(placed.until),
            facts: placed.fact.into_iter().cloned().collect(),
            ..Decision::new(self.now, reason)
        }
    }

    /// Takes over a hand-over that was reported and that this ledger does not know: the host
    /// crashed between outbox and relationship, or another copy handed it over (R6, R9).
    pub(super) fn adopt(
        &mut self,
        key: Key,
        parts: &KeyParts,
        placed: &Placed<'_>,
        channel: Option<Channel>,
    ) -> bool {
        let known = self.ledger.get(key);
        if !known.is_some_and(|entry| entry.handed_over().is_some() && entry.settled.is_none()) {
            return false;
        }
        let mut decision = self.about(parts, placed, Channel::Sms, ReasonCode::Ok.into());
        decision.channel = channel;
        self.settle(
            key,
            parts.clone(),
            &decision,
            Settling {
                task: channel.is_none(),
                channel,
                expires: channel.map(|_| placed.until),
                ..Settling::default()
            },
        );
        self.decisions.push(decision);
        true
    }

    /// Takes a decision into account: it is settled, or held until something changes.
    pub(super) fn rule(&mut self, parts: KeyParts, decision: Decision, wake: Option<Timestamp>) {
        let Some(key) = decision.key else { return };
        if decision.verdict.settles() || decision.verdict == Verdict::Task {
            self.settle(
                key,
                parts,
                &decision,
                Settling { channel: decision.channel, ..Settling::default() },
            );
            self.decisions.push(decision);
            return;
        }
        // Held: asked again when time may have changed the answer, at the latest when it is over.
        let until = decision.useful_until.unwrap_or(self.now);
        let at = wake.map_or(until, |wake| wake.min(until));
        let about = format!("{}/{}", parts.subject, parts.step);
        self.wake(at, decision.reason(), Some(about));
        if decision.flip.iter().any(Cure::is_of_staff) {
            let need = (parts.journey, parts.subject, parts.occurrence, decision.reason());
            self.needs.insert(need);
        }
        self.held.push(decision);
    }

    pub(super) fn settle(
        &mut self,
        key: Key,
        parts: KeyParts,
        decision: &Decision,
        settling: Settling,
    ) {
        (self.changed, self.stale) = (true, true);
        let verdict = match decision.verdict {
            Verdict::Task => Verdict::Skip,
            verdict => verdict,
        };
        self.ledger.settle(
            key,
            parts,
            Settled {
                verdict,
                reasons: decision.reasons.iter().map(|reason| reason.code).collect(),
                at: settling.at.unwrap_or(self.now),
                task: settling.task,
                way: decision.way.as_deref().map(Into::into),
                channel: settling.channel,
                line: settling.line,
                purpose: settling.purpose,
                expires: settling.expires,
                into: settling.into,
                playbook: self.play.digest.get(..16).unwrap_or_default().into(),
                tzdb: tzdb_version().into(),
                behaviour: BEHAVIOUR,
            },
        );
    }
}

/// What the ledger keeps of a settled step, beside its verdict.
#[derive(Default)]
pub(super) struct Settling {
    /// When, where that was not now.
    pub(super) at: Option<Timestamp>,
    pub(super) task: bool,
    pub(super) channel: Option<Channel>,
    pub(super) line: Option<LineId>,
    pub(super) purpose: Option<Purpose>,
    pub(super) expires: Option<Timestamp>,
    /// The combined message that it went in.
    pub(super) into: Option<Key>,
}

struct LastTold {
    told: Name,
    again: u32,
    tzdb: Arc<str>,
}
