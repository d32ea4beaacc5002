"""What a host may do wrong, and what long calls and many threads do."""

import copy
import json
import pickle
import signal
import subprocess
import sys
import threading
import time
from datetime import date, datetime, timedelta, timezone
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import prm_core
import pytest
from prm_core import STARTER, BundleReader, FhirReader, Lines, Panel, Playbook, PrmError, Relationship

NOW = datetime(2026, 3, 9, 14, tzinfo=timezone.utc)
PLAYBOOK = Playbook(STARTER)


def facts(patient: str, line: str = "tel:+13125550100") -> list[Any]:
    occurred = NOW - timedelta(days=7)
    contents: list[Any] = [
        {"type": "patient_described", "zone": "America/New_York", "birth_date": date(1980, 11, 8),
         "contact_points": [{"line": line}]},
        {"type": "appointment_booked", "appointment": "a1",
         "start": datetime(2026, 3, 10, 10, tzinfo=ZoneInfo("America/New_York"))},
    ]
    return [
        {"id": str(index), "patient": patient, "occurred": occurred, "content": content}
        for index, content in enumerate(contents)
    ]


def refused(code: str, path: str, call: Any) -> PrmError:
    with pytest.raises(PrmError) as caught:
        call()
    assert (caught.value.code, caught.value.path) == (code, path), str(caught.value)
    return caught.value


def step(given: Any, now: Any = NOW) -> Any:
    return PLAYBOOK.step(Relationship("p", "salt"), Lines(), given, now=now)


def test_times_are_those_of_python() -> None:
    outcome = step(facts("p"))
    [action] = outcome["actions"]
    assert action["type"] == "send_message" and "10 March at 10:00 AM" in action["text"]
    assert action["expires_at"].tzinfo is timezone.utc
    enrolled = {"type": "enrolled", "enrolment": "e", "programme": "x", "start": date(2026, 3, 1)}
    step([{"id": "e", "patient": "p", "occurred": NOW, "content": enrolled}])
    assert outcome["wake"]["at"] > NOW


def test_naive_times_are_refused() -> None:
    naive = datetime(2026, 3, 9)
    refused("naive_time", "now", lambda: step([], naive))
    refused("naive_time", "now", lambda: step([], date(2026, 3, 9)))
    fact = facts("p")[0]
    refused("naive_time", "facts[0].occurred", lambda: step([{**fact, "occurred": naive}]))


CYCLE: list[Any] = []
CYCLE.append(CYCLE)


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        (None, None, ""),
        (5, "invalid_type", "facts"),
        ("facts", "invalid_type", "facts"),
        ({"id": "1"}, "invalid_type", "facts"),
        ([None], "invalid_type", "facts[0]"),
        ([object()], "invalid_type", "facts[0]"),
        ([{1: 2}], "invalid_type", "facts[0]"),
        ([{}], "missing_field", "facts[0].id"),
        ([CYCLE], "too_deep", None),
        ([{"id": "x" * 10_000_000}], "too_large", "facts[0].id"),
        ([{"id": "\ud800"}], "invalid_value", "facts[0].id"),
        ([{"id": 2**70}], "invalid_value", "facts[0].id"),
        ([{"id": float("nan")}], "invalid_type", None),
        ([{"id": b"bytes"}], "invalid_type", "facts[0].id"),
    ],
)
def test_what_is_no_fact(given: Any, code: Any, path: Any) -> None:
    if code is None:
        step(given)
        return
    with pytest.raises(PrmError) as caught:
        step(given)
    assert caught.value.code == code, str(caught.value)
    assert path is None or caught.value.path == path


def test_other_arguments_of_the_wrong_type() -> None:
    relationship, lines = Relationship("p", "salt"), Lines()
    refused("invalid_type", "now", lambda: step([], None))
    refused("invalid_type", "now", lambda: step([], 5))
    refused("unknown_word", "executor", lambda: PLAYBOOK.step(
        relationship, lines, now=NOW, executor="cloud"))  # type: ignore[arg-type]
    refused("invalid_id", "key", lambda: PLAYBOOK.still(relationship, lines, "x", now=NOW))
    refused("invalid_type", "key", lambda: PLAYBOOK.explain(
        relationship, lines, None, now=NOW))  # type: ignore[arg-type]
    refused("invalid_id", "line", lambda: lines.save("priya"))
    refused("invalid_id", "patient", lambda: Relationship("", "salt"))
    refused("invalid_json", "", lambda: Relationship.load("nonsense"))
    refused("wrong_patient", "", lambda: relationship.join(Relationship("q", "salt")))
    for odd in (None, 5, [], object()):
        with pytest.raises((PrmError, TypeError)):
            Playbook(odd)  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            PLAYBOOK.step(odd, odd, now=NOW)  # type: ignore[arg-type]
    refused("too_large", "document.x", lambda: Playbook({"x": "y" * 10_000_000}))
    refused("too_large", "", lambda: Playbook('{"x": "' + "y" * 10_000_000 + '"}'))


