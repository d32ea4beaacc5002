//! The gate against the decision vectors of the shared rules: each outbound case, said in our
//! words, ends with the same decision, reason and instant. `reasons.json` says how their older
//! words map to our codes.

use prm_core::{
    Action, Decision, Executor, Fact, Input, Lines, Playbook, ReasonCode, Relationship, Reply,
    Timestamp, Verdict,
};
use prm_tests::shared_json;
use serde_json::{Value, json};

/// A practice that sends one message on request, by the rules that a case is about.
struct Practice {
    rules: Value,
    practice: Value,
    message: Value,
}

impl Practice {
    fn of(case: &Value) -> Self {
        let purpose = case["purpose"].as_str().unwrap_or("treatment");
        let channel = match case["channel"].as_str().unwrap_or("sms") {
            "voice_live" => "staff_call",
            "voice_prerecorded" => "voice",
            other => other,
        };
        let languages: Vec<&str> = match case["template_languages"].as_array() {
            Some(languages) => languages.iter().map(|tag| tag.as_str().unwrap()).collect(),
            None => vec!["en"],
        };
        let body = case["body"].as_str().unwrap_or("A message from the practice.");
        let text: Value = languages.iter().map(|tag| ((*tag).to_owned(), json!(body))).collect();
        let subject: Value =
            languages.iter().map(|tag| ((*tag).to_owned(), json!("A message"))).collect();
        let variant = |level: u32| {
            let mut variant = json!({"channel": channel, "level": level, "text": text});
            if channel == "email" {
                variant["subject"] = subject.clone();
            }
            variant
        };
        let mut variants = match case["phi_level"].as_str() {
            Some("detailed") => vec![variant(3), variant(0)],
            _ => vec![variant(0)],
        };
        if case["approved_template"] == true {
            let mut approved = variant(0);
            approved["approved"] = json!("approved_template");
            variants.push(approved);
        }
        let mut message = json!({"purpose": purpose, "variants": variants});
        if case["legal_basis"] == "tcpa_health_exemption" {
            message["exemption"] = json!("us-health-exemption");
        }
        if case["financial_content"] == true {
            message["purpose"] = json!("operations");
        }
        let packs = match case["profile"].as_str() {
            Some("legal-only") => json!(["us", "in"]),
            _ => json!(["us", "in", "courtesy"]),
        };
        let free = case["free_to_end_user"] == true;
        let rules = json!({
            "packs": packs,
            "channels": [{"channel": "sms", "free_to_patient": free}]
        });
        let practice = json!({
            "id": "demo", "name": "Demo", "zone": "America/New_York", "languages": languages
        });
        Self { rules, practice, message }
    }

    fn document(&self) -> String {
        json!({
            "spec": "1.0", "practice": self.practice, "rules": self.rules,
            "messages": {"message": self.message},
            "journeys": [{"id": "visits", "for": "appointment", "steps": [{
                "id": "reminder", "send": "message", "at": "1 day before appointment.start",
                "tells": ["appointment.start"]
            }]}]
        })
        .to_string()
    }
}

/// One patient and what is known of them.
struct Case {
    playbook: Playbook,
    patient: Relationship,
    lines: Lines,
    facts: Vec<Fact>,
    now: Timestamp,
}

