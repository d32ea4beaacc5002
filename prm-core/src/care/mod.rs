//! Appointments, visits, enrolments and occasions.

mod appointment;
mod enrolment;
mod occasion;
mod service;
mod visit;
mod waiting;

pub(crate) use appointment::{Appointment, Version};
pub use appointment::{AppointmentStatus, Attendance};
pub(crate) use enrolment::Enrolment;
pub(crate) use occasion::Occasion;
pub use service::{Place, Service};
pub(crate) use visit::Visit;
pub(crate) use waiting::Waiting;
