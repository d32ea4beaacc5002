"""The command line for those who write playbooks.

    python -m prm_core check PLAYBOOK...          every fault, with its place and what would be right
    python -m prm_core check --against OLD NEW    what a change means for those who are under way
    python -m prm_core publish OLD NEW --at WHEN  the new revision, whose new steps do not reach back
    python -m prm_core test PLAYBOOK...           plays the test cases that a playbook carries
    python -m prm_core fuzz PLAYBOOK...           drives it through made-up courses, checks the laws
    python -m prm_core plan PLAYBOOK FACTS        what would happen to the patients of a facts file
    python -m prm_core explain PLAYBOOK FACTS     what the playbook did with a facts file, and why
    python -m prm_core run PLAYBOOK FOLDER        plays a folder of feeds into an SQLite file

Each ends with 0 where all is well, 1 where something is wrong with what was read, and 2 where the
command itself is. `--json` writes one JSON value for other programs; `--watch` begins again when a
file changes. Nothing is sent, and only `run` writes: the file that it is given.
"""

from __future__ import annotations

import argparse
import heapq
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import Any

from . import Lines, Playbook, PrmError, Relationship, read_lines

OK, WRONG, USAGE = 0, 1, 2
NEVER = datetime.min.replace(tzinfo=timezone.utc)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; gives the exit code."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        if not options.watch:
            return run(options)
        for _ in _changes([Path(name) for name in options.files]):
            run(options)
        return OK
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        return OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="prm", description="Playbooks for their authors.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], about: str) -> Any:
        found = commands.add_parser(name, help=about, description=about)
        found.add_argument("--json", action="store_true", help="write JSON")
        found.add_argument("--watch", action="store_true", help="again when a file changes")
        found.set_defaults(run=run)
        return found

    check = command("check", _check, "Says every fault of playbooks.")
    check.add_argument("files", nargs="+", metavar="PLAYBOOK")
    check.add_argument("--strict", action="store_true", help="warnings are faults too")
    test = command("test", _test, "Plays the test cases that playbooks carry.")
    test.add_argument("files", nargs="+", metavar="PLAYBOOK")
    check.add_argument("--against", metavar="OLD", help="the revision that is live")
    publish = command("publish", _publish, "Writes a new revision that does not reach back.")
    publish.add_argument("files", nargs=2, metavar=("OLD", "NEW"))
    publish.add_argument("--at", type=_instant, required=True, help="when it goes live")
    fuzz = command("fuzz", _fuzz, "Drives playbooks through made-up courses of events.")
    fuzz.add_argument("files", nargs="+", metavar="PLAYBOOK")
    fuzz.add_argument("--courses", type=int, default=500, help="so many courses (500)")
    fuzz.add_argument("--seed", type=int, default=0, help="the same seed, the same courses (0)")
    plan = command("plan", _plan, "Says what would happen to the patients of a facts file.")
    plan.add_argument("files", nargs=2, metavar=("PLAYBOOK", "FACTS"))
    plan.add_argument("--now", type=_instant, help="when (the last fact, where left out)")
    plan.add_argument("--days", type=int, default=30, help="so many days (30)")
    explain = command("explain", _explain, "Says what a playbook did with a facts file, and why.")
    explain.add_argument("files", nargs=2, metavar=("PLAYBOOK", "FACTS"))
    explain.add_argument("--now", type=_instant, help="until when (the last line, where left out)")
    explain.add_argument("--patient", help="only of this patient")
    explain.add_argument("--language", help="in English (en), Spanish (es) or Hindi (hi)")
    play = command("run", _run, "Plays a folder of feeds into an SQLite file, as a host would.")
    play.add_argument("files", nargs=2, metavar=("PLAYBOOK", "FOLDER"))
    play.add_argument("--store", default="prm.sqlite", help="the file (prm.sqlite)")
    play.add_argument("--until", type=_instant, help="until when (the last line, where left out)")
    play.add_argument("--zone", help="the zone of times that bear none")
    play.add_argument("--salt", default="prm", help="the secret of the practice that keys are made with")
    return parser


