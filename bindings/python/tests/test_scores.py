"""Frames of responses: the same scores whatever frame they come in, and as columns of lists."""

import random
from typing import Any

import pytest

from prm_core import INSTRUMENTS, PrmError, insight

pandas: Any = pytest.importorskip("pandas")
polars: Any = pytest.importorskip("polars")
pyarrow: Any = pytest.importorskip("pyarrow")


def responses(rows: int) -> dict[str, list[object]]:
    draw = random.Random(3)
    columns: dict[str, list[object]] = {
        f"phq{n}": [draw.choice([None, 0, 1, 2, 3, 7]) for _ in range(rows)] for n in range(1, 10)
    }
    columns["site"] = [draw.choice(["east", "west", None, "n:o"]) for _ in range(rows)]
    columns["year"] = [draw.choice([2025, 2026, -1]) for _ in range(rows)]
    return columns


def flat(table: object, by: list[str]) -> list[tuple[object, ...]]:
    frame = pyarrow.table(table)
    names = ["of", "measure", "band", "n", "value", "lower", "upper", "p", "q", "suppressed"]
    rows = frame.to_pylist()
    return [
        (tuple([] if row["whole"] else [row[name] for name in by]), *(row[name] for name in names))
        for row in rows
    ]


@pytest.mark.parametrize("by", [[], ["site"], ["year"], ["site", "year"]])
@pytest.mark.parametrize("rows", [0, 1, 700, 150_000])
def test_every_frame_has_the_scores_of_its_columns(by: list[str], rows: int) -> None:
    columns = responses(rows)
    spec: Any = {"instrument": "phq-9", "by": by, "least": 5, "compare": True}
    found: Any = insight.score_many(spec, columns)["rows"]
    names = ["of", "measure", "band", "n", "value", "lower", "upper", "p", "q", "suppressed"]
    expected = [(tuple(row["group"]), *(row[name] for name in names)) for row in found]
    types = pyarrow.schema(
        [(name, pyarrow.string() if name == "site" else pyarrow.int8()) for name in columns]
    )
    types = types.set(types.get_field_index("year"), pyarrow.field("year", pyarrow.int64()))
    arrow = pyarrow.table(columns, schema=types)
    frames = [arrow, polars.DataFrame(arrow), arrow.to_pandas()]
    words = arrow.column("site").dictionary_encode()
    frames.append(arrow.set_column(arrow.schema.get_field_index("site"), "site", words))
    frames.append(polars.DataFrame(arrow).with_columns(polars.col("site").cast(polars.Categorical)))
    for frame in frames:
        assert flat(insight.score_frame(spec, frame), by) == expected, type(frame)


def test_the_table_goes_back_into_any_frame() -> None:
    table = insight.score_frame(
        {"instrument": "nps", "by": ["site"], "least": 1},
        polars.DataFrame({"nps": [10, 9, 3], "site": ["a", "a", "b"]}),
    )
    net = polars.DataFrame(table).filter(measure="net", site="a")
    assert net["value"].to_list() == [100.0]
    assert polars.DataFrame(table).schema["n"] == polars.UInt64


@pytest.mark.parametrize(
    ("frame", "spec", "code", "path"),
    [
        ({"nps": [9.0, 9.5]}, {}, "invalid_value", "columns.nps[1]"),
        ({"nps": ["nine"]}, {}, "invalid_type", "columns.nps"),
        ({"nps": [9]}, {"by": ["site"]}, "missing_field", "columns.site"),
        ({"csat": [5]}, {}, "missing_field", "columns"),
        ({"nps": [9]}, {"by": list("abcd")}, "invalid_value", "spec.by"),
        ({"nps": [9]}, {"items": {"nps": "q1"}}, "missing_field", "columns.q1"),
        ({"nps": [9]}, {"instrument": "pam"}, "unknown_word", "spec.instrument"),
        ({"nps": [9]}, {"confidence": 2}, "invalid_value", "spec.confidence"),
        ({"nps": [9] * 10_001, "g": list(range(10_001))}, {"by": ["g"]}, "too_many", "spec.by"),
        ({"nps": [9], "g": [[1]]}, {"by": ["g"]}, "invalid_type", "columns.g"),
    ],
)
def test_faults_name_column_and_row(
    frame: dict[str, list[object]], spec: dict[str, Any], code: str, path: str
) -> None:
    with pytest.raises(PrmError) as error:
        asked: Any = {"instrument": "nps", **spec}
        insight.score_frame(asked, pyarrow.table(frame))
    assert (error.value.code, error.value.path) == (code, path)


def test_what_is_no_frame_is_refused() -> None:
    for frame in ({"nps": [9]}, None, 3):
        with pytest.raises((TypeError, ValueError)):
            insight.score_frame({"instrument": "nps"}, frame)
    gaps = pandas.DataFrame({"nps": [9.0, float("nan"), 200.0]})
    table = pyarrow.table(insight.score_frame({"instrument": "nps", "least": 1}, gaps))
    assert table.to_pylist()[1]["n"] == 1
    assert "nps" in INSTRUMENTS
