'use strict';

/** The one error of this library; see `index.d.ts`. */
class PrmError extends Error {
  constructor({ code, path = '', message, faults = [] }) {
    // The stack begins with everything that a person needs, `message` is the clause alone. V8
    // writes the stack when it is first asked for, so it is asked for in between.
    const errors = faults.filter((fault) => fault.severity === 'error');
    super([path ? `${path}: ${message}` : message, ...errors.map(sentence)].join('\n  '));
    void this.stack;
    define(this, 'message', message);
    this.code = code;
    this.path = path;
    this.faults = faults;
  }
}
define(PrmError.prototype, 'name', 'PrmError');

function sentence({ path, message, code, help }) {
  return `${path}: ${message} [${code}]${help ? `; ${help}` : ''}`;
}

function define(object, name, value) {
  Object.defineProperty(object, name, { value, writable: true, configurable: true });
}

/** What the native half threw, as the error that it stands for. */
function told(thrown) {
  try {
    return new PrmError(JSON.parse(thrown.message));
  } catch {
    return new PrmError({ code: 'internal', message: 'a fault of this library: please report it' });
  }
}

/** Calls the native half. */
function call(body) {
  try {
    return body();
  } catch (thrown) {
    throw told(thrown);
  }
}

/** An error of an argument. */
function wrong(code, path, message) {
  return new PrmError({ code, path, message });
}

module.exports = { PrmError, call, told, wrong };
