'use strict';

const { call, wrong } = require('./error.js');
const { Handle } = require('./handle.js');
const { PART, Queue, arriving, batch, watched, watching } = require('./long.js');
const native = require('./native.js');
const { Playbook } = require('./playbook.js');
const { Relationship } = require('./relationship.js');
const values = require('./values.js');

const WATCH = ['progress', 'signal'];

class Panel extends Handle {
  #queue = new Queue();
  #closed = false;

  constructor() {
    super(call(() => new native.Panel()));
  }

  get size() {
    return Panel.#call(this, (held) => held.size);
  }

  patients() {
    return JSON.parse(Panel.#call(this, (held) => held.patients()));
  }

  add(relationship) {
    const from = Handle.of(Relationship, relationship, 'relationship');
    Panel.#call(this, (held) => held.add(from));
  }

  relationship(patient) {
    values.text(patient, 'patient');
    const found = Panel.#call(this, (held) => held.relationship(patient));
    return found && Handle.around(Relationship, found);
  }

  setWake(patient, at) {
    const args = [values.text(patient, 'patient'), values.perhaps(values.instant, at, 'at')];
    Panel.#call(this, (held) => held.setWake(...args));
  }

  due(now) {
    const at = values.instant(now, 'now');
    return JSON.parse(Panel.#call(this, (held) => held.due(at)));
  }

  table(spec, { now } = {}) {
    const args = [values.json(spec, 'spec'), values.instant(now, 'now')];
    return JSON.parse(Panel.#call(this, (held) => held.table(...args)));
  }

  practice({ now, ...spec } = {}) {
    const args = [values.json(spec, 'spec'), values.instant(now, 'now')];
    return JSON.parse(Panel.#call(this, (held) => held.practice(...args)));
  }

  nextWake() {
    return Panel.#call(this, (held) => held.nextWake());
  }

  route(playbook, reply) {
    const args = [Handle.of(Playbook, playbook, 'playbook'), values.json(reply, 'reply')];
    return JSON.parse(Panel.#call(this, (held) => held.route(...args)));
  }

  offer(playbook, slot, now) {
    const args = [values.json(slot, 'slot'), values.instant(now, 'now')];
    const held = Handle.of(Playbook, playbook, 'playbook');
    return JSON.parse(Panel.#call(this, (panel) => panel.offer(held, ...args)));
  }

  loadLine(saved) {
    values.text(saved, 'text');
    return Panel.#call(this, (held) => held.loadLine(saved));
  }

  saveLine(line) {
    values.text(line, 'line');
    return Panel.#call(this, (held) => held.saveLine(line));
  }

  lineIds() {
    return JSON.parse(Panel.#call(this, (held) => held.lineIds()));
  }

  async stepMany(playbook, requests, options) {
    const given = values.options(options, ['executor', 'now', ...WATCH]);
    const asked = Array.from(values.list(requests, 'requests'));
    const { take, whole } = arriving(asked.length);
    const args = [
      Handle.of(Playbook, playbook, 'playbook'),
      {
        requests: written(asked),
        total: asked.length,
        executor: values.text(given.executor ?? 'server', 'executor'),
        now: values.instant(given.now, 'now'),
      },
      take,
    ];
    const read = async ([aside]) => ({ outcomes: await whole, set_aside: JSON.parse(aside) });
    return Panel.#many(this, 'stepMany', read, args, asked.length, given);
  }

  async planMany(playbook, patients, options) {
    const given = values.options(options, ['now', 'until', ...WATCH]);
    const args = [
      Handle.of(Playbook, playbook, 'playbook'),
      values.texts(patients, 'patients'),
      values.instant(given.now, 'now'),
      values.instant(given.until, 'until'),
    ];
    return Panel.#many(this, 'planMany', batch('plans'), args, patients.length, given);
  }

  async wakeMany(playbook, patients, options) {
    const given = values.options(options, ['now', ...WATCH]);
    const args = [
      Handle.of(Playbook, playbook, 'playbook'),
      values.texts(patients, 'patients'),
      values.instant(given.now, 'now'),
    ];
    return Panel.#many(this, 'wakeMany', batch('wakes'), args, patients.length, given);
  }

  async loadMany(saved, options = {}) {
    const given = values.options(options, WATCH);
    const args = [values.texts(saved, 'texts')];
    return Panel.#many(this, 'loadMany', batch('patients'), args, saved.length, given);
  }

  async saveMany(patients, options = {}) {
    const given = values.options(options, WATCH);
    const args = [values.texts(patients, 'patients')];
    return Panel.#many(this, 'saveMany', batch('texts'), args, patients.length, given);
  }

  close() {
    const held = Handle.of(Panel, this, 'this');
    const close = () => call(() => held.close());
    // Calls that were made before are finished first, without holding the event loop up.
    if (this.#queue.busy) this.#queue.run(close);
    else close();
    this.#closed = true;
  }

  /** A short call; while a long one runs it is refused, and not made to wait. */
  static #call(panel, body) {
    const held = Panel.#open(panel);
    if (panel.#queue.busy) throw wrong('busy', '', 'the panel is in use by another call');
    return call(() => body(held));
  }

  static async #many(panel, method, read, args, total, options) {
    const held = Panel.#open(panel);
    const watch = watching(options);
    return panel.#queue.run(async () => {
      const start = (...eyes) => held[method](...args, ...eyes);
      return read(await watched(watch, total, start));
    });
  }

  static #open(panel) {
    const held = Handle.of(Panel, panel, 'this');
    if (panel.#closed) throw wrong('closed', '', 'the panel was closed');
    return held;
  }
}
Handle.closing(Panel);

/** Requests as texts of lists; one that cannot be written is left to be set aside, alone. */
function written(requests) {
  const each = (request) => {
    try {
      return values.json(request, '');
    } catch {
      return 'null';
    }
  };
  const texts = [];
  for (let start = 0; start < requests.length; start += PART) {
    const part = requests.slice(start, start + PART);
    try {
      texts.push(values.json(part, 'requests'));
    } catch {
      texts.push(`[${part.map(each).join(',')}]`);
    }
  }
  return texts;
}

module.exports = { Panel };
