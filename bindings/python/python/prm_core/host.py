"""A host that stores: a folder of feeds, a playbook and one SQLite file. `prm run` is this.

It reads what a folder holds, steps each relationship when something is learnt of it and at its
wakes, and keeps relationships, contact points and the outbox in one file, each step in one
transaction that compares revisions. It sends nothing: the outbox is for a sender to read. Run again
on the same file it goes on from where it was, and nothing comes twice.
"""

from __future__ import annotations

import heapq
import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from . import (
    BundleReader,
    FhirReader,
    Lines,
    Playbook,
    PrmError,
    Relationship,
    read_fhir,
    read_hl7v2,
    read_lines,
)

TABLES = """
create table if not exists relationship
  (patient text primary key, text text not null, revision integer not null, wake text);
create table if not exists line (id text primary key, text text not null);
create table if not exists outbox
  (key text, type text, patient text, at text, action text not null, primary key (key, type));
"""

Progress = Callable[[str, int, int], object]


class Clash(RuntimeError):
    """Another writer saved a relationship in the meantime."""


class Store:
    """Relationships, contact points and the outbox in one SQLite file."""

    def __init__(self, path: str | Path, salt: str) -> None:
        self.base = sqlite3.connect(path, isolation_level=None)
        self.base.executescript(TABLES)
        self.base.execute("pragma journal_mode = wal")
        self.salt = salt
        self.lines = Lines()
        for (text,) in self.base.execute("select text from line"):
            self.lines.load(text)
        self.saved = {id: self.lines.save(id) for id in self.lines.ids()}

    def close(self) -> None:
        self.base.close()

    def load(self, patient: str) -> tuple[Relationship, int]:
        """A relationship, with the revision under which it was saved."""
        ask = "select text, revision from relationship where patient = ?"
        row = self.base.execute(ask, (patient,)).fetchone()
        if row is None:
            return Relationship(patient, self.salt), -1
        return Relationship.load(row[0]), row[1]

    def wakes(self) -> list[tuple[datetime, str]]:
        """When each relationship wants to be asked."""
        rows = self.base.execute("select wake, patient from relationship where wake is not null")
        return [(datetime.fromisoformat(wake), patient) for wake, patient in rows]

    def step(self, playbook: Playbook, patient: str, facts: list[Any], now: datetime) -> Any:
        """One step, and all that it changes in one transaction."""
        relationship, read = self.load(patient)
        outcome = playbook.step(relationship, self.lines, facts, now=now)
        wake = relationship.wake["at"].isoformat() if relationship.wake else None
        row = (patient, relationship.save(), relationship.revision, wake)
        self.base.execute("begin immediate")
        try:
            if read < 0:
                self.base.execute("insert into relationship values (?, ?, ?, ?)", row)
            else:
                change = "update relationship set text = ?, revision = ?, wake = ?"
                cursor = self.base.execute(
                    f"{change} where patient = ? and revision = ?", (*row[1:], patient, read)
                )
                if cursor.rowcount != 1:
                    raise Clash("a relationship was saved by another writer: run it again")
            for seen in outcome["lines"]:
                self.keep(seen["line"])
            for action in outcome["actions"]:
                told = (action["key"], action["type"], patient, _wire(now), _json(action))
                self.base.execute("insert or ignore into outbox values (?, ?, ?, ?, ?)", told)
            self.base.execute("commit")
        except BaseException:
            self.base.execute("rollback")
            raise
        return outcome

    def keep(self, line: str) -> None:
        text = self.lines.save(line)
        if text is not None and self.saved.get(line) != text:
            self.base.execute("insert or replace into line values (?, ?)", (line, text))
            self.saved[line] = text


class Host:
    """Plays the feeds of a folder into a store."""

    def __init__(self, playbook: Playbook, store: Store, zone: str | None = None) -> None:
        self.playbook, self.store, self.zone = playbook, store, zone
        self.errors: list[str] = []
        self.steps = 0

    def read(self, folder: Path) -> list[tuple[datetime, Any]]:
        """What the files of a folder tell, in the order in which it was learnt."""
        told: list[tuple[datetime, Any]] = []
        for file in sorted(path for path in folder.iterdir() if path.is_file()):
            for line in self._lines(file):
                if error := line.get("error"):
                    self.errors.append(f"{file.name}: {error['path']}: {error['message']}")
                    continue
                reading = line.get("reading") or {}
                facts = reading.get("facts") or [line[name] for name in ("fact",) if name in line]
                received = line.get("received")
                told.extend((received or _learnt(fact), {"fact": fact}) for fact in facts)
                if reply := line.get("reply"):
                    told.append((received or reply["occurred"], {"reply": reply}))
        return sorted(told, key=lambda line: line[0])

    def _lines(self, file: Path) -> Iterator[Any]:
        known: dict[str, Any] = {"source": file.stem, "zone": self.zone}
        kind = file.suffix.lower()
        try:
            if kind == ".jsonl":
                yield from read_lines(file.read_text(encoding="utf-8"))
            elif kind == ".ndjson":
                yield from FhirReader(file, name=file.name, **known)
            elif kind in (".hl7", ".hl7v2"):
                yield {"reading": read_hl7v2(file.read_text(encoding="utf-8"), **known)}
            elif kind == ".json":
                whole = json.loads(file.read_text(encoding="utf-8"))
                if isinstance(whole, dict) and whole.get("resourceType") == "Bundle":
                    yield from BundleReader(file, name=file.name, **known)
                else:
                    yield {"reading": read_fhir(json.dumps(whole), **known)}
        except (PrmError, UnicodeDecodeError, json.JSONDecodeError) as error:
            # What a parser of the standard library says may quote the file.
            own = isinstance(error, PrmError)
            yield {"error": {"path": "$", "message": str(error) if own else "not readable text"}}

    def play(self, told: list[tuple[datetime, Any]], until: datetime, progress: Progress) -> None:
        """Steps each relationship when something is learnt of it and at its wakes, in order."""
        wakes = self.store.wakes()
        heapq.heapify(wakes)

        def step(patient: str, at: datetime, facts: list[Any]) -> None:
            self.store.step(self.playbook, patient, facts, at)
            self.steps += 1
            relationship, _ = self.store.load(patient)
            if relationship.wake:
                heapq.heappush(wakes, (relationship.wake["at"], patient))

        def follow(at: datetime) -> None:
            while wakes and wakes[0][0] <= at:
                due, patient = heapq.heappop(wakes)
                relationship, _ = self.store.load(patient)
                if relationship.wake and relationship.wake["at"] == due:
                    step(patient, due, [])

        for number, (at, line) in enumerate(told):
            if at > until:
                break
            follow(at)
            if fact := line.get("fact"):
                step(fact["patient"], at, [fact])
            else:
                routed = self.playbook.route(self.store.lines, line["reply"])
                self.store.keep(line["reply"]["line"])
                if patient := routed.get("patient"):
                    step(patient, at, list(routed["facts"]))
            progress("facts", number + 1, len(told))
        follow(until)

    def outbox(self) -> list[Any]:
        """What a sender finds, in order."""
        rows = self.store.base.execute("select at, action from outbox order by at, rowid")
        return [{"at": at, **json.loads(action)} for at, action in rows]


def _learnt(fact: Any) -> datetime:
    return fact.get("recorded") or fact["occurred"]  # type: ignore[no-any-return]


def _wire(value: datetime) -> str:
    return value.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_wire)
