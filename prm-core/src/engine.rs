//! The whole flow on one page: facts, plan, gate, action.
//!
//! ```text
//! facts --fold--> Relationship --plan--> due steps --gate--> Permitted --render--> Action --> ledger
//!                                            |                  |                    |
//!                                            +------ every branch leaves a Decision -+
//! ```

use serde::{Deserialize, Serialize};

use crate::action::Action;
use crate::conversation::{self, LineRead, Lines, Reply, Routed};
use crate::decision::Decision;
use crate::error::{ErrorCode, PrmError};
use crate::explain::{self, Explanation, recorded};
use crate::fact::{Fact, FactContent};
use crate::id::opaque_debug;
use crate::journey::{Runs, Scene, Turn, quiet};
use crate::reason::{Reason, ReasonCode};
use crate::relationship::{self, Cache, Erasure, MessageEvent, Relationship, View};
use crate::{FactId, Key, Language, LineId, OptOutScope, Playbook, Timestamp, Zone, limits};

/// Who calls: each channel is sent by one of them (R6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Executor {
    /// The practice's server.
    Server,
    /// The patient's own device.
    Device,
}

/// What a step is given.
#[derive(Debug)]
pub struct Input<'i> {
    /// What the host has learnt since the last step, in any order.
    pub facts: &'i [Fact],
    /// The contact points that the host has at hand; the step changes those that it uses.
    pub lines: &'i mut Lines,
    /// Who calls.
    pub executor: Executor,
    /// What time it is.
    pub now: Timestamp,
}

/// When to call again, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Wake {
    /// When. Calling earlier does no harm, later makes things late.
    pub at: Timestamp,
    /// What is waited for.
    pub because: ReasonCode,
    /// The step that waits, as subject and step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub about: Option<String>,
}

/// What a step gives back: everything at once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// What the host must do now, in order.
    pub actions: Vec<Action>,
    /// Why: what was decided, and what is due and held.
    pub decisions: Vec<Decision>,
    /// When to call again; absent when nothing is planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub wake: Option<Wake>,
    /// The lines that were read or changed, with their revisions (R6).
    pub lines: Vec<LineRead>,
}

/// What would happen at one instant.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct PlannedTurn {
    /// When.
    pub at: Timestamp,
    /// What a step at that instant would hand over.
    pub actions: Vec<Action>,
    /// What it would decide.
    pub decisions: Vec<Decision>,
}

/// What would happen until some instant, were nothing else to be learnt.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The instants at which something happens, in order.
    pub turns: Vec<PlannedTurn>,
    /// What is waited for at the end; absent when nothing is planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub wake: Option<Wake>,
    /// Whether the plan reaches its end, and not only the limit of turns.
    pub complete: bool,
}

/// Whether what was handed over may still be sent (R7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Still {
    /// Send it, or not.
    pub send: bool,
    /// Why, as a stable code.
    pub reason: ReasonCode,
}

opaque_debug!(Outcome, PlannedTurn, Plan);

impl Playbook {
    /// Takes in facts and acts on all that is due.
    ///
    /// A step may come early, late and again: one that comes twice does nothing the second time.
    /// Save the relationship, the changed lines and the actions in one transaction, comparing
    /// revisions (R6).
    ///
    /// # Errors
    /// Only for what a host must mend (a text in a fact beyond its limit); then nothing has
    /// changed. A situation of a patient or a clinic is a [`Decision`].
    pub fn step(
        &self,
        relationship: &mut Relationship,
        input: Input<'_>,
    ) -> Result<Outcome, PrmError> {
        let Input { facts, lines, executor, now } = input;
        for (index, fact) in facts.iter().enumerate() {
            validate(fact).map_err(|error| error.under(&format!("facts[{index}]")))?;
        }
        let mut before = revisions(lines, &relationship.reported_lines(facts));
        let folded = relationship.fold(facts, now);
        release(relationship, lines, facts, now);
        opt_outs(relationship, &self.inner.practice.id, lines, facts, now);
        if let Some(cache) = relationship.cache.as_deref()
            && cache.is_idle(&self.inner.tag, executor, lines, now)
        {
            let wake = cache.wake.clone();
            let lines = line_reads(before, lines);
            return Ok(Outcome { actions: vec![], decisions: folded.notes, wake, lines });
        }
        let own = relationship.lines(&[], now);
        let others = own.iter().filter(|line| !before.iter().any(|(known, _)| known == *line));
        before.extend(others.map(|line| (line.clone(), lines.revision(line))).collect::<Vec<_>>());
        let view = relationship.view(now);
        let mut decisions = folded.notes;
        decisions.extend(remarks(&view, &folded.new, now));
        decisions.extend(self.unknown(facts, &folded.new, now));
        let runs = relationship.cache.take().and_then(|cache| cache.runs);
        let mut taken = self.turns(relationship, lines, executor, now, runs);
        decisions.append(&mut taken.decisions);
        if taken.changed {
            relationship.raise();
        }
        relationship.cache = Some(Box::new(Cache {
            playbook: self.inner.tag.clone(),
            executor,
            lines: revisions(lines, &own),
            at: now,
            wake: taken.wake.clone(),
            runs: taken.runs,
        }));
        let lines = line_reads(before, lines);
        Ok(Outcome { actions: taken.actions, decisions, wake: taken.wake, lines })
    }

