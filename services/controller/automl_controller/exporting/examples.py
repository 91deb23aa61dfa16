"""Rows to try a model with: made of what it knows about its columns, none of those it learned from."""

from __future__ import annotations

import pandas as pd

from automl_data.bundle import Manifest, RawColumn
from automl_data.bundle.problems import date_as_written

ROWS = 5


def example_rows(manifest: Manifest) -> str:
    """A CSV written as the training rows' file was."""
    table = pd.DataFrame({raw.name: [_value(raw, row) for row in range(ROWS)] for raw in manifest.columns})
    intake = manifest.intake
    return table.to_csv(index=False, sep=intake.separator or ",", decimal=intake.decimal or ".", lineterminator="\n")


def _value(raw: RawColumn, row: int) -> object:
    """Of numbers and dates what lies between the middle ones learned, of categories the most frequent ones."""
    learned = raw.learned
    if learned is None:
        return None
    if learned.levels:
        levels = list(learned.levels)
        return levels[row % len(levels)]
    between = learned.edges or ([] if learned.median is None else [learned.median])
    if not between:
        return None
    number = between[(row + 1) * len(between) // (ROWS + 1)]
    if raw.kind == "datetime":
        return date_as_written(raw, number) or None
    return round(number) if raw.dtype.startswith(("int", "uint")) else number
