/// <reference lib="esnext.disposable" />

import type {
  AccessAction,
  AccessDecision,
  Document,
  Erasure,
  ErrorCode,
  ErrorReport,
  Executor,
  Explanation,
  Fact,
  Fault,
  FeedLine,
  FuzzReport,
  Item,
  Key,
  Language,
  LineId,
  LinkRevocation,
  LoadBatch,
  MessageEvent,
  Offers,
  Outcome,
  PatientId,
  Picture,
  Plan,
  PlanBatch,
  PortalView,
  Practice,
  PracticeSpec,
  ReadOptions,
  Reading,
  ReadingGrade,
  Reply,
  Routed,
  SaveBatch,
  Slot,
  SmsText,
  StepBatch,
  StepRequest,
  Still,
  TableSpec,
  TestReport,
  Theme,
  Timeline,
  Timestamp,
  Viewer,
  Wake,
  WakeBatch,
  Zone,
} from './types.js';

export { type Columns, insight } from './insight.js';
export { proof } from './proof.js';
export * from './types.js';

/**
 * The one error of this library: what the host must mend. A situation of a patient or a clinic is
 * never an error; it is a decision in an outcome. No text of an error holds patient data.
 */
export class PrmError extends Error {
  private constructor();
  readonly name: 'PrmError';
  /** The stable code: one of `errorCodes`. */
  readonly code: ErrorCode;
  /** Where in the input, as in `facts[3].content.start`; empty for the input as a whole. */
  readonly path: string;
  /** What is wrong, in one clause without a full stop. */
  readonly message: string;
  /** Every fault of a playbook; empty for other errors. */
  readonly faults: readonly Fault[];
}

/** What a step is given. */
export interface StepOptions {
  /** What the host has learnt since the last step, in any order. */
  facts?: readonly Fact[] | null;
  /** The contact points that the host has at hand; the step changes those that it uses. */
  lines: Lines;
  /** Who calls: `'server'` where left out. */
  executor?: Executor;
  /** What time it is. */
  now: Timestamp;
}

/** A playbook, compiled: immutable and free of patient data. */
export class Playbook {
  private constructor();
  /**
   * Reads, checks and compiles a document.
   *
   * Throws `invalid_playbook` with every fault at once in `faults`.
   */
  static compile(document: string | Document): Playbook;
  /** Every fault of a document, the doubtful ones too; empty for one that is sound. */
  static check(document: string | Document): Fault[];
  /**
   * What is doubtful in a change from one revision of a playbook to the next: ids that are part of
   * every key and have changed, steps that reach back, values that are told anew.
   */
  static checkChange(before: string | Document, after: string | Document): Fault[];
  /** The new revision, whose new steps do not reach back behind `at`. */
  static publish(before: string | Document, after: string | Document, at: Timestamp): Document;
  /** The practice's id: the sender that lines opt out of. */
  readonly practice: string;
  /** SHA-256 of the document in its plain form, as hexadecimal text. */
  readonly digest: string;
  /** The document in its plain form, with what was left out filled in. */
  document(): Document;
  /**
   * Takes in facts and acts on all that is due. A step may come early, late and again.
   *
   * Save the relationship, the changed lines and the actions in one transaction, comparing
   * revisions. When it throws, nothing has changed.
   */
  step(relationship: Relationship, options: StepOptions): Outcome;
  /** What would happen until an instant, were nothing else to be learnt. */
  plan(
    relationship: Relationship,
    options: { lines: Lines; now: Timestamp; until: Timestamp },
  ): Plan;
  /** The ids of the journeys, in the order of the document. */
  readonly journeys: readonly string[];
  /** A journey as Mermaid text: a flowchart with a lane for each who acts. */
  mermaid(journey: string): string;
  /** A journey in plain English: what it is about, a sentence a step, the rules that bite. */
  describe(journey: string): string[];
  /** A journey as a picture (SVG), with its description, and both as a page. */
  picture(journey: string, theme?: Theme): Picture;
  /**
   * A patient's time for staff: what happened, what is planned, and why, in English, Spanish or
   * Hindi. The texts of planned messages are in it only where `texts` asks for them.
   */
  timeline(
    relationship: Relationship,
    options: { lines: Lines; now: Timestamp; until: Timestamp; language?: Language; texts?: boolean },
  ): Timeline;
  /** When something is planned next, as ISO text, without deciding anything. */
  nextWake(relationship: Relationship, now: Timestamp): string | null;
  /** Plays every test case that the document carries, and says what came of each. */
  test(): TestReport[];
  /**
   * Drives the playbook through made-up courses of events and checks the laws on each. The same
   * seed gives the same report.
   */
  fuzz(options?: { seed?: number; courses?: number }): FuzzReport;
  /**
   * Erases a person: what they were is forgotten, and later facts are dropped. It gives what may
   * be kept and what must still be done. Save the relationship, a tombstone now, and the lines.
   */
  erase(relationship: Relationship, options: { lines: Lines; now: Timestamp }): Erasure;
  /**
   * Whether what was handed over under a key may still be sent. Ask it before you send anything
   * older than `limits.STALE_HANDOVER` milliseconds.
   */
  still(relationship: Relationship, options: { lines: Lines; key: Key; now: Timestamp }): Still;
  /**
   * Why something was done, or was not: as data and as one plain sentence, in English, Spanish or
   * Hindi, as the language of its reader asks for.
   */
  explain(
    relationship: Relationship,
    options: { lines: Lines; key: Key; now: Timestamp; language?: Language },
  ): Explanation;
  /**
   * Whether a viewer may do something with an item, asked at the moment of reading. Without a
   * grant the answer is no; the reasons are for the audit, not for the viewer.
   */
  access(
    relationship: Relationship,
    options: { viewer: Viewer; action: AccessAction; item: Item; now: Timestamp },
  ): AccessDecision;
  /** Filters a list in one pass: what `access` permits, in the list's order. */
  view(
    relationship: Relationship,
    options: { viewer: Viewer; action: AccessAction; items: readonly Item[]; now: Timestamp },
  ): PortalView;
  /** The zone of the patient's wall clock, as far as it is known. */
  zoneOf(relationship: Relationship, now: Timestamp): Zone;
  /**
   * Resolves a reply against the open questions of the line that it came from, and gives the
   * facts for the relationship that it concerns. The line remembers it: save it too.
   */
  route(lines: Lines, reply: Reply): Routed;
  /**
   * What a step would do, as a conformance vector: a bug report that is a test. Nothing changes.
   * The text holds all that is known of the patient.
   */
  vector(id: string, relationship: Relationship, options: StepOptions): string;
}

