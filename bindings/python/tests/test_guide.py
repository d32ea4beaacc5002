"""The authors' guide: every command that it shows ends well, and says what stands below it."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

GUIDE = Path(__file__).parents[3] / "prm-core" / "guide"
COMMAND = re.compile(r"^```sh\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL)


def shown() -> list[tuple[str, str]]:
    """Each command with what the page says that it writes."""
    found = []
    for page in sorted(GUIDE.glob("*.md")):
        for commands, output in COMMAND.findall(page.read_text(encoding="utf-8")):
            *before, last = commands.strip().splitlines()
            found += [(command, "") for command in before] + [(last, output)]
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files of which the guide speaks."""
    clinic = (GUIDE / "clinic.json").read_text(encoding="utf-8")
    (tmp_path / "clinic.json").write_text(clinic, encoding="utf-8")
    document: dict[str, Any] = json.loads(clinic)
    step = {"id": "remind", "send": "reminder", "ask": "confirm", "at": "1 day before appointment.start at 09:00", "useful_until": "appointment.start"}
    document["journeys"] = [{"id": "visits", "for": "appointment", "steps": [step]}]
    (tmp_path / "visits.json").write_text(json.dumps(document), encoding="utf-8")
    contents = [
        ("2026-03-01T06:00:00Z", {"type": "patient_described", "names": [{"given": ["Asha"]}], "birth_date": "1980-04-02", "zone": "Asia/Kolkata", "languages": ["en-IN"], "contact_points": [{"line": "tel:+919812345670"}]}),
        ("2026-03-02T06:00:00Z", {"type": "appointment_booked", "appointment": "a1", "start": "2026-03-10T10:00[Asia/Kolkata]"}),
    ]
    lines = [json.dumps({"received": at, "fact": {"id": f"f{n}", "patient": "asha", "occurred": at, "content": content}}) for n, (at, content) in enumerate(contents)]
    (tmp_path / "facts.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "facts.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def test_the_guide_shows_commands() -> None:
    assert len(shown()) >= 5


@pytest.mark.parametrize(("command", "output"), shown())
def test_a_command_of_the_guide(command: str, output: str, folder: Path) -> None:
    program, *arguments = shlex.split(command)
    assert program == "python"
    done = subprocess.run([sys.executable, *arguments], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for line in output.splitlines():
        assert line in done.stdout, done.stdout
