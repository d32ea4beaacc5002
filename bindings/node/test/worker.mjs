// One of many threads that use the library at once; see `host.test.mjs`.
import { parentPort, workerData } from 'node:worker_threads';
import { Panel, Playbook, Relationship, STARTER } from 'prm-core';

const playbook = Playbook.compile(STARTER);
const panel = new Panel();
const requests = [];
for (let number = 0; number < workerData.patients; number += 1) {
  const patient = `p${number}`;
  panel.add(new Relationship(patient, 'salt'));
  const content = {
    type: 'patient_described',
    names: [{ given: ['Priya'] }],
    zone: 'Asia/Kolkata',
    contact_points: [{ line: `tel:+9198123${10000 + number}` }],
    birth_date: '1991-03-09',
  };
  const occurred = new Date('2026-03-09T06:00:00Z');
  requests.push({ patient, facts: [{ id: '1', patient, occurred, content }] });
}
const batch = await panel.stepMany(playbook, requests, { now: '2026-03-09T06:00:00Z' });
const { texts } = await panel.saveMany(panel.patients());
parentPort.postMessage({ texts, actions: batch.outcomes.map(({ actions }) => actions) });
