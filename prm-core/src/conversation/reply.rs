//! What is written back, and what it is taken for.

use serde::{Deserialize, Serialize};

use super::ask::Answer;
use super::reading::Reading;
use super::words::Intent;
use super::{Ask, Concern, Lines, Question};
use crate::fact::{Fact, FactContent};
use crate::feedback;
use crate::id::opaque_debug;
use crate::{
    Channel, FactId, Key, Language, LineId, PatientId, Purpose, ReplyId, ResponseId, Timestamp,
};

/// Something that was written back from a contact point.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// The gateway's id.
    pub id: ReplyId,
    /// Where it came from.
    pub line: LineId,
    /// By which channel.
    pub channel: Channel,
    /// When it was written or received.
    pub occurred: Timestamp,
    /// Its words.
    pub text: String,
    /// Whether the host knows that a machine wrote it (an e-mail with `Auto-Submitted`, a notice
    /// that a message could not be delivered). It is never answered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub automatic: bool,
}

/// What a reply was taken for (R11). It is recorded, and only a fact by staff changes it. What a
/// person must look at besides stands in the reply's [`Concern`]s.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Resolution {
    /// The contact point opted out of this sender: of every purpose, calls as well as texts. The
    /// person did so too, and a new number does not undo it.
    OptOut {},
    /// The patient wants no more messages of one purpose.
    OptOutOf {
        /// The purpose.
        purpose: Purpose,
    },
    /// The patient wants no more messages about one appointment or visit.
    Mute {
        /// The subject, as in `appointment:a1`.
        subject: String,
    },
    /// The contact point opted in again.
    OptIn {},
    /// A request for help.
    Help {},
    /// The answer to a question that was open on the line when it was written.
    Answer {
        /// The message that asked.
        question: Key,
    },
    /// Another time is wished for. The visit stays as it is until staff have arranged it.
    RescheduleRequest {
        /// The message that asked, where one was open.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        question: Option<Key>,
    },
    /// The visit is not wanted. It stays booked until staff have asked.
    CancelRequest {
        /// The message that asked, where one was open.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        question: Option<Key>,
    },
    /// It fits several open questions: a person decides.
    Ambiguous {
        /// The messages that asked.
        candidates: Vec<Key>,
    },
    /// A machine wrote it: nobody is asked to read it, and nothing answers it.
    Automatic {},
    /// It fits none: a person reads it.
    Staff {},
}

impl Resolution {
    /// The question that it settles.
    pub(crate) fn question(&self) -> Option<Key> {
        match self {
            Self::Answer { question } => Some(*question),
            Self::RescheduleRequest { question } | Self::CancelRequest { question } => *question,
            _ => None,
        }
    }
}

/// A reply, resolved.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Routed {
    /// What it was taken for.
    pub resolution: Resolution,
    /// What a person must look at besides; the step opens a task for each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub concerns: Vec<Concern>,
    /// Whose relationship it goes to; absent for a line to which nothing was ever sent. Then the
    /// host shows it to a person itself, at once where it has a concern.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub patient: Option<PatientId>,
    /// The facts to give to the next step of that relationship.
    pub facts: Vec<Fact>,
}

opaque_debug!(Reply, Routed);

/// What a reply was taken for, as the line remembers it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Taken {
    pub(crate) resolution: Resolution,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) concerns: Vec<Concern>,
    /// The language of the word that it was taken by, where that says anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) language: Option<Language>,
}

