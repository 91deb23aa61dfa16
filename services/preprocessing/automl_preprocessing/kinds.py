"""What the values of one column are, guessed from the values and the column's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field

import numpy as np
import pandas as pd

from automl_data.intake import recognised
from automl_data.intake.booleans import is_spelled_boolean
from automl_data.intake.columns import is_text
from automl_data.intake.key_names import named_like_a_key
from automl_preprocessing.keys import Rows, is_key, unread_form, why_a_key
from automl_preprocessing.times import as_words, reading_of
from automl_shared.config.models import ColumnKind
from automl_shared.frozen import Frozen
from automl_shared.readings import Reading
from automl_shared.recipe import LARGEST

PROSE_WORDS = 3
"""Words per value, on average, from which mostly different texts are taken for prose."""
PROSE_LETTERS = 20
"""The same in letters, for languages that put no spaces between words."""
PROSE_SHARE = 0.5
LETTERED_SHARE = 0.5
"""Share of the texts with a letter below which they are codes, however many parts they have."""
FEW_CODES = 10
"""Different whole numbers up to which a person is told that they could be codes."""
SAMPLE = 500
"""Values that tell prose from categories."""


class Guess(Frozen):
    """What a column is. ``why`` is a key of the table of words, ``values`` fill its text."""

    kind: ColumnKind
    why: str
    values: Mapping[str, object] = field(default_factory=dict)
    is_usable: bool = True
    """False for values that no recipe can treat, although their kind is one that is predicted from."""
    date_format: str = ""
    unread: int = 0
    """Values that are none of this kind and become gaps."""


class Look(Frozen):
    """A column to be guessed. ``present``: (n_present,) its values without gaps, ``distinct`` of which differ.

    ``reading``: how its texts were read. ``rows``: what keys are judged by. A key that ``is_wanted`` is no key.
    """

    present: pd.Series
    distinct: int
    reading: Reading | None = None
    rows: Rows | None = None
    is_wanted: bool = False

    @property
    def may_be_key(self) -> bool:
        return not self.is_wanted and is_key(len(self.present), self.distinct)


def guess(
    series: pd.Series, distinct: int, *, is_wanted: bool, reading: Reading | None = None, rows: Rows | None = None
) -> Guess:
    """What a column (n_rows,) is; see `Look`."""
    present = series.dropna() if series.hasnans else series
    if present.empty:
        return Guess(kind="constant", why="why_no_value")
    if not hashable(present):
        return Guess(kind="text", why="why_nested", is_usable=False)
    nature = _nature(present, reading)
    has_gaps = len(present) < len(series)
    if distinct == 1 and (not has_gaps or nature is _numeric):
        why = "why_always_or_missing" if has_gaps else "why_always"
        return Guess(kind="constant", why=why, values={"value": short(present.iloc[0])})
    return nature(Look(present=present, distinct=distinct, reading=reading, rows=rows, is_wanted=is_wanted))


def hashable(present: pd.Series) -> bool:
    """Whether the values can be told apart; lists and nested values cannot."""
    return (
        present.dtype != object
        or not present.map(lambda value: isinstance(value, list | dict | set) or hasattr(value, "__array__")).any()
    )


def as_numbers(series: pd.Series) -> pd.Series:
    """float64 (n_rows,); what is no number, or too large to compute with, is a gap."""
    if not pd.api.types.is_numeric_dtype(series):
        series = pd.to_numeric(as_words(series).astype(object), errors="coerce")
    numbers = series.astype("float64")
    too_large = np.abs(numbers.to_numpy()) >= LARGEST
    return numbers.mask(too_large) if too_large.any() else numbers


def short(value: object, most: int = 30) -> str:
    """A value for a sentence."""
    text = str(value)
    return repr(text if len(text) <= most else f"{text[:most]}…")


Nature = Callable[[Look], Guess]


def _nature(present: pd.Series, reading: Reading | None) -> Nature:
    """Which rules apply to values of this dtype."""
    types = pd.api.types
    if reading is not None and reading.kind == "datetime":
        return _date
    if isinstance(present.dtype, pd.StringDtype):
        return _text
    if isinstance(present.dtype, pd.CategoricalDtype):
        return _category
    if isinstance(present.dtype, pd.PeriodDtype) or present.dtype.kind == "M":
        return _date
    if present.dtype.kind == "m":
        return _duration
    if types.is_bool_dtype(present):
        return _boolean
    if types.is_complex_dtype(present):
        return _unsupported
    if types.is_numeric_dtype(present):
        return _numeric
    by_content: Mapping[str, Nature] = {
        "boolean": _boolean,
        "decimal": _numeric,
        "integer": _numeric,
        "floating": _numeric,
        "mixed-integer-float": _numeric,
        "date": _date,
        "datetime": _date,
        "period": _date,
        "time": _duration,
        "timedelta": _duration,
        "bytes": _unsupported,
        "complex": _unsupported,
    }
    return by_content.get(types.infer_dtype(present), _text)


def _numeric(look: Look) -> Guess:
    numbers = look.present.to_numpy(dtype="float64")
    if look.reading is not None and (look.reading.unit or look.reading.unread):
        return written_numbers(look.reading)
    if look.reading is not None and look.reading.unit_below:
        return Guess(kind="numeric", why="why_numbers_in_unit", values={"unit": look.reading.unit_below})
    if numbers[0] % 1 != 0 or not (numbers % 1 == 0).all():
        return Guess(kind="numeric", why="why_numbers")
    if look.may_be_key:
        return _numbers_all_different(look)
    if 2 < look.distinct <= FEW_CODES:
        return Guess(kind="numeric", why="why_few_numbers", values={"distinct": look.distinct})
    return Guess(kind="numeric", why="why_whole_numbers")


def _numbers_all_different(look: Look) -> Guess:
    if why := why_a_key(look.present, look.rows):
        return Guess(kind="identifier", why=why)
    named = named_like_a_key(str(look.present.name))
    return Guess(kind="numeric", why="why_no_key" if named else "why_whole_numbers")


def written_numbers(reading: Reading) -> Guess:
    """Numbers that were read from texts with units, or among words; times, durations and paces."""
    if reading.format:
        why = {"h": "why_times_in_hours", "min": "why_times_in_minutes"}.get(reading.unit, "why_paces")
        return Guess(kind="numeric", why=why, values={"unit": reading.unit}, unread=reading.unread)
    why = "why_mostly_numbers" if reading.unread else "why_written_numbers"
    values = {"unread": reading.unread, "unit": reading.units}
    return Guess(kind="numeric", why=f"{why}_with_unit" if reading.unit else why, values=values, unread=reading.unread)


def _category(look: Look) -> Guess:
    """What a file declares to be categories is never numbers or dates."""
    if look.may_be_key:
        return Guess(kind="identifier", why="why_text_key")
    return Guess(kind="categorical", why="why_texts", values={"distinct": look.distinct})


def _boolean(_look: Look) -> Guess:
    return Guess(kind="boolean", why="why_boolean")


def _date(look: Look) -> Guess:
    found = look.reading or reading_of(look.present)
    return Guess(kind="datetime", why="why_unreadable_dates", is_usable=False) if found is None else dates(found, look)


def dates(found: Reading, look: Look) -> Guess:
    """Dates in a format that can be read, or in two that cannot be told apart."""
    if found.other:
        values = {"one": found.format, "other": found.other, "example": short(look.present.iloc[0])}
        return Guess(kind="datetime", why="why_ambiguous_dates", values=values, is_usable=False)
    why = "why_dates_written" if found.format else "why_dates"
    values = {"pattern": found.format}
    return Guess(kind="datetime", why=why, values=values, date_format=found.format, unread=found.unread)


def _duration(_look: Look) -> Guess:
    return Guess(kind="datetime", why="why_duration", is_usable=False)


def _unsupported(_look: Look) -> Guess:
    return Guess(kind="text", why="why_unsupported", is_usable=False)


def _text(look: Look) -> Guess:
    words = as_words(look.present)
    sample = words.sample(min(len(words), SAMPLE), random_state=0)
    if look.distinct <= 4 and is_spelled_boolean(words):
        return Guess(kind="boolean", why="why_boolean")
    found = recognised(words) if look.reading is None else None
    if found is not None and not (found.reading.kind == "numeric" and is_text(found.values)):
        return dates(found.reading, look) if found.reading.kind == "datetime" else written_numbers(found.reading)
    if look.may_be_key and (form := unread_form(sample)):
        return Guess(kind="identifier", why=f"why_{form}")
    if look.distinct >= PROSE_SHARE * len(words) and _is_prose(sample):
        return Guess(kind="text", why="why_prose")
    if look.may_be_key:
        return Guess(kind="identifier", why="why_text_key")
    return Guess(kind="categorical", why="why_texts", values={"distinct": look.distinct})


def _is_prose(sample: pd.Series) -> bool:
    if sample.str.contains(r"[^\W\d_]").mean() < LETTERED_SHARE:  # telephone numbers have parts, and no words
        return False
    if sample.str.count(r"\S+").mean() >= PROSE_WORDS:
        return True
    return bool(sample.str.len().mean() >= PROSE_LETTERS and sample.str.contains(r"[^\x00-\x7f]{4}").mean() > 0.5)
