"""Every variant, as a type checker sees it: run by mypy and not by pytest."""

from __future__ import annotations

from datetime import date, datetime
from typing import assert_never

import prm_core
from prm_core import Lines, Panel, Playbook, PrmError, Relationship, insight
from prm_core.types import (
    Action,
    Chart,
    ContactPoint,
    Cure,
    Decision,
    Direction,
    ErrorCode,
    Explanation,
    Fact,
    FactContent,
    MessageEvent,
    Outcome,
    ReasonCode,
    Reply,
    Resolution,
    StepBatch,
    Verdict,
)


def act(action: Action) -> str:
    if action["type"] == "send_message":
        sent: datetime = action["expires_at"]
        return f"{action['channel']} {action['to']} {action['text']} {sent}"
    if action["type"] == "withdraw_message":
        return action["reason"]
    if action["type"] == "open_task":
        return action["title"] + "".join(action.get("people", []))
    if action["type"] == "close_task":
        return action["key"]
    assert_never(action)


def cure(what: Cure) -> str:
    if what["type"] == "wait_until":
        return what["at"].isoformat()
    if what["type"] == "consent":
        return what["purpose"]
    if what["type"] == "unblock" or what["type"] == "verify":
        return what["channel"]
    if what["type"] == "add":
        return what["what"]
    if what["type"] == "edit":
        return what["field"]
    assert_never(what)


def resolved(what: Resolution) -> str:
    if what["type"] == "answer":
        return what["question"]
    if what["type"] == "ambiguous":
        return what["candidates"][0]
    return what["type"]


POINT: ContactPoint = {"line": "tel:+919812345670", "use": "mobile", "rank": 1, "from": None}

CONTENTS: list[FactContent] = [
    {"type": "patient_described", "birth_date": date(1991, 11, 8), "contact_points": [POINT]},
    {"type": "patient_merged", "into": "p2"},
    {"type": "related_person_described", "person": "rp1", "active": True},
    {"type": "consent_changed", "purposes": ["marketing"], "granted": False},
    {"type": "do_not_contact_changed", "on": True},
    {"type": "plain_channel_accepted", "channel": "email", "accepted": True},
    {"type": "appointment_booked", "appointment": "a1", "start": datetime(2026, 3, 10)},
    {"type": "appointment_moved", "appointment": "a1", "start": "2026-03-10T10:00[Asia/Kolkata]"},
    {"type": "appointment_cancelled", "appointment": "a1"},
    {"type": "appointment_changed", "appointment": "a1", "status": "arrived"},
    {"type": "appointment_answered", "appointment": "a1", "attendance": "accepted"},
    {"type": "visit_started", "visit": "v1", "start": "2026-03-10T10:00Z", "class": "AMB"},
    {"type": "visit_completed", "visit": "v1", "end": "2026-03-10T10:00Z"},
    {"type": "visit_cancelled", "visit": "v1"},
    {"type": "instructions_given", "visit": "v1", "text": "Rest."},
    {"type": "enrolled", "enrolment": "e1", "programme": "x", "start": date(2026, 3, 1)},
    {"type": "enrolment_ended", "enrolment": "e1"},
    {"type": "occasion_recorded", "occasion": "o1", "name": "referral", "detail": "Dr. Mehta"},
    {"type": "occasion_withdrawn", "occasion": "o1"},
    {"type": "appointment_delayed", "appointment": "a1", "expected": "2026-03-10T10:40Z"},
    {"type": "form_requested", "appointment": "a1", "form": "history"},
    {"type": "form_received", "appointment": "a1", "form": "history"},
    {"type": "waitlist_joined", "waiting": "w1", "wishes": {"weekdays": [1, 2], "notice": 60}},
    {"type": "waitlist_left", "waiting": "w1"},
    {"type": "attribute_changed", "attribute": "risk", "value": "high"},
    {"type": "reply_received", "reply": "r", "line": "tel:+1", "channel": "sms", "text": "STOP",
     "resolution": {"type": "opt_out"}},
    {"type": "feedback_received", "response": "r1", "instrument": "nps", "score": 9},
    {"type": "feedback_withdrawn", "response": "r1"},
    {"type": "suggestion_owned", "suggestion": "r1", "owner": "x"},
    {"type": "suggestion_answered", "suggestion": "r1", "outcome": "x"},
    {"type": "suggestion_declined", "suggestion": "r1", "reason": "x"},
    {"type": "message_reported", "key": "k", "event": "accepted"},
    {"type": "task_closed", "key": "k"},
    {"type": "message_requested", "request": "q", "message": "m"},
    {"type": "journey_stopped", "journey": "j"},
    {"type": "clock_corrected", "wrong_until": datetime(2030, 1, 1)},
]


def use(playbook: Playbook, relationship: Relationship, lines: Lines, now: datetime) -> None:
    given: list[Fact] = [
        {"id": str(index), "patient": "p", "occurred": now, "content": content}
        for index, content in enumerate(CONTENTS)
    ]
    outcome: Outcome = playbook.step(relationship, lines, given, now=now, executor="server")
    decision: Decision = outcome["decisions"][0]
    verdict: Verdict = decision["verdict"]
    reason: ReasonCode = decision["reasons"][0]["code"]
    flips = [cure(what) for what in decision.get("flip", [])]
    explanation: Explanation = playbook.explain(relationship, lines, "k", now=now)
    shown: list[str] = [playbook.picture(id, "dark").svg for id in playbook.journeys]
    timeline = playbook.timeline(relationship, lines, now=now, until=now, language="hi", texts=True)
    shown += [timeline.svg("light"), timeline.html(), playbook.mermaid("a"), *playbook.describe("a")]
    shown += [entry["sentence"] for entry in timeline.data["past"]]
    playbook.picture("a", "pink")  # type: ignore[arg-type]
    event: MessageEvent | None = relationship.status("k")
    reply: Reply = {"id": "r", "line": "tel:+1", "channel": "sms", "occurred": now, "text": "1"}
    batch: StepBatch = Panel().step_many(playbook, [("p", given)], now=now)
    chart: Chart = insight.chart({"kind": "xmr", "value": "days"}, {"days": [1.5, None]})
    drift: Direction = insight.drift({"value": "days"}, {"days": [1, 2]})["direction"]
    print(chart["points"][0]["value"], drift)
    insight.chart({"kind": "pie", "value": "days"}, {})  # type: ignore[typeddict-item]
    try:
        print(verdict, reason, flips, explanation["sentence"], event, resolved(
            playbook.route(lines, reply)["resolution"]), batch["set_aside"], outcome.get("wake"))
    except PrmError as error:
        code: ErrorCode = error.code
        print(code, error.path, error.message, error.faults, prm_core.ERROR_CODES)
    playbook.step(relationship, lines, now="soon")  # type: ignore[arg-type]
    playbook.step(relationship, lines, now=now, executor="cloud")  # type: ignore[arg-type]
    act({"type": "close_task", "key": "k", "reason": "nonsense"})  # type: ignore
