//! A condition on its own, for the bench beside CEL (feature `bench`): not part of the interface.

use super::{Asked, Condition, Truth};
use crate::vocabulary::{Attributes, Field, Kind, Value};
use crate::{PrmError, Timestamp, Zone};

/// A condition about an appointment.
#[derive(Debug)]
pub struct Probe(Condition);

/// What the probe knows.
#[derive(Debug)]
pub struct Known<'k> {
    /// `patient.age`
    pub age: i64,
    /// `appointment.status`
    pub status: &'k str,
    /// `appointment.confirmed`
    pub confirmed: bool,
}

impl Probe {
    /// Parses a condition.
    ///
    /// # Errors
    /// As a playbook with it would.
    pub fn new(text: &str) -> Result<Self, PrmError> {
        Condition::parse(text, Kind::Appointment, &Attributes::default()).map(Self)
    }

    /// Whether it is true; nothing where that cannot be told.
    pub fn ask(&self, known: &Known<'_>) -> Option<bool> {
        match self.0.ask(known) {
            Truth::True => Some(true),
            Truth::False => Some(false),
            Truth::Unknown(_) => None,
        }
    }
}

impl Asked for Known<'_> {
    fn value(&self, field: Field) -> Option<Value<'_>> {
        match field {
            Field::PatientAge => Some(Value::Int(self.age)),
            Field::AppointmentStatus => Some(Value::Text(self.status)),
            Field::AppointmentConfirmed => Some(Value::Bool(self.confirmed)),
            _ => None,
        }
    }

    fn now(&self) -> Timestamp {
        Timestamp::MIN
    }

    fn zone(&self) -> Zone {
        Zone::utc()
    }

    fn next_start(&self) -> Option<Timestamp> {
        None
    }

    fn next_birthday(&self) -> Option<Timestamp> {
        None
    }
}
