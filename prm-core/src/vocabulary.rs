//! The words of a playbook: every value that conditions, templates and `tells` may name, with its
//! type, the content level of saying it, and the subjects that have it.

use crate::id::Name;
use crate::{CivilDate, ZonedTime};

/// The kind of thing that a journey is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Appointment,
    Visit,
    Birthday,
    Enrolment,
    Occasion,
    /// A day that comes back after an occasion.
    Anniversary,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
        pub(crate) enum Field {
            $($name,)+
            /// One that the playbook declares itself.
            Attribute(Declared),
        }

        impl Field {
            /// Those that every playbook has.
            const ALL: &'static [Self] = &[$(Self::$name,)+];

            const fn path(self) -> Option<&'static str> {
                match self {
                    $(Self::$name => Some($path),)+
                    Self::Attribute(_) => None,
                }
            }

            pub(crate) const fn kind(self) -> Type {
                match self {
                    $(Self::$name => Type::$type,)+
                    Self::Attribute(declared) => declared.kind,
                }
            }

            /// The lowest content level at which it may be said: 0 nothing of the patient,
            /// 1 their name, date, time and place, 2 clinician or department, 3 reason,
            /// instructions and what they said.
            pub(crate) const fn level(self) -> u8 {
                match self {
                    $(Self::$name => $level,)+
                    Self::Attribute(declared) => declared.level,
                }
            }

            /// The subjects that have it; every one where empty.
            fn kinds(self) -> &'static [Kind] {
                match self {
                    $(Self::$name => &[$(Kind::$kind),*],)+
                    Self::Attribute(_) => &[],
                }
            }
        }
    };
}

/// An attribute that a playbook declares: its place among them, its type and its content level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Declared {
    pub(crate) index: u16,
    pub(crate) kind: Type,
    pub(crate) level: u8,
}

/// What a step writes for the day on which it is done.
pub(crate) const TODAY: &str = "today";

/// The attributes of a playbook, in the order of their names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attributes(pub(crate) Vec<Attribute>);

/// One of them.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    pub(crate) name: Name,
    /// As texts and conditions name it.
    path: Name,
    declared: Declared,
    /// The texts that it may be; any where empty.
    words: Vec<String>,
    /// The value of those of whom nobody noted any.
    pub(crate) otherwise: Option<String>,
}

impl Attribute {
    pub(crate) fn new(
        name: &str,
        (index, kind, level): (u16, Type, u8),
        words: &[String],
        otherwise: Option<&String>,
    ) -> Self {
        let path = format!("attribute.{name}").into();
        let declared = Declared { index, kind, level };
        Self {
            name: name.into(),
            path,
            declared,
            words: words.to_vec(),
            otherwise: otherwise.cloned(),
        }
    }

    pub(crate) fn is_day(&self) -> bool {
        self.declared.kind == Type::Date
    }

    pub(crate) fn declared(&self) -> Declared {
        self.declared
    }

    /// A value as facts and playbooks write it, where it is one of this attribute.
    pub(crate) fn read<'t>(&self, text: &'t str) -> Option<Value<'t>> {
        match self.declared.kind {
            Type::Bool => text.parse().ok().map(Value::Bool),
            Type::Int => text.parse().ok().map(Value::Int),
            Type::Date => text.parse().ok().map(Value::Date),
            Type::Text => {
                let known = self.words.is_empty() || self.words.iter().any(|word| word == text);
                known.then_some(Value::Text(text))
            }
            Type::Time => None,
        }
    }

    /// What a value must be, in words.
    pub(crate) fn expected(&self) -> String {
        match self.words.as_slice() {
            [] => self.declared.kind.name().to_owned(),
            words => format!("one of {}", words.join(", ")),
        }
    }
}

impl Attributes {
    pub(crate) fn get(&self, declared: Declared) -> Option<&Attribute> {
        self.0.get(usize::from(declared.index))
    }

    /// The attribute of a name.
    pub(crate) fn named(&self, name: &str) -> Option<&Attribute> {
        self.0.iter().find(|attribute| *attribute.name == *name)
    }

