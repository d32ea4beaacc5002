//! Analyses of columns.

use prm_core::insight::{Columns, analyse};
use prm_core::{limits, parse_json};

use crate::json::write;
use crate::{Answer, answer};

/// Makes an analysis by its name, such as `chart`; what is asked, the columns and what is found are
/// JSON text.
#[uniffi::export]
pub fn insight(analysis: String, spec: String, columns: String) -> Answer<String> {
    let found = answer(|| {
        let spec =
            parse_json(&spec, limits::PLAYBOOK_BYTES).map_err(|error| error.under("spec"))?;
        let columns = parse_json(&columns, limits::COLUMNS_BYTES);
        let columns = Columns::from_json(columns.map_err(|error| error.under("columns"))?)?;
        analyse(&analysis, &spec, &columns)
    })?;
    write(&found)
}
