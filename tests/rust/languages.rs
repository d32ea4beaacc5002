//! Languages: the starter practice in all of its own, and for a reader of any other.

use std::sync::LazyLock;

use prm_core::{
    Action, Executor, Fact, Input, Language, Lines, Playbook, ReasonCode, Relationship, STARTER,
    Timestamp,
};
use proptest::prelude::*;
use serde_json::{Value, json};

static PLAYBOOK: LazyLock<Playbook> = LazyLock::new(|| Playbook::compile(STARTER).unwrap());

/// Every text and subject of the starter practice: its channel, its place, and its languages.
fn texts() -> Vec<(String, String, Value)> {
    let document: Value = serde_json::from_str(STARTER).unwrap();
    let mut texts = Vec::new();
    for (id, message) in document["messages"].as_object().unwrap() {
        for (index, variant) in message["variants"].as_array().unwrap().iter().enumerate() {
            for field in ["subject", "text"] {
                if variant[field].is_object() {
                    let channel = variant["channel"].as_str().unwrap().to_owned();
                    texts.push((channel, format!("{id}[{index}].{field}"), variant[field].clone()));
                }
            }
        }
    }
    texts
}

/// The words of a template without its values, and the values in order of the alphabet.
fn apart(template: &str) -> (String, Vec<&str>) {
    let mut parts = template.split("{{");
    let mut words = parts.next().unwrap().to_owned();
    let mut values = Vec::new();
    for part in parts {
        let (value, after) = part.split_once("}}").unwrap();
        values.push(value.trim());
        words.push_str(after);
    }
    values.sort_unstable();
    (words, values)
}

#[test]
fn the_starter_practice_says_the_same_in_each_of_its_languages() {
    for (_, place, text) in texts() {
        let english = apart(text["en"].as_str().unwrap());
        for language in ["hi", "es"] {
            let (words, values) = apart(text[language].as_str().unwrap());
            assert_eq!(values, english.1, "{place} in {language}");
            for keyword in ["STOP", "START"] {
                let says = |words: &str| words.contains(keyword);
                assert_eq!(says(&words), says(&english.0), "{place} in {language}: {keyword}");
            }
            assert_ne!(words, english.0, "{place} is not translated to {language}");
        }
    }
}

/// A text of GSM-7 has 160 characters, any other 70 (rules, section 6).
#[test]
fn the_texts_of_the_starter_practice_are_short() {
    const GSM: &str = "@£$¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà\n";
    for (channel, place, text) in texts() {
        let [english, spanish, hindi] =
            ["en", "es", "hi"].map(|tag| apart(text[tag].as_str().unwrap()).0);
        if channel != "sms" {
            continue;
        }
        for words in [english, spanish] {
            let odd = words.chars().find(|c| !c.is_ascii_alphanumeric() && !GSM.contains(*c));
            assert_eq!(odd, None, "{place}: {words}");
            assert!(words.chars().count() <= 150, "{place}: {words}");
        }
        assert!(hindi.chars().count() <= 3 * 67 - 60, "{place}: {hindi}");
    }
}

/// A subtag, or none.
fn some(pattern: &str) -> String {
    format!("(-{pattern})?")
}

/// Tags of every shape: known and unknown languages, scripts, regions, variants, extensions.
fn tag() -> impl Strategy<Value = String> {
    let shape = format!(
        "[a-z]{{2,3}}{}{}{}{}",
        some("[A-Z][a-z]{3}"),
        some("([A-Z]{2}|[0-9]{3})"),
        some("[a-z]{5,8}"),
        some("u-(nu-(arab|deva|latn|hanidec)|hc-(h11|h12|h23|h24)|ca-(buddhist|hebrew|islamic))"),
    );
    let known = "ar ar-EG az-Arab bn ckb de en en-GB es es-MX fa fr-CA ff-Adlm gu he hi hi-Latn hy ja ka \
        km ko my nb pa-Arab pl pt-BR ru sr sr-Latn sw ta th ti tr uk und und-Arab ur vi yi yue zh-Hans zh-Hant zh-TW";
    let known: Vec<String> = known.split_whitespace().map(str::to_owned).collect();
    let any = proptest::string::string_regex(&shape).unwrap();
    prop_oneof![prop::sample::select(known), any]
        .prop_filter("a tag", |tag| tag.parse::<Language>().is_ok())
}

