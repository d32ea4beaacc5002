//! A playbook is changed while patients are under way in it (R15): nothing is said twice, nothing
//! reaches back, and nobody is stuck.

use prm_core::{
    Action, Executor, Fact, Input, Lines, Playbook, Relationship, STARTER, STARTERS, Severity,
    Timestamp,
};
use serde_json::{Value, json};

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn fact(id: &str, at: &str, content: &Value) -> Fact {
    let fact = json!({"id": id, "patient": "p1", "occurred": at, "content": content});
    Fact::from_json(&fact.to_string()).unwrap()
}

fn described() -> Fact {
    fact(
        "who",
        "2026-03-01T06:00:00Z",
        &json!({
            "type": "patient_described", "birth_date": "1980-01-01", "zone": "Asia/Kolkata",
            "contact_points": [{"line": "tel:+919812345670"}]
        }),
    )
}

fn document(steps: &Value) -> String {
    let message = |text: &str| {
        json!({"purpose": "treatment",
            "variants": [{"channel": "sms", "level": 0, "text": {"en": text}}]})
    };
    json!({
        "spec": "1.0",
        "practice": {"id": "hill", "name": "Hill", "zone": "Asia/Kolkata", "languages": ["en"]},
        "rules": {"packs": [], "windows": [{"from": "08:00", "to": "20:00"}]},
        "messages": {"hello": message("How are you?"), "more": message("And how is it now?")},
        "journeys": [{"id": "after", "for": "visit", "steps": steps}]
    })
    .to_string()
}

fn visit(id: &str, end: &str) -> Fact {
    let zoned = end.replace('Z', "+00:00[UTC]");
    fact(id, end, &json!({"type": "visit_completed", "visit": id, "end": zoned}))
}

/// One patient, under one playbook after the other.
struct Person {
    relationship: Relationship,
    lines: Lines,
    sent: Vec<(Timestamp, String)>,
}

impl Person {
    fn new() -> Self {
        Self {
            relationship: Relationship::new("p1", "salt").unwrap(),
            lines: Lines::new(),
            sent: Vec::new(),
        }
    }

    /// Takes in facts at an instant, and follows every wake until another.
    fn live(&mut self, document: &str, facts: &[Fact], from: &str, until: &str) {
        let playbook = Playbook::compile(document).unwrap_or_else(|e| panic!("{:?}", e.faults()));
        let (mut now, until) = (instant(from), instant(until));
        let mut facts = facts;
        while now <= until {
            let input = Input { facts, lines: &mut self.lines, executor: Executor::Server, now };
            let outcome = playbook.step(&mut self.relationship, input).unwrap();
            self.sent.extend(outcome.actions.into_iter().filter_map(|action| match action {
                Action::SendMessage { message, .. } => Some((now, message.to_string())),
                _ => None,
            }));
            let Some(wake) = outcome.wake else { break };
            (now, facts) = (wake.at, &[]);
        }
    }

    fn sent(&self) -> Vec<(String, &str)> {
        self.sent.iter().map(|(at, message)| (at.to_string(), message.as_str())).collect()
    }
}

fn hello(id: &str, at: &str) -> Value {
    json!({"id": id, "send": "hello", "at": at})
}

#[test]
fn a_changed_time_reaches_those_who_wait() {
    let before = document(&json!([hello("hello", "2 days after visit.end at 10:00")]));
    let after = document(&json!([hello("hello", "3 days after visit.end at 11:00")]));
    let mut person = Person::new();
    let facts = [described(), visit("v1", "2026-03-02T06:00:00Z")];
    person.live(&before, &facts, "2026-03-02T06:00:00Z", "2026-03-03T00:00:00Z");
    person.live(&after, &[], "2026-03-03T06:00:00Z", "2026-04-01T00:00:00Z");
    assert_eq!(person.sent(), [("2026-03-05T05:30:00.000Z".to_owned(), "hello")]);
    // Whoever was told under the old time is not told again under the new one.
    let mut person = Person::new();
    person.live(&before, &facts, "2026-03-02T06:00:00Z", "2026-03-04T12:00:00Z");
    person.live(&after, &[], "2026-03-04T12:00:00Z", "2026-04-01T00:00:00Z");
    assert_eq!(person.sent(), [("2026-03-04T04:30:00.000Z".to_owned(), "hello")]);
}

