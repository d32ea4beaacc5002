// Made by `cargo run -p prm-codegen` from the core's types. Do not edit.

/** How soon patients could be seen, by group in the order of names. */
export interface Access {
  /** The groups. */
  groups: AccessGroup[]
}

/** What somebody wants to do with an item. */
export type AccessAction =
  /** To read it. */
  | 'read'
  /** To write in it, as in a thread. */
  | 'write'
  /** To ask for a change: a refill, another time. */
  | 'request'

/** What speaks against access. */
export type AccessCode =
  /** The item is of another patient. */
  | 'other_patient'
  /** The record lives on in another. */
  | 'merged'
  /** The patient has died, and what was granted before ended with it. */
  | 'deceased'
  /** Somebody of whom this relationship knows nothing. */
  | 'unknown_person'
  /** The relation does not hold now. */
  | 'relation_ended'
  /** This viewer was shut out by name. */
  | 'restricted_relation'
  /** Nothing grants it. */
  | 'no_grant'
  /** What was granted was taken back. */
  | 'revoked'
  /** What was granted has ended by itself. */
  | 'consent_expired'
  /** The patient came of age (R21). */
  | 'came_of_age'
  /** How old the patient is, is not known. */
  | 'age_unknown'
  /** The grant does not cover this kind of item. */
  | 'scope_not_granted'
  /** At the patient's age a proxy does not see this. */
  | 'age_limited'
  /** At the patient's age a proxy needs the patient's own consent. */
  | 'patient_consent_needed'
  /** Care to which a minor consents alone (45 CFR 164.502(g)(3)). */
  | 'confidential_minor_service'
  /** Restricted by its label. */
  | 'restricted_label'
  /** Substance use records need the patient's consent (42 CFR Part 2). */
  | 'part2_consent_required'
  /** Very restricted: it needs the glass to be broken. */
  | 'break_glass_required'
  /** The glass was broken without a reason. */
  | 'reason_required'
  /** The glass was broken too long ago. */
  | 'break_glass_expired'
  /** The viewer is not in the care team. */
  | 'not_in_care_team'
  /** The viewer is not a part of this thread. */
  | 'not_in_thread'
  /** Withdrawn by its source. */
  | 'withdrawn'
  /** Not final yet. */
  | 'not_final'
  /** A law delays it. */
  | 'state_law'
  /** A rule of the practice delays it. */
  | 'practice_rule'
  /** A clinician found a risk to life or safety. */
  | 'harm'
  /** The patient keeps it from others. */
  | 'privacy_preference'
  /** The patient asked to see it later. */
  | 'patient_request'

/** What was decided about an item. */
export interface AccessDecision {
  /** The next instant at which time alone may change the decision. */
  changes_at?: string | null
  /** What the host must do as it lets the viewer in. */
  obligations: Obligation[]
  /** All that speaks against it; empty for a permit. Meant for the audit, not for the viewer. */
  reasons: AccessReason[]
  /** For `later`: when, where time alone opens it. */
  until?: string | null
  /** What was decided. */
  verdict: AccessVerdict
}

/** How soon a group could be seen. */
export interface AccessGroup {
  /** How many of these are worked, the last among them. */
  business_days?: number | null
  /** The day of the third; nothing where there are fewer, which is never no wait at all. */
  day?: CivilDate | null
  /** How many days away that is; none on the day itself. */
  days?: number | null
  /** The group, where there are groups. */
  group?: string | null
  /** Its free slots from that day on. */
  slots: number
}

/** One thing that speaks against access. */
export interface AccessReason {
  /** What it waits for. */
  awaits?: ReleaseEvent | null
  /** What it is. */
  code: AccessCode
  /** The fact that it follows from. */
  fact?: FactId | null
  /** The rule that says so. */
  rule?: string | null
  /** Until when. */
  until?: string | null
}

/** What a proxy may be granted. */
export type AccessScope =
  /** The record and its documents. */
  | 'record'
  /** Results. */
  | 'results'
  /** Conversations. */
  | 'messages'
  /** Appointments. */
  | 'appointments'
  /** Prescriptions and refills. */
  | 'refills'
  /** Bills. */
  | 'billing'

/** The third next available appointment, asked for on one day. */
export interface AccessSpec {
  /**
   * The day on which it is asked. It is usual to ask on the same day and hour of each week, and
   * to take the mean.
   */
  asked: CivilDate
  /** Days on which it is closed all the same. */
  closed?: CivilDate[]
  /** The column of groups: clinician, kind of appointment. */
  group?: string | null
  /** Which of the next ones; 3 where it is absent, since the first may be free by chance. */
  nth?: number | null
  /** The days of the week that are worked, 1 Monday to 7 Sunday; Monday to Friday where empty. */
  open_days?: number[]
  /**
   * The column of the days of free slots, a row for each; slots that are held for somebody are
   * left out by the host.
   */
  slot: string
}

/** What was decided. */
export type AccessVerdict =
  /** The viewer may. */
  | 'permit'
  /** The viewer may not. */
  | 'deny'
  /** The viewer may not yet. */
  | 'later'

/**
 * What the host must do now. Store it under its key in the transaction that saves the
 * relationship, then do it.
 *
 * The enum is exhaustive on purpose: an action that a host does not know is a message that is
 * never sent.
 */
export type Action =
  | SendMessage
  | WithdrawMessage
  | OpenTask
  | CloseTask

/**
 * Send a message. A host that does so later than
 * `STALE_HANDOVER` asks
 * `still` first, and reports what became of it.
 *
 * ```json
 * {
 *   "type": "send_message",
 *   "key": "0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2",
 *   "parts": {
 *     "journey": "visits", "subject": "appointment:a1", "entry": "0", "step": "reminder",
 *     "occurrence": "-", "recipient": "priya", "told": "5f2c01aa89d3be70",
 *     "again": 0, "attempt": 0
 *   },
 *   "patient": "priya",
 *   "recipient": "priya",
 *   "purpose": "treatment",
 *   "channel": "sms",
 *   "line": "tel:+919812345670",
 *   "to": "+919812345670",
 *   "message": "visit_reminder",
 *   "level": 1,
 *   "language": "en-IN",
 *   "text": "Priya, see you Tuesday, 10 March at 10:00 AM at Lotus Clinic.",
 *   "segments": 1,
 *   "expires_at": "2026-03-10T02:30:00.000Z"
 * }
 * ```
 */
export interface SendMessage {
  type: 'send_message'
  /** The approved template that the text is, for channels that have such (WhatsApp). */
  approved?: string | null
  /** By which channel. */
  channel: Channel
  /** The keys of the messages that it says in one (R18). What is reported of it is theirs. */
  combines?: Key[]
  /** After this instant it must not be sent. */
  expires_at: string
  /** The same as HTML, for an e-mail that has it. */
  html?: string | null
  /** The key: also the idempotency key for the gateway. */
  key: Key
  /** The language of the text. */
  language: Language
  /** The content level of the text. */
  level: number
  /** The contact point. */
  line: LineId
  /** The message's id in the playbook. */
  message: string
  /** What the key is made of. */
  parts: KeyParts
  /** Whom it is about. */
  patient: PatientId
  /** What it is for. */
  purpose: Purpose
  /** Who reads it: the patient's id or a related person's. */
  recipient: string
  /** How many segments the text takes, for SMS (`segments`). */
  segments?: number | null
  /** The subject, for e-mail and letters; the title, for push. It is one line. */
  subject?: string | null
  /** The text. */
  text: string
  /** The contact point's address alone. */
  to: string
  /** For an e-mail that must offer a way out of further ones. */
  unsubscribe?: Unsubscribe | null
}

/**
 * Do not send what was handed over under this key. Report `withdrawn`, or `too_late` when it
 * has left.
 *
 * ```json
 * {
 *   "type": "withdraw_message", "key": "0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2",
 *   "reason": "line_opted_out"
 * }
 * ```
 */
export interface WithdrawMessage {
  type: 'withdraw_message'
  /** The key of the message. */
  key: Key
  /** Why. */
  reason: ReasonCode
}

/**
 * Give staff a task.
 *
 * ```json
 * {
 *   "type": "open_task",
 *   "key": "0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2",
 *   "parts": {
 *     "journey": "visits", "subject": "appointment:a1", "entry": "0",
 *     "step": "prm:no_recipient", "occurrence": "-", "recipient": "tara", "told": "-",
 *     "again": 0, "attempt": 0
 *   },
 *   "patient": "tara",
 *   "pool": "staff",
 *   "title": "no permitted recipient (minor, proxy, confidential request)",
 *   "reason": "no_recipient",
 *   "people": ["meera"]
 * }
 * ```
 */
export interface OpenTask {
  type: 'open_task'
  /** The message that it is about. */
  about?: Key | null
  /** Until when it should be done. */
  due?: string | null
  /** The facts that somebody has to look at. */
  facts?: FactId[]
  /** The key. */
  key: Key
  /** What the key is made of. */
  parts: KeyParts
  /** Whom it is about. */
  patient: PatientId
  /** Who stands by the patient, for a task that nobody else can be told of. */
  people?: PersonId[]
  /** Who is to do it: a pool of the playbook, or `staff`. */
  pool: string
  /** Why, where the library itself asks for it. */
  reason?: ReasonCode | null
  /** What is to be done. */
  title: string
  /**
   * Whether a person is needed at once, by day and by night: the host calls whoever is on
   * duty. Such a task is never closed by this library.
   */
  urgent?: boolean
}

/**
 * A task is not needed any more: its cause has gone.
 *
 * ```json
 * {
 *   "type": "close_task", "key": "0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2",
 *   "reason": "subject_gone"
 * }
 * ```
 */
export interface CloseTask {
  type: 'close_task'
  /** The key of the task. */
  key: Key
  /** Why. */
  reason: ReasonCode
}

/** A box of what answers count for. */
export interface AnswerBox {
  /** The least of it. */
  from: number
  /** Which. */
  kind: BoxKind
  /** The greatest; the least where it is absent. */
  to?: number | null
}

/** What of the answers could not be taken. */
export interface AnswerFault {
  /** The place of the answer in the list, from 0; nothing where it is about the whole. */
  answer?: number | null
  /** What is wrong with it. */
  fault: AnswerFaultKind
}

/** What is wrong with an answer. */
export type AnswerFaultKind =
  /** The instrument has no such item. */
  | 'unknown_item'
  /** The item has no such answer. */
  | 'out_of_range'
  /** The item was answered before, otherwise. */
  | 'several_marks'
  /** Words where a value belongs, or a value where words do. */
  | 'wrong_kind'
  /** It was not to be asked. */
  | 'not_asked'
  /** The answers are of another version of the instrument, and scored by this one. */
  | 'other_version'
  /** The instrument is retired. */
  | 'retired'

/** How an item is answered. */
export type AnswerKind =
  /** One of some options. */
  | 'choice'
  /** A whole number from the least to the greatest. */
  | 'scale'
  /** In words, which are not scored. */
  | 'words'

/** An answer of a choice. */
export interface AnswerOption {
  /** Its wording by language. */
  label?: { [name: string]: string }
  /** A short name. */
  name: string
  /** Its value, 0 to 100. */
  value: number
}

/** an identifier */
export type AppointmentId = string

/** The status of an appointment (FHIR R4 AppointmentStatus). */
export type AppointmentStatus =
  /** Offered, nothing agreed. */
  | 'proposed'
  /** Agreed by some. */
  | 'pending'
  /** On the waitlist. */
  | 'waitlist'
  /** Agreed by all. */
  | 'booked'
  /** Checked in, before or after arriving. */
  | 'checked-in'
  /** The patient is there. */
  | 'arrived'
  /** It took place. */
  | 'fulfilled'
  /** The patient did not come. */
  | 'noshow'
  /** It will not take place. */
  | 'cancelled'
  /** It should never have been there. */
  | 'entered-in-error'

/** A way that is taken by a condition. */
export interface Arm {
  /** The name of the way. */
  way: string
  /** When it is taken. The last one may leave it out: it is taken where no other is. */
  when?: string | null
}

/** Whether a process as it is will meet its target. */
export type Assurance =
  /** It will, unless something changes. */
  | 'consistent_pass'
  /** It will not, unless something changes. */
  | 'consistent_fail'
  /** It will at times, and at times not. */
  | 'inconsistent'

/** Whether the patient will come. */
export type Attendance =
  /** Yes (FHIR participant status `accepted`). */
  | 'accepted'
  /** No (`declined`). */
  | 'declined'

/** A value that a practice notes about its patients. */
export interface AttributeRule {
  /** The lowest content level at which a text may say it; 3 where left out. */
  level?: number | null
  /** The value that it has for those of whom nobody noted any; unknown where left out. */
  otherwise?: string | null
  /** What kind of value it is. */
  type: AttributeType
  /** The texts that it may be; any where empty. Only for a text. */
  words?: string[]
}

/** The type of an attribute, and how a fact writes its value. */
export type AttributeType =
  /** Any text. */
  | 'text'
  /** A whole number: `12`. */
  | 'number'
  /** `true` or `false`. */
  | 'truth'
  /** A day: `2026-03-08`. */
  | 'day'

/** What is to be sealed. */
export interface AuditAppendSpec {
  /** The entries, in their order. */
  entries: AuditEntry[]
  /** What it follows. */
  head: AuditHead
  /**
   * The key of the salts: needed for writing alone. Where names were erased, whoever still holds
   * it can try out a name; a host that changes it and destroys the old one can no longer.
   */
  key: HostKey
}

/**
 * A head that only a holder of the key can have made: what lines before it may be deleted by, once
 * their time is over (six years, 45 CFR 164.316(b)(2)(i)), for the rest verifies from it on.
 */
export interface AuditCheckpoint {
  /** When it was made. */
  at: string
  /** The head. */
  head: AuditHead
  /** The number of the key. */
  key: number
  /** HMAC-SHA256 over head and time, as hexadecimal text. */
  mac: string
}

/** A checkpoint to be read. */
export interface AuditCheckpointReadSpec {
  /** The checkpoint. */
  checkpoint: AuditCheckpoint
  /** The keys, the newest last. */
  keys: HostKey[]
}

/** A head to be proved. */
export interface AuditCheckpointSpec {
  /** When. */
  at: string
  /** The head. */
  head: AuditHead
  /** The keys, the newest last. */
  keys: HostKey[]
}

/** What was decided about an item. */
export interface AuditDecision {
  /** What was decided. */
  decision: AccessDecision
  /** The item. */
  item: Item
}

/** What was decided about one item, or about several in one view. */
export interface AuditDecisions {
  /** What was asked. */
  action: AccessAction
  /** The items, each with what was decided. */
  decided: AuditDecision[]
  /** When. */
  now: string
  /** Why; treatment for staff and the patient's own request for the others where left out. */
  purpose?: PurposeOfUse | null
  /** Who looked. */
  viewer: Viewer
}

/**
 * One event, to be sealed into the chain. It has no place for content.
 *
 * ```
 * let entry: prm_core::AuditEntry = serde_json::from_str(r#"{"at": "2026-11-23T12:00:00Z",
 *     "kind": "disclosure", "patient": "priya", "viewer": "staff", "viewer_id": "s1",
 *     "purpose": "public_health", "item_kind": "result", "recipient": "Department of Health",
 *     "outcome": "permit"}"#)?;
 * assert_eq!(format!("{entry:?}"), "AuditEntry { .. }");
 * # Ok::<(), serde_json::Error>(())
 * ```
 */
export interface AuditEntry {
  /** What was asked. */
  action?: AccessAction | null
  /** When. */
  at: string
  /** Whether the patient signed for it (45 CFR 164.508): then it is not accounted for. */
  authorized?: boolean
  /** All that spoke against it. */
  codes?: AccessCode[]
  /** How many items, where the entry is of several. */
  count?: number | null
  /** The item's id. */
  item?: string | null
  /** What the item is. */
  item_kind?: ItemKind | null
  /** What kind of event it is. */
  kind: AuditKind
  /** What the host had to do as it let the viewer in. */
  obligations?: Obligation[]
  /** How it ended. */
  outcome: AccessVerdict
  /** Whose record. */
  patient: PatientId
  /** Why. */
  purpose: PurposeOfUse
  /** The reason in an emergency, or the reference of a request: at most 1,024 bytes. */
  reason?: string | null
  /** For disclosures and exports: to whom, with the address where it is known. */
  recipient?: string | null
  /** Until when an agency asked that it be left out of the accounting (45 CFR 164.528(a)(2)). */
  suspended_until?: string | null
  /** What kind of person or program looks. */
  viewer: AuditViewer
  /** Who: an id, or a pseudonym that the host can resolve. */
  viewer_id: string
}

/** Who is to be erased. */
export interface AuditEraseSpec {
  /** The lines, or a part of them. */
  lines: string[]
  /** The id of the patient or the related person. */
  person: string
}

/** Lines without a person. */
export interface AuditErased {
  /** How many have changed. */
  changed: number
  /** All lines, in their order, to be stored in the place of those that were given. */
  lines: string[]
}

/** One fault, and where it is. */
export interface AuditFault {
  /** What is wrong. */
  code: AuditFaultCode
  /**
   * Which line of those that were given, from 1 on over all parts; for what is missing, the line
   * before which it is missing.
   */
  line: number
  /** Which number of the chain; for what is missing, the first. */
  seq: number
  /** For what is missing: the last. */
  through?: number | null
}

/** What is wrong with a chain. */
export type AuditFaultCode =
  /** The line is not as it was sealed: its hash does not fit, or it cannot be read. */
  | 'tampered'
  /** A name in the line is not the one that was sealed. A name that was taken out is no fault. */
  | 'opening_altered'
  /** Lines are missing. */
  | 'gap'
  /** The line stands behind one that it should stand before. */
  | 'reordered'
  /** A line of this number was there already. */
  | 'duplicate'
  /** The line is sound by itself and does not follow the one before: one of both was replaced. */
  | 'broken_link'
  /** The line is of another chain. */
  | 'foreign_chain'
  /** The chain ends before its head. */
  | 'truncated'
  /** The line with the number of the head is another than the head says. */
  | 'head_differs'

/** What is to be written as FHIR. */
export interface AuditFhirSpec {
  /** A line of the chain. */
  line: string
  /** Who keeps the chain, for people: `source.observer`. */
  observer: string
}

/**
 * The end of a chain: what the next line follows, and what shows that the end is missing.
 *
 * A host keeps it apart from the lines: whoever can write to both can write another chain.
 *
 * ```
 * let head = prm_core::AuditHead::new("lotus")?;
 * assert_eq!((head.seq, head.hash.len()), (0, 64));
 * # Ok::<(), prm_core::PrmError>(())
 * ```
 */
export interface AuditHead {
  /** The chain's id, such as that of the practice. */
  chain: string
  /** Its hash; 64 zeros before the first. */
  hash?: string
  /** The number of the last line; 0 before the first. */
  seq?: number
}

/** What kind of event it is. */
export type AuditKind =
  /** Somebody asked for an item, and was let in or not. */
  | 'access'
  /** The glass was broken: the second entry beside the access, with the reason. */
  | 'break_glass'
  /** Something was told to somebody outside of the practice (45 CFR 164.528). */
  | 'disclosure'
  /** Something was taken out as a file. */
  | 'export'
  /** A person was erased (R22). */
  | 'erasure'

/** A line about a patient, as the patient may read it. */
export interface AuditLook {
  /** What was done. */
  action?: AccessAction | null
  /** When. */
  at: string
  /** How many items. */
  count?: number | null
  /** The item's id. */
  item?: string | null
  /** What the item is. */
  item_kind?: ItemKind | null
  /** What kind of event it is. */
  kind: AuditKind
  /** Why. */
  purpose: PurposeOfUse
  /** The reason or reference. */
  reason?: string | null
  /** To whom it went. */
  recipient?: string | null
  /** Its number in the chain. */
  seq: number
  /** What kind of person or program it was. */
  viewer: AuditViewer
  /** Who, unless the name was erased. */
  viewer_id?: string | null
}

/** What was found. */
export interface AuditLooks {
  /** The lines, in their order. */
  looks: AuditLook[]
  /** How many lines cannot be read: verify the chain. */
  unread?: number
}

/** Whose entries of a chain are meant. Long chains go in parts: what is found is joined. */
export interface AuditQuery {
  /** The lines, or a part of them. */
  lines: string[]
  /** When it is asked. */
  now: string
  /** The patient. */
  patient: PatientId
}

/** What was found. */
export interface AuditReport {
  /**
   * How many lines are older than one before them by more than
   * `MAX_SKEW`: a clock went back. No fault of the chain.
   */
  clock_back?: number
  /** The faults of this part, in the order in which they were found. */
  faults: AuditFault[]
  /** How many more there are. */
  left_out?: number
  /** Whether no fault was found so far, in this part and those before. */
  sound: boolean
  /** How far it has come. */
  state: AuditState
}

/** What was sealed. */
export interface AuditSealed {
  /** The new head. */
  head: AuditHead
  /** The lines, to be stored as they stand, in one transaction with the new head. */
  lines: string[]
}

/**
 * How far a verification has come: given back with the next part. A few kilobytes at most,
 * however long the chain is.
 */
export interface AuditState {
  /** The chain, once a line was read. */
  chain?: string | null
  /** How many lines are older than one before them, by more than two clocks may differ. */
  clock_back: number
  /** How many faults there were. */
  faults: number
  /** What is missing so far: the line before which, the first and the last number. */
  gaps: number[][]
  /** The latest time of a line. */
  latest?: string | null
  /** How many lines were read. */
  lines: number
  /** The hashes that the next line may follow: two where the last line was tampered with. */
  links: string[]
  /** Lines since then that cannot be trusted. */
  lost: number
  /** The number of the last line that was followed. */
  seq: number
}

/** What is to be verified. */
export interface AuditVerifySpec {
  /** Where the chain begins, if its older lines were deleted: the head of a checkpoint. */
  from?: AuditHead | null
  /**
   * The head that the host keeps apart from the lines: without it nobody can tell that the last
   * lines are missing. The chain may go on behind it.
   */
  head?: AuditHead | null
  /** The lines, or a part of them, in the order in which they were stored. */
  lines: string[]
  /** Whether another part follows. */
  more?: boolean
  /** What the part before gave. */
  state?: AuditState | null
}

/** Who looks, as kinds. */
export type AuditViewer =
  /** The patient. */
  | 'patient'
  /** A related person. */
  | 'related_person'
  /** A member of staff. */
  | 'staff'
  /** A program. */
  | 'system'

/** A band of a scale's value. */
export interface Band {
  /** Its least value. */
  from: number
  /** Its stable name. */
  id: string
}

/** Which direction is wanted. */
export type Better =
  /** Higher values are better. */
  | 'higher'
  /** Lower values are better. */
  | 'lower'
  /** No direction is better than the other. */
  | 'neither'

/** a date of birth */
export type BirthDate = string

/** The three boxes. */
export type BoxKind =
  /** The best answers; promoters. */
  | 'top'
  /** Those between. */
  | 'middle'
  /** The worst; detractors. */
  | 'bottom'

/**
 * Access in an emergency that nothing else grants: with a reason, for a limited time, and looked
 * into afterwards.
 */
export interface BreakGlass {
  /** Why. */
  reason: string
  /** Since when. */
  since: string
}

