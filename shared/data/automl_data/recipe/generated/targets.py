"""The target as features are made and judged by it."""

from __future__ import annotations

from typing import Any

import numpy as np

from automl_shared.config.models import TaskType
from automl_shared.frozen import Frozen


class Targets(Frozen):
    """values: (n_rows, 1) numbers, or what tells whether it is the second of two classes; (n_rows, n_classes) for more.

    places: (n_rows,) class indices; None for a numeric target. labels: what each column of ``values`` is the share of.
    """

    values: np.ndarray
    places: np.ndarray | None
    labels: tuple[str, ...]

    @classmethod
    def of(cls, y: Any, task_type: TaskType) -> Targets:
        """y: (n_rows,) numbers or classes."""
        y = np.asarray(y)
        if task_type == "regression":
            return cls(values=y.astype("float64")[:, None], places=None, labels=("",))
        classes, places = np.unique(y, return_inverse=True)
        if len(classes) <= 2:
            return cls(values=(places == len(classes) - 1).astype("float64")[:, None], places=places, labels=("",))
        shares = (places[:, None] == np.arange(len(classes))).astype("float64")
        return cls(values=shares, places=places, labels=tuple(f"class {one}" for one in classes))

    def at(self, rows: np.ndarray) -> Targets:
        """Those of some of the rows."""
        places = None if self.places is None else self.places[rows]
        return Targets(values=self.values[rows], places=places, labels=self.labels)

    @property
    def judged(self) -> np.ndarray:
        """(n_rows,) what a model learns."""
        return self.values[:, 0] if self.places is None else self.places

    @property
    def n_classes(self) -> int:
        """0 for a numeric target."""
        return 0 if self.places is None else max(2, len(self.labels))

    def most_frequent(self, most: int) -> list[tuple[int, str]]:
        """Column and label of the classes that most rows are of."""
        order = np.argsort(-self.values.sum(axis=0), kind="stable")[:most]
        return [(int(place), self.labels[place]) for place in np.sort(order)]
