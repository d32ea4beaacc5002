//! Every file of the shared FHIR data: facts, nothing for us, or an error with a code and a path;
//! the same from a whole text and from a stream; in any order the same relationships; and never a
//! patient's data in an error. Then the bundle reader by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use prm_core::fhir::{self, BundleReader, NdjsonReader, ReadOptions, Reading};
use prm_core::{
    ErrorCode, Executor, Fact, Input, Lines, PatientId, Playbook, PrmError, Relationship, STARTER,
    Timestamp, limits,
};
use prm_tests::shared;
use proptest::prelude::*;
use serde_json::{Value, json};

fn options() -> ReadOptions {
    ReadOptions { received: "2026-01-01T00:00:00Z".parse().ok(), ..ReadOptions::default() }
}

fn files_of(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_of(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

/// What a file gave: facts, resources of no concern, and what was said.
#[derive(Default)]
struct Found {
    facts: Vec<Fact>,
    ignored: usize,
    left_out: Vec<PrmError>,
    errors: Vec<PrmError>,
}

impl Found {
    fn of(readings: impl IntoIterator<Item = Result<Reading, PrmError>>) -> Self {
        let mut found = Self::default();
        for reading in readings {
            match reading {
                Ok(reading) => {
                    found.facts.extend(reading.facts);
                    found.ignored += reading.ignored;
                    found.left_out.extend(reading.left_out);
                }
                Err(error) => found.errors.push(error),
            }
        }
        found
    }

    fn said(&self) -> impl Iterator<Item = &PrmError> {
        self.left_out.iter().chain(&self.errors)
    }

    /// The facts as a set, and what was said without its place.
    fn sum(&self) -> (BTreeSet<String>, usize, BTreeSet<(ErrorCode, String)>) {
        let said = self.said().map(|error| (error.code(), error.message().to_owned()));
        (self.facts.iter().map(Fact::to_json).collect(), self.ignored, said.collect())
    }
}

fn read_all() -> Option<Vec<(PathBuf, Found)>> {
    let folder = shared("data/fhir")?;
    let json = |file: &PathBuf| file.extension().is_some_and(|extension| extension == "json");
    let read = |file: PathBuf| {
        let found = Found::of([fhir::read(&fs::read_to_string(&file).unwrap(), &options())]);
        (file, found)
    };
    Some(files_of(&folder).into_iter().filter(json).map(read).collect())
}

/// What a resource calls a person, and everything else that tells who it is.
fn secrets(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let secret = ["family", "given", "line", "value", "birthDate", "display", "div"];
                if secret.contains(&name.as_str()) {
                    let texts = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
                    let texts = texts.iter().filter_map(Value::as_str);
                    found.extend(texts.filter(|text| text.len() > 4).map(str::to_owned));
                }
                secrets(value, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| secrets(item, found)),
        _ => {}
    }
}

#[test]
fn every_file_ends_as_facts_nothing_or_an_error_with_its_place() {
    let Some(files) = read_all() else { return };
    let mut table: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    let mut columns = BTreeSet::new();
    let mut said = BTreeMap::new();
    for (file, found) in &files {
        let group = file.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
        let row = table.entry(group).or_default();
        let mut count = |column, by| *row.entry(column).or_default() += by;
        count("files", 1);
        for fact in &found.facts {
            let content = serde_json::to_value(&fact.content).unwrap();
            let kind = content["type"].as_str().unwrap().to_owned();
            let kind = &*Box::leak(kind.into_boxed_str());
            columns.insert(kind);
            count(kind, 1);
            assert_eq!(&Fact::from_json(&fact.to_json()).unwrap(), fact, "{}", file.display());
        }
        count("nothing for us", found.ignored);
        count("left out", found.left_out.len());
        count("errors", found.errors.len());
        for error in found.said() {
            assert!(!error.path().is_empty(), "{}: {error}", file.display());
            *said.entry(format!("{}: {error}", error.code())).or_insert(0) += 1;
        }
        if found.said().next().is_some() {
            let text = fs::read_to_string(file).unwrap();
            let mut known = BTreeSet::new();
            let text = text.trim_start_matches('\u{feff}');
            secrets(&serde_json::from_str(text).unwrap(), &mut known);
            for error in found.said() {
                let error = error.to_string();
                let leaked = known.iter().any(|secret| error.contains(secret));
                assert!(!leaked, "{}: {error}", file.display());
            }
        }
    }
    let columns: Vec<&str> = std::iter::once("files")
        .chain(columns)
        .chain(["nothing for us", "left out", "errors"])
        .collect();
    print!("{:<28}", "");
    columns.iter().for_each(|column| print!("{column:>26}"));
    println!();
    let mut sums = vec![0; columns.len()];
    for (group, row) in &table {
        print!("{group:<28}");
        for (sum, column) in sums.iter_mut().zip(&columns) {
            let cell = row.get(column).copied().unwrap_or_default();
            *sum += cell;
            print!("{cell:>26}");
        }
        println!();
    }
    print!("{:<28}", "all");
    sums.iter().for_each(|sum| print!("{sum:>26}"));
    println!();
    said.iter().for_each(|(error, times)| println!("{times:>4}  {error}"));
    assert!(files.len() >= 400, "{}", files.len());
    let facts: usize = files.iter().map(|(_, found)| found.facts.len()).sum();
    let errors: usize = files.iter().map(|(_, found)| found.errors.len()).sum();
    assert!(facts >= 400 && errors < 10, "{facts} facts, {errors} errors");
}

#[test]
fn a_stream_says_what_the_whole_text_says() {
    let Some(files) = read_all() else { return };
    for (file, whole) in &files {
        let open = BufReader::with_capacity(4 << 10, fs::File::open(file).unwrap());
        let mut reader = BundleReader::new(open, options()).named("file");
        let stream = Found::of(reader.by_ref());
        assert_eq!(stream.sum(), whole.sum(), "{}", file.display());
        assert_eq!(reader.bytes(), fs::metadata(file).unwrap().len(), "{}", file.display());
        for error in stream.said() {
            assert!(error.path().starts_with("file line "), "{error}");
        }
        // And in one line.
        let mut text = fs::read_to_string(file).unwrap().replace(['\n', '\r'], " ");
        text.push('\n');
        let mut reader = NdjsonReader::new(text.as_bytes(), options());
        assert_eq!(Found::of(reader.by_ref()).sum(), whole.sum(), "{}", file.display());
        assert_eq!(usize::try_from(reader.bytes()).unwrap(), text.len());
    }
}

/// The facts of the shared files, by patient.
fn by_patient() -> BTreeMap<PatientId, Vec<Fact>> {
    let mut patients: BTreeMap<PatientId, Vec<Fact>> = BTreeMap::new();
    for fact in read_all().into_iter().flatten().flat_map(|(_, found)| found.facts) {
        patients.entry(fact.patient.clone()).or_default().push(fact);
    }
    patients
}

/// The digest after a feed, told in steps of so many facts.
fn digest(playbook: &Playbook, patient: &PatientId, facts: &[Fact], steps: usize) -> String {
    let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let mut relationship = Relationship::new(patient.as_str(), "feed").unwrap();
    let mut lines = Lines::new();
    for facts in facts.chunks(steps.max(1)) {
        let input = Input { facts, lines: &mut lines, executor: Executor::Server, now };
        playbook.step(&mut relationship, input).unwrap();
    }
    relationship.digest().to_string()
}

#[test]
fn in_any_order_and_told_again_the_relationships_are_the_same() {
    let patients: Vec<_> = by_patient().into_iter().collect();
    if patients.is_empty() {
        return;
    }
    let playbook = Playbook::compile(STARTER).unwrap();
    // Where nothing is decided on the way, facts alone make the state: in parts, too.
    let silent = json!({"spec": "1.0", "practice": {
        "id": "silent", "name": "Silent", "zone": "UTC", "languages": ["en"]
    }});
    let silent = Playbook::compile(&silent.to_string()).unwrap_or_else(|error| panic!("{error}"));
    let config = ProptestConfig { cases: 24, failure_persistence: None, ..Default::default() };
    let mut feeds = 0;
    for (patient, facts) in &patients {
        let plain = digest(&playbook, patient, facts, facts.len());
        let quiet = digest(&silent, patient, facts, facts.len());
        let orders = Just(facts.iter().chain(facts.iter().take(5)).cloned().collect::<Vec<_>>());
        let orders = (orders.prop_shuffle(), 1_usize..9);
        let mut runner = proptest::test_runner::TestRunner::new(config.clone());
        let checked = runner.run(&orders, |(shuffled, parts)| {
            prop_assert_eq!(&digest(&playbook, patient, &shuffled, shuffled.len()), &plain);
            prop_assert_eq!(&digest(&silent, patient, &shuffled, parts), &quiet);
            Ok(())
        });
        checked.unwrap_or_else(|error| panic!("{patient:?}: {error}"));
        feeds += 1;
    }
    println!("{feeds} feeds");
}

/// What reviews of real files taught, as small files of our own. `PRM_BLESS=1` writes what came out
/// as the new expectation, to be reviewed as a diff.
#[test]
fn fixtures_give_what_was_reviewed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/fhir");
    let options = ReadOptions { zone: "Asia/Kolkata".parse().ok(), ..options() };
    let mut ran = 0;
    for file in files_of(&folder) {
        let name = file.file_name().unwrap().to_str().unwrap();
        if name.ends_with(".expected.json") {
            continue;
        }
        let open = BufReader::new(fs::File::open(&file).unwrap());
        let found = if name.ends_with(".ndjson") {
            Found::of(NdjsonReader::new(open, options.clone()).named(name))
        } else {
            Found::of(BundleReader::new(open, options.clone()).named(name))
        };
        let said = |errors: &[PrmError]| {
            let say = |error: &PrmError| format!("{} ({})", error, error.code());
            errors.iter().map(say).collect::<Vec<_>>()
        };
        let found = json!({
            "facts": found.facts, "ignored": found.ignored,
            "left_out": said(&found.left_out), "errors": said(&found.errors)
        });
        let expected = folder.join(format!("{name}.expected.json"));
        if std::env::var_os("PRM_BLESS").is_some() {
            fs::write(&expected, serde_json::to_string_pretty(&found).unwrap() + "\n").unwrap();
        }
        let expected: Value =
            serde_json::from_str(&fs::read_to_string(&expected).unwrap()).unwrap();
        assert_eq!(found, expected, "{name}");
        ran += 1;
    }
    assert_eq!(ran, 2);
}

