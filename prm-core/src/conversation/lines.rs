//! Lines: contact points with their own opt-outs, recent hand-overs and open questions (R11).
//!
//! Families share telephones: a STOP, a cap per line and an open question belong to the contact
//! point, not to a patient.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::reply::Taken;
use super::{Ask, Member, Pending};
use crate::error::{self, ErrorCode, PrmError};
use crate::id::opaque_debug;
use crate::{
    AppointmentId, Channel, Key, Language, LineId, PatientId, Purpose, ReplyId, Timestamp,
    ZonedTime, limits,
};

/// The contact points that a host has at hand.
///
/// A step reads and changes the lines of its patient; a line that is not there is a line of
/// which nothing is known. Each is saved by itself, as opaque text with a revision of its own.
///
/// ```
/// use prm_core::{LineId, Lines};
/// let mut lines = Lines::new();
/// let phone: LineId = "tel:+919812345670".parse()?;
/// lines.block(&phone, "lotus", "2026-03-09T03:30:20Z".parse()?);
/// let mut again = Lines::new();
/// again.load(&lines.save(&phone).unwrap_or_default())?;
/// assert!(again.is_blocked(&phone, "lotus"));
/// # Ok::<(), prm_core::PrmError>(())
/// ```
#[derive(Clone, Default)]
pub struct Lines {
    lines: BTreeMap<LineId, Line>,
}

opaque_debug!(Lines);

/// A line as one step used it: what a host compares when it saves (R6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct LineRead {
    /// The contact point.
    pub line: LineId,
    /// The revision that was read; 0 for a line of which nothing was known.
    pub read: i64,
    /// The revision that it has now: greater where the step changed it.
    pub now: i64,
}

/// What is known of one contact point.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Line {
    pub(super) revision: i64,
    /// Whether each sender is blocked, and since when that is so.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    senders: BTreeMap<String, Sender>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    handovers: Vec<Handover>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    questions: Vec<Question>,
    /// What recent replies were taken for, so that one that comes twice is one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    replies: Vec<(ReplyId, Taken)>,
    /// When something was last written there, by channel: what opens a window for free text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    heard: Vec<(Channel, Timestamp)>,
    /// What waits for others to go with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) waiting: Vec<Pending>,
}

/// What a line said to one sender. Every field is the latest of its kind, so that no order of
/// arrival matters.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sender {
    blocked: bool,
    since: Timestamp,
    /// The latest opt-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    opted_in: Option<Timestamp>,
    /// The latest text that may have been an opt-out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unclear: Option<Timestamp>,
    /// The latest confirmation of an opt-out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    confirmed: Option<Timestamp>,
}

impl Default for Sender {
    fn default() -> Self {
        let (opted_in, unclear, confirmed) = (None, None, None);
        Self { blocked: false, since: Timestamp::MIN, opted_in, unclear, confirmed }
    }
}

/// A message that was handed over to a line.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Handover {
    pub(crate) key: Key,
    pub(crate) patient: PatientId,
    pub(crate) purpose: Purpose,
    pub(crate) channel: Channel,
    pub(crate) at: Timestamp,
    /// What it was about, as in `appointment:a1`; empty for an answer to a reply.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) subject: String,
    /// The language that it was written in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) language: Option<Language>,
    /// Whether it answered a reply by itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) answer: bool,
    /// Whether it gave its slot of a cap back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) released: bool,
    /// What it says in one, where it combines several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) members: Vec<Member>,
}

/// A question that was put to a line.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Question {
    pub(crate) key: Key,
    pub(crate) patient: PatientId,
    pub(crate) ask: Ask,
    /// The appointment and the start that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) appointment: Option<(AppointmentId, ZonedTime)>,
    pub(crate) opened: Timestamp,
    /// When it can be answered no longer.
    pub(crate) closes: Timestamp,
}

impl Question {
    pub(crate) fn is_open_at(&self, at: Timestamp) -> bool {
        self.opened <= at && at < self.closes
    }
}

#[derive(Serialize)]
struct Saving<'l> {
    state: u32,
    line: &'l LineId,
    known: &'l Line,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    state: u32,
    line: LineId,
    known: Line,
}

/// The version of the saved text of a line.
const STATE: u32 = 1;
/// In the place of a sender: a block that a carrier reports for all of them.
const EVERYONE: &str = "*";
/// Replies that a line remembers.
const REPLIES: usize = 100;
/// Hand-overs and questions that a line remembers at most.
const MEMORY: usize = 1_000;

