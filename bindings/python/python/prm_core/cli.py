"""The command line for those who write playbooks.

    python -m prm_core check PLAYBOOK...          every fault, with its place and what would be right
    python -m prm_core check --against OLD NEW    what a change means for those who are under way
    python -m prm_core publish OLD NEW --at WHEN  the new revision, whose new steps do not reach back
    python -m prm_core test PLAYBOOK...           plays the test cases that a playbook carries
    python -m prm_core fuzz PLAYBOOK...           drives it through made-up courses, checks the laws
    python -m prm_core plan PLAYBOOK FACTS        what would happen to the patients of a facts file
    python -m prm_core explain PLAYBOOK FACTS     what the playbook did with a facts file, and why
    python -m prm_core run PLAYBOOK FOLDER        plays a folder of feeds into an SQLite file
    python -m prm_core render PLAYBOOK            its journeys as pictures: Mermaid, SVG or pages
    python -m prm_core render PLAYBOOK --timeline FACTS
                                                  what happened to a patient and what is planned

Each ends with 0 where all is well, 1 where something is wrong with what was read, and 2 where the
command itself is. `--json` writes one JSON value for other programs; `--watch` begins again when a
file changes. Nothing is sent, and nothing is written but the file of `run` and the folder of
`render --out`.
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
        files = [*options.files, *filter(None, [getattr(options, "timeline", None)])]
        for _ in _changes([Path(name) for name in files]):
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
    render = command("render", _render, "Draws the journeys of a playbook, or a patient's timeline.")
    render.add_argument("files", nargs=1, metavar="PLAYBOOK")
    render.add_argument("--journey", help="only this journey")
    form = render.add_mutually_exclusive_group()
    form.add_argument("--mermaid", dest="form", action="store_const", const="mmd", help="Mermaid text")
    form.add_argument("--svg", dest="form", action="store_const", const="svg", help="SVG")
    form.add_argument("--html", dest="form", action="store_const", const="html", help="pages (HTML)")
    render.add_argument("--theme", choices=("auto", "light", "dark"), default="auto", help="colours")
    render.add_argument("--out", type=Path, metavar="DIR", help="write files into this folder")
    render.add_argument("--timeline", metavar="FACTS", help="the patients of a facts file instead")
    render.add_argument("--patient", help="only of this patient")
    render.add_argument("--now", type=_instant, help="until when (the last line, where left out)")
    render.add_argument("--days", type=int, default=30, help="plan so many days ahead (30)")
    render.add_argument("--language", help="in English (en), Spanish (es) or Hindi (hi)")
    render.add_argument("--texts", action="store_true", help="with the texts of planned messages")
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
    next(Path(folder).iterdir(), None)  # No file is made for a folder that is not there.
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
    told: list[dict[str, Any]] = []

    def decided(patient: str, at: datetime, decision: Any) -> None:
        found = {"patient": patient, "at": at, "decision": dict(decision), "sentence": None}
        if key := decision.get("key"):
            person = played.people[patient]
            why = playbook.explain(person, played.lines, key, now=at, language=options.language)
            found["sentence"] = why["sentence"]
            done = why["decision"]["verdict"] in ("send", "combine", "task")
            found["undone"] = done and decision["verdict"] == "skip"
        told.append(found)

    played = _Played(playbook, decided)
    played.play(feed, said, end)
    if options.patient:
        told = [found for found in told if found["patient"] == options.patient]
    if options.json:
        _write(told)
    else:
        for found in told:
            print(f"{found['at']:%Y-%m-%d %H:%M}Z {found['patient']:<12} {_why(found)}")
        people = played.people
        known = len(people) if options.patient is None else int(options.patient in people)
        about = _count(known, "patient")
        print(f"{_count(len(told), 'decision')} about {about} until {end:%Y-%m-%d %H:%M}Z")
    return WRONG if wrong else OK


class _Played:
    """A facts file, played as a host would: what is known at its end."""

    def __init__(
        self, playbook: Playbook, decided: Callable[[str, datetime, Any], None] | None = None
    ) -> None:
        self.playbook, self.decided = playbook, decided
        self.people: dict[str, Relationship] = {}
        self.lines = Lines()
        self.wakes: list[tuple[datetime, str]] = []

    def step(self, patient: str, at: datetime, facts: list[Any]) -> None:
        person = self.people.setdefault(patient, Relationship(patient, "explain"))
        outcome = self.playbook.step(person, self.lines, facts, now=at)
        for decision in outcome["decisions"] if self.decided else ():
            self.decided(patient, at, decision)  # type: ignore[misc]
        if person.wake:
            heapq.heappush(self.wakes, (person.wake["at"], patient))

    def wake_until(self, at: datetime) -> None:
        """The steps that the host would have been woken for in the meantime, in their order."""
        while self.wakes and self.wakes[0][0] < at:
            due, patient = heapq.heappop(self.wakes)
            wake = self.people[patient].wake
            if wake and wake["at"] == due:
                self.step(patient, due, [])

    def play(self, feed: str, said: list[tuple[int, datetime, Any]], end: datetime) -> None:
        for number, at, line in sorted(said, key=lambda line: line[1]):
            if at > end:
                break
            self.wake_until(at)
            if fact := line.get("fact"):
                self.step(fact["patient"], at, [fact])
            else:
                routed = self.playbook.route(self.lines, line["reply"])
                if patient := routed.get("patient"):
                    self.step(patient, at, list(routed["facts"]))
                else:
                    why = "a reply from where nobody was written to"
                    print(f"{feed}: line {number} is {why}", file=sys.stderr)
        self.wake_until(end)
        for patient in sorted(self.people):
            self.step(patient, end, [])


def _render(options: argparse.Namespace) -> int:
    [name] = options.files
    playbook = _playbook(name)
    if playbook is None:
        return WRONG
    if options.timeline:
        return _timelines(options, playbook)
    journeys = [options.journey] if options.journey else playbook.journeys
    try:
        pictures = [(id, playbook.mermaid(id), playbook.picture(id, options.theme)) for id in journeys]
    except PrmError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return WRONG
    form = options.form or "mmd"
    if options.json:
        _write([
            {"journey": id, "mermaid": mermaid, "svg": found.svg, "description": found.description}
            for id, mermaid, found in pictures
        ])
        return OK
    drawn = [
        (id, {"mmd": mermaid, "svg": found.svg, "html": found.html}[form])
        for id, mermaid, found in pictures
    ]
    return _drawn(drawn, form, options.out)


def _timelines(options: argparse.Namespace, playbook: Playbook) -> int:
    if options.form == "mmd":
        print("a timeline is drawn as --svg or as --html", file=sys.stderr)
        return USAGE
    said, wrong = _read(options.timeline)
    end = options.now or max((at for _, at, _ in said), default=NEVER)
    played = _Played(playbook)
    played.play(options.timeline, said, end)
    people = {id: one for id, one in played.people.items() if options.patient in (None, id)}
    if options.patient and not people:
        print(f"{options.timeline}: nobody of that name", file=sys.stderr)
        return WRONG
    until = end + timedelta(days=options.days)
    asked = {"now": end, "until": until, "language": options.language, "texts": options.texts}
    found = [
        (id, playbook.timeline(one, played.lines, **asked)) for id, one in sorted(people.items())
    ]
    if options.json:
        _write([timeline.data for _, timeline in found])
        return WRONG if wrong else OK
    form = options.form or "html"
    drawn = [(id, getattr(timeline, form)(options.theme)) for id, timeline in found]
    return max(_drawn(drawn, form, options.out), WRONG if wrong else OK)


def _drawn(drawn: list[tuple[str, str]], form: str, folder: Path | None) -> int:
    """Writes pictures to the output, or each into a file of its own."""
    if folder is None:
        if len(drawn) > 1 and form != "mmd":
            print(f"{len(drawn)} pictures: choose one, or a folder with --out", file=sys.stderr)
            return USAGE
        for id, text in drawn:
            print(text if len(drawn) == 1 else f"%% {id}\n{text}", end="" if len(drawn) == 1 else "\n")
        return OK
    folder.mkdir(parents=True, exist_ok=True)
    taken: set[str] = set()
    for id, text in drawn:
        # An id of a feed may hold anything, a path among others.
        plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in id)[:64]
        name = plain.lower()
        while name in taken:
            name = f"{plain}-{len(taken)}".lower()
        taken.add(name)
        file = folder / f"{name if name != plain.lower() else plain}.{form}"
        file.write_text(text, encoding="utf-8")
        print(file)
    return OK


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