/** A patient's time (of `Playbook.timeline`) as SVG that stands by itself. */
export function timelineSvg(timeline: Timeline, theme?: Theme): string;

/** A patient's time (of `Playbook.timeline`) as a page (HTML) of its own. */
export function timelineHtml(timeline: Timeline, theme?: Theme): string;

/** All that is known about one patient, and all that was settled: the unit of storage. */
export class Relationship {
  /**
   * A patient of whom nothing is known yet. The salt goes into every key: give all relationships
   * of a practice one that is secret and stays.
   */
  constructor(patient: PatientId, salt: string);
  /** From the text that `save` wrote. */
  static load(text: string): Relationship;
  /** The text to be kept, opaque to the host. */
  save(): string;
  /** Equal facts and an equal ledger give an equal digest, on every host. */
  digest(): string;
  readonly patient: PatientId;
  /** A counter that every changing step raises: what a host compares when it saves. */
  readonly revision: number;
  /** When to call again, as the last step said. */
  readonly wake: Wake | null;
  /** How many facts are known. */
  readonly factCount: number;
  /** The size of the ledger. */
  readonly entryCount: number;
  /** The contact points that a step with these facts may read: what to load into `Lines` first. */
  lines(facts: readonly Fact[] | null | undefined, now: Timestamp): LineId[];
  /** The links that facts have revoked: what `proof.tokenRead` is given as `revoked`. */
  revokedLinks(now: Timestamp): LinkRevocation[];
  /** What became of an action, as far as it was reported. */
  status(key: Key): MessageEvent | null;
  /** Joins another copy of the same relationship, which was written to elsewhere. */
  join(other: Relationship): void;
  /** Takes in the relationship of a duplicate record, which is left as a stub. Save both. */
  merge(duplicate: Relationship, now: Timestamp): void;
  /** Parts a record again that was merged into this one by mistake. Save both. */
  unmerge(duplicate: Relationship, now: Timestamp): void;
  clone(): Relationship;
  /** Drops what is held; every later use gives the code `closed`. */
  close(): void;
  [Symbol.dispose](): void;
}

