"""The data that goes in and comes out, as types for checkers and editors.

Everything is a plain `dict` at run time. Instants come out as aware `datetime`s, days as `date`s;
both go in likewise, or as ISO text. Made by `cargo run -p prm-codegen`: do not edit.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Dict, List, Literal, Optional, TypedDict, Union

if TYPE_CHECKING:
    from typing_extensions import NotRequired, TypeAlias


class Access(TypedDict):
    """How soon patients could be seen, by group in the order of names."""
    groups: List[AccessGroup]
    """The groups."""

AccessAction: TypeAlias = Literal["read", "write", "request"]
"""What somebody wants to do with an item.

- `read`: To read it.
- `write`: To write in it, as in a thread.
- `request`: To ask for a change: a refill, another time.
"""

AccessCode: TypeAlias = Literal["other_patient", "merged", "deceased", "unknown_person", "relation_ended", "restricted_relation", "no_grant", "revoked", "consent_expired", "came_of_age", "age_unknown", "scope_not_granted", "age_limited", "patient_consent_needed", "confidential_minor_service", "restricted_label", "part2_consent_required", "break_glass_required", "reason_required", "break_glass_expired", "not_in_care_team", "not_in_thread", "withdrawn", "not_final", "state_law", "practice_rule", "harm", "privacy_preference", "patient_request"]
"""What speaks against access.

- `other_patient`: The item is of another patient.
- `merged`: The record lives on in another.
- `deceased`: The patient has died, and what was granted before ended with it.
- `unknown_person`: Somebody of whom this relationship knows nothing.
- `relation_ended`: The relation does not hold now.
- `restricted_relation`: This viewer was shut out by name.
- `no_grant`: Nothing grants it.
- `revoked`: What was granted was taken back.
- `consent_expired`: What was granted has ended by itself.
- `came_of_age`: The patient came of age (R21).
- `age_unknown`: How old the patient is, is not known.
- `scope_not_granted`: The grant does not cover this kind of item.
- `age_limited`: At the patient's age a proxy does not see this.
- `patient_consent_needed`: At the patient's age a proxy needs the patient's own consent.
- `confidential_minor_service`: Care to which a minor consents alone (45 CFR 164.502(g)(3)).
- `restricted_label`: Restricted by its label.
- `part2_consent_required`: Substance use records need the patient's consent (42 CFR Part 2).
- `break_glass_required`: Very restricted: it needs the glass to be broken.
- `reason_required`: The glass was broken without a reason.
- `break_glass_expired`: The glass was broken too long ago.
- `not_in_care_team`: The viewer is not in the care team.
- `not_in_thread`: The viewer is not a part of this thread.
- `withdrawn`: Withdrawn by its source.
- `not_final`: Not final yet.
- `state_law`: A law delays it.
- `practice_rule`: A rule of the practice delays it.
- `harm`: A clinician found a risk to life or safety.
- `privacy_preference`: The patient keeps it from others.
- `patient_request`: The patient asked to see it later.
"""


class AccessDecision(TypedDict):
    """What was decided about an item."""
    changes_at: NotRequired[Optional[Timestamp]]
    """The next instant at which time alone may change the decision."""
    obligations: List[Obligation]
    """What the host must do as it lets the viewer in."""
    reasons: List[AccessReason]
    """All that speaks against it; empty for a permit. Meant for the audit, not for the viewer."""
    until: NotRequired[Optional[Timestamp]]
    """For `later`: when, where time alone opens it."""
    verdict: AccessVerdict
    """What was decided."""


class AccessGroup(TypedDict):
    """How soon a group could be seen."""
    business_days: NotRequired[Optional[int]]
    """How many of these are worked, the last among them."""
    day: NotRequired[Optional[CivilDate]]
    """The day of the third; nothing where there are fewer, which is never no wait at all."""
    days: NotRequired[Optional[int]]
    """How many days away that is; none on the day itself."""
    group: NotRequired[Optional[str]]
    """The group, where there are groups."""
    slots: int
    """Its free slots from that day on."""


class AccessReason(TypedDict):
    """One thing that speaks against access."""
    awaits: NotRequired[Optional[ReleaseEvent]]
    """What it waits for."""
    code: AccessCode
    """What it is."""
    fact: NotRequired[Optional[FactId]]
    """The fact that it follows from."""
    rule: NotRequired[Optional[str]]
    """The rule that says so."""
    until: NotRequired[Optional[Timestamp]]
    """Until when."""

AccessScope: TypeAlias = Literal["record", "results", "messages", "appointments", "refills", "billing"]
"""What a proxy may be granted.

- `record`: The record and its documents.
- `results`: Results.
- `messages`: Conversations.
- `appointments`: Appointments.
- `refills`: Prescriptions and refills.
- `billing`: Bills.
"""


class AccessSpec(TypedDict):
    """The third next available appointment, asked for on one day."""
    asked: CivilDate
    """The day on which it is asked. It is usual to ask on the same day and hour of each week, and
    to take the mean.
    """
    closed: NotRequired[List[CivilDate]]
    """Days on which it is closed all the same."""
    group: NotRequired[Optional[str]]
    """The column of groups: clinician, kind of appointment."""
    nth: NotRequired[Optional[int]]
    """Which of the next ones; 3 where it is absent, since the first may be free by chance."""
    open_days: NotRequired[List[int]]
    """The days of the week that are worked, 1 Monday to 7 Sunday; Monday to Friday where empty."""
    slot: str
    """The column of the days of free slots, a row for each; slots that are held for somebody are
    left out by the host.
    """

AccessVerdict: TypeAlias = Literal["permit", "deny", "later"]
"""What was decided.

- `permit`: The viewer may.
- `deny`: The viewer may not.
- `later`: The viewer may not yet.
"""


class SendMessage(TypedDict):
    """Send a message. A host that does so later than
    `STALE_HANDOVER` asks
    `still` first, and reports what became of it.

    ```json
    {
      "type": "send_message",
      "key": "0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2",
      "parts": {
        "journey": "visits", "subject": "appointment:a1", "entry": "0", "step": "reminder",
        "occurrence": "-", "recipient": "priya", "told": "5f2c01aa89d3be70",
        "again": 0, "attempt": 0
      },
      "patient": "priya",
      "recipient": "priya",
      "purpose": "treatment",
      "channel": "sms",
      "line": "tel:+919812345670",
      "to": "+919812345670",
      "message": "visit_reminder",
      "level": 1,
      "language": "en-IN",
      "text": "Priya, see you Tuesday, 10 March at 10:00 AM at Lotus Clinic.",
      "segments": 1,
      "expires_at": "2026-03-10T02:30:00.000Z"
    }
    ```
    """
    type: Literal["send_message"]
    approved: NotRequired[Optional[str]]
    """The approved template that the text is, for channels that have such (WhatsApp)."""
    channel: Channel
    """By which channel."""
    combines: NotRequired[List[Key]]
    """The keys of the messages that it says in one (R18). What is reported of it is theirs."""
    expires_at: Timestamp
    """After this instant it must not be sent."""
    html: NotRequired[Optional[str]]
    """The same as HTML, for an e-mail that has it."""
    key: Key
    """The key: also the idempotency key for the gateway."""
    language: Language
    """The language of the text."""
    level: int
    """The content level of the text."""
    line: LineId
    """The contact point."""
    message: str
    """The message's id in the playbook."""
    parts: KeyParts
    """What the key is made of."""
    patient: PatientId
    """Whom it is about."""
    purpose: Purpose
    """What it is for."""
    recipient: str
    """Who reads it: the patient's id or a related person's."""
    segments: NotRequired[Optional[int]]
    """How many segments the text takes, for SMS (`segments`)."""
    subject: NotRequired[Optional[str]]
    """The subject, for e-mail and letters; the title, for push. It is one line."""
    text: str
    """The text."""
    to: str
    """The contact point's address alone."""
    unsubscribe: NotRequired[Optional[Unsubscribe]]
    """For an e-mail that must offer a way out of further ones."""


class WithdrawMessage(TypedDict):
    """Do not send what was handed over under this key. Report `withdrawn`, or `too_late` when it
    has left.

    ```json
    {
      "type": "withdraw_message", "key": "0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2",
      "reason": "line_opted_out"
    }
    ```
    """
    type: Literal["withdraw_message"]
    key: Key
    """The key of the message."""
    reason: ReasonCode
    """Why."""


class OpenTask(TypedDict):
    """Give staff a task.

    ```json
    {
      "type": "open_task",
      "key": "0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2",
      "parts": {
        "journey": "visits", "subject": "appointment:a1", "entry": "0",
        "step": "prm:no_recipient", "occurrence": "-", "recipient": "tara", "told": "-",
        "again": 0, "attempt": 0
      },
      "patient": "tara",
      "pool": "staff",
      "title": "no permitted recipient (minor, proxy, confidential request)",
      "reason": "no_recipient",
      "people": ["meera"]
    }
    ```
    """
    type: Literal["open_task"]
    about: NotRequired[Optional[Key]]
    """The message that it is about."""
    due: NotRequired[Optional[Timestamp]]
    """Until when it should be done."""
    facts: NotRequired[List[FactId]]
    """The facts that somebody has to look at."""
    key: Key
    """The key."""
    parts: KeyParts
    """What the key is made of."""
    patient: PatientId
    """Whom it is about."""
    people: NotRequired[List[PersonId]]
    """Who stands by the patient, for a task that nobody else can be told of."""
    pool: str
    """Who is to do it: a pool of the playbook, or `staff`."""
    reason: NotRequired[Optional[ReasonCode]]
    """Why, where the library itself asks for it."""
    title: str
    """What is to be done."""
    urgent: NotRequired[bool]
    """Whether a person is needed at once, by day and by night: the host calls whoever is on
    duty. Such a task is never closed by this library.
    """


class CloseTask(TypedDict):
    """A task is not needed any more: its cause has gone.

    ```json
    {
      "type": "close_task", "key": "0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2",
      "reason": "subject_gone"
    }
    ```
    """
    type: Literal["close_task"]
    key: Key
    """The key of the task."""
    reason: ReasonCode
    """Why."""

Action: TypeAlias = "Union[SendMessage, WithdrawMessage, OpenTask, CloseTask]"
"""What the host must do now. Store it under its key in the transaction that saves the
relationship, then do it.

The enum is exhaustive on purpose: an action that a host does not know is a message that is
never sent.
"""

AnswerBox = TypedDict(
    "AnswerBox",
    {
        # The least of it.
        "from": "int",
        # Which.
        "kind": "BoxKind",
        # The greatest; the least where it is absent.
        "to": "NotRequired[Optional[int]]",
    },
)
"""A box of what answers count for."""


class AnswerFault(TypedDict):
    """What of the answers could not be taken."""
    answer: NotRequired[Optional[int]]
    """The place of the answer in the list, from 0; nothing where it is about the whole."""
    fault: AnswerFaultKind
    """What is wrong with it."""

AnswerFaultKind: TypeAlias = Literal["unknown_item", "out_of_range", "several_marks", "wrong_kind", "not_asked", "other_version", "retired"]
"""What is wrong with an answer.

- `unknown_item`: The instrument has no such item.
- `out_of_range`: The item has no such answer.
- `several_marks`: The item was answered before, otherwise.
- `wrong_kind`: Words where a value belongs, or a value where words do.
- `not_asked`: It was not to be asked.
- `other_version`: The answers are of another version of the instrument, and scored by this one.
- `retired`: The instrument is retired.
"""

AnswerKind: TypeAlias = Literal["choice", "scale", "words"]
"""How an item is answered.

- `choice`: One of some options.
- `scale`: A whole number from the least to the greatest.
- `words`: In words, which are not scored.
"""


class AnswerOption(TypedDict):
    """An answer of a choice."""
    label: NotRequired[Dict[str, str]]
    """Its wording by language."""
    name: str
    """A short name."""
    value: int
    """Its value, 0 to 100."""

AppointmentId: TypeAlias = str
"""an identifier"""

AppointmentStatus: TypeAlias = Literal["proposed", "pending", "waitlist", "booked", "checked-in", "arrived", "fulfilled", "noshow", "cancelled", "entered-in-error"]
"""The status of an appointment (FHIR R4 AppointmentStatus).

- `proposed`: Offered, nothing agreed.
- `pending`: Agreed by some.
- `waitlist`: On the waitlist.
- `booked`: Agreed by all.
- `checked-in`: Checked in, before or after arriving.
- `arrived`: The patient is there.
- `fulfilled`: It took place.
- `noshow`: The patient did not come.
- `cancelled`: It will not take place.
- `entered-in-error`: It should never have been there.
"""


class Arm(TypedDict):
    """A way that is taken by a condition."""
    way: str
    """The name of the way."""
    when: NotRequired[Optional[str]]
    """When it is taken. The last one may leave it out: it is taken where no other is."""

Assurance: TypeAlias = Literal["consistent_pass", "consistent_fail", "inconsistent"]
"""Whether a process as it is will meet its target.

- `consistent_pass`: It will, unless something changes.
- `consistent_fail`: It will not, unless something changes.
- `inconsistent`: It will at times, and at times not.
"""

Attendance: TypeAlias = Literal["accepted", "declined"]
"""Whether the patient will come.

- `accepted`: Yes (FHIR participant status `accepted`).
- `declined`: No (`declined`).
"""


class AttributeRule(TypedDict):
    """A value that a practice notes about its patients."""
    level: NotRequired[Optional[int]]
    """The lowest content level at which a text may say it; 3 where left out."""
    otherwise: NotRequired[Optional[str]]
    """The value that it has for those of whom nobody noted any; unknown where left out."""
    type: AttributeType
    """What kind of value it is."""
    words: NotRequired[List[str]]
    """The texts that it may be; any where empty. Only for a text."""

AttributeType: TypeAlias = Literal["text", "number", "truth", "day"]
"""The type of an attribute, and how a fact writes its value.

- `text`: Any text.
- `number`: A whole number: `12`.
- `truth`: `true` or `false`.
- `day`: A day: `2026-03-08`.
"""


class AuditAppendSpec(TypedDict):
    """What is to be sealed."""
    entries: List[AuditEntry]
    """The entries, in their order."""
    head: AuditHead
    """What it follows."""
    key: HostKey
    """The key of the salts: needed for writing alone. Where names were erased, whoever still holds
    it can try out a name; a host that changes it and destroys the old one can no longer.
    """


class AuditCheckpoint(TypedDict):
    """A head that only a holder of the key can have made: what lines before it may be deleted by, once
    their time is over (six years, 45 CFR 164.316(b)(2)(i)), for the rest verifies from it on.
    """
    at: Timestamp
    """When it was made."""
    head: AuditHead
    """The head."""
    key: int
    """The number of the key."""
    mac: str
    """HMAC-SHA256 over head and time, as hexadecimal text."""


class AuditCheckpointReadSpec(TypedDict):
    """A checkpoint to be read."""
    checkpoint: AuditCheckpoint
    """The checkpoint."""
    keys: List[HostKey]
    """The keys, the newest last."""


class AuditCheckpointSpec(TypedDict):
    """A head to be proved."""
    at: Timestamp
    """When."""
    head: AuditHead
    """The head."""
    keys: List[HostKey]
    """The keys, the newest last."""


class AuditDecision(TypedDict):
    """What was decided about an item."""
    decision: AccessDecision
    """What was decided."""
    item: Item
    """The item."""


class AuditDecisions(TypedDict):
    """What was decided about one item, or about several in one view."""
    action: AccessAction
    """What was asked."""
    decided: List[AuditDecision]
    """The items, each with what was decided."""
    now: Timestamp
    """When."""
    purpose: NotRequired[Optional[PurposeOfUse]]
    """Why; treatment for staff and the patient's own request for the others where left out."""
    viewer: Viewer
    """Who looked."""


class AuditEntry(TypedDict):
    """One event, to be sealed into the chain. It has no place for content.

    ```
    let entry: prm_core::AuditEntry = serde_json::from_str(r#"{"at": "2026-11-23T12:00:00Z",
        "kind": "disclosure", "patient": "priya", "viewer": "staff", "viewer_id": "s1",
        "purpose": "public_health", "item_kind": "result", "recipient": "Department of Health",
        "outcome": "permit"}"#)?;
    assert_eq!(format!("{entry:?}"), "AuditEntry { .. }");
    # Ok::<(), serde_json::Error>(())
    ```
    """
    action: NotRequired[Optional[AccessAction]]
    """What was asked."""
    at: Timestamp
    """When."""
    authorized: NotRequired[bool]
    """Whether the patient signed for it (45 CFR 164.508): then it is not accounted for."""
    codes: NotRequired[List[AccessCode]]
    """All that spoke against it."""
    count: NotRequired[Optional[int]]
    """How many items, where the entry is of several."""
    item: NotRequired[Optional[str]]
    """The item's id."""
    item_kind: NotRequired[Optional[ItemKind]]
    """What the item is."""
    kind: AuditKind
    """What kind of event it is."""
    obligations: NotRequired[List[Obligation]]
    """What the host had to do as it let the viewer in."""
    outcome: AccessVerdict
    """How it ended."""
    patient: PatientId
    """Whose record."""
    purpose: PurposeOfUse
    """Why."""
    reason: NotRequired[Optional[str]]
    """The reason in an emergency, or the reference of a request: at most 1,024 bytes."""
    recipient: NotRequired[Optional[str]]
    """For disclosures and exports: to whom, with the address where it is known."""
    suspended_until: NotRequired[Optional[Timestamp]]
    """Until when an agency asked that it be left out of the accounting (45 CFR 164.528(a)(2))."""
    viewer: AuditViewer
    """What kind of person or program looks."""
    viewer_id: str
    """Who: an id, or a pseudonym that the host can resolve."""


class AuditEraseSpec(TypedDict):
    """Who is to be erased."""
    lines: List[str]
    """The lines, or a part of them."""
    person: str
    """The id of the patient or the related person."""


class AuditErased(TypedDict):
    """Lines without a person."""
    changed: int
    """How many have changed."""
    lines: List[str]
    """All lines, in their order, to be stored in the place of those that were given."""


class AuditFault(TypedDict):
    """One fault, and where it is."""
    code: AuditFaultCode
    """What is wrong."""
    line: int
    """Which line of those that were given, from 1 on over all parts; for what is missing, the line
    before which it is missing.
    """
    seq: int
    """Which number of the chain; for what is missing, the first."""
    through: NotRequired[Optional[int]]
    """For what is missing: the last."""

AuditFaultCode: TypeAlias = Literal["tampered", "opening_altered", "gap", "reordered", "duplicate", "broken_link", "foreign_chain", "truncated", "head_differs"]
"""What is wrong with a chain.

- `tampered`: The line is not as it was sealed: its hash does not fit, or it cannot be read.
- `opening_altered`: A name in the line is not the one that was sealed. A name that was taken out is no fault.
- `gap`: Lines are missing.
- `reordered`: The line stands behind one that it should stand before.
- `duplicate`: A line of this number was there already.
- `broken_link`: The line is sound by itself and does not follow the one before: one of both was replaced.
- `foreign_chain`: The line is of another chain.
- `truncated`: The chain ends before its head.
- `head_differs`: The line with the number of the head is another than the head says.
"""


class AuditFhirSpec(TypedDict):
    """What is to be written as FHIR."""
    line: str
    """A line of the chain."""
    observer: str
    """Who keeps the chain, for people: `source.observer`."""


class AuditHead(TypedDict):
    """The end of a chain: what the next line follows, and what shows that the end is missing.

    A host keeps it apart from the lines: whoever can write to both can write another chain.

    ```
    let head = prm_core::AuditHead::new("lotus")?;
    assert_eq!((head.seq, head.hash.len()), (0, 64));
    # Ok::<(), prm_core::PrmError>(())
    ```
    """
    chain: str
    """The chain's id, such as that of the practice."""
    hash: NotRequired[str]
    """Its hash; 64 zeros before the first."""
    seq: NotRequired[int]
    """The number of the last line; 0 before the first."""

AuditKind: TypeAlias = Literal["access", "break_glass", "disclosure", "export", "erasure"]
"""What kind of event it is.

- `access`: Somebody asked for an item, and was let in or not.
- `break_glass`: The glass was broken: the second entry beside the access, with the reason.
- `disclosure`: Something was told to somebody outside of the practice (45 CFR 164.528).
- `export`: Something was taken out as a file.
- `erasure`: A person was erased (R22).
"""


class AuditLook(TypedDict):
    """A line about a patient, as the patient may read it."""
    action: NotRequired[Optional[AccessAction]]
    """What was done."""
    at: Timestamp
    """When."""
    count: NotRequired[Optional[int]]
    """How many items."""
    item: NotRequired[Optional[str]]
    """The item's id."""
    item_kind: NotRequired[Optional[ItemKind]]
    """What the item is."""
    kind: AuditKind
    """What kind of event it is."""
    purpose: PurposeOfUse
    """Why."""
    reason: NotRequired[Optional[str]]
    """The reason or reference."""
    recipient: NotRequired[Optional[str]]
    """To whom it went."""
    seq: int
    """Its number in the chain."""
    viewer: AuditViewer
    """What kind of person or program it was."""
    viewer_id: NotRequired[Optional[str]]
    """Who, unless the name was erased."""


class AuditLooks(TypedDict):
    """What was found."""
    looks: List[AuditLook]
    """The lines, in their order."""
    unread: NotRequired[int]
    """How many lines cannot be read: verify the chain."""


class AuditQuery(TypedDict):
    """Whose entries of a chain are meant. Long chains go in parts: what is found is joined."""
    lines: List[str]
    """The lines, or a part of them."""
    now: Timestamp
    """When it is asked."""
    patient: PatientId
    """The patient."""


class AuditReport(TypedDict):
    """What was found."""
    clock_back: NotRequired[int]
    """How many lines are older than one before them by more than
    `MAX_SKEW`: a clock went back. No fault of the chain.
    """
    faults: List[AuditFault]
    """The faults of this part, in the order in which they were found."""
    left_out: NotRequired[int]
    """How many more there are."""
    sound: bool
    """Whether no fault was found so far, in this part and those before."""
    state: AuditState
    """How far it has come."""


class AuditSealed(TypedDict):
    """What was sealed."""
    head: AuditHead
    """The new head."""
    lines: List[str]
    """The lines, to be stored as they stand, in one transaction with the new head."""


class AuditState(TypedDict):
    """How far a verification has come: given back with the next part. A few kilobytes at most,
    however long the chain is.
    """
    chain: NotRequired[Optional[str]]
    """The chain, once a line was read."""
    clock_back: int
    """How many lines are older than one before them, by more than two clocks may differ."""
    faults: int
    """How many faults there were."""
    gaps: List[List[int]]
    """What is missing so far: the line before which, the first and the last number."""
    latest: NotRequired[Optional[Timestamp]]
    """The latest time of a line."""
    lines: int
    """How many lines were read."""
    links: List[str]
    """The hashes that the next line may follow: two where the last line was tampered with."""
    lost: int
    """Lines since then that cannot be trusted."""
    seq: int
    """The number of the last line that was followed."""

AuditVerifySpec = TypedDict(
    "AuditVerifySpec",
    {
        # Where the chain begins, if its older lines were deleted: the head of a checkpoint.
        "from": "NotRequired[Optional[AuditHead]]",
        # The head that the host keeps apart from the lines: without it nobody can tell that the last
        # lines are missing. The chain may go on behind it.
        "head": "NotRequired[Optional[AuditHead]]",
        # The lines, or a part of them, in the order in which they were stored.
        "lines": "List[str]",
        # Whether another part follows.
        "more": "NotRequired[bool]",
        # What the part before gave.
        "state": "NotRequired[Optional[AuditState]]",
    },
)
"""What is to be verified."""

AuditViewer: TypeAlias = Literal["patient", "related_person", "staff", "system"]
"""Who looks, as kinds.

- `patient`: The patient.
- `related_person`: A related person.
- `staff`: A member of staff.
- `system`: A program.
"""

Band = TypedDict(
    "Band",
    {
        # Its least value.
        "from": "float",
        # Its stable name.
        "id": "str",
    },
)
"""A band of a scale's value."""

Better: TypeAlias = Literal["higher", "lower", "neither"]
"""Which direction is wanted.

- `higher`: Higher values are better.
- `lower`: Lower values are better.
- `neither`: No direction is better than the other.
"""

BirthDate: TypeAlias = "Union[str, date]"
"""a date of birth"""

BoxKind: TypeAlias = Literal["top", "middle", "bottom"]
"""The three boxes.

- `top`: The best answers; promoters.
- `middle`: Those between.
- `bottom`: The worst; detractors.
"""


class BreakGlass(TypedDict):
    """Access in an emergency that nothing else grants: with a reason, for a limited time, and looked
    into afterwards.
    """
    reason: str
    """Why."""
    since: Timestamp
    """Since when."""