def _check(options: argparse.Namespace) -> int:
    texts = {name: Path(name).read_text(encoding="utf-8") for name in options.files}
    found = {name: _faults(text) for name, text in texts.items()}
    if options.against:
        before = Path(options.against).read_text(encoding="utf-8")
        for name, text in texts.items():
            found[name] += _whole(partial(Playbook.check_change, before, text))
    if options.json:
        _write(found)
    else:
        for name, faults in found.items():
            for fault in faults:
                help = f" ({fault['help']})" if fault.get("help") else ""
                print(f"{name}: {fault['severity']}: {fault['path']}: {fault['message']}{help}")
            print(f"{name}: {_count(len(faults), 'fault')}" if faults else f"{name}: no fault")
    grave = ("error", "warning") if options.strict else ("error",)
    every = [fault for faults in found.values() for fault in faults]
    return WRONG if any(fault["severity"] in grave for fault in every) else OK


def _faults(document: str) -> list[dict[str, Any]]:
    """The faults of a document, also of one that cannot be read at all."""
    return _whole(partial(Playbook.check, document))


def _whole(find: Callable[[], list[Any]]) -> list[dict[str, Any]]:
    try:
        return [dict(fault) for fault in find()]
    except PrmError as error:
        whole = {"severity": "error", "code": error.code, "path": error.path or "$"}
        return [{**whole, "message": error.message, "help": None}]


def _test(options: argparse.Namespace) -> int:
    found: dict[str, Any] = {}
    for name in options.files:
        playbook = _playbook(name)
        if playbook is None:
            return WRONG
        found[name] = playbook.test()
    if options.json:
        _write(found)
    else:
        for name, reports in found.items():
            for report in reports:
                print(f"{name}: {'ok    ' if report['passed'] else 'FAILED'} {report['id']}")
                for failure in report["failures"]:
                    print(f"    {failure}")
            passed = sum(report["passed"] for report in reports)
            print(f"{name}: {passed} of {_count(len(reports), 'test')} passed")
    every = [report for reports in found.values() for report in reports]
    return OK if all(report["passed"] for report in every) else WRONG


def _publish(options: argparse.Namespace) -> int:
    before, after = (Path(name).read_text(encoding="utf-8") for name in options.files)
    try:
        print(Playbook.publish(before, after, at=options.at))
    except PrmError as error:
        print(f"{options.files[1]}: {error}", file=sys.stderr)
        return WRONG
    return OK


def _fuzz(options: argparse.Namespace) -> int:
    found: dict[str, Any] = {}
    for name in options.files:
        playbook = _playbook(name)
        if playbook is None:
            return WRONG
        found[name] = _driven(playbook, options)
    if options.json:
        _write(found)
    else:
        for name, report in found.items():
            for failure in report["failures"]:
                print(f"{name}: {failure['law']}: {failure['message']}")
                print(f"    {failure['case']}")
            idle = [step["step"] for step in report["steps"] if not step["done"]]
            for step in idle:
                print(f"{name}: {step} was never done in these courses")
            messages = _count(report["messages"], "message")
            print(f"{name}: {_count(report['courses'], 'course')}, {messages}, ", end="")
            print(f"at most {report['most_in_a_day']} a day for one patient, ", end="")
            print(f"{_count(len(report['failures']), 'broken law')}")
    return WRONG if any(report["failures"] for report in found.values()) else OK


