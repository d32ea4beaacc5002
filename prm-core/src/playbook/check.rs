//! What is doubtful or cannot work in a playbook as a whole.

use super::compiled::{Compiled, Every, Journey, Step, What};
use super::document::{Document, Receipt};
use super::moment::{Anchor, Event, Outcome};
use super::node::Faults;
use crate::communication::windows;
use crate::conversation::Ask;
use crate::error::ErrorCode;
use crate::time::{CivilDate, CivilTime, countries_of};
use crate::vocabulary::Kind;
use crate::{Channel, Timestamp, limits};

pub(super) fn check(document: &Document, compiled: &Compiled, faults: &Faults) {
    if document.journeys.len() > limits::JOURNEYS {
        let message = format!("a playbook has at most {} journeys", limits::JOURNEYS);
        faults.error(ErrorCode::TooMany, "journeys", message);
    }
    super::answers::check(document, compiled, faults);
    super::reviews::check(document, compiled, faults);
    super::paths::check(document, compiled, faults);
    let check = Check { document, compiled, faults };
    check.loop_closes();
    for (index, journey) in compiled.journeys.iter().enumerate().take(document.journeys.len()) {
        check.recurs(index, journey);
        for (step_index, step) in journey.steps.iter().enumerate() {
            let path = format!("journeys[{index}].steps[{step_index}]");
            check.times(&path, step);
            check.receipts(&path, journey, step);
        }
    }
}

struct Check<'c> {
    document: &'c Document,
    compiled: &'c Compiled,
    faults: &'c Faults,
}

impl Check<'_> {
    /// Who asks for feedback answers it (R24).
    fn loop_closes(&self) {
        let steps =
            || self.compiled.journeys.iter().flat_map(|j| j.steps.iter().map(move |s| (j, s)));
        let asks =
            steps().any(|(_, step)| matches!(step.what, What::Send { ask: Some(Ask::Nps), .. }));
        let heard = steps().any(|(journey, step)| {
            journey.kind == Kind::Feedback
                && step.at.anchor == Anchor::Event(Event::SuggestionReceived)
                && matches!(step.what, What::Send { .. })
        });
        if asks && !heard {
            self.faults.warning(
                ErrorCode::Contradiction,
                "journeys",
                "feedback is asked for, and no suggestion is ever acknowledged",
                "add a journey for `feedback` with a message at `suggestion.received`",
            );
        }
    }

    /// A recall that never comes.
    fn recurs(&self, index: usize, journey: &Journey) {
        let Some(Every::Rule(schedule)) = &journey.every else { return };
        // After a visit of some day, or of the day since when it holds.
        let days = [CivilDate::from_epoch_day(19_783)].into_iter();
        let mut days = days.chain(schedule.since.map(|since| since.date));
        let comes = days.any(|day| {
            let visit = (day, CivilTime::MIDNIGHT);
            schedule.next_after(visit, visit).is_some()
        });
        if !comes {
            let written = self.document.journeys.get(index);
            let own = written.is_some_and(|journey| journey.schedule.is_some());
            let path = format!("journeys[{index}].{}", if own { "schedule" } else { "every" });
            self.faults.error(ErrorCode::Unreachable, &path, "this rule never comes again");
        }
    }

    /// A step that is over before it is due, or for which no permitted hour is left.
    fn times(&self, path: &str, step: &Step) {
        let Some(sample) = Sample::of(step) else { return };
        let spans: Vec<(Timestamp, Timestamp)> =
            (0..7 * 24).filter_map(|hour| sample.span(self.compiled, hour)).collect();
        if spans.iter().all(|(due, until)| until <= due) && !spans.is_empty() {
            let message = "it is not useful any more when it is due";
            self.faults.error(ErrorCode::Unreachable, &format!("{path}.useful_until"), message);
            return;
        }
        let What::Send { message, chain, .. } = &step.what else { return };
        let Some(message) = self.compiled.message(*message) else { return };
        let zones = [self.compiled.practice.zone];
        let areas = countries_of(self.compiled.practice.zone);
        let reachable = chain.iter().any(|channel| {
            let rules = self.compiled.rules.hours((*channel, message.purpose), areas);
            let hours = rules.map(|rule| &*rule.says);
            spans.iter().any(|(due, until)| {
                windows::next_open(hours.clone(), &zones, *due).is_some_and(|open| open < *until)
            })
        });
        if !reachable && !spans.is_empty() {
            self.faults.warning(
                ErrorCode::Unreachable,
                &format!("{path}.at"),
                "no permitted hour lies between its time and the end of its usefulness",
                "change `at`, `useful_until` or `rules.windows`",
            );
        }
    }

    /// A receipt that the channel does not give.
    fn receipts(&self, path: &str, journey: &Journey, step: &Step) {
        let Anchor::Step(index, outcome) = step.at.anchor else { return };
        let Some(sending) = journey.steps.get(index) else { return };
        let asks = matches!(sending.what, What::Send { ask: Some(_), .. });
        let given = |channel: Channel| {
            let rules = self.document.rules.channels.iter();
            let own = rules.filter(|rule| rule.channel == channel).find_map(|r| r.reports.clone());
            own.unwrap_or_else(|| vec![Receipt::Accepted, Receipt::Delivered])
        };
        let wanted = match outcome {
            Outcome::Settled => return,
            Outcome::HandedOver if matches!(sending.what, What::Send { .. }) => return,
            Outcome::Answered if asks => return,
            Outcome::Accepted => Some(Receipt::Accepted),
            Outcome::Delivered => Some(Receipt::Delivered),
            Outcome::Read => Some(Receipt::Read),
            Outcome::HandedOver | Outcome::Answered => None,
        };
        let path = format!("{path}.at");
        let Some(wanted) = wanted else {
            let message = format!("nothing of `{}` is ever answered or handed over", sending.id);
            self.faults.error(ErrorCode::Unreachable, &path, message);
            return;
        };
        for channel in sending.chain() {
            if !given(*channel).contains(&wanted) {
                let message =
                    format!("{} does not report that of `{}`", channel.as_str(), sending.id);
                self.faults.help(
                    ErrorCode::Contradiction,
                    &path,
                    message,
                    Some("say what a channel reports under `rules.channels`".into()),
                );
            }
        }
    }
}

/// A step whose due time and usefulness come from one event, tried at every hour of a week.
struct Sample<'s> {
    step: &'s Step,
}

impl<'s> Sample<'s> {
    fn of(step: &'s Step) -> Option<Self> {
        let own = step.at.anchor;
        let until = step.until.as_ref()?;
        (until.anchor == Anchor::Due || until.anchor == own).then_some(Self { step })
    }

    fn span(&self, compiled: &Compiled, hour: i64) -> Option<(Timestamp, Timestamp)> {
        let zone = compiled.practice.zone;
        // A week of June, far from any change of clocks.
        let monday = CivilDate::new(2026, 6, 1).ok()?;
        let time = CivilTime::from_second_of_day(hour % 24 * 3600);
        let event = zone.instant(monday.plus_days(hour / 24), time);
        let business = &compiled.practice.business;
        let at = |moment: &super::Moment, from: Timestamp| {
            moment.shift(from, zone.local(from), (zone, zone), business)
        };
        let due = at(&self.step.at, event);
        let until = self.step.until.as_ref()?;
        let from = if until.anchor == Anchor::Due { due } else { event };
        Some((due, at(until, from)))
    }
}