class Cahps(TypedDict):
    """A CAHPS measure, analysed."""
    entities: List[CahpsEntity]
    """The entities, in the order of their names."""
    f: NotRequired[Optional[float]]
    """Whether entities differ: Fisher's F; nothing where it cannot be computed."""
    freedom_above: float
    """Its upper degrees of freedom."""
    freedom_below: float
    """Its lower ones."""
    items: List[CahpsItem]
    """The items."""
    n: int
    """The responses with an answer to one item at least."""
    overall: float
    """The mean of the entities' adjusted means, each counting the same."""
    p: NotRequired[Optional[float]]
    """How likely so great an F is by chance, 0.0001 at least."""
    reliability: NotRequired[Optional[CahpsReliability]]
    """How far differences are more than chance; nothing where F is."""
    weighted: float
    """The mean in which each counts by its precision, about which F is taken."""

CahpsBox = TypedDict(
    "CahpsBox",
    {
        # The least answer in it.
        "from": "int",
        # The greatest.
        "to": "int",
    },
)
"""A box of answers."""


class CahpsCoefficient(TypedDict):
    """What an adjuster does to an item."""
    adjuster: str
    """The adjuster."""
    value: float
    """Points of the answer for one of the adjuster."""


class CahpsEntity(TypedDict):
    """An entity."""
    adjusted: float
    """Its adjusted mean."""
    all: int
    """All its responses."""
    bars: List[float]
    """The adjusted share of each box, 0 to 1 give or take the adjustment."""
    difference: float
    """How far it is from the overall mean."""
    entity: str
    """Its name."""
    error: float
    """The standard error of the difference."""
    half_width: float
    """Half the width of its limits: 1.96 of these."""
    p: NotRequired[Optional[float]]
    """How likely so great a difference is by chance."""
    reliability: NotRequired[Optional[float]]
    """How much of its difference is more than chance, 0 to 1."""
    shrunk: NotRequired[Optional[float]]
    """Its mean, drawn towards the mean of all responses by that (empirical Bayes)."""
    stars: int
    """1 where it is below the others, 3 above, 2 otherwise."""
    unadjusted: float
    """Its mean as answered."""
    usable: int
    """Those with an answer to one item at least."""
    variance: float
    """The variance of that."""


class CahpsItem(TypedDict):
    """An item of the measure."""
    coefficients: List[CahpsCoefficient]
    """The coefficients of the adjusters."""
    item: str
    """Its column."""
    n: int
    """How many answered it."""
    r_squared: NotRequired[Optional[float]]
    """How much of the squares within entities the adjusters explain, 0 to 1."""
    weight: float
    """Its weight in the composite."""


class CahpsReliability(TypedDict):
    """How far the differences of entities are more than chance."""
    between: float
    """The variance between entities, less what chance makes of a mean of so many responses."""
    between_as_printed: float
    """The same as the manual prints it: less the whole variance of one response, on another
    scale, so that it is nearly always 0. It is told, and not used.
    """
    from_f: float
    """1 - 1 / F, nothing below 0: below 0.7 is poor, above 0.9 high."""
    mean: float
    """The mean of the adjusted means by responses, towards which entities are drawn."""
    within: float
    """The variance of responses within entities."""

CahpsSpec = TypedDict(
    "CahpsSpec",
    {
        # The columns of the case-mix adjusters, at most 20; AHRQ advises age, education and general
        # health.
        "adjusters": "NotRequired[List[str]]",
        # Boxes whose adjusted shares are told.
        "boxes": "NotRequired[List[CahpsBox]]",
        # The share of the room to the nearer end of the scale that a difference must be to matter.
        "change": "NotRequired[Optional[float]]",
        # The column of entities: practices, clinicians, plans.
        "entity": "str",
        # The least answer; what is below is missing.
        "from": "int",
        # Whether a missing adjuster is taken for the mean of the entity; otherwise the response is
        # left out.
        "impute": "NotRequired[bool]",
        # The columns of the measure's items: one, or those of a composite. Negatively worded ones
        # are turned round before.
        "items": "List[str]",
        # The least difference that matters.
        "least_difference": "NotRequired[Optional[float]]",
        # The level below which a difference is no chance; 0.05 where it is absent.
        "level": "NotRequired[Optional[float]]",
        # Where the manual is followed in place of the program.
        "manual": "NotRequired[List[CahpsSwitch]]",
        # The greatest answer; what is above is missing.
        "to": "int",
        # Whether items of a composite weigh by how many answered them; otherwise all weigh the same.
        "weigh_by_answers": "NotRequired[bool]",
    },
)
"""A CAHPS measure that is to be analysed: a row for each response."""

CahpsSwitch: TypeAlias = Literal["variance_factor", "f_freedom", "t_freedom"]
"""Where the manual of version 4.1 and its program differ.

- `variance_factor`: The variance of an entity of n responses times n / (n - 1): the program leaves it out.
- `f_freedom`: The lower degrees of freedom of F are responses by entity; the program takes responses less
  entities and adjusters.
- `t_freedom`: An entity's difference is tested on n - 1 degrees; the program takes those of F.
"""


class Candidate(TypedDict):
    """One to whom a slot is or may be offered."""
    appointment: AppointmentId
    """The appointment that is the offer."""
    patient: PatientId
    """The patient."""
    status: CandidateStatus
    """How they stand to the slot."""
    waiting: WaitingId
    """What they wait for."""

CandidateStatus: TypeAlias = Literal["waiting", "offered", "accepted", "declined", "booked", "gone"]
"""How one who waits stands to a slot.

- `waiting`: It suits them, and they come later.
- `offered`: It is offered to them.
- `accepted`: They said yes.
- `declined`: They said no.
- `booked`: They have it.
- `gone`: They were told that it is gone.
"""


class Cap(TypedDict):
    """How often is enough."""
    at_most: int
    """How many."""
    id: str
    """The name under which decisions speak of it."""
    per: CapScope
    """Whose messages are counted together."""
    purposes: List[Purpose]
    """The purposes that are counted, and held."""
    within: str
    """Within which time: a span that ends now (`90 days`, `24 hours`), or `calendar day`,
    `calendar week`, `calendar month` in the patient's zone.
    """

CapScope: TypeAlias = Literal["patient", "line", "subject"]
"""Whose messages a cap counts together.

- `patient`: Those of one patient.
- `line`: Those to one contact point, whoever they are about.
- `subject`: Those about one appointment, visit or other subject.
"""


class Cause(TypedDict):
    """A thing that is waited for."""
    at: NotRequired[Optional[str]]
    """The time that comes, as a sentence: `reminder.answered`, `visit.end`."""
    way: str
    """The name of the way that is taken when it happens."""
    when: NotRequired[Optional[str]]
    """The condition that becomes true."""

Channel: TypeAlias = Literal["sms", "email", "voice", "staff_call", "push", "portal", "whatsapp", "letter"]
"""A way to reach a person.

- `sms`: A text message to a telephone.
- `email`: An e-mail.
- `voice`: A telephone call by a machine: a recorded or an artificial voice.
- `staff_call`: A telephone call by a member of staff; the text is what there is to say.
- `push`: A notification on a device.
- `portal`: The inbox of the patient portal.
- `whatsapp`: A WhatsApp message.
- `letter`: A letter on paper.
"""


class ChannelRule(TypedDict):
    """What differs from the defaults of a channel."""
    channel: Channel
    """The channel."""
    executor: NotRequired[Optional[Executor]]
    """Who sends on it; the server where left out."""
    free_to_patient: NotRequired[bool]
    """Whether it costs the patient nothing: some exemptions from consent ask for that."""
    reports: NotRequired[Optional[List[Receipt]]]
    """What is reported of messages on it; `accepted` and `delivered` where left out."""


class Chart(TypedDict):
    """A chart."""
    assurance: NotRequired[Optional[Assurance]]
    """Whether the target will be met, where there is a target and a better direction."""
    better: Better
    """Which direction is better."""
    kind: ChartKind
    """Which chart."""
    parts: List[ChartPart]
    """The parts, at least one."""
    points: List[ChartPoint]
    """The points, in the order of rows."""
    sentence: str
    """The whole in one sentence."""
    signals: List[Signal]
    """Every rule that was met, by rule and first point."""
    target: NotRequired[Optional[float]]
    """What was promised."""
    variation: NotRequired[Optional[Variation]]
    """How the last point is to be read, where the dots were plotted."""

ChartKind: TypeAlias = Literal["run", "xmr", "mr", "x_bar", "s", "p", "p_prime", "c", "u", "u_prime", "g", "t"]
"""Which chart: what is drawn, and what is known of its spread.

- `run`: Values around their median, without limits: the rules of runs alone.
- `xmr`: Single values (XmR, individuals): limits by the mean of the moving ranges.
- `mr`: Moving ranges: what the limits of `xmr` are made of.
- `x_bar`: Means of subgroups (all rows of one `at`).
- `s`: Standard deviations of subgroups.
- `p`: Shares: `value` of `size`, binomial.
- `p_prime`: Shares of many, with the spread between them (Laney 2002).
- `c`: Counts on an equal footing, Poisson.
- `u`: Counts by `size`, Poisson.
- `u_prime`: Counts by `size` of many, with the spread between them (Laney 2002).
- `g`: Cases between rare events, geometric.
- `t`: Time between rare events, by the root of 3.6 (Nelson 1994).
"""


class ChartPart(TypedDict):
    """A part of a chart: what has one center."""
    counted: int
    """Those that count: not left out, and no gaps."""
    crossings: int
    """How often the center is crossed."""
    crossings_min: int
    """The fewest that chance explains."""
    first: int
    """Its first point."""
    limit_signal: bool
    """Whether any point is beyond a limit."""
    longest_run: int
    """The longest run on one side of the center."""
    longest_run_max: int
    """The longest that chance explains."""
    points: int
    """Its points."""
    runs_signal: bool
    """Whether the runs say that something changed."""
    short: bool
    """Whether it has fewer than thirteen points, too few for limits that will hold."""
    useful: int
    """Those of them that are not on the center."""


class ChartPictureSpec(TypedDict):
    """A chart as a picture."""
    chart: ChartSpec
    """The chart."""
    picture: PictureSpec
    """How it is drawn."""


class ChartPoint(TypedDict):
    """A point of a chart."""
    at: NotRequired[Optional[str]]
    """Its time, as it was given."""
    beyond: bool
    """Whether it is beyond a limit."""
    center: NotRequired[Optional[float]]
    """The line in the middle."""
    dot: NotRequired[Optional[Dot]]
    """What plotting the dots says of it."""
    left_out: bool
    """Whether it is left out of center, limits and runs."""
    lower: NotRequired[Optional[float]]
    """The limits, at three standard deviations."""
    near: bool
    """Whether it is beyond two standard deviations and within the limits."""
    near_lower: NotRequired[Optional[float]]
    """The lines at two standard deviations."""
    near_upper: NotRequired[Optional[float]]
    """The upper one."""
    part: int
    """The part that it belongs to."""
    row: int
    """The first of its rows."""
    side: Side
    """Where it stands to the center."""
    size: NotRequired[Optional[float]]
    """What it is of or by, where the chart has sizes."""
    upper: NotRequired[Optional[float]]
    """The upper one."""
    value: NotRequired[Optional[float]]
    """What is drawn; nothing in a gap."""


class ChartSpec(TypedDict):
    """A chart that is asked for. Columns are named, rows counted from 0."""
    at: NotRequired[Optional[str]]
    """The column of times: days, months, instants with an offset, or numbers, growing from row to
    row; in `x_bar` and `s` the rows of one time are a subgroup.
    """
    baseline: NotRequired[Optional[int]]
    """How many points at the beginning of each part make center and limits; all where it is
    absent.
    """
    better: NotRequired[Better]
    """Which direction is better."""
    constant: NotRequired[Optional[RangeConstant]]
    """How moving ranges become limits: `published` for `xmr`, otherwise `rounded`, where it is
    absent.
    """
    kind: ChartKind
    """Which chart."""
    leave_out: NotRequired[List[int]]
    """Points that are drawn and judged by the limits, and take no part in center, limits or runs."""
    rebase: NotRequired[List[int]]
    """The points with which a new part begins: center, limits and rules start anew."""
    rules: NotRequired[List[RuleSet]]
    """The sets of rules to read it by, beside those of runs and limits, which are always told."""
    screen: NotRequired[Optional[bool]]
    """Whether moving ranges above 3.267 times their mean are left out, once, before the limits are
    made (Nelson 1982); yes where it is absent.
    """
    size: NotRequired[Optional[str]]
    """The column of sizes: what the counts of `p` are of, the exposure that those of `u` are by."""
    target: NotRequired[Optional[float]]
    """What was promised, on the scale of the points."""
    value: str
    """The column of values, or of counts. A missing value is a gap: no moving range goes across
    it, and runs go on behind it.
    """


class CheckLine(TypedDict):
    """What one check of the gate said of an attempt."""
    check: CheckName
    """The check."""
    cure: NotRequired[Optional[Cure]]
    """What would remove it."""
    facts: NotRequired[List[FactId]]
    """The facts that it read."""
    passed: bool
    """Whether it was passed."""
    reason: NotRequired[Optional[Reason]]
    """What was in the way, with the rule and its source."""

CheckName: TypeAlias = Literal["deceased", "merged", "subject", "journey", "death_reported", "muted", "authorisation", "do_not_contact", "consent", "recipient", "contact_point", "opt_out", "service_window", "exemption", "content", "question", "answers", "caps", "hours", "usefulness"]
"""A check of the gate.

- `deceased`: The patient is alive.
- `merged`: The record was not merged into another.
- `subject`: The subject is still there, and what is said of it still so.
- `journey`: The journey goes on.
- `death_reported`: Nobody wrote that the patient has died.
- `muted`: The patient did not ask to hear no more of the subject.
- `authorisation`: What a third party pays for is authorised.
- `do_not_contact`: The patient may be contacted at all.
- `consent`: The patient allows the purpose on the channel.
- `recipient`: There is somebody who may be told.
- `contact_point`: There is a contact point in use.
- `opt_out`: The contact point has not opted out.
- `service_window`: Free text may go, or there is an approved template.
- `exemption`: The terms of the exemption that it relies on are met.
- `content`: There are words that the channel admits, in a language of the recipient or the practice,
  and all they name is known.
- `question`: No other question is open there.
- `answers`: It is no answer too many.
- `caps`: It is not too often.
- `hours`: It is an hour for it.
- `usefulness`: It is still useful.
"""


class Churn(TypedDict):
    """Who stays."""
    definition: str
    """The definition, in one sentence."""
    groups: List[ChurnGroup]
    """One for each group, by its name; a single one where there are no groups."""
    since: CivilDate
    """The first day on which a visit counts."""
    standings: List[PatientStanding]
    """Where each row's patient stands."""


class ChurnGroup(TypedDict):
    """The patients of a group."""
    active: int
    """Its active patients."""
    churn: NotRequired[Optional[float]]
    """Lapsed of lapsed and active; nothing of nobody."""
    group: NotRequired[Optional[str]]
    """The group, where there are groups."""
    lapsed: int
    """Its lapsed patients."""
    lower: NotRequired[Optional[float]]
    """The limits of that (Wilson 1927)."""
    never_seen: int
    """Those never seen: of neither share."""
    upper: NotRequired[Optional[float]]
    """The upper one."""


class ChurnSpec(TypedDict):
    """A count of who stays."""
    as_of: CivilDate
    """The day on which it is asked."""
    booked: NotRequired[Optional[str]]
    """The column that is true where a patient has a visit ahead."""
    confidence: NotRequired[Optional[float]]
    """The confidence of the limits; 0.95 where it is absent."""
    group: NotRequired[Optional[str]]
    """The column of groups."""
    last_visit: str
    """The column of the day of each patient's last kept visit; nothing where there is none."""
    months: int
    """How many months without a visit make a patient lapsed. The day so many months before `as_of`
    is still within; dental practices use 18 to 24.
    """

CivilDate: TypeAlias = date
"""a date such as 2026-03-08"""

CivilTime: TypeAlias = str
"""a time of day such as 09:00"""


class Combine(TypedDict):
    """Several messages to one recipient become one (R18): those of the same purpose and channel that
    come to be due within a window, of one patient or, to whoever stands for several at one contact
    point, of all of them. It opens when the first of them could go, and each waits for its end; a
    message whose time would be over by then goes alone.
    """
    message: str
    """The message that says them all, of their purpose and on its own channels. Its texts name
    `combined.parts` (the `part` of each, line by line) and may name `combined.count`.
    """
    within: str
    """How long the first waits for others: `0 minutes` to `24 hours`."""

Completeness: TypeAlias = Literal["complete", "partial", "incomplete"]
"""How much of a response was answered.

- `complete`: Half of the key items and one item that is scored; or, where there are no key items, all
  that was to be asked.
- `partial`: One item that is scored.
- `incomplete`: None: it counts as no response.
"""

Concern: TypeAlias = Literal["crisis", "urgent", "safeguarding", "death", "wrong_party", "opt_out_unclear", "opt_out_wording", "visit_unclear"]
"""Something in a reply that a person must look at, whatever else the reply was taken for. Each
opens a task of its own that this library never closes by itself (R11).

- `crisis`: Words of suicide or self-harm. At once; answered with the practice's crisis text.
- `urgent`: Words of a medical emergency. At once; answered with the practice's emergency text.
- `safeguarding`: Words of violence or abuse. At once; never answered by itself, for others may read along.
- `death`: Word that the patient has died. Everything is held until staff say whether that is so.
- `wrong_party`: Word that the number is somebody else's. Nothing more goes there about this patient until
  the contact point was checked.
- `opt_out_unclear`: A word of opting out inside a longer text. The line is paused until staff or another word
  from it decide.
- `opt_out_wording`: An opt-out in words of one's own: it holds, and a person reads it.
- `visit_unclear`: A word that opts out came while a visit was to be confirmed: did the patient mean the
  visit? It stays booked.
"""

Confidence: TypeAlias = Literal["primary", "secondary", "conflicting", "memory", "design"]
"""How sure a rule is.

- `primary`: The primary text was read.
- `secondary`: It was read in a page about it.
- `conflicting`: The sources contradict one another.
- `memory`: From memory.
- `design`: A choice of design.
"""

ConsentNeed: TypeAlias = Literal["none", "opt_in", "signed"]
"""How strong a consent must be.

- `none`: None: silence is no refusal.
- `opt_in`: A consent that names the purpose.
- `signed`: A consent that names the purpose and was signed.
"""


class ConsentRule(TypedDict):
    """What consent a rule asks for."""
    needs: ConsentNeed
    """How strong it must be."""
    visited_within: NotRequired[Optional[str]]
    """Only where the patient's last visit is at most so long ago; the purpose's own rule holds
    else.
    """

ContactFinding: TypeAlias = Literal["verified", "bounced", "wrong_party"]
"""What was found of a contact point.

- `verified`: It is the patient's, and in use.
- `bounced`: Messages to it come back.
- `wrong_party`: It is somebody else's.
"""

ContactPoint = TypedDict(
    "ContactPoint",
    {
        # From when it is in use.
        "from": "NotRequired[Optional[Timestamp]]",
        # The contact point.
        "line": "LineId",
        # The order of preference, 1 first; those without come last.
        "rank": "NotRequired[Optional[int]]",
        # Until when it is in use.
        "until": "NotRequired[Optional[Timestamp]]",
        # What it is used for.
        "use": "NotRequired[Optional[ContactUse]]",
    },
)
"""A contact point of a person, with its use and validity (FHIR ContactPoint)."""

ContactUse: TypeAlias = Literal["home", "work", "temp", "old", "mobile"]
"""The use of a contact point (FHIR contact-point-use).

- `home`: At home.
- `work`: At work.
- `temp`: For a time.
- `old`: Not in use any more.
- `mobile`: Carried along.
"""


class CureWaitUntil(TypedDict):
    """Ask again at this time.

    ```json
    {"type": "wait_until", "at": "2026-03-10T02:30:00.000Z"}
    ```
    """
    type: Literal["wait_until"]
    at: Timestamp
    """The first instant at which time stands in the way no longer."""


class CureConsent(TypedDict):
    """Consent for a purpose on a channel.

    ```json
    {"type": "consent", "purpose": "marketing", "channel": "sms"}
    ```
    """
    type: Literal["consent"]
    channel: Channel
    """The channel of the attempt."""
    purpose: Purpose
    """The purpose of the message."""
    signed: NotRequired[bool]
    """Whether it has to be signed."""


class CureUnblock(TypedDict):
    """The contact point opts in again.

    ```json
    {"type": "unblock", "channel": "sms"}
    ```
    """
    type: Literal["unblock"]
    channel: Channel
    """The channel whose contact point has opted out."""


class CureVerify(TypedDict):
    """The contact point is found to be right.

    ```json
    {"type": "verify", "channel": "email"}
    ```
    """
    type: Literal["verify"]
    channel: Channel
    """The channel whose contact point is in doubt."""


class CureAdd(TypedDict):
    """Something that is missing becomes known.

    ```json
    {"type": "add", "what": "visit.instructions"}
    ```
    """
    type: Literal["add"]
    what: str
    """The path or the name of what is missing."""


class CureEdit(TypedDict):
    """The playbook is changed.

    ```json
    {"type": "edit", "field": "messages.visit_reminder"}
    ```
    """
    type: Literal["edit"]
    field: str
    """The path in the playbook."""

Cure: TypeAlias = "Union[CureWaitUntil, CureConsent, CureUnblock, CureVerify, CureAdd, CureEdit]"
"""A change that would remove one block. The set of all is the decision's flip: apply every one,
decide afresh, and the verdict is `send`; apply fewer, and it is not (R20).
"""


class Decided(TypedDict):
    """A decision that is made."""
    at: NotRequired[Optional[Timestamp]]
    """When; at any time where left out."""
    reason: NotRequired[Optional[ReasonCode]]
    """The first reason."""
    step: str
    """The step's id."""
    verdict: Verdict
    """The verdict."""


class Decision(TypedDict):
    """Why: for one planned step the verdict, its reasons, the facts used, and the smallest change
    that would have flipped it.

    ```json
    {
      "at": "2026-03-09T18:00:00.000Z",
      "verdict": "hold",
      "key": "0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2",
      "parts": {
        "journey": "visits", "subject": "appointment:a1", "entry": "0", "step": "moved",
        "occurrence": "-", "recipient": "priya", "told": "5f2c01aa89d3be70",
        "again": 0, "attempt": 0
      },
      "channel": "sms",
      "due": "2026-03-09T18:00:00.000Z",
      "useful_until": "2026-03-10T04:30:00.000Z",
      "reasons": [{"code": "quiet_hours", "until": "2026-03-10T02:30:00.000Z"}],
      "facts": ["fhir:Appointment/a1/2"],
      "flip": [{"type": "wait_until", "at": "2026-03-10T02:30:00.000Z"}]
    }
    ```
    """
    at: Timestamp
    """When it was decided."""
    channel: NotRequired[Optional[Channel]]
    """The channel of the attempt."""
    checks: NotRequired[List[CheckLine]]
    """In an explanation: what each check of the gate says, in its order (R20)."""
    due: NotRequired[Optional[Timestamp]]
    """When the step was due."""
    facts: NotRequired[List[FactId]]
    """The facts that were read."""
    flip: NotRequired[List[Cure]]
    """The smallest change that would have flipped it; empty when none would."""
    key: NotRequired[Optional[Key]]
    """The key of the step; absent for a remark on a fact."""
    parts: NotRequired[Optional[KeyParts]]
    """What the key is made of."""
    reasons: List[Reason]
    """The reasons, the deciding one first; all blocks are listed."""
    slack: NotRequired[Optional[Slack]]
    """For a `send`: what time alone would have brought in its way."""
    useful_until: NotRequired[Optional[Timestamp]]
    """Until when it is useful."""
    verdict: Verdict
    """What was decided."""
    way: NotRequired[Optional[str]]
    """The way that the step took, where it takes one of several: also the arm of an experiment."""
    zones: NotRequired[List[Zone]]
    """The zones that had to be assumed, where none is stated."""

Direction: TypeAlias = Literal["rising", "falling", "neither"]
"""Which way a series goes.

- `rising`: It grows.
- `falling`: It shrinks.
- `neither`: Chance explains it.
"""


