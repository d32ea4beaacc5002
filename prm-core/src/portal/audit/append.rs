//! Sealing entries behind the head of a chain, and proving a head.

use serde::{Deserialize, Serialize};

use super::AuditEntry;
use super::line::{Line, NOTHING};
use crate::error::{ErrorCode, PrmError};
use crate::portal::secret::{HostKey, newest};
use crate::{Timestamp, id, limits};

/// The end of a chain: what the next line follows, and what shows that the end is missing.
///
/// A host keeps it apart from the lines: whoever can write to both can write another chain.
///
/// ```
/// let head = prm_core::AuditHead::new("lotus")?;
/// assert_eq!((head.seq, head.hash.len()), (0, 64));
/// # Ok::<(), prm_core::PrmError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AuditHead {
    /// The chain's id, such as that of the practice.
    pub chain: String,
    /// The number of the last line; 0 before the first.
    #[serde(default)]
    pub seq: u64,
    /// Its hash; 64 zeros before the first.
    #[serde(default = "nothing")]
    pub hash: String,
}

fn nothing() -> String {
    NOTHING.to_owned()
}

impl AuditHead {
    /// The head of a chain that has no line yet.
    ///
    /// # Errors
    /// `invalid_id` for a name that is no identifier.
    pub fn new(chain: &str) -> Result<Self, PrmError> {
        let head = Self { chain: chain.to_owned(), seq: 0, hash: nothing() };
        head.checked()?;
        Ok(head)
    }

    pub(super) fn checked(&self) -> Result<&Self, PrmError> {
        self.chain.parse::<crate::FactId>().map_err(|error| error.under("chain"))?;
        let hexadecimal = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if self.hash.len() != NOTHING.len() || !self.hash.bytes().all(hexadecimal) {
            let message = "not a SHA-256 in hexadecimal";
            return Err(PrmError::new(ErrorCode::InvalidValue, message).under("hash"));
        }
        Ok(self)
    }
}

/// What is to be sealed.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AuditAppendSpec {
    /// What it follows.
    pub head: AuditHead,
    /// The entries, in their order.
    pub entries: Vec<AuditEntry>,
    /// The key of the salts: needed for writing alone. Where names were erased, whoever still holds
    /// it can try out a name; a host that changes it and destroys the old one can no longer.
    pub key: HostKey,
}

crate::id::opaque_debug!(AuditAppendSpec);

/// What was sealed.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AuditSealed {
    /// The lines, to be stored as they stand, in one transaction with the new head.
    pub lines: Vec<String>,
    /// The new head.
    pub head: AuditHead,
}

crate::id::opaque_debug!(AuditSealed);

/// Seals entries into lines of a hash chain.
///
/// The host stores the lines and the new head in one transaction, comparing the old head as it
/// does: two writers then cannot both follow the same line.
///
#[doc = include_str!("chain.md")]
///
/// # Errors
/// `invalid_id` or `invalid_value` for a head or a key that is none, `too_many` for more than
/// [`limits::AUDIT_LINES`] entries, `too_large` for a text that is too long.
///
/// ```
/// use prm_core::{AuditAppendSpec, audit_append, audit_verify};
/// let spec: AuditAppendSpec = serde_json::from_str(r#"{"head": {"chain": "lotus"},
///     "key": {"id": 1, "secret": "a secret of at least thirty-two bytes"},
///     "entries": [{"at": "2026-11-23T12:00:00Z", "kind": "access", "patient": "priya",
///         "viewer": "patient", "viewer_id": "priya", "action": "read", "item": "r1",
///         "item_kind": "result", "purpose": "patient_request", "outcome": "permit"}]}"#)?;
/// let sealed = audit_append(&spec)?;
/// let check = serde_json::from_value(serde_json::json!(
///     {"lines": sealed.lines, "head": sealed.head}))?;
/// assert!(audit_verify(&check)?.sound);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn audit_append(spec: &AuditAppendSpec) -> Result<AuditSealed, PrmError> {
    let key = spec.key.checked().map_err(|error| error.under("key"))?;
    let mut head = spec.head.checked().map_err(|error| error.under("head"))?.clone();
    few(spec.entries.len(), "entries")?;
    let mut lines = Vec::with_capacity(spec.entries.len());
    for (place, entry) in spec.entries.iter().enumerate() {
        let seq = head.seq.saturating_add(1);
        let line = Line::seal(entry, &head.chain, seq, &head.hash, key)
            .map_err(|error| error.under(&format!("entries[{place}]")))?;
        lines.push(line.text());
        head = AuditHead { seq, hash: line.hash, ..head };
    }
    Ok(AuditSealed { lines, head })
}

