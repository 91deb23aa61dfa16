"""The names of the features, for people."""

from __future__ import annotations

from typing import Any, Self

import pandas as pd

from automl_data.recipe.frames import FrameTransformer, labels


class PlainNames(FrameTransformer):
    """Takes the name of the part (``numeric__age``) off again, and numbers what would otherwise be named twice."""

    def fit(self, X: pd.DataFrame, _y: Any = None) -> Self:
        """X: (n_rows, n_features) of `Parts`."""
        self.names_: list[str] = []
        taken: set[str] = set()
        for name in X.columns:
            plain = str(name).partition("__")[2]
            free, number = plain, 2
            while free in taken:
                free, number = f"{plain} ({number})", number + 1
            taken.add(free)
            self.names_.append(free)
        return self

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """The same frame under plain names."""
        return X.set_axis(labels(self.names_), axis=1)
