//! prm-core
mod error;
pub mod limits;
mod time;
pub use error::*;
pub use time::*;