impl Lines {
    /// No lines yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The contact points, in order.
    pub fn ids(&self) -> impl Iterator<Item = &LineId> {
        self.lines.keys()
    }

    pub(super) fn line(&self, id: &LineId) -> Option<&Line> {
        self.lines.get(id)
    }

    pub(super) fn line_mut(&mut self, id: &LineId) -> &mut Line {
        self.lines.entry(id.clone()).or_default()
    }

    /// A copy of some lines.
    pub(crate) fn only(&self, wanted: &[LineId]) -> Self {
        let known = wanted.iter().filter_map(|id| Some((id.clone(), self.lines.get(id)?.clone())));
        Self { lines: known.collect() }
    }

    /// Copies one line from others, where they know it.
    pub(crate) fn take_from(&mut self, others: &Self, id: &LineId) {
        if let Some(known) = others.lines.get(id) {
            self.lines.insert(id.clone(), known.clone());
        }
    }

    /// Puts some lines back as they were: those that were not known are forgotten again.
    pub(crate) fn restore(&mut self, touched: &[LineId], mut were: Self) {
        for id in touched {
            match were.lines.remove(id) {
                Some(known) => self.lines.insert(id.clone(), known),
                None => self.lines.remove(id),
            };
        }
    }

    /// The revision of a line: a counter that every change raises; 0 when nothing is known.
    pub fn revision(&self, line: &LineId) -> i64 {
        self.lines.get(line).map_or(0, |line| line.revision)
    }

    /// A line as text, for the host to keep; `None` when nothing is known of it.
    pub fn save(&self, line: &LineId) -> Option<String> {
        let known = self.lines.get(line)?;
        serde_json::to_string(&Saving { state: STATE, line, known }).ok()
    }

    /// Takes in a line that [`save`](Self::save) wrote, in place of what was known of it.
    ///
    /// # Errors
    /// `newer_state`, `corrupt_state`, or the code of the first fault.
    pub fn load(&mut self, text: &str) -> Result<LineId, PrmError> {
        let value = error::parse_json(text, limits::STATE_BYTES)?;
        match value.get("state").and_then(serde_json::Value::as_u64) {
            Some(state) if state > u64::from(STATE) => {
                let message = format!(
                    "saved by a newer version (state {state}, this one reads up to {STATE})"
                );
                return Err(PrmError::new(ErrorCode::NewerState, message));
            }
            Some(state) if state == u64::from(STATE) => {}
            _ => {
                let message = "not the text of a saved line";
                return Err(PrmError::new(ErrorCode::CorruptState, message));
            }
        }
        let saved: Saved = error::decode(&value)?;
        debug_assert_eq!(saved.state, STATE, "checked above");
        self.lines.insert(saved.line.clone(), saved.known);
        Ok(saved.line)
    }

    /// Whether a contact point has opted out of a sender (the practice's id).
    pub fn is_blocked(&self, line: &LineId, sender: &str) -> bool {
        let blocked = |sender: &str| self.sender(line, sender).is_some_and(|said| said.blocked);
        blocked(sender) || blocked(EVERYONE)
    }

    /// Whether a contact point may have opted out of a sender, in words that a person has still to
    /// read: nothing but safety goes there meanwhile. Any later word of it, or of staff
    /// ([`FactContent::LineOptOutChanged`](crate::FactContent::LineOptOutChanged)), ends that.
    pub fn is_paused(&self, line: &LineId, sender: &str) -> bool {
        self.sender(line, sender)
            .is_some_and(|said| said.unclear.is_some_and(|unclear| unclear >= said.since))
    }

    fn sender(&self, line: &LineId, sender: &str) -> Option<&Sender> {
        self.lines.get(line)?.senders.get(sender)
    }

    /// Whether a line was blocked just before an instant, as far as its last word says.
    pub(crate) fn was_blocked(&self, line: &LineId, sender: &str, at: Timestamp) -> bool {
        self.sender(line, sender).is_some_and(|said| said.blocked && said.since < at)
    }

    /// When a line last opted in.
    pub(crate) fn opted_in(&self, line: &LineId, sender: &str) -> Option<Timestamp> {
        self.sender(line, sender)?.opted_in
    }

