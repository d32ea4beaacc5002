//! Runs out of facts and ledger: which journeys apply to which subjects.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::id::KeyParts;
use crate::journey::run::{GOAL, is_open, marked, unreceived};
use crate::journey::{About, Case, Run, Runs, Scene};
use crate::playbook::{Every, Journey, Reentry};
use crate::reason::ReasonCode;
use crate::relationship::{Entry, Ledger};
use crate::time::{Schedule, shift_date};
use crate::vocabulary::{Field, Kind, Value};
use crate::{CivilDate, CivilTime, Timestamp};

impl Runs {
    /// All runs of a relationship, as they are now.
    pub(crate) fn derive(scene: Scene<'_>, ledger: &Ledger) -> Self {
        let mut derive = Derive {
            scene,
            settled: BTreeMap::new(),
            runs: Vec::new(),
            valid: (Timestamp::MIN, Timestamp::MAX),
        };
        let own = format!("patient:{}", scene.patient);
        for (_, entry) in ledger.iter() {
            if let Some(parts) = &entry.parts {
                // What a merged record was told as a person, this one was (R17).
                let origin = parts.subject.strip_prefix("patient:");
                let origins = &scene.view.origins;
                let of_origin = origin.is_some_and(|id| origins.iter().any(|o| o.as_str() == id));
                let subject = if of_origin { own.as_str() } else { &parts.subject };
                derive.settled.entry(subject).or_default().push((parts, entry));
            }
        }
        for (index, journey) in scene.play.journeys.iter().enumerate() {
            let from = derive.runs.len();
            derive.journey(index, journey);
            derive.reentry(index, journey, from);
        }
        Self { tag: Arc::clone(&scene.play.tag), runs: derive.runs, valid: derive.valid }
    }
}

/// The derivation while it goes on.
struct Derive<'d> {
    scene: Scene<'d>,
    /// Entries by subject.
    settled: BTreeMap<&'d str, Vec<(&'d KeyParts, &'d Entry)>>,
    runs: Vec<Run>,
    valid: (Timestamp, Timestamp),
}

