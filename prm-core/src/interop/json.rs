//! JSON text taken apart without copying what needs no copy.

use std::borrow::Cow;
use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use crate::error::{ErrorCode, PrmError};
use crate::{id, limits};

/// A JSON value whose texts are borrowed from the input wherever they hold no escapes.
pub(crate) enum Json<'t> {
    Null,
    Bool(bool),
    /// A whole number, where it is one.
    Number(Option<i64>),
    Text(Cow<'t, str>),
    List(Vec<Self>),
    Object(Vec<(Cow<'t, str>, Self)>),
}

/// How much of a resource is kept.
#[derive(Clone, Copy)]
pub(crate) enum Keep {
    /// All of it.
    Whole,
    /// All that is not a resource itself; what is one is asked for in its turn.
    Parts,
    /// Its `resourceType` and its `id`: the rest is gone through and no more.
    Name,
}

/// What is to be kept of a resource of a kind.
pub(crate) type Choose = fn(&str) -> Keep;

impl<'t> Json<'t> {
    /// Parses a text of at most `most` bytes. Where `choose` is given, it is asked about every
    /// resource.
    pub(crate) fn parse(
        text: &'t str,
        most: usize,
        choose: Option<Choose>,
    ) -> Result<Self, PrmError> {
        Self::parse_at(text, most, choose, 1)
    }

    /// The same of a text that begins at a line of a greater one.
    pub(crate) fn parse_at(
        text: &'t str,
        most: usize,
        choose: Option<Choose>,
        line: usize,
    ) -> Result<Self, PrmError> {
        if text.len() > most {
            let message =
                format!("the text has {} bytes, more than the limit of {most}", text.len());
            return Err(PrmError::new(ErrorCode::TooLarge, message));
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        // serde_json ends at 128 levels by itself.
        let mut parser = serde_json::Deserializer::from_str(text);
        let parsed = Taken { choose }.deserialize(&mut parser);
        let parsed = parsed.and_then(|json| parser.end().map(|()| json));
        parsed.map_err(|error| syntax(text, &error, line))
    }

    /// A field of an object; of two with one name the last, as in most parsers. A field that is
    /// null is absent.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(fields) = self else { return None };
        let found = fields.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value);
        found.filter(|value| !matches!(value, Self::Null))
    }

    /// The items of a list, with their indices; one that stands alone counts as a list of one.
    pub(crate) fn items(&self) -> impl Iterator<Item = (usize, &Self)> {
        let items = match self {
            Self::List(items) => items.as_slice(),
            alone => std::slice::from_ref(alone),
        };
        items.iter().enumerate().filter(|(_, item)| !matches!(item, Self::Null))
    }

    /// The text, without white space around it.
    pub(crate) fn text(&self) -> Result<&str, PrmError> {
        match self {
            Self::Text(text) if text.len() > limits::TEXT_BYTES => {
                let message = format!("a text has at most {} bytes", limits::TEXT_BYTES);
                Err(PrmError::new(ErrorCode::TooLarge, message))
            }
            Self::Text(text) => Ok(text.trim()),
            _ => Err(self.unlike("a text")),
        }
    }

    pub(crate) fn boolean(&self) -> Result<bool, PrmError> {
        match self {
            Self::Bool(value) => Ok(*value),
            _ => Err(self.unlike("true or false")),
        }
    }

    pub(crate) fn number(&self) -> Result<i64, PrmError> {
        match self {
            Self::Number(Some(number)) => Ok(*number),
            _ => Err(self.unlike("a whole number")),
        }
    }

    /// Whether it is an object; the error is for where one must be.
    pub(crate) fn object(&self) -> Result<(), PrmError> {
        match self {
            Self::Object(_) => Ok(()),
            _ => Err(self.unlike("an object")),
        }
    }

    fn unlike(&self, expected: &str) -> PrmError {
        let found = match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        };
        PrmError::new(ErrorCode::InvalidType, format!("expected {expected}, found {found}"))
    }

    /// A name for the content, the same for the same content.
    pub(crate) fn fingerprint(&self) -> String {
        let mut parts = Vec::new();
        self.flatten(&mut parts);
        let parts: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
        id::hex(&id::sha256(&parts), 16)
    }

    fn flatten<'s>(&'s self, parts: &mut Vec<Cow<'s, str>>) {
        match self {
            Self::Null => parts.push("null".into()),
            Self::Bool(value) => parts.push(value.to_string().into()),
            Self::Number(number) => parts.push(format!("{number:?}").into()),
            Self::Text(text) => parts.extend(["text".into(), text.as_ref().into()]),
            Self::List(items) => {
                parts.push("[".into());
                items.iter().for_each(|item| item.flatten(parts));
                parts.push("]".into());
            }
            Self::Object(fields) => {
                parts.push("{".into());
                for (name, value) in fields {
                    parts.push(name.as_ref().into());
                    value.flatten(parts);
                }
                parts.push("}".into());
            }
        }
    }
}

/// What is wrong with a text that is no JSON, without any of the text.
fn syntax(text: &str, error: &serde_json::Error, first: usize) -> PrmError {
    if error.to_string().starts_with("recursion limit exceeded") {
        return PrmError::new(ErrorCode::TooDeep, "nested deeper than 128 levels");
    }
    let above: usize =
        text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let at = above.saturating_add(error.column()).saturating_sub(1);
    let (before, after) = text.as_bytes().split_at(at.min(text.len()));
    let what = match (error.classify(), after.first()) {
        (serde_json::error::Category::Eof, _) => "the text ends too early",
        (_, Some(b'/' | b'#')) => "JSON has no comments: there is one",
        (_, Some(b'}' | b']')) if before.trim_ascii_end().ends_with(b",") => "a comma too many",
        _ => "not valid JSON",
    };
    let line = error.line().saturating_add(first).saturating_sub(1);
    let message = format!("{what} at line {line} column {}", error.column());
    PrmError::new(ErrorCode::InvalidJson, message)
}

