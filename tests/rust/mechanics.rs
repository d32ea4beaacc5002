//! The mechanics of the shared rules: plurals, deadlines, occasions, changes of status, schedules
//! and recurrences, each through the library's own doors. (Segmentation is in `craft.rs`; access
//! and release belong to the portal, screening to feedback.)

use prm_core::{
    Action, Executor, Fact, Input, Lines, Playbook, ReasonCode, Recurrence, Relationship,
    Timestamp, Verdict,
};
use prm_tests::shared_json;
use serde_json::{Value, json};

fn cases(kind: &str) -> Vec<Value> {
    let Some(data) = shared_json("rules/vectors_mechanics.json") else { return vec![] };
    let all = data["vectors"].as_array().unwrap().iter();
    let found: Vec<Value> = all.filter(|case| case["kind"] == kind).cloned().collect();
    assert!(!found.is_empty(), "no vectors of {kind}");
    eprintln!("{} vectors of {kind}", found.len());
    found
}

fn playbook(zone: &str, language: &str, text: &str, journey: &Value) -> Playbook {
    let document = json!({
        "spec": "1.0",
        "practice": {
            "id": "hill", "name": "Hill", "zone": zone, "languages": [language], "closed_on": "US"
        },
        "rules": {"packs": ["courtesy"], "windows": []},
        "messages": {"message": {"purpose": "treatment", "variants": [
            {"channel": "sms", "level": 1, "text": {language: text}}
        ]}},
        "journeys": [journey]
    });
    Playbook::compile(&document.to_string()).unwrap_or_else(|error| panic!("{error}"))
}

/// Steps with facts, and what came out.
fn step(playbook: &Playbook, now: &str, facts: &[Value]) -> (prm_core::Outcome, Relationship) {
    let mut patient = Relationship::new("p1", "salt").unwrap();
    let facts: Vec<Fact> = facts
        .iter()
        .enumerate()
        .map(|(index, fact)| {
            let mut fact = fact.clone();
            fact["id"] = json!(format!("f{index}"));
            fact["patient"] = json!("p1");
            Fact::from_json(&fact.to_string()).unwrap_or_else(|error| panic!("{error} in {fact}"))
        })
        .collect();
    let now: Timestamp = now.parse().unwrap();
    let mut lines = Lines::new();
    let input = Input { facts: &facts, lines: &mut lines, executor: Executor::Server, now };
    let outcome = playbook.step(&mut patient, input).unwrap();
    (outcome, patient)
}

fn described(born: &str, zone: &str, language: &str) -> Value {
    json!({"occurred": "2000-01-01T00:00:00Z", "content": {
        "type": "patient_described", "birth_date": born, "zone": zone, "languages": [language],
        "contact_points": [{"line": "tel:+12125550100"}]
    }})
}

/// The category that a number has in a language: the text of a message says it.
#[test]
fn plurals() {
    for case in cases("plural") {
        let (locale, n) =
            (case["input"]["locale"].as_str().unwrap(), case["input"]["n"].as_i64().unwrap());
        let wish = json!({"id": "wishes", "for": "visit", "steps": [{
            "id": "wish", "send": "message", "at": "visit.end", "useful_until": "1 day after due"
        }]});
        // Only the categories that the language has may be named, so they are tried.
        let all = ["zero", "one", "two", "few", "many"];
        let forms = |bits: u32| {
            let named = all.iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1);
            let named: String = named.map(|(_, name)| format!("{name}='{name}', ")).collect();
            format!("{{{{ patient.age | plural({named}other='other') }}}}")
        };
        let compiled = (0..32).filter_map(|bits| {
            let document = json!({"spec": "1.0",
                "practice": {"id": "hill", "name": "Hill", "zone": "UTC", "languages": [locale]},
                "messages": {"message": {"purpose": "treatment", "variants": [
                    {"channel": "portal", "level": 3, "text": {locale: forms(bits)}}]}},
                "journeys": [wish]});
            Playbook::compile(&document.to_string()).ok()
        });
        let playbook = compiled.max_by_key(|playbook| playbook.document().len());
        let playbook = playbook.expect("a set of categories");
        let year = 2026 - n;
        let facts = [
            json!({"occurred": "2026-01-01T00:00:00Z", "content": {
                "type": "patient_described", "birth_date": format!("{year:04}-01-01"), "zone": "UTC",
                "languages": [locale], "contact_points": [{"line": "portal:p1"}]}}),
            json!({"occurred": "2026-06-01T00:00:00Z", "content": {
                "type": "related_person_described", "person": "g", "relationships": ["mother"],
                "contact_points": [{"line": "portal:g"}]}}),
            json!({"occurred": "2026-06-01T00:00:00Z", "content": {
                "type": "visit_completed", "visit": "v1", "end": "2026-06-01T00:00:00Z[UTC]"}}),
        ];
        let (outcome, _) = step(&playbook, "2026-06-01T00:00:00Z", &facts);
        let text = outcome.actions.iter().find_map(|action| match action {
            Action::SendMessage { text, .. } => Some(text.clone()),
            _ => None,
        });
        assert_eq!(
            text.as_deref(),
            case["expect"]["category"].as_str(),
            "{}: {:?}",
            case["id"],
            outcome.decisions
        );
    }
}

