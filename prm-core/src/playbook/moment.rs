//! Sentences of time: `1 day before appointment.start at 09:00`.

use crate::error::{ErrorCode, PrmError};
use crate::time::{BusinessDays, shift_date};
use crate::vocabulary::{Kind, nearest};
use crate::{CivilDate, CivilTime, Span, Timestamp, Zone};

/// How far a time is from something.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Distance {
    Span(Span),
    /// So many days on which the practice works.
    BusinessDays(u32),
}

/// The most business days that are counted.
const MOST: u32 = 1_000;

impl Distance {
    pub(crate) const NONE: Self = Self::Span(Span::ZERO);

    /// A span (`2 days`), or business days (`2 business days`).
    pub(crate) fn parse(words: &[&str]) -> Result<Self, PrmError> {
        let whole = |number: &str| {
            number
                .parse::<u32>()
                .map_err(|_| invalid("a span begins with a whole number, as in `1 day`"))
        };
        match words {
            [number, "business", "day" | "days"] => match whole(number)? {
                number if number <= MOST => Ok(Self::BusinessDays(number)),
                _ => Err(invalid(format!("at most {MOST} business days are counted"))),
            },
            [_, "business", _] => Err(invalid("of business there are only days")),
            [number, unit] => Ok(Self::Span(Span::of(whole(number)?, unit)?)),
            [text] => Ok(Self::Span(text.parse()?)),
            _ => Err(invalid("not a span, as in `1 day`, `24 hours` or `2 business days`")),
        }
    }

    fn is_civil(self) -> bool {
        match self {
            Self::Span(span) => span.is_civil(),
            Self::BusinessDays(_) => true,
        }
    }
}

/// A time, relative to something that happens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Moment {
    pub(crate) distance: Distance,
    pub(crate) back: bool,
    pub(crate) anchor: Anchor,
    /// The time on the patient's wall, on the day that the calendar gives.
    pub(crate) at: Option<CivilTime>,
}

/// What a time is relative to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    Event(Event),
    /// What became of an earlier step, by its index.
    Step(usize, Outcome),
    /// That an earlier step, by its index, took one of its ways, by its place among them.
    Way(usize, usize),
    /// The step's own due time.
    Due,
}

/// What becomes of a step (R10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Settled,
    HandedOver,
    Accepted,
    Delivered,
    Read,
    Answered,
}

impl Outcome {
    const ALL: [(&'static str, Self); 6] = [
        ("settled", Self::Settled),
        ("handed_over", Self::HandedOver),
        ("accepted", Self::Accepted),
        ("delivered", Self::Delivered),
        ("read", Self::Read),
        ("answered", Self::Answered),
    ];

    /// Whether it is known without a report.
    pub(crate) fn is_certain(self) -> bool {
        matches!(self, Self::Settled | Self::HandedOver)
    }
}

/// Declares the events: path, the kinds of subjects that have it, and whether it is a day without
/// a time.
macro_rules! events {
    ($($name:ident = $path:literal, [$($kind:ident),+], $date:literal;)+) => {
        /// Something that happens to a subject.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Event { $($name,)+ }

        impl Event {
            const ALL: &'static [Self] = &[$(Self::$name,)+];

            pub(crate) const fn path(self) -> &'static str {
                match self { $(Self::$name => $path,)+ }
            }

            fn kinds(self) -> &'static [Kind] {
                match self { $(Self::$name => &[$(Kind::$kind),+],)+ }
            }

            /// Whether it is a day, which needs a time on the wall.
            pub(crate) const fn is_date(self) -> bool {
                match self { $(Self::$name => $date,)+ }
            }
        }
    };
}

events! {
    AppointmentStart = "appointment.start", [Appointment, Visit], false;
    AppointmentEnd = "appointment.end", [Appointment, Visit], false;
    AppointmentBooked = "appointment.booked", [Appointment], false;
    AppointmentMoved = "appointment.moved", [Appointment], false;
    AppointmentProposed = "appointment.proposed", [Appointment], false;
    AppointmentDelayed = "appointment.delayed", [Appointment], false;
    AppointmentArrived = "appointment.arrived", [Appointment], false;
    AppointmentCancelled = "appointment.cancelled", [Appointment], false;
    AppointmentNoshow = "appointment.noshow", [Appointment], false;
    AppointmentDeclined = "appointment.declined", [Appointment], false;
    VisitStart = "visit.start", [Visit, Appointment], false;
    VisitEnd = "visit.end", [Visit, Appointment, Recall], false;
    Birthday = "birthday", [Birthday], true;
    EnrolmentStart = "enrolment.start", [Enrolment], true;
    EnrolmentEnd = "enrolment.end", [Enrolment], false;
    OccasionAt = "occasion.at", [Occasion], false;
    OccasionMoved = "occasion.moved", [Occasion], false;
    Anniversary = "anniversary", [Anniversary], true;
    OccasionRecorded = "occasion.recorded", [Occasion], false;
    RecallDue = "recall.due", [Recall], true;
    FeedbackReceived = "feedback.received", [Feedback], false;
    SuggestionReceived = "suggestion.received", [Feedback], false;
    SuggestionAnswered = "suggestion.answered", [Feedback], false;
    SuggestionDeclined = "suggestion.declined", [Feedback], false;
    RequestMade = "request.made", [Request], false;
    ReplyReceived = "reply.received", [Reply], false;
}

