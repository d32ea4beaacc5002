//! What a host did wrong: one error type, with a stable code, a path and a message.
//!
//! An `Err` always means that the host made a mistake (text that does not parse, a document
//! that does not compile, a state of a newer version). A situation of a patient or a clinic is
//! never an `Err`; it is a [`Decision`](crate::Decision).
//!
//! No error text carries patient data: parser messages are reduced to codes, paths and the names
//! of types before they leave this module.

use std::{fmt, marker::PhantomData};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::limits;

/// Declares the codes once: the enum, its wire text and the list of all.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal,)+) => {
        /// The stable code of a [`PrmError`] or a [`Fault`]. Codes are added, never renamed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum ErrorCode { $($(#[doc = $doc])+ $name,)+ }

        impl ErrorCode {
            /// Every code, in the order of declaration.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The text of the code on the wire and in every host.
            ///
            /// ```
            /// assert_eq!(prm_core::ErrorCode::InvalidJson.as_str(), "invalid_json");
            /// ```
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }
        }
    };
}

codes! {
    /// The text is not JSON.
    InvalidJson = "invalid_json",
    /// A required field is absent.
    MissingField = "missing_field",
    /// A field that the type does not have.
    UnknownField = "unknown_field",
    /// A field is given twice.
    DuplicateField = "duplicate_field",
    /// A word that is not one of the allowed words.
    UnknownWord = "unknown_word",
    /// A value of the wrong JSON type.
    InvalidType = "invalid_type",
    /// A value of the right type that is not allowed here.
    InvalidValue = "invalid_value",
    /// Longer than the limit.
    TooLarge = "too_large",
    /// Nested deeper than the limit.
    TooDeep = "too_deep",
    /// More items than the limit.
    TooMany = "too_many",
    /// A date, a time or an instant that does not exist or is out of range.
    InvalidTime = "invalid_time",
    /// A time without a zone or an offset where an instant is needed.
    NaiveTime = "naive_time",
    /// A zone that the time-zone database does not have.
    UnknownZone = "unknown_zone",
    /// A recurrence rule that is not RFC 5545.
    InvalidRecurrence = "invalid_recurrence",
    /// A part of a recurrence rule that is outside the validated set.
    UnsupportedRecurrence = "unsupported_recurrence",
    /// An identifier that is empty, too long or has control characters.
    InvalidId = "invalid_id",
    /// The playbook has faults: see [`PrmError::faults`].
    InvalidPlaybook = "invalid_playbook",
    /// The document was written for a newer `spec`.
    NewerSpec = "newer_spec",
    /// The saved text was written by a newer version of this library.
    NewerState = "newer_state",
    /// The saved text is not what this library wrote.
    CorruptState = "corrupt_state",
    /// Two things that must belong to one patient do not.
    WrongPatient = "wrong_patient",
    /// No entry under this key.
    UnknownKey = "unknown_key",
    /// No relationship of this patient is in the panel.
    UnknownPatient = "unknown_patient",
    /// The caller stopped the call before its end.
    Cancelled = "cancelled",
    /// What is called is in use by another call.
    Busy = "busy",
    /// What is called was closed.
    Closed = "closed",
    /// A condition that does not parse or does not fit its types.
    InvalidCondition = "invalid_condition",
    /// A sentence of time that does not parse.
    InvalidMoment = "invalid_moment",
    /// A template that does not parse, or uses what it may not use.
    InvalidTemplate = "invalid_template",
    /// A name that refers to nothing in the document.
    UnknownReference = "unknown_reference",
    /// Two things of one kind with one id.
    DuplicateId = "duplicate_id",
    /// Parts of a document that contradict each other.
    Contradiction = "contradiction",
    /// A word that opts out is offered for something else.
    ReservedWord = "reserved_word",
    /// Something that can never happen as written.
    Unreachable = "unreachable",
    /// A practice permits more than the law of a rule pack.
    LooserThanLaw = "looser_than_law",
    /// The rules of the practice's own country are not kept.
    LawNotKept = "law_not_kept",
    /// A resource or message of a feed that cannot be read.
    InvalidResource = "invalid_resource",
    /// A fault of this library, reported instead of a crash.
    Internal = "internal",
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One fault of a document: where it is, what is wrong, and what would help.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Whether the document is refused or merely doubtful.
    pub severity: Severity,
    /// The stable code.
    pub code: ErrorCode,
    /// Where: a path such as `journeys[0].steps[2].at`.
    pub path: String,
    /// What is wrong, in one clause without a full stop.
    pub message: String,
    /// What to write instead, when that is known.
    pub help: Option<String>,
}

