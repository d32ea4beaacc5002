//! A playbook as the engine uses it: names resolved, texts parsed, tables laid out.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::document::{PlaceRule, Quiet, Receipt, TestCase};
use super::moment::{Distance, Moment};
use crate::communication::email::WayOut;
use crate::communication::rule::Rules;
use crate::communication::template::{Template, Templates};
use crate::communication::{Cap, Channel, Language, Purpose};
use crate::condition::Condition;
use crate::conversation::Ask;
use crate::feedback::Scorer;
use crate::id::Name;
use crate::portal::PortalRules;
use crate::time::{BusinessDays, LeapDay, Schedule};
use crate::vocabulary::{Attributes, Declared, Field, Kind};
use crate::waitlist::WaitlistRules;
use crate::{CivilDate, CivilTime, Executor, Service, Span, Timestamp, WallTime, Zone};

/// A compiled playbook.
pub(crate) struct Compiled {
    /// What it was compiled from, in its plain form.
    pub(crate) document: Arc<str>,
    pub(crate) digest: Arc<str>,
    /// The digest together with time-zone data and behaviour: what caches are made for.
    pub(crate) tag: Arc<str>,
    pub(crate) practice: Practice,
    pub(crate) attributes: Attributes,
    /// The playbook's names by coding, `text|words` among them.
    pub(crate) services: BTreeMap<String, Name>,
    pub(crate) places: BTreeMap<String, PlaceRule>,
    /// Hours, consents and exemptions, those of the packs among them.
    pub(crate) rules: Rules,
    pub(crate) caps: Vec<Cap>,
    pub(crate) combine: Vec<Combine>,
    /// Whether any step stops a journey.
    pub(crate) stops: bool,
    /// How long hand-overs are remembered on a line, in ms.
    pub(crate) memory: i64,
    pub(crate) executors: BTreeMap<Channel, Executor>,
    /// The channels that cost the patient nothing.
    pub(crate) free: Vec<Channel>,
    pub(crate) messages: Vec<Message>,
    pub(crate) journeys: Vec<Journey>,
    pub(crate) templates: Templates,
    /// Its own instruments, in the order in which they are written.
    pub(crate) instruments: Vec<Scorer>,
    pub(crate) waitlist: WaitlistRules,
    pub(crate) portal: PortalRules,
    pub(crate) tests: Vec<TestCase>,
}

pub(crate) struct Practice {
    pub(crate) id: Name,
    pub(crate) name: String,
    pub(crate) phone: Option<String>,
    pub(crate) zone: Zone,
    pub(crate) languages: Vec<Language>,
    pub(crate) majority: i32,
    pub(crate) leap: LeapDay,
    /// The days on which it works.
    pub(crate) business: BusinessDays,
    pub(crate) unsubscribe: Option<WayOut>,
    pub(crate) taglines: Vec<Tagline>,
}

/// Messages of one purpose that become one.
pub(crate) struct Combine {
    /// The message that says them all.
    pub(crate) message: usize,
    /// How long the first waits for others, in ms.
    pub(crate) within: i64,
}

/// A line that offers help in a language for which there is no text.
pub(crate) struct Tagline {
    pub(crate) language: Language,
    pub(crate) text: Template,
}

pub(crate) struct Message {
    pub(crate) id: Name,
    pub(crate) purpose: Purpose,
    /// Whether a third party pays for it.
    pub(crate) remunerated: bool,
    /// The rule by whose exemption it goes to those who have said nothing.
    pub(crate) exemption: Option<Name>,
    pub(crate) variants: Vec<Variant>,
    /// The channels in the order in which variants first name them.
    pub(crate) channels: Vec<Channel>,
}

pub(crate) struct Variant {
    pub(crate) channel: Channel,
    pub(crate) level: u8,
    /// The approved template that it is.
    pub(crate) approved: Option<String>,
    pub(crate) texts: Vec<Text>,
    /// The segments that an SMS should not pass.
    pub(crate) most_segments: Option<u32>,
}

