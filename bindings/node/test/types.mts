// Checked by `npx tsc`, never run: the declarations as a user of ES modules meets them.
import {
  BundleReader, FhirReader, Lines, Panel, Playbook, PrmError, Relationship, STARTER, errorCodes, insight,
  limits, parseFeedLines, readFhir, timelineHtml, timelineSvg,
} from 'prm-core';
import type {
  Action, Chart, Decision, Document, Erasure, ErrorCode, Fact, FactContent, FeedLine, Outcome, Picture, Plan,
  Reading, Reply, Routed, StepBatch, TestReport, Timeline, Wake,
} from 'prm-core';

const now = new Date();

/** Every action has its branch; one more in the core does not compile here. */
export function done(action: Action): string {
  switch (action.type) {
    case 'send_message':
      return `${action.channel} ${action.to} ${action.text} ${action.expires_at.slice(0, 10)}`;
    case 'withdraw_message':
      return `${action.key} ${action.reason}`;
    case 'open_task':
      return `${action.pool} ${action.title} ${action.people?.join() ?? ''}`;
    case 'close_task':
      return `${action.key} ${action.reason}`;
    default: {
      const never: never = action;
      return never;
    }
  }
}

/** Every fact once. */
export const contents: { [T in FactContent['type']]: Extract<FactContent, { type: T }> } = {
  patient_described: {
    type: 'patient_described',
    names: [{ use: 'usual', given: ['Priya'], family: 'Sharma' }],
    birth_date: '1991-11-08',
    contact_points: [{ line: 'tel:+919812345670', use: 'mobile', rank: 1, from: now }],
  },
  patient_merged: { type: 'patient_merged', into: 'p2' },
  patient_unmerged: { type: 'patient_unmerged', from: 'p2', facts: ['f7'] },
  recipient_chosen: { type: 'recipient_chosen', person: 'meera' },
  confidential_communication_requested: {
    type: 'confidential_communication_requested', lines: ['tel:+919812345671'],
  },
  care_protected: { type: 'care_protected', subject: 'appointment:a1', protected: true },
  proxy_access_changed: { type: 'proxy_access_changed', person: 'meera', scopes: ['results'] },
  access_restricted: { type: 'access_restricted', viewer: 'rp2', restricted: true },
  sensitive_access_changed: {
    type: 'sensitive_access_changed', sensitivities: ['hiv'], granted: true, until: now,
  },
  release_held: { type: 'release_held', item: 'r1', reason: 'harm', held: true, by: 'dr-rao' },
  release_advanced: {
    type: 'release_advanced', item: 'r1', event: 'discussed_by_clinician', by: 'dr-rao',
  },
  links_revoked: { type: 'links_revoked', purpose: 'result', before: now },
  channel_preferred: { type: 'channel_preferred', channels: ['email'], purposes: ['treatment'] },
  line_opt_out_changed: {
    type: 'line_opt_out_changed', line: 'tel:+919812345670', opted_out: true, scope: 'sender',
  },
  contact_point_checked: {
    type: 'contact_point_checked', line: 'mailto:priya@example.in', finding: 'bounced',
  },
  related_person_described: { type: 'related_person_described', person: 'meera', until: now },
  consent_changed: { type: 'consent_changed', granted: true, purposes: ['treatment'] },
  do_not_contact_changed: { type: 'do_not_contact_changed', on: false },
  plain_channel_accepted: { type: 'plain_channel_accepted', channel: 'email', accepted: true },
  appointment_booked: { type: 'appointment_booked', appointment: 'a1', start: now },
  appointment_moved: { type: 'appointment_moved', appointment: 'a1', start: '2026-03-10T10:00Z' },
  appointment_cancelled: { type: 'appointment_cancelled', appointment: 'a1' },
  appointment_changed: { type: 'appointment_changed', appointment: 'a1', status: 'booked' },
  appointment_answered: {
    type: 'appointment_answered', appointment: 'a1', attendance: 'accepted',
  },
  visit_started: { type: 'visit_started', visit: 'v1', start: now },
  visit_completed: { type: 'visit_completed', visit: 'v1', end: now, service: { text: 'Check-up' } },
  visit_cancelled: { type: 'visit_cancelled', visit: 'v1' },
  instructions_given: { type: 'instructions_given', visit: 'v1', text: 'Rest.' },
  enrolled: { type: 'enrolled', enrolment: 'e1', programme: 'diabetes', start: '2026-03-10' },
  enrolment_ended: { type: 'enrolment_ended', enrolment: 'e1' },
  occasion_recorded: { type: 'occasion_recorded', occasion: 'o1', name: 'referral', at: now },
  occasion_withdrawn: { type: 'occasion_withdrawn', occasion: 'o1' },
  appointment_delayed: { type: 'appointment_delayed', appointment: 'a1', expected: now },
  form_requested: { type: 'form_requested', appointment: 'a1', form: 'history' },
  form_received: { type: 'form_received', appointment: 'a1', form: 'history' },
  waitlist_joined: { type: 'waitlist_joined', waiting: 'w1', wishes: { weekdays: [1, 2], notice: 60 } },
  waitlist_left: { type: 'waitlist_left', waiting: 'w1' },
  attribute_changed: { type: 'attribute_changed', attribute: 'risk', value: 'high' },
  reply_received: {
    type: 'reply_received', reply: 'r1', line: 'tel:+919812345670', channel: 'sms', text: 'yes',
    resolution: { type: 'answer', question: '0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2' },
  },
  feedback_received: {
    type: 'feedback_received', response: 'f1', instrument: 'phq-2', version: '2003',
    answers: [{ item: 'phq1', value: 1 }],
  },
  feedback_withdrawn: { type: 'feedback_withdrawn', response: 'r1' },
  suggestion_owned: { type: 'suggestion_owned', suggestion: 'f1', owner: 'anil' },
  suggestion_answered: { type: 'suggestion_answered', suggestion: 'f1', outcome: 'Done.' },
  suggestion_declined: { type: 'suggestion_declined', suggestion: 'f1', reason: 'No.' },
  message_reported: {
    type: 'message_reported', key: '0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2', event: 'delivered',
  },
  task_closed: { type: 'task_closed', key: '0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2' },
  message_requested: { type: 'message_requested', request: 'q1', message: 'thanks' },
  journey_stopped: { type: 'journey_stopped', journey: 'recall' },
  clock_corrected: { type: 'clock_corrected', wrong_until: now },
};

