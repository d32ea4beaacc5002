//! Relationships.

use napi_derive::napi;
use prm_host::Shared;

use crate::call::{call, json};
use crate::read::{facts, parsed};

/// All that is known about one patient.
#[napi]
pub struct Relationship {
    pub(crate) held: Shared<prm_core::Relationship>,
}

impl Relationship {
    pub(crate) fn holding(relationship: prm_core::Relationship) -> Self {
        Self { held: Shared::new("relationship", relationship) }
    }
}

#[napi]
impl Relationship {
    /// A patient of whom nothing is known yet.
    #[napi(constructor)]
    pub fn new(patient: String, salt: String) -> napi::Result<Self> {
        call(|| prm_core::Relationship::new(&patient, &salt).map(Self::holding))
    }

    /// From what `save` wrote.
    #[napi(factory)]
    pub fn load(text: String) -> napi::Result<Self> {
        call(|| prm_core::Relationship::load(&text).map(Self::holding))
    }

    /// The text to be kept.
    #[napi]
    pub fn save(&self) -> napi::Result<String> {
        call(|| self.held.try_with(|relationship| Ok(relationship.save())))
    }

    /// SHA-256 of the saved text without revision and caches.
    #[napi]
    pub fn digest(&self) -> napi::Result<String> {
        call(|| self.held.try_with(|relationship| Ok(relationship.digest())))
    }

    /// The patient.
    #[napi(getter)]
    pub fn patient(&self) -> napi::Result<String> {
        call(|| self.held.try_with(|relationship| Ok(relationship.patient().to_string())))
    }

    /// The counter that a host compares when it saves.
    #[napi(getter)]
    pub fn revision(&self) -> napi::Result<i64> {
        call(|| {
            self.held
                .try_with(|relationship| Ok(relationship.revision().try_into().unwrap_or(i64::MAX)))
        })
    }

    /// When to call again, as the last step said.
    #[napi(getter)]
    pub fn wake(&self) -> napi::Result<Option<String>> {
        call(|| self.held.try_with(|relationship| relationship.wake().map(json).transpose()))
    }

    /// The contact points that a step may read.
    #[napi]
    pub fn lines(&self, news: String, now: String) -> napi::Result<String> {
        call(|| {
            let (facts, now) = (facts(&news)?, parsed(&now, "now")?);
            self.held.try_with(|relationship| json(&relationship.lines(&facts, now)))
        })
    }

    /// What became of an action.
    #[napi]
    pub fn status(&self, key: String) -> napi::Result<Option<String>> {
        call(|| {
            let key = parsed(&key, "key")?;
            self.held.try_with(|relationship| {
                relationship.status(key).map(|event| json(&event)).transpose()
            })
        })
    }

    /// How many facts are known.
    #[napi(getter)]
    pub fn fact_count(&self) -> napi::Result<i64> {
        call(|| {
            let count = self.held.try_with(|relationship| Ok(relationship.fact_count()))?;
            Ok(count.try_into().unwrap_or(i64::MAX))
        })
    }

    /// The size of the ledger.
    #[napi(getter)]
    pub fn entry_count(&self) -> napi::Result<i64> {
        call(|| {
            let count = self.held.try_with(|relationship| Ok(relationship.entry_count()))?;
            Ok(count.try_into().unwrap_or(i64::MAX))
        })
    }

    /// The links that facts have revoked, as JSON text.
    #[napi]
    pub fn revoked_links(&self, now: String) -> napi::Result<String> {
        call(|| {
            let now = parsed(&now, "now")?;
            json(&self.held.try_with(|relationship| Ok(relationship.revoked_links(now)))?)
        })
    }

    /// Joins another copy. It is copied first, so that a copy may be joined with itself.
    #[napi]
    pub fn join(&self, other: &Relationship) -> napi::Result<()> {
        call(|| {
            let other = other.held.try_with(|other| Ok(other.clone()))?;
            self.held.try_with(|relationship| relationship.join(&other))
        })
    }

    /// Takes in a duplicate record.
    #[napi]
    pub fn merge(&self, duplicate: &Relationship, now: String) -> napi::Result<()> {
        call(|| {
            let now = parsed(&now, "now")?;
            self.held.try_with(|here| duplicate.held.try_with(|other| here.merge(other, now)))
        })
    }

    /// Parts a record again.
    #[napi]
    pub fn unmerge(&self, duplicate: &Relationship, now: String) -> napi::Result<()> {
        call(|| {
            let now = parsed(&now, "now")?;
            self.held.try_with(|here| duplicate.held.try_with(|other| here.unmerge(other, now)))
        })
    }

    /// A copy.
    #[napi(js_name = "clone")]
    pub fn copy(&self) -> napi::Result<Relationship> {
        call(|| self.held.try_with(|relationship| Ok(Self::holding(relationship.clone()))))
    }

    /// Drops what is held.
    #[napi]
    pub fn close(&self) {
        self.held.close();
    }
}
