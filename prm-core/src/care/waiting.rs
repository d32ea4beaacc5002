//! Who waits for an earlier or a fitting time, and what would suit them.

use crate::fact::FactContent;
use crate::register::{Register, Source};
use crate::{WaitingId, Wishes};

/// The registers of one who waits.
#[derive(Clone)]
pub(crate) struct Waiting {
    pub(crate) id: WaitingId,
    pub(crate) wishes: Register<Wishes>,
    /// Since when, by the first fact that says so.
    pub(crate) since: Option<Source>,
    pub(crate) left: Option<Source>,
}

impl Waiting {
    pub(crate) fn new(id: WaitingId) -> Self {
        Self { id, wishes: Register::default(), since: None, left: None }
    }

    pub(crate) fn apply(&mut self, content: &FactContent, source: &Source) {
        match content {
            FactContent::WaitlistJoined { waiting: _, wishes } => {
                self.wishes.write(wishes.clone(), source);
                if self.since.is_none() || self.left.is_some() {
                    self.since = Some(source.clone());
                }
                self.left = None;
            }
            FactContent::WaitlistLeft { .. } => self.left = Some(source.clone()),
            _ => {}
        }
    }
}