fn facts(languages: &[String]) -> Vec<Fact> {
    let contents = [
        json!({"type": "patient_described", "names": [{"given": ["Priya"]}], "languages": languages,
            "zone": "Asia/Kolkata", "birth_date": "1991-03-12",
            "contact_points": [{"line": "tel:+919812345670"}, {"line": "mailto:priya@example.in"}]}),
        json!({"type": "plain_channel_accepted", "channel": "email", "accepted": true}),
        json!({"type": "appointment_booked", "appointment": "a1", "start": "2026-03-10T10:00[Asia/Kolkata]"}),
        json!({"type": "visit_completed", "visit": "v1", "end": "2026-03-02T10:00[Asia/Kolkata]",
            "service": {"text": "Check-up"}}),
        json!({"type": "instructions_given", "visit": "v1", "text": "Rest.\nاشرب الماء"}),
    ];
    contents
        .into_iter()
        .enumerate()
        .map(|(index, content)| {
            let fact = json!({"id": index.to_string(), "patient": "p", "occurred": "2026-03-02T05:00:00Z", "content": content});
            Fact::from_json(&fact.to_string()).unwrap()
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a patient reads, there is a text, and an explanation of it.
    #[test]
    fn every_reader_is_sent_a_text(languages in prop::collection::vec(tag(), 0..4)) {
        let mut patient = Relationship::new("p", "salt").unwrap();
        let now: Timestamp = "2026-03-02T05:00:00Z".parse().unwrap();
        let until: Timestamp = "2027-03-20T05:00:00Z".parse().unwrap();
        let mut lines = Lines::new();
        let input = Input { facts: &facts(&languages), lines: &mut lines, executor: Executor::Server, now };
        PLAYBOOK.step(&mut patient, input).unwrap();
        let plan = PLAYBOOK.plan(&patient, &lines, now, until);
        let own: Vec<Language> = ["en-IN", "hi", "es"].iter().map(|tag| tag.parse().unwrap()).collect();
        let wanted: Vec<Language> = languages.iter().map(|tag| tag.parse().unwrap()).collect();
        let mut sent = 0;
        for turn in &plan.turns {
            let unsaid = [ReasonCode::NoLanguage, ReasonCode::TextTooLong];
            let mut reasons = turn.decisions.iter().flat_map(|decision| &decision.reasons);
            prop_assert!(reasons.all(|reason| !unsaid.contains(&reason.code)));
            for action in &turn.actions {
                let Action::SendMessage { text, subject, language, .. } = action else { continue };
                sent += 1;
                prop_assert!(!text.trim().is_empty() && !text.contains("M0"), "{text}");
                prop_assert!(subject.as_ref().is_none_or(|subject| !subject.trim().is_empty()));
                prop_assert!(wanted.contains(language) || own.contains(language), "{language}");
            }
        }
        prop_assert!(sent >= 6, "{sent} messages");
        let turn = PLAYBOOK.plan(&patient, &lines, now, now);
        let key = turn.turns.iter().chain(&plan.turns).find_map(|t| t.decisions.first()?.key).unwrap();
        for reader in wanted.iter().chain(&own) {
            // A plan settles nothing: the key is open, or not known at all until its run is due.
            if let Ok(explained) = PLAYBOOK.explain_in(&patient, &lines, key, now, reader) {
                prop_assert!(explained.sentence.ends_with(['.', '।']), "{}", explained.sentence);
                prop_assert_eq!(explained.decision, PLAYBOOK.explain(&patient, &lines, key, now).unwrap().decision);
            }
        }
    }
}
