//! Whether the recipient wants it and may have it: consent, recipient, contact point, opt-out.

use super::{Attempt, Block, Evidence};
use crate::communication::recipient::Nobody;
use crate::decision::{Cure, Verdict};
use crate::patient::Consent;
use crate::playbook::rule::ConsentNeed;
use crate::reason::{Reason, ReasonCode};
use crate::register::Source;
use crate::{Purpose, Timestamp};

/// What a third party pays for needs a signed authorisation (45 CFR 164.508(a)(3)).
pub(super) fn authorisation(
    attempt: &Attempt<'_, '_>,
    evidence: &mut Evidence,
) -> Result<(), Block> {
    if !attempt.message.remunerated {
        return Ok(());
    }
    let (case, way) = (&attempt.case, (attempt.channel, attempt.message.purpose));
    let areas = case.areas();
    let mut rules = case.scene.play.rules.consents(way, areas, case.today());
    let Some(rule) = rules.find(|rule| rule.remunerated) else { return Ok(()) };
    match case.scene.view.patient.consents.of(way.1, way.0, case.scene.now) {
        Consent::Granted(source, true) => {
            evidence.read(Some(&source.fact));
            Ok(())
        }
        _ => {
            let cure = Cure::Consent { purpose: way.1, channel: way.0, signed: true };
            Err(Block::new(ReasonCode::MarketingAuthorisation).by(rule).cured_by(cure))
        }
    }
}

pub(super) fn do_not_contact(
    attempt: &Attempt<'_, '_>,
    evidence: &mut Evidence,
) -> Result<(), Block> {
    let register = &attempt.case.scene.view.patient.do_not_contact;
    if register.get().copied().unwrap_or(false) && !attempt.answers_danger() {
        evidence.read(register.source().map(|source| &source.fact));
        return Err(Block::new(ReasonCode::DoNotContact));
    }
    Ok(())
}

/// What a purpose needs by itself, and what the rules that bind make of it.
pub(super) fn consent(attempt: &Attempt<'_, '_>, evidence: &mut Evidence) -> Result<(), Block> {
    let (purpose, channel) = (attempt.message.purpose, attempt.channel);
    let case = &attempt.case;
    let scene = &case.scene;
    let mut need = if purpose.is_opt_in() { ConsentNeed::OptIn } else { ConsentNeed::None };
    let mut by = None;
    let rules = scene.play.rules.consents((channel, purpose), case.areas(), case.today());
    for rule in rules.filter(|rule| !rule.remunerated) {
        match rule.says.visited_within {
            // A relationship that is established lifts what the purpose needs.
            Some(span) => {
                let last = case.last_visit();
                let since = case.zone().shift(scene.now, span, true);
                if let Some((at, fact)) = last.filter(|(at, _)| *at >= since) {
                    debug_assert!(at <= Timestamp::MAX, "an instant");
                    evidence.read(Some(fact));
                    (need, by) = (rule.says.need, Some(rule));
                }
            }
            None if rule.says.need > need => (need, by) = (rule.says.need, Some(rule)),
            None => {}
        }
    }
    let signed = need == ConsentNeed::Signed;
    let block = match scene.view.patient.consents.of(purpose, channel, scene.now) {
        Consent::Granted(source, has_signed) if has_signed || !signed => {
            evidence.read(Some(&source.fact));
            return Ok(());
        }
        Consent::Refused(..) if attempt.answers_danger() => return Ok(()),
        Consent::Refused(source, until) => {
            evidence.read(Some(&source.fact));
            Block::new(Reason { until, ..Reason::new(ReasonCode::ConsentRefused) })
        }
        Consent::Unknown if need == ConsentNeed::None => return Ok(()),
        Consent::Granted(..) | Consent::Unknown => {
            let block = Block::new(ReasonCode::NoConsent);
            let verdict = if attempt.step.await_consent { Verdict::Hold } else { block.verdict };
            let block = Block { verdict, ..block };
            match by {
                Some(rule) => block.by(rule),
                None => block,
            }
        }
    };
    Err(block.cured_by(Cure::Consent { purpose, channel, signed }))
}

/// Who it goes to: the patient, or who stands for them (R21).
pub(super) fn recipient(attempt: &Attempt<'_, '_>, evidence: &mut Evidence) -> Result<(), Block> {
    let case = &attempt.case;
    if attempt.step.replies {
        return Ok(());
    }
    if case.is_anonymous() {
        return Err(Block::new(ReasonCode::RecipientRestricted));
    }
    evidence.read(case.scene.view.protected(&case.run.subject));
    match case.recipient() {
        Ok(recipient) => {
            if let Some(person) = recipient.person() {
                evidence.read(person.source().map(|source| &source.fact));
            }
            Ok(())
        }
        Err(Nobody { of_age, fact }) => {
            evidence.read(fact);
            // Whoever comes of age in time may be told then; else a person has to act.
            Err(if of_age < attempt.until {
                Block::until(ReasonCode::NoRecipient, of_age)
            } else {
                let what = "an adult recipient".to_owned();
                Block::new(ReasonCode::NoRecipient).cured_by(Cure::Add { what })
            })
        }
    }
}

