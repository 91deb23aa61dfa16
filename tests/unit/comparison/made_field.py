"""Candidates fitted on made rows, whose true quality is known: one model a column, each scored fold by fold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import numpy as np
from scipy.stats import rankdata

from automl_comparison.meta import Candidate, Preference, Rules
from automl_shared.paired import resampling_ratio
from automl_shared.plugins import METRICS, Metric

GROUP_ROWS = 5
NOISE = 0.5
"""Spread of what no column shows of the target; the signal's is 1."""


@dataclass(frozen=True, kw_only=True)
class Split:
    """How rows are dealt into folds. ``by_group``: rows that belong together share their luck and their fold."""

    n_folds: int = 5
    n_repeats: int = 1
    by_group: bool = False

    def masks(self, random: np.random.Generator, group: np.ndarray) -> list[np.ndarray]:
        """(n_rows,) for each fold: whether it scores the row."""
        made = []
        for _ in range(self.n_repeats):
            fold_of_group = random.permutation(int(group.max()) + 1) % self.n_folds
            made += [fold_of_group[group] == fold for fold in range(self.n_folds)]
        return made


SPLITS = {
    "5 folds": Split(),
    "10 folds": Split(n_folds=10),
    "5 folds, 3 times": Split(n_repeats=3),
    "5 folds of groups": Split(by_group=True),
}


def made_field(
    qualities: Sequence[float],
    *,
    metric: str,
    split: Split,
    seed: int,
    n_rows: int = 600,
    preference: Preference = "accuracy",
    positive: float = 0.5,
    knows_luck: bool = True,
) -> tuple[list[Candidate], Rules]:
    """The baseline and one candidate per quality: how strongly its column shows the signal the target follows.

    Equal qualities are equally good models, 0 is noise. ``positive``: share of the second class. Everything is fitted
    inside the folds.
    """
    random = np.random.default_rng([seed, n_rows, len(qualities)])
    group = np.arange(n_rows) // GROUP_ROWS if split.by_group else np.arange(n_rows)
    masks = split.masks(random, group)
    normal = _of_groups(random, group) if split.by_group else random.standard_normal
    signal = normal((n_rows, 1))
    columns = signal * np.asarray(qualities) + normal((n_rows, len(qualities)))
    y = (signal + NOISE * normal((n_rows, 1)))[:, 0]
    scored = METRICS.get(metric)
    if "regression" not in scored.task_types:
        y = (y > np.quantile(y, 1 - positive)).astype(int) if positive != 0.5 else (y > 0).astype(int)
        masks = _stratified(random, y, split) if positive != 0.5 else masks
    predict = _line if "regression" in scored.task_types else _odds
    scores = []
    for mask in masks:
        guess, predicted = predict(columns[~mask], y[~mask], columns[mask])
        scores.append(ALL_AT_ONCE[metric](y[mask], np.concatenate([guess[None], predicted])).tolist())
    names = ["dummy", *(f"m{place}" for place in range(len(qualities)))]
    rules = Rules(
        greater_is_better=scored.greater_is_better,
        preference=preference,
        resampling_ratio=resampling_ratio([(int((~mask).sum()), int(mask.sum())) for mask in masks]),
        n_repeats=split.n_repeats,
        luck=_luck(scored, y, masks) if knows_luck and not split.by_group else None,
    )
    return [
        scored_candidate(name, column) for name, column in zip(names, zip(*scores, strict=True), strict=True)
    ], rules


def _stratified(random: np.random.Generator, y: np.ndarray, split: Split) -> list[np.ndarray]:
    """As `Split.masks`, of every class as many rows in each fold."""
    made = []
    for _ in range(split.n_repeats):
        order = np.lexsort((random.random(len(y)), y))
        fold = np.empty(len(y), dtype=int)
        fold[order] = np.arange(len(y)) % split.n_folds
        made += [fold == one for one in range(split.n_folds)]
    return made


def _luck(scored: Metric, y: np.ndarray, masks: list[np.ndarray]) -> float | None:
    return fmean(scored.luck(np.bincount(y[mask]).tolist()) for mask in masks) if scored.luck else None


def scored_candidate(name: str, scores: Sequence[float], **facts: Any) -> Candidate:
    """A candidate with these fold scores."""
    mean = fmean(scores)
    return Candidate(
        **{
            "candidate": f"plain+{name}",
            "title": f"{name}, plain",
            "preprocess": "plain",
            "preproc_title": "plain",
            "model": name,
            "model_title": name,
            "registry_name": name,
            "is_baseline": name == "dummy",
            "task_id": f"task-{name}",
            "model_id": None,
            "preprocessing_task_id": "p",
            "scores": tuple(map(float, scores)),
            "cv_mean": mean,
            "cv_std": math.sqrt(fmean((score - mean) ** 2 for score in scores)),
            "train_mean": None,
            "metrics": {},
            "fit_seconds": 0.5,
            "predict_seconds": 0.01,
            "size_bytes": 1000,
            "complexity": 0 if name == "dummy" else 10,
            **facts,
        }
    )


def _rmse(y: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    return np.asarray(np.sqrt(np.square(predicted - y).mean(axis=1)))


def _log_loss(y: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    return np.asarray(-np.log(np.where(y == 1, predicted[:, :, 1], predicted[:, :, 0])).mean(axis=1))


def _roc_auc(y: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    ranks, positive = rankdata(predicted[:, :, 1], axis=1), y == 1
    above = ranks[:, positive].mean(axis=1) - (positive.sum() + 1) / 2
    return np.asarray(above / (~positive).sum())


ALL_AT_ONCE = {"rmse": _rmse, "log_loss": _log_loss, "roc_auc_ovr": _roc_auc}
"""The registered metrics for many models: y (n_rows,), predicted (n_models, n_rows, ...), (n_models,) scores."""


def _of_groups(random: np.random.Generator, group: np.ndarray) -> Any:
    """Standard normal numbers of which rows of the same group share a half."""

    def normal(shape: tuple[int, int]) -> np.ndarray:
        shared = random.normal(size=(int(group.max()) + 1, shape[1]))[group]
        return np.sqrt(0.5) * (shared + random.normal(size=shape))

    return normal


def _line(fitted_on: np.ndarray, y: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What the mean predicts, (n_rows,), and a line through each column, (n_columns, n_rows)."""
    centred = fitted_on - fitted_on.mean(axis=0)
    slopes = centred.T @ (y - y.mean()) / (centred**2).sum(axis=0)
    predicted = y.mean() + (columns - fitted_on.mean(axis=0)) * slopes
    return np.full(len(columns), y.mean()), predicted.T


def _odds(fitted_on: np.ndarray, y: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same for two classes: shares, (n_rows, 2), and one discriminant per column, (n_columns, n_rows, 2)."""
    share = y.mean()
    low, high = fitted_on[y == 0].mean(axis=0), fitted_on[y == 1].mean(axis=0)
    inside = fitted_on.var(axis=0) - share * (1 - share) * (high - low) ** 2
    log_odds = (high - low) / inside * (columns - (low + high) / 2) + np.log(share / (1 - share))
    chance = 1 / (1 + np.exp(-log_odds.T))
    return np.tile([1 - share, share], (len(columns), 1)), np.stack([1 - chance, chance], axis=2)