pub(crate) struct Text {
    pub(crate) language: Language,
    pub(crate) subject: Option<Template>,
    pub(crate) text: Template,
    pub(crate) html: Option<Template>,
    /// How it reads as one line of a combined message.
    pub(crate) part: Option<Template>,
}

/// A variant and a text of it that were chosen.
pub(crate) struct Chosen<'p> {
    pub(crate) level: u8,
    pub(crate) approved: Option<&'p str>,
    pub(crate) text: &'p Text,
    /// The reader's language, by whose custom dates are written.
    pub(crate) language: Language,
    /// Whether it is in none of the patient's languages.
    pub(crate) foreign: bool,
}

pub(crate) struct Journey {
    pub(crate) id: Name,
    pub(crate) kind: Kind,
    /// For recalls: the service whose visits it follows, and how often it comes.
    pub(crate) service: Option<Name>,
    /// For occasions: the name of those that it follows.
    pub(crate) occasion: Option<Name>,
    pub(crate) every: Option<Every>,
    pub(crate) enter_when: Option<Condition>,
    pub(crate) stay_while: Option<Condition>,
    pub(crate) exit_when: Option<Condition>,
    pub(crate) goal: Option<Condition>,
    pub(crate) reentry: Reentry,
    pub(crate) groups: Vec<Group>,
    pub(crate) steps: Vec<Step>,
}

/// Whether a journey begins anew for another subject.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Reentry {
    Always,
    Never,
    AfterExit,
    /// This long after the beginning of the last.
    After(Span),
}

/// Steps that a visit makes needless.
pub(crate) struct Group {
    /// The service of such visits; any where absent.
    pub(crate) service: Option<Name>,
    pub(crate) from: Moment,
    pub(crate) until: Option<Moment>,
}

/// How often a recall comes.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Every {
    /// A span of the calendar, clamped to the ends of months.
    Span(Span),
    /// A rule of RFC 5545, with its exceptions.
    Rule(Schedule),
}

impl Every {
    /// The day on which the slot with this name comes.
    pub(crate) fn day_of(&self, slot: CivilDate) -> CivilDate {
        let Self::Rule(schedule) = self else { return slot };
        let name = WallTime::from((slot, CivilTime::MIDNIGHT));
        schedule.moved.get(&name).map_or(slot, |at| at.date)
    }
}

pub(crate) struct Step {
    pub(crate) id: Name,
    pub(crate) was: Vec<Name>,
    pub(crate) what: What,
    pub(crate) at: Moment,
    pub(crate) until: Option<Moment>,
    pub(crate) when: Option<Condition>,
    pub(crate) tells: Vec<Field>,
    /// Whether a changed value is told again.
    pub(crate) again: bool,
    /// Whether it is left out when its time had passed before its cause happened.
    pub(crate) skips_late: bool,
    /// What happens where hours and usefulness do not meet.
    pub(crate) quiet: Quiet,
    /// Over how long it is spread, in ms.
    pub(crate) spread: i64,
    /// The receipt without which the next channel is tried, and how long it is waited for.
    pub(crate) fallback: Option<(Receipt, Span)>,
    /// How often one channel is tried again after a failure that may pass.
    pub(crate) retries: u32,
    pub(crate) priority: u32,
    pub(crate) series: Option<Name>,
    /// The group of steps that a visit makes needless, by its place in the journey.
    pub(crate) group: Option<usize>,
    pub(crate) since: Option<Timestamp>,
    pub(crate) await_consent: bool,
    /// Whether a denial for want of consent is decided again once consent is given.
    pub(crate) retry_on_consent: bool,
    /// How long to wait for a receipt, and whether to go on without it.
    pub(crate) otherwise: Option<(Span, bool)>,
    /// Whether it answers what the patient has just said: then it passes hours and caps.
    pub(crate) replies: bool,
    /// Whether it confirms an opt-out: then it passes that opt-out, once.
    pub(crate) confirms_stop: bool,
}

