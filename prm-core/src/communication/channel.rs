//! Ways to reach a person, and what for.

use serde::{Deserialize, Serialize};

use crate::patient::LineKind;

/// A way to reach a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A text message to a telephone.
    Sms,
    /// An e-mail.
    Email,
    /// A telephone call by a machine: a recorded or an artificial voice.
    Voice,
    /// A telephone call by a member of staff; the text is what there is to say.
    StaffCall,
    /// A notification on a device.
    Push,
    /// The inbox of the patient portal.
    Portal,
    /// A WhatsApp message.
    Whatsapp,
    /// A letter on paper.
    Letter,
}

impl Channel {
    /// Every channel.
    pub const ALL: &[Self] = &[
        Self::Sms,
        Self::Email,
        Self::Voice,
        Self::StaffCall,
        Self::Push,
        Self::Portal,
        Self::Whatsapp,
        Self::Letter,
    ];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Email => "email",
            Self::Voice => "voice",
            Self::StaffCall => "staff_call",
            Self::Push => "push",
            Self::Portal => "portal",
            Self::Whatsapp => "whatsapp",
            Self::Letter => "letter",
        }
    }

    /// The kind of contact point that it needs.
    pub const fn line_kind(self) -> LineKind {
        match self {
            Self::Sms | Self::Voice | Self::StaffCall | Self::Whatsapp => LineKind::Phone,
            Self::Email => LineKind::Email,
            Self::Push => LineKind::Device,
            Self::Portal => LineKind::Portal,
            Self::Letter => LineKind::Postal,
        }
    }

    /// The content level that it admits by default (0 a notice, 1 date, time and place,
    /// 2 department or clinician, 3 reason and instructions): anybody may see a lock screen, many
    /// may see a text, only the patient sees the portal.
    pub(crate) const fn level(self) -> u8 {
        match self {
            Self::Push => 0,
            Self::Sms | Self::Voice | Self::StaffCall | Self::Whatsapp | Self::Email => 1,
            Self::Letter => 2,
            Self::Portal => 3,
        }
    }

    /// Whether it rings, and so keeps quiet hours by default.
    pub(crate) const fn interrupts(self) -> bool {
        matches!(self, Self::Sms | Self::Voice | Self::StaffCall | Self::Push | Self::Whatsapp)
    }
}

/// What a message is for. Consent, windows and caps go by purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// A danger to the patient.
    Safety,
    /// The patient's access to their own account: sign-in codes, notices of security.
    Account,
    /// Care: reminders, instructions, check-ins.
    Treatment,
    /// Care that is due again.
    Recall,
    /// Billing, and answers to what the patient said.
    Operations,
    /// Asking how it was.
    Feedback,
    /// Birthday and other wishes.
    Greeting,
    /// Offers. Opt-in; all other purposes are opt-out.
    Marketing,
}

impl Purpose {
    /// Every purpose, the most urgent first.
    pub const ALL: &[Self] = &[
        Self::Safety,
        Self::Account,
        Self::Treatment,
        Self::Recall,
        Self::Operations,
        Self::Feedback,
        Self::Greeting,
        Self::Marketing,
    ];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Safety => "safety",
            Self::Account => "account",
            Self::Treatment => "treatment",
            Self::Recall => "recall",
            Self::Operations => "operations",
            Self::Feedback => "feedback",
            Self::Greeting => "greeting",
            Self::Marketing => "marketing",
        }
    }

    /// Whether silence means no.
    pub const fn is_opt_in(self) -> bool {
        matches!(self, Self::Marketing)
    }

    /// Whether it keeps hours and caps: a danger and a sign-in code do not wait (R12).
    pub const fn keeps_hours(self) -> bool {
        !matches!(self, Self::Safety | Self::Account)
    }

    /// The place in the order of due steps (R12), the most urgent lowest.
    pub(crate) const fn rank(self) -> u32 {
        match self {
            Self::Safety => 0,
            Self::Account | Self::Treatment => 1,
            Self::Recall => 2,
            Self::Operations => 3,
            Self::Feedback => 4,
            Self::Greeting => 5,
            Self::Marketing => 6,
        }
    }
}
