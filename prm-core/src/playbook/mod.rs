//! Playbooks: read as a whole, checked as a whole, compiled once, then immutable.

mod answers;
mod build;
mod change;
mod check;
mod compiled;
mod courses;
mod craft;
pub mod document;
mod fuzz;
mod journey;
mod moment;
mod node;
mod packs;
mod paths;
mod play;
mod portal;
mod read;
mod reviews;
pub mod rule;
mod starters;
mod test_case;

use std::fmt;
use std::sync::Arc;

use crate::error::{Fault, PrmError, Severity};

pub(crate) use compiled::{
    Cause, Choice, Chosen, Compiled, Every, Fork, Journey, Message, Reentry, Step, Tagline, Tell,
    Text, Variant, What,
};
pub use fuzz::{FuzzFailure, FuzzReport, FuzzStep};
pub(crate) use moment::{Anchor, Distance, Event, Moment, Outcome};
use node::{Faults, Node};
pub use packs::{rule_pack, rule_packs};
pub use starters::STARTERS;
pub use test_case::TestReport;

/// The version of the language of playbooks that this library writes and reads.
pub const SPEC: &str = "1.0";

/// The number of this library's behaviour: it is raised when the same input has another outcome,
/// and is recorded with every settled step (R15).
pub const BEHAVIOUR: u32 = 1;

/// The starter practice: reminder, moved notice, thank-you with instructions, check-in, birthday
/// greeting, feedback with its acknowledgements, recall; in English, Hindi and Spanish. A document
/// to begin with.
///
/// ```
/// let playbook = prm_core::Playbook::compile(prm_core::STARTER)?;
/// assert_eq!(playbook.practice(), "lotus");
/// # Ok::<(), prm_core::PrmError>(())
/// ```
pub const STARTER: &str = include_str!("starter.json");

/// A playbook, compiled: cheap to copy, free of patient data, and the same for every thread.
///
/// ```
/// use prm_core::Playbook;
/// let error = Playbook::compile(r#"{"spec": "1.0", "journeys": [{"id": "a", "for": "visits"}]}"#)
///     .unwrap_err();
/// let faults: Vec<String> = error.faults().iter().map(|fault| fault.to_string()).collect();
/// assert_eq!(faults, [
///     "practice: this field is required [missing_field]",
///     "journeys[0].for: no such word: `visits` [unknown_word]; `visit`?",
///     "journeys[0].steps: this field is required [missing_field]",
/// ]);
/// ```
#[derive(Clone)]
pub struct Playbook {
    pub(crate) inner: Arc<Compiled>,
}

impl Playbook {
    /// Reads, checks and compiles a document.
    ///
    /// # Errors
    /// `invalid_json`, `too_large`, `too_deep` and `newer_spec` for the document as a whole; else
    /// `invalid_playbook` with every fault at once, each with code, path, message and, where it
    /// is known, what to write instead.
    pub fn compile(document: &str) -> Result<Self, PrmError> {
        let (compiled, faults) = build(document)?;
        match compiled {
            Some(compiled) => Ok(Self { inner: Arc::new(compiled) }),
            None => {
                let errors = faults.iter().filter(|fault| fault.severity == Severity::Error);
                let number = errors.clone().count();
                let plural = if number == 1 { "" } else { "s" };
                let message = format!("the playbook has {number} fault{plural}");
                Err(PrmError::with_faults(message, errors.cloned().collect()))
            }
        }
    }

    /// Every fault of a document, the doubtful ones too; empty for one that is sound.
    ///
    /// # Errors
    /// As [`compile`](Self::compile), for a document that cannot be read as a whole.
    pub fn check(document: &str) -> Result<Vec<Fault>, PrmError> {
        build(document).map(|(_, faults)| faults)
    }

    /// The practice's id: the sender that lines opt out of.
    pub fn practice(&self) -> &str {
        &self.inner.practice.id
    }

    /// The document in its plain form: as JSON, with what was left out filled in.
    pub fn document(&self) -> &str {
        &self.inner.document
    }

    /// The document as it was read.
    pub(crate) fn written(&self) -> Option<document::Document> {
        let node = Node::parse(&self.inner.document).ok()?;
        read::document(&node, &Faults::default())
    }

    /// SHA-256 of the document in its plain form without its test cases, as hexadecimal text.
    pub fn digest(&self) -> &str {
        &self.inner.digest
    }
}

impl fmt::Debug for Playbook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Playbook").field("digest", &self.inner.digest).finish_non_exhaustive()
    }
}

fn build(text: &str) -> Result<(Option<Compiled>, Vec<Fault>), PrmError> {
    let node = Node::parse(text)?;
    let faults = Faults::default();
    let compiled = read::document(&node, &faults).map(|document| {
        let compiled = build::build(&document, &faults);
        check::check(&document, &compiled, &faults);
        craft::check(&document, &compiled, &faults);
        compiled
    });
    let mut faults = faults.take();
    // Errors before warnings, each in the order of the document.
    faults.sort_by_key(|fault| fault.severity);
    let refused = faults.iter().any(|fault| fault.severity == Severity::Error);
    Ok((compiled.filter(|_| !refused), faults))
}
