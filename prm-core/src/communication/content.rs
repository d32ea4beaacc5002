//! Which words may go over a channel: by content level, language, and what is known.

use super::Language;
use super::locale::best;
use crate::journey::Case;
use crate::playbook::{Chosen, Message, Tagline, Text, Variant};
use crate::vocabulary::Field;
use crate::{Channel, FactId};

/// Why no text of a message can be sent on a channel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Unsaid {
    /// Every variant says more than the channel admits.
    TooSensitive,
    /// Free text may not go now, and no variant is an approved template.
    WindowClosed,
    /// No variant that is admitted is in a language of the recipient or the practice.
    NoLanguage,
    /// Every variant that is admitted needs something that is not known.
    Missing(Field),
}

/// Codes of very restricted and restricted records (HL7 Confidentiality).
const RESTRICTED: [&str; 2] = ["|R", "|V"];

/// The content level that a channel admits for this patient, and the fact that raises it.
fn admitted<'c>(case: &Case<'c>, channel: Channel) -> (u8, Option<&'c FactId>) {
    let patient = &case.scene.view.patient;
    let restricted = patient.labels.get().is_some_and(|labels| {
        labels.iter().any(|label| RESTRICTED.iter().any(|code| label.ends_with(code)))
    });
    match patient.accepts_plain(channel) {
        _ if channel == Channel::Portal => (3, None),
        // What a label protects goes to no open channel, whoever accepted it for the rest.
        _ if restricted => (channel.level().min(1), None),
        Some(source) => (3, Some(&source.fact)),
        None => (channel.level(), None),
    }
}

/// Chooses the text: of the message's variants for the channel the first that the channel admits,
/// that is an approved template where no free text may go, that is in a language of the recipient
/// (or else of the practice), and whose values are known.
pub(crate) fn choose<'p>(
    case: &Case<'_>,
    message: &'p Message,
    channel: Channel,
    free_text: bool,
) -> Result<(Chosen<'p>, Option<FactId>), Unsaid> {
    let (level, fact) = admitted(case, channel);
    let practice = &case.scene.play.practice;
    let own = case.recipient().map_or(&[][..], |recipient| recipient.languages());
    // Whoever stands for a patient and says nothing of their own reads as the family does.
    let family = case.scene.view.patient.languages();
    // Whoever wrote a word of one language is answered in it, by the custom of a region that they
    // or the practice name.
    let written = case.reply().and_then(|reply| reply.language.as_ref()).map(|written| {
        let known = own.iter().chain(&practice.languages).find(|known| known.is_like(written));
        known.unwrap_or(written)
    });
    let theirs = written.into_iter().chain(own).chain(family);
    let wanted: Vec<Language> = theirs.clone().chain(&practice.languages).cloned().collect();
    let theirs = theirs.count();
    let mut why = Unsaid::TooSensitive;
    let variants = message.variants.iter();
    for variant in variants.filter(|v| v.channel == channel && v.level <= level) {
        if !free_text && variant.approved.is_none() {
            why = stronger(why, Unsaid::WindowClosed);
            continue;
        }
        let Some((text, language, place)) = read_best(&wanted, variant) else {
            why = stronger(why, Unsaid::NoLanguage);
            continue;
        };
        let templates = text.subject.iter().chain([&text.text]).chain(&text.html);
        let mut fields = templates.flat_map(|template| &template.fields);
        match fields.find(|field| !field.is_combined() && case.field(**field).is_none()) {
            Some(missing) => why = stronger(why, Unsaid::Missing(*missing)),
            None => {
                let raised = variant.level > channel.level();
                let foreign = theirs > 0 && place >= theirs;
                let approved = variant.approved.as_deref();
                let chosen = Chosen { level: variant.level, approved, text, language, foreign };
                return Ok((chosen, fact.filter(|_| raised).cloned()));
            }
        }
    }
    Err(why)
}

/// The line that offers help in the first of the patient's languages that has one.
pub(crate) fn tagline<'c>(case: &Case<'c>) -> Option<&'c Tagline> {
    let taglines = &case.scene.play.practice.taglines;
    let own = case.scene.view.patient.languages();
    let found = best(own, taglines.iter().map(|tagline| &tagline.language))?;
    taglines.iter().find(|tagline| tagline.language == *found)
}

/// The text that the wanted languages read best, and the one of them that reads it, with its
/// place: dates are written as in its region (`en-IN` reads the text in `en`).
fn read_best<'p>(wanted: &[Language], variant: &'p Variant) -> Option<(&'p Text, Language, usize)> {
    wanted.iter().enumerate().find_map(|(place, wanted)| {
        let offered = variant.texts.iter().map(|text| &text.language);
        let found = best(std::slice::from_ref(wanted), offered)?;
        let text = variant.texts.iter().find(|text| text.language == *found)?;
        Some((text, wanted.clone(), place))
    })
}

/// The reason nearest to being cured.
fn stronger(a: Unsaid, b: Unsaid) -> Unsaid {
    match (a, b) {
        (Unsaid::Missing(_), _) => a,
        _ => b,
    }
}
