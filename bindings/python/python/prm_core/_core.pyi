"""The compiled part: its classes and functions. All of them may be called from many threads."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import datetime
from os import PathLike
from types import TracebackType
from typing import Any, Final, final

from typing_extensions import Self

from .types import (
    AccessAction,
    AccessDecision,
    Erasure,
    ErrorReport,
    Executor,
    Explanation,
    Fact,
    Fault,
    FuzzReport,
    FeedLine,
    FhirLine,
    Item,
    Key,
    Language,
    LineId,
    LinkRevocation,
    LoadBatch,
    MessageEvent,
    Offers,
    Outcome,
    PatientId,
    Plan,
    PlanBatch,
    PortalView,
    Practice,
    PracticeSpec,
    Reading,
    ReadingGrade,
    Reply,
    Routed,
    SaveBatch,
    Slot,
    SmsText,
    StepBatch,
    StepRequest,
    Still,
    TableSpec,
    TestReport,
    Theme,
    Viewer,
    Wake,
    WakeBatch,
    Zone,
)
from .types import Timeline as TimelineData

BEHAVIOUR: Final[int]
"""The number of this library's behaviour: raised when the same input has another outcome."""
ERROR_CODES: Final[tuple[str, ...]]
"""Every code that a `PrmError` may have."""
SPEC: Final[str]
"""The version of the language of playbooks."""
STARTER: Final[str]
STARTERS: Final[dict[str, str]]
INSTRUMENTS: Final[dict[str, str]]
"""The starter practice: a document to begin with."""
__version__: Final[str]

def tzdb_version() -> str:
    """The version of the time-zone database that is compiled in, such as `2026f`."""

def read_fhir(
    text: str,
    *,
    source: str = "",
    zone: Zone | None = None,
    received: datetime | None = None,
    patients: Mapping[str, PatientId] = ...,
) -> Reading:
    """Reads one FHIR R4 resource or bundle as facts.

    `source` begins every fact's id; `zone` is the facility's, for times without an offset;
    `received` is the time of resources that bear none; `patients` are those whom you know by an
    identifier, as `system|value`, for references that give nothing else.
    """

def read_hl7v2(
    text: str,
    *,
    source: str = "",
    zone: Zone | None = None,
    received: datetime | None = None,
    zones: Mapping[str, Zone] = ...,
    authority: str | None = None,
) -> Reading:
    """Reads one HL7 v2 message or many (SIU, ADT) as facts.

    `zones` are those of sending facilities by MSH-4, `authority` is the assigner (PID-3.4) of the
    identifiers by which you know your patients.
    """

def acknowledge_hl7v2(text: str, result: Reading | ErrorReport, *, now: datetime) -> str:
    """The ACK for a message, by what came of reading and storing it.

    An `ErrorReport` with the code `busy` or `internal` asks the sender to send it again.
    """

def sms_segments(text: str) -> SmsText:
    """How a text goes as SMS: its alphabet, its length, and the messages that it takes.

    `outside` names what keeps it out of GSM-7, with what a reader would take for it.
    """

def reading_grade(text: str) -> ReadingGrade | None:
    """How hard an English text is to read, in tenths of a grade; `None` where it has no words."""

def score_frame(spec: Any, frame: Any) -> Any: ...
def analyse(analysis: str, spec: Any, columns: dict[str, Any]) -> Any:
    """Makes an analysis of columns by its name: see `prm_core.insight`."""

def prove(proof: str, spec: Any) -> Any:
    """Makes a proof by its name: see `prm_core.proof`."""

def read_lines(text: str) -> list[FeedLine]:
    """Reads the lines of a facts file. A line that cannot be read has an `error`."""

@final
class FhirReader:
    """Goes through an NDJSON file of FHIR resources, in bounded memory.

    A line that cannot be read has an `error`, and the next one is read. `name` begins the paths of
    errors (name no patient); `progress` is told `(bytes, size)` after each MiB and at the end.
    """

    def __new__(
        cls,
        path: str | PathLike[str],
        *,
        name: str = "",
        progress: Callable[[int, int], object] | None = None,
        source: str = "",
        zone: Zone | None = None,
        received: datetime | None = None,
        patients: Mapping[str, PatientId] = ...,
    ) -> Self: ...
    @property
    def bytes(self) -> int:
        """How many bytes were read so far."""

    def __iter__(self) -> Iterator[FhirLine]: ...
    def __next__(self) -> FhirLine: ...
    def close(self) -> None: ...

