//! Journeys, with every fault of what they follow, of their conditions and of their groups.

use super::{Build, forks, kind};
use crate::condition::Condition;
use crate::error::ErrorCode;
use crate::id::Name;
use crate::limits;
use crate::playbook::compiled::{Every, Group, Journey, Reentry, Step};
use crate::playbook::document as written;
use crate::playbook::moment::{Event, Moment, Named, Scope};
use crate::playbook::node::shown;
use crate::time::Recurrence;
use crate::vocabulary::{Kind, nearest};
use crate::{CivilTime, Schedule, Span, WallTime};

impl Build<'_> {
    pub(super) fn journey(&self, index: usize, journey: &written::Journey) -> Journey {
        let path = format!("journeys[{index}]");
        let kind = kind(journey.subject);
        let condition = |field: &str, text: &Option<String>| {
            self.condition(&format!("{path}.{field}"), text.as_ref()?, kind)
        };
        if journey.steps.len() > limits::STEPS {
            let message = format!("a journey has at most {} steps", limits::STEPS);
            self.error(ErrorCode::TooMany, &format!("{path}.steps"), message);
        }
        let named: Vec<Named<'_>> = journey.steps.iter().map(forks::named).collect();
        self.unique(&format!("{path}.steps"), named.iter().map(|step| step.id));
        let scope = Scope { kind, steps: &named, own: None, due: false };
        let groups = self.groups(&path, journey, &scope);
        let steps: Vec<Step> = journey
            .steps
            .iter()
            .enumerate()
            .take(limits::STEPS)
            .map(|(own, step)| {
                let path = format!("{path}.steps[{own}]");
                self.step(&path, step, journey, &Scope { own: Some(own), ..scope })
            })
            .collect();
        for (own, step) in steps.iter().enumerate() {
            if super::steps::circle(&steps, own) {
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
            goal: condition("goal", &journey.goal),
            reentry: self.reentry(&path, journey),
            groups,
            steps,
        }
    }

    /// A condition of a journey for subjects of a kind.
    pub(super) fn condition(&self, path: &str, text: &str, kind: Kind) -> Option<Condition> {
        let parsed = Condition::parse(text, kind, &self.attributes);
        parsed.map_err(|error| self.faults.prm(path, &error)).ok()
    }

    fn reentry(&self, path: &str, journey: &written::Journey) -> Reentry {
        let path = format!("{path}.reentry");
        match journey.reentry.as_deref() {
            None | Some("always") => Reentry::Always,
            Some("never") => Reentry::Never,
            Some("after_exit") => Reentry::AfterExit,
            Some(text) => match text.parse::<Span>() {
                Ok(span) if !span.is_zero() => Reentry::After(span),
                _ => {
                    let message = "not a way to begin anew";
                    let help = "`always`, `never`, `after_exit`, or a span such as `90 days`";
                    self.faults.help(ErrorCode::InvalidValue, &path, message, Some(help.into()));
                    Reentry::Always
                }
            },
        }
    }

    /// The groups of steps that a visit makes needless.
    fn groups(&self, path: &str, journey: &written::Journey, scope: &Scope<'_>) -> Vec<Group> {
        let path = format!("{path}.groups");
        self.unique(&path, journey.groups.iter().map(|group| group.id.as_str()));
        let moment = |path: &str, text: &str| {
            let parsed = Moment::parse(text, scope);
            parsed.map_err(|error| self.faults.prm(path, &error)).ok()
        };
        let mut groups = Vec::new();
        for (index, group) in journey.groups.iter().enumerate().take(limits::STEPS) {
            let path = format!("{path}[{index}]");
            if !journey.steps.iter().any(|step| step.group.as_ref() == Some(&group.id)) {
                let message = format!("no step is of `{}`", shown(&group.id));
                self.faults.warning(
                    ErrorCode::Unreachable,
                    &path,
                    message,
                    "name it in the `group` of the steps that are needless then",
                );
            }
            if let Some(service) = &group.cleared_by {
                self.known_service(&format!("{path}.cleared_by"), service);
            }
            let until = group.until.as_ref();
            groups.push(Group {
                service: group.cleared_by.as_deref().map(Into::into),
                from: moment(&format!("{path}.from"), &group.from)
                    .unwrap_or_else(|| Moment::of(Event::ReplyReceived)),
                until: until.and_then(|text| moment(&format!("{path}.until"), text)),
            });
        }
        groups
    }

    /// Refuses the name of a service that the playbook does not have.
    fn known_service(&self, path: &str, service: &str) {
        if !self.document.services.contains_key(service) {
            let near = nearest(service, self.document.services.keys().map(String::as_str));
            let help = near.map(|near| format!("did you mean `{near}`?"));
            let message = format!("no such service: `{}`", shown(service));
            self.faults.help(ErrorCode::UnknownReference, path, message, help);
        }
    }

    fn service(&self, path: &str, journey: &written::Journey) -> Option<Name> {
        let service = journey.service.as_deref()?;
        let path = format!("{path}.service");
        let kinds =
            [written::Subject::Recall, written::Subject::Appointment, written::Subject::Visit];
        if !kinds.contains(&journey.subject) {
            let message = "only appointments, visits and recalls are of a service";
            self.error(ErrorCode::UnknownField, &path, message);
        } else {
            self.known_service(&path, service);
        }
        Some(service.into())
    }

    /// The occasions that a journey follows, which it must name.
    fn occasion(&self, path: &str, journey: &written::Journey) -> Option<Name> {
        let path = format!("{path}.occasion");
        let kinds = [written::Subject::Occasion, written::Subject::Anniversary];
        let follows = kinds.contains(&journey.subject);
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
                let message = "only a journey for an occasion, or for its anniversary, follows one";
                self.error(ErrorCode::UnknownField, &path, message);
                None
            }
            (None, false) => None,
        }
    }

    fn every(&self, path: &str, journey: &written::Journey) -> Option<Every> {
        let kinds = [written::Subject::Recall, written::Subject::Anniversary];
        let recall = kinds.contains(&journey.subject);
        if let Some(schedule) = &journey.schedule {
            let path = format!("{path}.schedule");
            if recall && journey.every.is_none() {
                return Some(self.schedule(&path, schedule));
            }
            let (code, message) = match recall {
                true => (ErrorCode::Contradiction, "a recall has `every` or `schedule`, not both"),
                false => (
                    ErrorCode::UnknownField,
                    "only a recall or an anniversary comes again and again",
                ),
            };
            self.error(code, &path, message);
        }
        let path = format!("{path}.every");
        let text = match (&journey.every, recall) {
            (Some(text), true) => text.as_str(),
            (None, true) if journey.subject == written::Subject::Anniversary => "1 year",
            (None, true) => {
                let message = "a recall says how often it comes, as in `6 months`";
                self.error(ErrorCode::MissingField, &path, message);
                return None;
            }
            (Some(_), false) => {
                self.error(
                    ErrorCode::UnknownField,
                    &path,
                    "only a recall or an anniversary comes again and again",
                );
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
}