/// A [`PrmError`] as data, where it is part of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct ErrorReport {
    /// The stable code.
    pub code: ErrorCode,
    /// Where in the input; empty for the input as a whole.
    pub path: String,
    /// What is wrong, in one clause without a full stop and without patient data.
    pub message: String,
}

/// How grave a [`Fault`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The document is refused.
    Error,
    /// The document compiles; a person should look.
    Warning,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} [{}]", self.path, self.message, self.code)?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

/// The one error of this library.
///
/// ```
/// use prm_core::Timestamp;
/// let error = "2026-03-08".parse::<Timestamp>().unwrap_err();
/// assert_eq!(error.code().as_str(), "naive_time");
/// assert_eq!(error.to_string(), "an instant needs a time and an offset, as in `2026-03-08T09:00:00Z`");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct PrmError {
    code: ErrorCode,
    path: String,
    message: String,
    faults: Vec<Fault>,
}

impl fmt::Display for PrmError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            f.write_str(&self.message)?;
        } else {
            write!(f, "{}: {}", self.path, self.message)?;
        }
        for fault in self.faults.iter().filter(|fault| fault.severity == Severity::Error) {
            write!(f, "\n  {fault}")?;
        }
        Ok(())
    }
}

impl PrmError {
    /// An error of a host's own making, such as a binding that is given a value of the wrong
    /// type: in one clause without a full stop and without patient data.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, path: String::new(), message: message.into(), faults: Vec::new() }
    }

    pub(crate) fn with_faults(message: impl Into<String>, faults: Vec<Fault>) -> Self {
        let path = faults.first().map(|fault| fault.path.clone()).unwrap_or_default();
        Self { code: ErrorCode::InvalidPlaybook, path, message: message.into(), faults }
    }

    /// The same under another code.
    #[must_use]
    pub(crate) fn coded(mut self, code: ErrorCode) -> Self {
        self.code = code;
        self
    }

    /// Puts a path in front of the one that the error has.
    #[must_use]
    pub fn under(mut self, prefix: &str) -> Self {
        self.path = join(prefix, &self.path);
        self
    }

    /// The stable code, the same in every host.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// Where in the input: a path such as `facts[3].content.start`; empty for the input as a whole.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong, in one clause without a full stop and without patient data.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The same as data.
    pub fn report(&self) -> ErrorReport {
        ErrorReport { code: self.code, path: self.path.clone(), message: self.message.clone() }
    }

    /// Every fault of a playbook; empty for other errors.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }
}

impl From<ErrorReport> for PrmError {
    fn from(ErrorReport { code, path, message }: ErrorReport) -> Self {
        Self { code, path, message, faults: Vec::new() }
    }
}

/// Joins two parts of a path: `a` and `b` to `a.b`, `a` and `[0]` to `a[0]`.
pub(crate) fn join(prefix: &str, rest: &str) -> String {
    match (prefix.is_empty(), rest.is_empty()) {
        (true, _) => rest.to_owned(),
        (_, true) => prefix.to_owned(),
        _ if rest.starts_with('[') => format!("{prefix}{rest}"),
        _ => format!("{prefix}.{rest}"),
    }
}

/// Parses JSON text of at most so many bytes, within the limit of nesting; [`decode`] reads it on.
///
/// # Errors
/// `too_large`, `too_deep` or `invalid_json`; never any of the text.
pub fn parse_json(text: &str, most: usize) -> Result<Value, PrmError> {
    if text.len() > most {
        let message = format!("the text has {} bytes, more than the limit of {most}", text.len());
        return Err(PrmError::new(ErrorCode::TooLarge, message));
    }
    let value: Value = serde_json::from_str(text).map_err(syntax)?;
    if depth(&value) > limits::NESTING {
        let message = format!("nested deeper than {} levels", limits::NESTING);
        return Err(PrmError::new(ErrorCode::TooDeep, message));
    }
    Ok(value)
}