impl Case {
    fn new(case: &Value) -> Self {
        let playbook = Playbook::compile(&Practice::of(case).document()).unwrap();
        let now: Timestamp = case["now"].as_str().unwrap().parse().unwrap();
        let mut new = Self {
            playbook,
            patient: Relationship::new("p1", "salt").unwrap(),
            lines: Lines::new(),
            facts: Vec::new(),
            now,
        };
        let patient = &case["patient"];
        let place = patient["jurisdiction"].as_str().unwrap_or("US-NY");
        let (country, state) = place.split_once('-').unwrap_or((place, ""));
        let zone = patient["zones"][0].as_str().unwrap_or("America/New_York");
        let age = patient["age"].as_i64().unwrap_or(45);
        let mut described = json!({
            "type": "patient_described", "zone": zone, "country": country,
            "birth_date": format!("{}-01-01", 2026 - age),
            "languages": [patient["language"].as_str().unwrap_or("en")],
            "contact_points": [{"line": "tel:+13125550101"}, {"line": "mailto:p1@example.org"}]
        });
        if !state.is_empty() {
            described["state"] = json!(state);
        }
        new.tell("d", &described);
        if case["legal_basis"] != "tcpa_health_exemption" {
            new.tell(
                "c",
                &json!({"type": "consent_changed", "granted": true,
                "purposes": ["treatment"]}),
            );
        }
        let marketing = &case["consent"]["marketing"];
        for (channel, ours) in [("sms", "sms"), ("voice_live", "staff_call")] {
            if marketing[channel] == "written" {
                let id = format!("m-{ours}");
                new.tell(
                    &id,
                    &json!({"type": "consent_changed", "granted": true, "signed": true,
                    "purposes": ["marketing"], "channel": ours}),
                );
            }
        }
        if let Some(months) = case["months_since_last_visit"].as_i64() {
            let end = format!(
                "{}-{:02}-10T18:00:00Z",
                2025 + (6 - months).div_euclid(12) + 1,
                (6 - months - 1).rem_euclid(12) + 1
            );
            new.tell_at("v", &end, &json!({"type": "visit_completed", "visit": "v1", "end": end}));
        }
        if patient["unencrypted_risk_ack"] == true {
            new.tell(
                "r",
                &json!({"type": "plain_channel_accepted", "channel": "email",
                "accepted": true}),
            );
        }
        if patient["guardian"].is_string() {
            new.tell(
                "g",
                &json!({"type": "related_person_described", "person": "G1",
                "active": true, "relationships": ["guardian"],
                "contact_points": [{"line": "tel:+13125550202"}]}),
            );
        }
        if case["confidential_service"] == true {
            new.tell(
                "s",
                &json!({"type": "care_protected", "subject": "request:now",
                "protected": true}),
            );
        }
        if let Some(into) = patient["replaced_by"].as_str() {
            new.tell("x", &json!({"type": "patient_merged", "into": into}));
        }
        if let Some(at) = case["last_inbound"].as_str() {
            let reply = Reply {
                id: "in1".parse().unwrap(),
                line: "tel:+13125550101".parse().unwrap(),
                channel: prm_core::Channel::Whatsapp,
                occurred: at.parse().unwrap(),
                text: "A question".into(),
                automatic: false,
            };
            new.playbook.route(&mut new.lines, &reply);
        }
        for (index, at) in case["sent_history"].as_array().into_iter().flatten().enumerate() {
            new.request(&format!("earlier{index}"), at.as_str().unwrap().parse().unwrap());
        }
        new
    }

    fn tell(&mut self, id: &str, content: &Value) {
        self.tell_at(id, "2025-01-01T00:00:00Z", content);
    }

    fn tell_at(&mut self, id: &str, at: &str, content: &Value) {
        let fact = json!({"id": id, "patient": "p1", "occurred": at, "content": content});
        self.facts.push(Fact::from_json(&fact.to_string()).unwrap());
    }

    fn step(&mut self, now: Timestamp) -> (Vec<Action>, Vec<Decision>) {
        let facts = std::mem::take(&mut self.facts);
        let input =
            Input { facts: &facts, lines: &mut self.lines, executor: Executor::Server, now };
        let outcome = self.playbook.step(&mut self.patient, input).unwrap();
        (outcome.actions, outcome.decisions)
    }

    /// Asks for the message, and says what became of it.
    fn request(&mut self, id: &str, now: Timestamp) -> (Vec<Action>, Decision) {
        self.tell_at(
            id,
            &now.to_string(),
            &json!({"type": "message_requested", "request": id,
            "message": "message"}),
        );
        let (actions, decisions) = self.step(now);
        let subject = format!("request:{id}");
        let of_it = |d: &&Decision| d.parts.as_ref().is_some_and(|p| *p.subject == *subject);
        let decision =
            decisions.iter().find(|d| of_it(d) && *d.parts.as_ref().unwrap().journey != *"prm");
        (actions, decision.cloned().expect("a decision"))
    }
}

/// Their word of a reason in our code.
fn code(word: &str) -> ReasonCode {
    match word {
        "ok" => ReasonCode::Ok,
        "quiet_hours" => ReasonCode::QuietHours,
        "cap_daily" => ReasonCode::CapReached,
        "no_consent" => ReasonCode::NoConsent,
        "duplicate_after_merge" => ReasonCode::MergedInto,
        "superseded" => ReasonCode::Superseded,
        "journey_stopped" => ReasonCode::JourneyStopped,
        other => panic!("a reason that is new: {other}"),
    }
}

fn verdict(decision: &str, code: ReasonCode) -> Verdict {
    match (decision, code) {
        ("send", _) => Verdict::Send,
        ("hold", _) => Verdict::Hold,
        ("suppress", ReasonCode::Superseded | ReasonCode::JourneyStopped) => Verdict::Skip,
        // A merged record denies all (R17); theirs reads skip for a survivor that was told.
        ("suppress", _) => Verdict::Deny,
        other => panic!("a decision that is new: {other:?}"),
    }
}

