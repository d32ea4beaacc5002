import prm from './index.js';

export const {
  BEHAVIOUR,
  FhirReader,
  Lines,
  Panel,
  Playbook,
  PrmError,
  Relationship,
  SPEC,
  STARTER,
  errorCodes,
  limits,
  parseFeedLines,
  readFhir,
  tzdbVersion,
} = prm;
