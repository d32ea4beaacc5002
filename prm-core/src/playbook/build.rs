//! From a [`Document`] to what the engine uses, with every fault of meaning at once.

use std::collections::{BTreeMap, BTreeSet};

use super::compiled::{
    Compiled, Every, Journey, Message, Practice, Step, Text, Variant, What,
};
use super::document::{self as written, Document, Late, LeapBirthday, OnChange, Otherwise};
use super::moment::{Anchor, Event, Moment, Scope};
use super::node::{Faults, shown};
use super::{BEHAVIOUR, SPEC};
use crate::communication::template::Templates;
use crate::communication::{Cap, Channel, Hours, Language, Purpose};
use crate::condition::Condition;
use crate::conversation::Ask;
use crate::error::ErrorCode;
use crate::feedback::NPS;
use crate::id::{Name, hex, sha256};
use crate::time::{LeapDay, Recurrence, tzdb_version};
use crate::vocabulary::{Field, Kind, nearest};
use crate::{CivilTime, Executor, Span, limits};

/// The journey that answers replies; its steps are `stop` and `help`.
pub(crate) const REPLIES: &str = "prm-reply";
/// The journey of messages that staff asked for; each message is a step of its own.
pub(crate) const REQUESTS: &str = "prm-request";

/// Compiles a document. What comes out is only used where there is no error among the faults.
pub(super) fn build(document: &Document, faults: &Faults) -> Compiled {
    let mut build = Build { faults, document, templates: Templates::new() };
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
    journeys.push(build.replies());
    journeys.push(requests(&messages));
    let caps = build.caps();
    let memory = caps.iter().map(|cap| cap.within.longest()).max().unwrap_or(0);
    let json = serde_json::to_string(document).unwrap_or_default();
    let digest = hex(&sha256(&[&json]), 32);
    let behaviour = BEHAVIOUR.to_string();
    let tag = hex(&sha256(&[&digest, tzdb_version(), &behaviour]), 16);
    Compiled {
        digest: digest.into(),
        tag: tag.into(),
        practice,
        services: build.services(),
        places: document.places.clone(),
        hours: build.hours(),
        caps,
        memory: memory.max(MEMORY),
        executors: build.executors(),
        messages,
        journeys,
        templates: build.templates,
    }
}

/// Hand-overs are remembered at least so long, for replies that come late: 30 days.
const MEMORY: i64 = 30 * 24 * limits::HOUR;

struct Build<'d> {
    faults: &'d Faults,
    document: &'d Document,
    templates: Templates,
}

