// What a host may do wrong, or at the same time: it meets a `PrmError`, and the process lives on.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { Worker } from 'node:worker_threads';
import * as prm from 'prm-core';
import { BundleReader, FhirReader, Lines, Panel, Playbook, PrmError, Relationship, STARTER } from 'prm-core';

const require = createRequire(import.meta.url);
const NOW = '2026-03-09T06:00:00Z';
const playbook = Playbook.compile(STARTER);
const SECRET = 'Zaphod';

const fact = (patient, content, more = {}) => ({ id: '1', patient, occurred: NOW, content, ...more });
const born = (patient, number = 0) =>
  fact(patient, {
    type: 'patient_described',
    names: [{ given: [SECRET] }],
    zone: 'Asia/Kolkata',
    birth_date: '1991-03-09',
    contact_points: [{ line: `tel:+9198${10000000 + number}` }],
  });

/** Many patients whose birthday it is, and what a host asks for them. */
function birthday(number) {
  const panel = new Panel();
  const requests = [];
  for (let index = 0; index < number; index += 1) {
    panel.add(new Relationship(`p${index}`, 'salt'));
    requests.push({ patient: `p${index}`, facts: [born(`p${index}`, index)] });
  }
  return { panel, requests };
}

/** The error of a call; anything but a `PrmError` fails. */
function failing(call) {
  try {
    call();
  } catch (error) {
    return checked(error);
  }
  return assert.fail(`no error: ${call}`);
}

async function rejecting(promise) {
  return promise.then(() => assert.fail('no error'), checked);
}

function checked(error) {
  assert(error instanceof PrmError && error instanceof Error, inspect(error));
  assert.equal(error.name, 'PrmError');
  assert(prm.errorCodes.includes(error.code), error.code);
  const said = `${inspect(error)} ${error.stack} ${error.message} ${error.path}`;
  assert(!said.includes(SECRET) && !said.includes('{"'), said);
  return error;
}

const place = ({ code, path }) => [code, path];

test('arguments of any wrong type are told by code and path', () => {
  const cyclic = {};
  cyclic.self = cyclic;
  let deep = {};
  for (let level = 0; level < 100_000; level += 1) deep = { deep };
  const odd = [
    undefined, null, 0, NaN, 7n, true, Symbol('x'), () => 0, [], {}, cyclic, deep, new Date(NaN),
    Object.create(Relationship.prototype), Object.create(Lines.prototype), Object.create(null),
    new Proxy({}, { get: () => { throw new Error(SECRET); } }), SECRET, '2026-03-09T06:00:00',
  ];
  const priya = new Relationship('priya', 'salt');
  const lines = new Lines();
  const line = 'tel:+919812345670';
  const panel = new Panel();
  const sound = { lines, now: NOW };
  const calls = [
    (x) => Playbook.compile(x), (x) => Playbook.check(x),
    (x) => new Relationship(x, x), (x) => Relationship.load(x), (x) => priya.status(x),
    (x) => priya.lines([], x), (x) => priya.lines([x], NOW), (x) => priya.join(x),
    (x) => lines.load(x), (x) => lines.save(x), (x) => lines.isBlocked(x, x),
    (x) => lines.block(line, 'lotus', x), (x) => lines.revision(x),
    (x) => playbook.step(x, sound), (x) => playbook.step(priya, x),
    (x) => playbook.step(priya, { ...sound, lines: x }), (x) => playbook.step(priya, { lines, now: x }),
    (x) => playbook.step(priya, { ...sound, facts: [x] }),
    (x) => playbook.plan(priya, { ...sound, until: x }), (x) => playbook.nextWake(priya, x),
    (x) => playbook.still(priya, { ...sound, key: x }), (x) => playbook.zoneOf(x, NOW),
    (x) => playbook.explain(priya, { ...sound, key: x }), (x) => playbook.route(lines, x),
    (x) => playbook.mermaid(x), (x) => playbook.describe(x), (x) => playbook.picture(x),
    (x) => playbook.picture('visits', x ?? 5), (x) => playbook.timeline(priya, x),
    (x) => playbook.timeline(priya, { ...sound, until: x }), (x) => prm.timelineSvg(x),
    (x) => playbook.timeline(priya, { ...sound, until: NOW, texts: x === true ? 5 : x ?? 5 }),
    (x) => prm.timelineHtml(x, x), (x) => playbook.vector(undefined, x, sound), (x) => playbook.route(x, {}),
    (x) => panel.add(x), (x) => panel.setWake('p', x ?? 5), (x) => panel.due(x),
    (x) => panel.route(x, {}), (x) => panel.route(playbook, x), (x) => panel.loadLine(x),
    (x) => prm.readFhir(x), (x) => prm.readFhir('{}', { zone: x ?? 5 }), (x) => new FhirReader(5, x),
    (x) => new BundleReader(x), (x) => new BundleReader('f', { name: x ?? 5 }),
    (x) => new BundleReader('f', { progress: x ?? 5 }),
    (x) => Playbook.prototype.step.call(x, priya, sound), (x) => Panel.prototype.due.call(x, NOW),
  ];
  let tried = 0;
  for (const call of calls) {
    for (const value of odd) {
      // What is sound for one call may be odd for another: a text as an id, an empty playbook.
      try {
        call(value);
      } catch (error) {
        checked(error);
        assert.notEqual(error.code, 'internal', `${call} ${typeof value}`);
        tried += 1;
      }
    }
  }
  assert(tried > 600, `${tried}`);
  assert.equal(priya.factCount, 0);
});