class Document(TypedDict):
    """A playbook: what a practice decides about its patient relationships."""
    attributes: NotRequired[Dict[str, AttributeRule]]
    """What a practice notes about its patients in words of its own, by name. Conditions and texts
    say `attribute.NAME`; facts (`attribute_changed`) and steps (`set`) write it.
    """
    instruments: NotRequired[List[Instrument]]
    """The instruments of its own; those that are built in (`INSTRUMENTS`)
    need not be written. One that has several versions is written once for each, the current
    one last.
    """
    journeys: NotRequired[List[Journey]]
    """The journeys."""
    messages: NotRequired[Dict[str, Message]]
    """The messages, by their ids."""
    places: NotRequired[Dict[str, PlaceRule]]
    """Places by their id in the feeds."""
    portal: NotRequired[Optional[PortalDocument]]
    """Who may see and do what in the portal."""
    practice: Practice
    """Who speaks."""
    replies: NotRequired[Replies]
    """What is answered by itself."""
    rules: NotRequired[Rules]
    """When, how often and by which channels patients may be written to."""
    services: NotRequired[Dict[str, List[str]]]
    """What is done, by the playbook's own names: for each the codings (`system|code`) and words
    (`text|Check-up`) that mean it.
    """
    spec: str
    """The version of the language that it is written in: `1.0`."""
    tests: NotRequired[List[TestCase]]
    """What its authors expect of it (`test`)."""
    waitlist: NotRequired[Optional[WaitlistRule]]
    """How times that have become free are offered to those who wait
    (`offer`).
    """


class Done(TypedDict):
    """One thing that is done: one of `send`, `withdraw`, `task` and `close`, with what is known of it."""
    at: NotRequired[Optional[Timestamp]]
    """When; at any time where left out."""
    channel: NotRequired[Optional[Channel]]
    """The channel of what is sent."""
    close: NotRequired[Optional[str]]
    """The pool whose task is closed."""
    line: NotRequired[Optional[LineId]]
    """The contact point to which it goes."""
    reason: NotRequired[Optional[ReasonCode]]
    """Why a task is opened or closed, or a message withdrawn."""
    says: NotRequired[Optional[str]]
    """A part of its text, or of a task's title."""
    send: NotRequired[Optional[str]]
    """The message that is sent."""
    task: NotRequired[Optional[str]]
    """The pool that gets a task."""
    withdraw: NotRequired[Optional[str]]
    """The message that is withdrawn."""


class Dot(TypedDict):
    """What NHS "making data count" says of a point."""
    rule: NotRequired[Optional[Rule2]]
    """The rule that it meets, the first of: limit, trend, two of three, shift."""
    side: Side
    """On which side, or in which direction."""
    variation: Variation
    """How that is to be read."""


class Drawing(TypedDict):
    """A picture."""
    alt: str
    """The same in words, for those who do not see it."""
    svg: str
    """The whole as one SVG element."""


class Drift(TypedDict):
    """What the test found."""
    direction: Direction
    """Which way it goes, by `alpha`."""
    intercept: float
    """The line of that slope at row 0, through the medians."""
    n: int
    """The values that counted."""
    p: float
    """The chance of as much by chance."""
    s: float
    """Pairs that grow less pairs that shrink."""
    slope: float
    """The median slope of all pairs: by row, with seasons by cycle."""
    tau: float
    """`s` by the number of pairs."""
    variance: float
    """The variance of that under chance, ties considered."""
    z: float
    """The same as a standard normal value."""


class DriftSpec(TypedDict):
    """A test for a steady change."""
    alpha: NotRequired[Optional[float]]
    """The share of false alarms that is borne; 0.05 where it is absent."""
    correlated: NotRequired[bool]
    """Whether the variance is corrected for a series that remembers itself; not with seasons."""
    season: NotRequired[Optional[int]]
    """How many rows make a year or a week, where values are compared with those of their own
    season only.
    """
    value: str
    """The column of values, one row for each period; a missing value is left out."""

EnrolmentId: TypeAlias = str
"""an identifier"""


class Erasure(TypedDict):
    """What an erasure leaves. `actions` and `lines` are for now, to be done and saved; the rest is for
    the host to keep as long as it must, with no name, no address and no word of the patient.
    """
    actions: List[Action]
    """What the host must do now: messages that have not left are withdrawn, open tasks closed."""
    at: Timestamp
    """When."""
    facts: int
    """How many facts there were."""
    keys: List[Key]
    """The keys under which messages were handed over: what gateways and audit logs know them by."""
    lines: List[LineRead]
    """The contact points that were read, in the clear: the host saves those that changed, and does
    not keep this list.
    """
    messages: int
    """How many messages were handed over."""
    opted_out: List[str]
    """The contact points that had opted out, as `digest` with the salt of the
    relationship: so that one of them that turns up again is known, and nobody reads it here.
    """
    patient: PatientId
    """Whose relationship it was."""
    tasks: int
    """How many tasks were opened."""

ErrorCode: TypeAlias = Literal["invalid_json", "missing_field", "unknown_field", "duplicate_field", "unknown_word", "invalid_type", "invalid_value", "too_large", "too_deep", "too_many", "invalid_time", "naive_time", "unknown_zone", "invalid_recurrence", "unsupported_recurrence", "invalid_id", "invalid_playbook", "newer_spec", "newer_state", "corrupt_state", "wrong_patient", "unknown_key", "unknown_patient", "cancelled", "busy", "closed", "invalid_condition", "invalid_moment", "invalid_template", "unknown_reference", "duplicate_id", "contradiction", "reserved_word", "unreachable", "looser_than_law", "law_not_kept", "invalid_resource", "internal"]
"""The stable code of a `PrmError` or a `Fault`. Codes are added, never renamed.

- `invalid_json`: The text is not JSON.
- `missing_field`: A required field is absent.
- `unknown_field`: A field that the type does not have.
- `duplicate_field`: A field is given twice.
- `unknown_word`: A word that is not one of the allowed words.
- `invalid_type`: A value of the wrong JSON type.
- `invalid_value`: A value of the right type that is not allowed here.
- `too_large`: Longer than the limit.
- `too_deep`: Nested deeper than the limit.
- `too_many`: More items than the limit.
- `invalid_time`: A date, a time or an instant that does not exist or is out of range.
- `naive_time`: A time without a zone or an offset where an instant is needed.
- `unknown_zone`: A zone that the time-zone database does not have.
- `invalid_recurrence`: A recurrence rule that is not RFC 5545.
- `unsupported_recurrence`: A part of a recurrence rule that is outside the validated set.
- `invalid_id`: An identifier that is empty, too long or has control characters.
- `invalid_playbook`: The playbook has faults: see `faults`.
- `newer_spec`: The document was written for a newer `spec`.
- `newer_state`: The saved text was written by a newer version of this library.
- `corrupt_state`: The saved text is not what this library wrote.
- `wrong_patient`: Two things that must belong to one patient do not.
- `unknown_key`: No entry under this key.
- `unknown_patient`: No relationship of this patient is in the panel.
- `cancelled`: The caller stopped the call before its end.
- `busy`: What is called is in use by another call.
- `closed`: What is called was closed.
- `invalid_condition`: A condition that does not parse or does not fit its types.
- `invalid_moment`: A sentence of time that does not parse.
- `invalid_template`: A template that does not parse, or uses what it may not use.
- `unknown_reference`: A name that refers to nothing in the document.
- `duplicate_id`: Two things of one kind with one id.
- `contradiction`: Parts of a document that contradict each other.
- `reserved_word`: A word that opts out is offered for something else.
- `unreachable`: Something that can never happen as written.
- `looser_than_law`: A practice permits more than the law of a rule pack.
- `law_not_kept`: The rules of the practice's own country are not kept.
- `invalid_resource`: A resource or message of a feed that cannot be read.
- `internal`: A fault of this library, reported instead of a crash.
"""


class ErrorReport(TypedDict):
    """A `PrmError` as data, where it is part of an answer."""
    code: ErrorCode
    """The stable code."""
    message: str
    """What is wrong, in one clause without a full stop and without patient data."""
    path: str
    """Where in the input; empty for the input as a whole."""

Executor: TypeAlias = Literal["server", "device"]
"""Who calls: each channel is sent by one of them (R6).

- `server`: The practice's server.
- `device`: The patient's own device.
"""


class Exemption(TypedDict):
    """The terms of an exemption from consent."""
    characters: int
    """Characters of the text."""
    per_day: int
    """Messages to one number on one local day."""
    per_week: int
    """Messages to one number in one calendar week."""


class Explanation(TypedDict):
    """Why something was done, or was not."""
    decision: Decision
    """The decision, as data. Of a settled key it has what the ledger keeps: verdict, reasons,
    channel and times.
    """
    events: List[MessageHistory]
    """What became of it since."""
    sentence: str
    """The same as one plain sentence, in English where no other language was asked for."""


class Fact(TypedDict):
    """Something that happened or is true, told by the host.

    ```
    use prm_core::Fact;
    let fact = Fact::from_json(r#"{
      "id": "fhir:Appointment/a1/1",
      "patient": "priya",
      "occurred": "2026-03-02T06:00:00Z",
      "content": {
        "type": "appointment_booked", "appointment": "a1",
        "start": "2026-03-10T10:00:00+05:30[Asia/Kolkata]",
        "service": {"codings": ["http://snomed.info/sct|185349003"]}
      }
    }"#)?;
    assert_eq!(fact.patient.as_str(), "priya");
    # Ok::<(), prm_core::PrmError>(())
    ```
    """
    content: FactContent
    """What happened."""
    id: FactId
    """The id, unique in the relationship: a fact told again under it is the same fact."""
    occurred: Timestamp
    """When it happened or became true; its place in the order of all facts."""
    patient: PatientId
    """Whom it is about."""
    recorded: NotRequired[Optional[Timestamp]]
    """When the host learnt of it; the `now` of the step that brings it where left out. Nothing
    that was decided between `occurred` and `recorded` is judged by the fact.
    """


class PatientDescribed(TypedDict):
    """Who the patient is. What is left out says nothing; `contact_points`, where given, are all
    that this source knows, so one that is missing from them is gone.

    ```json
    {
      "type": "patient_described",
      "names": [{"use": "usual", "given": ["Priya"], "family": "Sharma"}],
      "birth_date": "1991-11-08",
      "gender": "female",
      "languages": ["en-IN", "hi-IN"],
      "zone": "Asia/Kolkata",
      "country": "IN",
      "contact_points": [{"line": "tel:+919812345670", "use": "mobile", "rank": 1}]
    }
    ```
    """
    type: Literal["patient_described"]
    birth_date: NotRequired[Optional[BirthDate]]
    """The date of birth, as far as it is known."""
    birth_date_estimated: NotRequired[Optional[bool]]
    """Whether that is a guess, as 1 January often is in the records of those who do not
    know: ages are counted by it, and no birthday is greeted.
    """
    contact_points: NotRequired[Optional[List[ContactPoint]]]
    """All contact points."""
    country: NotRequired[Optional[str]]
    """The country of the home address."""
    deceased: NotRequired[Optional[bool]]
    """Whether the patient has died."""
    gender: NotRequired[Optional[str]]
    """Gender as recorded."""
    labels: NotRequired[Optional[List[str]]]
    """Security labels of the record, as `system|code`."""
    languages: NotRequired[Optional[List[Language]]]
    """Languages, the preferred one first."""
    names: NotRequired[Optional[List[HumanName]]]
    """All names."""
    state: NotRequired[Optional[str]]
    """The state of the home address."""
    zone: NotRequired[Optional[Zone]]
    """The zone that the patient or the host states."""


class PatientMerged(TypedDict):
    """This record was found to be a duplicate and lives on in another.

    ```json
    {"type": "patient_merged", "into": "p2"}
    ```
    """
    type: Literal["patient_merged"]
    into: PatientId
    """The surviving record."""

PatientUnmerged = TypedDict(
    "PatientUnmerged",
    {
        "type": Literal["patient_unmerged"],
        # What was recorded here in between: staff look whose it is.
        "facts": "List[FactId]",
        # The record.
        "from": "PatientId",
    },
)
"""A record was parted from this one again, into which it had been merged by mistake.
`unmerge` writes it.

```json
{"type": "patient_unmerged", "from": "p2", "facts": ["f7"]}
```
"""

RelatedPersonDescribed = TypedDict(
    "RelatedPersonDescribed",
    {
        "type": Literal["related_person_described"],
        # Whether the relation holds.
        "active": "NotRequired[Optional[bool]]",
        # All contact points.
        "contact_points": "NotRequired[Optional[List[ContactPoint]]]",
        # From when it holds.
        "from": "NotRequired[Optional[Timestamp]]",
        # Languages, the preferred one first.
        "languages": "NotRequired[Optional[List[Language]]]",
        # All names.
        "names": "NotRequired[Optional[List[HumanName]]]",
        # The person.
        "person": "PersonId",
        # What they are to the patient, as `system|code` or words.
        "relationships": "NotRequired[Optional[List[str]]]",
        # Until when it holds.
        "until": "NotRequired[Optional[Timestamp]]",
    },
)
"""Who stands by the patient: guardian, caregiver, delegate (FHIR RelatedPerson).

```json
{
  "type": "related_person_described", "person": "rp1", "active": true,
  "relationships": ["http://terminology.hl7.org/CodeSystem/v3-RoleCode|MTH"],
  "names": [{"given": ["Meera"], "family": "Sharma"}],
  "contact_points": [{"line": "tel:+919812345671"}]
}
```
"""


class ConsentChanged(TypedDict):
    """The patient allowed or refused something. A refusal stands until a later grant that is at
    least as specific.

    ```json
    {"type": "consent_changed", "purposes": ["marketing"], "granted": false}
    ```
    """
    type: Literal["consent_changed"]
    channel: NotRequired[Optional[Channel]]
    """On which channel; all where left out."""
    granted: bool
    """Allowed or refused."""
    purposes: NotRequired[List[Purpose]]
    """For which purposes; all where empty."""
    signed: NotRequired[bool]
    """Whether the patient signed it: a written consent or authorisation (47 CFR
    64.1200(f)(9), 45 CFR 164.508).
    """
    until: NotRequired[Optional[Timestamp]]
    """When it ends by itself."""


class RecipientChosen(TypedDict):
    """The patient, or who may decide for them, chose the related person to whom messages go, or
    takes that back. What a guardian chose ends when the patient comes of age (R21).

    ```json
    {"type": "recipient_chosen", "person": "rp1"}
    ```
    """
    type: Literal["recipient_chosen"]
    person: NotRequired[Optional[PersonId]]
    """The person; the patient in person where left out."""


class ConfidentialCommunicationRequested(TypedDict):
    """The patient asked to be reached at these contact points alone (45 CFR 164.522(b)), or
    takes that back.

    ```json
    {"type": "confidential_communication_requested", "lines": ["tel:+13125550107"]}
    ```
    """
    type: Literal["confidential_communication_requested"]
    lines: NotRequired[List[LineId]]
    """The contact points; any again where empty."""


class CareProtected(TypedDict):
    """Care to which a minor consented alone: nothing of it reaches a guardian (45 CFR
    164.502(g)(3)), also by a telephone that they share (R21).

    ```json
    {"type": "care_protected", "subject": "appointment:a1", "protected": true}
    ```
    """
    type: Literal["care_protected"]
    protected: bool
    """Whether it is protected."""
    subject: str
    """The subject as it stands in keys: `appointment:a1`, `visit:v1`, `request:r1`."""


class ChannelPreferred(TypedDict):
    """The patient said by which channels they would rather be reached, the first first. Of the
    channels that a step may use these are tried before the others; it allows and forbids
    nothing. The latest word for a purpose stands, else the latest for all.

    ```json
    {"type": "channel_preferred", "channels": ["email", "sms"], "purposes": ["treatment"]}
    ```
    """
    type: Literal["channel_preferred"]
    channels: List[Channel]
    """The channels, in order; none in particular where empty."""
    purposes: NotRequired[List[Purpose]]
    """For which purposes; all where empty."""


class ProxyAccessChanged(TypedDict):
    """What a related person may see and do in the portal; nothing where `scopes` is empty. What
    was granted for a child ends when the patient comes of age (R21).

    ```json
    {"type": "proxy_access_changed", "person": "rp1", "scopes": ["appointments", "results"]}
    ```
    """
    type: Literal["proxy_access_changed"]
    patient_agreed: NotRequired[bool]
    """Whether the patient agreed in person, which opens more of a teenager's record where
    the rules of the place allow it.
    """
    person: PersonId
    """The person."""
    scopes: List[AccessScope]
    """All that they may."""
    until: NotRequired[Optional[Timestamp]]
    """When it ends by itself."""


class AccessRestricted(TypedDict):
    """Somebody may see nothing of this patient (45 CFR 164.522(a)), or again may.

    ```json
    {"type": "access_restricted", "viewer": "rp2", "restricted": true}
    ```
    """
    type: Literal["access_restricted"]
    restricted: bool
    """Whether it holds."""
    viewer: str
    """The id of a related person or a member of staff."""


class SensitiveAccessChanged(TypedDict):
    """The patient allowed, or no longer allows, that somebody sees sensitive information (42 CFR
    2.31).

    ```json
    {"type": "sensitive_access_changed", "person": "rp1", "sensitivities": ["hiv"], "granted": true}
    ```
    """
    type: Literal["sensitive_access_changed"]
    granted: bool
    """Allowed or not."""
    person: NotRequired[Optional[PersonId]]
    """The related person; those who treat the patient where left out."""
    sensitivities: List[Sensitivity]
    """Which information."""
    until: NotRequired[Optional[Timestamp]]
    """When it ends by itself."""


class ReleaseHeld(TypedDict):
    """One item is withheld by a decision about this patient, or no longer is.

    ```json
    {"type": "release_held", "item": "r1", "reason": "harm", "held": true, "by": "dr-rao"}
    ```
    """
    type: Literal["release_held"]
    by: str
    """Who decided."""
    held: bool
    """Whether it holds."""
    item: str
    """The item."""
    reason: HoldReason
    """Why."""
    until: NotRequired[Optional[Timestamp]]
    """When it ends by itself."""


class ReleaseAdvanced(TypedDict):
    """Something happened for which a release may wait.

    ```json
    {"type": "release_advanced", "item": "r1", "event": "discussed_by_clinician", "by": "dr-rao"}
    ```
    """
    type: Literal["release_advanced"]
    by: str
    """Who did it."""
    event: ReleaseEvent
    """What happened."""
    item: str
    """The item."""


class LinksRevoked(TypedDict):
    """Links that were sent no longer hold: a telephone was lost, a message went to somebody else.
    A blanket revocation leaves the way out (`unsubscribe`) open.

    ```json
    {"type": "links_revoked", "purpose": "result", "before": "2026-03-09T12:00:00.000Z"}
    ```
    """
    type: Literal["links_revoked"]
    before: Timestamp
    """Those that were issued before."""
    purpose: NotRequired[Optional[LinkPurpose]]
    """For which purpose; for all but `unsubscribe` where left out."""
    subject: NotRequired[Optional[str]]
    """Of which subject, as in `appointment:a1`; of all where left out."""


class DoNotContactChanged(TypedDict):
    """Nobody may contact the patient at all, or again may.

    ```json
    {"type": "do_not_contact_changed", "on": true}
    ```
    """
    type: Literal["do_not_contact_changed"]
    on: bool
    """Whether it holds."""


class PlainChannelAccepted(TypedDict):
    """The patient was warned that a channel is not encrypted, and prefers it with content all
    the same (45 CFR 164.522(b), HHS preamble of 2013), or takes that back.

    ```json
    {"type": "plain_channel_accepted", "channel": "email", "accepted": true}
    ```
    """
    type: Literal["plain_channel_accepted"]
    accepted: bool
    """Whether content may go there."""
    channel: Channel
    """The channel."""
    wording: NotRequired[Optional[str]]
    """The words of the warning, or a reference to them."""


class AppointmentBooked(TypedDict):
    """An appointment was made.

    ```json
    {
      "type": "appointment_booked", "appointment": "a1",
      "start": "2026-03-10T10:00:00+05:30[Asia/Kolkata]",
      "service": {"codings": ["http://snomed.info/sct|185349003"], "text": "Check-up"},
      "place": {"id": "main", "name": "Lotus Clinic, Indiranagar"},
      "practitioner": "Dr Rao"
    }
    ```
    """
    type: Literal["appointment_booked"]
    appointment: AppointmentId
    """The appointment."""
    end: NotRequired[Optional[ZonedTime]]
    """When it ends."""
    follows: NotRequired[Optional[AppointmentId]]
    """The cancelled appointment that it replaces."""
    place: NotRequired[Optional[Place]]
    """Where."""
    practitioner: NotRequired[Optional[str]]
    """With whom, as the patient knows them."""
    service: NotRequired[Optional[Service]]
    """What is done."""
    start: ZonedTime
    """When it begins, as its source writes it."""


class AppointmentMoved(TypedDict):
    """An appointment got another time or place.

    ```json
    {
      "type": "appointment_moved", "appointment": "a1",
      "start": "2026-03-12T10:00:00+05:30[Asia/Kolkata]"
    }
    ```
    """
    type: Literal["appointment_moved"]
    appointment: AppointmentId
    """The appointment."""
    end: NotRequired[Optional[ZonedTime]]
    """When it ends now."""
    place: NotRequired[Optional[Place]]
    """Where it takes place now; as before where left out."""
    start: ZonedTime
    """When it begins now."""


class AppointmentCancelled(TypedDict):
    """An appointment will not take place.

    ```json
    {"type": "appointment_cancelled", "appointment": "a1", "reason": "pat"}
    ```
    """
    type: Literal["appointment_cancelled"]
    appointment: AppointmentId
    """The appointment."""
    reason: NotRequired[Optional[str]]
    """Why, as its source says."""


class AppointmentChanged(TypedDict):
    """An appointment as a feed shows it: what is given is so, what is left out says nothing.

    ```json
    {"type": "appointment_changed", "appointment": "a1", "status": "arrived"}
    ```
    """
    type: Literal["appointment_changed"]
    appointment: AppointmentId
    """The appointment."""
    attendance: NotRequired[Optional[Attendance]]
    """Whether the patient said that they will come."""
    end: NotRequired[Optional[ZonedTime]]
    """When it ends."""
    follows: NotRequired[Optional[AppointmentId]]
    """The cancelled appointment that it replaces."""
    place: NotRequired[Optional[Place]]
    """Where."""
    practitioner: NotRequired[Optional[str]]
    """With whom."""
    reason: NotRequired[Optional[str]]
    """Why it was cancelled."""
    service: NotRequired[Optional[Service]]
    """What is done."""
    start: NotRequired[Optional[ZonedTime]]
    """When it begins."""
    status: NotRequired[Optional[AppointmentStatus]]
    """Its status."""


class WaitlistJoined(TypedDict):
    """The patient waits for a time that suits them, or for an earlier one. Told again under one
    id, the last word on their wishes stands.

    ```json
    {
      "type": "waitlist_joined", "waiting": "w1",
      "wishes": {"service": {"text": "Check-up"}, "weekdays": [1, 2], "notice": 120}
    }
    ```
    """
    type: Literal["waitlist_joined"]
    waiting: WaitingId
    """The place on the waitlist."""
    wishes: Wishes
    """What would suit them."""


class WaitlistLeft(TypedDict):
    """The patient waits no more.

    ```json
    {"type": "waitlist_left", "waiting": "w1"}
    ```
    """
    type: Literal["waitlist_left"]
    waiting: WaitingId
    """The place on the waitlist."""


class AppointmentDelayed(TypedDict):
    """The practice runs late: the appointment will begin at another time of its day. The next such
    fact takes its place; a move to another time ends it.

    ```json
    {
      "type": "appointment_delayed", "appointment": "a1",
      "expected": "2026-03-10T10:40:00+05:30[Asia/Kolkata]"
    }
    ```
    """
    type: Literal["appointment_delayed"]
    appointment: AppointmentId
    """The appointment."""
    expected: ZonedTime
    """When it is expected to begin."""


class FormRequested(TypedDict):
    """The patient is to fill in a form before the appointment.

    ```json
    {"type": "form_requested", "appointment": "a1", "form": "medical-history"}
    ```
    """
    type: Literal["form_requested"]
    appointment: AppointmentId
    """The appointment."""
    form: str
    """The form, by the host's name for it."""


class FormReceived(TypedDict):
    """A form has come, or is not needed any more.

    ```json
    {"type": "form_received", "appointment": "a1", "form": "medical-history"}
    ```
    """
    type: Literal["form_received"]
    appointment: AppointmentId
    """The appointment."""
    form: str
    """The form, by the host's name for it."""


class AppointmentAnswered(TypedDict):
    """The patient said whether they will come. It speaks of the start that is named, and not of
    one that the appointment gets later.

    ```json
    {
      "type": "appointment_answered", "appointment": "a1", "attendance": "accepted",
      "start": "2026-03-10T10:00:00+05:30[Asia/Kolkata]"
    }
    ```
    """
    type: Literal["appointment_answered"]
    appointment: AppointmentId
    """The appointment."""
    attendance: Attendance
    """The answer."""
    start: NotRequired[Optional[ZonedTime]]
    """The start that was answered; the one known at the time where left out."""

