//! What was settled: the ledger of a relationship (R3, R9).

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::decision::Verdict;
use crate::id::{Key, KeyParts, Name};
use crate::{Channel, LineId, PatientId, Purpose, ReasonCode, Timestamp};

/// What became of an action, as the host's sender or staff saw it (R9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum MessageEvent {
    /// It was handed to the host, which told another copy of the relationship.
    HandedOver,
    /// The gateway took it.
    Accepted,
    /// It was not sent in time.
    Expired,
    /// It was withdrawn before it left.
    Withdrawn,
    /// It could not be sent or delivered, for a reason that may pass: a step may try the channel
    /// again (`retries`), and then goes on to the next.
    Failed,
    /// It could not be delivered and never will be: the contact point does not work, and nothing
    /// more is sent there until somebody has checked it.
    Bounced,
    /// It reached the contact point.
    Delivered,
    /// It was read.
    Read,
    /// It was answered.
    Answered,
    /// A withdrawal came too late: it had already left.
    TooLate,
}

/// The marks of an entry, each with the earliest instant at which it was reported; joining two
/// copies takes the earlier of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(usize)]
pub(crate) enum Mark {
    HandedOver,
    Accepted,
    Expired,
    Withdrawn,
    Failed,
    Delivered,
    Read,
    Answered,
    TooLate,
    /// This library asked for it to be withdrawn, or for the task to be closed.
    Recalled,
    Bounced,
}

impl Mark {
    pub(crate) const ALL: [Self; 11] = [
        Self::HandedOver,
        Self::Accepted,
        Self::Expired,
        Self::Withdrawn,
        Self::Failed,
        Self::Delivered,
        Self::Read,
        Self::Answered,
        Self::TooLate,
        Self::Recalled,
        Self::Bounced,
    ];

    /// One letter in the saved text.
    pub(crate) const fn letter(self) -> &'static str {
        match self {
            Self::HandedOver => "h",
            Self::Accepted => "a",
            Self::Expired => "x",
            Self::Withdrawn => "w",
            Self::Failed => "f",
            Self::Delivered => "d",
            Self::Read => "r",
            Self::Answered => "q",
            Self::TooLate => "l",
            Self::Recalled => "c",
            Self::Bounced => "b",
        }
    }
}

impl From<MessageEvent> for Mark {
    fn from(event: MessageEvent) -> Self {
        match event {
            MessageEvent::HandedOver => Self::HandedOver,
            MessageEvent::Accepted => Self::Accepted,
            MessageEvent::Expired => Self::Expired,
            MessageEvent::Withdrawn => Self::Withdrawn,
            MessageEvent::Failed => Self::Failed,
            MessageEvent::Bounced => Self::Bounced,
            MessageEvent::Delivered => Self::Delivered,
            MessageEvent::Read => Self::Read,
            MessageEvent::Answered => Self::Answered,
            MessageEvent::TooLate => Self::TooLate,
        }
    }
}

const NEVER: i64 = i64::MAX;

/// All marks of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Marks([i64; Mark::ALL.len()]);

impl Default for Marks {
    fn default() -> Self {
        Self([NEVER; Mark::ALL.len()])
    }
}

impl Marks {
    pub(crate) fn at(&self, mark: Mark) -> Option<Timestamp> {
        let at = self.0.get(mark as usize).copied().filter(|at| *at != NEVER);
        at.map(Timestamp::clamped)
    }

    pub(crate) fn has(&self, mark: Mark) -> bool {
        self.at(mark).is_some()
    }

    fn any(&self, marks: &[Mark]) -> bool {
        marks.iter().any(|mark| self.has(*mark))
    }

    /// Sets a mark; the earlier of two instants stays. Says whether anything changed.
    pub(crate) fn set(&mut self, mark: Mark, at: Timestamp) -> bool {
        match self.0.get_mut(mark as usize) {
            Some(held) if at.as_millis() < *held => {
                *held = at.as_millis();
                true
            }
            _ => false,
        }
    }

    fn join(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine = (*mine).min(theirs);
        }
    }

    /// Whether it surely reached somebody.
    fn arrived(&self) -> bool {
        self.any(&[Mark::Delivered, Mark::Read, Mark::Answered])
    }
}

/// How a key was settled.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Settled {
    pub(crate) verdict: Verdict,
    pub(crate) reasons: Vec<ReasonCode>,
    pub(crate) at: Timestamp,
    pub(crate) task: bool,
    /// The way that a fork took.
    pub(crate) way: Option<Name>,
    pub(crate) channel: Option<Channel>,
    pub(crate) line: Option<LineId>,
    pub(crate) purpose: Option<Purpose>,
    pub(crate) expires: Option<Timestamp>,
    /// The combined message that it went in.
    pub(crate) into: Option<Key>,
    /// The playbook, time-zone data and behaviour that decided.
    pub(crate) playbook: Arc<str>,
    pub(crate) tzdb: Arc<str>,
    pub(crate) behaviour: u32,
}

