//! Insight against what other programs compute (shared data): verdicts equal on every point,
//! numbers within 1e-9.

mod cahps;
mod measures;
mod pictures;
mod retention;
mod risk;
mod trends;
mod weights;

use serde_json::Value;

/// Whether two numbers are one, for numbers of any size.
fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1e-9 * expected.abs().max(1.0)
}

/// The numbers of a list; nothing where it has nothing.
fn numbers(list: &Value) -> Vec<Option<f64>> {
    list.as_array().expect("a list").iter().map(Value::as_f64).collect()
}
