//! The types as a declaration needs them, read from their JSON Schemas. What the grammar of types
//! (architecture, section 5) does not have is refused.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// Every type, in the order of names.
pub(crate) struct Model {
    pub(crate) types: BTreeMap<String, Type>,
    /// The types that a host gives to the library: there a host may write its own kinds of time.
    pub(crate) given: BTreeSet<String>,
}

pub(crate) struct Type {
    pub(crate) docs: String,
    pub(crate) shape: Shape,
}

pub(crate) enum Shape {
    /// A text with a meaning, by its format.
    Text(String),
    /// One of some words, each with its docs.
    Words(Vec<(String, String)>),
    Struct(Vec<Field>),
    /// One of some structs, told apart by `type`.
    Tagged(Vec<Variant>),
}

pub(crate) struct Variant {
    /// The name as a type of its own.
    pub(crate) name: String,
    /// The word of its `type`.
    pub(crate) tag: String,
    pub(crate) docs: String,
    pub(crate) fields: Vec<Field>,
}

pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) kind: Kind,
    pub(crate) required: bool,
}

pub(crate) enum Kind {
    /// Any JSON: a document of another standard.
    Anything,
    Bool,
    Int,
    Float,
    Text,
    Named(String),
    List(Box<Kind>),
    Map(Box<Kind>),
    Nullable(Box<Kind>),
}

/// Enums whose variants are what hosts name all day, and so bear their own names.
const PLAIN: [&str; 2] = ["Action", "FactContent"];
/// What a host gives.
const GIVEN: [&str; 4] = ["Fact", "ReadOptions", "Reply", "StepRequest"];

impl Model {
    pub(crate) fn of(definitions: &Map<String, Value>) -> Result<Self, String> {
        let mut types = BTreeMap::new();
        for (name, schema) in definitions {
            let shape = shape(name, schema)
                .ok_or_else(|| format!("`{name}` is outside the grammar of types"))?;
            types.insert(name.clone(), Type { docs: docs(schema), shape });
        }
        let mut model = Self { types, given: BTreeSet::new() };
        GIVEN.iter().for_each(|name| model.give(name));
        Ok(model)
    }

    fn give(&mut self, name: &str) {
        if !self.given.insert(name.to_owned()) {
            return;
        }
        let mut named = Vec::new();
        if let Some(found) = self.types.get(name) {
            found.fields().for_each(|field| field.kind.named(&mut named));
        }
        named.iter().for_each(|name| self.give(name));
    }
}

impl Type {
    fn fields(&self) -> impl Iterator<Item = &Field> {
        let lists: Vec<&Vec<Field>> = match &self.shape {
            Shape::Struct(fields) => vec![fields],
            Shape::Tagged(variants) => variants.iter().map(|variant| &variant.fields).collect(),
            _ => Vec::new(),
        };
        lists.into_iter().flatten()
    }
}

impl Kind {
    fn named(&self, found: &mut Vec<String>) {
        match self {
            Self::Named(name) => found.push(name.clone()),
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.named(found),
            Self::Anything | Self::Bool | Self::Int | Self::Float | Self::Text => {}
        }
    }
}

fn shape(name: &str, schema: &Value) -> Option<Shape> {
    if let Some(variants) = schema.get("oneOf").and_then(Value::as_array) {
        let words: Option<Vec<_>> = variants.iter().map(words).collect();
        return match words {
            Some(words) => Some(Shape::Words(words.concat())),
            None => {
                let variants = variants.iter().map(|schema| variant(name, schema));
                variants.collect::<Option<_>>().map(Shape::Tagged)
            }
        };
    }
    if let Some(words) = words(schema) {
        return Some(Shape::Words(words));
    }
    match schema.get("type")?.as_str()? {
        "string" => Some(Shape::Text(schema.get("format")?.as_str()?.to_owned())),
        "object" => fields(schema).map(Shape::Struct),
        _ => None,
    }
}

/// The words of an enum, or of a part of one.
fn words(schema: &Value) -> Option<Vec<(String, String)>> {
    if let Some(word) = schema.get("const") {
        return Some(vec![(word.as_str()?.to_owned(), docs(schema))]);
    }
    let words = schema.get("enum")?.as_array()?.iter();
    words.map(|word| Some((word.as_str()?.to_owned(), String::new()))).collect()
}

fn variant(of: &str, schema: &Value) -> Option<Variant> {
    let tag = schema.get("properties")?.get("type")?.get("const")?.as_str()?.to_owned();
    let camel: String = tag
        .split('_')
        .map(|word| {
            let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
            format!("{}{rest}", first.to_uppercase())
        })
        .collect();
    let name = if PLAIN.contains(&of) { camel } else { format!("{of}{camel}") };
    let fields = fields(schema)?.into_iter().filter(|field| field.name != "type").collect();
    Some(Variant { name, tag, docs: docs(schema), fields })
}

fn fields(schema: &Value) -> Option<Vec<Field>> {
    let none = Map::new();
    let properties = schema.get("properties").map_or(Some(&none), Value::as_object)?;
    let required: Vec<&str> = schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let field = |(name, schema): (&String, &Value)| {
        let kind = if schema.get("const").is_some() { Kind::Text } else { kind(schema)? };
        let required = required.contains(&name.as_str());
        Some(Field { name: name.clone(), docs: docs(schema), kind, required })
    };
    properties.iter().map(field).collect()
}

fn kind(schema: &Value) -> Option<Kind> {
    let says = |word: &&str| schema.get(*word).is_some();
    if !["$ref", "anyOf", "oneOf", "enum", "const", "type"].iter().any(says) {
        return Some(Kind::Anything);
    }
    if let Some(name) = schema.get("$ref") {
        return Some(Kind::Named(name.as_str()?.rsplit('/').next()?.to_owned()));
    }
    if let Some([inner, null]) = schema.get("anyOf").and_then(Value::as_array).map(Vec::as_slice)
        && null.get("type")?.as_str() == Some("null")
    {
        return Some(Kind::Nullable(Box::new(kind(inner)?)));
    }
    match schema.get("type")? {
        Value::Array(kinds) => {
            let inner = kinds.iter().find(|kind| *kind != "null")?;
            let mut plain = schema.clone();
            plain.as_object_mut()?.insert("type".into(), inner.clone());
            Some(Kind::Nullable(Box::new(kind(&plain)?)))
        }
        Value::String(name) => match name.as_str() {
            "boolean" => Some(Kind::Bool),
            "integer" => Some(Kind::Int),
            "number" => Some(Kind::Float),
            "string" => Some(Kind::Text),
            "array" => Some(Kind::List(Box::new(kind(schema.get("items")?)?))),
            "object" => Some(Kind::Map(Box::new(kind(schema.get("additionalProperties")?)?))),
            _ => None,
        },
        _ => None,
    }
}

/// The docs of a type or field, links to other items as plain words.
fn docs(schema: &Value) -> String {
    let text = schema.get("description").and_then(Value::as_str).unwrap_or("");
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, link)) = rest.split_once("[`") {
        plain.push_str(before);
        let Some((word, after)) = link.split_once("`]") else {
            plain.push_str("[`");
            rest = link;
            continue;
        };
        plain.push('`');
        plain.push_str(word.rsplit("::").next().unwrap_or(word));
        plain.push('`');
        rest = match after.strip_prefix('(').and_then(|target| target.split_once(')')) {
            Some((_, rest)) => rest,
            None => after,
        };
    }
    plain.push_str(rest);
    plain
}
