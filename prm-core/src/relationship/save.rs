//! The saved text of a relationship.
//!
//! It is opaque to hosts and belongs to this module alone: `state` is its version, newer ones
//! are refused, older ones are migrated when there are any. Facts are in the order of their ids,
//! entries in that of their keys, so that equal knowledge gives equal bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use super::{Cache, Entry, Ledger, Mark, Relationship, Settled};
use crate::decision::Verdict;
use crate::engine::Executor;
use crate::error::{self, ErrorCode, PrmError};
use crate::fact::Fact;
use crate::id::{Key, KeyParts, Name};
use crate::{Channel, LineId, PatientId, Purpose, ReasonCode, Timestamp, Wake, limits};

/// The version of the saved text.
pub(crate) const STATE: u32 = 1;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    state: u32,
    revision: u64,
    patient: PatientId,
    salt: Arc<str>,
    facts: Vec<Arc<Fact>>,
    ledger: Vec<SavedEntry>,
    #[serde(default)]
    gathering: BTreeSet<LineId>,
    #[serde(default)]
    origins: BTreeMap<PatientId, Timestamp>,
    #[serde(default)]
    taken_into: Option<PatientId>,
    #[serde(default)]
    erased: Option<Timestamp>,
    #[serde(default)]
    cache: Option<SavedCache>,
}

/// The same for writing. The digest covers it without revision and cache.
#[derive(Serialize)]
struct Saving<'r> {
    state: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<u64>,
    patient: &'r PatientId,
    salt: &'r str,
    facts: Vec<&'r Fact>,
    ledger: Vec<SavedEntry>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    gathering: &'r BTreeSet<LineId>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    origins: &'r BTreeMap<PatientId, Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    taken_into: &'r Option<PatientId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    erased: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cache: Option<SavedCache>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedCache {
    playbook: Arc<str>,
    executor: Executor,
    lines: Vec<(LineId, i64)>,
    at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    wake: Option<Wake>,
}

/// An entry, with names of one letter since there are many.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedEntry {
    k: Key,
    /// Journey, subject, entry, step, occurrence, recipient, told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    p: Option<[Name; 7]>,
    /// Again.
    #[serde(default, skip_serializing_if = "is_zero")]
    n: u32,
    /// Attempt.
    #[serde(default, skip_serializing_if = "is_zero")]
    a: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    s: Option<SavedVerdict>,
    /// Marks by letter, in ms.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    m: BTreeMap<String, i64>,
    /// The merged record that it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    o: Option<PatientId>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedVerdict {
    v: Verdict,
    r: Vec<ReasonCode>,
    /// Decided at, in ms.
    t: i64,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    task: bool,
    /// The way that a fork took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    w: Option<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    c: Option<Channel>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    l: Option<LineId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    u: Option<Purpose>,
    /// Expires at, in ms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    x: Option<i64>,
    /// The combined message that it went in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    i: Option<Key>,
    /// Playbook digest.
    g: Arc<str>,
    /// Time-zone data.
    z: Arc<str>,
    /// Behaviour.
    b: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl SavedEntry {
    fn of(key: Key, entry: &Entry) -> Self {
        let marks = Mark::ALL.iter().filter_map(|mark| {
            Some((mark.letter().to_owned(), entry.marks.at(*mark)?.as_millis()))
        });
        Self {
            k: key,
            p: entry.parts.as_ref().map(|p| {
                [&p.journey, &p.subject, &p.entry, &p.step, &p.occurrence, &p.recipient, &p.told]
                    .map(Clone::clone)
            }),
            n: entry.parts.as_ref().map_or(0, |parts| parts.again),
            a: entry.parts.as_ref().map_or(0, |parts| parts.attempt),
            s: entry.settled.as_ref().map(|settled| SavedVerdict {
                v: settled.verdict,
                r: settled.reasons.clone(),
                t: settled.at.as_millis(),
                task: settled.task,
                w: settled.way.clone(),
                c: settled.channel,
                l: settled.line.clone(),
                u: settled.purpose,
                x: settled.expires.map(Timestamp::as_millis),
                i: settled.into,
                g: Arc::clone(&settled.playbook),
                z: Arc::clone(&settled.tzdb),
                b: settled.behaviour,
            }),
            m: marks.collect(),
            o: entry.origin.clone(),
        }
    }

    fn entry(self) -> Result<(Key, Entry), PrmError> {
        let (again, attempt) = (self.n, self.a);
        let parts = self.p.map(|[journey, subject, entry, step, occurrence, recipient, told]| {
            KeyParts { journey, subject, entry, step, occurrence, recipient, told, again, attempt }
        });
        let settled = match self.s {
            None => None,
            Some(s) if matches!(s.v, Verdict::Wait | Verdict::Hold | Verdict::Note) => {
                return Err(corrupt("an entry was settled by a verdict that settles nothing"));
            }
            Some(s) => Some(Settled {
                verdict: s.v,
                reasons: s.r,
                at: Timestamp::from_millis(s.t)?,
                task: s.task,
                way: s.w,
                channel: s.c,
                line: s.l,
                purpose: s.u,
                expires: s.x.map(Timestamp::from_millis).transpose()?,
                into: s.i,
                playbook: s.g,
                tzdb: s.z,
                behaviour: s.b,
            }),
        };
        let mut entry = Entry { parts, settled, origin: self.o, ..Entry::default() };
        for (letter, at) in self.m {
            let mark = Mark::ALL.into_iter().find(|mark| mark.letter() == letter);
            let mark = mark.ok_or_else(|| corrupt("an entry has a mark that is unknown"))?;
            entry.marks.set(mark, Timestamp::from_millis(at)?);
        }
        Ok((self.k, entry))
    }
}

