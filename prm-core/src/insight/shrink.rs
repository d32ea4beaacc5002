//! Shares drawn towards the whole, so that a few answers are not taken for more than they are.

use serde::{Deserialize, Serialize};

use super::columns::{Columns, wrong};
use super::number::{count, sum};
use crate::error::{ErrorCode, PrmError};

/// Shares that are to be drawn towards the whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ShrinkSpec {
    /// The column of how many it happened to, a row for each entity.
    pub events: String,
    /// The column of how many there are.
    pub of: String,
}

/// Shares drawn towards the whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Shrink {
    /// The share of all.
    pub pooled: f64,
    /// How much two of one entity are alike, beyond chance, 0 to 1.
    pub rho: f64,
    /// For how many observations the whole counts; nothing where entities do not differ beyond
    /// chance, so that it counts for all.
    pub strength: Option<f64>,
    /// The share of each entity, drawn towards that of all; that of all where it has none.
    pub shares: Vec<f64>,
    /// How much of its own is in it, 0 to 1.
    pub reliability: Vec<f64>,
}

/// Draws shares towards the whole, the more the fewer there are: empirical Bayes with a beta prior
/// by moments (Kleinman 1973), so that a practice of five patients is not the best or the worst.
///
/// # Errors
/// `invalid_value` for counts that are no whole numbers, more events than there are, fewer than two
/// entities, and nobody at all.
///
/// ```
/// use prm_core::insight::{Columns, ShrinkSpec, shrink};
/// use serde_json::json;
/// let columns = Columns::from_json(json!({"happy": [2, 60, 30], "asked": [2, 100, 100]}))?;
/// let spec = ShrinkSpec { events: "happy".into(), of: "asked".into() };
/// let found = shrink(&spec, &columns)?;
/// assert!(found.shares[0] < 0.75 && (found.shares[1] - 0.6).abs() < 0.02);
/// # Ok::<(), prm_core::PrmError>(())
/// ```
pub fn shrink(spec: &ShrinkSpec, columns: &Columns) -> Result<Shrink, PrmError> {
    let whole = |name: &str| {
        let found = columns.whole(name, columns.numbers(name)?)?;
        match found.iter().position(|value| *value < 0.0 || value.floor() != *value) {
            Some(row) => Err(wrong(name, row, "expected a whole number, 0 at least")),
            None => Ok(found),
        }
    };
    let (events, of) = (whole(&spec.events)?, whole(&spec.of)?);
    if let Some(row) = events.iter().zip(&of).position(|(k, n)| k > n) {
        return Err(wrong(&spec.events, row, "more than there are"));
    }
    let all = sum(of.iter().copied());
    let known = of.iter().filter(|n| **n > 0.0).count();
    if known < 2 {
        let error = PrmError::new(ErrorCode::InvalidValue, "fewer than two entities have any");
        return Err(error.under("of"));
    }
    let pooled = sum(events.iter().copied()) / all;
    let spread = pooled * (1.0 - pooled);
    let off = events.iter().zip(&of).filter(|(_, n)| **n > 0.0).map(|(k, n)| {
        let off = k / n - pooled;
        n * off * off
    });
    let (off, less) = (sum(off), count(known - 1));
    let room = all - sum(of.iter().map(|n| n * n)) / all - less;
    let rho =
        if spread > 0.0 && room > 0.0 { (off - spread * less) / (spread * room) } else { 0.0 };
    let rho = rho.clamp(0.0, 1.0);
    let strength = (rho > 0.0).then(|| (1.0 - rho) / rho);
    let reliability: Vec<f64> = of
        .iter()
        .map(|n| strength.map_or(0.0, |strength| if *n > 0.0 { n / (n + strength) } else { 0.0 }))
        .collect();
    let shares = events.iter().zip(&of).map(|(k, n)| match strength {
        Some(strength) if *n > 0.0 => (k + pooled * strength) / (n + strength),
        _ => pooled,
    });
    Ok(Shrink { pooled, rho, strength, shares: shares.collect(), reliability })
}
