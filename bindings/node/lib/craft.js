'use strict';
// What a text costs and asks of its reader.

const native = require('./native.js');
const { call } = require('./error.js');
const values = require('./values.js');

function smsSegments(text) {
  return JSON.parse(call(() => native.smsSegments(values.text(text, 'text'))));
}

function readingGrade(text) {
  return JSON.parse(call(() => native.readingGrade(values.text(text, 'text'))));
}

module.exports = { readingGrade, smsSegments };
