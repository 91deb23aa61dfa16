"""What plugins are handed: one type a phase for `@plot`, one for `@report_block`, and one for `@check`.

Of training rows alone, but for counts. Lists that pictures show are cut as ``output`` says. Reading a fact costs
nothing; this module is imported by who annotates with it, and by the phases that fill it::

    from automl_shared.plugins import plot
    from automl_shared.plugins.facts import TrainingFacts

    @plot("errors", phase="training", caption="Errors of the rows it had not seen.")
    def errors(facts: TrainingFacts): ...
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict

from automl_shared.config.models import Language, ProblemType
from automl_shared.figures import captioned
from automl_shared.paired import Confidence
from automl_shared.phase_io import (
    ChildStatus,
    ColumnInfo,
    Failure,
    Finding,
    FoldPlan,
    LeaderboardRow,
    Recommendation,
    Verdict,
)
from automl_shared.plugins.plot import Plot, PlotPhase


class Read(BaseModel):
    """Made from a phase's own document, of which it takes what it names."""

    model_config = ConfigDict(frozen=True, extra="ignore", arbitrary_types_allowed=True)


class Facts(Read):
    """Facts of one task."""

    language: Language = "en"
    """What the reader reads."""


class Histogram(Read):
    """``edges``: (n_bins + 1,), ``counts``: (n_bins,)."""

    edges: list[float]
    counts: list[float]


class Distribution(Read):
    """A column of numbers before and after its preparation; ``after`` is None where it is no feature by itself."""

    column: str
    before: Histogram
    after: Histogram | None


class TargetFacts(Read):
    """The target: a histogram of numbers, or how often each class occurs."""

    name: str
    histogram: Histogram | None = None
    labels: list[str] = []
    counts: list[int] = []
    """(n_classes,), in the order of ``labels``."""


class PreprocessingFacts(Facts):
    """What happened to the data."""

    problem_type: ProblemType
    n_rows: int
    n_rows_dropped: int
    n_train: int
    n_holdout: int
    n_features: int
    """Features a model sees."""
    target: TargetFacts
    columns: list[ColumnInfo]
    """Every column of the data, those that are left out too."""
    distributions: list[Distribution]
    """Of the numeric columns, those that say most about the target first."""
    findings: list[Finding]
    plan: FoldPlan


class TrainingFacts(Facts):
    """What one candidate did. One out-of-fold prediction a row, of the first repeat."""

    problem_type: ProblemType
    target: str
    classes: list[str]
    """In the order of the columns of ``y_predicted``; empty for numbers."""
    primary_metric: str
    metric_title: str
    greater_is_better: bool
    row_ids: np.ndarray
    """(n_scored,) of the data's index."""
    y_true: np.ndarray
    """(n_scored,) numbers, or class indices."""
    y_predicted: np.ndarray
    """(n_scored,) numbers, or (n_scored, n_classes) probabilities."""
    folds: list[str]
    """Names, ``r<repeat>f<fold>``."""
    scores: dict[str, list[float]]
    """Metric to its scores on unseen rows, (n_folds,)."""
    train_scores: dict[str, list[float]]
    """The same on the rows learned from."""
    importance: dict[str, float]
    """Column to the score lost when its values are shuffled; empty where it was not measured."""


class TrainingSummaryFacts(Facts):
    """How the trainings ended, best first."""

    primary_metric: str
    """Empty where none of them has a score."""
    greater_is_better: bool
    children: list[ChildStatus]


class CandidateFacts(Read):
    """One scored candidate."""

    candidate: str
    title: str
    preprocess: str
    model: str
    registry_name: str
    task_id: str
    scores: list[float]
    """(n_folds,), the primary metric in fold order."""
    cv_mean: float
    cv_std: float
    metrics: dict[str, float]
    """Every metric's mean over the folds."""
    fit_seconds: float
    predict_seconds: float
    """Per 1,000 rows."""
    size_bytes: int


class DatasetFacts(Read):
    """The data of a run."""

    key: str
    target: str
    problem_type: ProblemType
    rows: int
    rows_train: int
    rows_holdout: int
    features: int
    folds: int


class ComparisonFacts(Facts):
    """What a run decided, and on what."""

    run_id: str
    dataset: DatasetFacts
    primary_metric: str
    greater_is_better: bool
    verdict: Verdict
    confidence: Confidence
    sentence: str
    """The verdict in words."""
    recommendation: Recommendation | None
    """None when no model is clearly better than guessing."""
    baseline: str | None
    """The candidate that guesses."""
    candidates: list[CandidateFacts]
    """Best mean first, the baseline and ensembles too."""
    leaderboard: list[LeaderboardRow]
    failures: list[Failure]
    caveats: list[str]
    drivers: dict[str, float]
    """Column to its importance for the recommended model."""
    skipped: dict[str, str]
    """What was not tried, and why."""


class TableFacts(Facts):
    """The data as a check sees them: the training rows alone."""

    rows: pd.DataFrame
    """(n_train, n_columns) as read, the target among them; a check leaves them as they are."""
    target: str
    problem_type: ProblemType
    classes: list[str]
    """Empty for numbers."""
    columns: list[ColumnInfo]
    """Every column of the data, with what it is taken for."""


FACTS_OF: Mapping[PlotPhase, type[Facts]] = {
    "preprocessing": PreprocessingFacts,
    "training": TrainingFacts,
    "training-summary": TrainingSummaryFacts,
    "comparison": ComparisonFacts,
}


def facts_of(phase: PlotPhase, document: Mapping[str, Any]) -> Facts:
    """A phase's document as what its plugins get. Raises ValidationError for a document of another shape."""
    return FACTS_OF[phase].model_validate(document)


def drawn(plot: Plot, document: Mapping[str, Any]) -> Any:
    """The figure with its caption, from the document of the plot's phase; None where the plot skips it."""
    facts = facts_of(plot.phase, document)
    figure = plot.draw(facts)
    return None if figure is None else captioned(figure, plot.captioned(facts.language))