/** A CAHPS measure, analysed. */
export interface Cahps {
  /** The entities, in the order of their names. */
  entities: CahpsEntity[]
  /** Whether entities differ: Fisher's F; nothing where it cannot be computed. */
  f?: number | null
  /** Its upper degrees of freedom. */
  freedom_above: number
  /** Its lower ones. */
  freedom_below: number
  /** The items. */
  items: CahpsItem[]
  /** The responses with an answer to one item at least. */
  n: number
  /** The mean of the entities' adjusted means, each counting the same. */
  overall: number
  /** How likely so great an F is by chance, 0.0001 at least. */
  p?: number | null
  /** How far differences are more than chance; nothing where F is. */
  reliability?: CahpsReliability | null
  /** The mean in which each counts by its precision, about which F is taken. */
  weighted: number
}

/** A box of answers. */
export interface CahpsBox {
  /** The least answer in it. */
  from: number
  /** The greatest. */
  to: number
}

/** What an adjuster does to an item. */
export interface CahpsCoefficient {
  /** The adjuster. */
  adjuster: string
  /** Points of the answer for one of the adjuster. */
  value: number
}

/** An entity. */
export interface CahpsEntity {
  /** Its adjusted mean. */
  adjusted: number
  /** All its responses. */
  all: number
  /** The adjusted share of each box, 0 to 1 give or take the adjustment. */
  bars: number[]
  /** How far it is from the overall mean. */
  difference: number
  /** Its name. */
  entity: string
  /** The standard error of the difference. */
  error: number
  /** Half the width of its limits: 1.96 of these. */
  half_width: number
  /** How likely so great a difference is by chance. */
  p?: number | null
  /** How much of its difference is more than chance, 0 to 1. */
  reliability?: number | null
  /** Its mean, drawn towards the mean of all responses by that (empirical Bayes). */
  shrunk?: number | null
  /** 1 where it is below the others, 3 above, 2 otherwise. */
  stars: number
  /** Its mean as answered. */
  unadjusted: number
  /** Those with an answer to one item at least. */
  usable: number
  /** The variance of that. */
  variance: number
}

/** An item of the measure. */
export interface CahpsItem {
  /** The coefficients of the adjusters. */
  coefficients: CahpsCoefficient[]
  /** Its column. */
  item: string
  /** How many answered it. */
  n: number
  /** How much of the squares within entities the adjusters explain, 0 to 1. */
  r_squared?: number | null
  /** Its weight in the composite. */
  weight: number
}

/** How far the differences of entities are more than chance. */
export interface CahpsReliability {
  /** The variance between entities, less what chance makes of a mean of so many responses. */
  between: number
  /**
   * The same as the manual prints it: less the whole variance of one response, on another
   * scale, so that it is nearly always 0. It is told, and not used.
   */
  between_as_printed: number
  /** 1 - 1 / F, nothing below 0: below 0.7 is poor, above 0.9 high. */
  from_f: number
  /** The mean of the adjusted means by responses, towards which entities are drawn. */
  mean: number
  /** The variance of responses within entities. */
  within: number
}

/** A CAHPS measure that is to be analysed: a row for each response. */
export interface CahpsSpec {
  /**
   * The columns of the case-mix adjusters, at most 20; AHRQ advises age, education and general
   * health.
   */
  adjusters?: string[]
  /** Boxes whose adjusted shares are told. */
  boxes?: CahpsBox[]
  /** The share of the room to the nearer end of the scale that a difference must be to matter. */
  change?: number | null
  /** The column of entities: practices, clinicians, plans. */
  entity: string
  /** The least answer; what is below is missing. */
  from: number
  /**
   * Whether a missing adjuster is taken for the mean of the entity; otherwise the response is
   * left out.
   */
  impute?: boolean
  /**
   * The columns of the measure's items: one, or those of a composite. Negatively worded ones
   * are turned round before.
   */
  items: string[]
  /** The least difference that matters. */
  least_difference?: number | null
  /** The level below which a difference is no chance; 0.05 where it is absent. */
  level?: number | null
  /** Where the manual is followed in place of the program. */
  manual?: CahpsSwitch[]
  /** The greatest answer; what is above is missing. */
  to: number
  /** Whether items of a composite weigh by how many answered them; otherwise all weigh the same. */
  weigh_by_answers?: boolean
}

/** Where the manual of version 4.1 and its program differ. */
export type CahpsSwitch =
  /** The variance of an entity of n responses times n / (n - 1): the program leaves it out. */
  | 'variance_factor'
  /**
   * The lower degrees of freedom of F are responses by entity; the program takes responses less
   * entities and adjusters.
   */
  | 'f_freedom'
  /** An entity's difference is tested on n - 1 degrees; the program takes those of F. */
  | 't_freedom'

/** One to whom a slot is or may be offered. */
export interface Candidate {
  /** The appointment that is the offer. */
  appointment: AppointmentId
  /** The patient. */
  patient: PatientId
  /** How they stand to the slot. */
  status: CandidateStatus
  /** What they wait for. */
  waiting: WaitingId
}

/** How one who waits stands to a slot. */
export type CandidateStatus =
  /** It suits them, and they come later. */
  | 'waiting'
  /** It is offered to them. */
  | 'offered'
  /** They said yes. */
  | 'accepted'
  /** They said no. */
  | 'declined'
  /** They have it. */
  | 'booked'
  /** They were told that it is gone. */
  | 'gone'

/** How often is enough. */
export interface Cap {
  /** How many. */
  at_most: number
  /** The name under which decisions speak of it. */
  id: string
  /** Whose messages are counted together. */
  per: CapScope
  /** The purposes that are counted, and held. */
  purposes: Purpose[]
  /**
   * Within which time: a span that ends now (`90 days`, `24 hours`), or `calendar day`,
   * `calendar week`, `calendar month` in the patient's zone.
   */
  within: string
}

/** Whose messages a cap counts together. */
export type CapScope =
  /** Those of one patient. */
  | 'patient'
  /** Those to one contact point, whoever they are about. */
  | 'line'
  /** Those about one appointment, visit or other subject. */
  | 'subject'

/** A thing that is waited for. */
export interface Cause {
  /** The time that comes, as a sentence: `reminder.answered`, `visit.end`. */
  at?: string | null
  /** The name of the way that is taken when it happens. */
  way: string
  /** The condition that becomes true. */
  when?: string | null
}

/** A way to reach a person. */
export type Channel =
  /** A text message to a telephone. */
  | 'sms'
  /** An e-mail. */
  | 'email'
  /** A telephone call by a machine: a recorded or an artificial voice. */
  | 'voice'
  /** A telephone call by a member of staff; the text is what there is to say. */
  | 'staff_call'
  /** A notification on a device. */
  | 'push'
  /** The inbox of the patient portal. */
  | 'portal'
  /** A WhatsApp message. */
  | 'whatsapp'
  /** A letter on paper. */
  | 'letter'

/** What differs from the defaults of a channel. */
export interface ChannelRule {
  /** The channel. */
  channel: Channel
  /** Who sends on it; the server where left out. */
  executor?: Executor | null
  /** Whether it costs the patient nothing: some exemptions from consent ask for that. */
  free_to_patient?: boolean
  /** What is reported of messages on it; `accepted` and `delivered` where left out. */
  reports?: Receipt[] | null
}

/** A chart. */
export interface Chart {
  /** Whether the target will be met, where there is a target and a better direction. */
  assurance?: Assurance | null
  /** Which direction is better. */
  better: Better
  /** Which chart. */
  kind: ChartKind
  /** The parts, at least one. */
  parts: ChartPart[]
  /** The points, in the order of rows. */
  points: ChartPoint[]
  /** The whole in one sentence. */
  sentence: string
  /** Every rule that was met, by rule and first point. */
  signals: Signal[]
  /** What was promised. */
  target?: number | null
  /** How the last point is to be read, where the dots were plotted. */
  variation?: Variation | null
}

/** Which chart: what is drawn, and what is known of its spread. */
export type ChartKind =
  /** Values around their median, without limits: the rules of runs alone. */
  | 'run'
  /** Single values (XmR, individuals): limits by the mean of the moving ranges. */
  | 'xmr'
  /** Moving ranges: what the limits of `xmr` are made of. */
  | 'mr'
  /** Means of subgroups (all rows of one `at`). */
  | 'x_bar'
  /** Standard deviations of subgroups. */
  | 's'
  /** Shares: `value` of `size`, binomial. */
  | 'p'
  /** Shares of many, with the spread between them (Laney 2002). */
  | 'p_prime'
  /** Counts on an equal footing, Poisson. */
  | 'c'
  /** Counts by `size`, Poisson. */
  | 'u'
  /** Counts by `size` of many, with the spread between them (Laney 2002). */
  | 'u_prime'
  /** Cases between rare events, geometric. */
  | 'g'
  /** Time between rare events, by the root of 3.6 (Nelson 1994). */
  | 't'

/** A part of a chart: what has one center. */
export interface ChartPart {
  /** Those that count: not left out, and no gaps. */
  counted: number
  /** How often the center is crossed. */
  crossings: number
  /** The fewest that chance explains. */
  crossings_min: number
  /** Its first point. */
  first: number
  /** Whether any point is beyond a limit. */
  limit_signal: boolean
  /** The longest run on one side of the center. */
  longest_run: number
  /** The longest that chance explains. */
  longest_run_max: number
  /** Its points. */
  points: number
  /** Whether the runs say that something changed. */
  runs_signal: boolean
  /** Whether it has fewer than thirteen points, too few for limits that will hold. */
  short: boolean
  /** Those of them that are not on the center. */
  useful: number
}

/** A chart as a picture. */
export interface ChartPictureSpec {
  /** The chart. */
  chart: ChartSpec
  /** How it is drawn. */
  picture: PictureSpec
}

/** A point of a chart. */
export interface ChartPoint {
  /** Its time, as it was given. */
  at?: string | null
  /** Whether it is beyond a limit. */
  beyond: boolean
  /** The line in the middle. */
  center?: number | null
  /** What plotting the dots says of it. */
  dot?: Dot | null
  /** Whether it is left out of center, limits and runs. */
  left_out: boolean
  /** The limits, at three standard deviations. */
  lower?: number | null
  /** Whether it is beyond two standard deviations and within the limits. */
  near: boolean
  /** The lines at two standard deviations. */
  near_lower?: number | null
  /** The upper one. */
  near_upper?: number | null
  /** The part that it belongs to. */
  part: number
  /** The first of its rows. */
  row: number
  /** Where it stands to the center. */
  side: Side
  /** What it is of or by, where the chart has sizes. */
  size?: number | null
  /** The upper one. */
  upper?: number | null
  /** What is drawn; nothing in a gap. */
  value?: number | null
}

/** A chart that is asked for. Columns are named, rows counted from 0. */
export interface ChartSpec {
  /**
   * The column of times: days, months, instants with an offset, or numbers, growing from row to
   * row; in `x_bar` and `s` the rows of one time are a subgroup.
   */
  at?: string | null
  /**
   * How many points at the beginning of each part make center and limits; all where it is
   * absent.
   */
  baseline?: number | null
  /** Which direction is better. */
  better?: Better
  /**
   * How moving ranges become limits: `published` for `xmr`, otherwise `rounded`, where it is
   * absent.
   */
  constant?: RangeConstant | null
  /** Which chart. */
  kind: ChartKind
  /** Points that are drawn and judged by the limits, and take no part in center, limits or runs. */
  leave_out?: number[]
  /** The points with which a new part begins: center, limits and rules start anew. */
  rebase?: number[]
  /** The sets of rules to read it by, beside those of runs and limits, which are always told. */
  rules?: RuleSet[]
  /**
   * Whether moving ranges above 3.267 times their mean are left out, once, before the limits are
   * made (Nelson 1982); yes where it is absent.
   */
  screen?: boolean | null
  /** The column of sizes: what the counts of `p` are of, the exposure that those of `u` are by. */
  size?: string | null
  /** What was promised, on the scale of the points. */
  target?: number | null
  /**
   * The column of values, or of counts. A missing value is a gap: no moving range goes across
   * it, and runs go on behind it.
   */
  value: string
}

/** What one check of the gate said of an attempt. */
export interface CheckLine {
  /** The check. */
  check: CheckName
  /** What would remove it. */
  cure?: Cure | null
  /** The facts that it read. */
  facts?: FactId[]
  /** Whether it was passed. */
  passed: boolean
  /** What was in the way, with the rule and its source. */
  reason?: Reason | null
}

/** A check of the gate. */
export type CheckName =
  /** The patient is alive. */
  | 'deceased'
  /** The record was not merged into another. */
  | 'merged'
  /** The subject is still there, and what is said of it still so. */
  | 'subject'
  /** The journey goes on. */
  | 'journey'
  /** Nobody wrote that the patient has died. */
  | 'death_reported'
  /** The patient did not ask to hear no more of the subject. */
  | 'muted'
  /** What a third party pays for is authorised. */
  | 'authorisation'
  /** The patient may be contacted at all. */
  | 'do_not_contact'
  /** The patient allows the purpose on the channel. */
  | 'consent'
  /** There is somebody who may be told. */
  | 'recipient'
  /** There is a contact point in use. */
  | 'contact_point'
  /** The contact point has not opted out. */
  | 'opt_out'
  /** Free text may go, or there is an approved template. */
  | 'service_window'
  /** The terms of the exemption that it relies on are met. */
  | 'exemption'
  /**
   * There are words that the channel admits, in a language of the recipient or the practice,
   * and all they name is known.
   */
  | 'content'
  /** No other question is open there. */
  | 'question'
  /** It is no answer too many. */
  | 'answers'
  /** It is not too often. */
  | 'caps'
  /** It is an hour for it. */
  | 'hours'
  /** It is still useful. */
  | 'usefulness'

/** Who stays. */
export interface Churn {
  /** The definition, in one sentence. */
  definition: string
  /** One for each group, by its name; a single one where there are no groups. */
  groups: ChurnGroup[]
  /** The first day on which a visit counts. */
  since: CivilDate
  /** Where each row's patient stands. */
  standings: PatientStanding[]
}

/** The patients of a group. */
export interface ChurnGroup {
  /** Its active patients. */
  active: number
  /** Lapsed of lapsed and active; nothing of nobody. */
  churn?: number | null
  /** The group, where there are groups. */
  group?: string | null
  /** Its lapsed patients. */
  lapsed: number
  /** The limits of that (Wilson 1927). */
  lower?: number | null
  /** Those never seen: of neither share. */
  never_seen: number
  /** The upper one. */
  upper?: number | null
}

/** A count of who stays. */
export interface ChurnSpec {
  /** The day on which it is asked. */
  as_of: CivilDate
  /** The column that is true where a patient has a visit ahead. */
  booked?: string | null
  /** The confidence of the limits; 0.95 where it is absent. */
  confidence?: number | null
  /** The column of groups. */
  group?: string | null
  /** The column of the day of each patient's last kept visit; nothing where there is none. */
  last_visit: string
  /**
   * How many months without a visit make a patient lapsed. The day so many months before `as_of`
   * is still within; dental practices use 18 to 24.
   */
  months: number
}

/** a date such as 2026-03-08 */
export type CivilDate = string

/** a time of day such as 09:00 */
export type CivilTime = string

/**
 * Several messages to one recipient become one (R18): those of the same purpose and channel that
 * come to be due within a window, of one patient or, to whoever stands for several at one contact
 * point, of all of them. It opens when the first of them could go, and each waits for its end; a
 * message whose time would be over by then goes alone.
 */
export interface Combine {
  /**
   * The message that says them all, of their purpose and on its own channels. Its texts name
   * `combined.parts` (the `part` of each, line by line) and may name `combined.count`.
   */
  message: string
  /** How long the first waits for others: `0 minutes` to `24 hours`. */
  within: string
}

/** How much of a response was answered. */
export type Completeness =
  /**
   * Half of the key items and one item that is scored; or, where there are no key items, all
   * that was to be asked.
   */
  | 'complete'
  /** One item that is scored. */
  | 'partial'
  /** None: it counts as no response. */
  | 'incomplete'

/**
 * Something in a reply that a person must look at, whatever else the reply was taken for. Each
 * opens a task of its own that this library never closes by itself (R11).
 */
export type Concern =
  /** Words of suicide or self-harm. At once; answered with the practice's crisis text. */
  | 'crisis'
  /** Words of a medical emergency. At once; answered with the practice's emergency text. */
  | 'urgent'
  /** Words of violence or abuse. At once; never answered by itself, for others may read along. */
  | 'safeguarding'
  /** Word that the patient has died. Everything is held until staff say whether that is so. */
  | 'death'
  /**
   * Word that the number is somebody else's. Nothing more goes there about this patient until
   * the contact point was checked.
   */
  | 'wrong_party'
  /**
   * A word of opting out inside a longer text. The line is paused until staff or another word
   * from it decide.
   */
  | 'opt_out_unclear'
  /** An opt-out in words of one's own: it holds, and a person reads it. */
  | 'opt_out_wording'
  /**
   * A word that opts out came while a visit was to be confirmed: did the patient mean the
   * visit? It stays booked.
   */
  | 'visit_unclear'

/** How sure a rule is. */
export type Confidence =
  /** The primary text was read. */
  | 'primary'
  /** It was read in a page about it. */
  | 'secondary'
  /** The sources contradict one another. */
  | 'conflicting'
  /** From memory. */
  | 'memory'
  /** A choice of design. */
  | 'design'

/** How strong a consent must be. */
export type ConsentNeed =
  /** None: silence is no refusal. */
  | 'none'
  /** A consent that names the purpose. */
  | 'opt_in'
  /** A consent that names the purpose and was signed. */
  | 'signed'

/** What consent a rule asks for. */
export interface ConsentRule {
  /** How strong it must be. */
  needs: ConsentNeed
  /**
   * Only where the patient's last visit is at most so long ago; the purpose's own rule holds
   * else.
   */
  visited_within?: string | null
}

/** What was found of a contact point. */
export type ContactFinding =
  /** It is the patient's, and in use. */
  | 'verified'
  /** Messages to it come back. */
  | 'bounced'
  /** It is somebody else's. */
  | 'wrong_party'

/** A contact point of a person, with its use and validity (FHIR ContactPoint). */
export interface ContactPoint {
  /** From when it is in use. */
  from?: Timestamp | null
  /** The contact point. */
  line: LineId
  /** The order of preference, 1 first; those without come last. */
  rank?: number | null
  /** Until when it is in use. */
  until?: Timestamp | null
  /** What it is used for. */
  use?: ContactUse | null
}

/** The use of a contact point (FHIR contact-point-use). */
export type ContactUse =
  /** At home. */
  | 'home'
  /** At work. */
  | 'work'
  /** For a time. */
  | 'temp'
  /** Not in use any more. */
  | 'old'
  /** Carried along. */
  | 'mobile'

/**
 * A change that would remove one block. The set of all is the decision's flip: apply every one,
 * decide afresh, and the verdict is `send`; apply fewer, and it is not (R20).
 */
export type Cure =
  | CureWaitUntil
  | CureConsent
  | CureUnblock
  | CureVerify
  | CureAdd
  | CureEdit

/**
 * Ask again at this time.
 *
 * ```json
 * {"type": "wait_until", "at": "2026-03-10T02:30:00.000Z"}
 * ```
 */
export interface CureWaitUntil {
  type: 'wait_until'
  /** The first instant at which time stands in the way no longer. */
  at: string
}

/**
 * Consent for a purpose on a channel.
 *
 * ```json
 * {"type": "consent", "purpose": "marketing", "channel": "sms"}
 * ```
 */
export interface CureConsent {
  type: 'consent'
  /** The channel of the attempt. */
  channel: Channel
  /** The purpose of the message. */
  purpose: Purpose
  /** Whether it has to be signed. */
  signed?: boolean
}

/**
 * The contact point opts in again.
 *
 * ```json
 * {"type": "unblock", "channel": "sms"}
 * ```
 */
export interface CureUnblock {
  type: 'unblock'
  /** The channel whose contact point has opted out. */
  channel: Channel
}

/**
 * The contact point is found to be right.
 *
 * ```json
 * {"type": "verify", "channel": "email"}
 * ```
 */
export interface CureVerify {
  type: 'verify'
  /** The channel whose contact point is in doubt. */
  channel: Channel
}

/**
 * Something that is missing becomes known.
 *
 * ```json
 * {"type": "add", "what": "visit.instructions"}
 * ```
 */
export interface CureAdd {
  type: 'add'
  /** The path or the name of what is missing. */
  what: string
}

/**
 * The playbook is changed.
 *
 * ```json
 * {"type": "edit", "field": "messages.visit_reminder"}
 * ```
 */
export interface CureEdit {
  type: 'edit'
  /** The path in the playbook. */
  field: string
}

/** A decision that is made. */
export interface Decided {
  /** When; at any time where left out. */
  at?: string | null
  /** The first reason. */
  reason?: ReasonCode | null
  /** The step's id. */
  step: string
  /** The verdict. */
  verdict: Verdict
}

/**
 * Why: for one planned step the verdict, its reasons, the facts used, and the smallest change
 * that would have flipped it.
 *
 * ```json
 * {
 *   "at": "2026-03-09T18:00:00.000Z",
 *   "verdict": "hold",
 *   "key": "0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2",
 *   "parts": {
 *     "journey": "visits", "subject": "appointment:a1", "entry": "0", "step": "moved",
 *     "occurrence": "-", "recipient": "priya", "told": "5f2c01aa89d3be70",
 *     "again": 0, "attempt": 0
 *   },
 *   "channel": "sms",
 *   "due": "2026-03-09T18:00:00.000Z",
 *   "useful_until": "2026-03-10T04:30:00.000Z",
 *   "reasons": [{"code": "quiet_hours", "until": "2026-03-10T02:30:00.000Z"}],
 *   "facts": ["fhir:Appointment/a1/2"],
 *   "flip": [{"type": "wait_until", "at": "2026-03-10T02:30:00.000Z"}]
 * }
 * ```
 */
export interface Decision {
  /** When it was decided. */
  at: string
  /** The channel of the attempt. */
  channel?: Channel | null
  /** In an explanation: what each check of the gate says, in its order (R20). */
  checks?: CheckLine[]
  /** When the step was due. */
  due?: string | null
  /** The facts that were read. */
  facts?: FactId[]
  /** The smallest change that would have flipped it; empty when none would. */
  flip?: Cure[]
  /** The key of the step; absent for a remark on a fact. */
  key?: Key | null
  /** What the key is made of. */
  parts?: KeyParts | null
  /** The reasons, the deciding one first; all blocks are listed. */
  reasons: Reason[]
  /** For a `send`: what time alone would have brought in its way. */
  slack?: Slack | null
  /** Until when it is useful. */
  useful_until?: string | null
  /** What was decided. */
  verdict: Verdict
  /** The way that the step took, where it takes one of several: also the arm of an experiment. */
  way?: string | null
  /** The zones that had to be assumed, where none is stated. */
  zones?: Zone[]
}

/** Which way a series goes. */
export type Direction =
  /** It grows. */
  | 'rising'
  /** It shrinks. */
  | 'falling'
  /** Chance explains it. */
  | 'neither'

