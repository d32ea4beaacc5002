//! All that is known about one patient: the facts and the ledger (R1).

mod erase;
mod ledger;
mod merge;
mod save;
mod view;

use std::collections::{BTreeMap, BTreeSet, btree_map};
use std::sync::{Arc, OnceLock};

use crate::decision::Decision;
use crate::engine::Executor;
use crate::error::{ErrorCode, PrmError};
use crate::fact::{Fact, FactContent};
use crate::id::{self, opaque_debug};
use crate::journey::Runs;
use crate::reason::ReasonCode;
use crate::{FactId, Key, LineId, PatientId, Timestamp, Wake, limits};

pub use erase::Erasure;
pub use ledger::MessageEvent;
pub(crate) use ledger::{Entry, Ledger, Mark, Settled};
pub(crate) use view::{HeardReply, Merged, Request, View};

/// All that is known about one patient, and all that was settled: the unit of storage.
///
/// A host keeps it as the text of [`save`](Self::save), which it never looks into, and saves it
/// with compare-and-swap on [`revision`](Self::revision) in the transaction that stores the
/// actions (R6).
///
/// ```
/// use prm_core::Relationship;
/// let priya = Relationship::new("priya", "a secret of this practice")?;
/// let again = Relationship::load(&priya.save())?;
/// assert_eq!(again.digest(), priya.digest());
/// # Ok::<(), prm_core::PrmError>(())
/// ```
#[derive(Clone)]
pub struct Relationship {
    patient: PatientId,
    salt: Arc<str>,
    revision: u64,
    facts: BTreeMap<FactId, Arc<Fact>>,
    pub(crate) ledger: Ledger,
    /// The contact points where something of this patient waits for others to go with it, or did
    /// when it was last looked at (R18).
    pub(crate) gathering: BTreeSet<LineId>,
    /// The records that were merged into this one, and since when (R17).
    origins: BTreeMap<PatientId, Timestamp>,
    /// The record that took this one in: what is left is a stub.
    taken_into: Option<PatientId>,
    /// When the person was erased (R22).
    erased: Option<Timestamp>,
    view: OnceLock<Arc<View>>,
    pub(crate) cache: Option<Box<Cache>>,
}

opaque_debug!(Relationship);

/// What can be derived again, and for what it was derived.
#[derive(Clone)]
pub(crate) struct Cache {
    /// The playbook's digest, which includes time-zone data and behaviour.
    pub(crate) playbook: Arc<str>,
    /// Who called.
    pub(crate) executor: Executor,
    /// The patient's lines with the revisions that were read.
    pub(crate) lines: Vec<(LineId, i64)>,
    /// When it was derived.
    pub(crate) at: Timestamp,
    pub(crate) wake: Option<Wake>,
    /// The runs, where they are still at hand (they are not saved).
    pub(crate) runs: Option<Runs>,
}

/// What folding facts did.
pub(crate) struct Folded {
    pub(crate) changed: bool,
    pub(crate) notes: Vec<Decision>,
    /// The facts that are new, so that remarks on them are made once.
    pub(crate) new: Vec<FactId>,
}

impl Relationship {
    /// A patient of whom nothing is known yet. The salt goes into every key (R4): give all
    /// relationships of a practice one that is secret and stays.
    ///
    /// # Errors
    /// `invalid_id` for a patient id that is none.
    pub fn new(patient: &str, salt: &str) -> Result<Self, PrmError> {
        Ok(Self {
            patient: patient.parse().map_err(|error: PrmError| error.under("patient"))?,
            salt: salt.into(),
            revision: 0,
            facts: BTreeMap::new(),
            ledger: Ledger::default(),
            gathering: BTreeSet::new(),
            origins: BTreeMap::new(),
            taken_into: None,
            erased: None,
            view: OnceLock::new(),
            cache: None,
        })
    }

    /// The patient.
    pub fn patient(&self) -> &PatientId {
        &self.patient
    }

    /// A counter that every changing step raises: what a host compares when it saves (R6).
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// When to call again, as the last step said; `None` when nothing is planned or nothing has
    /// been decided yet. It holds for the playbook and the lines of that step.
    pub fn wake(&self) -> Option<&Wake> {
        self.cache.as_ref()?.wake.as_ref()
    }

    /// SHA-256 of the saved text without revision and caches, as hexadecimal text: equal facts
    /// and an equal ledger give an equal digest, on every host.
    pub fn digest(&self) -> String {
        id::hex(&id::sha256(&[&self.save_body()]), 32)
    }