    /// Whether the opt-out of a line has been confirmed: once, until it opts in again.
    pub(crate) fn is_confirmed(&self, line: &LineId, sender: &str) -> bool {
        self.sender(line, sender).is_some_and(|said| {
            said.confirmed.is_some_and(|at| said.opted_in.is_none_or(|opted_in| at >= opted_in))
        })
    }

    /// Notes that the opt-out of a line was confirmed.
    pub(crate) fn confirm(&mut self, line: &LineId, sender: &str, at: Timestamp) {
        self.say(line, sender, |said| said.confirmed = said.confirmed.max(Some(at)));
    }

    /// Notes that a line may have opted out.
    pub(crate) fn pause(&mut self, line: &LineId, sender: &str, at: Timestamp) {
        self.say(line, sender, |said| said.unclear = said.unclear.max(Some(at)));
    }

    /// Records an opt-out that a carrier or a member of staff reports. The latest word stands;
    /// of two at one instant the opt-out does.
    pub fn block(&mut self, line: &LineId, sender: &str, occurred: Timestamp) {
        self.set_blocked(line, sender, true, occurred);
    }

    /// Records that a contact point opted in again. It revives nothing that was denied.
    pub fn unblock(&mut self, line: &LineId, sender: &str, occurred: Timestamp) {
        self.set_blocked(line, sender, false, occurred);
    }

    fn set_blocked(&mut self, line: &LineId, sender: &str, blocked: bool, since: Timestamp) {
        self.say(line, sender, |said| {
            if (since, blocked) > (said.since, said.blocked) {
                (said.since, said.blocked) = (since, blocked);
            }
            if !blocked {
                said.opted_in = said.opted_in.max(Some(since));
            }
        });
    }

    /// Changes what a line said to a sender; the revision is raised where that is something new.
    fn say(&mut self, line: &LineId, sender: &str, change: impl FnOnce(&mut Sender)) {
        let line = self.lines.entry(line.clone()).or_default();
        let mut said = line.senders.get(sender).copied().unwrap_or_default();
        let before = said;
        change(&mut said);
        if said != before {
            line.senders.insert(sender.to_owned(), said);
            line.revision += 1;
        }
    }

    /// What a carrier or staff said of a line's opt-out, as a fact tells it.
    pub(crate) fn change(&mut self, line: &LineId, scope: Option<&str>, out: bool, at: Timestamp) {
        self.set_blocked(line, scope.unwrap_or(EVERYONE), out, at);
    }

    /// The hand-overs to a line, the latest last.
    pub(crate) fn handovers(&self, line: &LineId) -> &[Handover] {
        self.lines.get(line).map_or(&[], |line| &line.handovers)
    }

    /// The last message to a line at or before an instant that was no answer to a reply.
    pub(crate) fn last_before(&self, line: &LineId, at: Timestamp) -> Option<&Handover> {
        self.handovers(line).iter().rev().find(|sent| sent.at <= at && !sent.answer)
    }

    /// The language in which a line had last been written to at an instant.
    pub(crate) fn language_at(&self, line: &LineId, at: Timestamp) -> Option<&Language> {
        self.last_before(line, at)?.language.as_ref()
    }

    /// How many replies of a line were answered by themselves since an instant: about a danger,
    /// or others.
    pub(crate) fn answers(&self, line: &LineId, since: Timestamp, danger: bool) -> usize {
        let sent = self.handovers(line).iter().filter(|sent| sent.answer && sent.at > since);
        sent.filter(|sent| (sent.purpose == Purpose::Safety) == danger && !sent.released).count()
    }

    /// The questions of a line, the latest last.
    pub(crate) fn questions(&self, line: &LineId) -> &[Question] {
        self.lines.get(line).map_or(&[], |line| &line.questions)
    }

    /// Remembers a hand-over, and the question that it asks.
    pub(crate) fn hand_over(
        &mut self,
        line: &LineId,
        handover: Handover,
        question: Option<Question>,
        keep: i64,
    ) {
        let line = self.lines.entry(line.clone()).or_default();
        let horizon = handover.at.plus(-keep);
        line.handovers.retain(|known| known.at >= horizon && known.key != handover.key);
        line.questions.retain(|known| known.closes >= horizon);
        line.handovers.push(handover);
        line.questions.extend(question);
        trim(&mut line.handovers, MEMORY);
        trim(&mut line.questions, MEMORY);
        line.revision += 1;
    }

