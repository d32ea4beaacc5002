//! A playbook driven through made-up courses of events, and the laws that must hold on each.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Playbook;
use super::courses::{Chance, Course, course};
use super::document::{Given, TestCase};
use super::node::{Faults, Node};
use super::play::Play;
use super::read;
use crate::fact::{Fact, FactContent};
use crate::{Action, Decision, Key, LineId, Lines, Relationship, Timestamp, Verdict, limits};

/// What came of driving a playbook through made-up courses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct FuzzReport {
    /// How many courses were played.
    pub courses: u32,
    /// How many messages were handed over in all.
    pub messages: u32,
    /// The most messages that one patient got on one day of UTC.
    pub most_in_a_day: u32,
    /// The laws that did not hold, at most twenty.
    pub failures: Vec<FuzzFailure>,
    /// What became of each step of the playbook's journeys, in its order: a step that never did
    /// anything cannot be reached, or the courses do not reach it.
    pub steps: Vec<FuzzStep>,
}

/// A law that did not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct FuzzFailure {
    /// The law, as a short name: `never_twice`.
    pub law: String,
    /// What was seen.
    pub message: String,
    /// The least course that shows it, as a test case of a playbook ([`TestCase`]) in JSON.
    pub case: String,
}

/// What became of one step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct FuzzStep {
    /// Journey and step: `visits/reminder`.
    pub step: String,
    /// How often it was done.
    pub done: u32,
    /// How often it was skipped, missed or denied.
    pub left_out: u32,
}

/// The most courses of one call.
const COURSES: u32 = 100_000;
/// The most failures that are told.
const FAILURES: usize = 20;

/// A law: what breaks it in a course, in words.
type Law = fn(&Playbook, &Course, &Play<'_>) -> Option<String>;

const LAWS: [(&str, Law); 9] = [
    ("comes_to_rest", comes_to_rest),
    ("never_twice", never_twice),
    ("never_after_death", never_after_death),
    ("never_after_an_opt_out", never_after_an_opt_out),
    ("in_time", in_time),
    ("in_permitted_hours", in_permitted_hours),
    ("as_planned", as_planned),
    ("order_and_repetition_change_nothing", order_changes_nothing),
    ("waking_and_saving_change_nothing", waking_changes_nothing),
];

impl Playbook {
    /// Drives the playbook through made-up courses of events (moves, cancellations, replies,
    /// failures, deaths; changes of clocks, leap days, eight zones and its own) and checks that the
    /// laws of this library hold on each. The same seed gives the same report.
    ///
    /// ```
    /// use prm_core::{Playbook, STARTER};
    /// let report = Playbook::compile(STARTER)?.fuzz(7, 20);
    /// assert_eq!((report.courses, report.failures.len()), (20, 0));
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    pub fn fuzz(&self, seed: u32, courses: u32) -> FuzzReport {
        let mut report = FuzzReport {
            courses: 0,
            messages: 0,
            most_in_a_day: 0,
            failures: Vec::new(),
            steps: Vec::new(),
        };
        let faults = Faults::default();
        let document = Node::parse(self.document()).ok();
        let Some(document) = document.and_then(|node| read::document(&node, &faults)) else {
            return report;
        };
        let mut found: BTreeMap<(String, String), (u32, u32)> = BTreeMap::new();
        for number in 0..courses.min(COURSES) {
            let mut chance = Chance::new(u64::from(seed) << 32 | u64::from(number));
            let course = course(&document, &mut chance);
            let play = played(self, &course);
            report.courses += 1;
            let (messages, most) = counted(&play);
            report.messages = report.messages.saturating_add(messages);
            report.most_in_a_day = report.most_in_a_day.max(most);
            for (_, decision) in &play.decisions {
                let Some(parts) = &decision.parts else { continue };
                let known = (parts.journey.to_string(), parts.step.to_string());
                let (done, left_out) = found.entry(known).or_default();
                match decision.verdict {
                    Verdict::Send | Verdict::Combine | Verdict::Done => *done += 1,
                    verdict if verdict.settles() => *left_out += 1,
                    _ => {}
                }
            }
            let failures = LAWS.iter().filter_map(|(law, broken)| {
                let message = broken(self, &course, &play)?;
                Some((*law, *broken, message))
            });
            for (law, broken, message) in failures {
                if report.failures.len() < FAILURES {
                    let least = self.least(&course, broken);
                    let case = written(&format!("fuzz-{seed}-{number}"), law, &least);
                    report.failures.push(FuzzFailure { law: law.to_owned(), message, case });
                }
            }
        }
        for journey in &document.journeys {
            for step in &journey.steps {
                let known = (journey.id.clone(), step.id.clone());
                let (done, left_out) = found.get(&known).copied().unwrap_or_default();
                let step = format!("{}/{}", journey.id, step.id);
                report.steps.push(FuzzStep { step, done, left_out });
            }
        }
        report
    }

    /// The least course that breaks a law: things are left out one by one as long as it breaks.
    fn least(&self, course: &Course, broken: Law) -> Course {
        let breaks = |course: &Course| broken(self, course, &played(self, course)).is_some();
        let mut least = course.clone();
        let mut place = 0;
        while place < least.given.len() {
            let mut without = least.clone();
            without.given.remove(place);
            if breaks(&without) {
                least = without;
            } else {
                place += 1;
            }
        }
        least
    }
}

/// A course as a test case.
fn written(id: &str, law: &str, course: &Course) -> String {
    let case = TestCase {
        id: id.to_owned(),
        title: Some(law.to_owned()),
        given: course.given.clone(),
        until: course.until,
        then: Vec::new(),
        decided: Vec::new(),
    };
    serde_json::to_string(&case).unwrap_or_default()
}

fn played<'p>(playbook: &'p Playbook, course: &Course) -> Play<'p> {
    let mut play = Play::new(playbook);
    for (index, given) in course.given.iter().enumerate() {
        play.advance(given.at);
        give(&mut play, index, given);
    }
    play.advance(course.until);
    play
}

