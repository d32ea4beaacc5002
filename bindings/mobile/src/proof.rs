//! Audit and tokens.

use prm_core::{limits, parse_json};

use crate::json::write;
use crate::{Answer, answer};

/// Makes a proof by its name, such as `audit_verify`; what is asked and what comes of it are JSON
/// text.
#[uniffi::export]
pub fn prove(proof: String, spec: String) -> Answer<String> {
    let found = answer(|| {
        let spec = parse_json(&spec, limits::STATE_BYTES).map_err(|error| error.under("spec"))?;
        prm_core::prove(&proof, &spec)
    })?;
    write(&found)
}
