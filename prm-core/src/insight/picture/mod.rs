//! Pictures: self-contained SVG, light and dark, that says in words and shapes what it says in
//! colours. The colours are those of Okabe and Ito, which people tell apart who do not see red and
//! green; what matters has a shape, a dash or a letter too. `title` and `desc` say the rest to
//! whoever does not see it.

mod axis;
mod canvas;
mod chart;
mod funnel;
mod survival;

pub use chart::draw_chart;
pub use funnel::draw_funnel;
pub use survival::draw_survival;

use serde::{Deserialize, Serialize};

use super::columns::Columns;
use super::{ChartSpec, FunnelSpec, SurvivalSpec};
use crate::Theme;
use crate::error::{ErrorCode, PrmError};

/// How values are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ValueFormat {
    /// As they are.
    #[default]
    Number,
    /// A share as a percentage.
    Percent,
}

/// What a picture shows beside its numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PictureSpec {
    /// What it is of, in one line.
    pub title: String,
    /// What the vertical axis has, or what is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// How values are written.
    #[serde(default)]
    pub format: ValueFormat,
    /// Which colours.
    #[serde(default)]
    pub theme: Theme,
    /// Width in pixels, 320 to 4000; 760 where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Height in pixels, 240 to 4000; as much as is needed, or 420, where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Drawing {
    /// The whole as one SVG element.
    pub svg: String,
    /// The same in words, for those who do not see it.
    pub alt: String,
}

/// A chart as a picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChartPictureSpec {
    /// The chart.
    pub chart: ChartSpec,
    /// How it is drawn.
    pub picture: PictureSpec,
}

/// Curves as a picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SurvivalPictureSpec {
    /// The curves.
    pub survival: SurvivalSpec,
    /// How they are drawn; `unit` is that of time.
    pub picture: PictureSpec,
}

/// A funnel as a picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FunnelPictureSpec {
    /// The funnel.
    pub funnel: FunnelSpec,
    /// How it is drawn.
    pub picture: PictureSpec,
}

/// Makes a chart and draws it.
///
/// # Errors
/// As [`chart`](super::chart), and `invalid_value` for a size out of range.
pub fn chart_picture(spec: &ChartPictureSpec, columns: &Columns) -> Result<Drawing, PrmError> {
    let chart = super::chart(&spec.chart, columns).map_err(|error| under(error, "chart"))?;
    draw_chart(&chart, &spec.picture).map_err(|error| error.under("picture"))
}

/// Makes curves and draws them.
///
/// # Errors
/// As [`survival`](super::survival), and `invalid_value` for a size out of range.
pub fn survival_picture(
    spec: &SurvivalPictureSpec,
    columns: &Columns,
) -> Result<Drawing, PrmError> {
    let found =
        super::survival(&spec.survival, columns).map_err(|error| under(error, "survival"))?;
    draw_survival(&found, &spec.picture).map_err(|error| error.under("picture"))
}

/// Makes a funnel and draws it.
///
/// # Errors
/// As [`funnel`](super::funnel), and `invalid_value` for a size out of range.
pub fn funnel_picture(spec: &FunnelPictureSpec, columns: &Columns) -> Result<Drawing, PrmError> {
    let found = super::funnel(&spec.funnel, columns).map_err(|error| under(error, "funnel"))?;
    draw_funnel(&found, &spec.picture).map_err(|error| error.under("picture"))
}

fn under(error: PrmError, part: &str) -> PrmError {
    if error.path().starts_with("columns") { error } else { error.under(part) }
}

impl PictureSpec {
    /// Width and height, where `usual` is the height if none is asked for.
    fn size(&self, usual: f64) -> Result<(f64, f64), PrmError> {
        let (width, height) = (self.width.unwrap_or(760), self.height);
        let refused = |name, least| {
            let message = format!("expected {least} to 4000 pixels");
            Err(PrmError::new(ErrorCode::InvalidValue, message).under(name))
        };
        if !(320..=4_000).contains(&width) {
            return refused("width", 320);
        }
        match height {
            Some(height) if !(240..=4_000).contains(&height) => refused("height", 240),
            Some(height) => Ok((f64::from(width), f64::from(height))),
            None => Ok((f64::from(width), usual)),
        }
    }

    /// A value as it is written.
    fn write(&self, value: f64) -> String {
        match self.format {
            ValueFormat::Number => axis::written(value, 3),
            ValueFormat::Percent => format!("{}%", axis::written(value * 100.0, 3)),
        }
    }
}
