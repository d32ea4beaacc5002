'use strict';

const { PrmError, call, told, wrong } = require('./error.js');
const { Handle } = require('./handle.js');
const { Queue } = require('./long.js');
const native = require('./native.js');
const values = require('./values.js');

/** Lines that an iteration reads at a time. */
const PART = 256;

/** What a reader is told. */
const OPTIONS = ['source', 'zone', 'received', 'zones', 'authority'];

/** Options as JSON text, without those that say nothing. */
function readOptions(options) {
  const given = Object.entries(values.options(options, OPTIONS));
  return values.json(Object.fromEntries(given.filter(([, value]) => value != null)), 'options');
}

function readFhir(resource, options = {}) {
  const args = [values.document(resource, 'text'), readOptions(options)];
  return JSON.parse(call(() => native.readFhir(...args)));
}

function readHl7v2(text, options = {}) {
  const args = [values.text(text, 'text'), readOptions(options)];
  return JSON.parse(call(() => native.readHl7v2(...args)));
}

function acknowledgeHl7v2(text, result, { now } = {}) {
  // An error is told by its fields, which its own JSON would leave out.
  const { code, path, message } = result instanceof PrmError ? result : {};
  const told = code === undefined ? result : { code, path, message };
  const args = [values.text(text, 'text'), values.json(told, 'result'), values.instant(now, 'now')];
  return call(() => native.acknowledgeHl7v2(...args));
}

class Mllp extends Handle {
  constructor() {
    super(new native.Mllp());
  }

  feed(bytes) {
    const held = Handle.of(Mllp, this, 'this');
    if (!(bytes instanceof Uint8Array)) throw values.unlike(bytes, 'bytes', 'a Uint8Array');
    call(() => held.feed(bytes));
  }

  nextMessage() {
    const held = Handle.of(Mllp, this, 'this');
    return call(() => held.nextMessage());
  }

  static encode(message) {
    values.text(message, 'message');
    return call(() => native.Mllp.encode(message));
  }
}

class FhirReader extends Handle {
  #queue = new Queue();
  #closed = false;

  constructor(path, options = {}) {
    const args = [values.text(path, 'path'), readOptions(options)];
    super(call(() => new native.FhirReader(...args)));
  }

  async readMany(most) {
    const held = Handle.of(FhirReader, this, 'this');
    if (this.#closed) throw wrong('closed', '', 'the reader was closed');
    if (!Number.isInteger(most) || most < 1 || most > 0xffffffff) {
      throw values.unlike(most, 'n', 'a whole number from 1');
    }
    try {
      const [text] = await this.#queue.run(() => held.readMany(most));
      return JSON.parse(text);
    } catch (thrown) {
      throw told(thrown);
    }
  }

  async *[Symbol.asyncIterator]() {
    try {
      for (let lines = await this.readMany(PART); lines.length > 0; ) {
        yield* lines;
        lines = await this.readMany(PART);
      }
    } finally {
      this.close();
    }
  }

  close() {
    const held = Handle.of(FhirReader, this, 'this');
    const close = () => call(() => held.close());
    if (this.#queue.busy) this.#queue.run(close);
    else close();
    this.#closed = true;
  }
}
Handle.closing(FhirReader);

function parseFeedLines(text) {
  values.text(text, 'text');
  return JSON.parse(call(() => native.parseFeedLines(text)));
}

module.exports = { FhirReader, Mllp, acknowledgeHl7v2, parseFeedLines, readFhir, readHl7v2 };
