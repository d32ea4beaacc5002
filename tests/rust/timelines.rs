//! A patient's timeline: what the ledger and the plan say and no more, in three languages, inert
//! and without the texts of messages unless they are asked for.

use std::path::PathBuf;

use prm_core::{
    Executor, Fact, Input, Language, Lines, Playbook, Relationship, STARTER, Theme, Timeline,
    TimelineEntry, TimelineKind, TimelineRequest, Timestamp, Verdict,
};
use serde_json::{Value, json};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

struct Clinic {
    playbook: Playbook,
    patient: Relationship,
    lines: Lines,
}

impl Clinic {
    fn new(patient: &str) -> Self {
        let playbook = Playbook::compile(STARTER).unwrap();
        Self { playbook, patient: Relationship::new(patient, "salt").unwrap(), lines: Lines::new() }
    }

    fn learn(&mut self, now: &str, content: Value) {
        let id = format!("{}-{}", self.patient.fact_count(), now);
        let fact = json!({"id": id, "patient": self.patient.patient(), "occurred": now, "content": content});
        self.step(now, &[Fact::from_json(&fact.to_string()).unwrap()]);
    }

    fn step(&mut self, now: &str, facts: &[Fact]) {
        let input =
            Input { facts, lines: &mut self.lines, executor: Executor::Server, now: at(now) };
        self.playbook.step(&mut self.patient, input).unwrap();
    }

    /// Steps at every wake until an instant.
    fn until(&mut self, end: &str) {
        while let Some(wake) = self.patient.wake().filter(|wake| wake.at <= at(end)) {
            self.step(&wake.at.to_string(), &[]);
        }
    }

    fn timeline(&self, now: &str, until: &str, language: &str, texts: bool) -> Timeline {
        let language: Language = language.parse().unwrap();
        let asked = TimelineRequest { now: at(now), until: at(until), language, texts };
        self.playbook.timeline(&self.patient, &self.lines, &asked)
    }
}

/// Priya is reminded, thanked and asked; she texts STOP in between; her next visit is booked.
fn priya() -> Clinic {
    let mut clinic = Clinic::new("priya");
    clinic.learn(
        "2026-03-02T06:00:00Z",
        json!({"type": "patient_described",
        "names": [{"given": ["Priya"]}], "birth_date": "1991-04-20", "zone": "Asia/Kolkata",
        "languages": ["en-IN"],
        "contact_points": [{"line": "tel:+919812345670"}, {"line": "mailto:priya@example.org"}]}),
    );
    clinic.learn(
        "2026-03-02T06:00:00Z",
        json!({"type": "appointment_booked", "appointment": "a1",
        "start": "2026-03-10T10:00[Asia/Kolkata]", "service": {"text": "Check-up"}}),
    );
    clinic.until("2026-03-09T03:30:00Z");
    let sent = clinic.timeline("2026-03-09T03:31:00Z", "2026-03-09T03:32:00Z", "en", false);
    let key = sent.past.iter().find(|entry| entry.title == "reminder").unwrap().key.unwrap();
    for (now, event) in [("2026-03-09T03:30:08Z", "delivered"), ("2026-03-09T03:40:00Z", "read")] {
        clinic.learn(now, json!({"type": "message_reported", "key": key, "event": event}));
    }
    clinic.learn(
        "2026-03-10T05:30:00Z",
        json!({"type": "visit_completed", "visit": "v1", "start": "2026-03-10T10:05[Asia/Kolkata]", "end": "2026-03-10T10:40[Asia/Kolkata]",
        "appointment": "a1", "service": {"text": "Check-up"}}),
    );
    clinic.until("2026-03-11T00:00:00Z");
    let reply = json!({"id": "in-1", "line": "tel:+919812345670", "channel": "sms",
        "occurred": "2026-03-12T05:00:00Z", "text": "STOP"});
    let reply = serde_json::from_value(reply).unwrap();
    let routed = clinic.playbook.route(&mut clinic.lines, &reply);
    clinic.step("2026-03-12T05:00:01Z", &routed.facts);
    clinic.until("2026-03-17T12:00:00Z");
    clinic.learn(
        "2026-03-17T12:00:00Z",
        json!({"type": "appointment_booked", "appointment": "a2",
        "start": "2026-03-27T16:30[Asia/Kolkata]"}),
    );
    clinic
}

