"""The target's own past, as far as it is known when a row is predicted."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pandas as pd

from automl_data.intake.moments import moments
from automl_data.recipe.categorical import plain_values
from automl_data.recipe.frames import SplitsRows, Steps, framed
from automl_data.recipe.gaps import imputer
from automl_data.recipe.history import History
from automl_data.recipe.numeric import floats
from automl_data.recipe.scales import scaler
from automl_data.recipe.ties import NO_TIES, Ties
from automl_shared.horizon import Horizon, read_horizon
from automl_shared.recipe import MISSING, Past, Recipe

LAST = 12
"""Values that are features, counted back from the last that is known."""
MEANS = (3, 7, 14, 28)
"""Numbers of values, counted in the same way, whose means are features."""


def steps(recipe: Recipe, past: Past) -> Steps:
    """The steps from a row's time and series to the target's past; what comes out is filled and scaled as numbers."""
    looking_back = PastOfTarget(past.model_dump_json(), recipe.datetime.get(past.time))
    made: list[tuple[str, Any]] = [("past", looking_back), ("impute", imputer(recipe))]
    return Steps(made if recipe.scaling == "none" else [*made, ("scale", scaler(recipe.scaling))])


def history_of(recipe: Recipe, rows: pd.DataFrame, target: np.ndarray) -> History | None:
    """What rows (n_rows, n_columns) tell of the target (n_rows,); None where no past is looked at."""
    past = recipe.past
    if past is None:
        return None
    return History.of(_series(rows, past), _axis(_times(rows, past, recipe.datetime.get(past.time))), target)


class PastOfTarget(SplitsRows):
    """Features of the last values that were known a horizon before each row.

    What is known is the history that comes with the ties, of all rows there are, else the rows fitted on: a row that
    is scored was not learned from, but what was before its horizon is known when it is predicted.
    ``past``: as JSON. ``time_format``: of the texts of the time column, None where it holds numbers.
    """

    history_: History

    def __init__(self, past: str, time_format: str | None) -> None:
        self.past = past
        self.time_format = time_format

    def fit(self, X: pd.DataFrame, y: Any = None) -> Self:
        """X: (n_rows, n_columns) raw. y: (n_rows,) floats."""
        self.fit_transform(X, y)
        return self

    def fit_transform(self, X: pd.DataFrame, y: Any = None, ties: Ties = NO_TIES, **_: Any) -> pd.DataFrame:
        """(n_rows, n_features) floats."""
        past = self._past
        times = _axis(_times(X, past, self.time_format))
        self.history_ = ties.history or History.of(_series(X, past), times, np.asarray(y, dtype=np.float64))
        self.names_ = [
            *(f"{past.target}, known value {back}" for back in range(1, LAST + 1)),
            *(f"{past.target}, mean of {count} known values" for count in MEANS),
        ]
        return self.transform(X)

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """(n_rows, n_features) floats; a gap where nothing is known."""
        past = self._past
        until = _axis(before(_times(X, past, self.time_format), read_horizon(past.horizon)))
        first, behind = self.history_.known(_series(X, past), until)
        last, means, total = [], [], np.zeros(len(X))
        for back in range(1, max(LAST, *MEANS) + 1):
            is_known = behind - back >= first
            value = np.full(len(X), np.nan)
            value[is_known] = self.history_.values[behind[is_known] - back]
            total[is_known] += value[is_known]
            if back <= LAST:
                last.append(value)
            if back in MEANS:
                count = np.minimum(back, behind - first)
                means.append(np.divide(total, count, out=np.full(len(X), np.nan), where=count > 0))
        return framed([*last, *means], self.names_, X.index)

    @property
    def _past(self) -> Past:
        return Past.model_validate_json(self.past)


def _series(rows: pd.DataFrame, past: Past) -> np.ndarray:
    """(n_rows,) names of the series; the empty text where there is one."""
    if past.series is None:
        return np.full(len(rows), "", dtype=object)
    names = plain_values(rows[past.series])
    return np.where(pd.isna(names), MISSING, names)


def _times(rows: pd.DataFrame, past: Past, time_format: str | None) -> pd.Series:
    """(n_rows,) UTC times, or floats where there is no format."""
    column = rows[past.time]
    if time_format is None:
        return pd.Series(floats(column), index=rows.index)
    return moments(column, time_format)


def before(times: pd.Series, horizon: Horizon) -> pd.Series:
    """(n_rows,) a horizon earlier; of months by the calendar, where the last day follows on the last day."""
    if not horizon.unit:
        return times - horizon.count
    count = int(horizon.count)
    length: dict[str, Any] = {"months": 3 * count} if horizon.unit == "quarter" else {f"{horizon.unit}s": count}
    ahead: Any = pd.DateOffset(**length)
    earlier: pd.Series = times - ahead
    if horizon.unit not in ("month", "quarter", "year"):
        return earlier
    return earlier.where(~times.dt.is_month_end, earlier + pd.offsets.MonthEnd(0))


def _axis(times: pd.Series) -> np.ndarray:
    """(n_rows,) floats, of times microseconds since 1970; gaps as NaN."""
    if not pd.api.types.is_datetime64_any_dtype(times):
        return times.to_numpy(dtype=np.float64)
    micros = times.dt.as_unit("us").astype("int64").to_numpy(dtype=np.float64)
    return np.where(times.isna(), np.nan, micros)
