"""A few rows and values as a reader may see them: the same rows before and after, personal data hidden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from automl_preprocessing.masking import MASK, Masks
from automl_shared.figures import shortened
from automl_shared.phase_io import ColumnInfo
from automl_shared.recipe import Recipe

SAMPLE_ROWS = 10
EXAMPLES, LOOKED_AT = 3, 60
EXAMPLE_WIDTH = 30
SHOWN_ROWS, SHOWN_COLUMNS = 5, 6
"""Rows and columns of the picture of sample rows; the files beside it have more."""


def samples(
    before: pd.DataFrame, after: pd.DataFrame, recipe: Recipe, masks: Masks, mixed: Mapping[str, Sequence[str]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The same first rows before (up to 10, n_columns) and after (.., n_features_out).

    ``mixed``: features made of several columns, and those columns: a hidden one hides the feature.
    """
    first = after.head(SAMPLE_ROWS)
    hidden = [name for name, columns in mixed.items() if masks.whole & {*columns}]
    shown = _after_masked(first, recipe, masks)
    for place, name in enumerate(first.columns):
        if name in hidden:
            shown.isetitem(place, [MASK] * len(shown))
    return masks.frame(before.loc[first.index]), shown


def shown(
    rows: tuple[pd.DataFrame, pd.DataFrame],
    features: Sequence[str],
    columns: Sequence[ColumnInfo],
    recipe: Recipe,
) -> dict[str, Any]:
    """The picture's part of `samples`: the first columns in reading order and the features made of them.

    ``features``: names of the features as they are, before anything in them was hidden.
    """
    before, after = rows
    names = [column.name for column in in_reading_order(columns)][:SHOWN_COLUMNS]
    made_of = origins(features, recipe)
    places = [place for place, origin in enumerate(made_of) if origin in names or origin is None][:SHOWN_COLUMNS]
    return {
        "before": _as_table(before[names]),
        "after": _as_table(after.iloc[:, places]),
        "n_before": before.shape[1],
        "n_after": after.shape[1],
    }


def examples(rows: pd.DataFrame, columns: Sequence[ColumnInfo], masks: Masks) -> dict[str, list[str]]:
    """Up to three different values of each column, personal data hidden."""
    found: dict[str, list[str]] = {}
    for column in columns:
        values = rows[column.name].dropna().head(LOOKED_AT)
        texts = (shortened(masks.value(column.name, value), EXAMPLE_WIDTH) for value in values)
        found[column.name] = _first_different(texts)
    return found


def _first_different(texts: Iterable[str]) -> list[str]:
    """None is read after the last that is wanted: hiding personal data takes its time."""
    found: dict[str, None] = {}
    for text in texts:
        found[text] = None
        if len(found) == EXAMPLES:
            break
    return list(found)


def in_reading_order(columns: Sequence[ColumnInfo]) -> list[ColumnInfo]:
    """The target first, then what puts rows in order or together or weighs them, features, and what is left out."""
    order = ("target", "time", "group", "weight", "feature", "left_out")
    return sorted(columns, key=lambda column: order.index(column.role))


def origins(features: Sequence[str], recipe: Recipe) -> list[str | None]:
    """The column each feature was made of, by the name they share; None for a feature of several columns."""
    names = set(recipe.names)
    return [
        next((feature[:end] for end in range(len(feature), 0, -1) if feature[:end] in names), None)
        for feature in features
    ]


def _after_masked(after: pd.DataFrame, recipe: Recipe, masks: Masks) -> pd.DataFrame:
    """Features as a reader may see them: a category of a hidden column is hidden in the feature's name as well."""
    hidden_values = masks.whole & {*recipe.numeric, *recipe.datetime}
    shown = after.copy()
    labels = []
    for place, (name, origin) in enumerate(zip(after.columns, origins(list(after.columns), recipe), strict=True)):
        if origin in hidden_values:
            shown.isetitem(place, [masks.value(str(origin), value) for value in after.iloc[:, place]])
        is_hidden = origin in masks.whole and name != origin
        labels.append(masks.value(str(origin), name) if is_hidden else masks.text(str(name)))
        if is_hidden:
            labels[-1] = f"{origin} {labels[-1]}"
    return shown.set_axis(labels, axis=1)


def _as_table(rows: pd.DataFrame) -> dict[str, Any]:
    """Texts, row by row, gaps as empty ones."""
    cells = [
        ["" if pd.isna(value) else shortened(_short(value), EXAMPLE_WIDTH) for value in row]
        for row in rows.head(SHOWN_ROWS).itertuples(index=False, name=None)
    ]
    return {"row_ids": [int(row_id) for row_id in rows.index[:SHOWN_ROWS]], "names": list(rows.columns), "rows": cells}


def _short(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