test('codes and paths are those of the core', () => {
  const [priya, lines] = [new Relationship('priya', 'salt'), new Lines()];
  const step = (more) => place(failing(() => playbook.step(priya, { lines, now: NOW, ...more })));
  assert.deepEqual(step({ now: '2026-03-09' }), ['naive_time', 'now']);
  assert.deepEqual(step({ now: new Date(NaN) }), ['invalid_time', 'now']);
  assert.deepEqual(step({ now: undefined }), ['missing_field', 'now']);
  assert.deepEqual(step({ now: null }), ['invalid_type', 'now']);
  assert.deepEqual(step({ now: 1773036000000 }), ['invalid_type', 'now']);
  assert.deepEqual(step({ lines: {} }), ['invalid_type', 'lines']);
  assert.deepEqual(step({ facts: {} }), ['invalid_type', 'facts']);
  assert.deepEqual(step({ facts: [1n] }), ['invalid_type', 'facts']);
  assert.deepEqual(step({ executor: SECRET }), ['unknown_word', 'executor']);
  assert.deepEqual(step({ untli: NOW }), ['unknown_field', 'options']);
  const bad = fact('priya', { type: 'do_not_contact_changed', on: SECRET });
  assert.deepEqual(step({ facts: [born('priya'), bad] }), ['invalid_type', 'facts[1].content.on']);
  const naive = { ...born('priya'), occurred: '2026-03-09T06:00' };
  assert.deepEqual(step({ facts: [naive] }), ['naive_time', 'facts[0].occurred']);
  const reply = { id: 'r', line: SECRET, channel: 'sms', occurred: NOW, text: SECRET };
  assert.deepEqual(place(failing(() => playbook.route(lines, reply))), ['invalid_id', 'line']);
  assert.deepEqual(place(failing(() => playbook.route(lines, 5))), ['invalid_type', '']);
  const key = '0196fd5a-7c3e-8f10-a2b4-5d6e7f8091a2';
  const explained = failing(() => playbook.explain(priya, { lines, key, now: NOW }));
  assert.deepEqual(place(explained), ['unknown_key', '']);
  const refused = failing(() => Playbook.compile({ spec: '1.0', journeys: [{ id: 'a', for: 'x' }] }));
  assert.equal(refused.code, 'invalid_playbook');
  assert.equal(refused.faults.length, 3);
  assert.equal(refused.message, 'the playbook has 3 faults');
  assert.match(refused.stack, /journeys\[0\]\.for: no such word/);
  // Where to unsubscribe is for each practice to say.
  const doubtful = Playbook.check(JSON.parse(STARTER)).map(({ path }) => path);
  assert.deepEqual(doubtful, ['practice.unsubscribe']);
});

