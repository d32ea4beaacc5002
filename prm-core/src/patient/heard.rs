//! What a patient's replies, carriers and staff said of contact points, and of a death.

use std::collections::BTreeMap;

use super::{ContactFinding, LineId, LineKind, OptOutScope};
use crate::conversation::{Concern, Resolution};
use crate::fact::FactContent;
use crate::relationship::{Register, Source};

/// What was heard, beside what the record says.
#[derive(Clone, Default)]
pub(crate) struct Heard {
    findings: BTreeMap<LineId, Register<ContactFinding>>,
    /// The last word of opting out or in by kind of contact point, and where it was said: it is
    /// the person's own, and a new number does not undo it.
    opt_outs: BTreeMap<LineKind, Register<(bool, LineId)>>,
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
        let register = self.opt_outs.entry(line.kind()).or_default();
        register.write_stricter((out, line.clone()), source, |(out, _)| *out);
    }

    fn find(&mut self, line: &LineId, finding: ContactFinding, source: &Source) {
        let register = self.findings.entry(line.clone()).or_default();
        register.write_stricter(finding, source, |found| *found != ContactFinding::Verified);
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

    /// The fact by which the patient is said to have died, where staff have not spoken since.
    pub(crate) fn death(&self) -> Option<&Source> {
        self.death.as_ref()
    }

    /// The fact by which the patient wants no more messages about a subject.
    pub(crate) fn muted(&self, subject: &str) -> Option<&Source> {
        self.muted.iter().find(|(muted, _)| muted == subject).map(|(_, source)| source)
    }
}
