//! placeholder
/// A recurrence.
#[derive(Debug, Clone)]
pub struct Recurrence;