pub(super) fn contact_point(
    attempt: &Attempt<'_, '_>,
    evidence: &mut Evidence,
) -> Result<(), Block> {
    let patient = &attempt.case.scene.view.patient;
    evidence.read(patient.contacts.source().map(|source| &source.fact));
    evidence.read(patient.confidential.source().map(|source| &source.fact));
    match attempt.address() {
        Some((_, true)) => Ok(()),
        Some((line, false)) => {
            evidence.read(patient.heard.doubt(line).map(|source| &source.fact));
            let cure = Cure::Verify { channel: attempt.channel };
            Err(Block::new(ReasonCode::LineInvalid).cured_by(cure))
        }
        None => {
            let what = format!("a contact point for {}", attempt.channel.as_str());
            Err(Block::new(ReasonCode::NoLine).cured_by(Cure::Add { what }))
        }
    }
}

/// The opt-outs of the line and of the person, and texts of which nobody has read yet whether
/// they are one (R11).
pub(super) fn opt_out(attempt: &Attempt<'_, '_>, evidence: &mut Evidence) -> Result<(), Block> {
    let scene = &attempt.case.scene;
    let (sender, channel) = (&scene.play.practice.id, attempt.channel);
    let Some((line, _)) = attempt.address() else { return Ok(()) };
    if attempt.step.confirms_stop || attempt.answers_danger() {
        return Ok(());
    }
    if attempt.lines.is_blocked(line, sender) {
        let cure = Cure::Unblock { channel };
        return Err(Block::new(ReasonCode::LineOptedOut).cured_by(cure));
    }
    let purpose = attempt.message.purpose;
    let heard = &scene.view.patient.heard;
    let granted_since =
        |source: &Source| match scene.view.patient.consents.of(purpose, channel, scene.now) {
            Consent::Granted(granted, _) => granted.stamp() > source.stamp(),
            _ => false,
        };
    let opted_out = |source: &Source, evidence: &mut Evidence| {
        evidence.read(Some(&source.fact));
        let cure = Cure::Consent { purpose, channel, signed: false };
        Block::new(ReasonCode::PersonOptedOut).cured_by(cure)
    };
    if let Some((said_at, source)) = heard.opted_out(line.kind()) {
        // At this very contact point its own later word counts, whoever in the family said it.
        let later = said_at == line
            && attempt.lines.opted_in(line, sender).is_some_and(|at| at > source.occurred);
        if !granted_since(source) && !later {
            return Err(opted_out(source, evidence));
        }
    }
    // Where the law says so, an opt-out of one kind of message is one of all.
    if let Some(source) = heard.opted_out_of_one_kind(line.kind()).filter(|s| !granted_since(s))
        && purpose != Purpose::Safety
    {
        let day = attempt.case.zone().local(source.occurred).0;
        if let Some(rule) = scene.play.rules.stop(channel, attempt.case.areas(), day) {
            return Err(opted_out(source, evidence).by(rule));
        }
    }
    if attempt.lines.is_paused(line, sender) && purpose != Purpose::Safety {
        let cure = Cure::Unblock { channel };
        return Err(Block::new(ReasonCode::LinePaused).cured_by(cure));
    }
    Ok(())
}

/// Word that the patient has died: everything waits until staff know (R11).
pub(super) fn death(attempt: &Attempt<'_, '_>, evidence: &mut Evidence) -> Result<(), Block> {
    match attempt.case.scene.view.patient.heard.death() {
        Some(source) if !attempt.answers_danger() => {
            evidence.read(Some(&source.fact));
            Err(Block::new(ReasonCode::DeathReported))
        }
        _ => Ok(()),
    }
}

/// A subject about which the patient wants no more messages.
pub(super) fn muted(attempt: &Attempt<'_, '_>, evidence: &mut Evidence) -> Result<(), Block> {
    let case = &attempt.case;
    match case.scene.view.patient.heard.muted(&case.run.subject) {
        Some(source) => {
            evidence.read(Some(&source.fact));
            Err(Block::new(Reason::about(ReasonCode::SubjectMuted, &*case.run.subject)))
        }
        None => Ok(()),
    }
}

/// Whether a denial of a purpose is one that a person has to look into: a danger to the patient is
/// never only left unsent (R12).
pub(crate) const fn needs_a_person(purpose: Purpose) -> bool {
    matches!(purpose, Purpose::Safety)
}
