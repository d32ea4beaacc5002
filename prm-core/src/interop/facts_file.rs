//! The facts file: JSON lines of what the host itself knows, beside the feeds.

use serde::Deserialize;

use crate::error::{self, ErrorCode, PrmError};
use crate::id::opaque_debug;
use crate::{Fact, Reply, Timestamp, limits};

/// One line of a facts file: a fact or a reply, and when the host learnt of it.
///
/// A line is `{"received": …, "fact": {…}}` or `{"received": …, "reply": {…}}`; a fact may also
/// stand alone, and counts as received when it was recorded, or else when it occurred.
///
/// ```
/// use prm_core::FeedLine;
/// let line = FeedLine::from_json(r#"{"received": "2026-03-18T06:10:00Z", "reply": {
///     "id": "in-1", "line": "tel:+919812345670", "channel": "sms",
///     "occurred": "2026-03-18T06:10:00Z", "text": "STOP"}}"#)?;
/// assert!(line.fact.is_none() && line.reply.is_some());
/// # Ok::<(), prm_core::PrmError>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct FeedLine {
    /// When the host learnt of it.
    pub received: Timestamp,
    /// What happened.
    pub fact: Option<Fact>,
    /// What was written back: for [`Playbook::route`](crate::Playbook::route).
    pub reply: Option<Reply>,
}

opaque_debug!(FeedLine);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    received: Timestamp,
    #[serde(default)]
    fact: Option<Fact>,
    #[serde(default)]
    reply: Option<Reply>,
}

impl FeedLine {
    /// Reads one line.
    ///
    /// # Errors
    /// A code and the path of what does not fit; `invalid_value` for a line that holds neither or
    /// both.
    pub fn from_json(text: &str) -> Result<Self, PrmError> {
        let value = error::parse_json(text, limits::FACT_BYTES)?;
        if value.get("content").is_some() {
            let fact: Fact = error::decode(&value)?;
            return Ok(Self { received: fact.recorded(), fact: Some(fact), reply: None });
        }
        let Written { received, fact, reply } = error::decode(&value)?;
        if fact.is_some() == reply.is_some() {
            let message = "a line holds either a fact or a reply";
            return Err(PrmError::new(ErrorCode::InvalidValue, message));
        }
        Ok(Self { received, fact, reply })
    }

    /// Reads all lines of a text, each on its own; empty ones are passed over. The path of an
    /// error begins with `line` and the line's number, the first being 1.
    ///
    /// ```
    /// use prm_core::FeedLine;
    /// let errors: Vec<String> = FeedLine::parse_lines("\n{\"received\": \"now\"}")
    ///     .filter_map(|line| line.err().map(|error| error.path().to_owned()))
    ///     .collect();
    /// assert_eq!(errors, ["line 2.received"]);
    /// ```
    pub fn parse_lines(text: &str) -> impl Iterator<Item = Result<Self, PrmError>> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        lines.map(|(index, line)| {
            Self::from_json(line).map_err(|error| error.under(&format!("line {}", index + 1)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_may_stand_alone() {
        let fact = r#"{"id": "1", "patient": "p", "occurred": "2026-03-02T06:00:00Z",
            "content": {"type": "do_not_contact_changed", "on": true}}"#;
        let alone = FeedLine::from_json(fact).unwrap();
        assert_eq!(alone.received.to_string(), "2026-03-02T06:00:00.000Z");
        let wrapped = FeedLine::from_json(&format!(
            r#"{{"received": "2026-03-02T07:00:00Z", "fact": {fact}}}"#
        ))
        .unwrap();
        assert_eq!(wrapped.fact, alone.fact);
        assert_eq!(wrapped.received.to_string(), "2026-03-02T07:00:00.000Z");
    }

    #[test]
    fn a_bad_line_names_its_place_and_loses_no_other() {
        let good = r#"{"id": "1", "patient": "p", "occurred": "2026-03-02T06:00:00Z", "content": {"type": "do_not_contact_changed", "on": true}}"#;
        let text = format!(
            "\u{feff}{good}\n\n{{\"received\": \"2026-03-02T07:00:00Z\"}}\nnonsense\n{}\n{good}",
            good.replace("true", "\"Priya\"")
        );
        let lines: Vec<_> = FeedLine::parse_lines(&text).collect();
        let said: Vec<String> =
            lines.iter().filter_map(|line| line.as_ref().err().map(ToString::to_string)).collect();
        assert_eq!(lines.len() - said.len(), 2);
        assert_eq!(
            said,
            [
                "line 3: a line holds either a fact or a reply",
                "line 4: not valid JSON at line 1 column 2",
                "line 5.content.on: expected a boolean",
            ]
        );
    }
}
