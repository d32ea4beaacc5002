//! Appointments, visits and enrolments.

mod appointment;
mod enrolment;
mod service;
mod visit;

pub(crate) use appointment::{Appointment, Version};
pub use appointment::{AppointmentStatus, Attendance};
pub(crate) use enrolment::Enrolment;
pub use service::{Place, Service};
pub(crate) use visit::Visit;