/// Resolves a reply against the line that it came from, as that line was when it was written.
/// `languages` are those of the practice.
pub(crate) fn route(
    lines: &mut Lines,
    sender: &str,
    languages: &[Language],
    reply: &Reply,
) -> Routed {
    let known = lines.taken(&reply.line, &reply.id).cloned();
    let is_new = known.is_none();
    let taken = known.unwrap_or_else(|| resolve(lines, sender, languages, reply));
    if is_new {
        match taken.resolution {
            Resolution::OptOut {} => lines.block(&reply.line, sender, reply.occurred),
            Resolution::OptIn {} => lines.unblock(&reply.line, sender, reply.occurred),
            _ if taken.concerns.contains(&Concern::OptOutUnclear) => {
                lines.pause(&reply.line, sender, reply.occurred);
            }
            _ => {}
        }
        lines.hear(&reply.line, reply.channel, reply.occurred);
        lines.remember(&reply.line, reply.id.clone(), taken.clone());
    }
    let patient = addressee(lines, reply, &taken.resolution);
    let facts = patient.as_ref().map(|patient| facts(lines, languages, reply, &taken, patient));
    if let (Some(question), true) = (taken.resolution.question(), is_new) {
        lines.release(&reply.line, question, reply.occurred.plus(1), false);
    }
    let facts = facts.unwrap_or_default();
    Routed { resolution: taken.resolution, concerns: taken.concerns, patient, facts }
}

fn resolve(lines: &Lines, sender: &str, languages: &[Language], reply: &Reply) -> Taken {
    let reading = Reading::of(&reply.text, &preferred(lines, languages, reply));
    let mut taken = Taken {
        resolution: Resolution::Staff {},
        language: reading.danger.cloned(),
        concerns: reading.concerns.clone(),
    };
    if reply.automatic || (reading.automatic && !reading.is_danger()) {
        return Taken { resolution: Resolution::Automatic {}, concerns: vec![], language: None };
    }
    let open = || {
        let questions = lines.questions(&reply.line).iter();
        questions.filter(|question| question.is_open_at(reply.occurred))
    };
    let confirms = || open().filter(|question| question.ask == Ask::Confirm);
    if let Some(resolution) = opts_out(lines, reply, &reading) {
        let meant = reading.exact.is_some_and(|meaning| meaning.visit);
        if meant && resolution == (Resolution::OptOut {}) && confirms().next().is_some() {
            taken.concerns.push(Concern::VisitUnclear);
        }
        if reading.exact.is_none() {
            taken.concerns.push(Concern::OptOutWording);
        }
        let word = reading.exact.or(reading.opt_out).and_then(|meaning| meaning.language());
        taken.language = word.cloned();
        return Taken { resolution, ..taken };
    }
    if reading.unclear {
        taken.concerns.push(Concern::OptOutUnclear);
    }
    let reads = |question: &&Question| question.ask.read(&reply.text, reading.exact).is_some();
    let answered: Vec<&Question> = open().filter(reads).collect();
    let exact = reading.exact.map(|meaning| meaning.intent);
    taken.resolution = match (answered.as_slice(), exact, reading.request) {
        ([question], Some(Intent::Reschedule), _) if question.ask == Ask::Confirm => {
            Resolution::RescheduleRequest { question: Some(question.key) }
        }
        ([question], ..) => Resolution::Answer { question: question.key },
        ([_, ..], ..) => {
            let candidates = answered.iter().map(|question| question.key).collect();
            Resolution::Ambiguous { candidates }
        }
        // YES without a question re-subscribes a line that is blocked, and no other.
        ([], Some(Intent::Yes), _)
            if reading.exact.is_some_and(|meaning| meaning.subscribes)
                && lines.was_blocked(&reply.line, sender, reply.occurred) =>
        {
            Resolution::OptIn {}
        }
        ([], Some(Intent::OptIn), _) => Resolution::OptIn {},
        ([], Some(Intent::Help), _) => Resolution::Help {},
        ([], _, Some(request)) => {
            let asked: Vec<Key> = confirms().map(|question| question.key).collect();
            match (asked.as_slice(), request.intent) {
                ([_, _, ..], _) => Resolution::Ambiguous { candidates: asked },
                (one, Intent::CancelVisit) => {
                    Resolution::CancelRequest { question: one.first().copied() }
                }
                (one, _) => Resolution::RescheduleRequest { question: one.first().copied() },
            }
        }
        _ => Resolution::Staff {},
    };
    if taken.resolution == (Resolution::Help {}) {
        taken.language = reading.exact.and_then(|meaning| meaning.language()).cloned();
    }
    taken
}