/// Gives a thing; a report of what was never done is no report.
fn give(play: &mut Play<'_>, index: usize, given: &Given) {
    let known = given
        .report
        .as_ref()
        .is_none_or(|report| usize::try_from(report.of).is_ok_and(|of| of < play.done.len()));
    if known {
        play.give(index, given);
    }
}

/// The messages in all, and the most of one day.
fn counted(play: &Play<'_>) -> (u32, u32) {
    let mut days: BTreeMap<i64, u32> = BTreeMap::new();
    for (at, _, _) in sent(play) {
        *days.entry(at.as_millis().div_euclid(24 * limits::HOUR)).or_default() += 1;
    }
    (days.values().sum(), days.values().copied().max().unwrap_or(0))
}

/// The messages that were handed over: when, under which key, to which contact point.
fn sent<'p>(play: &'p Play<'_>) -> impl Iterator<Item = (Timestamp, Key, &'p LineId)> {
    play.done.iter().filter_map(|(at, action)| match action {
        Action::SendMessage { key, line, .. } => Some((*at, *key, line)),
        _ => None,
    })
}

/// The decision by which a message went out.
fn decision<'p>(play: &'p Play<'_>, key: Key) -> Option<&'p Decision> {
    let sends = play.decisions.iter().filter(|(_, decision)| decision.verdict == Verdict::Send);
    sends.map(|(_, decision)| decision).find(|decision| decision.key == Some(key))
}

/// Whether a message answers what the patient has just said.
fn is_answer(playbook: &Playbook, play: &Play<'_>, key: Key) -> bool {
    let parts = decision(play, key).and_then(|decision| decision.parts.as_ref());
    let step = parts.and_then(|parts| {
        let (_, journey) = playbook.inner.journey(&parts.journey)?;
        journey.step(&parts.step).map(|(_, step)| step)
    });
    step.is_some_and(|step| step.replies)
}

fn comes_to_rest(_: &Playbook, _: &Course, play: &Play<'_>) -> Option<String> {
    play.failures.first().cloned()
}

fn never_twice(_: &Playbook, _: &Course, play: &Play<'_>) -> Option<String> {
    let mut seen = BTreeSet::new();
    let twice = play.done.iter().find(|(_, action)| {
        let opens = matches!(action, Action::SendMessage { .. } | Action::OpenTask { .. });
        opens && !seen.insert(action.key())
    });
    twice.map(|(at, action)| format!("{} is handed over again at {at}", action.key()))
}

/// When a fact of a course first says something.
fn first(course: &Course, says: impl Fn(&FactContent) -> bool) -> Option<Timestamp> {
    let told = course.given.iter().filter(|given| given.fact.as_ref().is_some_and(&says));
    told.map(|given| given.at).min()
}