VisitStarted = TypedDict(
    "VisitStarted",
    {
        "type": Literal["visit_started"],
        # The appointment that it belongs to, where the source names it (R31).
        "appointment": "NotRequired[Optional[AppointmentId]]",
        # Its class (HL7 v3 ActCode: AMB, IMP, EMER, HH, VR).
        "class": "NotRequired[Optional[str]]",
        # Where.
        "place": "NotRequired[Optional[Place]]",
        # What is done.
        "service": "NotRequired[Optional[Service]]",
        # When it began.
        "start": "ZonedTime",
        # The visit.
        "visit": "VisitId",
    },
)
"""A visit began.

```json
{
  "type": "visit_started", "visit": "v1", "appointment": "a1",
  "start": "2026-03-10T10:05:00+05:30[Asia/Kolkata]", "class": "AMB"
}
```
"""

VisitCompleted = TypedDict(
    "VisitCompleted",
    {
        "type": Literal["visit_completed"],
        # The appointment that it belongs to, where the source names it (R31).
        "appointment": "NotRequired[Optional[AppointmentId]]",
        # Its class (HL7 v3 ActCode).
        "class": "NotRequired[Optional[str]]",
        # Where the patient went afterwards (discharge disposition).
        "disposition": "NotRequired[Optional[str]]",
        # When it ended.
        "end": "ZonedTime",
        # Where.
        "place": "NotRequired[Optional[Place]]",
        # What was done.
        "service": "NotRequired[Optional[Service]]",
        # When it began.
        "start": "NotRequired[Optional[ZonedTime]]",
        # The visit.
        "visit": "VisitId",
    },
)
"""A visit ended.

```json
{
  "type": "visit_completed", "visit": "v1", "appointment": "a1",
  "start": "2026-03-10T10:05:00+05:30[Asia/Kolkata]",
  "end": "2026-03-10T10:40:00+05:30[Asia/Kolkata]", "class": "AMB"
}
```
"""


class VisitCancelled(TypedDict):
    """A visit did not take place or should never have been there.

    ```json
    {"type": "visit_cancelled", "visit": "v1"}
    ```
    """
    type: Literal["visit_cancelled"]
    visit: VisitId
    """The visit."""


class InstructionsGiven(TypedDict):
    """What the patient should do after a visit, in the clinic's words.

    ```json
    {
      "type": "instructions_given", "visit": "v1",
      "text": "Drink plenty of water and rest for two days."
    }
    ```
    """
    type: Literal["instructions_given"]
    text: str
    """The instructions, at most 64 KiB."""
    visit: VisitId
    """The visit."""


class Enrolled(TypedDict):
    """The patient joined a care programme.

    ```json
    {"type": "enrolled", "enrolment": "e1", "programme": "diabetes", "start": "2026-03-01"}
    ```
    """
    type: Literal["enrolled"]
    enrolment: EnrolmentId
    """The enrolment."""
    programme: str
    """The programme, by the playbook's name."""
    start: CivilDate
    """Its first day."""


class EnrolmentEnded(TypedDict):
    """The patient left a care programme.

    ```json
    {"type": "enrolment_ended", "enrolment": "e1"}
    ```
    """
    type: Literal["enrolment_ended"]
    enrolment: EnrolmentId
    """The enrolment."""


class OccasionRecorded(TypedDict):
    """Something happened that has no fact of its own here: an enquiry, a referral, a discharge, a
    form that came back. Journeys `for` an `occasion` follow those of a name. Told again under
    one id, the last word on its name, time and detail stands.

    ```json
    {
      "type": "occasion_recorded", "occasion": "ref-7", "name": "referral",
      "at": "2026-03-09T15:00:00+05:30[Asia/Kolkata]", "detail": "Dr. Mehta"
    }
    ```
    """
    type: Literal["occasion_recorded"]
    at: NotRequired[Optional[ZonedTime]]
    """When it is or was, also ahead of it; when the fact `occurred` where left out."""
    detail: NotRequired[Optional[str]]
    """What a text may say of it (`occasion.detail`), at most 64 KiB."""
    name: str
    """What it is, by the playbook's name."""
    occasion: OccasionId
    """The occasion."""


class OccasionWithdrawn(TypedDict):
    """An occasion did not come about, or was told of by mistake. Recorded again, it is there.

    ```json
    {"type": "occasion_withdrawn", "occasion": "ref-7"}
    ```
    """
    type: Literal["occasion_withdrawn"]
    occasion: OccasionId
    """The occasion."""


class ReplyReceived(TypedDict):
    """The patient, or somebody at their contact point, wrote back. Made by
    `route`, which resolves it against the open questions
    of the line.

    ```json
    {
      "type": "reply_received", "reply": "in-1", "line": "tel:+919812345670",
      "channel": "sms", "text": "STOP", "resolution": {"type": "opt_out"}
    }
    ```
    """
    type: Literal["reply_received"]
    channel: Channel
    """By which channel."""
    concerns: NotRequired[List[Concern]]
    """What a person must look at besides."""
    language: NotRequired[Optional[Language]]
    """The language of the word that it was taken by: it is answered in it where it can be."""
    line: LineId
    """Where it came from."""
    reply: ReplyId
    """The reply."""
    resolution: Resolution
    """What it was taken for."""
    text: str
    """Its words, at most 64 KiB."""


class LineOptOutChanged(TypedDict):
    """A contact point opted out, or in again, as a carrier reports or the patient told staff. It
    holds for all who share it, and for this person at others of its kind (R11).

    ```json
    {
      "type": "line_opt_out_changed", "line": "tel:+919812345670", "opted_out": true,
      "scope": "everyone"
    }
    ```
    """
    type: Literal["line_opt_out_changed"]
    line: LineId
    """The contact point."""
    opted_out: bool
    """Whether it is opted out."""
    scope: OptOutScope
    """Of whose messages."""


class ContactPointChecked(TypedDict):
    """What became known of a contact point of this patient. The last word stands.

    ```json
    {"type": "contact_point_checked", "line": "mailto:priya@example.in", "finding": "bounced"}
    ```
    """
    type: Literal["contact_point_checked"]
    finding: ContactFinding
    """What was found."""
    line: LineId
    """The contact point."""


class FeedbackReceived(TypedDict):
    """The patient answered a questionnaire. Words that are given make a suggestion, which is
    acknowledged (R24).

    Answers are scored by the instrument, one of the playbook's or a built-in one
    (`INSTRUMENTS`). None of them is refused for what it says. Where they
    or the words speak of a danger to the patient, a member of staff is told at once, also of an
    anonymous one.

    ```json
    {
      "type": "feedback_received", "response": "r1", "instrument": "nps", "score": 9,
      "suggestion": "Please open earlier on Saturdays."
    }
    ```

    ```json
    {
      "type": "feedback_received", "response": "r2", "instrument": "phq-2",
      "answers": [{"item": "phq1", "value": 1}, {"item": "phq2", "value": 0}]
    }
    ```
    """
    type: Literal["feedback_received"]
    anonymous: NotRequired[bool]
    """Whether the author wishes to stay unnamed: then nobody writes to them about it."""
    answers: NotRequired[List[ItemAnswer]]
    """The answers, at most 1,000."""
    instrument: str
    """The instrument."""
    question: NotRequired[Optional[Key]]
    """The invitation that it answers."""
    response: ResponseId
    """The response."""
    score: NotRequired[Optional[int]]
    """The score, in the instrument's own range (NPS: 0 to 10), where there are no answers."""
    suggestion: NotRequired[Optional[str]]
    """What the patient said in words, at most 64 KiB."""
    version: NotRequired[Optional[str]]
    """The version of the instrument that was answered, where it is known."""


class FeedbackWithdrawn(TypedDict):
    """A response was entered in error: it is of somebody else, or was a trial. Nothing more
    follows from it, and its score is no longer compared with others. A task that it opened for
    a danger stays open until a person closes it.

    ```json
    {"type": "feedback_withdrawn", "response": "r1"}
    ```
    """
    type: Literal["feedback_withdrawn"]
    response: ResponseId
    """The response."""


class SuggestionOwned(TypedDict):
    """A member of staff took on a suggestion.

    ```json
    {"type": "suggestion_owned", "suggestion": "r1", "owner": "practice-manager"}
    ```
    """
    type: Literal["suggestion_owned"]
    owner: str
    """Who."""
    suggestion: ResponseId
    """The suggestion: the id of its response."""


class SuggestionAnswered(TypedDict):
    """A suggestion was acted on.

    ```json
    {
      "type": "suggestion_answered", "suggestion": "r1",
      "outcome": "We now open at 8 on Saturdays."
    }
    ```
    """
    type: Literal["suggestion_answered"]
    outcome: str
    """What came of it, in words that its author may read."""
    suggestion: ResponseId
    """The suggestion: the id of its response."""


class SuggestionDeclined(TypedDict):
    """A suggestion will not be acted on.

    ```json
    {"type": "suggestion_declined", "suggestion": "r1", "reason": "The lease forbids it."}
    ```
    """
    type: Literal["suggestion_declined"]
    reason: str
    """Why, in words that its author may read."""
    suggestion: ResponseId
    """The suggestion: the id of its response."""


class AttributeChanged(TypedDict):
    """A value that the practice notes about the patient, under a name of its own: one of the
    `attributes` of its playbook. A step (`set`) writes it too.

    ```json
    {"type": "attribute_changed", "attribute": "risk", "value": "high"}
    ```
    """
    type: Literal["attribute_changed"]
    attribute: str
    """The attribute's name in the playbook."""
    value: NotRequired[Optional[str]]
    """The value, as its type is written (`12`, `true`, `2026-03-08`, words); forgotten where
    left out.
    """


class MessageReported(TypedDict):
    """What became of an action that was handed over.

    ```json
    {
      "type": "message_reported", "key": "0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2",
      "event": "accepted"
    }
    ```
    """
    type: Literal["message_reported"]
    event: MessageEvent
    """What became of it."""
    key: Key
    """The action's key."""


class TaskClosed(TypedDict):
    """A member of staff closed a task.

    ```json
    {
      "type": "task_closed", "key": "0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2",
      "outcome": "called the guardian"
    }
    ```
    """
    type: Literal["task_closed"]
    key: Key
    """The task's key."""
    outcome: NotRequired[Optional[str]]
    """What came of it."""


class MessageRequested(TypedDict):
    """A member of staff asked for a message of the playbook to be sent now. It goes through the
    same gate as every other (R19).

    ```json
    {"type": "message_requested", "request": "q1", "message": "call_us"}
    ```
    """
    type: Literal["message_requested"]
    message: str
    """The message's id in the playbook."""
    request: RequestId
    """The request."""
    useful_until: NotRequired[Optional[Timestamp]]
    """Until when it is useful; two days where left out."""


class JourneyStopped(TypedDict):
    """Staff stopped a journey for this patient: for one subject, or for all.

    ```json
    {"type": "journey_stopped", "journey": "after-visit", "subject": "visit:v1"}
    ```
    """
    type: Literal["journey_stopped"]
    journey: str
    """The journey's id in the playbook."""
    subject: NotRequired[Optional[str]]
    """The subject, as in `visit:v1`; every subject where left out."""


class ClockCorrected(TypedDict):
    """The host's clock had run ahead and is right again: what was handed over after `occurred`
    and up to `wrong_until` does not hold the clock (R26).

    ```json
    {"type": "clock_corrected", "wrong_until": "2030-01-01T00:00:00.000Z"}
    ```
    """
    type: Literal["clock_corrected"]
    wrong_until: Timestamp
    """The latest wrong instant that the clock had shown."""

FactContent: TypeAlias = "Union[PatientDescribed, PatientMerged, PatientUnmerged, RelatedPersonDescribed, ConsentChanged, RecipientChosen, ConfidentialCommunicationRequested, CareProtected, ChannelPreferred, ProxyAccessChanged, AccessRestricted, SensitiveAccessChanged, ReleaseHeld, ReleaseAdvanced, LinksRevoked, DoNotContactChanged, PlainChannelAccepted, AppointmentBooked, AppointmentMoved, AppointmentCancelled, AppointmentChanged, WaitlistJoined, WaitlistLeft, AppointmentDelayed, FormRequested, FormReceived, AppointmentAnswered, VisitStarted, VisitCompleted, VisitCancelled, InstructionsGiven, Enrolled, EnrolmentEnded, OccasionRecorded, OccasionWithdrawn, ReplyReceived, LineOptOutChanged, ContactPointChecked, FeedbackReceived, FeedbackWithdrawn, SuggestionOwned, SuggestionAnswered, SuggestionDeclined, AttributeChanged, MessageReported, TaskClosed, MessageRequested, JourneyStopped, ClockCorrected]"
"""What a fact says."""

FactId: TypeAlias = str
"""an identifier"""


class Fallback(TypedDict):
    """When the next channel is tried: without the receipt within the time."""
    unless: Receipt
    """The receipt that is waited for."""
    within: str
    """How long after the hand-over."""


class Fault(TypedDict):
    """One fault of a document: where it is, what is wrong, and what would help."""
    code: ErrorCode
    """The stable code."""
    help: NotRequired[Optional[str]]
    """What to write instead, when that is known."""
    message: str
    """What is wrong, in one clause without a full stop."""
    path: str
    """Where: a path such as `journeys[0].steps[2].at`."""
    severity: Severity
    """Whether the document is refused or merely doubtful."""


class FeedLine(TypedDict):
    """A line of a facts file: a fact or a reply, and when the host learnt of it; or why it cannot be
    read.
    """
    error: NotRequired[Optional[ErrorReport]]
    """Why the line cannot be read."""
    fact: NotRequired[Optional[Fact]]
    """What happened."""
    received: NotRequired[Optional[Timestamp]]
    """When the host learnt of it."""
    reply: NotRequired[Optional[Reply]]
    """What was written back."""


class FhirLine(TypedDict):
    """A line of a feed, or an entry of a bundle: what it gave, or why it cannot be read."""
    error: NotRequired[Optional[ErrorReport]]
    """Why it cannot be read."""
    line: int
    """The number of the line, or of that in which the entry begins; the first is 1."""
    reading: NotRequired[Optional[Reading]]
    """What it gave."""


class Flag(TypedDict):
    """A flag of a response."""
    flag: str
    """The flag."""
    safety: bool
    """Whether it is about the patient's safety."""
    state: FlagState
    """Whether it is raised."""

FlagRule = TypedDict(
    "FlagRule",
    {
        # Answers that count, each from so much on.
        "answers": "NotRequired[List[Threshold]]",
        # From which value of that scale on.
        "from": "NotRequired[Optional[float]]",
        # From which value on for a recorded sex (AUDIT-C): never guessed, so that without a
        # recorded sex or a cut-off of the host it is unknown.
        "from_by_sex": "NotRequired[Dict[str, float]]",
        # Its stable name.
        "id": "str",
        # How many of these it takes; 1 where it is absent.
        "least": "NotRequired[Optional[int]]",
        # How many it may be at most.
        "most": "NotRequired[Optional[int]]",
        # Whether it is about the patient's safety: a member of staff is told at once, whatever the
        # playbook says, and also where the score is missing. Any mark that is high enough raises it,
        # also one of several, one that the item does not have, and one that was not to be asked.
        "safety": "NotRequired[bool]",
        # Or the scale whose value it is about.
        "scale": "NotRequired[Optional[str]]",
        # Up to which value, that one too.
        "to": "NotRequired[Optional[float]]",
        # Answers of which one must be among them.
        "with": "NotRequired[List[Threshold]]",
    },
)
"""What makes a person look: enough answers that are high enough, or the value of a scale."""

FlagState: TypeAlias = Literal["raised", "clear", "unknown"]
"""Whether a flag is raised.

- `raised`: It is, whatever is missing.
- `clear`: It is not, whatever is missing.
- `unknown`: It depends on what is missing.
"""


class Form(TypedDict):
    """A form."""
    answers: List[ItemAnswer]
    """What was posted, as answers; none where nothing was."""
    faults: List[FormFault]
    """What is wrong with what was posted."""
    html: str
    """The element `form`, with what is wrong before it."""
    language: str
    """The language that it is in, for the page around it."""
    right_to_left: bool
    """Whether that is written from right to left."""


class FormFault(TypedDict):
    """What is wrong with an item of a form."""
    item: str
    """The item."""
    message: str
    """What is wrong, in the language of the form."""


class FormSpec(TypedDict):
    """A form that is asked for."""
    action: str
    """Where the form is posted: a path or an https address."""
    document: NotRequired[Optional[Instrument]]
    """Or an instrument of one's own."""
    hidden: NotRequired[Dict[str, str]]
    """Fields that are posted with it and not shown, such as a token against forgery."""
    instrument: NotRequired[Optional[str]]
    """The id of a built-in instrument whose wording is shipped."""
    language: NotRequired[Optional[str]]
    """The language (BCP 47); the usual one of the instrument where it is absent or has no wording."""
    posted: NotRequired[Optional[Dict[str, List[str]]]]
    """What was posted before, so that a form with faults comes back filled in."""
    required: NotRequired[List[str]]
    """The items that must be answered."""


class Funnel(TypedDict):
    """A funnel."""
    n: NotRequired[Optional[int]]
    """The rows; nothing where they are too few to be told."""
    out_of_order: NotRequired[Optional[int]]
    """Rows that reached a stage without one before it: they count only as far as they came in
    order. Nothing where they are too few to be told.
    """
    steps: List[FunnelStep]
    """The stages, in order."""


class FunnelPictureSpec(TypedDict):
    """A funnel as a picture."""
    funnel: FunnelSpec
    """The funnel."""
    picture: PictureSpec
    """How it is drawn."""


class FunnelReason(TypedDict):
    """Why rows came no further."""
    count: int
    """How many."""
    reason: str
    """The reason; `unknown` where none is given, `other` for those that are too few each."""


class FunnelSpec(TypedDict):
    """A funnel that is asked for."""
    confidence: NotRequired[Optional[float]]
    """The confidence of the limits; 0.95 where it is absent."""
    least: NotRequired[Optional[int]]
    """The fewest rows that are told: of a stage, of a loss or of a reason that is above nothing
    and below this no number is given; 11 where it is absent, as is the custom for patients'
    data in the United States, and 1 tells all.
    """
    reason: NotRequired[Optional[str]]
    """The column that says why a row came no further, such as the code of a decision."""
    stages: List[FunnelStage]
    """Its stages, in order: a row has reached one that has reached all before it."""


class FunnelStage(TypedDict):
    """A stage of a funnel."""
    column: str
    """The column that is true where a row reached it; a missing value is no."""
    name: str
    """What it is called."""


class FunnelStep(TypedDict):
    """How many reached a stage. What is suppressed is nothing, and so is all that it would follow
    from.
    """
    lost: NotRequired[Optional[int]]
    """How many of the stage before did not come here."""
    lower: NotRequired[Optional[float]]
    """The limits of that (Wilson 1927)."""
    name: str
    """What the stage is called."""
    reached: NotRequired[Optional[int]]
    """How many reached it."""
    reasons: List[FunnelReason]
    """Why, the most frequent first."""
    share: NotRequired[Optional[float]]
    """The share of all rows."""
    share_of_before: NotRequired[Optional[float]]
    """The share of those that reached the stage before."""
    suppressed: bool
    """Whether a number is left out because it is of too few."""
    upper: NotRequired[Optional[float]]
    """The upper one."""


class FuzzFailure(TypedDict):
    """A law that did not hold."""
    case: str
    """The least course that shows it, as a test case of a playbook (`TestCase`) in JSON."""
    law: str
    """The law, as a short name: `never_twice`."""
    message: str
    """What was seen."""


class FuzzReport(TypedDict):
    """What came of driving a playbook through made-up courses."""
    courses: int
    """How many courses were played."""
    failures: List[FuzzFailure]
    """The laws that did not hold, at most twenty."""
    messages: int
    """How many messages were handed over in all."""
    most_in_a_day: int
    """The most messages that one patient got on one day of UTC."""
    steps: List[FuzzStep]
    """What became of each step of the playbook's journeys, in its order: a step that never did
    anything cannot be reached, or the courses do not reach it.
    """


class FuzzStep(TypedDict):
    """What became of one step."""
    done: int
    """How often it was done."""
    left_out: int
    """How often it was skipped, missed or denied."""
    step: str
    """Journey and step: `visits/reminder`."""


class Given(TypedDict):
    """Something that is known or happens: a fact, a reply, or a report."""
    at: Timestamp
    """When it is learnt of; facts have happened then too. Instants of test cases may also be
    written as times on the wall of a place: `2026-03-09T09:00[Asia/Kolkata]`.
    """
    fact: NotRequired[Optional[FactContent]]
    """What happened."""
    reply: NotRequired[Optional[GivenReply]]
    """What is written back."""
    report: NotRequired[Optional[GivenReport]]
    """What became of a message."""


class GivenReply(TypedDict):
    """Something that is written back."""
    channel: Channel
    """By which channel."""
    line: LineId
    """From where."""
    text: str
    """What."""


class GivenReport(TypedDict):
    """What became of a message."""
    event: MessageEvent
    """What."""
    of: int
    """Of which: the n-th action of `then`, from 0."""

Group = TypedDict(
    "Group",
    {
        # The service of the visits that clear it; every visit where left out.
        "cleared_by": "NotRequired[Optional[str]]",
        # From when such a visit counts, as a sentence of time.
        "from": "str",
        # The id, which steps name.
        "id": "str",
        # Until when it counts; without end where left out.
        "until": "NotRequired[Optional[str]]",
    },
)
"""Steps that a visit makes needless: what is said around a check-up of the twentieth week is not
said to whoever came for it.
"""


class History(TypedDict):
    """What was known before each row."""
    prior: List[int]
    """How many rows of the same patient had happened before it was asked for."""
    rate: List[float]
    """The share of them in which it happened, drawn towards the base: (k + w base) / (n + w)."""


class HistorySpec(TypedDict):
    """A history that is asked for."""
    asked: str
    """The column of days or instants at which the risk would have been asked for, such as that of
    booking.
    """
    base: float
    """The share that is expected of whom nothing is known: that of the rows of training, never
    of those that are tested.
    """
    happened: str
    """The column of days or instants at which it happened or not, of the same kind."""
    outcome: str
    """The column that is true where it happened."""
    patient: str
    """The column of patients."""
    weight: NotRequired[Optional[float]]
    """How many earlier rows that share weighs as much as; 2 where it is absent."""

HoldReason: TypeAlias = Literal["harm", "privacy", "patient_request"]
"""Why one item is withheld from a viewer by a decision about this patient.

- `harm`: A clinician found a risk to somebody's life or physical safety (45 CFR 171.201).
- `privacy`: The patient wants it kept from everybody else (45 CFR 171.202).
- `patient_request`: The patient asked to see it later.
"""


class HostKey(TypedDict):
    """A key of the host, with a number of its own so that keys can change: the last one of a list is
    the newest, by which new things are signed, and those before it still open what they signed.

    ```
    use prm_core::HostKey;
    let key = HostKey::new(1, "0f6b1c2d9e8a47535b6c7d8e9fa0b1c2d3e4f5061728394a5b6c7d8e9fa0b1c2")?;
    assert_eq!(format!("{key:?}"), "HostKey { .. }");
    assert_eq!(HostKey::new(1, "short").unwrap_err().path(), "secret");
    # Ok::<(), prm_core::PrmError>(())
    ```
    """
    id: int
    """Its number, which what it signs tells: not a secret."""
    secret: str
    """32 to 256 bytes of text, such as 32 random bytes in hexadecimal. Used as it stands."""


class HumanName(TypedDict):
    """A name (FHIR HumanName). Single-word names are names; nothing is guessed from them."""
    family: NotRequired[Optional[str]]
    """The family name."""
    given: NotRequired[List[str]]
    """Given names, in order."""
    text: NotRequired[Optional[str]]
    """The whole name as it should be written."""
    use: NotRequired[Optional[NameUse]]
    """What it is used for."""


class IdentifiersKept(TypedDict):
    """It is there as it is."""
    type: Literal["kept"]


class IdentifiersLeftOut(TypedDict):
    """Its columns are not there."""
    type: Literal["left_out"]


class IdentifiersPseudonyms(TypedDict):
    """Each is replaced by a word that stands for it and that nobody makes without the secret:
    equal words are equal names, in all tables.
    """
    type: Literal["pseudonyms"]
    secret: str
    """The secret of whoever may look names up."""

Identifiers: TypeAlias = "Union[IdentifiersKept, IdentifiersLeftOut, IdentifiersPseudonyms]"
"""What becomes of whatever names a person or a record."""


