//! Feeds as hosts see them: files of FHIR resources, and facts files.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use prm_core::fhir::{BundleReader, NdjsonReader, ReadOptions};
use prm_core::{ErrorCode, ErrorReport, Fact, FeedLine, PrmError, ReadingReport, Reply, Timestamp};
use serde::Serialize;

/// A line of a file of FHIR resources, or an entry of a bundle: what it gave, or why it cannot be
/// read.
#[derive(Serialize)]
#[expect(missing_debug_implementations, reason = "it holds what was read of patients")]
pub struct FhirLine {
    /// The number of the line, or of that in which the entry begins; the first is 1.
    pub line: usize,
    /// What it gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading: Option<ReadingReport>,
    /// Why it cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorReport>,
}

/// What a file of FHIR resources is.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// One resource a line.
    Lines,
    /// One bundle, or another resource.
    Bundle,
}

/// A file of FHIR resources, read in bounded memory.
#[derive(Debug)]
pub struct FhirFile {
    reader: Reader,
    size: u64,
}

type Buffered = BufReader<Readable>;

#[derive(Debug)]
enum Reader {
    Lines(NdjsonReader<Buffered>),
    Bundle(BundleReader<Buffered>),
}

impl FhirFile {
    /// Opens a file, which has a name in the paths of errors unless that is empty.
    ///
    /// # Errors
    /// `invalid_resource` at `path`. The system's own words may hold the path, so the kind alone
    /// is told.
    pub fn open(
        path: &Path,
        form: Form,
        name: &str,
        options: ReadOptions,
    ) -> Result<Self, PrmError> {
        let opened = File::open(path).and_then(|file| Ok((file.metadata()?.len(), file)));
        let (size, file) = opened.map_err(|error| {
            let message = format!("the file cannot be opened: {}", error.kind());
            PrmError::new(ErrorCode::InvalidResource, message).under("path")
        })?;
        let from = BufReader::new(Readable { file, failed: false });
        let reader = match (form, name) {
            (Form::Lines, "") => Reader::Lines(NdjsonReader::new(from, options)),
            (Form::Lines, name) => Reader::Lines(NdjsonReader::new(from, options).named(name)),
            (Form::Bundle, "") => Reader::Bundle(BundleReader::new(from, options)),
            (Form::Bundle, name) => Reader::Bundle(BundleReader::new(from, options).named(name)),
        };
        Ok(Self { reader, size })
    }

    /// How many bytes were read so far.
    pub fn bytes(&self) -> u64 {
        match &self.reader {
            Reader::Lines(reader) => reader.bytes(),
            Reader::Bundle(reader) => reader.bytes(),
        }
    }

    /// How many bytes the file had when it was opened; 0 for what is no plain file.
    pub fn size(&self) -> u64 {
        self.size
    }
}

impl Iterator for FhirFile {
    type Item = FhirLine;

    fn next(&mut self) -> Option<FhirLine> {
        let (found, line) = match &mut self.reader {
            Reader::Lines(reader) => (reader.next()?, reader.line()),
            Reader::Bundle(reader) => (reader.next()?, reader.line()),
        };
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
