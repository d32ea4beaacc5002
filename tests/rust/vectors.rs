//! Runs every conformance vector: the same inputs must give the same outcomes in every host.
//!
//! Between steps the relationship and its lines are saved and loaded. `PRM_BLESS=1` writes what
//! came out as the new expectation, to be reviewed as a diff.

use std::collections::BTreeMap;
use std::path::PathBuf;

use prm_core::{Executor, Fact, Input, Lines, Playbook, Relationship, Reply, STARTER, Timestamp};
use serde_json::{Value, json};

/// What a case works on: everything as saved text, as a host would keep it.
struct Store {
    playbook: Playbook,
    salt: String,
    relationships: BTreeMap<String, String>,
    lines: Vec<String>,
    keys: BTreeMap<String, String>,
    /// The facts that each reply gave, by its step.
    routed: BTreeMap<u64, Vec<Fact>>,
}

impl Store {
    fn relationship(&self, patient: &str) -> Relationship {
        match self.relationships.get(patient) {
            Some(text) => Relationship::load(text).expect("what was saved loads"),
            None => Relationship::new(patient, &self.salt).expect("a patient id"),
        }
    }

    fn lines(&self) -> Lines {
        let mut lines = Lines::new();
        for text in &self.lines {
            lines.load(text).expect("what was saved loads");
        }
        lines
    }

    fn keep(&mut self, lines: &Lines) {
        self.lines = lines.ids().filter_map(|line| lines.save(line)).collect();
    }

    /// Runs one step of a case and gives what came out.
    fn run(&mut self, index: usize, step: &Value) -> Value {
        let step = self.with_keys(step);
        let at = |name: &str| -> Timestamp { step[name].as_str().unwrap().parse().unwrap() };
        if let Some(document) = step.get("check") {
            let faults = Playbook::check(&document.to_string());
            return match faults {
                Ok(faults) => json!({ "faults": faults }),
                Err(error) => json!({ "error": { "code": error.code(), "path": error.path() } }),
            };
        }
        if let Some(fact) = step.get("fact") {
            let error = Fact::from_json(&fact.to_string()).expect_err("a faulty fact");
            return json!({ "error": { "code": error.code(), "path": error.path() } });
        }
        let mut lines = self.lines();
        if let Some(reply) = step.get("reply") {
            let reply: Reply = serde_json::from_value(reply.clone()).expect("a reply");
            let routed = self.playbook.route(&mut lines, &reply);
            self.keep(&lines);
            let out = json!({ "routed": routed });
            self.routed.insert(u64::try_from(index).unwrap(), routed.facts);
            return out;
        }
        let patient = step["patient"].as_str().expect("a patient");
        let mut relationship = self.relationship(patient);
        let key = || step["key"].as_str().unwrap().parse().expect("a key");
        match step["op"].as_str().unwrap_or("step") {
            "plan" => {
                let plan = self.playbook.plan(&relationship, &lines, at("now"), at("until"));
                json!({ "plan": plan })
            }
            "explain" => {
                let found = self.playbook.explain(&relationship, &lines, key(), at("now"));
                json!({ "explanation": found.expect("a known key") })
            }
            "still" => {
                json!({ "still": self.playbook.still(&relationship, &lines, key(), at("now")) })
            }
            _ => {
                let facts = step["facts"].as_array().cloned().unwrap_or_default();
                let facts: Vec<Fact> = facts
                    .iter()
                    .map(|fact| {
                        Fact::from_json(&fact.to_string())
                            .unwrap_or_else(|error| panic!("{index}: {error} in {fact}"))
                    })
                    .collect();
                let routed = step["routed"].as_u64().and_then(|step| self.routed.get(&step));
                let facts = [facts, routed.cloned().unwrap_or_default()].concat();
                let executor = match step["executor"].as_str() {
                    Some("device") => Executor::Device,
                    _ => Executor::Server,
                };
                let input = Input { facts: &facts, lines: &mut lines, executor, now: at("now") };
                let outcome = self.playbook.step(&mut relationship, input).expect("a sound input");
                for (place, action) in outcome.actions.iter().enumerate() {
                    self.keys.insert(format!("@{index}.{place}"), action.key().to_string());
                }
                self.keep(&lines);
                self.relationships.insert(patient.into(), relationship.save());
                json!({ "outcome": outcome, "digest": relationship.digest() })
            }
        }
    }

    /// Puts keys of earlier actions in the place of `@step.action`.
    fn with_keys(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => json!(self.keys.get(text).unwrap_or(text)),
            Value::Array(items) => items.iter().map(|item| self.with_keys(item)).collect(),
            Value::Object(fields) => {
                fields.iter().map(|(name, value)| (name.clone(), self.with_keys(value))).collect()
            }
            other => other.clone(),
        }
    }
}

#[test]
fn every_vector_comes_out_as_expected() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("a vector file");
    let index: Value = serde_json::from_str(&read("index.json")).expect("JSON");
    let bless = std::env::var_os("PRM_BLESS").is_some();
    let (mut ran, mut listed, mut wrong) = (0, 0, Vec::new());
    for entry in index["cases"].as_array().expect("cases") {
        let file = entry["file"].as_str().expect("a file");
        listed += entry["steps"].as_u64().expect("a number of steps");
        let mut case: Value = serde_json::from_str(&read(file)).expect("JSON");
        let document = match case["playbook"].as_str().expect("a playbook") {
            "starter" => STARTER.to_owned(),
            name => read(&format!("playbooks/{name}.json")),
        };
        let mut store = Store {
            playbook: Playbook::compile(&document)
                .unwrap_or_else(|error| panic!("{file}: {error}")),
            salt: "vector".into(),
            relationships: BTreeMap::new(),
            lines: Vec::new(),
            keys: BTreeMap::new(),
            routed: BTreeMap::new(),
        };
        for (place, step) in case["steps"].as_array_mut().expect("steps").iter_mut().enumerate() {
            let found = store.run(place, step);
            ran += 1;
            if bless {
                step["expect"] = found;
            } else if step["expect"] != found {
                wrong.push(format!(
                    "{file} step {place}:\nexpected {}\nfound    {found}",
                    step["expect"]
                ));
            }
        }
        if bless {
            let text = serde_json::to_string_pretty(&case).expect("JSON") + "\n";
            std::fs::write(folder.join(file), text).expect("written");
        }
    }
    assert!(wrong.is_empty(), "{} steps differ:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(ran, listed, "the index says how many steps there are");
    eprintln!("{} vectors, {ran} steps", index["cases"].as_array().map_or(0, Vec::len));
}
