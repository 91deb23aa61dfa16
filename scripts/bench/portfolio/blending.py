"""What the study knows of a setting on a table, and the ensembles that several of them make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

STEPS = 25
LEAST_PROBABILITY = 1e-7


@dataclass(frozen=True, kw_only=True)
class Fit:
    """A setting on a table. ``out_of_fold``: (n_rows,) or (n_rows, n_classes); ``held_out`` the same for fresh rows."""

    y: np.ndarray
    test_y: np.ndarray
    out_of_fold: np.ndarray
    held_out: np.ndarray
    seconds: float

    @classmethod
    def read(cls, path: Path) -> Fit:
        with np.load(path) as kept:
            arrays = {name: kept[name].astype(np.float64) for name in ("out_of_fold", "held_out")}
            return cls(y=kept["y"], test_y=kept["test_y"], seconds=float(kept["seconds"]), **arrays)


@dataclass(frozen=True)
class TableFits:
    """All settings on one table."""

    name: str
    metric: str
    fits: dict[str, Fit]

    @cached_property
    def y(self) -> np.ndarray:
        return next(iter(self.fits.values())).y

    @cached_property
    def test_y(self) -> np.ndarray:
        return next(iter(self.fits.values())).test_y

    def losses(self, predicted: np.ndarray, y: np.ndarray) -> np.ndarray:
        """(n_rows,) squared errors, or surprises; what weights are fitted to. predicted: (..., n_rows) from `seen`."""
        if self.metric == "rmse":
            return np.asarray((predicted - y) ** 2)
        return np.asarray(-np.log(np.clip(predicted, LEAST_PROBABILITY, None)))

    def seen(self, predicted: np.ndarray, y: np.ndarray) -> np.ndarray:
        """(n_rows,) values, or the probabilities of what was true."""
        return predicted if self.metric == "rmse" else predicted[np.arange(len(y)), y.astype(int)]

    def score(self, weights: dict[str, float]) -> float:
        """The loss of an ensemble on fresh rows: RMSE, log loss, or 1 - ROC AUC."""
        from sklearn.metrics import roc_auc_score

        mean = np.sum([weight * self.fits[name].held_out for name, weight in weights.items()], axis=0)
        if self.metric == "roc_auc":
            return 1.0 - float(roc_auc_score(self.test_y, mean[:, 1]))
        loss = float(self.losses(self.seen(mean, self.test_y), self.test_y).mean())
        return loss**0.5 if self.metric == "rmse" else loss

    def weights(self, names: Sequence[str]) -> dict[str, float]:
        """Greedy weights on the out-of-fold predictions: with repetition, the best prefix is kept (Caruana 2004)."""
        members = np.stack([self.seen(self.fits[name].out_of_fold, self.y) for name in names])
        total, chosen, best, best_loss = np.zeros(len(self.y)), [], [0], np.inf
        for step in range(1, STEPS + 1):
            losses = self.losses((total + members) / step, self.y).mean(axis=1)
            place = int(np.argmin(losses))
            chosen.append(place)
            total = total + members[place]
            if losses[place] < best_loss:
                best, best_loss = list(chosen), losses[place]
        return {names[place]: best.count(place) / len(best) for place in dict.fromkeys(best)}

    def pruned(self, weights: dict[str, float], standard_errors: float) -> dict[str, float]:
        """The ensemble without the members whose loss is the smallest, while the out-of-fold loss stays so near."""
        kept = dict(weights)
        start = self._rows(kept)
        most = start.mean() + standard_errors * start.std(ddof=1) / len(start) ** 0.5
        while len(kept) > 1:
            without = [_normalised({name: one for name, one in kept.items() if name != left}) for left in kept]
            losses = [self._rows(one).mean() for one in without]
            if min(losses) > most:
                break
            kept = without[int(np.argmin(losses))]
        return kept

    def _rows(self, weights: dict[str, float]) -> np.ndarray:
        mean = np.sum([w * self.seen(self.fits[name].out_of_fold, self.y) for name, w in weights.items()], axis=0)
        return self.losses(mean, self.y)

    def gap(self, weights: dict[str, float]) -> float:
        """How much higher the loss on fresh rows is than out of fold, in standard errors of the difference."""
        mean = np.sum([w * self.seen(self.fits[name].held_out, self.test_y) for name, w in weights.items()], axis=0)
        fresh, known = self.losses(mean, self.test_y), self._rows(weights)
        error = (fresh.var(ddof=1) / len(fresh) + known.var(ddof=1) / len(known)) ** 0.5
        return float((fresh.mean() - known.mean()) / error)


def _normalised(weights: dict[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}


def read_tables(results: Path, metrics: dict[str, str]) -> list[TableFits]:
    """Of every table what is there."""
    found: dict[str, dict[str, Fit]] = {}
    for path in sorted(results.glob("*.npz")):
        table, _, setting = path.stem.partition("@")
        found.setdefault(table, {})[setting] = Fit.read(path)
    return [TableFits(name, metrics[name], fits) for name, fits in found.items()]
