//! JSON as it is written, and a reader that collects every fault instead of stopping at one.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::error::{self, ErrorCode, Fault, PrmError, Severity};
use crate::limits;
use crate::vocabulary::nearest;

/// A JSON value that keeps the order of fields and those that are given twice.
pub(super) enum Node {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

impl Node {
    /// Parses a document within the limits of size and nesting.
    pub(super) fn parse(text: &str) -> Result<Self, PrmError> {
        if text.len() > limits::PLAYBOOK_BYTES {
            let message = format!("a playbook has at most {} bytes", limits::PLAYBOOK_BYTES);
            return Err(PrmError::new(ErrorCode::TooLarge, message));
        }
        let node: Self = serde_json::from_str(text).map_err(error::syntax)?;
        if node.depth() > limits::NESTING {
            let message = format!("nested deeper than {} levels", limits::NESTING);
            return Err(PrmError::new(ErrorCode::TooDeep, message));
        }
        Ok(node)
    }

    fn depth(&self) -> usize {
        match self {
            Self::List(items) => 1 + items.iter().map(Self::depth).max().unwrap_or(0),
            Self::Object(fields) => {
                1 + fields.iter().map(|(_, node)| node.depth()).max().unwrap_or(0)
            }
            _ => 0,
        }
    }

    fn value(&self) -> serde_json::Value {
        use serde_json::Value;
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            #[expect(clippy::cast_possible_truncation, reason = "whole, and within 2^53")]
            Self::Number(value) if value.fract() == 0.0 && value.abs() < 9e15 => {
                Value::from(*value as i64)
            }
            Self::Number(value) => Value::from(*value),
            Self::Text(text) => Value::String(text.clone()),
            Self::List(items) => items.iter().map(Self::value).collect(),
            Self::Object(fields) => Value::Object(
                fields.iter().map(|(name, node)| (name.clone(), node.value())).collect(),
            ),
        }
    }

