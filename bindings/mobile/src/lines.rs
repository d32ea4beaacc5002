//! Contact points.

use std::sync::Arc;

use prm_core::{LineId, PrmError, Timestamp};
use prm_host::Shared;

use crate::Answer;

/// The contact points that a host has at hand. A step reads and changes those of its patient; one
/// that is not here is one of which nothing is known.
#[derive(Debug, uniffi::Object)]
pub struct Lines(Shared<prm_core::Lines>);

impl Lines {
    /// Uses the lines inside another call.
    pub(crate) fn with<R>(
        &self,
        call: impl FnOnce(&mut prm_core::Lines) -> Result<R, PrmError>,
    ) -> Result<R, PrmError> {
        self.0.with(call)
    }
}

#[uniffi::export]
impl Lines {
    /// No lines yet.
    #[uniffi::constructor]
    pub fn new() -> Arc<Self> {
        Arc::new(Self(Shared::new("lines", prm_core::Lines::new())))
    }

    /// Takes in a line that `save` wrote, in place of what was known of it.
    pub fn load(&self, text: String) -> Answer<LineId> {
        Ok(self.with(|lines| lines.load(&text))?)
    }

    /// A line as text, for the host to keep; nothing when nothing is known of it.
    pub fn save(&self, line: LineId) -> Answer<Option<String>> {
        Ok(self.with(|lines| Ok(lines.save(&line)))?)
    }

    /// The contact points, in order.
    pub fn ids(&self) -> Answer<Vec<LineId>> {
        Ok(self.with(|lines| Ok(lines.ids().cloned().collect()))?)
    }

    /// A counter that every change of a line raises; 0 when nothing is known of it.
    pub fn revision(&self, line: LineId) -> Answer<i64> {
        Ok(self.with(|lines| Ok(lines.revision(&line)))?)
    }

    /// Whether a contact point has opted out of a sender (the practice's id).
    pub fn is_blocked(&self, line: LineId, sender: String) -> Answer<bool> {
        Ok(self.with(|lines| Ok(lines.is_blocked(&line, &sender)))?)
    }

    /// Records an opt-out that a carrier or a member of staff reports.
    pub fn block(&self, line: LineId, sender: String, occurred: Timestamp) -> Answer<()> {
        Ok(self.with(|lines| {
            lines.block(&line, &sender, occurred);
            Ok(())
        })?)
    }

    /// Records that a contact point opted in again. It revives nothing that was denied.
    pub fn unblock(&self, line: LineId, sender: String, occurred: Timestamp) -> Answer<()> {
        Ok(self.with(|lines| {
            lines.unblock(&line, &sender, occurred);
            Ok(())
        })?)
    }
}