/// Builds a value.
#[derive(Clone, Copy)]
struct Taken {
    choose: Option<Choose>,
}

impl<'de> DeserializeSeed<'de> for Taken {
    type Value = Json<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Taken {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json<'de>, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json<'de>, E> {
        Ok(Json::Number(Some(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json<'de>, E> {
        Ok(Json::Number(i64::try_from(value).ok()))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Json<'de>, E> {
        Ok(Json::Number(None))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Json<'de>, A::Error> {
        let mut fields: Vec<(Cow<'de, str>, Json<'de>)> = Vec::new();
        let mut dropping = false;
        while let Some(name) = map.next_key_seed(Name)? {
            if dropping && name == "resourceType" {
                // It was chosen by the first: another would be told what it never held.
                return Err(A::Error::custom("a second type"));
            }
            if dropping && name != "id" {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let value = map.next_value_seed(self)?;
            if let (Some(choose), "resourceType", Json::Text(kind)) =
                (self.choose, name.as_ref(), &value)
            {
                match choose(kind) {
                    Keep::Parts => {}
                    Keep::Whole => self.choose = None,
                    Keep::Name => {
                        dropping = true;
                        fields.retain(|(name, _)| name == "id");
                    }
                }
            }
            fields.push((name, value));
        }
        Ok(Json::Object(fields))
    }
}

/// The name of a field.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        match deserializer.deserialize_str(Taken { choose: None })? {
            Json::Text(text) => Ok(text),
            _ => Err(D::Error::custom("a name is a text")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_borrowed_and_types_are_named() {
        let json =
            Json::parse(r#"{"a": "x", "b": "\u0041", "n": 1.5, "z": null, "a": "y"}"#, 99, None);
        let json = json.unwrap();
        assert!(matches!(json.get("a"), Some(Json::Text(Cow::Borrowed("y")))));
        assert!(matches!(json.get("b"), Some(Json::Text(Cow::Owned(_)))));
        assert!(json.get("z").is_none());
        let error = json.get("n").unwrap().text().unwrap_err();
        assert_eq!(error.to_string(), "expected a text, found a number");
        assert_eq!(json.get("a").unwrap().items().count(), 1);
    }

    #[test]
    fn what_is_no_json_is_refused_without_being_quoted() {
        let cases: [(&str, ErrorCode); 6] = [
            ("", ErrorCode::InvalidJson),
            (r#"{"name": "Priya"#, ErrorCode::InvalidJson),
            (r#"{"a": "\ud800"}"#, ErrorCode::InvalidJson),
            (r#"{"a": 1} {"b": 2}"#, ErrorCode::InvalidJson),
            (&"[".repeat(90), ErrorCode::InvalidJson),
            (&" ".repeat(101), ErrorCode::TooLarge),
        ];
        for (text, code) in cases {
            let Err(error) = Json::parse(text, 100, None) else { panic!("accepted") };
            assert_eq!(error.code(), code);
            assert!(!error.to_string().contains("Priya"));
        }
    }

    #[test]
    fn what_is_not_chosen_keeps_its_name_alone() {
        let choose: Choose = |kind| match kind {
            "Bundle" => Keep::Parts,
            "Patient" => Keep::Whole,
            _ => Keep::Name,
        };
        let text = r#"{"resourceType": "Bundle", "entry": [
            {"resource": {"resourceType": "Observation", "a": {"resourceType": 1}, "id": "o1"}},
            {"resource": {"a": [1], "id": "o2", "resourceType": "Observation", "b": 2}},
            {"resource": {"resourceType": "Patient", "contained": [{"resourceType": "Group", "a": 1}]}}
        ]}"#;
        let json = Json::parse(text, 1_000, Some(choose)).unwrap();
        let entries: Vec<&Json<'_>> = json.get("entry").unwrap().items().map(|(_, e)| e).collect();
        for (index, id) in [(0, "o1"), (1, "o2")] {
            let Some(Json::Object(fields)) = entries[index].get("resource") else { panic!() };
            assert_eq!(fields.len(), 2);
            assert_eq!(entries[index].get("resource").unwrap().get("id").unwrap().text(), Ok(id));
        }
        let group = entries[2].get("resource").unwrap().get("contained").unwrap();
        assert!(group.items().all(|(_, group)| group.get("a").is_some()));

        let twice = r#"{"resourceType": "Observation", "resourceType": "Patient"}"#;
        assert!(Json::parse(twice, 1_000, Some(choose)).is_err());
    }

    #[test]
    fn what_people_write_into_json_is_named_with_its_line() {
        for (text, said) in [
            ("{\n// Priya\n}", "JSON has no comments: there is one at line 11 column 1"),
            ("{\"a\": 1 /* Priya */}", "JSON has no comments: there is one at line 10 column 9"),
            ("[1,\n]", "a comma too many at line 11 column 1"),
            ("{\"a\": 1,}", "a comma too many at line 10 column 9"),
            ("{\"a\": nil}", "not valid JSON at line 10 column 8"),
        ] {
            let Err(error) = Json::parse_at(text, 1_000, None, 10) else { panic!("accepted") };
            assert_eq!(error.to_string(), said, "{text}");
        }
    }
}
