//! The steps that take one of several ways, and those that tell something.

use super::Build;
use crate::error::ErrorCode;
use crate::id::Name;
use crate::limits;
use crate::playbook::compiled::{Cause, Choice, Fork, Tell};
use crate::playbook::document as written;
use crate::playbook::journey::ways;
use crate::playbook::moment::{Event, Moment, Named, Scope};
use crate::playbook::node::shown;
use crate::vocabulary::{TODAY, nearest};

/// A step as others may refer to it.
pub(super) fn named(step: &written::Step) -> Named<'_> {
    Named { id: &step.id, ways: ways(step) }
}

impl Build<'_> {
    /// What a step tells.
    pub(super) fn tell(&self, path: &str, step: &written::Step) -> Option<Tell> {
        let unknown = |field: &str, what: &str, name: &str, near: Option<&str>| {
            let message = format!("no such {what}: `{}`", shown(name));
            let help = near.map(|near| format!("did you mean `{near}`?"));
            self.faults.help(
                ErrorCode::UnknownReference,
                &format!("{path}.{field}"),
                message,
                help,
            );
        };
        let journeys = &self.document.journeys;
        if let Some(set) = &step.set {
            let known = self.document.attributes.keys().map(String::as_str);
            let Some(attribute) = self.attributes.named(&set.attribute) else {
                let near = nearest(&set.attribute, known);
                unknown("set.attribute", "attribute", &set.attribute, near);
                return None;
            };
            let today = attribute.is_day() && set.to.as_deref() == Some(TODAY);
            if !today && set.to.as_deref().is_some_and(|to| attribute.read(to).is_none()) {
                let message = format!("`{}` is {}", attribute.name, attribute.expected());
                self.error(ErrorCode::InvalidValue, &format!("{path}.set.to"), message);
            }
            return Some(Tell::Set { attribute: attribute.declared(), value: set.to.clone() });
        }
        if let Some(occasion) = &step.start {
            let known = || journeys.iter().filter_map(|journey| journey.occasion.as_deref());
            if !known().any(|name| name == occasion) {
                unknown(
                    "start",
                    "occasion that a journey follows",
                    occasion,
                    nearest(occasion, known()),
                );
            }
            return Some(Tell::Start { occasion: occasion.as_str().into() });
        }
        let id = step.stop.as_ref()?;
        let known = || journeys.iter().map(|journey| journey.id.as_str());
        if !known().any(|known| known == id) {
            unknown("stop", "journey", id, nearest(id, known()));
        }
        Some(Tell::Stop { journey: id.as_str().into() })
    }

    /// The ways of a step, and how one is chosen.
    pub(super) fn fork(&self, path: &str, step: &written::Step, scope: &Scope<'_>) -> Option<Fork> {
        let names = ways(step);
        self.way_names(path, step, &names);
        let choice = if !step.branch.is_empty() {
            Choice::Branch(self.arms(path, &step.branch, scope))
        } else if !step.split.is_empty() {
            let shares: Vec<u32> = step.split.iter().map(|share| share.share).collect();
            if shares.iter().try_fold(0_u32, |sum, share| sum.checked_add(*share)) != Some(100) {
                let message = "the shares make 100 together";
                self.error(ErrorCode::InvalidValue, &format!("{path}.split"), message);
            }
            Choice::Split(shares)
        } else {
            self.wait(&format!("{path}.wait"), step.wait.as_ref()?, scope)?
        };
        Some(Fork { ways: names.iter().map(|name| Name::from(*name)).collect(), choice })
    }

    /// Ways have names of their own, which are not those of outcomes.
    fn way_names(&self, path: &str, step: &written::Step, names: &[&str]) {
        if names.len() > limits::WAYS {
            let message = format!("a step has at most {} ways", limits::WAYS);
            self.error(ErrorCode::TooMany, path, message);
        }
        let outcomes = ["settled", "handed_over", "accepted", "delivered", "read", "answered"];
        for (index, name) in names.iter().enumerate() {
            let own = [
                (!step.branch.is_empty(), format!("{path}.branch[{index}].way")),
                (!step.split.is_empty(), format!("{path}.split[{index}].way")),
                (index + 1 == names.len(), format!("{path}.wait.otherwise")),
                (true, format!("{path}.wait.first_of[{index}].way")),
            ];
            let at = own.into_iter().find(|(is, _)| *is).map(|(_, at)| at).unwrap_or_default();
            self.id(&at, name);
            if name.is_empty() {
                self.error(ErrorCode::InvalidId, &at, "a way has a name");
            } else if outcomes.contains(name) {
                let message = format!("`{name}` says what became of a step: give the way another");
                self.error(ErrorCode::InvalidId, &at, message);
            } else if names.iter().take(index).any(|other| other == name) {
                let message = format!("`{}` is there twice", shown(name));
                self.error(ErrorCode::DuplicateId, &at, message);
            }
        }
    }

    fn arms(
        &self,
        path: &str,
        arms: &[written::Arm],
        scope: &Scope<'_>,
    ) -> Vec<Option<crate::condition::Condition>> {
        let mut conditions = Vec::new();
        for (index, arm) in arms.iter().enumerate() {
            let path = format!("{path}.branch[{index}]");
            if arm.when.is_none() && index + 1 < arms.len() {
                let message = "only the last way may leave out its condition: those after it \
                               are never taken";
                self.error(ErrorCode::Unreachable, &path, message);
            }
            let when = arm.when.as_ref();
            conditions.push(
                when.and_then(|text| self.condition(&format!("{path}.when"), text, scope.kind)),
            );
        }
        if arms.last().is_some_and(|arm| arm.when.is_some()) {
            let message = "where no condition is true, none of the ways is taken";
            let help = "add a last way without a condition";
            let path = format!("{path}.branch");
            self.faults.warning(ErrorCode::Unreachable, &path, message, help);
        }
        conditions
    }

    fn wait(&self, path: &str, wait: &written::WaitRule, scope: &Scope<'_>) -> Option<Choice> {
        if wait.first_of.is_empty() {
            let message = "a wait names what it waits for";
            self.error(ErrorCode::MissingField, &format!("{path}.first_of"), message);
        }
        let moment = |path: &str, text: &str, due: bool| {
            let parsed = Moment::parse(text, &Scope { due, ..*scope });
            parsed.map_err(|error| self.faults.prm(path, &error)).ok()
        };
        let mut first = Vec::new();
        for (index, cause) in wait.first_of.iter().enumerate().take(limits::WAYS) {
            let path = format!("{path}.first_of[{index}]");
            let read = match (&cause.at, &cause.when) {
                (Some(text), None) => moment(&format!("{path}.at"), text, false).map(Cause::Moment),
                (None, Some(text)) => {
                    self.condition(&format!("{path}.when"), text, scope.kind).map(Cause::Condition)
                }
                _ => {
                    let message = "what is waited for is a time (`at`) or a condition (`when`)";
                    self.error(ErrorCode::Contradiction, &path, message);
                    None
                }
            };
            first.push(read.unwrap_or_else(|| Cause::Moment(Moment::of(Event::ReplyReceived))));
        }
        Some(Choice::Wait { first, until: moment(&format!("{path}.until"), &wait.until, true)? })
    }
}
