//! A bundle of any size, entry by entry, in bounded memory.

use std::cell::Cell;
use std::collections::VecDeque;
use std::io::BufRead;

use super::addresses::Addresses;
use super::bundle;
use super::source::Source;
use super::surroundings::Surroundings;
use super::{ReadOptions, Reading};
use crate::error::{ErrorCode, PrmError, join};
use crate::interop::json::Json;
use crate::{Timestamp, limits};

/// Reads a file that is one bundle, of whatever size, entry by entry. A file that is another
/// resource is read as a whole.
///
/// At most [`limits::RESOURCE_BYTES`](crate::limits::RESOURCE_BYTES) of the file are held at a
/// time. An entry that cannot be read is an error of its own, after which the next one is read;
/// where the bundle around the entries is no JSON, the reader ends with an error.
///
/// References to the addresses of other entries are resolved. An entry that refers to one which
/// comes later is put aside, and read when the last entry was; at most
/// [`limits::RESOURCE_BYTES`](crate::limits::RESOURCE_BYTES) of entries are put aside, those
/// beyond are left out with `too_many`. So the facts are those of [`read`](super::read), if not in
/// the same order; but an identifier that two patients claim names the first of them until the
/// second comes.
///
/// The path of an error begins with the name of the source, where it has one
/// ([`named`](Self::named)), then `line` and the number of the line in which the entry begins,
/// then `entry` and its index, the first being 0.
///
/// ```
/// use prm_core::fhir::{BundleReader, ReadOptions};
/// let file = r#"{"resourceType": "Bundle", "entry": [
///   {"resource": {"resourceType": "Observation"}},
///   {"resource": {"resourceType": "Patient"}}
/// ]}"#;
/// let mut reader = BundleReader::new(file.as_bytes(), ReadOptions::default()).named("ward.json");
/// assert_eq!(reader.next().unwrap()?.ignored, 1);
/// let left_out = reader.next().unwrap()?.left_out;
/// assert_eq!(left_out[0].path(), "ward.json line 3.entry[1].resource.id");
/// assert!(reader.next().is_none());
/// assert_eq!(reader.bytes(), 133);
/// # Ok::<(), prm_core::PrmError>(())
/// ```
#[derive(Debug)]
pub struct BundleReader<R> {
    source: Source<R>,
    options: ReadOptions,
    name: String,
    stage: Stage,
    /// The kind of the resource that the file is, once it is known.
    kind: Option<String>,
    time: Option<Timestamp>,
    addresses: Addresses,
    aside: VecDeque<Entry>,
    /// Bytes of the entries put aside.
    waiting: usize,
    /// Entries that were begun.
    entries: usize,
    /// Where the entry that was read last begins.
    line: usize,
}

/// An entry that waits for a later one.
#[derive(Debug)]
struct Entry {
    index: usize,
    line: usize,
    text: String,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Stage {
    /// Nothing was read.
    Start,
    /// Before a field of the bundle.
    Fields,
    /// Before an entry; whether it is the first.
    Entries(bool),
    /// After an entry.
    Between,
    /// After the bundle: what was put aside is read.
    Aside,
}

impl<R: BufRead> BundleReader<R> {
    /// A reader of what the host has opened.
    pub fn new(from: R, options: ReadOptions) -> Self {
        Self {
            source: Source::new(from),
            options,
            name: String::new(),
            stage: Stage::Start,
            kind: None,
            time: None,
            addresses: Addresses::default(),
            aside: VecDeque::new(),
            waiting: 0,
            entries: 0,
            line: 0,
        }
    }

    /// Names the source in the paths of errors. Errors are kept and shown: name no patient.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into() + " ";
        self
    }

    /// How many bytes were read so far.
    pub fn bytes(&self) -> u64 {
        self.source.bytes
    }

    /// The number of the line in which the entry begins that was read last.
    pub fn line(&self) -> usize {
        self.line
    }

    /// How many entries were begun.
    pub fn entries(&self) -> usize {
        self.entries
    }

    fn step(&mut self) -> Option<Result<Reading, PrmError>> {
        loop {
            let done = match self.stage {
                Stage::Start => self.start(),
                Stage::Fields => self.field(),
                Stage::Entries(first) => self.entry(first),
                Stage::Between => self.between().map(|()| None),
                Stage::Aside => return self.put_aside(),
            };
            match done {
                Ok(None) => {}
                Ok(Some(found)) => return Some(found),
                Err(error) => {
                    // Nothing that follows has a place any more.
                    self.stage = Stage::Aside;
                    self.line = self.source.line;
                    return Some(Err(error));
                }
            }
        }
    }

