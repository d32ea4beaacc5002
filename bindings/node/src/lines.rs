//! Lines.

use napi_derive::napi;
use prm_core::LineId;
use prm_host::Shared;

use crate::call::{call, json};
use crate::read::parsed;

/// The contact points that a host has at hand.
#[napi]
pub struct Lines {
    pub(crate) held: Shared<prm_core::Lines>,
}

#[napi]
impl Lines {
    /// No lines yet.
    #[napi(constructor)]
    pub fn new() -> Self {
        Self { held: Shared::new("lines", prm_core::Lines::new()) }
    }

    /// Takes in a saved line.
    #[napi]
    pub fn load(&self, text: String) -> napi::Result<String> {
        call(|| self.held.try_with(|lines| Ok(lines.load(&text)?.to_string())))
    }

    /// A line as text.
    #[napi]
    pub fn save(&self, line: String) -> napi::Result<Option<String>> {
        call(|| {
            let line = parsed(&line, "line")?;
            self.held.try_with(|lines| Ok(lines.save(&line)))
        })
    }

    /// The contact points, in order.
    #[napi]
    pub fn ids(&self) -> napi::Result<String> {
        call(|| self.held.try_with(|lines| json(&lines.ids().collect::<Vec<_>>())))
    }

    /// The revision of a line.
    #[napi]
    pub fn revision(&self, line: String) -> napi::Result<i64> {
        call(|| {
            let line = parsed(&line, "line")?;
            self.held.try_with(|lines| Ok(lines.revision(&line)))
        })
    }

    /// Whether a contact point has opted out of a sender.
    #[napi]
    pub fn is_blocked(&self, line: String, sender: String) -> napi::Result<bool> {
        call(|| {
            let line = parsed(&line, "line")?;
            self.held.try_with(|lines| Ok(lines.is_blocked(&line, &sender)))
        })
    }

    /// Records an opt-out, or that it was taken back.
    #[napi]
    pub fn set_blocked(
        &self,
        line: String,
        sender: String,
        blocked: bool,
        at: String,
    ) -> napi::Result<()> {
        call(|| {
            let (line, at): (LineId, _) = (parsed(&line, "line")?, parsed(&at, "at")?);
            self.held.try_with(|lines| {
                if blocked {
                    lines.block(&line, &sender, at);
                } else {
                    lines.unblock(&line, &sender, at);
                }
                Ok(())
            })
        })
    }

    /// Drops what is held.
    #[napi]
    pub fn close(&self) {
        self.held.close();
    }
}
