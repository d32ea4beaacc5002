//! The public types as UniFFI carries them to Kotlin and Swift: records and enums by their derives,
//! newtypes as the text or the number that they are, and the one error.
//!
//! Kotlin and Swift give instants and days the types of their own standard libraries
//! (`uniffi.toml`).

use crate::id::Name;
use crate::{
    AppointmentId, BirthDate, CivilDate, EnrolmentId, ErrorCode, FactId, Fault, Key, Language,
    LineId, OccasionId, PatientId, PersonId, ReplyId, RequestId, ResponseId, SlotId, Timestamp,
    VisitId, WaitingId, Zone, ZonedTime,
};

/// The one error of this library, as a type of its own in Kotlin (`PrmException`) and Swift.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum PrmError {
    /// The host made a mistake.
    #[error("{path}: {reason} [{code}]")]
    Refused {
        /// The stable code, the same in every host.
        code: ErrorCode,
        /// Where in the input; empty for the input as a whole.
        path: String,
        /// What is wrong, in one clause without patient data.
        reason: String,
        /// Every fault of a playbook; empty for other errors.
        faults: Vec<Fault>,
    },
}

impl From<crate::PrmError> for PrmError {
    fn from(error: crate::PrmError) -> Self {
        Self::Refused {
            code: error.code(),
            path: error.path().to_owned(),
            reason: error.message().to_owned(),
            faults: error.faults().to_vec(),
        }
    }
}

/// Newtypes that cross as their text. What does not parse becomes a [`PrmError`].
macro_rules! texts {
    ($($type:ident),+ $(,)?) => {$(
        uniffi::custom_type!($type, String, {
            lower: |value| value.to_string(),
            try_lift: |text| text.parse().map_err(|error: crate::PrmError| {
                uniffi::deps::anyhow::Error::new(PrmError::from(error))
            }),
        });
    )+};
}

texts! {
    AppointmentId, BirthDate, CivilDate, EnrolmentId, FactId, Key, Language, LineId, OccasionId,
    PatientId, PersonId, ReplyId, RequestId, ResponseId, SlotId, VisitId, WaitingId, Zone,
    ZonedTime,
}

uniffi::custom_type!(Name, String, {
    lower: |name| name.to_string(),
    try_lift: |text| Ok(Name::from(text)),
});

uniffi::custom_type!(Timestamp, i64, {
    lower: |at| at.as_millis(),
    try_lift: |millis| Timestamp::from_millis(millis).map_err(|error| {
        uniffi::deps::anyhow::Error::new(PrmError::from(error))
    }),
});
