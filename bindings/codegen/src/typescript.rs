//! Declarations for TypeScript.

use crate::model::{Field, Kind, Model, Shape, Type};

const HEAD: &str = "\
// Made by `cargo run -p prm-codegen` from the core's types. Do not edit.

";

/// All types, in the order of names.
pub(crate) fn write(model: &Model) -> String {
    let mut out = HEAD.to_owned();
    for (name, found) in &model.types {
        declare(&mut out, name, found, model.given.contains(name));
    }
    out
}

fn declare(out: &mut String, name: &str, found: &Type, given: bool) {
    match &found.shape {
        Shape::Text(format) => {
            docs(out, "", &found.docs);
            // A host may give a `Date`; what comes out is always text.
            let kind = if format == "date-time" { "string | Date" } else { "string" };
            out.push_str(&format!("export type {name} = {kind}\n\n"));
        }
        Shape::Words(words) => {
            docs(out, "", &found.docs);
            out.push_str(&format!("export type {name} =\n"));
            for (word, about) in words {
                docs(out, "  ", about);
                out.push_str(&format!("  | '{word}'\n"));
            }
            out.push('\n');
        }
        Shape::Struct(fields) => interface(out, name, &found.docs, None, fields, given),
        Shape::Tagged(variants) => {
            docs(out, "", &found.docs);
            out.push_str(&format!("export type {name} =\n"));
            for variant in variants {
                out.push_str(&format!("  | {}\n", variant.name));
            }
            out.push('\n');
            for variant in variants {
                let tag = Some(variant.tag.as_str());
                interface(out, &variant.name, &variant.docs, tag, &variant.fields, given);
            }
        }
    }
}

fn interface(
    out: &mut String,
    name: &str,
    about: &str,
    tag: Option<&str>,
    fields: &[Field],
    given: bool,
) {
    docs(out, "", about);
    out.push_str(&format!("export interface {name} {{\n"));
    if let Some(tag) = tag {
        out.push_str(&format!("  type: '{tag}'\n"));
    }
    for field in fields {
        docs(out, "  ", &field.docs);
        let mark = if field.required { "" } else { "?" };
        out.push_str(&format!("  {}{mark}: {}\n", field.name, kind(&field.kind, given)));
    }
    out.push_str("}\n\n");
}

fn kind(kind_of: &Kind, given: bool) -> String {
    match kind_of {
        Kind::Anything => "unknown".into(),
        Kind::Bool => "boolean".into(),
        Kind::Int | Kind::Float => "number".into(),
        Kind::Text => "string".into(),
        Kind::Named(name) if name == "Timestamp" && !given => "string".into(),
        Kind::Named(name) if name == "ZonedTime" && given => "ZonedTime | Date".into(),
        Kind::Named(name) => name.clone(),
        Kind::List(inner) => match &**inner {
            Kind::Nullable(_) => format!("({})[]", kind(inner, given)),
            _ if kind(inner, given).contains('|') => format!("({})[]", kind(inner, given)),
            _ => format!("{}[]", kind(inner, given)),
        },
        Kind::Map(inner) => format!("{{ [name: string]: {} }}", kind(inner, given)),
        Kind::Nullable(inner) => format!("{} | null", kind(inner, given)),
    }
}

fn docs(out: &mut String, indent: &str, text: &str) {
    if text.is_empty() {
        return;
    }
    let text = text.replace("*/", "* /");
    let lines: Vec<&str> = text.lines().collect();
    if let [line] = lines.as_slice() {
        out.push_str(&format!("{indent}/** {line} */\n"));
        return;
    }
    out.push_str(&format!("{indent}/**\n"));
    for line in lines {
        out.push_str(format!("{indent} * {line}").trim_end());
        out.push('\n');
    }
    out.push_str(&format!("{indent} */\n"));
}
