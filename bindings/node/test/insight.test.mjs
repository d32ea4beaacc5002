// Insight as a user of arrays meets it; the numbers themselves are proved by vectors.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { INSTRUMENTS, PrmError, insight } from 'prm-core';

const spec = { kind: 'xmr', value: 'days', better: 'lower', rules: ['plot_the_dots'] };
const days = [12, 15, 14, 13, 16, 12];

function refused(columns) {
  try {
    insight.chart(spec, columns);
  } catch (error) {
    assert(error instanceof PrmError, String(error));
    return [error.code, error.path];
  }
  return assert.fail('nothing was refused');
}

test('arrays of every kind are columns', () => {
  const expected = insight.chart(spec, { days });
  assert.equal(expected.variation, 'common_cause');
  assert.deepStrictEqual(insight.chart(spec, { days: Float64Array.from(days) }), expected);
  assert.deepStrictEqual(insight.chart(spec, { days: Int16Array.from(days) }), expected);
  const gap = insight.chart(spec, { days: [12, null, 14] });
  assert.equal(gap.points[1].value, null);
  assert.deepStrictEqual(insight.chart(spec, { days: [12, NaN, 14] }), gap);
  assert.deepStrictEqual(insight.chart(spec, { days: [12, undefined, 14] }), gap);
  const at = [new Date('2026-03-01T00:00Z'), new Date('2026-03-02T00:00Z')];
  const found = insight.chart({ ...spec, at: 'at' }, { days: [1, 2], at });
  assert.equal(found.points[1].at, '2026-03-02T00:00:00.000Z');
});

test('what is wrong names column and row', () => {
  assert.deepEqual(refused({ days: [1, Infinity] }), ['invalid_value', 'columns.days[1]']);
  assert.deepEqual(refused({ days: [1, 'soon'] }), ['invalid_type', 'columns.days[1]']);
  assert.deepEqual(refused({ days: [[1]] }), ['invalid_type', 'columns.days[0]']);
  assert.deepEqual(refused({ days: '12' }), ['invalid_type', 'columns.days']);
  assert.deepEqual(refused({ waits: [1] }), ['missing_field', 'columns.days']);
  assert.deepEqual(refused([1]), ['invalid_type', 'columns']);
  assert.deepEqual(refused(undefined), ['missing_field', 'columns']);
  assert.deepEqual(refused({ days: [1n] }), ['invalid_type', 'columns.days']);
});

test('one response is scored without columns', () => {
  const answers = [{ item: 'phq1', value: 2 }, { item: 'phq2', value: 1 }];
  const found = insight.score({ instrument: 'phq-2', answers });
  assert.deepEqual([found.score, found.band], [3, 'positive']);
  const form = insight.form({ instrument: 'csat', action: '/f', posted: { csat: ['5'] } });
  assert.deepEqual(form.answers, [{ item: 'csat', value: 5 }]);
  assert.equal(Object.keys(INSTRUMENTS).length, 13);
  assert(Object.isFrozen(INSTRUMENTS));
});
