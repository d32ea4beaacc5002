// The rows of `manifest.json` in Node, as JSON lines: `node benches/node/rows.mjs`, after
// `node bindings/node/build.mjs --release`.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// The release build, also where one for development lies beside it.
const native = `../../bindings/node/prm-core.${process.platform}-${process.arch}.release.node`;
process.env.PRM_CORE_NATIVE ??= fileURLToPath(new URL(native, import.meta.url));
const { Lines, Panel, Playbook, Relationship, STARTER } = await import('../../bindings/node/index.mjs');

const manifest = JSON.parse(readFileSync(new URL('../manifest.json', import.meta.url), 'utf8'));
const { salt, born: now, due, until, facts } = manifest.world;
const ROUNDS = 7;

const clock = () => Number(process.hrtime.bigint());
const say = (row, ns) => console.log(JSON.stringify({ row, ns }));

/** The least time of one run, of several rounds. */
function nanos(once) {
  let [times, best] = [1, Infinity];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (;;) {
      const began = clock();
      for (let run = 0; run < times; run += 1) once();
      const taken = clock() - began;
      if (taken > 20e6) {
        best = Math.min(best, taken / times);
        break;
      }
      times *= 2;
    }
  }
  return best;
}

const playbook = Playbook.compile(STARTER);
const lines = new Lines();
const relationship = new Relationship(manifest.world.patient, salt);
playbook.step(relationship, { facts, lines, now });
const text = relationship.save();

say('compile', nanos(() => Playbook.compile(STARTER)));
say('load', nanos(() => Relationship.load(text)));
say('save', nanos(() => relationship.save()));
say('next_wake', nanos(() => playbook.nextWake(relationship, now)));
say('load_step', nanos(() => {
  const outcome = playbook.step(Relationship.load(text), { lines: new Lines(), now: due });
  assert.equal(outcome.actions.length, 1);
}));
say('plan', nanos(() => playbook.plan(relationship, { lines, now, until })));
say('call', nanos(() => playbook.digest));

const { size } = manifest.rows.find(({ row }) => row === 'batch');
const requests = Array.from({ length: size }, (_, number) => {
  const patient = `p${number}`;
  return { patient, facts: facts.map((fact) => ({ ...fact, patient })) };
});
let best = Infinity;
for (let round = 0; round < ROUNDS; round += 1) {
  const panel = new Panel();
  for (const { patient } of requests) panel.add(new Relationship(patient, salt));
  const began = clock();
  const { outcomes } = await panel.stepMany(playbook, requests, { now: due });
  best = Math.min(best, (clock() - began) / size);
  assert(outcomes.every((outcome) => outcome.actions.length === 1));
  panel.close();
}
say('batch', best);
