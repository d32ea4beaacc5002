//! Verifying a chain, in parts of any size and in bounded memory.

use serde::{Deserialize, Serialize};

use super::append::{AuditHead, few};
use super::line::{Line, NOTHING};
use crate::error::PrmError;
use crate::{Timestamp, limits};

/// What is wrong with a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AuditFaultCode {
    /// The line is not as it was sealed: its hash does not fit, or it cannot be read.
    Tampered,
    /// A name in the line is not the one that was sealed. A name that was taken out is no fault.
    OpeningAltered,
    /// Lines are missing.
    Gap,
    /// The line stands behind one that it should stand before.
    Reordered,
    /// A line of this number was there already.
    Duplicate,
    /// The line is sound by itself and does not follow the one before: one of both was replaced.
    BrokenLink,
    /// The line is of another chain.
    ForeignChain,
    /// The chain ends before its head.
    Truncated,
    /// The line with the number of the head is another than the head says.
    HeadDiffers,
}

/// One fault, and where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AuditFault {
    /// What is wrong.
    pub code: AuditFaultCode,
    /// Which line of those that were given, from 1 on over all parts; for what is missing, the line
    /// before which it is missing.
    pub line: u64,
    /// Which number of the chain; for what is missing, the first.
    pub seq: u64,
    /// For what is missing: the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<u64>,
}

/// How far a verification has come: given back with the next part. A few kilobytes at most,
/// however long the chain is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AuditState {
    /// The chain, once a line was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    chain: Option<String>,
    /// How many lines were read.
    lines: u64,
    /// The number of the last line that was followed.
    seq: u64,
    /// The hashes that the next line may follow: two where the last line was tampered with.
    links: Vec<String>,
    /// Lines since then that cannot be trusted.
    lost: u64,
    /// What is missing so far: the line before which, the first and the last number.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<Vec<u64>>"))]
    gaps: Vec<(u64, u64, u64)>,
    /// How many faults there were.
    faults: u64,
    /// The latest time of a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    latest: Option<Timestamp>,
    /// How many lines are older than one before them, by more than two clocks may differ.
    clock_back: u64,
}

/// What is to be verified.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AuditVerifySpec {
    /// The lines, or a part of them, in the order in which they were stored.
    pub lines: Vec<String>,
    /// What the part before gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<AuditState>,
    /// Where the chain begins, if its older lines were deleted: the head of a checkpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<AuditHead>,
    /// The head that the host keeps apart from the lines: without it nobody can tell that the last
    /// lines are missing. The chain may go on behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<AuditHead>,
    /// Whether another part follows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
}

crate::id::opaque_debug!(AuditVerifySpec);

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AuditReport {
    /// Whether no fault was found so far, in this part and those before.
    pub sound: bool,
    /// The faults of this part, in the order in which they were found.
    pub faults: Vec<AuditFault>,
    /// How many more there are.
    #[serde(default, skip_serializing_if = "super::is_none")]
    pub left_out: u64,
    /// How many lines are older than one before them by more than
    /// [`limits::MAX_SKEW`]: a clock went back. No fault of the chain.
    #[serde(default, skip_serializing_if = "super::is_none")]
    pub clock_back: u64,
    /// How far it has come.
    pub state: AuditState,
}

/// Verifies a chain or a part of one, and finds what was changed, taken out, put in or moved.
///
/// # Errors
/// `invalid_id` or `invalid_value` for a head that is none, `too_many` for more than
/// [`limits::AUDIT_LINES`] lines in one part. What is wrong with the chain is no error: it is in
/// the report.
///
/// ```
/// let spec = serde_json::from_str(r#"{"lines": ["{}"], "head": {"chain": "lotus"}}"#)?;
/// let report = prm_core::audit_verify(&spec)?;
/// assert!(!report.sound);
/// assert_eq!((report.faults[0].line, report.faults[0].seq), (1, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn audit_verify(spec: &AuditVerifySpec) -> Result<AuditReport, PrmError> {
    few(spec.lines.len(), "lines")?;
    for (head, name) in [(&spec.from, "from"), (&spec.head, "head")] {
        if let Some(head) = head {
            head.checked().map_err(|error| error.under(name))?;
        }
    }
    let state = spec.state.clone().unwrap_or_else(|| AuditState::new(spec.from.as_ref()));
    let mut walk = Walk { state, head: spec.head.as_ref(), faults: Vec::new(), left_out: 0 };
    spec.lines.iter().for_each(|text| walk.line(text));
    if !spec.more {
        walk.end();
    }
    let Walk { state, faults, left_out, .. } = walk;
    let sound = state.faults == 0 && state.gaps.is_empty();
    Ok(AuditReport { sound, faults, left_out, clock_back: state.clock_back, state })
}

impl AuditState {
    fn new(from: Option<&AuditHead>) -> Self {
        Self {
            chain: from.map(|head| head.chain.clone()),
            lines: 0,
            seq: from.map_or(0, |head| head.seq),
            links: vec![from.map_or(NOTHING, |head| &head.hash).to_owned()],
            lost: 0,
            gaps: Vec::new(),
            faults: 0,
            latest: None,
            clock_back: 0,
        }
    }
}

struct Walk<'a> {
    state: AuditState,
    head: Option<&'a AuditHead>,
    faults: Vec<AuditFault>,
    left_out: u64,
}

