//! The one door of all analyses, for hosts that speak in documents.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::columns::Columns;
use crate::error::{ErrorCode, PrmError, decode};

/// Declares the analyses once: their names and what they call.
macro_rules! analyses {
    ($($name:literal => $call:path,)+) => {
        /// The names of all analyses.
        pub const ANALYSES: &[&str] = &[$($name,)+];

        /// Makes an analysis by its name: what is asked as a document, what is found as one.
        ///
        /// # Errors
        /// `unknown_word` for a name that is none of [`ANALYSES`], and those of the analysis;
        /// paths begin with `spec` or `columns`.
        ///
        /// ```
        /// use prm_core::insight::{Columns, analyse};
        /// use serde_json::json;
        /// let columns = Columns::from_json(json!({"wait": [9, 11, 12, 15, 14, 17]}))?;
        /// let found = analyse("drift", &json!({"value": "wait"}), &columns)?;
        /// assert_eq!((&found["direction"], &found["slope"]), (&json!("rising"), &json!(1.5)));
        /// # Ok::<(), prm_core::PrmError>(())
        /// ```
        pub fn analyse(analysis: &str, spec: &Value, columns: &Columns) -> Result<Value, PrmError> {
            match analysis {
                $($name => through(spec, columns, $call),)+
                _ => {
                    let message = format!("expected one of {}", ANALYSES.join(", "));
                    Err(PrmError::new(ErrorCode::UnknownWord, message).under("analysis"))
                }
            }
        }
    };
}

analyses! {
    "cahps" => super::cahps,
    "chart" => super::chart,
    "chart_picture" => super::chart_picture,
    "churn" => super::churn,
    "drift" => super::drift,
    "rake" => super::rake,
    "shrink" => super::shrink,
    "rate" => super::rate,
    "score" => crate::feedback::score_by_spec,
    "score_many" => crate::feedback::score_responses,
    "score_risk" => super::score_risk,
    "spread" => super::spread,
    "survival" => super::survival,
    "survival_picture" => super::survival_picture,
    "third_available" => super::third_available,
    "train_risk" => super::train_risk,
    "form" => crate::feedback::form_by_spec,
    "funnel" => super::funnel,
    "funnel_picture" => super::funnel_picture,
    "questionnaire" => crate::feedback::questionnaire_by_spec,
    "questionnaire_response" => crate::feedback::questionnaire_response_by_spec,
    "history" => super::history,
    "judge_risk" => super::judge_risk,
    "monitor" => super::monitor,
}

fn through<S: DeserializeOwned, F: Serialize>(
    spec: &Value,
    columns: &Columns,
    call: impl Fn(&S, &Columns) -> Result<F, PrmError>,
) -> Result<Value, PrmError> {
    let spec = decode(spec).map_err(|error| error.under("spec"))?;
    let found = call(&spec, columns).map_err(|error| {
        if error.path().starts_with("columns") { error } else { error.under("spec") }
    })?;
    serde_json::to_value(&found)
        .map_err(|_| PrmError::new(ErrorCode::Internal, "the answer cannot be written"))
}
