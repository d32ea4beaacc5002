"""Insight: charts, tests and curves of columns, the same to the last bit in every host.

Columns are a dict of lists, or any frame (pandas, polars, pyarrow): numbers, truths, texts and
times. `None`, `nan` and `NaT` are gaps; an infinite number is refused. Errors are `PrmError`s whose
path names column and row, as in `columns.waits[3]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Union

from . import _core
from ._error import PrmError

if TYPE_CHECKING:
    from typing_extensions import TypeAlias

    from .types import (
        Access,
        AccessSpec,
        Cahps,
        CahpsSpec,
        Chart,
        ChartPictureSpec,
        ChartSpec,
        Churn,
        ChurnSpec,
        Drawing,
        Drift,
        DriftSpec,
        Form,
        FormSpec,
        Funnel,
        FunnelPictureSpec,
        FunnelSpec,
        History,
        HistorySpec,
        Monitor,
        MonitorSpec,
        Rake,
        RakeSpec,
        RateSpec,
        Rates,
        RiskModel,
        RiskReport,
        RiskReportSpec,
        RiskScoreSpec,
        RiskScores,
        RiskSpec,
        Score,
        QuestionnaireReading,
        QuestionnaireResponseSpec,
        QuestionnaireSpec,
        Scores,
        ScoreSpec,
        ScoresSpec,
        Shrink,
        ShrinkSpec,
        Spread,
        SpreadSpec,
        Survival,
        SurvivalPictureSpec,
        SurvivalSpec,
    )

Columns: TypeAlias = Union[Mapping[str, Iterable[object]], Any]
"""A dict of lists, or a frame."""

__all__ = [
    "analyse",
    "cahps",
    "chart",
    "chart_picture",
    "churn",
    "drift",
    "form",
    "funnel",
    "funnel_picture",
    "history",
    "judge_risk",
    "monitor",
    "questionnaire",
    "questionnaire_response",
    "rake",
    "rate",
    "score",
    "score_frame",
    "score_many",
    "score_risk",
    "shrink",
    "spread",
    "survival",
    "survival_picture",
    "third_available",
    "train_risk",
]


def analyse(analysis: str, spec: Any, columns: Columns) -> Any:
    """Makes an analysis by its name."""
    return _core.analyse(analysis, spec, _table(columns))


def cahps(spec: CahpsSpec, columns: Columns) -> Cahps:
    """The CAHPS analysis of AHRQ: case-mix adjusted means of entities, tests and stars."""
    found: Cahps = analyse("cahps", spec, columns)
    return found


def chart(spec: ChartSpec, columns: Columns) -> Chart:
    """A run chart or a control chart: points, limits, the rules that are met, a verdict."""
    found: Chart = analyse("chart", spec, columns)
    return found


def churn(spec: ChurnSpec, columns: Columns) -> Churn:
    """Who stays and who left, under a stated definition."""
    found: Churn = analyse("churn", spec, columns)
    return found


def drift(spec: DriftSpec, columns: Columns) -> Drift:
    """Whether a series changes steadily: Mann-Kendall, by season or not, with Sen's slope."""
    found: Drift = analyse("drift", spec, columns)
    return found


def spread(spec: SpreadSpec, columns: Columns) -> Spread:
    """Quantiles with limits: the median and the ninetieth percentile of waits."""
    found: Spread = analyse("spread", spec, columns)
    return found


def survival(spec: SurvivalSpec, columns: Columns) -> Survival:
    """How long it takes: curves by Kaplan and Meier, and whether groups differ."""
    found: Survival = analyse("survival", spec, columns)
    return found


def monitor(spec: MonitorSpec, columns: Columns) -> Monitor:
    """A series watched for small changes: EWMA, CUSUM, the CUSUM of single outcomes."""
    found: Monitor = analyse("monitor", spec, columns)
    return found


def chart_picture(spec: ChartPictureSpec, columns: Columns) -> Drawing:
    """Makes a chart and draws it: `svg`, and `alt` for whoever does not see it."""
    found: Drawing = analyse("chart_picture", spec, columns)
    return found


def funnel(spec: FunnelSpec, columns: Columns) -> Funnel:
    """How far rows come, and why they come no further; numbers of too few are not told."""
    found: Funnel = analyse("funnel", spec, columns)
    return found


def funnel_picture(spec: FunnelPictureSpec, columns: Columns) -> Drawing:
    """Makes a funnel and draws it."""
    found: Drawing = analyse("funnel_picture", spec, columns)
    return found


