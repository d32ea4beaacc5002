//! A message that is due: channel by channel through the gate, until one is settled for good.

use crate::action::Action;
use crate::communication::gate::{self, Attempt, Permitted};
use crate::communication::writing;
use crate::conversation::{Ask, Handover, Member, Question};
use crate::decision::{Cure, Decision, Verdict};
use crate::id::KeyParts;
use crate::journey::attempt::{Next, next};
use crate::journey::decide::Settling;
use crate::journey::run::{leaves_for_hours, stands};
use crate::journey::{Case, Placed, Turn};
use crate::playbook::{Message, Step};
use crate::reason::{Reason, ReasonCode};
use crate::relationship::Entry;
use crate::{Channel, Key, Timestamp, limits};

/// What becomes of one attempt or of a whole step.
pub(super) enum Ruling {
    /// The attempt is settled and the next channel may be tried.
    Passed,
    /// Nothing more is to be decided of the step now.
    Done,
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

/// What goes with a message beside itself.
#[derive(Default)]
pub(super) struct Whole {
    /// The question that it asks.
    pub(super) question: Option<Question>,
    /// The lines that it combines.
    pub(super) lines: Vec<String>,
    /// The messages that it combines.
    pub(super) members: Vec<Member>,
    /// The highest content level of the lines.
    pub(super) level: u8,
}

/// What could not be written within the limits.
pub(super) struct Unwritten {
    pub(super) parts: KeyParts,
    pub(super) decision: Decision,
}

impl Turn<'_> {
    /// Decides a message that is due: channel by channel, until one is settled for good. A danger
    /// to the patient always leaves a task for a person (R12).
    pub(super) fn send(&mut self, case: &Case<'_>, sending: &Sending<'_>, placed: &Placed<'_>) {
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
            match self.attempt(case, sending, placed, attempt, channel, false) {
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
    pub(super) fn tried(&self, case: &Case<'_>, step: &Step) -> Vec<u32> {
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

    /// No channel of the chain has a contact point: the gate says what else is in the way of the
    /// first, and what goes before that.
    fn nobody(&mut self, case: &Case<'_>, sending: &Sending<'_>, placed: &Placed<'_>) {
        if let (Some(channel), Next::Now(attempt)) =
            (sending.chain.first(), self.next(case, sending.step, 0))
        {
            self.attempt(case, sending, placed, attempt, *channel, true);
        }
    }

    /// One channel: through the gate, and if it is permitted, handed over; unless it waits for
    /// others to go with it (R18), where it is not to go alone.
    pub(super) fn attempt(
        &mut self,
        case: &Case<'_>,
        sending: &Sending<'_>,
        placed: &Placed<'_>,
        attempt: u32,
        channel: Channel,
        alone: bool,
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
        if !alone && let Some(gathered) = self.gather(case, sending, &parts, &permitted, &decision)
        {
            self.gathered.push(gathered);
            return Ruling::Done;
        }
        let question = self.question(case, sending.ask, key, placed.until);
        let whole = Whole { question, ..Whole::default() };
        match self.hand_over(case, sending, placed.until, parts, decision, permitted, whole) {
            Ok(()) => Ruling::Done,
            Err(unwritten) => {
                let Unwritten { parts, mut decision } = *unwritten;
                // What a channel cannot carry another may; what nobody can write is held.
                let carried = channel == Channel::Push;
                decision.verdict = if carried { Verdict::Deny } else { Verdict::Hold };
                decision.reasons = vec![ReasonCode::TextTooLong.into()];
                decision.slack = None;
                let field = format!("messages.{}", sending.message.id);
                decision.flip = vec![Cure::Edit { field }];
                self.rule(parts, decision, None);
                if carried { Ruling::Passed } else { Ruling::Done }
            }
        }
    }

    /// Writes what the gate permitted, and hands it over.
    #[expect(clippy::too_many_arguments, reason = "each is one thing of the flow")]
    pub(super) fn hand_over(
        &mut self,
        case: &Case<'_>,
        sending: &Sending<'_>,
        until: Timestamp,
        parts: KeyParts,
        decision: Decision,
        permitted: Permitted<'_>,
        whole: Whole,
    ) -> Result<(), Box<Unwritten>> {
        let Permitted { line, chosen, channel, .. } = permitted;
        let key = self.key(&parts);
        let purpose = sending.message.purpose;
        let lines: Vec<&str> = whole.lines.iter().map(String::as_str).collect();
        let Ok(written) = writing::write(case, &chosen, purpose, channel, key, &lines) else {
            return Err(Box::new(Unwritten { parts, decision }));
        };
        let level = whole.level.max(chosen.level);
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
            level: u32::from(level),
            language: chosen.language.clone(),
            subject: written.subject,
            text: written.text,
            html: written.html,
            segments: written.segments,
            unsubscribe: written.unsubscribe,
            approved: chosen.approved.map(str::to_owned),
            combines: whole.members.iter().map(|member| member.key).collect(),
            expires_at: until,
        });
        let replies = sending.step.replies;
        let of_one = !replies && whole.lines.is_empty();
        let handover = Handover {
            key,
            patient: self.patient.clone(),
            purpose,
            channel,
            at: self.now,
            subject: if of_one { case.run.subject.to_string() } else { String::new() },
            language: Some(chosen.language),
            answer: replies,
            released: false,
            members: whole.members,
        };
        self.lines.hand_over(&line, handover, whole.question, self.play.memory);
        if sending.step.confirms_stop {
            self.lines.confirm(&line, &self.play.practice.id, self.now);
        }
        let settling = Settling {
            channel: Some(channel),
            line: Some(line),
            purpose: Some(purpose),
            expires: Some(until),
            ..Settling::default()
        };
        self.settle(key, parts, &decision, settling);
        self.decisions.push(decision);
        Ok(())
    }

    /// The question that a message asks.
    pub(super) fn question(
        &self,
        case: &Case<'_>,
        ask: Option<Ask>,
        key: Key,
        until: Timestamp,
    ) -> Option<Question> {
        Some(Question {
            key,
            patient: self.patient.clone(),
            ask: ask?,
            appointment: case.appointment().and_then(|a| Some((a.id.clone(), *a.start.get()?))),
            opened: self.now,
            closes: self.question_closes(case, ask, until),
        })
    }

    /// How long a question can be answered: a confirmation until the appointment, any other for
    /// two weeks.
    fn question_closes(&self, case: &Case<'_>, ask: Option<Ask>, until: Timestamp) -> Timestamp {
        let start = case.appointment().and_then(|appointment| appointment.start.get());
        let closes = match (ask, start) {
            (Some(Ask::Confirm), Some(start)) => start.instant(),
            _ => until.max(self.now.plus(QUESTION)),
        };
        // Whoever stands for a child answers no more once the child has come of age (R21).
        let stands = case.recipient().ok().and_then(|found| found.person()).is_some();
        let of_age = case.scene.minor_until().filter(|_| stands);
        of_age.map_or(closes, |of_age| closes.min(of_age))
    }
}