test('a Date is taken wherever an instant is', () => {
  const [priya, lines, now] = [new Relationship('priya', 'salt'), new Lines(), new Date(NOW)];
  const facts = [{ ...born('priya'), occurred: now }];
  assert.deepEqual(priya.lines(facts, now), ['tel:+9198' + 10000000]);
  const [action] = playbook.step(priya, { facts, lines, now }).actions;
  assert.equal(action.type, 'send_message');
  assert.equal(priya.status(action.key), 'handed_over');
  assert.equal(playbook.nextWake(priya, now), priya.wake?.at ?? null);
  assert.equal(playbook.zoneOf(priya, now), 'Asia/Kolkata');
  lines.block(action.line, playbook.practice, now);
  assert(lines.isBlocked(action.line, playbook.practice));
  assert.equal(playbook.still(priya, { lines, key: action.key, now }).send, false);
});

test('texts of ten megabytes meet a limit', () => {
  const huge = 'x'.repeat(10 << 20);
  const [priya, lines] = [new Relationship('priya', 'salt'), new Lines()];
  const codes = [
    () => Playbook.compile(`"${huge}"`),
    () => new Relationship(huge, 'salt'),
    () => Relationship.load(huge),
    () => lines.load(huge),
    () => lines.block(huge, 'lotus', NOW),
    () => playbook.nextWake(priya, huge),
    () => playbook.step(priya, { lines, now: NOW, facts: [{ ...born('priya'), id: huge }] }),
    () => priya.status(huge),
    () => prm.readFhir(huge),
    () => playbook.step(priya, { lines, now: NOW, [huge]: 1 }),
  ].map((call) => {
    const error = failing(call);
    assert(error.message.length < 400 && error.path.length < 100, error.code);
    return error.code;
  });
  const [a, b, c, d, e, f, g, h, i, j] = codes;
  assert.deepEqual([a, b, e, f, g, h], [
    'too_large', 'invalid_id', 'invalid_id', 'invalid_time', 'too_large', 'invalid_id',
  ]);
  assert.deepEqual([c, d, i, j], ['invalid_json', 'invalid_json', 'invalid_json', 'unknown_field']);
});

test('what is closed says so', async () => {
  const [priya, lines, panel] = [new Relationship('priya', 'salt'), new Lines(), new Panel()];
  const again = priya.clone();
  const dispose = Symbol.dispose;
  for (const held of [priya, lines, panel]) {
    held.close();
    held[dispose]();
  }
  assert.equal(failing(() => priya.save()).code, 'closed');
  assert.equal(failing(() => priya.wake).code, 'closed');
  assert.equal(failing(() => again.join(priya)).code, 'closed');
  assert.equal(failing(() => playbook.step(again, { lines, now: NOW })).code, 'closed');
  assert.equal(failing(() => panel.size).code, 'closed');
  assert.equal((await rejecting(panel.saveMany([]))).code, 'closed');
  assert.equal(again.save(), new Relationship('priya', 'salt').save());
  again.join(again);
});

test('a long call leaves the event loop free, holds the panel, and keeps its order', async () => {
  const { panel, requests } = birthday(3_000);
  const order = [];
  const first = panel.stepMany(playbook, requests, { now: NOW }).then((batch) => {
    order.push('step');
    return batch;
  });
  const second = panel.saveMany(['p0', 'nobody']).then((batch) => {
    order.push('save');
    return batch;
  });
  assert.equal(failing(() => panel.size).code, 'busy');
  assert.equal(failing(() => panel.due(NOW)).code, 'busy');
  let ticks = 0;
  const timer = setInterval(() => (ticks += 1), 1);
  const { outcomes, set_aside } = await first;
  clearInterval(timer);
  assert(ticks > 3, `${ticks}`);
  assert.equal(set_aside.length, 0);
  assert(outcomes.every(({ actions }) => actions.length === 1));
  const saved = await second;
  assert.deepEqual(order, ['step', 'save']);
  assert.equal(Relationship.load(saved.texts[0]).factCount, 1);
  assert.deepEqual(saved.set_aside.map(({ index, error }) => [index, error.code]), [[1, 'unknown_patient']]);
  assert.equal(panel.size, 3_000);
  const last = panel.wakeMany(playbook, panel.patients(), { now: NOW });
  panel.close();
  assert.equal(failing(() => panel.size).code, 'closed');
  assert.equal((await last).wakes.length, 3_000);
});

