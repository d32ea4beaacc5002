//! The gate: whether a message may go to a recipient by a channel at an instant, and why.
//!
//! It is the only code that can make a [`Permitted`], and only from one is a message made. All
//! checks run, in the order of R20; the first that blocks gives the verdict, and the cures of all
//! are the flip.

use super::content::{self, Unsaid};
use crate::condition::Truth;
use crate::conversation::{Ask, Lines};
use crate::decision::{Cure, Slack, Verdict};
use crate::journey::{Case, Standing};
use crate::patient::Consent;
use crate::playbook::document::CapScope;
use crate::playbook::{Chosen, Message, Step};
use crate::reason::{Reason, ReasonCode};
use crate::relationship::Ledger;
use crate::{Channel, FactId, LineId, Timestamp};

/// One message to one recipient by one channel, before the gate.
#[derive(Clone, Copy)]
pub(crate) struct Attempt<'g, 'p> {
    pub(crate) case: Case<'g>,
    pub(crate) step: &'g Step,
    pub(crate) message: &'p Message,
    pub(crate) ask: Option<Ask>,
    pub(crate) channel: Channel,
    pub(crate) until: Timestamp,
    pub(crate) ledger: &'g Ledger,
    pub(crate) lines: &'g Lines,
}

/// The proof that every check was passed, for one call. Nothing else can make one, and it cannot
/// be copied or kept.
pub(crate) struct Permitted<'p> {
    pub(crate) line: LineId,
    pub(crate) chosen: Chosen<'p>,
    _made_by_the_gate: Gate,
}

/// Known to this file alone.
struct Gate;

/// What the gate found.
pub(crate) struct Passage<'p> {
    pub(crate) permitted: Option<Permitted<'p>>,
    pub(crate) verdict: Verdict,
    pub(crate) reasons: Vec<Reason>,
    pub(crate) flip: Vec<Cure>,
    pub(crate) slack: Option<Slack>,
    pub(crate) facts: Vec<FactId>,
    /// When to ask again, where time alone may change the answer.
    pub(crate) wake: Option<Timestamp>,
}

/// Something in the way.
struct Block {
    verdict: Verdict,
    reason: Reason,
    cure: Option<Cure>,
}

impl Block {
    fn new(reason: impl Into<Reason>) -> Self {
        let reason = reason.into();
        Self { verdict: reason.code.verdict(), reason, cure: None }
    }

    fn cured_by(self, cure: Cure) -> Self {
        Self { cure: Some(cure), ..self }
    }

    /// In the way until an instant.
    fn until(code: ReasonCode, at: Timestamp) -> Self {
        Self::new(Reason::until(code, at)).cured_by(Cure::WaitUntil { at })
    }

    fn waits(&self) -> Option<Timestamp> {
        match self.cure {
            Some(Cure::WaitUntil { at }) => Some(at),
            _ => None,
        }
    }
}

/// The facts that the checks read.
#[derive(Default)]
struct Evidence(Vec<FactId>);

impl Evidence {
    fn read(&mut self, fact: Option<&FactId>) {
        if let Some(fact) = fact.filter(|fact| !self.0.contains(fact)) {
            self.0.push(fact.clone());
        }
    }
}