def _driven(playbook: Playbook, options: argparse.Namespace) -> dict[str, Any]:
    """The report of all courses, in parts, so that it can be said how far it is."""
    whole: dict[str, Any] = {}
    part, bar = 100, _Bar("courses")
    for done in range(0, options.courses, part):
        courses = min(part, options.courses - done)
        report = playbook.fuzz(seed=options.seed + done // part, courses=courses)
        if not whole:
            whole = dict(report)
        else:
            whole["courses"] += report["courses"]
            whole["messages"] += report["messages"]
            whole["most_in_a_day"] = max(whole["most_in_a_day"], report["most_in_a_day"])
            whole["failures"] = [*whole["failures"], *report["failures"]]
            for step, more in zip(whole["steps"], report["steps"]):
                step["done"] += more["done"]
                step["left_out"] += more["left_out"]
        bar.tell(done + courses, options.courses)
    bar.end()
    return whole


class _Bar:
    """How far long work is, where a person looks on."""

    def __init__(self, what: str) -> None:
        self.what, self.shown = what, ""

    def tell(self, done: int, of: int) -> None:
        if sys.stderr.isatty():
            full = 30 * done // max(of, 1)
            text = f"{self.what} [{'#' * full}{'.' * (30 - full)}] {100 * done // max(of, 1)} %"
            if text != self.shown:
                print(f"\r{text}", end="", file=sys.stderr, flush=True)
                self.shown = text

    def end(self) -> None:
        if self.shown:
            print(file=sys.stderr)


def _run(options: argparse.Namespace) -> int:
    from .host import Clash, Host, Store

    name, folder = options.files
    playbook = _playbook(name)
    if playbook is None:
        return WRONG
    store = Store(options.store, options.salt)
    try:
        host, bar = Host(playbook, store, options.zone), _Bar("facts")
        told = host.read(Path(folder))
        last = max((at for at, _ in told), default=NEVER)
        before = len(host.outbox())
        host.play(told, options.until or last, lambda _, done, of: bar.tell(done, of))
        bar.end()
        actions = host.outbox()
    except (PrmError, Clash) as error:
        print(f"{folder}: {error}", file=sys.stderr)
        return WRONG
    finally:
        store.close()
    for told_wrong in host.errors:
        print(told_wrong, file=sys.stderr)
    if options.json:
        _write(actions[before:])
    else:
        for action in actions[before:]:
            print(f"{action['at'][:16].replace('T', ' ')}Z {action.get('patient', ''):<12} {_said(action)}")
        new = len(actions) - before
        print(f"{len(told)} facts and replies, {host.steps} steps, {_count(new, 'new action')} in {options.store}")
    return WRONG if host.errors else OK


def _plan(options: argparse.Namespace) -> int:
    name, feed = options.files
    playbook = _playbook(name)
    if playbook is None:
        return WRONG
    told: list[Any] = []
    said, wrong = _read(feed)
    patients: dict[str, list[Any]] = {}
    last = NEVER
    for number, at, line in said:
        if fact := line.get("fact"):
            patients.setdefault(fact["patient"], []).append(fact)
            last = max(last, at)
        else:
            print(f"{feed}: line {number} is a reply, which a plan does not read", file=sys.stderr)
    now = options.now or last
    until = now + timedelta(days=options.days)
    for patient, facts in patients.items():
        relationship, lines = Relationship(patient, "plan"), Lines()
        playbook.step(relationship, lines, facts, now=now)
        plan = playbook.plan(relationship, lines, now=now, until=until)
        for turn in plan["turns"]:
            for action in turn["actions"]:
                told.append({"patient": patient, "at": turn["at"], **dict(action)})
    told.sort(key=lambda action: (action["at"], action["patient"]))
    if options.json:
        _write(told)
    else:
        for action in told:
            print(f"{action['at']:%Y-%m-%d %H:%M}Z {action['patient']:<12} {_said(action)}")
        people = _count(len(patients), "patient")
        print(f"{_count(len(told), 'action')} for {people} until {until:%Y-%m-%d %H:%M}Z")
    return WRONG if wrong else OK


def _explain(options: argparse.Namespace) -> int:
    """Plays the file as a host would: each line when it was received, and a step at each wake."""
    name, feed = options.files
    playbook = _playbook(name)
    if playbook is None:
        return WRONG
    said, wrong = _read(feed)
    end = options.now or max((at for _, at, _ in said), default=NEVER)
    people: dict[str, Relationship] = {}
    wakes: list[tuple[datetime, str]] = []
    told: list[dict[str, Any]] = []
    lines = Lines()

    def step(patient: str, at: datetime, facts: list[Any]) -> None:
        person = people.setdefault(patient, Relationship(patient, "explain"))
        for decision in playbook.step(person, lines, facts, now=at)["decisions"]:
            found = {"patient": patient, "at": at, "decision": dict(decision), "sentence": None}
            if key := decision.get("key"):
                why = playbook.explain(person, lines, key, now=at, language=options.language)
                found["sentence"] = why["sentence"]
                done = why["decision"]["verdict"] in ("send", "combine", "task")
                found["undone"] = done and decision["verdict"] == "skip"
            told.append(found)
        if person.wake:
            heapq.heappush(wakes, (person.wake["at"], patient))

    def wake_until(at: datetime) -> None:
        """The steps that the host would have been woken for in the meantime, in their order."""
        while wakes and wakes[0][0] < at:
            due, patient = heapq.heappop(wakes)
            wake = people[patient].wake
            if wake and wake["at"] == due:
                step(patient, due, [])

    for number, at, line in sorted(said, key=lambda line: line[1]):
        if at > end:
            break
        wake_until(at)
        if fact := line.get("fact"):
            step(fact["patient"], at, [fact])
        else:
            routed = playbook.route(lines, line["reply"])
            if patient := routed.get("patient"):
                step(patient, at, list(routed["facts"]))
            else:
                why = "a reply from where nobody was written to"
                print(f"{feed}: line {number} is {why}", file=sys.stderr)
    wake_until(end)
    for patient in sorted(people):
        step(patient, end, [])
    if options.patient:
        told = [found for found in told if found["patient"] == options.patient]
    if options.json:
        _write(told)
    else:
        for found in told:
            print(f"{found['at']:%Y-%m-%d %H:%M}Z {found['patient']:<12} {_why(found)}")
        known = len(people) if options.patient is None else int(options.patient in people)
        about = _count(known, "patient")
        print(f"{_count(len(told), 'decision')} about {about} until {end:%Y-%m-%d %H:%M}Z")
    return WRONG if wrong else OK


def _why(found: dict[str, Any]) -> str:
    """A decision in words: its sentence, and where it undoes an earlier one, first what it is."""
    decision = found["decision"]
    short = f"{decision['verdict']}: {', '.join(reason['code'] for reason in decision['reasons'])}"
    if not found["sentence"]:
        return short
    return f"{short}, after this: {found['sentence']}" if found["undone"] else str(found["sentence"])


def _read(feed: str) -> tuple[list[tuple[int, datetime, Any]], bool]:
    """The lines of a facts file, with number and when received; and whether any is faulty."""
    said: list[tuple[int, datetime, Any]] = []
    wrong = False
    for number, line in enumerate(read_lines(Path(feed).read_text(encoding="utf-8")), 1):
        if error := line.get("error"):
            wrong = True
            print(f"{feed}: {error['path']}: {error['message']}", file=sys.stderr)
            continue
        told = line.get("fact") or line.get("reply")
        if told:
            said.append((number, line.get("received") or told["occurred"], line))
    return said, wrong


def _said(action: dict[str, Any]) -> str:
    match action["type"]:
        case "send_message":
            words = " ".join(action["text"].split())
            return f"{action['channel']:<6} {action['message']}: {words}"
        case "open_task":
            return f"task   {action['pool']}: {action['title']}"
        case kind:
            return f"{kind} {action.get('reason', '')}"


def _playbook(name: str) -> Playbook | None:
    try:
        return Playbook(Path(name).read_text(encoding="utf-8"))
    except PrmError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return None


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if found.tzinfo is None:
        raise argparse.ArgumentTypeError("an instant needs an offset, as in 2026-03-02T06:00:00Z")
    return found


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _write(value: Any) -> None:
    def wire(value: Any) -> str:
        return str(value.isoformat().replace("+00:00", "Z"))

    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=wire)
    print()


def _changes(files: list[Path]) -> Iterator[None]:
    """Once now, and again whenever one of the files has changed."""
    seen: list[int] | None = None
    while True:
        times = [file.stat().st_mtime_ns for file in files]
        if times != seen:
            seen = times
            yield
        time.sleep(0.3)
