//! The facts of a relationship, folded: what is known at an instant.

use std::collections::{BTreeMap, BTreeSet};

use crate::care::{Appointment, AppointmentStatus, Enrolment, Occasion, Visit, Waiting};
use crate::fact::{Fact, FactContent};
use crate::feedback::Response;
use crate::patient::{Patient, RelatedPerson};
use crate::portal::PortalFacts;
use crate::reason::{Reason, ReasonCode};
use crate::register::{Register, Source};
use crate::{
    AppointmentId, Channel, Concern, EnrolmentId, FactId, Language, LineId, OccasionId, PatientId,
    PersonId, ReplyId, RequestId, Resolution, ResponseId, Timestamp, VisitId, WaitingId, limits,
};

/// What is known of a patient at an instant: the replay of all facts that have effect by then,
/// in the order of their stamps (R1). Derived, never stored.
///
/// Entities are in the order of their ids.
#[derive(Clone)]
pub(crate) struct View {
    pub(crate) patient: Patient,
    pub(crate) people: Vec<RelatedPerson>,
    pub(crate) appointments: Vec<Appointment>,
    pub(crate) visits: Vec<Visit>,
    pub(crate) enrolments: Vec<Enrolment>,
    pub(crate) occasions: Vec<Occasion>,
    pub(crate) waiting: Vec<Waiting>,
    /// The values of the playbook's own attributes, by name.
    pub(crate) attributes: BTreeMap<String, Register<Option<String>>>,
    pub(crate) responses: Vec<Response>,
    pub(crate) requests: Vec<Request>,
    pub(crate) replies: Vec<HeardReply>,
    stops: Vec<Stop>,
    /// The subjects of protected care (R21).
    protected: BTreeMap<String, Register<bool>>,
    pub(crate) portal: PortalFacts,
    clock: Vec<(Timestamp, Timestamp)>,
    /// Remarks on facts.
    pub(crate) notes: Vec<(FactId, Reason)>,
    /// The records that were merged into this one.
    pub(crate) origins: Vec<PatientId>,
    /// Whether another record took this one in.
    pub(crate) is_stub: bool,
    /// What was parted again, and the facts of the time between.
    pub(crate) parted: Vec<(FactId, PatientId, Vec<FactId>)>,
    /// The instants between which the view is the same: a fact dated in the future has no effect
    /// before it (R2).
    valid: (Timestamp, Timestamp),
}

/// The records of one person: those merged into this one, and the one that took this in.
pub(crate) struct Merged<'m> {
    pub(crate) origins: &'m BTreeMap<PatientId, Timestamp>,
    pub(crate) taken_into: Option<&'m PatientId>,
}

/// A message that staff asked for.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) id: RequestId,
    pub(crate) message: String,
    pub(crate) useful_until: Option<Timestamp>,
    pub(crate) source: Source,
}

/// Something that was written back.
#[derive(Clone)]
pub(crate) struct HeardReply {
    pub(crate) id: ReplyId,
    pub(crate) line: LineId,
    pub(crate) channel: Channel,
    pub(crate) resolution: Resolution,
    pub(crate) concerns: Vec<Concern>,
    pub(crate) language: Option<Language>,
    pub(crate) source: Source,
}

impl HeardReply {
    /// The steps that may answer it by themselves, the best first.
    pub(crate) fn answers(&self) -> &'static [&'static str] {
        let concerns = |concern| self.concerns.contains(&concern);
        match &self.resolution {
            Resolution::Automatic {} => &[],
            // Whoever is a danger may hold the telephone.
            _ if concerns(Concern::Safeguarding) => &[],
            _ if concerns(Concern::Crisis) => &["crisis", "urgent"],
            _ if concerns(Concern::Urgent) => &["urgent"],
            Resolution::OptOut {} => &["stop"],
            Resolution::Help {} => &["help"],
            _ => &[],
        }
    }
}

#[derive(Clone)]
struct Stop {
    journey: String,
    subject: Option<String>,
    fact: FactId,
}