/** A playbook: what a practice decides about its patient relationships. */
export interface Document {
  /**
   * What a practice notes about its patients in words of its own, by name. Conditions and texts
   * say `attribute.NAME`; facts (`attribute_changed`) and steps (`set`) write it.
   */
  attributes?: { [name: string]: AttributeRule }
  /**
   * The instruments of its own; those that are built in (`INSTRUMENTS`)
   * need not be written. One that has several versions is written once for each, the current
   * one last.
   */
  instruments?: Instrument[]
  /** The journeys. */
  journeys?: Journey[]
  /** The messages, by their ids. */
  messages?: { [name: string]: Message }
  /** Places by their id in the feeds. */
  places?: { [name: string]: PlaceRule }
  /** Who may see and do what in the portal. */
  portal?: PortalDocument | null
  /** Who speaks. */
  practice: Practice
  /** What is answered by itself. */
  replies?: Replies
  /** When, how often and by which channels patients may be written to. */
  rules?: Rules
  /**
   * What is done, by the playbook's own names: for each the codings (`system|code`) and words
   * (`text|Check-up`) that mean it.
   */
  services?: { [name: string]: string[] }
  /** The version of the language that it is written in: `1.0`. */
  spec: string
  /** What its authors expect of it (`test`). */
  tests?: TestCase[]
  /**
   * How times that have become free are offered to those who wait
   * (`offer`).
   */
  waitlist?: WaitlistRule | null
}

/** One thing that is done: one of `send`, `withdraw`, `task` and `close`, with what is known of it. */
export interface Done {
  /** When; at any time where left out. */
  at?: string | null
  /** The channel of what is sent. */
  channel?: Channel | null
  /** The pool whose task is closed. */
  close?: string | null
  /** The contact point to which it goes. */
  line?: LineId | null
  /** Why a task is opened or closed, or a message withdrawn. */
  reason?: ReasonCode | null
  /** A part of its text, or of a task's title. */
  says?: string | null
  /** The message that is sent. */
  send?: string | null
  /** The pool that gets a task. */
  task?: string | null
  /** The message that is withdrawn. */
  withdraw?: string | null
}

/** What NHS "making data count" says of a point. */
export interface Dot {
  /** The rule that it meets, the first of: limit, trend, two of three, shift. */
  rule?: Rule2 | null
  /** On which side, or in which direction. */
  side: Side
  /** How that is to be read. */
  variation: Variation
}

/** A picture. */
export interface Drawing {
  /** The same in words, for those who do not see it. */
  alt: string
  /** The whole as one SVG element. */
  svg: string
}

/** What the test found. */
export interface Drift {
  /** Which way it goes, by `alpha`. */
  direction: Direction
  /** The line of that slope at row 0, through the medians. */
  intercept: number
  /** The values that counted. */
  n: number
  /** The chance of as much by chance. */
  p: number
  /** Pairs that grow less pairs that shrink. */
  s: number
  /** The median slope of all pairs: by row, with seasons by cycle. */
  slope: number
  /** `s` by the number of pairs. */
  tau: number
  /** The variance of that under chance, ties considered. */
  variance: number
  /** The same as a standard normal value. */
  z: number
}

/** A test for a steady change. */
export interface DriftSpec {
  /** The share of false alarms that is borne; 0.05 where it is absent. */
  alpha?: number | null
  /** Whether the variance is corrected for a series that remembers itself; not with seasons. */
  correlated?: boolean
  /**
   * How many rows make a year or a week, where values are compared with those of their own
   * season only.
   */
  season?: number | null
  /** The column of values, one row for each period; a missing value is left out. */
  value: string
}

/** an identifier */
export type EnrolmentId = string

/**
 * What an erasure leaves. `actions` and `lines` are for now, to be done and saved; the rest is for
 * the host to keep as long as it must, with no name, no address and no word of the patient.
 */
export interface Erasure {
  /** What the host must do now: messages that have not left are withdrawn, open tasks closed. */
  actions: Action[]
  /** When. */
  at: string
  /** How many facts there were. */
  facts: number
  /** The keys under which messages were handed over: what gateways and audit logs know them by. */
  keys: Key[]
  /**
   * The contact points that were read, in the clear: the host saves those that changed, and does
   * not keep this list.
   */
  lines: LineRead[]
  /** How many messages were handed over. */
  messages: number
  /**
   * The contact points that had opted out, as `digest` with the salt of the
   * relationship: so that one of them that turns up again is known, and nobody reads it here.
   */
  opted_out: string[]
  /** Whose relationship it was. */
  patient: PatientId
  /** How many tasks were opened. */
  tasks: number
}

/** The stable code of a `PrmError` or a `Fault`. Codes are added, never renamed. */
export type ErrorCode =
  /** The text is not JSON. */
  | 'invalid_json'
  /** A required field is absent. */
  | 'missing_field'
  /** A field that the type does not have. */
  | 'unknown_field'
  /** A field is given twice. */
  | 'duplicate_field'
  /** A word that is not one of the allowed words. */
  | 'unknown_word'
  /** A value of the wrong JSON type. */
  | 'invalid_type'
  /** A value of the right type that is not allowed here. */
  | 'invalid_value'
  /** Longer than the limit. */
  | 'too_large'
  /** Nested deeper than the limit. */
  | 'too_deep'
  /** More items than the limit. */
  | 'too_many'
  /** A date, a time or an instant that does not exist or is out of range. */
  | 'invalid_time'
  /** A time without a zone or an offset where an instant is needed. */
  | 'naive_time'
  /** A zone that the time-zone database does not have. */
  | 'unknown_zone'
  /** A recurrence rule that is not RFC 5545. */
  | 'invalid_recurrence'
  /** A part of a recurrence rule that is outside the validated set. */
  | 'unsupported_recurrence'
  /** An identifier that is empty, too long or has control characters. */
  | 'invalid_id'
  /** The playbook has faults: see `faults`. */
  | 'invalid_playbook'
  /** The document was written for a newer `spec`. */
  | 'newer_spec'
  /** The saved text was written by a newer version of this library. */
  | 'newer_state'
  /** The saved text is not what this library wrote. */
  | 'corrupt_state'
  /** Two things that must belong to one patient do not. */
  | 'wrong_patient'
  /** No entry under this key. */
  | 'unknown_key'
  /** No relationship of this patient is in the panel. */
  | 'unknown_patient'
  /** The caller stopped the call before its end. */
  | 'cancelled'
  /** What is called is in use by another call. */
  | 'busy'
  /** What is called was closed. */
  | 'closed'
  /** A condition that does not parse or does not fit its types. */
  | 'invalid_condition'
  /** A sentence of time that does not parse. */
  | 'invalid_moment'
  /** A template that does not parse, or uses what it may not use. */
  | 'invalid_template'
  /** A name that refers to nothing in the document. */
  | 'unknown_reference'
  /** Two things of one kind with one id. */
  | 'duplicate_id'
  /** Parts of a document that contradict each other. */
  | 'contradiction'
  /** A word that opts out is offered for something else. */
  | 'reserved_word'
  /** Something that can never happen as written. */
  | 'unreachable'
  /** A practice permits more than the law of a rule pack. */
  | 'looser_than_law'
  /** The rules of the practice's own country are not kept. */
  | 'law_not_kept'
  /** A resource or message of a feed that cannot be read. */
  | 'invalid_resource'
  /** A fault of this library, reported instead of a crash. */
  | 'internal'

/** A `PrmError` as data, where it is part of an answer. */
export interface ErrorReport {
  /** The stable code. */
  code: ErrorCode
  /** What is wrong, in one clause without a full stop and without patient data. */
  message: string
  /** Where in the input; empty for the input as a whole. */
  path: string
}

/** Who calls: each channel is sent by one of them (R6). */
export type Executor =
  /** The practice's server. */
  | 'server'
  /** The patient's own device. */
  | 'device'

/** The terms of an exemption from consent. */
export interface Exemption {
  /** Characters of the text. */
  characters: number
  /** Messages to one number on one local day. */
  per_day: number
  /** Messages to one number in one calendar week. */
  per_week: number
}

/** Why something was done, or was not. */
export interface Explanation {
  /**
   * The decision, as data. Of a settled key it has what the ledger keeps: verdict, reasons,
   * channel and times.
   */
  decision: Decision
  /** What became of it since. */
  events: MessageHistory[]
  /** The same as one plain sentence, in English where no other language was asked for. */
  sentence: string
}

/**
 * Something that happened or is true, told by the host.
 *
 * ```
 * use prm_core::Fact;
 * let fact = Fact::from_json(r#"{
 *   "id": "fhir:Appointment/a1/1",
 *   "patient": "priya",
 *   "occurred": "2026-03-02T06:00:00Z",
 *   "content": {
 *     "type": "appointment_booked", "appointment": "a1",
 *     "start": "2026-03-10T10:00:00+05:30[Asia/Kolkata]",
 *     "service": {"codings": ["http://snomed.info/sct|185349003"]}
 *   }
 * }"#)?;
 * assert_eq!(fact.patient.as_str(), "priya");
 * # Ok::<(), prm_core::PrmError>(())
 * ```
 */
export interface Fact {
  /** What happened. */
  content: FactContent
  /** The id, unique in the relationship: a fact told again under it is the same fact. */
  id: FactId
  /** When it happened or became true; its place in the order of all facts. */
  occurred: Timestamp
  /** Whom it is about. */
  patient: PatientId
  /**
   * When the host learnt of it; the `now` of the step that brings it where left out. Nothing
   * that was decided between `occurred` and `recorded` is judged by the fact.
   */
  recorded?: Timestamp | null
}

/** What a fact says. */
export type FactContent =
  | PatientDescribed
  | PatientMerged
  | PatientUnmerged
  | RelatedPersonDescribed
  | ConsentChanged
  | RecipientChosen
  | ConfidentialCommunicationRequested
  | CareProtected
  | ChannelPreferred
  | ProxyAccessChanged
  | AccessRestricted
  | SensitiveAccessChanged
  | ReleaseHeld
  | ReleaseAdvanced
  | LinksRevoked
  | DoNotContactChanged
  | PlainChannelAccepted
  | AppointmentBooked
  | AppointmentMoved
  | AppointmentCancelled
  | AppointmentChanged
  | WaitlistJoined
  | WaitlistLeft
  | AppointmentDelayed
  | FormRequested
  | FormReceived
  | AppointmentAnswered
  | VisitStarted
  | VisitCompleted
  | VisitCancelled
  | InstructionsGiven
  | Enrolled
  | EnrolmentEnded
  | OccasionRecorded
  | OccasionWithdrawn
  | ReplyReceived
  | LineOptOutChanged
  | ContactPointChecked
  | FeedbackReceived
  | FeedbackWithdrawn
  | SuggestionOwned
  | SuggestionAnswered
  | SuggestionDeclined
  | AttributeChanged
  | MessageReported
  | TaskClosed
  | MessageRequested
  | JourneyStopped
  | ClockCorrected

/**
 * Who the patient is. What is left out says nothing; `contact_points`, where given, are all
 * that this source knows, so one that is missing from them is gone.
 *
 * ```json
 * {
 *   "type": "patient_described",
 *   "names": [{"use": "usual", "given": ["Priya"], "family": "Sharma"}],
 *   "birth_date": "1991-11-08",
 *   "gender": "female",
 *   "languages": ["en-IN", "hi-IN"],
 *   "zone": "Asia/Kolkata",
 *   "country": "IN",
 *   "contact_points": [{"line": "tel:+919812345670", "use": "mobile", "rank": 1}]
 * }
 * ```
 */
export interface PatientDescribed {
  type: 'patient_described'
  /** The date of birth, as far as it is known. */
  birth_date?: BirthDate | null
  /**
   * Whether that is a guess, as 1 January often is in the records of those who do not
   * know: ages are counted by it, and no birthday is greeted.
   */
  birth_date_estimated?: boolean | null
  /** All contact points. */
  contact_points?: ContactPoint[] | null
  /** The country of the home address. */
  country?: string | null
  /** Whether the patient has died. */
  deceased?: boolean | null
  /** Gender as recorded. */
  gender?: string | null
  /** Security labels of the record, as `system|code`. */
  labels?: string[] | null
  /** Languages, the preferred one first. */
  languages?: Language[] | null
  /** All names. */
  names?: HumanName[] | null
  /** The state of the home address. */
  state?: string | null
  /** The zone that the patient or the host states. */
  zone?: Zone | null
}

/**
 * This record was found to be a duplicate and lives on in another.
 *
 * ```json
 * {"type": "patient_merged", "into": "p2"}
 * ```
 */
export interface PatientMerged {
  type: 'patient_merged'
  /** The surviving record. */
  into: PatientId
}

/**
 * A record was parted from this one again, into which it had been merged by mistake.
 * `unmerge` writes it.
 *
 * ```json
 * {"type": "patient_unmerged", "from": "p2", "facts": ["f7"]}
 * ```
 */
export interface PatientUnmerged {
  type: 'patient_unmerged'
  /** What was recorded here in between: staff look whose it is. */
  facts: FactId[]
  /** The record. */
  from: PatientId
}

/**
 * Who stands by the patient: guardian, caregiver, delegate (FHIR RelatedPerson).
 *
 * ```json
 * {
 *   "type": "related_person_described", "person": "rp1", "active": true,
 *   "relationships": ["http://terminology.hl7.org/CodeSystem/v3-RoleCode|MTH"],
 *   "names": [{"given": ["Meera"], "family": "Sharma"}],
 *   "contact_points": [{"line": "tel:+919812345671"}]
 * }
 * ```
 */
export interface RelatedPersonDescribed {
  type: 'related_person_described'
  /** Whether the relation holds. */
  active?: boolean | null
  /** All contact points. */
  contact_points?: ContactPoint[] | null
  /** From when it holds. */
  from?: Timestamp | null
  /** Languages, the preferred one first. */
  languages?: Language[] | null
  /** All names. */
  names?: HumanName[] | null
  /** The person. */
  person: PersonId
  /** What they are to the patient, as `system|code` or words. */
  relationships?: string[] | null
  /** Until when it holds. */
  until?: Timestamp | null
}

/**
 * The patient allowed or refused something. A refusal stands until a later grant that is at
 * least as specific.
 *
 * ```json
 * {"type": "consent_changed", "purposes": ["marketing"], "granted": false}
 * ```
 */
export interface ConsentChanged {
  type: 'consent_changed'
  /** On which channel; all where left out. */
  channel?: Channel | null
  /** Allowed or refused. */
  granted: boolean
  /** For which purposes; all where empty. */
  purposes?: Purpose[]
  /**
   * Whether the patient signed it: a written consent or authorisation (47 CFR
   * 64.1200(f)(9), 45 CFR 164.508).
   */
  signed?: boolean
  /** When it ends by itself. */
  until?: Timestamp | null
}

/**
 * The patient, or who may decide for them, chose the related person to whom messages go, or
 * takes that back. What a guardian chose ends when the patient comes of age (R21).
 *
 * ```json
 * {"type": "recipient_chosen", "person": "rp1"}
 * ```
 */
export interface RecipientChosen {
  type: 'recipient_chosen'
  /** The person; the patient in person where left out. */
  person?: PersonId | null
}

/**
 * The patient asked to be reached at these contact points alone (45 CFR 164.522(b)), or
 * takes that back.
 *
 * ```json
 * {"type": "confidential_communication_requested", "lines": ["tel:+13125550107"]}
 * ```
 */
export interface ConfidentialCommunicationRequested {
  type: 'confidential_communication_requested'
  /** The contact points; any again where empty. */
  lines?: LineId[]
}

/**
 * Care to which a minor consented alone: nothing of it reaches a guardian (45 CFR
 * 164.502(g)(3)), also by a telephone that they share (R21).
 *
 * ```json
 * {"type": "care_protected", "subject": "appointment:a1", "protected": true}
 * ```
 */
export interface CareProtected {
  type: 'care_protected'
  /** Whether it is protected. */
  protected: boolean
  /** The subject as it stands in keys: `appointment:a1`, `visit:v1`, `request:r1`. */
  subject: string
}

/**
 * The patient said by which channels they would rather be reached, the first first. Of the
 * channels that a step may use these are tried before the others; it allows and forbids
 * nothing. The latest word for a purpose stands, else the latest for all.
 *
 * ```json
 * {"type": "channel_preferred", "channels": ["email", "sms"], "purposes": ["treatment"]}
 * ```
 */
export interface ChannelPreferred {
  type: 'channel_preferred'
  /** The channels, in order; none in particular where empty. */
  channels: Channel[]
  /** For which purposes; all where empty. */
  purposes?: Purpose[]
}

/**
 * What a related person may see and do in the portal; nothing where `scopes` is empty. What
 * was granted for a child ends when the patient comes of age (R21).
 *
 * ```json
 * {"type": "proxy_access_changed", "person": "rp1", "scopes": ["appointments", "results"]}
 * ```
 */
export interface ProxyAccessChanged {
  type: 'proxy_access_changed'
  /**
   * Whether the patient agreed in person, which opens more of a teenager's record where
   * the rules of the place allow it.
   */
  patient_agreed?: boolean
  /** The person. */
  person: PersonId
  /** All that they may. */
  scopes: AccessScope[]
  /** When it ends by itself. */
  until?: Timestamp | null
}

/**
 * Somebody may see nothing of this patient (45 CFR 164.522(a)), or again may.
 *
 * ```json
 * {"type": "access_restricted", "viewer": "rp2", "restricted": true}
 * ```
 */
export interface AccessRestricted {
  type: 'access_restricted'
  /** Whether it holds. */
  restricted: boolean
  /** The id of a related person or a member of staff. */
  viewer: string
}

/**
 * The patient allowed, or no longer allows, that somebody sees sensitive information (42 CFR
 * 2.31).
 *
 * ```json
 * {"type": "sensitive_access_changed", "person": "rp1", "sensitivities": ["hiv"], "granted": true}
 * ```
 */
export interface SensitiveAccessChanged {
  type: 'sensitive_access_changed'
  /** Allowed or not. */
  granted: boolean
  /** The related person; those who treat the patient where left out. */
  person?: PersonId | null
  /** Which information. */
  sensitivities: Sensitivity[]
  /** When it ends by itself. */
  until?: Timestamp | null
}

/**
 * One item is withheld by a decision about this patient, or no longer is.
 *
 * ```json
 * {"type": "release_held", "item": "r1", "reason": "harm", "held": true, "by": "dr-rao"}
 * ```
 */
export interface ReleaseHeld {
  type: 'release_held'
  /** Who decided. */
  by: string
  /** Whether it holds. */
  held: boolean
  /** The item. */
  item: string
  /** Why. */
  reason: HoldReason
  /** When it ends by itself. */
  until?: Timestamp | null
}

/**
 * Something happened for which a release may wait.
 *
 * ```json
 * {"type": "release_advanced", "item": "r1", "event": "discussed_by_clinician", "by": "dr-rao"}
 * ```
 */
export interface ReleaseAdvanced {
  type: 'release_advanced'
  /** Who did it. */
  by: string
  /** What happened. */
  event: ReleaseEvent
  /** The item. */
  item: string
}

/**
 * Links that were sent no longer hold: a telephone was lost, a message went to somebody else.
 * A blanket revocation leaves the way out (`unsubscribe`) open.
 *
 * ```json
 * {"type": "links_revoked", "purpose": "result", "before": "2026-03-09T12:00:00.000Z"}
 * ```
 */
export interface LinksRevoked {
  type: 'links_revoked'
  /** Those that were issued before. */
  before: Timestamp
  /** For which purpose; for all but `unsubscribe` where left out. */
  purpose?: LinkPurpose | null
  /** Of which subject, as in `appointment:a1`; of all where left out. */
  subject?: string | null
}

/**
 * Nobody may contact the patient at all, or again may.
 *
 * ```json
 * {"type": "do_not_contact_changed", "on": true}
 * ```
 */
export interface DoNotContactChanged {
  type: 'do_not_contact_changed'
  /** Whether it holds. */
  on: boolean
}

/**
 * The patient was warned that a channel is not encrypted, and prefers it with content all
 * the same (45 CFR 164.522(b), HHS preamble of 2013), or takes that back.
 *
 * ```json
 * {"type": "plain_channel_accepted", "channel": "email", "accepted": true}
 * ```
 */
export interface PlainChannelAccepted {
  type: 'plain_channel_accepted'
  /** Whether content may go there. */
  accepted: boolean
  /** The channel. */
  channel: Channel
  /** The words of the warning, or a reference to them. */
  wording?: string | null
}

/**
 * An appointment was made.
 *
 * ```json
 * {
 *   "type": "appointment_booked", "appointment": "a1",
 *   "start": "2026-03-10T10:00:00+05:30[Asia/Kolkata]",
 *   "service": {"codings": ["http://snomed.info/sct|185349003"], "text": "Check-up"},
 *   "place": {"id": "main", "name": "Lotus Clinic, Indiranagar"},
 *   "practitioner": "Dr Rao"
 * }
 * ```
 */
export interface AppointmentBooked {
  type: 'appointment_booked'
  /** The appointment. */
  appointment: AppointmentId
  /** When it ends. */
  end?: ZonedTime | Date | null
  /** The cancelled appointment that it replaces. */
  follows?: AppointmentId | null
  /** Where. */
  place?: Place | null
  /** With whom, as the patient knows them. */
  practitioner?: string | null
  /** What is done. */
  service?: Service | null
  /** When it begins, as its source writes it. */
  start: ZonedTime | Date
}

/**
 * An appointment got another time or place.
 *
 * ```json
 * {
 *   "type": "appointment_moved", "appointment": "a1",
 *   "start": "2026-03-12T10:00:00+05:30[Asia/Kolkata]"
 * }
 * ```
 */
export interface AppointmentMoved {
  type: 'appointment_moved'
  /** The appointment. */
  appointment: AppointmentId
  /** When it ends now. */
  end?: ZonedTime | Date | null
  /** Where it takes place now; as before where left out. */
  place?: Place | null
  /** When it begins now. */
  start: ZonedTime | Date
}

/**
 * An appointment will not take place.
 *
 * ```json
 * {"type": "appointment_cancelled", "appointment": "a1", "reason": "pat"}
 * ```
 */
export interface AppointmentCancelled {
  type: 'appointment_cancelled'
  /** The appointment. */
  appointment: AppointmentId
  /** Why, as its source says. */
  reason?: string | null
}

/**
 * An appointment as a feed shows it: what is given is so, what is left out says nothing.
 *
 * ```json
 * {"type": "appointment_changed", "appointment": "a1", "status": "arrived"}
 * ```
 */
export interface AppointmentChanged {
  type: 'appointment_changed'
  /** The appointment. */
  appointment: AppointmentId
  /** Whether the patient said that they will come. */
  attendance?: Attendance | null
  /** When it ends. */
  end?: ZonedTime | Date | null
  /** The cancelled appointment that it replaces. */
  follows?: AppointmentId | null
  /** Where. */
  place?: Place | null
  /** With whom. */
  practitioner?: string | null
  /** Why it was cancelled. */
  reason?: string | null
  /** What is done. */
  service?: Service | null
  /** When it begins. */
  start?: ZonedTime | Date | null
  /** Its status. */
  status?: AppointmentStatus | null
}

/**
 * The patient waits for a time that suits them, or for an earlier one. Told again under one
 * id, the last word on their wishes stands.
 *
 * ```json
 * {
 *   "type": "waitlist_joined", "waiting": "w1",
 *   "wishes": {"service": {"text": "Check-up"}, "weekdays": [1, 2], "notice": 120}
 * }
 * ```
 */
export interface WaitlistJoined {
  type: 'waitlist_joined'
  /** The place on the waitlist. */
  waiting: WaitingId
  /** What would suit them. */
  wishes: Wishes
}

/**
 * The patient waits no more.
 *
 * ```json
 * {"type": "waitlist_left", "waiting": "w1"}
 * ```
 */
export interface WaitlistLeft {
  type: 'waitlist_left'
  /** The place on the waitlist. */
  waiting: WaitingId
}

