//! Appointments: their life cycle and the history of what can be told of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Place, Service};
use crate::fact::FactContent;
use crate::reason::ReasonCode;
use crate::register::{Register, Source};
use crate::{AppointmentId, Timestamp, ZonedTime, limits};

/// The status of an appointment (FHIR R4 AppointmentStatus).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "kebab-case")]
pub enum AppointmentStatus {
    /// Offered, nothing agreed.
    Proposed,
    /// Agreed by some.
    Pending,
    /// On the waitlist.
    Waitlist,
    /// Agreed by all.
    Booked,
    /// Checked in, before or after arriving.
    CheckedIn,
    /// The patient is there.
    Arrived,
    /// It took place.
    Fulfilled,
    /// The patient did not come.
    Noshow,
    /// It will not take place.
    Cancelled,
    /// It should never have been there.
    EnteredInError,
}

impl AppointmentStatus {
    /// The word on the wire, as in FHIR.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Pending => "pending",
            Self::Waitlist => "waitlist",
            Self::Booked => "booked",
            Self::CheckedIn => "checked-in",
            Self::Arrived => "arrived",
            Self::Fulfilled => "fulfilled",
            Self::Noshow => "noshow",
            Self::Cancelled => "cancelled",
            Self::EnteredInError => "entered-in-error",
        }
    }
}

/// Whether the patient will come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Attendance {
    /// Yes (FHIR participant status `accepted`).
    Accepted,
    /// No (`declined`).
    Declined,
}

/// The registers of an appointment.
#[derive(Clone)]
pub(crate) struct Appointment {
    pub(crate) id: AppointmentId,
    pub(crate) start: Register<ZonedTime>,
    pub(crate) end: Register<ZonedTime>,
    pub(crate) status: Register<AppointmentStatus>,
    pub(crate) service: Register<Service>,
    pub(crate) place: Register<Place>,
    pub(crate) practitioner: Register<String>,
    /// The answer, and the start that was answered.
    attendance: Register<(Attendance, Option<Timestamp>)>,
    pub(crate) follows: Register<AppointmentId>,
    /// When it first became booked, and when it last became cancelled or missed.
    pub(crate) booked: Option<Source>,
    pub(crate) cancelled: Option<Source>,
    pub(crate) noshow: Option<Source>,
    /// When it last got another start.
    pub(crate) moved: Option<Source>,
    /// When it was first proposed.
    pub(crate) proposed: Option<Source>,
    /// When the patient came.
    pub(crate) arrived: Option<Source>,
    /// When it is expected to begin, where the practice runs late.
    pub(crate) expected: Register<ZonedTime>,
    /// The forms that were asked for, and whether each has still to come.
    forms: BTreeMap<String, Register<bool>>,
    /// The stretches of what can be told of it, the present one last (R4, "again").
    pub(crate) versions: Vec<Version>,
}

/// What can be told of an appointment.
#[derive(Clone, PartialEq)]
pub(crate) struct Version {
    pub(crate) start: ZonedTime,
    pub(crate) place: Option<Arc<str>>,
    pub(crate) practitioner: Option<Arc<str>>,
    pub(crate) expected: Option<ZonedTime>,
}

impl Appointment {
    pub(crate) fn new(id: AppointmentId) -> Self {
        Self {
            id,
            start: Register::default(),
            end: Register::default(),
            status: Register::default(),
            service: Register::default(),
            place: Register::default(),
            practitioner: Register::default(),
            attendance: Register::default(),
            follows: Register::default(),
            booked: None,
            cancelled: None,
            noshow: None,
            moved: None,
            proposed: None,
            arrived: None,
            expected: Register::default(),
            forms: BTreeMap::new(),
            versions: Vec::new(),
        }
    }

