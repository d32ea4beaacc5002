//! Insight: what a data team would script by hand, exact and honest.
//!
//! An analysis is a document and goes with columns of numbers and texts; what it finds is a
//! document too, in every host the same to the last bit: sums are taken in the order of rows, and
//! functions come from `libm`. What cannot be computed is nothing, never `NaN`; what cannot be read
//! is an error that names column and row.

mod access;
pub(crate) mod beta;
mod cahps;
mod chart;
mod churn;
pub(crate) mod columns;
mod door;
mod drift;
pub(crate) mod few;
mod frame;
mod funnel;
mod monitor;
pub(crate) mod number;
mod picture;
mod practice;
mod rake;
mod rate;
mod risk;
mod shrink;
mod spread;
pub(crate) mod survival;
mod table;

pub use access::{Access, AccessGroup, AccessSpec, third_available};
pub use cahps::{
    Cahps, CahpsBox, CahpsCoefficient, CahpsEntity, CahpsItem, CahpsReliability, CahpsSpec,
    CahpsSwitch, cahps,
};
pub use chart::{
    Assurance, Better, Chart, ChartKind, ChartPart, ChartPoint, ChartSpec, Dot, RangeConstant,
    Rule, RuleSet, Side, Signal, Variation, chart, run_limits,
};
pub use churn::{Churn, ChurnGroup, ChurnSpec, PatientStanding, churn};
pub use columns::Columns;
pub use door::{ANALYSES, analyse};
pub use drift::{Direction, Drift, DriftSpec, drift};
pub use frame::{Table, TableColumn, TableValues};
pub use funnel::{Funnel, FunnelReason, FunnelSpec, FunnelStage, FunnelStep, funnel};
pub use monitor::{Monitor, MonitorMethod, MonitorPoint, MonitorSpec, monitor};
pub use picture::{
    ChartPictureSpec, Drawing, FunnelPictureSpec, PictureSpec, SurvivalPictureSpec, ValueFormat,
    chart_picture, draw_chart, draw_funnel, draw_survival, funnel_picture, survival_picture,
};
pub use practice::{Practice, PracticeMeasure, PracticeSpec, practice};
pub use rake::{Rake, RakeSpec, rake};
pub use rate::{RateGroup, RateReading, RateSpec, Rates, rate};
pub use risk::{
    History, HistorySpec, RiskDecile, RiskFeature, RiskGroup, RiskModel, RiskReason, RiskReport,
    RiskReportSpec, RiskScore, RiskScoreSpec, RiskScores, RiskSpec, RiskTransform, RiskWeight,
    RiskWindow, history, judge_risk, score_risk, train_risk,
};
pub use shrink::{Shrink, ShrinkSpec, shrink};
pub use spread::{QuantileKind, Spread, SpreadGroup, SpreadQuantile, SpreadSpec, spread};
pub use survival::{
    LogRank, Survival, SurvivalCurve, SurvivalInterval, SurvivalPoint, SurvivalShare, SurvivalSpec,
    SurvivalTime, survival,
};
pub use table::{Identifiers, TableName, TableSpec, table};