class Instrument(TypedDict):
    """A questionnaire with its scoring, as its owners define it.

    ```
    use prm_core::Instrument;
    let phq9 = Instrument::built_in("phq-9").unwrap();
    assert_eq!((phq9.items.len(), phq9.main.as_str()), (10, "total"));
    assert!(phq9.licence.contains("No permission required"));
    ```
    """
    flags: NotRequired[List[FlagRule]]
    """What makes a person look; at most 50."""
    id: str
    """The id by which facts and analyses name it."""
    items: List[InstrumentItem]
    """Its items, in the order in which they are asked; at most 200."""
    key_items: NotRequired[List[str]]
    """The items of which half make a response complete (the half rule of CAHPS); all that were to
    be asked make it where there are none.
    """
    languages: NotRequired[List[str]]
    """The languages of its wording, the usual one first (BCP 47); none where the host brings it."""
    licence: str
    """On what terms it may be used, and whose it is."""
    main: str
    """The scale whose value is the score of a response."""
    retired: NotRequired[bool]
    """Whether no new answers are asked for: what was answered is still scored."""
    scales: List[Scale]
    """What its items are added up to; at most 50."""
    source: str
    """Where its scoring is defined."""
    title: str
    """Its title, for people."""
    version: str
    """Its version; answers may say which one they are of."""
    wording: Wording
    """Whether the wording of its items may be shipped with software."""

InstrumentItem = TypedDict(
    "InstrumentItem",
    {
        # How it is answered.
        "answer": "AnswerKind",
        # It is asked only of those who gave such an answer to an earlier item.
        "asked_if": "NotRequired[Optional[Screener]]",
        # The boxes of what answers count for, which part them whole: every one is in one box.
        "boxes": "NotRequired[List[AnswerBox]]",
        # A code of another system: `http://loinc.org|44250-9`.
        "code": "NotRequired[Optional[str]]",
        # The least answer of a scale.
        "from": "NotRequired[Optional[int]]",
        # Its stable name.
        "id": "str",
        # A short label, for tables.
        "label": "str",
        # The answers of a choice, in the order in which they are shown.
        "options": "NotRequired[List[AnswerOption]]",
        # The question by language.
        "prompt": "NotRequired[Dict[str, str]]",
        # What answers count for, where that is not the answer itself.
        "recode": "NotRequired[List[Recode]]",
        # The greatest answer of a scale.
        "to": "NotRequired[Optional[int]]",
    },
)
"""An item of an instrument."""


class Item(TypedDict):
    """An entry that somebody asks for. It holds what a decision needs, and no content.

    ```
    use prm_core::Item;
    let item: Item = serde_json::from_str(
        r#"{"id": "r1", "patient": "priya", "kind": "result", "status": "final",
            "filed": "2026-11-09T16:00:00Z", "labels": ["N"]}"#)?;
    assert_eq!(item.id, "r1");
    # Ok::<(), serde_json::Error>(())
    ```
    """
    categories: NotRequired[List[str]]
    """The categories by which law or practice delay it, as in `malignancy`."""
    filed: NotRequired[Optional[Timestamp]]
    """When it became final."""
    id: str
    """The host's id."""
    kind: ItemKind
    """What it is."""
    labels: NotRequired[List[str]]
    """HL7 security labels (FHIR `meta.security`), as `system|code` or as the code alone."""
    participants: NotRequired[List[str]]
    """For threads: the ids of the patient and related persons who write in it."""
    patient: PatientId
    """Whose record it is in."""
    place: NotRequired[Optional[str]]
    """The place that it belongs to."""
    status: NotRequired[Optional[ItemStatus]]
    """How far it is, as FHIR DiagnosticReport.status."""
    subject: NotRequired[Optional[str]]
    """The visit or appointment that it is of, as in `visit:v1`: protected care covers it."""


class ItemAccess(TypedDict):
    """An item with what was decided about it."""
    decision: AccessDecision
    """What was decided."""
    item: str
    """The item's id."""


class ItemAnswer(TypedDict):
    """An answer to an item: a value, or words. Two different values of one item are several marks,
    which count as none.
    """
    item: str
    """The item's name in the instrument."""
    value: NotRequired[Optional[int]]
    """The value of the option, or the number; nothing where it was left out."""
    words: NotRequired[Optional[str]]
    """What was said in words, at most 64 KiB."""

ItemKind: TypeAlias = Literal["record", "result", "prescription", "document", "appointment", "thread", "bill", "immunization", "allergy"]
"""What an item is.

- `record`: An entry of the record: a visit, a problem, a note.
- `result`: A result of a laboratory or of imaging.
- `prescription`: A prescription.
- `document`: A document.
- `appointment`: An appointment.
- `thread`: A conversation.
- `bill`: A bill.
- `immunization`: An immunisation.
- `allergy`: An allergy.
"""

ItemState: TypeAlias = Literal["answered", "missing", "not_asked", "out_of_range", "several_marks"]
"""What is there of an item.

- `answered`: An answer.
- `missing`: None.
- `not_asked`: It was not to be asked: an answer to it does not count, since the screener wins.
- `out_of_range`: An answer that the item does not have.
- `several_marks`: Several answers.
"""

ItemStatus: TypeAlias = Literal["registered", "partial", "preliminary", "final", "amended", "corrected", "appended", "cancelled", "entered_in_error", "unknown"]
"""How far a report is: FHIR R4 DiagnosticReport.status.

- `registered`: Known of, without content.
- `partial`: A part is there.
- `preliminary`: Verified in part.
- `final`: Complete and verified.
- `amended`: Changed after it was final.
- `corrected`: Corrected after it was final.
- `appended`: Added to after it was final.
- `cancelled`: Given up.
- `entered_in_error`: Withdrawn: it never was true.
- `unknown`: The source does not say.
"""

Journey = TypedDict(
    "Journey",
    {
        # Asked until the first step has been settled: the run begins when it is true.
        "enter_when": "NotRequired[Optional[str]]",
        # For recalls: how often after the last visit, and for anniversaries: how often after the
        # occasion (a year where left out), as a span (`6 months`) or an RFC 5545 rule
        # (`FREQ=MONTHLY;INTERVAL=6`).
        "every": "NotRequired[Optional[str]]",
        # Asked at every step: the run ends when it is true.
        "exit_when": "NotRequired[Optional[str]]",
        # What it is about: each such thing of a patient gets a run of its own.
        "for": "Subject",
        # Asked on every fact and at every step: once it is true of a run that has begun, its goal is
        # reached, and it ends for good.
        "goal": "NotRequired[Optional[str]]",
        # Steps that a visit makes needless together.
        "groups": "NotRequired[List[Group]]",
        # The id: part of every key.
        "id": "str",
        # For occasions and anniversaries, and needed there: the name of those that it follows
        # (`occasion_recorded`).
        "occasion": "NotRequired[Optional[str]]",
        # Whether it begins anew for another subject: `always`, also beside an earlier run (where left
        # out); `never`; `after_exit`, when no earlier run goes on; or a span (`90 days`) after the
        # beginning of the last.
        "reentry": "NotRequired[Optional[str]]",
        # For recalls, in place of `every`: a rule with its exceptions. Its slots are days. A slot
        # that is moved is due on the new day, under the name of the old one:
        #
        # ```json
        # {
        #   "rule": "FREQ=MONTHLY;INTERVAL=6", "month_end": "clamp", "since": "2026-06-01",
        #   "without": ["2026-12-24"], "with": ["2027-01-11"], "moved": {"2027-05-01": "2027-05-04"}
        # }
        # ```
        "schedule": "NotRequired[Optional[Schedule]]",
        # For appointments and visits: the service of those that it follows; for recalls that of the
        # visits after which it comes. Every one where left out; one of which no service is known is of
        # none.
        "service": "NotRequired[Optional[str]]",
        # Asked at every step: the run ends when it is false.
        "stay_while": "NotRequired[Optional[str]]",
        # The steps.
        "steps": "List[Step]",
    },
)
"""A journey: steps that follow one subject.

```json
{
  "id": "visits", "for": "appointment", "service": "check-up",
  "steps": [
    {
      "id": "reminder", "send": "visit_reminder", "at": "1 day before appointment.start at 09:00",
      "tells": ["appointment.start", "appointment.place"]
    }
  ]
}
```
"""

Key: TypeAlias = str
"""a key in the form of a UUID"""


class KeyParts(TypedDict):
    """What a `Key` is made of: the intent (who speaks, in which journey, about what, in which
    step) and its telling (to whom, which values, which time, which attempt) (R4).
    """
    again: int
    """How many earlier stretches of the subject's history had the same values."""
    attempt: int
    """The place in the chain of channels, and 1000 more for each earlier try of that channel."""
    entry: str
    """`0`, or the starting fact's id for journeys that may be entered again."""
    journey: str
    """The journey's id in the playbook; `prm` for what the library itself does."""
    occurrence: str
    """The local slot of a recurrence, the year of an anniversary, else `-`."""
    recipient: str
    """The patient or related person who is told."""
    step: str
    """The step's id in the journey."""
    subject: str
    """Kind and id of the subject, as in `appointment:a1`."""
    told: str
    """A short digest of the values that are told, or `-`."""

Language: TypeAlias = str
"""a language tag such as en-IN"""

Late: TypeAlias = Literal["skip", "send_while_useful"]
"""What happens to a step whose time had passed before its cause happened (an appointment that is
booked an hour ahead, a reminder of the day before).

- `skip`: It is left out.
- `send_while_useful`: It is done at once, as long as it is useful.
"""

LeapDay: TypeAlias = Literal["february28", "march1"]
"""The day of a yearly 29 February in a common year (R29).

- `february28`: The last day of February.
- `march1`: The first day of March.
"""

LineId: TypeAlias = str
"""a contact point such as `tel:+919812345670` or `mailto:priya@example.in`"""


class LineRead(TypedDict):
    """A line as one step used it: what a host compares when it saves (R6)."""
    line: LineId
    """The contact point."""
    now: int
    """The revision that it has now: greater where the step changed it."""
    read: int
    """The revision that was read; 0 for a line of which nothing was known."""

LinkPurpose: TypeAlias = Literal["survey", "confirm", "unsubscribe", "result", "form"]
"""What a link is for: one thing, and nothing else.

- `survey`: To answer a survey.
- `confirm`: To confirm an appointment.
- `unsubscribe`: To receive no more messages: acts without a login, any number of times (CASL section 6(2)(c)
  and 11; RFC 8058).
- `result`: To come to a result: behind a login.
- `form`: To fill in a form before a visit: behind a login.
"""


class LinkRevocation(TypedDict):
    """Links of a patient that no longer hold (fact `links_revoked`): of a subject, for a purpose, or
    all; those that were issued before an instant.
    """
    before: Timestamp
    """Issued before."""
    purpose: NotRequired[Optional[LinkPurpose]]
    """For which purpose; for all but `unsubscribe` where left out."""
    subject: NotRequired[Optional[str]]
    """Of which subject; of all where left out."""


class LoadBatch(TypedDict):
    """What loading many texts gave."""
    patients: List[Optional[PatientId]]
    """Whose relationship each text was, in order; nothing where it was set aside."""
    set_aside: List[SetAside]
    """What could not be done."""


class LogRank(TypedDict):
    """Whether curves differ."""
    chi_squared: float
    """The statistic."""
    freedom: int
    """Its degrees of freedom."""
    p: float
    """The chance of as much by chance."""


class MailHeader(TypedDict):
    """A header of an e-mail. Neither part holds a line break."""
    name: str
    """The name: `List-Unsubscribe`."""
    value: str
    """The value."""


class Message(TypedDict):
    """A message: what for, and how it reads on each channel."""
    exemption: NotRequired[Optional[str]]
    """The rule by whose exemption it goes to patients who have said nothing; with a consent its
    terms do not bind.
    """
    invites_review: NotRequired[bool]
    """Whether it invites to review the practice in public. No step that sends it may depend on
    the score of a response (R24); a text with a link to a well-known place for reviews is
    taken for such an invitation also where this is left out.
    """
    purpose: Purpose
    """What it is for."""
    remunerated: NotRequired[bool]
    """Whether a third party pays for it: then some laws ask for a signed authorisation."""
    variants: List[Variant]
    """How it reads, the best first: of those for a channel the first one is sent whose level the
    channel admits and whose values are all known. The channels, in the order in which they
    first appear, are those that are tried.
    """

MessageEvent: TypeAlias = Literal["handed_over", "accepted", "expired", "withdrawn", "failed", "bounced", "delivered", "read", "answered", "too_late"]
"""What became of an action, as the host's sender or staff saw it (R9).

- `handed_over`: It was handed to the host, which told another copy of the relationship.
- `accepted`: The gateway took it.
- `expired`: It was not sent in time.
- `withdrawn`: It was withdrawn before it left.
- `failed`: It could not be sent or delivered, for a reason that may pass: a step may try the channel
  again (`retries`), and then goes on to the next.
- `bounced`: It could not be delivered and never will be: the contact point does not work, and nothing
  more is sent there until somebody has checked it.
- `delivered`: It reached the contact point.
- `read`: It was read.
- `answered`: It was answered.
- `too_late`: A withdrawal came too late: it had already left.
"""


class MessageHistory(TypedDict):
    """One thing that became of a message or a task."""
    at: Timestamp
    """When it was reported."""
    event: MessageEvent
    """What."""


class Monitor(TypedDict):
    """What a chart that remembers saw."""
    points: List[MonitorPoint]
    """One for each row."""
    signals: List[int]
    """The rows with a signal."""


class MonitorMethodEwma(TypedDict):
    """The exponentially weighted moving average."""
    type: Literal["ewma"]
    deviation: float
    """Its standard deviation."""
    expected: float
    """What the process is expected to give."""
    weight: float
    """The weight of the newest value, above 0 and at most 1: 0.1 to 0.3 is usual."""
    width: float
    """How many standard deviations the limits are away: 2.7 to 3 is usual."""


class MonitorMethodCusum(TypedDict):
    """Sums of what is above and below expectation."""
    type: Literal["cusum"]
    deviation: float
    """Its standard deviation."""
    expected: float
    """What the process is expected to give."""
    limit: float
    """Where a sum is a signal, in standard deviations: 4 or 5 is usual."""
    slack: float
    """What of each value is let go, in standard deviations: half of the change to be seen."""


class MonitorMethodBernoulliCusum(TypedDict):
    """Log-likelihood sums of single outcomes, for odds that grow and for odds that shrink by the
    same factor.
    """
    type: Literal["bernoulli_cusum"]
    expected: float
    """The share of events that is expected, between 0 and 1."""
    limit: float
    """Where a sum is a signal."""
    odds_ratio: float
    """The change of the odds to be seen, above 1: 2 is usual."""

MonitorMethod: TypeAlias = "Union[MonitorMethodEwma, MonitorMethodCusum, MonitorMethodBernoulliCusum]"
"""Which chart is asked for."""


class MonitorPoint(TypedDict):
    """The state after a row."""
    lower: float
    """The average again, or the sum of what is below, drawn downwards (0 and less)."""
    lower_limit: float
    """Where the lower one is a signal."""
    signal: bool
    """Whether either is beyond its limit."""
    upper: float
    """The average, or the sum of what is above (0 and more)."""
    upper_limit: float
    """Where the upper one is a signal."""


class MonitorSpec(TypedDict):
    """A chart that remembers."""
    method: MonitorMethod
    """Which chart."""
    reset: NotRequired[bool]
    """Whether the sums begin anew after a signal."""
    value: str
    """The column of values; in `bernoulli_cusum` of outcomes, true or 1 where the event happened.
    A missing value leaves the sums as they are.
    """

MonthEnd: TypeAlias = Literal["skip", "clamp"]
"""What becomes of a day that a month does not have.

- `skip`: It is left out, as RFC 5545 has it.
- `clamp`: It is on the last day of that month.
"""

NameUse: TypeAlias = Literal["usual", "official", "temp", "nickname", "anonymous", "old", "maiden"]
"""The use of a name (FHIR name-use).

- `usual`: What the person is called.
- `official`: The name on official papers.
- `temp`: For a time.
- `nickname`: A nickname.
- `anonymous`: Used to hide who it is.
- `old`: Not in use any more.
- `maiden`: The name before marriage.
"""

Obligation: TypeAlias = Literal["second_audit_entry", "review", "notify_patient", "redisclosure_notice"]
"""What a host must do as it lets a viewer in.

- `second_audit_entry`: Write a second line to the audit, with the reason.
- `review`: Put it into the queue of what is looked into.
- `notify_patient`: Let the patient know.
- `redisclosure_notice`: Show the notice against passing it on (42 CFR 2.32).
"""

OccasionId: TypeAlias = str
"""an identifier"""


class Offers(TypedDict):
    """What is to be done about a slot now."""
    candidates: List[Candidate]
    """All whom it suits or was offered, in the order in which they come."""
    facts: List[Fact]
    """Facts to step into the relationships of their patients: offers, a booking, and that the
    slot is gone. Told again they are the same facts, so that nothing happens twice.
    """
    status: SlotStatus
    """How the slot stands, with the facts below taken in."""
    taken_by: NotRequired[Optional[PatientId]]
    """Who has it."""
    wake: NotRequired[Optional[Timestamp]]
    """When to ask again, where nothing is learnt before."""

OnChange: TypeAlias = Literal["again", "once"]
"""What happens when a value that was told has changed.

- `again`: It is told again.
- `once`: It was told once, and that is enough.
"""

Opening = TypedDict(
    "Opening",
    {
        # On these days; on all where empty.
        "days": "NotRequired[List[Weekday]]",
        # The first minute that is permitted.
        "from": "CivilTime",
        # The first minute that is not; earlier than `from` for hours past midnight.
        "to": "CivilTime",
    },
)
"""Hours of some days in which a rule permits messages."""

OptOutScope: TypeAlias = Literal["sender", "everyone"]
"""Of whose messages a contact point has opted out.

- `sender`: Of this sender's.
- `everyone`: Of all that come through the carrier's or provider's account, whoever sends them. Only an
  opt-in with the same scope ends it: START does not.
"""

Otherwise: TypeAlias = Literal["skip", "go"]
"""What happens without a receipt.

- `skip`: The step is left out.
- `go`: The step is done.
"""


class Outcome(TypedDict):
    """What a step gives back: everything at once."""
    actions: List[Action]
    """What the host must do now, in order."""
    decisions: List[Decision]
    """Why: what was decided, and what is due and held."""
    lines: List[LineRead]
    """The lines that were read or changed, with their revisions (R6)."""
    wake: NotRequired[Optional[Wake]]
    """When to call again; absent when nothing is planned."""


class OutsideGsm7(TypedDict):
    """A character that is not in GSM-7."""
    at: int
    """Where it first stands: so many characters come before it."""
    character: str
    """The character."""
    near: NotRequired[Optional[str]]
    """What a reader would take for it, in GSM-7, where there is such a thing. For a letter it is
    the one without its accent, which in some languages is another word: a person chooses.
    """


class Override(TypedDict):
    """What a practice changes in a rule of a pack. The check says where that is looser than the law."""
    at_most: NotRequired[Optional[int]]
    """Another number in place of its cap's."""
    because: str
    """Why: who decided it, and on what ground."""
    enabled: NotRequired[Optional[bool]]
    """Whether it is kept."""
    hours: NotRequired[Optional[List[Opening]]]
    """Other hours in place of its own."""
    rule: str
    """The rule's id."""

PatientId: TypeAlias = str
"""an identifier"""

PatientStanding: TypeAlias = Literal["active", "lapsed", "never_seen"]
"""Where a patient stands.

- `active`: With a kept visit in the last months, or a visit ahead.
- `lapsed`: With neither, though with a visit before.
- `never_seen`: Never with a kept visit, and none ahead.
"""

PersonId: TypeAlias = str
"""an identifier"""


class Picture(TypedDict):
    """A journey to be looked at."""
    description: List[str]
    """The same in words, a sentence each."""
    html: str
    """Both as a page of its own (HTML)."""
    journey: str
    """The journey."""
    svg: str
    """The picture: SVG that stands by itself, as a file or in a page."""
    title: str
    """What it is called, as a sentence."""


class PictureSpec(TypedDict):
    """What a picture shows beside its numbers."""
    format: NotRequired[ValueFormat]
    """How values are written."""
    height: NotRequired[Optional[int]]
    """Height in pixels, 240 to 4000; as much as is needed, or 420, where it is absent."""
    theme: NotRequired[Theme]
    """Which colours."""
    title: str
    """What it is of, in one line."""
    unit: NotRequired[Optional[str]]
    """What the vertical axis has, or what is counted."""
    width: NotRequired[Optional[int]]
    """Width in pixels, 320 to 4000; 760 where it is absent."""


class Place(TypedDict):
    """Where an appointment or a visit takes place."""
    id: str
    """The id in the source system."""
    name: NotRequired[Optional[str]]
    """The name that a patient knows."""


class PlaceRule(TypedDict):
    """A place where appointments and visits are."""
    name: NotRequired[Optional[str]]
    """The name that patients know, in place of the feed's."""
    zone: NotRequired[Optional[Zone]]
    """The zone of the place."""


class Plan(TypedDict):
    """What would happen until some instant, were nothing else to be learnt."""
    complete: bool
    """Whether the plan reaches its end, and not only the limit of turns."""
    turns: List[PlannedTurn]
    """The instants at which something happens, in order."""
    wake: NotRequired[Optional[Wake]]
    """What is waited for at the end; absent when nothing is planned."""


class PlanBatch(TypedDict):
    """What plans for many gave."""
    plans: List[Optional[Plan]]
    """A plan for each patient, in order; nothing where it was set aside."""
    set_aside: List[SetAside]
    """What could not be done."""


class PlannedTurn(TypedDict):
    """What would happen at one instant."""
    actions: List[Action]
    """What a step at that instant would hand over."""
    at: Timestamp
    """When."""
    decisions: List[Decision]
    """What it would decide."""


class PortalDocument(TypedDict):
    """What a practice decides about its portal."""
    break_glass_hours: NotRequired[Optional[int]]
    """For how many hours a broken glass stays open, 1 to 24; 4 where left out."""
    preliminary: NotRequired[bool]
    """Whether preliminary results are shown."""
    release: NotRequired[List[ReleaseRule]]
    """Delays of results beyond those of the law, each for one category: a delay of everything
    is refused (45 CFR 171).
    """
    roles: NotRequired[List[RoleRule]]
    """What members of staff may, by role; nothing where left out."""
    systems: NotRequired[List[str]]
    """The programs that may read."""


class PortalView(TypedDict):
    """A list, filtered."""
    changes_at: NotRequired[Optional[Timestamp]]
    """The next instant at which time alone may change the list."""
    permitted: List[ItemAccess]
    """What the viewer may, in the order of the list."""
    withheld: NotRequired[Optional[int]]
    """How many were withheld: told to staff alone, for to others the number may reveal what is
    withheld.
    """


class Practice(TypedDict):
    """Who speaks: one legal sender (R27)."""
    closed_on: NotRequired[Optional[str]]
    """The calendar on whose days it does not work: of `rules.calendars`, or of a pack (`US` has
    the federal holidays).
    """
    id: str
    """The id: part of every key, and the sender that a line opts out of. It never changes."""
    languages: List[Language]
    """The languages of its texts, the usual one first."""
    leap_birthday: NotRequired[Optional[LeapDay]]
    """When a birthday of 29 February is in a common year; 1 March where left out."""
    majority: NotRequired[Optional[int]]
    """The age at which a patient is written to in person; 18 where left out."""
    name: str
    """The name that patients know; it must reveal nothing about anybody's health."""
    open_days: NotRequired[List[Weekday]]
    """The days of the week on which it works, which `2 business days` counts; Monday to Friday
    where empty.
    """
    phone: NotRequired[Optional[str]]
    """The telephone number that patients call."""
    taglines: NotRequired[Dict[str, str]]
    """By language, a line that offers help in it: it follows a text that is in none of the
    patient's languages. It may name `practice.name` and `practice.phone`.
    """
    unsubscribe: NotRequired[Optional[str]]
    """Where patients unsubscribe from greetings, feedback and marketing by e-mail: an https
    address that takes a POST (RFC 8058), with `{key}` where the message's key goes, or a
    `mailto:` address. It goes into the headers of such e-mails.
    """
    zone: Zone
    """The zone of the practice, for what has no zone of its own."""


class Practice2(TypedDict):
    """The measures of a practice."""
    funnel: Funnel
    """From decision to answer: messages that were decided, handed over, taken by the gateway,
    delivered, read and answered, and why others came no further: the first reason of
    the decision, or what the sender reported.
    """
    lead_days: Spread
    """Days from booking to start, of all appointments that have both."""
    measures: List[PracticeMeasure]
    """Rates, in a fixed order."""


class PracticeMeasure(TypedDict):
    """A measure: its name, what it is in one sentence, and its rates by group."""
    by: List[str]
    """By what it is told."""
    definition: str
    """What is counted, of what."""
    name: str
    """Its name."""
    rates: Rates
    """The numbers."""


