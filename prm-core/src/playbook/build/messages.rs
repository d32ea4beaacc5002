//! Messages, with every fault of their texts.

use super::Build;
use crate::communication::template::{Form, Template};
use crate::communication::{Channel, Language};
use crate::error::ErrorCode;
use crate::limits;
use crate::playbook::compiled::{Message, Tagline, Text, Variant};
use crate::playbook::document as written;
use crate::playbook::node::shown;
use crate::vocabulary::{Field, Kind};

impl Build<'_> {
    pub(super) fn messages(&mut self) -> Vec<Message> {
        let document = self.document;
        if document.messages.len() > limits::MESSAGES {
            let message = format!("a playbook has at most {} messages", limits::MESSAGES);
            self.error(ErrorCode::TooMany, "messages", message);
        }
        document.messages.iter().map(|(id, message)| self.message(id, message)).collect()
    }

    fn message(&mut self, id: &str, message: &written::Message) -> Message {
        let path = format!("messages.{id}");
        self.id(&path, id);
        if message.variants.is_empty() {
            let text = "a message has at least one variant";
            self.error(ErrorCode::InvalidValue, &format!("{path}.variants"), text);
        }
        let kinds = self.kinds_of(id);
        let mut channels: Vec<Channel> = Vec::new();
        let mut variants = Vec::new();
        for (index, variant) in message.variants.iter().enumerate() {
            if !channels.contains(&variant.channel) {
                channels.push(variant.channel);
            }
            variants.push(self.variant(&format!("{path}.variants[{index}]"), variant, &kinds));
        }
        Message {
            id: id.into(),
            purpose: message.purpose,
            remunerated: message.remunerated,
            exemption: message.exemption.as_deref().map(Into::into),
            variants,
            channels,
        }
    }

    /// The kinds of subjects about which a message is sent.
    fn kinds_of(&self, message: &str) -> Vec<Kind> {
        let replies = &self.document.replies;
        let sent = self.sent.get(message).into_iter().flatten();
        let mut kinds: Vec<Kind> = sent.copied().collect();
        let answers = [&replies.stop, &replies.help, &replies.urgent, &replies.crisis];
        if answers.iter().any(|id| id.as_deref() == Some(message)) {
            kinds.push(Kind::Reply);
        }
        if self.document.rules.combine.iter().any(|rule| rule.message == message) {
            kinds.push(Kind::Combination);
        }
        kinds.sort();
        kinds.dedup();
        kinds
    }

    fn variant(&mut self, path: &str, variant: &written::Variant, kinds: &[Kind]) -> Variant {
        let level = u8::try_from(variant.level).ok().filter(|level| *level <= 3);
        let level = level.unwrap_or_else(|| {
            let message = "a content level is 0, 1, 2 or 3";
            self.error(ErrorCode::InvalidValue, &format!("{path}.level"), message);
            3
        });
        let has_subject = matches!(variant.channel, Channel::Email | Channel::Letter);
        match &variant.subject {
            None if has_subject => {
                let message = "an e-mail or a letter has a subject";
                self.error(ErrorCode::MissingField, &format!("{path}.subject"), message);
            }
            Some(_) if !has_subject && variant.channel != Channel::Push => {
                let message = "only an e-mail or a letter has a subject, and a push a title";
                self.error(ErrorCode::UnknownField, &format!("{path}.subject"), message);
            }
            _ => {}
        }
        if variant.html.is_some() && variant.channel != Channel::Email {
            let message = "only an e-mail has HTML";
            self.error(ErrorCode::UnknownField, &format!("{path}.html"), message);
        }
        match variant.max_segments {
            Some(_) if variant.channel != Channel::Sms => {
                let message = "only an SMS has segments";
                self.error(ErrorCode::UnknownField, &format!("{path}.max_segments"), message);
            }
            Some(0) => {
                let message = "a text takes at least one segment";
                self.error(ErrorCode::InvalidValue, &format!("{path}.max_segments"), message);
            }
            _ => {}
        }
        let mut texts = Vec::new();
        for (tag, source) in &variant.text {
            let at = format!("{path}.text.{}", shown(tag));
            let language: Language = match tag.parse() {
                Ok(language) => language,
                Err(error) => {
                    self.faults.prm(&at, &error);
                    continue;
                }
            };
            let subjects = variant.subject.as_ref();
            let subject = subjects.and_then(|subjects| {
                let at = format!("{path}.subject.{}", shown(tag));
                match subjects.get(tag) {
                    Some(source) => self.template(&at, source, &language, kinds, level, Form::Line),
                    None => {
                        let message = "this language has a text but no subject";
                        self.error(ErrorCode::MissingField, &at, message);
                        None
                    }
                }
            });
            let html = variant.html.as_ref().and_then(|html| {
                let at = format!("{path}.html.{}", shown(tag));
                match html.get(tag) {
                    Some(source) => self.template(&at, source, &language, kinds, level, Form::Html),
                    None => {
                        let message = "this language has a text but no HTML";
                        self.error(ErrorCode::MissingField, &at, message);
                        None
                    }
                }
            });
            let part = variant.part.as_ref().and_then(|parts| {
                let at = format!("{path}.part.{}", shown(tag));
                match parts.get(tag) {
                    Some(source) => self.template(&at, source, &language, kinds, level, Form::Line),
                    None => {
                        let message = "this language has a text but no part";
                        self.error(ErrorCode::MissingField, &at, message);
                        None
                    }
                }
            });
            let text = self.template(&at, source, &language, kinds, level, Form::Text);
            if let Some(text) = text {
                texts.push(Text { language, subject, text, html, part });
            }
        }
        self.languages(path, variant);
        if variant.approved.is_some() && variant.channel != Channel::Whatsapp {
            let message = "only WhatsApp has approved templates";
            self.error(ErrorCode::Contradiction, &format!("{path}.approved"), message);
        }
        let most_segments = variant.max_segments.filter(|most| *most > 0);
        let approved = variant.approved.clone();
        Variant { channel: variant.channel, level, approved, texts, most_segments }
    }

    /// The lines that offer help in languages for which there is no text.
    pub(super) fn taglines(&mut self) -> Vec<Tagline> {
        let document = self.document;
        let mut taglines: Vec<Tagline> = Vec::new();
        for (tag, source) in &document.practice.taglines {
            let at = format!("practice.taglines.{}", shown(tag));
            let language: Language = match tag.parse() {
                Ok(language) => language,
                Err(error) => {
                    self.faults.prm(&at, &error);
                    continue;
                }
            };
            if taglines.iter().any(|other| other.language == language) {
                let message = format!("`{language}` has a tagline already");
                self.error(ErrorCode::DuplicateId, &at, message);
            }
            let Some(text) = self.template(&at, source, &language, &[], 0, Form::Text) else {
                continue;
            };
            if text.fields.contains(&Field::PracticePhone) && document.practice.phone.is_none() {
                let message = "it names `practice.phone`, which is not given";
                self.error(ErrorCode::MissingField, &at, message);
            }
            taglines.push(Tagline { language, text });
        }
        taglines
    }

    /// Every language of the practice has a text, and none has two.
    fn languages(&self, path: &str, variant: &written::Variant) {
        let mut offered: Vec<Language> = Vec::new();
        for tag in variant.text.keys() {
            let Ok(language) = tag.parse::<Language>() else { continue };
            if offered.contains(&language) {
                let at = format!("{path}.text.{}", shown(tag));
                let message = format!("`{language}` has a text already");
                self.error(ErrorCode::DuplicateId, &at, message);
            }
            offered.push(language);
        }
        for tag in variant.subject.iter().flat_map(|subjects| subjects.keys()) {
            if !variant.text.contains_key(tag) {
                let at = format!("{path}.text.{}", shown(tag));
                let message = "this language has a subject but no text";
                self.error(ErrorCode::MissingField, &at, message);
            }
        }
        for tag in variant.part.iter().flat_map(|parts| parts.keys()) {
            if !variant.text.contains_key(tag) {
                let at = format!("{path}.text.{}", shown(tag));
                let message = "this language has a part but no text";
                self.error(ErrorCode::MissingField, &at, message);
            }
        }
        for tag in variant.html.iter().flat_map(|html| html.keys()) {
            if !variant.text.contains_key(tag) {
                let at = format!("{path}.text.{}", shown(tag));
                let message = "this language has HTML but no text";
                self.error(ErrorCode::MissingField, &at, message);
            }
        }
        for language in &self.document.practice.languages {
            if language.choose(&offered).is_none() {
                let at = format!("{path}.text.{language}");
                let message = "this language of the practice has no text";
                let help = format!("write one, or leave `{language}` out of `practice.languages`");
                self.faults.help(ErrorCode::MissingField, &at, message, Some(help));
            }
        }
    }

    fn template(
        &mut self,
        path: &str,
        source: &str,
        language: &Language,
        kinds: &[Kind],
        level: u8,
        form: Form,
    ) -> Option<Template> {
        match self.templates.add(path.to_owned(), source, language, kinds, level, form) {
            Ok(template) => Some(template),
            Err(error) => {
                self.faults.prm(path, &error);
                None
            }
        }
    }
}