@final
class BundleReader:
    """Goes through a file that is one bundle, of whatever size, entry by entry, in bounded memory.

    An entry that cannot be read has an `error`, and the next one is read; what was left out of an
    entry is in its `reading`. A path names the line in which the entry begins and its index, the
    first being 0. What refers to a later entry comes last. `name` and `progress` are those of
    `FhirReader`.
    """

    def __new__(
        cls,
        path: str | PathLike[str],
        *,
        name: str = "",
        progress: Callable[[int, int], object] | None = None,
        source: str = "",
        zone: Zone | None = None,
        received: datetime | None = None,
        patients: Mapping[str, PatientId] = ...,
    ) -> Self: ...
    @property
    def bytes(self) -> int:
        """How many bytes were read so far."""

    def __iter__(self) -> Iterator[FhirLine]: ...
    def __next__(self) -> FhirLine: ...
    def close(self) -> None: ...

@final
class Mllp:
    """Takes HL7 v2 messages out of a stream of bytes, and puts them into frames."""

    def __new__(cls) -> Self: ...
    def feed(self, bytes: bytes) -> None:
        """Takes in what was read from the connection, in pieces of any size."""

    def next_message(self) -> str | None:
        """The next whole message, where there is one; raises for a frame that cannot be read."""

    @staticmethod
    def encode(message: str) -> bytes:
        """A message in its frame."""

@final
class Picture:
    """A journey to be looked at; in a notebook it shows itself."""

    @property
    def journey(self) -> str:
        """The journey's id."""

    @property
    def title(self) -> str:
        """What it is called, as a sentence."""

    @property
    def svg(self) -> str:
        """The picture: SVG that stands by itself."""

    @property
    def html(self) -> str:
        """The picture and its description as a page of its own."""

    @property
    def description(self) -> list[str]:
        """The same in words, a sentence each."""

    def _repr_svg_(self) -> str: ...
    def _repr_mimebundle_(
        self, include: Container[str] | None = None, exclude: Container[str] | None = None
    ) -> dict[str, str]: ...

@final
class Timeline:
    """A patient's time: what happened, what is planned, and why; in a notebook it shows itself."""

    @property
    def data(self) -> TimelineData:
        """All of it as plain data."""

    def svg(self, theme: Theme = "auto") -> str:
        """As SVG that stands by itself."""

    def html(self, theme: Theme = "auto") -> str:
        """As a page of its own."""

    def _repr_svg_(self) -> str: ...
    def _repr_html_(self) -> str: ...
    def _repr_mimebundle_(
        self, include: Container[str] | None = None, exclude: Container[str] | None = None
    ) -> dict[str, str]: ...