class PracticeSpec(TypedDict):
    """The measures that are asked for."""
    confidence: NotRequired[Optional[float]]
    """The confidence of the limits; 0.95 where it is absent."""
    least: NotRequired[Optional[int]]
    """The fewest that are told; 11 where it is absent, and 1 tells all."""

Purpose: TypeAlias = Literal["safety", "account", "treatment", "recall", "operations", "feedback", "greeting", "marketing"]
"""What a message is for. Consent, windows and caps go by purpose.

- `safety`: A danger to the patient.
- `account`: The patient's access to their own account: sign-in codes, notices of security.
- `treatment`: Care: reminders, instructions, check-ins.
- `recall`: Care that is due again.
- `operations`: Billing, and answers to what the patient said.
- `feedback`: Asking how it was.
- `greeting`: Birthday and other wishes.
- `marketing`: Offers. Opt-in; all other purposes are opt-out.
"""

PurposeOfUse: TypeAlias = Literal["treatment", "emergency_treatment", "break_glass", "payment", "operations", "patient_request", "family_request", "public_health", "research", "legal", "oversight", "threat"]
"""Why: HL7 v3 PurposeOfUse (`http://terminology.hl7.org/CodeSystem/v3-ActReason`).

- `treatment`: Treatment: `TREAT`.
- `emergency_treatment`: Treatment in an emergency: `ETREAT`.
- `break_glass`: The glass was broken: `BTG`.
- `payment`: Payment: `HPAYMT`.
- `operations`: The practice's own operations: `HOPERAT`.
- `patient_request`: The patient asked: `PATRQT`.
- `family_request`: The family asked: `FAMRQT`.
- `public_health`: Public health: `PUBHLTH`.
- `research`: Research: `HRESCH`.
- `legal`: A court, an order, law enforcement: `HLEGAL`.
- `oversight`: Health oversight: `HCOMPL`.
- `threat`: To avert a threat to somebody: `THREAT`.
"""

QuantileKind: TypeAlias = Literal["linear", "seen", "hazen", "weibull", "median_unbiased"]
"""How a quantile between two values is made.

- `linear`: Interpolated (type 7 of Hyndman and Fan 1996): the default of R, numpy and spreadsheets.
- `seen`: The smallest value that so many do not exceed (type 1): always one that was seen.
- `hazen`: Type 5, as in hydrology.
- `weibull`: Type 6, as in SPSS and Minitab.
- `median_unbiased`: Type 8, which Hyndman and Fan recommend.
"""


class QuestionnaireReading(TypedDict):
    """An instrument, made of a questionnaire."""
    instrument: Instrument
    """The instrument: checked, ready for scores and forms."""
    left_out: List[ErrorReport]
    """What of the questionnaire an instrument does not have."""


class QuestionnaireResponseSpec(TypedDict):
    """Answers that are to be written as FHIR."""
    amended: NotRequired[bool]
    """Whether it corrects what was sent before under this id: `amended`, else `completed`."""
    answers: List[ItemAnswer]
    """The answers."""
    authored: Timestamp
    """When it was given."""
    document: NotRequired[Optional[Instrument]]
    """Or an instrument of one's own."""
    instrument: NotRequired[Optional[str]]
    """The id of a built-in instrument."""
    language: NotRequired[Optional[str]]
    """The language of the questions that are written with it; the instrument's usual one where it
    is absent or has no wording.
    """
    patient: PatientId
    """Whose it is."""
    questionnaire: NotRequired[Optional[str]]
    """The canonical address of the questionnaire, where the host has one."""
    response: ResponseId
    """The response."""


class QuestionnaireSpec(TypedDict):
    """A questionnaire that is to become an instrument."""
    language: NotRequired[Optional[str]]
    """The language of its texts (BCP 47), where the resource does not say."""
    questionnaire: Any
    """The resource, as JSON."""

Quiet: TypeAlias = Literal["hold", "earlier", "next_channel", "task"]
"""What happens when the permitted hours and the usefulness of a step do not meet (R13).

- `hold`: It is missed.
- `earlier`: It goes out at the last permitted minute before its time.
- `next_channel`: It is missed on this channel, and the next one is tried.
- `task`: A person is asked to do it.
"""


class Rake(TypedDict):
    """Weights by raking."""
    effective: float
    """As how many rows of equal weight these count (Kish 1965)."""
    met: bool
    """Whether the margins are met; they may contradict one another."""
    rounds: int
    """How often all margins were gone through."""
    weights: List[float]
    """The weight of each row."""


class RakeSpec(TypedDict):
    """Weights by raking that are asked for."""
    margins: Dict[str, Dict[str, float]]
    """For each column, how many of the population are in each of its groups. With one column this
    is post-stratification.
    """
    near: NotRequired[Optional[float]]
    """How near the margins must be met, as a share of them; 1e-12 where it is absent."""
    weight: NotRequired[Optional[str]]
    """The column of weights to begin with; 1 each where it is absent."""

RangeConstant: TypeAlias = Literal["published", "rounded", "exact"]
"""How the mean moving range becomes a standard deviation: a matter of rounding, which shows in
the fourth digit.

- `published`: Limits at 2.66 mean moving ranges, as the NHS and Wheeler print it.
- `rounded`: The mean moving range by 1.128, as textbooks do.
- `exact`: The mean moving range by 2/√π.
"""


class RateGroup(TypedDict):
    """The rate of a group."""
    events: NotRequired[Optional[int]]
    """Those in which it happened."""
    group: List[Optional[str]]
    """Its names, one for each column of groups."""
    lower: NotRequired[Optional[float]]
    """The limits of that (Wilson 1927)."""
    n: NotRequired[Optional[int]]
    """The rows that count; nothing where it is not told."""
    rate: NotRequired[Optional[float]]
    """Their share."""
    suppressed: bool
    """Whether the numbers are left out."""
    upper: NotRequired[Optional[float]]
    """The upper one."""

RateReading: TypeAlias = Literal["truth", "known"]
"""How a column says that something happened.

- `truth`: True or false; rows where it is missing are not counted at all.
- `known`: A value is there, such as the instant at which a message was read, or is not.
"""


class RateSpec(TypedDict):
    """A rate that is asked for."""
    by: NotRequired[List[str]]
    """The columns of groups, at most three; a row without one of them is in the group of those
    without, whose name is nothing.
    """
    confidence: NotRequired[Optional[float]]
    """The confidence of the limits; 0.95 where it is absent."""
    event: str
    """The column that says whether it happened."""
    least: NotRequired[Optional[int]]
    """The fewest that are told: see `Rates`; 11 where it is absent, and 1 tells all."""
    of: NotRequired[Optional[str]]
    """The column of which a value must be there for a row to be counted, such as the instant of
    hand-over.
    """
    reading: NotRequired[RateReading]
    """How it says so."""


class Rates(TypedDict):
    """Rates.

    A group is not told whose rows, whose events or whose rows without the event are above nothing
    and fewer than `least`: a share of few would give them away. Where the groups that are not told
    would together be so few, the smallest of the others is not told either, until they are not, so
    that nothing follows from the whole.
    """
    groups: List[RateGroup]
    """By group, in the order of their names; none where no groups were asked for."""
    whole: RateGroup
    """All rows that count."""


class ReadOptions(TypedDict):
    """What a reader has to be told, since resources and messages do not say it."""
    authority: NotRequired[Optional[str]]
    """HL7 v2: who assigns the identifiers by which the host knows its patients, by the name or
    the universal id in PID-3.4. Then no other identifier names a patient; without it the
    first medical record number does, else the first identifier.
    """
    patients: NotRequired[Dict[str, PatientId]]
    """FHIR: patients whom the host knows by an identifier, given as `system|value`: who is meant
    by a reference that gives an identifier and no address
    (`Patient?identifier=system|value`). Patients of the same bundle come first.
    """
    received: NotRequired[Optional[Timestamp]]
    """When the host received what is read: the time of what bears none."""
    source: NotRequired[str]
    """The name of the source. It begins every fact's id, so that two systems which number alike
    stay apart; `fhir` or `hl7v2` where it is empty.
    """
    zone: NotRequired[Optional[Zone]]
    """The zone of the facility: wall times are seen in it, and times and days that come without
    an offset are local to it. Without it such times are refused, and days begin at 00:00 UTC.
    """
    zones: NotRequired[Dict[str, Zone]]
    """HL7 v2: the zones of sending facilities that have one of their own, by the name or the
    universal id in MSH-4; `zone` is that of the others.
    """


class Reading(TypedDict):
    """A `Reading` as data."""
    facts: List[Fact]
    """The facts, in the order of the input."""
    ignored: int
    """How many resources or messages were no concern of ours."""
    left_out: List[ErrorReport]
    """What was not understood and is not among the facts: its path, and why."""


class ReadingGrade(TypedDict):
    """How hard an English text is to read."""
    flesch_kincaid: int
    """The grade by Flesch and Kincaid, in tenths: 64 is 6.4 years of school. Very plain texts are
    below 0.
    """
    polysyllables: int
    """Its words of three syllables and more."""
    sentences: int
    """Its sentences."""
    smog: int
    """The grade by SMOG, in tenths."""
    syllables: int
    """The syllables of its words."""
    words: int
    """Its words."""


class Reason(TypedDict):
    """One reason of a decision: its code and the fields that belong to it."""
    about: NotRequired[Optional[str]]
    """What it is about: the path of the missing value, the subject, the other key."""
    code: ReasonCode
    """The stable code."""
    rule: NotRequired[Optional[str]]
    """The rule behind it: the id of a cap of the playbook, or of a rule of a pack."""
    source: NotRequired[Optional[str]]
    """The rule's citation: statute, regulation, standard."""
    until: NotRequired[Optional[Timestamp]]
    """Until when it holds, where time alone will end it."""

ReasonCode: TypeAlias = Literal["ok", "deceased", "merged_into", "subject_gone", "superseded", "journey_stopped", "condition_false", "goal_reached", "already_running", "group_cleared", "other_way", "no_longer_needed", "endless_loop", "anchor_absent", "already_told", "not_told", "already_seen", "collapsed", "came_late", "marketing_authorisation", "no_consent", "consent_refused", "do_not_contact", "consent_unknown", "no_recipient", "recipient_restricted", "no_line", "line_invalid", "line_opted_out", "person_opted_out", "line_paused", "subject_muted", "answered_enough", "service_window_closed", "exemption_terms", "content_too_sensitive", "no_language", "text_too_long", "cap_reached", "reserved_for", "quiet_hours", "passed_hours", "closed_day", "question_open", "expired", "missed_window", "missing_fact", "incomplete", "not_due", "anchor_unknown", "other_executor", "combined_into", "awaiting_one", "retrying", "combining", "settling", "clock_went_back", "fact_in_future", "fact_id_reused", "other_patient", "transition_refused", "visit_unlinked", "unknown_value", "unknown_subject", "zone_assumed", "tz_changed", "safety_sent", "safety_unsent", "too_late", "urgent_reply", "crisis_reply", "safeguarding_reply", "safety_answer", "death_reported", "verify_contact", "opt_out_unclear", "opt_out_wording", "visit_unclear", "reschedule_requested", "cancel_requested", "ambiguous_reply", "unanswered_reply", "unmerged", "erased", "too_old", "too_many"]
"""The stable code of a reason. Codes are added, never renamed.

- `ok`: all checks passed
- `deceased`: the patient is recorded as deceased
- `merged_into`: this record was merged into another
- `subject_gone`: the appointment or other subject is cancelled, replaced or removed
- `superseded`: a newer version of the subject exists
- `journey_stopped`: the run has exited or was stopped
- `condition_false`: the step's condition is false
- `goal_reached`: the goal of the journey is reached
- `already_running`: an earlier run of the journey keeps this one from beginning
- `group_cleared`: a visit has made this group of steps needless
- `other_way`: the journey took another way
- `no_longer_needed`: the journey needs it no longer
- `endless_loop`: the journey would go round without end
- `anchor_absent`: the step it is anchored on settled without that event
- `already_told`: the same values were already told
- `not_told`: nobody was told the earlier values
- `already_seen`: the recipient has already viewed it
- `collapsed`: a later step of the same series is due too
- `came_late`: its time had passed before its cause happened
- `marketing_authorisation`: marketing of this kind needs a signed authorisation
- `no_consent`: no consent for this opt-in purpose
- `consent_refused`: consent for this purpose or channel was refused or withdrawn
- `do_not_contact`: do-not-contact is recorded
- `consent_unknown`: consent never became known in time
- `no_recipient`: no permitted recipient (minor, proxy, confidential request)
- `recipient_restricted`: the recipient may not receive this content
- `no_line`: no usable contact point for any permitted channel
- `line_invalid`: the contact point is expired, bounced or unverified
- `line_opted_out`: the contact point has opted out of this sender
- `person_opted_out`: the person opted out at another contact point of this kind
- `line_paused`: the contact point may have opted out: a person has still to read it
- `subject_muted`: the patient wants no more messages about this
- `answered_enough`: this contact point was answered by itself often enough today
- `service_window_closed`: the channel's free-text window is closed and there is no template
- `exemption_terms`: the terms of the legal exemption are not met
- `content_too_sensitive`: no variant of the message is permitted on this channel
- `no_language`: no text in a language of the recipient or of the practice
- `text_too_long`: the text is longer than the limit
- `cap_reached`: a frequency cap is reached until the stated time
- `reserved_for`: the slot is kept for a message of higher priority
- `quiet_hours`: outside the permitted hours in a candidate zone
- `passed_hours`: it does not wait for the permitted hours
- `closed_day`: holiday or closed day
- `question_open`: another question is open on this contact point
- `expired`: no longer useful
- `missed_window`: no permitted instant before it stops being useful
- `missing_fact`: a fact that the condition or the text needs is unknown
- `incomplete`: required data of the subject are missing
- `not_due`: its time has not come
- `anchor_unknown`: the event it is anchored on has not happened
- `other_executor`: another executor sends this channel
- `combined_into`: part of a combined message
- `awaiting_one`: it waits for the first of several things
- `retrying`: it failed for a reason that may pass, and is tried again
- `combining`: it waits for others to go with it
- `settling`: a change is given time to settle
- `clock_went_back`: the clock went back beyond the allowed skew
- `fact_in_future`: a fact is dated in the future
- `fact_id_reused`: two facts came under one id
- `other_patient`: the fact belongs to another patient and was not taken in
- `transition_refused`: the status change is not possible from the present status
- `visit_unlinked`: no appointment matches the visit
- `unknown_value`: the value is none that the attribute may have
- `unknown_subject`: what the fact speaks of is not known
- `zone_assumed`: the zone is not stated; the named one was assumed
- `tz_changed`: time-zone data changed a told time: staff to verify
- `safety_sent`: a danger to the patient was told: a person has to follow it up
- `safety_unsent`: a danger to the patient could not be told: a person has to call
- `too_late`: a withdrawn message had already left
- `urgent_reply`: a reply needs a person now
- `crisis_reply`: a reply speaks of suicide or self-harm: a person is needed now
- `safeguarding_reply`: a reply speaks of violence or abuse: a person is needed now
- `safety_answer`: an answer to a questionnaire needs a person now
- `death_reported`: a reply says that the patient has died: staff to verify
- `verify_contact`: a reply says that the number is somebody else's: staff to verify
- `opt_out_unclear`: a reply may be an opt-out: a person reads it, and the line is paused
- `opt_out_wording`: a reply opted out in its own words: a person reads it
- `visit_unclear`: an opt-out came while a visit was to be confirmed: ask whether the visit was meant
- `reschedule_requested`: the patient wishes another time: the visit stays until staff have arranged it
- `cancel_requested`: the patient wishes no visit: it stays booked until staff have asked
- `ambiguous_reply`: a reply fits more than one open question
- `unanswered_reply`: a reply that fits no open question needs a person
- `unmerged`: a record was parted from this one: staff look whose the facts of the time between are
- `erased`: the person was erased
- `too_old`: a fact lies before the sealed history
- `too_many`: the limit of facts of one relationship is reached: the fact was not taken in
"""

Receipt: TypeAlias = Literal["accepted", "delivered", "read"]
"""A receipt that a channel may give.

- `accepted`: The gateway took it.
- `delivered`: It reached the contact point.
- `read`: It was read.
"""

Recode = TypedDict(
    "Recode",
    {
        # What they count for, 0 to 100.
        "counts": "int",
        # The least of these answers.
        "from": "int",
        # The greatest; the least where it is absent.
        "to": "NotRequired[Optional[int]]",
    },
)
"""What answers count for."""

Recurrence: TypeAlias = str
"""an RFC 5545 recurrence rule such as FREQ=MONTHLY;INTERVAL=6"""

ReleaseEvent: TypeAlias = Literal["released_by_clinician", "discussed_by_clinician", "status_final", "hold_lifted"]
"""What happened to a result that a release can wait for.

- `released_by_clinician`: A clinician directed that it be released.
- `discussed_by_clinician`: A clinician talked it over with the patient.
- `status_final`: It became final.
- `hold_lifted`: The hold was lifted.
"""


class ReleaseRule(TypedDict):
    """A delay of results of one category."""
    category: str
    """The category of items, as the host names it."""
    hours: NotRequired[Optional[int]]
    """How many hours after it was filed it is shown, where no clinician releases it earlier; when
    a clinician has discussed it, where left out.
    """
    id: str
    """Its id."""


class Replies(TypedDict):
    """What is answered by itself."""
    crisis: NotRequired[Optional[str]]
    """The message that answers words of suicide or self-harm at once: a crisis line. Its purpose
    is `safety`; that of `urgent` is sent where this is left out.
    """
    help: NotRequired[Optional[str]]
    """The message that answers HELP."""
    stop: NotRequired[Optional[str]]
    """The message that confirms an opt-out, once."""
    urgent: NotRequired[Optional[str]]
    """The message that answers words of a medical emergency at once, by day and by night: the
    emergency number. Its purpose is `safety`. A person is called in any case.
    """


class Reply(TypedDict):
    """Something that was written back from a contact point."""
    automatic: NotRequired[bool]
    """Whether the host knows that a machine wrote it (an e-mail with `Auto-Submitted`, a notice
    that a message could not be delivered). It is never answered.
    """
    channel: Channel
    """By which channel."""
    id: ReplyId
    """The gateway's id."""
    line: LineId
    """Where it came from."""
    occurred: Timestamp
    """When it was written or received."""
    text: str
    """Its words."""

ReplyId: TypeAlias = str
"""an identifier"""

RequestId: TypeAlias = str
"""an identifier"""


class ResolutionOptOut(TypedDict):
    """The contact point opted out of this sender: of every purpose, calls as well as texts. The
    person did so too, and a new number does not undo it.
    """
    type: Literal["opt_out"]


class ResolutionOptOutOf(TypedDict):
    """The patient wants no more messages of one purpose."""
    type: Literal["opt_out_of"]
    purpose: Purpose
    """The purpose."""


class ResolutionMute(TypedDict):
    """The patient wants no more messages about one appointment or visit."""
    type: Literal["mute"]
    subject: str
    """The subject, as in `appointment:a1`."""


class ResolutionOptIn(TypedDict):
    """The contact point opted in again."""
    type: Literal["opt_in"]


class ResolutionHelp(TypedDict):
    """A request for help."""
    type: Literal["help"]


class ResolutionAnswer(TypedDict):
    """The answer to a question that was open on the line when it was written."""
    type: Literal["answer"]
    question: Key
    """The message that asked."""


class ResolutionRescheduleRequest(TypedDict):
    """Another time is wished for. The visit stays as it is until staff have arranged it."""
    type: Literal["reschedule_request"]
    question: NotRequired[Optional[Key]]
    """The message that asked, where one was open."""


class ResolutionCancelRequest(TypedDict):
    """The visit is not wanted. It stays booked until staff have asked."""
    type: Literal["cancel_request"]
    question: NotRequired[Optional[Key]]
    """The message that asked, where one was open."""


class ResolutionAmbiguous(TypedDict):
    """It fits several open questions: a person decides."""
    type: Literal["ambiguous"]
    candidates: List[Key]
    """The messages that asked."""


class ResolutionAutomatic(TypedDict):
    """A machine wrote it: nobody is asked to read it, and nothing answers it."""
    type: Literal["automatic"]


class ResolutionStaff(TypedDict):
    """It fits none: a person reads it."""
    type: Literal["staff"]

Resolution: TypeAlias = "Union[ResolutionOptOut, ResolutionOptOutOf, ResolutionMute, ResolutionOptIn, ResolutionHelp, ResolutionAnswer, ResolutionRescheduleRequest, ResolutionCancelRequest, ResolutionAmbiguous, ResolutionAutomatic, ResolutionStaff]"
"""What a reply was taken for (R11). It is recorded, and only a fact by staff changes it. What a
person must look at besides stands in the reply's `Concern`s.
"""

ResponseId: TypeAlias = str
"""an identifier"""


class RiskDecile(TypedDict):
    """A tenth of the rows, by their risk."""
    expected: float
    """The mean of their risks."""
    lower: float
    """The limits of that (Wilson 1927)."""
    n: int
    """Its rows."""
    observed: float
    """In how many of them it happened, as a share."""
    upper: float
    """The upper one."""


class RiskFeature(TypedDict):
    """A feature that is asked for."""
    column: str
    """The column; no value may be missing."""
    transform: NotRequired[RiskTransform]
    """How it becomes numbers."""


class RiskGroup(TypedDict):
    """How good risks are in a group."""
    auc: NotRequired[Optional[float]]
    """The chance that a row with the event has the higher risk of two (area under the curve)."""
    auc_lower: NotRequired[Optional[float]]
    """The limits of that (Hanley and McNeil 1982)."""
    auc_upper: NotRequired[Optional[float]]
    """The upper one."""
    brier: NotRequired[Optional[float]]
    """The mean square of what risks are off."""
    column: NotRequired[Optional[str]]
    """The column of groups; nothing for all rows."""
    events: NotRequired[Optional[int]]
    """In how many it happened."""
    expected: NotRequired[Optional[float]]
    """The mean of the risks."""
    group: NotRequired[Optional[str]]
    """The group."""
    n: NotRequired[Optional[int]]
    """Its rows; nothing where they, or those with or without the event, are too few to be told."""
    observed: NotRequired[Optional[float]]
    """The share in which it happened."""
    observed_lower: NotRequired[Optional[float]]
    """The limits of that (Wilson 1927)."""
    observed_upper: NotRequired[Optional[float]]
    """The upper one."""
    overlooked: NotRequired[Optional[float]]
    """The share of those with the event that is not acted on."""
    overlooked_lower: NotRequired[Optional[float]]
    """The limits of that."""
    overlooked_upper: NotRequired[Optional[float]]
    """The upper one."""
    selected: NotRequired[Optional[float]]
    """The share of the group that is acted on."""


class RiskModel(TypedDict):
    """A model card: the whole model, and what is to be known before it is used."""
    card: int
    """The version of the card."""
    fit: RiskReport
    """How well it fits the rows that it was made of; on others it will fit less well."""
    intercept: float
    """The logarithm of the odds where every feature is at its mean."""
    limits: List[str]
    """What it may be used for, and what not."""
    name: str
    """What it is called."""
    outcome: str
    """What it is the risk of: the column of outcomes."""
    penalty: float
    """How much large weights cost."""
    steps: int
    """How many steps the training took."""
    weights: List[RiskWeight]
    """What it has learnt."""
    window: RiskWindow
    """What it was made of."""


class RiskReason(TypedDict):
    """Why a risk is higher or lower than that of the mean row."""
    category: NotRequired[Optional[str]]
    """The category, where it is one."""
    column: str
    """The column."""
    push: float
    """What it adds to the logarithm of the odds; it takes away where it is below 0."""


class RiskReport(TypedDict):
    """How good risks are."""
    average_precision: NotRequired[Optional[float]]
    """Average precision: the mean share of right ones among those of higher risk."""
    calibration_intercept: NotRequired[Optional[float]]
    """What is to be added to the logarithm of the odds so that risks are true on the whole; 0 is
    best. Nothing where it cannot be fitted.
    """
    calibration_slope: NotRequired[Optional[float]]
    """How much steeper true odds are than those of the risks; 1 is best, below it risks are too
    sure.
    """
    deciles: List[RiskDecile]
    """Tenths of the rows, the lowest risks first; fewer where rows are few."""
    groups: List[RiskGroup]
    """By group."""
    log_loss: NotRequired[Optional[float]]
    """The mean logarithm of the chance that was given to what happened, below 0 turned to above."""
    threshold: NotRequired[Optional[float]]
    """From which risk on somebody would act."""
    whole: RiskGroup
    """All rows."""


class RiskReportSpec(TypedDict):
    """Risks that are to be judged."""
    groups: NotRequired[List[str]]
    """Columns of groups."""
    least: NotRequired[Optional[int]]
    """The fewest that are told of a group; 11 where it is absent."""
    outcome: str
    """The column that is true where it happened."""
    risk: str
    """The column of risks, from 0 to 1."""
    threshold: NotRequired[Optional[float]]
    """From which risk on somebody acts; that of the tenth of the highest risks where it is absent."""


