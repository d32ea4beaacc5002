//! The waitlist: to whom a time that has become free is offered, in which order, and who gets it.
//!
//! An offer is a *proposed* appointment of the patient (FHIR `Appointment.status`), so that the
//! playbook tells it like any other: a journey for appointments sends it at `appointment.proposed`
//! with `ask: confirm`, the answer accepts or declines it, and whoever comes too late is told at
//! `appointment.cancelled`. Nothing is stored here: the state of a slot is what the panel's
//! patients were offered and answered.

use serde::{Deserialize, Serialize};

use crate::care::{Appointment, AppointmentStatus, Attendance};
use crate::id::{hex, opaque_debug, sha256};
use crate::relationship::View;
use crate::{
    AppointmentId, CivilDate, Fact, FactContent, Panel, PatientId, Place, Playbook, Relationship,
    Service, SlotId, Timestamp, WaitingId, ZonedTime, limits,
};

/// What would suit one who waits. What is left out does not matter to them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Wishes {
    /// What is to be done: it is one service with a slot's where the playbook gives both one name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub service: Option<Service>,
    /// The ids of the places.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub places: Vec<String>,
    /// By whom.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub practitioners: Vec<String>,
    /// The first day, on the wall of the slot's place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub from: Option<CivilDate>,
    /// The last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub until: Option<CivilDate>,
    /// The days of the week, from 1 for Monday to 7 for Sunday (ISO 8601).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub weekdays: Vec<u32>,
    /// The earliest time of the day, in minutes after midnight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub earliest: Option<u32>,
    /// The latest time of the day at which it may begin, in minutes after midnight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub latest: Option<u32>,
    /// How many minutes ahead they have to know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub notice: Option<u32>,
    /// How urgent it is, the lowest number first; 100 where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub priority: Option<u32>,
    /// The appointment that an earlier one takes the place of: only earlier times suit then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub replaces: Option<AppointmentId>,
}

/// A time that has become free (FHIR Slot).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// Its id.
    pub id: SlotId,
    /// When it begins.
    pub start: ZonedTime,
    /// When it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub end: Option<ZonedTime>,
    /// What can be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub service: Option<Service>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub place: Option<Place>,
    /// By whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub practitioner: Option<String>,
}

/// How a slot stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum SlotStatus {
    /// It is offered, or may be.
    Open,
    /// Somebody has it.
    Taken,
    /// It is too late to offer it.
    Closed,
    /// Nobody who waits is left to whom it could be offered.
    Exhausted,
}

/// How one who waits stands to a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum CandidateStatus {
    /// It suits them, and they come later.
    Waiting,
    /// It is offered to them.
    Offered,
    /// They said yes.
    Accepted,
    /// They said no.
    Declined,
    /// They have it.
    Booked,
    /// They were told that it is gone.
    Gone,
}

/// One to whom a slot is or may be offered.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// The patient.
    pub patient: PatientId,
    /// What they wait for.
    pub waiting: WaitingId,
    /// The appointment that is the offer.
    pub appointment: AppointmentId,
    /// How they stand to the slot.
    pub status: CandidateStatus,
}

/// What is to be done about a slot now.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(deny_unknown_fields)]
pub struct Offers {
    /// How the slot stands, with the facts below taken in.
    pub status: SlotStatus,
    /// Who has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub taken_by: Option<PatientId>,
    /// Facts to step into the relationships of their patients: offers, a booking, and that the
    /// slot is gone. Told again they are the same facts, so that nothing happens twice.
    pub facts: Vec<Fact>,
    /// All whom it suits or was offered, in the order in which they come.
    pub candidates: Vec<Candidate>,
    /// When to ask again, where nothing is learnt before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub wake: Option<Timestamp>,
}

opaque_debug!(Candidate, Offers);

/// How a playbook offers what has become free.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WaitlistRules {
    /// To how many at once.
    pub(crate) group: usize,
    /// How long a group has before the next is asked, in ms.
    pub(crate) every: i64,
    /// How long before its start a slot is offered to nobody any more, in ms.
    pub(crate) cut_off: i64,
}

/// One to whom the slot suits or was offered, while the list is made.
struct Known<'k> {
    patient: &'k PatientId,
    waiting: &'k WaitingId,
    replaces: Option<&'k AppointmentId>,
    offer: AppointmentId,
    rank: (u32, Timestamp, String),
    status: CandidateStatus,
    /// Whether they wait no more.
    left: bool,
    /// When it was offered, and answered.
    offered: Option<Timestamp>,
    answered: Option<Timestamp>,
}