#[test]
fn a_new_step_does_not_reach_back() {
    let first = hello("hello", "1 day after visit.end at 10:00");
    let before = document(&json!([first]));
    let more = json!({"id": "more", "send": "more", "at": "2 days after visit.end at 10:00",
        "useful_until": "30 days after visit.end"});
    let after = document(&json!([first, more]));
    let facts = [described(), visit("v1", "2026-03-02T06:00:00Z")];
    let live = Playbook::publish(&before, &after, instant("2026-03-10T06:00:00Z")).unwrap();
    let mut person = Person::new();
    person.live(&before, &facts, "2026-03-02T06:00:00Z", "2026-03-09T00:00:00Z");
    person.live(&live, &[], "2026-03-10T06:00:00Z", "2026-03-15T00:00:00Z");
    assert_eq!(person.sent().len(), 1, "{:?}", person.sent());
    // The next visit has both.
    let next = [visit("v2", "2026-03-16T06:00:00Z")];
    person.live(&live, &next, "2026-03-16T06:00:00Z", "2026-04-01T00:00:00Z");
    let sent = person.sent();
    assert_eq!(
        sent[1..],
        [
            ("2026-03-17T04:30:00.000Z".to_owned(), "hello"),
            ("2026-03-18T04:30:00.000Z".to_owned(), "more"),
        ]
    );
    // Without a beginning it does reach back, and the check of the change says so.
    let mut person = Person::new();
    person.live(&before, &facts, "2026-03-02T06:00:00Z", "2026-03-09T00:00:00Z");
    person.live(&after, &[], "2026-03-10T06:00:00Z", "2026-03-15T00:00:00Z");
    assert_eq!(person.sent().len(), 2);
    let faults = Playbook::check_change(&before, &after).unwrap();
    assert!(faults.iter().any(|fault| fault.message.contains("reaches back")), "{faults:?}");
    assert!(Playbook::check_change(&before, &live).unwrap().is_empty());
}

#[test]
fn a_renamed_step_is_not_said_again() {
    let before = document(&json!([hello("hello", "1 day after visit.end at 10:00")]));
    let mut renamed = hello("greet", "1 day after visit.end at 10:00");
    renamed["useful_until"] = json!("30 days after visit.end");
    let careless = document(&json!([renamed]));
    renamed["was"] = json!(["hello"]);
    let careful = document(&json!([renamed]));
    for (after, number) in [(&careful, 1), (&careless, 2)] {
        let mut person = Person::new();
        let facts = [described(), visit("v1", "2026-03-02T06:00:00Z")];
        person.live(&before, &facts, "2026-03-02T06:00:00Z", "2026-03-04T00:00:00Z");
        person.live(after, &[], "2026-03-04T06:00:00Z", "2026-04-01T00:00:00Z");
        assert_eq!(person.sent().len(), number, "{:?}", person.sent());
        let faults = Playbook::check_change(&before, after).unwrap();
        let refused = faults.iter().any(|fault| fault.severity == Severity::Error);
        assert_eq!(refused, number == 2, "{faults:?}");
    }
}

