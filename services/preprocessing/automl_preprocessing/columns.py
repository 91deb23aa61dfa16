"""What each column is, and why we think so.

Typing sees the features of the training rows only: never the hold-out, never the target's values. The one thing that
comes from the whole file is a column's dtype, because reading a file decides it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import Any

import pandas as pd

from automl_shared.config.models import DataSettings
from automl_shared.intake import Problem
from automl_shared.phase_io import ColumnInfo, ColumnKind

KEY_SHARE = 0.95
"""Share of different values from which a column is taken for a key."""
KEY_ROWS = 10
"""Rows with a value that it takes to call a column a key."""
PROSE_WORDS = 3
"""Words per value, on average, from which mostly different texts are taken for prose."""
PROSE_SHARE = 0.5
DATE_SAMPLE = 1000
DATE_SHARE = 0.95

FEATURE_KINDS: tuple[ColumnKind, ...] = ("numeric", "categorical", "boolean")
_KEY_NAME = re.compile(r"(?:^|[\W_])(?:id|key|uuid|guid|index|idx|no|nr|row_?names?)$|^unnamed: ?\d+$", re.IGNORECASE)
_KEY_ENDING = re.compile(r"(?:[a-z](?:Id|ID|Key|No)|[^\x00-\x7f](?:ID|id|Id)|番号|コード)$")
_DATE = re.compile(r"\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?!\d)")

Guess = tuple[ColumnKind, str]


def profile(train: pd.DataFrame, problem: Problem, data: DataSettings) -> list[ColumnInfo]:
    """One entry per column of the training rows (n_train, n_columns); ``missing`` and ``distinct`` count those rows.

    A key or index that is named in ``data.feature_columns`` is used all the same: somebody meant it.
    """
    wanted = set(data.feature_columns or [])
    return [_column(train[name], problem, data, is_wanted=name in wanted) for name in train.columns]


def treated(columns: Sequence[ColumnInfo]) -> tuple[list[str], list[str]]:
    """Names of the features treated as numbers and as categories; booleans are categories."""
    features = [column for column in columns if column.role == "feature"]
    return (
        [column.name for column in features if column.kind == "numeric"],
        [column.name for column in features if column.kind != "numeric"],
    )


def usable_values(frame: pd.DataFrame, numeric: Sequence[str], categorical: Sequence[str]) -> pd.DataFrame:
    """(n_rows, n_features): numbers as float64, categories as text, gaps as NaN."""
    typed = {name: frame[name].astype("float64") for name in numeric}
    typed |= {name: as_text(frame[name]) for name in categorical}
    return pd.DataFrame({name: typed[name] for name in frame.columns if name in typed}, index=frame.index)


def as_text(series: pd.Series) -> pd.Series:
    """The values as text, gaps kept."""
    return series.astype(object).map(str, na_action="ignore").astype("str")


def _column(series: pd.Series, problem: Problem, data: DataSettings, *, is_wanted: bool) -> ColumnInfo:
    name = str(series.name)
    base: dict[str, Any] = {
        "name": name,
        "dtype": str(series.dtype),
        "missing": int(series.isna().sum()),
        "distinct": _distinct(series),
    }
    if name == data.target_column:
        target_kind: ColumnKind = "numeric" if problem.type == "regression" else "categorical"
        return ColumnInfo(**base, kind=target_kind, role="target", reason=f"the column to predict: {problem.reason}")
    kind, reason = _kind(series, is_wanted=is_wanted)
    if name == data.group_column:
        return ColumnInfo(**base, kind=kind, role="group", reason="keeps rows together in a fold; not predicted from")
    if name == data.time_column:
        return ColumnInfo(**base, kind=kind, role="time", reason="puts rows in order; not predicted from")
    return ColumnInfo(**base, kind=kind, role="feature" if kind in FEATURE_KINDS else "left_out", reason=reason)


def _distinct(series: pd.Series) -> int:
    present = series.dropna()
    return int(present.nunique() if _hashable(present) else present.map(str).nunique())


def _hashable(present: pd.Series) -> bool:
    return (
        present.dtype != object
        or not present.map(lambda value: isinstance(value, list | dict | set) or hasattr(value, "__array__")).any()
    )


def _kind(series: pd.Series, *, is_wanted: bool) -> Guess:
    present = series.dropna()
    if present.empty:
        return "constant", "no value in the training rows"
    if not _hashable(present):
        return "text", "lists or nested values, which cannot be used yet"
    nature = _nature(present)
    has_gaps = len(present) < len(series)
    if present.nunique() == 1 and (not has_gaps or nature is _numeric):
        return "constant", f"always {_short(present.iloc[0])}" + (", or missing" if has_gaps else "")
    return nature(present, is_wanted)


def _nature(present: pd.Series) -> Callable[[pd.Series, bool], Guess]:
    """Which rules apply to values of this dtype."""
    types = pd.api.types
    if isinstance(present.dtype, pd.CategoricalDtype):
        return _category
    if isinstance(present.dtype, pd.PeriodDtype) or present.dtype.kind in "mM":
        return _date
    if types.is_bool_dtype(present):
        return _boolean
    if types.is_complex_dtype(present):
        return _unsupported
    if types.is_numeric_dtype(present):
        return _numeric
    inferred = types.infer_dtype(present)
    by_content = {
        "boolean": _boolean,
        "decimal": _numeric,
        "integer": _numeric,
        "floating": _numeric,
        "mixed-integer-float": _numeric,
        "date": _date,
        "datetime": _date,
        "time": _date,
        "timedelta": _date,
        "period": _date,
        "bytes": _unsupported,
        "complex": _unsupported,
    }
    return by_content.get(inferred, _text)


def _numeric(present: pd.Series, is_wanted: bool) -> Guess:
    numbers = present.astype("float64")
    whole = bool((numbers == numbers.round()).all())
    if whole and not is_wanted and _is_key(present) and _named_like_a_key(str(present.name)):
        return "identifier", "whole numbers, nearly all different, and named like a key"
    return "numeric", "whole numbers" if whole else "numbers"


def _category(present: pd.Series, is_wanted: bool) -> Guess:
    return _text(present.astype(object), is_wanted)


def _boolean(_present: pd.Series, _is_wanted: bool) -> Guess:
    return "boolean", "yes or no"


def _date(_present: pd.Series, _is_wanted: bool) -> Guess:
    return "datetime", "dates or times, which cannot be used yet"


def _unsupported(_present: pd.Series, _is_wanted: bool) -> Guess:
    return "text", "values of a kind that cannot be used yet"


def _text(present: pd.Series, is_wanted: bool) -> Guess:
    words = present.map(str)
    if _are_dates(words.iloc[:DATE_SAMPLE]):
        return _date(present, is_wanted)
    distinct = words.nunique()
    if distinct >= PROSE_SHARE * len(words) and words.str.count(r"\S+").mean() >= PROSE_WORDS:
        return "text", "free text, which cannot be used yet"
    if not is_wanted and _is_key(words):
        return "identifier", "texts, nearly all different"
    return "categorical", f"{distinct} different texts"


def _is_key(present: pd.Series) -> bool:
    return len(present) >= KEY_ROWS and present.nunique() >= KEY_SHARE * len(present)


def _named_like_a_key(name: str) -> bool:
    return bool(_KEY_NAME.search(name.strip()) or _KEY_ENDING.search(name.strip()))


def _are_dates(words: pd.Series) -> bool:
    return bool(words.str.match(_DATE).mean() >= DATE_SHARE)


def _short(value: object, most: int = 30) -> str:
    text = str(value)
    return repr(text if len(text) <= most else f"{text[:most]}…")


def named(names: Collection[str], most: int = 8) -> str:
    """Column names for a sentence, the first few of many."""
    shown = [f"`{name}`" for name in list(names)[:most]]
    return ", ".join(shown) + (f" and {len(names) - most} more" if len(names) > most else "")
