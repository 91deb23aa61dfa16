"""Which of the candidates are kept: those that predict better, and not by chance.

Everything is learned on one half of the rows and judged on the other, twice. A candidate has to gain more than the
shadows, which are candidates in an order drawn by chance, in both halves; and a booster that has the candidates beside
the features of the recipe has to predict the other half better, by more than the error of that comparison.
Source: Kursa & Rudnicki (2010), Feature selection with the Boruta package: the shadows.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from automl_data.recipe.generated.booster import fitted, gains, losses
from automl_data.recipe.generated.candidates import LIMITS, candidates
from automl_data.recipe.generated.feature import Feature
from automl_data.recipe.generated.inputs import Inputs
from automl_data.recipe.generated.targets import Targets
from automl_data.recipe.ties import Ties
from automl_shared.frozen import Frozen
from automl_shared.recipe import Recipe

LEAST_ROWS = 100
"""Rows below which halves of them say nothing."""
SHADOWS = 50
LEAST_BETTER = 1.0
"""Standard errors by which the losses on the rows that were not learned from have to be lower."""


class Judged(Frozen):
    """One half: what each candidate gains more than the best shadow, and how much better each row is predicted."""

    ahead: np.ndarray
    better: np.ndarray


def chosen(recipe: Recipe, X: pd.DataFrame, targets: Targets, ties: Ties) -> list[Feature]:
    """The features to make, unfitted, best first; none where they do not help. X: (n_rows, n_columns) raw."""
    limits = LIMITS[recipe.feature_generation]
    if len(X) < LEAST_ROWS or len(np.unique(targets.judged)) < 2:
        return []
    sample = _sampled(len(X), limits.rows)
    X, targets, ties = X.iloc[sample], targets.at(sample), ties.at(sample)
    tried = candidates(recipe, Inputs(X, recipe), targets, ties, limits)
    halves = [half for half in ties.halves(len(X)) if _is_usable(half, targets)]
    if not tried or not halves:
        return []
    judged = [_judged(recipe, X, targets, ties, tried, half, limits.kept) for half in halves]
    if not _helps(np.concatenate([one.better for one in judged])):
        return []
    ahead = np.min([one.ahead for one in judged], axis=0)
    order = np.argsort(-np.sum([one.ahead for one in judged], axis=0), kind="stable")
    return [tried[place] for place in order if ahead[place] > 0][: limits.kept]


def _sampled(n_rows: int, most: int) -> np.ndarray:
    if n_rows <= most:
        return np.arange(n_rows)
    return np.sort(np.random.default_rng(0).choice(n_rows, most, replace=False))


def _is_usable(half: tuple[np.ndarray, np.ndarray], targets: Targets) -> bool:
    """Whether there is something to learn and something to judge: one large group may fill a half."""
    learned, seen = half
    return len(seen) > 0 and len(np.unique(targets.judged[learned])) > 1


def _judged(
    recipe: Recipe,
    X: pd.DataFrame,
    targets: Targets,
    ties: Ties,
    tried: Sequence[Feature],
    half: tuple[np.ndarray, np.ndarray],
    most: int,
) -> Judged:
    learned, seen = half
    rows, others = Inputs(X.iloc[learned], recipe), Inputs(X.iloc[seen], recipe)
    own, new = targets.at(learned), targets.at(seen)
    usual, usual_seen = _usual(recipe, X, half, own, ties)
    made = np.column_stack([one.fitted_values(rows, own.values, ties.at(learned)) for one in tried])
    gained = gains(fitted(np.hstack([usual, made, _shadows(made)]), own))[usual.shape[1] :]
    ahead = _relative(gained[: len(tried)], gained[len(tried) :])
    best = [place for place in np.argsort(-ahead, kind="stable")[:most] if ahead[place] > 0]
    if not best:
        return Judged(ahead=ahead, better=np.zeros(len(seen)))
    made_seen = np.column_stack([tried[place].values(others) for place in best])
    before = losses(fitted(usual, own), usual_seen, new)
    after = losses(fitted(np.hstack([usual, made[:, best]]), own), np.hstack([usual_seen, made_seen]), new)
    return Judged(ahead=ahead, better=before - after)


def _relative(gained: np.ndarray, of_shadows: np.ndarray) -> np.ndarray:
    """What a candidate gains more than the best shadow, in shares of all that candidates gain."""
    return np.asarray((gained - of_shadows.max()) / max(gained.sum(), np.finfo(float).tiny))


def _shadows(made: np.ndarray) -> np.ndarray:
    """(n_rows, `SHADOWS`) candidates, each in an order of its own."""
    random = np.random.default_rng(0)
    drawn = random.permutation(made.shape[1])[:SHADOWS]
    return random.permuted(made[:, np.resize(drawn, SHADOWS)], axis=0)


def _usual(
    recipe: Recipe, X: pd.DataFrame, half: tuple[np.ndarray, np.ndarray], own: Targets, ties: Ties
) -> tuple[np.ndarray, np.ndarray]:
    """What the recipe makes without generated features, of the rows learned from and of the others."""
    from automl_data.recipe.build import build_pipeline

    changes = {"feature_generation": "none", "feature_selection": None}
    if recipe.categorical_encoding == "native":
        changes["categorical_encoding"] = "target"
    pipeline = build_pipeline(recipe.model_copy(update=changes))
    learned, seen = half
    usual = pipeline.fit_transform(X.iloc[learned], own.judged, ties=ties.at(learned))
    return usual.to_numpy(), pipeline.transform(X.iloc[seen]).to_numpy()


def _helps(better: np.ndarray) -> bool:
    """Whether losses are lower by more than chance. better: (n_rows,) of all rows judged."""
    error = better.std() / np.sqrt(len(better))
    return bool(better.mean() > LEAST_BETTER * error)