    /// What became of an action, as far as it was reported: the last of handed over, accepted,
    /// expired, withdrawn, failed, delivered, read, answered (R9).
    pub fn status(&self, key: Key) -> Option<MessageEvent> {
        self.ledger.get(key)?.status()
    }

    /// The contact points that a step with these facts may read: what a host loads into
    /// [`Lines`](crate::Lines) before it steps.
    pub fn lines(&self, facts: &[Fact], now: Timestamp) -> Vec<LineId> {
        let view = self.view(now);
        let people = view.people.iter().flat_map(|person| person.contacts());
        let points = view.patient.contacts().iter().chain(people).map(|point| &point.line);
        let known = points.chain(view.patient.confidential_lines());
        let heard = view.replies.iter().map(|reply| &reply.line);
        let coming = facts.iter().flat_map(|fact| match &fact.content {
            FactContent::PatientDescribed { contact_points: Some(points), .. } => {
                points.iter().map(|point| &point.line).collect()
            }
            FactContent::RelatedPersonDescribed { contact_points: Some(points), .. } => {
                points.iter().map(|point| &point.line).collect()
            }
            FactContent::ConfidentialCommunicationRequested { lines } => lines.iter().collect(),
            FactContent::ReplyReceived { line, .. }
            | FactContent::LineOptOutChanged { line, .. } => vec![line],
            _ => Vec::new(),
        });
        let known = known.chain(&self.gathering);
        let mut lines: Vec<LineId> = known.chain(heard).chain(coming).cloned().collect();
        lines.extend(self.reported_lines(facts));
        lines.sort();
        lines.dedup();
        lines
    }

    /// The contact points of the messages that these facts report on or answer, and those whose
    /// opt-out changed: a number that the patient has no more among them.
    pub(crate) fn reported_lines(&self, facts: &[Fact]) -> Vec<LineId> {
        let keys = facts.iter().filter_map(|fact| match &fact.content {
            FactContent::MessageReported { key, .. } => Some(*key),
            content => answers(content),
        });
        let entries = keys.filter_map(|key| self.ledger.get(key)?.settled.as_ref());
        let mut lines: Vec<LineId> = entries.filter_map(|settled| settled.line.clone()).collect();
        lines.extend(facts.iter().filter_map(|fact| match &fact.content {
            FactContent::LineOptOutChanged { line, .. } => Some(line.clone()),
            _ => None,
        }));
        lines.sort();
        lines.dedup();
        lines
    }

    /// How many facts are known.
    pub fn fact_count(&self) -> usize {
        self.facts.len()
    }

    /// How many things were settled or reported: the size of the ledger.
    pub fn entry_count(&self) -> usize {
        self.ledger.len()
    }

    pub(crate) fn salt(&self) -> &str {
        &self.salt
    }

    /// Takes in facts; what does not fit becomes a remark, never an error (R28).
    pub(crate) fn fold(&mut self, facts: &[Fact], now: Timestamp) -> Folded {
        let mut folded = Folded { changed: false, notes: Vec::new(), new: Vec::new() };
        for fact in facts {
            let recorded = fact.recorded.unwrap_or(now);
            if self.is_erased() {
                folded.notes.push(Decision::note(now, ReasonCode::Erased, &fact.id));
                continue;
            }
            if !self.is_of(&fact.patient) {
                folded.notes.push(Decision::note(now, ReasonCode::OtherPatient, &fact.id));
                continue;
            }
            match &fact.content {
                FactContent::MessageReported { key, event } => {
                    folded.changed |= self.ledger.report(*key, (*event).into(), recorded);
                }
                FactContent::TaskClosed { key, .. } => {
                    folded.changed |= self.ledger.report(*key, Mark::Answered, recorded);
                }
                _ if self.facts.len() >= limits::FACTS && !self.facts.contains_key(&fact.id) => {
                    folded.notes.push(Decision::note(now, ReasonCode::TooMany, &fact.id));
                }
                content => {
                    if let Some(key) = answers(content) {
                        folded.changed |= self.ledger.report(key, Mark::Answered, recorded);
                    }
                    let fact = Arc::new(Fact { recorded: Some(recorded), ..fact.clone() });
                    match insert(&mut self.facts, &fact) {
                        Taken::New => folded.new.push(fact.id.clone()),
                        Taken::Same => continue,
                        Taken::Earlier => {}
                        Taken::Reused { replaced } => {
                            let code = ReasonCode::FactIdReused;
                            folded.notes.push(Decision::note(now, code, &fact.id));
                            if !replaced {
                                continue;
                            }
                            folded.new.push(fact.id.clone());
                        }
                    }
                    folded.changed = true;
                }
            }
        }
        if folded.changed {
            self.touch();
        }
        folded
    }

