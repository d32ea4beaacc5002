// Every conformance vector, saved and loaded between its steps: the same outcome in every host.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Lines, Panel, Playbook, PrmError, Relationship, STARTER } from 'prm-core';
import { insight, proof, readFhir, readHl7v2, readingGrade, smsSegments } from 'prm-core';

const folder = new URL('../../../tests/vectors/', import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(name, folder)));
const NOW = '2026-03-09T06:00:00Z';

/** What a case works on, as a host would keep it. */
class Store {
  relationships = new Map();
  keys = new Map();
  routed = new Map();

  constructor({ playbook, given = {} }) {
    const named = () => (playbook === 'starter' ? STARTER : read(`playbooks/${playbook}.json`));
    this.playbook = Playbook.compile(playbook.spec ? playbook : named());
    this.lines = given.lines ?? [];
    for (const text of given.relationships ?? []) this.keep('', Relationship.load(text));
  }

  keep(replica = '', relationship) {
    this.relationships.set(`${relationship.patient}@${replica}`, relationship.save());
  }

  known(patient, replica = '') {
    const text = this.relationships.get(`${patient}@${replica}`);
    return text ? Relationship.load(text) : new Relationship(patient, 'vector');
  }

  /** Runs one step of a case and gives what came out. */
  run(index, given, playbook = this.playbook) {
    // Keys of earlier actions in the place of `@step.action`.
    const step = JSON.parse(JSON.stringify(given), (_, value) => this.keys.get(value) ?? value);
    if (step.check) return failing(() => ({ faults: Playbook.check(step.check) }));
    if (step.op === 'mermaid') return failing(() => ({ mermaid: playbook.mermaid(step.journey) }));
    if (step.op === 'describe') return failing(() => ({ description: playbook.describe(step.journey) }));
    const readFeed = 'fhir' in step ? readFhir : 'hl7v2' in step && readHl7v2;
    if (readFeed) return failing(() => ({ reading: readFeed(step.fhir ?? step.hl7v2, step.options) }));
    if ('segments' in step) return { sms: smsSegments(step.segments) };
    if ('grade' in step) return { grade: readingGrade(step.grade) };
    if (step.change) {
      return failing(() => ({ faults: Playbook.checkChange(step.change.before, step.change.after) }));
    }
    if (step.publish) {
      const { before, after, at } = step.publish;
      return { document: Playbook.publish(before, after, at) };
    }
    if (step.fuzz) return { fuzz: playbook.fuzz(step.fuzz) };
    if (step.proof) return failing(() => ({ proof: proof.prove(step.proof, step.spec) }));
    if (step.insight) {
      return failing(() => ({ insight: insight.analyse(step.insight, step.spec, step.columns) }));
    }
    if (step.op === 'table' || step.op === 'practice') {
      const [panel, { now }] = [new Panel(), step];
      for (const text of this.relationships.values()) panel.add(Relationship.load(text));
      if (step.op === 'table') return { table: panel.table(step.spec, { now }) };
      return { practice: panel.practice({ ...step.spec, now }) };
    }
    if (step.op === 'test') return { tests: playbook.test() };
    const lines = new Lines();
    this.lines.forEach((text) => lines.load(text));
    const relationship = this.known(step.patient ?? 'someone', step.replica);
    if (step.fact) {
      return failing(() => playbook.step(relationship, { facts: [step.fact], lines, now: NOW }));
    }
    const saveLines = () => (this.lines = lines.ids().map((line) => lines.save(line)));
    if (step.offer) return this.offer(step.offer, step.now, lines, step.take, saveLines);
    if (step.reply) {
      const routed = playbook.route(lines, step.reply);
      this.routed.set(index, routed.facts);
      saveLines();
      return { routed };
    }
    const { key, now, until, executor, language = 'en', texts } = step;
    const asked = { plan: 'plan', still: 'still', explain: 'explanation', timeline: 'timeline' }[step.op];
    if (asked) {
      const own = { plan: { until }, still: { key }, explain: { key, language }, timeline: { until, language, texts } }[step.op];
      return { [asked]: playbook[step.op](relationship, { lines, now, ...own }) };
    }
    if (step.op === 'erase') {
      const erasure = playbook.erase(relationship, { lines, now });
      saveLines();
      this.keep(step.replica, relationship);
      return { erasure, digest: relationship.digest() };
    }
    if (step.op === 'merge' || step.op === 'unmerge') {
      const other = this.known(step.with, step.replica);
      relationship[step.op](other, now);
      [relationship, other].forEach((one) => this.keep(step.replica, one));
      return { digests: [relationship.digest(), other.digest()] };
    }
    if (step.op === 'revoked_links') return { revoked_links: relationship.revokedLinks(now) };
    if (['access', 'view'].includes(step.op)) {
      const { viewer, action, item, items } = step;
      const own = step.op === 'access' ? { item } : { items };
      return { [step.op]: playbook[step.op](relationship, { viewer, action, now, ...own }) };
    }
    if (step.op === 'join') {
      relationship.join(this.known(step.patient, step.from));
      this.keep(step.replica, relationship);
      return { digest: relationship.digest() };
    }
    const facts = [...(step.facts ?? []), ...(this.routed.get(step.routed) ?? [])];
    const outcome = playbook.step(relationship, { facts, lines, executor, now });
    outcome.actions.forEach((action, place) => this.keys.set(`@${index}.${place}`, action.key));
    saveLines();
    this.keep(step.replica, relationship);
    return { outcome, digest: relationship.digest() };
  }
}

Store.prototype.offer = function (slot, now, lines, take, saveLines) {
  const panel = new Panel();
  [...this.relationships.values()].forEach((text) => panel.add(Relationship.load(text)));
  const offers = panel.offer(this.playbook, slot, now);
  for (const { patient, appointment } of offers.candidates) this.keys.set(`@${patient}`, appointment);
  const outcomes = (take ? offers.facts : []).map((fact) => {
    const relationship = this.known(fact.patient);
    const outcome = this.playbook.step(relationship, { facts: [fact], lines, now });
    this.keep('', relationship);
    return outcome;
  });
  saveLines();
  return { offers, outcomes };
};

function failing(call) {
  try {
    return call();
  } catch (error) {
    assert(error instanceof PrmError, String(error));
    return { error: { code: error.code, path: error.path.replace(/^facts\[0\]\.?/, '') } };
  }
}

/** Runs a case; gives how many steps ran. */
function run(found, file) {
  const store = new Store(found);
  const check = (step, i) => assert.deepStrictEqual(store.run(i, step), step.expect, `${file} ${i}`);
  return found.steps.map(check).length;
}

test('every vector comes out as expected', () => {
  const { cases } = read('index.json');
  for (const { file, steps } of cases) assert.equal(run(read(file), file), steps, file);
  console.log(`${cases.length} vectors, ${cases.reduce((sum, { steps }) => sum + steps, 0)} steps`);
});

test('a step that a host writes down is a vector', () => {
  const [priya, lines] = [new Relationship('priya', 'vector'), new Lines()];
  const text = Playbook.compile(STARTER).vector('nothing', priya, { lines, now: new Date(NOW) });
  assert.equal(run(JSON.parse(text), 'dumped'), 1);
});
