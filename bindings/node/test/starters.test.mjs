// The starter playbooks, as a host gets them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Playbook, STARTERS } from 'prm-core';

test('all nine starters are there, and cannot be changed', () => {
  const names = Object.keys(STARTERS);
  assert.equal(names.length, 9);
  assert(['surgery', 'prenatal', 'post-discharge'].every((name) => names.includes(name)));
  assert(Object.isFrozen(STARTERS));
});

for (const [name, document] of Object.entries(STARTERS)) {
  test(`${name} is sound and passes its tests`, () => {
    assert.deepEqual(Playbook.check(document), []);
    const reports = Playbook.compile(document).test();
    assert(reports.length >= 4);
    assert.deepEqual(reports.filter((report) => !report.passed), []);
    const { languages } = JSON.parse(document).practice;
    assert.deepEqual(languages.map((tag) => tag.split('-')[0]).sort(), ['en', 'es', 'hi']);
  });
}
