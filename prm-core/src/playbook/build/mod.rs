//! From a [`Document`] to what the engine uses, with every fault of meaning at once.

mod combine;
mod forks;
mod journeys;
mod messages;
mod own;
mod rules;
mod steps;

use std::collections::{BTreeMap, BTreeSet};

use super::compiled::{Compiled, Journey, Practice, Tell, What};
use super::document::{self as written, Document};
use super::node::{Faults, shown};
use super::{BEHAVIOUR, SPEC};
use crate::communication::Channel;
use crate::communication::email::WayOut;
use crate::communication::template::Templates;
use crate::error::{ErrorCode, join};
use crate::feedback::Scorer;
use crate::id::{Name, hex, sha256};
use crate::time::{BusinessDays, LeapDay, tzdb_version};
use crate::vocabulary::{Attribute, Attributes, Kind, Type};
use crate::waitlist::WaitlistRules;
use crate::{Executor, limits};

/// Compiles a document. What comes out is only used where there is no error among the faults.
pub(super) fn build(document: &Document, faults: &Faults) -> Compiled {
    let attributes = attributes(document, faults);
    let templates = Templates::new(attributes.clone());
    let messages = document.messages.iter().enumerate();
    let messages = messages.map(|(place, (id, message))| (id.as_str(), (place, message)));
    let messages = messages.collect();
    let sent = sent(document);
    let mut build = Build { faults, document, attributes, templates, messages, sent };
    build.spec();
    let practice = build.practice();
    let messages = build.messages();
    let mut journeys: Vec<Journey> = document
        .journeys
        .iter()
        .enumerate()
        .map(|(index, journey)| build.journey(index, journey))
        .collect();
    build.unique("journeys", document.journeys.iter().map(|journey| journey.id.as_str()));
    journeys.push(build.replies(&messages));
    journeys.push(own::requests(&messages));
    let (rules, caps) = build.rules(&messages);
    let combine = build.combine(&messages);
    let stops = journeys.iter().flat_map(|journey| &journey.steps);
    let stops = stops.clone().any(|step| matches!(step.what, What::Tell(Tell::Stop { .. })));
    let memory = caps.iter().map(|cap| cap.within.longest()).max().unwrap_or(0);
    let json = serde_json::to_string(document).unwrap_or_default();
    // What authors expect of a playbook changes nothing of what it does.
    let bare = Document { tests: Vec::new(), ..document.clone() };
    let bare = serde_json::to_string(&bare).unwrap_or_default();
    let digest = hex(&sha256(&[&bare]), 32);
    let behaviour = BEHAVIOUR.to_string();
    let tag = hex(&sha256(&[&digest, tzdb_version(), &behaviour]), 16);
    Compiled {
        document: json.into(),
        digest: digest.into(),
        tag: tag.into(),
        practice,
        services: build.services(),
        places: document.places.clone(),
        rules,
        caps,
        combine,
        stops,
        memory: memory.max(MEMORY),
        executors: build.executors(),
        free: build.free(),
        tests: build.tests(),
        messages,
        journeys,
        instruments: build.instruments(),
        waitlist: build.waitlist(),
        portal: super::portal::build(document, faults),
        attributes: build.attributes,
        templates: build.templates,
    }
}

/// Hand-overs are remembered at least so long, for replies that come late: 30 days.
const MEMORY: i64 = 30 * 24 * limits::HOUR;

pub(super) struct Build<'d> {
    pub(super) faults: &'d Faults,
    pub(super) document: &'d Document,
    pub(super) attributes: Attributes,
    /// The messages by their ids, with their places.
    pub(super) messages: BTreeMap<&'d str, (usize, &'d written::Message)>,
    /// The kinds of subjects about which steps send each message.
    pub(super) sent: BTreeMap<&'d str, BTreeSet<Kind>>,
    templates: Templates,
}

