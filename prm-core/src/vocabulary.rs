//! The words of a playbook: every value that conditions, templates and `tells` may name, with its
//! type, the content level of saying it, and the subjects that have it.

use crate::{CivilDate, ZonedTime};

/// The kind of thing that a journey is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Appointment,
    Visit,
    Birthday,
    Enrolment,
    Occasion,
    Recall,
    Feedback,
    /// A message that staff asked for.
    Request,
    /// A reply that this library answers by itself.
    Reply,
    /// Several messages that go as one.
    Combination,
}

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Bool,
    Int,
    Text,
    /// A time at a place.
    Time,
    /// A day without a time.
    Date,
}

impl Type {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bool => "true or false",
            Self::Int => "a number",
            Self::Text => "text",
            Self::Time => "a time",
            Self::Date => "a date",
        }
    }
}

/// A value of a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Value<'v> {
    Bool(bool),
    Int(i64),
    Text(&'v str),
    Time(ZonedTime),
    Date(CivilDate),
}

/// Declares the fields: name, path, type, content level, the kinds that have it.
macro_rules! fields {
    ($($name:ident = $path:literal, $type:ident, $level:literal, [$($kind:ident),*];)+) => {
        /// A value that a playbook may name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Field { $($name,)+ }

        impl Field {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// How a playbook names it.
            pub(crate) const fn path(self) -> &'static str {
                match self { $(Self::$name => $path,)+ }
            }

            pub(crate) const fn kind(self) -> Type {
                match self { $(Self::$name => Type::$type,)+ }
            }

            /// The lowest content level at which it may be said: 0 nothing of the patient,
            /// 1 their name, date, time and place, 2 clinician or department, 3 reason,
            /// instructions and what they said.
            pub(crate) const fn level(self) -> u8 {
                match self { $(Self::$name => $level,)+ }
            }

            /// The subjects that have it; every one where empty.
            fn kinds(self) -> &'static [Kind] {
                match self { $(Self::$name => &[$(Kind::$kind),*],)+ }
            }
        }
    };
}

fields! {
    PracticeName = "practice.name", Text, 0, [];
    PracticePhone = "practice.phone", Text, 0, [];
    PatientGreetingName = "patient.greeting_name", Text, 1, [];
    RecipientGreetingName = "recipient.greeting_name", Text, 1, [];
    PatientAge = "patient.age", Int, 3, [];
    PatientGender = "patient.gender", Text, 3, [];
    PatientLanguage = "patient.language", Text, 1, [];
    AppointmentStart = "appointment.start", Time, 1, [Appointment, Visit];
    AppointmentEnd = "appointment.end", Time, 1, [Appointment, Visit];
    AppointmentStatus = "appointment.status", Text, 1, [Appointment, Visit];
    AppointmentService = "appointment.service", Text, 3, [Appointment, Visit];
    AppointmentPlace = "appointment.place", Text, 1, [Appointment, Visit];
    AppointmentPractitioner = "appointment.practitioner", Text, 2, [Appointment, Visit];
    AppointmentConfirmed = "appointment.confirmed", Bool, 1, [Appointment, Visit];
    AppointmentDeclined = "appointment.declined", Bool, 1, [Appointment, Visit];
    VisitStart = "visit.start", Time, 1, [Appointment, Visit, Recall];
    VisitEnd = "visit.end", Time, 1, [Appointment, Visit, Recall];
    VisitClass = "visit.class", Text, 3, [Appointment, Visit, Recall];
    VisitService = "visit.service", Text, 3, [Appointment, Visit, Recall];
    VisitPlace = "visit.place", Text, 1, [Appointment, Visit, Recall];
    VisitDisposition = "visit.disposition", Text, 3, [Appointment, Visit, Recall];
    VisitInstructions = "visit.instructions", Text, 3, [Appointment, Visit, Recall];
    EnrolmentProgramme = "enrolment.programme", Text, 3, [Enrolment];
    EnrolmentStart = "enrolment.start", Date, 1, [Enrolment];
    OccasionName = "occasion.name", Text, 3, [Occasion];
    OccasionAt = "occasion.at", Time, 1, [Occasion];
    OccasionDetail = "occasion.detail", Text, 3, [Occasion];
    RecallDue = "recall.due", Date, 1, [Recall];
    RecallService = "recall.service", Text, 3, [Recall];
    RecallBooked = "recall.booked", Bool, 3, [Recall];
    FeedbackInstrument = "feedback.instrument", Text, 3, [Feedback];
    FeedbackScore = "feedback.score", Int, 3, [Feedback];
    SuggestionText = "suggestion.text", Text, 3, [Feedback];
    SuggestionOutcome = "suggestion.outcome", Text, 3, [Feedback];
    SuggestionOwned = "suggestion.owned", Bool, 3, [Feedback];
    CombinedParts = "combined.parts", Text, 0, [Combination];
    CombinedCount = "combined.count", Int, 0, [Combination];
}

impl Field {
    /// The field of a path.
    pub(crate) fn find(path: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.path() == path)
    }

    /// Whether a subject of this kind has it.
    pub(crate) fn is_of(self, kind: Kind) -> bool {
        self.kinds().is_empty() || self.kinds().contains(&kind)
    }

    /// Whether its value depends on the instant at which it is asked.
    pub(crate) fn ages(self) -> bool {
        self == Self::PatientAge
    }

    /// Whether it is of a combined message, which alone knows it.
    pub(crate) fn is_combined(self) -> bool {
        matches!(self, Self::CombinedParts | Self::CombinedCount)
    }

    /// Whether a step may declare that it tells it (R4).
    pub(crate) fn can_be_told(self) -> bool {
        matches!(
            self,
            Self::AppointmentStart | Self::AppointmentPlace | Self::AppointmentPractitioner
        )
    }
}

/// The nearest of some names to one that is unknown, for a suggestion.
pub(crate) fn nearest<'n>(word: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let most = 1 + word.chars().count() / 8;
    names
        .map(|name| (distance(word, name), name))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, name)| name)
}

/// Levenshtein's distance, in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(80).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(80).enumerate() {
        let mut left = i + 1;
        let mut corner = i;
        let mut next = vec![left];
        for (y, above) in b.iter().zip(row.iter().skip(1)) {
            left = (corner + usize::from(x != *y)).min(left + 1).min(above + 1);
            corner = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_name_is_suggested_and_a_far_one_is_not() {
        let paths = || Field::ALL.iter().map(|field| field.path());
        assert_eq!(nearest("apointment.start", paths()), Some("appointment.start"));
        assert_eq!(nearest("visit.ends", paths()), Some("visit.end"));
        assert_eq!(nearest("weather", paths()), None);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
