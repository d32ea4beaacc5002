//! Reads the bundles of folders as facts, once for every line of standard input, and says how long
//! that took: the other side of `benches/peers/fhir.py`, which runs it and the peers in turn.

use std::hint::black_box;
use std::io::{BufReader, Read, stdin};
use std::path::Path;
use std::time::Instant;

use prm_core::Timestamp;
use prm_core::fhir::{BundleReader, NdjsonReader, ReadOptions, Reading};
use serde_json::{Value, json};

fn main() {
    let mut files = Vec::new();
    for folder in std::env::args().skip(1) {
        let entries = std::fs::read_dir(&folder).expect("a folder");
        let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
        paths.sort();
        files.extend(
            paths
                .iter()
                .filter(|path| path.extension().is_some_and(|e| e == "json"))
                .map(|path: &std::path::PathBuf| std::fs::read(Path::new(path)).expect("a file")),
        );
    }
    let (whole, single) = (lines(&files), resources(&files));
    for line in stdin().lines() {
        line.expect("standard input");
        say("bundles", &whole, || count(NdjsonReader::new(black_box(&whole[..]), options())));
        say("resources", &single, || count(NdjsonReader::new(black_box(&single[..]), options())));
        say("streamed", &files.concat(), || {
            let read = |file: &Vec<u8>| {
                // As from a disk: in pieces.
                let pieces = BufReader::with_capacity(64 << 10, Read::take(&file[..], u64::MAX));
                count(BundleReader::new(pieces, options()))
            };
            black_box(&files).iter().map(read).sum()
        });
    }
}

fn options() -> ReadOptions {
    ReadOptions { received: Some(Timestamp::MIN), ..ReadOptions::default() }
}

fn count(readings: impl Iterator<Item = Result<Reading, prm_core::PrmError>>) -> usize {
    readings.map(|reading| black_box(reading.expect("legible")).facts.len()).sum()
}

fn say(row: &str, input: &[u8], run: impl FnOnce() -> usize) {
    let began = Instant::now();
    let facts = run();
    let seconds = began.elapsed().as_secs_f64();
    println!("{}", json!({"row": row, "bytes": input.len(), "seconds": seconds, "facts": facts}));
}

/// Each bundle in one line, byte for byte else.
fn lines(files: &[Vec<u8>]) -> Vec<u8> {
    let line = |file: &Vec<u8>| {
        let text = file.iter().map(|byte| if matches!(byte, b'\n' | b'\r') { b' ' } else { *byte });
        text.chain(*b"\n").collect::<Vec<u8>>()
    };
    files.iter().flat_map(line).collect()
}

/// Each resource of the bundles in a line of its own.
fn resources(files: &[Vec<u8>]) -> Vec<u8> {
    let mut all = Vec::new();
    for file in files {
        let bundle: Value = serde_json::from_slice(file).expect("JSON");
        for entry in bundle["entry"].as_array().expect("a bundle") {
            all.extend(entry["resource"].to_string().into_bytes());
            all.push(b'\n');
        }
    }
    all
}
