//! Who a message goes to: the patient, or who stands for them (R21).

use crate::journey::Case;
use crate::patient::{Patient, RelatedPerson, usable};
use crate::{Channel, ContactPoint, FactId, Language, LineId, Timestamp};

/// Who a message goes to.
#[derive(Clone, Copy)]
pub(crate) enum Recipient<'v> {
    /// The patient; of protected care to a minor nothing goes to what others use too.
    Patient { patient: &'v Patient, apart_from: &'v [RelatedPerson] },
    /// A guardian, or whom the patient chose.
    Person { person: &'v RelatedPerson, patient: &'v Patient },
}

/// There is nobody who may be told: the patient is a minor without a guardian.
pub(crate) struct Nobody<'v> {
    /// When the patient comes of age.
    pub(crate) of_age: Timestamp,
    /// The fact that says how old they are.
    pub(crate) fact: Option<&'v FactId>,
}

impl<'v> Recipient<'v> {
    /// The related person, where it is one.
    pub(crate) fn person(&self) -> Option<&'v RelatedPerson> {
        match self {
            Self::Patient { .. } => None,
            Self::Person { person, .. } => Some(person),
        }
    }

    /// The languages that they read, the preferred one first.
    pub(crate) fn languages(&self) -> &'v [Language] {
        match self {
            Self::Patient { patient, .. } => patient.languages(),
            Self::Person { person, .. } => person.languages(),
        }
    }

    /// The name by which they are greeted.
    pub(crate) fn greeting_name(&self) -> Option<&'v str> {
        match self {
            Self::Patient { patient, .. } => patient.greeting_name(),
            Self::Person { person, .. } => person.greeting_name(),
        }
    }

    /// The contact point that a channel would use, and whether it is in use.
    pub(crate) fn line(&self, channel: Channel, now: Timestamp) -> Option<(&'v LineId, bool)> {
        let (Self::Person { patient, .. } | Self::Patient { patient, .. }) = self;
        let valid = |point: &ContactPoint| patient.is_usable(point, now);
        let point = match self {
            Self::Person { person, .. } => usable(person.contacts(), channel, valid, |_| true),
            Self::Patient { apart_from, .. } => {
                let alone = patient.confidential_lines();
                let fits = |line: &&LineId| line.kind() == channel.line_kind();
                // What the patient named to be reached at need not be among their contacts.
                if let Some(line) = alone.iter().find(fits) {
                    let point = patient.contacts().iter().find(|point| point.line == *line);
                    let doubted = patient.heard.doubt(line).is_some();
                    return Some((line, !doubted && point.is_none_or(valid)));
                }
                if !alone.is_empty() {
                    return None;
                }
                usable(patient.contacts(), channel, valid, |line| {
                    let mut others = apart_from.iter().flat_map(RelatedPerson::contacts);
                    !others.any(|point| point.line == *line)
                })
            }
        };
        point.map(|point| (&point.line, valid(point)))
    }
}

impl<'s> Case<'s> {
    /// Who a message goes to. Decided anew at every instant: ages and relations change.
    pub(crate) fn recipient(&self) -> Result<Recipient<'s>, Nobody<'s>> {
        let scene = &self.scene;
        let (view, now) = (scene.view, scene.now);
        let patient = &view.patient;
        let in_person = |apart_from| Ok(Recipient::Patient { patient, apart_from });
        // An answer goes to whoever wrote.
        if self.reply().is_some() {
            return in_person(&[][..]);
        }
        let minor = scene.minor_until();
        if minor.is_some() && view.protected(&self.run.subject).is_some() {
            return in_person(&view.people);
        }
        let holds = |person: &&RelatedPerson| person.holds_at(now);
        if let (Some(Some(chosen)), Some(source)) =
            (patient.recipient.get(), patient.recipient.source())
        {
            // What was chosen for a child ends when the patient comes of age.
            let still = minor.is_some() || !scene.was_minor_at(source.occurred);
            let person = view.people.iter().find(|person| person.id == *chosen);
            if let Some(person) = person.filter(|_| still).filter(holds) {
                return Ok(Recipient::Person { person, patient });
            }
        }
        let Some(of_age) = minor else { return in_person(&[][..]) };
        let guardians = view.people.iter().filter(holds).filter(|person| person.is_guardian());
        // One who can be reached goes before one who cannot; people are in the order of their ids.
        match guardians.min_by_key(|person| person.contacts().is_empty()) {
            Some(person) => Ok(Recipient::Person { person, patient }),
            None => {
                let fact = patient.birth_date.source().map(|source| &source.fact);
                Err(Nobody { of_age, fact })
            }
        }
    }
}
