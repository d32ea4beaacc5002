//! Whether this is the time for it: questions, caps, hours, usefulness.

use super::{Attempt, Block, Evidence};
use crate::communication::caps::{Cap, Period};
use crate::communication::rule::{Rule, Terms};
use crate::communication::{Hours, windows};
use crate::decision::Slack;
use crate::playbook::document::CapScope;
use crate::reason::{Reason, ReasonCode};
use crate::relationship::Entry;
use crate::{Timestamp, limits};

/// One open question of a kind on a line: the next one waits (R11).
pub(super) fn question(attempt: &Attempt<'_, '_>, _: &mut Evidence) -> Result<(), Block> {
    let (Some(ask), Some((line, _))) = (attempt.ask, attempt.address()) else { return Ok(()) };
    let now = attempt.case.scene.now;
    let open = attempt
        .lines
        .questions(line)
        .iter()
        .filter(|question| question.is_open_at(now) && question.ask.collides(ask));
    match open.map(|question| question.closes).max() {
        Some(closes) => Err(Block::until(ReasonCode::QuestionOpen, closes)),
        None => Ok(()),
    }
}

/// Automatic answers: an opt-out is confirmed once, and two machines do not write to one another
/// for ever (R11).
pub(super) fn answers(attempt: &Attempt<'_, '_>, _: &mut Evidence) -> Result<(), Block> {
    let (Some((line, _)), true) = (attempt.address(), attempt.step.replies) else { return Ok(()) };
    let scene = &attempt.case.scene;
    if attempt.step.confirms_stop {
        let confirmed = attempt.lines.is_confirmed(line, &scene.play.practice.id);
        return if confirmed { Err(Block::new(ReasonCode::AlreadyTold)) } else { Ok(()) };
    }
    let day = scene.now.plus(-24 * limits::HOUR);
    if attempt.lines.answers(line, day, attempt.answers_danger()) >= limits::ANSWERS {
        return Err(Block::new(ReasonCode::AnsweredEnough));
    }
    Ok(())
}

/// How often is enough; and what is kept for something more important (R12).
pub(super) fn caps(attempt: &Attempt<'_, '_>, _: &mut Evidence) -> Result<(), Block> {
    if attempt.step.replies || !attempt.message.purpose.keeps_hours() {
        return Ok(());
    }
    let Some(held) = attempt.held() else { return Ok(()) };
    let code = match held.kept_for {
        Some(_) => ReasonCode::ReservedFor,
        None => ReasonCode::CapReached,
    };
    let block = Block::until(code, held.until);
    let reason = Reason { about: held.kept_for.map(str::to_owned), ..block.reason };
    Err(Block { reason, ..block }.by(&held.rule))
}

pub(super) fn hours(attempt: &Attempt<'_, '_>, evidence: &mut Evidence) -> Result<(), Block> {
    let case = &attempt.case;
    let scene = &case.scene;
    if attempt.step.replies || !attempt.message.purpose.keeps_hours() {
        return Ok(());
    }
    let way = (attempt.channel, attempt.message.purpose);
    let rules = scene.play.rules.hours(way, case.areas());
    if rules.clone().next().is_none() {
        return Ok(());
    }
    let patient = &scene.view.patient;
    let source = patient.zone.source().or(patient.state.source()).or(patient.country.source());
    evidence.read(source.map(|source| &source.fact));
    let zones = case.zones();
    let Some(closed) = rules.clone().find(|rule| !rule.says.is_open(&zones, scene.now)) else {
        return Ok(());
    };
    let code = if closed.says.is_closed_day(&zones, scene.now) {
        ReasonCode::ClosedDay
    } else {
        ReasonCode::QuietHours
    };
    let block = match windows::next_open(rules.map(|rule| &*rule.says), &zones, scene.now) {
        Some(at) => Block::until(code, at),
        None => Block::new(code),
    };
    Err(block.by(closed))
}

pub(super) fn usefulness(attempt: &Attempt<'_, '_>, _: &mut Evidence) -> Result<(), Block> {
    if attempt.case.scene.now >= attempt.until {
        return Err(Block::new(ReasonCode::Expired));
    }
    Ok(())
}

/// What a message that does not wait passes all the same: caps and hours that hold others.
pub(super) fn passed(attempt: &Attempt<'_, '_>) -> Vec<Reason> {
    let case = &attempt.case;
    if attempt.message.purpose.keeps_hours() {
        return Vec::new();
    }
    // Asked as if it were care.
    let way = (attempt.channel, crate::Purpose::Treatment);
    let zones = case.zones();
    let hours = case.scene.play.rules.hours(way, case.areas());
    let closed = hours.filter(|rule| !rule.says.is_open(&zones, case.scene.now));
    let passed = closed.map(|rule| rule.names(ReasonCode::PassedHours.into()));
    passed.take(1).collect()
}