def test_every_fault_of_a_playbook_at_once() -> None:
    error = refused("invalid_playbook", "practice", lambda: Playbook({"spec": "1.0", "x": 1}))
    assert [fault["code"] for fault in error.faults] == ["missing_field", "unknown_field"]
    assert "x: no such field" in str(error)
    assert pickle.loads(pickle.dumps(error)).faults == error.faults
    # Where to unsubscribe is for each practice to say.
    assert [fault["path"] for fault in Playbook.check(STARTER)] == ["practice.unsubscribe"]
    assert Playbook(json.loads(STARTER)).digest == PLAYBOOK.digest


def test_no_error_shows_what_was_given() -> None:
    for given in ([{"id": "Priya Sharma"}], [{"Priya Sharma": 1}],
                  [{**facts("p")[0], "occurred": "Priya Sharma"}]):
        with pytest.raises(PrmError) as caught:
            step(given)
        assert "Priya" not in str(caught.value) + repr(caught.value)
    relationship = Relationship("Priya Sharma", "salt")
    assert "Priya" not in repr(relationship) + str(relationship)


def test_codes_are_those_of_every_host() -> None:
    codes = Path(__file__).parents[2] / "schema" / "error_codes.json"
    assert list(prm_core.ERROR_CODES) == json.loads(codes.read_text())


def test_use_after_close() -> None:
    with Relationship("p", "salt") as relationship:
        relationship.save()
    refused("closed", "", relationship.save)
    lines, panel = Lines(), Panel()
    lines.close()
    lines.close()
    panel.close()
    refused("closed", "", lines.ids)
    refused("closed", "", lambda: len(panel))


@pytest.mark.skipif(not hasattr(prm_core._core, "_panic"), reason="a release build")
def test_a_fault_ends_the_call_alone(capfd: Any) -> None:
    refused("internal", "", prm_core._core._panic)  # type: ignore[attr-defined]
    capfd.readouterr()


def panel(size: int) -> tuple[Panel, list[Any]]:
    made = Panel()
    for number in range(size):
        made.add(Relationship(f"p{number}", "salt"))
    return made, [(f"p{number}", facts(f"p{number}")) for number in range(size)]


def state(made: Panel) -> list[Any]:
    return made.save_many(made.patients())["texts"] + [made.save_line(id) for id in made.line_ids()]


def test_poison_is_set_aside_and_order_kept() -> None:
    made, requests = panel(5)
    requests[1] = ("nobody", [])
    requests[3] = ("p3", [{"id": 5}])
    requests[4] = {"patient": "p4", "facts": facts("p4")}
    batch = made.step_many(PLAYBOOK, requests, now=NOW)
    assert [outcome is not None for outcome in batch["outcomes"]] == [True, False, True, False, True]
    aside = [(one["index"], one["error"]["code"], one["error"]["path"]) for one in batch["set_aside"]]
    assert aside == [(1, "unknown_patient", ""), (3, "invalid_type", "facts[0].id")]
    wakes = made.wake_many(PLAYBOOK, ["p0", "p3", "\n"], now=NOW)
    assert wakes["wakes"][0] == made.next_wake() and wakes["wakes"][1] is None
    assert [one["index"] for one in wakes["set_aside"]] == [2]
    plans = made.plan_many(PLAYBOOK, ["p0"], now=NOW, until=NOW + timedelta(days=400))
    assert plans["plans"][0] is not None and plans["plans"][0]["turns"]
    assert made.due(now=NOW) == [] and "p0" in made.due(now=NOW + timedelta(days=400))


def test_saved_and_loaded_in_bulk() -> None:
    made, requests = panel(3)
    made.step_many(PLAYBOOK, requests, now=NOW)
    again = Panel()
    loaded = again.load_many([*made.save_many(made.patients())["texts"], "nonsense"])  # type: ignore[list-item]
    assert loaded["patients"] == ["p0", "p1", "p2", None]
    assert loaded["set_aside"][0]["error"]["code"] == "invalid_json"
    for id in made.line_ids():
        again.load_line(made.save_line(id) or "")
    assert state(again) == state(made) == state(pickle.loads(pickle.dumps(made)))


