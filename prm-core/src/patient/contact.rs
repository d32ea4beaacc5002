//! Contact points.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::communication::email::is_address;
use crate::communication::phone::is_e164;
use crate::error::{ErrorCode, PrmError};
use crate::id::{hex, sha256};
use crate::limits;

/// The kind of a contact point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineKind {
    /// A telephone number: `tel:+919812345670`.
    Phone,
    /// An e-mail address: `mailto:priya@example.in`.
    Email,
    /// A device that receives notifications: `device:...`.
    Device,
    /// An account of the patient portal: `portal:...`.
    Portal,
    /// A postal address, by the host's own reference: `post:...`.
    Postal,
}

impl LineKind {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Phone, "tel:"),
        (Self::Email, "mailto:"),
        (Self::Device, "device:"),
        (Self::Portal, "portal:"),
        (Self::Postal, "post:"),
    ];

    fn prefix(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, prefix)| prefix)
    }
}

/// A contact point's identity: its kind and its address in one form for all who share it (R11).
///
/// Telephone numbers keep their digits and a leading `+`, with which they are in the form of E.164
/// ([`phone::is_e164`](crate::phone::is_e164)); without it a number stays as it is written, since
/// its country is the host's knowledge. E-mail addresses
/// ([`email::is_address`](crate::email::is_address)) are lower-cased.
///
/// ```
/// use prm_core::LineId;
/// let line: LineId = "tel:+91 98123-45670".parse()?;
/// assert_eq!(line.as_str(), "tel:+919812345670");
/// assert_eq!(line.address(), "+919812345670");
/// # Ok::<(), prm_core::PrmError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineId(Arc<str>);

impl LineId {
    /// A contact point of a kind.
    ///
    /// # Errors
    /// `invalid_id` for an address that is empty, too long, or none of its kind.
    pub fn new(kind: LineKind, address: &str) -> Result<Self, PrmError> {
        let address = match kind {
            LineKind::Phone => phone(address),
            LineKind::Email => email(address),
            LineKind::Device | LineKind::Portal | LineKind::Postal => {
                let plain = !address.trim().is_empty() && !address.chars().any(char::is_control);
                plain.then(|| address.trim().to_owned())
            }
        };
        match address {
            Some(address) if address.len() <= limits::ID_BYTES => {
                Ok(Self(format!("{}{address}", kind.prefix()).into()))
            }
            _ => {
                let message = match kind {
                    LineKind::Phone => "not a telephone number",
                    LineKind::Email => "not an e-mail address",
                    _ => "not an address",
                };
                Err(PrmError::new(ErrorCode::InvalidId, message))
            }
        }
    }

    /// SHA-256 of a salt and the contact point, each with its length as eight big-endian bytes in
    /// front, as hexadecimal text: by it a contact point is known again that nobody keeps
    /// ([`Erasure`](crate::Erasure)).
    ///
    /// ```
    /// let phone: prm_core::LineId = "tel:+919812345670".parse()?;
    /// assert_eq!(phone.digest("salt").len(), 64);
    /// assert_ne!(phone.digest("salt"), phone.digest("pepper"));
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    pub fn digest(&self, salt: &str) -> String {
        hex(&sha256(&[salt, self.as_str()]), 32)
    }

    /// The kind of the contact point.
    pub fn kind(&self) -> LineKind {
        let kind = LineKind::ALL.iter().find(|(_, prefix)| self.0.starts_with(prefix));
        kind.map_or(LineKind::Postal, |(kind, _)| *kind)
    }

    /// Kind and address, as in `tel:+919812345670`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address alone: a number, an e-mail address.
    pub fn address(&self) -> &str {
        self.0.strip_prefix(self.kind().prefix()).unwrap_or(&self.0)
    }
}

/// Digits with a leading `+` where there is one; between them only what people write there.
fn phone(text: &str) -> Option<String> {
    let text = text.trim();
    let (plus, rest) = match text.strip_prefix('+') {
        Some(rest) => ("+", rest),
        None => ("", text),
    };
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    let usual = rest.chars().all(|c| c.is_ascii_digit() || " -.()/\u{a0}".contains(c));
    let number = format!("{plus}{digits}");
    let sound = if plus.is_empty() { (3..=20).contains(&digits.len()) } else { is_e164(&number) };
    (usual && sound).then_some(number)
}

