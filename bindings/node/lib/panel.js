'use strict';

const { call, wrong } = require('./error.js');
const { Handle } = require('./handle.js');
const { Queue, batch, watched, watching } = require('./long.js');
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

  nextWake() {
    return Panel.#call(this, (held) => held.nextWake());
  }

  route(playbook, reply) {
    const args = [Handle.of(Playbook, playbook, 'playbook'), values.json(reply, 'reply')];
    return JSON.parse(Panel.#call(this, (held) => held.route(...args)));
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
    const total = values.list(requests, 'requests').length;
    const args = [
      Handle.of(Playbook, playbook, 'playbook'),
      written(requests),
      values.text(given.executor ?? 'server', 'executor'),
      values.instant(given.now, 'now'),
    ];
    return Panel.#many(this, 'stepMany', 'outcomes', args, total, given);
  }

  async planMany(playbook, patients, options) {
    const given = values.options(options, ['now', 'until', ...WATCH]);
    const args = [
      Handle.of(Playbook, playbook, 'playbook'),
      values.texts(patients, 'patients'),
      values.instant(given.now, 'now'),
      values.instant(given.until, 'until'),
    ];
    return Panel.#many(this, 'planMany', 'plans', args, patients.length, given);
  }

  async wakeMany(playbook, patients, options) {
    const given = values.options(options, ['now', ...WATCH]);
    const args = [
      Handle.of(Playbook, playbook, 'playbook'),
      values.texts(patients, 'patients'),
      values.instant(given.now, 'now'),
    ];
    return Panel.#many(this, 'wakeMany', 'wakes', args, patients.length, given);
  }

  async loadMany(saved, options = {}) {
    const given = values.options(options, WATCH);
    const args = [values.texts(saved, 'texts')];
    return Panel.#many(this, 'loadMany', 'patients', args, saved.length, given);
  }

  async saveMany(patients, options = {}) {
    const given = values.options(options, WATCH);
    const args = [values.texts(patients, 'patients')];
    return Panel.#many(this, 'saveMany', 'texts', args, patients.length, given);
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

  static async #many(panel, method, name, args, total, options) {
    const held = Panel.#open(panel);
    const watch = watching(options);
    return panel.#queue.run(async () => {
      const start = (...eyes) => held[method](...args, ...eyes);
      return batch(name, await watched(watch, total, start));
    });
  }

  static #open(panel) {
    const held = Handle.of(Panel, panel, 'this');
    if (panel.#closed) throw wrong('closed', '', 'the panel was closed');
    return held;
  }
}
Handle.closing(Panel);

/** Requests as one text; one that cannot be written is left to be set aside, alone. */
function written(requests) {
  try {
    return values.json(requests, 'requests');
  } catch {
    const each = (request) => {
      try {
        return values.json(request, '');
      } catch {
        return 'null';
      }
    };
    return `[${requests.map(each).join(',')}]`;
  }
}

module.exports = { Panel };
