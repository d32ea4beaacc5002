//! Resources line by line, in bounded memory.

use std::io::{BufRead, Read};

use super::{ReadOptions, Reading, read};
use crate::error::{ErrorCode, PrmError};
use crate::limits;

/// Reads NDJSON: one resource (or bundle) a line. Empty lines are passed over, and a line that
/// cannot be read is an error of its own, after which the next one is read.
///
/// The path of an error begins with `line` and the line's number, the first being 1. At most
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
    line: usize,
    buffer: Vec<u8>,
}

impl<R: BufRead> NdjsonReader<R> {
    /// A reader of what the host has opened.
    pub fn new(from: R, options: ReadOptions) -> Self {
        Self { from, options, line: 0, buffer: Vec::new() }
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
                Err(_) => return error(ErrorCode::InvalidResource, "the source cannot be read"),
                Ok(_) => {}
            }
            if self.buffer.len() > most && self.buffer.last() != Some(&b'\n') {
                if self.from.skip_until(b'\n').is_err() {
                    return error(ErrorCode::InvalidResource, "the source cannot be read");
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
        let line = format!("line {}", self.line);
        Some(match found {
            Err(error) => Err(error.under(&line)),
            Ok(mut reading) => {
                let left_out = reading.left_out.into_iter();
                reading.left_out = left_out.map(|error| error.under(&line)).collect();
                Ok(reading)
            }
        })
    }
}