impl Build<'_> {
    fn error(&self, code: ErrorCode, path: &str, message: impl Into<String>) {
        self.faults.error(code, path, message);
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
    fn unique<'i>(&self, path: &str, ids: impl Iterator<Item = &'i str>) {
        let mut seen = BTreeSet::new();
        for (index, id) in ids.enumerate() {
            let path = format!("{path}[{index}].id");
            self.id(&path, id);
            if !id.is_empty() && !seen.insert(id) {
                self.error(ErrorCode::DuplicateId, &path, format!("`{}` is there twice", shown(id)));
            }
        }
    }

    fn id(&self, path: &str, id: &str) {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        if id.len() > 64 || !id.chars().all(plain) {
            let message = "an id has at most 64 letters, digits, `-` and `_`";
            self.error(ErrorCode::InvalidId, path, message);
        } else if id.starts_with("prm") {
            self.error(ErrorCode::InvalidId, path, "ids that begin with `prm` are the library's own");
        }
    }

    fn practice(&self) -> Practice {
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
            leap: match practice.leap_birthday {
                Some(LeapBirthday::February28) => LeapDay::February28,
                Some(LeapBirthday::March1) | None => LeapDay::March1,
            },
        }
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

    fn hours(&self) -> BTreeMap<(Channel, Purpose), Hours> {
        let usual = [written::Window {
            channels: Vec::new(),
            purposes: Vec::new(),
            days: Vec::new(),
            from: CivilTime::from_second_of_day(8 * 3600),
            to: CivilTime::from_second_of_day(20 * 3600),
        }];
        let windows = self.document.rules.windows.as_deref().unwrap_or(&usual);
        let mut hours: BTreeMap<(Channel, Purpose), Hours> = BTreeMap::new();
        for (index, window) in windows.iter().enumerate() {
            if window.from == window.to {
                let path = format!("rules.windows[{index}].to");
                let message = "a window that ends when it begins is never open, or always: \
                               leave it out, or give it an end";
                self.error(ErrorCode::Contradiction, &path, message);
            }
            let channels = Channel::ALL.iter().filter(|channel| match window.channels.as_slice() {
                [] => channel.interrupts(),
                some => some.contains(channel),
            });
            for channel in channels {
                let purposes = Purpose::ALL.iter().filter(|purpose| {
                    match window.purposes.as_slice() {
                        [] => **purpose != Purpose::Safety,
                        some => some.contains(purpose),
                    }
                });
                for purpose in purposes {
                    let hours = hours.entry((*channel, *purpose)).or_default();
                    for weekday in 0..7 {
                        let named = window.days.iter().any(|day| *day as usize == weekday);
                        if named || window.days.is_empty() {
                            hours.open(weekday, window.from, window.to);
                        }
                    }
                }
            }
        }
        hours
    }

    fn caps(&self) -> Vec<Cap> {
        let caps = &self.document.rules.caps;
        self.unique("rules.caps", caps.iter().map(|cap| cap.id.as_str()));
        let built = caps.iter().enumerate().filter_map(|(index, cap)| {
            let path = format!("rules.caps[{index}]");
            if cap.at_most == 0 {
                let message = "a cap of none would hold for ever: ask for consent instead";
                self.error(ErrorCode::InvalidValue, &format!("{path}.at_most"), message);
            }
            if cap.purposes.is_empty() {
                let message = "name the purposes that are counted";
                self.error(ErrorCode::InvalidValue, &format!("{path}.purposes"), message);
            }
            if cap.within.is_empty() {
                return None;
            }
            match cap.within.parse() {
                Ok(within) => Some(Cap {
                    id: cap.id.as_str().into(),
                    per: cap.per,
                    purposes: cap.purposes.clone(),
                    at_most: usize::try_from(cap.at_most).unwrap_or(usize::MAX),
                    within,
                }),
                Err(error) => {
                    self.faults.prm(&format!("{path}.within"), &error);
                    None
                }
            }
        });
        built.collect()
    }

    fn executors(&self) -> BTreeMap<Channel, Executor> {
        let rules = self.document.rules.channels.iter();
        rules.filter_map(|rule| Some((rule.channel, rule.executor?))).collect()
    }

    fn messages(&mut self) -> Vec<Message> {
        let document = self.document;
        if document.messages.len() > limits::MESSAGES {
            let message = format!("a playbook has at most {} messages", limits::MESSAGES);
            self.error(ErrorCode::TooMany, "messages", message);
        }
        document.messages.iter().map(|(id, message)| self.message(id, message)).collect()
    }

    fn message(&mut self, id: &str, message: &written::Message) -> Message {
        let path = format!("messages.{id}");
        self.id(&path, id);
        if message.variants.is_empty() {
            let text = "a message has at least one variant";
            self.error(ErrorCode::InvalidValue, &format!("{path}.variants"), text);
        }
        let kinds = self.kinds_of(id);
        let mut channels: Vec<Channel> = Vec::new();
        let mut variants = Vec::new();
        for (index, variant) in message.variants.iter().enumerate() {
            if !channels.contains(&variant.channel) {
                channels.push(variant.channel);
            }
            variants.push(self.variant(&format!("{path}.variants[{index}]"), variant, &kinds));
        }
        Message { id: id.into(), purpose: message.purpose, variants, channels }
    }

    /// The kinds of subjects about which a message is sent.
    fn kinds_of(&self, message: &str) -> Vec<Kind> {
        let replies = &self.document.replies;
        let mut kinds: Vec<Kind> = self
            .document
            .journeys
            .iter()
            .filter(|journey| journey.steps.iter().any(|s| s.send.as_deref() == Some(message)))
            .map(|journey| kind(journey.subject))
            .collect();
        if [&replies.stop, &replies.help].iter().any(|id| id.as_deref() == Some(message)) {
            kinds.push(Kind::Reply);
        }
        kinds.sort();
        kinds.dedup();
        kinds
    }

    fn variant(&mut self, path: &str, variant: &written::Variant, kinds: &[Kind]) -> Variant {
        let level = u8::try_from(variant.level).ok().filter(|level| *level <= 3);
        let level = level.unwrap_or_else(|| {
            let message = "a content level is 0, 1, 2 or 3";
            self.error(ErrorCode::InvalidValue, &format!("{path}.level"), message);
            3
        });
        let has_subject = matches!(variant.channel, Channel::Email | Channel::Letter);
        match &variant.subject {
            None if has_subject => {
                let message = "an e-mail or a letter has a subject";
                self.error(ErrorCode::MissingField, &format!("{path}.subject"), message);
            }
            Some(_) if !has_subject => {
                let message = "only an e-mail or a letter has a subject";
                self.error(ErrorCode::UnknownField, &format!("{path}.subject"), message);
            }
            _ => {}
        }
        let mut texts = Vec::new();
        for (tag, source) in &variant.text {
            let at = format!("{path}.text.{}", shown(tag));
            let language: Language = match tag.parse() {
                Ok(language) => language,
                Err(error) => {
                    self.faults.prm(&at, &error);
                    continue;
                }
            };
            let subjects = variant.subject.as_ref();
            let subject = subjects.and_then(|subjects| {
                let at = format!("{path}.subject.{}", shown(tag));
                match subjects.get(tag) {
                    Some(source) => self.template(&at, source, kinds, level, false),
                    None => {
                        let message = "this language has a text but no subject";
                        self.error(ErrorCode::MissingField, &at, message);
                        None
                    }
                }
            });
            if let Some(text) = self.template(&at, source, kinds, level, true) {
                texts.push(Text { language, subject, text });
            }
        }
        for language in &self.document.practice.languages {
            let offered = variant.text.keys().filter_map(|tag| tag.parse::<Language>().ok());
            let offered: Vec<Language> = offered.collect();
            if language.choose(&offered).is_none() {
                let at = format!("{path}.text.{language}");
                let message = "this language of the practice has no text";
                self.error(ErrorCode::MissingField, &at, message);
            }
        }
        Variant { channel: variant.channel, level, texts }
    }

    fn template(
        &mut self,
        path: &str,
        source: &str,
        kinds: &[Kind],
        level: u8,
        lines: bool,
    ) -> Option<crate::communication::template::Template> {
        match self.templates.add(path.to_owned(), source, kinds, level, lines) {
            Ok(template) => Some(template),
            Err(error) => {
                self.faults.prm(path, &error);
                None
            }
        }
    }

    fn journey(&self, index: usize, journey: &written::Journey) -> Journey {
        let path = format!("journeys[{index}]");
        let kind = kind(journey.subject);
        let condition = |field: &str, text: &Option<String>| {
            let text = text.as_ref()?;
            match Condition::parse(text, kind) {
                Ok(condition) => Some(condition),
                Err(error) => {
                    self.faults.prm(&format!("{path}.{field}"), &error);
                    None
                }
            }
        };
        if journey.steps.len() > limits::STEPS {
            let message = format!("a journey has at most {} steps", limits::STEPS);
            self.error(ErrorCode::TooMany, &format!("{path}.steps"), message);
        }
        let ids: Vec<&str> = journey.steps.iter().map(|step| step.id.as_str()).collect();
        self.unique(&format!("{path}.steps"), ids.iter().copied());
        let steps: Vec<Step> = journey
            .steps
            .iter()
            .enumerate()
            .take(limits::STEPS)
            .map(|(own, step)| {
                let path = format!("{path}.steps[{own}]");
                self.step(&path, step, &Scope { kind, steps: &ids, own, due: false })
            })
            .collect();
        for (own, step) in steps.iter().enumerate() {
            if circle(&steps, own) {
                let path = format!("{path}.steps[{own}].at");
                let message = format!("`{}` waits for itself through other steps", step.id);
                self.error(ErrorCode::Unreachable, &path, message);
            }
        }
        Journey {
            id: journey.id.as_str().into(),
            kind,
            service: self.service(&path, journey),
            every: self.every(&path, journey),
            enter_when: condition("enter_when", &journey.enter_when),
            stay_while: condition("stay_while", &journey.stay_while),
            exit_when: condition("exit_when", &journey.exit_when),
            steps,
        }
    }

    fn service(&self, path: &str, journey: &written::Journey) -> Option<Name> {
        let service = journey.service.as_deref()?;
        let path = format!("{path}.service");
        if journey.subject != written::Subject::Recall {
            let message = "only a recall follows the visits of a service";
            self.error(ErrorCode::UnknownField, &path, message);
        } else if !self.document.services.contains_key(service) {
            let near = nearest(service, self.document.services.keys().map(String::as_str));
            let help = near.map(|near| format!("did you mean `{near}`?"));
            let message = format!("no such service: `{}`", shown(service));
            self.faults.help(ErrorCode::UnknownReference, &path, message, help);
        }
        Some(service.into())
    }

    fn every(&self, path: &str, journey: &written::Journey) -> Option<Every> {
        let recall = journey.subject == written::Subject::Recall;
        let path = format!("{path}.every");
        let text = match (&journey.every, recall) {
            (Some(text), true) => text,
            (None, true) => {
                let message = "a recall says how often it comes, as in `6 months`";
                self.error(ErrorCode::MissingField, &path, message);
                return None;
            }
            (Some(_), false) => {
                self.error(ErrorCode::UnknownField, &path, "only a recall comes again and again");
                return None;
            }
            (None, false) => return None,
        };
        if text.contains('=') {
            match text.parse::<Recurrence>() {
                Ok(rule) => return Some(Every::Rule(rule)),
                Err(error) => self.faults.prm(&path, &error),
            }
            return None;
        }
        match text.parse::<Span>() {
            Ok(span) if span.is_civil() && !span.is_zero() => Some(Every::Span(span)),
            Ok(_) => {
                let message = "a recall is counted in days, weeks, months or years";
                self.error(ErrorCode::InvalidTime, &path, message);
                None
            }
            Err(error) => {
                self.faults.prm(&path, &error);
                None
            }
        }
    }

    fn step(&self, path: &str, step: &written::Step, scope: &Scope<'_>) -> Step {
        let moment = |field: &str, text: &str, due: bool| {
            if text.is_empty() {
                return None;
            }
            match Moment::parse(text, &Scope { due, ..*scope }) {
                Ok(moment) => Some(moment),
                Err(error) => {
                    self.faults.prm(&format!("{path}.{field}"), &error);
                    None
                }
            }
        };
        for (index, was) in step.was.iter().enumerate() {
            if scope.steps.contains(&was.as_str()) {
                let path = format!("{path}.was[{index}]");
                let message = format!("`{}` is a step of this journey", shown(was));
                self.error(ErrorCode::DuplicateId, &path, message);
            }
        }
        let when = step.when.as_ref().and_then(|text| {
            Condition::parse(text, scope.kind)
                .map_err(|error| self.faults.prm(&format!("{path}.when"), &error))
                .ok()
        });
        let what = self.what(path, step, scope.kind);
        let purpose = match &what {
            What::Send { message, .. } => {
                self.document.messages.values().nth(*message).map(|message| message.purpose)
            }
            What::Task { .. } => None,
        };
        let at = moment("at", &step.at, false);
        let at = at.unwrap_or_else(|| Moment::of(Event::ReplyReceived));
        let otherwise = self.otherwise(path, step, &at);
        let tells = self.tells(path, step, scope.kind, &at);
        Step {
            id: step.id.as_str().into(),
            was: step.was.iter().map(|was| was.as_str().into()).collect(),
            what,
            at,
            until: step.useful_until.as_ref().and_then(|text| moment("useful_until", text, true)),
            when,
            tells,
            again: step.on_change != Some(OnChange::Once),
            skips_late: step.late == Some(Late::Skip),
            priority: step.priority.unwrap_or_else(|| purpose.map_or(0, |p| p.rank() * 10)),
            series: step.series.as_deref().map(Into::into),
            since: step.since,
            await_consent: step.await_consent,
            retry_on_consent: step.retry_on_consent,
            otherwise,
            replies: false,
            confirms_stop: false,
        }
    }

    fn what(&self, path: &str, step: &written::Step, kind: Kind) -> What {
        match (&step.send, &step.task) {
            (Some(id), None) => self.send(path, step, id, kind),
            (None, Some(task)) => {
                if step.ask.is_some() {
                    let message = "only a message asks";
                    self.error(ErrorCode::Contradiction, &format!("{path}.ask"), message);
                }
                let within = task.within.as_ref().and_then(|text| {
                    let parsed = text.parse();
                    parsed.map_err(|e| self.faults.prm(&format!("{path}.task.within"), &e)).ok()
                });
                What::Task { title: task.title.clone(), pool: task.pool.clone(), within }
            }
            (both, _) => {
                let message = if both.is_some() {
                    "a step sends a message or opens a task, not both"
                } else {
                    "a step sends a message (`send`) or opens a task (`task`)"
                };
                self.error(ErrorCode::Contradiction, path, message);
                What::Task { title: String::new(), pool: String::new(), within: None }
            }
        }
    }

    fn send(&self, path: &str, step: &written::Step, id: &str, kind: Kind) -> What {
        let messages = &self.document.messages;
        let Some(message) = messages.keys().position(|known| known == id) else {
            let near = nearest(id, messages.keys().map(String::as_str));
            let help = near.map(|near| format!("did you mean `{near}`?"));
            let message = format!("no such message: `{}`", shown(id));
            self.faults.help(
                ErrorCode::UnknownReference,
                &format!("{path}.send"),
                message,
                help,
            );
            return What::Send { message: 0, ask: None, chain: Vec::new() };
        };
        let ask = step.ask.as_deref().and_then(|ask| match ask {
            NPS => Some(Ask::Nps),
            "confirm" if kind == Kind::Appointment => Some(Ask::Confirm),
            "confirm" => {
                let message = "only a message about an appointment asks to confirm it";
                self.error(ErrorCode::Contradiction, &format!("{path}.ask"), message);
                None
            }
            _ => {
                let message = format!("no such question: `{}`", shown(ask));
                let help = Some("`nps` or `confirm`".to_owned());
                self.faults.help(
                    ErrorCode::UnknownReference,
                    &format!("{path}.ask"),
                    message,
                    help,
                );
                None
            }
        });
        let variants = messages.values().nth(message).map(|message| message.variants.as_slice());
        let mut offered: Vec<Channel> = Vec::new();
        for variant in variants.unwrap_or_default() {
            if !offered.contains(&variant.channel) {
                offered.push(variant.channel);
            }
        }
        for (index, channel) in step.channels.iter().enumerate() {
            if !offered.contains(channel) {
                let path = format!("{path}.channels[{index}]");
                let message = format!("`{id}` has no variant for {}", channel.as_str());
                self.error(ErrorCode::UnknownReference, &path, message);
            }
        }
        let chain = if step.channels.is_empty() { offered } else { step.channels.clone() };
        What::Send { message, ask, chain }
    }

    /// A time after a receipt needs to know what happens without one (R10).
    fn otherwise(&self, path: &str, step: &written::Step, at: &Moment) -> Option<(Span, bool)> {
        let receipt = matches!(at.anchor, Anchor::Step(_, outcome) if !outcome.is_certain());
        let after = step.otherwise_after.as_ref().and_then(|text| {
            let parsed = text.parse::<Span>();
            parsed.map_err(|e| self.faults.prm(&format!("{path}.otherwise_after"), &e)).ok()
        });
        if receipt && step.otherwise_after.is_none() {
            self.faults.help(
                ErrorCode::MissingField,
                &format!("{path}.otherwise_after"),
                "a receipt may never come: say how long to wait for it",
                Some("`otherwise_after`, and `otherwise` (`skip` or `go`)".into()),
            );
        }
        if !receipt && (step.otherwise_after.is_some() || step.otherwise.is_some()) {
            let message = "only a time after a receipt has an `otherwise`";
            self.error(ErrorCode::Contradiction, &format!("{path}.otherwise_after"), message);
        }
        after.map(|span| (span, step.otherwise == Some(Otherwise::Go)))
    }

    fn tells(&self, path: &str, step: &written::Step, kind: Kind, at: &Moment) -> Vec<Field> {
        let can = |field: &Field| field.can_be_told() && field.is_of(kind);
        let mut tells: Vec<Field> = Vec::new();
        for (index, text) in step.tells.iter().enumerate() {
            match Field::find(text).filter(can) {
                Some(field) if kind == Kind::Appointment => tells.push(field),
                _ => {
                    let message = format!("`{}` is nothing that a step here can tell", shown(text));
                    let known = Field::ALL.iter().filter(|field| can(field));
                    let near = nearest(text, known.map(|field| field.path()));
                    let help = near.map(|near| format!("did you mean `{near}`?"));
                    let path = format!("{path}.tells[{index}]");
                    self.faults.help(ErrorCode::UnknownReference, &path, message, help);
                }
            }
        }
        tells.sort();
        tells.dedup();
        let moved = matches!(at.anchor, Anchor::Event(Event::AppointmentMoved));
        if moved && tells.is_empty() && step.send.is_some() {
            self.faults.help(
                ErrorCode::MissingField,
                &format!("{path}.tells"),
                "a notice of a move goes only to someone who was told the old values: say which",
                Some("`[\"appointment.start\"]`".into()),
            );
        }
        tells
    }

    /// The journey that answers replies.
    fn replies(&self) -> Journey {
        let replies = &self.document.replies;
        let known = [("stop", &replies.stop, true), ("help", &replies.help, false)];
        let steps = known.into_iter().filter_map(|(id, message, confirms_stop)| {
            let message = message.as_ref()?;
            let names: Vec<&String> = self.document.messages.keys().collect();
            let Some(index) = names.iter().position(|name| *name == message) else {
                let path = format!("replies.{id}");
                let text = format!("no such message: `{}`", shown(message));
                let help = nearest(message, names.iter().map(|name| name.as_str()));
                let help = help.map(|near| format!("did you mean `{near}`?"));
                self.faults.help(ErrorCode::UnknownReference, &path, text, help);
                return None;
            };
            let span = Moment { anchor: Anchor::Due, ..Moment::of(Event::ReplyReceived) };
            let until = confirms_stop.then(|| Moment {
                span: Span::millis(limits::STOP_CONFIRMATION),
                ..span
            });
            let what = What::Send { message: index, ask: None, chain: vec![Channel::Sms] };
            Some(Step { replies: true, confirms_stop, until, ..builtin(id, what) })
        });
        Journey { steps: steps.collect(), ..nothing(REPLIES, Kind::Reply) }
    }
}

