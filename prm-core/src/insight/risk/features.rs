//! Features: columns as numbers on an even scale.

use serde::{Deserialize, Serialize};

use crate::error::{ErrorCode, PrmError};
use crate::insight::columns::{Columns, path};
use crate::insight::number::{count, mean, sum};

/// How a column becomes numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RiskTransform {
    /// As it is.
    #[default]
    Number,
    /// The logarithm of one more, for what spreads far, such as days ahead; 0 and more.
    Log,
    /// 1 where it is true.
    Flag,
    /// 1 for each category but the first; one that was not there in training counts as none.
    Category,
}

/// A feature that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RiskFeature {
    /// The column; no value may be missing.
    pub column: String,
    /// How it becomes numbers.
    #[serde(default)]
    pub transform: RiskTransform,
}

/// What a model has learnt of a feature, or of one category of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RiskWeight {
    /// The column.
    pub column: String,
    /// How it becomes a number.
    pub transform: RiskTransform,
    /// The category.
    pub category: Option<String>,
    /// The mean of the number in training.
    pub mean: f64,
    /// Its standard deviation in training; 1 where it never differs.
    pub scale: f64,
    /// What one standard deviation more adds to the logarithm of the odds.
    pub weight: f64,
}

/// The most numbers of a row.
pub(super) const WIDTH: usize = 128;

/// The numbers of a feature, one for each row.
pub(super) fn numbers(
    columns: &Columns,
    column: &str,
    transform: RiskTransform,
    category: Option<&str>,
) -> Result<Vec<f64>, PrmError> {
    match transform {
        RiskTransform::Number => columns.whole(column, columns.numbers(column)?),
        RiskTransform::Log => {
            let values = columns.whole(column, columns.numbers(column)?)?;
            if let Some(row) = values.iter().position(|value| *value < 0.0) {
                return Err(crate::insight::columns::wrong(column, row, "less than 0"));
            }
            Ok(values.into_iter().map(libm::log1p).collect())
        }
        RiskTransform::Flag => {
            let flags = columns.whole(column, columns.flags(column)?)?;
            Ok(flags.into_iter().map(|flag| f64::from(u8::from(flag))).collect())
        }
        RiskTransform::Category => {
            let texts = columns.whole(column, columns.texts(column)?)?;
            let is = |text: &String| f64::from(u8::from(Some(text.as_str()) == category));
            Ok(texts.iter().map(is).collect())
        }
    }
}

/// The weights to be learnt, still without any, and the numbers of all rows on an even scale:
/// a list for each weight.
pub(super) fn prepare(
    features: &[RiskFeature],
    columns: &Columns,
) -> Result<(Vec<RiskWeight>, Vec<Vec<f64>>), PrmError> {
    let mut weights = Vec::new();
    let mut scaled = Vec::new();
    for feature in features {
        let categories: Vec<Option<String>> = match feature.transform {
            RiskTransform::Category => {
                let texts = columns.whole(&feature.column, columns.texts(&feature.column)?)?;
                let known: std::collections::BTreeSet<String> = texts.into_iter().collect();
                known.into_iter().skip(1).map(Some).collect()
            }
            _ => vec![None],
        };
        if weights.len() + categories.len() > WIDTH {
            let message = format!("more than {WIDTH} numbers for each row");
            return Err(PrmError::new(ErrorCode::TooMany, message).under(&path(&feature.column)));
        }
        for category in categories {
            let mut values =
                numbers(columns, &feature.column, feature.transform, category.as_deref())?;
            let center = mean(&values).unwrap_or(0.0);
            let squares = sum(values.iter().map(|value| (value - center) * (value - center)));
            let deviation = (squares / count(values.len().max(1))).sqrt();
            let scale = if deviation > 1e-12 * center.abs().max(1e-300) { deviation } else { 1.0 };
            values.iter_mut().for_each(|value| *value = (*value - center) / scale);
            weights.push(RiskWeight {
                column: feature.column.clone(),
                transform: feature.transform,
                category,
                mean: center,
                scale,
                weight: 0.0,
            });
            scaled.push(values);
        }
    }
    Ok((weights, scaled))
}
