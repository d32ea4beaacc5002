//! A small made-up world for property tests: two patients who share a telephone, and what may
//! happen to them in some weeks.

use std::collections::BTreeMap;

use prm_core::{
    Action, Executor, Fact, Input, Key, LineId, Lines, Outcome, Playbook, Purpose, Relationship,
    Reply, Timestamp,
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The first instant of every world: 2 March 2026, 04:00 UTC.
pub const START: i64 = 1_772_424_000_000;
/// A minute in ms.
pub const MINUTE: i64 = 60_000;
/// A day in ms.
pub const DAY: i64 = 24 * 60 * MINUTE;
/// The telephone that both patients share.
pub const SHARED: &str = "tel:+919812345670";
/// The patients.
pub const PATIENTS: [&str; 2] = ["p1", "p2"];
/// The zones in which they may be.
pub const ZONES: [&str; 5] =
    ["Asia/Kolkata", "America/New_York", "Europe/London", "Australia/Lord_Howe", "UTC"];

/// Something that happens.
#[derive(Clone, Debug)]
pub enum Event {
    /// A fact's content about a patient.
    Fact(usize, Value),
    /// A reply from the shared telephone.
    Reply(String),
    /// A report on the n-th of the messages handed over so far.
    Report(usize, &'static str),
}

/// A moment of a world, in minutes from its start.
pub type Moment = (i64, Event);

fn start(day: i64, hour: u32, zone: &str) -> String {
    let zone: prm_core::Zone = zone.parse().expect("a zone");
    let (date, _) = zone.local(at(0));
    let date = date.plus_days(day);
    format!("{date}T{hour:02}:00[{zone}]")
}

fn fact() -> impl Strategy<Value = Value> {
    let appointment = prop::sample::select(vec!["a1", "a2", "a3"]);
    let visit = prop::sample::select(vec!["v1", "v2"]);
    let zone = prop::sample::select(ZONES.to_vec());
    let purpose = prop::sample::select(vec![
        "treatment",
        "recall",
        "operations",
        "feedback",
        "greeting",
        "marketing",
    ]);
    let when = (0_i64..30, 7_u32..21, zone.clone());
    prop_oneof![
        6 => (appointment.clone(), when.clone()).prop_map(|(a, (day, hour, zone))| json!({
            "type": "appointment_booked", "appointment": a, "start": start(day, hour, zone)
        })),
        4 => (appointment.clone(), when.clone()).prop_map(|(a, (day, hour, zone))| json!({
            "type": "appointment_moved", "appointment": a, "start": start(day, hour, zone)
        })),
        2 => appointment.clone().prop_map(|a| json!({"type": "appointment_cancelled", "appointment": a})),
        2 => (appointment, prop::sample::select(vec!["arrived", "fulfilled", "noshow", "pending", "booked"]))
            .prop_map(|(a, status)| json!({"type": "appointment_changed", "appointment": a, "status": status})),
        4 => (visit.clone(), when).prop_map(|(v, (day, hour, zone))| json!({
            "type": "visit_completed", "visit": v, "end": start(day, hour, zone),
            "service": {"text": "Check-up"}
        })),
        1 => visit.prop_map(|v| json!({"type": "instructions_given", "visit": v, "text": "Rest."})),
        3 => (purpose, any::<bool>()).prop_map(|(purpose, granted)| json!({
            "type": "consent_changed", "purposes": [purpose], "granted": granted
        })),
        1 => any::<bool>().prop_map(|accepted| json!({
            "type": "plain_channel_accepted", "channel": "email", "accepted": accepted
        })),
        1 => prop::sample::select(vec![json!([]), json!(["email"]), json!(["email", "sms"])])
            .prop_map(|channels| json!({"type": "channel_preferred", "channels": channels})),
        1 => any::<bool>().prop_map(|on| json!({"type": "do_not_contact_changed", "on": on})),
        1 => zone.prop_map(|zone| json!({"type": "patient_described", "zone": zone})),
        1 => prop::sample::select(vec![
            json!([{"line": SHARED}]),
            json!([{"line": SHARED}, {"line": "mailto:p@example.in"}]),
            json!([{"line": "mailto:p@example.in"}]),
            json!([]),
        ]).prop_map(|points| json!({"type": "patient_described", "contact_points": points})),
        2 => (prop::sample::select(vec!["r1", "r2"]), 0_i32..11, any::<bool>()).prop_map(|(r, score, anonymous)| json!({
            "type": "feedback_received", "response": r, "instrument": "nps", "score": score,
            "suggestion": "Please open earlier.", "anonymous": anonymous
        })),
        1 => prop::sample::select(vec!["r1", "r2"]).prop_map(|r| json!({
            "type": "suggestion_answered", "suggestion": r, "outcome": "Done."
        })),
        1 => prop::sample::select(vec!["r1", "r2"]).prop_map(|r| json!({
            "type": "suggestion_declined", "suggestion": r, "reason": "Cannot."
        })),
        1 => Just(json!({"type": "message_requested", "request": "q1", "message": "call_us"})),
        1 => Just(json!({"type": "journey_stopped", "journey": "after-visit"})),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        12 => (0_usize..2, fact()).prop_map(|(patient, content)| Event::Fact(patient, content)),
        1 => (0_usize..2).prop_map(|patient| Event::Fact(patient, json!({"type": "patient_described", "deceased": true}))),
        2 => prop::sample::select(vec!["STOP", "START", "9 earlier please", "3", "yes", "thanks", "HELP"])
            .prop_map(|text| Event::Reply(text.to_owned())),
        3 => (0_usize..8, prop::sample::select(vec!["accepted", "delivered", "failed", "bounced", "withdrawn", "too_late", "read"]))
            .prop_map(|(nth, event)| Event::Report(nth, event)),
    ]
}

/// Up to 14 things that happen within 30 days, in order.
pub fn moments() -> impl Strategy<Value = Vec<Moment>> {
    prop::collection::vec((0_i64..30 * 24 * 60, event()), 1..14).prop_map(|mut moments| {
        moments.sort_by_key(|(minute, _)| *minute);
        moments
    })
}

/// An instant, in minutes from the start.
pub fn at(minute: i64) -> Timestamp {
    Timestamp::from_millis(START + minute * MINUTE).expect("in range")
}

/// A world while it runs.
pub struct World {
    /// The playbook.
    pub playbook: Playbook,
    /// The patients' relationships.
    pub relationships: [Relationship; 2],
    /// The lines.
    pub lines: Lines,
    /// Everything that was handed over: when, to whom, what.
    pub log: Vec<(Timestamp, usize, Action)>,
    /// Every outcome with something in it.
    pub outcomes: Vec<(Timestamp, usize, Outcome)>,
    /// Whether everything is saved and loaded between steps.
    pub forgetful: bool,
    wakes: [Option<Timestamp>; 2],
    facts: usize,
}

impl World {
    /// A world in which both patients are known and nothing has happened.
    pub fn new(playbook: &Playbook) -> Self {
        let new = |patient| Relationship::new(patient, "salt").expect("an id");
        let mut world = Self {
            playbook: playbook.clone(),
            relationships: PATIENTS.map(new),
            lines: Lines::new(),
            log: Vec::new(),
            outcomes: Vec::new(),
            forgetful: false,
            wakes: [None, None],
            facts: 0,
        };
        for patient in 0..2 {
            let described = json!({
                "type": "patient_described", "names": [{"given": ["Ana"]}],
                "birth_date": "1980-03-20", "zone": "Asia/Kolkata", "languages": ["en-IN"],
                "contact_points": [{"line": SHARED}, {"line": format!("mailto:p{patient}@example.in")}]
            });
            let fact = world.fact(patient, -60, described);
            world.step(patient, at(0), &[fact]);
        }
        world
    }

    fn fact(&mut self, patient: usize, minute: i64, content: Value) -> Fact {
        self.facts += 1;
        let fact = json!({
            "id": format!("f{}", self.facts), "patient": PATIENTS[patient],
            "occurred": at(minute), "content": content
        });
        Fact::from_json(&fact.to_string()).expect("a sound fact")
    }

    /// One step of one patient.
    pub fn step(&mut self, patient: usize, now: Timestamp, facts: &[Fact]) -> Outcome {
        if self.forgetful {
            let text = self.relationships[patient].save();
            self.relationships[patient] = Relationship::load(&text).expect("what was saved");
            let mut lines = Lines::new();
            for line in self.lines.ids() {
                let text = self.lines.save(line).expect("known");
                lines.load(&text).expect("what was saved");
            }
            self.lines = lines;
        }
        let input = Input { facts, lines: &mut self.lines, executor: Executor::Server, now };
        let outcome =
            self.playbook.step(&mut self.relationships[patient], input).expect("a sound input");
        self.wakes[patient] = outcome.wake.as_ref().map(|wake| wake.at);
        for action in &outcome.actions {
            self.log.push((now, patient, action.clone()));
        }
        if !(outcome.actions.is_empty() && outcome.decisions.is_empty()) {
            self.outcomes.push((now, patient, outcome.clone()));
        }
        outcome
    }

    /// Steps at every wake until an instant. A patient whose lines another one changed is asked
    /// again too, as a panel does.
    pub fn advance(&mut self, until: Timestamp) {
        for _ in 0..10_000 {
            let next = (0..2).filter_map(|p| Some((self.wakes[p]?, p))).min();
            match next {
                Some((now, patient)) if now <= until => {
                    self.step(patient, now, &[]);
                    self.step(1 - patient, now, &[]);
                }
                _ => return,
            }
        }
        panic!("the wakes never end");
    }

    /// Lets an event happen, after everything that is due before it.
    pub fn happen(&mut self, minute: i64, event: &Event) {
        let now = at(minute);
        self.advance(now);
        match event {
            Event::Fact(patient, content) => {
                let fact = self.fact(*patient, minute, content.clone());
                self.step(*patient, now, &[fact]);
                self.step(1 - patient, now, &[]);
            }
            Event::Reply(text) => {
                self.facts += 1;
                let reply = Reply {
                    id: format!("in-{}", self.facts).parse().expect("an id"),
                    line: SHARED.parse().expect("a line"),
                    channel: prm_core::Channel::Sms,
                    occurred: now,
                    text: text.clone(),
                    automatic: false,
                };
                let routed = self.playbook.route(&mut self.lines, &reply);
                let patient =
                    routed.patient.as_ref().map_or(0, |p| usize::from(p.as_str() == "p2"));
                self.step(patient, now, &routed.facts);
                self.step(1 - patient, now, &[]);
            }
            Event::Report(nth, event) => {
                let sent: Vec<(usize, Key)> = self.sends().map(|(_, p, a)| (*p, a.key())).collect();
                if let Some((patient, key)) = sent.get(*nth % sent.len().max(1)).copied() {
                    let content = json!({"type": "message_reported", "key": key, "event": event});
                    let fact = self.fact(patient, minute, content);
                    self.step(patient, now, &[fact]);
                    self.step(1 - patient, now, &[]);
                }
            }
        }
    }

    /// What the plan of a patient says until an instant, and what stepping at every wake does.
    pub fn planned_and_done(
        &mut self,
        patient: usize,
        now: Timestamp,
        until: Timestamp,
    ) -> [Vec<(Timestamp, Action)>; 2] {
        let plan = self.playbook.plan(&self.relationships[patient], &self.lines, now, until);
        assert!(plan.complete);
        let turns = plan.turns.into_iter();
        let planned = turns.flat_map(|turn| turn.actions.into_iter().map(move |a| (turn.at, a)));
        let planned = planned.collect();
        let (mut done, mut next) = (Vec::new(), Some(now));
        while let Some(now) = next.filter(|now| *now <= until) {
            let outcome = self.step(patient, now, &[]);
            done.extend(outcome.actions.into_iter().map(|action| (now, action)));
            next = outcome.wake.map(|wake| wake.at);
        }
        [planned, done]
    }

    /// Runs a whole world, and the weeks after it.
    pub fn run(&mut self, moments: &[Moment]) {
        for (minute, event) in moments {
            self.happen(*minute, event);
        }
        self.advance(at(60 * 24 * 60));
    }

    /// The messages handed over.
    pub fn sends(&self) -> impl Iterator<Item = &(Timestamp, usize, Action)> {
        self.log.iter().filter(|(_, _, action)| matches!(action, Action::SendMessage { .. }))
    }

    /// The messages of a purpose, by key, with the time of each.
    pub fn sent_for(&self, wanted: Purpose) -> BTreeMap<Key, Timestamp> {
        self.sends()
            .filter_map(|(at, _, action)| match action {
                Action::SendMessage { key, purpose, .. } if *purpose == wanted => Some((*key, *at)),
                _ => None,
            })
            .collect()
    }

    /// The digests of both relationships.
    pub fn digests(&self) -> [String; 2] {
        [self.relationships[0].digest(), self.relationships[1].digest()]
    }

    /// The shared telephone.
    pub fn shared() -> LineId {
        SHARED.parse().expect("a line")
    }
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "World {{ {} actions }}", self.log.len())
    }
}