const NOW: &str = "2026-03-17T12:00:00Z";
const UNTIL: &str = "2026-05-17T12:00:00Z";

fn inert(svg: &str) {
    let parsed = roxmltree::Document::parse(svg).unwrap();
    let known = ["svg", "g", "title", "desc", "style", "rect", "circle", "path", "text"];
    for node in parsed.descendants().filter(roxmltree::Node::is_element) {
        assert!(known.contains(&node.tag_name().name()), "{:?}", node.tag_name());
        assert!(node.attributes().all(|a| !a.name().starts_with("on") && a.name() != "href"));
    }
}

#[test]
fn it_says_what_the_ledger_and_the_plan_say() {
    let clinic = priya();
    let timeline = clinic.timeline(NOW, UNTIL, "en", false);
    let said: Vec<String> = timeline
        .past
        .iter()
        .map(|e| format!("{} {} {:?}", e.title, e.verdict.map_or("", Verdict::as_str), e.kind))
        .collect();
    assert!(said.contains(&"reminder send Message".to_owned()), "{said:#?}");
    assert!(said.contains(&"Appointment  Care".to_owned()), "{said:#?}");
    assert!(timeline.past.iter().all(|entry| entry.at <= timeline.now));
    let reminder = timeline.past.iter().find(|entry| entry.title == "reminder").unwrap();
    assert_eq!(reminder.message.as_deref(), Some("visit_reminder"));
    let events: Vec<&str> = reminder.events.iter().map(|event| event.said.as_str()).collect();
    assert_eq!(events[0], "delivered on Monday, March 9 at 9:00 AM");
    // Each entry's sentence is the explanation of its key, and each settled key has its entry.
    let keyed = timeline.past.iter().filter_map(|entry| entry.key);
    assert_eq!(keyed.clone().count(), clinic.patient.entry_count());
    for key in keyed {
        let why = clinic.playbook.explain(&clinic.patient, &clinic.lines, key, at(NOW)).unwrap();
        let entry = timeline.past.iter().find(|entry| entry.key == Some(key)).unwrap();
        let own = entry.sentence.trim_end_matches('.');
        assert!(why.sentence.starts_with(own), "{own} / {}", why.sentence);
    }
    // What is planned is what the plan says.
    let plan = clinic.playbook.plan(&clinic.patient, &clinic.lines, at(NOW), at(UNTIL));
    let sends = plan.turns.iter().flat_map(|turn| &turn.actions).map(prm_core::Action::key);
    for key in sends {
        assert!(timeline.planned.iter().any(|entry| entry.key == Some(key)));
    }
    let planned =
        |title: &'static str| timeline.planned.iter().filter(move |entry| entry.title == title);
    let sent = |entry: &&TimelineEntry| entry.verdict == Some(Verdict::Send);
    let (reminder, wishes) =
        (planned("reminder").find(sent).unwrap(), planned("wishes").next().unwrap());
    let text = "reminder of appointment:a2 by email is to be sent on Thursday, March 26 at 9:00";
    assert!(reminder.sentence.starts_with(text), "{}", reminder.sentence);
    assert_eq!((reminder.kind, reminder.verdict), (TimelineKind::Message, Some(Verdict::Send)));
    assert_eq!(wishes.verdict, Some(Verdict::Deny));
    assert!(wishes.sentence.contains("has opted out of this sender"), "{}", wishes.sentence);
    assert_eq!(timeline.zone.name(), "Asia/Kolkata");
}

#[test]
fn texts_are_shown_only_where_they_are_asked_for() {
    let clinic = priya();
    let (without, with) =
        (clinic.timeline(NOW, UNTIL, "en", false), clinic.timeline(NOW, UNTIL, "en", true));
    let words = "we look forward to seeing you";
    for shown in [
        without.svg(Theme::Auto),
        without.html(Theme::Auto),
        serde_json::to_string(&without).unwrap(),
    ] {
        assert!(!shown.contains(words));
    }
    assert!(without.planned.iter().all(|entry| entry.text.is_none()));
    for shown in
        [with.svg(Theme::Auto), with.html(Theme::Auto), serde_json::to_string(&with).unwrap()]
    {
        assert!(shown.contains(words) || shown.contains("look forward"), "{shown}");
    }
    assert!(
        !format!("{with:?} {:?}", with.planned[0]).contains("look"),
        "no patient data in Debug"
    );
    let text = serde_json::to_string(&with).unwrap();
    assert!(serde_json::from_str::<Timeline>(&text).unwrap() == with);
}

