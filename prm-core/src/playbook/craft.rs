//! What is doubtful in the texts of a playbook: what an SMS costs, what a notification holds, how
//! hard a text is to read, and whether a mailing offers its way out.

use super::compiled::{Compiled, Text, Variant};
use super::document::{self as written, Document};
use super::node::Faults;
use crate::communication::template::Template;
use crate::communication::{email, push, readability, sms};
use crate::error::ErrorCode;
use crate::{Channel, Language, limits};

pub(super) fn check(document: &Document, compiled: &Compiled, faults: &Faults) {
    let craft = Craft { compiled, faults };
    craft.way_out(document);
    for ((id, message), built) in document.messages.iter().zip(&compiled.messages) {
        for (index, (variant, built)) in message.variants.iter().zip(&built.variants).enumerate() {
            let path = format!("messages.{id}.variants[{index}]");
            for (source, text) in texts(variant, built) {
                let path = format!("{path}.text.{}", text.language);
                match built.channel {
                    Channel::Sms => craft.sms(&path, source, text, built.most_segments),
                    Channel::Push => craft.push(&path, text),
                    _ => {}
                }
                craft.plain(&path, text);
            }
        }
    }
}

/// The texts of a variant with their sources.
fn texts<'t>(
    variant: &'t written::Variant,
    built: &'t Variant,
) -> impl Iterator<Item = (&'t str, &'t Text)> {
    let sources = variant.text.iter().filter_map(|(tag, source)| {
        let language: Language = tag.parse().ok()?;
        Some((language, source.as_str()))
    });
    sources.filter_map(|(language, source)| {
        let text = built.texts.iter().find(|text| text.language == language)?;
        Some((source, text))
    })
}

struct Craft<'c> {
    compiled: &'c Compiled,
    faults: &'c Faults,
}

impl Craft<'_> {
    fn warn(&self, code: ErrorCode, path: &str, message: String, help: &str) {
        self.faults.warning(code, path, message, help);
    }

    /// What a text is at the least.
    fn least<'t>(&'t self, template: &'t Template) -> impl Iterator<Item = String> + 't {
        self.compiled.templates.least(template)
    }

    /// A mailing without a way out.
    fn way_out(&self, document: &Document) {
        if document.practice.unsubscribe.is_some() {
            return;
        }
        let mailing = document.messages.iter().find(|(_, message)| {
            let mailed = message.variants.iter().any(|v| v.channel == Channel::Email);
            mailed && email::offers_way_out(message.purpose)
        });
        if let Some((id, message)) = mailing {
            let purpose = message.purpose.as_str();
            self.warn(
                ErrorCode::MissingField,
                "practice.unsubscribe",
                format!("`{id}` goes by e-mail for {purpose}, and nobody can unsubscribe from it"),
                "give an https address for one click (RFC 8058), or a mailto address",
            );
        }
    }

    /// A text that is dearer than it looks, or than it may be.
    fn sms(&self, path: &str, source: &str, text: &Text, most: Option<u32>) {
        // The marks of templates are in GSM-7, so what is outside was written by a person.
        let literal = sms::segments(&without_comments(source));
        let odd = literal.outside.iter().find(|outside| {
            let typography = outside.character.chars().all(sms::is_typography);
            typography || (most.is_some() && outside.near.is_some())
        });
        // In Hindi or Arabic nothing is won by one character less.
        let alone = literal.outside.iter().all(|outside| outside.near.is_some());
        if let Some(odd) = odd.filter(|_| alone) {
            let (character, near) = (&odd.character, odd.near.as_deref().unwrap_or_default());
            self.warn(
                ErrorCode::TooLarge,
                path,
                format!(
                    "`{character}` is not in GSM-7: with it an SMS holds 70 characters, not 160"
                ),
                &format!("write `{near}`"),
            );
        }
        let Some(most) = most else { return };
        let least = self.least(&text.text).map(|text| sms::measure(&text).2).min();
        if let Some(least) = least.filter(|least| *least > most) {
            self.warn(
                ErrorCode::TooLarge,
                path,
                format!("it takes {least} segments with the shortest values, and may take {most}"),
                "shorten it, or raise `max_segments`",
            );
        }
    }

    /// A notification that no service carries.
    fn push(&self, path: &str, text: &Text) {
        let title = text.subject.as_ref().and_then(|title| self.least(title).next());
        let least = self.least(&text.text).map(|body| push::bytes(title.as_deref(), &body)).min();
        if let Some(least) = least.filter(|least| *least > limits::PUSH_BYTES) {
            let most = limits::PUSH_BYTES;
            self.warn(
                ErrorCode::TooLarge,
                path,
                format!("a notification of {least} bytes: {most} is the most that is carried"),
                "shorten it",
            );
        }
    }

    /// An English text that asks for more years of school than many patients have.
    fn plain(&self, path: &str, text: &Text) {
        if !text.language.is_english() {
            return;
        }
        let Some(written) = self.least(&text.text).next() else { return };
        let Some(grade) = readability::grade(&written) else { return };
        let hard = grade.flesch_kincaid > readability::PLAIN;
        if grade.sentences >= readability::ENOUGH && hard {
            let (years, tenths) = (grade.flesch_kincaid / 10, grade.flesch_kincaid % 10);
            self.warn(
                ErrorCode::InvalidValue,
                path,
                format!("it reads at grade {years}.{tenths} (Flesch-Kincaid)"),
                "patients read best at grade 6 and below: shorter sentences, shorter words",
            );
        }
    }
}

/// A template without its comments.
fn without_comments(source: &str) -> String {
    let mut kept = String::new();
    let mut rest = source;
    while let Some((before, comment)) = rest.split_once("{#") {
        kept.push_str(before);
        rest = comment.split_once("#}").map_or("", |(_, after)| after);
    }
    kept + rest
}