#[test]
fn outbound_vectors_are_decided_as_expected() {
    let Some(data) = shared_json("rules/vectors.json") else { return };
    let mut passed = 0;
    for vector in data["vectors"].as_array().unwrap() {
        if vector["kind"] != "outbound" {
            continue;
        }
        let (id, input, expect) =
            (vector["id"].as_str().unwrap(), &vector["input"], &vector["expect"]);
        match id {
            // The exemption covers no billing: a playbook that says so is refused.
            "C05" => {
                let faults = Playbook::check(&Practice::of(input).document()).unwrap();
                let path = "messages.message.exemption";
                assert!(faults.iter().any(|fault| fault.path == path), "{id}: {faults:?}");
                assert_eq!(expect["reason"], "exemption_financial_content");
            }
            // What was handed over carries the old time: it may not go any more.
            "S04" => superseded(input),
            "S05" => stopped(input),
            _ => decided(id, input, expect),
        }
        passed += 1;
    }
    eprintln!("outbound decision vectors: {passed} as expected");
    assert!(passed >= 19, "{passed}");
}

fn decided(id: &str, input: &Value, expect: &Value) {
    let mut case = Case::new(input);
    let now = case.now;
    let (actions, decision) = case.request("now", now);
    let reason = expect["reason"].as_str().unwrap();
    let found = match decision.reason() {
        // Theirs has one word for hours and for closed days.
        ReasonCode::ClosedDay if reason == "quiet_hours" => ReasonCode::QuietHours,
        found => found,
    };
    assert_eq!(found, code(reason), "{id}: {decision:#?}");
    assert_eq!(decision.verdict, verdict(expect["decision"].as_str().unwrap(), found), "{id}");
    if let Some(until) = expect["until"].as_str() {
        let until: Timestamp = until.parse().unwrap();
        let flip = decision.flip.first().unwrap();
        assert_eq!(*flip, prm_core::Cure::WaitUntil { at: until }, "{id}: {decision:#?}");
    }
    if decision.verdict != Verdict::Send {
        return;
    }
    let Some(Action::SendMessage { recipient, level, language, approved, line, .. }) =
        actions.iter().find(|action| matches!(action, Action::SendMessage { .. }))
    else {
        panic!("{id}: nothing was sent");
    };
    if expect["recipient"] == "patient" {
        assert_eq!((recipient.as_str(), line.address()), ("p1", "+13125550101"), "{id}");
    }
    match expect["template"].as_str() {
        Some("approved_template") => assert_eq!(approved.as_deref(), Some("approved_template")),
        Some("portal_notice") => assert_eq!(*level, 0, "{id}"),
        _ if input["phi_level"] == "detailed" => assert_eq!(*level, 3, "{id}"),
        _ => {}
    }
    if let Some(tag) = expect["language"].as_str() {
        assert_eq!(language.to_string(), tag, "{id}");
    }
}

fn superseded(input: &Value) {
    let mut case = Case::new(input);
    let now = case.now;
    let booked = |id: &str, kind: &str, start: &str| json!({"type": kind, "appointment": "a1", "start": start, "id": id});
    let strip = |mut content: Value| {
        content.as_object_mut().unwrap().remove("id");
        content
    };
    case.tell("b", &strip(booked("b", "appointment_booked", "2026-06-11T18:00:00Z")));
    let (actions, _) = case.step(now);
    let key = actions.iter().find(|a| matches!(a, Action::SendMessage { .. })).unwrap().key();
    let later = now.to_string();
    case.tell_at("m", &later, &strip(booked("m", "appointment_moved", "2026-06-20T18:00:00Z")));
    let (actions, _) = case.step(now);
    let withdrawn = actions.iter().any(|action| {
        matches!(action, Action::WithdrawMessage { key: of, reason } if *of == key
            && *reason == ReasonCode::Superseded)
    });
    assert!(withdrawn, "{actions:?}");
    assert!(!case.playbook.still(&case.patient, &case.lines, key, now).send);
}

fn stopped(input: &Value) {
    let mut case = Case::new(input);
    let now = case.now;
    case.tell(
        "b",
        &json!({"type": "appointment_booked", "appointment": "a1",
        "start": "2026-06-11T17:00:00Z"}),
    );
    case.tell("s", &json!({"type": "journey_stopped", "journey": "visits"}));
    let (actions, decisions) = case.step(now);
    assert!(actions.is_empty());
    let decision = decisions.iter().find(|d| d.key.is_some()).unwrap();
    assert_eq!((decision.verdict, decision.reason()), (Verdict::Skip, ReasonCode::JourneyStopped));
}
