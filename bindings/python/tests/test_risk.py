"""No-show risk beside scikit-learn, on the same rows in the same run (shared data, to evaluate)."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from prm_core import insight

DATA = Path(__file__).parents[4] / "shared/data/noshow/kaggle_v2_may_2016.csv.gz"
FEATURES = [
    "lead", "same", "rate", "prior", "age", "scholarship", "hypertension", "diabetes",
    "alcoholism", "handicap", "sms", "male", "hour", "weekday",
]  # fmt: skip
SPLIT = "2016-05-25"


def bookings() -> dict[str, list[Any]]:
    with gzip.open(DATA, "rt", encoding="utf-8") as file:
        next(file)
        rows = [line.rstrip("\n").split(",") for line in file]
    columns: dict[str, list[Any]] = {name: [] for name in ["who", "asked", "day", "missed"]}
    columns |= {name: [] for name in FEATURES if name not in ("rate", "prior")}
    for row in rows:
        asked, day = date.fromisoformat(row[3][:10]), date.fromisoformat(row[4][:10])
        lead = (day - asked).days
        if lead < 0 or int(row[5]) < 0:
            continue
        found = {
            "who": row[0], "asked": row[3][:10], "day": row[4][:10], "missed": row[13] == "Yes",
            "lead": lead, "same": int(lead == 0), "age": int(row[5]), "scholarship": int(row[7]),
            "hypertension": int(row[8]), "diabetes": int(row[9]), "alcoholism": int(row[10]),
            "handicap": int(row[11]), "sms": int(row[12]), "male": int(row[2] == "M"),
            "hour": int(row[3][11:13]), "weekday": day.weekday(),
        }  # fmt: skip
        for name, value in found.items():
            columns[name].append(value)
    return columns


def test_missed_visits_are_foreseen_as_well_as_by_scikit_learn() -> None:
    if not DATA.exists():
        pytest.skip("not run: ../shared/data/noshow is absent")
    linear = pytest.importorskip("sklearn.linear_model", reason="not run: no scikit-learn")
    from sklearn.metrics import brier_score_loss, roc_auc_score  # type: ignore[import-untyped]
    from sklearn.preprocessing import StandardScaler  # type: ignore[import-untyped]

    known = bookings()
    rows = range(len(known["day"]))
    train = [row for row in rows if known["day"][row] < SPLIT]
    test = [row for row in rows if known["day"][row] >= SPLIT]
    base = sum(known["missed"][row] for row in train) / len(train)
    past = insight.history(
        {"patient": "who", "asked": "asked", "happened": "day", "outcome": "missed", "base": base},
        known,
    )
    known |= {"prior": past["prior"], "rate": past["rate"]}

    def part(rows: list[int]) -> dict[str, list[Any]]:
        return {name: [known[name][row] for row in rows] for name in [*FEATURES, "missed"]}

    model = insight.train_risk(
        {
            "name": "no-show",
            "outcome": "missed",
            "features": [
                {"column": name, "transform": "log" if name == "lead" else "number"}
                for name in FEATURES
            ],
        },
        part(train),
    )

    import numpy as np

    def matrix(rows: list[int]) -> Any:
        columns: dict[str, Any] = dict(part(rows))
        columns["lead"] = np.log1p(columns["lead"])
        return np.column_stack([columns[name] for name in FEATURES])

    scaler = StandardScaler().fit(matrix(train))
    outcomes = np.array(known["missed"], dtype=int)
    peer = linear.LogisticRegression(C=1.0, tol=1e-8, max_iter=1000)
    peer.fit(scaler.transform(matrix(train)), outcomes[train])

    for name, chosen in [
        ("all", test),
        ("lead > 0", [row for row in test if known["lead"][row] > 0]),
    ]:
        ours = [s["risk"] for s in insight.score_risk({"model": model}, part(chosen))["scores"]]
        theirs = peer.predict_proba(scaler.transform(matrix(chosen)))[:, 1]
        report = insight.judge_risk(
            {"risk": "risk", "outcome": "missed"},
            {"risk": ours, "missed": [known["missed"][row] for row in chosen]},
        )["whole"]
        auc, brier = report["auc"], report["brier"]
        assert auc is not None and brier is not None
        peers = roc_auc_score(outcomes[chosen], theirs), brier_score_loss(outcomes[chosen], theirs)
        print(f"{name}: AUC {auc:.5f} ({peers[0]:.5f}), Brier {brier:.5f} ({peers[1]:.5f})")
        assert auc >= peers[0] - 0.002
        assert brier <= peers[1] + 0.002
        assert abs(auc - roc_auc_score(outcomes[chosen], ours)) < 1e-9
