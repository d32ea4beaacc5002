"""Proof: audit as a hash chain that the host stores, and signed tokens for links.

Specs are plain dicts, as the core's types say; instants in what comes back are text, as they stand
in the lines of the chain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _core

if TYPE_CHECKING:
    from .types import (
        AuditAppendSpec,
        AuditCheckpointReadSpec,
        AuditCheckpointSpec,
        AuditDecisions,
        AuditEraseSpec,
        AuditFhirSpec,
        AuditQuery,
        AuditVerifySpec,
        TokenReadSpec,
        TokenSpec,
    )

__all__ = [
    "audit_append",
    "audit_checkpoint",
    "audit_checkpoint_read",
    "audit_disclosures",
    "audit_entries",
    "audit_erase",
    "audit_fhir",
    "audit_looks",
    "audit_verify",
    "prove",
    "token_issue",
    "token_read",
]


def prove(proof: str, spec: Any) -> Any:
    """Makes a proof by its name."""
    return _core.prove(proof, spec)


def audit_append(spec: AuditAppendSpec) -> dict[str, Any]:
    """Seals entries into lines of a hash chain: store them with the new head in one transaction."""
    found: dict[str, Any] = prove("audit_append", spec)
    return found


def audit_checkpoint(spec: AuditCheckpointSpec) -> dict[str, Any]:
    """Signs a head, from which a chain verifies once its older lines are deleted."""
    found: dict[str, Any] = prove("audit_checkpoint", spec)
    return found


def audit_checkpoint_read(spec: AuditCheckpointReadSpec) -> dict[str, Any]:
    """The head of a checkpoint that one of the keys signed."""
    found: dict[str, Any] = prove("audit_checkpoint_read", spec)
    return found


def audit_disclosures(spec: AuditQuery) -> dict[str, Any]:
    """The accounting of disclosures of six years (45 CFR 164.528)."""
    found: dict[str, Any] = prove("audit_disclosures", spec)
    return found


def audit_entries(spec: AuditDecisions) -> list[dict[str, Any]]:
    """What is to be written down about decisions on access: twice where the glass was broken."""
    found: list[dict[str, Any]] = prove("audit_entries", spec)
    return found


def audit_erase(spec: AuditEraseSpec) -> dict[str, Any]:
    """Takes a person out of lines; the chain verifies as before."""
    found: dict[str, Any] = prove("audit_erase", spec)
    return found


def audit_fhir(spec: AuditFhirSpec) -> dict[str, Any]:
    """A line as FHIR R4 AuditEvent."""
    found: dict[str, Any] = prove("audit_fhir", spec)
    return found


def audit_looks(spec: AuditQuery) -> dict[str, Any]:
    """Who looked at a record, for its patient."""
    found: dict[str, Any] = prove("audit_looks", spec)
    return found


def audit_verify(spec: AuditVerifySpec) -> dict[str, Any]:
    """Verifies a chain or a part of one, and finds what was changed, taken out, put in or moved."""
    found: dict[str, Any] = prove("audit_verify", spec)
    return found


def token_issue(spec: TokenSpec) -> dict[str, Any]:
    """Makes a token for a link: signed, for one purpose, one practice and some time."""
    found: dict[str, Any] = prove("token_issue", spec)
    return found


def token_read(spec: TokenReadSpec) -> dict[str, Any]:
    """Reads a token that somebody brings: what it says, or why it does not hold."""
    found: dict[str, Any] = prove("token_read", spec)
    return found
