//! The gate: whether a message may go to a recipient by a channel at an instant, and why.
//!
//! It is the only code that can make a [`Permitted`], and only from one is a message made. All
//! checks run, in the order of R20; the first that blocks gives the verdict, and the cures of all
//! are the flip. Each check is one small function from the case to pass, or to what is in the way.

mod causes;
mod person;
mod times;
mod words;

use super::content;
use super::rule::Rule;
use crate::conversation::{Ask, Lines};
use crate::decision::{CheckLine, CheckName, Cure, Slack, Verdict};
use crate::journey::{Case, Planned};
use crate::playbook::document::Quiet;
use crate::playbook::{Chosen, Message, Step};
use crate::reason::{Reason, ReasonCode};
use crate::relationship::Ledger;
use crate::{Channel, FactId, LineId, Purpose, Timestamp};
pub(crate) use person::needs_a_person;

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
    /// What is planned beside it, for which a slot of a cap may have to be kept.
    pub(crate) planned: &'g [Planned],
}

/// The proof that every check was passed, for one call. Nothing else can make one, and it cannot
/// be copied or kept.
pub(crate) struct Permitted<'p> {
    pub(crate) line: LineId,
    pub(crate) channel: Channel,
    pub(crate) chosen: Chosen<'p>,
    _made_by_the_gate: Gate,
}

/// Known to this folder alone.
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
    cure: Option<Box<Cure>>,
}

impl Block {
    fn new(reason: impl Into<Reason>) -> Self {
        let reason = reason.into();
        Self { verdict: reason.code.verdict(), reason, cure: None }
    }

    fn cured_by(self, cure: Cure) -> Self {
        Self { cure: Some(Box::new(cure)), ..self }
    }

    /// In the way until an instant.
    fn until(code: ReasonCode, at: Timestamp) -> Self {
        Self::new(Reason::until(code, at)).cured_by(Cure::WaitUntil { at })
    }

    /// By this rule.
    fn by<T>(self, rule: &Rule<T>) -> Self {
        Self { reason: rule.names(self.reason), ..self }
    }

