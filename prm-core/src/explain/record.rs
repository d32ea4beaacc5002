//! What an explanation holds: the decision, and what became of it.

use serde::{Deserialize, Serialize};

use crate::decision::Decision;
use crate::journey::{Placement, Scene, Turn};
use crate::reason::{Reason, ReasonCode};
use crate::relationship::{MessageEvent, Relationship};
use crate::{Key, Timestamp, Verdict};

/// Why something was done, or was not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Explanation {
    /// The decision, as data. Of a settled key it has what the ledger keeps: verdict, reasons,
    /// channel and times.
    pub decision: Decision,
    /// What became of it since.
    pub events: Vec<MessageHistory>,
    /// The same as one plain sentence, in English where no other language was asked for.
    pub sentence: String,
}

/// One thing that became of a message or a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct MessageHistory {
    /// What.
    pub event: MessageEvent,
    /// When it was reported.
    pub at: Timestamp,
}

/// The decision that the ledger keeps.
pub(crate) fn recorded(relationship: &Relationship, key: Key) -> Option<Decision> {
    let entry = relationship.ledger.get(key)?;
    let settled = entry.settled.as_ref()?;
    Some(Decision {
        verdict: if settled.task { Verdict::Task } else { settled.verdict },
        key: Some(key),
        parts: entry.parts.clone(),
        channel: settled.channel,
        useful_until: settled.expires,
        reasons: settled.reasons.iter().map(|code| Reason::from(*code)).collect(),
        ..Decision::new(settled.at, ReasonCode::Ok)
    })
}

impl Turn<'_> {
    /// The decision about an open step that is not due.
    pub(crate) fn waiting(&self, key: Key) -> Option<Decision> {
        let scene =
            Scene { play: self.play, view: self.view, patient: self.patient, now: self.now };
        self.runs.runs.iter().find_map(|run| {
            let journey = self.play.journeys.get(run.journey)?;
            let case = crate::journey::Case { scene, journey, run };
            run.open().filter_map(|index| journey.steps.get(index)).find_map(|step| {
                let attempts = 0..u32::try_from(step.chain().len().max(1)).unwrap_or(u32::MAX);
                let parts = attempts
                    .map(|attempt| self.parts(&case, step, attempt))
                    .find(|parts| self.key(parts) == key)?;
                let reason = match case.place(step) {
                    Placement::At(placed) => Reason::until(ReasonCode::NotDue, placed.due),
                    Placement::Unknown => ReasonCode::AnchorUnknown.into(),
                };
                let due = reason.until;
                Some(Decision {
                    key: Some(key),
                    parts: Some(parts),
                    due,
                    ..Decision::new(self.now, reason)
                })
            })
        })
    }
}
