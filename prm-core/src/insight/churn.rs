//! Who stays, under a stated definition: a patient is active who kept a visit in the last months, or
//! has a visit ahead.

use serde::{Deserialize, Serialize};

use super::columns::{Columns, Place, wrong};
use super::number::{count, index, normal_quantile, wilson};
use crate::CivilDate;
use crate::error::{ErrorCode, PrmError};

/// A count of who stays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChurnSpec {
    /// The column of the day of each patient's last kept visit; nothing where there is none.
    pub last_visit: String,
    /// The column that is true where a patient has a visit ahead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booked: Option<String>,
    /// The day on which it is asked.
    pub as_of: CivilDate,
    /// How many months without a visit make a patient lapsed. The day so many months before `as_of`
    /// is still within; dental practices use 18 to 24.
    pub months: u32,
    /// The column of groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The confidence of the limits; 0.95 where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
}

/// Where a patient stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PatientStanding {
    /// With a kept visit in the last months, or a visit ahead.
    Active,
    /// With neither, though with a visit before.
    Lapsed,
    /// Never with a kept visit, and none ahead.
    NeverSeen,
}

/// The patients of a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChurnGroup {
    /// The group, where there are groups.
    pub group: Option<String>,
    /// Its active patients.
    pub active: u32,
    /// Its lapsed patients.
    pub lapsed: u32,
    /// Those never seen: of neither share.
    pub never_seen: u32,
    /// Lapsed of lapsed and active; nothing of nobody.
    pub churn: Option<f64>,
    /// The limits of that (Wilson 1927).
    pub lower: Option<f64>,
    /// The upper one.
    pub upper: Option<f64>,
}

/// Who stays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Churn {
    /// The definition, in one sentence.
    pub definition: String,
    /// The first day on which a visit counts.
    pub since: CivilDate,
    /// Where each row's patient stands.
    pub standings: Vec<PatientStanding>,
    /// One for each group, by its name; a single one where there are no groups.
    pub groups: Vec<ChurnGroup>,
}

/// Counts who stays and who left.
///
/// # Errors
/// `invalid_value` for a visit later than `as_of` and for no months at all; `invalid_time` for what
/// is no day; and as [`chart`](super::chart) for columns.
///
/// ```
/// use prm_core::insight::{ChurnSpec, Columns, churn};
/// use serde_json::json;
/// let columns = Columns::from_json(json!({
///     "seen": ["2024-12-30", "2024-12-29", "2023-01-01", null],
///     "booked": [false, false, true, false],
/// }))?;
/// let spec = ChurnSpec {
///     last_visit: "seen".into(), booked: Some("booked".into()), as_of: "2026-06-30".parse()?,
///     months: 18, group: None, confidence: None,
/// };
/// let found = churn(&spec, &columns)?;
/// let group = &found.groups[0];
/// assert_eq!((group.active, group.lapsed, group.never_seen), (2, 1, 1));
/// assert_eq!(group.churn, Some(1.0 / 3.0));
/// # Ok::<(), prm_core::PrmError>(())
/// ```
pub fn churn(spec: &ChurnSpec, columns: &Columns) -> Result<Churn, PrmError> {
    let months = i32::try_from(spec.months).ok().filter(|months| (1..=1_200).contains(months));
    let months = months.ok_or_else(|| {
        PrmError::new(ErrorCode::InvalidValue, "expected 1 to 1200 months").under("months")
    })?;
    let confidence = spec.confidence.unwrap_or(0.95);
    super::survival::share(confidence, "confidence")?;
    let since = spec.as_of.plus_months(-months);
    let booked = match &spec.booked {
        Some(name) => columns.flags(name)?,
        None => vec![None; columns.rows()],
    };
    let visits = columns.places_or_gaps(&spec.last_visit)?;
    let mut standings = Vec::with_capacity(visits.len());
    for (row, (visit, booked)) in visits.into_iter().zip(booked).enumerate() {
        let day = match visit {
            None => None,
            Some(Place::Day(day)) if day <= spec.as_of => Some(day),
            Some(Place::Day(_)) => {
                return Err(wrong(
                    &spec.last_visit,
                    row,
                    "later than the day on which it is asked",
                ));
            }
            Some(_) => return Err(wrong(&spec.last_visit, row, "expected a day: 2026-03-09")),
        };
        standings.push(match day {
            _ if booked == Some(true) => PatientStanding::Active,
            Some(day) if day >= since => PatientStanding::Active,
            Some(_) => PatientStanding::Lapsed,
            None => PatientStanding::NeverSeen,
        });
    }
    let z = normal_quantile(0.5 + confidence / 2.0);
    let groups = columns.groups(spec.group.as_deref())?;
    let groups = groups.into_iter().map(|(group, rows)| {
        let of = |standing: PatientStanding| {
            rows.iter().filter(|row| standings.get(**row) == Some(&standing)).count()
        };
        let (active, lapsed) = (of(PatientStanding::Active), of(PatientStanding::Lapsed));
        let known = active + lapsed;
        let (lower, upper) = wilson(lapsed, known, z).unzip();
        ChurnGroup {
            group,
            active: index(active),
            lapsed: index(lapsed),
            never_seen: index(of(PatientStanding::NeverSeen)),
            churn: (known > 0).then(|| count(lapsed) / count(known)),
            lower,
            upper,
        }
    });
    let groups = groups.collect();
    let definition = format!(
        "active: a kept visit since {since} ({months} months), or a visit ahead; lapsed: neither, \
         after a visit before; never seen: no visit, counted apart"
    );
    Ok(Churn { definition, since, standings, groups })
}