/// Business days between weekends and the federal holidays, as the due day of a task.
#[test]
fn deadlines() {
    for case in cases("deadline") {
        let input = &case["input"];
        let from = input["discharge"].as_str().or(input["received"].as_str()).unwrap();
        let call = json!({"id": "calls", "for": "visit", "steps": [
            {"id": "call", "task": {"title": "Call", "pool": "nurses", "within": "2 business days"}, "at": "visit.end"},
            {"id": "text", "send": "message", "at": "2 business days after visit.end at 09:00", "useful_until": "1 day after due"}
        ]});
        let playbook = playbook("America/New_York", "en", "Hello.", &call);
        let facts = [
            described("1980-01-01", "America/New_York", "en"),
            json!({"occurred": format!("{from}T20:00:00Z"), "content": {"type": "visit_completed",
                "visit": "v1", "end": format!("{from}T15:00:00[America/New_York]")}}),
        ];
        let (outcome, _) = step(&playbook, &format!("{from}T20:00:00Z"), &facts);
        let due = outcome.actions.iter().find_map(|action| match action {
            Action::OpenTask { due, .. } => *due,
            _ => None,
        });
        let day = |at: Timestamp| {
            let zone: prm_core::Zone = "America/New_York".parse().unwrap();
            zone.local(at).0.to_string()
        };
        assert_eq!(due.map(day).as_deref(), case["expect"]["due"].as_str(), "{}", case["id"]);
        assert_eq!(
            outcome.wake.map(|wake| day(wake.at)).as_deref(),
            case["expect"]["due"].as_str()
        );
    }
}

/// A date of birth that is a guess has no birthday.
#[test]
fn occasions() {
    for case in cases("occasion") {
        let birthday = json!({"id": "birthdays", "for": "birthday", "steps": [
            {"id": "wish", "send": "message", "at": "birthday at 10:00"}]});
        let playbook = playbook("America/New_York", "en", "Happy birthday.", &birthday);
        let year = case["input"]["year"].as_i64().unwrap();
        let mut person =
            described(case["input"]["birth_date"].as_str().unwrap(), "America/New_York", "en");
        for (estimated, expected) in
            [(true, &case["expect"]["date"]), (false, &json!("2027-01-01"))]
        {
            person["content"]["birth_date_estimated"] = json!(estimated);
            let now = format!("{}-06-01T00:00:00Z", year - 1);
            let (outcome, _) = step(&playbook, &now, std::slice::from_ref(&person));
            let zone: prm_core::Zone = "America/New_York".parse().unwrap();
            let date = outcome.wake.map(|wake| zone.local(wake.at).0.to_string());
            assert_eq!(date.as_deref(), expected.as_str(), "{}", case["id"]);
        }
    }
}

/// What a status may become (FHIR appointment status).
#[test]
fn transitions() {
    for case in cases("transition") {
        let (from, to) =
            (case["input"]["from"].as_str().unwrap(), case["input"]["to"].as_str().unwrap());
        let visits = json!({"id": "visits", "for": "appointment", "steps": [
            {"id": "note", "send": "message", "at": "30 days after appointment.start"}]});
        let playbook = playbook("UTC", "en", "Hello.", &visits);
        let status = |minute: u32, status: &str| {
            json!({"occurred": format!("2026-03-02T10:{minute:02}:00Z"), "content": {
                "type": "appointment_changed", "appointment": "a1", "status": status}})
        };
        let facts = [
            described("1980-01-01", "UTC", "en"),
            json!({"occurred": "2026-03-01T00:00:00Z", "content": {"type": "appointment_booked",
                "appointment": "a1", "start": "2026-03-02T10:00:00Z[UTC]"}}),
            status(1, from),
            status(2, to),
        ];
        let (outcome, _) = step(&playbook, "2026-03-02T10:03:00Z", &facts);
        let refused = |note: &&prm_core::Decision| note.reason() == ReasonCode::TransitionRefused;
        let refused = outcome.decisions.iter().filter(refused).count();
        let expected = usize::from(case["expect"]["result"] == "deny");
        assert_eq!(refused, expected, "{}: {:?}", case["id"], outcome.decisions);
    }
}

/// The day before on the same wall clock, over a change of clocks.
#[test]
fn schedules() {
    for case in cases("schedule") {
        let zone = case["input"]["zone"].as_str().unwrap();
        let visits = json!({"id": "visits", "for": "appointment", "steps": [
            {"id": "note", "send": "message", "at": "1 day before appointment.start"}]});
        let playbook = playbook(zone, "en", "Hello.", &visits);
        let start: Timestamp = case["input"]["appointment"].as_str().unwrap().parse().unwrap();
        let facts = [
            described("1980-01-01", zone, "en"),
            json!({"occurred": "2026-03-01T00:00:00Z", "content": {"type": "appointment_booked",
                "appointment": "a1", "start": format!("{start}[{zone}]")}}),
        ];
        let (outcome, _) = step(&playbook, "2026-03-01T00:00:00Z", &facts);
        let at: Timestamp = case["expect"]["at"].as_str().unwrap().parse().unwrap();
        assert_eq!(outcome.wake.unwrap().at, at, "{}", case["id"]);
        let (outcome, _) = step(&playbook, &at.to_string(), &facts);
        let verdicts: Vec<Verdict> = outcome.decisions.iter().map(|d| d.verdict).collect();
        assert_eq!(verdicts, [Verdict::Send]);
    }
}

#[test]
fn recurrences() {
    for case in cases("recurrence") {
        let rule: Recurrence = case["input"]["rrule"].as_str().unwrap().parse().unwrap();
        let first: prm_core::CivilDate =
            case["input"]["dtstart"].as_str().unwrap().parse().unwrap();
        let slots = rule.slots((first, "09:00".parse().unwrap()), None, 20);
        assert!(slots.complete);
        let dates: Vec<String> = slots.slots.iter().map(|(date, _)| date.to_string()).collect();
        assert_eq!(json!(dates), case["expect"]["dates"], "{}", case["id"]);
    }
}