/**
 * The practice runs late: the appointment will begin at another time of its day. The next such
 * fact takes its place; a move to another time ends it.
 *
 * ```json
 * {
 *   "type": "appointment_delayed", "appointment": "a1",
 *   "expected": "2026-03-10T10:40:00+05:30[Asia/Kolkata]"
 * }
 * ```
 */
export interface AppointmentDelayed {
  type: 'appointment_delayed'
  /** The appointment. */
  appointment: AppointmentId
  /** When it is expected to begin. */
  expected: ZonedTime | Date
}

/**
 * The patient is to fill in a form before the appointment.
 *
 * ```json
 * {"type": "form_requested", "appointment": "a1", "form": "medical-history"}
 * ```
 */
export interface FormRequested {
  type: 'form_requested'
  /** The appointment. */
  appointment: AppointmentId
  /** The form, by the host's name for it. */
  form: string
}

/**
 * A form has come, or is not needed any more.
 *
 * ```json
 * {"type": "form_received", "appointment": "a1", "form": "medical-history"}
 * ```
 */
export interface FormReceived {
  type: 'form_received'
  /** The appointment. */
  appointment: AppointmentId
  /** The form, by the host's name for it. */
  form: string
}

/**
 * The patient said whether they will come. It speaks of the start that is named, and not of
 * one that the appointment gets later.
 *
 * ```json
 * {
 *   "type": "appointment_answered", "appointment": "a1", "attendance": "accepted",
 *   "start": "2026-03-10T10:00:00+05:30[Asia/Kolkata]"
 * }
 * ```
 */
export interface AppointmentAnswered {
  type: 'appointment_answered'
  /** The appointment. */
  appointment: AppointmentId
  /** The answer. */
  attendance: Attendance
  /** The start that was answered; the one known at the time where left out. */
  start?: ZonedTime | Date | null
}

/**
 * A visit began.
 *
 * ```json
 * {
 *   "type": "visit_started", "visit": "v1", "appointment": "a1",
 *   "start": "2026-03-10T10:05:00+05:30[Asia/Kolkata]", "class": "AMB"
 * }
 * ```
 */
export interface VisitStarted {
  type: 'visit_started'
  /** The appointment that it belongs to, where the source names it (R31). */
  appointment?: AppointmentId | null
  /** Its class (HL7 v3 ActCode: AMB, IMP, EMER, HH, VR). */
  class?: string | null
  /** Where. */
  place?: Place | null
  /** What is done. */
  service?: Service | null
  /** When it began. */
  start: ZonedTime | Date
  /** The visit. */
  visit: VisitId
}

/**
 * A visit ended.
 *
 * ```json
 * {
 *   "type": "visit_completed", "visit": "v1", "appointment": "a1",
 *   "start": "2026-03-10T10:05:00+05:30[Asia/Kolkata]",
 *   "end": "2026-03-10T10:40:00+05:30[Asia/Kolkata]", "class": "AMB"
 * }
 * ```
 */
export interface VisitCompleted {
  type: 'visit_completed'
  /** The appointment that it belongs to, where the source names it (R31). */
  appointment?: AppointmentId | null
  /** Its class (HL7 v3 ActCode). */
  class?: string | null
  /** Where the patient went afterwards (discharge disposition). */
  disposition?: string | null
  /** When it ended. */
  end: ZonedTime | Date
  /** Where. */
  place?: Place | null
  /** What was done. */
  service?: Service | null
  /** When it began. */
  start?: ZonedTime | Date | null
  /** The visit. */
  visit: VisitId
}

/**
 * A visit did not take place or should never have been there.
 *
 * ```json
 * {"type": "visit_cancelled", "visit": "v1"}
 * ```
 */
export interface VisitCancelled {
  type: 'visit_cancelled'
  /** The visit. */
  visit: VisitId
}

/**
 * What the patient should do after a visit, in the clinic's words.
 *
 * ```json
 * {
 *   "type": "instructions_given", "visit": "v1",
 *   "text": "Drink plenty of water and rest for two days."
 * }
 * ```
 */
export interface InstructionsGiven {
  type: 'instructions_given'
  /** The instructions, at most 64 KiB. */
  text: string
  /** The visit. */
  visit: VisitId
}

/**
 * The patient joined a care programme.
 *
 * ```json
 * {"type": "enrolled", "enrolment": "e1", "programme": "diabetes", "start": "2026-03-01"}
 * ```
 */
export interface Enrolled {
  type: 'enrolled'
  /** The enrolment. */
  enrolment: EnrolmentId
  /** The programme, by the playbook's name. */
  programme: string
  /** Its first day. */
  start: CivilDate
}

/**
 * The patient left a care programme.
 *
 * ```json
 * {"type": "enrolment_ended", "enrolment": "e1"}
 * ```
 */
export interface EnrolmentEnded {
  type: 'enrolment_ended'
  /** The enrolment. */
  enrolment: EnrolmentId
}

/**
 * Something happened that has no fact of its own here: an enquiry, a referral, a discharge, a
 * form that came back. Journeys `for` an `occasion` follow those of a name. Told again under
 * one id, the last word on its name, time and detail stands.
 *
 * ```json
 * {
 *   "type": "occasion_recorded", "occasion": "ref-7", "name": "referral",
 *   "at": "2026-03-09T15:00:00+05:30[Asia/Kolkata]", "detail": "Dr. Mehta"
 * }
 * ```
 */
export interface OccasionRecorded {
  type: 'occasion_recorded'
  /** When it is or was, also ahead of it; when the fact `occurred` where left out. */
  at?: ZonedTime | Date | null
  /** What a text may say of it (`occasion.detail`), at most 64 KiB. */
  detail?: string | null
  /** What it is, by the playbook's name. */
  name: string
  /** The occasion. */
  occasion: OccasionId
}

/**
 * An occasion did not come about, or was told of by mistake. Recorded again, it is there.
 *
 * ```json
 * {"type": "occasion_withdrawn", "occasion": "ref-7"}
 * ```
 */
export interface OccasionWithdrawn {
  type: 'occasion_withdrawn'
  /** The occasion. */
  occasion: OccasionId
}

/**
 * The patient, or somebody at their contact point, wrote back. Made by
 * `route`, which resolves it against the open questions
 * of the line.
 *
 * ```json
 * {
 *   "type": "reply_received", "reply": "in-1", "line": "tel:+919812345670",
 *   "channel": "sms", "text": "STOP", "resolution": {"type": "opt_out"}
 * }
 * ```
 */
export interface ReplyReceived {
  type: 'reply_received'
  /** By which channel. */
  channel: Channel
  /** What a person must look at besides. */
  concerns?: Concern[]
  /** The language of the word that it was taken by: it is answered in it where it can be. */
  language?: Language | null
  /** Where it came from. */
  line: LineId
  /** The reply. */
  reply: ReplyId
  /** What it was taken for. */
  resolution: Resolution
  /** Its words, at most 64 KiB. */
  text: string
}

/**
 * A contact point opted out, or in again, as a carrier reports or the patient told staff. It
 * holds for all who share it, and for this person at others of its kind (R11).
 *
 * ```json
 * {
 *   "type": "line_opt_out_changed", "line": "tel:+919812345670", "opted_out": true,
 *   "scope": "everyone"
 * }
 * ```
 */
export interface LineOptOutChanged {
  type: 'line_opt_out_changed'
  /** The contact point. */
  line: LineId
  /** Whether it is opted out. */
  opted_out: boolean
  /** Of whose messages. */
  scope: OptOutScope
}

/**
 * What became known of a contact point of this patient. The last word stands.
 *
 * ```json
 * {"type": "contact_point_checked", "line": "mailto:priya@example.in", "finding": "bounced"}
 * ```
 */
export interface ContactPointChecked {
  type: 'contact_point_checked'
  /** What was found. */
  finding: ContactFinding
  /** The contact point. */
  line: LineId
}

/**
 * The patient answered a questionnaire. Words that are given make a suggestion, which is
 * acknowledged (R24).
 *
 * Answers are scored by the instrument, one of the playbook's or a built-in one
 * (`INSTRUMENTS`). None of them is refused for what it says. Where they
 * or the words speak of a danger to the patient, a member of staff is told at once, also of an
 * anonymous one.
 *
 * ```json
 * {
 *   "type": "feedback_received", "response": "r1", "instrument": "nps", "score": 9,
 *   "suggestion": "Please open earlier on Saturdays."
 * }
 * ```
 *
 * ```json
 * {
 *   "type": "feedback_received", "response": "r2", "instrument": "phq-2",
 *   "answers": [{"item": "phq1", "value": 1}, {"item": "phq2", "value": 0}]
 * }
 * ```
 */
export interface FeedbackReceived {
  type: 'feedback_received'
  /** Whether the author wishes to stay unnamed: then nobody writes to them about it. */
  anonymous?: boolean
  /** The answers, at most 1,000. */
  answers?: ItemAnswer[]
  /** The instrument. */
  instrument: string
  /** The invitation that it answers. */
  question?: Key | null
  /** The response. */
  response: ResponseId
  /** The score, in the instrument's own range (NPS: 0 to 10), where there are no answers. */
  score?: number | null
  /** What the patient said in words, at most 64 KiB. */
  suggestion?: string | null
  /** The version of the instrument that was answered, where it is known. */
  version?: string | null
}

/**
 * A response was entered in error: it is of somebody else, or was a trial. Nothing more
 * follows from it, and its score is no longer compared with others. A task that it opened for
 * a danger stays open until a person closes it.
 *
 * ```json
 * {"type": "feedback_withdrawn", "response": "r1"}
 * ```
 */
export interface FeedbackWithdrawn {
  type: 'feedback_withdrawn'
  /** The response. */
  response: ResponseId
}

/**
 * A member of staff took on a suggestion.
 *
 * ```json
 * {"type": "suggestion_owned", "suggestion": "r1", "owner": "practice-manager"}
 * ```
 */
export interface SuggestionOwned {
  type: 'suggestion_owned'
  /** Who. */
  owner: string
  /** The suggestion: the id of its response. */
  suggestion: ResponseId
}

/**
 * A suggestion was acted on.
 *
 * ```json
 * {
 *   "type": "suggestion_answered", "suggestion": "r1",
 *   "outcome": "We now open at 8 on Saturdays."
 * }
 * ```
 */
export interface SuggestionAnswered {
  type: 'suggestion_answered'
  /** What came of it, in words that its author may read. */
  outcome: string
  /** The suggestion: the id of its response. */
  suggestion: ResponseId
}

/**
 * A suggestion will not be acted on.
 *
 * ```json
 * {"type": "suggestion_declined", "suggestion": "r1", "reason": "The lease forbids it."}
 * ```
 */
export interface SuggestionDeclined {
  type: 'suggestion_declined'
  /** Why, in words that its author may read. */
  reason: string
  /** The suggestion: the id of its response. */
  suggestion: ResponseId
}

/**
 * A value that the practice notes about the patient, under a name of its own: one of the
 * `attributes` of its playbook. A step (`set`) writes it too.
 *
 * ```json
 * {"type": "attribute_changed", "attribute": "risk", "value": "high"}
 * ```
 */
export interface AttributeChanged {
  type: 'attribute_changed'
  /** The attribute's name in the playbook. */
  attribute: string
  /**
   * The value, as its type is written (`12`, `true`, `2026-03-08`, words); forgotten where
   * left out.
   */
  value?: string | null
}

/**
 * What became of an action that was handed over.
 *
 * ```json
 * {
 *   "type": "message_reported", "key": "0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2",
 *   "event": "accepted"
 * }
 * ```
 */
export interface MessageReported {
  type: 'message_reported'
  /** What became of it. */
  event: MessageEvent
  /** The action's key. */
  key: Key
}

/**
 * A member of staff closed a task.
 *
 * ```json
 * {
 *   "type": "task_closed", "key": "0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2",
 *   "outcome": "called the guardian"
 * }
 * ```
 */
export interface TaskClosed {
  type: 'task_closed'
  /** The task's key. */
  key: Key
  /** What came of it. */
  outcome?: string | null
}

/**
 * A member of staff asked for a message of the playbook to be sent now. It goes through the
 * same gate as every other (R19).
 *
 * ```json
 * {"type": "message_requested", "request": "q1", "message": "call_us"}
 * ```
 */
export interface MessageRequested {
  type: 'message_requested'
  /** The message's id in the playbook. */
  message: string
  /** The request. */
  request: RequestId
  /** Until when it is useful; two days where left out. */
  useful_until?: Timestamp | null
}

/**
 * Staff stopped a journey for this patient: for one subject, or for all.
 *
 * ```json
 * {"type": "journey_stopped", "journey": "after-visit", "subject": "visit:v1"}
 * ```
 */
export interface JourneyStopped {
  type: 'journey_stopped'
  /** The journey's id in the playbook. */
  journey: string
  /** The subject, as in `visit:v1`; every subject where left out. */
  subject?: string | null
}

/**
 * The host's clock had run ahead and is right again: what was handed over after `occurred`
 * and up to `wrong_until` does not hold the clock (R26).
 *
 * ```json
 * {"type": "clock_corrected", "wrong_until": "2030-01-01T00:00:00.000Z"}
 * ```
 */
export interface ClockCorrected {
  type: 'clock_corrected'
  /** The latest wrong instant that the clock had shown. */
  wrong_until: Timestamp
}

/** an identifier */
export type FactId = string

/** When the next channel is tried: without the receipt within the time. */
export interface Fallback {
  /** The receipt that is waited for. */
  unless: Receipt
  /** How long after the hand-over. */
  within: string
}

/** One fault of a document: where it is, what is wrong, and what would help. */
export interface Fault {
  /** The stable code. */
  code: ErrorCode
  /** What to write instead, when that is known. */
  help?: string | null
  /** What is wrong, in one clause without a full stop. */
  message: string
  /** Where: a path such as `journeys[0].steps[2].at`. */
  path: string
  /** Whether the document is refused or merely doubtful. */
  severity: Severity
}

/**
 * A line of a facts file: a fact or a reply, and when the host learnt of it; or why it cannot be
 * read.
 */
export interface FeedLine {
  /** Why the line cannot be read. */
  error?: ErrorReport | null
  /** What happened. */
  fact?: Fact | null
  /** When the host learnt of it. */
  received?: string | null
  /** What was written back. */
  reply?: Reply | null
}

/** A line of a feed, or an entry of a bundle: what it gave, or why it cannot be read. */
export interface FhirLine {
  /** Why it cannot be read. */
  error?: ErrorReport | null
  /** The number of the line, or of that in which the entry begins; the first is 1. */
  line: number
  /** What it gave. */
  reading?: Reading | null
}

/** A flag of a response. */
export interface Flag {
  /** The flag. */
  flag: string
  /** Whether it is about the patient's safety. */
  safety: boolean
  /** Whether it is raised. */
  state: FlagState
}

/** What makes a person look: enough answers that are high enough, or the value of a scale. */
export interface FlagRule {
  /** Answers that count, each from so much on. */
  answers?: Threshold[]
  /** From which value of that scale on. */
  from?: number | null
  /**
   * From which value on for a recorded sex (AUDIT-C): never guessed, so that without a
   * recorded sex or a cut-off of the host it is unknown.
   */
  from_by_sex?: { [name: string]: number }
  /** Its stable name. */
  id: string
  /** How many of these it takes; 1 where it is absent. */
  least?: number | null
  /** How many it may be at most. */
  most?: number | null
  /**
   * Whether it is about the patient's safety: a member of staff is told at once, whatever the
   * playbook says, and also where the score is missing. Any mark that is high enough raises it,
   * also one of several, one that the item does not have, and one that was not to be asked.
   */
  safety?: boolean
  /** Or the scale whose value it is about. */
  scale?: string | null
  /** Up to which value, that one too. */
  to?: number | null
  /** Answers of which one must be among them. */
  with?: Threshold[]
}

/** Whether a flag is raised. */
export type FlagState =
  /** It is, whatever is missing. */
  | 'raised'
  /** It is not, whatever is missing. */
  | 'clear'
  /** It depends on what is missing. */
  | 'unknown'

/** A form. */
export interface Form {
  /** What was posted, as answers; none where nothing was. */
  answers: ItemAnswer[]
  /** What is wrong with what was posted. */
  faults: FormFault[]
  /** The element `form`, with what is wrong before it. */
  html: string
  /** The language that it is in, for the page around it. */
  language: string
  /** Whether that is written from right to left. */
  right_to_left: boolean
}

/** What is wrong with an item of a form. */
export interface FormFault {
  /** The item. */
  item: string
  /** What is wrong, in the language of the form. */
  message: string
}

/** A form that is asked for. */
export interface FormSpec {
  /** Where the form is posted: a path or an https address. */
  action: string
  /** Or an instrument of one's own. */
  document?: Instrument | null
  /** Fields that are posted with it and not shown, such as a token against forgery. */
  hidden?: { [name: string]: string }
  /** The id of a built-in instrument whose wording is shipped. */
  instrument?: string | null
  /** The language (BCP 47); the usual one of the instrument where it is absent or has no wording. */
  language?: string | null
  /** What was posted before, so that a form with faults comes back filled in. */
  posted?: { [name: string]: string[] } | null
  /** The items that must be answered. */
  required?: string[]
}

/** A funnel. */
export interface Funnel {
  /** The rows; nothing where they are too few to be told. */
  n?: number | null
  /**
   * Rows that reached a stage without one before it: they count only as far as they came in
   * order. Nothing where they are too few to be told.
   */
  out_of_order?: number | null
  /** The stages, in order. */
  steps: FunnelStep[]
}

/** A funnel as a picture. */
export interface FunnelPictureSpec {
  /** The funnel. */
  funnel: FunnelSpec
  /** How it is drawn. */
  picture: PictureSpec
}

/** Why rows came no further. */
export interface FunnelReason {
  /** How many. */
  count: number
  /** The reason; `unknown` where none is given, `other` for those that are too few each. */
  reason: string
}

/** A funnel that is asked for. */
export interface FunnelSpec {
  /** The confidence of the limits; 0.95 where it is absent. */
  confidence?: number | null
  /**
   * The fewest rows that are told: of a stage, of a loss or of a reason that is above nothing
   * and below this no number is given; 11 where it is absent, as is the custom for patients'
   * data in the United States, and 1 tells all.
   */
  least?: number | null
  /** The column that says why a row came no further, such as the code of a decision. */
  reason?: string | null
  /** Its stages, in order: a row has reached one that has reached all before it. */
  stages: FunnelStage[]
}

/** A stage of a funnel. */
export interface FunnelStage {
  /** The column that is true where a row reached it; a missing value is no. */
  column: string
  /** What it is called. */
  name: string
}

/**
 * How many reached a stage. What is suppressed is nothing, and so is all that it would follow
 * from.
 */
export interface FunnelStep {
  /** How many of the stage before did not come here. */
  lost?: number | null
  /** The limits of that (Wilson 1927). */
  lower?: number | null
  /** What the stage is called. */
  name: string
  /** How many reached it. */
  reached?: number | null
  /** Why, the most frequent first. */
  reasons: FunnelReason[]
  /** The share of all rows. */
  share?: number | null
  /** The share of those that reached the stage before. */
  share_of_before?: number | null
  /** Whether a number is left out because it is of too few. */
  suppressed: boolean
  /** The upper one. */
  upper?: number | null
}

/** A law that did not hold. */
export interface FuzzFailure {
  /** The least course that shows it, as a test case of a playbook (`TestCase`) in JSON. */
  case: string
  /** The law, as a short name: `never_twice`. */
  law: string
  /** What was seen. */
  message: string
}

/** What came of driving a playbook through made-up courses. */
export interface FuzzReport {
  /** How many courses were played. */
  courses: number
  /** The laws that did not hold, at most twenty. */
  failures: FuzzFailure[]
  /** How many messages were handed over in all. */
  messages: number
  /** The most messages that one patient got on one day of UTC. */
  most_in_a_day: number
  /**
   * What became of each step of the playbook's journeys, in its order: a step that never did
   * anything cannot be reached, or the courses do not reach it.
   */
  steps: FuzzStep[]
}

/** What became of one step. */
export interface FuzzStep {
  /** How often it was done. */
  done: number
  /** How often it was skipped, missed or denied. */
  left_out: number
  /** Journey and step: `visits/reminder`. */
  step: string
}

/** Something that is known or happens: a fact, a reply, or a report. */
export interface Given {
  /**
   * When it is learnt of; facts have happened then too. Instants of test cases may also be
   * written as times on the wall of a place: `2026-03-09T09:00[Asia/Kolkata]`.
   */
  at: string
  /** What happened. */
  fact?: FactContent | null
  /** What is written back. */
  reply?: GivenReply | null
  /** What became of a message. */
  report?: GivenReport | null
}

/** Something that is written back. */
export interface GivenReply {
  /** By which channel. */
  channel: Channel
  /** From where. */
  line: LineId
  /** What. */
  text: string
}

/** What became of a message. */
export interface GivenReport {
  /** What. */
  event: MessageEvent
  /** Of which: the n-th action of `then`, from 0. */
  of: number
}

/**
 * Steps that a visit makes needless: what is said around a check-up of the twentieth week is not
 * said to whoever came for it.
 */
export interface Group {
  /** The service of the visits that clear it; every visit where left out. */
  cleared_by?: string | null
  /** From when such a visit counts, as a sentence of time. */
  from: string
  /** The id, which steps name. */
  id: string
  /** Until when it counts; without end where left out. */
  until?: string | null
}

/** What was known before each row. */
export interface History {
  /** How many rows of the same patient had happened before it was asked for. */
  prior: number[]
  /** The share of them in which it happened, drawn towards the base: (k + w base) / (n + w). */
  rate: number[]
}

/** A history that is asked for. */
export interface HistorySpec {
  /**
   * The column of days or instants at which the risk would have been asked for, such as that of
   * booking.
   */
  asked: string
  /**
   * The share that is expected of whom nothing is known: that of the rows of training, never
   * of those that are tested.
   */
  base: number
  /** The column of days or instants at which it happened or not, of the same kind. */
  happened: string
  /** The column that is true where it happened. */
  outcome: string
  /** The column of patients. */
  patient: string
  /** How many earlier rows that share weighs as much as; 2 where it is absent. */
  weight?: number | null
}

/** Why one item is withheld from a viewer by a decision about this patient. */
export type HoldReason =
  /** A clinician found a risk to somebody's life or physical safety (45 CFR 171.201). */
  | 'harm'
  /** The patient wants it kept from everybody else (45 CFR 171.202). */
  | 'privacy'
  /** The patient asked to see it later. */
  | 'patient_request'

/**
 * A key of the host, with a number of its own so that keys can change: the last one of a list is
 * the newest, by which new things are signed, and those before it still open what they signed.
 *
 * ```
 * use prm_core::HostKey;
 * let key = HostKey::new(1, "0f6b1c2d9e8a47535b6c7d8e9fa0b1c2d3e4f5061728394a5b6c7d8e9fa0b1c2")?;
 * assert_eq!(format!("{key:?}"), "HostKey { .. }");
 * assert_eq!(HostKey::new(1, "short").unwrap_err().path(), "secret");
 * # Ok::<(), prm_core::PrmError>(())
 * ```
 */
export interface HostKey {
  /** Its number, which what it signs tells: not a secret. */
  id: number
  /** 32 to 256 bytes of text, such as 32 random bytes in hexadecimal. Used as it stands. */
  secret: string
}

/** A name (FHIR HumanName). Single-word names are names; nothing is guessed from them. */
export interface HumanName {
  /** The family name. */
  family?: string | null
  /** Given names, in order. */
  given?: string[]
  /** The whole name as it should be written. */
  text?: string | null
  /** What it is used for. */
  use?: NameUse | null
}

