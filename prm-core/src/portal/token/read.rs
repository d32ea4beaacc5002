//! Reading a token that somebody brings.

use serde::{Deserialize, Serialize};

use super::form::{LinkPurpose, REFERENCE, Unproved};
use super::issue::{instant, once, reference};
use crate::error::PrmError;
use crate::portal::LinkRevocation;
use crate::portal::secret::{HostKey, newest};
use crate::{PatientId, Timestamp, id, limits};

/// A token that somebody brings.
///
/// A host asks twice. First with the token alone: the answer names the `reference`, by which the
/// host finds patient and subject, and `once`. Then with what it found: `patient`, `subject`, the
/// `revoked` links of the relationship, and whether `once` was recorded. As it acts it records
/// `once` under a unique index, in the same transaction: of two that come at the same time, one
/// fails there.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TokenReadSpec {
    /// The text from the link.
    pub token: String,
    /// The keys, the newest last: a token of each is read.
    pub keys: Vec<HostKey>,
    /// The practice that reads.
    pub practice: String,
    /// What the page that reads is for.
    pub purpose: LinkPurpose,
    /// What time it is.
    pub now: Timestamp,
    /// Whom the reference is of, once the host has found it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patient: Option<PatientId>,
    /// What the reference is about, once the host has found it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The digests that were recorded: those that the host found, or none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub used: Vec<String>,
    /// What the relationship says of revoked links.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revoked: Vec<LinkRevocation>,
}

crate::id::opaque_debug!(TokenReadSpec);

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TokenFault {
    /// Not the text of a token.
    Malformed,
    /// Signed by a key that is not among those given: rotated out, or of somebody else.
    UnknownKey,
    /// Not signed by its key for this practice: changed, guessed, or of another practice.
    BadSignature,
    /// For another purpose.
    WrongPurpose,
    /// Of another patient or subject than the host found.
    WrongSubject,
    /// It does not count yet: a clock went back.
    NotYet,
    /// Its time is over.
    Expired,
    /// A fact revoked it.
    Revoked,
    /// It was used before.
    Replayed,
}

/// What a token says. Nothing in it names anybody.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TokenClaims {
    /// What it is for.
    pub purpose: LinkPurpose,
    /// The pseudonym of patient and subject, under which the host keeps which they are.
    pub reference: String,
    /// From when it counts.
    pub issued: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
    /// The digest to be recorded as it is used.
    pub once: String,
    /// Whether a second use is refused.
    pub single_use: bool,
    /// Whether the link alone is not enough.
    pub login: bool,
    /// The number of the key that signed it.
    pub key: u8,
}

// Claims tie a use to a person once the host's index is at hand.
crate::id::opaque_debug!(TokenClaims);

/// What a token comes to: claims, or why not. One of the two is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TokenReading {
    /// What it says, where it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<TokenClaims>,
    /// Why it does not hold. For the log: who brings it is told no more than that it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<TokenFault>,
}

/// Reads a token: whether it was signed by one of the keys, for this practice and purpose, counts
/// now, and was neither revoked nor used. The signature is compared in constant time, and before
/// it holds nothing else in the token is looked at.
///
/// # Errors
/// `invalid_value` or `duplicate_id` for keys that are none. A token that does not hold is no
/// error: the reading says why.
///
/// ```
/// use prm_core::{TokenFault, TokenReadSpec, token_read};
/// let spec: TokenReadSpec = serde_json::from_str(r#"{"token": "guessed", "practice": "lotus",
///     "purpose": "result", "now": "2026-03-09T12:00:00Z",
///     "keys": [{"id": 1, "secret": "a secret of at least thirty-two bytes"}]}"#)?;
/// assert_eq!(token_read(&spec)?.fault, Some(TokenFault::Malformed));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn token_read(spec: &TokenReadSpec) -> Result<TokenReading, PrmError> {
    newest(&spec.keys)?;
    Ok(match read(spec) {
        Ok(claims) => TokenReading { claims: Some(claims), fault: None },
        Err(fault) => TokenReading { claims: None, fault: Some(fault) },
    })
}

fn read(spec: &TokenReadSpec) -> Result<TokenClaims, TokenFault> {
    let token = Unproved::read(&spec.token).ok_or(TokenFault::Malformed)?;
    let signer = spec.keys.iter().find(|key| key.id() == token.parts.key);
    let key = signer.ok_or(TokenFault::UnknownKey)?;
    if !token.is_signed(&spec.practice, key) {
        return Err(TokenFault::BadSignature);
    }
    let parts = token.parts;
    if parts.purpose != spec.purpose {
        return Err(TokenFault::WrongPurpose);
    }
    if let (Some(patient), Some(subject)) = (&spec.patient, &spec.subject)
        && reference(key, &spec.practice, patient, subject) != parts.reference
    {
        return Err(TokenFault::WrongSubject);
    }
    let read = |seconds| instant(seconds).map_err(|_| TokenFault::Malformed);
    let (issued, expires) = (read(parts.issued)?, read(parts.expires)?);
    if issued.since(spec.now) > limits::MAX_SKEW {
        return Err(TokenFault::NotYet);
    }
    if spec.now >= expires {
        return Err(TokenFault::Expired);
    }
    let subject = spec.subject.as_deref();
    if spec.revoked.iter().any(|revoked| revoked.ends(parts.purpose, subject, issued)) {
        return Err(TokenFault::Revoked);
    }
    let (once, single_use) = (once(&parts), parts.purpose.is_single_use());
    if single_use && spec.used.contains(&once) {
        return Err(TokenFault::Replayed);
    }
    Ok(TokenClaims {
        purpose: parts.purpose,
        reference: id::hex(&parts.reference, REFERENCE),
        issued,
        expires,
        once,
        single_use,
        login: parts.purpose.needs_login(),
        key: parts.key,
    })
}
