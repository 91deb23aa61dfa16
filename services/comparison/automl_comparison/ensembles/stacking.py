"""A second level on top of the members' predictions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from automl_comparison.ensembles.combination import Combination, Stack, side_by_side
from automl_comparison.ensembles.field import Field
from automl_comparison.ensembles.named import best_of
from automl_comparison.ensembles.weighted import equal
from automl_comparison.rows import Rows
from automl_shared.errors import ConfigError, DataError
from automl_shared.words import T_, TN_

MEMBERS = 8
"""How many are stacked when none are named."""
CERTAIN = 1e-6
"""Probabilities are moved this far from 0 and 1, where their odds have no logarithm."""
PENALTIES = (0.01, 0.1, 1.0, 10.0, 100.0)
STRENGTH = 0.1
MAX_ITERATIONS = 300

Split = tuple[np.ndarray, np.ndarray]
"""Positions of rows to learn from and of rows to judge by."""

FOR_NUMBERS, FOR_CLASSES = ("ridge", "linear"), ("logistic",)


@dataclass(frozen=True)
class Stacking:
    """``final``: `ridge` (the default) or `linear` for numbers; `logistic` on the log-odds for classes.

    Source: Wolpert (1992), Stacked Generalization.
    """

    names: Sequence[str] = ()
    final: str | None = None
    name: str = "stacking"

    def fit(self, field: Field, folds: Sequence[int]) -> Combination:
        """Raises ConfigError for a final estimator that does not fit, DataError where a class is missing."""
        kind = final_estimator(self.final, field.rows.n_classes)
        members = best_of(field, folds, self.names, MEMBERS)
        used = np.isin(field.rows.fold, folds)
        features = side_by_side([field.predicted[one.candidate][used] for one in members])
        y, weights = field.rows.y[used], field.rows.weights_of(used)
        names = [one.candidate for one in members]
        if not field.rows.n_classes:
            return _for_numbers(kind, names, features, y, weights, _splits(field.rows, folds))
        return second_level(names, features, y, field.rows.n_classes, weights)

    def start(self, field: Field) -> Combination:
        return equal(field.starters())


def final_estimator(name: str | None, n_classes: int) -> str:
    """The one to use. Raises ConfigError for one that is unknown or made for the other kind of problem."""
    allowed = FOR_CLASSES if n_classes else FOR_NUMBERS
    if name is not None and name not in allowed:
        raise ConfigError(
            T_("the final estimator of a stacking cannot be {name!r} for this problem", name=name),
            allowed=", ".join(allowed),
            fix=f"--set ensembles.stacking.final_estimator={allowed[0]}",
        )
    return name or allowed[0]


def _for_numbers(
    kind: str,
    members: Sequence[str],
    features: np.ndarray,
    y: np.ndarray,
    weights: np.ndarray | None,
    splits: Sequence[Split],
) -> Stack:
    from sklearn.linear_model import LinearRegression, Ridge
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import StandardScaler

    scale = StandardScaler().fit(features)
    scaled = scale.transform(features)
    level = LinearRegression() if kind == "linear" else Ridge(alpha=_penalty(scaled, y, weights, splits))
    fitted = Pipeline([("scale", scale), ("final", level.fit(scaled, y, weights))])
    return Stack(_shares(members, level.coef_), fitted)


def _splits(rows: Rows, folds: Sequence[int]) -> list[Split]:
    """Each of the folds by the others that may say something of it, so that groups and time are kept to.

    Positions among the rows of these folds.
    """
    fold = rows.fold[np.isin(rows.fold, folds)]
    others = {one: [other for other in rows.learnt_from(one) if other in folds] for one in folds}
    return [(np.flatnonzero(np.isin(fold, may)), np.flatnonzero(fold == one)) for one, may in others.items() if may]


def _penalty(features: np.ndarray, y: np.ndarray, weights: np.ndarray | None, splits: Sequence[Split]) -> float:
    """The one with the least squared error on folds that were left out; the middle one where none can be."""
    from sklearn.linear_model import Ridge

    if not splits:
        return PENALTIES[len(PENALTIES) // 2]
    counts = np.ones(len(y)) if weights is None else weights

    def loss(penalty: float) -> float:
        level = Ridge(alpha=penalty)
        return sum(
            float(
                counts[seen]
                @ (y[seen] - level.fit(features[fitted], y[fitted], counts[fitted]).predict(features[seen])) ** 2
            )
            for fitted, seen in splits
        )

    return min(PENALTIES, key=loss)


def second_level(
    members: Sequence[str], features: np.ndarray, y: np.ndarray, n_classes: int, weights: np.ndarray | None = None
) -> Stack:
    """Multinomial logistic regression on the log-odds. features: (n_rows, n_members * n_classes) probabilities.

    weights: (n_rows,). Raises DataError where a class is missing in y, (n_rows,) class indices.
    """
    from scipy.special import logit
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import FunctionTransformer, MinMaxScaler, StandardScaler

    missing = np.setdiff1d(np.arange(n_classes), y)
    if len(missing):
        raise DataError(
            T_("a class is too rare to fit the final estimator on every fold"),
            value=TN_("{n} class", "{n} classes", n=len(missing)),
        )
    ends = np.repeat([[0.0], [1.0]], features.shape[1], axis=1)
    inside = MinMaxScaler(feature_range=(CERTAIN, 1 - CERTAIN)).fit(ends)
    odds = FunctionTransformer(logit).fit(ends)
    log_odds = odds.transform(inside.transform(features))
    scale = StandardScaler().fit(log_odds)
    level = LogisticRegression(C=STRENGTH, max_iter=MAX_ITERATIONS).fit(scale.transform(log_odds), y, weights)
    fitted: Any = Pipeline([("inside", inside), ("odds", odds), ("scale", scale), ("final", level)])
    return Stack(_shares(members, level.coef_.reshape(len(level.coef_), len(members), -1).transpose(1, 0, 2)), fitted)


def _shares(members: Sequence[str], coefficients: np.ndarray) -> dict[str, float]:
    """Each member's part of all coefficients' sizes. coefficients: (n_members, ...)."""
    sizes = np.abs(coefficients).reshape(len(members), -1).sum(axis=1)
    total = float(sizes.sum())
    return {name: float(size) / total if total else 1 / len(members) for name, size in zip(members, sizes, strict=True)}
