//! What a run's subject is, what is known of it, and what has happened to it.

use crate::care::{Appointment, AppointmentStatus, Attendance, Occasion, Visit};
use crate::condition::{Asked, Truth};
use crate::feedback::{Completeness, Response, Score};
use crate::journey::{About, Run};
use crate::playbook::{Compiled, Journey, Step};
use crate::register::Source;
use crate::relationship::View;
use crate::time::{CivilDate, CivilTime, countries_of};
use crate::vocabulary::{Field, Kind, Value};
use crate::{Channel, PatientId, Purpose, Timestamp, Zone, ZonedTime};

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
    pub(crate) fn about(
        &self,
        journey: &Journey,
        subject: &str,
        occurrence: &str,
    ) -> Option<About> {
        let (_, id) = subject.split_once(':')?;
        let view = self.view;
        let day = || -> Option<CivilDate> {
            let slot = occurrence.parse().ok()?;
            Some(journey.every.as_ref().map_or(slot, |every| every.day_of(slot)))
        };
        let kind = journey.kind;
        match kind {
            Kind::Appointment => position(&view.appointments, |a| a.id.as_str().cmp(id)),
            Kind::Visit => position(&view.visits, |v| v.id.as_str().cmp(id)),
            Kind::Enrolment => position(&view.enrolments, |e| e.id.as_str().cmp(id)),
            Kind::Occasion | Kind::Anniversary => {
                position(&view.occasions, |o| o.id.as_str().cmp(id))
            }
            Kind::Recall => position(&view.visits, |v| v.id.as_str().cmp(id)),
            Kind::Feedback => position(&view.responses, |r| r.id.as_str().cmp(id)),
            Kind::Request => position(&view.requests, |r| r.id.as_str().cmp(id)),
            Kind::Reply => position(&view.replies, |r| r.id.as_str().cmp(id)),
            Kind::Combination => return None,
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
                Kind::Occasion => About::Occasion(index),
                Kind::Anniversary => About::Anniversary(index, day()?),
                Kind::Recall => About::Recall(index, day()?),
                Kind::Feedback => About::Feedback(index),
                Kind::Request => About::Request(index),
                Kind::Reply => About::Reply(index),
                Kind::Birthday | Kind::Combination => return None,
            })
        })
    }

    /// The start of the next appointment that is booked.
    fn next_appointment(&self) -> Option<(&'s ZonedTime, Timestamp)> {
        let booked = self.view.appointments.iter();
        let booked = booked.filter(|appointment| appointment.has_status(AppointmentStatus::Booked));
        let starts = booked.filter_map(|a| Some((a.start.get()?, a.start.get()?.instant())));
        starts.filter(|(_, at)| *at > self.now).min_by_key(|(_, at)| *at)
    }

    /// Whether the patient has not come of age, and the day on which they do.
    pub(crate) fn minor_until(&self) -> Option<Timestamp> {
        let practice = &self.play.practice;
        let born = self.view.patient.birth_date.get()?;
        let day = born.reaches(practice.majority, practice.leap)?;
        let at = self.first_instant(day);
        (at > self.now).then_some(at)
    }

    /// Whether the patient had not come of age at an instant.
    pub(crate) fn was_minor_at(&self, at: Timestamp) -> bool {
        Self { now: at, ..*self }.minor_until().is_some()
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

    pub(super) fn visit(&self) -> Option<&'s Visit> {
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

    pub(super) fn occasion(&self) -> Option<&'s Occasion> {
        match self.run.about {
            About::Occasion(index) | About::Anniversary(index, _) => {
                self.scene.view.occasions.get(index)
            }
            _ => None,
        }
    }

    pub(super) fn response(&self) -> Option<&'s Response> {
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

    pub(super) fn request(&self) -> Option<&'s crate::relationship::Request> {
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

    /// The ISO 3166 codes of the places whose rules bind: of the patient's address, else of their
    /// zone, else of the practice's.
    pub(crate) fn areas(&self) -> &'s [&'static str] {
        match self.scene.view.patient.areas() {
            [] => countries_of(self.scene.play.practice.zone),
            areas => areas,
        }
    }

    /// The day that it is on the patient's wall.
    pub(crate) fn today(&self) -> CivilDate {
        self.zone().local(self.scene.now).0
    }

    /// The channels by which the patient would rather hear of a purpose. What stands for a patient
    /// is reached as the step says.
    pub(crate) fn preference(&self, purpose: Purpose) -> Option<(&'s [Channel], &'s Source)> {
        let recipient = self.recipient().ok()?;
        match recipient.person() {
            Some(_) => None,
            None => self.scene.view.patient.preferred(purpose),
        }
    }

    /// When the patient's last visit ended, and the fact that says so.
    pub(crate) fn last_visit(&self) -> Option<(Timestamp, &'s crate::FactId)> {
        let visits = self.scene.view.visits.iter().filter(|visit| visit.is_completed());
        let ended = visits
            .filter_map(|visit| Some((visit.end.get()?.instant(), &visit.end.source()?.fact)));
        ended.filter(|(at, _)| *at <= self.scene.now).max()
    }

    /// What the patient is told of a time: in its own place where that is known, else in the
    /// patient's zone.
    pub(super) fn shown(&self, time: &ZonedTime) -> ZonedTime {
        match time.wall() {
            Some(_) => *time,
            None => time.or_zone(self.facility_zone().unwrap_or_else(|| self.zone())),
        }
    }

    /// Whether the run's condition to leave is met, or the one to stay is not.
    pub(crate) fn has_exited(&self) -> bool {
        let (exit, stay) = (&self.journey.exit_when, &self.journey.stay_while);
        exit.as_ref().is_some_and(|when| when.ask(self) == Truth::True)
            || stay.as_ref().is_some_and(|when| when.ask(self) == Truth::False)
    }

    /// Whether what the journey is for has come.
    pub(crate) fn has_reached_goal(&self) -> bool {
        self.journey.goal.as_ref().is_some_and(|when| when.ask(self) == Truth::True)
    }

    /// The visit that makes a step's group needless.
    pub(crate) fn clearing_visit(&self, step: &Step) -> Option<&'s Visit> {
        let group = self.journey.groups.get(step.group?)?;
        let from = self.reached(&group.from, step)?;
        let until = match &group.until {
            Some(until) => self.reached(until, step)?,
            None => Timestamp::MAX,
        };
        self.scene.view.visits.iter().enumerate().find_map(|(index, visit)| {
            let end = visit.end.get().filter(|_| visit.is_completed())?.instant();
            let probe = Run::new(self.run.journey, About::Visit(index), "".into());
            let case = Case { run: &probe, ..*self };
            let clears = (from..until).contains(&end) && case.service_is(group.service.as_deref());
            clears.then_some(visit)
        })
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
            [&journey.enter_when, &journey.stay_while, &journey.exit_when, &journey.goal];
        let conditions = conditions.into_iter().flatten();
        conditions.filter_map(|when| when.next_flip(self)).min()
    }

    /// Whether a visit was of a service; of any where none is asked for.
    pub(crate) fn service_is(&self, service: Option<&str>) -> bool {
        service.is_none_or(|service| self.field(Field::VisitService) == Some(Value::Text(service)))
    }

    /// The values that a template or a condition may name.
    pub(crate) fn field(&self, field: Field) -> Option<Value<'s>> {
        let play = self.scene.play;
        let patient = &self.scene.view.patient;
        let text = |text: &'s String| Some(Value::Text(text.as_str()));
        match field {
            Field::CombinedParts | Field::CombinedCount => None,
            Field::Attribute(declared) => {
                let attribute = play.attributes.get(declared)?;
                let told = self.scene.view.attributes.get(&*attribute.name);
                let value = told.and_then(|register| register.get()?.as_deref());
                attribute.read(value.or(attribute.otherwise.as_deref())?)
            }
            Field::PracticeName => text(&play.practice.name),
            Field::PracticePhone => text(play.practice.phone.as_ref()?),
            Field::PatientGreetingName => patient.greeting_name().map(Value::Text),
            Field::RecipientGreetingName => self.recipient().ok()?.greeting_name().map(Value::Text),
            Field::PatientAge => {
                let today = self.zone().local(self.scene.now).0;
                patient.age_on(today, play.practice.leap).map(Value::Int)
            }
            Field::PatientGender => text(patient.gender.get()?),
            Field::PatientLanguage => patient.languages().first().map(|l| Value::Text(l.as_str())),
            Field::PatientNextAppointment => {
                let (start, _) = self.scene.next_appointment()?;
                Some(Value::Time(self.shown(start)))
            }
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
            Field::AppointmentExpected => {
                Some(Value::Time(self.shown(self.appointment()?.expected.get()?)))
            }
            Field::AppointmentFormsMissing => {
                Some(Value::Int(i64::try_from(self.appointment()?.forms_missing()).ok()?))
            }
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
            Field::OccasionName => text(self.occasion()?.name.get()?),
            Field::OccasionAt => Some(Value::Time(self.shown(&self.occasion()?.time()?.0))),
            Field::OccasionDetail => text(self.occasion()?.detail.get()?),
            Field::AnniversaryDay => match self.run.about {
                About::Anniversary(_, day) => Some(Value::Date(day)),
                _ => None,
            },
            Field::AnniversaryYears => match self.run.about {
                About::Anniversary(_, day) => {
                    let (at, _) = self.occasion()?.time()?;
                    let first = at.wall_of(at.instant()).0;
                    Some(Value::Int(i64::from(day.year() - first.year())))
                }
                _ => None,
            },
            Field::RecallDue => match self.run.about {
                About::Recall(_, day) => Some(Value::Date(day)),
                _ => None,
            },
            Field::RecallService => self.journey.service.as_deref().map(Value::Text),
            Field::RecallBooked => Some(Value::Bool(self.is_booked_again())),
            Field::FeedbackInstrument => text(self.response()?.instrument.get()?),
            Field::FeedbackScore => {
                self.response()?.value(&self.scene.play.instruments).map(Value::Int)
            }
            Field::FeedbackBand => {
                self.response()?.band(&self.scene.play.instruments).map(Value::Text)
            }
            Field::FeedbackChange => self.change_of_score().map(Value::Int),
            Field::FeedbackComplete => {
                let whole = self.scored()?.completeness;
                Some(Value::Bool(whole == Completeness::Complete))
            }
            Field::FeedbackFlagged => {
                let scored = self.scored()?;
                Some(Value::Bool(scored.raised().next().is_some()))
            }
            Field::FeedbackDanger => Some(Value::Bool(self.response()?.is_danger(self.scene.play))),
            Field::SuggestionText => text(self.response()?.suggestion.get()?),
            Field::SuggestionOutcome => self.response()?.outcome().map(Value::Text),
            Field::SuggestionOwned => Some(Value::Bool(self.response()?.owner.get().is_some())),
        }
    }

    /// The response, scored. A flag that depends on the sex goes by the recorded one.
    fn scored(&self) -> Option<Score> {
        let sex = self.scene.view.patient.gender.get().map(String::as_str);
        self.response()?.scored(&self.scene.play.instruments, sex)
    }

    /// By how much the score is above that of the response before it to the same instrument.
    fn change_of_score(&self) -> Option<i64> {
        let (own, play) = (self.response()?, self.scene.play);
        let at = |response: &'s Response| {
            Some((response.instrument.source()?.stamp(), response.value(&play.instruments)?))
        };
        let (stamp, score) = at(own)?;
        let same = self
            .scene
            .view
            .responses
            .iter()
            .filter(|other| other.instrument.get() == own.instrument.get())
            .filter(|other| !other.is_withdrawn());
        let before = same.filter_map(at).filter(|(other, _)| *other < stamp).max();
        before.map(|(_, earlier)| score - earlier)
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

    fn next_start(&self) -> Option<Timestamp> {
        self.scene.next_appointment().map(|(_, at)| at)
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