    /// Takes the turns of an instant: one, and another for as long as steps tell something, which
    /// is a fact like any other.
    fn turns(
        &self,
        relationship: &mut Relationship,
        lines: &mut Lines,
        executor: Executor,
        now: Timestamp,
        mut runs: Option<Runs>,
    ) -> Taken {
        let mut taken = Taken::default();
        let (patient, salt) = (relationship.patient().clone(), relationship.salt().to_owned());
        for echoes in 0.. {
            let view = relationship.view(now);
            let mut turn = Turn::new(
                &self.inner,
                &patient,
                &salt,
                &view,
                &mut relationship.ledger,
                lines,
                executor,
                now,
                runs.take(),
            );
            turn.echoes = echoes;
            turn.gathering.clone_from(&relationship.gathering);
            turn.take();
            taken.wake = turn.next_wake();
            taken.changed |= turn.changed || turn.gathering != relationship.gathering;
            taken.actions.append(&mut turn.actions);
            taken.decisions.append(&mut turn.decisions);
            let told = std::mem::take(&mut turn.told);
            let gathering = std::mem::take(&mut turn.gathering);
            taken.runs = Some(turn.runs);
            relationship.gathering = gathering;
            if told.is_empty() {
                break;
            }
            let folded = relationship.fold(&told, now);
            taken.decisions.extend(folded.notes);
            taken.decisions.extend(remarks(&relationship.view(now), &folded.new, now));
        }
        taken
    }

    /// Remarks on new facts that name what the playbook does not have.
    fn unknown(&self, facts: &[Fact], new: &[FactId], now: Timestamp) -> Vec<Decision> {
        let named = facts.iter().filter(|fact| new.contains(&fact.id)).filter_map(|fact| {
            let (name, known) = match &fact.content {
                FactContent::MessageRequested { message, .. } => {
                    (message, self.inner.messages.iter().any(|known| *known.id == **message))
                }
                FactContent::JourneyStopped { journey, .. } => {
                    (journey, self.inner.journey(journey).is_some())
                }
                FactContent::AttributeChanged { attribute, value } => {
                    let known = self.inner.attributes.named(attribute);
                    let bad = known.zip(value.as_deref()).filter(|(a, v)| a.read(v).is_none());
                    if bad.is_some() {
                        let reason = Reason::about(ReasonCode::UnknownValue, attribute.as_str());
                        return Some(Decision::note(now, reason, &fact.id));
                    }
                    (attribute, known.is_some())
                }
                _ => return None,
            };
            let reason = Reason::about(ReasonCode::UnknownSubject, name.as_str());
            (!known).then(|| Decision::note(now, reason, &fact.id))
        });
        named.collect()
    }

