//! Identifiers: who and what is meant, and the keys under which something is said once.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::error::{ErrorCode, PrmError};
use crate::limits;

/// Checks what every identifier must be.
fn valid(text: &str) -> Result<&str, PrmError> {
    if text.is_empty() || text.len() > limits::ID_BYTES || text.chars().any(char::is_control) {
        let message =
            format!("an identifier has 1 to {} bytes and no control characters", limits::ID_BYTES);
        return Err(PrmError::new(ErrorCode::InvalidId, message));
    }
    Ok(text)
}

/// Declares a newtype around text that names one kind of thing.
macro_rules! ids {
    ($($(#[doc = $doc:literal])+ $name:ident,)+) => {$(
        $(#[doc = $doc])+
        ///
        /// # Errors
        /// Parsing gives `invalid_id` for text that is empty, longer than
        /// [`limits::ID_BYTES`](crate::limits::ID_BYTES) or has control characters.
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The text of the identifier.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = PrmError;
            fn from_str(text: &str) -> Result<Self, PrmError> {
                Ok(Self(valid(text)?.into()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&$name> for Arc<str> {
            fn from(id: &$name) -> Self {
                Arc::clone(&id.0)
            }
        }

        crate::time::text_debug!($name);
        crate::time::text_type!($name, stringify!($name), "id", "an identifier");
    )+};
}

ids! {
    /// The identifier that the host's system gives a patient.
    PatientId,
    /// The identifier of a related person (guardian, caregiver, delegate).
    PersonId,
    /// The identifier of an appointment in its source system.
    AppointmentId,
    /// The identifier of a visit (FHIR Encounter) in its source system.
    VisitId,
    /// The identifier of an enrolment in a care programme.
    EnrolmentId,
    /// The identifier of an occasion (a referral, an enquiry, a discharge) in its source system.
    OccasionId,
    /// The identifier of a patient's place on a waitlist.
    WaitingId,
    /// The identifier of a time that has become free (FHIR Slot).
    SlotId,
    /// The identifier of a response to a questionnaire; a suggestion has that of its response.
    ResponseId,
    /// The identifier of a request by staff to send a message.
    RequestId,
    /// The identifier of a fact, unique in its relationship.
    FactId,
    /// The identifier of an inbound reply.
    ReplyId,
}

/// A name inside a playbook or a run: cheap to copy, shared with the playbook where it can be.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Name(Arc<str>);

impl Name {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::ops::Deref for Name {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl<T: Into<Arc<str>>> From<T> for Name {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

impl std::borrow::Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

crate::time::text_debug!(Name);

impl Serialize for Name {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Arc::<str>::deserialize(deserializer).map(Self)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Name {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Name".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string" })
    }
}

/// The key of one thing said to, or done for, one patient (R4).
///
/// It is derived from what is said to whom (its [`KeyParts`]) and the relationship's salt, never
/// random, and holds neither a due time nor a text: a host that inserts under it with
/// `ON CONFLICT DO NOTHING` cannot send twice. 128 bits of SHA-256 in the form of a UUID of
/// version 8 (RFC 9562).
///
/// ```
/// use prm_core::Key;
/// let key: Key = "0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2".parse()?;
/// assert_eq!(key.to_string(), "0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2");
/// # Ok::<(), prm_core::PrmError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(u128);

impl Key {
    pub(crate) fn derive(salt: &str, practice: &str, parts: &KeyParts) -> Self {
        let again = parts.again.to_string();
        let attempt = parts.attempt.to_string();
        let bytes = sha256(&[
            "prm-key/1",
            salt,
            practice,
            &parts.journey,
            &parts.subject,
            &parts.entry,
            &parts.step,
            &parts.occurrence,
            &parts.recipient,
            &parts.told,
            &again,
            &attempt,
        ]);
        let (first, _) = bytes.split_first_chunk::<16>().unwrap_or((&[0; 16], &[]));
        let plain = u128::from_be_bytes(*first);
        let version = (plain & !(0xF << 76)) | (0x8 << 76);
        Self((version & !(0x3 << 62)) | (0x2 << 62))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, g, h, i, j, k, l, m, n, o, p, q] = self.0.to_be_bytes();
        for byte in [a, b, c, d] {
            write!(f, "{byte:02x}")?;
        }
        write!(f, "-{e:02x}{g:02x}-{h:02x}{i:02x}-{j:02x}{k:02x}-")?;
        for byte in [l, m, n, o, p, q] {
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl FromStr for Key {
    type Err = PrmError;

    fn from_str(text: &str) -> Result<Self, PrmError> {
        let groups: Vec<usize> = text.split('-').map(str::len).collect();
        let digits: String = text.split('-').collect();
        match u128::from_str_radix(&digits, 16) {
            Ok(number) if groups == [8, 4, 4, 4, 12] && !digits.starts_with('+') => {
                Ok(Self(number))
            }
            _ => {
                let message = "not a key, as in `0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2`";
                Err(PrmError::new(ErrorCode::InvalidId, message))
            }
        }
    }
}

crate::time::text_debug!(Key);
crate::time::text_type!(Key, "Key", "uuid", "a key in the form of a UUID");

/// What a [`Key`] is made of: the intent (who speaks, in which journey, about what, in which
/// step) and its telling (to whom, which values, which time, which attempt) (R4).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct KeyParts {
    /// The journey's id in the playbook; `prm` for what the library itself does.
    pub journey: Name,
    /// Kind and id of the subject, as in `appointment:a1`.
    pub subject: Name,
    /// `0`, or the starting fact's id for journeys that may be entered again.
    pub entry: Name,
    /// The step's id in the journey.
    pub step: Name,
    /// The local slot of a recurrence, the year of an anniversary, else `-`.
    pub occurrence: Name,
    /// The patient or related person who is told.
    pub recipient: Name,
    /// A short digest of the values that are told, or `-`.
    pub told: Name,
    /// How many earlier stretches of the subject's history had the same values.
    pub again: u32,
    /// The place in the chain of channels, and 1000 more for each earlier try of that channel.
    pub attempt: u32,
}

/// SHA-256 of several texts, each with its length in front, so that no two lists collide.
pub(crate) fn sha256(parts: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
        hash.update(length.to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}

/// The first so many bytes of a digest as hexadecimal text.
pub(crate) fn hex(bytes: &[u8], take: usize) -> String {
    bytes.iter().take(take).map(|byte| format!("{byte:02x}")).collect()
}

/// `Debug` for types that hold patient data: the type's name and nothing else.
macro_rules! opaque_debug {
    ($($type:ty),+ $(,)?) => {$(
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let name = std::any::type_name::<Self>();
                f.write_str(name.rsplit("::").next().unwrap_or(name))?;
                f.write_str(" { .. }")
            }
        }
    )+};
}
pub(crate) use opaque_debug;

#[cfg(test)]
mod tests {
    use super::*;

    fn parts() -> KeyParts {
        KeyParts {
            journey: "check-up".into(),
            subject: "appointment:a1".into(),
            entry: "0".into(),
            step: "reminder".into(),
            occurrence: "-".into(),
            recipient: "p1".into(),
            told: "ab".into(),
            again: 0,
            attempt: 0,
        }
    }

    #[test]
    fn keys_depend_on_every_part_and_on_nothing_else() {
        let base = Key::derive("salt", "lotus", &parts());
        assert_eq!(base, Key::derive("salt", "lotus", &parts()));
        assert_ne!(base, Key::derive("other", "lotus", &parts()));
        let changed = [
            KeyParts { journey: "x".into(), ..parts() },
            KeyParts { subject: "x".into(), ..parts() },
            KeyParts { entry: "x".into(), ..parts() },
            KeyParts { step: "x".into(), ..parts() },
            KeyParts { occurrence: "x".into(), ..parts() },
            KeyParts { recipient: "x".into(), ..parts() },
            KeyParts { told: "x".into(), ..parts() },
            KeyParts { again: 1, ..parts() },
            KeyParts { attempt: 1, ..parts() },
        ];
        for parts in changed {
            assert_ne!(base, Key::derive("salt", "lotus", &parts));
        }
        let text = base.to_string();
        assert_eq!(text.as_bytes()[14], b'8');
        assert_eq!(text.parse::<Key>().unwrap(), base);
    }

    #[test]
    fn odd_ids_are_refused() {
        for text in ["", "a\nb", &"x".repeat(257)] {
            assert_eq!(text.parse::<PatientId>().unwrap_err().code(), ErrorCode::InvalidId);
        }
        for text in ["", "+196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2", "0196fd5a7c3e8f10a2b45d6e7f8091a2"]
        {
            assert!(text.parse::<Key>().is_err());
        }
    }
}
