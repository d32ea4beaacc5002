//! The steps of a journey, with every fault of their times, conditions and references.

use super::Build;
use crate::communication::Channel;
use crate::conversation::Ask;
use crate::error::ErrorCode;
use crate::feedback::NPS;
use crate::limits;
use crate::playbook::compiled::{Step, What};
use crate::playbook::document::{self as written, Late, OnChange, Otherwise, Quiet, Receipt};
use crate::playbook::journey::things;
use crate::playbook::moment::{Anchor, Distance, Event, Moment, Scope};
use crate::playbook::node::shown;
use crate::vocabulary::{Field, Kind, nearest};
use crate::{Span, Timestamp};

impl Build<'_> {
    pub(super) fn step(
        &self,
        path: &str,
        step: &written::Step,
        journey: &written::Journey,
        scope: &Scope<'_>,
    ) -> Step {
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
            if scope.steps.iter().any(|step| step.id == *was) {
                let path = format!("{path}.was[{index}]");
                let message = format!("`{}` is a step of this journey", shown(was));
                self.error(ErrorCode::DuplicateId, &path, message);
            }
        }
        let when = step.when.as_ref();
        let when = when.and_then(|text| self.condition(&format!("{path}.when"), text, scope.kind));
        let what = self.what(path, step, journey, scope);
        let purpose = match &what {
            What::Send { .. } => {
                let id = step.send.as_deref().unwrap_or_default();
                self.messages.get(id).map(|(_, message)| message.purpose)
            }
            What::Task { .. } | What::Close(_) | What::Tell(_) | What::Fork(_) => None,
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
            group: self.group(path, step, journey),
            since: step.since,
            await_consent: step.await_consent,
            retry_on_consent: step.retry_on_consent,
            otherwise,
            replies: false,
            confirms_stop: false,
        }
    }

    /// The one thing that a step does.
    fn what(
        &self,
        path: &str,
        step: &written::Step,
        journey: &written::Journey,
        scope: &Scope<'_>,
    ) -> What {
        let nothing = || What::Close(0);
        let things = things(step);
        let [thing] = things.as_slice() else {
            let message = match things.as_slice() {
                [] => "a step does something: it sends (`send`), asks a person (`task`, `alert`), \
                       or one of `close`, `set`, `start`, `stop`, `branch`, `split` and `wait`"
                    .to_owned(),
                things => format!("a step does one thing, not {}", things.join(" and ")),
            };
            self.error(ErrorCode::Contradiction, path, message);
            return nothing();
        };
        if step.ask.is_some() && *thing != "send" {
            self.error(ErrorCode::Contradiction, &format!("{path}.ask"), "only a message asks");
        }
        if let Some(id) = &step.send {
            return self.send(path, step, id, scope.kind);
        }
        let urgent = step.alert.is_some();
        if let Some(task) = step.task.as_ref().or(step.alert.as_ref()) {
            let within = task.within.as_ref().and_then(|text| {
                let words: Vec<&str> = text.split_whitespace().collect();
                let path = format!("{path}.{thing}.within");
                Distance::parse(&words).map_err(|e| self.faults.prm(&path, &e)).ok()
            });
            return What::Task {
                title: task.title.clone(),
                pool: task.pool.clone(),
                within,
                urgent,
            };
        }
        if let Some(id) = &step.close {
            let tasks = journey.steps.iter().map(|s| s.task.is_some() || s.alert.is_some());
            let ids = scope.steps.iter().map(|named| named.id);
            let mut known = ids.zip(tasks).enumerate().filter(|(_, (_, task))| *task);
            let found = known.clone().find(|(_, (known, _))| *known == id);
            return found.map_or_else(
                || {
                    let help = nearest(id, known.by_ref().map(|(_, (known, _))| known));
                    let help = help.map(|near| format!("did you mean `{near}`?"));
                    let message = format!("`{}` is no step here that opens a task", shown(id));
                    let path = format!("{path}.close");
                    self.faults.help(ErrorCode::UnknownReference, &path, message, help);
                    nothing()
                },
                |(index, _)| What::Close(index),
            );
        }
        self.tell(path, step)
            .map(What::Tell)
            .or_else(|| self.fork(path, step, scope).map(What::Fork))
            .unwrap_or_else(nothing)
    }

    /// The group of a step, by its place in the journey.
    fn group(&self, path: &str, step: &written::Step, journey: &written::Journey) -> Option<usize> {
        let id = step.group.as_ref()?;
        let found = journey.groups.iter().position(|group| group.id == *id);
        if found.is_none() {
            let near = nearest(id, journey.groups.iter().map(|group| group.id.as_str()));
            let help = near.map(|near| format!("did you mean `{near}`?"));
            let message = format!("no such group: `{}`", shown(id));
            self.faults.help(ErrorCode::UnknownReference, &format!("{path}.group"), message, help);
        }
        found
    }

    fn send(&self, path: &str, step: &written::Step, id: &str, kind: Kind) -> What {
        let Some((message, written)) = self.messages.get(id).copied() else {
            let near = nearest(id, self.messages.keys().copied());
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
        let mut offered: Vec<Channel> = Vec::new();
        for variant in &written.variants {
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
            match self.attributes.find(text).filter(can) {
                Some(field) if [Kind::Appointment, Kind::Occasion].contains(&kind) => {
                    tells.push(field);
                }
                _ => {
                    let message = format!("`{}` is nothing that a step here can tell", shown(text));
                    let near = self.attributes.nearest(text, |field| can(&field));
                    let help = near.map(|near| format!("did you mean `{near}`?"));
                    let path = format!("{path}.tells[{index}]");
                    self.faults.help(ErrorCode::UnknownReference, &path, message, help);
                }
            }
        }
        tells.sort();
        tells.dedup();
        let moved =
            matches!(at.anchor, Anchor::Event(Event::AppointmentMoved | Event::OccasionMoved));
        if moved && tells.is_empty() && step.send.is_some() {
            self.faults.help(
                ErrorCode::MissingField,
                &format!("{path}.tells"),
                "a notice of a move goes only to someone who was told the old values: say which",
                Some(match kind {
                    Kind::Occasion => "`[\"occasion.at\"]`".into(),
                    _ => "`[\"appointment.start\"]`".into(),
                }),
            );
        }
        tells
    }
}

/// Whether a step waits for itself through the steps that it is anchored on.
pub(super) fn circle(steps: &[Step], own: usize) -> bool {
    let mut at = own;
    for _ in 0..steps.len() {
        match steps.get(at).map(|step| step.at.anchor) {
            Some(Anchor::Step(next, _) | Anchor::Way(next, _)) if next == own => return true,
            Some(Anchor::Step(next, _) | Anchor::Way(next, _)) => at = next,
            _ => return false,
        }
    }
    false
}
