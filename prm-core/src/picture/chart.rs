//! A journey as what there is to show of it: who acts, what follows what, in the order of time.

use super::bites::{self, Bite};
use super::ink::plain;
use super::words;
use crate::playbook::document::{self as written, Document};
use crate::playbook::{
    Anchor, Choice, Compiled, Distance, Event, Fork, Journey, Moment, Outcome, Step, What,
};
use crate::time::Amount;

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lane {
    /// What happens of itself, and what others tell.
    Events,
    /// The journey itself: it takes ways, notes values, starts and stops journeys.
    Journey,
    /// The patient is told or asked.
    Patient,
    /// Staff are asked to do something.
    Staff,
}

impl Lane {
    pub(super) const ALL: [Self; 4] = [Self::Events, Self::Journey, Self::Patient, Self::Staff];

    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Events => "What happens",
            Self::Journey => "The journey itself",
            Self::Patient => "The patient is told",
            Self::Staff => "Staff are asked",
        }
    }

    /// One word, for names in markup.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Journey => "journey",
            Self::Patient => "patient",
            Self::Staff => "staff",
        }
    }
}

/// What a step hangs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum From {
    /// An event, by its place.
    Event(usize),
    /// What became of another step, by its place in the order of time.
    Card(usize),
    /// A way of another step.
    Way(usize, usize),
}

/// A way that a step may take.
pub(super) struct Way {
    pub(super) name: String,
    /// When it is taken, as a clause.
    pub(super) when: String,
    /// The event that it waits for.
    pub(super) event: Option<&'static str>,
}

/// A step.
pub(super) struct Card {
    pub(super) id: String,
    pub(super) lane: Lane,
    pub(super) from: From,
    /// When, as it is written.
    pub(super) at: String,
    /// What it does, in the words of its kind: `send`, `task`, `wait`.
    pub(super) what: String,
    pub(super) ways: Vec<Way>,
    /// What bites, as clauses.
    pub(super) notes: Vec<String>,
}

/// A journey to be shown.
pub(super) struct Chart {
    pub(super) id: String,
    pub(super) practice: String,
    /// What it is about, how it begins and ends: sentences.
    pub(super) about: Vec<String>,
    /// What steps hang on, in the order of their first step.
    pub(super) events: Vec<&'static str>,
    /// The steps in the order of time; what hangs on a step comes after it.
    pub(super) cards: Vec<Card>,
    /// The rules that notes name by their numbers, from 1.
    pub(super) rules: Vec<Bite>,
}

impl Chart {
    /// What there is to show of a journey, by its written and its compiled form.
    pub(super) fn of(
        document: &Document,
        play: &Compiled,
        written: &written::Journey,
        journey: &Journey,
    ) -> Self {
        let times = Times::of(journey);
        let order = times.order(journey);
        let place = |step: usize| order.iter().position(|at| *at == step).unwrap_or_default();
        let mut events: Vec<&'static str> = Vec::new();
        let mut rules = Vec::new();
        let mut cards = Vec::new();
        for index in &order {
            let (Some(step), Some(text)) = (journey.steps.get(*index), written.steps.get(*index))
            else {
                continue;
            };
            let from = match step.at.anchor {
                Anchor::Step(other, _) => From::Card(place(other)),
                Anchor::Way(other, way) => From::Way(place(other), way),
                Anchor::Event(event) => From::Event(noted(&mut events, event.path())),
                Anchor::Due => From::Event(noted(&mut events, "due")),
            };
            cards.push(Card {
                id: step.id.to_string(),
                lane: lane(&step.what),
                from,
                at: plain(&text.at),
                what: words::what(document, text, &step.what),
                ways: ways(text, &step.what),
                notes: bites::notes(play, step, text, &mut rules),
            });
        }
        Self {
            id: written.id.clone(),
            practice: plain(&document.practice.name),
            about: words::about(written),
            events,
            cards,
            rules,
        }
    }
}

/// The place of a name in a list, to which it is added where it is new.
fn noted(list: &mut Vec<&'static str>, name: &'static str) -> usize {
    list.iter().position(|known| *known == name).unwrap_or_else(|| {
        list.push(name);
        list.len() - 1
    })
}

fn lane(what: &What) -> Lane {
    match what {
        What::Send { .. } => Lane::Patient,
        What::Task { .. } | What::Close(_) => Lane::Staff,
        What::Tell(_) | What::Fork(_) => Lane::Journey,
    }
}

/// The ways of a step, in the order in which anchors count them.
fn ways(step: &written::Step, what: &What) -> Vec<Way> {
    let What::Fork(fork) = what else { return Vec::new() };
    let way = |name: &str, when: String, event| Way { name: plain(name), when, event };
    if let Some(wait) = &step.wait {
        let causes = wait.first_of.iter().enumerate().map(|(index, cause)| {
            let when = match (&cause.at, &cause.when) {
                (Some(at), _) => format!("at {}", plain(at)),
                (None, Some(when)) => format!("once {}", plain(when)),
                (None, None) => String::new(),
            };
            way(&cause.way, when, event_of(fork, index))
        });
        let late = way(&wait.otherwise, format!("else, {}", plain(&wait.until)), None);
        return causes.chain([late]).collect();
    }
    let arms = step.branch.iter().map(|arm| {
        let when = arm.when.as_ref().map(|when| format!("if {}", plain(when)));
        way(&arm.way, when.unwrap_or_else(|| "else".to_owned()), None)
    });
    let shares = step.split.iter().map(|s| way(&s.way, format!("{} % by lot", s.share), None));
    arms.chain(shares).collect()
}