type Check = fn(&Attempt<'_, '_>, &mut Evidence) -> Result<(), Block>;
/// A check that asks nothing of the message: the same for a task.
type CauseCheck = fn(&Case<'_>, &Step, &mut Evidence) -> Result<(), Block>;

/// The checks in the order of R20.
const CHECKS: [Check; 10] =
    [causes, do_not_contact, consent, recipient, line, opt_out, words, question, caps, hours];

/// The checks that say whether there is still cause to act at all, for messages and tasks alike.
const CAUSES: [CauseCheck; 4] = [deceased, merged, subject, stopped];

/// The checks by which what was handed over is withdrawn (R7): those that time does not change.
const REFUSALS: [Check; 5] = [causes, do_not_contact, consent, line, opt_out];

/// The checks that time alone can change.
const TIMES: [Check; 4] = [recipient, question, caps, hours];

/// Rounds after which checks of time that never agree are given up.
const ROUNDS: usize = 64;

/// Asks the gate.
pub(crate) fn pass<'p>(attempt: &Attempt<'_, 'p>) -> Passage<'p> {
    let mut evidence = Evidence::default();
    let mut blocks: Vec<Block> =
        CHECKS.iter().filter_map(|check| check(attempt, &mut evidence).err()).collect();
    let now = attempt.case.scene.now;
    let expired = now >= attempt.until;
    let waits = blocks.iter().any(|block| block.waits().is_some());
    let wake = if waits && !expired { patience(attempt) } else { None };
    if expired {
        blocks.push(Block::new(ReasonCode::Expired));
    }
    let Some(first) = blocks.first() else {
        return permit(attempt, evidence);
    };
    let verdict = match first.verdict {
        Verdict::Hold | Verdict::Wait if expired => {
            // Waiting is over: what it waited for is named beside it.
            let code = match first.reason.code {
                ReasonCode::NoConsent => ReasonCode::ConsentUnknown,
                _ => ReasonCode::Expired,
            };
            blocks.retain(|block| block.reason.code != ReasonCode::Expired);
            blocks.insert(0, Block::new(code));
            Verdict::Missed
        }
        // No permitted hour is left: that is certain, and settled now (R13).
        Verdict::Hold if wake.is_none() && first.reason.code == ReasonCode::QuietHours => {
            blocks.insert(0, Block::new(ReasonCode::MissedWindow));
            Verdict::Missed
        }
        verdict => verdict,
    };
    Passage {
        permitted: None,
        verdict,
        flip: flip(&blocks, wake),
        reasons: blocks.into_iter().map(|block| block.reason).collect(),
        slack: None,
        facts: evidence.0,
        wake,
    }
}

/// Whether there is still cause to act: for a task, and for one that is open.
pub(crate) fn cause(case: &Case<'_>, step: &Step) -> Result<Vec<FactId>, (Reason, Vec<FactId>)> {
    let mut evidence = Evidence::default();
    for check in CAUSES {
        if let Err(block) = check(case, step, &mut evidence) {
            return Err((block.reason, evidence.0));
        }
    }
    Ok(evidence.0)
}

/// Whether a message that was handed over may still go (R7).
pub(crate) fn stands(attempt: &Attempt<'_, '_>) -> Result<(), Reason> {
    let mut unread = Evidence::default();
    let refused = REFUSALS.iter().find_map(|check| check(attempt, &mut unread).err());
    refused.map_or(Ok(()), |block| Err(block.reason))
}

/// The least instant at which time stands in the way no longer, before usefulness ends.
fn patience(attempt: &Attempt<'_, '_>) -> Option<Timestamp> {
    let mut at = attempt.case.scene.now;
    for _ in 0..ROUNDS {
        let mut later = *attempt;
        later.case.scene.now = at;
        let mut unread = Evidence::default();
        let next = TIMES.iter().filter_map(|check| check(&later, &mut unread).err()?.waits()).max();
        match next {
            None => return Some(at),
            Some(next) if next <= at || next >= attempt.until => return None,
            Some(next) => at = next,
        }
    }
    None
}

/// The smallest change after which nothing would block; empty where none would do.
fn flip(blocks: &[Block], wake: Option<Timestamp>) -> Vec<Cure> {
    let mut cures: Vec<Cure> = Vec::new();
    for block in blocks {
        let cure = match (&block.cure, wake) {
            (Some(Cure::WaitUntil { .. }), Some(at)) => Cure::WaitUntil { at },
            (Some(Cure::WaitUntil { .. }) | None, _) => return Vec::new(),
            (Some(cure), _) => cure.clone(),
        };
        if !cures.contains(&cure) {
            cures.push(cure);
        }
    }
    cures
}

fn permit<'p>(attempt: &Attempt<'_, 'p>, mut evidence: Evidence) -> Passage<'p> {
    let chosen = content::choose(&attempt.case, attempt.message, attempt.channel);
    let permitted = match (address(attempt), chosen) {
        (Some((line, _)), Ok((chosen, fact))) => {
            evidence.read(fact.as_ref());
            Some(Permitted { line: line.clone(), chosen, _made_by_the_gate: Gate })
        }
        // The checks have seen both, so this is never reached.
        _ => None,
    };
    Passage {
        verdict: if permitted.is_some() { Verdict::Send } else { Verdict::Hold },
        permitted,
        reasons: vec![ReasonCode::Ok.into()],
        flip: Vec::new(),
        slack: slack(attempt),
        facts: evidence.0,
        wake: None,
    }
}

/// The first block that time alone would bring.
fn slack(attempt: &Attempt<'_, '_>) -> Option<Slack> {
    let case = &attempt.case;
    let hours = case.scene.play.hours.get(&(attempt.channel, attempt.message.purpose));
    let close = hours
        .filter(|_| !attempt.step.replies)
        .and_then(|hours| hours.next_close(&case.zones(), case.scene.now))
        .map(|at| Slack { code: ReasonCode::QuietHours, at });
    let expiry = Slack { code: ReasonCode::Expired, at: attempt.until };
    close.into_iter().chain([expiry]).min_by_key(|slack| slack.at)
}

/// The contact point of the attempt, and whether it is in use.
fn address<'g>(attempt: &Attempt<'g, '_>) -> Option<(&'g LineId, bool)> {
    let case = &attempt.case;
    // An answer goes back to where the question came from.
    if let Some(reply) = case.reply() {
        return Some((&reply.line, true));
    }
    let point = case.scene.view.patient.contact(attempt.channel, case.scene.now)?;
    Some((&point.line, point.is_valid_at(case.scene.now)))
}