    fn start(&mut self) -> Result<Option<Result<Reading, PrmError>>, PrmError> {
        self.line = 1;
        self.source.pass_mark()?;
        self.stage = Stage::Fields;
        match self.source.peek()? {
            None => Err(self.source.ends()),
            Some(b'{') => self.source.take_if(b'{').map(|_| None),
            Some(b'[' | b'"') => {
                Err(PrmError::new(ErrorCode::InvalidType, "expected an object: a resource"))
            }
            Some(byte) => Err(self.unlike(byte)),
        }
    }

    /// Reads a field of the bundle, or its end.
    fn field(&mut self) -> Result<Option<Result<Reading, PrmError>>, PrmError> {
        if self.kind.is_some() {
            self.source.release();
        }
        if self.source.take_if(b'}')? {
            return self.end().map(|()| None);
        }
        match self.source.peek()? {
            None => return Err(self.source.ends()),
            Some(b'"') => {}
            Some(byte) => return Err(self.unlike(byte)),
        }
        let (from, line) = (self.source.length(), self.source.line);
        self.source.value()?;
        let name = self.parsed(from, line, |name| name.text().unwrap_or_default().to_owned())?;
        if !self.source.take_if(b':')? {
            return Err(self.source.broken("not valid JSON"));
        }
        if name == "entry" && self.source.peek()? == Some(b'[') {
            self.source.take_if(b'[')?;
            self.stage = Stage::Entries(true);
            return Ok(None);
        }
        let (from, line) = (self.source.length(), self.source.line);
        self.source.peek()?;
        self.source.value()?;
        self.know(&name, from, line)?;
        if self.kind.as_deref().is_some_and(|kind| kind != "Bundle") && self.entries == 0 {
            return self.whole().map(Some);
        }
        self.next_field()?;
        Ok(None)
    }

    /// Takes what lies between two fields.
    fn next_field(&mut self) -> Result<(), PrmError> {
        if self.source.take_if(b',')? {
            return match self.source.peek()? {
                Some(b'}') => Err(self.source.broken("a comma too many")),
                _ => Ok(()),
            };
        }
        match self.source.peek()? {
            Some(b'}') => Ok(()),
            Some(byte) => Err(self.unlike(byte)),
            None => Err(self.source.ends()),
        }
    }

    /// Takes note of a field that speaks for the whole bundle.
    fn know(&mut self, name: &str, from: usize, line: usize) -> Result<(), PrmError> {
        let text = |value: &Json<'_>| value.text().map(str::to_owned);
        match name {
            "resourceType" => {
                let kind = self.parsed(from, line, text)?;
                self.kind = Some(kind.map_err(|error| error.under("resourceType"))?);
            }
            "timestamp" | "meta" => {
                let time = self.parsed(from, line, |value| {
                    let own = if name == "meta" { value.get("lastUpdated")? } else { value };
                    own.text().ok()?.parse::<Timestamp>().ok()
                })?;
                // What the bundle says of itself stands before its `meta`.
                let known = self.time.filter(|_| name == "meta");
                if self.entries > 0 && time.is_some() && self.time.is_none() {
                    let message = "the time of the bundle comes after its entries, which were read \
                                   without it";
                    return Err(PrmError::new(ErrorCode::InvalidValue, message).under(name));
                }
                self.time = known.or(time).or(self.time);
            }
            _ => self.parsed(from, line, |_| ())?,
        }
        Ok(())
    }

