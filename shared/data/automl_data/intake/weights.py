"""How much each row counts: `data.weight_column`, checked before anything is made of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from automl_data.intake.columns import is_number
from automl_data.intake.notes import Cells, Note
from automl_data.intake.target import cells_of, texts_of_gaps
from automl_shared.config.models import DataSettings
from automl_shared.config.overrides import as_option
from automl_shared.errors import DataError
from automl_shared.lazy import pd
from automl_shared.words import T_

if TYPE_CHECKING:
    from automl_data.intake.table import Table

UNEVEN_SHARE = 0.2
"""Rows of equal weight that say as much as all of them, as a share of all: below it few rows decide."""


def row_weights(frame: pd.DataFrame, data: DataSettings, table: Table) -> pd.Series | None:
    """Weights (n_rows,) from 0 up, finite and without gaps; None where every row counts the same.

    ``frame``: (n_rows, n_columns), rows by their positions in ``table``. Raises DataError.
    """
    name = data.weight_column
    if name is None:
        return None
    _check_alone(name, data)
    weights = frame[name]
    if not is_number(weights):
        raise DataError(T_("the weights of rows are not numbers"), value=f"{name} ({weights.dtype})", fix=_OTHER)
    numbers = weights.astype("float64")
    if numbers.isna().any():
        texts = texts_of_gaps(numbers, table.said.get(name))
        fixes = (as_option("data.editing.fillna", {name: 1}), as_option("data.editing.fillna", {name: 0}))
        raise DataError(
            T_("rows have no weight"),
            value=_quoted(texts, name, table),
            allowed=T_("a number from 0 up in each row"),
            fix=fixes,
        )
    wrong = (numbers < 0) | (numbers == float("inf"))
    if wrong.any():
        raise DataError(
            T_("weights of rows must be finite numbers from 0 up"),
            value=_quoted(weights[wrong].map(str), name, table),
            fix=(T_("correct them where the data comes from"), _OTHER),
        )
    if not numbers.any():
        raise DataError(T_("the weights of all rows are 0"), value=name, fix=_OTHER)
    return numbers


def on_weights(weights: pd.Series) -> Iterator[Note]:
    """What is to be said of weights (n_rows,) as `row_weights` makes them.

    How many rows they are worth is Kish's effective sample size. Source: Kish (1965), Survey Sampling, sec. 11.7.
    """
    column, none = f"`{weights.name}`", int((weights == 0).sum())
    if none:
        yield Note(code="weights_zero", level="yellow", values={"column": column, "n": none})
    used = weights[weights > 0] / weights.max()
    worth = used.sum() ** 2 / (used**2).sum()
    values: dict[str, object] = {
        "column": column,
        "least": f"{used.min() * weights.max():g}",
        "greatest": f"{weights.max():g}",
        "rows": len(used),
        "worth": round(worth),
    }
    yield Note(code="weights", level="yellow" if worth < UNEVEN_SHARE * len(used) else "green", values=values)


def _check_alone(name: str, data: DataSettings) -> None:
    others = {"target_column": data.target_column, "group_column": data.group_column, "time_column": data.time_column}
    if same := [setting for setting, column in others.items() if column == name]:
        raise DataError(
            T_("`data.weight_column` and `data.{other}` name the same column", other=same[0]),
            value=name,
            allowed=T_("a column that says nothing but how much a row counts"),
            fix=_OTHER,
        )


def _quoted(texts: pd.Series, name: str, table: Table) -> str:
    return Cells({name: cells_of(texts, table)}, are_lines=table.first_line is not None).told()


_OTHER = "--set data.weight_column=null"
