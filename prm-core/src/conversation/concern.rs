//! What a person must look at in a reply.

use serde::{Deserialize, Serialize};

use super::words::Intent;
use crate::ReasonCode;

/// Something in a reply that a person must look at, whatever else the reply was taken for. Each
/// opens a task of its own that this library never closes by itself (R11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Concern {
    /// Words of suicide or self-harm. At once; answered with the practice's crisis text.
    Crisis,
    /// Words of a medical emergency. At once; answered with the practice's emergency text.
    Urgent,
    /// Words of violence or abuse. At once; never answered by itself, for others may read along.
    Safeguarding,
    /// Word that the patient has died. Everything is held until staff say whether that is so.
    Death,
    /// Word that the number is somebody else's. Nothing more goes there about this patient until
    /// the contact point was checked.
    WrongParty,
    /// A word of opting out inside a longer text. The line is paused until staff or another word
    /// from it decide.
    OptOutUnclear,
    /// An opt-out in words of one's own: it holds, and a person reads it.
    OptOutWording,
    /// A word that opts out came while a visit was to be confirmed: did the patient mean the
    /// visit? It stays booked.
    VisitUnclear,
}

impl Concern {
    /// The reason of the task that it opens.
    pub const fn reason(self) -> ReasonCode {
        match self {
            Self::Crisis => ReasonCode::CrisisReply,
            Self::Urgent => ReasonCode::UrgentReply,
            Self::Safeguarding => ReasonCode::SafeguardingReply,
            Self::Death => ReasonCode::DeathReported,
            Self::WrongParty => ReasonCode::VerifyContact,
            Self::OptOutUnclear => ReasonCode::OptOutUnclear,
            Self::OptOutWording => ReasonCode::OptOutWording,
            Self::VisitUnclear => ReasonCode::VisitUnclear,
        }
    }

    /// Whether a person must look at once, by day and by night.
    pub const fn is_danger(self) -> bool {
        matches!(self, Self::Crisis | Self::Urgent | Self::Safeguarding)
    }

    /// The concern of a phrase, where it is one by itself.
    pub(super) const fn of(intent: Intent) -> Option<Self> {
        Some(match intent {
            Intent::Crisis => Self::Crisis,
            Intent::Urgent => Self::Urgent,
            Intent::Safeguarding => Self::Safeguarding,
            Intent::Deceased => Self::Death,
            Intent::WrongParty => Self::WrongParty,
            _ => return None,
        })
    }
}
