//! Who stands by a patient.

use crate::fact::FactContent;
use crate::relationship::{Register, Source};
use crate::{ContactPoint, HumanName, Language, PersonId, Timestamp};

/// The registers of a related person.
#[derive(Clone)]
pub(crate) struct RelatedPerson {
    pub(crate) id: PersonId,
    names: Register<Vec<HumanName>>,
    relationships: Register<Vec<String>>,
    languages: Register<Vec<Language>>,
    contacts: Register<Vec<ContactPoint>>,
    active: Register<bool>,
    from: Register<Timestamp>,
    until: Register<Timestamp>,
}

impl RelatedPerson {
    pub(crate) fn new(id: PersonId) -> Self {
        Self {
            id,
            names: Register::default(),
            relationships: Register::default(),
            languages: Register::default(),
            contacts: Register::default(),
            active: Register::default(),
            from: Register::default(),
            until: Register::default(),
        }
    }

    pub(crate) fn apply(&mut self, content: &FactContent, source: &Source) {
        if let FactContent::RelatedPersonDescribed {
            person: _,
            names,
            relationships,
            languages,
            contact_points,
            active,
            from,
            until,
        } = content
        {
            self.names.write_some(names.as_ref(), source);
            self.relationships.write_some(relationships.as_ref(), source);
            self.languages.write_some(languages.as_ref(), source);
            self.contacts.write_some(contact_points.as_ref(), source);
            self.active.write_some(active.as_ref(), source);
            self.from.write_some(from.as_ref(), source);
            self.until.write_some(until.as_ref(), source);
        }
    }

    /// Whether the relation holds at an instant.
    pub(crate) fn holds_at(&self, now: Timestamp) -> bool {
        self.active.get().copied().unwrap_or(true)
            && self.from.get().is_none_or(|from| *from <= now)
            && self.until.get().is_none_or(|until| now < *until)
    }
}
