//! Sentences of time: `1 day before appointment.start at 09:00`.

use crate::error::{ErrorCode, PrmError};
use crate::vocabulary::{Kind, nearest};
use crate::{CivilTime, Span};

/// A time, relative to something that happens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Moment {
    pub(crate) span: Span,
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
    AppointmentCancelled = "appointment.cancelled", [Appointment], false;
    AppointmentNoshow = "appointment.noshow", [Appointment], false;
    AppointmentDeclined = "appointment.declined", [Appointment], false;
    VisitStart = "visit.start", [Visit, Appointment], false;
    VisitEnd = "visit.end", [Visit, Appointment, Recall], false;
    Birthday = "birthday", [Birthday], true;
    EnrolmentStart = "enrolment.start", [Enrolment], true;
    EnrolmentEnd = "enrolment.end", [Enrolment], false;
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
        matches!(self, Self::AppointmentMoved | Self::AppointmentCancelled)
    }
}

/// What a sentence may refer to.
pub(crate) struct Scope<'s> {
    pub(crate) kind: Kind,
    /// The ids of the journey's steps, with the index of the step that speaks.
    pub(crate) steps: &'s [&'s str],
    pub(crate) own: usize,
    /// Whether `due` may be named.
    pub(crate) due: bool,
}

fn invalid(message: impl Into<String>) -> PrmError {
    PrmError::new(ErrorCode::InvalidMoment, message)
}

impl Moment {
    /// The moment of an event itself.
    pub(crate) fn of(event: Event) -> Self {
        Self { span: Span::ZERO, back: false, anchor: Anchor::Event(event), at: None }
    }

    pub(crate) fn parse(text: &str, scope: &Scope<'_>) -> Result<Self, PrmError> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let (words, at) = match words.as_slice() {
            [words @ .., "at", time] => (words, Some(time.parse::<CivilTime>()?)),
            words => (words, None),
        };
        let (span, back, anchor) = match words {
            [anchor] => (None, false, anchor),
            [number, unit, side @ ("before" | "after"), anchor] => {
                let number = number
                    .parse()
                    .map_err(|_| invalid("a span begins with a whole number, as in `1 day`"))?;
                (Some(Span::of(number, unit)?), *side == "before", anchor)
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
        if at.is_some() && span.is_some_and(|span| !span.is_civil()) {
            return Err(invalid(
                "hours and minutes are elapsed time, which leaves no choice of a time on the wall: \
                 count in days, or leave out `at`",
            ));
        }
        Ok(Self { span: span.unwrap_or(Span::ZERO), back, anchor, at })
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
            && let Some(index) = scope.steps.iter().position(|id| *id == step)
        {
            let known = Outcome::ALL.iter().find(|(word, _)| *word == outcome);
            let Some((_, outcome)) = known else {
                let near = nearest(outcome, Outcome::ALL.iter().map(|(word, _)| *word));
                let help = near.map(|near| format!(", did you mean `{step}.{near}`"));
                return Err(invalid(format!(
                    "a step is settled, handed_over, accepted, delivered, read or answered{}",
                    help.unwrap_or_default()
                )));
            };
            if index == scope.own {
                return Err(invalid("a step cannot be anchored on itself"));
            }
            return Ok(Self::Step(index, *outcome));
        }
        let events = Event::ALL.iter().filter(|event| event.kinds().contains(&scope.kind));
        let settled: Vec<String> =
            scope.steps.iter().map(|step| format!("{step}.settled")).collect();
        let names = events.map(|event| event.path()).chain(settled.iter().map(String::as_str));
        let help =
            nearest(text, names).map(|near| format!(", did you mean `{near}`")).unwrap_or_default();
        Err(invalid(format!("nothing here is called `{text}`{help}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str, kind: Kind) -> Result<Moment, PrmError> {
        Moment::parse(text, &Scope { kind, steps: &["reminder", "check-in"], own: 0, due: true })
    }

    #[test]
    fn sentences_parse() {
        let moment = parse("1 day before appointment.start at 09:00", Kind::Appointment).unwrap();
        assert!(moment.back && moment.span.is_civil());
        assert_eq!(moment.at.unwrap().hour(), 9);
        let moment = parse("24 hours before appointment.start", Kind::Appointment).unwrap();
        assert!(!moment.span.is_civil());
        let moment = parse("1 day after check-in.settled at 10:00", Kind::Visit).unwrap();
        assert_eq!(moment.anchor, Anchor::Step(1, Outcome::Settled));
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
            ("birthday", Kind::Birthday, "add one"),
            ("2 hours before appointment.start at 09:00", Kind::Appointment, "elapsed"),
            ("one day before appointment.start", Kind::Appointment, "whole number"),
            ("3 moons after visit.end", Kind::Visit, "is counted in"),
            ("before appointment.start", Kind::Appointment, "not a sentence"),
            ("appointment.start at 25:00", Kind::Appointment, "no such time"),
            ("", Kind::Appointment, "not a sentence"),
        ] {
            let error = parse(text, kind).unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
