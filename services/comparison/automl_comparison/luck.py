"""How far luck takes a model that knows nothing: from the rows alone, or from its own answers, shuffled."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from automl_comparison.performance import ALIKE_KINDS
from automl_comparison.rows import Rows
from automl_shared.plugins import Metric

SHUFFLES, FEWEST_SHUFFLES, SEED = 20, 4, 0
MOST_ROWS = 2_000_000
"""Scored in all shuffles together, unless the fewest of them have more: of many rows a shuffle tells more."""
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


def shuffled_scores(metric: Metric, rows: Rows, predicted: np.ndarray, guessed: Sequence[float]) -> tuple[float, ...]:
    """(n_folds,): the mean score of the same answers, dealt to all rows at random.

    Not within each fold: where folds differ, as months or groups do, to know which of them a row is from is worth
    something. predicted: out of fold. ``guessed``: (n_folds,) scores of guessing. Empty where those are as good.
    Source: Ojala & Garriga (2010), Permutation tests for studying classifier performance.
    """
    random = np.random.default_rng(SEED)
    n_shuffles = max(FEWEST_SHUFFLES, min(SHUFFLES, MOST_ROWS // len(rows)))
    scores = np.array([_shuffled_once(metric, rows, predicted, random) for _ in range(n_shuffles)])
    leads = (scores - guessed).mean(axis=1) * (1 if metric.greater_is_better else -1)
    if not leads.mean() > SURELY * leads.std(ddof=1) / np.sqrt(n_shuffles):  # nor where a fold has no score
        return ()
    return tuple(map(float, scores.mean(axis=0)))


def _shuffled_once(metric: Metric, rows: Rows, predicted: np.ndarray, random: np.random.Generator) -> list[float]:
    dealt, folds = random.permutation(predicted), map(rows.slice_of, range(rows.n_folds))
    return [metric.score(rows.y[here], dealt[here], rows.weights_of(here)) for here in folds]
