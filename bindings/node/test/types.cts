// Checked by `npx tsc`, never run: the declarations as a user of CommonJS meets them.
import prm = require('prm-core');
import type { Action, Fact } from 'prm-core';

function handle(action: Action): prm.Key {
  switch (action.type) {
    case 'send_message':
    case 'withdraw_message':
    case 'open_task':
    case 'close_task':
      return action.key;
    default: {
      const never: never = action;
      return never;
    }
  }
}

const fact: Fact = {
  id: '1', patient: 'priya', occurred: new Date(), content: { type: 'do_not_contact_changed', on: true },
};
const playbook: prm.Playbook = prm.Playbook.compile(prm.STARTER);
const lines = new prm.Lines();
const outcome = playbook.step(new prm.Relationship('priya', 'salt'), { facts: [fact], lines, now: new Date() });
export = outcome.actions.map(handle);
