//! Runs every conformance vector: the same inputs must give the same outcomes in every host.
//! Between steps everything is saved and loaded. `PRM_BLESS=1` writes what came out as the new
//! expectation, to be reviewed as a diff.

use std::collections::BTreeMap;
use std::path::PathBuf;

use prm_core::fhir::ReadOptions;
use prm_core::{
    Executor, Fact, Input, Language, Lines, Panel, Playbook, PrmError, ReadingReport, Relationship,
    STARTER, Slot, TimelineRequest, Timestamp, fhir, hl7v2, insight, prove, readability, sms,
};
use serde_json::{Value, json};

/// What a case works on, as a host would keep it.
struct Store {
    playbook: Playbook,
    relationships: BTreeMap<String, String>,
    lines: Vec<String>,
    keys: BTreeMap<String, String>,
    routed: BTreeMap<usize, Vec<Fact>>,
}

fn from<T: serde::de::DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{error} in {value}"))
}

fn texts(value: &Value) -> Vec<String> {
    if value.is_null() { vec![] } else { from(value) }
}

impl Store {
    /// Runs one step of a case and gives what came out.
    fn run(&mut self, index: usize, step: &Value) -> Value {
        let step = self.with_keys(step);
        let error =
            |error: PrmError| json!({"error": {"code": error.code(), "path": error.path()}});
        if let Some(document) = step.get("check") {
            let faults = Playbook::check(&document.to_string());
            return faults.map_or_else(error, |faults| json!({"faults": faults}));
        }
        if let Some(fact) = step.get("fact") {
            return error(Fact::from_json(&fact.to_string()).expect_err("a faulty fact"));
        }
        if let Some(text) = step.get("segments") {
            return json!({"sms": sms::segments(text.as_str().expect("a text"))});
        }
        if let Some(text) = step.get("grade") {
            return json!({"grade": readability::grade(text.as_str().expect("a text"))});
        }
        for (name, read) in [("fhir", fhir::read as fn(&str, &_) -> _), ("hl7v2", hl7v2::read)] {
            if let Some(text) = step.get(name) {
                let options = step.get("options").map_or_else(ReadOptions::default, from);
                let read = read(text.as_str().expect("a text"), &options);
                return read
                    .map_or_else(error, |read| json!({"reading": ReadingReport::from(read)}));
            }
        }
        if let Some(change) = step.get("change") {
            let text = |name: &str| change[name].to_string();
            let faults = Playbook::check_change(&text("before"), &text("after"));
            return faults.map_or_else(error, |faults| json!({"faults": faults}));
        }
        if let Some(publish) = step.get("publish") {
            let (text, at) = (|name: &str| publish[name].to_string(), from(&publish["at"]));
            let live = Playbook::publish(&text("before"), &text("after"), at).expect("sound");
            return json!({"document": serde_json::from_str::<Value>(&live).expect("JSON")});
        }
        if let Some(fuzz) = step.get("fuzz") {
            return json!({"fuzz": self.playbook.fuzz(from(&fuzz["seed"]), from(&fuzz["courses"]))});
        }
        if step["op"] == "test" {
            return json!({"tests": self.playbook.test()});
        }
        let journey = step["journey"].as_str().unwrap_or_default();
        match step["op"].as_str() {
            Some("mermaid") => {
                return self
                    .playbook
                    .mermaid(journey)
                    .map_or_else(error, |t| json!({"mermaid": t}));
            }
            Some("describe") => {
                let said = self.playbook.describe(journey);
                return said.map_or_else(error, |lines| json!({"description": lines}));
            }
            _ => {}
        }
        if let Some(analysis) = step.get("insight") {
            let columns = insight::Columns::from_json(step["columns"].clone());
            let analysis = analysis.as_str().expect("a name");
            return columns
                .and_then(|columns| insight::analyse(analysis, &step["spec"], &columns))
                .map_or_else(error, |found| json!({"insight": found}));
        }
        if let Some(proof) = step.get("proof") {
            return prove(proof.as_str().expect("a name"), &step["spec"])
                .map_or_else(error, |found| json!({"proof": found}));
        }
        if let Some(asked @ ("table" | "practice")) = step["op"].as_str() {
            let mut panel = Panel::new();
            for text in self.relationships.values() {
                panel.add(Relationship::load(text).expect("what was saved loads"));
            }
            let now: Timestamp = from(&step["now"]);
            return match asked {
                "table" => json!({"table": insight::table(&panel, &from(&step["spec"]), now)}),
                _ => insight::practice(&panel, &from(&step["spec"]), now)
                    .map_or_else(error, |found| json!({"practice": found})),
            };
        }
        let mut lines = Lines::new();
        self.lines.iter().for_each(|text| drop(lines.load(text).expect("what was saved loads")));
        if let Some(reply) = step.get("reply") {
            let routed = self.playbook.route(&mut lines, &from(reply));
            self.lines = lines.ids().filter_map(|line| lines.save(line)).collect();
            self.routed.insert(index, routed.facts.clone());
            return json!({"routed": routed});
        }
        if let Some(slot) = step.get("offer") {
            return self.offer(from(slot), from(&step["now"]), step["take"] == true, lines);
        }
        let patient = step["patient"].as_str().expect("a patient");
        let name = |replica: &Value| format!("{patient}@{}", replica.as_str().unwrap_or(""));
        let known = |name: &str| match self.relationships.get(name) {
            Some(text) => Relationship::load(text).expect("what was saved loads"),
            None => Relationship::new(patient, "vector").expect("a patient id"),
        };
        let mut relationship = known(&name(&step["replica"]));
        let (playbook, at) = (&self.playbook, |name: &str| -> Timestamp { from(&step[name]) });
        match step["op"].as_str().unwrap_or("step") {
            "plan" => json!({"plan": playbook.plan(&relationship, &lines, at("now"), at("until"))}),
            "timeline" => {
                let language = step.get("language").map_or_else(Language::english, from);
                let texts = step["texts"] == true;
                let asked = TimelineRequest { now: at("now"), until: at("until"), language, texts };
                json!({"timeline": playbook.timeline(&relationship, &lines, &asked)})
            }
            "explain" => {
                let reader = step.get("language").map_or_else(Language::english, from);
                json!({"explanation": playbook.explain_in(&relationship, &lines, from(&step["key"]), at("now"), &reader).expect("a known key")})
            }
            "revoked_links" => json!({"revoked_links": relationship.revoked_links(at("now"))}),
            "access" => {
                let (viewer, action) = (from(&step["viewer"]), from(&step["action"]));
                let item = from(&step["item"]);
                json!({"access": playbook.access(&relationship, &viewer, action, &item, at("now"))})
            }
            "view" => {
                let (viewer, action) = (from(&step["viewer"]), from(&step["action"]));
                let items: Vec<prm_core::Item> = from(&step["items"]);
                json!({"view": playbook.view(&relationship, &viewer, action, &items, at("now"))})
            }
            "still" => {
                json!({"still": playbook.still(&relationship, &lines, from(&step["key"]), at("now"))})
            }
            "erase" => {
                let erasure = playbook.erase(&mut relationship, &mut lines, at("now"));
                self.lines = lines.ids().filter_map(|line| lines.save(line)).collect();
                let digest = relationship.digest();
                self.relationships.insert(name(&step["replica"]), relationship.save());
                json!({"erasure": erasure, "digest": digest})
            }
            op @ ("merge" | "unmerge") => {
                let with = step["with"].as_str().expect("another patient");
                let place = format!("{with}@{}", step["replica"].as_str().unwrap_or(""));
                let mut other = match self.relationships.get(&place) {
                    Some(text) => Relationship::load(text).expect("what was saved loads"),
                    None => Relationship::new(with, "vector").expect("a patient id"),
                };
                let call = if op == "merge" { Relationship::merge } else { Relationship::unmerge };
                call(&mut relationship, &mut other, at("now")).expect("records of one person");
                let digests = [relationship.digest(), other.digest()];
                self.relationships.insert(name(&step["replica"]), relationship.save());
                self.relationships.insert(place, other.save());
                json!({"digests": digests})
            }
            "join" => {
                relationship.join(&known(&name(&step["from"]))).expect("copies of one");
                self.relationships.insert(name(&step["replica"]), relationship.save());
                json!({"digest": relationship.digest()})
            }
            _ => {
                let facts = step["facts"].as_array().into_iter().flatten();
                let mut facts: Vec<Fact> = facts
                    .map(|fact| {
                        Fact::from_json(&fact.to_string())
                            .unwrap_or_else(|error| panic!("{index}: {error}"))
                    })
                    .collect();
                let routed = step["routed"]
                    .as_u64()
                    .and_then(|step| self.routed.get(&usize::try_from(step).unwrap()));
                facts.extend(routed.into_iter().flatten().cloned());
                let executor =
                    if step["executor"] == "device" { Executor::Device } else { Executor::Server };
                let input = Input { facts: &facts, lines: &mut lines, executor, now: at("now") };
                let outcome = playbook.step(&mut relationship, input).expect("a sound input");
                for (place, action) in outcome.actions.iter().enumerate() {
                    self.keys.insert(format!("@{index}.{place}"), action.key().to_string());
                }
                self.lines = lines.ids().filter_map(|line| lines.save(line)).collect();
                self.relationships.insert(name(&step["replica"]), relationship.save());
                json!({"outcome": outcome, "digest": relationship.digest()})
            }
        }
    }

