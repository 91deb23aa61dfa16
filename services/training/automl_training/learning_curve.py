"""Would more rows help? The score on the same unseen rows, learned from ever more of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from automl_shared.errors import ConfigError
from automl_shared.frozen import Frozen
from automl_shared.phase_io import LearningCurveInfo
from automl_shared.plugins import Metric
from automl_training.candidate import Candidate
from automl_training.material import Material
from automl_training.processing import FoldResult, Result
from automl_training.resources import sized_for

SHARES = (0.2, 0.4, 0.6, 0.8)
"""Of the first fold's training rows; all of them are the fold itself."""
MOST_SECONDS = 2.0
"""What the whole curve may take, told from the first fold's time: it is a by-product."""
LEAST_ROWS = 100
NOTICEABLE = 0.25


def is_cheap(result: Result) -> bool:
    """Whether the curve is worth its time, and has enough rows at its left end."""
    first = result.folds[0]
    seconds = sum(SHARES) * (first.fit_seconds + first.predict_seconds)
    return seconds <= MOST_SECONDS and len(first.fold.fitted_on) >= LEAST_ROWS


class LearningCurve(Frozen):
    """Rows learned from and the score on the first fold's unseen rows. ``spread`` of that score over the folds."""

    rows: Sequence[int]
    scores: Sequence[float]
    spread: float
    greater_is_better: bool

    @property
    def rising(self) -> bool:
        """Whether the last two steps both got better, together by a noticeable part of the spread."""
        steps = np.diff(self.scores)[-2:] * (1 if self.greater_is_better else -1)
        return bool(len(steps) and (steps > 0).all() and steps.sum() > NOTICEABLE * self.spread)

    def info(self) -> LearningCurveInfo | None:
        """For the phase output; None without a point."""
        if not self.rows:
            return None
        return LearningCurveInfo(rows=list(self.rows), scores=list(self.scores), rising=self.rising)


def learning_curve(candidate: Candidate, data: Material, result: Result, metric: Metric) -> LearningCurve:
    """Fits the candidate on growing, nested random parts of the first fold's training rows.

    A part that the model refuses, because it is too small, has no point.
    """
    first = result.folds[0]
    fold = first.fold
    order = np.random.default_rng(candidate.random_seed).permutation(fold.fitted_on)
    points: dict[int, float] = {}
    with sized_for(data.X.size):
        for share in SHARES:
            rows = np.sort(order[: round(share * len(order))])
            try:
                fitted = replace(data.fitted(candidate, rows), sharpness=first.pipeline.sharpness)
                predicted = fitted.predict(data.X.iloc[fold.scored_on])
                points[len(rows)] = data.scored(metric, fold.scored_on, predicted)
            except ConfigError:
                continue
    points[len(order)] = first.scores[metric.name]
    known = {rows: value for rows, value in points.items() if np.isfinite(value)}
    return LearningCurve(
        rows=list(known),
        scores=list(known.values()),
        spread=_spread(result.folds, metric),
        greater_is_better=metric.greater_is_better,
    )


def _spread(folds: Sequence[FoldResult], metric: Metric) -> float:
    values = [one.scores[metric.name] for one in folds if np.isfinite(one.scores[metric.name])]
    return float(np.std(values, ddof=1)) if len(values) > 1 else 0.0
