//! Message craft against what others expect: SMS segments, addresses and numbers as well-known
//! libraries judge them, and the laws of what leaves in a header and in HTML.

use std::path::Path;

use prm_core::{Action, Executor, Fact, Input, Lines, Playbook, Relationship, email, phone, sms};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Third-party data, where it is present.
fn shared(path: &str) -> Option<Value> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared").join(path);
    match std::fs::read_to_string(&file) {
        Ok(text) => Some(serde_json::from_str(&text).expect("JSON")),
        Err(_) => {
            eprintln!("not run: shared/{path} is absent");
            None
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// Where the Twilio package counts one segment and we none: an empty text, of which nothing is
/// sent. The rules that the mechanics' vectors were made from say 0 too.
const EMPTY: &str = "";

#[test]
fn segments_are_those_of_twilios_calculator() {
    let Some(data) = shared("data/phone_sms/sms_segments.json") else { return };
    let mut wrong = Vec::new();
    for case in list(&data["cases"]) {
        let body = text(&case["body"]);
        let found = sms::segments(body);
        let (encoding, bits) = match found.encoding {
            prm_core::SmsEncoding::Gsm7 => ("GSM-7", 7),
            prm_core::SmsEncoding::Ucs2 => ("UCS-2", 16),
        };
        let segments = if body == EMPTY { 1 } else { found.segments };
        let same = encoding == text(&case["encoding"])
            && case["segments"] == segments
            && case["message_bits"] == found.units * bits;
        if !same {
            wrong.push(text(&case["id"]).to_owned());
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
    eprintln!("{} texts, all as Twilio's calculator counts them", list(&data["cases"]).len());
}

#[test]
fn segments_are_those_of_the_mechanics() {
    let Some(data) = shared("rules/vectors_mechanics.json") else { return };
    let cases = list(&data["vectors"]).iter().filter(|case| case["kind"] == "segmentation");
    let mut ran = 0;
    for case in cases {
        let found = sms::segments(text(&case["input"]["text"]));
        let found =
            json!({"encoding": found.encoding, "units": found.units, "segments": found.segments});
        assert_eq!(found, case["expect"], "{}", case["id"]);
        ran += 1;
    }
    assert!(ran > 0);
    eprintln!("{ran} vectors of segmentation");
}

/// E-mail addresses that we judge otherwise than PyPI's email-validator, and why.
const ADDRESSES: [(&str, &str); 2] = [("eml-29dac5be6acc", LONG), ("eml-fa59200d9351", LONG)];
/// RFC 5321, 4.5.3.1.1: 64 bytes. The package enforces it in its strict mode alone.
const LONG: &str = "a local part of more than 64 bytes";

#[test]
fn addresses_are_those_of_email_validator() {
    let Some(data) = shared("data/phone_sms/email.json") else { return };
    let cases = list(&data["cases"]);
    let odd =
        cases.iter().filter(|case| json!(email::is_address(text(&case["input"]))) != case["valid"]);
    let mut unexplained = Vec::new();
    let mut explained = 0;
    for case in odd {
        let id = text(&case["id"]);
        match ADDRESSES.iter().find(|(known, _)| *known == id) {
            Some((id, why)) => {
                eprintln!("{id}: {why}");
                explained += 1;
            }
            None => unexplained.push((id, text(&case["input"]), &case["reason"])),
        }
    }
    assert!(unexplained.is_empty(), "{unexplained:#?}");
    assert!(explained * 50 <= cases.len(), "{explained} of {} differ", cases.len());
    eprintln!("{} addresses, {explained} judged otherwise for a reason", cases.len());
}

#[test]
fn numbers_have_the_form_of_e164() {
    let Some(data) = shared("data/phone_sms/phone.json") else { return };
    let cases = list(&data["cases"]);
    let mut ran = 0;
    for case in cases {
        let Some(number) = case["e164"].as_str() else { continue };
        // libphonenumber writes longer numbers than E.164 has; it calls none of them valid.
        let possible = number.len() <= 16;
        assert_eq!(phone::is_e164(number), possible, "{}", case["id"]);
        assert!(possible || case["valid"] == false, "{}", case["id"]);
        let line = format!("tel:{number}").parse::<prm_core::LineId>();
        assert_eq!(line.is_ok_and(|line| line.address() == number), possible, "{}", case["id"]);
        // What is written otherwise is no E.164.
        let input = text(&case["input"]);
        assert!(input == number || !phone::is_e164(input) || case["valid"] == false, "{input}");
        ran += 1;
    }
    eprintln!("{ran} numbers of {}", cases.len());
}

#[cfg(feature = "phone-metadata")]
#[test]
fn numbers_are_read_as_libphonenumber_reads_them() {
    let Some(data) = shared("data/phone_sms/phone.json") else { return };
    let cases = list(&data["cases"]);
    let mut wrong = Vec::new();
    for case in cases {
        let region = case["region"].as_str().filter(|region| *region != "ZZ");
        let found = phone::read(text(&case["input"]), region);
        let same = match (&found, case["e164"].as_str()) {
            (Ok(number), Some(expected)) => {
                number.line.address() == expected && case["valid"] == number.valid
            }
            (Ok(number), None) => !number.valid,
            (Err(_), expected) => expected.is_none() || case["valid"] == false,
        };
        if !same {
            let told = found.map(|number| (number.line.address().to_owned(), number.valid));
            wrong.push((text(&case["input"]), region, &case["e164"], &case["valid"], told.ok()));
        }
    }
    // What is left: what the crate does not know of libphonenumber (a national prefix that the
    // number does not need is taken off a number that is not possible anyway; `phone-context`;
    // extensions of ten digits and more; letters at the end, which it takes for those of keys).
    eprintln!("{} numbers, {} read otherwise", cases.len(), wrong.len());
    assert!(wrong.len() * 100 <= cases.len() * 3, "{wrong:#?}");
}

#[cfg(feature = "phone-metadata")]
proptest! {
    #[test]
    fn whatever_is_dialled_is_read_or_refused(text in "(\\PC|[-+0-9 ().x;#*]){0,40}") {
        for region in [None, Some("IN"), Some("US"), Some("AR"), Some("not one")] {
            if let Ok(number) = phone::read(&text, region) {
                prop_assert!(phone::is_e164(number.line.address()));
            }
        }
    }
}

/// A practice that writes what a patient is called, and what they were told, wherever it can.
fn practice() -> Playbook {
    let value = "{{ patient.greeting_name }}|{{ visit.instructions }}";
    let document = json!({
        "spec": "1.0",
        "practice": {"id": "lotus", "name": "Lotus Clinic", "zone": "Asia/Kolkata",
            "languages": ["en"], "unsubscribe": "https://lotus.example.in/out?m={key}"},
        "messages": {"thanks": {"purpose": "feedback", "variants": [{
            "channel": "email", "level": 3,
            "subject": {"en": format!("Thank you, {value}")},
            "text": {"en": value},
            "html": {"en": format!("<p title=\"{value}\">[{value}]</p>")}
        }]}},
        "journeys": [{"id": "visits", "for": "visit", "steps": [
            {"id": "thanks", "send": "thanks", "at": "visit.end"}]}]
    });
    Playbook::compile(&document.to_string()).expect("sound")
}

fn sent(playbook: &Playbook, name: &str, instructions: &str) -> Option<Action> {
    let mut patient = Relationship::new("p1", "salt").unwrap();
    let occurred = "2026-03-10T06:00:00Z";
    let facts = [
        json!({"type": "patient_described", "names": [{"given": [name]}],
            "birth_date": "1990-01-01", "contact_points": [{"line": "mailto:p@example.in"}]}),
        json!({"type": "plain_channel_accepted", "channel": "email", "accepted": true}),
        json!({"type": "visit_completed", "visit": "v1", "start": "2026-03-10T10:00[Asia/Kolkata]",
            "end": "2026-03-10T11:00[Asia/Kolkata]"}),
        json!({"type": "instructions_given", "visit": "v1", "text": instructions}),
    ];
    let facts = facts.iter().enumerate().map(|(id, content)| {
        let fact = json!({"id": id.to_string(), "patient": "p1", "occurred": occurred, "content": content});
        Fact::from_json(&fact.to_string())
    });
    // A name or a text that a fact may not have is no case of ours.
    let facts: Vec<Fact> = facts.collect::<Result<_, _>>().ok()?;
    let (mut lines, now) = (Lines::new(), occurred.parse().unwrap());
    let input = Input { facts: &facts, lines: &mut lines, executor: Executor::Server, now };
    let mut outcome = playbook.step(&mut patient, input).unwrap();
    (!outcome.actions.is_empty()).then(|| outcome.actions.swap_remove(0))
}

/// What a browser would show for escaped text.
fn unescaped(html: &str) -> String {
    let entities =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#x2f;", "/")];
    let html = entities.iter().fold(html.to_owned(), |html, (e, c)| html.replace(e, c));
    html.replace("&amp;", "&")
}

#[test]
fn a_hostile_name_stays_a_name() {
    let hostile = "<script>alert('x')</script>\r\nBcc: all@example.in\u{2028}&amp;";
    let action = sent(&practice(), hostile, hostile).expect("sent");
    let Action::SendMessage { subject, html, unsubscribe, key, .. } = action else { panic!() };
    let (subject, html) = (subject.unwrap(), html.unwrap());
    assert!(!subject.contains(['\r', '\n', '\u{2028}']), "{subject}");
    assert!(!html.contains("<script"), "{html}");
    let headers = unsubscribe.unwrap().headers;
    assert_eq!(headers[0].value, format!("<https://lotus.example.in/out?m={key}>"));
    assert_eq!(headers[1].value, "List-Unsubscribe=One-Click");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn values_are_text_wherever_they_stand(
        name in "(\\PC|[<>&\"'/\r\n\u{0}\u{85}\u{2028}]|</p>|&lt;|\\{\\{ x \\}\\}){1,12}",
        instructions in "(\\PC|[<>&\"'\r\n\t]|<b>|\\{% raw %\\}){1,24}"
    ) {
        let Some(action) = sent(&practice(), &name, &instructions) else { return Ok(()) };
        let Action::SendMessage { subject, text, html, unsubscribe, .. } = action else {
            return Ok(());
        };
        let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
        prop_assert!(!subject.unwrap().contains(breaks));
        for header in unsubscribe.unwrap().headers {
            prop_assert!(!header.name.contains(breaks) && !header.value.contains(breaks));
        }
        let html = html.unwrap();
        let inner = html.strip_prefix("<p title=\"").and_then(|rest| rest.strip_suffix("]</p>"));
        let (title, body) = inner.unwrap().split_once("\">[").unwrap();
        for written in [title, body] {
            prop_assert!(!written.contains(['<', '>', '"', '\'']), "{}", written);
            prop_assert_eq!(unescaped(written), text.as_str());
        }
    }
}
