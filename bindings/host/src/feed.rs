//! Feeds as hosts see them: files of FHIR resources line by line, and facts files.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use prm_core::fhir::{NdjsonReader, ReadOptions};
use prm_core::{ErrorCode, ErrorReport, Fact, FeedLine, PrmError, ReadingReport, Reply, Timestamp};
use serde::Serialize;

/// A line of a file of FHIR resources: what it gave, or why it cannot be read.
#[derive(Serialize)]
#[expect(missing_debug_implementations, reason = "it holds what was read of patients")]
pub struct FhirLine {
    /// The number of the line, the first being 1.
    pub line: usize,
    /// What it gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading: Option<ReadingReport>,
    /// Why it cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorReport>,
}

/// A file of FHIR resources, one a line, read in bounded memory.
#[derive(Debug)]
pub struct FhirFile {
    reader: NdjsonReader<BufReader<Readable>>,
}

impl FhirFile {
    /// Opens a file.
    ///
    /// # Errors
    /// `invalid_resource` at `path`. The system's own words may hold the path, so the kind alone
    /// is told.
    pub fn open(path: &Path, options: ReadOptions) -> Result<Self, PrmError> {
        let file = File::open(path).map_err(|error| {
            let message = format!("the file cannot be opened: {}", error.kind());
            PrmError::new(ErrorCode::InvalidResource, message).under("path")
        })?;
        let from = BufReader::new(Readable { file, failed: false });
        Ok(Self { reader: NdjsonReader::new(from, options) })
    }
}

impl Iterator for FhirFile {
    type Item = FhirLine;

    fn next(&mut self) -> Option<FhirLine> {
        let found = self.reader.next()?;
        let line = self.reader.line();
        Some(match found {
            Ok(reading) => FhirLine { line, reading: Some(reading.into()), error: None },
            Err(error) => FhirLine { line, reading: None, error: Some(error.report()) },
        })
    }
}

/// A file that ends where it fails, so that a reader which goes on after a bad line comes to an
/// end there too.
#[derive(Debug)]
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

/// A line of a facts file: a fact or a reply, and when the host learnt of it; or why it cannot be
/// read.
#[derive(Default, Serialize)]
#[expect(missing_debug_implementations, reason = "it holds what was read of patients")]
pub struct FactsLine {
    /// When the host learnt of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<Timestamp>,
    /// What happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fact: Option<Fact>,
    /// What was written back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<Reply>,
    /// Why the line cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorReport>,
}

/// The lines of a facts file.
pub fn facts_file(text: &str) -> Vec<FactsLine> {
    let lines = FeedLine::parse_lines(text).map(|line| match line {
        Ok(FeedLine { received, fact, reply }) => {
            FactsLine { received: Some(received), fact, reply, error: None }
        }
        Err(error) => FactsLine { error: Some(error.report()), ..FactsLine::default() },
    });
    lines.collect()
}