/// The first of the causes that has gone.
fn causes(attempt: &Attempt<'_, '_>, evidence: &mut Evidence) -> Result<(), Block> {
    CAUSES.iter().try_for_each(|check| check(&attempt.case, attempt.step, evidence))
}

fn deceased(case: &Case<'_>, _: &Step, evidence: &mut Evidence) -> Result<(), Block> {
    let patient = &case.scene.view.patient;
    if patient.is_deceased() {
        evidence.read(patient.deceased.source().map(|source| &source.fact));
        return Err(Block::new(ReasonCode::Deceased));
    }
    Ok(())
}

fn merged(case: &Case<'_>, _: &Step, evidence: &mut Evidence) -> Result<(), Block> {
    let register = &case.scene.view.patient.merged;
    match register.get() {
        Some(into) => {
            evidence.read(register.source().map(|source| &source.fact));
            Err(Block::new(Reason::about(ReasonCode::MergedInto, into.as_str())))
        }
        None => Ok(()),
    }
}

fn subject(case: &Case<'_>, step: &Step, evidence: &mut Evidence) -> Result<(), Block> {
    if let Some(appointment) = case.appointment() {
        evidence.read(appointment.status.source().map(|source| &source.fact));
    }
    match case.standing(step) {
        Standing::Valid => Ok(()),
        Standing::NotYet => Err(Block::new(ReasonCode::Incomplete)),
        Standing::Gone(code) => Err(Block::new(Reason::about(code, &*case.run.subject))),
    }
}

fn stopped(case: &Case<'_>, _: &Step, evidence: &mut Evidence) -> Result<(), Block> {
    let journey = case.journey;
    if let Some(fact) = case.scene.view.stopped(&journey.id, &case.run.subject) {
        evidence.read(Some(fact));
        return Err(Block::new(ReasonCode::JourneyStopped));
    }
    let exited = journey.exit_when.as_ref().is_some_and(|when| when.ask(case) == Truth::True);
    let left = journey.stay_while.as_ref().is_some_and(|when| when.ask(case) == Truth::False);
    if exited || left {
        return Err(Block::new(ReasonCode::JourneyStopped));
    }
    Ok(())
}

fn do_not_contact(attempt: &Attempt<'_, '_>, evidence: &mut Evidence) -> Result<(), Block> {
    let register = &attempt.case.scene.view.patient.do_not_contact;
    if register.get().copied().unwrap_or(false) {
        evidence.read(register.source().map(|source| &source.fact));
        return Err(Block::new(ReasonCode::DoNotContact));
    }
    Ok(())
}

fn consent(attempt: &Attempt<'_, '_>, evidence: &mut Evidence) -> Result<(), Block> {
    let (purpose, channel) = (attempt.message.purpose, attempt.channel);
    let scene = &attempt.case.scene;
    let cure = Cure::Consent { purpose, channel };
    let block = match scene.view.patient.consents.of(purpose, channel, scene.now) {
        Consent::Granted(source) => {
            evidence.read(Some(&source.fact));
            return Ok(());
        }
        Consent::Refused(source, until) => {
            evidence.read(Some(&source.fact));
            Block::new(Reason { until, ..Reason::new(ReasonCode::ConsentRefused) })
        }
        Consent::Unknown if purpose.is_opt_in() => {
            let block = Block::new(ReasonCode::NoConsent);
            let verdict = if attempt.step.await_consent { Verdict::Hold } else { block.verdict };
            Block { verdict, ..block }
        }
        Consent::Unknown => return Ok(()),
    };
    Err(block.cured_by(cure))
}

fn recipient(attempt: &Attempt<'_, '_>, evidence: &mut Evidence) -> Result<(), Block> {
    let case = &attempt.case;
    if attempt.step.replies {
        return Ok(());
    }
    if case.is_anonymous() {
        return Err(Block::new(ReasonCode::RecipientRestricted));
    }
    let register = &case.scene.view.patient.birth_date;
    match case.scene.minor_until() {
        Some(at) => {
            evidence.read(register.source().map(|source| &source.fact));
            // Whoever comes of age in time may be told then; else a person has to act (R21).
            Err(if at < attempt.until {
                Block::until(ReasonCode::NoRecipient, at)
            } else {
                let what = "an adult recipient".to_owned();
                Block::new(ReasonCode::NoRecipient).cured_by(Cure::Add { what })
            })
        }
        None => Ok(()),
    }
}

