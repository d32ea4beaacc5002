"""The command line, as its users call it: in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from prm_core import STARTER, Playbook


def prm(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "prm_core", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    file = tmp_path / "starter.json"
    file.write_text(STARTER, encoding="utf-8")
    return file


def changed(file: Path, **fields: Any) -> Path:
    document = {**json.loads(STARTER), **fields}
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


def test_a_sound_playbook_passes(starter: Path) -> None:
    done = prm("check", starter)
    assert done.returncode == 0 and "warning: practice.unsubscribe" in done.stdout
    assert prm("check", "--strict", starter).returncode == 1


def test_every_fault_is_said_with_its_place(tmp_path: Path) -> None:
    file = changed(tmp_path / "p.json", journeys=[{"id": "a", "for": "visit", "steps": [
        {"id": "x", "send": "thank_yuo", "at": "1 day afer visit.end"}]}], tests=[])
    done = prm("check", file)
    assert done.returncode == 1
    assert "journeys[0].steps[0].send: no such message: `thank_yuo` (did you mean `thank_you`?)" in done.stdout
    assert "journeys[0].steps[0].at: not a sentence of time" in done.stdout
    found = json.loads(prm("check", "--json", file).stdout)[str(file)]
    assert {fault["code"] for fault in found} >= {"unknown_reference", "invalid_moment"}
    file.write_text("{")
    done = prm("check", file)
    assert (done.returncode, "invalid_json" in prm("check", "--json", file).stdout) == (1, True)


def test_its_tests_are_played(starter: Path, tmp_path: Path) -> None:
    done = prm("test", starter)
    assert done.returncode == 0 and "6 of 6 tests passed" in done.stdout
    tests = json.loads(STARTER)["tests"]
    tests[0]["then"][0]["channel"] = "email"
    done = prm("test", changed(tmp_path / "p.json", tests=tests))
    assert done.returncode == 1 and "FAILED reminded-the-day-before" in done.stdout
    assert "expected 2026-03-09T03:30:00.000Z send visit_reminder by email" in done.stdout
    reports = json.loads(prm("test", "--json", starter).stdout)[str(starter)]
    assert all(report["passed"] for report in reports)


def test_a_plan_is_told(starter: Path, tmp_path: Path) -> None:
    given = json.loads(STARTER)["tests"][0]["given"]
    feed = tmp_path / "facts.jsonl"
    lines = [{"received": g["at"], "fact": {"id": f"f{i}", "patient": "priya", "occurred": g["at"], "content": g["fact"]}} for i, g in enumerate(given)]
    feed.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    done = prm("plan", starter, feed)
    assert done.returncode == 0, done.stderr
    assert "2026-03-09 03:30Z priya        sms    visit_reminder: Priya, see you" in done.stdout
    assert "1 action for 1 patient until 2026-04-01 06:00Z" in done.stdout
    [action] = json.loads(prm("plan", "--json", "--now", "2026-03-02T06:00:00Z", starter, feed).stdout)
    assert action["message"] == "visit_reminder" and action["at"] == "2026-03-09T03:30:00Z"
    feed.write_text(feed.read_text() + '\n{"received": "2026-03-02", "fact": {}}')
    done = prm("plan", starter, feed)
    assert done.returncode == 1 and "Priya" not in done.stderr


def test_what_was_done_is_explained(starter: Path, tmp_path: Path) -> None:
    given = json.loads(STARTER)["tests"][0]["given"]
    feed = tmp_path / "facts.jsonl"
    lines: list[Any] = [{"received": g["at"], "fact": {"id": f"f{i}", "patient": "priya", "occurred": g["at"], "content": g["fact"]}} for i, g in enumerate(given)]
    lines.append({"received": "2026-03-09T04:00:00Z", "reply": {"id": "in-1", "line": "tel:+919812345670", "channel": "sms", "occurred": "2026-03-09T04:00:00Z", "text": "STOP"}})
    lines.append({"received": "2026-03-09T05:00:00Z", "reply": {"id": "in-2", "line": "tel:+919800000000", "channel": "sms", "occurred": "2026-03-09T05:00:00Z", "text": "Hello"}})
    feed.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    done = prm("explain", starter, feed)
    assert done.returncode == 0, done.stderr
    assert "2026-03-09 03:30Z priya        " in done.stdout and "2026-03-09 04:00Z priya " in done.stdout
    assert done.stdout.endswith("about 1 patient until 2026-03-09 05:00Z\n")
    assert done.stderr == f"{feed}: line {len(lines)} is a reply from where nobody was written to\n"
    found = json.loads(prm("explain", "--json", "--patient", "priya", "--language", "hi", starter, feed).stdout)
    assert [d["decision"]["parts"]["step"] for d in found] == ["reminder", "reminder", "stop"]
    assert all(any("\u0900" <= c <= "\u097f" for c in d["sentence"]) for d in found)
    assert prm("explain", "--json", "--patient", "nobody", starter, feed).stdout == "[]\n"
    early = prm("explain", "--now", "2026-03-09T03:00:00Z", starter, feed)
    assert early.stdout == "0 decisions about 1 patient until 2026-03-09 03:00Z\n"
    feed.write_text('{"received": "2026-03-02", "fact": {}}', encoding="utf-8")
    assert prm("explain", starter, feed).returncode == 1


def test_journeys_are_drawn(starter: Path, tmp_path: Path) -> None:
    done = prm("render", starter)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("flowchart TD") == 5 and "%% after-visit\n" in done.stdout
    one = prm("render", starter, "--journey", "visits", "--mermaid")
    assert one.stdout == Playbook(STARTER).mermaid("visits")
    svg = prm("render", starter, "--journey", "visits", "--svg", "--theme", "dark").stdout
    assert ElementTree.fromstring(svg).get("class") == "prm-dark"
    done = prm("render", starter, "--html", "--out", tmp_path / "out" / "deep")
    assert done.returncode == 0 and len(done.stdout.splitlines()) == 5
    for id in Playbook(STARTER).journeys:
        page = (tmp_path / "out" / "deep" / f"{id}.html").read_text(encoding="utf-8")
        assert page == Playbook(STARTER).picture(id).html
    [found] = json.loads(prm("render", "--json", "--journey", "recall", starter).stdout)
    assert found["description"] == Playbook(STARTER).describe("recall")
    done = prm("render", starter, "--svg")
    assert done.returncode == 2 and "5 pictures: choose one" in done.stderr
    done = prm("render", starter, "--journey", "vists")
    assert done.returncode == 1 and "did you mean `visits`?" in done.stderr
    assert prm("render", starter, "--svg", "--html").returncode == 2


def test_a_timeline_is_drawn(starter: Path, tmp_path: Path) -> None:
    given = json.loads(STARTER)["tests"][0]["given"]
    feed = tmp_path / "facts.jsonl"
    lines: list[Any] = [{"received": g["at"], "fact": {"id": f"f{i}{p}", "patient": p, "occurred": g["at"], "content": g["fact"]}} for i, g in enumerate(given) for p in ("priya", "../../asha", "../..*asha")]
    feed.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    asked: list[str | Path] = ["render", starter, "--timeline", feed]
    page = prm(*asked, "--patient", "priya")
    assert page.returncode == 0, page.stderr
    assert page.stdout.startswith("<!DOCTYPE html>") and "is to be sent on" in page.stdout
    assert "see you" not in page.stdout, "no text unless it is asked for"
    assert "see you" in prm(*asked, "--patient", "priya", "--texts").stdout
    later = prm(*asked, "--patient", "priya", "--now", "2026-03-09T04:00:00Z", "--svg", "--language", "es")
    assert "se envió el" in later.stdout and ElementTree.fromstring(later.stdout).get("class") == "prm-auto"
    found = json.loads(prm(*asked, "--json", "--days", "1").stdout)
    assert [timeline["patient"] for timeline in found] == ["../..*asha", "../../asha", "priya"]
    assert all(timeline["planned"] == [] for timeline in found)
    assert prm(*asked).returncode == 2
    done = prm(*asked, "--out", tmp_path / "out")
    assert done.returncode == 0
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["______asha-1.html", "______asha.html", "priya.html"]
    assert all(file.parent == tmp_path / "out" for file in map(Path, done.stdout.splitlines()))
    done = prm(*asked, "--patient", "nobody")
    assert done.returncode == 1 and "nobody of that name" in done.stderr
    assert prm(*asked, "--mermaid").returncode == 2


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    done = prm("check", tmp_path / "none.json")
    assert done.returncode == 2 and "none.json: No such file" in done.stderr
    assert prm("chekc").returncode == 2
    done = prm("plan", tmp_path / "a", tmp_path / "b", "--now", "2026-03-02T06:00:00")
    assert done.returncode == 2 and "needs an offset" in done.stderr


def test_a_watched_file_is_checked_again(starter: Path) -> None:
    command = [sys.executable, "-m", "prm_core", "test", "--watch", str(starter)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, bufsize=1, env={"PYTHONUNBUFFERED": "1"}) as run:
        assert run.stdout is not None
        try:
            for _ in range(7):
                line = run.stdout.readline()
            assert "6 of 6" in line
            time.sleep(0.1)
            changed(starter, tests=[])
            assert "0 of 0 tests" in run.stdout.readline()
        finally:
            run.kill()