    /// What would happen until an instant, were nothing else to be learnt: exactly what stepping
    /// at every wake would hand over (the plan law, R30).
    pub fn plan(
        &self,
        relationship: &Relationship,
        lines: &Lines,
        now: Timestamp,
        until: Timestamp,
    ) -> Plan {
        let mut plan = Plan { turns: Vec::new(), wake: None, complete: true };
        let mut lines = lines.only(&relationship.lines(&[], now));
        let mut imagined = relationship.clone();
        let mut runs = imagined.cache.take().and_then(|cache| cache.runs);
        let mut at = now;
        for _ in 0..limits::TURNS {
            let taken = self.turns(&mut imagined, &mut lines, Executor::Server, at, runs.take());
            if !(taken.actions.is_empty() && taken.decisions.is_empty()) {
                plan.turns.push(PlannedTurn {
                    at,
                    actions: taken.actions,
                    decisions: taken.decisions,
                });
            }
            plan.wake = taken.wake;
            runs = taken.runs;
            match &plan.wake {
                Some(wake) if wake.at <= until => at = wake.at,
                _ => return plan,
            }
        }
        plan.complete = false;
        plan
    }

    /// When something is planned next, without deciding anything: `now` where a step is due
    /// already. Quick and without allocation where the relationship has been stepped with this
    /// playbook since it was loaded.
    ///
    /// A host asks it of a whole panel when the playbook has changed; for the wake that a step
    /// gave there is [`Relationship::wake`].
    pub fn next_wake(&self, relationship: &Relationship, now: Timestamp) -> Option<Timestamp> {
        let view = relationship.view(now);
        let patient = relationship.patient();
        let scene = Scene { play: &self.inner, view: &view, patient, now };
        let kept = relationship.cache.as_ref().and_then(|cache| cache.runs.as_ref());
        match kept.filter(|runs| runs.holds_for(&self.inner, now)) {
            Some(runs) => quiet::next(scene, runs),
            None => quiet::next(scene, &Runs::derive(scene, &relationship.ledger)),
        }
    }

    /// Whether what was handed over under a key may still be sent. A host asks it before it sends
    /// anything older than [`limits::STALE_HANDOVER`].
    pub fn still(
        &self,
        relationship: &Relationship,
        lines: &Lines,
        key: Key,
        now: Timestamp,
    ) -> Still {
        let stop = |reason| Still { send: false, reason };
        let Some(entry) = relationship.ledger.get(key) else {
            return stop(ReasonCode::UnknownSubject);
        };
        let (Some(parts), Some(settled)) = (&entry.parts, &entry.settled) else {
            return stop(ReasonCode::UnknownSubject);
        };
        if settled.expires.is_some_and(|expires| now >= expires) {
            return stop(ReasonCode::Expired);
        }
        if !entry.is_live() || entry.marks.has(crate::relationship::Mark::Recalled) {
            return stop(ReasonCode::Superseded);
        }
        let mut lines = lines.only(&relationship.lines(&[], now));
        let mut ledger = relationship.ledger.clone();
        let view = relationship.view(now);
        let turn = Turn::new(
            &self.inner,
            relationship.patient(),
            relationship.salt(),
            &view,
            &mut ledger,
            &mut lines,
            Executor::Server,
            now,
            None,
        );
        let mut members = turn.ledger.members(key);
        let refused = members.find_map(|(_, parts, entry)| turn.refused(parts, entry));
        match refused.or_else(|| turn.refused(parts, entry)) {
            Some(reason) => stop(reason.code),
            None => Still { send: true, reason: ReasonCode::Ok },
        }
    }

    /// Why something was done, or was not: for a settled key what was recorded, for an open one a
    /// fresh decision. As data; [`Explanation::sentence`] says it in words, here in English.
    ///
    /// # Errors
    /// `unknown_key` for a key that neither the ledger nor the plan knows.
    pub fn explain(
        &self,
        relationship: &Relationship,
        lines: &Lines,
        key: Key,
        now: Timestamp,
    ) -> Result<Explanation, PrmError> {
        self.explain_in(relationship, lines, key, now, &Language::english())
    }

    /// As [`explain`](Self::explain), with the sentence in the reader's language: in English,
    /// Spanish or Hindi, dates as is the custom of its region (`es-MX`), and in English for any
    /// other. The data are the same.
    ///
    /// # Errors
    /// `unknown_key` for a key that neither the ledger nor the plan knows.
    pub fn explain_in(
        &self,
        relationship: &Relationship,
        lines: &Lines,
        key: Key,
        now: Timestamp,
        reader: &Language,
    ) -> Result<Explanation, PrmError> {
        let decision = recorded(relationship, key)
            .or_else(|| self.fresh(relationship, lines, key, now))
            .ok_or_else(|| {
                PrmError::new(ErrorCode::UnknownKey, "neither ledger nor plan knows this key")
            })?;
        let events = relationship.events(key);
        let zone = self.inner.practice.zone;
        let sentence = explain::sentence(reader, &decision, &events, zone);
        Ok(Explanation { decision, events, sentence })
    }