    fn waits(&self) -> Option<Timestamp> {
        match self.cure.as_deref() {
            Some(Cure::WaitUntil { at }) => Some(*at),
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

/// The checks in the order of R20. A name that stands twice has two halves: what is gone for
/// good, and what may still come.
const CHECKS: [(CheckName, Check); 20] = [
    (CheckName::Deceased, |attempt, read| causes::deceased(&attempt.case, attempt.step, read)),
    (CheckName::Merged, |attempt, read| causes::merged(&attempt.case, attempt.step, read)),
    (CheckName::Subject, |attempt, read| causes::subject(&attempt.case, attempt.step, read)),
    (CheckName::Journey, |attempt, read| causes::stopped(&attempt.case, attempt.step, read)),
    (CheckName::DeathReported, person::death),
    (CheckName::Muted, person::muted),
    (CheckName::Authorisation, person::authorisation),
    (CheckName::DoNotContact, person::do_not_contact),
    (CheckName::Consent, person::consent),
    (CheckName::Recipient, person::recipient),
    (CheckName::ContactPoint, person::contact_point),
    (CheckName::OptOut, person::opt_out),
    (CheckName::ServiceWindow, words::service_window),
    (CheckName::Exemption, words::exemption),
    (CheckName::Content, words::content),
    (CheckName::Question, times::question),
    (CheckName::Answers, times::answers),
    (CheckName::Caps, times::caps),
    (CheckName::Hours, times::hours),
    (CheckName::Usefulness, times::usefulness),
];

/// The checks by which what was handed over is withdrawn (R7): those that time does not change.
const REFUSALS: [CheckName; 11] = [
    CheckName::Deceased,
    CheckName::Merged,
    CheckName::Subject,
    CheckName::Journey,
    CheckName::DeathReported,
    CheckName::Muted,
    CheckName::Authorisation,
    CheckName::DoNotContact,
    CheckName::Consent,
    CheckName::ContactPoint,
    CheckName::OptOut,
];

/// The checks that time alone can change.
const TIMES: [CheckName; 4] =
    [CheckName::Recipient, CheckName::Question, CheckName::Caps, CheckName::Hours];

/// Rounds after which checks of time that never agree are given up.
const ROUNDS: usize = 64;

/// Asks the gate.
pub(crate) fn pass<'p>(attempt: &Attempt<'_, 'p>) -> Passage<'p> {
    let mut evidence = Evidence::default();
    let mut blocks: Vec<Block> =
        CHECKS.iter().filter_map(|(_, check)| check(attempt, &mut evidence).err()).collect();
    let expired = attempt.case.scene.now >= attempt.until;
    let waits = blocks.iter().any(|block| block.waits().is_some());
    let wake = if waits && !expired { patience(attempt) } else { None };
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
        Verdict::Hold if wake.is_none() && is_of_hours(first.reason.code) => {
            blocks.insert(0, Block::new(ReasonCode::MissedWindow));
            match attempt.step.quiet {
                Quiet::Task => Verdict::Task,
                _ => Verdict::Missed,
            }
        }
        verdict => verdict,
    };
    let flip = flip(&blocks, wake);
    // Staff are asked to help until it is of no use any more: to the last permitted hour.
    let help = flip.iter().any(Cure::is_of_staff);
    let wake = wake.or_else(|| if help { times::last_close(attempt) } else { None });
    Passage {
        permitted: None,
        verdict,
        flip,
        reasons: blocks.into_iter().map(|block| block.reason).collect(),
        slack: None,
        facts: evidence.0,
        wake,
    }
}

const fn is_of_hours(code: ReasonCode) -> bool {
    matches!(code, ReasonCode::QuietHours | ReasonCode::ClosedDay)
}

/// What each check says, for an explanation: passed or not, with the facts that it read.
pub(crate) fn lines(attempt: &Attempt<'_, '_>) -> Vec<CheckLine> {
    let line = |(name, check): &(CheckName, Check)| {
        let mut evidence = Evidence::default();
        let block = check(attempt, &mut evidence).err();
        let (reason, cure) =
            block.map_or((None, None), |b| (Some(b.reason), b.cure.map(|cure| *cure)));
        CheckLine { check: *name, passed: reason.is_none(), reason, cure, facts: evidence.0 }
    };
    CHECKS.iter().map(line).collect()
}

/// Whether there is still cause to act: for a task, and for one that is open.
pub(crate) fn cause(case: &Case<'_>, step: &Step) -> Result<Vec<FactId>, (Reason, Vec<FactId>)> {
    let mut evidence = Evidence::default();
    for check in causes::ALL {
        if let Err(block) = check(case, step, &mut evidence) {
            return Err((block.reason, evidence.0));
        }
    }
    Ok(evidence.0)
}

/// Whether a message that was handed over may still go (R7).
pub(crate) fn stands(attempt: &Attempt<'_, '_>) -> Result<(), Reason> {
    let mut unread = Evidence::default();
    let mut checks = some(&REFUSALS);
    let refused = checks.find_map(|check| check(attempt, &mut unread).err());
    refused.map_or(Ok(()), |block| Err(block.reason))
}

/// Some of the checks, by name.
fn some(names: &[CheckName]) -> impl Iterator<Item = Check> {
    CHECKS.iter().filter(|(name, _)| names.contains(name)).map(|(_, check)| *check)
}

/// The least instant at which time stands in the way no longer, before usefulness ends.
fn patience(attempt: &Attempt<'_, '_>) -> Option<Timestamp> {
    let mut at = attempt.case.scene.now;
    for _ in 0..ROUNDS {
        let mut later = *attempt;
        later.case.scene.now = at;
        let mut unread = Evidence::default();
        let blocks = some(&TIMES).filter_map(|check| check(&later, &mut unread).err());
        match blocks.filter_map(|block| block.waits()).max() {
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
        let cure = match (block.cure.as_deref(), wake) {
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
    let chosen = content::choose(&attempt.case, attempt.message, attempt.channel, attempt.opened());
    let permitted = match (attempt.address(), chosen) {
        (Some((line, _)), Ok((chosen, fact))) => {
            evidence.read(fact.as_ref());
            let (line, channel) = (line.clone(), attempt.channel);
            Some(Permitted { line, channel, chosen, _made_by_the_gate: Gate })
        }
        // The checks have seen both, so this is never reached.
        _ => None,
    };
    let mut reasons = vec![ReasonCode::Ok.into()];
    // What a danger to the patient passes is written down (R12).
    reasons.extend(times::passed(attempt));
    Passage {
        verdict: if permitted.is_some() { Verdict::Send } else { Verdict::Hold },
        permitted,
        reasons,
        flip: Vec::new(),
        slack: times::slack(attempt),
        facts: evidence.0,
        wake: None,
    }
}

impl<'g> Attempt<'g, '_> {
    /// Whether it is the answer to a reply that speaks of a danger: nothing but a death or a merge
    /// stands in its way.
    fn answers_danger(&self) -> bool {
        self.step.replies && self.message.purpose == Purpose::Safety
    }

    /// The contact point of the attempt, and whether it is in use.
    fn address(&self) -> Option<(&'g LineId, bool)> {
        let case = &self.case;
        // An answer goes back to where the question came from.
        if let Some(reply) = case.reply() {
            return Some((&reply.line, true));
        }
        case.recipient().ok()?.line(self.channel, case.scene.now)
    }

    /// Whether the free-text window of the channel is open, or it has none.
    fn opened(&self) -> bool {
        words::service_window_is_open(self)
    }
}