impl Build<'_> {
    pub(super) fn error(&self, code: ErrorCode, path: &str, message: impl Into<String>) {
        self.faults.error(code, path, message);
    }

    /// The instruments of its own, each once in each version.
    fn instruments(&self) -> Vec<Scorer> {
        let mut seen = BTreeSet::new();
        let written = self.document.instruments.iter().enumerate();
        let scorers = written.filter_map(|(index, instrument)| {
            let path = format!("instruments[{index}]");
            if !seen.insert((&instrument.id, &instrument.version)) {
                self.error(ErrorCode::DuplicateId, &path, "this version is written twice");
            }
            match Scorer::new(instrument.clone()) {
                Ok(scorer) => Some(scorer),
                Err(error) if error.faults().is_empty() => {
                    self.error(error.code(), &join(&path, error.path()), error.message());
                    None
                }
                Err(error) => {
                    for fault in error.faults() {
                        let path = join(&path, &fault.path);
                        self.error(fault.code, &path, fault.message.clone());
                    }
                    None
                }
            }
        });
        scorers.collect()
    }

    fn spec(&self) {
        let spec = self.document.spec.as_str();
        let newer = || -> Option<bool> {
            let version = |text: &str| -> Option<(u32, u32)> {
                let (major, minor) = text.split_once('.')?;
                Some((major.parse().ok()?, minor.parse().ok()?))
            };
            Some(version(spec)? > version(SPEC)?)
        };
        if !spec.is_empty() && spec != SPEC {
            let (code, message) = match newer() {
                Some(true) => (ErrorCode::NewerSpec, "written for a newer version of this library"),
                _ => (ErrorCode::InvalidValue, "no such version of the language"),
            };
            self.faults.help(code, "spec", message, Some(format!("this version reads `{SPEC}`")));
        }
    }

    /// Reports ids that are given twice or have odd characters.
    pub(super) fn unique<'i>(&self, path: &str, ids: impl Iterator<Item = &'i str>) {
        let mut seen = BTreeSet::new();
        for (index, id) in ids.enumerate() {
            let path = format!("{path}[{index}].id");
            self.id(&path, id);
            if !id.is_empty() && !seen.insert(id) {
                self.error(
                    ErrorCode::DuplicateId,
                    &path,
                    format!("`{}` is there twice", shown(id)),
                );
            }
        }
    }

    pub(super) fn id(&self, path: &str, id: &str) {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        if id.len() > 64 || !id.chars().all(plain) {
            let message = "an id has at most 64 letters, digits, `-` and `_`";
            self.error(ErrorCode::InvalidId, path, message);
        } else if id.starts_with("prm") {
            self.error(
                ErrorCode::InvalidId,
                path,
                "ids that begin with `prm` are the library's own",
            );
        }
    }

    fn practice(&mut self) -> Practice {
        let practice = &self.document.practice;
        if !practice.id.is_empty() {
            self.id("practice.id", &practice.id);
        }
        let majority = practice.majority.unwrap_or(18);
        if majority > 120 {
            self.error(ErrorCode::InvalidValue, "practice.majority", "an age is at most 120");
        }
        if practice.languages.is_empty() && !practice.id.is_empty() {
            let message = "a practice has at least one language";
            self.error(ErrorCode::InvalidValue, "practice.languages", message);
        }
        Practice {
            id: practice.id.as_str().into(),
            name: practice.name.clone(),
            phone: practice.phone.clone(),
            zone: practice.zone,
            languages: practice.languages.clone(),
            majority: i32::try_from(majority).unwrap_or(18),
            leap: practice.leap_birthday.unwrap_or(LeapDay::March1),
            business: self.business_days(),
            unsubscribe: self.way_out(),
            taglines: self.taglines(),
        }
    }

    fn business_days(&self) -> BusinessDays {
        let practice = &self.document.practice;
        let mut week = [true, true, true, true, true, false, false];
        if !practice.open_days.is_empty() {
            let open = |day: usize| practice.open_days.iter().any(|open| *open as usize == day);
            week = std::array::from_fn(open);
        }
        let closed = practice.closed_on.as_ref().map(|name| self.calendar("practice", name));
        BusinessDays::new(week, closed.unwrap_or_default())
    }

    fn way_out(&self) -> Option<WayOut> {
        let text = self.document.practice.unsubscribe.as_ref()?;
        let read = WayOut::parse(text);
        read.map_err(|error| self.faults.prm("practice.unsubscribe", &error)).ok()
    }

    fn services(&self) -> BTreeMap<String, Name> {
        let mut services = BTreeMap::new();
        for (name, codings) in &self.document.services {
            for (index, coding) in codings.iter().enumerate() {
                let other = services.insert(coding.clone(), Name::from(name.as_str()));
                if let Some(other) = other.filter(|other| **other != **name) {
                    let path = format!("services.{name}[{index}]");
                    let message = format!("this coding means `{other}` already");
                    self.error(ErrorCode::Contradiction, &path, message);
                }
            }
        }
        services
    }

    /// How times that have become free are offered.
    fn waitlist(&self) -> WaitlistRules {
        let rule = self.document.waitlist.as_ref();
        let span = |field: &str, text: Option<&String>, usual: i64| {
            let Some(text) = text else { return usual };
            let path = format!("waitlist.{field}");
            match text.parse::<crate::Span>() {
                Ok(span) => {
                    let from = crate::Timestamp::clamped(0);
                    crate::Zone::utc().shift(from, span, false).since(from)
                }
                Err(error) => {
                    self.faults.prm(&path, &error);
                    usual
                }
            }
        };
        let group = rule.and_then(|rule| rule.group).unwrap_or(1);
        if group == 0 {
            let message = "nobody would ever be asked";
            self.error(ErrorCode::InvalidValue, "waitlist.group", message);
        }
        let (every, cut_off) =
            (rule.and_then(|r| r.every.as_ref()), rule.and_then(|r| r.cut_off.as_ref()));
        WaitlistRules {
            group: usize::try_from(group.max(1)).unwrap_or(1),
            every: span("every", every, limits::HOUR / 2),
            cut_off: span("cut_off", cut_off, 2 * limits::HOUR),
        }
    }

    fn executors(&self) -> BTreeMap<Channel, Executor> {
        let rules = self.document.rules.channels.iter();
        rules.filter_map(|rule| Some((rule.channel, rule.executor?))).collect()
    }

    /// The channels that cost the patient nothing.
    fn free(&self) -> Vec<Channel> {
        let rules = self.document.rules.channels.iter();
        rules.filter(|rule| rule.free_to_patient).map(|rule| rule.channel).collect()
    }
}

