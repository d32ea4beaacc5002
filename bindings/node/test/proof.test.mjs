// The audit verified by the ten lines of the docs, and by nothing of this library.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { proof } from 'prm-core';

const docs = new URL('../../../prm-core/src/portal/audit/chain.md', import.meta.url);
const snippet = readFileSync(docs, 'utf8').match(/```javascript\n(.*?)```/s)[1];
const key = { id: 1, secret: 'ein Geheimnis von mehr als 32 Bytes' };
const names = ['Priya', 'José', 'प्रिया', '"\\/\b\f\n\r\t\u0001\u007f', '\u2028😀'];

function chain(length) {
  const entries = Array.from({ length }, (_, i) => ({
    at: new Date(Date.UTC(2026, 10, 23, 12, i)), kind: 'access', patient: names[i % 3],
    viewer: 'staff', viewer_id: 's1', reason: names[i % 5], item: `r${i}`, item_kind: 'result',
    action: 'read', purpose: 'treatment', outcome: 'permit',
  }));
  return proof.auditAppend({ head: { chain: 'lotus' }, entries, key });
}

function verified(lines) {
  const folder = mkdtempSync(join(tmpdir(), 'prm-'));
  try {
    const [script, file] = [join(folder, 'verify.mjs'), join(folder, 'chain.jsonl')];
    writeFileSync(script, snippet);
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
    return spawnSync(process.execPath, [script, file], { encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('ten lines verify a chain, also after an erasure', () => {
  assert(snippet.trimEnd().split('\n').length <= 10);
  const { lines, head } = chain(30);
  assert.equal(verified(lines).stdout, `${head.seq} ${head.hash}\n`);
  const erased = proof.auditErase({ lines, person: 'José' });
  assert.equal(erased.changed, 10);
  assert.equal(verified(erased.lines).stdout, `${head.seq} ${head.hash}\n`);
});

test('ten lines find what is wrong', () => {
  const { lines } = chain(9);
  const at = (place, line) => lines.map((one, i) => (i === place ? line(one) : one));
  const faults = [
    [at(4, (line) => line.replace('permit', 'deny')), 5],
    [at(4, (line) => line.replace('"r4"', '"r5"')), 5],
    [lines.filter((_, i) => i !== 2), 3],
    [[...lines.slice(0, 3), ...lines.slice(2)], 4],
  ];
  for (const [wrong, place] of faults) {
    assert.match(verified(wrong).stderr, new RegExp(`fault at ${place}\\b`));
  }
});

test('a token goes through a link', () => {
  const now = new Date('2026-03-09T03:30:00Z');
  const expires = new Date('2026-03-10T10:00:00Z');
  const spec = { practice: 'lotus', purpose: 'confirm', keys: [key] };
  const of = { patient: 'priya', subject: 'appointment:a1', occurrence: 'reminder' };
  const { token, reference, once } = proof.tokenIssue({ ...spec, ...of, issued: now, expires });
  assert.match(token, /^[\w-]{68}$/);
  const read = (more) => proof.tokenRead({ ...spec, token, now, ...more });
  assert.equal(read().claims.reference, reference);
  assert.equal(read({ used: [once] }).fault, 'replayed');
  assert.equal(read({ now: expires }).fault, 'expired');
});