pub(crate) enum What {
    Send {
        message: usize,
        ask: Option<Ask>,
        chain: Vec<Channel>,
    },
    Task {
        title: String,
        pool: String,
        within: Option<Distance>,
        urgent: bool,
    },
    /// Closes the task of another step.
    Close(usize),
    /// Tells a fact.
    Tell(Tell),
    Fork(Fork),
}

/// What a step tells of itself, as a fact.
pub(crate) enum Tell {
    /// The value of an attribute; forgotten where absent.
    Set { attribute: Declared, value: Option<String> },
    /// An occasion of a name.
    Start { occasion: Name },
    /// That the present runs of a journey end.
    Stop { journey: Name },
}

/// A step that takes one of several ways.
pub(crate) struct Fork {
    pub(crate) ways: Vec<Name>,
    pub(crate) choice: Choice,
}

/// How a way is chosen.
pub(crate) enum Choice {
    /// The first whose condition is true; one without a condition is taken where it is reached.
    Branch(Vec<Option<Condition>>),
    /// By lot, in shares of 100.
    Split(Vec<u32>),
    /// What happens first; the last way is taken at a time where nothing did.
    Wait { first: Vec<Cause>, until: Moment },
}

/// What a journey waits for.
pub(crate) enum Cause {
    Moment(Moment),
    Condition(Condition),
}

impl Compiled {
    /// The playbook's name of a service: that of the first coding it lists, else its words.
    pub(crate) fn service<'s>(&'s self, service: &'s Service) -> Option<&'s str> {
        let coded = service.codings.iter().find_map(|coding| self.services.get(coding));
        let words = service.text.as_deref();
        let named = words.and_then(|words| self.services.get(&format!("text|{words}")));
        coded.or(named).map(|name| &**name).or(words)
    }

    pub(crate) fn executor(&self, channel: Channel) -> Executor {
        self.executors.get(&channel).copied().unwrap_or(Executor::Server)
    }

    pub(crate) fn message(&self, index: usize) -> Option<&Message> {
        self.messages.get(index)
    }

    /// The rule by which a message of a purpose may become one with others, and the message that
    /// says them all.
    pub(crate) fn combining(
        &self,
        purpose: Purpose,
        channel: Channel,
    ) -> Option<(&Combine, &Message)> {
        self.combine.iter().find_map(|rule| {
            let message = self.message(rule.message)?;
            let fits = message.purpose == purpose && message.channels.contains(&channel);
            fits.then_some((rule, message))
        })
    }

    pub(crate) fn journey(&self, id: &str) -> Option<(usize, &Journey)> {
        self.journeys.iter().enumerate().find(|(_, journey)| *journey.id == *id)
    }
}

impl Journey {
    /// A step by its id, or by one that it had.
    pub(crate) fn step(&self, id: &str) -> Option<(usize, &Step)> {
        self.steps
            .iter()
            .enumerate()
            .find(|(_, step)| *step.id == *id || step.was.iter().any(|was| **was == *id))
    }
}

impl Step {
    /// The channels that it tries, in order; none for a task.
    pub(crate) fn chain(&self) -> &[Channel] {
        match &self.what {
            What::Send { chain, .. } => chain,
            What::Task { .. } | What::Close(_) | What::Tell(_) | What::Fork(_) => &[],
        }
    }

    pub(crate) fn is_wait(&self) -> bool {
        matches!(&self.what, What::Fork(Fork { choice: Choice::Wait { .. }, .. }))
    }

    /// The moment for which it waits on a way, where that is one.
    pub(crate) fn cause(&self, way: Option<usize>) -> Option<Moment> {
        match &self.what {
            What::Fork(Fork { choice: Choice::Wait { first, .. }, .. }) => match first.get(way?)? {
                Cause::Moment(moment) => Some(*moment),
                Cause::Condition(_) => None,
            },
            _ => None,
        }
    }

    /// The ways that it may take.
    pub(crate) fn ways(&self) -> &[Name] {
        match &self.what {
            What::Fork(fork) => &fork.ways,
            _ => &[],
        }
    }
}