export async function everything(document: Document): Promise<void> {
  const playbook: Playbook = Playbook.compile(STARTER);
  Playbook.check(document).map((fault) => fault.severity === 'error' && fault.help);
  using priya = new Relationship('priya', 'salt');
  using lines = new Lines();
  const facts: Fact[] = Object.values(contents).map((content, index) => ({
    id: `${index}`, patient: 'priya', occurred: now, content,
  }));
  const outcome: Outcome = playbook.step(priya, { facts, lines, executor: 'device', now });
  outcome.actions.map(done);
  const [decision]: (Decision | undefined)[] = outcome.decisions;
  decision?.reasons.map(({ code }) => code);
  const wake: Wake | null = priya.wake;
  const plan: Plan = playbook.plan(priya, { lines, now: wake?.at ?? now, until: '2026-04-01T00:00Z' });
  const picture: Picture = playbook.picture(playbook.journeys[0] ?? '', 'dark');
  const timeline: Timeline = playbook.timeline(priya, { lines, now, until: '2026-04-01T00:00Z', texts: true });
  const shown: string[] = [picture.svg, timelineSvg(timeline, 'light'), timelineHtml(timeline)];
  // @ts-expect-error there is no such theme
  playbook.picture('visits', 'pink');
  console.log(shown.length, timeline.past[0]?.events?.[0]?.said, playbook.mermaid('visits'));
  plan.turns.map(({ at }: { at: string }) => at);
  // @ts-expect-error a number is no instant
  playbook.nextWake(priya, 5);
  // @ts-expect-error there is no such channel
  const faulty: FactContent = { type: 'plain_channel_accepted', channel: 'fax', accepted: true };
  const tested: boolean[] = playbook.test().map(({ passed }: TestReport) => passed);
  const chart: Chart = insight.chart({ kind: 'xmr', value: 'days' }, { days: [1.5, null] });
  const upper: (number | null | undefined)[] = chart.points.map((point) => point.upper);
  // @ts-expect-error there is no such chart
  insight.chart({ kind: 'pie', value: 'days' }, { days: Float64Array.of(1), upper });
  const twin = new Relationship('priya-2', 'salt');
  priya.merge(twin, now);
  priya.unmerge(twin, now);
  const erased: Erasure = playbook.erase(twin, { lines, now });
  console.log(tested.length, erased.opted_out.length);
  const reply: Reply = { id: 'r', line: lines.ids()[0] ?? '', channel: 'sms', occurred: now, text: '' };
  const routed: Routed = playbook.route(lines, reply);
  const again: Fact[] = routed.facts; // what comes out may go in
  const reading: Reading = readFhir({ resourceType: 'Patient' }, { received: now, zone: 'Asia/Kolkata' });
  const told: FeedLine[] = parseFeedLines('');
  using panel = new Panel();
  const { signal } = new AbortController();
  const batch: StepBatch = await panel.stepMany(playbook, [{ patient: 'priya', facts: again }], {
    now, signal, progress: (count: number) => console.log(count),
  });
  batch.outcomes.map((one) => one?.actions.map(done));
  for await (const { line, error } of new FhirReader('feed.ndjson')) console.log(line, error?.code);
  const progress = (bytes: number, size: number): void => console.log(bytes / size);
  const ward = new BundleReader('ward.json', { name: 'ward', progress, zone: 'Asia/Kolkata' });
  for (const { reading } of await ward.readMany(10)) console.log(reading?.facts.length, ward.bytes);
  // @ts-expect-error a reader says how far it is as two numbers
  new BundleReader('ward.json', { progress: (done: string) => done });
  try {
    panel.due(now);
  } catch (error) {
    if (!(error instanceof PrmError)) throw error;
    const code: ErrorCode = error.code;
    console.log(code === 'busy', error.path, error.faults[0]?.help);
  }
  console.log(errorCodes[0], limits.STALE_HANDOVER, reading.ignored, told.length, faulty);
}
