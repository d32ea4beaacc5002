"""Every conformance vector, as tests/rust/vectors.rs runs it."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from prm_core import (
    STARTER,
    Lines,
    Panel,
    Playbook,
    PrmError,
    Relationship,
    insight,
    proof,
    read_fhir,
    read_hl7v2,
    reading_grade,
    sms_segments,
)

FOLDER = Path(__file__).parents[3] / "tests" / "vectors"
START: Any = "2026-01-01T00:00:00Z"
INDEX = json.loads((FOLDER / "index.json").read_text())["cases"]


def wire(value: Any) -> Any:
    """A value as it is on the wire."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: wire(field) for name, field in value.items()}
    return [wire(item) for item in value] if isinstance(value, list) else value


class Store:  # what a case works on, as a host would keep it
    def __init__(self, case: dict[str, Any]) -> None:
        if isinstance(document := case["playbook"], str):
            path = FOLDER / "playbooks" / f"{document}.json"
            document = STARTER if document == "starter" else path.read_text()
        self.playbook = Playbook(document)
        given = case.get("given", {})
        self.texts = {f"{Relationship.load(t).patient}@": t for t in given.get("relationships", [])}
        self.lines: list[Any] = given.get("lines", [])
        self.keys: dict[str, str] = {}
        self.routed: dict[int, list[Any]] = {}

    def with_keys(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.keys.get(value, value)
        if isinstance(value, dict):
            return {name: self.with_keys(field) for name, field in value.items()}
        return [self.with_keys(item) for item in value] if isinstance(value, list) else value

    def known(self, patient: str, replica: str) -> Relationship:
        text = self.texts.get(f"{patient}@{replica}")
        return Relationship.load(text) if text else Relationship(patient, "vector")

    def run(self, index: int, step: dict[str, Any]) -> Any:
        playbook, lines, now = self.playbook, Lines(), step.get("now", START)
        for text in self.lines:
            lines.load(text)
        try:  # what may be refused
            if "check" in step:
                return {"faults": Playbook.check(json.dumps(step["check"]))}
            if "change" in step:
                change = step["change"]
                return {"faults": Playbook.check_change(change["before"], change["after"])}
            if step.get("op") == "mermaid":
                return {"mermaid": playbook.mermaid(step["journey"])}
            if step.get("op") == "describe":
                return {"description": playbook.describe(step["journey"])}
            if "fact" in step:
                playbook.step(Relationship("p", "s"), lines, [step["fact"]], now=now)
            if "proof" in step:
                return {"proof": proof.prove(step["proof"], step["spec"])}
            if "insight" in step:
                found = insight.analyse(step["insight"], step["spec"], step["columns"])
                return {"insight": found}
            readers: dict[str, Any] = {"fhir": read_fhir, "hl7v2": read_hl7v2}
            for name, read in readers.items():
                if name in step:
                    return {"reading": read(step[name], **step.get("options", {}))}
        except PrmError as error:
            path = error.path.removeprefix("facts[0]").removeprefix(".")
            return {"error": {"code": error.code, "path": path}}
        if (op := step.get("op")) in ("table", "practice"):
            panel = Panel()
            for text in self.texts.values():
                panel.add(Relationship.load(text))
            return {op: getattr(panel, op)(step["spec"], now=step["now"])}
        if "segments" in step:
            return {"sms": sms_segments(step["segments"])}
        if "grade" in step:
            return {"grade": reading_grade(step["grade"])}
        if "publish" in step:
            publish = step["publish"]
            live = Playbook.publish(publish["before"], publish["after"], at=publish["at"])
            return {"document": json.loads(live)}
        if "fuzz" in step:
            return {"fuzz": playbook.fuzz(**step["fuzz"])}
        if "offer" in step:
            return self.offer(step["offer"], now, lines, step.get("take", False))
        if "reply" in step:
            routed = playbook.route(lines, step["reply"])
            self.lines = [lines.save(id) for id in lines.ids()]
            self.routed[index] = routed["facts"]
            return {"routed": routed}
        if step.get("op") == "test":
            return {"tests": playbook.test()}
        patient, replica = step["patient"], step.get("replica", "")
        relationship, op = self.known(patient, replica), step.get("op", "step")
        if op == "plan":
            return {"plan": playbook.plan(relationship, lines, now=now, until=step["until"])}
        if op == "timeline":
            asked = {"language": step.get("language"), "texts": step.get("texts", False)}
            found = playbook.timeline(relationship, lines, now=now, until=step["until"], **asked)
            return {"timeline": found.data}
        if op == "explain":
            reader = {"now": now, "language": step.get("language")}
            return {"explanation": playbook.explain(relationship, lines, step["key"], **reader)}
        if op == "revoked_links":
            return {op: relationship.revoked_links(now=now)}
        if op in ("access", "view"):
            asked = step["item"] if op == "access" else step["items"]
            ask = getattr(playbook, op)
            return {op: ask(relationship, step["viewer"], step["action"], asked, now=now)}
        if op == "still":
            return {"still": playbook.still(relationship, lines, step["key"], now=now)}
        if op == "erase":
            erasure = playbook.erase(relationship, lines, now=now)
            self.lines = [lines.save(id) for id in lines.ids()]
            self.texts[f"{patient}@{replica}"] = relationship.save()
            return {"erasure": erasure, "digest": relationship.digest()}
        if op in ("merge", "unmerge"):
            other = self.known(step["with"], replica)
            getattr(relationship, op)(other, now=now)
            self.texts[f"{patient}@{replica}"] = relationship.save()
            self.texts[f"{step['with']}@{replica}"] = other.save()
            return {"digests": [relationship.digest(), other.digest()]}
        if op == "join":
            relationship.join(self.known(patient, step["from"]))
            self.texts[f"{patient}@{replica}"] = relationship.save()
            return {"digest": relationship.digest()}
        facts = step.get("facts", []) + self.routed.get(step.get("routed", -1), [])
        executor = step.get("executor", "server")
        outcome = playbook.step(relationship, lines, facts, now=now, executor=executor)
        for place, action in enumerate(outcome["actions"]):
            self.keys[f"@{index}.{place}"] = action["key"]
        self.lines = [lines.save(id) for id in lines.ids()]
        self.texts[f"{patient}@{replica}"] = relationship.save()
        return {"outcome": outcome, "digest": relationship.digest()}


    def offer(self, slot: Any, now: Any, lines: Lines, take: bool) -> Any:
        panel = Panel()
        for name in sorted(self.texts):
            panel.add(Relationship.load(self.texts[name]))
        offers, outcomes = panel.offer(self.playbook, slot, now=now), []
        for candidate in offers["candidates"]:
            self.keys[f"@{candidate['patient']}"] = candidate["appointment"]
        for fact in offers["facts"] if take else []:
            relationship = self.known(fact["patient"], "")
            outcomes.append(self.playbook.step(relationship, lines, [fact], now=now))
            self.texts[f"{fact['patient']}@"] = relationship.save()
        self.lines = [lines.save(id) for id in lines.ids()]
        return {"offers": offers, "outcomes": outcomes}


@pytest.mark.parametrize("entry", INDEX, ids=lambda entry: entry["file"].removesuffix(".json"))
def test_vector(entry: dict[str, Any]) -> None:
    case = json.loads((FOLDER / entry["file"]).read_text())
    store, steps = Store(case), case["steps"]
    assert len(steps) == entry["steps"], "the index says how many steps there are"
    for index, step in enumerate(steps):
        assert wire(store.run(index, store.with_keys(step))) == step["expect"]
