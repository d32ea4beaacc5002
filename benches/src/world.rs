//! One patient with a past and a future.

use prm_core::{Executor, Fact, Input, Lines, Outcome, Playbook, Relationship, STARTER, Timestamp};
use serde_json::json;

/// Midnight UTC of the n-th day of the world, 1 March 2026 being the first.
pub fn at(day: i64) -> Timestamp {
    let first: Timestamp = "2026-03-01T00:00:00Z".parse().unwrap();
    Timestamp::from_millis(first.as_millis() + day * 86_400_000).unwrap()
}

/// A patient who has been stepped to `now`: an appointment ahead, a visit behind with its check-in
/// and its invitation open, and a birthday to come.
pub struct World {
    /// The starter practice.
    pub playbook: Playbook,
    /// The patient.
    pub relationship: Relationship,
    /// The patient's telephone.
    pub lines: Lines,
    /// The instant of the last step.
    pub now: Timestamp,
}

fn fact(id: String, occurred: Timestamp, content: serde_json::Value) -> Fact {
    let fact = json!({"id": id, "patient": "p", "occurred": occurred, "content": content});
    Fact::from_json(&fact.to_string()).unwrap()
}

fn described(zone: &str) -> Fact {
    let content = json!({
        "type": "patient_described", "zone": zone, "birth_date": "1980-11-08",
        "names": [{"given": ["Priya"], "family": "Sharma"}], "languages": ["en"],
        "contact_points": [{"line": "tel:+13125550100"}, {"line": "mailto:p@example.org"}]
    });
    fact("described".into(), at(-2_000), content)
}

fn visit(number: i64, day: i64, zone: &str) -> Fact {
    let end = at(day).to_string().replace("T00:00:00.000Z", "T10:30");
    let content = json!({
        "type": "visit_completed", "visit": format!("v{number}"), "end": format!("{end}[{zone}]")
    });
    fact(format!("visit-{number}"), at(day + 1), content)
}

/// One step of the server.
pub fn step(
    playbook: &Playbook,
    relationship: &mut Relationship,
    lines: &mut Lines,
    facts: &[Fact],
    now: Timestamp,
) -> Outcome {
    let input = Input { facts, lines, executor: Executor::Server, now };
    playbook.step(relationship, input).unwrap()
}

impl World {
    /// A world whose patient lives in `zone` and has at least `old` settled entries from visits of
    /// earlier years.
    pub fn new(zone: &str, old: usize) -> Self {
        let playbook = Playbook::compile(STARTER).unwrap();
        let mut relationship = Relationship::new("p", "salt").unwrap();
        let mut lines = Lines::new();
        let begin = at(-1_900);
        step(&playbook, &mut relationship, &mut lines, &[described(zone)], begin);
        let mut number = 0;
        while relationship.entry_count() < old {
            let day = -1_890 + number * 18;
            let facts = [visit(number, day, zone)];
            step(&playbook, &mut relationship, &mut lines, &facts, at(day + 1));
            run(&playbook, &mut relationship, &mut lines, at(day + 17));
            number += 1;
        }
        let booked = at(8).to_string().replace("T00:00:00.000Z", "T10:00");
        let booked = json!({
            "type": "appointment_booked", "appointment": "a", "start": format!("{booked}[{zone}]")
        });
        let facts = [visit(9_999, -1, zone), fact("booked".into(), at(0), booked)];
        let now = at(1);
        run(&playbook, &mut relationship, &mut lines, at(0));
        step(&playbook, &mut relationship, &mut lines, &facts, at(0));
        step(&playbook, &mut relationship, &mut lines, &[], now);
        Self { playbook, relationship, lines, now }
    }
}

/// A patient in New York to whom one message is due, by these rules: at 22:00, or, where nothing
/// holds it, an e-mail that waits for a consent. What it was learnt from has been folded.
pub fn held(rules: &str) -> (Playbook, Relationship, Lines, Timestamp) {
    let rules: serde_json::Value = serde_json::from_str(rules).unwrap();
    let free = rules["windows"].as_array().is_some_and(Vec::is_empty);
    let (purpose, channel) = if free { ("marketing", "sms") } else { ("treatment", "sms") };
    let document = json!({
        "spec": "1.0",
        "practice": {"id": "hill", "name": "Hill", "zone": "America/New_York", "languages": ["en"]},
        "rules": rules,
        "messages": {"note": {"purpose": purpose, "variants": [
            {"channel": channel, "level": 1, "text": {"en": "See you. Reply STOP to opt out."}}]}},
        "journeys": [{"id": "visits", "for": "appointment", "steps": [{
            "id": "note", "send": "note", "at": "1 day before appointment.start at 22:00",
            "useful_until": "appointment.start", "await_consent": true
        }]}]
    });
    let playbook = Playbook::compile(&document.to_string()).unwrap();
    let mut relationship = Relationship::new("p", "salt").unwrap();
    let mut lines = Lines::new();
    let mut person = described("America/New_York");
    if let prm_core::FactContent::PatientDescribed { country, state, .. } = &mut person.content {
        *country = Some("US".into());
        *state = Some("NY".into());
    }
    let start = "2026-03-10T15:00[America/New_York]";
    let booked = json!({"type": "appointment_booked", "appointment": "a", "start": start});
    let facts = [person, fact("booked".into(), at(0), booked)];
    step(&playbook, &mut relationship, &mut lines, &facts, at(0));
    (playbook, relationship, lines, "2026-03-10T02:00:00Z".parse().unwrap())
}

/// Steps at every wake before `until`; gives their number.
fn run(
    playbook: &Playbook,
    relationship: &mut Relationship,
    lines: &mut Lines,
    until: Timestamp,
) -> usize {
    let mut steps = 0;
    while let Some(wake) = relationship.wake().map(|wake| wake.at).filter(|wake| *wake < until) {
        step(playbook, relationship, lines, &[], wake);
        steps += 1;
    }
    steps
}

/// A patient's year: a visit each month, booked two weeks before. Gives the number of steps.
pub fn year(patient: i64) -> usize {
    thread_local! {
        static PLAYBOOK: Playbook = Playbook::compile(STARTER).unwrap();
    }
    let zone = "America/New_York";
    PLAYBOOK.with(|playbook| {
        let mut relationship = Relationship::new("p", "salt").unwrap();
        let mut lines = Lines::new();
        step(playbook, &mut relationship, &mut lines, &[described(zone)], at(0));
        let mut steps = 1;
        for month in 0..12 {
            let day = month * 30 + 15 + patient % 7;
            let start = at(day).to_string().replace("T00:00:00.000Z", "T10:00");
            let booked = json!({
                "type": "appointment_booked", "appointment": format!("a{month}"),
                "start": format!("{start}[{zone}]")
            });
            let booked = fact(format!("booked-{month}"), at(day - 14), booked);
            steps += run(playbook, &mut relationship, &mut lines, at(day - 14));
            step(playbook, &mut relationship, &mut lines, &[booked], at(day - 14));
            steps += run(playbook, &mut relationship, &mut lines, at(day + 1));
            step(playbook, &mut relationship, &mut lines, &[visit(month, day, zone)], at(day + 1));
            steps += 2;
        }
        steps + run(playbook, &mut relationship, &mut lines, at(365))
    })
}