fn patient(id: &str) -> Value {
    json!({"resourceType": "Patient", "id": id, "name": [{"text": "Priya"}]})
}

fn visit(subject: &str) -> Value {
    json!({
        "resourceType": "Encounter", "id": "v1", "status": "in-progress",
        "subject": {"reference": subject}, "period": {"start": "2025-03-01T10:00:00Z"}
    })
}

fn stream(text: &str) -> Vec<Result<Reading, PrmError>> {
    // A piece of one byte at a time hides no border.
    let all: Vec<_> =
        BundleReader::new(BufReader::with_capacity(1, text.as_bytes()), options()).collect();
    let at_once: Vec<_> = BundleReader::new(text.as_bytes(), options()).collect();
    assert_eq!(all, at_once);
    all
}

fn said(text: &str) -> Vec<String> {
    let found = Found::of(stream(text));
    found.said().map(ToString::to_string).collect()
}

#[test]
fn an_entry_waits_for_what_it_refers_to() {
    let bundle = json!({"resourceType": "Bundle", "entry": [
        {"fullUrl": "urn:uuid:v", "resource": visit("urn:uuid:p")},
        {"fullUrl": "urn:uuid:p", "resource": patient("priya")},
        {"resource": visit("urn:uuid:nobody")},
    ]});
    let readings = stream(&bundle.to_string());
    let facts: Vec<&str> = readings
        .iter()
        .flat_map(|reading| &reading.as_ref().unwrap().facts)
        .map(|fact| fact.patient.as_str())
        .collect();
    assert_eq!(facts, ["priya", "priya", "nobody"]);
    let whole = Found::of([fhir::read(&bundle.to_string(), &options())]);
    assert_eq!(Found::of(readings).sum(), whole.sum());
}

