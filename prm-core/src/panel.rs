//! Many relationships at once: which of them want to be asked now.

use std::collections::BTreeMap;

use crate::{PatientId, Relationship, Timestamp};

/// The wakes of a practice's patient panel, as a column: asking a million patients who are idle
/// costs little more than reading their wakes once.
///
/// Wakes are kept in whole minutes, rounded down: a patient may be named a minute early, never
/// late, and an early step does no harm.
///
/// ```
/// use prm_core::{Panel, PatientId};
/// let mut panel = Panel::new();
/// let priya: PatientId = "priya".parse()?;
/// panel.set_wake(&priya, Some("2026-03-09T03:30:20Z".parse()?));
/// assert!(panel.due("2026-03-09T03:29:59Z".parse()?).is_empty());
/// assert_eq!(panel.due("2026-03-09T03:30:00Z".parse()?), [priya]);
/// # Ok::<(), prm_core::PrmError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Panel {
    places: BTreeMap<PatientId, usize>,
    patients: Vec<PatientId>,
    /// Minutes since 1970; `NEVER` for patients for whom nothing is planned.
    wakes: Vec<u32>,
}

const MINUTE: i64 = 60_000;
const NEVER: u32 = u32::MAX;

impl Panel {
    /// No patients yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many patients there are.
    pub fn len(&self) -> usize {
        self.patients.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.patients.is_empty()
    }

    /// Notes when a relationship wants to be asked, as its last step said.
    pub fn note(&mut self, relationship: &Relationship) {
        self.set_wake(relationship.patient(), relationship.wake().map(|wake| wake.at));
    }

    /// Notes when a patient wants to be asked: what a host reads from a column of its own.
    pub fn set_wake(&mut self, patient: &PatientId, at: Option<Timestamp>) {
        let minute = at.map_or(NEVER, |at| {
            u32::try_from(at.as_millis().div_euclid(MINUTE).max(0)).unwrap_or(NEVER - 1)
        });
        let place = *self.places.entry(patient.clone()).or_insert_with(|| {
            self.patients.push(patient.clone());
            self.wakes.push(NEVER);
            self.patients.len() - 1
        });
        if let Some(wake) = self.wakes.get_mut(place) {
            *wake = minute;
        }
    }

    /// The patients who want to be asked by now, in the order in which they were first noted.
    pub fn due(&self, now: Timestamp) -> Vec<PatientId> {
        let now = u32::try_from(now.as_millis().div_euclid(MINUTE).max(0)).unwrap_or(NEVER - 1);
        // Counting first keeps the usual sweep, in which nobody is due, free of branches.
        let number = self.wakes.iter().map(|wake| u32::from(*wake <= now)).sum::<u32>();
        if number == 0 {
            return Vec::new();
        }
        let due = self.wakes.iter().zip(&self.patients).filter(|(wake, _)| **wake <= now);
        due.map(|(_, patient)| patient.clone()).collect()
    }

    /// The next instant at which somebody wants to be asked, rounded down to the minute.
    pub fn next_wake(&self) -> Option<Timestamp> {
        let next = self.wakes.iter().min().copied().filter(|wake| *wake != NEVER)?;
        Some(Timestamp::clamped(i64::from(next) * MINUTE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_named_late() {
        let mut panel = Panel::new();
        let at = |text: &str| -> Timestamp { text.parse().unwrap() };
        for (patient, wake) in [
            ("a", Some("2026-03-09T03:30:59.999Z")),
            ("b", None),
            ("c", Some("2026-03-09T03:31:00Z")),
        ] {
            panel.set_wake(&patient.parse().unwrap(), wake.map(at));
        }
        assert_eq!(panel.due(at("2026-03-09T03:30:30Z")), ["a".parse().unwrap()]);
        assert_eq!(panel.due(at("2026-03-09T03:31:00Z")).len(), 2);
        assert_eq!(panel.next_wake(), Some(at("2026-03-09T03:30:00Z")));
        panel.set_wake(&"a".parse().unwrap(), None);
        assert_eq!(panel.due(at("2026-03-09T03:31:00Z")), ["c".parse().unwrap()]);
        assert_eq!(panel.len(), 3);
    }
}