fn corrupt(message: &str) -> PrmError {
    PrmError::new(ErrorCode::CorruptState, message)
}

impl Relationship {
    /// The relationship as text, for the host to keep.
    pub fn save(&self) -> String {
        let cache = self.cache.as_ref().map(|cache| SavedCache {
            playbook: Arc::clone(&cache.playbook),
            executor: cache.executor,
            lines: cache.lines.clone(),
            at: cache.at,
            wake: cache.wake.clone(),
        });
        let saving = Saving { revision: Some(self.revision), cache, ..self.saving() };
        serde_json::to_string(&saving).unwrap_or_default()
    }

    /// The part of the text that holds what is known.
    pub(crate) fn save_body(&self) -> String {
        serde_json::to_string(&self.saving()).unwrap_or_default()
    }

    fn saving(&self) -> Saving<'_> {
        Saving {
            state: STATE,
            revision: None,
            patient: &self.patient,
            salt: &self.salt,
            facts: self.facts.values().map(AsRef::as_ref).collect(),
            ledger: self.ledger.iter().map(|(key, entry)| SavedEntry::of(key, entry)).collect(),
            gathering: &self.gathering,
            origins: &self.origins,
            taken_into: &self.taken_into,
            erased: self.erased,
            cache: None,
        }
    }

    /// The relationship that a text holds.
    ///
    /// # Errors
    /// `newer_state` for the text of a newer version of this library, `too_large` beyond
    /// [`limits::STATE_BYTES`], `corrupt_state` or the code of the first fault for anything that
    /// [`save`](Self::save) did not write.
    pub fn load(text: &str) -> Result<Self, PrmError> {
        if text.len() > limits::STATE_BYTES {
            let message = format!("a saved relationship has at most {} bytes", limits::STATE_BYTES);
            return Err(PrmError::new(ErrorCode::TooLarge, message));
        }
        // The quick way first; only a text with a fault is parsed again to find its place.
        let saved: Saved = match serde_json::from_str(text) {
            Ok(saved) => saved,
            Err(_) => return Err(fault(text)),
        };
        check_state(Some(u64::from(saved.state)))?;
        let mut facts = BTreeMap::new();
        let patient = saved.patient;
        for fact in saved.facts {
            let own = fact.patient == patient || saved.origins.contains_key(&fact.patient);
            if !own || fact.recorded.is_none() {
                return Err(corrupt("a fact is not of this relationship"));
            }
            if facts.insert(fact.id.clone(), fact).is_some() {
                return Err(corrupt("a fact is there twice"));
            }
        }
        if facts.len() > limits::FACTS {
            let message = format!("a relationship has at most {} facts", limits::FACTS);
            return Err(PrmError::new(ErrorCode::TooMany, message));
        }
        let mut ledger = Ledger::default();
        for saved in saved.ledger {
            let (key, entry) = saved.entry()?;
            if !ledger.insert(key, entry) {
                return Err(corrupt("a key is there twice"));
            }
        }
        let cache = saved.cache.map(|cache| {
            Box::new(Cache {
                playbook: cache.playbook,
                executor: cache.executor,
                lines: cache.lines,
                at: cache.at,
                wake: cache.wake,
                runs: None,
            })
        });
        Ok(Self {
            patient,
            salt: saved.salt,
            revision: saved.revision,
            facts,
            ledger,
            gathering: saved.gathering,
            origins: saved.origins,
            taken_into: saved.taken_into,
            erased: saved.erased,
            view: OnceLock::new(),
            cache,
        })
    }
}

fn check_state(state: Option<u64>) -> Result<(), PrmError> {
    match state {
        Some(state) if state == u64::from(STATE) => Ok(()),
        Some(state) if state > u64::from(STATE) => {
            let message =
                format!("saved by a newer version (state {state}, this one reads up to {STATE})");
            Err(PrmError::new(ErrorCode::NewerState, message))
        }
        _ => Err(corrupt("not the text of a saved relationship")),
    }
}

/// Says what is wrong with a text that does not decode.
fn fault(text: &str) -> PrmError {
    let value = match error::parse_json(text, limits::STATE_BYTES) {
        Ok(value) => value,
        Err(error) => return error,
    };
    if let Err(error) = check_state(value.get("state").and_then(serde_json::Value::as_u64)) {
        return error;
    }
    match error::decode::<Saved>(&value) {
        Ok(_) => corrupt("not the text of a saved relationship"),
        Err(error) => error,
    }
}
