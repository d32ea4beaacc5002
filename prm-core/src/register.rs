//! A place for one value, and the fact that put it there.

use crate::{FactId, Timestamp};

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Source {
    pub(crate) occurred: Timestamp,
    pub(crate) recorded: Timestamp,
    pub(crate) fact: FactId,
}

impl Source {
    /// The order of facts (R1).
    pub(crate) fn stamp(&self) -> (Timestamp, &FactId) {
        (self.occurred, &self.fact)
    }
}

/// A register (R2): facts are replayed in the order of their stamps, so the last write stands.
#[derive(Clone, PartialEq)]
pub(crate) struct Register<T>(Option<(T, Source)>);

impl<T> Default for Register<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Register<T> {
    pub(crate) fn get(&self) -> Option<&T> {
        self.0.as_ref().map(|(value, _)| value)
    }

    pub(crate) fn get_mut(&mut self) -> Option<&mut T> {
        self.0.as_mut().map(|(value, _)| value)
    }

    pub(crate) fn source(&self) -> Option<&Source> {
        self.0.as_ref().map(|(_, source)| source)
    }

    pub(crate) fn write(&mut self, value: T, source: &Source) {
        self.0 = Some((value, source.clone()));
    }

    /// Writes a value unless one that is stricter was written at the same instant (R2, ties).
    pub(crate) fn write_stricter(
        &mut self,
        value: T,
        source: &Source,
        strict: impl Fn(&T) -> bool,
    ) {
        let tie = self.source().is_some_and(|held| held.occurred == source.occurred);
        if !(tie && self.get().is_some_and(&strict) && !strict(&value)) {
            self.write(value, source);
        }
    }
}

impl<T: Clone> Register<T> {
    pub(crate) fn write_some(&mut self, value: Option<&T>, source: &Source) {
        if let Some(value) = value {
            self.write(value.clone(), source);
        }
    }
}
