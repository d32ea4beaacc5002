//! Analyses of columns.

use napi_derive::napi;
use prm_core::insight::{Columns, analyse};
use prm_core::{limits, parse_json};

use crate::call::{call, json};

/// Makes an analysis by its name; spec, columns and what is found are JSON text.
#[napi(js_name = "analyse")]
pub(crate) fn ask(analysis: String, spec: String, columns: String) -> napi::Result<String> {
    call(|| {
        let spec =
            parse_json(&spec, limits::PLAYBOOK_BYTES).map_err(|error| error.under("spec"))?;
        let columns = parse_json(&columns, limits::COLUMNS_BYTES);
        let columns = Columns::from_json(columns.map_err(|error| error.under("columns"))?)?;
        json(&analyse(&analysis, &spec, &columns)?)
    })
}

/// The names of all analyses, as JSON text.
#[napi]
pub(crate) fn analyses() -> napi::Result<String> {
    call(|| json(prm_core::insight::ANALYSES))
}
