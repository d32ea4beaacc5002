// Priya's story, the same in every language: `node examples/story/story.mjs`.
import { readFileSync } from 'node:fs';
import { Lines, Playbook, Relationship, STARTER, parseFeedLines } from '../../bindings/node/index.mjs';

const feed = parseFeedLines(readFileSync(new URL('facts.jsonl', import.meta.url), 'utf8'));
const playbook = Playbook.compile(STARTER);
const priya = new Relationship('priya', 'a secret of this practice');
const lines = new Lines();
const until = '2026-04-01T00:00:00.000Z';

for (;;) {
  // What comes next: a line of the feed, or the instant at which the core wants to be asked.
  const wake = priya.wake && priya.wake.at < until ? priya.wake.at : null;
  const heard = feed.length > 0 && (!wake || feed[0].received <= wake) ? feed.shift() : null;
  if (heard?.error) throw new Error(`${heard.error.path}: ${heard.error.message}`);
  const now = heard?.received ?? wake;
  if (!now) break;
  const facts = heard?.reply ? playbook.route(lines, heard.reply).facts : heard ? [heard.fact] : [];
  const { actions } = playbook.step(priya, { facts, lines, now });
  const clock = wallClock(now, playbook.zoneOf(priya, now));
  for (const action of actions) {
    const [what, text] = said(action);
    console.log(`${clock} ${what}: ${text.replaceAll('\n', ' ')}`);
    console.log(`    ${playbook.explain(priya, { lines, key: action.key, now }).sentence}`);
  }
}

function said(action) {
  switch (action.type) {
    case 'send_message': return [action.channel, action.text];
    case 'withdraw_message': return ['withdraw', action.reason];
    case 'open_task': return ['task', action.title];
    case 'close_task': return ['done', action.reason];
  }
}

function wallClock(at, timeZone) {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return format.format(new Date(at)).replace(/:00$/, '');
}