/** What becomes of whatever names a person or a record. */
export type Identifiers =
  | IdentifiersKept
  | IdentifiersLeftOut
  | IdentifiersPseudonyms

/** It is there as it is. */
export interface IdentifiersKept {
  type: 'kept'
}

/** Its columns are not there. */
export interface IdentifiersLeftOut {
  type: 'left_out'
}

/**
 * Each is replaced by a word that stands for it and that nobody makes without the secret:
 * equal words are equal names, in all tables.
 */
export interface IdentifiersPseudonyms {
  type: 'pseudonyms'
  /** The secret of whoever may look names up. */
  secret: string
}

/**
 * A questionnaire with its scoring, as its owners define it.
 *
 * ```
 * use prm_core::Instrument;
 * let phq9 = Instrument::built_in("phq-9").unwrap();
 * assert_eq!((phq9.items.len(), phq9.main.as_str()), (10, "total"));
 * assert!(phq9.licence.contains("No permission required"));
 * ```
 */
export interface Instrument {
  /** What makes a person look; at most 50. */
  flags?: FlagRule[]
  /** The id by which facts and analyses name it. */
  id: string
  /** Its items, in the order in which they are asked; at most 200. */
  items: InstrumentItem[]
  /**
   * The items of which half make a response complete (the half rule of CAHPS); all that were to
   * be asked make it where there are none.
   */
  key_items?: string[]
  /** The languages of its wording, the usual one first (BCP 47); none where the host brings it. */
  languages?: string[]
  /** On what terms it may be used, and whose it is. */
  licence: string
  /** The scale whose value is the score of a response. */
  main: string
  /** Whether no new answers are asked for: what was answered is still scored. */
  retired?: boolean
  /** What its items are added up to; at most 50. */
  scales: Scale[]
  /** Where its scoring is defined. */
  source: string
  /** Its title, for people. */
  title: string
  /** Its version; answers may say which one they are of. */
  version: string
  /** Whether the wording of its items may be shipped with software. */
  wording: Wording
}

/** An item of an instrument. */
export interface InstrumentItem {
  /** How it is answered. */
  answer: AnswerKind
  /** It is asked only of those who gave such an answer to an earlier item. */
  asked_if?: Screener | null
  /** The boxes of what answers count for, which part them whole: every one is in one box. */
  boxes?: AnswerBox[]
  /** A code of another system: `http://loinc.org|44250-9`. */
  code?: string | null
  /** The least answer of a scale. */
  from?: number | null
  /** Its stable name. */
  id: string
  /** A short label, for tables. */
  label: string
  /** The answers of a choice, in the order in which they are shown. */
  options?: AnswerOption[]
  /** The question by language. */
  prompt?: { [name: string]: string }
  /** What answers count for, where that is not the answer itself. */
  recode?: Recode[]
  /** The greatest answer of a scale. */
  to?: number | null
}

/**
 * An entry that somebody asks for. It holds what a decision needs, and no content.
 *
 * ```
 * use prm_core::Item;
 * let item: Item = serde_json::from_str(
 *     r#"{"id": "r1", "patient": "priya", "kind": "result", "status": "final",
 *         "filed": "2026-11-09T16:00:00Z", "labels": ["N"]}"#)?;
 * assert_eq!(item.id, "r1");
 * # Ok::<(), serde_json::Error>(())
 * ```
 */
export interface Item {
  /** The categories by which law or practice delay it, as in `malignancy`. */
  categories?: string[]
  /** When it became final. */
  filed?: string | null
  /** The host's id. */
  id: string
  /** What it is. */
  kind: ItemKind
  /** HL7 security labels (FHIR `meta.security`), as `system|code` or as the code alone. */
  labels?: string[]
  /** For threads: the ids of the patient and related persons who write in it. */
  participants?: string[]
  /** Whose record it is in. */
  patient: PatientId
  /** The place that it belongs to. */
  place?: string | null
  /** How far it is, as FHIR DiagnosticReport.status. */
  status?: ItemStatus | null
  /** The visit or appointment that it is of, as in `visit:v1`: protected care covers it. */
  subject?: string | null
}

/** An item with what was decided about it. */
export interface ItemAccess {
  /** What was decided. */
  decision: AccessDecision
  /** The item's id. */
  item: string
}

/**
 * An answer to an item: a value, or words. Two different values of one item are several marks,
 * which count as none.
 */
export interface ItemAnswer {
  /** The item's name in the instrument. */
  item: string
  /** The value of the option, or the number; nothing where it was left out. */
  value?: number | null
  /** What was said in words, at most 64 KiB. */
  words?: string | null
}

/** What an item is. */
export type ItemKind =
  /** An entry of the record: a visit, a problem, a note. */
  | 'record'
  /** A result of a laboratory or of imaging. */
  | 'result'
  /** A prescription. */
  | 'prescription'
  /** A document. */
  | 'document'
  /** An appointment. */
  | 'appointment'
  /** A conversation. */
  | 'thread'
  /** A bill. */
  | 'bill'
  /** An immunisation. */
  | 'immunization'
  /** An allergy. */
  | 'allergy'

/** What is there of an item. */
export type ItemState =
  /** An answer. */
  | 'answered'
  /** None. */
  | 'missing'
  /** It was not to be asked: an answer to it does not count, since the screener wins. */
  | 'not_asked'
  /** An answer that the item does not have. */
  | 'out_of_range'
  /** Several answers. */
  | 'several_marks'

/** How far a report is: FHIR R4 DiagnosticReport.status. */
export type ItemStatus =
  /** Known of, without content. */
  | 'registered'
  /** A part is there. */
  | 'partial'
  /** Verified in part. */
  | 'preliminary'
  /** Complete and verified. */
  | 'final'
  /** Changed after it was final. */
  | 'amended'
  /** Corrected after it was final. */
  | 'corrected'
  /** Added to after it was final. */
  | 'appended'
  /** Given up. */
  | 'cancelled'
  /** Withdrawn: it never was true. */
  | 'entered_in_error'
  /** The source does not say. */
  | 'unknown'

/**
 * A journey: steps that follow one subject.
 *
 * ```json
 * {
 *   "id": "visits", "for": "appointment", "service": "check-up",
 *   "steps": [
 *     {
 *       "id": "reminder", "send": "visit_reminder", "at": "1 day before appointment.start at 09:00",
 *       "tells": ["appointment.start", "appointment.place"]
 *     }
 *   ]
 * }
 * ```
 */
export interface Journey {
  /** Asked until the first step has been settled: the run begins when it is true. */
  enter_when?: string | null
  /**
   * For recalls: how often after the last visit, and for anniversaries: how often after the
   * occasion (a year where left out), as a span (`6 months`) or an RFC 5545 rule
   * (`FREQ=MONTHLY;INTERVAL=6`).
   */
  every?: string | null
  /** Asked at every step: the run ends when it is true. */
  exit_when?: string | null
  /** What it is about: each such thing of a patient gets a run of its own. */
  for: Subject
  /**
   * Asked on every fact and at every step: once it is true of a run that has begun, its goal is
   * reached, and it ends for good.
   */
  goal?: string | null
  /** Steps that a visit makes needless together. */
  groups?: Group[]
  /** The id: part of every key. */
  id: string
  /**
   * For occasions and anniversaries, and needed there: the name of those that it follows
   * (`occasion_recorded`).
   */
  occasion?: string | null
  /**
   * Whether it begins anew for another subject: `always`, also beside an earlier run (where left
   * out); `never`; `after_exit`, when no earlier run goes on; or a span (`90 days`) after the
   * beginning of the last.
   */
  reentry?: string | null
  /**
   * For recalls, in place of `every`: a rule with its exceptions. Its slots are days. A slot
   * that is moved is due on the new day, under the name of the old one:
   *
   * ```json
   * {
   *   "rule": "FREQ=MONTHLY;INTERVAL=6", "month_end": "clamp", "since": "2026-06-01",
   *   "without": ["2026-12-24"], "with": ["2027-01-11"], "moved": {"2027-05-01": "2027-05-04"}
   * }
   * ```
   */
  schedule?: Schedule | null
  /**
   * For appointments and visits: the service of those that it follows; for recalls that of the
   * visits after which it comes. Every one where left out; one of which no service is known is of
   * none.
   */
  service?: string | null
  /** Asked at every step: the run ends when it is false. */
  stay_while?: string | null
  /** The steps. */
  steps: Step[]
}

/** a key in the form of a UUID */
export type Key = string

/**
 * What a `Key` is made of: the intent (who speaks, in which journey, about what, in which
 * step) and its telling (to whom, which values, which time, which attempt) (R4).
 */
export interface KeyParts {
  /** How many earlier stretches of the subject's history had the same values. */
  again: number
  /** The place in the chain of channels, and 1000 more for each earlier try of that channel. */
  attempt: number
  /** `0`, or the starting fact's id for journeys that may be entered again. */
  entry: string
  /** The journey's id in the playbook; `prm` for what the library itself does. */
  journey: string
  /** The local slot of a recurrence, the year of an anniversary, else `-`. */
  occurrence: string
  /** The patient or related person who is told. */
  recipient: string
  /** The step's id in the journey. */
  step: string
  /** Kind and id of the subject, as in `appointment:a1`. */
  subject: string
  /** A short digest of the values that are told, or `-`. */
  told: string
}

/** a language tag such as en-IN */
export type Language = string

/**
 * What happens to a step whose time had passed before its cause happened (an appointment that is
 * booked an hour ahead, a reminder of the day before).
 */
export type Late =
  /** It is left out. */
  | 'skip'
  /** It is done at once, as long as it is useful. */
  | 'send_while_useful'

/** The day of a yearly 29 February in a common year (R29). */
export type LeapDay =
  /** The last day of February. */
  | 'february28'
  /** The first day of March. */
  | 'march1'

/** a contact point such as `tel:+919812345670` or `mailto:priya@example.in` */
export type LineId = string

/** A line as one step used it: what a host compares when it saves (R6). */
export interface LineRead {
  /** The contact point. */
  line: LineId
  /** The revision that it has now: greater where the step changed it. */
  now: number
  /** The revision that was read; 0 for a line of which nothing was known. */
  read: number
}

/** What a link is for: one thing, and nothing else. */
export type LinkPurpose =
  /** To answer a survey. */
  | 'survey'
  /** To confirm an appointment. */
  | 'confirm'
  /**
   * To receive no more messages: acts without a login, any number of times (CASL section 6(2)(c)
   * and 11; RFC 8058).
   */
  | 'unsubscribe'
  /** To come to a result: behind a login. */
  | 'result'
  /** To fill in a form before a visit: behind a login. */
  | 'form'

/**
 * Links of a patient that no longer hold (fact `links_revoked`): of a subject, for a purpose, or
 * all; those that were issued before an instant.
 */
export interface LinkRevocation {
  /** Issued before. */
  before: string
  /** For which purpose; for all but `unsubscribe` where left out. */
  purpose?: LinkPurpose | null
  /** Of which subject; of all where left out. */
  subject?: string | null
}

/** What loading many texts gave. */
export interface LoadBatch {
  /** Whose relationship each text was, in order; nothing where it was set aside. */
  patients: (PatientId | null)[]
  /** What could not be done. */
  set_aside: SetAside[]
}

/** Whether curves differ. */
export interface LogRank {
  /** The statistic. */
  chi_squared: number
  /** Its degrees of freedom. */
  freedom: number
  /** The chance of as much by chance. */
  p: number
}

/** A header of an e-mail. Neither part holds a line break. */
export interface MailHeader {
  /** The name: `List-Unsubscribe`. */
  name: string
  /** The value. */
  value: string
}

/** A message: what for, and how it reads on each channel. */
export interface Message {
  /**
   * The rule by whose exemption it goes to patients who have said nothing; with a consent its
   * terms do not bind.
   */
  exemption?: string | null
  /**
   * Whether it invites to review the practice in public. No step that sends it may depend on
   * the score of a response (R24); a text with a link to a well-known place for reviews is
   * taken for such an invitation also where this is left out.
   */
  invites_review?: boolean
  /** What it is for. */
  purpose: Purpose
  /** Whether a third party pays for it: then some laws ask for a signed authorisation. */
  remunerated?: boolean
  /**
   * How it reads, the best first: of those for a channel the first one is sent whose level the
   * channel admits and whose values are all known. The channels, in the order in which they
   * first appear, are those that are tried.
   */
  variants: Variant[]
}

/** What became of an action, as the host's sender or staff saw it (R9). */
export type MessageEvent =
  /** It was handed to the host, which told another copy of the relationship. */
  | 'handed_over'
  /** The gateway took it. */
  | 'accepted'
  /** It was not sent in time. */
  | 'expired'
  /** It was withdrawn before it left. */
  | 'withdrawn'
  /**
   * It could not be sent or delivered, for a reason that may pass: a step may try the channel
   * again (`retries`), and then goes on to the next.
   */
  | 'failed'
  /**
   * It could not be delivered and never will be: the contact point does not work, and nothing
   * more is sent there until somebody has checked it.
   */
  | 'bounced'
  /** It reached the contact point. */
  | 'delivered'
  /** It was read. */
  | 'read'
  /** It was answered. */
  | 'answered'
  /** A withdrawal came too late: it had already left. */
  | 'too_late'

/** One thing that became of a message or a task. */
export interface MessageHistory {
  /** When it was reported. */
  at: string
  /** What. */
  event: MessageEvent
}

/** What a chart that remembers saw. */
export interface Monitor {
  /** One for each row. */
  points: MonitorPoint[]
  /** The rows with a signal. */
  signals: number[]
}

/** Which chart is asked for. */
export type MonitorMethod =
  | MonitorMethodEwma
  | MonitorMethodCusum
  | MonitorMethodBernoulliCusum

/** The exponentially weighted moving average. */
export interface MonitorMethodEwma {
  type: 'ewma'
  /** Its standard deviation. */
  deviation: number
  /** What the process is expected to give. */
  expected: number
  /** The weight of the newest value, above 0 and at most 1: 0.1 to 0.3 is usual. */
  weight: number
  /** How many standard deviations the limits are away: 2.7 to 3 is usual. */
  width: number
}

/** Sums of what is above and below expectation. */
export interface MonitorMethodCusum {
  type: 'cusum'
  /** Its standard deviation. */
  deviation: number
  /** What the process is expected to give. */
  expected: number
  /** Where a sum is a signal, in standard deviations: 4 or 5 is usual. */
  limit: number
  /** What of each value is let go, in standard deviations: half of the change to be seen. */
  slack: number
}

/**
 * Log-likelihood sums of single outcomes, for odds that grow and for odds that shrink by the
 * same factor.
 */
export interface MonitorMethodBernoulliCusum {
  type: 'bernoulli_cusum'
  /** The share of events that is expected, between 0 and 1. */
  expected: number
  /** Where a sum is a signal. */
  limit: number
  /** The change of the odds to be seen, above 1: 2 is usual. */
  odds_ratio: number
}

/** The state after a row. */
export interface MonitorPoint {
  /** The average again, or the sum of what is below, drawn downwards (0 and less). */
  lower: number
  /** Where the lower one is a signal. */
  lower_limit: number
  /** Whether either is beyond its limit. */
  signal: boolean
  /** The average, or the sum of what is above (0 and more). */
  upper: number
  /** Where the upper one is a signal. */
  upper_limit: number
}

/** A chart that remembers. */
export interface MonitorSpec {
  /** Which chart. */
  method: MonitorMethod
  /** Whether the sums begin anew after a signal. */
  reset?: boolean
  /**
   * The column of values; in `bernoulli_cusum` of outcomes, true or 1 where the event happened.
   * A missing value leaves the sums as they are.
   */
  value: string
}

/** What becomes of a day that a month does not have. */
export type MonthEnd =
  /** It is left out, as RFC 5545 has it. */
  | 'skip'
  /** It is on the last day of that month. */
  | 'clamp'

/** The use of a name (FHIR name-use). */
export type NameUse =
  /** What the person is called. */
  | 'usual'
  /** The name on official papers. */
  | 'official'
  /** For a time. */
  | 'temp'
  /** A nickname. */
  | 'nickname'
  /** Used to hide who it is. */
  | 'anonymous'
  /** Not in use any more. */
  | 'old'
  /** The name before marriage. */
  | 'maiden'

/** What a host must do as it lets a viewer in. */
export type Obligation =
  /** Write a second line to the audit, with the reason. */
  | 'second_audit_entry'
  /** Put it into the queue of what is looked into. */
  | 'review'
  /** Let the patient know. */
  | 'notify_patient'
  /** Show the notice against passing it on (42 CFR 2.32). */
  | 'redisclosure_notice'

/** an identifier */
export type OccasionId = string

/** What is to be done about a slot now. */
export interface Offers {
  /** All whom it suits or was offered, in the order in which they come. */
  candidates: Candidate[]
  /**
   * Facts to step into the relationships of their patients: offers, a booking, and that the
   * slot is gone. Told again they are the same facts, so that nothing happens twice.
   */
  facts: Fact[]
  /** How the slot stands, with the facts below taken in. */
  status: SlotStatus
  /** Who has it. */
  taken_by?: PatientId | null
  /** When to ask again, where nothing is learnt before. */
  wake?: string | null
}

/** What happens when a value that was told has changed. */
export type OnChange =
  /** It is told again. */
  | 'again'
  /** It was told once, and that is enough. */
  | 'once'

/** Hours of some days in which a rule permits messages. */
export interface Opening {
  /** On these days; on all where empty. */
  days?: Weekday[]
  /** The first minute that is permitted. */
  from: CivilTime
  /** The first minute that is not; earlier than `from` for hours past midnight. */
  to: CivilTime
}

/** Of whose messages a contact point has opted out. */
export type OptOutScope =
  /** Of this sender's. */
  | 'sender'
  /**
   * Of all that come through the carrier's or provider's account, whoever sends them. Only an
   * opt-in with the same scope ends it: START does not.
   */
  | 'everyone'

/** What happens without a receipt. */
export type Otherwise =
  /** The step is left out. */
  | 'skip'
  /** The step is done. */
  | 'go'

/** What a step gives back: everything at once. */
export interface Outcome {
  /** What the host must do now, in order. */
  actions: Action[]
  /** Why: what was decided, and what is due and held. */
  decisions: Decision[]
  /** The lines that were read or changed, with their revisions (R6). */
  lines: LineRead[]
  /** When to call again; absent when nothing is planned. */
  wake?: Wake | null
}

/** A character that is not in GSM-7. */
export interface OutsideGsm7 {
  /** Where it first stands: so many characters come before it. */
  at: number
  /** The character. */
  character: string
  /**
   * What a reader would take for it, in GSM-7, where there is such a thing. For a letter it is
   * the one without its accent, which in some languages is another word: a person chooses.
   */
  near?: string | null
}

/** What a practice changes in a rule of a pack. The check says where that is looser than the law. */
export interface Override {
  /** Another number in place of its cap's. */
  at_most?: number | null
  /** Why: who decided it, and on what ground. */
  because: string
  /** Whether it is kept. */
  enabled?: boolean | null
  /** Other hours in place of its own. */
  hours?: Opening[] | null
  /** The rule's id. */
  rule: string
}

/** an identifier */
export type PatientId = string

/** Where a patient stands. */
export type PatientStanding =
  /** With a kept visit in the last months, or a visit ahead. */
  | 'active'
  /** With neither, though with a visit before. */
  | 'lapsed'
  /** Never with a kept visit, and none ahead. */
  | 'never_seen'

/** an identifier */
export type PersonId = string

/** A journey to be looked at. */
export interface Picture {
  /** The same in words, a sentence each. */
  description: string[]
  /** Both as a page of its own (HTML). */
  html: string
  /** The journey. */
  journey: string
  /** The picture: SVG that stands by itself, as a file or in a page. */
  svg: string
  /** What it is called, as a sentence. */
  title: string
}

/** What a picture shows beside its numbers. */
export interface PictureSpec {
  /** How values are written. */
  format?: ValueFormat
  /** Height in pixels, 240 to 4000; as much as is needed, or 420, where it is absent. */
  height?: number | null
  /** Which colours. */
  theme?: Theme
  /** What it is of, in one line. */
  title: string
  /** What the vertical axis has, or what is counted. */
  unit?: string | null
  /** Width in pixels, 320 to 4000; 760 where it is absent. */
  width?: number | null
}

/** Where an appointment or a visit takes place. */
export interface Place {
  /** The id in the source system. */
  id: string
  /** The name that a patient knows. */
  name?: string | null
}

/** A place where appointments and visits are. */
export interface PlaceRule {
  /** The name that patients know, in place of the feed's. */
  name?: string | null
  /** The zone of the place. */
  zone?: Zone | null
}

/** What would happen until some instant, were nothing else to be learnt. */
export interface Plan {
  /** Whether the plan reaches its end, and not only the limit of turns. */
  complete: boolean
  /** The instants at which something happens, in order. */
  turns: PlannedTurn[]
  /** What is waited for at the end; absent when nothing is planned. */
  wake?: Wake | null
}

/** What plans for many gave. */
export interface PlanBatch {
  /** A plan for each patient, in order; nothing where it was set aside. */
  plans: (Plan | null)[]
  /** What could not be done. */
  set_aside: SetAside[]
}

/** What would happen at one instant. */
export interface PlannedTurn {
  /** What a step at that instant would hand over. */
  actions: Action[]
  /** When. */
  at: string
  /** What it would decide. */
  decisions: Decision[]
}

/** What a practice decides about its portal. */
export interface PortalDocument {
  /** For how many hours a broken glass stays open, 1 to 24; 4 where left out. */
  break_glass_hours?: number | null
  /** Whether preliminary results are shown. */
  preliminary?: boolean
  /**
   * Delays of results beyond those of the law, each for one category: a delay of everything
   * is refused (45 CFR 171).
   */
  release?: ReleaseRule[]
  /** What members of staff may, by role; nothing where left out. */
  roles?: RoleRule[]
  /** The programs that may read. */
  systems?: string[]
}

/** A list, filtered. */
export interface PortalView {
  /** The next instant at which time alone may change the list. */
  changes_at?: string | null
  /** What the viewer may, in the order of the list. */
  permitted: ItemAccess[]
  /**
   * How many were withheld: told to staff alone, for to others the number may reveal what is
   * withheld.
   */
  withheld?: number | null
}

/** Who speaks: one legal sender (R27). */
export interface Practice {
  /**
   * The calendar on whose days it does not work: of `rules.calendars`, or of a pack (`US` has
   * the federal holidays).
   */
  closed_on?: string | null
  /** The id: part of every key, and the sender that a line opts out of. It never changes. */
  id: string
  /** The languages of its texts, the usual one first. */
  languages: Language[]
  /** When a birthday of 29 February is in a common year; 1 March where left out. */
  leap_birthday?: LeapDay | null
  /** The age at which a patient is written to in person; 18 where left out. */
  majority?: number | null
  /** The name that patients know; it must reveal nothing about anybody's health. */
  name: string
  /**
   * The days of the week on which it works, which `2 business days` counts; Monday to Friday
   * where empty.
   */
  open_days?: Weekday[]
  /** The telephone number that patients call. */
  phone?: string | null
  /**
   * By language, a line that offers help in it: it follows a text that is in none of the
   * patient's languages. It may name `practice.name` and `practice.phone`.
   */
  taglines?: { [name: string]: string }
  /**
   * Where patients unsubscribe from greetings, feedback and marketing by e-mail: an https
   * address that takes a POST (RFC 8058), with `{key}` where the message's key goes, or a
   * `mailto:` address. It goes into the headers of such e-mails.
   */
  unsubscribe?: string | null
  /** The zone of the practice, for what has no zone of its own. */
  zone: Zone
}

