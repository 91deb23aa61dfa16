"""Dates: read in the recorded format, and made parts and an age."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import pandas as pd

from automl_data.intake.moments import moments
from automl_data.recipe.frames import FrameTransformer, Steps, framed
from automl_data.recipe.gaps import imputer
from automl_data.recipe.scales import scaler
from automl_shared.recipe import Recipe

PARTS = {"year": "year", "month": "month", "day": "day", "weekday": "day_of_week", "hour": "hour"}
"""Part to what pandas calls it."""
_DAY = pd.Timedelta(days=1)


def steps(recipe: Recipe) -> Steps:
    """The steps for columns of dates, in order: what comes out is filled and scaled as numbers are."""
    made: list[tuple[str, Any]] = [
        ("type", Moments(recipe.datetime)),
        ("parts", DateParts()),
        ("impute", imputer(recipe)),
    ]
    if recipe.scaling != "none":
        made.append(("scale", scaler(recipe.scaling)))
    return Steps(made)


class Moments(FrameTransformer):
    """Dates as UTC times: texts in the column's format or in ISO 8601, real dates, times with or without a zone.

    A time without a zone is taken for UTC. What cannot be read is a gap.
    """

    def __init__(self, formats: Mapping[str, str]) -> None:
        self.formats = formats

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """(n_rows, n_columns), dtype datetime64[us, UTC]."""
        return pd.DataFrame({name: moments(X[name], self.formats.get(str(name), "")) for name in X.columns})


class DateParts(FrameTransformer):
    """Year, month, day, weekday (Monday is 0), the hour where there is any, and the age in days.

    The age is counted back from the latest date seen while fitting, so it is negative for later ones. A gap gives gaps.
    """

    def fit(self, X: pd.DataFrame, _y: Any = None) -> Self:
        """X: (n_rows, n_columns) UTC times."""
        self.latest_ = {name: X[name].max().isoformat() for name in X.columns}
        self.parts_ = {name: [part for part in PARTS if part != "hour" or _has_hours(X[name])] for name in X.columns}
        self.names_ = [f"{name} {part}" for name, parts in self.parts_.items() for part in (*parts, "age in days")]
        return self

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """(n_rows, n_parts) floats."""
        columns = []
        for name, parts in self.parts_.items():
            columns += [getattr(X[name].dt, PARTS[part]).astype("float64") for part in parts]
            latest: Any = pd.Timestamp(self.latest_[name])
            columns.append(((latest - X[name]) / _DAY).astype("float64"))
        return framed(columns, self.names_, X.index)


def _has_hours(times: pd.Series) -> bool:
    return bool((times != times.dt.normalize())[times.notna()].any())
