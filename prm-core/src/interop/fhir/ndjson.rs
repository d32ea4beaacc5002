//! Resources line by line, in bounded memory.

use std::io::{BufRead, Read};

use super::source::cannot_be_read;
use super::{ReadOptions, Reading, read};
use crate::error::{ErrorCode, PrmError};
use crate::limits;

/// Reads NDJSON: one resource (or bundle) a line. Empty lines are passed over, and a line that
/// cannot be read is an error of its own, after which the next one is read.
///
/// The path of an error begins with the name of the source, where it has one
/// ([`named`](Self::named)), and with `line` and the line's number, the first being 1. At most
/// [`limits::RESOURCE_BYTES`](crate::limits::RESOURCE_BYTES) are held at a time.
///
/// ```
/// use prm_core::fhir::{NdjsonReader, ReadOptions};
/// let feed = "{\"resourceType\": \"Observation\"}\n{\"resourceType\": \"Patient\"}\n";
/// let mut reader = NdjsonReader::new(feed.as_bytes(), ReadOptions::default());
/// assert_eq!(reader.next().unwrap()?.ignored, 1);
/// assert_eq!(reader.next().unwrap().unwrap_err().path(), "line 2.id");
/// assert!(reader.next().is_none());
/// # Ok::<(), prm_core::PrmError>(())
/// ```
#[derive(Debug)]
pub struct NdjsonReader<R> {
    from: R,
    options: ReadOptions,
    name: String,
    line: usize,
    bytes: u64,
    buffer: Vec<u8>,
}

impl<R: BufRead> NdjsonReader<R> {
    /// A reader of what the host has opened.
    pub fn new(from: R, options: ReadOptions) -> Self {
        Self { from, options, name: String::new(), line: 0, bytes: 0, buffer: Vec::new() }
    }

    /// Names the source in the paths of errors. Errors are kept and shown: name no patient.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into() + " ";
        self
    }

    /// How many bytes were read so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The number of the line that was read last.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The next line that is not empty.
    fn read_line(&mut self) -> Option<Result<Reading, PrmError>> {
        loop {
            self.buffer.clear();
            self.line += 1;
            let most = limits::RESOURCE_BYTES;
            let room = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
            let taken = self.from.by_ref().take(room).read_until(b'\n', &mut self.buffer);
            let error = |code, message: &str| Some(Err(PrmError::new(code, message)));
            match taken {
                Ok(0) => return None,
                Err(_) => return Some(Err(cannot_be_read())),
                Ok(count) => self.bytes += u64::try_from(count).unwrap_or(0),
            }
            if self.buffer.len() > most && self.buffer.last() != Some(&b'\n') {
                match self.from.skip_until(b'\n') {
                    Err(_) => return Some(Err(cannot_be_read())),
                    Ok(count) => self.bytes += u64::try_from(count).unwrap_or(0),
                }
                return error(ErrorCode::TooLarge, "the line is longer than the limit");
            }
            let Ok(text) = std::str::from_utf8(&self.buffer) else {
                return error(ErrorCode::InvalidJson, "not UTF-8");
            };
            let text = text.trim_start_matches('\u{feff}').trim();
            if !text.is_empty() {
                return Some(read(text, &self.options));
            }
        }
    }
}

impl<R: BufRead> Iterator for NdjsonReader<R> {
    type Item = Result<Reading, PrmError>;

    fn next(&mut self) -> Option<Self::Item> {
        let found = self.read_line()?;
        let line = || format!("{}line {}", self.name, self.line);
        Some(match found {
            Err(error) => Err(error.under(&line())),
            Ok(reading) if reading.left_out.is_empty() => Ok(reading),
            Ok(reading) => Ok(reading.within(&line())),
        })
    }
}