    /// The decision about a step that is still open.
    fn fresh(
        &self,
        relationship: &Relationship,
        lines: &Lines,
        key: Key,
        now: Timestamp,
    ) -> Option<Decision> {
        let view = relationship.view(now);
        let mut lines = lines.only(&relationship.lines(&[], now));
        let mut ledger = relationship.ledger.clone();
        let mut turn = Turn::new(
            &self.inner,
            relationship.patient(),
            relationship.salt(),
            &view,
            &mut ledger,
            &mut lines,
            Executor::Server,
            now,
            None,
        );
        turn.explaining = true;
        turn.gathering.clone_from(&relationship.gathering);
        let waiting = turn.waiting(key);
        turn.take();
        let decided = turn.decisions.into_iter().find(|decision| decision.key == Some(key));
        decided.or(waiting)
    }

    /// Erases a person (R22): facts and ledger are forgotten, also what their contact points
    /// remember of them, and later facts are dropped. It gives what may be kept, and what the host
    /// must still do. Save the relationship, which is a tombstone now, and the lines; the host
    /// itself deletes what else it holds.
    ///
    /// ```
    /// use prm_core::{Lines, Playbook, Relationship, STARTER};
    /// let playbook = Playbook::compile(STARTER)?;
    /// let mut priya = Relationship::new("priya", "salt")?;
    /// let erasure =
    ///     playbook.erase(&mut priya, &mut Lines::new(), "2026-03-02T06:00:00Z".parse()?);
    /// assert!(priya.is_erased() && erasure.keys.is_empty());
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    pub fn erase(
        &self,
        relationship: &mut Relationship,
        lines: &mut Lines,
        now: Timestamp,
    ) -> Erasure {
        relationship.erase(lines, &self.inner.practice.id, now)
    }

    /// The zone of the patient's wall clock, as far as it is known: stated, by address, else the
    /// practice's.
    pub fn zone_of(&self, relationship: &Relationship, now: Timestamp) -> Zone {
        let view = relationship.view(now);
        view.patient.zones().first().copied().unwrap_or(self.inner.practice.zone)
    }

    /// Resolves a reply against the open questions of the line that it came from, and gives the
    /// facts for the relationship that it concerns (R11). The line remembers it: save it too.
    ///
    /// ```
    /// use prm_core::{Lines, Playbook, Reply, Resolution, STARTER};
    /// let playbook = Playbook::compile(STARTER)?;
    /// let mut lines = Lines::new();
    /// let reply: Reply = serde_json::from_str(r#"{
    ///   "id": "in-1", "line": "tel:+919812345670", "channel": "sms",
    ///   "occurred": "2026-03-09T03:30:20Z", "text": "Stop"
    /// }"#).map_err(|_| ()).unwrap();
    /// let routed = playbook.route(&mut lines, &reply);
    /// assert_eq!(routed.resolution, Resolution::OptOut {});
    /// assert!(lines.is_blocked(&reply.line, playbook.practice()));
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    pub fn route(&self, lines: &mut Lines, reply: &Reply) -> Routed {
        conversation::route(lines, self.practice(), &self.inner.practice.languages, reply)
    }
}

/// What the turns of an instant gave.
#[derive(Default)]
struct Taken {
    actions: Vec<Action>,
    decisions: Vec<Decision>,
    wake: Option<Wake>,
    runs: Option<Runs>,
    changed: bool,
}

/// Remarks that the replay made on new facts.
fn remarks<'v>(
    view: &'v View,
    new: &'v [FactId],
    now: Timestamp,
) -> impl Iterator<Item = Decision> + 'v {
    let own = view.notes.iter().filter(|(fact, _)| new.contains(fact));
    own.map(move |(fact, reason)| Decision::note(now, reason.clone(), fact))
}

impl Cache {
    /// Whether nothing can have changed since the last step.
    fn is_idle(&self, tag: &str, executor: Executor, lines: &Lines, now: Timestamp) -> bool {
        *self.playbook == *tag
            && self.executor == executor
            && self.lines.iter().all(|(line, revision)| lines.revision(line) == *revision)
            && self.at <= now
            && self.wake.as_ref().is_none_or(|wake| now < wake.at)
    }
}