impl Derive<'_> {
    fn journey(&mut self, index: usize, journey: &Journey) {
        let view = self.scene.view;
        match journey.kind {
            Kind::Appointment => {
                for (place, appointment) in view.appointments.iter().enumerate() {
                    let about = About::Appointment(place);
                    if appointment.is_complete() && self.is_of_service(index, journey, about) {
                        let subject = format!("appointment:{}", appointment.id);
                        self.add(index, journey, about, subject, None);
                    }
                }
            }
            Kind::Visit => {
                for (place, visit) in view.visits.iter().enumerate() {
                    let known = visit.start.get().is_some() || visit.end.get().is_some();
                    let about = About::Visit(place);
                    if known && self.is_of_service(index, journey, about) {
                        let subject = format!("visit:{}", visit.id);
                        self.add(index, journey, about, subject, None);
                    }
                }
            }
            Kind::Birthday => self.birthdays(index, journey),
            Kind::Enrolment => {
                for (place, enrolment) in view.enrolments.iter().enumerate() {
                    if enrolment.start.get().is_some() {
                        let subject = format!("enrolment:{}", enrolment.id);
                        self.add(index, journey, About::Enrolment(place), subject, None);
                    }
                }
            }
            Kind::Occasion => {
                for (place, occasion) in view.occasions.iter().enumerate() {
                    let name = occasion.name.get().map(String::as_str);
                    if name.is_some() && name == journey.occasion.as_deref() {
                        let subject = format!("occasion:{}", occasion.id);
                        self.add(index, journey, About::Occasion(place), subject, None);
                    }
                }
            }
            Kind::Anniversary => self.anniversaries(index, journey),
            Kind::Recall => self.recalls(index, journey),
            Kind::Feedback => {
                for (place, response) in view.responses.iter().enumerate() {
                    if response.instrument.get().is_some() {
                        let subject = format!("feedback:{}", response.id);
                        self.add(index, journey, About::Feedback(place), subject, None);
                    }
                }
            }
            Kind::Request => {
                for (place, request) in view.requests.iter().enumerate() {
                    let subject = format!("request:{}", request.id);
                    let known = journey.step(&request.message).map(|(step, _)| step);
                    if let Some(step) = known {
                        self.add(index, journey, About::Request(place), subject, Some(step));
                    }
                }
            }
            // Nothing follows a combination: it is made where its members are decided.
            Kind::Combination => {}
            Kind::Reply => {
                for (place, reply) in view.replies.iter().enumerate() {
                    let known = reply.answers().iter().filter_map(|id| journey.step(id));
                    let mut fits = known.filter(|(_, s)| s.chain().contains(&reply.channel));
                    if let Some((step, _)) = fits.next() {
                        let subject = format!("reply:{}", reply.id);
                        self.add(index, journey, About::Reply(place), subject, Some(step));
                    }
                }
            }
        }
    }

    /// Keeps runs from beginning beside or after an earlier one, where the journey asks for it.
    fn reentry(&mut self, index: usize, journey: &Journey, from: usize) {
        if journey.reentry == Reentry::Always {
            return;
        }
        // When each run of the journey began, also of those that are over.
        let mut began: BTreeMap<(&str, &str), Timestamp> = BTreeMap::new();
        for (subject, entries) in &self.settled {
            let own = entries.iter().filter(|(parts, entry)| {
                parts.journey == journey.id && !is_barred(entry) && *parts.step != *GOAL
            });
            for (parts, entry) in own {
                let Some(settled) = &entry.settled else { continue };
                let first = began.entry((subject, &parts.occurrence)).or_insert(settled.at);
                *first = settled.at.min(*first);
            }
        }
        let scene = self.scene;
        let goes_on = |subject: &str, occurrence: &str| {
            self.runs.iter().skip(from).any(|run| {
                let case = Case { scene, journey, run };
                let same = *run.subject == *subject && *run.occurrence == *occurrence;
                same && !run.ended && !case.has_exited()
            })
        };
        let mut barred = Vec::new();
        let mut valid = self.valid.1;
        for (place, run) in self.runs.iter().enumerate().skip(from) {
            let others = || {
                let own = (&*run.subject, &*run.occurrence);
                began.iter().filter(move |(other, _)| **other != own)
            };
            let bars = match journey.reentry {
                _ if run.entered || run.journey != index => false,
                Reentry::Always => false,
                Reentry::Never => others().next().is_some(),
                Reentry::AfterExit => others().any(|((s, o), _)| goes_on(s, o)),
                Reentry::After(span) => {
                    let case = Case { scene, journey, run };
                    let last = others().map(|(_, at)| *at).max();
                    let free = last.map(|at| case.zone().shift(at, span, false));
                    let free = free.filter(|at| *at > scene.now);
                    valid = free.map_or(valid, |at| valid.min(at));
                    free.is_some()
                }
            };
            if bars {
                barred.push(place);
            }
        }
        self.valid.1 = valid;
        for place in barred {
            if let Some(run) = self.runs.get_mut(place) {
                run.barred = true;
            }
        }
    }

    /// Whether a subject is of the service that a journey follows.
    fn is_of_service(&self, index: usize, journey: &Journey, about: About) -> bool {
        let Some(service) = journey.service.as_deref() else { return true };
        let run = Run::new(index, about, "".into());
        let case = Case { scene: self.scene, journey, run: &run };
        let field = match about {
            About::Appointment(_) => Field::AppointmentService,
            _ => Field::VisitService,
        };
        case.field(field) == Some(Value::Text(service))
    }

    /// The last birthday and the next one.
    fn birthdays(&mut self, index: usize, journey: &Journey) {
        let scene = self.scene;
        if scene.view.patient.birth_date_estimated.get().copied().unwrap_or(false) {
            return;
        }
        let Some(born) = scene.view.patient.birth_date.get().and_then(|born| born.day()) else {
            return;
        };
        let today = scene.today();
        let leap = scene.play.practice.leap;
        let days = (today.year() - 1..=today.year() + 1)
            .filter_map(|year| born.in_year(year, leap))
            .filter(|day| *day > born)
            .map(|day| (day, day));
        let subject = format!("patient:{}", scene.patient);
        for (day, _) in self.around(today, days) {
            self.occurrence(
                index,
                journey,
                About::Birthday(day),
                &subject,
                format!("{:04}", day.year()),
            );
        }
    }

    /// The last slot and the next one after the last visit.
    fn recalls(&mut self, index: usize, journey: &Journey) {
        let (scene, Some(every)) = (self.scene, &journey.every) else { return };
        let of_service = |place: &usize| {
            let probe = Run::new(index, About::Visit(*place), "".into());
            let case = Case { scene, journey, run: &probe };
            journey.service.is_none() || case.service_is(journey.service.as_deref())
        };
        let last = scene
            .view
            .visits
            .iter()
            .enumerate()
            .filter(|(place, visit)| visit.is_completed() && of_service(place))
            .max_by_key(|(_, visit)| (visit.end.get().map(|end| end.instant()), &visit.id));
        let Some((place, visit)) = last else { return };
        let Some(end) = visit.end.get() else { return };
        let first = end.wall_of(end.instant()).0;
        let today = scene.today();
        let days = slots(every, first, today);
        let subject = format!("visit:{}", visit.id);
        for (day, slot) in self.around(today, days.into_iter()) {
            self.occurrence(index, journey, About::Recall(place, day), &subject, slot.to_string());
        }
    }

    /// The last slot and the next one after each occasion.
    fn anniversaries(&mut self, index: usize, journey: &Journey) {
        let (scene, Some(every)) = (self.scene, &journey.every) else { return };
        let today = scene.today();
        for (place, occasion) in scene.view.occasions.iter().enumerate() {
            let name = occasion.name.get().map(String::as_str);
            let Some((at, _)) = occasion.time() else { continue };
            let follows = name.is_some() && name == journey.occasion.as_deref();
            if !follows || occasion.is_withdrawn() {
                continue;
            }
            let first = at.wall_of(at.instant()).0;
            let subject = format!("occasion:{}", occasion.id);
            for (day, slot) in self.around(today, slots(every, first, today).into_iter()) {
                let about = About::Anniversary(place, day);
                self.occurrence(index, journey, about, &subject, slot.to_string());
            }
        }
    }

    /// Of some days in order, each with its slot, the last until today and the first after it;
    /// the runs change when that one comes.
    fn around(
        &mut self,
        today: CivilDate,
        days: impl Iterator<Item = (CivilDate, CivilDate)>,
    ) -> Vec<(CivilDate, CivilDate)> {
        let (mut last, mut next) = (None, None);
        for day in days {
            if day.0 <= today {
                last = Some(day);
            } else if next.is_none() {
                next = Some(day);
            }
        }
        if let Some((day, _)) = last {
            self.valid.0 = self.valid.0.max(self.scene.first_instant(day));
        }
        if let Some((day, _)) = next {
            self.valid.1 = self.valid.1.min(self.scene.first_instant(day));
        }
        last.into_iter().chain(next).collect()
    }

    fn occurrence(
        &mut self,
        index: usize,
        journey: &Journey,
        about: About,
        subject: &str,
        occurrence: String,
    ) {
        let run = Run { occurrence: occurrence.into(), ..Run::new(index, about, subject.into()) };
        self.keep(journey, run, None);
    }

    fn add(
        &mut self,
        index: usize,
        journey: &Journey,
        about: About,
        subject: String,
        only: Option<usize>,
    ) {
        self.keep(journey, Run::new(index, about, subject.into()), only);
    }

    /// Finds out which steps of a run are still open, and keeps it if any is.
    fn keep(&mut self, journey: &Journey, mut run: Run, only: Option<usize>) {
        let scene = self.scene;
        let none = Vec::new();
        let entries = self.settled.get(&*run.subject).unwrap_or(&none);
        let of_run: Vec<(&KeyParts, &Entry)> = entries
            .iter()
            .copied()
            .filter(|(parts, _)| {
                parts.journey == journey.id
                    && parts.entry == run.entry
                    && parts.occurrence == run.occurrence
            })
            .collect();
        run.entered = of_run
            .iter()
            .any(|(parts, entry)| entry.settled.is_some() && journey.step(&parts.step).is_some());
        run.ended = of_run.iter().any(|(parts, _)| *parts.step == *GOAL);
        run.barred = of_run.iter().any(|(_, entry)| is_barred(entry));
        for (index, step) in journey.steps.iter().enumerate() {
            let own = || {
                of_run
                    .iter()
                    .copied()
                    .filter(|(parts, _)| parts.step == step.id || step.was.contains(&parts.step))
            };
            let open = only.is_none_or(|only| only == index)
                && is_open(&Case { scene, journey, run: &run }, step, own());
            run.open.set(index, open);
            if step.fallback.is_some() {
                // Without its receipt the next channel is tried: the runs change then.
                let case = Case { scene, journey, run: &run };
                let overdue = own().filter_map(|(_, entry)| unreceived(&case, step, entry));
                if let Some(at) = overdue.filter(|at| *at > scene.now).min() {
                    self.valid.1 = self.valid.1.min(at);
                }
            }
            if let Some(marked) = marked(step, own()) {
                run.outcomes.push((index, marked));
            }
        }
        let case = Case { scene, journey, run: &run };
        let mut open = run.open;
        for index in run.open.iter() {
            let never = journey.steps.get(index).is_none_or(|step| case.never(step));
            if never {
                open.set(index, false);
            }
        }
        if !open.is_empty() {
            self.runs.push(Run { open, ..run });
        }
    }
}