fn event_of(fork: &Fork, cause: usize) -> Option<&'static str> {
    let Choice::Wait { first, .. } = &fork.choice else { return None };
    match first.get(cause)? {
        crate::playbook::Cause::Moment(Moment { anchor: Anchor::Event(event), .. }) => {
            Some(event.path())
        }
        _ => None,
    }
}

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

/// When steps are, in minutes, were everything to happen as it mostly does: only to put them into
/// an order.
struct Times(Vec<i64>);

impl Times {
    fn of(journey: &Journey) -> Self {
        let mut times: Vec<Option<i64>> = vec![None; journey.steps.len()];
        for index in 0..journey.steps.len() {
            // Up to what is known already, and down again: no step is looked at twice.
            let mut chain = vec![index];
            while let Some(above) = chain.last().and_then(|last| above(journey, *last))
                && times.get(above).is_some_and(Option::is_none)
                && !chain.contains(&above)
            {
                chain.push(above);
            }
            for step in chain.into_iter().rev() {
                let found = journey.steps.get(step).map(|step| due(journey, step, &times));
                if let Some(time) = times.get_mut(step)
                    && time.is_none()
                {
                    *time = found;
                }
            }
        }
        Self(times.into_iter().map(|time| time.unwrap_or_default()).collect())
    }

    /// The steps in the order of time: each after what it hangs on.
    fn order(&self, journey: &Journey) -> Vec<usize> {
        let mut left: Vec<usize> = (0..journey.steps.len()).collect();
        left.sort_by_key(|index| (self.0.get(*index).copied().unwrap_or_default(), *index));
        let mut order: Vec<usize> = Vec::with_capacity(left.len());
        while !left.is_empty() {
            let ready = |step: &usize| above(journey, *step).is_none_or(|up| order.contains(&up));
            let next = left.iter().position(ready).unwrap_or_default();
            order.push(left.remove(next));
        }
        order
    }
}

/// The step that a step hangs on.
fn above(journey: &Journey, step: usize) -> Option<usize> {
    match journey.steps.get(step)?.at.anchor {
        Anchor::Step(other, _) | Anchor::Way(other, _) => Some(other),
        Anchor::Event(_) | Anchor::Due => None,
    }
}

fn due(journey: &Journey, step: &Step, times: &[Option<i64>]) -> i64 {
    let time = |step: usize| times.get(step).copied().flatten().unwrap_or_default();
    let base = match step.at.anchor {
        Anchor::Event(event) => happens(event),
        Anchor::Due => 0,
        Anchor::Step(other, outcome) => {
            let fork = journey.steps.get(other).and_then(|step| fork(&step.what));
            match (fork, outcome) {
                (Some(fork), Outcome::Settled) => taken(fork, usize::MAX, time(other)),
                (_, Outcome::Settled | Outcome::HandedOver) => time(other),
                _ => time(other) + 1,
            }
        }
        Anchor::Way(other, way) => {
            let fork = journey.steps.get(other).and_then(|step| fork(&step.what));
            fork.map_or(time(other), |fork| taken(fork, way, time(other)))
        }
    };
    shifted(&step.at, base)
}

fn fork(what: &What) -> Option<&Fork> {
    match what {
        What::Fork(fork) => Some(fork),
        _ => None,
    }
}

/// When a way is taken by a step that is due at a time; the last one where there is none of that
/// number.
fn taken(fork: &Fork, way: usize, due: i64) -> i64 {
    let Choice::Wait { first, until } = &fork.choice else { return due };
    let at = |moment: &Moment| match moment.anchor {
        Anchor::Event(event) => shifted(moment, happens(event)),
        _ => shifted(moment, due),
    };
    match first.get(way) {
        Some(crate::playbook::Cause::Moment(moment)) => at(moment).max(due),
        Some(crate::playbook::Cause::Condition(_)) => due + 1,
        None => at(until).max(due),
    }
}

fn shifted(moment: &Moment, base: i64) -> i64 {
    let distance = match moment.distance {
        Distance::Span(span) => match span.amount() {
            Amount::Civil { months, days } => i64::from(months) * 30 * DAY + i64::from(days) * DAY,
            Amount::Elapsed { millis } => millis / 60_000,
        },
        Distance::BusinessDays(days) => i64::from(days) * DAY * 7 / 5,
    };
    if moment.back { base - distance } else { base + distance }
}

/// When an event is, in minutes from the middle of what a journey is about.
fn happens(event: Event) -> i64 {
    match event {
        Event::AppointmentProposed => -401 * DAY,
        Event::AppointmentBooked => -400 * DAY,
        Event::AppointmentMoved | Event::AppointmentCancelled | Event::AppointmentDeclined => -5,
        Event::OccasionMoved => -5,
        Event::AppointmentDelayed => -4,
        Event::AppointmentArrived => -3,
        Event::Anniversary
        | Event::AppointmentStart
        | Event::Birthday
        | Event::EnrolmentStart
        | Event::OccasionAt => 0,
        Event::RecallDue | Event::FeedbackReceived | Event::RequestMade | Event::ReplyReceived => 0,
        Event::SuggestionReceived => 1,
        Event::OccasionRecorded => -1,
        Event::VisitStart => 5,
        Event::AppointmentEnd => 30,
        Event::VisitEnd => 31,
        Event::AppointmentNoshow => HOUR,
        Event::SuggestionAnswered => 3 * DAY,
        Event::SuggestionDeclined => 3 * DAY + 1,
        Event::EnrolmentEnd => 400 * DAY,
    }
}
