//! What becomes of one step that is due.

use std::sync::Arc;

use crate::action::Action;
use crate::communication::gate::{self, Attempt};
use crate::communication::writing::{self, TooLong};
use crate::condition::Truth;
use crate::conversation::{Ask, Handover, Question};
use crate::decision::{Cure, Decision, Verdict};
use crate::id::{KeyParts, Name};
use crate::journey::attempt::{Next, next};
use crate::journey::run::{leaves_for_hours, stands};
use crate::journey::{Case, Placed, Turn};
use crate::playbook::{Anchor, BEHAVIOUR, Message, Step, What};
use crate::reason::{Reason, ReasonCode};
use crate::relationship::{Entry, Settled};
use crate::{Channel, Key, LineId, Purpose, Timestamp, limits, tzdb_version};

/// What becomes of one attempt or of a whole step.
enum Ruling {
    /// The attempt is settled and the next channel may be tried.
    Passed,
    /// Nothing more is to be decided of the step now.
    Done,
}

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
            let reason = Reason::about(ReasonCode::MissingFact, unknown.path());
            let mut decision = decision(&parts, key, reason);
            decision.flip = vec![Cure::Add { what: unknown.path().to_owned() }];
            if self.now >= placed.until {
                decision.verdict = Verdict::Missed;
                decision.flip.clear();
                decision.reasons.insert(0, ReasonCode::Expired.into());
            }
            self.rule(parts, decision, None);
            return self.decisions.len() > before;
        }
        match &step.what {
            What::Task { title, pool, within } => {
                let due = within.map(|span| case.zone().shift(placed.due, span, false));
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
                        due,
                        urgent: false,
                    };
                    self.actions.push(action);
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
        if let Err((reason, _)) = gate::cause(case, step) {
            return Some(reason);
        }
        if placed.absent {
            return Some(ReasonCode::AnchorAbsent.into());
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
    fn ask_person(&mut self, case: &Case<'_>, code: ReasonCode) {
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

    /// Decides a message that is due: channel by channel, until one is settled for good. A danger
    /// to the patient always leaves a task for a person (R12).
    fn send(&mut self, case: &Case<'_>, sending: &Sending<'_>, placed: &Placed<'_>) {
        let (acted, decided) = (self.actions.len(), self.decisions.len());
        self.chain(case, sending, placed);
        if gate::needs_a_person(sending.message.purpose) && self.decisions.len() > decided {
            let sent = self.actions.len() > acted;
            let code = if sent { ReasonCode::SafetySent } else { ReasonCode::SafetyUnsent };
            self.ask_person(case, code);
        }
    }

    fn chain(&mut self, case: &Case<'_>, sending: &Sending<'_>, placed: &Placed<'_>) {
        let mut unreachable = self.tried(case, sending.step).is_empty();
        for (place, channel) in self.order(case, sending) {
            let attempt = match self.next(case, sending.step, place) {
                Next::Now(attempt) => attempt,
                Next::At(attempt, at) if at <= self.now => attempt,
                Next::At(attempt, at) if at < placed.until => {
                    let parts = self.parts(case, sending.step, attempt);
                    let reason = Reason::until(ReasonCode::Retrying, at);
                    let mut decision = self.about(&parts, placed, channel, reason);
                    decision.flip = vec![Cure::WaitUntil { at }];
                    self.rule(parts, decision, Some(at));
                    return;
                }
                Next::At(..) | Next::Over => continue,
            };
            if self.play.executor(channel) != self.executor && self.now < placed.until {
                let parts = self.parts(case, sending.step, attempt);
                let decision =
                    self.about(&parts, placed, channel, ReasonCode::OtherExecutor.into());
                self.rule(parts, decision, None);
                return;
            }
            let usable = match case.reply() {
                // What was written is answered where it was written.
                Some(reply) => reply.channel == channel,
                None => {
                    let recipient = case.recipient().ok();
                    recipient.is_none_or(|found| found.line(channel, self.now).is_some())
                }
            };
            if !usable {
                continue;
            }
            unreachable = false;
            match self.attempt(case, sending, placed, attempt, channel) {
                Ruling::Passed => {}
                Ruling::Done => return,
            }
        }
        if unreachable {
            self.nobody(case, sending, placed);
        }
    }

    /// The channels in the order in which they are tried, each with its place in the chain: those
    /// that the patient prefers first.
    fn order(&self, case: &Case<'_>, sending: &Sending<'_>) -> Vec<(usize, Channel)> {
        let mut order: Vec<(usize, Channel)> = sending.chain.iter().copied().enumerate().collect();
        if let Some((preferred, _)) = case.preference(sending.message.purpose) {
            let rank = |channel| preferred.iter().position(|known| *known == channel);
            order.sort_by_key(|(place, channel)| (rank(*channel).unwrap_or(usize::MAX), *place));
        }
        order
    }

    /// What may come next on a channel of the chain.
    fn next(&self, case: &Case<'_>, step: &Step, place: usize) -> Next {
        let tried = self.telling(case, step).map(|(parts, entry)| (parts.attempt, entry));
        next(step, place, tried)
    }

    /// The settled attempts of what a step tells now: all were denied or failed, else the step
    /// would not be open.
    fn tried(&self, case: &Case<'_>, step: &Step) -> Vec<u32> {
        self.telling(case, step).map(|(parts, _)| parts.attempt).collect()
    }

    fn telling<'l>(
        &'l self,
        case: &'l Case<'_>,
        step: &'l Step,
    ) -> impl Iterator<Item = (&'l KeyParts, &'l Entry)> {
        let (told, again) = case.told(step);
        self.entries(case, step)
            .filter(move |(_, parts, _)| parts.told == told && parts.again == again)
            .filter(|(_, _, entry)| stands(case, step, entry))
            .map(|(_, parts, entry)| (parts, entry))
    }

    /// No channel of the chain has a contact point.
    fn nobody(&mut self, case: &Case<'_>, sending: &Sending<'_>, placed: &Placed<'_>) {
        let parts = self.parts(case, sending.step, 0);
        let channel = sending.chain.first().copied().unwrap_or(Channel::Sms);
        let mut decision = self.about(&parts, placed, channel, ReasonCode::NoLine.into());
        decision.flip = vec![Cure::Add { what: "a contact point".into() }];
        if self.now >= placed.until {
            decision.verdict = Verdict::Missed;
            decision.reasons.insert(0, ReasonCode::Expired.into());
            decision.flip.clear();
        }
        self.rule(parts, decision, None);
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

    /// One channel: through the gate, and if it is permitted, handed over.
    fn attempt(
        &mut self,
        case: &Case<'_>,
        sending: &Sending<'_>,
        placed: &Placed<'_>,
        attempt: u32,
        channel: Channel,
    ) -> Ruling {
        let parts = self.parts(case, sending.step, attempt);
        let key = self.key(&parts);
        if self.adopt(key, &parts, placed, Some(channel)) {
            return Ruling::Done;
        }
        let before = Attempt {
            case: *case,
            step: sending.step,
            message: sending.message,
            ask: sending.ask,
            channel,
            until: placed.until,
            ledger: self.ledger,
            lines: self.lines,
            planned: &self.planned,
        };
        let passage = gate::pass(&before);
        let checks = if self.explaining { gate::lines(&before) } else { Vec::new() };
        let mut decision = self.about(&parts, placed, channel, ReasonCode::Ok.into());
        decision.checks = checks;
        decision.verdict = passage.verdict;
        decision.reasons = passage.reasons;
        decision.flip = passage.flip;
        decision.slack = passage.slack;
        for fact in passage.facts {
            if !decision.facts.contains(&fact) {
                decision.facts.push(fact);
            }
        }
        if let Some((_, source)) = case.preference(sending.message.purpose)
            && !decision.facts.contains(&source.fact)
        {
            decision.facts.push(source.fact.clone());
        }
        if !self.view.patient.states_zone() {
            decision.zones = case.zones();
        }
        let Some(permitted) = passage.permitted else {
            let (verdict, code) = (decision.verdict, decision.reason());
            let passed = match verdict {
                Verdict::Deny => code.is_of_channel(),
                Verdict::Missed => leaves_for_hours(sending.step, code),
                _ => false,
            };
            if verdict == Verdict::Task {
                self.ask_person(case, code);
            }
            self.rule(parts, decision, passage.wake);
            return if passed { Ruling::Passed } else { Ruling::Done };
        };
        let chosen = permitted.chosen;
        let purpose = sending.message.purpose;
        let written = match writing::write(case, &chosen, purpose, channel, key) {
            Ok(written) => written,
            Err(TooLong) => {
                // What a channel cannot carry another may; what nobody can write is held.
                let carried = channel == Channel::Push;
                decision.verdict = if carried { Verdict::Deny } else { Verdict::Hold };
                decision.reasons = vec![ReasonCode::TextTooLong.into()];
                decision.slack = None;
                let field = format!("messages.{}", sending.message.id);
                decision.flip = vec![Cure::Edit { field }];
                self.rule(parts, decision, None);
                return if carried { Ruling::Passed } else { Ruling::Done };
            }
        };
        let line = permitted.line;
        self.actions.push(Action::SendMessage {
            key,
            parts: parts.clone(),
            patient: self.patient.clone(),
            recipient: parts.recipient.to_string(),
            purpose,
            channel,
            to: line.address().to_owned(),
            line: line.clone(),
            message: sending.message.id.to_string(),
            level: u32::from(chosen.level),
            language: chosen.language.clone(),
            subject: written.subject,
            text: written.text,
            html: written.html,
            segments: written.segments,
            unsubscribe: written.unsubscribe,
            approved: chosen.approved.map(str::to_owned),
            expires_at: placed.until,
        });
        let question = sending.ask.map(|ask| Question {
            key,
            patient: self.patient.clone(),
            ask,
            appointment: case.appointment().and_then(|a| Some((a.id.clone(), *a.start.get()?))),
            opened: self.now,
            closes: self.question_closes(case, sending, placed),
        });
        let replies = sending.step.replies;
        let handover = Handover {
            key,
            patient: self.patient.clone(),
            purpose,
            channel,
            at: self.now,
            subject: if replies { String::new() } else { case.run.subject.to_string() },
            language: Some(chosen.language),
            answer: replies,
            released: false,
        };
        self.lines.hand_over(&line, handover, question, self.play.memory);
        if sending.step.confirms_stop {
            self.lines.confirm(&line, &self.play.practice.id, self.now);
        }
        let settling = Settling {
            task: false,
            channel: Some(channel),
            line: Some(line),
            purpose: Some(purpose),
            expires: Some(placed.until),
        };
        self.settle(key, parts, &decision, settling);
        self.decisions.push(decision);
        Ruling::Done
    }

    /// Takes over a hand-over that was reported and that this ledger does not know: the host
    /// crashed between outbox and relationship, or another copy handed it over (R6, R9).
    fn adopt(
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

    /// How long a question can be answered: a confirmation until the appointment, any other for
    /// two weeks.
    fn question_closes(
        &self,
        case: &Case<'_>,
        sending: &Sending<'_>,
        placed: &Placed<'_>,
    ) -> Timestamp {
        let start = case.appointment().and_then(|appointment| appointment.start.get());
        let closes = match (sending.ask, start) {
            (Some(Ask::Confirm), Some(start)) => start.instant(),
            _ => placed.until.max(self.now.plus(QUESTION)),
        };
        // Whoever stands for a child answers no more once the child has come of age (R21).
        let stands = case.recipient().ok().and_then(|found| found.person()).is_some();
        let of_age = case.scene.minor_until().filter(|_| stands);
        of_age.map_or(closes, |of_age| closes.min(of_age))
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
        let person = decision
            .flip
            .iter()
            .any(|cure| matches!(cure, Cure::Add { .. } | Cure::Verify { .. } | Cure::Edit { .. }));
        if person {
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
                at: self.now,
                task: settling.task,
                channel: settling.channel,
                line: settling.line,
                purpose: settling.purpose,
                expires: settling.expires,
                playbook: self.play.digest.get(..16).unwrap_or_default().into(),
                tzdb: tzdb_version().into(),
                behaviour: BEHAVIOUR,
            },
        );
    }
}

/// A question that is not about an appointment can be answered for so long, in ms.
const QUESTION: i64 = 14 * 24 * limits::HOUR;

/// A step that sends, with what it sends.
pub(super) struct Sending<'p> {
    pub(super) step: &'p Step,
    pub(super) message: &'p Message,
    pub(super) ask: Option<Ask>,
    pub(super) chain: &'p [Channel],
}

/// What the ledger keeps of a settled step, beside its verdict.
#[derive(Default)]
pub(super) struct Settling {
    pub(super) task: bool,
    pub(super) channel: Option<Channel>,
    pub(super) line: Option<LineId>,
    pub(super) purpose: Option<Purpose>,
    pub(super) expires: Option<Timestamp>,
}

struct LastTold {
    told: Name,
    again: u32,
    tzdb: Arc<str>,
}