    /// Notes that facts or reports have come.
    fn touch(&mut self) {
        self.view = OnceLock::new();
        self.cache = None;
        self.raise();
    }

    /// Raises the revision.
    pub(crate) fn raise(&mut self) {
        self.revision = self.revision.saturating_add(1);
    }

    /// What is known at an instant.
    pub(crate) fn view(&self, now: Timestamp) -> Arc<View> {
        let build = || {
            let mut facts: Vec<&Fact> = self.facts.values().map(AsRef::as_ref).collect();
            facts.sort_by(|a, b| a.stamp().cmp(&b.stamp()));
            let merged = Merged { origins: &self.origins, taken_into: self.taken_into.as_ref() };
            Arc::new(View::new(facts.into_iter(), self.ledger.bounces(), merged, now))
        };
        let cached = self.view.get_or_init(build);
        if cached.holds_at(now) { Arc::clone(cached) } else { build() }
    }

    /// Joins another copy of the same relationship (a replica that was written to elsewhere).
    /// Commutative, associative and idempotent in facts and ledger; the revision becomes the
    /// greater of the two, and one more where this copy changed.
    ///
    /// # Errors
    /// `wrong_patient` when the copies are of different patients or salts.
    ///
    /// ```
    /// use prm_core::Relationship;
    /// let mut here = Relationship::new("priya", "salt")?;
    /// let there = here.clone();
    /// here.join(&there)?;
    /// assert_eq!(here.digest(), there.digest());
    /// assert!(here.join(&Relationship::new("ravi", "salt")?).is_err());
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    pub fn join(&mut self, other: &Self) -> Result<(), PrmError> {
        if self.patient != other.patient || self.salt != other.salt {
            let message = "only copies of one relationship can be joined";
            return Err(PrmError::new(ErrorCode::WrongPatient, message));
        }
        let before = self.digest();
        self.ledger.join(&other.ledger);
        for fact in other.facts.values() {
            insert(&mut self.facts, fact);
        }
        self.gathering.extend(other.gathering.iter().cloned());
        for (origin, since) in &other.origins {
            let known = self.origins.entry(origin.clone()).or_insert(*since);
            *known = (*known).min(*since);
        }
        self.taken_into = self.taken_into.take().max(other.taken_into.clone());
        self.erased = match (self.erased, other.erased) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        if self.is_erased() {
            self.forget();
        }
        self.revision = self.revision.max(other.revision);
        if self.digest() != before {
            self.touch();
        }
        Ok(())
    }
}

/// The question that a fact answers.
pub(crate) fn answers(content: &FactContent) -> Option<Key> {
    match content {
        FactContent::FeedbackReceived { question, .. } => *question,
        FactContent::ReplyReceived { resolution, .. } => resolution.question(),
        _ => None,
    }
}

/// What became of a fact that was inserted.
enum Taken {
    New,
    /// It was there already.
    Same,
    /// It was there already, and was learnt of earlier than had been known.
    Earlier,
    /// Another fact had its id; the greater one stays.
    Reused {
        replaced: bool,
    },
}

/// Facts are a set by id. Of two with one id and different content the greater by (occurred,
/// content digest) stays; of two equal ones the earlier `recorded` stays (R1).
fn insert(facts: &mut BTreeMap<FactId, Arc<Fact>>, fact: &Arc<Fact>) -> Taken {
    match facts.entry(fact.id.clone()) {
        btree_map::Entry::Vacant(place) => {
            place.insert(Arc::clone(fact));
            Taken::New
        }
        btree_map::Entry::Occupied(mut place) => {
            let held = place.get();
            if held.occurred == fact.occurred && held.content == fact.content {
                if fact.recorded() < held.recorded() {
                    place.insert(Arc::clone(fact));
                    return Taken::Earlier;
                }
                return Taken::Same;
            }
            let rank = |fact: &Fact| {
                let content = serde_json::to_string(&fact.content).unwrap_or_default();
                (fact.occurred, id::sha256(&[&content]))
            };
            let replaced = rank(fact) > rank(held);
            if replaced {
                place.insert(Arc::clone(fact));
            }
            Taken::Reused { replaced }
        }
    }
}
