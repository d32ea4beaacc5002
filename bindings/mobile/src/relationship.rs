//! What is known about one patient.

use std::sync::Arc;

use prm_core::{Fact, Key, LineId, MessageEvent, PatientId, PrmError, Timestamp, Wake};
use prm_host::Shared;

use crate::Answer;
use crate::json::write;

/// All that is known about one patient, and all that was settled: the unit of storage. A host
/// keeps the text of `save` and compares `revision` when it does.
#[derive(Debug, uniffi::Object)]
pub struct Relationship(Shared<prm_core::Relationship>);

impl Relationship {
    pub(crate) fn of(relationship: prm_core::Relationship) -> Arc<Self> {
        Arc::new(Self(Shared::new("relationship", relationship)))
    }

    /// Uses the relationship inside another call.
    pub(crate) fn with<R>(
        &self,
        call: impl FnOnce(&mut prm_core::Relationship) -> Result<R, PrmError>,
    ) -> Result<R, PrmError> {
        self.0.with(call)
    }

    /// The relationship as it is now.
    pub(crate) fn now(&self) -> Result<prm_core::Relationship, PrmError> {
        self.with(|relationship| Ok(relationship.clone()))
    }
}

#[uniffi::export]
impl Relationship {
    /// A patient of whom nothing is known yet. The salt goes into every key: give all
    /// relationships of a practice one that is secret and stays.
    #[uniffi::constructor]
    pub fn new(patient: String, salt: String) -> Answer<Arc<Self>> {
        crate::answer(|| prm_core::Relationship::new(&patient, &salt).map(Self::of))
    }

    /// Reads what `save` wrote.
    #[uniffi::constructor]
    pub fn load(text: String) -> Answer<Arc<Self>> {
        crate::answer(|| prm_core::Relationship::load(&text).map(Self::of))
    }

    /// The relationship as text, for the host to keep and never to look into.
    pub fn save(&self) -> Answer<String> {
        Ok(self.with(|relationship| Ok(relationship.save()))?)
    }

    /// A digest that is equal for equal facts and an equal ledger, on every host.
    pub fn digest(&self) -> Answer<String> {
        Ok(self.with(|relationship| Ok(relationship.digest()))?)
    }

    /// The patient.
    pub fn patient(&self) -> Answer<PatientId> {
        Ok(self.with(|relationship| Ok(relationship.patient().clone()))?)
    }

    /// A counter that every changing step raises: what a host compares when it saves.
    pub fn revision(&self) -> Answer<i64> {
        Ok(self
            .with(|relationship| Ok(i64::try_from(relationship.revision()).unwrap_or(i64::MAX)))?)
    }

    /// When to call again, as the last step said.
    pub fn wake(&self) -> Answer<Option<Wake>> {
        Ok(self.with(|relationship| Ok(relationship.wake().cloned()))?)
    }

    /// The contact points that a step with these facts may read: what a host loads before it.
    pub fn lines(&self, facts: Vec<Fact>, now: Timestamp) -> Answer<Vec<LineId>> {
        Ok(self.with(|relationship| Ok(relationship.lines(&facts, now)))?)
    }

    /// What became of an action, as far as it was reported.
    pub fn status(&self, key: Key) -> Answer<Option<MessageEvent>> {
        Ok(self.with(|relationship| Ok(relationship.status(key)))?)
    }

    /// The links that facts have revoked, as JSON text: what `prove("token_read", ...)` is given.
    pub fn revoked_links(&self, now: Timestamp) -> Answer<String> {
        write(&self.with(|relationship| Ok(relationship.revoked_links(now)))?)
    }

    /// Joins another copy of the same relationship, which was written to elsewhere.
    pub fn join(&self, other: Arc<Self>) -> Answer<()> {
        // Copied first: two that join each other at once do not wait for each other.
        let other = other.now()?;
        Ok(self.with(|relationship| relationship.join(&other))?)
    }

    /// Takes in the relationship of a duplicate record, which is left as a stub. Save both.
    pub fn merge(&self, duplicate: Arc<Self>, now: Timestamp) -> Answer<()> {
        Ok(self.with(|here| duplicate.0.try_with(|other| here.merge(other, now)))?)
    }

    /// Parts a record again that was merged into this one by mistake. Save both.
    pub fn unmerge(&self, duplicate: Arc<Self>, now: Timestamp) -> Answer<()> {
        Ok(self.with(|here| duplicate.0.try_with(|other| here.unmerge(other, now)))?)
    }

    /// A copy that goes its own way.
    pub fn copy(&self) -> Answer<Arc<Self>> {
        Ok(Self::of(self.now()?))
    }
}
