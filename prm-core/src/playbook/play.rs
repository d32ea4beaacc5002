//! A course of events while it is played, as a host would: wakes followed, replies routed.

use super::Playbook;
use super::document::{Given, GivenReply};
use crate::fact::{Fact, FactContent};
use crate::{Action, Decision, Executor, Input, Lines, Relationship, Reply, Timestamp, limits};

/// Who it is played for.
pub(super) const PATIENT: &str = "patient";

/// A test case while it is played.
pub(super) struct Play<'p> {
    playbook: &'p Playbook,
    pub(super) patient: Option<Relationship>,
    pub(super) lines: Lines,
    pub(super) done: Vec<(Timestamp, Action)>,
    pub(super) decisions: Vec<(Timestamp, Decision)>,
    pub(super) failures: Vec<String>,
}

impl<'p> Play<'p> {
    pub(super) fn new(playbook: &'p Playbook) -> Self {
        Self {
            playbook,
            patient: Relationship::new(PATIENT, "test").ok(),
            lines: Lines::new(),
            done: Vec::new(),
            decisions: Vec::new(),
            failures: Vec::new(),
        }
    }

    pub(super) fn step(&mut self, facts: &[Fact], now: Timestamp) -> Option<Timestamp> {
        let patient = self.patient.as_mut()?;
        let input = Input { facts, lines: &mut self.lines, executor: Executor::Server, now };
        match self.playbook.step(patient, input) {
            Ok(outcome) => {
                self.done.extend(outcome.actions.into_iter().map(|action| (now, action)));
                self.decisions.extend(outcome.decisions.into_iter().map(|found| (now, found)));
                outcome.wake.map(|wake| wake.at)
            }
            Err(error) => {
                self.failures.push(format!("{now}: {error}"));
                None
            }
        }
    }

    /// Follows every wake until an instant.
    pub(super) fn advance(&mut self, until: Timestamp) {
        let wake = |play: &Self| play.patient.as_ref()?.wake().map(|wake| wake.at);
        let mut next = wake(self).filter(|at| *at <= until);
        let mut turns = 0;
        while let Some(now) = next {
            next = self.step(&[], now).filter(|at| *at <= until);
            turns += 1;
            if turns >= limits::TURNS {
                self.failures.push(format!("{now}: it never comes to rest"));
                return;
            }
        }
    }

    /// The fact of a given thing.
    pub(super) fn fact(index: usize, given: &Given) -> Option<Fact> {
        told(index, given.at, given.fact.clone()?)
    }

    pub(super) fn give(&mut self, index: usize, given: &Given) {
        let at = given.at;
        let mut facts: Vec<Fact> = Self::fact(index, given).into_iter().collect();
        if let (Some(GivenReply { line, channel, text }), Ok(id)) =
            (&given.reply, format!("reply-{index}").parse())
        {
            let (line, channel, text) = (line.clone(), *channel, text.clone());
            let reply = Reply { id, line, channel, occurred: at, text, automatic: false };
            facts.extend(self.playbook.route(&mut self.lines, &reply).facts);
        }
        if let Some(report) = &given.report {
            let done = usize::try_from(report.of).ok().and_then(|of| self.done.get(of));
            match done {
                Some((_, action)) => {
                    let (key, event) = (action.key(), report.event);
                    let content = FactContent::MessageReported { key, event };
                    facts.extend(told(index, at, content));
                }
                None => {
                    self.failures
                        .push(format!("{at}: nothing of the number {} was done", report.of));
                }
            }
        }
        self.step(&facts, at);
    }
}

/// A fact of the n-th given thing.
fn told(index: usize, at: Timestamp, content: FactContent) -> Option<Fact> {
    let (id, patient) = (format!("given-{index}").parse().ok()?, PATIENT.parse().ok()?);
    Some(Fact { id, patient, occurred: at, recorded: Some(at), content })
}
