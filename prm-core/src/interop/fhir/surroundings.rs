//! What a resource's reader knows beside the resource.

use std::cell::Cell;

use super::ReadOptions;
use super::addresses::Addresses;
use crate::Timestamp;

pub(super) struct Surroundings<'r> {
    pub(super) options: &'r ReadOptions,
    /// The entries of the bundle.
    pub(super) entries: &'r Addresses,
    /// The entry's own address, for a resource without an id.
    pub(super) address: Option<&'r str>,
    /// The time of the bundle, for resources that bear none.
    pub(super) time: Option<Timestamp>,
    /// Where not all entries are known yet: whether one was referred to that may still come.
    pub(super) later: Option<&'r Cell<bool>>,
    pub(super) depth: usize,
}

static NO_ENTRIES: Addresses = Addresses::new();

impl<'r> Surroundings<'r> {
    /// Those of a resource that stands in no bundle.
    pub(super) fn alone(options: &'r ReadOptions) -> Self {
        Self { options, entries: &NO_ENTRIES, address: None, time: None, later: None, depth: 0 }
    }

    /// Notes that an entry was not found which may come later.
    pub(super) fn may_come_later(&self) {
        if let Some(later) = self.later {
            later.set(true);
        }
    }
}