#[test]
fn it_speaks_the_language_of_its_reader() {
    let clinic = priya();
    for (language, words) in [
        ("en", ["What happened", "What is planned", "is to be sent on"]),
        ("es-MX", ["Lo que ocurrió", "Lo previsto", "se enviará el"]),
        ("hi", ["जो हुआ", "जो आगे तय है", "भेजा जाएगा"]),
        ("fr", ["What happened", "What is planned", "is to be sent on"]),
    ] {
        let timeline = clinic.timeline(NOW, UNTIL, language, false);
        let (html, svg) = (timeline.html(Theme::Auto), timeline.svg(Theme::Auto));
        for word in words {
            assert!(html.contains(word) && svg.contains(word), "{language}: {word}");
        }
        let tag = if language == "fr" { "en" } else { language };
        assert!(html.contains(&format!("<html lang=\"{tag}\"")));
    }
}

#[test]
fn the_page_is_as_it_was_when_it_was_looked_at() {
    let html = priya().timeline(NOW, UNTIL, "en", false).html(Theme::Auto);
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden/timeline.html");
    if std::env::var_os("PRM_BLESS").is_some() {
        std::fs::write(&path, &html).unwrap();
    }
    assert!(std::fs::read_to_string(&path).unwrap() == html, "golden/timeline.html differs");
    if let Some(folder) = std::env::var_os("PRM_PICTURES").map(PathBuf::from) {
        for (language, texts) in [("en", true), ("es", false), ("hi", false)] {
            let timeline = priya().timeline(NOW, UNTIL, language, texts);
            std::fs::write(
                folder.join(format!("timeline-{language}.svg")),
                timeline.svg(Theme::Auto),
            )
            .unwrap();
            std::fs::write(
                folder.join(format!("timeline-{language}.html")),
                timeline.html(Theme::Auto),
            )
            .unwrap();
        }
    }
}

#[test]
fn nothing_that_a_feed_says_is_markup() {
    for evil in
        ["<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>", "a\u{202e}b]]>&amp;"]
    {
        let mut clinic = Clinic::new(evil);
        clinic.learn(
            "2026-03-02T06:00:00Z",
            json!({"type": "patient_described",
            "names": [{"given": [evil]}], "zone": "Asia/Kolkata",
            "contact_points": [{"line": "tel:+919812345670"}]}),
        );
        clinic.learn("2026-03-02T06:00:00Z", json!({"type": "appointment_booked",
            "appointment": evil, "start": "2026-03-10T10:00[Asia/Kolkata]", "place": {"id": "x", "name": evil}}));
        clinic.until("2026-03-09T03:30:00Z");
        let timeline = clinic.timeline("2026-03-08T00:00:00Z", UNTIL, "en", true);
        let past = clinic.timeline(NOW, UNTIL, "en", true);
        for timeline in [timeline, past] {
            assert!(timeline.past.len() + timeline.planned.len() > 1);
            let (svg, html) = (timeline.svg(Theme::Auto), timeline.html(Theme::Auto));
            inert(&svg);
            for word in ["<script", "<img", "]]>", "\u{202e}"] {
                assert!(!html.contains(word) && !svg.contains(word), "{evil}: {word}");
            }
        }
    }
}

#[test]
fn an_empty_timeline_says_so() {
    let clinic = Clinic::new("nobody");
    let timeline = clinic.timeline(NOW, UNTIL, "en", false);
    assert!(timeline.past.is_empty() && timeline.planned.is_empty() && timeline.wake.is_none());
    inert(&timeline.svg(Theme::Dark));
    assert_eq!(timeline.html(Theme::Dark).matches("<p>Nothing.</p>").count(), 2);
}