impl Settled {
    /// A total order of verdicts for one key: what was handed over stays (R9).
    fn rank(&self) -> (u8, Timestamp, &Self) {
        let verdict = match self.verdict {
            Verdict::Send => 5,
            Verdict::Combine => 4,
            Verdict::Done => 3,
            Verdict::Deny => 2,
            Verdict::Missed => 1,
            _ => 0,
        };
        (verdict, self.at, self)
    }
}

/// What is known under one key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Absent for a key that has only been reported so far.
    pub(crate) parts: Option<KeyParts>,
    pub(crate) settled: Option<Settled>,
    pub(crate) marks: Marks,
    /// The merged record that it comes from (R17).
    pub(crate) origin: Option<PatientId>,
}

impl Entry {
    pub(crate) fn is_task(&self) -> bool {
        self.settled.as_ref().is_some_and(|settled| settled.task)
    }

    /// The combined message that it went in.
    pub(crate) fn went_in(&self) -> Option<Key> {
        self.settled.as_ref()?.into
    }

    pub(crate) fn verdict(&self) -> Option<Verdict> {
        self.settled.as_ref().map(|settled| settled.verdict)
    }

    pub(crate) fn handed_over(&self) -> Option<Timestamp> {
        self.marks.at(Mark::HandedOver)
    }

    /// Whether the attempt came to nothing, so that the next channel may be tried.
    pub(crate) fn failed(&self) -> bool {
        self.marks.any(&[Mark::Failed, Mark::Bounced]) && !self.marks.arrived()
    }

    /// Whether it was taken back before it reached anybody, for a cause that was not its own: as
    /// part of a combined message, or because its record was merged into another. Then it may be
    /// told again.
    pub(crate) fn was_taken_back(&self) -> bool {
        let taken_back = self.marks.any(&[Mark::Withdrawn, Mark::Expired]);
        let not_own = self.verdict() == Some(Verdict::Combine) || self.origin.is_some();
        not_own && taken_back && !self.marks.arrived()
    }

    /// Whether somebody was, or still may be, told by it: handed over, and neither failed,
    /// expired nor withdrawn.
    pub(crate) fn is_live(&self) -> bool {
        let gone = self.marks.any(&[Mark::Withdrawn, Mark::Expired]) && !self.marks.arrived();
        self.marks.has(Mark::HandedOver) && !self.failed() && !gone
    }

    /// Whether it holds a slot of a cap: from hand-over, given back when it failed or was
    /// withdrawn and no gateway took it (R9).
    pub(crate) fn holds_slot(&self) -> bool {
        let gone = self.marks.any(&[Mark::Failed, Mark::Bounced, Mark::Withdrawn, Mark::Expired]);
        let taken = self.marks.has(Mark::Accepted) || self.marks.arrived();
        self.marks.has(Mark::HandedOver) && (taken || !gone)
    }

    /// Whether it was handed over and nothing has been heard of it, so that it may still be
    /// withdrawn (R7).
    pub(crate) fn is_outstanding(&self, now: Timestamp) -> bool {
        let expires = self.settled.as_ref().and_then(|settled| settled.expires);
        self.marks.has(Mark::HandedOver)
            && !self.is_task()
            && !self.marks.any(&[
                Mark::Accepted,
                Mark::Expired,
                Mark::Withdrawn,
                Mark::Failed,
                Mark::Bounced,
                Mark::Recalled,
                Mark::TooLate,
            ])
            && !self.marks.arrived()
            && expires.is_none_or(|expires| now < expires)
    }

    /// Whether it is a task that is open.
    pub(crate) fn is_open_task(&self) -> bool {
        self.is_task()
            && self.marks.has(Mark::HandedOver)
            && !self.marks.any(&[Mark::Answered, Mark::Recalled])
    }

    /// The latest in the order handed over, accepted, expired, withdrawn, failed, delivered,
    /// read, answered.
    pub(crate) fn status(&self) -> Option<MessageEvent> {
        let order = [
            MessageEvent::Answered,
            MessageEvent::Read,
            MessageEvent::Delivered,
            MessageEvent::Bounced,
            MessageEvent::Failed,
            MessageEvent::Withdrawn,
            MessageEvent::Expired,
            MessageEvent::Accepted,
            MessageEvent::HandedOver,
        ];
        order.into_iter().find(|event| self.marks.has((*event).into()))
    }

    fn join(&mut self, other: &Self) {
        self.marks.join(&other.marks);
        if self.parts.is_none() {
            self.parts.clone_from(&other.parts);
        }
        if self.origin.is_none() {
            self.origin.clone_from(&other.origin);
        }
        let theirs = other.settled.as_ref().map(Settled::rank);
        if theirs > self.settled.as_ref().map(Settled::rank) {
            self.settled.clone_from(&other.settled);
        }
    }
}

