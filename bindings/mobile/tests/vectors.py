"""Runs every conformance vector through the library that Kotlin and Swift call, by way of UniFFI's
Python: a stand-in for Swift where there is no Swift. `bindings/mobile/test` runs it."""

import json
import sys
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "target/prm-mobile-python"))
from prm_mobile_python import prm_core as core  # noqa: E402
from prm_mobile_python import prm_mobile as prm  # noqa: E402


def millis(text):
    return round(datetime.fromisoformat(text).timestamp() * 1000)


class Store:
    """What a case works on, as a host would keep it: everything is text between two steps."""

    def __init__(self, playbook, given):
        self.playbook = playbook
        saved = given.get("relationships", [])
        self.relationships = {prm.Relationship.load(text).patient() + "@": text for text in saved}
        self.lines, self.keys, self.routed = given.get("lines", []), {}, {}

    def run(self, index, step):
        step = self.with_keys(step)
        if "check" in step:
            return {"faults": json.loads(prm.faults_to_json(prm.check_playbook(json.dumps(step["check"]))))}
        if "fact" in step:
            return {"fact": prm.fact_from_json(json.dumps(step["fact"]))}
        if "segments" in step:
            return {"sms": json.loads(prm.sms_text_to_json(prm.sms_segments(step["segments"])))}
        if "grade" in step:
            found = prm.reading_grade(step["grade"])
            return {"grade": found and json.loads(prm.reading_grade_to_json(found))}
        if "change" in step:
            both = [json.dumps(step["change"][name]) for name in ("before", "after")]
            return {"faults": json.loads(prm.faults_to_json(prm.check_change(*both)))}
        if "publish" in step:
            both = [json.dumps(step["publish"][name]) for name in ("before", "after")]
            return {"document": json.loads(prm.publish_playbook(*both, millis(step["publish"]["at"])))}
        if "fuzz" in step:
            return {"fuzz": json.loads(prm.fuzz_report_to_json(self.playbook.fuzz(**step["fuzz"])))}
        if "insight" in step:
            given = [json.dumps(step[name]) for name in ("spec", "columns")]
            return {"insight": json.loads(prm.insight(step["insight"], *given))}
        if "proof" in step:
            return {"proof": json.loads(prm.prove(step["proof"], json.dumps(step["spec"])))}
        if step.get("op") in ("table", "practice"):
            panel = prm.Panel()
            [panel.add(prm.Relationship.load(text)) for text in self.relationships.values()]
            ask = getattr(panel, step["op"])
            return {step["op"]: json.loads(ask(json.dumps(step["spec"]), millis(step["now"])))}
        if step.get("op") == "test":
            return {"tests": json.loads(prm.test_reports_to_json(self.playbook.test()))}
        if step.get("op") == "mermaid":
            return {"mermaid": self.playbook.mermaid(step["journey"])}
        if step.get("op") == "describe":
            return {"description": self.playbook.describe(step["journey"])}
        lines = prm.Lines()
        [lines.load(text) for text in self.lines]
        if "offer" in step:
            return self.offer(prm.slot_from_json(json.dumps(step["offer"])), millis(step["now"]), lines, step.get("take"))
        if "reply" in step:
            found = self.playbook.route(lines, prm.reply_from_json(json.dumps(step["reply"])))
            self.lines = [lines.save(line) for line in lines.ids()]
            self.routed[index] = found.facts
            return {"routed": json.loads(prm.routed_to_json(found))}
        name = f"{step['patient']}@{step.get('replica', '')}"
        here = self.known(name)
        now = millis(step["now"]) if "now" in step else 0
        op, book, key = step.get("op", "step"), self.playbook, step.get("key")
        if op == "plan":
            return {"plan": json.loads(prm.plan_to_json(book.plan(here, lines, now, millis(step["until"]))))}
        if op == "revoked_links":
            return {op: json.loads(here.revoked_links(now))}
        if op in ("access", "view"):
            given = [json.dumps(step[name]) for name in ("viewer", "action", "item" if op == "access" else "items")]
            return {op: json.loads(getattr(book, op)(here, *given, now))}
        if op == "timeline":
            asked = millis(step["until"]), step.get("language"), step.get("texts", False)
            return {"timeline": json.loads(book.timeline(here, lines, now, *asked))}
        if op == "explain":
            return {"explanation": json.loads(prm.explanation_to_json(book.explain(here, lines, key, now, step.get("language"))))}
        if op == "still":
            return {"still": json.loads(prm.still_to_json(book.still(here, lines, key, now)))}
        if op in ("merge", "unmerge"):
            with_ = f"{step['with']}@{step.get('replica', '')}"
            other = self.known(with_)
            getattr(here, op)(other, now)
            self.relationships |= {name: here.save(), with_: other.save()}
            return {"digests": [here.digest(), other.digest()]}
        answer = {}
        if op == "erase":
            answer["erasure"] = json.loads(prm.erasure_to_json(book.erase(here, lines, now)))
            self.lines = [lines.save(line) for line in lines.ids()]
        elif op == "join":
            here.join(self.known(f"{step['patient']}@{step.get('from', '')}"))
        else:
            facts = [prm.fact_from_json(json.dumps(fact)) for fact in step.get("facts", [])]
            facts += self.routed.get(step.get("routed"), [])
            executor = core.Executor[step.get("executor", "server").upper()]
            answer["outcome"] = json.loads(prm.outcome_to_json(book.step(here, lines, facts, executor, now)))
            for place, action in enumerate(answer["outcome"]["actions"]):
                self.keys[f"@{index}.{place}"] = action["key"]
            self.lines = [lines.save(line) for line in lines.ids()]
        self.relationships[name] = here.save()
        return answer | {"digest": here.digest()}

    def offer(self, slot, now, lines, take):
        panel = prm.Panel()
        for name in sorted(self.relationships):
            panel.add(prm.Relationship.load(self.relationships[name]))
        offers, outcomes = panel.offer(self.playbook, slot, now), []
        self.keys |= {"@" + one.patient: one.appointment for one in offers.candidates}
        for fact in offers.facts if take else []:
            here = self.known(fact.patient + "@")
            outcome = self.playbook.step(here, lines, [fact], core.Executor.SERVER, now)
            outcomes.append(json.loads(prm.outcome_to_json(outcome)))
            self.relationships[fact.patient + "@"] = here.save()
        self.lines = [lines.save(line) for line in lines.ids()]
        return {"offers": json.loads(prm.offers_to_json(offers)), "outcomes": outcomes}

    def known(self, name):
        saved = self.relationships.get(name)
        return prm.Relationship.load(saved) if saved else prm.Relationship(name.split("@")[0], "vector")

    def with_keys(self, value):
        """Puts keys of earlier actions in the place of `@step.action`."""
        if isinstance(value, str):
            return self.keys.get(value, value)
        if isinstance(value, list):
            return [self.with_keys(item) for item in value]
        return {name: self.with_keys(item) for name, item in value.items()} if isinstance(value, dict) else value


def read(name):
    return json.loads((ROOT / "tests/vectors" / name).read_text(encoding="utf-8"))


cases = [entry for entry in read("index.json")["cases"] if not entry.get("needs")]
ran = 0
for entry in cases:
    case = read(entry["file"])
    book = case["playbook"]
    if isinstance(book, str):
        book = json.loads(prm.starter()) if book == "starter" else read(f"playbooks/{book}.json")
    store = Store(prm.Playbook(json.dumps(book)), case.get("given", {}))
    for place, step in enumerate(case["steps"]):
        try:
            found = store.run(place, step)
        except core.PrmError.Refused as error:
            found = {"error": {"code": error.code.name.lower(), "path": error.path}}
        assert found == step["expect"], f"{entry['file']} step {place}:\n{step['expect']}\n{found}"
        ran += 1
assert ran == sum(entry["steps"] for entry in cases), "a step was left out"
starters = prm.starters()
assert len(starters) == 9, "nine starter playbooks"
for name, document in starters.items():
    reports = prm.Playbook(document).test()
    assert len(reports) >= 4 and all(report.passed for report in reports), name
print(f"python stand-in vectors: {len(cases)} cases, {ran} steps passed")
