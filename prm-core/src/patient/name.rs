//! What a person is called, and when they were born.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::error::{ErrorCode, PrmError};
use crate::time::LeapDay;
use crate::{CivilDate, id::opaque_debug};

/// The use of a name (FHIR name-use).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum NameUse {
    /// What the person is called.
    Usual,
    /// The name on official papers.
    Official,
    /// For a time.
    Temp,
    /// A nickname.
    Nickname,
    /// Used to hide who it is.
    Anonymous,
    /// Not in use any more.
    Old,
    /// The name before marriage.
    Maiden,
}

/// A name (FHIR HumanName). Single-word names are names; nothing is guessed from them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct HumanName {
    /// What it is used for.
    #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub usage: Option<NameUse>,
    /// The whole name as it should be written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub text: Option<String>,
    /// Given names, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub given: Vec<String>,
    /// The family name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub family: Option<String>,
}

opaque_debug!(HumanName, BirthDate);

impl HumanName {
    fn rank(&self) -> Option<u8> {
        match self.usage {
            Some(NameUse::Usual) => Some(0),
            Some(NameUse::Nickname) => Some(1),
            Some(NameUse::Official) => Some(2),
            None => Some(3),
            Some(NameUse::Temp) => Some(4),
            Some(NameUse::Anonymous | NameUse::Old | NameUse::Maiden) => None,
        }
    }

    /// What to say in a greeting: the first given name, else the text, else the family name.
    fn greeting(&self) -> Option<&str> {
        let given = self.given.first().map(String::as_str);
        let words = given.or(self.text.as_deref()).or(self.family.as_deref())?.trim();
        (!words.is_empty()).then_some(words)
    }
}

/// The name for a greeting: usual before official, never an old or an anonymous one.
pub(crate) fn greeting_name(names: &[HumanName]) -> Option<&str> {
    let usable = names.iter().filter_map(|name| Some((name.rank()?, name.greeting()?)));
    usable.min_by_key(|(rank, _)| *rank).map(|(_, name)| name)
}

/// A date of birth as far as it is known: a year, a month or a day (FHIR date).
///
/// ```
/// use prm_core::BirthDate;
/// assert_eq!("1991-11-08".parse::<BirthDate>()?.to_string(), "1991-11-08");
/// assert_eq!("1991".parse::<BirthDate>()?.to_string(), "1991");
/// # Ok::<(), prm_core::PrmError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BirthDate {
    /// The day, or the last day that is possible: where in doubt, the person is younger.
    latest: CivilDate,
    known: Known,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Known {
    Year,
    Month,
    Day,
}

impl BirthDate {
    /// The day, where it is known.
    pub fn day(self) -> Option<CivilDate> {
        (self.known == Known::Day).then_some(self.latest)
    }

    /// The day on which the person has surely reached an age.
    pub(crate) fn reaches(self, age: i32, leap: LeapDay) -> Option<CivilDate> {
        self.latest.in_year(self.latest.year().checked_add(age)?, leap)
    }

    /// The completed years on a day; the fewest that are possible.
    pub(crate) fn age_on(self, day: CivilDate, leap: LeapDay) -> i64 {
        let years = i64::from(day.year()) - i64::from(self.latest.year());
        match self.latest.in_year(day.year(), leap) {
            Some(birthday) if birthday > day => years - 1,
            _ => years,
        }
    }
}

impl From<CivilDate> for BirthDate {
    fn from(day: CivilDate) -> Self {
        Self { latest: day, known: Known::Day }
    }
}

impl FromStr for BirthDate {
    type Err = PrmError;

    fn from_str(text: &str) -> Result<Self, PrmError> {
        let message = "not a date of birth, as in `1991-11-08`, `1991-11` or `1991`";
        let invalid = || PrmError::new(ErrorCode::InvalidTime, message);
        let (latest, known) = match text.len() {
            4 => (format!("{text}-12-31").parse().map_err(|_| invalid())?, Known::Year),
            7 => {
                let first: CivilDate = format!("{text}-01").parse().map_err(|_| invalid())?;
                (first.plus_months(1).plus_days(-1), Known::Month)
            }
            _ => (text.parse().map_err(|_| invalid())?, Known::Day),
        };
        Ok(Self { latest, known })
    }
}

impl fmt::Display for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = self.latest;
        match self.known {
            Known::Year => write!(f, "{:04}", day.year()),
            Known::Month => write!(f, "{:04}-{:02}", day.year(), day.month()),
            Known::Day => write!(f, "{day}"),
        }
    }
}

crate::time::text_type!(BirthDate, "BirthDate", "birth-date", "a date of birth");

#[cfg(test)]
mod tests {
    use super::*;

    fn name(usage: Option<NameUse>, given: &[&str], family: Option<&str>) -> HumanName {
        let given = given.iter().map(|word| (*word).to_owned()).collect();
        HumanName { usage, text: None, given, family: family.map(Into::into) }
    }

    #[test]
    fn the_usual_name_is_used_before_the_official_one() {
        let names = [
            name(Some(NameUse::Official), &["Mei"], Some("Okafor")),
            name(Some(NameUse::Usual), &["Fatima"], None),
            name(Some(NameUse::Old), &["May"], None),
        ];
        assert_eq!(greeting_name(&names), Some("Fatima"));
        assert_eq!(greeting_name(&names[2..]), None);
        assert_eq!(greeting_name(&[name(None, &[], Some("Suharto"))]), Some("Suharto"));
        assert_eq!(greeting_name(&[name(None, &[" "], None)]), None);
    }

    #[test]
    fn an_age_in_doubt_is_the_younger_one() {
        let age = |born: &str, day: &str| {
            let born: BirthDate = born.parse().unwrap();
            born.age_on(day.parse().unwrap(), LeapDay::March1)
        };
        assert_eq!(age("2008-03-10", "2026-03-09"), 17);
        assert_eq!(age("2008-03-10", "2026-03-10"), 18);
        assert_eq!(age("2008", "2026-12-30"), 17);
        assert_eq!(age("2008-02", "2026-02-28"), 17);
        assert_eq!(age("2008-02-29", "2026-02-28"), 17);
        assert_eq!(age("2008-02-29", "2026-03-01"), 18);
    }
}
