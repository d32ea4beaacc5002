//! Several messages to one recipient that become one (R18).

use std::collections::BTreeMap;

use crate::communication::gate::{self, Attempt, Permitted};
use crate::communication::writing;
use crate::conversation::{Group, Member, Pending};
use crate::decision::{Cure, Decision, Verdict};
use crate::id::{KeyParts, Name};
use crate::journey::attempt::is_repeated;
use crate::journey::decide::Settling;
use crate::journey::send::{Sending, Whole};
use crate::journey::{Case, Placement, Run, Turn};
use crate::playbook::{Message, Step, What};
use crate::reason::{Reason, ReasonCode};
use crate::{Key, LineId, Timestamp, limits};

/// A message that was permitted and may go with others.
pub(super) struct Gathered {
    line: LineId,
    pending: Pending,
    run: Run,
    step: Name,
    decision: Decision,
}

/// The journey and the subject of what the library itself makes of several.
const OWN: &str = "prm";

impl<'t> Turn<'t> {
    /// A message that the gate has just permitted, where it may go with others.
    pub(super) fn gather(
        &self,
        case: &Case<'_>,
        sending: &Sending<'_>,
        parts: &KeyParts,
        permitted: &Permitted<'_>,
        decision: &Decision,
    ) -> Option<Gathered> {
        let (purpose, channel) = (sending.message.purpose, permitted.channel);
        let (rule, whole) = self.play.combining(purpose, channel)?;
        let expires = decision.useful_until?;
        if sending.step.replies {
            return None;
        }
        let part = writing::part(case, &permitted.chosen)?;
        let person = case.recipient().ok()?.person();
        let recipient = match person {
            // Whoever stands for several patients has a record with each.
            Some(person) => person.full_name().unwrap_or_else(|| person.id.to_string()),
            None => format!("patient {}", self.patient),
        };
        let key = self.key(parts);
        // What is tried again has waited: it takes with it what is there.
        let new = if is_repeated(parts.attempt) { self.now.plus(-rule.within) } else { self.now };
        let since = self.lines.waits_since(&permitted.line, key).unwrap_or(new);
        let member = Member { patient: self.patient.clone(), key, parts: parts.clone(), expires };
        let (sender, message) = (self.play.practice.id.to_string(), whole.id.to_string());
        let pending = Pending {
            group: Group { sender, message, recipient, channel, purpose },
            member,
            since,
            until: decision.slack.as_ref().map_or(expires, |slack| slack.at.min(expires)),
            level: permitted.chosen.level,
            part,
            question: self.question(case, sending.ask, key, expires),
        };
        Some(Gathered {
            line: permitted.line.clone(),
            pending,
            run: case.run.clone(),
            step: Name::clone(&sending.step.id),
            decision: decision.clone(),
        })
    }

    /// Decides what was gathered in a round: it waits for others, goes with them, or goes alone.
    /// Says whether anything was settled.
    pub(super) fn combine(&mut self) -> bool {
        let mut groups: BTreeMap<(LineId, Group), Vec<Gathered>> = BTreeMap::new();
        for gathered in std::mem::take(&mut self.gathered) {
            let group = (gathered.line.clone(), gathered.pending.group.clone());
            groups.entry(group).or_default().push(gathered);
        }
        let before = self.decisions.len();
        for ((line, group), gathered) in groups {
            self.decide_group(&line, &group, gathered);
        }
        self.decisions.len() > before
    }

    fn decide_group(&mut self, line: &LineId, group: &Group, gathered: Vec<Gathered>) {
        let Some((rule, message)) = self.play.combining(group.purpose, group.channel) else {
            return;
        };
        let mut others = self.lines.pending(line, group);
        others.retain(|other| other.member.patient != *self.patient && self.now < other.until);
        let all = gathered.iter().map(|gathered| &gathered.pending).chain(&others);
        let start = all.map(|pending| pending.since).min().unwrap_or(self.now);
        let end = start.plus(rule.within);
        if self.now < end {
            for gathered in gathered {
                // Whose time would be over by then goes alone.
                if end < gathered.pending.until {
                    self.wait_for_others(gathered, end);
                } else {
                    self.alone(&gathered);
                }
            }
            return;
        }
        let rest = self.together(message, start, line, gathered, others);
        for gathered in rest {
            self.alone(&gathered);
        }
    }