fn revisions(lines: &Lines, own: &[LineId]) -> Vec<(LineId, i64)> {
    own.iter().map(|line| (line.clone(), lines.revision(line))).collect()
}

fn line_reads(mut before: Vec<(LineId, i64)>, lines: &Lines) -> Vec<LineRead> {
    before.sort();
    before
        .into_iter()
        .map(|(line, read)| LineRead { now: lines.revision(&line), line, read })
        .collect()
}

/// Ends on the lines what reports and answers end: a question that was answered, a slot that a
/// failed message gives back.
fn release(relationship: &Relationship, lines: &mut Lines, facts: &[Fact], now: Timestamp) {
    for fact in facts.iter().filter(|fact| relationship.is_of(&fact.patient)) {
        let (key, slot) = match &fact.content {
            FactContent::MessageReported { key, event } => match event {
                MessageEvent::Failed
                | MessageEvent::Bounced
                | MessageEvent::Withdrawn
                | MessageEvent::Expired => (*key, true),
                MessageEvent::Answered => (*key, false),
                _ => continue,
            },
            content => match relationship::answers(content) {
                Some(key) => (key, false),
                None => continue,
            },
        };
        let Some(entry) = relationship.ledger.get(key) else { continue };
        if let Some(line) = entry.settled.as_ref().and_then(|settled| settled.line.as_ref()) {
            lines.release(line, key, now, slot && !entry.holds_slot());
        }
    }
}

/// Writes on the lines what carriers and staff say of their opt-outs: families share them.
fn opt_outs(
    relationship: &Relationship,
    sender: &str,
    lines: &mut Lines,
    facts: &[Fact],
    now: Timestamp,
) {
    let own = facts.iter().filter(|fact| relationship.is_of(&fact.patient));
    for fact in own.filter(|fact| fact.occurred <= now.plus(limits::MAX_SKEW)) {
        if let FactContent::LineOptOutChanged { line, opted_out, scope } = &fact.content {
            let everyone = *scope == OptOutScope::Everyone;
            let sender = (!everyone).then_some(sender);
            lines.change(line, sender, *opted_out, fact.occurred);
        }
    }
}

/// Refuses texts beyond their limit, which would be lost or cut later.
fn validate(fact: &Fact) -> Result<(), PrmError> {
    let (field, text) = match &fact.content {
        FactContent::InstructionsGiven { text, .. } => ("text", text),
        FactContent::ReplyReceived { text, .. } => ("text", text),
        FactContent::FeedbackReceived { answers, suggestion, .. } => {
            if answers.len() > limits::ANSWERED {
                let message = format!("a response has at most {} answers", limits::ANSWERED);
                let error = PrmError::new(ErrorCode::TooMany, message);
                return Err(error.under("answers").under("content"));
            }
            let words = answers.iter().filter_map(|answer| answer.words.as_ref());
            let longest = words.max_by_key(|words| words.len());
            match (suggestion, longest) {
                (Some(text), Some(words)) if words.len() > text.len() => ("answers", words),
                (Some(text), _) => ("suggestion", text),
                (None, Some(words)) => ("answers", words),
                (None, None) => return Ok(()),
            }
        }
        FactContent::OccasionRecorded { detail: Some(text), .. } => ("detail", text),
        FactContent::WaitlistJoined { wishes, .. } => {
            let fine = crate::waitlist::valid(wishes);
            let message = "days of the week are 1 to 7, times of the day below 1440 minutes";
            let error = || PrmError::new(ErrorCode::InvalidValue, message).under("content.wishes");
            return fine.then_some(()).ok_or_else(error);
        }
        FactContent::SuggestionAnswered { outcome, .. } => ("outcome", outcome),
        FactContent::SuggestionDeclined { reason, .. } => ("reason", reason),
        _ => return Ok(()),
    };
    if text.len() > limits::TEXT_BYTES {
        let message = format!("a text has at most {} bytes", limits::TEXT_BYTES);
        let error = PrmError::new(ErrorCode::TooLarge, message);
        return Err(error.under(field).under("content"));
    }
    Ok(())
}
