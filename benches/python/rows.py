"""The rows of `manifest.json` in Python, as JSON lines."""

import json
import time
from pathlib import Path

from prm_core import STARTER, Lines, Panel, Playbook, Relationship

MANIFEST = json.loads((Path(__file__).parents[1] / "manifest.json").read_text())
WORLD = MANIFEST["world"]


def nanos(once) -> float:
    """The least time of one run, of several rounds."""
    times, best = 1, float("inf")
    for _ in range(7):
        while True:
            began = time.perf_counter_ns()
            for _ in range(times):
                once()
            taken = time.perf_counter_ns() - began
            if taken > 20_000_000:
                best = min(best, taken / times)
                break
            times *= 2
    return best


def say(row: str, ns: float) -> None:
    print(json.dumps({"row": row, "ns": ns}), flush=True)


def load_step() -> None:
    outcome = playbook.step(Relationship.load(text), Lines(), now=WORLD["due"])
    assert len(outcome["actions"]) == 1


playbook, lines = Playbook(STARTER), Lines()
relationship = Relationship(WORLD["patient"], WORLD["salt"])
now, until = WORLD["born"], WORLD["until"]
playbook.step(relationship, lines, WORLD["facts"], now=now)
text = relationship.save()
say("compile", nanos(lambda: Playbook(STARTER)))
say("load", nanos(lambda: Relationship.load(text)))
say("save", nanos(relationship.save))
say("next_wake", nanos(lambda: playbook.next_wake(relationship, now=now)))
say("load_step", nanos(load_step))
say("plan", nanos(lambda: playbook.plan(relationship, lines, now=now, until=until)))
say("call", nanos(lambda: playbook.digest))
size = next(row["size"] for row in MANIFEST["rows"] if "size" in row)
requests = [
    (f"p{number}", [{**fact, "patient": f"p{number}"} for fact in WORLD["facts"]])
    for number in range(size)
]
best = float("inf")
for _ in range(7):
    panel = Panel()
    for patient, _ in requests:
        panel.add(Relationship(patient, WORLD["salt"]))
    began = time.perf_counter_ns()
    batch = panel.step_many(playbook, requests, now=WORLD["due"])
    best = min(best, (time.perf_counter_ns() - began) / size)
    assert all(len(outcome["actions"]) == 1 for outcome in batch["outcomes"])
say("batch", best)