impl Event {
    /// Whether it tells of a change, which is given time to settle (R5).
    pub(crate) fn is_change(self) -> bool {
        matches!(self, Self::AppointmentMoved | Self::AppointmentCancelled | Self::OccasionMoved)
    }
}

/// What a sentence may refer to.
pub(crate) struct Scope<'s> {
    pub(crate) kind: Kind,
    pub(crate) steps: &'s [Named<'s>],
    /// The index of the step that speaks; none for what the journey itself says.
    pub(crate) own: Option<usize>,
    /// Whether `due` may be named.
    pub(crate) due: bool,
}

/// A step that a sentence may refer to: its id and the ways that it may take.
pub(crate) struct Named<'s> {
    pub(crate) id: &'s str,
    pub(crate) ways: Vec<&'s str>,
}

fn invalid(message: impl Into<String>) -> PrmError {
    PrmError::new(ErrorCode::InvalidMoment, message)
}

impl Moment {
    /// The moment of an event itself.
    pub(crate) fn of(event: Event) -> Self {
        Self { distance: Distance::NONE, back: false, anchor: Anchor::Event(event), at: None }
    }

    /// The instant of the moment of something that happened at an instant and, on the wall of its
    /// place, at a time. A time that is given is on the patient's wall.
    pub(crate) fn shift(
        &self,
        happened: Timestamp,
        (date, time): (CivilDate, CivilTime),
        (place, patient): (Zone, Zone),
        business: &BusinessDays,
    ) -> Timestamp {
        let day = match self.distance {
            Distance::Span(span) => shift_date(date, span, self.back),
            Distance::BusinessDays(days) => business.shift(date, days, self.back),
        };
        match (self.at, self.distance) {
            (Some(at), _) => patient.instant(day, at),
            (None, Distance::Span(span)) => place.shift(happened, span, self.back),
            (None, Distance::BusinessDays(_)) => place.instant(day, time),
        }
    }

    pub(crate) fn parse(text: &str, scope: &Scope<'_>) -> Result<Self, PrmError> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let (words, at) = match words.as_slice() {
            [words @ .., "at", time] => (words, Some(time.parse::<CivilTime>()?)),
            words => (words, None),
        };
        let (distance, back, anchor) = match words {
            [anchor] => (None, false, anchor),
            [distance @ .., side @ ("before" | "after"), anchor] if distance.len() > 1 => {
                (Some(Distance::parse(distance)?), *side == "before", anchor)
            }
            _ => {
                let message = "not a sentence of time, as in \
                               `1 day before appointment.start at 09:00` or `2 hours after visit.end`";
                return Err(invalid(message));
            }
        };
        let anchor = Anchor::parse(anchor, scope)?;
        let dateless = matches!(anchor, Anchor::Event(event) if event.is_date());
        if dateless && at.is_none() {
            return Err(invalid("this is a day without a time: add one, as in `at 09:00`"));
        }
        if at.is_some() && distance.is_some_and(|distance| !distance.is_civil()) {
            return Err(invalid(
                "hours and minutes are elapsed time, which leaves no choice of a time on the wall: \
                 count in days, or leave out `at`",
            ));
        }
        Ok(Self { distance: distance.unwrap_or(Distance::NONE), back, anchor, at })
    }
}

impl Anchor {
    fn parse(text: &str, scope: &Scope<'_>) -> Result<Self, PrmError> {
        if text == "due" && scope.due {
            return Ok(Self::Due);
        }
        if let Some(event) = Event::ALL.iter().find(|event| event.path() == text) {
            if event.kinds().contains(&scope.kind) {
                return Ok(Self::Event(*event));
            }
            return Err(invalid(format!(
                "`{text}` does not belong to the subject of this journey"
            )));
        }
        if let Some((step, outcome)) = text.rsplit_once('.')
            && let Some((index, named)) = scope.steps.iter().enumerate().find(|(_, s)| s.id == step)
        {
            return Self::of_step(index, named, outcome, scope);
        }
        let events = Event::ALL.iter().filter(|event| event.kinds().contains(&scope.kind));
        let settled: Vec<String> =
            scope.steps.iter().map(|step| format!("{}.settled", step.id)).collect();
        let names = events.map(|event| event.path()).chain(settled.iter().map(String::as_str));
        let help =
            nearest(text, names).map(|near| format!(", did you mean `{near}`")).unwrap_or_default();
        Err(invalid(format!("nothing here is called `{text}`{help}")))
    }