/// What serde_json says of text that is no JSON, without any of the text.
pub(crate) fn syntax(error: serde_json::Error) -> PrmError {
    if error.to_string().starts_with("recursion limit exceeded") {
        return PrmError::new(ErrorCode::TooDeep, "nested deeper than 128 levels");
    }
    let what = match error.classify() {
        serde_json::error::Category::Eof => "the text ends too early",
        _ => "not valid JSON",
    };
    let message = format!("{what} at line {} column {}", error.line(), error.column());
    PrmError::new(ErrorCode::InvalidJson, message)
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(fields) => 1 + fields.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// Reads a type of this library from parsed JSON: what a binding does with what its host gives it.
///
/// # Errors
/// A code and the path of what does not fit; never any of the content.
///
/// ```
/// let value = serde_json::json!({"id": "in-1", "line": "Priya", "channel": "sms",
///     "occurred": "2026-03-09T03:30:20Z", "text": "Stop"});
/// let error = prm_core::decode::<prm_core::Reply>(&value).err().unwrap();
/// assert_eq!((error.code().as_str(), error.path()), ("invalid_id", "line"));
/// ```
pub fn decode<T: DeserializeOwned>(value: &Value) -> Result<T, PrmError> {
    T::deserialize(value).map_err(|error| {
        let text = error.to_string();
        let (code, message) = plain(&text);
        let mut search =
            Search::<T> { root: value.clone(), said: &text, tries: 0, kind: PhantomData };
        let path = match quoted(&text, "missing field `") {
            Some(field) => join(&search.lacking(field, &mut Vec::new()).unwrap_or_default(), field),
            None => search.guilty(),
        };
        PrmError { code, path, message, faults: Vec::new() }
    })
}

/// Finds the place of a fault. serde loses the path inside tagged enums, so the place is found by
/// trying: bounded, and done for errors only.
struct Search<'s, T> {
    root: Value,
    said: &'s str,
    tries: usize,
    kind: PhantomData<T>,
}

impl<T: DeserializeOwned> Search<'_, T> {
    /// What the decoder says now, or `None` when it is content or the budget is spent.
    fn says(&mut self) -> Option<String> {
        self.tries += 1;
        T::deserialize(&self.root).err().map(|error| error.to_string())
    }

    fn spent(&self) -> bool {
        self.tries >= limits::LOCATE_TRIES
    }

    /// The value whose removal changes what the decoder says, as deep as that goes.
    fn guilty(&mut self) -> String {
        let mut path: Vec<Step> = Vec::new();
        loop {
            let steps = children(at(&mut self.root, &path));
            let next = steps.into_iter().find(|step| {
                let Some(taken) = take(at(&mut self.root, &path), step) else { return false };
                let changed = !self.spent() && self.says().as_deref() != Some(self.said);
                put(at(&mut self.root, &path), step, taken);
                changed
            });
            match next {
                Some(step) => path.push(step),
                None => return text_of(&path),
            }
        }
    }

    /// The object in which a field of this name, once there, changes what the decoder says.
    fn lacking(&mut self, field: &str, path: &mut Vec<Step>) -> Option<String> {
        if self.spent() {
            return None;
        }
        if let Some(Value::Object(fields)) = at(&mut self.root, path)
            && !fields.contains_key(field)
        {
            fields.insert(field.to_owned(), Value::Null);
            let says = self.says().unwrap_or_default();
            if let Some(Value::Object(fields)) = at(&mut self.root, path) {
                fields.remove(field);
            }
            if says != self.said && !says.starts_with("unknown field") {
                return Some(text_of(path));
            }
        }
        children(at(&mut self.root, path)).into_iter().find_map(|step| {
            path.push(step);
            let found = self.lacking(field, path);
            path.pop();
            found
        })
    }
}

fn text_of(path: &[Step]) -> String {
    path.iter().fold(String::new(), |text, step| join(&text, &step.text()))
}

enum Step {
    Field(String),
    Item(usize),
}

impl Step {
    fn text(&self) -> String {
        match self {
            Self::Item(index) => format!("[{index}]"),
            // A key may be anything that was sent, a telephone number or a name too, so only those
            // that look like names of fields are shown.
            Self::Field(name) => {
                let plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
                let field = name.starts_with(|c: char| c.is_ascii_lowercase());
                let digits = name.chars().filter(char::is_ascii_digit).count();
                if field && name.len() <= 40 && digits <= 3 && name.chars().all(plain) {
                    name.clone()
                } else {
                    "?".into()
                }
            }
        }
    }
}

fn children(value: Option<&mut Value>) -> Vec<Step> {
    match value {
        Some(Value::Object(fields)) => {
            // The tag of an enum comes last: without it the decoder always says something else.
            let (tag, names): (Vec<_>, Vec<_>) = fields.keys().partition(|name| *name == "type");
            names.into_iter().chain(tag).cloned().map(Step::Field).collect()
        }
        Some(Value::Array(items)) => (0..items.len()).map(Step::Item).collect(),
        _ => Vec::new(),
    }
}

fn at<'v>(root: &'v mut Value, path: &[Step]) -> Option<&'v mut Value> {
    path.iter().try_fold(root, |value, step| match step {
        Step::Field(name) => value.get_mut(name.as_str()),
        Step::Item(index) => value.get_mut(*index),
    })
}

fn take(parent: Option<&mut Value>, step: &Step) -> Option<Value> {
    match (parent?, step) {
        (Value::Object(fields), Step::Field(name)) => fields.remove(name),
        (Value::Array(items), Step::Item(index)) if *index < items.len() => {
            Some(items.remove(*index))
        }
        _ => None,
    }
}

