//! The measures of a practice, out of its panel.

use serde::{Deserialize, Serialize};

use super::columns::{Column, Columns};
use super::frame::{Table, TableColumn, TableValues};
use super::funnel::{Funnel, FunnelSpec, FunnelStage, funnel};
use super::rate::{RateReading, RateSpec, Rates, rate};
use super::spread::{Spread, SpreadSpec, spread};
use super::table::{Identifiers, TableName, TableSpec, table};
use crate::{Panel, PrmError, Timestamp};

/// The measures that are asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PracticeSpec {
    /// The fewest that are told; 11 where it is absent, and 1 tells all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<u32>,
    /// The confidence of the limits; 0.95 where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
}

/// A measure: its name, what it is in one sentence, and its rates by group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PracticeMeasure {
    /// Its name.
    pub name: String,
    /// What is counted, of what.
    pub definition: String,
    /// By what it is told.
    pub by: Vec<String>,
    /// The numbers.
    pub rates: Rates,
}

/// The measures of a practice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Practice {
    /// Rates, in a fixed order.
    pub measures: Vec<PracticeMeasure>,
    /// Days from booking to start, of all appointments that have both.
    pub lead_days: Spread,
    /// From decision to answer: messages that were decided, handed over, taken by the gateway,
    /// delivered, read and answered, and why others came no further: the first reason of
    /// the decision, or what the sender reported.
    pub funnel: Funnel,
}

