//! The words of one message, as they go out: subject, text and HTML, what follows them, and what
//! the channel asks for beside them.

use minijinja::HtmlEscape;

use super::email::{self, Unsubscribe};
use super::template::Template;
use super::{content, direction, push, sms};
use crate::journey::Case;
use crate::playbook::Chosen;
use crate::vocabulary::{Field, Value};
use crate::{Channel, Key, Purpose};

/// What a message says.
pub(crate) struct Written {
    pub(crate) subject: Option<String>,
    pub(crate) text: String,
    pub(crate) html: Option<String>,
    pub(crate) segments: Option<u32>,
    pub(crate) unsubscribe: Option<Unsubscribe>,
}

/// It is longer than a text may be, or than its channel carries.
pub(crate) struct TooLong;

/// Writes a message with the values of its case, and the lines that it combines.
pub(crate) fn write(
    case: &Case<'_>,
    chosen: &Chosen<'_>,
    purpose: Purpose,
    channel: Channel,
    key: Key,
    parts: &[&str],
) -> Result<Written, TooLong> {
    let play = case.scene.play;
    let (lines, count) = (parts.join("\n"), i64::try_from(parts.len()).unwrap_or(i64::MAX));
    let render = |template: &Template, language| {
        let value = |field| match field {
            Field::CombinedParts => Some(Value::Text(&lines)),
            Field::CombinedCount => Some(Value::Int(count)),
            field => case.field(field),
        };
        play.templates.render(template, language, value).map_err(|_| TooLong)
    };
    let language = &chosen.language;
    let subject = chosen.text.subject.as_ref();
    let subject = subject.map(|subject| render(subject, language)).transpose()?;
    let mut text = render(&chosen.text.text, language)?;
    let html = chosen.text.html.as_ref();
    let mut html = html.map(|html| render(html, language)).transpose()?;
    if let Some(tagline) = content::tagline(case).filter(|_| chosen.foreign) {
        let line = render(&tagline.text, &tagline.language)?;
        text = format!("{text}\n{line}");
        html = html.map(|html| {
            let direction = if direction::is_rtl(&tagline.language) { "rtl" } else { "ltr" };
            let (language, line) = (&tagline.language, HtmlEscape(&line));
            format!("{html}\n<p lang=\"{language}\" dir=\"{direction}\">{line}</p>")
        });
    }
    if channel == Channel::Push && !push::fits(subject.as_deref(), &text) {
        return Err(TooLong);
    }
    let segments = (channel == Channel::Sms).then(|| sms::measure(&text).2);
    let way_out = play.practice.unsubscribe.as_ref();
    let mail = (channel == Channel::Email).then(|| email::unsubscribe(purpose, way_out, key));
    Ok(Written { subject, text, html, segments, unsubscribe: mail.flatten() })
}

/// How a message reads as one line of a combined one, where it can be.
pub(crate) fn part(case: &Case<'_>, chosen: &Chosen<'_>) -> Option<String> {
    let template = chosen.text.part.as_ref()?;
    // What a text in another language needs beside it, it needs alone.
    if chosen.foreign || template.fields.iter().any(|field| case.field(*field).is_none()) {
        return None;
    }
    let templates = &case.scene.play.templates;
    templates.render(template, &chosen.language, |field| case.field(field)).ok()
}
