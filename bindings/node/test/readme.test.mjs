// The code of the README is run as it stands.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

test("the README's example says what it says", () => {
  const folder = new URL('../', import.meta.url);
  const [, code] = readFileSync(new URL('README.md', folder), 'utf8').match(/```js\n([^]*?)```/);
  const args = ['--input-type=module', '--eval', code];
  const said = execFileSync(process.execPath, args, { cwd: fileURLToPath(folder), encoding: 'utf8' });
  assert.match(said, /^2026-03-09T03:30:00\.000Z \+919812345670 See you Tuesday, 10 March/);
  assert.match(said, /reminder of appointment:a1 by sms was sent on Monday, March 9 at 9:00 AM/);
});
