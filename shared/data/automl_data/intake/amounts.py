"""Columns that say what an error costs in each row: `evaluation.costs`, checked before anything is counted with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automl_data.intake.columns import is_number, require_column
from automl_shared.config.models import CostSettings
from automl_shared.config.overrides import as_option
from automl_shared.errors import DataError
from automl_shared.lazy import np, pd
from automl_shared.words import T_

if TYPE_CHECKING:
    from numpy.typing import NDArray


def row_amounts(frame: pd.DataFrame, costs: CostSettings) -> dict[str, NDArray[np.float64]]:
    """The values (n_rows,) of each column that costs are counted with. Raises DataError for what is no amount."""
    named = {key: getattr(costs, key) for key in ("false_positive_column", "false_negative_column")}
    return {name: _amounts(frame, name, f"evaluation.costs.{key}") for key, name in named.items() if name}


def _amounts(frame: pd.DataFrame, name: str, setting: str) -> NDArray[np.float64]:
    require_column(frame, name, setting)
    none = as_option(setting, None)
    column = frame[name]
    if not is_number(column):
        raise DataError(T_("what errors cost is not a number"), value=f"{name} ({column.dtype})", fix=none)
    amounts = column.astype("float64")
    if amounts.isna().any():
        raise DataError(
            T_("rows do not say what an error costs"),
            value=T_(
                "{name}: {n:,} of {total:,} rows have no value",
                name=name,
                n=int(amounts.isna().sum()),
                total=len(amounts),
            ),
            allowed=T_("a number from 0 up in each row"),
            fix=(as_option("data.editing.fillna", {name: 0}), none),
        )
    wrong = (amounts < 0) | (amounts == float("inf"))
    if wrong.any():
        raise DataError(
            T_("what errors cost must be finite numbers from 0 up"),
            value=f"{name}: {', '.join(f'{one:g}' for one in amounts[wrong].head(3))}",
            fix=(T_("correct them where the data comes from"), none),
        )
    return np.asarray(amounts, dtype=np.float64)