impl View {
    /// Replays facts, which must come in the order of their stamps; and what bounced.
    pub(crate) fn new<'f>(
        facts: impl Iterator<Item = &'f Fact>,
        bounces: impl Iterator<Item = (&'f LineId, Timestamp)>,
        merged: Merged<'_>,
        now: Timestamp,
    ) -> Self {
        let mut fold = Fold::default();
        bounces.for_each(|(line, at)| fold.patient.heard.bounce(line, at));
        let mut valid = (Timestamp::MIN, Timestamp::MAX);
        for fact in facts {
            let effect = fact.occurred.plus(-limits::MAX_SKEW);
            if effect > now {
                valid.1 = valid.1.min(effect);
                fold.note(&fact.id, Reason::until(ReasonCode::FactInFuture, effect));
            } else {
                valid.0 = valid.0.max(effect);
                // That a record was merged is said of that record, and not of the one it is in.
                let of_origin = merged.origins.contains_key(&fact.patient);
                if !(of_origin && matches!(fact.content, FactContent::PatientMerged { .. })) {
                    fold.apply(fact);
                }
            }
        }
        let mut view = fold.finish(valid);
        view.origins = merged.origins.keys().cloned().collect();
        view.is_stub = merged.taken_into.is_some();
        view
    }

    /// Whether the view would be the same at another instant.
    pub(crate) fn holds_at(&self, now: Timestamp) -> bool {
        self.valid.0 <= now && now < self.valid.1
    }

    /// The next instant at which a fact of the future comes into effect.
    pub(crate) fn next_effect(&self) -> Option<Timestamp> {
        (self.valid.1 < Timestamp::MAX).then_some(self.valid.1)
    }

    /// Whether a time may be offered to the patient at all.
    pub(crate) fn may_be_offered(&self) -> bool {
        let patient = &self.patient;
        !patient.is_deceased() && patient.merged.get().is_none() && !self.is_stub
    }

    /// The fact by which staff stopped a journey for a subject.
    pub(crate) fn stopped(&self, journey: &str, subject: &str) -> Option<&FactId> {
        let fits = |stop: &&Stop| {
            stop.journey == journey && stop.subject.as_deref().is_none_or(|s| s == subject)
        };
        self.stops.iter().find(fits).map(|stop| &stop.fact)
    }

    /// The fact by which a subject is protected care (R21).
    pub(crate) fn protected(&self, subject: &str) -> Option<&FactId> {
        let register = self.protected.get(subject)?;
        register
            .get()
            .copied()
            .unwrap_or(false)
            .then(|| register.source())
            .flatten()
            .map(|s| &s.fact)
    }

    /// Whether a hand-over at this instant was made by a clock that ran ahead (R26).
    pub(crate) fn was_wrong(&self, at: Timestamp) -> bool {
        self.clock.iter().any(|(right, wrong)| *right < at && at <= *wrong)
    }

    /// The appointment that replaced another.
    pub(crate) fn follower(&self, of: &Appointment) -> Option<&Appointment> {
        self.appointments.iter().find(|a| a.id != of.id && a.follows.get() == Some(&of.id))
    }

    /// The appointment that another one replaced.
    pub(crate) fn predecessor(&self, of: &Appointment) -> Option<&Appointment> {
        let id = of.follows.get()?;
        self.appointments.iter().find(|a| a.id == *id && a.id != of.id)
    }
}

/// The replay while it goes on: entities by id, so that a long history stays cheap.
#[derive(Default)]
struct Fold {
    patient: Patient,
    people: BTreeMap<PersonId, RelatedPerson>,
    appointments: BTreeMap<AppointmentId, Appointment>,
    visits: BTreeMap<VisitId, Visit>,
    enrolments: BTreeMap<EnrolmentId, Enrolment>,
    occasions: BTreeMap<OccasionId, Occasion>,
    waiting: BTreeMap<WaitingId, Waiting>,
    attributes: BTreeMap<String, Register<Option<String>>>,
    responses: BTreeMap<ResponseId, Response>,
    requests: BTreeMap<RequestId, Request>,
    replies: BTreeMap<ReplyId, HeardReply>,
    stops: Vec<Stop>,
    protected: BTreeMap<String, Register<bool>>,
    portal: PortalFacts,
    clock: Vec<(Timestamp, Timestamp)>,
    parted: Vec<(FactId, PatientId, Vec<FactId>)>,
    notes: Vec<(FactId, Reason)>,
}

/// The entity of an id, made when it is first spoken of.
fn entity<'m, K: Ord + Clone, V>(
    map: &'m mut BTreeMap<K, V>,
    id: &K,
    new: impl FnOnce(K) -> V,
) -> &'m mut V {
    map.entry(id.clone()).or_insert_with(|| new(id.clone()))
}