/** The contact points that a host has at hand; families share them. */
export class Lines {
  constructor();
  /** Takes in a line that `save` wrote, and gives its id. */
  load(text: string): LineId;
  /** A line as text, opaque to the host; `null` when nothing is known of it. */
  save(line: LineId): string | null;
  /** The contact points, in order. */
  ids(): LineId[];
  /** A counter that every change raises; 0 when nothing is known. */
  revision(line: LineId): number;
  /** Whether a contact point has opted out of a sender (the practice's id). */
  isBlocked(line: LineId, sender: string): boolean;
  /** Records an opt-out that a carrier or a member of staff reports. */
  block(line: LineId, sender: string, at: Timestamp): void;
  /** Records that a contact point opted in again. */
  unblock(line: LineId, sender: string, at: Timestamp): void;
  close(): void;
  [Symbol.dispose](): void;
}

/** How a long call is followed. */
export interface Watch {
  /** Told how many items are done: counts that rise, the last one being all of them. */
  progress?: ((done: number) => void) | null | undefined;
  /** Stops the call: it then rejects with `cancelled`, and nothing has changed. */
  signal?: AbortSignal | null | undefined;
}

/**
 * Many relationships, and the lines that they share.
 *
 * Calls that return a promise run off the event loop, one after the other in the order in which
 * they were made. While one runs or waits, every other call gives the code `busy`.
 */
export class Panel {
  constructor();
  /** How many patients there are. */
  readonly size: number;
  /** The patients, in the order in which they first came. */
  patients(): PatientId[];
  /** Takes in a copy, in the place of the relationship that is here of the same patient. */
  add(relationship: Relationship): void;
  /** A copy of the relationship of a patient. */
  relationship(patient: PatientId): Relationship | null;
  /** Notes when a patient wants to be asked, for a relationship that is loaded only then. */
  setWake(patient: PatientId, at: Timestamp | null): void;
  /** The patients who want to be asked by now. */
  due(now: Timestamp): PatientId[];
  /**
   * A table of what is known, a row for each thing: lists by the names of columns, for `insight` or
   * any library of frames. Instants are ISO text in UTC.
   */
  table(
    spec: TableSpec,
    options: { now: Timestamp },
  ): { [column: string]: (string | number | boolean | null)[] };
  /** The measures of a practice: rates with limits, waits, how far messages come. */
  practice(options: PracticeSpec & { now: Timestamp }): Practice;
  /** The next instant at which somebody wants to be asked, rounded down to the minute. */
  nextWake(): string | null;
  /** Resolves a reply against the lines of the panel. */
  route(playbook: Playbook, reply: Reply): Routed;
  /** To whom a time that has become free is offered now, and who gets it. */
  offer(playbook: Playbook, slot: Slot, now: Timestamp): Offers;
  loadLine(text: string): LineId;
  saveLine(line: LineId): string | null;
  lineIds(): LineId[];
  /** Steps many; a request that cannot be done is set aside under its index. */
  stepMany(
    playbook: Playbook,
    requests: readonly StepRequest[],
    options: { executor?: Executor; now: Timestamp } & Watch,
  ): Promise<StepBatch>;
  planMany(
    playbook: Playbook,
    patients: readonly PatientId[],
    options: { now: Timestamp; until: Timestamp } & Watch,
  ): Promise<PlanBatch>;
  /** When many want to be asked next under a playbook. The panel notes it. */
  wakeMany(
    playbook: Playbook,
    patients: readonly PatientId[],
    options: { now: Timestamp } & Watch,
  ): Promise<WakeBatch>;
  loadMany(texts: readonly string[], options?: Watch): Promise<LoadBatch>;
  saveMany(patients: readonly PatientId[], options?: Watch): Promise<SaveBatch>;
  /** Drops what is held, after the calls that were made before. */
  close(): void;
  [Symbol.dispose](): void;
}

/** Reads one FHIR R4 resource or one bundle as facts. */
export function readFhir(text: string | object, options?: ReadOptions): Reading;

/** Reads one HL7 v2 message or many (SIU, ADT) as facts. */
export function readHl7v2(text: string, options?: ReadOptions): Reading;

/**
 * The ACK for an HL7 v2 message, by what came of reading and storing it. An error with the code
 * `busy` or `internal` asks the sender to send it again.
 */
export function acknowledgeHl7v2(
  text: string,
  result: Reading | ErrorReport | PrmError,
  options: { now: Timestamp },
): string;

/**
 * How a text goes as SMS: its alphabet, its length, and the messages that it takes. `outside` names
 * what keeps it out of GSM-7, with what a reader would take for it.
 */
