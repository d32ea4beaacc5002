//! A step as a conformance vector: a bug report that is a test.

use serde::Serialize;
use serde_json::Value;

use crate::error::{ErrorCode, PrmError};
use crate::{Fact, Input, LineId, Lines, Outcome, Playbook, Relationship};

/// A case of one step, in the form that every host's runner reads.
#[derive(Serialize)]
struct Case<'c> {
    id: &'c str,
    playbook: Value,
    given: Given,
    steps: [Step<'c>; 1],
}

#[derive(Serialize)]
struct Given {
    relationships: [String; 1],
    lines: Vec<String>,
}

#[derive(Serialize)]
struct Step<'c> {
    patient: &'c str,
    now: crate::Timestamp,
    executor: crate::Executor,
    facts: &'c [Fact],
    expect: Expect,
}

#[derive(Serialize)]
struct Expect {
    outcome: Outcome,
    digest: String,
}

impl Playbook {
    /// Writes what a step would do as a conformance vector: the playbook, the relationship and
    /// its lines as they are, the facts, and what comes out. Nothing changes.
    ///
    /// A host that finds an outcome wrong writes it down so, corrects what is expected, and has a
    /// test that every other host can run. The text holds all that is known of the patient: make
    /// it from test data, or treat it as a record.
    ///
    /// # Errors
    /// As [`step`](Self::step).
    ///
    /// ```
    /// use prm_core::{Executor, Input, Lines, Playbook, Relationship, STARTER};
    /// let playbook = Playbook::compile(STARTER)?;
    /// let priya = Relationship::new("priya", "salt")?;
    /// let now = "2026-03-02T06:00:00Z".parse()?;
    /// let input =
    ///     Input { facts: &[], lines: &mut Lines::new(), executor: Executor::Server, now };
    /// let text = playbook.vector("nothing happens", &priya, input)?;
    /// assert!(text.contains("\"actions\": []"));
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    pub fn vector(
        &self,
        id: &str,
        relationship: &Relationship,
        input: Input<'_>,
    ) -> Result<String, PrmError> {
        let Input { facts, lines, executor, now } = input;
        let mut after = relationship.clone();
        let touched: Vec<LineId> = relationship.lines(facts, now);
        let mut lines: Lines = lines.only(&touched);
        let given = Given {
            relationships: [relationship.save()],
            lines: touched.iter().filter_map(|line| lines.save(line)).collect(),
        };
        let outcome = self.step(&mut after, Input { facts, lines: &mut lines, executor, now })?;
        let playbook = serde_json::from_str(self.document()).map_err(unwritten)?;
        let patient = relationship.patient().as_str();
        let expect = Expect { outcome, digest: after.digest() };
        let steps = [Step { patient, now, executor, facts, expect }];
        serde_json::to_string_pretty(&Case { id, playbook, given, steps }).map_err(unwritten)
    }
}

fn unwritten(_: serde_json::Error) -> PrmError {
    PrmError::new(ErrorCode::Internal, "the vector cannot be written")
}