@final
class Playbook:
    """What a practice decides: checked as a whole, compiled once, free of patient data."""

    def __new__(cls, document: str | Mapping[str, Any]) -> Self:
        """Compiles a document, given as JSON text or as plain data.

        Raises `PrmError` with every fault at once in `faults`.
        """

    @staticmethod
    def check(document: str | Mapping[str, Any]) -> list[Fault]:
        """Every fault of a document, the doubtful ones too; empty for one that is sound."""

    @staticmethod
    def check_change(
        before: str | Mapping[str, Any], after: str | Mapping[str, Any]
    ) -> list[Fault]:
        """What is doubtful in a change from one revision of a playbook to the next.

        Ids that are part of every key and have changed, steps that reach back to those who are
        under way, values that are told anew.
        """

    @staticmethod
    def publish(
        before: str | Mapping[str, Any], after: str | Mapping[str, Any], *, at: datetime
    ) -> str:
        """The new revision, whose new steps do not reach back behind `at`, as JSON text."""

    @property
    def practice(self) -> str:
        """The practice's id: the sender that lines opt out of."""

    @property
    def digest(self) -> str:
        """SHA-256 of the document in its plain form."""

    @property
    def document(self) -> str:
        """The document in its plain form, as JSON text."""

    def step(
        self,
        relationship: Relationship,
        lines: Lines,
        facts: Iterable[Fact] | None = None,
        *,
        now: datetime,
        executor: Executor = "server",
    ) -> Outcome:
        """Takes in facts and acts on all that is due.

        Save the relationship, the changed lines and the actions in one transaction, comparing
        revisions. A step may come early, late and again.
        """

    def plan(
        self, relationship: Relationship, lines: Lines, *, now: datetime, until: datetime
    ) -> Plan:
        """What would happen until an instant, were nothing else to be learnt."""

    @property
    def journeys(self) -> list[str]:
        """The ids of the journeys, in the order of the document."""

    def mermaid(self, journey: str) -> str:
        """A journey as Mermaid text: a flowchart with a lane for each who acts."""

    def describe(self, journey: str) -> list[str]:
        """A journey in plain English: what it is about, a sentence a step, the rules that bite."""

    def picture(self, journey: str, theme: Theme = "auto") -> Picture:
        """A journey as a picture, with its description; it shows itself in a notebook."""

    def timeline(
        self,
        relationship: Relationship,
        lines: Lines,
        *,
        now: datetime,
        until: datetime,
        language: Language | None = None,
        texts: bool = False,
    ) -> Timeline:
        """A patient's time for staff: what happened, what is planned, and why.

        In English, Spanish or Hindi. The texts of planned messages are in it only where `texts`
        asks for them. It shows itself in a notebook.
        """

    def next_wake(self, relationship: Relationship, *, now: datetime) -> datetime | None:
        """When something is planned next, without deciding anything."""

    def test(self) -> list[TestReport]:
        """Plays every test case that the document carries, and says what came of each."""

    def fuzz(self, *, seed: int = 0, courses: int = 200) -> FuzzReport:
        """Drives the playbook through made-up courses of events and checks the laws on each.

        The same seed gives the same report.
        """

    def erase(self, relationship: Relationship, lines: Lines, *, now: datetime) -> Erasure:
        """Erases a person: what they were is forgotten, and later facts are dropped.

        It gives what may be kept and what must still be done. Save the relationship, which is a
        tombstone now, and the lines.
        """

    def still(
        self, relationship: Relationship, lines: Lines, key: Key, *, now: datetime
    ) -> Still:
        """Whether what was handed over under a key may still be sent."""

    def explain(
        self,
        relationship: Relationship,
        lines: Lines,
        key: Key,
        *,
        now: datetime,
        language: Language | None = None,
    ) -> Explanation:
        """Why something was done, or was not: as data and as one plain sentence.

        The sentence is in English, Spanish or Hindi, as the language of its reader asks for.
        """

    def access(
        self,
        relationship: Relationship,
        viewer: Viewer,
        action: AccessAction,
        item: Item,
        *,
        now: datetime,
    ) -> AccessDecision:
        """Whether a viewer may do something with an item, asked at the moment of reading.

        Without a grant the answer is no; the reasons are for the audit, not for the viewer.
        """

    def view(
        self,
        relationship: Relationship,
        viewer: Viewer,
        action: AccessAction,
        items: list[Item],
        *,
        now: datetime,
    ) -> PortalView:
        """Filters a list in one pass: what `access` permits, in the list's order."""

    def route(self, lines: Lines, reply: Reply) -> Routed:
        """Resolves a reply against the open questions of its line."""

    def vector(
        self,
        id: str,
        relationship: Relationship,
        lines: Lines,
        facts: Iterable[Fact] | None = None,
        *,
        now: datetime,
        executor: Executor = "server",
    ) -> str:
        """Writes what a step would do as a conformance vector; nothing changes.

        The text holds all that is known of the patient.
        """

    def zone_of(self, relationship: Relationship, *, now: datetime) -> Zone:
        """The zone of the patient's wall clock, as far as it is known."""

    def __reduce__(self) -> tuple[Any, tuple[str]]: ...

