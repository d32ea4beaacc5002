//! How soon a patient is seen: the third next available appointment.

use serde::{Deserialize, Serialize};

use super::columns::{Columns, Place, wrong};
use super::number::index;
use crate::CivilDate;
use crate::error::{ErrorCode, PrmError};

/// The third next available appointment, asked for on one day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AccessSpec {
    /// The column of the days of free slots, a row for each; slots that are held for somebody are
    /// left out by the host.
    pub slot: String,
    /// The column of groups: clinician, kind of appointment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The day on which it is asked. It is usual to ask on the same day and hour of each week, and
    /// to take the mean.
    pub asked: CivilDate,
    /// Which of the next ones; 3 where it is absent, since the first may be free by chance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth: Option<u32>,
    /// The days of the week that are worked, 1 Monday to 7 Sunday; Monday to Friday where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open_days: Vec<u32>,
    /// Days on which it is closed all the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closed: Vec<CivilDate>,
}

/// How soon a group could be seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AccessGroup {
    /// The group, where there are groups.
    pub group: Option<String>,
    /// Its free slots from that day on.
    pub slots: u32,
    /// The day of the third; nothing where there are fewer, which is never no wait at all.
    pub day: Option<CivilDate>,
    /// How many days away that is; none on the day itself.
    pub days: Option<u32>,
    /// How many of these are worked, the last among them.
    pub business_days: Option<u32>,
}

/// How soon patients could be seen, by group in the order of names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Access {
    /// The groups.
    pub groups: Vec<AccessGroup>,
}

/// The longest wait that is counted, in days: ten years.
const LONGEST: u32 = 3_660;

/// Days to the third next available appointment (Institute for Healthcare Improvement).
///
/// # Errors
/// `invalid_value` for a `nth` that is not 1 to 100 and a day of the week that is not 1 to 7;
/// `invalid_time` with column and row for what is no day, and `missing_field` for a gap.
///
/// ```
/// use prm_core::insight::{AccessSpec, Columns, third_available};
/// use serde_json::json;
/// let columns = Columns::from_json(json!({"free": ["2026-03-06", "2026-03-09", "2026-03-10"]}))?;
/// let spec = AccessSpec::new("free", "2026-03-05".parse()?);
/// let found = third_available(&spec, &columns)?;
/// assert_eq!((found.groups[0].days, found.groups[0].business_days), (Some(5), Some(3)));
/// # Ok::<(), prm_core::PrmError>(())
/// ```
pub fn third_available(spec: &AccessSpec, columns: &Columns) -> Result<Access, PrmError> {
    let nth = spec.nth.unwrap_or(3);
    let unfit = |field: &str, message: &str| {
        Err(PrmError::new(ErrorCode::InvalidValue, message).under(field))
    };
    if !(1..=100).contains(&nth) {
        return unfit("nth", "must be from 1 to 100");
    }
    if let Some(place) = spec.open_days.iter().position(|day| !(1..=7).contains(day)) {
        return unfit(&format!("open_days[{place}]"), "days of the week are 1 to 7");
    }
    let mut slots: Vec<CivilDate> = Vec::with_capacity(columns.rows());
    for (row, place) in columns.places(&spec.slot)?.into_iter().enumerate() {
        match place {
            Place::Day(day) => slots.push(day),
            _ => return Err(wrong(&spec.slot, row, "expected a day such as 2026-03-09")),
        }
    }
    let groups = columns.groups(spec.group.as_deref())?.into_iter().map(|(group, rows)| {
        let days = rows.into_iter().filter_map(|row| slots.get(row).copied());
        let mut days: Vec<CivilDate> = days.filter(|day| *day >= spec.asked).collect();
        days.sort();
        let place = usize::try_from(nth - 1).unwrap_or(usize::MAX);
        let waited = days.get(place).and_then(|day| spec.waited(*day));
        AccessGroup {
            group,
            slots: index(days.len()),
            day: days.get(place).copied(),
            days: waited.map(|(days, _)| days),
            business_days: waited.map(|(_, worked)| worked),
        }
    });
    Ok(Access { groups: groups.collect() })
}

impl AccessSpec {
    /// The third next available of all slots, worked Monday to Friday.
    pub fn new(slot: &str, asked: CivilDate) -> Self {
        let (nth, open_days, closed) = (None, Vec::new(), Vec::new());
        Self { slot: slot.to_owned(), group: None, asked, nth, open_days, closed }
    }

    /// How many days a day is away, and how many of these are worked; nothing beyond ten years.
    fn waited(&self, day: CivilDate) -> Option<(u32, u32)> {
        let (mut days, mut worked) = (0, 0);
        while self.asked.plus_days(i64::from(days)) < day {
            days += 1;
            worked += u32::from(self.is_worked(self.asked.plus_days(i64::from(days))));
            if days > LONGEST {
                return None;
            }
        }
        Some((days, worked))
    }

    fn is_worked(&self, day: CivilDate) -> bool {
        let weekday = index(day.weekday()) + 1;
        let open = match self.open_days.as_slice() {
            [] => weekday <= 5,
            days => days.contains(&weekday),
        };
        open && !self.closed.contains(&day)
    }
}
