//! Runs: a journey applied to a subject.
//!
//! Runs are derived from facts, ledger and playbook, and kept beside the relationship as long as
//! these do not change: a quiet plan walks them without building anything.

use std::sync::Arc;

use crate::decision::Verdict;
use crate::id::{KeyParts, Name};
use crate::journey::Case;
use crate::journey::attempt::{Next, next};
use crate::patient::Consent;
use crate::playbook::document::{Quiet, Receipt};
use crate::playbook::{Compiled, Outcome, Step, What};
use crate::reason::ReasonCode;
use crate::relationship::{Entry, Mark};
use crate::{CivilDate, Timestamp, limits};

/// What a run is about, by its place in the view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum About {
    Appointment(usize),
    Visit(usize),
    /// The birthday on a day.
    Birthday(CivilDate),
    Enrolment(usize),
    Occasion(usize),
    /// The day that comes back after an occasion.
    Anniversary(usize, CivilDate),
    /// The care that is due on a day, after a visit.
    Recall(usize, CivilDate),
    Feedback(usize),
    Request(usize),
    Reply(usize),
}

/// A journey applied to a subject.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) journey: usize,
    pub(crate) about: About,
    /// The subject as it stands in keys: `appointment:a1`.
    pub(crate) subject: Name,
    pub(crate) entry: Name,
    pub(crate) occurrence: Name,
    /// Whether a step has been settled: then `enter_when` is asked no more (R15).
    pub(crate) entered: bool,
    /// Whether an earlier run keeps it from beginning.
    pub(crate) barred: bool,
    /// Whether its goal was reached.
    pub(crate) ended: bool,
    /// The steps that may still be decided.
    pub(super) open: Steps,
    /// When steps were settled, handed over and answered, for those anchored on them.
    pub(super) outcomes: Vec<(usize, Marked)>,
}

/// When what became of a step.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Marked {
    settled: Option<Timestamp>,
    handed_over: Option<Timestamp>,
    accepted: Option<Timestamp>,
    delivered: Option<Timestamp>,
    read: Option<Timestamp>,
    answered: Option<Timestamp>,
    /// The way that it took, by its place among the step's.
    way: Option<usize>,
    /// Whether it hangs on a way that was not taken.
    off: bool,
}

/// A set of steps of one journey.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Steps([u64; limits::STEPS.div_ceil(64)]);

impl Steps {
    pub(super) fn set(&mut self, step: usize, open: bool) {
        if let Some(word) = self.0.get_mut(step / 64) {
            let bit = 1_u64 << (step % 64);
            *word = if open { *word | bit } else { *word & !bit };
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().flat_map(|(index, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = rest.trailing_zeros();
                (rest != 0).then(|| {
                    rest &= rest - 1;
                    index * 64 + usize::try_from(bit).unwrap_or(0)
                })
            })
        })
    }
}

impl Run {
    /// The steps that may still be decided, in order.
    pub(crate) fn open(&self) -> impl Iterator<Item = usize> + '_ {
        self.open.iter()
    }

    fn marked(&self, step: usize) -> Option<&Marked> {
        self.outcomes.iter().find(|(index, _)| *index == step).map(|(_, marked)| marked)
    }

    /// The way that a step took.
    pub(crate) fn way(&self, step: usize) -> Option<usize> {
        self.marked(step)?.way
    }

    /// Whether a step hangs on a way that was not taken.
    pub(crate) fn is_off(&self, step: usize) -> bool {
        self.marked(step).is_some_and(|marked| marked.off)
    }

    /// When something became of a step: `Some(None)` when it was settled without it.
    pub(crate) fn outcome(&self, step: usize, outcome: Outcome) -> Option<Option<Timestamp>> {
        let marked = self.marked(step)?;
        Some(match outcome {
            Outcome::Settled => marked.settled,
            Outcome::HandedOver => marked.handed_over,
            Outcome::Accepted => marked.accepted,
            Outcome::Delivered => marked.delivered,
            Outcome::Read => marked.read,
            Outcome::Answered => marked.answered,
        })
    }
}

/// The runs of a relationship under one playbook.
#[derive(Clone)]
pub(crate) struct Runs {
    /// What they were derived for.
    pub(crate) tag: Arc<str>,
    pub(crate) runs: Vec<Run>,
    /// The instants between which they are the same: a new year brings a new birthday.
    pub(super) valid: (Timestamp, Timestamp),
}

impl Runs {
    pub(crate) fn holds_for(&self, play: &Compiled, now: Timestamp) -> bool {
        self.tag == play.tag && self.valid.0 <= now && now < self.valid.1
    }

    /// The next instant at which there may be other runs.
    pub(crate) fn next_change(&self) -> Option<Timestamp> {
        (self.valid.1 < Timestamp::MAX).then_some(self.valid.1)
    }
}

impl Run {
    pub(crate) fn new(journey: usize, about: About, subject: Name) -> Self {
        Self {
            journey,
            about,
            subject,
            entry: "0".into(),
            occurrence: "-".into(),
            entered: false,
            barred: false,
            ended: false,
            open: Steps::default(),
            outcomes: Vec::new(),
        }
    }
}

/// The step under which the ledger keeps that the goal of a run was reached.
pub(super) const GOAL: &str = "prm:goal";

