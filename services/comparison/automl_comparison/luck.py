"""How far luck takes a model that knows nothing: from the rows alone, or from its own answers, shuffled."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from automl_comparison.performance import ALIKE_KINDS
from automl_comparison.rows import Rows
from automl_shared.frozen import Frozen
from automl_shared.plugins import Metric

SHUFFLES, FEWEST_SHUFFLES, SEED = 20, 4, 0
MOST_ROWS = 2_000_000
"""Scored in all shuffles together, unless the fewest of them have more: of many rows a shuffle tells more."""
ENOUGH_SHUFFLES = 10
"""For how far they scatter."""
SURELY = 3.0
"""Standard errors that shuffled answers are to be ahead of guessing by."""


def luck_of(metric: Metric, rows: Rows, kind: str) -> float | None:
    """Variance of a fold's score, mean over the folds; None where it is not known.

    It is known of a metric that says so, of classes whose rows are independent and count the same. Raises DataError
    where the metric cannot say it.
    """
    if metric.luck is None or not rows.n_classes or kind in ALIKE_KINDS or rows.weights is not None:
        return None
    counts = [np.bincount(rows.y[rows.slice_of(fold)], minlength=rows.n_classes) for fold in range(rows.n_folds)]
    found = float(np.mean([metric.luck_of(of_fold.tolist()) for of_fold in counts]))
    return found if np.isfinite(found) else None


class Dealt(Frozen):
    """What the same answers are worth when they are dealt to all rows at random; see `Scored` for both."""

    shuffled: tuple[float, ...] = ()
    dealt_error: float | None = None


def dealt(
    metric: Metric, rows: Rows, predicted: np.ndarray, guessed: Sequence[float], *, kind: str, resampling_ratio: float
) -> Dealt:
    """How good a candidate's answers look that know nothing. predicted: out of fold.

    Not dealt within each fold: where folds differ, as months or groups do, to know which of them a row is from is worth
    something. ``guessed``: (n_folds,) scores of guessing. ``kind``: of the folds. How far leads of dealt answers
    scatter is corrected, of classes, for folds that overlap, see `Pairing`; of numbers it need not be, for there
    answers that know nothing lose by as much as they vary.
    Source: Ojala & Garriga (2010), Permutation tests for studying classifier performance.
    """
    random = np.random.default_rng(SEED)
    n_shuffles = max(FEWEST_SHUFFLES, min(SHUFFLES, MOST_ROWS // len(rows)))
    scores = np.array([_shuffled_once(metric, rows, predicted, random) for _ in range(n_shuffles)])
    leads = (scores - guessed).mean(axis=1) * (1 if metric.greater_is_better else -1)
    error = float(leads.std(ddof=1))
    if leads.mean() > SURELY * error / np.sqrt(n_shuffles):
        return Dealt(shuffled=tuple(map(float, scores.mean(axis=0))))
    is_known = _scatter_evenly(metric, rows, kind) and n_shuffles >= ENOUGH_SHUFFLES and error > 0
    if not is_known:  # as where a fold has no score
        return Dealt()
    overlap = 1 + rows.n_folds * resampling_ratio if rows.n_classes else 1.0
    return Dealt(dealt_error=error * math.sqrt(overlap))


def _scatter_evenly(metric: Metric, rows: Rows, kind: str) -> bool:
    """Whether leads of dealt answers tell how far luck goes: not of labels, of which a few rows of a rare class decide,
    of rows that are alike, or of the same rows dealt into folds again."""
    of_labels = rows.n_classes and metric.needs == "prediction"
    return not of_labels and kind not in ALIKE_KINDS and len(set(rows.repeats)) == 1


def _shuffled_once(metric: Metric, rows: Rows, predicted: np.ndarray, random: np.random.Generator) -> list[float]:
    dealt, folds = random.permutation(predicted), map(rows.slice_of, range(rows.n_folds))
    return [metric.score(rows.y[here], dealt[here], rows.weights_of(here)) for here in folds]
