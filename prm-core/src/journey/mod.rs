//! Journeys at work: runs, when their steps are due, and what becomes of them.

mod decide;
mod place;
mod run;
mod scene;
mod tasks;
mod turn;

pub(crate) use place::{Placed, Placement};
pub(crate) use run::{About, Run, Runs};
pub(crate) use scene::{Case, Scene, Standing};
pub(crate) use turn::Turn;