    /// Takes in what a fact says of it. A status change that the life cycle does not know is
    /// refused; whatever else the fact says is taken in all the same.
    pub(crate) fn apply(
        &mut self,
        content: &FactContent,
        source: &Source,
    ) -> Result<(), ReasonCode> {
        let mut status = None;
        match content {
            FactContent::AppointmentBooked {
                appointment: _,
                start,
                end,
                service,
                place,
                practitioner,
                follows,
            } => {
                status = Some(AppointmentStatus::Booked);
                self.start.write(*start, source);
                self.end.write_some(end.as_ref(), source);
                self.service.write_some(service.as_ref(), source);
                self.place.write_some(place.as_ref(), source);
                self.practitioner.write_some(practitioner.as_ref(), source);
                self.follows.write_some(follows.as_ref(), source);
            }
            FactContent::AppointmentMoved { appointment: _, start, end, place } => {
                self.start.write(*start, source);
                self.end.write_some(end.as_ref(), source);
                self.place.write_some(place.as_ref(), source);
            }
            FactContent::AppointmentCancelled { .. } => {
                status = Some(AppointmentStatus::Cancelled);
            }
            FactContent::AppointmentChanged {
                appointment: _,
                status: given,
                start,
                end,
                service,
                place,
                practitioner,
                attendance,
                follows,
                reason: _,
            } => {
                status = *given;
                self.start.write_some(start.as_ref(), source);
                self.end.write_some(end.as_ref(), source);
                self.service.write_some(service.as_ref(), source);
                self.place.write_some(place.as_ref(), source);
                self.practitioner.write_some(practitioner.as_ref(), source);
                self.follows.write_some(follows.as_ref(), source);
                if let Some(answer) = attendance {
                    let about = self.start.get().map(|start| start.instant());
                    self.attendance.write((*answer, about), source);
                }
            }
            FactContent::AppointmentDelayed { appointment: _, expected } => {
                self.expected.write(*expected, source);
            }
            FactContent::FormRequested { appointment: _, form } => {
                let register = self.forms.entry(form.clone()).or_default();
                register.write_stricter(true, source, |missing| !missing);
            }
            FactContent::FormReceived { appointment: _, form } => {
                let register = self.forms.entry(form.clone()).or_default();
                register.write_stricter(false, source, |missing| !missing);
            }
            FactContent::AppointmentAnswered { appointment: _, attendance, start } => {
                let about = start.as_ref().or(self.start.get()).map(|start| start.instant());
                self.attendance.write((*attendance, about), source);
            }
            _ => {}
        }
        self.remember(source);
        status.map_or(Ok(()), |status| self.transition(status, source))
    }

    /// Begins a new stretch when something that can be told has changed.
    fn remember(&mut self, source: &Source) {
        let Some(start) = self.start.get() else { return };
        // What was expected of another time says nothing of this one.
        let last = self.versions.last();
        if last.is_some_and(|last| last.start.instant() != start.instant()) {
            self.expected = Register::default();
        }
        let place = self.place.get().map(|place| place.name.as_ref().unwrap_or(&place.id));
        let version = Version {
            start: *start,
            place: place.map(|place| place.as_str().into()),
            practitioner: self.practitioner.get().map(|name| name.as_str().into()),
            expected: self.expected.get().copied(),
        };
        if last.is_some_and(|last| last.start.instant() != version.start.instant()) {
            self.moved = Some(source.clone());
        }
        if last != Some(&version) {
            self.versions.push(version);
        }
    }

    fn transition(&mut self, to: AppointmentStatus, source: &Source) -> Result<(), ReasonCode> {
        let from = self.status.get().copied();
        if from == Some(to) {
            return Ok(());
        }
        if !self.may_become(to, source) {
            return Err(ReasonCode::TransitionRefused);
        }
        self.status.write(to, source);
        match to {
            AppointmentStatus::Proposed if self.proposed.is_none() => {
                self.proposed = Some(source.clone());
            }
            AppointmentStatus::Booked if self.booked.is_none() => {
                self.booked = Some(source.clone());
            }
            AppointmentStatus::Cancelled => self.cancelled = Some(source.clone()),
            AppointmentStatus::Noshow => self.noshow = Some(source.clone()),
            AppointmentStatus::Arrived if self.arrived.is_none() => {
                self.arrived = Some(source.clone());
            }
            _ => {}
        }
        Ok(())
    }

    /// The life cycle. FHIR gives no transition table; this is the project's own
    /// (`appointment_transitions.json` of its design). The first status that is heard of is
    /// always taken: what was before it is not known.
    fn may_become(&self, to: AppointmentStatus, source: &Source) -> bool {
        use AppointmentStatus as S;
        let (Some(from), Some(since)) = (self.status.get(), self.status.source()) else {
            return true;
        };
        let within = |limit: i64| source.occurred.since(since.occurred) <= limit;
        match (from, to) {
            (S::EnteredInError, _) => false,
            (_, S::EnteredInError) => true,
            (S::Proposed, S::Pending | S::Booked | S::Waitlist | S::Cancelled)
            | (S::Pending, S::Booked | S::Waitlist | S::Cancelled)
            | (S::Waitlist, S::Booked | S::Pending | S::Cancelled)
            | (
                S::Booked,
                S::Pending | S::CheckedIn | S::Arrived | S::Fulfilled | S::Noshow | S::Cancelled,
            )
            | (S::CheckedIn, S::Arrived | S::Fulfilled | S::Noshow | S::Cancelled)
            | (S::Arrived, S::CheckedIn | S::Fulfilled | S::Cancelled)
            | (S::Noshow, S::Cancelled) => true,
            (S::Noshow, S::Arrived) => within(CORRECTION / 3),
            (S::Noshow, S::Fulfilled) | (S::Fulfilled, S::Noshow) | (S::Cancelled, S::Noshow) => {
                within(CORRECTION)
            }
            _ => false,
        }
    }