#[test]
fn a_patient_is_found_by_an_identifier_that_comes_later() {
    let mut priya = patient("priya");
    priya["identifier"] = json!([{"system": "urn:mrn", "value": "7"}]);
    let bundle = json!({"resourceType": "Bundle", "entry": [
        {"resource": visit("Patient?identifier=urn:mrn|7")},
        {"resource": priya},
        {"resource": visit("Patient?identifier=urn%3Amrn%7C7")},
        {"resource": visit("Patient?identifier=urn:mrn|8")},
    ]});
    let readings = Found::of(stream(&bundle.to_string()));
    assert!(readings.facts.iter().all(|fact| fact.patient.as_str() == "priya"));
    assert_eq!(readings.facts.len(), 3);
    assert_eq!(readings.left_out.len(), 1);
    let path = readings.left_out[0].path();
    assert_eq!(path, "line 1.entry[3].resource.subject.reference");
    let whole = Found::of([fhir::read(&bundle.to_string(), &options())]);
    assert_eq!(readings.sum(), whole.sum());
}

/// Versions that bear no time, or one time, count in their order, not in that of their coming.
#[test]
fn of_versions_of_one_time_the_last_counts() {
    let playbook = Playbook::compile(STARTER).unwrap();
    for meta in [json!({}), json!({"lastUpdated": "2025-12-01T00:00:00Z"})] {
        let version = |version: &str, day: &str| {
            let mut meta = meta.clone();
            meta["versionId"] = json!(version);
            let appointment = json!({
                "resourceType": "Appointment", "id": "a1", "meta": meta, "status": "booked",
                "start": format!("2026-01-{day}T10:00:00Z"),
                "participant": [{"actor": {"reference": "Patient/p"}, "status": "accepted"}]
            });
            fhir::read(&appointment.to_string(), &options()).unwrap().facts
        };
        let known = fhir::read(
            &json!({
                "resourceType": "Patient", "id": "p",
                "telecom": [{"system": "phone", "value": "+919812345670", "use": "mobile"}]
            })
            .to_string(),
            &options(),
        );
        let known = known.unwrap().facts;
        let orders = [["10", "9", "2"], ["2", "9", "10"], ["9", "10", "2"], ["9", "2", "10"]];
        let mut digests = BTreeSet::new();
        for order in orders {
            let facts: Vec<Fact> = order
                .into_iter()
                .flat_map(|number| version(number, if number == "10" { "20" } else { "15" }))
                .chain(known.clone())
                .collect();
            let now = "2026-01-10T00:00:00Z".parse().unwrap();
            let (mut relationship, mut lines) =
                (Relationship::new("p", "s").unwrap(), Lines::new());
            let input = Input { facts: &facts, lines: &mut lines, executor: Executor::Server, now };
            playbook.step(&mut relationship, input).unwrap();
            let until = "2026-02-01T00:00:00Z".parse().unwrap();
            let plan = playbook.plan(&relationship, &lines, now, until);
            let plan = serde_json::to_string(&plan).unwrap();
            let days = ["2026-01-14", "2026-01-19"].map(|day| plan.contains(day));
            assert_eq!(days, [false, true], "{order:?} {plan}");
            digests.insert(relationship.digest());
        }
        assert_eq!(digests.len(), 1);
    }
}