    /// The value that is held from a place on.
    fn parsed<T>(
        &self,
        from: usize,
        line: usize,
        read: impl FnOnce(&Json<'_>) -> T,
    ) -> Result<T, PrmError> {
        let text = self.source.held()?.get(from..).unwrap_or_default();
        Json::parse_at(text, limits::RESOURCE_BYTES, None, line).map(|value| read(&value))
    }

    /// Reads a file that is another resource.
    fn whole(&mut self) -> Result<Result<Reading, PrmError>, PrmError> {
        self.source.rest_of_object()?;
        self.end()?;
        let text = self.source.held()?.trim_start();
        let most = limits::RESOURCE_BYTES;
        let resource = Json::parse_at(text, most, Some(bundle::keep), 1)?;
        let mut reading = Reading::default();
        let around = Surroundings::alone(&self.options);
        let done = bundle::resource(&resource, &around, &mut reading);
        let line = format!("{}line 1", self.name);
        Ok(done.map(|()| reading.within(&line)))
    }

    /// Reads an entry, or the end of their list.
    fn entry(&mut self, first: bool) -> Result<Option<Result<Reading, PrmError>>, PrmError> {
        self.source.release();
        if self.source.take_if(b']')? {
            if !first {
                return Err(self.source.broken("a comma too many"));
            }
            self.stage = Stage::Fields;
            return self.next_field().map(|()| None);
        }
        match self.source.peek()? {
            None => return Err(self.source.ends()),
            Some(byte @ (b'/' | b'#' | b',')) => return Err(self.unlike(byte)),
            Some(_) => {}
        }
        self.source.release();
        let index = self.entries;
        self.line = self.source.line;
        self.entries += 1;
        self.source.value()?;
        let (line, name) = (self.line, &self.name);
        let later = Cell::new(false);
        let read = self.source.held().and_then(|text| {
            let known = Known {
                options: &self.options,
                time: self.time,
                addresses: &mut self.addresses,
                later: Some(&later),
            };
            known.read(text, index, line, name)
        });
        let found = match read {
            Ok(Some(_)) if later.get() => self.wait(index),
            Ok(reading) => Ok(reading),
            Err(error) => Err(error.under(&format!("entry[{index}]"))),
        };
        self.stage = Stage::Between;
        Ok(found.transpose())
    }

    /// Takes what follows an entry.
    fn between(&mut self) -> Result<(), PrmError> {
        if self.source.take_if(b',')? {
            self.stage = Stage::Entries(false);
            return Ok(());
        }
        if self.source.take_if(b']')? {
            self.stage = Stage::Fields;
            return self.next_field();
        }
        match self.source.peek()? {
            None => Err(self.source.ends()),
            Some(byte) => Err(self.unlike(byte)),
        }
    }

    /// Puts the entry aside that is held.
    fn wait(&mut self, index: usize) -> Result<Option<Reading>, PrmError> {
        let text = self.source.held()?.to_owned();
        if self.waiting + text.len() > limits::RESOURCE_BYTES {
            let message = "too much refers to entries that come later: write patients and places \
                           before what refers to them";
            let error = PrmError::new(ErrorCode::TooMany, message);
            return Err(error.under(&format!("entry[{index}].resource")));
        }
        self.waiting += text.len();
        self.aside.push_back(Entry { index, line: self.line, text });
        Ok(None)
    }

    /// Reads the next of what was put aside.
    fn put_aside(&mut self) -> Option<Result<Reading, PrmError>> {
        let Entry { index, line, text } = self.aside.pop_front()?;
        self.waiting -= text.len();
        self.line = line;
        let known = Known {
            options: &self.options,
            time: self.time,
            addresses: &mut self.addresses,
            later: None,
        };
        known.read(&text, index, line, &self.name).transpose()
    }

    /// Takes the end of the file.
    fn end(&mut self) -> Result<(), PrmError> {
        self.stage = Stage::Aside;
        if let Some(byte) = self.source.peek()? {
            return Err(self.unlike(byte));
        }
        if self.kind.is_none() {
            let message = "no FHIR resource: this field is required";
            return Err(PrmError::new(ErrorCode::MissingField, message).under("resourceType"));
        }
        Ok(())
    }

    fn unlike(&self, byte: u8) -> PrmError {
        self.source.broken(match byte {
            b'/' | b'#' => "JSON has no comments: there is one",
            _ => "not valid JSON",
        })
    }
}

/// What is known when an entry is read.
struct Known<'k> {
    options: &'k ReadOptions,
    time: Option<Timestamp>,
    addresses: &'k mut Addresses,
    later: Option<&'k Cell<bool>>,
}

impl Known<'_> {
    fn read(
        self,
        text: &str,
        index: usize,
        line: usize,
        name: &str,
    ) -> Result<Option<Reading>, PrmError> {
        let most = limits::RESOURCE_BYTES;
        let entry = Json::parse_at(text, most, Some(bundle::keep), line)?;
        self.addresses.note(&entry);
        let inside = Surroundings {
            options: self.options,
            entries: self.addresses,
            address: entry.get("fullUrl").and_then(|url| url.text().ok()),
            time: self.time,
            later: self.later,
            depth: 1,
        };
        let (place, reading) = bundle::entry(&entry, &inside);
        if reading.left_out.is_empty() {
            return Ok(Some(reading));
        }
        let place = join(&format!("{name}line {line}"), &format!("entry[{index}].{place}"));
        Ok(Some(reading.within(&place)))
    }
}

impl<R: BufRead> Iterator for BundleReader<R> {
    type Item = Result<Reading, PrmError>;

    fn next(&mut self) -> Option<Self::Item> {
        let found = self.step()?;
        Some(found.map_err(|error| error.under(&format!("{}line {}", self.name, self.line))))
    }
}
