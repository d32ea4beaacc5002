//! Journeys and their steps, with every fault of their times, conditions and references.

use super::{Build, kind};
use crate::communication::Channel;
use crate::condition::Condition;
use crate::conversation::Ask;
use crate::error::ErrorCode;
use crate::feedback::NPS;
use crate::id::Name;
use crate::limits;
use crate::playbook::compiled::{Every, Journey, Step, What};
use crate::playbook::document::{self as written, Late, OnChange, Otherwise, Quiet, Receipt};
use crate::playbook::moment::{Anchor, Distance, Event, Moment, Scope};
use crate::playbook::node::shown;
use crate::time::Recurrence;
use crate::vocabulary::{Field, Kind, nearest};
use crate::{CivilTime, Schedule, Span, Timestamp, WallTime};

impl Build<'_> {
    pub(super) fn journey(&self, index: usize, journey: &written::Journey) -> Journey {
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
            occasion: self.occasion(&path, journey),
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

    /// The occasions that a journey follows, which it must name.
    fn occasion(&self, path: &str, journey: &written::Journey) -> Option<Name> {
        let path = format!("{path}.occasion");
        let follows = journey.subject == written::Subject::Occasion;
        match (&journey.occasion, follows) {
            (Some(name), true) if name.trim().is_empty() => {
                self.error(ErrorCode::InvalidValue, &path, "an occasion has a name");
                None
            }
            (Some(name), true) => Some(name.as_str().into()),
            (None, true) => {
                let message = "say which occasions it follows, as in `referral`";
                self.error(ErrorCode::MissingField, &path, message);
                None
            }
            (Some(_), false) => {
                let message = "only a journey for an occasion follows one";
                self.error(ErrorCode::UnknownField, &path, message);
                None
            }
            (None, false) => None,
        }
    }

    fn every(&self, path: &str, journey: &written::Journey) -> Option<Every> {
        let recall = journey.subject == written::Subject::Recall;
        if let Some(schedule) = &journey.schedule {
            let path = format!("{path}.schedule");
            if recall && journey.every.is_none() {
                return Some(self.schedule(&path, schedule));
            }
            let (code, message) = match recall {
                true => (ErrorCode::Contradiction, "a recall has `every` or `schedule`, not both"),
                false => (ErrorCode::UnknownField, "only a recall comes again and again"),
            };
            self.error(code, &path, message);
        }
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
                Ok(rule) => return Some(Every::Rule(rule.into())),
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

    /// A schedule of a recall: its slots are days.
    fn schedule(&self, path: &str, schedule: &Schedule) -> Every {
        for fault in schedule.faults() {
            self.faults.prm(path, &fault);
        }
        if schedule.rule.has_times() {
            let message = "a recall comes on days: the time of day is said by the `at` of a step";
            self.error(ErrorCode::Contradiction, &format!("{path}.rule"), message);
        }
        let day = |field: &str, slot: &WallTime| {
            if slot.time != CivilTime::MIDNIGHT {
                let message = "a recall comes on days, as in `2026-03-08`";
                self.error(ErrorCode::InvalidTime, &format!("{path}.{field}"), message);
            }
        };
        for (name, list) in [("without", &schedule.without), ("with", &schedule.with)] {
            for (index, slot) in list.iter().enumerate() {
                day(&format!("{name}[{index}]"), slot);
            }
        }
        for (slot, at) in &schedule.moved {
            let field = format!("moved.{slot}");
            day(&field, slot);
            day(&field, at);
        }
        schedule.since.iter().for_each(|since| day("since", since));
        Every::Rule(schedule.clone())
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
            quiet: step.quiet.unwrap_or(Quiet::Hold),
            spread: self.spread(path, step, &at),
            fallback: self.fallback(path, step),
            retries: self.retries(path, step),
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
                    let words: Vec<&str> = text.split_whitespace().collect();
                    let parsed = Distance::parse(&words);
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
            self.faults.help(ErrorCode::UnknownReference, &format!("{path}.send"), message, help);
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

    /// Over how long a step is spread, in ms (R25).
    fn spread(&self, path: &str, step: &written::Step, at: &Moment) -> i64 {
        let Some(text) = &step.spread else { return 0 };
        let path = format!("{path}.spread");
        let span = match text.parse::<Span>() {
            Ok(span) => span,
            Err(error) => {
                self.faults.prm(&path, &error);
                return 0;
            }
        };
        if at.at.is_none() {
            let message = "only a step that is due at a time of the day is spread";
            self.error(ErrorCode::Contradiction, &path, message);
        }
        let from = Timestamp::clamped(0);
        let spread = crate::Zone::utc().shift(from, span, false).since(from);
        if !(1..=12 * limits::HOUR).contains(&spread) {
            self.error(ErrorCode::InvalidTime, &path, "a spread is at most 12 hours");
            return 0;
        }
        spread
    }

    /// The receipt without which the next channel is tried.
    fn fallback(&self, path: &str, step: &written::Step) -> Option<(Receipt, Span)> {
        let fallback = step.fallback.as_ref()?;
        match fallback.within.parse::<Span>() {
            Ok(span) if !span.is_zero() => Some((fallback.unless, span)),
            Ok(_) => {
                let message = "without any time to come, the receipt never does";
                self.error(ErrorCode::InvalidTime, &format!("{path}.fallback.within"), message);
                None
            }
            Err(error) => {
                self.faults.prm(&format!("{path}.fallback.within"), &error);
                None
            }
        }
    }

    fn retries(&self, path: &str, step: &written::Step) -> u32 {
        let retries = step.retries.unwrap_or(0);
        if retries > limits::RETRIES {
            let message = format!("a channel is tried again at most {} times", limits::RETRIES);
            self.error(ErrorCode::InvalidValue, &format!("{path}.retries"), message);
        }
        retries
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
