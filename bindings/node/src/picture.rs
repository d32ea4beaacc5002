//! Patients' timelines to be looked at.

use napi_derive::napi;
use prm_core::Timeline;

use crate::call::call;
use crate::read::data;

/// A timeline as SVG.
#[napi]
pub(crate) fn timeline_svg(timeline: String, theme: String) -> napi::Result<String> {
    call(|| Ok(data::<Timeline>(&timeline, "timeline")?.svg(data(&theme, "theme")?)))
}

/// A timeline as a page.
#[napi]
pub(crate) fn timeline_html(timeline: String, theme: String) -> napi::Result<String> {
    call(|| Ok(data::<Timeline>(&timeline, "timeline")?.html(data(&theme, "theme")?)))
}
