"""Boosting that finds its number of rounds on an inner split of the rows it is fitted on.

The split takes its rows from those handed to `fit`, so that it never sees the rows a fold is scored on, and keeps to
groups and time as `inner_splits` does. Afterwards the
model is fitted again on all rows with the number of rounds found: measured on seven tables of 800 to 5,000 rows, that
scored better on five than leaving the watched rows out.
Source: Prechelt (1998), Early Stopping - But When?
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin, clone

from automl_data.recipe import NO_TIES, Ties
from automl_shared.config.models import TaskType
from automl_shared.frozen import Frozen
from automl_training.estimators.delegating import OfFitted
from automl_training.inner_splits import watched_rows
from automl_training.time_left import seconds_for_a_fit, seconds_of_a_step
from automl_training.weighing import fitted

LEAST_ROWS = 300
"""Rows below which the inner split says nothing: the number of rounds is then fixed."""

BOOSTING_NAMES = ("early_stopping", "round_factor")
"""Parameters of `boosted` that are not the library's."""

MOST_ROUNDS = 2000
FIXED_ROUNDS = 200
"""Rounds without early stopping, when none are asked for."""
FEW_ROUNDS = 80
"""Rounds on few rows, and where all are of one group or one moment."""
LEAST_ROUNDS = 100
"""Rounds that even the largest table may use."""
ROWS_TIMES_TREES = 3e7
"""Of one fit at most; a round of several classes grows a tree for each. LightGBM then needs some seconds."""
ENOUGH_ROUNDS = 300
"""A table that allows fewer is learned in larger steps."""
LARGEST_STEP = 0.2
"""Learning rate that is not exceeded where rounds are short."""
PROBED_ROUNDS = (4, 12)
"""Rounds of two short fits whose difference in time tells what a round takes, where time is short."""
PATIENCE = 40
"""Rounds without a lower loss on the watched rows after which it stops."""


class Split(Frozen):
    """Rows to learn from and rows to watch: features (n_rows, n_features), targets (n_rows,) and weights (n_rows,)."""

    X: Any
    y: np.ndarray
    X_watched: Any
    y_watched: np.ndarray
    weights: np.ndarray | None = None
    weights_watched: np.ndarray | None = None
    ties: Ties = NO_TIES
    """Of the rows to learn from."""


Rounds = Callable[[Any, Split, int], int]
"""``rounds(estimator, split, patience)`` fits the estimator and returns the best number of rounds."""


def boosted(
    task_type: TaskType,
    make: Callable[..., Any],
    params: Mapping[str, Any],
    random_seed: int,
    *,
    name: str,
    rounds: Rounds,
    most: int = MOST_ROUNDS,
) -> Any:
    """The estimator that ``make`` makes of ``params``, with early stopping unless rounds are asked for.

    ``name``: the parameter that holds the number of rounds. Its value is kept to exactly when ``early_stopping`` is not
    given or false, and is the most that may be used when it is true. ``round_factor``: how many times the rounds of the
    lowest loss are used: on four tables of two classes, 2 to 4 times as many ranked better (ROC AUC) on all of them.
    """
    wanted = dict(params)
    stops, factor = wanted.pop("early_stopping", name not in wanted), wanted.pop("round_factor", 1.0)
    if not stops:
        return make(**{name: FIXED_ROUNDS, **wanted})
    kind = EarlyStoppedRegressor if task_type == "regression" else EarlyStoppedClassifier
    return kind(make(**{name: most, **wanted}), rounds=rounds, name=name, factor=factor, random_state=random_seed)


