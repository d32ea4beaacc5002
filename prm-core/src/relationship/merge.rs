//! Two records of one person that become one, and one that is parted again (R17).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Relationship, Taken, insert};
use crate::error::{ErrorCode, PrmError};
use crate::fact::{Fact, FactContent};
use crate::{FactId, PatientId, Timestamp};

impl Relationship {
    /// Takes in the relationship of a duplicate record: its facts and its ledger, each with its
    /// origin (R17). What either refused binds until a later consent; what either was told counts
    /// as told; facts and reports under the old id are taken in from now on. The duplicate is left
    /// as a stub that denies all. The same call again moves what it has heard since.
    ///
    /// `join` is for copies of one relationship, `merge` for two records of one person.
    ///
    /// # Errors
    /// `wrong_patient` for a record with itself, for one of another salt, and for one that was
    /// erased or is itself the stub of another; nothing has changed then.
    ///
    /// ```
    /// use prm_core::Relationship;
    /// let now = "2026-03-02T06:00:00Z".parse()?;
    /// let mut priya = Relationship::new("priya", "salt")?;
    /// let mut double = Relationship::new("priya-2", "salt")?;
    /// priya.merge(&mut double, now)?;
    /// assert_eq!(priya.origins().count(), 1);
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    pub fn merge(&mut self, duplicate: &mut Self, now: Timestamp) -> Result<(), PrmError> {
        let refuse = |message: &str| Err(PrmError::new(ErrorCode::WrongPatient, message));
        if self.patient == duplicate.patient {
            return refuse("a record is merged into another one");
        }
        if self.salt != duplicate.salt {
            return refuse("records of two practices are not merged");
        }
        if self.is_erased() || duplicate.is_erased() {
            return refuse("what was erased is not merged");
        }
        if self.taken_into.is_some() {
            return refuse("this record was merged into another itself");
        }
        if duplicate.taken_into.as_ref().is_some_and(|into| *into != self.patient) {
            return refuse("the record was merged into another already");
        }
        let (stays, moves): (BTreeMap<_, _>, BTreeMap<_, _>) =
            std::mem::take(&mut duplicate.facts).into_iter().partition(|(_, fact)| is_merge(fact));
        duplicate.facts = stays;
        if duplicate.facts.is_empty() {
            let id: FactId = format!("merge:{}", self.patient).parse()?;
            let content = FactContent::PatientMerged { into: self.patient.clone() };
            duplicate.write(id, content, now);
        }
        for fact in moves.into_values() {
            self.take_fact(fact);
        }
        for (key, mut entry) in std::mem::take(&mut duplicate.ledger).into_iter() {
            entry.origin.get_or_insert_with(|| duplicate.patient.clone());
            self.ledger.take(key, entry);
        }
        self.gathering.extend(std::mem::take(&mut duplicate.gathering));
        for (origin, since) in std::mem::take(&mut duplicate.origins) {
            self.origins.entry(origin).or_insert(since);
        }
        self.origins.entry(duplicate.patient.clone()).or_insert(now);
        duplicate.taken_into = Some(self.patient.clone());
        duplicate.touch();
        self.touch();
        Ok(())
    }

    /// Parts a record again that was merged into this one by mistake: its facts and its ledger go
    /// back to its stub. What was recorded here in between stays, and a task for a person lists
    /// it. Save both.
    ///
    /// # Errors
    /// `wrong_patient` for one that was not merged into this; nothing has changed then.
    pub fn unmerge(&mut self, duplicate: &mut Self, now: Timestamp) -> Result<(), PrmError> {
        let origin = duplicate.patient.clone();
        let id: FactId = format!("unmerge:{origin}:{}", now.as_millis()).parse()?;
        let of_this = duplicate.taken_into.as_ref() == Some(&self.patient);
        let Some(since) = self.origins.get(&origin).copied().filter(|_| of_this) else {
            let message = "no such record was merged into this one";
            return Err(PrmError::new(ErrorCode::WrongPatient, message));
        };
        self.origins.remove(&origin);
        duplicate.taken_into = None;
        duplicate.facts.retain(|_, fact| !is_merge(fact));
        let (theirs, ours): (BTreeMap<_, _>, BTreeMap<_, _>) =
            std::mem::take(&mut self.facts).into_iter().partition(|(_, f)| f.patient == origin);
        self.facts = ours;
        for fact in theirs.into_values() {
            duplicate.take_fact(unprefixed(&origin, &fact));
        }
        // What was settled since stays here: it was told to this person, and they are two.
        for (key, mut entry) in std::mem::take(&mut self.ledger).into_iter() {
            if entry.origin.as_ref() == Some(&origin) {
                entry.origin = None;
                duplicate.ledger.take(key, entry);
            } else {
                self.ledger.take(key, entry);
            }
        }
        let between = |fact: &&Arc<Fact>| fact.recorded() >= since && fact.recorded() <= now;
        let facts = self.facts.values().filter(between).map(|fact| fact.id.clone()).collect();
        self.write(id, FactContent::PatientUnmerged { from: origin, facts }, now);
        duplicate.touch();
        self.touch();
        Ok(())
    }

    /// The records that were merged into this one.
    pub fn origins(&self) -> impl Iterator<Item = &PatientId> {
        self.origins.keys()
    }

    /// Notes a fact of its own making.
    fn write(&mut self, id: FactId, content: FactContent, now: Timestamp) {
        let patient = self.patient.clone();
        let fact = Fact { id, patient, occurred: now, recorded: Some(now), content };
        let _: Taken = insert(&mut self.facts, &Arc::new(fact));
    }

    /// Whether a fact of this patient belongs here.
    pub(crate) fn is_of(&self, patient: &PatientId) -> bool {
        *patient == self.patient || self.origins.contains_key(patient)
    }

    /// Takes in a fact of a duplicate. An id that both records use is told apart by its origin.
    fn take_fact(&mut self, fact: Arc<Fact>) {
        let taken = self.facts.get(&fact.id).is_some_and(|held| held.patient != fact.patient);
        let renamed = format!("{}:{}", fact.patient, fact.id).parse();
        let fact = match renamed {
            Ok(id) if taken => Arc::new(Fact { id, ..Fact::clone(&fact) }),
            _ => fact,
        };
        let _: Taken = insert(&mut self.facts, &fact);
    }
}

fn is_merge(fact: &Fact) -> bool {
    matches!(fact.content, FactContent::PatientMerged { .. })
}

/// The fact under the id that it had before the merge.
fn unprefixed(origin: &PatientId, fact: &Arc<Fact>) -> Arc<Fact> {
    let own = fact.id.as_str().strip_prefix(origin.as_str()).and_then(|id| id.strip_prefix(':'));
    match own.and_then(|id| id.parse().ok()) {
        Some(id) => Arc::new(Fact { id, ..Fact::clone(fact) }),
        None => Arc::clone(fact),
    }
}
