"""Insight as a user of frames meets it; the numbers themselves are proved by vectors."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
from prm_core import PrmError, insight

if TYPE_CHECKING:
    from prm_core.types import ChartSpec

DAYS: list[Any] = [12.0, 15.0, None, 14.0, 13.0, 16.0, 12.0]
SPEC: ChartSpec = {"kind": "xmr", "value": "days", "better": "lower", "rules": ["plot_the_dots"]}


def refused(columns: Any) -> tuple[str, str]:
    with pytest.raises(PrmError) as caught:
        insight.chart(SPEC, columns)
    return caught.value.code, caught.value.path


def test_frames_of_every_kind_are_columns() -> None:
    expected = insight.chart(SPEC, {"days": DAYS})
    assert expected["variation"] == "common_cause"
    assert insight.chart(SPEC, {"days": tuple(DAYS)}) == expected
    assert insight.chart(SPEC, {"days": iter(DAYS)}) == expected
    assert insight.chart(SPEC, {"days": [math.nan if d is None else d for d in DAYS]}) == expected
    np = pytest.importorskip("numpy", reason="not run: numpy is not installed")
    assert insight.chart(SPEC, {"days": np.array(DAYS, dtype=float)}) == expected
    pd = pytest.importorskip("pandas", reason="not run: pandas is not installed")
    assert insight.chart(SPEC, pd.DataFrame({"days": DAYS})) == expected
    assert insight.chart(SPEC, pd.DataFrame({"days": DAYS}).convert_dtypes()) == expected
    pa = pytest.importorskip("pyarrow", reason="not run: pyarrow is not installed")
    assert insight.chart(SPEC, pa.table({"days": DAYS})) == expected
    pl = pytest.importorskip("polars", reason="not run: polars is not installed")
    assert insight.chart(SPEC, pl.DataFrame({"days": DAYS})) == expected


def test_times_are_days_and_instants() -> None:
    pd = pytest.importorskip("pandas", reason="not run: pandas is not installed")
    days = pd.date_range("2026-03-01", periods=7, tz="Asia/Kolkata")
    spec: ChartSpec = {**SPEC, "at": "at"}
    found = insight.chart(spec, {"days": DAYS, "at": days})
    assert found["points"][0]["at"] == "2026-03-01T00:00:00+05:30[Asia/Kolkata]"
    found = insight.chart(spec, {"days": DAYS, "at": [day.date() for day in days]})
    assert found["points"][6]["at"] == "2026-03-07"
    naive = pd.date_range("2026-03-01", periods=7)
    with pytest.raises(PrmError) as caught:
        insight.chart(spec, {"days": DAYS, "at": naive})
    assert (caught.value.code, caught.value.path) == ("naive_time", "columns.at[0]")


def test_what_is_wrong_names_column_and_row() -> None:
    assert refused({"days": [1.0, math.inf]}) == ("invalid_value", "columns.days[1]")
    assert refused({"days": [1, 10**400]}) == ("invalid_value", "columns.days[1]")
    assert refused({"days": [1, "soon"]}) == ("invalid_type", "columns.days[1]")
    assert refused({"days": [1, object()]}) == ("invalid_type", "columns.days[1]")
    assert refused({"days": [[1]]}) == ("invalid_type", "columns.days[0]")
    assert refused({"days": "12"}) == ("invalid_type", "columns.days")
    assert refused({"days": 5}) == ("invalid_type", "columns.days")
    assert refused({"waits": [1]}) == ("missing_field", "columns.days")
    assert refused({5: [1]}) == ("invalid_type", "columns")
    assert refused([1, 2]) == ("invalid_type", "columns")
    with pytest.raises(PrmError) as caught:
        insight.analyse("pie", {}, {})
    assert (caught.value.code, caught.value.path) == ("unknown_word", "analysis")
