'use strict';

const { call, wrong } = require('./error.js');
const { Handle } = require('./handle.js');
const { Lines } = require('./lines.js');
const native = require('./native.js');
const { Relationship } = require('./relationship.js');
const values = require('./values.js');

const STEP = ['facts', 'lines', 'executor', 'now'];
/** How options are read that are no instants. */
const READERS = {
  key: values.text,
  language: values.text,
  texts: (value, path) => values.perhaps(values.flag, value, path) ?? false,
};

class Playbook extends Handle {
  constructor() {
    throw wrong('invalid_type', '', 'a playbook is compiled: use Playbook.compile');
  }

  static compile(document) {
    const text = values.document(document, 'document');
    return Handle.around(Playbook, call(() => native.Playbook.compile(text)));
  }

  static check(document) {
    const text = values.document(document, 'document');
    return JSON.parse(call(() => native.Playbook.check(text)));
  }

  static checkChange(before, after) {
    const texts = [values.document(before, 'before'), values.document(after, 'after')];
    return JSON.parse(call(() => native.Playbook.checkChange(...texts)));
  }

  static publish(before, after, at) {
    const texts = [values.document(before, 'before'), values.document(after, 'after')];
    const when = values.instant(at, 'at');
    return JSON.parse(call(() => native.Playbook.publish(...texts, when)));
  }

  get practice() {
    return use(this, (held) => held.practice);
  }

  get digest() {
    return use(this, (held) => held.digest);
  }

  document() {
    return JSON.parse(use(this, (held) => held.document()));
  }

  step(relationship, options) {
    const args = stepped(relationship, options);
    return JSON.parse(use(this, (held) => held.step(...args)));
  }

  vector(id, relationship, options) {
    const args = [values.text(id, 'id'), ...stepped(relationship, options)];
    return use(this, (held) => held.vector(...args));
  }

  plan(relationship, options) {
    const args = asked(relationship, options, ['now', 'until']);
    return JSON.parse(use(this, (held) => held.plan(...args)));
  }

  test() {
    return JSON.parse(use(this, (held) => held.test()));
  }

  fuzz({ seed = 0, courses = 200 } = {}) {
    return JSON.parse(use(this, (held) => held.fuzz(seed, courses)));
  }

  erase(relationship, options) {
    const args = asked(relationship, options, ['now']);
    return JSON.parse(use(this, (held) => held.erase(...args)));
  }

  still(relationship, options) {
    const args = asked(relationship, options, ['key', 'now']);
    return JSON.parse(use(this, (held) => held.still(...args)));
  }

  explain(relationship, options) {
    const args = asked(relationship, { language: 'en', ...options }, ['key', 'now', 'language']);
    return JSON.parse(use(this, (held) => held.explain(...args)));
  }

  access(relationship, options) {
    const args = looked(relationship, options, 'item');
    return JSON.parse(use(this, (held) => held.access(...args)));
  }

  view(relationship, options) {
    const args = looked(relationship, options, 'items');
    return JSON.parse(use(this, (held) => held.view(...args)));
  }

  get journeys() {
    return use(this, (held) => held.journeys);
  }

  mermaid(journey) {
    const id = values.text(journey, 'journey');
    return use(this, (held) => held.mermaid(id));
  }

  describe(journey) {
    const id = values.text(journey, 'journey');
    return use(this, (held) => held.describe(id));
  }

  picture(journey, theme = 'auto') {
    const args = [values.text(journey, 'journey'), values.json(theme, 'theme')];
    return JSON.parse(use(this, (held) => held.picture(...args)));
  }

  timeline(relationship, options) {
    const given = { language: 'en', ...options };
    const args = asked(relationship, given, ['now', 'until', 'language', 'texts']);
    return JSON.parse(use(this, (held) => held.timeline(...args)));
  }

  nextWake(relationship, now) {
    const args = [of(relationship), values.instant(now, 'now')];
    return use(this, (held) => held.nextWake(...args));
  }

  zoneOf(relationship, now) {
    const args = [of(relationship), values.instant(now, 'now')];
    return use(this, (held) => held.zoneOf(...args));
  }

  route(lines, reply) {
    const args = [Handle.of(Lines, lines, 'lines'), values.json(reply, 'reply')];
    return JSON.parse(use(this, (held) => held.route(...args)));
  }
}

function use(self, body) {
  return Handle.use(Playbook, self, body);
}

function of(relationship) {
  return Handle.of(Relationship, relationship, 'relationship');
}

/** What a step is given, in the order in which the native half takes it. */
function stepped(relationship, options) {
  const { facts, lines, executor = 'server', now } = values.options(options, STEP);
  return [
    of(relationship),
    Handle.of(Lines, lines, 'lines'),
    values.facts(facts),
    values.text(executor, 'executor'),
    values.instant(now, 'now'),
  ];
}

/** What a question about a relationship is given. */
function asked(relationship, options, names) {
  const given = values.options(options, ['lines', ...names]);
  const read = (name) => (READERS[name] ?? values.instant)(given[name], name);
  return [of(relationship), Handle.of(Lines, given.lines, 'lines'), ...names.map(read)];
}

/** What a question about access is given. */
function looked(relationship, options, what) {
  const given = values.options(options, ['viewer', 'action', what, 'now']);
  const json = ['viewer', 'action', what].map((name) => values.json(given[name], name));
  return [of(relationship), ...json, values.instant(given.now, 'now')];
}

module.exports = { Playbook };
