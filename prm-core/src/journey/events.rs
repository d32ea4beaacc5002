//! What has happened to a run's subject, and whether it is still there for a step.

use crate::care::{AppointmentStatus, Visit};
use crate::journey::{About, Case, Run};
use crate::playbook::{Anchor, Event, Moment, Step};
use crate::reason::ReasonCode;
use crate::register::Source;
use crate::time::{CivilDate, CivilTime};
use crate::{FactId, Timestamp, Zone, ZonedTime};

/// Something that happened: when, by whose clock on the wall, and the facts that say so.
pub(crate) struct Happened<'s> {
    pub(crate) at: Timestamp,
    /// Day and time on the wall where it happens, and that place's zone where it is known.
    pub(crate) wall: (CivilDate, CivilTime),
    pub(crate) zone: Option<Zone>,
    /// When its cause occurred and was learnt of.
    pub(crate) occurred: Timestamp,
    pub(crate) recorded: Timestamp,
    pub(crate) fact: Option<&'s FactId>,
}

/// Whether a step's subject is there for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Standing {
    /// It is.
    Valid,
    /// Not yet: nothing is planned.
    NotYet,
    /// Not any more.
    Gone(ReasonCode),
}

impl<'s> Case<'s> {
    fn happened(&self, time: &ZonedTime, source: &'s Source) -> Happened<'s> {
        let shown = self.shown(time);
        Happened {
            at: shown.instant(),
            wall: shown.wall_of(shown.instant()),
            zone: shown.zone(),
            occurred: source.occurred,
            recorded: source.recorded,
            fact: Some(&source.fact),
        }
    }

    fn reported(&self, source: &'s Source) -> Happened<'s> {
        let zone = self.zone();
        Happened {
            at: source.occurred,
            wall: zone.local(source.occurred),
            zone: Some(zone),
            occurred: source.occurred,
            recorded: source.recorded,
            fact: Some(&source.fact),
        }
    }

    fn on_day(&self, day: CivilDate, source: &'s Source) -> Happened<'s> {
        let zone = self.zone();
        Happened {
            at: zone.instant(day, CivilTime::MIDNIGHT),
            wall: (day, CivilTime::MIDNIGHT),
            zone: Some(zone),
            occurred: source.occurred,
            recorded: source.recorded,
            fact: Some(&source.fact),
        }
    }

    /// An event of the subject, where it has happened or is set.
    pub(crate) fn event(&self, event: Event) -> Option<Happened<'s>> {
        let view = self.scene.view;
        match event {
            Event::AppointmentStart | Event::AppointmentEnd => {
                let appointment = self.appointment()?;
                let register = match event {
                    Event::AppointmentStart => &appointment.start,
                    _ => &appointment.end,
                };
                let mut happened = self.happened(register.get()?, register.source()?);
                // A time that was set before the booking is in force since the booking.
                if let Some(booked) = &appointment.booked {
                    happened.occurred = happened.occurred.max(booked.occurred);
                    happened.recorded = happened.recorded.max(booked.recorded);
                }
                Some(happened)
            }
            Event::AppointmentBooked => Some(self.reported(self.appointment()?.booked.as_ref()?)),
            Event::AppointmentMoved => {
                let appointment = self.appointment()?;
                let follows = view.predecessor(appointment).and(appointment.booked.as_ref());
                Some(self.reported(appointment.moved.as_ref().or(follows)?))
            }
            Event::AppointmentCancelled => {
                Some(self.reported(self.appointment()?.cancelled.as_ref()?))
            }
            Event::AppointmentNoshow => Some(self.reported(self.appointment()?.noshow.as_ref()?)),
            Event::AppointmentProposed => {
                Some(self.reported(self.appointment()?.proposed.as_ref()?))
            }
            Event::AppointmentDelayed => {
                Some(self.reported(self.appointment()?.expected.source()?))
            }
            Event::AppointmentArrived => Some(self.reported(self.appointment()?.arrived.as_ref()?)),
            Event::AppointmentDeclined => Some(self.reported(self.appointment()?.declined()?)),
            Event::VisitStart => {
                let visit = self.visit()?;
                Some(self.happened(visit.start.get()?, visit.start.source()?))
            }
            Event::VisitEnd => {
                let visit = self.visit()?;
                Some(self.happened(visit.end.get()?, visit.end.source()?))
            }
            Event::Birthday => match self.run.about {
                About::Birthday(day) => Some(self.on_day(day, view.patient.birth_date.source()?)),
                _ => None,
            },
            Event::RecallDue => match self.run.about {
                About::Recall(_, day) => Some(self.on_day(day, self.visit()?.end.source()?)),
                _ => None,
            },
            Event::EnrolmentStart | Event::EnrolmentEnd => {
                let About::Enrolment(index) = self.run.about else { return None };
                let enrolment = view.enrolments.get(index)?;
                match event {
                    Event::EnrolmentStart => {
                        Some(self.on_day(*enrolment.start.get()?, enrolment.start.source()?))
                    }
                    _ => Some(self.reported(enrolment.ended.as_ref()?)),
                }
            }
            Event::OccasionAt => {
                let (at, source) = self.occasion()?.time()?;
                Some(self.happened(&at, source))
            }
            Event::OccasionRecorded => Some(self.reported(self.occasion()?.name.source()?)),
            Event::OccasionMoved => Some(self.reported(self.occasion()?.moved.as_ref()?)),
            Event::Anniversary => match self.run.about {
                About::Anniversary(_, day) => Some(self.on_day(day, self.occasion()?.time()?.1)),
                _ => None,
            },
            Event::FeedbackReceived => Some(self.reported(self.response()?.instrument.source()?)),
            Event::SuggestionReceived => Some(self.reported(self.response()?.suggestion.source()?)),
            Event::SuggestionAnswered => Some(self.reported(self.response()?.answered()?)),
            Event::SuggestionDeclined => Some(self.reported(self.response()?.declined()?)),
            Event::RequestMade => Some(self.reported(&self.request()?.source)),
            Event::ReplyReceived => Some(self.reported(&self.reply()?.source)),
        }
    }

    /// Whether the subject is there for a step.
    pub(crate) fn standing(&self, step: &Step) -> Standing {
        let moment = self.root_moment(step);
        let Anchor::Event(event) = moment.anchor else { return Standing::Valid };
        let standing = self.standing_for(event, moment.back);
        // Whether the subject goes may be just what is waited for.
        match standing {
            Standing::Gone(_) if step.is_wait() => Standing::Valid,
            standing => standing,
        }
    }

    fn standing_for(&self, event: Event, back: bool) -> Standing {
        match self.run.about {
            About::Appointment(_) => self.appointment_standing(event, back),
            About::Visit(_) => match self.visit() {
                Some(visit) if visit.is_cancelled() => Standing::Gone(ReasonCode::SubjectGone),
                Some(_) => Standing::Valid,
                None => Standing::NotYet,
            },
            About::Enrolment(index) => match self.scene.view.enrolments.get(index) {
                Some(known) if known.ended.is_some() && event != Event::EnrolmentEnd => {
                    Standing::Gone(ReasonCode::SubjectGone)
                }
                _ => Standing::Valid,
            },
            About::Occasion(_) | About::Anniversary(..) => match self.occasion() {
                Some(known) if known.is_withdrawn() => Standing::Gone(ReasonCode::SubjectGone),
                Some(_) => Standing::Valid,
                None => Standing::NotYet,
            },
            About::Feedback(_) => match (event, self.response()) {
                (_, Some(known)) if known.is_withdrawn() => Standing::Gone(ReasonCode::SubjectGone),
                // A suggestion that was declined after it was answered, or the other way round.
                (Event::SuggestionAnswered, Some(known)) if known.answered().is_none() => {
                    Standing::Gone(ReasonCode::Superseded)
                }
                (Event::SuggestionDeclined, Some(known)) if known.declined().is_none() => {
                    Standing::Gone(ReasonCode::Superseded)
                }
                _ => Standing::Valid,
            },
            About::Recall(..) if self.is_overtaken() => Standing::Gone(ReasonCode::Superseded),
            About::Birthday(_) | About::Recall(..) | About::Request(_) | About::Reply(_) => {
                Standing::Valid
            }
        }
    }

    /// The moment of the event from which a step's time comes, through the steps between.
    fn root_moment(&self, step: &Step) -> Moment {
        let mut moment = step.at;
        for _ in 0..self.journey.steps.len() {
            match moment.anchor {
                // What hangs on something that was waited for has its cause in that.
                Anchor::Step(index, _) => match self.journey.steps.get(index) {
                    Some(step) => moment = step.cause(self.run.way(index)).unwrap_or(step.at),
                    None => break,
                },
                Anchor::Way(index, way) => match self.journey.steps.get(index) {
                    Some(step) => moment = step.cause(Some(way)).unwrap_or(step.at),
                    None => break,
                },
                Anchor::Event(_) | Anchor::Due => break,
            }
        }
        moment
    }

    fn appointment_standing(&self, event: Event, back: bool) -> Standing {
        use AppointmentStatus as S;
        let Some(appointment) = self.appointment() else { return Standing::NotYet };
        let Some(status) = appointment.status.get().copied() else { return Standing::NotYet };
        let gone = || match self.scene.view.follower(appointment) {
            Some(_) => Standing::Gone(ReasonCode::Superseded),
            None => Standing::Gone(ReasonCode::SubjectGone),
        };
        let only = |wanted: AppointmentStatus| {
            if status == wanted { Standing::Valid } else { gone() }
        };
        match event {
            Event::AppointmentCancelled => match self.scene.view.follower(appointment) {
                Some(_) => gone(),
                None => only(S::Cancelled),
            },
            Event::AppointmentNoshow => only(S::Noshow),
            Event::VisitStart | Event::VisitEnd => match self.visit() {
                Some(_) => Standing::Valid,
                None => Standing::NotYet,
            },
            Event::AppointmentProposed => match status {
                S::Proposed => Standing::Valid,
                _ => gone(),
            },
            // Whoever is there already is told that it will take longer, too.
            Event::AppointmentDelayed | Event::AppointmentArrived
                if matches!(status, S::CheckedIn | S::Arrived) =>
            {
                Standing::Valid
            }
            Event::AppointmentArrived if status == S::Fulfilled => Standing::Valid,
            _ => match status {
                S::Booked => Standing::Valid,
                S::Proposed | S::Pending | S::Waitlist => Standing::NotYet,
                // What comes after the start is for those who came.
                S::CheckedIn | S::Arrived | S::Fulfilled
                    if event == Event::AppointmentEnd
                        || (event == Event::AppointmentStart && !back) =>
                {
                    Standing::Valid
                }
                _ => gone(),
            },
        }
    }

    /// Whether a recall was overtaken by a later visit of its service.
    fn is_overtaken(&self) -> bool {
        let ended = |visit: &Visit| visit.end.get().map(|end| end.instant());
        let own = self.visit().and_then(ended);
        let view = self.scene.view;
        view.visits.iter().enumerate().any(|(index, visit)| {
            let probe = Run::new(self.run.journey, About::Visit(index), "".into());
            let case = Case { run: &probe, ..*self };
            visit.is_completed()
                && ended(visit) > own
                && case.service_is(self.journey.service.as_deref())
        })
    }
}