fn never_after_death(_: &Playbook, course: &Course, play: &Play<'_>) -> Option<String> {
    let died = first(course, |fact| {
        matches!(fact, FactContent::PatientDescribed { deceased: Some(true), .. })
    })?;
    let late = sent(play).find(|(at, ..)| *at >= died);
    late.map(|(at, key, _)| format!("{key} goes to the dead at {at}"))
}

fn never_after_an_opt_out(playbook: &Playbook, course: &Course, play: &Play<'_>) -> Option<String> {
    sent(play).find_map(|(at, key, line)| {
        let mut replies = course.given.iter().filter(|given| given.at <= at).rev();
        // Any other word after it may mean that the patient is in again, as `yes` does.
        let last = replies.find_map(|given| {
            given.reply.as_ref().filter(|reply| reply.line == *line).map(|reply| &*reply.text)
        });
        let blocked = last == Some("STOP") && !is_answer(playbook, play, key);
        blocked.then(|| format!("{key} goes at {at} to a contact point that has opted out"))
    })
}

fn in_time(_: &Playbook, _: &Course, play: &Play<'_>) -> Option<String> {
    play.done.iter().find_map(|(at, action)| match action {
        Action::SendMessage { key, expires_at, .. } if at >= expires_at => {
            Some(format!("{key} goes at {at}, when it is of no use any more"))
        }
        _ => None,
    })
}

fn in_permitted_hours(playbook: &Playbook, _: &Course, play: &Play<'_>) -> Option<String> {
    let patient = play.patient.as_ref()?;
    play.done.iter().find_map(|(at, action)| {
        let Action::SendMessage { key, purpose, channel, .. } = action else { return None };
        // Whoever writes is awake, and is answered.
        if is_answer(playbook, play, *key) || !purpose.keeps_hours() {
            return None;
        }
        // The practice's own hours, which hold wherever the patient is.
        let view = patient.view(*at);
        let zones = match view.patient.zones() {
            [] => vec![playbook.inner.practice.zone],
            zones => zones.to_vec(),
        };
        let areas = view.patient.areas();
        let rules = playbook.inner.rules.hours((*channel, *purpose), areas);
        let open = rules.map(|rule| &*rule.says).all(|hours| hours.is_open(&zones, *at));
        (!open).then(|| format!("{key} goes at {at}, outside the permitted hours"))
    })
}

/// What was planned when nothing more was to come is what is done (R30).
fn as_planned(playbook: &Playbook, course: &Course, _: &Play<'_>) -> Option<String> {
    let mut play = Play::new(playbook);
    for (index, given) in course.given.iter().enumerate() {
        play.advance(given.at);
        give(&mut play, index, given);
    }
    let now = course.given.last()?.at;
    let patient = play.patient.as_ref()?;
    let plan = playbook.plan(patient, &play.lines, now, course.until);
    let planned: Vec<(Timestamp, Key)> = plan
        .turns
        .iter()
        .flat_map(|turn| turn.actions.iter().map(|action| (turn.at, action.key())))
        .collect();
    let from = play.done.len();
    play.advance(course.until);
    let done: Vec<(Timestamp, Key)> =
        play.done.iter().skip(from).map(|(at, action)| (*at, action.key())).collect();
    let differs = planned != done && plan.complete;
    differs
        .then(|| format!("from {now} on, {} were planned and {} done", planned.len(), done.len()))
}

/// What was done: when, and under which keys.
fn outline(play: &Play<'_>) -> BTreeSet<(Timestamp, Key)> {
    play.done.iter().map(|(at, action)| (*at, action.key())).collect()
}

fn order_changes_nothing(playbook: &Playbook, course: &Course, _: &Play<'_>) -> Option<String> {
    // Facts only: what is written back at one instant has an order.
    if course.given.iter().any(|given| given.fact.is_none()) {
        return None;
    }
    let usual = together(playbook, course, |facts| facts);
    let other =
        together(playbook, course, |facts| facts.iter().rev().chain(&facts).cloned().collect());
    let differs = outline(&usual) != outline(&other);
    differs.then(|| {
        "with the facts of an instant in another order, and twice, it does something else"
            .to_owned()
    })
}

/// A course of facts, those of one instant given together.
fn together<'p>(
    playbook: &'p Playbook,
    course: &Course,
    order: impl Fn(Vec<Fact>) -> Vec<Fact>,
) -> Play<'p> {
    let mut play = Play::new(playbook);
    let mut at = 0;
    while let Some(first) = course.given.get(at) {
        let same = course.given.iter().skip(at).take_while(|given| given.at == first.at).count();
        play.advance(first.at);
        let facts = (at..at + same).filter_map(|index| Play::fact(index, course.given.get(index)?));
        let facts = order(facts.collect());
        play.step(&facts, first.at);
        at += same;
    }
    play.advance(course.until);
    play
}

