//! Whether there are words for it that the channel, the law and the recipient admit.

use super::{Attempt, Block, Evidence};
use crate::Channel;
use crate::communication::content::{self, Unsaid};
use crate::decision::Cure;
use crate::limits;
use crate::patient::Consent;
use crate::reason::{Reason, ReasonCode};

/// Free text goes by WhatsApp only for so long after what the patient last wrote there, in ms.
const SERVICE_WINDOW: i64 = 24 * limits::HOUR;

/// Whether the free-text window of the channel is open: only WhatsApp has one.
pub(super) fn service_window_is_open(attempt: &Attempt<'_, '_>) -> bool {
    if attempt.channel != Channel::Whatsapp || attempt.step.replies {
        return true;
    }
    let heard =
        attempt.address().and_then(|(line, _)| attempt.lines.last_heard(line, Channel::Whatsapp));
    heard.is_some_and(|heard| attempt.case.scene.now.since(heard) < SERVICE_WINDOW)
}

/// Outside the window there must be an approved template.
pub(super) fn service_window(attempt: &Attempt<'_, '_>, _: &mut Evidence) -> Result<(), Block> {
    let approved = || {
        let variants = attempt.message.variants.iter();
        variants.filter(|v| v.channel == attempt.channel).any(|v| v.approved.is_some())
    };
    if service_window_is_open(attempt) || approved() {
        return Ok(());
    }
    let field = format!("messages.{}", attempt.message.id);
    Err(Block::new(ReasonCode::ServiceWindowClosed).cured_by(Cure::Edit { field }))
}

/// The terms of the exemption that a message relies on, for a patient who has said nothing. How
/// often is a matter of the caps.
pub(super) fn exemption(attempt: &Attempt<'_, '_>, _: &mut Evidence) -> Result<(), Block> {
    let Some(rule) = attempt.relies_on() else { return Ok(()) };
    let play = attempt.case.scene.play;
    let blocked = |cure: Cure, about: &str| {
        let reason = Reason::about(ReasonCode::ExemptionTerms, about);
        Err(Block::new(reason).by(rule).cured_by(cure))
    };
    if !play.free.contains(&attempt.channel) {
        return blocked(Cure::Edit { field: "rules.channels".to_owned() }, "free_to_patient");
    }
    let chosen = content::choose(&attempt.case, attempt.message, attempt.channel, true);
    let Ok((chosen, _)) = chosen else { return Ok(()) };
    let value = |field| attempt.case.field(field);
    let text = play.templates.render(&chosen.text.text, &chosen.language, value);
    if text.is_ok_and(|text| text.chars().count() > rule.says.characters) {
        let field = format!("messages.{}", attempt.message.id);
        return blocked(Cure::Edit { field }, "characters");
    }
    Ok(())
}

pub(super) fn content(attempt: &Attempt<'_, '_>, evidence: &mut Evidence) -> Result<(), Block> {
    let languages = &attempt.case.scene.view.patient.languages;
    evidence.read(languages.source().map(|source| &source.fact));
    match content::choose(&attempt.case, attempt.message, attempt.channel, attempt.opened()) {
        // What the window closes, its own check says.
        Ok(_) | Err(Unsaid::WindowClosed) => Ok(()),
        Err(Unsaid::TooSensitive) => {
            let what = format!("acceptance of plain {}", attempt.channel.as_str());
            Err(Block::new(ReasonCode::ContentTooSensitive).cured_by(Cure::Add { what }))
        }
        Err(Unsaid::NoLanguage) => {
            let field = format!("messages.{}", attempt.message.id);
            Err(Block::new(ReasonCode::NoLanguage).cured_by(Cure::Edit { field }))
        }
        Err(Unsaid::Missing(field)) => {
            let what = attempt.case.scene.play.attributes.path(field).to_owned();
            let reason = Reason::about(ReasonCode::MissingFact, what.as_str());
            Err(Block::new(reason).cured_by(Cure::Add { what }))
        }
    }
}

impl<'g> Attempt<'g, '_> {
    /// The exemption that the message relies on: where one binds, and the patient has neither
    /// allowed nor refused it.
    pub(super) fn relies_on(
        &self,
    ) -> Option<&'g crate::communication::rule::Rule<crate::communication::rule::Terms>> {
        let case = &self.case;
        let (scene, way) = (&case.scene, (self.channel, self.message.purpose));
        let rule = scene.play.rules.exemptions.get(self.message.exemption.as_ref()?)?;
        let binds = rule.binds_in(case.areas())
            && rule.holds_on(case.today())
            && rule.says.channels.contains(&self.channel);
        let silent = scene.view.patient.consents.of(way.1, way.0, scene.now) == Consent::Unknown;
        (binds && silent).then_some(rule)
    }
}
