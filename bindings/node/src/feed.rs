//! Feeds: FHIR resources, HL7 v2 messages, and facts files.

use std::path::PathBuf;
use std::sync::Arc;

use napi::bindgen_prelude::{AsyncTask, Buffer, Uint8Array};
use napi_derive::napi;
use prm_core::fhir::{self, ReadOptions};
use prm_core::{ErrorReport, PrmError, ReadingReport, decode, hl7v2, limits, parse_json};
use prm_host::Shared;
use prm_host::feed::{FhirFile, Form, facts_file};

use crate::call::{call, json};
use crate::job::Job;
use crate::read::parsed;

fn options(text: &str) -> Result<ReadOptions, PrmError> {
    decode(&parse_json(text, limits::FACT_BYTES)?)
}

/// Reads one resource or one bundle.
#[napi]
pub(crate) fn read_fhir(text: String, given: String) -> napi::Result<String> {
    call(|| json(&ReadingReport::from(fhir::read(&text, &options(&given)?)?)))
}

/// Reads one HL7 v2 message or many.
#[napi(js_name = "readHl7v2")]
pub(crate) fn read_hl7v2(text: String, given: String) -> napi::Result<String> {
    call(|| json(&ReadingReport::from(hl7v2::read(&text, &options(&given)?)?)))
}

/// The answer to an HL7 v2 message, by what came of it: a reading, or an error.
#[napi(js_name = "acknowledgeHl7v2")]
pub(crate) fn acknowledge_hl7v2(text: String, result: String, now: String) -> napi::Result<String> {
    call(|| {
        let value = parse_json(&result, limits::RESOURCE_BYTES)?;
        let result = if value.get("code").is_some() {
            Err(PrmError::from(decode::<ErrorReport>(&value)?))
        } else {
            Ok(decode::<ReadingReport>(&value)?.into())
        };
        Ok(hl7v2::acknowledge(&text, &result, parsed(&now, "now")?))
    })
}

/// A file that is being read.
struct Source {
    path: PathBuf,
    form: Form,
    name: String,
    options: ReadOptions,
    file: Option<FhirFile>,
}

/// Bytes of an answer after which nothing further is read for it.
const ANSWER: usize = 16 << 20;

impl Source {
    /// The next lines or entries, as JSON text: so many or fewer, and none only at the end. Then
    /// how many bytes were read so far, and how many the file has.
    fn read(&mut self, most: u32) -> Result<Vec<String>, PrmError> {
        let file = match &mut self.file {
            Some(file) => file,
            None => {
                let options = self.options.clone();
                let file = FhirFile::open(&self.path, self.form, &self.name, options)?;
                self.file.insert(file)
            }
        };
        let mut text = String::from("[");
        for _ in 0..most {
            let Some(line) = file.next() else { break };
            if text.len() > 1 {
                text.push(',');
            }
            text.push_str(&json(&line)?);
            if text.len() > ANSWER {
                break;
            }
        }
        text.push(']');
        Ok(vec![text, json(&[file.bytes(), file.size()])?])
    }
}

/// A reader of a file of FHIR resources: one a line, or one bundle.
#[napi]
pub struct FhirReader {
    held: Arc<Shared<Source>>,
}

#[napi]
impl FhirReader {
    /// A reader of the file at a path, which the first reading opens.
    #[napi(constructor)]
    pub fn new(path: String, bundle: bool, name: String, given: String) -> napi::Result<Self> {
        call(|| {
            let form = if bundle { Form::Bundle } else { Form::Lines };
            let (path, options) = (path.into(), options(&given)?);
            let source = Source { path, form, name, options, file: None };
            Ok(Self { held: Arc::new(Shared::new("reader", source)) })
        })
    }

    /// The next lines or entries.
    #[napi]
    pub fn read_many(&self, most: u32) -> AsyncTask<Job> {
        let held = Arc::clone(&self.held);
        Job::start(move || held.with(|source| source.read(most)))
    }

    /// Closes the file.
    #[napi]
    pub fn close(&self) {
        self.held.close();
    }
}

/// Takes HL7 v2 messages out of a stream of bytes.
#[napi]
pub struct Mllp {
    held: Shared<hl7v2::Mllp>,
}

#[napi]
impl Mllp {
    /// A decoder that has read nothing.
    #[napi(constructor)]
    pub fn new() -> Self {
        Self { held: Shared::new("decoder", hl7v2::Mllp::new()) }
    }

    /// Takes in what was read from the connection.
    #[napi]
    pub fn feed(&self, bytes: Uint8Array) -> napi::Result<()> {
        call(|| {
            self.held.try_with(|mllp| {
                mllp.feed(&bytes);
                Ok(())
            })
        })
    }

    /// The next whole message, where there is one.
    #[napi]
    pub fn next_message(&self) -> napi::Result<Option<String>> {
        call(|| self.held.try_with(|mllp| mllp.next_message().transpose()))
    }

    /// A message in its frame.
    #[napi]
    pub fn encode(message: String) -> Buffer {
        hl7v2::Mllp::encode(&message).into()
    }
}

/// Reads a facts file.
#[napi]
pub(crate) fn parse_feed_lines(text: String) -> napi::Result<String> {
    call(|| json(&facts_file(&text)))
}