def survival_picture(spec: SurvivalPictureSpec, columns: Columns) -> Drawing:
    """Makes curves of how long it takes and draws them."""
    found: Drawing = analyse("survival_picture", spec, columns)
    return found


def rake(spec: RakeSpec, columns: Columns) -> Rake:
    """Weights so that who answered stands for whom there is; with one margin, post-stratification."""
    found: Rake = analyse("rake", spec, columns)
    return found


def shrink(spec: ShrinkSpec, columns: Columns) -> Shrink:
    """Shares drawn towards the whole, the more the fewer there are (empirical Bayes)."""
    found: Shrink = analyse("shrink", spec, columns)
    return found


def rate(spec: RateSpec, columns: Columns) -> Rates:
    """How often it happens, by group, with limits and without numbers of too few."""
    found: Rates = analyse("rate", spec, columns)
    return found


def history(spec: HistorySpec, columns: Columns) -> History:
    """What was known of each patient when a risk was asked for: no row looks into its own future."""
    found: History = analyse("history", spec, columns)
    return found


def judge_risk(spec: RiskReportSpec, columns: Columns) -> RiskReport:
    """How good risks are: discrimination, calibration, tenths, and the same by group."""
    found: RiskReport = analyse("judge_risk", spec, columns)
    return found


def form(spec: FormSpec) -> Form:
    """An instrument as an accessible HTML form, and what was posted from it, as answers."""
    found: Form = analyse("form", spec, {})
    return found


def questionnaire(spec: QuestionnaireSpec) -> QuestionnaireReading:
    """A FHIR R4 Questionnaire as an instrument, with what of it an instrument does not have."""
    found: QuestionnaireReading = analyse("questionnaire", spec, {})
    return found


def questionnaire_response(spec: QuestionnaireResponseSpec) -> dict[str, Any]:
    """Answers as a FHIR R4 QuestionnaireResponse.

    >>> from prm_core import insight
    >>> answers = [{"item": "phq1", "value": 2}]
    >>> spec = {"instrument": "phq-2", "response": "r1", "patient": "p1", "answers": answers}
    >>> insight.questionnaire_response({**spec, "authored": "2026-03-09T10:00:00Z"})["status"]
    'completed'
    """
    found: dict[str, Any] = analyse("questionnaire_response", spec, {})
    return found


def score(spec: ScoreSpec) -> Score:
    """Scores one response to a questionnaire: items, scales, bands, flags, what is missing.

    >>> from prm_core import insight
    >>> answers = [{"item": "phq1", "value": 2}, {"item": "phq2", "value": 1}]
    >>> found = insight.score({"instrument": "phq-2", "answers": answers})
    >>> found["score"], found["band"]
    (3.0, 'positive')
    """
    found: Score = analyse("score", spec, {})
    return found


def score_many(spec: ScoresSpec, columns: Columns) -> Scores:
    """Scores many responses by group: means, boxes, net scores and bands, with limits and without
    numbers of too few."""
    found: Scores = analyse("score_many", spec, columns)
    return found


def score_frame(spec: ScoresSpec, frame: Any) -> Any:
    """The same of a frame where it lies, in little memory and on all cores: of polars, pandas,
    pyarrow, DuckDB, and whatever else has the Arrow PyCapsule interface. An Arrow table comes back,
    a row for each measure of each group, which each of these takes: `polars.DataFrame(table)`.
    """
    return _core.score_frame(spec, frame)


def score_risk(spec: RiskScoreSpec, columns: Columns) -> RiskScores:
    """The risk of each row by a model card, with its reasons."""
    found: RiskScores = analyse("score_risk", spec, columns)
    return found


def third_available(spec: AccessSpec, columns: Columns) -> Access:
    """How soon a patient could be seen: days to the third next available appointment."""
    found: Access = analyse("third_available", spec, columns)
    return found


def train_risk(spec: RiskSpec, columns: Columns) -> RiskModel:
    """Trains a penalised logistic regression: a model card, the same bits in every host."""
    found: RiskModel = analyse("train_risk", spec, columns)
    return found


def _table(columns: Columns) -> dict[str, Any]:
    """A frame, or a dict, as a dict."""
    if isinstance(columns, dict):
        return columns
    if isinstance(columns, Mapping):
        return dict(columns)
    names = getattr(columns, "column_names", None)
    if names is None:
        names = getattr(columns, "columns", None)
    if names is None:
        raise PrmError("invalid_type", "columns", "expected a dict of columns, or a frame")
    return {name: columns[name] for name in names}
