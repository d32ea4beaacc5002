//! Time: five types that never turn into each other by accident.
//!
//! | type | what it is |
//! |---|---|
//! | [`Timestamp`] | an instant, UTC, in milliseconds |
//! | [`CivilDate`] | a day of the calendar, nowhere in particular |
//! | [`CivilTime`] | a time on the wall, on no particular day |
//! | [`Zone`] | a place's rules for its clocks (IANA) |
//! | [`Span`] | an amount of time: of the calendar ("1 day") or of a stopwatch ("24 hours") |
//!
//! [`WallTime`] and [`ZonedTime`] are composites of these: a day and a time on a wall, nowhere in
//! particular, and the wall time and the place that a source wrote down.
//! "1 day before" and "24 hours before" are two different spans: across a change of clocks the
//! first keeps the time on the wall, the second keeps the number of hours.
//!
//! A wall time that a change of clocks skips moves forward by the length of the gap; one that
//! happens twice means the first (RFC 5545, 3.3.5).

mod business;
mod civil;
mod places;
mod recurrence;
mod span;
mod timestamp;
mod wall;
mod zone;
mod zoned;

pub(crate) use business::BusinessDays;
pub use civil::{CivilDate, CivilTime, LeapDay};
pub(crate) use civil::{text_debug, text_type};
pub(crate) use places::{areas_of, countries_of, zones_of};
pub use recurrence::{MonthEnd, Occurrence, Occurrences, Recurrence, Schedule, Slots};
pub(crate) use span::Amount;
pub use span::Span;
pub use timestamp::Timestamp;
pub use wall::WallTime;
pub(crate) use zone::shift_date;
pub use zone::{Zone, tzdb_version};
pub use zoned::ZonedTime;