/// Somebody waits for the second step when it goes: nothing breaks, and what comes after it by the
/// calendar is said.
#[test]
fn whoever_stands_on_a_step_that_has_gone_goes_on() {
    let first = hello("first", "1 day after visit.end at 10:00");
    let second = hello("second", "5 days after first.settled at 10:00");
    let third = json!({"id": "third", "send": "more", "at": "9 days after visit.end at 10:00"});
    let before = document(&json!([first, second, third]));
    let after = document(&json!([first, third]));
    let mut person = Person::new();
    let facts = [described(), visit("v1", "2026-03-02T06:00:00Z")];
    person.live(&before, &facts, "2026-03-02T06:00:00Z", "2026-03-05T00:00:00Z");
    let saved = person.relationship.save();
    person.relationship = Relationship::load(&saved).unwrap();
    person.live(&after, &[], "2026-03-05T06:00:00Z", "2026-04-01T00:00:00Z");
    assert_eq!(
        person.sent(),
        [
            ("2026-03-03T04:30:00.000Z".to_owned(), "hello"),
            ("2026-03-11T04:30:00.000Z".to_owned(), "more"),
        ]
    );
    let faults = Playbook::check_change(&before, &after).unwrap();
    assert!(faults.iter().any(|fault| fault.message.contains("`second` has gone")), "{faults:?}");
}

/// What is planned at every moment of the test cases of the starters, by key.
fn planned(name: &str, document: &str, other: &str) -> usize {
    let [playbook, other] = [document, other].map(|text| Playbook::compile(text).unwrap());
    let document: Value = serde_json::from_str(document).unwrap();
    let mut compared = 0;
    for case in document["tests"].as_array().unwrap() {
        let mut given: Vec<&Value> = case["given"].as_array().unwrap().iter().collect();
        given.sort_by_key(|given| instant(given["at"].as_str().unwrap()));
        let mut relationship = Relationship::new("p1", "salt").unwrap();
        let mut lines = Lines::new();
        for (index, given) in given.into_iter().enumerate().filter(|(_, g)| !g["fact"].is_null()) {
            let now = instant(given["at"].as_str().unwrap());
            let facts = [fact(&format!("f{index}"), given["at"].as_str().unwrap(), &given["fact"])];
            let input = Input { facts: &facts, lines: &mut lines, executor: Executor::Server, now };
            playbook.step(&mut relationship, input).unwrap();
            let until = Timestamp::from_millis(now.as_millis() + 200 * 24 * 3_600_000).unwrap();
            let [own, others] = [&playbook, &other].map(|playbook| {
                let plan = playbook.plan(&relationship, &lines, now, until);
                let turns = plan.turns.into_iter().flat_map(|turn| {
                    let keys = turn.actions.iter().map(Action::key).collect::<Vec<_>>();
                    keys.into_iter().map(move |key| (turn.at, key))
                });
                turns.collect::<Vec<_>>()
            });
            assert_eq!(own, others, "{name}: {}", case["id"]);
            compared += own.len();
        }
    }
    compared
}

fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    STARTERS.iter().copied().chain([("starter", STARTER)])
}

#[test]
fn to_save_what_has_not_changed_changes_nothing() {
    let mut compared = 0;
    for (name, document) in all() {
        let playbook = Playbook::compile(document).unwrap();
        let again = Playbook::compile(playbook.document()).unwrap();
        assert_eq!(playbook.digest(), again.digest(), "{name}");
        let live = Playbook::publish(document, document, instant("2026-03-10T06:00:00Z")).unwrap();
        assert_eq!(playbook.digest(), Playbook::compile(&live).unwrap().digest(), "{name}");
        compared += planned(name, document, playbook.document());
    }
    assert!(compared > 100, "{compared} actions");
}

/// Every text is another one: each message has its old time and its old key.
#[test]
fn a_corrected_text_moves_nothing() {
    let mut compared = 0;
    for (name, document) in all() {
        let mut corrected: Value = serde_json::from_str(document).unwrap();
        for (_, message) in corrected["messages"].as_object_mut().unwrap() {
            for variant in message["variants"].as_array_mut().unwrap() {
                for (_, text) in variant["text"].as_object_mut().unwrap() {
                    *text = format!("{} ...", text.as_str().unwrap()).into();
                }
            }
        }
        let corrected = corrected.to_string();
        let [old, new] = [document, &corrected].map(|text| Playbook::compile(text).unwrap());
        assert_ne!(old.digest(), new.digest(), "{name}");
        assert!(Playbook::check_change(document, &corrected).unwrap().is_empty(), "{name}");
        compared += planned(name, document, &corrected);
    }
    assert!(compared > 100, "{compared} actions");
}
