"""prm-core: the behaviour layer of patient relationships.

The host tells what happened and what time it is; the core answers what to do now, why, and when
to ask again. Data are plain dicts (see `prm_core.types`), instants aware `datetime`s.
"""

from . import insight, proof
from ._core import (
    BEHAVIOUR,
    ERROR_CODES,
    INSTRUMENTS,
    SPEC,
    STARTER,
    STARTERS,
    BundleReader,
    FhirReader,
    Lines,
    Mllp,
    Panel,
    Picture,
    Playbook,
    Relationship,
    Timeline,
    __version__,
    acknowledge_hl7v2,
    read_fhir,
    read_hl7v2,
    read_lines,
    reading_grade,
    sms_segments,
    tzdb_version,
)
from ._error import PrmError

__all__ = [
    "BEHAVIOUR",
    "ERROR_CODES",
    "INSTRUMENTS",
    "SPEC",
    "STARTER",
    "STARTERS",
    "BundleReader",
    "FhirReader",
    "Lines",
    "Mllp",
    "Panel",
    "Picture",
    "Playbook",
    "PrmError",
    "Relationship",
    "Timeline",
    "__version__",
    "acknowledge_hl7v2",
    "insight",
    "proof",
    "read_fhir",
    "read_hl7v2",
    "read_lines",
    "reading_grade",
    "sms_segments",
    "tzdb_version",
]
