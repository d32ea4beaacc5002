'use strict';

// Calls that take time: one after the other, watched, and read without holding the event loop up.

const { setImmediate: pause } = require('node:timers/promises');
const { told, wrong } = require('./error.js');
const native = require('./native.js');

/** Items in one text of a question; the native half counts on it. */
const PART = 128;

/** Runs the long calls of one object in the order in which they were made. */
class Queue {
  #length = 0;
  #last = Promise.resolve();

  /** Whether a call runs or waits. */
  get busy() {
    return this.#length > 0;
  }

  run(job) {
    this.#length += 1;
    const done = this.#last.then(job).finally(() => {
      this.#length -= 1;
    });
    this.#last = done.catch(() => {});
    return done;
  }
}

/** The `progress` and the `signal` of a call, once they are what they should be. */
function watching({ progress, signal }) {
  if (progress !== undefined && progress !== null && typeof progress !== 'function') {
    throw wrong('invalid_type', 'progress', 'expected a function');
  }
  if (signal !== undefined && signal !== null && !(signal instanceof AbortSignal)) {
    throw wrong('invalid_type', 'signal', 'expected an AbortSignal');
  }
  return { progress, signal };
}

/**
 * Runs a native call of `total` items. Its counts rise, the last one is `total`, and all of them
 * come before the call is done.
 */
async function watched({ progress, signal }, total, start) {
  if (signal?.aborted) {
    throw wrong('cancelled', '', 'the call was stopped before its end: nothing has changed');
  }
  const stop = new native.Stop();
  const abort = () => stop.stop();
  signal?.addEventListener('abort', abort, { once: true });
  let last = 0;
  const tell = (done) => {
    if (done <= last) return;
    last = done;
    try {
      progress(done);
    } catch (error) {
      // As for every listener: it cannot undo what is being done, and its fault is not hidden.
      queueMicrotask(() => {
        throw error;
      });
    }
  };
  try {
    const texts = await start(stop, progress ? tell : null);
    if (progress) tell(total);
    return texts;
  } catch (thrown) {
    throw told(thrown);
  } finally {
    last = Infinity;
    signal?.removeEventListener('abort', abort);
  }
}

/**
 * The answer of a call whose items come in parts while it goes on: one part is read in each turn of
 * the event loop. `whole` gives the items once all have come.
 */
function arriving(total) {
  const [items, texts] = [[], []];
  let done;
  const whole = new Promise((resolve) => (done = resolve));
  if (total === 0) done(items);
  const read = () => {
    for (const item of JSON.parse(texts.shift())) items.push(item);
    if (items.length === total) done(items);
    else if (texts.length > 0) setImmediate(read);
  };
  const take = (text) => {
    if (texts.push(text) === 1) setImmediate(read);
  };
  return { take, whole };
}

/** Reads a batch from its texts: what was set aside, then the items in parts. */
function batch(name) {
  return async ([aside, ...parts]) => {
    const items = [];
    for (const [index, part] of parts.entries()) {
      if (index > 0) await pause();
      for (const item of JSON.parse(part)) items.push(item);
    }
    return { [name]: items, set_aside: JSON.parse(aside) };
  };
}

module.exports = { PART, Queue, arriving, batch, watched, watching };
