//! What a step tells of its subject, and how often it was so before (R4).

use crate::care::Version;
use crate::id::{Name, hex, sha256};
use crate::journey::Case;
use crate::playbook::Step;
use crate::vocabulary::Field;
use crate::{Zone, ZonedTime};

impl Case<'_> {
    /// The digest of what a step tells, as it is now or was in an earlier stretch (R4).
    fn told_of(&self, tells: &[Field], version: &Version) -> Name {
        let (wall, place) = self.wall(&version.start);
        let expected = version.expected.map_or_else(String::new, |at| self.wall(&at).0);
        let mut values: Vec<&str> = vec!["prm-told/1"];
        for field in tells {
            match field {
                Field::AppointmentStart => values.extend([wall.as_str(), place]),
                Field::AppointmentPlace => values.push(version.place.as_deref().unwrap_or("")),
                Field::AppointmentPractitioner => {
                    values.push(version.practitioner.as_deref().unwrap_or(""));
                }
                Field::AppointmentExpected => values.extend([expected.as_str(), place]),
                _ => {}
            }
        }
        hex(&sha256(&values), 8).into()
    }

    /// The digest of the time of an occasion.
    fn told_at(&self, at: &ZonedTime) -> Name {
        let (wall, place) = self.wall(at);
        hex(&sha256(&["prm-told/1", &wall, place]), 8).into()
    }

    /// A time as it is told: on the wall of its place.
    fn wall(&self, time: &ZonedTime) -> (String, &'static str) {
        let shown = self.shown(time);
        let (date, time) = shown.wall_of(shown.instant());
        (format!("{date}T{time}"), shown.zone().map_or("", Zone::name))
    }

    /// What a step tells now, and how many earlier stretches had the same values.
    pub(crate) fn told(&self, step: &Step) -> (Name, u32) {
        let history = self.told_history(step);
        match history.split_last() {
            Some((now, before)) => {
                let again = before.iter().filter(|told| *told == now).count();
                (Name::clone(now), u32::try_from(again).unwrap_or(u32::MAX))
            }
            None => ("-".into(), 0),
        }
    }

    /// What a step has told or would have told, one item a stretch, the present one last; empty
    /// for a step that tells nothing.
    pub(crate) fn told_history(&self, step: &Step) -> Vec<Name> {
        let mut history: Vec<Name> = Vec::new();
        if let (false, Some(occasion)) = (step.tells.is_empty(), self.occasion()) {
            for at in &occasion.versions {
                let told = self.told_at(at);
                if history.last() != Some(&told) {
                    history.push(told);
                }
            }
        }
        if let (false, Some(appointment)) = (step.tells.is_empty(), self.appointment()) {
            for version in &appointment.versions {
                let told = self.told_of(&step.tells, version);
                if history.last() != Some(&told) {
                    history.push(told);
                }
            }
        }
        history
    }
}
