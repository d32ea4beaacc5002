"""Priya's story, the same in every language: `python examples/story/story.py`."""

from datetime import datetime, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from prm_core import STARTER, Lines, Playbook, Relationship, read_lines
from prm_core.types import Action


def said(action: Action) -> str:
    if action["type"] == "send_message":
        return f"{action['channel']}: {action['text']}".replace("\n", " ")
    if action["type"] == "withdraw_message":
        return f"withdraw: {action['reason']}"
    if action["type"] == "open_task":
        return f"task: {action['title']}"
    return f"done: {action['reason']}"


feed = read_lines(Path(__file__).with_name("facts.jsonl").read_text())
playbook = Playbook(STARTER)
priya = Relationship("priya", "a secret of this practice")
lines = Lines()
until = datetime(2026, 4, 1, tzinfo=timezone.utc)
while True:
    # What comes next: a line of the feed, or the instant at which the core wants to be asked.
    wake = priya.wake and priya.wake["at"]
    if feed and (wake is None or wake >= until or feed[0]["received"] <= wake):
        line = feed.pop(0)
        now = line["received"]
        facts = playbook.route(lines, line["reply"])["facts"] if "reply" in line else [line["fact"]]
    elif wake and wake < until:
        now, facts = wake, []
    else:
        break
    outcome = playbook.step(priya, lines, facts, now=now)
    local = now.astimezone(ZoneInfo(playbook.zone_of(priya, now=now)))
    for action in outcome["actions"]:
        print(f"{local:%Y-%m-%d %H:%M} {said(action)}")
        print(f"    {playbook.explain(priya, lines, action['key'], now=now)['sentence']}")