/// The languages that decide a clash of words: that in which the line was last written to, then
/// those of the practice.
fn preferred(lines: &Lines, languages: &[Language], reply: &Reply) -> Vec<Language> {
    let written = lines.language_at(&reply.line, reply.occurred);
    written.into_iter().chain(languages).cloned().collect()
}

/// The opt-out that a reply is, whatever is open: the carriers' words go before every question.
fn opts_out(lines: &Lines, reply: &Reply, reading: &Reading) -> Option<Resolution> {
    let meaning = reading.exact.or(reading.opt_out)?;
    match meaning.intent {
        Intent::OptOut => Some(Resolution::OptOut {}),
        Intent::OptOutPurpose => Some(Resolution::OptOutOf { purpose: meaning.purpose? }),
        Intent::Mute => {
            let last = lines.last_before(&reply.line, reply.occurred)?;
            let of_visit = ["appointment:", "visit:"].iter().any(|k| last.subject.starts_with(k));
            of_visit.then(|| Resolution::Mute { subject: last.subject.clone() })
        }
        _ => None,
    }
}

/// The patient whom a reply concerns: the one who was asked, else the one to whom the line was
/// last written about.
fn addressee(lines: &Lines, reply: &Reply, resolution: &Resolution) -> Option<PatientId> {
    let asked = match resolution {
        Resolution::Ambiguous { candidates } => candidates.first().copied(),
        resolution => resolution.question(),
    };
    let questions = lines.questions(&reply.line);
    if let Some(question) = questions.iter().find(|question| Some(question.key) == asked) {
        return Some(question.patient.clone());
    }
    let before = lines.last_before(&reply.line, reply.occurred);
    let last = before.or(lines.handovers(&reply.line).last());
    last.map(|handover| handover.patient.clone())
}

fn facts(
    lines: &Lines,
    languages: &[Language],
    reply: &Reply,
    taken: &Taken,
    patient: &PatientId,
) -> Vec<Fact> {
    let fact = |suffix: &str, content: FactContent| {
        let id: FactId = format!("reply:{}{suffix}", reply.id).parse().ok()?;
        Some(Fact {
            id,
            patient: patient.clone(),
            occurred: reply.occurred,
            recorded: None,
            content,
        })
    };
    let received = FactContent::ReplyReceived {
        reply: reply.id.clone(),
        line: reply.line.clone(),
        channel: reply.channel,
        text: reply.text.clone(),
        resolution: taken.resolution.clone(),
        concerns: taken.concerns.clone(),
        language: taken.language.clone(),
    };
    let follows = match &taken.resolution {
        Resolution::Answer { question } => {
            let content = answered(lines, languages, reply, *question);
            content.and_then(|content| fact("/answer", content))
        }
        Resolution::OptOutOf { purpose } => {
            let (purposes, granted) = (vec![*purpose], false);
            let refusal = FactContent::ConsentChanged {
                purposes,
                channel: None,
                granted,
                signed: false,
                until: None,
            };
            fact("/consent", refusal)
        }
        _ => None,
    };
    fact("", received).into_iter().chain(follows).collect()
}

fn answered(lines: &Lines, languages: &[Language], reply: &Reply, key: Key) -> Option<FactContent> {
    let question = lines.questions(&reply.line).iter().find(|question| question.key == key)?;
    let exact = Reading::of(&reply.text, &preferred(lines, languages, reply)).exact;
    match question.ask.read(&reply.text, exact)? {
        Answer::Attendance(attendance) => {
            let (appointment, start) = question.appointment.clone()?;
            Some(FactContent::AppointmentAnswered { appointment, attendance, start: Some(start) })
        }
        Answer::Reschedule => None,
        Answer::Score(score, suggestion) => {
            let response: ResponseId = reply.id.as_str().parse().ok()?;
            Some(FactContent::FeedbackReceived {
                response,
                instrument: feedback::NPS.to_owned(),
                score: Some(score),
                answers: Vec::new(),
                version: None,
                suggestion,
                question: Some(key),
                anonymous: false,
            })
        }
    }
}