/// The kinds of subjects about which the steps of journeys send each message.
fn sent(document: &Document) -> BTreeMap<&str, BTreeSet<Kind>> {
    let mut sent: BTreeMap<&str, BTreeSet<Kind>> = BTreeMap::new();
    for journey in &document.journeys {
        for id in journey.steps.iter().filter_map(|step| step.send.as_deref()) {
            sent.entry(id).or_default().insert(kind(journey.subject));
        }
    }
    sent
}

/// The attributes that a playbook declares.
fn attributes(document: &Document, faults: &Faults) -> Attributes {
    if document.attributes.len() > limits::LIST {
        let message = format!("a playbook has at most {} attributes", limits::LIST);
        faults.error(ErrorCode::TooMany, "attributes", message);
    }
    let mut attributes = Vec::new();
    for (index, (name, rule)) in document.attributes.iter().enumerate().take(limits::LIST) {
        let path = format!("attributes.{}", shown(name));
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let begins = name.starts_with(|c: char| c.is_ascii_lowercase());
        if name.len() > 64 || !begins || !name.chars().all(plain) {
            let message = "the name of an attribute has at most 64 small letters, digits and `_`, \
                           and begins with a letter";
            faults.error(ErrorCode::InvalidId, &path, message);
        }
        let kind = match rule.kind {
            written::AttributeType::Text => Type::Text,
            written::AttributeType::Number => Type::Int,
            written::AttributeType::Truth => Type::Bool,
            written::AttributeType::Day => Type::Date,
        };
        if kind != Type::Text && !rule.words.is_empty() {
            let message = "only a text is one of some words";
            faults.error(ErrorCode::Contradiction, &format!("{path}.words"), message);
        }
        let level = u8::try_from(rule.level.unwrap_or(3)).ok().filter(|level| *level <= 3);
        if level.is_none() {
            let message = "a content level is 0, 1, 2 or 3";
            faults.error(ErrorCode::InvalidValue, &format!("{path}.level"), message);
        }
        let index = u16::try_from(index).unwrap_or(u16::MAX);
        let about = (index, kind, level.unwrap_or(3));
        let attribute = Attribute::new(name, about, &rule.words, rule.otherwise.as_ref());
        if rule.otherwise.as_deref().is_some_and(|text| attribute.read(text).is_none()) {
            let message = format!("`{}` is {}", shown(name), attribute.expected());
            faults.error(ErrorCode::InvalidValue, &format!("{path}.otherwise"), message);
        }
        attributes.push(attribute);
    }
    Attributes(attributes)
}

pub(super) fn kind(subject: written::Subject) -> Kind {
    match subject {
        written::Subject::Appointment => Kind::Appointment,
        written::Subject::Visit => Kind::Visit,
        written::Subject::Birthday => Kind::Birthday,
        written::Subject::Enrolment => Kind::Enrolment,
        written::Subject::Occasion => Kind::Occasion,
        written::Subject::Anniversary => Kind::Anniversary,
        written::Subject::Recall => Kind::Recall,
        written::Subject::Feedback => Kind::Feedback,
    }
}