#[test]
fn what_is_wrong_in_a_bundle_is_named_with_its_line() {
    let bundle =
        |entries: &str| format!("\u{feff}{{\"resourceType\": \"Bundle\",\n\"entry\": [\n{entries}");
    let good = json!({"resource": patient("p1")}).to_string();
    for (text, expected) in [
        (
            bundle(&format!("{good},\n{{\"resource\": nil}},\n{good}]}}")),
            "line 4.entry[1]: not valid JSON at line 4 column 15",
        ),
        (
            bundle(&format!("{good},\n{{\"resource\": {{\"resourceType\": \"Patient\"}}}}]}}")),
            "line 4.entry[1].resource.id: this field is required: without an id the resource cannot be told again (Patient)",
        ),
        (bundle(&format!("{good},\n]}}")), "line 4: a comma too many at line 4"),
        (
            bundle(&format!("{good}\n// Priya\n]}}")),
            "line 4: JSON has no comments: there is one at line 4",
        ),
        (bundle(&good), "line 3: the text ends too early at line 3"),
        (bundle(&format!("{good}],\n}}")), "line 4: a comma too many at line 4"),
        (bundle(&format!("{good}]}} {{}}")), "line 3: not valid JSON at line 3"),
        (
            bundle(&format!("{good}],\n\"timestamp\": \"2026-01-01T00:00:00Z\"}}")),
            "line 4.timestamp: the time of the bundle comes after its entries, which were read without it",
        ),
        (
            format!("{{\"entry\": [{good}]}}"),
            "line 1.resourceType: no FHIR resource: this field is required",
        ),
        (String::new(), "line 1: the text ends too early at line 1"),
        ("[]".into(), "line 1: expected an object: a resource"),
        ("nil".into(), "line 1: not valid JSON at line 1"),
    ] {
        assert_eq!(said(&text), [expected], "{text}");
        let found = Found::of(stream(&text));
        assert_eq!(found.facts.len(), text.matches("\"Priya\"").count(), "{text}");
    }
}

