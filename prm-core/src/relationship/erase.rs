//! Erasure: a person asks to be forgotten (R22).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Entry, Ledger, Relationship};
use crate::action::Action;
use crate::conversation::{LineRead, Lines};
use crate::reason::ReasonCode;
use crate::{Key, LineId, PatientId, Timestamp};

/// What an erasure leaves. `actions` and `lines` are for now, to be done and saved; the rest is for
/// the host to keep as long as it must, with no name, no address and no word of the patient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Erasure {
    /// Whose relationship it was.
    pub patient: PatientId,
    /// When.
    pub at: Timestamp,
    /// What the host must do now: messages that have not left are withdrawn, open tasks closed.
    pub actions: Vec<Action>,
    /// The contact points that had opted out, as [`LineId::digest`] with the salt of the
    /// relationship: so that one of them that turns up again is known, and nobody reads it here.
    pub opted_out: Vec<String>,
    /// The keys under which messages were handed over: what gateways and audit logs know them by.
    pub keys: Vec<Key>,
    /// How many facts there were.
    pub facts: u32,
    /// How many messages were handed over.
    pub messages: u32,
    /// How many tasks were opened.
    pub tasks: u32,
    /// The contact points that were read, in the clear: the host saves those that changed, and does
    /// not keep this list.
    pub lines: Vec<LineRead>,
}

impl Relationship {
    /// Whether the person was erased: then every later fact is dropped.
    pub fn is_erased(&self) -> bool {
        self.erased.is_some()
    }

    /// Forgets everything; what is left is a tombstone that drops later facts.
    pub(crate) fn erase(&mut self, lines: &mut Lines, sender: &str, now: Timestamp) -> Erasure {
        let view = self.view(now);
        let entries = || self.ledger.iter().map(|(_, entry)| entry);
        let settled = entries().filter_map(|entry| entry.settled.as_ref()?.line.as_ref());
        let known: BTreeSet<LineId> =
            self.lines(&[], now).into_iter().chain(settled.cloned()).collect();
        let opted_out = known.iter().filter(|line| {
            let said = view.patient.heard.opted_out(line.kind());
            lines.is_blocked(line, sender) || said.is_some_and(|(said_at, _)| said_at == *line)
        });
        let count = |all: usize| u32::try_from(all).unwrap_or(u32::MAX);
        let handed_over = |entry: &&Entry| entry.handed_over().is_some();
        let mut erasure = Erasure {
            patient: self.patient.clone(),
            at: now,
            actions: self.actions_of_erasure(now),
            opted_out: opted_out.map(|line| line.digest(&self.salt)).collect(),
            keys: self.ledger.sent().map(|(key, _)| key).collect(),
            facts: count(self.facts.len()),
            messages: count(self.ledger.sent().count()),
            tasks: count(entries().filter(|e| e.is_task()).filter(handed_over).count()),
            lines: Vec::new(),
        };
        erasure.opted_out.sort();
        for line in known {
            let read = lines.revision(&line);
            lines.erase(&line, &self.patient);
            let now = lines.revision(&line);
            erasure.lines.push(LineRead { line, read, now });
        }
        self.forget();
        self.erased = Some(self.erased.map_or(now, |at| at.min(now)));
        self.touch();
        erasure
    }

    /// What has not left is withdrawn, and nobody has anything to do any more.
    fn actions_of_erasure(&self, now: Timestamp) -> Vec<Action> {
        let mut withdrawn = BTreeSet::new();
        let reason = ReasonCode::Erased;
        let outstanding = self.ledger.iter().filter(|(_, entry)| entry.is_outstanding(now));
        let messages = outstanding.map(|(key, entry)| entry.went_in().unwrap_or(key));
        let messages = messages.filter(|key| withdrawn.insert(*key));
        let mut actions: Vec<Action> =
            messages.map(|key| Action::WithdrawMessage { key, reason }).collect();
        let open = self.ledger.iter().filter(|(_, entry)| entry.is_open_task());
        actions.extend(open.map(|(key, _)| Action::CloseTask { key, reason }));
        actions
    }

    /// Empties it of everything but whose it was.
    pub(super) fn forget(&mut self) {
        self.facts.clear();
        self.ledger = Ledger::default();
        self.gathering.clear();
        self.origins.clear();
    }
}
