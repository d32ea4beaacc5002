//! Questionnaires as forms: what is written, and what is read back.

use std::collections::BTreeMap;

use prm_core::{ErrorCode, FormSpec, INSTRUMENTS, Instrument, form};
use proptest::prelude::*;

fn spec(instrument: &str) -> FormSpec {
    let action = "/s/1".to_owned();
    FormSpec { instrument: Some(instrument.to_owned()), action, ..FormSpec::default() }
}

fn posted(spec: FormSpec, fields: &[(&str, &[&str])]) -> FormSpec {
    let fields = fields.iter().map(|(name, values)| {
        ((*name).to_owned(), values.iter().map(|value| (*value).to_owned()).collect())
    });
    FormSpec { posted: Some(fields.collect()), ..spec }
}

/// The form is well-formed markup, and every field has its label.
fn whole(html: &str) -> BTreeMap<String, usize> {
    let document = format!(
        "<div>{}</div>",
        html.replace(" novalidate", "").replace(" checked", "").replace(" required", "")
    );
    let document = document
        .lines()
        .map(|line| match line.contains("<input") {
            // HTML's elements without content, as XML has them.
            true => close(line),
            false => line.to_owned(),
        })
        .collect::<Vec<_>>()
        .join("\n");
    let tree = roxmltree::Document::parse(&document).unwrap_or_else(|e| panic!("{e}: {document}"));
    let mut ids = BTreeMap::new();
    for node in tree.descendants() {
        if let Some(id) = node.attribute("id") {
            *ids.entry(id.to_owned()).or_insert(0) += 1;
        }
    }
    assert!(ids.values().all(|n| *n == 1), "{ids:?}");
    for node in tree.descendants() {
        let names = ["aria-describedby", "aria-labelledby", "for"];
        for name in names.iter().filter_map(|name| node.attribute(*name)) {
            assert!(name.split(' ').all(|id| ids.contains_key(id)), "{name} is nowhere");
        }
        if let Some(there) = node.attribute("href") {
            assert!(ids.contains_key(there.trim_start_matches('#')), "{there} is nowhere");
        }
        let shown = matches!(node.tag_name().name(), "input" | "textarea");
        if shown && node.attribute("type") != Some("hidden") {
            let id = node.attribute("id").expect("an id");
            let labels = tree.descendants().filter(|own| own.attribute("for") == Some(id)).count();
            assert_eq!(labels, 1, "{id} has a label");
        }
    }
    ids
}

fn close(line: &str) -> String {
    let mut found = String::new();
    for (place, part) in line.split("<input").enumerate() {
        if place == 0 {
            found.push_str(part);
            continue;
        }
        let end = part.find('>').expect("an end");
        found.push_str(&format!("<input{}/>{}", &part[..end], &part[end + 1..]));
    }
    found
}

#[test]
fn instruments_with_wording_have_forms_and_others_say_so() {
    for (id, _) in INSTRUMENTS {
        let instrument = Instrument::built_in(id).unwrap();
        match form(&spec(id)) {
            Ok(made) => {
                let ids = whole(&made.html);
                assert!(instrument.items.iter().all(|item| ids.contains_key(&item.id)), "{id}");
            }
            Err(error) => {
                assert!(instrument.languages.is_empty());
                assert_eq!(
                    error.to_string(),
                    "instrument: the instrument has no wording: the host brings it"
                );
            }
        }
    }
}

#[test]
fn faults_are_told_in_the_language_of_the_form() {
    let mut asked = posted(spec("nps"), &[("nps", &["11"]), ("comment", &["  \n"])]);
    (asked.language, asked.required) = (Some("es-MX".into()), vec!["nps".into(), "comment".into()]);
    let made = form(&asked).unwrap();
    whole(&made.html);
    assert_eq!((made.language.as_str(), made.answers.len()), ("es", 0));
    let told: Vec<_> =
        made.faults.iter().map(|fault| (fault.item.as_str(), fault.message.as_str())).collect();
    assert_eq!(
        told,
        [("nps", "elija una de las respuestas"), ("comment", "responda a esta pregunta")]
    );
    let several = form(&posted(spec("nps"), &[("nps", &["9", "3"])])).unwrap();
    assert_eq!(several.faults[0].message, "please choose one answer only");
    let long = "x".repeat(70_000);
    let long = form(&posted(spec("nps"), &[("comment", &[&long])])).unwrap();
    assert_eq!(long.faults[0].message, "please write less");
}

#[test]
fn what_is_not_asked_need_not_be_answered() {
    let mut own = Instrument::built_in("csat").unwrap();
    own.items[1].asked_if = Some(prm_core::Screener { item: "csat".into(), any_of: vec![1, 2] });
    let asked = |value: &str| {
        let base = FormSpec { instrument: None, document: Some(own.clone()), ..spec("csat") };
        let base = FormSpec { required: vec!["comment".into()], ..base };
        form(&posted(base, &[("csat", &[value])])).unwrap().faults.len()
    };
    assert_eq!((asked("1"), asked("5")), (1, 0));
}

#[test]
fn bad_input_is_refused() {
    for action in ["javascript:alert(1)", "//elsewhere", "http://plain", ""] {
        let error = form(&FormSpec { action: action.into(), ..spec("nps") }).unwrap_err();
        assert_eq!((error.code(), error.path()), (ErrorCode::InvalidValue, "action"));
    }
    let unknown = FormSpec { required: vec!["ups".into()], ..spec("nps") };
    assert_eq!(form(&unknown).unwrap_err().path(), "required[0]");
}

proptest! {
    /// Whatever was posted, the form is whole, and nothing of it is markup.
    #[test]
    fn nothing_that_was_posted_becomes_markup(
        score in prop_oneof!["[0-9]{0,3}", any::<String>()],
        words in prop_oneof![any::<String>(), "[<>\"'&/a-z =]{0,40}"],
        token in "[<>\"'&/a-z]{0,20}",
    ) {
        let mut asked = posted(spec("csat"), &[("csat", &[&score]), ("comment", &[&words])]);
        asked.hidden.insert("token".into(), token);
        let made = form(&asked).unwrap();
        whole(&made.html);
        prop_assert!(!made.html.contains("<script"));
        prop_assert!(made.answers.iter().all(|own| own.item == "csat" || own.item == "comment"));
    }
}
