"""Fitted ensembles: what becomes of their members' predictions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

Get = Callable[[str], np.ndarray]
"""Member to its predictions: (n_rows,) values, or (n_rows, n_classes) probabilities."""


class Combination(Protocol):
    """A fitted ensemble."""

    @property
    def weights(self) -> Mapping[str, float]:
        """Member to its share in the answer; above 0, summing to 1."""

    @property
    def final(self) -> Any:
        """The fitted second level as `automl_data.bundle.write_ensemble` takes it; None for a weighted mean."""

    def combine(self, get: Get) -> np.ndarray:
        """The ensemble's predictions, shaped like a member's."""
        ...


@dataclass(frozen=True)
class Blend:
    """The weighted mean of its members."""

    weights: Mapping[str, float]
    final: None = None

    def combine(self, get: Get) -> np.ndarray:
        total: np.ndarray = np.zeros(1)
        for name, weight in self.weights.items():
            total = total + weight * get(name).astype(np.float64)
        return normalised(total)


@dataclass(frozen=True)
class Stack:
    """A fitted estimator that sees its members' predictions side by side."""

    weights: Mapping[str, float]
    final: Any

    def combine(self, get: Get) -> np.ndarray:
        features = side_by_side([get(name) for name in self.weights])
        if hasattr(self.final, "predict_proba"):
            return normalised(np.asarray(self.final.predict_proba(features)))
        return np.asarray(self.final.predict(features), dtype=np.float64)


def side_by_side(predicted: list[np.ndarray]) -> np.ndarray:
    """(n_rows, n_members) values, or (n_rows, n_members * n_classes) probabilities, all of the first member first."""
    return np.column_stack(predicted).astype(np.float64)


def normalised(predicted: np.ndarray) -> np.ndarray:
    """Probabilities that sum to 1 in each row; values as they are."""
    return predicted if predicted.ndim == 1 else predicted / predicted.sum(axis=1, keepdims=True)