/** The measures of a practice. */
export interface Practice2 {
  /**
   * From decision to answer: messages that were decided, handed over, taken by the gateway,
   * delivered, read and answered, and why others came no further: the first reason of
   * the decision, or what the sender reported.
   */
  funnel: Funnel
  /** Days from booking to start, of all appointments that have both. */
  lead_days: Spread
  /** Rates, in a fixed order. */
  measures: PracticeMeasure[]
}

/** A measure: its name, what it is in one sentence, and its rates by group. */
export interface PracticeMeasure {
  /** By what it is told. */
  by: string[]
  /** What is counted, of what. */
  definition: string
  /** Its name. */
  name: string
  /** The numbers. */
  rates: Rates
}

/** The measures that are asked for. */
export interface PracticeSpec {
  /** The confidence of the limits; 0.95 where it is absent. */
  confidence?: number | null
  /** The fewest that are told; 11 where it is absent, and 1 tells all. */
  least?: number | null
}

/** What a message is for. Consent, windows and caps go by purpose. */
export type Purpose =
  /** A danger to the patient. */
  | 'safety'
  /** The patient's access to their own account: sign-in codes, notices of security. */
  | 'account'
  /** Care: reminders, instructions, check-ins. */
  | 'treatment'
  /** Care that is due again. */
  | 'recall'
  /** Billing, and answers to what the patient said. */
  | 'operations'
  /** Asking how it was. */
  | 'feedback'
  /** Birthday and other wishes. */
  | 'greeting'
  /** Offers. Opt-in; all other purposes are opt-out. */
  | 'marketing'

/** Why: HL7 v3 PurposeOfUse (`http://terminology.hl7.org/CodeSystem/v3-ActReason`). */
export type PurposeOfUse =
  /** Treatment: `TREAT`. */
  | 'treatment'
  /** Treatment in an emergency: `ETREAT`. */
  | 'emergency_treatment'
  /** The glass was broken: `BTG`. */
  | 'break_glass'
  /** Payment: `HPAYMT`. */
  | 'payment'
  /** The practice's own operations: `HOPERAT`. */
  | 'operations'
  /** The patient asked: `PATRQT`. */
  | 'patient_request'
  /** The family asked: `FAMRQT`. */
  | 'family_request'
  /** Public health: `PUBHLTH`. */
  | 'public_health'
  /** Research: `HRESCH`. */
  | 'research'
  /** A court, an order, law enforcement: `HLEGAL`. */
  | 'legal'
  /** Health oversight: `HCOMPL`. */
  | 'oversight'
  /** To avert a threat to somebody: `THREAT`. */
  | 'threat'

/** How a quantile between two values is made. */
export type QuantileKind =
  /** Interpolated (type 7 of Hyndman and Fan 1996): the default of R, numpy and spreadsheets. */
  | 'linear'
  /** The smallest value that so many do not exceed (type 1): always one that was seen. */
  | 'seen'
  /** Type 5, as in hydrology. */
  | 'hazen'
  /** Type 6, as in SPSS and Minitab. */
  | 'weibull'
  /** Type 8, which Hyndman and Fan recommend. */
  | 'median_unbiased'

/** An instrument, made of a questionnaire. */
export interface QuestionnaireReading {
  /** The instrument: checked, ready for scores and forms. */
  instrument: Instrument
  /** What of the questionnaire an instrument does not have. */
  left_out: ErrorReport[]
}

/** Answers that are to be written as FHIR. */
export interface QuestionnaireResponseSpec {
  /** Whether it corrects what was sent before under this id: `amended`, else `completed`. */
  amended?: boolean
  /** The answers. */
  answers: ItemAnswer[]
  /** When it was given. */
  authored: string
  /** Or an instrument of one's own. */
  document?: Instrument | null
  /** The id of a built-in instrument. */
  instrument?: string | null
  /**
   * The language of the questions that are written with it; the instrument's usual one where it
   * is absent or has no wording.
   */
  language?: string | null
  /** Whose it is. */
  patient: PatientId
  /** The canonical address of the questionnaire, where the host has one. */
  questionnaire?: string | null
  /** The response. */
  response: ResponseId
}

/** A questionnaire that is to become an instrument. */
export interface QuestionnaireSpec {
  /** The language of its texts (BCP 47), where the resource does not say. */
  language?: string | null
  /** The resource, as JSON. */
  questionnaire: unknown
}

/** What happens when the permitted hours and the usefulness of a step do not meet (R13). */
export type Quiet =
  /** It is missed. */
  | 'hold'
  /** It goes out at the last permitted minute before its time. */
  | 'earlier'
  /** It is missed on this channel, and the next one is tried. */
  | 'next_channel'
  /** A person is asked to do it. */
  | 'task'

/** Weights by raking. */
export interface Rake {
  /** As how many rows of equal weight these count (Kish 1965). */
  effective: number
  /** Whether the margins are met; they may contradict one another. */
  met: boolean
  /** How often all margins were gone through. */
  rounds: number
  /** The weight of each row. */
  weights: number[]
}

/** Weights by raking that are asked for. */
export interface RakeSpec {
  /**
   * For each column, how many of the population are in each of its groups. With one column this
   * is post-stratification.
   */
  margins: { [name: string]: { [name: string]: number } }
  /** How near the margins must be met, as a share of them; 1e-12 where it is absent. */
  near?: number | null
  /** The column of weights to begin with; 1 each where it is absent. */
  weight?: string | null
}

/**
 * How the mean moving range becomes a standard deviation: a matter of rounding, which shows in
 * the fourth digit.
 */
export type RangeConstant =
  /** Limits at 2.66 mean moving ranges, as the NHS and Wheeler print it. */
  | 'published'
  /** The mean moving range by 1.128, as textbooks do. */
  | 'rounded'
  /** The mean moving range by 2/√π. */
  | 'exact'

/** The rate of a group. */
export interface RateGroup {
  /** Those in which it happened. */
  events?: number | null
  /** Its names, one for each column of groups. */
  group: (string | null)[]
  /** The limits of that (Wilson 1927). */
  lower?: number | null
  /** The rows that count; nothing where it is not told. */
  n?: number | null
  /** Their share. */
  rate?: number | null
  /** Whether the numbers are left out. */
  suppressed: boolean
  /** The upper one. */
  upper?: number | null
}

/** How a column says that something happened. */
export type RateReading =
  /** True or false; rows where it is missing are not counted at all. */
  | 'truth'
  /** A value is there, such as the instant at which a message was read, or is not. */
  | 'known'

/** A rate that is asked for. */
export interface RateSpec {
  /**
   * The columns of groups, at most three; a row without one of them is in the group of those
   * without, whose name is nothing.
   */
  by?: string[]
  /** The confidence of the limits; 0.95 where it is absent. */
  confidence?: number | null
  /** The column that says whether it happened. */
  event: string
  /** The fewest that are told: see `Rates`; 11 where it is absent, and 1 tells all. */
  least?: number | null
  /**
   * The column of which a value must be there for a row to be counted, such as the instant of
   * hand-over.
   */
  of?: string | null
  /** How it says so. */
  reading?: RateReading
}

/**
 * Rates.
 *
 * A group is not told whose rows, whose events or whose rows without the event are above nothing
 * and fewer than `least`: a share of few would give them away. Where the groups that are not told
 * would together be so few, the smallest of the others is not told either, until they are not, so
 * that nothing follows from the whole.
 */
export interface Rates {
  /** By group, in the order of their names; none where no groups were asked for. */
  groups: RateGroup[]
  /** All rows that count. */
  whole: RateGroup
}

/** What a reader has to be told, since resources and messages do not say it. */
export interface ReadOptions {
  /**
   * HL7 v2: who assigns the identifiers by which the host knows its patients, by the name or
   * the universal id in PID-3.4. Then no other identifier names a patient; without it the
   * first medical record number does, else the first identifier.
   */
  authority?: string | null
  /**
   * FHIR: patients whom the host knows by an identifier, given as `system|value`: who is meant
   * by a reference that gives an identifier and no address
   * (`Patient?identifier=system|value`). Patients of the same bundle come first.
   */
  patients?: { [name: string]: PatientId }
  /** When the host received what is read: the time of what bears none. */
  received?: Timestamp | null
  /**
   * The name of the source. It begins every fact's id, so that two systems which number alike
   * stay apart; `fhir` or `hl7v2` where it is empty.
   */
  source?: string
  /**
   * The zone of the facility: wall times are seen in it, and times and days that come without
   * an offset are local to it. Without it such times are refused, and days begin at 00:00 UTC.
   */
  zone?: Zone | null
  /**
   * HL7 v2: the zones of sending facilities that have one of their own, by the name or the
   * universal id in MSH-4; `zone` is that of the others.
   */
  zones?: { [name: string]: Zone }
}

/** A `Reading` as data. */
export interface Reading {
  /** The facts, in the order of the input. */
  facts: Fact[]
  /** How many resources or messages were no concern of ours. */
  ignored: number
  /** What was not understood and is not among the facts: its path, and why. */
  left_out: ErrorReport[]
}

/** How hard an English text is to read. */
export interface ReadingGrade {
  /**
   * The grade by Flesch and Kincaid, in tenths: 64 is 6.4 years of school. Very plain texts are
   * below 0.
   */
  flesch_kincaid: number
  /** Its words of three syllables and more. */
  polysyllables: number
  /** Its sentences. */
  sentences: number
  /** The grade by SMOG, in tenths. */
  smog: number
  /** The syllables of its words. */
  syllables: number
  /** Its words. */
  words: number
}

/** One reason of a decision: its code and the fields that belong to it. */
export interface Reason {
  /** What it is about: the path of the missing value, the subject, the other key. */
  about?: string | null
  /** The stable code. */
  code: ReasonCode
  /** The rule behind it: the id of a cap of the playbook, or of a rule of a pack. */
  rule?: string | null
  /** The rule's citation: statute, regulation, standard. */
  source?: string | null
  /** Until when it holds, where time alone will end it. */
  until?: string | null
}

/** The stable code of a reason. Codes are added, never renamed. */
export type ReasonCode =
  /** all checks passed */
  | 'ok'
  /** the patient is recorded as deceased */
  | 'deceased'
  /** this record was merged into another */
  | 'merged_into'
  /** the appointment or other subject is cancelled, replaced or removed */
  | 'subject_gone'
  /** a newer version of the subject exists */
  | 'superseded'
  /** the run has exited or was stopped */
  | 'journey_stopped'
  /** the step's condition is false */
  | 'condition_false'
  /** the goal of the journey is reached */
  | 'goal_reached'
  /** an earlier run of the journey keeps this one from beginning */
  | 'already_running'
  /** a visit has made this group of steps needless */
  | 'group_cleared'
  /** the journey took another way */
  | 'other_way'
  /** the journey needs it no longer */
  | 'no_longer_needed'
  /** the journey would go round without end */
  | 'endless_loop'
  /** the step it is anchored on settled without that event */
  | 'anchor_absent'
  /** the same values were already told */
  | 'already_told'
  /** nobody was told the earlier values */
  | 'not_told'
  /** the recipient has already viewed it */
  | 'already_seen'
  /** a later step of the same series is due too */
  | 'collapsed'
  /** its time had passed before its cause happened */
  | 'came_late'
  /** marketing of this kind needs a signed authorisation */
  | 'marketing_authorisation'
  /** no consent for this opt-in purpose */
  | 'no_consent'
  /** consent for this purpose or channel was refused or withdrawn */
  | 'consent_refused'
  /** do-not-contact is recorded */
  | 'do_not_contact'
  /** consent never became known in time */
  | 'consent_unknown'
  /** no permitted recipient (minor, proxy, confidential request) */
  | 'no_recipient'
  /** the recipient may not receive this content */
  | 'recipient_restricted'
  /** no usable contact point for any permitted channel */
  | 'no_line'
  /** the contact point is expired, bounced or unverified */
  | 'line_invalid'
  /** the contact point has opted out of this sender */
  | 'line_opted_out'
  /** the person opted out at another contact point of this kind */
  | 'person_opted_out'
  /** the contact point may have opted out: a person has still to read it */
  | 'line_paused'
  /** the patient wants no more messages about this */
  | 'subject_muted'
  /** this contact point was answered by itself often enough today */
  | 'answered_enough'
  /** the channel's free-text window is closed and there is no template */
  | 'service_window_closed'
  /** the terms of the legal exemption are not met */
  | 'exemption_terms'
  /** no variant of the message is permitted on this channel */
  | 'content_too_sensitive'
  /** no text in a language of the recipient or of the practice */
  | 'no_language'
  /** the text is longer than the limit */
  | 'text_too_long'
  /** a frequency cap is reached until the stated time */
  | 'cap_reached'
  /** the slot is kept for a message of higher priority */
  | 'reserved_for'
  /** outside the permitted hours in a candidate zone */
  | 'quiet_hours'
  /** it does not wait for the permitted hours */
  | 'passed_hours'
  /** holiday or closed day */
  | 'closed_day'
  /** another question is open on this contact point */
  | 'question_open'
  /** no longer useful */
  | 'expired'
  /** no permitted instant before it stops being useful */
  | 'missed_window'
  /** a fact that the condition or the text needs is unknown */
  | 'missing_fact'
  /** required data of the subject are missing */
  | 'incomplete'
  /** its time has not come */
  | 'not_due'
  /** the event it is anchored on has not happened */
  | 'anchor_unknown'
  /** another executor sends this channel */
  | 'other_executor'
  /** part of a combined message */
  | 'combined_into'
  /** it waits for the first of several things */
  | 'awaiting_one'
  /** it failed for a reason that may pass, and is tried again */
  | 'retrying'
  /** it waits for others to go with it */
  | 'combining'
  /** a change is given time to settle */
  | 'settling'
  /** the clock went back beyond the allowed skew */
  | 'clock_went_back'
  /** a fact is dated in the future */
  | 'fact_in_future'
  /** two facts came under one id */
  | 'fact_id_reused'
  /** the fact belongs to another patient and was not taken in */
  | 'other_patient'
  /** the status change is not possible from the present status */
  | 'transition_refused'
  /** no appointment matches the visit */
  | 'visit_unlinked'
  /** the value is none that the attribute may have */
  | 'unknown_value'
  /** what the fact speaks of is not known */
  | 'unknown_subject'
  /** the zone is not stated; the named one was assumed */
  | 'zone_assumed'
  /** time-zone data changed a told time: staff to verify */
  | 'tz_changed'
  /** a danger to the patient was told: a person has to follow it up */
  | 'safety_sent'
  /** a danger to the patient could not be told: a person has to call */
  | 'safety_unsent'
  /** a withdrawn message had already left */
  | 'too_late'
  /** a reply needs a person now */
  | 'urgent_reply'
  /** a reply speaks of suicide or self-harm: a person is needed now */
  | 'crisis_reply'
  /** a reply speaks of violence or abuse: a person is needed now */
  | 'safeguarding_reply'
  /** an answer to a questionnaire needs a person now */
  | 'safety_answer'
  /** a reply says that the patient has died: staff to verify */
  | 'death_reported'
  /** a reply says that the number is somebody else's: staff to verify */
  | 'verify_contact'
  /** a reply may be an opt-out: a person reads it, and the line is paused */
  | 'opt_out_unclear'
  /** a reply opted out in its own words: a person reads it */
  | 'opt_out_wording'
  /** an opt-out came while a visit was to be confirmed: ask whether the visit was meant */
  | 'visit_unclear'
  /** the patient wishes another time: the visit stays until staff have arranged it */
  | 'reschedule_requested'
  /** the patient wishes no visit: it stays booked until staff have asked */
  | 'cancel_requested'
  /** a reply fits more than one open question */
  | 'ambiguous_reply'
  /** a reply that fits no open question needs a person */
  | 'unanswered_reply'
  /** a record was parted from this one: staff look whose the facts of the time between are */
  | 'unmerged'
  /** the person was erased */
  | 'erased'
  /** a fact lies before the sealed history */
  | 'too_old'
  /** the limit of facts of one relationship is reached: the fact was not taken in */
  | 'too_many'

/** A receipt that a channel may give. */
export type Receipt =
  /** The gateway took it. */
  | 'accepted'
  /** It reached the contact point. */
  | 'delivered'
  /** It was read. */
  | 'read'

/** What answers count for. */
export interface Recode {
  /** What they count for, 0 to 100. */
  counts: number
  /** The least of these answers. */
  from: number
  /** The greatest; the least where it is absent. */
  to?: number | null
}

/** an RFC 5545 recurrence rule such as FREQ=MONTHLY;INTERVAL=6 */
export type Recurrence = string

/** What happened to a result that a release can wait for. */
export type ReleaseEvent =
  /** A clinician directed that it be released. */
  | 'released_by_clinician'
  /** A clinician talked it over with the patient. */
  | 'discussed_by_clinician'
  /** It became final. */
  | 'status_final'
  /** The hold was lifted. */
  | 'hold_lifted'

/** A delay of results of one category. */
export interface ReleaseRule {
  /** The category of items, as the host names it. */
  category: string
  /**
   * How many hours after it was filed it is shown, where no clinician releases it earlier; when
   * a clinician has discussed it, where left out.
   */
  hours?: number | null
  /** Its id. */
  id: string
}

/** What is answered by itself. */
export interface Replies {
  /**
   * The message that answers words of suicide or self-harm at once: a crisis line. Its purpose
   * is `safety`; that of `urgent` is sent where this is left out.
   */
  crisis?: string | null
  /** The message that answers HELP. */
  help?: string | null
  /** The message that confirms an opt-out, once. */
  stop?: string | null
  /**
   * The message that answers words of a medical emergency at once, by day and by night: the
   * emergency number. Its purpose is `safety`. A person is called in any case.
   */
  urgent?: string | null
}

/** Something that was written back from a contact point. */
export interface Reply {
  /**
   * Whether the host knows that a machine wrote it (an e-mail with `Auto-Submitted`, a notice
   * that a message could not be delivered). It is never answered.
   */
  automatic?: boolean
  /** By which channel. */
  channel: Channel
  /** The gateway's id. */
  id: ReplyId
  /** Where it came from. */
  line: LineId
  /** When it was written or received. */
  occurred: Timestamp
  /** Its words. */
  text: string
}

/** an identifier */
export type ReplyId = string

/** an identifier */
export type RequestId = string

/**
 * What a reply was taken for (R11). It is recorded, and only a fact by staff changes it. What a
 * person must look at besides stands in the reply's `Concern`s.
 */
export type Resolution =
  | ResolutionOptOut
  | ResolutionOptOutOf
  | ResolutionMute
  | ResolutionOptIn
  | ResolutionHelp
  | ResolutionAnswer
  | ResolutionRescheduleRequest
  | ResolutionCancelRequest
  | ResolutionAmbiguous
  | ResolutionAutomatic
  | ResolutionStaff

/**
 * The contact point opted out of this sender: of every purpose, calls as well as texts. The
 * person did so too, and a new number does not undo it.
 */
export interface ResolutionOptOut {
  type: 'opt_out'
}

/** The patient wants no more messages of one purpose. */
export interface ResolutionOptOutOf {
  type: 'opt_out_of'
  /** The purpose. */
  purpose: Purpose
}

/** The patient wants no more messages about one appointment or visit. */
export interface ResolutionMute {
  type: 'mute'
  /** The subject, as in `appointment:a1`. */
  subject: string
}

/** The contact point opted in again. */
export interface ResolutionOptIn {
  type: 'opt_in'
}

/** A request for help. */
export interface ResolutionHelp {
  type: 'help'
}

/** The answer to a question that was open on the line when it was written. */
export interface ResolutionAnswer {
  type: 'answer'
  /** The message that asked. */
  question: Key
}

/** Another time is wished for. The visit stays as it is until staff have arranged it. */
export interface ResolutionRescheduleRequest {
  type: 'reschedule_request'
  /** The message that asked, where one was open. */
  question?: Key | null
}

/** The visit is not wanted. It stays booked until staff have asked. */
export interface ResolutionCancelRequest {
  type: 'cancel_request'
  /** The message that asked, where one was open. */
  question?: Key | null
}

/** It fits several open questions: a person decides. */
export interface ResolutionAmbiguous {
  type: 'ambiguous'
  /** The messages that asked. */
  candidates: Key[]
}

/** A machine wrote it: nobody is asked to read it, and nothing answers it. */
export interface ResolutionAutomatic {
  type: 'automatic'
}

/** It fits none: a person reads it. */
export interface ResolutionStaff {
  type: 'staff'
}

/** an identifier */
export type ResponseId = string

/** A tenth of the rows, by their risk. */
export interface RiskDecile {
  /** The mean of their risks. */
  expected: number
  /** The limits of that (Wilson 1927). */
  lower: number
  /** Its rows. */
  n: number
  /** In how many of them it happened, as a share. */
  observed: number
  /** The upper one. */
  upper: number
}

/** A feature that is asked for. */
export interface RiskFeature {
  /** The column; no value may be missing. */
  column: string
  /** How it becomes numbers. */
  transform?: RiskTransform
}

/** How good risks are in a group. */
export interface RiskGroup {
  /** The chance that a row with the event has the higher risk of two (area under the curve). */
  auc?: number | null
  /** The limits of that (Hanley and McNeil 1982). */
  auc_lower?: number | null
  /** The upper one. */
  auc_upper?: number | null
  /** The mean square of what risks are off. */
  brier?: number | null
  /** The column of groups; nothing for all rows. */
  column?: string | null
  /** In how many it happened. */
  events?: number | null
  /** The mean of the risks. */
  expected?: number | null
  /** The group. */
  group?: string | null
  /** Its rows; nothing where they, or those with or without the event, are too few to be told. */
  n?: number | null
  /** The share in which it happened. */
  observed?: number | null
  /** The limits of that (Wilson 1927). */
  observed_lower?: number | null
  /** The upper one. */
  observed_upper?: number | null
  /** The share of those with the event that is not acted on. */
  overlooked?: number | null
  /** The limits of that. */
  overlooked_lower?: number | null
  /** The upper one. */
  overlooked_upper?: number | null
  /** The share of the group that is acted on. */
  selected?: number | null
}

/** A model card: the whole model, and what is to be known before it is used. */
export interface RiskModel {
  /** The version of the card. */
  card: number
  /** How well it fits the rows that it was made of; on others it will fit less well. */
  fit: RiskReport
  /** The logarithm of the odds where every feature is at its mean. */
  intercept: number
  /** What it may be used for, and what not. */
  limits: string[]
  /** What it is called. */
  name: string
  /** What it is the risk of: the column of outcomes. */
  outcome: string
  /** How much large weights cost. */
  penalty: number
  /** How many steps the training took. */
  steps: number
  /** What it has learnt. */
  weights: RiskWeight[]
  /** What it was made of. */
  window: RiskWindow
}

/** Why a risk is higher or lower than that of the mean row. */
export interface RiskReason {
  /** The category, where it is one. */
  category?: string | null
  /** The column. */
  column: string
  /** What it adds to the logarithm of the odds; it takes away where it is below 0. */
  push: number
}