    /// Offers a slot to all who are known; with `take` the facts are stepped as well.
    fn offer(&mut self, slot: Slot, now: Timestamp, take: bool, mut lines: Lines) -> Value {
        let mut panel = Panel::new();
        for text in self.relationships.values() {
            panel.add(Relationship::load(text).expect("what was saved loads"));
        }
        let offers = panel.offer(&self.playbook, &slot, now);
        for candidate in &offers.candidates {
            let key = format!("@{}", candidate.patient);
            self.keys.insert(key, candidate.appointment.to_string());
        }
        let mut outcomes = Vec::new();
        for fact in offers.facts.iter().filter(|_| take) {
            let mut relationship = panel.relationship(&fact.patient).expect("a patient").clone();
            let facts = std::slice::from_ref(fact);
            let executor = Executor::Server;
            let input = Input { facts, lines: &mut lines, executor, now };
            outcomes.push(self.playbook.step(&mut relationship, input).expect("a sound fact"));
            self.relationships.insert(format!("{}@", fact.patient), relationship.save());
            panel.add(relationship);
        }
        self.lines = lines.ids().filter_map(|line| lines.save(line)).collect();
        json!({"offers": offers, "outcomes": outcomes})
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

/// Playbooks by their documents: many cases have the same one.
type Compiled = BTreeMap<String, Playbook>;

/// Runs a case; gives what differs, with what came out in place of what was expected.
fn run(case: &mut Value, folder: &std::path::Path, compiled: &mut Compiled) -> Vec<String> {
    let document = match &case["playbook"] {
        Value::String(name) if name == "starter" => STARTER.to_owned(),
        Value::String(name) => {
            std::fs::read_to_string(folder.join(format!("playbooks/{name}.json")))
                .expect("a playbook")
        }
        document => document.to_string(),
    };
    let compile = |text: &String| Playbook::compile(text).unwrap_or_else(|error| panic!("{error}"));
    let playbook = compiled.entry(document).or_insert_with_key(compile).clone();
    let given = texts(&case["given"]["relationships"]).into_iter();
    let given =
        given.map(|text| (format!("{}@", Relationship::load(&text).unwrap().patient()), text));
    let mut store = Store {
        playbook,
        relationships: given.collect(),
        lines: texts(&case["given"]["lines"]),
        keys: BTreeMap::new(),
        routed: BTreeMap::new(),
    };
    let mut wrong = Vec::new();
    for (place, step) in case["steps"].as_array_mut().expect("steps").iter_mut().enumerate() {
        let found = store.run(place, step);
        if step["expect"] != found {
            wrong.push(format!("step {place}:\nexpected {}\nfound    {found}", step["expect"]));
            step["expect"] = found;
        }
    }
    wrong
}

#[test]
fn every_vector_comes_out_as_expected() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let read = |name: &str| -> Value {
        serde_json::from_slice(&std::fs::read(folder.join(name)).expect("a vector file"))
            .expect("JSON")
    };
    let bless = std::env::var_os("PRM_BLESS").is_some();
    let (index, mut ran, mut wrong) = (read("index.json"), 0, Vec::new());
    let mut compiled = Compiled::new();
    for entry in index["cases"].as_array().expect("cases") {
        let file = entry["file"].as_str().expect("a file");
        let mut case = read(file);
        let found = run(&mut case, &folder, &mut compiled);
        ran += case["steps"].as_array().map_or(0, Vec::len);
        assert_eq!(entry["steps"], case["steps"].as_array().map_or(0, Vec::len), "{file}");
        if bless && !found.is_empty() {
            std::fs::write(
                folder.join(file),
                serde_json::to_string_pretty(&case).expect("JSON") + "\n",
            )
            .expect("written");
        } else {
            wrong.extend(found.into_iter().map(|found| format!("{file} {found}")));
        }
    }
    assert!(wrong.is_empty(), "{} steps differ:\n{}", wrong.len(), wrong.join("\n"));
    eprintln!("{} vectors, {ran} steps", index["cases"].as_array().map_or(0, Vec::len));
}

#[test]
fn a_step_that_a_host_writes_down_is_a_vector() {
    let playbook = Playbook::compile(STARTER).unwrap();
    let priya = Relationship::new("priya", "vector").unwrap();
    let fact = r#"{"id": "1", "patient": "priya", "occurred": "2026-03-09T06:00:00Z", "content":
        {"type": "patient_described", "zone": "Asia/Kolkata", "birth_date": "1991-03-09",
         "contact_points": [{"line": "tel:+919812345670"}]}}"#;
    let facts = [Fact::from_json(fact).unwrap()];
    let input = Input {
        facts: &facts,
        lines: &mut Lines::new(),
        executor: Executor::Server,
        now: facts[0].occurred,
    };
    let mut case: Value =
        serde_json::from_str(&playbook.vector("a birthday", &priya, input).unwrap()).unwrap();
    assert_eq!(
        run(&mut case, std::path::Path::new(""), &mut Compiled::new()),
        Vec::<String>::new()
    );
    assert_eq!(case["steps"][0]["expect"]["outcome"]["actions"].as_array().unwrap().len(), 1);
    case["steps"][0]["expect"]["outcome"]["actions"] = json!([]);
    assert_eq!(run(&mut case, std::path::Path::new(""), &mut Compiled::new()).len(), 1);
}
