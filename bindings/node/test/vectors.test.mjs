// Runs every conformance vector: the same inputs must give the same outcomes in every host.
// Between steps everything is saved and loaded.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Lines, Playbook, PrmError, Relationship, STARTER } from 'prm-core';

const folder = new URL('../../../tests/vectors/', import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const HAS = ['fhir'];

/** What a case works on, as a host would keep it. */
class Store {
  relationships = new Map();
  keys = new Map();
  routed = new Map();

  constructor({ playbook, given = {} }) {
    const own = typeof playbook === 'string' ? null : playbook;
    this.playbook = Playbook.compile(
      own ?? (playbook === 'starter' ? STARTER : read(`playbooks/${playbook}.json`)),
    );
    this.lines = given.lines ?? [];
    for (const text of given.relationships ?? []) {
      this.relationships.set(`${Relationship.load(text).patient}@`, text);
    }
  }

  /** Runs one step of a case and gives what came out. */
  run(index, given) {
    const step = this.withKeys(given);
    if (step.check) return failing(() => ({ faults: Playbook.check(step.check) }));
    const { playbook, patient } = this;
    const lines = new Lines();
    this.lines.forEach((text) => lines.load(text));
    const known = (replica = '') => {
      const text = this.relationships.get(`${step.patient}@${replica}`);
      return text ? Relationship.load(text) : new Relationship(step.patient, 'vector');
    };
    if (step.fact) {
      const someone = new Relationship('someone', 'vector');
      const now = '2026-03-02T06:00:00Z';
      const { error } = failing(() => playbook.step(someone, { facts: [step.fact], lines, now }));
      return { error: { ...error, path: error.path.replace(/^facts\[0\]\.?/, '') } };
    }
    if (step.reply) {
      const routed = playbook.route(lines, step.reply);
      this.lines = lines.ids().map((line) => lines.save(line));
      this.routed.set(index, routed.facts);
      return { routed };
    }
    const { key, now, until } = step;
    const relationship = known(step.replica);
    const keep = () =>
      this.relationships.set(`${step.patient}@${step.replica ?? ''}`, relationship.save());
    switch (step.op ?? 'step') {
      case 'plan':
        return { plan: playbook.plan(relationship, { lines, now, until }) };
      case 'explain':
        return { explanation: playbook.explain(relationship, { lines, key, now }) };
      case 'still':
        return { still: playbook.still(relationship, { lines, key, now }) };
      case 'join':
        relationship.join(known(step.from));
        keep();
        return { digest: relationship.digest() };
      default: {
        const facts = [...(step.facts ?? []), ...(this.routed.get(step.routed) ?? [])];
        const executor = step.executor ?? 'server';
        const outcome = playbook.step(relationship, { facts, lines, executor, now });
        outcome.actions.forEach((action, place) => this.keys.set(`@${index}.${place}`, action.key));
        this.lines = lines.ids().map((line) => lines.save(line));
        keep();
        return { outcome, digest: relationship.digest() };
      }
    }
  }

  /** Puts keys of earlier actions in the place of `@step.action`. */
  withKeys(step) {
    const swap = (_, value) => (typeof value === 'string' ? (this.keys.get(value) ?? value) : value);
    return JSON.parse(JSON.stringify(step), swap);
  }
}

function failing(call) {
  try {
    return call();
  } catch (error) {
    assert(error instanceof PrmError, String(error));
    return { error: { code: error.code, path: error.path } };
  }
}

test('every vector comes out as expected', () => {
  const { cases } = read('index.json');
  const has = ({ needs = [] }) => needs.every((feature) => HAS.includes(feature));
  let ran = 0;
  for (const entry of cases.filter(has)) {
    const found = read(entry.file);
    const store = new Store(found);
    found.steps.forEach((step, index) => {
      assert.deepStrictEqual(store.run(index, step), step.expect, `${entry.file} step ${index}`);
      ran += 1;
    });
  }
  const wanted = cases.filter(has).reduce((sum, entry) => sum + entry.steps, 0);
  assert.equal(ran, wanted, 'fewer steps ran than the index says');
  console.log(`${cases.length} vectors, ${ran} steps`);
});