/// The journey of messages that staff asked for.
fn requests(messages: &[Message]) -> Journey {
    let steps = messages.iter().enumerate().map(|(index, message)| {
        let chain = message.channels.clone();
        let what = What::Send { message: index, ask: None, chain };
        let at = Moment::of(Event::RequestMade);
        Step { at, priority: message.purpose.rank() * 10, ..builtin(&message.id, what) }
    });
    Journey { steps: steps.collect(), ..nothing(REQUESTS, Kind::Request) }
}

fn nothing(id: &str, kind: Kind) -> Journey {
    Journey {
        id: id.into(),
        kind,
        service: None,
        every: None,
        enter_when: None,
        stay_while: None,
        exit_when: None,
        steps: Vec::new(),
    }
}

fn builtin(id: &str, what: What) -> Step {
    Step {
        id: id.into(),
        was: Vec::new(),
        what,
        at: Moment::of(Event::ReplyReceived),
        until: None,
        when: None,
        tells: Vec::new(),
        again: true,
        skips_late: false,
        priority: 0,
        series: None,
        since: None,
        await_consent: false,
        retry_on_consent: false,
        otherwise: None,
        replies: false,
        confirms_stop: false,
    }
}

fn kind(subject: written::Subject) -> Kind {
    match subject {
        written::Subject::Appointment => Kind::Appointment,
        written::Subject::Visit => Kind::Visit,
        written::Subject::Birthday => Kind::Birthday,
        written::Subject::Enrolment => Kind::Enrolment,
        written::Subject::Recall => Kind::Recall,
        written::Subject::Feedback => Kind::Feedback,
    }
}

/// Whether a step waits for itself through the steps that it is anchored on.
fn circle(steps: &[Step], own: usize) -> bool {
    let mut at = own;
    for _ in 0..steps.len() {
        match steps.get(at).map(|step| step.at.anchor) {
            Some(Anchor::Step(next, _)) if next == own => return true,
            Some(Anchor::Step(next, _)) => at = next,
            _ => return false,
        }
    }
    false
}
