'use strict';
// Patients' timelines to be looked at.

const native = require('./native.js');
const { call } = require('./error.js');
const values = require('./values.js');

function timelineSvg(timeline, theme = 'auto') {
  const args = [values.json(timeline, 'timeline'), values.json(theme, 'theme')];
  return call(() => native.timelineSvg(...args));
}

function timelineHtml(timeline, theme = 'auto') {
  const args = [values.json(timeline, 'timeline'), values.json(theme, 'theme')];
  return call(() => native.timelineHtml(...args));
}

module.exports = { timelineHtml, timelineSvg };
