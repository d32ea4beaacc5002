//! A decision as one plain sentence, in the languages of this folder.
//!
//! Each language has one file, in which every table is a match over all codes: a word that is
//! missing does not compile.

mod en;
mod es;
mod hi;
mod record;

use crate::decision::{Cure, Decision, Verdict};
use crate::relationship::{Mark, MessageEvent, Relationship};
use crate::{Channel, Key, KeyParts, Language, Purpose, ReasonCode, Timestamp, Zone};
pub(crate) use record::recorded;
pub use record::{Explanation, MessageHistory};

/// The words of one language. What they return has no full stop and no capital of its own.
trait Words {
    /// The language.
    fn tag(&self) -> &'static str;
    fn channel(&self, channel: Channel) -> &'static str;
    fn purpose(&self, purpose: Purpose) -> &'static str;
    /// What was decided about: a step of a subject, by a channel.
    fn subject(&self, parts: Option<&KeyParts>, channel: Option<Channel>) -> String;
    /// What became of it; on a day, where one is given.
    fn verdict(&self, what: &str, verdict: Verdict, on: Option<&str>) -> String;
    /// What is to become of it; on a day, where one is given.
    fn planned(&self, what: &str, verdict: Verdict, on: Option<&str>) -> String;
    /// A heading of a patient's timeline.
    fn heading(&self, heading: Heading) -> &'static str;
    fn reason(&self, code: ReasonCode) -> &'static str;
    /// Between two reasons.
    fn and(&self) -> &'static str;
    fn until(&self, when: &str) -> String;
    /// One change that would have helped.
    fn cure(&self, cure: &Cure, when: &dyn Fn(Timestamp) -> String) -> String;
    /// All the changes that would have helped together.
    fn cured(&self, cures: &[String]) -> String;
    fn event(&self, event: MessageEvent, when: &str) -> String;
    fn full_stop(&self) -> char;
}

/// Headings of a patient's timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heading {
    Timeline,
    Past,
    Now,
    Planned,
    /// Nothing is there.
    Nothing,
    /// There is more than fits.
    More,
    Appointment,
    Visit,
}

const ALL: [&dyn Words; 3] = [&en::English, &es::Spanish, &hi::Hindi];

/// The words for a reader, and the language in which dates go with them: English where there are
/// none for the reader.
fn words(reader: &Language) -> (&'static dyn Words, Language) {
    let language = |words: &dyn Words| words.tag().parse::<Language>().ok();
    let offered: Vec<Language> = ALL.into_iter().filter_map(language).collect();
    let chosen = reader.choose(&offered);
    match ALL.into_iter().find(|words| chosen.is_some_and(|tag| tag.as_str() == words.tag())) {
        Some(words) => (words, reader.clone()),
        None => (&en::English, Language::english()),
    }
}

impl ReasonCode {
    /// The reason as a clause in the reader's language, without a full stop: in English, Spanish
    /// or Hindi, and in English for any other.
    ///
    /// ```
    /// use prm_core::{Language, ReasonCode};
    /// let reader: Language = "es-MX".parse()?;
    /// assert_eq!(ReasonCode::CapReached.sentence_in(&reader), "se alcanzó el límite de mensajes hasta la hora indicada");
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    pub fn sentence_in(self, reader: &Language) -> &'static str {
        words(reader).0.reason(self)
    }
}

impl Relationship {
    /// What became of a message or a task since it was handed over, in the order of time.
    pub(crate) fn events(&self, key: Key) -> Vec<MessageHistory> {
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

const EVENTS: [MessageEvent; 10] = [
    MessageEvent::HandedOver,
    MessageEvent::Accepted,
    MessageEvent::Expired,
    MessageEvent::Withdrawn,
    MessageEvent::Failed,
    MessageEvent::Bounced,
    MessageEvent::Delivered,
    MessageEvent::Read,
    MessageEvent::Answered,
    MessageEvent::TooLate,
];

/// The decision in words. Times are in the first of the zones that were assumed, else in the
/// practice's.
pub(crate) fn sentence(
    reader: &Language,
    decision: &Decision,
    events: &[MessageHistory],
    practice: Zone,
) -> String {
    said(reader, decision, events, practice, false)
}

/// What would be decided, as a plan has it, in words. Times are in the zone.
pub(crate) fn planned(reader: &Language, decision: &Decision, zone: Zone) -> String {
    said(reader, decision, &[], zone, true)
}

/// A verdict without what it is about, a heading and an event, for a timeline.
pub(crate) fn verdict(reader: &Language, verdict: Verdict, planned: bool) -> String {
    let words = words(reader).0;
    let text =
        if planned { words.planned("", verdict, None) } else { words.verdict("", verdict, None) };
    text.trim().to_owned()
}

pub(crate) fn heading(reader: &Language, heading: Heading) -> &'static str {
    words(reader).0.heading(heading)
}

pub(crate) fn event(reader: &Language, event: MessageEvent, when: &str) -> String {
    words(reader).0.event(event, when)
}

pub(crate) fn channel(reader: &Language, channel: Channel) -> &'static str {
    words(reader).0.channel(channel)
}

/// The language in which a reader is answered.
pub(crate) fn language(reader: &Language) -> Language {
    words(reader).1
}

fn said(
    reader: &Language,
    decision: &Decision,
    events: &[MessageHistory],
    practice: Zone,
    planned: bool,
) -> String {
    let (words, dates) = words(reader);
    let zone = decision.zones.first().copied().unwrap_or(practice);
    let when = |at: Timestamp| {
        let (date, time) = zone.local(at);
        format!("{} ({zone})", crate::communication::day_and_time(&dates, date, time))
    };
    let on = matches!(decision.verdict, Verdict::Send | Verdict::Task).then(|| when(decision.at));
    let what = words.subject(decision.parts.as_ref(), decision.channel);
    let mut text = match planned {
        true => words.planned(&what, decision.verdict, on.as_deref()),
        false => words.verdict(&what, decision.verdict, on.as_deref()),
    };
    for (index, reason) in decision.reasons.iter().enumerate() {
        text.push_str(if index == 0 { ": " } else { words.and() });
        text.push_str(words.reason(reason.code));
        let named = [&reason.about, &reason.rule, &reason.source];
        let named: Vec<&str> = named.into_iter().flatten().map(String::as_str).collect();
        if !named.is_empty() {
            text.push_str(&format!(" ({})", named.join("; ")));
        }
    }
    let until = decision.reasons.iter().find_map(|reason| reason.until);
    let cures: Vec<String> = decision.flip.iter().map(|cure| words.cure(cure, &when)).collect();
    let outlook = match (cures.as_slice(), until) {
        ([], None) => None,
        ([], Some(until)) => Some(words.until(&when(until))),
        (cures, _) => Some(words.cured(cures)),
    };
    let after = events.iter().filter(|history| history.event != MessageEvent::HandedOver);
    let after = after.map(|history| words.event(history.event, &when(history.at)));
    for part in outlook.into_iter().chain(after) {
        text.push_str("; ");
        text.push_str(&part);
    }
    text.push(words.full_stop());
    text
}

#[cfg(test)]
mod tests;
