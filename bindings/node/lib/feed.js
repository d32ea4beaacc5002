'use strict';

const { PrmError, call, told, wrong } = require('./error.js');
const { Handle } = require('./handle.js');
const { Queue, watching } = require('./long.js');
const native = require('./native.js');
const values = require('./values.js');

/** Lines or entries that an iteration reads at a time. */
const PART = 256;

/** What a reader is told. */
const OPTIONS = ['source', 'zone', 'received', 'zones', 'authority', 'patients'];

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

/** What both readers of files have in common. */
class FileReader extends Handle {
  #queue = new Queue();
  #closed = false;
  #progress;
  #bytes = 0;

  constructor(bundle, path, options) {
    values.text(path, 'path');
    const { name, progress, ...given } = values.options(options, [...OPTIONS, 'name', 'progress']);
    const { progress: told } = watching({ progress });
    const args = [path, bundle, values.text(name ?? '', 'name'), readOptions(given)];
    super(call(() => new native.FhirReader(...args)));
    this.#progress = told;
  }

  get bytes() {
    Handle.of(FileReader, this, 'this');
    return this.#bytes;
  }

  async readMany(most) {
    const held = Handle.of(FileReader, this, 'this');
    if (this.#closed) throw wrong('closed', '', 'the reader was closed');
    if (!Number.isInteger(most) || most < 1 || most > 0xffffffff) {
      throw values.unlike(most, 'n', 'a whole number from 1');
    }
    let answer;
    try {
      answer = await this.#queue.run(() => held.readMany(most));
    } catch (thrown) {
      throw told(thrown);
    }
    const [bytes, size] = JSON.parse(answer[1]);
    if (bytes > this.#bytes) {
      this.#bytes = bytes;
      this.#progress?.(bytes, size);
    }
    return JSON.parse(answer[0]);
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
    const held = Handle.of(FileReader, this, 'this');
    const close = () => call(() => held.close());
    if (this.#queue.busy) this.#queue.run(close);
    else close();
    this.#closed = true;
  }
}
Handle.closing(FileReader);

class FhirReader extends FileReader {
  constructor(path, options = {}) {
    super(false, path, options);
  }
}

class BundleReader extends FileReader {
  constructor(path, options = {}) {
    super(true, path, options);
  }
}

function parseFeedLines(text) {
  values.text(text, 'text');
  return JSON.parse(call(() => native.parseFeedLines(text)));
}

module.exports = {
  BundleReader, FhirReader, Mllp, acknowledgeHl7v2, parseFeedLines, readFhir, readHl7v2,
};