    /// What the patient answered about the start that holds now.
    pub(crate) fn attendance(&self) -> Option<Attendance> {
        let (answer, about) = self.attendance.get()?;
        let start = self.start.get().map(|start| start.instant());
        (about.is_none() || *about == start).then_some(*answer)
    }

    /// When the patient last said whether they will come.
    pub(crate) fn answered_at(&self) -> Option<Timestamp> {
        self.attendance.source().map(|source| source.occurred)
    }

    /// When the patient last declined the start that holds now.
    pub(crate) fn declined(&self) -> Option<&Source> {
        (self.attendance() == Some(Attendance::Declined)).then(|| self.attendance.source())?
    }

    /// How many of the forms that were asked for have still to come.
    pub(crate) fn forms_missing(&self) -> usize {
        self.forms.values().filter(|missing| missing.get() == Some(&true)).count()
    }

    /// Whether what is required is there (R2): a start and a status.
    pub(crate) fn is_complete(&self) -> bool {
        self.start.get().is_some() && self.status.get().is_some()
    }

    pub(crate) fn has_status(&self, status: AppointmentStatus) -> bool {
        self.status.get() == Some(&status)
    }

    /// Whether a visit may be this appointment kept. A feed may tell that it was fulfilled before
    /// it tells of the visit.
    pub(crate) fn could_be_kept(&self) -> bool {
        use AppointmentStatus as S;
        [S::Booked, S::CheckedIn, S::Arrived, S::Fulfilled]
            .map(|s| self.has_status(s))
            .contains(&true)
    }
}

/// How long after it a missed, a kept or a cancelled appointment may be corrected, in ms.
const CORRECTION: i64 = 72 * limits::HOUR;

#[cfg(test)]
mod tests {
    use super::*;

    fn source(hour: i64) -> Source {
        let at = Timestamp::from_millis(hour * limits::HOUR).unwrap();
        Source { occurred: at, recorded: at, fact: format!("f{hour}").parse().unwrap() }
    }

    fn changed(status: AppointmentStatus) -> FactContent {
        serde_json::from_value(serde_json::json!({
            "type": "appointment_changed", "appointment": "a1", "status": status.as_str()
        }))
        .unwrap()
    }

    fn moved(start: &str) -> FactContent {
        serde_json::from_value(serde_json::json!({
            "type": "appointment_moved", "appointment": "a1", "start": start
        }))
        .unwrap()
    }

    #[test]
    fn the_life_cycle_refuses_what_cannot_be() {
        use AppointmentStatus as S;
        let mut a = Appointment::new("a1".parse().unwrap());
        assert!(a.apply(&changed(S::Booked), &source(1)).is_ok());
        assert!(a.apply(&changed(S::Cancelled), &source(2)).is_ok());
        assert!(a.apply(&changed(S::Booked), &source(3)).is_err());
        assert!(a.apply(&changed(S::Noshow), &source(4)).is_ok());
        assert!(a.apply(&changed(S::Fulfilled), &source(99)).is_err());
        assert!(a.apply(&changed(S::EnteredInError), &source(100)).is_ok());
        assert!(a.apply(&changed(S::Cancelled), &source(101)).is_err());
        assert!(a.has_status(S::EnteredInError));
    }

    #[test]
    fn the_same_start_fed_twice_is_one_stretch() {
        let mut a = Appointment::new("a1".parse().unwrap());
        let (tuesday, thursday) =
            ("2026-03-10T10:00[Asia/Kolkata]", "2026-03-12T10:00[Asia/Kolkata]");
        for (hour, start) in [(1, tuesday), (2, thursday), (3, thursday), (4, tuesday)] {
            a.apply(&moved(start), &source(hour)).unwrap();
        }
        assert_eq!(a.versions.len(), 3);
        assert_eq!(a.moved, Some(source(4)));
    }
}
