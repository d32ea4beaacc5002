//! Journeys at work: runs, when their steps are due, and what becomes of them.

mod attempt;
mod combine;
mod decide;
mod derive;
mod events;
mod forks;
mod place;
pub(crate) mod quiet;
mod run;
mod scene;
mod send;
mod tasks;
mod told;
mod turn;

pub(crate) use events::Standing;
pub(crate) use place::{Placed, Placement};
pub(crate) use run::{About, Run, Runs};
pub(crate) use scene::{Case, Scene};
pub(crate) use turn::{Planned, Turn};