    /// What became of a step, or the way that it took.
    fn of_step(
        index: usize,
        step: &Named<'_>,
        word: &str,
        scope: &Scope<'_>,
    ) -> Result<Self, PrmError> {
        if scope.own == Some(index) {
            return Err(invalid("a step cannot be anchored on itself"));
        }
        if let Some(way) = step.ways.iter().position(|way| *way == word) {
            return Ok(Self::Way(index, way));
        }
        if let Some((_, outcome)) = Outcome::ALL.iter().find(|(known, _)| *known == word) {
            // What is not a message has no receipts, and comes to no contact point.
            return match outcome {
                Outcome::Settled => Ok(Self::Step(index, *outcome)),
                _ if step.ways.is_empty() => Ok(Self::Step(index, *outcome)),
                _ => Err(invalid(format!("`{}` is settled, or takes a way", step.id))),
            };
        }
        let words = Outcome::ALL.iter().map(|(word, _)| *word).chain(step.ways.iter().copied());
        let help = nearest(word, words).map(|near| format!(", did you mean `{}.{near}`", step.id));
        let help = help.unwrap_or_default();
        Err(invalid(match step.ways.as_slice() {
            [] => format!(
                "a step is settled, handed_over, accepted, delivered, read or answered{help}"
            ),
            ways => format!("`{}` is settled, or takes the way {}{help}", step.id, ways.join(", ")),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str, kind: Kind) -> Result<Moment, PrmError> {
        let named = |id, ways: &[&'static str]| Named { id, ways: ways.to_vec() };
        let steps =
            [named("reminder", &[]), named("check-in", &[]), named("reply", &["came", "silent"])];
        Moment::parse(text, &Scope { kind, steps: &steps, own: Some(0), due: true })
    }

    #[test]
    fn sentences_parse() {
        let moment = parse("1 day before appointment.start at 09:00", Kind::Appointment).unwrap();
        assert!(moment.back && moment.distance.is_civil());
        assert_eq!(moment.at.unwrap().hour(), 9);
        let moment = parse("24 hours before appointment.start", Kind::Appointment).unwrap();
        assert!(!moment.distance.is_civil());
        let moment = parse("1 day after check-in.settled at 10:00", Kind::Visit).unwrap();
        assert_eq!(moment.anchor, Anchor::Step(1, Outcome::Settled));
        let moment = parse("2 business days after visit.end at 10:00", Kind::Visit).unwrap();
        assert_eq!(moment.distance, Distance::BusinessDays(2));
        let moment = parse("3 days after reply.silent", Kind::Visit).unwrap();
        assert_eq!(moment.anchor, Anchor::Way(2, 1));
        assert!(parse("birthday at 09:00", Kind::Birthday).is_ok());
        assert!(parse("suggestion.received", Kind::Feedback).is_ok());
        assert!(parse("due at 20:00", Kind::Birthday).is_ok());
        assert!(parse("10 days after due", Kind::Birthday).is_ok());
    }

    #[test]
    fn a_fault_says_what_would_be_right() {
        for (text, kind, part) in [
            ("apointment.start", Kind::Appointment, "did you mean `appointment.start`"),
            ("visit.end", Kind::Birthday, "does not belong"),
            ("reminder.settled", Kind::Visit, "on itself"),
            ("check-in.setled", Kind::Visit, "did you mean `check-in.settled`"),
            ("reply.silnt", Kind::Visit, "did you mean `reply.silent`"),
            ("reply.delivered", Kind::Visit, "is settled, or takes a way"),
            ("reply.gone", Kind::Visit, "takes the way came, silent"),
            ("birthday", Kind::Birthday, "add one"),
            ("2 hours before appointment.start at 09:00", Kind::Appointment, "elapsed"),
            ("one day before appointment.start", Kind::Appointment, "whole number"),
            ("3 moons after visit.end", Kind::Visit, "is counted in"),
            ("3 business hours after visit.end", Kind::Visit, "only days"),
            ("1001 business days after visit.end", Kind::Visit, "at most 1000"),
            ("before appointment.start", Kind::Appointment, "not a sentence"),
            ("appointment.start at 25:00", Kind::Appointment, "no such time"),
            ("", Kind::Appointment, "not a sentence"),
        ] {
            let error = parse(text, kind).unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