impl Panel {
    /// To whom a slot is offered now, and who gets it: a pure function of what the panel's
    /// patients wait for, were offered and answered. Ask it when a slot becomes free, after each
    /// answer, and at its wake; step the facts; ask again.
    ///
    /// Those whom it suits come by urgency, then by how long they have waited; of equals by a lot
    /// that differs from slot to slot. So many at once are asked as `waitlist.group` of the
    /// playbook says, the next group after `every` or as soon as all have declined, and nobody
    /// from `cut_off` before the start. The first yes gets it, by when it was said; nobody else
    /// ever does, whatever comes later.
    ///
    /// ```
    /// use prm_core::{Panel, Playbook, STARTER, Slot};
    /// let playbook = Playbook::compile(STARTER)?;
    /// let slot: Slot = serde_json::from_str(
    ///     r#"{"id": "s1", "start": "2026-03-10T10:00[Asia/Kolkata]"}"#,
    /// ).map_err(|_| ()).unwrap();
    /// let offers = Panel::new().offer(&playbook, &slot, "2026-03-09T06:00:00Z".parse()?);
    /// assert!(offers.facts.is_empty() && offers.taken_by.is_none());
    /// # Ok::<(), prm_core::PrmError>(())
    /// ```
    pub fn offer(&self, playbook: &Playbook, slot: &Slot, now: Timestamp) -> Offers {
        let rules = playbook.inner.waitlist;
        let views: Vec<(&Relationship, std::sync::Arc<View>)> = self
            .patients()
            .filter_map(|patient| self.relationship(patient))
            .map(|relationship| (relationship, relationship.view(now)))
            .collect();
        let mut known: Vec<Known<'_>> = views
            .iter()
            .filter_map(|(relationship, view)| best(playbook, relationship, view, slot, now))
            .collect();
        known.sort_by(|a, b| (&a.rank, a.patient).cmp(&(&b.rank, b.patient)));
        let mut facts = Vec::new();
        let status = decide(&mut known, rules, slot, now, &mut facts);
        let taken_by = known.iter().find(|known| known.status == CandidateStatus::Booked);
        let taken_by = taken_by.map(|known| known.patient.clone());
        let close = slot.start.instant().plus(-rules.cut_off);
        let outstanding = known.iter().any(|known| known.status == CandidateStatus::Offered);
        let waiting = known.iter().any(|known| known.status == CandidateStatus::Waiting);
        let last = known.iter().filter_map(|known| known.offered).max();
        let wake = match status {
            SlotStatus::Open if waiting => last.map(|last| last.plus(rules.every).min(close)),
            SlotStatus::Open if outstanding => Some(close),
            _ => None,
        };
        let candidates = known.iter().map(|known| Candidate {
            patient: known.patient.clone(),
            waiting: known.waiting.clone(),
            appointment: known.offer.clone(),
            status: known.status,
        });
        Offers { status, taken_by, facts, candidates: candidates.collect(), wake }
    }
}

/// The best of what a patient waits for that a slot suits, or for which it was offered.
fn best<'k>(
    playbook: &Playbook,
    relationship: &'k Relationship,
    view: &'k View,
    slot: &Slot,
    now: Timestamp,
) -> Option<Known<'k>> {
    let patient = relationship.patient();
    let all = view.waiting.iter().filter_map(|waiting| {
        let wishes = waiting.wishes.get()?;
        let offer = offer_id(slot, patient, &waiting.id)?;
        let appointment = view.appointments.iter().find(|known| known.id == offer);
        let (status, offered, answered) = standing(appointment);
        let suits = status == CandidateStatus::Waiting
            && waiting.left.is_none()
            && view.may_be_offered()
            && suits(playbook, view, wishes, slot, now);
        let concerned = suits || status != CandidateStatus::Waiting;
        let since = waiting.since.as_ref()?.occurred;
        let lot = hex(&sha256(&[slot.id.as_str(), relationship.salt(), patient.as_str()]), 8);
        concerned.then_some(Known {
            patient,
            waiting: &waiting.id,
            replaces: wishes.replaces.as_ref(),
            offer,
            rank: (wishes.priority.unwrap_or(100), since, lot),
            status,
            left: waiting.left.is_some(),
            offered,
            answered,
        })
    });
    // What was offered goes before what may be.
    all.min_by_key(|known| (known.status == CandidateStatus::Waiting, known.rank.clone()))
}