    /// The case and the step of something gathered.
    fn origin_of<'g>(&self, gathered: &'g Gathered) -> Option<(Case<'g>, &'g Step)>
    where
        't: 'g,
    {
        let journey = self.play.journeys.get(gathered.run.journey)?;
        let (_, step) = journey.step(&gathered.step)?;
        Some((Case { scene: self.scene(), journey, run: &gathered.run }, step))
    }

    /// It waits for others until the end of the window.
    fn wait_for_others(&mut self, gathered: Gathered, end: Timestamp) {
        let decision = Decision {
            verdict: Verdict::Wait,
            reasons: vec![Reason::until(ReasonCode::Combining, end)],
            flip: vec![Cure::WaitUntil { at: end }],
            slack: None,
            ..gathered.decision.clone()
        };
        let held = self.held.len();
        self.rule(gathered.pending.member.parts.clone(), decision, Some(end));
        if let Some((case, step)) = self.origin_of(&gathered) {
            self.keep_slot(&case, step, held);
        }
        self.waiting.push((gathered.line, gathered.pending));
    }

    /// It is decided by itself, as if there were no rule.
    fn alone(&mut self, gathered: &Gathered) {
        let Some((case, step)) = self.origin_of(gathered) else { return };
        let (What::Send { message, ask, chain }, Placement::At(placed)) =
            (&step.what, case.place(step))
        else {
            return;
        };
        if let Some(message) = self.play.message(*message) {
            let sending = Sending { step, message, ask: *ask, chain };
            let pending = &gathered.pending;
            let (attempt, channel) = (pending.member.parts.attempt, pending.group.channel);
            self.attempt(&case, &sending, &placed, attempt, channel, true);
        }
    }

    /// Makes one message of several, where there are several and the gate permits it. Gives those
    /// that are not in it.
    fn together(
        &mut self,
        message: &Message,
        start: Timestamp,
        line: &LineId,
        gathered: Vec<Gathered>,
        mut others: Vec<Pending>,
    ) -> Vec<Gathered> {
        // At most one asks, and there is an end to it.
        let (mut asked, mut all) = (false, 0);
        let mut goes = |pending: &Pending| {
            let fits = all < limits::COMBINED && !(asked && pending.question.is_some());
            asked |= fits && pending.question.is_some();
            all += usize::from(fits);
            fits
        };
        let (members, mut rest): (Vec<_>, Vec<_>) =
            gathered.into_iter().partition(|one| goes(&one.pending));
        others.retain(|other| goes(other));
        let Some(key) = self.hand_over_whole(message, start, &members, &others) else {
            rest.splice(0..0, members);
            return rest;
        };
        let keys: Vec<Key> = others.iter().map(|one| one.member.key).collect();
        self.lines.take_pending(line, &keys);
        for one in members {
            self.went(one.pending.member, one.decision, key, line.clone(), self.now);
        }
        rest
    }

    /// Hands over one message for all of them; `None` where there is but one, where the gate does
    /// not permit it, and where together they are too long.
    fn hand_over_whole(
        &mut self,
        message: &Message,
        start: Timestamp,
        members: &[Gathered],
        others: &[Pending],
    ) -> Option<Key> {
        let first = members.first().filter(|_| members.len() + others.len() > 1)?;
        let (case, step) = self.origin_of(first)?;
        let all = || members.iter().map(|one| &one.pending).chain(others);
        let until = all().map(|one| one.member.expires).min()?;
        let passage = gate::pass(&Attempt {
            case,
            step,
            message,
            ask: None,
            channel: first.pending.group.channel,
            until,
            ledger: self.ledger,
            lines: self.lines,
            planned: &self.planned,
        });
        let permitted = passage.permitted?;
        let parts = self.whole_parts(message, start, &first.pending.member.parts.recipient);
        let key = self.key(&parts);
        let decision = Decision {
            verdict: passage.verdict,
            reasons: passage.reasons,
            slack: passage.slack,
            key: Some(key),
            parts: Some(parts.clone()),
            due: Some(start),
            useful_until: Some(until),
            checks: Vec::new(),
            ..first.decision.clone()
        };
        let whole = Whole {
            question: all().find_map(|one| one.question.clone()),
            lines: all().map(|one| one.part.clone()).collect(),
            members: all().map(|one| one.member.clone()).collect(),
            level: all().map(|one| one.level).max().unwrap_or_default(),
        };
        let sending = Sending { step, message, ask: None, chain: &[] };
        self.hand_over(&case, &sending, until, parts, decision, permitted, whole).ok()?;
        Some(key)
    }

    /// Settles a message that went in another.
    fn went(
        &mut self,
        member: Member,
        mut decision: Decision,
        whole: Key,
        line: LineId,
        at: Timestamp,
    ) {
        decision.verdict = Verdict::Combine;
        decision.reasons = vec![Reason::about(ReasonCode::CombinedInto, whole.to_string())];
        decision.flip.clear();
        decision.slack = None;
        let purpose = self.play.journey(&member.parts.journey).and_then(|(_, journey)| {
            let (_, step) = journey.step(&member.parts.step)?;
            let What::Send { message, .. } = &step.what else { return None };
            Some(self.play.message(*message)?.purpose)
        });
        let settling = Settling {
            at: Some(at),
            channel: decision.channel,
            line: Some(line),
            purpose,
            expires: Some(member.expires),
            into: Some(whole),
            ..Settling::default()
        };
        self.settle(member.key, member.parts, &decision, settling);
        self.decisions.push(decision);
    }

    /// What waited on a contact point and went with others in their turn is settled.
    pub(super) fn went_with_others(&mut self) {
        let mut went = Vec::new();
        for line in &self.gathering {
            for (member, handover) in self.lines.went_in(line, self.patient) {
                let known = self.ledger.get(member.key);
                if known.is_none_or(|entry| entry.settled.is_none()) {
                    let channel = handover.channel;
                    went.push((line.clone(), member.clone(), handover.key, handover.at, channel));
                }
            }
        }
        for (line, member, whole, at, channel) in went {
            let decision = Decision {
                key: Some(member.key),
                parts: Some(member.parts.clone()),
                channel: Some(channel),
                useful_until: Some(member.expires),
                ..Decision::new(at, ReasonCode::CombinedInto)
            };
            self.went(member, decision, whole, line, at);
        }
    }

    /// Writes on the contact points what waits there from now on.
    pub(super) fn wait_on_lines(&mut self) {
        let mut waiting: BTreeMap<LineId, Vec<Pending>> = BTreeMap::new();
        for (line, pending) in std::mem::take(&mut self.waiting) {
            waiting.entry(line).or_default().push(pending);
        }
        let before = std::mem::take(&mut self.gathering);
        self.gathering = waiting.keys().cloned().collect();
        for line in before.into_iter().chain(self.gathering.iter().cloned()).collect::<Vec<_>>() {
            let mut pending = waiting.remove(&line).unwrap_or_default();
            if pending.is_empty() && self.gathering.contains(&line) {
                continue;
            }
            pending.sort_by_key(|pending| (pending.since, pending.member.key));
            self.lines.set_pending(&line, self.patient, pending);
        }
    }

    /// The parts of a combined message's key: the rule, the recipient, purpose and channel, and
    /// the start of the window.
    fn whole_parts(&self, message: &Message, start: Timestamp, recipient: &Name) -> KeyParts {
        let first = KeyParts {
            journey: OWN.into(),
            subject: format!("combine:{}", message.id).into(),
            entry: "0".into(),
            step: message.purpose.as_str().into(),
            occurrence: start.to_string().into(),
            recipient: Name::clone(recipient),
            told: "-".into(),
            again: 0,
            attempt: 0,
        };
        let mut all = (0..).map(|again| KeyParts { again, ..first.clone() });
        let free = |parts: &KeyParts| self.ledger.get(self.key(parts)).is_none();
        all.find(free).unwrap_or(first)
    }
}
