//! Patients' timelines to be looked at.

use prm_core::{Theme, Timeline};

use crate::Answer;
use crate::json::read;

/// A timeline (JSON text of `Playbook.timeline`) as SVG that stands by itself.
#[uniffi::export]
pub fn timeline_svg(timeline: String, theme: Theme) -> Answer<String> {
    Ok(read::<Timeline>(&timeline, "timeline")?.svg(theme))
}

/// A timeline (JSON text of `Playbook.timeline`) as a page of its own.
#[uniffi::export]
pub fn timeline_html(timeline: String, theme: Theme) -> Answer<String> {
    Ok(read::<Timeline>(&timeline, "timeline")?.html(theme))
}
