//! Feeds: FHIR resources, and facts files.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::sync::Arc;

use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;
use prm_core::fhir::{self, NdjsonReader, ReadOptions};
use prm_core::{ErrorCode, ErrorReport, Fact, FeedLine, PrmError, Reply, Timestamp};
use prm_host::Shared;
use serde::Serialize;

use crate::call::{call, json};
use crate::job::Job;
use crate::read::perhaps;

#[derive(Serialize)]
struct Reading {
    facts: Vec<Fact>,
    left_out: Vec<ErrorReport>,
    ignored: usize,
}

impl From<fhir::Reading> for Reading {
    fn from(reading: fhir::Reading) -> Self {
        let left_out = reading.left_out.iter().map(PrmError::report).collect();
        Self { facts: reading.facts, left_out, ignored: reading.ignored }
    }
}

fn options(
    source: Option<String>,
    zone: Option<String>,
    received: Option<String>,
) -> Result<ReadOptions, PrmError> {
    Ok(ReadOptions {
        source: source.unwrap_or_else(|| ReadOptions::default().source),
        zone: perhaps(zone, "zone")?,
        received: perhaps(received, "received")?,
    })
}

/// Reads one resource or one bundle.
#[napi]
pub(crate) fn read_fhir(
    text: String,
    source: Option<String>,
    zone: Option<String>,
    received: Option<String>,
) -> napi::Result<String> {
    call(|| json(&Reading::from(fhir::read(&text, &options(source, zone, received)?)?)))
}

/// One line of a feed.
#[derive(Serialize)]
struct Line {
    line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    reading: Option<Reading>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorReport>,
}

/// An NDJSON file that is being read.
struct Source {
    path: String,
    options: ReadOptions,
    reader: Option<NdjsonReader<BufReader<Readable>>>,
}

/// A file that ends where it fails, so that a reader which goes on after a bad line comes to an
/// end there too.
struct Readable {
    file: File,
    failed: bool,
}

impl Read for Readable {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.failed {
            return Ok(0);
        }
        let read = self.file.read(buffer);
        self.failed = read.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::Interrupted);
        read
    }
}

/// Bytes of an answer after which no further line is read for it.
const ANSWER: usize = 16 << 20;

impl Source {
    /// The next lines, as JSON text: so many or fewer, and none only at the end.
    fn read(&mut self, most: u32) -> Result<String, PrmError> {
        let reader = match &mut self.reader {
            Some(reader) => reader,
            None => {
                // The system's own words may hold the path, so the kind alone is told.
                let file = File::open(&self.path).map_err(|error| {
                    let message = format!("the file cannot be opened: {}", error.kind());
                    PrmError::new(ErrorCode::InvalidResource, message).under("path")
                })?;
                let from = BufReader::new(Readable { file, failed: false });
                self.reader.insert(NdjsonReader::new(from, self.options.clone()))
            }
        };
        let mut text = String::from("[");
        for _ in 0..most {
            let Some(found) = reader.next() else { break };
            let line = reader.line();
            let line = match found {
                Ok(reading) => Line { line, reading: Some(reading.into()), error: None },
                Err(error) => Line { line, reading: None, error: Some(error.report()) },
            };
            if text.len() > 1 {
                text.push(',');
            }
            text.push_str(&json(&line)?);
            if text.len() > ANSWER {
                break;
            }
        }
        text.push(']');
        Ok(text)
    }
}

/// A reader of a file of FHIR resources, one a line.
#[napi]
pub struct FhirReader {
    held: Arc<Shared<Source>>,
}

#[napi]
impl FhirReader {
    /// A reader of the file at a path, which the first reading opens.
    #[napi(constructor)]
    pub fn new(
        path: String,
        source: Option<String>,
        zone: Option<String>,
        received: Option<String>,
    ) -> napi::Result<Self> {
        call(|| {
            let options = options(source, zone, received)?;
            let source = Source { path, options, reader: None };
            Ok(Self { held: Arc::new(Shared::new("reader", source)) })
        })
    }

    /// The next lines.
    #[napi]
    pub fn read_many(&self, most: u32) -> AsyncTask<Job> {
        let held = Arc::clone(&self.held);
        Job::start(move || held.with(|source| Ok(vec![source.read(most)?])))
    }

    /// Closes the file.
    #[napi]
    pub fn close(&self) {
        self.held.close();
    }
}

/// One line of a facts file.
#[derive(Default, Serialize)]
struct Told {
    #[serde(skip_serializing_if = "Option::is_none")]
    received: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fact: Option<Fact>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply: Option<Reply>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorReport>,
}

/// Reads a facts file.
#[napi]
pub(crate) fn parse_feed_lines(text: String) -> napi::Result<String> {
    call(|| {
        let lines = FeedLine::parse_lines(&text).map(|line| match line {
            Ok(FeedLine { received, fact, reply }) => {
                Told { received: Some(received), fact, reply, error: None }
            }
            Err(error) => Told { error: Some(error.report()), ..Told::default() },
        });
        json(&lines.collect::<Vec<_>>())
    })
}