#[test]
fn a_file_that_is_no_bundle_is_read_whole() {
    let text = serde_json::to_string_pretty(&patient("p1")).unwrap();
    assert_eq!(Found::of(stream(&text)).facts.len(), 1);
    // The type may come last.
    let last = text.replacen("resourceType", "language", 1);
    let last =
        last.trim_end().trim_end_matches('}').to_owned() + ", \"resourceType\": \"Patient\"}";
    assert_eq!(Found::of(stream(&last)).facts.len(), 1);
    assert_eq!(said("{\"resourceType\": \"Patient\"}").len(), 1);
    assert_eq!(
        stream("{\"resourceType\": \"List\", \"entry\": [1]}")[0].as_ref().unwrap().ignored,
        1
    );
}

/// A source that never ends well: so many entries, made as they are read.
struct Endless {
    left: usize,
    piece: Vec<u8>,
    at: usize,
}

impl std::io::Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.at == self.piece.len() {
            if self.left == 0 {
                return Ok(0);
            }
            self.left -= 1;
            self.at = 0;
            let entry = json!({"fullUrl": format!("urn:uuid:{}", self.left), "resource": {
                "resourceType": "Observation", "id": self.left.to_string(), "note": "x".repeat(900)
            }});
            self.piece = format!("{entry},").into_bytes();
        }
        let count = buffer.len().min(self.piece.len() - self.at);
        buffer[..count].copy_from_slice(&self.piece[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

#[test]
fn memory_is_bounded_by_an_entry() {
    let head = b"{\"resourceType\": \"Bundle\", \"entry\": [".to_vec();
    let source = Endless { left: 60_000, piece: head, at: 0 };
    let mut reader = BundleReader::new(BufReader::new(source), options());
    let mut ignored = 0;
    let memory = allocation_counter::measure(|| {
        ignored = reader.by_ref().filter_map(Result::ok).map(|reading| reading.ignored).sum();
    });
    assert_eq!(ignored, 60_000);
    assert!(reader.bytes() > 50 << 20, "{}", reader.bytes());
    assert!(memory.bytes_max < 1 << 20, "{} bytes", memory.bytes_max);

    // What is put aside is bounded too.
    let far = json!({"resource": visit("urn:uuid:p"), "note": "x".repeat(1 << 20)}).to_string();
    let entries = vec![far; 20].join(",");
    let bundle = format!("{{\"resourceType\": \"Bundle\", \"entry\": [{entries}]}}");
    let found = Found::of(BundleReader::new(bundle.as_bytes(), options()));
    assert_eq!((found.facts.len(), found.errors.len()), (15, 5));
    assert!(found.errors.iter().all(|error| error.code() == ErrorCode::TooMany));
    assert_eq!(found.errors[0].path(), "line 1.entry[15].resource");

    // So is an entry.
    let long = "x".repeat(limits::RESOURCE_BYTES);
    let good = json!({"resource": patient("p1")});
    let bundle = format!("{{\"resourceType\": \"Bundle\", \"entry\": [\"{long}\", {good}]}}");
    let found = Found::of(BundleReader::new(bundle.as_bytes(), options()));
    assert_eq!((found.facts.len(), found.errors[0].code()), (1, ErrorCode::TooLarge));
}
