"""Rows that hang together: in time, or because they are about the same thing."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from automl_data.intake.key_names import has_no_name, named_like_a_key
from automl_data.intake.options import Option
from automl_data.recipe.past import LAST, MEANS
from automl_preprocessing.quality.evidence import Evidence
from automl_preprocessing.series import Series, series_in
from automl_preprocessing.words.findings import word
from automl_shared.config.models import Language
from automl_shared.phase_io import Finding

ORDERED_SHARE = 0.99
MIN_MOMENTS = 20
MIN_KEYS = 20
ROWS_PER_KEY = (1.5, 50.0)
"""Rows a key has on average when it stands for something that comes back, such as a customer."""
_ACTORS = "patient|customer|client|user|subject|household|member"
_ACTOR = re.compile(rf"(?:^|[\W_])(?:{_ACTORS})s?$|(?:患者|顧客|会員)名?$", re.IGNORECASE)
_ABOUT_ACTORS = re.compile(
    r"(?:^|[\W_])(?:as|by|each|every|for|from|in|of|per|since|with)[\W_](?:(?:an?|all|the)[\W_])?\w+$"
    r"|^(?:avg|average|count|max|mean|min|n|nb|no|num|number|sum|total)[\W_]",
    re.IGNORECASE,
)
"""``months_as_member``, ``visits_per_patient``, ``num_customer``: what is said of them, by words in front."""
_ACTORS_COUNTED = re.compile(rf"(?:{_ACTORS})s$", re.IGNORECASE)
_PLACE = re.compile(
    r"(?:^|[\W_])(?:year|quarter|month|week|day|date|time|hour|age|line|row|seq|sequence|page|floor|visit|round|lap|step"
    r"|trial|attempt|period)[\W_]?(?:id|key|no|nr|num|number)$|(?:index|idx)$",
    re.IGNORECASE,
)
"""``date_key``, ``line_no``, ``heat_index``: they come back because they count or measure something else."""


def time_missing(e: Evidence) -> Finding | None:
    """Rows that have no place in time."""
    return e.yellow("time_missing", n=e.dropped.no_time) if e.dropped.no_time else None


def group_missing(e: Evidence) -> Finding | None:
    """Rows that belong to no group."""
    gaps = e.dropped.no_group
    return e.yellow("group_missing", n=gaps, column=e.data.group_column) if gaps else None


def series(e: Evidence) -> Finding | None:
    """What the time column makes of the rows: one series, several, with gaps or without, or events."""
    if e.all_times is None:
        return None
    found = series_in(e.all_times, e.train[_may_tell_apart(e)])
    if found is None:
        return e.green("series", text="series_events")
    text = "series_one" if found.column is None else "series_many"
    values = {
        "count": found.count,
        "column": found.column,
        "step": _step(found, e.language),
        "missing": f"{found.missing:,}",
        "longest": f"{found.longest:,}",
        "group": Option("data.group_column", found.column),
    }
    return e.yellow("series", text=text, **values) if found.missing else e.green("series", text=text, **values)


def past(e: Evidence) -> Finding | None:
    """What is learned from the target's own past."""
    told = e.recipe.past
    if told is None:
        return None
    return e.green("past", target=told.target, horizon=told.horizon, values=LAST, most=max(MEANS))


def time_order(e: Evidence) -> Finding | None:
    """Rows in the order of a date column, although no time column is set."""
    if e.data.time_column is not None or not e.recipe.datetime:
        return None
    ordered = [name for name in e.recipe.datetime if _is_ordered(e.sample[name])]
    if ordered:
        return e.judged_by_sample(e.yellow("time_order", columns=ordered, time=Option("data.time_column", ordered[0])))
    return _series_unset(e) or e.green("time_order")


def _series_unset(e: Evidence) -> Finding | None:
    """Several series side by side that nobody has put in order of time; a sample of their rows would have gaps."""
    if len(e.sample) < len(e.train):
        return None
    for date in e.recipe.datetime:
        dates = e.sample[date].dropna()
        found = series_in(dates, e.train.loc[dates.index, _may_tell_apart(e)]) if len(dates) else None
        if found is not None and found.column is not None:
            step = _step(found, e.language)
            told = {"date": date, "count": found.count, "column": found.column, "step": step}
            return e.yellow("time_order", text="series_unset", time=Option("data.time_column", date), **told)
    return None


def _may_tell_apart(e: Evidence) -> list[str]:
    """The group column first; then categories and keys, and no measurement."""
    names = [
        column.name
        for column in e.columns
        if column.role in ("feature", "left_out")
        and column.name not in (e.data.group_column, e.data.time_column)
        and _are_labels(e.train[column.name])
    ]
    return [*([e.data.group_column] if e.data.group_column else []), *names]


def _are_labels(column: pd.Series) -> bool:
    types = pd.api.types
    if types.is_float_dtype(column) or types.is_datetime64_any_dtype(column):
        return bool((column.dropna() % 1 == 0).all()) if types.is_float_dtype(column) else False
    return True


def _step(found: Series, language: Language) -> str:
    """``day``, ``7 days``; in Japanese always with its number."""
    return word(f"step_{found.unit}", language, n=found.step)


def group_suspect(e: Evidence) -> Finding | None:
    """A key that comes back in a few rows each, although no group column is set."""
    if e.data.group_column is not None:
        return None
    may_be_keys = [column for column in e.features if column.kind != "datetime" and _names_an_actor(column.name)]
    back = [column.name for column in may_be_keys if _comes_back(column.distinct, len(e.train))]
    suspects = [name for name in back if _are_keys(e.train[name])]
    if not suspects:
        return e.green("group_suspect")
    return e.yellow("group_suspect", columns=suspects, group=Option("data.group_column", suspects[0]))


def _is_ordered(dates: pd.Series) -> bool:
    present = dates.dropna().to_numpy()
    if len(np.unique(present)) < MIN_MOMENTS:
        return False
    steps = np.diff(present).astype("timedelta64[us]").astype(np.int64)
    return bool(max((steps >= 0).mean(), (steps <= 0).mean()) >= ORDERED_SHARE)


def _names_an_actor(name: str) -> bool:
    """``customer_id``, ``Patient``; neither what is said of one, nor the number of a place or a time."""
    plain = name.strip()
    if named_like_a_key(plain):
        return _PLACE.search(plain) is None and not has_no_name(plain)
    return _ACTOR.search(plain) is not None and _ABOUT_ACTORS.search(plain) is None


def _comes_back(distinct: int, n_rows: int) -> bool:
    fewest, most = ROWS_PER_KEY
    return distinct >= MIN_KEYS and fewest <= n_rows / distinct <= most


def _are_keys(column: pd.Series) -> bool:
    """Whole numbers or texts: a measurement is no key, whatever its name, nor is a number of ``members``."""
    if not pd.api.types.is_numeric_dtype(column):
        return True
    return _ACTORS_COUNTED.search(str(column.name).strip()) is None and bool((column.dropna() % 1 == 0).all())