impl Fold {
    fn note(&mut self, fact: &FactId, reason: Reason) {
        self.notes.push((fact.clone(), reason));
    }

    fn apply(&mut self, fact: &Fact) {
        let source =
            Source { occurred: fact.occurred, recorded: fact.recorded(), fact: fact.id.clone() };
        let content = &fact.content;
        match content {
            FactContent::PatientDescribed { .. }
            | FactContent::PatientMerged { .. }
            | FactContent::ConsentChanged { .. }
            | FactContent::DoNotContactChanged { .. }
            | FactContent::PlainChannelAccepted { .. }
            | FactContent::LineOptOutChanged { .. }
            | FactContent::ContactPointChecked { .. }
            | FactContent::RecipientChosen { .. }
            | FactContent::ChannelPreferred { .. }
            | FactContent::ConfidentialCommunicationRequested { .. } => {
                self.patient.apply(content, &source);
            }
            FactContent::CareProtected { subject, protected } => {
                let register = self.protected.entry(subject.clone()).or_default();
                register.write_stricter(*protected, &source, |value| *value);
            }
            FactContent::ProxyAccessChanged { .. }
            | FactContent::AccessRestricted { .. }
            | FactContent::SensitiveAccessChanged { .. }
            | FactContent::ReleaseHeld { .. }
            | FactContent::ReleaseAdvanced { .. }
            | FactContent::LinksRevoked { .. } => self.portal.apply(content, &source),
            FactContent::RelatedPersonDescribed { person, .. } => {
                entity(&mut self.people, person, RelatedPerson::new).apply(content, &source);
            }
            FactContent::AppointmentBooked { appointment, .. }
            | FactContent::AppointmentMoved { appointment, .. }
            | FactContent::AppointmentCancelled { appointment, .. }
            | FactContent::AppointmentChanged { appointment, .. }
            | FactContent::AppointmentDelayed { appointment, .. }
            | FactContent::FormRequested { appointment, .. }
            | FactContent::FormReceived { appointment, .. }
            | FactContent::AppointmentAnswered { appointment, .. } => {
                let known = entity(&mut self.appointments, appointment, Appointment::new);
                if let Err(code) = known.apply(content, &source) {
                    self.note(&fact.id, Reason::about(code, appointment.as_str()));
                }
            }
            FactContent::VisitStarted { visit, .. }
            | FactContent::VisitCompleted { visit, .. }
            | FactContent::VisitCancelled { visit }
            | FactContent::InstructionsGiven { visit, .. } => {
                entity(&mut self.visits, visit, Visit::new).apply(content, &source);
            }
            FactContent::Enrolled { enrolment, .. } | FactContent::EnrolmentEnded { enrolment } => {
                entity(&mut self.enrolments, enrolment, Enrolment::new).apply(content, &source);
            }
            FactContent::OccasionRecorded { occasion, .. }
            | FactContent::OccasionWithdrawn { occasion } => {
                entity(&mut self.occasions, occasion, Occasion::new).apply(content, &source);
            }
            FactContent::WaitlistJoined { waiting, .. } | FactContent::WaitlistLeft { waiting } => {
                entity(&mut self.waiting, waiting, Waiting::new).apply(content, &source);
            }
            FactContent::AttributeChanged { attribute, value } => {
                let register = self.attributes.entry(attribute.clone()).or_default();
                register.write(value.clone(), &source);
            }
            FactContent::FeedbackReceived { response, .. }
            | FactContent::FeedbackWithdrawn { response }
            | FactContent::SuggestionOwned { suggestion: response, .. }
            | FactContent::SuggestionAnswered { suggestion: response, .. }
            | FactContent::SuggestionDeclined { suggestion: response, .. } => {
                entity(&mut self.responses, response, Response::new).apply(content, &source);
            }
            FactContent::ReplyReceived {
                reply,
                line,
                channel,
                text: _,
                resolution,
                concerns,
                language,
            } => {
                self.patient.apply(content, &source);
                entity(&mut self.replies, reply, |id| HeardReply {
                    id,
                    line: line.clone(),
                    channel: *channel,
                    resolution: resolution.clone(),
                    concerns: concerns.clone(),
                    language: language.clone(),
                    source,
                });
            }
            FactContent::MessageRequested { request, message, useful_until } => {
                entity(&mut self.requests, request, |id| Request {
                    id,
                    message: message.clone(),
                    useful_until: *useful_until,
                    source,
                });
            }
            FactContent::JourneyStopped { journey, subject } => self.stops.push(Stop {
                journey: journey.clone(),
                subject: subject.clone(),
                fact: fact.id.clone(),
            }),
            FactContent::PatientUnmerged { from, facts } => {
                self.parted.push((fact.id.clone(), from.clone(), facts.clone()));
            }
            FactContent::ClockCorrected { wrong_until } => {
                self.clock.push((fact.occurred, *wrong_until));
            }
            // Reports live in the ledger (R9).
            FactContent::MessageReported { .. } | FactContent::TaskClosed { .. } => {}
        }
    }

