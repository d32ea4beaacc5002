"""The audit verified by the ten lines of the docs, and by nothing of this library."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from prm_core import PrmError, proof

DOCS = Path(__file__).parents[3] / "prm-core/src/portal/audit/chain.md"
KEY: Any = {"id": 1, "secret": "ein Geheimnis von mehr als 32 Bytes"}


def chain(lines: int) -> dict[str, Any]:
    # Names of every kind, which canonical JSON must write as the ten lines do.
    names = ["Priya", "José", "प्रिया", '"\\/\b\f\n\r\t\x01\x7f', "\u2028😀"]
    entries: Any = [
        {
            "at": datetime(2026, 11, 23, 12, i % 60, tzinfo=timezone.utc),
            "kind": "access",
            "patient": names[i % 3],
            "viewer": "staff",
            "viewer_id": "s1",
            "reason": names[i % 5],
            "item": f"r{i}",
            "item_kind": "result",
            "action": "read",
            "purpose": "treatment",
            "outcome": "permit",
        }
        for i in range(lines)
    ]
    return proof.audit_append({"head": {"chain": "lotus"}, "entries": entries, "key": KEY})


def snippet() -> str:
    found = re.search(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.S)
    assert found
    assert len(found[1].splitlines()) <= 10
    return found[1]


def verified(lines: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    script, file = folder / "verify.py", folder / "chain.jsonl"
    script.write_text(snippet(), encoding="utf-8")
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
    command = [sys.executable, str(script), str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_ten_lines_verify_a_chain(tmp_path: Path) -> None:
    sealed = chain(30)
    head = sealed["head"]
    assert verified(sealed["lines"], tmp_path).stdout.split() == [str(head["seq"]), head["hash"]]
    erased = proof.audit_erase({"lines": sealed["lines"], "person": "José"})
    assert erased["changed"] == 10
    assert "José" not in "".join(line for line in erased["lines"][1::3])
    assert verified(erased["lines"], tmp_path).stdout.split() == [str(head["seq"]), head["hash"]]


def test_ten_lines_find_what_is_wrong(tmp_path: Path) -> None:
    lines = chain(9)["lines"]
    tampered = [*lines[:4], lines[4].replace("permit", "deny"), *lines[5:]]
    renamed = [*lines[:4], lines[4].replace('"r4"', '"r5"'), *lines[5:]]
    for wrong, place in [
        (tampered, 5),
        (renamed, 5),
        ([*lines[:2], *lines[3:]], 3),
        ([*lines[:2], lines[3], lines[2], *lines[4:]], 3),
        ([*lines[:3], *lines[2:]], 4),
    ]:
        assert verified(wrong, tmp_path).stderr.strip() == f"fault at {place}"


def test_errors_have_paths_and_nothing_else() -> None:
    with pytest.raises(PrmError) as error:
        proof.prove("audit_verified", {})
    assert (error.value.code, error.value.path) == ("unknown_word", "proof")
    with pytest.raises(PrmError) as error:
        proof.prove("token_read", {"token": "x", "keys": [], "patient": "Priya Sharma"})
    assert error.value.path.startswith("spec")
    assert "Priya" not in str(error.value)