def test_progress_is_told_and_may_end_the_call() -> None:
    made, requests = panel(400)
    told: list[Any] = []
    before = state(made)

    def stop(done: int, of: int) -> None:
        told.append((done, of))
        if done > 200:
            refused("busy", "", made.patients)
            raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        made.step_many(PLAYBOOK, requests, now=NOW, progress=stop)
    assert told == [(128, 400), (256, 400)] and state(made) == before
    made.step_many(PLAYBOOK, requests, now=NOW, progress=lambda done, of: None)
    assert state(made) != before


def test_control_c_ends_a_long_call_and_changes_nothing() -> None:
    # A shell starts what it runs in the background with Ctrl-C ignored, and Python keeps to that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    made, requests = panel(20_000)
    before = made.save_many(["p0", "p1"])
    threading.Timer(0.2, lambda: signal.raise_signal(signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        made.step_many(PLAYBOOK, requests, now=NOW)
        time.sleep(5)
    assert made.save_many(["p0", "p1"]) == before


def test_copies_and_pickles() -> None:
    relationship, lines = Relationship("p", "salt"), Lines()
    PLAYBOOK.step(relationship, lines, facts("p"), now=NOW)
    for other in (copy.copy(relationship), copy.deepcopy(relationship),
                  pickle.loads(pickle.dumps(relationship))):
        assert other.digest() == relationship.digest()
    again = pickle.loads(pickle.dumps(lines))
    assert [again.save(id) for id in again.ids()] == [lines.save(id) for id in lines.ids()]
    assert pickle.loads(pickle.dumps(PLAYBOOK)).digest == PLAYBOOK.digest
    here, there = copy.copy(relationship), copy.copy(relationship)
    PLAYBOOK.step(there, lines, [{"id": "d", "patient": "p", "occurred": NOW,
                                  "content": {"type": "do_not_contact_changed", "on": True}}], now=NOW)
    here.join(there)
    assert here.digest() == there.digest()


def test_many_threads() -> None:
    relationship, lines = Relationship("p", "salt"), Lines()
    made, requests = panel(50)
    faults: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(20):
                PLAYBOOK.step(relationship, lines, facts("p"), now=NOW)
                Relationship.load(relationship.save())
                made.step_many(PLAYBOOK, requests, now=NOW)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults and relationship.entry_count == 1


def test_other_threads_run_while_a_long_call_does() -> None:
    made, requests = panel(5_000)
    done = threading.Event()
    ticks = 0

    def call() -> None:
        made.step_many(PLAYBOOK, requests, now=NOW)
        done.set()

    thread = threading.Thread(target=call)
    thread.start()
    while not done.wait(0.001):
        ticks += 1
    thread.join()
    assert ticks > 3


def test_a_feed_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "feed.ndjson"
    path.write_text('{"resourceType": "Observation"}\n\nnonsense\n{"resourceType": "Patient", "id": "p",'
                    ' "birthDate": "1980-11-08", "meta": {"lastUpdated": "2026-03-02T06:00:00Z"}}\n')
    lines = list(FhirReader(path))
    assert [line["line"] for line in lines] == [1, 3, 4]
    assert lines[0]["reading"]["ignored"] == 1  # type: ignore[index]
    assert lines[1]["error"]["code"] == "invalid_json"  # type: ignore[index]
    assert lines[2]["reading"]["facts"][0]["occurred"] == NOW - timedelta(days=7, hours=8)  # type: ignore[index]
    with pytest.raises(FileNotFoundError):
        FhirReader(tmp_path / "absent")
    [good, bad] = prm_core.read_lines(json.dumps({"received": NOW.isoformat(), "reply": {
        "id": "r", "line": "tel:+13125550100", "channel": "sms", "occurred": NOW.isoformat(),
        "text": "STOP"}}) + "\n{}")
    assert good["reply"]["text"] == "STOP" and "error" not in good  # type: ignore[index]
    assert bad["error"]["path"].startswith("line 2")  # type: ignore[index]


def large_bundle(path: Path, patients: int = 3_000, padding: int = 8_000) -> None:
    """Writes a bundle that no text may be: patients, each with a resource of no concern."""
    with path.open("w") as file:
        file.write('{"resourceType": "Bundle", "type": "collection", "entry": [\n')
        for index in range(patients):
            birth = "in March" if index == 5 else "1980-11-08"
            patient = {"resourceType": "Patient", "id": f"p{index}", "birthDate": birth,
                       "meta": {"lastUpdated": "2026-03-02T06:00:00Z"}}
            file.write(json.dumps({"resource": patient}) + ",\n")
            other = {"resourceType": "Observation", "note": "x" * padding}
            file.write(json.dumps({"resource": other}) + (",\n" if index < patients - 1 else "\n"))
        file.write("]}\n")


LARGE = """
import resource, sys
from prm_core import BundleReader
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before, facts = peak(), 0
for entry in BundleReader(sys.argv[1]):
    facts += len(entry["reading"]["facts"])
print(facts, peak() - before)
"""


def test_a_bundle_of_any_size_is_read_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "ward.json"
    large_bundle(path)
    size = path.stat().st_size
    assert size > 24_000_000
    refused("too_large", "", lambda: prm_core.read_fhir(path.read_text()))
    told: list[tuple[int, int]] = []
    reader = BundleReader(path, name="ward.json", progress=lambda *told_of: told.append(told_of))
    first = next(reader)
    assert (first["line"], first["reading"]["facts"][0]["patient"]) == (2, "p0")  # type: ignore[index]
    assert 0 < reader.bytes < 100_000 and not told
    rest = list(reader)
    assert len(rest) == 5_999 and reader.bytes == size
    assert told == sorted(told) and told[-1] == (size, size) and len(told) >= size >> 21
    [said] = [error for entry in rest for error in entry["reading"]["left_out"]]  # type: ignore[index]
    assert said["path"] == "ward.json line 12.entry[10].resource.birthDate"
    assert said["message"].endswith("(Patient)") and "March" not in said["message"]
    reader.close()
    refused("closed", "", lambda: reader.bytes)
    done = subprocess.run([sys.executable, "-c", LARGE, str(path)], capture_output=True, check=True)
    facts, grown = map(int, done.stdout.split())
    assert facts == 3_000 and grown < 8 << 10, f"{grown} KiB"


def test_a_bundle_that_cannot_be_read_says_where(tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text('{"resourceType": "Bundle", "entry": [\n{"resource": {"resourceType": "Patient"}},\n'
                    '{"resource": nonsense}\n]}')
    entries = list(BundleReader(path, name="bad.json", zone="Asia/Kolkata"))
    said = [entry.get("error") or entry["reading"]["left_out"][0] for entry in entries]  # type: ignore[index]
    assert [(error["code"], error["path"]) for error in said] == [
        ("missing_field", "bad.json line 2.entry[0].resource.id"),
        ("invalid_json", "bad.json line 3.entry[1]"),
    ]
    lines: list[Any] = [line["error"] or {} for line in FhirReader(path, name="bad.json")]
    assert [error.get("path") for error in lines] == [f"bad.json line {line}" for line in range(1, 5)]
    with pytest.raises(FileNotFoundError):
        BundleReader(tmp_path / "absent")
    refused("unknown_field", "sauce", lambda: BundleReader(path, sauce="x"))  # type: ignore[call-arg]
    refused("invalid_type", "progress", lambda: BundleReader(path, progress=5))  # type: ignore[arg-type]

    def stop(*_: int) -> None:
        raise KeyError("enough")

    with pytest.raises(KeyError):
        list(BundleReader(path, progress=stop))


def test_a_case_is_written_down_as_a_vector() -> None:
    text = PLAYBOOK.vector("a reminder", Relationship("p", "vector"), Lines(), facts("p"), now=NOW)
    case = json.loads(text)
    [expected] = case["steps"]
    again = Playbook(case["playbook"])
    relationship = Relationship.load(case["given"]["relationships"][0])
    outcome = again.step(relationship, Lines(), expected["facts"], now=expected["now"])
    assert outcome["actions"][0]["key"] == expected["expect"]["outcome"]["actions"][0]["key"]
    assert relationship.digest() == expected["expect"]["digest"]


def test_pictures_show_themselves_in_a_notebook() -> None:
    picture = PLAYBOOK.picture("after-visit")
    assert picture._repr_svg_() == picture.svg and picture.svg.startswith("<svg ")
    assert ElementTree.fromstring(picture.svg).tag == "{http://www.w3.org/2000/svg}svg"
    shown = picture._repr_mimebundle_()
    assert shown == {"image/svg+xml": picture.svg, "text/plain": "\n".join(picture.description)}
    assert picture._repr_mimebundle_(exclude={"image/svg+xml"}).keys() == {"text/plain"}
    assert picture._repr_mimebundle_(include=["image/svg+xml"]).keys() == {"image/svg+xml"}
    assert picture.description == PLAYBOOK.describe("after-visit") == str(picture).split("\n")
    assert PLAYBOOK.picture("after-visit", "dark").svg != picture.svg
    refused("unknown_word", "theme", lambda: PLAYBOOK.picture("after-visit", "pink"))  # type: ignore[arg-type]
    error = refused("unknown_reference", "journey", lambda: PLAYBOOK.mermaid("after-visits"))
    assert "did you mean `after-visit`?" in error.message


def test_a_timeline_shows_itself_in_a_notebook() -> None:
    priya, lines = Relationship("priya", "salt"), Lines()
    [action] = PLAYBOOK.step(priya, lines, facts("priya"), now=NOW)["actions"]
    until = NOW + timedelta(days=2)
    timeline = PLAYBOOK.timeline(priya, lines, now=NOW, until=until)
    [sent] = timeline.data["past"]
    assert action["type"] == "send_message" and sent["at"] == NOW and sent["key"] == action["key"]
    assert timeline.data["until"] == until and "text" not in sent
    page = timeline._repr_html_()
    assert page.startswith("<iframe ") and 'sandbox=""' in page
    # The page stands in an attribute, and is whole when it is read from there.
    frames = [dict(a) for a in Frames.of(page)]
    assert [frame["srcdoc"] for frame in frames] == [timeline.html()]
    assert timeline._repr_svg_() == timeline.svg()
    assert timeline._repr_mimebundle_().keys() == {"text/html", "image/svg+xml", "text/plain"}
    assert timeline._repr_mimebundle_(exclude=["text/html"]).keys() == {"image/svg+xml", "text/plain"}
    assert "priya" not in repr(timeline) and "reminder of appointment:a1" in str(timeline)
    spanish = PLAYBOOK.timeline(priya, lines, now=NOW, until=until, language="es")
    assert "se envió" in spanish.data["past"][0]["sentence"]
    refused("unknown_word", "theme", lambda: timeline.svg("pink"))  # type: ignore[arg-type]


class Frames(HTMLParser):
    """The attributes of the elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Any] = []

    @classmethod
    def of(cls, page: str) -> list[Any]:
        parser = cls()
        parser.feed(page)
        return parser.found

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.found.append(attrs)


def test_the_package_is_imported_in_no_time() -> None:
    script = "import sys, time; t = time.perf_counter(); import prm_core; print(time.perf_counter() - t); " \
             "assert 'prm_core.types' not in sys.modules and 'typing_extensions' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], check=True)


def test_the_readme_runs(capsys: Any) -> None:
    text = (Path(__file__).parents[1] / "README.md").read_text()
    exec(text.split("```python\n")[1].split("```")[0], {})
    assert capsys.readouterr().out == "2026-03-09 09:00:00+05:30\n"


MESSAGE = ("MSH|^~\\&|SCHED|LOTUS|PRM|US|20260302113000||SIU^S12|17|P|2.5\r"
           "SCH||a1|||||CHECKUP^Check-up||||^^^202603101000\rPID|||priya^^^LOTUS^MR\r")


def test_messages_of_hl7_v2() -> None:
    decoder = prm_core.Mllp()
    frame = prm_core.Mllp.encode(MESSAGE)
    decoder.feed(frame[:20])
    assert decoder.next_message() is None
    decoder.feed(frame[20:] + b"\x0b\xff\x1c\r")
    assert decoder.next_message() == MESSAGE
    refused("invalid_resource", "", decoder.next_message)
    reading = prm_core.read_hl7v2(MESSAGE, zone="Asia/Kolkata")
    assert [fact["content"]["type"] for fact in reading["facts"]][-1] == "appointment_booked"
    assert "MSA|AA|17" in prm_core.acknowledge_hl7v2(MESSAGE, reading, now=NOW)
    busy: Any = {"code": "busy", "path": "", "message": "the store is locked"}
    assert "MSA|AE|17" in prm_core.acknowledge_hl7v2(MESSAGE, busy, now=NOW)
    refused("invalid_resource", "MSH", lambda: prm_core.read_hl7v2("nonsense"))
    refused("unknown_zone", "zone", lambda: prm_core.read_hl7v2(MESSAGE, zone="Mars/Base"))
    refused("unknown_field", "sauce", lambda: prm_core.read_fhir("{}", sauce="x"))  # type: ignore[call-arg]
