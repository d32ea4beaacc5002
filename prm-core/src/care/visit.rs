//! Visits, and the appointments that they belong to.

use super::{Appointment, Place, Service};
use crate::fact::FactContent;
use crate::register::{Register, Source};
use crate::{AppointmentId, VisitId, ZonedTime, limits};

/// The registers of a visit (FHIR Encounter).
#[derive(Clone)]
pub(crate) struct Visit {
    pub(crate) id: VisitId,
    /// The appointment that the source names.
    pub(crate) named: Register<AppointmentId>,
    /// The appointment that it belongs to (R31).
    pub(crate) appointment: Option<AppointmentId>,
    pub(crate) start: Register<ZonedTime>,
    pub(crate) end: Register<ZonedTime>,
    pub(crate) class: Register<String>,
    pub(crate) service: Register<Service>,
    pub(crate) place: Register<Place>,
    pub(crate) disposition: Register<String>,
    pub(crate) instructions: Register<String>,
    cancelled: Register<bool>,
}

impl Visit {
    pub(crate) fn new(id: VisitId) -> Self {
        Self {
            id,
            named: Register::default(),
            appointment: None,
            start: Register::default(),
            end: Register::default(),
            class: Register::default(),
            service: Register::default(),
            place: Register::default(),
            disposition: Register::default(),
            instructions: Register::default(),
            cancelled: Register::default(),
        }
    }

    pub(crate) fn apply(&mut self, content: &FactContent, source: &Source) {
        match content {
            FactContent::VisitStarted { visit: _, appointment, start, class, service, place } => {
                if self.is_cancelled() {
                    // It goes on: how it ended was taken back.
                    self.end = Register::default();
                    self.disposition = Register::default();
                }
                self.cancelled.write(false, source);
                self.named.write_some(appointment.as_ref(), source);
                self.start.write(*start, source);
                self.class.write_some(class.as_ref(), source);
                self.service.write_some(service.as_ref(), source);
                self.place.write_some(place.as_ref(), source);
            }
            FactContent::VisitCompleted {
                visit: _,
                appointment,
                start,
                end,
                class,
                service,
                place,
                disposition,
            } => {
                self.cancelled.write(false, source);
                self.named.write_some(appointment.as_ref(), source);
                self.start.write_some(start.as_ref(), source);
                self.end.write(*end, source);
                self.class.write_some(class.as_ref(), source);
                self.service.write_some(service.as_ref(), source);
                self.place.write_some(place.as_ref(), source);
                self.disposition.write_some(disposition.as_ref(), source);
            }
            FactContent::VisitCancelled { .. } => self.cancelled.write(true, source),
            FactContent::InstructionsGiven { visit: _, text } => {
                self.instructions.write(text.clone(), source);
            }
            _ => {}
        }
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancelled.get().copied().unwrap_or(false)
    }

    pub(crate) fn is_completed(&self) -> bool {
        self.end.get().is_some() && !self.is_cancelled()
    }

    /// When it began, or the best that is known of it.
    fn began(&self) -> Option<&ZonedTime> {
        self.start.get().or(self.end.get())
    }

    /// Finds the appointment that it belongs to: the one that it names; else the one of that
    /// place and local day that was kept or could be, nearest by start and at most four hours
    /// away (R31). `open` holds the appointments that no visit names, in the order of start.
    pub(crate) fn link(&mut self, open: &[&Appointment]) {
        self.appointment = match (self.named.get(), self.began()) {
            (Some(id), _) => Some(id.clone()),
            (None, Some(began)) => self.nearest(open, began).map(|(_, id)| id.clone()),
            (None, None) => None,
        };
    }

    fn nearest<'a>(
        &self,
        open: &[&'a Appointment],
        began: &ZonedTime,
    ) -> Option<(i64, &'a AppointmentId)> {
        let gap = |start: &ZonedTime| began.instant().since(start.instant());
        let from = open
            .partition_point(|a| a.start.get().is_none_or(|start| gap(start) > limits::VISIT_LINK));
        open.iter()
            .skip(from)
            .map_while(|a| {
                let start = a.start.get()?;
                (gap(start) >= -limits::VISIT_LINK).then_some((a, start))
            })
            .filter(|(a, start)| same_place(&self.place, &a.place) && same_day(began, start))
            .map(|(a, start)| (gap(start).abs(), &a.id))
            .min()
    }
}

fn same_place(a: &Register<Place>, b: &Register<Place>) -> bool {
    match (a.get(), b.get()) {
        (Some(a), Some(b)) => a.id == b.id,
        _ => true,
    }
}

/// Whether a visit began on the day of an appointment, as the appointment's place sees it.
fn same_day(began: &ZonedTime, start: &ZonedTime) -> bool {
    start.wall_of(began.instant()).0 == start.wall_of(start.instant()).0
}