    /// Ends what a key holds on a line: its question, and where it came to nothing its slot of
    /// the caps too.
    pub(crate) fn release(&mut self, line: &LineId, key: Key, at: Timestamp, slot: bool) {
        let Some(line) = self.lines.get_mut(line) else { return };
        let (mut changed, mut keys) = (false, vec![key]);
        for handover in line.handovers.iter_mut().filter(|known| known.key == key && slot) {
            changed |= !handover.released;
            handover.released = true;
            keys.extend(handover.members.iter().map(|member| member.key));
        }
        for question in line.questions.iter_mut().filter(|known| keys.contains(&known.key)) {
            changed |= question.closes > at;
            question.closes = question.closes.min(at);
        }
        line.revision += i64::from(changed);
    }

    /// Forgets what a line remembers of one patient. What it said of opting out is its own and
    /// stays.
    pub(crate) fn erase(&mut self, id: &LineId, patient: &PatientId) {
        let Some(line) = self.lines.get_mut(id) else { return };
        let before = (line.handovers.len(), line.questions.len(), line.waiting.len());
        line.handovers.retain(|handover| handover.patient != *patient);
        line.questions.retain(|question| question.patient != *patient);
        line.waiting.retain(|pending| pending.member.patient != *patient);
        for handover in &mut line.handovers {
            handover.members.retain(|member| member.patient != *patient);
        }
        if line.handovers.is_empty() {
            // Nobody else was ever written to there, so whoever wrote was the patient.
            line.replies.clear();
            line.heard.clear();
        }
        if before != (line.handovers.len(), line.questions.len(), line.waiting.len()) {
            line.revision += 1;
        }
    }

    /// When something was last written from a contact point by a channel.
    pub(crate) fn last_heard(&self, line: &LineId, channel: Channel) -> Option<Timestamp> {
        let heard = &self.lines.get(line)?.heard;
        heard.iter().find(|(known, _)| *known == channel).map(|(_, at)| *at)
    }

    /// Remembers that something was written from a contact point; it goes with
    /// [`remember`](Self::remember), which raises the revision.
    pub(crate) fn hear(&mut self, line: &LineId, channel: Channel, at: Timestamp) {
        let line = self.lines.entry(line.clone()).or_default();
        match line.heard.iter_mut().find(|(known, _)| *known == channel) {
            Some((_, last)) if *last >= at => return,
            Some((_, last)) => *last = at,
            None => line.heard.push((channel, at)),
        }
        line.heard.sort_unstable();
    }

    /// What a reply was taken for, when it came before.
    pub(crate) fn taken(&self, line: &LineId, reply: &ReplyId) -> Option<&Taken> {
        let known = self.lines.get(line)?;
        known.replies.iter().find(|(id, _)| id == reply).map(|(_, taken)| taken)
    }

    pub(crate) fn remember(&mut self, line: &LineId, reply: ReplyId, taken: Taken) {
        let line = self.lines.entry(line.clone()).or_default();
        line.replies.push((reply, taken));
        trim(&mut line.replies, REPLIES);
        line.revision += 1;
    }
}

/// Forgets the oldest beyond a number.
fn trim<T>(list: &mut Vec<T>, most: usize) {
    let extra = list.len().saturating_sub(most);
    list.drain(..extra);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_word_stands_and_stop_wins_a_tie() {
        let line: LineId = "tel:+919812345670".parse().unwrap();
        let at = |second: i64| Timestamp::from_millis(second * 1000).unwrap();
        let mut lines = Lines::new();
        lines.block(&line, "lotus", at(5));
        lines.unblock(&line, "lotus", at(5));
        assert!(lines.is_blocked(&line, "lotus"));
        lines.unblock(&line, "lotus", at(6));
        assert!(!lines.is_blocked(&line, "lotus"));
        lines.block(&line, "lotus", at(4));
        assert!(!lines.is_blocked(&line, "lotus"));
        assert_eq!(lines.revision(&line), 3);
        assert!(!lines.is_blocked(&line, "other"));
    }

    #[test]
    fn odd_texts_are_refused() {
        let mut lines = Lines::new();
        for (text, code) in [
            ("", "invalid_json"),
            ("{}", "corrupt_state"),
            ("{\"state\":2}", "newer_state"),
            ("{\"state\":1,\"line\":\"x\",\"known\":{\"revision\":1}}", "invalid_id"),
        ] {
            assert_eq!(lines.load(text).unwrap_err().code().as_str(), code, "{text}");
        }
    }
}