/// The appointment that is the offer of a slot.
fn offer_id(slot: &Slot, patient: &PatientId, waiting: &WaitingId) -> Option<AppointmentId> {
    let words = ["prm-offer/1", slot.id.as_str(), patient.as_str(), waiting.as_str()];
    format!("offer:{}", hex(&sha256(&words), 16)).parse().ok()
}

/// How one stands to a slot by the appointment that is its offer.
fn standing(
    offer: Option<&Appointment>,
) -> (CandidateStatus, Option<Timestamp>, Option<Timestamp>) {
    use AppointmentStatus as S;
    let Some((offer, status)) = offer.and_then(|offer| Some((offer, *offer.status.get()?))) else {
        return (CandidateStatus::Waiting, None, None);
    };
    let offered = offer.proposed.as_ref().map(|source| source.occurred);
    let answered = offer.answered_at();
    let status = match (status, offer.attendance()) {
        (S::Booked | S::CheckedIn | S::Arrived | S::Fulfilled | S::Noshow, _) => {
            CandidateStatus::Booked
        }
        (S::Cancelled | S::EnteredInError, _) => CandidateStatus::Gone,
        (_, Some(Attendance::Accepted)) => CandidateStatus::Accepted,
        (_, Some(Attendance::Declined)) => CandidateStatus::Declined,
        (S::Proposed | S::Pending | S::Waitlist, None) => CandidateStatus::Offered,
    };
    (status, offered, answered)
}

/// Whether a slot suits the wishes of one who waits.
fn suits(playbook: &Playbook, view: &View, wishes: &Wishes, slot: &Slot, now: Timestamp) -> bool {
    let play = &playbook.inner;
    let start = slot.start.instant();
    let (day, time) = slot.start.wall_of(start);
    let service = match (&wishes.service, &slot.service) {
        (Some(wished), Some(offered)) => play.service(wished) == play.service(offered),
        (Some(_), None) => false,
        (None, _) => true,
    };
    let place = slot.place.as_ref();
    let among = |list: &[String], value: Option<&str>| {
        list.is_empty() || value.is_some_and(|value| list.iter().any(|known| known == value))
    };
    let minute = time.second_of_day() / 60;
    let weekday = u32::try_from(day.weekday()).unwrap_or(0) + 1;
    let notice = i64::from(wishes.notice.unwrap_or(0)) * limits::MINUTE;
    let end = slot.end.map_or(start.plus(limits::HOUR / 2), |end| end.instant());
    let replaced = wishes.replaces.as_ref();
    let booked = || view.appointments.iter().filter(|a| a.has_status(AppointmentStatus::Booked));
    let earlier = replaced.is_none_or(|id| {
        let own = booked().find(|known| known.id == *id).and_then(|known| known.start.get());
        own.is_some_and(|own| start < own.instant())
    });
    let free = booked().filter(|known| Some(&known.id) != replaced).all(|known| {
        let Some(from) = known.start.get().map(|from| from.instant()) else { return true };
        let to = known.end.get().map_or(from.plus(limits::HOUR / 2), |to| to.instant());
        end <= from || to <= start
    });
    service
        && among(&wishes.places, place.map(|place| place.id.as_str()))
        && among(&wishes.practitioners, slot.practitioner.as_deref())
        && wishes.from.is_none_or(|from| from <= day)
        && wishes.until.is_none_or(|until| day <= until)
        && (wishes.weekdays.is_empty() || wishes.weekdays.contains(&weekday))
        && wishes.earliest.is_none_or(|earliest| earliest <= minute)
        && wishes.latest.is_none_or(|latest| minute <= latest)
        && start.since(now) >= notice
        && earlier
        && free
}

