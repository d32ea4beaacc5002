//! Who the patient is, how they can be reached, what they allow, and who stands by them.

mod consent;
mod contact;
mod heard;
mod name;
mod related;

use std::collections::BTreeMap;

use crate::fact::FactContent;
use crate::register::{Register, Source};
use crate::time::{LeapDay, areas_of, countries_of, zones_of};
use crate::{Channel, CivilDate, Language, PatientId, PersonId, Purpose, Timestamp, Zone};

use consent::Answer;
pub(crate) use consent::{Consent, Consents};
pub use contact::{ContactFinding, ContactPoint, ContactUse, LineId, LineKind, OptOutScope};
use heard::Heard;
pub(crate) use name::greeting_name;
pub use name::{BirthDate, HumanName, NameUse};
pub(crate) use related::RelatedPerson;

/// The registers of a patient.
#[derive(Clone, Default)]
pub(crate) struct Patient {
    pub(crate) names: Register<Vec<HumanName>>,
    pub(crate) birth_date: Register<BirthDate>,
    /// Whether the date of birth is a guess.
    pub(crate) birth_date_estimated: Register<bool>,
    pub(crate) gender: Register<String>,
    pub(crate) deceased: Register<bool>,
    pub(crate) languages: Register<Vec<Language>>,
    pub(crate) zone: Register<Zone>,
    pub(crate) country: Register<String>,
    pub(crate) state: Register<String>,
    pub(crate) contacts: Register<Vec<ContactPoint>>,
    pub(crate) labels: Register<Vec<String>>,
    pub(crate) merged: Register<PatientId>,
    pub(crate) do_not_contact: Register<bool>,
    pub(crate) consents: Consents,
    /// The related person to whom messages go; the patient where absent.
    pub(crate) recipient: Register<Option<PersonId>>,
    /// The channels by which the patient would rather be reached, by purpose and for all.
    preferred: BTreeMap<Option<Purpose>, Register<Vec<Channel>>>,
    /// The contact points that alone may be used; any where empty (45 CFR 164.522(b)).
    pub(crate) confidential: Register<Vec<LineId>>,
    pub(crate) heard: Heard,
    /// Channels on which the patient accepts content in the clear.
    plain: Vec<(Channel, Register<bool>)>,
    /// The zones in which the patient may be, the likeliest first; empty where nothing says so.
    zones: Vec<Zone>,
    /// The ISO 3166 codes of where the patient lives, or is: whose law binds what they are sent.
    areas: Vec<&'static str>,
}

impl Patient {
    /// Takes in what a fact says of the patient; the facts come in the order of their stamps.
    pub(crate) fn apply(&mut self, content: &FactContent, source: &Source) {
        self.heard.apply(content, source);
        match content {
            FactContent::PatientDescribed {
                names,
                birth_date,
                birth_date_estimated,
                gender,
                deceased,
                languages,
                zone,
                country,
                state,
                contact_points,
                labels,
            } => {
                self.names.write_some(names.as_ref(), source);
                self.birth_date.write_some(birth_date.as_ref(), source);
                let estimated = birth_date_estimated.as_ref();
                self.birth_date_estimated.write_some(estimated, source);
                self.gender.write_some(gender.as_ref(), source);
                self.languages.write_some(languages.as_ref(), source);
                self.zone.write_some(zone.as_ref(), source);
                self.country.write_some(country.as_ref(), source);
                self.state.write_some(state.as_ref(), source);
                self.contacts.write_some(contact_points.as_ref(), source);
                self.labels.write_some(labels.as_ref(), source);
                if let Some(deceased) = deceased {
                    self.deceased.write_stricter(*deceased, source, |value| *value);
                }
            }
            FactContent::PatientMerged { into } => self.merged.write(into.clone(), source),
            FactContent::DoNotContactChanged { on } => {
                self.do_not_contact.write_stricter(*on, source, |value| *value);
            }
            FactContent::ConsentChanged { purposes, channel, granted, signed, until } => {
                let answer = Answer { granted: *granted, signed: *signed, until: *until };
                self.consents.change(purposes, *channel, answer, source);
            }
            FactContent::ChannelPreferred { channels, purposes } => {
                let each = purposes.iter().copied().map(Some);
                let all = purposes.is_empty().then_some(None);
                for purpose in each.chain(all) {
                    self.preferred.entry(purpose).or_default().write(channels.clone(), source);
                }
            }
            FactContent::RecipientChosen { person } => {
                self.recipient.write(person.clone(), source);
            }
            FactContent::ConfidentialCommunicationRequested { lines } => {
                self.confidential.write_stricter(lines.clone(), source, |lines| !lines.is_empty());
            }
            FactContent::PlainChannelAccepted { channel, accepted, .. } => {
                let register = match self.plain.iter_mut().find(|(known, _)| known == channel) {
                    Some((_, register)) => register,
                    None => {
                        self.plain.push((*channel, Register::default()));
                        let Some((_, register)) = self.plain.last_mut() else { return };
                        register
                    }
                };
                register.write_stricter(*accepted, source, |value| !*value);
            }
            _ => {}
        }
    }

