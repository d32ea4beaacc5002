'use strict';

// What a user may give, checked before it reaches the native half: a wrong type is a `PrmError`
// with a path, never a TypeError with foreign words.

const { isDate } = require('node:util/types');
const { wrong } = require('./error.js');

/** The error for a value that is none of what is expected. */
function unlike(value, path, expected) {
  return value === undefined
    ? wrong('missing_field', path, 'this field is required')
    : wrong('invalid_type', path, `expected ${expected}`);
}

function text(value, path) {
  if (typeof value !== 'string') throw unlike(value, path, 'a text');
  return value;
}

function flag(value, path) {
  if (typeof value !== 'boolean') throw unlike(value, path, 'true or false');
  return value;
}

/** An instant: a `Date`, or ISO text, which the core reads. */
function instant(value, path) {
  if (typeof value === 'string') return value;
  if (!isDate(value)) throw unlike(value, path, 'a Date or an instant as ISO text');
  if (Number.isNaN(Date.prototype.getTime.call(value))) {
    throw wrong('invalid_time', path, 'not a valid Date');
  }
  return Date.prototype.toISOString.call(value);
}

/** Something that may be left out. */
function perhaps(read, value, path) {
  return value === undefined || value === null ? null : read(value, path);
}

/** Data as JSON text; a `Date` in it is written by its own `toJSON`. */
function json(value, path) {
  let written;
  try {
    written = JSON.stringify(value);
  } catch (error) {
    // V8 says a cycle, a BigInt and a fault in a `toJSON` alike; the depth and the length of its
    // own limits are a RangeError.
    if (!(error instanceof RangeError)) {
      throw wrong('invalid_type', path, 'not plain data: it cannot be written as JSON');
    }
    const long = error.message === 'Invalid string length';
    throw wrong(long ? 'too_large' : 'too_deep', path, 'too large to be written as JSON');
  }
  if (written === undefined) throw unlike(value, path, 'plain data');
  return written;
}

/** A document or a resource: JSON text, or the object itself. */
function document(value, path) {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) throw unlike(value, path, 'a text or an object');
  return json(value, path);
}

function list(value, path) {
  if (!Array.isArray(value)) throw unlike(value, path, 'a list');
  return value;
}

function texts(value, path) {
  return list(value, path).map((item, index) => {
    if (typeof item !== 'string') throw wrong('invalid_type', `${path}[${index}]`, 'expected a text');
    return item;
  });
}

function facts(value) {
  return value === undefined || value === null ? '[]' : json(list(value, 'facts'), 'facts');
}

/** The fields of an object of options; one of another name is most likely a slip. */
function options(value, names) {
  if (typeof value !== 'object' || value === null) {
    throw unlike(value, 'options', `an object with ${quoted(names)}`);
  }
  let given;
  try {
    given = { ...value };
  } catch {
    throw wrong('invalid_type', 'options', 'not plain data: it cannot be read');
  }
  if (Object.keys(given).some((name) => !names.includes(name))) {
    throw wrong('unknown_field', 'options', `no such field here: expected ${quoted(names)}`);
  }
  return given;
}

function quoted(names) {
  return names.map((name) => `\`${name}\``).join(', ');
}

/** An answer that may be absent. */
function parsed(text) {
  return text === null ? null : JSON.parse(text);
}

module.exports = {
  document, facts, flag, instant, json, list, options, parsed, perhaps, text, texts, unlike,
};
