//! What a run's subject is, what is known of it, and what has happened to it.

use crate::care::{Appointment, AppointmentStatus, Attendance, Visit};
use crate::condition::{Asked, Truth};
use crate::id::{Name, hex, sha256};
use crate::journey::{About, Run};
use crate::playbook::{Anchor, Compiled, Event, Journey, Moment, Step};
use crate::reason::ReasonCode;
use crate::relationship::{Source, View};
use crate::time::{CivilDate, CivilTime};
use crate::vocabulary::{Field, Kind, Value};
use crate::{FactId, PatientId, Timestamp, Zone, ZonedTime};

/// A playbook, a patient and an instant.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'s> {
    pub(crate) play: &'s Compiled,
    pub(crate) view: &'s View,
    pub(crate) patient: &'s PatientId,
    pub(crate) now: Timestamp,
}

/// A run in a scene: everything that conditions, templates and times may ask of it.
#[derive(Clone, Copy)]
pub(crate) struct Case<'s> {
    pub(crate) scene: Scene<'s>,
    pub(crate) journey: &'s Journey,
    pub(crate) run: &'s Run,
}

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

impl<'s> Scene<'s> {
    /// The zone in which the patient's days are counted, where no subject says otherwise.
    fn patient_zone(&self) -> Zone {
        self.view.patient.zones().first().copied().unwrap_or(self.play.practice.zone)
    }

    /// The day that it is for the patient.
    pub(crate) fn today(&self) -> CivilDate {
        self.patient_zone().local(self.now).0
    }

    /// The first instant of a day for the patient.
    pub(crate) fn first_instant(&self, day: CivilDate) -> Timestamp {
        self.patient_zone().instant(day, CivilTime::MIDNIGHT)
    }

    /// What a key's subject and occurrence mean for a kind of journey, where that is known.
    pub(crate) fn about(&self, kind: Kind, subject: &str, occurrence: &str) -> Option<About> {
        let (_, id) = subject.split_once(':')?;
        let view = self.view;
        let day = || occurrence.parse::<CivilDate>().ok();
        match kind {
            Kind::Appointment => position(&view.appointments, |a| a.id.as_str().cmp(id)),
            Kind::Visit => position(&view.visits, |v| v.id.as_str().cmp(id)),
            Kind::Enrolment => position(&view.enrolments, |e| e.id.as_str().cmp(id)),
            Kind::Recall => position(&view.visits, |v| v.id.as_str().cmp(id)),
            Kind::Feedback => position(&view.responses, |r| r.id.as_str().cmp(id)),
            Kind::Request => position(&view.requests, |r| r.id.as_str().cmp(id)),
            Kind::Reply => position(&view.replies, |r| r.id.as_str().cmp(id)),
            Kind::Birthday => {
                let born = view.patient.birth_date.get()?.day()?;
                let day = born.in_year(occurrence.parse().ok()?, self.play.practice.leap)?;
                return Some(About::Birthday(day));
            }
        }
        .and_then(|index| {
            Some(match kind {
                Kind::Appointment => About::Appointment(index),
                Kind::Visit => About::Visit(index),
                Kind::Enrolment => About::Enrolment(index),
                Kind::Recall => About::Recall(index, day()?),
                Kind::Feedback => About::Feedback(index),
                Kind::Request => About::Request(index),
                Kind::Reply => About::Reply(index),
                Kind::Birthday => return None,
            })
        })
    }

    /// Whether the patient has not come of age, and the day on which they do.
    pub(crate) fn minor_until(&self) -> Option<Timestamp> {
        let practice = &self.play.practice;
        let born = self.view.patient.birth_date.get()?;
        let day = born.reaches(practice.majority, practice.leap)?;
        let at = self.first_instant(day);
        (at > self.now).then_some(at)
    }

    /// The zone of a place, by the playbook.
    fn zone_of_place(&self, id: Option<&str>) -> Option<Zone> {
        self.play.places.get(id?)?.zone
    }
}

