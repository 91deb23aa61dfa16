"""Why a row is predicted as it is: what changes when one column takes its usual value."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from automl_data.bundle import Bundle, Predictor, RawColumn

SMALL = 0.0005
"""Change below which a column is no reason, in probability or in shares of the predictions' spread."""


def reasons(bundle: Bundle[Predictor], rows: pd.DataFrame, predicted: np.ndarray, most: int) -> list[str]:
    """(n_rows,) the columns that move each prediction most, with their values and what they add to it.

    A column's part is the prediction less the one with the column's usual value in its place: the middle of numbers,
    the most frequent category. Of classes it is the probability of the one that is
    predicted, of two of the second one. Parts do not sum up.
    """
    named = _explained(bundle, predicted) if bundle.classes else None
    parts = np.column_stack(
        [_of_class(predicted, named) - _of_class(bundle.answer(_usual(rows, raw)), named) for raw in bundle.columns]
    )
    order = np.argsort(-np.abs(parts), axis=1, kind="stable")[:, :most]
    least = SMALL * (1.0 if bundle.classes else float(np.std(predicted)) or 1.0)
    values = {raw.name: rows[raw.name].map(_text).to_numpy() for raw in bundle.columns}
    return [
        "; ".join(
            f"{(name := bundle.columns[place].name)} = {values[name][row]} ({parts[row, place]:+.3g})"
            for place in places
            if abs(parts[row, place]) > least
        )
        for row, places in enumerate(order)
    ]


def _explained(bundle: Bundle[Predictor], predicted: np.ndarray) -> np.ndarray:
    """(n_rows,) the place of the class whose probability is explained: of two always the second, as in the report."""
    return np.ones(len(predicted), dtype=np.intp) if len(bundle.classes) == 2 else predicted.argmax(axis=1)


def _of_class(predicted: np.ndarray, named: np.ndarray | None) -> np.ndarray:
    return predicted if named is None else predicted[np.arange(len(named)), named]


def _usual(rows: pd.DataFrame, raw: RawColumn) -> pd.DataFrame:
    """The rows with the usual value of one column; with gaps where there is none, as of text."""
    learned = raw.learned
    usual: pd.Series
    if raw.kind == "numeric":
        usual = pd.Series(learned.median if learned else None, index=rows.index, dtype="float64")
    elif raw.kind == "datetime" and learned is not None and learned.median is not None:
        usual = pd.Series(pd.Timestamp(learned.median, unit="s", tz="UTC"), index=rows.index)
    else:
        usual = pd.Series(next(iter(learned.levels), None) if learned else None, index=rows.index, dtype="str")
    return rows.assign(**{raw.name: usual})


def _text(value: Any) -> str:
    return "" if pd.isna(value) else f"{value:.6g}" if isinstance(value, float) else str(value)