test('a request that cannot be read is set aside under its index', async () => {
  const { panel, requests } = birthday(3);
  const cyclic = { patient: 'p1' };
  cyclic.facts = [cyclic];
  const odd = [
    requests[0], cyclic, requests[1], null, 7n, { patient: 'p9' }, { patient: 5 }, {}, requests[2],
    { patient: 'p0', facts: [fact('p0', { type: SECRET })] }, { patient: 'p0', fact: [] },
  ];
  const { outcomes, set_aside } = await panel.stepMany(playbook, odd, { now: NOW });
  assert.deepEqual(outcomes.map(Boolean), odd.map((request) => requests.includes(request)));
  assert.deepEqual(set_aside.map(({ index, error }) => [index, error.code, error.path]), [
    [1, 'invalid_type', ''],
    [3, 'invalid_type', ''],
    [4, 'invalid_type', ''],
    [5, 'unknown_patient', ''],
    [6, 'invalid_type', 'patient'],
    [7, 'missing_field', 'patient'],
    [9, 'unknown_word', 'facts[0].content.type'],
    [10, 'unknown_field', 'fact'],
  ]);
});

test('many parts of requests and answers keep their order, whatever the size of one request', async () => {
  const { panel, requests } = birthday(300);
  const given = requests.map(({ facts }) => facts[0]);
  requests[200] = null;
  requests[270] = { patient: 'p270', facts: [given[270], { ...given[270], id: 'x'.repeat(300 << 10) }] };
  const booked = (id) => fact('p280', { type: 'appointment_booked', appointment: 'a', start: '2027-01-01T10:00[Asia/Kolkata]' }, { id });
  requests[280] = { patient: 'p280', facts: [given[280], ...Array.from({ length: 2_000 }, (_, id) => booked(`b${id}`))] };
  assert(JSON.stringify(requests[280]).length > 256 << 10);
  const { outcomes, set_aside } = await panel.stepMany(playbook, requests, { now: NOW });
  assert.deepEqual(set_aside.map(({ index, error }) => [index, error.code, error.path]), [
    [200, 'invalid_type', ''],
    [270, 'too_large', 'facts[1]'],
  ]);
  const lines = outcomes.map((outcome) => outcome && outcome.actions[0].line);
  const expected = given.map(({ content }) => content.contact_points[0].line);
  assert.deepEqual(lines, expected.map((line, index) => ([200, 270].includes(index) ? null : line)));
  assert.equal((await panel.stepMany(playbook, [], { now: NOW })).outcomes.length, 0);
});

test('progress rises to the number of items, before the call is done', async () => {
  const { panel, requests } = birthday(1_000);
  const seen = [];
  const progress = (done) => seen.push(done);
  await panel.stepMany(playbook, requests, { now: NOW, progress });
  assert.equal(seen.at(-1), 1_000);
  assert.deepEqual(seen, [...new Set(seen)].sort((a, b) => a - b));
  const { texts } = await panel.saveMany(panel.patients());
  const other = new Panel();
  const loaded = [];
  await other.loadMany(texts, { progress: (done) => loaded.push(done) });
  assert.equal(loaded.at(-1), 1_000);
  assert.deepEqual(other.patients(), panel.patients());
  const window = { now: NOW, until: '2026-04-09T06:00:00Z' };
  assert.equal((await other.planMany(playbook, ['p0'], window)).plans.length, 1);
  assert.equal((await other.loadMany([])).patients.length, 0);
});

