//! Contact points with a memory, and what is written back from them.

mod lines;
mod reply;

pub(crate) use lines::{Handover, Question};
pub use lines::{LineRead, Lines};
pub(crate) use reply::{Ask, route};
pub use reply::{Reply, Resolution, Routed};