fn put(parent: Option<&mut Value>, step: &Step, value: Value) {
    match (parent, step) {
        (Some(Value::Object(fields)), Step::Field(name)) => {
            fields.insert(name.clone(), value);
        }
        (Some(Value::Array(items)), Step::Item(index)) => items.insert(*index, value),
        _ => {}
    }
}

/// Turns what serde says into a code and a message that quotes no input.
fn plain(text: &str) -> (ErrorCode, String) {
    let expected = || {
        let tail = text.rsplit_once("expected ").map_or("something else", |(_, tail)| tail);
        // A long list of words helps nobody: the first of them show what is meant.
        match tail.char_indices().nth(160) {
            Some((end, _)) => format!("{} …", tail.get(..end).unwrap_or(tail)),
            None => tail.to_owned(),
        }
    };
    if let Some((code, message)) = text.strip_prefix(OWN).and_then(|own| own.split_once(": ")) {
        let code = ErrorCode::ALL.iter().find(|known| known.as_str() == code);
        return (code.copied().unwrap_or(ErrorCode::InvalidValue), message.to_owned());
    }
    if text.starts_with("missing field") {
        (ErrorCode::MissingField, "this field is required".into())
    } else if text.starts_with("unknown field") {
        (ErrorCode::UnknownField, format!("no such field here: expected {}", expected()))
    } else if text.starts_with("duplicate field") {
        (ErrorCode::DuplicateField, "this field is given twice".into())
    } else if text.starts_with("unknown variant") {
        (ErrorCode::UnknownWord, format!("no such word here: expected {}", expected()))
    } else if text.starts_with("invalid type") {
        (ErrorCode::InvalidType, format!("expected {}", expected()))
    } else if text.starts_with("invalid value") || text.starts_with("invalid length") {
        (ErrorCode::InvalidValue, format!("expected {}", expected()))
    } else {
        (ErrorCode::InvalidValue, "this value is not allowed here".into())
    }
}

fn quoted<'t>(text: &'t str, before: &str) -> Option<&'t str> {
    text.strip_prefix(before)?.split('`').next()
}

/// Marks the texts of our own types inside serde errors, so that `plain` may trust them.
const OWN: &str = "prm:";

/// Wraps an error of ours for serde; `decode` unwraps it again.
pub(crate) fn for_serde<E: serde::de::Error>(error: PrmError) -> E {
    E::custom(format!("{OWN}{}: {}", error.code, error.message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize, Debug)]
    #[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
    #[expect(dead_code, reason = "only decoded")]
    enum Sample {
        Named { name: String, count: u32 },
        Listed { items: Vec<Inner> },
    }

    #[derive(serde::Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only decoded")]
    struct Inner {
        at: crate::Timestamp,
    }

    fn fault(json: serde_json::Value) -> (String, &'static str, String) {
        let error = decode::<Sample>(&json).unwrap_err();
        (error.path().to_owned(), error.code().as_str(), error.to_string())
    }

    #[test]
    fn a_fault_is_located_inside_a_tagged_enum() {
        let (path, code, text) =
            fault(serde_json::json!({"type": "named", "name": "Priya", "count": "Priya"}));
        assert_eq!((path.as_str(), code), ("count", "invalid_type"));
        assert!(!text.contains("Priya"), "{text}");

        let (path, code, _) = fault(
            serde_json::json!({"type": "listed", "items": [{"at": "2026-01-01T00:00:00Z"}, {"at": "Priya"}]}),
        );
        assert_eq!((path.as_str(), code), ("items[1].at", "invalid_time"));
    }

    #[test]
    fn a_code_is_the_same_word_in_every_form() {
        for code in ErrorCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
    }

    #[test]
    fn missing_and_unknown_fields_are_named() {
        let (path, code, _) = fault(serde_json::json!({"type": "named", "name": "x"}));
        assert_eq!((path.as_str(), code), ("count", "missing_field"));
        let (path, code, _) =
            fault(serde_json::json!({"type": "named", "name": "x", "count": 1, "cuont": 2}));
        assert_eq!((path.as_str(), code), ("cuont", "unknown_field"));
        let (path, code, text) = fault(serde_json::json!({"type": "Priya Sharma"}));
        assert_eq!((path.as_str(), code), ("type", "unknown_word"));
        assert!(!text.contains("Priya"), "{text}");
    }

    #[test]
    fn a_key_that_may_be_a_number_of_a_person_is_not_shown() {
        for key in ["i919812345670channel", "b1987-04-23", "Priya Sharma", "919812345670"] {
            let mut input = serde_json::json!({"type": "named", "name": "x", "count": 1});
            input[key] = 2.into();
            let (path, code, text) = fault(input);
            assert_eq!((path.as_str(), code), ("?", "unknown_field"), "{text}");
        }
    }
}