/// When what became of a step, over all its tellings and attempts: settled by the last verdict,
/// and of each mark the last.
pub(super) fn marked<'e>(
    step: &Step,
    entries: impl Iterator<Item = (&'e KeyParts, &'e Entry)>,
) -> Option<Marked> {
    let mut marked: Option<Marked> = None;
    for (_, entry) in entries {
        let Some(settled) = &entry.settled else { continue };
        let known = marked.get_or_insert_default();
        if known.settled < Some(settled.at) {
            let way = settled.way.as_ref();
            known.way = way.and_then(|way| step.ways().iter().position(|known| known == way));
            known.off = settled.reasons.first() == Some(&ReasonCode::OtherWay);
        }
        known.settled = known.settled.max(Some(settled.at));
        if entry.is_live() {
            known.handed_over = known.handed_over.max(entry.handed_over());
            known.accepted = known.accepted.max(entry.marks.at(Mark::Accepted));
            known.delivered = known.delivered.max(entry.marks.at(Mark::Delivered));
            known.read = known.read.max(entry.marks.at(Mark::Read));
            known.answered = known.answered.max(entry.marks.at(Mark::Answered));
        }
    }
    marked
}

/// Whether a step may still be decided, given what was settled of it (R3, R5).
pub(super) fn is_open<'e>(
    case: &Case<'_>,
    step: &Step,
    entries: impl Iterator<Item = (&'e KeyParts, &'e Entry)> + Clone,
) -> bool {
    let mut settled = entries.filter(|(_, entry)| stands(case, step, entry));
    if settled.clone().next().is_none() {
        return true;
    }
    let (told, again) = case.told(step);
    let mut of_telling =
        settled.clone().filter(|(parts, _)| parts.told == told && parts.again == again);
    if of_telling.clone().next().is_none() {
        return step.again && settled.all(|(parts, _)| *parts.told != *"-");
    }
    match &step.what {
        What::Task { .. } | What::Close(_) | What::Tell(_) | What::Fork(_) => false,
        What::Send { chain, .. } => {
            let tried = || of_telling.clone().map(|(parts, entry)| (parts.attempt, entry));
            let left = (0..chain.len()).any(|place| next(step, place, tried()) != Next::Over);
            left && of_telling.all(|(_, entry)| leaves_next(case, step, entry))
        }
    }
}

/// Whether an entry settles its attempt. A denial for want of consent does not, where the step
/// waits for it and it has come (R3).
pub(crate) fn stands(case: &Case<'_>, step: &Step, entry: &Entry) -> bool {
    let Some(settled) = &entry.settled else { return false };
    let consent = [ReasonCode::NoConsent, ReasonCode::ConsentRefused];
    let wanted = settled.reasons.first().is_some_and(|code| consent.contains(code));
    match (settled.channel, &step.what) {
        (Some(channel), What::Send { message, .. }) if step.retry_on_consent && wanted => {
            let scene = &case.scene;
            let purpose = scene.play.message(*message).map(|message| message.purpose);
            let granted = purpose.is_some_and(|purpose| {
                let consents = &scene.view.patient.consents;
                matches!(consents.of(purpose, channel, scene.now), Consent::Granted(..))
            });
            !granted
        }
        _ => true,
    }
}

/// Whether an attempt was settled in a way that lets the next channel be tried (R3).
fn leaves_next(case: &Case<'_>, step: &Step, entry: &Entry) -> bool {
    let settled = entry.settled.as_ref();
    let first = settled.and_then(|settled| settled.reasons.first().copied());
    match entry.verdict() {
        Some(Verdict::Send | Verdict::Combine) => {
            let overdue = || unreceived(case, step, entry).is_some_and(|at| at <= case.scene.now);
            entry.failed() || entry.was_taken_back() || overdue()
        }
        Some(Verdict::Deny) => first.is_some_and(ReasonCode::is_of_channel),
        Some(Verdict::Missed) => first.is_some_and(|code| leaves_for_hours(step, code)),
        _ => false,
    }
}

/// Whether a step goes on to its next channel where one has no permitted hour (R13).
pub(super) fn leaves_for_hours(step: &Step, code: ReasonCode) -> bool {
    step.quiet == Quiet::NextChannel && code == ReasonCode::MissedWindow
}

/// When the receipt that a step asks for is overdue, where it has not come.
pub(super) fn unreceived(case: &Case<'_>, step: &Step, entry: &Entry) -> Option<Timestamp> {
    let (receipt, within) = step.fallback?;
    let wanted: &[Mark] = match receipt {
        Receipt::Accepted => &[Mark::Accepted, Mark::Delivered, Mark::Read, Mark::Answered],
        Receipt::Delivered => &[Mark::Delivered, Mark::Read, Mark::Answered],
        Receipt::Read => &[Mark::Read, Mark::Answered],
    };
    let came = wanted.iter().any(|mark| entry.marks.has(*mark));
    let handed_over = entry.handed_over().filter(|_| !came && entry.is_live())?;
    Some(case.zone().shift(handed_over, within, false))
}

impl ReasonCode {
    /// Whether it denies one channel, so that the next may be tried.
    pub(crate) const fn is_of_channel(self) -> bool {
        matches!(
            self,
            Self::NoConsent
                | Self::ConsentRefused
                | Self::LineInvalid
                | Self::LineOptedOut
                | Self::PersonOptedOut
                | Self::ServiceWindowClosed
                | Self::ExemptionTerms
                | Self::ContentTooSensitive
                | Self::TextTooLong
        )
    }
}
