//! The one door of audit and tokens, for hosts that speak in documents.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::audit::{AuditCheckpoint, audit_checkpoint_read};
use super::secret::HostKey;
use super::{AuditDecisions, AuditEntry, AuditHead, audit_entries};
use crate::error::{ErrorCode, PrmError, decode};

/// Declares the proofs once: their names and what they call.
macro_rules! proofs {
    ($($name:literal => $call:path,)+) => {
        /// The names of all proofs.
        pub const PROOFS: &[&str] = &[$($name,)+];

        /// Makes a proof by its name: what is asked as a document, what comes of it as one.
        ///
        /// # Errors
        /// `unknown_word` for a name that is none of [`PROOFS`], and those of the call under `spec`.
        ///
        /// ```
        /// use serde_json::json;
        /// let spec = json!({"lines": [], "head": {"chain": "lotus"}});
        /// let report = prm_core::prove("audit_verify", &spec)?;
        /// assert_eq!(report["sound"], json!(true));
        /// # Ok::<(), prm_core::PrmError>(())
        /// ```
        pub fn prove(proof: &str, spec: &Value) -> Result<Value, PrmError> {
            match proof {
                $($name => through(spec, $call),)+
                _ => {
                    let message = format!("expected one of {}", PROOFS.join(", "));
                    Err(PrmError::new(ErrorCode::UnknownWord, message).under("proof"))
                }
            }
        }
    };
}

proofs! {
    "audit_append" => super::audit_append,
    "audit_checkpoint" => super::audit_checkpoint,
    "audit_checkpoint_read" => checkpoint_read,
    "audit_disclosures" => super::audit_disclosures,
    "audit_entries" => entries,
    "audit_erase" => super::audit_erase,
    "audit_fhir" => super::audit_fhir,
    "audit_looks" => super::audit_looks,
    "audit_verify" => super::audit_verify,
    "token_issue" => super::token_issue,
    "token_read" => super::token_read,
}

/// A checkpoint to be read.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AuditCheckpointReadSpec {
    /// The checkpoint.
    pub checkpoint: AuditCheckpoint,
    /// The keys, the newest last.
    pub keys: Vec<HostKey>,
}

fn checkpoint_read(spec: &AuditCheckpointReadSpec) -> Result<AuditHead, PrmError> {
    audit_checkpoint_read(&spec.checkpoint, &spec.keys)
}

#[expect(clippy::unnecessary_wraps, reason = "as the others")]
fn entries(decisions: &AuditDecisions) -> Result<Vec<AuditEntry>, PrmError> {
    Ok(audit_entries(decisions))
}

fn through<S: DeserializeOwned, F: Serialize>(
    spec: &Value,
    call: impl Fn(&S) -> Result<F, PrmError>,
) -> Result<Value, PrmError> {
    let found = decode(spec).and_then(|spec| call(&spec)).map_err(|error| error.under("spec"))?;
    serde_json::to_value(&found)
        .map_err(|_| PrmError::new(ErrorCode::Internal, "the answer cannot be written"))
}
