import type {
  AuditAppendSpec,
  AuditCheckpoint,
  AuditCheckpointReadSpec,
  AuditCheckpointSpec,
  AuditDecisions,
  AuditEntry,
  AuditEraseSpec,
  AuditErased,
  AuditFhirSpec,
  AuditHead,
  AuditLooks,
  AuditQuery,
  AuditReport,
  AuditSealed,
  AuditVerifySpec,
  Token,
  TokenReadSpec,
  TokenReading,
  TokenSpec,
} from './types.js';

/**
 * Audit as a hash chain that the host stores, and tokens for links. A line of the chain and its
 * verification in ten lines are described at `audit_append` of the core.
 */
export const proof: {
  /** Makes a proof by its name. */
  prove(proof: string, spec: object): unknown;
  /** Seals entries into lines of a hash chain: store them with the new head in one transaction. */
  auditAppend(spec: AuditAppendSpec): AuditSealed;
  /** Signs a head, from which a chain verifies once its older lines are deleted. */
  auditCheckpoint(spec: AuditCheckpointSpec): AuditCheckpoint;
  /** The head of a checkpoint that one of the keys signed. */
  auditCheckpointRead(spec: AuditCheckpointReadSpec): AuditHead;
  /** The accounting of disclosures of six years (45 CFR 164.528). */
  auditDisclosures(spec: AuditQuery): AuditLooks;
  /** What is to be written down about decisions on access: twice where the glass was broken. */
  auditEntries(spec: AuditDecisions): AuditEntry[];
  /** Takes a person out of lines; the chain verifies as before. */
  auditErase(spec: AuditEraseSpec): AuditErased;
  /** A line as FHIR R4 AuditEvent. */
  auditFhir(spec: AuditFhirSpec): object;
  /** Who looked at a record, for its patient. */
  auditLooks(spec: AuditQuery): AuditLooks;
  /** Verifies a chain or a part of one, and finds what was changed, taken out, put in or moved. */
  auditVerify(spec: AuditVerifySpec): AuditReport;
  /** Makes a token for a link: signed, for one purpose, one practice and some time. */
  tokenIssue(spec: TokenSpec): Token;
  /** Reads a token that somebody brings: what it says, or why it does not hold. */
  tokenRead(spec: TokenReadSpec): TokenReading;
};