@final
class Relationship:
    """All that is known about one patient, and all that was settled: the unit of storage."""

    def __new__(cls, patient: str, salt: str) -> Self:
        """A patient of whom nothing is known yet. The salt goes into every key."""

    @classmethod
    def load(cls, text: str) -> Relationship:
        """From what `save` wrote."""

    def save(self) -> str:
        """As text for the host to keep."""

    def digest(self) -> str:
        """SHA-256 of facts and ledger, the same in every host."""

    @property
    def patient(self) -> PatientId: ...
    @property
    def revision(self) -> int:
        """A counter that every changing step raises: what a host compares when it saves."""

    @property
    def wake(self) -> Wake | None:
        """When to call again, as the last step said."""

    @property
    def fact_count(self) -> int: ...
    @property
    def entry_count(self) -> int: ...
    def lines(self, facts: Iterable[Fact] | None = None, *, now: datetime) -> list[LineId]:
        """The contact points that a step with these facts may read."""

    def revoked_links(self, *, now: datetime) -> list[LinkRevocation]:
        """The links that facts have revoked: what `proof.token_read` is given as `revoked`."""

    def status(self, key: Key) -> MessageEvent | None:
        """What became of an action, as far as it was reported."""

    def join(self, other: Relationship) -> None:
        """Joins another copy of the same relationship."""

    def merge(self, duplicate: Relationship, *, now: datetime) -> None:
        """Takes in the relationship of a duplicate record, which is left as a stub. Save both."""

    def unmerge(self, duplicate: Relationship, *, now: datetime) -> None:
        """Parts a record again that was merged into this one by mistake. Save both."""

    def close(self) -> None:
        """Ends its use; every later call raises `PrmError` with the code `closed`."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _value: BaseException | None,
        _trace: TracebackType | None,
    ) -> None: ...
    def __copy__(self) -> Relationship: ...
    def __deepcopy__(self, _memo: Any) -> Relationship: ...
    def __reduce__(self) -> tuple[Any, tuple[str]]: ...

@final
class Lines:
    """Contact points with their own opt-outs, hand-overs and open questions."""

    def __new__(cls) -> Self: ...
    def load(self, text: str) -> LineId:
        """Takes in a line that `save` wrote."""

    def save(self, id: LineId) -> str | None:
        """A line as text for the host to keep; `None` when nothing is known of it."""

    def ids(self) -> list[LineId]: ...
    def revision(self, id: LineId) -> int:
        """A counter that every change of the line raises; 0 when nothing is known."""

    def is_blocked(self, id: LineId, sender: str) -> bool: ...
    def block(self, id: LineId, sender: str, at: datetime) -> None:
        """Records an opt-out that a carrier or a member of staff reports."""

    def unblock(self, id: LineId, sender: str, at: datetime) -> None: ...
    def close(self) -> None: ...
    def __copy__(self) -> Lines: ...
    def __deepcopy__(self, _memo: Any) -> Lines: ...
    @classmethod
    def _of(cls, texts: list[str]) -> Lines: ...
    def __reduce__(self) -> tuple[Any, tuple[list[str]]]: ...

@final
class Panel:
    """Many relationships and the lines that they share.

    The long calls release the GIL, tell `progress(done, of)` now and then, and end at Ctrl-C or
    when `progress` raises: then nothing has changed. What cannot be done is set aside under its
    index, and the rest goes on.
    """

    def __new__(cls) -> Self: ...
    def __len__(self) -> int: ...
    def patients(self) -> list[PatientId]: ...
    def add(self, relationship: Relationship) -> None:
        """Takes a copy of a relationship in."""

    def relationship(self, id: PatientId) -> Relationship | None:
        """A copy of the relationship of a patient."""

    def set_wake(self, id: PatientId, at: datetime | None) -> None:
        """Notes when a patient wants to be asked whose relationship is loaded only then."""

    def due(self, *, now: datetime) -> list[PatientId]:
        """The patients who want to be asked by now."""

    def table(self, spec: TableSpec, *, now: datetime) -> dict[str, list[Any]]:
        """A table of what is known, a row for each thing: lists by the names of columns.

        `pandas.DataFrame`, `polars.DataFrame` and `pyarrow.table` take it as it is, and so does
        `prm_core.insight`. Instants are aware datetimes in UTC, days dates.
        """

    def practice(self, spec: PracticeSpec | None = None, *, now: datetime) -> Practice:
        """The measures of a practice: rates with limits, waits, how far messages come."""

    def next_wake(self) -> datetime | None: ...
    def route(self, playbook: Playbook, reply: Reply) -> Routed: ...
    def offer(self, playbook: Playbook, slot: Slot, *, now: datetime) -> Offers:
        """To whom a time that has become free is offered now, and who gets it."""

    def load_line(self, text: str) -> LineId: ...
    def save_line(self, id: LineId) -> str | None: ...
    def line_ids(self) -> list[LineId]: ...
    def step_many(
        self,
        playbook: Playbook,
        requests: Iterable[StepRequest | tuple[PatientId, Iterable[Fact]]],
        *,
        now: datetime,
        executor: Executor = "server",
        progress: Callable[[int, int], object] | None = None,
    ) -> StepBatch: ...
    def plan_many(
        self,
        playbook: Playbook,
        patients: Iterable[PatientId],
        *,
        now: datetime,
        until: datetime,
        progress: Callable[[int, int], object] | None = None,
    ) -> PlanBatch: ...
    def wake_many(
        self,
        playbook: Playbook,
        patients: Iterable[PatientId],
        *,
        now: datetime,
        progress: Callable[[int, int], object] | None = None,
    ) -> WakeBatch: ...
    def load_many(
        self, texts: Iterable[str], *, progress: Callable[[int, int], object] | None = None
    ) -> LoadBatch: ...
    def save_many(
        self, patients: Iterable[PatientId], *, progress: Callable[[int, int], object] | None = None
    ) -> SaveBatch: ...
    def close(self) -> None: ...
    def __copy__(self) -> Panel: ...
    def __deepcopy__(self, _memo: Any) -> Panel: ...
    @classmethod
    def _of(cls, relationships: list[str], lines: list[str]) -> Panel: ...
    def __reduce__(self) -> tuple[Any, tuple[list[str], list[str]]]: ...
