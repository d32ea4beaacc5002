//! A decision as one plain sentence.

use crate::decision::{Cure, Decision, Verdict};
use crate::engine::MessageHistory;
use crate::relationship::{Mark, MessageEvent, Relationship};
use crate::{Key, Language, Timestamp, Zone};

impl Relationship {
    /// What became of a message or a task since it was handed over, in the order of time.
    pub(crate) fn events(&self, key: Key) -> Vec<MessageHistory> {
        const EVENTS: [MessageEvent; 9] = [
            MessageEvent::HandedOver,
            MessageEvent::Accepted,
            MessageEvent::Expired,
            MessageEvent::Withdrawn,
            MessageEvent::Failed,
            MessageEvent::Delivered,
            MessageEvent::Read,
            MessageEvent::Answered,
            MessageEvent::TooLate,
        ];
        let Some(entry) = self.ledger.get(key) else { return Vec::new() };
        let mut events: Vec<MessageHistory> = EVENTS
            .into_iter()
            .filter_map(|event| {
                Some(MessageHistory { event, at: entry.marks.at(Mark::from(event))? })
            })
            .collect();
        events.sort_by_key(|history| history.at);
        events
    }
}

/// The decision in words. Times are in the first of the zones that were assumed, else in the
/// practice's.
pub(crate) fn sentence(decision: &Decision, events: &[MessageHistory], practice: Zone) -> String {
    let zone = decision.zones.first().copied().unwrap_or(practice);
    let mut text = match &decision.parts {
        Some(parts) => format!("{} of {}", parts.step, parts.subject),
        None => "this".to_owned(),
    };
    if let Some(channel) = decision.channel {
        text.push_str(" by ");
        text.push_str(channel.as_str());
    }
    let verb = match decision.verdict {
        Verdict::Send => "was sent",
        Verdict::Wait => "waits",
        Verdict::Hold => "is held",
        Verdict::Combine => "was combined with others",
        Verdict::Skip => "was not needed",
        Verdict::Missed => "was missed",
        Verdict::Deny => "was not permitted",
        Verdict::Note => "was noted",
        Verdict::Task => "was given to a person",
    };
    text.push(' ');
    text.push_str(verb);
    if matches!(decision.verdict, Verdict::Send | Verdict::Task) {
        text.push_str(" on ");
        text.push_str(&when(zone, decision.at));
    }
    for (index, reason) in decision.reasons.iter().enumerate() {
        text.push_str(if index == 0 { ": " } else { ", and " });
        text.push_str(reason.code.sentence());
        if let Some(about) = &reason.about {
            text.push_str(&format!(" ({about})"));
        }
    }
    let until = decision.reasons.iter().find_map(|reason| reason.until);
    let cures: Vec<String> = decision.flip.iter().map(|cure| in_words(cure, zone)).collect();
    match (cures.as_slice(), until) {
        ([], Some(until)) => text.push_str(&format!("; until {}", when(zone, until))),
        ([], None) => {}
        (cures, _) => {
            text.push_str("; it would have gone ");
            text.push_str(&cures.join(" and "));
        }
    }
    for history in events.iter().filter(|history| history.event != MessageEvent::HandedOver) {
        text.push_str(&format!("; {} on {}", word(history.event), when(zone, history.at)));
    }
    text.push('.');
    text
}

fn when(zone: Zone, at: Timestamp) -> String {
    let (date, time) = zone.local(at);
    let english = Language::english();
    format!("{} ({zone})", crate::communication::day_and_time(&english, date, time))
}

fn in_words(cure: &Cure, zone: Zone) -> String {
    match cure {
        Cure::WaitUntil { at } => format!("on {}", when(zone, *at)),
        Cure::Consent { purpose, channel } => {
            format!("with {} consent for {}", channel.as_str(), purpose.as_str())
        }
        Cure::Unblock { channel } => {
            format!("had the contact point for {} not opted out", channel.as_str())
        }
        Cure::Verify { channel } => {
            format!("with a contact point for {} that is in use", channel.as_str())
        }
        Cure::Add { what } => format!("with {what}"),
        Cure::Edit { field } => format!("with another {field} in the playbook"),
    }
}

fn word(event: MessageEvent) -> &'static str {
    match event {
        MessageEvent::HandedOver => "handed over",
        MessageEvent::Accepted => "accepted",
        MessageEvent::Expired => "expired",
        MessageEvent::Withdrawn => "withdrawn",
        MessageEvent::Failed => "failed",
        MessageEvent::Delivered => "delivered",
        MessageEvent::Read => "read",
        MessageEvent::Answered => "answered",
        MessageEvent::TooLate => "found to have left too early to be withdrawn",
    }
}