test('a call that is stopped has changed nothing', async () => {
  const { panel, requests } = birthday(2_000);
  const state = async () => [
    (await panel.saveMany(panel.patients())).texts,
    panel.lineIds().map((line) => panel.saveLine(line)),
    panel.nextWake(),
  ];
  await panel.stepMany(playbook, requests.slice(0, 50), { now: NOW });
  const before = await state();
  const midway = new AbortController();
  const progress = () => midway.abort();
  const stopped = panel.stepMany(playbook, requests, { now: NOW, progress, signal: midway.signal });
  assert.equal((await rejecting(stopped)).code, 'cancelled');
  assert.deepEqual(await state(), before);
  const early = { now: NOW, signal: AbortSignal.abort() };
  assert.equal((await rejecting(panel.stepMany(playbook, requests, early))).code, 'cancelled');
  const queued = new AbortController();
  const running = panel.saveMany(panel.patients());
  const waiting = panel.stepMany(playbook, requests, { now: NOW, signal: queued.signal });
  queued.abort();
  await running;
  assert.equal((await rejecting(waiting)).code, 'cancelled');
  assert.deepEqual(await state(), before);
  for (const watch of [{ progress: 5 }, { signal: {} }]) {
    assert.equal((await rejecting(panel.saveMany([], watch))).code, 'invalid_type');
  }
  assert.equal((await panel.stepMany(playbook, requests, { now: NOW })).set_aside.length, 0);
});

const native = require('../lib/native.js');
const skip = !native._panic && 'a release build makes no fault on purpose';
test('a fault of the library is an error and not the end', { skip }, () => {
  const { call } = require('../lib/error.js');
  assert.deepEqual(place(failing(() => call(() => native._panic()))), ['internal', '']);
  assert.equal(failing(() => call(() => native.readFhir(5))).code, 'internal');
});

test('many threads use the library at once', async () => {
  const run = () =>
    new Promise((resolve, reject) => {
      const workerData = { patients: 100 };
      const worker = new Worker(new URL('./worker.mjs', import.meta.url), { workerData });
      worker.once('message', resolve).once('error', reject);
    });
  const results = await Promise.all(Array.from({ length: 8 }, run));
  assert.equal(results[0].actions.flat().length, 100);
  results.forEach((result) => assert.deepStrictEqual(result, results[0]));
  // One that is ended in the middle takes nobody along.
  const worker = new Worker(new URL('./worker.mjs', import.meta.url), { workerData: { patients: 5_000 } });
  await new Promise((resolve) => worker.once('online', resolve));
  await new Promise((resolve) => setTimeout(resolve, 300));
  await worker.terminate();
});

test('feeds are read as facts', async () => {
  const patient = (id) => ({ resourceType: 'Patient', id, meta: { lastUpdated: NOW }, gender: 'female' });
  const options = { source: 'a', received: new Date(NOW) };
  const reading = prm.readFhir(patient('p1'), options);
  assert.equal(reading.facts[0].content.type, 'patient_described');
  assert.equal(failing(() => prm.readFhir('{"resourceType":"Patient"}')).path, 'id');
  assert.equal(failing(() => prm.readFhir('{}', { zone: 'Mars/Base' })).code, 'unknown_zone');
  const folder = mkdtempSync(join(tmpdir(), 'prm-'));
  const path = join(folder, 'feed.ndjson');
  const lines = Array.from({ length: 700 }, (_, index) => JSON.stringify(patient(`p${index}`)));
  lines[3] = 'nonsense';
  writeFileSync(path, lines.join('\n\n'));
  const reader = new FhirReader(path, options);
  const [some, more] = await Promise.all([reader.readMany(2), reader.readMany(2)]);
  assert.deepEqual([...some, ...more].map(({ line }) => line), [1, 3, 5, 7]);
  assert.deepEqual(more[1].error, { code: 'invalid_json', path: 'line 7', message: more[1].error.message });
  let rest = 0;
  for await (const { reading: found } of reader) rest += found.facts.length;
  assert.equal(rest, 696);
  assert.equal((await rejecting(reader.readMany(1))).code, 'closed');
  for (const place of [join(folder, SECRET), folder]) {
    const found = new FhirReader(place);
    const codes = [];
    try {
      for await (const { error } of found) codes.push(error.code);
    } catch (error) {
      codes.push(checked(error).code);
    }
    assert.deepEqual(codes, ['invalid_resource']);
  }
  assert.equal((await rejecting(new FhirReader(path).readMany(0))).code, 'invalid_type');
  rmSync(folder, { recursive: true });
  const feed = `${JSON.stringify({ received: NOW, fact: born('p') })}\nnonsense ${SECRET}`;
  const [first, second] = prm.parseFeedLines(feed);
  assert.equal(first.fact.patient, 'p');
  assert.deepEqual(place(second.error), ['invalid_json', 'line 2']);
});