    /// Settles what follows from several entities, once all facts are in.
    fn finish(mut self, valid: (Timestamp, Timestamp)) -> View {
        self.patient.finish();
        self.people.values_mut().for_each(RelatedPerson::finish);
        let mut appointments: Vec<Appointment> = self.appointments.into_values().collect();
        follow(&mut appointments);
        let mut visits: Vec<Visit> = self.visits.into_values().collect();
        let named: BTreeSet<AppointmentId> =
            visits.iter().filter_map(|visit| visit.named.get().cloned()).collect();
        let mut open: Vec<&Appointment> =
            appointments.iter().filter(|a| a.could_be_kept() && !named.contains(&a.id)).collect();
        open.sort_by_key(|a| a.start.get().map(|start| start.instant()));
        for visit in &mut visits {
            visit.link(&open);
            if let (None, Some(source)) = (&visit.appointment, visit.end.source()) {
                let reason = Reason::about(ReasonCode::VisitUnlinked, visit.id.as_str());
                self.notes.push((source.fact.clone(), reason));
            }
        }
        for appointment in appointments.iter().filter(|appointment| !appointment.is_complete()) {
            let source = appointment.status.source().or(appointment.start.source());
            if let Some(source) = source {
                let reason = Reason::about(ReasonCode::Incomplete, appointment.id.as_str());
                self.notes.push((source.fact.clone(), reason));
            }
        }
        self.notes.sort_by(|a, b| (&a.0, a.1.code).cmp(&(&b.0, b.1.code)));
        View {
            patient: self.patient,
            people: self.people.into_values().collect(),
            appointments,
            visits,
            enrolments: self.enrolments.into_values().collect(),
            occasions: self.occasions.into_values().collect(),
            waiting: self.waiting.into_values().collect(),
            attributes: self.attributes,
            responses: self.responses.into_values().collect(),
            requests: self.requests.into_values().collect(),
            replies: self.replies.into_values().collect(),
            stops: self.stops,
            protected: self.protected,
            portal: self.portal,
            clock: self.clock,
            origins: Vec::new(),
            is_stub: false,
            parted: self.parted,
            notes: self.notes,
            valid,
        }
    }
}

/// Finds the cancelled appointment that each booking follows: the one that it names, or one of
/// the same service whose cancellation was recorded within `SETTLE` of it (R31).
fn follow(appointments: &mut [Appointment]) {
    let mut cancelled: Vec<_> = appointments
        .iter()
        .filter(|a| a.has_status(AppointmentStatus::Cancelled))
        .filter_map(|a| {
            let at = a.cancelled.as_ref()?.recorded;
            Some((at, a.id.clone(), a.service.get().cloned()))
        })
        .collect();
    cancelled.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    for appointment in appointments {
        let Some(booked) = appointment.booked.clone() else { continue };
        if appointment.follows.get().is_some() {
            continue;
        }
        let from =
            cancelled.partition_point(|(at, ..)| *at < booked.recorded.plus(-limits::SETTLE));
        let near = cancelled
            .iter()
            .skip(from)
            .take_while(|(at, ..)| at.since(booked.recorded) <= limits::SETTLE)
            .filter(|(_, id, service)| {
                *id != appointment.id && service.as_ref() == appointment.service.get()
            })
            .min_by_key(|(at, id, _)| (at.since(booked.recorded).abs(), id.clone()));
        if let Some((_, id, _)) = near {
            appointment.follows.write(id.clone(), &booked);
        }
    }
}