export function smsSegments(text: string): SmsText;

/** How hard an English text is to read, in tenths of a grade; `null` where it has no words. */
export function readingGrade(text: string): ReadingGrade | null;

/** Takes HL7 v2 messages out of a stream of bytes, and puts them into frames. */
export class Mllp {
  constructor();
  /** Takes in what was read from the connection, in pieces of any size. */
  feed(bytes: Uint8Array): void;
  /** The next whole message, where there is one; throws for a frame that cannot be read. */
  nextMessage(): string | null;
  /** A message in its frame. */
  static encode(message: string): Buffer;
}

/** One line of an NDJSON feed, or one entry of a bundle: what was read of it, or why it cannot be. */
export interface FhirLine {
  /** The number of the line, or of that in which the entry begins; the first is 1. */
  line: number;
  reading?: Reading;
  error?: ErrorReport;
}

/** What a reader of a file is told. */
export interface FileOptions extends ReadOptions {
  /** Begins the paths of errors. They are kept and shown: name no patient. */
  name?: string | null | undefined;
  /** Told after each reading how many bytes were read so far, and how many the file has. */
  progress?: ((bytes: number, size: number) => void) | null | undefined;
}

/**
 * Reads a file of FHIR resources, one a line, off the event loop and in bounded memory. To iterate
 * over it reads to the end; leaving the loop closes it.
 */
export class FhirReader implements AsyncIterable<FhirLine> {
  constructor(path: string, options?: FileOptions);
  /** How many bytes were read so far. */
  get bytes(): number;
  /** The next lines, `n` at most; none at the end, and only there. */
  readMany(n: number): Promise<FhirLine[]>;
  [Symbol.asyncIterator](): AsyncGenerator<FhirLine, void, undefined>;
  close(): void;
  [Symbol.dispose](): void;
}

/**
 * Reads a file that is one bundle, of whatever size, entry by entry, off the event loop and in
 * bounded memory. The path of an error names the line in which the entry begins and its index, the
 * first being 0. What refers to a later entry comes last.
 */
export class BundleReader implements AsyncIterable<FhirLine> {
  constructor(path: string, options?: FileOptions);
  /** How many bytes were read so far. */
  get bytes(): number;
  /** The next entries, `n` at most; none at the end, and only there. */
  readMany(n: number): Promise<FhirLine[]>;
  [Symbol.asyncIterator](): AsyncGenerator<FhirLine, void, undefined>;
  close(): void;
  [Symbol.dispose](): void;
}

/** Reads a facts file: JSON lines of facts and replies, each with the time of its receipt. */
export function parseFeedLines(text: string): FeedLine[];

/** The version of the time-zone data that is built in. */
export function tzdbVersion(): string;

/** The starter practice: a document to begin with. */
export const STARTER: string;
/** Playbooks for common journeys, by name: whole, in three languages, each with its tests. */
export const STARTERS: Readonly<Record<string, string>>;
/** The documents of the built-in instruments, by their ids. */
export const INSTRUMENTS: Readonly<Record<string, string>>;
/** The version of the language of playbooks that this library writes and reads. */
export const SPEC: string;
/** The number of this library's behaviour. */
export const BEHAVIOUR: number;
/** Every code that a `PrmError` or a `Fault` can have. */
export const errorCodes: readonly ErrorCode[];

/** The name of a limit. */
export type Limit =
  | 'MAX_SKEW'
  | 'STALE_HANDOVER'
  | 'SETTLE'
  | 'USEFUL'
  | 'STOP_CONFIRMATION'
  | 'VISIT_LINK'
  | 'PLAYBOOK_BYTES'
  | 'FACT_BYTES'
  | 'STATE_BYTES'
  | 'RESOURCE_BYTES'
  | 'TEXT_BYTES'
  | 'ID_BYTES'
  | 'OUTPUT_BYTES'
  | 'PUSH_BYTES'
  | 'TEMPLATE_FUEL'
  | 'TEMPLATE_BYTES'
  | 'NESTING'
  | 'CONDITION_BYTES'
  | 'JOURNEYS'
  | 'STEPS'
  | 'MESSAGES'
  | 'LIST'
  | 'ACTIONS'
  | 'FACTS'
  | 'SLOTS'
  | 'TURNS'
  | 'FAULTS'
  | 'LEFT_OUT';

/** The budgets of this library; times are in milliseconds. */
export const limits: Readonly<Record<Limit, number>>;
