"""Columns by name: those a run uses, and what to say when one is not there."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from automl_shared.config.models import DataSettings
from automl_shared.config.overrides import as_option
from automl_shared.errors import DataError, did_you_mean
from automl_shared.lazy import pd
from automl_shared.words import T_

_SPECIAL = ("group_column", "time_column", "weight_column")
"""Settings of ``data`` that give a column a task of its own; it may be left out."""
OFFERED = 3
"""Names that are offered where none is near."""
_NAMES_ONE = (
    "data.target_column",
    *(f"data.{setting}" for setting in _SPECIAL),
    "evaluation.costs.false_positive_column",
    "evaluation.costs.false_negative_column",
)
"""Settings that are a column's name, and nothing else."""


def require_column(frame: pd.DataFrame, name: str, setting: str) -> None:
    """Raises DataError, with the nearest names, unless the column exists."""
    if name not in frame.columns:
        names = names_of(frame)
        raise DataError(
            T_(
                "`{setting}` names a column that is not in the data{nearest}",
                setting=setting,
                nearest=did_you_mean(name, names),
            ),
            value=name or "nothing",
            allowed=some(names),
            fix=tuple(as_option(setting, one) for one in _meant(name, names))
            if setting in _NAMES_ONE
            else T_("correct it in `{setting}`", setting=setting),
        )


def select(frame: pd.DataFrame, data: DataSettings) -> pd.DataFrame:
    """The columns a run uses: features, and those with a task. Raises DataError for a name that is not there."""
    require_column(frame, data.target_column, "data.target_column")
    special = {f"data.{setting}": name for setting in _SPECIAL if (name := getattr(data, setting))}
    for setting, name in special.items():
        require_column(frame, name, setting)
    if data.feature_columns is None:
        return frame
    for name in data.feature_columns:
        require_column(frame, name, "data.feature_columns")
    return frame[list(dict.fromkeys([*data.feature_columns, *special.values(), data.target_column]))]


def _meant(name: str, names: list[str]) -> list[str]:
    """The nearest name; the last ones where none is near."""
    return difflib.get_close_matches(name, names, n=1) or names[: -OFFERED - 1 : -1]


def names_of(frame: pd.DataFrame) -> list[str]:
    """The columns' names, as text."""
    return [str(column) for column in frame.columns]


def some(names: list[str], most: int = 30) -> str:
    """Names for a message, capped."""
    rest = f", and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest


def is_number(column: pd.Series) -> bool:
    """Whether a column holds numbers; truth values are none."""
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def reads_as_number(text: str) -> bool:
    """Whether a text is a number as programs write it."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def is_text(column: pd.Series) -> bool:
    """Whether a column holds text, as a file's words are read."""
    return isinstance(column.dtype, pd.StringDtype)


def changed(X: pd.DataFrame, columns: Mapping[str, Any]) -> pd.DataFrame:
    """The frame with some columns replaced, whatever they are called: ``assign`` has no place for one named `self`."""
    made = X.copy(deep=False)
    for name, values in columns.items():
        made[name] = values
    return made