    /// The field of a path, of those of every playbook and of this one's.
    pub(crate) fn find(&self, path: &str) -> Option<Field> {
        Field::find(path).or_else(|| {
            let attribute = self.0.iter().find(|attribute| *attribute.path == *path)?;
            Some(Field::Attribute(attribute.declared))
        })
    }

    /// How a playbook names a field.
    pub(crate) fn path(&self, field: Field) -> &str {
        let own = || match field {
            Field::Attribute(declared) => self.get(declared).map(|attribute| &*attribute.path),
            _ => None,
        };
        field.path().or_else(own).unwrap_or("attribute")
    }

    /// The nearest known path, for a suggestion.
    pub(crate) fn nearest(&self, path: &str, fits: impl Fn(Field) -> bool) -> Option<&str> {
        let fixed = Field::ALL.iter().filter(|field| fits(**field)).filter_map(|f| f.path());
        nearest(path, fixed.chain(self.0.iter().map(|attribute| &*attribute.path)))
    }
}

fields! {
    PracticeName = "practice.name", Text, 0, [];
    PracticePhone = "practice.phone", Text, 0, [];
    PatientGreetingName = "patient.greeting_name", Text, 1, [];
    RecipientGreetingName = "recipient.greeting_name", Text, 1, [];
    PatientAge = "patient.age", Int, 3, [];
    PatientGender = "patient.gender", Text, 3, [];
    PatientLanguage = "patient.language", Text, 1, [];
    PatientNextAppointment = "patient.next_appointment", Time, 1, [];
    AppointmentStart = "appointment.start", Time, 1, [Appointment, Visit];
    AppointmentEnd = "appointment.end", Time, 1, [Appointment, Visit];
    AppointmentStatus = "appointment.status", Text, 1, [Appointment, Visit];
    AppointmentService = "appointment.service", Text, 3, [Appointment, Visit];
    AppointmentPlace = "appointment.place", Text, 1, [Appointment, Visit];
    AppointmentPractitioner = "appointment.practitioner", Text, 2, [Appointment, Visit];
    AppointmentExpected = "appointment.expected", Time, 1, [Appointment, Visit];
    AppointmentFormsMissing = "appointment.forms_missing", Int, 1, [Appointment, Visit];
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
    OccasionName = "occasion.name", Text, 3, [Occasion, Anniversary];
    OccasionAt = "occasion.at", Time, 1, [Occasion, Anniversary];
    OccasionDetail = "occasion.detail", Text, 3, [Occasion, Anniversary];
    AnniversaryDay = "anniversary.day", Date, 1, [Anniversary];
    AnniversaryYears = "anniversary.years", Int, 1, [Anniversary];
    RecallDue = "recall.due", Date, 1, [Recall];
    RecallService = "recall.service", Text, 3, [Recall];
    RecallBooked = "recall.booked", Bool, 3, [Recall];
    FeedbackInstrument = "feedback.instrument", Text, 3, [Feedback];
    FeedbackScore = "feedback.score", Int, 3, [Feedback];
    FeedbackBand = "feedback.band", Text, 3, [Feedback];
    FeedbackChange = "feedback.change", Int, 3, [Feedback];
    FeedbackComplete = "feedback.complete", Bool, 3, [Feedback];
    FeedbackFlagged = "feedback.flagged", Bool, 3, [Feedback];
    FeedbackDanger = "feedback.danger", Bool, 3, [Feedback];
    SuggestionText = "suggestion.text", Text, 3, [Feedback];
    SuggestionOutcome = "suggestion.outcome", Text, 3, [Feedback];
    SuggestionOwned = "suggestion.owned", Bool, 3, [Feedback];
    CombinedParts = "combined.parts", Text, 0, [Combination];
    CombinedCount = "combined.count", Int, 0, [Combination];
}

impl Field {
    /// The field of a path that every playbook has.
    pub(crate) fn find(path: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.path() == Some(path))
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
            Self::AppointmentStart
                | Self::AppointmentPlace
                | Self::AppointmentPractitioner
                | Self::AppointmentExpected
                | Self::OccasionAt
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
        let paths = || Field::ALL.iter().filter_map(|field| field.path());
        assert_eq!(nearest("apointment.start", paths()), Some("appointment.start"));
        assert_eq!(nearest("visit.ends", paths()), Some("visit.end"));
        assert_eq!(nearest("weather", paths()), None);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
