//! What a patient's replies, carriers and staff said of contact points, and of a death.

use std::collections::BTreeMap;

use super::{ContactFinding, LineId, LineKind, OptOutScope};
use crate::Timestamp;
use crate::conversation::{Concern, Resolution};
use crate::fact::FactContent;
use crate::register::{Register, Source};

/// What was heard, beside what the record says.
#[derive(Clone, Default)]
pub(crate) struct Heard {
    findings: BTreeMap<LineId, Register<ContactFinding>>,
    /// When a message last came back from a contact point for good.
    bounces: BTreeMap<LineId, Timestamp>,
    /// The last word of opting out or in by kind of contact point, and where it was said: it is
    /// the person's own, and a new number does not undo it.
    opt_outs: BTreeMap<LineKind, Register<(bool, LineId)>>,
    /// The last opt-out of one kind of message, by kind of contact point, since the last opt-in.
    of_one_kind: BTreeMap<LineKind, Source>,
    /// The last word that the patient has died, until staff say whether that is so.
    death: Option<Source>,
    /// The subjects about which the patient wants no more messages.
    muted: Vec<(String, Source)>,
}

impl Heard {
    /// Takes in a fact; the facts come in the order of their stamps.
    pub(super) fn apply(&mut self, content: &FactContent, source: &Source) {
        match content {
            FactContent::ReplyReceived { line, resolution, concerns, .. } => {
                match resolution {
                    Resolution::OptOut {} => self.opt(line, true, source),
                    Resolution::OptIn {} => self.opt(line, false, source),
                    Resolution::OptOutOf { .. } => {
                        self.of_one_kind.insert(line.kind(), source.clone());
                    }
                    Resolution::Mute { subject } => {
                        self.muted.push((subject.clone(), source.clone()));
                    }
                    _ => {}
                }
                if concerns.contains(&Concern::WrongParty) {
                    self.find(line, ContactFinding::WrongParty, source);
                }
                if concerns.contains(&Concern::Death) {
                    self.death = Some(source.clone());
                }
            }
            // What a carrier's account refuses says nothing of the person.
            FactContent::LineOptOutChanged { scope: OptOutScope::Everyone, .. } => {}
            FactContent::LineOptOutChanged { line, opted_out, .. } => {
                self.opt(line, *opted_out, source);
            }
            FactContent::ContactPointChecked { line, finding } => self.find(line, *finding, source),
            FactContent::PatientDescribed { deceased: Some(_), .. } => self.death = None,
            _ => {}
        }
    }

    fn opt(&mut self, line: &LineId, out: bool, source: &Source) {
        if !out {
            self.of_one_kind.remove(&line.kind());
        }
        let register = self.opt_outs.entry(line.kind()).or_default();
        register.write_stricter((out, line.clone()), source, |(out, _)| *out);
    }

    fn find(&mut self, line: &LineId, finding: ContactFinding, source: &Source) {
        let register = self.findings.entry(line.clone()).or_default();
        register.write_stricter(finding, source, |found| *found != ContactFinding::Verified);
    }

    /// Notes that a message came back for good.
    pub(crate) fn bounce(&mut self, line: &LineId, at: Timestamp) {
        let last = self.bounces.entry(line.clone()).or_insert(at);
        *last = at.max(*last);
    }

    /// Whether a contact point is in doubt: by a finding, or by what bounced since.
    pub(crate) fn is_doubtful(&self, line: &LineId) -> bool {
        let checked = self.findings.get(line).and_then(Register::source);
        let bounced = self.bounces.get(line);
        self.doubt(line).is_some()
            || bounced.is_some_and(|at| checked.is_none_or(|checked| checked.occurred <= *at))
    }

    /// The fact by which a contact point is in doubt.
    pub(crate) fn doubt(&self, line: &LineId) -> Option<&Source> {
        let register = self.findings.get(line)?;
        let doubted = *register.get()? != ContactFinding::Verified;
        doubted.then(|| register.source()).flatten()
    }

    /// The fact by which the person opted out of contact points of a kind, and the one where they
    /// said so.
    pub(crate) fn opted_out(&self, kind: LineKind) -> Option<(&LineId, &Source)> {
        let register = self.opt_outs.get(&kind)?;
        let (out, line) = register.get()?;
        let source = register.source()?;
        out.then_some((line, source))
    }

    /// The fact by which the person opted out of one kind of message there.
    pub(crate) fn opted_out_of_one_kind(&self, kind: LineKind) -> Option<&Source> {
        self.of_one_kind.get(&kind)
    }

    /// The fact by which the patient is said to have died, where staff have not spoken since.
    pub(crate) fn death(&self) -> Option<&Source> {
        self.death.as_ref()
    }

    /// The fact by which the patient wants no more messages about a subject.
    pub(crate) fn muted(&self, subject: &str) -> Option<&Source> {
        self.muted.iter().find(|(muted, _)| muted == subject).map(|(_, source)| source)
    }
}