/** How good risks are. */
export interface RiskReport {
  /** Average precision: the mean share of right ones among those of higher risk. */
  average_precision?: number | null
  /**
   * What is to be added to the logarithm of the odds so that risks are true on the whole; 0 is
   * best. Nothing where it cannot be fitted.
   */
  calibration_intercept?: number | null
  /**
   * How much steeper true odds are than those of the risks; 1 is best, below it risks are too
   * sure.
   */
  calibration_slope?: number | null
  /** Tenths of the rows, the lowest risks first; fewer where rows are few. */
  deciles: RiskDecile[]
  /** By group. */
  groups: RiskGroup[]
  /** The mean logarithm of the chance that was given to what happened, below 0 turned to above. */
  log_loss?: number | null
  /** From which risk on somebody would act. */
  threshold?: number | null
  /** All rows. */
  whole: RiskGroup
}

/** Risks that are to be judged. */
export interface RiskReportSpec {
  /** Columns of groups. */
  groups?: string[]
  /** The fewest that are told of a group; 11 where it is absent. */
  least?: number | null
  /** The column that is true where it happened. */
  outcome: string
  /** The column of risks, from 0 to 1. */
  risk: string
  /** From which risk on somebody acts; that of the tenth of the highest risks where it is absent. */
  threshold?: number | null
}

/** The risk of a row. */
export interface RiskScore {
  /** Why, the strongest first. */
  reasons: RiskReason[]
  /** Between 0 and 1. */
  risk: number
}

/** Rows of which the risk is asked for. */
export interface RiskScoreSpec {
  /** The model. */
  model: RiskModel
  /** How many reasons are told of each row; 3 where it is absent. */
  reasons?: number | null
}

/** The risks of rows. */
export interface RiskScores {
  /** One for each row. */
  scores: RiskScore[]
}

/** A model that is asked for. */
export interface RiskSpec {
  /** The column of days or instants, for the window of the card. */
  at?: string | null
  /**
   * The features. None may know the future: what is in a row must have been known when the risk
   * is asked for (see `history`).
   */
  features: RiskFeature[]
  /** Columns of groups by which the card tells how well it fits. */
  groups?: string[]
  /** What it may be used for, and what not, in the practice's words. */
  limits?: string[]
  /** What it is called. */
  name: string
  /** The column that is true where it happened, such as a missed appointment. */
  outcome: string
  /**
   * How much large weights cost: half the sum of their squares times this is added to the log
   * loss of all rows; 1 where it is absent. The intercept costs nothing.
   */
  penalty?: number | null
}

/** How a column becomes numbers. */
export type RiskTransform =
  /** As it is. */
  | 'number'
  /** The logarithm of one more, for what spreads far, such as days ahead; 0 and more. */
  | 'log'
  /** 1 where it is true. */
  | 'flag'
  /** 1 for each category but the first; one that was not there in training counts as none. */
  | 'category'

/** What a model has learnt of a feature, or of one category of it. */
export interface RiskWeight {
  /** The category. */
  category?: string | null
  /** The column. */
  column: string
  /** The mean of the number in training. */
  mean: number
  /** Its standard deviation in training; 1 where it never differs. */
  scale: number
  /** How it becomes a number. */
  transform: RiskTransform
  /** What one standard deviation more adds to the logarithm of the odds. */
  weight: number
}

/** Of which rows a model was made. */
export interface RiskWindow {
  /** In how many of them it happened. */
  events: number
  /** The first time, where there is a column of times. */
  from?: string | null
  /** How many. */
  rows: number
  /** The last one. */
  until?: string | null
}

/** What a role may. */
export interface RoleRule {
  /** What they may do. */
  actions: AccessAction[]
  /** Whether it also goes for patients of other care teams. */
  beyond_care_team?: boolean
  /** For which kinds of items; all where empty. */
  kinds?: ItemKind[]
  /** At which places they must be; any where empty. */
  places?: string[]
  /** The role, as the host names it. */
  role: string
}

/** A reply, resolved. */
export interface Routed {
  /** What a person must look at besides; the step opens a task for each. */
  concerns?: Concern[]
  /** The facts to give to the next step of that relationship. */
  facts: Fact[]
  /**
   * Whose relationship it goes to; absent for a line to which nothing was ever sent. Then the
   * host shows it to a person itself, at once where it has a concern.
   */
  patient?: PatientId | null
  /** What it was taken for. */
  resolution: Resolution
}

/** One rule. */
export interface Rule {
  /** How often is enough. */
  cap?: RuleCap | null
  /** For these channels; for all where empty. */
  channels?: Channel[]
  /** The calendar on whose days nothing is permitted. */
  closed_on?: string | null
  /** How sure it is. */
  confidence: Confidence
  /** What consent is needed. */
  consent?: ConsentRule | null
  /** Whether it is kept; contested and unconfirmed rules are not until a practice enables them. */
  enabled: boolean
  /** The terms under which a message may go without express consent, where it relies on them. */
  exemption?: Exemption | null
  /** The first day on which it holds. */
  from?: CivilDate | null
  /** The permitted hours, on the recipient's clock; those that are not named are not permitted. */
  hours?: Opening[] | null
  /** The name under which decisions and overrides speak of it. */
  id: string
  /**
   * Where it binds: an ISO 3166 code of a country (`US`) or of a part of it (`US-FL`), by the
   * recipient's address, else by their zone; everywhere where left out.
   */
  jurisdiction?: string | null
  /** What stands behind it. */
  kind: RuleKind
  /** The citation: statute, regulation, standard. */
  law?: string | null
  /** What else there is to know. */
  note?: string | null
  /** For these purposes; for all where empty. */
  purposes?: Purpose[]
  /** Only for messages that a third party pays for. */
  remunerated?: boolean
  /** Where it was read. */
  sources?: string[]
  /**
   * How far an opt-out of one kind of message reaches; that kind alone where left out. (A plain
   * STOP always reaches all.)
   */
  stop?: StopScope | null
  /** The first day on which it does not hold any more. */
  until?: CivilDate | null
}

/** A rule that points met. */
export type Rule2 =
  /** Anhøj: a run longer than chance makes one in twenty times. */
  | 'long_run'
  /** Anhøj: the center is crossed less often than chance does in nineteen of twenty times. */
  | 'few_crossings'
  /** A point beyond three standard deviations (a limit). */
  | 'beyond_limit'
  /** NHS: seven points that rise or fall. */
  | 'trend'
  /** NHS: two of three near a limit. */
  | 'two_of_three'
  /** NHS: seven points on one side of the center. */
  | 'shift'
  /** Nelson 1: a point beyond three standard deviations. */
  | 'nelson_1'
  /** Nelson 2: nine points on one side. */
  | 'nelson_2'
  /** Nelson 3: six points that rise or fall. */
  | 'nelson_3'
  /** Nelson 4: fourteen points that go up and down in turn. */
  | 'nelson_4'
  /** Nelson 5: two of three beyond two standard deviations on one side. */
  | 'nelson_5'
  /** Nelson 6: four of five beyond one standard deviation on one side. */
  | 'nelson_6'
  /** Nelson 7: fifteen points within one standard deviation. */
  | 'nelson_7'
  /** Nelson 8: eight points beyond one standard deviation, on either side. */
  | 'nelson_8'
  /** Western Electric 1: a point beyond three standard deviations. */
  | 'western_electric_1'
  /** Western Electric 2: two of three beyond two standard deviations on one side. */
  | 'western_electric_2'
  /** Western Electric 3: four of five beyond one standard deviation on one side. */
  | 'western_electric_3'
  /** Western Electric 4: eight points on one side. */
  | 'western_electric_4'

/** How often is enough, by a rule. */
export interface RuleCap {
  /** How many. */
  at_most: number
  /** Whose messages are counted together. */
  per: CapScope
  /** Within which time, as a cap's. */
  within: string
}

/** What stands behind a rule. */
export type RuleKind =
  /** A statute or a regulator. */
  | 'law'
  /** The terms of a service through which messages go. */
  | 'service'
  /** Good manners. */
  | 'courtesy'
  /** The practice's own. */
  | 'practice'

/** A set of rules that a chart is read by. */
export type RuleSet =
  /**
   * NHS "making data count": limits, 7-point trends and shifts, two of three; a verdict for each
   * point and for the chart.
   */
  | 'plot_the_dots'
  /** Nelson 1984, rules 1 to 8. */
  | 'nelson'
  /** Western Electric 1956, rules 1 to 4. */
  | 'western_electric'

/**
 * When, how often and by which channels patients may be written to.
 *
 * Every rule that binds must permit a message: the practice's own windows and caps, those of the
 * packs, and `own`.
 */
export interface Rules {
  /** Days on which rules that name the calendar permit nothing: more than those of the packs. */
  calendars?: { [name: string]: CivilDate[] }
  /** How often is enough. */
  caps?: Cap[]
  /** What differs from the defaults of a channel. */
  channels?: ChannelRule[]
  /** Which messages become one where several are due to one recipient (R18). */
  combine?: Combine[]
  /** What the practice changes in rules of the packs. */
  overrides?: Override[]
  /** Rules of the practice's own, in the form of a pack's. */
  own?: Rule[]
  /**
   * The rule packs that are kept, by name (`rule_packs`); `courtesy`
   * where left out.
   */
  packs?: string[] | null
  /** The practice's permitted hours, in the patient's zone, in place of those of courtesy. */
  windows?: Window[] | null
}

/** What saving many gave. */
export interface SaveBatch {
  /** What could not be done. */
  set_aside: SetAside[]
  /** The text for each patient, in order; nothing where the patient was set aside. */
  texts: (string | null)[]
}

/** What items are added up to. */
export interface Scale {
  /** The bands of its value, each from its least to the next one's: they part it whole. */
  bands?: Band[]
  /** Its stable name. */
  id: string
  /** Its items. */
  items: string[]
  /** A short label. */
  label: string
  /**
   * How many of the items may be missing; none where it is absent. A sum is then that of the
   * answered ones as if the others were like them, rounded half up (PHQ-9: 2).
   */
  may_miss?: number | null
  /** How they are added up. */
  method: ScaleMethod
  /** What each sum stands for, from the least that is possible (PROMIS: T scores). */
  table?: number[]
  /** By how much the result is multiplied (WHO-5: 4). */
  times?: number | null
}

/** How items are added up. */
export type ScaleMethod =
  /** Their sum. */
  | 'sum'
  /** Their mean. */
  | 'mean'
  /** The mean of where each is between its least and its greatest, 0 to 100. */
  | 'linear'

/**
 * A recurrence rule with its exceptions (R29).
 *
 * Slots are local times of the rule as it stands; they are the names under which it is known
 * what was done, so that nothing here renames one: a slot that is moved keeps its own name and
 * comes at another time.
 *
 * ```
 * use prm_core::{CivilDate, CivilTime, Schedule};
 * let schedule = Schedule::from_json(r#"{
 *     "rule": "FREQ=MONTHLY;COUNT=5", "month_end": "clamp",
 *     "without": ["2026-03-31"], "moved": {"2026-05-31": "2026-06-02"}, "with": ["2026-06-15"]
 * }"#)?;
 * let first = (CivilDate::new(2026, 1, 31)?, CivilTime::MIDNIGHT);
 * let found = schedule.slots(first, None, 10).occurrences;
 * let found: Vec<String> = found.iter().map(|o| format!("{} {}", o.slot, o.at)).collect();
 * assert_eq!(found, [
 *     "2026-01-31 2026-01-31",
 *     "2026-02-28 2026-02-28",
 *     // 31 March is out; it was the third of five all the same.
 *     "2026-04-30 2026-04-30",
 *     "2026-05-31 2026-06-02",
 *     "2026-06-15 2026-06-15",
 * ]);
 * # Ok::<(), prm_core::PrmError>(())
 * ```
 */
export interface Schedule {
  /**
   * For yearly rules: when a 29 February is in a common year; as `month_end` says where left
   * out.
   */
  leap_day?: LeapDay | null
  /**
   * What becomes of a day that a month does not have; skipped, as RFC 5545 has it, where left
   * out.
   */
  month_end?: MonthEnd | null
  /**
   * Slots that come at another time, under their own name (RECURRENCE-ID): from the slot to
   * the time.
   */
  moved?: { [name: string]: WallTime }
  /** The rule. Its COUNT counts slots before any of them is taken out. */
  rule: Recurrence
  /** Since when a changed rule holds: slots before this never come, and none comes before it. */
  since?: WallTime | null
  /** Slots that come in addition (RDATE). */
  with?: WallTime[]
  /** Slots that are taken out (EXDATE). */
  without?: WallTime[]
}

/** A scored response. */
export interface Score {
  /** The band of that. */
  band?: string | null
  /** How much was answered. */
  completeness: Completeness
  /** What of the answers could not be taken: none of it keeps the rest from being scored. */
  faults: AnswerFault[]
  /** Every flag, in their order. */
  flags: Flag[]
  /** The instrument. */
  instrument: string
  /** Every item, in their order. */
  items: ScoredItem[]
  /** The items that were to be answered and are not. */
  missing: string[]
  /** Every scale, in their order. */
  scales: ScoredScale[]
  /** The value of its main scale; nothing where too much is missing. */
  score?: number | null
  /** Its version. */
  version: string
}

/** What is measured. */
export type ScoreMeasure =
  /** Responses of rows (0 to 1; Wilson 1927). */
  | 'response_rate'
  /** The mean of what answers count for, or of a scale's values (normal limits). */
  | 'mean'
  /** The mean of where answers are between the least and the greatest, 0 to 100. */
  | 'linear'
  /**
   * Answers in the top box of all answers (0 to 1; Wilson). Of a scale, the mean of its items'
   * shares, each counting the same, as CAHPS composites are; without limits, which the covariance
   * of its items decides.
   */
  | 'top_box'
  /** Those in the middle box. */
  | 'middle_box'
  /** Those in the bottom box. */
  | 'bottom_box'
  /** The top box less the bottom box, -100 to 100 (adjusted Wald limits: Rocks 2016). */
  | 'net'
  /** Responses in a band of a scale, of those with a value (0 to 1; Wilson). */
  | 'band'

/** One measure of one group. */
export interface ScoreRow {
  /** The band, of that measure. */
  band?: string | null
  /** The names of the group, one for each column of groups; none for the whole. */
  group: (string | null)[]
  /** The limits of it. */
  lower?: number | null
  /** What is measured. */
  measure: ScoreMeasure
  /** Of how many; nothing where it is not told. */
  n?: number | null
  /** The item or scale; nothing for the rate of responses. */
  of?: string | null
  /** How likely a share differs as much from that of all other groups by chance (two-sided z). */
  p?: number | null
  /** The same, corrected for so many groups (Benjamini and Hochberg 1995). */
  q?: number | null
  /** Whether the numbers are left out. */
  suppressed: boolean
  /** The upper one. */
  upper?: number | null
  /** The value; nothing of nobody, and where it is not told. */
  value?: number | null
}

/** A response that is to be scored. */
export interface ScoreSpec {
  /** The answers. */
  answers: ItemAnswer[]
  /** The host's own cut-off for these flags, in place of the sex. */
  cut_off?: number | null
  /** Or an instrument of one's own. */
  document?: Instrument | null
  /** The id of a built-in instrument (`INSTRUMENTS`). */
  instrument?: string | null
  /** The recorded sex, for flags that depend on it. */
  sex?: string | null
  /** The version of the instrument that was answered, where it is known. */
  version?: string | null
}

/** An item of a response. */
export interface ScoredItem {
  /** What it counts for. */
  counts?: number | null
  /** The item. */
  item: string
  /** What is there. */
  state: ItemState
  /** The answer, where it counts. */
  value?: number | null
}

/** A scale of a response. */
export interface ScoredScale {
  /** How many of its items were answered. */
  answered: number
  /** The band. */
  band?: string | null
  /** How many it has. */
  of: number
  /** The scale. */
  scale: string
  /** The sum before it was multiplied or looked up; only of a sum. */
  sum?: number | null
  /** Its value; nothing where too much is missing. */
  value?: number | null
}

/**
 * Scores of groups.
 *
 * Of a group nothing is told that is of fewer than `least`: no box or band that is above nothing
 * and below it, and none of the others of that item, from which it would follow. Where what is
 * left out of several groups would together be so few, the smallest of the others is left out too.
 */
export interface Scores {
  /** The instrument. */
  instrument: string
  /** The measures: by item and scale, first of the whole, then by group in the order of names. */
  rows: ScoreRow[]
  /** Its version. */
  version: string
}

/**
 * Responses that are to be scored by group: a row for each response, or for each invitation, with
 * gaps where nothing was answered.
 */
export interface ScoresSpec {
  /** The columns of groups, at most three. */
  by?: string[]
  /** Whether each group is compared with all the others. */
  compare?: boolean
  /** The confidence of the limits; 0.95 where it is absent. */
  confidence?: number | null
  /** Or an instrument of one's own. */
  document?: Instrument | null
  /** The id of a built-in instrument (`INSTRUMENTS`). */
  instrument?: string | null
  /** How the limits of shares are found; by Wilson where it is absent. */
  interval?: ShareInterval | null
  /** The columns of items, where they do not have the items' names. */
  items?: { [name: string]: string }
  /** The fewest that are told; 11 where it is absent, and 1 tells all. See `Scores`. */
  least?: number | null
}

/** On what answer to an earlier item another depends. */
export interface Screener {
  /** Its answers with which this one is asked. */
  any_of: number[]
  /** The earlier item. */
  item: string
}

/** A kind of information that needs the patient's own consent before others see it. */
export type Sensitivity =
  /** Substance use disorder (42 CFR Part 2). */
  | 'substance_use'
  /** HIV. */
  | 'hiv'
  /** Mental health. */
  | 'mental_health'
  /** Sexual and reproductive health. */
  | 'sexual_health'
  /** Genetic disease. */
  | 'genetic'
  /** Violence and abuse. */
  | 'abuse'
  /** Any other label that restricts, one that is not known among them. */
  | 'other'

/**
 * What is done at an appointment or a visit: codes as their source gives them, and its words.
 * The playbook's `services` turn it into a name.
 */
export interface Service {
  /** Codings as `system|code`. */
  codings?: string[]
  /** The words of the source. */
  text?: string | null
}

/** What could not be done, by its place in what was asked. */
export interface SetAside {
  /** Why. */
  error: ErrorReport
  /** The place in the list that was given, the first being 0. */
  index: number
}

/** A value to note about a patient. */
export interface SetRule {
  /** The attribute, one of the playbook's. */
  attribute: string
  /**
   * The value, as its type is written (`12`, `true`, `2026-03-08`), or `today` for a day;
   * forgotten where left out.
   */
  to?: string | null
}

/** How grave a `Fault` is. */
export type Severity =
  /** The document is refused. */
  | 'error'
  /** The document compiles; a person should look. */
  | 'warning'

/** A way that is taken by lot. */
export interface Share {
  /** Its share in percent; the shares make 100. */
  share: number
  /** The name of the way. */
  way: string
}

/** How the limits of a share are found. */
export type ShareInterval =
  /** By the score test (Wilson 1927). */
  | 'wilson'
  /** Quantiles of a beta distribution by Jeffreys's prior (Brown, Cai, DasGupta 2001). */
  | 'jeffreys'

/** Shares drawn towards the whole. */
export interface Shrink {
  /** The share of all. */
  pooled: number
  /** How much of its own is in it, 0 to 1. */
  reliability: number[]
  /** How much two of one entity are alike, beyond chance, 0 to 1. */
  rho: number
  /** The share of each entity, drawn towards that of all; that of all where it has none. */
  shares: number[]
  /**
   * For how many observations the whole counts; nothing where entities do not differ beyond
   * chance, so that it counts for all.
   */
  strength?: number | null
}

/** Shares that are to be drawn towards the whole. */
export interface ShrinkSpec {
  /** The column of how many it happened to, a row for each entity. */
  events: string
  /** The column of how many there are. */
  of: string
}

/** Where a value stands to its center. */
export type Side =
  /** Above it, or rising. */
  | 'above'
  /** Below it, or falling. */
  | 'below'
  /** On it, or on both sides. */
  | 'neither'

/** A rule that was met, and the points that did it. */
export interface Signal {
  /** The points, counted from 0. */
  points: number[]
  /** Which rule. */
  rule: Rule2
  /** On which side, or in which direction. */
  side: Side
}

/** Until when a `send` would have stayed a `send`, were time alone to pass. */
export interface Slack {
  /** When. */
  at: string
  /** The first block that time alone would bring. */
  code: ReasonCode
}

/** A time that has become free (FHIR Slot). */
export interface Slot {
  /** When it ends. */
  end?: ZonedTime | null
  /** Its id. */
  id: SlotId
  /** Where. */
  place?: Place | null
  /** By whom. */
  practitioner?: string | null
  /** What can be done. */
  service?: Service | null
  /** When it begins. */
  start: ZonedTime
}

/** an identifier */
export type SlotId = string

/** How a slot stands. */
export type SlotStatus =
  /** It is offered, or may be. */
  | 'open'
  /** Somebody has it. */
  | 'taken'
  /** It is too late to offer it. */
  | 'closed'
  /** Nobody who waits is left to whom it could be offered. */
  | 'exhausted'

/** The alphabet of an SMS. */
export type SmsEncoding =
  /** The GSM 7 bit default alphabet and its extension. */
  | 'gsm7'
  /** UCS-2, in truth UTF-16. */
  | 'ucs2'

/** How a text goes as SMS. */
export interface SmsText {
  /** The alphabet in which it is sent. */
  encoding: SmsEncoding
  /**
   * The characters that keep it out of GSM-7, each once, in the order in which they first
   * appear: at most `LISTED` of them.
   */
  outside: OutsideGsm7[]
  /** How many messages it takes, each of which is paid for; 0 for an empty text. */
  segments: number
  /**
   * How long it is: septets in GSM-7, of which some characters take two; units of 16 bits in
   * UCS-2, of which an emoji takes two or more.
   */
  units: number
}

/** How values spread. */
export interface Spread {
  /** One for each group, by its name; a single one where there are no groups. */
  groups: SpreadGroup[]
}

/** The values of a group. */
export interface SpreadGroup {
  /** The group, where there are groups. */
  group?: string | null
  /** Their mean. */
  mean?: number | null
  /** Its gaps. */
  missing: number
  /** Its values. */
  n: number
  /** Their quantiles; none where it has no values. */
  quantiles: SpreadQuantile[]
}

/** A quantile. */
export interface SpreadQuantile {
  /**
   * The limits: values between which the true one is, by the spread of ranks; nothing where the
   * rows are too few for one.
   */
  lower?: number | null
  /** Of which share. */
  share: number
  /** The upper one. */
  upper?: number | null
  /** The value that so many do not exceed. */
  value: number
}

/** Quantiles that are asked for. */
export interface SpreadSpec {
  /** The confidence of the limits; 0.95 where it is absent. */
  confidence?: number | null
  /** The column of groups; rows without one are left out. */
  group?: string | null
  /** How they are made. */
  kind?: QuantileKind
  /** Which quantiles; the median and the ninetieth percentile where it is empty. */
  shares?: number[]
  /** The column of values; gaps are left out, and counted. */
  value: string
}

/**
 * A step of a journey: one thing that is done at its time. It sends a message (`send`), opens a
 * task or calls a person at once (`task`, `alert`), closes a task (`close`), notes a value
 * (`set`), starts or stops a journey (`start`, `stop`), or takes one of several ways (`branch`,
 * `split`, `wait`).
 *
 * Ways are anchors like any other: `2 days after answer.silent`. What hangs on a way that was
 * not taken is left out, with all that hangs on it (`other_way`); what comes after either hangs
 * on `answer.settled`.
 *
 * ```json
 * {
 *   "id": "answer", "at": "reminder.handed_over",
 *   "wait": {
 *     "first_of": [
 *       {"way": "yes", "when": "appointment.confirmed"},
 *       {"way": "gone", "at": "appointment.cancelled"}
 *     ],
 *     "until": "1 day after due", "otherwise": "silent"
 *   }
 * }
 * ```
 */