fn line(attempt: &Attempt<'_, '_>, evidence: &mut Evidence) -> Result<(), Block> {
    let contacts = &attempt.case.scene.view.patient.contacts;
    evidence.read(contacts.source().map(|source| &source.fact));
    match address(attempt) {
        Some((_, true)) => Ok(()),
        Some((_, false)) => {
            let cure = Cure::Verify { channel: attempt.channel };
            Err(Block::new(ReasonCode::LineInvalid).cured_by(cure))
        }
        None => {
            let what = format!("a contact point for {}", attempt.channel.as_str());
            Err(Block::new(ReasonCode::NoLine).cured_by(Cure::Add { what }))
        }
    }
}

fn opt_out(attempt: &Attempt<'_, '_>, _: &mut Evidence) -> Result<(), Block> {
    let sender = &attempt.case.scene.play.practice.id;
    match address(attempt) {
        Some((line, _))
            if !attempt.step.confirms_stop && attempt.lines.is_blocked(line, sender) =>
        {
            let cure = Cure::Unblock { channel: attempt.channel };
            Err(Block::new(ReasonCode::LineOptedOut).cured_by(cure))
        }
        _ => Ok(()),
    }
}

fn words(attempt: &Attempt<'_, '_>, evidence: &mut Evidence) -> Result<(), Block> {
    let languages = &attempt.case.scene.view.patient.languages;
    evidence.read(languages.source().map(|source| &source.fact));
    match content::choose(&attempt.case, attempt.message, attempt.channel) {
        Ok(_) => Ok(()),
        Err(Unsaid::TooSensitive) => {
            let what = format!("acceptance of plain {}", attempt.channel.as_str());
            Err(Block::new(ReasonCode::ContentTooSensitive).cured_by(Cure::Add { what }))
        }
        Err(Unsaid::NoLanguage) => {
            let field = format!("messages.{}", attempt.message.id);
            Err(Block::new(ReasonCode::NoLanguage).cured_by(Cure::Edit { field }))
        }
        Err(Unsaid::Missing(field)) => {
            let what = field.path().to_owned();
            let reason = Reason::about(ReasonCode::MissingFact, field.path());
            Err(Block::new(reason).cured_by(Cure::Add { what }))
        }
    }
}

/// One open question of a kind on a line: the next one waits (R11).
fn question(attempt: &Attempt<'_, '_>, _: &mut Evidence) -> Result<(), Block> {
    let (Some(ask), Some((line, _))) = (attempt.ask, address(attempt)) else { return Ok(()) };
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

fn caps(attempt: &Attempt<'_, '_>, _: &mut Evidence) -> Result<(), Block> {
    let case = &attempt.case;
    let purpose = attempt.message.purpose;
    if attempt.step.replies {
        return Ok(());
    }
    let held = case.scene.play.caps.iter().filter(|cap| cap.purposes.contains(&purpose));
    let latest = held
        .filter_map(|cap| {
            let (zone, now) = (case.zone(), case.scene.now);
            let counted = |entry: &crate::relationship::Entry| {
                let settled = entry.settled.as_ref()?;
                let counts = cap.purposes.contains(&settled.purpose?) && entry.holds_slot();
                counts.then(|| entry.handed_over()).flatten()
            };
            let release = match cap.per {
                CapScope::Patient => {
                    let sent = attempt.ledger.iter().filter_map(|(_, entry)| counted(entry));
                    cap.release(zone, now, sent)
                }
                CapScope::Subject => {
                    let entries = attempt.ledger.of_subject(&case.run.subject);
                    cap.release(zone, now, entries.filter_map(|(_, _, entry)| counted(entry)))
                }
                CapScope::Line => {
                    let (line, _) = address(attempt)?;
                    let sent = attempt.lines.handovers(line).iter();
                    let counts =
                        sent.filter(|sent| !sent.released && cap.purposes.contains(&sent.purpose));
                    cap.release(zone, now, counts.map(|sent| sent.at))
                }
            };
            release.map(|at| (at, &cap.id))
        })
        .max();
    match latest {
        Some((at, id)) => {
            let block = Block::until(ReasonCode::CapReached, at);
            let reason = Reason { about: Some(id.to_string()), ..block.reason };
            Err(Block { reason, ..block })
        }
        None => Ok(()),
    }
}

fn hours(attempt: &Attempt<'_, '_>, evidence: &mut Evidence) -> Result<(), Block> {
    let case = &attempt.case;
    let scene = &case.scene;
    let Some(hours) = scene.play.hours.get(&(attempt.channel, attempt.message.purpose)) else {
        return Ok(());
    };
    if attempt.step.replies {
        return Ok(());
    }
    let patient = &scene.view.patient;
    let source = patient.zone.source().or(patient.state.source()).or(patient.country.source());
    evidence.read(source.map(|source| &source.fact));
    let zones = case.zones();
    if hours.is_open(&zones, scene.now) {
        return Ok(());
    }
    Err(match hours.next_open(&zones, scene.now) {
        Some(at) => Block::until(ReasonCode::QuietHours, at),
        None => Block::new(ReasonCode::QuietHours),
    })
}
