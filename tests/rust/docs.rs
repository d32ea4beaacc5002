//! The type grammar of the public types, and the examples in their docs.

use std::collections::BTreeSet;

use prm_core::{
    Action, Cure, Decision, Explanation, FactContent, Outcome, Plan, Reply, Resolution, Routed,
    Schedule, Still,
};
use schemars::{JsonSchema, Schema, schema_for};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Every type that crosses into a host.
fn schemas() -> Vec<(&'static str, Schema)> {
    vec![
        ("document", schema_for!(prm_core::document::Document)),
        ("schedule", schema_for!(prm_core::Schedule)),
        ("fact", schema_for!(prm_core::Fact)),
        ("action", schema_for!(Action)),
        ("decision", schema_for!(Decision)),
        ("outcome", schema_for!(Outcome)),
        ("plan", schema_for!(Plan)),
        ("explanation", schema_for!(Explanation)),
        ("still", schema_for!(Still)),
        ("reply", schema_for!(Reply)),
        ("routed", schema_for!(Routed)),
        ("sms_text", schema_for!(prm_core::SmsText)),
        ("reading_grade", schema_for!(prm_core::ReadingGrade)),
    ]
}

/// Structs with named fields; enums all-unit or tagged by `type` with struct variants; newtypes
/// around a string; options, lists, maps with string keys; bool, i32, u32, i64, String (architecture,
/// section 5). What a generator for a host could not take is a fault.
fn walk(schema: &Value, path: &str, faults: &mut Vec<String>) {
    let Value::Object(fields) = schema else {
        faults.push(format!("{path}: a schema that is no object"));
        return;
    };
    if fields.contains_key("$ref") {
        return;
    }
    if let Some(variants) = fields.get("oneOf").or(fields.get("anyOf")).and_then(Value::as_array) {
        let nullable = variants.len() == 2 && variants.iter().any(|v| v["type"] == "null");
        let words = variants.iter().all(|v| v["type"] == "string" && v.get("const").is_some());
        for (index, variant) in variants.iter().enumerate() {
            if nullable || words {
                continue;
            }
            let tag = &variant["properties"]["type"]["const"];
            if !tag.is_string() {
                faults.push(format!("{path}: variant {index} has no `type`"));
            }
            walk(variant, &format!("{path}|{tag}"), faults);
        }
        return;
    }
    let kinds: Vec<&str> = match &fields.get("type") {
        Some(Value::String(kind)) => vec![kind.as_str()],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        _ if fields.contains_key("const") => return,
        _ => {
            faults.push(format!("{path}: no type ({schema})"));
            return;
        }
    };
    for kind in kinds {
        match kind {
            "string" | "boolean" | "null" => {}
            // Scores are no whole numbers. Instruments are documents, which cross as text.
            "number"
                if ["Band.", "FlagRule.", "Scale."].iter().any(|own| path.starts_with(own)) => {}
            "integer" => {
                let format = fields.get("format").and_then(Value::as_str).unwrap_or("");
                if !["int32", "uint32", "int64"].contains(&format) {
                    faults.push(format!("{path}: an integer of format `{format}`"));
                }
            }
            "array" => match fields.get("items") {
                Some(items) if !fields.contains_key("prefixItems") => {
                    walk(items, &format!("{path}[]"), faults);
                }
                _ => faults.push(format!("{path}: a tuple")),
            },
            "object" => {
                let named = fields.get("properties").and_then(Value::as_object);
                for (name, field) in named.into_iter().flatten() {
                    walk(field, &format!("{path}.{name}"), faults);
                }
                match fields.get("additionalProperties") {
                    Some(Value::Object(value)) => {
                        walk(&Value::Object(value.clone()), &format!("{path}{{}}"), faults);
                    }
                    Some(Value::Bool(false)) | None => {}
                    other => faults.push(format!("{path}: {other:?} more fields")),
                }
            }
            other => faults.push(format!("{path}: the type `{other}`")),
        }
        if fields.contains_key("patternProperties") {
            faults.push(format!("{path}: keys that are no plain strings"));
        }
    }
}

#[test]
fn the_type_grammar_holds() {
    let mut faults = Vec::new();
    for (name, schema) in schemas() {
        let schema = schema.to_value();
        walk(&schema, name, &mut faults);
        for (definition, schema) in schema["$defs"].as_object().into_iter().flatten() {
            walk(schema, definition, &mut faults);
        }
    }
    faults.sort();
    faults.dedup();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Every public type and field says what it is.
#[test]
fn every_type_and_field_is_described() {
    let mut silent = BTreeSet::new();
    for (name, schema) in schemas() {
        let schema = schema.to_value();
        for (definition, schema) in schema["$defs"].as_object().into_iter().flatten() {
            let told = schema.get("description").is_some() || schema.get("format").is_some();
            if !told {
                silent.insert(format!("{name}: {definition}"));
            }
        }
    }
    assert!(silent.is_empty(), "{silent:?}");
}

/// The examples in the docs of a source file.
fn examples(source: &str) -> Vec<Value> {
    let docs: Vec<&str> =
        source.lines().filter_map(|line| line.trim_start().strip_prefix("///")).collect();
    let text = docs.join("\n");
    text.split("```json")
        .skip(1)
        .map(|block| {
            let block = block.split("```").next().unwrap();
            serde_json::from_str(block).unwrap_or_else(|error| panic!("{error} in {block}"))
        })
        .collect()
}

/// Parses every example, writes it back, and wants one for every variant.
fn check<T: DeserializeOwned + Serialize + JsonSchema>(examples: &[Value]) {
    let mut seen = BTreeSet::new();
    for example in examples {
        let parsed: T = serde_json::from_value(example.clone())
            .unwrap_or_else(|error| panic!("{error} in {example}"));
        assert_eq!(serde_json::to_value(&parsed).unwrap(), *example);
        seen.insert(example["type"].as_str().unwrap_or("").to_owned());
    }
    let schema = schema_for!(T).to_value();
    for variant in schema["oneOf"].as_array().into_iter().flatten() {
        let name = variant["properties"]["type"]["const"].as_str().unwrap();
        assert!(seen.contains(name), "`{name}` has no example");
    }
}

#[test]
fn every_example_in_the_docs_parses_and_is_written_back() {
    check::<Schedule>(&examples(include_str!("../../prm-core/src/playbook/document.rs")));
    check::<FactContent>(&examples(include_str!("../../prm-core/src/fact/content.rs")));
    check::<Action>(&examples(include_str!("../../prm-core/src/action.rs")));
    let decisions = examples(include_str!("../../prm-core/src/decision.rs"));
    let (cures, decisions): (Vec<Value>, Vec<Value>) =
        decisions.into_iter().partition(|example| example.get("type").is_some());
    check::<Cure>(&cures);
    check::<Decision>(&decisions);
    check::<Resolution>(&[
        serde_json::json!({"type": "opt_out_of", "purpose": "feedback"}),
        serde_json::json!({"type": "mute", "subject": "appointment:a1"}),
        serde_json::json!({"type": "reschedule_request"}),
        serde_json::json!({"type": "cancel_request"}),
        serde_json::json!({"type": "automatic"}),
        serde_json::json!({"type": "opt_out"}),
        serde_json::json!({"type": "opt_in"}),
        serde_json::json!({"type": "help"}),
        serde_json::json!({"type": "staff"}),
        serde_json::json!({"type": "answer", "question": "0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2"}),
        serde_json::json!({"type": "ambiguous", "candidates": ["0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2"]}),
    ]);
}