/// An address in lower case.
fn email(text: &str) -> Option<String> {
    let text = text.trim();
    is_address(text).then(|| text.to_lowercase())
}

impl FromStr for LineId {
    type Err = PrmError;

    fn from_str(text: &str) -> Result<Self, PrmError> {
        let found = LineKind::ALL
            .iter()
            .find_map(|(kind, prefix)| text.strip_prefix(prefix).map(|address| (*kind, address)));
        match found {
            Some((kind, address)) => Self::new(kind, address),
            None => {
                let message =
                    "a contact point begins with tel:, mailto:, device:, portal: or post:";
                Err(PrmError::new(ErrorCode::InvalidId, message))
            }
        }
    }
}

impl fmt::Display for LineId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

crate::time::text_type!(
    LineId,
    "LineId",
    "line",
    "a contact point such as `tel:+919812345670` or `mailto:priya@example.in`"
);

// The address is patient data: `Debug` shows the kind alone.
impl fmt::Debug for LineId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LineId({:?})", self.kind())
    }
}

/// A contact point of a person, with its use and validity (FHIR ContactPoint).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct ContactPoint {
    /// The contact point.
    pub line: LineId,
    /// What it is used for.
    #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub usage: Option<ContactUse>,
    /// The order of preference, 1 first; those without come last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub rank: Option<u32>,
    /// From when it is in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub from: Option<Timestamp>,
    /// Until when it is in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub until: Option<Timestamp>,
}

crate::id::opaque_debug!(ContactPoint);

impl ContactPoint {
    pub(crate) fn is_valid_at(&self, now: Timestamp) -> bool {
        self.usage != Some(ContactUse::Old)
            && self.from.is_none_or(|from| from <= now)
            && self.until.is_none_or(|until| now < until)
    }

    /// The order in which contact points of one kind are tried: by rank, mobile first for
    /// telephones, then by their text so that no order of arrival matters.
    pub(crate) fn preference(&self) -> (u32, bool, &LineId) {
        let mobile = matches!(self.usage, Some(ContactUse::Mobile));
        (self.rank.unwrap_or(u32::MAX), !mobile, &self.line)
    }
}

/// What was found of a contact point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum ContactFinding {
    /// It is the patient's, and in use.
    Verified,
    /// Messages to it come back.
    Bounced,
    /// It is somebody else's.
    WrongParty,
}

/// Of whose messages a contact point has opted out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum OptOutScope {
    /// Of this sender's.
    Sender,
    /// Of all that come through the carrier's or provider's account, whoever sends them. Only an
    /// opt-in with the same scope ends it: START does not.
    Everyone,
}

/// The use of a contact point (FHIR contact-point-use).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum ContactUse {
    /// At home.
    Home,
    /// At work.
    Work,
    /// For a time.
    Temp,
    /// Not in use any more.
    Old,
    /// Carried along.
    Mobile,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_one_form() {
        let forms = ["+1 312 555 0100", "+1-312-555-0100", "+1 (312) 555.0100", " +13125550100 "];
        for form in forms {
            assert_eq!(LineId::new(LineKind::Phone, form).unwrap().as_str(), "tel:+13125550100");
        }
        let mail = LineId::new(LineKind::Email, "Priya@Example.IN").unwrap();
        assert_eq!(mail.as_str(), "mailto:priya@example.in");
    }

    #[test]
    fn odd_addresses_are_refused_without_being_quoted() {
        for (kind, text) in [
            (LineKind::Phone, "call me"),
            (LineKind::Phone, "12"),
            (LineKind::Phone, ""),
            (LineKind::Phone, "+0013125550100"),
            (LineKind::Phone, "+1234567890123456"),
            (LineKind::Email, "nobody"),
            (LineKind::Email, "a@b@c"),
            (LineKind::Email, "a b@example.org"),
            (LineKind::Email, "a@example.org\r\nBcc: x@example.org"),
            (LineKind::Device, " "),
        ] {
            let error = LineId::new(kind, text).unwrap_err();
            assert!(text.len() < 3 || !error.to_string().contains(text));
        }
        assert!("+13125550100".parse::<LineId>().is_err());
    }

    #[test]
    fn debug_hides_the_address() {
        let line = LineId::new(LineKind::Phone, "+13125550100").unwrap();
        assert!(!format!("{line:?}").contains("312"));
    }
}