/// The first block that time alone would bring.
pub(super) fn slack(attempt: &Attempt<'_, '_>) -> Option<Slack> {
    let case = &attempt.case;
    let expiry = Slack { code: ReasonCode::Expired, at: attempt.until };
    if attempt.step.replies || !attempt.message.purpose.keeps_hours() {
        return Some(expiry);
    }
    let way = (attempt.channel, attempt.message.purpose);
    let zones = case.zones();
    let closes = |hours: &Hours| hours.next_close(&zones, case.scene.now);
    let rules = case.scene.play.rules.hours(way, case.areas());
    let close = rules.filter_map(|rule| closes(&rule.says)).min();
    let close = close.map(|at| Slack { code: ReasonCode::QuietHours, at });
    close.into_iter().chain([expiry]).min_by_key(|slack| slack.at)
}

/// When the last permitted hour before the end of usefulness ends; that may be after it.
pub(super) fn last_close(attempt: &Attempt<'_, '_>) -> Option<Timestamp> {
    let case = &attempt.case;
    let way = (attempt.channel, attempt.message.purpose);
    let hours = case.scene.play.rules.hours(way, case.areas()).map(|rule| &*rule.says);
    let last = windows::last_open(hours, &case.zones(), attempt.until)?;
    Some(last.plus(limits::MINUTE))
}

/// A cap that holds a message.
struct Held<'g> {
    until: Timestamp,
    /// The step for which the slot is kept.
    kept_for: Option<&'g str>,
    rule: Rule<()>,
}

/// How often the terms of an exemption let it be used on one number.
fn exemption_caps(rule: &Rule<Terms>) -> [Cap; 2] {
    let cap = |at_most, within| Cap {
        rule: rule.saying(()),
        per: CapScope::Line,
        channels: rule.says.channels.clone(),
        purposes: rule.says.purposes.clone(),
        at_most,
        within,
    };
    [cap(rule.says.per_day, Period::Day), cap(rule.says.per_week, Period::Week)]
}

impl<'g> Attempt<'g, '_> {
    /// The cap that holds it longest.
    fn held(&self) -> Option<Held<'g>> {
        let case = &self.case;
        let exempted = self.relies_on().map(exemption_caps);
        let own = case.scene.play.caps.iter().filter(|cap| {
            cap.counts(self.channel, self.message.purpose)
                && cap.rule.binds_in(case.areas())
                && cap.rule.holds_on(case.today())
        });
        let held = own.chain(exempted.iter().flatten()).filter_map(|cap| self.held_by(cap));
        held.max_by_key(|held| held.until)
    }

    /// Whether a cap holds it, by what was sent or by what is planned and goes before it.
    fn held_by(&self, cap: &Cap) -> Option<Held<'g>> {
        let (zone, now) = (self.case.zone(), self.case.scene.now);
        let mut sent = self.counted(cap);
        let rivals = self.planned.iter().filter(|planned| {
            planned.priority < self.step.priority
                && planned.due < cap.within.end(zone, now)
                && planned.chain.iter().any(|channel| cap.counts(*channel, planned.purpose))
                && (cap.per != CapScope::Subject || planned.subject == self.case.run.subject)
        });
        let (gone, coming): (Vec<_>, Vec<_>) = rivals.partition(|planned| planned.due <= now);
        sent.extend(gone.iter().map(|planned| planned.due));
        let held = |until, kept_for| Held { until, kept_for, rule: cap.rule.saying(()) };
        if let Some(until) = cap.release(zone, now, sent.iter().copied()) {
            return Some(held(until, None));
        }
        // Sending it now must not take the slot of what comes.
        let mut with = sent.clone();
        with.push(now);
        let mut loser = None;
        for planned in coming {
            let blocked =
                |sent: &[Timestamp]| cap.release(zone, planned.due, sent.iter().copied()).is_some();
            if blocked(&with) && !blocked(&sent) {
                loser = loser.or(Some(planned.name.as_str()));
            }
            with.push(planned.due);
            sent.push(planned.due);
        }
        let until = cap.release(zone, now, sent.into_iter())?;
        Some(held(until, Some(loser?)))
    }

    /// The hand-overs that a cap counts.
    fn counted(&self, cap: &Cap) -> Vec<Timestamp> {
        let counted = |entry: &Entry| {
            let settled = entry.settled.as_ref()?;
            // One that went in another counts as that one, where this patient's ledger has it.
            let within = settled.into.filter(|_| cap.per == CapScope::Patient);
            let counted = within.and_then(|whole| self.ledger.get(whole));
            if counted.is_some_and(|whole| whole.settled.is_some()) {
                return None;
            }
            let counts = cap.counts(settled.channel?, settled.purpose?) && entry.holds_slot();
            counts.then(|| entry.handed_over()).flatten()
        };
        match cap.per {
            CapScope::Patient => {
                self.ledger.iter().filter_map(|(_, entry)| counted(entry)).collect()
            }
            CapScope::Subject => {
                let entries = self.ledger.of_subject(&self.case.run.subject);
                entries.filter_map(|(_, _, entry)| counted(entry)).collect()
            }
            CapScope::Line => {
                let Some((line, _)) = self.address() else { return Vec::new() };
                let sent = self.lines.handovers(line).iter();
                let counts =
                    sent.filter(|sent| !sent.released && cap.counts(sent.channel, sent.purpose));
                counts.map(|sent| sent.at).collect()
            }
        }
    }
}
