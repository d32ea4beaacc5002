//! `TypedDict`s for Python.

use crate::model::{Field, Kind, Model, Shape, Type};

const HEAD: &str = r#""""The data that goes in and comes out, as types for checkers and editors.

Everything is a plain `dict` at run time. Instants come out as aware `datetime`s, days as `date`s;
both go in likewise, or as ISO text. Made by `cargo run -p prm-codegen`: do not edit.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Dict, List, Literal, Optional, TypedDict, Union

if TYPE_CHECKING:
    from typing_extensions import NotRequired, TypeAlias

"#;

/// Words that Python keeps for itself: a class cannot have them as fields.
const KEYWORDS: [&str; 32] = [
    "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif",
    "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda",
    "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// All types, in the order of names.
pub(crate) fn write(model: &Model) -> String {
    let mut out = HEAD.to_owned();
    for (name, found) in &model.types {
        declare(&mut out, name, found);
    }
    let end = out.trim_end().len();
    out.truncate(end);
    out + "\n"
}

fn declare(out: &mut String, name: &str, found: &Type) {
    match &found.shape {
        Shape::Text(format) => {
            let kind = match format.as_str() {
                "date-time" => "datetime",
                "date" => "date",
                "zoned-date-time" => "Union[str, datetime]",
                "birth-date" => "Union[str, date]",
                _ => "str",
            };
            alias(out, name, kind, &found.docs);
        }
        Shape::Words(words) => {
            let all: Vec<String> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
            let about: Vec<String> = words
                .iter()
                .filter(|(_, about)| !about.is_empty())
                .map(|(word, about)| format!("- `{word}`: {}", about.replace('\n', "\n  ")))
                .collect();
            let about = [found.docs.as_str(), "", &about.join("\n")].join("\n");
            alias(out, name, &format!("Literal[{}]", all.join(", ")), about.trim());
        }
        Shape::Struct(fields) => dict(out, name, &found.docs, None, fields),
        Shape::Tagged(variants) => {
            for variant in variants {
                let tag = Some(variant.tag.as_str());
                dict(out, &variant.name, &variant.docs, tag, &variant.fields);
            }
            let all: Vec<&str> = variants.iter().map(|variant| variant.name.as_str()).collect();
            alias(out, name, &format!("Union[{}]", all.join(", ")), &found.docs);
        }
    }
}

fn alias(out: &mut String, name: &str, kind: &str, about: &str) {
    out.push_str(&format!("{name}: TypeAlias = {}\n", quoted(kind)));
    docs(out, "", about);
    out.push('\n');
}

/// An alias as text, so that its parts may be declared later.
fn quoted(kind: &str) -> String {
    if kind.contains('"') || !kind.contains('[') { kind.to_owned() } else { format!("\"{kind}\"") }
}

fn dict(out: &mut String, name: &str, about: &str, tag: Option<&str>, fields: &[Field]) {
    if fields.iter().any(|field| KEYWORDS.contains(&field.name.as_str())) {
        return call(out, name, about, tag, fields);
    }
    out.push_str(&format!("\nclass {name}(TypedDict):\n"));
    docs(out, "    ", about);
    if let Some(tag) = tag {
        out.push_str(&format!("    type: Literal[\"{tag}\"]\n"));
    }
    for field in fields {
        out.push_str(&format!("    {}: {}\n", field.name, annotation(field)));
        docs(out, "    ", &field.docs);
    }
    out.push('\n');
}

/// The other way to write a `TypedDict`, in which a field may have any name.
fn call(out: &mut String, name: &str, about: &str, tag: Option<&str>, fields: &[Field]) {
    out.push_str(&format!("{name} = TypedDict(\n    \"{name}\",\n    {{\n"));
    if let Some(tag) = tag {
        out.push_str(&format!("        \"type\": Literal[\"{tag}\"],\n"));
    }
    for field in fields {
        for line in field.docs.lines() {
            out.push_str(format!("        # {line}").trim_end());
            out.push('\n');
        }
        out.push_str(&format!("        \"{}\": \"{}\",\n", field.name, annotation(field)));
    }
    out.push_str("    },\n)\n");
    docs(out, "", about);
    out.push('\n');
}

fn annotation(field: &Field) -> String {
    let kind = kind(&field.kind);
    if field.required { kind } else { format!("NotRequired[{kind}]") }
}

fn kind(kind_of: &Kind) -> String {
    match kind_of {
        Kind::Anything => "Any".into(),
        Kind::Bool => "bool".into(),
        Kind::Int => "int".into(),
        Kind::Float => "float".into(),
        Kind::Text => "str".into(),
        Kind::Named(name) => name.clone(),
        Kind::List(inner) => format!("List[{}]", kind(inner)),
        Kind::Map(inner) => format!("Dict[str, {}]", kind(inner)),
        Kind::Nullable(inner) => format!("Optional[{}]", kind(inner)),
    }
}

fn docs(out: &mut String, indent: &str, text: &str) {
    if text.is_empty() {
        return;
    }
    let text = text.replace('\\', "\\\\").replace("\"\"\"", "'''");
    let lines: Vec<&str> = text.lines().collect();
    let ends = text.ends_with('"');
    if let ([line], false) = (lines.as_slice(), ends) {
        out.push_str(&format!("{indent}\"\"\"{line}\"\"\"\n"));
        return;
    }
    out.push_str(&format!("{indent}\"\"\"{}\n", lines.first().copied().unwrap_or("")));
    for line in lines.iter().skip(1) {
        out.push_str(format!("{indent}{line}").trim_end());
        out.push('\n');
    }
    out.push_str(&format!("{indent}\"\"\"\n"));
}
