//! Which messages become one (R18).

use super::Build;
use crate::error::ErrorCode;
use crate::limits;
use crate::playbook::compiled::{Combine, Message};
use crate::playbook::node::shown;
use crate::vocabulary::{Field, nearest};
use crate::{Span, Timestamp, Zone};

impl Build<'_> {
    pub(super) fn combine(&self, messages: &[Message]) -> Vec<Combine> {
        let mut rules: Vec<Combine> = Vec::new();
        for (index, written) in self.document.rules.combine.iter().enumerate() {
            let path = format!("rules.combine[{index}]");
            let found = messages.iter().position(|message| *message.id == *written.message);
            let Some(place) = found else {
                let near = nearest(&written.message, messages.iter().map(|message| &*message.id));
                let help = near.map(|near| format!("did you mean `{near}`?"));
                let text = format!("no such message: `{}`", shown(&written.message));
                let at = format!("{path}.message");
                self.faults.help(ErrorCode::UnknownReference, &at, text, help);
                continue;
            };
            if let Some(message) = messages.get(place) {
                self.fits(&path, message, &rules, messages);
            }
            if let Some(within) = self.window(&format!("{path}.within"), &written.within) {
                rules.push(Combine { message: place, within });
            }
        }
        rules
    }

    /// A combined message says its parts, and no other rule is for the same messages.
    fn fits(&self, path: &str, message: &Message, rules: &[Combine], messages: &[Message]) {
        let at = format!("{path}.message");
        if !message.purpose.keeps_hours() {
            let text = "messages that do not wait are not combined";
            self.error(ErrorCode::Contradiction, &at, text);
        }
        let texts = message.variants.iter().flat_map(|variant| &variant.texts);
        for text in texts.filter(|text| !text.text.fields.contains(&Field::CombinedParts)) {
            let at = format!("messages.{}.variants", message.id);
            let fault = format!("the text in {} does not say `combined.parts`", text.language);
            self.error(ErrorCode::MissingField, &at, fault);
        }
        let others = rules.iter().filter_map(|rule| messages.get(rule.message));
        let same = |other: &&Message| {
            other.purpose == message.purpose
                && other.channels.iter().any(|channel| message.channels.contains(channel))
        };
        if let Some(other) = others.clone().find(same) {
            let text = format!("`{}` combines messages of this purpose already", other.id);
            self.error(ErrorCode::Contradiction, &at, text);
        }
    }

    fn window(&self, path: &str, text: &str) -> Option<i64> {
        if text.is_empty() {
            return None;
        }
        match text.parse::<Span>() {
            Ok(span) => {
                let from = Timestamp::clamped(0);
                let within = Zone::utc().shift(from, span, false).since(from);
                if (0..=24 * limits::HOUR).contains(&within) {
                    return Some(within);
                }
                self.error(ErrorCode::InvalidTime, path, "messages wait at most 24 hours");
                None
            }
            Err(error) => {
                self.faults.prm(path, &error);
                None
            }
        }
    }
}
