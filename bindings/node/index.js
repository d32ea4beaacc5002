'use strict';

const { PrmError } = require('./lib/error.js');
const { FhirReader, parseFeedLines, readFhir } = require('./lib/feed.js');
const { Lines } = require('./lib/lines.js');
const native = require('./lib/native.js');
const { Panel } = require('./lib/panel.js');
const { Playbook } = require('./lib/playbook.js');
const { Relationship } = require('./lib/relationship.js');

const constants = JSON.parse(native.constants());

module.exports = {
  BEHAVIOUR: constants.behaviour,
  FhirReader,
  Lines,
  Panel,
  Playbook,
  PrmError,
  Relationship,
  SPEC: constants.spec,
  STARTER: constants.starter,
  errorCodes: Object.freeze(constants.error_codes),
  limits: Object.freeze(constants.limits),
  parseFeedLines,
  readFhir,
  tzdbVersion: () => constants.tzdb,
};