class _EarlyStopped(BaseEstimator):  # type: ignore[misc]
    """``estimator``: takes its number of rounds as the parameter ``name``; the value it has is the most it may use."""

    def __init__(
        self,
        estimator: Any,
        *,
        rounds: Rounds,
        name: str,
        factor: float = 1.0,
        patience: int = PATIENCE,
        random_state: int = 0,
    ) -> None:
        self.estimator = estimator
        self.rounds = rounds
        self.name = name
        self.factor = factor
        self.patience = patience
        self.random_state = random_state

    def fit(self, X: Any, y: Any, sample_weight: np.ndarray | None = None, ties: Ties = NO_TIES) -> Self:
        """X: (n_rows, n_features) floats, or a frame with categories. y and sample_weight: (n_rows,)."""
        y = np.asarray(y)
        wanted = int(self.estimator.get_params()[self.name])
        most = most_rounds(wanted, len(y), _trees_a_round(y) if isinstance(self, ClassifierMixin) else 1)
        most = self._in_time(X, y, sample_weight, most)
        paced = clone(self.estimator).set_params(**{self.name: most}, **_pace(self.estimator, wanted, most))
        best = self._best(paced, X, y, sample_weight, ties, most)
        self.estimator_ = fitted(clone(paced).set_params(**{self.name: best}), X, y, sample_weight, ties)
        return self

    def predict(self, X: Any) -> Any:
        """(n_rows,) predictions for X as in `fit`."""
        return self.estimator_.predict(X)

    def _in_time(self, X: Any, y: np.ndarray, weights: np.ndarray | None, most: int) -> int:
        """No more rounds than can be grown twice, to find their number and to keep them, in the time a fit has."""
        seconds = seconds_for_a_fit()
        if seconds is None or most <= max(PROBED_ROUNDS):
            return most
        a_round = seconds_of_a_step(len(y), lambda: self._seconds_of_a_round(X, y, weights))
        return most if 2 * most * a_round <= seconds else max(max(PROBED_ROUNDS), int(seconds / (2 * a_round)))

    def _seconds_of_a_round(self, X: Any, y: np.ndarray, weights: np.ndarray | None) -> float:
        """Where a busy machine hides what the longer fit takes more, its mean round, which is never too short."""
        short, long = (self._timed(X, y, weights, rounds) for rounds in PROBED_ROUNDS)
        if long <= short:
            return long / PROBED_ROUNDS[1]
        return (long - short) / (PROBED_ROUNDS[1] - PROBED_ROUNDS[0])

    def _timed(self, X: Any, y: np.ndarray, weights: np.ndarray | None, rounds: int) -> float:
        started = time.perf_counter()
        fitted(clone(self.estimator).set_params(**{self.name: rounds}), X, y, weights)
        return time.perf_counter() - started

    def _best(self, paced: Any, X: Any, y: np.ndarray, weights: np.ndarray | None, ties: Ties, most: int) -> int:
        by_class = isinstance(self, ClassifierMixin)
        watched = watched_rows(y, by_class=by_class, random_seed=self.random_state, ties=ties)
        if len(y) < LEAST_ROWS or not watched.any():
            return min(most, round(self.factor * FEW_ROUNDS))
        split = Split(
            X=_rows(X, ~watched),
            y=y[~watched],
            X_watched=_rows(X, watched),
            y_watched=y[watched],
            weights=None if weights is None else weights[~watched],
            weights_watched=None if weights is None else weights[watched],
            ties=ties.at(np.flatnonzero(~watched)),
        )
        best = self.rounds(clone(paced), split, self.patience)
        return int(np.clip(round(self.factor * best), 1, most))


class EarlyStoppedRegressor(RegressorMixin, _EarlyStopped):  # type: ignore[misc]
    """For numbers."""


class EarlyStoppedClassifier(OfFitted, _EarlyStopped):
    """For class indices."""


def most_rounds(wanted: int, n_rows: int, trees_a_round: int) -> int:
    """No more rounds than ``wanted``, and than the size of the table allows, but for a least number of them."""
    return min(wanted, max(LEAST_ROUNDS, int(ROWS_TIMES_TREES / (n_rows * trees_a_round))))


def _pace(estimator: Any, wanted: int, most: int) -> dict[str, float]:
    """A larger learning rate where the size of the table, and not the user, allows only few rounds."""
    rate = estimator.get_params().get("learning_rate")
    if rate is None or most >= min(wanted, ENOUGH_ROUNDS):
        return {}
    return {"learning_rate": max(rate, min(LARGEST_STEP, rate * ENOUGH_ROUNDS / most))}


def _trees_a_round(y: np.ndarray) -> int:
    n_classes = len(np.unique(y))
    return n_classes if n_classes > 2 else 1


def _rows(X: Any, which: np.ndarray) -> Any:
    return X[which].reset_index(drop=True) if isinstance(X, pd.DataFrame) else X[which]
