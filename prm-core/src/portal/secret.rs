//! Keys that the host holds, and what is made with them.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::error::{ErrorCode, PrmError};

/// The fewest and the most bytes of a secret: HMAC gains nothing above its block, and is weak
/// below its output (RFC 2104, section 3).
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 32..=256;

/// A key of the host, with a number of its own so that keys can change: the last one of a list is
/// the newest, by which new things are signed, and those before it still open what they signed.
///
/// ```
/// use prm_core::HostKey;
/// let key = HostKey::new(1, "0f6b1c2d9e8a47535b6c7d8e9fa0b1c2d3e4f5061728394a5b6c7d8e9fa0b1c2")?;
/// assert_eq!(format!("{key:?}"), "HostKey { .. }");
/// assert_eq!(HostKey::new(1, "short").unwrap_err().path(), "secret");
/// # Ok::<(), prm_core::PrmError>(())
/// ```
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HostKey {
    /// Its number, which what it signs tells: not a secret.
    pub(super) id: u8,
    /// 32 to 256 bytes of text, such as 32 random bytes in hexadecimal. Used as it stands.
    pub(super) secret: String,
}

crate::id::opaque_debug!(HostKey);

impl HostKey {
    /// A key.
    ///
    /// # Errors
    /// `invalid_value` under `secret` for one that has fewer than 32 or more than 256 bytes.
    pub fn new(id: u8, secret: &str) -> Result<Self, PrmError> {
        let key = Self { id, secret: secret.to_owned() };
        key.checked()?;
        Ok(key)
    }

    /// Its number.
    pub const fn id(&self) -> u8 {
        self.id
    }

    /// Itself, where its secret is long enough.
    pub(super) fn checked(&self) -> Result<&Self, PrmError> {
        if SECRET_BYTES.contains(&self.secret.len()) {
            return Ok(self);
        }
        let message = "a secret has 32 to 256 bytes";
        Err(PrmError::new(ErrorCode::InvalidValue, message).under("secret"))
    }

    fn mac(&self, purpose: &str, parts: &[&[u8]]) -> Hmac<Sha256> {
        // HMAC takes keys of every length, so that this never fails.
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes())
            .unwrap_or_else(|_| Hmac::<Sha256>::new(&Default::default()));
        for part in std::iter::once(&purpose.as_bytes()).chain(parts) {
            // Each with its length in front, so that no two lists collide.
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part);
        }
        mac
    }

    /// HMAC-SHA256 (RFC 2104) of several parts, for one purpose.
    pub(super) fn sign(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        self.mac(purpose, parts).finalize().into_bytes().into()
    }

    /// Whether a tag is that of the parts, cut to its length; takes the same time for every tag.
    pub(super) fn signed(&self, purpose: &str, parts: &[&[u8]], tag: &[u8]) -> bool {
        self.mac(purpose, parts).verify_truncated_left(tag).is_ok()
    }
}

/// The newest of the keys; each must be sound, and no two of one number.
pub(super) fn newest(keys: &[HostKey]) -> Result<&HostKey, PrmError> {
    for (place, key) in keys.iter().enumerate() {
        key.checked().map_err(|error| error.under(&format!("keys[{place}]")))?;
        if keys.iter().take(place).any(|other| other.id == key.id) {
            let message = "two keys of one number";
            return Err(
                PrmError::new(ErrorCode::DuplicateId, message).under(&format!("keys[{place}].id"))
            );
        }
    }
    let none = || PrmError::new(ErrorCode::InvalidValue, "no key").under("keys");
    keys.last().ok_or_else(none)
}

/// SHA-256 as hexadecimal text.
pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    crate::id::hex(&Sha256::digest(bytes), 32)
}

/// URL-safe base64 without padding (RFC 4648, section 5).
pub(super) fn to_base64(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// Reads what [`to_base64`] wrote, into as many bytes as that has and no other text: one thing has
/// one text.
pub(super) fn from_base64<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let read = Base64UrlUnpadded::decode(text, &mut bytes).ok()?.len();
    (read == N && to_base64(&bytes) == text).then_some(bytes)
}