impl<'s> Case<'s> {
    pub(crate) fn appointment(&self) -> Option<&'s Appointment> {
        let view = self.scene.view;
        match self.run.about {
            About::Appointment(index) => view.appointments.get(index),
            About::Visit(_) => {
                let id = self.visit()?.appointment.as_ref()?;
                view.appointments.iter().find(|appointment| appointment.id == *id)
            }
            _ => None,
        }
    }

    fn visit(&self) -> Option<&'s Visit> {
        let view = self.scene.view;
        match self.run.about {
            About::Visit(index) | About::Recall(index, _) => view.visits.get(index),
            About::Appointment(index) => {
                let id = &view.appointments.get(index)?.id;
                let mut visits = view.visits.iter();
                visits.find(|visit| visit.appointment.as_ref() == Some(id) && !visit.is_cancelled())
            }
            _ => None,
        }
    }

    fn response(&self) -> Option<&'s crate::feedback::Response> {
        match self.run.about {
            About::Feedback(index) => self.scene.view.responses.get(index),
            _ => None,
        }
    }

    pub(crate) fn reply(&self) -> Option<&'s crate::relationship::HeardReply> {
        match self.run.about {
            About::Reply(index) => self.scene.view.replies.get(index),
            _ => None,
        }
    }

    fn request(&self) -> Option<&'s crate::relationship::Request> {
        match self.run.about {
            About::Request(index) => self.scene.view.requests.get(index),
            _ => None,
        }
    }

    /// Whether staff's request says until when it is useful.
    pub(crate) fn request_until(&self) -> Option<Timestamp> {
        self.request()?.useful_until
    }

    /// Whether the author of a response wishes to stay unnamed.
    pub(crate) fn is_anonymous(&self) -> bool {
        self.response().is_some_and(crate::feedback::Response::is_anonymous)
    }

    /// The zone of the place where the subject is.
    pub(crate) fn facility_zone(&self) -> Option<Zone> {
        let scene = &self.scene;
        let of_appointment = |a: &Appointment| {
            scene
                .zone_of_place(a.place.get().map(|place| place.id.as_str()))
                .or_else(|| a.start.get()?.zone())
        };
        let of_visit = |visit: &Visit| {
            scene
                .zone_of_place(visit.place.get().map(|place| place.id.as_str()))
                .or_else(|| visit.end.get().or(visit.start.get())?.zone())
        };
        match self.run.about {
            About::Appointment(_) => self.appointment().and_then(of_appointment),
            About::Visit(_) | About::Recall(..) => {
                let visit = self.visit();
                visit.and_then(of_visit).or_else(|| self.appointment().and_then(of_appointment))
            }
            _ => None,
        }
    }

    /// The zone of the patient's wall clock: the facility's where it is among the candidates,
    /// else the likeliest candidate, else the facility's, else the practice's.
    pub(crate) fn zone(&self) -> Zone {
        let candidates = self.scene.view.patient.zones();
        match candidates {
            [only] => *only,
            [] => self.facility_zone().unwrap_or(self.scene.play.practice.zone),
            [first, ..] => {
                let facility = self.facility_zone();
                facility.filter(|zone| candidates.contains(zone)).unwrap_or(*first)
            }
        }
    }

    /// Every zone in which the patient may be.
    pub(crate) fn zones(&self) -> Vec<Zone> {
        match self.scene.view.patient.zones() {
            [] => vec![self.zone()],
            candidates => candidates.to_vec(),
        }
    }

    /// What the patient is told of a time: in its own place where that is known, else in the
    /// patient's zone.
    fn shown(&self, time: &ZonedTime) -> ZonedTime {
        match time.wall() {
            Some(_) => *time,
            None => time.or_zone(self.facility_zone().unwrap_or_else(|| self.zone())),
        }
    }

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
            Event::FeedbackReceived => Some(self.reported(self.response()?.instrument.source()?)),
            Event::SuggestionReceived => {
                Some(self.reported(self.response()?.suggestion.source()?))
            }
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
        match self.run.about {
            About::Appointment(_) => self.appointment_standing(event, moment.back),
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
            About::Feedback(_) => match (event, self.response()) {
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
                Anchor::Step(index, _) => match self.journey.steps.get(index) {
                    Some(step) => moment = step.at,
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

    /// The digest of what a step tells, as it is now or was in an earlier stretch (R4).
    fn told_of(&self, tells: &[Field], version: &crate::care::Version) -> Name {
        let start = self.shown(&version.start);
        let (date, time) = start.wall_of(start.instant());
        let place = start.zone().map_or("", Zone::name);
        let wall = format!("{date}T{time}");
        let mut values: Vec<&str> = vec!["prm-told/1"];
        for field in tells {
            match field {
                Field::AppointmentStart => values.extend([wall.as_str(), place]),
                Field::AppointmentPlace => values.push(version.place.as_deref().unwrap_or("")),
                Field::AppointmentPractitioner => {
                    values.push(version.practitioner.as_deref().unwrap_or(""));
                }
                _ => {}
            }
        }
        hex(&sha256(&values), 8).into()
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

    /// Whether the run has not begun, and the condition of entry says that it is not to (R15).
    pub(crate) fn is_outside(&self) -> bool {
        let enter = self.journey.enter_when.as_ref().filter(|_| !self.run.entered);
        enter.is_some_and(|when| when.ask(self) == Truth::False)
    }

    /// What a step that is due needs to know and does not: for its entry, or for itself.
    pub(crate) fn unknown(&self, step: &Step) -> Option<Field> {
        let enter = self.journey.enter_when.as_ref().filter(|_| !self.run.entered);
        enter.into_iter().chain(&step.when).find_map(|when| match when.ask(self) {
            Truth::Unknown(field) => Some(field),
            Truth::True | Truth::False => None,
        })
    }

    /// The next instant at which a condition of the journey may change by itself.
    pub(crate) fn next_flip(&self) -> Option<Timestamp> {
        let journey = self.journey;
        let conditions =
            [&journey.enter_when, &journey.stay_while, &journey.exit_when].into_iter().flatten();
        conditions.filter_map(|when| when.next_flip(self)).min()
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

    /// Whether a visit was of a service; of any where none is asked for.
    pub(crate) fn service_is(&self, service: Option<&str>) -> bool {
        service.is_none_or(|service| {
            self.field(Field::VisitService) == Some(Value::Text(service))
        })
    }

    /// The values that a template or a condition may name.
    pub(crate) fn field(&self, field: Field) -> Option<Value<'s>> {
        let play = self.scene.play;
        let patient = &self.scene.view.patient;
        let text = |text: &'s String| Some(Value::Text(text.as_str()));
        match field {
            Field::PracticeName => text(&play.practice.name),
            Field::PracticePhone => text(play.practice.phone.as_ref()?),
            Field::PatientGreetingName => patient.greeting_name().map(Value::Text),
            Field::PatientAge => {
                let today = self.zone().local(self.scene.now).0;
                patient.age_on(today, play.practice.leap).map(Value::Int)
            }
            Field::PatientGender => text(patient.gender.get()?),
            Field::PatientLanguage => patient.languages().first().map(|l| Value::Text(l.as_str())),
            Field::AppointmentStart => {
                Some(Value::Time(self.shown(self.appointment()?.start.get()?)))
            }
            Field::AppointmentEnd => Some(Value::Time(self.shown(self.appointment()?.end.get()?))),
            Field::AppointmentStatus => {
                Some(Value::Text(self.appointment()?.status.get()?.as_str()))
            }
            Field::AppointmentService => {
                play.service(self.appointment()?.service.get()?).map(Value::Text)
            }
            Field::AppointmentPlace => {
                let place = self.appointment()?.place.get()?;
                self.place_name(&place.id, place.name.as_deref())
            }
            Field::AppointmentPractitioner => text(self.appointment()?.practitioner.get()?),
            Field::AppointmentConfirmed => {
                let answer = self.appointment()?.attendance();
                Some(Value::Bool(answer == Some(Attendance::Accepted)))
            }
            Field::AppointmentDeclined => {
                let answer = self.appointment()?.attendance();
                Some(Value::Bool(answer == Some(Attendance::Declined)))
            }
            Field::VisitStart => Some(Value::Time(self.shown(self.visit()?.start.get()?))),
            Field::VisitEnd => Some(Value::Time(self.shown(self.visit()?.end.get()?))),
            Field::VisitClass => text(self.visit()?.class.get()?),
            Field::VisitService => {
                let own = self.visit().and_then(|visit| visit.service.get());
                let service = own.or_else(|| self.appointment()?.service.get())?;
                play.service(service).map(Value::Text)
            }
            Field::VisitPlace => {
                let place = self.visit()?.place.get()?;
                self.place_name(&place.id, place.name.as_deref())
            }
            Field::VisitDisposition => text(self.visit()?.disposition.get()?),
            Field::VisitInstructions => text(self.visit()?.instructions.get()?),
            Field::EnrolmentProgramme | Field::EnrolmentStart => {
                let About::Enrolment(index) = self.run.about else { return None };
                let enrolment = self.scene.view.enrolments.get(index)?;
                match field {
                    Field::EnrolmentProgramme => text(enrolment.programme.get()?),
                    _ => Some(Value::Date(*enrolment.start.get()?)),
                }
            }
            Field::RecallDue => match self.run.about {
                About::Recall(_, day) => Some(Value::Date(day)),
                _ => None,
            },
            Field::RecallService => self.journey.service.as_deref().map(Value::Text),
            Field::RecallBooked => Some(Value::Bool(self.is_booked_again())),
            Field::FeedbackInstrument => text(self.response()?.instrument.get()?),
            Field::FeedbackScore => Some(Value::Int(i64::from(*self.response()?.score.get()?))),
            Field::SuggestionText => text(self.response()?.suggestion.get()?),
            Field::SuggestionOutcome => self.response()?.outcome().map(Value::Text),
            Field::SuggestionOwned => {
                Some(Value::Bool(self.response()?.owner.get().is_some()))
            }
        }
    }

    /// The name of a place, the playbook's before the feed's.
    fn place_name(&self, id: &str, name: Option<&'s str>) -> Option<Value<'s>> {
        let own = self.scene.play.places.get(id).and_then(|rule| rule.name.as_deref());
        own.or(name).map(Value::Text)
    }

    /// Whether an appointment of a recall's service is booked for a time after the last visit.
    fn is_booked_again(&self) -> bool {
        let play = self.scene.play;
        let Some(last) = self.visit().and_then(|visit| visit.end.get()) else { return false };
        self.scene.view.appointments.iter().any(|appointment| {
            let service = appointment.service.get().and_then(|service| play.service(service));
            appointment.has_status(AppointmentStatus::Booked)
                && appointment.start.get().is_some_and(|s| s.instant() > last.instant())
                && (self.journey.service.is_none() || service == self.journey.service.as_deref())
        })
    }
}

/// The place of an entity in a list that is in the order of ids.
fn position<T>(list: &[T], order: impl Fn(&T) -> std::cmp::Ordering) -> Option<usize> {
    list.binary_search_by(order).ok()
}

impl Asked for Case<'_> {
    fn value(&self, field: Field) -> Option<Value<'_>> {
        self.field(field)
    }

    fn now(&self) -> Timestamp {
        self.scene.now
    }

    fn zone(&self) -> Zone {
        Case::zone(self)
    }

    fn next_birthday(&self) -> Option<Timestamp> {
        let born = self.scene.view.patient.birth_date.get()?;
        let zone = Case::zone(self);
        let today = zone.local(self.scene.now).0;
        let leap = self.scene.play.practice.leap;
        let age = i32::try_from(born.age_on(today, leap)).ok()?;
        let day = born.reaches(age.checked_add(1)?, leap)?;
        Some(zone.instant(day, CivilTime::MIDNIGHT))
    }
}
