//! Who stands by a patient.

use crate::fact::FactContent;
use crate::register::{Register, Source};
use crate::{ContactPoint, HumanName, Language, PersonId, Timestamp};

/// Who may act for a child: codes of HL7 v3 RoleCode and of HL7 v2 table 0063, and plain words.
const GUARDIANS: [&str; 25] = [
    "PRN",
    "PRNFOST",
    "PARNT",
    "MTH",
    "FTH",
    "NMTH",
    "NFTH",
    "NPRN",
    "ADOPTM",
    "ADOPTF",
    "ADOPTP",
    "STPMTH",
    "STPFTH",
    "STPPRN",
    "MTHFOST",
    "FTHFOST",
    "GUARD",
    "GRD",
    "PAR",
    "mother",
    "father",
    "parent",
    "guardian",
    "legal guardian",
    "foster parent",
];

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

    /// Puts the contact points in order, once all facts are in.
    pub(crate) fn finish(&mut self) {
        if let Some(contacts) = self.contacts.get_mut() {
            super::in_order(contacts);
        }
    }

    /// The contact points, in order of preference.
    pub(crate) fn contacts(&self) -> &[ContactPoint] {
        self.contacts.get().map_or(&[], Vec::as_slice)
    }

    /// The languages, the preferred one first.
    pub(crate) fn languages(&self) -> &[Language] {
        self.languages.get().map_or(&[], Vec::as_slice)
    }

    /// The name by which they are greeted.
    pub(crate) fn greeting_name(&self) -> Option<&str> {
        super::greeting_name(self.names.get()?)
    }

    /// Their whole name, by which they are the same person in the records of several patients.
    pub(crate) fn full_name(&self) -> Option<String> {
        let name = self.names.get()?.first()?;
        let parts = name.given.iter().chain(&name.family).map(String::as_str);
        let written = name.text.clone();
        let whole = written.unwrap_or_else(|| parts.collect::<Vec<_>>().join(" "));
        Some(whole.trim().to_lowercase()).filter(|whole| !whole.is_empty())
    }

    /// The fact that last said what they are to the patient.
    pub(crate) fn source(&self) -> Option<&Source> {
        self.relationships.source().or(self.contacts.source())
    }

    /// Whether they may act for a patient who is a child: a parent or a guardian.
    pub(crate) fn is_guardian(&self) -> bool {
        let relationships = self.relationships.get().map_or(&[][..], Vec::as_slice);
        relationships.iter().any(|relationship| {
            let word = relationship.rsplit('|').next().unwrap_or(relationship);
            GUARDIANS.iter().any(|known| known.eq_ignore_ascii_case(word.trim()))
        })
    }

    /// The instants at which the relation begins and ends.
    pub(crate) fn edges(&self) -> impl Iterator<Item = Timestamp> {
        [self.from.get(), self.until.get()].into_iter().flatten().copied()
    }

    /// Whether the relation holds at an instant.
    pub(crate) fn holds_at(&self, now: Timestamp) -> bool {
        self.active.get().copied().unwrap_or(true)
            && self.from.get().is_none_or(|from| *from <= now)
            && self.until.get().is_none_or(|until| now < *until)
    }
}
