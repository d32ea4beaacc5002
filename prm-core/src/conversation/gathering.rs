//! Messages that wait on a contact point for others to go with them (R18).

use serde::{Deserialize, Serialize};

use crate::id::KeyParts;
use crate::{Channel, Key, LineId, PatientId, Purpose, Timestamp};

use super::{Lines, Question};

/// Which messages become one: those to one recipient, by one channel, for one purpose.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Group {
    /// Who speaks: two practices that share a contact point say nothing for each other (R27).
    pub(crate) sender: String,
    /// The message that says them all.
    pub(crate) message: String,
    /// Who reads it: the patient's id; whoever stands for several by name, which all their
    /// records share where ids differ.
    pub(crate) recipient: String,
    pub(crate) channel: Channel,
    pub(crate) purpose: Purpose,
}

/// A message that was permitted, and waits for others.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pending {
    pub(crate) group: Group,
    pub(crate) member: Member,
    /// When it could have gone.
    pub(crate) since: Timestamp,
    /// Until when it may go with others, as far as time alone says so: the others' turns do not
    /// ask its gate again.
    pub(crate) until: Timestamp,
    pub(crate) level: u8,
    /// The line that it contributes.
    pub(crate) part: String,
    /// The question that it asks, of which there is one in a message (R11).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) question: Option<Question>,
}

/// A message that went as part of another.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Member {
    pub(crate) patient: PatientId,
    pub(crate) key: Key,
    pub(crate) parts: KeyParts,
    /// When it was to be over by itself.
    pub(crate) expires: Timestamp,
}

impl Lines {
    /// What waits on a line to go with a group, in the order in which it could have gone.
    pub(crate) fn pending(&self, line: &LineId, group: &Group) -> Vec<Pending> {
        let waiting = self.line(line).map_or(&[][..], |line| &line.waiting);
        let mut waiting: Vec<Pending> =
            waiting.iter().filter(|pending| pending.group == *group).cloned().collect();
        waiting.sort_by_key(|pending| (pending.since, pending.member.key));
        waiting
    }

    /// Since when a message has been waiting on a line.
    pub(crate) fn waits_since(&self, line: &LineId, key: Key) -> Option<Timestamp> {
        let waiting = &self.line(line)?.waiting;
        waiting.iter().find(|pending| pending.member.key == key).map(|pending| pending.since)
    }

    /// What waits on a line for one patient is this from now on, and nothing else.
    pub(crate) fn set_pending(&mut self, line: &LineId, patient: &PatientId, new: Vec<Pending>) {
        let old = self.line(line).map_or(&[][..], |line| &line.waiting).iter();
        if old.filter(|pending| pending.member.patient == *patient).eq(&new) {
            return;
        }
        let line = self.line_mut(line);
        line.waiting.retain(|pending| pending.member.patient != *patient);
        line.waiting.extend(new);
        line.waiting.sort_by_key(|pending| (pending.since, pending.member.key));
        line.revision += 1;
    }

    /// Takes away what has gone with others.
    pub(crate) fn take_pending(&mut self, line: &LineId, keys: &[Key]) {
        let line = self.line_mut(line);
        line.waiting.retain(|pending| !keys.contains(&pending.member.key));
        line.revision += 1;
    }

    /// The messages of a patient that went as parts of others: the key, channel, purpose and time
    /// of the one that they went in.
    pub(crate) fn went_in<'l>(
        &'l self,
        line: &LineId,
        patient: &'l PatientId,
    ) -> impl Iterator<Item = (&'l Member, &'l super::Handover)> {
        self.handovers(line).iter().flat_map(move |handover| {
            let own = handover.members.iter().filter(move |member| member.patient == *patient);
            own.map(move |member| (member, handover))
        })
    }
}
