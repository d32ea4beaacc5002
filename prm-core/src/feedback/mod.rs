//! What patients say about their care, and what becomes of it.

mod suggestion;

pub(crate) use suggestion::Response;

/// The built-in instrument of the foundation: Net Promoter Score, 0 to 10 (Reichheld 2003).
pub(crate) const NPS: &str = "nps";
/// The range of its answers.
pub(crate) const NPS_RANGE: std::ops::RangeInclusive<i32> = 0..=10;