impl Walk<'_> {
    fn fault(&mut self, code: AuditFaultCode, seq: u64) {
        self.report(AuditFault { code, line: self.state.lines, seq, through: None });
    }

    fn report(&mut self, fault: AuditFault) {
        self.state.faults = self.state.faults.saturating_add(1);
        if self.faults.len() < limits::FAULTS {
            self.faults.push(fault);
        } else {
            self.left_out = self.left_out.saturating_add(1);
        }
    }

    fn line(&mut self, text: &str) {
        self.state.lines = self.state.lines.saturating_add(1);
        let (line, computed) = match Line::read(text) {
            Ok(line) => {
                let computed = line.computed();
                (Some(line), computed)
            }
            Err(_) => (None, String::new()),
        };
        // By which place it stands: its own number cannot be trusted.
        let place = self.state.seq.saturating_add(self.state.lost).saturating_add(1);
        let Some(line) = line.filter(|line| line.hash == computed) else {
            self.fault(AuditFaultCode::Tampered, place);
            self.lost(text, computed);
            return;
        };
        let known = self.head.map(|head| &head.chain).or(self.state.chain.as_ref());
        if known.is_some_and(|chain| *chain != line.chain) {
            self.fault(AuditFaultCode::ForeignChain, line.seq);
            return;
        }
        self.state.chain.get_or_insert_with(|| line.chain.clone());
        self.follow(&line);
        if !line.opens() {
            self.fault(AuditFaultCode::OpeningAltered, line.seq);
        }
        if self.head.is_some_and(|head| head.seq == line.seq && head.hash != line.hash) {
            self.fault(AuditFaultCode::HeadDiffers, line.seq);
        }
        let at = line.event.at;
        if self.state.latest.is_some_and(|latest| latest.since(at) > limits::MAX_SKEW) {
            self.state.clock_back = self.state.clock_back.saturating_add(1);
        }
        self.state.latest = self.state.latest.max(Some(at));
    }

    /// A line that cannot be trusted was there: either its content or its hash is the sealed one,
    /// so that the next line may follow what it says or what it comes to.
    fn lost(&mut self, text: &str, computed: String) {
        self.state.lost = self.state.lost.saturating_add(1);
        if self.state.lost == 1 && !computed.is_empty() {
            let stated = Line::read(text).map(|line| line.hash).unwrap_or_default();
            // Kept behind the link of the last sound line, in whose place one may have been put in.
            self.state.links.truncate(1);
            self.state.links.extend([stated, computed]);
        } else {
            self.state.links.truncate(1);
        }
    }

    fn follow(&mut self, line: &Line) {
        let expected = self.state.seq.saturating_add(1);
        if line.seq < expected {
            self.earlier(line.seq);
            return;
        }
        let missing = line.seq - expected;
        let links = &self.state.links;
        let follows = match (missing, self.state.lost) {
            // What could not be trusted was put in, or nothing was lost.
            (0, _) => links.first() == Some(&line.prev),
            (1, 1) if links.len() > 1 => links.iter().skip(1).any(|link| *link == line.prev),
            _ => true,
        };
        if missing > self.state.lost {
            self.gap(expected.saturating_add(self.state.lost), line.seq - 1);
        } else if !follows {
            self.fault(AuditFaultCode::BrokenLink, line.seq);
        }
        self.state.seq = line.seq;
        self.state.links = vec![line.hash.clone()];
        self.state.lost = 0;
    }

    /// A line that is numbered lower than the one before it.
    fn earlier(&mut self, seq: u64) {
        let gaps = &mut self.state.gaps;
        let Some(place) = gaps.iter().position(|(_, first, last)| (*first..=*last).contains(&seq))
        else {
            self.fault(AuditFaultCode::Duplicate, seq);
            return;
        };
        // What was missing has come: what is left of the gap is on both sides of it.
        let (line, first, last) = gaps.remove(place);
        let sides = [(line, first, seq.saturating_sub(1)), (line, seq.saturating_add(1), last)];
        gaps.extend(sides.into_iter().filter(|(_, first, last)| first <= last));
        self.fault(AuditFaultCode::Reordered, seq);
    }

    /// What is missing may still come, out of order: told at the end, or when there is too much.
    fn gap(&mut self, first: u64, last: u64) {
        let gap = (self.state.lines, first, last);
        if self.state.gaps.len() < limits::FAULTS {
            self.state.gaps.push(gap);
        } else {
            self.missing(gap);
        }
    }

    fn missing(&mut self, (line, seq, through): (u64, u64, u64)) {
        let code = AuditFaultCode::Gap;
        self.report(AuditFault { code, line, seq, through: Some(through) });
    }

    fn end(&mut self) {
        let mut gaps = std::mem::take(&mut self.state.gaps);
        gaps.sort_unstable();
        gaps.into_iter().for_each(|gap| self.missing(gap));
        let Some(head) = self.head else { return };
        // A chain that has no line behind its checkpoint ends there.
        let empty = self.state.lines == 0 && self.state.seq == head.seq;
        if empty && self.state.links.first() != Some(&head.hash) {
            self.fault(AuditFaultCode::HeadDiffers, head.seq);
        }
        let reached = self.state.seq.saturating_add(self.state.lost);
        if reached < head.seq {
            self.report(AuditFault {
                code: AuditFaultCode::Truncated,
                line: self.state.lines.saturating_add(1),
                seq: reached.saturating_add(1),
                through: Some(head.seq),
            });
        }
    }
}
