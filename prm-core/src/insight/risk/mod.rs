//! Risk: a penalised logistic regression that anybody can read, trained and scored here to the same
//! bits in every host, saved as a model card, and judged with its limits by group.
//!
//! A risk orders the work of people, or adds a reminder. It is no reason to deny, to overbook or to
//! charge anybody; whatever acts on one says so in a decision.

mod features;
mod history;
mod judge;
mod train;

pub use features::{RiskFeature, RiskTransform, RiskWeight};
pub use history::{History, HistorySpec, history};
pub use judge::{RiskDecile, RiskGroup, RiskReport, RiskReportSpec, judge_risk};
pub use train::{
    RiskModel, RiskReason, RiskScore, RiskScoreSpec, RiskScores, RiskSpec, RiskWindow, score_risk,
    train_risk,
};
