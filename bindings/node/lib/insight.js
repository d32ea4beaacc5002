'use strict';
// Analyses of columns.

const native = require('./native.js');
const { call, wrong } = require('./error.js');
const values = require('./values.js');

/** Columns as JSON text. JSON has no infinite numbers: they are refused here, where they are. */
function table(columns) {
  if (typeof columns !== 'object' || columns === null || Array.isArray(columns)) {
    throw values.unlike(columns, 'columns', 'an object of columns');
  }
  const written = Object.entries(columns).map(([name, column]) => {
    const plain = /^[\w -]{1,40}$/.test(name) ? name : '?';
    // Arrays of numbers of every kind, such as `Float64Array`, are lists too.
    if (ArrayBuffer.isView(column) && !(column instanceof DataView)) column = Array.from(column);
    if (!Array.isArray(column)) throw values.unlike(column, `columns.${plain}`, 'a list of values');
    const row = column.findIndex((value) => value === Infinity || value === -Infinity);
    if (row >= 0) throw wrong('invalid_value', `columns.${plain}[${row}]`, 'no finite number');
    return `${JSON.stringify(name)}:${values.json(column, `columns.${plain}`)}`;
  });
  return `{${written.join(',')}}`;
}

function analyse(analysis, spec, columns) {
  const args = [values.text(analysis, 'analysis'), values.document(spec, 'spec'), table(columns)];
  return JSON.parse(call(() => native.analyse(...args)));
}

/** One function for each analysis. */
const insight = { analyse };
for (const name of JSON.parse(native.analyses())) {
  const camel = name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
  // What is asked about one response needs no columns.
  const none = name === 'score' || name === 'form' ? {} : undefined;
  insight[camel] = (spec, columns = none) => analyse(name, spec, columns);
}

module.exports = { insight: Object.freeze(insight) };
