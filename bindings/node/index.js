'use strict';

const craft = require('./lib/craft.js');
const { PrmError } = require('./lib/error.js');
const feed = require('./lib/feed.js');
const { insight } = require('./lib/insight.js');
const { Lines } = require('./lib/lines.js');
const native = require('./lib/native.js');
const { Panel } = require('./lib/panel.js');
const picture = require('./lib/picture.js');
const { Playbook } = require('./lib/playbook.js');
const { proof } = require('./lib/proof.js');
const { Relationship } = require('./lib/relationship.js');

const constants = JSON.parse(native.constants());

module.exports = {
  BEHAVIOUR: constants.behaviour,
  BundleReader: feed.BundleReader,
  FhirReader: feed.FhirReader,
  Lines,
  Mllp: feed.Mllp,
  Panel,
  Playbook,
  PrmError,
  Relationship,
  SPEC: constants.spec,
  STARTER: constants.starter,
  STARTERS: Object.freeze(constants.starters),
  INSTRUMENTS: Object.freeze(constants.instruments),
  acknowledgeHl7v2: feed.acknowledgeHl7v2,
  errorCodes: Object.freeze(constants.error_codes),
  insight,
  limits: Object.freeze(constants.limits),
  parseFeedLines: feed.parseFeedLines,
  proof,
  readFhir: feed.readFhir,
  readHl7v2: feed.readHl7v2,
  readingGrade: craft.readingGrade,
  smsSegments: craft.smsSegments,
  timelineHtml: picture.timelineHtml,
  timelineSvg: picture.timelineSvg,
  tzdbVersion: () => constants.tzdb,
};
