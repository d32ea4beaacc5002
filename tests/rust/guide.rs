//! The authors' guide: every snippet of it is sound, or wrong in the way that its page says.
//!
//! A comment above a snippet says what it is:
//!
//! - `whole`: a playbook; its tests pass.
//! - `part`: fields of a playbook, put into `guide/clinic.json`.
//! - `steps of SUBJECT`: steps, put into a journey there.
//! - `given`: what a test case is given.
//! - `wrong part`, `wrong steps of SUBJECT`: as these, and the text below it quotes the fault.

use std::path::{Path, PathBuf};

use prm_core::{Playbook, Severity};
use serde_json::{Value, json};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../prm-core/guide")
}

/// A fenced block with the comment above it and the plain text block after it.
struct Snippet {
    page: String,
    line: usize,
    mark: String,
    body: String,
    quoted: Vec<String>,
}

fn pages() -> Vec<(String, String)> {
    let mut pages: Vec<(String, String)> = std::fs::read_dir(folder())
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    pages.sort();
    pages
}

fn snippets() -> Vec<Snippet> {
    let mut found: Vec<Snippet> = Vec::new();
    for (page, text) in pages() {
        let mut mark = String::new();
        let mut block: Option<(String, usize, String)> = None;
        for (number, line) in text.lines().enumerate() {
            let fence = line.strip_prefix("```");
            match (&mut block, fence) {
                (None, Some(kind)) => block = Some((kind.to_owned(), number + 1, String::new())),
                (Some(_), Some(_)) => {
                    let (kind, line, body) = block.take().unwrap();
                    match kind.as_str() {
                        "json" => {
                            let (page, quoted) = (page.clone(), Vec::new());
                            let mark = std::mem::take(&mut mark);
                            found.push(Snippet { page, line, mark, body, quoted });
                        }
                        "text" if mark == "fault" => {
                            let wrong = found.last_mut().expect("a fault follows what is wrong");
                            wrong.quoted = body.lines().map(str::to_owned).collect();
                            mark.clear();
                        }
                        _ => {}
                    }
                }
                (Some((.., body)), None) => {
                    body.push_str(line);
                    body.push('\n');
                }
                (None, None) => {
                    let comment = line.strip_prefix("<!-- ").and_then(|l| l.strip_suffix(" -->"));
                    if let Some(comment) = comment {
                        comment.clone_into(&mut mark);
                    }
                }
            }
        }
        assert!(block.is_none(), "{page}: a block that does not end");
    }
    found
}

/// Arrays are added to, objects are gone into, and everything else is replaced.
fn put(into: &mut Value, part: Value) {
    match (into, part) {
        (Value::Object(into), Value::Object(part)) => {
            for (name, value) in part {
                put(into.entry(name).or_insert(Value::Null), value);
            }
        }
        (Value::Array(into), Value::Array(part)) => into.extend(part),
        (into, part) => *into = part,
    }
}

fn clinic() -> Value {
    serde_json::from_str(&std::fs::read_to_string(folder().join("clinic.json")).unwrap()).unwrap()
}

fn document(snippet: &Snippet) -> String {
    let Snippet { page, line, mark, body, .. } = snippet;
    let value: Value = serde_json::from_str(body)
        .unwrap_or_else(|error| panic!("{page}:{line} is not JSON: {error}"));
    let mark = mark.strip_prefix("wrong ").unwrap_or(mark);
    let mut whole = clinic();
    match mark {
        "whole" => return body.clone(),
        "part" => put(&mut whole, value),
        "given" => {
            let case = json!({"id": "t", "given": value, "until": "2026-01-01T00:00:00Z"});
            put(&mut whole, json!({"tests": [case]}));
        }
        mark => {
            let subject = mark
                .strip_prefix("steps of ")
                .unwrap_or_else(|| panic!("{page}:{line}: what is `{mark}`?"));
            let mut journey = json!({"id": "shown", "for": subject, "steps": value});
            match subject {
                "occasion" | "anniversary" => journey["occasion"] = json!("operation"),
                "recall" => journey["every"] = json!("1 year"),
                _ => {}
            }
            put(&mut whole, json!({"journeys": [journey]}));
        }
    }
    whole.to_string()
}

#[test]
fn every_snippet_is_what_it_says() {
    let snippets = snippets();
    assert!(snippets.len() >= 30, "{} snippets", snippets.len());
    let mut failures = Vec::new();
    for snippet in &snippets {
        let place = format!("{}:{}", snippet.page, snippet.line);
        let document = document(snippet);
        let faults = match Playbook::check(&document) {
            Ok(faults) => faults,
            Err(error) => {
                failures.push(format!("{place}: {error}"));
                continue;
            }
        };
        let told: Vec<String> = faults
            .iter()
            .map(|fault| {
                let help = fault.help.as_deref().map(|help| format!(" ({help})"));
                format!("{}: {}{}", fault.path, fault.message, help.unwrap_or_default())
            })
            .collect();
        if snippet.mark.starts_with("wrong ") {
            if snippet.quoted.is_empty() {
                failures.push(format!("{place}: its fault is not quoted"));
            }
            for quoted in snippet.quoted.iter().filter(|quoted| !told.contains(quoted)) {
                failures.push(format!("{place}: `{quoted}` is not among {told:#?}"));
            }
            if told.len() != snippet.quoted.len() {
                failures.push(format!("{place}: not all is quoted: {told:#?}"));
            }
            continue;
        }
        if !told.is_empty() {
            failures.push(format!("{place}: {told:#?}"));
        }
        if faults.iter().all(|fault| fault.severity != Severity::Error) {
            let reports = Playbook::compile(&document).unwrap().test();
            let failed = reports.into_iter().filter(|report| !report.passed && report.id != "t");
            failures.extend(failed.map(|report| format!("{place}: {report:#?}")));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_pages_are_short_and_linked() {
    let pages = pages();
    let first = &pages.iter().find(|(name, _)| name == "README.md").unwrap().1;
    for (name, text) in &pages {
        let lines = text.lines().count();
        assert!(lines <= 120, "{name} has {lines} lines");
        assert!(name == "README.md" || first.contains(&format!("({name})")), "{name}");
    }
}