fn waking_changes_nothing(playbook: &Playbook, course: &Course, play: &Play<'_>) -> Option<String> {
    let mut other = Play::new(playbook);
    for (index, given) in course.given.iter().enumerate() {
        other.advance(given.at);
        give(&mut other, index, given);
        let soon = given.at.plus(limits::HOUR);
        let next = course.given.get(index + 1).map_or(course.until, |next| next.at);
        if soon < next {
            other.advance(soon);
            other.step(&[], soon);
        }
        let saved = other.patient.as_ref().map(Relationship::save);
        other.patient = saved.and_then(|text| Relationship::load(&text).ok());
        let mut lines = Lines::new();
        let texts = other.lines.ids().filter_map(|line| other.lines.save(line));
        for text in texts.collect::<Vec<_>>() {
            if lines.load(&text).is_err() {
                return Some("a saved line does not load".to_owned());
            }
        }
        other.lines = lines;
    }
    other.advance(course.until);
    let differs = outline(play) != outline(&other);
    differs.then(|| "woken early, saved and loaded, it does something else".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::STARTER;
    use serde_json::json;

    /// A birthday message at its time, on the starter.
    fn course() -> Course {
        let fact = json!({
            "type": "patient_described", "birth_date": "1991-11-08", "languages": ["en-IN"],
            "zone": "Asia/Kolkata", "names": [{"given": ["Asha"]}],
            "contact_points": [{"line": "tel:+12125550142", "rank": 1}]
        });
        let given = |at: &str, fact: serde_json::Value| Given {
            at: at.parse().unwrap(),
            fact: Some(serde_json::from_value(fact).unwrap()),
            reply: None,
            report: None,
        };
        let granted = json!({
            "type": "consent_changed", "purposes": ["greeting"], "granted": true
        });
        Course {
            given: vec![
                given("2026-11-01T06:00:00Z", fact),
                given("2026-11-02T06:00:00Z", granted),
            ],
            until: "2026-11-20T00:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_law_that_is_broken_is_seen() {
        let playbook = Playbook::compile(STARTER).unwrap();
        let course = course();
        let mut play = played(&playbook, &course);
        for (law, broken) in LAWS {
            assert_eq!(broken(&playbook, &course, &play), None, "{law}");
        }
        let (at, action) = play.done.first().cloned().expect("a greeting");
        play.done.push((at, action.clone()));
        assert!(never_twice(&playbook, &course, &play).is_some());
        play.done.pop();
        let night = at.plus(12 * limits::HOUR);
        play.done[0].0 = night;
        assert!(in_permitted_hours(&playbook, &course, &play).is_some());
        play.done[0].0 = at.plus(limits::USEFUL * 30);
        assert!(in_time(&playbook, &course, &play).is_some());
        play.done[0].0 = at;
        let mut died = course.clone();
        died.given[1].fact =
            serde_json::from_value(json!({"type": "patient_described", "deceased": true})).ok();
        assert!(never_after_death(&playbook, &died, &play).is_some());
        let mut opted_out = course.clone();
        opted_out.given[1].fact = None;
        opted_out.given[1].reply = Some(super::super::document::GivenReply {
            line: "tel:+12125550142".parse().unwrap(),
            channel: crate::Channel::Sms,
            text: "STOP".to_owned(),
        });
        assert!(never_after_an_opt_out(&playbook, &opted_out, &play).is_some());
        play.failures.push("it never comes to rest".to_owned());
        assert!(comes_to_rest(&playbook, &course, &play).is_some());
    }

    #[test]
    fn the_least_course_has_nothing_that_is_not_needed() {
        let playbook = Playbook::compile(STARTER).unwrap();
        // Breaks whenever anything is sent.
        let sends: Law = |_, _, play| sent(play).next().map(|(at, ..)| at.to_string());
        let mut long = course();
        let more = long.given[0].clone();
        long.given.insert(1, more);
        let least = playbook.least(&long, sends);
        assert!(least.given.len() <= 2);
        let case = written("fuzz-1-1", "sends", &least);
        assert!(case.contains("patient_described") && case.contains("\"until\""));
    }
}
