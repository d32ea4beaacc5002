//! Occasions: what has no kind of its own here, by the name that the practice gives it.

use crate::fact::FactContent;
use crate::register::{Register, Source};
use crate::{OccasionId, ZonedTime};

/// The registers of an occasion.
#[derive(Clone)]
pub(crate) struct Occasion {
    pub(crate) id: OccasionId,
    pub(crate) name: Register<String>,
    /// When it is or was, where that is not when it was told of.
    pub(crate) at: Register<ZonedTime>,
    pub(crate) detail: Register<String>,
    /// The stretches of its time, the present one last (R4, "again").
    pub(crate) versions: Vec<ZonedTime>,
    /// When it last got another time.
    pub(crate) moved: Option<Source>,
    /// The last word on whether it is withdrawn.
    pub(crate) withdrawn: Register<bool>,
}

impl Occasion {
    pub(crate) fn new(id: OccasionId) -> Self {
        Self {
            id,
            name: Register::default(),
            at: Register::default(),
            detail: Register::default(),
            versions: Vec::new(),
            moved: None,
            withdrawn: Register::default(),
        }
    }

    pub(crate) fn apply(&mut self, content: &FactContent, source: &Source) {
        match content {
            FactContent::OccasionRecorded { occasion: _, name, at, detail } => {
                self.name.write(name.clone(), source);
                if let Some(at) = at {
                    self.at.write(*at, source);
                    let last = self.versions.last();
                    if last.is_some_and(|last| last.instant() != at.instant()) {
                        self.moved = Some(source.clone());
                    }
                    if last != Some(at) {
                        self.versions.push(*at);
                    }
                }
                if let Some(detail) = detail {
                    self.detail.write(detail.clone(), source);
                }
                self.withdrawn.write_stricter(false, source, |value| *value);
            }
            FactContent::OccasionWithdrawn { .. } => {
                self.withdrawn.write_stricter(true, source, |value| *value);
            }
            _ => {}
        }
    }

    /// When it is or was, and what says so: the time that was told, else that of the fact.
    pub(crate) fn time(&self) -> Option<(ZonedTime, &Source)> {
        let told = self.at.get().copied().zip(self.at.source());
        told.or_else(|| {
            let source = self.name.source()?;
            Some((ZonedTime::from_instant(source.occurred), source))
        })
    }

    pub(crate) fn is_withdrawn(&self) -> bool {
        self.withdrawn.get().copied().unwrap_or(false)
    }
}
