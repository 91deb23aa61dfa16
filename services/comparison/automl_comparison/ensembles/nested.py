"""How good an ensemble is, judged on rows that had no say in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from automl_comparison.ensembles.combination import Combination
from automl_comparison.ensembles.field import Field
from automl_comparison.ensembles.predictions import Predictions
from automl_comparison.rows import Rows
from automl_shared.plugins import Metric


class Kind(Protocol):
    """A way of making an ensemble."""

    @property
    def name(self) -> str: ...

    def fit(self, field: Field, folds: Sequence[int]) -> Combination:
        """Fitted on the out-of-fold predictions, and the scores, of these folds alone."""
        ...

    def start(self, field: Field) -> Combination:
        """What there is before the first fold, for folds in the order of time."""
        ...


def fitted_apart(kind: Kind, field: Field) -> list[Combination]:
    """One ensemble a fold, whose members and weights were chosen on the other folds of its repeat alone (in the order
    of time: the earlier ones)."""
    made = []
    for fold in range(field.rows.n_folds):
        others = field.rows.learnt_from(fold)
        made.append(kind.fit(field, others) if others else kind.start(field))
    return made


def predicted_apart(made: Sequence[Combination], predictions: Predictions, rows: Rows) -> np.ndarray:
    """What each row's own ensemble, the one made for its fold, says about it: (n_rows,) or (n_rows, n_classes)."""
    return np.concatenate(
        [combination.combine(predictions.on(rows.slice_of(fold))) for fold, combination in enumerate(made)]
    )


def fold_scores(predicted: np.ndarray, rows: Rows, metrics: Sequence[Metric]) -> dict[str, list[float]]:
    """Metric to one score a fold, on all of its rows. predicted: see `predicted_apart`."""
    folds = [rows.slice_of(fold) for fold in range(rows.n_folds)]
    return {
        metric.name: [metric.score(rows.y[here], predicted[here], rows.weights_of(here)) for here in folds]
        for metric in metrics
    }