export interface Step {
  /** The person to call at once, by day and by night: an urgent task. */
  alert?: TaskRule | null
  /**
   * What the message asks: `nps` or `confirm`. An answer from the contact point is taken for
   * the answer to it.
   */
  ask?: string | null
  /**
   * When: `1 day before appointment.start at 09:00`, `2 hours after visit.end`,
   * `suggestion.received`, `1 day after check-in.settled at 10:00`.
   */
  at: string
  /** Whether it waits for the consent that it needs, as long as it is useful. */
  await_consent?: boolean
  /** Ways by condition: the first whose `when` is true is taken. */
  branch?: Arm[]
  /** The channels that are tried, in order; those of the message where empty. */
  channels?: Channel[]
  /** The step whose task is closed, where it is still open. */
  close?: string | null
  /** What has to be reported of the message, and when the next channel is tried without it. */
  fallback?: Fallback | null
  /** The group of steps that a visit makes needless together. */
  group?: string | null
  /** The id: part of every key. */
  id: string
  /**
   * What happens when its time had passed before its cause happened;
   * `send_while_useful` where left out.
   */
  late?: Late | null
  /** What happens when a value that it told has changed; `again` where left out. */
  on_change?: OnChange | null
  /** What happens without that receipt; `skip` where left out. */
  otherwise?: Otherwise | null
  /**
   * For a time after a receipt (`delivered`, `read`, `answered`): how long after the hand-over
   * to wait for one.
   */
  otherwise_after?: string | null
  /** Which of several due steps goes first, the lowest; by purpose where left out. */
  priority?: number | null
  /**
   * What happens when no permitted hour lies between its time and the end of its usefulness
   * (R13); `hold` where left out.
   */
  quiet?: Quiet | null
  /**
   * How often one channel is tried again when a message failed for a reason that may pass
   * (`failed`, not `bounced`), five minutes later and then after twice as long each time, while
   * it is useful; not where left out, at most `RETRIES`.
   */
  retries?: number | null
  /** Whether it is decided again when the consent comes for want of which it was denied. */
  retry_on_consent?: boolean
  /** The message to send. */
  send?: string | null
  /** Steps of one series that are overdue together become the newest that is still useful. */
  series?: string | null
  /** The value to note about the patient. */
  set?: SetRule | null
  /** A due time before this never fires, so that a new step does not reach back. */
  since?: string | null
  /** Ways by lot, in the stated shares: for a patient always the same one. */
  split?: Share[]
  /**
   * Spreads it over this long after its time, so that a panel does not go out in one instant
   * (R25): a step that is due at a time of the day only.
   */
  spread?: string | null
  /** The occasion to record, now: the journeys that follow such begin. */
  start?: string | null
  /** The journey whose present runs end. */
  stop?: string | null
  /** The task to open. */
  task?: TaskRule | null
  /**
   * The values that it tells: `appointment.start`, `appointment.place`,
   * `appointment.practitioner`.
   */
  tells?: string[]
  /**
   * Until when it is useful, in the same words, with `due` for the step's own time; 48 hours
   * after that where left out.
   */
  useful_until?: string | null
  /** Ways by what happens first. */
  wait?: WaitRule | null
  /** Earlier ids of this step, so that what was said under them stays said. */
  was?: string[]
  /** Asked when it is due: skipped where false. */
  when?: string | null
}

/** What steps for many gave. */
export interface StepBatch {
  /** An outcome for each request, in order; nothing where it was set aside. */
  outcomes: (Outcome | null)[]
  /** What could not be done. */
  set_aside: SetAside[]
}

/** One step that is asked of a panel. */
export interface StepRequest {
  /** What the host has learnt since the last step, in any order. */
  facts?: Fact[]
  /** The patient. */
  patient: PatientId
}

/** Whether what was handed over may still be sent (R7). */
export interface Still {
  /** Why, as a stable code. */
  reason: ReasonCode
  /** Send it, or not. */
  send: boolean
}

/** How far an opt-out reaches that was said of one kind of message ("no more surveys"). */
export type StopScope =
  /** Every message by the channels of the rule. */
  | 'all'

/** What a journey is about. */
export type Subject =
  /** An appointment. */
  | 'appointment'
  /** A visit. */
  | 'visit'
  /** A birthday, once a year. */
  | 'birthday'
  /** An enrolment in a programme. */
  | 'enrolment'
  /** Something that the practice gives a name: an enquiry, a referral, a discharge. */
  | 'occasion'
  /** A day that comes back after an occasion: a year after an operation, and every year. */
  | 'anniversary'
  /** Care that is due again after the last visit. */
  | 'recall'
  /** A response to a questionnaire, with the suggestion in it. */
  | 'feedback'

/** Curves, and whether they differ. */
export interface Survival {
  /** The confidence of the limits. */
  confidence: number
  /** One for each group, by its name; a single one where there are no groups. */
  curves: SurvivalCurve[]
  /** The test, where two groups or more had something to compare. */
  log_rank?: LogRank | null
}

/** A curve. */
export interface SurvivalCurve {
  /** How many had the event. */
  events: number
  /** The group, where there are groups. */
  group?: string | null
  /** Its rows. */
  n: number
  /** The steps, by time. */
  points: SurvivalPoint[]
  /** The times of the shares that were asked for. */
  quantiles: SurvivalTime[]
  /** The shares of the times that were asked for. */
  shares: SurvivalShare[]
}

/** How the limits of a curve are made. */
export type SurvivalInterval =
  /** On the scale of log(-log S): never outside 0 to 1, right also for few and near the ends. */
  | 'log_log'
  /** S ± z times Greenwood's standard error, cut at 0 and 1. */
  | 'plain'

/** Curves as a picture. */
export interface SurvivalPictureSpec {
  /** How they are drawn; `unit` is that of time. */
  picture: PictureSpec
  /** The curves. */
  survival: SurvivalSpec
}

/** A step of a curve. */
export interface SurvivalPoint {
  /** How many were watched until then. */
  at_risk: number
  /** Of how many watching ended then. */
  censored: number
  /** The standard error of that (Greenwood); nothing where none is left. */
  error?: number | null
  /** How many had the event then. */
  events: number
  /** The limits of the share. */
  lower: number
  /** The share that is left after it. */
  survival: number
  /** When. */
  time: number
  /** The upper one. */
  upper: number
}

/** The share at a time. */
export interface SurvivalShare {
  /** How many were still watched then. */
  at_risk: number
  /** The limits of that. */
  lower?: number | null
  /** The share that is left; nothing behind the last time that was watched. */
  survival?: number | null
  /** When. */
  time: number
  /** The upper one. */
  upper?: number | null
}

/** A curve that is asked for. */
export interface SurvivalSpec {
  /** The confidence of the limits; 0.95 where it is absent. */
  confidence?: number | null
  /** The column of times until the event or the end of watching, in any unit; 0 and more. */
  duration: string
  /**
   * The column that is true or 1 where the event happened, false or 0 where watching ended
   * before.
   */
  event: string
  /**
   * The column of groups: a curve for each, and the test whether they differ. Rows without a
   * group are left out.
   */
  group?: string | null
  /** How the limits are made. */
  interval?: SurvivalInterval
  /**
   * Shares of which the time is told: after it no more than so many are left; the median where
   * it is empty.
   */
  shares?: number[]
  /** Times of which the share that is left is told. */
  times?: number[]
}

/** The time at which a share is reached. */
export interface SurvivalTime {
  /** The limits of that (Brookmeyer and Crowley 1982). */
  lower?: number | null
  /** The share that is left. */
  share: number
  /** The first time at which no more are left; nothing where the curve ends above it. */
  time?: number | null
  /** The upper one; nothing where it is beyond the curve. */
  upper?: number | null
}

/** Which table: what a row is. */
export type TableName =
  /** A row for each patient. */
  | 'patients'
  /**
   * A row for each message that was decided: key and its parts, verdict, reasons, and when it
   * was handed over, accepted, delivered, read and answered.
   */
  | 'intents'
  /** A row for each appointment. */
  | 'appointments'
  /** A row for each visit. */
  | 'visits'
  /**
   * A row for each response to a question of feedback. The words of a suggestion are not in it,
   * and of an anonymous response nobody is named.
   */
  | 'responses'
  /** A row for each task of staff. */
  | 'tasks'

/** A table that is asked for. */
export interface TableSpec {
  /** What becomes of names. */
  identifiers?: Identifiers
  /** Which. */
  table: TableName
}

/** A task for a member of staff. */
export interface TaskRule {
  /** Who is to do it. */
  pool: string
  /** What is to be done. */
  title: string
  /** How much time there is. */
  within?: string | null
}

/**
 * A test case: what is known and happens, until when it is played, and what must come of it.
 *
 * ```json
 * {
 *   "id": "reminded-the-day-before",
 *   "given": [
 *     {"at": "2026-03-02T06:00:00Z", "fact": {"type": "appointment_booked",
 *       "appointment": "a1", "start": "2026-03-10T10:00[Asia/Kolkata]"}}
 *   ],
 *   "until": "2026-03-11T00:00:00Z",
 *   "then": [{"at": "2026-03-09T03:30:00Z", "send": "visit_reminder", "channel": "sms"}]
 * }
 * ```
 */
export interface TestCase {
  /** Decisions that must be among those that are made; there may be others. */
  decided?: Decided[]
  /** What is known and happens, in any order. */
  given: Given[]
  /** The id. */
  id: string
  /** What is done, in order: all of it, and nothing else. */
  then?: Done[]
  /** What it shows, in words. */
  title?: string | null
  /** Until when it is played: every wake until then is followed. */
  until: string
}

/** What came of one test case. */
export interface TestReport {
  /** What was done, each on a line: what the case may expect instead. */
  done: string[]
  /** What did not, each on a line. */
  failures: string[]
  /** The case's id. */
  id: string
  /** Whether everything came as expected. */
  passed: boolean
}

/** How a picture looks. */
export type Theme =
  /** Light or dark as its reader's system is, and light on paper. */
  | 'auto'
  /** Always light. */
  | 'light'
  /** Always dark, but on paper. */
  | 'dark'

/** An answer that is high enough: what it counts for. */
export interface Threshold {
  /** The least. */
  from: number
  /** The item. */
  item: string
}

/**
 * A patient's time for staff to look at: what was settled and what became of it, the
 * appointments and visits, and what is planned until an instant.
 *
 * It says step, message, channel, verdict and reason. The words of messages are in it only where
 * they are asked for, and only those that are planned: what was sent is not kept here.
 */
export interface Timeline {
  /** Whether the plan reaches its end, and not only the limit of turns. */
  complete: boolean
  /** The language of its words. */
  language: Language
  /** Between what happened and what is planned. */
  now: string
  /** What happened, in the order of time. */
  past: TimelineEntry[]
  /** Whose. */
  patient: PatientId
  /** What would happen, were nothing else to be learnt, in the order of time. */
  planned: TimelineEntry[]
  /** Until when it is planned. */
  until: string
  /** What is waited for at the end. */
  wake?: Wake | null
  /** The zone of its days and times: the patient's, as far as it is known. */
  zone: Zone
}

/** One thing on a timeline. */
export interface TimelineEntry {
  /** When. */
  at: string
  /** The channel. */
  channel?: Channel | null
  /** The day, as is the reader's custom. */
  day: string
  /** What became of it since. */
  events?: TimelineEvent[]
  /** The journey. */
  journey?: string | null
  /** The key, for `explain`. */
  key?: Key | null
  /** What it is. */
  kind: TimelineKind
  /** The message's id in the playbook. */
  message?: string | null
  /** Why, as codes. */
  reasons?: Reason[]
  /** The verdict in words. */
  said: string
  /** The same as one plain sentence. */
  sentence: string
  /** Kind and id of what it is about, as in `appointment:a1`. */
  subject?: string | null
  /** The text that would be sent, where texts are asked for. */
  text?: string | null
  /** The time of the day, as is the reader's custom. */
  time: string
  /** What it is called: the step, or the appointment or visit. */
  title: string
  /** What was or would be decided; absent of care. */
  verdict?: Verdict | null
  /** The way that the journey took. */
  way?: string | null
}

/** What became of a message or a task. */
export interface TimelineEvent {
  /** When it was reported. */
  at: string
  /** What. */
  event: MessageEvent
  /** The same in words. */
  said: string
}

/** What stands on a timeline. */
export type TimelineKind =
  /** A message. */
  | 'message'
  /** A task for staff. */
  | 'task'
  /** A step of the journey itself, or one that came to nothing. */
  | 'step'
  /** An appointment or a visit. */
  | 'care'

/** an RFC 3339 instant with an offset */
export type Timestamp = string | Date

/** A token, and what the host keeps to know whom it is of. */
export interface Token {
  /** When it ends. */
  expires: string
  /** The digest under which its use is recorded. */
  once: string
  /** The pseudonym of patient and subject: the host keeps which they are under it. */
  reference: string
  /** The text for the link: 68 characters, all safe in a URL and each one septet in an SMS. */
  token: string
}

/** What a token says. Nothing in it names anybody. */
export interface TokenClaims {
  /** When it ends. */
  expires: string
  /** From when it counts. */
  issued: string
  /** The number of the key that signed it. */
  key: number
  /** Whether the link alone is not enough. */
  login: boolean
  /** The digest to be recorded as it is used. */
  once: string
  /** What it is for. */
  purpose: LinkPurpose
  /** The pseudonym of patient and subject, under which the host keeps which they are. */
  reference: string
  /** Whether a second use is refused. */
  single_use: boolean
}

/** Why a token is refused. */
export type TokenFault =
  /** Not the text of a token. */
  | 'malformed'
  /** Signed by a key that is not among those given: rotated out, or of somebody else. */
  | 'unknown_key'
  /** Not signed by its key for this practice: changed, guessed, or of another practice. */
  | 'bad_signature'
  /** For another purpose. */
  | 'wrong_purpose'
  /** Of another patient or subject than the host found. */
  | 'wrong_subject'
  /** It does not count yet: a clock went back. */
  | 'not_yet'
  /** Its time is over. */
  | 'expired'
  /** A fact revoked it. */
  | 'revoked'
  /** It was used before. */
  | 'replayed'

/**
 * A token that somebody brings.
 *
 * A host asks twice. First with the token alone: the answer names the `reference`, by which the
 * host finds patient and subject, and `once`. Then with what it found: `patient`, `subject`, the
 * `revoked` links of the relationship, and whether `once` was recorded. As it acts it records
 * `once` under a unique index, in the same transaction: of two that come at the same time, one
 * fails there.
 */
export interface TokenReadSpec {
  /** The keys, the newest last: a token of each is read. */
  keys: HostKey[]
  /** What time it is. */
  now: string
  /** Whom the reference is of, once the host has found it. */
  patient?: PatientId | null
  /** The practice that reads. */
  practice: string
  /** What the page that reads is for. */
  purpose: LinkPurpose
  /** What the relationship says of revoked links. */
  revoked?: LinkRevocation[]
  /** What the reference is about, once the host has found it. */
  subject?: string | null
  /** The text from the link. */
  token: string
  /** The digests that were recorded: those that the host found, or none. */
  used?: string[]
}

/** What a token comes to: claims, or why not. One of the two is there. */
export interface TokenReading {
  /** What it says, where it holds. */
  claims?: TokenClaims | null
  /** Why it does not hold. For the log: who brings it is told no more than that it does not. */
  fault?: TokenFault | null
}

/** A link to be made. */
export interface TokenSpec {
  /** When it ends, cut to whole seconds. */
  expires: string
  /** From when it counts, cut to whole seconds. */
  issued: string
  /**
   * The keys, the newest last. Reference and nonce are made with the newest: a link that is
   * issued again after a change of keys is another one, and may be used once more.
   */
  keys: HostKey[]
  /**
   * What tells this use from others of the same purpose and subject: the key of the message, or
   * intent and occurrence. The same again gives the same nonce, so that a link that is sent a
   * second time is used up with the first.
   */
  occurrence: string
  /** For whom. */
  patient: PatientId
  /** The practice: a token of one is none of another. */
  practice: string
  /** What the link is for. */
  purpose: LinkPurpose
  /** About what, as in `appointment:a1` or `line:sms`. */
  subject: string
}

/**
 * The way out of a mailing, where a message must offer one: it is there for greetings, feedback
 * and marketing by e-mail.
 */
export interface Unsubscribe {
  /**
   * The headers to send, and to sign with DKIM; empty where the practice gives no address to
   * unsubscribe at: then they are the host's to add.
   */
  headers: MailHeader[]
}

/** How values are written. */
export type ValueFormat =
  /** As they are. */
  | 'number'
  /** A share as a percentage. */
  | 'percent'

/** A message on one channel at one content level. */
export interface Variant {
  /**
   * For WhatsApp: the approved template that the text is. Without one it may only go within
   * 24 hours of what the patient last wrote there.
   */
  approved?: string | null
  /** The channel. */
  channel: Channel
  /**
   * The same as HTML by language, for e-mail: sent beside the text. Values are escaped, so
   * they are text there whatever they hold; they may stand between tags and in quoted
   * attributes.
   */
  html?: { [name: string]: string } | null
  /**
   * The content level: 0 a notice, 1 with name, date, time and place, 2 with clinician or
   * department, 3 with reason, instructions and values.
   */
  level: number
  /**
   * How many segments an SMS should take at most: the check warns of a text that takes more
   * even with the shortest values. No text is ever cut; each says how many it takes.
   */
  max_segments?: number | null
  /**
   * How it reads as one line of a combined message, by language; without one it always goes
   * alone.
   */
  part?: { [name: string]: string } | null
  /**
   * The subject by language, for e-mail and letters; the title, which may be left out, for
   * push.
   */
  subject?: { [name: string]: string } | null
  /** The text by language. */
  text: { [name: string]: string }
}

/** How a variation is to be read: what the icons of the NHS stand for. */
export type Variation =
  /** Nothing but what is usual. */
  | 'common_cause'
  /** Something changed for the better. */
  | 'improvement'
  /** Something changed for the worse. */
  | 'concern'
  /** Something rose, and neither direction is better. */
  | 'neutral_high'
  /** Something fell, and neither direction is better. */
  | 'neutral_low'

/**
 * What becomes of one planned step.
 *
 * `send`, `combine`, `done`, `skip`, `missed` and `deny` settle it: it is never decided again, whatever
 * facts arrive (R3). `wait` and `hold` leave it open.
 */
export type Verdict =
  /** It is done now. */
  | 'send'
  /** Its time, or the event it is anchored on, has not come. */
  | 'wait'
  /** It is due, and something that can still change is in the way. */
  | 'hold'
  /** It became part of a combined message. */
  | 'combine'
  /** The journey took a way, or told something, and went on: the host has nothing to do. */
  | 'done'
  /** There is no need for it. */
  | 'skip'
  /** It could not be done in time. */
  | 'missed'
  /** It may not be done. */
  | 'deny'
  /** A remark on a fact; nothing was decided. */
  | 'note'
  /** A person has to look. */
  | 'task'

/** Who looks, as the host has authenticated them. */
export type Viewer =
  | ViewerPatient
  | ViewerRelatedPerson
  | ViewerStaff
  | ViewerSystem

/** The patient. */
export interface ViewerPatient {
  type: 'patient'
}

/** A related person: parent, guardian, caregiver, delegate. */
export interface ViewerRelatedPerson {
  type: 'related_person'
  /** The person. */
  person: PersonId
}

/** A member of staff. */
export interface ViewerStaff {
  type: 'staff'
  /** Whether they break the glass. */
  break_glass?: BreakGlass | null
  /** Whether they are in the patient's care team. */
  care_team?: boolean
  /** Their id. */
  id: string
  /** The place that they work at now. */
  place?: string | null
  /** Their roles, as the playbook names them. */
  roles: string[]
}

/** A program of the practice, by the name that the playbook lists. */
export interface ViewerSystem {
  type: 'system'
  /** The name. */
  name: string
}

/** an identifier */
export type VisitId = string

/** A wait for the first of several things. */
export interface WaitRule {
  /** What is waited for. What happened earliest counts, and of equals the first. */
  first_of: Cause[]
  /** The way that is taken then. */
  otherwise: string
  /** Until when, as a sentence of time, with `due` for the step's own time: `3 days after due`. */
  until: string
}

/** an identifier */
export type WaitingId = string

/** How times that have become free are offered. */
export interface WaitlistRule {
  /** How long before its start a time is offered to nobody any more; 2 hours where left out. */
  cut_off?: string | null
  /** How long they have before the next are asked too; 30 minutes where left out. */
  every?: string | null
  /** To how many at once; to one where left out. */
  group?: number | null
}

/** When to call again, and why. */
export interface Wake {
  /** The step that waits, as subject and step. */
  about?: string | null
  /** When. Calling earlier does no harm, later makes things late. */
  at: string
  /** What is waited for. */
  because: ReasonCode
}

/** When many want to be asked next. */
export interface WakeBatch {
  /** What could not be done. */
  set_aside: SetAside[]
  /**
   * The instant for each patient, in order; nothing where nothing is planned or where the
   * patient was set aside.
   */
  wakes: (string | null)[]
}

/** a day such as 2026-03-08, or a time on the wall such as 2026-03-08T09:00 */
export type WallTime = string

/** A day of the week. */
export type Weekday =
  | 'monday'
  | 'tuesday'
  | 'wednesday'
  | 'thursday'
  | 'friday'
  | 'saturday'
  | 'sunday'

/**
 * Hours in which messages may go out. A channel and purpose that some window names may be used
 * within its windows alone.
 */
export interface Window {
  /** For these channels; for those that ring where empty. */
  channels?: Channel[]
  /**
   * On these days; on all where empty. A window past midnight belongs to the day on which it
   * begins.
   */
  days?: Weekday[]
  /** The first minute in which it is permitted. */
  from: CivilTime
  /** For these purposes; for all but safety where empty. */
  purposes?: Purpose[]
  /**
   * The first minute in which it is not. Earlier than `from` for a window past midnight; never
   * the same.
   */
  to: CivilTime
}

/** What would suit one who waits. What is left out does not matter to them. */
export interface Wishes {
  /** The earliest time of the day, in minutes after midnight. */
  earliest?: number | null
  /** The first day, on the wall of the slot's place. */
  from?: CivilDate | null
  /** The latest time of the day at which it may begin, in minutes after midnight. */
  latest?: number | null
  /** How many minutes ahead they have to know. */
  notice?: number | null
  /** The ids of the places. */
  places?: string[]
  /** By whom. */
  practitioners?: string[]
  /** How urgent it is, the lowest number first; 100 where left out. */
  priority?: number | null
  /** The appointment that an earlier one takes the place of: only earlier times suit then. */
  replaces?: AppointmentId | null
  /** What is to be done: it is one service with a slot's where the playbook gives both one name. */
  service?: Service | null
  /** The last day. */
  until?: CivilDate | null
  /** The days of the week, from 1 for Monday to 7 for Sunday (ISO 8601). */
  weekdays?: number[]
}

/** Whether the wording of an instrument may be shipped with software. */
export type Wording =
  /** It may. */
  | 'shipped'
  /** The host brings it, under its own licence: the document has codes and short labels. */
  | 'host'

/** a zone name such as `Asia/Kolkata` */
export type Zone = string

/** an RFC 9557 time with a zone or an offset */
export type ZonedTime = string

