"""What the split may know of the rows."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from automl_data.intake import Problem
from automl_shared.config.models import task_type_of
from automl_shared.frozen import Frozen

Mask = NDArray[np.bool_]
Codes = NDArray[np.int64]
Parts = tuple[Codes, Codes]
"""Positions fitted on and positions scored on."""


class Rows(Frozen):
    """What the split may know of each usable row; every array is (n_rows,), in the order of the data.

    ``target``: class labels as text, or numbers. ``groups`` and ``times`` are codes from 0; times are in order of time.
    """

    row_id: Codes
    target: NDArray[Any]
    problem: Problem
    groups: Codes | None = None
    times: Codes | None = None

    def __len__(self) -> int:
        return len(self.row_id)

    def at(self, positions: Codes) -> Rows:
        """Some of the rows."""
        return Rows(
            row_id=self.row_id[positions],
            target=self.target[positions],
            problem=self.problem,
            groups=None if self.groups is None else self.groups[positions],
            times=None if self.times is None else self.times[positions],
        )

    @property
    def are_classes(self) -> bool:
        return task_type_of(self.problem.type) == "classification"

    @property
    def class_codes(self) -> Codes:
        """(n_rows,): a code from 0 for each class; all the same for numbers."""
        if not self.are_classes:
            return np.zeros(len(self), dtype=np.int64)
        return np.unique(self.target, return_inverse=True)[1].astype(np.int64)
