//! What happens, in the order in which the host is told of it.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use prm_core::fhir::{self, NdjsonReader, ReadOptions};
use prm_core::{Fact, FeedLine, PrmError, Reply, Timestamp, hl7v2};

use crate::{Error, Options};

/// One thing that the host is told.
pub(crate) struct Event {
    pub(crate) received: Timestamp,
    pub(crate) what: What,
}

pub(crate) enum What {
    /// Facts, of one resource or one line.
    Facts(Vec<Fact>),
    /// Something that was written back.
    Reply(Reply),
    /// Something that could not be read: where, and why.
    Refused(String),
}

/// Reads all files that the options name.
pub(crate) fn load(options: &Options) -> Result<Vec<Event>, Error> {
    let mut events = Vec::new();
    if let Some(path) = &options.fhir {
        for file in files(path, &["json", "ndjson"])? {
            read_fhir(&file, options, &mut events)?;
        }
    }
    if let Some(path) = &options.hl7v2 {
        for file in files(path, &["hl7", "txt"])? {
            read_hl7v2(&file, options, &mut events)?;
        }
    }
    if let Some(path) = &options.facts {
        for file in files(path, &["jsonl"])? {
            let text = std::fs::read_to_string(&file).map_err(|error| named(&file, error))?;
            let mut last = Timestamp::MIN;
            for line in FeedLine::parse_lines(&text) {
                last = line.as_ref().map_or(last, |line| line.received);
                events.push(match line {
                    Ok(FeedLine { received, reply: Some(reply), .. }) => {
                        Event { received, what: What::Reply(reply) }
                    }
                    Ok(FeedLine { received, fact, .. }) => {
                        told(received, fact.into_iter().collect())
                    }
                    Err(error) => refused(&file, &error, last),
                });
            }
        }
    }
    // Stable: what came first among equals stays first.
    events.sort_by_key(|event| event.received);
    Ok(together(events, options.from))
}

/// Facts that are received at one instant are taken in together, so that their order does not
/// matter; so is everything that was received before the run begins.
fn together(events: Vec<Event>, from: Timestamp) -> Vec<Event> {
    let mut merged: Vec<Event> = Vec::new();
    for Event { received, what } in events {
        let received = received.max(from);
        let what = match what {
            What::Facts(facts) => What::Facts(learnt(facts, received)),
            other => other,
        };
        match (what, merged.last_mut()) {
            (What::Facts(facts), Some(Event { received: last, what: What::Facts(known) }))
                if *last == received =>
            {
                known.extend(facts);
            }
            (what, _) => merged.push(Event { received, what }),
        }
    }
    merged
}

/// A feed is told in the order of its lines; each was received when it was written, or with the
/// one before it when it comes late.
fn read_fhir(file: &Path, options: &Options, events: &mut Vec<Event>) -> Result<(), Error> {
    let read = ReadOptions { zone: options.zone, ..ReadOptions::default() };
    let ndjson = file.extension().is_some_and(|extension| extension == "ndjson");
    let readings: Vec<Result<fhir::Reading, PrmError>> = if ndjson {
        let open = File::open(file).map_err(|error| named(file, error))?;
        NdjsonReader::new(BufReader::new(open), read).collect()
    } else {
        let text = std::fs::read_to_string(file).map_err(|error| named(file, error))?;
        vec![fhir::read(&text, &read)]
    };
    let mut received = Timestamp::MIN;
    for reading in readings {
        match reading {
            Ok(reading) => {
                let written = reading.facts.iter().map(|fact| fact.occurred).max();
                received = written.map_or(received, |written| received.max(written));
                for error in &reading.left_out {
                    events.push(refused(file, error, received));
                }
                if !reading.facts.is_empty() {
                    events.push(told(received, reading.facts));
                }
            }
            Err(error) => events.push(refused(file, &error, received)),
        }
    }
    Ok(())
}

/// Messages too are told in their order, each received when it was written, or with the one before
/// it when it comes late.
fn read_hl7v2(file: &Path, options: &Options, events: &mut Vec<Event>) -> Result<(), Error> {
    let bytes = std::fs::read(file).map_err(|error| named(file, error))?;
    // What is no UTF-8 comes from an older system, in Latin-1.
    let text = String::from_utf8(bytes)
        .unwrap_or_else(|error| error.as_bytes().iter().copied().map(char::from).collect());
    let read = ReadOptions { zone: options.zone, ..ReadOptions::default() };
    let reading = match hl7v2::read(&text, &read) {
        Ok(reading) => reading,
        Err(error) => {
            events.push(refused(file, &error, Timestamp::MIN));
            return Ok(());
        }
    };
    let mut received = Timestamp::MIN;
    for fact in reading.facts {
        received = received.max(fact.occurred);
        events.push(told(received, vec![fact]));
    }
    for error in &reading.left_out {
        events.push(refused(file, error, received));
    }
    Ok(())
}

fn told(received: Timestamp, facts: Vec<Fact>) -> Event {
    Event { received, what: What::Facts(facts) }
}

/// Facts, with the time at which this host learnt of them.
fn learnt(facts: Vec<Fact>, received: Timestamp) -> Vec<Fact> {
    let learnt = |fact: Fact| Fact { recorded: fact.recorded.or(Some(received)), ..fact };
    facts.into_iter().map(learnt).collect()
}

fn refused(file: &Path, error: &PrmError, received: Timestamp) -> Event {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    Event { received, what: What::Refused(format!("{name}: {error}")) }
}

/// The file, or the files of a folder and its folders, in the order of their names.
fn files(path: &Path, extensions: &[&str]) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    if path.is_dir() {
        let entries = std::fs::read_dir(path).map_err(|error| named(path, error))?;
        let mut paths: Vec<PathBuf> =
            entries.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
        paths.sort();
        for path in paths {
            let fits = path
                .extension()
                .is_some_and(|extension| extensions.iter().any(|known| extension == *known));
            if path.is_dir() {
                found.extend(files(&path, extensions)?);
            } else if fits {
                found.push(path);
            }
        }
    } else {
        found.push(path.to_owned());
    }
    Ok(found)
}

fn named(path: &Path, error: std::io::Error) -> Error {
    Error::File { path: path.display().to_string(), error }
}
