//! A host around prm-core: SQLite keeps relationships, lines and outbox, a folder of dated files
//! tells what happens, a sender writes letters to a folder, and `now` runs through the weeks.
//!
//! What a host owes the core is all in [`host`]: one transaction for relationship, lines and
//! actions, comparing revisions (R6); a sender that asks before it sends what is stale, and
//! reports what became of it (R7).

mod feed;
mod host;
mod options;
mod outbox;
mod print;
mod store;

pub use options::Options;

use std::io::Write;

/// Why a run ended early.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The command line makes no sense.
    #[error("{0}\n\n{usage}", usage = options::USAGE)]
    Usage(String),
    /// A file cannot be read or written.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// A file that was named cannot be read.
    #[error("{path}: {error}")]
    File {
        /// The file.
        path: String,
        /// What is wrong with it.
        error: std::io::Error,
    },
    /// The store.
    #[error("the store: {0}")]
    Store(#[from] rusqlite::Error),
    /// The core refused what it was given.
    #[error("{0}")]
    Core(#[from] prm_core::PrmError),
    /// Somebody else wrote to the store at the same time.
    #[error("the store was changed by another writer: run again")]
    OtherWriter,
}

/// Runs a feed through the core and tells what happens.
///
/// # Errors
/// When a file or the store cannot be read or written; never for what a feed says.
pub fn run(options: &Options, out: &mut impl Write) -> Result<(), Error> {
    let feed = feed::load(options)?;
    let mut host = host::Host::open(options, feed)?;
    host.run(out)?;
    host.summary(out)
}