class RiskScore(TypedDict):
    """The risk of a row."""
    reasons: List[RiskReason]
    """Why, the strongest first."""
    risk: float
    """Between 0 and 1."""


class RiskScoreSpec(TypedDict):
    """Rows of which the risk is asked for."""
    model: RiskModel
    """The model."""
    reasons: NotRequired[Optional[int]]
    """How many reasons are told of each row; 3 where it is absent."""


class RiskScores(TypedDict):
    """The risks of rows."""
    scores: List[RiskScore]
    """One for each row."""


class RiskSpec(TypedDict):
    """A model that is asked for."""
    at: NotRequired[Optional[str]]
    """The column of days or instants, for the window of the card."""
    features: List[RiskFeature]
    """The features. None may know the future: what is in a row must have been known when the risk
    is asked for (see `history`).
    """
    groups: NotRequired[List[str]]
    """Columns of groups by which the card tells how well it fits."""
    limits: NotRequired[List[str]]
    """What it may be used for, and what not, in the practice's words."""
    name: str
    """What it is called."""
    outcome: str
    """The column that is true where it happened, such as a missed appointment."""
    penalty: NotRequired[Optional[float]]
    """How much large weights cost: half the sum of their squares times this is added to the log
    loss of all rows; 1 where it is absent. The intercept costs nothing.
    """

RiskTransform: TypeAlias = Literal["number", "log", "flag", "category"]
"""How a column becomes numbers.

- `number`: As it is.
- `log`: The logarithm of one more, for what spreads far, such as days ahead; 0 and more.
- `flag`: 1 where it is true.
- `category`: 1 for each category but the first; one that was not there in training counts as none.
"""


class RiskWeight(TypedDict):
    """What a model has learnt of a feature, or of one category of it."""
    category: NotRequired[Optional[str]]
    """The category."""
    column: str
    """The column."""
    mean: float
    """The mean of the number in training."""
    scale: float
    """Its standard deviation in training; 1 where it never differs."""
    transform: RiskTransform
    """How it becomes a number."""
    weight: float
    """What one standard deviation more adds to the logarithm of the odds."""

RiskWindow = TypedDict(
    "RiskWindow",
    {
        # In how many of them it happened.
        "events": "int",
        # The first time, where there is a column of times.
        "from": "NotRequired[Optional[str]]",
        # How many.
        "rows": "int",
        # The last one.
        "until": "NotRequired[Optional[str]]",
    },
)
"""Of which rows a model was made."""


class RoleRule(TypedDict):
    """What a role may."""
    actions: List[AccessAction]
    """What they may do."""
    beyond_care_team: NotRequired[bool]
    """Whether it also goes for patients of other care teams."""
    kinds: NotRequired[List[ItemKind]]
    """For which kinds of items; all where empty."""
    places: NotRequired[List[str]]
    """At which places they must be; any where empty."""
    role: str
    """The role, as the host names it."""


class Routed(TypedDict):
    """A reply, resolved."""
    concerns: NotRequired[List[Concern]]
    """What a person must look at besides; the step opens a task for each."""
    facts: List[Fact]
    """The facts to give to the next step of that relationship."""
    patient: NotRequired[Optional[PatientId]]
    """Whose relationship it goes to; absent for a line to which nothing was ever sent. Then the
    host shows it to a person itself, at once where it has a concern.
    """
    resolution: Resolution
    """What it was taken for."""

Rule = TypedDict(
    "Rule",
    {
        # How often is enough.
        "cap": "NotRequired[Optional[RuleCap]]",
        # For these channels; for all where empty.
        "channels": "NotRequired[List[Channel]]",
        # The calendar on whose days nothing is permitted.
        "closed_on": "NotRequired[Optional[str]]",
        # How sure it is.
        "confidence": "Confidence",
        # What consent is needed.
        "consent": "NotRequired[Optional[ConsentRule]]",
        # Whether it is kept; contested and unconfirmed rules are not until a practice enables them.
        "enabled": "bool",
        # The terms under which a message may go without express consent, where it relies on them.
        "exemption": "NotRequired[Optional[Exemption]]",
        # The first day on which it holds.
        "from": "NotRequired[Optional[CivilDate]]",
        # The permitted hours, on the recipient's clock; those that are not named are not permitted.
        "hours": "NotRequired[Optional[List[Opening]]]",
        # The name under which decisions and overrides speak of it.
        "id": "str",
        # Where it binds: an ISO 3166 code of a country (`US`) or of a part of it (`US-FL`), by the
        # recipient's address, else by their zone; everywhere where left out.
        "jurisdiction": "NotRequired[Optional[str]]",
        # What stands behind it.
        "kind": "RuleKind",
        # The citation: statute, regulation, standard.
        "law": "NotRequired[Optional[str]]",
        # What else there is to know.
        "note": "NotRequired[Optional[str]]",
        # For these purposes; for all where empty.
        "purposes": "NotRequired[List[Purpose]]",
        # Only for messages that a third party pays for.
        "remunerated": "NotRequired[bool]",
        # Where it was read.
        "sources": "NotRequired[List[str]]",
        # How far an opt-out of one kind of message reaches; that kind alone where left out. (A plain
        # STOP always reaches all.)
        "stop": "NotRequired[Optional[StopScope]]",
        # The first day on which it does not hold any more.
        "until": "NotRequired[Optional[CivilDate]]",
    },
)
"""One rule."""

Rule2: TypeAlias = Literal["long_run", "few_crossings", "beyond_limit", "trend", "two_of_three", "shift", "nelson_1", "nelson_2", "nelson_3", "nelson_4", "nelson_5", "nelson_6", "nelson_7", "nelson_8", "western_electric_1", "western_electric_2", "western_electric_3", "western_electric_4"]
"""A rule that points met.

- `long_run`: Anhøj: a run longer than chance makes one in twenty times.
- `few_crossings`: Anhøj: the center is crossed less often than chance does in nineteen of twenty times.
- `beyond_limit`: A point beyond three standard deviations (a limit).
- `trend`: NHS: seven points that rise or fall.
- `two_of_three`: NHS: two of three near a limit.
- `shift`: NHS: seven points on one side of the center.
- `nelson_1`: Nelson 1: a point beyond three standard deviations.
- `nelson_2`: Nelson 2: nine points on one side.
- `nelson_3`: Nelson 3: six points that rise or fall.
- `nelson_4`: Nelson 4: fourteen points that go up and down in turn.
- `nelson_5`: Nelson 5: two of three beyond two standard deviations on one side.
- `nelson_6`: Nelson 6: four of five beyond one standard deviation on one side.
- `nelson_7`: Nelson 7: fifteen points within one standard deviation.
- `nelson_8`: Nelson 8: eight points beyond one standard deviation, on either side.
- `western_electric_1`: Western Electric 1: a point beyond three standard deviations.
- `western_electric_2`: Western Electric 2: two of three beyond two standard deviations on one side.
- `western_electric_3`: Western Electric 3: four of five beyond one standard deviation on one side.
- `western_electric_4`: Western Electric 4: eight points on one side.
"""


class RuleCap(TypedDict):
    """How often is enough, by a rule."""
    at_most: int
    """How many."""
    per: CapScope
    """Whose messages are counted together."""
    within: str
    """Within which time, as a cap's."""

RuleKind: TypeAlias = Literal["law", "service", "courtesy", "practice"]
"""What stands behind a rule.

- `law`: A statute or a regulator.
- `service`: The terms of a service through which messages go.
- `courtesy`: Good manners.
- `practice`: The practice's own.
"""

RuleSet: TypeAlias = Literal["plot_the_dots", "nelson", "western_electric"]
"""A set of rules that a chart is read by.

- `plot_the_dots`: NHS "making data count": limits, 7-point trends and shifts, two of three; a verdict for each
  point and for the chart.
- `nelson`: Nelson 1984, rules 1 to 8.
- `western_electric`: Western Electric 1956, rules 1 to 4.
"""


class Rules(TypedDict):
    """When, how often and by which channels patients may be written to.

    Every rule that binds must permit a message: the practice's own windows and caps, those of the
    packs, and `own`.
    """
    calendars: NotRequired[Dict[str, List[CivilDate]]]
    """Days on which rules that name the calendar permit nothing: more than those of the packs."""
    caps: NotRequired[List[Cap]]
    """How often is enough."""
    channels: NotRequired[List[ChannelRule]]
    """What differs from the defaults of a channel."""
    combine: NotRequired[List[Combine]]
    """Which messages become one where several are due to one recipient (R18)."""
    overrides: NotRequired[List[Override]]
    """What the practice changes in rules of the packs."""
    own: NotRequired[List[Rule]]
    """Rules of the practice's own, in the form of a pack's."""
    packs: NotRequired[Optional[List[str]]]
    """The rule packs that are kept, by name (`rule_packs`); `courtesy`
    where left out.
    """
    windows: NotRequired[Optional[List[Window]]]
    """The practice's permitted hours, in the patient's zone, in place of those of courtesy."""


class SaveBatch(TypedDict):
    """What saving many gave."""
    set_aside: List[SetAside]
    """What could not be done."""
    texts: List[Optional[str]]
    """The text for each patient, in order; nothing where the patient was set aside."""


class Scale(TypedDict):
    """What items are added up to."""
    bands: NotRequired[List[Band]]
    """The bands of its value, each from its least to the next one's: they part it whole."""
    id: str
    """Its stable name."""
    items: List[str]
    """Its items."""
    label: str
    """A short label."""
    may_miss: NotRequired[Optional[int]]
    """How many of the items may be missing; none where it is absent. A sum is then that of the
    answered ones as if the others were like them, rounded half up (PHQ-9: 2).
    """
    method: ScaleMethod
    """How they are added up."""
    table: NotRequired[List[float]]
    """What each sum stands for, from the least that is possible (PROMIS: T scores)."""
    times: NotRequired[Optional[int]]
    """By how much the result is multiplied (WHO-5: 4)."""

ScaleMethod: TypeAlias = Literal["sum", "mean", "linear"]
"""How items are added up.

- `sum`: Their sum.
- `mean`: Their mean.
- `linear`: The mean of where each is between its least and its greatest, 0 to 100.
"""

Schedule = TypedDict(
    "Schedule",
    {
        # For yearly rules: when a 29 February is in a common year; as `month_end` says where left
        # out.
        "leap_day": "NotRequired[Optional[LeapDay]]",
        # What becomes of a day that a month does not have; skipped, as RFC 5545 has it, where left
        # out.
        "month_end": "NotRequired[Optional[MonthEnd]]",
        # Slots that come at another time, under their own name (RECURRENCE-ID): from the slot to
        # the time.
        "moved": "NotRequired[Dict[str, WallTime]]",
        # The rule. Its COUNT counts slots before any of them is taken out.
        "rule": "Recurrence",
        # Since when a changed rule holds: slots before this never come, and none comes before it.
        "since": "NotRequired[Optional[WallTime]]",
        # Slots that come in addition (RDATE).
        "with": "NotRequired[List[WallTime]]",
        # Slots that are taken out (EXDATE).
        "without": "NotRequired[List[WallTime]]",
    },
)
"""A recurrence rule with its exceptions (R29).

Slots are local times of the rule as it stands; they are the names under which it is known
what was done, so that nothing here renames one: a slot that is moved keeps its own name and
comes at another time.

```
use prm_core::{CivilDate, CivilTime, Schedule};
let schedule = Schedule::from_json(r#"{
    "rule": "FREQ=MONTHLY;COUNT=5", "month_end": "clamp",
    "without": ["2026-03-31"], "moved": {"2026-05-31": "2026-06-02"}, "with": ["2026-06-15"]
}"#)?;
let first = (CivilDate::new(2026, 1, 31)?, CivilTime::MIDNIGHT);
let found = schedule.slots(first, None, 10).occurrences;
let found: Vec<String> = found.iter().map(|o| format!("{} {}", o.slot, o.at)).collect();
assert_eq!(found, [
    "2026-01-31 2026-01-31",
    "2026-02-28 2026-02-28",
    // 31 March is out; it was the third of five all the same.
    "2026-04-30 2026-04-30",
    "2026-05-31 2026-06-02",
    "2026-06-15 2026-06-15",
]);
# Ok::<(), prm_core::PrmError>(())
```
"""


class Score(TypedDict):
    """A scored response."""
    band: NotRequired[Optional[str]]
    """The band of that."""
    completeness: Completeness
    """How much was answered."""
    faults: List[AnswerFault]
    """What of the answers could not be taken: none of it keeps the rest from being scored."""
    flags: List[Flag]
    """Every flag, in their order."""
    instrument: str
    """The instrument."""
    items: List[ScoredItem]
    """Every item, in their order."""
    missing: List[str]
    """The items that were to be answered and are not."""
    scales: List[ScoredScale]
    """Every scale, in their order."""
    score: NotRequired[Optional[float]]
    """The value of its main scale; nothing where too much is missing."""
    version: str
    """Its version."""

ScoreMeasure: TypeAlias = Literal["response_rate", "mean", "linear", "top_box", "middle_box", "bottom_box", "net", "band"]
"""What is measured.

- `response_rate`: Responses of rows (0 to 1; Wilson 1927).
- `mean`: The mean of what answers count for, or of a scale's values (normal limits).
- `linear`: The mean of where answers are between the least and the greatest, 0 to 100.
- `top_box`: Answers in the top box of all answers (0 to 1; Wilson). Of a scale, the mean of its items'
  shares, each counting the same, as CAHPS composites are; without limits, which the covariance
  of its items decides.
- `middle_box`: Those in the middle box.
- `bottom_box`: Those in the bottom box.
- `net`: The top box less the bottom box, -100 to 100 (adjusted Wald limits: Rocks 2016).
- `band`: Responses in a band of a scale, of those with a value (0 to 1; Wilson).
"""


class ScoreRow(TypedDict):
    """One measure of one group."""
    band: NotRequired[Optional[str]]
    """The band, of that measure."""
    group: List[Optional[str]]
    """The names of the group, one for each column of groups; none for the whole."""
    lower: NotRequired[Optional[float]]
    """The limits of it."""
    measure: ScoreMeasure
    """What is measured."""
    n: NotRequired[Optional[int]]
    """Of how many; nothing where it is not told."""
    of: NotRequired[Optional[str]]
    """The item or scale; nothing for the rate of responses."""
    p: NotRequired[Optional[float]]
    """How likely a share differs as much from that of all other groups by chance (two-sided z)."""
    q: NotRequired[Optional[float]]
    """The same, corrected for so many groups (Benjamini and Hochberg 1995)."""
    suppressed: bool
    """Whether the numbers are left out."""
    upper: NotRequired[Optional[float]]
    """The upper one."""
    value: NotRequired[Optional[float]]
    """The value; nothing of nobody, and where it is not told."""


class ScoreSpec(TypedDict):
    """A response that is to be scored."""
    answers: List[ItemAnswer]
    """The answers."""
    cut_off: NotRequired[Optional[float]]
    """The host's own cut-off for these flags, in place of the sex."""
    document: NotRequired[Optional[Instrument]]
    """Or an instrument of one's own."""
    instrument: NotRequired[Optional[str]]
    """The id of a built-in instrument (`INSTRUMENTS`)."""
    sex: NotRequired[Optional[str]]
    """The recorded sex, for flags that depend on it."""
    version: NotRequired[Optional[str]]
    """The version of the instrument that was answered, where it is known."""


class ScoredItem(TypedDict):
    """An item of a response."""
    counts: NotRequired[Optional[int]]
    """What it counts for."""
    item: str
    """The item."""
    state: ItemState
    """What is there."""
    value: NotRequired[Optional[int]]
    """The answer, where it counts."""


class ScoredScale(TypedDict):
    """A scale of a response."""
    answered: int
    """How many of its items were answered."""
    band: NotRequired[Optional[str]]
    """The band."""
    of: int
    """How many it has."""
    scale: str
    """The scale."""
    sum: NotRequired[Optional[float]]
    """The sum before it was multiplied or looked up; only of a sum."""
    value: NotRequired[Optional[float]]
    """Its value; nothing where too much is missing."""


class Scores(TypedDict):
    """Scores of groups.

    Of a group nothing is told that is of fewer than `least`: no box or band that is above nothing
    and below it, and none of the others of that item, from which it would follow. Where what is
    left out of several groups would together be so few, the smallest of the others is left out too.
    """
    instrument: str
    """The instrument."""
    rows: List[ScoreRow]
    """The measures: by item and scale, first of the whole, then by group in the order of names."""
    version: str
    """Its version."""


class ScoresSpec(TypedDict):
    """Responses that are to be scored by group: a row for each response, or for each invitation, with
    gaps where nothing was answered.
    """
    by: NotRequired[List[str]]
    """The columns of groups, at most three."""
    compare: NotRequired[bool]
    """Whether each group is compared with all the others."""
    confidence: NotRequired[Optional[float]]
    """The confidence of the limits; 0.95 where it is absent."""
    document: NotRequired[Optional[Instrument]]
    """Or an instrument of one's own."""
    instrument: NotRequired[Optional[str]]
    """The id of a built-in instrument (`INSTRUMENTS`)."""
    interval: NotRequired[Optional[ShareInterval]]
    """How the limits of shares are found; by Wilson where it is absent."""
    items: NotRequired[Dict[str, str]]
    """The columns of items, where they do not have the items' names."""
    least: NotRequired[Optional[int]]
    """The fewest that are told; 11 where it is absent, and 1 tells all. See `Scores`."""


class Screener(TypedDict):
    """On what answer to an earlier item another depends."""
    any_of: List[int]
    """Its answers with which this one is asked."""
    item: str
    """The earlier item."""

Sensitivity: TypeAlias = Literal["substance_use", "hiv", "mental_health", "sexual_health", "genetic", "abuse", "other"]
"""A kind of information that needs the patient's own consent before others see it.

- `substance_use`: Substance use disorder (42 CFR Part 2).
- `hiv`: HIV.
- `mental_health`: Mental health.
- `sexual_health`: Sexual and reproductive health.
- `genetic`: Genetic disease.
- `abuse`: Violence and abuse.
- `other`: Any other label that restricts, one that is not known among them.
"""


class Service(TypedDict):
    """What is done at an appointment or a visit: codes as their source gives them, and its words.
    The playbook's `services` turn it into a name.
    """
    codings: NotRequired[List[str]]
    """Codings as `system|code`."""
    text: NotRequired[Optional[str]]
    """The words of the source."""


class SetAside(TypedDict):
    """What could not be done, by its place in what was asked."""
    error: ErrorReport
    """Why."""
    index: int
    """The place in the list that was given, the first being 0."""


class SetRule(TypedDict):
    """A value to note about a patient."""
    attribute: str
    """The attribute, one of the playbook's."""
    to: NotRequired[Optional[str]]
    """The value, as its type is written (`12`, `true`, `2026-03-08`), or `today` for a day;
    forgotten where left out.
    """

Severity: TypeAlias = Literal["error", "warning"]
"""How grave a `Fault` is.

- `error`: The document is refused.
- `warning`: The document compiles; a person should look.
"""


class Share(TypedDict):
    """A way that is taken by lot."""
    share: int
    """Its share in percent; the shares make 100."""
    way: str
    """The name of the way."""

ShareInterval: TypeAlias = Literal["wilson", "jeffreys"]
"""How the limits of a share are found.

- `wilson`: By the score test (Wilson 1927).
- `jeffreys`: Quantiles of a beta distribution by Jeffreys's prior (Brown, Cai, DasGupta 2001).
"""


class Shrink(TypedDict):
    """Shares drawn towards the whole."""
    pooled: float
    """The share of all."""
    reliability: List[float]
    """How much of its own is in it, 0 to 1."""
    rho: float
    """How much two of one entity are alike, beyond chance, 0 to 1."""
    shares: List[float]
    """The share of each entity, drawn towards that of all; that of all where it has none."""
    strength: NotRequired[Optional[float]]
    """For how many observations the whole counts; nothing where entities do not differ beyond
    chance, so that it counts for all.
    """


class ShrinkSpec(TypedDict):
    """Shares that are to be drawn towards the whole."""
    events: str
    """The column of how many it happened to, a row for each entity."""
    of: str
    """The column of how many there are."""

Side: TypeAlias = Literal["above", "below", "neither"]
"""Where a value stands to its center.

- `above`: Above it, or rising.
- `below`: Below it, or falling.
- `neither`: On it, or on both sides.
"""


class Signal(TypedDict):
    """A rule that was met, and the points that did it."""
    points: List[int]
    """The points, counted from 0."""
    rule: Rule2
    """Which rule."""
    side: Side
    """On which side, or in which direction."""


class Slack(TypedDict):
    """Until when a `send` would have stayed a `send`, were time alone to pass."""
    at: Timestamp
    """When."""
    code: ReasonCode
    """The first block that time alone would bring."""


class Slot(TypedDict):
    """A time that has become free (FHIR Slot)."""
    end: NotRequired[Optional[ZonedTime]]
    """When it ends."""
    id: SlotId
    """Its id."""
    place: NotRequired[Optional[Place]]
    """Where."""
    practitioner: NotRequired[Optional[str]]
    """By whom."""
    service: NotRequired[Optional[Service]]
    """What can be done."""
    start: ZonedTime
    """When it begins."""

SlotId: TypeAlias = str
"""an identifier"""

SlotStatus: TypeAlias = Literal["open", "taken", "closed", "exhausted"]
"""How a slot stands.

- `open`: It is offered, or may be.
- `taken`: Somebody has it.
- `closed`: It is too late to offer it.
- `exhausted`: Nobody who waits is left to whom it could be offered.
"""

SmsEncoding: TypeAlias = Literal["gsm7", "ucs2"]
"""The alphabet of an SMS.

- `gsm7`: The GSM 7 bit default alphabet and its extension.
- `ucs2`: UCS-2, in truth UTF-16.
"""


class SmsText(TypedDict):
    """How a text goes as SMS."""
    encoding: SmsEncoding
    """The alphabet in which it is sent."""
    outside: List[OutsideGsm7]
    """The characters that keep it out of GSM-7, each once, in the order in which they first
    appear: at most `LISTED` of them.
    """
    segments: int
    """How many messages it takes, each of which is paid for; 0 for an empty text."""
    units: int
    """How long it is: septets in GSM-7, of which some characters take two; units of 16 bits in
    UCS-2, of which an emoji takes two or more.
    """


class Spread(TypedDict):
    """How values spread."""
    groups: List[SpreadGroup]
    """One for each group, by its name; a single one where there are no groups."""


class SpreadGroup(TypedDict):
    """The values of a group."""
    group: NotRequired[Optional[str]]
    """The group, where there are groups."""
    mean: NotRequired[Optional[float]]
    """Their mean."""
    missing: int
    """Its gaps."""
    n: int
    """Its values."""
    quantiles: List[SpreadQuantile]
    """Their quantiles; none where it has no values."""


class SpreadQuantile(TypedDict):
    """A quantile."""
    lower: NotRequired[Optional[float]]
    """The limits: values between which the true one is, by the spread of ranks; nothing where the
    rows are too few for one.
    """
    share: float
    """Of which share."""
    upper: NotRequired[Optional[float]]
    """The upper one."""
    value: float
    """The value that so many do not exceed."""


class SpreadSpec(TypedDict):
    """Quantiles that are asked for."""
    confidence: NotRequired[Optional[float]]
    """The confidence of the limits; 0.95 where it is absent."""
    group: NotRequired[Optional[str]]
    """The column of groups; rows without one are left out."""
    kind: NotRequired[QuantileKind]
    """How they are made."""
    shares: NotRequired[List[float]]
    """Which quantiles; the median and the ninetieth percentile where it is empty."""
    value: str
    """The column of values; gaps are left out, and counted."""


