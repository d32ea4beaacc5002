"""What authors do beyond checking: change a live playbook, drive it, play a folder of feeds."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from test_cli import changed, prm

from prm_core import STARTER

FACTS = Path(__file__).parents[3] / "examples" / "story" / "facts.jsonl"


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    file = tmp_path / "starter.json"
    file.write_text(STARTER, encoding="utf-8")
    return file


@pytest.fixture
def feeds(tmp_path: Path) -> Path:
    folder = tmp_path / "feeds"
    folder.mkdir()
    shutil.copy(FACTS, folder)
    return folder


def test_a_change_is_checked_and_published(starter: Path, tmp_path: Path) -> None:
    assert "`reminder`" not in prm("check", "--against", starter, starter).stdout
    journeys = json.loads(STARTER.replace('"id": "reminder"', '"id": "remind"'))["journeys"]
    after = changed(tmp_path / "after.json", journeys=journeys)
    done = prm("check", "--against", starter, after)
    assert done.returncode == 1 and "`reminder` under another id" in done.stdout
    live = prm("publish", starter, after, "--at", "2026-03-02T06:00:00Z")
    steps = [step for journey in json.loads(live.stdout)["journeys"] for step in journey["steps"]]
    since = {step["id"]: step.get("since") for step in steps}
    assert since["remind"] == "2026-03-02T06:00:00.000Z" and since["check-in"] is None
    after.write_text("{}")
    assert prm("publish", starter, after, "--at", "2026-03-02T06:00:00Z").returncode == 1


def test_a_playbook_is_driven(starter: Path) -> None:
    done = prm("fuzz", "--courses", "120", starter)
    assert done.returncode == 0 and "120 courses" in done.stdout and "0 broken laws" in done.stdout
    found = [json.loads(prm("fuzz", "--json", "--courses", "120", "--seed", seed, starter).stdout)
             for seed in ("0", "0", "9")]
    assert found[0] == found[1] != found[2]


def test_a_folder_of_feeds_is_played_once(starter: Path, feeds: Path, tmp_path: Path) -> None:
    store = tmp_path / "clinic.sqlite"
    command: list[str | Path] = ["run", starter, feeds, "--store", store, "--until", "2026-04-30T00:00:00Z"]
    done = prm(*command)
    assert done.returncode == 0, done.stderr
    for said in ("visit_reminder: Priya, see you", "thank_you: Dear Priya", "suggestion_acted"):
        assert said in done.stdout
    assert "11 new actions" in done.stdout
    assert "0 new actions" in prm(*command).stdout
    with sqlite3.connect(store) as base:
        keys = [key for (key,) in base.execute("select key from outbox where type = 'send_message'")]
        assert len(keys) == len(set(keys)) == 8
        assert base.execute("select count(*) from relationship").fetchone() == (1,)


def test_a_feed_that_cannot_be_read_stops_no_other(starter: Path, feeds: Path, tmp_path: Path) -> None:
    (feeds / "bad.json").write_text('{"name": "Priya"')
    (feeds / "worse.hl7").write_bytes(b"\xff\xfe")
    (feeds / "bad.ndjson").write_text('{"resourceType": "Appointment"}\n')
    done = prm("run", starter, feeds, "--store", tmp_path / "s.sqlite", "--json")
    assert done.returncode == 1 and "Priya" not in done.stderr
    for file in ("bad.json", "worse.hl7", "bad.ndjson"):
        assert file in done.stderr
    assert any(action["type"] == "send_message" for action in json.loads(done.stdout))
    assert prm("run", starter, tmp_path / "nowhere").returncode == 2
