//! Contact points with a memory, and what is written back from them.
//!
//! A reply is read in three tiers. One that is a word of the table and nothing else means what
//! that word means (`STOP`, `arrêt`, `1`). A phrase of the table inside a sentence means it too
//! ("please stop texting me"), and a person reads what was opted out of in that way. Anything in
//! between ("STOP. I want to die") pauses the line until a person has read it; a question ("Can I
//! stop taking metformin?") pauses nothing. Dangers are looked for in every reply, whatever else
//! it is.

mod ask;
mod concern;
mod gathering;
mod lines;
mod plain;
mod reading;
mod reply;
pub(crate) mod words;

pub(crate) use ask::Ask;
pub use concern::Concern;
pub(crate) use gathering::{Group, Member, Pending};
pub(crate) use lines::{Handover, Question};
pub use lines::{LineRead, Lines};
pub(crate) use plain::{Plain, sentences};
pub(crate) use reading::dangers;
pub(crate) use reply::route;
pub use reply::{Reply, Resolution, Routed};
