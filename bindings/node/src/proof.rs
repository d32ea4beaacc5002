//! Audit and tokens.

use napi_derive::napi;
use prm_core::{limits, parse_json};

use crate::call::{call, json};

/// Makes a proof by its name; what is asked and what comes of it are JSON text.
#[napi]
pub(crate) fn prove(proof: String, spec: String) -> napi::Result<String> {
    call(|| {
        let spec = parse_json(&spec, limits::STATE_BYTES).map_err(|error| error.under("spec"))?;
        json(&prm_core::prove(&proof, &spec)?)
    })
}

/// The names of all proofs, as JSON text.
#[napi]
pub(crate) fn proofs() -> napi::Result<String> {
    call(|| json(prm_core::PROOFS))
}