/// Every key that was settled or reported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ledger {
    entries: BTreeMap<Key, Entry>,
}

impl Ledger {
    pub(crate) fn get(&self, key: Key) -> Option<&Entry> {
        self.entries.get(&key)
    }

    /// How many entries there are.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// All entries, in the order of their keys.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Key, &Entry)> {
        self.entries.iter().map(|(key, entry)| (*key, entry))
    }

    /// The entries of one run's step, whatever was told, to whom, how often and by which channel.
    pub(crate) fn of_step<'l>(
        &'l self,
        journey: &'l str,
        subject: &'l str,
        entry: &'l str,
        step: &'l str,
        occurrence: &'l str,
    ) -> impl Iterator<Item = (Key, &'l KeyParts, &'l Entry)> {
        self.of_subject(subject).filter(move |(_, parts, _)| {
            *parts.step == *step
                && *parts.journey == *journey
                && *parts.entry == *entry
                && *parts.occurrence == *occurrence
        })
    }

    /// The entries about one subject.
    pub(crate) fn of_subject<'l>(
        &'l self,
        subject: &'l str,
    ) -> impl Iterator<Item = (Key, &'l KeyParts, &'l Entry)> {
        self.iter().filter_map(move |(key, entry)| {
            let parts = entry.parts.as_ref().filter(|parts| *parts.subject == *subject)?;
            Some((key, parts, entry))
        })
    }

    /// Settles a key.
    pub(crate) fn settle(&mut self, key: Key, parts: KeyParts, settled: Settled) {
        let entry = self.entries.entry(key).or_default();
        if matches!(settled.verdict, Verdict::Send | Verdict::Combine) {
            entry.marks.set(Mark::HandedOver, settled.at);
        }
        // A key is made of its parts: a text that says otherwise was not written by us.
        entry.parts = Some(parts);
        entry.join(&Entry { settled: Some(settled), ..Entry::default() });
    }

    /// Takes in a report. A report for an unknown key makes an entry. Says whether anything
    /// changed.
    pub(crate) fn report(&mut self, key: Key, mark: Mark, at: Timestamp) -> bool {
        let mut changed = self.entries.entry(key).or_default().marks.set(mark, at);
        // What becomes of a combined message becomes of its members.
        for entry in self.entries.values_mut().filter(|entry| entry.went_in() == Some(key)) {
            changed |= entry.marks.set(mark, at);
        }
        changed
    }

    /// Takes in an entry of a record that is merged, or parted again.
    pub(crate) fn take(&mut self, key: Key, entry: Entry) {
        self.entries.entry(key).or_default().join(&entry);
    }

    /// All entries, given away.
    pub(crate) fn into_iter(self) -> impl Iterator<Item = (Key, Entry)> {
        self.entries.into_iter()
    }

    /// The messages that were handed over, one for each that a gateway saw.
    pub(crate) fn sent(&self) -> impl Iterator<Item = (Key, &Entry)> {
        self.iter().filter(|(_, entry)| {
            !entry.is_task() && entry.went_in().is_none() && entry.handed_over().is_some()
        })
    }

    /// The messages that went in a combined one.
    pub(crate) fn members(&self, key: Key) -> impl Iterator<Item = (Key, &KeyParts, &Entry)> {
        let members = self.iter().filter(move |(_, entry)| entry.went_in() == Some(key));
        members.filter_map(|(key, entry)| Some((key, entry.parts.as_ref()?, entry)))
    }

    /// The contact points from which messages came back for good, and when that was told.
    pub(crate) fn bounces(&self) -> impl Iterator<Item = (&LineId, Timestamp)> {
        self.entries.values().filter_map(|entry| {
            let at = entry.marks.at(Mark::Bounced).filter(|_| entry.failed())?;
            Some((entry.settled.as_ref()?.line.as_ref()?, at))
        })
    }

    /// The latest hand-over, by the clock of the hosts.
    pub(crate) fn last_handover(&self, counts: impl Fn(Timestamp) -> bool) -> Option<Timestamp> {
        let times = self.entries.values().filter_map(Entry::handed_over);
        times.filter(|at| counts(*at)).max()
    }

    pub(crate) fn join(&mut self, other: &Self) {
        for (key, theirs) in &other.entries {
            self.entries.entry(*key).or_default().join(theirs);
        }
        let combined: Vec<(Key, Key)> =
            self.iter().filter_map(|(key, entry)| Some((key, entry.went_in()?))).collect();
        for (member, whole) in combined {
            let marks = self.entries.get(&whole).map(|whole| whole.marks);
            if let (Some(member), Some(marks)) = (self.entries.get_mut(&member), marks) {
                member.marks.join(&marks);
            }
        }
    }

    pub(crate) fn insert(&mut self, key: Key, entry: Entry) -> bool {
        self.entries.insert(key, entry).is_none()
    }
}