/** A bundle that no text may be: patients, each with a resource of no concern. */
function largeBundle(path, patients) {
  const note = 'x'.repeat(8_000);
  const entries = [];
  for (let index = 0; index < patients; index += 1) {
    const birthDate = index === 5 ? SECRET : '1980-11-08';
    const patient = { resourceType: 'Patient', id: `p${index}`, meta: { lastUpdated: NOW }, birthDate };
    entries.push({ resource: patient }, { resource: { resourceType: 'Observation', note } });
  }
  const lines = entries.map((entry) => JSON.stringify(entry)).join(',\n');
  writeFileSync(path, `{"resourceType": "Bundle", "entry": [\n${lines}\n]}\n`);
  return statSync(path).size;
}

test('a bundle of any size is read in pieces, and says how far it is', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'prm-'));
  const path = join(folder, 'ward.json');
  const size = largeBundle(path, 3_000);
  assert(size > 24_000_000);
  assert.equal(failing(() => prm.readFhir(readFileSync(path, 'utf8'))).code, 'too_large');
  const told = [];
  const progress = (...seen) => told.push(seen);
  const reader = new BundleReader(path, { name: 'ward.json', progress });
  assert.equal(reader.bytes, 0);
  const [first] = await reader.readMany(1);
  assert.deepEqual([first.line, first.reading.facts[0].patient], [2, 'p0']);
  assert(reader.bytes > 0 && reader.bytes < 100_000, `${reader.bytes}`);
  let [facts, entries] = [1, 1];
  const said = [];
  for await (const { reading } of reader) {
    facts += reading.facts.length;
    said.push(...reading.left_out);
    entries += 1;
  }
  assert.deepEqual([facts, entries, reader.bytes], [3_000, 6_000, size]);
  const pieces = told.map(([bytes], index) => bytes - (told[index - 1]?.[0] ?? 0));
  assert(told.length > 20 && pieces.every((bytes) => bytes > 0 && bytes < 2 << 20), `${pieces}`);
  assert.deepEqual(told.at(-1), [size, size]);
  assert.deepEqual(said.map(place), [['invalid_time', 'ward.json line 12.entry[10].resource.birthDate']]);
  assert(said[0].message.endsWith('(Patient)') && !said[0].message.includes(SECRET), said[0].message);
  rmSync(folder, { recursive: true });
});

test('a bundle that cannot be read says where', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'prm-'));
  const path = join(folder, 'bad.json');
  writeFileSync(path, '{"resourceType": "Bundle", "entry": [\n{"resource": {"resourceType": "Patient"}},\n'
    + `{"resource": ${SECRET}}\n]}`);
  const errors = [];
  for await (const { reading, error } of new BundleReader(path, { name: 'bad.json' })) {
    errors.push(error ?? reading.left_out[0]);
  }
  assert.deepEqual(errors.map(place), [
    ['missing_field', 'bad.json line 2.entry[0].resource.id'],
    ['invalid_json', 'bad.json line 3.entry[1]'],
  ]);
  const [line] = await new FhirReader(path, { name: 'bad.json' }).readMany(1);
  assert.equal(line.error.path, 'bad.json line 1');
  const absent = new BundleReader(join(folder, SECRET));
  assert.deepEqual(place(await rejecting(absent.readMany(1))), ['invalid_resource', 'path']);
  rmSync(folder, { recursive: true });
});

