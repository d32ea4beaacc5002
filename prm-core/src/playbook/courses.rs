//! Made-up courses of events for a playbook: what may happen to a patient in its journeys, around
//! changes of clocks and leap days, in several zones. The same seed gives the same courses.

use serde_json::{Value, json};

use super::document::{AttributeType, Document, Given, GivenReply, GivenReport, Journey, Subject};
use crate::fact::FactContent;
use crate::{Channel, CivilDate, CivilTime, MessageEvent, Timestamp, Zone, limits};

/// A sequence of numbers that looks like chance: splitmix64 (Steele, Lea and Flood, 2014).
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a limit.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit.max(1)).unwrap_or(1);
        usize::try_from(self.next() % limit).unwrap_or(0)
    }

    /// Whether something of so many in a hundred happens.
    fn in_hundred(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    fn of<'c, T>(&mut self, choices: &'c [T]) -> Option<&'c T> {
        choices.get(self.below(choices.len()))
    }

    /// A time between two, in whole minutes.
    fn between(&mut self, from: Timestamp, to: Timestamp) -> Timestamp {
        let minutes = usize::try_from(to.since(from) / limits::MINUTE).unwrap_or(0);
        let after = i64::try_from(self.below(minutes)).unwrap_or(0);
        from.plus(after * limits::MINUTE)
    }
}

/// A course: what is given, and until when it is played.
#[derive(Clone)]
pub(super) struct Course {
    pub(super) given: Vec<Given>,
    pub(super) until: Timestamp,
}

/// Zones with changes of clocks of every kind, and without.
const ZONES: [&str; 8] = [
    "America/New_York",
    "Europe/London",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Africa/Cairo",
    "America/Santiago",
    "Pacific/Kiritimati",
];

/// Days around which courses lie: changes of clocks, leap days, ends of years.
const DAYS: [(i32, u32, u32); 8] = [
    (2026, 3, 6),
    (2026, 3, 27),
    (2026, 10, 23),
    (2026, 10, 30),
    (2026, 12, 29),
    (2028, 2, 26),
    (2027, 2, 26),
    (2026, 4, 3),
];

/// What patients write.
const REPLIES: [&str; 12] = [
    "1",
    "2",
    "3",
    "yes",
    "9",
    "10",
    "STOP",
    "START",
    "HELP",
    "who is this?",
    "I cannot come",
    "thank you!",
];

const LINES: [(&str, Channel); 2] =
    [("tel:+12125550142", Channel::Sms), ("mailto:patient@example.org", Channel::Email)];

const DAY: i64 = 24 * limits::HOUR;

struct Making<'m> {
    document: &'m Document,
    chance: &'m mut Chance,
    zone: &'m str,
    from: Timestamp,
    given: Vec<(Timestamp, Value)>,
}

/// A course for a playbook.
pub(super) fn course(document: &Document, chance: &mut Chance) -> Course {
    let own = document.practice.zone.name();
    let zone = if chance.in_hundred(50) { own } else { chance.of(&ZONES).copied().unwrap_or(own) };
    let (year, month, day) = chance.of(&DAYS).copied().unwrap_or((2026, 3, 6));
    let from = zone.parse::<Zone>().ok().zip(CivilDate::new(year, month, day).ok());
    let from = from.map_or(Timestamp::MIN, |(zone, day)| zone.instant(day, CivilTime::MIDNIGHT));
    let mut making = Making { document, chance, zone, from, given: Vec::new() };
    making.patient();
    let journeys = &document.journeys;
    for _ in 0..=making.chance.below(3) {
        let number = making.given.len();
        if let Some(journey) = making.chance.of(journeys) {
            making.subject(journey, number);
        }
    }
    making.attributes();
    making.ends();
    let mut given: Vec<Given> =
        making.given.iter().filter_map(|(at, fact)| told(*at, fact)).collect();
    given.extend(replies(chance, from));
    given.extend(reports(chance, from));
    given.sort_by_key(|given| given.at);
    let days = chance.of(&[20_i64, 60, 400, 900]).copied().unwrap_or(60);
    Course { given, until: from.plus(days * DAY) }
}

fn told(at: Timestamp, fact: &Value) -> Option<Given> {
    let fact: FactContent = serde_json::from_value(fact.clone()).ok()?;
    Some(Given { at, fact: Some(fact), reply: None, report: None })
}

fn replies(chance: &mut Chance, from: Timestamp) -> Vec<Given> {
    let number = chance.below(4);
    let reply = |chance: &mut Chance| {
        let (line, channel) = LINES.first()?;
        let text = (*chance.of(&REPLIES)?).to_owned();
        let reply = GivenReply { line: line.parse().ok()?, channel: *channel, text };
        let at = chance.between(from.plus(DAY), from.plus(20 * DAY));
        Some(Given { at, fact: None, reply: Some(reply), report: None })
    };
    (0..number).filter_map(|_| reply(chance)).collect()
}

