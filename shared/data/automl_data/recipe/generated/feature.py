"""What every generated feature is: named, described, fitted, and computed from raw rows."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np
from sklearn.base import BaseEstimator

from automl_data.recipe.generated.inputs import Inputs, Source
from automl_data.recipe.ties import Ties


class Feature(BaseEstimator):  # type: ignore[misc]
    """One feature made of ``sources``. ``kind`` is what its definition calls it."""

    kind: ClassVar[str]

    def __init__(self, sources: list[Source]) -> None:
        self.sources = sources

    @property
    def title(self) -> str:
        """The name people read."""
        raise NotImplementedError

    @property
    def definition(self) -> dict[str, Any]:
        """Name, kind and raw columns, as JSON."""
        columns = list(dict.fromkeys(source.column for source in self.sources))
        return {"name": self.title, "kind": self.kind, "columns": columns}

    def fit(self, _rows: Inputs, _targets: np.ndarray) -> Self:
        """targets: (n_rows, 1 or n_classes) floats."""
        return self

    def values(self, rows: Inputs) -> np.ndarray:
        """(n_rows,) floats, gaps as NaN."""
        raise NotImplementedError

    def fitted_values(self, rows: Inputs, targets: np.ndarray, _ties: Ties) -> np.ndarray:
        """(n_rows,) the values of the rows it is fitted on, none of them known from the row's own target."""
        return self.fit(rows, targets).values(rows)
