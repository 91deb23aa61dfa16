"""What ensembles are made from: the candidates, their scores, and their predictions on the sampled rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import isfinite

import numpy as np

from automl_comparison.meta import Candidate
from automl_comparison.rows import Rows
from automl_shared.frozen import Frozen
from automl_shared.plugins import Metric

MAX_POOL = 40
"""Candidates an ensemble is chosen from at most."""
FIRST_PLACES = 3
"""The best so many of each family of models come before all others: unlike models help one another most."""
MAX_MEMBERS = 15


class Field(Frozen):
    """``singles``: all models but the baseline. ``predicted``: theirs on ``rows``, of those that are wanted.

    ``metric`` ranks the candidates, ``guide`` is what weights are fitted to: the same, unless it takes too long.
    """

    singles: Sequence[Candidate]
    baseline: Candidate | None
    rows: Rows
    predicted: Mapping[str, np.ndarray]
    metric: Metric
    guide: Metric

    def pool(self, folds: Sequence[int]) -> list[Candidate]:
        """Those an ensemble is chosen from, judged by the scores on these folds alone; see `pool`."""
        there = [one for one in self.singles if one.candidate in self.predicted]
        return pool(there, self.baseline, folds, self.metric)

    def starters(self) -> list[Candidate]:
        """Those that start with equal weights where there is no fold to learn from."""
        return [one for one in starters(self.singles) if one.candidate in self.predicted]


def pool(
    singles: Sequence[Candidate], baseline: Candidate | None, folds: Sequence[int], metric: Metric
) -> list[Candidate]:
    """The candidates that beat the baseline on these folds, best first, at most `MAX_POOL`; the best one if none does.

    The first `FIRST_PLACES` of every family come before the rest, so that no family of many variants crowds it out.
    """
    means = {one.candidate: mean_score(one, folds, metric) for one in singles}
    ordered = sorted(singles, key=lambda one: (-means[one.candidate], *simplicity(one)))
    beaten = mean_score(baseline, folds, metric) if baseline else -np.inf
    useful = [one for one in ordered if means[one.candidate] > beaten] or ordered[:1]
    places: Counter[str] = Counter()
    keyed: list[tuple[int, int, Candidate]] = []
    for rank, one in enumerate(useful):
        keyed.append((min(places[one.registry_name], FIRST_PLACES), rank, one))
        places[one.registry_name] += 1
    kept = sorted(keyed, key=lambda item: item[:2])[:MAX_POOL]
    return [one for _, _, one in sorted(kept, key=lambda item: item[1])]


def starters(singles: Sequence[Candidate]) -> list[Candidate]:
    """The simplest variant of each family, without a look at any score."""
    first: dict[str, Candidate] = {}
    for one in sorted(singles, key=simplicity):
        first.setdefault(one.registry_name, one)
    return list(first.values())[:MAX_MEMBERS]


def wanted(singles: Sequence[Candidate], baseline: Candidate | None, rows: Rows, metric: Metric) -> list[Candidate]:
    """Everybody who may get into an ensemble, in the estimate of any fold or at the end."""
    everywhere = [tuple(range(rows.n_folds)), *(rows.learnt_from(fold) for fold in range(rows.n_folds))]
    found = {one.candidate: one for folds in everywhere if folds for one in pool(singles, baseline, folds, metric)}
    if not all(everywhere):
        found |= {one.candidate: one for one in starters(singles)}
    return list(found.values())


def mean_score(one: Candidate, folds: Sequence[int], metric: Metric) -> float:
    """Mean over some folds; higher is better, whatever the metric."""
    mean = float(np.mean([one.scores[fold] for fold in folds]))
    return mean if metric.greater_is_better else -mean


def simplicity(one: Candidate) -> tuple[int, int, str]:
    """Sorts the simpler and smaller first. Times are measured, and would not decide the same way twice."""
    return one.complexity, one.size_bytes, one.candidate


def seconds_together(members: Sequence[Candidate]) -> float:
    """Of a mixture, per 1,000 rows: what prepares rows for several members is in its file, and done, once."""
    prepared: dict[str, float] = {}
    for one in members:
        prepared[one.preprocess] = max(one.prepare_seconds, prepared.get(one.preprocess, 0.0))
    return sum(one.predict_seconds - one.prepare_seconds for one in members) + sum(prepared.values())


class Scorer:
    """The mean over some folds of a metric; higher is better, whatever the metric."""

    def __init__(self, rows: Rows, folds: Sequence[int], metric: Metric) -> None:
        self._sign = 1.0 if metric.greater_is_better else -1.0
        self._metric = metric
        slices = [rows.slice_of(fold) for fold in folds]
        self.positions = np.concatenate([np.arange(one.start, one.stop) for one in slices])
        ends = np.cumsum([one.stop - one.start for one in slices]).tolist()
        self._slices = [slice(start, end) for start, end in zip([0, *ends], ends, strict=False)]
        self._y = [rows.y[one] for one in slices]
        self._weights = [rows.weights_of(one) for one in slices]

    def __call__(self, predicted: np.ndarray) -> float:
        """predicted: of the rows at ``positions``. Folds that allow no score are left out; -inf when all are."""
        return self.of_each(predicted[None])[0]

    def of_each(self, predicted: np.ndarray) -> list[float]:
        """Several of them at once. predicted: (n, n_rows, ...)."""
        return [sum(known) / len(known) if known else -np.inf for known in self._known(predicted)]

    def standard_error(self, predicted: np.ndarray) -> float:
        """Of that mean, from how far the folds lie apart; 0 for a single one."""
        [known] = self._known(predicted[None])
        return float(np.std(known, ddof=1) / np.sqrt(len(known))) if len(known) > 1 else 0.0

    def _known(self, predicted: np.ndarray) -> list[list[float]]:
        """Of each, the scores of the folds that have one; more is better."""
        by_fold = [
            self._metric.scores(y, predicted[:, one], weights)
            for y, one, weights in zip(self._y, self._slices, self._weights, strict=True)
        ]
        return [[self._sign * score for score in scores if isfinite(score)] for scores in zip(*by_fold, strict=True)]