pub(super) fn few(found: usize, what: &str) -> Result<(), PrmError> {
    if found > limits::AUDIT_LINES {
        let message = format!("{found} are more than the limit of {}", limits::AUDIT_LINES);
        return Err(PrmError::new(ErrorCode::TooMany, message).under(what));
    }
    Ok(())
}

/// A head that only a holder of the key can have made: what lines before it may be deleted by, once
/// their time is over (six years, 45 CFR 164.316(b)(2)(i)), for the rest verifies from it on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AuditCheckpoint {
    /// The head.
    pub head: AuditHead,
    /// When it was made.
    pub at: Timestamp,
    /// The number of the key.
    pub key: u8,
    /// HMAC-SHA256 over head and time, as hexadecimal text.
    pub mac: String,
}

/// A head to be proved.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AuditCheckpointSpec {
    /// The head.
    pub head: AuditHead,
    /// When.
    pub at: Timestamp,
    /// The keys, the newest last.
    pub keys: Vec<HostKey>,
}

fn signed(head: &AuditHead, at: Timestamp) -> [Vec<u8>; 4] {
    let seq = head.seq.to_be_bytes().to_vec();
    let at = at.as_millis().to_be_bytes().to_vec();
    [head.chain.as_bytes().to_vec(), seq, head.hash.as_bytes().to_vec(), at]
}

/// Signs a head.
///
/// # Errors
/// `invalid_id`, `invalid_value` or `duplicate_id` for a head or for keys that are none.
///
/// ```
/// use prm_core::{AuditCheckpointSpec, audit_checkpoint, audit_checkpoint_read};
/// let spec: AuditCheckpointSpec = serde_json::from_str(r#"{"head": {"chain": "lotus"},
///     "at": "2026-11-23T12:00:00Z",
///     "keys": [{"id": 1, "secret": "a secret of at least thirty-two bytes"}]}"#)?;
/// let checkpoint = audit_checkpoint(&spec)?;
/// assert_eq!(audit_checkpoint_read(&checkpoint, &spec.keys)?, spec.head);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn audit_checkpoint(spec: &AuditCheckpointSpec) -> Result<AuditCheckpoint, PrmError> {
    let head = spec.head.checked().map_err(|error| error.under("head"))?.clone();
    let key = newest(&spec.keys)?;
    let parts = signed(&head, spec.at);
    let mac = key.sign("prm-audit-head/1", &parts.each_ref().map(Vec::as_slice));
    Ok(AuditCheckpoint { head, at: spec.at, key: key.id(), mac: id::hex(&mac, 32) })
}

/// The head of a checkpoint that one of the keys signed: from here on the chain is verified.
///
/// # Errors
/// `invalid_value` under `mac` for one that was not signed so, and those of the keys.
pub fn audit_checkpoint_read(
    checkpoint: &AuditCheckpoint,
    keys: &[HostKey],
) -> Result<AuditHead, PrmError> {
    newest(keys)?;
    let head = checkpoint.head.checked().map_err(|error| error.under("head"))?;
    let parts = signed(head, checkpoint.at);
    let tag: Vec<u8> = checkpoint
        .mac
        .as_bytes()
        .chunks(2)
        .filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    let key = keys.iter().find(|key| key.id() == checkpoint.key);
    let parts = parts.each_ref().map(Vec::as_slice);
    let whole = checkpoint.mac.len() == 64 && tag.len() == 32;
    if whole && key.is_some_and(|key| key.signed("prm-audit-head/1", &parts, &tag)) {
        return Ok(head.clone());
    }
    Err(PrmError::new(ErrorCode::InvalidValue, "none of the keys signed it").under("mac"))
}
