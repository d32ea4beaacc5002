'use strict';

const { call, told, wrong } = require('./error.js');
const { Handle } = require('./handle.js');
const { Queue } = require('./long.js');
const native = require('./native.js');
const values = require('./values.js');

/** Lines that an iteration reads at a time. */
const PART = 256;

/** What a reader of FHIR resources is told, in the order in which the native half takes it. */
function readOptions(options) {
  const { source, zone, received } = values.options(options, ['source', 'zone', 'received']);
  return [
    values.perhaps(values.text, source, 'source'),
    values.perhaps(values.text, zone, 'zone'),
    values.perhaps(values.instant, received, 'received'),
  ];
}

function readFhir(resource, options = {}) {
  const args = [values.document(resource, 'text'), ...readOptions(options)];
  return JSON.parse(call(() => native.readFhir(...args)));
}

class FhirReader extends Handle {
  #queue = new Queue();
  #closed = false;

  constructor(path, options = {}) {
    const args = [values.text(path, 'path'), ...readOptions(options)];
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

module.exports = { FhirReader, parseFeedLines, readFhir };
