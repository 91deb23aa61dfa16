"""Rows that hang together: in time, or because they are about the same thing."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from automl_preprocessing.keys import named_like_a_key
from automl_preprocessing.quality.evidence import Evidence
from automl_shared.phase_io import Finding

ORDERED_SHARE = 0.99
MIN_MOMENTS = 20
MIN_KEYS = 20
ROWS_PER_KEY = (1.5, 50.0)
"""Rows a key has on average when it stands for something that comes back, such as a customer."""
_ACTOR = re.compile(r"(?:^|[\W_])(?:patient|customer|client|user|subject|household|member)s?$|患者|顧客|会員", re.I)


def time_order(e: Evidence) -> Finding | None:
    """Rows in the order of a date column, although no time column is set."""
    if e.data.time_column is not None or not e.recipe.datetime:
        return None
    ordered = [name for name in e.recipe.datetime if _is_ordered(e.sample[name])]
    if not ordered:
        return e.green("time_order")
    return e.judged_by_sample(e.yellow("time_order", columns=ordered, first=ordered[0]))


def group_suspect(e: Evidence) -> Finding | None:
    """A key that comes back in a few rows each, although no group column is set."""
    if e.data.group_column is not None:
        return None
    suspects = [column.name for column in e.features if _comes_back(column.name, column.distinct, len(e.train))]
    suspects = [name for name in suspects if _are_keys(e.train[name])]
    if not suspects:
        return e.green("group_suspect")
    return e.yellow("group_suspect", columns=suspects, first=suspects[0])


def _is_ordered(dates: pd.Series) -> bool:
    present = dates.dropna().to_numpy()
    if len(np.unique(present)) < MIN_MOMENTS:
        return False
    steps = np.diff(present).astype("timedelta64[us]").astype(np.int64)
    return bool(max((steps >= 0).mean(), (steps <= 0).mean()) >= ORDERED_SHARE)


def _comes_back(name: str, distinct: int, n_rows: int) -> bool:
    fewest, most = ROWS_PER_KEY
    named = named_like_a_key(name) or _ACTOR.search(name.strip()) is not None
    return named and distinct >= MIN_KEYS and fewest <= n_rows / distinct <= most


def _are_keys(column: pd.Series) -> bool:
    """Whole numbers or texts: a measurement is no key, whatever its name."""
    if not pd.api.types.is_numeric_dtype(column):
        return True
    return bool((column.dropna() % 1 == 0).all())