test('both kinds of module are one library, and its tables are those of the core', () => {
  const common = require('prm-core');
  assert.deepEqual(Object.keys(common).sort(), Object.keys(prm).sort());
  Object.keys(common).forEach((name) => assert.equal(common[name], prm[name], name));
  const table = new URL('../../schema/error_codes.json', import.meta.url);
  assert(existsSync(table));
  assert.deepEqual(prm.errorCodes, JSON.parse(readFileSync(table, 'utf8')));
  assert.equal(prm.limits.NESTING, 32);
  assert.match(prm.tzdbVersion(), /^20\d\d[a-z]$/);
  const { version } = require('../package.json');
  const workspace = readFileSync(new URL('../../../Cargo.toml', import.meta.url), 'utf8');
  assert.equal(version, workspace.match(/^version = "(.*)"/m)[1]);
});

test('messages of HL7 v2 are taken out of frames, read and answered', () => {
  const message = 'MSH|^~\\&|SCHED|LOTUS|PRM|US|20260302113000||SIU^S12|17|P|2.5\r'
    + 'SCH||a1|||||CHECKUP^Check-up||||^^^202603101000\rPID|||priya^^^LOTUS^MR\r';
  const decoder = new prm.Mllp();
  const frame = prm.Mllp.encode(message);
  decoder.feed(frame.subarray(0, 20));
  assert.equal(decoder.nextMessage(), null);
  decoder.feed(Buffer.concat([frame.subarray(20), Buffer.from([0x0b, 0xff, 0x1c, 0x0d])]));
  assert.equal(decoder.nextMessage(), message);
  assert.equal(failing(() => decoder.nextMessage()).code, 'invalid_resource');
  assert.equal(failing(() => decoder.feed('text')).code, 'invalid_type');
  const reading = prm.readHl7v2(message, { zone: 'Asia/Kolkata' });
  assert.equal(reading.facts.at(-1).content.type, 'appointment_booked');
  const now = new Date('2026-03-02T06:00:00Z');
  assert.match(prm.acknowledgeHl7v2(message, reading, { now }), /MSA\|AA\|17/);
  const busy = { code: 'busy', path: '', message: 'the store is locked' };
  assert.match(prm.acknowledgeHl7v2(message, busy, { now }), /MSA\|AE\|17/);
  const error = failing(() => prm.readHl7v2('nonsense'));
  assert.equal(error.code, 'invalid_resource');
  assert.match(prm.acknowledgeHl7v2('nonsense', error, { now }), /MSA\|AR/);
  assert.equal(failing(() => prm.readHl7v2(message, { zone: 'Mars/Base' })).code, 'unknown_zone');
  assert.equal(failing(() => prm.readHl7v2(message, { sauce: 'x' })).code, 'unknown_field');
});

test('journeys and timelines are drawn', () => {
  assert.deepEqual(playbook.journeys.slice(0, 2), ['visits', 'after-visit']);
  const { svg, html, description, title } = playbook.picture('after-visit');
  assert(svg.startsWith('<svg ') && html.includes(svg));
  assert.deepEqual(description, playbook.describe('after-visit'));
  assert.equal(description[0], title);
  assert.notEqual(playbook.picture('after-visit', 'dark').svg, svg);
  assert(playbook.mermaid('visits').startsWith('flowchart TD\n'));
  const unknown = failing(() => playbook.picture('after-visits'));
  assert.deepEqual(place(unknown), ['unknown_reference', 'journey']);
  assert(unknown.message.includes('did you mean `after-visit`?'));
  assert.deepEqual(place(failing(() => playbook.picture('visits', 'pink'))), ['unknown_word', 'theme']);
  const [nobody, lines] = [new Relationship('nobody', 'salt'), new Lines()];
  const timeline = playbook.timeline(nobody, { lines, now: NOW, until: NOW, language: 'es' });
  assert.deepEqual([timeline.past, timeline.planned, timeline.language], [[], [], 'es']);
  assert(prm.timelineSvg(timeline, 'light').startsWith('<svg '));
  assert(prm.timelineHtml(timeline).includes('Lo previsto'));
});
