import prm from './index.js';

export const {
  BEHAVIOUR,
  BundleReader,
  FhirReader,
  Lines,
  Mllp,
  Panel,
  Playbook,
  PrmError,
  Relationship,
  SPEC,
  STARTER,
  acknowledgeHl7v2,
  errorCodes,
  limits,
  parseFeedLines,
  readFhir,
  readHl7v2,
  readingGrade,
  smsSegments,
  tzdbVersion,
} = prm;