class Step(TypedDict):
    """A step of a journey: one thing that is done at its time. It sends a message (`send`), opens a
    task or calls a person at once (`task`, `alert`), closes a task (`close`), notes a value
    (`set`), starts or stops a journey (`start`, `stop`), or takes one of several ways (`branch`,
    `split`, `wait`).

    Ways are anchors like any other: `2 days after answer.silent`. What hangs on a way that was
    not taken is left out, with all that hangs on it (`other_way`); what comes after either hangs
    on `answer.settled`.

    ```json
    {
      "id": "answer", "at": "reminder.handed_over",
      "wait": {
        "first_of": [
          {"way": "yes", "when": "appointment.confirmed"},
          {"way": "gone", "at": "appointment.cancelled"}
        ],
        "until": "1 day after due", "otherwise": "silent"
      }
    }
    ```
    """
    alert: NotRequired[Optional[TaskRule]]
    """The person to call at once, by day and by night: an urgent task."""
    ask: NotRequired[Optional[str]]
    """What the message asks: `nps` or `confirm`. An answer from the contact point is taken for
    the answer to it.
    """
    at: str
    """When: `1 day before appointment.start at 09:00`, `2 hours after visit.end`,
    `suggestion.received`, `1 day after check-in.settled at 10:00`.
    """
    await_consent: NotRequired[bool]
    """Whether it waits for the consent that it needs, as long as it is useful."""
    branch: NotRequired[List[Arm]]
    """Ways by condition: the first whose `when` is true is taken."""
    channels: NotRequired[List[Channel]]
    """The channels that are tried, in order; those of the message where empty."""
    close: NotRequired[Optional[str]]
    """The step whose task is closed, where it is still open."""
    fallback: NotRequired[Optional[Fallback]]
    """What has to be reported of the message, and when the next channel is tried without it."""
    group: NotRequired[Optional[str]]
    """The group of steps that a visit makes needless together."""
    id: str
    """The id: part of every key."""
    late: NotRequired[Optional[Late]]
    """What happens when its time had passed before its cause happened;
    `send_while_useful` where left out.
    """
    on_change: NotRequired[Optional[OnChange]]
    """What happens when a value that it told has changed; `again` where left out."""
    otherwise: NotRequired[Optional[Otherwise]]
    """What happens without that receipt; `skip` where left out."""
    otherwise_after: NotRequired[Optional[str]]
    """For a time after a receipt (`delivered`, `read`, `answered`): how long after the hand-over
    to wait for one.
    """
    priority: NotRequired[Optional[int]]
    """Which of several due steps goes first, the lowest; by purpose where left out."""
    quiet: NotRequired[Optional[Quiet]]
    """What happens when no permitted hour lies between its time and the end of its usefulness
    (R13); `hold` where left out.
    """
    retries: NotRequired[Optional[int]]
    """How often one channel is tried again when a message failed for a reason that may pass
    (`failed`, not `bounced`), five minutes later and then after twice as long each time, while
    it is useful; not where left out, at most `RETRIES`.
    """
    retry_on_consent: NotRequired[bool]
    """Whether it is decided again when the consent comes for want of which it was denied."""
    send: NotRequired[Optional[str]]
    """The message to send."""
    series: NotRequired[Optional[str]]
    """Steps of one series that are overdue together become the newest that is still useful."""
    set: NotRequired[Optional[SetRule]]
    """The value to note about the patient."""
    since: NotRequired[Optional[Timestamp]]
    """A due time before this never fires, so that a new step does not reach back."""
    split: NotRequired[List[Share]]
    """Ways by lot, in the stated shares: for a patient always the same one."""
    spread: NotRequired[Optional[str]]
    """Spreads it over this long after its time, so that a panel does not go out in one instant
    (R25): a step that is due at a time of the day only.
    """
    start: NotRequired[Optional[str]]
    """The occasion to record, now: the journeys that follow such begin."""
    stop: NotRequired[Optional[str]]
    """The journey whose present runs end."""
    task: NotRequired[Optional[TaskRule]]
    """The task to open."""
    tells: NotRequired[List[str]]
    """The values that it tells: `appointment.start`, `appointment.place`,
    `appointment.practitioner`.
    """
    useful_until: NotRequired[Optional[str]]
    """Until when it is useful, in the same words, with `due` for the step's own time; 48 hours
    after that where left out.
    """
    wait: NotRequired[Optional[WaitRule]]
    """Ways by what happens first."""
    was: NotRequired[List[str]]
    """Earlier ids of this step, so that what was said under them stays said."""
    when: NotRequired[Optional[str]]
    """Asked when it is due: skipped where false."""


class StepBatch(TypedDict):
    """What steps for many gave."""
    outcomes: List[Optional[Outcome]]
    """An outcome for each request, in order; nothing where it was set aside."""
    set_aside: List[SetAside]
    """What could not be done."""


class StepRequest(TypedDict):
    """One step that is asked of a panel."""
    facts: NotRequired[List[Fact]]
    """What the host has learnt since the last step, in any order."""
    patient: PatientId
    """The patient."""


class Still(TypedDict):
    """Whether what was handed over may still be sent (R7)."""
    reason: ReasonCode
    """Why, as a stable code."""
    send: bool
    """Send it, or not."""

StopScope: TypeAlias = Literal["all"]
"""How far an opt-out reaches that was said of one kind of message ("no more surveys").

- `all`: Every message by the channels of the rule.
"""

Subject: TypeAlias = Literal["appointment", "visit", "birthday", "enrolment", "occasion", "anniversary", "recall", "feedback"]
"""What a journey is about.

- `appointment`: An appointment.
- `visit`: A visit.
- `birthday`: A birthday, once a year.
- `enrolment`: An enrolment in a programme.
- `occasion`: Something that the practice gives a name: an enquiry, a referral, a discharge.
- `anniversary`: A day that comes back after an occasion: a year after an operation, and every year.
- `recall`: Care that is due again after the last visit.
- `feedback`: A response to a questionnaire, with the suggestion in it.
"""


class Survival(TypedDict):
    """Curves, and whether they differ."""
    confidence: float
    """The confidence of the limits."""
    curves: List[SurvivalCurve]
    """One for each group, by its name; a single one where there are no groups."""
    log_rank: NotRequired[Optional[LogRank]]
    """The test, where two groups or more had something to compare."""


class SurvivalCurve(TypedDict):
    """A curve."""
    events: int
    """How many had the event."""
    group: NotRequired[Optional[str]]
    """The group, where there are groups."""
    n: int
    """Its rows."""
    points: List[SurvivalPoint]
    """The steps, by time."""
    quantiles: List[SurvivalTime]
    """The times of the shares that were asked for."""
    shares: List[SurvivalShare]
    """The shares of the times that were asked for."""

SurvivalInterval: TypeAlias = Literal["log_log", "plain"]
"""How the limits of a curve are made.

- `log_log`: On the scale of log(-log S): never outside 0 to 1, right also for few and near the ends.
- `plain`: S ± z times Greenwood's standard error, cut at 0 and 1.
"""


class SurvivalPictureSpec(TypedDict):
    """Curves as a picture."""
    picture: PictureSpec
    """How they are drawn; `unit` is that of time."""
    survival: SurvivalSpec
    """The curves."""


class SurvivalPoint(TypedDict):
    """A step of a curve."""
    at_risk: int
    """How many were watched until then."""
    censored: int
    """Of how many watching ended then."""
    error: NotRequired[Optional[float]]
    """The standard error of that (Greenwood); nothing where none is left."""
    events: int
    """How many had the event then."""
    lower: float
    """The limits of the share."""
    survival: float
    """The share that is left after it."""
    time: float
    """When."""
    upper: float
    """The upper one."""


class SurvivalShare(TypedDict):
    """The share at a time."""
    at_risk: int
    """How many were still watched then."""
    lower: NotRequired[Optional[float]]
    """The limits of that."""
    survival: NotRequired[Optional[float]]
    """The share that is left; nothing behind the last time that was watched."""
    time: float
    """When."""
    upper: NotRequired[Optional[float]]
    """The upper one."""


class SurvivalSpec(TypedDict):
    """A curve that is asked for."""
    confidence: NotRequired[Optional[float]]
    """The confidence of the limits; 0.95 where it is absent."""
    duration: str
    """The column of times until the event or the end of watching, in any unit; 0 and more."""
    event: str
    """The column that is true or 1 where the event happened, false or 0 where watching ended
    before.
    """
    group: NotRequired[Optional[str]]
    """The column of groups: a curve for each, and the test whether they differ. Rows without a
    group are left out.
    """
    interval: NotRequired[SurvivalInterval]
    """How the limits are made."""
    shares: NotRequired[List[float]]
    """Shares of which the time is told: after it no more than so many are left; the median where
    it is empty.
    """
    times: NotRequired[List[float]]
    """Times of which the share that is left is told."""


class SurvivalTime(TypedDict):
    """The time at which a share is reached."""
    lower: NotRequired[Optional[float]]
    """The limits of that (Brookmeyer and Crowley 1982)."""
    share: float
    """The share that is left."""
    time: NotRequired[Optional[float]]
    """The first time at which no more are left; nothing where the curve ends above it."""
    upper: NotRequired[Optional[float]]
    """The upper one; nothing where it is beyond the curve."""

TableName: TypeAlias = Literal["patients", "intents", "appointments", "visits", "responses", "tasks"]
"""Which table: what a row is.

- `patients`: A row for each patient.
- `intents`: A row for each message that was decided: key and its parts, verdict, reasons, and when it
  was handed over, accepted, delivered, read and answered.
- `appointments`: A row for each appointment.
- `visits`: A row for each visit.
- `responses`: A row for each response to a question of feedback. The words of a suggestion are not in it,
  and of an anonymous response nobody is named.
- `tasks`: A row for each task of staff.
"""


class TableSpec(TypedDict):
    """A table that is asked for."""
    identifiers: NotRequired[Identifiers]
    """What becomes of names."""
    table: TableName
    """Which."""


class TaskRule(TypedDict):
    """A task for a member of staff."""
    pool: str
    """Who is to do it."""
    title: str
    """What is to be done."""
    within: NotRequired[Optional[str]]
    """How much time there is."""


class TestCase(TypedDict):
    """A test case: what is known and happens, until when it is played, and what must come of it.

    ```json
    {
      "id": "reminded-the-day-before",
      "given": [
        {"at": "2026-03-02T06:00:00Z", "fact": {"type": "appointment_booked",
          "appointment": "a1", "start": "2026-03-10T10:00[Asia/Kolkata]"}}
      ],
      "until": "2026-03-11T00:00:00Z",
      "then": [{"at": "2026-03-09T03:30:00Z", "send": "visit_reminder", "channel": "sms"}]
    }
    ```
    """
    decided: NotRequired[List[Decided]]
    """Decisions that must be among those that are made; there may be others."""
    given: List[Given]
    """What is known and happens, in any order."""
    id: str
    """The id."""
    then: NotRequired[List[Done]]
    """What is done, in order: all of it, and nothing else."""
    title: NotRequired[Optional[str]]
    """What it shows, in words."""
    until: Timestamp
    """Until when it is played: every wake until then is followed."""


class TestReport(TypedDict):
    """What came of one test case."""
    done: List[str]
    """What was done, each on a line: what the case may expect instead."""
    failures: List[str]
    """What did not, each on a line."""
    id: str
    """The case's id."""
    passed: bool
    """Whether everything came as expected."""

Theme: TypeAlias = Literal["auto", "light", "dark"]
"""How a picture looks.

- `auto`: Light or dark as its reader's system is, and light on paper.
- `light`: Always light.
- `dark`: Always dark, but on paper.
"""

Threshold = TypedDict(
    "Threshold",
    {
        # The least.
        "from": "int",
        # The item.
        "item": "str",
    },
)
"""An answer that is high enough: what it counts for."""


class Timeline(TypedDict):
    """A patient's time for staff to look at: what was settled and what became of it, the
    appointments and visits, and what is planned until an instant.

    It says step, message, channel, verdict and reason. The words of messages are in it only where
    they are asked for, and only those that are planned: what was sent is not kept here.
    """
    complete: bool
    """Whether the plan reaches its end, and not only the limit of turns."""
    language: Language
    """The language of its words."""
    now: Timestamp
    """Between what happened and what is planned."""
    past: List[TimelineEntry]
    """What happened, in the order of time."""
    patient: PatientId
    """Whose."""
    planned: List[TimelineEntry]
    """What would happen, were nothing else to be learnt, in the order of time."""
    until: Timestamp
    """Until when it is planned."""
    wake: NotRequired[Optional[Wake]]
    """What is waited for at the end."""
    zone: Zone
    """The zone of its days and times: the patient's, as far as it is known."""


class TimelineEntry(TypedDict):
    """One thing on a timeline."""
    at: Timestamp
    """When."""
    channel: NotRequired[Optional[Channel]]
    """The channel."""
    day: str
    """The day, as is the reader's custom."""
    events: NotRequired[List[TimelineEvent]]
    """What became of it since."""
    journey: NotRequired[Optional[str]]
    """The journey."""
    key: NotRequired[Optional[Key]]
    """The key, for `explain`."""
    kind: TimelineKind
    """What it is."""
    message: NotRequired[Optional[str]]
    """The message's id in the playbook."""
    reasons: NotRequired[List[Reason]]
    """Why, as codes."""
    said: str
    """The verdict in words."""
    sentence: str
    """The same as one plain sentence."""
    subject: NotRequired[Optional[str]]
    """Kind and id of what it is about, as in `appointment:a1`."""
    text: NotRequired[Optional[str]]
    """The text that would be sent, where texts are asked for."""
    time: str
    """The time of the day, as is the reader's custom."""
    title: str
    """What it is called: the step, or the appointment or visit."""
    verdict: NotRequired[Optional[Verdict]]
    """What was or would be decided; absent of care."""
    way: NotRequired[Optional[str]]
    """The way that the journey took."""


class TimelineEvent(TypedDict):
    """What became of a message or a task."""
    at: Timestamp
    """When it was reported."""
    event: MessageEvent
    """What."""
    said: str
    """The same in words."""

TimelineKind: TypeAlias = Literal["message", "task", "step", "care"]
"""What stands on a timeline.

- `message`: A message.
- `task`: A task for staff.
- `step`: A step of the journey itself, or one that came to nothing.
- `care`: An appointment or a visit.
"""

Timestamp: TypeAlias = datetime
"""an RFC 3339 instant with an offset"""


class Token(TypedDict):
    """A token, and what the host keeps to know whom it is of."""
    expires: Timestamp
    """When it ends."""
    once: str
    """The digest under which its use is recorded."""
    reference: str
    """The pseudonym of patient and subject: the host keeps which they are under it."""
    token: str
    """The text for the link: 68 characters, all safe in a URL and each one septet in an SMS."""


class TokenClaims(TypedDict):
    """What a token says. Nothing in it names anybody."""
    expires: Timestamp
    """When it ends."""
    issued: Timestamp
    """From when it counts."""
    key: int
    """The number of the key that signed it."""
    login: bool
    """Whether the link alone is not enough."""
    once: str
    """The digest to be recorded as it is used."""
    purpose: LinkPurpose
    """What it is for."""
    reference: str
    """The pseudonym of patient and subject, under which the host keeps which they are."""
    single_use: bool
    """Whether a second use is refused."""

TokenFault: TypeAlias = Literal["malformed", "unknown_key", "bad_signature", "wrong_purpose", "wrong_subject", "not_yet", "expired", "revoked", "replayed"]
"""Why a token is refused.

- `malformed`: Not the text of a token.
- `unknown_key`: Signed by a key that is not among those given: rotated out, or of somebody else.
- `bad_signature`: Not signed by its key for this practice: changed, guessed, or of another practice.
- `wrong_purpose`: For another purpose.
- `wrong_subject`: Of another patient or subject than the host found.
- `not_yet`: It does not count yet: a clock went back.
- `expired`: Its time is over.
- `revoked`: A fact revoked it.
- `replayed`: It was used before.
"""


class TokenReadSpec(TypedDict):
    """A token that somebody brings.

    A host asks twice. First with the token alone: the answer names the `reference`, by which the
    host finds patient and subject, and `once`. Then with what it found: `patient`, `subject`, the
    `revoked` links of the relationship, and whether `once` was recorded. As it acts it records
    `once` under a unique index, in the same transaction: of two that come at the same time, one
    fails there.
    """
    keys: List[HostKey]
    """The keys, the newest last: a token of each is read."""
    now: Timestamp
    """What time it is."""
    patient: NotRequired[Optional[PatientId]]
    """Whom the reference is of, once the host has found it."""
    practice: str
    """The practice that reads."""
    purpose: LinkPurpose
    """What the page that reads is for."""
    revoked: NotRequired[List[LinkRevocation]]
    """What the relationship says of revoked links."""
    subject: NotRequired[Optional[str]]
    """What the reference is about, once the host has found it."""
    token: str
    """The text from the link."""
    used: NotRequired[List[str]]
    """The digests that were recorded: those that the host found, or none."""


class TokenReading(TypedDict):
    """What a token comes to: claims, or why not. One of the two is there."""
    claims: NotRequired[Optional[TokenClaims]]
    """What it says, where it holds."""
    fault: NotRequired[Optional[TokenFault]]
    """Why it does not hold. For the log: who brings it is told no more than that it does not."""


class TokenSpec(TypedDict):
    """A link to be made."""
    expires: Timestamp
    """When it ends, cut to whole seconds."""
    issued: Timestamp
    """From when it counts, cut to whole seconds."""
    keys: List[HostKey]
    """The keys, the newest last. Reference and nonce are made with the newest: a link that is
    issued again after a change of keys is another one, and may be used once more.
    """
    occurrence: str
    """What tells this use from others of the same purpose and subject: the key of the message, or
    intent and occurrence. The same again gives the same nonce, so that a link that is sent a
    second time is used up with the first.
    """
    patient: PatientId
    """For whom."""
    practice: str
    """The practice: a token of one is none of another."""
    purpose: LinkPurpose
    """What the link is for."""
    subject: str
    """About what, as in `appointment:a1` or `line:sms`."""


class Unsubscribe(TypedDict):
    """The way out of a mailing, where a message must offer one: it is there for greetings, feedback
    and marketing by e-mail.
    """
    headers: List[MailHeader]
    """The headers to send, and to sign with DKIM; empty where the practice gives no address to
    unsubscribe at: then they are the host's to add.
    """

ValueFormat: TypeAlias = Literal["number", "percent"]
"""How values are written.

- `number`: As they are.
- `percent`: A share as a percentage.
"""


class Variant(TypedDict):
    """A message on one channel at one content level."""
    approved: NotRequired[Optional[str]]
    """For WhatsApp: the approved template that the text is. Without one it may only go within
    24 hours of what the patient last wrote there.
    """
    channel: Channel
    """The channel."""
    html: NotRequired[Optional[Dict[str, str]]]
    """The same as HTML by language, for e-mail: sent beside the text. Values are escaped, so
    they are text there whatever they hold; they may stand between tags and in quoted
    attributes.
    """
    level: int
    """The content level: 0 a notice, 1 with name, date, time and place, 2 with clinician or
    department, 3 with reason, instructions and values.
    """
    max_segments: NotRequired[Optional[int]]
    """How many segments an SMS should take at most: the check warns of a text that takes more
    even with the shortest values. No text is ever cut; each says how many it takes.
    """
    part: NotRequired[Optional[Dict[str, str]]]
    """How it reads as one line of a combined message, by language; without one it always goes
    alone.
    """
    subject: NotRequired[Optional[Dict[str, str]]]
    """The subject by language, for e-mail and letters; the title, which may be left out, for
    push.
    """
    text: Dict[str, str]
    """The text by language."""

Variation: TypeAlias = Literal["common_cause", "improvement", "concern", "neutral_high", "neutral_low"]
"""How a variation is to be read: what the icons of the NHS stand for.

- `common_cause`: Nothing but what is usual.
- `improvement`: Something changed for the better.
- `concern`: Something changed for the worse.
- `neutral_high`: Something rose, and neither direction is better.
- `neutral_low`: Something fell, and neither direction is better.
"""

Verdict: TypeAlias = Literal["send", "wait", "hold", "combine", "done", "skip", "missed", "deny", "note", "task"]
"""What becomes of one planned step.

`send`, `combine`, `done`, `skip`, `missed` and `deny` settle it: it is never decided again, whatever
facts arrive (R3). `wait` and `hold` leave it open.

- `send`: It is done now.
- `wait`: Its time, or the event it is anchored on, has not come.
- `hold`: It is due, and something that can still change is in the way.
- `combine`: It became part of a combined message.
- `done`: The journey took a way, or told something, and went on: the host has nothing to do.
- `skip`: There is no need for it.
- `missed`: It could not be done in time.
- `deny`: It may not be done.
- `note`: A remark on a fact; nothing was decided.
- `task`: A person has to look.
"""


class ViewerPatient(TypedDict):
    """The patient."""
    type: Literal["patient"]


class ViewerRelatedPerson(TypedDict):
    """A related person: parent, guardian, caregiver, delegate."""
    type: Literal["related_person"]
    person: PersonId
    """The person."""


class ViewerStaff(TypedDict):
    """A member of staff."""
    type: Literal["staff"]
    break_glass: NotRequired[Optional[BreakGlass]]
    """Whether they break the glass."""
    care_team: NotRequired[bool]
    """Whether they are in the patient's care team."""
    id: str
    """Their id."""
    place: NotRequired[Optional[str]]
    """The place that they work at now."""
    roles: List[str]
    """Their roles, as the playbook names them."""


class ViewerSystem(TypedDict):
    """A program of the practice, by the name that the playbook lists."""
    type: Literal["system"]
    name: str
    """The name."""

Viewer: TypeAlias = "Union[ViewerPatient, ViewerRelatedPerson, ViewerStaff, ViewerSystem]"
"""Who looks, as the host has authenticated them."""

VisitId: TypeAlias = str
"""an identifier"""


class WaitRule(TypedDict):
    """A wait for the first of several things."""
    first_of: List[Cause]
    """What is waited for. What happened earliest counts, and of equals the first."""
    otherwise: str
    """The way that is taken then."""
    until: str
    """Until when, as a sentence of time, with `due` for the step's own time: `3 days after due`."""

WaitingId: TypeAlias = str
"""an identifier"""


class WaitlistRule(TypedDict):
    """How times that have become free are offered."""
    cut_off: NotRequired[Optional[str]]
    """How long before its start a time is offered to nobody any more; 2 hours where left out."""
    every: NotRequired[Optional[str]]
    """How long they have before the next are asked too; 30 minutes where left out."""
    group: NotRequired[Optional[int]]
    """To how many at once; to one where left out."""


class Wake(TypedDict):
    """When to call again, and why."""
    about: NotRequired[Optional[str]]
    """The step that waits, as subject and step."""
    at: Timestamp
    """When. Calling earlier does no harm, later makes things late."""
    because: ReasonCode
    """What is waited for."""


class WakeBatch(TypedDict):
    """When many want to be asked next."""
    set_aside: List[SetAside]
    """What could not be done."""
    wakes: List[Optional[Timestamp]]
    """The instant for each patient, in order; nothing where nothing is planned or where the
    patient was set aside.
    """

WallTime: TypeAlias = str
"""a day such as 2026-03-08, or a time on the wall such as 2026-03-08T09:00"""

Weekday: TypeAlias = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
"""A day of the week."""

Window = TypedDict(
    "Window",
    {
        # For these channels; for those that ring where empty.
        "channels": "NotRequired[List[Channel]]",
        # On these days; on all where empty. A window past midnight belongs to the day on which it
        # begins.
        "days": "NotRequired[List[Weekday]]",
        # The first minute in which it is permitted.
        "from": "CivilTime",
        # For these purposes; for all but safety where empty.
        "purposes": "NotRequired[List[Purpose]]",
        # The first minute in which it is not. Earlier than `from` for a window past midnight; never
        # the same.
        "to": "CivilTime",
    },
)
"""Hours in which messages may go out. A channel and purpose that some window names may be used
within its windows alone.
"""

Wishes = TypedDict(
    "Wishes",
    {
        # The earliest time of the day, in minutes after midnight.
        "earliest": "NotRequired[Optional[int]]",
        # The first day, on the wall of the slot's place.
        "from": "NotRequired[Optional[CivilDate]]",
        # The latest time of the day at which it may begin, in minutes after midnight.
        "latest": "NotRequired[Optional[int]]",
        # How many minutes ahead they have to know.
        "notice": "NotRequired[Optional[int]]",
        # The ids of the places.
        "places": "NotRequired[List[str]]",
        # By whom.
        "practitioners": "NotRequired[List[str]]",
        # How urgent it is, the lowest number first; 100 where left out.
        "priority": "NotRequired[Optional[int]]",
        # The appointment that an earlier one takes the place of: only earlier times suit then.
        "replaces": "NotRequired[Optional[AppointmentId]]",
        # What is to be done: it is one service with a slot's where the playbook gives both one name.
        "service": "NotRequired[Optional[Service]]",
        # The last day.
        "until": "NotRequired[Optional[CivilDate]]",
        # The days of the week, from 1 for Monday to 7 for Sunday (ISO 8601).
        "weekdays": "NotRequired[List[int]]",
    },
)
"""What would suit one who waits. What is left out does not matter to them."""

Wording: TypeAlias = Literal["shipped", "host"]
"""Whether the wording of an instrument may be shipped with software.

- `shipped`: It may.
- `host`: The host brings it, under its own licence: the document has codes and short labels.
"""

Zone: TypeAlias = str
"""a zone name such as `Asia/Kolkata`"""

ZonedTime: TypeAlias = "Union[str, datetime]"
"""an RFC 9557 time with a zone or an offset"""
