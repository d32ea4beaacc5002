'use strict';

const { call } = require('./error.js');
const { unlike } = require('./values.js');

/** An object whose value lives in the native half. */
class Handle {
  #native;

  constructor(native) {
    this.#native = native;
  }

  /** The native object behind `value`, which must be one of `Class`. */
  static of(Class, value, path) {
    // The brand is asked for too: a prototype can be had without a value.
    if (value instanceof Class && typeof value === 'object' && #native in value) {
      return value.#native;
    }
    const article = /^[AEIOU]/.test(Class.name) ? 'an' : 'a';
    throw unlike(value, path, `${article} ${Class.name}`);
  }

  /** Calls the native object behind `self`. Private methods would not do: see `around`. */
  static use(Class, self, body) {
    const native = Handle.of(Class, self, 'this');
    return call(() => body(native));
  }

  /** An object of `Class` around a native one, past the constructor that users call. */
  static around(Class, native) {
    return Reflect.construct(Handle, [native], Class);
  }
}

// Node has the symbol since 20.5; where it is absent there is no `using` either.
if (Symbol.dispose) {
  Handle.closing = (Class) => {
    Class.prototype[Symbol.dispose] = Class.prototype.close;
  };
} else {
  Handle.closing = () => {};
}

module.exports = { Handle };