/// Whether an entry says that an earlier run kept this one from beginning.
fn is_barred(entry: &Entry) -> bool {
    let settled = entry.settled.as_ref();
    settled.is_some_and(|s| s.reasons.first() == Some(&ReasonCode::AlreadyRunning))
}

/// The days of a recall, each with its slot: the last until today and one or two after it.
fn slots(every: &Every, first: CivilDate, today: CivilDate) -> Vec<(CivilDate, CivilDate)> {
    match every {
        Every::Span(span) => {
            // The n-th slot is n spans after the visit, so that ends of months do not wander.
            let slot = |n: u32| span.times(n).map(|span| shift_date(first, span, false));
            let (mut low, mut high) = (1_u32, 2_u32);
            while slot(high).is_some_and(|day| day <= today) && high < 100_000 {
                low = high;
                high *= 2;
            }
            while low + 1 < high {
                let middle = low + (high - low) / 2;
                match slot(middle) {
                    Some(day) if day <= today => low = middle,
                    _ => high = middle,
                }
            }
            let days = [low, high, high + 1].into_iter().filter_map(slot);
            days.map(|day| (day, day)).collect()
        }
        Every::Rule(schedule) => rule_slots(schedule, first, today),
    }
}

/// The days of a rule after the first: the last until today and the next one. Of slots that were
/// moved to one day the last stands for all.
fn rule_slots(
    schedule: &Schedule,
    first: CivilDate,
    today: CivilDate,
) -> Vec<(CivilDate, CivilDate)> {
    let (first, tonight) = ((first, CivilTime::MIDNIGHT), (today, CivilTime::LAST));
    let last = schedule.last_within(first, first, tonight);
    let after = tonight.max(first);
    let next = schedule
        .next_after(first, after)
        .and_then(|next| schedule.last_within(first, after, (next.at.date, CivilTime::LAST)));
    last.into_iter().chain(next).map(|found| (found.at.date, found.slot.date)).collect()
}
