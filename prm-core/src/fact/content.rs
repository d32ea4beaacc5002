//! What a fact says: one variant for each kind of thing that happens.

use serde::{Deserialize, Serialize};

use crate::care::{AppointmentStatus, Attendance, Place, Service};
use crate::communication::{Channel, Language, Purpose};
use crate::conversation::{Concern, Resolution};
use crate::id::opaque_debug;
use crate::patient::{BirthDate, ContactFinding, ContactPoint, HumanName, LineId, OptOutScope};
use crate::portal::{AccessScope, HoldReason, LinkPurpose, ReleaseEvent, Sensitivity};
use crate::relationship::MessageEvent;
use crate::{
    AppointmentId, CivilDate, EnrolmentId, FactId, ItemAnswer, Key, OccasionId, PatientId,
    PersonId, ReplyId, RequestId, ResponseId, Timestamp, VisitId, WaitingId, Wishes, Zone,
    ZonedTime,
};

/// What a fact says.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum FactContent {
    /// Who the patient is. What is left out says nothing; `contact_points`, where given, are all
    /// that this source knows, so one that is missing from them is gone.
    ///
    /// ```json
    /// {
    ///   "type": "patient_described",
    ///   "names": [{"use": "usual", "given": ["Priya"], "family": "Sharma"}],
    ///   "birth_date": "1991-11-08",
    ///   "gender": "female",
    ///   "languages": ["en-IN", "hi-IN"],
    ///   "zone": "Asia/Kolkata",
    ///   "country": "IN",
    ///   "contact_points": [{"line": "tel:+919812345670", "use": "mobile", "rank": 1}]
    /// }
    /// ```
    PatientDescribed {
        /// All names.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        names: Option<Vec<HumanName>>,
        /// The date of birth, as far as it is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        birth_date: Option<BirthDate>,
        /// Whether that is a guess, as 1 January often is in the records of those who do not
        /// know: ages are counted by it, and no birthday is greeted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        birth_date_estimated: Option<bool>,
        /// Gender as recorded.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        gender: Option<String>,
        /// Whether the patient has died.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        deceased: Option<bool>,
        /// Languages, the preferred one first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        languages: Option<Vec<Language>>,
        /// The zone that the patient or the host states.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        zone: Option<Zone>,
        /// The country of the home address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        country: Option<String>,
        /// The state of the home address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        state: Option<String>,
        /// All contact points.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        contact_points: Option<Vec<ContactPoint>>,
        /// Security labels of the record, as `system|code`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        labels: Option<Vec<String>>,
    },
    /// This record was found to be a duplicate and lives on in another.
    ///
    /// ```json
    /// {"type": "patient_merged", "into": "p2"}
    /// ```
    PatientMerged {
        /// The surviving record.
        into: PatientId,
    },
    /// A record was parted from this one again, into which it had been merged by mistake.
    /// [`Relationship::unmerge`](crate::Relationship::unmerge) writes it.
    ///
    /// ```json
    /// {"type": "patient_unmerged", "from": "p2", "facts": ["f7"]}
    /// ```
    PatientUnmerged {
        /// The record.
        from: PatientId,
        /// What was recorded here in between: staff look whose it is.
        facts: Vec<FactId>,
    },
    /// Who stands by the patient: guardian, caregiver, delegate (FHIR RelatedPerson).
    ///
    /// ```json
    /// {
    ///   "type": "related_person_described", "person": "rp1", "active": true,
    ///   "relationships": ["http://terminology.hl7.org/CodeSystem/v3-RoleCode|MTH"],
    ///   "names": [{"given": ["Meera"], "family": "Sharma"}],
    ///   "contact_points": [{"line": "tel:+919812345671"}]
    /// }
    /// ```
    RelatedPersonDescribed {
        /// The person.
        person: PersonId,
        /// All names.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        names: Option<Vec<HumanName>>,
        /// What they are to the patient, as `system|code` or words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        relationships: Option<Vec<String>>,
        /// Languages, the preferred one first.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        languages: Option<Vec<Language>>,
        /// All contact points.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        contact_points: Option<Vec<ContactPoint>>,
        /// Whether the relation holds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        active: Option<bool>,
        /// From when it holds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        from: Option<Timestamp>,
        /// Until when it holds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        until: Option<Timestamp>,
    },
    /// The patient allowed or refused something. A refusal stands until a later grant that is at
    /// least as specific.
    ///
    /// ```json
    /// {"type": "consent_changed", "purposes": ["marketing"], "granted": false}
    /// ```
    ConsentChanged {
        /// For which purposes; all where empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        purposes: Vec<Purpose>,
        /// On which channel; all where left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        channel: Option<Channel>,
        /// Allowed or refused.
        granted: bool,
        /// Whether the patient signed it: a written consent or authorisation (47 CFR
        /// 64.1200(f)(9), 45 CFR 164.508).
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        signed: bool,
        /// When it ends by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        until: Option<Timestamp>,
    },
    /// The patient, or who may decide for them, chose the related person to whom messages go, or
    /// takes that back. What a guardian chose ends when the patient comes of age (R21).
    ///
    /// ```json
    /// {"type": "recipient_chosen", "person": "rp1"}
    /// ```
    RecipientChosen {
        /// The person; the patient in person where left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        person: Option<PersonId>,
    },
    /// The patient asked to be reached at these contact points alone (45 CFR 164.522(b)), or
    /// takes that back.
    ///
    /// ```json
    /// {"type": "confidential_communication_requested", "lines": ["tel:+13125550107"]}
    /// ```
    ConfidentialCommunicationRequested {
        /// The contact points; any again where empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        lines: Vec<LineId>,
    },
    /// Care to which a minor consented alone: nothing of it reaches a guardian (45 CFR
    /// 164.502(g)(3)), also by a telephone that they share (R21).
    ///
    /// ```json
    /// {"type": "care_protected", "subject": "appointment:a1", "protected": true}
    /// ```
    CareProtected {
        /// The subject as it stands in keys: `appointment:a1`, `visit:v1`, `request:r1`.
        subject: String,
        /// Whether it is protected.
        protected: bool,
    },
    /// The patient said by which channels they would rather be reached, the first first. Of the
    /// channels that a step may use these are tried before the others; it allows and forbids
    /// nothing. The latest word for a purpose stands, else the latest for all.
    ///
    /// ```json
    /// {"type": "channel_preferred", "channels": ["email", "sms"], "purposes": ["treatment"]}
    /// ```
    ChannelPreferred {
        /// The channels, in order; none in particular where empty.
        channels: Vec<Channel>,
        /// For which purposes; all where empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        purposes: Vec<Purpose>,
    },
    /// What a related person may see and do in the portal; nothing where `scopes` is empty. What
    /// was granted for a child ends when the patient comes of age (R21).
    ///
    /// ```json
    /// {"type": "proxy_access_changed", "person": "rp1", "scopes": ["appointments", "results"]}
    /// ```
    ProxyAccessChanged {
        /// The person.
        person: PersonId,
        /// All that they may.
        scopes: Vec<AccessScope>,
        /// Whether the patient agreed in person, which opens more of a teenager's record where
        /// the rules of the place allow it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        patient_agreed: bool,
        /// When it ends by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        until: Option<Timestamp>,
    },
    /// Somebody may see nothing of this patient (45 CFR 164.522(a)), or again may.
    ///
    /// ```json
    /// {"type": "access_restricted", "viewer": "rp2", "restricted": true}
    /// ```
    AccessRestricted {
        /// The id of a related person or a member of staff.
        viewer: String,
        /// Whether it holds.
        restricted: bool,
    },
    /// The patient allowed, or no longer allows, that somebody sees sensitive information (42 CFR
    /// 2.31).
    ///
    /// ```json
    /// {"type": "sensitive_access_changed", "person": "rp1", "sensitivities": ["hiv"], "granted": true}
    /// ```
    SensitiveAccessChanged {
        /// The related person; those who treat the patient where left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        person: Option<PersonId>,
        /// Which information.
        sensitivities: Vec<Sensitivity>,
        /// Allowed or not.
        granted: bool,
        /// When it ends by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        until: Option<Timestamp>,
    },
    /// One item is withheld by a decision about this patient, or no longer is.
    ///
    /// ```json
    /// {"type": "release_held", "item": "r1", "reason": "harm", "held": true, "by": "dr-rao"}
    /// ```
    ReleaseHeld {
        /// The item.
        item: String,
        /// Why.
        reason: HoldReason,
        /// Whether it holds.
        held: bool,
        /// Who decided.
        by: String,
        /// When it ends by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        until: Option<Timestamp>,
    },
    /// Something happened for which a release may wait.
    ///
    /// ```json
    /// {"type": "release_advanced", "item": "r1", "event": "discussed_by_clinician", "by": "dr-rao"}
    /// ```
    ReleaseAdvanced {
        /// The item.
        item: String,
        /// What happened.
        event: ReleaseEvent,
        /// Who did it.
        by: String,
    },
    /// Links that were sent no longer hold: a telephone was lost, a message went to somebody else.
    /// A blanket revocation leaves the way out (`unsubscribe`) open.
    ///
    /// ```json
    /// {"type": "links_revoked", "purpose": "result", "before": "2026-03-09T12:00:00.000Z"}
    /// ```
    LinksRevoked {
        /// Of which subject, as in `appointment:a1`; of all where left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        subject: Option<String>,
        /// For which purpose; for all but `unsubscribe` where left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        purpose: Option<LinkPurpose>,
        /// Those that were issued before.
        before: Timestamp,
    },
    /// Nobody may contact the patient at all, or again may.
    ///
    /// ```json
    /// {"type": "do_not_contact_changed", "on": true}
    /// ```
    DoNotContactChanged {
        /// Whether it holds.
        on: bool,
    },
    /// The patient was warned that a channel is not encrypted, and prefers it with content all
    /// the same (45 CFR 164.522(b), HHS preamble of 2013), or takes that back.
    ///
    /// ```json
    /// {"type": "plain_channel_accepted", "channel": "email", "accepted": true}
    /// ```
    PlainChannelAccepted {
        /// The channel.
        channel: Channel,
        /// Whether content may go there.
        accepted: bool,
        /// The words of the warning, or a reference to them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        wording: Option<String>,
    },
    /// An appointment was made.
    ///
    /// ```json
    /// {
    ///   "type": "appointment_booked", "appointment": "a1",
    ///   "start": "2026-03-10T10:00:00+05:30[Asia/Kolkata]",
    ///   "service": {"codings": ["http://snomed.info/sct|185349003"], "text": "Check-up"},
    ///   "place": {"id": "main", "name": "Lotus Clinic, Indiranagar"},
    ///   "practitioner": "Dr Rao"
    /// }
    /// ```
    AppointmentBooked {
        /// The appointment.
        appointment: AppointmentId,
        /// When it begins, as its source writes it.
        start: ZonedTime,
        /// When it ends.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        end: Option<ZonedTime>,
        /// What is done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        service: Option<Service>,
        /// Where.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        place: Option<Place>,
        /// With whom, as the patient knows them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        practitioner: Option<String>,
        /// The cancelled appointment that it replaces.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        follows: Option<AppointmentId>,
    },
    /// An appointment got another time or place.
    ///
    /// ```json
    /// {
    ///   "type": "appointment_moved", "appointment": "a1",
    ///   "start": "2026-03-12T10:00:00+05:30[Asia/Kolkata]"
    /// }
    /// ```
    AppointmentMoved {
        /// The appointment.
        appointment: AppointmentId,
        /// When it begins now.
        start: ZonedTime,
        /// When it ends now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        end: Option<ZonedTime>,
        /// Where it takes place now; as before where left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        place: Option<Place>,
    },
    /// An appointment will not take place.
    ///
    /// ```json
    /// {"type": "appointment_cancelled", "appointment": "a1", "reason": "pat"}
    /// ```
    AppointmentCancelled {
        /// The appointment.
        appointment: AppointmentId,
        /// Why, as its source says.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        reason: Option<String>,
    },
    /// An appointment as a feed shows it: what is given is so, what is left out says nothing.
    ///
    /// ```json
    /// {"type": "appointment_changed", "appointment": "a1", "status": "arrived"}
    /// ```
    AppointmentChanged {
        /// The appointment.
        appointment: AppointmentId,
        /// Its status.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        status: Option<AppointmentStatus>,
        /// When it begins.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        start: Option<ZonedTime>,
        /// When it ends.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        end: Option<ZonedTime>,
        /// What is done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        service: Option<Service>,
        /// Where.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        place: Option<Place>,
        /// With whom.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        practitioner: Option<String>,
        /// Whether the patient said that they will come.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        attendance: Option<Attendance>,
        /// The cancelled appointment that it replaces.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        follows: Option<AppointmentId>,
        /// Why it was cancelled.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        reason: Option<String>,
    },
    /// The patient waits for a time that suits them, or for an earlier one. Told again under one
    /// id, the last word on their wishes stands.
    ///
    /// ```json
    /// {
    ///   "type": "waitlist_joined", "waiting": "w1",
    ///   "wishes": {"service": {"text": "Check-up"}, "weekdays": [1, 2], "notice": 120}
    /// }
    /// ```
    WaitlistJoined {
        /// The place on the waitlist.
        waiting: WaitingId,
        /// What would suit them.
        wishes: Wishes,
    },
    /// The patient waits no more.
    ///
    /// ```json
    /// {"type": "waitlist_left", "waiting": "w1"}
    /// ```
    WaitlistLeft {
        /// The place on the waitlist.
        waiting: WaitingId,
    },
    /// The practice runs late: the appointment will begin at another time of its day. The next such
    /// fact takes its place; a move to another time ends it.
    ///
    /// ```json
    /// {
    ///   "type": "appointment_delayed", "appointment": "a1",
    ///   "expected": "2026-03-10T10:40:00+05:30[Asia/Kolkata]"
    /// }
    /// ```
    AppointmentDelayed {
        /// The appointment.
        appointment: AppointmentId,
        /// When it is expected to begin.
        expected: ZonedTime,
    },
    /// The patient is to fill in a form before the appointment.
    ///
    /// ```json
    /// {"type": "form_requested", "appointment": "a1", "form": "medical-history"}
    /// ```
    FormRequested {
        /// The appointment.
        appointment: AppointmentId,
        /// The form, by the host's name for it.
        form: String,
    },
    /// A form has come, or is not needed any more.
    ///
    /// ```json
    /// {"type": "form_received", "appointment": "a1", "form": "medical-history"}
    /// ```
    FormReceived {
        /// The appointment.
        appointment: AppointmentId,
        /// The form, by the host's name for it.
        form: String,
    },
    /// The patient said whether they will come. It speaks of the start that is named, and not of
    /// one that the appointment gets later.
    ///
    /// ```json
    /// {
    ///   "type": "appointment_answered", "appointment": "a1", "attendance": "accepted",
    ///   "start": "2026-03-10T10:00:00+05:30[Asia/Kolkata]"
    /// }
    /// ```
    AppointmentAnswered {
        /// The appointment.
        appointment: AppointmentId,
        /// The answer.
        attendance: Attendance,
        /// The start that was answered; the one known at the time where left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        start: Option<ZonedTime>,
    },
    /// A visit began.
    ///
    /// ```json
    /// {
    ///   "type": "visit_started", "visit": "v1", "appointment": "a1",
    ///   "start": "2026-03-10T10:05:00+05:30[Asia/Kolkata]", "class": "AMB"
    /// }
    /// ```
    VisitStarted {
        /// The visit.
        visit: VisitId,
        /// The appointment that it belongs to, where the source names it (R31).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        appointment: Option<AppointmentId>,
        /// When it began.
        start: ZonedTime,
        /// Its class (HL7 v3 ActCode: AMB, IMP, EMER, HH, VR).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        class: Option<String>,
        /// What is done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        service: Option<Service>,
        /// Where.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        place: Option<Place>,
    },
    /// A visit ended.
    ///
    /// ```json
    /// {
    ///   "type": "visit_completed", "visit": "v1", "appointment": "a1",
    ///   "start": "2026-03-10T10:05:00+05:30[Asia/Kolkata]",
    ///   "end": "2026-03-10T10:40:00+05:30[Asia/Kolkata]", "class": "AMB"
    /// }
    /// ```
    VisitCompleted {
        /// The visit.
        visit: VisitId,
        /// The appointment that it belongs to, where the source names it (R31).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        appointment: Option<AppointmentId>,
        /// When it began.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        start: Option<ZonedTime>,
        /// When it ended.
        end: ZonedTime,
        /// Its class (HL7 v3 ActCode).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        class: Option<String>,
        /// What was done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        service: Option<Service>,
        /// Where.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        place: Option<Place>,
        /// Where the patient went afterwards (discharge disposition).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        disposition: Option<String>,
    },
    /// A visit did not take place or should never have been there.
    ///
    /// ```json
    /// {"type": "visit_cancelled", "visit": "v1"}
    /// ```
    VisitCancelled {
        /// The visit.
        visit: VisitId,
    },
    /// What the patient should do after a visit, in the clinic's words.
    ///
    /// ```json
    /// {
    ///   "type": "instructions_given", "visit": "v1",
    ///   "text": "Drink plenty of water and rest for two days."
    /// }
    /// ```
    InstructionsGiven {
        /// The visit.
        visit: VisitId,
        /// The instructions, at most 64 KiB.
        text: String,
    },
    /// The patient joined a care programme.
    ///
    /// ```json
    /// {"type": "enrolled", "enrolment": "e1", "programme": "diabetes", "start": "2026-03-01"}
    /// ```
    Enrolled {
        /// The enrolment.
        enrolment: EnrolmentId,
        /// The programme, by the playbook's name.
        programme: String,
        /// Its first day.
        start: CivilDate,
    },
    /// The patient left a care programme.
    ///
    /// ```json
    /// {"type": "enrolment_ended", "enrolment": "e1"}
    /// ```
    EnrolmentEnded {
        /// The enrolment.
        enrolment: EnrolmentId,
    },
    /// Something happened that has no fact of its own here: an enquiry, a referral, a discharge, a
    /// form that came back. Journeys `for` an `occasion` follow those of a name. Told again under
    /// one id, the last word on its name, time and detail stands.
    ///
    /// ```json
    /// {
    ///   "type": "occasion_recorded", "occasion": "ref-7", "name": "referral",
    ///   "at": "2026-03-09T15:00:00+05:30[Asia/Kolkata]", "detail": "Dr. Mehta"
    /// }
    /// ```
    OccasionRecorded {
        /// The occasion.
        occasion: OccasionId,
        /// What it is, by the playbook's name.
        name: String,
        /// When it is or was, also ahead of it; when the fact `occurred` where left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        at: Option<ZonedTime>,
        /// What a text may say of it (`occasion.detail`), at most 64 KiB.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        detail: Option<String>,
    },
    /// An occasion did not come about, or was told of by mistake. Recorded again, it is there.
    ///
    /// ```json
    /// {"type": "occasion_withdrawn", "occasion": "ref-7"}
    /// ```
    OccasionWithdrawn {
        /// The occasion.
        occasion: OccasionId,
    },
    /// The patient, or somebody at their contact point, wrote back. Made by
    /// [`Playbook::route`](crate::Playbook::route), which resolves it against the open questions
    /// of the line.
    ///
    /// ```json
    /// {
    ///   "type": "reply_received", "reply": "in-1", "line": "tel:+919812345670",
    ///   "channel": "sms", "text": "STOP", "resolution": {"type": "opt_out"}
    /// }
    /// ```
    ReplyReceived {
        /// The reply.
        reply: ReplyId,
        /// Where it came from.
        line: LineId,
        /// By which channel.
        channel: Channel,
        /// Its words, at most 64 KiB.
        text: String,
        /// What it was taken for.
        resolution: Resolution,
        /// What a person must look at besides.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        concerns: Vec<Concern>,
        /// The language of the word that it was taken by: it is answered in it where it can be.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        language: Option<Language>,
    },
    /// A contact point opted out, or in again, as a carrier reports or the patient told staff. It
    /// holds for all who share it, and for this person at others of its kind (R11).
    ///
    /// ```json
    /// {
    ///   "type": "line_opt_out_changed", "line": "tel:+919812345670", "opted_out": true,
    ///   "scope": "everyone"
    /// }
    /// ```
    LineOptOutChanged {
        /// The contact point.
        line: LineId,
        /// Whether it is opted out.
        opted_out: bool,
        /// Of whose messages.
        scope: OptOutScope,
    },
    /// What became known of a contact point of this patient. The last word stands.
    ///
    /// ```json
    /// {"type": "contact_point_checked", "line": "mailto:priya@example.in", "finding": "bounced"}
    /// ```
    ContactPointChecked {
        /// The contact point.
        line: LineId,
        /// What was found.
        finding: ContactFinding,
    },
    /// The patient answered a questionnaire. Words that are given make a suggestion, which is
    /// acknowledged (R24).
    ///
    /// Answers are scored by the instrument, one of the playbook's or a built-in one
    /// ([`INSTRUMENTS`](crate::INSTRUMENTS)). None of them is refused for what it says. Where they
    /// or the words speak of a danger to the patient, a member of staff is told at once, also of an
    /// anonymous one.
    ///
    /// ```json
    /// {
    ///   "type": "feedback_received", "response": "r1", "instrument": "nps", "score": 9,
    ///   "suggestion": "Please open earlier on Saturdays."
    /// }
    /// ```
    ///
    /// ```json
    /// {
    ///   "type": "feedback_received", "response": "r2", "instrument": "phq-2",
    ///   "answers": [{"item": "phq1", "value": 1}, {"item": "phq2", "value": 0}]
    /// }
    /// ```
    FeedbackReceived {
        /// The response.
        response: ResponseId,
        /// The instrument.
        instrument: String,
        /// The score, in the instrument's own range (NPS: 0 to 10), where there are no answers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        score: Option<i32>,
        /// The answers, at most 1,000.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        answers: Vec<ItemAnswer>,
        /// The version of the instrument that was answered, where it is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        version: Option<String>,
        /// What the patient said in words, at most 64 KiB.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        suggestion: Option<String>,
        /// The invitation that it answers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        question: Option<Key>,
        /// Whether the author wishes to stay unnamed: then nobody writes to them about it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        anonymous: bool,
    },
    /// A response was entered in error: it is of somebody else, or was a trial. Nothing more
    /// follows from it, and its score is no longer compared with others. A task that it opened for
    /// a danger stays open until a person closes it.
    ///
    /// ```json
    /// {"type": "feedback_withdrawn", "response": "r1"}
    /// ```
    FeedbackWithdrawn {
        /// The response.
        response: ResponseId,
    },
    /// A member of staff took on a suggestion.
    ///
    /// ```json
    /// {"type": "suggestion_owned", "suggestion": "r1", "owner": "practice-manager"}
    /// ```
    SuggestionOwned {
        /// The suggestion: the id of its response.
        suggestion: ResponseId,
        /// Who.
        owner: String,
    },
    /// A suggestion was acted on.
    ///
    /// ```json
    /// {
    ///   "type": "suggestion_answered", "suggestion": "r1",
    ///   "outcome": "We now open at 8 on Saturdays."
    /// }
    /// ```
    SuggestionAnswered {
        /// The suggestion: the id of its response.
        suggestion: ResponseId,
        /// What came of it, in words that its author may read.
        outcome: String,
    },
    /// A suggestion will not be acted on.
    ///
    /// ```json
    /// {"type": "suggestion_declined", "suggestion": "r1", "reason": "The lease forbids it."}
    /// ```
    SuggestionDeclined {
        /// The suggestion: the id of its response.
        suggestion: ResponseId,
        /// Why, in words that its author may read.
        reason: String,
    },
    /// A value that the practice notes about the patient, under a name of its own: one of the
    /// `attributes` of its playbook. A step (`set`) writes it too.
    ///
    /// ```json
    /// {"type": "attribute_changed", "attribute": "risk", "value": "high"}
    /// ```
    AttributeChanged {
        /// The attribute's name in the playbook.
        attribute: String,
        /// The value, as its type is written (`12`, `true`, `2026-03-08`, words); forgotten where
        /// left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        value: Option<String>,
    },
    /// What became of an action that was handed over.
    ///
    /// ```json
    /// {
    ///   "type": "message_reported", "key": "0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2",
    ///   "event": "accepted"
    /// }
    /// ```
    MessageReported {
        /// The action's key.
        key: Key,
        /// What became of it.
        event: MessageEvent,
    },
    /// A member of staff closed a task.
    ///
    /// ```json
    /// {
    ///   "type": "task_closed", "key": "0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2",
    ///   "outcome": "called the guardian"
    /// }
    /// ```
    TaskClosed {
        /// The task's key.
        key: Key,
        /// What came of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        outcome: Option<String>,
    },
    /// A member of staff asked for a message of the playbook to be sent now. It goes through the
    /// same gate as every other (R19).
    ///
    /// ```json
    /// {"type": "message_requested", "request": "q1", "message": "call_us"}
    /// ```
    MessageRequested {
        /// The request.
        request: RequestId,
        /// The message's id in the playbook.
        message: String,
        /// Until when it is useful; two days where left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        useful_until: Option<Timestamp>,
    },
    /// Staff stopped a journey for this patient: for one subject, or for all.
    ///
    /// ```json
    /// {"type": "journey_stopped", "journey": "after-visit", "subject": "visit:v1"}
    /// ```
    JourneyStopped {
        /// The journey's id in the playbook.
        journey: String,
        /// The subject, as in `visit:v1`; every subject where left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        subject: Option<String>,
    },
    /// The host's clock had run ahead and is right again: what was handed over after `occurred`
    /// and up to `wrong_until` does not hold the clock (R26).
    ///
    /// ```json
    /// {"type": "clock_corrected", "wrong_until": "2030-01-01T00:00:00.000Z"}
    /// ```
    ClockCorrected {
        /// The latest wrong instant that the clock had shown.
        wrong_until: Timestamp,
    },
}

opaque_debug!(FactContent);