/// Decides who has a slot, and to whom it is offered; says so in facts.
fn decide(
    known: &mut [Known<'_>],
    rules: WaitlistRules,
    slot: &Slot,
    now: Timestamp,
    facts: &mut Vec<Fact>,
) -> SlotStatus {
    use CandidateStatus as C;
    // Whoever waits no more, or has another time, is asked no more.
    let left = known.iter_mut().filter(|known| known.left);
    for candidate in left.filter(|known| matches!(known.status, C::Offered | C::Accepted)) {
        gone(candidate, now, facts);
    }
    let booked = known.iter().position(|known| known.status == C::Booked);
    let first = || {
        let yes = known.iter().enumerate().filter(|(_, known)| known.status == C::Accepted);
        yes.min_by_key(|(_, known)| (known.answered, known.rank.clone())).map(|(place, _)| place)
    };
    let close = slot.start.instant().plus(-rules.cut_off);
    if let Some(winner) = booked.or_else(first) {
        for (place, candidate) in known.iter_mut().enumerate() {
            if place == winner && candidate.status != C::Booked {
                book(candidate, slot, now, facts);
            } else if place != winner && matches!(candidate.status, C::Offered | C::Accepted) {
                gone(candidate, now, facts);
            }
        }
        return SlotStatus::Taken;
    }
    if now >= close {
        let outstanding = known.iter_mut().filter(|known| known.status == C::Offered);
        outstanding.for_each(|candidate| gone(candidate, now, facts));
        return SlotStatus::Closed;
    }
    let outstanding = known.iter().any(|known| known.status == C::Offered);
    let last = known.iter().filter_map(|known| known.offered).max();
    let next = !outstanding || last.is_none_or(|last| now >= last.plus(rules.every));
    if next {
        let waiting = known.iter_mut().filter(|known| known.status == C::Waiting);
        waiting.take(rules.group).for_each(|candidate| propose(candidate, slot, now, facts));
    }
    let open = known.iter().any(|known| matches!(known.status, C::Offered | C::Waiting));
    if open { SlotStatus::Open } else { SlotStatus::Exhausted }
}

/// A fact about an offer; the same whenever it is told.
fn tell(known: &Known<'_>, what: &str, now: Timestamp, content: FactContent, to: &mut Vec<Fact>) {
    if let Ok(id) = format!("prm:{}:{what}", known.offer).parse() {
        let patient = known.patient.clone();
        to.push(Fact { id, patient, occurred: now, recorded: Some(now), content });
    }
}

fn changed(offer: &AppointmentId, status: AppointmentStatus) -> FactContent {
    FactContent::AppointmentChanged {
        appointment: offer.clone(),
        status: Some(status),
        start: None,
        end: None,
        service: None,
        place: None,
        practitioner: None,
        attendance: None,
        follows: None,
        reason: None,
    }
}

fn propose(known: &mut Known<'_>, slot: &Slot, now: Timestamp, facts: &mut Vec<Fact>) {
    let mut content = changed(&known.offer, AppointmentStatus::Proposed);
    if let FactContent::AppointmentChanged { start, end, service, place, practitioner, .. } =
        &mut content
    {
        *start = Some(slot.start);
        *end = slot.end;
        service.clone_from(&slot.service);
        place.clone_from(&slot.place);
        practitioner.clone_from(&slot.practitioner);
    }
    tell(known, "proposed", now, content, facts);
    (known.status, known.offered) = (CandidateStatus::Offered, Some(now));
}

fn book(known: &mut Known<'_>, slot: &Slot, now: Timestamp, facts: &mut Vec<Fact>) {
    let mut content = changed(&known.offer, AppointmentStatus::Booked);
    if let FactContent::AppointmentChanged { follows, start, .. } = &mut content {
        *follows = known.replaces.cloned();
        *start = Some(slot.start);
    }
    if let Some(replaced) = known.replaces {
        let reason = Some("an earlier time".to_owned());
        let cancelled = FactContent::AppointmentCancelled { appointment: replaced.clone(), reason };
        tell(known, "replaced", now, cancelled, facts);
    }
    tell(known, "booked", now, content, facts);
    tell(known, "left", now, FactContent::WaitlistLeft { waiting: known.waiting.clone() }, facts);
    known.status = CandidateStatus::Booked;
}

fn gone(known: &mut Known<'_>, now: Timestamp, facts: &mut Vec<Fact>) {
    let reason = Some("the time is taken".to_owned());
    let content = FactContent::AppointmentCancelled { appointment: known.offer.clone(), reason };
    tell(known, "gone", now, content, facts);
    known.status = CandidateStatus::Gone;
}

/// Whether wishes can be met at all: days of the week, times of the day.
pub(crate) fn valid(wishes: &Wishes) -> bool {
    let minutes = [wishes.earliest, wishes.latest].into_iter().flatten();
    wishes.weekdays.iter().all(|day| (1..=7).contains(day))
        && minutes.clone().all(|minute| minute < 24 * 60)
}
