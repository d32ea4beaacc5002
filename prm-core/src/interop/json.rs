//! JSON text taken apart without copying what needs no copy.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};

use crate::error::{self, ErrorCode, PrmError};
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

impl<'t> Json<'t> {
    /// Parses a text of at most `most` bytes.
    pub(crate) fn parse(text: &'t str, most: usize) -> Result<Self, PrmError> {
        if text.len() > most {
            let message =
                format!("the text has {} bytes, more than the limit of {most}", text.len());
            return Err(PrmError::new(ErrorCode::TooLarge, message));
        }
        // serde_json ends at 128 levels by itself.
        serde_json::from_str(text.strip_prefix('\u{feff}').unwrap_or(text)).map_err(error::syntax)
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

impl<'de: 't, 't> Deserialize<'de> for Json<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Taken)
    }
}

struct Taken;

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
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json<'de>, A::Error> {
        let mut fields = Vec::new();
        while let Some(Name(name)) = map.next_key()? {
            fields.push((name, map.next_value()?));
        }
        Ok(Json::Object(fields))
    }
}

/// The name of a field.
struct Name<'t>(Cow<'t, str>);

impl<'de: 't, 't> Deserialize<'de> for Name<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Json::deserialize(deserializer)? {
            Json::Text(text) => Ok(Self(text)),
            _ => Err(serde::de::Error::custom("a name is a text")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_borrowed_and_types_are_named() {
        let json = Json::parse(r#"{"a": "x", "b": "\u0041", "n": 1.5, "z": null, "a": "y"}"#, 99);
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
            let Err(error) = Json::parse(text, 100) else { panic!("accepted") };
            assert_eq!(error.code(), code);
            assert!(!error.to_string().contains("Priya"));
        }
    }
}