    /// Settles what follows from several registers, once all facts are in.
    pub(crate) fn finish(&mut self) {
        self.zones = match (self.zone.get(), self.country.get()) {
            (Some(zone), _) => vec![*zone],
            (None, Some(country)) => zones_of(country, self.state.get().map(String::as_str)),
            (None, None) => Vec::new(),
        };
        // The address goes before the zone: the law is of a place, and a zone has many.
        self.areas = match (self.country.get(), self.zone.get()) {
            (Some(country), _) => areas_of(country, self.state.get().map(String::as_str)),
            (None, Some(zone)) => countries_of(*zone).to_vec(),
            (None, None) => Vec::new(),
        };
        if let Some(contacts) = self.contacts.get_mut() {
            in_order(contacts);
        }
    }

    pub(crate) fn is_deceased(&self) -> bool {
        self.deceased.get().copied().unwrap_or(false)
    }

    /// The zones in which the patient may be; empty where neither they nor an address say so.
    pub(crate) fn zones(&self) -> &[Zone] {
        &self.zones
    }

    /// The ISO 3166 codes of the places whose law binds; empty where nothing says so.
    pub(crate) fn areas(&self) -> &[&'static str] {
        &self.areas
    }

    /// Whether the zone is stated, and not taken from an address.
    pub(crate) fn states_zone(&self) -> bool {
        self.zone.get().is_some()
    }

    pub(crate) fn greeting_name(&self) -> Option<&str> {
        greeting_name(self.names.get()?)
    }

    pub(crate) fn languages(&self) -> &[Language] {
        self.languages.get().map_or(&[], Vec::as_slice)
    }

    /// The completed years on a day, where a date of birth is known.
    pub(crate) fn age_on(&self, day: CivilDate, leap: LeapDay) -> Option<i64> {
        self.birth_date.get().map(|born| born.age_on(day, leap))
    }

    /// The channels by which the patient would rather hear of a purpose, and the fact that says so.
    pub(crate) fn preferred(&self, purpose: Purpose) -> Option<(&[Channel], &Source)> {
        let register = self.preferred.get(&Some(purpose)).or_else(|| self.preferred.get(&None))?;
        Some((register.get()?, register.source()?))
    }

    /// The contact points that alone may be used; any may where empty.
    pub(crate) fn confidential_lines(&self) -> &[LineId] {
        self.confidential.get().map_or(&[], Vec::as_slice)
    }

    /// Whether a contact point is in use and nothing speaks against it.
    pub(crate) fn is_usable(&self, point: &ContactPoint, now: Timestamp) -> bool {
        point.is_valid_at(now) && !self.heard.is_doubtful(&point.line)
    }

    /// All contact points.
    pub(crate) fn contacts(&self) -> &[ContactPoint] {
        self.contacts.get().map_or(&[], Vec::as_slice)
    }

    /// Whether content may go over a channel in the clear, and the fact that says so.
    pub(crate) fn accepts_plain(&self, channel: Channel) -> Option<&Source> {
        let (_, register) = self.plain.iter().find(|(known, _)| *known == channel)?;
        register.get().copied().unwrap_or(false).then(|| register.source()).flatten()
    }
}

/// Of contact points in order of preference the one that a channel would use: valid before
/// invalid, and none that may not be used.
pub(crate) fn usable(
    points: &[ContactPoint],
    channel: Channel,
    valid: impl Fn(&ContactPoint) -> bool,
    may: impl Fn(&LineId) -> bool,
) -> Option<&ContactPoint> {
    let fits = |point: &&ContactPoint| point.line.kind() == channel.line_kind() && may(&point.line);
    let first = points.iter().find(fits)?;
    Some(points.iter().filter(fits).find(|point| valid(point)).unwrap_or(first))
}

/// Contact points in order of preference, each once.
fn in_order(points: &mut Vec<ContactPoint>) {
    points.sort_by(|a, b| a.preference().cmp(&b.preference()));
    points.dedup_by(|a, b| a.line == b.line);
}