    fn what(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Node;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }
            fn visit_unit<E>(self) -> Result<Node, E> {
                Ok(Node::Null)
            }
            fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
                Ok(Node::Bool(value))
            }
            #[expect(clippy::cast_precision_loss, reason = "numbers of a playbook are small")]
            fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
                Ok(Node::Number(value as f64))
            }
            #[expect(clippy::cast_precision_loss, reason = "numbers of a playbook are small")]
            fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
                Ok(Node::Number(value as f64))
            }
            fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
                Ok(Node::Number(value))
            }
            fn visit_str<E>(self, value: &str) -> Result<Node, E> {
                Ok(Node::Text(value.to_owned()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = list.next_element()? {
                    items.push(item);
                }
                Ok(Node::List(items))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Node::Object(fields))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// The faults found so far.
#[derive(Default)]
pub(super) struct Faults(RefCell<Vec<Fault>>);

impl Faults {
    pub(super) fn add(&self, fault: Fault) {
        let mut faults = self.0.borrow_mut();
        if faults.len() < limits::FAULTS {
            faults.push(fault);
        }
    }

    pub(super) fn error(&self, code: ErrorCode, path: &str, message: impl Into<String>) {
        self.say(Severity::Error, code, path, message.into(), None);
    }

    pub(super) fn help(
        &self,
        code: ErrorCode,
        path: &str,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        self.say(Severity::Error, code, path, message.into(), help);
    }

    pub(super) fn warning(
        &self,
        code: ErrorCode,
        path: &str,
        message: impl Into<String>,
        help: &str,
    ) {
        self.say(Severity::Warning, code, path, message.into(), Some(help.to_owned()));
    }

    pub(super) fn prm(&self, path: &str, error: &PrmError) {
        self.error(error.code(), &error::join(path, error.path()), error.message());
    }

    fn say(
        &self,
        severity: Severity,
        code: ErrorCode,
        path: &str,
        message: String,
        help: Option<String>,
    ) {
        self.add(Fault { severity, code, path: path.to_owned(), message, help });
    }

    pub(super) fn take(self) -> Vec<Fault> {
        self.0.into_inner()
    }
}

/// A value at its place in the document.
pub(super) struct Place<'r> {
    pub(super) node: &'r Node,
    pub(super) path: String,
    pub(super) faults: &'r Faults,
}

/// A type that can be read from a place; what is wrong goes to the faults, and `None` is given.
pub(super) trait Read: Sized {
    fn read(place: &Place<'_>) -> Option<Self>;
}

impl<'r> Place<'r> {
    pub(super) fn root(node: &'r Node, faults: &'r Faults) -> Self {
        Self { node, path: String::new(), faults }
    }

    fn at(&self, step: &str, node: &'r Node) -> Place<'r> {
        Place { node, path: error::join(&self.path, step), faults: self.faults }
    }

    /// The value as JSON, for types that are read elsewhere. Of a field that is given twice the
    /// last stands.
    pub(super) fn value(&self) -> serde_json::Value {
        self.node.value()
    }

    /// What a type that is read elsewhere says against it.
    pub(super) fn refuse(&self, error: &PrmError) {
        self.faults.prm(&self.path, error);
    }

    pub(super) fn wrong<T>(&self, expected: &str) -> Option<T> {
        let message = format!("expected {expected}, found {}", self.node.what());
        self.faults.error(ErrorCode::InvalidType, &self.path, message);
        None
    }

    /// The fields of an object.
    pub(super) fn fields(&self) -> Option<Fields<'r>> {
        let Node::Object(entries) = self.node else { return self.wrong("an object") };
        for (index, (name, _)) in entries.iter().enumerate() {
            if entries.iter().take(index).any(|(earlier, _)| earlier == name) {
                let path = error::join(&self.path, name);
                self.faults.error(ErrorCode::DuplicateField, &path, "this field is given twice");
            }
        }
        Some(Fields { entries, known: Vec::new(), path: self.path.clone(), faults: self.faults })
    }

    /// The fields of an object whose names are the document's own.
    pub(super) fn named<T: Read>(&self) -> Option<BTreeMap<String, T>> {
        let fields = self.fields()?;
        let read = fields
            .entries
            .iter()
            .filter_map(|(name, node)| Some((name.clone(), T::read(&self.at(name, node))?)));
        Some(read.collect())
    }

    /// A text that parses as something.
    pub(super) fn parsed<T: FromStr<Err = PrmError>>(&self) -> Option<T> {
        let Node::Text(text) = self.node else { return self.wrong("a text") };
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.faults.prm(&self.path, &error);
                None
            }
        }
    }

    /// One of some words.
    pub(super) fn word<T: Copy>(&self, words: &[(&'static str, T)]) -> Option<T> {
        let Node::Text(text) = self.node else { return self.wrong("a word") };
        if let Some((_, value)) = words.iter().find(|(word, _)| word == text) {
            return Some(*value);
        }
        let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let help = nearest(text, all.iter().copied())
            .map_or_else(|| format!("one of {}", all.join(", ")), |near| format!("`{near}`?"));
        let message = format!("no such word: `{}`", shown(text));
        self.faults.help(ErrorCode::UnknownWord, &self.path, message, Some(help));
        None
    }
}

/// The fields of an object, taken one by one.
pub(super) struct Fields<'r> {
    pub(super) entries: &'r [(String, Node)],
    known: Vec<&'static str>,
    pub(super) path: String,
    faults: &'r Faults,
}

impl<'r> Fields<'r> {
    fn find(&mut self, name: &'static str) -> Option<Place<'r>> {
        self.known.push(name);
        let (_, node) = self.entries.iter().find(|(field, _)| field == name)?;
        Some(Place { node, path: error::join(&self.path, name), faults: self.faults })
    }

    /// A field that may be left out.
    pub(super) fn optional<T: Read>(&mut self, name: &'static str) -> Option<T> {
        let place = self.find(name)?;
        T::read(&place)
    }

    /// A field that must be there; something to go on with where it is not.
    pub(super) fn required<T: Read>(&mut self, name: &'static str, else_: T) -> T {
        match self.find(name) {
            Some(place) => T::read(&place).unwrap_or(else_),
            None => {
                let path = error::join(&self.path, name);
                self.faults.error(ErrorCode::MissingField, &path, "this field is required");
                else_
            }
        }
    }

    /// Reports the fields that nobody asked for.
    pub(super) fn finish(self) {
        for (name, _) in self.entries {
            if self.known.contains(&name.as_str()) {
                continue;
            }
            let near = nearest(name, self.known.iter().copied());
            let help = near.map_or_else(
                || format!("the fields here are {}", self.known.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            let path = error::join(&self.path, &shown(name));
            self.faults.help(ErrorCode::UnknownField, &path, "no such field", Some(help));
        }
    }
}

/// A word of the document, cut so that a message stays a line.
pub(super) fn shown(text: &str) -> String {
    let short: String = text.chars().filter(|c| !c.is_control()).take(60).collect();
    if short.chars().count() < text.chars().count() { format!("{short}…") } else { short }
}

impl Read for String {
    fn read(place: &Place<'_>) -> Option<Self> {
        match place.node {
            Node::Text(text) => Some(text.clone()),
            _ => place.wrong("a text"),
        }
    }
}

impl Read for bool {
    fn read(place: &Place<'_>) -> Option<Self> {
        match place.node {
            Node::Bool(value) => Some(*value),
            _ => place.wrong("true or false"),
        }
    }
}

impl Read for u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range is checked before"
    )]
    fn read(place: &Place<'_>) -> Option<Self> {
        match place.node {
            Node::Number(value) if value.fract() == 0.0 && (0.0..=1e9).contains(value) => {
                Some(*value as Self)
            }
            _ => place.wrong("a whole number from 0 to 1000000000"),
        }
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(place: &Place<'_>) -> Option<Self> {
        let Node::List(items) = place.node else { return place.wrong("a list") };
        if items.len() > limits::LIST {
            let message = format!("a list has at most {} items", limits::LIST);
            place.faults.error(ErrorCode::TooMany, &place.path, message);
            return None;
        }
        let read = items.iter().enumerate();
        Some(
            read.filter_map(|(index, node)| T::read(&place.at(&format!("[{index}]"), node)))
                .collect(),
        )
    }
}

impl<T: Read> Read for BTreeMap<String, T> {
    fn read(place: &Place<'_>) -> Option<Self> {
        place.named()
    }
}