/// What is counted: name, definition, table, event, what must be there, and by what.
type Counted = (
    &'static str,
    &'static str,
    TableName,
    &'static str,
    RateReading,
    Option<&'static str>,
    &'static [&'static [&'static str]],
);

const RATES: [Counted; 6] = [
    (
        "no_show",
        "appointments to which nobody came, of those whose time has come and that were to be kept",
        TableName::Appointments,
        "missed",
        RateReading::Truth,
        None,
        &[&[], &["service"], &["place"], &["language"]],
    ),
    (
        "confirmation",
        "appointments whose patient said yes to the present start, of those that were booked",
        TableName::Appointments,
        "confirmed",
        RateReading::Truth,
        Some("booked"),
        &[&[], &["service"]],
    ),
    (
        "delivery",
        "messages that reached the contact point, of those handed over",
        TableName::Intents,
        "delivered",
        RateReading::Known,
        Some("handed_over"),
        &[&["channel"], &["language"], &["journey", "step"]],
    ),
    (
        "reading",
        "messages that were read, of those handed over",
        TableName::Intents,
        "read",
        RateReading::Known,
        Some("handed_over"),
        &[&["channel"], &["hour"], &["language"], &["journey", "step"]],
    ),
    (
        "response",
        "messages that were answered, of those handed over",
        TableName::Intents,
        "answered",
        RateReading::Known,
        Some("handed_over"),
        &[&["channel"], &["hour"], &["language"], &["journey", "step"]],
    ),
    (
        "task_done",
        "tasks that somebody had done, of those opened",
        TableName::Tasks,
        "done",
        RateReading::Known,
        Some("opened"),
        &[&["journey", "step"]],
    ),
];

/// The measures of a practice as it is known at an instant: rates with their limits, how long
/// people wait for an appointment, and how far messages come.
///
/// A rate is told of all rows and by group; numbers of too few are left out (see [`Rates`]). Rates
/// by channel, hour or step compare who was reached so, and not what the channel does: people
/// are not spread over channels by chance.
///
/// # Errors
/// `invalid_value` for a confidence outside 0 to 1.
///
/// ```
/// use prm_core::Panel;
/// use prm_core::insight::{PracticeSpec, practice};
/// let now = "2026-03-02T06:00:00Z".parse()?;
/// let found = practice(&Panel::new(), &PracticeSpec::default(), now)?;
/// assert_eq!((found.measures[0].name.as_str(), found.measures[0].rates.whole.n), ("no_show", Some(0)));
/// # Ok::<(), prm_core::PrmError>(())
/// ```
pub fn practice(panel: &Panel, spec: &PracticeSpec, now: Timestamp) -> Result<Practice, PrmError> {
    let columns = |name: TableName| -> Result<Columns, PrmError> {
        let spec = TableSpec { table: name, identifiers: Identifiers::LeftOut };
        table(panel, &spec, now).to_columns()
    };
    let appointments = columns(TableName::Appointments)?;
    let asked = TableSpec { table: TableName::Intents, identifiers: Identifiers::LeftOut };
    let messages = completed(table(panel, &asked, now));
    let intents = messages.to_columns()?;
    let tasks = columns(TableName::Tasks)?;
    let mut measures = Vec::new();
    for (name, definition, of_table, event, reading, of, bys) in RATES {
        let columns = match of_table {
            TableName::Appointments => &appointments,
            TableName::Tasks => &tasks,
            _ => &intents,
        };
        for by in bys {
            let by: Vec<String> = by.iter().map(|name| (*name).to_owned()).collect();
            let asked = RateSpec {
                reading,
                of: of.map(ToOwned::to_owned),
                by: by.clone(),
                least: spec.least,
                confidence: spec.confidence,
                ..RateSpec::new(event)
            };
            let rates = rate(&asked, columns)?;
            let (name, definition) = (name.to_owned(), definition.to_owned());
            measures.push(PracticeMeasure { name, definition, by, rates });
        }
    }
    let lead = SpreadSpec { confidence: spec.confidence, ..SpreadSpec::new("lead_days") };
    let mut lead_days = spread(&lead, &appointments)?;
    // Quantiles of a few are the values of a few.
    for group in &mut lead_days.groups {
        if group.n > 0 && group.n < spec.least.unwrap_or(11) {
            (group.mean, group.quantiles, group.n, group.missing) = (None, Vec::new(), 0, 0);
        }
    }
    let stages = ["settled", "handed_over", "accepted", "delivered", "read", "answered"];
    let asked = FunnelSpec {
        stages: stages
            .map(|name| FunnelStage { name: name.to_owned(), column: name.to_owned() })
            .to_vec(),
        reason: Some("first_reason".to_owned()),
        least: spec.least,
        confidence: spec.confidence,
    };
    let reached = reached(&messages, &stages)?;
    Ok(Practice { measures, lead_days, funnel: funnel(&asked, &reached)? })
}

/// A gateway that says "read" and never said "delivered" has delivered: each report stands for
/// those before it that are missing.
fn completed(mut intents: Table) -> Table {
    let order = ["answered", "read", "delivered", "accepted", "handed_over"];
    for (later, earlier) in order.iter().zip(order.iter().skip(1)) {
        let known = instants(&intents, later);
        let found = intents.columns.iter_mut().find(|column| column.name == *earlier);
        if let Some(TableColumn { values: TableValues::Instants(values), .. }) = found {
            values.iter_mut().zip(known).for_each(|(value, later)| *value = value.or(later));
        }
    }
    intents
}

fn instants(table: &Table, name: &str) -> Vec<Option<Timestamp>> {
    match table.columns().iter().find(|column| column.name == name) {
        Some(TableColumn { values: TableValues::Instants(values), .. }) => values.clone(),
        _ => vec![None; table.rows()],
    }
}

/// Whether each message came to each stage, and why it came no further.
fn reached(intents: &Table, stages: &[&str]) -> Result<Columns, PrmError> {
    let instants = |name: &str| instants(intents, name);
    let mut columns = Columns::new();
    for stage in stages {
        let flags = instants(stage).iter().map(|at| Some(at.is_some())).collect();
        columns = columns.added(stage, Column::Flags(flags), intents.rows())?;
    }
    // Why it came no further: the decision's reason, or what the sender reported.
    let mut texts = match intents.columns().iter().find(|column| column.name == "first_reason") {
        Some(TableColumn { values: TableValues::Texts(values), .. }) => values.clone(),
        _ => vec![None; intents.rows()],
    };
    for (text, handed_over) in texts.iter_mut().zip(instants("handed_over")) {
        *text = text.take().filter(|_| handed_over.is_none());
    }
    for report in ["bounced", "failed", "expired", "withdrawn"] {
        for (text, reported) in texts.iter_mut().zip(instants(report)) {
            if text.is_none() && reported.is_some() {
                *text = Some(report.to_owned());
            }
        }
    }
    columns.added("first_reason", Column::Texts(texts), intents.rows())
}
