//! Making a token.

use serde::{Deserialize, Serialize};

use super::form::{LinkPurpose, NONCE, Parts, REFERENCE};
use crate::error::{ErrorCode, PrmError};
use crate::portal::secret::{HostKey, newest};
use crate::{PatientId, Timestamp, id, limits};

/// A link to be made.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TokenSpec {
    /// The practice: a token of one is none of another.
    pub practice: String,
    /// What the link is for.
    pub purpose: LinkPurpose,
    /// For whom.
    pub patient: PatientId,
    /// About what, as in `appointment:a1` or `line:sms`.
    pub subject: String,
    /// What tells this use from others of the same purpose and subject: the key of the message, or
    /// intent and occurrence. The same again gives the same nonce, so that a link that is sent a
    /// second time is used up with the first.
    pub occurrence: String,
    /// From when it counts, cut to whole seconds.
    pub issued: Timestamp,
    /// When it ends, cut to whole seconds.
    pub expires: Timestamp,
    /// The keys, the newest last. Reference and nonce are made with the newest: a link that is
    /// issued again after a change of keys is another one, and may be used once more.
    pub keys: Vec<HostKey>,
}

crate::id::opaque_debug!(TokenSpec);

/// A token, and what the host keeps to know whom it is of.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// The text for the link: 68 characters, all safe in a URL and each one septet in an SMS.
    pub token: String,
    /// The pseudonym of patient and subject: the host keeps which they are under it.
    pub reference: String,
    /// The digest under which its use is recorded.
    pub once: String,
    /// When it ends.
    pub expires: Timestamp,
}

// Whoever has a token can use it.
crate::id::opaque_debug!(Token);

/// An unsubscribe link works for at least so many days after its message was sent (CASL 11(2)).
const UNSUBSCRIBE_DAYS: i64 = 60;
const DAY: i64 = 24 * 3_600;

/// Makes a token for a link: signed, for one purpose, one practice and some time.
///
/// Who is meant is not in it, not even encrypted: it holds an HMAC of patient and subject, which
/// the host looks up in an index of its own. Encryption (AEAD) would make the token half as long
/// again, would need a nonce that never repeats without any source of randomness in this library,
/// and a key that is lost would open every link ever sent; of a pseudonym nothing can be opened.
///
/// # Errors
/// `invalid_value` where it ends before it begins, where an unsubscribe link would work for less
/// than 60 days, or for keys that are none; `invalid_time` before 1970 or after 2106; `invalid_id`.
///
/// ```
/// use prm_core::{TokenReadSpec, TokenSpec, token_issue, token_read};
/// use serde_json::json;
/// let keys = json!([{"id": 1, "secret": "a secret of at least thirty-two bytes"}]);
/// let spec: TokenSpec = serde_json::from_value(json!({"practice": "lotus", "purpose": "confirm",
///     "patient": "priya", "subject": "appointment:a1", "occurrence": "reminder",
///     "issued": "2026-03-09T03:30:00Z", "expires": "2026-03-10T10:00:00Z", "keys": keys}))?;
/// let token = token_issue(&spec)?;
/// assert_eq!(token.token.len(), 68);
/// let asked: TokenReadSpec = serde_json::from_value(json!({"token": token.token, "keys": keys,
///     "practice": "lotus", "purpose": "confirm", "now": "2026-03-09T12:00:00Z"}))?;
/// assert_eq!(token_read(&asked)?.claims.unwrap().reference, token.reference);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn token_issue(spec: &TokenSpec) -> Result<Token, PrmError> {
    let key = newest(&spec.keys)?;
    let named = [
        ("practice", &spec.practice),
        ("subject", &spec.subject),
        ("occurrence", &spec.occurrence),
    ];
    for (name, text) in named {
        text.parse::<crate::FactId>().map_err(|error| error.under(name))?;
    }
    let issued = seconds(spec.issued).map_err(|error| error.under("issued"))?;
    let expires = seconds(spec.expires).map_err(|error| error.under("expires"))?;
    let least = match spec.purpose {
        LinkPurpose::Unsubscribe => UNSUBSCRIBE_DAYS * DAY,
        _ => 1,
    };
    if i64::from(expires) - i64::from(issued) < least {
        let message = match spec.purpose {
            LinkPurpose::Unsubscribe => "an unsubscribe link works for at least 60 days",
            _ => "it ends before it begins",
        };
        return Err(PrmError::new(ErrorCode::InvalidValue, message).under("expires"));
    }
    let reference = reference(key, &spec.practice, &spec.patient, &spec.subject);
    let nonce = nonce(key, spec);
    let parts = Parts { key: key.id(), purpose: spec.purpose, issued, expires, reference, nonce };
    Ok(Token {
        token: parts.sign(&spec.practice, key),
        reference: id::hex(&reference, REFERENCE),
        once: once(&parts),
        expires: instant(expires)?,
    })
}

/// The pseudonym of patient and subject under a key.
pub(super) fn reference(
    key: &HostKey,
    practice: &str,
    patient: &PatientId,
    subject: &str,
) -> [u8; REFERENCE] {
    let parts = [practice.as_bytes(), patient.as_str().as_bytes(), subject.as_bytes()];
    cut(&key.sign("prm-token-reference/1", &parts))
}

fn nonce(key: &HostKey, spec: &TokenSpec) -> [u8; NONCE] {
    let parts = [
        spec.practice.as_bytes(),
        spec.patient.as_str().as_bytes(),
        spec.subject.as_bytes(),
        &[spec.purpose.byte()],
        spec.occurrence.as_bytes(),
    ];
    cut(&key.sign("prm-token-nonce/1", &parts))
}

fn cut<const N: usize>(bytes: &[u8; 32]) -> [u8; N] {
    bytes.first_chunk::<N>().copied().unwrap_or([0; N])
}

/// The digest under which a use is recorded. It leaves times out: a link that is issued again for
/// the same occasion is the same use.
pub(super) fn once(parts: &Parts) -> String {
    let purpose = [parts.purpose.byte()];
    let all = [purpose.as_slice(), &parts.reference, &parts.nonce].map(|part| id::hex(part, 32));
    id::hex(&id::sha256(&["prm-token-once/1", &all.concat()]), 16)
}

/// Whole seconds since 1970.
pub(super) fn seconds(at: Timestamp) -> Result<u32, PrmError> {
    u32::try_from(at.as_millis().div_euclid(limits::SECOND))
        .map_err(|_| PrmError::new(ErrorCode::InvalidTime, "before 1970 or after 2106"))
}

pub(super) fn instant(seconds: u32) -> Result<Timestamp, PrmError> {
    Timestamp::from_millis(i64::from(seconds) * limits::SECOND)
}