fn reports(chance: &mut Chance, from: Timestamp) -> Vec<Given> {
    let events = [
        MessageEvent::Accepted,
        MessageEvent::Delivered,
        MessageEvent::Failed,
        MessageEvent::Bounced,
        MessageEvent::Read,
    ];
    let number = chance.below(5);
    let report = |chance: &mut Chance| {
        let of = u32::try_from(chance.below(4)).ok()?;
        let report = GivenReport { of, event: *chance.of(&events)? };
        let at = chance.between(from.plus(DAY), from.plus(30 * DAY));
        Some(Given { at, fact: None, reply: None, report: Some(report) })
    };
    (0..number).filter_map(|_| report(chance)).collect()
}

/// The words that the conditions of a journey ask for: `'prenatal'`.
fn words(journey: &Journey) -> Vec<&str> {
    let steps = journey.steps.iter().map(|step| &step.when);
    let own = [&journey.enter_when, &journey.stay_while, &journey.exit_when, &journey.goal];
    let conditions = own.into_iter().chain(steps).flatten();
    conditions.flat_map(|when| when.split('\'').skip(1).step_by(2)).collect()
}

impl Making<'_> {
    fn tell(&mut self, at: Timestamp, fact: Value) {
        self.given.push((at, fact));
    }

    /// A time of the first days.
    fn soon(&mut self, from: i64, to: i64) -> Timestamp {
        self.chance.between(self.from.plus(from * DAY), self.from.plus(to * DAY))
    }

    /// A time as feeds tell it, on the wall of the zone.
    fn wall(&self, at: Timestamp) -> String {
        match self.zone.parse::<Zone>() {
            Ok(zone) => {
                let (date, time) = zone.local(at);
                format!("{date}T{:02}:{:02}[{}]", time.hour(), time.minute(), self.zone)
            }
            Err(_) => at.to_string(),
        }
    }

    fn patient(&mut self) {
        let births =
            [Some("1991-11-08"), Some("1960-02-29"), Some("1944-03-08"), Some("2014-06-01"), None];
        let languages: Vec<String> =
            self.document.practice.languages.iter().map(ToString::to_string).collect();
        let language = self.chance.of(&languages).cloned().unwrap_or_else(|| "en".to_owned());
        let lines: Vec<Value> = LINES
            .iter()
            .map(|(line, _)| json!({"line": line, "rank": 1}))
            .filter(|_| self.chance.in_hundred(90))
            .collect();
        let mut fact = json!({
            "type": "patient_described", "languages": [language], "zone": self.zone,
            "names": [{"given": ["Asha"], "family": "Rao"}], "contact_points": lines
        });
        let birth = self.chance.of(&births).copied().flatten();
        if let (Some(birth), Some(fields)) = (birth, fact.as_object_mut()) {
            fields.insert("birth_date".into(), json!(birth));
        }
        self.tell(self.from, fact);
        if self.chance.in_hundred(60) {
            let granted = self.chance.in_hundred(80);
            let fact = json!({
                "type": "consent_changed", "granted": granted,
                "purposes": ["marketing", "recall", "feedback", "greeting"]
            });
            self.tell(self.from, fact);
        }
    }

    fn service(&mut self) -> Option<Value> {
        let codings: Vec<&String> = self.document.services.values().flatten().collect();
        let coding = self.chance.of(&codings)?;
        Some(match coding.strip_prefix("text|") {
            Some(words) => json!({"text": words}),
            None => json!({"codings": [coding]}),
        })
    }

    fn with_service(&mut self, mut fact: Value) -> Value {
        if let (Some(service), Some(fields)) = (self.service(), fact.as_object_mut()) {
            fields.insert("service".into(), service);
        }
        fact
    }

    /// What may happen to a subject of a journey.
    fn subject(&mut self, journey: &Journey, number: usize) {
        match journey.subject {
            Subject::Appointment => self.appointment(number),
            Subject::Visit | Subject::Recall | Subject::Birthday => {
                let at = self.soon(0, 10);
                self.visit(number, at, None);
            }
            Subject::Enrolment => {
                let (at, id) = (self.soon(0, 5), format!("e{number}"));
                let day = self.from.to_string().get(..10).unwrap_or_default().to_owned();
                let words = words(journey);
                let programme = self.chance.of(&words).copied().unwrap_or("care");
                let fact = json!({
                    "type": "enrolled", "enrolment": id, "programme": programme, "start": day
                });
                self.tell(at, fact);
                if self.chance.in_hundred(20) {
                    let at = self.chance.between(at, self.from.plus(40 * DAY));
                    self.tell(at, json!({"type": "enrolment_ended", "enrolment": id}));
                }
            }
            Subject::Occasion | Subject::Anniversary => {
                let (at, id) = (self.soon(0, 10), format!("o{number}"));
                let name = journey.occasion.clone().unwrap_or_default();
                let mut fact = json!({"type": "occasion_recorded", "occasion": id, "name": name});
                if self.chance.in_hundred(40) {
                    let ahead = self.soon(2, 40);
                    let wall = self.wall(ahead);
                    if let Some(fields) = fact.as_object_mut() {
                        fields.insert("at".into(), json!(wall));
                    }
                }
                self.tell(at, fact);
                if self.chance.in_hundred(15) {
                    let at = self.chance.between(at, self.from.plus(40 * DAY));
                    self.tell(at, json!({"type": "occasion_withdrawn", "occasion": id}));
                }
            }
            Subject::Feedback => {
                let (at, id) = (self.soon(0, 10), format!("r{number}"));
                let score = self.chance.below(11);
                let mut fact = json!({
                    "type": "feedback_received", "response": id, "instrument": "nps", "score": score
                });
                let suggests = self.chance.in_hundred(60);
                if let Some(fields) = fact.as_object_mut().filter(|_| suggests) {
                    fields.insert("suggestion".into(), json!("Longer opening hours"));
                }
                self.tell(at, fact);
                let at = self.chance.between(at, self.from.plus(30 * DAY));
                let answer = match self.chance.below(3) {
                    0 => json!({
                        "type": "suggestion_answered", "suggestion": id, "outcome": "We open at 7."
                    }),
                    1 => json!({
                        "type": "suggestion_declined", "suggestion": id, "reason": "Not possible."
                    }),
                    _ => return,
                };
                self.tell(at, answer);
            }
        }
    }

    fn appointment(&mut self, number: usize) {
        let (booked, id) = (self.soon(0, 5), format!("a{number}"));
        let start = self.chance.between(booked, self.from.plus(40 * DAY));
        let fact = json!({
            "type": "appointment_booked", "appointment": id, "start": self.wall(start)
        });
        let fact = self.with_service(fact);
        self.tell(booked, fact);
        let mut start = start;
        if self.chance.in_hundred(35) {
            let at = self.chance.between(booked, start);
            start = self.chance.between(at, self.from.plus(40 * DAY));
            let fact = json!({
                "type": "appointment_moved", "appointment": id, "start": self.wall(start)
            });
            self.tell(at, fact);
        }
        if self.chance.in_hundred(30) {
            let at = self.chance.between(booked, start);
            let attendance = if self.chance.in_hundred(70) { "accepted" } else { "declined" };
            let fact = json!({
                "type": "appointment_answered", "appointment": id, "attendance": attendance
            });
            self.tell(at, fact);
        }
        if self.chance.in_hundred(30) {
            self.tell(booked, json!({"type": "form_requested", "appointment": id, "form": "f"}));
        }
        match self.chance.below(6) {
            0 => {
                let at = self.chance.between(booked, start);
                self.tell(at, json!({"type": "appointment_cancelled", "appointment": id}));
            }
            1 => {
                let fact = json!({
                    "type": "appointment_changed", "appointment": id, "status": "noshow"
                });
                self.tell(start.plus(2 * limits::HOUR), fact);
            }
            2 => {
                let expected = self.wall(start.plus(limits::HOUR / 2));
                let fact = json!({
                    "type": "appointment_delayed", "appointment": id, "expected": expected
                });
                self.tell(start.plus(-limits::HOUR), fact);
            }
            _ => self.visit(number, start, Some(&id)),
        }
    }

    fn visit(&mut self, number: usize, start: Timestamp, appointment: Option<&str>) {
        let (id, end) = (format!("v{number}"), start.plus(limits::HOUR / 2));
        let class = self.chance.of(&["AMB", "AMB", "IMP", "EMER"]).copied().unwrap_or("AMB");
        let mut fact = json!({
            "type": "visit_completed", "visit": id, "start": self.wall(start),
            "end": self.wall(end), "class": class
        });
        if let (Some(appointment), Some(fields)) = (appointment, fact.as_object_mut()) {
            fields.insert("appointment".into(), json!(appointment));
        }
        let fact = self.with_service(fact);
        self.tell(end, fact);
        if self.chance.in_hundred(50) {
            let fact = json!({"type": "instructions_given", "visit": id, "text": "Rest."});
            self.tell(end, fact);
        }
    }

    /// Values of the attributes that the playbook declares.
    fn attributes(&mut self) {
        for (name, rule) in &self.document.attributes {
            if self.chance.in_hundred(30) {
                continue;
            }
            let value = match rule.kind {
                AttributeType::Text if rule.words.is_empty() => "some words".to_owned(),
                AttributeType::Text => self.chance.of(&rule.words).cloned().unwrap_or_default(),
                AttributeType::Number => self.chance.below(12).to_string(),
                AttributeType::Truth => self.chance.in_hundred(50).to_string(),
                AttributeType::Day => "2026-03-08".to_owned(),
            };
            let at = self.soon(0, 20);
            let fact = json!({"type": "attribute_changed", "attribute": name, "value": value});
            self.tell(at, fact);
        }
    }

    /// What ends everything, or some of it.
    fn ends(&mut self) {
        let at = self.soon(1, 30);
        match self.chance.below(12) {
            0 => self.tell(at, json!({"type": "patient_described", "deceased": true})),
            1 => self.tell(at, json!({"type": "do_not_contact_changed", "on": true})),
            2 => {
                let fact = json!({
                    "type": "consent_changed", "granted": false,
                    "purposes": ["marketing", "recall", "feedback", "greeting"]
                });
                self.tell(at, fact);
            }
            _ => {}
        }
    }
}
